"""Numbers with their units: digits and number words, magnitudes, modifiers, change, from-to.

The grammar climbs: an atom is a number (digits or words), a phrase adds magnitudes (6 млрд 107 млн), then the unit or
the counted noun with its attributes, then modifiers on either side. ``find_quantities`` is the one name it exports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from kzplans.model import Change, Modifier, Quantity, Role
from kzplans.text.scripts import ROMAN

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.extract.periods import Period
    from kzplans.text.matching import Match, Sentence

_DASHES = frozenset("-–—−‒‐‑")
_ORDINAL = frozenset({"ші", "шы", "інші", "ыншы", "нші", "ншы", "сыншы", "сінші"})
_MAX_DIGITS = 15
_ROMAN_VALUES = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_DIGITS = re.compile(r"\D")
#: Units whose figures measure a change when they stand in the dative before a verb of change.
_RELATIVE = frozenset({"percent", "percentage_point", "times"})
_DURATIONS = frozenset({"year", "month", "week", "day", "hour", "minute"})
_NO_NUMERAL = frozenset({"p1", "p2", "p3", "loc", "pl", "adj", "attr", "person"})
#: A plain count without a known noun.
THING = "thing"


@dataclass(slots=True)
class _Phrase:
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


class _Units:
    """Where in a sentence which unit, magnitude or numeral stands."""

    def __init__(self, sentence: Sentence) -> None:
        self.measure = {match.first: match for match in sentence.found("unit")}
        self.noun = {match.first: match for match in sentence.found("noun_unit")}
        self.prefix = {match.first: match for match in sentence.found("unit_prefix")}
        self.magnitude = {match.first: match for match in sentence.found("magnitude")}
        # «үшін», «онда», «оның» look like forms of үш and он: numerals take no possessive, and он no locative here
        self.numeral = {match.first: match for match in sentence.found("numeral") if _is_numeral(sentence, match)}
        self.before = {match.last: match for match in sentence.found("modifier_before")}
        self.after = {match.first: match for match in sentence.found("modifier_after")}
        self.change = {match.first: match for match in sentence.found("change")}
        self.per = {match.first: match for match in sentence.found("per")}
        self.no_compound = {match.first for match in sentence.found("no_quantity") if match.term.label == "compound"}
        self.no_name = {
            place
            for match in sentence.found("no_quantity")
            if match.term.label == "name"
            for place in (match.first, match.last)
        }


def find_quantities(sentence: Sentence, periods: list[Period], pack: Pack) -> list[Quantity]:
    """All quantities of a sentence, in order; years and indicators are added by the statement."""
    if not any(word.is_number for word in sentence.words) and not (sentence.found("numeral") or _has_roman(sentence)):
        return []
    taken = {
        place
        for period in periods
        if period.form not in {"span", "vague"}
        for place in range(period.first, period.last + 1)
    }
    units = _Units(sentence)
    phrases: list[_Phrase] = []
    index = 0
    while index < len(sentence.words):
        if index in taken:
            index += 1
            continue
        pair = _range_at(sentence, index, units, pack, taken)
        if pair is not None:
            phrases += pair
            index = pair[1].last + 1
            continue
        phrase = _phrase_at(sentence, index, units, pack, taken)
        if phrase is None:
            index += 1
            continue
        phrases.append(phrase)
        index = phrase.last + 1
    _share_units(phrases)
    for place, phrase in enumerate(phrases):
        _close_range(sentence, phrases, place)
        _find_change(sentence, phrase, units, phrases)
    return [_quantity(sentence, phrase) for phrase in phrases if phrase.unit is not None]


def _is_numeral(sentence: Sentence, match: Match) -> bool:
    """«бесеуі», «он бірінде» count a part of what was named; «оның» and «үшін» are no numerals."""
    tags = sentence.tags(match)
    if "p3" not in tags:
        return not tags & _NO_NUMERAL
    if match.term.notation.endswith(("еу", "ау")):
        return True
    before = match.first - 1
    return before >= 0 and any(one.first == before and not sentence.tags(one) for one in sentence.found("numeral"))


def _has_roman(sentence: Sentence) -> bool:
    return any(word.is_upper and ROMAN.fullmatch(word.raw) for word in sentence.words)


# -- atoms ------------------------------------------------------------------------------------------------------------


def parse_number(raw: str) -> Decimal | None:
    """Exact value of a number as written: ``26,3``, ``879 947 069``, ``0.5``; None if it is too long to be one."""
    if len(_DIGITS.sub("", raw)) > _MAX_DIGITS:
        return None
    plain = "".join(letter for letter in raw if not letter.isspace()).replace(",", ".")
    if not all(letter.isascii() for letter in plain) or plain.count(".") > 1:
        return None
    return Decimal(plain)


def _phrase_at(sentence: Sentence, index: int, units: _Units, pack: Pack, taken: set[int]) -> _Phrase | None:
    """The number phrase that begins at a token, whole with unit and modifiers."""
    words = sentence.words
    word = words[index]
    prefix = units.prefix.get(index)
    if word.is_number:
        phrase = _digits_at(sentence, index, units)
    elif prefix is not None and index + 1 < len(words) and words[index + 1].is_number:
        phrase = _digits_at(sentence, index + 1, units)
        if phrase is not None:
            phrase.unit, phrase.first = prefix.term.label, index
    elif index in units.numeral or (index in units.magnitude and _is_bare_magnitude(sentence, index, units)):
        phrase = _words_at(sentence, index, units)
    elif word.is_upper and ROMAN.fullmatch(word.raw):
        return _rank_at(sentence, index, units)
    else:
        return None
    if phrase is None:
        return None
    _add_magnitudes(sentence, phrase, units, taken)
    _add_unit(sentence, phrase, units, pack, taken)
    if phrase.unit is None or not _is_counted(sentence, phrase, units):
        return None
    _add_modifiers(sentence, phrase, units)
    return phrase


def _range_at(
    sentence: Sentence, index: int, units: _Units, pack: Pack, taken: set[int]
) -> tuple[_Phrase, _Phrase] | None:
    """«1,5–2 млн», «5-6 мың адам»: two numbers that share magnitude and unit; three in a row are a code (7-20-25)."""
    words = sentence.words
    if index + 2 >= len(words) or not (
        words[index].is_number and words[index + 1].raw in _DASHES and words[index + 2].is_number
    ):
        return None
    start = sentence.starts[index]
    if start and (
        sentence.text[start - 1].isalpha() or sentence.text[start - 1] in _DASHES or sentence.text[start - 1] in "№/:"
    ):
        return None
    if index + 4 < len(words) and words[index + 3].raw in _DASHES and words[index + 4].is_number:
        return None
    low, high = parse_number(words[index].raw), parse_number(words[index + 2].raw)
    if low is None or high is None or low >= high or index + 2 in taken:
        return None
    second = _Phrase(high, index + 2, index + 2, index + 2)
    _add_magnitudes(sentence, second, units, taken)
    _add_unit(sentence, second, units, pack, taken)
    if second.unit is None:
        return None
    _add_modifiers(sentence, second, units)
    first = _Phrase(low * (second.value / high), index, index, index, unit=second.unit, role=Role.FROM)
    before = units.before.get(index - 1)
    if before is not None:
        first.modifier = second.modifier = Modifier(before.term.label)
        first.first = before.first
    second.role = Role.TO
    return first, second


def _digits_at(sentence: Sentence, index: int, units: _Units) -> _Phrase | None:
    """A number in digits, unless it is part of a name, an ordinal, a clock time or a code."""
    words, starts, stops = sentence.words, sentence.starts, sentence.stops
    if index and (index - 1) in units.no_name and words[index - 1].raw in "№N":
        return None
    text = sentence.text
    before = text[starts[index] - 1] if starts[index] else " "
    after = text[stops[index]] if stops[index] < len(text) else " "
    if (
        before.isalpha()
        or before in "№:/_"
        or (before in _DASHES and starts[index] > 1 and text[starts[index] - 2].isalpha())
    ):
        return None  # ЖЭО-2, A1, 10:30
    if before in _DASHES and starts[index] > 1 and text[starts[index] - 2].isdigit():
        return None  # the second half of 7-20-25 and of ranges, which are read from their first half
    if after in ":/" and stops[index] + 1 < len(text) and text[stops[index] + 1].isdigit():
        return None
    value = parse_number(words[index].raw)
    if value is None:
        return None
    phrase = _Phrase(value, index, index, index)
    if after in _DASHES and index + 2 < len(words) and words[index + 1].raw in _DASHES:
        following = words[index + 2]
        if following.is_number and starts[index + 2] == stops[index + 1]:
            return None  # a code: ranges are read by _range_at
        if starts[index + 2] == stops[index + 1] and following.folded[0].isalpha():
            if following.folded in _ORDINAL:
                return None
            phrase.last = phrase.number_last = index + 2  # 55-ке, 17-ден
            phrase.case = _case_of_ending(following.folded)
    elif after.isalpha() and not (index + 1 in units.measure or index + 1 in units.magnitude):
        return None  # 5G, 3D
    return phrase


def _words_at(sentence: Sentence, index: int, units: _Units) -> _Phrase | None:
    """A number in words: он бес, екі жүз елу, бір; a lone «бір» is an article."""
    total, last = Decimal(0), index - 1
    place = index
    while place in units.numeral:
        value = Decimal(units.numeral[place].term.label)
        if value == 100 and 0 < total < 10:
            total *= 100
        elif total and value >= total % 100 and total % 100:
            break
        else:
            total += value
        last = place
        if sentence.tags(units.numeral[place]):
            break
        place += 1
    if last < index:
        total, last = Decimal(1), index - 1
    phrase = _Phrase(total, index, max(last, index), last, in_words=True)
    if last >= index:
        phrase.case = _case(sentence.tags(units.numeral[last]))
    return phrase


def _is_bare_magnitude(sentence: Sentence, index: int, units: _Units) -> bool:
    """«миллион теңге», «мыңнан астам адам» without a number before it."""
    if index and (sentence.words[index - 1].is_number or index - 1 in units.numeral):
        return False
    return index + 1 in units.after or index + 1 in units.measure or index + 1 in units.noun


def _rank_at(sentence: Sentence, index: int, units: _Units) -> _Phrase | None:
    """«І-орында»: a rank in Roman numerals, Latin or Cyrillic."""
    words = sentence.words
    plain = words[index].raw.replace("І", "I").replace("Х", "X")
    place = index + 1
    if place < len(words) and words[place].raw in _DASHES:
        place += 1
    measure = units.measure.get(place)
    if plain not in _ROMAN_VALUES or measure is None or measure.term.label != "rank":
        return None
    return _Phrase(Decimal(_ROMAN_VALUES[plain]), index, measure.last, index, unit="rank")


# -- phrases ----------------------------------------------------------------------------------------------------------


def _add_magnitudes(sentence: Sentence, phrase: _Phrase, units: _Units, taken: set[int]) -> None:
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
        phrase.case = _case(sentence.tags(match))
        place += 1
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
            inner = _words_at(sentence, place, units)
            if inner is None or inner.number_last + 1 not in units.magnitude:
                break
            part = inner.value
            place = inner.number_last + 1
        else:
            break
    if total:
        phrase.value = total


def _add_unit(sentence: Sentence, phrase: _Phrase, units: _Units, pack: Pack, taken: set[int]) -> None:
    """The unit right behind the number, or the counted noun behind its attributes, or the noun before it."""
    if phrase.unit is not None:
        return
    words = sentence.words
    place = phrase.number_last + 1
    if place < len(words) and words[place].raw == "." and phrase.has_magnitude:
        place += 1
    place = _skip_modifier(place, units)
    match = units.measure.get(place)
    noun = units.noun.get(place)
    if noun is not None and place + 1 in units.noun and pack.is_listed_attribute(words[place]):
        noun = None  # «12 мың тұрақты жұмыс орны» counts no car parks
    if noun is not None and (match is None or (noun.last >= match.last and not _is_rank(sentence, match, phrase))):
        match = noun
    if match is not None:
        _take_unit(sentence, phrase, match)
        return
    for steps in range(1, 4):
        here = place + steps
        if here >= len(words) or not pack.is_attribute(words[here - 1]) or here - 1 in taken:
            break
        found = units.noun.get(here)
        if found is not None:
            _take_unit(sentence, phrase, found)
            return
    if _unit_before(sentence, phrase, units) or _unit_of_whole(sentence, phrase, units):
        return
    if phrase.has_magnitude and not phrase.in_words:
        phrase.unit = THING


def _skip_modifier(place: int, units: _Units) -> int:
    """«21 мыңнан астам жұмыс орнын»: the modifier stands before the unit."""
    match = units.after.get(place)
    if match is None or (match.term.label == "up_to" and match.last + 1 not in units.noun):
        return place
    return match.last + 1


def _is_rank(sentence: Sentence, match: Match, phrase: _Phrase) -> bool:
    """«1-орында» is a rank, «500 орын» are seats."""
    if match.term.label != "rank":
        return False
    hyphen = sentence.text[sentence.starts[match.first] - 1] in _DASHES
    return hyphen and phrase.value < 1000


def _take_unit(sentence: Sentence, phrase: _Phrase, match: Match) -> None:
    label = match.term.label
    if label == "rank" and not _is_rank(sentence, match, phrase):
        label = "place"
    phrase.unit = label
    phrase.unit_first = match.first
    phrase.last = max(phrase.last, match.last)
    phrase.case = _case(sentence.tags(match)) or phrase.case
    words, starts, stops = sentence.words, sentence.starts, sentence.stops
    hyphen, ending = match.last + 1, match.last + 2
    if (
        ending < len(words)
        and words[hyphen].raw in _DASHES
        and starts[hyphen] == stops[match.last]
        and starts[ending] == stops[hyphen]
    ):
        case = _case_of_ending(words[ending].folded)  # 17%-ға, 45 МВт-тан
        if case or len(words[ending].folded) <= 3:
            phrase.last, phrase.case = max(phrase.last, ending), case


def _unit_before(sentence: Sentence, phrase: _Phrase, units: _Units) -> bool:
    """«инвестициялық жобалардың саны 55-ке»: the counted noun stands before the number."""
    words = sentence.words
    for place in range(phrase.first - 1, max(-1, phrase.first - 6), -1):
        if words[place].is_number or words[place].raw in ",;:.":
            return False
        match = units.noun.get(place)
        if match is not None and any(word.folded.startswith("сан") for word in words[match.last + 1 : phrase.first]):
            phrase.unit = match.term.label
            return True
    return False


def _unit_of_whole(sentence: Sentence, phrase: _Phrase, units: _Units) -> bool:
    """«бағдаршамның 90-ы», «нысандардың бесеуі»: a part of the noun in the genitive before it."""
    last = sentence.words[phrase.last].folded
    if not (last.endswith(("ы", "і", "ын", "ін", "нда", "нде", "ына", "іне")) and phrase.last > phrase.first - 1):
        return False
    if phrase.last == phrase.first and not phrase.in_words:
        return False  # bare digits
    for place in range(phrase.first - 1, max(-1, phrase.first - 4), -1):
        match = next((one for one in units.noun.values() if one.last == place), None)
        if match is not None and "gen" in sentence.tags(match):
            phrase.unit, phrase.unit_first = match.term.label, match.first
            return True
    return False


def _is_counted(sentence: Sentence, phrase: _Phrase, units: _Units) -> bool:
    """Whether a number is a figure at all: «бір қабатты», «үш ауысымды» and a lone «бір» are none."""
    if phrase.number_last + 1 in units.no_compound:
        return False
    if phrase.unit in _DURATIONS and sentence.words[phrase.last].folded.endswith(
        ("лық", "лік", "дық", "дік", "тық", "тік")
    ):
        return phrase.number_last != phrase.last and not phrase.in_words  # «бес айлық меже» names a kind of aim
    if phrase.in_words and not phrase.has_magnitude:
        if phrase.value == 1:
            following = sentence.words[phrase.last + 1].folded if phrase.last + 1 < len(sentence.words) else ""
            is_span = phrase.case == "loc" or following in {"ішінде", "бойы"}
            return phrase.unit in _RELATIVE or (phrase.unit in _DURATIONS and is_span)
        return phrase.unit_first is not None
    return True


def _add_modifiers(sentence: Sentence, phrase: _Phrase, units: _Units) -> None:
    """Words of measure on either side; «кемінде … дейін» is "at least"."""
    before = units.before.get(phrase.first - 1)
    if before is not None:
        phrase.modifier = Modifier(before.term.label)
        phrase.first = before.first
    inner = units.after.get(phrase.number_last + 1)
    outer = units.after.get(phrase.last + 1)
    for match in (inner, outer):
        if match is None or not _fits(match.term.label, phrase.case if match is outer else "", match, sentence):
            continue
        phrase.last = max(phrase.last, match.last)
        label = match.term.label
        if label == "up_to":
            phrase.is_until = True
            if phrase.modifier is Modifier.EXACT:
                phrase.modifier = Modifier.UP_TO
        elif before is None:
            phrase.modifier = Modifier(label)
    following = sentence.words[phrase.last + 1].folded if phrase.last + 1 < len(sentence.words) else ""
    if (
        phrase.modifier is Modifier.EXACT
        and phrase.case == "abl"
        and following.startswith(("асты", "асқан", "асып", "асад", "асат"))
    ):
        phrase.modifier = Modifier.MORE_THAN
    elif phrase.modifier is Modifier.EXACT and phrase.case == "abl" and following.startswith(("аспа", "асырма")):
        phrase.modifier = Modifier.UP_TO
    per = next((match for place, match in units.per.items() if place >= 0 and abs(place - phrase.first) <= 3), None)
    if per is not None:
        phrase.per = per.term.label


def _fits(label: str, case: str, match: Match, sentence: Sentence) -> bool:
    """«…дан астам/көп/артық/кем» wants the ablative, «…ға жуық/дейін» the dative."""
    if label in {"more_than", "less_than"}:
        word = sentence.words[match.first - 1].folded
        return case == "abl" or word.endswith(("нан", "нен", "дан", "ден", "тан", "тен"))
    return True


def _case(tags: frozenset[str]) -> str:
    for case in ("abl", "dat", "acc", "gen", "loc", "ins"):
        if case in tags:
            return case
    return ""


def _case_of_ending(ending: str) -> str:
    if ending.endswith(("ға", "ге", "қа", "ке", "на", "не")):
        return "dat"
    if ending.endswith(("нан", "нен", "дан", "ден", "тан", "тен")):
        return "abl"
    return ""


# -- several phrases together -----------------------------------------------------------------------------------------


def _share_units(phrases: list[_Phrase]) -> None:
    """A number without a known noun takes the unit of its neighbour in «18-ден 25 пайызға»."""
    for first, second in pairwise(phrases):
        if (
            first.unit == THING
            and first.case == "abl"
            and second.unit not in {None, THING}
            and second.first - first.last <= 2
        ):
            first.unit = second.unit


def _close_range(sentence: Sentence, phrases: list[_Phrase], place: int) -> None:
    """«18 пайыздан 25 пайызға (дейін)»: from and to."""
    if place + 1 >= len(phrases):
        return
    first, second = phrases[place], phrases[place + 1]
    adjoining = second.first - first.last <= 2 and not any(
        word.is_sign and word.raw in ",;" for word in sentence.words[first.last + 1 : second.first]
    )
    if (
        first.case == "abl"
        and second.case == "dat"
        and first.unit == second.unit
        and adjoining
        and first.modifier is Modifier.EXACT
    ):
        first.role, second.role = Role.FROM, Role.TO
        if second.modifier is Modifier.UP_TO:
            second.modifier = Modifier.EXACT


def _find_change(sentence: Sentence, phrase: _Phrase, units: _Units, phrases: list[_Phrase]) -> None:
    """Whether the figure measures a change, and which way: «17%-ға артып», «5 пайыз өсіммен», from-to."""
    if phrase.unit in _DURATIONS and phrase.role is None:
        return
    verb = _change_behind(sentence, phrase, units)
    if phrase.role is not None and phrase.case != "abl" and phrase.role is Role.FROM:
        return  # a dash range measures no change
    if phrase.role is not None:
        partner = verb
        if phrase.role is Role.FROM:
            second = phrases[phrases.index(phrase) + 1]
            partner = _change_behind(sentence, second, units)
        phrase.change = partner or _by_values(phrase, phrases)
        return
    if phrase.is_until and (verb is not None or _reach_behind(sentence, phrase)):
        if phrase.modifier is Modifier.UP_TO:
            phrase.modifier = Modifier.EXACT  # «20 пайызға дейін арттыру»: to, no limit
        return
    if verb is None or phrase.is_until:
        return
    if phrase.case == "dat" or _is_noun_of_change(phrase, units) or _is_right_before_change(phrase, units):
        phrase.change = verb


def _by_values(phrase: _Phrase, phrases: list[_Phrase]) -> Change | None:
    place = phrases.index(phrase)
    pair = phrases[place : place + 2] if phrase.role is Role.FROM else phrases[place - 1 : place + 1]
    if len(pair) < 2 or pair[0].value == pair[1].value:
        return None
    return Change.INCREASE if pair[1].value > pair[0].value else Change.DECREASE


def _change_behind(sentence: Sentence, phrase: _Phrase, units: _Units) -> Change | None:
    """The verb or noun of change in the few words behind a figure."""
    for place in range(phrase.last + 1, min(phrase.last + 4, len(sentence.words))):
        word = sentence.words[place]
        if word.is_number or (word.is_sign and word.raw in ",;:"):
            return None
        match = units.change.get(place)
        if match is not None:
            return Change(match.term.label)
    return None


def _is_noun_of_change(phrase: _Phrase, units: _Units) -> bool:
    match = units.change.get(phrase.last + 1)
    return match is not None and match.term.notation == "өсім" and phrase.unit in _RELATIVE


def _is_right_before_change(phrase: _Phrase, units: _Units) -> bool:
    """«екі есе азаюы», «8,4% көп»: a ratio without a case, and the change right behind it."""
    return phrase.unit in _RELATIVE and not phrase.case and phrase.last + 1 in units.change


def _reach_behind(sentence: Sentence, phrase: _Phrase) -> bool:
    """«… дейін жеткізу»; «… дейін жетеді» is a limit."""
    return any(word.folded.startswith("жеткіз") for word in sentence.words[phrase.last + 1 : phrase.last + 4])


def _quantity(sentence: Sentence, phrase: _Phrase) -> Quantity:
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


def with_year(quantity: Quantity, year: int | None, indicator: str | None) -> Quantity:
    """The quantity with what the statement around it tells."""
    return replace(quantity, year=year, indicator=indicator)


def is_duration(quantity: Quantity) -> bool:
    """Whether it measures time and so is no figure of a plan."""
    return quantity.unit in _DURATIONS
