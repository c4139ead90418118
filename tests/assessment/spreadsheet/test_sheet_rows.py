"""Lines to rows of the ledger: confirmed only, units, notations asked, sums compared, evidence, and the mapping as JSON."""

from __future__ import annotations

import pytest

from assessment.intake.evidence import marks_in
from assessment.intake.sheet import Sheet
from assessment.intake.spreadsheet import find_tables, read_grid
from assessment.intake.spreadsheet.rows import take
from assessment.intake.spreadsheet.rules import FORMAT, SheetMapping, SheetMappingError, names_of, propose, read_mapping, write_mapping
from calculators.finding import Finding
from data import catalogue

SHA = "ab" * 32
BOOK = catalogue.open_edition()
HEAD = ["Năm 2025"], ["Khoản", "ĐVT", "T1", "T2", "T3"]


def made(*rows, pairs=(), confirm=True, years=None, change=None):
    width = max(map(len, rows))
    sheets = (Sheet(name="S", rows=tuple(tuple(row) + (None,) * (width - len(row)) for row in rows)),)
    tables = find_tables(sheets, "so.xlsx")
    rules = propose(tables, names_of(pairs, BOOK), BOOK)
    if change:
        rules = {item: change(item, rule) for item, rule in rules.items()}
    mapping = SheetMapping(rules=rules, years={table.fingerprint: years for table in tables} if years else {})
    return take(tables, mapping.accepted() if confirm else mapping, BOOK, "so.xlsx", SHA, sheets)


def codes(taken, severity="error"):
    return sorted(finding.code for finding in taken.findings if finding.severity == severity)


def test_nothing_is_taken_that_nobody_confirmed():
    taken = made(*HEAD, ["Điện", "kWh", 1, 2, 3], confirm=False)
    assert taken.flows == ()
    assert codes(taken) == ["spreadsheet.line_unmapped"]
    assert taken.findings[0].expected == "electricity/grid"


def test_rows_carry_the_cell_and_the_hash():
    taken = made(*HEAD, ["Điện", "kWh", 1, 2, 3])
    assert [(flow.period, flow.stream, flow.quantity, flow.unit) for flow in taken.flows] == [
        (f"2025-0{month}", "electricity/grid", float(month), "kWh") for month in (1, 2, 3)]  # fmt: skip
    (mark,) = marks_in(taken.flows[1].evidence or "")
    assert (mark.text, mark.sheet, mark.cell, mark.sha256) == ("so.xlsx", "S", "D3", SHA[:12])


def test_both_notations_in_one_file_line_by_line():
    taken = made(*HEAD, ["Điện", "kWh", "1.234,5", "2.000", "3.000"], ["Nước", "m3", "1,234.5", "2,000", "3,000"])
    assert [flow.quantity for flow in taken.flows] == [1234.5, 2000, 3000, 1234.5, 2000, 3000]
    assert codes(taken) == []


def test_what_has_two_readings_is_asked():
    taken = made(*HEAD, ["Điện", "kWh", "1.234", "2.000", "3.000"])
    assert (taken.flows, codes(taken)) == ((), ["spreadsheet.notation"])
    told = made(*HEAD, ["Điện", "kWh", "1.234", "2.000", "3.000"], change=lambda item, rule: type(rule)(stream=rule.stream, notation="comma"))
    assert [flow.quantity for flow in told.flows] == [1234, 2000, 3000]


def test_a_doubtful_line_follows_the_table_and_says_so():
    taken = made(*HEAD, ["Điện", "kWh", "1.234", "2.000", "3.000"], ["Nước", "m3", "10,5", "11,5", "12,5"])
    assert [flow.quantity for flow in taken.flows][:3] == [1234, 2000, 3000]
    assert codes(taken, "note") == ["spreadsheet.notation_assumed"]


def test_two_notations_in_one_line_are_not_guessed():
    taken = made(*HEAD, ["Điện", "kWh", "1.234,5", "1,234.5", "3"])
    assert (taken.flows, codes(taken)) == ((), ["spreadsheet.notation_mixed"])


