"""Mails, archives, tables of texts and front matter; every byte of them is made here."""

from __future__ import annotations

import base64
import io
import json
import struct
import time
import zipfile
from email.header import Header
from typing import TYPE_CHECKING

import pytest

from kzplans.config import Limits
from kzplans.sources import bounds
from kzplans.sources.formats import archive, mail, rows
from kzplans.sources.formats.archive import Room, read_any, safe_name
from kzplans.sources.formats.front_matter import MOST_BYTES, split_front_matter
from kzplans.sources.formats.sniff import sniff
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from kzplans.sources.formats import Part

PLAN = "В 2027 году в городе Шымкенте планируется построить 12 школ на 7 400 мест. Срок сдачи: декабрь 2027 года.\n"
ZHOSPAR = "Қала әкімдігі 2027 жылы Шымкентте 12 мектеп салуды жоспарлап отыр. Құрылыс күзге дейін бітеді.\n"
STD = "From: Press <press@example.kz>\r\nDate: Mon, 16 Mar 2026 10:00:00 +0500\r\n"
UTF8 = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"


def letter(head: str, body: bytes) -> bytes:
    return head.encode("utf-8", "surrogateescape") + b"\r\n" + body


def multipart(*parts: tuple[str, bytes], kind: str = "mixed", mark: str = "b", end: bool = True) -> bytes:
    """A multipart mail of parts with their headers."""
    body = b"".join(f"--{mark}\r\n{head}\r\n".encode() + content + b"\r\n" for head, content in parts)
    close = f"--{mark}--\r\n".encode() if end else b""
    return letter(f"{STD}MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary={mark}\r\n", body + close)


def attached(name: str, content: bytes) -> tuple[str, bytes]:
    head = f'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    return f"{head}Content-Transfer-Encoding: base64\r\n", base64.encodebytes(content)


