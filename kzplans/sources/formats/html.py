"""Saved web pages: the main text in lines, and what the page says of itself. Nothing is ever fetched.

The bytes are decoded first, since guessing parsers falsify Kazakh letters. What no reader sees and what frames the text
is cut out of the tree; where the main text lies, a known site's selectors tell, else trafilatura, else the paragraphs.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import unicodedata
from collections import deque
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlsplit

from kzplans.sources.bounds import bounds, too_long
from kzplans.sources.decode import Decoded, clean_text, decode
from kzplans.sources.formats.grid import LONGEST_VALUE, MOST_COLUMNS, Cell, Row, Tables
from kzplans.sources.reasons import Reason, Refused
from kzplans.strict_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from kzplans.sources.formats import Part

#: Bytes of a page without its pictures; trafilatura reads no more.
MOST_BYTES = 20_000_000
#: Elements beyond which trafilatura is not asked: it can take minutes over large tables (its issue #704).
_MOST_ELEMENTS = 20_000
_MOST_JSON = 1_000_000
#: The core takes no longer line for a title.
_LONGEST_TITLE = 260
_LONGEST_URL = 2000
_LONGEST_SPAN = 100
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
#: Letters that make a page without one full sentence still a text, and those of a sentence.
_ENOUGH, _SENTENCE, _ROW = 200, 15, 30
#: Share of letters in links from which a line is no text but a way to others.
_LINKED = 0.8
#: Letters beside the links of such a line, or of the line above several: «Читайте также:».
_LABEL = 40
#: Share of what trafilatura found in the element around it, from which all of that is taken.
_NEAR = 0.5
#: How much of the paragraphs in <article> or <main> trafilatura has to find to be believed.
_FOUND = 0.9

# ----------------------------------------------------------------------------------------------------------- the page


def prepare() -> None:
    """Import what takes long, once for all pages; without the extra, ``read`` says what is missing."""
    import trafilatura  # noqa: F401, PLC0415  brings lxml along


def read(content: bytes, name: str, address: str = "", selector: str = "") -> list[Part]:  # noqa: ARG001  every reader is asked alike
    """The main text of a page: title, then each paragraph, list item and table row as a line.

    Args:
        content: of the page.
        name: of the file.
        address: where it was fetched; saved pages tell it themselves.
        selector: CSS selector of its text, if that is known better than by looking at it.

    Raises:
        Refused: no text, or a page beyond the limits.
    """
    try:
        import lxml.html  # noqa: F401, PLC0415  of an extra
        import trafilatura  # noqa: F401, PLC0415  takes 120 ms
    except ImportError as error:
        detail = f"is a web page, and {error.name} is missing: pip install 'kzplans[html]'"
        raise Refused(Reason.UNSUPPORTED_TYPE, detail) from error
    decoded, warning = decode_page(_DATA.sub(b"data:", content))
    root = _parse(_without_subset(_CONTROLS.sub("", decoded.text)))
    saved = _SAVED.search(decoded.text[:4000])
    told = _Told(root, address or (saved[1] if saved else ""))
    _cut_hidden(root)
    site = _site_of(address or told.url)
    if selector:
        site = {**site, "body": [selector]}
    tables = Tables()
    lines = _main_lines(root, site, told, tables)
    if not _is_text(lines):
        raise Refused(Reason.NO_TEXT, "has no text of its own: menus and links only")
    head = [told.title.rstrip(" .:;,")] if told.title else []
    if not told.date and told.date_line:
        head.append(told.date_line)
    body = [line for line in lines if line not in {told.title, told.date_line, *head}]
    text = clean_text("\n".join((*head, *body)) + "\n")
    if len(text) > bounds().text_chars:
        raise too_long()
    return [
        {
            "part": "",
            "text": text,
            "title": told.title or None,
            "date": told.date,
            "publisher": _publisher_of(site, root) or told.publisher,
            "url": told.url or None,
            "rows": tables.rows_in(text),
            "format": "html",
            "encoding": decoded.encoding,
            "warning": warning,
        }
    ]


#: Pictures inside the page: megabytes without a word.
_DATA = re.compile(rb"data:[a-z]{1,20}/[a-z0-9.+-]{1,40};base64,[A-Za-z0-9+/=]*")
#: With halves of characters, which JSON can name.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_SAVED = re.compile(r"<!--\s{0,9}saved from url=\(\d{1,6}\)(\S{1,2000})")
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^<>]{1,200}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w-]{1,20})", re.IGNORECASE
)
#: What pages may declare, and what that is taken for: Kazakh letters declared as windows-1251 are those of KZ-1048,
#: which differs in 16 letters that Russian does not have.
_DECLARED = {"windows-1251": "kz1048", "cp1251": "kz1048", "kz-1048": "kz1048", "kz1048": "kz1048", "rk1048": "kz1048",
             "strk1048-2002": "kz1048", "ibm866": "cp866", "cp866": "cp866", "koi8-r": "koi8-r"}  # fmt: skip


def decode_page(content: bytes) -> tuple[Decoded, str | None]:
    """Strict UTF-8 is believed before any declaration; a declaration only where the bytes are not nearly UTF-8."""
    if b"\x00" in content and content.count(b"\x00") * 100 < len(content):
        content = content.replace(b"\x00", b"")  # stray ones; UTF-16 has one in three at least
    found = _CHARSET.search(content[:4096])
    declared = found[1].decode("ascii").lower() if found else ""
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or declared not in _DECLARED:
        return decode(content), None
    foreign = sum(map(content.count, map(bytes, zip(range(0x80, 0x100), strict=True))))
    if content.decode("utf-8", "replace").count("\ufffd") * 10 <= foreign:
        return decode(content), None
    encoding = _DECLARED[declared]
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return decode(content), None
    warning = None
    if encoding not in declared.replace("-", "") and text != content.decode(declared, "replace"):
        warning = f"{Reason.DECODE_UNCERTAIN}: says {declared}, but has Kazakh letters of KZ-1048"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(unicodedata.normalize("NFC", text), encoding), warning


def _without_subset(text: str) -> str:
    """The page without a DTD of its own, which could only declare entities, and which would be shown as text."""
    start = text[:4000].lower().find("<!doctype")
    opened = text.find("[", start, text.find(">", start)) if start >= 0 else -1
    stop = text.find("]>", opened) if opened >= 0 else -1
    return text[:start] + text[stop + 2 :] if stop >= 0 else text


def fragment_lines(markup: str) -> list[str]:
    """The text of a piece of a page, line by line: paragraphs, items, rows of tables.

    >>> fragment_lines("<p>12 мектеп</p><ul><li>салынады</ul>"), fragment_lines("a < b")
    (['12 мектеп', 'салынады'], ['a < b'])
    """
    markup = _CONTROLS.sub("", markup)
    if not re.search(r"<[/!A-Za-z]|&[#A-Za-z]", markup):
        return [line for line in map(_plain, markup.splitlines()) if line]
    root = _parse(f"<div>{markup}</div>")
    tables = Tables()
    for number, table in reversed(list(enumerate(root.iter("table"), 1))):
        _unfold(table, tables, number)
    _cut_hidden(root)
    return _lines(root)


def anchors(markup: str) -> list[str]:
    """Where the links of a page lead, as they are written, in their order."""
    root = _parse(_CONTROLS.sub("", markup))
    return [str(link.get("href")) for link in root.iter("a") if link.get("href")]


#: What mail programs put around the letter that is answered, and the words by which one is handed on instead.
_QUOTES = "//blockquote[@type='cite'] | //*[contains(@class,'gmail_quote') or contains(@class,'yahoo_quoted')]"
_FORWARDED = re.compile(
    r"forwarded message|пересылаемое сообщение|пересланное сообщение|қайта жіберілген|қайта жолданған", re.IGNORECASE
)


def without_quotes(markup: str) -> str:
    """A letter without the one that it answers; one that is handed on stays, and so does all if there is nothing else.

    >>> without_quotes("<p>Жауап келесі аптада беріледі.</p><blockquote type='cite'>Сұрақ</blockquote>")
    '<html><body><p>Жауап келесі аптада беріледі.</p><br></body></html>'
    """
    if not re.search("blockquote|gmail_quote|yahoo_quoted", markup):
        return markup
    from lxml import html  # noqa: PLC0415  see read

    root = _parse(_CONTROLS.sub("", markup))
    quotes = cast("list[_Element]", root.xpath(_QUOTES))
    if _FORWARDED.search("".join(map(str, root.itertext()))):
        return markup
    _cut([quote for quote in quotes if quote.getparent() is not None])
    if _letters(_text(root)) < _SENTENCE:
        return markup
    made: str = html.tostring(root, encoding="unicode")
    return made


def _parse(text: str) -> _Element:
    """The page as a tree.

    Raises:
        Refused: it is empty, too large or nested too deep: the parser would leave out the rest in silence.
    """
    from lxml import etree, html  # noqa: PLC0415  see read

    if len(text) > MOST_BYTES:
        raise Refused(Reason.TOO_LARGE, f"has {len(text):,} characters without its pictures (limit: {MOST_BYTES:,})")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root: _Element = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError as error:
        raise Refused(Reason.NO_TEXT, "has no element of a page") from error
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT" and "depth" in entry.message:
            raise Refused(Reason.NESTED_TOO_DEEP, "has more than 255 elements inside one another")
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            raise Refused(Reason.TOO_LARGE, "has a text or an attribute of more than 10,000,000 bytes")
    return root


def _is_text(lines: Iterable[str]) -> bool:
    """Whether there is a full sentence, a row of figures with names, or much else."""
    letters = 0
    for line in lines:
        found = _letters(line)
        if found >= _ROW and "; " in line and ": " in line and _YEAR.search(line):
            return True
        if found >= _SENTENCE and line.rstrip('»"”)')[-1:] in tuple(".!?…:;"):
            return True
        letters += found
    return letters >= _ENOUGH


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _plain(text: str | None) -> str:
    """One line without the white space of the markup; no-break spaces inside stay."""
    clean = _CONTROLS.sub("", text or "")  # some come as &#27;
    return " ".join(re.split(r"[ \t\n\r\f]+", clean)).strip(" \u00a0")


def _text(element: _Element) -> str:
    """All of an element as one line."""
    return _plain("".join(map(str, element.itertext())))


# ---------------------------------------------------------------------------------------------- what the page says


class _Told:
    """Title, day, publisher and address as the page states them; read before anything is cut."""

    def __init__(self, root: _Element, saved: str) -> None:
        self.meta: dict[str, str] = {}
        for meta in root.iter("meta"):
            key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
            self.meta.setdefault(key.lower(), _plain(meta.get("content")))
        news = next(_news(root), {})
        self.url = self._url(root, news, saved)
        publisher = news.get("publisher")
        named = publisher.get("name") if isinstance(publisher, dict) else publisher
        self.publisher = _short(self.meta.get("og:site_name")) or _short(named) or _short(self.meta.get("dc.publisher"))
        self.title = self._title(root, news)
        stated = (news.get("datePublished"), *(self.meta.get(key) for key in _DATE_KEYS))
        self.date = next(filter(None, map(_day, stated)), None)
        #: A line that states the day in words: the core reads those.
        self.date_line = ""

    def _url(self, root: _Element, news: dict[str, Any], saved: str) -> str:
        base = next((_http(element.get("href")) for element in root.iter("base")), "") or _http(saved)
        canonical = next((link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"), None)
        given = [canonical, self.meta.get("og:url"), saved, news.get("url")]
        found = [url for url in (_http(href, base) for href in given) if url]
        # some sites call their front page canonical on every page
        return next((url for url in found if urlsplit(url).path.strip("/")), found[0] if found else "")

    def _title(self, root: _Element, news: dict[str, Any]) -> str:
        heads = [head for head in (_text(h1) for h1 in root.iter("h1")) if head]
        element = root.find(".//title")
        page = _plain(element.text if element is not None else "")
        titles = (_unescaped(news.get("headline")), self.meta.get("og:title", ""), page)
        stated = [title for title in titles if title]
        # a heading in most of the stated title; a shorter one may be the name of the site
        best = next(
            (head for head in heads for title in stated if _same(head) in _same(title) and len(head) * 2 > len(title)),
            "",
        )
        title = best or (stated[0] if stated else heads[0] if heads else "")
        if not best and self.publisher:  # «… | Kazinform», «… - Zakon.kz»
            front, sign, tail = max(
                (title.rpartition(sign) for sign in (" | ", " — ", " – ", " - ")), key=lambda cut: len(cut[0])
            )
            if sign and tail.casefold() in self.publisher.casefold():
                title = front
        return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"

    def look_at_site(self, root: _Element, site: dict[str, Any]) -> None:
        """Take title and day from where a known site keeps them."""
        title = _first(root, site.get("title", ()))
        if title is not None:
            self.title = _text(title)[:_LONGEST_TITLE] or self.title
        self._take_day([_first(root, site.get("date", ()))])

    def look_at_text(self, root: _Element) -> None:
        """Take the day from beside the text, if nothing else tells it; the frame has been cut off."""
        times = [time for time in root.iter("time") if _day(time.get("datetime"))]
        inside = [time for time in times if any(around.tag in {"article", "main"} for around in time.iterancestors())]
        days = [_day(time.get("datetime")) for time in inside or times]
        if inside or len(set(days)) == 1:  # else they are those of several news
            self.date = self.date or days[0]
        self._take_day([
            element
            for element in root.iter("time", "span", "div", "p")
            if element.tag == "time"
            or not _DATE_WORDS.isdisjoint(re.split(r"[-_ ]", (element.get("class") or "").lower()))
        ])  # fmt: skip

    def look_at_lines(self, lines: Sequence[str]) -> None:
        """Take the day from a line of its own at the top of the text, which may look like none of the text."""
        if not (self.date or self.date_line):
            self.date_line = next((line for line in lines[:_TOP] if _DAY_LINE.fullmatch(line)), "")

    def _take_day(self, elements: Iterable[_Element | None]) -> None:
        for element in elements:
            if self.date or self.date_line or element is None:
                continue
            line = _text(element)
            self.date = _day(element.get("datetime")) or _day(line)
            if len(line) <= _LONGEST_SPAN and _YEAR.search(line):
                self.date_line = line


def _same(text: str) -> str:
    """A title without what sites write in two ways: dashes, quotation marks, blanks."""
    return re.sub("[«»“”„'\"]", '"', re.sub(r"[‐-―−]", "-", text.replace("\u00a0", " "))).casefold()


_DATE_KEYS = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "publish_date",
    "dc.date.issued", "dc.date", "dcterms.created", "date",
)  # fmt: skip
_DATE_WORDS = frozenset({"date", "time", "published", "datetime", "pubdate"})
_YEAR = re.compile(r"(?<!\d)(?:199|20\d)\d(?!\d)")
#: «2026 жылғы 15 қаңтар», «15 января 2026 года», "15 January 2026": lines in which it is looked for, and such a line.
_TOP = 4
_DAY_LINE = re.compile(
    r"(?:(?:199|20\d)\d[ \u00a0]ж(?:ылғы|\.|ыл)[ \u00a0])?\d{1,2}(?:-\w{1,3})?[ \u00a0][^\W\d]{3,10}"
    r"(?:,?[ \u00a0](?:199|20\d)\d(?:[ \u00a0](?:года|г\.|жыл|ж\.))?)?"
)
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")


def _news(root: _Element) -> Iterator[dict[str, Any]]:
    """Articles among the JSON-LD of a page."""
    for script in root.iter("script"):
        text = (script.text or "").strip()
        if (script.get("type") or "").lower() != "application/ld+json" or len(text) > _MOST_JSON:
            continue
        try:
            waiting = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        for thing in waiting:  # grows while it is read
            if isinstance(thing, list):
                waiting.extend(thing)
            elif isinstance(thing, dict):
                waiting.append(thing.get("@graph"))
                kinds = thing.get("@type")
                if any(
                    "Article" in str(kind) or kind == "Report"
                    for kind in (kinds if isinstance(kinds, list) else [kinds])
                ):
                    yield thing


def _unescaped(value: object) -> str:
    """A text of JSON-LD, where many sites leave what they had escaped for HTML."""
    return _plain(unescape(value)) if isinstance(value, str) else ""


def _short(value: object) -> str | None:
    return _unescaped(value)[:_LONGEST_SPAN] or None


def _http(href: object, base: str = "") -> str:
    """An address that can be shown: of the web, with a host, without a password, an anchor or anything unprintable."""
    if not isinstance(href, str) or len(href) > _LONGEST_URL:
        return ""
    try:
        url = urljoin(base, href.strip())
        parts = urlsplit(url)
        host, secret = parts.hostname, parts.username or parts.password
    except ValueError:
        return ""
    if (
        parts.scheme not in {"http", "https"}
        or not host
        or secret
        or not url.isprintable()
        or re.search(r'[\s<>"]', url)
    ):
        return ""
    return url.partition("#")[0]


def _day(stated: object) -> str | None:
    """The day in Almaty of a stated time; a time without zone is taken as it stands.

    >>> _day("2026-03-15T21:30:00Z"), _day("2026-03-15"), _day("15.03.2026 21:30"), _day("2026-03"), _day("soon")
    ('2026-03-16', '2026-03-15', '2026-03-15', None, None)
    """
    from zoneinfo import ZoneInfo  # noqa: PLC0415  only where a page has a time

    if not isinstance(stated, str) or len(stated) > _LONGEST_SPAN:
        return None
    text = stated.strip()
    dotted = _DOTTED.search(text)
    if dotted:
        text = f"{dotted[3]}-{dotted[2]:>02}-{dotted[1]:>02}"
    if not re.match(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        day = moment.astimezone(ZoneInfo("Asia/Almaty")).date() if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        try:
            day = dt.date.fromisoformat(text[:10])
        except ValueError:
            return None
    return day.isoformat() if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


# ------------------------------------------------------------------------------------------------ what is cut out

_UNREAD = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "math", "canvas", "audio",
    "video", "select", "button", "input", "textarea", "datalist", "dialog", "map", "head", "frameset",
)  # fmt: skip
_FRAME = ("nav", "footer", "aside", "menu")
_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar".split()  # noqa: SIM905  words
)
#: Words that classes and ids of page furniture are made of.
_FURNITURE = frozenset(
    """
    nav navbar navigation menu submenu topbar toolbar breadcrumb breadcrumbs crumb crumbs share sharing shares
    social socials soc related similar recommend recommended recommendations readmore comments comment disqus
    cookie cookies gdpr footer sidebar widget widgets rates currency currencies exchange weather subscribe
    subscription newsletter banner banners advert ads adv ad views view counter hits print tags taglist pagination
    pager popular latest lenta trending popup modal copyright login signin search lang langs languages langswitch
    hotline ticker promo likes reactions feedback
    """.split()  # noqa: SIM905  same
)
_NEVER_TEXT = frozenset(
    {"footer", "comment", "comments", "disqus", "cookie", "cookies", "menu", "nav", "related", "similar"}
)
#: Share of all sentences that lets a part of the page be its text, whatever its class.
_MOSTLY = 0.6
_ZERO = re.compile(r"[+-]?0*+\.?0*+(?:px|pt|em|rem|%|vw|ex)?")
_FAR = re.compile(r"-\d{3,}")
_WHITE = frozenset({"white", "#fff", "#ffffff", "rgb(255,255,255)", "rgba(255,255,255,1)"})
_LONGEST_STYLE = 4000


def _cut_hidden(root: _Element) -> None:
    """Remove what a reader of the page does not see, and what is no text at all."""
    sheets = "\n".join(style.text or "" for style in root.iter("style"))
    hiding = _hiding(sheets)
    _cut(list(root.iter(*_UNREAD)))
    for form in list(root.iter("form")):
        form.tag = "div"  # old sites are one form, and trafilatura reads none
    hidden = []
    for element in root.iter("*"):
        names = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
        if (
            element.get("hidden") is not None
            or (element.get("aria-hidden") or "").lower() == "true"
            or not hiding.isdisjoint(names)
            or (element.get("style") and _hides(_style(element.get("style"))))
            or _is_white(element)
        ):
            hidden.append(element)
    _cut(hidden)


def _style(text: str | None) -> dict[str, str]:
    """Properties of a style, without blanks."""
    pairs = (part.partition(":") for part in (text or "")[:_LONGEST_STYLE].lower().split(";"))
    return {name.strip(): "".join(value.replace("!important", "").split()) for name, _, value in pairs}


def _hides(style: dict[str, str]) -> bool:
    return (
        style.get("display") == "none"
        or style.get("visibility") in {"hidden", "collapse"}
        or any(_ZERO.fullmatch(style.get(name) or "1") for name in ("font-size", "opacity"))
        or any(_FAR.match(style.get(name, "")) for name in ("left", "top", "text-indent"))
        or any(
            _ZERO.fullmatch(style.get(name) or "1") and style.get("overflow") == "hidden"
            for name in ("height", "width", "max-height")
        )
    )


def _is_white(element: _Element) -> bool:
    """White letters where nothing around them states another ground."""
    color = "".join((element.get("color") or "").lower().split()) or _style(element.get("style")).get("color")
    if color not in _WHITE:
        return color == "transparent"
    for around in (element, *element.iterancestors()):
        style = _style(around.get("style"))
        ground = style.get("background-color") or style.get("background") or (around.get("bgcolor") or "").lower()
        if ground and ground not in {"transparent", "none", "inherit"}:
            return ground in _WHITE
    return True


def _hiding(sheet: str) -> frozenset[str]:
    """Classes and ids that the page's own sheet hides in any case: not on paper only, nor until a script shows them."""
    hidden: set[str] = set()
    other: set[str] = set()
    depth = 0
    for piece in re.split(r"(?<=[{}])", re.sub(r"/\*[^*]{0,2000}\*/", "", sheet)):
        if piece.endswith("{"):
            depth += 1
            selector = piece[:-1].strip() if depth == 1 else ""
        elif piece.endswith("}"):
            if depth == 1:
                hides = _style(piece[:-1]).get("display") == "none"
                names = [name.strip() for name in selector.split(",")]
                plain = {name for name in names if re.fullmatch(r"[.#][\w-]{1,100}", name)}
                (hidden if hides else set()).update(plain)
                if not hides and "display" in piece:
                    other.update(re.findall(r"[.#][\w-]{1,100}", selector))
            depth = max(0, depth - 1)
    return frozenset(hidden - other)


