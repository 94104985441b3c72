"""Which language a text or sentence is written in, from its letters and, where they do not tell, its commonest words."""

from __future__ import annotations

import re

_KAZAKH = frozenset("әғқұһіӘҒҚҰҺІ")  # not in Russian or Kyrgyz
_TURKIC = frozenset("ңөүҢӨҮ")  # Kazakh and Kyrgyz
_KAZAKH_LATIN = frozenset("äöüğūñşáǵńóúýıÄÖÜĞŪÑŞÁǴŃÓÚÝİ")
_WORDS = re.compile(r"[^\W\d_]+")
_COMMON = {
    "kk": frozenset("мен пен бен бойынша туралы деп деді да де та те осы бар жаңа еді болды болып екен үшін бір бұл және".split()),
    "ru": frozenset("и в на не что с по для из от к за это как его она они был были будет также при или до года году".split()),
    "en": frozenset("the of and to in for is are was were will be that with on by as from at this have has it".split()),
    "kk-Latn": frozenset("men jane jäne üshin ushin bul bir jyl jylgy qala bolady bolyp dep dedi turaly boiynsha qalasy úshin".split()),
}

OTHER = "other"


def find_language(text: str, default: str = "kk") -> str:
    """``kk``, ``kk-Latn``, ``ru``, ``en`` or ``other`` of a text; ``default`` where it holds no letters."""
    sample = text[:20000]
    cyrillic = latin = kazakh = turkic = kazakh_latin = 0
    for letter in sample:
        if "Ѐ" <= letter <= "ӿ":
            cyrillic += 1
            if letter in _KAZAKH:
                kazakh += 1
            elif letter in _TURKIC:
                turkic += 1
        elif letter.isalpha():
            latin += 1
            if letter in _KAZAKH_LATIN:
                kazakh_latin += 1
    if not cyrillic and not latin:
        return default
    if cyrillic >= latin:
        return _cyrillic(sample, cyrillic, kazakh, turkic)
    return _latin(sample, latin, kazakh_latin)


def _cyrillic(text: str, letters: int, kazakh: int, turkic: int) -> str:
    # Kazakh prose has about 15 % of such letters; Russian with Kazakh names stays below 4 %
    if kazakh * 25 >= letters:
        return "kk"
    if not kazakh and turkic * 40 >= letters:
        return OTHER  # Kyrgyz, Mongolian …
    counts = _counts(text)
    if kazakh + turkic and counts["kk"] > counts["ru"]:
        return "kk"
    if counts["kk"] > counts["ru"] * 2 and kazakh * 60 >= letters:
        return "kk"
    return "ru"


def _latin(text: str, letters: int, kazakh_latin: int) -> str:
    counts = _counts(text)
    if kazakh_latin * 50 >= letters and counts["kk-Latn"] >= counts["en"]:
        return "kk-Latn"
    if counts["kk-Latn"] > counts["en"]:
        return "kk-Latn"
    return "en" if counts["en"] or not kazakh_latin else OTHER


def _counts(text: str) -> dict[str, int]:
    found = dict.fromkeys(_COMMON, 0)
    for word in _WORDS.findall(text.lower()):
        for language, words in _COMMON.items():
            if word in words:
                found[language] += 1
    return found
