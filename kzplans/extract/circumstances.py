"""What surrounds a number: the time that it is counted over, the place that it is told of, whether it is denied.

A sum of several years, or of some months, is no figure of a year: «5 жылда 30 трлн теңге тартылды», «за десять месяцев
построено 12 школ». Of several cities in one sentence each has its own number. What was not reached, or would be reached
if something else were, is no level at all.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kzplans.extract.localities import local_mentions
from kzplans.extract.numbers import THING, is_duration, parse_number
from kzplans.extract.periods import Period, part_number
from kzplans.model import OTHER, Kind, Modifier, Mood, Quantity, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence

_AHEAD = frozenset({Kind.TARGET, Kind.PLAN, Kind.ASSIGNMENT, Kind.GOAL})
_DASHES = frozenset("-–—−‒‐‑")
#: What joins a number to something else than its unit: 20-шы, 5 %, 7/20.
_JOINING = _DASHES | frozenset("%°/:№+")
_RELATIVE = frozenset({"percent", "times", "percentage_point", "share", "per_mille"})
_MONTHS_IN = {"quarter": 3, "half": 6}
_YEARS_IN = {"year": 1, "decade": 10}
_MONTHS = 12
#: How far the words reach, in tokens, that tell a level, a denial, and a year beside its months.
_REACH = 4
_DENIAL = 5
_YEAR_NEAR = 3
#: «кем емес», «аспайды», «не менее», "no less than": bounds, and no denial.
_BOUND_STEMS_KK = ("ас", "төменде", "кемі", "азай", "кешік", "тоқта", "жетіспе")
_BOUNDS = ("хвата", "менее", "более", "ниже", "выше", "превы", "больше", "меньше", "только", "позднее", "позже",
           "раньше", "less", "more", "fewer", "lower", "higher", "only", "later", "exceed", "below",
           "above")  # fmt: skip
_NEGATED_KK = tuple(
    f"{first}{vowel}{rest}"
    for first in "мбп"
    for vowel, endings in (("а", ("ды", "ған", "йды", "йтын", "пты")), ("е", ("ді", "ген", "йді", "йтін", "пті")))
    for rest in endings
)
_CONDITIONAL_KK = ("са", "се")
#: «былтыр 3 млн болса, биыл 4 млн» compares; «айтсақ», «келсек» only turn to something.
_COMPARING_KK = frozenset({"болса", "десе", "дейтін"})
#: Nouns of condition, and what makes one of them.
_CASES_OF = frozenset({"жағдайда", "случае", "условии"})
_PARTICIPLES_KK = ("ған", "ген", "қан", "кен")
#: What was done: «сатып алынғанын айтты», «12 мектеп салынды, келесі жылы тағы 15-і салынады».
_DONE_KK = ("ғанын", "генін", "қанын", "кенін", "ынды", "інді", "ылды", "ілді")
_NOT_DONE_KK = frozenset({"орынды", "ақылды"})
_IN_CASE = frozenset({"в", "при"})
_NEGATIONS_KK = frozenset({"жоқ", "емес"})
#: No negative verb has so few letters; how many words are remembered.
_SHORT = 6
_MEMO = 100_000
#: What a word may tell: that something is denied, is not so, depends on something, is to come, or is so already.
_NEGATIVE, _REFUTING, _CONDITION, _PLANNING, _BEING = 1, 2, 4, 8, 16
_PERFECTS = frozenset({"have", "ve"})
_MODALS = frozenset({"would", "could", "might"})


class _Time(NamedTuple):
    """A mention of time: tokens ``first`` to ``last``; ``period`` is set if something can be counted over it."""

    first: int
    last: int
    period: str | None


def add_circumstances(
    sentence: Sentence,
    figures: list[Quantity],
    mentioned: Sequence[Period],
    pack: Pack,
    kind: Kind,
    current: int | None,
    today: int | None,
) -> list[Quantity]:
    """Figures with their time, place and mood.

    Args:
        sentence: where they stand.
        figures: in their order.
        mentioned: its years, dates and spans.
        pack: the language.
        kind: what sort of claim it is: what is to come by a month is due then, and not counted over it.
        current: the year that the sentence speaks of where it names none.
        today: the year of the text.
    """
    times = _times(sentence, mentioned, pack, kind, current)
    starts = sentence.starts
    firsts = [bisect_left(starts, one.start) for one in figures]
    places = _Places(sentence, pack, firsts)
    moods = _Moods(sentence, pack, is_report=kind in {Kind.FACT, Kind.PROBLEM})
    if not (times or places.is_there or moods.is_there or len(figures) > 1):
        return figures
    lasts = [max(bisect_left(starts, one.stop) - 1, 0) for one in figures]
    made = []
    for place, one in enumerate(figures):
        first, last = firsts[place], lasts[place]
        nearer = lasts[place - 1] if place else -1
        following = firsts[place + 1] if place + 1 < len(figures) else len(sentence.words)
        period = _period_of(sentence, one, first, last, times, pack)
        city = places.of(first, last, nearer, following) if places.is_there else None
        mood = moods.of(first, last, following) if moods.is_there else None
        is_now = place > 0 and _is_told_now(sentence, figures[place - 1].stop, one.start, pack)
        first_told = mood is None and kind in _AHEAD and _is_told_first(sentence, place, figures, mentioned)
        if first_told or is_now:
            mood = Mood.GIVEN
        period = period or one.period
        is_plain = period is None and city is None and mood is None
        year = today if is_now else None if first_told else one.year
        made.append(one if is_plain else replace(one, year=year, period=period, city=city, mood=mood))
    return made


def share_units(sentence: Sentence, figures: list[Quantity], mentioned: Sequence[Period], pack: Pack) -> list[Quantity]:
    """«Астанада 20, Алматыда 35 мектеп», «20 школ в Астане и 35 – в Алматы»: a bare number by a place takes the unit.

    Only plain numbers without words of magnitude, so that nothing is guessed.
    """
    is_whole = len(figures) == len(sentence.numbers) and all(one.unit != THING for one in figures)
    if not figures or is_whole:
        return figures
    places = local_mentions(sentence, pack)
    if len({city for _, city in places}) < 2:
        return figures
    taken = {place for one in mentioned for place in range(one.first, one.last + 1)}
    starts, words = sentence.starts, sentence.words
    made = [_with_unit_beside(place, figures, places, sentence) for place in range(len(figures))]
    for place in sentence.numbers:
        start, stop = starts[place], sentence.stops[place]
        if place in taken or any(one.start <= start < one.stop for one in figures):
            continue
        value, model = parse_number(words[place].raw), _model_of(start, figures)
        following = words[place + 1] if place + 1 < len(words) else None
        is_bare = (
            following is None
            or (following.is_sign and following.raw not in _JOINING)
            or following.folded in (pack.conjunctions | pack.prepositions)
        )
        if value is None or model is None or not is_bare or not _is_by_place(place, places, sentence):
            continue
        made.append(
            replace(model, text=sentence.text[start:stop], start=start, stop=stop, value=value, modifier=Modifier.EXACT)
        )
    return sorted(made, key=lambda one: one.start)


def _with_unit_beside(
    place: int, figures: Sequence[Quantity], places: Sequence[tuple[Match, str]], sentence: Sentence
) -> Quantity:
    """«1,6 млн человек, а в Алматы – 2,3 млн»: a number of nothing takes the unit of its neighbour at another place."""
    one = figures[place]
    if one.unit != THING:
        return one
    for other in (*figures[max(0, place - 1) : place], *figures[place + 1 : place + 2]):
        low, high = sorted((one, other), key=lambda each: each.start)
        between = [match for match, _ in places if low.stop <= sentence.starts[match.first] < high.start]
        if between and other.unit not in _RELATIVE and other.change is None and other.per is None:
            return replace(one, unit=other.unit)
    return one


def _model_of(start: int, figures: Sequence[Quantity]) -> Quantity | None:
    """The nearest figure whose number is written out in plain digits, and that is no rate or change."""
    nearest = min(figures, key=lambda one: abs(one.start - start))
    digits = "".join(char for char in nearest.text if char.isdecimal())
    is_plain = nearest.change is None and nearest.role is None and nearest.unit not in _RELATIVE
    return nearest if is_plain and digits == str(nearest.value) else None


def _is_by_place(place: int, places: Sequence[tuple[Match, str]], sentence: Sentence) -> bool:
    """«Алматыда 35», «в Алматы – 35», "35 in Almaty": only a dash or a preposition between."""
    for match, _ in places:
        low, high = (match.last, place) if match.last < place else (place, match.first)
        between = sentence.words[low + 1 : high]
        is_near = len(between) <= 2 and all(word.is_sign or len(word.folded) <= 2 for word in between)
        if is_near and not any(word.raw == "," for word in between):
            return True
    return False


# -- time -------------------------------------------------------------------------------------------------------------


def _times(sentence: Sentence, mentioned: Sequence[Period], pack: Pack, kind: Kind, current: int | None) -> list[_Time]:
    """Spans that something is counted over, and the years and dates that stand between."""
    is_report = kind in {Kind.FACT, Kind.PROBLEM}
    spans = [span for match in sentence.found("calendar") if (span := _span(sentence, match, mentioned, pack, current))]
    spans += _month_ranges(sentence, mentioned, current)
    if not is_report:
        spans = [span for span in spans if span.period is None or span.period.startswith("P")]
    found = []
    for one in mentioned:
        if one.form not in {"year", "date", "range", "relative"}:
            continue
        if any(one.first - _YEAR_NEAR <= span.last and span.first <= one.last + _YEAR_NEAR for span in spans):
            continue  # 2025 жылдың 10 айында: the year belongs to its months
        is_plan = one.is_attribute and one.is_limit  # «2026–2030 жылдарға арналған жоспар»
        found.append(_Time(one.first, one.last, f"{one.since}/{one.year}" if one.since and not is_plan else None))
    for one, other in pairwise(mentioned):  # «2021 жылдан 2024 жылға дейін»
        if one.form == other.form == "year" and other.is_limit and other.first - one.last == 1 and not one.is_limit:
            found = [time for time in found if time.first not in {one.first, other.first}]
            found.append(_Time(one.first, other.last, f"{one.year}/{other.year}"))
    if not spans and all(one.period is None for one in found):
        return []
    return sorted([*found, *spans], key=lambda time: (time.last, time.first))


def _span(
    sentence: Sentence, match: Match, mentioned: Sequence[Period], pack: Pack, current: int | None
) -> _Time | None:
    """«5 жылда», «за пять лет», «10 айда», «бірінші жартыжылдықта», «жыл басынан бері», "in the third quarter"."""
    words, label, place = sentence.words, match.term.label, match.first - 1
    if label in _YEARS_IN or label == "month":
        number = pack.small_number(words[place]) if place >= 0 else None
        if label == "decade":
            return _Time(match.first, match.last, "P10Y") if _is_within(sentence, match.first, match, pack) else None
        if number is None or number != int(number) or number < 2 or not _is_within(sentence, place, match, pack):
            return None
        if label == "year":
            return _Time(place, match.last, f"P{int(number)}Y")
        if number >= _MONTHS:
            return None
        return _Time(place, match.last, _months(1, int(number), _year_beside(place, match.last, mentioned, current)))
    size = _MONTHS_IN.get(label)
    if size is None:
        return None
    if match.first < match.last:  # "first half": the term holds its number
        place = match.first
    while place >= 0 and words[place].raw in _DASHES:
        place -= 1
    part = part_number(words[place], pack) if place >= 0 else None
    if part is None or not 1 <= part <= _MONTHS // size:
        return None
    year = _year_beside(place, match.last, mentioned, current)
    return _Time(place, match.last, _months(part * size - size + 1, part * size, year))


def _is_within(sentence: Sentence, first: int, match: Match, pack: Pack) -> bool:
    """Whether words say "in the course of": жылда, жыл ішінде; за … лет, в течение; in, over, during."""
    words = sentence.words
    following = words[match.last + 1].folded if match.last + 1 < len(words) else ""
    if pack.is_verb_final:
        return "loc" in sentence.tags(match) or following in pack.within_words or following.startswith("қорытынды")
    opening = {word.folded for word in words[max(0, first - _REACH) : first]}
    return bool(opening & pack.course_words)


def _month_ranges(sentence: Sentence, mentioned: Sequence[Period], current: int | None) -> list[_Time]:
    """«қаңтар–қазан айларында», «в январе–октябре», «жыл басынан бері»."""
    found = []
    months = {match.first: match for match in sentence.found("month")}
    words = sentence.words
    for first, match in months.items():
        behind = months.get(match.last + 2)
        if behind is not None and words[match.last + 1].raw in _DASHES and match.term.label < behind.term.label:
            year = _year_beside(first, behind.last, mentioned, current)
            found.append(_Time(first, behind.last, _months(int(match.term.label), int(behind.term.label), year)))
    years = {one.first for one in mentioned if one.year is not None}
    for match in sentence.found("year_to_date"):
        if match.term.label == "opening" and match.last + 1 not in years:
            continue
        year = _year_beside(match.first, match.last, mentioned, current)
        told = "XXXX" if year is None else str(year)
        found.append(_Time(match.first, match.last, f"{told}-01/{told}"))
    return found


def _months(first: int, last: int, year: int | None) -> str:
    told = "XXXX" if year is None else f"{year:04}"
    return f"{told}-{first:02}/{told}-{last:02}"


def _year_beside(first: int, last: int, mentioned: Sequence[Period], current: int | None) -> int | None:
    """The year that stands by some months, else that of the report."""
    for one in mentioned:
        if one.year is not None and one.form in {"year", "date", "relative"}:
            near = first - one.last <= _YEAR_NEAR if one.last < first else one.first - last <= _YEAR_NEAR
            if near:
                return one.year
    return current


def _period_of(
    sentence: Sentence,
    figure: Quantity,
    first: int,
    last: int,
    times: Sequence[_Time],
    pack: Pack,
) -> str | None:
    """The time that a figure is counted over; the nearest mention of time decides."""
    if not times or is_duration(figure) or figure.role is Role.FROM:
        return None
    if any(time.first == last + 1 and time.period is None for time in times):
        return None  # оның 20-сы биыл
    before = [time for time in times if time.last < first]
    behind = [time for time in times if time.first > last] if not pack.is_verb_final else []
    time = before[-1] if before else behind[0] if behind else None
    if time is None or time.period is None:
        return None
    if time not in before and any(word.raw in ";:" for word in sentence.words[last : time.first]):
        return None
    is_level = figure.change is None and (
        figure.role is not None or figure.unit in _RELATIVE or _is_reached(sentence, first, last, pack)
    )
    is_years = time.period[0] == "P" or "-" not in time.period
    if figure.per not in {None, "person"}:
        return time.period if is_years and time.period[0] != "P" else None
    return None if is_years and (is_level or figure.role is not None) else time.period


def _is_reached(sentence: Sentence, first: int, last: int, pack: Pack) -> bool:
    """«3 млн-ға жеткізу», «довести до 3 млн», "reach 3 million": a level at the end, and no sum."""
    words = sentence.words
    if pack.is_verb_final:
        return any(word.folded.startswith(pack.reaching) for word in words[last + 1 : last + 1 + _REACH])
    opening = words[max(0, first - _REACH) : first + 1]
    if any(word.folded in pack.reached_words for word in words[max(0, first - 1) : first + 1]):
        return True
    return any(word.folded.startswith(pack.reaching) for word in opening)


# -- place ------------------------------------------------------------------------------------------------------------


class _Places:
    """The places that a sentence names, and which of them each number is told of."""

    def __init__(self, sentence: Sentence, pack: Pack, firsts: Sequence[int]) -> None:
        self._sentence = sentence
        self._pack = pack
        self._found = local_mentions(sentence, pack)
        self.is_there = len({city for _, city in self._found}) > 1
        #: «20 школ в Астане и 35 в Алматы»: places stand behind their numbers where the first one does.
        self._are_behind = self.is_there and not pack.is_verb_final and self._found[0][0].first > firsts[0]

    def of(self, first: int, last: int, before: int, following: int) -> str | None:
        """The place of the number at these tokens, which stands between two others.

        It is the one between the number and its neighbour, on the side where the sentence puts them, else the last one
        named; of several joined ones («Астана мен Алматыда») no single one is.
        """
        low, high = (last, following) if self._are_behind else (before, first)
        near = [match for match, _ in self._found if low < match.first < high]
        if near:
            chosen = near[0] if self._are_behind else near[-1]
            return OTHER if self._is_joined(near) else self._city(chosen)
        known = [match for match, _ in self._found if match.last < first]
        return self._city(known[-1]) if known else None

    def _city(self, match: Match) -> str:
        return next(city for one, city in self._found if one is match)

    def _is_joined(self, near: Sequence[Match]) -> bool:
        """«Астана мен Алматыда», «в Астане, Алматы и Шымкенте»"""
        if len(near) < 2 or len({self._city(match) for match in near}) < 2:
            return False
        one, other = near[-2:] if not self._are_behind else near[:2]
        between = [word.folded for word in self._sentence.words[one.last + 1 : other.first]]
        small = self._pack.conjunctions | self._pack.prepositions | {","}
        return (
            len(between) <= 2
            and any(word in self._pack.conjunctions or word == "," for word in between)
            and all(word in small for word in between)
        )


def _is_told_now(sentence: Sentence, start: int, stop: int, pack: Pack) -> bool:
    """«2030 жылға қарай 250 мың тұрғын тұрады, қазір мұнда 52 мың»: a word of now between it and the number before."""
    between = sentence.text[start:stop].lower()
    _, comma, clause = between.rpartition(",")
    return bool(comma) and any(word in clause for word in pack.now_words)


def _is_told_first(sentence: Sentence, place: int, figures: Sequence[Quantity], mentioned: Sequence[Period]) -> bool:
    """«тозуы 63 пайыз, оны 2029 жылға қарай 48 пайызға дейін төмендету»: where it stands, before where it is to go."""
    one = figures[place]
    if place + 1 >= len(figures) or one.indicator is None or one.role is not None or one.change is not None:
        return False
    other = figures[place + 1]
    if (one.indicator, one.unit) != (other.indicator, other.unit) or other.role is not None:
        return False
    start, stop = one.stop, other.start
    years = [sentence.starts[period.first] for period in mentioned if period.year is not None]
    if any(at < one.start for at in years):
        return False
    return any(start <= at < stop and "," in sentence.text[start:at] for at in years)


# -- mood -------------------------------------------------------------------------------------------------------------


class _Moods:
    """What a sentence denies or makes depend on something else."""

    def __init__(self, sentence: Sentence, pack: Pack, *, is_report: bool) -> None:
        self._words = words = [word.folded for word in sentence.words]
        self._pack = pack
        self._is_report = is_report
        known = pack.moods
        marked = [
            (place, flags)
            for place, word in enumerate(words)
            if (flags := known[word] if word in known else _remember(word, pack))
        ]
        self._is_conditional = any(
            flags & _CONDITION and _is_conditional(words, place, sentence, pack) for place, flags in marked
        )
        self._is_refuted = any(flags & _REFUTING for _, flags in marked)
        self._denials = [place for place, flags in marked if flags & _NEGATIVE and _denies(words, place, pack)]
        turn = _PLANNING if is_report else _BEING
        self._turns = [place for place, flags in marked if flags & turn]
        self.is_there = self._is_conditional or self._is_refuted or bool(self._denials or self._turns)

    def of(self, first: int, last: int, following: int) -> Mood | None:
        """The mood of the number that stands at these tokens; ``following`` is where the next one begins."""
        if self._is_conditional:
            return Mood.CONDITIONAL
        if self._is_refuted or any(self._governs(place, first, last, following) for place in self._denials):
            return Mood.NEGATED
        if any(self._governs(place, first, last, following) for place in self._turns):
            return Mood.PLANNED if self._is_report else Mood.GIVEN
        return None

    def _governs(self, place: int, first: int, last: int, following: int) -> bool:
        """Whether a word is told of a number: behind it before the next one, and before it where verbs come first."""
        if 0 < place - last <= _DENIAL and place < following and not self._parted(last, place):
            return True
        return not self._pack.is_verb_final and 0 < first - place <= _DENIAL and not self._parted(place, first)

    def _parted(self, low: int, high: int) -> bool:
        return any(word in {",", ";", ":", "—", "–"} for word in self._words[low + 1 : high])


def _remember(word: str, pack: Pack) -> int:
    """What a word may tell of a mood, worked out once."""
    flags = 0
    if pack.is_verb_final:
        is_negated = len(word) > _SHORT and word.endswith(_NEGATED_KK) and not word.startswith(_BOUND_STEMS_KK)
        if is_negated or word in _NEGATIONS_KK:
            flags |= _NEGATIVE
        if word.endswith(_CONDITIONAL_KK) and word not in _COMPARING_KK:
            flags |= _CONDITION
        if word.endswith(_DONE_KK) and word not in _NOT_DONE_KK and not word.startswith(pack.planning):
            flags |= _BEING
    elif word in pack.negators:
        flags |= _NEGATIVE
    if word in pack.condition_words or word in pack.irrealis_words:
        flags |= _CONDITION
    for flag, stems in ((_REFUTING, pack.refuting), (_PLANNING, pack.planning), (_BEING, pack.being)):
        if stems and word.startswith(stems):
            flags |= flag
    if len(pack.moods) >= _MEMO:  # memory stays bounded on endless input
        pack.moods.clear()
    pack.moods[word] = flags
    return flags


def _denies(words: Sequence[str], place: int, pack: Pack) -> bool:
    """«жеткен жоқ», «жеткен емес», «не достигло»; no bound: «30-дан кем емес», «не менее 30»."""
    word = words[place]
    before = words[place - 1] if place else ""
    if pack.is_verb_final:
        if word in _NEGATIONS_KK:
            return before.endswith(("ған", "ген", "қан", "кен"))
        return True
    following = words[place + 1 : place + 2]
    return bool(following) and not following[0].startswith(_BOUNDS)


def _is_conditional(words: Sequence[str], place: int, sentence: Sentence, pack: Pack) -> bool:
    """Whether a word tells what would be; «если в 2023 году …, то в этом» compares then and now."""
    word = words[place]
    if word in pack.condition_words:
        before = words[place - 1] if place else ""
        if word in _CASES_OF:  # «іске асқан жағдайда», «в случае», «при условии»
            return before.endswith(_PARTICIPLES_KK) or before in _IN_CASE
        return not _compares(words, place, sentence)
    if word in pack.irrealis_words:
        return _is_irreal(words, place, pack)
    following = words[place + 1] if place + 1 < len(words) else ""
    is_condition = any("cond" in tags for tags in sentence.words[place].tags.values())
    return following == "," and is_condition and not _contrasts(sentence, place, pack)


def _compares(words: Sequence[str], place: int, sentence: Sentence) -> bool:
    """«Если в 2023 году построили 10 школ, то в этом – 15», «егер былтыр 10 болса, биыл 15»."""
    times = {one.first for family in ("relative_year", "calendar") for one in sentence.found(family)}
    near = range(place + 1, min(place + 6, len(words)))
    return any(at in times or words[at] in {"раньше", "ранее", "бұрын", "previously", "earlier"} for at in near)


def _contrasts(sentence: Sentence, place: int, pack: Pack) -> bool:
    """«Алматыға 2,2 млн турист келсе, Астанаға 1,5 млн»: two places or times stand on either side."""
    named = [match.first for match, _ in local_mentions(sentence, pack)]
    named += [match.first for match in sentence.found("relative_year")]
    return any(at < place for at in named) and any(at > place for at in named)


def _is_irreal(words: Sequence[str], place: int, pack: Pack) -> bool:
    """«жетер еді», «мүмкін еді», «составил бы», "would have reached"; "would reach" alone is the future of a report."""
    before = words[place - 1] if place else ""
    if pack.is_verb_final:
        return before == "мүмкін" or before.endswith(("ар", "ер", "тын", "тін"))
    if words[place] in _MODALS:
        return place + 1 < len(words) and words[place + 1] in _PERFECTS
    return True
