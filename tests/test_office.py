"""OpenDocument texts, RTF and Outlook messages: lines as of the same Word document; bad files are refused."""

from __future__ import annotations

import datetime as dt
import io
import struct
import sys
import zipfile
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kzplans.sources.formats import docx, msg, odt, rtf
from kzplans.sources.formats.archive import Room
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kzplans.sources.formats import Part

PLAN = "В 2027 году в городе Шымкенте планируется ввести 340 км дорог."
KAZAKH = "Шымкент қаласында 2027 жылы 340 км жол салу жоспарланған, әғқңөұүһі ӘҒҚҢӨҰҮҺІ."

Reader: TypeAlias = "Callable[[bytes, str], list[Part]]"


def lines_of(read: Reader, content: bytes) -> list[str]:
    [part] = read(content, "plan")
    return part["text"].splitlines()


def refusal(read: Reader, content: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read(content, "plan")
    return caught.value


def packed(members: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


# --------------------------------------------------------------------------------------------- one text, three formats


Cells: TypeAlias = "tuple[str, ...]"


class Writer:
    """Puts the same paragraphs and tables into a format."""

    def para(self, text: str) -> str:
        raise NotImplementedError

    def table(self, rows: Iterable[Cells], heads: int) -> str:
        raise NotImplementedError

    def whole(self, body: str) -> bytes:
        raise NotImplementedError


class Word(Writer):
    def para(self, text: str) -> str:
        runs = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
        return f"<w:p>{runs}</w:p>".replace("\t", "</w:t><w:tab/><w:t>").replace("\n", "</w:t><w:br/><w:t>")

    def table(self, rows: Iterable[Cells], heads: int) -> str:
        made = []
        for number, row in enumerate(rows):
            cells = "".join(f"<w:tc>{self.para(cell)}</w:tc>" for cell in row)
            head = "<w:trPr><w:tblHeader/></w:trPr>" if number < heads else ""
            made.append(f"<w:tr>{head}{cells}</w:tr>")
        return f"<w:tbl>{''.join(made)}</w:tbl>"

    def whole(self, body: str) -> bytes:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        document = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


class Open(Writer):
    def para(self, text: str) -> str:
        return f"<text:p>{text}</text:p>".replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")

    def table(self, rows: Iterable[Cells], heads: int) -> str:
        made = []
        for row in rows:
            cells = "".join(f"<table:table-cell>{self.para(cell)}</table:table-cell>" for cell in row)
            made.append(f"<table:table-row>{cells}</table:table-row>")
        head = f"<table:table-header-rows>{''.join(made[:heads])}</table:table-header-rows>" if heads else ""
        return f"<table:table>{head}{''.join(made[heads:])}</table:table>"

    def whole(self, body: str) -> bytes:
        return open_text(body)


class Rich(Writer):
    def para(self, text: str) -> str:
        return f"\\pard {escaped(text)}\\par\n"

    def table(self, rows: Iterable[Cells], heads: int) -> str:
        made = []
        for number, row in enumerate(rows):
            edges = "".join(f"\\cellx{1000 * (place + 1)}" for place in range(len(row)))
            cells = "".join(f"\\pard\\intbl {escaped(cell)}\\cell\n" for cell in row)
            head = "\\trhdr" if number < heads else ""
            made.append(f"\\trowd{head}{edges}\n{cells}\\row\n")
        return "".join(made)

    def whole(self, body: str) -> bytes:
        return rich(body)


SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for name, long in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("svg", "svg-compatible"), ("meta", "meta"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def open_text(body: str, styles: str = "", title: str = "", **more: str) -> bytes:
    content = (
        f"<office:document-content{SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    about = f"<office:meta><dc:title>{title}</dc:title></office:meta>"
    meta = f"<office:document-meta{SPACES}>{about}</office:document-meta>"
    kind = "application/vnd.oasis.opendocument.text"
    return packed({"mimetype": kind, "content.xml": content, "meta.xml": meta, **more})


def escaped(text: str) -> str:
    """As Word writes it: letters beyond ASCII by number, with a question mark for old programs."""
    out = []
    for char in text:
        if char in "\\{}":
            out.append(f"\\{char}")
        elif char in "\t\n":
            out.append({"\t": "\\tab ", "\n": "\\line "}[char])
        elif char.isascii():
            out.append(char)
        else:
            halves = struct.unpack(f"<{len(char.encode('utf-16-le')) // 2}h", char.encode("utf-16-le"))
            out += [f"\\u{half}?" for half in halves]
    return "".join(out)


def in_bytes(text: str, encoding: str = "cp1251") -> str:
    """As Word writes it in the code page of a font."""
    return "".join(chr(one) if one < 0x80 else f"\\'{one:02x}" for one in text.encode(encoding))


FONTS = (
    "{\\fonttbl{\\f0\\froman\\fcharset204 Times New Roman{\\*\\falt Tahoma};}"
    "{\\f1\\fcharset2 Symbol;}{\\f2\\fcharset0 Arial;}}"
)


def rich(body: str, head: str = "\\ansicpg1251\\deff0") -> bytes:
    return f"{{\\rtf1\\ansi{head}{FONTS}{body}}}".encode("latin-1")


def body_of(writer: Writer) -> str:
    para, table = writer.para, writer.table
    return "".join([
        para("Даму жоспары — «Шымкент»"),
        para(KAZAKH),
        para(f"{PLAN}\tХанты\nЖаңа жол 😀 социально‑экономич\u00adеский"),
        para("  "),
        table([("Көрсеткіш", "2025", "2026"), ("Мектептер", "5", "6"), ("Орындар", "", "1 200")], 0),
        para("Между таблицами"),
        table([("Город", "Школы"), ("1", "2"), ("Астана", "5"), ("Алматы", "7 (новых)")], 1) + para(""),
        table([("Аким города", "И. Иванов")], 0) + para("."),
        table([("Итого школ", "12")], 0) + para(""),
        table([("",), (PLAN,)], 0),
        para("Соңы"),
    ])  # fmt: skip


@pytest.mark.parametrize(("read", "writer"), [(odt.read, Open()), (rtf.read, Rich())])
def test_the_lines_are_those_of_the_word_document(read: Reader, writer: Writer) -> None:
    [word] = docx.read(Word().whole(body_of(Word()).replace("‑", "</w:t><w:noBreakHyphen/><w:t>")), "plan.docx")
    [other] = read(writer.whole(body_of(writer)), "plan")
    assert other["text"] == word["text"]
    assert other["rows"] == word["rows"]
    assert "Көрсеткіш: Мектептер; 2025: 5; 2026: 6" in word["text"].splitlines()


READERS: list[tuple[Reader, Writer]] = [(docx.read, Word()), (odt.read, Open()), (rtf.read, Rich())]


def outcome(read: Reader, content: bytes) -> object:
    """Text and rows, or why there are none."""
    try:
        [part] = read(content, "plan")
    except Refused as refused:
        return refused.reason
    return part["text"], part["rows"]


WORDS = st.text("аәбғіұ 12;:-«»", max_size=12).map(str.strip)
TABLES = st.integers(1, 4).flatmap(lambda wide: st.lists(st.tuples(*[WORDS] * wide), min_size=1, max_size=5))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(WORDS, st.tuples(TABLES, st.integers(0, 2))), min_size=1, max_size=6))
def test_so_are_those_of_any_paragraphs_and_tables(blocks: list[Any]) -> None:
    def made(writer: Writer) -> bytes:
        parts = [writer.para(one) if isinstance(one, str) else writer.table(*one) + writer.para("x") for one in blocks]
        return writer.whole("".join(parts))

    found = [outcome(read, made(writer)) for read, writer in READERS]
    assert found[0] == found[1] == found[2]


# --------------------------------------------------------------------------------------------------------- OpenDocument


def p(*inner: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{"".join(inner)}</text:p>'


def cell(text: str, about: str = "") -> str:
    return f"<table:table-cell {about}>{p(text)}</table:table-cell>"


def odt_row(*cells: str, about: str = "") -> str:
    made = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<table:table-row {about}>{made}</table:table-row>"


COVERED = "<table:covered-table-cell/>"


def odt_lines(body: str, styles: str = "", **more: str) -> list[str]:
    return lines_of(odt.read, open_text(body, styles, **more))


def test_lists_sections_headings_and_links_are_looked_into() -> None:
    item = "<text:list-item><text:number>1.</text:number>{}</text:list-item>"
    inner = f"<text:list>{item.format(p('школа'))}</text:list>"
    items = "".join(item.format(one) for one in (p("мектеп") + inner, p("балабақша")))
    body = (
        '<text:h text:outline-level="1">Жоспар</text:h>'
        "<text:section><text:list>"
        f"<text:list-header>{p('Салынады:')}</text:list-header>{items}</text:list></text:section>"
        + p('<text:a xlink:href="http://a.kz/" xmlns:xlink="x">сайт</text:a>')
    )
    assert odt_lines(body) == ["Жоспар", "Салынады:", "мектеп", "школа", "балабақша", "сайт"]


def test_blanks_tabs_and_breaks_of_opendocument() -> None:
    first = '5<text:s text:c="3"/>школ\n   и<text:tab/>2<text:line-break/>'
    assert odt_lines(p(first, "сада<text:soft-page-break/>, эконо\u00adмико\u2011")) == [
        "5 школ и 2",
        "сада, экономико-",
    ]


def test_deleted_text_of_opendocument_is_out_and_inserted_text_is_in() -> None:
    region = '<text:changed-region text:id="{}"><text:{}>{}</text:{}></text:changed-region>'
    regions = region.format("d1", "deletion", p("900 км"), "deletion") + region.format(
        "i1", "insertion", "", "insertion"
    )
    inserted = f'<text:change-start text:change-id="i1"/>{PLAN}<text:change-end text:change-id="i1"/>'
    body = f"<text:tracked-changes>{regions}</text:tracked-changes>" + p('<text:change text:change-id="d1"/>', inserted)
    assert odt_lines(body) == [PLAN]


def test_deletions_that_were_left_where_they_are_join_paragraphs() -> None:
    region = '<text:changed-region text:id="d1"><text:deletion/></text:changed-region>'
    body = (
        f"<text:tracked-changes>{region}</text:tracked-changes>"
        + p('В 2027 году <text:change-start text:change-id="d1"/>снесут 3 дома', "<text:tab/>")
        + p('и 900 км<text:change-end text:change-id="d1"/>построят школу.')
        + p("Дальше")
    )
    assert odt_lines(body) == ["В 2027 году построят школу.", "Дальше"]
    endless = body.replace('<text:change-end text:change-id="d1"/>', "")
    assert odt_lines(endless)[-1] == "Дальше"


def test_hidden_text_of_opendocument_is_not_read() -> None:
    styles = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="Heir" style:family="text" style:parent-style-name="H"/>'
        '<style:style style:name="V" style:family="text" style:parent-style-name="H">'
        '<style:text-properties text:display="true"/></style:style>'
        '<style:style style:name="P" style:family="paragraph" style:parent-style-name="Q"/>'
        '<style:style style:name="Q" style:family="paragraph" style:parent-style-name="P"/>'
        '<style:style style:name="Gone" style:family="paragraph">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    span = '<text:span text:style-name="{}">{}</text:span>'
    field = '<text:hidden-text text:is-hidden="{}" text:string-value="{}"/>'
    body = (
        p("видно ", span.format("H", "900"), span.format("Heir", "800 " + span.format("V", "и это")), style="P")
        + p("700", span.format("V", "лишь это"), style="Gone")
        + p(field.format("true", "600"), field.format("false", "поле"))
        + p('500<text:hidden-paragraph text:is-hidden="true"/>')
        + p('да<text:hidden-paragraph text:is-hidden="false"/>')
        + f'<text:section text:display="none">{p("400")}</text:section>'
        + f'<text:section text:display="condition" text:is-hidden="true">{p("300")}</text:section>'
        + f'<text:section text:display="condition">{p("раздел")}</text:section>'
        + p('<text:variable-set text:display="none">200</text:variable-set>')
    )
    assert odt_lines(body, styles) == ["видно и это", "лишь это", "поле", "да", "раздел"]


def test_styles_of_headers_do_not_hide_the_text() -> None:
    properties_ = '<style:text-properties text:display="none"/>'
    hides = f'<style:style style:name="P1" style:family="paragraph">{properties_}</style:style>'
    own = f"<x{SPACES}><office:automatic-styles>{hides}</office:automatic-styles></x>"
    common = own.replace("automatic-styles", "styles")
    assert odt_lines(p(PLAN, style="P1"), **{"styles.xml": own}) == [PLAN]
    assert refusal(odt.read, open_text(p(PLAN, style="P1"), **{"styles.xml": common})).reason is Reason.NO_TEXT
    assert odt_lines(p(PLAN), **{"styles.xml": "<broken"}) == [PLAN]


def test_boxes_notes_comments_and_ruby_of_opendocument() -> None:
    box = f"<draw:frame><draw:text-box>{p('В рамке')}</draw:text-box><svg:title>рисунок</svg:title></draw:frame>"
    inner = "<text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body>"
    note = f'<text:note text:note-class="{{}}">{inner}</text:note>'
    comment = f"<office:annotation><dc:creator>Автор</dc:creator>{p('замечание')}</office:annotation>"
    ruby = "<text:ruby><text:ruby-base>слово</text:ruby-base><text:ruby-text>чтение</text:ruby-text></text:ruby>"
    embedded = f"<draw:frame><draw:object>{p('внутри')}</draw:object></draw:frame>"
    body = p("До ", box, note.format("endnote", p("концевая")), comment, ruby, embedded) + p(
        "дальше", note.format("footnote", p("сноска"))
    )
    assert odt_lines(body) == ["До слово", "В рамке", "дальше", "сноска", "концевая"]


def test_merged_cells_of_opendocument() -> None:
    head = odt_row(
        cell("Город", 'table:number-rows-spanned="2"'), cell("Школы", 'table:number-columns-spanned="2"'), COVERED
    )
    second = odt_row(COVERED, "2025", "2026")
    rows = (
        odt_row("1", "2", "3"),
        odt_row(cell("Астана", 'table:number-rows-spanned="2"'), "5", "6"),
        odt_row(COVERED, "7", "8"),
        odt_row("Алматы", "9", ""),
    )
    heads = f"<table:table-header-rows>{head}{second}</table:table-header-rows>"
    assert odt_lines(f"<table:table>{heads}{''.join(rows)}</table:table>") == [
        "Город: Астана; Школы 2025: 5; Школы 2026: 6",
        "Город: Астана; Школы 2025: 7; Школы 2026: 8",
        "Город: Алматы; Школы 2025: 9",
    ]


def test_repeated_cells_and_rows_have_an_end() -> None:
    many = 'table:number-{}-repeated="{}"'
    columns = odt_row("Жыл", cell("б", many.format("columns", 3)), "соңы")
    assert odt_lines(f"<table:table>{columns}</table:table>") == ["Жыл · б · б · б · соңы"]
    rows = odt_row("а", "б", about=many.format("rows", 10**8))
    assert 1 < len(odt_lines(f"<table:table>{rows}</table:table>")) <= 100
    long = odt_row("а" * 500, "б", about=many.format("rows", 10**8))
    assert len(odt_lines(f"<table:table>{long}</table:table>")) == 1
    wide = odt_row(cell("б", many.format("columns", 10**8)), about=many.format("rows", 10**8))
    assert refusal(odt.read, open_text(f"<table:table>{wide * 100}</table:table>")).reason is Reason.TOO_LARGE
    deep = p("а")
    for _ in range(20):
        row = odt_row(f"<table:table-cell>{deep}</table:table-cell>", about=many.format("rows", 99))
        deep = f"<table:table>{row}</table:table>"
    assert len(odt_lines(deep)) <= 100**2


def test_titles_of_opendocument() -> None:
    for told, title in (("  Даму \n жоспары ", "Даму жоспары"), ("", None), ("1.0", None), ("а" * 300, None)):
        [part] = odt.read(open_text(p(PLAN), title=told), "plan.odt")
        assert part["title"] == title
        assert part["date"] is None


def test_a_flat_file_is_read_without_its_pictures() -> None:
    picture = f"<draw:image><office:binary-data>{'QUJD' * 3_000_000}</office:binary-data></draw:image>"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{SPACES}>'
        "<office:meta><dc:title>Жоспар</dc:title></office:meta>"
        f"<office:body><office:text>{p(KAZAKH, picture)}</office:text></office:body></office:document>"
    )
    [part] = odt.read(content.encode(), "plan.fodt")
    assert (part["text"], part["title"]) == (f"{KAZAKH}\n", "Жоспар")
    assert odt.read(content.replace("UTF-8", "UTF-16").replace(picture, "").encode("utf-16"), "plan.fodt") == [part]


OUTSIDE = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ха"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "reason", "told"),
    [
        (b"", Reason.EMPTY, "empty"),
        (b"%PDF-1.7", Reason.TYPE_MISMATCH, "PDF"),
        (b"<html>", Reason.TYPE_MISMATCH, "named .odt"),
        (packed({"a": "x"}), Reason.MALFORMED, "content.xml"),
        (packed({"content.xml": "<x"}), Reason.MALFORMED, "content.xml"),
        (packed({"content.xml": "<x/>"}), Reason.MALFORMED, "body"),
        (open_text(p(PLAN))[:-100], Reason.MALFORMED, "zip"),
        (open_text(""), Reason.NO_TEXT, "OCR"),
        (open_text(p("<draw:frame><draw:image/></draw:frame>")), Reason.NO_TEXT, "OCR"),
        (packed({"content.xml": f"{OUTSIDE}<x>&x;</x>"}), Reason.MALFORMED, "no OpenDocument text has one"),
        (packed({"content.xml": f"{LAUGHS}<x>&b;</x>"}), Reason.BOMB, "entities"),
        (f"{LAUGHS}<office:document/>".encode(), Reason.BOMB, "entities"),
        (
            packed({"content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
            Reason.ENCRYPTED,
            "password",
        ),
        (
            packed({"content.xml": f"<x{SPACES}><office:body><office:spreadsheet/></office:body></x>"}),
            Reason.UNSUPPORTED_TYPE,
            "spreadsheet",
        ),
        (open_text("<text:section>" * 400 + p(PLAN) + "</text:section>" * 400), Reason.NESTED_TOO_DEEP, "256"),
    ],
)
def test_what_is_no_opendocument_text_is_named(content: bytes, reason: Reason, told: str) -> None:
    refused = refusal(odt.read, content)
    assert refused.reason is reason
    assert told in refused.detail


def test_tables_in_tables_of_opendocument() -> None:
    begin, end = (
        "<table:table><table:table-row><table:table-cell>",
        "</table:table-cell></table:table-row></table:table>",
    )
    assert odt_lines(begin * 80 + p(PLAN) + end * 80) == [PLAN]


# ------------------------------------------------------------------------------------------------------------------ RTF


def rtf_lines(body: str, head: str = "\\ansicpg1251\\deff0") -> list[str]:
    return lines_of(rtf.read, rich(body, head))


def test_letters_of_rtf_in_bytes_numbers_and_as_they_are() -> None:
    both = f"{in_bytes('В Шымкенте 340 км ')}{escaped('жол салу, әғқңөұүһі')}\\uc0 \\u1178\\uc2\\u1179\\'3f\\'3f."
    assert rtf_lines(both) == ["В Шымкенте 340 км жол салу, әғқңөұүһіҚқ."]
    assert rtf_lines("\\u1178\\'d8\\u1179\\u8211\\endash\\u1110 ?!\\u1178 {x}") == ["Ққ–і!Қx"]
    assert rtf_lines("\\u-10179?\\u-8704? 5\\u-3913?") == ["😀 5"]
    assert lines_of(rtf.read, f"{{\\rtf1\\ansi {KAZAKH}}}".encode()) == [KAZAKH]
    assert lines_of(rtf.read, f"{{\\rtf1\\ansi\\ansicpg1251 {PLAN}}}".encode("cp1251")) == [PLAN]
    signs = "\\lquote a\\rquote\\ldblquote b\\rdblquote\\emdash\\~\\_\\-\\bullet\\{\\}\\\\\\emspace c{\\f1\\'b7}"
    assert rtf_lines(signs) == ["‘a’“b”— -•{}\\ c"]


def test_kazakh_letters_told_to_be_windows_1251_are_found() -> None:
    [part] = rtf.read(rich(in_bytes(KAZAKH, "kz1048")), "plan.rtf")
    assert (part["text"], part["encoding"]) == (f"{KAZAKH}\n", "kz1048")
    [part] = rtf.read(rich(in_bytes("Қала", "kz1048")), "plan.rtf")
    assert (part["text"], part["warning"]) == ("Қала\n", "decode_uncertain: says cp1251; read as kz1048")
    [part] = rtf.read(rich("{\\info{\\title " + in_bytes("Қала", "kz1048") + "}}" + in_bytes(KAZAKH, "kz1048")), "x")
    assert part["title"] == "Қала"


def test_russian_letters_told_to_be_western_are_found() -> None:
    [part] = rtf.read(rich("\\f2 " + in_bytes(PLAN), "\\ansicpg1252"), "plan.rtf")
    assert (part["text"], part["encoding"]) == (f"{PLAN}\n", "cp1251")
    assert rtf_lines("\\f2 caf\\'e9 en 2027", "\\ansicpg1252") == ["café en 2027"]


def test_utf_8_in_bytes_is_found() -> None:
    assert rtf_lines(in_bytes(KAZAKH, "utf-8")) == [KAZAKH]


def test_hidden_and_deleted_text_of_rtf_is_not_read() -> None:
    body = (
        "a{\\v 900}b\\v 800\\v0 c{\\deleted 700}{\\revised d}{\\v 600\\plain e}{\\v\\v0 f}"
        "{\\*\\unknown 500}{\\mvf 400}{\\v{\\footnote 300}}{\\xe{\\v 200}}{\\*\\bkmkstart x}"
    )
    assert rtf_lines(body) == ["abcdef"]


def test_a_deleted_paragraph_mark_of_rtf_joins_paragraphs() -> None:
    assert rtf_lines("In 2027 {\\deleted\\par}they build.\\par Next") == ["In 2027 they build.", "Next"]


def test_lines_paragraphs_and_what_stands_for_them() -> None:
    assert rtf_lines("a\\line b\\tab c\\par d\\\ne\\sect f\\page g") == ["a", "b c", "d", "e", "f", "g"]


def test_headers_pictures_lists_and_tables_of_fonts_are_dropped() -> None:
    body = (
        "{\\stylesheet{\\s0 Normal;}}{\\colortbl;\\red0;}{\\*\\listtable{\\list x}}{\\header a}{\\footerf b}"
        "{\\info{\\title Plan 2027}{\\author c}{\\*\\company d}}{\\pict\\pngblip 89504e47}"
        "{\\*\\shppict{\\pict e}}{\\nonshppict{\\pict f}}{\\listtext 1.\\tab}text"
        "{\\object{\\*\\objdata 00ff}{\\result{ and result}}}{\\pict\\bin5 }{}}}}."
    )
    [part] = rtf.read(rich(body), "plan.rtf")
    assert (part["text"], part["title"], part["warning"]) == ("text and result.\n", "Plan 2027", None)


def test_links_show_their_words_only() -> None:
    body = '{\\field{\\*\\fldinst{HYPERLINK "http://a.kz/{x}"}}{\\fldrslt{\\ul site}}} of the city'
    assert rtf_lines(body) == ["site of the city"]


def test_notes_and_boxes_of_rtf() -> None:
    box = (
        "{\\shp{\\*\\shpinst\\shpleft1{\\sp{\\sn x}{\\sv y}}{\\shptxt\\pard box\\par}}"
        "{\\shprslt{\\*\\do\\dptxbx{\\dptxbxtext box}}}}"
    )
    old = "{\\*\\do\\dobxpage{\\dptxbxtext\\pard old\\par}}"
    notes = "{\\super\\chftn}{\\footnote\\ftnalt\\pard end}{\\*\\footnote\\pard foot}"
    comment = "{\\*\\atnid x}{\\*\\atnauthor y}\\chatn{\\*\\annotation\\pard no}"
    assert rtf_lines(f"before {box}{notes}{comment}after{old}\\par next") == [
        "before after", "box", "old", "next", "foot", "end",
    ]  # fmt: skip


def test_text_told_twice_is_read_in_unicode() -> None:
    body = "{\\info{\\upr{\\title ???}{\\*\\ud{\\title " + escaped("Жоспар") + "}}}}x"
    [part] = rtf.read(rich(body), "plan.rtf")
    assert part["title"] == "Жоспар"


def edges(*rights: int, before: str = "") -> str:
    return f"\\trowd{before}" + "".join(f"\\cellx{right}" for right in rights)


def rtf_cells(*texts: str) -> str:
    return "".join(f"\\pard\\intbl {escaped(text)}\\cell" for text in texts)


def test_merged_cells_of_rtf() -> None:
    first = "\\trowd\\trhdr\\clvmgf\\cellx1000\\cellx3000" + rtf_cells("Город", "Школы") + "\\row"
    second = "\\trowd\\trhdr\\clvmrg\\cellx1010\\cellx2005\\cellx2995" + rtf_cells("", "2025", "2026") + "\\row"
    third = edges(1000, 2000, 3000) + rtf_cells("1", "2", "3") + "\\row"
    astana = "\\trowd\\clvmgf\\cellx990\\cellx2000\\cellx3000" + rtf_cells("Астана", "5", "6") + "\\row"
    again = "\\trowd\\clvmrg\\cellx1000\\cellx2000\\cellx3000" + rtf_cells("", "7", "8") + "\\row"
    across = "\\trowd\\cellx1000\\clmgf\\cellx2000\\clmrg\\cellx3000" + rtf_cells("Алматы", "9", "") + "\\row"
    assert rtf_lines(first + second + third + astana + again + across) == [
        "Город: Астана; Школы 2025: 5; Школы 2026: 6",
        "Город: Астана; Школы 2025: 7; Школы 2026: 8",
        "Город: Алматы; Школы 2025: 9",
    ]


def test_tables_in_tables_of_rtf_and_cells_of_several_paragraphs() -> None:
    inner = (
        "\\pard\\intbl\\itap2 Year\\nestcell Schools\\nestcell{\\*\\nesttableprops\\trowd\\cellx100\\cellx200\\nestrow}"
        "{\\nonesttables\\par}"
        "\\pard\\intbl\\itap2 2026\\nestcell 7\\nestcell{\\*\\nesttableprops\\trowd\\cellx100\\cellx200\\nestrow}"
    )
    body = edges(1000, 2000) + f"\\pard\\intbl a\\par b\\cell {inner}\\pard\\intbl\\itap1 after\\cell\\row\\pard end"
    assert rtf_lines(body) == ["a b · Year: 2026; Schools: 7 after", "end"]


def test_rows_that_are_not_whole_lose_nothing() -> None:
    assert rtf_lines("\\trowd\\cellx9 a\\cell b\\row\\pard c") == ["a · b", "c"]
    assert rtf_lines("a\\cell b\\cell\\row c") == ["a · b", "c"]
    assert rtf_lines("\\pard\\intbl a\\par\\pard b") == ["a", "b"]
    assert rtf_lines("\\trowd\\cellx9\\pard\\intbl a\\cell\\pard\\intbl b") == ["a · b"]


def test_the_visible_text_of_a_page_in_rtf() -> None:
    body = (
        "{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Plan {\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 2027"
        "\\htmlrtf\\par}\\htmlrtf0 {\\*\\htmltag72 </p>}end"
    )
    assert rtf_lines(body, "\\fromhtml1\\ansicpg1251") == ["Plan 2027", "end"]


def test_an_rtf_that_ends_too_early_has_a_warning() -> None:
    [part] = rtf.read(rich("{\\b In 2027} they {build")[:-1], "plan.rtf")
    assert part["text"] == "In 2027 they build\n"
    assert part["warning"] == "malformed: ends within a group; is the file whole?"
    assert rtf_lines("a}b") == ["a"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"plan", Reason.TYPE_MISMATCH),
        (b"PK\x03\x04", Reason.TYPE_MISMATCH),
        (b"{\\rtf1}", Reason.NO_TEXT),
        (b"{\\rtf1", Reason.NO_TEXT),
        (b"{\\rtf1{\\pict 00}}", Reason.NO_TEXT),
        (b"{\\rtf1 " + b"{" * 100_000, Reason.NESTED_TOO_DEEP),
        (b"{\\rtf1 " + b"{\\pict" * 100_000 + b"}" * 100_000, Reason.NO_TEXT),
        (rich("a\\cell " * 300_001), Reason.TOO_LARGE),
        (rich("a" * 5_000_001), Reason.TOO_LARGE),
    ],
)
def test_what_is_no_rtf_is_named(content: bytes, reason: Reason) -> None:
    assert refusal(rtf.read, content).reason is reason


# -------------------------------------------------------------------------------------------------------------- Outlook


Tree: TypeAlias = "dict[str, bytes | Tree]"
FREE, END, TABLE, LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC


def ole(tree: Tree) -> bytes:
    """A compound file: streams below 4,096 bytes in sectors of 64, others in sectors of 512."""
    entries: list[list[Any]] = []
    mini, sectors = bytearray(), bytearray()
    mini_chain: list[int] = []
    chain: list[int] = []

    def stored(content: bytes) -> int:
        start, count = len(chain), -(-len(content) // 512)
        sectors.extend(content.ljust(512 * count, b"\0"))
        chain.extend([*range(start + 1, start + count), END] if count else [])
        return start if count else END

    def add(name: str, kind: int, content: bytes | Tree) -> int:
        entry = [name, kind, FREE, FREE, END, 0]  # name, kind, next sibling, child, first sector, size
        entries.append(entry)
        number = len(entries) - 1
        if isinstance(content, dict):
            last = None
            for inner, value in content.items():
                child = add(inner, 1 if isinstance(value, dict) else 2, value)
                if last is None:
                    entry[3] = child
                else:
                    entries[last][2] = child
                last = child
        elif len(content) >= 4096:
            entry[4:] = stored(content), len(content)
        elif content:
            count = -(-len(content) // 64)
            entry[4:] = len(mini_chain), len(content)
            mini_chain.extend([*range(len(mini_chain) + 1, len(mini_chain) + count), END])
            mini.extend(content.ljust(64 * count, b"\0"))
        return number

    add("Root Entry", 5, tree)
    entries[0][4:] = stored(bytes(mini)), len(mini)
    listed = b"".join(
        struct.pack(
            "<64sHBBIII16sIQQIQ", name.encode("utf-16-le"), 2 * len(name) + 2, kind, 1, FREE, right, child, b"", 0, 0,
            0, start, size,
        )
        for name, kind, right, child, start, size in entries
    )  # fmt: skip
    directory = stored(listed)
    mini_table = stored(
        struct.pack(f"<{len(mini_chain)}I", *mini_chain).ljust(-(-len(mini_chain) // 128) * 512, b"\xff")
    )
    tables = 1
    while tables * 128 < len(chain) + tables + -(-max(0, tables - 109) // 127):
        tables += 1
    lists = -(-max(0, tables - 109) // 127)
    where = [*range(len(chain), len(chain) + tables)]
    first_list = len(chain) + tables
    chain += [TABLE] * tables + [LIST] * lists
    sectors += struct.pack(f"<{len(chain)}I", *chain).ljust(tables * 512, b"\xff")
    for number in range(lists):
        rest = where[109 + 127 * number : 236 + 127 * number]
        following = first_list + number + 1 if number + 1 < lists else END
        sectors += struct.pack("<128I", *rest, *[FREE] * (127 - len(rest)), following)
    head = struct.pack(
        "<8s16s5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0, 4096,
        mini_table, -(-len(mini_chain) // 128), first_list if lists else END, lists,
    )  # fmt: skip
    header = head + struct.pack("<109I", *(where + [FREE] * 109)[:109])
    return header + bytes(sectors)


def moment(text: str) -> int:
    """In tenths of a microsecond from 1601 on."""
    return int((dt.datetime.fromisoformat(text) - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 10**7


def properties(told: dict[int, Any], head: int, encoding: str = "") -> Tree:
    """Streams of some properties: strings, bytes, numbers, and moments by their number; a dict is a message within."""
    tree: Tree = {}
    fixed = [struct.pack(f"<{head}x")]
    for number, value in told.items():
        kind, raw = 0x102, value
        if isinstance(value, str):
            kind, raw = (0x1E, value.encode(encoding)) if encoding else (0x1F, value.encode("utf-16-le"))
        elif isinstance(value, dict):
            kind = 0x0D
        elif isinstance(value, int):
            kind = 0x40 if value > 10**12 else 3
            fixed.append(struct.pack("<HHIQ", kind, number, 6, value))
            continue
        fixed.append(struct.pack("<HHIQ", kind, number, 6, len(raw)))
        tree[f"__substg1.0_{number:04X}{kind:04X}"] = raw
    tree["__properties_version1.0"] = b"".join(fixed)
    return tree


def mail(told: dict[int, Any], *attached: dict[int, Any], encoding: str = "", head: int = 32) -> Tree:
    tree = properties(told, head, encoding)
    for number, one in enumerate(attached):
        tree[f"__attach_version1.0_#{number:08X}"] = properties(one, 8, encoding)
    return tree


CLASS, SUBJECT, FROM, SENDER, BODY, RTF, HTML, SENT = 0x1A, 0x37, 0x42, 0x0C1A, 0x1000, 0x1009, 0x1013, 0x39
DATA, NAME, MIME, CONTENT_ID, PAGE = 0x3701, 0x3707, 0x370E, 0x3712, 0x3FFD
LETTER = {
    CLASS: "IPM.Note",
    SUBJECT: "RE: Даму жоспары",
    FROM: "Шымкент әкімдігі",
    SENT: moment("2026-03-15T20:30:00+00:00"),
    BODY: f"{KAZAKH}\r\n\r\n16.03.2026 10:05, Акимат пишет:\r\n> {PLAN}\r\nРахмет.\r\n",
}


def msg_refusal(tree: Tree) -> Refused:
    return refusal(msg.read, ole(tree))


def test_a_letter_of_outlook() -> None:
    [part] = msg.read(ole(mail(LETTER)), "letter.msg")
    assert part == {
        "part": "",
        "text": f"{KAZAKH}\n\nРахмет.\n",
        "title": "Даму жоспары",
        "date": "2026-03-16",
        "publisher": "Шымкент әкімдігі",
        "url": None,
        "format": "msg",
        "warning": None,
    }


def test_the_files_made_here_are_those_of_outlook_to_another_reader() -> None:
    oxmsg = pytest.importorskip("oxmsg")
    big = b"x" * 8_000_000  # needs a list of tables
    message = oxmsg.Message.load(ole(mail(LETTER, {DATA: big, NAME: "a.txt"}, {DATA: b"y", NAME: "b.txt"})))
    assert (message.subject, message.body) == (LETTER[SUBJECT], LETTER[BODY])
    assert [attached.file_bytes for attached in message.attachments] == [big, b"y"]


@pytest.mark.parametrize(
    ("encoding", "page", "text"),
    [
        ("cp1251", 1251, PLAN),
        ("kz1048", 1251, KAZAKH),
        ("kz1048", None, KAZAKH),
        ("koi8-r", 20866, PLAN),
        ("cp866", 866, PLAN),
        ("utf-8", 65001, KAZAKH),
    ],
)
def test_strings_in_bytes_of_a_code_page(encoding: str, page: int | None, text: str) -> None:
    about = {PAGE: page} if page else {}
    letter = {SUBJECT: text[:20], FROM: "Шымкент", BODY: text, **about}
    attached = {NAME: "Жоспар.txt".replace("Ж", "Д"), DATA: text.encode()}
    first, second = msg.read(ole(mail(letter, attached, encoding=encoding)), "letter.msg")
    assert (first["text"], first["title"], first["publisher"]) == (f"{text}\n", text[:20].strip(), "Шымкент")
    assert (second["part"], second["text"]) == ("Доспар.txt", text)


def test_a_few_letters_without_a_code_page_are_read_with_a_doubt() -> None:
    [part] = msg.read(ole(mail({BODY: "Қала 2027"}, encoding="kz1048")), "letter.msg")
    assert (part["text"], part["warning"]) == ("Қала 2027\n", "decode_uncertain: says no code page; read as kz1048")


def test_senders_without_a_name_are_nobody() -> None:
    for told, publisher in (("a@b.kz", None), ("/O=EXCH/CN=A", None), ("", "Аппарат")):
        letter = LETTER | {FROM: told, SENDER: "Аппарат"}
        [part] = msg.read(ole(mail(letter)), "letter.msg")
        assert part["publisher"] == publisher


#: Examples of MS-OXRTFCP: plain bytes, and a reference that goes on in what it adds.
PACKED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def packed_rtf(content: bytes) -> bytes:
    """Compressed without any gain: all bytes as they are, then the mark of the end."""
    data = b"".join(b"\0" + content[at : at + 8] for at in range(0, len(content) // 8 * 8, 8))
    rest = content[len(content) // 8 * 8 :]
    end = (207 + len(content)) % 4096 << 4
    data += bytes([1 << len(rest)]) + rest + end.to_bytes(2)
    return struct.pack("<II4sI", len(data) + 12, len(content), b"LZFu", 0) + data


def test_packed_rtf_of_the_specification_is_unpacked() -> None:
    assert msg.unpacked_rtf(PACKED, 1000) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert msg.unpacked_rtf(CROSSING, 1000) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert msg.unpacked_rtf(packed_rtf(b"12345678 and more"), 1000) == b"12345678 and more"


def test_a_letter_in_rtf_only_and_one_in_html_only() -> None:
    body = rich(escaped(KAZAKH), "\\fromhtml1\\ansicpg1251")
    [part] = msg.read(ole(mail({SUBJECT: "a", RTF: packed_rtf(body)})), "letter.msg")
    assert (part["text"], part["format"]) == (f"{KAZAKH}\n", "msg")
    pytest.importorskip("trafilatura")
    page = f"<html><body><style>p {{}}</style><p>{PLAN}</p><p>{PLAN.replace('340', '900')}</p></body></html>"
    for told in ({HTML: page.encode("cp1251"), PAGE: 1251}, {HTML: page}):
        [part] = msg.read(ole(mail({BODY: " \r\n", RTF: b"", **told})), "letter.msg")
        assert part["text"] == f"{PLAN}\n{PLAN.replace('340', '900')}\n"


def test_a_letter_whose_only_form_is_damaged_is_told() -> None:
    [part] = msg.read(ole(mail({RTF: b"0123456789abcdef"})), "letter.msg")
    assert (part["part"], part["reason"]) == ("letter", Reason.MALFORMED)


def test_attachments_are_read_by_their_own_readers_in_order() -> None:
    word = Word().whole(Word().para(PLAN))
    parts = msg.read(
        ole(mail(
            LETTER, {NAME: "a.docx", DATA: word}, {NAME: "a.docx", DATA: word},
            {NAME: "../x.png", DATA: b"\x89PNG\r\n\x1a\n"},
            {NAME: "logo.png", MIME: "image/png", DATA: b"\x89PNG", CONTENT_ID: "1@x"}, {NAME: "far.docx"},
            {NAME: "s.p7s", MIME: "application/pkcs7-signature", DATA: b"x"},
        )),
        "letter.msg",
    )  # fmt: skip
    told = [(part["part"], part.get("text", part.get("reason"))) for part in parts[1:]]
    assert told == [
        ("a.docx", f"{PLAN}\n"),
        ("a.docx (2)", f"{PLAN}\n"),
        ("x.png", Reason.UNSUPPORTED_TYPE),
        ("far.docx", Reason.UNSUPPORTED_TYPE),
    ]


def test_messages_in_messages_are_read_down_to_a_limit() -> None:
    tree: Tree = mail(LETTER | {SUBJECT: "4"}, head=24)
    for level in (3, 2, 1):
        tree = mail(LETTER | {SUBJECT: str(level)}, {NAME: f"m{level}", DATA: tree}, head=24 if level > 1 else 32)
    parts = msg.read(ole(tree), "letter.msg")
    assert [(part["part"], part.get("title", part.get("reason"))) for part in parts] == [
        ("", "1"), ("m1", "2"), ("m1/m2", "3"), ("m1/m2/m3", Reason.NESTED_TOO_DEEP),
    ]  # fmt: skip
    refused = msg.read_at(ole(tree), "letter.msg", 2, Room())[1]
    assert refused["detail"].startswith("lies in 3 archives or mails; 3 are opened")


def test_there_is_no_more_room_than_told() -> None:
    attached = [{NAME: f"{number}.txt", DATA: PLAN.encode()} for number in range(5)]
    parts = msg.read_at(ole(mail(LETTER, *attached)), "letter.msg", 0, Room(parts=2))
    assert [part.get("reason") for part in parts] == [None, None, None, Reason.TOO_MANY_PARTS]
    parts = msg.read_at(ole(mail(LETTER, *attached)), "letter.msg", 0, Room(characters=70))
    assert parts[0]["reason"] == Reason.TOO_LARGE
    body = packed_rtf(rich("a" * 5000))
    [part] = msg.read_at(ole(mail({RTF: body})), "letter.msg", 0, Room(unpacked=1000))
    assert part["reason"] == Reason.BOMB


def test_a_signed_letter_is_read_and_an_encrypted_one_is_not() -> None:
    signed = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{PLAN}\r\n".encode()
    tree = mail({CLASS: "IPM.Note.SMIME.MultipartSigned"}, {NAME: "smime.p7m", MIME: "multipart/signed", DATA: signed})
    [part] = msg.read(ole(tree), "letter.msg")
    assert (part["part"], part["text"].strip()) == ("smime.p7m", PLAN)
    assert msg_refusal(mail({CLASS: "IPM.Note.SMIME"}, {NAME: "smime.p7m", DATA: b"x"})).reason is Reason.ENCRYPTED


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"From: a@b.kz", Reason.TYPE_MISMATCH),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Reason.MALFORMED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Reason.MALFORMED),
        (ole({"WordDocument": b"x"}), Reason.UNSUPPORTED_TYPE),
        (ole({"EncryptedPackage": b"x"}), Reason.ENCRYPTED),
        (ole(mail({SUBJECT: "a"})), Reason.NO_TEXT),
    ],
)
def test_what_is_no_message_is_named(content: bytes, reason: Reason) -> None:
    assert refusal(msg.read, content).reason is reason


def test_a_message_that_was_cut_is_refused_or_told_in_part() -> None:
    whole = ole(mail(LETTER, {NAME: "a.txt", DATA: PLAN.encode() * 200}))
    for size in range(0, len(whole) - 512, 97):
        with pytest.raises(Refused):
            msg.read(whole[:size], "letter.msg")


def test_streams_that_share_bytes_are_refused() -> None:
    content = bytearray(ole(mail(LETTER, *[{NAME: f"{n}.txt", DATA: PLAN.encode() * 100} for n in range(3)])))
    name = "__substg1.0_37010102".encode("utf-16-le")
    places = (place for place in range(512, len(content), 128) if content[place:].startswith(name))
    first, second = next(places), next(places)
    content[second + 116 : second + 120] = content[first + 116 : first + 120]
    parts = msg.read(bytes(content), "letter.msg")
    assert [part.get("reason") for part in parts] == [None, None, Reason.MALFORMED, None]
    assert parts[2]["detail"] == "is no whole Outlook message: has bytes that belong to two streams"


# --------------------------------------------------------------------------------------------------- bad and big files


BODY_OF_FLAT = f"<office:body><office:text>{body_of(Open())}</office:text></office:body>"
GOOD: list[tuple[Reader, bytes]] = [
    (odt.read, Open().whole(body_of(Open()))),
    (odt.read, f"<office:document{SPACES}>{BODY_OF_FLAT}</office:document>".encode()),
    (rtf.read, Rich().whole(body_of(Rich()) + in_bytes(KAZAKH, "kz1048") + "{\\footnote a}{\\pict\\bin3 }}}}")),
    (msg.read, ole(mail(LETTER, {NAME: "a.txt", DATA: PLAN.encode() * 60}, {NAME: "m", DATA: mail(LETTER, head=24)}))),
]  # fmt: skip
PIECES = st.sampled_from([
    b"{", b"}", b"\\", b"\\cell ", b"\\row", b"\\trowd", b"\\cellx-99999 ", b"\\u-99999999?", b"\\bin9999999999 ",
    b"\\itap99 \\intbl", b"\\uc-1 ", b"\\'", b"\\*", b"\\nestrow ", b"\\nestcell ", b"\\ansicpg0 ", b"\\ansicpg65000 ",
    b"\\f", b"\\fcharset128 ", b"<", b">", b"<text:p>", b"</text:p>", b"&#1;", b"\0", b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x00", b"\xfe\xff\xff\xff",
])  # fmt: skip


def read_or_refused(read: Reader, content: bytes) -> None:
    """Whatever it is, it ends as texts or with reasons that people can read; nothing else is ever raised."""
    try:
        parts = read(content, "plan")
    except Refused as refused:
        parts = [{"reason": refused.reason, "detail": refused.detail}]
    assert all("text" in part or part["detail"].isprintable() for part in parts)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(range(len(GOOD))),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.one_of(PIECES, st.binary(max_size=6))), max_size=6),
    st.floats(0.5, 1.2),
)
@example(0, [], 1.0)
@example(1, [(0.5, 0, b"\0")], 1.0)
def test_damaged_files_are_read_or_refused(which: int, changes: list[tuple[float, int, bytes]], end: float) -> None:
    read, good = GOOD[which]
    content = bytearray(good)
    for place, length, piece in changes:
        start = int(place * len(content))
        content[start : start + length] = piece
    content = content[: int(end * len(content))]
    read_or_refused(read, bytes(content))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [(odt.read, b""), (odt.read, b"PK\x03\x04"), (rtf.read, b"{\\rtf1 "), (msg.read, GOOD[3][1][:512])]
    ),
    st.lists(st.one_of(PIECES, st.binary(max_size=20))),
)
def test_random_bytes_are_read_or_refused(start: tuple[Reader, bytes], pieces: list[bytes]) -> None:
    read, magic = start
    read_or_refused(read, magic + b"".join(pieces))


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    refused = refusal(odt.read, GOOD[0][1])
    assert refused.reason is Reason.UNSUPPORTED_TYPE
    assert refused.detail.endswith("is missing: pip install 'kzplans[office]'")


BOMBS: dict[str, tuple[Reader, int, Callable[[int], bytes]]] = {
    "groups": (rtf.read, 5_000, lambda n: rich("{a}" * n)),
    "open groups": (rtf.read, 5_000, lambda n: rich("{\\pict" * n)),
    "words": (rtf.read, 5_000, lambda n: rich("\\b\\v0\\fs20 a" * n)),
    "bytes": (rtf.read, 10_000, lambda n: rich(in_bytes("Қала", "kz1048") * n)),
    "mixed bytes": (rtf.read, 5_000, lambda n: rich("\\f0 \\'cf\\f2 \\'cf" * n)),
    "picture": (rtf.read, 500_000, lambda n: rich("a{\\pict " + "0f" * n + "}")),
    "backslashes": (rtf.read, 10_000, lambda n: rich("\\" * n)),
    "rows": (rtf.read, 1_500, lambda n: rich((edges(1, 200, 400) + rtf_cells("a", "b", "5") + "\\row") * n)),
    "heads": (rtf.read, 2_000, lambda n: rich("".join(f"\\trowd\\trhdr\\cellx9 {k}\\cell b\\row" for k in range(n)))),
    "other edges": (rtf.read, 2_000, lambda n: rich("".join(
        f"\\trowd\\cellx{99 * k} a\\cell b\\row" for k in range(n)))),
    "one row": (rtf.read, 5_000, lambda n: rich("\\trowd" + "\\cellx9" * n + "a\\cell " * n + "\\row")),
    "cells merged down": (
        rtf.read,
        5_000,
        lambda n: rich(f"\\trowd\\clvmgf\\cellx9 {'a' * 300}\\cell\\row" + "\\trowd\\clvmrg\\cellx9\\cell\\row" * n),
    ),
    "notes": (rtf.read, 3_000, lambda n: rich("{\\footnote a}" * n)),
    "paragraphs": (odt.read, 5_000, lambda n: open_text(p("а") * n)),
    "pieces": (odt.read, 5_000, lambda n: open_text(p("а<text:s/>" * n))),
    "styles": (odt.read, 5_000, lambda n: open_text(p("а"), "".join(
        f'<style:style style:family="text" style:name="{k}" style:parent-style-name="{k + 1}"/>' for k in range(n)))),
    "changes": (odt.read, 5_000, lambda n: open_text(p(*[
        f'<text:change-start text:change-id="{k}"/>а<text:change-end text:change-id="{k}"/>' for k in range(n)]))),
    "heads of opendocument": (odt.read, 3_000, lambda n: open_text(
        f"<table:table><table:table-header-rows>{''.join(odt_row(str(k), 'б') for k in range(n))}"
        f"</table:table-header-rows>{odt_row('а', '5')}</table:table>")),
    "cells over rows": (odt.read, 3_000, lambda n: open_text("<table:table>" + odt_row(
        *[cell("а", 'table:number-rows-spanned="99"')] * n) + odt_row(*[COVERED] * n) + "</table:table>")),
    "streams": (msg.read, 3_000, lambda n: ole(mail(LETTER) | {f"s{k}": b"x" for k in range(n)})),
    "letter": (msg.read, 20_000, lambda n: ole(mail({BODY: "Жоспар\r\n> a\r\n" * n}))),
    "packed rtf": (msg.read, 30_000, lambda n: ole(mail({RTF: packed_rtf(rich("a" * n))}))),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_is_made_to_take_long_has_an_end(bomb: str) -> None:
    read, size, make = BOMBS[bomb]  # ``make linear`` sees that twice of it costs no more than twice
    read_or_refused(read, make(size))
