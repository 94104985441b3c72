from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kzplans.cli import main
from kzplans.errors import LibraryBusyError, LibraryError
from kzplans.lexicon import load_lexicon
from kzplans.library import Library, Words, schema, store
from kzplans.reports.reprints import Gists

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
WORDS = Words("e", Gists(load_lexicon()))
GOOD = "Қала жаңалықтары\n2026-03-16\n\nАстанада 2030 жылға қарай 12 мектеп салынады.\n"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    return folder


def ask(library: Path | str, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(library)) as connection:
        return connection.execute(query).fetchall()


def test_what_is_new_is_taken_in_and_the_rest_left_alone(run: Run, news: Path) -> None:
    assert "1 text taken in, 1 statement, 1 of them new, 0 unchanged" in run("add", news, "--library", "c.db")[2]
    assert "0 texts taken in, 0 statements, 0 of them new, 1 unchanged" in run("add", news, "--library", "c.db")[2]
    (news / "good.txt").write_text(f"{GOOD}Астанада 2031 жылы 5 саябақ ашылады.\n", encoding="utf-8")
    assert "1 text taken in, 2 statements, 1 of them new, 0 unchanged" in run("add", news, "--library", "c.db")[2]
    shutil.copy(news / "good.txt", news / "copy.txt")
    assert "0 of them new" in run("add", news, "--library", "c.db")[2]
    assert len(ask("c.db", "SELECT * FROM texts")) == 2  # the text as it was, and as it is
    (news / "copy.txt").unlink()
    assert "1 file removed" in run("add", news, "--library", "c.db")[2]
    assert ask("c.db", "SELECT path FROM file WHERE removed") == [(f"{news}/copy.txt",)]
    assert len(ask("c.db", "SELECT * FROM statements")) == 3


def test_a_folder_that_cannot_be_looked_into_has_lost_nothing(run: Run, news: Path) -> None:
    run("add", news, "--library", "c.db")
    shutil.move(news, f"{news}-elsewhere")
    code, _, err = run("add", news, "--library", "c.db")
    assert code == 4
    assert "removed" not in err
    assert ask("c.db", "SELECT removed FROM file") == [(0,)]


def test_a_library_is_a_source_like_any_other(run: Run) -> None:
    run("add", SEEDS, "--library", "c.db")
    for command in (["digest"], ["compare", "astana", "almaty", "--source"], ["extract"], ["targets", "-O", "md"]):
        given = ["--today", "2026-03-23"] if command[0] != "extract" else ["-O", "ndjson"]
        assert run(*command, "c.db", *given)[1] == run(*command, SEEDS, *given)[1]


def test_other_words_read_all_texts_again_and_nothing_is_new(run: Run, tmp_path: Path) -> None:
    run("add", SEEDS, "--library", "c.db")
    before = ask("c.db", "SELECT count(*), max(number) FROM cluster")
    words = tmp_path / "words" / "kk"
    words.mkdir(parents=True)
    (words / "terms.yaml").write_text("culture:\n  strong: [кесене]\n", encoding="utf-8")
    (tmp_path / "kzplans.yaml").write_text("lexicon: words\n", encoding="utf-8")
    assert "5 texts read again" in run("add", SEEDS, "--library", "c.db")[2]
    assert ask("c.db", "SELECT count(*), max(number) FROM cluster") == before
    assert ask("c.db", "PRAGMA foreign_key_check") == []
    assert run("search", "қала", "--library", "c.db")[0] == 0
    assert "read again" not in run("add", SEEDS, "--library", "c.db")[2]
    assert run("verify", "--library", "c.db")[0] == 0


def test_words_are_found_in_all_their_forms(run: Run, news: Path) -> None:
    text = (
        "Қала жаңалықтары\n2026-03-16\n\nАлматы қаласында 15 мектептің ғимараты жөнделеді.\n"
        "Шымкентте 40 км су құбырлары ауыстырылады.\nВ Астане построят зелёный пояс на 300 га.\n"
    )
    (news / "good.txt").write_text(text, encoding="utf-8")
    run("add", news, "--library", "c.db")
    for query, found in (
        ("қала", "Алматы"),
        ("мектеп", "Алматы"),
        ("мектептерге", "Алматы"),
        ("су құбыр", "Шымкент"),
        ("су құбыры", "Шымкент"),
        ('"су құбырлары"', "Шымкент"),
        ('"құбырлары су"', None),
        ("зеленый", "Астане"),
        ("ЗЕЛЁНЫЙ пояс", "Астане"),
        ("пoяс", "Астане"),  # with a Latin o
        ("построить", "Астане"),
        ("жоқсөз", None),
    ):
        code, out, _ = run("search", query, "--library", "c.db", "-O", "ndjson")
        texts = [json.loads(line)["text"] for line in out.splitlines()]
        assert code == (0 if found else 1), query
        assert [found in text for text in texts] == ([True] if found else []), query


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--number", ">=30 km"], 1),
        (["--number", ">1e2"], 1),
        (["--number", "=15 school"], 1),
        (["--number", "<1 km"], 0),
        (["--city", "Алматы"], 1),
        (["--city", "almaty", "--direction", "transport"], 0),
        (["--kind", "plan"], 3),
        (["--since", "2026-03-17"], 0),
        (["--until", "2026-03-16"], 3),
        (["--speaker", "Қасымбек"], 1),
        (["--speaker", "әкімі"], 1),
    ],
)
def test_filters_of_a_search(run: Run, news: Path, arguments: list[str], count: int) -> None:
    text = (
        "Қала жаңалықтары\n2026-03-16\n\nАлматы қаласында 15 мектеп салынады.\nШымкентте 40 км жол салынады.\n"
        "– Астанада 300 га саябақ салынады, – деді Астана әкімі Жеңіс Қасымбек.\n"
    )
    (news / "good.txt").write_text(text, encoding="utf-8")
    run("add", news, "--library", "c.db")
    code, out, _ = run("search", *arguments, "--library", "c.db", "-O", "ndjson")
    assert (code, len(out.splitlines())) == (0 if count else 1, count)


