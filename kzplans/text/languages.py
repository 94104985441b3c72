"""Which language a text or sentence is written in: by its letters, else by its commonest words."""

from __future__ import annotations

import re
from string import ascii_letters

_SAMPLE = 2500
_ASCII_LETTERS = ascii_letters.encode()
_KAZAKH = "әғқұһіӘҒҚҰҺІ"  # not in Russian or Kyrgyz
_TURKIC = "ңөүҢӨҮ"  # Kazakh and Kyrgyz
_KAZAKH_LATIN = "äöüğūñşáǵńóúýıÄÖÜĞŪÑŞÁǴŃÓÚÝİ"
# These patterns are large and most texts need none of them: re compiles each when it is first used, and keeps it.
#: Endings that tell Kazakh from Russian where a short text has no letter of its own: «Алматыда 5 мектеп салынды».
_KAZAKH_ENDING = (
    r"[^\W\d_](?:лар|дар|тар|лер|дер|тер|дың|ның|тың|ған|ген|кен|нда|нде|ады|еді|йды|йді|лды|лді|нды|нді|рды|рді|тты|тті"
    r"|лған|нған|дағы|дегі|тағы|тегі|лық|лік|теп|деп|мен|пен|ыда|лда|рда|ына|ене|уда|уде|сы|ын)(?![^\W\d_])"
)
_RUSSIAN_ENDING = (
    r"[^\W\d_](?:ого|его|ому|ему|ый|ий|ая|яя|ое|ее|ые|ие|ых|их|ами|ями|ать|ить|ять|ение|ения|ении|ость|ости|ция|ции|ано|ено|ется|ются"
    r"|[ия]л[аи]?|ал[аи]?|[аяуюе]ет|[аяую]ют|ит|ят|ов|ей|ам|ям|ах|ях|ом|ем|ей|ую|ан|ены?|ена|ено|ует|ку|ки|ка|ён[аоы]?|ью|тся|[^\W\d_]{2}ой|[жшщ]и|щ[а-я]{1,3}|сс[а-я]{1,3})(?![^\W\d_])"
)
_KAZAKH_WORD = re.compile(r"(?<![^\W\d_])[а-яё]*[әғқұһіңөү]")
_LONG = 80
_SMALL = "(?<![^\\W\\d_])[a-záäóöúüūýğǵñńŋşıç]"
#: Endings of Kazakh in the Latin spellings of 2018 and 2021 and in plain ASCII; names with a capital tell nothing.
_KAZAKH_LATIN_ENDING = (
    _SMALL + r"[^\W\d_]+(?:[ndt][yi][nńñŋ]|[ldt][ae]r(?:[yi]|[yi]n|ge|g?a|men)?|[yi]nd[ae]|[yi]n[ae]|[yi]n[ae]n"
    r"|[aeilnr][dt][yi]|tt[yi]|p?t[yi]|[gǵğqk][ae]n|d[ae]n|t[ae]n|n[ae]n|[ldt][yi][qk]|d[ae][gǵğ][yi]|t[ae][gǵğ][yi]"
    r"|[qk][ae]|[gǵğ][ae]|s[yi]|[yi]p|[ae]rdy|m[ae][qk]|sh[yi]|ş[yi])(?![^\W\d_])"
)
#: Sounds that English does not write so: q without u, y between consonants, zh.
_KAZAKH_LATIN_SOUND = _SMALL + r"[^\W\d_]*?(?:q(?!u)|[bdgjklmnrzş]y[bdgjklnrzş]|zh|[aeo]ý|[ǵğñń])"
_ENGLISH_ENDING = (
    r"[a-z]{2}(?:ing|tions?|ed|ly|ments?|nts|ity|ies|ness|ers|al|ive|ous|ture|ance|ence|able|ry|gh|ck)(?![a-z])"
)
_ARABIC = re.compile("[\u0620-\u06ff]")
_DOUBLE_VOWEL = re.compile("аа|оо|өө|үү|ээ|уу|жаңы")
_WORDS = re.compile(r"[^\W\d_]+")
_COMMON = {
    "kk": frozenset(
        "мен пен бен бойынша туралы деп деді да де та те осы бар жаңа еді болды болып екен үшін бір бұл және".split()
    ),
    "ru": frozenset(
        "и в на не что с по для из от к за это как его она они был были будет также при или до года году "
        "более около свыше том числе из них".split()
    ),
    "en": frozenset(
        "the of and to in for is are was were will be that with on by as from at this have has it about every "
        "all new not more than into its their said also year years which who been would can our we they after "
        "over under water".split()
    ),
    "kk-Latn": frozenset(
        "men pen ben jane jáne jäne zhane üşin úshin ushin bul osy ol bir eki üş úsh ush jyl zhyl jylgy jylğy "
        "jyly zhyly qala kala bolady bolyp bolgan bolğan bolǵan dep dedi deidi turaly boiynsha boıynsha "
        "qalasy kalasy qalada myn myń myñ jańa jaña jana zhana bar joq zhoq emes "
        "eken edi de da ta te ne ony onyn onyñ onyń öz óz".split()
    ),
    "uz": frozenset(
        "va bilan uchun bu ham bo‘ldi bo'ldi yil yilda shahar shahri mamlakat haqida o‘zbekiston qilish".split()
    ),
    "tr": frozenset("ve bir için ile olan olarak bu da kadar şehir yılında türkiye daha çok".split()),
}

