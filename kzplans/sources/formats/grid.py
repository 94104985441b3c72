"""Tables of documents: each row a line that can be read alone, and remembered with its cells.

«Көрсеткіш: Мектептер саны; Бірлік: бірлік; 2027 жыл: 16». Readers of formats tell the rows; which of them are heads,
and what becomes of the others, is the same for all.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kzplans.sources.decode import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Columns beyond which nothing is told: a larger number can only be meant to fill the memory.
MOST_COLUMNS = 100
#: Characters of a column's name or a value that is told again in each row: more could fill the memory.
LONGEST_VALUE = 300
_LONGEST_NAME = 200
#: Characters of a row that is a figure's or a measure's; a longer one is a text that was laid out in columns.
_LONGEST_ROW = 3000
#: Rows of a head that is not marked as one, and of one that is.
_MOST_HEADS, _MOST_MARKED = 3, 10
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_NUMBERS = re.compile(r"(?:№|#|n|no\.?|nr\.?|р/с|р/н|п/п)(?:[ ]?(?:№|п/п|р/с|р/н))?", re.IGNORECASE)
_NUMBER = re.compile(r"[-–−+]?\d[\d\s.,%]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines of a cell, which may span columns; columns count from 0."""

    column: int
    span: int
    lines: list[str]

    @property
    def text(self) -> str:
        """All of it as one line."""
        return " ".join(self.lines)


@dataclass(slots=True)
class Row:
    """Cells of a row; ``is_head`` if the document marks it as one."""

    is_head: bool
    cells: list[Cell] = field(default_factory=list)
    #: In its table, from 1; given by ``Tables``.
    number: int = 0

    @property
    def filled(self) -> list[Cell]:
        """Cells that hold something."""
        return [cell for cell in self.cells if cell.lines]

    @property
    def is_caption(self) -> bool:
        """One cell alone at its start: a heading over the rows below, or a frame around a text."""
        filled = self.filled
        return len(filled) == 1 and not filled[0].column

    @property
    def counts_columns(self) -> bool:
        """«1 2 3» below the head of an official table."""
        texts = [cell.text for cell in self.cells]
        return len(texts) > 1 and texts == [str(number + 1) for number in range(len(texts))]


class Tables:
    """The tables of one document: gives their lines and finds their rows again in the finished text."""

    def __init__(self) -> None:
        self._count = 0
        self._rows: dict[str, deque[list[object]]] = {}

    def lines(self, rows: Sequence[Row], table: int | None = None) -> list[str]:
        """Lines of a table: captions, and rows with the names of their columns.

        ``table`` is its number in the document, if tables are not told in their order.
        """
        for number, row in enumerate(rows, 1):
            row.number = number
        rows = [row for row in rows if row.filled]
        self._count = self._count + 1 if table is None else table
        heads = rows[: _most_heads(rows)]
        if any(len(cell.text) > LONGEST_VALUE for row in heads for cell in row.cells):
            heads = []
        names = _column_names(heads)
        lines = [row.filled[0].text for row in heads if row.is_caption]
        below = rows[len(heads) :]
        if names and len(below) > 1 and below[0].counts_columns:
            below = below[1:]
        for row in below:
            lines += self._line(row, names)
        return lines

    def _line(self, row: Row, names: dict[int, str]) -> list[str]:
        """A row as a line; as its own lines if it is only a frame around them."""
        filled = row.filled
        if row.is_caption or (len(filled) == 1 and not names.get(filled[0].column)):
            return filled[0].lines
        told = []
        for cell in filled:
            columns = range(cell.column, cell.column + cell.span)
            name = next((names[column] for column in columns if names.get(column)), "")
            told.append((cell.column, name, cell.text.rstrip("; ")))
        if names:
            told = [one for one in told if not _is_number_of_row(*one[1:])] or told
            line = "; ".join(f"{name}: {text}" if name else text for _, name, text in told)
        else:
            is_pair = len(told) == 2 and _NUMBER.fullmatch(told[1][2])  # noqa: PLR2004  what, and how much
            line = (": " if is_pair else " · ").join(text for *_, text in told)
        self._remember(line, row, told)
        return [line]

    def _remember(self, line: str, row: Row, told: Sequence[tuple[int, str, str]]) -> None:
        if len(line) > _LONGEST_ROW or len(told) < 2:  # noqa: PLR2004  what it is about, and what is said of it
            return
        cells = [[column, _clean(name), _clean(text)] for column, name, text in told]
        self._rows.setdefault(_clean(line), deque()).append([self._count, row.number, cells])

    def rows_in(self, text: str) -> list[list[object]]:
        """Rows that stand in a text as lines: line, table and row, all from 1, and cells (column from 0, name, words).

        ``text`` is what ``clean_text`` gives, so that lines do not move any more.
        """
        if not self._rows:
            return []
        found = []
        for number, line in enumerate(text.split("\n"), 1):
            waiting = self._rows.get(line.strip())
            if waiting:
                found.append([number, *waiting.popleft()])
        return found


def _is_number_of_row(name: str, text: str) -> bool:
    """«№ п/п: 7.», «Р/с: 7»: it says nothing."""
    return _NUMBERS.fullmatch(name) is not None and len(text.rstrip(".)")) < 6 and text.rstrip(".)").isdecimal()  # noqa: PLR2004


def _clean(text: str) -> str:
    return clean_text(text).strip()


def _most_heads(rows: Sequence[Row]) -> int:
    """How many rows are the head: those marked, else the first if it looks like one, with those that divide it."""
    marked = next((number for number, row in enumerate(rows) if not row.is_head), 0)
    if marked:
        return min(marked, _MOST_MARKED)
    count = 0
    while count < min(len(rows), _MOST_HEADS) and _looks_like_head(rows[count], is_first=not count):
        count += 1
        if all(cell.span == 1 for cell in rows[count - 1].cells):
            break
    else:
        count = 0  # «Барлығы» over two columns, and nothing that divides it
    return count if any(_NUMBER.fullmatch(cell.text) for row in rows[count:] for cell in row.filled) else 0


def _looks_like_head(row: Row, *, is_first: bool) -> bool:
    texts = [cell.text for cell in row.cells]
    is_full = len(texts) > 1 and (not is_first or (all(texts[1:]) and len(set(texts)) == len(texts)))
    return is_full and not any(_NUMBER.fullmatch(text) and not _is_year(text) for text in texts)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and _FIRST_YEAR <= int(text) <= _LAST_YEAR  # noqa: PLR2004


def _column_names(heads: Iterable[Row]) -> dict[int, str]:
    """Names by column; where several rows are heads, from the uppermost down."""
    names: dict[int, list[str]] = {}
    for row in heads:
        if row.is_caption or row.counts_columns:
            continue
        for cell in row.filled:
            for column in range(cell.column, min(cell.column + cell.span, MOST_COLUMNS)):
                told = names.setdefault(column, [])
                if cell.text not in told:  # a cell merged over rows says it again
                    told.append(cell.text)
    return {column: " ".join(told)[:_LONGEST_NAME].rstrip(": ") for column, told in names.items()}
