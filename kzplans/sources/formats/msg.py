"""Messages of Outlook (.msg): the letter as one text, each attachment as parts of its own.

The file is a small file system (MS-CFB) whose streams hold properties by number (MS-OXMSG). Both are read here and not
by python-oxmsg with olefile: those let streams share their bytes, so 100 KB could become gigabytes, turn no embedded
message into a part, and give up the whole message for one byte that its code page lacks. All bytes count once here.
"""

from __future__ import annotations

import datetime as dt
import struct
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

from kzplans.sources.bounds import bounds, too_long
from kzplans.sources.decode import clean_text, decode
from kzplans.sources.formats.archive import (
    Room,
    nested_too_deep,
    numbered,
    read_any,
    safe_name,
    under,
    unread,
)
from kzplans.sources.formats.front_matter import almaty_day, checked_line
from kzplans.sources.formats.mail import REPLY, SIGNATURES, is_known, without_quotes
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kzplans.sources.formats import Part

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(content: bytes, name: str) -> list[Part]:
    """The letter, and the texts of its attachments.

    Raises:
        Refused: no message, a damaged one, or one without text and attachment.
    """
    return read_at(content, name, 0, Room())


def read_at(content: bytes, name: str, depth: int, room: Room) -> list[Part]:  # noqa: ARG001  every reader is asked alike
    """As ``read``, within other files.

    Raises:
        Refused: as there.
    """
    if not content:
        raise Refused(Reason.EMPTY, "is empty")
    if not content.startswith(_MAGIC):
        raise Refused(Reason.TYPE_MISMATCH, "does not begin like an Outlook message although it is named .msg")
    root = _File(content).root
    if "ENCRYPTEDPACKAGE" in root.children:
        raise Refused(Reason.ENCRYPTED, "needs a password; save it without one")
    if _PROPERTIES not in root.children:
        raise Refused(Reason.UNSUPPORTED_TYPE, "is no Outlook message but another old Office file; save it as .docx")
    return _Letter(_Properties(root, _HEADS["message"]), depth, room).read()


# ---------------------------------------------------------------------------------------------------- the file system

#: Sector numbers from here on mean something else: a free one, the end of a chain.
_LAST_SECTOR = 0xFFFFFFFA
_END = 0xFFFFFFFE
_HEADER, _MINI = 512, 64
_IN_HEADER = 109
_ENTRY = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(slots=True)
class _Node:
    """A storage with its children by name in capitals, or a stream with a way to its bytes."""

    kind: int
    name: str
    bytes: Callable[[], bytes]
    children: dict[str, _Node] = field(default_factory=dict)


