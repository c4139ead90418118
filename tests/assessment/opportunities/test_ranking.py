"""What is not known earns an option nothing: it is listed apart, or the missing mark counts as none, and both are said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.opportunities.record import Opportunities

Look = Callable[..., Opportunities]
POWER = {"stream": "electricity/grid", "percent": 10}
WATER = {"stream": "water/municipal", "percent": 50}  # the site's water has no price


def option(key: str, saves: dict[str, Any], investment: float = 40e6, **more: Any) -> dict[str, Any]:
    return {"id": key, "title": key, "technique": "EM", "saves": [dict(saves)], "investment_vnd": investment, "lifetime_years": 5, **more}


def ranking(look: Look, **document: Any) -> dict[str, Any]:
    portfolio = look(**document).portfolio
    assert portfolio is not None
    found: dict[str, Any] = portfolio["ranking"]
    return found


def test_an_option_without_its_money_is_listed_apart_with_what_is_missing(look: Look) -> None:
    found = ranking(look, options=[option("w", WATER), option("a", POWER), option("b", {**POWER, "percent": 5})])
    assert [row["option"] for row in found["rows"]] == ["a", "b"]
    assert found["unranked"] == [{"option": "w", "missing": "option.price_missing", "unpriced": ["water/municipal"]}]


def test_without_any_money_nothing_is_ranked(look: Look) -> None:
    found = ranking(look, options=[option("w", WATER), option("v", {**WATER, "percent": 10})])
    assert found["rows"] == []
    assert len(found["unranked"]) == 2


def test_an_option_that_could_not_be_counted_is_not_lost(look: Look) -> None:
    found = ranking(look, options=[option("a", POWER), option("x", {"stream": "fuel/lpg", "percent": 5}, status="study")])
    assert found["unranked"] == [{"option": "x", "missing": "option.stream_absent", "unpriced": []}]


def test_an_unknown_emission_counts_as_none_where_others_have_one(look: Look) -> None:
    money = {"stream": "water/municipal", "cost_vnd": 20000000}
    found = ranking(look, options=[option("m", money), option("a", POWER)])
    first, second = found["rows"]
    assert (first["option"], second["option"]) == ("a", "m")
    assert second["counted_as_none"] == ["environmental"]
    assert second["environmental"] is None
    assert second["score"] == pytest.approx(50 / 70)  # as much as its money alone is worth; it had been 1.0, level with the other
    assert first["score"] == pytest.approx(1.0)


def test_a_mark_that_one_option_has_and_the_other_has_not(look: Look) -> None:
    sheet = {"sheet": "screening", "values": {"a": 1.0}}
    found = ranking(look, options=[option("a", POWER), option("b", POWER)], worksheets=[sheet])
    assert [row["option"] for row in found["rows"]] == ["a", "b"]  # a's low mark had drawn it below an option that nobody marked
    assert found["rows"][1]["counted_as_none"] == ["technical"]
    assert found["rows"][1]["score"] == pytest.approx(0.7)


def test_with_a_rate_what_needs_no_capital_is_no_worse_than_what_does(look: Look) -> None:
    found = ranking(look, options=[option("cheap", POWER, 1e6), option("free", POWER, 0.0)], choices={"discount_rate": 10})
    assert {row["option"]: row["economic"] for row in found["rows"]}["free"] == 1.0  # minus its payback had stood beside indices above 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["power", "water"]), st.floats(1, 40), st.floats(1e6, 3e7)), min_size=2, max_size=4))
def test_taking_a_known_figure_away_never_lifts_an_option(look: Look, drawn: list[tuple[str, float, float]]) -> None:
    """Money stated for the water makes it comparable; without, it is nowhere in the ranking."""
    options = [option(f"o{at}", {**(POWER if kind == "power" else WATER), "percent": share}, cost) for at, (kind, share, cost) in enumerate(drawn)]
    ranked = {row["option"] for row in ranking(look, options=options)["rows"]}
    assert ranked <= {f"o{at}" for at, (kind, _, _) in enumerate(drawn) if kind == "power"}
