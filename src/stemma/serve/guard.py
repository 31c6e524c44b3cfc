"""Who may ask for what: the name the server is called by, the token, where a write comes from, how much is sent.

One wall round the whole application, so that no page can be added outside it:

- the `Host` header must be one of the server's own names, so that no other site's name can be made to lead here
  (DNS rebinding);
- away from this machine every request shows the token, as a cookie after its first use;
- what changes anything must come from the server's own pages (Origin, Sec-Fetch-Site, and a token in each form);
- a body is counted as it comes in;
- every answer carries the policy that lets nothing else in.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "stemma"
FORM_TOKEN = "csrf"  # noqa: S105  the name of a parameter
URL_TOKEN = "token"  # noqa: S105  the name of a parameter
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
API = "/api/"
MOST_BODY = 256 * 1024 * 1024
"""Bytes of a request. Four times the largest input that is read."""
LONGEST_PATH = 4_000
"""Characters of an address without its query: Python refuses to read numbers of more than 4,300 digits."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the wall holds requests against."""

    policy: str
    """The Content-Security-Policy of every answer."""
    form_token: str
    """What the server's own forms carry."""
    names: frozenset[str] = field(default_factory=frozenset)
    """Names the server may be called by, lower case, without port."""
    any_address: bool = False
    """Whether any numeric address is a name of the server: true where it listens on several."""
    token: str = ""
    """What a stranger must show; empty where only this machine can reach the server."""
    most_body: int = MOST_BODY
    """Bytes of a request."""

    def is_own_name(self, host: str) -> bool:
        """Whether a `Host` header names this server."""
        name = _without_port(host)
        if name in self.names:
            return True
        return self.any_address and _is_address(name)

    @property
    def cookie(self) -> str:
        """What a browser shows instead of the token, so that the token itself lies in no cookie jar."""
        return hmac.new(self.token.encode(), b"stemma cookie", hashlib.sha256).hexdigest()


class Guard:
    """The wall, as ASGI middleware."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        """Guard an application by these rules."""
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with the reason why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there is nothing here that speaks otherwise

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["Content-Security-Policy"] = self._rules.policy
                headers.setdefault("Cache-Control", "private, no-cache")
            await send(message)

        headers = Headers(scope=scope)
        refusal = self._refuse(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, answer)
            return
        await self._app(scope, _Counted(receive, self._rules.most_body), answer)

    def _refuse(self, scope: Scope, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        if not self._rules.is_own_name(host):
            return _text(
                421,
                "This server goes by another name. If this is its right name, start it with: stemma serve --name NAME",
            )
        if self._rules.token:
            stranger = self._check_token(scope, headers)
            if stranger is not None:
                return stranger
        if scope["method"] not in SAFE_METHODS and not self._is_own_write(scope, headers, host):
            return _text(
                403,
                "This did not come from a page of this server. Go back, load the page again, and send it again.",
            )
        return self._check_size(scope, headers)

    def _check_size(self, scope: Scope, headers: Headers) -> Response | None:
        if len(scope["path"]) > LONGEST_PATH:
            return _text(414, "There is nothing at an address as long as this.")
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return _text(400, "The length of what was sent is no number.")
        if int(length) > self._rules.most_body:
            return _too_much(self._rules.most_body)
        return None

    def _check_token(self, scope: Scope, headers: Headers) -> Response | None:
        rules = self._rules
        scheme, _, shown = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and _same(shown.strip(), rules.token):
            return None
        if _same(_cookie(headers.get("cookie", "")), rules.cookie):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = next((v for k, v in query if k == URL_TOKEN), "")
        if scope["method"] == "GET" and _same(given, rules.token):
            rest = urlencode([(k, v) for k, v in query if k != URL_TOKEN])
            # One slash: two would lead to another host.
            path = "/" + scope["path"].lstrip("/\\")
            response = RedirectResponse(path + (f"?{rest}" if rest else ""), 303)
            response.set_cookie(COOKIE, rules.cookie, httponly=True, samesite="strict", path="/")
            return response
        return _text(
            401,
            "This server wants its token. Open the address that `stemma serve` printed when it started; "
            "programs send it as: Authorization: Bearer TOKEN. If you came here by a link and have opened that "
            "address before, load this page again by its address.",
        )

    def _is_own_write(self, scope: Scope, headers: Headers, host: str) -> bool:
        """Whether a request that changes something comes from our pages, or from no browser at all.

        A browser names where a write comes from: in `Origin`, unless the referrer policy makes it `null`, and in
        `Sec-Fetch-Site`, unless the connection is neither encrypted nor local. A page's form therefore also
        carries a token that no other site can read.
        """
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        own = origin is not None and _without_scheme(origin) == host.lower()
        if origin not in {None, "null"} and not own:
            return False
        if site not in {None, "same-origin", "none"}:
            return False
        if scope["path"].startswith(API):
            if own or site == "same-origin":
                return True
            return origin is None and site is None and not headers.get("cookie")
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        return _same(query.get(FORM_TOKEN, ""), self._rules.form_token)


class _Counted:
    """What is sent, until it is too much."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most
        self._most = most

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise TooMuchError(self._most)
        return message


class TooMuchError(Exception):
    """More was sent than is taken."""

    def __init__(self, most: int) -> None:
        """Say how much is taken."""
        super().__init__(f"more than {most // 1024 // 1024} MB were sent; send fewer files at once")


def own_names(host: str, more: Iterable[str]) -> frozenset[str]:
    """The names by which a server that listens on an address may be called."""
    loopback = {"localhost", "127.0.0.1", "[::1]"}
    name = host.lower()
    return frozenset({f"[{name}]" if ":" in name else name, *loopback, *(n.lower() for n in more)})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _same(shown: str, wanted: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell where they part."""
    return bool(wanted) and hmac.compare_digest(shown.encode("utf-8", "replace"), wanted.encode())


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _without_port(host: str) -> str:
    host = host.strip().lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].rstrip(".")


def _without_scheme(origin: str) -> str:
    scheme, _, rest = origin.partition("://")
    return rest.lower() if scheme in {"http", "https"} else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _too_much(most: int) -> Response:
    return _text(413, f"At most {most // 1024 // 1024} MB are taken at once; send fewer files at a time.")


def _text(status: int, words: str) -> Response:
    return Response(words + "\n", status, media_type="text/plain")
