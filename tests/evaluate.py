"""Score the extraction against the gold annotation and hold it to its floors: ``make eval``.

Prints one line a measure: the score, its floor, and the bar that the project set itself. Ends with 1 if a score is
below its floor. ``--raise`` lifts floors to what is reached now (rounded down); nothing here ever lowers one.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import kaznerd

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
#: Measures where less is better.
AT_MOST = frozenset({"boilerplate_leaks"})


def score(gold: Path, texts: Path) -> dict[str, float]:
    """Run ``kzplans extract`` over the texts and the gold set's own scorer over the result."""
    with tempfile.NamedTemporaryFile(suffix=".ndjson") as found:
        command = [sys.executable, "-m", "kzplans", "extract", str(texts), "-O", "ndjson", "-q"]
        subprocess.run(command, stdout=found, check=True)
        scorer = [sys.executable, str(HERE / "gold" / "score.py"), found.name, "--gold", str(gold), "--json"]
        result: dict[str, float] = json.loads(subprocess.run(scorer, capture_output=True, check=True).stdout)
    return result


def main() -> int:
    """Print the table; the exit code says whether every floor holds."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--raise", dest="lift", action="store_true", help="lift floors to the scores of this run")
    chosen = options.parse_args()
    floors: dict[str, dict[str, dict[str, float]]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    fallen = 0
    sets = {"gold": (HERE / "gold", HERE.parent / "seeds")}
    sets |= {f"pages {folder.name}": (folder, folder) for folder in sorted((HERE / "pages").iterdir())}
    for name, (gold, texts) in sets.items():
        scores = score(gold, texts)
        print(f"{name}: {scores['statements']} statements\n{'':26}{'score':>8}{'floor':>8}{'bar':>8}")
        for measure, value in scores.items():
            if measure == "statements":
                continue
            held = floors.setdefault(name, {}).setdefault(measure, {})
            if chosen.lift:
                reached = value if measure in AT_MOST else math.floor(value * 1000) / 1000
                best = min if measure in AT_MOST else max
                held["floor"] = best(held.get("floor", reached), reached)
            floor = held.get("floor")
            below = floor is not None and (value > floor if measure in AT_MOST else value < floor)
            fallen += below
            shown = "".join(
                f"{one:>8.3f}" if one is not None else f"{'':>8}" for one in (value, floor, held.get("bar"))
            )
            print(f"{measure:26}{shown}{'  below its floor' if below else ''}")
        print()
    print(f"KazNERD, validation split\n{kaznerd.report(kaznerd.FOLDER)}")
    if chosen.lift:
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
