"""The cube: equal to plain Python, equal on every engine, independent of order; percentiles against published code."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats.mstats import hdquantiles

from benchmarks.peers import cube, golden, percentile, population
from benchmarks.peers.cube import LEVELS, BackendError


def observation(company: str, numerator: int, denominator: int = 1000, **more: object) -> dict[str, object]:
    row = {
        "company": company, "facility": f"f-{company}-{numerator}", "sector": "food", "product": "unspecified", "province": "S0",
        "region": "SR0", "size_band": "small", "year": 2026, "indicator": "energy_intensity", "unit": "MJ/kg",
        "numerator": numerator, "denominator": denominator,
    }  # fmt: skip
    return row | more


def test_duckdb_equals_plain_python() -> None:
    golden.self_check(cube.compute)


def test_the_golden_country_reaches_into_grouped_blocks() -> None:
    blocks = golden.reference(golden.observations())
    assert blocks["contributors"].max() > 1
    assert not blocks["contributors"].eq(0).any()


@pytest.mark.filterwarnings("ignore:The 'future.infer_string' option:Warning")  # ibis 12 asks pandas 3 for it
def test_postgresql_gives_the_same_bits(postgres: str) -> None:
    import ibis

    user, _, rest = postgres.partition("@")
    host, _, rest = rest.partition(":")
    port, _, name = rest.partition("/")
    backend = ibis.postgres.connect(user=user, host=host, port=int(port), database=name)

    def compute(rows: pd.DataFrame) -> pd.DataFrame:
        backend.create_table("observations", rows[list(cube.SCHEMA.names)], schema=cube.SCHEMA)
        return cube.compute_on(backend)

    try:
        golden.self_check(compute)
    finally:
        backend.disconnect()


def test_a_backend_with_one_other_bit_may_not_publish() -> None:
    def broken(rows: pd.DataFrame) -> pd.DataFrame:
        blocks = cube.compute(rows)
        blocks.loc[7, "value_sum"] += 1
        return blocks

    with pytest.raises(BackendError):
        golden.self_check(broken)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = golden.observations()
    shuffled = rows.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(cube.compute(rows), cube.compute(shuffled))


def test_plants_of_one_company_are_one_contributor() -> None:
    rows = pd.DataFrame([observation("a", 10_000), observation("a", 30_000), observation("b", 5_000)])
    cells = percentile.summarise(cube.compute(rows, LEVELS[:1]))
    assert (cells["n"].item(), cells["plants"].item()) == (2, 3)
    assert (cells["numerator"].item(), cells["numerator_1"].item(), cells["numerator_2"].item()) == (
        45_000,
        40_000,
        5_000,
    )
    # (10 + 30 MJ) / (1 + 1 kg) = 20 MJ/kg and 5 MJ/kg; symmetric weights give their mean
    assert cells["p50"].item() == pytest.approx(12.5)


def test_sums_beyond_53_bits_stay_exact() -> None:
    big = 2**53 + 1
    rows = pd.DataFrame([observation("a", big, big), observation("b", 2, 1)])
    assert percentile.summarise(cube.compute(rows, LEVELS[:1]))["numerator"].item() == big + 2


def test_a_product_that_is_not_specified_counts_in_its_sector_only() -> None:
    rows = pd.DataFrame([observation("a", 1), observation("b", 2, product="shrimp.s01")])
    cells = percentile.summarise(cube.compute(rows))
    assert set(cells[cells["level"].str.startswith("product")]["product"]) == {"shrimp.s01"}
    assert cells.loc[cells["level"] == "sector.country", "n"].item() == 2


@pytest.mark.parametrize("n", [1, 2, 9, 10, 57, 100])
def test_percentiles_equal_scipy_up_to_100(n: int) -> None:
    values = np.random.default_rng(n).integers(1000, 10**9, size=n)
    rows = pd.DataFrame([observation(f"c{i}", int(value)) for i, value in enumerate(values)])
    cells = percentile.summarise(cube.compute(rows, LEVELS[:1]))
    expected = hdquantiles(values / 1000, [0.1, 0.25, 0.5, 0.75, 0.9]) if n > 1 else np.repeat(values / 1000, 5)
    assert [cells[f"p{p}"].item() for p in percentile.PERCENTILES] == pytest.approx(list(expected), rel=1e-8)


@pytest.mark.parametrize(("n", "off"), [(2, 1e-6), (12, 1e-6), (100, 1e-6), (300, 0.1)])
def test_how_far_one_contributor_moves_a_percentile(n: int, off: float) -> None:
    """Against leaving each contributor out in turn: without the least it is highest, without the largest lowest."""
    values = np.sort(np.random.default_rng(n).lognormal(3, 1, size=n))
    rows = pd.DataFrame([observation(f"c{i:03d}", round(10**6 * value), 10**6) for i, value in enumerate(values)])
    cells = percentile.summarise(cube.compute(rows, LEVELS[:1]))
    for p in percentile.PERCENTILES:
        without = [percentile.harrell_davis(np.delete(values, i), p) for i in range(n)]
        expected = (max(without) - min(without)) / percentile.harrell_davis(values, p)
        assert cells[f"p{p}_moves"].item() == pytest.approx(expected, rel=off)


def test_grouped_percentiles_stay_within_the_rounding() -> None:
    values = np.exp(np.random.default_rng(1).standard_normal(3001)) * 1e6
    rows = pd.DataFrame([observation(f"c{i:05d}", int(value)) for i, value in enumerate(values)])
    cells = percentile.summarise(cube.compute(rows, LEVELS[:1]))
    exact = hdquantiles(values.astype(int) / 1000, [0.1, 0.25, 0.5, 0.75, 0.9])
    assert [cells[f"p{p}"].item() for p in percentile.PERCENTILES] == pytest.approx(list(exact), rel=0.01)
    assert cells["numerator_1"].item() == int(values.max())
    assert cells["numerator_2"].item() >= int(np.sort(values)[-2])


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=300), st.sampled_from(percentile.PERCENTILES))
@settings(max_examples=50)
def test_weights_add_to_one_and_stay_inside(values: list[float], p: int) -> None:
    assert percentile.weights(len(values), p).sum() == pytest.approx(1)
    assert min(values) * (1 - 1e-9) <= percentile.harrell_davis(np.sort(values), p) <= max(values) * (1 + 1e-9)


def test_no_record_weighs_more_than_three_tenths_where_a_median_is_published() -> None:
    assert percentile.weights(8, 50).max() <= 0.30
    assert percentile.weights(10, 25).max() <= 0.30
    assert percentile.weights(30, 10).max() <= 0.30


@pytest.mark.parametrize(("values", "tied"), [([5, 5, 5, 1, 9], True), ([5, 5, 1, 9], False), ([5, 5, 5, 1], True), ([1, 2], False)])
def test_ties(values: list[int], tied: bool) -> None:
    rows = pd.DataFrame([observation(f"c{i}", value) for i, value in enumerate(values)])
    assert bool(percentile.summarise(cube.compute(rows, LEVELS[:1]))["ties"].item()) is tied


def test_the_synthetic_country_is_seeded_skewed_and_incomplete() -> None:
    plan = population.Plan(facilities=600)
    first, again, other = (population.generate(seed, plan) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)
    assert set(first.columns) == set(population.COLUMNS)
    years = first.groupby("facility")["year"].nunique()
    assert 0 < (years == 1).mean() < 0.3
    energy = first[first["indicator"] == "energy_intensity"]
    parts = first[first["indicator"] == "electricity_intensity"]["numerator"].sum() * 3.6
    parts += first[first["indicator"] == "thermal_intensity"]["numerator"].sum()
    assert parts == pytest.approx(energy["numerator"].sum(), rel=1e-6)


def test_the_synthetic_intensities_follow_the_fit() -> None:
    fit = next(fit for fit in population.FITS if fit.sector == "food")
    rows = population.generate(5, population.Plan(facilities=8000, fits=(fit,), years=(2026,)))
    energy = rows[rows["indicator"] == "energy_intensity"]
    logs = np.log(energy["numerator"] / energy["denominator"])
    assert np.exp(logs.median()) == pytest.approx(fit.energy, rel=0.1)
    assert logs.std() == pytest.approx(fit.energy_spread, rel=0.05)


def test_a_synthetic_contribution_says_so() -> None:
    made = population.contributions(population.generate(1, population.Plan(facilities=20, years=(2026,))))
    assert made
    assert all(one.synthetic for one in made)
    assert {figure.indicator for one in made for figure in one.figures} >= {"energy_intensity"}
