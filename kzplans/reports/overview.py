"""What a digest shows at a glance: the weightiest numbers of a city, targets and what is known of them, deadlines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from kzplans.lexicon import Lexicon
    from kzplans.model import Quantity, Statement

#: How many numbers stand on the card of a city.
HIGHLIGHTS = 3
#: Kinds that speak of what is to come.
_AHEAD = frozenset({Kind.TARGET, Kind.PLAN, Kind.ASSIGNMENT, Kind.GOAL})
#: What counts time and order says little alone.
_NO_HIGHLIGHT = frozenset({"year", "month", "day", "rank", "priority", "section"})


class Figure(NamedTuple):
    """A number with the statement that gives it."""

    quantity: Quantity
    statement: Statement


class TargetRow(NamedTuple):
    """A target of a city: the level to be reached, and what the texts give of where it began and where it stands.

    All figures have the unit of the target. ``year`` is the target's; None where the text gives none. ``scale`` is the
    greatest value of the indicator in this unit, for drawing; ``peers`` tells how many values share it.
    """

    city: str
    indicator: str
    baseline: Figure | None
    reported: Figure | None
    target: Figure
    year: int | None
    scale: Decimal
    peers: int

    @property
    def measure(self) -> tuple[str, str]:
        """What values must share to be drawn to one scale."""
        return self.indicator, self.target.quantity.unit

    def share(self, figure: Figure | None) -> float:
        """Where a figure lies between nothing (0) and the end of the scale (1); 0 for none."""
        if figure is None or not self.scale:
            return 0.0
        return float(abs(figure.quantity.value) / self.scale)


class Lane(NamedTuple):
    """A city in the timeline: how many deadlines each year has."""

    city: str
    counts: tuple[int, ...]


class Timeline(NamedTuple):
    """Deadlines by year (columns) and city (rows)."""

    years: tuple[int, ...]
    lanes: tuple[Lane, ...]

    @property
    def highest(self) -> int:
        """The highest number of a city in a year."""
        return max((count for lane in self.lanes for count in lane.counts), default=0)

    @property
    def totals(self) -> tuple[int, ...]:
        """Number of deadlines of each year."""
        return tuple([sum(lane.counts[column] for lane in self.lanes) for column in range(len(self.years))])


def find_highlights(statements: Iterable[Statement]) -> tuple[Figure, ...]:
    """The weightiest numbers of statements that stand in order of weight: one a statement, each indicator once."""
    found: list[Figure] = []
    seen: set[tuple[str, ...]] = set()
    for statement in statements:
        quantity = _main_quantity(statement)
        if quantity is None:
            continue
        key = (quantity.indicator,) if quantity.indicator else (str(quantity.value), quantity.unit)
        if key not in seen:
            seen.add(key)
            found.append(Figure(quantity, statement))
        if len(found) == HIGHLIGHTS:
            break
    return tuple(found)


def _main_quantity(statement: Statement) -> Quantity | None:
    """The number that a statement is about: a known indicator before others, a level before a change."""
    candidates = [one for one in statement.quantities if one.role is not Role.FROM and one.unit not in _NO_HIGHLIGHT]
    return min(candidates, key=lambda one: (one.indicator is None, one.change is not None), default=None)


def find_targets(statements: Sequence[Statement], lexicon: Lexicon, cities: Sequence[str]) -> tuple[TargetRow, ...]:
    """Levels to be reached, by city and indicator; ``statements`` stand in order of weight."""
    reported = _reported(statements)
    rows: dict[tuple[object, ...], TargetRow] = {}
    values: dict[tuple[str, str], list[Decimal]] = {}
    for statement in statements:
        for quantity in statement.quantities if statement.kind in _AHEAD else ():
            known = lexicon.indicators.get(quantity.indicator or "")
            if known is None or known.is_frame or quantity.role is Role.FROM or not _is_level(quantity):
                continue
            year = quantity.year or (statement.deadline.year if statement.deadline else None)
            key = (statement.city, known.id, quantity.unit, quantity.value, year)
            baseline = next((one for one in statement.quantities if _is_start_of(one, quantity)), None)
            row = TargetRow(
                city=statement.city,
                indicator=known.id,
                baseline=Figure(baseline, statement) if baseline else None,
                reported=reported.get((statement.city, known.id, quantity.unit, quantity.per)),
                target=Figure(quantity, statement),
                year=year,
                scale=quantity.value,
                peers=1,
            )
            if rows.setdefault(key, row) is row:
                figures = [one for one in (row.baseline, row.reported, row.target) if one]
                values.setdefault(row.measure, []).extend([abs(one.quantity.value) for one in figures])
    made = [row._replace(scale=max(values[row.measure]), peers=len(values[row.measure])) for row in rows.values()]
    places = {name: place for place, name in enumerate((*lexicon.indicators, *cities))}
    return tuple(sorted(made, key=lambda row: (places[row.indicator], places[row.city], row.year or 0)))


def _is_level(quantity: Quantity) -> bool:
    return quantity.change is None or quantity.role is Role.TO


def _is_start_of(one: Quantity, quantity: Quantity) -> bool:
    """Whether a number is where the way to another begins: «18 пайыздан 25 пайызға»."""
    return (
        one.role is Role.FROM and one.unit == quantity.unit and one.per == quantity.per and one.start < quantity.start
    )


def _reported(statements: Iterable[Statement]) -> dict[tuple[str, str, str, str | None], Figure]:
    """The latest level that is told as a fact, by city, indicator and unit."""
    found: dict[tuple[str, str, str, str | None], Figure] = {}
    for statement in statements:
        if statement.kind is not Kind.FACT:
            continue
        for quantity in statement.quantities:
            if quantity.indicator is None or quantity.role is Role.FROM or not _is_level(quantity):
                continue
            key = (statement.city, quantity.indicator, quantity.unit, quantity.per)
            known = found.get(key)
            if known is None or (quantity.year or 0) > (known.quantity.year or 0):
                found[key] = Figure(quantity, statement)
    return found


def make_timeline(statements: Iterable[Statement], cities: Sequence[str]) -> Timeline:
    """Count deadlines that name a year, but for facts."""
    dues = Counter(
        (statement.city, statement.deadline.year)
        for statement in statements
        if statement.kind is not Kind.FACT and statement.deadline and statement.deadline.year
    )
    years = tuple(sorted({year for _, year in dues}))
    lanes = [Lane(city, tuple([dues[city, year] for year in years])) for city in cities]
    return Timeline(years, tuple([lane for lane in lanes if any(lane.counts)]))
