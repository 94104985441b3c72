"""Which language a sentence is in (corpus/languages.yaml), and a text that mixes two."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kzplans.extract import Extractor, Origin
from kzplans.lexicon import load_lexicon
from kzplans.text.languages import find_language

CORPUS: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "corpus" / "languages.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in CORPUS.items() for text in texts])
def test_language_of_a_sentence(language: str, text: str) -> None:
    assert find_language(text) == language


def test_each_sentence_of_a_mixed_text_has_its_own() -> None:
    text = (
        "Алматы қаласының әкімі баяндама жасады\n"
        "Биыл қалада 12 жаңа мектеп пайдалануға беріледі.\n"
        "В следующем году в городе планируется построить ещё 15 школ на 20 тыс. мест.\n"
        "Сондай-ақ 300 автобус сатып алынады.\n"
    )
    extractor = Extractor(load_lexicon())
    found = list(extractor.statements(extractor.build_document(text, Origin("text.txt", ""))))
    assert [one.language for one in found] == ["kk", "ru", "kk"]
    assert [str(one.quantities[0].value) for one in found] == ["12", "15", "300"]
    assert {one.city for one in found} == {"almaty"}


def test_a_language_that_is_not_read_is_named() -> None:
    text = "\n".join(CORPUS["other"][1:2] * 3)
    extractor = Extractor(load_lexicon())
    document = extractor.build_document(text, Origin("text.txt", ""))
    found, left_out, _ = extractor.explain(document)
    assert document.language == "other"
    assert found == []
    assert {one.reason for one in left_out} == {"in a language that is not read"}
