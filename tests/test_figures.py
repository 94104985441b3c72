from __future__ import annotations

import csv
import io
import os
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kzplans.config import Limits
from kzplans.errors import ConfigError
from kzplans.lexicon import Lexicon, load_lexicon
from kzplans.sources.cells import MOST_DIGITS, Fault, Names, parse_number, parse_time
from kzplans.sources.figures import read_figures
from kzplans.sources.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kzplans.model import Record, Unread

    Read = tuple[list[Record], list[Unread], list[str]]

HEAD = "city,indicator,actual,actual_period"
#: Files written once and read as often as hypothesis asks.
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture
def read(tmp_path: Path, lexicon: Lexicon) -> Callable[..., Read]:
    """Write one file, and read it."""

    def written(content: str | bytes, name: str = "figures.csv", limits: Limits | None = None) -> Read:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_figures(str(path), lexicon, limits or Limits())

    return written


@pytest.fixture
def repository(tmp_path: Path, lexicon: Lexicon) -> Callable[..., Read]:
    """Write a table of Open SDG and what it is, and read the folder of data."""

    def written(table: str, mapping: str, name: str = "indicator_8-1-1.csv") -> Read:
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / name).write_text(table, encoding="utf-8")
        (tmp_path / "indicators.yaml").write_text(mapping, encoding="utf-8")
        return read_figures(str(tmp_path / "data"), lexicon, Limits())

    return written


def short(records: list[Record]) -> list[tuple[str, str, str, str, str]]:
    return [(one.city, one.indicator, str(one.value), one.unit, one.period) for one in records]


def faults(unread: list[Unread]) -> list[tuple[str, str, str]]:
    """Name without its folder, reason and detail."""
    return [(os.path.basename(one.path), str(one.reason), one.detail) for one in unread]  # noqa: PTH119  with a line number


# Our own table

JOBS = [("almaty", "jobs", "12500", "job", "2025")]


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\nalmaty,jobs,12500,2025\n",
        f"\ufeff{HEAD}\r\nalmaty,jobs,12500,2025\r\n",
        f"{HEAD}\nАлматы,Жұмыс орындары,12500,2025",
        f"{HEAD}\nKZ-75,jobs,12500,2025\n",
        f"{HEAD}\nKZ-ALA,JOBS,12 500,2025\n",
        f"{HEAD}\n750000000,jobs,12\u00a0500,2025\n",
        f"{HEAD}\nalmaty,jobs,12\u202f500,2025\n",
        f"{HEAD}\nalmaty,jobs,12\u2009500,2025\n",
        f"{HEAD}\nalmaty,jobs,'12500,2025\n",
        f"{HEAD},unit\nalmaty,jobs,12500,2025,\n",
        f"{HEAD},unit\nalmaty,jobs,12500,2025,job\n",
        f"{HEAD},unit\nalmaty,jobs,12500,2025,рабочее место\n",
        f"{HEAD};\nalmaty;jobs;12500;2025\n".replace(",", ";"),
        f"{HEAD}\nalmaty\tjobs\t12500\t2025\n".replace(",", "\t"),
        'City,Indicator,Actual,"Actual\nperiod"\n"almaty","jobs","12500","2025"\n',
        "actual_period,actual,x,indicator,city\n2025,12500,=1+1,jobs,almaty\n",
        f"\n,,,\n{HEAD},,\n,,,,,\nalmaty,jobs,12500,2025,,\n",
        f"{HEAD}\nalmaty,jobs,12500,2025\nalmaty,jobs,12500,2025\nАлматы,jobs,12500.0,2025\n",
        f"{HEAD}\nalmaty,jobs,12500,2025\nastana,jobs,,\n",
    ],
)
def test_a_figure_is_the_same_however_it_is_written(read: Callable[..., Read], content: str) -> None:
    records, unread, notes = read(content)
    assert (short(records), unread, notes) == (JOBS, [], [])


