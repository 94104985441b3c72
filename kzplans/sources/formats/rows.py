"""Texts one in a row: JSON lines and CSV with the columns text, title, date, url and publisher.

A bad row is reported, and the others are read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kzplans.sources.bounds import bounds, named
from kzplans.sources.cells import Fault, clipped
from kzplans.sources.decode import clean_text, decode
from kzplans.sources.formats.front_matter import checked_date, checked_line, checked_url
from kzplans.sources.formats.sniff import COLUMNS
from kzplans.sources.reasons import Reason, Refused
from kzplans.sources.tables import open_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzplans.sources.formats import Part

#: Characters of all texts, and rows.
_MARK = b"\xef\xbb\xbf"


def read(content: bytes, name: str) -> list[Part]:  # noqa: ARG001  every reader is asked alike
    """One part a row: ``row 3`` is the third line of JSON lines, and of a table the row that a spreadsheet calls so.

    Raises:
        Refused: no rows at all, or no column ``text``.
    """
    is_json = content.removeprefix(_MARK).lstrip()[:1] == b"{"
    kind, encoding = ("jsonl", "utf-8") if is_json else ("csv", "")
    if is_json:
        rows = _lines(content)
    else:
        decoded = decode(content)
        rows, encoding = _records(decoded.text), decoded.encoding
    parts: list[Part] = []
    characters = 0
    for number, row in rows:
        shown = f"row {number}"
        try:
            part = _part(row)
        except Fault as fault:
            parts.append({"part": shown, "format": kind, "reason": Reason.BAD_ROW, "detail": fault.told})
            continue
        characters += len(part["text"])
        if characters > bounds().text_chars or len(parts) >= bounds().files:
            parts.append(_rest(shown, kind, characters))
            break
        part.update({"part": shown, "format": kind, "encoding": encoding})
        if not is_json and decoded.warning:
            part["warning"] = decoded.warning
        parts.append(part)
    if not parts:
        raise Refused(Reason.EMPTY, "has no rows")
    return parts


def _rest(shown: str, kind: str, characters: int) -> Part:
    reason, most = (
        (Reason.TOO_LARGE, f"{bounds().text_chars:,} characters {named('text_chars')}")
        if characters > bounds().text_chars
        else (Reason.TOO_MANY_PARTS, f"{bounds().files:,} rows {named('files')}")
    )
    return {"part": shown, "format": kind, "reason": reason, "detail": f"this row and the rest: more than {most}"}


def _lines(content: bytes) -> Iterator[tuple[int, object]]:
    """Objects of JSON lines, or what is wrong with them.

    The bytes are split and not the text: strings may hold other ends of lines.
    """
    for number, line in enumerate(content.removeprefix(_MARK).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            yield number, Fault(f"byte {error.start + 1:,} is no UTF-8")
        except RecursionError:
            yield number, Fault("is nested too deep")
        except ValueError as error:
            yield number, Fault(f"is no JSON: {clipped(str(error))}")


def _records(text: str) -> Iterator[tuple[int, object]]:
    """Rows of a table by column, or what is wrong with them."""
    tables = (table for table in open_tables(text) if "text" in table.head and not table.repeated)
    table = next(tables, None)
    if table is None:
        raise Refused(Reason.MALFORMED, f"has no head with a column text; the columns are {', '.join(COLUMNS)}")
    for number, row in enumerate(table.rows(), 2):
        try:
            yield number, table.cells(row)
        except Fault as fault:
            yield number, fault


def _part(row: object) -> Part:
    """A row as a part.

    Raises:
        Fault: what is wrong with it.
    """
    if isinstance(row, Fault):
        raise row
    if not isinstance(row, dict):
        what = 'is no object; write {"text": "…"}'
        raise Fault(what)
    text = clean_text(_string(row, "text") or "")
    if not text.strip():
        what = "has no text"
        raise Fault(what)
    return {
        "text": text,
        "title": checked_line(_string(row, "title")),
        "date": _checked(row, "date"),
        "publisher": checked_line(_string(row, "publisher")),
        "url": _checked(row, "url"),
    }


def _string(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        what = f"{key} is no string in quotation marks"
        raise Fault(what)
    return value


_CHECKS = {"date": (checked_date, "2026-03-16, 2026-03 or 2026"), "url": (checked_url, "https://…")}


def _checked(row: dict[str, Any], key: str) -> str | None:
    check, hint = _CHECKS[key]
    stated = _string(row, key)
    value = check(stated)
    if stated and stated.strip() and value is None:
        what = f"{key} {clipped(stated)!r} is none; write {hint}"
        raise Fault(what)
    return value
