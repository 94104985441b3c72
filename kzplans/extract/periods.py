"""Dates, years and time limits of a sentence.

``find_periods`` lists every mention of a year, date or span of time with its tokens; ``find_deadline`` chooses the
one that limits the statement. Relative words (биыл, келесі жылы) are resolved by the text's own date and stay open
without one.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import Deadline, Kind
from kzplans.text.scripts import ROMAN

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence, Word

_DAY_MONTH = re.compile(r"(\d{1,2})\.(\d{1,2})")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DASHES = frozenset("-–—−‒‐‑")
_ORDINAL = frozenset({"ші", "шы", "інші", "ыншы", "нші", "ншы", "сыншы", "сінші", "ыншi"})
#: Months in a unit of time; days and weeks stay within their month.
_MONTHS_OF = {"year": 12, "month": 1, "quarter": 3, "half": 6, "decade": 120, "week": 0, "day": 0}
#: How far ahead a year of two digits is believed.
_SHORT_YEARS = 6
#: Months in a part of the year, and how its number is spoken.
_PARTS = {"quarter": 3, "half": 6}
_QUARTERS = 4
_ORDINAL_PARTS = (
    ("бірінші", 1), ("екінші", 2), ("үшінші", 3), ("төртінші", 4), ("перв", 1), ("втор", 2), ("трет", 3), ("четв", 4),
    ("first", 1), ("second", 2), ("third", 3), ("fourth", 4),
)  # fmt: skip
#: Labels of dates.yaml that the text's date makes a date of: days, weeks, months, the months of a part of the year.
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_AHEAD = {"today": 0, "tomorrow": 1}
_WEEKS_AHEAD = {"this_week": 0, "next_week": 1}
_MONTHS_AHEAD = {
    "this_month": (0, 1), "month_end": (0, 1), "next_month": (1, 1), "quarter_end": (0, 3), "half_end": (0, 6),
}  # fmt: skip
_ENDS = frozenset({"today", "tomorrow", "week_end", "month_end", "quarter_end", "half_end"})
_OPENING = 3
_BEHIND_COMMA = 2
_WHOLE_DATE = len("2025-12-12")
_TIMELY = frozenset({"month", "calendar", "relative_year", "vague"})
_PARTS_OF_YEAR = frozenset({"quarter", "half", "season", "month"})
_FORWARD = (Kind.TARGET, Kind.PLAN, Kind.ASSIGNMENT, Kind.GOAL, Kind.PROPOSAL)


class Period(NamedTuple):
    """A mention of time: tokens ``first`` to ``last`` (included)."""

    first: int
    last: int
    #: ``year``, ``range``, ``date``, ``relative``, ``span``, ``vague``
    form: str
    year: int | None = None
    since: int | None = None
    date: str | None = None
    #: «дейін», «қарай», «арналған»: words that make it a limit stand behind it.
    is_limit: bool = False
    #: «дейінгі», «арналған»: it describes a thing rather than an action.
    is_attribute: bool = False
    #: «өткен», «соңғы»: it looks back.
    is_past: bool = False
    #: It starts something: «2026 жылдан бастап».
    is_start: bool = False


class Today(NamedTuple):
    """Day of the text as far as it is known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


def today_of(date: str | None) -> Today:
    """The day that relative words count from: year, month and day of an EDTF date, None where it has none."""
    if not date or not date[:4].isdecimal():
        return Today()
    month, day = date[5:7], date[8:10]
    return Today(
        int(date[:4]), int(month) if month.isdecimal() else None, int(day) if len(date) == _WHOLE_DATE else None
    )