def test_a_table_of_excel_has_semicolons_and_decimal_commas(read: Callable[..., Read]) -> None:
    records, unread, _ = read(
        "\ufeffcity;indicator;unit;actual;actual_period;per;actual_source\r\n"
        "Астана;уровень безработицы;%;4,5;2025-Q3;;\r\n"
        'Шымкент;tourist_arrivals;;"1 234,50";2025-H1;year;\'=HYPERLINK("x")\r\n'
    )
    assert unread == []
    assert short(records) == [
        ("astana", "unemployment_rate", "4.5", "percent", "2025-07/2025-09"),
        ("shymkent", "tourist_arrivals", "1234.50", "tourist", "2025-01/2025-06"),
    ]
    assert [(one.per, one.source, one.line) for one in records] == [(None, None, 2), ("year", '=HYPERLINK("x")', 3)]


def test_a_row_may_hold_a_baseline(read: Callable[..., Read]) -> None:
    records, unread, _ = read(
        f"{HEAD},actual_source,baseline,baseline_period\n"
        "astana,jobs,10,2025,Бюро,8,2023\n"
        "almaty,jobs,,,,7,2021/2023\n"
        "shymkent,jobs,3,2025,,2,\n"
    )
    assert [(one.city, str(one.value), one.period, one.is_baseline, one.source, one.line) for one in records] == [
        ("astana", "10", "2025", False, "Бюро", 2),
        ("astana", "8", "2023", True, None, 2),
        ("almaty", "7", "2021/2023", True, None, 3),
        ("shymkent", "3", "2025", False, None, 4),
    ]
    assert [(name, detail[:21]) for name, _, detail in faults(unread)] == [("figures.csv:4", "baseline: has no time")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Алмты,jobs,5,2025,", "'Алмты' is not known as city (did you mean 'алматы'?)"),
        (",jobs,5,2025,", "has no city"),
        ("almaty,jbos,5,2025,", "'jbos' is not known as indicator (did you mean 'jobs'?)"),
        ("almaty,jobs,5,2025,parsec", "'parsec' is not known as unit; jobs is counted in job"),
        ("almaty,jobs,5,2025,KZT", "'KZT' is no unit of this indicator; jobs is counted in job"),
        ("almaty,jobs,NaN,2025,", "actual: 'NaN' is no number; write it out in digits, as 1234.5"),
        ("almaty,jobs,Infinity,2025,", "actual: 'Infinity' is no number; write it out in digits, as 1234.5"),
        ("almaty,jobs,1e999999999,2025,", "actual: '1e999999999' is no number; write it out in digits, as 1234.5"),
        ("almaty,jobs,٣,2025,", "actual: '٣' is no number; write it out in digits, as 1234.5"),
        ("almaty,jobs,12 34,2025,", "actual: '12 34' is no number; write it out in digits, as 1234.5"),
        ("almaty,jobs,=1+1,2025,", "actual: '=1+1' is no number; write it out in digits, as 1234.5"),
        (f"almaty,jobs,{'9' * 28},2025,", f"actual: '{'9' * 28}' has more than 27 digits"),
        (f"almaty,jobs,{'9' * 99},2025,", f"actual: '{'9' * 60}…' is no number; write it out in digits, as 1234.5"),
        (
            'almaty,jobs,"12,5",2025,',
            "actual: '12,5': where commas part the columns, a number has a point, as 12.5",
        ),
        (
            "almaty,jobs,5,autumn,",
            "actual: 'autumn' is no time; write 2025, 2025-06, 2025-Q3, 2025-H1, 2025-01/2025-09 or 2021/2025",
        ),
        ("almaty,jobs,5", "has 3 fields, and the head has 5; put a field with a comma in it in quotation marks"),
        ("almaty,jobs,5,5,2025,,", "'2025' is not known as unit; jobs is counted in job"),
        (
            "almaty,jobs,5,2025,,,x",
            "has 7 fields, and the head has 5; put a field with a comma in it in quotation marks",
        ),
        ('almaty,"jobs"s,5,2025,', "cannot be read as a row: ',' expected after '\"'; look at its quotation marks"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_are_kept(read: Callable[..., Read], row: str, told: str) -> None:
    records, unread, _ = read(f"{HEAD},unit\nastana,jobs,1,2025,\n{row}\nalmaty,jobs,12500,2025,job\n")
    assert faults(unread) == [("figures.csv:3", "bad_row", told)]
    assert short(records) == [("astana", "jobs", "1", "job", "2025"), *JOBS]


def test_many_bad_rows_are_counted(read: Callable[..., Read]) -> None:
    records, unread, _ = read(f"{HEAD}\n" + "Нигде,jobs,5,2025\n" * 1000 + "almaty,jobs,12500,2025\n")
    assert short(records) == JOBS
    assert len(unread) == 21
    assert faults(unread)[-1] == ("figures.csv", "bad_row", "and 980 more that cannot be read")


def test_a_quotation_mark_that_is_never_closed_ends_the_table(read: Callable[..., Read]) -> None:
    records, unread, _ = read(f'{HEAD}\nalmaty,jobs,12500,2025\nastana,"jobs,5,2025\nshymkent,jobs,5,2025\n')
    assert short(records) == JOBS
    [(name, reason, detail)] = faults(unread)
    assert (name, reason) == ("figures.csv:3", "bad_row")
    assert detail.endswith("the rest is left out")


@pytest.mark.parametrize(
    ("content", "reason", "told"),
    [
        (b"", Reason.EMPTY, "is empty"),
        (b"\n  \n", Reason.EMPTY, "white space"),
        (f"{HEAD}\nАлматы,jobs,1,2025\n".encode("cp1251"), Reason.DECODE_UNCERTAIN, "save the file as UTF-8"),
        (b"PK\x03\x04\x14\x00", Reason.UNSUPPORTED_TYPE, "Office document"),
        (
            b"city,indicator\nalmaty,jobs\n",
            Reason.MALFORMED,
            "it lacks actual, actual_period; of those of Open SDG, year",
        ),
        (b"Year;Sex\n2025;\n", Reason.MALFORMED, "of those of Open SDG, value"),
        (b"some text\nwithout columns\n", Reason.MALFORMED, "is no table of figures"),
        (f"{HEAD},actual\nalmaty,jobs,1,2025,2\n".encode(), Reason.MALFORMED, "has two columns 'actual'"),
        (b'"city,indicator\nalmaty,jobs\n', Reason.MALFORMED, "first row cannot be read"),
        (HEAD.encode() + b" " * 1000, Reason.TOO_LARGE, "1,035 bytes"),
    ],
)
def test_what_is_no_table_of_figures_says_why(
    read: Callable[..., Read], content: bytes, reason: Reason, told: str
) -> None:
    records, unread, notes = read(content, limits=Limits(file_bytes=1000))
    assert (records, notes) == ([], [])
    assert [one.reason for one in unread] == [reason]
    assert told in unread[0].detail


def test_a_head_without_rows_is_no_fault(read: Callable[..., Read]) -> None:
    assert read(f"{HEAD}\n") == ([], [], [])


# Numbers and times


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"), ("007", "7"), ("-5", "-5"), ("\u22125", "-5"), ("+5", "5"), ("1 234 567.25", "1234567.25"),
        ("12.300000000000001", "12.300000000000001"), ("30000000000000", "30000000000000"), ("12,5", "12.5"),
    ],
)  # fmt: skip
def test_numbers(text: str, value: str) -> None:
    assert parse_number(text, has_decimal_comma=True) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "-", ".", "5.", ".5", "1.2.3", "1,2,3", "1 2345", "5%", "1_000", "0x1", "5\n", "²"]
)
def test_no_numbers(text: str) -> None:
    with pytest.raises(Fault):
        parse_number(text, has_decimal_comma=True)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2025", "2025"),
        ("2025-06", "2025-06"),
        ("2025-06-30", "2025-06-30"),
        ("2025-Q1", "2025-01/2025-03"),
        ("2025q4", "2025-10/2025-12"),
        ("2025-H2", "2025-07/2025-12"),
        ("2025-01/2025-09", "2025-01/2025-09"),
        ("2025-Q1 / 2025-Q3", "2025-01/2025-09"),
        ("2025-01/2025-12", "2025"),
        ("2025-H1/2025-H2", "2025"),
        ("2025/2025", "2025"),
        ("2021/2025", "2021/2025"),
        ("P5Y", "P5Y"),
    ],
)
def test_times(text: str, edtf: str) -> None:
    assert parse_time(text) == edtf


