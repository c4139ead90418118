"""Inject known errors into real plants and count which the rules see, tuned on one half and reported on the other.

The plants are those of the US DOE Industrial Assessment Centers database (`plants.csv`); its folder is the first argument or
the environment's ``SACHHON_ITAC``. They have yearly figures only, so that two things are measured apart:

1. Levels, on real figures: an intensity against the middle half of plants of the same four-digit industry and unit (mass or
   volume), and electricity per employee. The limit is the smallest that flags at most 5 % of the first half; real errors in the
   database count as false alarms here.
2. Months: the real yearly electricity spread over twelve months with a constructed lognormal scatter. What this says of
   detection depends on that scatter, which is why three are shown; false alarms of real months are not known from it.

The price rules of the product ask a Vietnamese tariff and are off. What the same question would see is measured in the third part: the implied
price of electricity against the prices that the first half paid in the same fiscal year.
"""

from __future__ import annotations

import csv
import os
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from assessment.plausibility.limits import FAR, KWH_PER_EMPLOYEE, SLIP, SURVEY_FAR
from assessment.plausibility.months import is_scattered
from assessment.plausibility.results import is_beyond

LEAST_PLANTS = 20  # in the first half, to know a middle half
FALSE_ALARMS = 0.05
WEIGHED = {"2", "3", "4", "5"}  # lb, short ton, barrel, thousand gallons; pieces are of many kinds
LEVEL_ERRORS = {"x 1000": 1e3, "kWh typed as MWh (1/1000)": 1e-3, "output in kg for t (1/1000)": 1e-3, "x 10": 10.0, "1/10": 0.1,
                "lb for kg (2.2)": 2.2046, "a year's bill doubled": 2.0}  # fmt: skip
MONTH_ERRORS = {"x 1000": 1e3, "kWh typed as MWh": 1e-3, "x 10": 10.0, "lb for kg": 2.2046, "a doubled bill": 2.0}


