"""What people do to a workbook, each with sheet and cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from assessment import intake
from assessment.model import Document, input_sha256
from calculators.finding import Finding

Read = Callable[[Callable[[Any], None]], intake.Reading]


def column(sheet: Any, field: str) -> int:
    """Return the number of a field's column."""
    return next(cell.column for cell in sheet[1] if cell.value == field)


def row_of(sheet: Any, **wanted: object) -> int:
    """Return the first row whose cells hold the wanted texts."""
    for row in range(3, sheet.max_row + 1):
        if all(str(text) in str(sheet.cell(row, column(sheet, field)).value) for field, text in wanted.items()):
            return row
    raise AssertionError(wanted)


def put(sheet_name: str, field: str, value: object, **wanted: object) -> Callable[[Any], None]:
    """Return a change of one cell."""

    def spoil(book: Any) -> None:
        sheet = book[sheet_name]
        sheet.cell(row_of(sheet, **wanted), column(sheet, field)).value = value

    return spoil


def only(reading: intake.Reading, code: str) -> Finding:
    assert [f.code for f in reading.findings] == [code], [(str(f.place), f.code, f.given) for f in reading.findings]
    return reading.findings[0]


def test_a_changed_workbook_is_the_same_document(spoiled: Read, garment: Document) -> None:
    reading = spoiled(lambda book: None)
    assert reading.findings == ()
    assert reading.document is not None
    assert input_sha256(reading.document.assessment) == input_sha256(garment.assessment)


GRID = {"stream": "electricity/grid", "unit": "kWh"}


@pytest.mark.parametrize(
    ("value", "code", "given", "expected"),
    [
        pytest.param("khoảng 15", "number.not_read", "khoảng 15", "1.234,5", id="words"),
        pytest.param("12.5", "number.not_read", "12.5", "1.234,5", id="two readings"),
        pytest.param("#DIV/0!", "cell.error", "#DIV/0!", "", id="error"),
        pytest.param("=A1*2", "cell.no_value", "=", "", id="formula without a saved value"),
        pytest.param(-5, "flow.negative_quantity", "-5", "≥ 0", id="negative"),
        pytest.param(date(2025, 3, 1), "number.not_read", "2025-03-01", "1.234,5", id="a date"),
    ],
)
def test_a_month_that_cannot_be_read(spoiled: Read, garment: Document, value: object, code: str, given: str, expected: str) -> None:
    reading = spoiled(put("flows_monthly", "05", value, **GRID))
    found = only(reading, code)
    assert (found.severity, found.given, found.expected) == ("error", given, expected)
    assert found.place.sheet == "flows_monthly"
    assert found.place.cell is not None
    assert found.place.cell[0] == "I"  # stream, year, unit, then months from E on
    assert reading.document is not None
    assert len(reading.document.assessment.flows) == len(garment.assessment.flows) - 1
    assert [(row.stream, row.period) for row in reading.document.unread] == [("electricity/grid", "2025-05")]


@pytest.mark.parametrize(("value", "quantity"), [("1.234,5", 1234.5), ("0", 0.0), (" 7 ", 7.0), ("1 234", 1234.0)])
def test_numbers_typed_as_text(spoiled: Read, value: str, quantity: float) -> None:
    reading = spoiled(put("flows_monthly", "05", value, **GRID))
    assert reading.findings == ()
    assert reading.document is not None
    flow = next(f for f in reading.document.assessment.flows if (f.stream, f.period) == ("electricity/grid", "2025-05"))
    assert flow.quantity == quantity


def test_money_in_millions(spoiled: Read) -> None:
    def spoil(book: Any) -> None:
        sheet = book["flows_monthly"]
        row = row_of(sheet, stream="electricity/grid", unit="VND")
        sheet.cell(row, column(sheet, "unit")).value = "triệu đồng"
        sheet.cell(row, column(sheet, "05")).value = 278.32

    reading = spoiled(spoil)
    assert reading.document is not None
    flow = next(f for f in reading.document.assessment.flows if (f.stream, f.period) == ("electricity/grid", "2025-05"))
    assert flow.cost_vnd == pytest.approx(278_320_000)
    assert flow.quantity == 142_000


