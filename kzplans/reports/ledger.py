"""The ledger: what was to be reached, by when, who said so first, what has changed since, and what was reported.

Observations of one city, indicator and measure become lines, one a target. Values are exact decimals throughout, shares
are fractions. Nothing here judges: a status names what the texts hold, a missing figure stays missing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from kzplans.reports.observations import Observation, Part, Span, agree, find_observations, observe_records
from kzplans.reports.progress import Point, find_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from kzplans.lexicon import Indicator, Lexicon
    from kzplans.model import Record, Statement
    from kzplans.reports.observations import Measure
    from kzplans.reports.progress import Progress


class Status(StrEnum):
    """What the texts hold on a target."""

    STATED = "stated"
    REPORTED_DONE = "reported-done"
    OVERDUE = "overdue-without-report"
    CONTRADICTED = "contradicted"
    NO_DATA = "no-data"


class Contradiction(NamedTuple):
    """Figures of one measure, part and time that cannot all be right, in order of time."""

    measure: Measure
    part: Part
    period: str
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target through time.

    ``stated`` are its wordings in the order of their texts, the first and each that changed the value or the time;
    ``repeated`` how often it was said in all. ``actuals`` are the levels reported, the oldest first; ``asides`` other
    levels of the indicator that cannot be set against it: in another unit, by another rate, over another time.
    """

    measure: Measure
    stated: tuple[Observation, ...]
    repeated: int
    baseline: Observation | None
    actuals: tuple[Observation, ...]
    asides: tuple[Observation, ...]
    contradictions: tuple[Contradiction, ...]
    status: Status = Status.STATED
    #: Part of the way that has been gone: of the target, or from the baseline where less is better. None: unknown.
    share: Fraction | None = None
    #: What is still needed in each year from the report's on to the target's. None: unknown, or nothing is.
    needed: Fraction | None = None
    progress: Progress | None = None

    @property
    def target(self) -> Observation:
        """The target as it was stated last."""
        return self.stated[-1]

    @property
    def first(self) -> Observation:
        """The target as it was stated first."""
        return self.stated[0]

    @property
    def actual(self) -> Observation | None:
        """The latest level reported."""
        return self.actuals[-1] if self.actuals else None


@dataclass(frozen=True, slots=True)
class Ledger:
    """All targets, by indicator, city and year; every observation, by time; what contradicts itself."""

    lines: tuple[TargetLine, ...]
    observations: tuple[Observation, ...]
    contradictions: tuple[Contradiction, ...]


#: A lot of so many is likely to be the same again and not another one: 20 schools.
_MANY = 10


