"""Targets as data: each form is read back by a reader of its own, is the same each time, and takes words as words."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import icalendar
import jsonschema
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzplans.config import Limits
from kzplans.errors import UsageError
from kzplans.lexicon import Lexicon, load_lexicon
from kzplans.model import (
    Because,
    Change,
    Deadline,
    Document,
    Kind,
    Modifier,
    Quantity,
    Record,
    Responsible,
    Role,
    Speaker,
    Statement,
    Unread,
)
from kzplans.render import render_file, render_report
from kzplans.render.escape import one_line, table_text
from kzplans.render.schemas import schema_json
from kzplans.render.sdmx import SDMX_COLUMNS, sdmx_period
from kzplans.render.tables import TARGET_COLUMNS, VAGUE_COLUMNS
from kzplans.reports.context import read_report
from kzplans.reports.query import Query
from kzplans.reports.targets import Selection, Targets, build_targets
from kzplans.reports.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
TEXT_FORMS = ["json", "csv", "tsv", "sdmx-csv", "ics"]
#: What a spreadsheet would take for a formula.
FORMULA = re.compile(r"[\s'\"]*[=+\-@|%\t\r＝＋－＠]")
#: Words that try to be more than words.
HOSTILE = [
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r\n=1", '"=1', "a\tb\nc\rd", 'say "no"; or, \\n not',
    "BEGIN:VEVENT\r\nEND:VCALENDAR", "\u202ea\u2066b", "\u200f=1",
    "🏙️👨‍👩‍👧" * 20, "ә" * 1000, "\x1b[31m\x00\ud800", "＝1",
    "_x000D_ _x0041_", "http://example.kz/?a=1", "{=1}", "X" * 40_000,
]  # fmt: skip


class Said(NamedTuple):
    """A statement with one number, in short."""

    day: str | None
    kind: Kind
    value: str
    year: int | None = None
    indicator: str = "tourist_arrivals"
    unit: str = "tourist"
    role: Role | None = None
    change: Change | None = None
    period: str | None = None
    modifier: Modifier = Modifier.EXACT
    due: str | None = None
    city: str = "astana"
    words: str = "2030 жылға қарай 12 млн турист келеді."
    per: str | None = None


def statement(said: Said, number: int) -> Statement:
    words = said.words
    document = Document(
        f"d_{number}", f"{number:02}.txt", "https://example.kz/1", words, said.day, "kk", words, "00", "",
    )  # fmt: skip
    quantity = Quantity(
        text=words[:5],
        start=10 * number,
        stop=10 * number + 5,
        value=Decimal(said.value),
        unit=said.unit,
        modifier=said.modifier,
        change=said.change,
        role=said.role,
        year=said.year,
        indicator=said.indicator,
        per=said.per,
        period=said.period,
    )
    return Statement(
        id=f"s_{number}",
        document=document,
        start=10 * number,
        stop=10 * number + len(words),
        line=number + 1,
        text=words,
        city=said.city,
        directions=("tourism",),
        kind=said.kind,
        speaker=Speaker(words, words),
        quoted=False,
        quantities=(quantity,),
        deadline=Deadline(words, int(said.due[:4]), said.due, 0, 5) if said.due else None,
        because=Because("", "", "", ""),
        responsible=Responsible(words, 0, 5),
    )


STORY = [
    Said("2024-01-10", Kind.TARGET, "2500000", 2030),
    Said("2024-06-01", Kind.TARGET, "2500000", 2030),
    Said("2025-02-03", Kind.TARGET, "2800000", 2030, modifier=Modifier.AT_LEAST),
    Said("2026-02-01", Kind.FACT, "1700000", 2025),
    Said("2025-03-01", Kind.TARGET, "3.5", 2030, "green_area", "km2", due="2030-06"),
    Said("2025-03-01", Kind.PLAN, "7", None, "jobs", "job", city="almaty"),
    Said("2025-03-01", Kind.TARGET, "12345678901234567", 2027, "industrial_output", "KZT", city="alatau"),
    Said("2025-03-01", Kind.TARGET, "5000000000", 2030, "investment_total", "KZT", period="2026/2030", city="national"),
    Said("2025-03-02", Kind.TARGET, "40", 2030, "unemployment_rate", "percent", city="shymkent"),
    Said("2025-03-02", Kind.TARGET, "41", 2030, "unemployment_rate", "percent", city="shymkent"),
    Said("2025-11-01", Kind.FACT, "900000", 2025, period="2025-01/2025-09"),
    Said("2025-03-03", Kind.TARGET, "0.00000012", 2029, "road_deaths", "person", city="almaty", due="2029-05-07"),
]
RECORDS = [
    Record("official.csv", 2, "astana", "tourist_arrivals", Decimal(1900000), "tourist", "2025", source="Бюро"),
    Record("official.csv", 3, "shymkent", "unemployment_rate", Decimal("5.1"), "percent", "2024"),
    Record("official.csv", 4, "almaty", "jobs", Decimal(3), "job", "2025", source="=1+1", is_baseline=True),
    Record("official.csv", 5, "astana", "tourist_arrivals", Decimal(1000000), "tourist", "2023", is_baseline=True),
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def report_of(
    lexicon: Lexicon,
    told: Sequence[Said | Statement],
    records: Sequence[Record] = (),
    **selection: Any,  # noqa: ANN401
) -> Targets:
    found = [one if isinstance(one, Statement) else statement(one, place) for place, one in enumerate(told)]
    lost = [Unread("b.pdf", "encrypted", "=1")]
    return build_targets(
        found,
        [one.document for one in found],
        lost,
        lexicon,
        query=Query(cities=("astana", "almaty", "shymkent", "alatau", "national")),
        today=TODAY,
        selection=Selection(**selection),
        records=records,
    )


@pytest.fixture(scope="module")
def report(lexicon: Lexicon) -> Targets:
    return report_of(lexicon, STORY, RECORDS, vague=True)


@pytest.fixture(scope="module")
def hostile(lexicon: Lexicon) -> Targets:
    """Every text of it is hostile: words, speakers, names of files, of publishers and of tables."""
    told = []
    for number, words in enumerate(HOSTILE):
        made = statement(Said(words, Kind.TARGET, str(1000 + number), 2030 + number, words=words), number)
        told.append(replace(made, document=replace(made.document, path=words, url=words)))
        told.append(
            statement(Said("2026-02-01", Kind.PLAN, "5", None, "grp_per_capita", words, words=words), 50 + number)
        )
    records = [
        Record(words, 1, "astana", "tourist_arrivals", Decimal(number), "tourist", "2024", source=words)
        for number, words in enumerate(HOSTILE)
    ]
    return report_of(lexicon, told, records, vague=True)


def made(report: Targets, form: str, lexicon: Lexicon, **options: Any) -> str:  # noqa: ANN401  as they are called
    return render_report(report, form, lexicon=lexicon, language="en", **options)


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def without_vague(report: Targets) -> Targets:
    return replace(report, selection=replace(report.selection, vague=False))


# --- The same each time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_the_order_of_texts_changes_no_byte(report: Targets, lexicon: Lexicon, form: str) -> None:
    backwards = build_targets(
        [statement(one, place) for place, one in reversed(list(enumerate(STORY)))],
        [statement(one, place).document for place, one in reversed(list(enumerate(STORY)))],
        report.unread,
        lexicon,
        query=report.query,
        today=TODAY,
        selection=report.selection,
        records=RECORDS[::-1],
    )
    assert made(report, form, lexicon) == made(backwards, form, lexicon)


def test_a_workbook_is_the_same_bytes_each_time(
    report: Targets, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = render_file(report, "xlsx", lexicon=lexicon)
    monkeypatch.setenv("TZ", "America/Adak")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert render_file(report, "xlsx", lexicon=lexicon) == first


# --- JSON -------------------------------------------------------------------------------------------------------------


def closed(schema: Any) -> Any:  # noqa: ANN401  any part of a schema
    """The schema with no room for keys that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: closed(part) for key, part in schema.items()}
    if isinstance(parts.get("properties"), dict) and "type" in parts:
        parts["additionalProperties"] = False
    return parts


