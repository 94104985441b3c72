"""Zip archives opened safely: in memory, by name, and never more than their directory has promised.

Python 3.11.7's own module reads overlapping members (27 KB became 210 MB) and unpacks beyond a size that is a lie.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from itertools import pairwise

from kzplans.sources.bounds import bounds, named
from kzplans.sources.reasons import Reason, Refused

#: How every zip archive begins that has something in it.
MAGIC = b"PK\x03\x04"
MOST_MEMBERS = 10_000
#: A member above so many bytes may be so many times as large as packed.
_RATIO_FROM, _MOST_RATIO = 1_000_000, 100
#: Bytes of a local header without the name.
_HEADER = 30
_IS_ENCRYPTED = 0x1


class Zip:
    """The members of an archive that has passed the checks; their names are data and never paths."""

    def __init__(self, content: bytes, most_members: int = MOST_MEMBERS, most_unpacked: int | None = None) -> None:
        """Nothing is unpacked yet.

        Raises:
            Refused: damaged, encrypted or ambiguous archives, bombs, and those beyond the limits.
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise Refused(Reason.MALFORMED, f"is no whole zip archive: {error}") from error
        members = [member for member in self._zip.infolist() if not member.is_dir()]
        if len(members) > most_members:
            detail = f"has {len(members):,} members, more than the {most_members:,} that are read"
            raise Refused(Reason.TOO_MANY_PARTS, detail)
        self._members = {member.filename: member for member in members}
        if len(self._members) < len(members):
            raise Refused(Reason.MALFORMED, "has two members of one name, and readers disagree which one counts")
        if any(member.flag_bits & _IS_ENCRYPTED for member in members):
            raise Refused(Reason.ENCRYPTED, "has members that need a password")
        self._refuse_bombs(len(content), bounds().unpacked_bytes if most_unpacked is None else most_unpacked)

    @property
    def names(self) -> list[str]:
        """Names of the members that are no folders, in the order of the directory."""
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """A member, unpacked and proved by its checksum.

        Raises:
            Refused: it is missing, damaged, a bomb, or another size than promised.
        """
        if name not in self._members:
            raise Refused(Reason.MALFORMED, f"has no {name}")
        member = self._members[name]
        if member.file_size > max(_RATIO_FROM, _MOST_RATIO * member.compress_size):
            told = f"{_mb(member.compress_size)} would become {_mb(member.file_size)}"
            raise Refused(Reason.BOMB, f"{name}: {told} (limit: {_MOST_RATIO} times)")
        try:
            with self._zip.open(member) as file:
                # with a number, since only then the module unpacks no more than promised; one more proves the end
                content = file.read(member.file_size + 1)
        except NotImplementedError as error:
            raise Refused(Reason.UNSUPPORTED_TYPE, f"{name} is packed in a way that is not read: {error}") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise Refused(Reason.MALFORMED, f"{name} is damaged: {error}") from error
        if len(content) != member.file_size:
            raise Refused(Reason.MALFORMED, f"{name} has another size than the directory says")
        return content

    def _refuse_bombs(self, size: int, most_unpacked: int) -> None:
        members = sorted(self._members.values(), key=lambda member: member.header_offset)
        unpacked = sum(member.file_size for member in members)
        # each byte counts once: members that share some could unpack it any number of times
        starts = [*(member.header_offset for member in members), size]
        rooms = [end - start for start, end in pairwise(starts)]
        if any(_HEADER + member.compress_size > room for member, room in zip(members, rooms, strict=True)):
            raise Refused(Reason.BOMB, f"members overlap: {_mb(size)} would become {_mb(unpacked)} or more")
        if unpacked > most_unpacked:
            detail = (
                f"{_mb(size)} would become {_mb(unpacked)}, more than {_mb(most_unpacked)} {named('unpacked_bytes')}"
            )
            raise Refused(Reason.BOMB, detail)


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{size / 1000:,.1f} KB"  # noqa: PLR2004
