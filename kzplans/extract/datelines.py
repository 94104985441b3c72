"""The date of a text itself: a line that is a date, the author's line, a day that opens the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kzplans.extract.grammars import grammar_of
from kzplans.extract.periods import Today

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack

_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d{2})-(\d{2})(?!\d)")


def parse_date_line(piece: str, pack: Pack) -> str | None:
    """EDTF date of a line that is a date: «2018 жылғы 29 қыркүйек», «12.11.2025», «12 қараша 2025, 14:30»."""
    found = _NUMERIC_DATE.search(piece)
    if found is not None and len(piece) - len(found[0]) <= 14:
        return _edtf(found[3], found[2], found[1])
    found = _ISO_DATE.search(piece)
    if found is not None and len(piece) - len(found[0]) <= 14:
        return _edtf(found[1], found[2], found[3])
    sentence = pack.matcher.read(piece, 0, len(piece))
    periods = [period for period in grammar_of(pack).find_periods(sentence, pack, Today()) if period.form == "date"]
    if len(periods) != 1 or periods[0].date is None or len(periods[0].date) < 10 or periods[0].is_limit:
        return None
    covered = range(periods[0].first, periods[0].last + 1)
    rest = [word for index, word in enumerate(sentence.words) if index not in covered and not word.is_sign]
    if any(not (word.is_number or word.folded in pack.date_line_words) for word in rest):
        return None
    return _checked(periods[0].date)


def parse_opening_date(text: str, start: int, stop: int, pack: Pack) -> str | None:
    """A day that opens the body: «29 қазанда Мемлекет басшысы …», «Бүгін, 2025 жылғы 12 қарашада …»."""
    sentence = pack.matcher.read(text, start, min(stop, start + 160))
    for period in grammar_of(pack).find_periods(sentence, pack, Today()):
        if period.first > 3:
            return None
        if period.form == "date" and period.date and len(period.date) == 10 and not period.is_limit:
            last = sentence.words[period.last]
            if last.folded.endswith(("дағы", "дегі", "тағы", "тегі")):
                return None  # «21 шілдедегі № 118 Жарлық»: the date of an act
            return _checked(period.date)
    return None


def _edtf(year: str, month: str, day: str) -> str | None:
    return _checked(f"{year}-{int(month):02d}-{int(day):02d}")


def _checked(date: str) -> str | None:
    """The date if there is such a day."""
    import datetime as dt  # noqa: PLC0415  only where a date is found

    try:
        dt.date.fromisoformat(date.replace("XXXX", "2024"))
    except ValueError:
        return None
    return date


def parse_date_within(piece: str, pack: Pack) -> str | None:
    """EDTF date of the one whole day that a short line names among other words: "By A. B. on 19 November 2025"."""
    sentence = pack.matcher.read(piece, 0, len(piece))
    found = [one.date for one in grammar_of(pack).find_periods(sentence, pack, Today()) if one.form == "date"]
    days = [date for date in found if date and len(date) == 10 and not date.startswith("X")]
    return _checked(days[0]) if len(days) == 1 else None
