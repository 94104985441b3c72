"""Forms of a word that someone looks for, among the words that texts have: қала finds қаласында, школа finds школ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzplans.text.morphology import morphology_of
from kzplans.text.scripts import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kzplans.text.morphology import Morphology

    #: Words from the first up to the second, which is left out.
    WordsBetween = Callable[[str, str], Iterable[str]]

#: Shorter words are looked for as they are; shorter stems are not looked for at all, but in the word asked for.
_SHORTEST_WORD, _SHORTEST = 2, 3
#: Letters that a form may have lost at its end to be one of a longer dictionary form: строительств- of строительство.
_LOST = 4
_LAST = "\uffff"
#: The slot behind a Kazakh possessive ending: it proves no dictionary form.
_POSSESSIVE = "third"


def find_forms(word: str, words_between: WordsBetween) -> list[str]:
    """Words of a vocabulary that are forms of the same word, itself included if it is there.

    The word is taken for a dictionary form; if the vocabulary has no other form of it, for a form itself. A Kazakh
    possessive is one, too: су құбыры is looked for as құбыр. Words of two languages that are written alike are both
    found.
    """
    wanted = fold(word)
    found = {each for each in words_between(wanted, wanted + "\0") if each == wanted}
    if len(wanted) < _SHORTEST_WORD or not wanted.isalpha():
        return sorted(found)
    morphologies = list(_morphologies(wanted))
    is_known = False
    for morphology in morphologies:
        for notation in _notations(wanted):
            for candidate, slot in _forms_of(notation, morphology, words_between):
                found.add(candidate)
                is_known = is_known or (candidate != wanted and slot != _POSSESSIVE)
    if not is_known:
        for morphology in morphologies:
            for notation in _lemmas_of(wanted, morphology, words_between):
                found.update(candidate for candidate, _ in _forms_of(notation, morphology, words_between))
    return sorted(found)


def _morphologies(word: str) -> Iterator[Morphology]:
    if word.isascii():
        yield morphology_of("en")
    else:
        yield morphology_of("kk")
        yield morphology_of("ru")


def _notations(lemma: str) -> Iterator[str]:
    """A word as a nominal and, if it looks like an infinitive, as a verb: салу is that of сал-."""
    yield lemma
    if lemma[-1] in "ую" and len(lemma) > _SHORTEST:
        yield f"{lemma[:-1]}-"
    elif lemma.endswith(("ть", "ти", "чь", "ться", "тись")):
        yield f"{lemma}-"


def _forms_of(notation: str, morphology: Morphology, words_between: WordsBetween) -> Iterator[tuple[str, str]]:
    """Words of the vocabulary with the slot that they continue the stem in."""
    for stem in morphology.stems_of(notation):
        written = stem.written.replace("ё", "е")
        if len(written) < _SHORTEST and written != notation:
            continue
        for candidate in words_between(written, written + _LAST):
            if morphology.chain(candidate[len(written) :], stem.slot, stem.sound, stem.harmony) is not None:
                yield candidate, stem.slot


def _lemmas_of(word: str, morphology: Morphology, words_between: WordsBetween) -> Iterator[str]:
    """What the word may be a form of, by the grammar or as a word of the vocabulary: the shortest that has forms."""
    near = {word[:stop] for stop in range(_SHORTEST_WORD, len(word))}
    begin = word[: max(_SHORTEST, len(word) - _LOST)]
    near.update(words_between(begin, begin + _LAST))
    likely = [
        notation
        for lemma in sorted(near - {word}, key=lambda lemma: (len(lemma), lemma))
        for notation in (lemma, f"{lemma}-")
        if any(
            word.startswith(stem.written)
            and morphology.chain(word[len(stem.written) :], stem.slot, stem.sound, stem.harmony) is not None
            for stem in morphology.stems_of(notation)
        )
    ]
    for is_verb in (False, True):
        known = [one for one in likely if one.endswith("-") == is_verb]
        yield from [one for one in known if any(_forms_of(one, morphology, words_between))][:1]
