"""What a file is: its first bytes tell, then its name. Nothing is unpacked and no parser is asked."""

from __future__ import annotations

import posixpath
import re
import struct
from typing import TYPE_CHECKING

from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What names are believed for, where the content tells nothing else.
ENDINGS = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".docx": "docx", ".docm": "docx", ".pdf": "pdf", ".eml": "mail", ".mht": "mail", ".mhtml": "mail",
    ".mbox": "mbox", ".zip": "zip", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv",
    ".rss": "feed", ".atom": "feed", ".odt": "odt", ".ott": "odt", ".fodt": "odt", ".rtf": "rtf", ".msg": "msg",
}  # fmt: skip
#: Formats that a text can be in without any sign of it at its start.
_UNMARKED = frozenset({"text", "markdown", "html", "mail"})
_SHOWN = {
    "text": "plain text", "html": "a web page", "docx": "a Word document", "pdf": "a PDF", "mail": "a mail",
    "mbox": "a mailbox", "zip": "a zip archive", "jsonl": "texts in JSON lines", "csv": "a table",
    "markdown": "Markdown", "feed": "a feed", "odt": "an OpenDocument text", "rtf": "an RTF document",
    "msg": "an Outlook message",
}  # fmt: skip

_START, _END = 4096, 512
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNREAD = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"), (b"MM\x00*", "a TIFF image"), (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!\x1a\x07", "a RAR archive; pack it as .zip"), (b"7z\xbc\xaf\x27\x1c", "a 7z archive; pack it as .zip"),
    (b"AT&TFORM", "a DjVu document; save it as .pdf"), (b"\x7fELF", "a program"), (b"MZ\x90\x00", "a program"),
    (b"\x78\x9f\x3e\x22", "a bundle of Outlook (winmail.dat)"), (b"ID3", "a sound file"), (b"OggS", "a sound file"),
    (b"\x00asm", "a program"), (b"%!PS", "a PostScript document"),
)  # fmt: skip
_NEEDS_OCR = "; needs text recognition (OCR) first"


def sniff(content: bytes, name: str) -> str:
    """The format: ``text``, ``markdown``, ``html``, ``docx``, ``pdf``, ``mail`` and so on (``ENDINGS``).

    The content counts more than the ending of the name.

    >>> sniff(b"%PDF-1.7", "plan.docx"), sniff("Жоспар".encode(), "plan.md"), sniff(b"{}", "plan.ndjson")
    ('pdf', 'markdown', 'jsonl')

    Raises:
        Refused: for types that are not read, and for reports that kzplans itself has made.
    """
    told = ENDINGS.get(posixpath.splitext(name)[1].lower(), "")
    _refuse_unread(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(content, told)
    if content.startswith(_OLE):  # of these nothing else is left
        return "msg"
    head = _decoded(content[:_START])
    _refuse_own(head, _decoded(content[-_END:]))
    if "%PDF-" in head[:1024] and (told == "pdf" or head.startswith("%PDF-")):
        return "pdf"
    found = _marked(head, told)
    if found:
        return found
    if told not in {"text", "markdown"} and _is_binary(content[:_START]):
        raise Refused(Reason.UNSUPPORTED_TYPE, "is no text and of no type that is known")
    # a Word document without its first bytes is none; a page or a mail may begin like any text
    return told if told in _UNMARKED or (told in {"jsonl", "csv"} and not head.strip()) else "text"


def mismatch(name: str, kind: str) -> str | None:
    """What is wrong between the ending of a name and the format that was found; None where they agree.

    >>> mismatch("plan.docx", "pdf"), mismatch("plan.txt", "text")
    ('is a PDF although it is named .docx', None)
    """
    ending = posixpath.splitext(name)[1].lower()
    if kind == ENDINGS.get(ending, kind) or {kind, ENDINGS[ending]} <= {"mail", "mbox", "text", "markdown"}:
        return None
    return f"is {_SHOWN[kind]} although it is named {ending}"


# ------------------------------------------------------------------------------------------------------ binary formats


def _refuse_unread(content: bytes) -> None:
    for magic, what in _UNREAD:
        if content.startswith(magic):
            raise Refused(Reason.UNSUPPORTED_TYPE, f"is {what}{_NEEDS_OCR if what.endswith('image') else ''}")
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        raise Refused(Reason.UNSUPPORTED_TYPE, f"is a WebP image{_NEEDS_OCR}")
    if content.startswith(_OLE):
        if _wide("__properties_version1.0") in content or _wide("__substg1.0_") in content:
            return  # a message, which may carry a document with a password
        if _wide("EncryptedPackage") in content:
            raise Refused(Reason.ENCRYPTED, "needs a password; save it without one")
        raise Refused(Reason.UNSUPPORTED_TYPE, "is an old Office document; save it as .docx")


#: Controls that no text has, without the two bytes that letters of UTF-16 begin with.
_CONTROLS = bytes({*range(1, 9), *range(0x0E, 0x1A), *range(0x1C, 0x20)} - {4})
_FEW_CONTROLS = 0.02


def _is_binary(head: bytes) -> bool:
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) * _FEW_CONTROLS


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _packed(content: bytes, told: str) -> str:
    """Which document a zip archive is, by the names of its first members."""
    names = set(_names(content))
    tops = {name.partition("/")[0] for name in names}
    for sign, what in (("xl", "an Excel workbook; save it as .csv"), ("ppt", "a PowerPoint file; save it as .pdf")):
        if "[Content_Types].xml" in names and sign in tops:
            raise Refused(Reason.UNSUPPORTED_TYPE, f"is {what}")
    if content[_TYPE_AT : _TYPE_AT + len(_TEXT_TYPE)] == _TEXT_TYPE:  # the first member, packed as it is
        return "odt"
    if {"mimetype", "content.xml"} <= names:
        raise Refused(
            Reason.UNSUPPORTED_TYPE, "is an OpenDocument file, but no text (.ods, .odp); save it as .csv or .pdf"
        )
    if {"mimetype", "META-INF/container.xml"} <= names:
        raise Refused(Reason.UNSUPPORTED_TYPE, "is an e-book (.epub); save it as .html")
    if "word/document.xml" in names or ("[Content_Types].xml" in names and "word" in tops):
        return "docx"
    return told if told in {"docx", "odt"} else "zip"  # what a document lacks, its reader tells


