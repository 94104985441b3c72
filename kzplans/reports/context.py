"""A report read back from its JSON, so that it can be rendered again without the texts (``--from-context``)."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
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
    Place,
    Quantity,
    Record,
    Responsible,
    Role,
    Speaker,
    Statement,
    Unread,
)
from kzplans.reports.brief import Brief, Due, Period, Silence
from kzplans.reports.comparison import Cell, Comparison, ComparisonRow, Faced, FigureRow, Only
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
from kzplans.reports.ledger import Contradiction, Status, TargetLine
from kzplans.reports.observations import Measure, Observation, Part, Span
from kzplans.reports.overview import Figure, Lane, TargetRow, Timeline
from kzplans.reports.progress import Pace, Point, Progress
from kzplans.reports.promises import Promise, Quality, Trait
from kzplans.reports.query import Query
from kzplans.reports.targets import Selection, Targets
from kzplans.reports.versions import Difference, Versions
from kzplans.reports.weight import weigh

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.lexicon import Lexicon
    from kzplans.reports import Report

Data = dict[str, Any]

_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FRACTION = re.compile(r"-?[0-9]+(?:/[0-9]+)?")
_MOST_DIGITS = 1_000


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
        "kzplans/targets@1": _targets,
        "kzplans/brief@1": _brief,
    }
    schema = content.get("schema") if isinstance(content, dict) else None
    if not isinstance(content, dict) or schema not in kinds:
        message = f"is no report of kzplans: its schema is {schema!r}; there is {', '.join(kinds)}"
        raise UsageError(message)
    try:
        return kinds[str(schema)](content, lexicon)
    except KeyError as error:
        message = f"is no whole report of kzplans: {error} is missing"
        raise UsageError(message) from error
    except (TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as error:
        message = f"is no report of kzplans: {error}"
        raise UsageError(message) from error


def _brief(envelope: Data, lexicon: Lexicon) -> Brief:
    data = envelope["data"]
    period, ledger = data["period"], _LedgerReader()
    return Brief(
        period=Period(period["name"], date.fromisoformat(period["since"]), date.fromisoformat(period["until"])),
        digest=_digest({**envelope, "data": data["digest"]}, lexicon),
        fresh=tuple([ledger.line(line) for line in data["new_targets"]]),
        changed=tuple([ledger.line(line) for line in data["changed_targets"]]),
        contradictions=tuple([ledger.contradiction(one) for one in data["contradictions"]]),
        overdue=tuple([ledger.line(line) for line in data["overdue"]]),
        overdue_before=data["overdue_before"],
        passed=tuple([ledger.due(one) for one in data["passed"]]),
        due=tuple([ledger.due(one) for one in data["due"]]),
        silent=tuple([Silence(one["city"], one["direction"], one["weeks"]) for one in data["silent"]]),
        versions=tuple([ledger.versions(pair) for pair in data["versions"]]),
        notes=tuple(envelope["warnings"]),
    )


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
        quality=tuple([_quality(quality) for quality in data.get("quality", ())]),
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
            tuple([_faced(row["figures"][city], texts) for city in data["cities"]]),
            tuple(row["differs"]),
            row.get("aspect", "level"),
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


def _targets(envelope: Data, lexicon: Lexicon) -> Targets:
    data = envelope["data"]
    ledger = _LedgerReader()
    for one in (*data["lines"], *data["contradictions"]):
        _ = lexicon.indicators[one["indicator"]]  # without it no line has a name, a direction or a place
    return Targets(
        query=_query(data["query"]),
        selection=_selection(data["selection"]),
        today=date.fromisoformat(envelope["today"]),
        read=_read(data["read"]),
        lines=tuple([ledger.line(line) for line in data["lines"]]),
        contradictions=tuple([ledger.contradiction(one) for one in data["contradictions"]]),
        versions=tuple([ledger.versions(pair) for pair in data["versions"]]),
        quality=tuple([_quality(quality) for quality in data["quality"]]),
        vague=tuple([ledger.promise(promise) for promise in data["vague"]]),
        sources=tuple([_source(source, ledger.texts) for source in data["sources"]]),
        tables=tuple([(table["path"], table["figures"]) for table in data["tables"]]),
        unread=_unread(envelope),
    )


class _LedgerReader:
    """Reads figures so that one that stands at several places is one again."""

    def __init__(self) -> None:
        self.texts: dict[str, Document] = {}
        self._statements: dict[str, Statement] = {}
        self._observations: dict[Observation, Observation] = {}

    def line(self, data: Data) -> TargetLine:
        stated = self._all(data["stated"])
        if not stated:
            message = "a target without a figure"
            raise ValueError(message)
        return TargetLine(
            measure=_measure(data),
            stated=stated,
            repeated=data["repeated"],
            baseline=self.observation(data["baseline"]) if data["baseline"] else None,
            actuals=self._all(data["actuals"]),
            asides=self._all(data["asides"]),
            contradictions=tuple([self.contradiction(one) for one in data["contradictions"]]),
            status=Status(data["status"]),
            share=_fraction(data["share"]),
            needed=_fraction(data["needed_per_year"]),
            progress=_progress(data["progress"]) if data["progress"] else None,
        )

    def contradiction(self, data: Data) -> Contradiction:
        return Contradiction(
            _measure(data), Part(data["part"]), data["period"] or "", self._all(data["observations"])
        )  # fmt: skip

    def versions(self, data: Data) -> Versions:
        differences = [Difference(self._figure(one["one"]), self._figure(one["other"])) for one in data["differences"]]
        only = tuple([self._statement(one) for one in data.get("only", ())])
        one, other = _document(data["one"], self.texts), _document(data["other"], self.texts)
        return Versions(one, other, tuple(differences), only=only)

    def due(self, data: Data) -> Due:
        return Due(date.fromisoformat(data["day"]), self._statement(data["statement"]))

    def promise(self, data: Data) -> Promise:
        lacking = {Trait(name) for name in data["lacking"]}
        return Promise(self._statement(data["statement"]), frozenset(Trait) - lacking)

    def observation(self, data: Data) -> Observation:
        official, quantity, upper = data["official"], data["quantity"], data["upper"]
        made = Observation(
            measure=_measure(data),
            part=Part(data["part"]),
            value=_decimal(data["value"]),
            period=data["period"] or "",
            given_by=_record(official) if official else self._statement(data["given_by"]),
            quantity=_quantity(quantity) if quantity else None,
            upper=_decimal(upper) if upper is not None else None,
        )
        return self._observations.setdefault(made, made)

    def _all(self, data: list[Data]) -> tuple[Observation, ...]:
        return tuple([self.observation(one) for one in data])

    def _figure(self, data: Data) -> Figure:
        return Figure(_quantity(data), self._statement(data["given_by"]))

    def _statement(self, data: Data) -> Statement:
        known = self._statements.get(data["id"])
        if known is None:
            known = self._statements[data["id"]] = _statement(data, self.texts)
        return known


def _selection(data: Data) -> Selection:
    return Selection(
        indicators=tuple(data["indicators"]),
        statuses=tuple([Status(name) for name in data["statuses"]]),
        years=tuple(data["years"]),
        components=data["components"],
        vague=data["vague"],
    )


def _measure(data: Data) -> Measure:
    return Measure(data["city"], data["indicator"], data["unit"], data["per"] or "", Span(data["span"]))


def _record(data: Data) -> Record:
    return Record(
        path=data["path"],
        line=data["line"],
        city=data["city"],
        indicator=data["indicator"],
        value=_decimal(data["value"]),
        unit=data["unit"],
        period=data["period"],
        per=data["per"],
        source=data["source"],
        is_baseline=data["baseline"],
    )


def _fraction(data: Data | None) -> Fraction | None:
    if not data:
        return None
    return Fraction(_plain(data["exact"], _FRACTION))


def _progress(data: Data) -> Progress:
    ratio = data["ratio"]
    base, latest, target = [Point(_decimal(data[name]["value"]), data[name]["year"]) for name in _POINTS]
    return Progress(Pace(data["pace"]), _decimal(ratio) if ratio is not None else None, base, latest, target)


_POINTS = ("base", "latest", "target")


def _quality(data: Data) -> Quality:
    return Quality(data["city"], data["promises"], tuple([data[trait] for trait in Trait]), data["whole"])


def _decimal(text: str) -> Decimal:
    return Decimal(_plain(text, _DECIMAL))


def _plain(text: str, form: re.Pattern[str]) -> str:
    """The text of a number, if it is one of plain digits: an exponent could ask for a million of them."""
    if len(text) > _MOST_DIGITS or not form.fullmatch(text):
        message = f"{text[:20]!r} is no plain number"
        raise ValueError(message)
    return text


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
                    part["direction"],
                    tuple([_entry(entry, texts) for entry in part["statements"]]),
                    part["more"],
                    part.get("repeated", 0),
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
    copies, wordings = [
        tuple([_statement(one, texts) for one in data.get(name, ())]) for name in ("copies", "wordings")
    ]
    return Entry(statement, weigh(statement), copies, wordings)


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
        scale=_decimal(data["scale"]),
        peers=data["peers"],
    )


def _figure(data: Data | None, texts: dict[str, Document]) -> Figure | None:
    return Figure(_quantity(data), _statement(data["given_by"], texts)) if data else None


def _faced(data: Data | None, texts: dict[str, Document]) -> Faced | None:
    if data is None:
        return None
    given_by = data["given_by"]
    return Faced(_quantity(data), _statement(given_by, texts) if given_by else None, data.get("source"))


def _source(data: Data, texts: dict[str, Document]) -> Source:
    return Source(_document(data, texts), data["statements"])


def _unread(envelope: Data) -> tuple[Unread, ...]:
    return tuple([Unread(lost["path"], lost["reason"], lost["detail"]) for lost in envelope["unread"]])


def _statement(data: Data, texts: dict[str, Document]) -> Statement:
    speaker, deadline, responsible = data["speaker"], data["deadline"], data.get("responsible")
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
        responsible=Responsible(**{one.name: responsible[one.name] for one in fields(Responsible)})
        if responsible
        else None,
        place=Place(**data["place"]) if data.get("place") else None,
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
        value=_decimal(data["value"]),
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
        cell=data.get("cell"),
    )
