"""Statutory forms: field by field against hand calculations, in every file format, and compiled by a department."""

from __future__ import annotations

import io
import re

import docx
import openpyxl
import pypdf
import pytest
from plant_with_everything import text as everything
from typer.testing import CliRunner

from app.cli import program
from assessment import intake, procedure
from assessment.reports.forms import FORMATS, FORMS, Arrangement, fill, render_form
from assessment.reports.forms.form import Heading, Line
from assessment.reports.forms.provincial_52 import Registered, compile_year
from assessment.reports.forms.received import read_received
from assessment.reports.forms.wording import answer, shown, signatures, vi
from assessment.reports.report import Number
from assessment.result import to_json
from calculators.errors import UnknownKeyError
from calculators.finding import Finding

RUNNER = CliRunner()


def _made(assessed, name, case, **more):
    document, result = assessed(case)
    return fill(name, result, document, **more)


def _column(form, table, at=-1):
    found = next(each for each in form.tables() if each.id == table)
    return [row.cells[at].value if isinstance(row.cells[at], Number) else answer(row.cells[at]) for row in found.rows]


def test_annex_iv_of_the_shrimp_plant_by_hand(assessed):
    """4 110 000 kWh by invoice, nothing left out; 1 611 600 + 0.83*402 900 + 0.76*671 500 = 2 456 347 kg; SEC 1 673.22 kWh/t."""
    form = _made(assessed, "seafood_sec", "seafood")
    assert _column(form, "electricity") == pytest.approx([4_110_000, 0, 0, 4_110_000], rel=1e-12)
    shrimp = _column(form, "shrimp")
    assert shrimp[:2] == pytest.approx([1_611_600, 402_900], rel=1e-12)
    assert shrimp[2:4] == ["", ""]
    assert shrimp[4] == pytest.approx(671_500, rel=1e-12)
    assert shrimp[-1] == pytest.approx(1_611_600 + 0.83 * 402_900 + 0.76 * 671_500, rel=1e-12)
    sec = next(part.value for part in form.parts if isinstance(part, Line) and part.field == "sec")
    assert sec.value == pytest.approx(4_110_000 / 2_456.347, rel=1e-9)


def test_annex_iv_of_a_plant_of_both_kinds_closes(assessed):
    """Left out: 90 000 kWh of other use; bought ice 400 t at 60 kWh/t = 24 000 kWh; both families share by equivalent output."""
    form = _made(assessed, "seafood_sec", "everything")
    invoice, other, indirect, counted = _column(form, "electricity")
    assert (other, indirect) == (pytest.approx(90_000, rel=1e-12), pytest.approx(24_000, rel=1e-9))
    assert counted == pytest.approx(invoice - 90_000 + 24_000, rel=1e-12)
    equivalent = {family: _column(form, family)[-1] for family in ("pangasius", "shrimp")}
    sec = {part.field: part.value.value for part in form.parts if isinstance(part, Line) and part.field.startswith("sec.")}
    assert sum(sec[f"sec.{family}"] * kg / 1000 for family, kg in equivalent.items()) == pytest.approx(counted, rel=1e-9)


def test_a_product_without_group_has_no_coefficient(assessed):
    text = everything().replace("norm_product: shrimp.s05", "norm_product: shrimp")
    document = intake.read(text.encode(), "x.yaml").document
    form = fill("seafood_sec", procedure.assess(document), document)
    table = next(each for each in form.tables() if each.id == "shrimp")
    assert "Tôm block" in answer(table.rows[-2].cells[0])
    assert answer(table.rows[-1].cells[1]) == ""
    assert table.note is not None


def test_form_06_has_its_three_parts_and_eleven_items(assessed):
    _, result = assessed("garment")
    form = _made(assessed, "ghg_inventory", "garment")
    levels = [part.level for part in form.parts if isinstance(part, Heading)]
    assert levels == [1, 2, 2, 2, 1, 2, 2, 2, 2, 1, 2, 2, 2, 2]
    scope1, scope2, whole = _column(form, "outcome")[-3:]
    assert (scope1, scope2) == (result["emissions"]["scope1"], result["emissions"]["scope2_location"])
    assert whole == pytest.approx(scope1 + scope2, rel=1e-12)
    assert sum(_column(form, "outcome")[:-3]) == pytest.approx(whole, rel=1e-9)


def test_unido_form_has_six_absolute_and_six_relative_indicators(assessed):
    _, result = assessed("garment")
    form = _made(assessed, "unido_indicators", "garment")
    assert [len(table.rows) for table in form.tables()] == [6, 6]
    assert _column(form, "absolute", 3)[0] == result["totals"]["energy"]
    productivity = next(item for item in result["indicators"] if item["id"] == "energy_productivity:equivalent/2025")
    assert _column(form, "relative", 3)[0] == productivity["value"]


