"""``kzplans explain``: why a statement has its labels, or what became of a whole text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from kzplans.cli.ends import ANSWER_IS_NO
from kzplans.cli.messages import say
from kzplans.cli.options import Common, Output, SourceOption
from kzplans.cli.options import command as made_command
from kzplans.cli.output import open_output
from kzplans.cli.session import Intake, open_session
from kzplans.text.segments import sentences_around
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzplans.cli.session import Session
    from kzplans.extract import LeftOut
    from kzplans.model import Document, Quantity, Statement

#: Ids named when a prefix is not enough.
_NAMED = 5


def explain(
    target: Annotated[str, typer.Argument(metavar="ID|FILE", hidden=True)],
    source: SourceOption = None,
    *,
    common: Common = Common(),  # noqa: B008  frozen
) -> int:
    """Show why a statement has its labels.

    \b
    kzplans explain s_1f0c                    searched in the default sources
    kzplans explain s_1f0c --source news/
    kzplans explain seeds/000_ca548229bde53589.txt

    The statement is shown in its context, and for each label the rule and the words that decided it.
    ID is as much of an id as tells it from all others. For a FILE every statement is shown, and what was left out.
    """  # noqa: D301  the mark that keeps lines apart in help
    session = open_session(common)
    if os.path.lexists(target):
        return _explain_file(session, target)
    if "/" in target or "." in target:
        say(f"error: {target}: does not exist, and no id of a statement looks like this")
        return ANSWER_IS_NO
    return _explain_id(session, target, source)


command = made_command(explain)


def _explain_file(session: Session, target: str) -> int:
    intake = Intake(session, [target], None)
    with open_output(Output()) as sink:
        for reading in intake.readings():
            document = reading.document
            sink.write(_block(_about(document)))
            told = session.extractor.explain(document)
            for statement in told.statements:
                sink.write(_block(_about_statement(statement, session, told.unlinked)))
            sink.write(_block(_passed_over(document, told.left_out)))
    return intake.exit_code


def _explain_id(session: Session, prefix: str, source: list[str] | None) -> int:
    intake = session.intake(source)
    found = [statement for statement in intake.found() if statement.id.startswith(prefix)]
    ids = sorted({statement.id for statement in found})
    if not ids:
        say(f"error: no statement {prefix!r} in {', '.join(intake.sources)}; kzplans extract lists the ids")
        return ANSWER_IS_NO
    if len(ids) > 1:
        more = f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
        say(f"error: {len(ids):,} statements begin with {prefix!r}: {', '.join(ids[:_NAMED])}{more}")
        return ANSWER_IS_NO
    statement = found[0]
    before, after = sentences_around(statement.document.text, statement.start, statement.stop, 1)
    context = [*(("before", text) for text in before), *(("after", text) for text in after)]
    unlinked = session.extractor.explain(statement.document).unlinked
    with open_output(Output()) as sink:
        sink.write(_block([*_about_statement(statement, session, unlinked), *context]))
    return intake.exit_code


#: A name with what is told of it; a line of the output.
Row = tuple[str, str]


def _block(rows: list[Row]) -> str:
    """Rows as lines, the names aligned; an empty line at the end."""
    lines = [f"{name:<12}{visible(' '.join(told.splitlines()))}".rstrip() for name, told in rows]
    return "\n".join((*lines, "\n"))


def _about(document: Document) -> list[Row]:
    return [
        ("text", document.path),
        ("title", document.title or "–"),
        ("date", document.date or "–"),
        ("publisher", document.publisher or "–"),
        ("language", document.language),
    ]


def _about_statement(statement: Statement, session: Session, unlinked: Mapping[int, str]) -> list[Row]:
    because, speaker, deadline = statement.because, statement.speaker, statement.deadline
    named = ", ".join(part for part in (speaker.name, speaker.role) if part) if speaker else "–"
    rows = [
        ("statement", f"{statement.id}  {statement.address}"),
        ("", statement.text),
        ("city", _label(statement.city, because.city)),
        ("directions", _label(", ".join(statement.directions), because.directions)),
        ("kind", _label(statement.kind, because.kind)),
        ("speaker", _label(named + (", quoted" if statement.quoted else ""), because.speaker)),
    ]
    if deadline:
        rows.append(("deadline", _label(f"«{deadline.text}» {deadline.date or 'no date'}", because.deadline)))
    if statement.responsible:
        reason = "stands in the intro of the list" if statement.responsible.inherited else ""
        rows.append(("responsible", _label(f"«{statement.responsible.text}»", reason)))
    for quantity in statement.quantities:
        reason = unlinked.get(quantity.start, "")
        rows.append(("number", _label(_number(quantity), f"no indicator: {reason}" if reason else "")))
    if session.common.verbose:
        rows.append(("span", f"{statement.start}–{statement.stop}"))
    return rows


def _label(label: str, reason: str) -> str:
    return f"{label}  ← {reason}" if reason else label


def _number(quantity: Quantity) -> str:
    """The words with the value that they were read as."""
    parts = (
        f"{quantity.value:f} {quantity.unit}" + (f" per {quantity.per}" if quantity.per else ""),
        quantity.modifier,
        quantity.change,
        quantity.role,
        quantity.year and str(quantity.year),
        quantity.period and f"over {quantity.period}",
        quantity.city and f"of {quantity.city}",
        quantity.mood,
        quantity.indicator,
        quantity.cell and f"cell {quantity.cell}",
    )
    return f"«{quantity.text}»  = {', '.join(part for part in parts if part)}"


def _passed_over(document: Document, left_out: Iterable[LeftOut]) -> list[Row]:
    """Head, chrome and sentences that a rule took for no statement."""
    spans = [("head", span.start, span.stop, span.rule) for span in document.head]
    spans += [("chrome", span.start, span.stop, span.rule) for span in document.chrome]
    spans += [("left out", segment.start, segment.stop, segment.reason) for segment in left_out]
    spans.sort(key=lambda span: span[1:])
    return [(name, f"«{document.text[start:stop]}»  ← {reason}") for name, start, stop, reason in spans]
