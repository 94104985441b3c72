"""Every form of a report holds the same statements, is the same each time, and takes document text as text."""

from __future__ import annotations

import copy
import email
import email.policy
import io
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import feedparser
import jsonschema
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from kzplans.cli import main
from kzplans.console import report_view
from kzplans.errors import UsageError
from kzplans.lexicon import Lexicon, load_lexicon
from kzplans.model import Because, Deadline, Document, Kind, Quantity, Speaker, Statement, Unread
from kzplans.render import render_file, render_report
from kzplans.render.escape import one_line
from kzplans.render.extras import EXTRAS, require_packages
from kzplans.render.mail import Envelope
from kzplans.render.schemas import SCHEMAS, schema_json
from kzplans.reports.comparison import Comparison, build_comparison
from kzplans.reports.digest import Digest, build_digest
from kzplans.reports.query import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

ROOT = Path(__file__).resolve().parent.parent
SEEDS = str(ROOT / "seeds")
TODAY = date(2026, 1, 5)
DAY = ("--today", TODAY.isoformat())

try:
    require_packages("pdf")
    NO_PDF = ""
except UsageError as missing:  # WeasyPrint needs a library of the system
    NO_PDF = str(missing).replace("\n", "; ")

PDF = pytest.param("pdf", marks=pytest.mark.skipif(bool(NO_PDF), reason=NO_PDF))
DIGEST_FORMS = ["md", "html", "docx", PDF, "txt", "eml", "atom", "json"]
COMPARISON_FORMS = [*DIGEST_FORMS, "tsv"]

#: Words that try to be more than words.
CORPUS = [
    "<script>alert(1)</script>", "](javascript:x)", "[x](javascript:alert(1))", "| a | b |", "# h", "{{ 7*7 }}",
    "[link=x]y[/link]", "a\u202etxt.exe", "\x1b[31mқызыл\x1b[0m", "\x1b]0;x\x07", '=HYPERLINK("x")', "a\ud800b",
    "]]>&amp;", "<!--", "</blockquote></p>", "</w:t></w:r><w:p/>", "Subject: x\r\nBcc: y@example.kz", ".\r\n.",
    "\u0000\ufffe\uffff", 'MERGEFIELD "x"', "%PDF-1.4", "ә" * 100_000,
]  # fmt: skip


# --- Reports ----------------------------------------------------------------------------------------------------------


def hostile(words: str, number: int) -> Statement:
    """A statement that has these words wherever words of a text can be."""
    document = Document(f"d_{number}", words, words, words, words, "kk", words, "00", words)
    return Statement(
        id=f"s_{number}",
        document=document,
        start=0,
        stop=len(words),
        line=1,
        text=words,
        city=("astana", "almaty")[number % 2],
        directions=("education",),
        kind=Kind.PLAN,
        speaker=Speaker(words, words),
        quoted=True,
        quantities=(Quantity(words[:1], 0, 1, Decimal(5), "school", indicator="jobs"),),
        deadline=Deadline(words, 2030, "2030", 0, len(words)),
        because=Because(words, words, words, words),
    )


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def hostiles() -> list[Statement]:
    return [hostile(words, number) for number, words in enumerate(CORPUS)]


@pytest.fixture(scope="module")
def digest(hostiles: list[Statement], lexicon: Lexicon) -> Digest:
    return digest_of(hostiles, lexicon)


def digest_of(statements: list[Statement], lexicon: Lexicon, **options: Any) -> Digest:  # noqa: ANN401  as it is called
    lost = [Unread(words, "unsupported_type", words) for words in CORPUS[:12]]
    options = {"query": Query(), "top": None, **options}
    return build_digest(statements, [one.document for one in statements], lost, lexicon, today=TODAY, **options)


def comparison_of(statements: list[Statement], lexicon: Lexicon) -> Comparison:
    texts = [one.document for one in statements]
    cities = ("astana", "almaty")
    return build_comparison(statements, texts, [], lexicon, cities=cities, query=Query(), today=TODAY)