@pytest.mark.parametrize(
    ("value", "period"),
    [
        ("03/2025", "2025-03"), ("T3/2025", "2025-03"), ("Tháng 3/2025", "2025-03"), ("7/3/2025", "2025-03-07"), ("07/03/2025 - 06/04/2025", "2025-03-07/2025-04-06"),
        (2021, "2021"), (date(2025, 3, 7), "2025-03-07"), ("2025-03-07/2025-04-06", "2025-03-07/2025-04-06"),
    ],
)  # fmt: skip
def test_periods_as_people_type_them(spoiled: Read, value: object, period: str) -> None:
    reading = spoiled(put("flows", "period", value, stream="refrigerant/r410a"))
    assert reading.findings == ()
    assert reading.document is not None
    assert [f.period for f in reading.document.assessment.flows if f.stream == "refrigerant/r410a"] == [period]


def test_a_date_that_excel_shows_as_a_month_is_a_month(spoiled: Read) -> None:
    def spoil(book: Any) -> None:
        sheet = book["flows"]
        cell = sheet.cell(row_of(sheet, stream="refrigerant/r410a"), column(sheet, "period"))
        cell.value, cell.number_format = date(2025, 3, 1), "mmm-yy"  # what Excel makes of a typed 2025-03

    reading = spoiled(spoil)
    assert reading.document is not None
    assert [f.period for f in reading.document.assessment.flows if f.stream == "refrigerant/r410a"] == ["2025-03"]


def test_a_tax_code_that_became_a_number(spoiled: Read) -> None:
    def spoil(book: Any) -> None:
        sheet = book["facility"]
        row = next(row for row in range(3, 20) if sheet.cell(row, 1).value == "facility.tax_code")
        sheet.cell(row, 3).value = 301_234_567

    found = only(spoiled(spoil), "text.lost_zero")
    assert (found.given, found.expected, found.place.sheet, found.place.cell) == ("301234567", "0301234567", "facility", "C4")


def test_choices_of_the_lists_and_plain_keys_are_the_same(spoiled: Read, garment: Document) -> None:
    reading = spoiled(put("flows_monthly", "stream", "electricity/grid", **GRID))
    assert reading.document is not None
    assert input_sha256(reading.document.assessment) == input_sha256(garment.assessment)


def test_a_duplicated_row_names_both_cells(spoiled: Read) -> None:
    def spoil(book: Any) -> None:
        sheet = book["flows"]
        row = row_of(sheet, stream="refrigerant/r410a")
        for cell in list(sheet[row]):
            sheet.cell(sheet.max_row if cell.column > 1 else sheet.max_row + 1, cell.column).value = cell.value

    found = only(spoiled(spoil), "flow.duplicate_period")
    assert found.given == "2025-05"
    assert found.place.sheet == "flows"
    assert "may.xlsx:flows!B" in str(found.values["other"])


def test_a_month_column_twice(spoiled: Read) -> None:
    def spoil(book: Any) -> None:
        sheet = book["flows_monthly"]
        sheet.cell(1, column(sheet, "06")).value = "05"

    reading = spoiled(spoil)
    assert {(f.code, f.given) for f in reading.findings} == {("flow.duplicate_period", "2025-05")}
    assert all(f.place.sheet == "flows_monthly" for f in reading.findings)


@pytest.mark.parametrize(("name", "missing"), [("facility", "facility"), ("products", "products")])
def test_a_missing_sheet(spoiled: Read, name: str, missing: str) -> None:
    reading = spoiled(lambda book: book.remove(book[name]))
    assert reading.document is None
    found = reading.findings[0]
    assert (found.code, found.expected, found.place.file) == ("sheet.missing", missing, "may.xlsx")


def test_one_ledger_sheet_is_enough_and_both_missing_are_not(spoiled: Read) -> None:
    assert spoiled(lambda book: book.remove(book["flows_monthly"])).document is not None

    def remove_both(book: Any) -> None:
        book.remove(book["flows_monthly"])
        book.remove(book["flows"])

    assert [f.code for f in spoiled(remove_both).findings] == ["sheet.missing"]


def test_a_workbook_of_something_else() -> None:
    import io

    book = openpyxl.Workbook()
    book.active.title = "Bảng lương"
    book.active["A1"] = "Họ tên"
    saved = io.BytesIO()
    book.save(saved)
    found = intake.read(saved.getvalue(), "luong.xlsx").findings[0]
    assert (found.code, found.given) == ("workbook.no_sheets", "Bảng lương")


def test_a_sheet_of_ones_own_is_left_alone(spoiled: Read) -> None:
    def spoil(book: Any) -> None:
        book.create_sheet("Nháp")["B7"] = 12

    found = only(spoiled(spoil), "sheet.ignored")
    assert (found.severity, found.place.sheet) == ("note", "Nháp")


