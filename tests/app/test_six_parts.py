"""One factory walks through all six parts: map, cost of losses, baselines, equipment, plausibility and tariffs, in the app and in the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any

import panel as pn
import pytest

from app import sites
from app.components.pane import Html
from app.opening import Opened, open_document
from app.pages import build
from app.session import AssessmentSession
from assessment import intake
from assessment.reports.compose import compose
from assessment.reports.report import Figure, Report, Table
from assessment.reports.words import write
from assessment.trace.read import resolve
from data import messages

MakeSession = Callable[..., AssessmentSession]
EXAMPLE = resources.files("data").joinpath("examples", "process_seafood.yaml")


@pytest.fixture(scope="module")
def opened() -> Opened:
    """Return the example, assessed."""
    return open_document(EXAMPLE.read_bytes(), "process_seafood.yaml")


@pytest.fixture(scope="module")
def result(opened: Opened) -> dict[str, Any]:
    """Return its result."""
    assert opened.reading is not None
    return dict(opened.reading.result)


@pytest.fixture(scope="module")
def report(result: dict[str, Any]) -> Report:
    """Return its full report in Vietnamese."""
    document = intake.read(EXAMPLE.read_bytes(), "process_seafood.yaml").document
    assert document is not None
    return compose(result, document, "vi", "full")


def section(report: Report, id: str) -> list[Any]:
    return [block for one in report.sections if one.id == id for block in one.blocks]


def cells(blocks: list[Any]) -> str:
    tables = [block for block in blocks if isinstance(block, Table)]
    said = [write(block.text, "vi") for block in blocks if hasattr(block, "text")]
    return "\n".join([*said, *(write(cell, "vi") for table in tables for row in table.rows for cell in row.cells)])


def shown(view: pn.viewable.Viewable) -> Iterator[str]:
    if isinstance(view, Html):
        yield str(view.object)
    elif isinstance(view, pn.layout.Panel):
        for inner in view.objects:
            yield from shown(inner)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("page", "key"),
    [("balance", "balance.sankey"), ("losses", "losses.classes"), ("baseline", "baseline.tests"), ("equipment", "equipment.kept"),
     ("findings", "finding.balance.gross_error.title")],
)  # fmt: skip
def test_each_part_has_its_page(make_session: MakeSession, opened: Opened, page: str, key: str, lang: str) -> None:
    session = make_session(page, lang)
    site = next(site for site in sites.examples() if site.key == "example-process_seafood")
    session.param.update(route=session.route.to(site=site.key, page=page), site=site, opened=opened)
    assert messages.message(key, lang) in "\n".join(shown(build(page, session).__panel__()))


def test_the_map_is_in_the_report_in_five_units(report: Report) -> None:
    figures = [block.id for block in section(report, "balances") if isinstance(block, Figure)]
    charts = [block.chart for block in section(report, "balances") if isinstance(block, Figure)]
    assert not any("/" in label.text for chart in charts for label in chart.categories)  # every stream by its name, none by its key
    assert figures == ["sankey-kg", "sankey-m3", "sankey-GJ", "sankey-VND", "sankey-CO2e"]


def test_the_yearly_sentence_closes(result: dict[str, Any], report: Report) -> None:
    account = result["losses"]["flow_cost"]
    assert account["closure_vnd"] == 0
    assert [row["stream"] for row in account["recycled"]] == ["intermediate/broken"]
    text = cells(section(report, "losses"))
    assert messages.format_money(account["loss_vnd"], "vi") in text
    assert "Tôm gãy trả lại sơ chế" in text


def test_the_baseline_is_in_the_report(result: dict[str, Any], report: Report) -> None:
    assert result["baseline_models"][0]["projection"]["probability"] > 0
    assert messages.message("baseline.method.forecast", "vi") in cells(section(report, "baselines"))


def test_equipment_is_in_the_report_and_one_check_is_an_option(result: dict[str, Any], report: Report) -> None:
    records = {record["id"]: record for record in result["equipment"]}
    saved = records["cooling_lift-1"]["savings"][0]["amount"]
    (own,) = [row for row in result["opportunities"] if row["origin"] == "own"]
    assert own["option"] == records["cooling_lift-1"]["option"]
    assert own["savings"][0]["quantity"] == pytest.approx(saved, rel=1e-6)
    text = cells(section(report, "equipment"))
    assert "Máy nén NH₃ tủ đông" in text
    assert resolve(result, "/equipment/1/savings/0/amount") == "equipment:cooling_lift-1"
    assert messages.message("equipment.check.boiler_direct", "vi") in text


def test_what_was_accepted_is_printed_with_its_reason(report: Report) -> None:
    assert "hiệu chuẩn lại" in cells(section(report, "findings"))


def test_tariff_hours_and_reactive_power_are_priced(result: dict[str, Any], report: Report) -> None:
    found = {(record["check"], row["figure"]): row["value"] for record in result["equipment"] for row in record["figures"]}
    assert found["tariff_hours", "saved_price"] == 3508.0  # Decision 1279, 22 kV, peak
    assert found["tariff_hours", "mean_price"] < found["tariff_hours", "saved_price"]
    assert found["power_factor", "surcharge"] == pytest.approx(196e6 * (0.90 / 0.87 - 1))
    assert messages.message("equipment.figure.saved_price", "vi") in cells(section(report, "equipment"))
