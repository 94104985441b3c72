from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from jsonschema import Draft202012Validator

from kzplans.cli import main
from kzplans.render.schemas import schema_json

sys.path.insert(0, str(Path(__file__).parent))
from weeks import News, told_in
from weeks import main as disturb

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

HEAD = "Қала жаңалықтары\n2026-03-16\n\n"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run ``kzplans brief`` of news/ into c.db and briefs/, in an empty folder."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()

    def call(*arguments: str | Path, source: str = "news") -> tuple[int, str, str]:
        code = main(["brief", source, "--library", "c.db", *[str(argument) for argument in arguments]])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


def write(name: str, *lines: str, head: str = HEAD) -> None:
    Path("news", name).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


def data_of(name: str) -> dict[str, Any]:
    content = json.loads(Path("briefs", name).read_text(encoding="utf-8"))
    Draft202012Validator(json.loads(schema_json("brief"))).validate(content)
    data: dict[str, Any] = content["data"]
    return data


def configure(*forms: str) -> None:
    Path("kzplans.yaml").write_text(f"formats: [{', '.join(forms)}]\n", encoding="utf-8")


def test_a_brief_tells_what_is_new_once(run: Run) -> None:
    write("a.txt", "Астанада 2030 жылға қарай 12 мектеп салынады.")
    code, out, err = run("--today", "2026-03-23")
    assert (code, out) == (0, "")
    assert "2026-W12: written to briefs/2026-W12.html" in err
    assert sorted(path.name for path in Path("briefs").iterdir()) == [
        "2026-W12.html", "2026-W12.md", "feed.atom", "index.html",
    ]  # fmt: skip
    assert "12 мектеп" in Path("briefs/2026-W12.md").read_text(encoding="utf-8")
    assert run("--today", "2026-03-30")[2].startswith("kzplans: 2026-W13: nothing is new")
    assert run("--today", "2026-03-30", "--fail-if-empty")[0] == 1
    write("b.txt", "Алматыда 2030 жылға қарай 15 мектеп салынады.")
    assert run("--today", "2026-04-06", "-q") == (0, "", "")
    told = Path("briefs/2026-W14.md").read_text(encoding="utf-8")
    assert "15 мектеп" in told
    assert "12 мектеп" not in told


def test_the_same_period_gives_the_same_bytes_or_what_is_new_beside_it(run: Run) -> None:
    write("a.txt", "Астанада 2030 жылға қарай 12 мектеп салынады.")
    run("--today", "2026-03-23")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("briefs").iterdir()}
    assert "nothing is new" in run("--today", "2026-03-25")[2]
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("briefs").iterdir()} == before
    Path("briefs/2026-W12.md").unlink()
    run("--today", "2026-03-27")
    assert Path("briefs/2026-W12.md").read_bytes() == before[Path("briefs/2026-W12.md")][0]
    write("b.txt", "Алматыда 2030 жылға қарай 15 мектеп салынады.")
    assert "added to briefs/2026-W12.html" in run("--today", "2026-03-28")[2]
    extended = Path("briefs/2026-W12.md").read_text(encoding="utf-8")
    assert ("12 мектеп" in extended, "15 мектеп" in extended) == (True, True)
    write("b.txt", "Алматыда 2030 жылға қарай 16 мектеп салынады.")  # the same text says something else now
    run("--today", "2026-03-29")
    extended = Path("briefs/2026-W12.md").read_text(encoding="utf-8")
    assert ["12 мектеп" in extended, "15 мектеп" in extended, "16 мектеп" in extended] == [True, True, True]
    write("c.txt", "Шымкентте 2030 жылға қарай 17 мектеп салынады.")
    run("--today", "2026-03-30")
    last = Path("briefs/2026-W13.md").read_text(encoding="utf-8")
    assert ["12 мектеп" in last, "15 мектеп" in last, "17 мектеп" in last] == [False, False, True]
    write("d.txt", "Шымкентте 2030 жылға қарай 19 мектеп салынады.")
    assert "1 statement for the next brief" in run("--today", "2026-03-30", "--period", "2026-W12")[2]
    assert Path("briefs/2026-W12.md").read_text(encoding="utf-8") == extended


def test_what_is_known_makes_nothing_new(run: Run) -> None:
    line = "Астанада 2030 жылға қарай 12 мектеп салынады."
    write("a.txt", line)
    run("--today", "2026-03-23")
    write("twice.txt", line, head="Басқа сайт\n2026-03-20\n\n")
    write("reworded.txt", "Астанада 2030 жылға қарай 12 мектеп салу жоспарланып отыр.")
    write("old.txt", line, head="Ескі хабар\n2019-01-01\n\n")
    assert "nothing is new" in run("--today", "2026-03-30")[2]
    write("other.txt", "Астанада 2030 жылға қарай 13 мектеп салынады.")
    assert "written to" in run("--today", "2026-04-06")[2]