@pytest.mark.parametrize(
    "text",
    [
        "", "25", "20255", "2025-13", "2025-6", "2025-02-30", "2025-Q5", "2025-H3", "2030/2025", "2025/", "/2025/1",
        "2025-01/2025-09/2026", "1815", "9999", "0000", "P0Y", "P100Y", "XXXX-10-29", "2025-W12", "٢٠٢٥", "2025.0",
    ],
)  # fmt: skip
def test_no_times(text: str) -> None:
    if text == "2025/":  # nothing behind the stroke is the same as no stroke
        assert parse_time(text) == "2025"
        return
    with pytest.raises(Fault):
        parse_time(text)


# Codes of areas and units


@pytest.mark.parametrize(
    ("city", "codes"),
    [
        ("national", "KZ KAZ kz"),
        ("astana", "KZ-71 KZ71 71 710000000 KZNS KZAST KZ-AST kz_ast"),
        ("almaty", "KZ-75 75 750000000 KZALA KZ-ALA"),
        ("shymkent", "KZ-79 79 790000000 KZSHY KZ-SHY"),
        ("other", "KZALM KZ-ALM KZ-19 190000000 KZ-10 KZ-33 KZ-62 KZ-61 KZ-YUZ KZ-ZAP KZ63"),
    ],
)
def test_areas(lexicon: Lexicon, city: str, codes: str) -> None:
    assert {code: lexicon.parse_area(code) for code in codes.split()} == dict.fromkeys(codes.split(), city)