#: Where an OpenDocument file tells what it is: behind the header of its first member, which is called mimetype.
_TYPE_AT, _TEXT_TYPE = 38, b"application/vnd.oasis.opendocument.text"
#: The end record of a zip archive stands before a comment of at most 65,535 bytes.
_END_RECORD, _FARTHEST = b"PK\x05\x06", 22 + 65_535
_ENTRY, _ENTRY_SIZE = b"PK\x01\x02", 46
_MOST_NAMES = 3000


def _names(content: bytes) -> Iterator[str]:
    """Names in the directory of a zip archive, as far as it is whole."""
    place = content.rfind(_END_RECORD, max(0, len(content) - _FARTHEST))
    if place < 0 or place + 20 > len(content):
        return
    (start,) = struct.unpack_from("<L", content, place + 16)
    for _ in range(_MOST_NAMES):
        if content[start : start + 4] != _ENTRY or start + _ENTRY_SIZE > len(content):
            return
        lengths = struct.unpack_from("<HHH", content, start + 28)
        start += _ENTRY_SIZE
        yield content[start : start + lengths[0]].decode("latin-1")
        start += sum(lengths)


# -------------------------------------------------------------------------------------------------------- text formats


def _decoded(piece: bytes) -> str:
    """Enough of a text to see marks of ASCII in it."""
    if piece.startswith((b"\xff\xfe", b"\xfe\xff")):
        return piece.decode("utf-16", "replace").lstrip("\ufeff")
    return piece.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


_OWN_START = re.compile(
    r'<meta name="generator" content="kzplans |<generator>kzplans |"schema":\s?"kzplans/|PRODID:-//kzplans//'
    r'|^Message-ID: <\w{1,64}@kzplans>|\A\{"id":\s?"s_[0-9a-f]{12}"',
    re.MULTILINE,
)
_OWN_END = re.compile(
    r"(?:Made by|Составлено программой) kzplans \d\S{0,20}\s{0,9}\Z|kzplans \d\S{0,20} жасаған\s{0,9}\Z"
)