@pytest.fixture
def run(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Any]:
    """Run a command in an empty folder: its exit code, the bytes of its output, and its messages."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, bytes, str]:
        code = main(arguments)
        out, err = capfdbinary.readouterr()
        return code, out, err.decode()

    return call


# --- Reading what was made --------------------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    """Text without blanks: forms break lines where they like."""
    return "".join(text.split())


class Page(HTMLParser):
    """Names of elements, their attributes, and the text of quotations."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.quotes: list[str] = []
        self.quoting = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "blockquote":
            self.quotes.append("")
            self.quoting = True

    def handle_endtag(self, tag: str) -> None:
        self.quoting = self.quoting and tag != "blockquote"

    def handle_data(self, data: str) -> None:
        if self.quoting:
            self.quotes[-1] += data


def read_mail(content: bytes) -> tuple[EmailMessage, str, Page]:
    """A mail, its plain text, and its page."""
    message: Any = email.message_from_bytes(content, policy=email.policy.default)
    assert message.defects == []
    text, page = message.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    return message, text.get_content(), Page(page.get_content())


def paragraphs(content: bytes) -> Iterator[tuple[str, str]]:
    """Style and text of each paragraph of a document of Word, those of tables as well."""
    word = docx.Document(io.BytesIO(content))
    names = {style.style_id: style.name for style in word.styles}
    for paragraph in word.element.body.iter(qn("w:p")):
        style = paragraph.style
        yield str(names[style] if style else "Normal"), "".join(run.text or "" for run in paragraph.iter(qn("w:t")))


def words_of_docx(content: bytes) -> list[str]:
    return [text for style, text in paragraphs(content) if style == "Statement Words"]


def words_of_mail(content: bytes) -> list[str]:
    return read_mail(content)[2].quotes


def words_of_feed(content: bytes) -> list[str]:
    feed = feedparser.parse(content)
    assert feed.bozo is False
    return [entry.content[0].value for entry in feed.entries]


def words_of_page(content: bytes) -> list[str]:
    return Page(content.decode()).quotes


READERS = {"docx": words_of_docx, "eml": words_of_mail, "atom": words_of_feed, "html": words_of_page}


def words_of_json(content: bytes) -> list[str]:
    data = json.loads(content)["data"]
    if "rows" in data:
        cells = [cell["weightiest"] for row in data["rows"] for cell in row["cells"]]
        return [one_line(found["text"]) for found in cells if found]
    parts = [
        part for section in data["sections"] for priority in section["priorities"] for part in priority["directions"]
    ]
    return [one_line(found["text"]) for part in parts for found in part["statements"]]


# --- The same in every form -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("command", [("digest", SEEDS, "--all"), ("compare", "astana", "almaty", "--source", SEEDS)])
def test_every_form_has_the_statements_of_the_json(
    run: Callable[..., Any], command: tuple[str, ...], form: str
) -> None:
    code, made, _ = run(*command, "-O", form, "-q", *DAY)
    assert code == 0
    expected = words_of_json(run(*command, "-O", "json", "-q", *DAY)[1])
    assert len(expected) > 20
    assert [squeezed(words) for words in READERS[form](made)] == [squeezed(words) for words in expected]


def test_the_plain_text_has_the_statements_of_the_json(run: Callable[..., Any]) -> None:
    command = ("digest", SEEDS, "--all", "-q", *DAY)
    plain = run(*command, "-O", "txt")[1].decode()
    expected = words_of_json(run(*command, "-O", "json")[1])
    assert [words for words in expected if squeezed(words) not in squeezed(plain)] == []
    assert plain.count("• ") == len(expected)
    listed, heading, _ = plain.partition("Уәделердің нақтылығы")  # the table below it breaks its lines by the width
    assert heading
    assert squeezed(listed)[-500:] in squeezed(read_mail(run(*command, "-O", "eml")[1])[1])


