"""Changes to a document as pure functions: rows, cells of the table of months, fields, addresses, and taking them back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editing import choices, facts, matrix, tables, views
from app.editing.cells import notation_of, number_text, read_number, read_period, read_unit, read_yes
from app.editing.history import rebased, taken_back
from app.editing.matrix import Cell, Line
from app.editing.mending import focus_of
from app.editing.rows import already_there, entry_key, with_row, with_rows, without_rows
from app.editing.tables import Unfinished
from assessment import intake
from assessment.model import Assessment, Flow
from calculators.number import parse_number

GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"
GRID = Line(stream="electricity/grid", role="in", unit="kWh")


@pytest.fixture(scope="module")
def document() -> Assessment:
    """Return the garment example."""
    read = intake.read(GOLDEN.read_bytes(), GOLDEN.name).document
    assert read is not None
    return read.assessment


def flow(period: str, quantity: float | None = 5.0, stream: str = "electricity/grid", **more: object) -> Flow:
    return Flow.model_validate({"period": period, "stream": stream, "quantity": quantity, "unit": "kWh", **more})


def test_rows_replace_what_they_say_again_and_keep_its_place(document: Assessment) -> None:
    rows = [flow("2025-03"), flow("2024-03")]
    made = with_rows(document, rows)
    assert len(made.flows) == len(document.flows) + 1
    place = next(number for number, each in enumerate(document.flows) if entry_key(each) == entry_key(rows[0]))
    assert made.flows[place] == rows[0]
    assert already_there(document, rows) == (document.flows[place],)
    assert with_rows(document, rows, same="keep").flows[place] == document.flows[place]
    assert len(with_rows(document, rows, same="add").flows) == len(document.flows) + 2


def test_an_import_is_taken_back_without_what_came_after(document: Assessment) -> None:
    imported = with_rows(document, [flow("2024-01"), flow("2025-03")])
    later = with_row(imported, 0, quantity=77.0)
    back = taken_back(later, document, imported)
    assert back.flows[0].quantity == 77.0
    assert {entry_key(each) for each in back.flows} == {entry_key(each) for each in document.flows}
    assert next(each for each in back.flows if entry_key(each) == entry_key(flow("2025-03"))).quantity != 5.0


def test_two_people_changing_one_row_is_a_clash_and_two_rows_is_not(document: Assessment) -> None:
    mine, theirs = with_row(document, 0, quantity=1.0), with_row(document, 1, quantity=2.0)
    both, clashes = rebased(document, mine, theirs)
    assert (both.flows[0].quantity, both.flows[1].quantity, clashes) == (1.0, 2.0, ())
    assert len(rebased(document, mine, with_row(document, 0, quantity=3.0))[1]) == 1


def test_rows_are_taken_out_by_place(document: Assessment) -> None:
    assert without_rows(document, [0, 2]).flows == (document.flows[1], *document.flows[3:])


@given(st.integers(-(10**12), 10**12), st.integers(0, 9), st.sampled_from(["comma", "dot"]))
def test_a_number_is_shown_exactly(digits: int, decimals: int, notation: str) -> None:
    value = digits / 10**decimals
    assert parse_number(number_text(value, notation), notation) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "notation", "value", "fix"),
    [
        pytest.param("1.234,5", "comma", 1234.5, "", id="as Vietnamese write it"),
        pytest.param("1,234.5", "dot", 1234.5, "", id="as English write it"),
        pytest.param("12.5", "comma", None, "12,5", id="refused, with what was meant"),
        pytest.param("12,5", "dot", None, "12.5", id="refused in English"),
        pytest.param("-3", "comma", None, "3", id="no negative quantity"),
        pytest.param("abc", "comma", None, "", id="no number"),
        pytest.param("  ", "comma", None, None, id="empty is nothing, not zero"),
    ],
)
def test_a_cell_is_a_number_or_says_why_not(text: str, notation: str, value: float | None, fix: str | None) -> None:
    read = read_number(text, notation)  # type: ignore[arg-type]
    assert read.value == value
    assert (read.fault is None) == (value is not None or fix is None)
    assert read.fault is None or read.fault.fix == fix


def test_a_pasted_block_is_read_in_its_own_notation_only_without_doubt() -> None:
    assert notation_of(["1,234.5", "1,000"], "comma") == "dot"
    assert notation_of(["1.234", "1.000"], "comma") == "comma"
    assert notation_of(["12.5", "12,5"], "comma") == "comma"  # one of each: the page's own, and the other is marked


def test_units_periods_and_yes_are_read_as_people_write_them() -> None:
    assert read_unit("tấn").fault is None
    assert read_unit("xyz").fault is not None
    assert read_unit("MT").fault is not None
    measured = read_unit("kg", ("energy",)).fault
    assert measured is not None
    assert measured.code == "unit.dimension"
    assert read_period("03/2026").value == "2026-03"
    assert read_period("22/11/2026").value == "2026-11-22"
    assert read_period("2026-01-07/2026-02-06").value == "2026-01-07/2026-02-06"
    assert read_period("13/2026").fault is not None
    assert (read_yes("có").value, read_yes("").value, read_yes("không").value) == (True, None, None)


def test_cells_change_add_and_empty_rows(document: Assessment) -> None:
    made = matrix.with_cells(document, [Cell(line=GRID, period="2025-03", value=1.0), Cell(line=GRID, period="2020-01", value=2.0)])
    by_key = {entry_key(each): each for each in made.flows}
    assert by_key[entry_key(flow("2025-03"))].quantity == 1.0
    assert by_key[entry_key(flow("2025-03"))].cost_vnd == next(each.cost_vnd for each in document.flows if entry_key(each) == entry_key(flow("2025-03")))
    assert by_key[entry_key(flow("2020-01"))] == flow("2020-01", 2.0)
    emptied = matrix.with_cells(made, [Cell(line=GRID, period="2020-01", value=None)])
    assert entry_key(flow("2020-01")) not in {entry_key(each) for each in emptied.flows}
    twice = matrix.with_cells(document, [Cell(line=GRID, period="2020-02", value=1.0), Cell(line=GRID, period="2020-02", value=None)])
    assert twice.flows == document.flows


def test_the_head_of_a_line_changes_every_period_and_no_number(document: Assessment) -> None:
    made = matrix.with_line(document, GRID, unit="MWh", meter="A")
    before = [each for each in document.flows if matrix.line_of(each) == GRID]
    after = [each for each in made.flows if each.meter == "A"]
    assert [each.quantity for each in after] == [each.quantity for each in before]
    assert {each.unit for each in after} == {"MWh"}
    assert matrix.without_line(made, matrix.line_of(after[0])).flows == tuple(each for each in document.flows if matrix.line_of(each) != GRID)


def test_a_line_is_found_again_by_its_id() -> None:
    line = Line(stream="fuel/diesel", role="in", unit="lít", meter="bồn | 2"[:3], step="boiler")
    assert matrix.line_from(line.id) == line
    assert matrix.usual_line("water/groundwater").unit == "m3"


def test_a_row_waits_until_it_is_one() -> None:
    waiting = tables.part_from("flows", {"stream": "fuel/diesel"})
    assert isinstance(waiting, Unfinished)
    assert "period" in waiting.needs
    assert tables.part_from("flows", {"stream": "fuel/diesel", "period": "2025-01", "quantity": 1.0, "unit": "L"}) == flow("2025-01", 1.0, "fuel/diesel", unit="L")
    no_unit = tables.part_from("flows", {"stream": "fuel/diesel", "period": "2025-01", "quantity": 1.0})
    assert isinstance(no_unit, Unfinished)
    assert tables.fault_of(no_unit.needs).code == "flow.no_unit"


def test_steps_and_streams_between_them_are_rows_like_others(document: Assessment) -> None:
    step = tables.part_from("process.steps", {"id": "cat", "name": "Cắt"})
    assert not isinstance(step, Unfinished)
    made = tables.with_part(document, "process.steps", None, step)
    assert [each.id for each in made.process.steps] == ["cat"]  # type: ignore[union-attr]
    stream = tables.part_from("process.streams", {"to": "cat", "stream": "material/fabric_knit", "quantity": "ledger"})
    made = tables.with_part(made, "process.streams", None, stream)  # type: ignore[arg-type]
    assert tables.text_of(tables.parts_of(made, "process.streams")[0], "quantity", "comma") == "ledger"
    assert tables.without_parts(tables.without_parts(made, "process.streams", frozenset({0})), "process.steps", frozenset({0})).process is None


def test_a_field_is_set_refused_or_waits_for_its_other_half(document: Assessment) -> None:
    assert facts.with_field(document, "facility.name", "Xưởng B", "comma").document.facility.name == "Xưởng B"
    for field, text, code in (("facility.name", " ", "field.needed"), ("facility.tax_code", "12", "field.tax_code"), ("reporting_period", "năm nay", "period.not_read")):
        faced = facts.with_field(document, field, text, "comma")
        assert faced.document is document
        assert faced.fault is not None
        assert faced.fault.code == code
    bare = document.model_copy(update={"facility": document.facility.model_copy(update={"capacity": None})})
    half = facts.with_field(bare, "facility.capacity.quantity", "1.000", "comma")
    assert half.fault is not None
    assert half.fault.code == "field.half"
    whole = facts.with_field(bare, "facility.capacity.unit", "tấn", "comma", {"facility.capacity.quantity": "1.000"})
    assert whole.document.facility.capacity is not None
    assert whole.document.facility.capacity.quantity == 1000.0


def test_streams_are_found_without_accents_and_by_key(document: Assessment) -> None:
    assert choices.read_choice(document, "stream", "dien luoi", "vi").value == "electricity/grid"
    assert choices.read_choice(document, "stream", "Điện lưới [electricity/grid]", "vi").value == "electricity/grid"
    assert choices.read_choice(document, "stream", "material/khoa-keo", "vi").value == "material/khoa-keo"
    unknown = choices.read_choice(document, "role", "ngang", "vi").fault
    assert unknown is not None
    assert ("electricity/grid", "Điện lưới") in choices.found_streams(document, "luoi dien", "vi")


@pytest.mark.parametrize(
    ("focus", "tab", "column"),
    [
        pytest.param("", "months", "", id="the reporting year"),
        pytest.param("months:2021:cost", "months", "", id="money of a year"),
        pytest.param("ledger:electricity/grid", "ledger", "", id="the ledger of a stream"),
        pytest.param("electricity/grid@2025-03", "months", "2025-03", id="a stream's month"),
        pytest.param("facility.tax_code", "site", "facility.tax_code", id="a field"),
        pytest.param("products[1].norm_product", "products", "norm_product", id="a product's cell"),
        pytest.param("process.streams[2]", "process", "", id="the process map"),
        pytest.param("flows[99999].unit", "months", "", id="a row that is no more"),
        pytest.param("<script>", "months", "", id="nonsense"),
    ],
)
def test_an_address_leads_to_the_very_cell(document: Assessment, focus: str, tab: str, column: str) -> None:
    view = views.view_of(focus, document)
    assert (view.tab, view.column) == (tab, column)
    assert view.tab != "months" or view.years


def test_a_path_of_the_ledger_leads_to_its_month_or_its_row(document: Assessment) -> None:
    place = next(number for number, each in enumerate(document.flows) if each.period == "2025-03" and each.stream == "electricity/grid")
    assert views.view_of(f"flows[{place}].quantity", document) == views.View(years=("2025",), row=GRID.id, column="2025-03")
    assert views.view_of(f"flows[{place}].evidence", document).tab == "ledger"


def test_a_finding_knows_where_it_is_mended() -> None:
    def finding(path: str, **values: object) -> dict[str, object]:
        return {"place": {"path": path}, "values": values}

    assert focus_of(finding("flows[3].unit")) == "flows[3].unit"
    assert focus_of(finding("", stream="fuel/diesel", period="2025-02")) == "fuel/diesel@2025-02"
    assert focus_of(finding("process")) == "process"
    assert focus_of(finding("options[0].saves")) == ""