class _File:
    """A compound file; each sector may belong to one stream, so that nothing grows and no chain is a circle."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        if len(content) < _HEADER:
            _damaged("ends within its header")
        self._shift, mini_shift = struct.unpack_from("<2H", content, 30)
        if self._shift not in {9, 12} or mini_shift != 6:  # noqa: PLR2004  powers of two: the only sizes there are
            _damaged("has sectors of an unknown size")
        (directory,) = struct.unpack_from("<I", content, 48)
        self._small, mini_table = struct.unpack_from("<2I", content, 56)
        self._used = bytearray((len(content) >> self._shift) + 1)
        self._next = self._table(self._table_sectors())
        entries = self._chain(directory, None)
        self._mini_next = self._numbers(self._chain(mini_table, None))
        self._mini_used = bytearray(len(self._mini_next))
        self.root = self._tree(entries)

    # A number that points nowhere is damage; where a file was cut, most of them do.

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        if number >= len(self._used) or start >= len(self._content):
            _damaged("refers to what is behind its end")
        if self._used[number]:
            _damaged("has bytes that belong to two streams")
        self._used[number] = 1
        return self._content[start : start + (1 << self._shift)]

    def _table_sectors(self) -> Iterator[int]:
        """Where the table stands that tells for each sector the next one."""
        yield from struct.unpack_from(f"<{_IN_HEADER}I", self._content, 76)
        (number,) = struct.unpack_from("<I", self._content, 68)
        while number < _LAST_SECTOR:
            *sectors, number = self._numbers(self._sector(number))
            yield from sectors

    def _table(self, sectors: Iterator[int]) -> list[int]:
        return self._numbers(b"".join(self._sector(number) for number in sectors if number < _LAST_SECTOR))

    @staticmethod
    def _numbers(content: bytes) -> list[int]:
        whole = len(content) // 4
        return list(struct.unpack_from(f"<{whole}I", content))

    def _chain(self, number: int, size: int | None) -> bytes:
        """Bytes of a chain of sectors, to its end or as many as wanted."""
        pieces = []
        left = len(self._content) if size is None else size
        while left > 0 and number < _LAST_SECTOR:
            pieces.append(self._sector(number))
            left -= len(pieces[-1])
            number = self._next[number] if number < len(self._next) else _END
        return self._whole(b"".join(pieces), size)

    def _mini_chain(self, number: int, size: int) -> bytes:
        """Bytes of a small stream; those share the sectors of one that the root has."""
        pieces = []
        left = size
        while left > 0 and number < len(self._mini_next):
            if self._mini_used[number]:
                _damaged("has bytes that belong to two streams")
            self._mini_used[number] = 1
            pieces.append(self._mini_stream[number * _MINI : (number + 1) * _MINI])
            left -= _MINI
            number = self._mini_next[number]
        return self._whole(b"".join(pieces), size)

    @staticmethod
    def _whole(content: bytes, size: int | None) -> bytes:
        if size is not None and len(content) < size:
            _damaged("has a stream that ends too early")
        return content[:size]

    @cached_property
    def _mini_stream(self) -> bytes:
        return self.root.bytes()

    def _tree(self, entries: bytes) -> _Node:
        nodes = [self._entry(entries[at : at + _ENTRY]) for at in range(0, len(entries) - _ENTRY + 1, _ENTRY)]
        if not nodes or nodes[0][0].kind != _ROOT:
            _damaged("has no root")
        seen = {0}
        waiting = [(nodes[0][0], nodes[0][1][2])]
        while waiting:
            parent, number = waiting.pop()
            if number >= len(nodes) or number in seen:  # none, or one that is somebody else's
                continue
            seen.add(number)
            node, (left, right, child) = nodes[number]
            waiting += [(parent, left), (parent, right)]
            if node.kind in {_STORAGE, _STREAM}:
                parent.children.setdefault(node.name.upper(), node)
                waiting.append((node, child))
        return nodes[0][0]

    def _entry(self, entry: bytes) -> tuple[_Node, tuple[int, int, int]]:
        length, kind = struct.unpack_from("<HB", entry, 64)
        name = entry[: max(0, min(length, _MINI) - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<IQ", entry, 116)
        size &= 0xFFFFFFFF  # the upper half is left undefined in files of small sectors
        in_mini = kind == _STREAM and size < self._small
        node = _Node(kind, name, lambda: (self._mini_chain if in_mini else self._chain)(start, size))
        return node, struct.unpack_from("<3I", entry, 68)


def _damaged(how: str) -> NoReturn:
    raise Refused(Reason.MALFORMED, f"is no whole Outlook message: {how}")


# --------------------------------------------------------------------------------------------------------- properties

_PROPERTIES = "__PROPERTIES_VERSION1.0"
#: Bytes before the first property, which tell how many of what there are.
_HEADS = {"message": 32, "embedded": 24, "attachment": 8}
_PROPERTY = 16
_INTEGER, _BOOLEAN, _STRING8, _STRING, _TIME, _BINARY, _OBJECT = 0x03, 0x0B, 0x1E, 0x1F, 0x40, 0x102, 0x0D
_CLASS, _SUBJECT, _SENDER, _FOR_WHOM, _BODY, _RTF, _HTML = 0x1A, 0x37, 0x0C1A, 0x42, 0x1000, 0x1009, 0x1013
_SENT, _RECEIVED = 0x39, 0x0E06
_CODE_PAGE, _WEB_CODE_PAGE, _LANGUAGE = 0x3FFD, 0x3FDE, 0x3FF1
_DATA, _METHOD, _LONG_NAME, _NAME, _SHOWN_NAME = 0x3701, 0x3705, 0x3707, 0x3704, 0x3001
_MIME, _CONTENT_ID, _FLAGS, _IS_HIDDEN = 0x370E, 0x3712, 0x3714, 0x7FFE
#: Flag of a picture that the HTML of the letter shows.
_IN_HTML = 4
#: Languages of Windows that are written in windows-1251.
_CYRILLIC = frozenset({1049, 1087, 1058, 1059, 1088, 1092})
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


class _Properties:
    """Properties of a message or an attachment by number; each is read when it is asked for."""

    def __init__(self, node: _Node, head: int) -> None:
        self._node = node
        self._fixed: dict[tuple[int, int], bytes] = {}
        stream = node.children.get(_PROPERTIES)
        content = stream.bytes() if stream else b""
        for at in range(head, len(content) - _PROPERTY + 1, _PROPERTY):
            kind, number = struct.unpack_from("<2H", content, at)
            self._fixed.setdefault((number, kind), content[at + 8 : at + _PROPERTY])
        self._read: dict[str, bytes] = {}

    def child(self, number: int, kind: int) -> _Node | None:
        """A property that is a storage or a stream of its own."""
        return self._node.children.get(f"__SUBSTG1.0_{number:04X}{kind:04X}")

    def bytes(self, number: int, kind: int) -> bytes | None:
        """A property of any length."""
        node = self.child(number, kind)
        if node is None or node.kind != _STREAM:
            return None
        if node.name not in self._read:
            self._read[node.name] = node.bytes()
        return self._read[node.name]

    def integer(self, number: int) -> int:
        """A number or a switch; 0 if it is missing."""
        value = self._fixed.get((number, _INTEGER)) or self._fixed.get((number, _BOOLEAN)) or b""
        return int.from_bytes(value[:4], "little")

    def day(self, number: int) -> str | None:
        """The day in Almaty of a moment, which is told in tenths of a microsecond from 1601 on."""
        value = int.from_bytes(self._fixed.get((number, _TIME), b""), "little")
        try:
            return almaty_day(_EPOCH + dt.timedelta(microseconds=value // 10)) if value else None
        except OverflowError:
            return None

    def storages(self, start: str) -> Iterator[_Node]:
        """Storages whose names begin so, in the order of their numbers."""
        names = sorted(name for name in self._node.children if name.startswith(start))
        return (node for node in map(self._node.children.__getitem__, names) if node.kind == _STORAGE)


class _Words:
    """Strings of a message: in UTF-16, or in bytes of a code page that may be told wrongly or not at all."""

    def __init__(self, properties: _Properties) -> None:
        self._properties = properties
        self.doubts: list[str] = []

    @cached_property
    def declared(self) -> str | None:
        """The encoding that the message tells, by code page or language."""
        for number in (_CODE_PAGE, _WEB_CODE_PAGE):
            page = self._properties.integer(number)
            name = {65001: "utf-8", 20866: "koi8-r", 28595: "iso8859-5"}.get(page, f"cp{page}")
            if page and is_known(name):
                return name
        return "cp1251" if self._properties.integer(_LANGUAGE) in _CYRILLIC else None

    @cached_property
    def encoding(self) -> str:
        """The encoding of the strings that are bytes, by all that the message has of them."""
        numbers = (_SUBJECT, _FOR_WHOM, _SENDER, _BODY)
        found = b"\n".join(filter(None, (self._properties.bytes(number, _STRING8) for number in numbers)))
        really = "kz1048" if self.declared in {None, "cp1251"} else str(self.declared)
        if found.isascii():  # then it is the name of an attachment that has other letters
            return really
        try:
            decoded = decode(b"\n" + found, self.declared)
        except Refused:  # too few letters to tell
            self.doubts.append(f"{Reason.DECODE_UNCERTAIN}: says {self.declared or 'no code page'}; read as {really}")
            return really
        if decoded.warning:
            self.doubts.append(decoded.warning)
        return decoded.encoding

    def of(self, properties: _Properties, *numbers: int) -> str:
        """The first of some strings that says something; properties of an attachment are in the message's encoding."""
        for number in numbers:
            wide = properties.bytes(number, _STRING)
            narrow = properties.bytes(number, _STRING8)
            text = wide.decode("utf-16-le", "replace") if wide else self._narrow(narrow) if narrow else ""
            if text.strip("\0 \r\n\t"):
                return text.rstrip("\0")
        return ""

    def _narrow(self, content: bytes) -> str:
        return content.decode("ascii" if content.isascii() else self.encoding, "replace")


