"""PDF: the text layer, its lines made paragraphs again. A PDF knows where letters stand and nothing of what they form.

Read by PDFium, the engine of Chrome. Its crashes, hangs and memory are bounded by ``sources.isolation``; what can be
seen in the bytes beforehand is refused with its real name here.
"""

from __future__ import annotations

import re
import string
import unicodedata
import zlib
from collections import Counter
from ctypes import c_double
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kzplans.sources.bounds import bounds, named, too_long
from kzplans.sources.decode import clean_text
from kzplans.sources.formats.grid import Cell, Row, Tables
from kzplans.sources.formats.pdf_tables import Ruled, continue_table, is_same_grid, split_by_tables
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzplans.sources.formats import Part

#: How many times what other documents may unpack to: drawings of a general plan have many bytes.
_OF_PAGES = 4
#: A stream above so many bytes may be so many times as large as packed.
_RATIO_FROM, _MOST_RATIO = 1_000_000, 100
#: The first bytes, where ``%PDF-`` must stand, and those that end with where the table of objects is.
_HEAD, _TAIL = 1024, 4096
#: Bytes before a stream in which its dictionary is looked for.
_DICTIONARY = 2000
#: Bytes that an object's number may take, and characters below which a page may be a picture with a stamp.
_NUMBER, _STAMP = 20, 200
#: PDFium's error numbers, and its number of pictures among objects on a page.
_WRONG_FORMAT, _WRONG_PASSWORD, _IMAGE = 3, 4, 3
#: Forms in forms in which pictures are looked for.
_DEPTH = 3
#: Lines at the top and at the bottom of a page among which headers and footers are looked for.
_EDGE = 3
#: A line of so many letters that has no room for the next word was not ended on purpose.
_FULL = 30
#: Share of a page's lines that are no longer than its width, and of the width that a full line takes: letters are
#: counted, and some are wider than others.
_WIDTH, _TAKEN = 0.9, 0.85
#: Lines before and after one that tell how far it could reach: those of the same column.
_AROUND = 5
#: The share by which letters of a title are larger.
_OTHER_SIZE = 0.1
#: Letters below which nothing can be told from a text or a line, and the share of wrong ones that is worth a warning.
_FEW, _DOUBTFUL = 20, 0.05
#: From so many letters, a Latin word has a vowel.
_NEEDS_VOWEL = 4
#: The core takes no longer line for a title.
_LONGEST_TITLE = 260


class _Table(str):
    """A table among the lines of a page; no line is like it, and no number of a page is in it."""

    __slots__ = ("continued", "ruled")
    ruled: Ruled
    #: The pages on which it goes on, with its part on each.
    continued: list[tuple[int, Ruled]]

    @classmethod
    def of(cls, ruled: Ruled) -> _Table:
        """A table as a line."""
        table = cls("table")
        table.ruled, table.continued = ruled, []
        return table

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class _Beginning(str):
    """A line that does not go on with the one before it, since that one is larger or ends early."""

    __slots__ = ()


@dataclass(slots=True)
class _Page:
    number: int
    lines: list[str]
    has_picture: bool
    #: Of its own, beside what stands on most pages.
    has_text: bool = False


def prepare() -> None:
    """Import what takes long, once for all documents."""
    import_module("pypdfium2")


