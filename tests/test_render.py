"""Rendering: the forms of reports and statements, and that document text comes out as text in each of them."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kzplans.console import report_view
from kzplans.errors import TemplateFaultError
from kzplans.lexicon import Lexicon, load_lexicon
from kzplans.model import Because, Deadline, Document, Kind, Modifier, Quantity, Speaker, Statement, Unread
from kzplans.render import check_templates, render_report, render_statements
from kzplans.render.escape import html_text, md_statement, md_text, one_line, safe_url, table_text
from kzplans.reports.comparison import Comparison, build_comparison
from kzplans.reports.digest import Digest, build_digest
from kzplans.reports.query import Query
from kzplans.reports.wording import Wording
from kzplans.sources.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 1, 5)
GOLD = sorted((Path(__file__).parent / "gold").glob("0*.yaml"))
ACTIVE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

#: Text that tries to be more than text.
PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><script>1</script>', "' onmouseover='alert(1)",
    "</td></tr></table><h1>x</h1>", "--><script>1</script>", "<!-- x", "&lt;script&gt; &copy; &#60;b&#62;", "]]><x/>",
    "[x](javascript:alert(1))", "![p](http://127.0.0.1:9/p.png)", "[x]: http://127.0.0.1:9", "<http://127.0.0.1:9>",
    "http://127.0.0.1:9/x", "www.example.kz", "mailto:a@example.kz", "# Тақырып", "===", "---", "- тармақ", "+ тармақ",
    "* тармақ", "1. тармақ", "1) тармақ", "> дәйексөз", "```", "~~~", "`код`", "**қою** __т__ *к* _к_ ~~жоқ~~", "***",
    "| a | b |", "a | b", r"\<b\>", "\\", "{{ 7*7 }} {% include 'x' %} ${x}", r"$$\href{javascript:alert(1)}{x}$$",
    "[^1]", "[ ] міндет", "текст ##", "=HYPERLINK(1)", "+1", "@SUM(1)", "%x", "[link=file:///etc/passwd]x[/link]",
    "[bold]x[/bold]", "[/bold]", ":smile:", "a_b_c", "5*5*5",
]  # fmt: skip
#: … and what is shown of characters that act on a terminal or on the direction of a line.
UNSEEN = {
    "\x1b[31m": r"\x1b[31m",
    "\x1b]0;x\x07": r"\x1b]0;x\x07",
    "a\u202etxt.exe\u202c": r"a\u202etxt.exe\u202c",
    "\x9b31m": r"\x9b31m",
    "\ue000\U000e0041\ud800": r"\ue000\U000e0041\ud800",
    "a\tb\nc\u2028d": "a b c d",
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def statement(
    text: str = "5 мектеп салынады.",
    *,
    numbers: tuple[tuple[int, int], ...] = (),
    **changes: Any,  # noqa: ANN401  any field
) -> Statement:
    document = Document("d_1", "a.txt", None, "Тақырып", "2025-12-12", "kk", "KAZINFORM", "00", text)
    return replace(
        Statement(
            id="s_1",
            document=document,
            start=0,
            stop=len(text),
            line=1,
            text=text,
            city="astana",
            directions=("education",),
            kind=Kind.PLAN,
            speaker=None,
            quoted=False,
            quantities=tuple([Quantity(text[a:b], a, b, Decimal(5), "school") for a, b in numbers]),
            deadline=None,
            because=Because("", "", "", ""),
        ),
        **changes,
    )


def gold_statement(found: dict[str, Any], number: int, document: Document) -> Statement:
    start = found["start"]
    quantities = []
    for one in found["quantities"]:
        at = start + found["text"].index(one["text"])
        quantities.append(
            Quantity(
                text=one["text"],
                start=at,
                stop=at + len(one["text"]),
                value=Decimal(str(one["value"])),
                unit=one["unit"],
                modifier=Modifier(one["modifier"]),
                year=one["year"],
                indicator=one["indicator"],
            )
        )
    due = found["deadline"]
    speaker = found["speaker"]
    return Statement(
        id=f"s_{document.id}{number:04}",
        document=document,
        start=start,
        stop=start + len(found["text"]),
        line=found["line"],
        text=found["text"],
        city=found["city"],
        directions=tuple(found["directions"]),
        kind=Kind(found["kind"]),
        speaker=Speaker(**speaker) if any(speaker.values()) else None,
        quoted=found["quoted"],
        quantities=tuple(quantities),
        deadline=due and Deadline(due["text"], due["year"], due["year"] and str(due["year"])),
        because=Because("rule of the city", "rule of directions", "rule of the kind", "rule of the speaker"),
    )


@pytest.fixture(scope="module")
def statements() -> list[Statement]:
    """The statements of the annotated texts."""
    made = []
    for path in GOLD:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        about = content["document"]
        document = Document(
            id=path.stem,
            path=f"seeds/{about['file']}",
            url=None,
            title=about["title"],
            date=about["date"] or about.get("date_partial"),
            language=about["lang"],
            publisher=about["publisher"],
            sha256="00",
            text="",
        )
        made += [gold_statement(found, number, document) for number, found in enumerate(content["statements"])]
    return made


def digest_of(statements: list[Statement], lexicon: Lexicon, **options: Any) -> Digest:  # noqa: ANN401  as it is called
    texts = list({found.document.id: found.document for found in statements}.values())
    lost = [Unread("x<b>.pdf", "unsupported_type", "PDF | *1*")]
    return build_digest(statements, texts, lost, lexicon, query=Query(), today=TODAY, **options)


def comparison_of(statements: list[Statement], lexicon: Lexicon) -> Comparison:
    texts = list({found.document.id: found.document for found in statements}.values())
    cities = ("astana", "almaty")
    return build_comparison(statements, texts, [], lexicon, cities=cities, query=Query(), today=TODAY)


@pytest.fixture(scope="module")
def digest(statements: list[Statement], lexicon: Lexicon) -> Digest:
    return digest_of(statements, lexicon, top=None)


@pytest.fixture(scope="module")
def comparison(statements: list[Statement], lexicon: Lexicon) -> Comparison:
    return comparison_of(statements, lexicon)


# --- Reading what was made --------------------------------------------------------------------------------------------


def markdown_texts(source: str) -> list[str]:
    """The text of each inline block of a Markdown page, as a reader sees it; fails on links, images, code and HTML."""
    found = []
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        assert token.type not in {"fence", "code_block", "html_block"}, token.content
        if token.type != "inline":
            continue
        text = ""
        for part in token.children or []:
            assert part.type not in {"image", "code_inline", "html_inline", "link_open"}, part.content
            text += "\n" if part.type in {"softbreak", "hardbreak"} else part.content
        found.append(text)
    return found


class Page(HTMLParser):
    """Elements, their attributes, and the text of quotations."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.quotes: list[str] = []
        self.languages: list[str | None] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "br", "link", "input"}:
            self.open.append(tag)
        if tag == "blockquote":
            self.quotes.append("")
            self.languages.append(dict(attrs).get("lang"))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "blockquote" in self.open:
            self.quotes[-1] += data


