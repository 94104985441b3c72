"""Lines for people on stderr. They never stop a run: a closed stderr is no reason to lose a report."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kzplans.model import Unread


def say(message: str) -> None:
    """Write a line that begins with our name; control characters in it become visible."""
    from kzplans.text.visible import visible  # noqa: PLC0415  kzplans --version says nothing

    lines = message.splitlines() or [""]
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write("".join(f"kzplans: {visible(line)}\n" for line in lines))
        sys.stderr.flush()


def say_unread(unread: Unread) -> None:
    """State, file, reason word and detail of an input that was not read."""
    from kzplans.sources import Reason  # noqa: PLC0415  see say

    say(f"{Reason(unread.reason).state}: {unread.path}: {unread.reason}: {unread.detail}")


def counted(number: int, noun: str) -> str:
    """``1 text``, ``5 texts``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
