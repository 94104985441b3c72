"""Dates, years and time limits where prepositions stand before them: «до конца 2026 года», "by 2030"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kzplans.extract.periods import (
    Period,
    Today,
    dated,
    named_days,
    near_periods,
    numeric_date,
    rank_of,
    vague_rule,
    year_after,
)
from kzplans.model import Deadline, Kind
from kzplans.text.scripts import ROMAN

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence

_YEAR = re.compile(r"(?:19|20)\d\d")
_DASHES = frozenset("-–—−‒‐‑")
_ORDINAL = frozenset({"й", "го", "му", "м", "е", "х", "ый", "ого", "ому", "ом", "ые", "ых"})
_MONTHS_OF = {"year": 12, "month": 1, "quarter": 3, "half": 6, "decade": 120, "week": 0, "day": 0}
_FORWARD = (Kind.TARGET, Kind.PLAN, Kind.ASSIGNMENT, Kind.GOAL, Kind.PROPOSAL)
#: Words between a preposition and its year: «до конца 2026 года», "by the end of 2026".
_BETWEEN = frozenset(
    {
        "the",
        "of",
        "in",
        "year",
        "года",
        "году",
        "самого",
        "в",
        "i",
        "ii",
        "iii",
        "iv",
        "early",
        "late",
        "quarter",
        "first",
        "second",
        "third",
        "fourth",
        "half",
        "q",
        "mid",
    }
)
_MAX_BETWEEN = 8
_CITED_REACH = 10
#: Prepositions that make a bare number of four digits a year.
_BEFORE_YEAR = frozenset({"in", "by", "until", "till", "since", "from", "to", "before", "after", "of", "between", "and",
                          "during", "for", "around", "through", "mid", "early", "late", "к", "до"})  # fmt: skip
#: First letters of words that make a year the measure of another.
_YARDSTICKS = ("сравнени", "уровн", "относительно", "аналогичн", "compar", "against", "same", "чем", "than", "против")
#: «в рамках программы … до конца 2026 года введут»: the act is only what it is done by.
_WITHIN = frozenset({"рамках"})
_SHORT_YEAR = frozenset({"г", "гг"})


def find_periods(sentence: Sentence, pack: Pack, day: Today) -> list[Period]:
    """All mentions of time of a sentence; ``day`` is that of the text."""
    found: list[Period] = []
    calendar = {match.first: match for match in sentence.found("calendar")}
    months = {match.first: match for match in sentence.found("month")}
    reached = -1
    for index in sorted({*sentence.numbers, *months}):
        if index <= reached:
            continue
        if index in months:
            period = _from_month(sentence, index, months, pack)
        else:
            period = _from_number(sentence, index, calendar, months, pack)
        if period is not None:
            period = _with_limit(sentence, period, pack)
            found.append(period)
            reached = period.last
    taken = {place for period in found for place in range(period.first, period.last + 1)}
    found += _relative(sentence, pack, day, taken)
    found = named_days(found)
    found = [dated(period, found, day) for period in found]
    return _joined(found)


def _joined(found: list[Period]) -> list[Period]:
    """«до 1 сентября текущего года», «в сентябре следующего года»: a month takes the year that stands behind it."""
    made: list[Period] = []
    for period in found:
        before = made[-1] if made else None
        if (
            before is not None
            and before.form == "date"
            and before.date is not None
            and before.date.startswith("XXXX")
            and period.form == "relative"
            and period.year is not None
            and period.first - before.last == 1
        ):
            made[-1] = before._replace(
                year=period.year, date=before.date.replace("XXXX", str(period.year)), last=period.last
            )
        else:
            made.append(period)
    return made


def _from_number(
    sentence: Sentence, index: int, calendar: dict[int, Match], months: dict[int, Match], pack: Pack
) -> Period | None:
    """2026 году, 2026–2030 годах, 12 ноября 2025 года, 12 November 2025, by 2030"""
    words = sentence.words
    raw = words[index].raw
    if _YEAR.fullmatch(raw):
        return _from_year(sentence, index, int(raw), calendar, pack)
    if not raw.isdecimal():
        return numeric_date(sentence, index)
    if len(raw) > 2 or not 1 <= int(raw) <= 31:
        return None
    place = index + 1
    while place < len(words) and words[place].folded in {"st", "nd", "rd", "th", "of"}:
        place += 1
    if place not in months:
        return None
    last, year = _year_behind(sentence, place, calendar)
    date = f"{year or 'XXXX'}-{months[place].term.label}-{int(raw):02d}"
    return Period(index, last, "date", year=year, date=date)


def _from_year(sentence: Sentence, index: int, year: int, calendar: dict[int, Match], pack: Pack) -> Period | None:
    words = sentence.words
    after, since = index + 1, None
    joined = after + 1 < len(words) and (words[after].raw in _DASHES or words[after].folded in {"по", "to", "and"})
    if joined and words[after + 1].is_number:
        second = words[after + 1].raw
        spoken = words[after].raw not in _DASHES
        opens = index > 0 and words[index - 1].folded in {"с", "from", "between"}
        if _YEAR.fullmatch(second) and int(second) > year and (not spoken or opens):
            since, year, after = year, int(second), after + 2
        elif len(second) == 2 and int(second) > year % 100 and not spoken:
            since, year, after = year, year // 100 * 100 + int(second), after + 2
    if after + 1 < len(words) and words[after].raw in _DASHES and words[after + 1].folded in _ORDINAL:
        after += 2
    named = calendar.get(after)
    is_year = (named is not None and named.term.label == "year") or (
        after < len(words) and words[after].folded in _SHORT_YEAR
    )
    last = after if is_year else after - 1
    if last + 1 < len(words) and is_year and words[last].folded in _SHORT_YEAR and words[last + 1].raw == ".":
        last += 1
    before = words[index - 1].folded if index else ""
    if not is_year and since is None and not (before in _BEFORE_YEAR or _is_year_here(sentence, index, pack)):
        return None
    date = f"{since}/{year}" if since else str(year)
    return Period(index, last, "range" if since else "year", year=year, since=since, date=date)


def _is_year_here(sentence: Sentence, index: int, pack: Pack) -> bool:
    """A bare number is a year where nothing is counted by it: "the 2030 strategy", "In Q1 2026"."""
    if pack.inflects:
        return False
    following = sentence.words[index + 1] if index + 1 < len(sentence.words) else None
    counted = {match.first for family in ("unit", "noun_unit", "magnitude") for match in sentence.found(family)}
    return following is None or (index + 1 not in counted and following.raw not in {"%", ","})


def _year_behind(sentence: Sentence, place: int, calendar: dict[int, Match]) -> tuple[int, int | None]:
    """Last token and year behind a month: «ноября 2025 года», "November, 2025"."""
    words = sentence.words
    after = place + 1
    if after + 1 < len(words) and words[after].raw in ",.":
        after += 1
    if after >= len(words) or not _YEAR.fullmatch(words[after].raw):
        return place, None
    year = int(words[after].raw)
    named = calendar.get(after + 1)
    if named is not None and named.term.label == "year":
        return after + 1, year
    if after + 1 < len(words) and words[after + 1].folded in _SHORT_YEAR:
        return after + 1, year
    return after, year


def _from_month(sentence: Sentence, index: int, months: dict[int, Match], pack: Pack) -> Period | None:
    """«в сентябре 2026 года», "November 12, 2025"; a month with a small letter in English is none (may, march)."""
    words = sentence.words
    if not pack.inflects and not words[index].is_upper:
        return None
    calendar = {match.first: match for match in sentence.found("calendar")}
    month = months[index].term.label
    place = index + 1
    if place < len(words) and words[place].raw == "." and not pack.inflects:
        place += 1
    if not pack.inflects and place < len(words) and words[place].raw.isdecimal() and len(words[place].raw) <= 2:
        day = int(words[place].raw)
        last, year = _year_behind(sentence, place, calendar)
        return Period(index, last, "date", year=year, date=f"{year or 'XXXX'}-{month}-{day:02d}") if day <= 31 else None
    last, year = _year_behind(sentence, index, calendar)
    return Period(index, last, "date", year=year, date=f"{year or 'XXXX'}-{month}")


def _with_limit(sentence: Sentence, period: Period, pack: Pack) -> Period:
    """Take in «до», «к концу», "by the end of" before a period, and note what they make of it."""
    words = sentence.words
    limits = {match.last: match for match in sentence.found("limit")}
    first = period.first
    place = first - 1
    steps = 0
    while place >= 0 and steps < _MAX_BETWEEN:
        match = limits.get(place)
        if match is not None and match.term.label == "until":
            if _is_from_to(sentence, match.first, period):
                return period
            return period._replace(
                first=match.first, is_limit=True, is_attribute=_is_of_document(sentence, match.first, pack)
            )
        if match is not None and match.term.label == "end":
            first = place = match.first
            place -= 1
            steps += 1
            if place >= 0 and (words[place].is_number or ROMAN.fullmatch(words[place].raw)):
                first = place  # I квартал
            continue
        if words[place].folded not in _BETWEEN and not words[place].is_number:
            break
        if words[place].is_number and period.form != "date":
            break
        place -= 1
        steps += 1
    before = words[period.first - 1].folded if period.first else ""
    if before in pack.start_words or (period.first > 1 and words[period.first - 2].folded in pack.start_words):
        return period._replace(is_start=before not in {"по", "to"} and period.since is None)
    if period.since is not None:
        return period._replace(is_limit=_is_of_document(sentence, period.first, pack), is_attribute=True)
    is_past = before in pack.past_words or any(
        word.folded in pack.past_words for word in words[max(0, first - 2) : first]
    )
    return period._replace(first=first, is_past=is_past)


def _is_from_to(sentence: Sentence, place: int, period: Period) -> bool:
    """«с января до марта» tells how long, no limit."""
    del period
    return place > 0 and sentence.words[place - 1].folded in {"с", "from"}


def _is_of_document(sentence: Sentence, place: int, pack: Pack) -> bool:
    """«План развития до 2030 года», «программа на 2026–2030 годы»: the year belongs to an act."""
    words = sentence.words
    return any(
        words[at].folded.startswith(pack.act_words) and not (at and words[at - 1].folded in _WITHIN)
        for at in range(max(0, place - 6), place)
    )


def _relative(sentence: Sentence, pack: Pack, day: Today, taken: set[int]) -> list[Period]:
    """Words that count from the text's own date."""
    found: list[Period] = []
    for match in sentence.found("relative_year"):
        if match.first in taken:
            continue
        shift = int(match.term.label)
        year = None if day.year is None else day.year + shift
        date = None if year is None else str(year)
        period = Period(match.first, match.last, "relative", year=year, date=date, is_past=shift < 0)
        opening = sentence.words[match.first].folded
        if opening in pack.limit_words and pack.limit_words[opening] == "until":
            period = period._replace(is_limit=True)
        elif shift >= 0:
            period = _with_limit(sentence, period, pack)
        found.append(period)
        taken.update(range(period.first, period.last + 1))
    found += near_periods(sentence, pack, day, taken)
    found += _spans(sentence, pack, day, taken)
    return found


