from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from kzplans.extract import Extractor, Origin
from kzplans.lexicon import load_lexicon
from kzplans.reports.clusters import find_clusters
from kzplans.reports.reprints import Gists, is_same, marks_of, same_words
from kzplans.reports.versions import find_versions

if TYPE_CHECKING:
    from kzplans.model import Statement

PAIRS = yaml.safe_load((Path(__file__).parent / "corpus" / "reprints.yaml").read_text(encoding="utf-8"))
#: Of the pairs that say the same, so many at least are found; of those that do not, none.
RECALL = 0.9


class Verdict(NamedTuple):
    pair: dict[str, object]
    found: bool


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load_lexicon())


def statement_of(extractor: Extractor, text: str, name: str = "a") -> Statement:
    document = extractor.build_document(f"Жаңалық\n\n{text.strip()}\n", Origin(name, name * 64))
    return max(extractor.statements(document), key=lambda statement: len(statement.text))


@pytest.fixture(scope="module")
def verdicts(extractor: Extractor) -> list[Verdict]:
    """For each pair whether its sentences, in two texts, are put together."""
    found = []
    for pair in PAIRS:
        statements = [statement_of(extractor, pair[name], name[1]) for name in ("one", "other")]
        found.append(Verdict(pair, len(find_clusters(statements, extractor.lexicon)) == 1))
    return found


def test_the_corpus_is_large_enough() -> None:
    assert len(PAIRS) >= 170
    assert {pair["language"] for pair in PAIRS} == {"kk", "ru"}


@pytest.mark.parametrize("why", sorted({pair["why"] for pair in PAIRS if not pair["same"]}))
def test_other_things_never_merge(verdicts: list[Verdict], why: str) -> None:
    wrong = [
        verdict.pair for verdict in verdicts if verdict.pair["why"] == why and verdict.found != verdict.pair["same"]
    ]
    assert [pair for pair in wrong if not pair["same"]] == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_reprints_are_found(verdicts: list[Verdict], language: str) -> None:
    same = [verdict for verdict in verdicts if verdict.pair["same"] and verdict.pair["language"] == language]
    missed = [verdict.pair for verdict in same if not verdict.found]
    assert len(missed) <= (1 - RECALL) * len(same) + 1, missed
    everything = [verdict for verdict in verdicts if verdict.pair["same"]]
    assert sum(verdict.found for verdict in everything) >= RECALL * len(everything)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Астанада 2030 жылға қарай 30 трлн теңге тартылады.", "Астанада 2030 жылға қарай 31 трлн теңге тартылады."),
        ("Астанада 2030 жылға қарай 30 мектеп салынады.", "Алматыда 2030 жылға қарай 30 мектеп салынады."),
        ("Астанада 2027 жылға қарай 30 мектеп салынады.", "Астанада 2029 жылға қарай 30 мектеп салынады."),
        ("В Астане построят 30 школ до 2027 года.", "В Астане построят 30 больниц до 2027 года."),
    ],
)
def test_city_numbers_units_and_years_are_hard_keys(extractor: Extractor, one: str, other: str) -> None:
    first, second = (Gists(extractor.lexicon).of(statement_of(extractor, text)) for text in (one, other))
    assert not is_same(first, second)
    assert set(marks_of(first)).isdisjoint(marks_of(second))


def test_signs_blanks_and_look_alikes_are_no_difference(extractor: Extractor) -> None:
    one = statement_of(extractor, "Астанада биыл 1 200 орындық мектеп салынады.")
    gists = Gists(extractor.lexicon)
    other = replace(one, text="Aстанада  биыл – 1200 орындық мектеп салынады!")
    assert same_words(one, gists.of(one)) == same_words(other, gists.of(other))


def test_a_text_that_says_it_twice_says_it_twice(extractor: Extractor) -> None:
    text = "Жаңалық\n\nАстанада 2030 жылға қарай 30 мектеп салынады.\nАстанада 2030 жылға қарай 30 мектеп ашылады.\n"
    document = extractor.build_document(text, Origin("a", "a" * 64))
    statements = list(extractor.statements(document))
    assert len(find_clusters(statements, extractor.lexicon)) == len(statements) == 2


def test_two_languages_of_a_text_are_one(extractor: Extractor) -> None:
    kazakh = (
        "Жиын\n2026-03-16\n\nАстанада 2027 жылы 12 мектеп салынады.\nАстанада 2028 жылы 340 км жол жөнделеді.\n"
        "Астанада 2029 жылы 77 саябақ ашылады.\nАстанада биыл 15 мың орындық емхана салынады.\n"
    )
    russian = (
        "Совещание\n2026-03-17\n\nВ Астане в 2027 году построят 12 школ.\n"
        "В 2029 году в Астане выделят 410 га под жилье.\n"
        "В Астане в 2028 году отремонтируют 340 км дорог.\nВ Астане в 2029 году откроют 78 парков.\n"
    )
    statements = [
        statement
        for name, text in (("b", russian), ("a", kazakh))
        for statement in extractor.statements(extractor.build_document(text, Origin(name, name * 64)))
    ]
    assert find_versions(statements) == ()  # two numbers in common are chance
    russian += "В этом году в Астане построят поликлинику на 15 тысяч мест.\n"
    statements = [
        statement
        for name, text in (("b", russian), ("a", kazakh))
        for statement in extractor.statements(extractor.build_document(text, Origin(name, name * 64)))
    ]
    (versions,) = find_versions(statements)
    assert [one.statement.text[:9] + other.statement.text[:0] for one, other in versions.differences] == ["Астанада "]
    assert [statement.text for statement in versions.only] == ["В 2029 году в Астане выделят 410 га под жилье."]
    clusters = find_clusters(statements, extractor.lexicon, (versions,))
    both = [cluster for cluster in clusters if cluster.wordings]
    assert {cluster.first.language for cluster in both} == {"kk"}
    assert len(both) == 3
