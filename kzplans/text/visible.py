r"""Characters that cannot be seen, or that act on a terminal or on the direction of a line, shown as what they are.

A quotation from an unknown page may hold escape sequences, bidirectional overrides or private letters. Reports print
them as ``\x1b`` or ``\u202e``.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Control, format, surrogate, private and unassigned characters, line and paragraph separators of Unicode.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BYTE = 0xFF
_PLANE = 0xFFFF


def visible(text: str) -> str:
    r"""The text as one line in which every character can be seen.

    >>> visible("a\x1b[31m\u202eb")
    'a\\x1b[31m\\u202eb'
    """
    return replace_unseen(text, code_of)


def replace_unseen(text: str, shown: Callable[[str], str]) -> str:
    """The text with ``shown(char)`` in the place of each unseen or active character."""
    # No-break spaces are common and harmless, but not "printable" to Python.
    if text.replace("\u00a0", " ").replace("\u202f", " ").isprintable():
        return text
    return "".join([shown(char) if _is_unseen(char) else char for char in text])


def code_of(char: str) -> str:
    r"""The code of a character: ``\x1b``, ``\u202e``, ``\U000e0041``."""
    code = ord(char)
    return f"\\x{code:02x}" if code <= _BYTE else f"\\u{code:04x}" if code <= _PLANE else f"\\U{code:08x}"


def _is_unseen(char: str) -> bool:
    return not char.isprintable() and unicodedata.category(char) in _UNSEEN
