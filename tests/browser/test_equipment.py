"""A check of equipment as an engineer does it: fill the form, mend a slip, keep it, make an option of it, take it away."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

DOCUMENT = {
    "format": "sachhon-assessment/1",
    "facility": {"name": "Nhà máy thử thiết bị", "sector": "seafood", "province": "68"},
    "reporting_period": "2025",
    "products": [{"id": "block", "name": "Tôm đông block", "unit": "t"}],
    "flows": [
        {"period": "2025", "stream": "product/block", "quantity": 1000, "unit": "t"},
        {"period": "2025", "stream": "electricity/grid", "quantity": 3000000, "unit": "kWh", "cost_vnd": 6000000000},
    ],
}
# 90 s of 300 s loaded: 30 % of 20 m3/min; 5.5 kW/(m3/min) x 6 m3/min x 7200 h = 237,600 kWh; down to 10 % saves two thirds
READINGS = {"load_time": "90", "unload_time": "210", "air_capacity": "20", "power": "110", "hours": "7200"}
WORDS = {"vi": {"lost": "237.600 kWh", "saved": "158.400 kWh"}, "en": {"lost": "237,600 kWh", "saved": "158,400 kWh"}}


@pytest.mark.parametrize(("width", "lang"), [(1366, "vi"), (390, "en")])
def test_a_leak_is_worked_out_kept_made_an_option_and_taken_away(watch: Callable[..., Any], tmp_path: Path, width: int, lang: str) -> None:
    seen = watch(width)
    page, words = seen.page, WORDS[lang]
    document = tmp_path / "may_nen.json"
    document.write_text(json.dumps({**DOCUMENT, "facility": {**DOCUMENT["facility"], "employees": width}}), encoding="utf-8")  # type: ignore[dict-item]
    seen.go(f"?lang={lang}")
    page.locator("input[type=file]").first.set_input_files(document)
    seen.arrived("overview")
    query = "?" + page.url.partition("?")[2].replace("page=overview", "page=equipment")
    seen.go(f"{query}&focus=air_leak", "equipment")
    for name, text in {**READINGS, "power": "abc"}.items():
        page.locator(f"input[name={name}]").fill(text)
    page.locator("button[data-submit]").first.click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    expect(alert).to_contain_text("kW")  # which field, and what is expected there
    assert page.locator("input[name=hours]").input_value() == "7200"  # nothing that was typed is lost
    page.locator("input[name=power]").fill("110")
    page.locator("button[data-submit]").first.click()
    result = page.locator("div[role=status]", has_text=words["lost"])
    expect(result).to_contain_text(words["saved"])
    expect(page.locator("section.card")).to_have_count(0)  # worked out only
    page.locator("input[name=name]").fill("MN-1")
    page.locator("select[name=keep]").select_option("yes")
    page.locator("button[data-submit]").first.click()
    card = page.locator("section.card", has_text="MN-1")
    expect(card).to_contain_text(words["saved"], timeout=60_000)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    assert [fault["id"] for fault in found.response["violations"] if fault["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    card.locator("details > summary").click()
    card.locator("input[name=investment]").fill("50")
    card.locator("button[data-submit]").click()
    expect(card.locator("a[href*='page=options']")).to_have_count(1, timeout=60_000)
    card.locator("button[data-act=remove]").click()
    card.locator("button[data-act=remove_now]").click()
    expect(page.locator("section.card")).to_have_count(0, timeout=60_000)
    seen.go("?" + page.url.partition("?")[2].partition("&focus=")[0].replace("page=equipment", "page=options"), "options")
    expect(page.locator("body")).to_contain_text("MN-1")  # the option stays
    seen.assert_clean()
