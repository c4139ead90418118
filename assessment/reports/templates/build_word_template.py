"""Build `report.docx`, the Word template that ships: styles, a head with tags, and the place where the body goes.

Run it after a change: ``python assessment/reports/templates/build_word_template.py``. A consultant's own template needs
the tags only (see the guide); every style of this one may look different there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

TARGET = Path(__file__).with_name("report.docx")
FONT = "Times New Roman"  # of administrative documents, Decree 30/2020/NĐ-CP
ACCENT, SOFT, INK = RGBColor(0x1B, 0x6E, 0x4B), RGBColor(0x5C, 0x69, 0x66), RGBColor(0x1C, 0x23, 0x21)


def build() -> None:
    """Write the template beside this script."""
    document = Document()
    _page(document)
    _styles(document)
    _head(document)
    document.add_paragraph("{{ body }}")
    _end(document)
    _footer(document)
    document.save(str(TARGET))


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.0), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.5)
    section.footer_distance = Cm(0.8)


def _font(style: Any, size: float, *, bold: bool = False, italic: bool = False, colour: RGBColor | None = INK) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, italic
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)
    if colour is not None:
        style.font.color.rgb = colour


def _styles(document: Any) -> None:
    styles = document.styles
    _font(styles["Normal"], 10)
    _spaced(styles["Normal"], 0, 3)
    for name, size, colour, before, after in (
        ("Title", 17.0, ACCENT, 0, 2), ("Subtitle", 12.0, INK, 0, 2), ("Heading 1", 13.0, ACCENT, 8, 2), ("Heading 2", 11.0, INK, 6, 2),
    ):  # fmt: skip
        _font(styles[name], size, bold=True, colour=colour)
        _plain(styles[name])
        _spaced(styles[name], before, after)
    _font(styles["Caption"], 9.5, bold=False)
    styles["Caption"].paragraph_format.keep_with_next = True
    _spaced(styles["Caption"], 4, 1)
    for name, size, italic, colour in (("Sachhon Cell", 8.0, False, INK), ("Sachhon Note", 8.0, True, SOFT), ("Sachhon Small", 7.5, False, SOFT)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _font(style, size, italic=italic, colour=colour)
        _spaced(style, 0, 0 if name == "Sachhon Cell" else 2)
    lead = styles.add_style("Sachhon Lead", WD_STYLE_TYPE.PARAGRAPH)
    lead.base_style = styles["Normal"]
    _font(lead, 10.5, bold=True)
    table = styles.add_style("Sachhon Table", WD_STYLE_TYPE.TABLE)
    table.base_style = styles["Normal Table"] if "Normal Table" in [style.name for style in styles] else None
    _rules(table)


def _spaced(style: Any, before: float, after: float) -> None:
    """Set the room above and below a paragraph, and its lines closely."""
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.0


def _plain(style: Any) -> None:
    """Take away what Word's own titles bring: letters apart, a rule below, a theme's colours."""
    properties = style.element.get_or_add_rPr()
    for tag in ("w:spacing", "w:kern"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    paragraph = style.element.get_or_add_pPr()
    for element in paragraph.findall(qn("w:pBdr")):
        paragraph.remove(element)


def _rules(style: Any) -> None:
    """Give a table style hairlines between its rows and a line above and below."""
    properties = style.element.makeelement(qn("w:tblPr"), {})
    borders = OxmlElement("w:tblBorders")
    for side, size, colour in (("top", "8", "1B6E4B"), ("bottom", "4", "C9D3CF"), ("insideH", "4", "C9D3CF")):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", "25"), ("left", "60"), ("bottom", "25"), ("right", "60")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), room)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    style.element.append(properties)


def _head(document: Any) -> None:
    head = document.add_table(rows=1, cols=2)
    head.autofit = False
    left, right = head.rows[0].cells
    for column, cell, width in zip(head.columns, (left, right), (Cm(13.5), Cm(4)), strict=True):
        column.width = cell.width = width
    left.paragraphs[0].text = "{%p if logo %}"
    for text in ("{{ logo }}", "{%p endif %}"):
        left.add_paragraph(text)
    for text, style in (("{{ title }}", "Title"), ("{{ subject }}", "Subtitle"), ("{{ period }}", "Normal"), ("{{ made_with }}", "Sachhon Small")):
        left.add_paragraph(text, style=style)
    right.paragraphs[0].text = "{{ qr }}"
    right.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    right.add_paragraph("{{ verify }}", style="Sachhon Small").alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _end(document: Any) -> None:
    code = document.add_paragraph("{{ hash_word }}: {{ hash }}", style="Sachhon Small")  # above: below the signatures it could stand alone on a page
    code.paragraph_format.space_before, code.paragraph_format.keep_with_next = Pt(8), True
    day = document.add_paragraph("{{ signed_on }}")
    day.alignment, day.paragraph_format.space_before = WD_ALIGN_PARAGRAPH.RIGHT, Pt(8)
    document.add_paragraph("{{ signatures }}")


def _footer(document: Any) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Sachhon Small"]
    paragraph.add_run("{{ footer }}   ·   {{ hash_short }}   ·   {{ page_word }} ")
    for kind in ("PAGE", "NUMPAGES"):
        run = paragraph.add_run()
        for tag, text in (("begin", None), (None, kind), ("end", None)):
            if tag:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), tag)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)
        if kind == "PAGE":
            paragraph.add_run("{{ page_of }}")


if __name__ == "__main__":
    build()
