"""Web pages: the layouts are written after those of real sites, their texts are ours."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kzplans.sources.formats.html import read
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from kzplans.sources.formats import Part

LAYOUTS = sorted((Path(__file__).parent / "layouts").glob("*.html"))
GOOD = "До конца 2026 года в городе Астане планируется построить 12 школ на 7 400 мест."
PLAN = "В 2027 году в городе Шымкенте планируется ввести 340 км дорог."
HIDDEN = "В 2028 году планируется построить 900 км скрытых дорог."


class Expected(NamedTuple):
    """What a layout holds: the frame that it states, lines of the text, lines that are none."""

    told: dict[str, str]
    text: list[str]
    chrome: list[str]


def expected_of(page: Path) -> Expected:
    head, _, rest = page.with_suffix(".txt").read_text(encoding="utf-8").partition("--- text\n")
    text, _, chrome = rest.partition("--- chrome\n")
    told = {key: value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    return Expected(told, text.splitlines(), chrome.splitlines())


def part_of(page: Path) -> Part:
    (part,) = read(page.read_bytes(), page.name)
    return part


def page_of(inner: str, head: str = '<meta charset="utf-8">') -> bytes:
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body><article><p>{GOOD}</p>{inner}</article></body></html>".encode()
    )


def text_of(inner: str, head: str = '<meta charset="utf-8">') -> str:
    (part,) = read(page_of(inner, head), "page.html")
    return part["text"]


def refusal_of(content: bytes) -> Reason:
    with pytest.raises(Refused) as caught:
        read(content, "page.html")
    return caught.value.reason


def test_nearly_all_lines_of_all_layouts_are_found() -> None:
    wanted, found = 0, 0
    for page in LAYOUTS:
        lines = part_of(page)["text"].splitlines()
        text = expected_of(page).text
        wanted += len(text)
        found += sum(line in lines for line in text)
    assert len(LAYOUTS) >= 12
    assert found / wanted >= 0.97


@pytest.mark.parametrize("tags", [rb"(?!)", rb"</?(?:nav|aside|footer|header|main|article)\b"], ids=["tags", "no tags"])
def test_nearly_all_lines_are_found_where_neither_classes_nor_tags_tell(tags: bytes) -> None:
    wanted, found, chrome, others = 0, 0, 0, 0
    for page in LAYOUTS:
        content = re.sub(rb' (?:class|id)="[^"]*"', b' class="a1b2"', page.read_bytes())
        content = re.sub(tags, lambda tag: b"</div" if b"/" in tag[0] else b"<div", content)
        expected = expected_of(page)
        lines = read(content, page.name)[0]["text"].splitlines()
        wanted += len(expected.text)
        found += sum(line in lines for line in expected.text)
        others += len(expected.chrome)
        chrome += sum(line in lines for line in expected.chrome)
    assert found / wanted >= 0.97
    assert chrome / others <= 0.1


@pytest.mark.parametrize("page", LAYOUTS, ids=lambda page: page.stem)
def test_a_layout_gives_its_frame_and_no_chrome(page: Path) -> None:
    part, expected = part_of(page), expected_of(page)
    lines = part["text"].splitlines()
    chrome = [other for other in expected.chrome if other in lines or (len(other) > 12 and other in part["text"])]
    assert chrome == []
    assert (part["title"], part["date"] or "", part["publisher"] or "") == (
        expected.told["title"], expected.told["date"], expected.told["publisher"],
    )  # fmt: skip


@pytest.mark.parametrize("page", LAYOUTS, ids=lambda page: page.stem)
def test_a_layout_gives_its_text_in_order_and_little_else(page: Path) -> None:
    part, expected = part_of(page), expected_of(page)
    lines = part["text"].splitlines()
    assert [line for line in lines if line in expected.text] == expected.text
    assert len(lines) - len(expected.text) <= 2  # the title, and a day in words


@pytest.mark.parametrize(
    "inner",
    [
        f'<p style="display:none">{HIDDEN}</p>',
        f'<div style="color:red; DISPLAY : none !important"><p>{HIDDEN}</p></div>',
        f"<p hidden>{HIDDEN}</p>",
        f'<div aria-hidden="true"><p>{HIDDEN}</p></div>',
        f'<p style="visibility:hidden">{HIDDEN}</p>',
        f'<p style="font-size:0px">{HIDDEN}</p>',
        f'<p style="opacity:0.0">{HIDDEN}</p>',
        f'<p style="position:absolute;left:-9999px">{HIDDEN}</p>',
        f'<p style="color:#FFF">{HIDDEN}</p>',
        f'<div style="background:white"><p style="color: rgb(255, 255, 255)">{HIDDEN}</p></div>',
        f'<font color="white">{HIDDEN}</font>',
        f"<!-- {HIDDEN} -->",
        f"<template><p>{HIDDEN}</p></template>",
        f"<noscript><p>{HIDDEN}</p></noscript>",
        f"<script>{HIDDEN}</script><style>{HIDDEN}</style><textarea>{HIDDEN}</textarea><iframe>{HIDDEN}</iframe>",
        f'<style>.seo, .x {{ color: red; display: none }}</style><p class="big seo">{HIDDEN}</p>',
    ],
)
def test_what_no_reader_sees_is_no_text(inner: str) -> None:
    text = text_of(f"{inner}<p>{PLAN}</p>")
    assert "900" not in text
    assert PLAN in text


@pytest.mark.parametrize(
    "inner",
    [
        f'<div style="background:#036"><p style="color:white">{PLAN}</p></div>',
        f'<style>@media print {{ .story {{ display: none }} }}</style><p class="story">{PLAN}</p>',
        f'<style>.tab {{ display: none }} .tab.on {{ display: block }}</style><p class="tab on">{PLAN}</p>',
        f'<p style="font-size:0.9em; left:-2px; opacity:1">{PLAN}</p>',
        f'<p><a href="/plan">{PLAN}</a></p>',
    ],
)
def test_what_readers_see_stays(inner: str) -> None:
    assert PLAN in text_of(inner)


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        (
            "<tr><th>Показатель<th>2025<th>2030<tr><td>Школы<td>12<td>31<tr><td>Парки<td>4<td>",
            ["Показатель: Школы; 2025: 12; 2030: 31", "Показатель: Парки; 2025: 4"],
        ),
        (
            "<tr><td>Көрсеткіш<td>2025 ж.<td>2030 ж.<tr><td>Мектеп<td>12<td>31<tr><td>Саябақ<td>4<td>9",
            ["Көрсеткіш: Мектеп; 2025 ж.: 12; 2030 ж.: 31", "Көрсеткіш: Саябақ; 2025 ж.: 4; 2030 ж.: 9"],
        ),
        ("<tr><td>Школы<td>12<tr><td>Парки<td>4", ["Школы: 12", "Парки: 4"]),
        ("<tr><td>a<td>1<td>2<tr><td>b<td>3", ["a · 1 · 2", "b: 3"]),
        (
            "<tr><th rowspan=2>Что<th colspan=2>План<tr><th>2026<th>2027<tr><td>Дороги, км<td>5<td>7",
            ["Что: Дороги, км; План 2026: 5; План 2027: 7"],
        ),
        (
            "<tr><th>Район<th>Что<th>План<tr><td rowspan=2>Сарыарка<td>Школы<td>3<tr><td>Парки<td>1",
            ["Район: Сарыарка; Что: Школы; План: 3", "Район: Сарыарка; Что: Парки; План: 1"],
        ),
        (
            "<tr><td><p>Школы</p><td><div><p>12</div><tr><td style='display:none'>x<td>Парки<td>4",
            ["Школы: 12", "Парки: 4"],
        ),
        ("<tr><td colspan=9007199254740991>Что<td>Сколько<tr><td>Школы<td>2", ["Что: Школы; Сколько: 2"]),
        (
            "<tr><td><td colspan=2>План<tr><td>Что<td>2026<td>2027<tr><td>Дороги, км<td>5<td>7",
            ["Что: Дороги, км; План 2026: 5; План 2027: 7"],
        ),
    ],
)
def test_a_row_of_a_table_can_be_read_alone(table: str, lines: list[str]) -> None:
    text = text_of(f"<table>{table}</table><p>{PLAN}</p>").splitlines()
    assert [line for line in lines if line in text] == lines


KAZAKH = "Қостанай қаласында 2027 жылға дейін ұзындығы үш шақырым жаңа өткел салынады, деп хабарлады әкімдік."


@pytest.mark.parametrize("line", ["2026 жылғы 15 қаңтар", "15 января 2026 года", "15 January 2026"])
def test_a_day_in_a_line_of_its_own_below_the_title(line: str) -> None:
    text = text_of(f"<article><h1>Жоспар туралы</h1><p>{line}</p><p>{PLAN * 3}</p></article>")
    assert line in text.splitlines()[:2]


def test_a_heading_that_differs_from_the_title_in_its_dashes_is_the_title() -> None:
    head = '<meta charset="utf-8"><title>План города Алматы на 2026-2030 годы - Әділет</title>'
    inner = f"<article><h1>План города Алматы на 2026–2030 годы</h1><p>{PLAN * 3}</p></article>"
    (part,) = read(page_of(inner, head), "page.html")
    assert part["title"] == "План города Алматы на 2026–2030 годы"


@pytest.mark.parametrize(
    ("declared", "real", "encoding", "warning"),
    [
        ("windows-1251", "utf-8", "utf-8", ""),
        ("windows-1251", "kz1048", "kz1048", "decode_uncertain"),
        ("kz-1048", "kz1048", "kz1048", ""),
        ("utf-8", "utf-8", "utf-8", ""),
        ("windows-1251", "utf-8-sig", "utf-8-sig", ""),
        ("windows-1251", "utf-16", "utf-16", ""),
    ],
)
@pytest.mark.parametrize(
    "meta", ['<meta charset="{}">', "<meta http-equiv=Content-Type content='text/html; charset={}'>"]
)
def test_bytes_are_believed_before_what_a_page_declares(
    declared: str, real: str, encoding: str, warning: str, meta: str
) -> None:
    page = f"<html><head>{meta.format(declared)}</head><body><p>{KAZAKH}</p></body></html>"
    (part,) = read(page.encode(real), "page.html")
    assert part["text"] == KAZAKH + "\n"
    assert (part["encoding"], (part["warning"] or "").partition(":")[0]) == (encoding, warning)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n", Reason.EMPTY),
        (b"<!-- nothing -->", Reason.NO_TEXT),
        (b"<html><body></body></html>", Reason.NO_TEXT),
        ("<body><nav><a>Главная</a></nav><ul class=menu><li><a>Новости</a></ul>".encode(), Reason.NO_TEXT),
        (page_of("<div>" * 300 + f"<p>{PLAN}</p>"), Reason.NESTED_TOO_DEEP),
        (page_of("<div>" * 20_000 + f"<p>{PLAN}</p>"), Reason.NESTED_TOO_DEEP),
        (page_of("x" * 10_500_000), Reason.TOO_LARGE),
        (page_of("x " * 10_500_000), Reason.TOO_LARGE),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_read_as_a_page_is_refused(content: bytes, reason: Reason) -> None:
    assert refusal_of(content) == reason


@pytest.mark.parametrize(
    ("head", "key", "value"),
    [
        ('<meta property="article:published_time" content="2026-03-15T21:30:00Z">', "date", "2026-03-16"),
        ('<meta name="date" content="2026-03">', "date", None),
        ('<meta name="date" content="0026-03-15">', "date", None),
        ('<meta name="date" content="2026-02-30">', "date", None),
        ('<link rel="canonical" href="javascript:alert(1)">', "url", None),
        ('<link rel="canonical" href="https://u:p@example.kz/a">', "url", None),
        ('<link rel="canonical" href="https://example.kz/a b">', "url", None),
        ('<base href="https://example.kz/ru/"><link rel="canonical" href="a#top">', "url", "https://example.kz/ru/a"),
        ('<meta property="og:url" content="//example.kz/x">', "url", None),
        ("<!-- saved from url=(0024)https://example.kz/x -->", "url", "https://example.kz/x"),
        ('<meta property="og:site_name" content="Сайт"><title>План города - Сайт</title>', "title", "План города"),
        (
            '<script type="application/ld+json">[{"@type":"NewsArticle","headline":"&laquo;План&raquo;"}]</script>',
            "title",
            "«План»",
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":7,"publisher":[1]}</script>',
            "title",
            None,
        ),
        (f'<script type="application/ld+json">{"[" * 100_000}</script>', "title", None),
        ("<title>План\n&lt;b&gt;</title>", "title", "План <b>"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_the_frame_is_what_the_page_states(head: str, key: str, value: str | None) -> None:
    (part,) = read(page_of("", head), "page.html")
    assert dict(part)[key] == value


def test_a_title_is_no_longer_than_the_core_takes_it() -> None:
    (part,) = read(page_of("", f"<title>{'ъ' * 5000}</title>"), "page.html")
    assert len(part["title"] or "") == 260


def test_control_characters_pictures_and_a_dtd_are_no_text() -> None:
    picture = "QUFB" * (3 << 20)
    inner = f'<p>&#27;[31m\x00\x08{PLAN}</p><img src="data:image/png;base64,{picture}">'
    assert f"[31m{PLAN}" in text_of(inner).splitlines()
    page = f'<!DOCTYPE html [<!ENTITY a "ха"><!ENTITY b "&a;&a;">]><html><body><p>&b; {PLAN}</p></body></html>'
    (part,) = read(page.encode(), "page.xhtml")
    assert part["text"] == f"&b; {PLAN}\n"


def test_many_rows_take_no_time() -> None:
    text = text_of("<table>" + "<tr><td>Школа</td><td>5</td></tr>" * 10_000 + f"</table><p>{PLAN}</p>")
    assert text.count("Школа: 5") == 10_000


@pytest.mark.parametrize(
    "inner",
    [
        "x<script></script>" * 200_000,
        "<table>" + "<tr>" + "<td colspan=100 rowspan=1000>школа" * 5000 + "<tr><td>1" * 2000 + "</table>",
        f"<table><tr><th>{'ш' * 500_000}<th>2026" + "<tr><td>1<td>2" * 5000 + "</table>",
        "<p>Ещё<p><a href=x>Новость</a>" * 50_000,
        ("<div>" * 200 + "школа" + "</div>" * 200) * 500,
        "<table><tr><td>" * 80 + "школа",
        "<style>" + ".a{" * 100_000 + "/*" * 100_000 + "</style>",
        '<p style="' + "color:white;" * 200_000 + f'">{PLAN}</p>',
    ],
    ids=range(8),
)
def test_bad_pages_end_soon(inner: str) -> None:
    start = time.perf_counter()
    text_of(f"{inner}<p>{PLAN}</p>")
    assert time.perf_counter() - start < 60


@pytest.mark.parametrize(
    "frame",
    [
        '<form id="aspnetForm"><input name="__VIEWSTATE" value="x"><div>{}</div></form>',
        '<div class="print-area">{}</div>',
        '<div class="page-views"><table><tr><td><p>{}</td></tr></table></div>',
        '<body class="has-sidebar menu-open"><section>{}</section>',
        "<center><font>{}</font></center>",
    ],
)
def test_text_in_an_odd_place_is_found(frame: str) -> None:
    sentences = [
        f"В {year} году в городе откроют {year - 2000} новых школ и поликлинику." for year in range(2026, 2036)
    ]
    page = frame.format("".join(f"<p>{sentence}</p>" for sentence in sentences))
    menu = '<div class="menu"><a href="/">Главная</a></div>'
    (part,) = read(f'<html><head><meta charset="utf-8"></head>{page}{menu}</html>'.encode(), "page.html")
    assert part["text"].splitlines() == sentences
