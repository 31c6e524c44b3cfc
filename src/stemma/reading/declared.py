"""What a page declares about itself in its head: meta elements, links and JSON-LD (schema.org)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from stemma.model import Publication
from stemma.reading.dates import parse_published

# JSON-LD beyond this is a catalogue, no article.
LARGEST_JSON = 1_000_000
# Scripts of a page that are looked at, and values in one that are followed.
MOST_SCRIPTS = 30
MOST_VALUES = 2_000

_META = re.compile(r"<meta\s+([^<>]{1,4000}?)/?>", re.IGNORECASE)
_LINK = re.compile(r"<link\s+([^<>]{1,2000}?)/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_JSON = re.compile(r"""<script\b[^<>]{0,500}?ld\+json[^<>]{0,500}>(.*?)</script""", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title\b[^<>]{0,500}>([^<]{1,1000})", re.IGNORECASE)
_H1 = re.compile(r"<h1\b[^<>]{0,2000}>(.{1,2000}?)</h1", re.IGNORECASE | re.DOTALL)
_LANG = re.compile(r"<html\b[^<>]{0,2000}?\blang\s*=\s*[\"']?([a-zA-Z]{2,3})\b", re.IGNORECASE)
_TIME = re.compile(r"<time\b([^<>]{1,1000})>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_ARTICLES = re.compile(r"Article|Posting|Report|Review|NewsItem", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Declared:
    """What the head of a page says."""

    meta: dict[str, str]
    """Name, property or itemprop of a meta element in lower case, and its content; the first of each name."""
    links: dict[str, str]
    """The rel of a link element, and where it leads; the first of each."""
    article: dict[str, object]
    """The properties of the article that JSON-LD describes; empty if it describes none."""
    site: str
    """The name of the site or publisher in JSON-LD outside the article; "" if there is none."""
    title: str
    """The title element."""
    headline: str
    """The first h1."""
    language: str
    """The lang of the html element."""
    times: tuple[str, ...]
    """The datetime of time elements that are marked as that of publication, in order."""


def read_declared(page: str) -> Declared:
    """What a page says about itself; whatever is broken in it counts as not said."""
    meta: dict[str, str] = {}
    for found in _META.finditer(page):
        given = _attributes(found[1])
        name = given.get("property") or given.get("name") or given.get("itemprop") or given.get("http-equiv") or ""
        content = " ".join(given.get("content", "").split())
        if name and content:
            meta.setdefault(name.lower(), content)
    links: dict[str, str] = {}
    for found in _LINK.finditer(page):
        given = _attributes(found[1])
        if given.get("rel") and given.get("href"):
            links.setdefault(given["rel"].lower(), given["href"].strip())
    article, site = _described(page)
    title, headline, language = _TITLE.search(page), _H1.search(page), _LANG.search(page)
    return Declared(
        meta,
        links,
        article,
        site,
        _shown(title[1]) if title else "",
        _shown(headline[1]) if headline else "",
        language[1].lower() if language else "",
        tuple(_times(page)),
    )


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


def _shown(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _times(page: str) -> Iterator[str]:
    for found in _TIME.finditer(page):
        given = _attributes(found[1])
        if given.get("datetime") and (
            "pubdate" in found[1].lower()
            or "published" in (given.get("itemprop", "") + given.get("class", "")).lower()
        ):
            yield given["datetime"].strip()


def _described(page: str) -> tuple[dict[str, object], str]:
    """The article in the page's JSON-LD, and what site it is of."""
    best: dict[str, object] = {}
    site = ""
    for n, found in enumerate(_JSON.finditer(page)):
        if n >= MOST_SCRIPTS:
            break
        for node in _nodes(found[1]):
            kinds = node.get("@type")
            names = " ".join(map(str, kinds)) if isinstance(kinds, list) else str(kinds)
            if _ARTICLES.search(names) and len(node) > len(best):
                best = node
            elif names in {"WebSite", "Organization", "NewsMediaOrganization"} and isinstance(
                node.get("name"), str
            ):
                site = site or " ".join(str(node["name"]).split())
    return best, site


