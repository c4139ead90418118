"""In the browser: load a signed pack, sign a contribution with an enrolment file, publish a notice, enter goals."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from servers import wait_for_charts

from benchmarks import area
from benchmarks.peers import demonstration, enrolment
from data import catalogue, messages

GOLDEN = Path(__file__).parents[1] / "golden" / "garment.yaml"
Watch = Callable[..., "object"]


@pytest.fixture(scope="module")
def pack_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = catalogue.open_edition()
    path = tmp_path_factory.mktemp("pack") / "pack.json"
    text = demonstration.text(area.regions(book), home="68", released="2026-11-22", edition=book.edition)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_pack_is_loaded_and_opened(watch: Watch, pack_file: Path) -> None:
    seen = watch()
    page = seen.page
    seen.go("?page=participation", "participation")
    page.locator("input[name=key]").fill("00" * 32)
    page.locator(".drop input[type=file]").set_input_files(pack_file)
    expect(page.locator("[role=alert]", has_text=messages.message("finding.pack.signature.title", "vi"))).to_be_visible()
    seen.problems.clear()  # the browser itself remarks on the refusal's status
    page.locator("input[name=key]").fill(demonstration.KEY.hex())
    page.locator(".drop input[type=file]").set_input_files(pack_file)
    expect(page.locator("h1")).to_contain_text("8 ngành", timeout=30_000)
    page.locator("select[name=sector]").select_option("textile")
    expect(page.locator("main, body").first).to_contain_text("Dệt, nhuộm, năm 2025", timeout=30_000)
    seen.go("?page=progress&lang=en", "progress")
    with page.expect_download() as taken:
        page.locator("a[href*='files/cells'][href*='csv']").click()
    assert Path(taken.value.path()).read_text(encoding="utf-8-sig").startswith("level,sector")
    seen.assert_clean()


def test_a_site_signs_publishes_and_the_department_enters(watch: Watch, tmp_path: Path) -> None:
    tokens, _ = enrolment.enrol(enrolment.new_company())
    file = tmp_path / "tokens.json"
    file.write_text(enrolment.write_tokens(tokens), encoding="utf-8")
    seen = watch()
    page = seen.page
    seen.go()
    page.locator(".drop input[type=file]").set_input_files(GOLDEN)
    seen.arrived("overview")
    page.locator(".menu-wide a[href*='page=contribution']").click()
    seen.arrived("contribution")
    sign = page.locator("button[data-submit]", has_text=messages.message("contributing.consent.sign", "vi"))
    page.locator("form:has(input[name=consent]) input[type=file]").set_input_files(file)
    expect(page.locator("form:has(input[name=consent]) textarea")).to_have_value(file.read_text(encoding="utf-8"))
    sign.click()
    expect(page.locator("[role=alert]", has_text=messages.message("contributing.fault.consent", "vi"))).to_be_visible()
    page.locator("form:has(input[name=consent]) input[type=file]").set_input_files(file)
    expect(page.locator("form:has(input[name=consent]) textarea")).not_to_have_value("")
    page.locator("input[name=consent]").check()
    sign.click()
    with page.expect_download() as taken:
        page.locator("a[download]", has_text="sachhon-contribution-2025").click()
    record = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))
    assert (record["facility"], record["year"]) == (tokens.facility, 2025)
    page.locator(".menu-wide a[href*='page=exchange']").click()
    seen.arrived("exchange")
    page.locator("select[name=material]").select_option("fabric_scrap")
    page.locator("button[data-submit]", has_text=messages.message("exchange.publish", "vi")).click()
    expect(page.locator("[role=status]", has_text=messages.message("exchange.published", "vi"))).to_be_visible()
    seen.go("?page=programme&focus=2025", "programme")
    page.locator("input[name='zones.count']").fill("18")
    page.locator("input[name='zones.whole']").fill("22")
    page.locator("button[data-submit]").click()
    expect(page.locator("h1")).to_contain_text("1 trong 10")
    seen.assert_clean()


@pytest.mark.parametrize("name", ["participation", "distribution", "progress", "programme", "circular"])
def test_pages_of_the_department_can_be_read_aloud(watch: Watch, pack_file: Path, name: str) -> None:
    seen = watch()
    seen.go(f"?page={name}", name)
    wait_for_charts(seen.page)
    found = Axe().run(seen.page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert [each["id"] for each in found.response["violations"]] == [], found.generate_report()