def test_all_17_oblasts_are_other_places(lexicon: Lexicon) -> None:
    oblasts = [code for code, city in lexicon.areas.items() if city == "other" and len(code) == 9]
    assert len(oblasts) == 17
    assert {f"KZ{code[:2]}" for code in oblasts} == {
        code for code, city in lexicon.areas.items() if city == "other" and code[:2] == "KZ" and code[2:].isdecimal()
    }


def test_codes_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "cities.yaml").write_text("konaev: {iso: KZ-XX, kato: null}\n", encoding="utf-8")
    areas = tmp_path / "shared" / "areas.yaml"
    areas.write_text("KZ-KON: konaev\nKZ-19: konaev\n", encoding="utf-8")
    lexicon = load_lexicon(tmp_path)
    assert [lexicon.parse_area(code) for code in ("KZXX", "KZKON", "KZ19", "KZNS")] == ["konaev"] * 3 + ["astana"]
    areas.write_text("KZ-KON: konaev\nKZ-NOW: nowhere\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"areas\.yaml:2: KZ-NOW: unknown id 'nowhere'; allowed: "):
        load_lexicon(tmp_path)


@pytest.mark.parametrize("code", ["", "US", "KZ-99", "Almaty"])
def test_no_areas(lexicon: Lexicon, code: str) -> None:
    assert lexicon.parse_area(code) is None


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        ("percent", "PT|percent|%|PERCENT"),
        ("person", "PS|persons|адам|человек"),
        ("thing", "NUMBER"),
        ("KZT", "KZT|kzt|тенге|теңге|LCU"),
        ("USD", "USD|CU_USD|доллар США"),
        ("tonne", "T|TONNES|тонна"),
        ("ha", "HA"),
        ("km2", "KM2"),
        ("times", "RO"),
    ],
)
def test_units(lexicon: Lexicon, unit: str, names: str) -> None:
    known = Names(lexicon)
    assert {name: known.known_unit(name) for name in names.split("|")} == dict.fromkeys(names.split("|"), unit)