def test_a_search_that_asks_nothing_or_for_no_unit_is_wrong(run: Run, news: Path) -> None:
    run("add", news, "--library", "c.db")
    assert "nothing to look for" in run("search", "--library", "c.db")[2]
    assert "did you mean 'KZT'" in run("search", "--number", ">5 KZTT", "--library", "c.db")[2]
    assert "must be a number with its unit" in run("search", "--number", "many", "--library", "c.db")[2]
    assert run("search", '"((', "OR", "NEAR", "--library", "c.db")[0] == 1  # no syntax of the index is the user's


def test_what_several_texts_repeat_is_found_once(run: Run, news: Path) -> None:
    (news / "site.txt").write_text(
        "Шолу\n2026-03-18\n\nАстанада 2030 жылға қарай 12 мектеп салу жоспарланып отыр.\n", encoding="utf-8"
    )
    run("add", news, "--library", "c.db")
    out = run("search", "мектеп", "--library", "c.db", "-O", "txt")[1]
    assert "(+1)" in out
    assert out.count("12\u00a0мектеп") == 1
    shown = run("show", out.split()[0], "--library", "c.db")[1]
    assert "site.txt:4" in shown
    assert ask("c.db", "SELECT times FROM repeated_statements") == [(2,)]


def test_show_gives_a_statement_or_a_text(run: Run, news: Path) -> None:
    run("add", news, "--library", "c.db")
    ((name,),) = ask("c.db", "SELECT id FROM statements")
    assert "12\u00a0мектеп" in run("show", str(name)[:6], "--library", "c.db")[1]
    assert "12\u00a0мектеп" in run("show", f"{news}/good.txt", "--library", "c.db")[1]
    assert run("show", "s_zzz", "--library", "c.db")[0] == 1
    (news / "good.txt").unlink()
    assert "12\u00a0мектеп" in run("show", f"{news}/good.txt", "--library", "c.db")[1]


def test_verify_lists_what_differs(run: Run, news: Path) -> None:
    run("add", news, "--library", "c.db")
    assert run("verify", "c.db")[:2] == (0, "")
    run("digest", "c.db", "-o", "d.html")
    run("digest", "c.db", "-o", "d.json")
    assert run("verify", "d.html", "d.json", "--library", "c.db")[:2] == (0, "")
    for name in ("d.html", "d.json"):
        path = Path(name)
        path.write_text(path.read_text(encoding="utf-8").replace("12 ", "13 "), encoding="utf-8")
        code, out, _ = run("verify", name, "--library", "c.db")
        assert code == 1
        assert "12 мектеп" in out
        assert "13 мектеп" in out
    with closing(sqlite3.connect("c.db")) as connection:
        connection.execute("UPDATE statement SET text = replace(text, '12', '14')")
        connection.execute("UPDATE document SET text_sha256 = 'f'")
        connection.commit()
    code, out, _ = run("verify", "c.db")
    assert code == 1
    assert len(out.splitlines()) == 2


def test_a_page_that_is_none_of_ours_cannot_be_verified(run: Run, news: Path, tmp_path: Path) -> None:
    run("add", news, "--library", "c.db")
    (tmp_path / "x.html").write_text("<p>", encoding="utf-8")
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    assert "holds no statements" in run("verify", "x.html", "--library", "c.db")[2]
    assert "neither a page nor JSON" in run("verify", "x.json", "--library", "c.db")[2]
    assert run("verify", "y.html", "--library", "c.db")[0] == 4


def test_two_runs_do_not_mix(run: Run, news: Path) -> None:
    run("add", news, "--library", "c.db")
    with Library.to_write("c.db", WORDS):
        code, _, err = run("add", news, "--library", "c.db")
        assert (code, "another run" in err) == (75, True)
        assert run("search", "мектеп", "--library", "c.db")[0] == 0  # readers are not disturbed
        os.symlink("c.db", "link.db")  # noqa: PTH211  as short as it gets
        with pytest.raises(LibraryBusyError):
            Library.to_write("link.db", WORDS)
    assert run("add", news, "--library", "c.db", "--wait", "1")[0] == 0