def test_credit_annex_counts_measures_together_below_their_sum(assessed):
    """3.6 % and 2.17 % of 4 110 000 kWh: together 1 - 0.964*0.9783, at 0.6592 kg CO2e/kWh."""
    form = _made(assessed, "green_credit", "seafood")
    together = _column(form, "together")[2]
    assert together == pytest.approx(4_110 * (1 - 0.964 * 0.9783) * 0.6592, rel=1e-9)
    assert together < sum(_column(form, "measures", 5))


def test_yearly_report_gives_last_year_beside_an_empty_plan(assessed):
    form = _made(assessed, "energy_use_year", "seafood")
    assert _column(form, "power")[0] == pytest.approx(4.11, rel=1e-12)
    assert _column(form, "power", 2)[0] == ""
    assert "2026" in [answer(part.value) for part in form.parts if isinstance(part, Line) and part.field == "plan_year"]


def _text(form, format):
    content = render_form(form, format)
    if format == "pdf":
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if format == "docx":
        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return " ".join(f"{cell.value:,.0f}".replace(",", ".") if isinstance(cell.value, int | float) else str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_is_written_in_every_format(assessed, name, format):
    form = _made(assessed, name, "everything")
    text = re.sub(r"\s+", " ", _text(form, format))
    assert "Nhà máy Thủy sản Thử" in text
    assert "{" not in text
    assert ("BỐ CỤC CẦN XÁC NHẬN" in text) is (form.is_official and not form.is_confirmed)
    assert form.result_sha256[:16] in text
    assert vi(form.rests_on)[:40] in text
    assert render_form(form, format) == render_form(form, format)


def test_annex_iv_in_a_workbook_has_every_whole_kilogram(assessed):
    form = _made(assessed, "seafood_sec", "seafood")
    for format in FORMATS:
        text = _text(form, format)
        for figure in ("4.110.000", "1.611.600", "402.900", "671.500", "2.456.347"):
            assert figure in text, (format, figure)


def test_arrangement_renames_answers_and_leaves_out(assessed):
    arrangement = Arrangement(labels={"contact": "Người phụ trách"}, values={"contact": "Bà Lan"}, leave_out=frozenset({"email"}))
    form = _made(assessed, "seafood_sec", "seafood", arrangement=arrangement)
    lines = {part.field: part for part in form.parts if isinstance(part, Line)}
    assert "email" not in lines
    assert (vi(lines["contact"].label), answer(lines["contact"].value)) == ("Người phụ trách", "Bà Lan")


def test_identity_lines_come_from_the_worksheet(assessed):
    text = everything().replace("worksheets:\n", 'worksheets:\n  - {sheet: forms, values: {phone: "0252 000000", seafood_sec.contact: Anh Ba}}\n')
    document = intake.read(text.encode(), "x.yaml").document
    form = fill("seafood_sec", procedure.assess(document), document)
    lines = {part.field: answer(part.value) for part in form.parts if isinstance(part, Line)}
    assert (lines["phone"], lines["contact"]) == ("0252 000000", "Anh Ba")


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "<b>&#x0;</b>", "Nhà máy 🏭\u202e đảo", "A" * 400])
def test_hostile_names_stay_words(name):
    text = everything().replace("Nhà máy Thủy sản Thử (dựng)", '"' + name.replace('"', "") + '"')
    document = intake.read(text.encode(), "x.yaml").document
    form = fill("seafood_sec", procedure.assess(document), document)
    for format in FORMATS:
        assert render_form(form, format)
    sheet = openpyxl.load_workbook(io.BytesIO(render_form(form, "xlsx"))).worksheets[0]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_unknown_form_and_format_are_named(assessed):
    with pytest.raises(UnknownKeyError, match="annex_nine"):
        _made(assessed, "annex_nine", "seafood")
    with pytest.raises(UnknownKeyError, match="odt"):
        render_form(_made(assessed, "seafood_sec", "seafood"), "odt")


def _received(assessed, case):
    return read_received(render_form(_made(assessed, "seafood_sec", case), "xlsx"), f"{case}.xlsx")


