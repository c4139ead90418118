"""The golden self-check: a backend may publish only after it gave these cells bit for bit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

import pandas as pd

from benchmarks.peers import cube
from benchmarks.peers.contribution import UNSPECIFIED
from benchmarks.peers.cube import BLOCKS, CELL, LEVELS, SCALE, Level
from benchmarks.peers.population import Plan, generate
from benchmarks.peers.population_fit import FITS

SEED = 20_261_122
LARGE = tuple(fit for fit in FITS if fit.sector in {"food", "soft_drinks"})
PLAN = Plan(facilities=450, years=(2026,), regions={"S0": "SR0", "S1": "SR0", "S2": "SR1"}, single=0.7, fits=LARGE)


def observations() -> pd.DataFrame:
    """Return the small synthetic country of the self-check; its largest cells have more than 100 contributors."""
    return generate(SEED, PLAN)


def reference(rows: pd.DataFrame, levels: tuple[Level, ...] = LEVELS) -> pd.DataFrame:
    """Return the blocks of `rows` computed one by one in plain Python integers: slow, short, and no engine's.

    Parameters
    ----------
    rows : DataFrame
        Observations.
    levels : tuple of Level
        The levels wanted.

    Returns
    -------
    DataFrame
        The same table as :func:`benchmarks.peers.cube.compute` must give.
    """
    return cube.ordered({level: pd.DataFrame(_blocks(rows.to_dict("records"), level)) for level in levels})


def _blocks(rows: list[dict[Any, Any]], level: Level) -> list[dict[str, Any]]:
    companies: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        if level.activity == "product" and row["product"] == UNSPECIFIED:
            continue
        total = companies.setdefault((*_cell(row, level), row["company"]), [0, 0, 0])
        for place, amount in enumerate((row["numerator"], row["denominator"], 1)):
            total[place] += int(amount)
    blocks: list[dict[str, Any]] = []
    for cell, members in groupby(sorted(companies.items()), key=lambda item: item[0][:-1]):
        ranked = sorted((math.floor(float(total[0]) / float(total[1]) * SCALE), key[-1], total) for key, total in members)
        n = len(ranked)
        numbered = [(rank if n <= BLOCKS else rank * BLOCKS // n, entry) for rank, entry in enumerate(ranked)]
        for block, entries in groupby(numbered, key=lambda pair: pair[0]):
            blocks.append(_block(cell, block, [entry for _, entry in entries]))
    return blocks


def _cell(row: Mapping[Any, Any], level: Level) -> tuple[Any, ...]:
    product = row["product"] if level.activity == "product" else ""
    place = "" if level.place == "country" else row[level.place]
    return (row["sector"], product, place, row["year"], row["indicator"], row["unit"])


def _block(cell: tuple[Any, ...], block: int, entries: list[tuple[int, str, list[int]]]) -> dict[str, Any]:
    values = [value for value, _, _ in entries]
    numerators, denominators, plants = zip(*(total for _, _, total in entries), strict=True)
    return dict(zip(CELL, cell, strict=True)) | {
        "block": block,
        "contributors": len(entries),
        "plants": sum(plants),
        "value_sum": sum(values),
        "value_min": min(values),
        "value_max": max(values),
        "numerator_sum": sum(numerators),
        "numerator_max": max(numerators),
        "denominator_sum": sum(denominators),
        "denominator_max": max(denominators),
    }


def self_check(compute: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Refuse a backend that does not give the golden cells.

    Parameters
    ----------
    compute : callable
        Observations → blocks, on the backend to be checked.

    Raises
    ------
    BackendError
        If a row or an integer differs.
    """
    rows = observations()
    cube.check_backend(compute(rows), reference(rows))
