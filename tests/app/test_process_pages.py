"""Balance, losses and baseline pages of the example by process step say what its result says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import resources

import panel as pn
import pytest

from app import sites
from app.components.pane import Html
from app.opening import Opened, open_document
from app.pages import build
from app.session import AssessmentSession
from assessment.charts import Label
from assessment.process_charts import balance_sankey, cusum_chart, flow_cost_pareto, sankeys
from assessment.reports.drawing import draw
from data import messages

MakeSession = Callable[..., AssessmentSession]


@pytest.fixture(scope="module")
def process_site() -> tuple[sites.Site, Opened]:
    """Return the example and its result."""
    site = next(site for site in sites.examples() if site.key == "example-process_seafood")
    content = resources.files("data").joinpath("examples", site.filename).read_bytes()
    return site, open_document(content, site.filename)


def _texts(view: pn.viewable.Viewable) -> Iterator[str]:
    if isinstance(view, Html):
        yield str(view.object)
    elif isinstance(view, pn.layout.Panel):
        for inner in view.objects:
            yield from _texts(inner)


def _shown(make_session: MakeSession, process_site: tuple[sites.Site, Opened], page: str, lang: str) -> str:
    site, opened = process_site
    session = make_session(page, lang)
    session.param.update(route=session.route.to(site=site.key, page=page), site=site, opened=opened)
    return "\n".join(_texts(build(page, session).__panel__()))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("page", ["balance", "losses", "baseline"])
def test_pages_leave_no_placeholder_and_no_key(
    make_session: MakeSession, process_site: tuple[sites.Site, Opened], page: str, lang: str
) -> None:
    text = re.sub(r"<[^>]*>", " ", _shown(make_session, process_site, page, lang))
    assert not re.search(r"\{[a-z_]+\}", text)
    assert {word for word in re.findall(r"[a-z_]+(?:\.[a-z_]+)+", text) if messages.has_message(word)} == set()


def test_the_balance_page_names_the_meter(make_session: MakeSession, process_site: tuple[sites.Site, Opened]) -> None:
    text = _shown(make_session, process_site, "balance", "vi")
    assert "đồng hồ đáng nghi" in text
    assert "Tôm đã bóc vỏ" in text


@pytest.mark.parametrize(("unit", "id"), [("kg", "mass"), ("m3", "water"), ("GJ", "energy"), ("VND", "money"), ("CO2e", "co2e")])
def test_the_flows_are_drawn_in_the_unit_that_is_asked_for(
    make_session: MakeSession, process_site: tuple[sites.Site, Opened], unit: str, id: str
) -> None:
    site, opened = process_site
    session = make_session("balance", "vi")
    session.param.update(route=session.route.to(site=site.key, page="balance", focus=unit), site=site, opened=opened)
    text = "\n".join(_texts(build("balance", session).__panel__()))
    assert messages.message(f"chart.sankey.{id}", "vi") in text


def test_the_losses_page_states_the_result(make_session: MakeSession, process_site: tuple[sites.Site, Opened]) -> None:
    reading = process_site[1].reading
    assert reading is not None
    account = reading.result["losses"]["flow_cost"]
    text = _shown(make_session, process_site, "losses", "en")
    assert messages.format_money(account["loss_per_year_vnd"], "en") in text
    assert messages.format_money(account["product_vnd"], "en") in text


def test_the_baseline_page_shows_every_test(make_session: MakeSession, process_site: tuple[sites.Site, Opened]) -> None:
    reading = process_site[1].reading
    assert reading is not None
    text = _shown(make_session, process_site, "baseline", "vi")
    for row in reading.result["baseline_models"][0]["tests"]:
        assert messages.message(row["code"], "vi") in text


def test_charts_are_those_of_the_result(process_site: tuple[sites.Site, Opened]) -> None:
    reading = process_site[1].reading
    assert reading is not None
    result = reading.result
    for balance in result["balances"]:
        chart = balance_sankey(balance, {})
        assert chart is not None
        assert len({label.text for label in chart.categories}) == len(chart.categories)  # nodes of one name would be one
    found = sankeys(result, {})
    assert list(found) == ["kg", "m3", "GJ", "VND", "CO2e"]
    account = result["losses"]["flow_cost"]
    lost = found["VND"].categories.index(Label(key="losses.column.loss"))
    assert sum(link.value for link in found["VND"].links if link.target == lost) * 1e6 == pytest.approx(account["loss_vnd"], rel=0.002)
    bought = sum(row["kg"] for row in result["losses"]["carbon_flows"] if row["from"] is None)
    assert bought / 1000 == pytest.approx(result["emissions"]["scope1"] + result["emissions"]["scope2_location"], rel=0.15)
    assert all(draw(chart, "vi") for chart in found.values())
    losses = flow_cost_pareto(result["losses"]["flow_cost"])
    assert losses is not None
    assert sum(value or 0.0 for value in losses.series[0].values) * 1e6 == pytest.approx(result["losses"]["flow_cost"]["loss_vnd"])
    cusum = cusum_chart(result["baseline_models"][0])
    assert cusum is not None
    assert cusum.bands[0].category == 26  # March 2025