@cache
def validator() -> Any:  # noqa: ANN401  jsonschema has no types
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(closed(json.loads(schema_json("targets"))), format_checker=checker)


def validate(text: str) -> None:
    validator().validate(json.loads(text))


def test_json_fits_its_schema_and_has_no_float(report: Targets, hostile: Targets, lexicon: Lexicon) -> None:
    for one in (report, hostile):
        text = made(one, "json", lexicon)
        validate(text)
        json.loads(text, parse_float=lambda found: pytest.fail(f"a float: {found}"))


def test_json_tells_values_exactly(report: Targets, lexicon: Lexicon) -> None:
    data = json.loads(made(report, "json", lexicon))["data"]
    line = next(line for line in data["lines"] if (line["indicator"], line["span"]) == ("tourist_arrivals", "year"))
    assert [one["value"] for one in line["stated"]] == ["2500000", "2800000"]
    assert line["share"] == {"exact": "19/28", "decimal": "0.6786"}
    assert line["needed_per_year"] == {"exact": "180000", "decimal": "180000"}
    assert line["baseline"]["value"] == "1000000"
    assert line["actuals"][-1]["official"]["source"] == "Бюро"
    assert line["actuals"][-1]["given_by"] is None
    assert (line["progress"]["pace"], line["progress"]["base"]) == ("substantial", {"value": "1000000", "year": 2023})
    green = next(line for line in data["lines"] if line["indicator"] == "green_area")
    assert (green["stated"][0]["value"], green["stated"][0]["told"]) == ("350", {"value": "3.5", "unit": "km2"})
    assert data["statuses"] == {"contradicted": 2, "no-data": 5}
    assert data["tables"] == [{"path": "official.csv", "figures": 4}]


