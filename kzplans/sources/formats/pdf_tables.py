"""Tables of a PDF, which knows no tables: lines that are drawn around letters.

Only ruled tables are found. Positions are points (1/72 inch) as the page is seen, from left to right and upwards.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from ctypes import c_double, c_float, c_int
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from math import sin
from typing import TYPE_CHECKING, Any

from kzplans.sources.formats.grid import LONGEST_VALUE, MOST_COLUMNS, Cell, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

#: What is looked at on a page: drawn objects with the corners of their paths, and forms in forms.
_MOST_OBJECTS, _DEPTH = 20_000, 3
#: Different positions of lines, and lines, in each direction; more are a drawing.
_MOST_POSITIONS, _MOST_LINES = 300, 600
_MOST_TABLES = 50
#: A line is no thicker; lines no farther apart are one, and so are pieces of one with such a gap.
_THIN, _NEAR = 3.0, 3.0
#: The share of a cell's side that is drawn if it is a border.
_DRAWN = 0.6
#: Characters of a text in a cell as wide as the table, beyond which it is a frame around a text.
_LONGEST_CAPTION = 600
#: Lines of a cell that are all numbers: rows between which no lines are drawn.
_STACKED = 3
#: Rows that are told again on the next page, at most.
_MOST_HEADS = 10
#: PDFium's numbers for kinds of objects and of segments of a path.
_PATH, _FORM, _LINE_TO, _MOVE_TO = 2, 5, 0, 2
#: Shares of the height of letters: how far those of a line differ, and what is a blank between them.
_SAME_LINE, _BLANK = 0.7, 0.3
#: The sine of an angle at which letters are said to stand on their side.
_ON_SIDE = 0.9
_NUMBER = re.compile(r"[-–−+]?\d[\d\s.,%]*")

_Matrix = tuple[float, float, float, float, float, float]
_Box = tuple[float, float, float, float]
_SAME: _Matrix = (1, 0, 0, 1, 0, 0)
#: How a page is turned to be seen, by the quarters of a turn.
_TURNED: dict[int, _Matrix] = {90: (0, -1, 1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, 1, -1, 0, 0, 0)}


@dataclass(slots=True)
class Ruled:
    """A table on one page: rows of cells, whose lines are as they stand there, and the edges of its columns in points.

    A cell that is merged over rows stands in each of them, with the same list of lines.
    """

    edges: list[float]
    rows: list[Row]


#: A text, and for each of its characters its number in the text of the page.
Outside = tuple[str, "Sequence[int]"]


def split_by_tables(
    page: Any,  # noqa: ANN401  PDFium has no types
    letters: Any,  # noqa: ANN401  PDFium has no types
    text: str,
    split: Callable[[str], Iterable[str]],
) -> list[Outside | Ruled]:
    """The text of a page without its tables, and these in their place; all of it if it has none.

    Where more is drawn than any table has, or something on the page is broken, no table is looked for.

    Args:
        page: of pypdfium2, and
        letters: its text page,
        text: all of its text.
        split: gives the lines of a text.
    """
    try:
        pieces = _split(page, letters, text, split)
    except (RuntimeError, ValueError, ArithmeticError, LookupError):  # PDFium's own error is a RuntimeError
        pieces = []
    return pieces or [(text, range(len(text)))]


def is_same_grid(first: Ruled, second: Ruled) -> bool:
    """Whether the columns are as wide; the paper of even pages may lie farther left."""
    if len(first.edges) != len(second.edges):
        return False
    moved = second.edges[0] - first.edges[0]
    return all(abs(b - a - moved) <= _NEAR for a, b in zip(first.edges, second.edges, strict=True))


def continue_table(rows: list[Row], more: list[Row]) -> int:
    """Add the rows of the next page to a table: without its head told again; the row that was cut is put together.

    Gives how many rows were added.
    """
    heads = 0
    while heads < min(len(rows), len(more) - 1, _MOST_HEADS) and _texts(rows[heads]) == _texts(more[heads]):
        heads += 1
    for row in rows[:heads]:
        row.is_head = True
    more = more[heads:]
    if len(rows) > heads and more:
        if _was_cut(rows[-1], more[0]):
            rows[-1].cells = [_put_together(*two) for two in zip(rows[-1].cells, more[0].cells, strict=True)]
            more = more[1:]
        else:  # merged cells that go on
            for cell, last in zip(more[0].cells, rows[-1].cells, strict=False):
                if cell.lines or (cell.column, cell.span) != (last.column, last.span) or _is_long(last.lines):
                    break
                cell.lines.extend(last.lines)
    rows += more
    return len(more)


def _put_together(cell: Cell, rest: Cell) -> Cell:
    """A cell with its rest: in all rows that it is merged over, unless it would be too long to be told in each."""
    lines = [*cell.lines, *rest.lines]
    if _is_long(lines):
        return Cell(cell.column, cell.span, lines)
    cell.lines[:] = lines
    return cell


def _is_long(lines: list[str]) -> bool:
    return sum(map(len, lines)) > LONGEST_VALUE


def _texts(row: Row) -> list[tuple[int, str]]:
    return [(cell.column, cell.text) for cell in row.cells]


def _was_cut(last: Row, row: Row) -> bool:
    """Whether a row only goes on with what began above: no first cell, or the small rest of it alone."""
    if [(cell.column, cell.span) for cell in last.cells] != [(cell.column, cell.span) for cell in row.cells]:
        return False
    filled = [(cell.text, above.text) for cell, above in zip(row.cells, last.cells, strict=True) if cell.lines]
    if not filled or len(row.cells) == 1:
        return False
    below = [text for text, above in filled if above]
    if row.cells[0].lines:
        return len(filled) == len(below) == 1 and below[0][0].islower()
    # under a cell that is merged over rows, another row begins with a number or capitals
    is_new = any(map(_NUMBER.fullmatch, below)) or (len(below) > 1 and all(text[0].isupper() for text in below))
    return bool(last.cells[0].lines) and not is_new


# ---------------------------------------------------------------------------------------------------- what is drawn


@dataclass(slots=True)
class _Rulings:
    """Lines across (y, from x, to x) and upright ones (x, from y, to y)."""

    across: list[tuple[float, float, float]] = field(default_factory=list)
    upright: list[tuple[float, float, float]] = field(default_factory=list)

    def add(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Add what is thin; False if it is no line."""
        width, height = right - left, top - bottom
        if height > _THIN < width:
            return False
        if width > height:
            self.across.append(((bottom + top) / 2, left, right))
        else:
            self.upright.append(((left + right) / 2, bottom, top))
        return True


