"""A report read back from its JSON, so that it can be rendered again without the texts (``--from-context``)."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kzplans.errors import UsageError
from kzplans.model import (
    Because,
    Change,
    Deadline,
    Document,
    Kind,
    Modifier,
    Mood,
    Quantity,
    Role,
    Speaker,
    Statement,
    Unread,
)
from kzplans.reports.comparison import Cell, Comparison, ComparisonRow, FigureRow, Only
from kzplans.reports.digest import (
    Digest,
    DirectionPart,
    Entry,
    Matrix,
    MatrixRow,
    PriorityPart,
    Read,
    Section,
    Source,
)
from kzplans.reports.overview import Figure, Lane, TargetRow, Timeline
from kzplans.reports.query import Query
from kzplans.reports.weight import weigh

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.lexicon import Lexicon
    from kzplans.reports import Report

Data = dict[str, Any]


def read_report(content: object, lexicon: Lexicon) -> Report:
    """The report that an envelope of JSON holds.

    Args:
        content: what ``-O json`` or ``--context`` has written, parsed.
        lexicon: gives the priorities of directions.

    Raises:
        UsageError: for anything else, with what is missing or wrong.
    """
    kinds: dict[str, Callable[[Data, Lexicon], Report]] = {
        "kzplans/digest@1": _digest,
        "kzplans/compare@1": _comparison,
    }
    schema = content.get("schema") if isinstance(content, dict) else None
    if not isinstance(content, dict) or schema not in kinds:
        message = f"is no report of kzplans: its schema is {schema!r}; there is {' and '.join(kinds)}"
        raise UsageError(message)
    try:
        return kinds[str(schema)](content, lexicon)
    except KeyError as error:
        message = f"is no whole report of kzplans: {error} is missing"
        raise UsageError(message) from error
    except (TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as error:
        message = f"is no report of kzplans: {error}"
        raise UsageError(message) from error


def _digest(envelope: Data, lexicon: Lexicon) -> Digest:
    data = envelope["data"]
    texts: dict[str, Document] = {}
    matrix = data["matrix"]
    rows = [
        MatrixRow(row["direction"], lexicon.directions[row["direction"]], tuple(row["counts"]))
        for row in matrix["rows"]
    ]
    timeline = data["timeline"]
    return Digest(
        query=_query(data["query"]),
        today=date.fromisoformat(envelope["today"]),
        top=data["top"],
        read=_read(data["read"]),
        matrix=Matrix(tuple(matrix["cities"]), tuple(rows)),
        sections=tuple([_section(section, texts) for section in data["sections"]]),
        targets=tuple([_target(row, texts) for row in data["targets"]]),
        timeline=Timeline(
            tuple(timeline["years"]), tuple([Lane(city, tuple(counts)) for city, counts in timeline["cities"].items()])
        ),
        sources=tuple([_source(source, texts) for source in data["sources"]]),
        unread=_unread(envelope),
    )


def _comparison(envelope: Data, lexicon: Lexicon) -> Comparison:
    data = envelope["data"]
    texts: dict[str, Document] = {}
    rows = [
        ComparisonRow(
            row["direction"],
            lexicon.directions[row["direction"]],
            tuple([
                Cell(cell["city"], cell["count"], _entry(cell["weightiest"], texts) if cell["weightiest"] else None)
                for cell in row["cells"]
            ]),
        )
        for row in data["rows"]
    ]  # fmt: skip
    figures = [
        FigureRow(
            row["indicator"],
            tuple([_figure(row["figures"][city], texts) for city in data["cities"]]),
            tuple(row["differs"]),
        )
        for row in data["indicators"]
    ]
    return Comparison(
        query=_query(data["query"]),
        today=date.fromisoformat(envelope["today"]),
        cities=tuple(data["cities"]),
        read=_read(data["read"]),
        rows=tuple(rows),
        only=tuple([Only(only["city"], tuple(only["directions"])) for only in data["only"]]),
        figures=tuple(figures),
        sources=tuple([_source(source, texts) for source in data["sources"]]),
        unread=_unread(envelope),
    )


def _query(data: Data) -> Query:
    since, until = data["since"], data["until"]
    return Query(
        cities=tuple(data["cities"]),
        directions=tuple(data["directions"]),
        kinds=tuple([Kind(kind) for kind in data["kinds"]]),
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
        languages=tuple(data["languages"]),
    )


def _read(data: Data) -> Read:
    return Read(data["texts"], data["statements"], tuple(data["languages"].items()), data["undated"])


def _section(data: Data, texts: dict[str, Document]) -> Section:
    priorities = [
        PriorityPart(
            priority["priority"],
            tuple([
                DirectionPart(
                    part["direction"], tuple([_entry(entry, texts) for entry in part["statements"]]), part["more"]
                )
                for part in priority["directions"]
            ]),
        )
        for priority in data["priorities"]
    ]  # fmt: skip
    highlights = tuple([figure for one in data["highlights"] if (figure := _figure(one, texts))])
    return Section(
        data["city"],
        tuple(priorities),
        tuple([(kind, data["kinds"][kind.value]) for kind in Kind]),
        highlights,
    )


def _entry(data: Data, texts: dict[str, Document]) -> Entry:
    statement = _statement(data, texts)
    return Entry(statement, weigh(statement))


def _target(data: Data, texts: dict[str, Document]) -> TargetRow:
    target = _figure(data["target"], texts)
    if target is None:
        message = "a target without a figure"
        raise ValueError(message)
    return TargetRow(
        city=data["city"],
        indicator=data["indicator"],
        baseline=_figure(data["baseline"], texts),
        reported=_figure(data["reported"], texts),
        target=target,
        year=data["year"],
        scale=Decimal(data["scale"]),
        peers=data["peers"],
    )


def _figure(data: Data | None, texts: dict[str, Document]) -> Figure | None:
    return Figure(_quantity(data), _statement(data["given_by"], texts)) if data else None


def _source(data: Data, texts: dict[str, Document]) -> Source:
    return Source(_document(data, texts), data["statements"])


def _unread(envelope: Data) -> tuple[Unread, ...]:
    return tuple([Unread(lost["path"], lost["reason"], lost["detail"]) for lost in envelope["unread"]])


def _statement(data: Data, texts: dict[str, Document]) -> Statement:
    speaker, deadline = data["speaker"], data["deadline"]
    return Statement(
        id=data["id"],
        document=_document(data["document"], texts),
        start=data["start"],
        stop=data["stop"],
        line=data["line"],
        text=data["text"],
        city=data["city"],
        directions=tuple(data["directions"]),
        kind=Kind(data["kind"]),
        speaker=Speaker(speaker["name"], speaker["role"]) if speaker else None,
        quoted=data["quoted"],
        quantities=tuple([_quantity(quantity) for quantity in data["quantities"]]),
        deadline=Deadline(**{one.name: deadline[one.name] for one in fields(Deadline)}) if deadline else None,
        because=Because(**{one.name: data["because"][one.name] for one in fields(Because)}),
        language=data["language"],
    )


def _document(data: Data, texts: dict[str, Document]) -> Document:
    """A document without its text, which no report prints; one for all its statements."""
    known = texts.get(data["id"])
    if known is None:
        names = ("id", "path", "url", "title", "date", "language", "publisher", "sha256")
        known = texts[data["id"]] = Document(**{name: data[name] for name in names}, text="")
    return known


def _quantity(data: Data) -> Quantity:
    return Quantity(
        text=data["text"],
        start=data["start"],
        stop=data["stop"],
        value=Decimal(data["value"]),
        unit=data["unit"],
        modifier=Modifier(data["modifier"]),
        change=Change(data["change"]) if data["change"] else None,
        role=Role(data["role"]) if data["role"] else None,
        year=data["year"],
        indicator=data["indicator"],
        per=data["per"],
        period=data.get("period"),
        city=data.get("city"),
        mood=Mood(data["mood"]) if data.get("mood") else None,
    )
