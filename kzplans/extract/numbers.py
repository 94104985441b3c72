"""Number phrases, the part of their grammar that all languages share: atoms, magnitudes, units.

A phrase is built in steps, from the number outwards; what its modifiers, its change and its place in a range mean is
told by ``quantities`` (Kazakh) and ``svo.quantities`` (Russian, English).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kzplans.model import Change, Modifier, Quantity, Role
from kzplans.text.scripts import ROMAN

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence

DASHES = frozenset("-–—−‒‐‑")
_ORDINAL = frozenset({"ші", "шы", "інші", "ыншы", "нші", "ншы", "сыншы", "сінші"})
_MAX_DIGITS = 15
_ROMAN_VALUES = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_DIGITS = re.compile(r"\D")
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
#: Endings written behind a hyphen that leave a number a cardinal: 5-ти школ, 25-ю.
_CARDINAL_ENDINGS = frozenset({"ти", "ми", "ю", "мя", "ех", "ёх"})
#: Units whose figures measure a change when they stand in the dative before a verb of change.
RELATIVE = frozenset({"percent", "percentage_point", "times"})
DURATIONS = frozenset({"year", "month", "week", "day", "hour", "minute", "second"})
_NO_NUMERAL = frozenset({"p1", "p2", "p3", "loc", "pl", "adj", "attr", "person"})
#: What a number behind it names: ISO 9001, ГОСТ 12345.
_STANDARDS = frozenset({"iso", "гост", "gost", "снип", "мемст", "pm"})
_SEVERAL = frozenset(
    {"бірнеше", "несколько", "десятки", "сотни", "several", "many", "few", "hundreds", "tens", "талай"}
)
#: «3600-дей»: about so many.
_ABOUT = frozenset({"дай", "дей", "тай", "тей"})
_LONGEST_ENDING = 4
#: Possessive endings: «84 алаптың 61-і».
_PART = frozenset(
    "ы і сы сі ын ін сын сін ына іне сына сіне ында інде сында сінде ынан інен сынан сінен "
    "ының інің сының сінің".split()
)
#: Small coins, a hundredth of the money that figures are told in.
COINS = {"tiyn": "KZT", "kopeck": "RUB", "cent": "USD"}
#: Signs of units that mean something else in other letters: 110 кВ, but кв. 12; 5G is no weight.
_LETTERED = {"=кв": str.isupper, "=g": str.islower, "=г": str.islower, "=гр": str.islower}
#: Money whose name is an everyday word; it comes in large sums only: 500 million won, but team 5 won.
_EVERYDAY = frozenset({"won", "вон", "sum", "sums", "сум", "сума"})
_LARGE = 1000
_MINUS = frozenset({"минус", "minus"})
_AND = frozenset({"и", "and", "мен", "пен", "бен"})
MONEY = frozenset(
    "KZT USD EUR RUB CNY GBP KGS UZS TJS TMT AZN AMD GEL BYN UAH MDL TRY JPY KRW INR PKR IRR AED SAR "
    "QAR CHF PLN CZK SEK NOK HUF CAD AUD SGD HKD MYR MNT".split()
)
#: A plain count without a known noun.
THING = "thing"


@dataclass(slots=True)
class Phrase:
    """A number phrase under construction; tokens ``first`` to ``last``, both included."""

    value: Decimal
    first: int
    last: int
    #: Last token of the number itself, before unit and modifiers.
    number_last: int
    in_words: bool = False
    has_magnitude: bool = False
    unit: str | None = None
    unit_first: int | None = None
    modifier: Modifier = Modifier.EXACT
    change: Change | None = None
    role: Role | None = None
    per: str | None = None
    #: Case of its last inflected word: abl for «…дан», dat for «…ға».
    case: str = ""
    is_until: bool = False
    #: «61-і»: a part of what was named before.
    is_part: bool = False


class Units:
    """Where in a sentence which unit, magnitude or numeral stands."""

    def __init__(self, sentence: Sentence, pack: Pack) -> None:
        """Gather the words around numbers of a sentence."""
        #: Kazakh words carry their case and possessor at the end; elsewhere a preposition tells it.
        self.is_suffixing = pack.is_verb_final
        self.is_english = pack.language == "en"
        self.measure = {match.first: match for match in sentence.found("unit") if _is_written_so(sentence, match)}
        # велосипедші is no велосипед
        self.noun = {match.first: match for match in sentence.found("noun_unit") if "agent" not in sentence.tags(match)}
        self.prefix = {match.first: match for match in sentence.found("unit_prefix")}
        self.magnitude = {match.first: match for match in sentence.found("magnitude")}
        # «үшін», «онда», «оның» look like forms of үш and он: numerals take no possessive, and он no locative here
        self.numeral = {
            match.first: match
            for match in sentence.found("numeral")
            if not self.is_suffixing or _is_numeral(sentence, match)
        }
        self.before = {match.last: match for match in sentence.found("modifier_before")}
        self.after = {match.first: match for match in sentence.found("modifier_after")}
        self.half = {match.first: match for match in sentence.found("half")}
        self.of_which = {match.last for match in sentence.found("of_which")}
        self.change = {match.first: match for match in sentence.found("change")}
        self.per = {match.first: match for match in sentence.found("per")}
        #: Where a number can begin, in order.
        self.starts = sorted({*sentence.numbers, *self.numeral, *self.magnitude, *self.prefix})
        grown = {match.first for match in self.measure.values() if match.last > match.first}  # 35 lane kilometres
        self.no_compound = {
            match.first
            for match in sentence.found("no_quantity")
            if match.term.label == "compound" and match.first not in grown
        }
        self.no_name = {
            place
            for match in sentence.found("no_quantity")
            if match.term.label == "name"
            for place in (match.first, match.last)
        }


def _is_written_so(sentence: Sentence, match: Match) -> bool:
    """Whether a sign of few letters is the unit: 110 кВ, 300 г; not кв. 12, 5G or «школа 59 г. Алматы»."""
    is_so = _LETTERED.get(match.term.notation)
    if is_so is None:
        return True
    after = sentence.words[match.last + 1 : match.last + 3]
    is_abbreviated = len(after) > 1 and after[0].raw == "."
    return is_so(sentence.words[match.last].raw[-1]) and not is_abbreviated


def _is_numeral(sentence: Sentence, match: Match) -> bool:
    """«бесеуі», «он бірінде» count a part of what was named; «оның» and «үшін» are no numerals."""
    tags = sentence.tags(match)
    if "p3" not in tags:
        return not tags & _NO_NUMERAL
    if match.term.notation.endswith(("еу", "ау")):
        return True
    before = match.first - 1
    return before >= 0 and any(one.first == before and not sentence.tags(one) for one in sentence.found("numeral"))


def roman_ranks(sentence: Sentence) -> list[int]:
    """Places of Roman numerals, where the sentence speaks of a rank at all: «І-орында»."""
    if not any(match.term.label == "rank" for match in sentence.found("unit")):
        return []
    return [index for index, word in enumerate(sentence.words) if word.is_upper and ROMAN.fullmatch(word.raw)]


def parse_number(raw: str, *, comma_groups: bool = False) -> Decimal | None:
    """Exact value of a number as written: ``26,3``, ``879 947 069``, ``0.5``; None if it is too long to be one.

    ``comma_groups``: a comma before three digits parts thousands, as in English.
    """
    if len(_DIGITS.sub("", raw)) > _MAX_DIGITS:
        return None
    plain = "".join(letter for letter in raw if not letter.isspace())
    if (comma_groups or plain.count(",") > 1 or "." in plain) and _COMMA_GROUPS.fullmatch(plain):
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".")
    if not all(letter.isascii() for letter in plain) or plain.count(".") > 1:
        return None
    return Decimal(plain)


def digits_at(sentence: Sentence, index: int, units: Units) -> Phrase | None:
    """A number in digits, unless it is part of a name, an ordinal, a clock time or a code."""
    words, starts, stops = sentence.words, sentence.starts, sentence.stops
    if index and (
        words[index - 1].folded in _STANDARDS or (index - 1 in units.no_name and words[index - 1].raw in "№N")
    ):
        return None
    text = sentence.text
    before = text[starts[index] - 1] if starts[index] else " "
    after = text[stops[index]] if stops[index] < len(text) else " "
    if (
        before.isalpha()
        or before in "№:/_"
        or (before in DASHES and starts[index] > 1 and text[starts[index] - 2].isalpha())
    ):
        return None  # ЖЭО-2, A1, 10:30
    if before in DASHES and starts[index] > 1 and text[starts[index] - 2].isdigit():
        return None  # the second half of 7-20-25 and of ranges, which are read from their first half
    if after in ":/" and stops[index] + 1 < len(text) and text[stops[index] + 1].isdigit():
        return None
    value = parse_number(words[index].raw, comma_groups=units.is_english)
    if value is None:
        return None
    phrase = Phrase(value, index, index, index)
    if after in DASHES and index + 2 < len(words) and words[index + 1].raw in DASHES:
        following = words[index + 2]
        if following.is_number and starts[index + 2] == stops[index + 1]:
            return None  # a code: ranges are read by _range_at
        if starts[index + 2] == stops[index + 1] and following.folded[0].isalpha():
            rank = index + 2 + (not units.is_suffixing)
            if rank in units.measure and units.measure[rank].term.label == "rank":
                phrase.number_last = rank - 1  # 1-орында, 2-е место
                return phrase
            if units.is_suffixing and index + 2 in units.noun:
                return None  # 2-кезең: which one, not how many
            if following.folded in _ORDINAL or not (units.is_suffixing or following.folded in _CARDINAL_ENDINGS):
                return None  # 2030-шы, 2-й, 10-этажный
            phrase.last = phrase.number_last = index + 2  # 55-ке, 17-ден
            phrase.case = case_of_ending(following.folded)
            phrase.is_part = following.folded in _PART
            if following.folded in _ABOUT:
                phrase.modifier = Modifier.APPROX
    elif after.isalpha() and not any(index + 1 in known for known in (units.measure, units.magnitude, units.noun)):
        return None  # 5G, 3D
    _add_half(phrase, units)
    return phrase


def _add_half(phrase: Phrase, units: Units) -> None:
    """«екі жарым», «два с половиной», "two and a half"."""
    half = units.half.get(phrase.number_last + 1)
    if half is not None:
        phrase.value += Decimal(half.term.label)
        phrase.last = phrase.number_last = half.last


def words_at(sentence: Sentence, index: int, units: Units) -> Phrase | None:
    """A number in words: он бес, екі жүз елу, бір; a lone «бір» is an article."""
    total, last = Decimal(0), index - 1
    place = index
    found: Match | None = None
    while place in units.numeral:
        found = units.numeral[place]
        value = Decimal(found.term.label)
        if value == 100 and 0 < total < 10:
            total *= 100
        elif total and value >= total % 100 and total % 100:
            break
        else:
            total += value
        last = found.last
        if units.is_suffixing and sentence.tags(found):
            break
        place = _next_numeral(sentence, found, units)
    if last < index:
        total, last = Decimal(1), index - 1
    phrase = Phrase(total, index, max(last, index), last, in_words=True)
    if last >= index:
        phrase.case = case_of(sentence.tags(found)) if found is not None else ""
        _add_half(phrase, units)
    return phrase


def _next_numeral(sentence: Sentence, match: Match, units: Units) -> int:
    """Where the next word of a number may stand: forty-two, two hundred and fifty."""
    words, place = sentence.words, match.last
    if units.is_english and place + 2 < len(words) and place + 2 in units.numeral:
        joined = words[place + 1].raw == "-" and sentence.stops[place] == sentence.starts[place + 1]
        if joined or (words[place + 1].folded == "and" and Decimal(match.term.label) % 100 == 0):
            return place + 2
    return place + 1


def is_bare_magnitude(sentence: Sentence, index: int, units: Units) -> bool:
    """«миллион теңге», «мыңнан астам адам» without a number before it."""
    before = sentence.words[index - 1] if index else None
    if before is not None and (before.is_number or index - 1 in units.numeral or before.folded in _SEVERAL):
        return False
    if not units.is_suffixing and "pl" in sentence.tags(units.magnitude[index]):
        return False  # тысячи жителей
    return index + 1 in units.after or index + 1 in units.measure or index + 1 in units.noun


def rank_at(sentence: Sentence, index: int, units: Units) -> Phrase | None:
    """«І-орында»: a rank in Roman numerals, Latin or Cyrillic."""
    words = sentence.words
    plain = words[index].raw.replace("І", "I").replace("Х", "X")
    place = index + 1
    if place < len(words) and words[place].raw in DASHES:
        place += 1
    measure = units.measure.get(place)
    if plain not in _ROMAN_VALUES or measure is None or measure.term.label != "rank":
        return None
    return Phrase(Decimal(_ROMAN_VALUES[plain]), index, measure.last, index, unit="rank")


def add_magnitudes(sentence: Sentence, phrase: Phrase, units: Units, taken: set[int]) -> None:
    """6 млрд 107 млн; 3 мың 265; 8 млрд. теңге"""
    words = sentence.words
    total, scale = Decimal(0), None
    part = phrase.value
    place = phrase.number_last + 1
    while place in units.magnitude:
        match = units.magnitude[place]
        size = Decimal(match.term.label)
        if scale is not None and size >= scale and total:
            break
        part *= size
        if size >= 1000 and scale is None and words[place + 1 : place + 2] and place + 1 in units.magnitude:
            # «он мың миллион» does not occur; a second magnitude right behind multiplies
            place += 1
            part *= Decimal(units.magnitude[place].term.label)
        total += part
        scale = size
        phrase.has_magnitude = True
        phrase.last = phrase.number_last = match.last
        phrase.case = case_of(sentence.tags(match)) if units.is_suffixing else ""
        place += 1
        if _has_ending(sentence, place, units):
            phrase.last = phrase.number_last = place + 1  # 2,8 млн-ға
            phrase.case = case_of_ending(words[place + 1].folded)
            break
        if place < len(words) and words[place].raw == "." and place + 1 < len(words) and not phrase.case:
            place += 1  # млрд. теңге
            known = (units.measure, units.after, units.noun, units.numeral)
            if not words[place].is_number and not any(place in where for where in known):
                break
        if phrase.case:
            break
        part = Decimal(0)
        if place < len(words) and words[place].is_number and place not in taken:
            value = parse_number(words[place].raw)
            following = units.magnitude.get(place + 1)
            if value is None or value != value.to_integral_value():
                break
            if following is not None and Decimal(following.term.label) < size and value < 1000:
                part = value
                place += 1
            elif following is None and value < size <= 1000 and place + 1 in {*units.measure, *units.noun}:
                total += value
                phrase.last = phrase.number_last = place
                break
            else:
                break
        elif place in units.numeral:
            inner = words_at(sentence, place, units)
            if inner is None:
                break
            if inner.number_last + 1 not in units.magnitude:
                if inner.value < size <= 1000 and inner.number_last + 1 in {*units.measure, *units.noun}:
                    total += inner.value  # екі мың бес жүз жұмыс орны
                    phrase.last = phrase.number_last = inner.number_last
                break
            part = inner.value
            place = inner.number_last + 1
        else:
            break
    if total:
        phrase.value = total


def _has_ending(sentence: Sentence, place: int, units: Units) -> bool:
    """Whether a hyphen and a case ending hang on the word before ``place``."""
    words, starts, stops = sentence.words, sentence.starts, sentence.stops
    return (
        units.is_suffixing
        and place + 1 < len(words)
        and words[place].raw in DASHES
        and starts[place] == stops[place - 1]
        and starts[place + 1] == stops[place]
        and bool(case_of_ending(words[place + 1].folded))
        and len(words[place + 1].folded) <= _LONGEST_ENDING
    )


def is_rank(sentence: Sentence, match: Match, phrase: Phrase) -> bool:
    """«1-орында» is a rank, «500 орын» are seats."""
    if match.term.label != "rank":
        return False
    hyphen = sentence.text[sentence.starts[match.first] - 1] in DASHES
    return hyphen and phrase.value < 1000


def take_unit(sentence: Sentence, phrase: Phrase, match: Match) -> None:
    """Give a phrase its unit, with the case ending that may hang on it: 17%-ға."""
    label = match.term.label
    is_form = match.term.notation.startswith("=")  # место, месте: places have other forms
    if label == "rank" and not is_form and not is_rank(sentence, match, phrase):
        label = "place"
    phrase.unit = label
    phrase.unit_first = match.first
    phrase.last = max(phrase.last, match.last)
    phrase.case = case_of(sentence.tags(match)) or phrase.case
    words, starts, stops = sentence.words, sentence.starts, sentence.stops
    hyphen, ending = match.last + 1, match.last + 2
    if (
        ending < len(words)
        and words[hyphen].raw in DASHES
        and starts[hyphen] == stops[match.last]
        and starts[ending] == stops[hyphen]
    ):
        case = case_of_ending(words[ending].folded)  # 17%-ға, 45 МВт-тан
        if case or len(words[ending].folded) <= 3:
            phrase.last, phrase.case = max(phrase.last, ending), case


def case_of(tags: frozenset[str]) -> str:
    """The case among the tags of a Kazakh word."""
    for case in ("abl", "dat", "acc", "gen", "loc", "ins"):
        if case in tags:
            return case
    return ""


def case_of_ending(ending: str) -> str:
    """The case of an ending written behind a number."""
    if ending.endswith(("ға", "ге", "қа", "ке", "на", "не")):
        return "dat"
    if ending.endswith(("нан", "нен", "дан", "ден", "тан", "тен")):
        return "abl"
    if ending in {"ды", "ді", "ты", "ті", "ны", "ні"}:
        return "acc"
    if ending in {"ның", "нің", "дың", "дің", "тың", "тің"}:
        return "gen"
    return ""


def is_everyday(sentence: Sentence, match: Match, phrase: Phrase) -> bool:
    """Whether the name of a money is an everyday word here: "team 5 won"."""
    is_alone = match.first == match.last
    return is_alone and sentence.words[match.first].folded in _EVERYDAY and phrase.value < _LARGE


def is_several(sentence: Sentence, index: int) -> bool:
    """«бірнеше жүз адам», "a few dozen schools" tell no number."""
    return index > 0 and sentence.words[index - 1].folded in _SEVERAL


def is_bare_part(phrase: Phrase, units: Units) -> bool:
    """«жарты», "half a", «ноль» in words without their measure: half a hectare, but no half of a year or a city."""
    if not phrase.in_words or phrase.has_magnitude or phrase.value not in {Decimal(0), Decimal("0.5")}:
        return False
    is_beside = phrase.unit_first == phrase.number_last + 1
    if not phrase.value:
        return not is_beside
    return not is_beside or phrase.unit_first not in units.measure or phrase.unit in DURATIONS


def add_sign(sentence: Sentence, phrase: Phrase) -> None:
    """«минус 30 градус», −30 °C: degrees below zero."""
    place = phrase.first - 1
    if phrase.unit != "celsius" or place < 0:
        return
    words, starts, stops = sentence.words, sentence.starts, sentence.stops
    is_sign = words[place].raw in DASHES and stops[place] == starts[phrase.first]
    stands_free = place == 0 or stops[place - 1] < starts[place] or words[place - 1].raw == "("
    if words[place].folded in _MINUS or (is_sign and stands_free):
        phrase.value, phrase.first = -phrase.value, place


def join_coins(sentence: Sentence, phrases: list[Phrase]) -> list[Phrase]:
    """«2 теңге 50 тиын» is 2.5, «50 тиын» is half a tenge."""
    made: list[Phrase] = []
    for phrase in phrases:
        whole = COINS.get(phrase.unit or "")
        if whole is not None:
            phrase.value, phrase.unit = phrase.value / 100, whole  # the coin of another money is named so too
            before = made[-1] if made else None
            if (
                before is not None
                and before.unit in MONEY
                and before.last < phrase.first
                and all(
                    word.folded in _AND or word.raw == "." for word in sentence.words[before.last + 1 : phrase.first]
                )
            ):
                before.value += phrase.value
                before.last, before.case, before.is_until = phrase.last, phrase.case, phrase.is_until
                if before.modifier is Modifier.EXACT:
                    before.modifier = phrase.modifier
                continue
        made.append(phrase)
    return made


def change_by_values(phrase: Phrase, phrases: list[Phrase]) -> Change | None:
    """Which way a range goes, from its two values."""
    place = phrases.index(phrase)
    pair = phrases[place : place + 2] if phrase.role is Role.FROM else phrases[place - 1 : place + 1]
    if len(pair) < 2 or pair[0].value == pair[1].value:
        return None
    return Change.INCREASE if pair[1].value > pair[0].value else Change.DECREASE


def counted_before(phrases: list[Phrase]) -> str | None:
    """What «оның 85-і», "of which 18" counts: the last counted thing, sooner than a sum of money."""
    counted = [phrase.unit for phrase in phrases if phrase.unit not in MONEY]
    return counted[-1] if counted else phrases[-1].unit


def to_quantity(sentence: Sentence, phrase: Phrase) -> Quantity:
    """The quantity that a finished phrase stands for."""
    start, stop = sentence.starts[phrase.first], sentence.stops[phrase.last]
    value = phrase.value
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    return Quantity(
        text=sentence.text[start:stop],
        start=start,
        stop=stop,
        value=value,
        unit=phrase.unit or THING,
        modifier=phrase.modifier,
        change=phrase.change,
        role=phrase.role,
        per=phrase.per,
    )


def is_duration(quantity: Quantity) -> bool:
    """Whether it measures time and so is no figure of a plan."""
    return quantity.unit in DURATIONS
