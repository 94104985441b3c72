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


def find_forms(word: str, words_between: WordsBetween) -> list[str]:
    """Words of a vocabulary that are forms of the same word, itself included if it is there.

    The word is taken for a dictionary form; if nothing but itself is one of its forms, for a form of a word of the
    vocabulary. Words of two languages that are written alike are both found.
    """
    wanted = fold(word)
    found = {each for each in words_between(wanted, wanted + "\0") if each == wanted}
    if len(wanted) < _SHORTEST_WORD or not wanted.isalpha():
        return sorted(found)
    morphologies = list(_morphologies(wanted))
    for morphology in morphologies:
        for notation in _notations(wanted):
            found.update(_forms_of(notation, morphology, words_between))
    if len(found) > 1:
        return sorted(found)
    for morphology in morphologies:
        for lemma in set(_lemmas_of(wanted, morphology, words_between)):
            for notation in _notations(lemma):
                found.update(_forms_of(notation, morphology, words_between))
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


def _forms_of(notation: str, morphology: Morphology, words_between: WordsBetween) -> Iterator[str]:
    for stem in morphology.stems_of(notation):
        written = stem.written.replace("ё", "е")
        if len(written) < _SHORTEST and written != notation:
            continue
        for candidate in words_between(written, written + _LAST):
            if morphology.chain(candidate[len(written) :], stem.slot, stem.sound, stem.harmony) is not None:
                yield candidate


def _lemmas_of(word: str, morphology: Morphology, words_between: WordsBetween) -> Iterator[str]:
    """Words of the vocabulary that the word is a longer or another form of."""
    near = {word[:stop] for stop in range(_SHORTEST, len(word))}
    begin = word[: max(_SHORTEST, len(word) - _LOST)]
    near.update(words_between(begin, begin + _LAST))
    for lemma in near - {word}:
        if any(each == lemma for each in words_between(lemma, lemma + "\0")) and any(
            word.startswith(stem.written) and len(stem.written) >= _SHORTEST and morphology.chain(
                word[len(stem.written) :], stem.slot, stem.sound, stem.harmony
            ) is not None
            for notation in _notations(lemma)
            for stem in morphology.stems_of(notation)
        ):  # fmt: skip
            yield lemma