def read(content: bytes, name: str) -> list[Part]:  # noqa: ARG001  every reader is asked alike
    """The text of all pages, each paragraph as a line, the repeated lines at page edges once.

    Raises:
        Refused: no text, no whole document, garbage for letters, or one beyond the limits.
    """
    if not content:
        raise Refused(Reason.EMPTY, "is empty")
    start = content.find(b"%PDF-", 0, _HEAD)
    if start < 0:
        raise Refused(Reason.TYPE_MISMATCH, "does not begin like a PDF although it is named .pdf")
    _refuse_bombs(content)
    pages, title = _read_pages(content)
    repeated = _drop_edges(pages)
    for page in pages:
        page.has_text = any(_has_letters(line) for line in page.lines if line not in repeated)
    if not any(page.has_text for page in pages):
        raise Refused(Reason.NO_TEXT, _told_without_text(pages))
    tables = Tables()
    text, begins = _joined(pages, tables)
    if len(text) > bounds().text_chars:  # a table tells the names of its columns in each row
        raise too_long()
    warnings = [*_doubts_of_letters(text), *_doubts_of_pages(pages), *_doubts_of_file(content[start:], start)]
    pages_told = _lines_of_pages(text, begins)
    text = clean_text(text)
    part: Part = {
        "part": "", "text": text, "title": title, "date": None, "format": "pdf", "pages": pages_told,
        "rows": tables.rows_in(text),
    }  # fmt: skip
    part["warning"] = "; ".join(warnings) or None
    return [part]


# ------------------------------------------------------------------------------------------------------------ the file

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT = re.compile(rb"(\d{1,10})\s{1,3}\d{1,5}\s{1,3}\Z")
_PICTURE = re.compile(rb"/Image\b")
_STARTXREF = re.compile(rb"startxref\s{1,5}(\d{1,12})")
_TABLE = re.compile(rb"\s{0,5}(?:xref|\d{1,10}\s{1,3}\d{1,5}\s{1,3}obj)\b")
_NO_PAGES = re.compile(rb"/Pages\b[^<>]{0,200}/Count\s{0,3}0\b|/Count\s{0,3}0\b[^<>]{0,200}/Pages\b")


def _refuse_bombs(content: bytes) -> None:
    """Unpack what PDFium would unpack without a limit; pictures it does not need for the text."""
    total = 0
    for stream in _STREAM.finditer(content):
        begin = content.rfind(b"obj", max(0, stream.start() - _DICTIONARY), stream.start())
        about = content[begin : stream.start()] if begin >= 0 else b""
        number = _OBJECT.search(content, max(0, begin - _NUMBER), begin) if b"/Form" in about else None
        if number and re.search(rb"(?<!\d)%b\s{1,3}\d{1,5}\s{1,3}R" % number[1], about):
            raise Refused(Reason.MALFORMED, f"object {int(number[1])} is a form that draws itself")
        if b"Flate" not in about or _PICTURE.search(about):
            continue
        packed = content[stream.end() : max(stream.end(), content.find(b"endstream", stream.end()))]
        size = _unpacked_size(packed)
        total += size
        if size > max(_RATIO_FROM, _MOST_RATIO * len(packed)):
            detail = f"{len(packed):,} bytes of a page would become {size:,} or more (limit: {_MOST_RATIO} times)"
            raise Refused(Reason.BOMB, detail)
        most = _OF_PAGES * bounds().unpacked_bytes
        if total > most:
            raise Refused(Reason.BOMB, f"would become more than {most:,} bytes {named('unpacked_bytes')}")


def _unpacked_size(packed: bytes) -> int:
    """Bytes that a stream would have, counted until it is a bomb; 0 if it is encrypted or broken."""
    size, most = 0, max(_RATIO_FROM, _MOST_RATIO * len(packed))
    unpacker = zlib.decompressobj()
    try:
        while packed and size <= most:
            size += len(unpacker.decompress(packed, _RATIO_FROM))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        pass
    return size


def _read_pages(content: bytes) -> tuple[list[_Page], str | None]:
    """Lines of all pages and the title."""
    try:
        # by name: it is of an extra, has no types, and only the process that parses should pay for it
        pdfium = import_module("pypdfium2")
    except ImportError as error:
        detail = f"is a PDF, and {error.name} is missing: pip install 'kzplans[pdf]'"
        raise Refused(Reason.UNSUPPORTED_TYPE, detail) from error
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise _refusal(content, getattr(error, "err_code", None)) from error
    try:
        count = len(document)
        if count > bounds().pdf_pages:
            detail = f"has {count:,} pages, more than the {bounds().pdf_pages:,} that are read {named('pdf_pages')}"
            raise Refused(Reason.TOO_LARGE, detail)
        if not count:
            raise Refused(Reason.NO_TEXT, "has no pages")
        pages, characters = [], 0
        for number in range(1, count + 1):
            try:
                characters, page = _read_page(document, number, characters)
            except pdfium.PdfiumError as error:
                raise Refused(Reason.MALFORMED, f"page {number:,} of {count:,} cannot be read") from error
            pages.append(page)
        return pages, _title(str(document.get_metadata_value("Title")))
    finally:
        document.close()


