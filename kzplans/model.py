"""The nouns: what a document, a statement and its parts are.

Every span is half-open and counts code points of ``Document.text``; ``text[start:stop]`` is always the quote.
Values are exact decimals. Dates are EDTF strings (ISO 8601-2): ``2025-12-12``, ``2018``, ``XXXX-10-29``, ``2026/2030``.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


class Kind(StrEnum):
    """What sort of claim a statement makes; the order is the order in which a digest names them."""

    TARGET = "target"
    ASSIGNMENT = "assignment"
    GOAL = "goal"
    PLAN = "plan"
    PROPOSAL = "proposal"
    BAN = "ban"
    PROBLEM = "problem"
    FACT = "fact"


class Modifier(StrEnum):
    """How exact a number is meant to be."""

    EXACT = "exact"
    APPROX = "approx"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    UP_TO = "up_to"


class Change(StrEnum):
    """The direction of a figure that measures a change."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Role(StrEnum):
    """Which end of a from-to pair a figure is."""

    FROM = "from"
    TO = "to"


class Mood(StrEnum):
    """How a figure is told where that is not as the rest of its statement."""

    #: Denied: it was not reached.
    NEGATED = "negated"
    #: It depends on something that may not be.
    CONDITIONAL = "conditional"
    #: To come, though the statement reports: «21 мың жұмыс орнын ашуды көздейтін жоба».
    PLANNED = "planned"
    #: So already, though the statement plans: «миллионнан астам халқы бар қала … тиіс».
    GIVEN = "given"


#: Ids of the places beside the cities of the gazetteer: the whole country, and any other place.
NATIONAL = "national"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points with the rule that found it."""

    start: int
    stop: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell of a table; its words and the name of its column are spans of the document's text."""

    #: From 0.
    column: int
    #: The name of its column; of no length where the column has none.
    name: Span
    value: Span


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, which is a line of the text of its own."""

    line: int
    #: The table in the document and the row in it, from 1; the row of the head counts.
    table: int
    row: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands in what people have before them: on a page, in a row of a table, or neither known."""

    page: int | None = None
    table: int | None = None
    row: int | None = None

    def numbers(self) -> list[tuple[str, int | None]]:
        """What is known of it, by name."""
        return [("page", self.page), ("table", self.table), ("row", self.row)]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with a date, a language and an origin. ``text`` is NFC and never changed afterwards."""

    id: str
    path: str
    url: str | None
    title: str | None
    date: str | None
    language: str
    publisher: str | None
    sha256: str
    text: str
    #: Where the title, the date line, the dateline stand: content that is deliberately no statement.
    head: tuple[Span, ...] = ()
    #: Site chrome: menus, share buttons, footers, signatures.
    chrome: tuple[Span, ...] = ()
    #: Rows of tables, by line.
    rows: tuple[TableRow, ...] = ()
    #: For each page the line that it begins with, and its number.
    pages: tuple[tuple[int, int], ...] = ()
    #: The city that the source says it is about.
    city: str | None = None

    def row_at(self, line: int) -> TableRow | None:
        """The row of a table that a line is."""
        index = bisect_left(self.rows, line, key=_line_of)
        return self.rows[index] if index < len(self.rows) and self.rows[index].line == line else None

    def place_of(self, line: int) -> Place | None:
        """Where a line stands, as far as it is known."""
        if not self.rows and not self.pages:
            return None
        row, index = self.row_at(line), bisect_right(self.pages, (line, sys.maxsize)) - 1
        if row is None and index < 0:
            return None
        page = self.pages[index][1] if index >= 0 else None
        return Place(page, row.table, row.row) if row is not None else Place(page)

    def cell_at(self, line: int, start: int) -> str | None:
        """The address of the cell of a table in which a line has a place: ``D5``."""
        row = self.row_at(line) if self.rows else None
        found = next((one for one in row.cells if one.value.start <= start < one.value.stop), None) if row else None
        return f"{_letters(found.column)}{row.row}" if row and found else None


def _line_of(row: TableRow) -> int:
    return row.line


def _letters(column: int) -> str:
    """The name that spreadsheets give a column: A to Z, then AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words, instruction or report a statement gives; either part may be unknown."""

    name: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. ``value`` is in the unit itself (tenge, persons), magnitudes multiplied out."""

    text: str
    start: int
    stop: int
    value: Decimal
    unit: str
    modifier: Modifier = Modifier.EXACT
    change: Change | None = None
    role: Role | None = None
    year: int | None = None
    indicator: str | None = None
    #: ``year``, ``month``, ``day`` … for rates.
    per: str | None = None
    #: The time that it was counted over, where that is no whole year: ``2026/2030``, ``../2030`` or ``P5Y`` for the sum
    #: of several years (EDTF, or ISO 8601 where the text does not say which), ``2025-01/2025-09`` for a part of one.
    period: str | None = None
    #: The place that it is told of, where that is not the statement's.
    city: str | None = None
    mood: Mood | None = None
    #: The address of its cell in a table: ``D5``.
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit or horizon. ``date`` is EDTF, ``year`` its last year; both None for "soon"."""

    text: str
    year: int | None
    date: str | None
    start: int | None = None
    stop: int | None = None
    #: The words stand in the intro of the list that the statement belongs to.
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who has to do what a statement promises or orders: a body or an office, in the words of the text."""

    text: str
    start: int
    stop: int
    #: The words stand in the intro of the list that the statement belongs to.
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Because:
    """For each label the rule and the words that decided it."""

    city: str
    directions: str
    kind: str
    speaker: str
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or list item that says something about development."""

    id: str
    document: Document
    start: int
    stop: int
    #: Line of the document's text, from 1.
    line: int
    text: str
    city: str
    directions: tuple[str, ...]
    kind: Kind
    speaker: Speaker | None
    quoted: bool
    quantities: tuple[Quantity, ...]
    deadline: Deadline | None
    because: Because
    #: Language of the sentence itself; texts mix them.
    language: str = "kk"
    #: Known for targets, plans and assignments only.
    responsible: Responsible | None = None
    place: Place | None = None

    @property
    def address(self) -> str:
        """Where people find it: ``a.txt:7``, ``a.pdf#page=3`` (RFC 8118), ``a.docx#table=2,row=5``."""
        known = [] if self.place is None else [f"{name}={number}" for name, number in self.place.numbers() if number]
        return f"{self.document.path}#{','.join(known)}" if known else f"{self.document.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Record:
    """A figure of an official table: what an indicator of a city was, or is to be."""

    #: The file and the line in it, from 1.
    path: str
    line: int
    city: str
    indicator: str
    value: Decimal
    unit: str
    #: EDTF: ``2025``, ``2025-01/2025-09``, ``2021/2025`` for the sum of several years.
    period: str
    #: ``year``, ``month`` … for rates.
    per: str | None = None
    #: Where the figure is taken from, in the table's own words.
    source: str | None = None
    is_baseline: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that could not be read: a stable reason word (README, "What could not be read") and the detail."""

    path: str
    reason: str
    detail: str
