"""A field of a table to a value: exact numbers, times, and ids by any of their names."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from kzplans.reports.query import days_of
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from kzplans.lexicon import Indicator, Lexicon

#: A number in a text has at most 15 digits and a magnitude of 12 noughts.
MOST_DIGITS = 27
_LONGEST_NUMBER = 80
_SHOWN = 60
_BLANKS = " \u00a0\u2009\u202f"
_NUMBER = re.compile(rf"[+-]?(\d{{1,3}}(?:[{_BLANKS}]\d{{3}})+|\d+)(?:[.,](\d+))?", re.ASCII)
_MINUS = "\u2212"

_TIME = re.compile(r"(\d{4})(?:-?([QH])([1-4])|(?:-\d\d){0,2})", re.ASCII | re.IGNORECASE)
_YEARS = re.compile(r"P[1-9]\d?Y", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
#: How many months each letter stands for.
_MONTHS = {"Q": 3, "H": 6}
_YEAR_MONTHS = 12

#: Whoever or whatever is counted: a table that says no more than "number" may mean any of them.
ANYONE = frozenset({"person", "thing", "unit"})
_COUNTED = frozenset({"people", "jobs", "count"})


class Fault(Exception):  # noqa: N818  not an error of the program: the ordinary end of a bad field
    """What is wrong with a field or a row, and what to do; ``hint`` finds a name to mean instead, if asked."""

    def __init__(self, what: str, hint: Callable[[], str] | None = None) -> None:
        """``what`` is one line."""
        super().__init__(what)
        self.what = what
        self._hint = hint

    @property
    def told(self) -> str:
        """The line for people. It is made only where it is shown: to find what is spelled alike takes long."""
        return self.what + (self._hint() if self._hint else "")


def clipped(text: str) -> str:
    """A field as messages show it: one line, not too long."""
    return visible(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def unguarded(cell: str) -> str:
    """A field without the apostrophe that keeps spreadsheets from reading it as a formula.

    >>> unguarded("'-5"), unguarded("д'Артаньян")
    ('-5', "д'Артаньян")
    """
    return cell.removeprefix("'").strip()


def parse_number(cell: str, *, has_decimal_comma: bool) -> Decimal:
    """An exact decimal; digits may be grouped by blanks.

    >>> parse_number("1 234,50", has_decimal_comma=True), parse_number("-0.5", has_decimal_comma=False)
    (Decimal('1234.50'), Decimal('-0.5'))

    Raises:
        Fault: for anything else: exponents, several numbers, more digits than any figure has.
    """
    text = cell.replace(_MINUS, "-")
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if found is None:
        message = f"{clipped(cell)!r} is no number; write it out in digits, as 1234.5"
        raise Fault(message)
    if "," in text and not has_decimal_comma:
        message = f"{clipped(cell)!r}: where commas part the columns, a number has a point, as {text.replace(',', '.')}"
        raise Fault(message)
    whole, fraction = found.groups()
    if len(re.sub(r"\D", "", whole).lstrip("0")) > MOST_DIGITS or len(fraction or "") > MOST_DIGITS:
        message = f"{clipped(cell)!r} has more than {MOST_DIGITS} digits"
        raise Fault(message)
    return Decimal(re.sub(rf"[{_BLANKS}]", "", text).replace(",", "."))


@lru_cache(maxsize=1024)
def parse_time(cell: str) -> str:
    """A time as EDTF, or ``P5Y`` for the sum of years that nobody names.

    >>> [parse_time(cell) for cell in ("2025", "2025-Q3", "2025-h1", "2025-01/2025-09", "2021/2025", "2025-01/2025-12")]
    ['2025', '2025-07/2025-09', '2025-01/2025-06', '2025-01/2025-09', '2021/2025', '2025']

    Raises:
        Fault: for anything else, and for years before 1900 or after 2100.
    """
    found = cell if _YEARS.fullmatch(cell) else _span(cell)
    if found is None:
        given = f"{clipped(cell)!r} is no time" if cell else "has no time"
        message = f"{given}; write 2025, 2025-06, 2025-Q3, 2025-H1, 2025-01/2025-09 or 2021/2025"
        raise Fault(message)
    return found


def _span(cell: str) -> str | None:
    """From the begin of the first time to the end of the last one, as short as it can be written."""
    first, _, last = cell.partition("/")
    begin, end = _ends(first.strip()), _ends((last or first).strip())
    if begin is None or end is None:
        return None
    one, other = begin[0], end[1]
    if one == f"{other[:4]}-01" and other == f"{one[:4]}-12":
        return one[:4]
    span = one if one == other else f"{one}/{other}"
    days = days_of(span)
    if days is None or days[0].year < _FIRST_YEAR or days[1].year > _LAST_YEAR:
        return None
    return span


def _ends(text: str) -> tuple[str, str] | None:
    """Where a year, a half, a quarter, a month or a day begins and where it ends."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    year, letter, number = found.groups()
    if letter is None:
        return text, text
    length = _MONTHS[letter.upper()]
    last = int(number) * length
    return (f"{year}-{last - length + 1:02}", f"{year}-{last:02}") if last <= _YEAR_MONTHS else None


