"""A document as DOCX, by python-docx: headings, lists and tables of the format itself, so that it can be worked on."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tantam.process.procedure import Block, Bullets, Document, Heading, Paragraph, Part, Picture, Table
from tantam.process.writing.pdf import breadth, draw_part, proportion

#: On every machine, with all Vietnamese letters: what is sent to others to work on must look the same there.
_FONT: Final = "Arial"
_INK, _SOFT, _BRAND, _ALARM = "1F2937", "4B5563", "00705E", "B91C1C"
_LONG, _SHORT = 297.0, 210.0  # A4, in millimetres
_SHEETS: Final = {"a4": (297.0, 210.0), "a3": (420.0, 297.0)}
_SIDE, _SIDE_ACROSS = 18.0, 12.0
_LINE: Final = _SHORT - 2 * _SIDE
_BESIDE_PICTURE: Final = 67.0  # what margins, heading and caption take of a sheet's height
_LARGEST: Final = 0.265  # millimetres for a unit of the drawing, however small it is
_ALL_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_MANY_COLUMNS: Final = 6
_SHORT_TABLE: Final = 9  # rows, with the heads: so few stay on one page
_MATRIX: Final = 31  # who answers for what is seen at one glance
_SHORT_TEXTS: Final = 1_800
_TICK: Final = "☐"


def write_docx(document: Document) -> bytes:
    """The file."""
    return Writer(document).bytes()


class Writer:
    """One file being written."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file: Any = docx.Document()
        self._style()
        self._properties()
        self._frame(self.file.sections[0], line=_LINE)

    def bytes(self) -> bytes:
        """All of it."""
        self._title()
        for block in self.document.blocks:
            self._block(block)
        held = BytesIO()
        self.file.save(held)
        return held.getvalue()

    # ---- the whole -----------------------------------------------------------------------------------------

    def _style(self) -> None:
        sizes = {"Normal": (9.5, _INK), "Title": (20, _INK), "Heading 1": (13, _BRAND), "Heading 2": (11, _INK)}
        for name, (size, colour) in sizes.items():
            style = self.file.styles[name]
            style.font.name, style.font.size = _FONT, Pt(size)
            style.font.color.rgb = RGBColor.from_string(colour)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for script in ("ascii", "hAnsi", "eastAsia", "cs"):
                fonts.set(qn("w:" + script), _FONT)
            for themed in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn("w:" + themed), None)
        self.file.styles["Normal"].paragraph_format.space_after = Pt(4)
        title = self.file.styles["Title"].element.get_or_add_pPr()
        for line in title.findall(qn("w:pBdr")):
            title.remove(line)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN" if self.document.language == "vi" else "en-GB")
        self.file.styles["Normal"].element.get_or_add_rPr().append(language)

    def _properties(self) -> None:
        about = self.file.core_properties
        about.title = f"{self.document.code} {self.document.title}"[:250]
        about.author = self.document.author[:250]
        about.category = self.document.kind[:250]
        about.language = self.document.language
        about.comments = ""

    def _frame(self, section: Any, *, line: float) -> None:
        section.page_width, section.page_height = Mm(_SHORT), Mm(_LONG)
        section.left_margin = section.right_margin = Mm(_SIDE)
        section.top_margin, section.bottom_margin = Mm(22), Mm(19)
        section.header_distance, section.footer_distance = Mm(10), Mm(9)
        self._band(section.header, self._head, line=line)
        self._band(section.footer, self._foot, line=line)

    def _band(self, place: Any, write: Callable[[Any], None], *, line: float) -> None:
        place.is_linked_to_previous = False
        paragraph = place.paragraphs[0]
        paragraph.style = self.file.styles["Normal"]
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(line), WD_TAB_ALIGNMENT.RIGHT)
        write(paragraph)

    def _head(self, paragraph: Any) -> None:
        self._run(paragraph, self.document.business, size=7.5, colour=_SOFT)
        if self.document.notice:
            self._run(paragraph, f" · {self.document.notice}", size=7.5, colour=_ALARM, is_bold=True)
        self._run(paragraph, f"\t{self.document.code} · {self.document.edition}", size=7.5, colour=_SOFT)

    def _foot(self, paragraph: Any) -> None:
        self._run(paragraph, f"{self.document.title}\t", size=7.5, colour=_SOFT)
        before, _mark, rest = self.document.page.partition("{page}")
        between, _mark, after = rest.partition("{pages}")
        for words, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            self._run(paragraph, words, size=7.5, colour=_SOFT)
            for mark in _field(field) if field else ():
                self._run(paragraph, "", size=7.5, colour=_SOFT)._r.append(mark)

    def _title(self) -> None:
        """The cover: what it is, which edition, and who stands for it."""
        kind = self._said(f"{self.document.kind} · {self.document.code}", size=10, colour=_BRAND, is_bold=True)
        kind.paragraph_format.space_before = Mm(16)
        title = self.file.add_paragraph(style="Title")
        title.paragraph_format.space_after = Mm(8)
        self._run(title, self.document.title, size=25, is_bold=True)
        if self.document.notice:
            self._said(self.document.notice, size=10, colour=_ALARM, is_bold=True)
        self._table(self.document.facts)
        self._signatures()

    # ---- blocks --------------------------------------------------------------------------------------------

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block.text, level=block.level)
            case Paragraph():
                self._paragraph(block)
            case Bullets():
                self._bullets(block)
            case Table():
                self._label(block.caption)
                self._table(block)
            case Picture():
                self._picture(block)

    def _heading(self, text: str, *, level: int) -> None:
        heading = self.file.add_paragraph()
        heading._p.style = f"Heading{level}"  # by its id: looked up by name, the library goes through all of them
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.space_before = Pt(16 if level == 1 else 12)
        self._run(heading, text, is_bold=True)

    def _paragraph(self, block: Paragraph) -> None:
        self._label(block.label)
        is_muted = block.tone == "muted"
        said = self._said(
            block.text, size=8.5 if is_muted else None, colour=_SOFT if is_muted else "", is_bold=block.tone == "strong"
        )
        if is_muted:  # what is said of a table stands on its page
            said.paragraph_format.keep_with_next = True
        if block.tone == "quote":
            said.paragraph_format.left_indent = Mm(3)
            _quoted(said)

    def _bullets(self, block: Bullets) -> None:
        self._label(block.label)
        for item in block.items:
            if block.is_ticked:
                paragraph = self._said(f"{_TICK}  {item}")
                paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(6), Mm(-6)
            else:
                self._said(item)._p.style = "ListBullet"

    def _table(self, block: Table) -> None:
        rows = [*([block.heads] if block.heads else []), *block.rows]
        if not rows:
            return
        table = self.file.add_table(rows=len(rows), cols=len(block.widths))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        widths = [_LINE * width / sum(block.widths) for width in block.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        most = _MATRIX if block.is_centred else _SHORT_TABLE
        is_short = len(rows) <= most and sum(len(one) for row in rows for one in row) < _SHORT_TEXTS
        for at, (row, written) in enumerate(zip(rows, table._tbl.tr_lst, strict=True)):
            is_head = bool(block.heads) and at == 0
            stays = is_head or (is_short and at < len(rows) - 1)
            _unbroken(written, is_head=is_head)
            for column, (cell, text) in enumerate(zip(written.tc_lst, row, strict=False)):
                cell.width = Mm(widths[column])
                self._cell(cell, text, is_head=is_head, stays=stays, is_soft=not block.heads and column == 0,
                           is_centred=block.is_centred and column > 0,
                           size=7.5 if len(block.heads) > _MANY_COLUMNS else 8.5)  # fmt: skip
        _ruled(table, sides=_ALL_SIDES if block.heads else ("top", "bottom", "insideH"))
        gap = self._said("", size=4)
        gap.paragraph_format.space_after = Pt(0)

    def _cell(
        self, cell: Any, text: str, *, is_head: bool, stays: bool, is_soft: bool, is_centred: bool, size: float
    ) -> None:
        paragraph = _first_paragraph(cell, self.file)
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph.paragraph_format.space_before = Pt(1)
        if is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if stays:
            paragraph.paragraph_format.keep_with_next = True
        if is_head:
            _shaded(cell)
        self._run(paragraph, text, size=size, colour=_SOFT if is_soft else "", is_bold=is_head)

    def _picture(self, picture: Picture) -> None:
        paper = ""
        for number, part in enumerate(picture.parts):
            is_next = part.paper == paper
            if not is_next:
                self._across(part.paper)
            if number == 0:
                self._heading(picture.heading, level=1)
            caption = self._said(part.caption, size=8.5, colour=_SOFT, is_bold=True)
            caption.paragraph_format.keep_with_next = True
            caption.paragraph_format.page_break_before = is_next
            self._part(picture, part)
            paper = part.paper
        upright = self.file.add_section(WD_SECTION.NEW_PAGE)
        upright.orientation = WD_ORIENT.PORTRAIT
        self._frame(upright, line=_LINE)

    def _across(self, paper: str) -> None:
        """From here on sheets across."""
        across = self.file.add_section(WD_SECTION.NEW_PAGE)
        across.orientation = WD_ORIENT.LANDSCAPE
        wide, high = _SHEETS[paper]
        self._frame(across, line=wide - 2 * _SIDE_ACROSS)
        across.page_width, across.page_height = Mm(wide), Mm(high)
        across.left_margin = across.right_margin = Mm(_SIDE_ACROSS)
        across.top_margin, across.bottom_margin = Mm(20), Mm(16)

    def _part(self, picture: Picture, part: Part) -> None:
        wide, high = _SHEETS[part.paper]
        width, height = wide - 2 * _SIDE_ACROSS, high - _BESIDE_PICTURE
        across = min(width, height * proportion(part), breadth(part) * _LARGEST)
        paragraph = self.file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        drawn = paragraph.add_run().add_picture(BytesIO(draw_part(picture, part)), width=Mm(across))
        about = drawn._inline.docPr
        about.set("descr", f"{picture.alt} · {part.caption}")
        about.set("name", part.caption)

    def _signatures(self) -> None:
        block = self.document.signing
        heading = self._said(block.heading, size=11, is_bold=True)
        heading.paragraph_format.space_before = Mm(8)
        heading.paragraph_format.keep_with_next = True
        table = self.file.add_table(rows=1, cols=len(block.roles))
        _ruled(table, sides=_ALL_SIDES)
        _unbroken(table._tbl.tr_lst[0], is_head=False)
        for cell, role in zip(table.rows[0].cells, block.roles, strict=True):
            first = cell.paragraphs[0]
            first.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._run(first, role, is_bold=True)
            hint = cell.add_paragraph()
            hint.alignment = WD_ALIGN_PARAGRAPH.CENTER
            hint.paragraph_format.space_after = Mm(24)
            self._run(hint, block.hint, size=8, colour=_SOFT)
            for words in block.lines:
                line = cell.add_paragraph()
                self._run(line, f"{words} {'.' * 28}", size=8.5)
        self.file.add_page_break()

    # ---- pieces --------------------------------------------------------------------------------------------

    def _label(self, words: str) -> None:
        if words:
            label = self._said(words, size=8, colour=_SOFT, is_bold=True)
            label.paragraph_format.keep_with_next = True
            label.paragraph_format.space_before = Pt(6)
            label.paragraph_format.space_after = Pt(2)

    def _said(self, text: str, *, size: float | None = None, colour: str = "", is_bold: bool = False) -> Any:
        paragraph = self.file.add_paragraph()
        self._run(paragraph, text, size=size, colour=colour, is_bold=is_bold)
        return paragraph

    def _run(
        self, paragraph: Any, text: str, *, size: float | None = None, colour: str = "", is_bold: bool = False
    ) -> Any:
        run = paragraph.add_run(text)
        if size is not None:
            run.font.size = Pt(size)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        if is_bold:
            run.bold = True
        return run


def _first_paragraph(cell: Any, file: Any) -> Any:
    """The paragraph a new cell comes with; the library's own way to a cell counts the whole table each time."""
    from docx.text.paragraph import Paragraph as Written

    return Written(cell.p_lst[0], file._body)


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn("w:" + key), value)
    return made