# Open SDG

SDG = "Year,Sex,REF_AREA,Units,Value\n"


def test_headline_rows_of_open_sdg(repository: Callable[..., Read]) -> None:
    records, unread, notes = repository(
        f"{SDG}2024,,KZ,PT,4.6\n2024,Female,KZ,PT,5.1\n2024,_T,KZNS,PT,4.4\n2025-Q1,,KZALA,PT,4.8\n"
        "2025,,KZ-79,PT,\n2025,,,PT,4.5\n2024,,KZ-19,PT,4.9\n2024,,KZ-10,PT,5\n",
        "indicator_8-1-1.csv: unemployment_rate\n",
    )
    assert unread == []
    assert short(records) == [
        ("national", "unemployment_rate", "4.6", "percent", "2024"),
        ("astana", "unemployment_rate", "4.4", "percent", "2024"),
        ("almaty", "unemployment_rate", "4.8", "percent", "2025-01/2025-03"),
        ("national", "unemployment_rate", "4.5", "percent", "2025"),
    ]
    assert [note.partition(": ")[2] for note in notes] == ["rows left out: 1 divided by sex; 2 of other places"]


def test_a_table_without_areas_is_of_the_whole_country(repository: Callable[..., Read]) -> None:
    records, unread, _ = repository("Year;Value\n2024;69,1\n", "indicator_8-1-1.csv: unemployment_rate\n")
    assert (short(records), unread) == ([("national", "unemployment_rate", "69.1", "percent", "2024")], [])


@pytest.mark.parametrize(
    ("columns", "row", "mapping", "value"),
    [
        ("Units", "KZT", "gross_regional_product", "1.5"),
        ("Units,UNIT_MULT", "KZT,6", "gross_regional_product", "1500000"),
        ("Units,Unit multiplier", "KZT,0", "gross_regional_product", "1.5"),
        ("Units", "млн тенге", "{indicator: gross_regional_product, unit: KZT, multiplier: 1000000}", "1500000"),
        ("Units", "", "{indicator: gross_regional_product, multiplier: 0.001}", "0.0015"),
        ("Units,UNIT_MULT", "KZT,3", "{indicator: gross_regional_product, multiplier: 1000000}", "1500000"),
        ("Units,OBS_STATUS", "KZT,A", "gross_regional_product", "1.5"),
        ("Units,COMMENT_OBS", "KZT,x", "Жалпы өңірлік өнім", "1.5"),
    ],
)
def test_multipliers(repository: Callable[..., Read], columns: str, row: str, mapping: str, value: str) -> None:
    records, unread, notes = repository(
        f"Year,GeoCode,{columns},Value\n2024,KZ-75,{row},1.5\n", f"indicator_8-1-1.csv: {mapping}\n"
    )
    assert (unread, notes) == ([], [])
    assert [(one.city, one.value, one.unit) for one in records] == [("almaty", Decimal(value), "KZT")]


