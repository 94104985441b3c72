"""Measure speed and memory: ``make bench``. Ratios of one run, because machines differ and are noisy.

Start-up and the main job are compared with the bare imports that they cannot do without; throughput is measured on
copies of the seeds, on one core, as whole processes; twice the text tells whether the cost is linear.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kzplans.model import Document, Statement

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
RUNS = 9
MEGABYTE = 1_000_000
PAGE_STATEMENTS = 10_000
OBSERVATIONS = 100_000


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


def pages() -> None:
    """Print what a page of many statements costs against the same as JSON, and how long its filter takes to answer."""
    from kzplans.extract import Extractor, Origin
    from kzplans.lexicon import load_lexicon
    from kzplans.render import render_report
    from kzplans.reports.digest import build_digest
    from kzplans.reports.query import Query

    extractor = Extractor(load_lexicon())
    texts = [path.read_text(encoding="utf-8-sig") for path in sorted(SEEDS.glob("*.txt"))]
    documents: list[Document] = []
    statements: list[Statement] = []
    while len(statements) < PAGE_STATEMENTS:
        text = f"{texts[len(documents) % len(texts)]}\nҚұжат нөмірі {len(documents)}.\n"
        documents.append(extractor.build_document(text, Origin(f"{len(documents):06}.txt", "")))
        # each with words of its own: copies would count once
        number = len(documents)
        statements += [replace(one, text=f"{one.text} №{number}") for one in extractor.statements(documents[-1])]
    digest = build_digest(
        statements[:PAGE_STATEMENTS],
        documents,
        [],
        extractor.lexicon,
        query=Query(),
        today=date(2026, 11, 22),
        top=None,
    )
    taken, made = {}, {}
    for form in ("json", "html", "json", "html"):  # the first round warms up
        start = time.perf_counter()
        made[form] = render_report(digest, form, lexicon=extractor.lexicon)
        taken[form] = time.perf_counter() - start
    size = len(made["html"].encode()) / MEGABYTE
    quotient = taken["html"] / taken["json"]
    print(f"\npage of {PAGE_STATEMENTS:,} statements: {size:.1f} MB, {quotient:.2f} times the time of JSON (at most 5)")
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        print("its filter is not measured: no Chromium here")
        return
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "page.html"
        page.write_text(made["html"], encoding="utf-8")
        slowest = filter_seconds(browser, page)
    print(f"its filter answers in {slowest:.2f} s at most (bar: 1 s)")


#: Sets a field of the filter and waits until the count has been told and drawn.
FILTER = """async ([name, value]) => {
  const start = performance.now();
  const state = document.getElementById("find-state");
  const drawn = new Promise((done) => new MutationObserver(() =>
    requestAnimationFrame(() => requestAnimationFrame(done))).observe(state, {childList: true}));
  document.getElementById("find").elements[name].value = value;
  document.getElementById("find").dispatchEvent(new Event("input"));
  await drawn;
  return (performance.now() - start) / 1000;
}"""


def filter_seconds(browser: str, page: Path) -> float:
    """The slowest answer of the filter of a page to a few questions, in seconds."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page()
        opened.goto(page.as_uri())
        questions = (("kind", "target"), ("kind", ""), ("q", "метро"), ("q", ""), ("city", "almaty"), ("city", ""))
        return max(float(opened.evaluate(FILTER, question)) for question in questions)


#: Sentences of made-up reports and plans, with what varies in them.
SENTENCES = (
    "{place} {ahead} жылға қарай туристер санын {count} мың адамға жеткізу жоспарланған.",
    "{place} {ahead} жылы {count} мектеп салынады.",
    "{place} {ahead} жылы өнеркәсіп өнімінің көлемі {count} млрд теңгеге жетеді.",
    "{place} {past} жылы {count} млрд теңге инвестиция тартылды.",
    "{place} {past} жылы {count} мың жұмыс орны құрылды.",
)


def ledger() -> None:
    """Print what the ledger costs against reading its texts."""
    from kzplans.extract import Extractor, Origin
    from kzplans.lexicon import load_lexicon
    from kzplans.reports.query import Query
    from kzplans.reports.targets import build_targets

    chance = random.Random(1)  # noqa: S311  made-up figures, the same each time
    extractor = Extractor(load_lexicon())
    documents: list[Document] = []
    statements: list[Statement] = []
    figures = 0
    start = time.perf_counter()
    while figures < OBSERVATIONS:
        day = f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.{chance.randint(2020, 2026)}"
        told = [
            chance.choice(SENTENCES).format(
                place=chance.choice(["Астанада", "Алматыда", "Шымкентте", "Алатауда"]),
                ahead=chance.randint(2026, 2035),
                past=chance.randint(2015, 2025),
                count=chance.randint(2, 900),
            )
            for _ in range(40)
        ]
        lines = [f"Қала жоспары {len(documents)}", day, *told]
        documents.append(extractor.build_document("\n".join(lines), Origin(f"{len(documents):06}.txt", "")))
        found = list(extractor.statements(documents[-1]))
        statements += found
        figures += sum(quantity.indicator is not None for one in found for quantity in one.quantities)
    read = time.perf_counter() - start
    start = time.perf_counter()
    build_targets(statements, documents, [], extractor.lexicon, query=Query(), today=date(2026, 11, 22))
    made = time.perf_counter() - start
    print(f"\nledger of {figures:,} figures: {made / read:.2f} times the time of reading them (at most 3)")