def packed(*members: tuple[str, bytes], stored: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(zipfile.ZipInfo(name), content, None if stored else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def docx(text: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    return packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", body.encode()))


def told(parts: list[Part]) -> dict[str, str]:
    """Text, or else the reason, by the name of the part."""
    names = [part["part"] for part in parts]
    assert len(set(names)) == len(names)
    return {part["part"]: part.get("text") or str(part["reason"]) for part in parts}


def one(parts: list[Part]) -> Part:
    (part,) = parts
    return part


# ------------------------------------------------------------------------------------------------------------ sniffing


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PLAN.encode(), "plan.txt", "text"),
        (PLAN.encode(), "plan", "text"),
        (PLAN.encode(), "plan.docx", "text"),
        (PLAN.encode("utf-16"), "plan.txt", "text"),
        (b"", "plan.txt", "text"),
        (PLAN.encode(), "PLAN.MD", "markdown"),
        (b"\xef\xbb\xbf\n<!-- saved from url=(9)x -->\n<!DOCTYPE html><p>x", "plan", "html"),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', "plan.txt", "html"),
        ("<html>".encode("utf-16"), "plan.txt", "html"),
        (b"<p>x", "plan.htm", "html"),
        (b"%PDF-1.7\n", "plan.docx", "pdf"),
        (b"\n\n%PDF-1.7\n", "plan.pdf", "pdf"),
        (docx(PLAN), "plan.pdf", "docx"),
        (packed(("a.txt", b"x")), "plan", "zip"),
        (packed(("a.txt", b"x")), "plan.docx", "docx"),
        (docx(PLAN)[:60], "plan.docx", "docx"),
        (packed(), "plan.zip", "zip"),
        (letter(STD, PLAN.encode()), "plan.txt", "mail"),
        (b"Received: from a\r\n by b; Mon\r\nSubject: x\r\n\r\nx", "x", "mail"),
        (b"Date: 16.03.2026\nCity: Astana\n\nx", "x.txt", "text"),
        (b"From: Almaty\n\nx", "x.txt", "text"),
        (b"From a@b.kz Mon Mar 16 10:00:00 2026\nFrom: a@b.kz\nTo: c@d.kz\n\nx", "x", "mbox"),
        (b"From here to 2026\nwe build.", "x.txt", "text"),
        ('{"date": "2026", "text": "Жоспар"}\n'.encode(), "x", "jsonl"),
        ("text;date\nЖоспар;2026\n".encode(), "x", "csv"),
        (b'id,"text"\n1,x\n', "x.csv", "csv"),
        (b"<?xml version='1.0'?><!-- a -->\n<rss>", "a.xml", "feed"),
        (b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss>', "a.xml", "feed"),
        (b'<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//N//E">\n<rss>', "a.xml", "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "a", "feed"),
        (b"<rdf:RDF xmlns=x>", "a", "feed"),
        (b"{\\rtf1\\ansi", "a.doc", "rtf"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text", "a", "odt"),
        (b'<?xml version="1.0"?><office:document a="application/vnd.oasis.opendocument.text">', "a.fodt", "odt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_".encode("utf-16-le"), "a.msg", "msg"),
        (b"text, and more of it\n", "x.txt", "text"),
    ],
)
def test_the_content_tells_the_format_and_then_the_name(content: bytes, name: str, kind: str) -> None:
    assert sniff(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "reason", "detail"),
    [
        (b"\x89PNG\r\n\x1a\n", "a.txt", Reason.UNSUPPORTED_TYPE, "PNG image"),
        (b"\xff\xd8\xff\xe0", "e.jpg", Reason.UNSUPPORTED_TYPE, "JPEG image"),
        (b"SQLite format 3\0", "a", Reason.UNSUPPORTED_TYPE, "SQLite"),
        (bytes(range(256)), "a.bin", Reason.UNSUPPORTED_TYPE, "no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W\0o\0r\0d\0", "a.doc", Reason.UNSUPPORTED_TYPE, "old Office"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            Reason.ENCRYPTED,
            "password",
        ),
        (packed(("[Content_Types].xml", b""), ("xl/workbook.xml", b"")), "a.zip", Reason.UNSUPPORTED_TYPE, "Excel"),
        (packed(("mimetype", b""), ("content.xml", b"")), "a.odt", Reason.UNSUPPORTED_TYPE, "OpenDocument"),
        (b"<?xml version='1.0'?><urlset>", "a.xml", Reason.UNSUPPORTED_TYPE, "sitemap"),
        (b"<?xml version='1.0'?><act/>", "a.xml", Reason.UNSUPPORTED_TYPE, "XML document"),
        (b'{\n "a": 1}', "a.json", Reason.UNSUPPORTED_TYPE, "JSON"),
        (b"Year,Value\n2025,1\n", "a.csv", Reason.UNSUPPORTED_TYPE, "--actuals"),
        (b'<html><meta name="generator" content="kzplans 0.1.0">', "a.html", Reason.OWN_OUTPUT, "report of kzplans"),
        (b'{\n "schema": "kzplans/digest@1",', "a.json", Reason.OWN_OUTPUT, "report of kzplans"),
        ("# План\n\nСоставлено программой kzplans 0.1.0\n".encode(), "a.md", Reason.OWN_OUTPUT, "report of kzplans"),
        ("# Жоспар\n\nkzplans 0.1.0 жасаған\n".encode(), "a.md", Reason.OWN_OUTPUT, "report of kzplans"),
        (b"Subject: x\nMessage-ID: <71353d9e@kzplans>\n\n", "a.eml", Reason.OWN_OUTPUT, "report of kzplans"),
    ],
)
def test_what_is_not_read_is_told_by_its_name(content: bytes, name: str, reason: Reason, detail: str) -> None:
    with pytest.raises(Refused, match=detail) as caught:
        sniff(content, name)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "piece", [b"<!--", b"<?xml", b"<", b"From: ", b"PK\x01\x02", b'{"text', b"\n", b"text,", b"---\n", b'{"text":']
)
def test_sniffing_is_quick(piece: bytes) -> None:
    start = time.perf_counter()
    for prefix in (b"", b"PK\x03\x04", b"%PDF"):
        try:
            sniff(prefix + piece * (20_000_000 // len(piece)), "a.csv")
        except Refused:
            continue
    assert time.perf_counter() - start < 30


def test_another_type_than_the_name_tells_is_read_with_a_warning() -> None:
    part = one(read_any(docx(PLAN), "plan.txt"))
    assert "Шымкенте" in part["text"]
    assert part["warning"] == "type_mismatch: is a Word document although it is named .txt"
    assert not one(read_any(docx(PLAN), "plan.docx")).get("warning")


# --------------------------------------------------------------------------------------------------------------- mails


@pytest.mark.parametrize("charset", ["utf-8", "kz1048", "windows-1251", "koi8-r"])
def test_headers_are_decoded_from_any_charset(charset: str) -> None:
    title = "Жоспар: Қала әкімдігі" if charset in {"utf-8", "kz1048"} else "План развития города"
    subject = Header(title, charset, maxlinelen=40).encode(linesep="\r\n")
    sender = Header("Акимат города", charset).encode()
    part = one(mail.read(letter(f"From: {sender} <a@b.kz>\r\nSubject: {subject}\r\n{UTF8}", ZHOSPAR.encode()), "a.eml"))
    assert part["text"] == ZHOSPAR
    assert (part["title"], part["publisher"], part["date"]) == (title, "Акимат города", None)


def test_letters_split_between_two_encoded_words_are_whole() -> None:
    raw = "Қала".encode()
    words = "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in (raw[:3], raw[3:]))
    part = one(mail.read(letter(f"{STD}Subject: Fwd: Re: {words}\r\n{UTF8}", PLAN.encode()), "a.eml"))
    assert part["title"] == "Қала"


def test_raw_bytes_in_headers_are_read_in_the_charset_of_the_letter() -> None:
    head = b"From: a@b.kz\r\nSubject: " + "План области".encode("cp1251") + b"\0\r\n"
    content = head + b"Content-Type: text/plain; charset=windows-1251\r\n\r\n" + PLAN.encode("cp1251")
    part = one(mail.read(content, "a.eml"))
    assert (part["text"], part["title"], part["encoding"]) == (PLAN, "План области", "cp1251")
    assert "malformed" in str(part["warning"])


def test_a_subject_cannot_bring_headers_along() -> None:
    word = base64.b64encode("План\r\nBcc: victim@example.com\r\n\r\nтело\u202e".encode()).decode()
    part = one(mail.read(letter(f"{STD}Subject: =?utf-8?b?{word}?=\r\n{UTF8}", PLAN.encode()), "a.eml"))
    assert part["title"] == "План Bcc: victim@example.com тело"


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("Sun, 15 Mar 2026 20:30:00 +0000", "2026-03-16"),
        ("Sun, 15 Mar 2026 20:30:00 -0000", "2026-03-16"),
        ("Sun, 15 Mar 2026 20:30:00", "2026-03-15"),
        ("Thu, 15 Jun 2023 18:30:00 +0000", "2023-06-16"),  # +06:00 until 2024
        ("Sat, 15 Jun 2024 18:30:00 +0000", "2024-06-15"),
        ("Thu, 99 Foo 99999 25:61:61 -9999", None),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
        ("", None),
    ],
)
def test_the_date_is_the_day_in_almaty(stated: str, day: str | None) -> None:
    part = one(mail.read(letter(f"From: a@b.kz\r\nDate: {stated}\r\n{UTF8}", PLAN.encode()), "a.eml"))
    assert part["date"] == day
    assert ("malformed: its Date" in str(part["warning"])) == (day is None)


def test_an_unknown_charset_is_told() -> None:
    head = STD + "Content-Type: text/plain; charset=x-kazakh-old\r\nContent-Transfer-Encoding: 8bit\r\n"
    part = one(mail.read(letter(head, (PLAN * 3).encode("cp1251")), "a.eml"))
    assert part["text"] == PLAN * 3
    assert "decode_uncertain" in str(part["warning"])


@pytest.mark.parametrize("broken", [base64.b64encode(PLAN.encode())[:-3] + b"!!*", b"0" + base64.b64encode(b"x" * 90)])
def test_damaged_base64_is_no_text(broken: bytes) -> None:
    head = STD + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    part = one(mail.read(letter(head, broken), "a.eml"))
    assert (part["reason"], part["detail"]) == (Reason.MALFORMED, "its base64 is damaged")


def test_plain_text_is_preferred_and_attachments_of_the_other_form_are_read() -> None:
    page = ("Content-Type: text/html; charset=utf-8\r\n", f"<p>{ZHOSPAR}</p>".encode())
    inner = multipart(page, attached("plan.txt", PLAN.encode()), mark="i").partition(b"\r\n\r\n")[2]
    nested = ("Content-Type: multipart/mixed; boundary=i\r\n", inner)
    parts = mail.read(multipart((UTF8, PLAN.encode()), nested, kind="alternative"), "a.eml")
    assert told(parts) == {"": PLAN, "plan.txt": PLAN}


@pytest.mark.parametrize("around", ['<blockquote type="cite">{}</blockquote>', '<div class="gmail_quote">{}</div>'])
def test_the_letter_that_is_answered_is_no_text_of_the_answer(around: str) -> None:
    quoted = around.format("<p>Алматыда 900 мектеп салына ма?</p>")
    html = f"<p>Шымкентте 2027 жылға дейін 12 мектеп салынады.</p>{quoted}"
    head = f"{STD}Content-Type: text/html; charset=utf-8\r\n"
    (answer,) = mail.read(letter(head, html.encode()), "a.eml")
    assert ("12 мектеп" in answer["text"], "900" in answer["text"]) == (True, False)
    (handed_on,) = mail.read(letter(head, f"<p>---------- Forwarded message ---------</p>{html}".encode()), "a.eml")
    assert "900" in handed_on["text"]
    (alone,) = mail.read(letter(head, quoted.encode()), "a.eml")
    assert "900" in alone["text"]


def test_a_letter_of_html_only_is_read() -> None:
    pytest.importorskip("trafilatura")
    pytest.importorskip("lxml")
    page = f"<html><head><style>p {{}}</style></head><body><p>{PLAN}</p><p>{PLAN * 3}</p></body></html>"
    head = "Content-Type: text/html; charset=windows-1251\r\nContent-Transfer-Encoding: 8bit\r\n"
    content = (
        letter(STD + "Subject: x\r\n", b"").removesuffix(b"\r\n") + head.encode() + b"\r\n" + page.encode("cp1251")
    )
    part = one(mail.read(content, "a.eml"))
    assert PLAN.strip() in part["text"]
    assert "<" not in part["text"]
    assert (part["title"], part["format"]) == ("x", "mail")


def test_a_page_that_a_browser_saved_as_a_mail_is_read_as_a_page() -> None:
    pytest.importorskip("trafilatura")
    pytest.importorskip("lxml")
    head = '<meta charset="utf-8"><title>Жоспар</title><meta property="article:published_time" content="2026-03-10">'
    page = (
        f"<html><head>{head}</head><body><article><h1>Жоспар</h1><p>{PLAN}</p><p>{ZHOSPAR}</p></article></body></html>"
    )
    content = multipart(
        ("Content-Type: text/html; charset=utf-8\r\n", page.encode()),
        ("Content-Type: text/css\r\nContent-Location: cid:a\r\n", b"p {}"),
        ("Content-Type: text/html\r\nContent-Location: cid:b\r\n", b"<p>advertisement"),
        ("Content-Type: image/png\r\nContent-Location: https://a.kz/1.png\r\n", b"\x89PNG"),
        kind="related",
    )
    content = content.replace(STD.encode(), b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.kz/1\r\n")
    part = one(read_any(content, "a.mht"))
    assert ZHOSPAR.strip() in part["text"]
    assert "advertisement" not in part["text"]
    assert (part["title"], part["date"], part["url"]) == ("Жоспар", "2026-03-10", "https://a.kz/1")


def test_quotations_are_dropped_and_flowed_lines_joined() -> None:
    text = "План \nгорода.\n\nOn 16 March 2026, Press wrote:\n> В 2020 году 99 школ.\n>> Ещё.\n\nСпасибо.\n"
    head = STD + "Content-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n"
    assert one(mail.read(letter(head, text.encode()), "a.eml"))["text"] == "План города.\n\n\nСпасибо.\n"


def test_attachments_are_read_by_their_own_readers() -> None:
    pytest.importorskip("lxml")
    parts = mail.read(
        multipart(
            (UTF8, ZHOSPAR.encode()),
            attached("=?utf-8?b?0JbQvtGB0L/QsNGALmRvY3g=?=", docx(PLAN)),
            attached("../../../tmp/evil.txt", PLAN.encode()),
            attached("texts.jsonl", json.dumps({"text": PLAN}).encode()),
            attached("scan.png", b"\x89PNG\r\n\x1a\n"),
            attached("all.zip", packed(("plan.md", PLAN.encode()))),
        ),
        "a.eml",
    )
    assert told(parts) == {
        "": ZHOSPAR,
        "Жоспар.docx": PLAN.strip() + "\n",
        "tmp/evil.txt": PLAN,
        "texts.jsonl/row 1": PLAN,
        "scan.png": "unsupported_type",
        "all.zip/plan.md": PLAN,
    }


def test_attachments_of_one_name_are_numbered() -> None:
    twice = [attached("a.txt", text.encode()) for text in (PLAN, ZHOSPAR)]
    torn = (UTF8.replace("8bit", "base64"), b"0" + base64.b64encode(b"x" * 90))
    parts = mail.read(multipart((UTF8, PLAN.encode()), torn, *twice, torn), "a.eml")
    assert told(parts) == {
        "": PLAN,
        "letter": "malformed",
        "a.txt": PLAN,
        "a.txt (2)": ZHOSPAR,
        "letter (2)": "malformed",
    }


def test_a_bomb_in_an_attachment_leaves_the_letter() -> None:
    bomb = packed(("plan.txt", b"x" * 60_000_000))
    parts = mail.read(multipart((UTF8, PLAN.encode()), attached("a.zip", bomb)), "a.eml")
    assert told(parts) == {"": PLAN, "a.zip": "bomb"}
    assert "60.0 MB" in parts[1]["detail"]


def test_pictures_within_the_letter_and_signatures_are_no_parts() -> None:
    logo = ("Content-Type: image/png\r\nContent-ID: <1>\r\n", b"x")
    signature = ("Content-Type: application/pgp-signature; name=a.asc\r\n", b"x")
    assert told(mail.read(multipart((UTF8, PLAN.encode()), logo, signature), "a.eml")) == {"": PLAN}


def test_mails_in_mails_are_read_down_to_a_limit() -> None:
    content = letter(STD + UTF8, PLAN.encode())
    for _ in range(2):
        content = letter(STD + "Content-Type: message/rfc822\r\n", content)
    assert told(mail.read(content, "a.eml")) == {"message/message": PLAN}
    for _ in range(58):
        content = letter(STD + "Content-Type: message/rfc822\r\n", content)
    assert list(told(mail.read(content, "a.eml")).values()) == ["nested_too_deep"]
    for _ in range(2000):
        content = letter(STD + "Content-Type: message/rfc822\r\n", content)
    assert one(read_any(content, "a.eml"))["reason"] == Reason.NESTED_TOO_DEEP


def test_a_mail_of_too_many_parts_is_read_as_far_as_the_limit() -> None:
    many = [("Content-Type: text/plain\r\n", b"x")] * 5000
    start = time.perf_counter()
    parts = mail.read(multipart((UTF8, PLAN.encode()), *many), "a.eml")
    assert time.perf_counter() - start < 60
    assert parts[0]["text"].startswith(PLAN)
    assert parts[1]["reason"] == Reason.TOO_MANY_PARTS


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("Content-Type: multipart/mixed\r\n", "malformed"),
        ("Content-Type: application/pkcs7-mime; name=smime.p7m\r\n", "encrypted"),
    ],
)
def test_parts_without_a_way_in_are_told(head: str, reason: str) -> None:
    assert told(mail.read(letter(STD + head, PLAN.encode()), "a.eml")) == {"letter": reason}


