"""Scenes for attackers: many small populations at once, each with a victim, released with and without protection.

Every scene is a year of its own, so that thousands of populations go through the real cube and the real rules in one
call. The unprotected release is what a statistics page without disclosure control prints: counts, means, medians,
quartiles, extremes and totals of every cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.peers import cube
from benchmarks.peers.cube import ABOVE, LEVELS
from benchmarks.peers.disclosure import Rules, judge, protect_complements
from benchmarks.peers.percentile import CELL_KEYS, summarise
from benchmarks.peers.population_fit import FITS
from benchmarks.peers.release import Release, guarded_cells, published_cells, release
from benchmarks.peers.totals import withhold_totals

REGIONS = {"A": "R1", "B": "R1", "C": "R2", "D": "R2", "E": "R3"}
RULES = Rules()
VICTIM = "c-victim"
NAIVE = tuple(level for level in LEVELS + ABOVE if level.name not in {"sector.province", "all.region"})
Sampler = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]
Key = tuple[str, str, str, str]  # level, product, place, indicator


def synthetic_plants(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return energy intensities [MJ/kg] and outputs [kg] as fitted to the food sector's real plants."""
    fit = next(fit for fit in FITS if fit.sector == "food")
    size, rest = rng.standard_normal((2, count))
    shape = fit.correlation * size + np.sqrt(1 - fit.correlation**2) * rest
    return fit.energy * np.exp(fit.energy_spread * shape), fit.output * np.exp(fit.output_spread * size)


def plants(
    intensity: np.ndarray, output: np.ndarray, province: str, prefix: str = "c", product: str = "p.one", indicator: str = "energy_intensity",
    unit: str = "MJ/kg",
) -> pd.DataFrame:  # fmt: skip
    """Return plants of one province, a company each."""
    denominator = np.maximum(np.rint(output * 1000), 1).astype(np.int64)
    numerator = np.maximum(np.rint(intensity * denominator), 1).astype(np.int64)
    company = [f"{prefix}-{province}-{i:04d}" for i in range(len(intensity))]
    return pd.DataFrame(
        {"company": company, "facility": company, "sector": "food", "product": product, "province": province,
         "indicator": indicator, "unit": unit, "numerator": numerator, "denominator": denominator}
    )  # fmt: skip


def victim(frame: pd.DataFrame, row: int = -1) -> pd.DataFrame:
    """Return the plants with one of them named as the victim."""
    names = frame["company"].to_numpy(dtype=object).copy()
    names[row] = VICTIM
    return frame.assign(company=names, facility=names)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One population: its vintages (the last is the newest), what is sought, and what an attacker knows beforehand.

    `is_figure` says that a figure of the victim's is sought, so that changing the figure changes the truth alike.
    """

    vintages: tuple[pd.DataFrame, ...]
    truth: float
    known: Mapping[str, Any] = field(default_factory=dict)
    is_figure: bool = True


View = Mapping[Key, Mapping[str, Any]]
Attack = Callable[[list[View], Mapping[str, Any]], float]


def stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the populations as years of one table."""
    rows = pd.concat([frame.assign(year=year) for year, frame in enumerate(frames)], ignore_index=True)
    return rows.assign(region=rows["province"].map(REGIONS), size_band="small")


