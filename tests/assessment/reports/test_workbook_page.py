"""The printed workbook: every page holds its rows, no chart and no figure is cut, a long table has its headings again."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.reports.compose import compose
from assessment.reports.report import Column, Number, Row, Table, typed
from assessment.reports.workbook import OF_SHEET
from assessment.reports.workbook_page import HEIGHT, MARGINS, ROOM, Page, breadth, column_widths, lines_of, pixels
from assessment.reports.workbook_style import number_format

PAPER = (11.69, 8.27)  # inches: A4, lying
DRAWN = {"x": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"}
BLANK = 15.0  # points: of a row whose height nobody set


def _page_breaks(sheet):
    return [each.id for each in sheet.row_breaks.brk]


def _charts(content):
    """Yield the index of each drawing with the first and the last row, counted from 0, of its charts."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in sorted(name for name in book.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)):
            links = next(each for each in book.namelist() if each.startswith("xl/worksheets/_rels/") and name.rpartition("/")[2] + '"' in book.read(each).decode())
            sheet = int(re.search(r"sheet(\d+)", links).group(1)) - 1
            for anchor in ElementTree.fromstring(book.read(name)).iterfind("x:twoCellAnchor", DRAWN):
                if anchor.find("x:graphicFrame", DRAWN) is not None:
                    yield sheet, int(anchor.findtext("x:from/x:row", namespaces=DRAWN)), int(anchor.findtext("x:to/x:row", namespaces=DRAWN))


@pytest.mark.parametrize(("name", "lang"), [("garment", "vi"), ("seafood", "en"), ("paper", "vi"), ("everything", "vi")])
def test_no_chart_is_cut_and_every_page_holds_its_rows(rendered, name, lang):
    content = rendered(name, "xlsx", lang, "full")
    book = openpyxl.load_workbook(io.BytesIO(content))
    charts = list(_charts(content))
    assert charts
    for index, first, last in charts:
        assert not [at for at in _page_breaks(book.worksheets[index]) if first < at <= last], (book.worksheets[index].title, first, last)
    for sheet in book.worksheets:
        if sheet.page_setup.scale is None:  # fitted to the paper
            continue
        scale = sheet.page_setup.scale / 100
        area = sheet.print_area.rpartition("!")[2].replace("$", "")
        columns = [cell.column_letter for cell in sheet[area][0]]
        width = sum(pixels(sheet.column_dimensions[_first_of(sheet, letter)].width - 5 / 7) for letter in columns)
        assert width * scale / 96 <= PAPER[0] - MARGINS["left"] - MARGINS["right"], sheet.title
        edges = [0, *_page_breaks(sheet), sheet[area][-1][0].row]
        for top, bottom in pairwise(edges):
            height = sum(sheet.row_dimensions[row].height or BLANK for row in range(top + 1, bottom + 1))
            assert height * scale / 72 <= PAPER[1] - MARGINS["top"] - MARGINS["bottom"], (sheet.title, top, bottom)


def _first_of(sheet, letter):
    """Return the letter under which openpyxl keeps the width of a column: that of the first of its group."""
    at = openpyxl.utils.column_index_from_string(letter)
    return next(key for key, each in sheet.column_dimensions.items() if each.min <= at <= each.max)


class _Sheet:
    def __init__(self):
        self.heights = {}

    def set_row(self, row, height):
        self.heights[row] = height


def test_a_page_is_turned_before_what_does_not_fit():
    """580 points: two rows of 200 leave 180; what needs 181 begins a new page, what needs 180 does not."""
    page = Page(_Sheet())
    page.step(200)
    page.step(200)
    assert not page.need(180.0)
    assert page.need(181.0)
    assert (page.breaks, page.left) == ([2], HEIGHT)
    assert not page.need(10_000.0), "an empty page is not turned"


def test_a_wider_sheet_is_printed_smaller_and_holds_more():
    page = Page(_Sheet(), width=2 * ROOM)
    assert page.scale == 42
    assert page.height == pytest.approx(2 * HEIGHT)


def test_columns_share_the_page_and_no_figure_is_wider_than_its_own():
    words = "một câu dài hơn cột nhiều lần " * 8
    titles = ("Tên", "Số", "Lý do", "Nguồn")
    money = Number(value=12_345_678_901.0, unit="VND", style="money")
    rows = tuple(Row(cells=(typed("Tôm"), money, typed(words), typed(words))) for _ in range(3))
    widths = column_widths([Table(id="t", title=typed("t"), columns=tuple(Column(title=typed(title)) for title in titles), rows=rows)], "vi")
    assert sum(widths) == pytest.approx(ROOM)
    assert pixels(widths[1]) > breadth("12,345,678,901 đồng")
    assert widths[2] == pytest.approx(widths[3])
    assert widths[2] > widths[0]


@given(st.text(alphabet="abc mW.đếọ", max_size=200), st.floats(min_value=9, max_value=60), st.floats(min_value=0, max_value=60))
def test_a_wider_column_never_needs_more_lines(text, width, more):
    assert lines_of(text, width + more) <= lines_of(text, width) + (1 if any(breadth(word) > pixels(width) - 20 for word in text.split()) else 0)
    assert lines_of(text, width) >= 1


@pytest.mark.parametrize(("value", "form"), [(3.2e-21, "0.0E+00"), (0.00064, "#,##0.0000000"), (22.0, "#,##0"), (1673.2, "#,##0"), (0.0, "#,##0"), (-0.5, "#,##0.0000")])
def test_a_figure_has_four_digits_or_its_power_of_ten(value, form):
    assert number_format(Number(value=value), "vi") == form


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_section_of_the_full_report_has_a_sheet(assessed, lang):
    document, result = assessed("everything")
    sections = {section.id for section in compose(result, document, lang, "full").sections}
    shown = {id for ids in OF_SHEET.values() for id in ids}
    assert sections - shown == {"performance"}, "its figures are the live sheets of indicators and months"
