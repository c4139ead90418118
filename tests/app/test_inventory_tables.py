"""The inventory's tables on the data page: refrigerant systems, changes of the base year, errors of factors, as worksheets of the document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sites
from app.editing import choices, inventory_rows, tables
from app.editing.inventory_rows import THRESHOLD, cell_of, parts_of, with_parts
from app.editing.marks import marks_of
from app.editing.mending import focus_of
from app.editing.views import view_of
from app.opening import Opened
from app.pages.data import DataPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import LARGEST_UPLOAD, Settings
from assessment import intake, procedure
from assessment.model import Assessment, Document, Measured, Worksheet

GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"
SHEETS = """
worksheets:
  - {sheet: refrigerants, values: {Kho 1.stream: refrigerant/r404a, Kho 1.operating: {value: 0.2, unit: t}, Kho 1.type: 214386, Kho 1.note: cũ}}
  - {sheet: base_year, values: {threshold_percent: 5, b.reason: acquisition, b.scope1: -40}}
  - {sheet: inventory, values: {electricity/grid.factor_uncertainty_pct: 5, fuel/lpg.factor_uncertainty_pct: nhiều}}
"""


@pytest.fixture
def stated() -> Assessment:
    """Return the garment example with the three worksheets."""
    read = intake.read(GOLDEN.read_bytes() + SHEETS.encode(), "own.yaml").document
    assert read is not None
    return read.assessment


@pytest.fixture
def page(settings: Settings, opened: Opened) -> Callable[..., DataPage]:
    """Return what opens the data page's tab of an own site."""

    def open_it(content: bytes, focus: str = "inventory", lang: str = "vi") -> DataPage:
        key = sites.keep(settings, content, "own.yaml", LARGEST_UPLOAD).key
        session = AssessmentSession(settings, lambda _, __: opened, route=Route(page="data", site=key, focus=focus, lang=lang))
        session.open()
        made = DataPage(session)
        made.__panel__()
        return made

    return open_it


def values(document: Assessment, sheet: str) -> dict[str, Any]:
    """Return the fields of a worksheet."""
    return dict(next((item.values for item in document.worksheets if item.sheet == sheet), {}))


def kept(page: DataPage) -> Assessment:
    """Return what the store has of a page's site."""
    return kept_document(page).assessment


def kept_document(page: DataPage) -> Document:
    """Return the same with its places."""
    session = page.session
    site = sites.find(session.settings, session.site.key)
    read = intake.read(sites.content(session.settings, site), site.filename).document
    assert read is not None
    return read


def type_in(page: DataPage, sheet: str, *edits: tuple[str, str]) -> None:
    """Type into the row that is not one yet."""
    blank = page.grids[sheet][1].sheet().rows[-1][0]
    page._told_grid(sheet, {"edits": [[blank, field, text] for field, text in edits]})


def test_a_system_typed_in_is_counted_and_undone(page: Callable[..., DataPage]) -> None:
    made = page(GOLDEN.read_bytes())
    type_in(made, "refrigerants", ("system", "Kho lạnh 1"), ("refrigerant", "R404A"), ("operating", "1.200,5"), ("operation_loss", "16 %"))
    document = kept(made)
    assert values(document, "refrigerants") == {
        "Kho lạnh 1.stream": "refrigerant/r404a", "Kho lạnh 1.operating": 1200.5, "Kho lạnh 1.operation_loss": 16.0,
    }  # fmt: skip
    read = intake.read(GOLDEN.read_bytes(), "own.yaml").document
    assert read is not None
    before, after = (procedure.assess(one)["emissions"]["scope1"] for one in (read, kept_document(made)))
    # 1 200.5 kg · 16 % · (0.44 · 3 170 + 0.52 · 4 800 + 0.04 · 1 300): R-404A by its composition, AR5 as the document chose
    assert after - before == pytest.approx(1200.5 * 0.16 * (0.44 * 3170 + 0.52 * 4800 + 0.04 * 1300) / 1000)
    made.act("undo", "")
    assert values(kept(made), "refrigerants") == {}


def test_a_row_without_its_refrigerant_waits_and_says_why(page: Callable[..., DataPage]) -> None:
    made = page(GOLDEN.read_bytes())
    type_in(made, "refrigerants", ("system", "Kho 2"), ("operating", "10"))
    assert kept(made).worksheets == ()
    shown = made.grids["refrigerants"][1].sheet()
    (mark,) = [mark for cell, mark in shown.marks.items() if cell.endswith("\tsystem")]
    assert "Môi chất lạnh" in mark[1] + mark[2]


@pytest.mark.parametrize(
    ("sheet", "field", "text"),
    [
        pytest.param("refrigerants", "operation_loss", "116", id="a loss of more than all"),
        pytest.param("refrigerants", "operating", "-3", id="a negative charge"),
        pytest.param("refrigerants", "refrigerant", "khí lạ", id="no refrigerant"),
        pytest.param("refrigerants", "equipment_class", "999", id="no class"),
        pytest.param("base_year", "change_reason", "may mắn", id="no reason"),
        pytest.param("base_year", "scope1", "nhiều", id="no number"),
        pytest.param("inventory", "source", "điện sao Hỏa", id="no source"),
        pytest.param("inventory", "factor_uncertainty_pct", "-1", id="a negative error"),
    ],
)
def test_what_cannot_be_used_is_marked_in_its_cell(page: Callable[..., DataPage], sheet: str, field: str, text: str) -> None:
    made = page(GOLDEN.read_bytes())
    first = tables.FIELDS[sheet][0]
    type_in(made, sheet, *{first: "electricity/grid" if first == "source" else "x", field: text}.items())
    assert kept(made).worksheets == ()
    assert [mark[0] for cell, mark in made.grids[sheet][1].sheet().marks.items() if cell.endswith(f"\t{field}")] == ["error"]


