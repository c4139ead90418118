"""Changes on the guided path: each gives a new document and leaves the rest as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.evaluation.site import Site
from assessment.model import Assessment, Saving, canonical_json
from assessment.opportunities import editing
from calculators.errors import UnknownKeyError
from data import catalogue

ROW = catalogue.open_edition("2026-11").row("options", "boiler_economiser")


@pytest.fixture
def assessment(make_site: Callable[..., Site]) -> Assessment:
    saves = [{"stream": "electricity/grid", "percent": 10}]
    option: dict[str, Any] = {"id": "a", "title": "A", "technique": "EM", "saves": saves, "investment_vnd": 4e7, "lifetime_years": 5}
    return make_site(options=[option], worksheets=[{"sheet": "focus", "step": "x", "values": {"why": "y"}}]).assessment


def test_a_worksheet_field_is_set_and_taken_off_again(assessment: Assessment) -> None:
    noted = editing.noted(assessment, "team", {"leader": "An", "members": ""})
    assert [sheet.values for sheet in noted.worksheets if sheet.sheet == "team"] == [{"leader": "An"}]
    assert canonical_json(editing.noted(noted, "team", {"leader": None})) == canonical_json(assessment)


def test_one_option_changes_and_an_unknown_one_is_named(assessment: Assessment) -> None:
    changed = editing.changed(assessment, "a", {"status": "done", "owner": "An"})
    assert (changed.options[0].status, changed.options[0].owner, changed.options[0].title) == ("done", "An", "A")
    assert assessment.options[0].status is None
    with pytest.raises(UnknownKeyError):
        editing.changed(assessment, "b", {"status": "done"})
    with pytest.raises(ValueError, match="status"):
        editing.changed(assessment, "a", {"status": "perhaps"})


def test_a_measure_taken_over_twice_is_one_option(assessment: Assessment) -> None:
    once = editing.adopted(assessment, ROW, "Bộ hâm", (Saving(stream="fuel/wood", percent=5),), 1e8, 10)
    twice = editing.adopted(once, ROW, "Bộ hâm", (Saving(stream="fuel/wood", percent=7),), 2e8, 10)
    assert [(option.id, option.library) for option in twice.options] == [("a", None), ("boiler_economiser", "boiler_economiser")]
    assert twice.options[1].saves[0].percent == 7
    with pytest.raises(ValueError, match="lifetime"):
        editing.adopted(assessment, ROW, "Bộ hâm", (), 1e8, 0)


def test_a_choice_goes_back_to_the_editions(assessment: Assessment) -> None:
    stated = editing.chosen(assessment, {"discount_rate": 10.0})
    assert stated.choices == {"discount_rate": 10.0}
    assert editing.chosen(stated, {"discount_rate": None}).choices == {}


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.text(min_size=1, max_size=5), max_size=4))
def test_setting_and_clearing_leaves_nothing(values: dict[str, str]) -> None:
    bare = Assessment.model_validate(
        {
            "facility": {"name": "T", "sector": "seafood", "province": "68"},
            "reporting_period": "2025",
            "products": [{"id": "p", "name": "P", "unit": "t"}],
            "flows": [{"period": "2025", "stream": "product/p", "quantity": 1, "unit": "t"}],
        }
    )
    noted = editing.noted(bare, "team", values)
    assert editing.noted(noted, "team", dict.fromkeys(values)).worksheets == ()