def _cut_frame(root: _Element) -> None:
    """Remove menus, footers, share buttons and other news: by tag, role and the words of class and id."""
    holds_text = {
        around for part in root.iter("body", "h1", "main", "article") for around in (part, *part.iterancestors())
    }
    all_prose = _prose(root)
    frame = []
    for element in root.iter("*"):
        if element in holds_text:
            continue
        words = _FURNITURE.intersection(
            re.split(r"[-_\s]+", f"{element.get('class', '')} {element.get('id', '')}".lower())
        )
        if (
            element.tag in _FRAME
            or (element.tag == "header" and not any(around.tag == "article" for around in element.iterancestors()))
            or element.get("role") in _ROLES
            or not words.isdisjoint(_NEVER_TEXT)
            or (words and not _ENOUGH < _prose(element) > all_prose * _MOSTLY)  # «print» may hold all there is
        ):
            frame.append(element)
    _cut(frame)


def _prose(element: _Element) -> int:
    """Letters of the lines that end like a sentence."""
    return sum(letters for line in _lines(element) if line[-1] in ".!?»" and (letters := _letters(line)) >= _SENTENCE)


def _cut_links(root: _Element) -> None:
    """Remove lines that are links only, and the short line above them: «Читайте также: …», lists of other news."""
    label = None
    for block in list(root.iter("p", "li", "div", "h2", "h3", "h4", "h5", "h6", "dd", "dt")):
        if _holds_blocks(block):
            if block.tag == "div":
                label = None
            continue
        text = _text(block)
        if not text:
            continue
        letters = _letters(text)
        around = any(outer.tag == "a" for outer in block.iterancestors())
        linked = letters if around else sum(_letters(_text(link)) for link in block.iter("a"))
        beside = letters - linked
        if linked and not _SENTENCES.search(text) and (linked >= _LINKED * letters or linked > beside < _LABEL):
            _cut([block, *([label] if label is not None else [])])
            label = None
        else:
            label = block if not linked and letters <= _LABEL and text[-1] not in ".;!?" else None