def _refusal(content: bytes, code: int | None) -> Refused:
    if code == _WRONG_PASSWORD and b"/Encrypt" in content:
        return Refused(Reason.ENCRYPTED, "needs a password; save it without one")
    if _NO_PAGES.search(content):  # PDFium says of it that the password or the format is wrong
        return Refused(Reason.NO_TEXT, "has no pages")
    detail = "is no whole PDF" if code == _WRONG_FORMAT else "cannot be opened as a PDF"
    return Refused(Reason.MALFORMED, detail)


def _read_page(document: Any, number: int, characters: int) -> tuple[int, _Page]:  # noqa: ANN401  PDFium has no types
    """How many characters there are up to the end of a page, and its lines."""
    page = document[number - 1]
    letters = page.get_textpage()
    try:
        if characters + letters.count_chars() > bounds().text_chars:
            raise too_long()
        text = letters.get_text_range()
        has_picture = len(text) < _STAMP and any(page.get_objects(filter=[_IMAGE], max_depth=_DEPTH))
        # what PDFium leaves out of the text moves what it tells of each letter
        measure = _Measure(letters) if letters.count_chars() == len(text) else None
        lines: list[str] = []
        pieces = split_by_tables(page, letters, text, _lines)
        if measure and not page.get_rotation():
            measure.reach = max((piece.edges[-1] for piece in pieces if isinstance(piece, Ruled)), default=0.0)
        for piece in pieces:
            if isinstance(piece, Ruled):
                lines.append(_Table.of(piece))
            elif measure:
                lines += measure.lines(*piece)
            else:
                lines += _lines(piece[0])
        return characters + len(text), _Page(number, lines, has_picture)
    finally:
        letters.close()
        page.close()


class _Measure:
    """Tells from where letters stand which lines of a page begin something."""

    def __init__(self, letters: Any) -> None:  # noqa: ANN401  PDFium has no types
        raw = import_module("pypdfium2.raw")
        self._letters = letters
        #: How far its tables reach: where there is one, there are few other lines.
        self.reach = 0.0
        self._get_box, self._get_size = raw.FPDFText_GetCharBox, raw.FPDFText_GetFontSize
        self._edges = [c_double() for _ in range(4)]

    def lines(self, text: str, numbers: Sequence[int]) -> list[str]:
        """The lines of a text; ``numbers`` are those of its characters on the page."""
        lines: list[str] = []
        places: list[tuple[int, str]] = []
        is_composed = unicodedata.is_normalized("NFC", text)
        for found in _PIECE.finditer(text):
            piece = found[0]
            line = _BLANKS.sub(" ", piece).strip()
            if line and line[-1] in _CUTS:
                line = line[:-1] + "-"
            if line:
                lines.append(line if is_composed else unicodedata.normalize("NFC", line))
                places.append((found.start(), piece))
        for number, (last, line) in enumerate(pairwise(lines)):
            # measuring takes time, and other lines are told by their letters
            is_doubtful = len(last) >= _FULL and not line[0].islower() and last[-1] not in _FINAL
            if is_doubtful and self._is_apart(text, numbers, places, number):
                lines[number + 1] = _Beginning(line)
        return lines

    def _is_apart(self, text: str, numbers: Sequence[int], places: list[tuple[int, str]], number: int) -> bool:
        """Whether a line is larger than the next one, or ends where that one's first words have room."""
        (first, end), (begin, stop) = map(_ends, places[number : number + 2])
        size, smaller = self._size(numbers[first], numbers[end]), self._size(numbers[begin], numbers[stop])
        if size and smaller and abs(size - smaller) > size * _OTHER_SIZE:
            return True
        words = _FIRST_WORDS.match(text, begin)
        if not words:
            return False
        needed = self._right(numbers[words.end() - 1]) - self._left(numbers[begin])
        around = map(_ends, places[max(0, number - _AROUND) : number + _AROUND + 1])
        room = max(self.reach, *(self._right(numbers[one]) for _, one in around)) - self._right(numbers[end])
        return room > needed + max(size, smaller) / 2

    def _size(self, first: int, last: int) -> float:
        """The size of a line's letters, 0 if the first and the last one differ: there are signs of notes."""
        size: float = self._get_size(self._letters, first)
        return size if size == self._get_size(self._letters, last) else 0.0

    def _left(self, number: int) -> float:
        self._get_box(self._letters, number, *self._edges)
        return self._edges[0].value

    def _right(self, number: int) -> float:
        self._get_box(self._letters, number, *self._edges)
        return self._edges[1].value