class Names:
    """Ids by the names, codes and labels that fields may hold."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Gather all names once: a table asks for them in every row."""
        self._lexicon = lexicon
        self._cities = lexicon.names("cities")
        self._indicators = lexicon.names("indicators")
        self._units = _unit_names(lexicon)
        self._per = _labelled(lexicon, "per")

    def city(self, cell: str) -> str:
        """Id of a city by id, name or code."""
        known = self._cities.get(cell.casefold()) or self._lexicon.parse_area(cell)
        if known is None:
            raise self._unknown(cell, "city", self._cities)
        return known

    def indicator(self, cell: str) -> Indicator:
        """Indicator by id or name."""
        known = self._lexicon.indicators.get(self._indicators.get(cell.casefold(), ""))
        if known is None:
            raise self._unknown(cell, "indicator", self._indicators)
        return known

    def area(self, cell: str) -> str:
        """Id of a place by its code; nothing is the whole country."""
        known = self._lexicon.parse_area(cell or "KZ")
        if known is None:
            raise self._unknown(cell, "area code", self._lexicon.areas)
        return known

    def known_unit(self, cell: str) -> str | None:
        """Id of a unit by id, name or code."""
        return cell if cell in self._lexicon.units else self._units.get(cell.casefold())

    def unit(self, cell: str, indicator: Indicator) -> str:
        """Id of a unit that the indicator can be counted in; nothing is its first one."""
        known = self.known_unit(cell) if cell else indicator.units[0]
        if known is None:
            message = f"{clipped(cell)!r} is not known as unit; {_counted_in(indicator)}"
            raise Fault(message)
        if not self._fits(known, indicator):
            message = f"{clipped(cell)!r} is no unit of this indicator; {_counted_in(indicator)}"
            raise Fault(message)
        return known

    def per(self, cell: str) -> str | None:
        """Id of what a rate is told for; None for nothing."""
        known = self._per.get(cell.casefold())
        if known is None and cell:
            raise self._unknown(cell, "per", self._per)
        return known

    def _fits(self, unit: str, indicator: Indicator) -> bool:
        dimensions = {self._lexicon.units[one].dimension for one in indicator.units if one in self._lexicon.units}
        if unit in ANYONE:
            return not dimensions.isdisjoint(_COUNTED)
        return unit in indicator.units or self._lexicon.units[unit].dimension in dimensions

    @staticmethod
    def _unknown(cell: str, what: str, known: Collection[str]) -> Fault:
        if not cell:
            return Fault(f"has no {what}")
        return Fault(f"{clipped(cell)!r} is not known as {what}", lambda: _nearest(cell, known))


def _counted_in(indicator: Indicator) -> str:
    return f"{indicator.id} is counted in {', '.join(indicator.units)}"


def _nearest(cell: str, known: Collection[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  only for a message

    close = get_close_matches(cell[:_SHOWN].casefold(), [name.casefold() for name in known], n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _unit_names(lexicon: Lexicon) -> dict[str, str]:
    names = _labelled(lexicon, "units")
    names.update(lexicon.unit_codes)
    names.update({unit.casefold(): unit for unit in reversed(lexicon.units)})
    return names


def _labelled(lexicon: Lexicon, section: str) -> dict[str, str]:
    """Ids by all their names in small letters; of a name that two have, the first."""
    names: dict[str, str] = {}
    for labels in lexicon.labels.values():
        for key, label in labels.get(section, {}).items():
            names.setdefault(key.casefold(), key)
            for form in label.values() if isinstance(label, dict) else (label,):
                names.setdefault(str(form).replace("{}", "").strip().casefold(), key)
    return names
