"""A statement's words with its numbers and its time limit marked, as pieces of the text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzplans.model import Statement

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are marked alike."""

    text: str
    number: bool
    deadline: bool


def quotation(statement: Statement) -> tuple[Piece, ...]:
    """The text of a statement in pieces; joined they are the text again.

    A number may stand inside a time limit («алдағы 5 жылға»), so that a piece can be both. Marks that lie outside the
    statement (a time limit in the intro of a list) are left out.
    """
    length = len(statement.text)
    numbers = _within([(quantity.start, quantity.stop) for quantity in statement.quantities], statement.start, length)
    due = statement.deadline
    limits = _within([(due.start, due.stop)] if due and not due.inherited else [], statement.start, length)
    cuts = sorted({0, length, *(cut for span in (*numbers, *limits) for cut in span)})
    found: list[Piece] = []
    for start, stop in pairwise(cuts):
        piece = Piece(statement.text[start:stop], _covered(start, numbers), _covered(start, limits))
        if found and (found[-1].number, found[-1].deadline) == (piece.number, piece.deadline):
            piece = Piece(found.pop().text + piece.text, piece.number, piece.deadline)
        found.append(piece)
    return tuple(found)


def _within(spans: Iterable[tuple[int | None, int | None]], origin: int, length: int) -> list[Range]:
    """Spans of the document as ranges of a statement of this length; those that are not inside it are dropped."""
    ranges = [(start - origin, stop - origin) for start, stop in spans if start is not None and stop is not None]
    return [(start, stop) for start, stop in ranges if 0 <= start < stop <= length]


def _covered(place: int, ranges: Iterable[Range]) -> bool:
    return any(start <= place < stop for start, stop in ranges)