@pytest.mark.skipif(bool(NO_PDF), reason=NO_PDF)
def test_the_pdf_has_the_statements_of_the_json(run: Callable[..., Any]) -> None:
    command = ("digest", SEEDS, "--city", "almaty", "--top", "2", "-q", *DAY)
    reader = PdfReader(io.BytesIO(run(*command, "-O", "pdf")[1]))
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    expected = words_of_json(run(*command, "-O", "json")[1])
    assert expected
    assert [words for words in expected if squeezed(words) not in text] == []
    about = reader.metadata
    assert about is not None
    assert str(about["/CreationDate"]).startswith("D:20260105")


ALL_FORMS = """
import sys
from kzplans.cli import main
folder, day, *forms = sys.argv[1:]
for form in forms:
    for command in (
        ["digest", "seeds", "--city", "almaty", "--top", "1"],
        ["compare", "astana", "almaty", "--direction", "transport"],
    ):
        code = main([*command, "-q", "--today", day, "-O", form, "-o", f"{folder}/{command[0]}.{form}"])
        assert code == 0, (command, form)
"""


def test_a_report_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    forms = ["md", "html", "docx", "txt", "eml", "atom", "json", *([] if NO_PDF else ["pdf"])]
    runs = []
    for seed, zone in (("1", "UTC"), ("2", "America/Adak")):
        (tmp_path / seed).mkdir()
        settings = {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT), "LC_ALL": "C"}
        command = [sys.executable, "-c", ALL_FORMS, str(tmp_path / seed), TODAY.isoformat(), *forms]
        runs.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}))
        time.sleep(1)  # times of files are told in seconds
    assert [one.wait(timeout=120) for one in runs] == [0, 0]
    made = [{path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()} for seed in ("1", "2")]
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []
    assert len(made[0]) == 2 * len(forms)


@pytest.mark.parametrize("form", DIGEST_FORMS)
def test_the_ending_of_a_file_tells_the_form(run: Callable[..., Any], tmp_path: Path, form: str) -> None:
    (tmp_path / "a.txt").write_text("Астанада 2030 жылға қарай 12 мектеп салынады.\n", encoding="utf-8")
    code, out, _ = run("digest", "a.txt", "-q", *DAY, "-o", f"brief.{form}")
    assert (code, out) == (0, b"")
    written = (tmp_path / f"brief.{form}").read_bytes()
    assert written == run("digest", "a.txt", "-q", *DAY, "-O", form)[1]


# --- Words of documents are words -------------------------------------------------------------------------------------


def shown(statements: list[Statement]) -> list[str]:
    return sorted(one_line(found.text).strip() for found in statements)


@pytest.mark.parametrize("form", ["docx", "eml"])
def test_hostile_words_are_words_in_files(
    digest: Digest, hostiles: list[Statement], lexicon: Lexicon, form: str
) -> None:
    made = render_file(digest, form, lexicon=lexicon, text=report_view(digest, lexicon=lexicon, width=76))
    assert sorted(words.strip() for words in READERS[form](made)) == shown(hostiles)
    pair = comparison_of(hostiles[:2], lexicon)
    assert len(READERS[form](render_file(pair, form, lexicon=lexicon))) == 2


def test_hostile_words_are_words_in_feeds(digest: Digest, hostiles: list[Statement], lexicon: Lexicon) -> None:
    made = render_report(digest, "atom", lexicon=lexicon).encode()
    assert sorted(words.strip() for words in words_of_feed(made)) == shown(hostiles)
    assert len(words_of_feed(render_report(comparison_of(hostiles[:2], lexicon), "atom", lexicon=lexicon).encode()))


@pytest.mark.skipif(bool(NO_PDF), reason=NO_PDF)
def test_hostile_words_are_words_on_paper(lexicon: Lexicon) -> None:
    long = [hostile(words[:5000], number) for number, words in enumerate(CORPUS)]  # the whole would take half a minute
    made = render_file(digest_of(long, lexicon), "pdf", lexicon=lexicon)
    reader = PdfReader(io.BytesIO(made))
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    for words in (*CORPUS[:6], CORPUS[10]):
        assert squeezed(one_line(words)) in text
    links = [
        str(note.get_object()["/A"]["/URI"])
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    ]
    assert links == []


