"""Reports on a terminal: tables as wide as the window, colour where it is wanted, the same words without.

Everything printed is a ``Text``; markup of Rich is never parsed, so that a quotation cannot style or hide anything.
"""

from __future__ import annotations

import re
from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from kzplans.model import Record
from kzplans.reports.promises import Trait
from kzplans.reports.quotation import quotation
from kzplans.reports.wording import Wording, report_language
from kzplans.text.segments import sentences_around
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from kzplans.lexicon import Lexicon
    from kzplans.model import Document, Kind, Statement
    from kzplans.reports import Report
    from kzplans.reports.accounts import CityPart
    from kzplans.reports.brief import Brief, Due
    from kzplans.reports.comparison import Cell, Comparison, Faced
    from kzplans.reports.digest import Digest, Entry
    from kzplans.reports.ledger import Contradiction, Status, TargetLine
    from kzplans.reports.observations import Observation
    from kzplans.reports.promises import Quality
    from kzplans.reports.reprints import Found
    from kzplans.reports.targets import Targets
    from kzplans.reports.versions import Difference, Versions

_IN_NUMBER = re.compile(r"(?<=\d) ")
_NO_BREAK = "\u00a0"
#: Of the private use area, which is never shown as it is.
_HELD = "\ue000"
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
#: Least columns of a table of targets.
_INDICATOR_WIDTH = 16
_STATUS_WIDTH = 10
_STATUSES = {
    "stated": "blue", "reported-done": "green", "overdue-without-report": "red", "contradicted": "yellow",
    "no-data": "dim",
}  # fmt: skip


def report_view(
    report: Report, *, lexicon: Lexicon, language: str | None = None, width: int = 80, color: bool = False
) -> str:
    """A report as text for a terminal of that width, with ANSI colours or without."""
    t = Wording.of(lexicon, language or report_language(report.read.languages, lexicon))
    views: dict[str, Callable[[Any, Wording], Iterator[RenderableType]]] = {
        "digest": _digest,
        "compare": _comparison,
        "targets": _targets,
        "brief": _brief,
    }
    return _printed(views[report.name](report, t), width, color=color)


def found_view(  # noqa: PLR0913  the last three tell how it is shown
    found: Sequence[Found],
    *,
    lexicon: Lexicon,
    language: str | None = None,
    around: int = 0,
    width: int = 80,
    color: bool = False,
) -> str:
    """Statements that were looked for: where each stands and what is known of it, then its words.

    ``around``: so many sentences before and after are shown too.
    """
    languages = Counter(one.statement.document.language for one in found)
    t = Wording.of(lexicon, language or report_language(tuple(languages.most_common()), lexicon))
    return _printed((part for one in found for part in _found(one, t, around)), width, color=color)


def text_view(document: Document, statements: Sequence[Statement], *, width: int = 80, color: bool = False) -> str:
    """A whole text; its statements begin with their ids, numbers and time limits in them are marked."""
    return _printed(_text(document, statements), width, color=color)


def _found(one: Found, t: Wording, around: int) -> Iterator[RenderableType]:
    statement = one.statement
    parts = [t.place(statement.city), ", ".join([t.label("directions", name) for name in statement.directions])]
    parts += _facts(statement, t)
    copies = f" (+{one.copies})" if one.copies else ""
    yield Text.assemble(
        (statement.id, _HEADING), copies, " ", _kind(statement.kind, t), (visible(f" · {' · '.join(parts)}"), _SOFT)
    )
    text = statement.document.text
    before, after = sentences_around(text, statement.start, statement.stop, around) if around else ([], [])
    for sentence in before:
        yield Padding(Text(visible(" ".join(sentence.split())), _SOFT), (0, 0, 0, 2))
    yield Padding(quoted_text(statement), (0, 0, 0, 2))
    for sentence in after:
        yield Padding(Text(visible(" ".join(sentence.split())), _SOFT), (0, 0, 0, 2))
    yield Text()


def _text(document: Document, statements: Sequence[Statement]) -> Iterator[RenderableType]:
    facts = (document.id, document.path, document.date, document.publisher, document.language)
    yield Text(visible(" · ".join([part for part in facts if part])), _SOFT)
    place = 0
    for statement in statements:
        yield from _lines(document.text[place : statement.start])
        yield Text.assemble((f"{statement.id} ", _HEADING), quoted_text(statement))
        place = statement.stop
    yield from _lines(document.text[place:])


