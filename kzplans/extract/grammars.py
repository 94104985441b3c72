"""Which rules read a language: those of Kazakh, whose verb closes the clause, or those of Russian and English."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.extract.attributions import Attribution, Cast, Mention
    from kzplans.extract.kinds import Clause
    from kzplans.extract.packs import Pack
    from kzplans.extract.periods import Period, Today
    from kzplans.model import Deadline, Kind, Quantity, Responsible
    from kzplans.text.matching import Sentence


class Grammar(NamedTuple):
    """The rules that differ between languages of unlike build."""

    find_mentions: Callable[[Sentence, Pack], list[Mention]]
    of_tail: Callable[[Sentence, Cast], Attribution]
    of_sentence: Callable[[Sentence, int, Cast], Attribution | None]
    find_periods: Callable[[Sentence, Pack, Today], list[Period]]
    find_deadline: Callable[[Sentence, list[Period], Kind, Pack, Today], tuple[Deadline | None, str]]
    find_quantities: Callable[[Sentence, list[Period], Pack], list[Quantity]]
    find_kind: Callable[[Clause], tuple[Kind, str]]
    is_yardstick: Callable[[Period, Sentence], bool]
    tells_months: Callable[[Sentence, Pack], bool]
    is_standing: Callable[[Sentence, Pack], bool]
    is_event: Callable[[Sentence, int], bool]
    find_responsible: Callable[..., Responsible | None]


@cache
def _verb_final() -> Grammar:
    from kzplans.extract import (  # noqa: PLC0415  only the rules that are needed
        attributions,
        kinds,
        periods,
        quantities,
        responsibles,
    )

    return Grammar(
        attributions.find_mentions,
        attributions.of_tail,
        attributions.of_sentence,
        periods.find_periods,
        periods.find_deadline,
        quantities.find_quantities,
        kinds.find_kind,
        periods.is_yardstick,
        periods.tells_months,
        kinds.is_standing,
        kinds.is_event,
        responsibles.find_responsible,
    )


@cache
def _verb_medial() -> Grammar:
    from kzplans.extract.svo import (  # noqa: PLC0415  as above
        attributions,
        clauses,
        kinds,
        periods,
        quantities,
        responsibles,
    )

    return Grammar(
        attributions.find_mentions,
        attributions.of_tail,
        attributions.of_sentence,
        periods.find_periods,
        periods.find_deadline,
        quantities.find_quantities,
        kinds.find_kind,
        periods.is_yardstick,
        periods.tells_months,
        clauses.is_standing,
        clauses.is_event,
        responsibles.find_responsible,
    )


def grammar_of(pack: Pack) -> Grammar:
    """The rules for the language of a pack."""
    return _verb_final() if pack.is_verb_final else _verb_medial()
