"""The data page: what is typed becomes the document at once, is kept beside other people's changes, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import sites
from app.components.grid import GridColumn, Sheet, patch_of
from app.components.months_sheet import MonthsSheet
from app.editing import method
from app.editing.desk import content_of
from app.editing.mending import focus_of
from app.editing.rows import with_row, with_rows
from app.editing.views import view_of
from app.opening import Opened
from app.pages.data import DataPage
from app.route import Route
from app.session import AssessmentSession
from app.settings import LARGEST_UPLOAD, Settings
from assessment import intake
from assessment.model import Assessment, Measured, StreamNote
from data import messages

GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"
GRID = "electricity/grid|in||||kWh"


@pytest.fixture(scope="module")
def document() -> Assessment:
    """Return the garment example."""
    read = intake.read(GOLDEN.read_bytes(), GOLDEN.name).document
    assert read is not None
    return read.assessment


@pytest.fixture
def open_page(settings: Settings, opened: Opened, document: Assessment) -> Callable[..., DataPage]:
    """Return what opens the data page of one own site, as often as there are windows."""
    site = sites.keep(settings, content_of(document), "own.json", LARGEST_UPLOAD)

    def open_it(focus: str = "", lang: str = "vi", content: bytes | None = None) -> DataPage:
        key = site.key if content is None else sites.keep(settings, content, "other.yaml", LARGEST_UPLOAD).key
        session = AssessmentSession(settings, lambda _, __: opened, route=Route(page="data", site=key, focus=focus, lang=lang))
        session.open()
        page = DataPage(session)
        page.__panel__()
        return page

    return open_it


def kept(page: DataPage) -> Assessment:
    """Return what the store has of a page's site."""
    session = page.session
    site = sites.find(session.settings, session.site.key)
    read = intake.read(sites.content(session.settings, site), site.filename).document
    assert read is not None
    return read.assessment


def amount(document: Assessment, period: str, stream: str = "electricity/grid") -> float | None:
    return next((flow.quantity for flow in document.flows if (flow.stream, flow.period) == (stream, period)), None)


def type_in(page: DataPage, *edits: tuple[str, str, str], grid: str = "months") -> None:
    """Do what the browser says when cells were typed in."""
    page._told_grid(grid, {"edits": [list(edit) for edit in edits]})


def test_a_typed_number_is_kept_at_once_and_undone(open_page: Callable[..., DataPage], document: Assessment) -> None:
    page = open_page()
    type_in(page, (GRID, "2025-03", "1.234,5"))
    assert amount(kept(page), "2025-03") == 1234.5
    assert page.desk.saved_at in str(page.status.object)
    page.act("undo", "")
    assert amount(kept(page), "2025-03") == amount(document, "2025-03")
    page.act("redo", "")
    assert amount(kept(page), "2025-03") == 1234.5


def test_what_is_no_number_stays_in_its_cell_and_out_of_the_document(open_page: Callable[..., DataPage], document: Assessment) -> None:
    page = open_page()
    type_in(page, (GRID, "2025-03", "12.5"))
    assert kept(page) == document
    sheet = page.grids["months"][1].sheet()
    severity, title, _, fix, button = sheet.marks[f"{GRID}\t2025-03"]
    assert (severity, fix) == ("error", "12,5")
    assert "12.5" in title
    assert "12,5" in button
    assert messages.message("data.waiting", "vi", count=1) in str(page.status.object)
    type_in(page, (GRID, "2025-03", fix))
    assert amount(kept(page), "2025-03") == 12.5
    assert page.desk.typed == {}


def test_a_pasted_block_in_english_is_read_and_said(open_page: Callable[..., DataPage]) -> None:
    page = open_page()
    type_in(page, (GRID, "2025-03", "1,234.5"), (GRID, "2025-04", "1,000"))
    assert (amount(kept(page), "2025-03"), amount(kept(page), "2025-04")) == (1234.5, 1000.0)
    assert messages.message("data.read_as.dot", "vi") in str(page.status.object)