def _nodes(script: str) -> Iterator[dict[str, object]]:
    """The objects of a JSON-LD script, outer ones first."""
    if len(script) > LARGEST_JSON:
        return
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        waiting: list[object] = [json.loads(_CONTROL.sub(" ", text))]
    except (ValueError, RecursionError):
        return
    seen = 0
    while waiting and seen < MOST_VALUES:
        value = waiting.pop(0)
        seen += 1
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            if "@type" in value:
                yield value
            inner = (value.get(name) for name in ("@graph", "mainEntity", "mainEntityOfPage"))
            waiting.extend(v for v in inner if isinstance(v, list | dict))


# ── what a report wants to know ──────────────────────────────────────────────────────────────────────────


def find_title(declared: Declared) -> str | None:
    """The headline: of the article, of its preview, of the page; without the name of the site behind a stroke."""
    headline = declared.article.get("headline")
    named = " ".join(html.unescape(headline).split()) if isinstance(headline, str) else ""
    shown = declared.headline
    preview = declared.meta.get("og:title") or declared.meta.get("twitter:title") or ""
    if shown and (shown in preview or shown in declared.title or shown in named):
        return shown
    title = preview or named or declared.title or shown
    return (_without_site(title, find_outlet(declared)) or None) if title else None


def _without_site(title: str, outlet: str | None) -> str:
    for stroke in (" | ", " - ", " – ", " — ", " :: ", " » "):
        head, found, tail = title.rpartition(stroke)
        if found and outlet and _same(tail, outlet):
            return head.strip()
    return title


def _same(one: str, other: str) -> bool:
    a, b = ("".join(c for c in x.casefold() if c.isalnum()) for x in (one, other))
    return bool(a) and bool(b) and (a in b or b in a)


def find_outlet(declared: Declared) -> str | None:
    """Who published the page: its site name, the publisher of the article, the name of the application."""
    publisher = declared.article.get("publisher")
    for name in (
        declared.meta.get("og:site_name", ""),
        *_names(publisher),
        declared.site,
        declared.meta.get("application-name", ""),
    ):
        cleaned = " ".join(html.unescape(name).split())
        if cleaned and not cleaned.startswith(("http:", "https:", "@")):
            return cleaned
    return None


def find_authors(declared: Declared) -> tuple[str, ...]:
    """Who wrote the article, as the page says."""
    names = [n for n in _names(declared.article.get("author")) if n]
    names = names or [
        declared.meta[k] for k in ("author", "article:author", "byl", "dc.creator") if k in declared.meta
    ]
    cleaned = (" ".join(html.unescape(n).split()).removeprefix("By ") for n in names)
    return tuple(dict.fromkeys(n for n in cleaned if n and not n.startswith(("http:", "https:", "@", "/"))))


def _names(value: object) -> list[str]:
    """The names of a person or organisation of schema.org, or of a list of them."""
    values = value if isinstance(value, list) else [value]
    found = [v.get("name") if isinstance(v, dict) else v for v in values]
    return [n for v in found for n in (v if isinstance(v, list) else [v]) if isinstance(n, str)]


def find_address(declared: Declared) -> str | None:
    """The canonical address of the page, if it is one of the web."""
    for address in (declared.links.get("canonical", ""), declared.meta.get("og:url", "")):
        if address.lower().startswith(("http://", "https://")):
            return address
    return None


def find_published(declared: Declared) -> Publication | None:
    """When the page says that the article was published."""
    article, meta = declared.article, declared.meta
    said = [article.get("datePublished"), *(meta.get(name) for name in _PUBLISHED), *declared.times]
    return _first_date([*said, article.get("dateCreated")])


def find_updated(declared: Declared) -> Publication | None:
    """When the page says that the article was last changed."""
    return _first_date([declared.article.get("dateModified"), *(declared.meta.get(name) for name in _UPDATED)])


def _first_date(values: list[object]) -> Publication | None:
    found = (parse_published(v, "metadata") for v in values if isinstance(v, str))
    return next((p for p in found if p is not None), None)


_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "publishdate",
    "pubdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "ptime",
    "article_date_original",
)
_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "lastmod",
    "last-modified",
    "datemodified",
    "article.updated",
)
