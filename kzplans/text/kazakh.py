"""Kazakh suffix chains: is the rest of a word, behind a known stem, a possible row of suffixes?

A chain is checked slot by slot (voice, negation, mood or verbal noun; plural, possessive, case, -ғы …) with vowel
harmony and the consonant that the sound before demands (жол-дар, мектеп-тер, қала-лар). What is left of a word is
short and recurs, so every (rest, slot, sound) is worked out once. The slots follow the school grammar of Kazakh; the
table below is the whole of it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from kzplans.text.stems import Stem

BACK, FRONT, EITHER = "b", "f", "e"
_BACK_VOWELS = frozenset("аоұы")
_FRONT_VOWELS = frozenset("әеөүі")
_VOWELS = frozenset("аәеиоөуұүыіюяёэ")
#: Letters of loans only: their stems take either harmony (парк-тер, банк-і, концерт-те).
_LOAN = frozenset("фвцчщэъьюяёи")

#: Sound classes of the letter before a suffix; "g" is a stem whose last consonant has softened (мектеб-, көліг-).
VOWEL, GLIDE, LATERAL, NASAL, BUZZ, VOICELESS, SOFTENED = "v", "r", "l", "n", "z", "t", "g"
_CLASS = {
    **dict.fromkeys("аәеоөұүыіюяёэ", VOWEL),
    **dict.fromkeys("рйуи", GLIDE),
    "л": LATERAL,
    **dict.fromkeys("мнң", NASAL),
    **dict.fromkeys("зж", BUZZ),
}
_SOFT = {"п": "б", "к": "г", "қ": "ғ"}

#: First consonant of a suffix by the sound before it. Loans break these rules often enough for two letters at a place.
_INITIALS = {
    "L": {VOWEL: "л", GLIDE: "л", LATERAL: "д", NASAL: "д", BUZZ: "д", VOICELESS: "т"},
    "K": {VOWEL: "л", GLIDE: "л", LATERAL: "лд", NASAL: "д", BUZZ: "д", VOICELESS: "т"},
    "N": {VOWEL: "н", GLIDE: "д", LATERAL: "д", NASAL: "н", BUZZ: "д", VOICELESS: "т"},
    "C": {VOWEL: "н", GLIDE: "д", LATERAL: "д", NASAL: "д", BUZZ: "д", VOICELESS: "т"},
    "D": {VOWEL: "д", GLIDE: "д", LATERAL: "д", NASAL: "д", BUZZ: "д", VOICELESS: "т"},
    "B": {VOWEL: "д", GLIDE: "д", LATERAL: "д", NASAL: "н", BUZZ: "д", VOICELESS: "т"},
    "G": {VOWEL: "Г", GLIDE: "Г", LATERAL: "Г", NASAL: "Г", BUZZ: "Г", VOICELESS: "К"},
    "M": {VOWEL: "м", GLIDE: "м", LATERAL: "м", NASAL: "м", BUZZ: "б", VOICELESS: "п"},
    "P": {VOWEL: "м", GLIDE: "м", LATERAL: "м", NASAL: "б", BUZZ: "б", VOICELESS: "п"},
}
_HARMONY = {
    BACK: str.maketrans("AIГКQ", "аығққ"),
    FRONT: str.maketrans("AIГКQ", "еігкк"),
}

# fmt: off
#: slot -> (suffix, tag, next slot). Capitals are filled in by harmony and the sound before; "(I)" only stands behind a
#: consonant, "(v)" means that the suffix stands behind a vowel, "(c)" behind a consonant.
_TABLE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "noun": (
        ("LAр", "pl", "plural"),
        ("(I)м", "p1", "possessed"), ("(I)ң", "p2", "possessed"), ("(I)мIз", "p1", "plural_possessed"),
        ("(I)ңIз", "p2", "plural_possessed"),
        ("(c)I", "p3", "third"), ("(v)сI", "p3", "third"),
        ("NIң", "gen", "genitive"), ("CI", "acc", "end"), ("GA", "dat", "end"), ("DA", "loc", "locative"),
        ("BAн", "abl", "end"), ("MAн", "ins", "end"), ("MAнAн", "ins", "end"), ("мен", "ins", "end"),
        ("бен", "ins", "end"), ("пен", "ins", "end"),
        ("DAй", "sim", "end"), ("шA", "adv", "end"),
        ("KIQ", "adj", "noun"), ("KIГ", "adj", "softened"), ("KI", "adj", "noun"),
        ("сIз", "adj", "noun"), ("GI", "attr", "noun"),
        ("шI", "agent", "noun"), ("шIлIQ", "adj", "noun"), ("шIлIГ", "adj", "softened"),
        ("MIн", "person", "end"), ("PIз", "person", "end"),
    ),
    "softened": (("Iм", "p1", "possessed"), ("Iң", "p2", "possessed"), ("I", "p3", "third"),
                 ("IмIз", "p1", "plural_possessed"), ("IңIз", "p2", "plural_possessed")),
    "plural": (
        ("(I)м", "p1", "possessed"), ("(I)ң", "p2", "possessed"), ("IмIз", "p1", "plural_possessed"),
        ("IңIз", "p2", "plural_possessed"), ("I", "p3", "third"),
        ("NIң", "gen", "genitive"), ("CI", "acc", "end"), ("GA", "dat", "end"), ("DA", "loc", "locative"),
        ("BAн", "abl", "end"), ("MAн", "ins", "end"), ("мен", "ins", "end"), ("DAй", "sim", "end"),
        ("шA", "adv", "end"),
    ),
    "possessed": (("NIң", "gen", "genitive"), ("CI", "acc", "end"), ("A", "dat", "end"), ("DA", "loc", "locative"),
                  ("BAн", "abl", "end"), ("мен", "ins", "end")),
    "plural_possessed": (("DIң", "gen", "genitive"), ("DI", "acc", "end"), ("GA", "dat", "end"),
                         ("DA", "loc", "locative"), ("DAн", "abl", "end"), ("MAн", "ins", "end"),
                         ("бен", "ins", "end"), ("бен", "ins", "end")),
    "third": (("нIң", "gen", "genitive"), ("н", "acc", "end"), ("нA", "dat", "end"), ("нDA", "loc", "locative"),
              ("нAн", "abl", "end"), ("мен", "ins", "end"), ("нDAй", "sim", "end"), ("ншA", "adv", "end")),
    "genitive": (("кI", "poss_pron", "noun"),),
    "locative": (("ГI", "attr", "noun"), ("мIз", "person", "end"), ("мIн", "person", "end")),
    "end": (),
    # -- verbs -------------------------------------------------------------------------------------------------------
    "verb": (
        ("(I)л", "pass", "verb"), ("(I)н", "pass", "verb"), ("DIр", "caus", "verb"), ("т", "caus", "verb"),
        ("(c)Iт", "caus", "verb"), ("GIз", "caus", "verb"), ("(c)Iс", "recip", "verb"), ("(v)с", "recip", "verb"),
        ("PA", "neg", "negated"),
        ("(c)A", "cvb", "present"), ("(v)й", "cvb", "present"), ("(c)AтIн", "futp", "noun"),
        ("(v)йтIн", "futp", "noun"),
        ("(c)Aр", "aor", "noun"),
        ("(I)п", "conv", "evidential"),
        ("у", "inf", "verbal_noun"),
        ("DI", "past", "past"), ("GAн", "pp", "participle"),
        ("MAQ", "intent", "intent"), ("PAQ", "intent", "intent"), ("сA", "cond", "past"), ("сIн", "imp", "end"),
        ("(c)AйIQ", "opt", "end"), ("(v)йIQ", "opt", "end"), ("(c)AйIн", "opt", "end"), ("(v)йIн", "opt", "end"),
        ("(I)ңIз", "imp", "imperative"), ("(I)ңIздAр", "imp", "end"),
        ("GI", "desid", "noun"), ("GAлI", "conv", "end"),
    ),
    "softened_verb": (
        ("Iл", "pass", "verb"), ("Iн", "pass", "verb"), ("Iс", "recip", "verb"), ("A", "cvb", "present"),
        ("AтIн", "futp", "noun"), ("Aр", "aor", "noun"), ("Iп", "conv", "evidential"), ("у", "inf", "verbal_noun"),
        ("AйIQ", "opt", "end"), ("IңIз", "imp", "imperative"),
    ),
    # оқы- before -у and -й: оқу, оқиды
    "dropped_verb": (("у", "inf", "verbal_noun"), ("и", "cvb", "present"), ("итIн", "futp", "noun")),
    # қой- before а and у: қояды, қою
    "glided_verb": (("ю", "inf", "verbal_noun"), ("я", "cvb", "present"), ("ятIн", "futp", "noun"),
                    ("яр", "aor", "noun")),
    "negated": (
        ("й", "cvb", "present"), ("йтIн", "futp", "noun"), ("с", "aor", "noun"), ("п", "conv", "evidential"),
        ("у", "inf", "verbal_noun"), ("DI", "past", "past"), ("GAн", "pp", "participle"), ("сA", "cond", "past"),
        ("сIн", "imp", "end"), ("йIQ", "opt", "end"), ("ңIз", "imp", "imperative"), ("й", "cvb", "end"),
    ),
    "verbal_noun": (
        ("LAр", "pl", "plural"), ("Iм", "p1", "possessed"), ("Iң", "p2", "possessed"),
        ("IмIз", "p1", "plural_possessed"), ("IңIз", "p2", "plural_possessed"), ("I", "p3", "third"),
        ("NIң", "gen", "genitive"), ("CI", "acc", "end"), ("GA", "dat", "end"), ("DA", "loc", "progressive"),
        ("BAн", "abl", "end"), ("мен", "ins", "end"),
        ("шI", "agent", "noun"), ("KI", "adj", "noun"), ("сIз", "adj", "noun"),
    ),
    "progressive": (("ГI", "attr", "noun"), ("мIз", "person", "end"), ("мIн", "person", "end")),
    "participle": (
        ("LAр", "pl", "plural"), ("(I)м", "p1", "possessed"), ("IмIз", "p1", "plural_possessed"),
        ("I", "p3", "third"), ("нIң", "gen", "genitive"), ("CI", "acc", "end"), ("GA", "dat", "end"),
        ("DA", "loc", "locative"),
        ("нAн", "abl", "end"), ("DIQ", "adj", "noun"), ("DIГ", "adj", "softened"), ("DAй", "sim", "end"),
        ("шA", "adv", "end"), ("бIз", "person", "end"), ("мIн", "person", "end"), ("сIз", "adj", "noun"),
    ),
    "present": (("DI", "pres", "end"), ("мIн", "pres", "end"), ("мIз", "pres", "end"), ("сIз", "pres", "end"),
                ("сIң", "pres", "end"), ("сIздAр", "pres", "end")),
    "past": (("м", "p1", "end"), ("ң", "p2", "end"), ("Q", "p1", "end"), ("ңIз", "p2", "end"), ("ңIздAр", "p2", "end")),
    "evidential": (("тI", "past", "end"),),
    "intent": (("шI", "intent", "end"),),
    "imperative": (("дAр", "imp", "end"),),
}
# fmt: on
#: Where a word may end: everywhere but behind a bare softened or shortened stem.
_NOT_FINAL = frozenset({"softened", "softened_verb", "dropped_verb", "glided_verb"})


class Suffix(NamedTuple):
    """One suffix as it is spelled behind a given sound, and what it passes on to the next one."""

    surface: str
    tag: str
    slot: str
    sound: str
    #: Harmony that its own vowels demand, None where it has none.
    harmony: str | None


def sound_of(written: str) -> str:
    """Class of the sound that a stem or suffix ends in."""
    last = written[-1]
    if last in "ьъ" and len(written) > 1:
        last = written[-2]
    return _CLASS.get(last, VOICELESS)


def harmony_of(stem: str) -> str:
    """Harmony that the last vowel of a stem demands; ``EITHER`` for loans and for у, и."""
    for letter in reversed(stem):
        if letter in _LOAN:
            return EITHER
        if letter in _BACK_VOWELS:
            return EITHER if len(stem) > 2 and _ends_in_cluster(stem) else BACK
        if letter in _FRONT_VOWELS:
            return FRONT
    return EITHER


def _ends_in_cluster(stem: str) -> bool:
    """Two consonants at the end of a back stem are mostly a loan: факт-ілер, парк-і, порт-ы."""
    return stem[-1] not in _VOWELS and stem[-2] not in _VOWELS


def stems_of(lemma: str) -> tuple[Stem, ...]:
    """All written stems of a dictionary form; a verb is given with its hyphen (``сал-``)."""
    if lemma.endswith("-"):
        return _verb_stems(lemma[:-1])
    sound, harmony = sound_of(lemma), harmony_of(lemma)
    found = [Stem(lemma, "noun", sound, harmony)]
    last = lemma[-1]
    if lemma.endswith("ст"):  # турист loses its т: туристер, туристік
        found.append(Stem(lemma[:-1], "noun", VOICELESS, harmony))
    if last in "ыі" and len(lemma) > 4:
        found.append(Stem(lemma, "third", VOWEL, harmony))
    if last in _SOFT and len(lemma) > 2:
        found.append(Stem(lemma[:-1] + _SOFT[last], "softened", SOFTENED, harmony))
    if len(lemma) > 3 and lemma[-2] in "ыі" and last in "нқкмлрзпсй" and lemma[-3] not in _VOWELS:
        found.append(Stem(lemma[:-2] + last, "softened", SOFTENED, harmony))  # орын -> орн-ы, халық -> халқ-ы
    if len(lemma) > 3 and _ends_in_cluster(lemma) and any(letter in "аоэ" or letter in _LOAN for letter in lemma):
        found.append(Stem(lemma + "і", "noun", VOWEL, FRONT))  # факті-лер, объекті-нің
    return tuple(found)


def _verb_stems(stem: str) -> tuple[Stem, ...]:
    sound, harmony = sound_of(stem), harmony_of(stem)
    found = [Stem(stem, "verb", sound, harmony)]
    if stem[-1] in _SOFT:
        found.append(Stem(stem[:-1] + _SOFT[stem[-1]], "softened_verb", SOFTENED, harmony))
    if stem[-1] == "п":
        found.append(Stem(stem[:-1] + "у", "softened_verb", SOFTENED, harmony))  # тап- -> тауып
    if stem[-1] in "ыі":
        found.append(Stem(stem[:-1], "dropped_verb", SOFTENED, harmony))
    if stem[-1] == "й":
        found.append(Stem(stem[:-1], "glided_verb", SOFTENED, harmony))
    if len(stem) > 3 and stem[-2] in "ыі" and stem[-1] in "рнл":
        found.append(Stem(stem[:-2] + stem[-1], "softened_verb", SOFTENED, harmony))  # орын- … айыр- -> айр-ыл
    return tuple(found)


@cache
def _suffixes(slot: str, sound: str, harmony: str) -> dict[str, tuple[Suffix, ...]]:
    """The table's row for a slot, spelled out behind a sound, by first letter."""
    harmonies = (BACK, FRONT) if harmony == EITHER else (harmony,)
    found: dict[str, dict[Suffix, None]] = {}
    for pattern, tag, following in _TABLE[slot]:
        shape = pattern
        if shape.startswith(("(v)", "(c)")):
            if (shape[1] == "v") != (sound == VOWEL):
                continue
            shape = shape[3:]
        elif shape.startswith("(I)"):
            shape = shape[3:] if sound == VOWEL else "I" + shape[3:]
        initials = _INITIALS.get(shape[0])
        firsts = initials.get(sound, "") if initials else shape[0]
        for kind in harmonies:
            for first in firsts:
                surface = (first + shape[1:]).replace("D", "д").replace("L", "л").translate(_HARMONY[kind])
                passed = SOFTENED if following == "softened" else sound_of(surface)
                spoken = kind if any(letter in _VOWELS for letter in surface) else None
                found.setdefault(surface[0], {})[Suffix(surface, tag, following, passed, spoken)] = None
    return {letter: tuple(suffixes) for letter, suffixes in found.items()}


@lru_cache(maxsize=65536)
def chain(rest: str, slot: str, sound: str, harmony: str) -> tuple[str, ...] | None:
    """Tags of the suffixes that ``rest`` is made of, behind a stem that ends in ``sound``; None if it is no chain."""
    if not rest:
        return None if slot in _NOT_FINAL else ()
    if len(rest) > 24:  # no Kazakh suffix chain is longer; keeps hostile words cheap
        return None
    for suffix in _suffixes(slot, sound, harmony).get(rest[0], ()):
        surface = suffix.surface
        if rest.startswith(surface):
            tags = chain(rest[len(surface) :], suffix.slot, suffix.sound, suffix.harmony or harmony)
            if tags is not None:
                return (suffix.tag, *tags)
    return None


@cache
def tags_of(slot: str) -> frozenset[str]:
    """All tags that a chain from a slot on can collect."""
    reached, open_slots = {slot}, [slot]
    found: set[str] = set()
    while open_slots:
        for _, tag, following in _TABLE[open_slots.pop()]:
            found.add(tag)
            if following not in reached:
                reached.add(following)
                open_slots.append(following)
    return frozenset(found)
