"""Which figure a number is, by the words around it; no link rather than a wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kzplans.lexicon import Lexicon
    from kzplans.model import Quantity
    from kzplans.text.matching import Match, Sentence

#: Units that name their figure by themselves.
_BY_UNIT = {
    "job": "jobs",
    "project": "investment_projects",
    "tourist": "tourist_arrivals",
    "priority": "priority_count",
    "section": "section_count",
}
_REACH = 9


def find_indicator(sentence: Sentence, quantity: Quantity, lexicon: Lexicon) -> str | None:
    """The indicator that a quantity measures: the nearest words before it that fit its unit, else those behind."""
    if quantity.unit in _BY_UNIT:
        return _BY_UNIT[quantity.unit]
    place = next((index for index, start in enumerate(sentence.starts) if start >= quantity.start), None)
    if place is None:
        return None
    best: tuple[int, str] | None = None
    for match in sentence.found("indicator"):
        indicator = lexicon.indicators.get(match.term.label)
        if indicator is None or quantity.unit not in indicator.units:
            continue
        distance = _distance(sentence, match, place, quantity)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, match.term.label)
    return best[1] if best else None


def _distance(sentence: Sentence, match: Match, place: int, quantity: Quantity) -> int | None:
    """Tokens between the words and the number; words behind it count double, another figure between parts them."""
    if match.last < place:
        between = sentence.words[match.last + 1 : place]
        distance = place - match.last
    else:
        stop = next(
            (index for index, start in enumerate(sentence.starts) if start >= quantity.stop), len(sentence.words)
        )
        if match.first < stop:
            return 0
        between = sentence.words[stop : match.first]
        distance = (match.first - stop + 1) * 2
        if any(word.is_sign and word.raw in ",;:" for word in between):
            return None
    if distance > _REACH * 2 or any(word.is_sign and word.raw in ";:" for word in between):
        return None
    return distance