def find_periods(sentence: Sentence, pack: Pack, day: Today) -> list[Period]:
    """All mentions of time of a sentence; ``day`` is that of the text."""
    found: list[Period] = []
    matches = sentence.matches
    if not sentence.numbers and matches.keys().isdisjoint(_TIMELY):
        return found
    calendar = {match.first: match for match in sentence.found("calendar")}
    # 2 қазандық: boilers, no day of October
    months = {match.first: match for match in sentence.found("month") if "adj" not in sentence.tags(match)}
    reached = -1
    for index in sorted({*sentence.numbers, *months}):
        if index <= reached:
            continue
        if index not in months:
            period = _from_number(sentence, index, calendar, months, day)
        else:
            period = _from_month(sentence, index, months, None, index)
        if period is not None:
            period = _with_limit(sentence, period, pack)
            found.append(period)
            reached = period.last
    taken = {place for period in found for place in range(period.first, period.last + 1)}
    found += _relative(sentence, pack, day, taken)
    found = named_days(found)
    return [dated(period, found, day) for period in found]


def named_days(found: list[Period]) -> list[Period]:
    """In order; «до пятницы, 19 декабря», «19 желтоқсан, жұма күніне дейін» is one limit: that of the date."""
    made: list[Period] = []
    for period in sorted(found, key=lambda one: one.first):
        before = made[-1] if made else None
        pair = {before.form: before, period.form: period} if before is not None else {}
        if (
            before is not None
            and pair.keys() == {"vague", "date"}
            and pair["vague"].is_limit
            and period.first - before.last == _BEHIND_COMMA
        ):
            made[-1] = pair["date"]._replace(first=before.first, last=period.last, is_limit=True)
        else:
            made.append(period)
    return made


def dated(period: Period, found: list[Period], day: Today) -> Period:
    """«1 қазанға дейін» without a year: that of a word before it (биыл, осы жылдың), else the next such day."""
    if period.form != "date" or period.year is not None or period.date is None:
        return period
    near = [
        one for one in found if one.form == "relative" and one.year is not None and 0 <= period.first - one.last <= 3
    ]
    if near:
        return period._replace(
            year=near[-1].year, date=period.date.replace("XXXX", str(near[-1].year)), first=near[-1].first
        )
    if not period.is_limit or day.year is None or day.month is None:
        return period
    year = day.year + (int(period.date[5:7]) < day.month)
    return period._replace(year=year, date=period.date.replace("XXXX", str(year)))


def _from_number(
    sentence: Sentence, index: int, calendar: dict[int, Match], months: dict[int, Match], day: Today
) -> Period | None:
    """A period that begins with a digit: 2030 жылға, 2026-2030 жылдарға, 29 қазанда, алдағы 5 жылға."""
    words = sentence.words
    raw = words[index].raw
    if _YEAR.fullmatch(raw):
        after = index + 1
        since = None
        year = int(raw)
        if after + 1 < len(words) and words[after].raw in _DASHES and words[after + 1].is_number:
            second = words[after + 1].raw
            if _YEAR.fullmatch(second) and int(second) > year:
                since, year, after = year, int(second), after + 2
            elif len(second) == 2 and int(second) > year % 100:
                since, year, after = year, year // 100 * 100 + int(second), after + 2
        after = _skip_ordinal(sentence, after)
        match = calendar.get(after)
        if match is not None and match.term.label == "year":
            dated = _day_after_year(sentence, after + 1, months, year)
            if dated is not None and since is None:
                return Period(index, dated[0], "date", year=year, date=dated[1])
            date = f"{since}/{year}" if since else str(year)
            return Period(index, after, "range" if since else "year", year=year, since=since, date=date)
        if since is not None:
            return Period(index, after - 1, "range", year=year, since=since, date=f"{since}/{year}")
        return None
    if raw.isdecimal() and len(raw) <= 2 and index + 1 in months:
        return _from_month(sentence, index + 1, months, int(raw), index)
    return numeric_date(sentence, index) or _short_year(sentence, index, calendar, day)