def test_products_are_exact(repository: Callable[..., Read]) -> None:
    digits = "9" * MOST_DIGITS
    records, unread, _ = repository(
        f"Year,UNIT_MULT,Value\n2024,15,{digits}.{digits}\n2025,-9,{digits}.{digits}\n",
        "indicator_8-1-1.csv: gross_regional_product\n",
    )
    assert unread == []
    assert [str(one.value) for one in records] == [
        f"{digits}{digits[:15]}.{digits[15:]}",
        f"{digits[:-9]}.{digits[-9:]}{digits}",
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2025,,US,PT,5", "'US' is not known as area code"),
        ("2025,,KZ,parsec,5", "'parsec' is not known as unit; unemployment_rate is counted in percent"),
        ("2025,,KZ,KZT,5", "'KZT' is no unit of this indicator; unemployment_rate is counted in percent"),
        ("2025,,KZ,NUMBER,5", "'NUMBER' is no unit of this indicator; unemployment_rate is counted in percent"),
        ("2025,,KZ,PT,x", "'x' is no number; write it out in digits, as 1234.5"),
        ("2025.0,,KZ,PT,5", "'2025.0' is no time; "),
        ("2024,,KZ,PT,4.7", "tells the same figure otherwise than line 2, so both are left out; "),
    ],
)
def test_a_bad_row_of_open_sdg(repository: Callable[..., Read], row: str, told: str) -> None:
    records, unread, _ = repository(
        f"{SDG}2024,,KZ,PT,4.6\n{row}\n2024,,KZNS,PT,4.4\n", "indicator_8-1-1.csv: unemployment_rate\n"
    )
    assert [(name, detail.startswith(told)) for name, _, detail in faults(unread)] == [("indicator_8-1-1.csv:3", True)]
    assert [one.city for one in records] == (["astana"] if "line 2" in told else ["national", "astana"])


@pytest.mark.parametrize("power", ["16", "-10", "1.5", "millions", "9" * 99])
def test_a_bad_multiplier(repository: Callable[..., Read], power: str) -> None:
    records, unread, _ = repository(
        f"Year,UNIT_MULT,Value\n2024,{power},5\n", "indicator_8-1-1.csv: gross_regional_product\n"
    )
    assert records == []
    assert "is no power of ten; say multiplier: in indicators.yaml" in unread[0].detail


def test_forecasts_are_left_out(repository: Callable[..., Read]) -> None:
    records, _, notes = repository(
        "Year,OBS_STATUS,Value\n2024,A,5\n2030,F,4\n", "indicator_8-1-1.csv: unemployment_rate\n"
    )
    assert [one.period for one in records] == ["2024"]
    assert notes[0].endswith(": rows left out: 1 of forecasts")


SERIES = "Year,Series,Units,Value\n2024,GRP,KZT,5\n2024,Growth,PT,3.5\n2024,Index,PT,103.5\n"


def test_several_series_of_a_file(repository: Callable[..., Read]) -> None:
    records, unread, notes = repository(
        SERIES,
        "indicator_8-1-1.csv:\n"
        "  - {indicator: gross_regional_product, series: GRP, multiplier: 1000000, per: year}\n"
        "  - indicator: economic_growth\n    series: Growth\n",
    )
    assert unread == []
    assert short(records) == [
        ("national", "gross_regional_product", "5000000", "KZT", "2024"),
        ("national", "economic_growth", "3.5", "percent", "2024"),
    ]
    assert records[0].per == "year"
    assert notes[0].endswith(": rows left out: 1 of other series")


def test_a_series_that_is_not_named_must_be_the_only_one(repository: Callable[..., Read]) -> None:
    records, unread, _ = repository(SERIES, "indicator_8-1-1.csv: economic_growth\n")
    assert records == []
    assert faults(unread) == [
        (
            "indicator_8-1-1.csv",
            "malformed",
            "holds several series (GRP, Growth, Index); indicators.yaml must name one with series:",
        )
    ]


def test_a_series_that_is_not_there_is_told(repository: Callable[..., Read]) -> None:
    records, _, notes = repository(SERIES, "indicator_8-1-1.csv: {indicator: economic_growth, series: GDP}\n")
    assert records == []
    assert "holds no series 'GDP'; it has GRP, Growth, Index" in notes[0]


def test_the_unit_of_a_mapping_chooses_rows(repository: Callable[..., Read]) -> None:
    records, unread, notes = repository(
        "Year,Units,Value\n2024,KZT,5\n2024,PT,103.5\n2025,NUMBER,6\n2026,,7\n",
        "indicator_8-1-1.csv: {indicator: gross_regional_product, unit: KZT}\n",
    )
    assert unread == []
    assert [(str(one.value), one.unit) for one in records] == [("5", "KZT"), ("6", "KZT"), ("7", "KZT")]
    assert notes[0].endswith("1 in other units")