@pytest.mark.parametrize("form", ["md", "html", "json", "txt"])
def test_hostile_words_break_no_text_form(digest: Digest, lexicon: Lexicon, form: str) -> None:
    if form == "txt":
        made = report_view(digest, lexicon=lexicon, width=76)
    else:
        made = render_report(digest, form, lexicon=lexicon)
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", made) is None
    made.encode()


# --- Word -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain_digest(lexicon: Lexicon) -> Digest:
    text = "Астанада 2030 жылға қарай 12 мектеп салынады."
    made = replace(hostile(text, 0), speaker=None, quantities=(Quantity("12 мектеп", 26, 35, Decimal(12), "school"),))
    made = replace(made, deadline=Deadline("2030 жылға қарай", 2030, "2030", 9, 25))
    document = replace(made.document, title="Жоспар", path="a.txt", url="https://example.kz/1", date="2025-12-12")
    made = replace(made, document=document)
    russian = replace(
        made, id="s_1", text="12 школ к 2030 году.", language="ru", city="almaty", quantities=(), start=50, stop=70
    )
    return digest_of([made, replace(russian, deadline=None)], lexicon)


@pytest.mark.parametrize(("language", "locale"), [("kk", "kk-KZ"), ("ru", "ru-RU"), ("en", "en-GB")])
def test_a_document_of_word_is_dressed(plain_digest: Digest, lexicon: Lexicon, language: str, locale: str) -> None:
    made = render_file(plain_digest, "docx", lexicon=lexicon, language=language)
    word = docx.Document(io.BytesIO(made))
    labels = lexicon.labels[language]
    read = list(paragraphs(made))
    assert ("Title", labels["words"]["digest"]) in read
    assert ("TOC 1", labels["words"]["contents_update"]) in read
    headings = [(style, text) for style, text in read if style.startswith("Heading")]
    assert ("Heading 1", labels["cities"]["astana"]) in headings
    assert ("Heading 2", labels["priorities"]["human-capital"]) in headings
    assert ("Heading 3", labels["directions"]["education"]) in headings
    fields = [field.text for field in word.element.body.iter(qn("w:instrText"))]
    assert fields == [' TOC \\o "1-3" \\h \\z \\u ']
    foot = [field.text for field in word.sections[0].footer.paragraphs[0]._p.iter(qn("w:instrText"))]
    assert foot == [" PAGE ", " NUMPAGES "]
    assert labels["words"]["all_time"] in word.sections[0].header.paragraphs[0].text
    assert word.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"
    assert {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))} == {locale}
    table = word.tables[0]
    assert [row.xpath("w:trPr/w:tblHeader") != [] for row in table._tbl.tr_lst][:2] == [True, False]
    properties = [part.tag.rpartition("}")[2] for part in table._tbl.tblPr]
    order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption"]
    assert properties == [name for name in order if name in properties]
    assert table.cell(0, 0).text == labels["words"]["direction"]
    about = word.core_properties
    assert (about.title, about.language) == (labels["words"]["digest"], locale)
    assert [made.date() for made in (about.created, about.modified) if made] == [TODAY, TODAY]


def test_numbers_and_deadlines_are_marked_in_word(plain_digest: Digest, lexicon: Lexicon) -> None:
    word = docx.Document(io.BytesIO(render_file(plain_digest, "docx", lexicon=lexicon, language="kk")))
    marks: dict[str, list[str]] = {}
    for paragraph in word.paragraphs:
        if paragraph.style is not None and paragraph.style.name == "Statement Words":
            for run in paragraph.runs:
                marks.setdefault(str(run.style.name), []).append(run.text)
    assert marks["Statement Number"] == ["12 мектеп"]
    assert marks["Statement Deadline"] == ["2030 жылға қарай"]
    spoken = [lang.get(qn("w:val")) for lang in word.element.body.iter(qn("w:lang"))]
    assert spoken == ["ru-RU"]  # the one Russian quotation in a Kazakh report