def again(report: Targets, lexicon: Lexicon) -> Targets:
    found = read_report(json.loads(made(report, "json", lexicon)), lexicon)
    assert isinstance(found, Targets)
    return found


def test_a_report_read_back_is_the_same_report(report: Targets, lexicon: Lexicon) -> None:
    found = again(report, lexicon)
    assert found == report
    assert found.observations == report.observations  # a figure of two lines is one figure again


@pytest.mark.parametrize("name", ["report", "hostile"])
@pytest.mark.parametrize("form", [*TEXT_FORMS, "md", "html", "xlsx"])
def test_a_report_read_back_renders_the_same_bytes(
    request: pytest.FixtureRequest, lexicon: Lexicon, form: str, name: str
) -> None:
    one = request.getfixturevalue(name)
    if form in {"md", "html"} and not (ROOT / "templates" / f"targets.{form}.j2").is_file():
        pytest.skip(f"there is no template for {form} yet")
    if form == "xlsx":
        assert render_file(one, form, lexicon=lexicon) == render_file(again(one, lexicon), form, lexicon=lexicon)
    else:
        assert made(one, form, lexicon) == made(again(one, lexicon), form, lexicon)


def test_what_is_no_whole_report_is_refused(report: Targets, lexicon: Lexicon) -> None:
    content = json.loads(made(report, "json", lexicon))
    for key, value in (
        ("stated", []),
        ("status", "good"),
        ("share", {"exact": "1/0", "decimal": "0"}),
        ("indicator", "happiness"),
        ("share", {"exact": "1e9", "decimal": "0"}),
        ("progress", {"pace": "fast"}),
    ):
        broken = json.loads(json.dumps(content))
        broken["data"]["lines"][0][key] = value
        with pytest.raises(UsageError, match="is no"):
            read_report(broken, lexicon)


# --- CSV and TSV ------------------------------------------------------------------------------------------------------


def test_csv_has_a_row_for_each_target(report: Targets, lexicon: Lexicon) -> None:
    text = made(without_vague(report), "csv", lexicon)
    assert tuple(next(csv.reader(io.StringIO(text)))) == TARGET_COLUMNS
    rows = rows_of(text)
    assert len(rows) == len(report.lines)
    row = next(row for row in rows if row["indicator"] == "tourist_arrivals")
    assert {name: row[name] for name in TARGET_COLUMNS if name not in {"first_speaker", "speaker", "text"}} == {
        "city": "astana",
        "indicator": "tourist_arrivals",
        "name": "Tourist arrivals",
        "direction": "tourism",
        "unit": "tourist",
        "per": "",
        "period": "2030",
        "target": "2800000",
        "told": "",
        "told_unit": "",
        "modifier": "at_least",
        "first_said": "2024-01-10",
        "first_value": "2500000",
        "first_period": "2030",
        "revisions": "2500000 (2030, 2024-01-10) → 2800000 (2030, 2025-02-03)",
        "baseline": "1000000",
        "baseline_period": "2023",
        "actual": "1900000",
        "actual_period": "2025",
        "actual_said": "",
        "actual_source": "Бюро",
        "share": "0.6786",
        "needed_per_year": "180000",
        "progress": "substantial 2.388",
        "status": "contradicted",  # the text of 2026 has 1.7 million
        "said": "2025-02-03",
        "statement": "s_2",
        "path": "02.txt",
        "line": "3",
    }
    green = next(row for row in rows if row["indicator"] == "green_area")
    assert (green["target"], green["unit"], green["told"], green["told_unit"]) == ("350", "ha", "3.5", "km2")