def test_changed_targets_contradictions_and_deadlines(run: Run) -> None:
    configure("json")
    write(
        "a.txt",
        "2025 жылы Астанада 100 мың жұмыс орны ашылады.",
        "2030 жылға қарай Алматының жалпы өңірлік өнімі 40 трлн теңгеге жетеді.",
        head="Қала жаңалықтары\n2025-05-20\n\n",
    )
    run("--today", "2025-06-02")
    first = data_of("2025-W22.json")
    assert len(first["new_targets"]) == 2
    assert first["changed_targets"] == []
    write(
        "b.txt",
        "2030 жылға қарай Алматының жалпы өңірлік өнімі 45 трлн теңгеге жетеді.",
        "Алатау қаласында 2026 жылғы 1 мамырға дейін жаңа көпір пайдалануға беріледі.",
        head="Қала жаңалықтары\n2026-03-17\n\n",
    )
    run("--today", "2026-03-23")
    second = data_of("2026-W12.json")
    (changed,) = second["changed_targets"]
    assert [one["value"] for one in changed["stated"]] == ["40000000000000", "45000000000000"]
    assert [one["indicator"] for one in second["overdue"]] == ["jobs"]
    assert [one["day"] for one in second["due"]] == ["2026-05-01"]
    write("c.txt", "Астанада 2031 жылы 3 саябақ ашылады.", head="Қала жаңалықтары\n2026-05-04\n\n")
    run("--today", "2026-05-11", "--silent", "3")
    third = data_of("2026-W19.json")
    assert (third["overdue"], third["overdue_before"]) == ([], 1)
    assert [one["day"] for one in third["passed"]] == ["2026-05-01"]
    silent = {(one["city"], one["direction"]): one["weeks"] for one in third["silent"]}
    assert silent["almaty", "economy"] == 7
    assert silent["alatau", "transport"] == 7


def test_a_version_in_another_language_is_shown_with_it_or_told_already(run: Run) -> None:
    configure("json")
    kazakh = [f"Астанада {year} жылы {count} мектеп салынады." for year, count in ((2027, 12), (2028, 14), (2029, 17))]
    russian = [f"В Астане в {year} году построят {count} школ." for year, count in ((2027, 12), (2028, 14), (2029, 17))]
    write("kk.txt", *kazakh)
    write("ru.txt", *russian, "В Астане в 2029 году откроют 19 парков.", head="Итоги совещания\n2026-03-17\n\n")
    run("--today", "2026-03-23")
    digest = data_of("2026-W12.json")["digest"]
    assert [section["count"] for section in digest["sections"]] == [4]
    (versions,) = data_of("2026-W12.json")["versions"]
    assert [statement["text"] for statement in versions["only"]] == ["В Астане в 2029 году откроют 19 парков."]
    later = [f"В Алматы в {year} году построят {count} школ." for year, count in ((2027, 12), (2028, 14), (2029, 17))]
    write("later-kk.txt", *[line.replace("Астанада", "Алматыда") for line in kazakh], head="Жиын\n2026-03-25\n\n")
    run("--today", "2026-03-30")
    write("later-ru.txt", *later, head="Итоги\n2026-03-26\n\n")
    assert "nothing is new" in run("--today", "2026-04-06")[2]


def test_a_period_may_be_named(run: Run) -> None:
    configure("json")
    write("a.txt", "Астанада 2030 жылға қарай 12 мектеп салынады.")
    run("--today", "2026-03-23", "--period", "month")
    assert Path("briefs/2026-02.json").is_file()
    write("b.txt", "Астанада 2030 жылға қарай 13 мектеп салынады.")
    run("--today", "2026-03-23", "--week", "2026-W11")
    assert data_of("2026-W11.json")["period"] == {"name": "2026-W11", "since": "2026-03-09", "until": "2026-03-15"}
    assert run("--week", "2025-W53")[0] == 2


def test_a_dry_run_changes_nothing(run: Run) -> None:
    write("a.txt", "Астанада 2030 жылға қарай 12 мектеп салынады.")
    assert "would tell 1 new statement" in run("--today", "2026-03-23", "--dry-run")[2]
    assert [path.name for path in Path().iterdir()] == ["news"]
    run("--today", "2026-03-23")
    write("b.txt", "Астанада 2030 жылға қарай 13 мектеп салынады.")
    before = Path("c.db").read_bytes()
    assert "would tell 1 new statement" in run("--today", "2026-03-30", "--dry-run")[2]
    assert Path("c.db").read_bytes() == before
    assert not Path("briefs/2026-W13.html").exists()


def test_a_failed_source_is_named_and_stops_nothing(run: Run) -> None:
    write("a.txt", "Астанада 2030 жылға қарай 12 мектеп салынады.")
    Path("news/bad.txt").write_bytes(b"")
    code, _, err = run("--today", "2026-03-23")
    assert (code, "bad.txt: empty" in err) == (3, True)
    assert "bad.txt" in Path("briefs/2026-W12.md").read_text(encoding="utf-8")