# --- Escaping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_are_text_in_markdown(payload: str) -> None:
    frames = ["{}", "- {}", "# {}", "> {}", "before {} after", "*{}*"]
    for frame in frames:
        expected = frame.strip("*->#").strip().replace("{}", payload)
        assert markdown_texts(frame.replace("{}", md_text(payload))) == [expected]
    table = f"| a | b |\n|---|---|\n| {md_text(payload)} | x |\n"
    assert markdown_texts(table) == ["a", "b", payload, "x"]


@given(text=st.text(st.sampled_from("ab5 .-+=*_#>|\\[](){}<!:&;`~$/w\u00a0ққ\"'%"), max_size=25))
def test_any_text_is_text_in_markdown(text: str) -> None:
    shown = one_line(text).strip()
    read = "".join(markdown_texts(md_text(text)))
    assert read == shown


@given(
    text=st.text(st.sampled_from('5қ %-.,*_«»()\\$"'), min_size=1, max_size=14),
    spans=st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=3),
)
def test_bold_numbers_leave_the_text_as_it_is(text: str, spans: list[tuple[int, int]]) -> None:
    text = text.strip()
    numbers = tuple([(start, stop) for start, stop in spans if start < stop <= len(text)])
    assert "".join(markdown_texts(str(md_statement(statement(text, numbers=numbers))))) == text


@pytest.mark.parametrize(
    ("text", "number", "shown"),
    [
        ("Саны 55-ке жетті", (5, 10), "Саны **55-ке** жетті"),
        ("Саны 17%ға артты", (5, 8), "Саны 17%ға артты"),  # no renderer would see the end of bold there
        ("(17%) артты", (1, 4), "(**17%**) артты"),
        ("2030. жыл", (0, 4), "**2030**. жыл"),
        ("2030. жыл", (5, 6), "2030\\. жыл"),
    ],
)
def test_numbers_in_bold(text: str, number: tuple[int, int], shown: str) -> None:
    assert str(md_statement(statement(text, numbers=(number,)))) == shown


