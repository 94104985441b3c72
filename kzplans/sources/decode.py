"""Bytes to text: a ladder of small steps, each of which decodes, refuses, or leaves it to the next."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the name of the encoding that it was read in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    r"""Decode a text, with ``\n`` for every line end and composed letters (NFC); nothing else is changed.

    Raises:
        Refused: for what is empty, no text, or bytes that are certainly or probably something else.
    """
    decoded = next(filter(None, (step(content) for step in LADDER)))
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        raise Refused(Reason.EMPTY, "holds nothing but white space" if text else "is empty")
    return Decoded(unicodedata.normalize("NFC", text), decoded.encoding)


#: First bytes of files that are no text, with the name that people know them by.
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)

#: Byte order marks; the one of UTF-32 begins like that of UTF-16, so it comes first.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def _known_type(content: bytes) -> None:
    """Refuse what says at its start that it is another type."""
    for magic, name in _MAGIC:
        if content.startswith(magic) and (len(magic) > 2 or b"\x00" in content):  # noqa: PLR2004  two bytes may open a text
            raise Refused(Reason.UNSUPPORTED_TYPE, f"is {name}, and only texts are read so far")


def _marked(content: bytes) -> Decoded | None:
    """Take the word of a byte order mark."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return Decoded(content.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                detail = f"begins like {encoding.upper().removesuffix('-SIG')}, but byte {error.start:,} is wrong"
                raise Refused(Reason.DECODE_UNCERTAIN, detail) from error
    return None


def _zero_bytes(content: bytes) -> None:
    """Refuse zero bytes: no text has them once UTF-16 and UTF-32 are out of the question."""
    offset = content.find(b"\x00")
    if offset >= 0:
        raise Refused(Reason.GARBLED_TEXT, f"has zero bytes (the first is byte {offset:,}); is this a text?")


def _utf8(content: bytes) -> Decoded:
    """Read UTF-8, strictly; the last step, so it refuses what it cannot read."""
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        detail = f"byte {error.start:,} (0x{byte:02x}, line {line:,}) is no UTF-8; save the file as UTF-8"
        raise Refused(Reason.DECODE_UNCERTAIN, detail) from error


#: Steps in order. An encoding more is a function more; the last one does not leave it to another.
LADDER: tuple[Callable[[bytes], Decoded | None], ...] = (_known_type, _marked, _zero_bytes, _utf8)
