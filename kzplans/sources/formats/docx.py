"""Word documents: paragraphs, table rows, text boxes and notes as a reader sees them with all changes accepted.

The XML is read here and not by python-docx, which loses inserted text. Of ``docProps/core.xml`` only the title is
taken: its dates tell when a file was made, often from an old template, and the core must find the date that the text
itself gives. So ``date`` is None.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kzplans.sources.bounds import bounds, too_long
from kzplans.sources.decode import clean_text
from kzplans.sources.formats.grid import LONGEST_VALUE, MOST_COLUMNS, Cell, Row, Tables
from kzplans.sources.formats.zipped import MAGIC, Zip
from kzplans.sources.reasons import Reason, Refused
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from kzplans.sources.formats import Part

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: The same names as ISO has them; Word writes them as «Strict Open XML».
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC = "{http://purl.org/dc/elements/1.1/}"
#: What is no text: properties, deletions, field codes.
_SKIPPED = frozenset({
    "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr",
    "del", "moveFrom", "delText", "instrText", "delInstrText", "rt",
})  # fmt: skip
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_OFF = frozenset({"0", "false", "off"})
_BREAK_HINTS = dict.fromkeys((0xAD, 0x200B, 0xFEFF))
#: The core takes no longer line for a title.
_LONGEST_TITLE = 260

_NESTED_ENTITY = re.compile(rb"<!ENTITY[^<>&]{1,500}&")
_BLANKS = re.compile(r"[^\S\n]+")


def prepare() -> None:
    """Import what takes long, once for all documents."""
    import lxml.etree  # noqa: F401, PLC0415  of an extra


def read(content: bytes, name: str) -> list[Part]:  # noqa: ARG001  every reader is asked alike
    """The text of a document: each paragraph and table row as a line, notes at the end.

    Raises:
        Refused: no text, no whole document, or one beyond the limits.
    """
    _refuse_others(content)
    try:
        import lxml.etree  # noqa: F401, PLC0415  of an extra
    except ImportError as error:
        detail = f"is a Word document, and {error.name} is missing: pip install 'kzplans[docx]'"
        raise Refused(Reason.UNSUPPORTED_TYPE, detail) from error
    archive = Zip(content)
    document = _Document(archive)
    lines = document.lines()
    if not any(map(str.isalnum, "".join(lines))):
        raise Refused(Reason.NO_TEXT, "has no text; if it holds pictures of pages, text recognition (OCR) is needed")
    if sum(map(len, lines)) > bounds().text_chars:
        raise too_long()
    text = clean_text("\n".join(lines) + "\n")
    rows = document.tables.rows_in(text)
    return [{"part": "", "text": text, "title": _title(archive), "date": None, "format": "docx", "rows": rows}]


def _refuse_others(content: bytes) -> None:
    if not content:
        raise Refused(Reason.EMPTY, "is empty")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused(Reason.ENCRYPTED, "needs a password; save it without one")
        raise Refused(Reason.UNSUPPORTED_TYPE, "is an old Office document (.doc); save it as .docx")
    if content.startswith(b"{\\rtf"):
        raise Refused(Reason.TYPE_MISMATCH, "is an RTF document although it is named .docx")
    if not content.startswith(MAGIC):
        told = "is a PDF" if content.startswith(b"%PDF-") else "does not begin like a Word document"
        raise Refused(Reason.TYPE_MISMATCH, f"{told} although it is named .docx")


# ------------------------------------------------------------------------------------------------------- parts of a zip


def parse_xml(content: bytes, name: str) -> _Element:
    """Parse a part; whatever could expand or fetch is refused or switched off."""
    from lxml import etree  # noqa: PLC0415  of an extra

    if b"<!DOCTYPE" in content:
        if _NESTED_ENTITY.search(content):
            raise Refused(Reason.BOMB, f"{name} defines entities made of entities, which could grow without end")
        raise Refused(Reason.MALFORMED, f"{name} has a DOCTYPE, and no Word document has one")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise Refused(Reason.NESTED_TOO_DEEP, f"{name}: more than 256 elements in one another") from error
        raise Refused(Reason.MALFORMED, f"{name}: {visible(str(error))}") from error
    if root.getroottree().docinfo.internalDTD is not None:  # in UTF-16 the search above does not see it
        raise Refused(Reason.MALFORMED, f"{name} has a DOCTYPE, and no Word document has one")
    return root


def _main_part(archive: Zip) -> str:
    """Name of the part with the text: most programs call it ``word/document.xml``, but need not."""
    usual = "word/document.xml"
    if usual not in archive and "_rels/.rels" in archive:
        for relation in parse_xml(archive.read("_rels/.rels"), "_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                target = posixpath.normpath(relation.get("Target", "")).lstrip("/")
                if target in archive and target.startswith("word/"):
                    return target
    return usual


def _title(archive: Zip) -> str | None:
    name = "docProps/core.xml"
    if name not in archive:
        return None
    try:
        told = parse_xml(archive.read(name), name).findtext(f"{_DC}title")
    except Refused:  # the text is worth more than its label
        return None
    title = " ".join(cleaned(told or "").split())
    return title if any(map(str.isalpha, title)) and len(title) <= _LONGEST_TITLE else None


def cleaned(text: str) -> str:
    """Composed letters, without what is only a hint where a line may break."""
    return unicodedata.normalize("NFC", text.translate(_BREAK_HINTS))


# ------------------------------------------------------------------------------------------------------------ the text


def _name(element: _Element) -> str:
    """Local name of an element of WordprocessingML, empty for any other."""
    tag = str(element.tag)  # comments have a function there
    return tag.removeprefix(_W).removeprefix(_STRICT).removeprefix(_MC) if tag[:1] == "{" else ""


def _get(element: _Element | None, name: str, default: str = "") -> str:
    """An attribute of WordprocessingML."""
    if element is None:
        return default
    return element.get(_W + name) or element.get(_STRICT + name) or default


def _child(element: _Element | None, *path: str) -> _Element | None:
    for name in path:
        if element is not None:
            element = next((child for child in element if _name(child) == name), None)
    return element


def _is_on(switch: _Element | None) -> bool:
    return switch is not None and _get(switch, "val", "1") not in _OFF


def _is_hidden(properties: _Element | None, hidden: frozenset[str], style: str) -> bool:
    """Whether run properties hide a text, themselves or by their style."""
    switch = _child(properties, "vanish")
    if switch is not None:
        return _is_on(switch)
    return _get(_child(properties, style), "val") in hidden


@dataclass(slots=True)
class Paragraph:
    """What a paragraph holds so far, and the text boxes that hang on it."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)


