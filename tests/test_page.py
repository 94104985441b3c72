"""The pages in a real browser: filter, languages, keyboard, print, accessibility. Skipped where there is no browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import html5lib
import pytest

from kzplans.render.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from playwright.sync_api import Browser, Page, ViewportSize

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "tests" / "vendor" / "axe.min.js"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
#: Widths at which people read: a desk, a tablet, a phone.
WIDTHS = (1280, 768, 360)
PAGES = ("digest", "compare", "compare-all", "targets", "targets-all")
SHOWN = ".statements > .statement:not([hidden])"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


#: News of several years: a target that was raised, one that was put off, one whose time is over, levels that disagree.
NEWS = {
    "1.txt": """ date 2024-01-12 Елордада 2023 жылдың қорытындысы шығарылды
2023 жылы Астананың жалпы өңірлік өнімі 13,1 трлн теңге болды.
2030 жылға қарай Астананың жалпы өңірлік өнімін 30 трлн теңгеге жеткізу көзделген.
2027 жылға дейін Астанада 60 мың оқушы орны салынады.
Арнайы экономикалық аймақтың ауданы 2030 жылға қарай 3,5 шаршы шақырымға дейін ұлғаяды.
""",
    "2.txt": """ date 2025-02-03 Астана: экономика жаңа көрсеткіштерге бағыт алды
2024 жылы Астананың жалпы өңірлік өнімі 15,4 трлн теңгеге жетті.
2030 жылға қарай Астананың жалпы өңірлік өнімін 34 трлн теңгеге жеткізу жоспарлануда.
2029 жылға дейін Астанада 60 мың оқушы орны салынады.
""",
    "3.txt": """ date 2026-01-15 Астана 2025 жылды қорытындылады
2025 жылы Астананың жалпы өңірлік өнімі 17,2 трлн теңге болды.
2025 жылы Астанаға 2,1 млн турист келді.
Арнайы экономикалық аймақтың ауданы 2025 жылы 120 гектар болды.
2030 жылға қарай Астанаға келетін туристер санын 5 млн адамға жеткізу жоспарланып отыр.
""",
    "4.txt": """ date 2026-01-15 Астана подвела итоги 2025 года
В 2025 году валовой региональный продукт Астаны составил 17,2 трлн тенге.
В 2025 году Астану посетили 2,3 млн туристов.
Площадь специальной экономической зоны в 2025 году составила 120 гектаров.
К 2030 году число туристов в Астане планируется довести до 5 млн человек.
""",
    "5.txt": """ date 2023-05-10 Аким Алматы представил программу развития
К 2025 году в Алматы планируется построить 20 школ.
К 2025 году в Алматы планируется создать 50 тыс. рабочих мест.
Благоустройство города будет продолжено.
""",
    "6.txt": """ date 2025-12-18 Алматы әкімі жыл қорытындысын шығарды
2025 жылы Алматыда 55 мың жұмыс орны ашылды.
""",
}


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The digest, the comparisons and the targets of the seeds, and all that can be told of the targets of our news."""
    folder = tmp_path_factory.mktemp("pages")
    day = ["--today", "2026-11-22", "-q"]
    news = folder / "news"
    news.mkdir()
    for name, text in NEWS.items():
        (news / name).write_text(text, encoding="utf-8")
    commands = {
        "digest": ["digest", "seeds"],
        "compare": ["compare", "astana", "almaty"],
        "compare-all": ["compare", "astana", "almaty", "shymkent", "alatau", "national"],
        "targets": ["targets", "seeds"],
        "targets-all": ["targets", str(news), "--components", "--vague"],
    }
    made = {}
    for name, command in commands.items():
        made[name] = folder / f"{name}.html"
        subprocess.run([sys.executable, "-m", "kzplans", *command, *day, "-o", str(made[name])], cwd=ROOT, check=True)
    return made


class Settings(TypedDict, total=False):
    """How a page is opened."""

    viewport: ViewportSize
    color_scheme: Literal["light", "dark"]
    java_script_enabled: bool
    bypass_csp: bool


class Reader:
    """A page as somebody reads it; what the browser complains of and what it asks for are kept."""

    def __init__(self, browser: Browser, path: Path, **settings: Unpack[Settings]) -> None:
        self.messages: list[str] = []
        self.requests: list[str] = []
        self._path = path
        self._context = browser.new_context(**settings)
        self.page = self._context.new_page()
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, address: str = "") -> Page:
        self.page.goto("about:blank")
        self.page.goto(self._path.as_uri() + address)
        return self.page

    def close(self) -> None:
        self._context.close()
        assert self.messages == []
        outside = [url for url in self.requests if not url.startswith((self._path.as_uri(), "about:"))]
        assert outside == []