def test_a_unit_is_changed_for_the_whole_row_and_an_unknown_one_is_marked(open_page: Callable[..., DataPage]) -> None:
    page = open_page()
    type_in(page, (GRID, "unit", "xyz"))
    assert page.grids["months"][1].sheet().marks[f"{GRID}\tunit"][0] == "error"
    type_in(page, (GRID, "unit", "MWh"))
    assert {flow.unit for flow in kept(page).flows if flow.stream == "electricity/grid"} == {"MWh"}


def test_missing_months_of_the_reporting_year_are_hatched(open_page: Callable[..., DataPage]) -> None:
    page = open_page()
    output = next(id for id, _ in page.grids["months"][1].sheet().rows if id.startswith("product/tee"))
    type_in(page, (output, "2025-07", ""))
    assert page.grids["months"][1].sheet().flags[f"{output}\t2025-07"] == "m"


def test_two_windows_are_merged_where_they_can_be_and_asked_where_not(open_page: Callable[..., DataPage]) -> None:
    first, second = open_page(), open_page()
    type_in(first, (GRID, "2025-01", "1"))
    type_in(second, (GRID, "2025-02", "2"))
    assert (amount(kept(second), "2025-01"), amount(kept(second), "2025-02")) == (1.0, 2.0)
    assert messages.message("data.merged", "vi") in str(second.status.object)
    type_in(first, (GRID, "2025-02", "3"))
    assert first.desk.conflict is not None
    assert messages.message("store.conflict.title", "vi") in str(first.clash.object)
    assert amount(kept(first), "2025-02") == 2.0
    first.act("submit", json.dumps({"clash:0": "mine"}))
    assert amount(kept(first), "2025-02") == 3.0
    assert first.clash.object == ""


def test_undo_leaves_what_the_other_window_did(open_page: Callable[..., DataPage], document: Assessment) -> None:
    first, second = open_page(), open_page()
    type_in(first, (GRID, "2025-01", "1"))
    type_in(second, (GRID, "2025-02", "2"))
    type_in(first, (GRID, "2025-03", "3"))
    first.act("undo", "")
    assert (amount(kept(first), "2025-01"), amount(kept(first), "2025-02")) == (1.0, 2.0)
    assert amount(kept(first), "2025-03") == amount(document, "2025-03")


def test_an_example_becomes_an_own_site_on_the_first_edit(settings: Settings, opened: Opened) -> None:
    session = AssessmentSession(settings, lambda _, __: opened, route=Route(page="data", site="example-garments"))
    session.open()
    page = DataPage(session)
    page.__panel__()
    assert messages.message("data.example", "vi") in str(page.status.object)
    type_in(page, (GRID, "2025-03", "5"))
    assert session.site is not None
    assert not session.site.is_example
    assert session.route.site == session.site.key
    assert amount(kept(page), "2025-03") == 5.0


def test_a_field_of_the_site_is_kept_and_a_wrong_one_is_not(open_page: Callable[..., DataPage], document: Assessment) -> None:
    page = open_page("site")
    page._told_form({"field": "facility.tax_code", "text": "12"})
    assert kept(page).facility.tax_code == document.facility.tax_code
    assert "facility.tax_code" in page.desk.typed
    page._told_form({"field": "facility.tax_code", "text": "0301234567"})
    assert kept(page).facility.tax_code == "0301234567"
    assert page.desk.typed == {}


def test_a_product_is_added_by_its_name_and_gets_a_row_of_output(open_page: Callable[..., DataPage], document: Assessment) -> None:
    page = open_page("products")
    blank = page.grids["products"][1].sheet().rows[-1][0]
    type_in(page, (blank, "name", "Áo khoác"), grid="products")
    assert kept(page).products == document.products
    type_in(page, (blank, "unit", "cái"), grid="products")
    assert kept(page).products[-1].id == "ao_khoac"
    assert any(line.stream == "product/ao_khoac" for line in MonthsSheet(page.desk, "vi", ["2025"]).lines({}))


