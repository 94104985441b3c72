"""Numbers of statements and of official tables as observations: which indicator of which city was what, and when.

Two figures are set against each other only where city, indicator, unit, rate and the time that they are counted over
agree. Units of one dimension are converted, exactly or not at all; money of two currencies never is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import Kind, Modifier, Mood, Record, Role
from kzplans.reports.query import days_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzplans.lexicon import Indicator, Lexicon
    from kzplans.model import Quantity, Statement


class Part(StrEnum):
    """What a figure is in the story of its indicator."""

    BASELINE = "baseline"
    TARGET = "target"
    ACTUAL = "actual"
    #: By how much something grew or shrank: never a level.
    CHANGE = "change"


class Span(StrEnum):
    """How much time a figure is counted over."""

    #: A whole year, or a moment.
    YEAR = "year"
    PART = "part-year"
    YEARS = "years"


class Measure(NamedTuple):
    """What two figures must share to be compared: a rate a year is no amount, a percentage no money."""

    city: str
    indicator: str
    unit: str
    per: str
    span: Span


@dataclass(frozen=True)
class Observation:
    """A figure of an indicator: ``value`` in the unit of its measure.

    ``period`` is the time that it holds for: ``2030``, ``2026/2030`` or ``P5Y`` for the sum of years,
    ``2025-01/2025-09`` for a part of one; empty where nothing tells it.
    """

    measure: Measure
    part: Part
    value: Decimal
    period: str
    given_by: Statement | Record
    #: As the text gives it; None for a figure of a table.
    quantity: Quantity | None = None
    #: The upper end, where the figure is a range: «5–6 млн». Its ``value`` is the lower one.
    upper: Decimal | None = None

    @cached_property
    def year(self) -> int | None:
        """The last year that it holds for; of a sum over years that are not named, the one that it is due in."""
        last = self.period.rpartition("/")[2][:4]
        if last.isdecimal():
            return int(last)
        due = None if isinstance(self.given_by, Record) else self.given_by.deadline
        return due.year if due is not None and self.part is Part.TARGET else None

    @cached_property
    def said(self) -> str:
        """The day of its text as ISO 8601, of a table the last day of its time; empty where there is none."""
        days = days_of(self.period if isinstance(self.given_by, Record) else self.given_by.document.date)
        return days[-1].isoformat() if days else ""

    @property
    def is_official(self) -> bool:
        """Whether it comes from a table of figures."""
        return isinstance(self.given_by, Record)

    @property
    def modifier(self) -> Modifier:
        """How exact it is meant to be."""
        return self.quantity.modifier if self.quantity else Modifier.EXACT

    @property
    def told(self) -> tuple[Decimal, str]:
        """Value and unit as they were given."""
        if self.quantity is not None:
            return self.quantity.value, self.quantity.unit
        assert isinstance(self.given_by, Record)  # noqa: S101  a statement gives quantities
        return self.given_by.value, self.given_by.unit

    @cached_property
    def place(self) -> tuple[str, str, int, int]:
        """Sort key by time, then by where it stands."""
        if isinstance(self.given_by, Record):
            return self.said, self.given_by.path, self.given_by.line, int(self.given_by.is_baseline)
        start = self.quantity.start if self.quantity else 0
        return self.said, self.given_by.document.path, self.given_by.start, start


#: Kinds that speak of what is to come.
AHEAD = frozenset({Kind.TARGET, Kind.PLAN, Kind.ASSIGNMENT, Kind.GOAL})
#: Proposals promise nothing, and a ban sets no level.
_SILENT = frozenset({Kind.PROPOSAL, Kind.BAN})
#: What was not reached, or hangs on something else, is no level.
_UNTRUE = frozenset({Mood.NEGATED, Mood.CONDITIONAL})
#: Whoever is counted for an indicator is what it counts: 2.8 million people who came are tourists.
_ANYONE = frozenset({"person", "thing", "station"})
_COUNTED = frozenset({"people", "jobs", "count"})
#: A figure of fewer digits is no rounding of another: 30 is not 31.
_ROUNDED_DIGITS = 2
_DASHES = frozenset("-‐‑‒–—−")
_AT_LEAST = frozenset({Modifier.AT_LEAST, Modifier.MORE_THAN})
_AT_MOST = frozenset({Modifier.AT_MOST, Modifier.LESS_THAN, Modifier.UP_TO})


class Units:
    """Which unit figures of an indicator are told in, and what they are in it."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Units and indicators are those of the lexicon."""
        self._lexicon = lexicon
        self._known: dict[tuple[str, str], str] = {}

    def unit_for(self, indicator: Indicator, unit: str) -> str:
        """The first unit of the indicator that figures in ``unit`` can be told in, else ``unit`` itself."""
        key = indicator.id, unit
        if key not in self._known:
            fitting = (one for one in indicator.units if self._is_same(one, unit))
            self._known[key] = next(fitting, unit)
        return self._known[key]

    def _is_same(self, wanted: str, unit: str) -> bool:
        if wanted == unit:
            return True
        one, other = self._lexicon.units.get(wanted), self._lexicon.units.get(unit)
        if one is None or other is None:
            return False
        if unit in _ANYONE:
            return one.dimension in _COUNTED
        return one.dimension == other.dimension and one.factor is not None and other.factor is not None

    def convert(self, value: Decimal, unit: str, wanted: str) -> Decimal | None:
        """A value in another unit, exactly; None if it cannot be told so.

        >>> from kzplans.lexicon import load_lexicon
        >>> units = Units(load_lexicon())
        >>> units.convert(Decimal("3.5"), "km2", "ha"), units.convert(Decimal(3), "USD", "KZT")
        (Decimal('350'), None)
        """
        if unit == wanted or unit in _ANYONE:
            return value
        one, other = self._lexicon.units.get(unit), self._lexicon.units.get(wanted)
        if one is None or other is None or one.dimension != other.dimension:
            return None
        if one.factor is None or other.factor is None:
            return None
        return exact_decimal(Fraction(value) * Fraction(one.factor) / Fraction(other.factor))


