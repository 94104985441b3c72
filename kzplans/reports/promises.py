"""What a promise says and what it leaves open: what is to be done, by which measure, by when, and who has to do it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kzplans.extract.directions import names_own_field
from kzplans.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzplans.lexicon import Lexicon
    from kzplans.model import Statement

#: Kinds that promise something.
PROMISES = frozenset({Kind.TARGET, Kind.PLAN, Kind.ASSIGNMENT})
#: An order is for somebody else than the speaker; a target or a plan is the speaker's own.
_OWN = frozenset({Kind.TARGET, Kind.PLAN})
#: Dimensions that tell when and in which order, not how much.
_NO_MEASURE = frozenset({"time", "rank"})


class Trait(StrEnum):
    """What a promise can be held to."""

    WHAT = "what"
    MEASURE = "measure"
    DEADLINE = "deadline"
    WHO = "who"


class Promise(NamedTuple):
    """A target, plan or assignment with what it says."""

    statement: Statement
    traits: frozenset[Trait]

    @property
    def lacking(self) -> tuple[Trait, ...]:
        """What it leaves open."""
        return tuple([trait for trait in Trait if trait not in self.traits])


class Quality(NamedTuple):
    """Promises of a city: how many there are, how many say each of the four, and how many all of them."""

    city: str
    promises: int
    #: In the order of ``Trait``.
    traits: tuple[int, ...]
    whole: int

    def share(self, trait: Trait) -> float:
        """The share of promises that say it, from 0 to 1, for drawing."""
        return self.traits[list(Trait).index(trait)] / self.promises if self.promises else 0.0


def find_promises(statements: Iterable[Statement], lexicon: Lexicon) -> tuple[Promise, ...]:
    """The promises among statements, in their order."""
    return tuple([Promise(one, _traits(one, lexicon)) for one in statements if one.kind in PROMISES])


def _traits(statement: Statement, lexicon: Lexicon) -> frozenset[Trait]:
    due = statement.deadline
    found = {
        Trait.WHAT: _says_what(statement),
        Trait.MEASURE: any(_measures(one.unit, lexicon) for one in statement.quantities),
        Trait.DEADLINE: due is not None and bool(due.year or due.date),
        Trait.WHO: _says_who(statement),
    }
    return frozenset([trait for trait, is_there in found.items() if is_there])


def _says_what(statement: Statement) -> bool:
    """Whether it names a figure that is known, or a field by a word of its own."""
    return any(one.indicator for one in statement.quantities) or names_own_field(statement.because.directions)


def _measures(unit: str, lexicon: Lexicon) -> bool:
    known = lexicon.units.get(unit)
    return known is None or known.dimension not in _NO_MEASURE


def _says_who(statement: Statement) -> bool:
    if statement.responsible is not None:
        return True
    return statement.kind in _OWN and statement.speaker is not None and bool(statement.speaker.role)


def sum_up(promises: Sequence[Promise], cities: Iterable[str]) -> tuple[Quality, ...]:
    """Shares by city, in the order of ``cities``; those without promises are left out."""
    found = []
    for city in cities:
        own = [one for one in promises if one.statement.city == city]
        if own:
            counts = tuple([sum(trait in one.traits for one in own) for trait in Trait])
            found.append(Quality(city, len(own), counts, sum(not one.lacking for one in own)))
    return tuple(found)
