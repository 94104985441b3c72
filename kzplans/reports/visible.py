r"""Characters that cannot be seen, or that act on a terminal or on the direction of a line, shown as what they are.

A quotation from an unknown page may hold escape sequences, bidirectional overrides or private letters. Reports print
them as ``\x1b`` or ``\u202e``.
"""

from __future__ import annotations

import unicodedata

#: Control, format, surrogate, private and unassigned characters, line and paragraph separators of Unicode.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BYTE = 0xFF
_PLANE = 0xFFFF


def is_unseen(char: str) -> bool:
    """Whether a character is unseen or active; a no-break space is neither."""
    return not char.isprintable() and unicodedata.category(char) in _UNSEEN


def escaped(char: str) -> str:
    r"""The code of a character: ``\x1b``, ``\u202e``, ``\U000e0041``."""
    code = ord(char)
    return f"\\x{code:02x}" if code <= _BYTE else f"\\u{code:04x}" if code <= _PLANE else f"\\U{code:08x}"


def visible(text: str) -> str:
    r"""The text as one line in which every character can be seen.

    >>> visible("a\x1b[31m\u202eb")
    'a\\x1b[31m\\u202eb'
    """
    if text.isprintable():
        return text
    return "".join([escaped(char) if is_unseen(char) else char for char in text])
