"""The primary rules against ACRO 1.0.2, which was asked by `ask_acro.py`: the same cells are withheld for the same reason.

Where it is right: it counts rows, so each row is a company here; its rule knows one (n, k) pair, here (2, 85 %).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.peers.cube import LEVELS, SCHEMA, compute
from benchmarks.peers.disclosure import Rules, is_sum_dominated, judge
from benchmarks.peers.percentile import summarise

TABLE = Path(__file__).with_name("acro_verdicts.csv")
OFF = {"p_percent": 1e-9, "one_dominates": 1 - 1e-12, "two_dominate": 1 - 1e-12}


@pytest.fixture(scope="module")
def asked() -> pd.DataFrame:
    return pd.read_csv(TABLE)


@pytest.fixture(scope="module")
def cells(asked: pd.DataFrame) -> pd.DataFrame:
    """Return the same amounts through the cube: each cell a sector, each amount a company."""
    made = [
        {"company": f"{cell}-{i}", "facility": f"{cell}-{i}", "sector": cell, "product": "unspecified", "province": "S0", "region": "SR0",
         "year": 2026, "indicator": "energy_intensity", "unit": "MJ/kg", "numerator": int(amount), "denominator": 1000}
        for cell, amounts in zip(asked["cell"], asked["amounts"], strict=True) for i, amount in enumerate(amounts.split())
    ]  # fmt: skip
    summary = summarise(compute(pd.DataFrame(made, columns=list(SCHEMA.names)), LEVELS[:1]))
    return summary.set_index("sector").loc[asked["cell"]].reset_index()


def test_too_few_companies(asked: pd.DataFrame, cells: pd.DataFrame) -> None:
    withheld = judge(cells, Rules())["reason"] == "contributors"
    np.testing.assert_array_equal(withheld, asked["few"] == 1)
    assert 0 < withheld.sum() < len(asked)


@pytest.mark.parametrize(("rule", "setting"), [("p_percent", 15.0), ("two_dominate", 0.85)])
def test_dominance(asked: pd.DataFrame, cells: pd.DataFrame, rule: str, setting: float) -> None:
    withheld = is_sum_dominated(cells, "numerator", replace(Rules(), **{**OFF, rule: setting}))
    np.testing.assert_array_equal(withheld, asked[rule] == 1)
    assert 0 < withheld.sum() < len(asked)
