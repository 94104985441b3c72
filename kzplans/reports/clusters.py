"""Clusters: statements that say the same, in several texts or in two languages, count as one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kzplans.reports.reprints import Gists, is_same, marks_of, same_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzplans.lexicon import Lexicon
    from kzplans.model import Statement
    from kzplans.reports.reprints import Gist
    from kzplans.reports.versions import Versions


#: Statements that a mark is kept for: one that more have tells nothing.
HOLDERS = 16


class Cluster(NamedTuple):
    """A statement with those that repeat it, in the order in which they were seen, and its wordings elsewhere."""

    first: Statement
    copies: tuple[Statement, ...] = ()
    #: The same in the version of the text in another language.
    wordings: tuple[Statement, ...] = ()


def find_clusters(
    statements: Iterable[Statement], lexicon: Lexicon, versions: Sequence[Versions] = ()
) -> list[Cluster]:
    """Put together what says the same, in the order of the first of each.

    A text that says something twice says it twice: only other texts repeat it.

    Args:
        statements: in the order in which they were seen.
        lexicon: words that tell statements apart, or do not.
        versions: texts in two languages among them. Of two wordings the Kazakh one stands for both.
    """
    groups = _Groups(Gists(lexicon))
    for statement in statements:
        groups.add(statement)
    return groups.linked(versions)


class _Groups:
    def __init__(self, gists: Gists) -> None:
        self._reader = gists
        self._firsts: list[Statement] = []
        self._gists: list[Gist] = []
        self._copies: dict[int, list[Statement]] = defaultdict(list)
        self._by_words: dict[int, int] = {}
        self._by_mark: dict[int, list[int]] = defaultdict(list)
        self._places: dict[str, int] = {}

    def add(self, statement: Statement) -> None:
        """Put a statement to those that it repeats, or begin a group."""
        gist = self._reader.of(statement)
        words = same_words(statement, gist)
        place = self._by_words.get(words)
        if place is None or self._is_beside(statement, place):
            marks = marks_of(gist)
            near = sorted({known for mark in marks for known in self._by_mark.get(mark, ())})
            place = next((known for known in near if self._is_repeated(statement, gist, known)), None)
            if place is None:
                place = len(self._firsts)
                self._by_words.setdefault(words, place)
                self._firsts.append(statement)
                self._gists.append(gist)
                for mark in marks:
                    if len(self._by_mark[mark]) < HOLDERS:
                        self._by_mark[mark].append(place)
                self._places[statement.id] = place
                return
        self._copies[place].append(statement)
        self._places[statement.id] = place

    def _is_repeated(self, statement: Statement, gist: Gist, place: int) -> bool:
        return not self._is_beside(statement, place) and is_same(gist, self._gists[place])

    def _is_beside(self, statement: Statement, place: int) -> bool:
        return self._firsts[place].document.id == statement.document.id

    def linked(self, versions: Sequence[Versions]) -> list[Cluster]:
        """All groups; one that is the wording of another in a second language stands below it."""
        below: dict[int, list[int]] = defaultdict(list)
        linked: set[int] = set()
        for pair in versions:
            for one, other in pair.wordings:
                places = [self._places.get(each.id) for each in kazakh_first(one, other)]
                main, second = places
                if main is None or second is None or main == second or linked & {main, second} or below[second]:
                    continue
                below[main].append(second)
                linked.add(second)
        return [
            Cluster(
                first,
                (*self._copies[place], *(copy for other in below[place] for copy in self._copies[other])),
                tuple([self._firsts[other] for other in below[place]]),
            )
            for place, first in enumerate(self._firsts)
            if place not in linked
        ]


def kazakh_first(one: Statement, other: Statement) -> tuple[Statement, Statement]:
    """Two wordings, the Kazakh one first."""
    return (other, one) if other.language.startswith("kk") and not one.language.startswith("kk") else (one, other)