def test_a_document_of_word_holds_no_time_of_its_own(plain_digest: Digest, lexicon: Lexicon) -> None:
    made = render_file(plain_digest, "docx", lexicon=lexicon)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {part.filename for part in archive.infolist() if "thumb" in part.filename} == set()


# --- Mail -------------------------------------------------------------------------------------------------------------


def test_a_mail_can_be_sent_as_it_is(run: Callable[..., Any]) -> None:
    who = ("--mail-to", "Әсел Ким <asel@example.kz>", "--mail-to", "b@example.kz", "--mail-from", "kz@example.kz")
    code, made, _ = run("digest", SEEDS, "-q", "-O", "eml", "--lang", "en", "--period", "2025", *who, *DAY)
    assert code == 0
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", made) is None
    assert max(map(len, made.split(b"\r\n"))) <= 78
    assert made.isascii()
    message, text, page = read_mail(made)
    assert message["Subject"] == "City development plans · 2025-01-01 – 2025-12-31"
    assert message["Date"] == "Mon, 05 Jan 2026 12:00:00 +0500"
    assert message["To"] == "Әсел Ким <asel@example.kz>, b@example.kz"
    assert message["From"] == "kz@example.kz"
    assert message["Content-Language"] == "en"
    assert re.fullmatch(r"<[0-9a-f]{32}@kzplans>", message["Message-ID"])
    assert max(map(len, text.splitlines())) <= 78
    assert {"script", "style", "link", "img", "details", "svg"} & set(page.tags) == set()
    assert ("style", "max-width: 680px;margin: 0 auto;padding: 20px 16px;") in page.attributes


def test_nobody_is_made_up(run: Callable[..., Any]) -> None:
    message = read_mail(run("compare", "astana", "almaty", "--source", SEEDS, "-q", "-O", "eml", *DAY)[1])[0]
    assert (message["To"], message["From"]) == (None, None)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "a@",
        "@b",
        "a@b\nBcc: c@d",
        "a@b\r\n\r\nx",
        "a@b, c@d",
        "a@b;c@d",
        "a b@c",
        "<a@b",
        "a@b\x00",
        "ә@b.kz",
        "g: a@b;",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="is no mail address"):
        Envelope.of([address])
    with pytest.raises(UsageError, match="--mail-from"):
        Envelope.of([], address)


def test_addresses_are_for_mails(run: Callable[..., Any]) -> None:
    code, out, err = run("digest", "nowhere", "--mail-to", "a@example.kz")
    assert (code, out) == (2, b"")
    assert "add -O eml" in err


# --- Feeds ------------------------------------------------------------------------------------------------------------


def test_a_feed_names_what_it_holds(plain_digest: Digest, lexicon: Lexicon) -> None:
    feed = feedparser.parse(render_report(plain_digest, "atom", lexicon=lexicon, language="en").encode())
    assert feed.version == "atom10"
    assert feed.feed.title == "City development plans"
    assert feed.feed.updated == "2026-01-05T12:00:00+05:00"
    first, second = feed.entries
    assert first.updated == "2025-12-12T12:00:00+05:00"
    assert first.link.startswith("https://example.kz/1#:~:text=")
    assert [tag.term for tag in first.tags] == ["astana", "education", "plan"]
    assert [tag.label for tag in first.tags] == ["Astana", "Education and science", "plan"]
    assert [entry.content[0].language for entry in (first, second)] == ["kk", "ru"]
    assert len({first.id, second.id, feed.feed.id}) == 3


def test_the_name_of_a_feed_outlives_its_period(lexicon: Lexicon) -> None:
    found = [hostile("12 мектеп салынады.", 0)]

    def name(query: Query) -> str:
        page = render_report(digest_of(found, lexicon, query=query), "atom", lexicon=lexicon)
        return str(feedparser.parse(page.encode()).feed.id)

    always = name(Query())
    assert name(Query(since=date(2020, 1, 1))) == always
    assert name(Query(cities=("astana",))) != always


