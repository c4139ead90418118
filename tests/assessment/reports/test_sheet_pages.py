"""Printed sheets of reports and forms: no single row of a table at a page's edge, no title and no signature alone, no digit that says nothing."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from assessment.reports.compose import Layout, compose
from assessment.reports.forms import FORMS, fill, render_form
from assessment.reports.forms.form import Heading
from assessment.reports.forms.sheet import _figure
from assessment.reports.forms.wording import answer, signatures, vi
from assessment.reports.report import Number, Table
from assessment.reports.workbook import render_workbook
from assessment.reports.workbook_page import beginning, ends
from data.catalogue import open_edition

HEAD = "FF1B6E4B"  # behind the titles of columns


@pytest.mark.parametrize(
    ("value", "said", "form"),
    [
        (296_967.0000004, "296.967", "#,##0"), (296_966.99, "296.967", "#,##0"), (1_443_103.6, "1.443.103,6", "#,##0.0"), (12.0, "12", "#,##0"),
        (1_704.249, "1.704,2", "#,##0.0"), (58.13, "58,13", "#,##0.00"),
    ],
)  # fmt: skip
def test_no_zero_behind_the_point_says_nothing(value, said, form):
    """Annex III printed «296.967,0»."""
    assert answer(Number(value=value)) == said
    assert _figure(Number(value=value)) == form


def test_the_last_two_rows_of_a_table_stand_together_and_with_what_is_below():
    assert ends([10.0, 20.0, 30.0], 5.0) == [10.0, 55.0, 35.0]
    assert ends([10.0], 5.0) == [15.0]
    assert ends([]) == []
    assert beginning([10.0, 20.0, 30.0, 40.0], 5.0) == 30.0
    assert beginning([10.0, 20.0, 30.0], 5.0) == 65.0, "two rows here and one there is a single row"


def _pages(sheet):
    """Yield the words of each printed page, row by row, empty rows left out."""
    breaks = [each.id for each in sheet.row_breaks.brk]
    for first, last in zip([1, *(at + 1 for at in breaks)], [*breaks, sheet.max_row], strict=True):
        rows = [[str(cell.value) for cell in row if cell.value not in (None, "")] for row in sheet.iter_rows(min_row=first, max_row=last)]
        yield [row for row in rows if row]


@pytest.mark.parametrize("name", sorted(FORMS))
@pytest.mark.parametrize("case", ["everything", "paper"])
def test_no_title_stands_alone_at_a_foot_and_no_signature_on_a_page(assessed, case, name):
    document, result = assessed(case)
    form = fill(name, result, document)
    sheet = openpyxl.load_workbook(io.BytesIO(render_form(form, "xlsx"))).worksheets[0]
    pages = list(_pages(sheet))
    titles = [vi(part.text) for part in form.parts if isinstance(part, Heading)] + [vi(part.title) for part in form.parts if isinstance(part, Table)]
    for page in pages[:-1]:
        assert page[-1][0].partition("\n")[0] not in titles
    role = next(role for role, _ in signatures(form) if role)
    at = next(place for place, row in enumerate(pages[-1]) if row[0].startswith(role))
    assert at >= 3, "rows of the last table stand on the page that is signed"


@pytest.mark.parametrize("rows", range(14, 40))
def test_the_signatures_of_a_workbook_stand_below_rows(assessed, rows):
    document, result = assessed("garment")
    report = compose(result, document, "vi", "quick", layout=Layout(sections=("summary", "company")))
    *sections, last = report.sections
    table = last.blocks[-1]
    report = replace(report, sections=(*sections, replace(last, blocks=(*last.blocks[:-1], replace(table, rows=(table.rows[0],) * rows)))))
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(report, result, document, open_edition()))).worksheets[0]
    page = list(_pages(sheet))[-1]
    at = next(place for place, row in enumerate(page) if row[0].startswith("ngày"))
    assert at >= 3, "the headings and two rows stand on the page that is signed"


def _is_head(row):
    return any(cell.fill.fgColor.rgb == HEAD for cell in row)


def _is_body(row):
    return not _is_head(row) and any(cell.border.bottom.style for cell in row)


@pytest.mark.parametrize(("name", "lang"), [("everything", "vi"), ("paper", "vi"), ("seafood", "en"), ("garments", "en")])
def test_a_table_of_the_workbook_is_cut_between_two_rows_and_two_rows(rendered, name, lang):
    book, cuts = openpyxl.load_workbook(io.BytesIO(rendered(name, "xlsx", lang, "full"))), 0
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows())
        for at in (each.id for each in sheet.row_breaks.brk):  # rows above the break
            if at + 2 >= len(rows) or not (_is_head(rows[at]) and _is_body(rows[at - 1])):
                continue
            cuts += 1
            assert _is_body(rows[at - 2]), (sheet.title, at)
            assert _is_body(rows[at + 1]), (sheet.title, at)
            assert _is_body(rows[at + 2]), (sheet.title, at)
    assert cuts