def without_victim(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the population as if the victim had never contributed."""
    return frame[frame["company"] != VICTIM]


def with_victim_at(frame: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Return the population with every amount of the victim's changed by this factor, its output unchanged."""
    own = frame["company"] == VICTIM
    return frame.assign(numerator=np.where(own, np.rint(frame["numerator"] * factor), frame["numerator"]).astype(np.int64))


def read_alike(views: list[list[View]], published: list[list[View]]) -> list[list[View]]:
    """Return the views with nothing in them that the other release does not publish too.

    An attacker takes the figure that is there. Where a figure stands only in the release without the victim (a giant's
    absence lets a mean out), reading it there would be another attack, and its chance of a lucky guess another one.
    """

    def common(view: View, other: View) -> View:
        return {key: {name: value for name, value in cell.items() if name in other[key]} for key, cell in view.items() if key in other}

    return [[common(*pair) for pair in zip(*layers, strict=True)] for layers in zip(views, published, strict=True)]


def _views(count: int, tables: list[pd.DataFrame]) -> list[View]:
    views: list[dict[Key, dict[str, Any]]] = [{} for _ in range(count)]
    for table in tables:
        for row in table.to_dict("records"):
            key = (row["level"], row["product"], row["place"], row["indicator"])
            figures = {name: value for name, value in row.items() if value is not None and value == value}
            views[row["year"]].setdefault(key, {}).update(figures)
    return list(views)


def protected(vintages: list[list[pd.DataFrame]], totals: bool) -> list[list[View]]:
    """Return for each vintage the views of our releases, one per population."""
    made: list[Release] = []
    result = []
    for number, frames in enumerate(vintages):
        rows, name = stack(frames), f"v{number}"
        made.append(
            release(rows, REGIONS, vintage=name, released="2026-11-22", rules=RULES, earlier=tuple(made))
            if totals
            else _cells_only(rows, name, tuple(made))
        )
        result.append(_views(len(frames), [made[-1].cells, made[-1].totals]))
    return result


def _cells_only(rows: pd.DataFrame, vintage: str, earlier: tuple[Release, ...]) -> Release:
    """Return a release of which no sums are read, so that none need protecting: the same rules, much faster."""
    judged = protect_complements(judge(summarise(cube.compute(rows)), RULES), REGIONS, RULES)
    cells, none = guarded_cells(published_cells(judged, vintage, RULES), rows, earlier, RULES), pd.DataFrame()
    return Release(
        vintage=vintage, released="2026-11-22", rules_version=RULES.version, cells=cells, totals=none, progress=none,
        observations=rows, audit=none,
    )  # fmt: skip


def unprotected(vintages: list[list[pd.DataFrame]], by: str = "company") -> list[list[View]]:
    """Return the same from a release without any control; `by` counts companies or, more naive still, facilities."""
    return [_views(len(frames), [_naive(stack(frames), by)]) for frames in vintages]


def _naive(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    tables = []
    for level in NAIVE:
        product = rows["product"] if level.activity == "product" else ""
        place = "" if level.place == "country" else rows[level.place]
        keyed = rows.assign(level=level.name, product=product, place=place)
        keys = ["level", "year", "product", "place", "indicator"]
        single = keyed.groupby([*keys, by], as_index=False)[["numerator", "denominator"]].sum()
        single["value"] = single["numerator"] / single["denominator"]
        grouped = single.groupby(keys)
        values, sums = grouped["value"], grouped[["numerator", "denominator"]].sum()
        quantiles = values.quantile([0.1, 0.25, 0.5, 0.75, 0.9]).unstack()
        quantiles.columns = pd.Index(["p10", "p25", "median", "p75", "p90"])
        plain = quantiles.assign(n=values.size(), mean=values.mean(), max=values.max())
        made = plain.assign(total=sums["numerator"] / 1000, ratio=sums["numerator"] / sums["denominator"])
        tables.append(made.reset_index())
    return pd.concat(tables, ignore_index=True)


def primary_only(vintages: list[list[pd.DataFrame]]) -> list[list[View]]:
    """Return a release that withholds sensitive sums but forgets the margins: no secondary suppression."""
    result = []
    for frames in vintages:
        cells = summarise(cube.compute(stack(frames), LEVELS + ABOVE))
        table = withhold_totals(cells, RULES)
        judged = judge(table, RULES)
        shown = judged[judged["may_count"] & ~judged["reason"].isin(["dominance"])]
        sums = shown[CELL_KEYS].assign(total=shown["numerator"] / 1000)
        result.append(_views(len(frames), [sums]))
    return result
