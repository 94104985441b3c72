"""Which fields of development a statement speaks of: one to three, the weightiest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kzplans.extract.attributions import body_tokens, role_tokens

if TYPE_CHECKING:
    from kzplans.extract.attributions import Mention
    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence

FALLBACK = "economy"
GOVERNANCE = "governance"
_MOST = 3
_SHARE = 2
#: How many words a clause of circumstance may reach back.
_CIRCUMSTANCE = 24
#: How a reason begins that no word of the sentence itself gave.
_BACK = "points back"
_NONE = "no term"


class Directions(NamedTuple):
    """Ids with the rule and words that decided them."""

    ids: tuple[str, ...]
    because: str
    is_own: bool
    paragraph: int = -1


def find_directions(
    sentence: Sentence, pack: Pack, before: Directions | None, last_token: int, mentions: list[Mention], paragraph: int
) -> Directions:
    """Weigh the terms of a sentence up to ``last_token`` (its own words, without the tail of attribution)."""
    hidden: dict[str, list[tuple[int, int]]] = {}
    for first, last, term in sentence.found("direction_not"):
        hidden.setdefault(term.label, []).append((first, last))
    aside = _circumstances(sentence) | role_tokens(mentions)
    # that a body is named makes a sentence no more one about governing; a Kazakh body is often its only topic
    bodies = set() if pack.is_verb_final else body_tokens(mentions)
    found: dict[str, list[Match]] = {}
    strongest: dict[str, int] = {}
    for match in sentence.found("direction"):
        first, last, term = match
        direction = term.label
        if last > last_token or first in aside or (direction == GOVERNANCE and first in bodies):
            continue
        if direction in hidden and any(low <= first and last <= high for low, high in hidden[direction]):
            continue
        if direction in found:
            found[direction].append(match)
            strongest[direction] = max(strongest[direction], term.weight)
        else:
            found[direction] = [match]
            strongest[direction] = term.weight
    if not strongest:
        return _without_terms(sentence, before, pack, paragraph)
    if max(strongest.values()) == 1 and before is not None and pack.points_on(sentence):
        return _without_terms(sentence, before, pack, paragraph)
    if max(strongest.values()) > 1:  # weak terms only speak when nothing else does
        strongest = {direction: weight for direction, weight in strongest.items() if weight > 1}
    # what is named once counts nearly as much as what is named thrice, for sentences list their sectors; a second term
    # only breaks a tie
    weights = {direction: weight * 2 + _is_varied(found[direction]) for direction, weight in strongest.items()}
    ranked = list(weights)
    if len(ranked) > 1:
        ranked.sort(key=lambda direction: (-weights[direction], found[direction][0].first))
    heaviest = weights[ranked[0]]
    chosen = tuple(direction for direction in ranked if weights[direction] * _SHARE >= heaviest)[:_MOST]
    because = "; ".join(
        [f"{direction} {weights[direction]}: {_words(sentence, found[direction])}" for direction in chosen]
    )
    return Directions(chosen, because, is_own=True, paragraph=paragraph)


def names_own_field(because: str) -> bool:
    """Whether a statement's own words told its directions; ``because`` is what it says of them."""
    return not because.startswith((_BACK, _NONE))


def _is_varied(matches: list[Match]) -> bool:
    """Whether two terms and not one twice speak for a direction."""
    return len(matches) > 1 and len({match.term.notation for match in matches}) > 1


def _words(sentence: Sentence, matches: list[Match]) -> str:
    return ", ".join(dict.fromkeys([sentence.quote(match.first, match.last) for match in matches]))


def _without_terms(sentence: Sentence, before: Directions | None, pack: Pack, paragraph: int) -> Directions:
    """A sentence without terms takes the topic it points back to, else general development."""
    if before is not None and pack.points_on(sentence):
        because = f"{_BACK} to the sentence before ({sentence.words[0].raw})"
        return Directions(before.ids, because, is_own=False, paragraph=paragraph)
    if before is not None and before.is_own and before.paragraph == paragraph:
        return Directions(
            before.ids, f"{_NONE} of its own: the topic of the paragraph", is_own=False, paragraph=paragraph
        )
    because = f"{_NONE} of any direction: general development"
    return Directions((FALLBACK,), because, is_own=False, paragraph=paragraph)


def _circumstances(sentence: Sentence) -> set[int]:
    """Tokens of «… ескере отырып»: named only to be taken into account."""
    aside: set[int] = set()
    for match in sentence.found("circumstance"):
        if match.term.label != "considered":
            continue
        place = match.last
        while place >= 0 and match.first - place < _CIRCUMSTANCE:
            here = sentence.words[place]
            if (here.is_sign and here.raw in ";:—") or here.folded in {"және", "үшін", "мақсатында"}:
                break
            aside.add(place)
            place -= 1
    return aside
