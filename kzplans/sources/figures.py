"""Tables of official figures: what ``kzplans targets -O csv`` writes, and the data of Open SDG repositories.

The two are told apart by their columns. The second is what national statistics offices publish: ``Year``, columns that
divide the figure, ``Value`` (https://open-sdg.readthedocs.io/en/latest/data-format/). Only its headline rows are read,
and only of files that an ``indicators.yaml`` beside or above them maps to an indicator.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact
from itertools import islice
from typing import TYPE_CHECKING

from kzplans.model import OTHER, Record, Unread
from kzplans.sources.cells import ANYONE, MOST_DIGITS, Fault, Names, clipped, parse_number, parse_time, unguarded
from kzplans.sources.decode import decode
from kzplans.sources.names import shown_name
from kzplans.sources.reading import read_bytes
from kzplans.sources.reasons import Reason, Refused
from kzplans.sources.series import FILE_NAME, Mappings
from kzplans.sources.tables import open_tables
from kzplans.sources.walk import STDIN, Found, NotFound, find_files
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzplans.config import Limits
    from kzplans.lexicon import Lexicon
    from kzplans.sources.reading import Identity
    from kzplans.sources.series import Series
    from kzplans.sources.tables import Table

#: What a folder is searched for. A file named alone is read anyway.
ENDINGS = (".csv", ".tsv")

#: Columns of ours that are needed; unit, per, actual_source, baseline and baseline_period are read too.
_OWN = ("city", "indicator", "actual", "actual_period")
_OPEN_SDG = ("year", "value")
_AREAS = ("ref_area", "geocode")
_UNITS = ("units", "unit_measure")
_MULTIPLIERS = ("unit_mult", "unit_multiplier")
_STATUSES = ("obs_status", "observation_status")
#: Columns of Open SDG that divide no figure.
_NO_DIVISION = {
    *_OPEN_SDG, *_AREAS, *_UNITS, *_MULTIPLIERS, *_STATUSES, "series", "comment_obs", "comment_ts", "source_detail",
    "nature", "reporting_type", "time_detail", "freq", "",
}  # fmt: skip
#: Codes of SDMX: the total of a division, and a division that does not apply.
_WHOLE = frozenset({"", "_T", "_Z"})
#: CL_OBS_STATUS: a forecast is no figure of what was.
_FORECAST = "F"
_NO_VALUE = frozenset({"", "..", "...", "…"})
#: Powers of ten that a table may count in.
_LEAST_POWER, _MOST_POWER = -9, 15

#: Bad rows of a file that are told one by one.
_MOST_TOLD = 20
_NAMES_SHOWN = 3
#: Products of two numbers of so many digits before and behind the comma are exact in it.
_EXACT = Context(prec=4 * MOST_DIGITS + _MOST_POWER, traps=[Inexact])


def read_figures(path: str, lexicon: Lexicon, limits: Limits) -> tuple[list[Record], list[Unread], list[str]]:
    """Figures of a file, a folder or ``-``, what could not be read, and notes for people, of one line each.

    Records stand in the order of the files and their rows; the same figure counts once.

    Raises:
        ConfigError: for a fault in an ``indicators.yaml``; with file, line and what is allowed.
    """
    reader = _Reader(path, lexicon, limits)
    for found in find_files([path], limits, endings=ENDINGS):
        reader.take(found)
    return reader.result()


class _Reader:
    """Reads file after file and gathers what comes of them."""

    def __init__(self, path: str, lexicon: Lexicon, limits: Limits) -> None:
        self._names = Names(lexicon)
        self._limits = limits
        self._mappings = Mappings(path, self._names, limits)
        self._path = path
        self._seen: set[Identity | None] = set()
        self._sheets: list[_Sheet] = []
        self._unread: list[Unread] = []
        self._unmapped: list[str] = []

    def take(self, found: Found | NotFound) -> None:
        """Read a file, if there is one."""
        if isinstance(found, NotFound):
            if found.refused is not None:
                self._unread.append(Unread(found.shown, found.refused.reason, found.refused.detail))
            return
        try:
            content, identity = read_bytes(found.path, self._limits.file_bytes)
            if identity is None or identity not in self._seen:
                self._seen.add(identity)
                self._read(found, decode(content).text)
        except Refused as refused:
            self._unread.append(Unread(found.shown, refused.reason, refused.detail))

    def _read(self, found: Found, text: str) -> None:
        table = _recognised(text)
        sheet = _Sheet(found.shown, table, self._unread)
        self._sheets.append(sheet)
        try:
            self._fill(sheet, found)
        finally:
            sheet.close()

    def _fill(self, sheet: _Sheet, found: Found) -> None:
        if set(_OWN) <= set(sheet.table.head):
            _read_own(sheet, self._names)
            return
        series = () if found.path == STDIN else self._mappings.of(found.path, found.shown)
        if series:
            _read_open_sdg(sheet, series, self._names)
        else:
            self._unmapped.append(found.shown)

    def result(self) -> tuple[list[Record], list[Unread], list[str]]:
        """Everything that was gathered."""
        if not self._sheets and not self._unread:
            detail = f"holds no table: a folder is searched for {' and '.join(ENDINGS)}"
            self._unread.append(Unread(shown_name(self._path), Reason.EMPTY, detail))
        records: dict[tuple[object, ...], Record] = {}
        for record in [record for sheet in self._sheets for record in sheet.records]:
            key = (
                record.city, record.indicator, record.value, record.unit, record.period, record.per, record.is_baseline,
            )  # fmt: skip
            records.setdefault(key, record)
        notes = [note for sheet in self._sheets for note in sheet.notes]
        if self._unmapped:
            notes.append(_how_to_map(self._unmapped))
        return list(records.values()), self._unread, notes


def _recognised(text: str) -> Table:
    """The text as a table of one of the two layouts.

    Raises:
        Refused: if it is neither.
    """
    tables = list(open_tables(text))
    for needed in (_OWN, _OPEN_SDG):
        for table in tables:
            if set(needed) <= set(table.head):
                if table.repeated is not None:
                    raise Refused(Reason.MALFORMED, f"has two columns {clipped(table.repeated)!r}; rename one")
                return table
    if not tables:
        raise Refused(Reason.MALFORMED, "is no table: its first row cannot be read; look at its quotation marks")
    widest = max(tables, key=lambda table: len(table.head))
    lacking = [", ".join([name for name in needed if name not in widest.head]) for needed in (_OWN, _OPEN_SDG)]
    detail = f"is no table of figures: of our columns it lacks {lacking[0]}; of those of Open SDG, {lacking[1]}"
    raise Refused(Reason.MALFORMED, detail)


@dataclass(slots=True)
class _Sheet:
    """A file as a table, and what comes of it."""

    shown: str
    table: Table
    #: Where faults are told, behind those of the files before.
    unread: list[Unread]
    records: list[Record] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _refused: int = 0

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Line and cells of each row that can be read as one."""
        for row in self.table.rows():
            cells = None
            with self.refusing(row.line):
                cells = self.table.cells(row)
            if cells is not None:
                yield row.line, {name: unguarded(cell) for name, cell in cells.items()}

    @contextmanager
    def refusing(self, line: int, column: str = "") -> Iterator[None]:
        """Tell of a fault, and go on behind it."""
        try:
            yield
        except Fault as fault:
            self._refused += 1
            if self._refused <= _MOST_TOLD:
                told = f"{column}: {fault.told}" if column else fault.told
                self.unread.append(Unread(f"{self.shown}:{line}", Reason.BAD_ROW, told))

    def close(self) -> None:
        """Tell how many faults were not told."""
        if self._refused > _MOST_TOLD:
            more = self._refused - _MOST_TOLD
            self.unread.append(Unread(self.shown, Reason.BAD_ROW, f"and {more:,} more that cannot be read"))

    def number(self, cell: str) -> Decimal:
        """An exact number, as this table writes them."""
        return parse_number(cell, has_decimal_comma=self.table.delimiter != ",")


