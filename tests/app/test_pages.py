"""Every page is built in both languages and themes, and says what the result says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import panel as pn
import pytest

from app.components.pane import Html
from app.opening import Opened, open_document
from app.pages import PAGES, build
from app.session import AssessmentSession
from app.sites import content, examples
from data import messages

MakeSession = Callable[..., AssessmentSession]


def texts(view: pn.viewable.Viewable) -> Iterator[str]:
    """Yield the markup of every pane of a page."""
    if isinstance(view, Html):
        yield str(view.object)
    elif isinstance(view, pn.layout.Panel):
        for inner in view.objects:
            yield from texts(inner)


def page_text(session: AssessmentSession) -> str:
    """Return the markup of the session's page."""
    return "\n".join(texts(build(session.route.page, session).__panel__()))


@pytest.mark.parametrize("page", sorted(PAGES))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_is_built_with_one_heading(make_session: MakeSession, page: str, lang: str) -> None:
    text = page_text(make_session(page, lang, dark=lang == "en"))
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert f'data-page="{page}"' in text
    assert not re.search(r"\{[a-z_]+\}", re.sub(r"<[^>]*>", "", text)), "a placeholder was left open"


@pytest.mark.parametrize("page", sorted(PAGES))
def test_no_page_shows_a_message_key(make_session: MakeSession, page: str) -> None:
    shown = re.sub(r"<[^>]*>", " ", page_text(make_session(page)))
    keys = {word for word in re.findall(r"[a-z_]+(?:\.[a-z_]+)+", shown) if messages.has_message(word)}
    assert keys == set()


def test_english_pages_hold_no_vietnamese_of_ours(make_session: MakeSession) -> None:
    shown = page_text(make_session("help", "en"))
    assert "Suất tiêu hao" not in shown
    assert "Specific" in shown or "Intensity" in shown


def test_overview_states_the_hand_calculated_figures(make_session: MakeSession) -> None:
    text = page_text(make_session("overview"))
    assert "9,04" in text  # MJ per piece, garment_by_hand.md
    assert "−7,9" in text  # % per equivalent
    assert "−12,1" in text
    assert "−3,5" in text
    assert messages.message("verdict.not_distinguishable", "vi") in text
    assert "9,53 tỷ đồng" in text  # value of what leaves as waste


def test_overview_says_why_a_target_is_not_judged(make_session: MakeSession) -> None:
    session = make_session("overview")
    assert session.opened.reading is not None
    unjudged = [row for row in session.opened.reading.targets() if row["verdict"] == "not_distinguishable"]
    assert unjudged, "the example no longer has such a target"
    text = page_text(session)
    assert messages.message("why.target.not_distinguishable", "vi") in text
    assert messages.message("overview.why", "vi") in text


def test_overview_in_english_writes_english_numbers(make_session: MakeSession) -> None:
    text = page_text(make_session("overview", "en"))
    assert "9.04" in text
    assert "9.53 billion VND" in text


def test_intensities_show_one_kind_and_its_verdicts(make_session: MakeSession) -> None:
    text = page_text(make_session("intensities", focus="electricity_intensity"))
    assert "IN-003" in text
    assert "+38,5" in text  # % over 0,65 kWh/piece, garment_by_hand.md
    assert messages.message("verdict.no_norm", "vi") in text


def test_targets_name_programme_and_verdicts(make_session: MakeSession) -> None:
    text = page_text(make_session("targets"))
    for verdict in ("not_distinguishable", "not_achieved", "achieved"):
        assert messages.message(f"verdict.{verdict}", "vi") in text
    assert "2091/QĐ-UBND" in text


def test_emissions_total_by_scope(make_session: MakeSession) -> None:
    text = page_text(make_session("emissions"))
    assert "66,56" in text  # t CO2e scope 1
    assert "1.068" in text  # t CO2e scope 2
    assert "1.276" in text  # t biogenic CO2


def test_a_number_is_traced_to_its_cells(make_session: MakeSession) -> None:
    text = page_text(make_session("trace", focus="energy_intensity:equivalent/2025"))
    assert "19.888.000" in text
    assert "4.020.000" in text
    assert "garment.yaml" in text


def test_an_unknown_number_is_answered_kindly(make_session: MakeSession) -> None:
    assert messages.message("trace.none.title", "vi") in page_text(make_session("trace", focus="<script>"))


@pytest.mark.parametrize("table", ["norms", "targets", "grid", "fuels", "gwp", "sources"])
def test_reference_tables_open(make_session: MakeSession, table: str) -> None:
    assert page_text(make_session("reference", focus=table)).count("<tr>") > 5


@pytest.mark.parametrize("site", examples(), ids=lambda site: site.name)
@pytest.mark.parametrize("page", [page for page, entry in PAGES.items() if entry.of_site])
def test_every_example_has_every_page(make_session: MakeSession, site: object, page: str, tmp_path: object) -> None:
    session = make_session(page)
    session.opened = _opened(site)
    assert page_text(session)