def read(folder: Path) -> list[dict[str, str]]:
    """Return the plants."""
    with (folder / "plants.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def intensities(plants: list[dict[str, str]]) -> Iterator[tuple[tuple[str, str], bool, float]]:
    """Yield group, half and electricity per unit of output of each plant that has both."""
    for row in plants:
        try:
            power, made = float(row["ec_plant_usage"]), float(row["prodlevel"])
        except ValueError:
            continue
        if power > 0 and made > 0 and row["produnits"] and row["sic"] and row["produnits"] in WEIGHED:
            yield (row["sic"], row["produnits"]), _half(row), power / made


def ratio_to(middle: tuple[float, float], value: float) -> float:
    """Return a value over the nearer bound of a middle half, 1 inside."""
    low, high = middle
    return value / high if value > high else value / low if value < low else 1.0


def flagged(ratios: np.ndarray, limit: float) -> float:
    """Return the share of ratios that the rule flags."""
    return float(np.mean([is_beyond(ratio, limit) for ratio in ratios]))


def levels(plants: list[dict[str, str]]) -> None:
    """Print detection and false alarms of the rule on levels."""
    first: dict[tuple[str, str], list[float]] = defaultdict(list)
    second: dict[tuple[str, str], list[float]] = defaultdict(list)
    for group, is_first, value in intensities(plants):
        (first if is_first else second)[group].append(value)
    middles = {g: tuple(np.percentile(v, (25, 75))) for g, v in first.items() if len(v) >= LEAST_PLANTS}
    tuned = np.array([ratio_to(middles[g], v) for g, values in first.items() if g in middles for v in values])
    limit = next(k for k in np.arange(1.0, 2000.0, 0.5) if flagged(tuned, float(k)) <= FALSE_ALARMS)
    held = [(g, v) for g, values in second.items() if g in middles for v in values]
    print(
        f"plants {len(plants)}; groups of industry and unit with {LEAST_PLANTS} plants: {len(middles)}; plants {tuned.size} + {len(held)}"
    )
    for name, k in ((f"limit tuned to {FALSE_ALARMS:.0%}", float(limit)), ("limit of the product", SURVEY_FAR)):
        plain = np.array([ratio_to(middles[g], v) for g, v in held])
        print(f"{name}: {k:g}; false alarms on the other half {flagged(plain, k):.1%}")
        for error, factor in LEVEL_ERRORS.items():
            spoilt = np.array([ratio_to(middles[g], v * factor) for g, v in held])
            print(f"  {error:32s} seen {flagged(spoilt, k):.1%}")


def employees(plants: list[dict[str, str]]) -> None:
    """Print detection and false alarms of the rule on electricity per employee, on the second half."""
    known = [row for row in plants if row["ec_plant_usage"] not in ("", "0") and row["employees"] not in ("", "0")]
    use = {
        half: np.array([float(r["ec_plant_usage"]) / float(r["employees"]) for r in known if _half(r) is half]) for half in (True, False)
    }
    low, high = KWH_PER_EMPLOYEE
    print(
        f"kWh per employee, half of the plants: 0.5 % below {np.percentile(use[True], 0.5):.0f}, 0.5 % above {np.percentile(use[True], 99.5):.0f}"
    )
    held = use[False]
    for error, factor in {"no error (false alarms)": 1.0, "x 1000": 1e3, "kWh typed as MWh (1/1000)": 1e-3, "x 10": 10.0}.items():
        print(f"  {error:32s} seen {float(np.mean((held * factor < low) | (held * factor > high))):.1%}")


PRICE_MARGIN = 1.2  # [1] the product's margin around the tariff of the year
PRICE_SHARE = 1.0  # % of the first half's prices left out at either end
PRICE_ERRORS = {"no error (false alarms)": (1.0, 1.0), "kWh typed as MWh (1/1000)": (1.0, 1e-3), "money in thousands (1/1000)": (1e-3, 1.0),
                "x 10": (1.0, 10.0), "the bill doubled, not the kWh": (2.0, 1.0), "the kWh doubled, not the bill": (1.0, 2.0)}  # fmt: skip


def prices(plants: list[dict[str, str]]) -> None:
    """Print what an implied price outside the band of its year sees, on the second half."""
    paid: dict[str, list[float]] = defaultdict(list)
    held: list[tuple[str, float, float]] = []
    for row in plants:
        if row["ec_plant_cost"] in ("", "0") or row["ec_plant_usage"] in ("", "0"):
            continue
        cost, used = float(row["ec_plant_cost"]), float(row["ec_plant_usage"])
        if _half(row):
            paid[row["fy"]].append(cost / used)
        else:
            held.append((row["fy"], cost, used))
    band = {
        year: (np.percentile(known, PRICE_SHARE) / PRICE_MARGIN, np.percentile(known, 100 - PRICE_SHARE) * PRICE_MARGIN)
        for year, known in paid.items() if len(known) >= LEAST_PLANTS
    }  # fmt: skip
    held = [one for one in held if one[0] in band]
    print(f"price of electricity, {len(band)} fiscal years, {sum(len(paid[year]) for year in band)} + {len(held)} plants")
    for error, (money, amount) in PRICE_ERRORS.items():
        seen = [not band[year][0] <= cost * money / (used * amount) <= band[year][1] for year, cost, used in held]
        print(f"  {error:32s} seen {float(np.mean(seen)):.1%}")


def _half(row: dict[str, str]) -> bool:
    return zlib.crc32(row["id"].encode()) % 2 == 0


def months(plants: list[dict[str, str]], seed: int = 1) -> None:
    """Print detection in constructed months of the real yearly electricity, by scatter."""
    year = np.array([float(row["ec_plant_usage"]) for row in plants if row["ec_plant_usage"] not in ("", "0")])
    rng = np.random.default_rng(seed)
    for scatter in (0.1, 0.2, 0.4):
        shares = rng.lognormal(0.0, scatter, (year.size, 12))
        amounts = year[:, None] * shares / shares.sum(axis=1, keepdims=True)
        print(f"months of {year.size} plants, scatter {scatter:g}: false alarms per plant {float(np.mean(_seen(amounts).any(axis=1))):.2%}")
        where = rng.integers(0, 12, year.size)
        for error, factor in MONTH_ERRORS.items():
            spoilt = amounts.copy()
            spoilt[np.arange(year.size), where] *= factor
            hit = _seen(spoilt)[np.arange(year.size), where]
            print(f"  {error:32s} seen {float(np.mean(hit)):.1%}")


def _seen(amounts: np.ndarray) -> np.ndarray:
    """Return which months `row.far_from_series`, `row.unit_slip` and `row.out_of_scatter` doubt, for all plants at once."""
    ratio = amounts / np.median(amounts, axis=1, keepdims=True)
    far = (ratio > FAR) | (ratio < 1 / FAR)
    slip = (ratio >= SLIP) | (ratio <= 1 / SLIP)
    return np.asarray(far | slip | is_scattered(amounts))


def main() -> None:
    """Run all, or say that the plants are not here."""
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SACHHON_ITAC", "")
    if not given or not (Path(given) / "plants.csv").exists():
        print("the folder with plants.csv was not given: nothing was measured")
        return
    plants = read(Path(given))
    levels(plants)
    employees(plants)
    prices(plants)
    months(plants)


if __name__ == "__main__":
    main()
