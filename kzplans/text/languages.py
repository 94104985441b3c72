"""Which language a text or sentence is written in: by its letters, else by its commonest words."""

from __future__ import annotations

import re
from string import ascii_letters

_SAMPLE = 2500
_KAZAKH = "әғқұһіӘҒҚҰҺІ"  # not in Russian or Kyrgyz
_TURKIC = "ңөүҢӨҮ"  # Kazakh and Kyrgyz
_KAZAKH_LATIN = "äöüğūñşáǵńóúýıÄÖÜĞŪÑŞÁǴŃÓÚÝİ"
#: Endings that tell Kazakh from Russian where a short text has no letter of its own: «Алматыда 5 мектеп салынды».
_KAZAKH_ENDING = re.compile(
    r"[^\W\d_](?:лар|дар|тар|лер|дер|тер|дың|ның|тың|ған|ген|кен|нда|нде|ады|еді|йды|йді|лды|лді|нды|нді|рды|рді|тты|тті"
    r"|лған|нған|дағы|дегі|тағы|тегі|лық|лік|теп|деп|мен|пен|ыда|лда|рда|ына|ене|уда|уде|сы|ын)(?![^\W\d_])"
)
_RUSSIAN_ENDING = re.compile(
    r"[^\W\d_](?:ого|его|ому|ему|ый|ий|ая|яя|ое|ее|ые|ие|ых|их|ами|ями|ать|ить|ять|ение|ения|ении|ость|ости|ция|ции|ано|ено|ется|ются"
    r"|ил[аи]?|ал[аи]?|ает|яют|ают|ит|ят|ов|ей)(?![^\W\d_])"
)
_KAZAKH_WORD = re.compile(f"(?<![^\\W\\d_])[а-яё]*[{_KAZAKH}{_TURKIC}]")
_LONG = 80
_DOUBLE_VOWEL = re.compile("аа|оо|өө|үү|ээ|уу|жаңы")
_WORDS = re.compile(r"[^\W\d_]+")
_COMMON = {
    "kk": frozenset(
        "мен пен бен бойынша туралы деп деді да де та те осы бар жаңа еді болды болып екен үшін бір бұл және".split()
    ),
    "ru": frozenset(
        "и в на не что с по для из от к за это как его она они был были будет также при или до года году".split()
    ),
    "en": frozenset("the of and to in for is are was were will be that with on by as from at this have has it".split()),
    "kk-Latn": frozenset(
        "men jane jäne üshin ushin bul bir jyl jylgy qala bolady bolyp dep dedi turaly boiynsha qalasy úshin".split()
    ),
}

OTHER = "other"


def find_language(text: str, default: str = "kk") -> str:
    """``kk``, ``kk-Latn``, ``ru``, ``en`` or ``other`` of a text; ``default`` where it holds no letters."""
    sample = text[:_SAMPLE]
    # every Cyrillic letter is one byte more in UTF-8 than in code points, a dash or a guillemet is few among them
    cyrillic = len(sample.encode("utf-8", "replace")) - len(sample)
    latin = sum(map(sample.count, ascii_letters))
    kazakh = sum(map(sample.count, _KAZAKH))
    turkic = sum(map(sample.count, _TURKIC))
    kazakh_latin = sum(map(sample.count, _KAZAKH_LATIN))
    if not cyrillic and not latin:
        return default
    if cyrillic >= latin:
        return _cyrillic(sample, cyrillic, kazakh, turkic)
    return _latin(sample, latin, kazakh_latin)


_OWN_LETTER = re.compile(f"[{_KAZAKH}]")
_CYRILLIC = re.compile("[а-яА-ЯёЁ]")
_LATIN = re.compile("[A-Za-z]")
#: Shorter than this a sentence is in the language of its text.
_SHORTEST = 24


def find_sentence_language(text: str, start: int, stop: int, document: str) -> str:
    """Language of one sentence of a text in the language ``document``; that one where the letters do not say other."""
    if stop - start < _SHORTEST:
        return document
    if document == "kk" and _OWN_LETTER.search(text, start, stop):
        # most Kazakh sentences, told by one letter; a Russian one with a Kazakh name goes on
        if stop - start < _LONG or len(_OWN_LETTER.findall(text, start, min(stop, start + _LONG))) > 2:
            return "kk"
    elif document == "ru" and not _OWN_LETTER.search(text, start, stop) and _CYRILLIC.search(text, start, stop):
        return "ru"
    elif document == "en" and not _CYRILLIC.search(text, start, stop):
        return "en"
    found = find_language(text[start:stop], document)
    if found == OTHER and document != OTHER and stop - start < 2 * _LONG:
        return document
    return found


def _cyrillic(text: str, letters: int, kazakh: int, turkic: int) -> str:
    # Kazakh prose has about 15 % of such letters; Russian with Kazakh names stays below 4 %
    if kazakh * 25 >= letters:
        return "kk"
    if not kazakh and turkic * 40 >= letters and (letters > _LONG or _DOUBLE_VOWEL.search(text.lower())):
        return OTHER  # Kyrgyz, Mongolian …: so long a Kazakh text has і, ә, ғ, қ or ұ
    counts = _counts(text)
    if kazakh + turkic and counts["kk"] > counts["ru"]:
        return "kk"
    lower = text.lower()
    # a name in a Russian sentence has a capital: words that have none are Kazakh for certain
    own = counts["kk"] * 2 + len(_KAZAKH_ENDING.findall(lower)) + 3 * len(_KAZAKH_WORD.findall(text))
    other = counts["ru"] * 2 + len(_RUSSIAN_ENDING.findall(lower))
    return "kk" if own > other else "ru"


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