_known: dict[str, Opened] = {}


def _opened(site: object) -> Opened:
    key = site.key  # type: ignore[attr-defined]
    if key not in _known:
        _known[key] = open_document(content(None, site), site.filename)  # type: ignore[arg-type,attr-defined]
    return _known[key]


QUARTER = """
format: sachhon-assessment/1
facility: {name: Hải Nam, sector: seafood, province: "68", commune: Phường Phan Thiết}
reporting_period: 2025
products: [{id: p, name: Tôm đông lạnh, unit: t, norm_product: shrimp}]
flows:
""" + "".join(
    f"  - {{period: 2025-0{month}, stream: {stream}, quantity: {quantity}, unit: {unit}}}\n"
    for month, amounts in ((1, (51.5, 86_400, 1420)), (2, (42, 71_250, 1180)), (3, (49, 92_100, 45_000)))
    for stream, quantity, unit in zip(("product/p", "electricity/grid", "water/municipal"), amounts, ("t", "kWh", "m3"), strict=True)
)


def test_a_quarter_is_said_to_be_one_and_the_group_is_asked_for_by_name(make_session: MakeSession) -> None:
    session = make_session("overview")
    session.opened = open_document(QUARTER.encode(), "q.yaml")
    text = page_text(session)
    assert "mới có 90 ngày" in text
    found = make_session("findings")
    found.opened = session.opened
    text = page_text(found)
    assert "Tháng khác hẳn mấy tháng đã nhập" in text
    assert "45.000\N{NO-BREAK SPACE}m" in text or "45.000 m" in text
    assert "shrimp.s01" not in text
    unnamed = make_session("intensities", focus="energy_intensity")
    unnamed.opened = open_document(QUARTER.replace(", norm_product: shrimp", "").encode(), "q.yaml")
    text = page_text(unnamed)
    assert "['" not in text
    assert "Tôm; Cá tra" in text or "Cá tra; Tôm" in text
    assert "Chọn nhóm sản phẩm" in text


def test_ranges_that_disagree_speak_for_nobody(make_session: MakeSession) -> None:
    reading = make_session("overview").opened.reading
    item = reading.main("water_intensity")
    assert item is not None
    rows = [{"indicator": item["id"], "verdict": verdict, "legal": False, "norm": None} for verdict in ("within", "worse")]
    both = replace(reading, result={**reading.result, "standings": rows})
    assert both.is_disputed("water_intensity")
    assert not replace(reading, result={**reading.result, "standings": rows[:1]}).is_disputed("water_intensity")
    assert not replace(reading, result={**reading.result, "standings": [*rows, {**rows[0], "legal": True}]}).is_disputed("water_intensity")


def test_a_removed_site_can_be_undone_on_the_page(make_session: MakeSession) -> None:
    from app import sites

    session = make_session("home")
    site = sites.keep(session.settings.folder, b"x", "a.yaml", 100)
    page = build("home", session)
    page.act("ask", site.key)  # type: ignore[attr-defined]
    assert messages.message("confirm.remove", "vi") in "".join(texts(page.__panel__()))
    page.act("remove", site.key)  # type: ignore[attr-defined]
    assert sites.own(session.settings.folder) == ()
    page.act("undo", "")  # type: ignore[attr-defined]
    assert sites.own(session.settings.folder) == (site,)


def test_what_a_factory_typed_is_never_markup(make_session: MakeSession) -> None:
    session = make_session("overview")
    reading = session.opened.reading
    hostile = replace(reading, facts=replace(reading.facts, name="<img src=x onerror=alert(1)>"))
    session.opened = replace(session.opened, reading=hostile)
    assert "<img" not in page_text(session)


def test_duties_say_day_form_addressee_and_article(make_session: MakeSession) -> None:
    text = page_text(make_session("duties"))
    assert messages.message("duties.applies.yes", "vi") in text or messages.message("duties.applies.unknown", "vi") in text
    assert "files/calendar?" in text
    assert re.search(r"15/01/20\d\d", text)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_duty_leads_to_its_form_filled_in(make_session: MakeSession, lang: str) -> None:
    from dataclasses import replace

    from app.pages.duties import FORM_OF
    from assessment.reports.forms import FORMS

    assert set(FORM_OF.values()) <= set(FORMS)
    session = make_session("duties")
    session.route = replace(session.route, lang=lang)
    text = page_text(session)
    asked = [row["duty"] for row in session.reading.result["duties"] if row["duty"] in FORM_OF and row["applies"] != "no"]
    assert asked
    assert all(f"form={FORM_OF[duty]}&amp;kind=docx" in text for duty in asked)
    assert messages.message("duties.fill", lang) in text
