"""A new user's sitting with the example's papers: drop everything, say what is what, accept, open a paper, drop it again, undo."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
PAPERS = sorted(path for folder in ("invoices", "sheets") for path in (EXAMPLES / folder).rglob("*") if path.is_file())
DOCUMENT = {
    "format": "sachhon-assessment/1",
    "facility": {"name": "Nhà máy tôm nhập chứng từ", "sector": "seafood", "province": "68", "tax_code": "0000000099"},
    "reporting_period": "2025",
    "products": [{"id": "iqf_raw", "name": "Tôm tươi IQF", "unit": "t"}, {"id": "block", "name": "Tôm tươi block", "unit": "t"},
                 {"id": "iqf_cooked", "name": "Tôm hấp IQF", "unit": "t"}],
    "streams": [{"stream": "by_product/shrimp_shell", "name": "Đầu vỏ tôm"}],
    "flows": [{"period": "2024", "stream": "product/block", "quantity": 1, "unit": "t"}],
}  # fmt: skip


def assert_accessible(page: Any) -> None:
    """Fail on a grave fault of accessibility."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [(fault["id"], node["target"]) for fault in found.response["violations"] if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]] == []  # fmt: skip


@pytest.mark.parametrize(("width", "lang"), [(1366, "vi"), (390, "en")])
def test_from_the_papers_to_the_ledger(watch: Callable[..., Any], tmp_path: Path, width: int, lang: str) -> None:
    seen = watch(width)
    page = seen.page
    document = tmp_path / "tom.json"
    document.write_text(json.dumps({**DOCUMENT, "facility": {**DOCUMENT["facility"], "employees": width}}), encoding="utf-8")  # type: ignore[dict-item]
    seen.go(f"?lang={lang}")
    page.locator("input[type=file]").first.set_input_files(document)
    seen.arrived("overview")
    seen.go(page.url.partition("?")[1] + page.url.partition("?")[2].replace("page=overview", "page=importing"), "importing")
    page.locator(".drop input[type=file]").set_input_files(PAPERS)
    page.wait_for_selector("select[name='role:0']", timeout=90_000)
    expect(page.locator("input[name='item:0']")).not_to_have_value("")  # proposed, not yet taken
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("select[name='role:0']").select_option("internal")
    page.locator("button[data-submit]").click()
    expect(page.locator("input[name='item:0']")).to_have_count(0, timeout=90_000)
    accept = page.locator("button[data-act=accept]")
    expect(accept).to_contain_text("166", timeout=90_000)  # the papers are read once more
    accept.click()
    expect(page.locator(".notice.good")).to_contain_text("166", timeout=90_000)
    sources = page.locator("details:has(.sources)")
    sources.locator("> summary").click()
    sources.locator("a[href*='page=paper']").first.click()
    seen.arrived("paper")
    expect(page.locator(".paper [style*=outline]").first).to_be_visible()
    assert_accessible(page)
    page.go_back()
    seen.arrived("importing")
    page.locator(".drop input[type=file]").set_input_files(PAPERS)
    expect(page.locator(".notice.good")).to_be_visible(timeout=90_000)  # nothing new
    expect(page.locator("button[data-act=accept]")).to_have_count(0)
    page.locator("button[data-act=discard]").click()
    page.locator("button[data-act=ask_undo]").click()
    page.locator("button[data-act=undo]").click()
    expect(page.locator(".notice.good")).to_contain_text("166", timeout=90_000)
    seen.assert_clean()
