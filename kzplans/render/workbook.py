"""Targets as a workbook of Excel.

XlsxWriter only writes, sets no clock time and needs no other package: the same report gives the same bytes. Text is
written as text, never read for a formula or a link, and goes through the same guard as CSV, for the day that someone
saves the workbook as that. A spreadsheet keeps 15 digits of a number: those of a longer one stand as text, with a note.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from xlsxwriter import Workbook

from kzplans.render.escape import one_line, table_text
from kzplans.reports.promises import Trait
from kzplans.reports.tables import origin, revisions, said_on, told_otherwise
from kzplans.reports.wording import plain, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzplans.lexicon import Lexicon
    from kzplans.reports.ledger import Contradiction, TargetLine
    from kzplans.reports.observations import Observation
    from kzplans.reports.promises import Promise, Quality
    from kzplans.reports.targets import Targets
    from kzplans.reports.wording import Wording

#: A share is shown as percent, a day as a date, a decimal with all its digits.
Cell: TypeAlias = str | int | Decimal | Fraction | date | None

#: Digits that a double keeps, and characters that a cell holds.
_DIGITS = 15
_LETTERS = 32_767
#: A unit, and alone no formula, though the guard knows it as the beginning of one.
_PERCENT = "%"
#: Widths of columns in characters.
_NARROW, _USUAL, _WIDE, _TEXT = 12, 18, 30, 80


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    #: Heads of the columns with their widths.
    heads: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def targets_xlsx(targets: Targets, lexicon: Lexicon, wording: Wording, generator: str) -> bytes:
    """The targets, their figures, what contradicts itself, what promises say, and vague ones if they were asked for.

    Args:
        targets: what is told.
        lexicon: gives directions.
        wording: names of sheets, columns and ids.
        generator: the program that the workbook says it was made by.
    """
    rows = _Rows(lexicon, wording)
    sheets = [
        rows.targets(targets.lines),
        rows.figures(targets.observations),
        rows.contradictions(targets.contradictions),
        rows.quality(targets.quality),
    ]
    if targets.selection.vague:
        sheets.append(rows.vague(targets.vague))
    content = io.BytesIO()
    book = Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties(
        {
            "title": targets.heading(wording),
            "author": generator,
            "created": datetime.combine(targets.today, time()),
        }
    )
    writer = _Writer(book, wording.say("ledger_digits_note"))
    for sheet in sheets:
        writer.write(sheet)
    book.close()
    return content.getvalue()


class _Rows:
    """What stands on each sheet, in the reader's words."""

    def __init__(self, lexicon: Lexicon, wording: Wording) -> None:
        self._lexicon = lexicon
        self._t = wording

    def targets(self, lines: Iterable[TargetLine]) -> _Sheet:
        heads = [
            ("city", _NARROW), ("indicator", _WIDE), ("direction", _WIDE), ("unit", _NARROW), ("ledger_per", _NARROW),
            ("ledger_period", _NARROW), ("target", _USUAL), ("ledger_told", _USUAL), ("ledger_modifier", _NARROW),
            ("ledger_first_said", _NARROW), ("ledger_first_value", _USUAL), ("ledger_first_period", _NARROW),
            ("ledger_first_speaker", _WIDE), ("ledger_revisions", _WIDE),
            ("baseline", _USUAL), ("ledger_baseline_period", _NARROW), ("reported", _USUAL),
            ("ledger_actual_period", _NARROW), ("ledger_actual_said", _NARROW), ("ledger_actual_source", _WIDE),
            ("ledger_share", _NARROW), ("ledger_needed", _USUAL), ("ledger_pace", _USUAL), ("ledger_ratio", _NARROW),
            ("ledger_status", _USUAL), ("ledger_said", _NARROW), ("ledger_speaker", _WIDE), ("source", _WIDE),
            ("ledger_text", _TEXT),
        ]  # fmt: skip
        return self._sheet("targets", heads, [self._target(line) for line in lines])

    def _target(self, line: TargetLine) -> list[Cell]:
        t, target, first = self._t, line.target, line.first
        direction = self._lexicon.indicators[line.measure.indicator].direction
        given = origin(target)
        city, indicator, *unit = self._measure(target)
        return [
            city, indicator, t.label("directions", direction), *unit,
            _period(target), target.value, " ".join([part for part in self._told(target) if part]),
            self._modifier(target),
            _day(first.said), first.value, _period(first), t.speaker(origin(first).speaker), revisions(line),
            *(self._level(line.baseline)[:2]), *self._level(line.actual),
            line.share, rounded(line.needed) if line.needed is not None else None,
            t.say(f"ledger_pace_{line.progress.pace.value}") if line.progress else "",
            line.progress.ratio if line.progress else None,
            t.say(f"ledger_status_{line.status.value}"), _day(target.said), t.speaker(given.speaker), given.source,
            given.statement.text if given.statement else "",
        ]  # fmt: skip

    def _level(self, one: Observation | None) -> list[Cell]:
        return [one.value, _period(one), _day(said_on(one)), origin(one).source] if one else ["", "", "", ""]

    def figures(self, observations: Iterable[Observation]) -> _Sheet:
        return self._sheet("figures", self._figure_heads, [self._figure(one) for one in observations])

    def contradictions(self, contradictions: Iterable[Contradiction]) -> _Sheet:
        """One row a figure; those that contradict each other have one number."""
        rows: list[list[Cell]] = [
            [number, *self._figure(each)] for number, one in enumerate(contradictions, 1) for each in one.observations
        ]
        return self._sheet("contradictions", [("ledger_number", _NARROW), *self._figure_heads], rows)

    _figure_heads = (
        ("city", _NARROW), ("indicator", _WIDE), ("unit", _NARROW), ("ledger_per", _NARROW), ("ledger_part", _USUAL),
        ("ledger_period", _NARROW), ("value", _USUAL), ("ledger_upper", _USUAL), ("ledger_told", _USUAL),
        ("ledger_modifier", _NARROW), ("ledger_said", _NARROW), ("ledger_speaker", _WIDE), ("source", _WIDE),
        ("ledger_text", _TEXT),
    )  # fmt: skip

    def _figure(self, one: Observation) -> list[Cell]:
        t, given = self._t, origin(one)
        return [
            *self._measure(one), t.say(f"ledger_part_{one.part.value}"), _period(one), one.value, one.upper,
            " ".join([part for part in self._told(one) if part]), self._modifier(one), _day(said_on(one)),
            t.speaker(given.speaker), given.source, given.statement.text if given.statement else "",
        ]  # fmt: skip

    def quality(self, quality: Iterable[Quality]) -> _Sheet:
        """How many promises each city made, and how many of them say what they can be held to."""
        heads = [
            ("city", _USUAL), ("ledger_promises", _USUAL), *[(f"ledger_trait_{trait}", _USUAL) for trait in Trait],
            ("ledger_whole", _USUAL), ("ledger_whole_share", _USUAL),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [self._city(one.city), one.promises, *one.traits, one.whole, Fraction(one.whole, one.promises or 1)]
            for one in quality
        ]
        return self._sheet("promises", heads, rows)

    def vague(self, promises: Iterable[Promise]) -> _Sheet:
        heads = [
            ("city", _NARROW), ("ledger_kind", _USUAL), ("ledger_lacks", _WIDE), ("ledger_text", _TEXT),
            ("deadline", _USUAL), ("ledger_speaker", _WIDE), ("date", _NARROW), ("source", _WIDE),
        ]  # fmt: skip
        return self._sheet("vague", heads, [self._promise(one) for one in promises])

    def _promise(self, promise: Promise) -> list[Cell]:
        t, one = self._t, promise.statement
        lacks = ", ".join([t.say(f"ledger_trait_{trait}") for trait in promise.lacking])
        return [
            self._city(one.city), t.label("kinds", one.kind), lacks, one.text,
            one.deadline.text if one.deadline else "", t.speaker(one.speaker), _day(one.document.date or ""),
            one.address,
        ]  # fmt: skip

    def _sheet(self, name: str, heads: Iterable[tuple[str, int]], rows: Iterable[Sequence[Cell]]) -> _Sheet:
        words = [(self._t.say(head), width) for head, width in heads]
        said = [(head[:1].upper() + head[1:], width) for head, width in words]
        return _Sheet(self._t.say(f"ledger_sheet_{name}"), said, rows)

    def _city(self, city: str) -> str:
        return self._t.label("cities", city)

    def _measure(self, one: Observation) -> tuple[str, str, str, str]:
        t, measure = self._t, one.measure
        per = t.label("per", measure.per) if measure.per else ""
        return self._city(measure.city), t.label("indicators", measure.indicator), t.unit_name(measure.unit), per

    def _told(self, one: Observation) -> tuple[str, str]:
        value, unit = told_otherwise(one)
        return value, self._t.unit_name(unit) if unit else ""

    def _modifier(self, one: Observation) -> str:
        return self._t.label("modifiers", one.modifier.value)


