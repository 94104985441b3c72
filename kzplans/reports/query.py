"""Which statements a report is about: filters, and periods in words.

A statement has the date of its document. A date of the text that is only a year or a month lies in a period if all of
it does; a text without a full date lies in no period, and the report says how many such texts there were.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kzplans.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzplans.model import Document, Kind, Statement

Days = tuple[date, date]

_PERIODS = "2026, 2026-03, 2026-W12, 2026-03-21, week (the last full one) or month (the last full one)"
_WEEK = re.compile(r"(\d{4})-?W(\d{2})")
_DAY_OR_MORE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Query:
    """Filters of a report; an empty one admits everything. ``since`` and ``until`` are the first and the last day."""

    cities: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    since: date | None = None
    until: date | None = None
    languages: tuple[str, ...] = ()

    @property
    def has_period(self) -> bool:
        """Whether only texts of certain days are asked for."""
        return self.since is not None or self.until is not None

    def admits_document(self, document: Document) -> bool:
        """Whether the date and the language of a text fit."""
        if self.languages and document.language not in self.languages:
            return False
        if not self.has_period:
            return True
        days = days_of(document.date)
        if days is None:
            return False
        first, last = days
        return (self.since is None or self.since <= first) and (self.until is None or last <= self.until)

    def admits(self, statement: Statement) -> bool:
        """Whether a statement fits in every respect."""
        return (
            (not self.cities or statement.city in self.cities)
            and (not self.kinds or statement.kind in self.kinds)
            and (not self.directions or any(name in self.directions for name in statement.directions))
            and self.admits_document(statement.document)
        )


def select(statements: Iterable[Statement], query: Query) -> Iterator[Statement]:
    """The statements that a query admits, in their order."""
    return (statement for statement in statements if query.admits(statement))


def days_of(edtf: str | None) -> Days | None:
    """First and last day of an EDTF date; None where it names no full year or day.

    >>> days_of("2025-12-12")
    (datetime.date(2025, 12, 12), datetime.date(2025, 12, 12))
    >>> days_of("2025-02")
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    >>> days_of("2026/2030")
    (datetime.date(2026, 1, 1), datetime.date(2030, 12, 31))
    >>> days_of("XXXX-10-29") is None
    True
    """
    if not edtf:
        return None
    first, _, last = edtf.partition("/")
    begin, end = _days_of_one(first), _days_of_one(last or first)
    if begin is None or end is None or begin[0] > end[1]:
        return None
    return begin[0], end[1]


def parse_day(text: str) -> date:
    """A day as ``2026-03-21``.

    Raises:
        UsageError: for anything else.
    """
    days = _days_of_one(text.strip())
    if days is None or days[0] != days[1]:
        message = f"{text!r} is no day; write it as 2026-03-21"
        raise UsageError(message)
    return days[0]


def parse_period(text: str, today: date) -> Days:
    """First and last day of a period in words; ISO weeks run from Monday to Sunday.

    ``week`` is the last week that had ended before ``today``, ``month`` the last such month.

    >>> parse_period("2026-W12", date(2026, 4, 1))
    (datetime.date(2026, 3, 16), datetime.date(2026, 3, 22))
    >>> parse_period("week", date(2026, 3, 22))
    (datetime.date(2026, 3, 9), datetime.date(2026, 3, 15))
    >>> parse_period("month", date(2026, 1, 5))
    (datetime.date(2025, 12, 1), datetime.date(2025, 12, 31))

    Raises:
        UsageError: for anything that is no period.
    """
    name = text.strip().casefold()
    try:
        if name == "week":
            monday = today - timedelta(days=today.weekday())
            return monday - timedelta(days=7), monday - timedelta(days=1)
        if name == "month":
            last = today.replace(day=1) - timedelta(days=1)
            return last.replace(day=1), last
        week = _WEEK.fullmatch(name.upper())
        if week:
            monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return monday, monday + timedelta(days=6)
    except (ValueError, OverflowError):
        days = None
    else:
        days = _days_of_one(name)
    if days is None:
        message = f"{text!r} is no period; allowed: {_PERIODS}"
        raise UsageError(message)
    return days


def _days_of_one(text: str) -> Days | None:
    """The days of a year, a month or a day in ISO form."""
    found = _DAY_OR_MORE.fullmatch(text) if text.isascii() else None
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if year is None or month is None:
            return date(year or 0, 1, 1), date(year or 0, _DECEMBER, 31)
        if day is None:
            return date(year, month, 1), _last_of_month(year, month)
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _last_of_month(year: int, month: int) -> date:
    if month == _DECEMBER:
        return date(year, month, 31)
    return date(year, month + 1, 1) - timedelta(days=1)