def _short_year(sentence: Sentence, index: int, calendar: dict[int, Match], day: Today) -> Period | None:
    """«27 жылға дейін» for 2027, within a few years of the text; farther off it is a span."""
    words = sentence.words
    named = calendar.get(index + 1)
    raw = words[index].raw
    if day.year is None or len(raw) != 2 or named is None or named.term.label != "year" or index + 2 >= len(words):
        return None
    year = day.year // 100 * 100 + int(raw)
    is_limit = words[index + 2].folded in {"дейін", "қарай", "шейін"} and "dat" in sentence.tags(named)
    before = words[index - 1].folded if index else ""
    if not is_limit or not 0 <= year - day.year <= _SHORT_YEARS or before in {"алдағы", "таяудағы", "келесі"}:
        return None
    return Period(index, index + 1, "year", year=year, date=str(year))


def numeric_date(sentence: Sentence, index: int) -> Period | None:
    """«01.09.2026» in its three tokens."""
    words = sentence.words
    found = _DAY_MONTH.fullmatch(words[index].raw)
    if (
        found is None
        or index + 2 >= len(words)
        or words[index + 1].raw != "."
        or not _YEAR.fullmatch(words[index + 2].raw)
    ):
        return None
    day, month, year = int(found[1]), int(found[2]), int(words[index + 2].raw)
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return Period(index, index + 2, "date", year=year, date=f"{year}-{month:02d}-{day:02d}")


def _skip_ordinal(sentence: Sentence, index: int) -> int:
    """2030-шы жылға"""
    words = sentence.words
    if index + 1 < len(words) and words[index].raw in _DASHES and words[index + 1].folded in _ORDINAL:
        return index + 2
    return index


def _day_after_year(sentence: Sentence, index: int, months: dict, year: int) -> tuple[int, str] | None:  # type: ignore[type-arg]
    """«2025 жылғы 12 қараша», «2026 жылдың қыркүйегінде»"""
    words = sentence.words
    if index in months:
        return index, f"{year}-{months[index].term.label}"
    if index + 1 < len(words) and words[index].is_number and index + 1 in months and len(words[index].raw) <= 2:
        return index + 1, f"{year}-{months[index + 1].term.label}-{int(words[index].raw):02d}"
    return None


def _from_month(sentence: Sentence, index: int, months: dict, day: int | None, first: int) -> Period | None:  # type: ignore[type-arg]
    """«29 қазанда», «12 желтоқсан 2025», «қыркүйек айында»"""
    if day is not None and not 1 <= day <= 31:
        return None
    month = months[index].term.label
    words = sentence.words
    last, year = index, None
    after = index + 2 if index + 1 < len(words) and words[index + 1].raw == "," else index + 1
    if after < len(words) and words[after].is_number and _YEAR.fullmatch(words[after].raw):
        last, year = after, int(words[after].raw)
    date = f"{year or 'XXXX'}-{month}" + (f"-{day:02d}" if day else "")
    return Period(first, last, "date", year=year, date=date)


def _with_limit(sentence: Sentence, period: Period, pack: Pack) -> Period:
    """Take in «соңына», «дейін», «қарай» behind a period, and note what they make of it."""
    words = sentence.words
    last = period.last
    is_limit = is_attribute = is_start = False
    for index in range(last + 1, min(last + 6, len(words))):
        word = words[index]
        label = pack.limit_words.get(word.folded)
        if label == "until":
            is_limit, last = True, index
            is_attribute = word.folded.endswith(("гі", "ғы", "ған"))
            break
        if word.folded in pack.within_words:
            last = index
            break
        if word.raw == "." and words[index - 1].folded == "ж":
            continue
        if word.folded == "бастап" and words[index - 1].folded.endswith(("дан", "ден", "тан", "тен", "нан", "нен")):
            is_start, last = True, index
            break
        if any(match.first == index and match.term.label == "end" for match in sentence.found("limit")):
            last = index
            continue
        part = next((match.term.label for match in sentence.found("calendar") if match.first == index), "")
        if part in _PARTS_OF_YEAR and _is_count(sentence, index, pack):
            break
        if part in _PARTS_OF_YEAR and not (part == "month" and period.form != "date"):
            last = index  # 2026 жылдың бірінші тоқсанында, қыркүйек айында
            continue
        if part in {"month", "day"} or _is_ordinal(sentence, index, pack):
            continue
        break
    past = period.first > 0 and words[period.first - 1].folded in {"өткен", "соңғы", "былтырғы"}
    if last + 1 < len(words) and words[last + 1].folded == "бері":
        past, last = True, last + 1
    return Period(
        period.first, last, period.form, period.year, period.since, period.date, is_limit, is_attribute, past, is_start
    )


