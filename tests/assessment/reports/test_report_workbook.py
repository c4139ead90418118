"""The live workbook: LibreOffice recalculates it to the engine's figures; nothing a user typed becomes a formula."""

from __future__ import annotations

import io
import math
import re
import zipfile

import openpyxl
import pytest

from assessment.reports.verification import verify


def _store(content: bytes, folder, name="report.xlsx"):
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("name", "lang"), [("garment", "vi"), ("seafood", "en")])
def test_every_formula_recalculates_to_its_cached_value(rendered, office, tmp_path, name, lang):
    path = _store(rendered(name, "xlsx", lang, "full"), tmp_path)
    known, before, after = office.formulas(path), office.cached(path), office.recalculated(path, tmp_path)
    assert len(known) > 1000
    for cell, formula in known.items():
        assert isinstance(after.get(cell), int | float), (cell, formula, after.get(cell))
        assert math.isclose(before[cell], after[cell], rel_tol=1e-9, abs_tol=1e-9), (cell, formula)


def test_a_changed_quantity_changes_the_indicators(rendered, assessed, office, tmp_path):
    """Doubling one month's grid electricity (128 000 kWh) raises electricity per piece by 128 000 / 2 200 000."""
    path = _store(rendered("garment", "xlsx", "vi", "full"), tmp_path)
    book = openpyxl.load_workbook(path)
    ledger = book["Sổ số liệu"]
    row = next(r for r in range(6, ledger.max_row + 1) if ledger.cell(r, 4).value == "electricity/grid")
    assert ledger.cell(row, 9).value == 128000
    ledger.cell(row, 9).value = 256000
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    after = office.recalculated(changed, tmp_path)
    sheet = book["Chỉ số"]
    place = next(r for r in range(7, sheet.max_row + 1) if sheet.cell(r, 15).value == "electricity_intensity:output/2025")
    assert after["Chỉ số", f"I{place}"] == pytest.approx(0.9 + 128000 / 2200000, rel=1e-9)
    month = book["Theo tháng"]
    column = next(c for c in range(4, month.max_column + 1) if "kWh/" in str(month.cell(6, c).value))
    assert after["Theo tháng", month.cell(7, column).coordinate] == pytest.approx((153000 + 128000) / (95000 + 76000 + 70000 + 84000), rel=1e-9)
    _, result = assessed("garment")
    converted = (tmp_path / "converted" / "changed.xlsx").read_bytes()
    assert any("electricity_intensity:output/2025" in str(difference) for difference in verify(converted, "changed.xlsx", result))


def test_report_that_was_recalculated_still_agrees(rendered, assessed, office, tmp_path):
    path = _store(rendered("garment", "xlsx", "vi", "full"), tmp_path)
    office.recalculated(path, tmp_path)
    _, result = assessed("garment")
    assert verify((tmp_path / "converted" / "report.xlsx").read_bytes(), "report.xlsx", result) == ()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_workbook_has_what_a_reader_needs(rendered, lang):
    content = rendered("garment", "xlsx", lang, "full")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) >= 12
    assert {"ledger_energy", "ledger_in_period", "period_start", "baseline_end"} <= set(book.defined_names)
    assert all(sheet.print_area for sheet in book if sheet.title not in ("Hệ số", "Factors"))
    ledger = book["Sổ số liệu" if lang == "vi" else "Ledger"]
    assert ledger.freeze_panes == "E6"
    assert {validation.type for validation in ledger.data_validations.dataValidation} == {"list", "date", "decimal"}
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not any("vba" in name.lower() for name in names)
    assert sum(name.startswith("xl/charts/chart") for name in names) >= 5


def test_same_result_gives_the_same_bytes(rendered, assessed):
    from assessment import reports

    document, result = assessed("garment")
    assert reports.render(result, document, "xlsx", "vi", "full") == rendered("garment", "xlsx", "vi", "full")


@pytest.mark.parametrize("name", ["garment", "everything"])
def test_formulas_call_only_functions_older_than_the_format(rendered, office, tmp_path, name):
    """`PlainSheet` writes formulas as they are: a function newer than Excel 2007 would need a prefix that it does not add."""
    used = set()
    for formula in office.formulas(_store(rendered(name, "xlsx", "vi", "full"), tmp_path)).values():
        used |= set(re.findall(r"([A-Z][A-Z.0-9]*)\(", formula))
    assert used <= {"SUM", "SUMIFS", "SUMPRODUCT", "IF", "IFERROR", "MIN", "MAX", "EXP", "SQRT", "ABS", "AND", "OR", "ROUND", "SUMIF", "SUMSQ", "LEFT"}


def test_a_plant_with_everything_recalculates(rendered, assessed, office, tmp_path):
    path = _store(rendered("everything", "xlsx", "vi", "full"), tmp_path)
    known, before, after = office.formulas(path), office.cached(path), office.recalculated(path, tmp_path)
    different = [cell for cell in known if not math.isclose(before[cell], after[cell], rel_tol=1e-9, abs_tol=1e-9)]
    assert different == []
    _, result = assessed("everything")
    assert verify(path.read_bytes(), "report.xlsx", result) == ()


def test_the_printed_ledger_reads_as_a_table(rendered, tmp_path):
    """Keys stay for the formulas but out of sight; a column's points stand below each other; what to know is in the columns repeated on each page."""
    ledger = openpyxl.load_workbook(_store(rendered("seafood", "xlsx", "vi", "full"), tmp_path))["Sổ số liệu"]
    assert ledger.column_dimensions["D"].hidden
    assert ledger["D6"].value.startswith("product/")
    titles = [ledger.cell(5, column).value for column in range(14, ledger.max_column + 1)]
    assert len(set(titles)) == len(titles)
    assert any("tấn sản phẩm quy đổi" in title for title in titles)
    for column in range(14, ledger.max_column + 1):
        cells = [ledger.cell(row, column) for row in range(6, ledger.max_row + 1)]
        assert len({cell.number_format for cell in cells if cell.value is not None}) == 1
    assert "A3:C3" in {str(merged) for merged in ledger.merged_cells.ranges}
    assert ledger["A3"].alignment.wrap_text