def test_files_that_nobody_has_mapped_are_left_alone(tmp_path: Path, lexicon: Lexicon) -> None:
    for number in range(5):
        (tmp_path / f"indicator_{number}.csv").write_text("Year,Value\n2024,1\n", encoding="utf-8")
    records, unread, notes = read_figures(str(tmp_path), lexicon, Limits())
    assert (records, unread) == ([], [])
    assert len(notes) == 1
    assert notes[0].startswith("5 tables of Open SDG are left alone (")
    assert notes[0].endswith(
        "a line like indicator_0.csv: gross_regional_product in indicators.yaml beside it says which indicator it is"
    )


@pytest.mark.parametrize("place", ["indicators.yaml", "data/indicators.yaml", "data/deep/indicators.yaml"])
@pytest.mark.parametrize("asked", ["data", "data/deep", "data/deep/a.csv"])
def test_the_mapping_lies_beside_or_above_the_data(
    tmp_path: Path, lexicon: Lexicon, place: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "deep").mkdir(parents=True)
    (tmp_path / "data" / "deep" / "a.csv").write_text("Year,Value\n2024,1\n", encoding="utf-8")
    (tmp_path / place).write_text("a.csv: unemployment_rate\n", encoding="utf-8")
    records, _, _ = read_figures(asked, lexicon, Limits())
    is_near = place != "indicators.yaml" or asked == "data"
    assert [one.path for one in records] == (["data/deep/a.csv"] if is_near else [])


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("- a\n", "indicators.yaml:1: must be a mapping, as indicator_8-1-1.csv: gross_regional_product"),
        ("a: [\n", "is no valid YAML"),
        ("a: x\na: y\n", "indicators.yaml:2: key 'a' stands twice"),
        (
            "a: unemploymnt_rate\n",
            "a: 'unemploymnt_rate' is not known as indicator (did you mean 'unemployment_rate'?)",
        ),
        ("a: []\n", "indicators.yaml:1: a: is empty; allowed: an indicator, or a mapping of indicator, unit, "),
        ("a:\n", "indicators.yaml:1: a.indicator: must be a text"),
        ("a: {unit: KZT}\n", "indicator: must be a text"),
        (
            "a:\n  - indicator: jobs\n    size: 5\n",
            "indicators.yaml:3: a.0.size: unknown key 'size'; allowed: indicator,",
        ),
        ("a: {indicator: jobs, unit: KZT}\n", "'KZT' is no unit of this indicator"),
        ("a: {indicator: jobs, multiplier: 0}\n", "multiplier 0 is not above 0"),
        ("a: {indicator: jobs, multiplier: true}\n", "multiplier: must be a text"),
        ("a: {indicator: jobs, multiplier: 1e9}\n", "'1e9' is no number"),
        ("a: {indicator: jobs, per: decade}\n", "'decade' is not known as per"),
        ("a: " + "[" * 3000, "is no valid YAML"),
    ],
)
def test_a_bad_mapping_is_an_error_with_its_line(repository: Callable[..., Read], mapping: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        repository("Year,Value\n2024,1\n", mapping)
    assert told in str(error.value)


def test_a_mapping_that_is_a_pipe_is_an_error(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "a.csv").write_text("Year,Value\n2024,1\n", encoding="utf-8")
    os.mkfifo(tmp_path / "indicators.yaml")
    with pytest.raises(ConfigError, match=r"indicators\.yaml: is no regular file"):
        read_figures(str(tmp_path), lexicon, Limits())


# Folders


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "b").mkdir()
    for name, city in [("b/2.csv", "astana"), ("c.TSV", "shymkent"), ("a.csv", "almaty"), (".hidden.csv", "alatau")]:
        text = f"{HEAD}\n{city},jobs,12500,2025\n"
        (tmp_path / name).write_text(text.replace(",", "\t") if name == "c.TSV" else text, encoding="utf-8")
    (tmp_path / "d.csv").write_bytes((tmp_path / "a.csv").read_bytes())
    (tmp_path / "notes.txt").write_text("Астана\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    (tmp_path / "no.csv").write_text("a,b\n", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.csv")
    records, unread, notes = read_figures(str(tmp_path), lexicon, Limits())
    assert [(os.path.relpath(one.path, tmp_path), one.city) for one in records] == [
        ("a.csv", "almaty"),
        ("b/2.csv", "astana"),
        ("c.TSV", "shymkent"),
    ]
    assert [(name, reason) for name, reason, _ in faults(unread)] == [
        ("link.csv", "symlink"),
        ("no.csv", "malformed"),
        ("pipe.csv", "not_a_regular_file"),
    ]
    assert notes == []