def test_an_older_library_is_brought_up_to_date_and_copied_first(
    run: Run, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("add", news, "--library", "c.db")
    later = (*schema.STEPS, "CREATE TABLE later (a TEXT) STRICT;\nINSERT INTO later VALUES ('x');")
    monkeypatch.setattr(store, "STEPS", later)
    with pytest.raises(LibraryError, match="older version"):
        Library.to_read("c.db")
    Library.to_write("c.db", WORDS).close()
    assert ask("c.db", "SELECT a FROM later") == [("x",)]
    current = len(schema.STEPS)
    assert ask("c.db", "PRAGMA user_version") == [(current + 1,)]
    assert ask(f"c.db.v{current}", "PRAGMA user_version") == [(current,)]
    monkeypatch.setattr(store, "STEPS", later[:current])
    code, _, err = run("add", news, "--library", "c.db")
    assert (code, "newer version" in err) == (5, True)


def test_a_step_that_fails_changes_nothing(run: Run, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", news, "--library", "c.db")
    before = Path("c.db").read_bytes()
    monkeypatch.setattr(store, "STEPS", (*schema.STEPS, "CREATE TABLE later (a TEXT);\nSELECT nothing_like_it();"))
    assert run("add", news, "--library", "c.db")[0] == 5
    assert Path("c.db").read_bytes() == before
    assert not list(Path().glob("c.db.v*"))


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"text", "is not a kzplans library"), (b"SQLite format 3\x00" + b"\xff" * 5000, "is not a kzplans library")],
)
def test_what_is_no_library_stays_as_it_is(run: Run, news: Path, content: bytes, message: str) -> None:
    Path("c.db").write_bytes(content)
    for command in (["add", news], ["search", "мектеп"]):
        code, _, err = run(*command, "--library", "c.db")
        assert (code, message in err) == (5, True), err
    assert Path("c.db").read_bytes() == content


def test_without_a_library_it_says_how_to_name_one(run: Run, news: Path) -> None:
    assert "--library FILE" in run("add", news)[2]
    assert run("add", news, "--library", "c.sqlite")[0] == 2
    code, _, err = run("search", "мектеп", "--library", "none.db")
    assert (code, "kzplans add SOURCE" in err) == (4, True)


def test_the_views_open_in_plain_sqlite(run: Run) -> None:
    run("add", SEEDS, "--library", "c.db")
    views = [name for (name,) in ask("c.db", "SELECT name FROM sqlite_master WHERE type = 'view'")]
    assert set(views) == {"texts", "statements", "numbers", "deadlines", "repeated_statements", "briefs", "pages"}
    for view in views:
        ask("c.db", f"SELECT * FROM {view}")  # noqa: S608  our own names
    assert ask("c.db", "SELECT count(*) FROM numbers WHERE unit = 'KZT' AND number > 1e12") == [(3,)]
    tables = ask("c.db", "SELECT sql FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'")
    ours = [str(sql) for (sql,) in tables if "word_index_" not in str(sql) and "sqlite_" not in str(sql)]
    assert all("STRICT" in sql for sql in ours)


def test_a_killed_run_leaves_whole_texts(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(200):
        text = f"Қала\n2026-03-16\n\nАстанада 2030 жылға қарай {number + 12} мектеп салынады.\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "kzplans", "add", "news", "--library", "c.db", "-q"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment)
    while process.poll() is None:
        library = tmp_path / "c.db-wal"
        if library.exists() and library.stat().st_size > 300_000:
            process.kill()
            break
    process.wait()
    assert ask(tmp_path / "c.db", "PRAGMA integrity_check") == [("ok",)]
    half = "SELECT count(*) FROM document WHERE number NOT IN (SELECT document FROM statement)"
    assert ask(tmp_path / "c.db", half) == [(0,)]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    assert ask(tmp_path / "c.db", "SELECT count(*) FROM statements") == [(200,)]


def test_a_file_with_several_texts_is_known_as_one(run: Run, news: Path) -> None:
    with zipfile.ZipFile(news / "letters.zip", "w") as archive:
        for number in (15, 16):
            archive.writestr(f"{number}.txt", f"Хабар\n2026-03-16\n\nАстанада 2030 жылы {number} саябақ ашылады.\n")
    assert "3 texts taken in, 3 statements, 3 of them new" in run("add", news, "--library", "c.db")[2]
    assert ask("c.db", "SELECT path FROM file WHERE path LIKE '%zip%'") == [
        (f"{news}/letters.zip!/15.txt",),
        (f"{news}/letters.zip!/16.txt",),
    ]
    assert (
        "0 texts taken in, 0 statements, 0 of them new, 2 unchanged, 0 not" in run("add", news, "--library", "c.db")[2]
    )
    (news / "letters.zip").unlink()
    assert "2 files removed" in run("add", news, "--library", "c.db")[2]
