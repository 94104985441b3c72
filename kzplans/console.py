"""Reports on a terminal: tables as wide as the window, colour where it is wanted, the same words without.

Everything printed is a ``Text``; markup of Rich is never parsed, so that a quotation cannot style or hide anything.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from kzplans.model import NATIONAL
from kzplans.reports.quotation import quotation
from kzplans.reports.wording import Wording, report_language
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import RenderableType

    from kzplans.lexicon import Lexicon
    from kzplans.model import Kind, Statement
    from kzplans.reports import Report
    from kzplans.reports.comparison import Cell, Comparison
    from kzplans.reports.digest import Digest, Entry, Read
    from kzplans.reports.overview import Figure

_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3})")
#: The longest word of a direction's name fits.
_DIRECTION_WIDTH = 15
#: Below this many columns text would be narrower than its words; a narrower terminal breaks lines by itself.
NARROWEST = 60
_UNBOUNDED = 10_000
_NUMBER = "bold yellow"
_DEADLINE = "underline"
_SOFT = "dim"
_HEADING = "bold cyan"
_KINDS = {
    "target": "cyan", "assignment": "magenta", "ban": "red", "plan": "green", "proposal": "green", "problem": "yellow",
    "goal": "blue", "fact": "dim",
}  # fmt: skip


def report_view(
    report: Report, *, lexicon: Lexicon, language: str | None = None, width: int = 80, color: bool = False
) -> str:
    """A report as text for a terminal of that width, with ANSI colours or without."""
    t = Wording.of(lexicon, language or report_language(report.read.languages, lexicon))
    views: dict[str, Callable[[Any, Wording], Iterator[RenderableType]]] = {
        "digest": _digest,
        "compare": _comparison,
    }
    return _printed(views[report.name](report, t), width, color=color)


def _printed(parts: Iterable[RenderableType], width: int, *, color: bool) -> str:
    stream = StringIO()
    console = Console(
        file=stream,
        width=_UNBOUNDED,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    for part in parts:
        least = NARROWEST
        if isinstance(part, Table) and not part.expand:  # Rich would rather cut a number than be too wide
            least = console.measure(part).minimum
        console.print(part, width=max(width, least))
    lines = stream.getvalue().split("\n")
    return "\n".join([line.rstrip() for line in lines])


def _digest(digest: Digest, t: Wording) -> Iterator[RenderableType]:
    yield Text(t.say("digest"), _HEADING)
    yield from _about(t, t.period(digest.query.since, digest.query.until), digest.read)
    if not digest.sections:
        yield Text(t.say("nothing"))
    else:
        yield _matrix(digest, t)
    for section in digest.sections:
        name = t.say("national") if section.city == NATIONAL else t.label("cities", section.city)
        yield _blank(Text.assemble((name, _HEADING), f" · {t.count('statement', section.count)}"))
        for part in (part for priority in section.priorities for part in priority.directions):
            yield _blank(Text.assemble((t.label("directions", part.direction), "bold"), (f" · {part.count}", _SOFT)))
            yield _entries(part.entries, t)
            if part.more:
                more = f"{t.say('more', statements=t.count('statement', part.more))} ({t.say('more_hint')})"
                yield Padding(Text(more, _SOFT), (0, 0, 0, 2))
    for lost in digest.unread:
        yield _blank(Text(visible(f"{t.say('unread')}: {lost.path}: {t.label('reasons', lost.reason)}")))


def _about(t: Wording, period: str, read: Read) -> Iterator[Text]:
    counts = t.say("read_line", texts=t.count("text", read.texts), statements=t.count("statement", read.statements))
    yield Text(f"{t.say('period')}: {period}. {counts}", _SOFT)
    if read.undated:
        yield Text(t.say("undated_line", texts=t.count("text", read.undated)), _SOFT)


def _matrix(digest: Digest, t: Wording) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_footer=True)
    matrix = digest.matrix
    table.add_column(Text(t.say("direction")), Text(t.say("total")), overflow="fold", ratio=1, min_width=12)
    for city, total in zip(matrix.cities, matrix.totals, strict=True):
        table.add_column(Text(t.label("cities", city)), Text(str(total)), justify="right", overflow="fold")
    table.add_column(Text(t.say("total")), Text(str(matrix.total)), justify="right", no_wrap=True)
    for row in matrix.rows:
        counts = [Text(str(count) if count else "·", "" if count else _SOFT) for count in row.counts]
        table.add_row(Text(t.label("directions", row.direction)), *counts, Text(str(row.total), "bold"))
    return table


def _comparison(comparison: Comparison, t: Wording) -> Iterator[RenderableType]:
    yield Text(t.versus(comparison.cities), _HEADING)
    yield from _about(t, t.period(comparison.query.since, comparison.query.until), comparison.read)
    if not comparison.rows:
        yield Text(t.say("nothing"))
        return
    yield _facing(comparison, t)
    for only in comparison.only:
        city = t.say("only_city", city=t.label("cities", only.city))
        names = "; ".join([t.label("directions", name) for name in only.directions])
        yield Text.assemble((f"{city}: ", "bold"), names)
    yield _blank(Text(t.say("indicators"), _HEADING))
    yield _figures(comparison, t) if comparison.figures else Text(t.say("indicators_none"))
    for lost in comparison.unread:
        yield _blank(Text(visible(f"{t.say('unread')}: {lost.path}: {t.label('reasons', lost.reason)}")))


def _names(comparison: Comparison, t: Wording) -> list[str]:
    return [t.label("cities", city) for city in comparison.cities]


def _facing(comparison: Comparison, t: Wording) -> Table:
    """Direction by direction: the count and the weightiest statement of each city."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_lines=True, expand=True, show_footer=True)
    table.add_column(Text(t.say("direction")), Text(t.say("total")), overflow="fold", width=_DIRECTION_WIDTH)
    for name, total in zip(_names(comparison, t), comparison.totals, strict=True):
        table.add_column(Text(name), Text(str(total), "bold"), overflow="fold", ratio=1)
    for row in comparison.rows:
        table.add_row(Text(t.label("directions", row.direction), "bold"), *[_cell(cell, t) for cell in row.cells])
    return table


