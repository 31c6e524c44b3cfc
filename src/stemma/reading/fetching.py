"""Fetching pages, only where it was asked for with `--fetch`, and only from public hosts of the web.

An address may come from anybody. So the name of a host is resolved once, every address it has must be public, and the
connection is made to the very address that was checked: a name server that answers otherwise the second time (DNS
rebinding) changes nothing. Redirects go through the same checks. Proxies of the environment are not used, since they
would resolve names on their own.
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import json
import os
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from stemma.errors import FetchError

AGENT = "stemma-news"
USER_AGENT = f"{AGENT} (reads single pages for a person; obeys robots.txt)"
MAX_FETCHED = 16 * 1024 * 1024
"""Most bytes of one page, as sent and unpacked."""
MAX_SECONDS = 30.0
"""Most time for one answer, from the connection to the last byte."""
MAX_REDIRECTS = 5
CONNECT_SECONDS = 10.0
# Between two requests to one host; robots.txt may ask for more, up to a limit.
PAUSE_SECONDS, LONGEST_PAUSE = 1.0, 30.0
# A robots.txt is read up to here (RFC 9309, 2.5).
MAX_ROBOTS = 512 * 1024
LONGEST_ADDRESS = 4_000
WEB_PORTS = {"http": 80, "https": 443}
# Below this, ports belong to services that are not the web.
FIRST_FREE_PORT = 1024
OK, MOVED, UNCHANGED, REFUSED, BROKEN = 200, frozenset({301, 302, 303, 307, 308}), 304, 400, 500
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], Sequence[str]]
Admit = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    address: str
    """Where it was in the end."""
    data: bytes
    """The page, unpacked."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: http.client.HTTPMessage
    data: bytes


