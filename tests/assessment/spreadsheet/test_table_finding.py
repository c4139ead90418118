"""Which tables stand on a sheet: months across or down, lists, several on one, merged headings, sums."""

from __future__ import annotations

import pytest

from assessment.intake.sheet import Sheet
from assessment.intake.spreadsheet import find_tables
from assessment.intake.spreadsheet.headings import column_kind, is_total, month_of, period_of, year_in
from assessment.intake.spreadsheet.numbers import notation_of
from calculators.errors import NumberError

MONTHS = [f"T{month}" for month in range(1, 13)]


def sheet(*rows, name="Sheet1"):
    width = max(map(len, rows))
    return Sheet(name=name, rows=tuple(tuple(row) + (None,) * (width - len(row)) for row in rows))


def tables(*rows, file="so.xlsx", name="Sheet1"):
    return find_tables((sheet(*rows, name=name),), file)


def test_months_across_with_a_unit_column_and_a_sum():
    (one,) = tables(["ĐIỆN NƯỚC NĂM 2025"], [], ["STT", "Chỉ tiêu", "ĐVT", *MONTHS, "Cả năm"], [1, "Điện", "kWh", *range(100, 112), 1266],
                    [2, "Nước", "m3", *range(10, 22), 186])  # fmt: skip
    assert (one.shape, one.year, one.title) == ("across", 2025, "ĐIỆN NƯỚC NĂM 2025")
    assert [(series.label, series.unit, len(series.cells)) for series in one.series] == [("Điện", "kWh", 12), ("Nước", "m3", 12)]
    assert one.series[0].cells[2][:3] == ("2025-03", 4, 6)
    assert one.series[0].total is not None
    assert one.series[0].total.value == 1266


def test_months_down_under_two_heading_rows():
    (one,) = tables(["Năm 2024"], [], ["Tháng", "Điện", "Điện", "Nước"], ["Tháng", "kWh", "Thành tiền (đồng)", "m3"],
                    *([month, month * 10, month * 1000, month] for month in range(1, 13)), ["Cộng", 780, 78000, 78])  # fmt: skip
    found = {(series.label, series.unit, series.measure): [cell.period for cell in series.cells][:2] for series in one.series}
    assert found == {("Điện", "kWh", "quantity"): ["2024-01", "2024-02"], ("Điện Thành tiền", "đồng", "cost"): ["2024-01", "2024-02"],
                     ("Nước", "m3", "quantity"): ["2024-01", "2024-02"]}  # fmt: skip
    assert len(one.totals) == 3


def test_a_list_of_purchases():
    (one,) = tables(["Ngày", "Tên hàng", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền"], ["15/03/2025", "Dầu DO", "lít", 200, 17000, 3_400_000],
                    ["02/04/2025", "Trấu", "tấn", 3, 900_000, 2_700_000], ["20/04/2025", "Dầu DO", "lít", 100, 17000, 1_700_000])  # fmt: skip
    assert one.shape == "list"
    assert {(series.label, series.measure): [cell.period for cell in series.cells] for series in one.series} == {
        ("Dầu DO", "quantity"): ["2025-03-15", "2025-04-20"], ("Dầu DO", "cost"): ["2025-03-15", "2025-04-20"],
        ("Trấu", "quantity"): ["2025-04-02"], ("Trấu", "cost"): ["2025-04-02"]}  # fmt: skip


def test_several_tables_on_a_sheet_each_with_its_year():
    found = tables(["Điện 2024"], ["", *MONTHS], ["Điện (kWh)", *range(1, 13)], [], [], ["Điện 2025"], ["", *MONTHS], ["Điện (kWh)", *range(2, 14)])
    assert [(one.year, one.series[0].cells[0].period) for one in found] == [(2024, "2024-01"), (2025, "2025-01")]


def test_two_columns_for_each_month():
    heads = ["Vật tư", "T1", "T1", "T2", "T2", "T3", "T3"]
    (one,) = tables(["Năm 2025"], heads, ["", *["Lượng (kg)", "Tiền"] * 3], ["Clo", 1, 10, 2, 20, 3, 30])
    assert {series.measure: [cell.value for cell in series.cells] for series in one.series} == {"quantity": [1, 2, 3], "cost": [10, 20, 30]}


def test_a_section_heading_names_the_lines_below_it():
    (one,) = tables(["2025"], ["Khoản", *MONTHS], ["Điện (kWh)"], ["Xưởng 1", *range(12)], ["Xưởng 2", *range(12)], ["Tổng điện", *range(0, 24, 2)])
    assert [(series.label, series.unit) for series in one.series] == [("Điện – Xưởng 1", "kWh"), ("Điện – Xưởng 2", "kWh")]
    assert one.totals[0].members == (0, 1)


def test_the_year_is_not_guessed():
    (one,) = tables(["Tháng", "Điện (kWh)"], [1, 10], [2, 20], [3, 30])
    assert one.year is None
    assert one.series[0].cells[0].period == "?-01"


def test_a_sheet_of_words_has_no_table():
    assert tables(["Kính gửi", "Công ty"], ["Nội dung", "xin báo cáo"]) == ()


def test_the_same_table_next_month_is_known_again():
    (before,) = tables(["Sổ điện tháng 3 năm 2025"], ["Ngày", "Điện (kWh)"], ["01/03/2025", 5], ["02/03/2025", 6])
    (after,) = tables(["Sổ điện tháng 4 năm 2025"], ["Ngày", "Điện (kWh)"], ["01/04/2025", 7], ["02/04/2025", 8], ["03/04/2025", 9])
    assert before.fingerprint == after.fingerprint
    assert before.fingerprint != tables(["Sổ nước"], ["Ngày", "Nước (m3)"], ["01/04/2025", 7], ["02/04/2025", 8])[0].fingerprint


@pytest.mark.parametrize(("text", "month"), [("Tháng 12", (12, None)), ("T1/2025", (1, 2025)), ("03-2025", (3, 2025)), ("Dec 2024", (12, 2024)), ("Tổng", None), ("T13", None)])
def test_months_as_people_write_them(text, month):
    assert month_of(text) == month


def test_a_number_is_no_period_unless_the_heading_says_so():
    assert period_of(2021.0, None) is None
    assert period_of(2021.0, None, is_period_column=True) == "2021"
    assert period_of("từ 7/3/2026", None) is None


def test_words_of_headings():
    assert [column_kind(text) for text in ("ĐVT", "Đơn giá (đ)", "Thành tiền", "Từ ngày", "Usage/Quantity", "Điện")] == [
        "unit", "price", "cost", "from", "quantity", None]  # fmt: skip
    assert [is_total(text) for text in ("Tổng cộng", "Cộng", "Total", "Công ty")] == [True, True, True, False]
    assert (year_in("Quý I năm 2025"), year_in("2024-2025")) == (2025, None)


def test_one_line_is_written_one_way():
    assert notation_of(["1.234,5", "2.000"]) == "comma"
    assert notation_of(["1.234.567"]) == "comma"
    assert notation_of(["1.234"]) is None
    with pytest.raises(NumberError):
        notation_of(["1.234,5", "1,234.5"])
