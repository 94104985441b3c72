"""What fuzzing has found (tests/fuzz.py), as small as it was found, and a few inputs of each kind on every run."""

from __future__ import annotations

import sys
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kzplans.extract import Extractor, Origin
from kzplans.lexicon import load_lexicon
from kzplans.sources.decode import decode
from kzplans.sources.formats import html

if TYPE_CHECKING:
    from kzplans.model import Quantity, Statement

sys.path.insert(0, str(Path(__file__).parent))
import fuzz


@cache
def extractor() -> Extractor:
    return Extractor(load_lexicon())


def statements(text: str, title: str | None = None, language: str | None = None) -> list[Statement]:
    origin = Origin("a.txt", "0", title=title, language=language, date="2026-03-01")
    return list(extractor().statements(extractor().build_document(text, origin)))


def figures(language: str, text: str) -> list[Quantity]:
    return [one for statement in statements(text, language=language) for one in statement.quantities]


@pytest.mark.parametrize("target", [name for name in fuzz.TARGETS if name != "pdf"])
def test_a_few_made_inputs_break_nothing(target: str) -> None:
    run = fuzz.fuzz(fuzz.TARGETS[target], seconds=60, seed=7, most=12)
    assert run.count
    assert run.found == {}


@pytest.mark.parametrize("blank", ["\u2009", "\u3000", "\u205f", "\u2007"])
def test_a_statement_begins_and_ends_with_a_word_whatever_blanks_stand_around_it(blank: str) -> None:
    for text in (f"{blank}А 7-8 млрд {blank}\n", f"– {blank}2027 жылы 12 мектеп салынады;{blank}\n"):
        assert [one.text for one in statements(text)] == [text.strip(f"–;\n {blank}")]


def test_a_title_of_blanks_is_no_speech() -> None:
    assert len(statements("2027 жылы 12 мектеп салынады.", title="\n")) == 1


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        # велосипед-ші: an ending made another thing of the unit
        ("kk", "Қалаға 35 велосипедші керек.", 35, "cyclist"),
        ("kk", "Қалаға 35 бағдарламашы керек.", 35, "programmer"),
        ("kk", "Қалаға 35 мемлекеттік қызметші керек.", 35, "civil_servant"),
        ("kk", "Қалаға 35 шаруашылық керек.", 35, "farm"),
        # plan-es is no English plural
        ("en", "The city needs 35 planes.", 35, "aircraft"),
        ("en", "The city needs 35 buses.", 35, "bus"),
        # a number of lanes is none of roads, but here they belong to the unit
        ("en", "The city needs 35 lane kilometres.", 35, "km"),
        # was read as 75
        ("en", "The city needs 12,500.75 tenge.", Decimal("12500.75"), "KZT"),
        ("ru", "На это выделено 12,500.75 тенге.", Decimal("12500.75"), "KZT"),
        # was read as metres
        ("en", "The city needs 2.5m tenge.", 2_500_000, "KZT"),
        # was the second of October
        ("kk", "Қаланың тұрғындарына 2 қазандық керек.", 2, "boiler"),
        # ninety was taken for a quarter of that year
        ("kk", "Әкім 2026 жылы тоқсан бес мектеп болатынын айтты.", 95, "school"),
        ("kk", "Әкім 2026 жылы жүз тоқсан екі мектеп болатынын айтты.", 192, "school"),
        ("kk", "Әкім 2026 жылдың үшінші тоқсанында бес мектеп болатынын айтты.", 5, "school"),
    ],
)
def test_a_figure_is_what_it_is_written_as(language: str, text: str, value: Decimal | int, unit: str) -> None:
    assert [(one.value, one.unit) for one in figures(language, text)] == [(value, unit)]


@pytest.mark.parametrize(
    ("language", "text", "quotes"),
    [
        ("en", "The city needs 20 tenge and over 30 tenge.", ["20 tenge", "over 30 tenge"]),
        ("en", "The plan provides for 2 tenge and more than 2 tenge.", ["2 tenge", "more than 2 tenge"]),
        ("ru", "В городе будет 20 школ и более 30 больниц.", ["20 школ", "более 30 больниц"]),
        ("en", "The city needs 20 schools and over.", ["20 schools and over"]),
    ],
)
def test_a_modifier_belongs_to_one_figure(language: str, text: str, quotes: list[str]) -> None:
    assert [one.text for one in figures(language, text)] == quotes


def test_a_title_has_no_halves_of_characters() -> None:
    """They cannot be written to any file or database."""
    news = r'{"@type": "Article", "headline": "\ud800 Жоспар", "publisher": "\udfff Қала"}'
    page = f'<p>Қала әкімдігі 2027 жылы 12 мектеп салады.</p><script type="application/ld+json">{news}</script>'
    [part] = html.read(page.encode(), "a.html")
    assert (part["title"], part["publisher"]) == ("Жоспар", "Қала")


def test_a_dash_between_digits_is_no_letter_for_certain() -> None:
    """The dash of mac-cyrillic is the Р of windows-1251, and all other bytes here are the same in both."""
    decoded = decode(("10–12 мектеп\n" * 3).encode("mac-cyrillic"))
    assert decoded.text == "10–12 мектеп\n" * 3 or decoded.warning is not None