def test_a_mail_that_ends_too_early_has_a_warning() -> None:
    part = mail.read(multipart((UTF8, PLAN.encode()), end=False), "a.eml")[0]
    assert part["text"] == PLAN
    assert part["warning"] == "malformed: the mail ends too early"


@pytest.mark.parametrize(
    "header", ["X-Long: ", "Subject: ", "Content-Type: text/plain;", "Content-Disposition: inline;", "From: ", "Date: "]
)
@pytest.mark.parametrize("filler", ["a", ";", "=?", "(", '"', "=?u?q?", "<,"])
def test_headers_of_a_megabyte_take_no_time(header: str, filler: str) -> None:
    start = time.perf_counter()
    content = letter(f"{STD}{header}{filler * (1_000_000 // len(filler))}\r\n", PLAN.encode())
    assert "Шымкенте" in one(read_any(content, "a.eml"))["text"]
    assert time.perf_counter() - start < 30


def test_a_mailbox_is_read_mail_by_mail() -> None:
    mails = [letter(STD + UTF8, text.encode()) for text in (PLAN, ZHOSPAR + "\r\n>From here\r\n")]
    box = b"".join(b"From a@b.kz Mon Mar 16 10:00:00 2026\r\n" + one_mail + b"\r\n" for one_mail in mails)
    parts = read_any(box, "inbox")
    assert told(parts) == {"mail 1": PLAN, "mail 2": ZHOSPAR + "\nFrom here\n"}
    assert parts[1]["date"] == "2026-03-16"


