"""Reports: filters and periods, weight, the digest, the comparison, and the words they use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzplans.errors import UsageError
from kzplans.lexicon import LANGUAGES, Lexicon, load_lexicon
from kzplans.model import (
    Because,
    Change,
    Deadline,
    Document,
    Kind,
    Modifier,
    Quantity,
    Record,
    Role,
    Speaker,
    Statement,
    Unread,
)
from kzplans.reports.comparison import Comparison, build_comparison
from kzplans.reports.digest import Digest, build_digest
from kzplans.reports.query import Query, days_of, parse_day, parse_period, select
from kzplans.reports.quotation import quotation
from kzplans.reports.tables import comparison_rows
from kzplans.reports.weight import rank, weigh
from kzplans.reports.wording import Wording, plain, report_language
from kzplans.text.visible import visible

TODAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def document(path: str = "a.txt", text: str = "", **changes: Any) -> Document:  # noqa: ANN401  any field
    made = Document(f"d_{path}", path, None, "Тақырып", "2025-12-12", "kk", "KAZINFORM", path * 8, text)
    return replace(made, **changes)


def quantity(value: str, unit: str = "KZT", **changes: Any) -> Quantity:  # noqa: ANN401  same
    return replace(Quantity("5", 0, 1, Decimal(value), unit), **changes)


def statement(start: int = 0, text: str = "5 мектеп салынады.", **changes: Any) -> Statement:  # noqa: ANN401  same
    made = Statement(
        id=f"s_{start:08x}",
        document=changes.pop("document", document()),
        start=start,
        stop=start + len(text),
        line=1,
        text=text,
        city="astana",
        directions=("education",),
        kind=Kind.PLAN,
        speaker=None,
        quoted=False,
        quantities=(),
        deadline=None,
        because=Because("names Астана", "education 4", "plan", ""),
    )
    return replace(made, **changes)


def digest(lexicon: Lexicon, *statements: Statement, query: Query = Query(), top: int | None = 5) -> Digest:  # noqa: B008
    texts = list({found.document.id: found.document for found in statements}.values())
    return build_digest(statements, texts, [], lexicon, query=query, today=TODAY, top=top)


def comparison(lexicon: Lexicon, *statements: Statement, cities: tuple[str, ...] = ("astana", "almaty")) -> Comparison:
    texts = list({found.document.id: found.document for found in statements}.values())
    return build_comparison(statements, texts, [], lexicon, cities=cities, query=Query(), today=TODAY)


# --- Periods ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "today", "since", "until"),
    [
        ("2026", "2026-01-05", "2026-01-01", "2026-12-31"),
        ("2026-03", "2026-01-05", "2026-03-01", "2026-03-31"),
        ("2024-02", "2026-01-05", "2024-02-01", "2024-02-29"),
        ("2026-03-21", "2026-01-05", "2026-03-21", "2026-03-21"),
        ("2026-W12", "2026-01-05", "2026-03-16", "2026-03-22"),
        ("2026W01", "2026-01-05", "2025-12-29", "2026-01-04"),
        ("2020-W53", "2026-01-05", "2020-12-28", "2021-01-03"),
        # the week that had ended: on its Monday, and on the Sunday on which the present one has not
        ("week", "2026-01-05", "2025-12-29", "2026-01-04"),
        ("Week", "2026-01-04", "2025-12-22", "2025-12-28"),
        ("month", "2026-03-01", "2026-02-01", "2026-02-28"),
        ("month", "2026-01-31", "2025-12-01", "2025-12-31"),
    ],
)
def test_periods(text: str, today: str, since: str, until: str) -> None:
    assert parse_period(text, date.fromisoformat(today)) == (date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize(
    "text", ["", "wk", "2026-W54", "2025-W53", "2026-13", "0000", "26", "2026-03-32", "２０２６", "9999-W53"]
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(UsageError, match="is no period; allowed: 2026"):
        parse_period(text, TODAY)


def test_the_first_days_of_the_calendar_have_no_week_before_them() -> None:
    with pytest.raises(UsageError):
        parse_period("week", date.min)


def test_days() -> None:
    assert parse_day(" 2026-03-21 ") == date(2026, 3, 21)
    with pytest.raises(UsageError, match="'2026-03' is no day"):
        parse_day("2026-03")


@pytest.mark.parametrize("edtf", [None, "", "XXXX-10-29", "2026/2020", "2025-02-30", "soon", "2025-1-1"])
def test_dates_that_lie_in_no_period(edtf: str | None) -> None:
    assert days_of(edtf) is None


# --- Filters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "admitted"),
    [
        (Query(), True),
        (Query(cities=("astana", "almaty")), True),
        (Query(cities=("almaty",)), False),
        (Query(directions=("social",)), True),  # the second direction counts too
        (Query(directions=("housing",)), False),
        (Query(kinds=(Kind.PLAN,)), True),
        (Query(kinds=(Kind.FACT,)), False),
        (Query(languages=("ru",)), False),
        (Query(since=date(2025, 12, 12), until=date(2025, 12, 12)), True),
        (Query(since=date(2025, 12, 13)), False),
        (Query(until=date(2025, 12, 11)), False),
    ],
)
def test_filters(query: Query, admitted: bool) -> None:  # noqa: FBT001  a case of a table
    found = statement(directions=("education", "social"))
    assert list(select([found], query)) == ([found] if admitted else [])


def test_a_year_lies_in_a_period_only_as_a_whole() -> None:
    found = statement(document=document(date="2025"))
    assert Query(since=date(2025, 1, 1), until=date(2025, 12, 31)).admits(found)
    assert not Query(since=date(2025, 1, 2)).admits(found)


# --- Weight -----------------------------------------------------------------------------------------------------------

NUMBER = (quantity("5", indicator="jobs"),)
YEAR = Deadline("2030 жылға қарай", 2030, "2030")


def test_targets_and_assignments_with_number_and_deadline_come_before_general_talk() -> None:
    ordered = [
        statement(kind=Kind.TARGET, quantities=NUMBER, deadline=YEAR, speaker=Speaker("А", None)),
        statement(kind=Kind.TARGET, quantities=NUMBER, deadline=YEAR),
        statement(kind=Kind.ASSIGNMENT, quantities=NUMBER, deadline=YEAR),
        statement(kind=Kind.PLAN, quantities=NUMBER, deadline=YEAR),
        statement(kind=Kind.PLAN, quantities=NUMBER, deadline=Deadline("жуық арада", None, None)),
        statement(kind=Kind.ASSIGNMENT),
        statement(kind=Kind.PLAN),
        statement(kind=Kind.GOAL),
        statement(kind=Kind.FACT),
    ]
    points = [weigh(found).points for found in ordered]
    assert points == sorted(points, reverse=True)
    assert len(set(points)) == len(points)


def test_more_than_three_numbers_weigh_no_more() -> None:
    assert weigh(statement(quantities=NUMBER * 3)) == weigh(statement(quantities=NUMBER * 9))


def test_equal_weights_are_ordered_by_date_path_and_place() -> None:
    ordered = [
        statement(document=document("b.txt", date="2026-01-01")),
        statement(document=document("a.txt", date="2025-01-01"), start=3),
        statement(document=document("a.txt", date="2025-01-01"), start=9),
        statement(document=document("b.txt", date="2025-01-01")),
        statement(document=document("a.txt", date=None)),
    ]
    mixed = ordered[::-1]
    assert sorted(mixed, key=lambda found: rank(found, weigh(found))) == ordered


# --- Digest -----------------------------------------------------------------------------------------------------------


def test_a_digest_goes_city_by_city_priority_by_priority_direction_by_direction(lexicon: Lexicon) -> None:
    made = digest(
        lexicon,
        statement(1, city="national"),
        statement(2, city="almaty", directions=("governance",)),
        statement(3, city="almaty", directions=("tourism",)),
        statement(4, city="almaty", directions=("economy",)),
        statement(5, city="astana"),
        statement(6, city="other"),
    )
    shape = [
        (section.city, [(part.priority, [one.direction for one in part.directions]) for part in section.priorities])
        for section in made.sections
    ]
    assert shape == [
        ("astana", [("human-capital", ["education"])]),
        ("almaty", [("competitiveness", ["economy", "tourism"]), ("territory", ["governance"])]),
        ("national", [("human-capital", ["education"])]),
    ]
    assert made.count == 5


def test_other_places_are_shown_if_asked_for(lexicon: Lexicon) -> None:
    found = [statement(1, city="other"), statement(2, city="astana")]
    assert [section.city for section in digest(lexicon, *found, query=Query(cities=("other",))).sections] == ["other"]


def test_the_weightiest_come_first_and_the_rest_is_counted(lexicon: Lexicon) -> None:
    found = [statement(place) for place in range(7)] + [statement(9, kind=Kind.TARGET)]
    part = digest(lexicon, *found, top=2).sections[0].priorities[0].directions[0]
    assert [entry.statement.start for entry in part.entries] == [9, 0]
    assert (part.more, part.count) == (6, 8)
    assert digest(lexicon, *found, top=None).sections[0].priorities[0].directions[0].more == 0


def test_the_matrix_counts_each_statement_once(lexicon: Lexicon) -> None:
    found = [
        statement(1, directions=("education", "social")),
        statement(2, city="almaty", directions=("social",)),
        statement(3, city="almaty", directions=("education",)),
    ]
    matrix = digest(lexicon, *found).matrix
    assert matrix.cities == ("astana", "almaty", "shymkent", "alatau", "national")
    assert [(row.direction, row.counts, row.total) for row in matrix.rows] == [
        ("education", (1, 1, 0, 0, 0), 2),
        ("social", (0, 1, 0, 0, 0), 1),
    ]
    assert (matrix.totals, matrix.total, matrix.highest) == ((1, 2, 0, 0, 0), 3, 1)


def test_a_statement_stands_under_the_direction_that_was_asked_for(lexicon: Lexicon) -> None:
    made = digest(lexicon, statement(directions=("education", "social")), query=Query(directions=("social",)))
    assert [row.direction for row in made.matrix.rows] == ["social"]


def test_a_copy_of_a_text_counts_once(lexicon: Lexicon) -> None:
    first, second = document("a.txt"), document("copy.txt", id="d_a.txt")
    statements = [statement(1, document=first), statement(1, document=second)]
    made = build_digest(statements, [first, second], [], lexicon, query=Query(), today=TODAY)
    assert (made.read.texts, made.read.statements, made.count) == (1, 1, 1)
    assert [source.document.path for source in made.sources] == ["a.txt"]


def test_texts_without_a_date_are_counted_where_a_period_leaves_them_out(lexicon: Lexicon) -> None:
    dated, undated = document("a.txt"), document("b.txt", date="XXXX-10-29")
    statements = [statement(1, document=dated), statement(1, document=undated)]
    query = Query(since=date(2025, 1, 1))
    made = build_digest(statements, [dated, undated], [], lexicon, query=query, today=TODAY)
    assert (made.count, made.read.texts, made.read.statements, made.read.undated) == (1, 2, 2, 1)
    assert digest(lexicon, *statements).read.undated == 0


def test_what_was_not_read_is_in_the_digest(lexicon: Lexicon) -> None:
    lost = Unread("x.pdf", "unsupported_type", "PDF")
    assert build_digest([], [], [lost], lexicon, query=Query(), today=TODAY).unread == (lost,)


# --- Comparison -------------------------------------------------------------------------------------------------------


def test_a_comparison_faces_counts_and_the_weightiest(lexicon: Lexicon) -> None:
    made = comparison(
        lexicon,
        statement(1),
        statement(2, kind=Kind.TARGET),
        statement(3, city="almaty"),
        statement(4, city="almaty", directions=("safety",)),
        statement(5, city="shymkent"),
    )
    first, second = made.rows
    assert [(cell.city, cell.count) for cell in first.cells] == [("astana", 2), ("almaty", 1)]
    assert first.cells[0].entry is not None
    assert first.cells[0].entry.statement.start == 2
    assert (first.only, second.only, second.cells[0].entry) == (None, "almaty", None)
    assert [(only.city, only.directions) for only in made.only] == [("almaty", ("safety",))]
    assert (made.totals, made.count) == ((2, 2), 4)


def test_cities_keep_the_order_given_and_stand_once(lexicon: Lexicon) -> None:
    assert comparison(lexicon, statement(), cities=("almaty", "astana", "almaty")).cities == ("almaty", "astana")


def figures(lexicon: Lexicon, astana: list[Quantity], almaty: list[Quantity]) -> list[tuple[Any, ...]]:
    """(figures as value, unit and year for each city; what differs) of the rows of a comparison."""
    made = comparison(
        lexicon,
        statement(1, quantities=tuple(astana)),
        statement(2, city="almaty", quantities=tuple(almaty)),
    )
    return [
        (*[figure and (plain(figure.quantity.value), figure.quantity.unit) for figure in row.figures], row.differs)
        for row in made.figures
    ]


def test_equal_measures_face_each_other(lexicon: Lexicon) -> None:
    ours = [quantity("5", "percent", year=2030, indicator="jobs"), quantity("700", "job", year=2030, indicator="jobs")]
    theirs = [quantity("900", "job", year=2030, indicator="jobs")]
    assert figures(lexicon, ours, theirs) == [(("700", "job"), ("900", "job"), ())]


@pytest.mark.parametrize(
    ("theirs", "differs"),
    [
        (quantity("9", "job", year=2025, indicator="jobs"), ("year",)),
        (quantity("9", "percent", year=2030, indicator="jobs"), ("unit",)),
        (quantity("9", "job", per="year", year=2030, indicator="jobs"), ("unit",)),
        (quantity("9", "job", indicator="jobs"), ("unknown",)),
        (quantity("9", "percent", change=Change.INCREASE, year=2025, indicator="jobs"), ("aspect", "unit", "year")),
        (quantity("9", "job", year=2030, period="2026/2030", indicator="jobs"), ("measure", "year")),
    ],
)
def test_different_measures_are_shown_and_marked(lexicon: Lexicon, theirs: Quantity, differs: tuple[str, ...]) -> None:
    ours = [quantity("700", "job", year=2030, indicator="jobs")]
    assert figures(lexicon, ours, [theirs]) == [(("700", "job"), ("9", theirs.unit), differs)]


def test_two_unknown_years_are_not_the_same_year(lexicon: Lexicon) -> None:
    ours = [quantity("700", "job", indicator="jobs")]
    assert figures(lexicon, ours, ours)[0][-1] == ("unknown",)


def test_an_indicator_of_one_city_and_a_baseline_are_not_compared(lexicon: Lexicon) -> None:
    ours = [quantity("700", "job", year=2030, indicator="jobs")]
    assert figures(lexicon, ours, []) == []
    assert figures(lexicon, ours, [replace(ours[0], role=Role.FROM)]) == []


def record(city: str, indicator: str, value: str, period: str, unit: str = "KZT") -> Record:
    return Record("figures.csv", 2, city, indicator, Decimal(value), unit, period, source="Bureau")


def aspects(lexicon: Lexicon, *records: Record) -> list[tuple[Any, ...]]:
    """(aspect, figures as value and unit, what differs) of a comparison of official figures."""
    made = build_comparison(
        [], [], [], lexicon, cities=("astana", "almaty"), query=Query(), today=TODAY, records=records
    )
    return [
        (row.aspect, *[figure and (plain(figure.quantity.value), figure.quantity.unit) for figure in row.figures],
         row.differs)
        for row in made.figures
    ]  # fmt: skip


def test_growth_and_figures_per_head_are_worked_out(lexicon: Lexicon) -> None:
    found = aspects(
        lexicon,
        *[
            record("astana", "gross_regional_product", value, year)
            for value, year in (("100", "2023"), ("125", "2024"))
        ],
        *[
            record("almaty", "gross_regional_product", value, year)
            for value, year in (("300", "2023"), ("200", "2024"))
        ],
        record("astana", "population", "3", "2024", "person"),
        record("almaty", "population", "4", "2024", "person"),
    )
    assert found == [
        ("level", ("125", "KZT"), ("200", "KZT"), ()),
        ("level", ("100", "KZT"), ("300", "KZT"), ()),
        ("growth", ("25", "percent"), ("33.33", "percent"), ()),
        ("per_head", ("41.67", "KZT"), ("50", "KZT"), ()),
        ("level", ("3", "person"), ("4", "person"), ()),
    ]


def test_figures_per_head_need_the_population_of_their_year(lexicon: Lexicon) -> None:
    found = aspects(
        lexicon,
        record("astana", "gross_regional_product", "100", "2024"),
        record("almaty", "gross_regional_product", "200", "2025-01/2025-10"),
        record("astana", "population", "3", "2023", "person"),
        record("almaty", "population", "4", "2024", "person"),
    )
    assert found == [
        ("level", ("100", "KZT"), ("200", "KZT"), ("measure", "year")),
        ("level", ("3", "person"), ("4", "person"), ("year",)),
    ]


def test_a_comparison_as_rows(lexicon: Lexicon) -> None:
    jobs = (quantity("700", "job", year=2030, indicator="jobs"),)
    made = comparison(lexicon, statement(1, quantities=jobs), statement(2, city="almaty", quantities=jobs))
    assert list(comparison_rows(made, Wording.of(lexicon, "en"))) == [
        ("row", "name", "astana", "astana_text", "almaty", "almaty_text"),
        ("direction", "Education and science", "1", "5 мектеп салынады.", "1", "5 мектеп салынады."),
        (
            "indicator",
            "Jobs, target",
            "700\u00a0jobs (2030)",
            "5 мектеп салынады.",
            "700\u00a0jobs (2030)",
            "5 мектеп салынады.",
        ),
    ]


# --- Quotation --------------------------------------------------------------------------------------------------------


def test_marks_of_numbers_and_time_limit() -> None:
    text = "алдағы 5 жылға 55-ке"
    found = statement(
        100,
        text,
        quantities=(quantity("5", start=107, stop=114), quantity("55", start=115, stop=120)),
        deadline=Deadline(text[:14], 2030, "2030", 100, 114),
    )
    assert [(piece.text, piece.number, piece.deadline) for piece in quotation(found)] == [
        ("алдағы ", False, True),
        ("5 жылға", True, True),
        (" ", False, False),
        ("55-ке", True, False),
    ]


@given(spans=st.lists(st.tuples(st.integers(-5, 30), st.integers(-5, 30)), max_size=6))
def test_pieces_are_the_text_again(spans: list[tuple[int, int]]) -> None:
    *numbers, limit = [*spans, (0, 0)]
    found = statement(
        0,
        "Бүгін 5 мектеп салынды.",
        quantities=tuple([quantity("5", start=start, stop=stop) for start, stop in numbers]),
        deadline=Deadline("", None, None, *limit),
    )
    assert "".join([piece.text for piece in quotation(found)]) == found.text


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "value", "unit", "shown"),
    [
        ("kk", "30000000000000", "KZT", "30 трлн теңге"),
        ("kk", "46400000000", "KZT", "46,4 млрд теңге"),
        ("kk", "17", "percent", "17%"),
        ("kk", "3600", "job", "3 600 жұмыс орны"),
        ("kk", "1", "rank", "1-орын"),
        ("kk", "1234567", "m2", "1 234 567 м²"),
        ("kk", "1234567000", "KZT", "1 234,567 млн теңге"),
        ("ru", "1", "school", "1 школа"),
        ("ru", "22", "school", "22 школы"),
        ("ru", "11", "school", "11 школ"),
        ("ru", "2.5", "school", "2,5 школы"),
        ("ru", "1000000", "school", "1 млн школ"),
        ("ru", "2", "times", "2 раза"),
        ("ru", "6700000000", "USD", "6,7 млрд долларов США"),
        ("en", "1", "school", "1 school"),
        ("en", "12345.5", "school", "12,345.5 schools"),
        ("en", "2", "times", "2-fold"),
        ("en", "-5", "percent", "\u22125%"),
        ("en", "3", "gizmo", "3 gizmo"),
    ],
)
def test_amounts(lexicon: Lexicon, language: str, value: str, unit: str, shown: str) -> None:
    assert Wording.of(lexicon, language).amount(Decimal(value), unit).replace("\u00a0", " ") == shown


@given(value=st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=3))
def test_no_digit_is_lost(lexicon: Lexicon, value: Decimal) -> None:
    words = Wording.of(lexicon, "kk")
    number, *magnitude = words.amount(value, "percent").removesuffix("%").rsplit("\u00a0", 1)
    power = {"млн": 6, "млрд": 9, "трлн": 12}.get(magnitude[0] if magnitude else "", 0)
    digits = number if power else "".join([number, *magnitude])
    read = Decimal(digits.replace("\u00a0", "").replace(",", ".").replace("\u2212", "-"))
    assert read.scaleb(power) == value


def test_figures_tell_modifier_and_rate(lexicon: Lexicon) -> None:
    words = Wording.of(lexicon, "en")
    assert words.quantity(quantity("5", "percent", modifier=Modifier.AT_LEAST, per="year")) == "≥\u00a05% a year"


@pytest.mark.parametrize(
    ("language", "edtf", "shown"),
    [
        ("kk", "2025-12-12", "12.12.2025"),
        ("en", "2025-12-12", "2025-12-12"),
        ("ru", "XXXX-10-29", "29.10, год не указан"),
        ("ru", "2018", "2018"),
        ("ru", "2026/2030", "2026/2030"),
        ("ru", None, "дата не указана"),
    ],
)
def test_dates_of_texts(lexicon: Lexicon, language: str, edtf: str | None, shown: str) -> None:
    assert Wording.of(lexicon, language).edtf(edtf) == shown


def test_a_time_limit_tells_its_year_where_its_words_do_not(lexicon: Lexicon) -> None:
    words = Wording.of(lexicon, "kk")
    assert words.deadline(Deadline("2030 жылға қарай", 2030, "2030")) == "2030 жылға қарай"
    assert words.deadline(Deadline("келесі жылы", 2026, "2026")) == "келесі жылы (2026)"
    assert words.deadline(Deadline("жуық арада", None, None)) == "жуық арада"


def test_a_label_cannot_reach_into_what_fills_it() -> None:
    words = Wording({"words": {"made_by": "{generator} {generator.__class__}"}}, "kk")
    assert words.say("made_by", generator="kzplans") == "kzplans {generator.__class__}"


def test_the_language_of_labels_is_that_of_most_texts(lexicon: Lexicon) -> None:
    assert report_language((("kk-Latn", 3), ("ru", 1)), lexicon) == "kk"
    assert report_language((("de", 3), ("ru", 1)), lexicon) == "ru"
    assert report_language((), lexicon) == "kk"


def test_active_characters_become_visible() -> None:
    assert visible("a\u00a0b\u202fc") == "a\u00a0b\u202fc"
    assert visible("\x1b]0;x\x07\u202e\U000e0041\ud800\n") == r"\x1b]0;x\x07\u202e\U000e0041\ud800\x0a"


PLURALS = {"one", "few", "many", "other"}


def keys_of(value: object, above: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Paths to the leaves of labels; a noun with its forms is a leaf."""
    if not isinstance(value, dict) or set(value) <= PLURALS:
        return {above}
    return {path for key, part in value.items() for path in keys_of(part, (*above, key))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_labels(lexicon: Lexicon, language: str) -> None:
    assert keys_of(lexicon.labels[language]) == keys_of(lexicon.labels["kk"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_id_has_a_label(lexicon: Lexicon, language: str) -> None:
    labels = lexicon.labels[language]
    assert set(labels["cities"]) == {*lexicon.cities, "national", "other"}
    assert set(labels["directions"]) == set(lexicon.directions)
    assert set(labels["priorities"]) == set(lexicon.priorities)
    assert set(labels["kinds"]) == set(Kind)
    assert set(labels["modifiers"]) == set(labels["signs"]) == set(Modifier)
    assert set(labels["units"]) == set(lexicon.units)
    assert set(labels["indicators"]) >= set(lexicon.indicators)


@pytest.mark.parametrize(
    ("language", "forms"), [("kk", set()), ("ru", {"one", "few", "many"}), ("en", {"one", "other"})]
)
def test_nouns_have_the_forms_of_their_language(lexicon: Lexicon, language: str, forms: set[str]) -> None:
    nouns = {**lexicon.labels[language]["units"], **lexicon.labels[language]["counts"]}
    assert [name for name, noun in nouns.items() if isinstance(noun, dict) and set(noun) != forms] == []
