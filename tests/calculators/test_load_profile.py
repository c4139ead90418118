import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.errors import ShapeError
from calculators.load_profile import base_load, load_factor, spread_bills, sum_intervals_by_month, sum_months


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def test_a_bill_covers_the_days_after_the_previous_reading() -> None:
    # 16 Jan … 15 Feb are 31 days at 10 a day: 16 of them in January, 15 in February
    use = spread_bills(days("2026-01-15"), days("2026-02-15"), np.array([310.0]))
    assert use.first_day == np.datetime64("2026-01-16")
    months = sum_months(use)
    assert months.months.astype(str).tolist() == ["2026-01", "2026-02"]
    assert months.quantity == pytest.approx([160, 150])
    assert months.is_complete.tolist() == [False, False]


def test_three_bills_make_one_whole_month() -> None:
    use = spread_bills(
        days("2025-12-20", "2026-01-20", "2026-02-20"), days("2026-01-20", "2026-02-20", "2026-03-20"),
        np.array([310.0, 620.0, 280.0]),
    )  # fmt: skip
    months = sum_months(use)
    assert months.quantity == pytest.approx([110, 200 + 220, 400 + 80, 200])
    assert months.is_complete.tolist() == [False, True, True, False]
    assert use.findings == ()


@pytest.mark.parametrize(
    ("before", "read", "quantity", "codes"),
    [
        pytest.param(["2026-01-01", "2026-02-01"], ["2026-01-20", "2026-03-01"], [5.0, 6.0], ["bill.gap"], id="gap"),
        pytest.param(
            ["2026-01-01", "2026-01-15"], ["2026-02-01", "2026-03-01"], [5.0, 6.0], ["bill.overlap"], id="overlap"
        ),
        pytest.param(["2026-01-01"], ["2026-01-01"], [5.0], ["bill.no_days"], id="no days"),
        pytest.param(["2026-02-01"], ["2026-01-01"], [5.0], ["bill.no_days"], id="backward"),
        pytest.param(["2026-01-01"], ["2026-02-01"], [-5.0], ["bill.negative_quantity"], id="meter runs back"),
        pytest.param(["2026-01-01"], ["2026-02-01"], [float("nan")], ["bill.missing_quantity"], id="blank"),
    ],
)
def test_faulty_bills_are_named(before: list[str], read: list[str], quantity: list[float], codes: list[str]) -> None:
    use = spread_bills(days(*before), days(*read), np.array(quantity))
    assert [finding.code for finding in use.findings] == codes
    sum_months(use)


def test_a_doubled_bill_does_not_make_a_complete_month() -> None:
    use = spread_bills(days("2025-12-31", "2025-12-31"), days("2026-01-31", "2026-01-31"), np.array([31.0, 31.0]))
    assert sum_months(use).is_complete.tolist() == [False]


@settings(deadline=None)
@given(st.lists(st.integers(1, 70), min_size=1, max_size=20), st.lists(st.floats(0, 1e9), min_size=20, max_size=20))
def test_nothing_is_lost_between_bills_and_months(lengths: list[int], amounts: list[float]) -> None:
    reads = np.datetime64("2024-11-07") + np.cumsum([0, *lengths])
    quantity = np.array(amounts[: len(lengths)])
    use = spread_bills(reads[:-1], reads[1:], quantity)
    assert sum_months(use).quantity.sum() == pytest.approx(quantity.sum(), rel=1e-12, abs=1e-9)
    assert (use.bills == 1).all()


def test_interval_meters_by_month() -> None:
    time = np.arange("2026-01-01", "2026-04-01", np.timedelta64(15, "m"), dtype="datetime64[m]")
    months, sums = sum_intervals_by_month(time, np.column_stack([np.full(time.size, 0.25), np.arange(time.size) * 0.0]))
    assert months.astype(str).tolist() == ["2026-01", "2026-02", "2026-03"]
    assert sums[:, 0] == pytest.approx([31 * 24, 28 * 24, 31 * 24])
    assert sums[:, 1] == pytest.approx([0, 0, 0])


def test_a_silent_month_is_zero_not_a_neighbour() -> None:
    months, sums = sum_intervals_by_month(days("2026-01-05", "2026-03-07"), np.array([2.0, 3.0]))
    assert months.size == 3
    assert sums == pytest.approx([2, 0, 3])


def test_demand() -> None:
    power = np.array([10.0, 20, 30, 40])
    assert load_factor(power) == pytest.approx(25 / 40)
    assert load_factor(np.zeros(3)) is None
    assert base_load(power, 0.0) == 10


def test_misuse_raises() -> None:
    with pytest.raises(ShapeError):
        spread_bills(days(), days(), np.empty(0))
    with pytest.raises(ShapeError, match="ascend"):
        sum_intervals_by_month(days("2026-02-01", "2026-01-01"), np.ones(2))
    with pytest.raises(ShapeError):
        sum_intervals_by_month(days(), np.empty(0))
    with pytest.raises(ShapeError):
        base_load(np.empty(0), 0.1)
