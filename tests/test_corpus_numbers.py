"""A corpus of figures and time limits: the value first, then every wording that must give it (``corpus/*/``).

Files, in each language: quantities, deadlines and indicators. Brackets hold the text that must be found, braces within
them what may belong to it or not; ``▸`` stands before the statement that is asked about. ``known_failures`` are right
by the annotation guidelines and not yet read so; one that begins to be read right fails here until it is moved up to
``cases``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from kzplans.extract import Extractor, Origin
from kzplans.extract.numbers import COINS, MONEY
from kzplans.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _pytest.mark.structures import ParameterSet

    from kzplans.model import Deadline, Quantity, Statement

CORPUS = Path(__file__).parent / "corpus"
LANGUAGES = ("kk", "ru", "en")
MARK = "▸"
BRACKETS = re.compile(r"\[([^\]]*)\]")
BRACES = re.compile(r"\{([^}]*)\}")


class Case(NamedTuple):
    """One wording with what its group expects of it."""

    group: dict[str, Any]
    wording: str

    @property
    def text(self) -> str:
        return re.sub(r"[\[\]{}▸]", "", self.wording)

    @property
    def quotes(self) -> list[frozenset[str]]:
        """For each pair of brackets the texts that are right."""
        return [frozenset(spelled_out(quote)) for quote in BRACKETS.findall(self.wording)]


class Figure(NamedTuple):
    """What is compared of a quantity."""

    value: Decimal
    unit: str
    modifier: str
    change: str | None
    role: str | None
    per: str | None


class Score(NamedTuple):
    """Hits of one case: right, given but wrong, wanted but not given."""

    right: int
    extra: int
    missed: int


def spelled_out(quote: str) -> set[str]:
    """A quote with and without each of its parts in braces."""
    parts = enumerate(BRACES.split(quote))  # every second one stood in braces
    return {"".join(chosen) for chosen in product(*(("", part) if place % 2 else (part,) for place, part in parts))}


@cache
def content(language: str, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((CORPUS / language / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def cases_of(language: str, name: str) -> list[Case]:
    loaded = content(language, name)
    return [Case(group, text) for group in [*loaded["cases"], *loaded["known_failures"]] for text in group["texts"]]


def parameters(name: str) -> list[ParameterSet]:
    return [
        pytest.param(
            case,
            id=f"{language}-{number}-{' '.join(case.text.split()[:4])}",
            marks=[pytest.mark.xfail(reason=case.group["reason"])] if "reason" in case.group else [],
        )
        for language in LANGUAGES
        for number, case in enumerate(cases_of(language, name), 1)
    ]


@cache
def extractor() -> Extractor:
    return Extractor(load_lexicon())


def asked(case: Case) -> list[Statement]:
    """The statements that the case asks about: the marked one, else all."""
    origin = Origin(path="text.txt", sha256="", date=case.group.get("text_date"))
    found = list(extractor().statements(extractor().build_document(case.text, origin)))
    place = re.sub(r"[\[\]{}]", "", case.wording).find(MARK)
    if place < 0:
        return found
    return [one for one in found if one.start <= place < one.stop]


def summed(scores: Iterable[Score]) -> float:
    """F1 of all cases."""
    given = list(scores)
    right = sum(score.right for score in given)
    wrong = sum(score.extra + score.missed for score in given)
    return 2 * right / (2 * right + wrong)


# -- quantities -------------------------------------------------------------------------------------------------------


def wanted_figures(case: Case) -> list[Figure]:
    group = case.group
    return [
        Figure(
            Decimal(str(one["value"])),
            one["unit"],
            one.get("modifier", "exact"),
            one.get("change"),
            one.get("role"),
            one.get("per"),
        )
        for one in group.get("quantities", [group])
    ]


def found_quantities(case: Case) -> list[Quantity]:
    return [one for statement in asked(case) for one in statement.quantities]


def figure_of(one: Quantity) -> Figure:
    return Figure(one.value, one.unit, one.modifier, one.change, one.role, one.per)


def value_score(case: Case) -> Score:
    """Values and units alone."""
    wanted = [figure[:2] for figure in wanted_figures(case)]
    found = [(one.value, one.unit) for one in found_quantities(case)]
    right = sum(min(wanted.count(one), found.count(one)) for one in set(wanted))
    return Score(right, len(found) - right, len(wanted) - right)


def quantity_score(case: Case) -> Score:
    """Whole quantities with their texts."""
    wanted = list(zip(wanted_figures(case), case.quotes, strict=True))
    found = found_quantities(case)
    right = sum(any(figure_of(one) == figure and one.text in quotes for one in found) for figure, quotes in wanted)
    return Score(right, len(found) - right, len(wanted) - right)


@pytest.mark.parametrize("case", parameters("quantities"))
def test_quantities(case: Case) -> None:
    found = found_quantities(case)
    assert [figure_of(one) for one in found] == wanted_figures(case)
    assert [one.text for one, quotes in zip(found, case.quotes, strict=True) if one.text not in quotes] == []


# -- deadlines --------------------------------------------------------------------------------------------------------


def is_same_year(case: Case, found: Deadline | None) -> bool:
    if not case.quotes or found is None:
        return not case.quotes and found is None
    year: int | None = case.group["year"]
    return found.year == year


def is_same_deadline(case: Case, found: Deadline | None) -> bool:
    if not is_same_year(case, found):
        return False
    dates = {case.group["date"], *case.group.get("date_ok", [])}
    return found is None or (found.date in dates and found.text in case.quotes[0])


def deadline_score(case: Case, *, is_whole: bool) -> Score:
    found = [one.deadline for one in asked(case)] or [None]
    is_right = is_same_deadline if is_whole else is_same_year
    right = sum(is_right(case, one) for one in found if one is not None)
    given = sum(one is not None for one in found)
    return Score(right, given - right, max(len(case.quotes) - right, 0))


def year_score(case: Case) -> Score:
    return deadline_score(case, is_whole=False)


def whole_deadline_score(case: Case) -> Score:
    return deadline_score(case, is_whole=True)


@pytest.mark.parametrize("case", parameters("deadlines"))
def test_deadline(case: Case) -> None:
    found = asked(case)
    assert found
    for one in found:
        assert is_same_deadline(case, one.deadline), (one.deadline, one.kind, one.because.deadline)


# -- indicators -------------------------------------------------------------------------------------------------------


def found_links(case: Case) -> list[str | None]:
    """For each number in brackets the indicator that it is linked to; a number that is not found has none."""
    spans = list(re.finditer(r"\[[^\]]*\]", case.wording))
    starts = [quote.start() - 2 * place for place, quote in enumerate(spans)]
    stops = [quote.end() - 2 * (place + 1) for place, quote in enumerate(spans)]
    found = found_quantities(case)
    return [
        next((one.indicator for one in found if start < one.stop and one.start < stop), None)
        for start, stop in zip(starts, stops, strict=True)
    ]


def link_score(case: Case) -> Score:
    """Links of the numbers in brackets; a wrong one counts as given and as missed."""
    wanted: str | None = case.group["indicator"]
    found = found_links(case)
    right = sum(one == wanted for one in found if one is not None)
    given = sum(one is not None for one in found)
    return Score(right, given - right, len(found) - right if wanted is not None else 0)


@pytest.mark.parametrize("case", parameters("indicators"))
def test_indicator(case: Case) -> None:
    assert found_links(case) == [case.group["indicator"]] * len(case.quotes)


# -- the whole --------------------------------------------------------------------------------------------------------

SCORES = {
    "quantities": {"values": value_score, "quantities": quantity_score},
    "deadlines": {"years": year_score, "deadlines": whole_deadline_score},
    "indicators": {"links": link_score},
}


def test_every_unit_is_known() -> None:
    used = {one.unit for name in LANGUAGES for case in cases_of(name, "quantities") for one in wanted_figures(case)}
    assert used - set(extractor().lexicon.units) == set()


def test_every_indicator_is_known() -> None:
    used = {case.group["indicator"] for name in LANGUAGES for case in cases_of(name, "indicators")}
    assert used - set(extractor().lexicon.indicators) == {None}


def test_money_is_that_of_the_lexicon() -> None:
    units = extractor().lexicon.units.values()
    assert {unit.id for unit in units if unit.dimension == "money"} == MONEY | COINS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "measure"), [(name, measure) for name, made in SCORES.items() for measure in made])
def test_f1_holds_its_floor(language: str, name: str, measure: str) -> None:
    score = summed([SCORES[name][measure](case) for case in cases_of(language, name)])
    assert score >= content(language, name)["floors"][measure]