def test_a_sum_is_compared_and_never_added():
    good = made(*HEAD, ["Điện", "kWh", 1, 2, 3], ["Điện mặt trời", "MWh", 1, 2, 3], ["Tổng", "kWh", 1001, 2002, 3003])
    assert (good.checked, codes(good, "warning"), len(good.flows)) == (3, [], 6)
    bad = made(*HEAD, ["Điện", "kWh", 1, 2, 3], ["Điện mặt trời", "MWh", 1, 2, 3], ["Tổng", "kWh", 1001, 2002, 9999])
    (finding,) = [item for item in bad.findings if item.code == "spreadsheet.total_differs"]
    assert (finding.given, finding.expected, finding.place.cell) == ("9999", "3003", "E5")


def test_a_sum_may_miss_its_parts_by_their_rounding_and_no_more():
    rounded = made(*HEAD, ["Nước", "m3", 30000, 30000, 12662, 72663])
    assert codes(rounded, "warning") == []
    missing = made(["Khoản", "Đơn vị", "T1", "T2", "T3", "Tổng"], ["Nước", "m3", 30000, 30000, 12662, 72562])
    assert codes(missing, "warning") == ["spreadsheet.total_differs"]


def test_units_stand_in_columns_labels_or_cells():
    taken = made(["Năm 2025"], ["Khoản", "T1", "T2", "T3"], ["Nước (m3)", 1, 2, 3], ["Điện", "5 kWh", "6 kWh", "7 MWh"])
    assert [(flow.quantity, flow.unit) for flow in taken.flows] == [(1, "m3"), (2, "m3"), (3, "m3"), (5, "kWh"), (6, "kWh"), (7, "MWh")]


def test_a_line_without_unit_or_year_is_asked():
    assert codes(made(["Năm 2025"], ["Khoản", "T1", "T2", "T3"], ["Điện", 1, 2, 3])) == ["spreadsheet.unit_missing"]
    rows = ["Khoản", "ĐVT", "T1", "T2", "T3"], ["Điện", "kWh", 1, 2, 3]
    assert codes(made(*rows)) == ["spreadsheet.year_missing"]
    assert [flow.period for flow in made(*rows, years=2023).flows] == ["2023-01", "2023-02", "2023-03"]


def test_a_unit_that_the_stream_does_not_have_is_refused():
    taken = made(*HEAD, ["Điện", "m3", 1, 2, 3], change=lambda item, rule: type(rule)(stream="electricity/grid"))
    assert (taken.flows, codes(taken)) == ((), ["spreadsheet.unit_unfit"])


def test_negative_use_is_left_out_money_received_is_negative():
    taken = made(*HEAD, ["Nước", "m3", -1, 2, 3], ["Tiền bán đầu vỏ tôm", "triệu đồng", 5, 6, 7], pairs=(("by_product/vo", "Đầu vỏ tôm"),))
    assert codes(taken) == ["spreadsheet.negative"]
    assert [flow.cost_vnd for flow in taken.flows if flow.stream == "by_product/vo"] == [-5e6, -6e6, -7e6]


def test_amount_and_money_of_one_line_become_one_row():
    taken = made(*HEAD, ["Điện", "kWh", 1, 2, 3], ["Tiền điện", "đồng", 1800, 3600, 5400])
    assert [(flow.quantity, flow.cost_vnd) for flow in taken.flows] == [(1, 1800), (2, 3600), (3, 5400)]
    assert len(marks_in(taken.flows[0].evidence or "")) == 2


def test_error_cells_are_located():
    taken = made(*HEAD, ["Điện", "kWh", 1, {"error": "#REF!"}, 3])
    assert [(finding.code, finding.place.cell) for finding in taken.findings] == [("cell.error", "D3")]
    assert [flow.period for flow in taken.flows] == ["2025-01", "2025-03"]


def test_old_fonts_are_said():
    taken = made(*HEAD, ["§iÖn n­íc c«ng ty cæ phÇn", "kWh", 1, 2, 3], confirm=False)
    assert "spreadsheet.old_encoding" in codes(taken)