@pytest.mark.parametrize(("text", "shown"), UNSEEN.items())
def test_unseen_characters_are_shown_as_what_they_are(text: str, shown: str) -> None:
    assert one_line(text) == shown
    assert html_text(text) == shown
    assert "".join(markdown_texts(md_text(text))) == shown


def test_soft_hyphens_and_no_break_spaces_stay() -> None:
    assert one_line("қа\u00adла\u00a05") == "қа\u00adла\u00a05"


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@x", "|x", "%x", " =1", '"=1', "\u200b=1", "＝1", "\t=1", "\u00a0＋1"],
)  # fmt: skip
def test_formulas_are_prefixed_in_tables(text: str) -> None:
    assert table_text(text).startswith("'")


def test_other_fields_are_not_prefixed() -> None:
    assert [table_text(text) for text in ("5", "", "а=1", "« =")] == ["5", "", "а=1", "« ="]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.kz/a?b=1#c", True),
        ("http://example.kz", True),
        ("javascript:alert(1)", False),
        ("https://user@example.kz/", False),
        ("https://", False),
        ("https://example.kz/ x", False),
        ("https://example.kz/\u202e", False),
        ("https://example.kz/<b>", False),
        ("http://[::1", False),
        ("//example.kz", False),
        (None, False),
    ],
)
def test_addresses(url: str | None, safe: bool) -> None:  # noqa: FBT001  a case of a table
    assert safe_url(url) == (url if safe else None)


# --- Markdown and HTML ------------------------------------------------------------------------------------------------


def test_the_markdown_has_every_statement_word_for_word(
    digest: Digest, lexicon: Lexicon, statements: list[Statement]
) -> None:
    page = render_report(digest, "md", lexicon=lexicon)
    read = [text.partition("\n") for text in markdown_texts(page)]
    quoted = sorted(text for text, _, facts in read if facts)
    assert quoted == sorted(found.text for found in statements)


def test_the_html_has_every_statement_word_for_word(
    digest: Digest, lexicon: Lexicon, statements: list[Statement]
) -> None:
    page = Page(render_report(digest, "html", lexicon=lexicon))
    assert sorted(page.quotes) == sorted(found.text for found in statements)
    assert set(page.languages) == {"kk"}
    assert page.open == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_reports_are_made_in_each_language(
    digest: Digest, comparison: Comparison, lexicon: Lexicon, language: str
) -> None:
    heading = {"kk": "Дереккөздер", "ru": "Источники", "en": "Sources"}[language]
    for form in ("md", "html"):
        assert heading in render_report(digest, form, lexicon=lexicon, language=language)
        assert heading in render_report(comparison, form, lexicon=lexicon, language=language)
    assert f'<html lang="{language}">' in render_report(digest, "html", lexicon=lexicon, language=language)