def _spans(sentence: Sentence, pack: Pack, day: Today, taken: set[int]) -> list[Period]:
    """«в ближайшие 5 лет», «в течение трёх лет», "over the next five years"."""
    found: list[Period] = []
    words = sentence.words
    for match in sentence.found("calendar"):
        index = match.first
        if index < 2 or index in taken or match.term.label not in _MONTHS_OF:
            continue
        number = pack.small_number(words[index - 1])
        place = index - 2
        if number is None or words[place].folded in pack.past_words:
            continue
        ahead = words[place].folded in pack.horizon_words
        if ahead:
            place -= 1
        inside = words[place].folded in pack.within_words if place >= 0 else False
        if not ahead and not inside:
            continue
        year = year_after(day, int(number * _MONTHS_OF[match.term.label]))
        first = place if inside or (place >= 0 and words[place].folded in {"в", "за", "на", "the"}) else place + 1
        if first > 0 and words[first].folded == "течение":
            first -= 1
        if first > 0 and words[first].folded == "the" and words[first - 1].folded in pack.within_words:
            first -= 1
        date = None if year is None else str(year)
        found.append(Period(first, index, "span", year=year, date=date, is_limit=ahead))
    return found


def find_deadline(
    sentence: Sentence, periods: list[Period], kind: Kind, pack: Pack, day: Today
) -> tuple[Deadline | None, str]:
    """The time limit of a statement and the rule that chose it."""
    best: tuple[int, Period, str] | None = None
    for period in periods:
        rule = _limits(sentence, period, kind, pack, day.year)
        if rule is None:
            continue
        rank = 1 if period.is_attribute else rank_of(period)
        if best is None or rank > best[0] or (rank == best[0] and (period.year or 0) >= (best[1].year or 0)):
            best = (rank, period, rule)
    if best is None:
        return None, ""
    _, period, rule = best
    start, stop = sentence.starts[period.first], sentence.stops[period.last]
    text = sentence.text[start:stop]
    return Deadline(text, period.year, period.date, start, stop), f"{rule}: {text}"