# ------------------------------------------------------------------------------------------------------------ archives


def test_members_are_read_in_the_order_of_their_names() -> None:
    content = packed(
        ("b.txt", PLAN.encode()),
        ("папка/", b""),
        ("папка/a.md", ZHOSPAR.encode()),
        ("__MACOSX/b.txt", b"x"),
        ("папка/.DS_Store", b"x"),
        ("Thumbs.db", b"x"),
        ("a.csv", f"text,date\n{PLAN.strip()},2026\n".encode()),
    )
    assert told(read_any(content, "a.zip")) == {"a.csv/row 2": PLAN.strip(), "b.txt": PLAN, "папка/a.md": ZHOSPAR}
    assert [part["part"] for part in archive.read(content, "a.zip")] == ["a.csv/row 2", "b.txt", "папка/a.md"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd", "etc/passwd"),
        ("/abs/plan.txt", "abs/plan.txt"),
        ("C:\\планы\\..\\1.txt", "планы/1.txt"),
        ("a\x1b[2J\u202e.txt", "a\\x1b[2J\\u202e.txt"),
        ("a\nb.txt", "a\\x0ab.txt"),
        ("..", "file"),
    ],
)
def test_names_lead_nowhere(name: str, shown: str) -> None:
    assert told(archive.read(packed((name, PLAN.encode())), "a.zip")) == {shown: PLAN}


