"""Mails and mailboxes: the letter as one text, each attachment as parts of its own.

The headers are kept raw by the parser (``Compat32``) and decoded here: the newer policy of the module spoils letters
whose bytes are split between two encoded words, and raises errors of its own for some damaged headers.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import (
    CloseBoundaryNotFoundDefect,
    HeaderParseError,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
    MissingHeaderBodySeparatorDefect,
)
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr, parsedate_to_datetime
from itertools import islice
from typing import TYPE_CHECKING

from kzplans.sources.decode import decode
from kzplans.sources.formats.archive import Room, numbered, read_any, safe_name, under, unread
from kzplans.sources.formats.front_matter import almaty_day, checked_line, checked_url
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzplans.sources.formats import Part

#: Multiparts and messages in one another, and how many of all kinds a mail may have.
MOST_LEVELS, MOST_MIME_PARTS = 5, 500
#: Characters of a header that are looked at; only lists of what we do not read are longer.
_LONGEST_HEADER = 4000
_DAMAGED = (InvalidBase64CharactersDefect, InvalidBase64LengthDefect)
_TORN = (CloseBoundaryNotFoundDefect, MissingHeaderBodySeparatorDefect, InvalidBase64PaddingDefect)
#: What programs add and nobody reads.
SIGNATURES = frozenset({
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/calendar",
    "text/vcard", "text/x-vcard", "text/directory", "message/delivery-status", "text/rfc822-headers", "text/css",
    "text/javascript", "application/javascript", "application/x-javascript",
})  # fmt: skip
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


class _Policy(Compat32):
    """Keeps headers short: some of the module's own functions take the square of their length."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(list(sourcelines))
        return name, value[:_LONGEST_HEADER]


_POLICY = _Policy()


def read(content: bytes, name: str) -> list[Part]:
    """The letter, and the texts of its attachments; of a mailbox those of all its mails.

    Raises:
        Refused: no text and no attachment, or a mail that is nested too deep.
    """
    return read_at(content, name, 0, Room())


def read_at(content: bytes, name: str, depth: int, room: Room) -> list[Part]:  # noqa: ARG001  every reader is asked alike
    """As ``read``, within other files.

    Raises:
        Refused: as there.
    """
    mails = list(_mails(content))
    if len(mails) == 1:
        return _read_mail(mails[0], depth, room)
    parts: list[Part] = []
    for number, mail in enumerate(mails, 1):
        shown = f"mail {number}"
        try:
            room.take_part()
            parts += under(shown, _read_mail(mail, depth, room))
        except Refused as refused:
            parts.append(unread(shown, refused, "mail"))
            if room.parts < 0:
                break
    return parts


_MAIL_START = re.compile(rb"^From [^\r\n]{1,300}\r?\n(?=[A-Za-z][A-Za-z-]{0,60}:|>From )", re.MULTILINE)
_ESCAPED_FROM = re.compile(rb"^>(>{0,9}From )", re.MULTILINE)


def _mails(content: bytes) -> Iterator[bytes]:
    """Mails of a mailbox; a single mail as it is."""
    content = content.lstrip(b"\r\n")
    if not content.startswith(b"From "):
        yield content
        return
    starts = [
        match
        for match in _MAIL_START.finditer(content)
        if not match.start() or content[max(0, match.start() - 3) : match.start()].endswith((b"\n\n", b"\n\r\n"))
    ]
    ends = [match.start() for match in starts[1:]]
    for start, end in zip(starts, [*ends, len(content)], strict=False):
        yield _ESCAPED_FROM.sub(rb"\1", content[start.end() : end])
    if not starts:
        yield content.partition(b"\n")[2]


def _read_mail(content: bytes, depth: int, room: Room) -> list[Part]:
    try:
        message = message_from_bytes(content, policy=_POLICY)
    except RecursionError as error:
        raise Refused(Reason.NESTED_TOO_DEEP, "has mails in mails without end") from error
    parts = _Letter(message, _Reading(depth, room)).read(0)
    if not parts:
        raise Refused(Reason.NO_TEXT, "has no text and no attachment")
    return parts


