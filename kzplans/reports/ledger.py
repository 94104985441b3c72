"""The ledger: what was to be reached, by when, who said so first, what has changed since, and what was reported.

Numbers of statements become observations; observations of one city, indicator and measure become rows. Values are exact
decimals throughout, shares are fractions. Nothing here judges: a status names what the texts hold, a missing figure
stays missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import Kind, Role
from kzplans.reports.query import days_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from kzplans.lexicon import Lexicon
    from kzplans.model import Quantity, Statement


class Part(StrEnum):
    """What a figure is in the story of its indicator."""

    BASELINE = "baseline"
    TARGET = "target"
    ACTUAL = "actual"
    #: By how much something grew or shrank: never a level.
    CHANGE = "change"


class Status(StrEnum):
    """What the texts hold on a target."""

    STATED = "stated"
    REPORTED_DONE = "reported-done"
    OVERDUE = "overdue-without-report"
    CONTRADICTED = "contradicted"
    NO_DATA = "no-data"


class Measure(NamedTuple):
    """What two figures must share to be compared: a rate a year is no amount, a percentage no money."""

    city: str
    indicator: str
    unit: str
    per: str


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure of an indicator. ``year`` is the one that it holds for, None where the text gives none."""

    measure: Measure
    part: Part
    value: Decimal
    year: int | None
    quantity: Quantity
    statement: Statement

    @property
    def said(self) -> str:
        """The day of its text as ISO 8601; empty where the text has none, which sorts first."""
        days = days_of(self.statement.document.date)
        return days[0].isoformat() if days else ""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target through time.

    ``stated`` are its wordings in the order of their texts, the first and each that changed the value or the year;
    ``actuals`` the levels reported, the oldest year first; ``conflicts`` figures of one year that differ though they
    were said on one day.
    """

    measure: Measure
    stated: tuple[Observation, ...]
    baseline: Observation | None
    actuals: tuple[Observation, ...]
    conflicts: tuple[tuple[Observation, Observation], ...]
    status: Status
    #: Part of the way that has been gone: of the target, or from the baseline where less is better. None: unknown.
    share: Fraction | None
    #: What is still needed in each year from the latest report to the target's year. None: unknown, or nothing is.
    needed: Fraction | None

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
    """All targets, by indicator, city and year."""

    today: date
    lines: tuple[TargetLine, ...]
    observations: tuple[Observation, ...]


_AHEAD = frozenset({Kind.TARGET, Kind.PLAN, Kind.ASSIGNMENT, Kind.GOAL})
#: Proposals promise nothing, and a ban sets no level.
_SILENT = frozenset({Kind.PROPOSAL, Kind.BAN})


def find_observations(statements: Iterable[Statement], lexicon: Lexicon) -> Iterator[Observation]:
    """Figures with a known indicator, in the order of the statements; those of proposals and bans are left out."""
    for statement in statements:
        if statement.kind in _SILENT:
            continue
        days = days_of(statement.document.date)
        text_year = days[0].year if days else None
        for quantity in statement.quantities:
            known = lexicon.indicators.get(quantity.indicator or "")
            if known is None or known.is_frame:
                continue
            part, year = _part_of(quantity, statement, text_year)
            measure = Measure(statement.city, known.id, quantity.unit, quantity.per or "")
            yield Observation(measure, part, quantity.value, year, quantity, statement)


def _part_of(quantity: Quantity, statement: Statement, text_year: int | None) -> tuple[Part, int | None]:
    """What a figure is, and the year that it holds for."""
    year = quantity.year
    if quantity.change is not None and quantity.role is not Role.TO and quantity.role is not Role.FROM:
        return Part.CHANGE, year
    if quantity.role is Role.FROM:
        return Part.BASELINE, year
    is_past = year is not None and text_year is not None and year < text_year
    if statement.kind in _AHEAD:
        if is_past:  # «2023 жылғы 10 млрд экспортты 2030 жылы 28 млрд-қа жеткізу»: what was already
            return Part.ACTUAL, year
        return Part.TARGET, year or (statement.deadline.year if statement.deadline else None)
    is_ahead = year is not None and text_year is not None and year > text_year
    return (Part.TARGET if is_ahead else Part.ACTUAL), year


def build_ledger(statements: Iterable[Statement], lexicon: Lexicon, *, today: date) -> Ledger:
    """Put targets together with what changed them and what was reported on them.

    Args:
        statements: in any order; one that is there twice counts once.
        lexicon: gives the order of indicators and cities, and where less is better.
        today: the day of the report.
    """
    distinct = {(one.document.id, one.start, one.stop): one for one in statements}
    ordered = sorted(distinct.values(), key=lambda one: (one.document.path, one.start))
    observations = sorted(find_observations(ordered, lexicon), key=_by_time)
    by_measure: dict[Measure, list[Observation]] = {}
    for one in observations:
        by_measure.setdefault(one.measure, []).append(one)
    lines = [line for group in by_measure.values() for line in _lines(group, lexicon, today)]
    places = {name: place for place, name in enumerate((*lexicon.indicators, *lexicon.cities))}
    last = len(places)
    lines.sort(
        key=lambda line: (
            places.get(line.measure.indicator, last),
            places.get(line.measure.city, last),
            line.measure,
            line.target.year or 0,
            _by_time(line.target),
        )
    )
    return Ledger(today, tuple(lines), tuple(observations))


def _by_time(one: Observation) -> tuple[str, str, int, int]:
    return one.said, one.statement.document.path, one.statement.start, one.quantity.start


def _lines(group: Sequence[Observation], lexicon: Lexicon, today: date) -> Iterator[TargetLine]:
    """The targets of one measure; ``group`` stands in the order of time."""
    chains: list[list[Observation]] = []
    conflicts: dict[int, list[tuple[Observation, Observation]]] = {}
    for one in group:
        if one.part is Part.TARGET:
            _take(one, chains, conflicts)
    levels = sorted(
        [one for one in group if one.part is Part.ACTUAL], key=lambda one: (one.year or 0, one.said, _by_time(one))
    )
    told = _differing(levels)
    baselines = [one for one in group if one.part is Part.BASELINE]
    known = lexicon.indicators.get(group[0].measure.indicator)
    is_less = known is not None and known.better == "less"
    for place, chain in enumerate(chains):
        line = TargetLine(
            measure=chain[-1].measure,
            stated=tuple(chain),
            baseline=next((one for one in baselines if one.statement in {said.statement for said in chain}), None),
            actuals=tuple(levels),
            conflicts=(*conflicts.get(place, ()), *told),
            status=Status.STATED,
            share=None,
            needed=None,
        )
        share = _share(line, is_less=is_less)
        line = replace(line, share=share, needed=_needed(line))
        yield replace(line, status=_status(line, today, is_less=is_less))


def _take(
    one: Observation, chains: list[list[Observation]], conflicts: dict[int, list[tuple[Observation, Observation]]]
) -> None:
    """Put a target behind the one that it repeats or revises, else begin a line.

    The same year with another value is a revision if it was said later, and contradicts what was said on the same day;
    the same value with another year is a shift of the deadline. All else is a target of its own.
    """
    for place, chain in enumerate(chains):
        last = chain[-1]
        if one.year == last.year:
            if one.value == last.value:
                return
            if one.said and one.said == last.said:
                conflicts.setdefault(place, []).append((last, one))
            else:
                chain.append(one)
            return
    for chain in chains:
        last = chain[-1]
        if one.value == last.value and one.year and last.year and one.said != last.said:
            chain.append(one)
            return
    chains.append([one])


def _differing(levels: Sequence[Observation]) -> list[tuple[Observation, Observation]]:
    """Reports on one year, said on one day, that give different levels."""
    found: list[tuple[Observation, Observation]] = []
    first: dict[tuple[int, str], Observation] = {}
    for one in levels:
        if one.year is None or not one.said:
            continue
        known = first.setdefault((one.year, one.said), one)
        if known.value != one.value:
            found.append((known, one))
    return found


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


def _needed(line: TargetLine) -> Fraction | None:
    actual, target = line.actual, line.target
    if actual is None or actual.year is None or target.year is None or target.year <= actual.year:
        return None
    return (Fraction(target.value) - Fraction(actual.value)) / (target.year - actual.year)


def _status(line: TargetLine, today: date, *, is_less: bool) -> Status:
    actual, target = line.actual, line.target
    if line.conflicts:
        return Status.CONTRADICTED
    if actual is not None:
        is_reached = actual.value <= target.value if is_less else actual.value >= target.value
        if is_reached and actual.said >= line.first.said:
            return Status.REPORTED_DONE
    if target.year is not None and target.year < today.year:
        is_reported = actual is not None and actual.year is not None and actual.year >= target.year
        return Status.STATED if is_reported else Status.OVERDUE
    return Status.NO_DATA if actual is None else Status.STATED
