"""Weeks of made news, for the tests of the library and for ``make kills``.

    python tests/weeks.py [RUNS]

As a script it kills runs of ``kzplans add`` and ``kzplans brief`` at random moments, or lets their files grow no
further, and runs them again: in the end the briefs must be those of runs that nobody disturbed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import filecmp
import json
import os
import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

CITIES = {
    "astana": ("Астанада", "в Астане"),
    "almaty": ("Алматыда", "в Алматы"),
    "shymkent": ("Шымкентте", "в Шымкенте"),
    "alatau": ("Алатау қаласында", "в городе Алатау"),
}
#: What is built, in both languages, with the unit's noun after the number.
THINGS = (
    ("жаңа мектеп", "новых школ"),
    ("балабақша", "детских садов"),
    ("емхана", "поликлиник"),
    ("саябақ", "парков"),
    ("көпір", "мостов"),
    ("аурухана", "больниц"),
    ("спорт алаңы", "спортивных площадок"),
    ("кітапхана", "библиотек"),
)
REASONS = (
    "тұрғындардың өтініштері бойынша", "бас жоспарға сәйкес", "бюджет қаражаты есебінен", "жеке инвестиция есебінен",
    "аудандарды дамыту бағдарламасы аясында", "мәслихат депутаттарының ұсынысымен", "жұмыс тобының қорытындысы бойынша",
)  # fmt: skip
START = dt.date(2026, 1, 5)


class Claim(NamedTuple):
    """A promise: the number is its own and tells it from all others."""

    city: str
    number: int
    thing: int
    year: int
    reason: int

    @property
    def kazakh(self) -> str:
        """As a city office writes it."""
        thing = THINGS[self.thing][0]
        return f"{self.year} жылы {CITIES[self.city][0]} {REASONS[self.reason]} {self.number} {thing} салынады."

    @property
    def reworded(self) -> str:
        """As another site repeats it."""
        thing = THINGS[self.thing][0]
        return (
            f"{CITIES[self.city][0]} {self.year} жылы {REASONS[self.reason]} {self.number} {thing} "
            "салу жоспарланып отыр."
        )

    @property
    def russian(self) -> str:
        """In the Russian version of the text."""
        return f"В {self.year} году {CITIES[self.city][1]} построят {self.number} {THINGS[self.thing][1]}."


@dataclass
class News:
    """Makes a folder of news grow, week by week, always in the same way."""

    folder: Path
    seed: int = 1
    #: All claims so far, by the number that they alone have.
    claims: dict[int, Claim] = field(default_factory=dict)
    _kept: list[tuple[Path, str]] = field(default_factory=list)
    _late: str | None = None

    def __post_init__(self) -> None:
        """Begin a row of chances that is always the same."""
        self._chance = random.Random(self.seed)  # noqa: S311  news, no secrets

    def grow(self, week: int) -> dt.date:
        """Add the texts of a week: new, late, repeated, changed and reprinted ones. Gives its Monday."""
        monday, chance = START + dt.timedelta(weeks=week), self._chance
        self._translate(week, monday)
        texts = [self._text(monday - dt.timedelta(days=chance.randint(1, 7)), chance.randint(2, 5)) for _ in range(2)]
        texts.append(self._text(monday - dt.timedelta(days=chance.randint(100, 400)), 2))  # an old one that comes late
        for number, text in enumerate(texts):
            self._write(f"office/{week:02}-{number}.txt", text)
        if week:
            self._write(f"mirror/{week:02}.txt", chance.choice(self._kept)[1])  # one that comes twice
            self._reprint(week, monday)
            self._change()
        return monday

    def _text(self, day: dt.date, count: int) -> str:
        made = [self._claim() for _ in range(count)]
        return "\n".join([f"Қала жаңалықтары {made[0].number}", f"{day}", "", *[one.kazakh for one in made]]) + "\n"

    def _claim(self) -> Claim:
        number = 11 + 2 * len(self.claims)
        chance = self._chance
        claim = Claim(
            chance.choice(sorted(CITIES)), number, chance.randrange(len(THINGS)), chance.randint(2027, 2030),
            chance.randrange(len(REASONS)),
        )  # fmt: skip
        self.claims[number] = claim
        return claim

    def _translate(self, week: int, monday: dt.date) -> None:
        """A text in Kazakh, and its Russian version a day later: by the next brief, in odd weeks, one brief later."""
        made, day = [self._claim() for _ in range(4)], monday - dt.timedelta(days=2)
        text = "\n".join(["Жиынның қорытындысы", f"{day}", "", *[one.kazakh for one in made]])
        version = "\n".join(["Итоги совещания", f"{day + dt.timedelta(days=1)}", "", *[one.russian for one in made]])
        self._write(f"office/{week:02}-kk.txt", f"{text}\n")
        if self._late is not None:
            self._write(f"office/{week - 1:02}-ru.txt", self._late)
            self._late = None
        if week % 2:
            self._late = f"{version}\n"
        else:
            self._write(f"office/{week:02}-ru.txt", f"{version}\n")

    def _reprint(self, week: int, monday: dt.date) -> None:
        """Another site tells some of it again in other words, with one thing of its own."""
        old = self._chance.sample(sorted(self.claims), 2)
        lines = [self.claims[number].reworded for number in old]
        own = self._claim()
        self._write(f"site/{week:02}.txt", "\n".join(["Шолу", f"{monday}", "", *lines, own.kazakh]) + "\n")

    def _change(self) -> None:
        """A text that is there already gets a line more and stays as it is otherwise."""
        at = self._chance.randrange(len(self._kept))
        path, text = self._kept[at]
        if path.parts[-2] == "office":
            self._kept[at] = (path, f"{text}{self._claim().kazakh}\n")
            path.write_text(self._kept[at][1], encoding="utf-8")

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self._kept.append((path, text))


def told_in(folder: Path) -> dict[int, list[str]]:
    """Number of a claim -> the briefs of a folder (as JSON) that tell it as new."""
    found: dict[int, list[str]] = {}
    for path in sorted(folder.glob("*.json")):
        digest = json.loads(path.read_text(encoding="utf-8"))["data"]["digest"]
        for section in digest["sections"]:
            for priority in section["priorities"]:
                for part in priority["directions"]:
                    for statement in part["statements"]:
                        numbers = map(int, re.findall(r"\d+", statement["text"]))
                        own = next(number for number in numbers if number < START.year)
                        found.setdefault(own, []).append(path.stem)
    return found


def main(runs: int) -> int:
    """Disturb runs, and compare with what undisturbed ones have made."""
    chance = random.Random(2)  # noqa: S311  as above
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weeks = 5
        calm, rough = (News(folder / each / "news") for each in ("calm", "rough"))
        killed = 0
        for week in range(weeks):
            monday = calm.grow(week)
            began = time.monotonic()
            _run(folder / "calm", monday)
            lasts = time.monotonic() - began
            rough.grow(week)
            while killed < runs * (week + 1) // weeks:
                killed += 1
                _disturb(folder / "rough", monday, chance, lasts)
                _require_whole(folder / "rough")
                if sys.stderr.isatty():
                    sys.stderr.write(f"\r{killed} of {runs}")
            _run(folder / "rough", monday)
            _require_whole(folder / "rough")
            _require_same(folder / "calm" / "briefs", folder / "rough" / "briefs")
        told = told_in(folder / "rough" / "briefs")
        wrong = {number: told.get(number) for number in rough.claims if len(told.get(number, ())) != 1}
        if wrong:
            raise SystemExit(f"not told exactly once: {wrong}")
    sys.stdout.write(f"{killed} runs disturbed, {weeks} briefs as of undisturbed runs\n")
    return 0


def _command(folder: Path, monday: dt.date, name: str) -> list[str]:
    given = ["news", "--library", "city.db", "--today", f"{monday}", "-q"]
    briefs = ["--briefs", "briefs"] if name == "brief" else []
    (folder / "kzplans.yaml").write_text("formats: [html, md, json]\n", encoding="utf-8")
    return [sys.executable, "-m", "kzplans", name, *given, *briefs]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}


def _run(folder: Path, monday: dt.date) -> None:
    subprocess.run(_command(folder, monday, "brief"), cwd=folder, env=_environment(), check=True)


def _disturb(folder: Path, monday: dt.date, chance: random.Random, lasts: float) -> None:
    """Kill a run, or let its files grow no further than so many bytes: it is like a full disk."""
    command = _command(folder, monday, chance.choice(("brief", "brief", "add")))
    most = chance.choice((0, 0, 0, chance.randrange(1, 400_000)))

    def bound() -> None:
        if most:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    process = subprocess.Popen(
        command,
        cwd=folder,
        env=_environment(),
        stderr=subprocess.PIPE,
        preexec_fn=bound,  # noqa: PLW1509  no threads here
    )
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(chance.uniform(0.05, lasts * 1.1) if not most else 60)
    process.kill()
    _, told = process.communicate()
    if b"Traceback" in told or (most and process.returncode not in {0, 5, 6}):
        raise SystemExit(f"{command}: ended with {process.returncode}: {told.decode()}")


def _require_whole(folder: Path) -> None:
    library = folder / "city.db"
    if library.exists() and library.stat().st_size:
        with contextlib.closing(sqlite3.connect(library)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise SystemExit(f"{library}: {found}")


def _require_same(calm: Path, rough: Path) -> None:
    names = sorted(path.name for path in calm.iterdir())
    others = sorted(path.name for path in rough.iterdir())
    if names != others:
        raise SystemExit(f"{rough}: holds {others}, not {names}")
    _, mismatch, errors = filecmp.cmpfiles(calm, rough, names, shallow=False)
    if mismatch or errors:
        raise SystemExit(f"{rough}: differs in {mismatch or errors}")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
