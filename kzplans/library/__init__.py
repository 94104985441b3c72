"""The library: one SQLite file of texts, statements, clusters of the same statement, and briefs. The only SQL.

Texts are known by the hash of their bytes, statements by their place in a text, clusters by what is said. New is what
no brief has told yet. Writing goes on in transactions of a few dozen texts, so that a run killed at any moment leaves
whole texts behind and the next one goes on from there.
"""

from __future__ import annotations

import os
import zlib
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

from kzplans.errors import LibraryError
from kzplans.library.pages import Page, load_page, save_page
from kzplans.library.rows import (
    LEVEL,
    QUANTITY_COLUMNS,
    STATEMENT_COLUMNS,
    Prepared,
    document_of,
    hash_of,
    prepare,
    statement_of,
    unpacked,
)
from kzplans.library.search import NumberTest, Search, matching, words_of
from kzplans.library.store import MEMORY, Lock, open_to_read, open_to_write, telling_of
from kzplans.model import Document
from kzplans.reports.clusters import HOLDERS
from kzplans.reports.reprints import Found, is_same

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from types import TracebackType
    from typing import Self

    from kzplans.library.rows import PreparedStatement
    from kzplans.model import Statement
    from kzplans.reports.reprints import Gist, Gists

__all__ = [
    "BriefRecord",
    "Difference",
    "Library",
    "NumberTest",
    "Page",
    "Prepared",
    "Search",
    "Taken",
    "Words",
    "prepare",
]

#: Texts, and bytes of them, after which what was done is made lasting.
_TEXTS_A_STEP, _BYTES_A_STEP = 64, 4_000_000
#: Gists and texts kept in memory.
_KEPT = 20_000
_WORDS_KEPT = 400_000
#: Statements that a search for a few looks at.
MOST_COUNTED = 1_000
#: Clusters that are looked at for a statement.
_LIKELY = 8
#: Statements whose numbers are fetched at once.
_AT_ONCE = 400
#: A gist asks for no document.
_NO_DOCUMENT = Document("", "", None, None, None, "", None, "", "")
#: Place of the hash in ``Prepared.row``.
_SHA256 = 7


class Words(NamedTuple):
    """What statements are found and compared with; ``edition`` names the program and its words."""

    edition: str
    gists: Gists


class Taken(NamedTuple):
    """What came of a text: how many statements it has, and how many of them nobody had said before."""

    statements: int
    new: int


class BriefRecord(NamedTuple):
    """A brief that was made. ``context`` is its report as JSON."""

    name: str
    since: str
    until: str
    today: str
    statements: int
    sources: int
    is_written: bool


class Hits(NamedTuple):
    """What a search has found: those asked for, how many there are, and whether that is all."""

    found: tuple[Found, ...]
    total: int
    is_whole: bool


class Quote(NamedTuple):
    """Words of a text with their place in it."""

    text: str
    start: int
    stop: int


class Difference(NamedTuple):
    """Something that is not as it was kept."""

    path: str
    statement: str
    what: str