@dataclass(slots=True)
class _Reading:
    """What a mail shares with those that it holds."""

    depth: int
    room: Room
    mime_parts: int = 0


@dataclass(slots=True)
class _Letter:
    """One mail: the pieces of its text, and its other parts."""

    message: Message
    reading: _Reading
    pieces: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    encoding: str = ""
    names: set[str] = field(default_factory=set)
    page: Part | None = None

    def read(self, level: int) -> list[Part]:
        """The letter first, then its attachments in their order."""
        self._walk(self.message, level)
        told = _Told(self.message)
        text = "\n".join(piece.strip("\n") + "\n" for piece in self.pieces)
        if not text.strip():
            return self.parts
        doubts = dict.fromkeys(told.doubts + self.doubts)
        letter: Part = {
            "part": "",
            "text": text,
            "title": told.title,
            "date": told.date,
            "publisher": told.publisher,
            "url": None,
            "format": "mail",
            "encoding": self.encoding,
            "warning": "; ".join(doubts) or None,
        }
        if self.page and len(self.pieces) == 1:
            letter["rows"] = self.page.get("rows") or []
        if told.saved and self.page:  # a page that a browser has saved: what it says counts, not the day of saving
            letter["title"], letter["date"] = self.page.get("title"), self.page.get("date")
            letter["publisher"], letter["url"] = self.page.get("publisher"), self.page.get("url") or told.saved
        return [letter, *self.parts]

    def _walk(self, part: Message, level: int, *, has_text: bool = True) -> None:
        """Read a part and those in it; without ``has_text`` only attachments."""
        self.reading.mime_parts += 1
        if self.reading.mime_parts > MOST_MIME_PARTS:
            if self.reading.mime_parts == MOST_MIME_PARTS + 1:
                self._refuse(
                    "rest", Reason.TOO_MANY_PARTS, f"has more than {MOST_MIME_PARTS} parts; the rest is left out"
                )
            return
        kind = part.get_content_type()
        problem = _problem(part, kind, level)
        if problem:
            self._refuse("", *problem)
        elif kind in SIGNATURES:
            return
        elif part.is_multipart():
            self._torn(part)
            self._branch(part, kind, level + 1, has_text=has_text)
        elif not _is_body(part, kind):
            if not _is_decoration(part):
                self._attachment(part)
        elif has_text:
            self._body(part, kind)

    def _branch(self, part: Message, kind: str, level: int, *, has_text: bool) -> None:
        children = _children(part)
        if kind.startswith("message/"):
            for child in children:
                inner = _Letter(child, self.reading).read(level)
                self.parts += under(numbered("message", self.names), inner)
            return
        chosen = None
        if kind == "multipart/alternative":
            chosen = _chosen(children)
        elif kind == "multipart/related":  # the first part is the text, the others are what it shows
            chosen = next(iter(children), None)
        for child in children:
            self._walk(child, level, has_text=has_text and chosen in {None, child})

    def _body(self, part: Message, kind: str) -> None:
        content, is_damaged = _payload(part)
        self._torn(part)
        if is_damaged:
            self._refuse("", Reason.MALFORMED, "its base64 is damaged")
            return
        charset = part.get_content_charset() or ""
        try:
            decoded = decode(content, charset or None)
            text = decoded.text
            if charset and not is_known(charset):
                told = f"{Reason.DECODE_UNCERTAIN}: unknown charset {charset[:40]!r}; read as {decoded.encoding}"
                self.doubts.append(told)
            if decoded.warning:
                self.doubts.append(decoded.warning)
            text = self._page(text) if kind == "text/html" else without_quotes(_unflowed(part, text))
        except Refused as refused:
            if refused.reason is not Reason.EMPTY:
                self._refuse("", refused.reason, refused.detail)
            return
        self.encoding = self.encoding or decoded.encoding
        self.pieces.append(text)

    def _page(self, text: str) -> str:
        from kzplans.sources.formats import html  # noqa: PLC0415  takes long

        (page,) = html.read(html.without_quotes(text).encode("utf-8"), "letter.html")
        self.page = self.page or page
        if page.get("warning"):
            self.doubts.append(str(page["warning"]))
        return page["text"]

    def _attachment(self, part: Message) -> None:
        shown = numbered(safe_name(_file_name(part)) or "attachment", self.names)
        content, is_damaged = _payload(part)
        self._torn(part)
        try:
            self.reading.room.take_part()
        except Refused as refused:
            if self.reading.room.parts == -1:
                self._refuse(shown, refused.reason, refused.detail)
            return
        if is_damaged:
            self._refuse(shown, Reason.MALFORMED, "its base64 is damaged")
        else:
            self.parts += under(shown, read_any(content, shown, self.reading.depth + 1, self.reading.room))

    def _torn(self, part: Message) -> None:
        for defect in part.defects:
            if isinstance(defect, _TORN):
                self.doubts.append(f"{Reason.MALFORMED}: {_WORDS[type(defect)]}")

    def _refuse(self, shown: str, reason: Reason, detail: str) -> None:
        self.parts.append(unread(shown or numbered("letter", self.names), Refused(reason, detail), "mail"))