def test_a_department_compiles_what_it_received(assessed):
    rows = [_received(assessed, "seafood"), _received(assessed, "everything")]
    before = [{"name": rows[0]["name"], "shrimp.sec": 1800.0}]
    register = (Registered(name="Công ty Chưa Nộp", tax_code="1", kinds=("shrimp",)), Registered(name="khác tên", tax_code="3400123456"))
    form = compile_year(rows, "2025", "2026-11", register, before)
    assert _column(form, "status", 6) == ["X", "X", "", 2]
    assert _column(form, "status", 7) == ["", "", "X", 1]
    mass, total = _column(form, "shrimp", 2)[:-1], _column(form, "shrimp", 2)[-1]
    assert sum(mass) == pytest.approx(total)
    assert 2686.0 in [pytest.approx(value, rel=1e-9) for value in mass]
    assert 1800.0 in _column(form, "shrimp", 4)
    assert _column(form, "follow_up", 1)[0] == "Công ty Chưa Nộp"
    assert _column(form, "pangasius", 7)[-1] == 1


def test_a_file_that_is_no_received_form_is_refused():
    book = openpyxl.Workbook()
    stream = io.BytesIO()
    book.save(stream)
    for content in (b"", b"PK\x03\x04junk", stream.getvalue()):
        assert isinstance(read_received(content, "x.xlsx"), Finding)


def test_the_command_fills_a_form_and_refuses_another_documents_result(assessed, sources, tmp_path):
    _, result = assessed("seafood")
    path = tmp_path / "seafood.result.json"
    path.write_text(to_json(result), encoding="utf-8")
    output = tmp_path / "annex.docx"
    done = RUNNER.invoke(program, ["form", "seafood_sec", str(path), str(sources["seafood"]), "-o", str(output)])
    assert (done.exit_code, output.exists()) == (0, True)
    for arguments in (
        ["seafood_sec", str(path), str(sources["paper"]), "-o", str(tmp_path / "no.docx")],
        ["seafood_sec", str(path), "-o", str(tmp_path / "no.docx")],
        ["annex_nine", str(path), str(sources["seafood"]), "-o", str(tmp_path / "no.docx")],
        ["seafood_sec", str(path), str(sources["seafood"]), "-o", str(tmp_path / "no.odt")],
    ):
        assert RUNNER.invoke(program, ["form", *arguments]).exit_code == 2
    assert not list(tmp_path.glob("no.*"))


def test_the_command_compiles_annexes(assessed, tmp_path):
    annex = tmp_path / "annex.xlsx"
    annex.write_bytes(render_form(_made(assessed, "seafood_sec", "seafood"), "xlsx"))
    register = tmp_path / "register.csv"
    register.write_text("name,tax_code,kinds\nCông ty Chưa Nộp,3400999999,shrimp\n", encoding="utf-8")
    output = tmp_path / "province.xlsx"
    done = RUNNER.invoke(program, ["form", "provincial_52", str(annex), "-o", str(output), "--register", str(register)])
    assert done.exit_code == 0
    values = [cell.value for row in openpyxl.load_workbook(output).worksheets[0].iter_rows() for cell in row]
    assert "Công ty Chưa Nộp" in values


def test_energy_audit_gives_months_and_legal_toe(assessed):
    """60 000 kWh saved at 0.0001543 toe/kWh (letter 3505) = 9.258 toe; the months add up to the year's bought electricity."""
    _, result = assessed("everything")
    form = _made(assessed, "energy_audit", "everything")
    assert [part.text.key.rpartition(".")[2] for part in form.parts if isinstance(part, Heading)] == [str(place) for place in range(1, 12)]
    total = _column(form, "months", 4)
    assert sum(total[:-1]) == pytest.approx(total[-1], rel=1e-12)
    assert total[-1] == pytest.approx(result["totals"]["electricity"], rel=1e-12)
    assert len(total) == 13
    assert sum(_column(form, "months", 5)[:-1]) * 1000 == pytest.approx(result["totals"]["cost_vnd"]["electricity"], rel=1e-9)
    assert sum(_column(form, "fuels", 3)) == pytest.approx(sum(600 + 10 * month for month in range(1, 13)), rel=1e-12)
    assert _column(form, "measures", 3)[0] == pytest.approx(60_000 * 0.0001543, rel=1e-9)
    assert not form.is_confirmed


def test_five_year_plan_has_the_years_the_result_knows(assessed):
    _, result = assessed("everything")
    form = _made(assessed, "energy_use_five_years", "everything")
    table = next(each for each in form.tables() if each.id == "years")
    energy = [cell.value if isinstance(cell, Number) else None for cell in table.rows[0].cells[1:]]
    assert energy == [None, None, result["baseline_totals"]["energy"], None, result["totals"]["energy"]]
    money = table.rows[2].cells[-1].value
    assert money == pytest.approx((result["totals"]["cost_vnd"]["electricity"] + result["totals"]["cost_vnd"]["fuel"]) / 1e6, rel=1e-12)
    measures = next(each for each in form.tables() if each.id == "measures")
    assert [answer(row.cells[0]) for row in measures.rows] == ["Biến tần máy nén lạnh"]