# --- What is missing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", EXTRAS)
def test_a_missing_package_is_named_before_anything_is_read(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    extra = EXTRAS[form]
    monkeypatch.setitem(sys.modules, extra.module, None)
    code, out, err = run("targets" if form == "xlsx" else "digest", "nowhere", "-o", f"brief.{form}")
    assert (code, out) == (2, b"")
    assert f"{form} needs the package {extra.package}" in err
    assert f"pip install 'kzplans[{extra.name}]'" in err
    assert len(err.splitlines()) == 2


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        message = f"cannot load library for {name}"
        raise OSError(message)

    monkeypatch.setattr("kzplans.render.extras.import_module", broken)
    with pytest.raises(UsageError, match="libpango"):
        require_packages("pdf")


def test_files_are_nothing_for_a_terminal(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    code, out, err = run("digest", SEEDS, "-O", "docx")
    assert (code, out) == (2, b"")
    assert "docx is nothing for a terminal; name a file with -o" in err


def test_other_forms_load_none_of_the_packages() -> None:
    code = (
        "import sys; from kzplans.cli import main; main(['digest', '-q', '-o', '/dev/null', '-O', 'html']); "
        "print([name for name in ('docx', 'lxml', 'css_inline', 'weasyprint', 'email') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    assert done.stdout == "[]\n"


# --- Schemas ----------------------------------------------------------------------------------------------------------


def closed(schema: Any) -> Any:  # noqa: ANN401  any part of a schema
    """The schema with no room for keys that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(part) for key, part in schema.items()}
    if isinstance(made.get("properties"), dict) and "type" in made:
        made["additionalProperties"] = False
    return made


def validate(content: Any, schema: Any) -> None:  # noqa: ANN401  JSON
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(content)


COMMANDS = {
    "digest": ("digest", SEEDS),
    "compare": ("compare", "astana", "almaty", "shymkent", "--source", SEEDS, "--since", "2018-01-01"),
    "targets": ("targets", SEEDS, "--vague"),
    "extract": ("extract", SEEDS),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_real_outputs_fit_their_schemas_and_hold_nothing_else(run: Callable[..., Any], name: str) -> None:
    schema = json.loads(run("schema", name)[1])
    jsonschema.Draft202012Validator.check_schema(schema)
    code, made, _ = run(*COMMANDS[name], "-O", "json", "-q", *DAY)
    assert code == 0
    validate(json.loads(made), schema)
    validate(json.loads(made), closed(schema))  # a new key is to be told in kzplans/render/schemas.py


def test_lines_of_ndjson_fit_the_schema_of_a_statement(run: Callable[..., Any]) -> None:
    schema = json.loads(schema_json("extract"))
    of_line = {"$schema": schema["$schema"], "$ref": "#/$defs/statement", "$defs": schema["$defs"]}
    lines = run("extract", SEEDS, "-q")[1].decode().splitlines()
    assert lines
    for line in lines:
        validate(json.loads(line), closed(of_line))


@pytest.mark.parametrize("change", ["drop", "type", "kind"])
def test_what_breaks_the_contract_does_not_fit(run: Callable[..., Any], change: str) -> None:
    content = json.loads(run(*COMMANDS["digest"], "-O", "json", "-q", *DAY)[1])
    schema = json.loads(schema_json("digest"))
    broken = copy.deepcopy(content)
    entry = broken["data"]["sections"][0]["priorities"][0]["directions"][0]["statements"][0]
    if change == "drop":
        del entry["text"]
    elif change == "type":
        entry["line"] = "7"
    else:
        entry["kind"] = "wish"
    with pytest.raises(jsonschema.ValidationError):
        validate(broken, schema)
    content["data"]["more_to_come"] = []
    validate(content, schema)


def test_schemas_are_of_what_can_be_asked_for(run: Callable[..., Any]) -> None:
    code, out, err = run("schema", "explain")
    assert (code, out) == (2, b"")
    assert "must be digest, compare, targets or extract" in err
