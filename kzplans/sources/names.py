"""How file names are shown: a name may hold any byte, a message and a report may not."""

from __future__ import annotations

import os
import unicodedata

#: Control, format, surrogate, private, unassigned characters and line ends of Unicode: unseen, or active on a terminal.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def shown_name(path: str) -> str:
    """A path as one line of visible characters, bytes that are no UTF-8 as ``\\xd0``."""
    return visible(os.fsencode(path).decode("utf-8", "backslashreplace"))


def visible(text: str) -> str:
    r"""Text as one line in which every unseen or active character stands as its escape.

    >>> visible("a\nb")
    'a\\x0ab'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join([_escaped(char) if unicodedata.category(char) in _UNSEEN else char for char in text])


def _escaped(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:  # noqa: PLR2004  the widest code that two digits hold
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  … that four digits hold
