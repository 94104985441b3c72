"""Paper to print a report on: a document of Word with named styles, running head, numbered pages, and tables.

Words of documents are made harmless first (``one_line``) and then stand in runs of text: a run cannot hold a field, a
link or a macro. The same words give the same bytes: all times are the report's day or the beginning of the format.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT, WD_UNDERLINE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from kzplans.model import Kind
from kzplans.render.escape import one_line, place_in
from kzplans.reports.quotation import quotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docx.document import Document as Word
    from docx.styles.style import CharacterStyle, ParagraphStyle
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

    from kzplans.model import Statement
    from kzplans.reports.brief import Brief
    from kzplans.reports.comparison import Comparison
    from kzplans.reports.digest import Digest
    from kzplans.reports.wording import Wording

#: What Word wants to be told of a language, to check its spelling.
LOCALES = {"kk": "kk-KZ", "kk-Latn": "kk-Latn-KZ", "ru": "ru-RU", "en": "en-GB"}

_FONT = "Calibri"
INK = "1B2529"
_SOFT = "55646B"
_ACCENT = "0B6478"
_SHADE = "E4F0F3"
_LINE = "C9D3D6"
_KINDS = {
    Kind.TARGET: "0B6478", Kind.ASSIGNMENT: "6A3D8F", Kind.BAN: "A02C2C", Kind.PLAN: "2C6B45",
    Kind.PROPOSAL: "52631A", Kind.PROBLEM: "9A4A12", Kind.GOAL: "2F5597", Kind.FACT: "5A666B",
}  # fmt: skip

# Names of our own styles, as Word lists them.
_KIND = "Statement Kind"
_WORDS = "Statement Words"
FACTS = "Statement Facts"
_SOURCE = "Source Title"
NOTE = "Note"
_CELL = "Table Text"
_NUMBER = "Statement Number"
_DEADLINE = "Statement Deadline"

_PAGE = (Cm(21), Cm(29.7))
_MARGIN = Cm(2)
_WIDTH = _PAGE[0] - 2 * _MARGIN
_EARLIEST = (1980, 1, 1, 0, 0, 0)
#: The order in which Word wants to read what a table is like.
_TABLE_ORDER = ("tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption")
#: Parts of python-docx's blank document that say nothing of ours.
_NEEDLESS = ("thumbnail", "extended-properties", "stylesWithEffects", "customXml")


class Paper:
    """A document that grows from top to bottom."""

    def __init__(self, t: Wording) -> None:
        self.t = t
        self.word: Word = Document()
        self._locale = LOCALES[t.language]
        _drop_needless(self.word)
        _set_styles(self.word, self._locale)
        _set_settings(self.word, self._locale)
        section = self.word.sections[0]
        section.page_width, section.page_height = _PAGE
        section.left_margin = section.right_margin = _MARGIN
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(2)
        section.header_distance = section.footer_distance = Cm(1)

    # Head and frame

    def describe(self, title: str, generator: str, report: Digest | Comparison | Brief) -> None:
        """What file managers and search engines are told."""
        about = self.word.core_properties
        day = datetime(report.today.year, report.today.month, report.today.day, 12, tzinfo=UTC).replace(tzinfo=None)
        about.created = about.modified = day
        about.title, about.subject = one_line(title)[:255], one_line(self.t.say("digest_subtitle"))[:255]
        about.author = about.last_modified_by = generator
        about.language, about.comments, about.keywords, about.revision = self._locale, "", "", 1

    def run_head(self, text: str) -> None:
        """The line above each page, and the number of the page below it."""
        section = self.word.sections[0]
        head = section.header.paragraphs[0]
        head.add_run(one_line(text))
        _border(head, "bottom", _LINE, 4, 4)
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{self.t.say('made')}: ")
        foot.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        self._foot = foot

    def front(self, title: str, report: Digest | Comparison | Brief) -> None:
        """Title, what it is about, and the table of contents."""
        t = self.t
        self._foot.add_run(f"{t.day(report.today)}\t")
        _field(self._foot, "PAGE", "1")
        self._foot.add_run(" / ")
        _field(self._foot, "NUMPAGES", "1")
        self.text(t.say("digest_subtitle"), "Subtitle")
        self.text(title, "Title")
        self.text(t.period(report.query.since, report.query.until), lead=f"{t.say('period')}: ")
        self.text(t.day(report.today), lead=f"{t.say('made')}: ")
        if t.filters(report.query):
            self.text(t.filters(report.query), lead=f"{t.say('filters')}: ")
        texts, statements = t.count("text", report.read.texts), t.count("statement", report.read.statements)
        told = [t.say("read_line", texts=texts, statements=statements)]
        if report.count != report.read.statements:
            used = t.count("text", len(report.sources))
            told.append(t.say("shown_line", texts=used, statements=t.count("statement", report.count)))
        if report.read.undated:
            told.append(t.say("undated_line", texts=t.count("text", report.read.undated)))
        self.text(" ".join(told), NOTE)
        self.text(t.say("contents"), "TOC Heading")
        _field(self.word.add_paragraph(style="TOC 1"), 'TOC \\o "1-3" \\h \\z \\u', t.say("contents_update"))

    # Parts

    def heading(self, text: str, level: int) -> None:
        """A heading, which the table of contents takes over."""
        self.word.add_heading(one_line(text), level)

    def text(self, text: str, style: str | None = None, *, lead: str = "") -> Paragraph:
        """A paragraph, with words before it in bold."""
        made = self.word.add_paragraph(style=style)
        if lead:
            made.add_run(one_line(lead)).bold = True
        made.add_run(one_line(text))
        return made

    def statement(self, statement: Statement, cell: _Cell | None = None) -> None:
        """Kind, words and what is known of them, in a cell if one is given."""
        t, place = self.t, cell or self.word
        kind = cell.paragraphs[0] if cell else self.word.add_paragraph()
        kind.style = _KIND
        kind.add_run(one_line(t.label("kinds", statement.kind)), style=_kind_style(statement.kind))
        if statement.quoted:
            kind.add_run(f" · {one_line(t.say('quoted'))}")
        words = place.add_paragraph(style=_WORDS)
        if cell:  # a row is kept whole anyway, and kept rows would make a chain that no page can hold
            kind.paragraph_format.keep_with_next = words.paragraph_format.keep_with_next = False
        _border(words, "left", _KINDS[statement.kind], 18, 8)
        for piece in quotation(statement):
            run = words.add_run(one_line(piece.text), style=_NUMBER if piece.number else None)
            if piece.deadline and piece.number:  # a run has one style; the other mark is put on it
                run.font.underline = WD_UNDERLINE.SINGLE
            elif piece.deadline:
                run.style = _DEADLINE
            _speak(run, statement.language, self._locale)
        facts = place.add_paragraph(style=FACTS)
        parts = [t.speaker(statement.speaker)]
        if statement.deadline:
            parts.append(f"{t.say('deadline')}: {t.deadline(statement.deadline)}")
        parts += [t.edtf(statement.document.date), statement.address]
        facts.add_run(one_line(" · ".join([part for part in parts if part])))
        address = place_in(statement.document.url, statement.text)
        if address:
            facts.add_run(" · ")
            self._link(facts, t.say("in_source"), address)

    def source(self, title: str, address: str | None, language: str) -> None:
        """The title of a text, as a link where it has an address."""
        made = self.word.add_paragraph(style=_SOURCE)
        if address:
            self._link(made, title, address)
        else:
            _speak(made.add_run(one_line(title)), language, self._locale)

    def _link(self, paragraph: Paragraph, text: str, address: str) -> None:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(address, kind, is_external=True))
        run = paragraph.add_run(one_line(text), style="Hyperlink")
        link.append(run._r)  # noqa: SLF001  python-docx makes no links by itself
        paragraph._p.append(link)  # noqa: SLF001  as above

    # Tables

    def table(self, heads: Sequence[str], widths: Sequence[float], name: str, *, centred: bool = False) -> Table:
        """A table whose head is repeated on each page.

        Args:
            heads: names of the columns.
            widths: of the columns, in any unit; the last one is that of all columns after it.
            name: what the table is, for screen readers.
            centred: whether the other columns are numbers in the middle.
        """
        table: Table = self.word.add_table(rows=1, cols=len(heads))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        shares = [*widths, *[widths[-1]] * (len(heads) - len(widths))]
        for column, cell, share in zip(table.columns, table.rows[0].cells, shares, strict=True):
            column.width = cell.width = Emu(int(_WIDTH * share / sum(shares)))
        properties = table._tbl.tblPr  # noqa: SLF001  python-docx knows no borders, margins and captions
        properties.append(_table_borders())
        properties.append(_element("w:tblCellMar", children=[_side(side, 70) for side in ("left", "right")]))
        properties.append(_element("w:tblCaption", val=one_line(name)))
        properties[:] = sorted(properties, key=lambda part: _TABLE_ORDER.index(part.tag.rpartition("}")[2]))
        self._centred = centred
        head = table.rows[0]
        _repeat(head)
        self._fill(head, heads)
        for cell in head.cells:
            shade(cell, _SHADE)
        embolden(head.cells)
        return table

    def row(self, table: Table, texts: Sequence[str]) -> tuple[_Cell, ...]:
        """Another row; it is not torn by the end of a page."""
        made: _Row = table.add_row()  # type: ignore[no-untyped-call]  # it has no types
        _keep_whole(made)
        return self._fill(made, texts)

    def group(self, table: Table, text: str) -> None:
        """A row over all columns that names those below it."""
        made: _Row = table.add_row()  # type: ignore[no-untyped-call]  # it has no types
        _keep_whole(made)
        cells = made.cells
        cell = cells[0].merge(cells[-1])
        cell.paragraphs[0].style = _CELL
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        cell.paragraphs[0].paragraph_format.space_before = Pt(6)
        run = cell.paragraphs[0].add_run(one_line(text))
        run.bold, run.font.color.rgb = True, RGBColor.from_string(_ACCENT)

    def _fill(self, row: _Row, texts: Sequence[str]) -> tuple[_Cell, ...]:
        cells = row.cells
        for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.style = _CELL
            if place and self._centred:
                paragraph.alignment = 1
            if text:
                paragraph.add_run(one_line(text))
        return cells

    # The file

    def packed(self) -> bytes:
        """The file, with times that do not change."""
        made = io.BytesIO()
        self.word.save(made)
        packed = io.BytesIO()
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
            for part in source.infolist():
                fixed = zipfile.ZipInfo(part.filename, _EARLIEST)
                fixed.compress_type = zipfile.ZIP_DEFLATED
                fixed.external_attr = 0o600 << 16
                target.writestr(fixed, source.read(part))
        return packed.getvalue()


# --- What python-docx has no words for --------------------------------------------------------------------------------


def _element(name: str, *, children: Iterable[Any] = (), **attributes: str) -> Any:  # noqa: ANN401  an element of lxml
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    made.extend(children)
    return made


def _side(side: str, width: int) -> Any:  # noqa: ANN401  as above
    return _element(f"w:{side}", w=str(width), type="dxa")


def _table_borders() -> Any:  # noqa: ANN401  as above
    lines = {"top": _ACCENT, "bottom": _ACCENT, "insideH": _LINE}
    sides = [_element(f"w:{side}", val="single", sz="4", space="0", color=color) for side, color in lines.items()]
    return _element("w:tblBorders", children=sides)


def _border(paragraph: Paragraph, side: str, color: str, size: int, space: int) -> None:
    line = _element(f"w:{side}", val="single", sz=str(size), space=str(space), color=color)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  see the head of this part
    properties.insert_element_before(
        _element("w:pBdr", children=[line]),
        *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"),
    )


def shade(cell: _Cell, color: str) -> None:
    """Fill a cell with a colour."""
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=color))  # noqa: SLF001  as above


def _repeat(row: _Row) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  as above
    properties.append(_element("w:cantSplit"))
    properties.append(_element("w:tblHeader"))


def _keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001  as above


def embolden(cells: Iterable[_Cell]) -> None:
    """Make the words of cells bold."""
    for cell in cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def soften(cell: _Cell) -> None:
    """Make the words of a cell paler."""
    for run in cell.paragraphs[0].runs:
        run.font.color.rgb = RGBColor.from_string(_SOFT)


def add_soft(cell: _Cell, text: str) -> None:
    """Add paler words to a cell."""
    cell.paragraphs[0].add_run(f"  {one_line(text)}").font.color.rgb = RGBColor.from_string(_SOFT)


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field that Word fills in; ``shown`` stands there until it does."""
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = paragraph.add_run(one_line(shown) if kind == "shown" else "")
        if kind == "code":
            told = _element("w:instrText")
            told.set(qn("xml:space"), "preserve")
            told.text = f" {code} "
            run._r.append(told)  # noqa: SLF001  as above
        elif kind != "shown":
            run._r.append(_element("w:fldChar", fldCharType=kind))  # noqa: SLF001  as above


