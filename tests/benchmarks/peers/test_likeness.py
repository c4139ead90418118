"""Copies under another enrolment are told from plants that are merely similar."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.peers.likeness import Parts, is_alike
from benchmarks.peers.population_fit import FITS

PLANT: Parts = {("energy_intensity", "MJ/kg"): (8_000_000, 1_000_000), ("water_intensity", "m3/kg"): (20_000, 1_000_000)}


def scaled(above: float, below: float) -> Parts:
    return {key: (round(top * above), round(under * below)) for key, (top, under) in PLANT.items()}


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        pytest.param(PLANT, True, id="the same figures"),
        pytest.param(scaled(1.009, 1.0), True, id="nudged by 0.9 %"),
        pytest.param(scaled(3.0, 3.0), True, id="three times the size"),
        pytest.param(scaled(1.02, 1.0), False, id="2 % more of everything per kg"),
        pytest.param(scaled(1.5, 1.2), False, id="another plant"),
        pytest.param({("energy_intensity", "MJ/kg"): (8_000_000, 1_000_000)}, True, id="the one figure that is shared"),
        pytest.param({("energy_intensity", "MJ/piece"): (8_000_000, 1_000_000)}, False, id="nothing shared"),
    ],
)
def test_what_is_alike(other: Parts, alike: bool) -> None:
    assert is_alike(PLANT, other) is alike
    assert is_alike(other, PLANT) is alike


def test_plants_of_electricity_alone_are_not_alike_by_their_proportions() -> None:
    """Energy, electricity and emissions of such plants are one number three times: 3.6 MJ and one factor a kWh."""
    one = {("electricity_intensity", "kWh/kg"): (1000, 1000), ("energy_intensity", "MJ/kg"): (3600, 1000)}
    twice = {key: (2 * top, 2 * under) for key, (top, under) in one.items()}
    assert not is_alike(one, twice)


@given(st.integers(10**3, 10**15), st.integers(10**3, 10**15), st.floats(1.02, 1000))
def test_one_figure_of_another_size_is_no_copy(top: int, under: int, factor: float) -> None:
    one: Parts = {("energy_intensity", "MJ/kg"): (top, under)}
    assert not is_alike(one, {("energy_intensity", "MJ/kg"): (round(top * factor), round(under * factor))})


def test_few_real_pairs_are_doubted() -> None:
    """Among 500 plants as spread as the real ones of the food sector, by energy alone, fewer than one record in fifty resembles another."""
    fit = next(fit for fit in FITS if fit.sector == "food")
    rng = np.random.default_rng(5)
    size, rest = rng.standard_normal((2, 500))
    output = 1e6 * np.exp(fit.output_spread * size)
    energy = output * np.exp(fit.energy_spread * (fit.correlation * size + np.sqrt(1 - fit.correlation**2) * rest))
    plants = [{("energy_intensity", "MJ/kg"): (round(1000 * top), round(1000 * under))} for top, under in zip(energy, output, strict=True)]
    doubted = sum(any(is_alike(plants[i], plants[j]) for j in range(i)) for i in range(len(plants)))
    assert doubted <= len(plants) // 50