def _field(name: str) -> list[Any]:
    """A number that Word counts itself: one run each for its beginning, its name, what is shown until then, its end."""
    instruction, shown = OxmlElement("w:instrText"), OxmlElement("w:t")
    instruction.text, shown.text = f" {name} ", "1"
    marks = (_element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    begin, separate, end = marks
    return [begin, instruction, separate, shown, end]


def _unbroken(row: Any, *, is_head: bool) -> None:
    """A row stays on one page; heads stand again on each."""
    properties = row.get_or_add_trPr()
    properties.append(_element("w:cantSplit"))
    if is_head:
        properties.append(_element("w:tblHeader"))


def _shaded(cell: Any) -> None:
    cell.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill="F1F5F9"))


def _ruled(table: Any, *, sides: tuple[str, ...]) -> None:
    """Thin pale lines, and little room beside the texts, so that many columns fit."""
    borders, room = _element("w:tblBorders"), _element("w:tblCellMar")
    for side in sides:
        borders.append(_element("w:" + side, val="single", sz="4", space="0", color="B6BDC7"))
    for side in ("left", "right"):
        room.append(_element("w:" + side, w="60", type="dxa"))
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(room, "w:tblLook")


def _quoted(paragraph: Any) -> None:
    """A bar at the left and a ground, as on the pages."""
    properties = paragraph._p.get_or_add_pPr()
    borders = _element("w:pBdr")
    borders.append(_element("w:left", val="single", sz="18", space="6", color=_BRAND))
    shade = _element("w:shd", val="clear", color="auto", fill="F1F5F9")
    for made in (borders, shade):
        properties.insert_element_before(
            made, "w:shd" if made is borders else "w:tabs", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind",
            "w:jc", "w:rPr",
        )  # fmt: skip