def assert_only_our_script(page: Page, source: str) -> None:
    """One table of words and one script, ours, which the policy names by its hash; no handlers, nothing fetched."""
    assert page.tags.count("script") == 2
    assert [name for name, _ in page.attributes if name.startswith("on") or name in {"src", "action"}] == []
    script = source.rpartition("<script>")[2].partition("</script>")[0]
    assert script == (ROOT / "templates" / "assets" / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in source


def test_pages_fetch_nothing_and_run_only_our_script(digest: Digest, comparison: Comparison, lexicon: Lexicon) -> None:
    for source in (
        render_report(digest, "html", lexicon=lexicon),
        render_report(comparison, "html", lexicon=lexicon),
    ):
        page = Page(source)
        assert {"img", "link", "iframe", "object", "base"} & set(page.tags) == set()
        assert_only_our_script(page, source)
        assert {value[:1] for name, value in page.attributes if name == "href" and value} == {"#"}
        assert "default-src 'none'" in source
        assert "url(" not in source
        assert "@import" not in source


def test_ids_are_unique_and_links_lead_to_them(digest: Digest, comparison: Comparison, lexicon: Lexicon) -> None:
    for source in (
        render_report(digest, "html", lexicon=lexicon),
        render_report(comparison, "html", lexicon=lexicon),
    ):
        page = Page(source)
        ids = [value for name, value in page.attributes if name == "id"]
        assert len(ids) == len(set(ids))
        targets = {value[1:] for name, value in page.attributes if name == "href" and value}
        assert targets <= set(ids)


def test_headings_are_in_order(digest: Digest, comparison: Comparison, lexicon: Lexicon) -> None:
    for source in (
        render_report(digest, "html", lexicon=lexicon),
        render_report(comparison, "html", lexicon=lexicon),
    ):
        levels = [int(tag[1]) for tag in Page(source).tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_rest_of_a_direction_is_counted(statements: list[Statement], lexicon: Lexicon) -> None:
    page = render_report(digest_of(statements, lexicon, top=1), "md", lexicon=lexicon, language="en")
    assert re.search(r"^\d+\u00a0statements more \(show all: --all\)$", page, re.MULTILINE)
    everything = render_report(digest_of(statements, lexicon, top=None), "md", lexicon=lexicon, language="en")
    assert "statements more" not in everything


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_reason_for_not_reading_has_words(lexicon: Lexicon, language: str) -> None:
    assert set(Reason) <= set(lexicon.labels[language]["reasons"])


def test_an_empty_report_says_so(lexicon: Lexicon) -> None:
    for form in ("md", "html"):
        assert "Nothing matches these filters." in render_report(
            digest_of([], lexicon), form, lexicon=lexicon, language="en"
        )
        page = render_report(comparison_of([], lexicon), form, lexicon=lexicon, language="en")
        assert "Nothing matches these filters." in page


def hostile(payload: str, number: int) -> Statement:
    """A payload in the words, title, path, address, publisher, speaker, time limit and reasons at once."""
    found = statement(
        payload,
        id=f"s_{number}",
        city=("astana", "almaty")[number % 2],
        numbers=((0, 1),),
        speaker=Speaker(payload, payload),
        deadline=Deadline(payload, 2030, "2030"),
        because=Because(payload, payload, payload, payload),
    )
    document = replace(
        found.document, id=f"d_{number}", title=payload, path=payload, publisher=payload, date=payload, url=payload
    )
    own = replace(found.quantities[0], indicator="jobs", value=Decimal(number + 1))  # so that none repeats another
    return replace(found, document=document, quantities=(own,))


@pytest.fixture(scope="module")
def hostiles() -> list[Statement]:
    return [hostile(payload, number) for number, payload in enumerate([*PAYLOADS, *UNSEEN])]


def test_payloads_are_text_in_pages(hostiles: list[Statement], lexicon: Lexicon) -> None:
    source = render_report(digest_of(hostiles, lexicon, top=None), "html", lexicon=lexicon)
    page = Page(source)
    assert sorted(page.quotes) == sorted(one_line(found.text) for found in hostiles)
    assert page.open == []
    assert {"img", "base"} & set(page.tags) == set()
    assert_only_our_script(page, source)
    links = [value for name, value in page.attributes if name == "href" and value and not value.startswith("#")]
    address = "http://127.0.0.1:9/x"  # the one that is a web address, where addresses belong
    assert links == [f"{address}#:~:text=http%3A%2F%2F127.0.0.1%3A9%2Fx", address]
    for number in range(0, len(hostiles) - 1, 2):
        pair = comparison_of(hostiles[number : number + 2], lexicon)
        assert Page(render_report(pair, "html", lexicon=lexicon)).open == []


def test_payloads_are_text_in_markdown_reports(hostiles: list[Statement], lexicon: Lexicon) -> None:
    local = [replace(found, document=replace(found.document, url=None)) for found in hostiles]
    read = markdown_texts(render_report(digest_of(local, lexicon, top=None), "md", lexicon=lexicon))
    assert {one_line(found.text).strip() for found in hostiles} <= {text.partition("\n")[0] for text in read}
    for number in range(0, len(local) - 1, 2):
        markdown_texts(render_report(comparison_of(local[number : number + 2], lexicon), "md", lexicon=lexicon))


def test_no_form_holds_active_characters(hostiles: list[Statement], lexicon: Lexicon) -> None:
    digest, comparison = digest_of(hostiles, lexicon, top=None), comparison_of(hostiles, lexicon)
    outputs = ["".join(render_statements(hostiles, form, today=TODAY)) for form in ("ndjson", "csv", "tsv", "json")]
    for form in ("md", "html", "json"):
        outputs.append(render_report(digest, form, lexicon=lexicon))
        outputs.append(render_report(comparison, form, lexicon=lexicon))
    outputs += [report_view(digest, lexicon=lexicon), report_view(comparison, lexicon=lexicon)]
    assert [output[:200] for output in outputs if ACTIVE.search(output)] == []


# --- Templates --------------------------------------------------------------------------------------------------------


def test_ones_own_template_stands_before_ours(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "digest.md.j2").write_text(
        "{{ digest.count }} {{ digest.unread[0].path }} {{ t.label('cities', 'astana') }}\n", "utf-8"
    )
    digest = digest_of([statement()], lexicon)
    assert render_report(digest, "md", lexicon=lexicon, templates=tmp_path) == "1 x&lt;b&gt;.pdf Астана\n"
    assert "<!DOCTYPE html>" in render_report(digest, "html", lexicon=lexicon, templates=tmp_path)


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("a\n{% if %}\n", "digest.md.j2:2: "),
        ("a\n\n{{ nothing }}\n", "digest.md.j2:3: 'nothing' is undefined"),
        ("{{ digest.nothing }}\n", "digest.md.j2:1: .* has no attribute 'nothing'"),
        ("{{ ''.__class__.__mro__ }}\n", "digest.md.j2:1: .*unsafe"),
        ("{{ 1|shout }}\n", "digest.md.j2:1: No filter named 'shout'"),
        ("{% include 'gone.j2' %}\n", "gone.j2: no such template"),
        ("{% include '../../etc/passwd' %}\n", "passwd: no such template"),
    ],
)
def test_a_wrong_template_is_named_with_its_line(tmp_path: Path, lexicon: Lexicon, template: str, fault: str) -> None:
    (tmp_path / "digest.md.j2").write_text(template, "utf-8")
    with pytest.raises(TemplateFaultError, match=fault):
        render_report(digest_of([statement()], lexicon), "md", lexicon=lexicon, templates=tmp_path)


