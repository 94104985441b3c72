"""Statements and documents as rows, and back."""

from __future__ import annotations

import hashlib
import json
import marshal
import zlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from kzplans.model import (
    Because,
    Cell,
    Change,
    Deadline,
    Document,
    Kind,
    Modifier,
    Mood,
    Quantity,
    Responsible,
    Role,
    Span,
    Speaker,
    Statement,
    TableRow,
)
from kzplans.reports.reprints import Gist, Gists, marks_of, same_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Row = tuple[Any, ...]
#: zlib's level: the others take longer for little.
LEVEL = 6

STATEMENT_COLUMNS = (
    "id", "document", "cluster", "start", "stop", "line", "text", "language", "city", "directions", "kind", "speaker",
    "quoted", "deadline_text", "deadline_date", "deadline_year", "deadline_start", "deadline_stop",
    "deadline_inherited", "responsible_text", "responsible_start", "responsible_stop", "responsible_inherited",
)  # fmt: skip
QUANTITY_COLUMNS = (
    "statement", "place", "text", "start", "stop", "value", "number", "unit", "modifier", "change", "role", "year",
    "indicator", "per", "period", "city", "mood",
)  # fmt: skip


class PreparedStatement(NamedTuple):
    """A statement as rows; its number, its document's and its cluster's are put in when it is inserted."""

    #: Id, and what stands behind ``speaker`` in ``STATEMENT_COLUMNS`` before and after it.
    id: str
    before_speaker: Row
    after_speaker: Row
    speaker: tuple[str, str] | None
    #: ``QUANTITY_COLUMNS`` from ``place`` on.
    quantities: tuple[Row, ...]
    gist: Gist
    #: Hash of its words, and the marks of its gist.
    words: int
    marks: tuple[int, ...]


class Prepared(NamedTuple):
    """A text with its statements, ready to be inserted: plain values, so that another process may prepare them."""

    id: str
    #: id, path, url, title, date, language, publisher, sha256, text_sha256, content.
    row: Row
    statements: tuple[PreparedStatement, ...]

    def packed(self) -> bytes:
        """The same as bytes; for a process of ours only."""
        return marshal.dumps((self.id, self.row, [(*one[:5], tuple(one.gist), *one[6:]) for one in self.statements]))

    @classmethod
    def unpacked(cls, content: bytes) -> Prepared:
        """What ``packed`` has packed."""
        id_, row, statements = marshal.loads(content)  # noqa: S302  from a process of ours
        return cls(id_, row, tuple([_with_gist(one) for one in statements]))


def _with_gist(values: Row) -> PreparedStatement:
    made = PreparedStatement._make(values)
    return made._replace(gist=Gist._make(made.gist))


def prepare(document: Document, statements: Iterable[Statement], gists: Gists) -> Prepared:
    """Lay out a text and its statements as rows."""
    found = list(statements)
    row = (
        document.id, document.path, document.url, document.title, document.date, document.language,
        document.publisher, document.sha256, hash_of(document.text), _packed(_content_of(document, found)),
    )  # fmt: skip
    return Prepared(document.id, row, tuple([_prepare(statement, gists) for statement in found]))


def _prepare(statement: Statement, gists: Gists) -> PreparedStatement:
    due, doer, speaker = statement.deadline, statement.responsible, statement.speaker
    deadline = (due.text, due.date, due.year, due.start, due.stop, due.inherited) if due else (None,) * 6
    responsible = (doer.text, doer.start, doer.stop, doer.inherited) if doer else (None,) * 4
    gist = gists.of(statement)
    return PreparedStatement(
        id=statement.id,
        before_speaker=(
            statement.start, statement.stop, statement.line, statement.text, statement.language, statement.city,
            ",".join(statement.directions), statement.kind.value,
        ),
        after_speaker=(statement.quoted, *deadline, *responsible),
        speaker=(speaker.name or "", speaker.role or "") if speaker else None,
        quantities=tuple([_quantity_row(one, place) for place, one in enumerate(statement.quantities)]),
        gist=gist,
        words=same_words(statement, gist),
        marks=marks_of(gist),
    )  # fmt: skip


def _quantity_row(quantity: Quantity, place: int) -> Row:
    change, role, mood = quantity.change, quantity.role, quantity.mood
    return (
        place, quantity.text, quantity.start, quantity.stop, format(quantity.value, "f"), float(quantity.value),
        quantity.unit, quantity.modifier.value, change and change.value, role and role.value, quantity.year,
        quantity.indicator, quantity.per, quantity.period, quantity.city, mood and mood.value,
    )  # fmt: skip