#: A full stop behind a word that is no abbreviation: what is linked here says something.
_SENTENCES = re.compile(r"[^\W\d_]{4}[.;](?:\s|$)")


def _cut(elements: Iterable[_Element]) -> None:
    """Empty elements but leave them where they are: what stands behind each keeps its place, and nothing is copied."""
    for element in elements:
        tail = element.tail
        element.clear()
        element.tail = tail
        element.tag = "br" if element.tag in _BLOCKS else "span"


# -------------------------------------------------------------------------------------------------- where the text is

_BLOCKS = frozenset(
    """
    address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure form h1
    h2 h3 h4 h5 h6 header hr item li main ol p pre quote row section summary table tbody td tfoot th thead tr ul lb
    head list cell
    """.split()  # noqa: SIM905  same
)


def _main_lines(root: _Element, site: dict[str, Any], told: _Told, tables: Tables) -> list[str]:
    """Lines of the main text: from where the site keeps it, else from where trafilatura sees it, else paragraphs."""
    for number, table in reversed(list(enumerate(root.iter("table"), 1))):  # inner ones first
        _unfold(table, tables, number)
    body = _first(root, site.get("body", ()))
    if body is not None:
        told.look_at_site(root, site)
    _cut_frame(root)
    told.look_at_text(root)
    _cut_links(root)
    lines = [] if body is None else _lines(body)
    if _is_text(lines):
        return lines
    own = _paragraphs(root)
    told.look_at_lines(own)
    found = _found(root) if sum(1 for _ in root.iter()) <= _MOST_ELEMENTS else []
    around = _around(root, found)
    if around and _size(found) >= _NEAR * _size(around):
        found = around
    return found if _size(found) >= _FOUND * _size(own) else own