def _cell(cell: Cell, t: Wording) -> Text:
    if cell.entry is None:
        return Text(t.say("none_here"), _SOFT)
    statement = cell.entry.statement
    count = Text(f"{cell.count} · ", "bold")
    return count + _kind(statement.kind, t) + Text("\n") + quoted_text(statement)


def _figures(comparison: Comparison, t: Wording) -> Table:
    """Indicators in common; each figure stands on one line, its year below."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_lines=True)
    table.add_column(Text(t.say("indicator")), overflow="fold")
    for name in _names(comparison, t):
        table.add_column(Text(name), no_wrap=True)
    table.add_column(Text(t.say("comparability")), overflow="fold")
    for row in comparison.figures:
        figures = [_figure(figure, t) for figure in row.figures]
        table.add_row(Text(t.label("indicators", row.indicator)), *figures, Text(t.difference(row.differs), _SOFT))
    return table


def _figure(figure: Figure | None, t: Wording) -> Text:
    if figure is None:
        return Text("–", _SOFT)
    return Text.assemble((t.quantity(figure.quantity), _NUMBER), (f"\n{t.circumstances(figure.quantity)}", _SOFT))


def _entries(entries: Iterable[Entry], t: Wording) -> Table:
    listed = Table.grid(Column(width=1), Column(overflow="fold"), padding=(0, 1), expand=True)
    for entry in entries:
        listed.add_row(Text("•", _SOFT), _entry(entry, t))
    return listed


def _entry(entry: Entry, t: Wording) -> Group:
    statement = entry.statement
    parts = [t.speaker(statement.speaker)]
    if statement.deadline:
        parts.append(f"{t.say('deadline')}: {t.deadline(statement.deadline)}")
    parts += [t.edtf(statement.document.date), f"{statement.document.path}:{statement.line}"]
    facts = Text(visible(" · ".join([part for part in parts if part])), _SOFT)
    return Group(quoted_text(statement), _kind(statement.kind, t) + Text(" · ", _SOFT) + facts)


def quoted_text(statement: Statement) -> Text:
    """The words of a statement, every character visible, its numbers and time limit marked."""
    text = Text()
    for piece in quotation(statement):
        style = " ".join([style for style, on in ((_NUMBER, piece.number), (_DEADLINE, piece.deadline)) if on])
        # the blanks that part thousands hold, so that no line ends inside a number
        words = _THOUSANDS.sub("\u00a0", piece.text) if piece.number else piece.text
        text.append(visible(words), style or None)
    return text


def _kind(kind: Kind, t: Wording) -> Text:
    return Text(t.label("kinds", kind), _KINDS[kind])


def _blank(part: RenderableType) -> Padding:
    """An empty line before a part."""
    return Padding(part, (1, 0, 0, 0))
