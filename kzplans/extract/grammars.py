"""Which rules read a language: those of Kazakh, whose verb closes the clause, or those of Russian and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kzplans.extract import attributions, kinds, periods, quantities
from kzplans.extract.svo import attributions as svo_attributions
from kzplans.extract.svo import clauses as svo_clauses
from kzplans.extract.svo import kinds as svo_kinds
from kzplans.extract.svo import periods as svo_periods
from kzplans.extract.svo import quantities as svo_quantities

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.extract.attributions import Attribution, Cast, Mention
    from kzplans.extract.kinds import Clause
    from kzplans.extract.packs import Pack
    from kzplans.extract.periods import Period, Today
    from kzplans.model import Deadline, Kind, Quantity
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


_VERB_FINAL = Grammar(
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
)
_VERB_MEDIAL = Grammar(
    svo_attributions.find_mentions,
    svo_attributions.of_tail,
    svo_attributions.of_sentence,
    svo_periods.find_periods,
    svo_periods.find_deadline,
    svo_quantities.find_quantities,
    svo_kinds.find_kind,
    svo_periods.is_yardstick,
    svo_periods.tells_months,
    svo_clauses.is_standing,
    svo_clauses.is_event,
)


def grammar_of(pack: Pack) -> Grammar:
    """The rules for the language of a pack."""
    return _VERB_FINAL if pack.is_verb_final else _VERB_MEDIAL
