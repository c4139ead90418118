"""How a printed report stands on its pages: no word in two, no single row of a table, words in charts that can be read, four pages of a quick report."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from functools import cache

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from assessment.reports.compose import compose
from assessment.reports.document import ROOM, ROOM_OTHERWISE, render_document
from assessment.reports.drawing import draw
from assessment.reports.report import Column, Figure, Number, Paragraph, Report, Row, Section, Table, typed
from assessment.reports.typeset_columns import BREAKS, breadth, shared, table_widths
from assessment.reports.typesetting import template
from assessment.reports.word import render_word

EXAMPLES = ("garments", "footwear", "bottled_water", "paper", "seafood")
SMALLEST = 7.5  # points: of words in a chart
POINT, CELL = 12_700, 10.8  # EMU; points beside the words of a cell where a template says nothing
SHAPE = 0.85  # em: of a verdict's shape and the space that holds it to its word
TIMES = dict(zip(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    (444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444,
     722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611,
     *(500,) * 10),
    strict=True,
))  # fmt: skip  # thousandths of an em: Adobe's metrics of Times-Roman


def _times(word: str) -> float:
    """Return how wide a word of plain letters is in the face of the Word template. [em]"""
    return sum(TIMES[letter] for letter in word) / 1000


@cache
def _example(assessed, name, lang, kind):
    document, result = assessed(name)
    return compose(result, document, lang, kind)


def _pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("name", ["garments", "footwear", "paper"])
@pytest.mark.parametrize("kind", ["quick", "full"])
def test_no_column_of_a_word_report_breaks_a_word(assessed, name, kind):
    made = docx.Document(io.BytesIO(render_word(_example(assessed, name, "en", kind))))
    size = made.styles["Sachhon Cell"].font.size.pt
    looked, broken = 0, []
    for table in made.tables[1:-1]:  # without the head and the signatures
        for row in table.rows:
            for cell in row.cells:
                for mark, word in re.findall(r"(?<!\S)([●▲◆○]\u00a0)?([A-Za-z]{4,18})(?!\S)", cell.text):
                    looked += 1
                    if size * (_times(word) + (SHAPE if mark else 0.0)) > cell.width / POINT - CELL:
                        broken.append((word, cell.width / POINT))
    assert looked > 300
    assert broken == []


def test_the_words_of_a_duty_fit_their_column(assessed):
    """The fault that was seen: «Unknow/n», cut by a column of its table's share of the page."""
    table = next(table for table in _example(assessed, "footwear", "en", "full").tables() if table.id == "duties")
    widths = table_widths(table, "en", 496.0, 8.0, 7.0)
    assert sum(widths) == pytest.approx(496.0)
    applies = next(at for at, column in enumerate(table.columns) if column.title.key.endswith("applies"))
    assert widths[applies] - 7.0 >= 8.0 * (_times("Unknown") + 0.9)


def test_what_fits_keeps_its_shares_and_what_wraps_takes_from_what_does_not():
    assert shared([10, 10], [20, 30], [3, 1], 200) == pytest.approx([150, 50])
    assert shared([10, 10], [20, 60], [3, 1], 200) == pytest.approx([140, 60]), "a column is as wide as its longest line where there is room"
    assert shared([60, 60], [60, 60], [1, 1], 90) == pytest.approx([45, 45]), "a page that is too narrow is shared out"
    narrow, wide = shared([30, 30], [30, 900], [4, 1], 200)
    assert (narrow, wide) == pytest.approx((90 / 2, 110 + 90 / 2)) or wide > narrow


def test_a_row_is_lower_where_its_long_words_have_more_room():
    columns = (Column(title=typed("Name"), share=4), Column(title=typed("No."), share=4), Column(title=typed("Why"), share=1))
    rows = tuple(Row(cells=(typed("Boiler"), Number(value=1.0), typed("a reason that is told at length " * 8))) for _ in range(3))
    name, number, why = table_widths(Table(id="t", title=typed("t"), columns=columns, rows=rows), "en", 480.0, 8.5, 8.0)
    assert why > 0.7 * 480
    assert min(name, number) >= 8.5 * breadth("Name") * 0.5
    assert max(len(word) for word in BREAKS.split("a figure: 1.234\u00a0kWh")) == len("1.234\u00a0kWh")


def _of_rows(before: int, rows: int, note: bool) -> Report:
    """Return a report of lines and below them a table, to be pushed over the edge of the page line by line."""
    lines = tuple(Paragraph(text=typed(f"line {at}")) for at in range(before))
    cells = tuple(Row(cells=(typed(f"row{at}."), typed("x"))) for at in range(rows))
    columns = (Column(title=typed("head"), share=1), Column(title=typed("b"), share=1))
    table = Table(id="t", title=typed("table"), columns=columns, rows=cells, note=typed("the note") if note else None)
    sections = (Section(id="summary", title=typed("first"), blocks=(*lines, table)), Section(id="method", title=typed("then"), blocks=(Paragraph(text=typed("end")),)))
    return Report(
        kind="full", lang="en", title=typed("t"), subject=typed("s"), period="2025", edition="2026-11", version="0", result_sha256="0" * 64, sections=sections
    )