def test_what_is_not_there_is_told(tmp_path: Path, lexicon: Lexicon) -> None:
    records, unread, _ = read_figures(str(tmp_path / "no"), lexicon, Limits())
    assert (records, [one.reason for one in unread]) == ([], [Reason.VANISHED])
    records, unread, _ = read_figures(str(tmp_path), lexicon, Limits())
    assert (records, [one.reason for one in unread]) == ([], [Reason.EMPTY])
    assert unread[0].detail == "holds no table: a folder is searched for .csv and .tsv"


def test_limits_hold(tmp_path: Path, lexicon: Lexicon) -> None:
    for number in range(3):
        (tmp_path / f"{number}.csv").write_text(f"{HEAD}\nalmaty,jobs,{number},2025\n", encoding="utf-8")
    records, unread, _ = read_figures(str(tmp_path), lexicon, Limits(files=2))
    assert (len(records), [one.reason for one in unread]) == (2, [Reason.TOO_MANY_PARTS])


# Properties

CELLS = st.sampled_from(
    ["city", "indicator", "actual", "actual_period", "Year", "Value", "almaty", "jobs", "2025", "1", "", "'", '"', "KZ"]
) | st.text(max_size=8)
TABLES = st.builds(
    lambda rows, delimiter, end: (end.join(delimiter.join(row) for row in rows)).encode("utf-8", "surrogatepass"),
    st.lists(st.lists(CELLS, max_size=6), max_size=8),
    st.sampled_from([",", ";", "\t", '","']),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


@MANY
@given(
    content=st.binary(max_size=300)
    | TABLES
    | TABLES.map(lambda table: f"{HEAD}\n".encode() + table)
    | TABLES.map(lambda table: f"{SDG}".encode() + table)
)
def test_no_bytes_raise(tmp_path: Path, lexicon: Lexicon, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    (tmp_path / "indicators.yaml").write_text("any.csv: unemployment_rate\n", encoding="utf-8")
    first = read_figures(str(path), lexicon, Limits())
    assert first == read_figures(str(path), lexicon, Limits())
    records, unread, notes = first
    for text in [*notes, *(one.detail for one in unread), *(one.path for one in unread)]:
        assert "\n" not in text
    assert all(one.value.is_finite() for one in records)


NUMBERS = st.decimals(
    min_value=Decimal(10) ** -9 - Decimal(10) ** 15, max_value=Decimal(10) ** 15, allow_nan=False, places=6
)


@MANY
@given(values=st.lists(NUMBERS, min_size=1, max_size=10, unique=True), delimiter=st.sampled_from([",", ";", "\t"]))
def test_what_was_written_comes_back(tmp_path: Path, lexicon: Lexicon, values: list[Decimal], delimiter: str) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(HEAD.split(","))
    for value in values:
        text = format(value, "f")
        writer.writerow(["almaty", "jobs", text.replace(".", ",") if delimiter == ";" else text, "2025"])
    path = tmp_path / "any.csv"
    path.write_text(buffer.getvalue(), encoding="utf-8")
    records, unread, _ = read_figures(str(path), lexicon, Limits())
    assert unread == []
    assert [one.value for one in records] == values
