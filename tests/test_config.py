from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from kzplans.config import ALLOWED, Config, Fetching, Limits, WebSource, find_config, load_config
from kzplans.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
sources:
  - news
  - letter.txt
cities: [Алматы, astana]
directions: [transport]
language: kk
top: 3
lexicon: words
templates: pages
limits:
  file_bytes: 2000000
  files: 10
  depth: 2
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "kzplans.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(folder: Path, text: str) -> list[str]:
    """Lines of the error without the path of the file."""
    path = write(folder, text)
    with pytest.raises(ConfigError) as error:
        load_config(path)
    return [line.removeprefix(f"{path}:") for line in str(error.value).splitlines()]


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "pages").mkdir()
    config = load_config(write(tmp_path, FULL))
    assert config.sources == ("news", "letter.txt")
    assert config.folder == tmp_path
    assert config.cities == ("Алматы", "astana")
    assert config.directions == ("transport",)
    assert (config.language, config.top) == ("kk", 3)
    assert (config.lexicon, config.templates) == (tmp_path / "words", tmp_path / "pages")
    assert config.limits == Limits(file_bytes=2_000_000, files=10, depth=2)
    assert str(config.fault(("cities", 1), "is wrong")) == f"{tmp_path}/kzplans.yaml:4: is wrong"


def test_sources_on_the_web(tmp_path: Path) -> None:
    text = """\
sources:
  - url: https://astana.gov.kz/rss
    name: Астана қаласының әкімдігі
    language: kk
    match: /news/
  - letters/
  - {url: "https://almaty.kz/sitemap.xml", match: [plan, budget], most: 5, selector: .text, city: Алматы}
fetch: {delay: 5, allow_hosts: [intranet.local], contact: info@example.kz}
limits: {page_bytes: 1000, page_seconds: 3, pages: 7}
"""
    config = load_config(write(tmp_path, text))
    assert (config.sources, config.positions) == (("letters/",), (1,))
    assert config.web_sources == (
        WebSource("https://astana.gov.kz/rss", "Астана қаласының әкімдігі", "kk", match=("/news/",)),
        WebSource("https://almaty.kz/sitemap.xml", city="Алматы", selector=".text", match=("plan", "budget"), most=5),
    )
    assert config.fetch == Fetching(5, ("intranet.local",), "info@example.kz")
    assert (config.limits.page_bytes, config.limits.page_seconds, config.limits.pages) == (1000, 3, 7)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}\n"])
def test_an_empty_file_changes_nothing(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    config = load_config(path)
    assert (config.sources, config.top, config.limits) == ((), None, Limits())
    assert Config().limits == Limits()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("langage: kk", "1: unknown key 'langage' (did you mean 'language'?); allowed: sources, cities,"),
        (
            "top: 3\nlimits:\n  file: 1",
            "3: unknown key 'file' (did you mean 'files'?); allowed: file_bytes, files, depth",
        ),
        ("top: 0", "1: top: 0 is not allowed; allowed: a whole number from 1"),
        ("top: '3'", "1: top: '3' is not allowed; allowed: a whole number from 1"),
        ("top: true", "1: top: true is not allowed"),
        ("top: 2.5", "1: top: '2.5' is not allowed"),
        ("top:", "1: top: an empty value is not allowed"),
        ("\nlanguage: de", "2: language: 'de' is not allowed; allowed: kk, ru or en"),
        ("sources:\n  - a\n  - url: ftp://a.kz/", "3: sources.url: 'ftp://a.kz/' is not allowed; allowed: an address"),
        ("sources:\n  - url: https://a.kz/\n    nam: a", "3: unknown key 'nam' (did you mean 'name'?); allowed: url"),
        ("fetch: {contact: 'a b'}", "1: fetch.contact: 'a b' is not allowed; allowed: a mail address or a page"),
        ("sources: seeds", "1: sources: 'seeds' is not allowed; allowed: a list of files and folders"),
        ("cities:\n  - astana\n  - 7", "3: cities: 7 is not allowed; allowed: a list of city names"),
        ("cities:\n  - ''", "2: cities: '' is not allowed"),
        ("limits: 3", "1: limits: 3 is not allowed; allowed: a mapping of file_bytes, files, depth"),
        ("limits:\n  depth: no", "2: limits.depth: 'no' is not allowed; allowed: a whole number from 1"),
        ("lexicon: nowhere", "1: lexicon: there is no folder 'nowhere' beside this file"),
        ("- a", "1: must be a mapping of sources, cities,"),
        ("top: 1\ntop: 2", "2: key 'top' stands twice (first on line 1)"),
        ("top: ]", "1: is no valid YAML"),
        ("a: &x 1\nb: *x", "1: aliases"),
    ],
)
def test_a_fault_names_line_key_and_what_is_allowed(tmp_path: Path, text: str, fault: str) -> None:
    [line] = faults_of(tmp_path, text)
    assert line.startswith(fault)


def test_all_faults_are_told_in_the_order_of_lines(tmp_path: Path) -> None:
    lines = faults_of(tmp_path, "top: 0\nlanguage: de\nsource: [a]\n")
    assert [line.split(":")[0] for line in lines] == ["1", "2", "3"]


def test_no_words_are_lost_to_yaml(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, "sources: [no, 12:30, 0123, on]\n"))
    assert config.sources == ("no", "12:30", "0123", "on")


def test_the_nearest_file_upward_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    path = write(tmp_path, "")
    assert find_config(inner) == path
    (tmp_path / "a" / "kzplans.yaml").mkdir()
    assert find_config(inner) == path
    nearer = write(inner, "")
    assert find_config(inner) == nearer


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load_config(tmp_path / "other.yaml")


@pytest.mark.parametrize(("key", "kind"), [("limits", Limits), ("fetch", Fetching), ("sources", WebSource)])
def test_every_part_can_be_configured(key: str, kind: type) -> None:
    allowed = {name.removeprefix(f"{key}.") for name in ALLOWED if name.startswith(f"{key}.")}
    assert allowed == {field.name for field in fields(kind)}