def _lines(text: str) -> Iterator[Text]:
    return (Text(visible(line.strip())) for line in text.split("\n") if line.strip())


def _facts(statement: Statement, t: Wording) -> list[str]:
    """Who says it, by when it is due, the day and the place of its text."""
    parts = [t.speaker(statement.speaker)]
    if statement.deadline:
        parts.append(f"{t.say('deadline')}: {t.deadline(statement.deadline)}")
    parts += [t.edtf(statement.document.date), statement.address]
    return [part for part in parts if part]


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
        _hold(part)
        least = NARROWEST
        if isinstance(part, Table) and not part.expand:  # Rich would rather cut a number than be too wide
            least = console.measure(part).minimum
        console.print(part, width=max(width, least))
    lines = stream.getvalue().replace(_HELD, _NO_BREAK).split("\n")
    return "\n".join([line.rstrip() for line in lines])


def _hold(part: RenderableType) -> None:
    """Keep lines from ending at no-break spaces, where Rich would end them; documents cannot hold the sign used."""
    if isinstance(part, Text):
        part.plain = part.plain.replace(_NO_BREAK, _HELD)
    elif isinstance(part, Padding):
        _hold(part.renderable)
    elif isinstance(part, Group):
        for one in part.renderables:
            _hold(one)
    elif isinstance(part, Table):
        for column in part.columns:
            for cell in (column.header, column.footer, *column.cells):
                _hold(cell)


def _brief(brief: Brief, t: Wording) -> Iterator[RenderableType]:
    period = t.period(brief.period.since, brief.period.until)
    yield Text(brief.heading(t), _HEADING)
    yield Text(f"{period}. {t.say('made')}: {t.say('brief_made', day=t.day(brief.today), week=brief.week)}", _SOFT)
    counts = {"texts": t.count("text", brief.read.texts), "statements": t.count("statement", brief.count)}
    yield Text(t.say("brief_new_line", **counts), _SOFT)
    for note in brief.notes:
        yield Text(visible(f"{t.say('notes')}: {note}"))
    yield from _lines_of("brief_fresh", brief.fresh, t)
    yield from _lines_of("brief_changed", brief.changed, t)
    if brief.contradictions:
        yield _blank(Text(t.say("brief_contradictions"), _HEADING))
        yield from _contradictions(brief.contradictions, t)
    yield from _lines_of("brief_overdue", brief.overdue, t)
    if brief.overdue_before:
        yield Text(t.say("brief_overdue_before", targets=t.count("target", brief.overdue_before)), _SOFT)
    yield from _dues("brief_passed", brief.passed, t)
    yield from _dues("brief_due", brief.due, t)
    if brief.silent:
        yield _blank(Text(t.say("brief_silent"), _HEADING))
    for one in brief.silent:
        weeks = t.say("brief_silent_weeks", weeks=t.count("week", one.weeks))
        yield Text(f"{t.place(one.city)} · {t.label('directions', one.direction)}: {weeks}")
    if brief.versions:
        yield _blank(Text(t.say("versions"), _HEADING))
        yield from _versions(brief.versions, t)
    yield Text()
    yield from _statements(brief.digest, t)


def _lines_of(name: str, lines: Sequence[TargetLine], t: Wording) -> Iterator[RenderableType]:
    if lines:
        yield _blank(Text(f"{t.say(name)} · {len(lines)}", _HEADING))
    for line in lines:
        lead = f"{t.label('indicators', line.measure.indicator)}, {t.place(line.measure.city)}: "
        history = f"{t.history(line)} · " if t.history(line) else ""
        yield Padding(
            Text.assemble((lead, "bold"), visible(history)).append_text(_figure_of(line.target, t)), (0, 0, 0, 2)
        )


def _dues(name: str, dues: Sequence[Due], t: Wording) -> Iterator[RenderableType]:
    if dues:
        yield _blank(Text(f"{t.say(name)} · {len(dues)}", _HEADING))
    for one in dues:
        lead = f"{t.day(one.day)} · {t.place(one.statement.city)} · "
        yield Padding(Text.assemble((lead, "bold")).append_text(_quoted(one.statement, t)), (0, 0, 0, 2))


def _digest(digest: Digest, t: Wording) -> Iterator[RenderableType]:
    yield Text(t.say("digest"), _HEADING)
    yield from _about(t, digest)
    yield from _statements(digest, t)


