"""Why an input was not read: stable words that people's scripts may rely on."""

from __future__ import annotations

import errno
from enum import StrEnum


class Reason(StrEnum):
    """The reason words that texts can end with so far."""

    EMPTY = "empty"
    NO_TEXT = "no_text"
    GARBLED_TEXT = "garbled_text"
    MOJIBAKE_SUSPECTED = "mojibake_suspected"
    DECODE_UNCERTAIN = "decode_uncertain"
    MALFORMED = "malformed"
    BAD_ROW = "bad_row"
    ENCRYPTED = "encrypted"
    TYPE_MISMATCH = "type_mismatch"
    UNSUPPORTED_TYPE = "unsupported_type"
    OWN_OUTPUT = "own_output"
    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    NESTED_TOO_DEEP = "nested_too_deep"
    BOMB = "bomb"
    PERMISSION = "permission"
    VANISHED = "vanished"
    CHANGED_WHILE_READING = "changed_while_reading"
    SYMLINK = "symlink"
    NOT_A_REGULAR_FILE = "not_a_regular_file"
    CRASH = "crash"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    REFUSED = "refused"
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"
    HTTP_ERROR = "http_error"

    @property
    def state(self) -> str:
        """``skipped`` for what was never a text of ours, ``failed`` for what should have been read."""
        return "skipped" if self in _SKIPPED else "failed"


_SKIPPED = frozenset({
    Reason.EMPTY, Reason.NO_TEXT, Reason.UNSUPPORTED_TYPE, Reason.OWN_OUTPUT, Reason.SYMLINK,
    Reason.NOT_A_REGULAR_FILE,
})  # fmt: skip


class Refused(Exception):  # noqa: N818  not an error of the program: the ordinary end of an unreadable input
    """An input that cannot be read, with its reason word and a detail for people."""

    def __init__(self, reason: Reason, detail: str) -> None:
        """``detail`` is one line and names numbers and limits."""
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    @classmethod
    def by_system(cls, error: OSError) -> Refused:
        """The refusal that an error of the operating system stands for."""
        reason, detail = _SYSTEM.get(error.errno or 0, (Reason.PERMISSION, None))
        return cls(reason, detail or f"cannot be read: {error.strerror or error}")


_SYSTEM: dict[int, tuple[Reason, str | None]] = {
    errno.ENOENT: (Reason.VANISHED, "does not exist"),
    errno.ENOTDIR: (Reason.VANISHED, "does not exist"),
    errno.ESTALE: (Reason.VANISHED, None),
    errno.ENAMETOOLONG: (Reason.VANISHED, "does not exist: the name is too long"),
    errno.ELOOP: (Reason.SYMLINK, "is a link, and links are not followed"),
    errno.ENXIO: (Reason.NOT_A_REGULAR_FILE, "is a socket or a pipe"),
}
