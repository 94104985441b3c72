"""Progress towards a target by the method of Open SDG: how fast it went against how fast it has to go.

The method is that of Open SDG for indicators with a target: the compound annual growth rate from the base year to the
latest figure, divided by the one from the base year to the target,

    ratio = ((latest / base) ** (1 / (t - t0)) - 1) / ((target / base) ** (1 / (T - t0)) - 1)

* 0.95 and more is substantial progress, 0.6 and more moderate, 0 and more limited, less than 0 deterioration;
* a target that the latest figure has reached is achieved, whatever the ratio.

Growth rates need figures above zero; without them, or where the target is no better than the base, nothing is told.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

#: What a report names, so that its figures can be worked out again.
METHOD = (
    "Open SDG, methodology 2 (with a target), formula 1: "
    "((y_t / y_0) ^ (1 / (t - t_0)) - 1) / ((y_T / y_0) ^ (1 / (T - t_0)) - 1); thresholds 0.95, 0.6, 0"
)
_DIGITS = 28
_SHOWN = Decimal("0.001")
_THRESHOLDS = ((Decimal("0.95"), "substantial"), (Decimal("0.6"), "moderate"), (Decimal(0), "limited"))


class Pace(StrEnum):
    """What the ratio amounts to."""

    ACHIEVED = "achieved"
    SUBSTANTIAL = "substantial"
    MODERATE = "moderate"
    LIMITED = "limited"
    DETERIORATION = "deterioration"


class Point(NamedTuple):
    """A level of a year."""

    value: Decimal
    year: int


class Progress(NamedTuple):
    """What was worked out, and from what. ``ratio`` has three digits; None where the target is reached at once."""

    pace: Pace
    ratio: Decimal | None
    base: Point
    latest: Point
    target: Point


def find_progress(base: Point, latest: Point, target: Point, *, is_less: bool = False) -> Progress | None:
    """Progress from ``base`` to ``latest`` on the way to ``target``; None where the method gives nothing.

    Args:
        base: where it began.
        latest: where it stands, later than ``base``.
        target: where it is to be, later than ``base``.
        is_less: whether less is better.

    >>> found = find_progress(Point(Decimal(100), 2020), Point(Decimal(121), 2022), Point(Decimal(200), 2030))
    >>> found.pace.value, str(found.ratio)
    ('substantial', '1.393')
    """
    if latest.value <= target.value if is_less else latest.value >= target.value:
        return Progress(Pace.ACHIEVED, None, base, latest, target)
    if min(base.value, latest.value, target.value) <= 0 or not base.year < min(latest.year, target.year):
        return None
    if target.value == base.value or (target.value < base.value) != is_less:
        return None
    with localcontext(prec=_DIGITS):
        needed = _growth(base, target)
        ratio = _growth(base, latest) / needed
        pace = next((name for least, name in _THRESHOLDS if ratio >= least), "deterioration")
        return Progress(Pace(pace), ratio.quantize(_SHOWN), base, latest, target)


def _growth(base: Point, later: Point) -> Decimal:
    """Compound growth a year, as a share: 0.1 for a tenth."""
    return (later.value / base.value) ** (Decimal(1) / (later.year - base.year)) - 1
