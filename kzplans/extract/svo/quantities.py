"""Russian and English quantities: «более чем на 17,4%», «с 18% до 25%», "from 1.6 to 3 million"."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from kzplans.extract.numbers import (
    DASHES,
    DURATIONS,
    MONEY,
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
    is_everyday,
    is_several,
    join_coins,
    parse_number,
    take_unit,
    to_quantity,
    words_at,
)
from kzplans.model import Change, Modifier, Quantity, Role

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.extract.periods import Period
    from kzplans.text.matching import Match, Sentence

#: Below it a bare number shares the magnitude of the one that closes the range: from 1.6 to 3 million.
_SMALL = 1000
_CHANGE_REACH = 9
_PER = 4
_ATTRIBUTES = 3
_COUNTING = frozenset({"numeral", "multiple", "magnitude", "fraction"})
_FROM = frozenset({"с", "со", "от", "from"})
_TO = frozenset({"до", "to"})
_OF = frozenset({"из", "of"})
_AGAINST = frozenset({"против", "against"})
_AND = frozenset({"и", "and"})
_BY = frozenset({"на", "by", "в"})
#: Words that may stand between a modifier and its number: «более чем на 20%».
_LINKS = frozenset({"чем", "на", "в", "than", "by", "the", "с", "до", "of", "as", "much", "many", "a", "an"})
_THAN = frozenset({"than", "чем"})
_MILLION = 10**6
_SHORT_MAGNITUDES = {"k": 1000, "m": _MILLION, "bn": 10**9, "tn": 10**12}
_PARTITIVE = ("числ", "количеств", "number", "total")
_AGES = frozenset({"до", "старше", "младше", "моложе", "возрасте", "aged", "от"})
#: Words of change that are other words unless a figure stands right behind them: up 5%.
_ONLY_BESIDE = frozenset({"=up", "=down"})
_ORDINALS = ("перв", "втор", "first", "second", "latter")
_PARTS_OF_TIME = ("год", "дня", "месяц", "недел", "века", "year", "the")
#: «с половиной», «1-й четверти»
_NO_SHARE = frozenset({"с", "and", "в", "a", "й", "я", "ю", "ей"})
#: Adverbs of rates, and how far they reach.
_EACH = frozenset({"ежегодно", "ежемесячно", "ежедневно", "ежесуточно", "annually"})
_CLAUSE = 9
_NO_ARTICLE = frozenset({"одним", "one", "одной", "одного", "один", "одна", "одно"})


def find_quantities(sentence: Sentence, periods: list[Period], pack: Pack) -> list[Quantity]:
    """All quantities of a sentence, in order; years and indicators are added by the statement."""
    if not sentence.numbers and sentence.matches.keys().isdisjoint(_COUNTING):
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
    for index in units.starts:
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
    phrases += _multiples(sentence, phrases) + _shares(sentence, phrases)
    phrases.sort(key=lambda phrase: phrase.first)
    phrases = join_coins(sentence, phrases)
    _close_ranges(sentence, phrases)
    kept = [phrase for phrase in phrases if phrase.unit is not None]
    for phrase in kept:
        add_sign(sentence, phrase)
        _find_change(sentence, phrase, units, kept)
    return [to_quantity(sentence, phrase) for phrase in kept]


def _phrase_at(
    sentence: Sentence, index: int, units: Units, pack: Pack, taken: set[int], before: list[Phrase]
) -> Phrase | None:
    """The number phrase that begins at a token, whole with unit and modifiers; its unit may still be open."""
    word = sentence.words[index]
    prefix = units.prefix.get(index)
    phrase: Phrase | None
    if word.is_number:
        phrase = digits_at(sentence, index, units)
    elif prefix is not None and prefix.last + 1 < len(sentence.words) and sentence.words[prefix.last + 1].is_number:
        phrase = digits_at(sentence, prefix.last + 1, units)
        if phrase is not None:
            phrase.unit, phrase.first = prefix.term.label, index
    elif index in units.numeral and is_several(sentence, index):
        return None
    elif index in units.numeral or (index in units.magnitude and is_bare_magnitude(sentence, index, units)):
        phrase = words_at(sentence, index, units)
    else:
        return None
    if phrase is None:
        return None
    if units.is_english:
        _add_short_magnitude(sentence, phrase, units)
    add_magnitudes(sentence, phrase, units, taken)
    _add_unit(sentence, phrase, units, pack, taken)
    if phrase.unit is None and not phrase.in_words and index - 1 in units.of_which and before:
        phrase.unit = counted_before(before)  # из них 85
    if not _is_counted(sentence, phrase, units):
        return None
    add_sign(sentence, phrase)
    _add_modifiers(sentence, phrase, units)
    return phrase


def _add_short_magnitude(sentence: Sentence, phrase: Phrase, units: Units) -> None:
    """$2.5m, 3bn, 2.5m tenge; 45m alone are metres."""
    place = phrase.number_last + 1
    if place >= len(sentence.words) or sentence.starts[place] != sentence.stops[place - 1]:
        return
    size = _SHORT_MAGNITUDES.get(sentence.words[place].folded)
    has_unit = phrase.unit is not None or place + 1 in units.noun or place + 1 in units.measure
    if size is None or not (has_unit or size > _MILLION):
        return
    phrase.value *= size
    phrase.has_magnitude = True
    phrase.last = phrase.number_last = place


def _add_unit(sentence: Sentence, phrase: Phrase, units: Units, pack: Pack, taken: set[int]) -> None:
    """The unit right behind the number, or the counted noun behind its attributes, or the noun before it."""
    words = sentence.words
    place = phrase.number_last + 1
    if place < len(words) and words[place].raw == "." and phrase.has_magnitude:
        place += 1
    if phrase.unit is not None:
        return
    if place in units.after:
        place = units.after[place].last + 1  # 50 с лишним проектов
    measure, noun = units.measure.get(place), units.noun.get(place)
    if measure is not None and is_everyday(sentence, measure, phrase):
        measure = None
    if noun is not None and (measure is None or noun.last >= measure.last):
        measure = noun
    if measure is not None:
        take_unit(sentence, phrase, measure)
        return
    here = place
    if here < len(words) and words[here].folded in {"of", "из"} and phrase.has_magnitude and not pack.inflects:
        here += 1
    for _ in range(_ATTRIBUTES):
        if here >= len(words) or here in taken or not _is_attribute(sentence, here, pack):
            break
        here += 1
        found = units.noun.get(here) or (units.measure.get(here) if phrase.has_magnitude else None)
        if found is not None:
            take_unit(sentence, phrase, found)
            return
    if _unit_before(sentence, phrase, units):
        return
    if phrase.has_magnitude and not phrase.in_words:
        phrase.unit = THING


def _is_attribute(sentence: Sentence, index: int, pack: Pack) -> bool:
    """Whether a word can stand between a number and the noun that it counts."""
    word = sentence.words[index]
    if word.is_number or (word.is_sign and word.raw not in "«»-‑"):
        return False
    if word.is_sign:
        return True
    return pack.is_attribute(word) and not word.is_upper


def _unit_before(sentence: Sentence, phrase: Phrase, units: Units) -> bool:
    """«число проектов достигло 55»: the counted noun stands before the number."""
    words = sentence.words
    start = units.before[phrase.first - 1].first if phrase.first - 1 in units.before else phrase.first
    for place in range(start - 1, max(-1, start - 7), -1):
        if words[place].is_number or words[place].raw in ",;:.":
            return False
        match = units.noun.get(place)
        if match is not None and place == start - 2 and words[place + 1].folded == "of":
            phrase.unit = match.term.label  # a population of 2.5 million
            return True
        before = words[max(0, place - 2) : place]
        if match is not None and any(word.folded.startswith(_PARTITIVE) for word in before):
            phrase.unit = match.term.label
            return True
    return False


def _is_counted(sentence: Sentence, phrase: Phrase, units: Units) -> bool:
    """Whether a number is a figure at all: «№ 5», «статья 12», «один из» and a lone "one" are none."""
    words = sentence.words
    if phrase.number_last + 1 in units.no_compound or is_bare_part(phrase, units):
        return False
    before = phrase.first - 1
    while before >= 0 and words[before].raw in '.«"':
        before -= 1
    if before >= 0 and before in units.no_name:
        return False
    if phrase.unit == "year" and before >= 0 and words[before].folded in _AGES:
        return False  # дети до 18 лет
    if phrase.in_words and not phrase.has_magnitude:
        if phrase.value == 1:
            return phrase.unit in RELATIVE or (phrase.unit == "year" and words[phrase.first].folded not in _NO_ARTICLE)
        return phrase.unit is not None
    return True


def _add_modifiers(sentence: Sentence, phrase: Phrase, units: Units) -> None:
    """«более», «не менее чем на», "up to" before a number, «и более» behind it; a rate on either side."""
    words = sentence.words
    place = phrase.first - 1
    while place >= 0 and words[place].folded in _LINKS and place not in units.before:
        place -= 1
    before = units.before.get(place)
    if before is not None:
        label = before.term.label
        if label == "up_to":
            phrase.is_until = True
            phrase.modifier, phrase.first = Modifier.UP_TO, before.first
        elif place == phrase.first - 1 or words[place + 1].folded in _LINKS:
            phrase.modifier = Modifier(label)
            if not before.term.notation.endswith("-"):  # «превышает» says so and is no part of the figure
                phrase.first = before.first
            until = units.before.get(before.first - 1)
            if until is not None and until.term.label == "up_to":
                phrase.is_until, phrase.first = True, until.first
    after = units.after.get(phrase.last + 1) or units.after.get(phrase.number_last + 1)
    if after is not None and phrase.modifier is Modifier.EXACT and not _opens_next(sentence, after, units):
        phrase.modifier = Modifier(after.term.label)
        phrase.last = max(phrase.last, after.last)
    for match in units.per.values():
        between = words[phrase.last + 1 : match.first]
        behind = phrase.number_last < match.first <= phrase.last + _PER and not any(
            word.raw in ",;" for word in between
        )
        is_beside = phrase.unit != "km_per_hour" and (behind or 0 < phrase.first - match.last <= 2)
        if is_beside or (phrase.per is None and _opens_clause(sentence, match, phrase)):
            phrase.per = match.term.label


def _opens_next(sentence: Sentence, after: Match, units: Units) -> bool:
    """«20 школ и более 30 больниц», "20 schools and more than 30 clinics": a modifier of the figure that follows."""
    words, place = sentence.words, after.last + 1
    if place < len(words) and words[place].folded in _THAN:
        place += 1
    return (place < len(words) and words[place].is_number) or place in units.numeral or place in units.prefix


def _opens_clause(sentence: Sentence, match: Match, phrase: Phrase) -> bool:
    """«Ежегодно в Астане планируется ремонтировать по 180 км»: an adverb is told of the whole clause."""
    is_adverb = match.first == match.last < phrase.first and sentence.words[match.first].folded in _EACH
    between = sentence.words[match.last + 1 : phrase.first]
    return is_adverb and len(between) <= _CLAUSE and not any(word.raw in ",;:" for word in between)


def _multiples(sentence: Sentence, phrases: list[Phrase]) -> list[Phrase]:
    """«вдвое», "twofold": a number and its measure in one word."""
    made = []
    for match in sentence.found("multiple"):
        if any(one.first <= match.last and match.first <= one.last for one in phrases):
            continue
        made.append(Phrase(Decimal(match.term.label), match.first, match.last, match.last, in_words=True, unit="times"))
        if match.term.notation.endswith("-"):
            made[-1].change = Change.INCREASE  # doubling
    return made


def _shares(sentence: Sentence, phrases: list[Phrase]) -> list[Phrase]:
    """«половина жителей», "a quarter of residents"; no half of a year and no "first half"."""
    words = sentence.words
    made = []
    for match in sentence.found("fraction"):
        before = words[match.first - 1].folded if match.first else ""
        behind = words[match.last + 1].folded if match.last + 1 < len(words) else ""
        if before.startswith(_ORDINALS) or behind.startswith(_PARTS_OF_TIME) or before in _NO_SHARE:
            continue
        if behind in {"a", "an"} or any(one.first <= match.last and match.first <= one.last for one in phrases):
            continue  # half an hour
        made.append(Phrase(Decimal(match.term.label), match.first, match.last, match.last, in_words=True, unit="share"))
    return made


# -- ranges -----------------------------------------------------------------------------------------------------------


def _range_at(
    sentence: Sentence, index: int, units: Units, pack: Pack, taken: set[int]
) -> tuple[Phrase, Phrase] | None:
    """«1,5–2 млн»: two numbers that share magnitude and unit; three in a row are a code (7-20-25)."""
    words = sentence.words
    prefix = units.prefix.get(index)
    place = prefix.last + 1 if prefix is not None else index
    if place + 2 >= len(words) or not (
        words[place].is_number and words[place + 1].raw in DASHES and words[place + 2].is_number
    ):
        return None
    start = sentence.starts[place]
    if (
        start
        and prefix is None
        and (
            sentence.text[start - 1].isalpha()
            or sentence.text[start - 1] in DASHES
            or sentence.text[start - 1] in "№/:"
        )
    ):
        return None
    if place + 4 < len(words) and words[place + 3].raw in DASHES and words[place + 4].is_number:
        return None
    low = parse_number(words[place].raw, comma_groups=units.is_english)
    high = parse_number(words[place + 2].raw, comma_groups=units.is_english)
    if low is None or high is None or low >= high or place + 2 in taken:
        return None
    second = Phrase(high, place + 2, place + 2, place + 2, unit=prefix.term.label if prefix else None)
    add_magnitudes(sentence, second, units, taken)
    _add_unit(sentence, second, units, pack, taken)
    if second.unit is None:
        return None
    first = Phrase(low * (second.value / high), index, place, place, unit=second.unit, role=Role.FROM)
    _add_modifiers(sentence, first, units)
    second.modifier = first.modifier
    second.role = Role.TO
    return first, second


def _close_ranges(sentence: Sentence, phrases: list[Phrase]) -> None:
    """«с 18% до 25%», «от 1,6 до 3 млн человек», "between 10 and 12 percent": from and to, unit and size shared."""
    words = sentence.words
    for first, second in pairwise(phrases):
        opening = words[first.first - 1].folded if first.first else ""
        between = [word.folded for word in words[first.last + 1 : second.first] if not word.is_sign]
        links = {words[second.first].folded, *between}
        if words[second.first - 1].folded in _OF and len(between) <= 2:
            _share_unit(first, second)  # 7 из 11 населённых пунктов
            continue
        if words[second.first - 1].folded in _AGAINST and len(between) <= 2 and first.unit == second.unit:
            first.role, second.role = Role.TO, Role.FROM  # до 45% против 28%
            continue
        is_pair = (opening in _FROM and links & _TO) or (opening == "between" and links & _AND)
        if not is_pair or len(between) > 4 or second.unit is None:
            continue
        if first.unit in {None, THING}:
            first.unit, first.per = second.unit, second.per
        if second.has_magnitude and not first.has_magnitude and first.value < _SMALL:
            first.value *= _magnitude(second, sentence)
        if second.unit == THING and first.unit is not None:
            second.unit = first.unit  # from 2.1 million tourists to 4 million
        if second.unit == "person" and first.unit_first is None:
            first.unit = second.unit  # число студентов выросло с 84 тыс. до 103 тыс. человек
        if first.unit != second.unit:
            continue
        first.role, second.role = Role.FROM, Role.TO
        second.modifier = Modifier.EXACT if second.modifier is Modifier.UP_TO else second.modifier
        if words[second.first].folded in _TO and second.first < second.number_last:
            second.first += 1
        second.is_until = False


def _share_unit(first: Phrase, second: Phrase) -> None:
    """A part and its whole count the same."""
    if first.unit in {None, THING}:
        first.unit = second.unit
    elif second.unit in {None, THING}:
        second.unit = first.unit


def _magnitude(phrase: Phrase, sentence: Sentence) -> int:
    for match in sentence.found("magnitude"):
        if phrase.first <= match.first <= phrase.number_last:
            return int(match.term.label)
    return 1


# -- change -----------------------------------------------------------------------------------------------------------


def _find_change(sentence: Sentence, phrase: Phrase, units: Units, phrases: list[Phrase]) -> None:
    """Whether the figure measures a change, and which way: «вырос на 17%», «рост 5%», from-to."""
    if phrase.unit in DURATIONS and phrase.role is None:
        return
    words = sentence.words
    if phrase.role is not None:
        opening = words[phrase.first - 1].folded if phrase.first else ""
        pair = [one for one in phrases if one.role is not None]
        if opening in _AGAINST or pair[0].role is Role.TO:
            phrase.change = change_by_values(phrase, [pair[1], pair[0]])
            return
        if phrase.role is Role.FROM and opening not in {"с", "со", "from"}:
            return
        if phrase.role is Role.TO:
            before = pair[pair.index(phrase) - 1]
            phrase.change = before.change
            return
        phrase.change = _near_change(sentence, phrase, units) or change_by_values(phrase, pair)
        return
    opening = words[phrase.first - 1].folded if phrase.first else ""
    if opening in _TO and not _is_noun_beside(sentence, phrase, units, least=3):
        return  # rise to 40% is a level, growth amounted to 40% is none
    change = _near_change(sentence, phrase, units) or phrase.change
    if phrase.is_until:
        if change is not None or _reaches(sentence, phrase):
            phrase.modifier = Modifier.EXACT if phrase.modifier is Modifier.UP_TO else phrase.modifier
            if words[phrase.first].folded in _TO and phrase.first < phrase.number_last:
                phrase.first += 1
        return
    if change is None:
        return
    link = {word.folded for word in words[max(0, phrase.first - 1) : phrase.number_last]} & _BY
    noun = units.change.get(phrase.last + 1)
    if (
        link
        and not _is_place_phrase(sentence, phrase)
        and (phrase.unit in RELATIVE or words[phrase.first - 1].folded != "в")
    ) or (phrase.unit in RELATIVE and (_is_noun_beside(sentence, phrase, units) or noun is not None)):
        phrase.change = change


def _is_place_phrase(sentence: Sentence, phrase: Phrase) -> bool:
    """«на 300 млн тенге построено», «на 55 объектах»: "for" or "at" rather than "by" needs no change verb near."""
    return (
        phrase.unit not in RELATIVE
        and phrase.unit not in MONEY
        and ("loc" in next(iter(sentence.words[phrase.last].tags.values()), frozenset()))
    )


def _near_change(sentence: Sentence, phrase: Phrase, units: Units) -> Change | None:
    """The verb or noun of change nearest to a figure within its clause; before it rather than behind."""
    words = sentence.words
    best: tuple[int, Change] | None = None
    for steps in range(1, _CHANGE_REACH):
        place = phrase.first - steps
        if place < 0 or words[place].raw in ";:." or (words[place].raw == "," and steps > 1):
            break
        match = next((one for one in units.change.values() if one.last == place), None)
        if match is not None and (match.term.notation not in _ONLY_BESIDE or (steps == 1 and _is_up(sentence, place))):
            best = (steps, Change(match.term.label))
            break
    for steps in range(1, 5):
        place = phrase.last + steps
        if place >= len(words) or words[place].raw in ",;:." or words[place].is_number:
            break
        match = units.change.get(place)
        if match is not None and (best is None or steps < best[0]):
            return Change(match.term.label)
    return best[1] if best else None


def _is_up(sentence: Sentence, place: int) -> bool:
    """Whether "up" tells a change: it is up 5%, but makes up 5%."""
    before = sentence.words[place - 1] if place else None
    return before is None or before.is_sign or before.folded in {"is", "are", "was", "were", "been", "went", "be"}


def _reaches(sentence: Sentence, phrase: Phrase) -> bool:
    """«довести до 30 трлн», "bring to 30 per cent": a level to be reached, no limit."""
    words = sentence.words[max(0, phrase.first - _CHANGE_REACH) : phrase.first]
    return any(
        word.folded.startswith(("довест", "довед", "достиг", "достич", "доход", "дойд", "bring", "brought", "reach"))
        for word in words
    )


def _is_noun_beside(sentence: Sentence, phrase: Phrase, units: Units, least: int = 1) -> bool:
    """«рост 5,3%», «рост составил 5,3%», «прирост – 12%», "an increase of 5 percent", "up 5%"."""
    words = sentence.words
    for place in range(phrase.first - least, max(-1, phrase.first - 5), -1):
        match = next((one for one in units.change.values() if one.last == place), None)
        if match is not None and (match.term.notation not in _ONLY_BESIDE or _is_up(sentence, place)):
            is_noun = not match.term.notation.endswith("-") and not words[place].folded.endswith("ed")
            return is_noun or (phrase.first - place == 1 and words[place + 1].folded not in _TO)
        if words[place].is_number or words[place].raw in ",;:.":
            return False
    return False
