"""The brief: what is new since the last one, what it changes, which deadlines passed or come near, who is silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from kzplans.model import NATIONAL, Kind, Record
from kzplans.reports.digest import build_digest, report_cities
from kzplans.reports.ledger import Status, build_ledger
from kzplans.reports.query import Query, days_of, parse_period
from kzplans.reports.versions import find_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kzplans.lexicon import Lexicon
    from kzplans.model import Document, Statement, Unread
    from kzplans.reports.digest import Digest, Read, Source
    from kzplans.reports.ledger import Contradiction, TargetLine
    from kzplans.reports.versions import Versions
    from kzplans.reports.wording import Wording

#: Days before a deadline from which on it is told, and weeks after which a cell counts as silent.
NEAR_DAYS = 90
SILENT_WEEKS = 8
#: Kinds whose deadlines are kept in view.
_PROMISES = frozenset({Kind.TARGET, Kind.PLAN, Kind.ASSIGNMENT, Kind.GOAL})
_WEEK_DAYS = 7


class Period(NamedTuple):
    """The time that a brief is called after: ``2026-W12``, ``2026-03``."""

    name: str
    since: date
    until: date


class Due(NamedTuple):
    """A promise with the last day of its deadline."""

    day: date
    statement: Statement


class Silence(NamedTuple):
    """A direction of a city of which nothing new has come for so many weeks."""

    city: str
    direction: str
    weeks: int


@dataclass(frozen=True, slots=True)
class BriefEntry:
    """A brief in the list of all: its name, its time, how much it holds, and the files that it was written to."""

    name: str
    since: date
    until: date
    today: date
    statements: int
    sources: int
    #: Form and file name.
    files: tuple[tuple[str, str], ...]

    @property
    def main(self) -> str:
        """The file to be opened."""
        return self.files[0][1]

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """The other files."""
        return self.files[1:]


@dataclass(frozen=True, slots=True)
class Briefs:
    """The list of all briefs, the newest first; ``waiting`` is how many statements the next one will have."""

    name: ClassVar[str] = "briefs"
    entries: tuple[BriefEntry, ...]
    waiting: int

    @property
    def today(self) -> date:
        """The day of the newest brief."""
        return max((entry.today for entry in self.entries), default=date.min)


@dataclass(frozen=True, slots=True)
class Brief:
    """What is new, as a digest, and what it means for what was known."""

    name: ClassVar[str] = "brief"
    period: Period
    digest: Digest
    #: Targets stated for the first time, and those whose value or year is another one now.
    fresh: tuple[TargetLine, ...]
    changed: tuple[TargetLine, ...]
    contradictions: tuple[Contradiction, ...]
    #: Targets whose time has passed since the last brief without a report, and how many had passed before.
    overdue: tuple[TargetLine, ...]
    overdue_before: int
    #: Other promises whose deadline has passed since the last brief.
    passed: tuple[Due, ...]
    #: Promises that fall due soon, the nearest first.
    due: tuple[Due, ...]
    silent: tuple[Silence, ...]
    versions: tuple[Versions, ...]
    #: Lines that the reader should know: a clock that went back, sources that failed as a whole.
    notes: tuple[str, ...] = ()

    def heading(self, t: Wording) -> str:
        """What stands above it."""
        return t.say("brief", period=self.period.name)

    @property
    def today(self) -> date:
        """The day it was made."""
        return self.digest.today

    @property
    def query(self) -> Query:
        """Its period; what is new is not asked for by its date."""
        return Query(since=self.period.since, until=self.period.until)

    @property
    def read(self) -> Read:
        """What was new."""
        return self.digest.read

    @property
    def sources(self) -> tuple[Source, ...]:
        """The texts of its statements."""
        return self.digest.sources

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What could not be read."""
        return self.digest.unread

    @property
    def count(self) -> int:
        """How many statements are new."""
        return self.digest.count

    @property
    def week(self) -> str:
        """The week in which it was made."""
        return week_of(self.today)


def name_period(text: str, today: date) -> Period:
    """A period as people write it, with its name; ``week`` is the last full one. Errors as in ``parse_period``.

    >>> name_period("week", date(2026, 3, 23)).name, name_period("month", date(2026, 3, 23)).name
    ('2026-W12', '2026-02')
    """
    since, until = parse_period(text, today)
    if (until - since).days == _WEEK_DAYS - 1 and since.weekday() == 0:
        return Period(week_of(since), since, until)
    if since == until:
        return Period(since.isoformat(), since, until)
    return Period(since.isoformat()[: 7 if since.month == until.month else 4], since, until)