def test_long_names_are_cut_and_equal_ones_numbered() -> None:
    assert len(safe_name("я" * 1_000_000)) == 200
    content = packed(("../a.txt", PLAN.encode()), ("a.txt", ZHOSPAR.encode()))
    assert told(archive.read(content, "a.zip")) == {"a.txt": PLAN, "a.txt (2)": ZHOSPAR}


@pytest.mark.parametrize("encoding", ["cp866", "utf-8"])
def test_names_without_a_mark_are_read_as_windows_or_others_write_them(encoding: str) -> None:
    name = "план.txt"
    stand_in = "x" * len(name.encode(encoding))
    content = packed((stand_in, PLAN.encode())).replace(stand_in.encode(), name.encode(encoding))
    assert told(archive.read(content, "a.zip")) == {name: PLAN}


def test_archives_in_archives_are_opened_three_deep() -> None:
    content = packed(("plan.txt", PLAN.encode()))
    for _ in range(2):
        content = packed(("in.zip", content))
    assert told(read_any(content, "a.zip")) == {"in.zip/in.zip/plan.txt": PLAN}
    assert told(read_any(packed(("in.zip", content)), "a.zip")) == {"in.zip/in.zip/in.zip": "nested_too_deep"}
    inner = multipart((UTF8, ZHOSPAR.encode()), attached("in.zip", content))
    assert told(read_any(inner, "a.eml")) == {"": ZHOSPAR, "in.zip/in.zip/in.zip": "nested_too_deep"}


