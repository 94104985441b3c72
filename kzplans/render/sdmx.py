"""Figures of targets as SDMX-CSV 2.0 (SDMX 3.0): rows of a data set for databases of statistics.

The columns are those of the field guide: STRUCTURE, STRUCTURE_ID and ACTION, then each component of the structure by
its id. The structure is our own, ``KZPLANS:CITY_TARGETS(1.0.0)``. Its dimensions are

* REF_AREA: ISO 3166-2 (KZ-71), KZ for the whole country, KZ_ALATAU for a city without a code, _O for other places;
* INDICATOR and PER: our ids in capitals, and what a rate is counted by; _Z where it is no rate;
* UNIT_MEASURE: ISO 4217 for money, PT for percent, PS for persons, else our id in capitals. A dimension and no
  attribute, since figures of one indicator in two units are two figures;
* ESTIMATE_TYPE: B (baseline), A (actual), T (target);
* LOT: _Z, or the statement and the place in it for indicators that come in lots: three schools and five schools for one
  year are two targets and no revision;
* TIME_PERIOD: 2030, 2025-06, a time range as 2026-01-01/P5Y and 2025-01-01/P9M.

A message holds a key once. A target stands there as it was stated last, a level of one year as an official table has
it, else as it was told last; how it was told before, and what contradicts it, are in the other forms. A dimension for
the day of the text would keep all of it, but then no two figures were of one series, and whoever reads the data set
would have to know that most of its values are no longer held. A figure without a time, or of five years that nobody
knows the first of, has no key and is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzplans.model import NATIONAL, Record
from kzplans.render.data import Number
from kzplans.reports.observations import Part
from kzplans.reports.query import days_of
from kzplans.reports.tables import origin, said_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kzplans.lexicon import Lexicon
    from kzplans.render.data import Field
    from kzplans.reports.observations import Observation
    from kzplans.reports.targets import Targets

STRUCTURE_ID = "KZPLANS:CITY_TARGETS(1.0.0)"
#: The first three are the standard's; then come the dimensions, the measure, and the attributes.
SDMX_COLUMNS = (
    "STRUCTURE", "STRUCTURE_ID", "ACTION",
    "REF_AREA", "INDICATOR", "ESTIMATE_TYPE", "UNIT_MEASURE", "PER", "LOT", "TIME_PERIOD",
    "OBS_VALUE",
    "UNIT_MULT", "OBS_STATUS", "UPPER_VALUE", "MODIFIER", "SAID", "SPEAKER", "SOURCE", "COMMENT_OBS",
)  # fmt: skip
#: Codes of the Content-Oriented Guidelines: what is not applicable, and all other.
_NOT_APPLICABLE = "_Z"
_OTHER = "_O"
_COUNTRY = "KZ"
_TYPES = {Part.BASELINE: "B", Part.ACTUAL: "A", Part.TARGET: "T"}
#: Units that code lists have a word of their own for; each stands for one of ours, so that keys stay apart.
_UNITS = {"percent": "PT", "percentage_point": "PP", "person": "PS", "thing": "NUMBER"}
#: CL_OBS_STATUS: normal, forecast, provisional (told before its time was over).
_NORMAL, _FORECAST, _PROVISIONAL = "A", "F", "P"
_MONTHS = 12

Key = tuple[str, ...]


def sdmx_rows(targets: Targets, lexicon: Lexicon) -> Iterator[tuple[Field, ...]]:
    """The head, then a row for each key, in the order of the report."""
    yield SDMX_COLUMNS
    held: dict[Key, Observation] = {}
    for one in _standing(targets):
        period = sdmx_period(one.period)
        if period is None or one.part not in _TYPES:
            continue
        key = (*_series(one, lexicon), period)
        known = held.get(key)
        if known is None or (known.is_official, known.place) < (one.is_official, one.place):
            held[key] = one
    for key, one in held.items():
        yield ("dataflow", STRUCTURE_ID, "I", *key, Number(one.value), *_attributes(one))


def _standing(targets: Targets) -> Iterator[Observation]:
    """Figures that still hold: of a target its last wording."""
    former = {id(one) for line in targets.lines for one in line.stated[:-1]}
    return (one for one in targets.observations if id(one) not in former)


def _series(one: Observation, lexicon: Lexicon) -> Key:
    measure = one.measure
    unit = _UNITS.get(measure.unit, measure.unit.upper())
    per = measure.per.upper() or _NOT_APPLICABLE
    return _area(measure.city, lexicon), measure.indicator.upper(), _TYPES[one.part], unit, per, _lot(one, lexicon)


def _area(city: str, lexicon: Lexicon) -> str:
    if city == NATIONAL:
        return _COUNTRY
    known = lexicon.cities.get(city)
    return _OTHER if known is None else known.iso or f"{_COUNTRY}_{city.upper()}"


def _lot(one: Observation, lexicon: Lexicon) -> str:
    if isinstance(one.given_by, Record) or one.quantity is None:
        return _NOT_APPLICABLE
    if not lexicon.indicators[one.measure.indicator].comes_in_lots:
        return _NOT_APPLICABLE
    return f"{one.given_by.id.upper()}_{one.quantity.start}"


def _attributes(one: Observation) -> tuple[Field, ...]:
    given = origin(one)
    speaker = given.speaker
    return (
        0,
        _status(one),
        Number(one.upper) if one.upper is not None else "",
        one.modifier.value,
        said_on(one),
        ", ".join([part for part in (speaker.name, speaker.role) if part]) if speaker else "",
        given.source,
        given.statement.text if given.statement else "",
    )


def _status(one: Observation) -> str:
    if one.part is Part.TARGET:
        return _FORECAST
    days = days_of(one.period)
    is_early = not one.is_official and days is not None and bool(one.said) and one.said < days[1].isoformat()
    return _PROVISIONAL if is_early else _NORMAL


def sdmx_period(period: str) -> str | None:
    """A time in the forms of SDMX: a year, a month, a day, or a range by its first day and its duration.

    >>> [sdmx_period(period) for period in ("2030", "2025-06", "2026/2030", "2025-01/2025-09", "P5Y", "")]
    ['2030', '2025-06', '2026-01-01/P5Y', '2025-01-01/P9M', None, None]
    """
    days = days_of(period)
    if days is None:
        return None
    return f"{days[0].isoformat()}/{_duration(*days)}" if "/" in period else period


def _duration(first: date, last: date) -> str:
    """How long it is from the first day to the last, both counted, in ISO 8601."""
    months = (last.year - first.year) * _MONTHS + last.month - first.month + 1
    if first.day != 1 or days_of(f"{last.year:04}-{last.month:02}") != (last.replace(day=1), last):
        return f"P{(last - first).days + 1}D"
    if first.month == 1 and months % _MONTHS == 0:
        return f"P{months // _MONTHS}Y"
    return f"P{months}M"