def _read_own(sheet: _Sheet, names: Names) -> None:
    """A row has a figure, a baseline, both or neither."""
    for line, cells in sheet.rows():
        if not cells["actual"] and not cells.get("baseline"):
            continue
        with sheet.refusing(line):
            city, indicator = names.city(cells["city"]), names.indicator(cells["indicator"])
            unit, per = names.unit(cells.get("unit", ""), indicator), names.per(cells.get("per", ""))
            for column in ("actual", "baseline"):
                if not cells.get(column):
                    continue
                is_baseline = column == "baseline"
                with sheet.refusing(line, column):
                    record = Record(
                        path=sheet.shown,
                        line=line,
                        city=city,
                        indicator=indicator.id,
                        value=sheet.number(cells[column]),
                        unit=unit,
                        period=parse_time(cells.get(f"{column}_period", "")),
                        per=per,
                        source=None if is_baseline else _one_line(cells.get("actual_source", "")),
                        is_baseline=is_baseline,
                    )
                    sheet.records.append(record)


def _one_line(cell: str) -> str | None:
    return visible(" ".join(cell.split())) or None


def _read_open_sdg(sheet: _Sheet, wanted: Sequence[Series], names: Names) -> None:
    """Headline rows of the series that are wanted."""
    divisions = [name for name in sheet.table.head if name not in _NO_DIVISION]
    left_out: Counter[str] = Counter()
    headline = []
    for line, cells in sheet.rows():
        if any(cells[name] not in _WHOLE for name in divisions):
            left_out[f"divided by {_listed(divisions)}"] += 1
        elif _first(cells, _STATUSES).upper() == _FORECAST:
            left_out["of forecasts"] += 1
        elif cells["value"] not in _NO_VALUE:
            headline.append((line, cells))
    _check_series(sheet, wanted, {cells.get("series", "") for _, cells in headline})
    figures: list[Record] = []
    for line, cells in headline:
        with sheet.refusing(line):
            matching = [one for one in wanted if one.name is None or one.name == cells.get("series", "")]
            made = [_figure(sheet, line, cells, one, names) for one in matching]
            figures += [one for one in made if isinstance(one, Record)]
            if not any(isinstance(one, Record) for one in made):
                left_out[next((one for one in made if isinstance(one, str)), "of other series")] += 1
    sheet.records += _undisputed(sheet, figures)
    if left_out:
        told = "; ".join([f"{count:,} {what}" for what, count in sorted(left_out.items())])
        sheet.notes.append(f"{sheet.shown}: rows left out: {told}")


