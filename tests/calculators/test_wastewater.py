"""Methane of wastewater, refrigerant over its life, landfill: hand calculations and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.errors import DomainError
from calculators.landfill import methane_of_year, methane_potential
from calculators.refrigerant import by_life_cycle, by_top_up
from calculators.wastewater import organic_load, treatment_methane


def test_deep_lagoon_by_hand() -> None:
    # IPCC 2006 vol. 5 eq. 6.4-6.6: 54 000 m3 · 2.5 kg/m3 · 0.25 kg/kg · 0.8 = 27 000 kg CH4
    assert treatment_methane(organic_load(54_000, 2.5), 0, 0.25, 0.8, 0) == pytest.approx(27_000)


def test_sludge_and_recovery_are_taken_off() -> None:
    assert treatment_methane(135_000, 35_000, 0.25, 0.8, 5_000) == pytest.approx(15_000)


def test_well_managed_aerobic_gives_none() -> None:
    assert treatment_methane(135_000, 0, 0.25, 0.0, 0) == 0.0


@given(st.floats(0, 1e7), st.floats(0, 1), st.floats(0, 1))
def test_never_more_than_the_load_can_give(load: float, correction: float, share: float) -> None:
    released = treatment_methane(load, share * load, 0.25, correction, 0.0)
    assert 0.0 <= released <= 0.25 * load + 1e-9


def test_impossible_wastewater_is_refused() -> None:
    with pytest.raises(DomainError, match="sludge"):
        treatment_methane(100, 101, 0.25, 0.8, 0)
    with pytest.raises(DomainError, match="caught"):
        treatment_methane(100, 0, 0.25, 0.8, 21)
    with pytest.raises(DomainError, match="between 0 and 1"):
        treatment_methane(100, 0, 0.25, 80, 0)
    with pytest.raises(DomainError, match="negative"):
        organic_load(-1, 2)


def test_refrigerant_over_its_life_by_hand() -> None:
    # TT 38/2023 Annex II: 100·2 % + 500·16 % + 50·75 %·(1 − 40 %) = 2 + 80 + 22.5
    assert by_life_cycle(100, 2, 500, 16, 50, 75, 40) == pytest.approx(104.5)
    assert by_top_up(104.5, 3920) == pytest.approx(409_640)


@given(st.floats(0, 1e5), st.floats(0, 100))
def test_only_running_equipment_loses_its_rate(charge: float, rate: float) -> None:
    assert by_life_cycle(0, 1, charge, rate, 0, 50, 50) == pytest.approx(charge * rate / 100)
    assert by_life_cycle(0, 0, 0, 0, charge, rate, 100) == 0.0


def test_impossible_refrigerant_is_refused() -> None:
    with pytest.raises(DomainError, match="0 and 100"):
        by_life_cycle(1, 200, 0, 0, 0, 0, 0)
    with pytest.raises(DomainError, match="negative"):
        by_life_cycle(-1, 2, 0, 0, 0, 0, 0)
    with pytest.raises(DomainError, match="negative"):
        by_top_up(-1, 2088)


def test_landfilled_board_by_hand() -> None:
    # IPCC 2006 vol. 5 eq. 3.2, 3.3: 1 000 kg · 0.40 · 0.5 · 0.6 · 0.5 · 16/12 = 80 kg CH4
    assert methane_potential(1000, 0.40, 0.5, 0.6, 0.5, 0) == pytest.approx(80)
    assert methane_potential(1000, 0.40, 0.5, 0.6, 0.5, 0.1) == pytest.approx(72)


@given(st.floats(0.01, 0.4), st.floats(1, 1000))
def test_the_years_add_up_to_the_potential(rate: float, potential: float) -> None:
    assert methane_of_year(potential, rate, 0) == 0.0
    assert sum(methane_of_year(potential, rate, year) for year in range(1, 3000)) == pytest.approx(potential, rel=1e-9)


def test_impossible_landfill_is_refused() -> None:
    with pytest.raises(DomainError, match="between 0 and 1"):
        methane_potential(1000, 40, 0.5, 0.6, 0.5, 0)
    with pytest.raises(DomainError, match="negative"):
        methane_potential(-1, 0.4, 0.5, 0.6, 0.5, 0)
    with pytest.raises(DomainError, match="above zero"):
        methane_of_year(80, 0, 1)