class Library:
    """A library that is open; made by ``to_write`` or ``to_read``, closed by a ``with`` block."""

    def __init__(
        self, path: str, connection: sqlite3.Connection, words: Words | None = None, lock: Lock | None = None
    ) -> None:
        """Take an open connection, and the words that statements are found and compared with."""
        self.path = path
        self._reader = words.gists if words else None
        self._connection = connection
        self._lock = lock
        self._edition_name = words.edition if words else ""
        self._gists: OrderedDict[int, tuple[Gist, int]] = OrderedDict()
        self._speakers: dict[tuple[str, str], int] = {}
        self._words: set[str] = set()
        #: Next numbers of tables.
        self._numbers: dict[str, int] = {}
        self._texts = self._bytes = 0
        self._lasting = True

    @classmethod
    def to_write(cls, path: str, words: Words, wait: float = 0.0, *, lasting: bool = True) -> Self:
        """Open or make a library.

        Args:
            path: of the file; links are followed, so that two names are not two locks.
            words: that statements are found and compared with.
            wait: seconds that another run is waited for.
            lasting: if not, all that is done is undone in the end.

        Raises:
            LibraryError: it cannot be used, and stays as it was.
            LibraryBusyError: another run or program holds it.
        """
        real = os.path.realpath(path)
        if not lasting and not os.path.exists(real):  # noqa: PTH110  names may hold any byte
            library = cls(path, open_to_write(MEMORY), words)
        else:
            lock = Lock(real, wait)
            try:
                library = cls(path, open_to_write(real), words, lock)
            except BaseException:
                lock.release()
                raise
        library._lasting = lasting
        if not lasting:
            with telling_of(path):
                library._connection.execute("BEGIN IMMEDIATE")
        return library

    @classmethod
    def to_read(cls, path: str) -> Self:
        """Open a library without changing it. Errors as in ``to_write``; NoInputError if it is not there."""
        return cls(path, open_to_read(os.path.realpath(path)))

    def __enter__(self) -> Self:
        """Nothing more to do."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close; what was finished lasts, whatever ends the block."""
        self.close()

    def close(self) -> None:
        """Make what was finished lasting, and give the lock back."""
        try:
            with telling_of(self.path):
                if self._connection.in_transaction:
                    self._connection.execute("COMMIT" if self._lasting else "ROLLBACK")
        finally:
            self._connection.close()
            if self._lock:
                self._lock.release()

    # --- Taking in ----------------------------------------------------------------------------------------------------

    def knows_file(self, path: str, sha256: str) -> bool:
        """Whether a file holds the same bytes as the last time; one that was gone is there again."""
        inside = (path, f"{path}!/", f"{path}!0")  # of a file with several texts: a.zip!/b.txt
        where = "WHERE path = ? OR (path > ? AND path < ?)"
        rows = self._connection.execute(f"SELECT sha256, removed FROM file {where}", inside).fetchall()
        if not any(kept == sha256 for kept, _ in rows):
            return False
        if any(removed and kept == sha256 for kept, removed in rows):
            with self._step():
                self._connection.execute(
                    f"UPDATE file SET removed = 0 {where.replace('path = ?', '(path = ?')}) AND sha256 = ?",
                    (*inside, sha256),
                )
        return True

    def take(self, path: str, size: int, text: Prepared) -> Taken:
        """Take in a text as the content of a file; one known from elsewhere is the same text."""
        with self._step(size):
            known = self._connection.execute("SELECT number FROM document WHERE id = ?", (text.id,)).fetchone()
            number, taken = (known[0], Taken(0, 0)) if known else self._insert(text)
            self._connection.execute(
                "INSERT INTO file(path, size, sha256, document) VALUES (?, ?, ?, ?) ON CONFLICT(path) DO UPDATE SET "
                "size = excluded.size, sha256 = excluded.sha256, document = excluded.document, removed = 0",
                (path, size, text.row[_SHA256], number),
            )
        return taken

    def page(self, address: str) -> Page | None:
        """What the web answered for an address the last time, whole."""
        with telling_of(self.path):
            try:
                return load_page(self._connection, address)
            except ValueError:
                return None  # it is fetched anew

    def known_pages(self) -> dict[str, str | None]:
        """By the addresses of all answers that are kept: when their source said that they had changed."""
        with telling_of(self.path):
            return dict(self._connection.execute("SELECT address, changed FROM page"))

    def keep_page(self, page: Page) -> None:
        """Keep an answer of the web instead of the one before."""
        with self._step(len(page.content)):
            save_page(self._connection, page)

    def forget_missing(self, sources: Sequence[str], seen: Collection[str], unsure: Sequence[str] = ()) -> int:
        """Mark files of sources that were not seen any more as removed.

        Args:
            sources: that were looked through.
            seen: the files that are there.
            unsure: files and folders of which it is not known.

        Returns:
            How many are no longer there.
        """
        missing = [
            (path,)
            for (path,) in self._connection.execute("SELECT path FROM file WHERE NOT removed")
            if path not in seen
            and path.partition("!/")[0] not in seen
            and any(_lies_in(path, source) for source in sources)
            and not any(_lies_in(path, place) for place in unsure)
        ]
        if missing:
            with self._step():
                self._connection.executemany("UPDATE file SET removed = 1 WHERE path = ?", missing)
        return len(missing)

    def outdated(self) -> Iterator[Document]:
        """Texts whose statements were found by another edition of program or words."""
        with telling_of(self.path):
            edition = self._edition()
            query = "SELECT number FROM document WHERE edition <> ? ORDER BY number"
            numbers = [number for (number,) in self._connection.execute(query, (edition,))]
        for number in numbers:
            yield self._document(number)

    def read_again(self, text: Prepared) -> None:
        """Put new findings in the place of old ones. Nothing is new by it: what a text said, it said before."""
        connection = self._connection
        with self._step():
            number, brief = connection.execute("SELECT number, brief FROM document WHERE id = ?", (text.id,)).fetchone()
            old = connection.execute(
                "SELECT number, start, stop, cluster FROM statement WHERE document = ? ORDER BY number", (number,)
            ).fetchall()
            connection.execute(
                "DELETE FROM quantity WHERE statement IN (SELECT number FROM statement WHERE document = ?)", (number,)
            )
            connection.execute("DELETE FROM statement WHERE document = ?", (number,))
            clusters: list[tuple[int, bool]] = []
            firsts: dict[int, int] = {}
            at = self._next_statement()
            for place, statement in enumerate(text.statements):
                start, stop = statement.before_speaker[:2]
                before = [row for row in old if row[1] < stop and start < row[2]]
                cluster = self._cluster_again(statement, before, brief)
                clusters.append((cluster, False))
                firsts.setdefault(cluster, at + place)
            self._insert_statements(text.statements, clusters, number)
            self._keep_firsts(old, firsts)
            connection.execute(
                "UPDATE document SET content = ?, edition = ? WHERE number = ?",
                (text.row[-1], self._edition(), number),
            )

    def finish_reading_again(self) -> None:
        """Make the index of words anew: it still holds what was read before."""
        connection = self._connection
        with self._step():
            connection.execute("INSERT INTO word_index(word_index) VALUES ('delete-all')")
            connection.executemany(
                "INSERT INTO word_index(rowid, words) VALUES (?, ?)",
                (
                    (number, " ".join(words_of(text)))
                    for number, text in connection.execute("SELECT number, text FROM statement ORDER BY number")
                ),
            )
        self.commit()

    def _cluster_again(self, statement: PreparedStatement, before: Sequence[Any], brief: int | None) -> int:
        """The cluster that a statement had before, if it is still the first of it or says the same as the first."""
        connection = self._connection
        gist, words, marks = statement.gist, statement.words, statement.marks
        for number, _, _, cluster in before:
            first = connection.execute("SELECT first FROM cluster WHERE number = ?", (cluster,)).fetchone()[0]
            if first == number:
                self._gists.pop(cluster, None)
                self._mark(cluster, marks)
                connection.execute("UPDATE cluster SET words = ? WHERE number = ?", (words, cluster))
                return int(cluster)
            known = self._gist(cluster)
            if known is not None and is_same(gist, known[0]):
                return int(cluster)
        told = brief
        if before:
            told = connection.execute("SELECT brief FROM cluster WHERE number = ?", (before[0][3],)).fetchone()[0]
        made = self._next("cluster", "SELECT max(number) FROM cluster")
        self._numbers["cluster"] = made + 1
        connection.execute("INSERT INTO cluster(number, first, words, brief) VALUES (?, 0, ?, ?)", (made, words, told))
        self._mark(made, marks)
        return made

    def _keep_firsts(self, old: Sequence[Any], firsts: dict[int, int]) -> None:
        """Let clusters begin with a statement that is there."""
        gone = {number for number, *_ in old}
        for cluster in {row[3] for row in old} | set(firsts):
            first = self._connection.execute("SELECT first FROM cluster WHERE number = ?", (cluster,)).fetchone()[0]
            if first in gone or not first:
                query = "SELECT min(number) FROM statement WHERE cluster = ?"
                other = firsts.get(cluster) or self._connection.execute(query, (cluster,)).fetchone()[0]
                self._connection.execute("UPDATE cluster SET first = ? WHERE number = ?", (other or 0, cluster))

    def _insert(self, text: Prepared) -> tuple[int, Taken]:
        number = self._connection.execute(_INSERT_DOCUMENT, (*text.row, self._edition())).lastrowid or 0
        clusters, full = self._clusters(text.statements, number)
        self._insert_statements(text.statements, clusters, number, full)
        return number, Taken(len(clusters), sum(is_new for _, is_new in clusters))

    def _insert_statements(
        self,
        statements: Sequence[PreparedStatement],
        clusters: Sequence[tuple[int, bool]],
        document: int,
        full: Collection[int] = (),
    ) -> None:
        """Insert the statements of a text, and those of their clusters that are new; ``full`` marks take no more."""
        connection = self._connection
        first = self._next_statement()
        self._numbers["statement"] = first + len(statements)
        rows, figures, words, made, marks = [], [], [], [], []
        for number, (one, (cluster, is_new)) in enumerate(zip(statements, clusters, strict=True), first):
            speaker = self._speaker(one.speaker)
            rows.append((number, one.id, document, cluster, *one.before_speaker, speaker, *one.after_speaker))
            figures += [(number, *quantity) for quantity in one.quantities]
            tokens = one.gist.tokens
            words.append((number, " ".join(tokens)))
            if is_new:
                made.append((cluster, number, one.words))
                marks += [(mark, cluster) for mark in one.marks if mark not in full]
                self._remember(cluster, one.gist, document)
            unknown = set(tokens) - self._words
            if unknown:
                connection.executemany("INSERT OR IGNORE INTO word VALUES (?)", [(word,) for word in sorted(unknown)])
                if len(self._words) > _WORDS_KEPT:
                    self._words.clear()
                self._words |= unknown
        connection.executemany("INSERT INTO cluster(number, first, words) VALUES (?, ?, ?)", made)
        connection.executemany(_INSERT_STATEMENT, rows)
        connection.executemany(_INSERT_QUANTITY, figures)
        connection.executemany("INSERT INTO word_index(rowid, words) VALUES (?, ?)", words)
        connection.executemany("INSERT OR IGNORE INTO mark VALUES (?, ?)", marks)

    def _next_statement(self) -> int:
        return self._next("statement", "SELECT seq FROM sqlite_sequence WHERE name = 'statement'")

    def _next(self, name: str, query: str) -> int:
        """The next number of a table; asked once, since nobody else writes."""
        if name not in self._numbers:
            row = self._connection.execute(query).fetchone()
            self._numbers[name] = ((row[0] if row else None) or 0) + 1
        return self._numbers[name]

    def _speaker(self, key: tuple[str, str] | None) -> int | None:
        if key is None:
            return None
        known = self._speakers.get(key)
        if known is None:
            connection = self._connection
            connection.execute("INSERT OR IGNORE INTO speaker(name, role) VALUES (?, ?)", key)
            query = "SELECT number FROM speaker WHERE name = ? AND role = ?"
            known = self._speakers[key] = connection.execute(query, key).fetchone()[0]
        return known

    def _edition(self) -> int:
        connection = self._connection
        query = "SELECT number FROM edition WHERE name = ?"
        known = connection.execute(query, (self._edition_name,)).fetchone()
        if known is None:
            connection.execute("INSERT INTO edition(name) VALUES (?)", (self._edition_name,))
            known = connection.execute(query, (self._edition_name,)).fetchone()
        return int(known[0])

    # --- Clusters -----------------------------------------------------------------------------------------------------

    def _clusters(
        self, statements: Sequence[PreparedStatement], document: int
    ) -> tuple[list[tuple[int, bool]], set[int]]:
        """The clusters of the statements of a text, those that other texts began or new ones; marks that are full."""
        known = self._by_words([one.words for one in statements], document)
        near = self._by_marks([mark for one in statements if one.words not in known for mark in one.marks])
        number = self._next("cluster", "SELECT max(number) FROM cluster")
        found: list[tuple[int, bool]] = []
        for one in statements:
            cluster = known.get(one.words) or self._alike(one, near, document)
            if cluster is None:
                found.append((number, True))
                number += 1
            else:
                found.append((cluster, False))
        self._numbers["cluster"] = number
        return found, {mark for mark, holders in near.items() if len(holders) >= HOLDERS}

    def _by_words(self, words: Sequence[int], document: int) -> dict[int, int]:
        """Clusters of other texts by the hash of their words, the first of each."""
        found: dict[int, int] = {}
        for part in _parts(words):
            query = (
                "SELECT cluster.words, cluster.number FROM cluster JOIN statement ON statement.number = cluster.first "
                f"WHERE cluster.words IN ({_marks(part)}) AND statement.document <> ? ORDER BY cluster.number DESC"
            )
            found.update(self._connection.execute(query, (*part, document)))
        return found

    def _by_marks(self, marks: Sequence[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for part in _parts(marks):
            query = f"SELECT mark, cluster FROM mark WHERE mark IN ({_marks(part)})"
            for mark, cluster in self._connection.execute(query, part):
                found.setdefault(mark, []).append(cluster)
        return found

    def _alike(self, one: PreparedStatement, near: Mapping[int, Sequence[int]], document: int) -> int | None:
        """The first cluster of another text that says the same."""
        counts = Counter(cluster for mark in one.marks for cluster in near.get(mark, ()))
        likely = sorted(counts, key=lambda cluster: (-counts[cluster], cluster))[:_LIKELY]
        for cluster in sorted(likely):
            other = self._gist(cluster)
            if other is not None and other[1] != document and is_same(one.gist, other[0]):
                return cluster
        return None

    def _mark(self, cluster: int, marks: Sequence[int]) -> None:
        pairs = [(mark, cluster) for mark in marks]
        self._connection.executemany("INSERT OR IGNORE INTO mark VALUES (?, ?)", pairs)

    def _gist(self, cluster: int) -> tuple[Gist, int] | None:
        """What the first statement of a cluster says, and its document; None if there is no statement left."""
        known = self._gists.get(cluster)
        if known is None:
            columns = ", ".join(f"statement.{name}" for name in STATEMENT_COLUMNS)
            row = self._connection.execute(
                f"SELECT number, '', '', {columns} FROM statement WHERE number = "
                "(SELECT first FROM cluster WHERE number = ?)",
                (cluster,),
            ).fetchone()
            if row is None or self._reader is None:
                return None
            first = statement_of(row, _NO_DOCUMENT, self._quantities([row[0]]).get(row[0], ()), {})
            known = self._remember(cluster, self._reader.of(first), row[4])
        return known

    def _remember(self, cluster: int, gist: Gist, document: int) -> tuple[Gist, int]:
        while len(self._gists) >= _KEPT:
            self._gists.popitem(last=False)
        self._gists[cluster] = gist, document
        return gist, document

    def link_versions(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Let a statement (first id) stand for its wording in another language (second id)."""
        connection = self._connection
        query = "SELECT cluster FROM statement WHERE id = ? ORDER BY number"
        with self._step():
            for one, other in pairs:
                main, linked = [connection.execute(query, (each,)).fetchone() for each in (one, other)]
                if main and linked and main != linked:
                    connection.execute(
                        "UPDATE cluster SET main = ? WHERE number = ? AND main IS NULL", (main[0], linked[0])
                    )

    # --- Reading ------------------------------------------------------------------------------------------------------

    def texts(self, *, of_web: bool = False) -> Iterator[tuple[Document, list[Statement]]]:
        """The texts that files hold or held last, each with its statements, in the order in which they came.

        ``of_web``: those alone that were fetched.
        """
        with telling_of(self.path):
            of = "AND (path LIKE 'http://%' OR path LIKE 'https://%')" if of_web else ""
            query = f"SELECT number FROM document WHERE {_CURRENT} {of} ORDER BY number"
            for (number,) in self._connection.execute(query).fetchall():
                document = self._document(number)
                yield document, list(self._load("statement.document = ?", (number,), {number: document}))

    def waiting(self, brief: str = "") -> list[Statement]:
        """Statements that no brief has told yet, or this one, their copies too, in the order in which they came."""
        number = self._brief_number(brief)
        return self._all(
            f"(cluster.brief = ? OR (cluster.brief IS NULL AND {_CURRENT})) AND (cluster.main IS NULL OR "
            "(SELECT main.brief FROM cluster AS main WHERE main.number = cluster.main) = ?)",
            (number, number),
        )

    def waiting_count(self) -> int:
        """How many statements wait for a brief, copies not counted."""
        query = (
            "SELECT count(DISTINCT cluster.number) FROM cluster JOIN statement ON statement.cluster = cluster.number "
            "JOIN document ON document.number = statement.document "
            f"WHERE cluster.brief IS NULL AND cluster.main IS NULL AND {_CURRENT}"
        )
        return int(self._connection.execute(query).fetchone()[0])

    def near_versions(self, since: str, until: str, brief: str = "") -> list[Statement]:
        """Statements with numbers of texts of these days, and of new texts: among them are versions of one text."""
        return self._all(
            f"(document.brief IS NULL OR document.brief = ? OR document.date BETWEEN ? AND ?) AND {_CURRENT} "
            "AND EXISTS (SELECT 1 FROM quantity WHERE quantity.statement = statement.number)",
            (self._brief_number(brief), since, until),
        )

    def new_days(self, brief: str = "") -> tuple[str, str] | None:
        """First and last full date of the texts that no brief knows yet, or this one."""
        query = (
            "SELECT min(date), max(date) FROM document WHERE (brief IS NULL OR brief = ?) AND length(date) = 10 "
            "AND date < 'X'"
        )
        first, last = self._connection.execute(query, (self._brief_number(brief),)).fetchone()
        return (first, last) if first else None

    def new_documents(self, brief: str = "") -> list[Document]:
        """Texts that no brief knows yet, or this one, without their words."""
        with telling_of(self.path):
            query = f"SELECT number FROM document WHERE brief = ? OR (brief IS NULL AND {_CURRENT}) ORDER BY number"
            rows = self._connection.execute(query, (self._brief_number(brief),)).fetchall()
            return [self._document(number, with_text=False) for (number,) in rows]

    def told(self, names: Collection[str], brief: str = "") -> set[str]:
        """Those of the ids of statements that a brief has told, this one left out."""
        query = (
            "SELECT 1 FROM statement JOIN cluster ON cluster.number = statement.cluster "
            "WHERE statement.id = ? AND cluster.brief <> ?"
        )
        number = self._brief_number(brief)
        return {name for name in names if self._connection.execute(query, (name, number)).fetchone()}

    def _brief_number(self, name: str) -> int:
        row = self._connection.execute("SELECT number FROM brief WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else -1

    def measured(self) -> list[Statement]:
        """Statements that give figures of indicators, first mentions and copies: what a ledger is made of."""
        return self._all(
            f"EXISTS (SELECT 1 FROM quantity WHERE quantity.statement = statement.number AND indicator IS NOT NULL) "
            f"AND {_CURRENT}"
        )

    def due(self, since: int, until: int) -> list[Statement]:
        """Promises (first mentions) with a deadline in these years."""
        return self._all(
            "cluster.first = statement.number AND cluster.main IS NULL AND statement.deadline_date IS NOT NULL "
            "AND statement.deadline_year BETWEEN ? AND ? "
            f"AND statement.kind IN ('target', 'plan', 'assignment', 'goal') AND {_CURRENT}",
            (since, until),
        )

    def last_told(self, brief: str = "") -> dict[tuple[str, str], str]:
        """City and main direction -> last day of the last brief, but this one, that had a statement there."""
        found: dict[tuple[str, str], str] = {}
        query = (
            "SELECT statement.city, statement.directions, max(brief.until) FROM cluster "
            "JOIN statement ON statement.number = cluster.first JOIN brief ON brief.number = cluster.brief "
            "WHERE brief.name <> ? GROUP BY statement.city, statement.directions"
        )
        for city, directions, until in self._connection.execute(query, (brief,)):
            key = (city, directions.partition(",")[0])
            found[key] = max(until, found.get(key, ""))
        return found

    def find(self, prefix: str) -> list[Statement]:
        """Statements whose id begins so; at most 50."""
        stop = prefix[:-1] + chr(ord(prefix[-1]) + 1) if prefix else ""
        found = self._all("statement.id >= ? AND statement.id < ?", (prefix, stop), texts=True, limit=50)
        return list({one.id: one for one in found}.values())

    def find_text(self, name: str) -> Document | None:
        """The text of an id (or the beginning of one) or of a path."""
        with telling_of(self.path):
            row = self._connection.execute(
                "SELECT document FROM file WHERE path = ? UNION ALL SELECT number FROM document WHERE path = ? "
                "UNION ALL SELECT number FROM document WHERE substr(id, 1, length(?)) = ? AND length(?) > 2",
                (name,) * 5,
            ).fetchone()
            return self._document(row[0]) if row else None

    def cut(self, name: str) -> Quote | None:
        """A statement cut anew from the text that is kept; None if there is none of that id."""
        query = "SELECT document, start, stop FROM statement WHERE id = ?"
        row = self._connection.execute(query, (name,)).fetchone()
        if row is None:
            return None
        return Quote(self._document(row[0]).text[row[1] : row[2]], row[1], row[2])

    def statement_count(self) -> int:
        """How many statements there are, copies and those of replaced texts included."""
        return int(self._connection.execute("SELECT count(*) FROM statement").fetchone()[0])

    def statements_of(self, document: Document) -> list[Statement]:
        """The statements of a text, in order."""
        query = "statement.document = (SELECT number FROM document WHERE id = ?)"
        return self._all(query, (document.id,), texts=True)

    def copies(self, statement: Statement) -> list[Statement]:
        """Statements that say the same, in other texts or another language, in the order in which they came."""
        return [
            one
            for one in self._all(
                "cluster.number IN (SELECT number FROM cluster WHERE coalesce(main, number) = "
                "(SELECT coalesce(main, number) FROM cluster WHERE number = "
                "(SELECT cluster FROM statement WHERE id = ? LIMIT 1)))",
                (statement.id,),
            )
            if one.id != statement.id
        ]

    def search(self, search: Search, limit: int | None) -> Hits:
        """Statements that a search asks for, the newest text first, each with the number of its copies.

        Args:
            search: words and filters.
            limit: how many are given; None: all. With a limit only the latest ``MOST_COUNTED`` are looked at.
        """
        with telling_of(self.path):
            found = matching(search, self._words_between)
            if found is None:
                return Hits((), 0, is_whole=True)
            most = -1 if limit is None else MOST_COUNTED
            rows = self._connection.execute(
                f"SELECT statement.number, statement.cluster, coalesce(document.date, '') FROM {found.table} "
                "JOIN document ON document.number = statement.document "
                f"LEFT JOIN speaker ON speaker.number = statement.speaker WHERE {found.condition} "
                f"ORDER BY {found.order} DESC LIMIT ?",
                (*found.values, most),
            ).fetchall()
            firsts: dict[int, tuple[str, int]] = {}
            for number, cluster, day in rows:  # the latest come first: the earliest statement of a cluster stays
                firsts[cluster] = (max(day, firsts.get(cluster, ("", 0))[0]), number)
            ordered = sorted(firsts, key=lambda cluster: (firsts[cluster][0], -firsts[cluster][1]), reverse=True)
            shown = {firsts[cluster][1]: cluster for cluster in ordered[:limit]}
            statements: dict[int, Statement] = {}
            for part in _parts(list(shown)):
                statements.update(self._numbered(f"statement.number IN ({_marks(part)})", part, texts=True))
            size = "SELECT count(*) - 1 FROM statement WHERE cluster = ?"
            hits = [
                Found(statements[number], self._connection.execute(size, (cluster,)).fetchone()[0])
                for number, cluster in shown.items()
            ]
            return Hits(tuple(hits), len(firsts), is_whole=len(rows) != most)

    def _words_between(self, first: str, last: str) -> list[str]:
        query = "SELECT word FROM word WHERE word >= ? AND word < ?"
        return [word for (word,) in self._connection.execute(query, (first, last))]

    def _all(
        self, condition: str, values: Sequence[Any] = (), *, texts: bool = False, limit: int = -1
    ) -> list[Statement]:
        with telling_of(self.path):
            return [one for _, one in self._numbered(condition, values, texts=texts, limit=limit)]

    def _load(
        self, condition: str, values: Sequence[Any] = (), documents: dict[int, Document] | None = None
    ) -> Iterator[Statement]:
        for _, one in self._numbered(condition, values, documents):
            yield one

    def _numbered(
        self,
        condition: str,
        values: Sequence[Any] = (),
        documents: dict[int, Document] | None = None,
        *,
        texts: bool = False,
        limit: int = -1,
    ) -> Iterator[tuple[int, Statement]]:
        """Statements with their numbers, in the order in which they came."""
        documents = {} if documents is None else documents
        reasons: dict[int, dict[str, list[str]]] = {}
        columns = ", ".join(f"statement.{name}" for name in STATEMENT_COLUMNS)
        rows = self._connection.execute(
            f"SELECT statement.number, speaker.name, speaker.role, {columns} "
            "FROM statement JOIN document ON document.number = statement.document "
            "JOIN cluster ON cluster.number = statement.cluster "
            f"LEFT JOIN speaker ON speaker.number = statement.speaker WHERE {condition} "
            "ORDER BY statement.number LIMIT ?",
            (*values, limit),
        ).fetchall()
        for at in range(0, len(rows), _AT_ONCE):
            part = rows[at : at + _AT_ONCE]
            quantities = self._quantities([row[0] for row in part])
            for row in part:
                number = row[4]
                if number not in documents:
                    documents[number] = self._document(number, with_text=texts)
                if number not in reasons:
                    reasons = {number: self._reasons(number)}  # rows come text by text
                yield row[0], statement_of(row, documents[number], quantities.get(row[0], ()), reasons[number])

    def _quantities(self, statements: Sequence[int]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        query = (
            f"SELECT {', '.join(QUANTITY_COLUMNS)} FROM quantity "
            f"WHERE statement IN ({', '.join('?' * len(statements))}) ORDER BY statement, place"
        )
        for row in self._connection.execute(query, statements):
            found.setdefault(row[0], []).append(row)
        return found

    def _document(self, number: int, *, with_text: bool = True) -> Document:
        row = self._connection.execute(
            "SELECT id, path, url, title, date, language, publisher, sha256, content FROM document WHERE number = ?",
            (number,),
        ).fetchone()
        return document_of(row, self._content(row[0], row[-1]), with_text=with_text)

    def _content(self, name: str, content: bytes) -> dict[str, Any]:
        try:
            return unpacked(content)
        except ValueError as error:
            message = f"{self.path}: is damaged: the text {name} cannot be unpacked; kzplans verify lists what differs"
            raise LibraryError(message) from error

    def _reasons(self, number: int) -> dict[str, list[str]]:
        query = "SELECT id, content FROM document WHERE number = ?"
        found: dict[str, list[str]] = self._content(*self._connection.execute(query, (number,)).fetchone())["reasons"]
        return found

    # --- Briefs -------------------------------------------------------------------------------------------------------

    def briefs(self) -> list[BriefRecord]:
        """All briefs, the oldest first."""
        with telling_of(self.path):
            query = "SELECT name, since, until, today, statements, sources, is_written FROM brief ORDER BY number"
            return [BriefRecord._make((*row[:-1], bool(row[-1]))) for row in self._connection.execute(query)]

    def brief_context(self, name: str) -> str:
        """The report of a brief as JSON."""
        query = "SELECT context FROM brief WHERE name = ?"
        return zlib.decompress(self._connection.execute(query, (name,)).fetchone()[0]).decode()

    def decide_brief(
        self, name: str, days: tuple[date, date], today: str, counts: tuple[int, int], context: str
    ) -> None:
        """Settle what a brief tells: all that waits now, beside what it has told already.

        From here on it is the same brief, whatever happens, until more is added to it.

        Args:
            name: ``2026-W12``.
            days: first and last day of its period.
            today: the day of the run.
            counts: of statements and of texts.
            context: its report as JSON, by which it is rendered again if the run ends before it lies in its place.
        """
        since, until = (day.isoformat() for day in days)
        packed = zlib.compress(context.encode(), LEVEL)
        with self._step():
            self._connection.execute(
                "INSERT INTO brief(name, since, until, today, statements, sources, context) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(name) DO UPDATE SET today = excluded.today, "
                "statements = excluded.statements, sources = excluded.sources, context = excluded.context, "
                "is_written = 0",
                (name, since, until, today, *counts, packed),
            )
            number = self._brief_number(name)
            self._connection.execute(
                "UPDATE cluster SET brief = ? WHERE brief IS NULL AND EXISTS (SELECT 1 FROM statement "
                "JOIN document ON document.number = statement.document "
                f"WHERE statement.cluster = cluster.number AND {_CURRENT})",
                (number,),
            )
            self._connection.execute("UPDATE document SET brief = ? WHERE brief IS NULL", (number,))
        self.commit()

    def brief_is_written(self, name: str) -> None:
        """Record that a brief lies in its place."""
        with self._step():
            self._connection.execute("UPDATE brief SET is_written = 1 WHERE name = ?", (name,))
        self.commit()

    def record_run(self, command: str, today: str, texts: int, statements: int, unread: int) -> None:
        """Keep what a run did."""
        with self._step():
            self._connection.execute(
                "INSERT INTO run(command, today, texts, statements, unread) VALUES (?, ?, ?, ?, ?)",
                (command, today, texts, statements, unread),
            )

    def last_day(self) -> str:
        """The latest day of a run; empty if there was none."""
        return str(self._connection.execute("SELECT coalesce(max(substr(today, 1, 10)), '') FROM run").fetchone()[0])

    # --- Proving ------------------------------------------------------------------------------------------------------

    def verify(self) -> Iterator[Difference]:
        """Everything that is not as it was kept: the file, the texts by their hashes, each quote by its text."""
        with telling_of(self.path):
            connection = self._connection
            for (found,) in connection.execute("PRAGMA integrity_check"):
                if found != "ok":
                    yield Difference(self.path, "", found)
            for row in connection.execute("PRAGMA foreign_key_check"):
                yield Difference(self.path, "", f"a row of {row[0]} points to one of {row[2]} that is not there")
            numbers = [number for (number,) in connection.execute("SELECT number FROM document ORDER BY number")]
            query = "SELECT path, content, text_sha256 FROM document WHERE number = ?"
            for number in numbers:
                path, content, kept = connection.execute(query, (number,)).fetchone()
                try:
                    text = unpacked(content)["text"]
                except ValueError as error:
                    yield Difference(path, "", f"the kept text cannot be unpacked: {error}")
                    continue
                if hash_of(text) != kept:
                    yield Difference(path, "", "the kept text has another hash than the one kept with it")
                yield from self._differences(number, path, text)

    def _differences(self, number: int, path: str, text: str) -> Iterator[Difference]:
        query = "SELECT number, id, start, stop, text FROM statement WHERE document = ? ORDER BY number"
        for statement, name, start, stop, quote in self._connection.execute(query, (number,)).fetchall():
            if text[start:stop] != quote:
                yield Difference(path, name, f"the text says «{_short(text[start:stop])}», not «{_short(quote)}»")
            figures = "SELECT start, stop, text FROM quantity WHERE statement = ?"
            for at, end, words in self._connection.execute(figures, (statement,)):
                if text[at:end] != words:
                    yield Difference(path, name, f"a number stands as «{_short(text[at:end])}», not «{_short(words)}»")

    # --- Transactions -------------------------------------------------------------------------------------------------

    def _step(self, size: int = 0) -> _Step:
        return _Step(self, size)

    def begin(self) -> None:
        """Begin a step inside the transaction that is open, or open one."""
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("SAVEPOINT step")

    def end(self, size: int) -> None:
        """Keep a step; every few dozen texts all are made lasting."""
        self._connection.execute("RELEASE step")
        self._texts += 1
        self._bytes += size
        if self._texts >= _TEXTS_A_STEP or self._bytes >= _BYTES_A_STEP:
            self.commit()

    def undo(self) -> None:
        """Take a step back."""
        self._numbers.clear()
        self._speakers.clear()
        self._words.clear()
        self._gists.clear()
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK TO step")
            self._connection.execute("RELEASE step")

    def commit(self) -> None:
        """Make what was done lasting."""
        self._texts = self._bytes = 0
        if self._lasting and self._connection.in_transaction:
            with telling_of(self.path):
                self._connection.execute("COMMIT")


class _Step:
    """Changes that are made together or not at all."""

    def __init__(self, library: Library, size: int) -> None:
        self._library = library
        self._size = size

    def __enter__(self) -> None:
        with telling_of(self._library.path):
            self._library.begin()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with telling_of(self._library.path):
            if kind is None:
                self._library.end(self._size)
            else:
                self._library.undo()
                if error is not None and kind.__module__ == "sqlite3":
                    raise error


def _marks(values: Sequence[object]) -> str:
    """A question mark for each value, for SQL."""
    return ", ".join("?" * len(values))


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))


#: Texts that a file holds, or held last before it was removed: not those that were replaced by another.
_CURRENT = "EXISTS (SELECT 1 FROM file WHERE file.document = document.number)"


_INSERT_DOCUMENT = (
    "INSERT INTO document(id, path, url, title, date, language, publisher, sha256, text_sha256, content, edition) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_STATEMENT = (
    f"INSERT INTO statement(number, {', '.join(STATEMENT_COLUMNS)}) VALUES ({_marks(('number', *STATEMENT_COLUMNS))})"
)
_INSERT_QUANTITY = f"INSERT INTO quantity({', '.join(QUANTITY_COLUMNS)}) VALUES ({_marks(QUANTITY_COLUMNS)})"


def _lies_in(path: str, source: str) -> bool:
    return path == source or path.startswith(f"{source.rstrip('/')}/")


def _short(text: str) -> str:
    return " ".join(text.split())[:60]
