"""The digest: statements city by city, priority by priority, direction by direction, the weightiest first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from kzplans.model import NATIONAL, OTHER, Kind
from kzplans.reports.clusters import find_clusters
from kzplans.reports.ledger import build_ledger
from kzplans.reports.overview import find_highlights, make_timeline, target_rows
from kzplans.reports.promises import find_promises, sum_up
from kzplans.reports.query import days_of
from kzplans.reports.versions import find_versions
from kzplans.reports.weight import Weight, rank, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kzplans.lexicon import Lexicon
    from kzplans.model import Document, Statement, Unread
    from kzplans.reports.clusters import Cluster
    from kzplans.reports.overview import Figure, TargetRow, Timeline
    from kzplans.reports.promises import Quality
    from kzplans.reports.query import Query
    from kzplans.reports.wording import Wording

#: How many statements of a direction are shown if nothing else is asked for.
TOP = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement with its weight."""

    statement: Statement
    weight: Weight
    #: Those that repeat it in other texts, the first seen first, and its wordings in another language.
    copies: tuple[Statement, ...] = ()
    wordings: tuple[Statement, ...] = ()

    @property
    def repeated(self) -> int:
        """How often it stands elsewhere."""
        return len(self.copies) + len(self.wordings)

    @property
    def years(self) -> tuple[int, ...]:
        """Years that its deadline and numbers name."""
        due = self.statement.deadline
        years = [quantity.year for quantity in self.statement.quantities] + [due.year if due else None]
        return tuple(sorted({year for year in years if year is not None}))


@dataclass(frozen=True, slots=True)
class DirectionPart:
    """One direction of a city: the weightiest entries, and how many more there are."""

    direction: str
    entries: tuple[Entry, ...]
    more: int
    #: How often they all stand elsewhere.
    repeated: int = 0

    @property
    def count(self) -> int:
        """Number of statements, shown or not; copies are not counted."""
        return len(self.entries) + self.more


@dataclass(frozen=True, slots=True)
class PriorityPart:
    """One priority of a city with those of its directions that have statements."""

    priority: str
    directions: tuple[DirectionPart, ...]

    @property
    def count(self) -> int:
        """Number of statements, shown or not."""
        return sum(part.count for part in self.directions)


