"""The template: what a factory gets, and that it carries a document without loss."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assessment import intake
from assessment.intake import template
from assessment.intake.layout import BY_KEY, LAYOUT, NEEDED_SHEETS
from assessment.intake.rows import SECTIONS
from assessment.intake.tables import fields_of
from assessment.intake.vocabulary import Vocabulary
from assessment.model import Assessment, Document, Facility, Flow, Measured, Product, StreamNote, Worksheet, input_sha256
from calculators.errors import UnknownKeyError
from calculators.units import parse_unit
from data import messages

EXAMPLES = sorted(Path(messages.__file__).parent.joinpath("examples").glob("*.yaml"))


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def seafood() -> Any:
    return opened(template.write("seafood"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_same_sheets_in_both_languages(lang: str) -> None:
    book = opened(template.write("seafood", lang))
    assert [name for name in book.sheetnames if name in BY_KEY] == [layout.key for layout in LAYOUT]
    guide = messages.message("sheet._guide.title", lang)
    assert book.sheetnames[0] == guide


@pytest.mark.parametrize("layout", [layout for layout in LAYOUT if layout.form != "fields"], ids=lambda layout: layout.key)
def test_the_first_row_holds_field_names_and_is_hidden(seafood: Any, layout: Any) -> None:
    sheet = seafood[layout.key]
    assert sheet.row_dimensions[1].hidden
    assert [cell.value for cell in sheet[1] if cell.value] == list(layout.fields)
    assert all(cell.value for cell in sheet[2])


@pytest.mark.parametrize("layout", [layout for layout in LAYOUT if layout.form == "table"], ids=lambda layout: layout.key)
def test_the_fields_are_those_of_the_document(layout: Any) -> None:
    aside = {
        "streams": {"property", "value", "unit", "uncertainty_pct", "evidence"},
        "process.streams": {"property", "value", "value_unit", "value_uncertainty_pct", "value_evidence"},
        "options.saves": set(layout.fields), "options.adds": set(layout.fields), "life_cycle.inventory": set(layout.fields),
        "worksheets": {"entry", "field", "value", "unit", "uncertainty_pct", "evidence"},
    }  # fmt: skip
    if layout.section in SECTIONS:
        bare = fields_of(type(layout)(key=layout.key, section=layout.section, form="table", fields=()))
        assert set(layout.fields) - bare <= aside.get(layout.key, set())


def test_headings_are_protected_and_cells_are_not(seafood: Any) -> None:
    for layout in LAYOUT:
        sheet = seafood[layout.key]
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        row = 3 if layout.form == "fields" else 30
        column = 3 if layout.form == "fields" else 2
        is_column_unlocked = sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].protection.locked is False
        assert sheet.cell(row, column).protection.locked is False or is_column_unlocked, layout.key
        assert sheet.cell(2, 2).protection.locked


def test_the_lists_offer_what_the_reader_takes(seafood: Any, vocabulary: Vocabulary) -> None:
    lists = seafood["_lists"]
    assert lists.sheet_state == "veryHidden"
    offered = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in lists.iter_cols()}
    assert {text.rpartition("[")[2].rstrip("]") for text in offered["stream"]} == set(vocabulary.streams)
    assert all(parse_unit(unit) for unit in offered["unit"])
    rules = seafood["flows"].data_validations.dataValidation
    assert {rule.formula1 for rule in rules if rule.type == "list"} >= {"list_stream", "list_unit", "list_role"}
    assert any(rule.type == "decimal" for rule in rules)


def test_an_unfilled_template_says_what_is_missing() -> None:
    reading = intake.read(template.write("seafood"), "mau.xlsx")
    assert reading.document is None
    assert {(f.code, f.expected, f.place.sheet) for f in reading.findings} == {
        ("key.missing", "name", "facility"), ("key.missing", "province", "facility"), ("key.missing", "reporting_period", "facility"),
    }  # fmt: skip


def fill_facility(book: Any) -> None:
    sheet = book["facility"]
    values = {"facility.name": "Nhà máy thử", "facility.province": "68", "reporting_period": "2025"}
    for row in range(3, 20):
        if sheet.cell(row, 1).value in values:
            sheet.cell(row, 3).value = values[sheet.cell(row, 1).value]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_template_filled_by_hand(lang: str) -> None:
    """Examples stay in their rows and are not counted; an example that is written over is."""
    book = opened(template.write("seafood", lang))
    fill_facility(book)
    products, monthly = book["products"], book["flows_monthly"]
    for column, value in zip("BCD", ("tom", "Tôm", "tấn"), strict=True):
        products[f"{column}4"] = value
    for column, value in zip("BCDEF", ("product/tom", 2025, "tấn", 100, "1.234,5"), strict=True):
        monthly[f"{column}3"] = value  # over the example, whose mark in column A stays
    for column in range(7, 17):
        monthly.cell(3, column).value = None
    monthly["E4"] = 5000  # the first starting row: grid electricity in January; the year is the reporting period
    saved = io.BytesIO()
    book.save(saved)
    reading = intake.read(saved.getvalue(), "mau.xlsx")
    assert [f for f in reading.findings if f.severity == "error"] == []
    assert reading.document is not None
    flows = {(f.stream, f.period): (f.quantity, f.unit) for f in reading.document.assessment.flows}
    assert flows == {
        ("product/tom", "2025-01"): (100.0, "tấn"), ("product/tom", "2025-02"): (1234.5, "tấn"), ("electricity/grid", "2025-01"): (5000.0, "kWh"),
    }  # fmt: skip


@pytest.mark.parametrize("sector", ["garments", "footwear", "bottled_water", "paper", "seafood", "beer", "other"])
def test_every_sector_starts_with_streams_that_exist(sector: str, vocabulary: Vocabulary) -> None:
    sheet = opened(template.write(sector))["flows_monthly"]
    streams = [sheet.cell(row, 2).value for row in range(4, sheet.max_row + 1) if sheet.cell(row, 2).value]
    assert len(streams) >= 7
    assert all(text.rpartition("[")[2].rstrip("]") in vocabulary.streams for text in streams)


def test_an_unknown_sector_names_near_ones() -> None:
    with pytest.raises(UnknownKeyError, match="seafood"):
        template.write("seafod")


def test_the_same_call_gives_the_same_bytes() -> None:
    assert template.write("seafood") == template.write("seafood")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", [Path(__file__).parents[2] / "golden" / "garment.yaml", *EXAMPLES], ids=lambda path: path.stem)
def test_a_document_goes_through_the_workbook_unchanged(path: Path, lang: str) -> None:
    first = intake.read(path)
    assert first.document is not None
    second = intake.read(template.fill(first.document.assessment, lang), "a.xlsx")
    assert second.document is not None
    assert [f.code for f in second.findings] == [f.code for f in first.findings]
    assert input_sha256(second.document.assessment) == input_sha256(first.document.assessment)


def test_formulas_of_users_stay_texts(garment: Document) -> None:
    names = ["=1+1", "+84 901", "-x", "@SUM(A1)", "=cmd|' /C calc'!A0"]
    facility = garment.assessment.facility.model_copy(update={"name": names[0], "zone": names[4], "commune": names[3]})
    products = tuple(
        product.model_copy(update={"name": name}) for product, name in zip(garment.assessment.products, names[:4], strict=True)
    )
    assessment = garment.assessment.model_copy(update={"facility": facility, "products": products})
    data = template.fill(assessment)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in sheet for sheet in sheets)
    reading = intake.read(data, "a.xlsx")
    assert reading.document is not None
    assert input_sha256(reading.document.assessment) == input_sha256(assessment)


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co"))
TEXTS = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: unicodedata.normalize("NFC", text))
NUMBERS = st.just(0.0) | st.floats(min_value=1e-6, max_value=1e14)  # what a plant can measure
SHORT_NUMBERS = NUMBERS.map(lambda value: float(f"{value:.15g}"))  # a worksheet's field keeps what a cell keeps
MEASURED = st.builds(Measured, value=NUMBERS, unit=st.just("%"), evidence=st.none() | TEXTS)
SHORT_MEASURED = st.builds(Measured, value=SHORT_NUMBERS, unit=st.just("%"), evidence=st.none() | TEXTS)
FLOWS = st.lists(
    st.builds(
        Flow,
        period=st.integers(1, 12).map(lambda month: f"2025-{month:02}"),
        stream=st.just("electricity/grid"),
        quantity=NUMBERS,
        unit=st.just("kWh"),
        cost_vnd=st.none() | NUMBERS.map(lambda value: -value or 0.0),
        meter=st.sampled_from([None, "CT-1", "=CT"]),
        evidence=st.none() | TEXTS,
        estimated=st.sampled_from([None, True, False]),
    ),
    unique_by=lambda flow: (flow.period, flow.meter),
    max_size=8,
)
ASSESSMENTS = st.builds(
    Assessment,
    facility=st.builds(Facility, name=TEXTS, sector=st.just("other"), province=st.just("68")),
    reporting_period=st.just("2025"),
    products=st.tuples(st.builds(Product, id=st.just("p"), name=TEXTS, unit=st.just("t"))),
    flows=FLOWS.map(tuple),
    streams=st.tuples(st.builds(StreamNote, stream=st.just("fuel/rice_husk"), name=st.none() | TEXTS, moisture=MEASURED)),
    worksheets=st.lists(
        st.builds(Worksheet, sheet=st.just("team"), values=st.dictionaries(TEXTS, SHORT_NUMBERS | TEXTS | SHORT_MEASURED, max_size=3)),
        max_size=2,
    ).map(tuple),
)


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])  # shrinking by workbooks takes minutes
@given(assessment=ASSESSMENTS)
def test_any_document_goes_through_the_workbook(assessment: Assessment) -> None:
    """Law: fill, then read, is the identity on documents."""
    reading = intake.read(template.fill(assessment), "a.xlsx")
    assert {f.code for f in reading.findings if f.severity == "error"} <= {"flow.none"}
    assert reading.document is not None
    assert input_sha256(reading.document.assessment) == input_sha256(assessment)


def test_needed_sheets_are_in_the_layout() -> None:
    assert {key for keys in NEEDED_SHEETS.values() for key in keys} <= set(BY_KEY)