def exact_decimal(value: Fraction) -> Decimal | None:
    """A fraction as a decimal, or None if its digits never end.

    >>> exact_decimal(Fraction(7, 40)), exact_decimal(Fraction(1, 3))
    (Decimal('0.175'), None)
    """
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    digits = max(twos, fives)
    whole = value.numerator * 10**digits // value.denominator
    sign, text = int(whole < 0), str(abs(whole))
    return Decimal((sign, tuple([int(digit) for digit in text]), -digits))


def find_observations(statements: Iterable[Statement], lexicon: Lexicon) -> Iterator[Observation]:
    """Figures with a known indicator, in the order of the statements.

    What is denied, said under a condition, proposed or banned is left out.
    """
    units = Units(lexicon)
    for statement in statements:
        if statement.kind in _SILENT:
            continue
        days = days_of(statement.document.date)
        text_year = days[0].year if days else None
        low: Quantity | None = None
        for quantity, following in zip_longest(statement.quantities, statement.quantities[1:]):
            known = lexicon.indicators.get(quantity.indicator or "")
            if known is not None and known.per_head is not None and quantity.per == "person":
                known = lexicon.indicators.get(known.per_head)
            if known is None or known.is_frame or quantity.mood in _UNTRUE:
                continue
            if following is not None and _is_range(quantity, following, statement.document.text):
                low = quantity
                continue
            part, period = _part_of(quantity, statement, text_year)
            city = quantity.city or statement.city
            made = _observation(
                units, known, city, quantity, part=part, period=period, given_by=statement, quantity=quantity
            )
            yield made if low is None else _between(made, low, units)
            low = None


def observe_records(records: Iterable[Record], lexicon: Lexicon) -> Iterator[Observation]:
    """Figures of official tables; those of indicators that the lexicon does not know are left out."""
    units = Units(lexicon)
    for record in records:
        known = lexicon.indicators.get(record.indicator)
        if known is not None:
            part = Part.BASELINE if record.is_baseline else Part.ACTUAL
            yield _observation(units, known, record.city, record, part=part, period=record.period, given_by=record)


def _between(high: Observation, low: Quantity, units: Units) -> Observation:
    """The observation of a range by that of its upper end."""
    value = units.convert(low.value, low.unit, high.measure.unit)
    return high if value is None else replace(high, value=value, upper=high.value, quantity=low)


