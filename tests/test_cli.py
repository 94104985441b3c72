from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kzplans import __version__
from kzplans.cli import COMMANDS, main
from kzplans.lexicon import load_lexicon
from kzplans.sources import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., "Result"]

ROOT = Path(__file__).resolve().parent.parent
SEEDS = str(ROOT / "seeds")
TODAY = ("--today", "2026-03-23")
GOOD = "Астанада 2030 жылға қарай 12 мектеп салынады.\n"


class Result:
    """What a run said on stdout and stderr, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err
        assert "Traceback" not in err
        assert len(err.splitlines()) <= 6


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder, without what the environment of the tests may say."""
    for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> Result:
        code = main([str(argument) for argument in arguments])
        return Result(code, *capsys.readouterr())

    return call


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with one good text."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    return folder


def start(*arguments: str, **settings: object) -> subprocess.Popen[bytes]:
    """A run of its own, for what only a process of its own can show."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "kzplans", *arguments],
        **{
            "cwd": ROOT,
            "env": environment,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **settings,
        },
    )


def finish(*arguments: str, **settings: object) -> tuple[int, bytes, bytes]:
    process = start(*arguments, **settings)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


# Help and usage


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out == f"kzplans {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_begins_with_examples(run: Run, name: str) -> None:
    for option in ("-h", "--help"):
        help_ = run(name, option)
        assert help_.code == 0
        assert help_.out.index(f"\n  kzplans {name}") < help_.out.index("Options:")


def test_without_a_command_there_is_help(run: Run) -> None:
    help_ = run()
    assert help_.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in help_.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["digset"], "No such command 'digset'. Did you mean 'digest'?"),
        (["digest", "--cty", "astana"], "No such option: --cty"),
        (["digest", "--city", "Алмты"], "unknown city 'Алмты'; did you mean 'алматы'?"),
        (["digest", "--city", "almaty", "--city", "astna"], "unknown city 'astna'; did you mean 'astana'?"),
        (["extract", "--direction", "transprt"], "unknown direction 'transprt'; did you mean 'transport'?"),
        (["extract", "--kind", "plam"], "unknown kind 'plam'; did you mean 'plan'?"),
        (["extract", "--kind", "qqq"], "unknown kind 'qqq'; there is goal, target, plan"),
        (["extract", "--language", "de"], "--language 'de': must be kk, kk-Latn, ru or en"),
        (["digest", "--lang", "de"], "--lang 'de': must be kk, ru or en"),
        (["digest", "--top", "0"], "--top '0': must be a whole number from 1"),
        (["digest", "--top", "²"], "--top '²': must be a whole number from 1"),
        (["digest", "--today", "heute"], "'heute' is no day"),
        (["digest", "--since", "2026-02-30"], "'2026-02-30' is no day"),
        (["digest", "--period", "2026-W60"], "'2026-W60' is no period"),
        (["digest", "--period", "week", "--since", "2026-01-01"], "leave out --since and --until"),
        (["digest", "--since", "2026-02-01", "--until", "2026-01-01"], "is later than"),
        (["digest", "-O", "text"], "no format 'text' here; there is md, html, docx, pdf, txt, eml, atom, json"),
        (["digest", "-o", "brief.xyz"], "brief.xyz: the ending tells no format; use .md, .markdown, .html"),
        (["extract", "-o", "brief.html"], "brief.html: the ending tells no format; use .json, .ndjson, .jsonl, .csv"),
        (["compare", "astana"], "compare needs two different cities"),
        (["compare", "astana", "Астана"], "compare needs two different cities"),
        (["compare", "astana", "almty"], "unknown city 'almty'; did you mean 'almaty'?"),
        (["digest", "--color", "blue"], "--color 'blue': must be auto, always or never"),
        (["digest", "--config", "nowhere.yaml"], "nowhere.yaml: cannot be read"),
    ],
)
def test_wrong_usage_is_answered_in_a_line(run: Run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert message in result.err
    assert len(result.err.splitlines()) <= 2


# Wrong input


def test_with_nothing_to_read_it_says_where_it_looked(run: Run) -> None:
    result = run("digest")
    assert result.code == 4
    assert "kzplans.yaml" in result.err
    assert "./seeds" in result.err


def test_a_path_that_is_not_there(run: Run) -> None:
    result = run("digest", "nowhere.txt")
    assert result.code == 4
    assert "failed: nowhere.txt: vanished: does not exist" in result.err
    assert result.out == ""


def test_an_empty_name_is_not_the_current_folder(run: Run, news: Path) -> None:
    assert run("extract", "").code == 4
    assert run("extract", "", news).code == 3


def test_an_empty_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    result = run("digest", "in")
    assert result.code == 4
    assert "no text in in; what is read: .txt, .text, .md," in result.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "skipped: a.txt: empty: is empty"),
        (b"\x7fELF\x00\x01", "skipped: a.txt: unsupported_type: is a program"),
        (b"abc\x00\x01\x02", "failed: a.txt: garbled_text: has zero bytes"),
        ("Шымкент".encode("cp1251"), "failed: a.txt: decode_uncertain: byte 0"),
    ],
)
def test_a_file_that_is_no_text(run: Run, tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    result = run("extract", "a.txt")
    assert result.code == 4
    assert message in result.err


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_one_bad_file_among_good_ones_is_named_and_the_digest_made(run: Run, news: Path, form: str) -> None:
    (news / "bad.txt").write_bytes(b"\xc0\xeb\xec")
    result = run("digest", "news", "-O", form, *TODAY)
    assert result.code == 3
    assert "kzplans: failed: news/bad.txt: decode_uncertain:" in result.err
    assert "1 text read, 1 statement, 1 not read" in result.err
    assert "bad.txt" in result.out
    assert "мектеп" in result.out


def test_names_in_messages_cannot_write_on_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "\x1b]0;x\x07\n.txt").write_bytes(b"")
    result = run("extract", "in")
    assert r"in/\x1b]0;x\x07\x0a.txt: empty" in result.err
    assert "\x1b" not in result.err


# Configuration


def test_the_configuration_is_found_upward_and_its_sources_are_beside_it(
    run: Run, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kzplans.yaml").write_text("sources: [news]\ntop: 1\n", encoding="utf-8")
    monkeypatch.chdir(news)
    result = run("extract")
    assert result.code == 0
    assert json.loads(result.out)["document"]["path"] == "news/good.txt"


def test_a_wrong_configuration_stops_every_command(run: Run, news: Path, tmp_path: Path) -> None:
    (tmp_path / "kzplans.yaml").write_text("sources: [news]\ntop: none\n", encoding="utf-8")
    for name in ("digest", "extract"):
        result = run(name, news)
        assert result.code == 2
        assert "kzplans.yaml:2: top: 'none' is not allowed; allowed: a whole number from 1" in result.err


def test_a_city_of_the_configuration_is_checked_with_its_line(run: Run, news: Path, tmp_path: Path) -> None:
    (tmp_path / "kzplans.yaml").write_text("sources: [news]\ncities:\n  - Астана\n  - Almtay\n", encoding="utf-8")
    result = run("digest", news)
    assert result.code == 2
    assert "kzplans.yaml:4: unknown city 'Almtay'; did you mean 'almaty'?" in result.err


def test_check_is_silent_if_all_is_well(run: Run, tmp_path: Path) -> None:
    assert (run("check").code, run("check").out, run("check").err) == (0, "", "")
    (tmp_path / "kzplans.yaml").write_text("top: 3\n", encoding="utf-8")
    told = run("check", "-v")
    assert (told.code, told.out) == (0, "")
    assert "in order: configuration" in told.err


def test_check_lists_all_faults(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kzplans.yaml").write_text("top: 0\nlanguage: de\ncitys: []\nlexikon: x\n", encoding="utf-8")
    result = run("check")
    assert result.code == 1
    assert [line.split(":")[1] for line in result.out.splitlines()] == ["1", "2", "3", "4"]


def test_check_misses_sources_that_are_not_there(run: Run, news: Path, tmp_path: Path) -> None:
    (tmp_path / "kzplans.yaml").write_text(f"sources:\n  - {news.name}\n  - old\n", encoding="utf-8")
    result = run("check")
    assert result.code == 1
    assert result.out == f"{tmp_path}/kzplans.yaml:3: sources: 'old' does not exist beside this file\n"


def test_check_looks_into_words_and_templates(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kzplans.yaml").write_text("lexicon: words\ntemplates: pages\n", encoding="utf-8")
    (tmp_path / "words" / "kk").mkdir(parents=True)
    (tmp_path / "words" / "kk" / "terms.yaml").write_text("transprt:\n  strong: [метро]\n", encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "digest.md.j2").write_text("{% for x in %}\n", encoding="utf-8")
    result = run("check")
    assert result.code == 1
    assert "terms.yaml:1" in result.out
    assert "digest.md.j2:1" in result.out


def test_check_lists_how_texts_are_read(run: Run, news: Path) -> None:
    (news / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (news / "times.log").write_bytes(b"9")
    result = run("check", "news")
    assert result.code == 0
    rows = [line.split("\t") for line in result.out.splitlines()]
    assert rows[1][:6] == ["news/good.txt", "ok", str(len(GOOD.encode())), "utf-8", "text", "kk"]
    assert rows[2][:2] == ["news/scan.png", "skipped"]
    assert rows[2][7].startswith("unsupported_type: is a PNG image")
    assert rows[3][:2] == ["news/times.log", "left alone"]
    (news / "bad.txt").write_bytes(b"\xff")
    assert run("check", "news").code == 1


# Explain


def test_explain_shows_a_statement_in_its_context(run: Run, news: Path) -> None:
    (news / "good.txt").write_text(f"Бірінші сөйлем осы. {GOOD.strip()} Соңғы сөйлем осы.", encoding="utf-8")
    ids = [json.loads(line)["id"] for line in run("extract", "news").out.splitlines() if "мектеп" in line]
    result = run("explain", ids[0][:8], "--source", "news")
    assert result.code == 0
    for part in ("news/good.txt:1", GOOD.strip(), "city        astana", "Астанада", "Бірінші сөйлем", "Соңғы сөйлем"):
        assert part in result.out


def test_explain_says_if_an_id_is_unknown_or_too_short(run: Run) -> None:
    unknown = run("explain", "s_nothing", "--source", SEEDS)
    assert (unknown.code, unknown.out) == (1, "")
    assert "no statement 's_nothing'" in unknown.err
    short = run("explain", "s_", "--source", SEEDS)
    assert (short.code, short.out) == (1, "")
    assert "statements begin with 's_'" in short.err


def test_explain_of_a_file_that_is_not_there(run: Run) -> None:
    result = run("explain", "nowhere.txt")
    assert (result.code, result.out) == (1, "")
    assert "nowhere.txt: does not exist" in result.err


def test_explain_of_a_file_shows_what_was_left_out(run: Run) -> None:
    result = run("explain", f"{SEEDS}/000_ca548229bde53589.txt")
    assert result.code == 0
    assert "date        2025-12-12" in result.out
    assert "«date 2025-12-12»  ← " in result.out


# Output


def test_extract_gives_every_statement_with_its_reasons(run: Run) -> None:
    result = run("extract", SEEDS)
    assert result.code == 0
    for line in result.out.splitlines():
        statement = json.loads(line)
        assert statement["stop"] - statement["start"] == len(statement["text"])
        assert statement["because"]["city"]


def test_a_file_is_written_whole_and_only_its_ending_decides(run: Run, news: Path, tmp_path: Path) -> None:
    result = run("digest", news, "-o", "brief.html", *TODAY)
    assert (result.code, result.out) == (0, "")
    assert result.err == "kzplans: 1 text read, 1 statement, 0 not read\n"
    assert (tmp_path / "brief.html").read_text(encoding="utf-8").startswith("<!")
    assert run("digest", news, "-o", "brief.html", "-O", "md", "-q", *TODAY).err == ""
    assert (tmp_path / "brief.html").read_text(encoding="utf-8").startswith("#")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.html", "news"]


def test_a_written_file_keeps_its_permissions(run: Run, news: Path, tmp_path: Path) -> None:
    target = tmp_path / "brief.md"
    target.touch(mode=0o640)
    target.chmod(0o640)
    run("digest", news, "-o", target)
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link_and_a_device_a_device(run: Run, news: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "brief.md").symlink_to("real/brief.md")
    assert run("digest", news, "-o", "brief.md").code == 0
    assert (tmp_path / "brief.md").is_symlink()
    assert (tmp_path / "real" / "brief.md").is_file()
    assert run("digest", news, "-o", "/dev/null", "-O", "md").code == 0
    assert Path("/dev/null").is_char_device()


def test_the_old_file_stays_if_nothing_could_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "old.ndjson").write_text("old", encoding="utf-8")
    assert run("extract", "nowhere", "-o", "old.ndjson").code == 4
    assert (tmp_path / "old.ndjson").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["old.ndjson"]


def test_a_place_that_cannot_be_written(run: Run, news: Path) -> None:
    result = run("digest", news, "-o", "no/such/folder/brief.md")
    assert result.code == 6
    assert "no/such/folder/brief.md: cannot be written: No such file or directory" in result.err


@pytest.mark.parametrize("target", ["news/good.txt", "news/brief.md", "news", "new/"])
def test_an_input_is_never_written_over(run: Run, news: Path, target: str) -> None:
    result = run("digest", "news", "-o", target, "-O", "md")
    assert result.code == 2
    assert (news / "good.txt").read_text(encoding="utf-8") == GOOD
    assert [path.name for path in news.iterdir()] == ["good.txt"]


def test_a_spreadsheet_gets_a_byte_order_mark_and_a_pipe_does_not(run: Run, news: Path, tmp_path: Path) -> None:
    run("extract", news, "-o", "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not run("extract", news, "-O", "csv").out.startswith("\ufeff")


def test_the_day_can_come_from_the_environment(run: Run, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1774214400")  # 2026-03-22 21:20 UTC, the next day in Almaty
    assert json.loads(run("digest", news, "-O", "json").out)["today"] == "2026-03-23"
    assert json.loads(run("digest", news, "-O", "json", "--today", "2026-01-02").out)["today"] == "2026-01-02"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert run("digest", news).code == 2


def test_a_bug_is_told_without_a_traceback_unless_asked(
    run: Run, news: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        message = "no such thing"
        raise LookupError(message)

    monkeypatch.setattr("kzplans.extract.Extractor.statements", broken)
    result = run("extract", news)
    assert result.code == 70
    assert "this is a bug: LookupError: no such thing" in result.err
    assert main(["extract", str(news), "--debug"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_colour_is_only_where_it_is_wanted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = ("compare", "astana", "almaty", "--source", SEEDS, "-O", "txt", *TODAY)
    plain = run(*text).out
    assert "\x1b" not in plain
    assert "\x1b[" in run(*text, "--color", "always").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run(*text).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(*text).out == plain
    assert run(*text, "--color", "never").out == plain


def test_every_reason_word_has_a_name_in_every_language() -> None:
    for labels in load_lexicon().labels.values():
        assert set(Reason) <= set(labels["reasons"])


# Processes


@pytest.mark.parametrize(
    "arguments", [["digest"], ["digest", "-O", "html"], ["compare", "astana", "almaty"], ["extract"]]
)
def test_locale_zone_and_hash_seed_change_nothing(arguments: list[str]) -> None:
    runs = [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC", "PYTHONUTF8": "0", "COLUMNS": "40"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "America/Adak", "PYTHONIOENCODING": "ascii"},
    ]
    results = [finish(*arguments, *TODAY, env=environment) for environment in runs]
    assert results[0] == results[1]
    assert results[0][0] == 0


def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    for index in range(40):
        shutil.copy(f"{SEEDS}/003_252cdb5a6989d7e6.txt", tmp_path / f"{index}.txt")
    process = start("extract", str(tmp_path))
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        code, _, err = finish("extract", stdout=full)
    assert code == 6
    assert err == b"kzplans: error: stdout: cannot be written: No space left on device\n"


def test_closed_standard_streams_do_no_harm() -> None:
    command = f'"{sys.executable}" -m kzplans extract >&- <&-'
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, check=False, timeout=60)  # noqa: S607  any sh will do
    assert done.returncode == 6
    command = f'"{sys.executable}" -m kzplans extract nowhere 2>&-'
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, check=False, timeout=60)  # noqa: S607  any sh will do
    assert done.returncode == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_messages_that_cannot_be_written_stop_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a.ndjson"
    with Path("/dev/full").open("wb") as full:
        assert finish("extract", "-o", str(target), stderr=full)[0] == 0
    assert target.read_bytes().endswith(b"}\n")


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_everything_whole(tmp_path: Path, stop: signal.Signals, code: int) -> None:
    target = tmp_path / "statements.ndjson"
    target.write_text("old", encoding="utf-8")
    process = start("extract", f"{SEEDS}/000_ca548229bde53589.txt", "-", "-o", str(target), stdin=subprocess.PIPE)
    waited = time.monotonic() + 30
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < waited:
        time.sleep(0.02)
    time.sleep(0.1)
    process.send_signal(stop)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (code, b"", b"")
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["statements.ndjson"]


def test_extract_streams() -> None:
    process = start("extract", f"{SEEDS}/003_252cdb5a6989d7e6.txt", "-", stdin=subprocess.PIPE)
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    assert first["line"] >= 1
    out, _ = process.communicate(GOOD.encode(), timeout=60)
    assert json.loads(out.splitlines()[-1])["document"]["path"] == "-"
    assert process.returncode == 0


def test_nothing_heavy_is_imported_for_the_version() -> None:
    code = (
        "import sys; from kzplans.cli import main; main(['--version']); "
        "print([name for name in ('rich', 'jinja2', 'yaml', 'pydantic', 'kzplans.extract') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_digest_needs_no_pydantic_and_no_rich() -> None:
    code = (
        "import sys; from kzplans.cli import main; main(['digest', '-q', '-o', '/dev/null', '-O', 'md']); "
        "print([name for name in ('pydantic', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
