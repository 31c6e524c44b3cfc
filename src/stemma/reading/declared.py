"""What a page declares about itself in its head: meta elements, links and JSON-LD (schema.org)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from stemma.model import Publication, parse_published
from stemma.reading.dates import date_in_address, find_date
from stemma.text.calendar import MONTHS

# JSON-LD beyond this is a catalogue, no article.
LARGEST_JSON = 1_000_000
# Scripts of a page that are looked at, and values in one that are followed.
MOST_SCRIPTS = 30
MOST_VALUES = 2_000

_META = re.compile(r"<meta\s+([^<>]{1,4000}?)/?>", re.IGNORECASE)
_LINK = re.compile(r"<link\s+([^<>]{1,2000}?)/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_JSON, _JSON_END = (
    re.compile(p, re.IGNORECASE) for p in (r"<script\b[^<>]{0,500}?ld\+json[^<>]{0,500}>", "</script")
)
_TITLE = re.compile(r"<title\b[^<>]{0,500}>([^<]{1,1000})", re.IGNORECASE)
_H1, _H1_END = (re.compile(p, re.IGNORECASE) for p in (r"<h1\b[^<>]{0,2000}>", "</h1"))
# Headings of the first rank that are looked at, how long one may be, and elements that speak of an author.
MOST_HEADINGS, LONGEST_HEADING, MOST_NAMED = 5, 2_000, 40
_NAMED = ("author", "Author", "byline", "Byline")
# An element that is marked as its author's name, by relation, property or class.
_AUTHOR = re.compile(
    r"<(a|span|p|div|address|h[2-6]|li|strong|em)\s(?=[^<>]{0,500}?(?:\b(?:rel|itemprop)\s*=\s*[\"']?author\b"
    r"|\bclass\s*=\s*[\"'][^\"'<>]{0,200}?(?<![\w-])[\w-]{0,20}(?:byline|author)(?:[_-]{0,2}(?:name|link|info|text|by))?(?![\w-])))"
    r"[^<>]{0,600}>(.{1,600}?)</\1>",
    re.IGNORECASE | re.DOTALL,
)
# A name of a person as it is printed: two to four words with capitals.
_PERSON = re.compile(r"(?!(?:The|A|An) )[A-ZÀ-Þ][\w.'’-]*(?: (?:de|da|van|von|der|al|bin|[A-ZÀ-Þ][\w.'’-]*)){1,3}")
_BY = re.compile(r"^(?:written )?by:? ", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r" ?[|;•·/(] ?|,? and |, | & | [-–—] ")
_WHEN = re.compile(
    r" (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Published|Updated|"
    + "|".join(m.title() for m in MONTHS)
    + r")\b.*$"
)
_DESK = re.compile(
    r"\b(?:Press|News|Agency|Staff|Reuters|Media|Times|Post|Bureau|Desk|Editor\w*)\b|\.\w{2,3}$", re.IGNORECASE
)
_LANG = re.compile(r"<html\b[^<>]{0,2000}?\blang\s*=\s*[\"']?([a-zA-Z]{2,3})\b", re.IGNORECASE)
# Programs write this where no moment was given: the beginning of their time.
_EPOCH = "1970-01-01T00:00:00"
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
    headlines: tuple[str, ...]
    """The first headings of the first rank (h1), in order."""
    language: str
    """The lang of the html element."""
    times: tuple[str, ...]
    """The datetime of time elements that are marked as that of publication, in order; if all elements give one day, that."""
    bylines: tuple[str, ...]
    """What stands in elements that are marked as naming the author, in order."""


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
    title, language = _TITLE.search(page), _LANG.search(page)
    headlines = map(_shown, islice(_between(page, _H1, _H1_END, LONGEST_HEADING), MOST_HEADINGS))
    return Declared(
        meta,
        links,
        article,
        site,
        _shown(title[1]) if title else "",
        tuple(headlines),
        language[1].lower() if language else "",
        _times(page),
        tuple(_bylines(page)),
    )


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


def _shown(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _between(page: str, opening: re.Pattern[str], closing: re.Pattern[str], longest: int) -> Iterator[str]:
    """What stands between a start tag and the next end tag, in order; what is longer, or stands in another, is left out.

    An end tag is looked for once for all the start tags before it, so that a page of start tags costs no more than its
    length.
    """
    end = passed = -1
    for found in opening.finditer(page):
        if found.start() < passed:
            continue
        if end < found.end():
            closed = closing.search(page, found.end())
            if closed is None:
                return
            end = closed.start()
        if found.end() < end <= found.end() + longest:
            passed = end
            yield page[found.end() : end]


def _times(page: str) -> tuple[str, ...]:
    every: list[str] = []
    marked: list[str] = []
    for found in _TIME.finditer(page):
        given = _attributes(found[1])
        moment = (given.get("datetime") or given.get("data-pubdate") or "").strip()
        if moment:
            every.append(moment)
            kind = (given.get("itemprop", "") + given.get("class", "")).lower()
            if "pubdate" in found[1].lower() or "published" in kind:
                marked.append(moment)
    days = {p.iso()[:10] for t in every if (p := _moment(t))}
    return tuple(marked or (every[:1] if len(days) == 1 else ()))


def _bylines(page: str) -> Iterator[str]:
    """What stands in elements that are marked as naming the author: looked for from the word back to its tag."""
    last = -1
    for at in sorted(p for word in _NAMED for p in _places(page, word))[:MOST_NAMED]:
        start = page.rfind("<", max(0, at - 600), at)
        found = _AUTHOR.match(page, start) if start > last else None
        if found:
            last = start
            yield _shown(found[2])


def _places(page: str, word: str) -> Iterator[int]:
    """Where a word stands, the first few times: on large pages a search for a plain word costs a tenth of a pattern's."""
    at = page.find(word)
    for _ in range(MOST_NAMED):
        if at < 0:
            return
        yield at
        at = page.find(word, at + 1)


