"""The life cycle on the data page: a footprint begun from the ledger, its bill as one table, every change kept and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import data
from app import sites
from app.editing import choices, life_cycle_rows
from app.editing.life_cycle_rows import BILL, SECTION, BillRow, begun, cell_of, parts_of, with_parts
from app.editing.marks import marks_of
from app.editing.mending import focus_of
from app.editing.views import view_of
from app.opening import Opened
from app.pages.data import DataPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import LARGEST_UPLOAD, Settings
from assessment import intake, procedure
from assessment.model import Assessment, Document

FOLDER = Path(data.__file__).parent / "examples"
GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"


def read(content: bytes, name: str = "own.yaml") -> Document:
    """Return a document."""
    found = intake.read(content, name).document
    assert found is not None
    return found


@pytest.fixture
def page(settings: Settings, opened: Opened) -> Callable[..., DataPage]:
    """Return what opens the tab of an own site."""

    def open_it(content: bytes, lang: str = "vi") -> DataPage:
        key = sites.keep(settings, content, "own.yaml", LARGEST_UPLOAD).key
        session = AssessmentSession(settings, lambda _, __: opened, route=Route(page="data", site=key, focus="life_cycle", lang=lang))
        session.open()
        made = DataPage(session)
        made.__panel__()
        return made

    return open_it


def kept(page: DataPage) -> Assessment:
    """Return what the store has of a page's site."""
    session = page.session
    site = sites.find(session.settings, session.site.key)
    return read(sites.content(session.settings, site), site.filename).assessment


def type_in(page: DataPage, sheet: str, *edits: tuple[str, str]) -> None:
    """Type into the row that is not one yet."""
    blank = page.grids[sheet][1].sheet().rows[-1][0]
    page._told_grid(sheet, {"edits": [[blank, field, text] for field, text in edits]})


def test_a_footprint_is_begun_from_the_ledger_by_one_button(page: Callable[..., DataPage]) -> None:
    made = page((FOLDER / "seafood.yaml").read_bytes())
    assert "Tôm tươi IQF" in str(made.starts.object)
    made.act("footprint", "iqf_raw")
    (cycle,) = kept(made).life_cycle
    assert {row.stream for row in cycle.inventory} >= {"electricity/grid", "refrigerant/r22", "material/raw_shrimp", "water/municipal"}
    assert all(row.quantity is None for row in cycle.inventory)
    assert "iqf_raw" not in str(made.starts.object)
    made.act("undo", "")
    assert kept(made).life_cycle == ()


def test_what_was_begun_gives_the_example_s_figure() -> None:
    """The worked example of shrimp has the same ledger rows: the button alone gives what it gives without packaging and freight, per tonne."""
    by_hand = read((FOLDER / "footprints" / "frozen_shrimp.yaml").read_bytes())
    alone = begun(by_hand.assessment.model_copy(update={"life_cycle": ()}), "iqf_raw")
    ours = procedure.assess(Document(assessment=alone, file="own.yaml"))["footprints"][0]
    theirs = procedure.assess(by_hand)["footprints"][0]
    assert ours["by_stage"]["manufacture"] == pytest.approx(1000 * theirs["by_stage"]["manufacture"])
    assert {(gap["code"], gap["stream"]) for gap in theirs["gaps"]} <= {(gap["code"], gap["stream"]) for gap in ours["gaps"]}


def test_a_row_of_the_bill_is_typed_and_a_product_s_rows_stay_together(page: Callable[..., DataPage]) -> None:
    made = page((FOLDER / "seafood.yaml").read_bytes())
    for product in ("iqf_raw", "block"):
        made.act("footprint", product)
    type_in(made, BILL, ("product", "iqf_raw"), ("stage", "Bao bì"), ("stream", "Túi PE"), ("quantity", "20"), ("unit", "kg"))
    cycle = kept(made).life_cycle[0]
    assert (cycle.product, cycle.inventory[-1].stage, cycle.inventory[-1].quantity) == ("iqf_raw", "packaging", 20.0)
    sheet = made.grids[BILL][1]
    shown = sheet.sheet().rows
    at = len(cycle.inventory) - 1
    assert shown[at][1][5] == "20"
    made._told_grid(BILL, {"edits": [[shown[at][0], "quantity", "25"]]})
    assert kept(made).life_cycle[0].inventory[-1].quantity == 25.0
    made._told_grid(BILL, {"act": "remove", "ids": [shown[at][0]]})
    assert len(kept(made).life_cycle[0].inventory) == at