def _size(lines: Iterable[str]) -> int:
    return sum(map(_letters, lines))


def _found(root: _Element) -> list[str]:
    """What trafilatura takes for the main text, without comments."""
    import trafilatura  # noqa: PLC0415  see read

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells of every page without text
    document = trafilatura.bare_extraction(root, include_comments=False, include_tables=True, with_metadata=False)
    body = getattr(document, "body", None)
    return [] if body is None else _lines(body)


def _around(root: _Element, found: Iterable[str]) -> list[str]:
    """All lines of the element that holds what was found: trafilatura drops headings and short items between."""
    long = {line for line in found if _letters(line) >= _LABEL}
    common: list[_Element] | None = None
    for block in root.iter("p", "li", "div", "td", "blockquote"):
        if not _holds_blocks(block) and not long.isdisjoint(_lines(block)):
            chain = [*reversed(list(block.iterancestors())), block]
            common = [one for one, other in zip(common or chain, chain, strict=False) if one is other]
    return _lines(common[-1]) if common and common[-1].tag not in {"html", "body"} else []


def _paragraphs(root: _Element) -> list[str]:
    """Lines of the longest <article> or of <main>; without either, paragraphs and items with enough letters."""
    for tag in ("article", "main"):
        texts = [_lines(element) for element in root.iter(tag)]
        best = max(texts, key=lambda lines: sum(map(_letters, lines)), default=[])
        if _is_text(best):
            return best
    texts = [_lines(element) for element in root.iter("p", "li", "blockquote", "pre")]
    return [line for lines in texts for line in lines if _letters(line) >= _SENTENCE]