_WORDS: dict[type, str] = {
    CloseBoundaryNotFoundDefect: "the mail ends too early",
    MissingHeaderBodySeparatorDefect: "no empty line ends the headers",
    InvalidBase64PaddingDefect: "the last letters of its base64 are missing",
}


def _problem(part: Message, kind: str, level: int) -> tuple[Reason, str] | None:
    """Why a part cannot be read whatever it holds."""
    if kind in _ENCRYPTED:
        return Reason.ENCRYPTED, "is encrypted; save what it holds without encryption"
    if part.is_multipart():
        deep = f"has parts in parts deeper than {MOST_LEVELS}"
        return (Reason.NESTED_TOO_DEEP, deep) if level >= MOST_LEVELS else None
    if part.get_content_maintype() == "multipart":
        return Reason.MALFORMED, "should have several parts, but nothing tells where they begin"
    return None


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _chosen(children: Sequence[Message]) -> Message | None:
    """Which form of one text is read: the plain one if it has words, else the last, which is the richest."""
    for child in children:
        if child.get_content_type() == "text/plain":
            content, is_damaged = _payload(child)
            if content.strip() and not is_damaged:
                return child
    return children[-1] if children else None


def _is_body(part: Message, kind: str) -> bool:
    return (
        kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment" and not _file_name(part)
    )


def _is_decoration(part: Message) -> bool:
    """Logos and smileys, which stand in the letter itself."""
    is_picture = part.get_content_maintype() == "image"
    return is_picture and (part.get_content_disposition() != "attachment" or "content-id" in part)


def _payload(part: Message) -> tuple[bytes, bool]:
    """Bytes of a part, and whether they are damaged: then the module may give the very letters of base64."""
    content = part.get_payload(decode=True)
    is_damaged = any(isinstance(defect, _DAMAGED) for defect in part.defects)
    return content if isinstance(content, bytes) else b"", is_damaged


def is_known(charset: str) -> bool:
    """Whether Python knows a charset by this name."""
    try:
        codecs.lookup(charset)
    except (LookupError, ValueError):
        return charset in {"kz-1048", "strk1048-2002", "windows-1251-kz"}
    return True


def _file_name(part: Message) -> str:
    return _decoded(part.get_filename("") or "", part.get_content_charset())


# ------------------------------------------------------------------------------------------------------------- headers

REPLY = re.compile(r"(?:(?:re|fwd?|fw|отв|пер|ответ)(?:\[\d{1,3}\])?\s{0,3}:\s{0,3}){1,9}", re.IGNORECASE)


