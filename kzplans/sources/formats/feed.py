"""Feeds (RSS, RDF, Atom) as files, and what feeds and sitemaps lead to.

Feedparser reads what feeds are; the bytes come to it decoded, so that letters are told apart as everywhere, and without
a document type, which only old feeds and bombs have.
"""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
import zlib
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from kzplans.sources.bounds import bounds, named, too_long
from kzplans.sources.decode import clean_text
from kzplans.sources.formats.front_matter import almaty_day, checked_line, checked_url
from kzplans.sources.formats.html import anchors, decode_page, fragment_lines
from kzplans.sources.reasons import Reason, Refused
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from kzplans.sources.formats import Part

_GZIP = b"\x1f\x8b"
#: A list above so many bytes may be so many times as large as packed.
_RATIO_FROM, _MOST_RATIO = 1_000_000, 100
#: Where feeds put a whole text, or its beginning.
_BODIES = ("summary", "yandex_full-text", "turbo_content")
#: Addresses that are taken of one sitemap, as its standard allows.
_MOST_LINKS = 50_000
_DECLARATION = re.compile(r"\s{0,99}<\?xml[^<>]{0,300}\?>")
_TYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,400}>", re.IGNORECASE)
_NESTED_ENTITY = re.compile(r"<!ENTITY[^<>&]{1,500}&")
_SITEMAP = re.compile(
    r"\s{0,99}+(?:(?><!--.{0,2000}?-->)\s{0,99}+){0,5}+<(?:\w{1,20}:)?(urlset|sitemapindex)\b", re.DOTALL
)
#: What leads to the page of an entry and is no part of its text: a last line, or the end of one.
_MORE = re.compile(
    r"(?:читать (?:далее|полностью|дальше)|подробнее|толығырақ|толық оқу|жалғасы|read more|continue reading|source|"
    r"the post\b.{0,300}\bappeared first on)\b.{0,200}",
    re.IGNORECASE,
)
_MORE_BEHIND = re.compile(
    r"(?<=[.!?…])\s{0,3}(?:читать (?:далее|полностью|дальше)|подробнее|толығырақ|толық оқу|read more)[\s.…→»\]]{0,9}\Z",
    re.IGNORECASE,
)
#: Elements that nothing is taken of, and over which feedparser can take long.
_UNUSED = re.compile(
    r"<((?:\w{1,20}:)?(?:author|creator|managingEditor|webMaster|category|contributor))\b[^<>]{0,2000}"
    r"(?:/>|>[^<]*</\1\s{0,9}>)"
)


def prepare() -> None:
    """Import what takes long, once for all feeds."""
    import feedparser  # noqa: F401, PLC0415  of an extra


def read(content: bytes, name: str) -> list[Part]:  # noqa: ARG001  every reader is asked alike
    """Each entry of a feed as a text: its title, then its content or what it is summed up by, without markup.

    Raises:
        Refused: no feed, none with a text, or one beyond the limits.
    """
    feed, encoding, doubt = _parsed(content)
    publisher, home = checked_line(_plain(feed.feed.get("title"))), checked_url(feed.feed.get("link")) or ""
    parts: list[Part] = []
    characters = 0
    for number, entry in enumerate(feed.entries, 1):
        title, lines = checked_line(_plain(entry.get("title"))), _lines(entry)
        told_again = bool(title and lines and _bare(lines[0]) == _bare(title))
        if told_again and len(lines) == 1:  # what is only a title says nothing: the text counts
            title = None
        text = clean_text("\n".join([*([title] if title and not told_again else []), *lines]) + "\n")
        if not any(map(str.isalnum, text)):
            continue
        shown = f"entry {number}"
        characters += len(text)
        if characters > bounds().text_chars or len(parts) >= bounds().files:
            refused = too_long("this and the rest:")
            if characters <= bounds().text_chars:
                detail = f"this and the rest: more than {bounds().files:,} entries {named('files')}"
                refused = Refused(Reason.TOO_MANY_PARTS, detail)
            parts.append({"part": shown, "format": "feed", "reason": refused.reason, "detail": refused.detail})
            break
        date, wrong = _date(entry)
        parts.append({
            "part": shown, "text": text, "title": title, "date": date, "publisher": publisher,
            "url": checked_url(_joined(home, entry.get("link"))), "format": "feed", "encoding": encoding,
            "warning": "; ".join(filter(None, (doubt, wrong))) or None,
        })  # fmt: skip
    if not parts:
        raise Refused(Reason.NO_TEXT, "is a feed without entries that hold a text")
    return parts