def test_our_templates_are_in_order() -> None:
    check_templates()


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{% for %}", "digest.html.j2:1: "),
        ("{{ comparison }}", "asks for comparison; there is digest, generator, live, statements, t"),
    ],
)
def test_check_finds_what_rendering_would_stumble_over(tmp_path: Path, template: str, fault: str) -> None:
    (tmp_path / "digest.html.j2").write_text(template, "utf-8")
    with pytest.raises(TemplateFaultError, match=fault):
        check_templates(tmp_path)
    with pytest.raises(TemplateFaultError, match="is not there"):
        check_templates(tmp_path / "gone")


# --- Data -------------------------------------------------------------------------------------------------------------


def test_the_contract_of_a_statement() -> None:
    text = "Көлемін 30 трлн теңгеге жеткізу"
    found = replace(
        statement(text, numbers=((8, 23),), speaker=Speaker("Евгений Глотов", None)),
        deadline=Deadline("2030 жылға қарай", 2030, "2030", inherited=True),
    )
    found = replace(found, quantities=(replace(found.quantities[0], value=Decimal("3.00E+13"), unit="KZT"),))
    (line,) = render_statements([found], "ndjson", today=TODAY)
    read = json.loads(line)
    assert line.endswith("}\n")
    assert list(read) == [
        "id", "document", "start", "stop", "line", "text", "language", "city", "directions", "kind", "speaker",
        "quoted", "quantities", "deadline", "responsible", "place", "because",
    ]  # fmt: skip
    assert read["document"] == {
        "id": "d_1", "path": "a.txt", "url": None, "title": "Тақырып", "date": "2025-12-12", "language": "kk",
        "publisher": "KAZINFORM", "sha256": "00",
    }  # fmt: skip
    assert read["speaker"] == {"name": "Евгений Глотов", "role": None}
    assert list(read["quantities"][0].items()) == [
        ("text", "30 трлн теңгеге"), ("start", 8), ("stop", 23), ("value", "30000000000000"), ("unit", "KZT"),
        ("modifier", "exact"), ("change", None), ("role", None), ("year", None), ("indicator", None), ("per", None),
        ("period", None), ("city", None), ("mood", None), ("cell", None),
    ]  # fmt: skip
    assert read["deadline"] == {
        "text": "2030 жылға қарай", "start": None, "stop": None, "year": 2030, "date": "2030", "inherited": True,
    }  # fmt: skip