def _limits(sentence: Sentence, period: Period, kind: Kind, pack: Pack, today: int | None) -> str | None:
    """Why a period limits the statement, or None."""
    if period.is_past or period.is_start or is_yardstick(period, sentence):
        return None
    if period.form == "vague":
        return vague_rule(period) if kind in _FORWARD else None
    if period.form == "span":
        return "span counted from the text's date" if kind in _FORWARD else None
    if period.is_limit and not _is_cited(sentence, period, pack):
        if period.form == "date" and period.year is None:
            return "limit without a year" if kind in _FORWARD else None
        if (
            kind in {Kind.FACT, Kind.PROBLEM}
            and not period.is_attribute
            and (today is None or (period.year or 0) < today or period.form == "relative")
        ):
            return None
        return "words of limit before the year"
    if period.is_limit or kind not in _FORWARD:
        return None
    if period.form == "relative" and period.year is None and today is None:
        return "counts from the text's date, which is not known"
    if period.year is None or (today is not None and period.year < today):
        return None
    if (period.is_attribute or period.form == "date") and _is_cited(sentence, period, pack):
        return None
    return "year of a plan or aim"


def _is_cited(sentence: Sentence, period: Period, pack: Pack) -> bool:
    """«согласно Плану развития до 2029 года»: the horizon of an act that is only the basis."""
    words = sentence.words
    for index in range(period.first - 1, max(-1, period.first - _CITED_REACH), -1):
        if words[index].folded in pack.cited_words:
            return True
        if words[index].is_sign and words[index].raw in ",;:":
            return False
    return False


def is_yardstick(period: Period, sentence: Sentence) -> bool:
    """«по сравнению с прошлым годом», "compared with 2024": what a figure is compared with."""
    before = [word.folded for word in sentence.words[max(0, period.first - 6) : period.first + 1]]
    return any(word.startswith(_YARDSTICKS) for word in before)


def tells_months(sentence: Sentence, pack: Pack) -> bool:
    """«за 9 месяцев», «по итогам десяти месяцев», "in the first nine months": this year's months of a report."""
    words = sentence.words
    for match in sentence.found("calendar"):
        if match.term.label in {"quarter", "half"} and match.first >= 2:
            opening = {word.folded for word in words[max(0, match.first - 3) : match.first]}
            if opening & {"за", "в", "in", "during", "первого", "first"}:
                return True
        if match.term.label != "month" or match.first < 2 or pack.small_number(words[match.first - 1]) is None:
            continue
        before = [word.folded for word in words[max(0, match.first - 4) : match.first - 1]]
        if set(before) & {"за", "итогам", "in", "first", "первые"} and not set(before) & pack.horizon_words - {"за"}:
            return True
    return False