class _TooMuchError(ValueError):
    """More is drawn than any table has."""


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _at(x: float, y: float, matrix: _Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(points: Sequence[tuple[float, float]]) -> _Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


class _Drawn:
    """The lines drawn on a page."""

    def __init__(self, raw: Any) -> None:  # noqa: ANN401  PDFium has no types
        self._raw = raw
        self._left = _MOST_OBJECTS
        self.rulings = _Rulings()

    def look(self, parent: Any, matrix: _Matrix, depth: int = 0) -> None:  # noqa: ANN401  PDFium has no types
        """Take the lines of a page, or of a form on it."""
        raw = self._raw
        count = raw.FPDFFormObj_CountObjects if depth else raw.FPDFPage_CountObjects
        get, kind_of = raw.FPDFFormObj_GetObject if depth else raw.FPDFPage_GetObject, raw.FPDFPageObj_GetType
        for number in range(count(parent)):
            one = get(parent, number)
            kind = kind_of(one) if one else 0
            if kind == _PATH:
                self._spend()
                self._path(one, matrix)
            elif kind == _FORM and depth < _DEPTH:
                self._spend()
                self.look(one, _times(self._matrix(one), matrix), depth + 1)

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _TooMuchError

    def _matrix(self, one: Any) -> _Matrix:  # noqa: ANN401  PDFium has no types
        told = self._raw.FS_MATRIX()
        if not self._raw.FPDFPageObj_GetMatrix(one, told):
            return _SAME
        return told.a, told.b, told.c, told.d, told.e, told.f

    def _path(self, path: Any, matrix: _Matrix) -> None:  # noqa: ANN401  PDFium has no types
        raw = self._raw
        edges = [c_float() for _ in range(4)]
        if not raw.FPDFPageObj_GetBounds(path, *edges):
            return
        left, bottom, right, top = (edge.value for edge in edges)
        box = _box([_at(left, bottom, matrix), _at(right, top, matrix)])
        if self.rulings.add(*box):
            return
        fill, is_stroked = c_int(), c_int()
        if not raw.FPDFPath_GetDrawMode(path, fill, is_stroked):
            return
        pieces = self._pieces(path, _times(self._matrix(path), matrix))
        if is_stroked.value:
            for points in pieces:
                for (x, y), (to_x, to_y) in pairwise(points):
                    if min(abs(x - to_x), abs(y - to_y)) < 1:
                        self.rulings.add(*_box([(x, y), (to_x, to_y)]))
        elif fill.value:
            self._filled([_box(points) for points in pieces])

    def _filled(self, boxes: list[_Box]) -> None:
        """Thin rectangles, and borders as what is between two; a thick one alone is a background."""
        thick = [box for box in boxes if not self.rulings.add(*box)]
        for outer, inner in zip(thick[::2], thick[1::2], strict=False):
            sides = [abs(a - b) for a, b in zip(outer, inner, strict=True)]
            if max(sides) > _THIN:
                continue
            left, bottom, right, top = outer
            for side, line in zip(
                sides,
                ((left, bottom, left, top), (left, bottom, right, bottom), (right, bottom, right, top),
                 (left, top, right, top)),
                strict=True,
            ):  # fmt: skip
                if side > 0.05:  # noqa: PLR2004  rounded, not drawn
                    self.rulings.add(*line)

    def _pieces(self, path: Any, matrix: _Matrix) -> list[list[tuple[float, float]]]:  # noqa: ANN401  PDFium has no types
        """Corners of each piece of a path that goes on without a jump; without what is bent."""
        raw = self._raw
        pieces: list[list[tuple[float, float]]] = []
        x, y = c_float(), c_float()
        for number in range(raw.FPDFPath_CountSegments(path)):
            self._spend()
            one = raw.FPDFPath_GetPathSegment(path, number)
            if not one or not raw.FPDFPathSegment_GetPoint(one, x, y):
                continue
            point = _at(x.value, y.value, matrix)
            if raw.FPDFPathSegment_GetType(one) == _LINE_TO and pieces:
                pieces[-1].append(point)
            else:
                pieces.append([point])
            if raw.FPDFPathSegment_GetClose(one) and len(pieces[-1]) > 2:  # noqa: PLR2004  a line is closed already
                pieces[-1].append(pieces[-1][0])
        return [points for points in pieces if len(points) > 1]


# --------------------------------------------------------------------------------------------------------- the grid


@dataclass(slots=True)
class _Line:
    """A line across or upright: where, from, to."""

    where: float
    begin: float
    end: float


def _lines_of(rulings: list[tuple[float, float, float]]) -> list[_Line]:
    """Whole lines, of pieces at nearly the same place."""
    lines: list[_Line] = []
    groups: list[list[tuple[float, float, float]]] = []
    for one in sorted(rulings):
        if not groups or one[0] - groups[-1][0][0] > _NEAR:
            groups.append([])
            if len(groups) > _MOST_POSITIONS:
                raise _TooMuchError
        groups[-1].append(one)
    for group in groups:
        where = sum(place for place, *_ in group) / len(group)
        last: _Line | None = None
        for _, begin, end in sorted(group, key=lambda one: one[1]):
            if last and begin - last.end <= _NEAR:
                last.end = max(last.end, end)
            else:
                last = _Line(where, begin, end)
                lines.append(last)
    lines = [line for line in lines if line.end - line.begin > _NEAR]
    if len(lines) > _MOST_LINES:
        raise _TooMuchError
    return lines


def _groups(across: list[_Line], upright: list[_Line]) -> Iterator[tuple[list[_Line], list[_Line]]]:
    """Lines that hang together."""
    parents = list(range(len(across) + len(upright)))

    def root(one: int) -> int:
        while parents[one] != one:
            parents[one] = one = parents[parents[one]]
        return one

    for i, line in enumerate(across):
        for j, other in enumerate(upright, len(across)):
            if (
                line.begin - _NEAR <= other.where <= line.end + _NEAR
                and other.begin - _NEAR <= line.where <= other.end + _NEAR
            ):
                parents[root(i)] = root(j)
    found: dict[int, tuple[list[_Line], list[_Line]]] = defaultdict(lambda: ([], []))
    for i, line in enumerate(across):
        found[root(i)][0].append(line)
    for j, line in enumerate(upright, len(across)):
        found[root(j)][1].append(line)
    yield from found.values()


def _edges(lines: list[_Line], others: list[_Line]) -> list[float]:
    """Where lines stand, and where those that cross them end beyond the outermost ones."""
    places = sorted({line.where for line in lines})
    first, last = min(line.begin for line in others), max(line.end for line in others)
    before = [first] if first < places[0] - 2 * _NEAR else []
    return [*before, *places, *([last] if last > places[-1] + 2 * _NEAR else [])]


def _is_drawn(lines: list[_Line], begin: float, end: float) -> bool:
    return sum(max(0.0, min(line.end, end) - max(line.begin, begin)) for line in lines) >= _DRAWN * (end - begin)


class _Grid:
    """A table's cells: which of the fields between all its lines are one."""

    def __init__(self, across: list[_Line], upright: list[_Line]) -> None:
        self.xs = _edges(upright, across)
        self.ys = _edges(across, upright)
        self.columns, self.count = len(self.xs) - 1, len(self.ys) - 1
        self._across: dict[float, list[_Line]] = defaultdict(list)
        self._upright: dict[float, list[_Line]] = defaultdict(list)
        for line in across:
            self._across[line.where].append(line)
        for line in upright:
            self._upright[line.where].append(line)
        #: For each field, row by row from the top, the number of its cell.
        self.cells: list[int] = []
        #: For each cell the fields that it takes: first row and column, last row and column.
        self.places: dict[int, list[int]] = {}
        #: Texts of cells; each change of place is a new line.
        self.texts: dict[int, list[str]] = defaultdict(list)
        #: Letters that stand on their side: whether they go up, where they are, and what they are.
        self.turned: dict[int, list[tuple[bool, _Box, str]]] = defaultdict(list)
        self._odd: set[int] = set()

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def merge(self) -> None:
        """Find the cells: fields that no line divides are one."""
        parents = list(range(self.columns * self.count))

        def root(one: int) -> int:
            while parents[one] != one:
                parents[one] = one = parents[parents[one]]
            return one

        for row in range(self.count):
            bottom, top = self.ys[-row - 2], self.ys[-row - 1]
            for column in range(self.columns):
                left, right = self.xs[column], self.xs[column + 1]
                here = row * self.columns + column
                if column and not _is_drawn(self._upright[left], bottom, top):
                    parents[root(here)] = root(here - 1)
                if row and not _is_drawn(self._across[top], left, right):
                    parents[root(here)] = root(here - self.columns)
        self.cells = [root(one) for one in range(len(parents))]
        sizes: dict[int, int] = defaultdict(int)
        for number, cell in enumerate(self.cells):
            row, column = divmod(number, self.columns)
            place = self.places.setdefault(cell, [row, column, row, column])
            place[1:] = min(place[1], column), row, max(place[3], column)
            sizes[cell] += 1
        self._odd = {
            cell for cell, (top, left, bottom, right) in self.places.items()
            if (bottom - top + 1) * (right - left + 1) != sizes[cell]
        }  # fmt: skip

    def cell_at(self, x: float, y: float) -> int | None:
        """The cell at a place, None outside and in what is no rectangle: there, lines only pass by."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        row = self.count - bisect_right(self.ys, y)
        cell = self.cells[row * self.columns + bisect_right(self.xs, x) - 1]
        return None if cell in self._odd else cell

    def is_frame(self, cell: int, characters: int) -> bool:
        """Whether a cell is as wide as the table and holds a long text: it is a border around it."""
        _, left, _, right = self.places[cell]
        return characters > _LONGEST_CAPTION and right - left + 1 == self.columns

    def rows(self, split: Callable[[str], Iterable[str]]) -> list[Row]:
        """Its rows; empty if it is no table after all."""
        lines = {cell: list(split("".join(text))) for cell, text in self.texts.items()}
        for cell, letters in self.turned.items():
            # to PDFium, most of their letters are lines of one
            if cell in lines and len(letters) == sum(len(line) - line.count(" ") for line in lines[cell]):
                lines[cell] = list(split(_turned_text(letters)))
        if any(len(told) >= _STACKED and all(map(_NUMBER.fullmatch, told)) for told in lines.values()):
            return []
        filled = {self.places[cell][1] for cell, told in lines.items() if told}
        if len(filled) < 2:  # noqa: PLR2004  a table has columns
            return []
        rows = [Row(is_head=False) for _ in range(self.count)]
        empty: dict[int, list[str]] = defaultdict(list)
        for cell, (top, left, bottom, right) in sorted(self.places.items(), key=lambda one: one[1][1]):
            told = lines.get(cell, empty[cell])
            is_long = _is_long(told)
            for row in range(top, bottom + 1):
                rows[row].cells.append(Cell(left, right - left + 1, [] if is_long and row > top else told))
        return rows


def _turned_text(letters: list[tuple[bool, _Box, str]]) -> str:
    """What letters say that stand on their side, from their places: in the text they have no blanks and no order."""
    goes_up = letters[0][0]
    size = max(right - left for _, (left, _, right, _), _ in letters)
    lines: list[list[tuple[float, float, str]]] = []
    first = 0.0
    for _, (left, bottom, right, top), char in sorted(letters, key=lambda one: one[1][0] + one[1][2]):
        middle = (left + right) / 2
        if not lines or middle - first > size * _SAME_LINE:
            lines.append([])
            first = middle
        lines[-1].append((bottom, top, char) if goes_up else (-top, -bottom, char))
    is_low = max(map(len, lines)) < _STACKED  # a row without room: words are cut into letters
    told: list[str] = []
    for line in lines if goes_up else reversed(lines):
        last: float | None = None
        for begin, end, char in sorted(line):
            told.append(f" {char}" if last is not None and begin - last > size * _BLANK else char)
            last = end
        told.append("" if is_low else "\n")
    return "".join(told)


def _grids(rulings: _Rulings) -> list[_Grid]:
    """What may be tables, the smallest first: it may stand in a cell of another."""
    across, upright = _lines_of(rulings.across), _lines_of(rulings.upright)
    grids = []
    for lines, crossing in _groups(across, upright):
        if len({line.where for line in lines}) < 2 or not crossing:  # noqa: PLR2004  a row has two sides
            continue
        grid = _Grid(lines, crossing)
        if 2 <= grid.columns <= MOST_COLUMNS and grid.count <= _MOST_POSITIONS:  # noqa: PLR2004  a table has columns
            grids.append(grid)
    if len(grids) > _MOST_TABLES:
        raise _TooMuchError
    for grid in grids:
        grid.merge()
    return sorted(grids, key=lambda grid: grid.area)


# ------------------------------------------------------------------------------------------------------ their texts

_Owner = tuple[int, int] | None


def _split(
    page: Any,  # noqa: ANN401  PDFium has no types
    letters: Any,  # noqa: ANN401  PDFium has no types
    text: str,
    split: Callable[[str], Iterable[str]],
) -> list[Outside | Ruled]:
    raw = import_module("pypdfium2.raw")
    matrix = _TURNED.get(page.get_rotation(), _SAME)
    drawn = _Drawn(raw)
    drawn.look(page, matrix)
    rulings = drawn.rulings
    if len(rulings.across) < 2 or not rulings.upright:  # noqa: PLR2004  a row has two sides
        return []
    grids = _grids(rulings)
    if not grids:
        return []
    places = _places(raw, letters, text)
    owners = _owners(raw, letters, text, places, grids, matrix)
    owners = _without(owners, _half_ruled(text, owners))
    while True:
        found = _told(text, owners, grids, split)
        # a grid without rows is no table: its text is read as if nothing were drawn
        bad = {number for number, ruled in found.items() if not ruled.rows}
        if not bad:
            break
        owners = _without(owners, bad)
    return _pieces(text, owners, found) if found else []


def _places(raw: Any, letters: Any, text: str) -> Sequence[int]:  # noqa: ANN401  PDFium has no types
    """For each character of the text its number among PDFium's, which also has some that it does not tell.

    Raises:
        ValueError: the text has others.
    """
    count = letters.count_chars()
    if count == len(text):
        return range(count)
    places: list[int] = []
    for number in range(count):
        if len(places) < len(text) and raw.FPDFText_GetUnicode(letters, number) == ord(text[len(places)]):
            places.append(number)
    if len(places) != len(text):
        raise ValueError
    return places


def _owners(  # noqa: PLR0913, PLR0917  all that is known of a page
    raw: Any,  # noqa: ANN401  PDFium has no types
    letters: Any,  # noqa: ANN401  PDFium has no types
    text: str,
    places: Sequence[int],
    grids: list[_Grid],
    matrix: _Matrix,
) -> list[_Owner]:
    """For each character the table and the cell in which it stands."""
    owners: list[_Owner] = []
    last: _Owner = None
    edges = left, right, bottom, top = [c_double() for _ in range(4)]
    get_box, get_angle, is_turned = raw.FPDFText_GetCharBox, raw.FPDFText_GetCharAngle, matrix is not _SAME
    for char, place in zip(text, places, strict=True):
        # blanks and PDFium's own signs have no place: they belong to what is before them
        if not (char.isspace() or char in "\x02\ufffe") and get_box(letters, place, *edges):
            x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
            if is_turned:
                x, y = _at(x, y, matrix)
            last = None
            for number, grid in enumerate(grids):
                cell = grid.cell_at(x, y)
                if cell is not None:
                    last = number, cell
                    sine = 0.0 if is_turned else sin(get_angle(letters, place))
                    if abs(sine) > _ON_SIDE:
                        box = left.value, bottom.value, right.value, top.value
                        grid.turned[cell].append((sine < 0, box, char))  # PDFium turns clockwise
                    break
        owners.append(last)
    sizes: dict[_Owner, int] = defaultdict(int)
    for owner in owners:
        sizes[owner] += 1
    frames = {owner for owner, count in sizes.items() if owner and grids[owner[0]].is_frame(owner[1], count)}
    return [None if owner in frames else owner for owner in owners] if frames else owners


def _without(owners: list[_Owner], bad: set[int]) -> list[_Owner]:
    return [None if owner and owner[0] in bad else owner for owner in owners] if bad else owners


def _half_ruled(text: str, owners: list[_Owner]) -> set[int]:
    """Tables that are only the shaded part of one: on their lines, other letters stand outside."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    inside: set[int] = set()
    is_outside = False
    for char, owner in zip(f"{text}\n", [*owners, None], strict=True):
        if char == "\n":
            for number in inside:
                counts[number][is_outside] += 1
            inside, is_outside = set(), False
        elif owner:
            inside.add(owner[0])
        elif not char.isspace():
            is_outside = True
    return {number for number, (whole, mixed) in counts.items() if mixed * 2 > whole}


def _told(
    text: str, owners: list[_Owner], grids: list[_Grid], split: Callable[[str], Iterable[str]]
) -> dict[int, Ruled]:
    """The tables in which letters stand."""
    last: _Owner = None
    for grid in grids:
        grid.texts.clear()
    for char, owner in zip(text, owners, strict=True):
        if owner:
            told = grids[owner[0]].texts[owner[1]]
            if owner != last and told:
                told.append("\n")
            told.append(char)
        last = owner
    numbers = sorted({owner[0] for owner in owners if owner})
    return {number: Ruled(grids[number].xs, grids[number].rows(split)) for number in numbers}


def _pieces(text: str, owners: list[_Owner], found: dict[int, Ruled]) -> list[Outside | Ruled]:
    """The text without what stands in tables, and these where they begin."""
    pieces: list[Outside | Ruled] = []
    told: set[int] = set()
    outside: list[str] = []
    numbers: list[int] = []
    for number, (char, owner) in enumerate(zip(text, owners, strict=True)):
        if owner is None:
            outside.append(char)
            numbers.append(number)
        elif owner[0] not in told:
            told.add(owner[0])
            pieces += (("".join(outside), numbers), found[owner[0]])
            outside, numbers = [], []
        elif outside and outside[-1] != "\n":
            outside.append("\n")
            numbers.append(number)
    return [*pieces, ("".join(outside), numbers)]
