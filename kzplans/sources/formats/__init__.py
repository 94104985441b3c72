"""Readers of formats: bytes to the texts that they hold.

Each module has ``read(content, name)``. It is pure, runs in a process of its own (``sources.isolation``) and gives what
JSON can hold: a list of parts, each a text or what could not be read of it. What it cannot read as a whole it refuses
(``Refused``).
"""

from __future__ import annotations

from typing import TypedDict


class Part(TypedDict, total=False):
    """One text of a file. Most files have one; archives and mails may have many, a table one in each row."""

    #: What it is called inside the file; empty for the only one.
    part: str
    text: str
    #: What the file says of it; None or missing if it says nothing.
    title: str | None
    #: EDTF: 2026-03-16.
    date: str | None
    publisher: str | None
    url: str | None
    language: str | None
    #: Name of a city, as the file writes it.
    city: str | None
    #: Rows of tables: line, table and row, all from 1, and cells: column from 0, its name, the words of the cell.
    rows: list[list[object]]
    #: For each page the line that it begins with, from 1, and its number.
    pages: list[list[int]]
    #: ``html``, ``docx`` …
    format: str
    #: How its bytes were decoded, where there was a choice.
    encoding: str
    #: A reason word with a detail, for what was read with a doubt: ``mojibake_suspected: …``.
    warning: str | None
    #: A reason word and a detail instead of a text, for a part that could not be read.
    reason: str
    detail: str