def _statements(digest: Digest, t: Wording) -> Iterator[RenderableType]:
    if not digest.sections:
        yield Text(t.say("nothing"))
    else:
        yield _matrix(digest, t)
    for section in digest.sections:
        count = t.count("statement", section.count) + _repeated(section.repeated)
        yield _blank(Text.assemble((t.place(section.city), _HEADING), f" · {count}"))
        for part in (part for priority in section.priorities for part in priority.directions):
            count = f" · {part.count}{_repeated(part.repeated)}"
            yield _blank(Text.assemble((t.label("directions", part.direction), "bold"), (count, _SOFT)))
            yield _entries(part.entries, t)
            if part.more:
                more = f"{t.say('more', statements=t.count('statement', part.more))} ({t.say('more_hint')})"
                yield Padding(Text(more, _SOFT), (0, 0, 0, 2))
    if digest.quality:
        yield _blank(Text(t.say("quality"), _HEADING))
        yield _quality(digest.quality, t)
    yield from _unread(digest, t)


def _repeated(count: int) -> str:
    """How often statements stand in other texts, in brackets."""
    return f" (+{count})" if count else ""


def _about(t: Wording, report: Report) -> Iterator[Text]:
    read, period = report.read, t.period(report.query.since, report.query.until)
    counts = t.say("read_line", texts=t.count("text", read.texts), statements=t.count("statement", read.statements))
    yield Text(f"{t.say('period')}: {period}. {counts}", _SOFT)
    if read.undated:
        yield Text(t.say("undated_line", texts=t.count("text", read.undated)), _SOFT)


def _unread(report: Report, t: Wording) -> Iterator[Padding]:
    for lost in report.unread:
        yield _blank(Text(visible(f"{t.say('unread')}: {lost.path}: {t.label('reasons', lost.reason)}")))


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
    yield from _about(t, comparison)
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
    yield from _unread(comparison, t)


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
        table.add_row(Text(t.row_name(row.indicator, row.aspect)), *figures, Text(t.difference(row.differs), _SOFT))
    return table


def _figure(figure: Faced | None, t: Wording) -> Text:
    if figure is None:
        return Text("–", _SOFT)
    return Text.assemble((t.quantity(figure.quantity), _NUMBER), (f"\n{t.circumstances(figure.quantity)}", _SOFT))


def _targets(targets: Targets, t: Wording) -> Iterator[RenderableType]:
    yield Text(t.say("targets"), _HEADING)
    yield from _about(t, targets)
    filters = t.filters(targets.query, targets.selection)
    if filters:
        yield Text(f"{t.say('filters')}: {filters}", _SOFT)
    if targets.lines:
        yield _statuses(targets, t)
    else:
        yield Text(t.say("targets_none"))
    for section in targets.sections:
        name = Text.assemble((t.place(section.city), _HEADING), f" · {t.count('target', section.count)}")
        yield _blank(name)
        yield _accounts(section, t)
        lines = [account.line for part in section.parts for account in part.accounts]
        yield from _notes(lines, t, components=targets.selection.components)
    if targets.has_pace:
        yield _blank(Text(t.pace_method(), _SOFT))
    yield from _disagreements(targets, t)
    yield _blank(Text(t.say("quality"), _HEADING))
    yield _quality(targets.quality, t) if targets.quality else Text(t.say("quality_none"))
    if targets.selection.vague:
        yield from _vague(targets, t)
    for path, count in targets.tables:
        yield _blank(Text(visible(f"{t.say('tables')}: {path} · {t.count('figure', count)}")))
    yield from _unread(targets, t)


def _statuses(targets: Targets, t: Wording) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_footer=True)
    table.add_column(Text(t.say("ledger_status")), Text(t.say("total")), overflow="fold")
    for section in targets.sections:
        table.add_column(Text(t.label("cities", section.city)), Text(str(section.count)), justify="right")
    table.add_column(Text(t.say("total")), Text(str(len(targets.lines))), justify="right", no_wrap=True)
    for status, total in targets.statuses:
        counts = [section.number(status) for section in targets.sections]
        numbers = [Text(str(count) if count else "·", "" if count else _SOFT) for count in counts]
        table.add_row(_status(status, t), *numbers, Text(str(total), "bold"))
    return table


def _status(status: Status, t: Wording) -> Text:
    return Text(t.status(status), _STATUSES[status])


