"""How file names are shown: a name may hold any byte, a message and a report may not."""

from __future__ import annotations

import os

from kzplans.text.visible import visible


def shown_name(path: str) -> str:
    r"""A path as one line of visible characters, bytes that are no UTF-8 as ``\xd0``.

    >>> shown_name("a\nb")
    'a\\x0ab'
    """
    return visible(os.fsencode(path).decode("utf-8", "backslashreplace"))