def test_money_of_another_currency_is_no_dong():
    sheets = read_grid(b"Month,Item,Unit,Usage,Cost ($)\n2025-01,Electricity,kWh,10,2\n2025-02,Electricity,kWh,11,3\n", "a.csv")
    (table,) = find_tables(sheets, "a.csv")
    assert {series.measure for series in table.series} == {"quantity"}


def test_a_mapping_comes_back_as_it_was():
    rows = Sheet(name="S", rows=tuple(tuple(row) for row in (["Năm 2025", None, None, None, None], HEAD[1], ["Điện", "kWh", 1, 2, 3])))
    tables = find_tables((rows,), "so.xlsx")
    mapping = SheetMapping(rules=propose(tables, names_of((), BOOK), BOOK), years={tables[0].fingerprint: 2024})
    assert read_mapping(write_mapping(mapping)) == mapping


@pytest.mark.parametrize("change", [{"stream": "no such"}, {"factor": 0}, {"measure": "both"}, {"notation": "german"}, {"more": 1}, {"label": 5}])
def test_a_wrong_mapping_names_its_line(change):
    line = {"label": "dien", "label_unit": "kWh", "measure": "quantity", "stream": "electricity/grid", **change}
    with pytest.raises(SheetMappingError, match=r"tables\[1\].lines\[1\]"):
        read_mapping(f'{{"format": "{FORMAT}", "tables": [{{"table": "x", "lines": [{_json(line)}]}}]}}'.encode())


def _json(value):
    import json

    return json.dumps(value)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param("Đ".encode()[:1] + b"\xff\xfe\xfa;1", "file.encoding", id="broken bytes"),
        pytest.param("C«ng ty cæ phÇn ®iÖn n­íc;T1;T2\n".encode("latin-1"), "file.encoding", id="TCVN3"),
        pytest.param("Coâng ty coå phaàn ñieän nöôùc;T1;T2\n".encode("latin-1"), "file.encoding", id="VNI"),
        pytest.param(b"", "file.empty", id="empty"),
        pytest.param(b"\xff\xd8\xff\xe0photo", "file.foreign", id="photo"),
        pytest.param(b"PK\x03\x04broken", "file.truncated", id="broken workbook"),
    ],
)
def test_what_is_no_table_is_said(data, code):
    found = read_grid(data, "a.csv")
    assert isinstance(found, Finding)
    assert found.code == code


def test_utf16_is_read():
    (sheet,) = read_grid("Tháng;Điện (kWh)\n01/2025;5\n02/2025;6\n".encode("utf-16"), "a.csv")
    assert [cell.value for cell in find_tables((sheet,), "a.csv")[0].series[0].cells] == ["5", "6"]


def test_a_row_whose_month_cannot_be_is_named_however_few_numbers_it_has():
    taken = made(["Tháng", "Điện (kWh)"], ["01/2025", 10], ["02/2025", 11], ["13/2025", 12], ["03/2025", 13])
    assert [flow.period for flow in taken.flows] == ["2025-01", "2025-02", "2025-03"]
    (finding,) = (finding for finding in taken.findings if finding.code == "spreadsheet.row_left_out")
    assert (finding.severity, finding.place.cell, finding.given) == ("warning", "A4", "13/2025 | 12")


def test_a_mean_is_left_out_without_alarm():
    taken = made(["Tháng", "Điện (kWh)"], ["01/2025", 10], ["02/2025", 12], ["03/2025", 14], ["Trung bình", 12])
    assert [finding.severity for finding in taken.findings if finding.code == "spreadsheet.row_left_out"] == ["note"]


def test_a_year_that_cannot_be_is_refused():
    taken = made(["Tháng", "Điện (kWh)"], ["01/2025", 10], ["02/2025", 11], ["01/2099", 12], ["03/2025", 13])
    assert [flow.period for flow in taken.flows] == ["2025-01", "2025-02", "2025-03"]
    (finding,) = (finding for finding in taken.findings if finding.code == "period.implausible")
    assert (finding.severity, finding.place.cell, finding.given) == ("error", "B4", "2099-01")
