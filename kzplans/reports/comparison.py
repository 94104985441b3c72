"""Cities side by side: direction by direction, and the figures that they have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from kzplans.model import Change, Modifier, Quantity, Record
from kzplans.reports.clusters import find_clusters
from kzplans.reports.digest import (
    describe_reading,
    distinct_documents,
    distinct_statements,
    list_sources,
    place_clusters,
)
from kzplans.reports.observations import Part, Span, find_observations, observe_records, span_of
from kzplans.reports.versions import find_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kzplans.lexicon import Lexicon
    from kzplans.model import Document, Statement, Unread
    from kzplans.reports.digest import Entry, Read, Source
    from kzplans.reports.observations import Observation
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


class Faced(NamedTuple):
    """A figure as it is compared, with what it was taken or worked out from: a statement, else a table."""

    quantity: Quantity
    statement: Statement | None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Figures of one indicator and aspect that are set side by side, one or none for each city.

    ``differs`` names what stands in the way of comparing them: ``aspect`` (a level, a change, a target), ``measure`` (a
    year, a part of one, a sum of years), ``unit``, ``year``, or ``unknown`` where a year is missing. Empty: they can be
    compared.
    """

    indicator: str
    figures: tuple[Faced | None, ...]
    differs: tuple[str, ...]
    #: ``level``, ``growth``, ``target``, ``per_head``, or ``mixed``.
    aspect: str

    @property
    def comparable(self) -> bool:
        """Whether the figures may be compared."""
        return not self.differs

    def share(self, figure: Faced) -> float:
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
    records: Sequence[Record] = (),
) -> Comparison:
    """Set cities side by side, in the order given.

    Args:
        statements: of all documents, in any order; those of a document that is there twice count once.
        documents: every text that was read.
        unread: every input that could not be read.
        lexicon: gives the order of directions and indicators.
        cities: the columns.
        query: filters further; its cities are ignored.
        today: the day of the report.
        records: figures of official tables.
    """
    columns = tuple(dict.fromkeys(cities))
    query = replace(query, cities=())
    found = list(distinct_statements(statements))
    admitted = [statement for statement in found if query.admits(statement)]
    kept = [statement for statement in admitted if statement.city in columns]
    placed = place_clusters(find_clusters(kept, lexicon, find_versions(kept)), query)
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
        figures=_figure_rows(columns, admitted, records, lexicon),
        sources=list_sources(kept),
        unread=tuple(unread),
    )


def _cell(city: str, entries: Sequence[Entry]) -> Cell:
    return Cell(city, len(entries), entries[0] if entries else None)


def _only(cities: Sequence[str], rows: Sequence[ComparisonRow]) -> tuple[Only, ...]:
    found = [Only(city, tuple([row.direction for row in rows if row.only == city])) for city in cities]
    return tuple([only for only in found if only.directions])


#: The rows of an indicator, in their order.
ASPECTS = ("level", "growth", "target", "per_head")
#: The aspect of a row whose cities have none in common.
MIXED = "mixed"
_PARTS = {Part.ACTUAL: "level", Part.CHANGE: "growth", Part.TARGET: "target"}
_POPULATION = "population"
#: Dimensions of which each inhabitant can have a part.
_SHARED_OUT = frozenset({"money", "area", "length", "volume", "mass", "energy", "power", "people", "jobs", "count"})
_HUNDRED = 100
_DIGITS = 4


class _Key(NamedTuple):
    """What two figures must have in common to be compared."""

    unit: str
    per: str
    period: str


#: The figures of a city for one indicator and aspect, the latest first.
_Figures = dict[_Key, Faced]


def _figure_rows(
    cities: Sequence[str], statements: Iterable[Statement], records: Iterable[Record], lexicon: Lexicon
) -> tuple[FigureRow, ...]:
    """Indicators that at least two cities give, aspect by aspect.

    Figures of one unit and time face each other; where there are none such, the latest of each city stand side by side
    with what keeps them apart.
    """
    found = _figures(cities, statements, records, lexicon)
    rows: list[FigureRow] = []
    for indicator in (key for key, one in lexicon.indicators.items() if not one.is_frame):
        before = len(rows)
        for aspect in ASPECTS:
            by_city = [found.get((indicator, aspect, city), {}) for city in cities]
            if sum(1 for figures in by_city if figures) < _TWO:
                continue
            known = dict.fromkeys(key for figures in by_city for key in figures)
            common = [key for key in known if key.period and sum(key in figures for figures in by_city) >= _TWO]
            faced = [tuple([figures.get(key) for figures in by_city]) for key in common]
            if not faced:
                faced = [tuple([next(iter(figures.values()), None) for figures in by_city])]
            rows += [FigureRow(indicator, row, _differences(row), aspect) for row in faced]
        if len(rows) == before:
            mixed = tuple([_any(found, indicator, city) for city in cities])
            if sum(1 for figure in mixed if figure) >= _TWO:
                rows.append(FigureRow(indicator, mixed, ("aspect", *_differences(mixed)), MIXED))
    return tuple(rows)


