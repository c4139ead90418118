"""The reference data as a workbook: every table, every row, nothing a spreadsheet would run."""

from __future__ import annotations

import io

import openpyxl

from assessment.reports.reference import write_reference
from data import catalogue


def test_every_row_of_every_table() -> None:
    book = catalogue.open_edition()
    content = write_reference(book)
    assert content == write_reference(book)
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert workbook.sheetnames == ["tables", *book.names]
    for name in book.names:
        rows = list(workbook[name].iter_rows(min_row=3))
        assert len(rows) == len(book.table(name)), name
        assert [str(row[0].value) for row in rows] == [str(row["id"]) for row in book.table(name)]
        assert not [cell for row in rows for cell in row if cell.data_type == "f"]