def links(content: bytes, name: str, base: str) -> dict[str, Any]:
    """What a feed or a sitemap leads to.

    Args:
        content: of a feed, a sitemap, plain or packed, an index of sitemaps, or of anything else.
        name: of the file; a list of addresses is a sitemap if this ends with ``.txt``.
        base: the address that others are relative to.

    Returns:
        ``kind`` (``feed``, ``sitemap``, ``index``, ``page``) and ``links``, of a page those that people see: each with
        ``url``, and ``title``, ``date`` (EDTF) and ``changed`` (as it is stated) where they are known; ``warning`` or
        None.

    Raises:
        Refused: a bomb, or what cannot be parsed.
    """
    if content.startswith(_GZIP):
        content = _unzipped(content)
    head = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if name.lower().endswith(".txt"):
        lines = content.decode("utf-8", "replace").split()
        if lines and all(checked_url(line) for line in lines[:_MOST_LINKS]):
            return _found("sitemap", [{"url": line} for line in lines], base)
    if not head.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return _found("page", [], base)
    text = _TYPE.sub("", _DECLARATION.sub("", decode_page(content)[0].text, count=1), count=1)
    sitemap = _SITEMAP.match(text)
    if sitemap:
        text = _without_type(text)
        kind = {"urlset": "sitemap", "sitemapindex": "index"}[sitemap[1]]
        return _found(kind, _addresses(text), base)
    if not re.search(r"<(?:\w{1,20}:)?(?:rss|feed|rdf)\b", text[:4000], re.IGNORECASE):
        return _found("page", ({"url": url} for url in anchors(text)), base)
    feed, _, doubt = _parsed(content)
    told = [
        {
            "url": entry.get("link"),
            "title": checked_line(_plain(entry.get("title"))),
            "date": _date(entry)[0],
            "changed": (_stated(entry, "updated") or _stated(entry, "published") or "")[:100] or None,
        }
        for entry in feed.entries
    ]
    return _found("feed", told, base, doubt)


def _found(kind: str, told: Iterable[dict[str, Any]], base: str, doubt: str | None = None) -> dict[str, Any]:
    """Links with whole addresses, each once."""
    seen: dict[str, dict[str, Any]] = {}
    for link in told:
        url = checked_url(_joined(base, link.get("url")))
        if url is not None and url not in seen:
            seen[url] = {**link, "url": url}
        if len(seen) >= _MOST_LINKS:
            break
    return {"kind": kind, "links": list(seen.values()), "warning": doubt}


def _joined(base: str, url: object) -> str | None:
    if not isinstance(url, str):
        return None
    try:
        return urljoin(base, url.strip()).partition("#")[0]
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------------------ the feed


def _parsed(content: bytes) -> tuple[Any, str, str | None]:
    """What feedparser finds, the encoding, and a doubt."""
    try:
        import feedparser  # noqa: PLC0415  of an extra
    except ImportError as error:
        detail = f"is a feed, and {error.name} is missing: pip install 'kzplans[fetch]'"
        raise Refused(Reason.UNSUPPORTED_TYPE, detail) from error
    decoded, doubt = decode_page(content)
    text = _UNUSED.sub("", _without_type(decoded.text))
    # a stream, so that nothing in it is ever taken for an address or the name of a file
    stream = io.BytesIO(text.encode("utf-8", "replace"))
    feed = feedparser.parse(
        stream, response_headers={"content-type": "application/xml; charset=utf-8"}, resolve_relative_uris=False
    )
    doubts = [doubt or decoded.warning]
    if feed.bozo:
        doubts.append(f"{Reason.MALFORMED}: {visible(str(feed.bozo_exception))[:200]}")
    if feed.bozo and not feed.entries:
        raise Refused(Reason.MALFORMED, visible(str(feed.bozo_exception))[:200])
    return feed, decoded.encoding, "; ".join(filter(None, doubts)) or None


