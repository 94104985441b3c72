"""Reports as rows, for terminals and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import Modifier, Record
from kzplans.reports.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzplans.model import Speaker, Statement
    from kzplans.reports.comparison import Comparison
    from kzplans.reports.ledger import TargetLine
    from kzplans.reports.observations import Observation
    from kzplans.reports.wording import Wording


def comparison_rows(comparison: Comparison, wording: Wording) -> Iterator[tuple[str, ...]]:
    """A head, then a row for each direction and each indicator: for each city a number and the words behind it."""
    head = ["row", "name"]
    for city in comparison.cities:
        head += [city, f"{city}_text"]
    yield tuple(head)
    for row in comparison.rows:
        fields = ["direction", wording.label("directions", row.direction)]
        for cell in row.cells:
            fields += [str(cell.count), cell.entry.statement.text if cell.entry else ""]
        yield tuple(fields)
    for figures in comparison.figures:
        fields = ["indicator", wording.row_name(figures.indicator, figures.aspect)]
        for figure in figures.figures:
            fields += [wording.figure(figure), figure.statement.text if figure and figure.statement else ""]
        yield tuple(fields)


class Origin(NamedTuple):
    """Where a figure comes from: its file and line, and of a statement whose words it is and which."""

    path: str
    line: int
    #: The publisher that a table names, else the place in the file.
    source: str
    speaker: Speaker | None = None
    statement: Statement | None = None


def origin(one: Observation) -> Origin:
    """Where a figure comes from."""
    given = one.given_by
    if isinstance(given, Record):
        return Origin(given.path, given.line, given.source or f"{given.path}:{given.line}")
    path = given.document.path
    return Origin(path, given.line, f"{path}:{given.line}", given.speaker, given)


def said_on(one: Observation) -> str:
    """The day of the text that gives a figure; nobody said what stands in a table."""
    return "" if one.is_official else one.said


def told_otherwise(one: Observation) -> tuple[str, str]:
    """Number and unit of a figure as its text has them, where they are not those of its measure; else nothing.

    Both ends of a range are told in the unit of the measure.
    """
    if one.upper is not None:
        return f"{plain(one.value)}–{plain(one.upper)}", one.measure.unit
    value, unit = one.told
    return ("", "") if unit == one.measure.unit else (plain(value), unit)


def revisions(line: TargetLine) -> str:
    """How a target has changed: ``30 (2030, 2024-01-10) → 34 (2030, 2025-02-03)``; empty if it has not."""
    if len(line.stated) == 1:
        return ""
    return " → ".join([_stated(one) for one in line.stated])


def _stated(one: Observation) -> str:
    circumstances = ", ".join([part for part in (one.period, one.said) if part])
    return plain(one.value) + (f" ({circumstances})" if circumstances else "")


def pace(line: TargetLine) -> str:
    """Pace and ratio of a target's progress: ``moderate 0.71``; empty where nothing tells it."""
    progress = line.progress
    if progress is None:
        return ""
    return progress.pace.value + (f" {plain(progress.ratio)}" if progress.ratio is not None else "")


def amount_of(one: Observation, wording: Wording) -> str:
    """A figure in the unit of its measure, in words: ``≥ 2,8 млн адам``, ``5 – 6 км``."""
    unit = one.measure.unit
    text = wording.amount(one.value, unit)
    if one.upper is not None:
        text = f"{text} – {wording.amount(one.upper, unit)}"
    if one.measure.per:
        text = f"{text} {wording.label('per', one.measure.per)}"
    if one.modifier is Modifier.EXACT:
        return text
    return wording.label("signs", one.modifier.value).replace("{}", text)