def _ends(place: tuple[int, str]) -> tuple[int, int]:
    """Where the first and the last letter of a piece stand in the text that it begins in at a place."""
    begin, piece = place
    return begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip(_NO_LETTERS)) - 1


def _title(told: str) -> str | None:
    """The title, unless it is that of a file, or garbage."""
    title = " ".join(unicodedata.normalize("NFC", told).split())
    is_file = title.startswith("Microsoft ") or re.search(r"\.[A-Za-z]{3,4}$", title)
    wrong, letters = _wrong_letters(title)
    is_one = letters and not is_file and wrong <= letters * _DOUBTFUL and len(title) <= _LONGEST_TITLE
    return title if is_one else None


# ---------------------------------------------------------------------------------------------------- lines, paragraphs

#: PDFium's own sign for a hyphen at a line end, in the place of the line end.
_CUT = re.compile("[\x02\ufffe]\\s?")
_BLANKS = re.compile(r"\s+")
_CUTS = "\x02\ufffe"
_NO_LETTERS = f"{_CUTS}{string.whitespace}\xa0"
#: Of a text, what becomes a line.
_PIECE = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
#: Two: there may be a blank at which no line ends.
_FIRST_WORDS = re.compile(r"\S{1,100}(?:[^\S\r\n]\S{1,100})?")
_INTEGER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_BARE = re.compile(r"[\W_]{0,5}#[\W_]{0,5}")
_FINAL = (".", "!", "?", ";", ":", "…")
_CLOSING = "»”\"')]"
_HYPHENS = "-\u2010\u00ad"
_TO = f"{_HYPHENS}–"
_ABBREVIATED = re.compile(r"(?<!\w)[^\W\d_]{1,4}\.$")
_ITEM = re.compile(r"(?:[-–—•▪■●○◦·*]|\d{1,3}(?:\.\d{1,3}){0,4}[.)]|[^\W\d_]\))\s|\d{1,3}\)")
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"(?<![\w-])[^\W\d_]{1,40}-[^\W\d_]{1,40}")