@pytest.fixture
def digest(browser: Browser, pages: dict[str, Path]) -> Iterator[Reader]:
    reader = Reader(browser, pages["digest"], viewport={"width": 1280, "height": 900})
    yield reader
    reader.close()


def shown(page: Page) -> int:
    return int(page.locator(SHOWN).count())


def settled(page: Page) -> None:
    """Wait until the filter has been applied; it waits for a pause in typing."""
    page.wait_for_timeout(150)


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("city", "almaty", "element.closest('.city').id === 'almaty'"),
        ("direction", "transport", "element.dataset.direction.split(' ').includes('transport')"),
        ("kind", "assignment", "element.classList.contains('assignment')"),
        ("speaker", "Қасым-Жомарт Тоқаев", "element.dataset.speaker === 'Қасым-Жомарт Тоқаев'"),
        ("year", "2030", "(element.dataset.year ?? '').split(' ').includes('2030')"),
    ],
)
def test_a_filter_leaves_what_fits_and_says_how_many(digest: Reader, field: str, value: str, rule: str) -> None:
    page = digest.open()
    everything = shown(page)
    page.select_option(f"#find-{field}", value)
    settled(page)
    left = shown(page)
    assert 0 < left < everything
    assert page.evaluate(f"[...document.querySelectorAll('{SHOWN}')].every((element) => {rule})")
    hidden = "[...document.querySelectorAll('.statements > .statement[hidden]')]"
    assert not page.evaluate(f"{hidden}.some((element) => {rule})")
    state = page.inner_text("#find-state")
    assert str(left) in state
    assert str(everything) in state
    assert page.evaluate("location.hash.slice(1)") == page.evaluate(
        f"new URLSearchParams([['{field}', '{value}']]).toString()"
    )
    assert page.evaluate(
        "[...document.querySelectorAll('.direction:not([hidden])')]"
        ".every((one) => one.querySelector('.statement:not([hidden])'))"
    )


def test_filters_add_up_and_reset_clears_them(digest: Reader) -> None:
    page = digest.open("#city=almaty&kind=assignment")
    both = shown(page)
    page.select_option("#find-kind", "")
    settled(page)
    assert shown(page) > both > 0
    page.click("button[type=reset]")
    settled(page)
    assert shown(page) == page.locator(".statements > .statement").count()
    assert page.evaluate("location.hash") == ""


def test_the_search_reads_as_people_type(digest: Reader) -> None:
    page = digest.open()
    page.fill("#find-q", "МЕТРО")
    settled(page)
    words = page.locator(SHOWN).all_text_contents()
    assert words
    assert all("метро" in one.lower() for one in words)
    page.fill("#find-q", "метро жоқсөз")
    settled(page)
    assert shown(page) == 0
    assert page.is_visible("#find-none")


def test_an_address_with_a_filter_opens_filtered(digest: Reader) -> None:
    page = digest.open("#city=alatau&lang=ru")
    assert page.input_value("#find-city") == "alatau"
    assert page.locator(".city:not([hidden])").count() == 1
    assert page.locator("html").get_attribute("lang") == "ru"
    page.evaluate("location.hash = '#kind=ban'")
    settled(page)
    assert page.input_value("#find-city") == ""
    assert page.input_value("#find-kind") == "ban"


@pytest.mark.parametrize(("code", "heading"), [("ru", "Планы развития городов"), ("en", "City development plans")])
def test_labels_change_their_language(digest: Reader, code: str, heading: str) -> None:
    page = digest.open()
    before = page.locator("blockquote").all_text_contents()
    page.click(f"button[data-language={code}]")
    assert page.inner_text("h1") == heading
    assert page.title() == heading
    assert page.locator("html").get_attribute("lang") == code
    assert page.locator(f"button[data-language={code}]").get_attribute("aria-pressed") == "true"
    assert page.locator("blockquote").all_text_contents() == before
    assert page.evaluate("location.hash") == f"#lang={code}"
    labels = page.evaluate("JSON.parse(document.getElementById('words').textContent)")
    column = labels["languages"].index(code)
    assert page.inner_text("#find label[for=find-city]") in {row[column] for row in labels["words"]}
    page.click("button[data-language=kk]")
    assert page.inner_text("h1") == "Қалаларды дамыту жоспарлары"


