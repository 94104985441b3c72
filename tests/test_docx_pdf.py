"""Word documents and PDFs to texts: what a reader would see, and by name what could not be read."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from kzplans.config import Limits
from kzplans.extract import Extractor, Origin
from kzplans.lexicon import load_lexicon
from kzplans.sources import bounds
from kzplans.sources.formats import docx, pdf, pdf_tables
from kzplans.sources.formats.grid import Cell, Row, Tables
from kzplans.sources.formats.pdf_tables import continue_table
from kzplans.sources.formats.zipped import Zip
from kzplans.sources.isolation import Isolation
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.sources.formats import Part

PLAN = "В 2027 году в городе Шымкенте планируется ввести 340 км дорог."
KAZAKH = "Шымкент қаласында 2027 жылы 340 км жол салу жоспарланған, әғқңөұүһі ӘҒҚҢӨҰҮҺІ."
MAIN = "word/document.xml"

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
SHAPE = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:vml"'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    inner = "".join(cell if cell.startswith("<") else f"<w:tc>{para(run(cell))}</w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def document(body: str, prolog: str = "") -> bytes:
    text = f"{prolog}<w:document {W} {MC} {SHAPE}><w:body>{body}</w:body></w:document>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()


def packed(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def word(body: str, **more: bytes) -> bytes:
    parts = {f"word/{name}.xml": content for name, content in more.items()}
    return packed({"[Content_Types].xml": b"<Types/>", MAIN: document(body), **parts})


def lines_of(content: bytes) -> list[str]:
    [part] = docx.read(content, "plan.docx")
    return part["text"].splitlines()


def refusal(read: Callable[[bytes, str], object], content: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read(content, "plan")
    return caught.value


def word_refusal(content: bytes) -> Refused:
    return refusal(docx.read, content)


# ------------------------------------------------------------------------------------------------------ Word documents


def test_a_document_of_python_docx_is_read_in_order() -> None:
    made = import_module("docx").Document()
    made.core_properties.title = "Шымкент қаласының даму жоспары"
    made.add_heading("Жоспар", 1)
    made.add_paragraph(KAZAKH)
    grid = made.add_table(rows=3, cols=3)
    for cells, texts in zip(
        grid.rows, (("Көрсеткіш", "2025", "2026"), ("Мектептер", "5", "6"), ("Орындар", "", "1 200")), strict=True
    ):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    made.add_paragraph("школа", style="List Number")
    file = io.BytesIO()
    made.save(file)
    [part] = docx.read(file.getvalue(), "plan.docx")
    assert part["text"].splitlines() == [
        "Жоспар",
        KAZAKH,
        "Көрсеткіш: Мектептер; 2025: 5; 2026: 6",
        "Көрсеткіш: Орындар; 2026: 1 200",
        "школа",
    ]
    assert part["title"] == "Шымкент қаласының даму жоспары"
    assert part["date"] is None


def test_insertions_are_read_and_deletions_are_not() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>построить 900 км</w:delText><w:t>900</w:t></w:r></w:del>'
    moved = f"<w:moveFrom>{run('старое')}</w:moveFrom><w:moveTo>{run('новое ')}</w:moveTo>"
    assert lines_of(word(para(deleted, f'<w:ins w:id="2">{run(PLAN)}</w:ins>', moved))) == [f"{PLAN}новое"]


def test_a_deleted_paragraph_mark_joins_paragraphs() -> None:
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert lines_of(word(para(mark, run("В 2027 году ")) + para(run("построят школу.")))) == [
        "В 2027 году построят школу."
    ]


def test_a_deleted_row_is_not_read() -> None:
    rows = table(row("а", "б"), row("в", "г", properties="<w:del/>"))
    assert lines_of(word(rows)) == ["а · б"]


def test_hidden_text_and_field_codes_are_not_read() -> None:
    hidden = run("900 км", "<w:vanish/>") + run("видно", '<w:vanish w:val="0"/>')
    code = '<w:r><w:instrText> HYPERLINK "javascript:alert(1)" </w:instrText></w:r>'
    styled = run("800 км", '<w:rStyle w:val="Secret"/>')
    styles = f'<w:styles {W}><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    whole = para('<w:pPr><w:pStyle w:val="Secret"/></w:pPr>', run("700 км"))
    assert lines_of(word(para(hidden, code, styled) + whole, styles=styles.encode())) == ["видно"]


def test_tabs_breaks_and_hyphens() -> None:
    first = "<w:r><w:t>Мектеп</w:t><w:tab/><w:t>5</w:t><w:br/></w:r>"
    second = "<w:r><w:t>социально</w:t><w:noBreakHyphen/><w:t>экономич\u00adеский</w:t></w:r>"
    assert lines_of(word(para(first, second))) == ["Мектеп 5", "социально-экономический"]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{para(run('В рамке'))}</w:txbxContent>"
    both = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    only_fallback = both.replace(f"<wps:txbx>{box}</wps:txbx>", "")
    assert lines_of(word(para(run("До "), both, run("после")))) == ["До после", "В рамке"]
    assert lines_of(word(para(only_fallback))) == ["В рамке"]


def test_notes_stand_at_the_end_and_only_those_referred_to() -> None:
    refers = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    deleted = '<w:del><w:r><w:footnoteReference w:id="3"/></w:r></w:del>'
    notes = "".join(f'<w:footnote w:id="{n}">{para(run(f"сноска {n}"))}</w:footnote>' for n in (0, 2, 3))
    content = word(
        para(run("Текст"), refers, deleted) + para(run("дальше")),
        footnotes=f"<w:footnotes {W}>{notes}</w:footnotes>".encode(),
    )
    assert lines_of(content) == ["Текст", "дальше", "сноска 2"]


def test_content_controls_and_links_are_looked_into() -> None:
    body = f"<w:sdt><w:sdtPr/><w:sdtContent>{para(f'<w:hyperlink>{run(PLAN)}</w:hyperlink>')}</w:sdtContent></w:sdt>"
    assert lines_of(word(body)) == [PLAN]


def test_a_marked_head_of_two_rows_with_merged_cells() -> None:
    head = "<w:tblHeader/>"
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{para(run("Школы"))}</w:tc>'
    first = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{para(run("Город"))}</w:tc>'
    again = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{para()}</w:tc>"
    made = table(
        row(first, wide, properties=head),
        row(again, "2025", "2026", properties=head),
        row("1", "2", "3"),
        row("Астана", "5", "6"),
    )
    assert lines_of(word(made)) == ["Город: Астана; Школы 2025: 5; Школы 2026: 6"]


def test_a_value_merged_over_rows_holds_in_each() -> None:
    first = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{para(run("Астана"))}</w:tc>'
    again = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{para()}</w:tc>"
    rows = (row("Город", "Год", "Школы"), row(first, "2025", "5"), row(again, "2026", "6"))
    assert lines_of(word(table(*rows))) == [
        "Город: Астана; Год: 2025; Школы: 5",
        "Город: Астана; Год: 2026; Школы: 6",
    ]


def test_a_long_cell_is_not_told_again_in_each_row() -> None:
    long = "сөз " * 100
    first = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{para(run(long))}</w:tc>'
    again = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{para()}</w:tc>"
    rows = (row("Город", "Жыл"), row(first, "5"), *[row(again, "6")] * 50)
    lines = lines_of(word(table(*rows)))
    assert "".join(lines).count("сөз") == 100
    assert lines[1:] == ["Жыл: 6"] * 50
    head = (row("Город", long), *[row("Астана", "6")] * 50)
    assert lines_of(word(table(*head))) == [f"Город · {long.strip()}", *["Астана: 6"] * 50]


def test_a_table_without_a_head_and_one_that_is_a_frame() -> None:
    frame = f"<w:tc>{para(run(PLAN))}{para(run(KAZAKH))}</w:tc>"
    assert lines_of(word(table(row("Аким города", "И. Иванов")))) == ["Аким города · И. Иванов"]
    assert lines_of(word(table(row(frame)))) == [PLAN, KAZAKH]


def test_the_main_part_may_have_another_name_and_the_strict_one() -> None:
    relation = '<Relationship Type="x/officeDocument" Target="word/document2.xml"/>'
    strict = document(para(run(PLAN))).replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    members = {"_rels/.rels": f"<Relationships>{relation}</Relationships>".encode(), "word/document2.xml": strict}
    assert lines_of(packed(members)) == [PLAN]


def test_names_that_climb_out_of_a_folder_are_only_names() -> None:
    content = packed({MAIN: document(para(run(PLAN))), "../../evil.txt": b"x", "/tmp/evil.txt": b"x"})  # noqa: S108
    assert lines_of(content) == [PLAN]


def test_documents_without_text() -> None:
    assert word_refusal(b"").reason is Reason.EMPTY
    assert word_refusal(word("")).reason is Reason.NO_TEXT
    assert word_refusal(word(para("<w:r><w:drawing/></w:r>"))).reason is Reason.NO_TEXT


@pytest.mark.parametrize(
    ("content", "reason", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Reason.UNSUPPORTED_TYPE, "save it as .docx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            Reason.ENCRYPTED,
            "password",
        ),
        (b"{\\rtf1 text}", Reason.TYPE_MISMATCH, "RTF"),
        (b"%PDF-1.7", Reason.TYPE_MISMATCH, "PDF"),
        (b"<html>", Reason.TYPE_MISMATCH, "named .docx"),
        (packed({"a.txt": b"x"}), Reason.MALFORMED, MAIN),
        (word(para(run(PLAN)))[:-200], Reason.MALFORMED, "zip"),
        (packed({MAIN: b"<w:document"}), Reason.MALFORMED, MAIN),
        (packed({MAIN: document("").replace(b"w:body", b"w:text")}), Reason.MALFORMED, "body"),
    ],
)
def test_what_is_no_document_is_named(content: bytes, reason: Reason, told: str) -> None:
    refused = word_refusal(content)
    assert refused.reason is reason
    assert told in refused.detail


def test_a_doctype_is_refused_and_a_bomb_in_it_named() -> None:
    outside = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    laughs = '<!DOCTYPE w:document [<!ENTITY a "ха"><!ENTITY b "&a;&a;">]>'
    assert word_refusal(packed({MAIN: document(para(run("&x;")), outside)})).reason is Reason.MALFORMED
    assert word_refusal(packed({MAIN: document(para(run("&b;")), laughs)})).reason is Reason.BOMB
    wide = document(para(run("x")), "<!DOCTYPE w:document>").decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert word_refusal(packed({MAIN: wide})).reason is Reason.MALFORMED


def test_tables_in_tables_have_an_end() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 400 + para(run(PLAN)) + "</w:tc></w:tr></w:tbl>" * 400
    assert word_refusal(word(deep)).reason is Reason.NESTED_TOO_DEEP
    fine = "<w:tbl><w:tr><w:tc>" * 80 + para(run(PLAN)) + "</w:tc></w:tr></w:tbl>" * 80
    assert lines_of(word(fine)) == [PLAN]


def test_a_span_cannot_fill_the_memory() -> None:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="9007199254740991"/></w:tcPr>{para(run("а"))}</w:tc>'
    assert lines_of(word(table(row(cell, "б"), row("5", "6")))) == ["а: 5; б: 6"]


# -------------------------------------------------------------------------------------------------------- zip archives


def zip_refusal(content: bytes, member: str = "") -> Refused:
    return refusal(lambda content, _: Zip(content).read(member), content)


def test_a_member_that_grows_a_thousand_times_is_a_bomb() -> None:
    assert zip_refusal(packed({"a": b"x" * 2_000_000}), "a").reason is Reason.BOMB
    assert Zip(packed({"a": b"x" * 900_000})).read("a") == b"x" * 900_000
    assert zip_refusal(packed({f"{n}": b"x" * 9_000_000 for n in range(6)})).reason is Reason.BOMB


def test_members_that_share_bytes_are_a_bomb() -> None:
    content = bytearray(packed({"a": b"x" * 500, "b": b"y" * 500}))
    second = content.rfind(b"PK\x01\x02")
    content[second + 42 : second + 46] = struct.pack("<I", 0)  # where the first one begins
    assert zip_refusal(bytes(content)).reason is Reason.BOMB


def test_sizes_and_checksums_that_lie() -> None:
    for offset, lie in ((24, struct.pack("<I", 10)), (24, struct.pack("<I", 600)), (16, b"\0\0\0\0")):
        content = bytearray(packed({"a": b"x" * 500}))
        directory = content.rfind(b"PK\x01\x02")
        content[directory + offset : directory + offset + 4] = lie
        assert zip_refusal(bytes(content), "a").reason is Reason.MALFORMED


def test_encrypted_ambiguous_and_missing_members() -> None:
    content = bytearray(packed({"a": b"x"}))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    assert zip_refusal(bytes(content)).reason is Reason.ENCRYPTED
    file = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", b"x")
        archive.writestr("a", b"y")
    assert zip_refusal(file.getvalue()).reason is Reason.MALFORMED
    assert zip_refusal(packed({"a": b"x"}), "b").reason is Reason.MALFORMED
    many = packed({f"{n}": b"" for n in range(5)})
    assert refusal(lambda content, _: Zip(content, most_members=4), many).reason is Reason.TOO_MANY_PARTS
    assert Zip(many, most_members=5).names == list("01234")


# ----------------------------------------------------------------------------------------------------------------- PDF


def paper(html: str, style: str = "") -> bytes:
    weasyprint = pytest.importorskip("weasyprint")
    sheet = f"<style>@page {{size: A5}} body {{font-family: DejaVu Sans}} {style}</style>"
    made: bytes = weasyprint.HTML(string=sheet + html).write_pdf(uncompressed_pdf=True)
    return made


def read_pdf(content: bytes) -> Part:
    pytest.importorskip("pypdfium2")
    [part] = pdf.read(content, "plan.pdf")
    return part


def pdf_refusal(content: bytes) -> Refused:
    pytest.importorskip("pypdfium2")
    return refusal(pdf.read, content)


def objects(
    content: bytes = b"BT /F1 12 Tf 50 700 Td (In 2027 the city plans 340 km of roads) Tj ET",
) -> dict[int, bytes]:
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /I 6 0 R >> >> >>",
        4: stream(content),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


def stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), about, content)


def written(parts: dict[int, bytes], trailer: bytes = b"", startxref: int | None = None) -> bytes:
    out, table_ = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number in range(1, max(parts) + 1):
        table_ += b"%010d 00000 %b \n" % (len(out), b"n" if number in parts else b"f")
        out += b"%d 0 obj\n%b\nendobj\n" % (number, parts[number]) if number in parts else b""
    size = max(parts) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n"
    return out + b"xref\n0 %d\n" % size + table_ + end % (size, trailer, len(out) if startxref is None else startxref)


def test_paragraphs_are_put_together_over_lines_and_pages() -> None:
    hyphenated = PLAN.replace("планируется", "плани&shy;рует&shy;ся").replace("городе", "го&shy;роде")
    sentences = [f"{hyphenated.replace('340', str(300 + n))} {KAZAKH}" for n in range(30)]
    part = read_pdf(paper("<h1>Жоспар</h1>" + "".join(f"<p>{sentence}</p>" for sentence in sentences)))
    expected = ["Жоспар", *(sentence.replace("&shy;", "") for sentence in sentences)]
    assert part["text"].splitlines() == expected
    assert part["warning"] is None
    assert "\f" not in part["text"]
    assert [number for _, number in part["pages"]] == list(range(1, len(part["pages"]) + 1))
    assert len(part["pages"]) > 2
    assert part["pages"][0] == [1, 1]


def test_pages_begin_where_it_is_said() -> None:
    part = read_pdf(paper("".join(f"<p style='break-after: page'>Бөлім {n}.</p>" for n in "абв")))
    assert part["text"].splitlines() == ["Бөлім а.", "Бөлім б.", "Бөлім в."]
    assert part["pages"] == [[1, 1], [2, 2], [3, 3]]


def test_a_page_whose_paragraph_began_before_begins_with_its_next_line() -> None:
    part = read_pdf(paper(f"<p>{PLAN * 60}</p><p>{KAZAKH}</p>"))
    last = max(number for _, number in part["pages"])
    assert last > 1
    assert part["pages"] == [[1, 1], [2, last]]


def test_headers_footers_and_page_numbers_are_dropped_but_once() -> None:
    style = "@page {@top-center {content: 'Даму жоспары'} @bottom-center {content: counter(page)}}"
    sentences = (f"<p>{number} мектеп: {PLAN}</p>" for number in range(2000, 2040))
    body = "".join(sentences)
    text = read_pdf(paper(body, style))["text"]
    assert text.count("Даму жоспары") == 1
    assert [line for line in text.splitlines() if line.isdecimal()] == []
    assert text.count("340 км") == 40
    both = "@page {@bottom-center {content: 'Страница ' counter(page) ' из ' counter(pages)}}"
    assert "Страница" not in read_pdf(paper(body, both))["text"]


def test_rows_that_repeat_in_a_table_are_kept() -> None:
    rows = "".join(f"<tr><td>Школа {n}<td>км<tr><td>Итого<td>{n * 7}" for n in range(60))
    text = read_pdf(paper(f"<table>{rows}</table>"))["text"]
    assert text.count("Итого") == 60
    assert all(f"Итого {n * 7}\n" in text for n in range(60))


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("построить в", "городе школу."), "построить в городе школу."),
        (("Построят школу.", "затем сад."), "Построят школу.\nзатем сад."),
        (("составит 5 млн.", "тенге"), "составит 5 млн. тенге"),
        (("строи-", "тельство"), "строительство"),
        (("на 2026-", "2030 годы"), "на 2026-2030 годы"),
        (("на 2026–", "2030 годы"), "на 2026–2030 годы"),
        (("бизнес-план", "и бизнес-", "план"), "бизнес-план и бизнес-план"),
        (("Построят:", "- школу;", "- сад."), "Построят:\n- школу;\n- сад."),
        (("Построят", "а) школу", "б) сад"), "Построят\nа) школу\nб) сад"),
        (("План развития", "Алматы"), "План развития\nАлматы"),
        (("Приложение -", "план"), "Приложение - план"),
        (("ПЛАН РАЗВИТИЯ ГОРОДА НА 2026 ГОД", "г. Шымкент"), "ПЛАН РАЗВИТИЯ ГОРОДА НА 2026 ГОД\nг. Шымкент"),
    ],
)  # fmt: skip
def test_where_a_line_goes_on(lines: tuple[str, ...], text: str) -> None:
    joined, _ = pdf._joined([pdf._Page(1, list(lines), has_picture=False)], Tables())
    assert joined == text + "\n"


def test_a_line_without_room_for_the_next_word_goes_on() -> None:
    full, rest = "В этом году построят школы в городе", "Алматы и затем ещё несколько в сёлах"
    short, other = "В этом году построят школы в селе", "Аксу и затем ещё несколько школ в городе Алматы"
    assert pdf._joined([pdf._Page(1, [full, rest], has_picture=False)], Tables())[0] == f"{full} {rest}\n"
    assert pdf._joined([pdf._Page(1, [short, other], has_picture=False)], Tables())[0] == f"{short}\n{other}\n"


RULED = "table {border-collapse: collapse} td, th {border: 1px solid}"
HEAD = "<tr><th>№<th>Көрсеткіш<th>Өлшем бірлігі<th>2025 жыл<th>2030 жыл"


def ruled_lines(html: str, style: str = RULED) -> list[str]:
    return read_pdf(paper(html, style))["text"].splitlines()


@pytest.mark.parametrize(
    "style",
    [
        RULED,
        "td, th {border: 1px solid}",
        "table {border-collapse: collapse} td, th {border: 3px double; background: #eee}",
        "table {border-collapse: collapse} td, th {border: 1px dotted}",
        "table {border-collapse: collapse} td, th {border-bottom: 1px solid} td + td, th + th {border-left: 1px solid}",
    ],
)
def test_rows_of_a_ruled_table_are_lines_with_their_cells(style: str) -> None:
    table_ = (
        f"<table>{HEAD}<tr><td>1<td>Тұрғын үй пайдала&shy;нуға беру<td>мың шаршы метр<td>1 200<td>1 500"
        "<tr><td>2<td>Мектептер саны<td>бірлік<td><td>25</table>"
    )
    part = read_pdf(paper(f"<p>Кестеге дейін</p>{table_}<p>кестеден кейін.</p>", style))
    assert part["text"].splitlines() == [
        "Кестеге дейін",
        "Көрсеткіш: Тұрғын үй пайдалануға беру; Өлшем бірлігі: мың шаршы метр; 2025 жыл: 1 200; 2030 жыл: 1 500",
        "Көрсеткіш: Мектептер саны; Өлшем бірлігі: бірлік; 2030 жыл: 25",
        "кестеден кейін.",
    ]
    assert part["rows"] == [
        [2, 1, 2, [[1, "Көрсеткіш", "Тұрғын үй пайдалануға беру"], [2, "Өлшем бірлігі", "мың шаршы метр"],
                   [3, "2025 жыл", "1 200"], [4, "2030 жыл", "1 500"]]],
        [3, 1, 3, [[1, "Көрсеткіш", "Мектептер саны"], [2, "Өлшем бірлігі", "бірлік"], [4, "2030 жыл", "25"]]],
    ]  # fmt: skip


def test_merged_cells_of_a_ruled_table() -> None:
    head = "<tr><th rowspan=2>Қала<th colspan=2>Мектептер<tr><th>2025<th>2030<tr><td>1<td>2<td>3"
    body = "<tr><td rowspan=2>Астана<td>8<td>9<tr><td>10<td>11<tr><td colspan=3>Облыстар<tr><td>Абай<td>5<td>6"
    assert ruled_lines(f"<table>{head}{body}</table>") == [
        "Қала: Астана; Мектептер 2025: 8; Мектептер 2030: 9",
        "Қала: Астана; Мектептер 2025: 10; Мектептер 2030: 11",
        "Облыстар",
        "Қала: Абай; Мектептер 2025: 5; Мектептер 2030: 6",
    ]


def test_a_ruled_table_goes_on_over_pages_between_headers_and_footers() -> None:
    style = "@page {@top-center {content: 'Даму жоспары'} @bottom-center {content: counter(page)}}"
    rows = "".join(
        f"<tr><td>{n}<td>Көрсеткіш нөмірі {n} деген ұзақ атау<td>км<td>{n * 3}<td>{n * 5}" for n in range(60)
    )
    part = read_pdf(paper(f"<p>Басы.</p><table><thead>{HEAD}</thead>{rows}</table><p>Соңы.</p>", RULED + style))
    lines = part["text"].splitlines()
    assert [line for line in lines if "нөмірі" in line] == [
        f"Көрсеткіш: Көрсеткіш нөмірі {n} деген ұзақ атау; Өлшем бірлігі: км; 2025 жыл: {n * 3}; 2030 жыл: {n * 5}"
        for n in range(60)
    ]
    assert sorted(line for line in lines if "нөмірі" not in line) == ["Басы.", "Даму жоспары", "Соңы."]
    assert {row[1] for row in part["rows"]} == {1}
    assert [number for _, number in part["pages"]] == list(range(1, len(part["pages"]) + 1))
    assert all("нөмірі" in lines[line - 1] for line, _ in part["pages"][1:])


def test_a_row_that_a_page_cuts_is_one() -> None:
    notes = [f"{n} басы {'сөз жазылды ' * 30}соңы." for n in range(8)]
    rows = "".join(f"<tr><td>Мектеп {n}<td>{n}<td>{note}" for n, note in enumerate(notes))
    part = read_pdf(paper(f"<table><tr><th>Көрсеткіш<th>2025 жыл<th>Ескерту{rows}</table>", RULED))
    assert part["text"].splitlines() == [
        f"Көрсеткіш: Мектеп {n}; 2025 жыл: {n}; Ескерту: {note}" for n, note in enumerate(notes)
    ]
    assert len(part["pages"]) > 2


def test_what_a_page_tells_of_a_table_that_began_before() -> None:
    def grid(*texts: tuple[str, ...]) -> list[Row]:
        return [Row(False, [Cell(n, 1, [text] if text else []) for n, text in enumerate(one)]) for one in texts]  # noqa: FBT003

    def told(first: list[Row], more: list[Row]) -> list[list[str]]:
        continue_table(first, more)
        return [[cell.text for cell in one.cells] for one in first]

    head = ("Қала", "Шара", "Жыл")
    first = head, ("Астана", "Мектеп", "2026")
    cut, capital = ("", "салу", ""), ("", "Мектеп", "2027")
    assert told(grid(*first), grid(head, cut)) == [[*head], ["Астана", "Мектеп салу", "2026"]]
    assert told(grid(*first), grid(("қаласы", "", ""))) == [[*head], ["Астана қаласы", "Мектеп", "2026"]]
    assert told(grid(*first), grid(capital)) == [[*head], ["Астана", "Мектеп", "2026"], ["Астана", "Мектеп", "2027"]]
    assert told(grid(*first), grid(("Абай", "", ""))) == [*map(list, first), ["Абай", "", ""]]


def test_frames_and_columns_without_lines_are_no_tables() -> None:
    frame = "<p style='border: 1px solid'>Рамкадағы мәтін осында тұр.</p>"
    one = "<table><tr><td>Бір баған<tr><td>Екінші жол</table>"
    assert ruled_lines(frame + one) == ["Рамкадағы мәтін осында тұр.", "Бір баған", "Екінші жол"]
    plain = read_pdf(paper("<table><tr><td>Мектеп<td>5<tr><td>Аурухана<td>7</table>"))
    assert plain["text"].splitlines() == ["Мектеп 5", "Аурухана 7"]
    assert plain["rows"] == []
    stacked = "<table><tr><td>Мектеп<br>Аурухана<br>Балабақша<td>5<br>7<br>9</table>"
    assert ruled_lines(stacked) == ["Мектеп", "Аурухана", "Балабақша", "5", "7", "9"]


def test_borders_of_some_cells_make_no_table() -> None:
    rows = "".join(f"<tr><td class=a>{name}<td>{n}<td>{n + 3}" for n, name in enumerate(("Мектеп", "Емхана", "Жол")))
    style = "table {border-collapse: collapse} td {border: 1px solid} td.a {border: none; padding-right: 1em}"
    assert ruled_lines(f"<table>{rows}</table>", style) == ["Мектеп 0 3", "Емхана 1 4", "Жол 2 5"]


def test_a_frame_around_a_page_is_no_table() -> None:
    text = f"<td colspan=2>{'<p>Мәтін осында тұр.</p>' * 40}<tr><td>Парақ<td>1"
    lines = ruled_lines(f"<table><tr>{text}</table>")
    assert lines.count("Мәтін осында тұр.") == 40
    assert lines[-1] == "Парақ: 1"


def test_a_turned_page_has_its_tables() -> None:
    pypdf = pytest.importorskip("pypdf")
    table_ = "<table><tr><th>Көрсеткіш<th>2025 жыл<tr><td>Мектептер саны<td>16</table>"
    for turn in (90, 180, 270):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(paper(table_, RULED)))
        writer.pages[0].rotate(turn)
        # letters are turned back, as in a wide table on a high sheet
        size = [float(one) for one in (writer.pages[0].mediabox.width, writer.pages[0].mediabox.height)]
        move = {90: (0, 1, -1, 0, size[0], 0), 180: (-1, 0, 0, -1, *size), 270: (0, -1, 1, 0, 0, size[0])}[turn]
        writer.pages[0].add_transformation(move)
        file = io.BytesIO()
        writer.write(file)
        assert read_pdf(file.getvalue())["text"] == "Көрсеткіш: Мектептер саны; 2025 жыл: 16\n", turn


def test_lines_in_forms_and_drawings_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    words = b"".join(
        b"BT /F1 9 Tf %d %d Td (%b) Tj ET " % (60 + 100 * n, 680 - 20 * m, word)
        for m, texts in enumerate(((b"Schools", b"2025"), (b"Built here", b"16")))
        for n, word in enumerate(texts)
    )
    cells = b"".join(b"%d %d 100 20 re S " % (50 + 100 * n, 675 - 20 * m) for n in range(2) for m in range(2))
    half = b" ".join(b"%g" % (int(one) / 2) if one.isdigit() else one for one in cells.split())
    form = stream(half, b"/Type /XObject /Subtype /Form /BBox [0 0 600 900]")
    expected = "Schools: Built here; 2025: 16\n"
    assert read_pdf(written(objects(words + cells)))["text"] == expected
    assert read_pdf(written(objects(words + b"q 2 0 0 2 0 0 cm /I Do Q") | {6: form}))["text"] == expected
    monkeypatch.setattr(pdf_tables, "_MOST_OBJECTS", 3)
    assert read_pdf(written(objects(words + cells)))["text"] == "Schools 2025\nBuilt here 16\n"


def test_names_of_columns_on_their_side() -> None:
    def word_(text: bytes, x: int, y: int, turn: bytes = b"1 0 0 1") -> bytes:
        return b"BT /F1 9 Tf %b %d %d Tm (%b) Tj ET " % (turn, x, y, text)

    cells = b"".join(b"%d %d 100 %d re S " % (50 + 100 * n, y, h) for n in range(3) for y, h in ((700, 80), (680, 20)))
    body = b"".join(word_(text, 60 + 100 * n, 685) for n, text in enumerate((b"Schools", b"5", b"7")))
    up = word_(b"Year of", 190, 710, b"0 1 -1 0") + word_(b"2025", 202, 710, b"0 1 -1 0")
    down = word_(b"Illus of", 302, 775, b"0 -1 1 0") + word_(b"2026", 290, 775, b"0 -1 1 0")
    text = read_pdf(written(objects(cells + word_(b"What", 60, 740) + up + down + body)))["text"]
    assert text == "What: Schools; Year of 2025: 5; Illus of 2026: 7\n"


def test_a_drawing_is_no_table() -> None:
    text = b"BT /F1 9 Tf 60 680 Td (In 2027 the city plans 340 km of roads) Tj ET "
    lines = b"".join(b"%d 0 m %d 800 l S 0 %d m 590 %d l S " % (n, n, n, n) for n in range(1, 590))
    many = b"".join(b"%d %d m %d %d l S " % (n % 600, n % 797, n % 600 + 9, n % 797) for n in range(19_000))
    for drawn in (lines, many):
        assert read_pdf(written(objects(text + drawn)))["text"] == "In 2027 the city plans 340 km of roads\n"


def test_a_row_of_a_paper_becomes_a_statement_with_its_figures() -> None:
    title = "Шымкент қаласының 2026–2030 жылдарға арналған даму жоспары"
    row_ = "<tr><td>1<td>Тұрғын үй пайдалануға беру<td>мың шаршы метр<td>1 200<td>1 500"
    part = read_pdf(paper(f"<h1>{title}</h1><table>{HEAD}{row_}</table>", RULED))
    rows: Any = part["rows"]
    origin = Origin("plan.pdf", "0", date="2026-03-01", rows=rows, pages=[(1, 1)])
    extractor = Extractor(load_lexicon())
    [statement] = extractor.statements(extractor.build_document(part["text"], origin))
    figures = [(str(one.value), one.year) for one in statement.quantities if one.cell is not None]
    assert (statement.city, figures) == ("shymkent", [("1200000", 2025), ("1500000", 2030)])


def test_a_title_and_a_date_are_lines_of_their_own() -> None:
    title, date = "Шымкент қаласының 2026–2030 жылдарға арналған", "2026 жылғы 1 наурыз"
    lines = ruled_lines(f"<div style='font-size: 8pt'>{title}</div><p>{date}</p><p>{KAZAKH}</p>")
    assert lines == [title, date, KAZAKH]
    small = f"<div style='font-size: 7pt'><div>{title}</div><div>{date}</div><p>{KAZAKH} {KAZAKH}</p></div>"
    assert ruled_lines(small) == [title, date, f"{KAZAKH} {KAZAKH}"]


def test_a_scan_needs_ocr() -> None:
    image = stream(zlib.compress(b"\x80" * 100), b"/Type /XObject /Subtype /Image /Width 10 /Height 10 "
                   b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode")  # fmt: skip
    refused = pdf_refusal(written({**objects(b"q 595 0 0 842 0 0 cm /I Do Q"), 6: image}))
    assert refused.reason is Reason.NO_TEXT
    assert refused.detail == "has 1 page of pictures; text recognition (OCR) is needed"
    mixed = objects()
    mixed[2] = b"<< /Type /Pages /Kids [3 0 R 7 0 R] /Count 2 >>"
    mixed |= {6: image, 7: mixed[3].replace(b"4 0 R", b"8 0 R"), 8: stream(b"q 595 0 0 842 0 0 cm /I Do Q")}
    warning = read_pdf(written(mixed))["warning"]
    assert warning == "no_text: 1 of 2 pages are pictures, first page 2; text recognition (OCR) is needed"


def test_fonts_that_do_not_name_their_letters_are_noticed() -> None:
    made = paper(f"<p>{PLAN} {KAZAKH}</p>")
    assert read_pdf(made)["warning"] is None
    assert pdf_refusal(made.replace(b"/ToUnicode", b"/ToNothing")).reason is Reason.GARBLED_TEXT
    windows = objects(b"BT /F1 12 Tf 50 700 Td (" + PLAN.encode("cp1251") + b") Tj ET")
    assert pdf_refusal(written(windows)).reason is Reason.GARBLED_TEXT


def test_kazakh_in_latin_letters_is_no_garbage() -> None:
    wrong, letters = pdf._wrong_letters("Şymkent qalasynda 2027 jyly jol salu josparlanğan, öñir üşın mektep")
    assert (wrong, letters > 40) == (0, True)


def test_encrypted_papers() -> None:
    pypdf = pytest.importorskip("pypdf")
    for user, reason in (("secret", Reason.ENCRYPTED), ("", None)):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(written(objects())))
        writer.encrypt(user, "owner", algorithm="RC4-128")
        file = io.BytesIO()
        writer.write(file)
        if reason:
            assert pdf_refusal(file.getvalue()).reason is reason
        else:
            assert "340 km" in read_pdf(file.getvalue())["text"]


def test_what_is_no_whole_paper_is_named() -> None:
    good = written(objects())
    assert pdf_refusal(b"").reason is Reason.EMPTY
    assert pdf_refusal(b"<!DOCTYPE html><h1>404</h1>").reason is Reason.TYPE_MISMATCH
    assert pdf_refusal(b"%PDF-1.7\n").reason is Reason.MALFORMED
    assert pdf_refusal(good[: len(good) // 2]).reason is Reason.MALFORMED
    loop = objects() | {2: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"}
    assert pdf_refusal(written(loop)).reason is Reason.MALFORMED
    empty = objects() | {2: b"<< /Type /Pages /Kids [] /Count 0 >>"}
    assert pdf_refusal(written(empty)).reason is Reason.NO_TEXT
    assert pdf_refusal(written(objects(b""))).reason is Reason.NO_TEXT


def test_a_repaired_paper_is_read_with_a_warning() -> None:
    good = written(objects())
    assert read_pdf(good)["warning"] is None
    where = good.rfind(b"xref\n0")
    damaged = (
        written(objects(), startxref=17),
        b"HTTP/1.1 200 OK\r\n\r\n" + good,
        written(objects(), trailer=b"/Prev %d" % where),
    )
    for content in damaged:
        part = read_pdf(content)
        assert "340 km" in part["text"]
        assert (part["warning"] or "").startswith("malformed: ")


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    bomb = zlib.compress(b"BT (x) Tj ET\n" * 1_000_000, 9)
    refused = pdf_refusal(written(objects() | {4: stream(bomb, b"/Filter /FlateDecode")}))
    assert refused.reason is Reason.BOMB
    form = stream(
        b"/X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    )
    assert "draws itself" in pdf_refusal(written(objects(b"/I Do") | {6: form})).detail


def test_limits_of_pages_and_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = paper("<p style='break-after: page'>Бір</p><p>Екі</p>")
    monkeypatch.setattr(bounds, "_current", Limits(pdf_pages=1))
    assert "limits: pdf_pages in kzplans.yaml" in pdf_refusal(pages).detail
    monkeypatch.setattr(bounds, "_current", Limits(text_chars=5))
    assert "limits: text_chars in kzplans.yaml" in pdf_refusal(pages).detail
    assert word_refusal(word(para(run(PLAN)))).reason is Reason.TOO_LARGE


def test_titles_are_taken_unless_they_are_those_of_files() -> None:
    assert read_pdf(paper(f"<title>Даму жоспары</title><p>{PLAN}</p>"))["title"] == "Даму жоспары"
    assert read_pdf(paper(f"<title>Microsoft Word - план.doc</title><p>{PLAN}</p>"))["title"] is None


def test_both_readers_work_within_the_limits_of_a_worker() -> None:
    pytest.importorskip("pypdfium2")
    jobs = {kind: f"kzplans.sources.formats.{kind}:read" for kind in ("docx", "pdf")}
    with Isolation(Limits(), jobs) as isolation:
        assert "340 km" in str(isolation.run("pdf", written(objects()), "plan.pdf"))
        assert "340 км" in str(isolation.run("docx", word(para(run(PLAN))), "plan.docx"))
        two = [stream(b"/X Do /X Do", b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % n)
               for n in (7, 6)]  # fmt: skip
        with pytest.raises(Refused, match=re.compile("crash|memory|timeout|no_text")):
            isolation.run("pdf", written(objects(b"/I Do") | {6: two[0], 7: two[1]}), "plan.pdf")
