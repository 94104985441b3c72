"""The head and the frame of a page: title, date, publisher, and what is site chrome.

Rules follow the annotation guidelines: a date only where the text states its own (never a decree's or a horizon),
chrome line by line, everything as spans of the text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from kzplans.extract.datelines import parse_date_line, parse_date_within, parse_opening_date
from kzplans.model import Cell, Document, Span, TableRow
from kzplans.text.languages import find_language
from kzplans.text.segments import Line, lines_of, split_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kzplans.extract.packs import Pack

_PREFIX = re.compile(r"[\s\ufeff]{0,20}date[ \t\u00a0]{1,4}(?P<date>\d{4}-\d{2}-\d{2})(?!\d)[ \t\u00a0]{0,4}")
_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"[ \t\u00a0\u202f]+")
_COUNTER = re.compile(r"[\W\d_]+")
_CLOCK_LINE = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_DATELINE = re.compile(
    r"(?P<city>[A-ZА-ЯӘІҢҒҮҰҚӨҺЁ][\w-]{2,24}(?:[ ][A-ZА-ЯӘІҢҒҮҰҚӨҺ][\w-]{2,24})?)"
    r"(?:,[ ](?P<date>[^.—–]{4,30}))?[.,]?[ \u00a0]{1,3}(?:[—–-][ \u00a0]{1,3})?"
    r"(?P<agency>[«\"]?[A-ZА-ЯӘІҢҒҮҰҚӨҺ][\w.]{2,24}(?:[ ][A-Z][\w.]{2,24})?[»\"]?)"
    r"[ \u00a0]{0,3}[—–-]{1,2}[ \u00a0]{1,3}"
)
#: «ALMATY – …», «ASTANA. 12 November. …»: a city in capitals before the first sentence.
_CITY_LINE = re.compile(
    r"[A-ZА-ЯӘІҢҒҮҰҚӨҺЁ]{4,20}(?:[ -][A-ZА-ЯӘІҢҒҮҰҚӨҺЁ]{2,20})?[ \u00a0]?[—–-][ \u00a0]{1,3}(?=[A-ZА-ЯӘІҢҒҮҰҚӨҺЁ])"
)
_AGENCY_TAIL = re.compile(
    r"деп[ ](?:хабарлайды|жазады|хабарлады|жазды|мәлімдейді|хабарлап отыр)[ ](?P<agency>[«\"]?[\w.]{3,30}[»\"]?)"
)
_CRUMBS = re.compile(r"[ \u00a0][›»>→/—–][ \u00a0]")
_MENU_GAP = re.compile(r"[ \u00a0]{2,}|\t|[|•·]")
_VIEWS = re.compile(
    r"[\W\d]{0,30}(?:рет\W{1,3})?(?:оқылды|көру|қаралды|қаралым|көрілді|көрілім|просмотр\w{0,5}|прочитано|прочтени\w|views?|пікір|комментари\w{0,2})\W{0,3}[\d\W]{0,12}(?:рет)?",
    re.IGNORECASE,
)
_READING_TIME = re.compile(r"\d{1,2}[ \u00a0-]?(?:min|мин)\w{0,4}[ \u00a0](?:read|чтения|оқу)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:www\.)?[a-z0-9-]{2,30}(?:\.[a-z]{2,10}){1,3}(?=\s|$)", re.IGNORECASE)
_LONGEST_CHROME = 200
_SITE_TITLE = 120
_SOURCE_LINE = 60
#: A line so long that ends in a full stop is a sentence, unless its first words say otherwise.
_LONG_SENTENCE = 100
_TITLE_LENGTH = 260
_HEAD_LINES = 14
_WORD = re.compile(r"[^\W\d_]+")


CellTold = tuple[int, str, str]
RowTold = tuple[int, int, int, "Sequence[CellTold]"]


class Origin(NamedTuple):
    """What is known of a text before it is read: where it lay and what its source says of it."""

    path: str
    sha256: str
    url: str | None = None
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    #: What it is called inside its file, where that holds several texts.
    part: str = ""
    language: str | None = None
    #: Id of the city that it is about.
    city: str | None = None
    #: Lines that are rows of tables: line, table and row, all from 1, and for each filled cell its column from 0, the
    #: name of that and the words of the cell.
    rows: Sequence[RowTold] = ()
    #: Lines that pages begin with, and the numbers of those.
    pages: Sequence[tuple[int, int]] = ()


def build_document(text: str, origin: Origin, pack_of: Callable[[str], Pack]) -> Document:
    """Find the frame of a text. ``text`` is brought to NFC first; spans count its code points."""
    text = unicodedata.normalize("NFC", text)
    language = origin.language or find_language(text)
    page = _Page(text, pack_of(language))
    page.read()
    identity = "\n".join([part for part in (origin.sha256, origin.part) if part]) or f"\n{origin.path}"
    return Document(
        id="d_" + hashlib.sha256(identity.encode()).hexdigest()[:12],
        path=origin.path,
        url=origin.url,
        title=origin.title or page.title,
        date=origin.date or page.date,
        language=language,
        publisher=origin.publisher or page.publisher,
        sha256=origin.sha256,
        text=text,
        head=tuple(page.head),
        chrome=tuple(sorted(page.chrome, key=lambda span: span.start)),
        rows=tuple(_rows(text, origin.rows)) if origin.rows else (),
        pages=tuple(origin.pages),
        city=origin.city,
    )


def _rows(text: str, told: Sequence[RowTold]) -> Iterator[TableRow]:
    """Rows whose cells stand in their line as they are told, by line; others are lines like any."""
    lines = {line.number: line for line in lines_of(text)}
    for number, table, row, cells in sorted(told, key=lambda one: one[0]):
        line = lines.pop(number, None)
        found = _cells(text, line, cells) if line is not None else None
        if found:
            yield TableRow(number, table, row, tuple(found))


def _cells(text: str, line: Line, told: Sequence[CellTold]) -> list[Cell] | None:
    """Where the cells of a row stand in its line, one behind the other; None if they do not."""
    found: list[Cell] = []
    place = line.start
    for column, name, value in told:
        begin = text.find(name, place, line.stop)
        if begin < 0:
            return None
        start = text.find(value, begin + len(name), line.stop)
        if start < 0:
            return None
        place = start + len(value)
        found.append(Cell(column, Span(begin, begin + len(name)), Span(start, place)))
    return found


class _Page:
    """The reading of one page: fills in what it finds, line by line."""

    def __init__(self, text: str, pack: Pack) -> None:
        self.text = text
        self.pack = pack
        self.title: str | None = None
        self.date: str | None = None
        self.publisher: str | None = None
        self.head: list[Span] = []
        self.chrome: list[Span] = []

    def read(self) -> None:
        lines = list(lines_of(self.text))
        lines = self._take_prefix(lines)
        lines = self._take_chrome(lines)
        lines = self._take_signature(lines)
        lines = self._take_head(lines)
        self._take_dateline(lines)
        self._date_of_first_sentence(lines)
        self._publisher_of_tail()

    def _take_prefix(self, lines: list[Line]) -> list[Line]:
        """The metadata prefix « date 2025-12-12 Title» of a crawler."""
        found = _PREFIX.match(self.text)
        if found is None or not lines:
            return lines
        self.date = _valid_date(found["date"])
        self.head.append(Span(found.start("date") - 5, found.end("date"), "metadata prefix"))
        first = lines[0]
        rest = Line(found.end(), max(first.stop, found.end()), first.number)
        if rest.start < rest.stop:
            self._take_title(rest, "title behind the metadata prefix")
        return lines[1:]

    def _take_title(self, line: Line, rule: str) -> None:
        self.title = _SPACES.sub(" ", self.text[line.start : line.stop])
        self.head.append(Span(line.start, line.stop, rule))

    def _take_chrome(self, lines: list[Line]) -> list[Line]:
        kept = []
        teasers = False
        for line in lines:
            piece = self.text[line.start : line.stop]
            rule = self._chrome_rule(piece)
            if not rule and teasers and piece[-1] not in ".!?…":
                rule = "headline of other news"
            rule = rule or self._site_title(piece)
            if rule:
                teasers = teasers or self._opens_teasers(piece)
                self.chrome.append(Span(line.start, line.stop, rule))
                if self.publisher is None and "президентінің" in piece.lower():
                    self._presidents_site(line)
                continue
            glued = self._glued_button(piece)
            if glued:
                self.chrome.append(Span(line.start, line.start + glued, "button glued to the text"))
                start = line.start + glued
                while start < line.stop and self.text[start].isspace():
                    start += 1
                line = Line(start, line.stop, line.number)  # noqa: PLW2901  the same line without its button
            kept.append(line)
        return kept

    def _opens_teasers(self, piece: str) -> bool:
        """«Ұқсас жаңалықтар», «Тағы оқыңыз:»: what follows without a full stop are headlines of other news."""
        return _SPACES.sub(" ", piece).strip(" \t.:;|›»«>/•·…-–—").lower() in self.pack.teasers

    def _site_title(self, piece: str) -> str:
        """«Официальный сайт Президента Республики Казахстан», «The Astana Times»: the page names its publisher."""
        if len(piece) > _SITE_TITLE or piece[-1] in ".!?:;":
            return ""
        known = self.pack.publisher_of(piece)
        plain = piece.lower()
        if known is None and not any(words in plain for words in self.pack.site_titles):
            return ""
        if known is None and self._says_something(piece):
            return ""
        if self.publisher is None:
            self.publisher = known or _SPACES.sub(" ", piece).strip("©0123456789-– ")
        return "name of the site"

    def _presidents_site(self, line: Line) -> None:
        """akorda.kz prints its name over two lines of the page head."""
        following = self.text[line.stop : line.stop + 40].strip().split("\n")[0].strip()
        if following.lower() == "ресми сайты":
            self.publisher = f"{self.text[line.start : line.stop]} {following}"

    def _chrome_rule(self, piece: str) -> str:
        if len(piece) > _LONGEST_CHROME:
            return ""
        if len(piece) > _LONG_SENTENCE and piece[-1] == "." and not piece.lower().startswith(self.pack.chrome_prefixes):
            return ""
        plain = _SPACES.sub(" ", piece).strip(" \t.:;|›»«>/•·…-–—").lower()
        if not plain:
            return "signs only"
        if piece.endswith(":") and len(plain) > 24:
            return ""
        if plain in self.pack.chrome or plain + "…" in self.pack.chrome:
            return "menu or button"
        if plain.startswith(self.pack.chrome_prefixes):
            return "page furniture by its first words"
        if _date_line(self.text, piece, self.pack):
            return ""
        if _COUNTER.fullmatch(plain):
            return "counter or clock"
        if _VIEWS.fullmatch(plain):
            return "counter of views"
        if self._is_row(piece):
            return "row of menu entries"
        if _DOMAIN.match(plain) and not self._says_something(piece):
            return "line that opens with a site's address"
        words = plain.replace("|", " ").replace("/", " ").replace(":", " ").replace(",", " ").split()
        if 1 < len(words) <= 24 and self._all_buttons(words):
            return "row of menu entries or buttons"
        return ""

    def _is_row(self, piece: str) -> bool:
        """Bread crumbs and menus: short pieces between signs or wide gaps, and no sentence among them."""
        if piece[-1] in ".!?:;" or len(piece) > 160:
            return False
        for pattern, least in ((_CRUMBS, 1), (_MENU_GAP, 2)):
            parts = [part.strip() for part in pattern.split(piece) if part and part.strip()]
            if len(parts) <= least or any(len(part.split()) > 3 for part in parts):
                continue
            if pattern is _MENU_GAP and all(part[0].isupper() for part in parts):
                return True  # «President  Events  Documents»: a verb among them is chance
            if not self._says_something(piece):
                return True
        return False

    def _says_something(self, piece: str) -> bool:
        """Whether a line ends like a sentence."""
        return piece[-1] in ".!?" or self.pack.has_predicate(self.pack.matcher.read(piece, 0, len(piece)))

    def _all_buttons(self, words: list[str]) -> bool:
        """Whether the words are chrome phrases one after the other: «Кері қайту Twitter Facebook Басып шығару»."""
        index = 0
        while index < len(words):
            for size in range(min(6, len(words) - index), 0, -1):
                phrase = " ".join(words[index : index + size])
                if phrase in self.pack.chrome or _COUNTER.fullmatch(phrase):
                    index += size
                    break
            else:
                return False
        return True

    def _glued_button(self, piece: str) -> int:
        """Length of a share button that runs into the first sentence: «Бөлісу… Қазақстан …»."""
        stop = piece.find("…")
        if 0 < stop < 30 and stop + 1 < len(piece) and piece[: stop + 1].strip().lower() in self.pack.chrome:
            return stop + 1
        return 0

    def _take_signature(self, lines: list[Line]) -> list[Line]:
        """Last lines that name a body or a person and say nothing: the publisher, the author."""
        while len(lines) > 1:
            rule = self._signature_rule(lines[-1])
            if not rule:
                break
            self.chrome.append(Span(lines[-1].start, lines[-1].stop, rule))
            lines = lines[:-1]
        return lines

    def _signature_rule(self, line: Line) -> str:
        piece = self.text[line.start : line.stop]
        if len(piece) > 160 or piece[-1] in ".!?:;…" or piece[0] in "—–-•" or any(letter.isdigit() for letter in piece):
            return ""
        sentence = self.pack.matcher.read(self.text, line.start, line.stop)
        words = [word for word in sentence.words if not word.is_sign]
        if not words or not words[0].is_upper or self.pack.has_predicate(sentence):
            return ""
        if any(match.last == len(sentence.words) - 1 for match in sentence.found("signature")):
            if self.publisher is None:
                self.publisher = _SPACES.sub(" ", piece)
            return "signature: the body that publishes"
        if len(words) <= 3 and all(word.is_upper for word in words) and len(words) > 1:
            return "signature: a person"
        named = sentence.found("publisher")
        if len(words) <= 8 and (named or words[-1].folded.startswith(("газет", "тілші", "журналист", "агенттіг"))):
            if self.publisher is None and named:
                self.publisher = named[0].term.label
            return "signature: author and paper"
        return ""

    def _take_head(self, lines: list[Line]) -> list[Line]:
        """Title and date lines above the body."""
        index = 0
        while index < len(lines) and index < _HEAD_LINES:
            line = lines[index]
            piece = self.text[line.start : line.stop]
            date = _date_line(self.text, piece, self.pack)
            if date:
                self.head.append(Span(line.start, line.stop, "date line"))
                self.date = self.date or date
                index += 1
                continue
            if self._is_source_line(piece):
                self.head.append(Span(line.start, line.stop, "line of source and date"))
                self.date = self.date or parse_date_within(piece, self.pack)
                index += 1
                continue
            if piece.lower().startswith(self.pack.bylines) and len(piece) <= _SITE_TITLE and piece[-1] not in ".!?:":
                self.head.append(Span(line.start, line.stop, "line of the author"))
                self.date = self.date or parse_date_within(piece, self.pack)
                index += 1
                continue
            if self.title is None and self._is_title(line, lines, index):
                self._take_title(line, "title")
                index += 1
                continue
            break
        rest = []
        for line in lines[index:]:
            date = _date_line(self.text, self.text[line.start : line.stop], self.pack)
            if date:
                self.head.append(Span(line.start, line.stop, "date line"))
                self.date = self.date or date
            else:
                rest.append(line)
        return rest

    def _is_source_line(self, piece: str) -> bool:
        """«Zakon.kz, 18 декабря 2025»: a known publisher and a day, and nothing else to speak of."""
        if len(piece) > _SOURCE_LINE or not any(letter.isdigit() for letter in piece):
            return False
        opening = re.split(r"[,|]|[ \u00a0][—–-][ \u00a0]", piece, maxsplit=1)[0]
        known = self.pack.publisher_of(opening)
        if known is None or parse_date_within(piece, self.pack) is None:
            return False
        self.publisher = self.publisher or known
        return True

    def _is_title(self, line: Line, lines: list[Line], index: int) -> bool:
        piece = self.text[line.start : line.stop]
        if len(piece) > _TITLE_LENGTH or index + 1 >= len(lines) or piece[0] in "—–-•" or piece[-1] in ":;,":
            return False
        if _DATELINE.match(piece):
            return False
        others = [self.text[other.start : other.stop] for other in lines[index + 1 :]]
        if piece in others:
            return any(other != piece for other in others)  # where all lines are alike, one of them is the text
        return piece[-1] != "." and len(split_sentences(self.text, line.start, line.stop)) <= 2

    def _take_dateline(self, lines: list[Line]) -> None:
        """«АСТАНА. KAZINFORM —» before the first sentence."""
        for line in lines[:3]:
            found = _DATELINE.match(self.text, line.start, line.stop)
            if found is None:
                city = _CITY_LINE.match(self.text, line.start, line.stop)
                if city is not None:
                    self.head.append(Span(line.start, _rstrip(self.text, city.end()), "dateline"))
                    return
                continue
            agency = found["agency"].strip('«»"')
            known = self.pack.publisher_of(agency)
            if known is None and not (agency.isupper() or found["city"].isupper()):
                continue
            self.head.append(Span(line.start, _rstrip(self.text, found.end()), "dateline"))
            self.publisher = self.publisher or known or agency
            if found["date"] and self.date is None:
                self.date = _date_line(self.text, found["date"], self.pack)
            return

    def _date_of_first_sentence(self, lines: list[Line]) -> None:
        """«29 қазанда Мемлекет басшысы …»: a day that opens the body; without a year it stays partial."""
        if self.date is not None:
            return
        hidden = [(span.start, span.stop) for span in self.head]
        for line in lines[:2]:
            start = max([line.start, *(stop for first, stop in hidden if first <= line.start < stop)])
            found = parse_opening_date(self.text, start, line.stop, self.pack)
            if found:
                self.date = found
                return

    def _publisher_of_tail(self) -> None:
        if self.publisher is not None:
            return
        found = _AGENCY_TAIL.search(self.text[:6000])
        if found:
            agency = found["agency"].strip('«»".')
            self.publisher = self.pack.publisher_of(agency) or (
                agency if agency[0].isupper() or "." in agency else None
            )


def _rstrip(text: str, stop: int) -> int:
    while stop and text[stop - 1].isspace():
        stop -= 1
    return stop


def _date_line(_text: str, piece: str, pack: Pack) -> str | None:
    """EDTF date of a line that holds a date and nothing else but a clock, a counter or the word for "published"."""
    if len(piece) > 90 or _DIGIT.search(piece) is None:
        return None
    parts = [part.strip(" ,") for part in _MENU_GAP.split(_CLOCK_LINE.sub(" ", piece)) if part.strip(" ,")]
    # 2026 жылғы 29 қазан | 16:45 | Көрілді: 876 рет
    rest = " ".join(part for part in parts if not (_VIEWS.search(part) or _READING_TIME.search(part)))
    return parse_date_line(rest, pack) if len(rest) <= 60 else None


def _valid_date(text: str) -> str | None:
    """The date, if there is such a day."""
    import datetime as dt  # noqa: PLC0415  only where a page has a date to check

    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def hidden_spans(document: Document) -> Iterable[tuple[int, int]]:
    """Spans that hold no statement: head and chrome."""
    return [(span.start, span.stop) for span in (*document.head, *document.chrome)]
