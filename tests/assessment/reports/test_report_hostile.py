"""What people type, and what is missing, never breaks a report."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
import yaml

from assessment import intake, procedure, reports
from assessment.reports import Layout
from assessment.reports.compose import compose, result_sha256
from assessment.reports.picture import usable_logo
from assessment.reports.report import Paragraph
from assessment.reports.verification import verify
from assessment.reports.word_template import check_template, shipped_template
from assessment.reports.words import write
from calculators.errors import DomainError, UnknownKeyError
from data.messages import message

GARMENT = Path(__file__).parents[2] / "golden/garment.yaml"
NAMES = {
    "markup": "O'Brien \"quoted\" <b>&amp;</b> #set *bold* _x_ $x$ @a `c`",
    "formula": "=cmd|' /C calc'!A0",
    "emoji": "🙂🏭 nhà máy",
    "long": "x" * 500,
    "right to left": "مصنع الملابس שלום \u202e ok",
    "template tags": "{{ 7*7 }} {% for x in y %}",
    "header codes": "&L&8 9 %s {0}",
}


def _document(change):
    record = json.loads(json.dumps(yaml.load(GARMENT.read_text(encoding="utf-8"), yaml.BaseLoader)))
    for row in record["flows"]:
        row["quantity"] = float(row["quantity"])
        for name in ("cost_vnd", "uncertainty_pct"):
            if name in row:
                row[name] = float(row[name])
    numbers = ("value", "uncertainty_pct", "quantity", "equivalent", "employees")

    def typed(node):
        if isinstance(node, dict):
            return {key: float(value) if key in numbers and isinstance(value, str) else typed(value) for key, value in node.items()}
        return [typed(item) for item in node] if isinstance(node, list) else node

    record = typed(record)
    change(record)
    reading = intake.read(json.dumps(record, ensure_ascii=False).encode(), "x.json")
    assert reading.document is not None, reading.findings
    return reading.document


def _named(name):
    def change(record):
        record["facility"]["name"] = name
        for row in (*record["products"], *record["streams"]):
            row["name"] = name

    return change


@pytest.mark.parametrize("form", ["xlsx", "pdf", "docx"])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_names_are_text_everywhere(name, form):
    document = _document(_named(name))
    result = procedure.assess(document)
    layout = Layout(sections=("summary", "company"), notes={"summary": name}, signatories=((name, name),), logo=b"not a picture")
    content = reports.render(result, document, form, "vi", "quick", layout=layout)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and "calc" in cell.value]
        assert all(cell.data_type == "s" for cell in found)
        assert verify(content, "r.xlsx", result) == ()
    elif form == "docx":
        text = "\n".join(cell.text for table in docx.Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells)
        assert name.replace("\u202e", "") in text
    else:
        assert pypdf.PdfReader(io.BytesIO(content)).pages


def _one_row(record):
    record["flows"] = [{"period": "2025-01", "stream": "electricity/grid", "quantity": 1.0, "unit": "kWh"}]
    record["streams"] = []
    del record["baseline_period"]


@pytest.mark.parametrize("form", ["xlsx", "pdf", "docx"])
def test_sections_without_data_say_so(form):
    document = _document(_one_row)
    result = procedure.assess(document)
    content = reports.render(result, document, form, "en", "full")
    assert verify(content, f"r.{form}", result) == ()
    words = [section.blocks for section in compose(result, document, "en", "full").sections if section.id == "losses"]
    assert words
    if form == "pdf":
        text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())
        assert "no loss could be costed" in text


def _forty_products(record):
    for index in range(36):
        record["products"].append({"id": f"p{index}", "name": f"Sản phẩm {index}", "unit": "piece", "equivalent": 1 + index / 10})
        record["flows"].append({"period": "2025", "stream": f"product/p{index}", "quantity": 1000.0 + index, "unit": "piece"})


def _ten_years(record):
    record["reporting_period"], record["baseline_period"] = "2016/2025", "2015"
    for year in range(2016, 2025):
        for month in range(1, 13):
            record["flows"].append({"period": f"{year}-{month:02d}", "stream": "product/tee", "quantity": 1e5, "unit": "piece"})


@pytest.mark.parametrize("change", [_forty_products, _ten_years])
def test_many_products_and_years(change):
    document = _document(change)
    result = procedure.assess(document)
    for form in ("xlsx", "pdf"):
        assert verify(reports.render(result, document, form, "vi", "full"), f"r.{form}", result) == ()


def test_forty_products_keep_the_quick_report_short():
    document = _document(_forty_products)
    content = reports.render(procedure.assess(document), document, "pdf", "vi", "quick")
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) <= 5


def test_logo_that_is_no_picture_is_left_out():
    assert usable_logo(b"GIF89a nothing") is None
    assert usable_logo(None) is None


def _template(*paragraphs):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"PK nothing", "unreadable", id="broken"),
        pytest.param(_template("{{ body"), "syntax", id="unclosed"),
        pytest.param(_template("{{ body }}", "{{ bodi }}"), "unknown_tag", id="misspelt"),
        pytest.param(_template("{{ title }}"), "no_body", id="no body"),
    ],
)
def test_broken_template_is_a_finding(assessed, content, code):
    assert [f.code for f in check_template(content) if f.severity == "error"] == [f"word_template.{code}"]
    document, result = assessed("garment")
    with pytest.raises(DomainError, match=code):
        reports.render(result, document, "docx", "vi", template=content)


def test_own_template_takes_sections_where_it_wants_them(assessed):
    document, result = assessed("garment")
    content = _template("Kính gửi Sở Công Thương", "{{ section_targets }}", "{{ section_summary }}", "{{ hash }}")
    assert {f.code for f in check_template(content)} <= {"word_template.no_style"}
    made = docx.Document(io.BytesIO(reports.render(result, document, "docx", "vi", template=content)))
    texts = [paragraph.text for paragraph in made.paragraphs]
    order = [next(i for i, text in enumerate(texts) if words in text) for words in ("Kính gửi", "Tiến độ", "Tóm tắt")]
    assert order == sorted(order)
    assert check_template(shipped_template()) == ()


def test_template_reaches_nothing_of_python(assessed):
    document, result = assessed("garment")
    content = _template("{{ body }}", "{{ title.__class__.__mro__ }}")
    with pytest.raises(DomainError, match="__class__"):
        reports.render(result, document, "docx", "vi", template=content)


def test_unknown_format_is_named(assessed):
    document, result = assessed("garment")
    with pytest.raises(UnknownKeyError, match="odt"):
        reports.render(result, document, "odt", "vi")


def _only_output(record):
    record["flows"] = [row for row in record["flows"] if str(row["stream"]).startswith("product/")]
    record.pop("baseline_period", None)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_ledger_of_output_alone_claims_no_zero_and_shows_no_key(lang):
    document = _document(_only_output)
    report = compose(procedure.assess(document), document, lang, "full")
    assert all(table.rows for table in report.tables())
    texts = [write(block.text, lang) for section in report.sections for block in section.blocks if isinstance(block, Paragraph)]
    texts += [write(cell, lang) for table in report.tables() for row in table.rows for cell in row.cells if cell is not None]
    assert message("report.none.totals", lang) in texts
    assert [text for text in texts if "norm_sec" in text] == []
    assert not any(text.startswith(("Phát thải khí nhà kính: 0", "Greenhouse gases: 0")) for text in texts)


def test_a_name_without_a_space_keeps_the_footer_on_one_line():
    document = _document(_named("A" * 500))
    result = procedure.assess(document)
    content = reports.render(result, document, "pdf", "vi", "quick", layout=Layout(sections=("summary",)))
    text = re.sub(r"[\s\u200b]", "", pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text())
    footer = re.search(rf"(A+)…{result_sha256(result)[:16]}", text)
    assert footer is not None
    assert 20 < len(footer.group(1)) < 59  # the 60 letters of the footer are wider than its room
