"""Templates of users: begun from ours, used by --template and --templates, and reports rendered again from JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kzplans.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).resolve().parent.parent
#: One text is enough: what matters here is how it is dressed.
SEEDS = str(ROOT / "seeds" / "003_252cdb5a6989d7e6.txt")
DAY = ("--today", "2026-11-22", "-q")
FORMS = ("md", "html", "atom", "txt", "json")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        return code, *capsys.readouterr()

    return call


def made(run: Run, *arguments: str) -> str:
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    return out


@pytest.mark.parametrize(
    "source", ["digest.md", "digest.html", "compare.md", "compare.html", "targets.md", "targets.html"]
)
def test_a_new_template_makes_what_ours_makes(run: Run, source: str) -> None:
    report, _, form = source.partition(".")
    command = (report, "astana", "almaty", "--source", SEEDS) if report == "compare" else (report, SEEDS)
    code, _, err = run("template", "new", "monday", "--from", source)
    assert code == 0
    assert f"monday.{form}.j2" in err
    text = Path(f"monday.{form}.j2").read_text(encoding="utf-8")
    assert text.startswith("{# monday.")
    assert made(run, *command, "--template", f"monday.{form}.j2", *DAY) == made(run, *command, "-O", form, *DAY)


def test_a_new_template_writes_over_nothing(run: Run) -> None:
    run("template", "new", "monday")
    Path("monday.md.j2").write_text("mine", encoding="utf-8")
    code, _, err = run("template", "new", "monday")
    assert code == 2
    assert "monday.md.j2: is there already" in err
    assert Path("monday.md.j2").read_text(encoding="utf-8") == "mine"


def test_templates_are_listed_and_shown(run: Run) -> None:
    listed = made(run, "template", "list")
    assert "digest.md\tours\tThe briefing in Markdown\n" in listed
    assert made(run, "template", "show", "digest.md") == (ROOT / "templates" / "digest.md.j2").read_text("utf-8")
    assert "{% macro card" in made(run, "template", "show", "partials/statement.html")
    code, _, err = run("template", "show", "digst.md")
    assert code == 2
    assert "did you mean digest.md?" in err


def test_a_folder_of_templates_stands_before_ours(run: Run) -> None:
    folder = Path("looks")
    folder.mkdir()
    (folder / "digest.md.j2").write_text(
        "{# A line. #}\n{{ digest.count }} / {{ t.say('digest') }}\n", encoding="utf-8"
    )
    assert made(run, "digest", SEEDS, "--templates", "looks", "--lang", "en", *DAY) == "60 / City development plans\n"
    Path("kzplans.yaml").write_text("templates: looks\n", encoding="utf-8")
    assert "digest.md\tyours\tA line\n" in made(run, "template", "list")


def test_a_template_uses_the_parts_beside_it(run: Run) -> None:
    folder = Path("looks") / "partials"
    folder.mkdir(parents=True)
    (folder / "greeting.md.j2").write_text("Қайырлы таң!", encoding="utf-8")
    (folder.parent / "mine.md.j2").write_text('{% include "partials/greeting.md.j2" %}\n', encoding="utf-8")
    assert made(run, "digest", SEEDS, "--template", "looks/mine.md.j2", *DAY) == "Қайырлы таң!"


@pytest.mark.parametrize("form", FORMS)
def test_a_digest_is_rendered_again_from_its_context(run: Run, form: str) -> None:
    Path("context.json").write_text(made(run, "digest", SEEDS, "--context", *DAY), encoding="utf-8")
    again = made(run, "digest", "--from-context", "context.json", "-O", form, "-q")
    assert again == made(run, "digest", SEEDS, "-O", form, *DAY)


@pytest.mark.parametrize("form", FORMS)
def test_a_comparison_is_rendered_again_from_its_context(run: Run, form: str) -> None:
    command = ("compare", "astana", "almaty", "alatau", "--source", SEEDS)
    Path("context.json").write_text(made(run, *command, "--context", *DAY), encoding="utf-8")
    again = made(run, "compare", "--from-context", "context.json", "-O", form, "-q")
    assert again == made(run, *command, "-O", form, *DAY)


@pytest.mark.parametrize("form", ["md", "html", "txt", "json"])
def test_targets_are_rendered_again_from_their_context(run: Run, form: str) -> None:
    command = ("targets", SEEDS, "--components", "--vague")
    Path("context.json").write_text(made(run, *command, "--context", *DAY), encoding="utf-8")
    again = made(run, "targets", "--from-context", "context.json", "-O", form, "-q")
    assert again == made(run, *command, "-O", form, *DAY)


def test_the_context_is_the_json_of_the_report(run: Run) -> None:
    assert made(run, "digest", SEEDS, "--context", *DAY) == made(run, "digest", SEEDS, "-O", "json", *DAY)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("digest", "--template", "none.md.j2"), "none.md.j2: there is no such template; 'kzplans template new none'"),
        (("digest", "--template", "mine.txt"), "mine.txt: is no template by its name; call it NAME.md.j2"),
        (("digest", "--template", "mine.md.j2", "-O", "html"), "mine.md.j2: is a template for md, not for html"),
        (("digest", "--template", "mine.md.j2", "--context"), "--context prints JSON; leave out -O and --template"),
        (("digest", "--templates", "none"), "none: there is no such folder of templates"),
        (("digest", SEEDS, "--template", "mine.md.j2", "-q"), "mine.md.j2:2: 'nobody' is undefined"),
        (("digest", "--from-context", "none.json"), "none.json: cannot be read"),
        (("digest", "--from-context", "mine.md.j2"), "mine.md.j2: is no JSON"),
        (("digest", "--from-context", "other.json"), "other.json: is no report of kzplans: its schema is 'x'"),
        (("digest", "--from-context", "part.json"), "part.json: is no whole report of kzplans: 'data' is missing"),
        (("digest", SEEDS, "--from-context", "part.json"), "leave out "),
        (("digest", "--top", "3", "--from-context", "part.json"), "leave out --top"),
        (("compare", "--from-context", "other.json", "--since", "2026-01-01"), "leave out --since"),
        (("compare",), "compare needs two different cities"),
        (("template", "new", "x", "--from", "partials/statement.md"), "is a part and no report; begin with"),
        (("template", "new", "nowhere/x"), "nowhere: there is no such folder; make it first"),
    ],
)
def test_faults_are_told_in_words(run: Run, arguments: tuple[str, ...], message: str) -> None:
    Path("mine.md.j2").write_text("# x\n{{ nobody }}\n", encoding="utf-8")
    Path("mine.txt").write_text("x", encoding="utf-8")
    Path("other.json").write_text('{"schema": "x"}', encoding="utf-8")
    Path("part.json").write_text('{"schema": "kzplans/digest@1"}', encoding="utf-8")
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) <= 3


def test_a_report_of_one_command_is_not_another(run: Run) -> None:
    Path("context.json").write_text(made(run, "digest", SEEDS, "--context", *DAY), encoding="utf-8")
    code, _, err = run("compare", "--from-context", "context.json")
    assert code == 2
    assert "is made by kzplans digest" in err


@pytest.mark.parametrize("change", ["sections", "today", "quantities", "kind", "value"])
def test_a_damaged_context_is_told(run: Run, change: str) -> None:
    content = json.loads(made(run, "digest", SEEDS, "--context", *DAY))
    statement = content["data"]["sections"][0]["priorities"][0]["directions"][0]["statements"][0]
    if change == "sections":
        content["data"]["sections"] = 5
    elif change == "today":
        content["today"] = "tomorrow"
    elif change == "quantities":
        del statement["quantities"]
    elif change == "kind":
        statement["kind"] = "wish"
    else:
        statement["quantities"][0]["value"] = "many"
    Path("context.json").write_text(json.dumps(content), encoding="utf-8")
    code, _, err = run("digest", "--from-context", "context.json")
    assert code == 2
    assert "context.json: is no" in err
