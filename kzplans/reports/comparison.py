"""Cities side by side: direction by direction, and the figures that they have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from kzplans.model import Role
from kzplans.reports.digest import describe_reading, distinct_documents, distinct_statements, list_sources, place
from kzplans.reports.overview import Figure
from kzplans.reports.weight import rank, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kzplans.lexicon import Lexicon
    from kzplans.model import Document, Quantity, Statement, Unread
    from kzplans.reports.digest import Entry, Read, Source
    from kzplans.reports.query import Query
    from kzplans.reports.wording import Wording

_TWO = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One city in one direction: how many statements, and the weightiest of them."""

    city: str
    count: int
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One direction, a cell for each city."""

    direction: str
    priority: str
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """Number of statements of all cities."""
        return sum(cell.count for cell in self.cells)

    @property
    def highest(self) -> int:
        """The highest count of a city."""
        return max(cell.count for cell in self.cells)

    @property
    def only(self) -> str | None:
        """The city that alone has statements here, if there is one."""
        having = [cell.city for cell in self.cells if cell.count]
        return having[0] if len(having) == 1 else None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Figures of one indicator that are set side by side, one or none for each city.

    ``differs`` names what stands in the way of comparing them: ``measure`` (a level and a change), ``unit``, ``year``,
    or ``unknown`` where a year is missing. Empty: they can be compared.
    """

    indicator: str
    figures: tuple[Figure | None, ...]
    differs: tuple[str, ...]

    @property
    def comparable(self) -> bool:
        """Whether the figures may be compared."""
        return not self.differs

    def share(self, figure: Figure) -> float:
        """A figure as a share of the greatest of the row, for drawing."""
        greatest = max(abs(one.quantity.value) for one in self.figures if one)
        return float(abs(figure.quantity.value) / greatest) if greatest else 0.0


@dataclass(frozen=True, slots=True)
class Only:
    """Directions that one city alone speaks of."""

    city: str
    directions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cities side by side."""

    name: ClassVar[str] = "compare"
    query: Query
    today: date
    cities: tuple[str, ...]
    read: Read
    rows: tuple[ComparisonRow, ...]
    only: tuple[Only, ...]
    figures: tuple[FigureRow, ...]
    sources: tuple[Source, ...]
    unread: tuple[Unread, ...]

    def heading(self, t: Wording) -> str:
        """What stands above it."""
        return t.versus(self.cities)

    @property
    def totals(self) -> tuple[int, ...]:
        """Number of statements of each city."""
        return tuple([sum(row.cells[column].count for row in self.rows) for column in range(len(self.cities))])

    @property
    def count(self) -> int:
        """Number of statements of all cities."""
        return sum(self.totals)


def build_comparison(  # noqa: PLR0913  what a comparison is made of; the last three are named
    statements: Iterable[Statement],
    documents: Sequence[Document],
    unread: Sequence[Unread],
    lexicon: Lexicon,
    *,
    cities: Sequence[str],
    query: Query,
    today: date,
) -> Comparison:
    """Set cities side by side, in the order given. ``query`` filters further; its cities are ignored."""
    columns = tuple(dict.fromkeys(cities))
    query = replace(query, cities=())
    found = list(distinct_statements(statements))
    kept = [statement for statement in found if statement.city in columns and query.admits(statement)]
    placed = place(kept, query)
    rows = [
        ComparisonRow(direction, priority, tuple([_cell(city, placed.get((city, direction), ())) for city in columns]))
        for direction, priority in lexicon.directions.items()
    ]
    rows = [row for row in rows if row.total]
    return Comparison(
        query=query,
        today=today,
        cities=columns,
        read=describe_reading(distinct_documents(documents).values(), len(found), query),
        rows=tuple(rows),
        only=_only(columns, rows),
        figures=_figure_rows(columns, kept, lexicon),
        sources=list_sources(kept),
        unread=tuple(unread),
    )


def _cell(city: str, entries: Sequence[Entry]) -> Cell:
    return Cell(city, len(entries), entries[0] if entries else None)


def _only(cities: Sequence[str], rows: Sequence[ComparisonRow]) -> tuple[Only, ...]:
    found = [Only(city, tuple([row.direction for row in rows if row.only == city])) for city in cities]
    return tuple([only for only in found if only.directions])


class _Measure(NamedTuple):
    """What two figures must have in common to be compared."""

    changes: bool
    unit: str
    per: str
    year: int | None


def _measure(quantity: Quantity) -> _Measure:
    return _Measure(quantity.change is not None, quantity.unit, quantity.per or "", quantity.year)


def _figure_rows(cities: Sequence[str], statements: Iterable[Statement], lexicon: Lexicon) -> tuple[FigureRow, ...]:
    """Indicators that at least two cities give; equal measures face each other, else the weightiest of each city."""
    figures = _figures(statements)
    rows: list[FigureRow] = []
    for indicator in (key for key, one in lexicon.indicators.items() if not one.is_frame):
        by_city = [figures.get((indicator, city), {}) for city in cities]
        if sum(1 for measures in by_city if measures) < _TWO:
            continue
        known = dict.fromkeys(measure for measures in by_city for measure in measures)
        common = [measure for measure in known if sum(measure in measures for measures in by_city) >= _TWO]
        faced = [tuple([measures.get(measure) for measures in by_city]) for measure in common]
        if not faced:
            faced = [tuple([_best(measures) for measures in by_city])]
        rows += [FigureRow(indicator, row, _differences(row)) for row in faced]
    return tuple(rows)


def _best(measures: Mapping[_Measure, Figure]) -> Figure | None:
    """A level rather than a change, one with a year rather than without, else the weightiest."""
    best = min(measures, key=lambda measure: (measure.changes, measure.year is None), default=None)
    return measures[best] if best else None


def _figures(statements: Iterable[Statement]) -> Mapping[tuple[str, str], dict[_Measure, Figure]]:
    """The weightiest figure of each measure by indicator and city, the weightiest measure first; no baselines."""
    ordered = sorted(statements, key=lambda statement: rank(statement, weigh(statement)))
    found: dict[tuple[str, str], dict[_Measure, Figure]] = {}
    for statement in ordered:
        for quantity in statement.quantities:
            if quantity.indicator and quantity.role is not Role.FROM:
                measures = found.setdefault((quantity.indicator, statement.city), {})
                measures.setdefault(_measure(quantity), Figure(quantity, statement))
    return found


def _differences(figures: Iterable[Figure | None]) -> tuple[str, ...]:
    """What stands in the way of comparing figures."""
    measures = [_measure(figure.quantity) for figure in figures if figure]
    differs = []
    if len({measure.changes for measure in measures}) > 1:
        differs.append("measure")
    if len({(measure.unit, measure.per) for measure in measures}) > 1:
        differs.append("unit")
    if any(measure.year is None for measure in measures):
        differs.append("unknown")
    elif len({measure.year for measure in measures}) > 1:
        differs.append("year")
    return tuple(differs)