def test_rows_of_the_ledger_are_pasted_taken_out_and_brought_back(open_page: Callable[..., DataPage], document: Assessment) -> None:
    page = open_page("ledger")
    page._told_grid("flows", {"grow": [["03/2024", "Điện lưới", "1.000", "kWh"], ["04/2024", "electricity/grid", "2.000", "kWh"]], "from": "period"})
    assert (amount(kept(page), "2024-03"), amount(kept(page), "2024-04")) == (1000.0, 2000.0)
    sheet: Any = page.grids["flows"][1]
    page._told_grid("flows", {"act": "remove", "ids": [sheet.id_at(0), sheet.id_at(1)]})
    assert len(kept(page).flows) == len(document.flows)
    page.act("undo", "")
    assert len(kept(page).flows) == len(document.flows) + 2


def test_a_row_that_is_not_one_yet_waits_and_is_named(open_page: Callable[..., DataPage], document: Assessment) -> None:
    page = open_page("ledger")
    sheet: Any = page.grids["flows"][1]
    blank = sheet.sheet().rows[-1][0]
    type_in(page, (blank, "stream", "Điện lưới"), grid="flows")
    assert kept(page) == document
    assert any(mark[0] == "warning" for key, mark in sheet.sheet().marks.items() if key.startswith(blank))


def test_one_edit_of_a_long_ledger_sends_one_row(open_page: Callable[..., DataPage], document: Assessment) -> None:
    rows = [{"period": f"20{10 + n // 480:02d}-{n % 12 + 1:02d}", "stream": "water/municipal", "quantity": 1.0, "unit": "m3", "meter": f"m{n}"} for n in range(3000)]
    long = with_rows(document, rows)
    page = open_page("ledger", content=content_of(long))
    sheet: Any = page.grids["flows"][1]
    before = sheet.sheet()
    page.desk.apply(lambda each: with_row(each, 1500, quantity=9.0))
    told = patch_of(before, sheet.sheet())
    assert [id for id, _ in told["rows"]] == [sheet.id_at(1500)]
    assert set(told) == {"rows"}


def test_a_file_with_lost_rows_is_not_changed_before_somebody_says_so(open_page: Callable[..., DataPage], document: Assessment) -> None:
    text = GOLDEN.read_text(encoding="utf-8").replace("quantity: 134000", "quantity: nhiều", 1)
    broken = text if "nhiều" in text else text.replace("quantity: ", "quantity: nhiều #", 1)
    page = open_page(content=broken.encode())
    assert page.desk.unread > 0
    assert page.grids == {}
    page.act("anyway", "")
    assert "months" in page.grids


def test_an_empty_house_begins_with_the_rows_of_its_sector_and_keeps_them(open_page: Callable[..., DataPage], document: Assessment) -> None:
    page = open_page(content=content_of(document.model_copy(update={"flows": ()})))
    before = [id for id, _ in page.grids["months"][1].sheet().rows]
    assert "electricity/grid|in||||kWh" in before
    assert "water/municipal|in||||m3" in before
    type_in(page, (GRID, "2025-01", "5"))
    assert [id for id, _ in page.grids["months"][1].sheet().rows] == before
    assert amount(kept(page), "2025-01") == 5.0


def test_a_patch_says_what_differs_and_nothing_else() -> None:
    columns = (GridColumn(key="a", title="A"),)
    old = Sheet(columns=columns, rows=[("1", ["x"]), ("2", ["y"])])
    assert patch_of(old, Sheet(columns=columns, rows=[("1", ["x"]), ("2", ["y"])])) == {}
    assert patch_of(old, Sheet(columns=columns, rows=[("1", ["x"]), ("2", ["z"])])) == {"rows": [("2", ["z"])]}
    assert patch_of(old, Sheet(columns=columns, rows=[("2", ["y"])])) == {"order": ["2"]}
    assert patch_of(old, old, ["2"]) == {"rows": [("2", ["y"])]}