def _speak(run: Any, language: str, usual: str) -> None:  # noqa: ANN401  a run of python-docx
    """Tell the language of words that is not the document's own, for spelling and for reading aloud."""
    locale = LOCALES.get(language, usual)
    if locale != usual:
        run._r.get_or_add_rPr().append(_element("w:lang", val=locale))  # noqa: SLF001  as above


def _drop_needless(word: Word) -> None:
    for holder in (word.part.package, word.part):
        for name, relation in list(holder.rels.items()):
            if any(part in relation.reltype for part in _NEEDLESS):
                del holder.rels[name]


def _set_settings(word: Word, locale: str) -> None:
    settings = word.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")  # else Word says that the file is of an older one
    for name in ("w:proofState", "w:savePreviewPicture"):
        for element in settings.findall(qn(name)):
            settings.remove(element)
    settings.find(qn("w:compat")).addprevious(_element("w:updateFields", val="true"))
    for theme in settings.iter(qn("w:themeFontLang")):
        theme.attrib.clear()
        theme.set(qn("w:val"), locale)


def _set_styles(word: Word, locale: str) -> None:
    styles = word.styles
    for style in list(styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()  # a hundred of them, each in six colours
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    normal = styles["Normal"]
    _dress(normal, 10.5, INK, space=(0, 6))
    normal.paragraph_format.line_spacing = 1.12
    _dress(styles["Title"], 26, INK, bold=True, space=(0, 10))
    _dress(styles["Subtitle"], 11, _SOFT, space=(0, 2))
    _dress(styles["Heading 1"], 18, _ACCENT, bold=True, space=(22, 6))
    _dress(styles["Heading 2"], 13, _ACCENT, bold=True, space=(16, 4))
    _dress(styles["Heading 3"], 11.5, INK, bold=True, space=(12, 4))
    _dress(styles["TOC Heading"], 13, _ACCENT, bold=True, space=(14, 4))
    _dress(styles["Header"], 8.5, _SOFT)
    _dress(styles["Footer"], 8.5, _SOFT)
    for border in list(styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    for name in ("Header", "Footer"):
        styles[name].paragraph_format.tab_stops.clear_all()
    for level, indent in enumerate((0.0, 0.5, 1.0), 1):
        made = _paragraph_style(word, f"TOC {level}", 10.5 if level == 1 else 10, INK if level == 1 else _SOFT, (0, 2))
        made.paragraph_format.left_indent = Cm(indent)
        made.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT, 1)
    _paragraph_style(word, NOTE, 9, _SOFT, space=(3, 6))
    _paragraph_style(word, _CELL, 9.5, INK, space=(1.5, 1.5))
    kind = _paragraph_style(word, _KIND, 8.5, _SOFT, space=(8, 0))
    words = _paragraph_style(word, _WORDS, 10.5, INK, space=(0, 1))
    facts = _paragraph_style(word, FACTS, 8.5, _SOFT, space=(0, 6))
    source = _paragraph_style(word, _SOURCE, 10.5, INK, space=(4, 1))
    for style in (kind, words, facts, source):
        style.paragraph_format.left_indent = Cm(0.4)
    for style in (kind, words, source):
        style.paragraph_format.keep_with_next = True
    words.paragraph_format.widow_control = True
    _character_style(word, _NUMBER).font.bold = True
    _character_style(word, _DEADLINE).font.underline = WD_UNDERLINE.SINGLE
    link = _character_style(word, "Hyperlink")
    link.font.color.rgb, link.font.underline = RGBColor.from_string(_ACCENT), WD_UNDERLINE.SINGLE
    for name, color in _KINDS.items():
        made_kind = _character_style(word, _kind_style(name))
        made_kind.font.bold, made_kind.font.color.rgb = True, RGBColor.from_string(color)


def _kind_style(kind: Kind) -> str:
    return f"Kind {kind.value.title()}"


def _paragraph_style(
    word: Word, name: str, size: float, color: str, space: tuple[float, float] = (0, 0)
) -> ParagraphStyle:
    made = cast("ParagraphStyle", word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    made.base_style = word.styles["Normal"]
    _dress(made, size, color, space=space)
    return made


def _character_style(word: Word, name: str) -> CharacterStyle:
    return cast("CharacterStyle", word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER))


def _dress(
    style: Any,  # noqa: ANN401  a paragraph style; python-docx tells its base alone
    size: float,
    color: str,
    *,
    bold: bool = False,
    space: tuple[float, float] = (0, 0),
) -> None:
    """Set size and colour, and the space before and after, all in points."""
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(color)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FONT)
    for spacing in properties.findall(qn("w:spacing")) + properties.findall(qn("w:kern")):
        properties.remove(spacing)
    style.paragraph_format.space_before, style.paragraph_format.space_after = [Pt(points) for points in space]
