"""A comparison as rows of plain text, for terminals and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzplans.reports.comparison import Comparison
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
        fields = ["indicator", wording.label("indicators", figures.indicator)]
        for figure in figures.figures:
            fields += [wording.figure(figure), figure.statement.text if figure else ""]
        yield tuple(fields)