def test_numbers_are_not_quoted_and_have_no_exponent(report: Targets, lexicon: Lexicon) -> None:
    lines = made(without_vague(report), "csv", lexicon).splitlines()
    assert any(",12345678901234567," in line for line in lines)
    assert any(",0.00000012," in line for line in lines)
    assert all(line.startswith('"') and line.endswith('"') for line in lines)


def test_a_range_is_told_with_both_ends(lexicon: Lexicon) -> None:
    words = "5–6 млн турист"
    whole = statement(Said("2025-01-01", Kind.TARGET, "5000000", 2030, words=words), 0)
    low = replace(whole.quantities[0], text="5", start=0, stop=1, role=Role.FROM)
    high = replace(low, text="6 млн турист", start=2, stop=14, value=Decimal(6000000), role=Role.TO)
    one = replace(whole, document=replace(whole.document, text=words), quantities=(low, high))
    ranged = report_of(lexicon, [one])
    (row,) = rows_of(made(ranged, "csv", lexicon))
    assert (row["target"], row["told"], row["told_unit"]) == ("5000000", "5000000–6000000", "tourist")
    (figure,) = rows_of(made(ranged, "sdmx-csv", lexicon))
    assert (figure["OBS_VALUE"], figure["UPPER_VALUE"]) == ("5000000", "6000000")
    assert made(again(ranged, lexicon), "json", lexicon) == made(ranged, "json", lexicon)


def test_tsv_has_the_fields_of_csv(report: Targets, hostile: Targets, lexicon: Lexicon) -> None:
    for one in (report, hostile, without_vague(report), without_vague(hostile)):
        assert rows_of(made(one, "tsv", lexicon), "\t") == rows_of(made(one, "csv", lexicon))


def test_a_file_of_csv_begins_with_a_mark_for_excel(report: Targets, lexicon: Lexicon) -> None:
    assert made(report, "csv", lexicon, to_file=True) == "\ufeff" + made(report, "csv", lexicon)
    for form in ("tsv", "sdmx-csv", "ics", "json"):
        assert made(report, form, lexicon, to_file=True) == made(report, form, lexicon)


def test_vague_promises_are_rows_of_their_own(report: Targets, lexicon: Lexicon) -> None:
    text = made(report, "csv", lexicon)
    assert tuple(next(csv.reader(io.StringIO(text)))) == VAGUE_COLUMNS
    rows = rows_of(text)
    assert len(rows) == len(report.vague) > 0
    assert {"city": "almaty", "kind": "plan", "lacks": "deadline", "statement": "s_5", "line": "6"}.items() <= next(
        row for row in rows if row["statement"] == "s_5"
    ).items()


@pytest.mark.parametrize("form", ["csv", "tsv", "sdmx-csv"])
def test_no_cell_is_a_formula_and_no_row_is_broken(hostile: Targets, lexicon: Lexicon, form: str) -> None:
    for one in (hostile, without_vague(hostile)):
        text = made(one, form, lexicon)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if form == "tsv" else ","))
        assert {len(row) for row in rows} == {len(rows[0])}
        cells = [cell for row in rows for cell in row]
        assert [cell for cell in cells if FORMULA.match(cell) and not cell.startswith("'")] == []
        assert all(char.isprintable() or char in "\u200d\u200b\ufe0f" for cell in cells for char in cell)
        assert len(text.splitlines()) == len(rows)