def test_every_form_of_data_holds_every_statement(statements: list[Statement]) -> None:
    lines = [json.loads(line) for line in render_statements(statements, "ndjson", today=TODAY)]
    (whole,) = render_statements(statements, "json", today=TODAY, inputs=["seeds"], unread=[Unread("x", "empty", "")])
    envelope = json.loads(whole)
    assert list(envelope) == ["schema", "generator", "today", "inputs", "warnings", "unread", "data"]
    assert (envelope["schema"], envelope["inputs"], envelope["today"]) == ("kzplans/extract@1", ["seeds"], "2026-01-05")
    assert envelope["data"] == lines
    assert [line["text"] for line in lines] == [found.text for found in statements]
    for form, dialect in (("csv", "excel"), ("tsv", "excel-tab")):
        table = "".join(render_statements(statements, form, today=TODAY))
        rows = list(csv.DictReader(io.StringIO(table), dialect=dialect))
        assert [row["id"] for row in rows] == [found.id for found in statements]
        assert [row["text"] for row in rows] == [one_line(found.text) for found in statements]


def test_json_gives_back_every_character() -> None:
    text = 'a"\\\x1b\u202e\U000e0041\u00a0қ\ud800'
    (line,) = render_statements([statement(text)], "ndjson", today=TODAY)
    assert json.loads(line)["text"] == text
    assert not ACTIVE.search(line)


def test_only_a_csv_file_begins_with_a_byte_order_mark() -> None:
    heads = {
        (form, to_file): next(render_statements([], form, today=TODAY, to_file=to_file))[0]
        for form in ("csv", "tsv")
        for to_file in (True, False)
    }
    assert heads == {("csv", True): "\ufeff", ("csv", False): '"', ("tsv", True): "i", ("tsv", False): "i"}


def test_lines_come_as_statements_come() -> None:
    def endless() -> Iterator[Statement]:
        while True:
            yield statement()

    assert next(iter(render_statements(endless(), "ndjson", today=TODAY))).startswith('{"id":"s_1"')


def test_reports_as_json(digest: Digest, comparison: Comparison, lexicon: Lexicon, statements: list[Statement]) -> None:
    made = json.loads(render_report(digest, "json", lexicon=lexicon, inputs=["seeds"]))
    assert (made["schema"], made["inputs"], made["unread"][0]["reason"]) == (
        "kzplans/digest@1",
        ["seeds"],
        "unsupported_type",
    )
    parts = [
        part
        for section in made["data"]["sections"]
        for priority in section["priorities"]
        for part in priority["directions"]
    ]
    assert sorted(found["text"] for part in parts for found in part["statements"]) == sorted(
        found.text for found in statements
    )
    made = json.loads(render_report(comparison, "json", lexicon=lexicon))
    assert (made["schema"], made["data"]["cities"]) == ("kzplans/compare@1", ["astana", "almaty"])
    assert [row["direction"] for row in made["data"]["rows"]] == [row.direction for row in comparison.rows]


def test_a_comparison_as_tsv(comparison: Comparison, lexicon: Lexicon) -> None:
    rows = list(csv.reader(io.StringIO(render_report(comparison, "tsv", lexicon=lexicon)), dialect="excel-tab"))
    assert rows[0] == ["row", "name", "astana", "astana_text", "almaty", "almaty_text"]
    assert {len(row) for row in rows} == {6}


# --- Terminal ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [20, 60, 80, 132])
def test_no_number_is_cut_on_a_terminal(comparison: Comparison, digest: Digest, lexicon: Lexicon, width: int) -> None:
    shown = report_view(comparison, lexicon=lexicon, width=width)
    for row in comparison.figures:
        for figure in row.figures:
            assert figure is None or Wording.of(lexicon, "kk").quantity(figure.quantity) in shown
    table = report_view(digest, lexicon=lexicon, width=width)
    for direction in digest.matrix.rows:
        counts = r"\s+".join(str(count or "·") for count in direction.counts)
        assert re.search(rf" {counts} +{direction.total}$", table, re.MULTILINE)


def test_colour_adds_no_words(comparison: Comparison, digest: Digest, lexicon: Lexicon) -> None:
    colours = re.compile(r"\x1b\[[0-9;]*m")
    pairs = [
        (report_view(digest, lexicon=lexicon, color=on), report_view(comparison, lexicon=lexicon, color=on))
        for on in (False, True)
    ]
    for plain, colored in zip(*pairs, strict=True):
        assert "\x1b" in colored
        assert "\x1b" not in plain
        assert [line.rstrip() for line in colours.sub("", colored).split("\n")] == plain.split("\n")
