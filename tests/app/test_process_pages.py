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
from assessment.process_charts import balance_sankey, cusum_chart, flow_cost_pareto
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
    losses = flow_cost_pareto(result["losses"]["flow_cost"])
    assert losses is not None
    assert sum(value or 0.0 for value in losses.series[0].values) * 1e6 == pytest.approx(result["losses"]["flow_cost"]["loss_vnd"])
    cusum = cusum_chart(result["baseline_models"][0])
    assert cusum is not None
    assert cusum.bands[0].category == 26  # March 2025