def test_a_permalink_opens_its_statement_through_a_filter(digest: Reader) -> None:
    page = digest.open("#city=astana")
    goal = page.locator("#almaty .statement").first.get_attribute("id")
    page.evaluate(f"location.hash = '#{goal}'")
    settled(page)
    assert page.is_visible(f"#{goal}")
    assert page.evaluate(f"document.getElementById('{goal}').matches(':target')")
    assert page.locator(f"#{goal} .permalink").get_attribute("href") == f"#{goal}"


def test_a_cell_of_the_matrix_leads_to_its_statements(digest: Reader) -> None:
    page = digest.open()
    leading = ".matrix td a, .cards a, .targets a, .timeline a, .contents a"
    lost = page.evaluate(
        f"[...document.querySelectorAll('{leading}')].map((link) => link.getAttribute('href'))"
        ".filter((goal) => !document.getElementById(goal.slice(1)))"
    )
    assert page.locator(leading).count() > 50
    assert lost == []


def test_the_keyboard_reaches_everything(digest: Reader) -> None:
    page = digest.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.focus("#find-q")
    page.keyboard.type("жоспар")
    for name in ("city", "direction", "kind", "speaker", "year"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
    settled(page)
    assert shown(page) < page.locator(".statements > .statement").count()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settled(page)
    assert shown(page) == page.locator(".statements > .statement").count()
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"


def test_all_is_there_without_a_script(browser: Browser, pages: dict[str, Path]) -> None:
    reader = Reader(browser, pages["digest"], java_script_enabled=False)
    page = reader.open()
    assert page.locator(".statements > .statement").count() == page.locator(".statements > .statement:visible").count()
    assert not page.is_visible("#find")
    assert not page.is_visible(".languages")
    page.click("details summary >> nth=0")
    assert page.is_visible("details dl >> nth=0")
    reader.close()


def test_on_paper_there_are_no_controls(digest: Reader) -> None:
    page = digest.open()
    page.emulate_media(media="print")
    for name in (".contents", ".languages", "#find", ".permalink >> nth=0", "details >> nth=0"):
        assert not page.is_visible(name), name
    assert page.evaluate("getComputedStyle(document.querySelector('.statement')).breakInside") == "avoid"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.fixture
def ledger(browser: Browser, pages: dict[str, Path]) -> Iterator[Reader]:
    reader = Reader(browser, pages["targets-all"], viewport={"width": 1280, "height": 900})
    yield reader
    reader.close()


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("city", "almaty", "element.closest('.city').id === 'almaty'"),
        ("indicator", "tourist_arrivals", "element.dataset.indicator === 'tourist_arrivals'"),
        ("status", "no-data", "element.dataset.status === 'no-data'"),
        ("year", "2030", "element.dataset.year === '2030'"),
    ],
)
def test_targets_are_filtered(ledger: Reader, field: str, value: str, rule: str) -> None:
    page = ledger.open()
    everything = shown(page)
    page.select_option(f"#find-{field}", value)
    settled(page)
    assert 0 < shown(page) < everything
    assert page.evaluate(f"[...document.querySelectorAll('{SHOWN}')].every((element) => {rule})")
    hidden = "[...document.querySelectorAll('.statements > .statement[hidden]')]"
    assert not page.evaluate(f"{hidden}.some((element) => {rule})")
    assert page.evaluate("location.hash") == f"#{field}={value}"
    ledger.open(f"#{field}={value}")
    assert shown(page) < everything


def test_targets_are_found_in_the_language_shown(ledger: Reader) -> None:
    page = ledger.open()
    page.fill("#find-q", "мерзімі өтті")
    settled(page)
    assert shown(page) == 1
    page.click("button[data-language=en]")
    assert shown(page) == 0
    page.fill("#find-q", "overdue")
    settled(page)
    assert shown(page) == 1
    assert page.locator("h1").inner_text() == "Targets and what is reported"
    assert page.locator(".permalink").first.get_attribute("aria-label") == "Link to this statement"
    bar = page.locator(".bullet title").first.text_content() or ""
    assert bar.replace("\u00a0", " ") == "Target: 34 trillion tenge · 2030; Reported: 17.2 trillion tenge · 2025"