def test_bombs_are_refused_with_numbers() -> None:
    many = packed(*[(f"{place:02}.txt", b"x" * 900_000) for place in range(60)])
    assert one(read_any(many, "a.zip"))["reason"] == Reason.BOMB
    assert "54.0 MB, more than 50.0 MB (limits: unpacked_bytes" in one(read_any(many, "a.zip"))["detail"]
    dense = packed(("a.txt", b"x" * 2_000_000), ("b.txt", PLAN.encode()))
    assert told(read_any(dense, "a.zip")) == {"a.txt": "bomb", "b.txt": PLAN}


def test_what_nested_archives_grow_to_is_counted_together() -> None:
    inner = packed(*[(f"{place}.bin", b"\0" * 900_000) for place in range(20)])
    parts = read_any(packed(*[(f"{place}.zip", inner) for place in range(9)]), "a.zip")
    assert [part["part"] for part in parts if part["reason"] == Reason.BOMB] == [
        f"{place}.zip" for place in range(2, 9)
    ]


def test_members_that_overlap_are_a_bomb() -> None:
    content = packed(("a.txt", PLAN.encode() * 50), stored=True)
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    entries = b"".join(entry.replace(b"a.txt", f"{place}.txt".encode()) for place in range(9))
    tail = bytearray(content[end:])
    struct.pack_into("<HHL", tail, 8, 9, 9, len(entries))
    assert one(read_any(content[:start] + entries + bytes(tail), "a.zip"))["reason"] == Reason.BOMB


def test_a_member_with_a_password_is_told_and_the_others_are_read() -> None:
    content = bytearray(packed(("a.txt", PLAN.encode()), ("b.txt", ZHOSPAR.encode())))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert told(read_any(bytes(content), "a.zip")) == {"a.txt": "encrypted", "b.txt": ZHOSPAR}


def test_an_encrypted_archive_is_a_bomb_all_the_same() -> None:
    content = bytearray(packed(*[(f"{place:02}.txt", b"x" * 900_000) for place in range(60)]))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert one(read_any(bytes(content), "a.zip"))["reason"] == Reason.BOMB