def _is_count(sentence: Sentence, index: int, pack: Pack) -> bool:
    """«2026 жылы (жүз) тоқсан бес мектеп салынады»: ninety, and no quarter of the year."""
    before = sentence.words[index - 2 if sentence.words[index - 1].raw in _DASHES else index - 1]
    is_part = _is_ordinal(sentence, index - 1, pack) and (part_number(before, pack) or 1) <= _QUARTERS
    if is_part or not any(one.first == index for one in sentence.found("numeral")):
        return False
    counted = ("numeral", "magnitude", "unit", "noun_unit")
    return any(one.first == index + 1 for family in counted for one in sentence.found(family))


def _is_ordinal(sentence: Sentence, index: int, pack: Pack) -> bool:
    """«бірінші», «І», «1-» before a part of the year."""
    words = sentence.words
    if index + 1 >= len(words):
        return False
    ahead = {match.first for match in sentence.found("calendar") if match.term.label in _PARTS_OF_YEAR - {"month"}}
    if words[index].raw in _DASHES:
        return index + 1 in ahead
    is_number = words[index].folded.endswith(("нші", "ншы")) or ROMAN.fullmatch(words[index].raw) is not None
    is_number = is_number or pack.small_number(words[index]) is not None
    return is_number and (index + 1 in ahead or (words[index + 1].raw in _DASHES and index + 2 in ahead))


def _relative(sentence: Sentence, pack: Pack, day: Today, taken: set[int]) -> list[Period]:
    """Words that count from the text's own date."""
    today = day.year
    found: list[Period] = []
    for match in sentence.found("relative_year"):
        if match.first in taken:
            continue
        shift = int(match.term.label)
        year = None if today is None else today + shift
        period = Period(
            match.first, match.last, "relative", year=year, date=None if year is None else str(year), is_past=shift < 0
        )
        found.append(_with_limit(sentence, period, pack))
        taken.update(range(match.first, found[-1].last + 1))
    found += _parts_of_year(sentence, pack, day, taken)
    found += near_periods(sentence, pack, day, taken)
    found += _spans(sentence, pack, day, taken)
    return found


def _parts_of_year(sentence: Sentence, pack: Pack, day: Today, taken: set[int]) -> list[Period]:
    """«III тоқсанда», «бірінші жартыжылдықта» without a year: that of the text, or the next such part."""
    found = []
    for match in sentence.found("calendar"):
        size = _PARTS.get(match.term.label)
        first = match.first - 1
        if first > 0 and sentence.words[first].raw in _DASHES:
            first -= 1
        if size is None or first < 0 or first in taken or match.first in taken or "loc" not in sentence.tags(match):
            continue
        number = part_number(sentence.words[first], pack)
        if number is None:
            continue
        year = None
        if day.year is not None:
            year = day.year + (day.month is not None and number * size < day.month)
        found.append(Period(first, match.last, "relative", year=year, date=None if year is None else str(year)))
        taken.update(range(first, match.last + 1))
    return found


def part_number(word: Word, pack: Pack) -> int | None:
    """Which quarter or half a word means: III, бірінші, 1."""
    if ROMAN.fullmatch(word.raw):
        return {"I": 1, "II": 2, "III": 3, "IV": 4}.get(word.raw.replace("І", "I"))
    number = pack.small_number(word)
    if number is not None:
        return int(number)
    return next((value for start, value in _ORDINAL_PARTS if word.folded.startswith(start)), None)