def build_ledger(
    statements: Iterable[Statement], lexicon: Lexicon, *, today: date, records: Iterable[Record] = ()
) -> Ledger:
    """Put targets together with what changed them and what was reported on them.

    Args:
        statements: in any order; one that is there twice counts once.
        lexicon: gives the order of indicators and cities, and where less is better.
        today: the day of the report.
        records: figures of official tables.
    """
    distinct = {(one.document.id, one.start, one.stop): one for one in statements}
    found = [*find_observations(distinct.values(), lexicon), *observe_records(dict.fromkeys(records), lexicon)]
    observations = sorted(found, key=lambda one: one.place)
    levels: dict[tuple[str, str], dict[Measure, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for one in observations:
        levels[one.measure.city, one.measure.indicator][one.measure].append(one)
    lines: list[TargetLine] = []
    contradictions: list[Contradiction] = []
    for (_, indicator), measures in levels.items():
        for group in measures.values():
            known = lexicon.indicators[indicator]
            reported = _reported(group)
            told = [] if known.comes_in_lots else [*_differing(reported)]
            made = [*_lines(group, reported, told, known, today, measures)]
            lines += made
            contradictions += told
            contradictions += [one for line in made for one in line.contradictions if one.part is Part.TARGET]
    order = _Order(lexicon)
    lines.sort(key=lambda line: (order.of(line.measure), line.target.year or 0, line.target.place, line.first.place))
    contradictions.sort(key=lambda one: (order.of(one.measure), one.period, one.part, one.observations[0].place))
    return Ledger(tuple(lines), tuple(observations), tuple(contradictions))


class _Order:
    """The order of the lexicon: indicators, then cities."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._places = {name: place for place, name in enumerate((*lexicon.indicators, *lexicon.cities))}
        self._last = len(self._places)

    def of(self, measure: Measure) -> tuple[int, int, Measure]:
        return self._places[measure.indicator], self._places.get(measure.city, self._last), measure


class _Chain:
    """A target as it was said again and again: the wordings that changed it, and those that say otherwise."""

    def __init__(self) -> None:
        self.stated: list[Observation] = []
        self.repeated = 0
        self.against: list[Observation] = []


def _lines(  # noqa: PLR0913, PLR0917  what a line is made of
    group: Sequence[Observation],
    reported: Sequence[Observation],
    told: Sequence[Contradiction],
    indicator: Indicator,
    today: date,
    measures: dict[Measure, list[Observation]],
) -> Iterator[TargetLine]:
    """The targets of one measure; ``group`` stands in the order of time."""
    chains = _chains([one for one in group if one.part is Part.TARGET], indicator)
    if not chains:
        return
    baselines = {one.given_by: one for one in group if one.part is Part.BASELINE and not one.is_official}
    official = [one for one in group if one.part is Part.BASELINE and one.is_official]
    measure = group[0].measure
    asides = [latest for other, ones in measures.items() if other != measure and (latest := _latest(ones)) is not None]
    is_less = indicator.better == "less"
    for chain in chains:
        said = [one.given_by for one in chain.stated]
        own = next((baselines[one] for one in said if one in baselines), None)
        against = [Contradiction(measure, Part.TARGET, chain.stated[-1].period, (chain.stated[-1], *chain.against))]
        line = TargetLine(
            measure=measure,
            stated=tuple(chain.stated),
            repeated=chain.repeated,
            baseline=own or (official[-1] if official else None),
            actuals=tuple(_comparable(reported, chain, indicator)),
            asides=tuple(asides),
            contradictions=(*(against if chain.against else ()), *told),
        )
        share = _share(line, is_less=is_less)
        needed = _needed(line, today, is_less=is_less)
        line = replace(line, share=share, needed=needed, progress=_progress(line, is_less=is_less))
        yield replace(line, status=_status(line, today, is_less=is_less))


def _chains(targets: Sequence[Observation], indicator: Indicator) -> list[_Chain]:
    """Targets by what they are about: one that is repeated or revised goes on, all others begin a chain.

    The same time with another value is a revision if it was said on a later day, and contradicts what was said on the
    same day or on a day that is not known; the same value for another year, said on another day, is a shift of the
    deadline. What comes in lots (three schools, five schools) may be another lot: there only a single figure, said on
    another day, is revised, and only a large one shifted.
    """
    chains: list[_Chain] = []
    by_period: dict[str, list[_Chain]] = defaultdict(list)
    by_figure: dict[tuple[str, Decimal], _Chain] = {}
    by_value: dict[Decimal, _Chain] = {}
    for one in sorted(targets, key=lambda one: not one.period):  # a wording without a year repeats one with it
        same = by_period[one.period]
        chain = by_figure.get((one.period, one.value)) or (by_value.get(one.value) if not one.period else None)
        if chain is None and not indicator.comes_in_lots:
            chain = next((known for known in same if agree(one, known.stated[-1], bounds=False)), None)
        if chain is not None:
            chain.repeated += 1
            continue
        chain = _revised(one, same, indicator)
        if chain is None:
            chain = by_value.get(one.value)
            if chain is None or not _is_shift(one, chain.stated[-1], indicator):
                chain = _Chain()
                chains.append(chain)
            same.append(chain)
        if not chain.stated or _is_later(one, chain.stated[-1]):
            chain.stated.append(one)
        else:
            chain.against.append(one)
        chain.repeated += 1
        by_figure[one.period, one.value] = by_value[one.value] = chain
    return chains


def _revised(one: Observation, same: Sequence[_Chain], indicator: Indicator) -> _Chain | None:
    """The chain that a figure of the same time revises or contradicts; no sentence contradicts itself."""
    if not same or not one.period or (indicator.comes_in_lots and len(same) > 1):
        return None
    if any(chain.stated[-1].given_by is one.given_by for chain in same):
        return None
    return same[-1] if not indicator.comes_in_lots or _is_later(one, same[0].stated[-1]) else None


def _is_later(one: Observation, other: Observation) -> bool:
    return bool(one.said and other.said and one.said > other.said)


def _is_shift(one: Observation, last: Observation, indicator: Indicator) -> bool:
    """Whether a figure is that of before, for another year."""
    if one.value != last.value or (indicator.comes_in_lots and one.value < _MANY):
        return False
    is_dated = one.year is not None and last.year is not None and one.year != last.year
    return is_dated and one.measure.span is Span.YEAR and _is_later(one, last)


def _reported(group: Sequence[Observation]) -> list[Observation]:
    """Levels by the time that they hold for; of one year an official one last."""
    levels = [one for one in group if one.part is Part.ACTUAL]
    return sorted(levels, key=lambda one: (one.period[-4:] or one.said[:4], one.is_official, one.place))


def _latest(group: Sequence[Observation]) -> Observation | None:
    levels = _reported(group)
    return levels[-1] if levels else None


def _comparable(reported: Sequence[Observation], chain: _Chain, indicator: Indicator) -> Iterator[Observation]:
    """Levels that a target may be set against.

    A sum of years goes with one that begins in the same year. Of what comes in lots a report counts that has a year and
    was told after the target: a lot that was told before it, or of nobody knows when, is another one.
    """
    target, first = chain.stated[-1], chain.stated[0]
    for one in reported:
        if target.measure.span is not Span.YEAR:
            if one.period.partition("/")[0] != target.period.partition("/")[0]:
                continue
        elif indicator.comes_in_lots and not (one.is_official or (one.period and _is_later(one, first))):
            continue
        yield one


def _differing(levels: Sequence[Observation]) -> Iterator[Contradiction]:
    """Levels of one time that differ, though both were told on one day or once the time was over."""
    by_period: dict[str, list[Observation]] = defaultdict(list)
    for one in levels:
        if one.year is not None and one.said:
            by_period[one.period].append(one)
    for period, ones in by_period.items():
        is_over = [one for one in ones if one.said[:4] > str(one.year) or one.is_official]
        groups = [is_over, *_by_day(ones).values()]
        found = {id(one): one for group in groups for one in _apart(group)}
        if found:
            told = sorted(found.values(), key=lambda one: one.place)
            yield Contradiction(ones[0].measure, Part.ACTUAL, period, tuple(told))


def _by_day(ones: Iterable[Observation]) -> dict[str, list[Observation]]:
    days: dict[str, list[Observation]] = defaultdict(list)
    for one in ones:
        days[one.said].append(one)
    return days


def _apart(group: Iterable[Observation]) -> Iterator[Observation]:
    """Figures that do not agree with the least or the greatest of them, each value once."""
    distinct: dict[Decimal, Observation] = {}
    for one in group:
        distinct.setdefault(one.value, one)
    if len(distinct) > 1:
        least, greatest = distinct[min(distinct)], distinct[max(distinct)]
        for one in distinct.values():
            if not (agree(one, least, bounds=True) and agree(one, greatest, bounds=True)):
                yield one


def _share(line: TargetLine, *, is_less: bool) -> Fraction | None:
    actual, target = line.actual, line.target
    if actual is None:
        return None
    if is_less:
        if line.baseline is None or line.baseline.value == target.value:
            return None
        way = Fraction(line.baseline.value) - Fraction(target.value)
        return (Fraction(line.baseline.value) - Fraction(actual.value)) / way
    return Fraction(actual.value) / Fraction(target.value) if target.value else None


def _needed(line: TargetLine, today: date, *, is_less: bool) -> Fraction | None:
    """What each year has to bring: from the one behind the latest figure, or from this one if that is later."""
    actual, target = line.actual, line.target
    if actual is None or actual.year is None or target.year is None or target.year < today.year:
        return None
    years = target.year - max(actual.year, today.year - 1)
    if years <= 0 or _is_reached(line, is_less=is_less):
        return None
    return (Fraction(target.value) - Fraction(actual.value)) / years


def _is_reached(line: TargetLine, *, is_less: bool) -> bool:
    """Whether the latest level is the target's or better."""
    actual, target = line.actual, line.target
    if actual is None:
        return False
    return actual.value <= target.value if is_less else actual.value >= target.value


def _progress(line: TargetLine, *, is_less: bool) -> Progress | None:
    actual, target = line.actual, line.target
    if line.measure.span is not Span.YEAR or actual is None or actual.year is None or target.year is None:
        return None
    base = line.baseline
    if base is None or base.year is None:
        base = next((one for one in line.actuals if one.year is not None and one.year < actual.year), None)
    if base is None or base.year is None:
        return None
    points = [Point(one.value, year) for one, year in ((base, base.year), (actual, actual.year), (target, target.year))]
    return find_progress(*points, is_less=is_less)


def _status(line: TargetLine, today: date, *, is_less: bool) -> Status:
    actual, target = line.actual, line.target
    if line.contradictions:
        return Status.CONTRADICTED
    if actual is not None and actual.said >= line.first.said and _is_reached(line, is_less=is_less):
        return Status.REPORTED_DONE
    if target.year is not None and target.year < today.year:
        is_reported = actual is not None and actual.year is not None and actual.year >= target.year
        return Status.STATED if is_reported else Status.OVERDUE
    return Status.NO_DATA if actual is None else Status.STATED
