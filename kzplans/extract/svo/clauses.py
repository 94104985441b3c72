"""Main clause and predicates of a sentence: which words are its own claim, and which finite verb makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence, Word

#: How far behind a verb of saying its «что» may stand.
_CONTENT_REACH = 14
#: How many words may stand between «будет» and the form that it makes future.
_AUXILIARY_REACH = 4
_FINITE = frozenset({"past", "pres", "short", "imp"})


class Predicate(NamedTuple):
    """A verb form that can carry the clause."""

    place: int
    #: ``past``, ``present``, ``future`` or ``infinitive``
    tense: str
    is_passive: bool


def claim_of(sentence: Sentence, last: int, pack: Pack) -> list[bool]:
    """Which tokens belong to the claim itself: the content of reported speech, else the main clause.

    Subordinate clauses (который, если, чтобы; which, if, because) and the words that name the source are left out.
    """
    size = len(sentence.words)
    mask = [index <= last for index in range(size)]
    content = content_start(sentence, last, pack)
    for index in range(content):
        mask[index] = False
    tail = tail_verb(sentence, last)
    if tail is not None:
        for index in range(tail.first, size):
            mask[index] = False
    words = sentence.words
    index = content
    while index <= last:
        opens = words[index].folded in pack.subordinators and index > content
        before = index - 2 if words[index - 1].folded in pack.prepositions else index - 1
        if opens and (words[before].is_sign or words[index].folded in pack.tight_subordinators):
            while index <= last and (words[index].raw not in ",;" or words[index - 1].folded in pack.subordinators):
                mask[index] = False
                index += 1
        else:
            index += 1
    return mask


def content_start(sentence: Sentence, last: int, pack: Pack) -> int:
    """Token behind «…, что» of a verb of saying or showing; 0 where nothing is reported in this way."""
    words = sentence.words
    for match in sentence.found("transparent"):
        if match.last > last or not is_finite(sentence, match):
            continue
        for index in range(match.last + 1, min(match.last + _CONTENT_REACH, last)):
            if words[index].folded in pack.complementizers and (words[index - 1].raw == "," or pack.language == "en"):
                return index + 1
            if words[index].raw in ";.":
                break
    return 0


def tail_verb(sentence: Sentence, last: int) -> Match | None:
    """«…, сообщил аким города»: the verb of saying that closes reported speech without quotation marks."""
    words = sentence.words
    for match in reversed(sentence.found("speech")):
        if match.term.label not in {"say", "tail"} or not 2 < match.first <= last or words[match.first - 1].raw != ",":
            continue
        behind = [word.folded for word in words[match.last + 1 : last + 1]]
        if "что" in behind or "that" in behind or sum(not word.is_sign for word in words[match.last + 1 :]) > 24:
            return None
        return match if is_finite(sentence, match) else None
    return None


def is_finite(sentence: Sentence, match: Match) -> bool:
    """Whether a matched verb is a finite form; exact forms count as such."""
    head = sentence.words[match.first].tags.get(match.term.lemmas[0], frozenset())
    if not match.term.notation.split()[0].endswith("-"):
        return True
    if not head or head & {"base", "ing"} == {"ing"}:
        return not head
    return bool(head & _FINITE) or bool(head & {"base"})


def predicates(sentence: Sentence, mask: list[bool], pack: Pack) -> list[Predicate]:
    """Finite verbs and infinitives of the claim, in order."""
    found = []
    said = {
        place
        for match in sentence.found("transparent")
        if is_finite(sentence, match)
        for place in range(match.first, match.last + 1)
    }
    for index, word in enumerate(sentence.words):
        if not mask[index] or word.is_sign or word.is_number or index in said:
            continue
        made = _predicate(sentence, index, word, pack)
        if made is not None:
            found.append(made)
    return found


def _predicate(sentence: Sentence, index: int, word: Word, pack: Pack) -> Predicate | None:
    best: Predicate | None = None
    for node in word.nodes:
        for term in node.terms:
            if term.family != "verb" or len(term.lemmas) != 1:
                continue
            made = _reading(sentence, index, term.label, word.tags[term.lemmas[0]], pack)
            if made is not None and (best is None or made.tense != "infinitive"):
                best = made
    return best


def _reading(sentence: Sentence, index: int, label: str, tags: frozenset[str], pack: Pack) -> Predicate | None:
    before = [word.folded for word in sentence.words[max(0, index - _AUXILIARY_REACH) : index]]
    will = any(word in pack.future_words for word in before)
    passive = "refl" in tags or "pass" in tags
    if "short" in tags:
        return Predicate(index, "future" if will else "past", is_passive=True)
    if "inf" in tags or (label == "base" and "base" in tags and "to" in before[-1:]):
        return Predicate(index, "future" if will else "infinitive", passive)
    if "past" in tags or label in {"past", "participle"}:
        be = any(word in pack.be_words for word in before)
        if will:
            return Predicate(index, "future", is_passive=True)
        return Predicate(index, "past", is_passive=passive or be)
    if "pres" in tags or "base" in tags:
        if will:
            return Predicate(index, "future", passive)
        return Predicate(index, "future" if label == "perfective" else "present", passive)
    if "ing" in tags and any(word in pack.be_words for word in before):
        return Predicate(index, "present", passive)
    return None


def is_standing(sentence: Sentence, pack: Pack) -> bool:
    """Whether the claim is in the present: it tells what is, not what the report's months brought."""
    verbs = predicates(sentence, claim_of(sentence, len(sentence.words) - 1, pack), pack)
    return next((verb.tense == "present" for verb in verbs if verb.tense != "infinitive"), False)


def is_event(sentence: Sentence, last: int) -> bool:
    """«… вопросы рассмотрены»: an event without a source does not go on with a report."""
    return any(match.term.label == "discuss" and match.last <= last for match in sentence.found("speech"))
