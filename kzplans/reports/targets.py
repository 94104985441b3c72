"""The ledger as a report: the targets asked for, what contradicts itself, and how much the promises say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from kzplans.model import NATIONAL, OTHER, Record
from kzplans.reports.accounts import group_lines
from kzplans.reports.digest import describe_reading, distinct_documents, distinct_statements, list_sources
from kzplans.reports.ledger import Status, build_ledger
from kzplans.reports.promises import find_promises, sum_up
from kzplans.reports.versions import find_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from kzplans.lexicon import Lexicon
    from kzplans.model import Document, Statement, Unread
    from kzplans.reports.accounts import CityPart
    from kzplans.reports.digest import Read, Source
    from kzplans.reports.ledger import Contradiction, TargetLine
    from kzplans.reports.observations import Observation
    from kzplans.reports.promises import Promise, Quality
    from kzplans.reports.query import Query
    from kzplans.reports.versions import Versions
    from kzplans.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class Selection:
    """Which targets are asked for, beside cities, directions and times; empty: all."""

    indicators: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    years: tuple[int, ...] = ()
    #: Show the numbers that each status is made of.
    components: bool = False
    #: Show the promises that leave something open.
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Targets:
    """The ledger as asked for. ``vague`` are promises that lack something, if they were asked for."""

    name: ClassVar[str] = "targets"
    query: Query
    selection: Selection
    today: date
    read: Read
    lines: tuple[TargetLine, ...]
    contradictions: tuple[Contradiction, ...]
    versions: tuple[Versions, ...]
    quality: tuple[Quality, ...]
    vague: tuple[Promise, ...]
    sources: tuple[Source, ...]
    #: Tables of official figures with how many of their figures were taken.
    tables: tuple[tuple[str, int], ...]
    unread: tuple[Unread, ...]

    def heading(self, t: Wording) -> str:
        """What stands above it."""
        return t.say(self.name)

    @property
    def statuses(self) -> tuple[tuple[Status, int], ...]:
        """How many targets have each status, those that none has left out."""
        counts = Counter(line.status for line in self.lines)
        return tuple([(status, counts[status]) for status in Status if counts[status]])

    @property
    def sections(self) -> tuple[CityPart, ...]:
        """The lines by city, in the order that the promises of the cities stand in, and by indicator."""
        return group_lines(self.lines, [quality.city for quality in self.quality])

    @property
    def count(self) -> int:
        """How many statements the lines are made of."""
        return sum(source.statements for source in self.sources)

    @property
    def has_pace(self) -> bool:
        """Whether the pace of a line could be worked out."""
        return any(line.progress for line in self.lines)

    @property
    def observations(self) -> tuple[Observation, ...]:
        """All figures of the lines, each once, line by line: baselines, levels, targets."""
        found = {}
        for line in self.lines:
            baseline = (line.baseline,) if line.baseline else ()
            for one in (*baseline, *line.actuals, *line.stated):
                found[id(one)] = one
        return tuple(found.values())


def build_targets(  # noqa: PLR0913  what the report is made of; the last ones are named
    statements: Iterable[Statement],
    documents: Sequence[Document],
    unread: Sequence[Unread],
    lexicon: Lexicon,
    *,
    query: Query,
    today: date,
    selection: Selection | None = None,
    records: Sequence[Record] = (),
) -> Targets:
    """Make the ledger of statements and official figures, and take from it what is asked for.

    Args:
        statements: of all documents, in any order; those of a document that is there twice count once.
        documents: every text that was read.
        unread: every input that could not be read.
        lexicon: indicators, cities and units.
        query: its period and languages choose the texts; cities, directions and kinds the targets.
        today: the day of the report.
        selection: which targets are shown.
        records: figures of official tables.
    """
    selection = selection or Selection()
    found = list(distinct_statements(statements))
    admitted = [one for one in found if query.admits_document(one.document)]
    ledger = build_ledger(admitted, lexicon, today=today, records=records)
    lines = tuple([line for line in ledger.lines if _is_asked(line, query, selection, lexicon)])
    shown = [one for one in admitted if one.city != OTHER or OTHER in query.cities]
    promises = find_promises([one for one in shown if query.admits(one)], lexicon)
    cities = (*lexicon.cities, NATIONAL, OTHER)
    return Targets(
        query=query,
        selection=selection,
        today=today,
        read=describe_reading(distinct_documents(documents).values(), len(found), query),
        lines=lines,
        contradictions=tuple([one for one in ledger.contradictions if _concerns(one, query, selection, lexicon)]),
        versions=find_versions(admitted),
        quality=sum_up(promises, cities),
        vague=_vague(promises, cities) if selection.vague else (),
        sources=list_sources(_given_by(lines)),
        tables=tuple(sorted(Counter(record.path for record in records).items())),
        unread=tuple(unread),
    )


def _is_asked(line: TargetLine, query: Query, selection: Selection, lexicon: Lexicon) -> bool:
    if not _fits(line.measure.city, line.measure.indicator, query, selection, lexicon):
        return False
    given = line.target.given_by
    kind = None if isinstance(given, Record) else given.kind
    return (
        (not query.kinds or kind in query.kinds)
        and (not selection.statuses or line.status in selection.statuses)
        and (not selection.years or line.target.year in selection.years)
    )


def _concerns(one: Contradiction, query: Query, selection: Selection, lexicon: Lexicon) -> bool:
    is_year = not selection.years or one.observations[-1].year in selection.years
    return is_year and _fits(one.measure.city, one.measure.indicator, query, selection, lexicon)


def _fits(city: str, indicator: str, query: Query, selection: Selection, lexicon: Lexicon) -> bool:
    """Whether place, indicator and its direction are asked for; other places only by name."""
    return (
        (city in query.cities if query.cities else city != OTHER)
        and (not selection.indicators or indicator in selection.indicators)
        and (not query.directions or lexicon.indicators[indicator].direction in query.directions)
    )


def _vague(promises: Iterable[Promise], cities: Sequence[str]) -> tuple[Promise, ...]:
    """Promises that lack something, by city, those that lack most first."""
    places = {city: place for place, city in enumerate(cities)}
    lacking = [one for one in promises if one.lacking]
    lacking.sort(
        key=lambda one: (
            places[one.statement.city], -len(one.lacking), one.statement.document.path, one.statement.start,
        )
    )  # fmt: skip
    return tuple(lacking)


def _given_by(lines: Iterable[TargetLine]) -> list[Statement]:
    """The statements that figures of lines come from, each once."""
    found = {}
    for line in lines:
        for one in (*line.stated, *line.actuals, *((line.baseline,) if line.baseline else ())):
            if not isinstance(one.given_by, Record):
                found[one.given_by.id] = one.given_by
    return list(found.values())
