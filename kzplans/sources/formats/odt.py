"""OpenDocument texts: paragraphs, table rows, text boxes and notes as a reader sees them with all changes accepted.

Packed (.odt) or as one XML file (.fodt). The lines are those that the same text has as a Word document, so this reader
shares the paragraphs of that one. Deleted text mostly stands apart in such a file, and inserted text like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kzplans.sources.bounds import bounds, too_long
from kzplans.sources.decode import clean_text
from kzplans.sources.formats.docx import Paragraph, cleaned, count_of, finished, parse_xml
from kzplans.sources.formats.front_matter import checked_line
from kzplans.sources.formats.grid import LONGEST_VALUE, Cell, Row, Tables
from kzplans.sources.formats.zipped import MAGIC, Zip
from kzplans.sources.reasons import Reason, Refused
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from kzplans.sources.formats import Part

#: Cells of all tables of a document; with the names of their columns they are told in many more characters.
MOST_CELLS = 300_000
#: Rows that a table may mark as its head: what they say is told again in every row.
MOST_HEADS = 10

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_SPACES = {
    **{name: _OASIS.format(name) for name in ("office", "style", "text", "table")},
    "draw": _OASIS.format("drawing"),
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_PREFIXES = {space: prefix for prefix, space in _SPACES.items()}
#: What is no text, or none of this one: deletions, comments, numbers of list items, templates of an index, embedded
#: files of other formats.
_SKIPPED = frozenset({
    "text:tracked-changes", "text:sequence-decls", "text:variable-decls", "text:user-field-decls",
    "text:dde-connection-decls", "text:alphabetical-index-auto-mark-file", "text:note-citation", "text:ruby-text",
    "text:number", "text:script", "text:table-of-content-source", "text:illustration-index-source",
    "text:table-index-source", "text:object-index-source", "text:user-index-source", "text:alphabetical-index-source",
    "text:bibliography-source", "office:annotation", "office:forms", "office:event-listeners", "office:binary-data",
    "office:scripts", "draw:object", "draw:object-ole", "draw:applet", "draw:plugin", "draw:floating-frame",
    "table:title", "table:desc", "dc:creator", "dc:date",
})  # fmt: skip
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_CHANGES = frozenset({"text:change", "text:change-start", "text:change-end"})
_CHARACTERS = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
_ROW_WRAPPERS = frozenset({"table:table-header-rows", "table:table-rows", "table:table-row-group"})
#: A line end in the XML is a blank; the hyphen at which no line may break is one.
_PLAIN = str.maketrans({"\n": " ", "\r": " ", "\u2011": "-"})
#: Pictures inside a flat file: megabytes without a word, and longer than the parser allows.
_PICTURE = re.compile(rb"<office:binary-data>[^<>]*</office:binary-data>")


def read(content: bytes, name: str) -> list[Part]:  # noqa: ARG001  every reader is asked alike
    """The text of a document: each paragraph, list item and table row as a line, notes at the end.

    Raises:
        Refused: no text, no whole document, or one beyond the limits.
    """
    if not content:
        raise Refused(Reason.EMPTY, "is empty")
    try:
        import lxml.etree  # noqa: F401, PLC0415  of an extra
    except ImportError as error:
        detail = f"is an OpenDocument text, and {error.name} is missing: pip install 'kzplans[office]'"
        raise Refused(Reason.UNSUPPORTED_TYPE, detail) from error
    try:
        file = _unpacked(content)
        document = _Document(file)
        lines = document.lines()
    except RecursionError as error:
        raise Refused(Reason.NESTED_TOO_DEEP, "has elements in one another without end") from error
    if not any(map(str.isalnum, "".join(lines))):
        raise Refused(Reason.NO_TEXT, "has no text; if it holds pictures of pages, text recognition (OCR) is needed")
    if sum(map(len, lines)) > bounds().text_chars:
        raise too_long()
    text = clean_text("\n".join(lines) + "\n")
    rows = document.tables.rows_in(text)
    return [{"part": "", "text": text, "title": _title(file.meta), "date": None, "format": "odt", "rows": rows}]


# ------------------------------------------------------------------------------------------------------------ the file


class _File(NamedTuple):
    """Roots of the XML files; a flat file is all of them in one."""

    content: _Element
    styles: _Element | None
    meta: _Element | None


def _unpacked(content: bytes) -> _File:
    if content.startswith(MAGIC):
        return _from_zip(Zip(content))
    if b"office:document" not in content[:4096].replace(b"\0", b""):
        told = "is a PDF" if content.startswith(b"%PDF-") else "does not begin like an OpenDocument text"
        raise Refused(Reason.TYPE_MISMATCH, f"{told} although it is named .odt")
    root = _parsed(_PICTURE.sub(b"", content), "the file")
    return _File(root, root, root)


def _from_zip(archive: Zip) -> _File:
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise Refused(Reason.ENCRYPTED, "needs a password; save it without one")
    root = _parsed(archive.read("content.xml"), "content.xml")
    others: list[_Element | None] = []
    for name in ("styles.xml", "meta.xml"):
        try:
            others.append(_parsed(archive.read(name), name) if name in archive else None)
        except Refused:  # the text is worth more than its looks and its label
            others.append(None)
    return _File(root, *others)


def _parsed(content: bytes, name: str) -> _Element:
    try:
        return parse_xml(content, name)
    except Refused as refused:  # the parser may quote what nobody can see
        detail = visible(refused.detail).replace("Word document", "OpenDocument text")
        raise Refused(refused.reason, detail) from refused


def _title(meta: _Element | None) -> str | None:
    found = None if meta is None else meta.find(f"{_long('office:meta')}/{_long('dc:title')}")
    title = checked_line("" if found is None else found.text)
    return title if title and any(map(str.isalpha, title)) else None


# --------------------------------------------------------------------------------------------------- names and styles


@lru_cache(1000)
def _short(tag: str) -> str:
    space, _, name = tag[1:].partition("}")
    return f"{_PREFIXES[space]}:{name}" if space in _PREFIXES else ""


@lru_cache(1000)
def _long(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _name(element: _Element) -> str:
    """Name of an element with its usual prefix: ``text:p``; empty for one of another vocabulary."""
    return _short(str(element.tag))  # comments have a function there


def _get(element: _Element, name: str) -> str:
    return element.get(_long(name)) or ""


def _hidden_styles(file: _File) -> dict[tuple[str, str], bool]:
    """Whether a style, by family and name, hides its text; those that leave it open are not told."""
    told: dict[tuple[str, str], bool] = {}
    parents: dict[tuple[str, str], tuple[str, str]] = {}
    for style in _styles(file):
        family, name = _get(style, "style:family"), _get(style, "style:name")
        parents[family, name] = family, _get(style, "style:parent-style-name")
        for properties in style.iterchildren(_long("style:text-properties")):
            display = _get(properties, "text:display")
            if display:
                told[family, name] = display == "none"
    for key in list(parents):
        heirs = []
        while key not in told and key in parents:
            heirs.append(key)
            key = parents.pop(key)  # noqa: PLW2901  up the line; what is gone is not asked again, not even in a circle
        if key in told:
            told.update(dict.fromkeys(heirs, told[key]))
    return told


def _styles(file: _File) -> Iterator[_Element]:
    """Common styles, and those of the text; automatic ones of the other file are those of headers and footers."""
    for root, part in ((file.styles, "office:styles"), (file.content, "office:automatic-styles")):
        for group in () if root is None else root.iterchildren(_long(part)):
            yield from group.iterchildren(_long("style:style"))


def _is_off(element: _Element) -> bool:
    """Whether a section or a field is not shown, always or by a condition that holds."""
    display = _get(element, "text:display")
    return display == "none" or (display == "condition" and _get(element, "text:is-hidden") == "true")


def _deletions_in_text(root: _Element) -> frozenset[str]:
    """Deletions that LibreOffice has left where they were, if it was told to show them, and not put apart."""
    marks = {_get(mark, "text:change-id") for mark in root.iter(_long("text:change-end"))}
    regions = (deletion.getparent() for deletion in root.iter(_long("text:deletion")))
    told = (_get(region, "text:id") for region in regions if region is not None)
    return frozenset(change for change in told if change in marks)


# ------------------------------------------------------------------------------------------------------------ the text


@dataclass(slots=True)
class _Line(Paragraph):
    """A paragraph; a field in it may hide all of it."""

    is_hidden: bool = False

    def finished(self) -> list[str]:
        """Its lines."""
        return [] if self.is_hidden else finished(self)


class _Document:
    """The text with its tables and notes."""

    def __init__(self, file: _File) -> None:
        self._root = file.content
        self._hidden = _hidden_styles(file)
        self._notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._cells = 0
        self._deletions = _deletions_in_text(file.content)
        self._deleting: set[str] = set()
        self.tables = Tables()

    def lines(self) -> list[str]:
        """Lines of the body, then those of its notes."""
        body = self._root.find(_long("office:body"))
        if body is None:
            raise Refused(Reason.MALFORMED, "has no body")
        text = body.find(_long("office:text"))
        if text is None:
            what = next((name.partition(":")[2] for name in map(_name, body) if name), "nothing")
            raise Refused(Reason.UNSUPPORTED_TYPE, f"holds no text but {what[:40]}; save it as .csv, .pdf or .docx")
        return self._blocks(text) + self._notes["footnote"] + self._notes["endnote"]

    def _blocks(self, parent: _Element) -> list[str]:
        """Lines of paragraphs and tables, in their order, however they are wrapped."""
        lines: list[str] = []
        line = _Line()
        for child in parent:
            name = _name(child)
            if name in _PARAGRAPHS:
                style = "paragraph", _get(child, "text:style-name")
                self._inline(child, line, hidden=self._hidden.get(style, False))
                if self._deleting:  # the end of this paragraph is deleted as well, so the next one continues it
                    continue
            elif name in _CHANGES:
                self._mark(child, name)
                continue
            lines += line.finished()
            line = _Line()
            if name == "table:table":
                lines += self.tables.lines(list(self._rows(child)))
            elif name and name not in _SKIPPED and name not in _PARAGRAPHS and not _is_off(child):
                lines += self._blocks(child)
        return lines + line.finished()

    def _mark(self, mark: _Element, name: str) -> None:
        """Where a change begins or ends."""
        change = _get(mark, "text:change-id")
        if name == "text:change-start" and change in self._deletions:
            self._deleting.add(change)
        elif name == "text:change-end":
            self._deleting.discard(change)

    def _inline(self, parent: _Element, to: _Line, *, hidden: bool) -> None:
        """Add what stands in a paragraph or a wrapper; ``hidden`` unless a style inside shows it again."""
        self._add(parent.text, to, hidden=hidden)
        for child in parent:
            self._piece(child, to, hidden=hidden)
            self._add(child.tail, to, hidden=hidden)

    def _add(self, text: str | None, to: _Line, *, hidden: bool) -> None:
        if text and not hidden and not self._deleting:
            to.pieces.append(cleaned(text).translate(_PLAIN))

    def _piece(self, child: _Element, to: _Line, *, hidden: bool) -> None:
        name = _name(child)
        is_out = hidden or bool(self._deleting)
        if name == "text:span":
            self._inline(child, to, hidden=self._hidden.get(("text", _get(child, "text:style-name")), hidden))
        elif name in _CHANGES:
            self._mark(child, name)
        elif name == "text:hidden-paragraph":
            to.is_hidden |= _get(child, "text:is-hidden") == "true"
        elif not name or name in _SKIPPED or _is_off(child):
            return
        elif name.startswith("draw:"):
            to.boxes += [] if is_out else self._blocks(child)
        elif name in _CHARACTERS:
            to.pieces.append("" if is_out else _CHARACTERS[name])
        elif name == "text:hidden-text":
            is_shown = _get(child, "text:is-hidden") == "false"
            self._add(_get(child, "text:string-value"), to, hidden=hidden or not is_shown)
        elif name == "text:note":
            kind = "endnote" if _get(child, "text:note-class") == "endnote" else "footnote"
            self._notes[kind] += [] if is_out else self._blocks(child)
        else:
            self._inline(child, to, hidden=hidden)

    # --------------------------------------------------------------------------------------------------------- tables

    def _rows(self, table: _Element) -> Iterator[Row]:
        above: dict[int, _Above] = {}
        heads = 0
        for element, is_head in _row_elements(table, is_head=False):
            heads += is_head
            row = Row(is_head and heads <= MOST_HEADS)
            row.cells += self._row_cells(element, above)
            self._count(len(row.cells))
            yield row
            times = count_of(_get(element, "table:number-rows-repeated") or "1") - 1
            if times > 0 and row.filled and all(_is_short(cell.lines) for cell in row.cells):
                self._count(times * len(row.cells))
                yield from (Row(row.is_head, row.cells) for _ in range(times))

    def _row_cells(self, element: _Element, above: dict[int, _Above]) -> Iterator[Cell]:
        column = 0
        for cell in element:
            name = _name(cell)
            times = count_of(_get(cell, "table:number-columns-repeated") or "1")
            if name == "table:covered-table-cell":
                for place in range(column, column + times):
                    if place in above:
                        yield above[place].told(place)
                        if not above[place].rows:
                            del above[place]
            elif name == "table:table-cell":
                lines = self._blocks(cell)
                span = count_of(_get(cell, "table:number-columns-spanned") or "1") or 1
                below = count_of(_get(cell, "table:number-rows-spanned") or "1") - 1
                above.pop(column, None)
                if below > 0:
                    above[column] = _Above(below, span, lines if _is_short(lines) else [])
                for place in range(column, column + (times if _is_short(lines) else 1)):
                    yield Cell(place, span, lines)
            else:
                continue
            column += times

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > MOST_CELLS:
            raise Refused(Reason.TOO_LARGE, f"has tables of more than {MOST_CELLS:,} cells")


@dataclass(slots=True)
class _Above:
    """A cell that goes on below: for how many rows, over how many columns, and its lines."""

    rows: int
    span: int
    lines: list[str]

    def told(self, column: int) -> Cell:
        """It once more, in the next row."""
        self.rows -= 1
        return Cell(column, self.span, self.lines)


def _row_elements(parent: _Element, *, is_head: bool) -> Iterator[tuple[_Element, bool]]:
    for child in parent:
        name = _name(child)
        if name == "table:table-row":
            yield child, is_head
        elif name in _ROW_WRAPPERS:
            yield from _row_elements(child, is_head=is_head or name == "table:table-header-rows")


def _is_short(lines: Iterable[str]) -> bool:
    """Whether a value may be told again in other rows or columns."""
    return sum(map(len, lines)) <= LONGEST_VALUE