def _without_type(text: str) -> str:
    """Text without its XML declaration, whose encoding holds no more, and without a harmless document type."""
    text = _DECLARATION.sub("", text, count=1)
    text = _TYPE.sub("", text, count=1)
    if "<!DOCTYPE" in text[:4000]:
        if _NESTED_ENTITY.search(text):
            raise Refused(Reason.BOMB, "defines entities made of entities, which could grow without end")
        raise Refused(Reason.MALFORMED, "has a DOCTYPE with definitions, and no feed needs one")
    return text.lstrip("\ufeff \t\r\n")


def _lines(entry: Any) -> list[str]:  # noqa: ANN401  feedparser has no types
    """The longest of what an entry holds as its text, line by line."""
    bodies = [*(one.get("value") for one in entry.get("content", ())), *(entry.get(key) for key in _BODIES)]
    texts = [fragment_lines(body) for body in bodies if isinstance(body, str) and body.strip()]
    lines = max(texts, key=lambda lines: sum(map(len, lines)), default=[])
    while lines and _MORE.fullmatch(lines[-1].strip(" …→»[]().")):
        lines = lines[:-1]
    return [*lines[:-1], _MORE_BEHIND.sub("", lines[-1])] if lines else []


def _bare(line: str) -> str:
    return line.rstrip(" .…").casefold()


def _plain(markup: object) -> str:
    return " ".join(fragment_lines(markup)) if isinstance(markup, str) else ""


def _stated(entry: Any, key: str) -> str | None:  # noqa: ANN401  as above
    """A time as it is stated; feedparser's own ``get`` would give another one for it."""
    stated = dict.get(entry, key)
    return stated if isinstance(stated, str) else None


def _date(entry: Any) -> tuple[str | None, str | None]:  # noqa: ANN401  as above
    """The day of an entry in Almaty, and what is wrong with it."""
    for key in ("published", "updated"):
        stated = _stated(entry, key)
        if not stated:
            continue
        parsed = dict.get(entry, f"{key}_parsed")
        try:
            day = almaty_day(dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC)) if parsed else None
        except (ValueError, OverflowError, OSError):
            day = None
        if day is None:
            return None, f"{Reason.MALFORMED}: date of an entry: {visible(str(stated)[:60])!r}"
        return day, None
    return None, None


# --------------------------------------------------------------------------------------------------------- the sitemap


def _addresses(text: str) -> Iterator[dict[str, Any]]:
    from lxml import etree  # noqa: PLC0415  of an extra

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise Refused(Reason.MALFORMED, visible(str(error))[:200]) from error
    for element in () if root is None else root:
        parts = [*element, *(inner for part in element if _name(part) == "news" for inner in part.iter())]
        told = {_name(inner): (inner.text or "").strip() for inner in parts if isinstance(inner.tag, str)}
        if told.get("loc"):
            changed = told.get("lastmod") or told.get("publication_date") or ""
            yield {"url": told["loc"], "title": checked_line(told.get("title")), "changed": changed[:100] or None}


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _unzipped(content: bytes) -> bytes:
    """A packed sitemap.

    Raises:
        Refused: it is broken, or too large.
    """
    most = bounds().unpacked_bytes
    unpacker = zlib.decompressobj(31)
    try:
        unpacked = unpacker.decompress(content, most + 1)
    except zlib.error as error:
        raise Refused(Reason.MALFORMED, f"is no whole gzip archive: {error}") from error
    is_bomb = len(unpacked) > max(_RATIO_FROM, _MOST_RATIO * len(content))
    if len(unpacked) > most or is_bomb:
        reason = Reason.BOMB if is_bomb else Reason.TOO_LARGE
        raise Refused(reason, f"would become more than {most:,} bytes {named('unpacked_bytes')}")
    return unpacked