def _any(found: Mapping[tuple[str, str, str], _Figures], indicator: str, city: str) -> Faced | None:
    """The latest figure of a city, whatever it tells of the indicator."""
    return next((figure for aspect in ASPECTS for figure in found.get((indicator, aspect, city), {}).values()), None)


def _figures(
    cities: Sequence[str], statements: Iterable[Statement], records: Iterable[Record], lexicon: Lexicon
) -> Mapping[tuple[str, str, str], _Figures]:
    """Figures by indicator, aspect and city; of several for one time the one that was said last."""
    observations = [*find_observations(statements, lexicon), *observe_records(records, lexicon)]
    observations = [one for one in observations if one.measure.city in cities and one.part in _PARTS]
    observations.sort(key=lambda one: (one.year or 0, one.is_official, one.place), reverse=True)
    found: dict[tuple[str, str, str], _Figures] = {}
    for one in observations:
        figures = found.setdefault((one.measure.indicator, _PARTS[one.part], one.measure.city), {})
        figures.setdefault(_Key(one.measure.unit, one.measure.per, one.period), _figure(one))
    for indicator, aspect, city in list(found):
        levels = found[indicator, aspect, city]
        if aspect != "level":
            continue
        if (indicator, "growth", city) not in found and (growth := _growth(levels)):
            found[indicator, "growth", city] = growth
        heads = found.get((_POPULATION, "level", city), {})
        if indicator != _POPULATION and (shares := _per_head(levels, heads, lexicon)):
            found[indicator, "per_head", city] = shares
    return found


def _figure(one: Observation) -> Faced:
    """An observation in the unit that it is compared in."""
    value, unit = one.value, one.measure.unit
    if one.quantity is None:
        assert isinstance(one.given_by, Record)  # noqa: S101  a statement gives quantities
        made = _derived(one.measure.indicator, value, unit, one.year, per=one.measure.per or None, period=one.period)
        return Faced(made, None, one.given_by.source or one.given_by.path)
    assert not isinstance(one.given_by, Record)  # noqa: S101  as above
    return Faced(replace(one.quantity, value=value, unit=unit, year=one.year), one.given_by)


def _derived(  # noqa: PLR0913  what a quantity without words is made of
    indicator: str | None, value: Decimal, unit: str, year: int | None, *, per: str | None = None, period: str = ""
) -> Quantity:
    span = period if span_of(period) is not Span.YEAR else None
    return Quantity("", 0, 0, value, unit, year=year, indicator=indicator, per=per, period=span)


def _growth(levels: _Figures) -> _Figures:
    """Growth from one year's level to the latest, in percent, where a city tells none itself."""
    years = [(key, figure) for key, figure in levels.items() if key.period.isdecimal()]
    if not years:
        return {}
    last, latest = years[0]
    for key, figure in years[1:]:
        if (key.unit, key.per) == (last.unit, last.per) and key.period < last.period and figure.quantity.value > 0:
            change = Fraction(latest.quantity.value) / Fraction(figure.quantity.value) - 1
            period = f"{key.period}/{last.period}"
            made = _derived(
                latest.quantity.indicator, _rounded(abs(change) * _HUNDRED), "percent", latest.quantity.year
            )
            direction = Change.DECREASE if change < 0 else Change.INCREASE
            made = replace(made, change=direction, modifier=Modifier.APPROX, period=period)
            return {_Key("percent", "", period): Faced(made, latest.statement, latest.source)}
    return {}


def _per_head(levels: _Figures, heads: _Figures, lexicon: Lexicon) -> _Figures:
    """Levels shared out among the population of the same time."""
    people = {key.period: figure.quantity.value for key, figure in heads.items() if key.period and not key.per}
    found: _Figures = {}
    for key, figure in levels.items():
        unit = lexicon.units.get(key.unit)
        count = people.get(key.period)
        if count and not key.per and unit is not None and unit.dimension in _SHARED_OUT:
            value = _rounded(Fraction(figure.quantity.value) / Fraction(count))
            made = _derived(figure.quantity.indicator, value, key.unit, figure.quantity.year, per="person")
            made = replace(made, modifier=Modifier.APPROX)
            found[_Key(key.unit, "person", key.period)] = Faced(made, figure.statement, figure.source)
    return found


def _rounded(value: Fraction) -> Decimal:
    """A fraction in so many digits as a reader takes in."""
    with localcontext(prec=_DIGITS):
        return Decimal(value.numerator) / Decimal(value.denominator)


def _differences(figures: Iterable[Faced | None]) -> tuple[str, ...]:
    """What stands in the way of comparing figures."""
    given = [figure.quantity for figure in figures if figure]
    differs = []
    if len({(one.unit, one.per or "") for one in given}) > 1:
        differs.append("unit")
    if len({span_of(one.period or "") for one in given}) > 1:
        differs.append("measure")
    if any(one.year is None and not one.period for one in given):
        differs.append("unknown")
    elif len({one.period or one.year for one in given}) > 1:
        differs.append("year")
    return tuple(differs)