def _accounts(section: CityPart, t: Wording) -> Table:
    """One row a target; no figure is broken, its time and its source stand below it."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    names = [t.label("indicators", part.indicator) for part in section.parts]
    widest = max([_INDICATOR_WIDTH, *[len(word) for name in names for word in name.split()]])  # no word is broken
    table.add_column(Text(t.say("indicator")), overflow="fold", min_width=widest)
    table.add_column(Text(t.say("target")), no_wrap=True)
    table.add_column(Text(t.say("latest")), no_wrap=True)
    table.add_column(Text(t.say("share_short")), justify="right", no_wrap=True)
    table.add_column(Text(t.say("ledger_status")), overflow="fold", min_width=_STATUS_WIDTH)
    for part in section.parts:
        for account in part.accounts:
            line = account.line
            table.add_row(
                Text(t.label("indicators", part.indicator)),
                _value(line.target, t.held(line.target), t),
                _latest(line, t),
                Text("–", _SOFT) if line.share is None else Text(t.share(line.share), "bold"),
                _status(line.status, t),
            )
    return table


def _value(one: Observation, note: str, t: Wording) -> Text:
    told = f" ({t.told(one)})" if t.told(one) else ""
    return Text.assemble((t.observation(one), _NUMBER), told, (f"\n{note}", _SOFT))


def _latest(line: TargetLine, t: Wording) -> Text:
    one = line.actual
    if one is None:
        return Text(t.say("no_data"), _SOFT)
    return _value(one, f"{t.held(one)}, {t.say('official' if one.is_official else 'in_text')}", t)


def _notes(lines: Iterable[TargetLine], t: Wording, *, components: bool) -> Iterator[RenderableType]:
    """What does not stand in the table: how targets changed, what each year needs, what cannot be compared."""
    for line in lines:
        parts = [f"{t.say(name)}: {text}" for name, text in t.particulars(line) if name != "ledger_told"]
        if line.needed is not None:
            parts.append(f"{t.say('ledger_needed')}: {t.needed(line)}")
        name = f"{t.label('indicators', line.measure.indicator)}, {t.dated(line.target)}. "
        yield Padding(Text.assemble((name, "bold"), visible(". ".join(parts).replace("..", "."))), (0, 0, 0, 2))
        if components:
            yield from _components(line, t)


def _components(line: TargetLine, t: Wording) -> Iterator[RenderableType]:
    """The figures that the status is made of, each with its words, and how shares were worked out."""
    parts = [("wordings", line.stated), ("baseline", (line.baseline,) if line.baseline else ())]
    parts += [("actuals", line.actuals), *[("contradictions", one.observations) for one in line.contradictions]]
    for name, observations in parts:
        if name == "actuals" and not observations:
            yield Padding(Text.assemble((f"{t.say(name)}: ", "bold"), t.say("no_data")), (0, 0, 0, 4))
        elif observations:
            yield Padding(Text(t.say(name), "bold"), (0, 0, 0, 4))
            yield from (Padding(_figure_of(one, t), (0, 0, 0, 6)) for one in observations)
    for name, text in t.workings(line):
        yield Padding(Text.assemble((f"{t.say(name)}: ", "bold"), text), (0, 0, 0, 4))


def _figure_of(one: Observation, t: Wording) -> Text:
    given = one.given_by
    text = Text.assemble((t.observation(one), _NUMBER), f" · {t.held(one)}")
    if t.told(one):
        text.append(f" ({t.told(one)})")
    if isinstance(given, Record):
        return text.append(visible(f" · {t.reported_by(one)} · {given.path}:{given.line}"), _SOFT)
    return text.append(" · ").append_text(_quoted(given, t))


def _quoted(statement: Statement, t: Wording) -> Text:
    """The words of a statement with whose they are and where they stand."""
    facts = (t.speaker(statement.speaker), t.edtf(statement.document.date), statement.address)
    return quoted_text(statement).append(visible(f" · {' · '.join([part for part in facts if part])}"), _SOFT)


def _disagreements(targets: Targets, t: Wording) -> Iterator[RenderableType]:
    """Figures that contradict each other, and numbers that two versions of a text tell differently."""
    yield _blank(Text(t.say("contradictions"), _HEADING))
    yield Text(t.say("contradictions_note" if targets.contradictions else "contradictions_none"), _SOFT)
    yield from _contradictions(targets.contradictions, t)
    yield _blank(Text(t.say("versions"), _HEADING))
    yield Text(t.say("versions_note" if targets.versions else "versions_none"), _SOFT)
    yield from _versions(targets.versions, t)


def _contradictions(contradictions: Iterable[Contradiction], t: Wording) -> Iterator[RenderableType]:
    for one in contradictions:
        name = f"{t.label('indicators', one.measure.indicator)}, {t.place(one.measure.city)}"
        yield _blank(Text(f"{name} · {t.say(f'ledger_part_{one.part}')} · {t.span(one.period)}", "bold"))
        yield from (Padding(_figure_of(observation, t), (0, 0, 0, 2)) for observation in one.observations)


def _versions(versions: Iterable[Versions], t: Wording) -> Iterator[RenderableType]:
    for pair in versions:
        languages = " · ".join([t.label("languages", text.language) for text in (pair.one, pair.other)])
        yield _blank(Text(visible(f"{pair.one.title or pair.one.path} · {languages}"), "bold"))
        if not pair.differences and not pair.only:
            yield Padding(Text(t.say("versions_same")), (0, 0, 0, 2))
        for difference in pair.differences:
            yield _difference(difference, t)
        if pair.only:
            yield Padding(Text(t.say("versions_only"), "bold"), (0, 0, 0, 2))
        for statement in pair.only:
            lead = f"{t.label('languages', statement.document.language)}: "
            yield Padding(Text(lead).append_text(_quoted(statement, t)), (0, 0, 0, 4))


def _difference(difference: Difference, t: Wording) -> Table:
    """The two texts side by side."""
    table = Table.grid(Column(overflow="fold", ratio=1), Column(overflow="fold", ratio=1), padding=(0, 2), expand=True)
    cells = [
        Text.assemble((t.quantity(told.quantity), _NUMBER), "\n").append_text(_quoted(told.statement, t))
        for told in difference
    ]
    table.add_row(*cells)
    return table


def _quality(rows: Iterable[Quality], t: Wording) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(Text(t.say("city")), overflow="fold")
    table.add_column(Text(t.say("promises_short")), justify="right", overflow="fold")
    for trait in Trait:
        table.add_column(Text(t.say(f"ledger_trait_{trait}")), justify="right", overflow="fold")
    table.add_column(Text(t.say("ledger_whole")), justify="right", overflow="fold")
    for quality in rows:
        numbers = (quality.promises, *quality.traits, quality.whole)
        table.add_row(Text(t.place(quality.city)), *[Text(str(number)) for number in numbers])
    return table


def _vague(targets: Targets, t: Wording) -> Iterator[RenderableType]:
    yield _blank(Text(t.say("ledger_sheet_vague"), _HEADING))
    if not targets.vague:
        yield Text(t.say("vague_none"))
    city = ""
    for promise in targets.vague:
        if promise.statement.city != city:
            city = promise.statement.city
            yield _blank(Text(t.place(city), "bold"))
        lacking = Text.assemble(f"{t.say('ledger_lacks')}: ", (t.lacking(promise), "bold"), " · ")
        yield Padding(lacking.append_text(_quoted(promise.statement, t)), (0, 0, 0, 2))


def _entries(entries: Iterable[Entry], t: Wording) -> Table:
    listed = Table.grid(Column(width=1), Column(overflow="fold"), padding=(0, 1), expand=True)
    for entry in entries:
        listed.add_row(Text("•", _SOFT), _entry(entry, t))
    return listed


def _entry(entry: Entry, t: Wording) -> Group:
    statement = entry.statement
    facts = Text(visible(" · ".join(_facts(statement, t))), _SOFT)
    told: list[RenderableType] = [quoted_text(statement), _kind(statement.kind, t) + Text(" · ", _SOFT) + facts]
    told += [_quoted(one, t) for one in entry.wordings]
    if entry.copies:
        places = "; ".join([f"{t.edtf(one.document.date)} · {one.address}" for one in entry.copies])
        told.append(Text(visible(f"{t.say('copies')}: {places}"), _SOFT))
    return Group(*told)


def quoted_text(statement: Statement) -> Text:
    """The words of a statement, every character visible, its numbers and time limit marked."""
    text = Text()
    for piece in quotation(statement):
        style = " ".join([style for style, on in ((_NUMBER, piece.number), (_DEADLINE, piece.deadline)) if on])
        # blanks after digits hold, so that no line ends inside a number
        words = _IN_NUMBER.sub("\u00a0", piece.text) if piece.number else piece.text
        text.append(visible(words), style or None)
    return text


def _kind(kind: Kind, t: Wording) -> Text:
    return Text(t.label("kinds", kind), _KINDS[kind])


def _blank(part: RenderableType) -> Padding:
    """An empty line before a part."""
    return Padding(part, (1, 0, 0, 0))