class _Told:
    """What the headers say, each as one clean line."""

    def __init__(self, message: Message) -> None:
        raw = {name.lower(): str(value) for name, value in reversed(list(message.raw_items()))}
        charset = next(filter(None, (part.get_content_charset() for part in islice(message.walk(), 20))), None)
        self.doubts: list[str] = []
        if any("\0" in value for value in raw.values()):
            self.doubts.append(f"{Reason.MALFORMED}: its headers have zero bytes")
        subject = checked_line(_decoded(raw.get("subject", ""), charset)) or ""
        self.title = subject[reply.end() :] or None if (reply := REPLY.match(subject)) else subject or None
        self.date = _day(raw["date"]) if "date" in raw else None
        if "date" in raw and not self.date:
            self.doubts.append(f"{Reason.MALFORMED}: its Date is none")
        self.saved = checked_url(raw.get("snapshot-content-location"))
        name = checked_line(_decoded(parseaddr(_one_line(raw.get("from", "")))[0], charset))
        self.publisher = name if name and "@" not in name else None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _decoded(raw: str, charset: str | None) -> str:
    """A header in letters, from encoded words or raw bytes; empty if it cannot be read."""
    if len(raw) >= _LONGEST_HEADER:
        return ""
    raw = _one_line(raw)
    if not raw.isascii():
        try:
            raw = _letters(raw.encode("utf-8", "surrogateescape"), charset)
        except UnicodeEncodeError:
            return ""
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return ""
    return "".join(
        piece if isinstance(piece, str) else _letters(piece, named) if named else piece.decode("raw-unicode-escape")
        for piece, named in pieces
    )


def _letters(content: bytes, charset: str | None) -> str:
    """A header is short, so its charset is believed more than letter statistics."""
    for name in ("utf-8", charset):
        try:
            return content.decode(name or "ascii")
        except (LookupError, ValueError):
            continue
    try:
        return decode(content, charset).text
    except Refused:
        return ""


def _day(stated: str) -> str | None:
    """The day in Almaty. ``-0000`` is UTC, told by a program that does not know its zone."""
    stated = _one_line(stated)
    if not stated.isascii() or len(stated) > 100:  # noqa: PLR2004  longer is none
        return None
    try:
        moment = parsedate_to_datetime(stated.replace("-0000", "+0000"))
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return almaty_day(moment)


# ---------------------------------------------------------------------------------------------------------- the letter


def without_quotes(text: str) -> str:
    r"""A letter without what it quotes of another, and without the line that leads to a quotation.

    >>> without_quotes("Жауап.\n\n16.03.2026 10:05, Акимат пишет:\n> План\n>> Старый\n\nРахмет.\n")
    'Жауап.\n\n\nРахмет.\n'
    """
    kept: list[str] = []
    is_quoted = False
    for line in text.splitlines(keepends=True):
        was_quoted, is_quoted = is_quoted, line.startswith(">")
        if not is_quoted:
            kept.append(line)
        elif not was_quoted:
            place = next((place for place in range(len(kept) - 1, -1, -1) if kept[place].strip()), -1)
            if place >= 0 and _leads(kept[place]):
                del kept[place:]
    return "".join(kept)


def _leads(line: str) -> bool:
    """«16.03.2026 10:05, Акимат пишет:»."""
    line = line.strip()
    return line.endswith(":") and ("@" in line or bool(re.search(r"\d", line)))


def _unflowed(part: Message, text: str) -> str:
    """Lines as they were written: ``format=flowed`` breaks them behind a blank (RFC 3676)."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    glue = "" if str(part.get_param("delsp", "")).lower() == "yes" else " "
    lines: list[str] = []
    is_open = False
    for line in text.split("\n"):
        bare = line.removeprefix(" ")
        if is_open and not bare.startswith(">"):
            lines[-1] += glue + bare.rstrip(" ")
        else:
            lines.append(bare.rstrip(" "))
        is_open = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)