def _lines(text: str) -> Iterator[str]:
    text = unicodedata.normalize("NFC", _CUT.sub("-\n", text).replace("\r", "\n"))
    return (line for piece in text.split("\n") if (line := _BLANKS.sub(" ", piece).strip()))


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def _drop_edges(pages: list[_Page]) -> set[str]:
    """Drop page numbers, and lines that stand at the edge of most pages except once; gives these lines.

    A line from the top stays on its first page and one from the bottom on its last one: it may be the title or the head
    of a table, and nothing of a document should be lost.
    """
    if len(pages) == 1:
        return set()
    offset = _number_offset(pages)
    inside = {line for page in pages for line in page.lines[_edge(page) : -_edge(page)]}
    found: set[str] = set()
    for step in (1, -1):
        seen: Counter[tuple[int, str]] = Counter()
        for page in pages:
            edge = [_with_sign(line, page, offset) for line in page.lines[::step][: _edge(page)]]
            seen.update(enumerate(edge))
        # the same line at the same place; what also stands in the midst of a page is a text or table that repeats
        repeated = {line for (_, line), count in seen.items() if count * 2 > len(pages) and line not in inside}
        kept: set[str] = set()
        for page in pages[::step]:
            lines = page.lines[::step]
            at_edge, most = 0, _edge(page)
            while at_edge < most:
                line = _with_sign(lines[at_edge], page, offset)
                if line not in repeated and not _BARE.fullmatch(line):
                    break
                at_edge += 1
            staying = [line for line in lines[:at_edge] if line in repeated - kept]  # none with the page's number
            kept.update(staying)
            page.lines = [*staying, *lines[at_edge:]][::step]
        found |= kept
    return found