#: Texts of the library that is measured, and words that are looked for in it.
TEXTS = 3_000
QUERIES = ("мектеп", "турист", "инвестиция", "жұмыс орны", "Алматы 2030", "өнеркәсіп өнімі", '"миллиард теңге"')


def library() -> None:
    """Print what taking in costs against extracting alone, what a second run costs, and how quick a search is."""
    from kzplans.library import Library, Search

    chance = random.Random(3)  # noqa: S311  as above
    with tempfile.TemporaryDirectory() as name:
        folder, database = Path(name) / "news", Path(name) / "city.db"
        folder.mkdir()
        written = 0
        for number in range(TEXTS):
            told = [
                chance.choice(SENTENCES).format(
                    place=chance.choice(["Астанада", "Алматыда", "Шымкентте", "Алатауда"]),
                    ahead=chance.randint(2026, 2035),
                    past=chance.randint(2015, 2025),
                    count=chance.randint(2, 90_000),
                )
                for _ in range(12)
            ]
            body = "\n".join([f"Қала жоспары {number}", f"2026-03-{1 + number % 28:02}", "", *told]).encode()
            (folder / f"{number:06}.txt").write_bytes(body)
            written += len(body)
        kzplans = [sys.executable, "-m", "kzplans"]
        alone = seconds([*kzplans, "extract", str(folder), "-O", "ndjson", "-q"])
        add = [*kzplans, "add", str(folder), "--library", str(database), "-q"]
        first, second = seconds(add), seconds(add)
        taken = []
        with Library.to_read(str(database)) as opened:
            for query in QUERIES * 3:
                start = time.perf_counter()
                opened.search(Search(query), 20)
                taken.append(time.perf_counter() - start)
        print(
            f"\nlibrary of {TEXTS:,} texts: add {first / alone:.2f} times extract (at most 1.3), "
            f"again {first / second:.0f} times faster (at least 30), "
            f"{database.stat().st_size / written:.1f} times the text (at most 4), "
            f"search {1000 * statistics.median(taken):.0f} ms (at most 50)"
        )


def mixed_files(folder: Path, size: int) -> None:
    """About ``size`` bytes of what lies in an analyst's folder: texts, pages, documents, letters, archives, rubbish."""
    import docx

    chance = random.Random(4)  # noqa: S311  as above
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    written = number = 0
    while written < size:
        number += 1
        lines = [f"Қала жоспары {number}", "", *chance.choice(texts).splitlines()[2:]]
        text = "\n".join(lines)
        inner = "".join(f"<p>{line}</p>" for line in lines)
        script = f"<script>{'x = 1; ' * 60_000}</script><nav>{'<a href=/>Мәзір</a>' * 2000}</nav>"
        page = f"<html><head><meta charset=utf-8>{script}</head><body><article>{inner}</article></body></html>"
        word = docx.Document()
        for line in lines:
            word.add_paragraph(line)
        held = io.BytesIO()
        word.save(held)
        with zipfile.ZipFile(held, "a") as document:
            document.writestr("word/media/plan.png", chance.randbytes(700_000))
        mail = EmailMessage()
        mail["From"], mail["Subject"], mail["Date"] = "a@example.kz", "Жоспар", "Mon, 16 Mar 2026 09:00:00 +0500"
        mail.set_content(text)
        mail.add_attachment(held.getvalue(), "application", "octet-stream", filename="plan.docx")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", text)
            archive.writestr("b/page.html", page)
        files = {
            "txt": (text * 8).encode("utf-16" if number % 7 == 0 else "utf-8"), "html": page.encode(),
            "docx": held.getvalue(), "eml": bytes(mail), "zip": packed.getvalue(), "bin": chance.randbytes(400_000),
        }  # fmt: skip
        for ending, content in files.items():
            (folder / f"{number:05}.{ending}").write_bytes(content)
            written += len(content)


def tree_memory(process: int) -> int:
    """Bytes of a process and all that it has forked, shared pages counted once."""
    total, waiting = 0, [process]
    for one in waiting:
        try:
            waiting += map(int, Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii").split())
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        except OSError:  # it has ended meanwhile
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return 1024 * total


def mixed(size: int) -> None:
    """Print time and peak memory, all processes together, of extracting and adding mixed files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "news"
        folder.mkdir()
        mixed_files(folder, size)
        for command in (["extract", folder, "-O", "ndjson"], ["add", folder, "--library", Path(name) / "city.db"]):
            start, peak = time.perf_counter(), 0
            process = subprocess.Popen(
                [sys.executable, "-m", "kzplans", *map(str, command), "-q"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            while process.poll() is None:
                peak = max(peak, tree_memory(process.pid))
                time.sleep(0.2)
            taken = time.perf_counter() - start
            print(
                f"{size / MEGABYTE:,.0f} MB of mixed files, {command[0]}: {taken:.0f} s, "
                f"peak {peak / MEGABYTE:.0f} MB (at most 400), exit code {process.returncode}"
            )


def main() -> None:
    """Print the table; ``mixed MEGABYTES`` measures mixed files alone, which takes minutes."""
    if sys.argv[1:2] == ["mixed"]:
        mixed(int(sys.argv[2]) * MEGABYTE)
        return
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
    pages()
    ledger()
    library()


if __name__ == "__main__":
    main()
