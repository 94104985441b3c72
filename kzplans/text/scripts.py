"""Letters: which script a word is in, and its plain reading for look-up.

Words that mix Latin and Cyrillic look-alikes (``Аlatau``, ``Сity``) are common in pasted text. They are folded for
matching only, one code point for one code point; the text itself is never changed.
"""

from __future__ import annotations

import re

_GREEK = str.maketrans("αεικορτυχΑΒΕΗΙΚΜΟΡΤΥΧ", "аеікортухАВЕНІКМОРТУХ")
_TO_CYRILLIC = str.maketrans("aceopxyihABCEHKMOPTXIYəƏ", "асеорхуіһАВСЕНКМОРТХІУәӘ")
_TO_LATIN = str.maketrans("асеорхуіһАВСЕНКМОРТХІУӘә", "aceopxyihABCEHKMOPTXIYƏə")
_HAS_LATIN = re.compile("[A-Za-zəƏ]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_HAS_GREEK = re.compile("[Α-ω]")
_HAS_CYRILLIC = re.compile("[Ѐ-ӿ]")

_LETTERS = re.compile(r"[^\W\d_]+")

ROMAN = re.compile(r"[IVXLІХ]+")


def mixed_words(text: str) -> list[str]:
    """Words that hold letters of both scripts."""
    words = _LETTERS.findall(text)
    return [word for word in words if _HAS_CYRILLIC.search(word) and _LATIN.search(word)]


def fold(word: str) -> str:
    """Plain lower-case reading of a word, of the same length.

    A word of one script is only lower-cased. A mixed word is read in the script of the letters that have no twin in the
    other one: ``Аlatau`` (one Cyrillic letter) is ``alatau``. ё is е, as most texts write it.
    """
    if word.isascii():
        return word.lower()
    if _HAS_GREEK.search(word):
        word = word.translate(_GREEK)
    if _HAS_LATIN.search(word) and _HAS_CYRILLIC.search(word):
        cyrillic, latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
        word = cyrillic if not _HAS_LATIN.search(cyrillic) else latin
    return word.lower().replace("ё", "е")
