"""The form of first entry: no sector is chosen for anybody, what is wrong is said with its reason, one plant becomes one site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from app import sites
from app.opening import open_document
from app.pages.entry import MOST_FAULTS, EntryPage
from app.session import AssessmentSession
from app.typed import document_of, is_paid, rows_of
from data import messages

MakeSession = Callable[..., AssessmentSession]
FORM = {"name": "Nhà máy A", "product": "Tôm", "year": "2025", "province": "68", "cell:0:1": "51,5", "cell:1:1": "86.400"}


def said(page: EntryPage) -> str:
    """Return the markup of the form."""
    return str(page.pane.object)


def test_no_sector_is_chosen_for_anybody(make_session: MakeSession) -> None:
    page = EntryPage(make_session("entry"))
    assert page.sector == ""
    assert "<table" not in said(page)
    assert page.act("submit", json.dumps(FORM)) is None
    assert messages.message("entry.fault.sector", "vi") in said(page)
    page.act("sector", "seafood")
    assert messages.message("entry.output", "vi") in said(page)
    page.act("sector", "no such sector")
    assert page.sector == ""


@pytest.mark.parametrize(("lang", "given"), [("vi", "«nhiều»"), ("en", "nhiều")])
def test_a_wrong_cell_is_named_with_what_was_typed(make_session: MakeSession, lang: str, given: str) -> None:
    page = EntryPage(make_session("entry", lang, focus="seafood"))
    figures = {"cell:0:1": "51", "cell:1:1": "86", "cell:2:3": "nhiều", "cost:1:2": "abc"}
    assert page.act("submit", json.dumps({**FORM, **figures})) is None
    text = said(page)
    assert re.sub(r"<[^>]*>", "", text).count(given) == 2  # beside the button, and under the row
    assert re.search(r'id="entry-cell-2-3"', text)
    assert re.search(r'name="cell:2:3"[^>]*aria-describedby="entry-cell-2-3" aria-invalid="true"', text)
    assert re.search(r'name="money"[^>]*>', text)
    assert 'id="entry-cost-1-2"' in text


def test_many_wrong_cells_are_counted_beside_the_button(make_session: MakeSession) -> None:
    page = EntryPage(make_session("entry", focus="seafood"))
    page.act("submit", json.dumps({**FORM, **{f"cell:2:{month}": "?" for month in range(1, 13)}}))
    assert said(page).count("data-to-field") == MOST_FAULTS
    assert messages.message("entry.mend.more", "vi", count=12 - MOST_FAULTS) in said(page)


def test_a_second_press_opens_the_same_site(make_session: MakeSession) -> None:
    session = make_session("entry", focus="seafood")
    page = EntryPage(session)
    before = len(sites.own(session.settings))
    first = page.act("submit", json.dumps(FORM))
    assert first is not None
    assert page.act("submit", json.dumps(FORM)) == first
    assert len(sites.own(session.settings)) == before + 1


def test_money_stands_beside_the_amount_of_its_month() -> None:
    typed = document_of({**FORM, "cost:1:1": "163.296.000", "cost:1:2": "134.663.445", "cost:0:1": "9"}, "seafood", "comma")
    assert typed.document is not None
    flows = json.loads(typed.document)["flows"]
    assert flows[1:] == [
        {"period": "2025-01", "stream": "electricity/grid", "quantity": 86400.0, "unit": "kWh", "cost_vnd": 163296000.0},
        {"period": "2025-02", "stream": "electricity/grid", "cost_vnd": 134663445.0},
    ]
    assert open_document(typed.document, "a.json").reading is not None


def test_what_comes_with_a_bill_has_a_line_of_money() -> None:
    assert [row.stream for row in rows_of("seafood") if is_paid(row)] == ["electricity/grid", "water/municipal", "fuel/diesel", "water/groundwater"]


def test_the_reason_of_a_wrong_cell_is_kept() -> None:
    typed = document_of({**FORM, "cell:1:1": "12.5", "cell:2:1": "-4"}, "seafood", "comma")
    assert typed.faults == ("cell:1:1", "cell:2:1")
    assert (typed.reasons["cell:1:1"].given, typed.reasons["cell:1:1"].fix) == ("12.5", "12,5")
    assert typed.reasons["cell:2:1"].code == "flow.negative_quantity"
