r"""RTF documents: paragraphs, table rows, text boxes and notes as a reader sees them with all changes accepted.

The library striprtf is not asked: it prints hidden and deleted text and footnotes in the middle of a sentence, knows
neither table heads nor merged cells, and fails on a byte that a font's code page lacks. The grammar is small: groups in
braces, control words (``\par``), control symbols (``\~``), bytes (``\'cf``) and plain characters.

Lines are those that the same text has as a Word document, so this reader shares the paragraphs of that one.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kzplans.sources.bounds import bounds, too_long
from kzplans.sources.decode import clean_text, decode
from kzplans.sources.formats.docx import Paragraph, cleaned, finished
from kzplans.sources.formats.front_matter import checked_line
from kzplans.sources.formats.grid import LONGEST_VALUE, MOST_COLUMNS, Cell, Row, Tables
from kzplans.sources.formats.odt import MOST_CELLS, MOST_HEADS
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kzplans.sources.formats import Part

#: Groups in one another, and tables in one another; deeper ones count as the deepest.
MOST_LEVELS, MOST_TABLE_LEVELS = 10_000, 20
#: Twentieths of a point by which edges of one column may differ between rows: 1 mm.
_SAME_EDGE = 60
#: The number of a character is told in 16 bits, with a sign.
_CODE_UNITS = 0x10000
_LINE_END = 0x0A

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|((?:\\'[0-9A-Fa-f]{2})+)|\\(.)|([{}])|([^\\{}]+)", re.DOTALL
)
_WORD, _NUMBER, _BYTES, _SYMBOL, _BRACE, _TEXT = range(1, 7)
#: All that counts in a group that is passed over; ``\bin`` tells how many raw bytes follow.
_SKIPPED = re.compile(rb"[{}]|\\bin([0-9]{1,10}) ?|\\.", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
#: Signs of fonts that have no letters (Symbol, Wingdings).
_PRIVATE = re.compile("[\uf000-\uf0ff]")

#: Groups without text of the document: what Word writes in other places, or for programs that know less.
_NO_TEXT = frozenset({
    "fldinst", "stylesheet", "colortbl", "filetbl", "listtable", "listoverridetable", "revtbl", "header", "headerl",
    "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "ftnsep", "ftnsepc", "ftncn", "aftnsep",
    "aftnsepc", "aftncn", "pict", "nonshppict", "shppict", "objdata", "objclass", "objname", "objalias", "objsect",
    "listtext", "pntext", "pn", "xe", "rxe", "txe", "tc", "tcn", "rsidtbl", "generator", "annotation", "atnid",
    "atnauthor", "bkmkstart", "bkmkend", "sp", "shprslt", "nonesttables", "datafield", "themedata", "datastore",
    "colorschememapping", "latentstyles", "pgptbl", "xmlnstbl", "htmltag", "mhtmltag", "moMath", "mmathPr", "template",
    "private", "background", "falt", "panose",
})  # fmt: skip
#: Of the groups that older programs shall pass over (``\*``), those that hold text.
_STARRED = frozenset({"shpinst", "shpgrp", "do", "nesttableprops", "ud", "footnote"})
_CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "page": "\n", "column": "\n", "emdash": "—", "endash": "–", "emspace": " ",
    "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}

#: Encodings of fonts by ``\fcharset``; 0 and 1 are whatever the document is in, 2 are fonts of signs.
_CHARSETS = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp866",
}  # fmt: skip
_SIGNS = "signs"
_SIGNS_CHARSET = 2
#: Encodings under which Kazakh letters are often found that are none of theirs.
_DOUBTFUL = {
    "cp1251": frozenset(b"\x8d\x8e\x9d\x9e\xa1\xa2\xa3\xa5\xaa\xaf\xb4\xba\xbc\xbd\xbe\xbf"),  # others in KZ-1048
    "cp1252": frozenset(range(0xC0, 0x100)),
}


def read(content: bytes, name: str) -> list[Part]:  # noqa: ARG001  every reader is asked alike
    """The text of a document: each paragraph and table row as a line, notes at the end.

    Raises:
        Refused: no text, no RTF, or a document beyond the limits.
    """
    if not content:
        raise Refused(Reason.EMPTY, "is empty")
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not content.startswith(b"{\\rtf"):
        told = "is a Word document" if content.startswith(b"PK\x03\x04") else "does not begin like an RTF document"
        raise Refused(Reason.TYPE_MISMATCH, f"{told} although it is named .rtf")
    reading = _Reading(content, {})
    lines = reading.lines()
    encodings, doubts = _encodings(reading.samples)
    if encodings:  # other letters than were told: once more with these
        reading = _Reading(content, encodings)
        lines = reading.lines()
    if not reading.is_whole:
        doubts.append(f"{Reason.MALFORMED}: ends within a group; is the file whole?")
    if not any(map(str.isalnum, "".join(lines))):
        raise Refused(Reason.NO_TEXT, "has no text; if it holds pictures of pages, text recognition (OCR) is needed")
    if sum(map(len, lines)) > bounds().text_chars:
        raise too_long()
    text = clean_text("\n".join(lines) + "\n")
    title = checked_line(reading.title)
    part: Part = {
        "part": "",
        "text": text,
        "title": title if title and any(map(str.isalpha, title)) else None,
        "date": None,
        "format": "rtf",
        "warning": "; ".join(doubts) or None,
        "rows": reading.tables.rows_in(text),
    }
    if encodings:
        part["encoding"] = next(iter(encodings.values()))
    return [part]


def _encodings(samples: dict[str, bytearray]) -> tuple[dict[str, str], list[str]]:
    """What the bytes of each declared encoding are really in, where that is another, and doubts about it."""
    found: dict[str, str] = {}
    doubts: list[str] = []
    for declared, sample in samples.items():
        if _DOUBTFUL.get(declared, frozenset()).isdisjoint(sample):
            continue
        try:
            decoded = decode(b"\n" + bytes(sample), declared)  # no first line may look like the start of another type
        except Refused as refused:
            if refused.reason is Reason.MOJIBAKE_SUSPECTED:
                raise
            # too few letters to tell: of the two Cyrillic ones, that which has ours
            really = "kz1048" if declared == "cp1251" else declared
            doubts.append(f"{Reason.DECODE_UNCERTAIN}: says {declared}; read as {really}")
        else:
            really = decoded.encoding
            doubts += [decoded.warning] if decoded.warning else []
        if really != declared:
            found[declared] = really
    return found, doubts


# ---------------------------------------------------------------------------------------------------- what is collected


@dataclass(slots=True)
class _Definition:
    r"""Cells of a row, from ``\trowd`` on: left and right edge in twentieths of a point, and how they merge."""

    left: int = 0
    is_head: bool = False
    cells: list[_Box] = field(default_factory=list)
    #: Marks of the next cell.
    goes_across: bool = False
    down: str = ""

    def add(self, right: int) -> None:
        r"""``\cellx``: a cell up to this edge, with the marks told before."""
        if len(self.cells) < MOST_COLUMNS:
            left = self.cells[-1].right if self.cells else self.left
            self.cells.append(_Box(left, right, self.goes_across, self.down))
        self.goes_across, self.down = False, ""


class _Box(NamedTuple):
    """Edges of a cell; whether it is one with that on its left; ``first``, ``more`` or nothing of one over rows."""

    left: int
    right: int
    goes_across: bool
    down: str


@dataclass(slots=True)
class _Table:
    """A table that is not at its end: finished rows, finished cells of the next, lines of the cell after those."""

    rows: list[tuple[_Definition, list[list[str]]]] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def end_row(self, definition: _Definition) -> None:
        """Put the cells into a row; what stands behind the last one is a cell as well."""
        if self.lines:
            self.cells.append(self.lines)
        if self.cells:
            self.rows.append((definition, self.cells))
        self.cells, self.lines = [], []


@dataclass(slots=True)
class _Flow:
    """One of the texts of a document: ``body``, ``footnotes``, ``endnotes``, ``box``, ``title``, or ``nowhere``."""

    kind: str
    lines: list[str] = field(default_factory=list)
    paragraph: Paragraph = field(default_factory=Paragraph)
    #: Those that are open, each in a cell of the one before.
    tables: list[_Table] = field(default_factory=list)
    #: Of the outermost table, and of the one within.
    definitions: list[_Definition] = field(default_factory=lambda: [_Definition(), _Definition()])
    #: Between ``\trowd`` and ``\row``; some programs do not mark the paragraphs there.
    in_row: bool = False


class _State(NamedTuple):
    """What ends with the group that it was set in."""

    flow: _Flow
    #: Characters that stand for a ``\u`` in programs that do not know it.
    fallback: int = 1
    font: int | None = None
    hidden: bool = False
    deleted: bool = False
    in_table: bool = False
    level: int = 0
    #: In a group that defines a row of a table in a table.
    nested: bool = False


# --------------------------------------------------------------------------------------------------------- the reading


class _Reading:
    """One way through a document with the encodings that are known so far."""

    def __init__(self, content: bytes, encodings: dict[str, str]) -> None:
        self._content, self._encodings = content, encodings
        self._body = _Flow("body")
        self._state = _State(self._body)
        self._stack: list[_State] = []
        self._notes: dict[str, list[str]] = {"footnotes": [], "endnotes": []}
        self._fonts: dict[int | None, str] = {}
        self._font_told: int | None = None
        self._usual = "cp1252"
        self._usual_font: int | None = None
        self._is_starred = False
        self._pending = 0  # characters left of the fallback
        self._size = self._cells = 0
        #: Bytes by the encoding that they are told to be in.
        self.samples: dict[str, bytearray] = {}
        self.tables = Tables()
        self.title = ""
        self.is_whole = False
        self._actions = self._listed()

    def lines(self) -> list[str]:
        """Lines of the body, then those of its notes."""
        place = 0
        while found := _TOKEN.match(self._content, place):
            place = found.end()
            kind = found.lastindex
            if kind == _TEXT:
                self._add_plain(found[_TEXT].translate(None, b"\r\n\0"))
            elif kind == _BYTES:
                self._add_bytes(bytes.fromhex(found[_BYTES].decode("ascii").replace("\\'", "")))
            elif kind == _SYMBOL:
                self._symbol(found[_SYMBOL].decode("latin-1"))
            elif kind != _BRACE:
                place = self._word(found[_WORD].decode("ascii"), found[_NUMBER], place)
            elif found[_BRACE] == b"{":
                self._open()
            else:
                self._close()
                if not self._stack:  # what stands behind the document is none of it
                    self.is_whole = True
                    break
        while self._stack:
            self._close()
        self._finish(self._body)
        return self._body.lines + self._notes["footnotes"] + self._notes["endnotes"]

    # --------------------------------------------------------------------------------------------------------- groups

    def _open(self) -> None:
        self._pending, self._is_starred = 0, False
        self._stack.append(self._state)
        if len(self._stack) > MOST_LEVELS:
            raise Refused(Reason.NESTED_TOO_DEEP, f"more than {MOST_LEVELS:,} groups in one another")

    def _close(self) -> None:
        self._pending, self._is_starred = 0, False
        flow, self._state = self._state.flow, self._stack.pop()
        if flow is not self._state.flow:
            self._finish(flow)
            if flow.kind == "box":
                self._state.flow.paragraph.boxes += flow.lines
            elif flow.kind == "title":
                self.title = " ".join(flow.lines) or self.title
            elif flow.kind in self._notes:
                self._notes[flow.kind] += flow.lines

    def _skip(self, place: int) -> int:
        """Where the brace stands that closes the group around a place, or the document ends."""
        depth = 1
        while found := _SKIPPED.search(self._content, place):
            place = found.end()
            if found[1]:
                place += int(found[1])
            elif found[0] == b"{":
                depth += 1
            elif found[0] == b"}":
                depth -= 1
                if not depth:
                    return place - 1
        return len(self._content)

    def _change(self, **changes: object) -> None:
        self._state = self._state._replace(**changes)  # type: ignore[arg-type]  # names and types are those of the class

    def _begin(self, kind: str) -> None:
        """A text of its own up to the end of the group; one that hangs on hidden text is not read."""
        state = self._state
        if state.hidden or state.deleted or (state.flow.kind in {"nowhere", "title"} and kind != "title"):
            kind = "nowhere"
        self._state = state._replace(flow=_Flow(kind), in_table=False, level=0, nested=False)

    def _make_endnote(self, _: int | None) -> None:
        if self._state.flow.kind == "footnotes":
            self._state.flow.kind = "endnotes"

    # ---------------------------------------------------------------------------------------------------------- words

    def _word(self, word: str, number: bytes | None, place: int) -> int:
        """Follow a control word; where to go on."""
        is_starred, self._is_starred = self._is_starred, False
        if word == "bin":
            return place + max(0, int(number or 0))
        if word in _NO_TEXT or (is_starred and word not in _STARRED):
            return self._skip(place)
        if word == "upr":  # the same twice: for old programs, then in Unicode
            self._pending = 0
            start = self._content.find(b"{", place, place + 3)
            return self._skip(start + 1) + 1 if start >= 0 else place
        if word in _CHARACTERS:
            self._char(_CHARACTERS[word])
            return place
        self._pending = 0
        action = self._actions.get(word)
        if action is not None:
            action(None if number is None else int(number))
        return place

    def _listed(self) -> dict[str, Callable[[int | None], None]]:
        """What the words do; each may have a number, and switches are on without one."""
        return {
            "ansicpg": lambda number: self._tell_encoding(f"cp{number}"),
            "mac": lambda _: self._tell_encoding("mac-roman"),
            "pc": lambda _: self._tell_encoding("cp437"),
            "pca": lambda _: self._tell_encoding("cp850"),
            "deff": self._tell_usual_font,
            "fonttbl": lambda _: self._begin("nowhere"),
            "fcharset": self._tell_charset,
            "f": self._tell_font,
            "info": lambda _: self._begin("nowhere"),
            "title": lambda _: self._begin("title"),
            "footnote": lambda _: self._begin("footnotes"),
            "ftnalt": self._make_endnote,
            "shptxt": lambda _: self._begin("box"),
            "dptxbxtext": lambda _: self._begin("box"),
            "u": self._add_unicode,
            "uc": lambda number: self._change(fallback=1 if number is None else max(0, number)),
            "plain": lambda _: self._change(font=None, hidden=False, deleted=False),
            "v": lambda number: self._change(hidden=number != 0),
            "deleted": lambda number: self._change(deleted=number != 0),
            "mvf": lambda number: self._change(deleted=number != 0),
            "par": self._end_par,
            "sect": self._end_par,
            "pard": lambda _: self._change(in_table=False, level=0),
            "intbl": lambda _: self._change(in_table=True),
            "itap": lambda number: self._change(level=number or 0),
            "nesttableprops": lambda _: self._change(nested=True),
            "trowd": self._begin_row,
            "trleft": lambda number: self._define(left=number or 0),
            "trhdr": lambda _: self._define(is_head=True),
            "clmrg": lambda _: self._define(goes_across=True),
            "clvmgf": lambda _: self._define(down="first"),
            "clvmrg": lambda _: self._define(down="more"),
            "cellx": self._add_box,
            "cell": lambda _: self._end_cell(1),
            "nestcell": lambda _: self._end_cell(self._inner()),
            "row": lambda _: self._end_row(1),
            "nestrow": lambda _: self._end_row(self._inner()),
        }

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._is_starred = True
        elif symbol in "\r\n":
            self._pending = 0
            self._end_paragraph()
        elif symbol in _SYMBOLS:
            self._char(_SYMBOLS[symbol])

    def _char(self, char: str) -> None:
        """A character that has a word or a symbol of its own; it may be the fallback of another."""
        if self._pending:
            self._pending -= 1
        else:
            self._add(char)

    # ----------------------------------------------------------------------------------------------------------- text

    def _is_silent(self) -> bool:
        state = self._state
        return state.hidden or state.deleted or state.flow.kind == "nowhere"

    def _add(self, text: str) -> None:
        if self._is_silent():
            return
        self._size += len(text)
        if self._size > bounds().text_chars:
            raise too_long()
        self._state.flow.paragraph.pieces.append(text)

    def _add_plain(self, raw: bytes) -> None:
        """Characters as they are; beyond ASCII they should not be, and who writes them so mostly does it in UTF-8."""
        if not raw.isascii():
            try:
                self._add(raw.decode("utf-8"))
            except UnicodeDecodeError:
                self._add_bytes(raw)
            else:
                self._pending = 0
            return
        self._add_bytes(raw)

    def _add_bytes(self, raw: bytes) -> None:
        if self._pending:
            raw, self._pending = raw[self._pending :], max(0, self._pending - len(raw))
        if not raw or self._is_silent():
            return
        declared = self._declared()
        if declared == _SIGNS:
            self._add(raw.decode("ascii", "ignore"))
            return
        if declared in _DOUBTFUL:
            self.samples.setdefault(declared, bytearray()).extend(raw)
        self._add(raw.decode(self._encodings.get(declared, declared), "replace"))

    def _add_unicode(self, number: int | None) -> None:
        char = chr((number or 0) % _CODE_UNITS)
        self._pending = self._state.fallback
        declared = self._declared()
        if declared in _DOUBTFUL and not self._is_silent():  # the letters beside it tell the encoding
            self.samples.setdefault(declared, bytearray()).extend(char.encode(declared, "replace"))
        self._add(char)

    def _declared(self) -> str:
        font = self._state.font
        return self._fonts.get(self._usual_font if font is None else font, self._usual)

    def _tell_charset(self, number: int | None) -> None:
        if number == _SIGNS_CHARSET:
            self._fonts[self._font_told] = _SIGNS
        elif number in _CHARSETS:
            self._fonts[self._font_told] = _CHARSETS[number]

    def _tell_font(self, number: int | None) -> None:
        self._font_told = number
        self._change(font=number)

    def _tell_usual_font(self, number: int | None) -> None:
        self._usual_font = number

    def _tell_encoding(self, name: str) -> None:
        try:
            if len(b"\x80".decode(codecs.lookup(name).name, "replace")) == 1:
                self._usual = name
        except (LookupError, ValueError):  # of no encoding of characters, or of none that is known
            return

    # ------------------------------------------------------------------------------------------ paragraphs and tables

    def _level(self) -> int:
        """How many tables the paragraph stands in."""
        state = self._state
        if not state.in_table and not state.flow.in_row:
            return 0
        return min(max(1, state.level), MOST_TABLE_LEVELS)

    def _end_paragraph(self, level: int | None = None) -> None:
        flow = self._state.flow
        lines = _lines_of(flow.paragraph)
        flow.paragraph = Paragraph()
        for sample in self.samples.values():
            sample.append(_LINE_END)
        self._go_to(flow, self._level() if level is None else level)
        (flow.tables[-1] if flow.tables else flow).lines += lines

    def _go_to(self, flow: _Flow, level: int) -> None:
        """Open or close tables until so many are open."""
        while len(flow.tables) > level:
            table = flow.tables.pop()
            outer = flow.tables[-1] if flow.tables else flow
            outer.lines += self._table_lines(table)
        while len(flow.tables) < level:
            flow.tables.append(_Table())

    def _end_par(self, _: int | None) -> None:
        if not self._state.deleted:  # where the mark of a paragraph is deleted, the next one continues it
            self._end_paragraph()

    def _end_cell(self, level: int) -> None:
        self._end_paragraph(level)
        table = self._state.flow.tables[-1]
        table.cells.append(table.lines)
        table.lines = []
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise Refused(Reason.TOO_LARGE, f"has tables of more than {MOST_CELLS:,} cells")

    def _end_row(self, level: int) -> None:
        flow = self._state.flow
        self._end_paragraph(level)
        flow.tables[-1].end_row(flow.definitions[level > 1])
        if level == 1:
            flow.in_row = False

    def _inner(self) -> int:
        return max(2, self._level())

    def _define(self, **told: object) -> None:
        for name, value in told.items():
            setattr(self._state.flow.definitions[self._state.nested], name, value)

    def _add_box(self, right: int | None) -> None:
        self._state.flow.definitions[self._state.nested].add(right or 0)

    def _begin_row(self, _: int | None) -> None:
        flow = self._state.flow
        flow.definitions[self._state.nested] = _Definition()
        flow.in_row |= not self._state.nested

    def _finish(self, flow: _Flow) -> None:
        lines = _lines_of(flow.paragraph)
        (flow.tables[-1] if flow.tables else flow).lines += lines
        self._go_to(flow, 0)

    def _table_lines(self, table: _Table) -> list[str]:
        table.end_row(_Definition())  # what no ``\row`` has ended
        return self.tables.lines(list(_rows(table)))


def _lines_of(paragraph: Paragraph) -> list[str]:
    text = "".join(paragraph.pieces)
    if _SURROGATE.search(text):  # each half was told by itself
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    paragraph.pieces = [cleaned(_PRIVATE.sub("", text)).replace("\u2011", "-")]
    return finished(paragraph)


def _rows(table: _Table) -> Iterator[Row]:
    """Rows of a table with their columns, which are told by edges."""
    columns = _Columns(table)
    above: dict[int, list[str]] = {}
    for number, (definition, cells) in enumerate(table.rows):
        row = Row(definition.is_head and number < MOST_HEADS)
        free = 0
        for place, lines in enumerate(cells):
            box = definition.cells[place] if place < len(definition.cells) else None
            column, span = columns.of(box) if box else (free, 1)
            free = column + span
            if box and box.goes_across and row.cells:
                before = row.cells.pop()
                row.cells.append(Cell(before.column, before.span + span, before.lines + lines))
                continue
            told = lines
            if not box or not box.down:
                above.pop(column, None)
            elif box.down == "first":
                above[column] = lines
            else:  # it goes on below the one above, whose value holds here as well
                told = lines or above.get(column, [])
                told = told if sum(map(len, told)) <= LONGEST_VALUE else []
            row.cells.append(Cell(column, span, told))
        yield row


class _Columns:
    """Columns of a table: what lies between two edges that any row has."""

    def __init__(self, table: _Table) -> None:
        self._edges: list[int] = []
        definitions = {id(definition): definition for definition, _ in table.rows}  # rows may share one
        boxes = (box for definition in definitions.values() for box in definition.cells)
        for edge in sorted({edge for box in boxes for edge in (box.left, box.right)}):
            if not self._edges or edge - self._edges[-1] > _SAME_EDGE:
                self._edges.append(edge)

    def of(self, box: _Box) -> tuple[int, int]:
        """The first column of a cell, from 0, and how many it spans."""
        first = max(0, bisect_right(self._edges, box.left) - 1)
        return first, min(max(1, bisect_right(self._edges, box.right) - 1 - first), MOST_COLUMNS)
