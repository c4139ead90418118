"""A synthetic country of factories, seeded, for demonstrations, tests and measurements. Always labelled synthetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.peers.contribution import PARTS_PER_UNIT, Contribution, Figure
from benchmarks.peers.population_fit import FITS, SectorFit

MJ_PER_KWH = 3.6  # by definition
# made up, as everything here: 34 provinces in six regions, without a real name
SYNTHETIC_PROVINCES: Mapping[str, str] = {f"S{i:02d}": f"SR{i % 6}" for i in range(34)}
COLUMNS = (
    "company", "facility", "sector", "product", "province", "region", "size_band", "year",
    "indicator", "unit", "numerator", "denominator",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What kind of country to make.

    `single` is the share of plants that are a company of their own; `missing` of plant-years that are not there; `errors`
    of plant-years typed in a unit 1000 times off; `yearly_change` the mean relative change of intensity a year, with
    `yearly_spread` between plants; `crowding` the exponent with which provinces thin out. All are demonstration settings
    without a source.
    """

    facilities: int = 4800
    years: Sequence[int] = (2021, 2026)
    regions: Mapping[str, str] = field(default_factory=lambda: SYNTHETIC_PROVINCES)
    fits: Sequence[SectorFit] = FITS
    products: int = 3
    single: float = 0.85
    missing: float = 0.08
    errors: float = 0.0
    yearly_change: float = -0.012
    yearly_spread: float = 0.03
    crowding: float = 0.8


def generate(seed: int, plan: Plan | None = None) -> pd.DataFrame:
    """Return observations of a synthetic country: one row per facility, year and indicator.

    Parameters
    ----------
    seed : int
        The same seed and plan give the same rows.
    plan : Plan, optional
        Sizes and habits of the country.

    Returns
    -------
    DataFrame
        Columns as in `COLUMNS`; numerator and denominator in thousandths of their units.
    """
    plan = plan or Plan()
    rng = np.random.default_rng(seed)
    plants = _plants(rng, plan)
    frames = [_year(rng, plan, plants, year) for year in plan.years]
    observations = pd.concat(frames, ignore_index=True)
    return observations[list(COLUMNS)]


def _plants(rng: np.random.Generator, plan: Plan) -> pd.DataFrame:
    count = plan.facilities
    weights = np.array([fit.listed for fit in plan.fits], dtype=float)
    fit_index = np.sort(rng.choice(len(plan.fits), size=count, p=weights / weights.sum()))
    provinces = np.array(list(plan.regions), dtype=object)
    thinning = np.arange(1, len(provinces) + 1) ** -plan.crowding
    province = rng.choice(provinces, size=count, p=thinning / thinning.sum())
    sector = np.array([fit.sector for fit in plan.fits], dtype=object)[fit_index]
    size, rest = rng.standard_normal((2, count))
    # a group owns plants of one sector: every plant that is not single joins the company before it
    starts = (rng.random(count) < plan.single) | np.concatenate([[True], np.diff(fit_index) != 0])
    product = rng.integers(plan.products, size=count)
    return pd.DataFrame(
        {
            "facility": [f"f-{i:032x}" for i in range(count)],
            "company": [f"c-{i:032x}" for i in np.cumsum(starts)],
            "fit": fit_index,
            "sector": sector,
            "product": [f"{name}.synthetic_{'abcdefgh'[i]}" for name, i in zip(sector, product, strict=True)],
            "province": province,
            "region": pd.Series(province).map(dict(plan.regions)).to_numpy(),
            "size_band": np.select([size < -1.0, size < 0.3, size < 1.2], ["micro", "small", "medium"], "large"),
            "size": size,
            "rest": rest,
            "trend": plan.yearly_change + plan.yearly_spread * rng.standard_normal(count),
            "wetness": rng.standard_normal(count),
            "electric": rng.standard_normal(count),
        }
    )


def _year(rng: np.random.Generator, plan: Plan, plants: pd.DataFrame, year: int) -> pd.DataFrame:
    present = plants[rng.random(len(plants)) >= plan.missing]
    index, count = present["fit"].to_numpy(), len(present)
    elapsed = year - min(plan.years)

    def fitted(name: str) -> NDArray[np.float64]:
        column = np.array([getattr(fit, name) or np.nan for fit in plan.fits], dtype=np.float64)
        return np.asarray(column[index], dtype=np.float64)

    size, rest = present["size"].to_numpy(), present["rest"].to_numpy()
    r = fitted("correlation")
    output = fitted("output") * np.exp(fitted("output_spread") * size + 0.1 * rng.standard_normal(count))
    shape = r * size + np.sqrt(1 - r**2) * rest
    drift = elapsed * present["trend"].to_numpy() + 0.02 * rng.standard_normal(count)
    energy = fitted("energy") * np.exp(fitted("energy_spread") * shape + drift) * output
    energy = np.where(rng.random(count) < plan.errors, energy * 1000, energy)
    share = 1 / (1 + (1 / fitted("electricity_share") - 1) * np.exp(present["electric"].to_numpy()))
    water = fitted("water") * np.exp(fitted("water_spread") * present["wetness"].to_numpy()) * output
    unit = np.array([fit.unit for fit in plan.fits], dtype=object)[index]
    quantities = {
        "energy_intensity": ("MJ", energy),
        "electricity_intensity": ("kWh", energy * share / MJ_PER_KWH),
        "thermal_intensity": ("MJ", energy * (1 - share)),
        "water_intensity": ("m3", water),
    }
    frames = []
    for indicator, (above, amount) in quantities.items():
        parts = np.where(np.isfinite(amount), np.rint(amount * PARTS_PER_UNIT), 0).astype(np.int64)
        frame = present.assign(year=year, indicator=indicator, unit=[f"{above}/{name}" for name in unit])
        frame = frame.assign(numerator=parts, denominator=np.rint(output * PARTS_PER_UNIT).astype(np.int64))
        frames.append(frame[(frame["numerator"] > 0) & (frame["denominator"] > 0)])
    return pd.concat(frames, ignore_index=True)


def contributions(observations: pd.DataFrame) -> list[Contribution]:
    """Return the observations as unsigned contribution records, each marked synthetic."""
    keys = ("facility", "year", "company", "sector", "product", "province", "size_band")
    figures: dict[tuple[Any, ...], list[Figure]] = {}
    for row in observations.to_dict("records"):
        above, _, below = str(row["unit"]).partition("/")
        figure = Figure(
            indicator=str(row["indicator"]), numerator=int(row["numerator"]), numerator_unit=above,
            denominator=int(row["denominator"]), denominator_unit=below,
        )  # fmt: skip
        figures.setdefault(tuple(row[key] for key in keys), []).append(figure)
    return [
        Contribution(**dict(zip(keys, key, strict=True)), figures=tuple(found), synthetic=True)
        for key, found in sorted(figures.items(), key=lambda item: item[0])
    ]
