"""Published: the table of k % in circular 15/2014/TT-BCT."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculators.errors import DomainError, ShapeError, UnknownKeyError
from calculators.tariff import (
    Tariff,
    band_of,
    cost_of_bands,
    cost_of_profile,
    power_factor_surcharge,
    price_of_saved_kwh,
)

NORMAL, PEAK, OFF = 0, 1, 2
# an invented week: off-peak 22–4 every day, peak 10–12 and 17–20 except Sunday; prices chosen to be told apart
HOURS = tuple(
    OFF if hour >= 22 or hour < 4 else PEAK if day < 6 and (10 <= hour < 12 or 17 <= hour < 20) else NORMAL
    for day in range(7)
    for hour in range(24)
)
TARIFF = Tariff(bands=("normal", "peak", "off_peak"), price_vnd_kwh=(2000.0, 3000.0, 1000.0), band_of_hour=HOURS)


def week() -> np.ndarray:
    return np.arange("2026-11-16", "2026-11-23", np.timedelta64(1, "h"), dtype="datetime64[h]")  # Monday to Sunday


def test_a_week_from_monday() -> None:
    assert band_of(TARIFF, week()).tolist() == list(HOURS)
    sunday_peak = np.array(["2026-11-22T11:00", "2026-11-21T11:30"], dtype="datetime64[m]")
    assert band_of(TARIFF, sunday_peak).tolist() == [NORMAL, PEAK]


def test_cost_by_hand() -> None:
    cost = cost_of_profile(TARIFF, week(), np.ones(168))
    assert cost.energy_kwh == (168 - 42 - 30, 30, 42)
    assert cost.total_vnd == 96 * 2000 + 30 * 3000 + 42 * 1000
    assert cost.mean_price_vnd_kwh == pytest.approx(cost.total_vnd / 168)
    assert cost_of_bands(TARIFF, {"peak": 30, "normal": 96, "off_peak": 42}) == cost


def test_half_hours() -> None:
    halves = tuple(band for band in HOURS for _ in range(2))
    shifted = (NORMAL, *halves[:-1])  # every band begins half an hour later
    tariff = Tariff(bands=TARIFF.bands, price_vnd_kwh=TARIFF.price_vnd_kwh, band_of_hour=shifted)
    ten = np.array(["2026-11-16T10:00", "2026-11-16T10:30", "2026-11-16T12:15"], dtype="datetime64[m]")
    assert band_of(tariff, ten).tolist() == [NORMAL, PEAK, PEAK]


def test_a_kilowatt_hour_saved_at_night_is_worth_the_night_price() -> None:
    night = (band_of(TARIFF, week()) == OFF).astype(float)
    assert price_of_saved_kwh(TARIFF, week(), night) == 1000
    assert price_of_saved_kwh(TARIFF, week(), np.zeros(168)) is None


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e5), min_size=168, max_size=168))
def test_nothing_gets_lost_between_bands(energy: list[float]) -> None:
    cost = cost_of_profile(TARIFF, week(), np.array(energy))
    assert sum(cost.energy_kwh) == pytest.approx(sum(energy))
    if cost.mean_price_vnd_kwh is not None:
        assert 1000 - 1e-6 <= cost.mean_price_vnd_kwh <= 3000 + 1e-6


@pytest.mark.parametrize(
    ("factor", "percent"),
    [
        (1.0, 0), (0.90, 0), (0.896, 0), (0.89, 1.12), (0.88, 2.27), (0.85, 5.88), (0.80, 12.50), (0.75, 20.00),
        (0.72, 25.00), (0.70, 28.57), (0.65, 38.46), (0.61, 47.54), (0.60, 50.00), (0.59, 52.54), (0.40, 52.54),
    ],
)  # fmt: skip
def test_circular_15_2014_table(factor: float, percent: float) -> None:
    assert 100 * power_factor_surcharge(factor, 0.9, 0.6) == pytest.approx(percent, abs=0.005)


def test_misuse_raises() -> None:
    with pytest.raises(DomainError):
        power_factor_surcharge(85.0, 0.9, 0.6)
    with pytest.raises(DomainError):
        power_factor_surcharge(0.85, 0.6, 0.9)
    with pytest.raises(UnknownKeyError):
        cost_of_bands(TARIFF, {"night": 1.0})
    with pytest.raises(ShapeError):
        cost_of_profile(TARIFF, week(), np.ones(3))
    with pytest.raises(DomainError):
        cost_of_profile(TARIFF, week(), np.full(168, np.nan))
    with pytest.raises(ShapeError):
        Tariff(bands=("a",), price_vnd_kwh=(1.0,), band_of_hour=(0,))
    with pytest.raises(DomainError):
        Tariff(bands=("a",), price_vnd_kwh=(1.0,), band_of_hour=(1,) * 168)
    with pytest.raises(DomainError):
        Tariff(bands=("a",), price_vnd_kwh=(-1.0,), band_of_hour=(0,) * 168)
