"""English forms: a base form with its regular endings; irregular ones stand in the lexicon as exact forms."""

from __future__ import annotations

from kzplans.text.stems import Stem

_Table = dict[str, tuple[str, ...]]
_NOUN: _Table = {"": (), "s": ("pl",), "’s": ("gen",), "'s": ("gen",)}
#: bus, church, volcano; planes are no plans.
_ES_NOUN: _Table = {**_NOUN, "es": ("pl",)}
_Y_NOUN: _Table = {"ies": ("pl",)}
_VERB: _Table = {
    "": ("base",),
    "s": ("pres",),
    "es": ("pres",),
    "ed": ("past", "pp"),
    "d": ("past", "pp"),
    "ing": ("ing",),
}
_E_VERB: _Table = {"ing": ("ing",), "ed": ("past", "pp"), "es": ("pres",)}
_Y_VERB: _Table = {"ied": ("past", "pp"), "ies": ("pres",)}
_TABLES: dict[str, _Table] = {
    "noun": _NOUN,
    "es_noun": _ES_NOUN,
    "y_noun": _Y_NOUN,
    "verb": _VERB,
    "e_verb": _E_VERB,
    "y_verb": _Y_VERB,
}
_VOWELS = frozenset("aeiou")
_HISSING = ("s", "x", "z", "ch", "sh", "o")


def stems_of(lemma: str) -> tuple[Stem, ...]:
    """All written stems of a base form; verbs carry a hyphen (``build-``)."""
    if not lemma.endswith("-"):
        found = [_stem(lemma, "es_noun" if lemma.endswith(_HISSING) else "noun")]
        if lemma.endswith("y"):
            found.append(_stem(lemma[:-1], "y_noun"))
        return tuple(found)
    base = lemma[:-1]
    found = [_stem(base, "verb")]
    if base.endswith("e"):
        found.append(_stem(base[:-1], "e_verb"))
    elif base.endswith("y"):
        found.append(_stem(base[:-1], "y_verb"))
    elif len(base) > 2 and base[-1] not in _VOWELS | {"w", "x"} and base[-2] in _VOWELS and base[-3] not in _VOWELS:
        found.append(_stem(base + base[-1], "e_verb"))  # plan, planned
    return tuple(found)


def _stem(written: str, slot: str) -> Stem:
    return Stem(written, slot, "-", "-")


def chain(rest: str, slot: str, _sound: str, _harmony: str) -> tuple[str, ...] | None:
    """Tags of an ending; None if it is no ending of the paradigm."""
    return _TABLES[slot].get(rest)


def tags_of(slot: str) -> frozenset[str]:
    """All tags of a paradigm."""
    return frozenset(tag for tags in _TABLES[slot].values() for tag in tags)