def test_the_threshold_is_a_field(page: Callable[..., DataPage]) -> None:
    made = page(GOLDEN.read_bytes() + SHEETS.encode())
    made._told_form({"field": THRESHOLD, "text": "7,5 %"})
    assert values(kept(made), "base_year") == {"threshold_percent": 7.5, "b.reason": "acquisition", "b.scope1": -40.0}
    made._told_form({"field": THRESHOLD, "text": "một ít"})
    assert made.desk.typed[THRESHOLD] == "một ít"
    made._told_form({"field": THRESHOLD, "text": ""})
    assert "threshold_percent" not in values(kept(made), "base_year")


def test_rows_show_what_the_document_says(stated: Assessment) -> None:
    (system,) = parts_of(stated, "refrigerants")
    shown = [tables.text_of(system, field, "comma") for field in tables.FIELDS["refrigerants"]]
    assert shown == ["Kho 1", "refrigerant/r404a", "214386", "", "", "200", "", "", "", ""]
    assert [tables.text_of(part, "factor_uncertainty_pct", "dot") for part in parts_of(stated, "inventory")] == ["5", "nhiều"]


@pytest.mark.parametrize("sheet", list(inventory_rows.PARTS))
def test_rows_put_back_change_nothing(stated: Assessment, sheet: str) -> None:
    assert values(with_parts(stated, sheet, parts_of(stated, sheet)), sheet) == values(stated, sheet)


def test_a_changed_member_leaves_the_others_as_they_were(stated: Assessment) -> None:
    (system,) = parts_of(stated, "refrigerants")
    changed = values(with_parts(stated, "refrigerants", [system.model_copy(update={"retired": 3.0})]), "refrigerants")
    assert changed == {**values(stated, "refrigerants"), "Kho 1.retired": 3.0}
    assert isinstance(changed["Kho 1.operating"], Measured)


def test_two_rows_of_one_name_stay_two(stated: Assessment) -> None:
    (change,) = parts_of(stated, "base_year")
    twice = with_parts(stated, "base_year", [change, change])
    assert [getattr(part, "change", "") for part in parts_of(twice, "base_year")] == ["b", "b (2)"]


@given(names=st.lists(st.text(alphabet="ab.[] 1", min_size=1, max_size=6), min_size=1, max_size=4, unique_by=str.strip), reason=st.sampled_from(["error", "method"]))
def test_any_name_is_read_back(names: list[str], reason: str) -> None:
    names = [name.strip() for name in names if name.strip()]
    read = intake.read(GOLDEN.read_bytes(), "own.yaml").document
    assert read is not None
    rows = [inventory_rows.BaseYearChange(change=name, change_reason=reason, scope1=1.0) for name in names]
    document = with_parts(read.assessment, "base_year", rows)
    assert list(parts_of(document, "base_year")) == rows
    for place, name in enumerate(names):
        assert cell_of(document, f"worksheets[0].values.{name}.scope1") == ("base_year", place, "scope1")


def test_findings_stand_in_their_cell_and_lead_there() -> None:
    read = intake.read(GOLDEN.read_bytes() + SHEETS.replace("acquisition", "luck").replace("refrigerant/r404a", "water/sea").encode(), "own.yaml").document
    assert read is not None
    found = {finding["code"]: finding for finding in procedure.assess(read)["findings"]}
    expected = {
        "refrigerant.life_cycle_incomplete": ("refrigerants", 0, "refrigerant"),
        "base_year.change_unreadable": ("base_year", 0, "change_reason"),
        "inventory.factor_error_unreadable": ("inventory", 1, "factor_uncertainty_pct"),
    }
    marks = marks_of(read.assessment, found.values(), "vi")
    for code, (section, row, field) in expected.items():
        if code == "base_year.change_unreadable" and read.assessment.baseline_period is None:
            continue
        view = view_of(focus_of(found[code]), read.assessment)
        assert (view.tab, view.section, view.row, view.column) == ("inventory", section, str(row), field)
        assert field in marks.rows[(section, row)]


def test_lists_offer_what_fits(stated: Assessment) -> None:
    assert all(key.startswith("refrigerant/") for key in choices.options(stated, "refrigerant", "vi"))
    assert choices.label(stated, "equipment_class", "214386", "en") == "Industrial Refrigeration including Food Processing and Cold Storage\n214386"
    assert choices.read_choice(stated, "change_reason", "mua lai", "vi").value == "acquisition"
    used = {flow.stream for flow in stated.flows}
    assert set(choices.options(stated, "source", "en")) <= used


def test_a_document_without_the_worksheets_shows_empty_tables(page: Callable[..., DataPage]) -> None:
    made = page(GOLDEN.read_bytes(), lang="en")
    assert [len(sheet.sheet().rows) for _, sheet in made.grids.values()] == [1, 1, 1]
    assert cell_of(made.desk.document.model_copy(update={"worksheets": (Worksheet(sheet="team", values={"a.b": 1}),)}), "worksheets[0].values.a.b") is None
