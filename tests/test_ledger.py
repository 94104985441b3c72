"""The ledger: targets through time, what was reported on them, and the status that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzplans.lexicon import Lexicon, load_lexicon
from kzplans.model import Because, Change, Deadline, Document, Kind, Modifier, Mood, Quantity, Record, Role, Statement
from kzplans.reports.ledger import Status, build_ledger
from kzplans.reports.observations import Part, Span, Units, agree, find_observations
from kzplans.reports.progress import Pace, Point, find_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzplans.reports.ledger import TargetLine

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


class Said(NamedTuple):
    """A statement with one number, in short."""

    day: str | None
    kind: Kind
    value: str
    year: int | None = None
    change: Change | None = None
    role: Role | None = None
    indicator: str | None = "tourist_arrivals"
    unit: str = "tourist"
    city: str = "astana"
    due: int | None = None
    period: str | None = None
    mood: Mood | None = None
    modifier: Modifier = Modifier.EXACT
    per: str | None = None


def statement(said: Said, number: int = 0) -> Statement:
    document = Document(
        id=f"d_{number}",
        path=f"{number:02}.txt",
        url=None,
        title=None,
        date=said.day,
        language="kk",
        publisher=None,
        sha256="",
        text="",
    )
    quantity = Quantity(
        text=said.value,
        start=number * 100,
        stop=number * 100 + len(said.value),
        value=Decimal(said.value),
        unit=said.unit,
        change=said.change,
        role=said.role,
        year=said.year,
        indicator=said.indicator,
        period=said.period,
        mood=said.mood,
        modifier=said.modifier,
        per=said.per,
    )
    return Statement(
        id=f"s_{number}",
        document=document,
        start=number * 100,
        stop=number * 100 + 50,
        line=1,
        text=said.value,
        city=said.city,
        directions=("tourism",),
        kind=said.kind,
        speaker=None,
        quoted=False,
        quantities=(quantity,),
        deadline=Deadline(str(said.due), said.due, str(said.due)) if said.due else None,
        because=Because("", "", "", ""),
    )


def lines_of(lexicon: Lexicon, *said: Said) -> tuple[TargetLine, ...]:
    return build_ledger([statement(one, place) for place, one in enumerate(said)], lexicon, today=TODAY).lines


@pytest.mark.parametrize(
    ("said", "part", "year"),
    [
        (Said("2025-12-12", Kind.TARGET, "2800000", 2030), Part.TARGET, 2030),
        (Said("2025-12-12", Kind.TARGET, "2800000", None, due=2030), Part.TARGET, 2030),
        (Said("2025-12-12", Kind.PLAN, "2800000"), Part.TARGET, None),
        (Said("2025-12-12", Kind.TARGET, "1500000", 2023), Part.ACTUAL, 2023),
        (Said("2025-12-12", Kind.TARGET, "1500000", 2023, role=Role.FROM), Part.BASELINE, 2023),
        (Said("2025-12-12", Kind.FACT, "1700000", 2025), Part.ACTUAL, 2025),
        (Said("2025-12-12", Kind.PROBLEM, "1700000", 2025), Part.ACTUAL, 2025),
        (Said("2025-12-12", Kind.FACT, "3000000", 2030), Part.TARGET, 2030),
        (Said("2025-12-12", Kind.FACT, "17", 2025, change=Change.INCREASE, unit="percent"), Part.CHANGE, 2025),
        (Said("2025-12-12", Kind.FACT, "25", 2025, change=Change.INCREASE, role=Role.TO), Part.ACTUAL, 2025),
        (Said(None, Kind.TARGET, "5", 2023), Part.TARGET, 2023),
        (Said("2025-12-12", Kind.FACT, "21000", mood=Mood.PLANNED), Part.TARGET, None),
        (Said("2025-12-12", Kind.GOAL, "1000000", mood=Mood.GIVEN), Part.ACTUAL, None),
        (Said("2025-12-12", Kind.PLAN, "40", 2030, period="2026/2030"), Part.TARGET, 2030),
        (Said("2025-12-12", Kind.PLAN, "40", period="P5Y", due=2030), Part.TARGET, 2030),
        (Said("2025-12-12", Kind.FACT, "40", period="P5Y"), Part.ACTUAL, None),
        (Said("2025-12-12", Kind.FACT, "40", 2025, period="2025-01/2025-10"), Part.ACTUAL, 2025),
    ],
)
def test_a_number_has_its_part(lexicon: Lexicon, said: Said, part: Part, year: int | None) -> None:
    (found,) = find_observations([statement(said)], lexicon)
    assert (found.part, found.year) == (part, year)


@pytest.mark.parametrize(
    "said",
    [
        Said("2025-12-12", Kind.PROPOSAL, "5", 2030),
        Said("2025-12-12", Kind.BAN, "5", 2030),
        Said("2025-12-12", Kind.TARGET, "5", 2030, indicator=None),
        Said("2025-12-12", Kind.FACT, "5", 2025, mood=Mood.NEGATED),
        Said("2025-12-12", Kind.TARGET, "5", 2030, mood=Mood.CONDITIONAL),
        Said("2025-12-12", Kind.FACT, "5", unit="year", indicator="plan_horizon"),
    ],
)
def test_what_promises_no_level_is_left_out(lexicon: Lexicon, said: Said) -> None:
    assert list(find_observations([statement(said)], lexicon)) == []


def test_a_later_value_is_a_revision(lexicon: Lexicon) -> None:
    (line,) = lines_of(
        lexicon,
        Said("2024-01-10", Kind.TARGET, "30", 2030),
        Said("2024-06-01", Kind.TARGET, "30", 2030),
        Said("2025-02-03", Kind.TARGET, "34", 2030),
    )
    assert [(str(one.value), one.said) for one in line.stated] == [("30", "2024-01-10"), ("34", "2025-02-03")]
    assert line.status is Status.NO_DATA


def test_a_later_year_is_a_shift_of_the_deadline(lexicon: Lexicon) -> None:
    (line,) = lines_of(
        lexicon, Said("2024-01-10", Kind.TARGET, "30", 2027), Said("2025-02-03", Kind.TARGET, "30", 2029)
    )
    assert [one.year for one in line.stated] == [2027, 2029]


def test_another_value_of_another_year_is_another_target(lexicon: Lexicon) -> None:
    lines = lines_of(lexicon, Said("2024-01-10", Kind.TARGET, "20", 2027), Said("2024-01-10", Kind.TARGET, "30", 2030))
    assert [(line.target.year, str(line.target.value)) for line in lines] == [(2027, "20"), (2030, "30")]


def test_two_values_on_one_day_contradict_each_other(lexicon: Lexicon) -> None:
    (line,) = lines_of(
        lexicon, Said("2024-01-10", Kind.TARGET, "30", 2030), Said("2024-01-10", Kind.TARGET, "31", 2030)
    )
    assert line.status is Status.CONTRADICTED
    (told,) = line.contradictions
    assert [str(one.value) for one in told.observations] == ["30", "31"]


@pytest.mark.parametrize(
    ("said", "status", "share", "needed"),
    [
        ([], Status.NO_DATA, None, None),
        ([Said("2026-02-01", Kind.FACT, "12", 2025)], Status.STATED, Fraction(12, 30), Fraction(18, 5)),
        ([Said("2026-02-01", Kind.FACT, "31", 2025)], Status.REPORTED_DONE, Fraction(31, 30), None),
        ([Said("2023-02-01", Kind.FACT, "31", 2022)], Status.STATED, Fraction(31, 30), None),
        (
            [Said("2026-02-01", Kind.FACT, "12", 2025), Said("2026-02-01", Kind.FACT, "13", 2025)],
            Status.CONTRADICTED,
            Fraction(13, 30),
            Fraction(17, 5),
        ),
        ([Said("2026-02-01", Kind.FACT, "17", 2025, change=Change.INCREASE)], Status.NO_DATA, None, None),
        ([Said("2026-02-01", Kind.FACT, "12", 2025, city="almaty")], Status.NO_DATA, None, None),
        ([Said("2026-02-01", Kind.FACT, "12", 2025, unit="percent")], Status.NO_DATA, None, None),
    ],
)
def test_the_status_says_what_the_texts_hold(
    lexicon: Lexicon, said: Sequence[Said], status: Status, share: Fraction | None, needed: Fraction | None
) -> None:
    (line,) = lines_of(lexicon, Said("2024-01-10", Kind.TARGET, "30", 2030), *said)
    assert (line.status, line.share, line.needed) == (status, share, needed)


def test_a_deadline_that_passed_without_a_report_is_overdue(lexicon: Lexicon) -> None:
    target = Said("2022-01-10", Kind.TARGET, "30", 2025)
    assert lines_of(lexicon, target)[0].status is Status.OVERDUE
    assert lines_of(lexicon, target, Said("2024-02-01", Kind.FACT, "12", 2023))[0].status is Status.OVERDUE
    assert lines_of(lexicon, target, Said("2026-02-01", Kind.FACT, "28", 2025))[0].status is Status.STATED


def test_less_is_better_where_the_indicator_says_so(lexicon: Lexicon) -> None:
    assert lexicon.indicators["unemployment_rate"].better == "less"
    lines = lines_of(
        lexicon,
        Said("2024-01-10", Kind.TARGET, "4.0", 2030, indicator="unemployment_rate", unit="percent"),
        Said("2026-01-10", Kind.FACT, "3.9", 2025, indicator="unemployment_rate", unit="percent"),
    )
    assert lines[0].status is Status.REPORTED_DONE
    assert lines[0].share is None  # there is no baseline to measure the way from


def test_what_comes_in_lots_is_not_one_figure(lexicon: Lexicon) -> None:
    lots = lines_of(
        lexicon,
        Said("2025-01-10", Kind.PLAN, "20", 2026, indicator="schools", unit="school"),
        Said("2025-01-10", Kind.PLAN, "12", 2026, indicator="schools", unit="school"),
        Said("2025-03-10", Kind.PLAN, "3", 2026, indicator="schools", unit="school"),
    )
    assert [str(line.target.value) for line in lots] == ["20", "12", "3"]
    assert {line.status for line in lots} == {Status.NO_DATA}


def test_a_lot_is_set_against_a_target_only_once_it_was_told_later(lexicon: Lexicon) -> None:
    target = Said("2025-01-10", Kind.PLAN, "20", 2027, indicator="schools", unit="school")
    for told, share in (
        (Said("2025-01-10", Kind.FACT, "8", 2024, indicator="schools", unit="school"), None),
        (Said("2026-01-10", Kind.FACT, "8", None, indicator="schools", unit="school"), None),
        (Said("2026-01-10", Kind.FACT, "8", 2025, indicator="schools", unit="school"), Fraction(2, 5)),
    ):
        assert lines_of(lexicon, target, told)[0].share == share
    lots = [Said("2026-01-10", Kind.FACT, value, 2025, indicator="schools", unit="school") for value in ("8", "12")]
    assert lines_of(lexicon, target, *lots)[0].contradictions == ()


def test_a_sentence_does_not_contradict_itself(lexicon: Lexicon) -> None:
    one = statement(Said("2025-12-12", Kind.TARGET, "28", 2030))
    both = replace(one, quantities=(one.quantities[0], replace(one.quantities[0], value=Decimal(6), start=20)))
    assert [str(line.target.value) for line in build_ledger([both], lexicon, today=TODAY).lines] == ["28", "6"]


def test_sums_parts_and_rates_are_kept_apart(lexicon: Lexicon) -> None:
    (line,) = lines_of(
        lexicon,
        Said("2024-01-10", Kind.TARGET, "30", 2030),
        Said("2026-02-01", Kind.FACT, "50", 2025, period="2021/2025"),
        Said("2025-11-01", Kind.FACT, "9", 2025, period="2025-01/2025-10"),
        Said("2026-02-01", Kind.FACT, "2", 2025, per="month"),
    )
    assert line.actuals == ()
    assert line.status is Status.NO_DATA
    assert [(one.measure.span, one.measure.per) for one in line.asides] == [
        (Span.PART, ""),
        (Span.YEARS, ""),
        (Span.YEAR, "month"),
    ]


def test_a_sum_is_measured_by_a_sum_that_begins_with_it(lexicon: Lexicon) -> None:
    target = Said("2025-12-12", Kind.PLAN, "100", 2030, period="2026/2030")
    (line,) = lines_of(lexicon, target, Said("2026-11-01", Kind.FACT, "15", 2025, period="2021/2025"))
    assert line.share is None
    (line,) = lines_of(lexicon, target, Said("2028-01-01", Kind.FACT, "40", 2027, period="2026/2027"))
    assert (line.share, line.needed) == (Fraction(2, 5), Fraction(20))


def test_units_are_converted_and_what_was_told_is_kept(lexicon: Lexicon) -> None:
    units = lexicon.indicators["green_area"].units
    assert units[0] == "ha"
    (line,) = lines_of(
        lexicon,
        Said("2024-01-10", Kind.TARGET, "3.5", 2030, unit="km2", indicator="green_area"),
        Said("2026-02-01", Kind.FACT, "175", 2025, unit="ha", indicator="green_area"),
    )
    assert (str(line.target.value), line.target.measure.unit) == ("350", "ha")
    assert line.target.told == (Decimal("3.5"), "km2")
    assert line.share == Fraction(1, 2)


def test_official_figures_stand_beside_those_of_texts(lexicon: Lexicon) -> None:
    record = Record("figures.csv", 2, "astana", "tourist_arrivals", Decimal(15), "tourist", "2025", source="Bureau")
    base = replace(record, line=3, value=Decimal(10), period="2020", is_baseline=True)
    target = statement(Said("2024-01-10", Kind.TARGET, "30", 2030))
    (line,) = build_ledger([target], lexicon, today=TODAY, records=[record, base, record]).lines
    assert line.actual is not None
    assert (line.actual.is_official, line.share, line.needed) == (True, Fraction(1, 2), Fraction(3))
    assert line.progress is not None
    assert (line.progress.pace, str(line.progress.ratio)) == (Pace.MODERATE, "0.727")
    told = statement(Said("2026-03-01", Kind.FACT, "19", 2025), 1)
    ledger = build_ledger([target, told], lexicon, today=TODAY, records=[record])
    assert ledger.lines[0].status is Status.CONTRADICTED
    assert [str(one.value) for one in ledger.contradictions[0].observations] == ["15", "19"]


@pytest.mark.parametrize(
    ("base", "latest", "target", "is_less", "pace"),
    [
        ((100, 2020), (110, 2021), (259, 2030), False, Pace.SUBSTANTIAL),
        ((100, 2020), (107, 2021), (259, 2030), False, Pace.MODERATE),
        ((100, 2020), (100, 2021), (259, 2030), False, Pace.LIMITED),
        ((100, 2020), (99, 2021), (259, 2030), False, Pace.DETERIORATION),
        ((100, 2020), (259, 2021), (259, 2030), False, Pace.ACHIEVED),
        ((100, 2020), (90, 2021), (50, 2030), True, Pace.SUBSTANTIAL),
        ((100, 2020), (110, 2021), (50, 2030), True, Pace.DETERIORATION),
        ((0, 2020), (110, 2021), (500, 2030), False, None),
        ((100, 2020), (110, 2020), (500, 2030), False, None),
        ((100, 2020), (60, 2021), (80, 2030), False, None),
    ],
)
def test_progress_by_the_method_of_open_sdg(
    base: tuple[int, int], latest: tuple[int, int], target: tuple[int, int], *, is_less: bool, pace: Pace | None
) -> None:
    points = [Point(Decimal(value), year) for value, year in (base, latest, target)]
    found = find_progress(*points, is_less=is_less)
    assert (found and found.pace) == pace


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        (("3.1", Modifier.EXACT), ("3.12", Modifier.EXACT), True),
        (("30", Modifier.EXACT), ("31", Modifier.EXACT), False),
        (("30", Modifier.APPROX), ("31", Modifier.EXACT), True),
        (("30", Modifier.MORE_THAN), ("34", Modifier.EXACT), True),
        (("30", Modifier.MORE_THAN), ("29", Modifier.EXACT), False),
        (("30", Modifier.UP_TO), ("29", Modifier.EXACT), True),
        (("30", Modifier.AT_LEAST), ("35", Modifier.AT_LEAST), False),
    ],
)
def test_figures_agree_within_what_they_say(
    lexicon: Lexicon, one: tuple[str, Modifier], other: tuple[str, Modifier], *, are_alike: bool
) -> None:
    said = [Said("2026-01-01", Kind.FACT, value, 2025, modifier=modifier) for value, modifier in (one, other)]
    first, second = find_observations([statement(each) for each in said], lexicon)
    assert agree(first, second, bounds=True) is are_alike
    assert agree(second, first, bounds=True) is are_alike


CONVERTED = ["ha", "m2", "km2", "are", "km", "m", "mm", "tonne", "kg", "MW", "kW", "GW", "percent", "share", "kWh"]


@given(
    value=st.decimals(-(10**15), 10**15, places=6), unit=st.sampled_from(CONVERTED), other=st.sampled_from(CONVERTED)
)
def test_conversions_come_back(lexicon: Lexicon, value: Decimal, unit: str, other: str) -> None:
    units = Units(lexicon)
    there = units.convert(value, unit, other)
    same = lexicon.units[unit].dimension == lexicon.units[other].dimension
    assert (there is not None) is same
    if there is not None:
        assert units.convert(there, other, unit) == value


VALUES = st.integers(1, 9).map(str)
SAID = st.builds(
    Said,
    st.sampled_from(["2023-05-01", "2024-05-01", "2025-05-01", None]),
    st.sampled_from([Kind.TARGET, Kind.FACT, Kind.PLAN, Kind.PROPOSAL]),
    VALUES,
    st.sampled_from([None, 2022, 2025, 2027, 2030]),
    indicator=st.sampled_from(["tourist_arrivals", "schools", "unemployment_rate"]),
    period=st.sampled_from([None, None, "2026/2030", "2025-01/2025-10", "P5Y"]),
    modifier=st.sampled_from(Modifier),
)


@given(said=st.lists(SAID, max_size=8), order=st.randoms(use_true_random=False))
def test_the_order_of_texts_does_not_matter(lexicon: Lexicon, said: list[Said], order: object) -> None:
    texts = [statement(one, place) for place, one in enumerate(said)]
    shuffled = list(texts)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    assert build_ledger(texts, lexicon, today=TODAY) == build_ledger(shuffled, lexicon, today=TODAY)


@given(said=st.lists(SAID, max_size=8))
def test_a_text_that_is_there_twice_changes_nothing(lexicon: Lexicon, said: list[Said]) -> None:
    texts = [statement(one, place) for place, one in enumerate(said)]
    assert build_ledger(texts, lexicon, today=TODAY) == build_ledger([*texts, *texts], lexicon, today=TODAY)


@given(said=st.lists(SAID, min_size=1, max_size=8))
def test_values_are_exact(lexicon: Lexicon, said: list[Said]) -> None:
    ledger = build_ledger([statement(one, place) for place, one in enumerate(said)], lexicon, today=TODAY)
    assert all(isinstance(one.value, Decimal) for one in ledger.observations)
    assert all(line.share is None or isinstance(line.share, Fraction) for line in ledger.lines)
