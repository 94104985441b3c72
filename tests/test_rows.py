"""Rows of tables: from what readers of formats tell to statements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kzplans.extract import Extractor, Origin
from kzplans.lexicon import load_lexicon
from kzplans.model import Place, Statement
from kzplans.sources.decode import clean_text
from kzplans.sources.formats.grid import Cell, Row, Tables

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "corpus" / "rows.yaml").read_text(encoding="utf-8")
)
TITLES = {
    "kk": "Шымкент қаласының 2026–2030 жылдарға арналған даму жоспары",
    "ru": "План развития города Шымкента на 2026–2030 годы",
    "en": "Development plan of Shymkent city for 2026–2030",
}


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load_lexicon())


def grid_row(texts: list[str], *, is_head: bool = False) -> Row:
    return Row(is_head, [Cell(column, 1, [text] if text else []) for column, text in enumerate(texts)])


def read(extractor: Extractor, case: dict[str, Any], rows: list[list[str]]) -> list[Statement]:
    tables = Tables()
    title = TITLES[case.get("language", "kk")]
    lines = tables.lines([grid_row(case["head"], is_head=True), *map(grid_row, rows)])
    text = clean_text("\n".join([title, *lines]) + "\n")
    told: Any = tables.rows_in(text)
    document = extractor.build_document(text, Origin("plan.docx", "0", date="2026-03-01", rows=told))
    return list(extractor.statements(document))


def figures(statement: Statement) -> list[dict[str, Any]]:
    """Figures with what is not at its default."""
    found = []
    for one in statement.quantities:
        told = {
            "cell": one.cell, "value": str(one.value), "unit": one.unit, "year": one.year, "indicator": one.indicator,
            "mood": one.mood and str(one.mood), "city": one.city, "period": one.period,
            "modifier": None if one.modifier == "exact" else str(one.modifier),
        }  # fmt: skip
        found.append({name: value for name, value in told.items() if value is not None})
    return found


@pytest.mark.parametrize("case", [case for case in CASES if "rows" in case], ids=lambda case: case["head"][1])
def test_a_row_is_one_statement_with_its_figures(extractor: Extractor, case: dict[str, Any]) -> None:
    rows = [one["row"] for one in case["rows"]]
    statements = read(extractor, case, rows)
    assert [one.place for one in statements] == [Place(None, 1, number) for number in range(2, len(rows) + 2)]
    for statement, expected in zip(statements, case["rows"], strict=True):
        text = statement.document.text
        assert statement.text == text[statement.start : statement.stop] == text.splitlines()[statement.line - 1]
        assert all(text[one.start : one.stop] == one.text for one in statement.quantities)
        assert statement.city == expected.get("city", "shymkent")
        assert figures(statement) == expected.get("figures", [])
        if "kind" in expected:
            assert str(statement.kind) == expected["kind"], statement.because.kind
        if "deadline" in expected:
            assert (statement.deadline.date if statement.deadline else None) == expected["deadline"]
        if "responsible" in expected:
            assert statement.responsible is not None
            assert statement.responsible.text == expected["responsible"]
        if "directions" in expected:
            assert list(statement.directions) == expected["directions"]


@pytest.mark.parametrize("case", [case for case in CASES if "none" in case], ids=lambda case: case["head"][1])
def test_rows_that_say_nothing_of_development(extractor: Extractor, case: dict[str, Any]) -> None:
    assert read(extractor, case, case["none"]) == []


def test_the_address_of_a_statement(extractor: Extractor) -> None:
    case = next(case for case in CASES if "rows" in case)
    (first, *_) = read(extractor, case, [case["rows"][0]["row"]])
    assert first.address == "plan.docx#table=1,row=2"
    paged = extractor.build_document(
        "Астанада 5 мектеп салынады.\nАлматыда 7 мектеп салынады.\n", Origin("a.pdf", "0", pages=[(1, 3), (2, 4)])
    )
    assert [one.address for one in extractor.statements(paged)] == ["a.pdf#page=3", "a.pdf#page=4"]
    plain = extractor.build_document("Астанада 5 мектеп салынады.\n", Origin("a.txt", "0"))
    assert [one.address for one in extractor.statements(plain)] == ["a.txt:1"]


def test_what_is_no_row_of_its_line_is_a_line_like_any(extractor: Extractor) -> None:
    told: Any = [[1, 1, 1, [(0, "Қала", "Астана"), (1, "Мектеп", "7")]], [9, 1, 2, []]]
    document = extractor.build_document("Астанада 5 мектеп салынады.\n", Origin("a", "0", rows=told))
    assert document.rows == ()
    assert len(list(extractor.statements(document))) == 1


def test_the_same_row_twice_keeps_both_places() -> None:
    tables = Tables()
    rows = [["Что", "Сколько"], ["Школы", "5"], ["Школы", "5"]]
    lines = tables.lines([grid_row(row) for row in rows])
    assert lines == ["Что: Школы; Сколько: 5"] * 2
    text = "\n".join(["Тақырып", *lines])
    cells = [[0, "Что", "Школы"], [1, "Сколько", "5"]]
    assert tables.rows_in(text) == [[2, 1, 2, cells], [3, 1, 3, cells]]


def test_what_a_text_says_again_is_said_once(extractor: Extractor) -> None:
    lines = [
        "Алматыда 2027 жылға дейін 5 мектеп салынады.",
        "Шымкентте 2028 жылға дейін 3 аурухана салынады.",
        "Алматыда 2027 жылға дейін 5 мектеп салынады.",
        "Алматыда 2029 жылға дейін 5 мектеп салынады.",
    ]
    document = extractor.build_document("\n".join(["Жоспар", *lines]) + "\n", Origin("a.txt", "0"))
    explained = extractor.explain(document)
    assert [one.line for one in explained.statements] == [2, 3, 5]
    assert [(one.line, one.reason) for one in explained.left_out] == [(4, "says again what the text has said")]


def test_the_same_words_below_another_city_are_another_statement(extractor: Extractor) -> None:
    text = "Алматыда:\n- 5 мектеп салу;\n- 2 саябақ ашу.\nШымкентте:\n- 5 мектеп салу;\n- 2 саябақ ашу.\n"
    document = extractor.build_document(text, Origin("a.txt", "0"))
    assert [(one.city, one.text) for one in extractor.statements(document)] == [
        ("almaty", "5 мектеп салу"),
        ("almaty", "2 саябақ ашу."),
        ("shymkent", "5 мектеп салу"),
        ("shymkent", "2 саябақ ашу."),
    ]