@dataclass(frozen=True, slots=True)
class Section:
    """One city (or the whole country) with those priorities that have statements."""

    city: str
    priorities: tuple[PriorityPart, ...]
    #: Number of statements by kind, all kinds in their order.
    kinds: tuple[tuple[Kind, int], ...]
    #: Its weightiest numbers.
    highlights: tuple[Figure, ...]

    @property
    def count(self) -> int:
        """Number of statements, shown or not."""
        return sum(part.count for part in self.priorities)

    @property
    def repeated(self) -> int:
        """How often they all stand elsewhere."""
        return sum(part.repeated for priority in self.priorities for part in priority.directions)

    @property
    def promises(self) -> int:
        """Number of targets and assignments."""
        return sum(count for kind, count in self.kinds if kind in {Kind.TARGET, Kind.ASSIGNMENT})


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One direction: how many statements each city has."""

    direction: str
    priority: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Number of statements in all cities."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Numbers of statements by direction (rows) and city (columns); each statement is counted once."""

    cities: tuple[str, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        """Number of statements of each city."""
        return tuple([sum(row.counts[column] for row in self.rows) for column in range(len(self.cities))])

    @property
    def total(self) -> int:
        """Number of all statements."""
        return sum(row.total for row in self.rows)

    @property
    def highest(self) -> int:
        """The highest number in a cell."""
        return max((count for row in self.rows for count in row.counts), default=0)


@dataclass(frozen=True, slots=True)
class Source:
    """A text that the report draws on, with the number of its statements there."""

    document: Document
    statements: int


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, before filters."""

    texts: int
    statements: int
    #: Languages of the texts, the most frequent first.
    languages: tuple[tuple[str, int], ...]
    #: Texts that a period filter left out because they have no full date.
    undated: int


@dataclass(frozen=True, slots=True)
class Digest:
    """The briefing. ``top`` is the number of entries shown in each direction, None for all."""

    name: ClassVar[str] = "digest"
    query: Query
    today: date
    top: int | None
    read: Read
    matrix: Matrix
    sections: tuple[Section, ...]
    targets: tuple[TargetRow, ...]
    timeline: Timeline
    #: How much the promises of each city say.
    quality: tuple[Quality, ...]
    sources: tuple[Source, ...]
    unread: tuple[Unread, ...]

    def heading(self, t: Wording) -> str:
        """What stands above it."""
        return t.say(self.name)

    @property
    def count(self) -> int:
        """Number of statements in the report, shown or counted as more."""
        return sum(section.count for section in self.sections)

    @property
    def repeated(self) -> int:
        """How often they all stand elsewhere."""
        return sum(section.repeated for section in self.sections)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that are shown, in the order of the report."""
        return tuple([
            entry
            for section in self.sections
            for priority in section.priorities
            for part in priority.directions
            for entry in part.entries
        ])  # fmt: skip

    @property
    def shown(self) -> frozenset[str]:
        """Ids of the statements that are shown."""
        return frozenset([entry.statement.id for entry in self.entries])


def build_digest(  # noqa: PLR0913  what a digest is made of; the last three are named
    statements: Iterable[Statement],
    documents: Sequence[Document],
    unread: Sequence[Unread],
    lexicon: Lexicon,
    *,
    query: Query,
    today: date,
    top: int | None = TOP,
) -> Digest:
    """Group, order and count statements.

    Args:
        statements: of all documents; those of a document that is there twice count once, and those that several texts
            repeat are one with several sources, the first given first.
        documents: every text that was read.
        unread: every input that could not be read.
        lexicon: gives the order of cities, priorities and directions.
        query: what the report is about.
        today: the day of the report.
        top: entries shown in each direction; None shows all.
    """
    texts = distinct_documents(documents)
    found = list(distinct_statements(statements))
    cities = report_cities(lexicon, query)
    kept = [statement for statement in found if statement.city in cities and query.admits(statement)]
    placed = place_clusters(find_clusters(kept, lexicon, find_versions(kept)), query)
    weightiest = [entry.statement for entry in heaviest_first(placed)]
    ledger = build_ledger(kept, lexicon, today=today)
    sections = tuple([_section(city, placed, lexicon, top) for city in cities if any(key[0] == city for key in placed)])
    return Digest(
        query=query,
        today=today,
        top=top,
        read=describe_reading(texts.values(), len(found), query),
        matrix=_matrix(cities, placed, lexicon),
        sections=sections,
        targets=target_rows([line for line in ledger.lines if line.measure.city in cities]),
        timeline=make_timeline(weightiest, cities),
        quality=sum_up(find_promises(kept, lexicon), cities),
        sources=list_sources(kept),
        unread=tuple(unread),
    )


def report_cities(lexicon: Lexicon, query: Query) -> tuple[str, ...]:
    """Cities of a report in their order, then the whole country; other places only if they are asked for."""
    known = (*lexicon.cities, NATIONAL)
    if not query.cities:
        return known
    return tuple([city for city in (*known, OTHER) if city in query.cities])


def distinct_documents(documents: Iterable[Document]) -> dict[str, Document]:
    """Documents by id; of several copies of a text the first path stands for all."""
    texts: dict[str, Document] = {}
    for document in documents:
        texts.setdefault(document.id, document)
    return texts


def distinct_statements(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Statements without those that a second copy of a text repeats."""
    seen: set[tuple[str, int, int]] = set()
    for statement in statements:
        key = (statement.document.id, statement.start, statement.stop)
        if key not in seen:
            seen.add(key)
            yield statement


def place_clusters(clusters: Iterable[Cluster], query: Query) -> dict[tuple[str, str], list[Entry]]:
    """Entries by city and direction, in order of weight.

    A statement stands under its main direction; if directions are asked for, under its first one among them.
    """
    placed: dict[tuple[str, str], list[Entry]] = {}
    for statement, copies, wordings in clusters:
        wanted = [name for name in statement.directions if not query.directions or name in query.directions]
        entry = Entry(statement, weigh(statement), copies, wordings)
        placed.setdefault((statement.city, wanted[0]), []).append(entry)
    for entries in placed.values():
        entries.sort(key=lambda entry: rank(entry.statement, entry.weight))
    return placed


def heaviest_first(placed: Mapping[tuple[str, str], Iterable[Entry]]) -> list[Entry]:
    """All entries in order of weight."""
    entries = [entry for group in placed.values() for entry in group]
    return sorted(entries, key=lambda entry: rank(entry.statement, entry.weight))


def describe_reading(documents: Iterable[Document], statements: int, query: Query) -> Read:
    """Count texts and languages, and the texts that fall out of a period for want of a date."""
    texts = list(documents)
    languages = Counter(document.language for document in texts)
    undated = [document for document in texts if query.has_period and days_of(document.date) is None]
    return Read(
        texts=len(texts),
        statements=statements,
        languages=tuple(sorted(languages.items(), key=lambda pair: (-pair[1], pair[0]))),
        undated=len(undated),
    )


def list_sources(statements: Iterable[Statement]) -> tuple[Source, ...]:
    """The texts of statements, in the order of their paths."""
    counts: Counter[str] = Counter()
    documents: dict[str, Document] = {}
    for statement in statements:
        counts[statement.document.id] += 1
        documents[statement.document.id] = statement.document
    ordered = sorted(documents.values(), key=lambda document: document.path)
    return tuple([Source(document, counts[document.id]) for document in ordered])


def _section(
    city: str, placed: Mapping[tuple[str, str], Sequence[Entry]], lexicon: Lexicon, top: int | None
) -> Section:
    priorities = []
    for priority in lexicon.priorities:
        parts = [
            DirectionPart(
                direction,
                tuple(entries[:top]),
                len(entries) - len(entries[:top]),
                sum(entry.repeated for entry in entries),
            )
            for direction, owner in lexicon.directions.items()
            if owner == priority and (entries := placed.get((city, direction)))
        ]
        if parts:
            priorities.append(PriorityPart(priority, tuple(parts)))
    kinds = Counter(
        entry.statement.kind for (where, _), entries in placed.items() if where == city for entry in entries
    )
    own = {key: entries for key, entries in placed.items() if key[0] == city}
    highlights = find_highlights(entry.statement for entry in heaviest_first(own))
    return Section(city, tuple(priorities), tuple([(kind, kinds[kind]) for kind in Kind]), highlights)


def _matrix(cities: Sequence[str], placed: Mapping[tuple[str, str], Sequence[Entry]], lexicon: Lexicon) -> Matrix:
    rows = [
        MatrixRow(direction, priority, tuple([len(placed.get((city, direction), ())) for city in cities]))
        for direction, priority in lexicon.directions.items()
    ]
    return Matrix(tuple(cities), tuple([row for row in rows if row.total]))