def _observation(  # noqa: PLR0913  what an observation is made of
    units: Units,
    indicator: Indicator,
    city: str,
    given: Quantity | Record,
    *,
    part: Part,
    period: str,
    given_by: Statement | Record,
    quantity: Quantity | None = None,
) -> Observation:
    unit = units.unit_for(indicator, given.unit)
    value = units.convert(given.value, given.unit, unit)
    if value is None:  # what cannot be told exactly stays as it was told
        value, unit = given.value, given.unit
    per = "" if given.per == "person" and indicator.is_per_head else given.per or ""
    measure = Measure(city, indicator.id, unit, per, Span.YEAR if per else span_of(period))
    return Observation(measure, part, value, period, given_by, quantity)


def span_of(period: str) -> Span:
    """How much time a period is: ``2030`` a year, ``2026/2030``, ``../2030`` and ``P5Y`` years, else a part of one.

    >>> [span_of(period).value for period in ("2030", "", "2026/2030", "P5Y", "2025-01/2025-09", "2025-06")]
    ['year', 'year', 'years', 'years', 'part-year', 'part-year']
    """
    if period.startswith("P"):
        return Span.YEARS
    if "-" in period:
        return Span.PART
    return Span.YEARS if "/" in period else Span.YEAR


def _part_of(quantity: Quantity, statement: Statement, text_year: int | None) -> tuple[Part, str]:
    """What a figure is, and the time that it holds for."""
    year = quantity.year
    period = quantity.period or (str(year) if year else "")
    if quantity.change is not None and quantity.role is None:
        return Part.CHANGE, period
    if quantity.role is Role.FROM:
        return Part.BASELINE, period
    is_past = year is not None and text_year is not None and year < text_year
    is_ahead = year is not None and text_year is not None and year > text_year
    if quantity.mood is not Mood.GIVEN and (statement.kind in AHEAD or quantity.mood is Mood.PLANNED):
        if (
            is_past and quantity.mood is not Mood.PLANNED
        ):  # «2023 жылғы 10 млрд экспортты 2030 жылы 28 млрд-қа жеткізу»: what was already
            return Part.ACTUAL, period
        due = statement.deadline.year if statement.deadline else None
        return Part.TARGET, period or (str(due) if due else "")
    return (Part.TARGET if is_ahead else Part.ACTUAL), period


def _is_range(low: Quantity, high: Quantity, text: str) -> bool:
    """«5–6 млн»: the ends of one figure, and no way from one to the other as in «5-тен 6-ға»."""
    return (
        low.role is Role.FROM
        and high.role is Role.TO
        and low.change is None
        and high.change is None
        and low.unit == high.unit
        and low.indicator == high.indicator
        and low.value < high.value
        and text[low.stop : high.start].strip() in _DASHES
    )


def agree(one: Observation, other: Observation, *, bounds: bool) -> bool:
    """Whether two figures can both be right: equal, one the other rounded, or within what bounds leave open.

    A round figure counts as rounded only if it says so or has two digits: 3.1 is 3.12 rounded, 30 is not 31.

    Args:
        one: a figure.
        other: another one of its measure.
        bounds: whether "over 30" agrees with 34. As reports they do; a target of 34 is more than one of over 30.
    """
    if one.value == other.value or _is_rounded(one, other):
        return True
    if one.upper is not None or other.upper is not None:
        return one.value <= (other.upper or other.value) and other.value <= (one.upper or one.value)
    return bounds and _is_open(one) != _is_open(other) and _admits(one, other) and _admits(other, one)


def _is_open(one: Observation) -> bool:
    return one.modifier in _AT_LEAST | _AT_MOST


def _admits(one: Observation, other: Observation) -> bool:
    """Whether the bound that a figure sets admits the other."""
    if one.modifier in _AT_LEAST:
        return other.value >= one.value
    return other.value <= one.value if one.modifier in _AT_MOST else True


def _is_rounded(one: Observation, other: Observation) -> bool:
    coarse, fine = sorted((one, other), key=lambda each: -_grain(each.value))
    if coarse.modifier is not Modifier.APPROX and _digits(coarse.value) < _ROUNDED_DIGITS:
        return False
    grain = _grain(coarse.value)
    return abs(Fraction(coarse.value) - Fraction(fine.value)) * 2 <= Fraction(10) ** grain


def _digits(value: Decimal) -> int:
    """Digits up to the last one that is no zero."""
    return len(value.normalize().as_tuple().digits)


def _grain(value: Decimal) -> int:
    """The power of ten of the last digit that is no zero: 11 for 3.1 trillion."""
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