def test_figures_that_were_written_are_read_as_official_ones(report: Targets, lexicon: Lexicon, tmp_path: Path) -> None:
    figures = pytest.importorskip("kzplans.sources.figures")
    path = tmp_path / "ledger.csv"
    for mark in (True, False):
        path.write_text(made(without_vague(report), "csv", lexicon, to_file=mark), encoding="utf-8", newline="")
        records, unread, _ = figures.read_figures(str(path), lexicon, Limits())
        assert list(unread) == []
        assert {figure_of(one) for one in records} == {
            (*line.measure[:4], one.period, one.value, is_baseline)
            for line in report.lines
            for one, is_baseline in ((line.baseline, True), (line.actual, False))
            if one is not None and one.period
        }
        sources = {one.source for one in records if not one.is_baseline}
        assert sources >= {"Бюро", "official.csv:3"}


def figure_of(one: Record) -> tuple[object, ...]:
    return one.city, one.indicator, one.unit, one.per or "", one.period, one.value, one.is_baseline


# --- SDMX-CSV ---------------------------------------------------------------------------------------------------------


DIMENSIONS = SDMX_COLUMNS[3:10]
TIME = re.compile(r"\d{4}(-\d{2}){0,2}|\d{4}-\d{2}-\d{2}/P\d+[YMD]")


def test_sdmx_has_each_key_once(report: Targets, hostile: Targets, lexicon: Lexicon) -> None:
    for one in (report, hostile):
        rows = rows_of(made(one, "sdmx-csv", lexicon))
        keys = [tuple(row[name] for name in DIMENSIONS) for row in rows]
        assert len(set(keys)) == len(keys) > 0
        for row in rows:
            assert (row["STRUCTURE"], row["ACTION"]) == ("dataflow", "I")
            assert re.fullmatch(r"[A-Z]+:[A-Z_]+\(\d+\.\d+\.\d+\)", row["STRUCTURE_ID"])
            assert TIME.fullmatch(row["TIME_PERIOD"])
            assert re.fullmatch(r"-?\d+(\.\d+)?", row["OBS_VALUE"])


def test_codes_of_sdmx_are_codes(report: Targets, lexicon: Lexicon) -> None:
    for row in rows_of(made(report, "sdmx-csv", lexicon)):
        assert all(re.fullmatch(r"[A-Z0-9_@$-]+", row[name]) for name in DIMENSIONS[:-1])


def test_what_units_and_indicators_are_called_in_sdmx_stays_apart(lexicon: Lexicon) -> None:
    taken = {"percent", "percentage_point", "person", "thing"}
    units = [unit.upper() for unit in lexicon.units if unit not in taken] + ["PT", "PP", "PS", "NUMBER"]
    assert len(set(units)) == len(units)
    assert len({name.upper() for name in lexicon.indicators}) == len(lexicon.indicators)


def test_sdmx_tells_the_standing_target_and_the_official_level(report: Targets, lexicon: Lexicon) -> None:
    rows = rows_of(made(report, "sdmx-csv", lexicon))
    found = {
        (row["ESTIMATE_TYPE"], row["TIME_PERIOD"], row["OBS_VALUE"], row["OBS_STATUS"])
        for row in rows
        if row["INDICATOR"] == "TOURIST_ARRIVALS"
    }
    assert found == {("B", "2023", "1000000", "A"), ("T", "2030", "2800000", "F"), ("A", "2025", "1900000", "A")}
    areas = {row["INDICATOR"]: (row["REF_AREA"], row["UNIT_MEASURE"], row["TIME_PERIOD"]) for row in rows}
    assert areas["INDUSTRIAL_OUTPUT"] == ("KZ_ALATAU", "KZT", "2027")
    assert areas["INVESTMENT_TOTAL"] == ("KZ", "KZT", "2026-01-01/P5Y")
    assert areas["UNEMPLOYMENT_RATE"][:2] == ("KZ-79", "PT")