def _period(one: Observation) -> Cell:
    """A year as a number, so that it can be sorted and compared; any other time as it is."""
    return int(one.period) if one.period.isdecimal() and one.period.isascii() else one.period


def _day(edtf: str) -> Cell:
    """A full day as a date, anything else as text; a spreadsheet knows no day before 1900."""
    try:
        day = date.fromisoformat(edtf) if len(edtf) == len("2026-01-01") else None
    except ValueError:
        return edtf
    return day if day is not None and day.year >= 1900 else edtf  # noqa: PLR2004  told above


class _Writer:
    """Puts sheets into a workbook."""

    def __init__(self, book: Any, note: str) -> None:  # noqa: ANN401  XlsxWriter tells no types
        self._book = book
        self._note = note
        self._formats: dict[tuple[str, bool], Any] = {}
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E6F2F4"})

    def write(self, sheet: _Sheet) -> None:
        """Add a sheet: its head stays in sight, its columns can be filtered."""
        made = self._book.add_worksheet(sheet.name)
        for column, (head, width) in enumerate(sheet.heads):
            made.write_string(0, column, head, self._head)
            made.set_column(column, column, width)
        last = 0
        for last, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row):
                self._cell(made, last, column, cell, is_long=sheet.heads[column][1] == _TEXT)
        made.set_landscape()
        made.set_paper(9)  # A4
        made.repeat_rows(0)
        made.freeze_panes(1, 0)
        made.autofilter(0, 0, last, len(sheet.heads) - 1)

    def _cell(self, made: Any, row: int, column: int, cell: Cell, *, is_long: bool) -> None:  # noqa: ANN401  as above
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            text = cell if cell == _PERCENT else table_text(cell)
            text = text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
            made.write_string(row, column, text, self._format("@", wraps=is_long))
        elif isinstance(cell, date):
            made.write_datetime(row, column, cell, self._format("yyyy-mm-dd"))
        elif isinstance(cell, Fraction):
            made.write_number(row, column, float(rounded(cell, 6)), self._format("0.0%"))
        elif isinstance(cell, int):
            made.write_number(row, column, cell, self._format("0"))
        elif _fits(cell):
            made.write_number(row, column, float(cell), self._format(_digits_format(cell)))
        else:
            made.write_string(row, column, plain(cell), self._format("@"))
            made.write_comment(row, column, one_line(self._note), {"author": "", "visible": False})

    def _format(self, code: str, *, wraps: bool = False) -> Any:  # noqa: ANN401  as above
        key = code, wraps
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"num_format": code, "valign": "top", "text_wrap": wraps})
        return self._formats[key]


def _fits(value: Decimal) -> bool:
    """Whether a spreadsheet keeps all digits of a number.

    >>> _fits(Decimal("30000000000000")), _fits(Decimal("1234567890123456"))
    (True, False)
    """
    return len(plain(value).replace(".", "").replace("-", "").strip("0")) <= _DIGITS


def _digits_format(value: Decimal) -> str:
    """Grouped digits, and as many behind the comma as the number has."""
    fraction = plain(value).partition(".")[2]
    return "#,##0" + ("." + "0" * len(fraction) if fraction else "")
