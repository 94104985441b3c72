"""What JSON output looks like, as JSON Schema (2020-12): ``kzplans schema digest``.

The contract is additive: a later version may add keys, so that objects stay open, and never drops or changes one. What
is not ``required`` came later and may be missing in older output.
"""

from __future__ import annotations

import json
from typing import Any

from kzplans.model import Change, Kind, Modifier, Mood, Role
from kzplans.reports.comparison import ASPECTS, MIXED
from kzplans.reports.ledger import Status
from kzplans.reports.observations import Part, Span
from kzplans.reports.progress import Pace
from kzplans.reports.promises import Trait

SCHEMAS = ("digest", "compare", "targets", "extract")
DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def schema_json(name: str) -> str:
    """The schema of one of ``SCHEMAS`` as indented JSON."""
    title, about, data = _REPORTS[name]
    content = {
        "$schema": DRAFT,
        "$id": f"urn:x-kzplans:schema:{name}@1",
        "title": title,
        "description": about,
        **_envelope(name, data),
        "$defs": {part: _DEFS[part] for part in sorted(_asked(data, set()) | {"unread"})},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


# --- The grammar of a schema ------------------------------------------------------------------------------------------


def _object(about: str, keys: Schema, later: tuple[str, ...] = ()) -> Schema:
    """An object with these keys and maybe more; ``later`` may be missing."""
    required = [key for key in keys if key not in later]
    return {"type": "object", "description": about, "properties": keys, "required": required}


def _list(about: str, of: Schema) -> Schema:
    return {"type": "array", "description": about, "items": of}


def _map(about: str, of: Schema) -> Schema:
    return {"type": "object", "description": about, "additionalProperties": of}


def _text(about: str) -> Schema:
    return {"type": "string", "description": about}


def _number(about: str) -> Schema:
    return {"type": "integer", "minimum": 0, "description": about}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(schema: Schema) -> Schema:
    if "type" in schema and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _asked(schema: object, known: set[str]) -> set[str]:
    """Names of the shared parts that a schema refers to, and those that they refer to."""
    if isinstance(schema, list):
        for one in schema:
            _asked(one, known)
    elif isinstance(schema, dict):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and name not in known:
            known.add(name)
            _asked(_DEFS[name], known)
        for one in schema.values():
            _asked(one, known)
    return known


def _envelope(name: str, data: Schema) -> Schema:
    about = {
        "schema": {"const": f"kzplans/{name}@1", "description": "Name and version of this form."},
        "generator": _text("Name and version of the program."),
        "today": {"type": "string", "format": "date", "description": "Day of the report."},
        "inputs": _list("Sources, as they were named.", {"type": "string"}),
        "warnings": _list("What the reader should know.", {"type": "string"}),
        "unread": _list("Inputs that could not be read.", _ref("unread")),
        "data": data,
    }
    return {"type": "object", "properties": about, "required": list(about)}


# --- Shared parts -----------------------------------------------------------------------------------------------------

_CITY = _text("Id of a city, national for the whole country, other for any other place.")
_DIRECTION = _text("Id of a direction.")
_EDTF = _text("EDTF (ISO 8601-2): 2025-12-12, 2018, XXXX-10-29, 2026/2030.")
_DAY: Schema = {"type": "string", "format": "date"}
_LANGUAGE = _text("kk, kk-Latn, ru or en, or another language by its code.")
_DECIMAL: Schema = {
    "type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "description": "Exact decimal, in the unit itself.",
}  # fmt: skip
_OFFSET = "Code points from the beginning of the text, after NFC; the range is half-open."

_DOCUMENT = {
    "id": _text("Id by content."),
    "path": _text("Where the text lies, as it was named."),
    "url": _or_null(_text("Where the text was published.")),
    "title": _or_null(_text("Heading of the text.")),
    "date": _or_null(_EDTF),
    "language": _LANGUAGE,
    "publisher": _or_null(_text("Who published the text.")),
    "sha256": _text("Hash of the bytes that were read."),
}

_STATEMENT = {
    "id": {"type": "string", "pattern": "^s_", "description": "Id by the document's content and the place in it."},
    "document": _ref("document"),
    "start": _number(_OFFSET),
    "stop": _number(_OFFSET),
    "line": {"type": "integer", "minimum": 1, "description": "Line of the text, from 1."},
    "text": _text("The words, as they stand in the text."),
    "language": _LANGUAGE,
    "city": _CITY,
    "directions": {**_list("The weightiest first.", _DIRECTION), "minItems": 1},
    "kind": _ref("kind"),
    "speaker": _or_null(
        _object(
            "Whose words, instruction or report it is.",
            {"name": _or_null(_text("Name.")), "role": _or_null(_text("Office, in the words of the text."))},
        )
    ),
    "quoted": {"type": "boolean", "description": "Whether it is direct speech."},
    "quantities": _list("Numbers with units.", _ref("quantity")),
    "deadline": _or_null(
        _object(
            "Time limit or horizon.",
            {
                "text": _text("Words of the text."),
                "start": _or_null(_number(_OFFSET)),
                "stop": _or_null(_number(_OFFSET)),
                "year": _or_null({"type": "integer", "description": "Its last year."}),
                "date": _or_null(_EDTF),
                "inherited": {"type": "boolean", "description": "Whether it stands in the intro of the list."},
            },
            later=("start", "stop"),
        )
    ),
    "because": _object(
        "For each label the rule and the words that decided it.",
        {name: _text(f"Why this {name}.") for name in ("city", "directions", "kind", "speaker", "deadline")},
    ),
    "responsible": _or_null(
        _object(
            "Who has to do what a target, a plan or an assignment says.",
            {
                "text": _text("Words of the text."),
                "start": _number(_OFFSET),
                "stop": _number(_OFFSET),
                "inherited": {"type": "boolean", "description": "Whether it stands in the intro of the list."},
            },
        )
    ),
    "place": _or_null(
        _object(
            "Where it stands in what people have before them.",
            {
                "page": _or_null(_number("Number of the page, from 1.")),
                "table": _or_null(_number("Number of the table in the document, from 1.")),
                "row": _or_null(_number("Number of the row in the table, from 1; rows of the head count.")),
            },
        )
    ),
}
_STATEMENT_LATER = ("responsible", "place")

_QUANTITY = {
    "text": _text("Words of the text."),
    "start": _number(_OFFSET),
    "stop": _number(_OFFSET),
    "value": _DECIMAL,
    "unit": _text("Id of a unit; for money ISO 4217."),
    "modifier": {"enum": [str(name) for name in Modifier], "description": "How exact the number is meant to be."},
    "change": {"enum": [*(str(name) for name in Change), None], "description": "What a number of change measures."},
    "role": {"enum": [*(str(name) for name in Role), None], "description": "Which end of a from-to pair it is."},
    "year": _or_null({"type": "integer", "description": "Year that the number is of."}),
    "indicator": _or_null(_text("Id of an indicator.")),
    "per": _or_null(_text("year, month, day … for rates.")),
    "period": _or_null(
        _text(
            "Time that it is counted over, if no whole year: 2026/2030 or P5Y, a sum of years; 2025-01/2025-09, months."
        )
    ),
    "city": _or_null(_text("Id of the place that it is told of, if not the statement's.")),
    "mood": {"enum": [*(str(name) for name in Mood), None], "description": "How it is told, if not as its statement."},
    "cell": _or_null(_text("Address of its cell in the table of a row: D5.")),
}
_LATER = ("period", "city", "mood", "cell")

_MEASURE = {
    "city": _CITY,
    "indicator": _text("Id of an indicator."),
    "unit": _text("Id of a unit; for money ISO 4217."),
    "per": _or_null(_text("year, month, day … for rates.")),
    "span": {"enum": [str(name) for name in Span], "description": "How much time a figure is counted over."},
}
_PART = {"enum": [str(name) for name in Part], "description": "What a figure is in the story of its indicator."}
_TIME = _or_null(
    _text("Time that it holds for, as EDTF, 2025-01/2025-09 for a part of a year, P5Y for five years; null: not told.")
)

_DEFS: dict[str, Schema] = {
    "document": _object("A text, without its words.", _DOCUMENT),
    "kind": {"enum": [str(name) for name in Kind], "description": "What sort of claim it is."},
    "quantity": _object("A number with its unit.", _QUANTITY, later=_LATER),
    "statement": _object(
        "One sentence or list item that says something about development.", _STATEMENT, later=_STATEMENT_LATER
    ),
    "entry": _object(
        "A statement with its weight.",
        {
            **_STATEMENT,
            "weight": {"type": "integer", "description": "Sum of points; the README lists them."},
            "copies": _list("Statements of other texts that repeat it, the first seen first.", _ref("statement")),
            "wordings": _list("The same in the version of the text in another language.", _ref("statement")),
        },
        later=(*_STATEMENT_LATER, "copies", "wordings"),
    ),
    "figure": _object(
        "A number and the statement that gives it.",
        {**_QUANTITY, "statement": _text("Id of the statement."), "given_by": _ref("statement")},
        later=("given_by", *_LATER),
    ),
    "observation": _object(
        "A figure of an indicator in the unit of its measure, given by an official table or by a statement.",
        {
            **_MEASURE,
            "part": _PART,
            "value": _DECIMAL,
            "upper": _or_null({**_DECIMAL, "description": "Upper end of a range; its value is the lower one."}),
            "modifier": {
                "enum": [str(name) for name in Modifier],
                "description": "How exact the number is meant to be.",
            },
            "told": _object("As it was given.", {"value": _DECIMAL, "unit": _text("Id of a unit.")}),
            "period": _TIME,
            "year": _or_null({"type": "integer", "description": "Last year that it holds for."}),
            "said": _or_null({**_DAY, "description": "Day of its text; of a table the last day of its time."}),
            "official": _or_null(_ref("record")),
            "quantity": _or_null(_ref("quantity")),
            "given_by": _or_null(_ref("statement")),
        },
    ),
    "record": _object(
        "A figure of an official table, as it stands there.",
        {
            "path": _text("The table."),
            "line": {"type": "integer", "minimum": 1, "description": "Line of the table, from 1."},
            "city": _CITY,
            "indicator": _text("Id of an indicator."),
            "value": _DECIMAL,
            "unit": _text("Id of a unit; for money ISO 4217."),
            "period": _text("Time that it holds for, as EDTF."),
            "per": _or_null(_text("year, month, day … for rates.")),
            "source": _or_null(_text("Where the figure is taken from, in the table's own words.")),
            "baseline": {"type": "boolean", "description": "Whether it is where a target begins."},
        },
    ),
    "contradiction": _object(
        "Figures of one measure, part and time that cannot all be right, in order of time.",
        {
            **_MEASURE,
            "part": _PART,
            "period": _TIME,
            "observations": {**_list("Two or more.", _ref("observation")), "minItems": 2},
        },
    ),
    "fraction": _object(
        "An exact number.",
        {
            "exact": {
                "type": "string",
                "pattern": r"^-?[0-9]+(/[0-9]+)?$",
                "description": "A fraction: 31/300.",
            },
            "decimal": {**_DECIMAL, "description": "Rounded to four digits behind the point."},
        },
    ),
    "point": _object(
        "A level of a year.", {"value": _DECIMAL, "year": {"type": "integer", "description": "The year."}}
    ),
    "faced": _object(
        "A number as it is compared; what is worked out has no words.",
        {
            **_QUANTITY,
            "statement": _or_null(_text("Id of the statement.")),
            "given_by": _or_null(_ref("statement")),
            "source": _or_null(_text("Table that it is taken from.")),
        },
        later=("given_by", "source", *_LATER),
    ),
    "query": _object(
        "What was asked for; an empty list asks for all.",
        {
            "cities": _list("Only these.", _CITY),
            "directions": _list("Only these.", _DIRECTION),
            "kinds": _list("Only these.", _ref("kind")),
            "since": _or_null({**_DAY, "description": "Only texts of this day or later."}),
            "until": _or_null({**_DAY, "description": "Only texts of this day or earlier."}),
            "languages": _list("Only texts in these.", _LANGUAGE),
        },
    ),
    "read": _object(
        "What was read, before filters.",
        {
            "texts": _number("Texts."),
            "statements": _number("Statements."),
            "languages": _map("Texts of each language.", {"type": "integer", "minimum": 1}),
            "undated": _number("Texts that a period filter left out because they have no full date."),
        },
    ),
    "source": _object(
        "A text that the report draws on.", {**_DOCUMENT, "statements": _number("Number of its statements there.")}
    ),
    "unread": _object(
        "An input that could not be read.",
        {
            "path": _text("The input."),
            "reason": _text("Reason word; the README lists them."),
            "detail": _text("More on the reason."),
        },
    ),
}

# --- The reports ------------------------------------------------------------------------------------------------------

_DIRECTION_PART = {
    "direction": _DIRECTION,
    "count": _number("Number of statements, shown or not."),
    "more": _number("How many are not shown."),
    "repeated": _number("How often they all stand in other texts."),
    "statements": _list("The weightiest first.", _ref("entry")),
}
_PRIORITY_PART = {
    "priority": _text("Id of a priority."),
    "count": _number("Number of statements, shown or not."),
    "directions": _list("Those that have statements.", _object("A direction.", _DIRECTION_PART, later=("repeated",))),
}
_SECTION = {
    "city": _CITY,
    "count": _number("Number of statements, shown or not."),
    "kinds": _map("Number of statements of each kind.", {"type": "integer", "minimum": 0}),
    "highlights": _list("The weightiest numbers.", _ref("figure")),
    "priorities": _list("Those that have statements.", _object("A priority.", _PRIORITY_PART)),
}
_TARGET = {
    "city": _CITY,
    "indicator": _text("Id of an indicator."),
    "year": _or_null({"type": "integer", "description": "Year of the target."}),
    "baseline": _or_null(_ref("figure")),
    "reported": _or_null(_ref("figure")),
    "target": _ref("figure"),
    "scale": _DECIMAL,
    "peers": _number("How many values share the scale."),
}
_QUALITY = _list(
    "What the promises of each city say.",
    _object(
        "Numbers of promises.",
        {
            "city": _CITY,
            "promises": _number("All."),
            **{trait.value: _number(f"Those that say this: {trait.value}.") for trait in Trait},
            "whole": _number("Those that say all four."),
        },
    ),
)
_DIGEST = {
    "query": _ref("query"),
    "top": _or_null({"type": "integer", "minimum": 1, "description": "Statements shown of a direction; null: all."}),
    "read": _ref("read"),
    "matrix": _object(
        "Numbers of statements by direction and city; each statement is counted once.",
        {
            "cities": _list("The columns.", _CITY),
            "rows": _list(
                "One a direction.",
                _object(
                    "Counts in the order of the columns.",
                    {
                        "direction": _DIRECTION,
                        "counts": _list("One a city.", {"type": "integer", "minimum": 0}),
                        "total": _number("Of all cities."),
                    },
                ),
            ),
            "totals": _list("One a city.", {"type": "integer", "minimum": 0}),
            "total": _number("Of all."),
        },
    ),
    "sections": _list("One a city that has statements.", _object("A city.", _SECTION, later=("highlights",))),
    "targets": _list(
        "Levels to be reached, beside what the texts give of the way there.",
        _object("A target of a city.", _TARGET, later=("scale", "peers")),
    ),
    "timeline": _object(
        "Statements that set a year as their deadline.",
        {
            "years": _list("The columns.", {"type": "integer"}),
            "cities": _map("Counts of a city, in the order of the years.", _list("One a year.", {"type": "integer"})),
        },
    ),
    "quality": _QUALITY,
    "sources": _list("In the order of their paths.", _ref("source")),
}
_COMPARISON = {
    "cities": _list("The columns.", _CITY),
    "query": _ref("query"),
    "read": _ref("read"),
    "rows": _list(
        "One a direction.",
        _object(
            "A direction.",
            {
                "direction": _DIRECTION,
                "only": _or_null(_text("Id of the city that alone has statements here.")),
                "cells": _list(
                    "One a city.",
                    _object(
                        "A city in a direction.",
                        {
                            "city": _CITY,
                            "count": _number("Number of statements."),
                            "weightiest": _or_null(_ref("entry")),
                        },
                    ),
                ),
            },
        ),
    ),
    "totals": _list("One a city.", {"type": "integer", "minimum": 0}),
    "only": _list(
        "Directions that one city alone speaks of.",
        _object("A city.", {"city": _CITY, "directions": _list("Its own.", _DIRECTION)}),
    ),
    "indicators": _list(
        "Figures of one indicator, side by side.",
        _object(
            "An indicator.",
            {
                "indicator": _text("Id of an indicator."),
                "aspect": {"enum": [*ASPECTS, MIXED], "description": "What of the indicator is told."},
                "comparable": {"type": "boolean", "description": "Whether the figures may be compared."},
                "differs": _list("What stands in the way: aspect, measure, unit, year or unknown.", {"type": "string"}),
                "figures": _map("By city.", _or_null(_ref("faced"))),
            },
            later=("aspect",),
        ),
    ),
    "sources": _list("In the order of their paths.", _ref("source")),
}

_STATUS: Schema = {
    "enum": [str(name) for name in Status],
    "description": "What the texts hold on a target; the README tells how it follows from the figures.",
}
_LINE = {
    **_MEASURE,
    "status": _STATUS,
    "stated": {
        **_list(
            "The target as it was stated: first, and each time that changed its value or its time. The last one holds.",
            _ref("observation"),
        ),
        "minItems": 1,
    },
    "repeated": {"type": "integer", "minimum": 1, "description": "How often it was said in all."},
    "baseline": _or_null(_ref("observation")),
    "actuals": _list("Levels reported, the oldest first.", _ref("observation")),
    "asides": _list("Levels in another unit, by another rate or over another time.", _ref("observation")),
    "contradictions": _list("Those that concern it.", _ref("contradiction")),
    "share": _or_null(_ref("fraction")),
    "needed_per_year": _or_null(_ref("fraction")),
    "progress": _or_null(
        _object(
            "How fast it went against how fast it has to go.",
            {
                "method": _text("The method, with its formula."),
                "pace": {"enum": [str(name) for name in Pace], "description": "What the ratio amounts to."},
                "ratio": _or_null({**_DECIMAL, "description": "Three digits; null where the target is reached."}),
                "base": _ref("point"),
                "latest": _ref("point"),
                "target": _ref("point"),
            },
        )
    ),
}
_TARGETS = {
    "query": _ref("query"),
    "selection": _object(
        "Which targets were asked for; an empty list asks for all.",
        {
            "indicators": _list("Only these.", _text("Id of an indicator.")),
            "statuses": _list("Only these.", _STATUS),
            "years": _list("Only these.", {"type": "integer"}),
            "components": {"type": "boolean", "description": "Whether the numbers behind a status are shown."},
            "vague": {"type": "boolean", "description": "Whether promises that leave something open are listed."},
        },
    ),
    "read": _ref("read"),
    "statuses": _map("Targets of each status that there is.", {"type": "integer", "minimum": 1}),
    "lines": _list("One a target, by indicator, city and year.", _object("A target through time.", _LINE)),
    "contradictions": _list("All of the places and indicators asked for.", _ref("contradiction")),
    "versions": _list(
        "Pairs of texts that say the same in two languages.",
        _object(
            "Two texts.",
            {
                "one": _ref("document"),
                "other": _ref("document"),
                "differences": _list(
                    "Numbers that they tell differently.",
                    _object("A number as each gives it.", {"one": _ref("figure"), "other": _ref("figure")}),
                ),
                "only": _list("What only one of them says, by its numbers.", _ref("statement")),
            },
            later=("only",),
        ),
    ),
    "quality": _QUALITY,
    "vague": _list(
        "Promises that leave something open, if they were asked for.",
        _object(
            "A promise.",
            {
                "lacking": _list("What it leaves open.", {"enum": [str(name) for name in Trait]}),
                "statement": _ref("statement"),
            },
        ),
    ),
    "sources": _list("In the order of their paths.", _ref("source")),
    "tables": _list(
        "Tables of official figures.",
        _object("A table.", {"path": _text("The file."), "figures": _number("Figures taken from it.")}),
    ),
}

_DUE = _object(
    "A promise.", {"day": {**_DAY, "description": "Last day of its deadline."}, "statement": _ref("statement")}
)
_BRIEF: Schema = {
    "period": _object(
        "What the brief is called after.",
        {"name": _text("2026-W12, 2026-03, 2026 or 2026-03-21."), "since": _DAY, "until": _DAY},
    ),
    "digest": _object("What is new, as a digest.", _DIGEST),
    "new_targets": _list("Targets stated for the first time.", _object("A target through time.", _LINE)),
    "changed_targets": _list(
        "Targets whose value or time is another one now.", _object("A target through time.", _LINE)
    ),
    "contradictions": _list("Those that something new is part of.", _ref("contradiction")),
    "overdue": _list(
        "Targets whose time has passed since the last brief without a report.", _object("A target through time.", _LINE)
    ),
    "overdue_before": _number("How many had passed before."),
    "passed": _list("Other promises whose deadline has passed since the last brief.", _DUE),
    "due": _list("Promises that fall due soon, the nearest first.", _DUE),
    "silent": _list(
        "Directions of cities long without news.",
        _object("A direction of a city.", {"city": _CITY, "direction": _DIRECTION, "weeks": _number("Weeks without.")}),
    ),
    "versions": _TARGETS["versions"],
}

_REPORTS: dict[str, tuple[str, str, Schema]] = {
    "digest": (
        "Digest",
        "What kzplans digest -O json prints. Keys may be added, none is dropped or changed.",
        _object("The briefing.", _DIGEST, later=("targets", "timeline", "quality")),
    ),
    "compare": (
        "Comparison",
        "What kzplans compare -O json prints. Keys may be added, none is dropped or changed.",
        _object("Cities side by side.", _COMPARISON),
    ),
    "targets": (
        "Targets",
        "What kzplans targets -O json prints. Keys may be added, none is dropped or changed.",
        _object("The ledger of targets.", _TARGETS),
    ),
    "brief": (
        "Brief",
        "What kzplans brief -O json prints. Keys may be added, none is dropped or changed.",
        _object("What is new.", _BRIEF),
    ),
    "extract": (
        "Statements",
        (
            "What kzplans extract -O json prints. A line of -O ndjson is one $defs/statement. Keys may be added, none "
            "is dropped or changed."
        ),
        _list("Statements in document order.", _ref("statement")),
    ),
}
