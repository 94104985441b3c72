"""Kazakh in Latin letters: the alphabets of 2018 (acutes) and 2021 (diaereses), and the habit of plain ASCII.

They merge letters in different ways (``u`` is у, ұ or ү), so a word is not rewritten: its skeleton, in which all that
any of them merges is one, is looked up among the skeletons of the lexicon's stems, and the stem found there tells how
the ending is to be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzplans.text.matching import Matcher, Word

if TYPE_CHECKING:
    from kzplans.text.index import Index
    from kzplans.text.matching import Node
    from kzplans.text.morphology import Morphology

_FROM_CYRILLIC = str.maketrans(
    {**dict(zip("әөұүіһңғқйэщё", "аоууихнгкиешо", strict=True)), "я": "иа", "ю": "иу", "ц": "тс", "ь": "", "ъ": ""}
)
_DIGRAPHS = (
    ("sh", "ş"),
    ("ch", "ç"),
    ("zh", "j"),
    ("gh", "g"),
    ("kh", "h"),
    ("ya", "ia"),
    ("yu", "iu"),
    ("’", ""),
    ("'", ""),
)
_FROM_LATIN = str.maketrans(
    "abvgdejzklmnoprstufháäəǵğńñŋóöúüūýŭıiíïĭqwşçcy", "абвгдежзклмнопрстуфхаааггнннооуууууииииикушчкы"
)
_FRONT = frozenset("еәөүіэ")
_BACK = frozenset("аоұы")
_VOWELS = _FRONT | _BACK | frozenset("иу")
_FRONT_LATIN = frozenset("eäöüáóúiə")
_GENITIVES = ("нын", "нин", "дын", "дин", "тын", "тин")


def skeleton(word: str) -> str:
    """What a word is in every Latin spelling, as plain Cyrillic letters; the word may be in either script."""
    word = word.lower().replace("i\u0307", "i")
    if any("а" <= letter <= "ӿ" for letter in word):
        return word.translate(_FROM_CYRILLIC)
    for pair, one in _DIGRAPHS:
        word = word.replace(pair, one)
    made = list(word.translate(_FROM_LATIN))
    for index, letter in enumerate(made):
        # «ay», «ey», «oy» of the ASCII habit end in й
        if letter == "ы" and index and made[index - 1] in "аео":
            made[index] = "и"
    return "".join(made)


def to_cyrillic(bones: str, *, is_front: bool, after: str = "") -> str:
    """A likely Cyrillic reading of a skeleton, by the harmony of what it stands behind."""
    made: list[str] = []
    ends_genitive = bones.endswith(_GENITIVES) and not bones.endswith(("тынын", "тинин"))
    for index, letter in enumerate(bones):
        before = made[-1] if made else after[-1:]
        if letter == "и":
            made.append("й" if before in _VOWELS and before not in "иу" else "і" if is_front else "и")
        elif letter == "г":
            made.append("г" if is_front else "ғ")
        elif letter == "к":
            made.append("к" if is_front else "қ")
        elif letter == "н" and ends_genitive and index == len(bones) - 1:
            made.append("ң")
        else:
            made.append(letter)
    return "".join(made)


def is_front(word: str) -> bool:
    """Whether the last telling vowel of a Cyrillic word is a front one."""
    for letter in reversed(word):
        if letter in _FRONT:
            return True
        if letter in _BACK:
            return False
    return False


class LatinMatcher(Matcher):
    """Finds the terms of Kazakh in Latin text; ``Word.folded`` is the likely Cyrillic reading."""

    def __init__(self, index: Index, morphology: Morphology) -> None:
        """Lay the lexicon's stems out by their skeletons."""
        super().__init__(index, morphology)
        self._written: dict[str, list[str]] = {}
        for written in index.stems:
            self._written.setdefault(skeleton(written), []).append(written)
        self._exact: dict[str, list[str]] = {}
        for form in index.exact:
            self._exact.setdefault(skeleton(form), []).append(form)

    def word(self, raw: str) -> Word:
        """Analyse a word form, once; words in Cyrillic letters are read as they are."""
        known = self._memo.get(raw)
        if known is not None or not raw[0].isalpha() or any("а" <= letter <= "ӿ" for letter in raw.lower()):
            return super().word(raw)
        folded, tags = self._read(raw)
        roots = (self._root(number) for number in tags)
        nodes: tuple[Node, ...] = tuple(root for root in roots if root is not None)
        made = self._memo[raw] = Word(raw, folded, tags, nodes)
        return made

    def _read(self, raw: str) -> tuple[str, dict[int, frozenset[str]]]:
        """Cyrillic reading of a Latin word and its lemmas with their tags; the longest stem tells the reading."""
        bones = skeleton(raw)
        reading = ""
        found: dict[int, frozenset[str]] = {}
        for form in self._exact.get(bones, ()):
            reading = reading or form
            found.update({int(number): frozenset() for number in self._index.exact[form].split()})
        for stop in range(min(len(bones), 40), 0, -1):
            for written in self._written.get(bones[:stop], ()):
                rest = to_cyrillic(bones[stop:], is_front=is_front(written), after=written)
                for number, tags in self._analyse(written + rest).items():
                    if number not in found:
                        found[number] = tags
                        reading = reading or written + rest
        if not reading:
            front = any(letter in _FRONT_LATIN for letter in raw.lower())
            reading = to_cyrillic(bones, is_front=front)
        return reading, found


#: How each spelling writes the Cyrillic letters, for the few words that are searched for as text.
_CYRILLIC = "абвгдежзклмнопрстфхыәғийқңөуұүһіэшчщцяюёьъ"
_SPELLINGS: tuple[dict[str, str], ...] = tuple(
    {letter: "" if one == "-" else one for letter, one in zip(_CYRILLIC, letters.split(), strict=True)}
    for letters in (
        "a b v g d e j z k l m n o p r s t f h y á ǵ ı ı q ń ó ý u ú h i e sh ch sh ts ıa ıý ıo - -",
        "a b v g d e j z k l m n o p r s t f h y ä ğ ı ı q ñ ö u ū ü h i e ş ç ş ts ia iu io - -",
        "a b v g d e j z k l m n o p r s t f h y ä ğ i i q ñ ö u ū ü h ı e ş ç ş ts ia iu io - -",
        "a b v g d e zh z k l m n o p r s t f h y a g i i q n o u u u h i e sh ch sh ts ya yu yo - -",
        "a b v g d e j z k l m n o p r s t f h y a g i i k n o u u u h i e sh ch sh ts ya yu yo - -",
    )
)


def latin_spellings(word: str) -> list[str]:
    """A Kazakh word in each of the Latin spellings, without repetition."""
    made = ("".join(spelling.get(letter, letter) for letter in word) for spelling in _SPELLINGS)
    return list(dict.fromkeys(made))