def _spans(sentence: Sentence, pack: Pack, day: Today, taken: set[int]) -> list[Period]:
    """«алдағы 5 жылға арналған», «үш жыл ішінде», «5 жылға жасалған»"""
    found: list[Period] = []
    words = sentence.words
    for match in sentence.found("calendar"):
        index = match.first
        if index == 0 or index in taken or match.term.label not in _MONTHS_OF:
            continue
        number = pack.small_number(words[index - 1])
        if number is None:
            continue
        before = words[index - 2].folded if index > 1 else ""
        after = words[index + 1].folded if index + 1 < len(words) else ""
        ahead = before in pack.horizon_words
        late = "abl" in sentence.tags(match) and pack.limit_words.get(after) == "until"  # алты айдан кешіктірмей
        if not (ahead or late or after in pack.span_words or after in pack.within_words) or before in pack.past_words:
            continue
        year = year_after(day, int(number * _MONTHS_OF[match.term.label]))
        first = index - 2 if ahead else index - 1
        last = index if not after or (ahead and after not in pack.span_words | pack.within_words) else index + 1
        date = None if year is None else str(year)
        # «алдағы 5 жылға» looks ahead by itself; «7 жыл ішінде» does where the sentence does
        is_limit = ahead or late or after in pack.span_words
        found.append(Period(first, last, "span", year=year, date=date, is_limit=is_limit))
    return found


def near_periods(sentence: Sentence, pack: Pack, day: Today, taken: set[int]) -> list[Period]:
    """«жақын арада» and the days, weeks and months next to that of the text: «жұмаға дейін», «осы айда»."""
    found = []
    words = sentence.words
    for match in sentence.found("vague"):
        label = match.term.label
        opening = {word.folded for word in words[max(0, match.first - _OPENING) : match.first]}
        before = words[match.first - 1].folded if match.first else ""
        is_span = label in _WEEKDAYS and (opening & pack.start_words or before.endswith(("нен", "ден", "дан")))
        if match.first in taken or is_span:  # с понедельника до пятницы
            continue
        when = _near_date(label, day)
        is_limit = label in _WEEKDAYS or label in _ENDS
        year = None if when is None else int(when[-10:][:4] if "/" in when else when[:4])
        found.append(Period(match.first, match.last, "vague", year=year, date=when, is_limit=is_limit))
    return found


def _near_date(label: str, day: Today) -> str | None:
    """The date of «ертең», "by Friday", «осы айда» by that of the text."""
    if day.year is None or day.month is None:
        return None
    if label in _MONTHS_AHEAD:
        months, size = _MONTHS_AHEAD[label]
        month = day.month - 1 + months
        month += (size - 1 - month % size) if size > 1 else 0
        return f"{day.year + month // 12}-{month % 12 + 1:02d}"
    try:
        today = date(day.year, day.month, day.day or 0)
    except ValueError:  # no day, or none that there is
        return None
    if label in _WEEKDAYS:
        return str(today + timedelta((_WEEKDAYS.index(label) - today.weekday() - 1) % 7 + 1))
    if label in _DAYS_AHEAD:
        return str(today + timedelta(_DAYS_AHEAD[label]))
    sunday = today + timedelta(6 - today.weekday())
    if label == "week_end":
        return str(sunday)
    if label in _WEEKS_AHEAD:
        sunday += timedelta(7 * _WEEKS_AHEAD[label])
        return f"{sunday - timedelta(6)}/{sunday}"
    return None


def year_after(day: Today, months: int) -> int | None:
    """The year that lies so many months ahead; whole years need no month."""
    if day.year is None:
        return None
    if months % 12 == 0:
        return day.year + months // 12
    return day.year + ((day.month or 1) - 1 + months) // 12


