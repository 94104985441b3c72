"""What a file may grow to while it is read.

Readers run in processes of their own, where ``use`` sets this once; elsewhere the defaults hold.
"""

from __future__ import annotations

from kzplans.config import Limits
from kzplans.sources.reasons import Reason, Refused

_current = Limits()


def bounds() -> Limits:
    """The limits in force."""
    return _current


def use(limits: Limits) -> None:
    """Put limits in force in this process."""
    global _current  # noqa: PLW0603  a reader is a function of bytes; its limits are those of its process
    _current = limits


def named(key: str) -> str:
    """How a message names a limit."""
    return f"(limits: {key} in kzplans.yaml)"


def too_long(whose: str = "has") -> Refused:
    """The refusal of more characters than are read."""
    return Refused(Reason.TOO_LARGE, f"{whose} more than {bounds().text_chars:,} characters {named('text_chars')}")