# --------------------------------------------------------------------------------------------------------- the letter


@dataclass(slots=True)
class _Letter:
    """One message: its text, and its attachments."""

    properties: _Properties
    depth: int
    room: Room
    words: _Words = field(init=False)
    parts: list[Part] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = _Words(self.properties)

    def read(self) -> list[Part]:
        """The letter first, then its attachments in their order."""
        kind = self.words.of(self.properties, _CLASS).upper()
        if kind.startswith("IPM.NOTE.SMIME") and "MULTIPARTSIGNED" not in kind:
            raise Refused(Reason.ENCRYPTED, "is encrypted; save what it holds without encryption")
        text = self._text()
        for node in self.properties.storages("__ATTACH_VERSION1.0_#"):
            if not self._attachment(_Properties(node, _HEADS["attachment"])):
                break
        letter = self._letter(text) if text.strip() else []
        if not letter and not self.parts:
            raise Refused(Reason.NO_TEXT, "has no text and no attachment")
        return [*letter, *self.parts]

    def _letter(self, text: str) -> list[Part]:
        self.room.characters -= len(text)
        if self.room.characters < 0:
            return [unread(numbered("letter", self.names), too_long("all texts together:"), "msg")]
        subject = checked_line(self.words.of(self.properties, _SUBJECT)) or ""
        title = subject[reply.end() :] if (reply := REPLY.match(subject)) else subject
        name = checked_line(self.words.of(self.properties, _FOR_WHOM, _SENDER))
        doubts = dict.fromkeys(self.words.doubts + self.doubts)
        return [
            {
                "part": "",
                "text": text.strip("\n") + "\n",
                "title": title or None,
                "date": self.properties.day(_SENT) or self.properties.day(_RECEIVED),
                "publisher": name if name and "@" not in name and "/o=" not in name.lower() else None,
                "url": None,
                "format": "msg",
                "warning": "; ".join(doubts) or None,
            }
        ]

    def _text(self) -> str:
        """The plain text, else that of the page, else that of the RTF; if none can be read, why the first cannot."""
        refusals: list[Refused] = []
        for form in (self._plain, self._page, self._rich):
            try:
                text = form()
            except Refused as refused:
                refusals.append(refused)
                continue
            if text.strip():
                return text
        if refusals:
            self.parts.append(unread(numbered("letter", self.names), refusals[0], "msg"))
        return ""

    def _plain(self) -> str:
        return without_quotes(clean_text(self.words.of(self.properties, _BODY)))

    def _page(self) -> str:
        content = self.properties.bytes(_HTML, _BINARY)
        page = self._decoded(content) if content else self.words.of(self.properties, _HTML)
        if not page.strip():
            return ""
        from kzplans.sources.formats import html  # noqa: PLC0415  takes long

        return self._taken(html.read(page.encode("utf-8", "replace"), "letter.html"))

    def _decoded(self, content: bytes) -> str:
        decoded = decode(content, self.words.declared)
        self.doubts += [decoded.warning] if decoded.warning else []
        return decoded.text

    def _rich(self) -> str:
        content = self.properties.bytes(_RTF, _BINARY)
        if not content:
            return ""
        from kzplans.sources.formats import rtf  # noqa: PLC0415  few letters have nothing else

        unpacked = unpacked_rtf(content, max(0, self.room.unpacked))
        self.room.unpacked -= len(unpacked)
        return without_quotes(self._taken(rtf.read(unpacked, "letter.rtf")))

    def _taken(self, parts: list[Part]) -> str:
        warning = parts[0].get("warning")
        self.doubts += [warning] if warning else []
        return parts[0]["text"]

    # ---------------------------------------------------------------------------------------------------- attachments

    def _attachment(self, properties: _Properties) -> bool:
        """Read one; whether there is room for the next."""
        mime = self.words.of(properties, _MIME).lower()
        name = self.words.of(properties, _LONG_NAME, _NAME, _SHOWN_NAME)
        if mime in SIGNATURES or _is_decoration(properties, mime):
            return True
        message = properties.child(_DATA, _OBJECT)
        shown = numbered(safe_name(name) or ("message" if message else "attachment"), self.names)
        try:
            self.room.take_part()
            self.parts += under(shown, self._embedded(message) if message else self._file(properties, shown, mime))
        except Refused as refused:
            self.parts.append(unread(shown, refused))
            return self.room.parts >= 0
        return True

    def _file(self, properties: _Properties, shown: str, mime: str) -> list[Part]:
        content = properties.bytes(_DATA, _BINARY)
        if content is None:
            raise Refused(Reason.UNSUPPORTED_TYPE, "is only a link to a file; attach the file itself")
        # a signed letter is a mail without the first lines by which mails are known
        return read_any(content, "letter.eml" if mime == "multipart/signed" else shown, self.depth + 1, self.room)

    def _embedded(self, message: _Node) -> list[Part]:
        if _PROPERTIES not in message.children:
            raise Refused(Reason.UNSUPPORTED_TYPE, "is an object of another program; attach a file instead")
        if self.depth + 1 >= bounds().nesting:
            raise nested_too_deep(self.depth + 1)
        return _Letter(_Properties(message, _HEADS["embedded"]), self.depth + 1, self.room).read()