def test_lots_of_one_year_are_two_keys(lexicon: Lexicon) -> None:
    lots = [
        Said("2025-01-01", Kind.TARGET, "3", 2030, "schools", "school"),
        Said("2025-01-01", Kind.TARGET, "5", 2030, "schools", "school"),
    ]
    name = next(name for name, one in lexicon.indicators.items() if one.comes_in_lots and "school" in one.units)
    rows = rows_of(made(report_of(lexicon, [one._replace(indicator=name) for one in lots]), "sdmx-csv", lexicon))
    assert sorted((row["LOT"], row["OBS_VALUE"]) for row in rows) == [("S_0_0", "3"), ("S_1_10", "5")]


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("2030", "2030"),
        ("2025-06", "2025-06"),
        ("2025-06-15", "2025-06-15"),
        ("2026/2030", "2026-01-01/P5Y"),
        ("2025-01/2025-09", "2025-01-01/P9M"),
        ("2024-07/2025-06", "2024-07-01/P12M"),
        ("2025-01-01/2025-06-30", "2025-01-01/P6M"),
        ("2025-01-10/2025-01-12", "2025-01-10/P3D"),
        ("P5Y", None),
        ("", None),
        ("XXXX-10", None),
        ("2030/2026", None),
    ],
)
def test_times_have_the_form_of_sdmx(period: str, told: str | None) -> None:
    assert sdmx_period(period) == told


# --- Workbooks --------------------------------------------------------------------------------------------------------


def sheets(report: Targets, lexicon: Lexicon, language: str = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(render_file(report, "xlsx", lexicon=lexicon, language=language))
    )  # fmt: skip