def _described(page: str) -> tuple[dict[str, object], str]:
    """The article in the page's JSON-LD, and what site it is of."""
    best: dict[str, object] = {}
    site = ""
    for script in islice(_between(page, _JSON, _JSON_END, len(page)), MOST_SCRIPTS):
        for node in _nodes(script):
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
    outlet = find_outlet(declared)
    site = re.split(r" [|»–—-] ", declared.title)[-1] if declared.title else ""
    # A heading that names the site stands on each of its pages.
    telling = (
        h for h in declared.headlines if not (_equal(h, outlet) or (h != declared.title and _equal(h, site)))
    )
    shown = next(telling, "")
    preview = declared.meta.get("og:title") or declared.meta.get("twitter:title") or ""
    if shown and (shown in preview or shown in declared.title or shown in named):
        return shown
    title = preview or named or declared.title or shown
    return (_without_site(title, outlet) or None) if title else None


def _without_site(title: str, outlet: str | None) -> str:
    for stroke in (" | ", " - ", " – ", " — ", " :: ", " » "):
        head, found, tail = title.rpartition(stroke)
        if found and outlet and _same(tail, outlet):
            return head.strip()
    return title


def _equal(one: str, other: str | None) -> bool:
    a, b = ("".join(c for c in (x or "").casefold() if c.isalnum()) for x in (one, other))
    return bool(a) and a == b


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
    """Who wrote the article, as the page says: in its head, else in the elements that it marks; the outlet is nobody."""
    told = [n for n in _names(declared.article.get("author")) if n]
    meta = [declared.meta[k] for k in ("author", "article:author", "byl", "dc.creator") if k in declared.meta]
    outlet = find_outlet(declared)
    for names in (told, meta):
        lines = (" ".join(html.unescape(n).split()) for n in names)
        said = [
            n for n in lines if n and not n.startswith(("http:", "https:", "@", "/")) and not _equal(n, outlet)
        ]
        if said:
            return tuple(dict.fromkeys(n for line in said for n in _persons(line, outlet) or [line]))
    return next((tuple(found) for line in declared.bylines if (found := _persons(line, outlet))), ())


def _persons(line: str, outlet: str | None) -> list[str]:
    """The names of persons in a byline, without what it says of whom they work for and when they wrote."""
    parts = (_WHEN.sub("", part) for part in _BETWEEN_NAMES.split(_BY.sub("", line)))
    return [p for p in parts if _PERSON.fullmatch(p) and not _DESK.search(p) and not _equal(p, outlet)]


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
    """When the page says that the article was published; if it does not, the day in its address."""
    article, meta = declared.article, declared.meta
    said = [article.get("datePublished"), *(meta.get(name) for name in _PUBLISHED), *declared.times]
    found = _first_date([*said, article.get("dateCreated")])
    return found or date_in_address(find_address(declared) or "")


def find_updated(declared: Declared) -> Publication | None:
    """When the page says that the article was last changed."""
    return _first_date([declared.article.get("dateModified"), *(declared.meta.get(name) for name in _UPDATED)])


def _first_date(values: Sequence[object]) -> Publication | None:
    return next((found for v in values if isinstance(v, str) and (found := _moment(v))), None)


def _moment(value: str) -> Publication | None:
    """The moment that a value names: ISO 8601, or a day written out; None where it fills an empty field."""
    found = parse_published(value, "metadata") or find_date(value, "metadata")
    return None if value.startswith(_EPOCH) else found


_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "publishdate",
    "pubdate",
    "pdate",
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
