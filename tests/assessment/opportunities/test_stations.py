"""The 18 stations: their order, what is next, and that every one can be reached and finished."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from assessment import intake, procedure
from assessment.stations import TASKS, stations_of
from data import messages


def assess(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = {
        "format": "sachhon-assessment/1",
        "facility": {"name": "Thử", "sector": "seafood", "province": "68"},
        "reporting_period": "2025",
        "products": [{"id": "p", "name": "Tôm", "unit": "t"}],
        "flows": [
            {"period": "2025", "stream": "product/p", "quantity": 10, "unit": "t"},
            {"period": "2025", "stream": "electricity/grid", "quantity": 100, "unit": "MWh", "cost_vnd": 200000000},
        ],
        **changes,
    }
    read = intake.read(yaml.safe_dump(document, allow_unicode=True).encode(), "thu.yaml")
    assert read.document is not None
    return procedure.assess(read.document)


def states(result: dict[str, Any], mode: Any = "full") -> dict[str, str]:
    return {station.task.key: station.state for station in stations_of(result, mode)}


def test_there_are_eighteen_in_six_steps_and_quick_asks_the_first_nine_less_the_balance() -> None:
    assert [task.number for task in TASKS] == list(range(1, 19))
    assert sorted({task.step for task in TASKS}) == [1, 2, 3, 4, 5, 6]
    assert [task.number for task in TASKS if task.in_quick] == [1, 2, 3, 4, 6, 7, 8, 9]


def test_a_new_site_begins_with_its_team() -> None:
    found = states(assess())
    assert found["team"] == "next"
    assert list(found.values()).count("next") == 1
    assert found["next_focus"] == "missing"


def test_an_option_with_all_it_needs_finishes_its_stations() -> None:
    result = assess(
        choices={"discount_rate": 10},
        options=[
            {
                "id": "a", "title": "A", "technique": "EM", "saves": [{"stream": "electricity/grid", "percent": 10}],
                "investment_vnd": 40000000, "lifetime_years": 5, "status": "done", "owner": "Tổ điện", "due": "2026-06",
            }
        ],
        worksheets=[
            {"sheet": "team", "values": {"leader": "An"}},
            {"sheet": "screening", "values": {"a": 4}},
            {"sheet": "verification", "values": {"a.saved_vnd": 18000000}},
            {"sheet": "maintenance", "values": {"owner": "An"}},
        ],
    )  # fmt: skip
    found = states(result)
    for key in ("team", "options", "screening", "technical", "economic", "environmental", "selection", "preparation", "implementation", "monitoring", "maintenance"):
        assert found[key] == "done", key
    assert found["steps"] == "next"


def test_a_worse_document_never_has_more_done() -> None:
    bare, full = states(assess()), states(assess(worksheets=[{"sheet": "team", "values": {"leader": "An"}}]))
    assert sum(state == "done" for state in bare.values()) < sum(state == "done" for state in full.values())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_station_has_its_words(lang: str) -> None:
    result = assess()
    for station in stations_of(result):
        assert messages.message(f"station.{station.task.key}.title", lang)
        assert messages.message(f"station.{station.task.key}.gives", lang)
        for code in station.missing:
            assert messages.message(code, lang)
    for step in range(1, 7):
        assert messages.message(f"station.step.{step}", lang)
