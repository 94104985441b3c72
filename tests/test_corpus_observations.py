"""What numbers of sentences tell (``corpus/<language>/observations.yaml``): indicator, city, time and role of each.

``abstained`` names the numbers that must give no observation, with the reason. ``known_failures`` are right by the
definition and not yet read so; one that begins to be read right fails here until it is moved up to ``cases``.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from kzplans.extract import Extractor, Origin
from kzplans.lexicon import load_lexicon
from kzplans.reports.observations import find_observations

CORPUS = Path(__file__).parent / "corpus"
LANGUAGES = ("kk", "ru", "en")
#: The day of texts whose case names no other.
DAY = "2025-12-12"


class Told(NamedTuple):
    """An observation as the corpus gives it."""

    city: str
    indicator: str
    value: Decimal
    unit: str
    part: str
    period: str | None
    per: str | None


@cache
def extractor() -> Extractor:
    return Extractor(load_lexicon())


@cache
def content(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((CORPUS / language / "observations.yaml").read_text(encoding="utf-8"))
    return loaded


def wanted(case: dict[str, Any]) -> list[Told]:
    return [
        Told(
            one["city"],
            one["indicator"],
            Decimal(str(one["value"])),
            one["unit"],
            one["part"],
            one["period"],
            None if one["indicator"].endswith("_per_capita") else one.get("per"),
        )
        for one in case["observations"] or []
    ]


def found(case: dict[str, Any]) -> list[Told]:
    """What is read; a range counts as its two ends, as in the corpus."""
    origin = Origin("text.txt", "", date=case.get("date", DAY))
    statements = extractor().statements(extractor().build_document(case["text"], origin))
    made = []
    for one in find_observations(statements, extractor().lexicon):
        value, unit = one.told
        told = Told(
            one.measure.city,
            one.measure.indicator,
            value,
            unit,
            one.part.value,
            one.period or None,
            one.measure.per or None,
        )
        made.append(told)
        if one.upper is not None:
            made.append(told._replace(value=one.upper))
    return made


def score(language: str) -> tuple[int, int, int]:
    """Right, extra and missed observations of all cases, known failures too."""
    right = extra = missed = 0
    for case in [*content(language)["cases"], *(content(language)["known_failures"] or [])]:
        want, got = wanted(case), found(case)
        for one in got:
            if one in want:
                want.remove(one)
                right += 1
            else:
                extra += 1
        missed += len(want)
    return right, extra, missed


@pytest.mark.parametrize(
    ("language", "case"),
    [
        pytest.param(
            language,
            case,
            id=f"{language}-{number}-{case['says']}",
            marks=[pytest.mark.xfail(reason=case["reason"])] if "reason" in case else [],
        )
        for language in LANGUAGES
        for number, case in enumerate(
            [*content(language)["cases"], *(content(language)["known_failures"] or [])], start=1
        )
    ],
)
def test_observations(language: str, case: dict[str, Any]) -> None:
    del language
    assert sorted(found(case), key=str) == sorted(wanted(case), key=str)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_corpus_keeps_its_floor(language: str) -> None:
    right, extra, missed = score(language)
    assert 2 * right / (2 * right + extra + missed) >= content(language)["floors"]["observations"]


def test_all_languages_together_keep_the_bar() -> None:
    right, extra, missed = (sum(counts) for counts in zip(*[score(language) for language in LANGUAGES], strict=True))
    assert 2 * right / (2 * right + extra + missed) >= 0.95
