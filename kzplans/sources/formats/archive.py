"""Files in files: zip archives, and the way from the bytes of any format to its reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib import import_module
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from kzplans.sources.bounds import bounds, named, too_long
from kzplans.sources.formats.sniff import mismatch, sniff
from kzplans.sources.formats.zipped import Zip
from kzplans.sources.reasons import Reason, Refused
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzplans.sources.formats import Part

_LONGEST_NAME = 200

#: Which module reads a format. They are imported when they are needed: some take long, some need an extra.
_READERS = {
    "text": "front_matter", "markdown": "front_matter", "html": "html", "docx": "docx", "pdf": "pdf", "jsonl": "rows",
    "csv": "rows", "zip": "archive", "mail": "mail", "mbox": "mail", "msg": "msg", "odt": "odt", "rtf": "rtf",
    "feed": "feed",
}  # fmt: skip
#: Formats that hold files of any format; their modules have ``read_at`` too.
_HOLDERS = frozenset({"zip", "mail", "mbox", "msg"})


@dataclass(slots=True)
class Room:
    """What a file may still grow to; all files within it share this."""

    unpacked: int = field(default_factory=lambda: bounds().unpacked_bytes)
    parts: int = field(default_factory=lambda: bounds().parts)
    characters: int = field(default_factory=lambda: bounds().text_chars)

    def take_part(self) -> None:
        """One more part.

        Raises:
            Refused: there is no room for it.
        """
        self.parts -= 1
        if self.parts < 0:
            detail = f"this and the rest: more than {bounds().parts:,} files in one {named('parts')}"
            raise Refused(Reason.TOO_MANY_PARTS, detail)


def read_any(content: bytes, name: str, depth: int = 0, room: Room | None = None) -> list[Part]:
    """All texts of a file of any format; what cannot be read is a part with its reason.

    Args:
        content: the bytes of the file.
        name: of the file, of which the ending counts where the content tells nothing.
        depth: how many archives and mails it lies in.
        room: what those still have room for.
    """
    room = room or Room()
    kind = ""
    try:
        kind = sniff(content, name)
        return _read(content, name, kind, depth, room)
    except Refused as refused:
        return [unread("", refused, kind)]
    except RecursionError:
        return [unread("", Refused(Reason.NESTED_TOO_DEEP, "is nested too deep"), kind)]
    except MemoryError:
        raise
    except Exception as error:
        if not depth:
            raise
        # one bad attachment must not cost its neighbours
        return [unread("", Refused(Reason.CRASH, f"{type(error).__name__}: {visible(str(error)[:200])}"), kind)]


def _read(content: bytes, name: str, kind: str, depth: int, room: Room) -> list[Part]:
    module: Any = import_module(f"{__package__}.{_READERS[kind]}")
    if kind not in _HOLDERS:
        return _checked(module.read(content, name), kind, name, room)
    if depth >= bounds().nesting:
        raise nested_too_deep(depth)
    return _checked(module.read_at(content, name, depth, room), kind, name, None)


def nested_too_deep(depth: int) -> Refused:
    """The refusal of an archive or a letter that lies in so many others."""
    detail = f"lies in {depth} archives or mails; {bounds().nesting} are opened {named('nesting')}"
    return Refused(Reason.NESTED_TOO_DEEP, detail)


def unread(shown: str, refused: Refused, kind: str = "") -> Part:
    """A part that could not be read."""
    part: Part = {"part": shown, "reason": refused.reason, "detail": refused.detail}
    if kind:
        part["format"] = kind
    return part


def under(name: str, parts: list[Part]) -> list[Part]:
    """Parts with the name of the file before theirs: ``plans.zip/shymkent.docx``."""
    for part in parts:
        inner = part.get("part")
        part["part"] = f"{name}/{inner}" if inner else name
    return parts


def safe_name(name: str) -> str:
    r"""A name out of a file as it is shown: no path out of anywhere, no unseen characters, not too long.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\планы\\1.txt"), safe_name("a\x1b[31m.txt"), safe_name("..")
    ('etc/passwd', 'планы/1.txt', 'a\\x1b[31m.txt', '')
    """
    steps = (step.strip() for step in re.split(r"[/\\]", name[-10 * _LONGEST_NAME :]))
    shown = visible("/".join(step for step in steps if step.strip(".") and not re.fullmatch("[A-Za-z]:", step)))
    return shown if len(shown) <= _LONGEST_NAME else f"…{shown[1 - _LONGEST_NAME :]}"


def numbered(shown: str, seen: set[str]) -> str:
    """A name that none of ``seen`` is, with a number if needed; it is seen from now on."""
    names = chain((shown,), (f"{shown} ({number})" for number in count(2)))
    seen.add(free := next(name for name in names if name not in seen))
    return free


def _checked(parts: list[Part], kind: str, name: str, room: Room | None) -> list[Part]:
    """Doubts about the type are told, and texts without room are left out."""
    told = mismatch(name, kind)
    for place, part in enumerate(parts):
        if "text" not in part:
            continue
        if told:
            doubts = f"{Reason.TYPE_MISMATCH}: {told}", part.get("warning")
            part["warning"] = "; ".join(filter(None, doubts))
        if room is None:
            continue
        room.characters -= len(part["text"])
        if room.characters < 0:
            refused = too_long("all texts together:")
            return [*parts[:place], unread(part.get("part", ""), refused, kind)]
    return parts


# ------------------------------------------------------------------------------------------------------- zip archives

_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|(?:Thumbs\.db|desktop\.ini)$)", re.IGNORECASE)
_IS_ENCRYPTED = 0x1


def read(content: bytes, name: str) -> list[Part]:
    """The texts of all files in an archive.

    Raises:
        Refused: damaged archives, bombs, and those beyond the limits.
    """
    return read_at(content, name, 0, Room())


def read_at(content: bytes, name: str, depth: int, room: Room) -> list[Part]:  # noqa: ARG001  every reader is asked alike
    """As ``read``, within other files.

    Raises:
        Refused: as there.
    """
    archive = _Archive(content, room)
    parts: list[Part] = []
    for shown, member in _members(archive):
        try:
            room.take_part()
            inner = archive.read(member)
        except Refused as refused:
            parts.append(unread(shown, refused))
            if room.parts < 0:
                break
            continue
        room.unpacked -= len(inner)
        parts += under(shown, read_any(inner, shown, depth + 1, room))
    if not parts:
        raise Refused(Reason.EMPTY, "is an archive without files")
    return parts


class _Archive(Zip):
    """An archive in which some members may need a password."""

    def __init__(self, content: bytes, room: Room) -> None:
        try:
            super().__init__(content, bounds().parts, max(room.unpacked, 0))
        except Refused as refused:
            if refused.reason is not Reason.ENCRYPTED:
                raise
            # the other members can be read; this is the last check, which the refusal has left out
            self._refuse_bombs(len(content), max(room.unpacked, 0))
        except IndexError as error:  # of the module, which looks at the last letter of names
            raise Refused(Reason.MALFORMED, "has a member without a name") from error

    def read(self, name: str) -> bytes:
        if name in self and self._members[name].flag_bits & _IS_ENCRYPTED:
            raise Refused(Reason.ENCRYPTED, "needs a password; pack it without one")
        return super().read(name)


def _members(archive: Zip) -> Iterator[tuple[str, str]]:
    """Shown and true names of what may hold a text, sorted by bytes; a shown name stands once."""
    seen: set[str] = set()
    names = [(_decoded(name), name) for name in archive.names]
    for decoded, name in sorted(names, key=lambda pair: (pair[0].encode("utf-8", "replace"), pair[1])):
        shown = safe_name(decoded) or "file"
        if _LITTER.search(shown):
            continue
        yield numbered(shown, seen), name


def _decoded(name: str) -> str:
    """The name that was meant: ``zipfile`` reads as cp437 what is not marked as UTF-8, and Windows writes cp866."""
    if name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:  # was marked
        return name
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp866")