def resolve_host(host: str, port: int) -> list[str]:
    """All addresses that a name has, in the resolver's order."""
    return list(
        dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    )


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not of this machine, of a private net, or of a cloud's inside."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:  # private nets before RFC 3879; "global" to the library
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def check_address(address: str) -> SplitResult:
    """The parts of an address of the web.

    Raises:
        FetchError: it is none, or it names things no address of a page has.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
        host = (
            (parts.hostname or "").encode("idna").decode("ascii")
            if ":" not in (parts.hostname or "")
            else parts.hostname
        )
    except (ValueError, UnicodeError) as e:
        raise FetchError(address[:200], f"is no address of the web ({e})") from e
    if parts.scheme not in WEB_PORTS:
        raise FetchError(address[:200], "is not http or https; only pages of the web are fetched")
    if not host or len(address) > LONGEST_ADDRESS or any(c.isspace() or ord(c) < 32 for c in address.strip()):  # noqa: PLR2004 - control characters
        raise FetchError(address[:200], "is no address of the web; copy it from the browser")
    if parts.username is not None or parts.password is not None:
        raise FetchError(address[:200], "holds a user name; no page that asks for one is fetched")
    if port is not None and port < FIRST_FREE_PORT and port not in WEB_PORTS.values():
        raise FetchError(address[:200], f"leads to port {port}, which is not of the web")
    place = f"[{host}]" if ":" in host else host
    netloc = place if port is None or port == WEB_PORTS[parts.scheme] else f"{place}:{port}"
    path = quote(parts.path or "/", safe="/%:=&?~#+!$,;'@()*[]")
    query = quote(parts.query, safe="/%:=&?~+!$,;'@()*[]")
    return urlsplit(urlunsplit((parts.scheme, netloc, path, query, "")))


class Fetcher:
    """Fetches pages politely and safely; keeps what it got, to ask next time whether that still holds."""

    def __init__(
        self,
        *,
        cache: Path | None = None,
        resolve: Resolve = resolve_host,
        admit: Admit = is_public,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep pages in `cache` (nowhere, if None); the rest stands in for the network and the clock in tests."""
        self._cache = cache
        self._resolve, self._admit, self._pause = resolve, admit, pause
        self._robots: dict[tuple[str, str], RobotFileParser | bool] = {}
        self._last: dict[str, float] = {}

    def fetch(self, address: str) -> Fetched:
        """The page at an address.

        Raises:
            FetchError: it may not or cannot be fetched.
        """
        at = check_address(address)
        for _ in range(MAX_REDIRECTS + 1):
            self._ask_robots(address, at)
            kept = self._kept(at.geturl())
            answer = self._request(address, at, kept[0] if kept else {}, MAX_FETCHED)
            if answer.status == UNCHANGED and kept:
                return Fetched(at.geturl(), kept[1])
            if answer.status in MOVED and answer.headers.get("Location"):
                at = self._moved(address, at, str(answer.headers["Location"]))
                continue
            if answer.status != OK:
                raise FetchError(
                    address, f"gives no page (status {answer.status}); open it in a browser and save it"
                )
            self._keep(at.geturl(), answer)
            return Fetched(at.geturl(), answer.data)
        raise FetchError(address, f"is redirected more than {MAX_REDIRECTS} times")

    def _moved(self, address: str, at: SplitResult, where: str) -> SplitResult:
        try:
            to = check_address(urljoin(at.geturl(), where.encode("latin-1", "replace").decode("utf-8", "replace")))
        except (FetchError, ValueError) as e:
            raise FetchError(address, f"is redirected to what is not fetched: {where[:200]}") from e
        if at.scheme == "https" and to.scheme == "http":
            raise FetchError(address, f"is redirected from https to http: {where[:200]}")
        return to

    def _request(self, address: str, at: SplitResult, headers: dict[str, str], most: int) -> _Answer:
        """One request, to a host that has been checked."""
        host, port = at.hostname or "", at.port or WEB_PORTS[at.scheme]
        ip = self._checked(address, host, port)
        self._wait(host)
        connection = _PinnedTLS(ip, host, port) if at.scheme == "https" else _Pinned(ip, host, port)
        # A server that sends a byte now and then keeps every single wait short; the whole is ended from outside.
        alarm = threading.Timer(MAX_SECONDS, connection.abort)
        alarm.daemon = True
        alarm.start()
        try:
            target = urlunsplit(("", "", at.path, at.query, ""))
            given = {
                "User-Agent": USER_AGENT,
                "Accept-Encoding": "gzip",
                "Accept": "text/html,*/*;q=0.5",
                **headers,
            }
            connection.request("GET", target, headers={"Host": at.netloc, **given})
            response = connection.getresponse()
            data = (
                b"" if response.status in MOVED or response.status == UNCHANGED else _body(address, response, most)
            )
            if connection.aborted:  # what broke off then looks complete where no length was given
                raise TimeoutError(f"more than {MAX_SECONDS:.0f} seconds")
            return _Answer(response.status, response.headers, data)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as e:
            why = f"cannot be fetched ({type(e).__name__}: {e}); try again later or save the page"
            raise FetchError(address, why) from e
        finally:
            alarm.cancel()
            connection.close()

    def _checked(self, address: str, host: str, port: int) -> str:
        """The address to connect to; all that the host has must be public, so that none can be slipped in."""
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as e:
            raise FetchError(address, f"leads to {host}, which has no address ({e})") from e
        if not found or not all(self._admit(ip) for ip in found):
            raise FetchError(
                address, f"leads to {host}, which is no public host; nothing inside a network is fetched"
            )
        return found[0]

    def _wait(self, host: str) -> None:
        rules = next((r for (_, netloc), r in self._robots.items() if netloc.split(":")[0] == host), None)
        asked = rules.crawl_delay(AGENT) if isinstance(rules, RobotFileParser) else None
        least = min(LONGEST_PAUSE, max(PAUSE_SECONDS, float(asked or 0)))
        since = time.monotonic() - self._last.get(host, -LONGEST_PAUSE)
        if since < least:
            self._pause(least - since)
        self._last[host] = time.monotonic()

    def _ask_robots(self, address: str, at: SplitResult) -> None:
        """Obey robots.txt (RFC 9309): none means all is open, one that cannot be had means that nothing is."""
        key = (at.scheme, at.netloc)
        if key not in self._robots:
            self._robots[key] = self._robots_of(address, at)
        rules = self._robots[key]
        allowed = rules if isinstance(rules, bool) else rules.can_fetch(AGENT, at.geturl())
        if not allowed:
            raise FetchError(
                address, "may not be fetched, says robots.txt of its site; open it in a browser and save it"
            )

    def _robots_of(self, address: str, at: SplitResult) -> RobotFileParser | bool:
        where = urlsplit(urlunsplit((at.scheme, at.netloc, "/robots.txt", "", "")))
        for _ in range(MAX_REDIRECTS):
            answer = self._request(address, where, {}, MAX_ROBOTS)
            if answer.status in MOVED and answer.headers.get("Location"):
                where = self._moved(address, where, str(answer.headers["Location"]))
                continue
            if REFUSED <= answer.status < BROKEN:
                return True
            if answer.status != OK:
                return False
            rules = RobotFileParser()
            rules.parse(answer.data.decode("utf-8", "replace").splitlines())
            return rules
        return False

    # ── what was fetched before ──────────────────────────────────────────────────────────────────────────

    def _place(self, address: str) -> Path | None:
        return self._cache / hashlib.sha256(address.encode()).hexdigest() if self._cache else None

    def _kept(self, address: str) -> tuple[dict[str, str], bytes] | None:
        """What to ask with, and the page that is kept."""
        place = self._place(address)
        try:
            if place is None:
                return None
            told = json.loads(place.with_suffix(".json").read_text("utf-8"))
            return {str(k): str(v) for k, v in told.items()}, place.with_suffix(".page").read_bytes()
        except (OSError, ValueError, AttributeError):
            return None

    def _keep(self, address: str, answer: _Answer) -> None:
        place = self._place(address)
        told = {
            ask: str(answer.headers[say])
            for say, ask in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
            if answer.headers.get(say)
            and str(answer.headers[say]).isascii()
            and str(answer.headers[say]).isprintable()
        }
        if place is None or not told:
            return
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.with_suffix(".page").write_bytes(answer.data)
            place.with_suffix(".json").write_text(json.dumps(told), "utf-8")
        except OSError:
            return  # a page that cannot be kept is fetched again


