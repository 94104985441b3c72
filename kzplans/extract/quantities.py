"""Kazakh quantities: numbers with their units, modifiers, change and from-to.

The grammar climbs: an atom is a number (digits or words), a phrase adds magnitudes (6 млрд 107 млн), then the unit or
the counted noun with its attributes, then modifiers on either side. ``find_quantities`` is the one name it exports.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from kzplans.extract.numbers import (
    DASHES,
    DURATIONS,
    RELATIVE,
    THING,
    Phrase,
    Units,
    add_magnitudes,
    add_sign,
    change_by_values,
    counted_before,
    digits_at,
    is_bare_magnitude,
    is_bare_part,
    is_rank,
    is_several,
    join_coins,
    parse_number,
    rank_at,
    roman_ranks,
    take_unit,
    to_quantity,
    words_at,
)
from kzplans.model import Change, Modifier, Quantity, Role
from kzplans.text.scripts import ROMAN

#: A share is told only where a decimal is exact.
_EXACT_DIGITS = 6
_NEAR = 2
_PER = 3
_MOST_ATTRIBUTES = 3
_YEAR_DIGITS = 4
#: Below it a bare number in front of a magnitude shares it: 18-ден 25 мыңға.
_SMALL = 1000

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.extract.periods import Period
    from kzplans.text.matching import Match, Sentence, Word


def find_quantities(sentence: Sentence, periods: list[Period], pack: Pack) -> list[Quantity]:
    """All quantities of a sentence, in order; years and indicators are added by the statement."""
    matches = sentence.matches
    ranks = roman_ranks(sentence)
    if not (sentence.numbers or ranks or "numeral" in matches or "magnitude" in matches or "fraction" in matches):
        return []
    taken = {
        place
        for period in periods
        if period.form not in {"span", "vague"}
        for place in range(period.first, period.last + 1)
    }
    units = Units(sentence, pack)
    phrases: list[Phrase] = []
    reached = -1
    for index in sorted({*units.starts, *ranks}):
        if index <= reached or index in taken:
            continue
        pair = _range_at(sentence, index, units, pack, taken)
        if pair is not None:
            phrases += pair
            reached = pair[1].last
            continue
        phrase = _phrase_at(sentence, index, units, pack, taken, phrases)
        if phrase is not None:
            phrases.append(phrase)
            reached = phrase.last
    phrases += _shares(sentence, units, phrases)
    phrases.sort(key=lambda phrase: phrase.first)
    phrases = join_coins(sentence, phrases)
    _share_units(sentence, phrases)
    for place, phrase in enumerate(phrases):
        add_sign(sentence, phrase)  # once its unit is known: -5-тен -10 градусқа
        _close_range(sentence, phrases, place)
        _find_change(sentence, phrase, units, phrases)
    return [to_quantity(sentence, phrase) for phrase in phrases if phrase.unit is not None]


def _shares(sentence: Sentence, units: Units, phrases: list[Phrase]) -> list[Phrase]:
    """«тұрғындардың жартысы», «төрттен бірі»: parts of a whole, where a decimal can say them exactly."""
    made = [
        Phrase(Decimal(term.label), first, last, last, in_words=True, unit="share")
        for first, last, term in sentence.found("fraction")
        if "p3" in sentence.words[last].tags.get(term.lemmas[-1], ())
        and not any(one.first <= first <= one.last for one in phrases)
    ]
    made += [one for place in units.numeral if (one := _exact_part(sentence, place, units)) is not None]
    return made


# -- atoms ------------------------------------------------------------------------------------------------------------


def _exact_part(sentence: Sentence, place: int, units: Units) -> Phrase | None:
    """«төрттен бірі» is 0.25; a third has no exact decimal and is left out."""
    whole, part = units.numeral[place], units.numeral.get(place + 1)
    if part is None or "abl" not in sentence.tags(whole) or "p3" not in sentence.tags(part):
        return None
    value = Decimal(part.term.label) / Decimal(whole.term.label)
    if len(value.as_tuple().digits) > _EXACT_DIGITS:
        return None
    return Phrase(value, place, place + 1, place + 1, in_words=True, unit="share")


def _phrase_at(
    sentence: Sentence, index: int, units: Units, pack: Pack, taken: set[int], before: list[Phrase]
) -> Phrase | None:
    """The number phrase that begins at a token, whole with unit and modifiers."""
    words = sentence.words
    word = words[index]
    prefix = units.prefix.get(index)
    if word.is_number:
        phrase = digits_at(sentence, index, units)
    elif prefix is not None and index + 1 < len(words) and words[index + 1].is_number:
        phrase = digits_at(sentence, index + 1, units)
        if phrase is not None:
            phrase.unit, phrase.first = prefix.term.label, index
    elif index in units.numeral and is_several(sentence, index):
        return None
    elif index in units.numeral or (index in units.magnitude and is_bare_magnitude(sentence, index, units)):
        phrase = words_at(sentence, index, units)
    elif word.is_upper and ROMAN.fullmatch(word.raw):
        return rank_at(sentence, index, units)
    else:
        return None
    if phrase is None:
        return None
    add_magnitudes(sentence, phrase, units, taken)
    _add_unit(sentence, phrase, units, pack, taken)
    if phrase.unit == THING and index - 1 in units.of_which and before:
        phrase.unit = counted_before(before)  # оның 520 мыңы
    if phrase.unit is None and not phrase.in_words:
        if index - 1 in units.of_which and before:
            phrase.unit = counted_before(before)  # оның 85-і
        elif phrase.case == "abl":
            return phrase  # «18-ден 25 пайызға»: its unit is that of the second
    if phrase.unit is None or not _is_counted(sentence, phrase, units):
        return None
    add_sign(sentence, phrase)
    _add_modifiers(sentence, phrase, units)
    return phrase


def _range_at(
    sentence: Sentence, index: int, units: Units, pack: Pack, taken: set[int]
) -> tuple[Phrase, Phrase] | None:
    """«1,5–2 млн», «5-6 мың адам»: two numbers that share magnitude and unit; three in a row are a code (7-20-25)."""
    words = sentence.words
    if index + 2 >= len(words) or not (
        words[index].is_number and words[index + 1].raw in DASHES and words[index + 2].is_number
    ):
        return None
    start = sentence.starts[index]
    if start and (
        sentence.text[start - 1].isalpha() or sentence.text[start - 1] in DASHES or sentence.text[start - 1] in "№/:"
    ):
        return None
    if index + 4 < len(words) and words[index + 3].raw in DASHES and words[index + 4].is_number:
        return None
    low, high = parse_number(words[index].raw), parse_number(words[index + 2].raw)
    if low is None or high is None or low >= high or index + 2 in taken:
        return None
    second = Phrase(high, index + 2, index + 2, index + 2)
    add_magnitudes(sentence, second, units, taken)
    _add_unit(sentence, second, units, pack, taken)
    if second.unit is None:
        return None
    _add_modifiers(sentence, second, units)
    first = Phrase(low * (second.value / high), index, index, index, unit=second.unit, role=Role.FROM)
    before = units.before.get(index - 1)
    if before is not None:
        first.modifier = second.modifier = Modifier(before.term.label)
        first.first = before.first
    second.role = Role.TO
    return first, second


# -- phrases ----------------------------------------------------------------------------------------------------------


def _add_unit(sentence: Sentence, phrase: Phrase, units: Units, pack: Pack, taken: set[int]) -> None:
    """The unit right behind the number, or the counted noun behind its attributes, or the noun before it."""
    if phrase.unit is not None or (phrase.is_part and _unit_of_whole(sentence, phrase, units)):
        return
    words = sentence.words
    place = phrase.number_last + 1
    if place < len(words) and words[place].raw == "." and phrase.has_magnitude:
        place += 1
    place = skip_modifier(place, units)
    match = units.measure.get(place)
    noun = units.noun.get(place)
    if noun is not None and place + 1 in units.noun and pack.is_listed_attribute(words[place]):
        noun = None  # «12 мың тұрақты жұмыс орны» counts no car parks
    if noun is not None and (match is None or (noun.last >= match.last and not is_rank(sentence, match, phrase))):
        match = noun
    if match is not None:
        take_unit(sentence, phrase, match)
        return
    beside = units.noun.get(place + 1)
    if beside is not None and place not in taken and _is_first_half(sentence, words[place], beside):
        take_unit(sentence, phrase, beside)  # 38 мың бейнебақылау камерасы
        return
    here: int | None = place
    for _ in range(_MOST_ATTRIBUTES):
        here = _behind_attribute(sentence, here, pack) if here is not None else None
        if here is None or here - 1 in taken:
            break
        found = units.noun.get(here)
        if found is not None:
            take_unit(sentence, phrase, found)
            return
    if _unit_before(sentence, phrase, units) or _unit_of_whole(sentence, phrase, units):
        return
    if phrase.has_magnitude and not phrase.in_words:
        phrase.unit = THING


def _is_first_half(sentence: Sentence, word: Word, noun: Match) -> bool:
    """Whether a plain word is the first half of a compound noun: «бейнебақылау камерасы», «автобус аялдамасы»."""
    return "p3" in sentence.tags(noun) and word.raw.islower() and word.folded.isalpha() and not word.singles


def _behind_attribute(sentence: Sentence, place: int, pack: Pack) -> int | None:
    """The word behind an attribute, with its quotation marks or first half: «ақылды», блок-модульді; None for none."""
    words = sentence.words
    size = len(words)
    while place < size and words[place].joins and words[place].raw not in DASHES:
        place += 1
    if place + 2 < size and words[place + 1].raw in DASHES and sentence.starts[place + 1] == sentence.stops[place]:
        place += 2
    if place >= size or not pack.is_attribute(words[place]):
        return None
    place += 1
    while place < size and words[place].joins and words[place].raw not in DASHES:
        place += 1
    return place if place < size else None


def skip_modifier(place: int, units: Units) -> int:
    """«21 мыңнан астам жұмыс орнын»: the modifier stands before the unit."""
    match = units.after.get(place)
    if match is None or (match.term.label == "up_to" and match.last + 1 not in units.noun):
        return place
    return match.last + 1


def _unit_before(sentence: Sentence, phrase: Phrase, units: Units) -> bool:
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


def _unit_of_whole(sentence: Sentence, phrase: Phrase, units: Units) -> bool:
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


def _is_counted(sentence: Sentence, phrase: Phrase, units: Units) -> bool:
    """Whether a number is a figure at all: «бір қабатты», «үш ауысымды» and a lone «бір» are none."""
    if phrase.number_last + 1 in units.no_compound or is_bare_part(phrase, units):
        return False
    if phrase.unit in DURATIONS and sentence.words[phrase.last].folded.endswith(
        ("лық", "лік", "дық", "дік", "тық", "тік")
    ):
        return phrase.number_last != phrase.last and not phrase.in_words  # «бес айлық меже» names a kind of aim
    if phrase.in_words and not phrase.has_magnitude:
        if phrase.value == 1:
            following = sentence.words[phrase.last + 1].folded if phrase.last + 1 < len(sentence.words) else ""
            is_span = phrase.case == "loc" or following in {"ішінде", "бойы"}
            return phrase.unit in RELATIVE or (phrase.unit in DURATIONS and is_span)
        return phrase.unit_first is not None
    return True


def _add_modifiers(sentence: Sentence, phrase: Phrase, units: Units) -> None:
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
        and not following.startswith("астық")
    ):
        phrase.modifier = Modifier.MORE_THAN
    elif (
        phrase.modifier is Modifier.EXACT
        and phrase.case == "abl"
        and following.startswith(("аспа", "асырма", "аспауға"))
    ):
        phrase.modifier = Modifier.UP_TO
    per = next(
        (
            match
            for place, match in units.per.items()
            if (-_PER <= place - phrase.first < 0 or 0 < place - phrase.last <= _NEAR) and not _is_date(sentence, match)
        ),
        None,
    )
    if per is not None:
        phrase.per = per.term.label


def _is_date(sentence: Sentence, match: Match) -> bool:
    """«қазан айына», «жылына дейін»: a date and no rate."""
    following = sentence.words[match.last + 1].folded if match.last + 1 < len(sentence.words) else ""
    return following in {"дейін", "шейін", "қарай"} or (
        match.term.label == "month" and any(month.last == match.first - 1 for month in sentence.found("month"))
    )


def _fits(label: str, case: str, match: Match, sentence: Sentence) -> bool:
    """«…дан астам/көп/артық/кем» wants the ablative, «…ға жуық/дейін» the dative."""
    if label in {"more_than", "less_than"}:
        word = sentence.words[match.first - 1].folded
        return case == "abl" or word.endswith(("нан", "нен", "дан", "ден", "тан", "тен"))
    return True


# -- several phrases together -----------------------------------------------------------------------------------------


def _share_units(sentence: Sentence, phrases: list[Phrase]) -> None:
    """A number without a known noun takes the unit of its neighbour in «18-ден 25 пайызға»."""
    for first, second in pairwise(phrases):
        if first.case != "abl" or second.first - first.last > _NEAR:
            continue
        if first.unit in {None, THING} and second.unit not in {None, THING}:
            first.unit = second.unit
            if second.has_magnitude and not first.has_magnitude and first.value < _SMALL <= second.value:
                first.value *= _size(sentence, second)
        elif second.unit == THING and second.case == "dat":
            second.unit = first.unit  # туристер саны 1,6 миллионнан 3 миллионға


def _size(sentence: Sentence, phrase: Phrase) -> int:
    """The magnitude that a phrase was written with."""
    sizes = [int(one.term.label) for one in sentence.found("magnitude") if phrase.first <= one.first <= phrase.last]
    return sizes[0] if sizes else 1


def _close_range(sentence: Sentence, phrases: list[Phrase], place: int) -> None:
    """«18 пайыздан 25 пайызға (дейін)»: from and to."""
    if place + 1 >= len(phrases):
        return
    first, second = phrases[place], phrases[place + 1]
    between = sentence.words[first.last + 1 : second.first]
    adjoining = (len(between) <= 1 or _is_year(between)) and not any(word.raw in ",;" for word in between)
    if (
        first.case == "abl"
        and second.case == "dat"
        and (first.unit == second.unit or "person" in {first.unit, second.unit})
        and adjoining
        and first.modifier is Modifier.EXACT
    ):
        first.unit = second.unit  # туристер саны 310 мыңнан 780 мың адамға
        first.role, second.role = Role.FROM, Role.TO
        if second.modifier is Modifier.UP_TO:
            second.modifier = Modifier.EXACT


def _is_year(words: list[Word]) -> bool:
    """«… 92 %-дан 2030 жылы 100 %-ға»: the year of the figure behind it."""
    numbers = [word for word in words if word.is_number]
    return (
        len(numbers) == 1
        and len(numbers[0].raw) == _YEAR_DIGITS
        and all(word.is_number or word.folded.startswith("жыл") for word in words)
    )


def _find_change(sentence: Sentence, phrase: Phrase, units: Units, phrases: list[Phrase]) -> None:
    """Whether the figure measures a change, and which way: «17%-ға артып», «5 пайыз өсіммен», from-to."""
    if phrase.unit in DURATIONS and phrase.role is None:
        return
    if phrase.unit == "times" and phrase.last in units.change:
        phrase.change = Change(units.change[phrase.last].term.label)  # екі еселенді
        return
    if phrase.unit in RELATIVE and phrase.first and sentence.words[phrase.first - 1].raw == "+":
        phrase.change = Change.INCREASE  # (+4,6 п.т.)
        return
    verb = _change_behind(sentence, phrase, units)
    if phrase.role is not None:
        place = phrases.index(phrase)
        pair = phrases[place : place + 2] if phrase.role is Role.FROM else phrases[place - 1 : place + 1]
        if pair[0].case != "abl":
            return  # a dash range measures no change
        partner = _change_behind(sentence, pair[-1], units)
        phrase.change = partner or change_by_values(phrase, phrases)
        return
    if phrase.is_until and (verb is not None or _reach_behind(sentence, phrase)):
        if phrase.modifier is Modifier.UP_TO:
            phrase.modifier = Modifier.EXACT  # «20 пайызға дейін арттыру»: to, no limit
        return
    if verb is None and phrase.unit in RELATIVE and not phrase.is_until:
        noun = next((one for one in units.change.values() if one.last == phrase.first - 1), None)
        if noun is not None and not noun.term.notation.endswith("-") and not noun.term.notation.startswith("="):
            phrase.change = Change(noun.term.label)  # өсім 17 пайызды құрады
    if verb is None or phrase.is_until:
        return
    if phrase.change is not None:
        return
    if phrase.case == "dat" or _is_noun_of_change(phrase, units) or _is_right_before_change(phrase, units):
        phrase.change = verb


def _change_behind(sentence: Sentence, phrase: Phrase, units: Units) -> Change | None:
    """The verb or noun of change in the few words behind a figure."""
    for place in range(phrase.last + 1, min(phrase.last + 4, len(sentence.words))):
        word = sentence.words[place]
        if word.is_number or (word.is_sign and word.raw in ",;:"):
            return None
        match = units.change.get(place)
        if match is not None:
            return Change(match.term.label)
    return None


def _is_noun_of_change(phrase: Phrase, units: Units) -> bool:
    match = units.change.get(phrase.last + 1)
    return match is not None and match.term.notation == "өсім" and phrase.unit in RELATIVE


def _is_right_before_change(phrase: Phrase, units: Units) -> bool:
    """«екі есе азаюы», «8,4% көп»: a ratio without a case, and the change right behind it."""
    return phrase.unit in RELATIVE and not phrase.case and phrase.last + 1 in units.change


def _reach_behind(sentence: Sentence, phrase: Phrase) -> bool:
    """«… дейін жеткізу»; «… дейін жетеді» is a limit."""
    return any(word.folded.startswith("жеткіз") for word in sentence.words[phrase.last + 1 : phrase.last + 4])