def statement_of(
    row: Row, document: Document, quantities: Iterable[Row], reasons: Mapping[str, Sequence[str]]
) -> Statement:
    """A statement of a row that begins with its number and its speaker's name and role."""
    _, name, role, id_, _, _, start, stop, line, text, language, city, directions, kind, speaker, quoted = row[:16]
    due_text, due_date, due_year, due_start, due_stop, due_inherited = row[16:22]
    doer_text, doer_start, doer_stop, doer_inherited = row[22:26]
    return Statement(
        id=id_,
        document=document,
        start=start,
        stop=stop,
        line=line,
        text=text,
        city=city,
        directions=tuple(directions.split(",")),
        kind=Kind(kind),
        speaker=Speaker(name or None, role or None) if speaker is not None else None,
        quoted=bool(quoted),
        quantities=tuple([_quantity_of(one, document, line) for one in quantities]),
        deadline=Deadline(due_text, due_year, due_date, due_start, due_stop, bool(due_inherited))
        if due_text is not None
        else None,
        because=Because(*reasons.get(f"{start}", ("",) * 5)),
        language=language,
        responsible=Responsible(doer_text, doer_start, doer_stop, bool(doer_inherited))
        if doer_text is not None
        else None,
        place=document.place_of(line),
    )


def _quantity_of(row: Row, document: Document, line: int) -> Quantity:
    _, _, text, start, stop, value, _, unit, modifier, change, role, year, indicator, per, period, city, mood = row
    return Quantity(
        text=text,
        start=start,
        stop=stop,
        value=Decimal(value),
        unit=unit,
        modifier=Modifier(modifier),
        change=Change(change) if change else None,
        role=Role(role) if role else None,
        year=year,
        indicator=indicator,
        per=per,
        period=period,
        city=city,
        mood=Mood(mood) if mood else None,
        cell=document.cell_at(line, start),
    )


def _content_of(document: Document, statements: Iterable[Statement]) -> dict[str, Any]:
    return {
        "text": document.text,
        "head": [[span.start, span.stop, span.rule] for span in document.head],
        "chrome": [[span.start, span.stop, span.rule] for span in document.chrome],
        "layout": layout_of(document),
        "reasons": {
            f"{one.start}": [
                one.because.city, one.because.directions, one.because.kind, one.because.speaker, one.because.deadline,
            ]
            for one in statements
        },
    }  # fmt: skip


def layout_of(document: Document) -> list[Any] | None:
    """Rows, pages and city of a document as plain values; None if it has none of them, as most have."""
    if not (document.rows or document.pages or document.city):
        return None
    rows = [
        [row.line, row.table, row.row, [[cell.column, *_ends(cell.name), *_ends(cell.value)] for cell in row.cells]]
        for row in document.rows
    ]
    return [rows, [list(page) for page in document.pages], document.city]


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.stop


def layout_from(values: Sequence[Any] | None) -> dict[str, Any]:
    """What ``layout_of`` has told, as arguments of a document."""
    if not values:
        return {}
    rows, pages, city = values
    return {
        "rows": tuple(
            [
                TableRow(line, table, row, tuple([Cell(one[0], Span(*one[1:3]), Span(*one[3:5])) for one in cells]))
                for line, table, row, cells in rows
            ]
        ),
        "pages": tuple([(line, number) for line, number in pages]),
        "city": city,
    }


def _packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)


def unpacked(content: bytes) -> dict[str, Any]:
    """The content of a text: ``text``, ``head``, ``chrome``, ``layout``, ``reasons``.

    Raises:
        ValueError: it is damaged.
    """
    try:
        found: dict[str, Any] = json.loads(zlib.decompress(content))
    except zlib.error as error:
        raise ValueError(str(error)) from error
    return found


def hash_of(text: str) -> str:
    """The hash that a kept text is proved by."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_of(row: Row, content: Mapping[str, Any], *, with_text: bool) -> Document:
    """A document of a row: id, path, url, title, date, language, publisher, sha256."""
    id_, path, url, title, date, language, publisher, sha256 = row[:8]
    return Document(
        id=id_,
        path=path,
        url=url,
        title=title,
        date=date,
        language=language,
        publisher=publisher,
        sha256=sha256,
        text=content["text"] if with_text else "",
        head=tuple([Span(*span) for span in content["head"]]),
        chrome=tuple([Span(*span) for span in content["chrome"]]),
        **layout_from(content.get("layout")),
    )