def default_cache() -> Path:
    """Where pages are kept (XDG base directories)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stemma" / "pages"


def _body(address: str, response: http.client.HTTPResponse, most: int) -> bytes:
    """The body of an answer, unpacked, never more than a bound of it."""
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip", ""}:
        raise FetchError(address, f"is sent in an encoding that was not asked for ({encoding[:40]})")
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    parts: list[bytes] = []
    sent = size = 0
    while piece := response.read1(65_536):
        sent += len(piece)
        try:
            unpacked = unpacker.decompress(piece, most - size + 1) if unpacker else piece
        except zlib.error as e:
            raise FetchError(address, f"is sent broken ({e}); try again later") from e
        parts.append(unpacked)
        size += len(unpacked)
        if size > most or sent > most:
            raise FetchError(
                address, f"is larger than {most // (1024 * 1024) or 1} MiB; save it and give the file"
            )
    if response.length:
        raise FetchError(address, "breaks off before its end; try again later")
    return b"".join(parts)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked before, whatever the name resolves to now."""

    def __init__(self, ip: str, host: str, port: int) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._ip = ip
        # The answer takes the socket over from its connection, and it is the socket that must be ended.
        self._socket: socket.socket | None = None
        self.aborted = False

    def connect(self) -> None:
        self.sock = self._socket = socket.create_connection((self._ip, self.port), CONNECT_SECONDS)

    def abort(self) -> None:
        """End it at once, from another thread."""
        self.aborted = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class _PinnedTLS(_Pinned):
    """The same with TLS: the certificate must be that of the name."""

    def connect(self) -> None:
        super().connect()
        self.sock = self._socket = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
