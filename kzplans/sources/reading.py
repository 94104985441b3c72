"""One file to its bytes: opened once, read once, never waiting and never more than the limit."""

from __future__ import annotations

import os
import stat
import sys

from kzplans.sources.reasons import Reason, Refused
from kzplans.sources.walk import STDIN

#: Which file a path leads to: device and inode.
Identity = tuple[int, int]


def read_bytes(path: str, limit: int) -> tuple[bytes, Identity | None]:
    """Content of a regular file, or of standard input for ``-``, and which file it is.

    Raises:
        Refused: for what is no regular file, cannot be read, is larger than ``limit`` bytes or changes meanwhile.
    """
    if path == STDIN:
        return _within(_read_stdin(limit), limit), None
    try:
        # without O_NONBLOCK, opening a named pipe would wait for ever
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise Refused.by_system(error) from error
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise Refused(Reason.NOT_A_REGULAR_FILE, "is no regular file; what comes out of a pipe is read with -")
        content = b"" if before.st_size > limit else _read(descriptor, limit)
        after = os.fstat(descriptor)
    except OSError as error:
        raise Refused.by_system(error) from error
    finally:
        os.close(descriptor)
    if before.st_size > limit:
        raise _too_large(limit, before.st_size)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != after.st_size:
        raise Refused(Reason.CHANGED_WHILE_READING, "was being written; run again")
    return content, (before.st_dev, before.st_ino)


def _read(descriptor: int, limit: int) -> bytes:
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        return file.read(limit + 1)


def _read_stdin(limit: int) -> bytes:
    try:
        return sys.stdin.buffer.read(limit + 1)
    except OSError as error:
        raise Refused.by_system(error) from error


def _within(content: bytes, limit: int) -> bytes:
    if len(content) > limit:
        raise _too_large(limit)
    return content


def _too_large(limit: int, size: int | None = None) -> Refused:
    told = f"has {size:,} bytes, more than" if size else "has more than"
    return Refused(Reason.TOO_LARGE, f"{told} the {limit:,} that are read (limits: file_bytes in kzplans.yaml)")