def find_deadline(
    sentence: Sentence, periods: list[Period], kind: Kind, pack: Pack, day: Today
) -> tuple[Deadline | None, str]:
    """The time limit of a statement and the rule that chose it."""
    best: tuple[int, Period, str] | None = None
    for period in periods:
        rule = _limits(sentence, period, kind, pack, day.year)
        if rule is None:
            continue
        rank = rank_of(period)
        # of several the later one binds: «… арттыра отырып, 2030 жылы … жеткізу»
        if best is None or rank > best[0] or (rank == best[0] and (period.year or 0) >= (best[1].year or 0)):
            best = (rank, period, rule)
    if best is None:
        return None, ""
    _, period, rule = best
    start, stop = sentence.starts[period.first], sentence.stops[period.last]
    text = sentence.text[start:stop]
    return Deadline(text, period.year, period.date, start, stop), f"{rule}: {text}"


def rank_of(period: Period) -> int:
    """How strongly a period limits a statement: a day or week of now before a year, words without a date last."""
    if period.form == "vague":
        return 0 if period.date is None else 3 if period.is_limit else 1
    return 2 if period.is_limit else 1


def vague_rule(period: Period) -> str:
    """What a vague limit is known by."""
    return "no year given" if period.date is None else "counted from the text's date"


def _limits(sentence: Sentence, period: Period, kind: Kind, pack: Pack, today: int | None) -> str | None:
    """Why a period limits the statement, or None."""
    if period.is_past or period.is_start:
        return None
    if period.form == "vague":
        return vague_rule(period) if kind in _FORWARD else None
    if period.form == "span":
        return "span counted from the text's date" if period.is_limit or kind in _FORWARD else None
    if period.is_limit and not _is_cited(sentence, period, pack):
        if period.form == "date" and period.year is None:
            return "limit without a year" if kind in _FORWARD else None
        if kind is Kind.FACT and not period.is_attribute and today is not None and (period.year or 0) < today:
            return None
        return "words of limit behind the year"
    if period.is_limit or kind not in _FORWARD:
        return None
    if period.form == "relative" and period.year is None and today is None:
        return "counts from the text's date, which is not known"
    if period.year is None or (today is not None and period.year < today):
        return None
    if period.form == "date" and (period.is_attribute or _is_attributive(sentence, period)):
        return None
    return "year of a plan or aim"


def _is_attributive(sentence: Sentence, period: Period) -> bool:
    """«12 қарашадағы қаулы»: the day of an act."""
    return sentence.words[period.last].folded.endswith(("дағы", "дегі", "тағы", "тегі"))


def _is_cited(sentence: Sentence, period: Period, pack: Pack) -> bool:
    """«2029 жылға дейінгі ұлттық даму жоспарына сәйкес»: the horizon of an act that is only the basis."""
    words = sentence.words
    for index in range(period.last + 1, min(period.last + 9, len(words))):
        if words[index].folded in pack.cited_words:
            return True
        if words[index].is_sign and words[index].raw in ",;:":
            return False
    return False


def is_yardstick(period: Period, sentence: Sentence) -> bool:
    """«өткен жылдың сәйкес кезеңінен», «2024 жылмен салыстырғанда»: what a figure is compared with."""
    behind = [word.folded for word in sentence.words[period.last + 1 : period.last + 4]]
    if sentence.words[period.last].folded.endswith(("ғыдан", "гіден")):  # былтырғыдан
        return True
    return any(
        word.startswith(("кезең", "мерзім", "деңгей", "көрсеткіштен", "салыстыр", "қарағанда")) for word in behind
    )


def tells_months(sentence: Sentence, pack: Pack) -> bool:
    """«10 айда»: the months of this year that a report is of."""
    for match in sentence.found("calendar"):
        following = sentence.words[match.last + 1].folded if match.last + 1 < len(sentence.words) else ""
        if (
            match.term.label == "month"
            and match.first
            and ("loc" in sentence.tags(match) or following.startswith("қорытынды"))
            and pack.small_number(sentence.words[match.first - 1]) is not None
        ):
            return True
    return False