def _holds_blocks(element: _Element) -> bool:
    return any(inner.tag in _BLOCKS and inner.tag != "br" for inner in element.iterdescendants())


def _lines(root: _Element) -> list[str]:
    """Text between the edges of blocks, line by line."""
    from lxml import etree  # noqa: PLC0415  see read

    lines: list[str] = []
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            lines.append(_plain("".join(pieces)))
            pieces = []
        if event == "start":
            pieces.append(element.text or "")
        elif element is not root:
            pieces.append(element.tail or "")
    lines.append(_plain("".join(pieces)))
    return [line for line in lines if any(map(str.isalnum, line))]


# --------------------------------------------------------------------------------------------------------- tables

_MOST_ROWS = 1000
#: Blocks in a cell of a table of figures.
_MOST_BLOCKS = 3


def _unfold(table: _Element, tables: Tables, number: int) -> None:
    """Make each row a paragraph «header: value; …», which can be read alone; a table that only sets a page: blocks."""
    from lxml import etree  # noqa: PLC0415  see read

    every = ([cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr"))
    rows = [cells for cells in every if cells]
    sets_page = any(
        len(list(cell.iter("p", "div", "li"))) > _MOST_BLOCKS or cell.find(".//h1") is not None
        for cells in rows
        for cell in cells
    )
    if len(rows) <= 1 or sets_page or all(len(cells) <= 1 for cells in rows):
        for element in [table, *table.iter("tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup")]:
            element.tag = "div"
        return
    caption = table.find("caption")
    lines = [_text(caption)] if caption is not None else []
    lines += tables.lines(list(_grid(rows)), number)
    for element in list(table):
        table.remove(element)
    table.tag, table.text = "div", None
    table.attrib.pop("class", "")
    for line in filter(None, lines):
        etree.SubElement(table, "p").text = line


def _grid(rows: list[list[_Element]]) -> Iterator[Row]:
    """Cells by column; one that spans rows stands in each of them, unless it is long."""
    below: dict[int, tuple[Cell, int]] = {}
    for cells in rows:
        row = Row(all(cell.tag == "th" for cell in cells))
        column = 0
        waiting = deque(cells)
        while waiting or (column < MOST_COLUMNS and column in below):
            again, left = below.pop(column, (None, 0))
            if again is not None:
                row.cells.append(again)
                if left > 1:
                    below[column] = (again, left - 1)
                column += again.span
                continue
            element = waiting.popleft()
            text = _text(element)
            span = max(1, min(_span(element, "colspan", MOST_COLUMNS), MOST_COLUMNS - column))
            row.cells.append(Cell(column, span, [text] if text else []))
            down = _span(element, "rowspan", _MOST_ROWS)
            if down > 1 and column < MOST_COLUMNS:
                below[column] = (Cell(column, span, [text] if 0 < len(text) <= LONGEST_VALUE else []), down - 1)
            column += span
        yield row


def _span(cell: _Element, name: str, most: int) -> int:
    stated = cell.get(name) or ""
    return max(1, min(int(stated), most)) if re.fullmatch(r"\d{1,4}", stated, re.ASCII) else 1


# ---------------------------------------------------------------------------------------------------------- sites


@lru_cache(maxsize=1)
def _sites() -> dict[str, dict[str, Any]]:
    sites: dict[str, dict[str, Any]] = read_yaml(Path(__file__).with_name("sites.yaml")).value
    return sites


def _site_of(url: str) -> dict[str, Any]:
    """What is known of the site that a page is of."""
    host = urlsplit(url).hostname or ""
    return next((site for name, site in _sites().items() if host == name or host.endswith(f".{name}")), {})


def _publisher_of(site: dict[str, Any], root: _Element) -> str | None:
    names = site.get("publisher") or {}
    language = (root.get("lang") or "kk").lower()[:2]
    found = names.get({"kz": "kk"}.get(language, language)) or names.get("kk")
    return str(found) if found else None


def _first(root: _Element, selectors: Iterable[str]) -> _Element | None:
    """The first element that one of the selectors matches."""
    for selector in selectors:
        found = cast("list[_Element]", root.xpath(_xpath(selector)))
        if found:
            return found[0]
    return None


@lru_cache(maxsize=256)
def _xpath(selector: str) -> str:
    """A simple selector as XPath.

    >>> _xpath("#doc h1.big")
    "//*[@id='doc']//h1[contains(concat(' ',normalize-space(@class),' '),' big ')]"
    """
    path = ""
    for step in selector.split():
        tag, names = re.fullmatch(r"([a-z0-9]*)((?:[.#][\w-]+)*)", step).groups()  # type: ignore[union-attr]
        path += f"//{tag or '*'}"
        for sign, name in re.findall(r"([.#])([\w-]+)", names):
            path += (
                f"[@id='{name}']" if sign == "#" else f"[contains(concat(' ',normalize-space(@class),' '),' {name} ')]"
            )
    return path