def test_a_damaged_member_leaves_the_others() -> None:
    content = bytearray(packed(("a.txt", PLAN.encode()), ("b.txt", ZHOSPAR.encode()), stored=True))
    content[40] ^= 0xFF
    assert told(read_any(bytes(content), "a.zip")) == {"a.txt": "malformed", "b.txt": ZHOSPAR}


def test_archives_that_cannot_be_read_say_why() -> None:
    whole = packed(("a.txt", PLAN.encode()))
    assert one(read_any(packed(("", b"x")), "a.zip"))["reason"] == Reason.MALFORMED
    assert one(read_any(whole[:-30], "a.zip"))["reason"] == Reason.MALFORMED
    assert one(read_any(packed(), "a.zip"))["reason"] == Reason.EMPTY
    many = packed(*[(f"{place}.txt", b"x") for place in range(2001)])
    assert one(read_any(many, "a.zip"))["reason"] == Reason.TOO_MANY_PARTS


def test_all_texts_together_have_a_limit() -> None:
    content = packed(("a.txt", PLAN.encode()), ("b.txt", PLAN.encode()), ("c.zip", packed(("d.txt", b"x"))))
    parts = read_any(content, "a.zip", room=Room(characters=len(PLAN) + 9))
    assert told(parts) == {"a.txt": PLAN, "b.txt": "too_large", "c.zip/d.txt": "too_large"}
    parts = read_any(content, "a.zip", room=Room(parts=2))
    assert told(parts) == {"a.txt": PLAN, "b.txt": PLAN, "c.zip": "too_many_parts"}


def test_a_crash_of_one_reader_is_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: bytes, name: str) -> list[Part]:
        raise ZeroDivisionError(name, content)

    monkeypatch.setattr(rows, "read", fail)
    table = f"text,date\n{PLAN.strip()},2026\n".encode()
    assert told(read_any(packed(("a.csv", table), ("b.txt", PLAN.encode())), "a.zip")) == {
        "a.csv": "crash",
        "b.txt": PLAN,
    }
    with pytest.raises(ZeroDivisionError):
        read_any(table, "a.csv")


# ---------------------------------------------------------------------------------------------------------------- rows


