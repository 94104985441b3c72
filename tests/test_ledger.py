"""The ledger: targets through time, what was reported on them, and the status that follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzplans.lexicon import Lexicon, load_lexicon
from kzplans.model import Because, Change, Deadline, Document, Kind, Quantity, Role, Statement
from kzplans.reports.ledger import Status, build_ledger
from kzplans.reports.observations import Part, find_observations

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
    unit = {"indicator": "unemployment_rate", "unit": "percent"}
    assert lexicon.indicators["unemployment_rate"].better == "less"
    lines = lines_of(
        lexicon,
        Said("2024-01-10", Kind.TARGET, "4.0", 2030, **unit),  # type: ignore[arg-type]  # both are strings
        Said("2026-01-10", Kind.FACT, "3.9", 2025, **unit),  # type: ignore[arg-type]  # as above
    )
    assert lines[0].status is Status.REPORTED_DONE
    assert lines[0].share is None  # there is no baseline to measure the way from


VALUES = st.integers(1, 9).map(str)
SAID = st.builds(
    Said,
    st.sampled_from(["2023-05-01", "2024-05-01", "2025-05-01", None]),
    st.sampled_from([Kind.TARGET, Kind.FACT, Kind.PLAN, Kind.PROPOSAL]),
    VALUES,
    st.sampled_from([None, 2022, 2025, 2027, 2030]),
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