@pytest.mark.parametrize("before", range(11, 27, 2))
def test_no_page_has_a_single_row_of_a_table(before):
    pages = _pages(render_document(_of_rows(before, 12, note=before % 4 == 1)))
    counts = [len(re.findall(r"row\d+\.", page)) for page in pages]
    assert sum(counts) == 12
    assert 1 not in counts, counts
    for page, count in zip(pages, counts, strict=True):
        assert bool(count) == ("head" in page), "the headings stand over the rows of every page, and only there"
        if "the note" in page:
            assert count >= 2


def _smallest(report, lang):
    """Return the smallest words of a report's charts. [units of which a picture is 640 wide]"""
    drawn = [draw(block.chart, lang) for section in report.sections for block in section.blocks if isinstance(block, Figure)]
    return min(float(size) for svg in drawn if svg for size in re.findall(r'font-size="([\d.]+)"', svg))


def test_a_cell_longer_than_a_page_goes_on_over_the_next():
    """What is not known of forty products was written over the footer and beyond the paper."""
    lines = [f"word{at}." for at in range(3000)]
    table = Table(id="t", title=typed("table"), columns=(Column(title=typed("a")), Column(title=typed("b"))), rows=(Row(cells=(typed("x"), typed(" ".join(lines)))),))
    report = replace(_of_rows(1, 1, note=False), sections=(Section(id="summary", title=typed("first"), blocks=(table,)),))
    pages = [set(re.findall(r"word\d+\.", page)) for page in _pages(render_document(report))]
    assert set.union(*pages) == set(lines)
    assert max(len(page) for page in pages) < 1000, "a page of this type holds fewer words"
    assert sum(bool(page) for page in pages) >= 4


@pytest.mark.parametrize("name", ["paper", "seafood", "everything"])
def test_words_in_a_chart_can_be_read(assessed, name):
    full, quick = (float(share) / 100 for share in re.search(r"width: if full \{ (\d+)% \} else \{ (\d+)% \}, alt", template("report.typ")).groups())
    assert full * ROOM["full"] / 640 * _smallest(_example(assessed, name, "vi", "full"), "vi") >= SMALLEST
    assert quick * ROOM_OTHERWISE / 640 * _smallest(_example(assessed, name, "vi", "quick"), "vi") >= SMALLEST


@pytest.mark.parametrize("kind", ["quick", "full"])
def test_words_in_a_chart_of_a_word_report_can_be_read(assessed, kind):
    """A picture of 640 units stands on 16 cm with 4 points on each side; its smallest words are 12 units."""
    report = _example(assessed, "garments", "en", kind)
    made = docx.Document(io.BytesIO(render_word(report)))
    pictures = [shape.width / POINT for shape in made.inline_shapes][1:]  # without the code
    assert pictures
    assert min(pictures) * (453.5 / 461.5) / 640 * _smallest(report, "en") >= SMALLEST


@pytest.mark.parametrize("kind", ["quick", "full"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_sections_are_numbered_alike_in_pdf_and_word(assessed, kind, lang):
    report = _example(assessed, "garments", lang, kind)
    made = docx.Document(io.BytesIO(render_word(report)))
    headings = [paragraph.text for paragraph in made.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings[0].startswith("1. ")
    text = re.sub(r"\s+", " ", " ".join(_pages(render_document(report))))
    assert [heading for heading in headings if heading not in text] == []
    if kind == "full":
        assert all(len(re.findall(re.escape(heading), text)) >= 2 for heading in headings), "in the contents and over the section"


@pytest.mark.parametrize(("lang", "words"), [("vi", "Trang /"), ("en", "Page  of ")])
def test_the_footer_of_a_word_report_says_page(assessed, lang, words):
    made = docx.Document(io.BytesIO(render_word(_example(assessed, "garments", lang, "quick"))))
    footer = made.sections[0].footer.paragraphs[0]
    assert footer.text.endswith(words)
    assert [field.text for field in footer._p.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_quick_pdf_has_four_pages(rendered, name, lang):
    assert len(pypdf.PdfReader(io.BytesIO(rendered(name, "pdf", lang, "quick"))).pages) == 4


def test_a_quick_word_report_has_four_pages(rendered, tmp_path):
    made = [tmp_path / f"{name}-{lang}.docx" for name in EXAMPLES for lang in ("vi", "en")]
    for path in made:
        name, lang = path.stem.split("-")
        path.write_bytes(rendered(name, "docx", lang, "quick"))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, made)], check=True, capture_output=True, timeout=240)
    pages = {path.stem: len(pypdf.PdfReader(path.with_suffix(".pdf")).pages) for path in made}
    assert pages == dict.fromkeys(pages, 4)
