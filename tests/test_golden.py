"""Whole outputs for the seeds, word for word. ``make golden`` rewrites them; the diff is read before it lands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-11-22"


def output_of(*arguments: str) -> str:
    """What a command prints for the seeds on a fixed day."""
    command = [sys.executable, "-m", "kzplans", *arguments, "-q"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("digest.md", ("digest", "seeds", "--today", DAY)),
        ("digest-ru.md", ("digest", "seeds", "--today", DAY, "--lang", "ru", "--city", "almaty", "--top", "2")),
        ("digest-en.md", ("digest", "seeds", "--today", DAY, "--lang", "en", "--kind", "target", "--all")),
        ("compare.md", ("compare", "astana", "almaty", "--today", DAY)),
        ("targets.md", ("targets", "seeds", "--today", DAY, "-O", "md")),
        (
            "targets-ru.md",
            ("targets", "seeds", "--today", DAY, "-O", "md", "--lang", "ru", "--vague", "--city", "almaty"),
        ),
        ("targets.txt", ("targets", "seeds", "--today", DAY, "-O", "txt", "--components")),
        ("statements.ndjson", ("extract", "seeds", "-O", "ndjson")),
        ("explain.txt", ("explain", "seeds/000_ca548229bde53589.txt")),
    ],
)
def test_output(name: str, arguments: tuple[str, ...], golden: Callable[[str, str], None]) -> None:
    golden(name, output_of(*arguments))
