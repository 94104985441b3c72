"""``kzplans check --lexicon``: what it finds in words that somebody adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kzplans.cli import main
from kzplans.cli.review import review
from kzplans.errors import ConfigError
from kzplans.lexicon import load_lexicon

if TYPE_CHECKING:
    from pathlib import Path


def laid_over(folder: Path, **files: str) -> Path:
    """A folder of words; ``kk_terms`` is kk/terms.yaml."""
    for name, text in files.items():
        path = folder / "words" / f"{name.replace('_', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "words"


def test_our_own_words_have_no_faults() -> None:
    assert review() == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (
            "kk_terms",
            "transport:\n  plain: [Көпір-жол]",
            "kk/terms.yaml:2: transport.plain: 'Көпір-жол': is never found: terms are written in lower case",
        ),
        (
            "ru_cues",
            "plan:\n  predicate: ['=наметить-']",
            "ru/cues.yaml:2: plan.predicate: '=наметить-': is never found: it does not match itself",
        ),
        (
            "ru_cues",
            "plan:\n  predicate: ['наметить-:imperative']",
            "'наметить-:imperative': is never found: no form of 'наметить-' has the tag 'imperative'",
        ),
        (
            "kk_terms",
            "transport:\n  strong:\n    - су такси\n    - су-такси",
            "kk/terms.yaml:4: transport.strong: 'су-такси': stands twice: 'су такси' of the same label finds the same",
        ),
        (
            "ru_terms",
            "transport:\n  plain:\n    - ёлочный базар\n    - елочный базар",
            "'елочный базар': stands twice: 'ёлочный базар' of the same label finds the same",
        ),
        (
            "kk_terms",
            "health:\n  strong: [мектеп]",
            "kk/terms.yaml:2: health.strong: 'мектеп': is strong for education too",
        ),
        (
            "kk_terms",
            "health:\n  not: [аспан тірек]",
            "'аспан тірек': hides nothing: there is no term of this direction in it",
        ),
        ("kk_terms", "transport:\n  plain: [м\u0435ктeп]", "kk/terms.yaml:2: 'мектeп' mixes Latin and Cyrillic"),
        ("shared_units", "things: [gondola]", "en/labels.yaml: units: 'gondola' has no name in this language"),
        ("shared_units", "things: [gondola]", "shared/units.yaml: 'gondola' has no words in any language"),
        (
            "kk_examples",
            "direction:\n  transport:\n    - Екі [сарай] салынды.",
            "kk/examples.yaml:3: direction.transport: 'сарай' is not found in 'Екі сарай салынды.'",
        ),
        (
            "kk_examples",
            "direction:\n  transport:\n    - Жаңа [аялдамалар жанында] саябақ бар.",
            "'аялдамалар жанында' is not found in 'Жаңа аялдамалар жанында саябақ бар.'; 'аялдамалар' is",
        ),
        ("kk_examples", "direction:\n  transport: ['!Жаңа [аялдама] ашылды.']", "'аялдама' is found in 'Жаңа аялдама"),
        ("kk_examples", "direction:\n  transport: [Жаңа аялдама ашылды.]", "no word stands in [brackets]"),
        ("kk_examples", "direction:\n  transprot: ['[аялдама]']", "no file of this language has such a family and"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, name: str, text: str, fault: str) -> None:
    found = review(laid_over(tmp_path, **{name: text}))
    assert any(fault in one for one in found), found


def test_words_that_do_their_work_are_passed(tmp_path: Path) -> None:
    words = laid_over(
        tmp_path,
        kk_terms="transport:\n  strong: [су такси]\nutilities:\n  not: [су мен жаңа]\n",
        kk_examples="direction:\n  transport: ['Қалада [су таксиі] пайда болды.']\n"
        "  utilities: ['!Қалада [су таксиі] пайда болды.']\n",
    )
    assert review(words) == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("kk_places", "place:\n  konaev: [қонаев]", "2: place.konaev: unknown id 'konaev'; allowed: an id of shared/"),
        ("kk_numbers", "unit:\n  verst: [шақырым]", "unknown id 'verst'"),
        ("uz_terms", "transport:\n  plain: [yo]", "words/uz: is no folder of words; there may be shared, kk, ru, en"),
    ],
)
def test_what_can_never_be_used_is_refused(tmp_path: Path, name: str, text: str, fault: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_lexicon(laid_over(tmp_path, **{name: text}))
    assert fault in str(raised.value)


def test_check_prints_faults_and_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    laid_over(tmp_path, kk_terms="health:\n  strong: [мектеп]\n")
    (tmp_path / "kzplans.yaml").write_text("lexicon: words\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 0
    assert main(["check", "--lexicon"]) == 1
    assert "'мектеп': is strong for education too" in capsys.readouterr().out
