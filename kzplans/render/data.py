"""Statements and reports as data: NDJSON, JSON, CSV, TSV. The contract is additive: keys are added, never changed."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from kzplans import __version__
from kzplans.model import Record
from kzplans.render.escape import table_text
from kzplans.reports.brief import Brief
from kzplans.reports.progress import METHOD
from kzplans.reports.promises import Trait
from kzplans.reports.wording import plain, rounded
from kzplans.text.visible import replace_unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from fractions import Fraction

    from kzplans.model import Deadline, Document, Place, Quantity, Responsible, Statement, Unread
    from kzplans.reports import Report
    from kzplans.reports.brief import Due
    from kzplans.reports.comparison import Cell, Comparison, Faced, FigureRow
    from kzplans.reports.digest import Digest, Entry, Read, Section, Source
    from kzplans.reports.ledger import Contradiction, TargetLine
    from kzplans.reports.observations import Measure, Observation
    from kzplans.reports.overview import Figure, TargetRow
    from kzplans.reports.progress import Point, Progress
    from kzplans.reports.promises import Promise, Quality
    from kzplans.reports.query import Query
    from kzplans.reports.targets import Selection, Targets
    from kzplans.reports.versions import Versions

GENERATOR = f"kzplans {__version__}"
COLUMNS = (
    "id", "city", "directions", "kind", "speaker_name", "speaker_role", "quoted", "date", "title", "path", "line",
    "text", "quantities", "deadline", "deadline_date",
    "because_city", "because_directions", "because_kind", "because_speaker",
)  # fmt: skip
BYTE_ORDER_MARK = "\ufeff"
#: Made once: ``json.dumps`` with settings makes an encoder a call.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_dumped = _ENCODER.encode
_quoted = json.encoder.encode_basestring
_PLANE = 0xFFFF
_ASTRAL = 0x10000

Data = dict[str, Any]


# --- JSON -------------------------------------------------------------------------------------------------------------


def statement_json(statement: Statement) -> Data:
    """A statement as plain data, in the order of the published contract."""
    return {"id": statement.id, "document": document_json(statement.document), **_own_parts(statement)}


def document_json(document: Document) -> Data:
    """A document without its text."""
    return {
        "id": document.id,
        "path": document.path,
        "url": document.url,
        "title": document.title,
        "date": document.date,
        "language": document.language,
        "publisher": document.publisher,
        "sha256": document.sha256,
    }


def statement_lines(statements: Iterable[Statement]) -> Iterator[str]:
    """One line of JSON a statement; the part that all statements of a document share is made once."""
    document, shared = None, ""
    for statement in statements:
        if statement.document is not document:
            document = statement.document
            shared = _dumps(document_json(document))
        yield f'{{"id":"{statement.id}","document":{shared},{_visible_json(_own_line(statement))}}}\n'


@dataclass(frozen=True, slots=True)
class Run:
    """What an envelope says of the run: its day, the sources as the user named them, warnings, what was not read."""

    today: date
    inputs: Sequence[str] = ()
    warnings: Sequence[str] = ()
    unread: Sequence[Unread] = ()


def statements_json(statements: Iterable[Statement], run: Run) -> str:
    """All statements in one envelope."""
    return _envelope("extract", [statement_json(statement) for statement in statements], run)


def report_json(report: Report, inputs: Sequence[str] = ()) -> str:
    """A report in its envelope."""
    makers: dict[str, Callable[[Any], Data]] = {
        "digest": _digest_json,
        "compare": _comparison_json,
        "targets": _targets_json,
        "brief": _brief_json,
    }
    warnings = report.notes if isinstance(report, Brief) else ()
    run = Run(report.today, inputs, warnings, report.unread)
    return _envelope(report.name, makers[report.name](report), run)


def _digest_json(digest: Digest) -> Data:
    return {
        "query": _query_json(digest.query),
        "top": digest.top,
        "read": _read_json(digest.read),
        "matrix": {
            "cities": list(digest.matrix.cities),
            "rows": [
                {"direction": row.direction, "counts": list(row.counts), "total": row.total}
                for row in digest.matrix.rows
            ],
            "totals": list(digest.matrix.totals),
            "total": digest.matrix.total,
        },
        "sections": [_section_json(section) for section in digest.sections],
        "targets": [_target_json(row) for row in digest.targets],
        "timeline": {
            "years": list(digest.timeline.years),
            "cities": {lane.city: list(lane.counts) for lane in digest.timeline.lanes},
        },
        "quality": [_quality_json(quality) for quality in digest.quality],
        "sources": [_source_json(source) for source in digest.sources],
    }


def _brief_json(brief: Brief) -> Data:
    return {
        "period": {
            "name": brief.period.name,
            "since": brief.period.since.isoformat(),
            "until": brief.period.until.isoformat(),
        },
        "digest": _digest_json(brief.digest),
        "new_targets": [_line_json(line) for line in brief.fresh],
        "changed_targets": [_line_json(line) for line in brief.changed],
        "contradictions": [_contradiction_json(one) for one in brief.contradictions],
        "overdue": [_line_json(line) for line in brief.overdue],
        "overdue_before": brief.overdue_before,
        "passed": [_due_json(one) for one in brief.passed],
        "due": [_due_json(one) for one in brief.due],
        "silent": [
            {"city": one.city, "direction": one.direction, "weeks": one.weeks} for one in brief.silent
        ],
        "versions": [_versions_json(pair) for pair in brief.versions],
    }  # fmt: skip


def _due_json(due: Due) -> Data:
    return {"day": due.day.isoformat(), "statement": _whole_statement_json(due.statement)}


def _comparison_json(comparison: Comparison) -> Data:
    return {
        "cities": list(comparison.cities),
        "query": _query_json(comparison.query),
        "read": _read_json(comparison.read),
        "rows": [
            {"direction": row.direction, "only": row.only, "cells": [_cell_json(cell) for cell in row.cells]}
            for row in comparison.rows
        ],
        "totals": list(comparison.totals),
        "only": [{"city": only.city, "directions": list(only.directions)} for only in comparison.only],
        "indicators": [_figure_row_json(row, comparison.cities) for row in comparison.figures],
        "sources": [_source_json(source) for source in comparison.sources],
    }


def _targets_json(targets: Targets) -> Data:
    return {
        "query": _query_json(targets.query),
        "selection": _selection_json(targets.selection),
        "read": _read_json(targets.read),
        "statuses": dict(targets.statuses),
        "lines": [_line_json(line) for line in targets.lines],
        "contradictions": [_contradiction_json(one) for one in targets.contradictions],
        "versions": [_versions_json(pair) for pair in targets.versions],
        "quality": [_quality_json(quality) for quality in targets.quality],
        "vague": [_promise_json(promise) for promise in targets.vague],
        "sources": [_source_json(source) for source in targets.sources],
        "tables": [{"path": path, "figures": count} for path, count in targets.tables],
    }


def _envelope(name: str, data: object, run: Run) -> str:
    content = {
        "schema": f"kzplans/{name}@1",
        "generator": GENERATOR,
        "today": run.today.isoformat(),
        "inputs": list(run.inputs),
        "warnings": list(run.warnings),
        "unread": [{"path": lost.path, "reason": lost.reason, "detail": lost.detail} for lost in run.unread],
        "data": data,
    }
    return _visible_json(json.dumps(content, ensure_ascii=False, indent=1)) + "\n"


def _own_parts(statement: Statement) -> Data:
    """What a statement has beside its id and its document."""
    because, speaker = statement.because, statement.speaker
    return {
        "start": statement.start,
        "stop": statement.stop,
        "line": statement.line,
        "text": statement.text,
        "language": statement.language,
        "city": statement.city,
        "directions": statement.directions,
        "kind": statement.kind,
        "speaker": {"name": speaker.name, "role": speaker.role} if speaker else None,
        "quoted": statement.quoted,
        "quantities": [_quantity_json(quantity) for quantity in statement.quantities],
        "deadline": _deadline_json(statement.deadline) if statement.deadline else None,
        "responsible": _responsible_json(statement.responsible) if statement.responsible else None,
        "place": _place_json(statement.place) if statement.place else None,
        "because": {
            "city": because.city,
            "directions": because.directions,
            "kind": because.kind,
            "speaker": because.speaker,
            "deadline": because.deadline,
        },
    }


def _own_line(statement: Statement) -> str:
    """``_own_parts`` as JSON without its braces: written out, because a mapping for each statement costs more."""
    because, speaker, deadline = statement.because, statement.speaker, statement.deadline
    directions = '","'.join(statement.directions)
    named = _dumped({"name": speaker.name, "role": speaker.role}) if speaker else "null"
    figures = _dumped([_quantity_json(one) for one in statement.quantities]) if statement.quantities else "[]"
    due = _dumped(_deadline_json(deadline)) if deadline else "null"
    place = _dumped(_place_json(statement.place)) if statement.place else "null"
    doer = _dumped(_responsible_json(statement.responsible)) if statement.responsible else "null"
    return (
        f'"start":{statement.start},"stop":{statement.stop},"line":{statement.line},"text":{_quoted(statement.text)},'
        f'"language":"{statement.language}","city":"{statement.city}","directions":["{directions}"],'
        f'"kind":"{statement.kind}","speaker":{named},"quoted":{"true" if statement.quoted else "false"},'
        f'"quantities":{figures},"deadline":{due},"responsible":{doer},"place":{place},"because":{{"city":{_quoted(because.city)},'
        f'"directions":{_quoted(because.directions)},"kind":{_quoted(because.kind)},'
        f'"speaker":{_quoted(because.speaker)},"deadline":{_quoted(because.deadline)}}}'
    )


def _quantity_json(quantity: Quantity) -> Data:
    return {
        "text": quantity.text,
        "start": quantity.start,
        "stop": quantity.stop,
        "value": plain(quantity.value),
        "unit": quantity.unit,
        "modifier": quantity.modifier,
        "change": quantity.change,
        "role": quantity.role,
        "year": quantity.year,
        "indicator": quantity.indicator,
        "per": quantity.per,
        "period": quantity.period,
        "city": quantity.city,
        "mood": quantity.mood,
        "cell": quantity.cell,
    }


def _place_json(place: Place) -> Data:
    return {"page": place.page, "table": place.table, "row": place.row}


def _deadline_json(deadline: Deadline) -> Data:
    return {
        "text": deadline.text,
        "start": deadline.start,
        "stop": deadline.stop,
        "year": deadline.year,
        "date": deadline.date,
        "inherited": deadline.inherited,
    }


def _responsible_json(responsible: Responsible) -> Data:
    return {
        "text": responsible.text,
        "start": responsible.start,
        "stop": responsible.stop,
        "inherited": responsible.inherited,
    }


def _query_json(query: Query) -> Data:
    return {
        "cities": list(query.cities),
        "directions": list(query.directions),
        "kinds": list(query.kinds),
        "since": query.since.isoformat() if query.since else None,
        "until": query.until.isoformat() if query.until else None,
        "languages": list(query.languages),
    }


def _read_json(read: Read) -> Data:
    return {
        "texts": read.texts,
        "statements": read.statements,
        "languages": dict(read.languages),
        "undated": read.undated,
    }


def _section_json(section: Section) -> Data:
    return {
        "city": section.city,
        "count": section.count,
        "kinds": dict(section.kinds),
        "highlights": [_figure_json(figure) for figure in section.highlights],
        "priorities": [
            {
                "priority": priority.priority,
                "count": priority.count,
                "directions": [
                    {
                        "direction": part.direction,
                        "count": part.count,
                        "more": part.more,
                        "repeated": part.repeated,
                        "statements": [_entry_json(entry) for entry in part.entries],
                    }
                    for part in priority.directions
                ],
            }
            for priority in section.priorities
        ],
    }


def _entry_json(entry: Entry) -> Data:
    return {
        **statement_json(entry.statement),
        "weight": entry.weight.points,
        "copies": [statement_json(one) for one in entry.copies],
        "wordings": [statement_json(one) for one in entry.wordings],
    }


def _cell_json(cell: Cell) -> Data:
    return {"city": cell.city, "count": cell.count, "weightiest": _entry_json(cell.entry) if cell.entry else None}


def _figure_row_json(row: FigureRow, cities: Sequence[str]) -> Data:
    return {
        "indicator": row.indicator,
        "comparable": row.comparable,
        "differs": list(row.differs),
        "aspect": row.aspect,
        "figures": {
            city: _faced_json(figure) if figure else None for city, figure in zip(cities, row.figures, strict=True)
        },
    }


def _target_json(row: TargetRow) -> Data:
    return {
        "city": row.city,
        "indicator": row.indicator,
        "year": row.year,
        "baseline": _figure_json(row.baseline) if row.baseline else None,
        "reported": _figure_json(row.reported) if row.reported else None,
        "target": _figure_json(row.target),
        "scale": plain(row.scale),
        "peers": row.peers,
    }


def _figure_json(figure: Figure) -> Data:
    """A number, the id of its statement, and the statement itself, which need not be shown elsewhere."""
    statement = figure.statement
    return {**_quantity_json(figure.quantity), "statement": statement.id, "given_by": statement_json(statement)}


def _selection_json(selection: Selection) -> Data:
    return {
        "indicators": list(selection.indicators),
        "statuses": list(selection.statuses),
        "years": list(selection.years),
        "components": selection.components,
        "vague": selection.vague,
    }


def _line_json(line: TargetLine) -> Data:
    return {
        **_measure_json(line.measure),
        "status": line.status,
        "stated": [_observation_json(one) for one in line.stated],
        "repeated": line.repeated,
        "baseline": _observation_json(line.baseline) if line.baseline else None,
        "actuals": [_observation_json(one) for one in line.actuals],
        "asides": [_observation_json(one) for one in line.asides],
        "contradictions": [_contradiction_json(one) for one in line.contradictions],
        "share": _fraction_json(line.share),
        "needed_per_year": _fraction_json(line.needed),
        "progress": _progress_json(line.progress) if line.progress else None,
    }


def _measure_json(measure: Measure) -> Data:
    return {
        "city": measure.city,
        "indicator": measure.indicator,
        "unit": measure.unit,
        "per": measure.per or None,
        "span": measure.span,
    }


def _observation_json(one: Observation) -> Data:
    """A figure in the unit of its measure and as it was told, with the record or the statement that gives it."""
    given, (value, unit) = one.given_by, one.told
    return {
        **_measure_json(one.measure),
        "part": one.part,
        "value": plain(one.value),
        "upper": plain(one.upper) if one.upper is not None else None,
        "modifier": one.modifier,
        "told": {"value": plain(value), "unit": unit},
        "period": one.period or None,
        "year": one.year,
        "said": one.said or None,
        "official": _record_json(given) if isinstance(given, Record) else None,
        "quantity": _quantity_json(one.quantity) if one.quantity else None,
        "given_by": None if isinstance(given, Record) else _whole_statement_json(given),
    }


def _record_json(record: Record) -> Data:
    return {
        "path": record.path,
        "line": record.line,
        "city": record.city,
        "indicator": record.indicator,
        "value": plain(record.value),
        "unit": record.unit,
        "period": record.period,
        "per": record.per,
        "source": record.source,
        "baseline": record.is_baseline,
    }


def _contradiction_json(one: Contradiction) -> Data:
    return {
        **_measure_json(one.measure),
        "part": one.part,
        "period": one.period or None,
        "observations": [_observation_json(each) for each in one.observations],
    }


def _fraction_json(value: Fraction | None) -> Data | None:
    return None if value is None else {"exact": str(value), "decimal": plain(rounded(value))}


def _progress_json(progress: Progress) -> Data:
    return {
        "method": METHOD,
        "pace": progress.pace,
        "ratio": plain(progress.ratio) if progress.ratio is not None else None,
        "base": _point_json(progress.base),
        "latest": _point_json(progress.latest),
        "target": _point_json(progress.target),
    }


def _point_json(point: Point) -> Data:
    return {"value": plain(point.value), "year": point.year}


def _versions_json(pair: Versions) -> Data:
    return {
        "one": document_json(pair.one),
        "other": document_json(pair.other),
        "differences": [
            {"one": _whole_figure_json(found.one), "other": _whole_figure_json(found.other)}
            for found in pair.differences
        ],
        "only": [_whole_statement_json(statement) for statement in pair.only],
    }


def _quality_json(quality: Quality) -> Data:
    traits = {trait.value: count for trait, count in zip(Trait, quality.traits, strict=True)}
    return {"city": quality.city, "promises": quality.promises, **traits, "whole": quality.whole}


def _promise_json(promise: Promise) -> Data:
    return {"lacking": list(promise.lacking), "statement": _whole_statement_json(promise.statement)}


def _whole_statement_json(statement: Statement) -> Data:
    """A statement with who has to do what it promises."""
    responsible = statement.responsible
    return {**statement_json(statement), "responsible": _responsible_json(responsible) if responsible else None}


def _whole_figure_json(figure: Figure) -> Data:
    statement = _whole_statement_json(figure.statement)
    return {**_quantity_json(figure.quantity), "statement": figure.statement.id, "given_by": statement}


def _faced_json(figure: Faced) -> Data:
    statement = figure.statement
    return {
        **_quantity_json(figure.quantity),
        "statement": statement.id if statement else None,
        "given_by": statement_json(statement) if statement else None,
        "source": figure.source,
    }


def _source_json(source: Source) -> Data:
    return {**document_json(source.document), "statements": source.statements}


def _dumps(value: object) -> str:
    return _visible_json(_ENCODER.encode(value))


def _visible_json(text: str) -> str:
    """Unseen and active characters as JSON escapes: the value is the same, the bytes are harmless on a terminal."""
    return replace_unseen(text, _json_escape)


def _json_escape(char: str) -> str:
    code = ord(char)
    if char == "\n":  # json.dumps has escaped those of values; what is left divides lines
        return char
    if code <= _PLANE:
        return f"\\u{code:04x}"
    high, low = divmod(code - _ASTRAL, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


# --- Tables -----------------------------------------------------------------------------------------------------------


def statement_rows(statements: Iterable[Statement], form: str, *, to_file: bool = False) -> Iterator[str]:
    """CSV (all fields quoted) or TSV, the head first.

    Args:
        statements: one a row.
        form: ``csv`` or ``tsv``.
        to_file: begin CSV with a byte order mark, without which Excel takes UTF-8 for an old code page.
    """
    lines = _TableLines(form)
    mark = BYTE_ORDER_MARK if to_file and form == "csv" else ""
    yield mark + lines.line(COLUMNS)
    for statement in statements:
        yield lines.line(_fields(statement))


def table_lines(rows: Iterable[Sequence[str]]) -> str:
    """TSV of rows of text."""
    lines = _TableLines("tsv")
    return "".join([lines.line([table_text(field) for field in row]) for row in rows])


class Number(Decimal):
    """A number that is written as plain digits."""

    __slots__ = ()

    def __str__(self) -> str:
        return plain(self)


#: Numbers are written as they are, text is quoted.
Field: TypeAlias = str | int | Number


class _TableLines:
    """Writes one row after the other as text."""

    def __init__(self, form: str) -> None:
        self._buffer = io.StringIO()
        if form == "csv":
            self._writer = csv.writer(self._buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
        else:  # fields hold no tab and no line end, so that only a quotation mark can need quoting
            self._writer = csv.writer(self._buffer, delimiter="\t", quoting=csv.QUOTE_MINIMAL, lineterminator="\n")

    def line(self, fields: Sequence[str]) -> str:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._writer.writerow(fields)
        return self._buffer.getvalue()


def _fields(statement: Statement) -> list[str]:
    document, speaker, due, because = statement.document, statement.speaker, statement.deadline, statement.because
    texts = {
        "id": statement.id,
        "city": statement.city,
        "directions": ";".join(statement.directions),
        "kind": statement.kind.value,
        "speaker_name": (speaker and speaker.name) or "",
        "speaker_role": (speaker and speaker.role) or "",
        "quoted": "true" if statement.quoted else "false",
        "date": document.date or "",
        "title": document.title or "",
        "path": document.path,
        "line": str(statement.line),
        "text": statement.text,
        "quantities": "; ".join([_figure(quantity) for quantity in statement.quantities]),
        "deadline": due.text if due else "",
        "deadline_date": (due and (due.date or (due.year and str(due.year)))) or "",
        "because_city": because.city,
        "because_directions": because.directions,
        "because_kind": because.kind,
        "because_speaker": because.speaker,
    }
    return [table_text(texts[column]) for column in COLUMNS]


def _figure(quantity: Quantity) -> str:
    return f"{plain(quantity.value)} {quantity.unit}" + (f" ({quantity.year})" if quantity.year else "")
