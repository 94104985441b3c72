"""Measure speed and memory: ``make bench``. Ratios of one run, because machines differ and are noisy.

Start-up and the main job are compared with the bare imports that they cannot do without; throughput is measured on
copies of the seeds, on one core, as whole processes; twice the text tells whether the cost is linear.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
RUNS = 9
MEGABYTE = 1_000_000


def seconds(command: list[str]) -> float:
    """Wall time of a command whose output is thrown away."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def ratio(command: list[str], against: list[str]) -> tuple[float, float, float]:
    """Median seconds of both commands, run in turn, and the median of the pairwise ratios."""
    seconds(command), seconds(against)
    pairs = [(seconds(command), seconds(against)) for _ in range(RUNS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return ours, theirs, statistics.median(one / other for one, other in pairs)


def copies(folder: Path, size: int) -> int:
    """Fill a folder with copies of the seeds up to about ``size`` bytes; returns the bytes written."""
    texts = [path.read_bytes() for path in sorted(SEEDS.glob("*.txt"))]
    written = number = 0
    while written < size:
        for text in texts:
            # a line of its own makes each file a document of its own
            body = text + f"\nҚұжат нөмірі {number}.\n".encode()
            (folder / f"{number:06}.txt").write_bytes(body)
            written += len(body)
            number += 1
    return written


def extract(folder: Path) -> tuple[float, int]:
    """Wall seconds and peak memory (bytes) of one extraction on one core."""
    command = [sys.executable, "-m", "kzplans", "extract", str(folder), "-O", "ndjson", "-q"]
    start = time.perf_counter()
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})  # inherited by the command
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    os.sched_setaffinity(0, everywhere)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with {status}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def main() -> None:
    """Print the table."""
    python = sys.executable
    print(f"{'':34}{'ours, s':>10}{'bare, s':>10}{'ratio':>8}{'at most':>9}")
    for name, ours, bare, bar in (
        ("kzplans --version", ["-m", "kzplans", "--version"], "import typer", 1.3),
        (
            "kzplans digest seeds/",
            ["-m", "kzplans", "digest", str(SEEDS), "-q"],
            "import typer, rich, jinja2, yaml",
            2.5,
        ),
    ):
        mine, theirs, quotient = ratio([python, *ours], [python, "-c", bare])
        print(f"{name:34}{mine:>10.3f}{theirs:>10.3f}{quotient:>8.2f}{bar:>9.1f}")
    print(f"\n{'extract -O ndjson, one core':34}{'MB':>10}{'s':>10}{'MB/s':>8}{'peak MB':>9}")
    times = []
    for size in (10, 20):
        with tempfile.TemporaryDirectory() as name:
            written = copies(Path(name), size * MEGABYTE)
            taken, memory = extract(Path(name))
            times.append(taken)
            row = (
                f"{written / MEGABYTE:>10.1f}{taken:>10.1f}{written / MEGABYTE / taken:>8.2f}{memory / MEGABYTE:>9.0f}"
            )
            print(f"{'  copies of the seeds':34}{row}")
    print(f"\ntwice the text costs {times[1] / times[0]:.2f} times (at most 2.1); bars: 1.5 MB/s, aim 2.5")


if __name__ == "__main__":
    main()