def _edge(page: _Page) -> int:
    """How many lines may be a header or a footer: on a page of few lines, fewer."""
    if len(page.lines) >= _EDGE * 3:
        return _EDGE
    count = sum(len(line.ruled.rows) if isinstance(line, _Table) else 1 for line in page.lines)
    return min(_EDGE, count // 3 or 1, len(page.lines))


def _number_offset(pages: list[_Page]) -> int | None:
    """What is added to the number of a page to give the one printed at its edge, None if none is printed."""
    seen: Counter[int] = Counter()
    for page in pages:
        edges = " ".join((*page.lines[: _edge(page)], *page.lines[-_edge(page) :]))
        seen.update({int(found[0]) - page.number for found in _INTEGER.finditer(edges)})
    offset, count = next(iter(seen.most_common(1)), (0, 0))
    return offset if count * 2 > len(pages) else None


def _with_sign(line: str, page: _Page, offset: int | None) -> str:
    """The line with ``#`` for the page's number; once, since the last page also tells it as that of all pages."""
    if offset is None or isinstance(line, _Table):
        return line
    return re.sub(rf"(?<!\d){page.number + offset}(?!\d)", "#", line, count=1)


def _joined(pages: list[_Page], tables: Tables) -> tuple[str, list[list[int]]]:
    """Paragraphs and rows of tables, each as a line, and where each page begins."""
    _join_tables(pages)
    compounds = {
        found[0].lower() for page in pages for line in _all_lines(page) for found in _COMPOUND.finditer(line)
    }  # those inside lines keep their hyphen where a line ends in it
    text, begins = _Growing(), []
    later: dict[int, int] = {}  # where pages begin on which a table goes on
    for page in pages:
        lengths = sorted(len(line) for line in page.lines if not isinstance(line, _Table))
        width = lengths[int(len(lengths) * _WIDTH)] if lengths else 0
        if page.number in later:
            begins.append([later[page.number], page.number])
        for number, line in enumerate(page.lines):
            if isinstance(line, _Table):
                rows, parts = _rows(line, compounds)
                begin, ends = text.add_table(tables.lines(rows), [count for _, count in parts])
                later.update(zip((one for one, _ in parts), ends, strict=True))
            else:
                begin = text.add(line, compounds)
            if number == 0 and page.number not in later:
                begins.append([begin, page.number])
            text.width = width
    return "".join(text.pieces) + "\n", begins


def _all_lines(page: _Page) -> Iterator[str]:
    for line in page.lines:
        if isinstance(line, _Table):
            for ruled in (line.ruled, *(ruled for _, ruled in line.continued)):
                yield from (told for row in ruled.rows for cell in row.cells for told in cell.lines)
        else:
            yield line


def _join_tables(pages: list[_Page]) -> None:
    """Put a table at the top of a page to the one at the bottom of the page before, if the columns are the same."""
    last: _Table | None = None
    for page in pages:
        first = page.lines[0] if page.lines else None
        if last is not None and isinstance(first, _Table) and is_same_grid(last.ruled, first.ruled):
            last.continued.append((page.number, first.ruled))
            page.lines = page.lines[1:]
            if not page.lines:
                continue
        end = page.lines[-1] if page.lines else None
        last = end if isinstance(end, _Table) else None


def _rows(table: _Table, compounds: set[str]) -> tuple[list[Row], list[tuple[int, int]]]:
    """All rows of a table, each cell one line; and for each page on which it goes on, how many lines come from there.

    A cell as wide as the table may be a frame around a text, and keeps its paragraphs.
    """
    rows, starts = list(table.ruled.rows), []
    for number, ruled in table.continued:
        added = continue_table(rows, ruled.rows)
        starts.append((number, len(rows) - added))
    columns = len(table.ruled.edges) - 1
    told = []
    for row in rows:
        cells = []
        for cell in row.cells:
            lines = _cell_lines(cell.lines, compounds, is_frame=cell.span == columns)
            cells.append(Cell(cell.column, cell.span, lines))
        told.append(Row(row.is_head, cells))
    counts = [len(row.filled[0].lines) if row.is_caption else bool(row.filled) for row in told]
    return told, [(number, sum(counts[start:])) for number, start in starts]


def _cell_lines(lines: list[str], compounds: set[str], *, is_frame: bool) -> list[str]:
    """The lines of a cell as one, those of a frame as paragraphs."""
    text = _Growing()
    text.width = max(map(len, lines), default=0)
    for line in lines:
        text.add(line, compounds, is_cell=not is_frame)
    return "".join(text.pieces).split("\n") if lines else []


def _lines_of_pages(text: str, begins: list[list[int]]) -> list[list[int]]:
    """For each page the first line that begins on it, once the text is clean; pages without one are left out."""
    told: list[list[int]] = []
    line, place = 1, 0
    for begin, number in begins:
        line += clean_text(text[place:begin]).count("\n")
        place = begin
        first = line + (begin > 0 and text[begin - 1] != "\n")
        if told and told[-1][0] == first:
            told.pop()
        told.append([first, number])
    return told


class _Growing:
    """A text that lines are added to."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.width = 0
        self._length = 0
        self._last = ""
        self._is_open = True

    def add_table(self, lines: list[str], counts: list[int]) -> tuple[int, list[int]]:
        """Add lines that stand alone; say where they begin, and where the last ones of each count do."""
        starts = []
        for line in lines:
            between = "\n" if self.pieces else ""
            starts.append(self._length + len(between))
            self.pieces += (between, line)
            self._length = starts[-1] + len(line)
            self._is_open = False
        starts.append(self._length)
        return starts[0], [starts[max(0, len(lines) - count)] for count in counts]

    def add(self, line: str, compounds: set[str], *, is_cell: bool = False) -> int:
        """Add a line and say where it begins."""
        between = self._between(line, compounds, is_cell=is_cell) if self.pieces else ""
        if between is None:  # the word goes on without its hyphen
            self.pieces[-1] = self.pieces[-1][:-1]
            self._length -= 1
            between = ""
        begin = self._length + len(between)
        self.pieces += (between, line)
        self._length = begin + len(line)
        self._last = line
        self._is_open = True
        return begin

    def _between(self, line: str, compounds: set[str], *, is_cell: bool) -> str | None:
        """What stands between the last line and this one: nothing, a blank, a line end; None for a cut word."""
        if not self._is_open:
            return "\n"
        last = self._last
        if last[-1] in _TO and last[-2:-1].isdigit() and line[0].isdigit():  # 2026-2030
            return ""
        if last[-1] in _HYPHENS and len(last) > 1 and not last[-2].isspace() and line[0].islower():
            head = _WORD.findall(last[:-1])[-1:] or [""]
            tail = _WORD.match(line)
            compound = f"{head[0]}-{tail[0] if tail else ''}".lower()
            return "" if compound in compounds else None
        return " " if is_cell or self._goes_on(line) else "\n"

    def _goes_on(self, line: str) -> bool:
        last = self._last
        if _ITEM.match(line):
            return False
        is_final = last.rstrip(_CLOSING).endswith(_FINAL)
        if line[0].islower():
            if last.isupper() and len(last) >= _FEW:  # a heading in capitals
                return False
            return not is_final or bool(_ABBREVIATED.search(last))
        if is_final:
            return False
        if line[0] in ",;)" or last[-1] == ",":
            return True
        needed = len(last) + 1 + len(line.split(" ", 1)[0])
        return len(last) >= _FULL and needed > self.width * _TAKEN and not isinstance(line, _Beginning)


# ------------------------------------------------------------------------------------------------------------- doubts


def _told_without_text(pages: list[_Page]) -> str:
    pictures = sum(page.has_picture for page in pages)
    if pictures:
        noun = "page" if pictures == 1 else "pages"
        return f"has {pictures:,} {noun} of pictures; text recognition (OCR) is needed"
    return f"has {len(pages):,} pages without text; if one can be seen, text recognition (OCR) is needed"


def _doubts_of_letters(text: str) -> Iterator[str]:
    """Fonts that do not tell which letters they draw give whatever stands at the same number elsewhere."""
    wrong, letters = _wrong_letters(text)
    if letters < _FEW:
        return
    told = f"{wrong * 100 // letters} % of the letters make no Cyrillic or Latin words; its fonts do not name them"
    if wrong * 2 > letters:
        raise Refused(Reason.GARBLED_TEXT, f"{told}: text recognition (OCR) is needed")
    if wrong > letters * _DOUBTFUL:
        yield f"{Reason.GARBLED_TEXT}: {told}"


def _wrong_letters(text: str) -> tuple[int, int]:
    """How many letters are in no Cyrillic or Latin word, or are no characters at all; and how many there are."""
    wrong = sum(count for char, count in Counter(text).items() if _is_no_character(char))
    letters = wrong
    for word, count in Counter(_WORD.findall(text)).items():
        letters += len(word) * count
        wrong += 0 if _is_word(word) else len(word) * count
    return wrong, letters


def _is_no_character(char: str) -> bool:
    return char == "\ufffd" or (char != "\n" and unicodedata.category(char) in {"Cc", "Co", "Cn"})


_LATIN_KAZAKH = frozenset("äğıñöşüūÄĞİÑÖŞÜŪ")


def _is_word(word: str) -> bool:
    """All Cyrillic; or Latin with mostly plain letters, as also Kazakh in Latin letters has."""
    if all("\u0400" <= char <= "\u052f" for char in word):
        return True
    plain = sum(char.isascii() or char in _LATIN_KAZAKH for char in word)
    has_vowel = len(word) < _NEEDS_VOWEL or word.isupper() or not set(word.lower()).isdisjoint("aeiouyäöüıū")
    return plain * 2 >= len(word) and has_vowel


def _doubts_of_pages(pages: list[_Page]) -> Iterator[str]:
    pictures = [page.number for page in pages if page.has_picture and not page.has_text]
    if pictures:
        told = f"{len(pictures):,} of {len(pages):,} pages are pictures, first page {pictures[0]:,}"
        yield f"{Reason.NO_TEXT}: {told}; text recognition (OCR) is needed"


def _doubts_of_file(content: bytes, start: int) -> Iterator[str]:
    """Whether PDFium had to search for the objects, because the table of them is wrong."""
    found = list(_STARTXREF.finditer(content, max(0, len(content) - _TAIL)))
    where = int(found[-1][1]) if found else -1
    is_loop = re.search(rb"/Prev\s{1,3}%d\b" % where, content[-_TAIL:])
    if start or where <= 0 or is_loop or not _TABLE.match(content, where):
        yield f"{Reason.MALFORMED}: its table of objects is wrong; recovered, may be incomplete"