OTHER = "other"


def find_language(text: str, default: str = "kk") -> str:
    """``kk``, ``kk-Latn``, ``ru``, ``en`` or ``other`` of a text; ``default`` where it holds no letters."""
    sample = text[:_SAMPLE]
    # every Cyrillic letter is one byte more in UTF-8 than in code points, a dash or a guillemet is few among them
    encoded = sample.encode("utf-8", "replace")
    cyrillic = len(encoded) - len(sample)
    latin = len(encoded) - len(encoded.translate(None, _ASCII_LETTERS))
    kazakh = sum(map(sample.count, _KAZAKH))
    turkic = sum(map(sample.count, _TURKIC))
    kazakh_latin = sum(map(sample.count, _KAZAKH_LATIN))
    if not cyrillic and not latin:
        return default
    if cyrillic > latin and len(_ARABIC.findall(sample)) * 2 > cyrillic:
        return OTHER  # Kazakh in Arabic letters, Uyghur, Persian …
    if cyrillic >= latin:
        return _cyrillic(sample, cyrillic, kazakh, turkic, default)
    return _latin(sample, latin, kazakh_latin)


_OWN_LETTER = re.compile(f"[{_KAZAKH}]")
_OWN_LETTERS = re.compile(f"(?:[{_KAZAKH}][^{_KAZAKH}]*){{3}}")
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
        if stop - start < _LONG or _OWN_LETTERS.search(text, start, min(stop, start + _LONG)):
            return "kk"
    elif document == "ru" and not _OWN_LETTER.search(text, start, stop) and _CYRILLIC.search(text, start, stop):
        return "ru"
    elif document == "en" and not _CYRILLIC.search(text, start, stop):
        return "en"
    found = find_language(text[start:stop], document)
    if found == OTHER and document != OTHER and stop - start < 2 * _LONG:
        return document
    return found


def _cyrillic(text: str, letters: int, kazakh: int, turkic: int, default: str) -> str:
    # Kazakh prose has about 15 % of such letters; Russian with Kazakh names stays below 4 %
    if kazakh * 25 >= letters and _KAZAKH_WORD.search(text):
        return "kk"
    if not kazakh and turkic * 40 >= letters and (letters > _LONG or _DOUBLE_VOWEL.search(text.lower())):
        return OTHER  # Kyrgyz, Mongolian …: so long a Kazakh text has і, ә, ғ, қ or ұ
    counts = _counts(text)
    if kazakh + turkic and counts["kk"] > counts["ru"]:
        return "kk"
    lower = text.lower()
    # a name in a Russian sentence has a capital: words that have none are Kazakh for certain
    own = counts["kk"] * 2 + len(re.findall(_KAZAKH_ENDING, lower)) + 3 * len(_KAZAKH_WORD.findall(text))
    other = counts["ru"] * 2 + len(re.findall(_RUSSIAN_ENDING, lower))
    if own == other:
        return default
    return "kk" if own > other else "ru"


def _latin(text: str, letters: int, kazakh_latin: int) -> str:
    """Kazakh in Latin letters, in any of its spellings, against English; Turkish and Uzbek are other languages."""
    counts = _counts(text)
    lower = text.lower()
    others = counts["uz"] + counts["tr"]
    sounds = len(re.findall(_KAZAKH_LATIN_SOUND, text)) + 2 * (kazakh_latin * 20 >= letters)
    own = 2 * counts["kk-Latn"] + 2 * len(re.findall(_KAZAKH_LATIN_ENDING, text)) + sounds
    english = counts["en"] * 2 + len(re.findall(_ENGLISH_ENDING, lower))
    if others > 1 and others * 2 > own and others > counts["en"]:
        return OTHER
    if own > english:
        return "kk-Latn"
    return "en" if english or not kazakh_latin else OTHER


def _counts(text: str) -> dict[str, int]:
    found = dict.fromkeys(_COMMON, 0)
    for word in _WORDS.findall(text.lower()):
        for language, words in _COMMON.items():
            if word in words:
                found[language] += 1
    return found
