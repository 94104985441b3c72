"""Which fields of development a statement speaks of: one to three, the weightiest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Sentence

FALLBACK = "economy"
_MOST = 3


class Directions(NamedTuple):
    """Ids with the rule and words that decided them."""

    ids: tuple[str, ...]
    because: str
    is_own: bool


def find_directions(sentence: Sentence, pack: Pack, before: Directions | None, last_token: int) -> Directions:
    """Weigh the terms of a sentence up to ``last_token`` (its own words, without the tail of attribution)."""
    hidden: dict[str, set[int]] = {}
    for match in sentence.found("direction_not"):
        hidden.setdefault(match.term.label, set()).update(range(match.first, match.last + 1))
    aside = _circumstances(sentence, pack)
    weights: dict[str, int] = {}
    places: dict[str, int] = {}
    words: dict[str, list[str]] = {}
    strongest: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for match in sentence.found("direction"):
        term = match.term
        direction = term.label
        if match.last > last_token or match.first in aside or match.first in hidden.get(direction, ()) or match.last in hidden.get(direction, ()):
            continue
        repeated = (direction, term.notation) in seen
        seen.add((direction, term.notation))
        weights[direction] = weights.get(direction, 0) + (0 if repeated else term.weight)
        places.setdefault(direction, match.first)
        strongest[direction] = max(strongest.get(direction, 0), term.weight)
        words.setdefault(direction, []).append(sentence.quote(match.first, match.last))
    if not weights:
        return _without_terms(sentence, before)
    top = max(strongest.values())
    if top > 1:  # weak terms only speak when nothing else does
        weights = {direction: weight for direction, weight in weights.items() if strongest[direction] > 1}
    ranked = sorted(weights, key=lambda direction: (-weights[direction], places[direction]))
    heaviest = weights[ranked[0]]
    chosen = tuple(direction for direction in ranked if weights[direction] * 3 >= heaviest)[:_MOST]
    because = "; ".join(f"{direction} {weights[direction]}: {', '.join(dict.fromkeys(words[direction]))}" for direction in chosen)
    return Directions(chosen, because, is_own=True)


def _without_terms(sentence: Sentence, before: Directions | None) -> Directions:
    """A sentence without terms takes the topic it points back to, else general development."""
    opening = next((word.folded for word in sentence.words if not word.is_sign), "")
    if before is not None and opening.startswith(("бұл", "олар", "осы", "ол", "оны", "мұн", "бұған", "сол", "оған", "аталған", "одан")):
        return Directions(before.ids, f"points back to the sentence before ({opening})", is_own=False)
    return Directions((FALLBACK,), "no term of any direction: general development", is_own=False)


def _circumstances(sentence: Sentence, pack: Pack) -> set[int]:
    """Tokens of «… ескере отырып»: named only to be taken into account."""
    aside: set[int] = set()
    for index, word in enumerate(sentence.words):
        if word.folded != "ескере" and word.folded not in pack.considered:
            continue
        if word.folded == "отырып":
            continue
        place = index
        depth = 0
        while place >= 0 and depth < 24:
            here = sentence.words[place]
            if here.is_sign and here.raw in ";:—" or here.folded in {"және", "үшін", "мақсатында"}:
                break
            aside.add(place)
            place -= 1
            depth += 1
    return aside
