"""Charts as data: shapes are checked, Pareto and waterfall close."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts import Chart, Label, Link, Series, pareto, waterfall
from calculators.errors import ShapeError

TITLE = Label(text="t")
SIZES = st.lists(st.floats(min_value=1e-3, max_value=1e9), min_size=1, max_size=20)


def parts_of(sizes: list[float]) -> tuple[tuple[Label, float], ...]:
    return tuple((Label(text=str(place)), size) for place, size in enumerate(sizes))


def test_pareto_by_hand() -> None:
    chart = pareto("p", TITLE, parts_of([15.0, 50.0, 5.0, 30.0]), "t", "s")
    assert [label.text for label in chart.categories] == ["1", "3", "0", "2"]
    assert chart.series[0].values == (50.0, 30.0, 15.0, 5.0)
    assert chart.series[1].values == (50.0, 80.0, 95.0, 100.0)
    assert chart.values["share"] == 50.0
    assert chart.values["count"] == 2  # the first two make 80 %


@given(SIZES)
def test_pareto_falls_and_runs_to_hundred(sizes: list[float]) -> None:
    chart = pareto("p", TITLE, parts_of(sizes), "t", "s")
    values, running = chart.series[0].values, chart.series[1].values
    assert list(values) == sorted(sizes, reverse=True)
    assert running[-1] == pytest.approx(100)
    assert list(running) == sorted(running)  # type: ignore[type-var]


@pytest.mark.parametrize("sizes", [[], [0.0], [1.0, -1.0]])
def test_pareto_of_nothing_or_of_a_negative_part_is_refused(sizes: list[float]) -> None:
    with pytest.raises(ShapeError):
        pareto("p", TITLE, parts_of(sizes), "t", "s")


@given(st.floats(min_value=-1e6, max_value=1e6), st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=1, max_size=6))
def test_waterfall_ends_at_start_plus_steps(first: float, sizes: list[float]) -> None:
    start = Series(label=TITLE, values=(first,), unit="MJ")
    chart = waterfall("w", TITLE, start, parts_of(sizes), Label(text="end"), "s")
    assert chart.series[0].values[-1] == pytest.approx(first + sum(sizes), abs=1e-3)
    assert chart.series[1].values[1:-1] == tuple(sizes)


@pytest.mark.parametrize(("values", "sizes"), [((), [1.0]), ((None,), [1.0]), ((1.0, 2.0), [1.0]), ((1.0,), [])])
def test_waterfall_needs_a_start_and_a_step(values: tuple[float | None, ...], sizes: list[float]) -> None:
    with pytest.raises(ShapeError):
        waterfall("w", TITLE, Series(label=TITLE, values=values, unit="MJ"), parts_of(sizes), TITLE, "s")


def test_a_series_of_another_length_is_refused() -> None:
    series = Series(label=TITLE, values=(1.0, 2.0), unit="t")
    with pytest.raises(ShapeError, match="2 values for 1 categories"):
        Chart(id="c", kind="trend", title=TITLE, unit="t", categories=(TITLE,), series=(series,), sentence="s")


def test_links_belong_to_a_sankey_and_name_its_nodes() -> None:
    link = Link(source=0, target=2, value=1.0)
    with pytest.raises(ShapeError, match="node"):
        Chart(id="c", kind="sankey", title=TITLE, unit="t", categories=(TITLE, TITLE), links=(link,), sentence="s")
    with pytest.raises(ShapeError, match="Sankey"):
        Chart(id="c", kind="sankey", title=TITLE, unit="t", categories=(TITLE,), sentence="s")


def test_rows_are_the_chart_as_a_table() -> None:
    chart = pareto("p", TITLE, parts_of([1.0, 3.0]), "t", "s")
    assert [(label.text, values) for label, values in chart.rows()] == [("1", (3.0, 75.0)), ("0", (1.0, 100.0))]


def test_a_share_in_words_has_the_digits_of_the_share_drawn() -> None:
    """11 of 17: 64,705… % stands as 64,7 % in the sentence, as beside the bar."""
    chart = pareto("p", Label(text="t"), ((Label(text="a"), 11.0), (Label(text="b"), 6.0)), "t", "chart.losses.sentence")
    assert chart.values["share"] == 64.7
