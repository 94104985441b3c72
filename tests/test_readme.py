"""The README is true: its sessions are run and give what it says, its files are those that the sessions find.

In a ``console`` block lines beginning with ``$ `` are commands, the rest is what they print on stdout and stderr. A
line ``…`` stands for any lines, ``…`` within a line for any text, and blanks and tabs are as wide as you like. A block
of another language whose first line is a comment with a path is a file; it lies there for all sessions that follow.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from kzplans.cli import COMMANDS
from kzplans.lexicon import FILES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```(?P<language>\w+)\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?:\{?#|<!--) (?P<path>[\w./-]+\.(?:yaml|j2|html))(?: #\}| -->)?\n")
LINK = re.compile(r"\]\((?P<path>[^)#]+)\)")
CALL = re.compile(r"kzplans (\w+)")
PROMPT = "$ "
ANYTHING = "…"
WIDEST = 120


class Session(NamedTuple):
    """A console block: the files that lie there, and commands with the lines they print."""

    files: dict[str, str]
    steps: list[tuple[str, list[str]]]


def read_sessions(text: str) -> list[Session]:
    files: dict[str, str] = {}
    sessions = []
    for block in FENCED.finditer(text):
        named = FILE.match(block["content"])
        if block["language"] == "console":
            sessions.append(Session(dict(files), read_steps(block["content"])))
        elif named:
            files[named["path"]] = block["content"]
    return sessions


def read_steps(content: str) -> list[tuple[str, list[str]]]:
    steps: list[tuple[str, list[str]]] = []
    for line in content.splitlines():
        if line.startswith(PROMPT):
            steps.append((line.removeprefix(PROMPT), []))
        else:
            steps[-1][1].append(line)
    return steps


def narrow(line: str) -> str:
    return " ".join(line.split())


def first_difference(expected: list[str], printed: list[str]) -> str | None:
    """What does not fit, None if all does. Any lines are as few as lead to the next line expected."""
    place = 0
    skipping = False
    for line in expected:
        if line.strip() == ANYTHING:
            skipping = True
            continue
        pattern = ".*".join(map(re.escape, narrow(line).split(ANYTHING)))
        while skipping and place < len(printed) and not re.fullmatch(pattern, narrow(printed[place])):
            place += 1
        if place == len(printed) or not re.fullmatch(pattern, narrow(printed[place])):
            return f"expected {line!r}, printed {printed[place] if place < len(printed) else 'nothing more'!r}"
        place += 1
        skipping = False
    if not skipping and place < len(printed):
        return f"expected no more, printed {printed[place]!r}"
    return None


SESSIONS = read_sessions(README)
NAMES = [f"{number}-{CALL.findall(session.steps[-1][0])[0]}" for number, session in enumerate(SESSIONS, 1)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a newcomer has: the samples, the templates, this README, and ``kzplans`` on the PATH."""
    for name in ("seeds", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "README.md", tmp_path)
    for name in ("words", "pages"):  # of kzplans.yaml, before their files are told
        (tmp_path / name).mkdir()
    shim = tmp_path / "bin" / "kzplans"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kzplans "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("session", SESSIONS, ids=NAMES)
def test_session(session: Session, folder: Path) -> None:
    for path, content in session.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    unwanted = {"SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "COLUMNS"}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment |= {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    for command, expected in session.steps:
        done = subprocess.run(
            ["sh", "-c", command],  # noqa: S607  any sh will do
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=60,
        )
        printed = done.stdout.decode("utf-8")
        difference = first_difference(expected, printed.splitlines())
        assert difference is None, f"$ {command}\n{difference}\n\n{printed}"


def test_there_are_sessions_of_every_command() -> None:
    commands = "; ".join(command for session in SESSIONS for command, _ in session.steps)
    assert set(CALL.findall(commands)) >= set(COMMANDS)


@pytest.mark.parametrize(
    ("expected", "printed", "fits"),
    [
        (["a"], ["a"], True),
        (["a  b"], ["a\tb  "], True),
        (["a … c"], ["a b c"], True),
        (["…", "c"], ["a", "b", "c"], True),
        (["a", "…"], ["a"], True),
        (["a"], ["a", "b"], False),
        (["a", "b"], ["a"], False),
        (["…", "d"], ["a", "b", "c"], False),
        (["a", "c", "…"], ["a", "b", "c"], False),
        ([], [], True),
        ([], ["a"], False),
        (["a.c"], ["abc"], False),
    ],
)
def test_the_rule_of_comparing(expected: list[str], printed: list[str], fits: bool) -> None:  # noqa: FBT001  a column
    assert (first_difference(expected, printed) is None) is fits


def test_the_words_readme_names_every_file_and_family() -> None:
    text = (ROOT / "kzplans" / "lang" / "README.md").read_text(encoding="utf-8")
    names = [f"**{name}**" for name in FILES] + [f"`{family}`" for families in FILES.values() for family in families]
    assert [name for name in names if name not in text] == []


def test_every_link_leads_to_a_file() -> None:
    paths = [found["path"] for found in LINK.finditer(README) if "://" not in found["path"]]
    assert paths
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_lines_are_not_too_wide() -> None:
    lines = README.splitlines()
    assert [line for line in lines if len(line) > WIDEST] == []