def _refuse_own(head: str, tail: str) -> None:
    """Statements of a report, read again, would count twice."""
    if _OWN_START.search(head) or _OWN_END.search(tail):
        raise Refused(Reason.OWN_OUTPUT, "is a report of kzplans")


_TAG = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body|meta|title|script|link|base)\b", re.IGNORECASE)
#: Behind a document type, which old feeds have and bombs need.
_TYPE = r"(?:<!DOCTYPE[^<>\[]{0,300}(?:>|\[[^\]]{0,4000}\]?[^<>]{0,9}+>?)\s{0,99}+)?"
_FEED = re.compile(_TYPE + r"<(?:rss|feed|rdf:RDF|atom:feed)\b", re.IGNORECASE)
_SITEMAP = re.compile(_TYPE + r"<(?:urlset|sitemapindex)\b")
_FIELD = re.compile(r"([A-Za-z][A-Za-z-]{1,40}):")
#: One of these makes lines of ``Name: value`` a mail, if another of either kind stands beside it.
_MAIL = frozenset({"from", "received", "mime-version", "message-id", "return-path", "delivered-to"})
_MAIL_TOO = frozenset({"to", "cc", "date", "subject", "content-type", "sender", "reply-to", "x-mailer"})
_MAILBOX = re.compile(r"From \S{1,200} .{1,60}\d{4}")


def _marked(head: str, told: str) -> str | None:
    """A format that shows itself in the first lines."""
    text = head.lstrip()
    start = _after_comments(text)
    for kind, is_so in (
        ("html", _TAG.match(text, start)),
        ("feed", _FEED.match(text, start)),
        ("odt", "<office:document" in head and "opendocument.text" in head),
        ("rtf", text.startswith("{\\rtf")),
    ):
        if is_so:
            return kind
    if text.startswith("<?xml"):
        if _SITEMAP.match(text, start):
            raise Refused(Reason.UNSUPPORTED_TYPE, "is a sitemap; kzplans fetch reads it from its address")
        raise Refused(Reason.UNSUPPORTED_TYPE, "is an XML document; save it as .html or .docx")
    if _MAILBOX.match(text):
        line, _, rest = text.partition("\n")
        return "mbox" if line and _is_mail(rest) else None
    if _is_mail(text):
        return "mail"
    return _json(text, told) or _table(text, told)


def _after_comments(text: str) -> int:
    """Where a page really begins: behind the XML declaration, comments and white space."""
    start = 0
    for begin, end in (("<?xml", "?>"), *[("<!--", "-->")] * 5):
        if text.startswith(begin, start):
            found = text.find(end, start)
            start = found + len(end) if found >= 0 else start
            start += len(text[start:]) - len(text[start:].lstrip())
    return start


def _is_mail(text: str) -> bool:
    seen = set()
    for line in text.splitlines():
        field = _FIELD.match(line)
        if field:
            seen.add(field[1].lower())
        elif line[:1] not in {" ", "\t"} or not line.strip():
            break
    return bool(seen & _MAIL) and len(seen & (_MAIL | _MAIL_TOO)) > 1


def _json(text: str, told: str) -> str | None:
    """Objects one a line; ``told`` keeps rows that are all bad from being read as a text."""
    if not text.startswith("{"):
        return None
    line = text.partition("\n")[0]
    if told == "jsonl" or re.search(r'[{,]\s{0,9}"text"\s{0,9}:', line):
        return "jsonl"
    if re.match(r'\{\s{0,99}"', text):
        detail = 'is JSON; of it only texts one a line are read: {"text": "…", "date": "2026-03-16"}'
        raise Refused(Reason.UNSUPPORTED_TYPE, detail)
    return None


#: Columns of a table of texts.
COLUMNS = ("text", "title", "date", "url", "publisher")


def _table(text: str, told: str) -> str | None:
    """A table by its head: it must have a column ``text``, and without the name of a table no unknown one."""
    line = text.partition("\n")[0].strip()
    for delimiter in ",;\t":
        names = {field.strip().strip('"').lower() for field in line.split(delimiter)}
        if "text" in names and (told == "csv" or (len(names) > 1 and names <= {*COLUMNS})):
            return "csv"
    if told == "csv" and line:
        raise Refused(
            Reason.UNSUPPORTED_TYPE, "is a table without a column named text; figures are read with --actuals"
        )
    return None
