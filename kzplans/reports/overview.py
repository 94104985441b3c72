"""What a digest shows at a glance: the weightiest numbers of a city, targets and what is known of them, deadlines."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import Kind, Mood, Record, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from kzplans.model import Quantity, Statement
    from kzplans.reports.ledger import TargetLine
    from kzplans.reports.observations import Observation

#: How many numbers stand on the card of a city.
HIGHLIGHTS = 3
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
    # of an aim what is to be reached, not what is so already
    candidates = [one for one in candidates if one.mood is not Mood.GIVEN] or candidates
    return min(candidates, key=lambda one: (one.indicator is None, one.change is not None), default=None)


def target_rows(lines: Iterable[TargetLine]) -> tuple[TargetRow, ...]:
    """The lines of a ledger as rows, in their order; figures are told in the unit of their line."""
    rows: list[TargetRow] = []
    values: dict[tuple[str, str], list[Decimal]] = {}
    for line in lines:
        target = _figure(line.target)
        if target is None:
            continue
        row = TargetRow(
            city=line.measure.city,
            indicator=line.measure.indicator,
            baseline=_figure(line.baseline),
            reported=_figure(line.actual),
            target=target,
            year=line.target.year,
            scale=target.quantity.value,
            peers=1,
        )
        rows.append(row)
        figures = [one for one in (row.baseline, row.reported, row.target) if one]
        values.setdefault(row.measure, []).extend([abs(one.quantity.value) for one in figures])
    return tuple([row._replace(scale=max(values[row.measure]), peers=len(values[row.measure])) for row in rows])


def _figure(one: Observation | None) -> Figure | None:
    """An observation of a text in the unit of its measure."""
    if one is None or one.quantity is None or isinstance(one.given_by, Record):
        return None
    return Figure(replace(one.quantity, value=one.value, unit=one.measure.unit), one.given_by)


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