def test_cleaner_production_report_has_seven_parts_and_the_three_benefits(assessed):
    form = _made(assessed, "cleaner_production", "everything")
    assert [part.text.key for part in form.parts if isinstance(part, Heading) and part.level == 1] == [f"form.cleaner_production.part.{place}" for place in range(1, 8)]
    benefits = next(each for each in form.tables() if each.id == "benefits")
    assert [vi(column.title) for column in benefits.columns][1:] == ["Lợi ích kỹ thuật", "Lợi ích kinh tế", "Lợi ích môi trường"]


def test_a_part_without_data_says_so(assessed):
    form = _made(assessed, "cleaner_production", "garment")
    assert any(isinstance(part, Line) and part.field == "part.6" for part in form.parts)


def test_the_command_names_every_form():
    from app.commands.forming import NAMES
    from assessment.reports.forms import COMPILED, FORMS, SHEETS

    assert sorted(NAMES) == sorted({*FORMS, *SHEETS, *COMPILED})


def test_annex_iv_stands_in_the_words_and_the_order_of_the_circular(assessed):
    """Circular 52/2018, Annex IV: name, number and day in the head; three tables; SEC; who signs."""
    form = _made(assessed, "seafood_sec", "seafood")
    assert [table.id for table in form.tables()] == ["electricity", "pangasius", "shrimp"]
    assert vi(form.tables()[0].rows[1].cells[0]) == "2. Điện sử dụng cho các khu vực, hoạt động khác (ghi rõ phạm vi loại trừ và phương pháp xác định)"
    assert [len(table.rows) for table in form.tables()] == [4, 10 + 2, 5 + 2]
    for format in FORMATS:
        text = re.sub(r"\s+", " ", _text(form, format))
        assert text.index("Số: ……") < text.index("Hạng mục"), format
        assert len(re.findall("ngày …… tháng …… năm ……", text)) == 1, format


def test_form_1_2_asks_all_that_the_template_asks(assessed):
    """The portal's template of 2020: fields of the head in its order, and a column for what a measure is."""
    form = _made(assessed, "energy_use_year", "everything")
    fields = [part.field for part in form.parts if isinstance(part, Line)]
    asked = ["portal_id", "received_date", "processed_date", "branch", "name", "tax_code", "address", "responsible", "phone", "fax", "email"]
    of_company = [f"organisation{each}" for each in ("", "_address", "_phone", "_fax", "_email")]
    assert fields == ["plan_year", "report_date", *asked, *of_company, "owner", "energy_management", "commitment"]
    measures = next(table for table in form.tables() if table.id == "measures_planned")
    assert "Mô tả giải pháp" in [vi(column.title) for column in measures.columns]
    power = next(table for table in form.tables() if table.id == "power")
    assert [vi(row.cells[0]) for row in power.rows][2:6] == ["– Biomass", "– Biogas", "– Điện gió", "– Điện mặt trời"]


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_not_known_is_a_dash_with_a_word_where_to_enter_it(assessed, format):
    text = re.sub(r"\s+", " ", _text(_made(assessed, "energy_use_year", "seafood"), format))
    assert "Dấu “–”" in text
    assert "trang Số liệu" in text
    assert "Hồ sơ không có dòng nào." in text


def test_a_row_to_be_written_by_hand_stays_empty_and_who_signs_alone_signs_on_the_right(assessed):
    audit = _made(assessed, "energy_audit", "seafood")
    instruments = next(table for table in audit.tables() if table.id == "instruments")
    assert [shown(row) for row in instruments.rows] == [["", "", "", ""]] * 2
    machines = next(table for table in audit.tables() if table.id == "machines")
    assert shown(machines.rows[0])[1:] == ["–", "", "", "–", "", ""], "of a compressor: number, power, pressure, hours"
    inventory = _made(assessed, "ghg_inventory", "seafood")
    assert signatures(inventory)[0] == ("", "")
    assert signatures(inventory)[1][0] == "ĐẠI DIỆN CỦA CƠ SỞ"


def test_form_06_names_documents_and_gases_and_no_key_of_a_table(assessed):
    form = _made(assessed, "ghg_inventory", "garments")
    factors = next(table for table in form.tables() if table.id == "factors")
    text = " ".join(word for row in factors.rows for word in shown(row))
    assert "CH₄: 30" in text
    assert "GWP N₂O: 273" in text
    assert not re.search(r"vn\.qd2626|gwp\.ar6|@AR6|streams\[", text)
    totals = next(table for table in form.tables() if table.id == "outcome").rows[-1]
    biomass = next(table for table in form.tables() if table.id == "outcome").rows[0]
    assert totals.cells[2] == biomass.cells[2] or totals.cells[2].value == pytest.approx(biomass.cells[2].value, rel=1e-12)
