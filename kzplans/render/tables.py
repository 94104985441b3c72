"""Reports as tables for other programs: CSV, TSV, SDMX-CSV, and deadlines as a calendar.

Text goes through ``table_text``, so that no spreadsheet takes it for a formula; numbers stand without quotation marks
and as plain decimals, so that every spreadsheet takes them for numbers.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kzplans.render.data import BYTE_ORDER_MARK, Field, Number, table_lines
from kzplans.render.escape import table_text
from kzplans.reports.comparison import Comparison
from kzplans.reports.tables import comparison_rows, origin, pace, revisions, said_on, told_otherwise
from kzplans.reports.targets import Targets
from kzplans.reports.wording import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzplans.lexicon import Lexicon
    from kzplans.reports import Report
    from kzplans.reports.ledger import TargetLine
    from kzplans.reports.observations import Observation
    from kzplans.reports.promises import Promise
    from kzplans.reports.wording import Wording

#: Columns of ``kzplans targets -O csv``; they only grow. ``--actuals`` reads some of them (kzplans/sources/figures.py).
TARGET_COLUMNS = (
    "city", "indicator", "name", "direction", "unit", "per", "period", "target", "told", "told_unit", "modifier",
    "first_said", "first_speaker", "first_value", "first_period", "revisions", "baseline", "baseline_period",
    "actual", "actual_period", "actual_said", "actual_source", "share", "needed_per_year", "progress", "status",
    "said", "speaker", "statement", "path", "line", "text",
)  # fmt: skip
#: Columns of ``kzplans targets --vague -O csv``.
VAGUE_COLUMNS = ("city", "kind", "lacks", "text", "deadline", "speaker", "date", "statement", "path", "line")


def report_table(report: Report, form: str, lexicon: Lexicon, wording: Wording, *, to_file: bool) -> str:
    """A report as ``csv``, ``tsv``, ``sdmx-csv`` or ``ics``; arguments as for ``render_report``."""
    if isinstance(report, Comparison):
        return table_lines(comparison_rows(report, wording))
    if not isinstance(report, Targets):
        message = f"a digest is made as no {form}"
        raise TypeError(message)
    if form == "ics":
        from kzplans.render.ics import targets_ics  # noqa: PLC0415  one form does not load another

        return targets_ics(report, lexicon, wording)
    if form == "sdmx-csv":
        from kzplans.render.sdmx import sdmx_rows  # noqa: PLC0415  as above

        return _written(sdmx_rows(report, lexicon), form)
    mark = BYTE_ORDER_MARK if to_file and form == "csv" else ""
    if report.selection.vague:
        return mark + _written([VAGUE_COLUMNS, *[_vague_row(one, wording) for one in report.vague]], form)
    return mark + _written([TARGET_COLUMNS, *[_target_row(line, lexicon, wording) for line in report.lines]], form)


def _written(rows: Iterable[Sequence[Field]], form: str) -> str:
    """Rows in a form: CSV with all text quoted; TSV and SDMX-CSV (RFC 4180) with quotation marks only where need be."""
    buffer = io.StringIO()
    if form == "csv":
        writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    elif form == "sdmx-csv":
        writer = csv.writer(buffer, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    else:
        writer = csv.writer(buffer, delimiter="\t", quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerows([[table_text(field) if isinstance(field, str) else field for field in row] for row in rows])
    return buffer.getvalue()


def _target_row(line: TargetLine, lexicon: Lexicon, wording: Wording) -> list[Field]:
    measure, target, first, actual = line.measure, line.target, line.first, line.actual
    given = origin(target)
    told, told_unit = told_otherwise(target)
    fields: dict[str, Field] = {
        "city": measure.city,
        "indicator": measure.indicator,
        "name": wording.label("indicators", measure.indicator),
        "direction": lexicon.indicators[measure.indicator].direction,
        "unit": measure.unit,
        "per": measure.per,
        "period": target.period,
        "target": Number(target.value),
        "told": Number(told) if told and target.upper is None else told,
        "told_unit": told_unit,
        "modifier": target.modifier.value,
        "first_said": first.said,
        "first_speaker": wording.speaker(origin(first).speaker),
        "first_value": Number(first.value),
        "first_period": first.period,
        "revisions": revisions(line),
        "baseline": _value(line.baseline),
        "baseline_period": line.baseline.period if line.baseline else "",
        "actual": _value(actual),
        "actual_period": actual.period if actual else "",
        "actual_said": said_on(actual) if actual else "",
        "actual_source": origin(actual).source if actual else "",
        "share": Number(rounded(line.share)) if line.share is not None else "",
        "needed_per_year": Number(rounded(line.needed)) if line.needed is not None else "",
        "progress": pace(line),
        "status": line.status.value,
        "said": target.said,
        "speaker": wording.speaker(given.speaker),
        "statement": given.statement.id if given.statement else "",
        "path": given.path,
        "line": given.line,
        "text": given.statement.text if given.statement else "",
    }
    return [fields[column] for column in TARGET_COLUMNS]


def _value(one: Observation | None) -> Field:
    return Number(one.value) if one else ""


def _vague_row(promise: Promise, wording: Wording) -> list[Field]:
    statement = promise.statement
    fields: dict[str, Field] = {
        "city": statement.city,
        "kind": statement.kind.value,
        "lacks": ";".join(promise.lacking),
        "text": statement.text,
        "deadline": statement.deadline.text if statement.deadline else "",
        "speaker": wording.speaker(statement.speaker),
        "date": statement.document.date or "",
        "statement": statement.id,
        "path": statement.document.path,
        "line": statement.line,
    }
    return [fields[column] for column in VAGUE_COLUMNS]
