"""A report as a document of Word: what stands in it, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.shared import Pt, RGBColor

from kzplans.model import NATIONAL, Record
from kzplans.render.escape import safe_url
from kzplans.render.paper import FACTS, INK, NOTE, Paper, add_soft, embolden, shade, soften
from kzplans.reports.brief import Brief
from kzplans.reports.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzplans.reports.comparison import Comparison, Faced
    from kzplans.reports.digest import Entry
    from kzplans.reports.ledger import TargetLine
    from kzplans.reports.wording import Wording

#: How dark a cell of the matrix is, from few statements to many, and the words in it.
_HEAT = (("E6F2F4", INK), ("C3E0E6", INK), ("8FC6D1", INK), ("2F7F92", "FFFFFF"), ("0B5567", "FFFFFF"))


def report_docx(report: Digest | Comparison | Brief, title: str, t: Wording, generator: str) -> bytes:
    """A digest, a comparison or a brief as a document of Word.

    Args:
        report: what is told.
        title: its heading.
        t: labels and numbers in words.
        generator: the program that the document says it was made by.
    """
    paper = Paper(t)
    period = t.period(report.query.since, report.query.until)
    paper.describe(title, generator, report)
    paper.run_head(f"{title} · {period}")
    paper.front(title, report)
    if isinstance(report, Brief):
        _brief(paper, report)
    elif isinstance(report, Digest):
        _digest(paper, report)
    else:
        _comparison(paper, report)
    _ends(paper, report, generator)
    return paper.packed()


def _brief(paper: Paper, brief: Brief) -> None:
    t = paper.t
    for note in brief.notes:
        paper.text(note, lead=f"{t.say('notes')}: ")
    _lines(paper, "brief_fresh", brief.fresh)
    _lines(paper, "brief_changed", brief.changed)
    if brief.contradictions:
        paper.heading(t.say("brief_contradictions"), 1)
        paper.text(t.say("contradictions_note"), NOTE)
    for one in brief.contradictions:
        name = f"{t.label('indicators', one.measure.indicator)}, {t.place(one.measure.city)}"
        told = "; ".join([f"{t.dated(each)} ({t.reported_by(each)})" for each in one.observations])
        paper.text(told, lead=f"{name}: ")
    _lines(paper, "brief_overdue", brief.overdue)
    if brief.overdue_before:
        paper.text(t.say("brief_overdue_before", targets=t.count("target", brief.overdue_before)), NOTE)
    for name, dues in (("brief_passed", brief.passed), ("brief_due", brief.due)):
        if dues:
            paper.heading(t.say(name), 1)
        for due in dues:
            paper.text(t.place(due.statement.city), lead=f"{t.day(due.day)} · ")
            paper.statement(due.statement)
    if brief.silent:
        paper.heading(t.say("brief_silent"), 1)
    for cell in brief.silent:
        weeks = t.say("brief_silent_weeks", weeks=t.count("week", cell.weeks))
        paper.text(f"{t.place(cell.city)} · {t.label('directions', cell.direction)}: {weeks}")
    _digest(paper, brief.digest)


def _lines(paper: Paper, name: str, lines: Sequence[TargetLine]) -> None:
    """Targets with what they were before, each with its words."""
    t = paper.t
    if lines:
        paper.heading(t.say(name), 1)
    for line in lines:
        lead = f"{t.label('indicators', line.measure.indicator)}, {t.place(line.measure.city)}: "
        paper.text(t.history(line) or t.dated(line.target), lead=lead)
        if not isinstance(line.target.given_by, Record):
            paper.statement(line.target.given_by)


def _digest(paper: Paper, digest: Digest) -> None:
    t = paper.t
    if not digest.sections:
        paper.text(t.say("nothing"))
        return
    paper.heading(t.say("matrix"), 1)
    _matrix(paper, digest)
    if digest.targets:
        paper.heading(t.say("targets"), 1)
        _targets(paper, digest)
    for section in digest.sections:
        name = t.say("national") if section.city == NATIONAL else t.label("cities", section.city)
        paper.heading(name, 1)
        kinds = [f"{t.label('kinds', kind)} {count}" for kind, count in section.kinds if count]
        paper.text(" · ".join([t.count("statement", section.count), *kinds]), NOTE)
        for priority in section.priorities:
            paper.heading(t.label("priorities", priority.priority), 2)
            for part in priority.directions:
                repeated = f" (+{part.repeated})" if part.repeated else ""
                paper.heading(f"{t.label('directions', part.direction)}{repeated}", 3)
                for entry in part.entries:
                    _entry(paper, entry)
                if part.more:
                    more = t.say("more", statements=t.count("statement", part.more))
                    paper.text(f"{more} ({t.say('more_hint')})", NOTE)


def _entry(paper: Paper, entry: Entry) -> None:
    """A statement, its wording in another language, and where it is repeated."""
    t = paper.t
    paper.statement(entry.statement)
    for wording in entry.wordings:
        paper.statement(wording)
    if entry.copies:
        places = [f"{t.edtf(one.document.date)} · {one.address}" for one in entry.copies]
        paper.text("; ".join(places), FACTS, lead=f"{t.say('copies')}: ")


def _matrix(paper: Paper, digest: Digest) -> None:
    t, matrix = paper.t, digest.matrix
    names = [t.label("cities", city) for city in matrix.cities]
    table = paper.table([t.say("direction"), *names, t.say("total")], (3.2, 1), t.say("matrix"), centred=True)
    priority = None
    for row in matrix.rows:
        if row.priority != priority:
            priority = row.priority
            paper.group(table, t.label("priorities", priority))
        cells = paper.row(table, [t.label("directions", row.direction), *map(_count, row.counts), str(row.total)])
        for cell, count in zip(cells[1:-1], row.counts, strict=True):
            if count:
                fill, ink = _HEAT[max(1, -(-len(_HEAT) * count // matrix.highest)) - 1]
                shade(cell, fill)
                cell.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(ink)
        embolden(cells[-1:])
    embolden(paper.row(table, [t.say("total"), *map(str, matrix.totals), str(matrix.total)]))
    paper.text(t.say("matrix_note"), NOTE)


def _targets(paper: Paper, digest: Digest) -> None:
    t = paper.t
    names = [t.say(name) for name in ("city", "year", "target", "baseline", "reported")]
    table = paper.table(names, (1.6, 0.8, 2.4, 1.6, 2.4), t.say("targets"))
    indicator = None
    for row in digest.targets:
        if row.indicator != indicator:
            indicator = row.indicator
            paper.group(table, t.label("indicators", indicator))
        known = [
            t.quantity(figure.quantity) if figure else t.say("not_given") for figure in (row.baseline, row.reported)
        ]
        told = [t.label("cities", row.city), str(row.year or ""), t.quantity(row.target.quantity), *known]
        cells = paper.row(table, told)
        embolden(cells[2:3])
        for cell, figure in zip(cells[3:], (row.baseline, row.reported), strict=True):
            if figure is None:
                soften(cell)
        if row.reported:
            add_soft(cells[4], t.circumstances(row.reported.quantity))
    paper.text(t.say("targets_note"), NOTE)


def _comparison(paper: Paper, comparison: Comparison) -> None:
    t = paper.t
    if not comparison.rows:
        paper.text(t.say("nothing"))
        return
    names = [t.label("cities", city) for city in comparison.cities]
    paper.heading(t.say("matrix"), 1)
    table = paper.table([t.say("direction"), *names], (2.4, 1), t.say("matrix"), centred=True)
    for row in comparison.rows:
        paper.row(table, [t.label("directions", row.direction), *[_count(cell.count) for cell in row.cells]])
    embolden(paper.row(table, [t.say("total"), *map(str, comparison.totals)]))
    paper.text(t.say("matrix_note"), NOTE)
    paper.heading(t.say("only_here"), 1)
    for only in comparison.only:
        city = t.say("only_city", city=t.label("cities", only.city))
        paper.text("; ".join([t.label("directions", name) for name in only.directions]), lead=f"{city}: ")
    if not comparison.only:
        paper.text(t.say("only_none"))
    paper.heading(t.say("indicators"), 1)
    if comparison.figures:
        _indicators(paper, comparison)
    else:
        paper.text(t.say("indicators_none"))
    paper.heading(t.say("weightiest"), 1)
    for row in comparison.rows:
        paper.heading(t.label("directions", row.direction), 2)
        heads = [f"{name} · {cell.count}" for name, cell in zip(names, row.cells, strict=True)]
        facing = paper.table(heads, (1,), t.label("directions", row.direction))
        for place, cell in zip(paper.row(facing, [""] * len(heads)), row.cells, strict=True):
            if cell.entry:
                paper.statement(cell.entry.statement, place)
            else:
                place.paragraphs[0].add_run(t.say("none_here"))
                soften(place)


def _indicators(paper: Paper, comparison: Comparison) -> None:
    t = paper.t
    names = [t.label("cities", city) for city in comparison.cities]
    table = paper.table([t.say("indicator"), *names, t.say("comparability")], (1,), t.say("indicators"))
    for row in comparison.figures:
        told = [_figure(figure, t) for figure in row.figures]
        cells = paper.row(table, [t.row_name(row.indicator, row.aspect), *told, t.difference(row.differs)])
        for cell, figure in zip(cells[1:-1], row.figures, strict=True):
            if figure:
                embolden([cell])
                add_soft(cell, t.circumstances(figure.quantity))
        soften(cells[-1])
    paper.text(t.say("indicators_note"), NOTE)


def _figure(figure: Faced | None, t: Wording) -> str:
    return t.quantity(figure.quantity) if figure else "–"


def _ends(paper: Paper, report: Digest | Comparison | Brief, generator: str) -> None:
    """Sources, what could not be read, and how it was made."""
    t = paper.t
    paper.heading(t.say("sources"), 1)
    for source in report.sources:
        document = source.document
        paper.source(document.title or t.say("untitled"), safe_url(document.url), document.language)
        facts = [t.edtf(document.date), document.publisher or t.say("unknown"), document.path]
        paper.text(" · ".join([*facts, t.count("statement", source.statements)]), FACTS)
    if not report.sources:
        paper.text(t.say("nothing"))
    paper.heading(t.say("unread"), 1)
    for lost in report.unread:
        reason = t.label("reasons", lost.reason)
        paper.text(" · ".join([part for part in (lost.path, reason, lost.detail) if part]))
    if not report.unread:
        paper.text(t.say("unread_none"))
    made = t.say("made_by", generator=generator)
    paper.text(f"{t.say('weight_note')} {t.say('quotation_note')} {made}", NOTE).paragraph_format.space_before = Pt(18)


def _count(number: int) -> str:
    return str(number) if number else ""