def _is_decoration(properties: _Properties, mime: str) -> bool:
    """Logos and smileys, which stand in the letter itself."""
    is_shown = properties.integer(_FLAGS) & _IN_HTML or properties.integer(_IS_HIDDEN)
    has_id = properties.child(_CONTENT_ID, _STRING) or properties.child(_CONTENT_ID, _STRING8)
    return mime.startswith("image/") and bool(is_shown or has_id)


# ----------------------------------------------------------------------------------------------------- compressed RTF

#: What every dictionary begins with (MS-OXRTFCP 2.1.3.1).
_KNOWN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_DICTIONARY = 4096
_PACKED, _PLAIN = b"LZFu", b"MELA"
#: Bytes before the data: two sizes, the way of packing, a checksum.
_RTF_HEAD = 16


def unpacked_rtf(content: bytes, most: int) -> bytes:
    r"""The RTF of a message, which is packed by a dictionary of the last 4,096 bytes (MS-OXRTFCP).

    >>> unpacked_rtf(b"\0" * 8 + b"MELA" + b"\0" * 4 + b"{\\rtf1 a}", 100)
    b'{\\rtf1 a}'

    Raises:
        Refused: it is damaged, packed in another way, or more than ``most`` bytes.
    """
    way = content[8:12]
    if way == _PLAIN:
        return content[_RTF_HEAD:]
    if way != _PACKED:
        _damaged("its RTF is packed in an unknown way")
    out = bytearray(_KNOWN)
    place, size = _RTF_HEAD, len(content)
    while place < size:
        flags = content[place]
        place += 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += content[place : place + 1]
                place += 1
                continue
            told = int.from_bytes(content[place : place + 2])
            place += 2
            back = (len(out) - (told >> 4)) % _DICTIONARY
            start = len(out) - back
            if place > size or not back:  # cut off, or the mark of the end
                return bytes(out[len(_KNOWN) :])
            if start < 0:
                _damaged("its RTF refers to what was never there")
            for number in range(start, start + (told & 0xF) + 2):  # it may go on in what it adds
                out.append(out[number])
        if len(out) > most + len(_KNOWN):
            raise Refused(Reason.BOMB, f"its RTF would become more than {most / 1_000_000:,.1f} MB")
    return bytes(out[len(_KNOWN) :])