class _Document:
    """The main part and what it needs."""

    def __init__(self, archive: Zip) -> None:
        self._archive = archive
        self._main = _main_part(archive)
        self._hidden = self._hidden_styles()
        self.tables = Tables()
        self._referred: dict[str, list[str]] = {part: [] for part in _NOTES.values()}

    def lines(self) -> list[str]:
        """Lines of the body, then those of the notes that it refers to."""
        body = _child(parse_xml(self._archive.read(self._main), self._main), "body")
        if body is None:
            raise Refused(Reason.MALFORMED, f"{self._main} has no body")
        lines = self._blocks(body)
        for part in self._referred:
            lines += self._notes(part)
        return lines

    def _part(self, part: str) -> str:
        return posixpath.join(posixpath.dirname(self._main), f"{part}.xml")

    def _hidden_styles(self) -> frozenset[str]:
        name = self._part("styles")
        if name not in self._archive:
            return frozenset()
        styles = (style for style in parse_xml(self._archive.read(name), name) if _name(style) == "style")
        hidden = (_get(style, "styleId") for style in styles if _is_on(_child(style, "rPr", "vanish")))
        return frozenset(filter(None, hidden))  # "" is what runs without a style have

    def _notes(self, part: str) -> list[str]:
        name, referred = self._part(part), self._referred[part]
        if not referred or name not in self._archive:
            return []
        notes = {_get(note, "id"): note for note in parse_xml(self._archive.read(name), name)}
        found = (notes[number] for number in dict.fromkeys(referred) if number in notes)
        return [line for note in found for line in self._blocks(note)]

    def _blocks(self, parent: _Element) -> list[str]:
        """Lines of paragraphs and tables, in their order."""
        lines: list[str] = []
        paragraph = Paragraph()
        for block in self._flat(parent):
            if _name(block) == "tbl":
                lines += finished(paragraph)
                paragraph = Paragraph()
                lines += self.tables.lines(list(self._rows(block)))
                continue
            self._inline(block, paragraph)
            # where the mark of a paragraph is deleted, the next one continues it
            if _child(block, "pPr", "rPr", "del") is None:
                lines += finished(paragraph)
                paragraph = Paragraph()
        return lines + finished(paragraph)

    def _flat(self, parent: _Element) -> Iterator[_Element]:
        """Paragraphs and tables without what may be wrapped around them: content controls, insertions."""
        for child in parent:
            name = _name(child)
            if name in {"p", "tbl"}:
                yield child
            elif name == "AlternateContent":
                yield from self._flat(_alternative(child))
            elif name and name not in _SKIPPED:
                yield from self._flat(child)

    def _inline(self, parent: _Element, to: Paragraph) -> None:
        """Add what stands in a paragraph, run or wrapper."""
        style = _get(_child(parent, "pPr", "pStyle"), "val") if _name(parent) == "p" else None
        for child in parent:
            name = _name(child)
            if name == "t":
                to.pieces.append(cleaned(child.text or ""))
            elif name in _CHARACTERS:
                to.pieces.append(_CHARACTERS[name])
            elif name in _NOTES:
                self._referred[_NOTES[name]].append(_get(child, "id"))
            elif name == "txbxContent":
                to.boxes += self._blocks(child)
            elif name == "AlternateContent":
                self._inline(_alternative(child), to)
            elif name == "r" and self._is_hidden_run(child, style):
                continue
            elif name not in _SKIPPED:
                self._inline(child, to)

    def _is_hidden_run(self, run: _Element, style: str | None) -> bool:
        """Whether a run is hidden; ``style`` is that of its paragraph."""
        properties = _child(run, "rPr")
        if style in self._hidden and _child(properties, "vanish") is None:
            return True
        return _is_hidden(properties, self._hidden, "rStyle")

    # --------------------------------------------------------------------------------------------------------- tables

    def _rows(self, table: _Element) -> Iterator[Row]:
        above: dict[int, list[str]] = {}
        for element in self._wrapped(table, "tr"):
            properties = _child(element, "trPr")
            if _child(properties, "del") is not None:
                continue
            row = Row(_is_on(_child(properties, "tblHeader")))
            column = count_of(_get(_child(properties, "gridBefore"), "val", "0"))
            for cell in self._wrapped(element, "tc"):
                span = count_of(_get(_child(cell, "tcPr", "gridSpan"), "val", "1")) or 1
                merge = _child(cell, "tcPr", "vMerge")
                lines = self._blocks(cell)
                if merge is None:
                    above.pop(column, None)
                elif _get(merge, "val") == "restart":
                    above[column] = lines
                else:  # it goes on below the one above, whose value holds here as well
                    lines = lines or above.get(column, [])
                    if sum(map(len, lines)) > LONGEST_VALUE:
                        lines = []
                row.cells.append(Cell(column, span, lines))
                column += span
            yield row

    def _wrapped(self, parent: _Element, wanted: str) -> Iterator[_Element]:
        for child in parent:
            name = _name(child)
            if name == wanted:
                yield child
            elif name in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
                yield from self._wrapped(child, wanted)


def _alternative(choices: _Element) -> _Element:
    """One of the forms in which the same content is given: the first, unless only another has text."""
    forms = [form for form in choices if _name(form) in {"Choice", "Fallback"}]
    with_text = (form for form in forms if any(_name(element) == "t" for element in form.iter()))
    return next(with_text, forms[0] if forms else choices)


def finished(paragraph: Paragraph) -> list[str]:
    """The lines of a paragraph, then those of its text boxes."""
    text = _BLANKS.sub(" ", "".join(paragraph.pieces))
    return [line for piece in text.split("\n") if (line := piece.strip())] + paragraph.boxes


def count_of(text: str) -> int:
    """A number of columns as it is stated, within bounds; 1 for none."""
    return min(int(text), MOST_COLUMNS) if text.isdecimal() and len(text) < 10 else 1  # noqa: PLR2004  digits
