"""Names that would be markup, formulas or control characters are plain text in every form."""

from __future__ import annotations

import io

import docx
import openpyxl
import pypdf
import pytest
from plant_with_everything import text as everything

from assessment import intake, procedure
from assessment.reports.forms import FORMS, fill, render_form
from assessment.reports.verification import verify

NAMES = {
    "markup": "O'Brien <b>&amp;</b> #set *bold* $x$ @a `c`",
    "formula": "=cmd|' /C calc'!A0",
    "emoji": "🙂🏭 nhà máy",
    "long": "x" * 500,
    "right to left": "مصنع الملابس \u202e ok",
}


@pytest.fixture(scope="module", params=NAMES.values(), ids=NAMES.keys())
def hostile(request):
    quoted = request.param.replace("\\", "").replace('"', "")
    text = everything().replace("Nhà máy Thủy sản Thử (dựng)", "HOSTILE").replace("Tôm tươi IQF", "HOSTILE").replace("Thay đèn LED khu sơ chế", "HOSTILE")
    reading = intake.read(text.replace("HOSTILE", f'"{quoted}"').encode(), "x.yaml")
    assert reading.document is not None, reading.findings
    return quoted, reading.document, procedure.assess(reading.document)


@pytest.mark.parametrize("name", ["seafood_sec", "cleaner_production", "energy_audit", "green_credit"])
def test_names_are_text_in_every_form(hostile, name):
    typed, document, result = hostile
    form = fill(name, result, document)
    for kind in ("xlsx", "docx", "pdf"):
        content = render_form(form, kind)
        assert verify(content, f"f.{kind}", result) == ()
        if kind == "xlsx":
            cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
            assert all(cell.data_type != "f" for cell in cells)
        elif kind == "docx":
            made = docx.Document(io.BytesIO(content))
            assert typed.replace("\u202e", "") in made.tables[0].rows[0].cells[0].text
        else:
            assert pypdf.PdfReader(io.BytesIO(content)).pages


def test_every_form_is_covered_or_shares_its_parts():
    assert {"seafood_sec", "cleaner_production", "energy_audit", "green_credit"} <= set(FORMS)