def _check_series(sheet: _Sheet, wanted: Sequence[Series], given: set[str]) -> None:
    """A series that is not named must be the only one, and one that is named must be there.

    Raises:
        Refused: if nobody can tell which of several series is meant.
    """
    if len(given) > 1 and any(one.name is None for one in wanted):
        detail = f"holds several series ({_listed(sorted(given))}); {FILE_NAME} must name one with series:"
        raise Refused(Reason.MALFORMED, detail)
    for one in wanted:
        if one.name is not None and one.name not in given:
            sheet.notes.append(f"{sheet.shown}: holds no series {clipped(one.name)!r}; it has {_listed(sorted(given))}")


def _figure(sheet: _Sheet, line: int, cells: dict[str, str], one: Series, names: Names) -> Record | str:
    """The figure of a row, or why it is left out.

    Raises:
        Fault: for a field that cannot be read.
    """
    city = names.area(_first(cells, _AREAS))
    if city == OTHER:
        return "of other places"
    unit_cell = _first(cells, _UNITS)
    if one.unit is None:
        unit = names.unit(unit_cell, one.indicator)
    else:
        unit = one.unit
        if names.known_unit(unit_cell) not in {None, unit, *ANYONE}:
            return "in other units"
    return Record(
        path=sheet.shown,
        line=line,
        city=city,
        indicator=one.indicator.id,
        value=_multiplied(sheet.number(cells["value"]), one.multiplier or _power(_first(cells, _MULTIPLIERS))),
        unit=unit,
        period=parse_time(cells["year"]),
        per=one.per,
        source=_one_line(cells.get("source_detail", "")),
    )


def _power(cell: str) -> Decimal:
    """SDMX's UNIT_MULT: 6 for millions."""
    digits = cell.removeprefix("-")
    known = not cell or (digits.isascii() and digits.isdecimal() and len(digits) <= len(str(_MOST_POWER)))
    power = int(cell or 0) if known else _MOST_POWER + 1
    if not _LEAST_POWER <= power <= _MOST_POWER:
        message = f"{clipped(cell)!r} is no power of ten; say multiplier: in {FILE_NAME}"
        raise Fault(message)
    return Decimal((0, (1,), power))


def _multiplied(value: Decimal, multiplier: Decimal) -> Decimal:
    """The exact product, without an exponent."""
    return Decimal(format(_EXACT.multiply(value, multiplier), "f"))


def _undisputed(sheet: _Sheet, figures: Sequence[Record]) -> list[Record]:
    """Figures that no other row of the file tells differently: of two, nobody knows which is meant."""
    values: dict[tuple[str | None, ...], dict[Decimal, int]] = {}
    for one in figures:
        values.setdefault(_place(one), {}).setdefault(one.value, one.line)
    for told in values.values():
        if len(told) > 1:
            (first, other) = islice(told.values(), 2)
            with sheet.refusing(other):
                message = (
                    f"tells the same figure otherwise than line {first}, so both are left out; "
                    f"series: or unit: in {FILE_NAME} tells which is meant"
                )
                raise Fault(message)
    return [one for one in figures if len(values[_place(one)]) == 1]


def _place(one: Record) -> tuple[str | None, ...]:
    return one.indicator, one.city, one.period, one.unit, one.per


def _first(cells: dict[str, str], columns: Sequence[str]) -> str:
    """The first of the columns that holds anything."""
    return next((cells[name] for name in columns if cells.get(name)), "")


def _listed(names: Sequence[str]) -> str:
    """A few of the names."""
    shown = ", ".join([clipped(name) or "no name" for name in names[:_NAMES_SHOWN]])
    return f"{shown} …" if len(names) > _NAMES_SHOWN else shown or "none"


def _how_to_map(files: Sequence[str]) -> str:
    """A note on files of Open SDG that nobody has mapped."""
    name = files[0].rpartition("/")[2]
    whole = f"{len(files):,} tables of Open SDG are" if len(files) > 1 else "a table of Open SDG is"
    return (
        f"{whole} left alone ({_listed(files)}): a line like {name}: gross_regional_product "
        f"in {FILE_NAME} beside it says which indicator it is"
    )
