"""Rules of the house that ruff, mypy and import-linter cannot see."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kzplans.cli.lexicon import compiled_texts
from kzplans.resources import lang_folder
from kzplans.text.scripts import mixed_words

ROOT = Path(__file__).resolve().parent.parent
CORE = sorted(
    [
        ROOT / "kzplans" / "model.py",
        *(path for room in ("text", "extract", "reports") for path in (ROOT / "kzplans" / room).rglob("*.py")),
    ]
)

#: Names whose call reads a clock, a file or a terminal although their module may be imported.
IMPURE = frozenset({"now", "today", "utcnow", "open", "print", "input"})


def called_names(source: str) -> set[str]:
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = (getattr(call, "attr", getattr(call, "id", None)) for call in calls)
    return {name for name in names if name}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Алматы Almaty", []),
        ("IT-хаб, LRT-ға, 5G желісі, 40 м2", []),
        ("\u0410lmaty", ["\u0410lmaty"]),  # the first letter is Cyrillic
        ("қ\u0430л\u0061", ["қ\u0430л\u0061"]),  # the last letter is Latin
        ("\u0456скер \u0069скер", ["\u0069скер"]),  # Cyrillic and Latin i
    ],
)
def test_mixed_words_are_seen(text: str, found: list[str]) -> None:
    assert mixed_words(text) == found


def test_the_compiled_lexicon_is_that_of_the_yaml() -> None:
    """``make lexicon`` after a change of the words; loading would fall back to the slow way in silence."""
    made = compiled_texts(lang_folder())
    written = {name: (lang_folder() / name).read_text(encoding="utf-8") for name in made}
    assert written == made, "the compiled lexicon is old: make lexicon"


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_core_reads_no_clock_file_or_terminal(path: Path) -> None:
    assert called_names(path.read_text(encoding="utf-8")) & IMPURE == set()


def test_every_locked_version_is_exact() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9.]*", line)] == []
    assert pins == sorted(pins, key=str.lower)