def cells(sheet: Any) -> Iterator[Any]:  # noqa: ANN401  cells come in several kinds
    return (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def rows_of_sheet(sheet: Any) -> list[dict[str, Any]]:  # noqa: ANN401  as above
    head, *rows = sheet.iter_rows()
    return [dict(zip([cell.value for cell in head], row, strict=True)) for row in rows]


def test_a_workbook_has_the_figures(report: Targets, lexicon: Lexicon) -> None:
    book = sheets(report, lexicon)
    assert book.sheetnames == ["Targets", "Figures", "Contradictions", "Promises", "Vague promises"]
    assert sheets(without_vague(report), lexicon).sheetnames == book.sheetnames[:4]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
    rows = rows_of_sheet(book["Targets"])
    assert len(rows) == len(report.lines)
    row = next(row for row in rows if row["Indicator"].value == "Tourist arrivals")
    assert row["Target"].value == 2_800_000
    assert (row["Share reached"].value, row["Share reached"].number_format) == (0.678571, "0.0%")
    assert row["Stated on"].is_date
    assert row["Stated on"].value.date() == date(2025, 2, 3)
    assert row["Year or period"].value == 2030
    assert row["Status"].value == "sources disagree"
    assert next(row for row in rows if row["City"].value == "Shymkent")["Unit"].value == "%"
    assert len(rows_of_sheet(book["Figures"])) == len(report.observations)
    assert [row["Value"].value for row in rows_of_sheet(book["Contradictions"])] == [1_900_000, 1_700_000, 40, 41]
    assert [row["City"].value for row in rows_of_sheet(book["Promises"])] == [
        Wording.of(lexicon, "en").label("cities", quality.city) for quality in report.quality
    ]


def test_no_digit_is_lost_to_a_double(report: Targets, lexicon: Lexicon) -> None:
    rows = rows_of_sheet(sheets(report, lexicon)["Targets"])
    long = next(row for row in rows if row["City"].value == "Alatau")["Target"]
    assert (long.value, long.data_type) == ("12345678901234567", "s")
    assert "15 digits" in long.comment.text
    small = next(row for row in rows if row["Indicator"].value == "Deaths on the roads")["Target"]
    assert (small.value, small.data_type) == (0.00000012, "n")


def test_hostile_words_are_words_in_a_workbook(hostile: Targets, lexicon: Lexicon) -> None:
    book = sheets(hostile, lexicon)
    found = [cell for sheet in book for cell in cells(sheet)]
    assert {cell.data_type for cell in found} <= {"s", "n", "d"}
    assert [cell.hyperlink for cell in found if cell.hyperlink] == []
    texts = [cell.value for cell in found if cell.data_type == "s"]
    assert [text for text in texts if FORMULA.match(text) and not text.startswith("'") and text != "%"] == []
    for words in HOSTILE:
        assert any(text.startswith(table_text(words)[:32_000]) for text in texts)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_sheets_and_columns_have_names_in_each_language(report: Targets, lexicon: Lexicon, language: str) -> None:
    book = sheets(report, lexicon, language)
    assert all(len(name) <= 31 for name in book.sheetnames)
    words = [*book.sheetnames, *[str(cell.value) for sheet in book for cell in sheet[1]]]
    assert [word for word in words if "ledger" in word.lower() or "_" in word] == []
    for sheet in book:
        heads = [cell.value for cell in sheet[1]]
        assert len(set(heads)) == len(heads)


# --- Calendars --------------------------------------------------------------------------------------------------------


def events(text: str) -> list[Any]:
    lines = text.encode().split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode()  # no character is cut
    (calendar,) = icalendar.Calendar.from_ical(text, multiple=True)
    assert calendar.errors == []
    return list(calendar.walk("VEVENT"))


def test_a_calendar_has_the_deadlines(report: Targets, lexicon: Lexicon) -> None:
    text = made(report, "ics", lexicon)
    found = events(text)
    assert [event for event in found if event.errors] == []
    days = {str(event["SUMMARY"]): event.decoded("DTSTART") for event in found}
    assert len(days) == len([line for line in report.lines if line.target.year])
    assert days["Astana: Tourist arrivals — ≥\u00a02.8\u00a0million tourists"] == date(2030, 12, 31)
    assert next(day for name, day in days.items() if "Green area" in name) == date(2030, 6, 30)
    assert next(day for name, day in days.items() if "Deaths" in name) == date(2029, 5, 7)
    assert len({str(event["UID"]) for event in found}) == len(found)
    first = next(event for event in found if "Tourist" in event["SUMMARY"])
    assert first.decoded("DTSTAMP").isoformat() == "2026-11-22T00:00:00+00:00"
    assert "02.txt:3" in first["DESCRIPTION"]
    assert first["URL"] == "https://example.kz/1"


def test_a_deadline_that_is_put_off_moves_its_event(lexicon: Lexicon) -> None:
    before = [Said("2024-01-10", Kind.TARGET, "30", 2027)]
    after = [*before, Said("2025-02-03", Kind.TARGET, "30", 2029)]
    (old,), (new,) = [events(made(report_of(lexicon, said), "ics", lexicon)) for said in (before, after)]
    assert old["UID"] == new["UID"]
    assert (old.decoded("DTSTART").year, new.decoded("DTSTART").year) == (2027, 2029)


def test_hostile_words_are_words_in_a_calendar(hostile: Targets, lexicon: Lexicon) -> None:
    found = events(made(hostile, "ics", lexicon))
    assert len(found) == len([line for line in hostile.lines if line.target.year])
    about = [str(event["DESCRIPTION"]) for event in found]
    for words in HOSTILE:
        assert any(one_line(words) in text for text in about)


@settings(deadline=None)  # a busy machine is no fault
@given(words=st.text(max_size=200), value=st.integers(1, 10**15))
def test_any_words_make_a_calendar(lexicon: Lexicon, words: str, value: int) -> None:
    said = Said("2025-01-01", Kind.TARGET, str(value), 2030, words=words)
    (event,) = events(made(report_of(lexicon, [said]), "ics", lexicon))
    assert one_line(words) in str(event["DESCRIPTION"])


@settings(deadline=None)  # a busy machine is no fault
@given(words=st.text(max_size=60), value=st.decimals(-(10**12), 10**12, places=3))
def test_any_words_make_rows(lexicon: Lexicon, words: str, value: Decimal) -> None:
    said = Said("2025-01-01", Kind.TARGET, str(value), 2030, words=words)
    one = report_of(lexicon, [said])
    for form in ("csv", "tsv"):
        (row,) = rows_of(made(one, form, lexicon), "\t" if form == "tsv" else ",")
        assert (Decimal(row["target"]), row["text"]) == (value, table_text(words))
    (row,) = rows_of(made(one, "sdmx-csv", lexicon))
    assert (Decimal(row["OBS_VALUE"]), row["COMMENT_OBS"]) == (value, table_text(words))
    validate(made(one, "json", lexicon))
    assert again(one, lexicon) == one


def test_an_empty_report_is_an_empty_table(lexicon: Lexicon) -> None:
    empty = report_of(lexicon, [])
    assert rows_of(made(empty, "csv", lexicon)) == []
    assert made(empty, "sdmx-csv", lexicon) == ",".join(SDMX_COLUMNS) + "\r\n"
    assert events(made(empty, "ics", lexicon)) == []
    assert sheets(empty, lexicon)["Targets"].max_row == 1
    validate(made(empty, "json", lexicon))