def week_of(day: date) -> str:
    """The ISO week of a day.

    >>> week_of(date(2027, 1, 2))
    '2026-W53'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def build_brief(  # noqa: PLR0913  what a brief is made of; the last ones are named
    new: Sequence[Statement],
    documents: Sequence[Document],
    unread: Sequence[Unread],
    lexicon: Lexicon,
    *,
    period: Period,
    today: date,
    cities: tuple[str, ...] = (),
    directions: tuple[str, ...] = (),
    measured: Sequence[Statement] = (),
    promises: Iterable[Statement] = (),
    near: Sequence[Statement] = (),
    told: Mapping[tuple[str, str], date] | None = None,
    before: date | None = None,
    top: int | None = None,
    near_days: int = NEAR_DAYS,
    silent_weeks: int = SILENT_WEEKS,
    notes: Sequence[str] = (),
) -> Brief:
    """Make the brief of what is new.

    Args:
        new: statements that no brief has told, copies too, in the order in which they came.
        documents: the texts that were new.
        unread: every input that could not be read.
        lexicon: cities, directions, indicators.
        period: what the brief is called after.
        today: the day of the run.
        cities: that are shown; empty: all. What is new elsewhere is told too, so that nothing is lost.
        directions: the same for directions.
        measured: all statements with figures of indicators, the new ones too.
        promises: statements with deadlines, from all times.
        near: statements of texts of which the new ones may be versions in another language, the new ones too.
        told: city and direction -> last day of the last brief that had something new there.
        before: the day of the last brief; None: there was none.
        top: statements shown of each direction; None: all.
        near_days: days before a deadline from which on it is told.
        silent_weeks: weeks after which a cell counts as silent.
        notes: lines that the reader should know.
    """
    query = Query(cities=cities, directions=directions)
    digest = build_digest(new, documents, unread, lexicon, query=query, today=today, top=top)
    shown = set(report_cities(lexicon, query))
    names = {statement.id for statement in new}
    ledger = build_ledger(measured, lexicon, today=today)
    lines = [line for line in ledger.lines if line.measure.city in shown]
    fresh = [line for line in lines if len(line.stated) == 1 and _is_of(line.first.given_by, names)]
    changed = [line for line in lines if len(line.stated) > 1 and _is_of(line.target.given_by, names)]
    against = [
        one
        for one in ledger.contradictions
        if one.measure.city in shown and any(_is_of(each.given_by, names) for each in one.observations)
    ]
    overdue = [line for line in lines if line.status is Status.OVERDUE]
    lately = [
        line for line in overdue if before is None or _end_of(line) >= before or _is_of(line.target.given_by, names)
    ]
    dated = list(_deadlines(promises, {given.id for given in _given_by(lines)}, shown))
    reached = {given.id for given in _given_by(line for line in lines if line.status is Status.REPORTED_DONE)}
    soon = [
        Due(day, one)
        for day, one in [*dated, *_line_deadlines(lines)]
        if today <= day <= today + timedelta(days=near_days) and one.id not in reached
    ]
    passed = [Due(day, one) for day, one in dated if before is not None and before <= day < today]
    return Brief(
        period=period,
        digest=digest,
        fresh=tuple(fresh),
        changed=tuple(changed),
        contradictions=tuple(against),
        overdue=tuple(lately),
        overdue_before=len(overdue) - len(lately),
        passed=_in_order(passed),
        due=_in_order(soon),
        silent=tuple(_silences(told or {}, digest, lexicon, period, silent_weeks)),
        versions=tuple([pair for pair in find_versions(near) if _has_new(pair, new)]),
        notes=tuple(notes),
    )


def _is_of(given: Statement | Record, names: set[str]) -> bool:
    return not isinstance(given, Record) and given.id in names


def _given_by(lines: Iterable[TargetLine]) -> Iterator[Statement]:
    """The statements that targets were stated by last."""
    for line in lines:
        given = line.target.given_by
        if not isinstance(given, Record):
            yield given


def _end_of(line: TargetLine) -> date:
    """The last day of a target's time; of one without a time a day that never comes."""
    days = days_of(line.target.period.removeprefix("../"))
    return days[1] if days else date.max


def _deadlines(promises: Iterable[Statement], measured: set[str], shown: set[str]) -> Iterable[tuple[date, Statement]]:
    """Deadlines of promises that no line of the ledger stands for."""
    for statement in promises:
        due = statement.deadline
        days = days_of(due.date) if due else None
        if days and statement.kind in _PROMISES and statement.id not in measured and statement.city in shown:
            yield days[1], statement


def _line_deadlines(lines: Iterable[TargetLine]) -> Iterable[tuple[date, Statement]]:
    for line in lines:
        given = line.target.given_by
        if not isinstance(given, Record):
            due = days_of(given.deadline.date) if given.deadline else None
            yield (min(due[1], _end_of(line)) if due else _end_of(line)), given


def _in_order(due: Iterable[Due]) -> tuple[Due, ...]:
    """By day, city and text; a statement with several figures stands once."""
    distinct = {(one.day, one.statement.id): one for one in due}
    return tuple(
        sorted(
            distinct.values(),
            key=lambda one: (one.day, one.statement.city, one.statement.document.path, one.statement.start),
        )
    )


def _silences(
    told: Mapping[tuple[str, str], date], digest: Digest, lexicon: Lexicon, period: Period, least: int
) -> Iterable[Silence]:
    """Cells of which something was told once, and nothing new for long; the longest silence of a city first."""
    fresh = {
        (section.city, part.direction)
        for section in digest.sections
        for priority in section.priorities
        for part in priority.directions
    }
    order = {direction: place for place, direction in enumerate(lexicon.directions)}
    for city in (*lexicon.cities, NATIONAL):
        cells = [
            Silence(city, direction, (period.until - last).days // _WEEK_DAYS)
            for (place, direction), last in told.items()
            if place == city and (place, direction) not in fresh
        ]
        cells = [cell for cell in cells if cell.weeks >= least]
        yield from sorted(cells, key=lambda cell: (-cell.weeks, order.get(cell.direction, 0)))


def _has_new(pair: Versions, new: Sequence[Statement]) -> bool:
    texts = {statement.document.id for statement in new}
    return pair.one.id in texts or pair.other.id in texts
