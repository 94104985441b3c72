"""Versions of one text in two languages: what they say alike, and what they tell differently.

Officials publish the same news in Kazakh, Russian and English. Two texts are taken for versions of each other if their
dates do not speak against it and most of their numbers are the same; then the numbers stand in much the same order, and
what differs between two that agree is told differently.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from kzplans.reports.overview import Figure
from kzplans.reports.query import days_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from kzplans.model import Document, Statement

#: Numbers that two versions share at least, and what share of the shorter one's they are.
_LEAST = 3
_SHARE = 0.6
#: Days between a text and its translation.
_DAYS = 3
#: A number that so many texts have tells nothing of which belong together.
_COMMON = 50
#: What share of their numbers two wordings of a statement have in common.
_SAME = 0.5
#: No text has more numbers than can be set side by side.
_MOST = 2_000

Key = tuple["Decimal", str]


class Difference(NamedTuple):
    """A number as one version gives it and as the other does."""

    one: Figure
    other: Figure


class Versions(NamedTuple):
    """Two texts that say the same in two languages.

    ``wordings`` are statements that both have, by their places and numbers; ``only`` those whose numbers one version
    alone has.
    """

    one: Document
    other: Document
    differences: tuple[Difference, ...]
    wordings: tuple[tuple[Statement, Statement], ...] = ()
    only: tuple[Statement, ...] = ()


class _Text(NamedTuple):
    document: Document
    figures: list[Figure]
    counts: Counter[Key]


def find_versions(statements: Iterable[Statement]) -> tuple[Versions, ...]:
    """Pairs of texts that are versions of each other, in the order of their paths; statements come in any order."""
    texts = _texts(statements)
    found: list[Versions] = []
    taken: set[int] = set()
    for _, first, second in sorted(_candidates(texts)):
        if first in taken or second in taken:
            continue
        taken |= {first, second}
        one, other = texts[first], texts[second]
        differences = tuple(_differences(one, other))
        differing = {figure.statement.id for pair in differences for figure in pair}
        wordings = tuple(_wordings(one, other))
        told = {statement.id for pair in wordings for statement in pair} | differing
        only = (*_only(one, other, told), *_only(other, one, told))
        found.append(Versions(one.document, other.document, differences, wordings, only))
    return tuple(sorted(found, key=lambda pair: (pair.one.path, pair.other.path)))


def _texts(statements: Iterable[Statement]) -> list[_Text]:
    by_document: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_document[statement.document.id].append(statement)
    made = []
    for group in by_document.values():
        group.sort(key=lambda statement: statement.start)
        figures = [Figure(quantity, one) for one in group for quantity in one.quantities][:_MOST]
        made.append(_Text(group[0].document, figures, Counter([_key(figure) for figure in figures])))
    return sorted(made, key=lambda text: text.document.path)


def _key(figure: Figure) -> Key:
    return figure.quantity.value, figure.quantity.unit


def _candidates(texts: Sequence[_Text]) -> Iterator[tuple[float, int, int]]:
    """Pairs that may be versions with how unlike they are; only texts that share a rarer number are looked at."""
    holders: dict[Key, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for key in text.counts:
            holders[key].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        if len(places) <= _COMMON:
            shared.update((one, other) for at, one in enumerate(places) for other in places[at + 1 :])
    for (first, second), count in shared.items():
        one, other = texts[first], texts[second]
        least = min(len(one.counts), len(other.counts))
        if count < _LEAST or count < least * _SHARE or not _may_be_versions(one.document, other.document):
            continue
        same = (one.counts & other.counts).total()
        yield 1 - 2 * same / (one.counts.total() + other.counts.total()), first, second


def _may_be_versions(one: Document, other: Document) -> bool:
    if one.language[:2] == other.language[:2]:
        return False
    days, others = days_of(one.date), days_of(other.date)
    return days is None or others is None or _apart(days[0], others[0]) <= _DAYS


def _apart(one: date, other: date) -> int:
    return abs((one - other).days)


def _differences(one: _Text, other: _Text) -> Iterator[Difference]:
    """Numbers of one unit that stand at the same place between numbers that agree, and nowhere in the other text."""
    keys, others = [_key(figure) for figure in one.figures], [_key(figure) for figure in other.figures]
    for tag, low, high, other_low, other_high in SequenceMatcher(None, keys, others, autojunk=False).get_opcodes():
        if tag != "replace" or high - low != other_high - other_low:
            continue
        for place, other_place in zip(range(low, high), range(other_low, other_high), strict=True):
            (_, unit), (_, other_unit) = keys[place], others[other_place]
            if unit == other_unit and keys[place] not in other.counts and others[other_place] not in one.counts:
                yield Difference(one.figures[place], other.figures[other_place])


def _wordings(one: _Text, other: _Text) -> Iterator[tuple[Statement, Statement]]:
    """Statements of one place that share their numbers: the most alike first, each once, equal ones in their order."""
    holders: dict[Key, list[int]] = defaultdict(list)
    others = _with_keys(other)
    for place, (_, keys) in enumerate(others):
        for key in keys:
            holders[key].append(place)
    likely: list[tuple[float, int, int]] = []
    ones = _with_keys(one)
    for at, (statement, keys) in enumerate(ones):
        for place in sorted({place for key in keys for place in holders[key]}):
            candidate, its = others[place]
            share = (keys & its).total() / max(keys.total(), its.total())
            if candidate.city == statement.city and share >= _SAME:
                likely.append((-share, at, place))
    taken: set[tuple[bool, int]] = set()
    for _, at, place in sorted(likely):
        if (True, at) not in taken and (False, place) not in taken:
            taken |= {(True, at), (False, place)}
            yield ones[at][0], others[place][0]


def _with_keys(text: _Text) -> list[tuple[Statement, Counter[Key]]]:
    statements = {figure.statement.id: figure.statement for figure in text.figures}
    keys: dict[str, Counter[Key]] = defaultdict(Counter)
    for figure in text.figures:
        keys[figure.statement.id][_key(figure)] += 1
    return [(statement, keys[name]) for name, statement in statements.items()]


def _only(text: _Text, other: _Text, told: set[str]) -> Iterator[Statement]:
    for statement, keys in _with_keys(text):
        if statement.id not in told and not any(key in other.counts for key in keys):
            yield statement