def test_all_of_the_targets_is_on_the_page(ledger: Reader) -> None:
    page = ledger.open()
    for name in ("#astana", "#contradictions", "#versions", "#quality", "#vague", "#tables", "#sources"):
        assert page.is_visible(name), name
    statuses = page.evaluate("[...document.querySelectorAll('.statement')].map((one) => one.dataset.status)")
    assert {"stated", "reported-done", "overdue-without-report", "contradicted", "no-data"} == set(statuses)
    assert page.locator(".statement > .kind use").count() == len(statuses)
    missing = page.locator(".statement[data-status=no-data]").first
    assert missing.locator(".unknown").count() == 1
    assert missing.locator(".reached").count() == 0
    page.emulate_media(media="print")
    assert page.is_visible(".components >> nth=0")
    assert page.evaluate("getComputedStyle(document.querySelector('.statement')).breakInside") == "avoid"


#: Words of documents that would run, fetch, restyle or break the page if they were taken for more than words.
HOSTILE = (
    "<script>window.ran = 1</script>",
    "<img src=x onerror=window.ran=1>",
    '"><svg onload=window.ran=1>',
    "</style></script><script>window.ran=1</script>",
    "](javascript:window.ran=1)",
    "{{ 7*7 }} {% raw %}",
    "| a | b |\n# heading",
    "[link=https://example.kz/x]x[/link]",
    "қала\u202eенибак\x1b[31m\x00",
    '=HYPERLINK("https://example.kz/x")',
    "&lt;b&gt; &#x3c;script&#x3e;",
    "ж" * 100_000,
)


def test_words_of_documents_are_words(browser: Browser, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kzplans", "digest"]
    made = subprocess.run([*command, "seeds", "--context", "-q"], cwd=ROOT, check=True, capture_output=True).stdout
    report = json.loads(made)
    parts = [
        part
        for section in report["data"]["sections"]
        for priority in section["priorities"]
        for part in priority["directions"]
    ]
    statements = [statement for part in parts for statement in part["statements"]][: len(HOSTILE)]
    for statement, words in zip(statements, HOSTILE, strict=True):
        statement.update(text=words, start=0, quantities=[], deadline=None, speaker={"name": words, "role": words})
        statement["because"] = dict.fromkeys(statement["because"], words)
        statement["document"].update(
            id=words[:99], title=words, publisher=words, path=words[:99], url=f"javascript:{words[:99]}"
        )
    report["unread"] = [{"path": words[:99], "reason": "empty", "detail": words} for words in HOSTILE]
    context = tmp_path / "report.json"
    context.write_text(json.dumps(report), encoding="utf-8")
    page_file = tmp_path / "page.html"
    subprocess.run([*command, "--from-context", str(context), "-o", str(page_file)], cwd=ROOT, check=True)
    reader = Reader(browser, page_file, viewport={"width": 360, "height": 800})
    page = reader.open()
    page.fill("#find-q", "window.ran")
    settled(page)
    assert shown(page) == sum("window.ran" in words for words in HOSTILE)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for statement, words in zip(statements, HOSTILE, strict=True):
        read = page.evaluate(
            "(id) => document.getElementById(id).querySelector('blockquote').textContent", statement["id"]
        )
        assert read.replace(" ", "") == one_line(words).replace(" ", "")
    assert page.evaluate("[...document.links].every((link) => link.protocol === 'file:')")
    reader.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_window(browser: Browser, pages: dict[str, Path], name: str) -> None:
    reader = Reader(browser, pages[name])
    page = reader.open()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    reader.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, pages: dict[str, Path], name: str, scheme: Literal["light", "dark"]
) -> None:
    reader = Reader(browser, pages[name], color_scheme=scheme, viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = reader.open()
    page.add_style_tag(content=".statement { content-visibility: visible !important }")
    page.add_script_tag(path=str(AXE))
    # in the dark only the colours are others
    rules = "{resultTypes: ['violations']" + (", runOnly: ['color-contrast']}" if scheme == "dark" else "}")
    found = page.evaluate(f"axe.run(document, {rules})")["violations"]
    told = [{"rule": one["id"], "where": [node["html"][:200] for node in one["nodes"][:3]]} for one in found]
    assert told == [], json.dumps(told, indent=1, ensure_ascii=False)
    reader.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_html_is_valid(pages: dict[str, Path], name: str) -> None:
    html5lib.HTMLParser(strict=True).parse(pages[name].read_text(encoding="utf-8"))


def test_the_page_of_the_seeds_is_small(pages: dict[str, Path]) -> None:
    assert pages["digest"].stat().st_size <= 300_000