def test_a_copied_sheet_counts_as_well(spoiled: Read, garment: Document) -> None:
    def spoil(book: Any) -> None:
        sheet, copy = book["flows"], book.create_sheet("flows (2)")
        for row in (1, 2):
            for cell in sheet[row]:
                copy.cell(row, cell.column).value = cell.value
        copy.cell(3, column(sheet, "period")).value = "2025-04"
        copy.cell(3, column(sheet, "stream")).value = "fuel/diesel"
        copy.cell(3, column(sheet, "quantity")).value = 5
        copy.cell(3, column(sheet, "unit")).value = "lít"

    reading = spoiled(spoil)
    assert reading.findings == ()
    assert reading.document is not None
    assert len(reading.document.assessment.flows) == len(garment.assessment.flows) + 1


def test_a_lost_header_row(spoiled: Read) -> None:
    found = spoiled(lambda book: book["products"].delete_rows(1)).findings[0]
    assert (found.code, found.place.sheet, found.place.cell) == ("sheet.no_header", "products", "A1")


def test_a_misspelt_column_with_values_costs_its_rows(spoiled: Read) -> None:
    def spoil(book: Any) -> None:
        sheet = book["flows"]
        sheet.cell(1, column(sheet, "quantity")).value = "quantitty"

    reading = spoiled(spoil)
    found = reading.findings[0]
    assert (found.code, found.given, found.place.cell) == ("column.unknown", "quantitty", "D1")
    assert found.expected.split(", ")[0] == "quantity"
    assert reading.document is not None
    assert {row.section for row in reading.document.unread} == {"flows"}


def test_a_column_twice(spoiled: Read) -> None:
    def spoil(book: Any) -> None:
        sheet = book["flows"]
        sheet.cell(1, column(sheet, "meter")).value = "unit"

    found = only(spoiled(spoil), "column.duplicate")
    assert (found.given, found.values["other"]) == ("unit", "E1")


@pytest.mark.parametrize(("area", "given"), [("B1:C1", "B1:C1"), ("C4:C5", "C4:C5")])
def test_merged_cells_are_named(spoiled: Read, area: str, given: str) -> None:
    reading = spoiled(lambda book: book["flows"].merge_cells(area))
    found = next(f for f in reading.findings if f.code == "cell.merged")
    assert (found.severity, found.given, found.place.sheet) == ("warning", given, "flows")
    assert reading.document is not None
    assert [f.code for f in reading.findings if f.severity == "error"]  # the cells below the first are empty now


def test_merged_headings_do_no_harm(spoiled: Read) -> None:
    assert spoiled(lambda book: book["flows"].merge_cells("B2:D2")).findings == ()


def test_row_two_with_numbers_is_no_heading(spoiled: Read, garment: Document) -> None:
    reading = spoiled(lambda book: book["flows"].delete_rows(2))
    assert reading.document is not None
    assert len(reading.document.assessment.flows) == len(garment.assessment.flows)


def test_a_year_that_is_left_empty_is_the_reporting_period(spoiled: Read, garment: Document) -> None:
    reading = spoiled(put("flows_monthly", "year", None, **GRID))
    assert reading.document is not None
    assert input_sha256(reading.document.assessment) == input_sha256(garment.assessment)


def test_months_may_be_written_out(spoiled: Read, garment: Document) -> None:
    def spoil(book: Any) -> None:
        sheet = book["flows_monthly"]
        for month in range(1, 13):
            sheet.cell(1, column(sheet, f"{month:02}")).value = f"2025-{month:02}"

    reading = spoiled(spoil)
    assert reading.findings == ()
    assert reading.document is not None
    assert input_sha256(reading.document.assessment) == input_sha256(garment.assessment)


def test_a_facility_written_across(spoiled: Read, garment: Document) -> None:
    def spoil(book: Any) -> None:
        old = book["facility"]
        fields = {old.cell(row, 1).value: old.cell(row, 3).value for row in range(3, 20) if old.cell(row, 1).value}
        book.remove(old)
        sheet = book.create_sheet("facility")
        for at, (name, value) in enumerate(fields.items(), 1):
            sheet.cell(1, at).value = name.removeprefix("facility.")
            sheet.cell(3, at).value = value

    reading = spoiled(spoil)
    assert reading.findings == ()
    assert reading.document is not None
    assert input_sha256(reading.document.assessment) == input_sha256(garment.assessment)