def test_the_declared_unit_and_the_basis_are_chosen(page: Callable[..., DataPage]) -> None:
    made = page((FOLDER / "seafood.yaml").read_bytes())
    made.act("footprint", "iqf_raw")
    id = made.grids[SECTION][1].sheet().rows[0][0]
    made._told_grid(SECTION, {"edits": [[id, "declared_unit.unit", "kg"], [id, "boundary", "cradle_to_grave"], [id, "allocation", "giá bán"]]})
    (cycle,) = kept(made).life_cycle
    assert (cycle.declared_unit.unit, cycle.boundary, cycle.allocation) == ("kg", "cradle_to_grave", "price")
    assert cycle.inventory


@pytest.mark.parametrize(
    ("field", "text"),
    [
        pytest.param("stage", "đâu đó", id="no stage"),
        pytest.param("stream", "thứ lạ", id="no stream"),
        pytest.param("product", "xe máy", id="no product"),
        pytest.param("quantity", "nhiều", id="no number"),
        pytest.param("unit", "xyz", id="no unit"),
    ],
)
def test_what_cannot_be_used_is_marked_in_its_cell(page: Callable[..., DataPage], field: str, text: str) -> None:
    made = page(GOLDEN.read_bytes())
    was = kept(made).life_cycle
    type_in(made, BILL, (field, text))
    assert kept(made).life_cycle == was
    assert [mark[0] for cell, mark in made.grids[BILL][1].sheet().marks.items() if cell.endswith(f"\t{field}")] == ["error"]


@pytest.mark.parametrize("name", ["tshirt", "shoes", "mineral_water", "testliner", "frozen_shrimp", "pangasius_fillet"])
@pytest.mark.parametrize("section", [SECTION, BILL])
def test_tables_put_back_change_nothing(name: str, section: str) -> None:
    document = read((FOLDER / "footprints" / f"{name}.yaml").read_bytes()).assessment
    assert with_parts(document, section, parts_of(document, section)).life_cycle == document.life_cycle


def test_a_bill_of_a_product_without_a_footprint_begins_one() -> None:
    document = read((FOLDER / "seafood.yaml").read_bytes()).assessment
    (cycle,) = with_parts(document, BILL, [BillRow(product="block", stage="transport", stream="transport/truck", quantity="ledger")]).life_cycle
    assert (cycle.product, cycle.declared_unit.unit, cycle.inventory[0].quantity) == ("block", "t", None)


def test_a_finding_stands_in_its_cell_and_leads_there() -> None:
    text = (FOLDER / "footprints" / "frozen_shrimp.yaml").read_text(encoding="utf-8")
    document = read(text.replace("quantity: 0.06, unit: kg", "quantity: 0.06, unit: kWh").encode())
    findings = [each for each in procedure.assess(document)["findings"] if each["code"] == "footprint.unit_differs"]
    assert len(findings) == 1
    view = view_of(focus_of(findings[0]), document.assessment)
    assert (view.tab, view.section, view.row, view.column) == ("life_cycle", BILL, "2", "unit")
    assert marks_of(document.assessment, findings, "en").rows[(BILL, 2)]["unit"][0] == "error"
    assert cell_of(document.assessment, "life_cycle[0].allocation") == (SECTION, 0, "allocation")
    assert cell_of(document.assessment, "life_cycle[9]") is None


def test_bases_are_offered_by_name() -> None:
    document = read(GOLDEN.read_bytes()).assessment
    assert list(choices.options(document, "allocation", "vi")) == list(life_cycle_rows.BASES)
