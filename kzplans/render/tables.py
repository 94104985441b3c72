"""Reports as tables for other programs: CSV, TSV, SDMX-CSV, and deadlines as a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzplans.render.data import table_lines
from kzplans.reports.comparison import Comparison
from kzplans.reports.tables import comparison_rows

if TYPE_CHECKING:
    from kzplans.lexicon import Lexicon
    from kzplans.reports import Report
    from kzplans.reports.wording import Wording


def report_table(report: Report, form: str, lexicon: Lexicon, wording: Wording, *, to_file: bool) -> str:
    """A report as ``csv``, ``tsv``, ``sdmx-csv`` or ``ics``; arguments as for ``render_report``."""
    if isinstance(report, Comparison):
        return table_lines(comparison_rows(report, wording))
    raise NotImplementedError
