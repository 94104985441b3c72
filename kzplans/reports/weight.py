"""How much a statement weighs: what a reader should see first.

The weight is a sum, so that a report can say what it is made of:

* the kind: target 40, assignment 35, ban 30, plan 20, proposal 15, problem 15, goal 10, fact 5;
* numbers: 20 for the first, 5 for each of the next two;
* a deadline: 15 with a year or date, 5 without;
* a known indicator: 5; a named speaker: 3.

So a target or an assignment with a number and a deadline (70 and more) stands before a plan with them (55 and more),
and these before general talk. Equal weights are ordered by date (newest first, undated last), path and place in the
text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzplans.model import Kind
from kzplans.reports.query import days_of

if TYPE_CHECKING:
    from kzplans.model import Statement

_KIND_POINTS = {
    Kind.TARGET: 40,
    Kind.ASSIGNMENT: 35,
    Kind.BAN: 30,
    Kind.PLAN: 20,
    Kind.PROPOSAL: 15,
    Kind.PROBLEM: 15,
    Kind.GOAL: 10,
    Kind.FACT: 5,
}
_FIRST_NUMBER = 20
_NEXT_NUMBER = 5
_NUMBERS_COUNTED = 3
_DATED_DEADLINE = 15
_VAGUE_DEADLINE = 5
_INDICATOR = 5
_SPEAKER = 3


@dataclass(frozen=True, slots=True)
class Weight:
    """The parts of a statement's weight."""

    kind: int
    numbers: int
    deadline: int
    indicator: int
    speaker: int

    @property
    def points(self) -> int:
        """The sum."""
        return self.kind + self.numbers + self.deadline + self.indicator + self.speaker


def weigh(statement: Statement) -> Weight:
    """Weigh a statement; the table stands at the head of this module."""
    count = min(len(statement.quantities), _NUMBERS_COUNTED)
    due = statement.deadline
    return Weight(
        kind=_KIND_POINTS[statement.kind],
        numbers=_FIRST_NUMBER + _NEXT_NUMBER * (count - 1) if count else 0,
        deadline=0 if due is None else _DATED_DEADLINE if due.year or due.date else _VAGUE_DEADLINE,
        indicator=_INDICATOR if any(quantity.indicator for quantity in statement.quantities) else 0,
        speaker=_SPEAKER if statement.speaker else 0,
    )


def rank(statement: Statement, weight: Weight) -> tuple[int, int, str, int]:
    """Sort key: heaviest first, then newest, then by path and place. No two statements have the same."""
    days = days_of(statement.document.date)
    newest_first = -days[0].toordinal() if days else 0
    return -weight.points, newest_first, statement.document.path, statement.start