def test_a_clock_that_went_back_is_told(run: Run) -> None:
    write("a.txt", "Астанада 2030 жылға қарай 12 мектеп салынады.")
    run("--today", "2026-03-23")
    write("b.txt", "Астанада 2030 жылға қарай 13 мектеп салынады.")
    code, _, err = run("--today", "2025-01-06")
    assert (code, "clock is behind" in err) == (0, True)
    assert "23.03.2026" in Path("briefs/2025-W01.md").read_text(encoding="utf-8")


def test_a_brief_that_could_not_be_written_is_made_whole_by_the_next_run(run: Run) -> None:
    write("a.txt", "Астанада 2030 жылға қарай 12 мектеп салынады.")
    Path("briefs").write_text("in the way", encoding="utf-8")
    assert run("--today", "2026-03-23")[0] == 6
    write("b.txt", "Астанада 2030 жылға қарай 13 мектеп салынады.")
    Path("briefs").unlink()
    code, _, err = run("--today", "2026-03-30")
    assert (code, "an earlier run had begun it" in err) == (0, True)
    first, second = (Path(f"briefs/2026-W{week}.md").read_text(encoding="utf-8") for week in (12, 13))
    assert ("12 мектеп" in first, "13 мектеп" in first) == (True, False)
    assert ("12 мектеп" in second, "13 мектеп" in second) == (False, True)


def test_briefs_among_the_sources_are_refused(run: Run) -> None:
    write("a.txt", "Астанада 2030 жылға қарай 12 мектеп салынады.")
    code, _, err = run("--briefs", "news/briefs")
    assert (code, "lies inside the source" in err) == (2, True)


def test_the_list_and_the_feed_name_all_briefs(run: Run) -> None:
    for week, count in enumerate((12, 13)):
        write(f"{count}.txt", f"Астанада 2030 жылға қарай {count} мектеп салынады.")
        run("--today", f"2026-03-{23 + 7 * week}")
    page = Path("briefs/index.html").read_text(encoding="utf-8")
    assert page.index("2026-W13.html") < page.index("2026-W12.html")
    feed = feedparser.parse(Path("briefs/feed.atom").read_text(encoding="utf-8"))
    assert not feed.bozo
    assert [entry.link for entry in feed.entries] == ["2026-W13.html", "2026-W12.html"]


@pytest.mark.parametrize("form", ["md", "html", "txt", "json", "eml", "docx"])
def test_a_brief_in_each_form(run: Run, form: str) -> None:
    configure(form)
    write("a.txt", "Астанада 2030 жылға қарай 12 мектеп салынады.")
    assert run("--today", "2026-03-23", "-O", form, "-o", f"once-more.{form}")[0] == 0
    assert Path(f"briefs/2026-W12.{form}").stat().st_size > 0
    if form not in {"eml", "json"}:
        assert Path(f"briefs/2026-W12.{form}").read_bytes() == Path(f"once-more.{form}").read_bytes()


def test_a_year_of_news(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every promise in exactly one brief: late ones, repeated, changed, reprinted and translated ones too."""
    monkeypatch.chdir(tmp_path)
    configure("json")
    news = News(tmp_path / "news")
    for week in range(52):
        monday = news.grow(week)
        assert main(["brief", "news", "--library", "c.db", "--today", f"{monday}", "-q"]) == 0
    told = told_in(tmp_path / "briefs")
    assert {number: told.get(number) for number in news.claims if len(told.get(number, ())) != 1} == {}
    assert told.keys() == news.claims.keys()
    assert main(["verify", "c.db", "-q"]) == 0


def test_disturbed_runs_make_the_same_briefs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The short form of ``make kills``."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert disturb(10) == 0


def template(name: str, text: str) -> Path:
    folder = Path("own")
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_template_of_ones_own_is_kept_in_bounds(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.txt", "Астанада 2030 жылға қарай 12 мектеп салынады.")
    own = template("brief.md.j2", "{% for one in statements %}{{ one.text }}{% endfor %}")
    assert run("--today", "2026-03-23", "--templates", own)[0] == 0
    assert Path("briefs/2026-W12.md").read_text(encoding="utf-8").startswith("Астанада 2030")
    for text, code, told in (
        ("{% for one in statements %}", 2, "brief.md.j2:1"),
        ("{{ nothing }}", 2, "asks for nothing"),
        ("{{ ''.__class__ }}", 2, "unsafe"),
        ("{{ 'a' * 30000000 }}", 6, "too large"),
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            6,
            "takes more time than 1 s",
        ),
    ):
        template("brief.md.j2", text)
        monkeypatch.setattr("kzplans.cli.budget.SECONDS", 1)
        before = Path("briefs/2026-W12.html").stat().st_mtime_ns
        write("b.txt", f"Астанада 2030 жылға қарай {len(text)} мектеп салынады.")
        found, _, err = run("--today", "2026-03-23", "--templates", own)
        assert (found, told in err) == (code, True), err
        assert Path("briefs/2026-W12.html").stat().st_mtime_ns == before  # all forms or none