def test_how_it_is_computed_is_chosen_and_taken_back(open_page: Callable[..., DataPage]) -> None:
    page = open_page("choices")
    before = dict(kept(page).choices)
    page._told_form({"field": "choices.discount_rate", "text": "12,5"})
    page._told_form({"field": "choices.baseline_method", "text": "chaining"})
    page._told_form({"field": "choices.energy_baseline", "text": "2023-01/2024-12"})
    assert kept(page).choices == {**before, "discount_rate": 12.5, "baseline_method": "chaining", "energy_baseline": "2023-01/2024-12"}
    for field, text in (("discount_rate", "51"), ("discount_rate", "nhiều"), ("gwp", "AR9"), ("energy_baseline", "2023-13"), ("nonsense", "1")):
        page._told_form({"field": f"choices.{field}", "text": text})
    assert kept(page).choices == {**before, "discount_rate": 12.5, "baseline_method": "chaining", "energy_baseline": "2023-01/2024-12"}
    page._told_form({"field": "choices.baseline_method", "text": ""})
    assert "baseline_method" not in kept(page).choices
    assert "AR9" not in kept(page).choices.values()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_choice_is_offered_by_name(open_page: Callable[..., DataPage], lang: str) -> None:
    page = open_page("choices", lang=lang)
    form = str(page.form._form()) if page.form else ""
    for rule in method.rules():
        assert f'name="choices.{rule.key}"' in form
        assert all(f">{value}<" not in form for value in rule.allowed if "_" in value)
    assert page.view.focus == "choices"


def test_a_property_of_a_stream_is_typed_and_its_evidence_stays(open_page: Callable[..., DataPage], document: Assessment) -> None:
    note = StreamNote(stream="fuel/diesel", ncv=Measured(value=43.0, unit="MJ/kg", evidence="phiếu 7", uncertainty_pct=1))
    page = open_page("streams", content=content_of(document.model_copy(update={"streams": (note,)})))
    _, sheet = page.grids["streams"]
    (row, *_) = sheet.sheet().rows
    type_in(page, (row[0], "ncv.value", "42,5"), grid="streams")
    (changed,) = kept(page).streams
    assert changed.ncv == Measured(value=42.5, unit="MJ/kg", evidence="phiếu 7", uncertainty_pct=1)
    blank = sheet.sheet().rows[-1][0]
    type_in(page, (blank, "stream", "fuel/rice_husk"), (blank, "moisture.value", "12"), (blank, "moisture.unit", "%"), grid="streams")
    assert kept(page).streams[1] == StreamNote(stream="fuel/rice_husk", moisture=Measured(value=12, unit="%"))


@pytest.mark.parametrize(("focus", "tab"), [("streams[0].ncv", "streams"), ("choices.discount_rate", "choices")])
def test_a_finding_leads_to_the_property_or_choice(document: Assessment, focus: str, tab: str) -> None:
    assert view_of(focus, document).tab == tab
    assert focus_of({"place": {"path": focus}, "values": {}}) == focus


def test_a_month_beside_a_year_is_still_there_when_the_page_is_opened_again(open_page: Callable[..., DataPage]) -> None:
    """Numbers that speak of the same time twice are marked, kept, and can be mended after a restart; none is left out."""
    page = open_page("months:2025")
    sheet = page.grids["months"][1]
    assert isinstance(sheet, MonthsSheet)
    page._told_grid("months", {"edits": [[GRID, "2025", "12000"]]})
    page.keeping.finish()
    before = page.desk.document
    assert {flow.period for flow in before.flows if flow.stream == "electricity/grid"} >= {"2025", "2025-01"}
    session = AssessmentSession(page.session.settings, page.session.opener, route=page.session.route)
    session.open()
    again = DataPage(session)
    again.__panel__()
    assert again.desk.unread == 0
    assert again.desk.document.flows == before.flows


def test_a_number_with_two_readings_is_said_as_it_was_read(open_page: Callable[..., DataPage]) -> None:
    page = open_page("months:2025")
    page._told_grid("months", {"edits": [[GRID, "2025-01", "1,234"]]})
    assert "1.234" in page.told
    assert "1234" in page.told
    page._told_grid("months", {"edits": [[GRID, "2025-01", "1,5"]]})
    assert page.told == ""


def test_what_was_pasted_with_its_headings_is_said(open_page: Callable[..., DataPage]) -> None:
    page = open_page("months:2025")
    page._told_grid("months", {"edits": [[GRID, "2025-01", "100"], [GRID, "2025-02", "200"]], "bare": True})
    assert page.told == messages.message("data.pasted_bare", "vi")