def test_lines_of_json_are_texts() -> None:
    full = {
        "text": ZHOSPAR,
        "title": " Жоспар ",
        "date": "2026-03-15T20:30:00Z",
        "url": "https://a.kz/1",
        "publisher": "X",
    }
    lines = [
        json.dumps(full),
        "",
        json.dumps({"text": "a\u2028b\ud800\u0000", "date": None, "more": [1]}, ensure_ascii=True),
    ]
    parts = rows.read("\ufeff".encode() + "\n".join(lines).encode(), "a.jsonl")
    assert [part["part"] for part in parts] == ["row 1", "row 3"]
    assert (parts[0]["text"], parts[0]["title"], parts[0]["date"]) == (ZHOSPAR, "Жоспар", "2026-03-16")
    assert (parts[0]["url"], parts[0]["publisher"], parts[0]["format"]) == ("https://a.kz/1", "X", "jsonl")
    assert parts[1]["text"] == "a\nb\ufffd"


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (b"{", "no JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b'["text"]', "no object"),
        (b'{"text": 5}', "text is no string"),
        (b'{"text": " "}', "has no text"),
        (b'{"text": "x", "n": ' + b"9" * 5000 + b"}", "no JSON"),
        (b'{"text": "\xcf\xeb"}', "no UTF-8"),
        (b'{"text": "x", "date": "2026-02-30"}', "date '2026-02-30' is none"),
        (b'{"text": "x", "date": "16.03.2026"}', "date"),
        (b'{"text": "x", "url": "javascript:alert(1)"}', "url"),
        (b'{"text": "x", "url": "https://a.kz@evil.example/"}', "url"),
        (b'{"text": "x", "url": {}}', "url is no string"),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_read(line: bytes, detail: str) -> None:
    good = json.dumps({"text": PLAN}).encode()
    parts = rows.read(b"\n".join([good, line, good]), "a.jsonl")
    assert told(parts) == {"row 1": PLAN, "row 2": "bad_row", "row 3": PLAN}
    assert detail in parts[1]["detail"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "kz1048", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_texts(encoding: str, delimiter: str) -> None:
    table = [("Title", "Text", "date"), ("Жоспар", f'"{ZHOSPAR}\n{ZHOSPAR}"', "2026-03"), ("", ZHOSPAR.strip(), "")]
    content = "\r\n".join(delimiter.join(row) for row in table).encode(encoding)
    parts = read_any(content, "a.csv")
    assert told(parts) == {"row 2": f"{ZHOSPAR}\n{ZHOSPAR}".strip(), "row 3": ZHOSPAR.strip()}
    assert (parts[0]["title"], parts[0]["date"], parts[0]["format"]) == ("Жоспар", "2026-03", "csv")


def test_bad_rows_of_a_table_are_told() -> None:
    content = 'text,date\nЖоспар,2026\nбір, екі, үш\nЖоспар,кеше\n,2026\n"Жоспар" x,2026\nСоңы,2026\n'.encode()
    parts = read_any(content, "a.csv")
    assert told(parts) == {
        "row 2": "Жоспар",
        **dict.fromkeys(["row 3", "row 4", "row 5", "row 6"], "bad_row"),
        "row 7": "Соңы",
    }


def test_rows_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "_current", Limits(text_chars=2 * len(PLAN)))
    line = json.dumps({"text": PLAN}).encode() + b"\n"
    assert told(rows.read(line * 9, "a.jsonl")) == {"row 1": PLAN, "row 2": PLAN, "row 3": "too_large"}
    monkeypatch.setattr(bounds, "_current", Limits(files=1))
    assert told(rows.read(line * 9, "a.jsonl")) == {"row 1": PLAN, "row 2": "too_many_parts"}


@pytest.mark.parametrize(("content", "reason"), [(b"text,date\n", Reason.EMPTY), (b"a,b\n1,2\n", Reason.MALFORMED)])
def test_a_table_without_texts_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(Refused) as caught:
        rows.read(content, "a.csv")
    assert caught.value.reason is reason


# -------------------------------------------------------------------------------------------------------- front matter


def test_front_matter_is_taken_off_the_text() -> None:
    text = (
        f'---\ntitle: "Жоспар: 2027"\ndate: 2026-03-16 # күні\nurl: https://a.kz/1\nlayout: post\n\n# x\n---\n\n{PLAN}'
    )
    said, rest = split_front_matter(text)
    assert said == {"title": "Жоспар: 2027", "date": "2026-03-16", "url": "https://a.kz/1"}
    assert rest == f"\n{PLAN}"
    part = one(read_any(text.encode(), "a.md"))
    assert (part["text"], part["title"], part["date"]) == (f"\n{PLAN}", "Жоспар: 2027", "2026-03-16")
    assert (part["url"], part["publisher"], part["format"], part["warning"]) == (
        "https://a.kz/1",
        None,
        "markdown",
        None,
    )


@pytest.mark.parametrize(
    "head",
    [
        "---\na: &a [x,x]\nb: [*a,*a]\n---\n",
        "---\ntitle: *a\n---\n",
        "---\ntitle: !!python/object/apply:os.system ['touch /tmp/x']\n---\n",
        "---\ntitle: План\n\n",
        "---\na: " + "[" * 1500 + "]" * 1500 + "\n---\n",
        "---\ntitle: x\ntags:\n  - a\n---\n",
        "---\ntitle: |\n  x\n---\n",
        "---\ntitle: a\ntitle: b\n---\n",
        "---\ntitle: a: b\n---\n",
        "---\ntitle: 'a\n---\n",
        "---\nlayout: post\n---\n",
        f"---\ntitle: {'x' * MOST_BYTES}\n---\n",
        f"---\ntitle: {'ж' * (MOST_BYTES // 2)}\n---\n",
    ],
)
def test_other_front_matter_stays_text_with_a_warning(head: str) -> None:
    assert split_front_matter(head + PLAN) == ({}, head + PLAN)
    part = one(read_any((head + PLAN).encode(), "a.md"))
    assert part["text"] == head + PLAN
    assert "malformed" in str(part["warning"])


@pytest.mark.parametrize(
    "text", [PLAN, "", "---", f"---\n{PLAN}---\n", f"\n---\ntitle: x\n---\n{PLAN}", f"----\n{PLAN}"]
)
def test_text_without_front_matter_is_left_alone(text: str) -> None:
    assert split_front_matter(text) == ({}, text)


def test_bad_values_of_front_matter_are_told() -> None:
    part = one(read_any(f"---\ntitle: x\ndate: кеше\nurl: file:///etc/passwd\n---\n{PLAN}".encode(), "a.txt"))
    assert (part["date"], part["url"], part["format"]) == (None, None, "text")
    assert "date of the front matter: 'кеше'" in str(part["warning"])
    assert "url of the front matter" in str(part["warning"])
