"""The signed pack, the way up to a published cell, and a factory's standing among published figures."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from benchmarks.peers import pack, population, signature
from benchmarks.peers.disclosure import Rules
from benchmarks.peers.release import Release, release
from benchmarks.peers.standing import stand
from calculators.errors import DomainError
from data import messages

SEED = bytes(range(32))
KEY = signature.public_key(SEED)
REGIONS = {"S0": "SR0", "S1": "SR0", "S2": "SR1"}
WHERE = {
    "sector": "food",
    "product": "food.synthetic_a",
    "province": "S1",
    "region": "SR0",
    "year": 2026,
    "indicator": "energy_intensity",
    "unit": "MJ/kg",
}


@pytest.fixture(scope="module")
def made() -> Release:
    plan = population.Plan(facilities=500, regions=REGIONS, fits=population.FITS[4:6])
    return release(population.generate(4, plan), REGIONS, vintage="2026", released="2026-11-22", rules=Rules(), panels=[(2021, 2026)])


@pytest.fixture(scope="module")
def text(made: Release) -> str:
    return pack.write(made, SEED, edition="2026-11", synthetic=True)


def test_a_pack_is_read_back_whole(made: Release, text: str) -> None:
    read, findings = pack.read(text.encode(), KEY)
    assert findings == []
    assert read is not None
    assert (read.vintage, read.synthetic, len(read.cells), len(read.totals)) == ("2026", True, len(made.cells), len(made.totals))
    assert pack.write(made, SEED, edition="2026-11", synthetic=True) == text


def test_a_pack_holds_nothing_but_published_figures(text: str) -> None:
    names = {name for table in ("cells", "totals", "progress") for row in json.loads(text)[table] for name in row}
    assert names <= {
        "level", "sector", "product", "place", "year", "indicator", "unit", "contributors", "median", "p25", "p75", "p10", "p90",
        "vintage", "total", "total_unit", "mean", "baseline", "change_percent", "change_low", "change_high", "median_percent", "mix_percent",
    }  # fmt: skip
    for secret in ("c-0", "f-0", "reason", "dominance", "withheld", "hash", "p_percent", "null", "NaN"):
        assert secret not in text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda t: t.replace('"synthetic": true', '"synthetic": false'), "signature", id="edited"),
        pytest.param(lambda t: t[:-200], "unreadable", id="cut short"),
        pytest.param(lambda t: t.replace("sachhon-benchmarks/1", "sachhon-benchmarks/9"), "format", id="foreign version"),
        pytest.param(lambda t: "[]", "unreadable", id="not an object"),
        pytest.param(lambda t: "\x00", "unreadable", id="not JSON"),
    ],
)
def test_a_pack_that_was_touched_is_refused(text: str, change: Any, code: str) -> None:
    read, findings = pack.read(change(text).encode(), KEY)
    assert read is None
    assert [finding.code for finding in findings] == [f"pack.{code}"]
    assert all(messages.has_message(f"finding.pack.{code}.{part}", lang) for part in ("title", "why", "action") for lang in ("vi", "en"))


def test_a_pack_signed_by_someone_else_is_refused(made: Release) -> None:
    forged = pack.write(made, bytes(32), edition="2026-11", synthetic=True)
    assert pack.read(forged.encode(), KEY)[0] is None  # though the key inside the file fits


def test_the_way_goes_up_and_says_where(text: str) -> None:
    read, _ = pack.read(text.encode(), KEY)
    assert read is not None
    cells = pack.cells_above(read, **WHERE)
    order = [level for chain in pack.UPWARD for level in chain]
    places = [order.index(cell["level"]) for cell in cells]
    assert places == sorted(places)
    assert "sector.country" in {cell["level"] for cell in cells}
    assert pack.cells_above(read, **{**WHERE, "unit": "MJ/piece"}) == []


def cell(median: float, ratio: float, contributors: str, **more: Any) -> dict[str, Any]:
    base = {"level": "sector.country", "contributors": contributors, "vintage": "2026", "median": median}
    return base | {"p25": median / ratio, "p75": median * ratio} | more


def test_the_median_stands_in_the_middle() -> None:
    found = stand(10.0, [cell(10.0, 2.0, "50+")])
    assert found is not None
    assert found.percentile == pytest.approx(50)
    assert (found.band, found.is_shrunk) == ("middle", False)
    assert found.percentile_low < 50 < found.percentile_high


def test_the_interval_equals_the_non_central_t() -> None:
    """One sample deviation above a cell of 20, whose percentiles are worth 20 · 1.5 / (π/2 + 1/0.735) = 10.23 plants."""
    sd = math.log(2.0) / stats.norm.ppf(0.75)
    found = stand(10.0 * math.exp(sd), [cell(10.0, 2.0, "20-49")])
    assert found is not None
    n = 20 * 1.5 / (math.pi / 2 + 1 / 0.735)
    for share, edge in ((found.percentile_low, 0.95), (found.percentile_high, 0.05)):
        z = stats.norm.ppf(share / 100)
        assert stats.nct.cdf(math.sqrt(n), n - 1, math.sqrt(n) * z) == pytest.approx(edge, abs=1e-4)


def test_the_interval_covers_nine_in_ten() -> None:
    rng = np.random.default_rng(7)
    inside = 0
    for _ in range(400):
        sample = np.exp(rng.standard_normal(20))
        low, middle, high = np.percentile(sample, [25, 50, 75])
        found = stand(2.0, [{**cell(1.0, 2.0, "20-49"), "p25": low, "median": middle, "p75": high}])
        assert found is not None
        inside += found.percentile_low <= 100 * stats.norm.cdf(math.log(2.0)) <= found.percentile_high
    assert 0.85 <= inside / 400 <= 0.95


def test_a_small_cell_is_drawn_to_the_wider_one() -> None:
    alone = stand(10.0, [cell(5.0, 2.0, "10-19")])
    drawn = stand(10.0, [cell(5.0, 2.0, "10-19"), cell(10.0, 2.0, "50+")])
    assert alone is not None
    assert drawn is not None
    assert drawn.is_shrunk
    assert 50 < drawn.percentile < alone.percentile
    assert drawn.level == "sector.country"


@pytest.mark.parametrize(("value", "band"), [(0.5, "top_quarter"), (10.0, "middle"), (200.0, "bottom_quarter"), (16.0, "undetermined")])
def test_bands(value: float, band: str) -> None:
    found = stand(value, [cell(10.0, 2.0, "50+")])
    assert found is not None
    assert found.band == band
    assert 0 <= found.percentile_low <= found.percentile <= found.percentile_high <= 100


def test_no_quartiles_no_standing() -> None:
    assert stand(1.0, []) is None
    assert stand(1.0, [{"level": "sector.country", "contributors": "5-9", "median": 3.0}]) is None


@pytest.mark.parametrize("value", [0.0, -1.0, math.inf, math.nan])
def test_a_value_that_is_no_intensity(value: float) -> None:
    with pytest.raises(DomainError):
        stand(value, [cell(10.0, 2.0, "50+")])
