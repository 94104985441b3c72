"""The ledger as it is read: city by city, indicator by indicator, with what is drawn beside it.

Places in drawings are shares of a scale from 0 to 1. They serve the eye only; what is told in figures is exact.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import Record
from kzplans.reports.observations import Part, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kzplans.reports.ledger import Status, TargetLine
    from kzplans.reports.observations import Observation

#: Levels that make a chart.
_LEAST = 2


class Bar(NamedTuple):
    """Where the figures of a target lie between nothing (0) and the greatest of them (1)."""

    target: float
    #: None: nothing was reported, which is no zero.
    actual: float | None
    baseline: float | None
    #: Former values of the target.
    former: tuple[float, ...]


class Account(NamedTuple):
    """A target with the name of its place on a page, and its bar; None where one of its figures is negative."""

    id: str
    line: TargetLine
    bar: Bar | None


class TrendPoint(NamedTuple):
    """A figure in a chart: ``part`` is actual, baseline, target or former (a target that was changed since)."""

    part: str
    x: float
    y: float
    observation: Observation


class Trend(NamedTuple):
    """What an indicator of a city was and is to be, year by year. ``points`` stand in the order of the years."""

    city: str
    indicator: str
    first: int
    last: int
    points: tuple[TrendPoint, ...]

    @property
    def path(self) -> tuple[TrendPoint, ...]:
        """The levels that a line joins: of each year the one told last."""
        years = {one.observation.year: one for one in self.points if one.part in {"baseline", "actual"}}
        return tuple(years.values())

    @property
    def ahead(self) -> tuple[TrendPoint, ...]:
        """The targets that lie ahead of the latest level."""
        end = self.path[-1].x
        return tuple([one for one in self.points if one.part == "target" and one.x > end])


class IndicatorPart(NamedTuple):
    """The targets of an indicator in a city."""

    indicator: str
    accounts: tuple[Account, ...]
    trends: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class CityPart:
    """The targets of a city."""

    city: str
    parts: tuple[IndicatorPart, ...]
    count: int
    #: How many targets have each status; none where there is no such target.
    statuses: dict[Status, int]

    def number(self, status: Status) -> int:
        """How many targets have a status."""
        return self.statuses.get(status, 0)


def group_lines(lines: Sequence[TargetLine], cities: Iterable[str]) -> tuple[CityPart, ...]:
    """Lines by city and indicator.

    Args:
        lines: in the order of a ledger, which the indicators keep.
        cities: those that come first, in this order; others follow as they come.
    """
    ids = _ids(lines)
    order = dict.fromkeys((*cities, *(line.measure.city for line in lines)))
    made = []
    for city in order:
        own = [(line, id_) for line, id_ in zip(lines, ids, strict=True) if line.measure.city == city]
        if own:
            statuses = dict(Counter(line.status for line, _ in own))
            made.append(CityPart(city, tuple(_parts(own)), len(own), statuses))
    return tuple(made)


def _parts(own: Iterable[tuple[TargetLine, str]]) -> Iterator[IndicatorPart]:
    by_indicator: dict[str, list[Account]] = {}
    for line, id_ in own:
        by_indicator.setdefault(line.measure.indicator, []).append(Account(id_, line, _bar(line)))
    for indicator, accounts in by_indicator.items():
        yield IndicatorPart(indicator, tuple(accounts), tuple(_trends([one.line for one in accounts])))


def _ids(lines: Iterable[TargetLine]) -> list[str]:
    """A name for each line: its statement's, with a number where a statement gives several."""
    seen: Counter[str] = Counter()
    ids = []
    for line in lines:
        given = line.target.given_by
        name = "s_figure" if isinstance(given, Record) else given.id
        seen[name] += 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return ids


def _bar(line: TargetLine) -> Bar | None:
    told = [*line.stated, *(one for one in (line.actual, line.baseline) if one)]
    greatest = max(one.upper or one.value for one in told)
    if greatest <= 0 or min(one.value for one in told) < 0:
        return None

    def place(one: Observation) -> float:
        return float(one.value / greatest)

    former = [place(one) for one in line.stated if one.value != line.target.value]
    return Bar(
        target=place(line.target),
        actual=place(line.actual) if line.actual else None,
        baseline=place(line.baseline) if line.baseline else None,
        former=tuple(dict.fromkeys(former)),
    )


def _trends(lines: Sequence[TargetLine]) -> Iterator[Trend]:
    """A chart for each measure of which there are two levels or more."""
    by_measure: dict[tuple[str, ...], list[TargetLine]] = {}
    for line in lines:
        if line.measure.span is Span.YEAR:
            by_measure.setdefault(line.measure, []).append(line)
    for group in by_measure.values():
        trend = _trend(group)
        if trend is not None:
            yield trend


def _trend(lines: Sequence[TargetLine]) -> Trend | None:
    told: list[tuple[str, Observation]] = []
    for line in lines:
        levels = (*((line.baseline,) if line.baseline else ()), *line.actuals)
        told += [(one.part.value, one) for one in levels]
        told += [("former", one) for one in line.stated[:-1]]
        told.append((Part.TARGET.value, line.target))
    # what several texts tell alike is drawn once
    shown = {(part, one.period, one.value, one.upper): (part, one) for part, one in told}
    dated = [(one.year, part, one) for part, one in shown.values() if one.year is not None]
    levels_by_year = {year for year, part, _ in dated if part in {Part.BASELINE, Part.ACTUAL}}
    greatest = max((one.value for _, _, one in dated), default=0)
    if len(levels_by_year) < _LEAST or greatest <= 0 or min(one.value for _, _, one in dated) < 0:
        return None
    dated.sort(key=lambda one: (one[0], one[2].place))
    first, last = dated[0][0], dated[-1][0]
    points = [
        TrendPoint(part, (year - first) / (last - first), float(one.value / greatest), one) for year, part, one in dated
    ]
    measure = lines[0].measure
    return Trend(measure.city, measure.indicator, first, last, tuple(points))
