"""The sixteen attackers of the promise. Each must succeed against an unprotected release, and fail against ours.

An attack is a scene (a population with a victim and what the attacker knows beforehand) and a formula that turns what
is published into an estimate of the victim's figure. The same formula is used on every release. Where a figure it needs
is not published, it falls back on the best guess that is: the nearest published median.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scene import REGIONS, VICTIM, Sampler, Scene, View, plants, primary_only, protected, unprotected, victim, without_victim
from scipy.optimize import linprog
from scipy.stats import norm

from benchmarks.peers import contribution
from benchmarks.peers.percentile import weights

ENERGY = "energy_intensity"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One attack: how scenes are made, what the attacker computes, which unprotected release it must beat.

    `scenes` is how many populations it is counted over: the more the attacker guesses, the more.
    """

    name: str
    scene: Callable[[np.random.Generator, Sampler], Scene]
    attack: Callable[[list[View], Mapping[str, Any]], float]
    totals: bool = False
    scenes: int = 2000
    naive: Callable[[list[list[pd.DataFrame]]], list[list[View]]] = unprotected


def median_near(views: list[View], keys: list[tuple[str, str, str]]) -> float:
    """Return the newest median published for the first of these cells: the guess anyone can make."""
    for level, product, place in keys:
        figure = views[-1].get((level, product, place, ENERGY), {}).get("median")
        if figure is not None:
            return float(figure)
    return math.nan


# plants are exchangeable here, so the widest median is the best guess at any of them
WIDE = [("sector.country", "", ""), ("product.country", "p.one", ""), ("sector.region", "", "R1"), ("product.province", "p.one", "A")]


def _truth(frame: pd.DataFrame, quantity: str = "value", indicator: str = ENERGY) -> float:
    row = frame[(frame["company"] == VICTIM) & (frame["indicator"] == indicator)].iloc[0]
    return float(row["numerator"] / row["denominator"]) if quantity == "value" else float(row["numerator"]) / 1000


def _elsewhere(rng: np.random.Generator, sampler: Sampler) -> pd.DataFrame:
    """Return the rest of the country, in a region of its own."""
    return _town(rng, sampler, 150, 250, "E")


def _town(rng: np.random.Generator, sampler: Sampler, least: int, most: int, province: str = "A") -> pd.DataFrame:
    return plants(*sampler(rng, int(rng.integers(least, most + 1))), province)


# 1, 10 — what changes from vintage to vintage


def joins_late(rng: np.random.Generator, sampler: Sampler) -> Scene:
    town = victim(_town(rng, sampler, 40, 120))
    n, rest = len(town), _elsewhere(rng, sampler)
    full = pd.concat([town, rest], ignore_index=True)
    return Scene(vintages=(without_victim(full), full), truth=_truth(town), known={"n": [n - 1, n]})


def in_and_out(rng: np.random.Generator, sampler: Sampler) -> Scene:
    town = victim(_town(rng, sampler, 40, 120))
    n, full = len(town), pd.concat([town, _elsewhere(rng, sampler)], ignore_index=True)
    return Scene(vintages=(full, without_victim(full), full), truth=_truth(town), known={"n": [n, n - 1, n]})


def difference_in_time(views: list[View], known: Mapping[str, Any]) -> float:
    """Solve n₂·m₂ − n₁·m₁ for the one who came, with means if there are any, else with medians."""
    key = ("product.province", "p.one", "A", ENERGY)
    for earlier, later in ((i, i + 1) for i in range(len(views) - 1)):
        old, new = views[earlier].get(key, {}), views[later].get(key, {})
        step = known["n"][later] - known["n"][earlier]
        for figure in ("mean", "median"):
            if step and figure in old and figure in new and old[figure] != new[figure]:
                return float((known["n"][later] * new[figure] - known["n"][earlier] * old[figure]) / step)
    return median_near(views, WIDE)


# 2, 16 — parent minus child


def alone_beside_many(rng: np.random.Generator, sampler: Sampler) -> Scene:
    others = _town(rng, sampler, 40, 120, "B")
    town = pd.concat([others, victim(plants(*sampler(rng, 1), "A"))], ignore_index=True)
    full = pd.concat([town, _elsewhere(rng, sampler)], ignore_index=True)
    known = {"n": (len(town), len(others)), "parent": ("product.region", "p.one", "R1"), "child": ("product.province", "p.one", "B")}
    return Scene(vintages=(full,), truth=_truth(town), known=known)


def only_one_in_the_register(rng: np.random.Generator, sampler: Sampler) -> Scene:
    """The public register says: one plant of this product in its region, so many in the other."""
    others = pd.concat([_town(rng, sampler, 80, 120, "C"), _town(rng, sampler, 80, 120, "D")])
    town = pd.concat([others, victim(plants(*sampler(rng, 1), "A"))], ignore_index=True)
    return Scene(
        vintages=(town,),
        truth=_truth(town),
        known={"n": (len(town), len(others)), "parent": ("product.country", "p.one", ""), "child": ("product.region", "p.one", "R2")},
    )


def subtract_the_child(views: list[View], known: Mapping[str, Any]) -> float:
    parent, child = (views[-1].get((*known[name], ENERGY), {}) for name in ("parent", "child"))
    whole, part = known["n"]
    for figure in ("mean", "median"):
        if figure in parent and figure in child and parent[figure] != child[figure]:
            return float((whole * parent[figure] - part * child[figure]) / (whole - part))
    return median_near(views, WIDE)


# 3, 4 — sums with one or two large contributors


def giant(rng: np.random.Generator, sampler: Sampler) -> Scene:
    intensity, output = sampler(rng, int(rng.integers(150, 250)))
    output[-1] = output[:-1].sum() * rng.uniform(10, 30)
    town = victim(plants(intensity, output, "A"))
    return Scene(vintages=(town,), truth=_truth(town))


def ratio_of_sums(views: list[View], known: Mapping[str, Any]) -> float:
    """The ratio of sums of a cell with a giant is the giant's."""
    for level, place in (("sector.region", "R1"), ("sector.country", "")):
        cell = views[-1].get((level, "", place, ENERGY), {})
        figure = cell.get("ratio", cell.get("mean"))
        if figure is not None:
            return float(figure)
    return median_near(views, WIDE)


def two_giants(rng: np.random.Generator, sampler: Sampler) -> Scene:
    intensity, output = sampler(rng, int(rng.integers(40, 100)))
    rest = float((intensity[:-2] * output[:-2]).sum())
    for place, size in ((-1, rng.uniform(12, 20)), (-2, rng.uniform(8, 12))):
        output[place] = rest * size / intensity[place]
    town = victim(plants(intensity, output, "A"))
    own = float(town["numerator"].iloc[-2]) / 1000
    return Scene(vintages=(town,), truth=_truth(town, "numerator"), known={"own": own})


def subtract_oneself(views: list[View], known: Mapping[str, Any]) -> float:
    for level, place in (("sector.region", "R1"), ("sector.country", ""), ("all.country", "")):
        total = views[-1].get((level, "", place, ENERGY), {}).get("total")
        if total is not None:
            return float(total) - float(known["own"])
    return float(known["own"])  # nothing published: guess oneself


# 5 — all others together


def small_town(rng: np.random.Generator, sampler: Sampler) -> Scene:
    town = victim(_town(rng, sampler, 5, 7))
    others = without_victim(town)
    values = (others["numerator"] / others["denominator"]).to_numpy()
    return Scene(vintages=(town,), truth=_truth(town), known={"values": values})


def everyone_else(views: list[View], known: Mapping[str, Any]) -> float:
    """Solve the published mean, else the published median, for the one value that is not known."""
    cell = views[-1].get(("product.province", "p.one", "A", ENERGY), {})
    values = np.sort(known["values"])
    n = len(values) + 1
    if "mean" in cell:
        return float(n * cell["mean"] - values.sum())
    if "median" in cell:
        trial = np.exp(np.linspace(math.log(values[0] / 10), math.log(values[-1] * 10), 2000))
        fitted = [float((weights(n, 50) * np.sort(np.append(values, x))).sum()) for x in trial]
        return float(trial[int(np.argmin(np.abs(np.array(fitted) - cell["median"])))])
    return float(np.exp(np.log(values).mean()))


# 6 to 9 — single cells


def alike(rng: np.random.Generator, sampler: Sampler) -> Scene:
    """A town of one technology, in a country of many."""
    centre = sampler(rng, 1)[0][0]
    n = int(rng.integers(12, 25))
    town = plants(centre * rng.uniform(0.99, 1.01, n), sampler(rng, n)[1], "A")
    town = pd.concat([victim(town), _elsewhere(rng, sampler)], ignore_index=True)
    return Scene(vintages=(town,), truth=_truth(town))


def read_the_median(views: list[View], known: Mapping[str, Any]) -> float:
    return median_near(views, [("product.province", "p.one", "A"), ("product.region", "p.one", "R1"), *WIDE])


def at_a_percentile(rng: np.random.Generator, sampler: Sampler) -> Scene:
    """With 121 plants, linear percentiles are the records of ranks 13, 31, 61, 91 and 109; the victim is one of them."""
    intensity, output = sampler(rng, 121)
    order = np.argsort(intensity)
    figure, rank = [("p10", 12), ("p25", 30), ("median", 60), ("p75", 90), ("p90", 108)][int(rng.integers(5))]
    town = victim(plants(intensity, output, "A"), int(order[rank]))
    return Scene(vintages=(town,), truth=_truth(town), known={"figure": figure})


def read_the_percentile(views: list[View], known: Mapping[str, Any]) -> float:
    """Read the percentile; where it is not there, work it out from the quartiles as of a log-normal distribution."""
    cell = views[-1].get(("product.province", "p.one", "A", ENERGY), {})
    quartile, sign = {"p10": ("p25", -1), "p90": ("p75", 1)}.get(known["figure"], ("median", 0))
    if known["figure"] in cell or not {"median", quartile} <= set(cell):
        return float(cell.get(known["figure"], math.nan))
    spread = math.log(cell[quartile] / cell["median"]) / norm.ppf(0.5 + 0.25 * sign)
    return float(cell["median"] * math.exp(spread * norm.ppf(0.5 + 0.4 * sign)))


def alone(rng: np.random.Generator, sampler: Sampler) -> Scene:
    town = pd.concat(
        [victim(plants(*sampler(rng, 1), "A")), _town(rng, sampler, 40, 120, "B"), _elsewhere(rng, sampler)], ignore_index=True
    )
    return Scene(vintages=(town,), truth=_truth(town))


def read_the_mean(views: list[View], known: Mapping[str, Any]) -> float:
    cell = views[-1].get(("product.province", "p.one", "A", ENERGY), {})
    return float(cell["mean"]) if "mean" in cell else median_near(views, WIDE)


def outlier(rng: np.random.Generator, sampler: Sampler) -> Scene:
    """Everyone knows who is far off; the attacker wants to know by how much."""
    intensity, output = sampler(rng, int(rng.integers(10, 60)))
    intensity[-1] = np.sort(intensity)[-2] * rng.uniform(3, 30)
    town = victim(plants(intensity, output, "A"))
    return Scene(vintages=(town,), truth=_truth(town), known={"n": len(town)})


def solve_the_tail(views: list[View], known: Mapping[str, Any]) -> float:
    """Read the maximum, else take out of the upper percentile what the other plants put in, by a fitted log-normal."""
    cell = views[-1].get(("product.province", "p.one", "A", ENERGY), {})
    if "max" in cell:
        return float(cell["max"])
    for figure, percentile in (("p90", 90), ("p75", 75)):
        if figure in cell and "p25" in cell:
            spread = math.log(cell["median"] / cell["p25"]) / norm.ppf(0.75)
            ranks = (np.arange(1, known["n"]) - 0.375) / (known["n"] - 0.75)
            others = cell["median"] * np.exp(spread * norm.ppf(ranks))
            weight = weights(known["n"], percentile)
            return float((cell[figure] - (weight[:-1] * others).sum()) / weight[-1])
    return median_near(views, WIDE)


# 11 — invented plants around one real plant


def invented(rng: np.random.Generator, sampler: Sampler) -> Scene:
    real = victim(plants(*sampler(rng, 1), "A"))
    own = plants(*sampler(rng, int(rng.integers(4, 10))), "A", "x").assign(company="c-attacker")
    town = pd.concat([real, own, _elsewhere(rng, sampler)], ignore_index=True)
    values = (own["numerator"] / own["denominator"]).to_numpy()
    return Scene(vintages=(town,), truth=_truth(town), known={"values": values})


def by_facility(vintages: list[list[pd.DataFrame]]) -> list[list[View]]:
    return unprotected(vintages, by="facility")


def subtract_the_invented(views: list[View], known: Mapping[str, Any]) -> float:
    cell = views[-1].get(("product.province", "p.one", "A", ENERGY), {})
    if "mean" in cell:
        return float((len(known["values"]) + 1) * cell["mean"] - known["values"].sum())
    return median_near(views, WIDE)


# 12 — energy = 3.6 · electricity + thermal


def only_boiler(rng: np.random.Generator, sampler: Sampler) -> Scene:
    """Heat comes from one plant almost alone; energy and electricity are spread over many."""
    n = int(rng.integers(40, 100))
    output = sampler(rng, n)[1].mean() * rng.uniform(0.7, 1.3, n)
    electricity = rng.uniform(0.8, 1.2, n)  # kWh/kg
    thermal = rng.uniform(0.001, 0.002, n)
    thermal[-1] = 3.6 * rng.uniform(5, 9)  # MJ/kg
    parts = [
        victim(plants(electricity, output, "A", indicator="electricity_intensity", unit="kWh/kg")),
        victim(plants(thermal, output, "A", indicator="thermal_intensity")),
    ]
    energy = parts[1].assign(indicator=ENERGY, numerator=np.rint(3.6 * parts[0]["numerator"]).astype(np.int64) + parts[1]["numerator"])
    town = pd.concat([*parts, energy], ignore_index=True)
    return Scene(vintages=(town,), truth=_truth(town, "numerator", "thermal_intensity"), known={"tonnes": float(output[-1])})


def link_the_totals(views: list[View], known: Mapping[str, Any]) -> float:
    for level, place in (("sector.region", "R1"), ("sector.country", ""), ("all.country", "")):
        found = [
            views[-1].get((level, "", place, name), {}).get("total") for name in (ENERGY, "electricity_intensity", "thermal_intensity")
        ]
        if found[2] is not None:
            return float(found[2])
        if found[0] is not None and found[1] is not None:
            return float(found[0]) - 3.6 * float(found[1])
    typical = views[-1].get(("sector.country", "", "", "thermal_intensity"), {}).get("median", math.nan)
    return float(typical) * float(known["tonnes"])  # the tonnes are public


# 13 — margins


def hole_in_the_table(rng: np.random.Generator, sampler: Sampler) -> Scene:
    """Three regions, of which the victim's has one plant; sums of the others and of the country are harmless."""
    parts = [victim(plants(*sampler(rng, 1), "A"))]
    for province in ("C", "E"):
        intensity, output = sampler(rng, int(rng.integers(40, 80)))
        use = (intensity * output).mean() * rng.uniform(0.5, 1.5, len(output))  # no giants: the margin, not dominance, is what is tested
        parts.append(plants(intensity, use / intensity, province))
    town = pd.concat(parts, ignore_index=True)
    whole = town[town["company"] != VICTIM]["numerator"].mean()
    own = town["company"] == VICTIM
    factor = whole * rng.uniform(1, 3) / town.loc[own, "numerator"].iloc[0]
    town.loc[own, ["numerator", "denominator"]] = np.rint(town.loc[own, ["numerator", "denominator"]] * factor).astype(np.int64)
    return Scene(vintages=(town,), truth=_truth(town, "numerator"))


def read_the_margin(views: list[View], known: Mapping[str, Any]) -> float:
    country = views[-1].get(("sector.country", "", "", ENERGY), {}).get("total")
    if country is None:
        country = views[-1].get(("all.country", "", "", ENERGY), {}).get("total")
    if country is None:
        return math.nan
    regions = [views[-1].get(("sector.region", "", place, ENERGY), {}).get("total") for place in ("R2", "R3")]
    rest = float(country) - sum(float(total) for total in regions if total is not None)
    return rest / (1 + sum(total is None for total in regions))


# 14 — metadata


def few(rng: np.random.Generator, sampler: Sampler) -> Scene:
    """The attacker wants the number behind a cell that is not there; the truth is how many plants it has."""
    town = victim(_town(rng, sampler, 2, 4))
    full = pd.concat([town, _town(rng, sampler, 60, 90, "C")], ignore_index=True)
    return Scene(vintages=(full,), truth=float(len(town)), is_figure=False)


def read_the_count(views: list[View], known: Mapping[str, Any]) -> float:
    """Read n if it is printed, else subtract bands, else look at what the rows of the cell reveal by being there."""
    cell = views[-1].get(("product.province", "p.one", "A", ENERGY), {})
    if "n" in cell:
        return float(cell["n"])
    bands = {"5-9": 7.0, "10-19": 14.5, "20-49": 34.5, "50+": 75.0}
    whole, part = (
        views[-1].get(key, {}).get("contributors")
        for key in (("product.country", "p.one", "", ENERGY), ("product.region", "p.one", "R2", ENERGY))
    )
    return bands[whole] - bands[part] if whole and part else math.nan


# 15 — free text


def named(rng: np.random.Generator, sampler: Sampler) -> Scene:
    """The result says who it is in six places; the truth is one leaked name."""
    name = f"Xí nghiệp {rng.integers(10**9)}"
    intensity, output = (float(value[0]) for value in sampler(rng, 1))
    row = {"id": f"energy_intensity:output/2026 {name}", "kind": ENERGY, "stream": None, "product": None, "per": "output", "period": "2026",
           "value": intensity, "unit": "MJ/kg", "numerator": intensity * output, "denominator": output, "note": name}  # fmt: skip
    result = {
        "format": "sachhon-result/1", "edition": "2026-11", "reporting_period": "2026", "indicators": [row, row | {"kind": "material_intensity", "stream": f"material/{name}"}],
        "facility": {"name": name, "sector": "food", "province": "A", "commune": name, "product": name}, "findings": [{"given": name}],
    }  # fmt: skip
    text = contribution.write(contribution.record(result, None))
    frame = victim(plants(np.array([intensity]), np.array([output]), "A"))
    known = {"name": name, "result": json.dumps(result, ensure_ascii=False), "record": text}
    return Scene(vintages=(frame,), truth=1.0, known=known, is_figure=False)


def find_the_name(views: list[View], known: Mapping[str, Any]) -> float:
    """Look for the name in what is sent: the whole result where nothing is protected, the record where it is."""
    cell = views[-1].get(("product.province", "p.one", "A", ENERGY), {})
    sent = known["result"] if "n" in cell else known["record"]
    return 1.0 if known["name"] in sent else math.nan


def smallest_published(rng: np.random.Generator, sampler: Sampler) -> Scene:
    """Not an attack of the list: the residual of publishing at all. A guess at the median of the smallest cells."""
    town = victim(_town(rng, sampler, 9, 12))
    return Scene(vintages=(pd.concat([town, _elsewhere(rng, sampler)], ignore_index=True),), truth=_truth(town))


def guess_near(views: list[View], known: Mapping[str, Any]) -> float:
    return median_near(views, [("product.province", "p.one", "A")])


def coalition_in_a_median(rng: np.random.Generator, sampler: Sampler) -> Scene:
    """Not promised: all others of a cell whose median is published join against the last one."""
    town = victim(_town(rng, sampler, 9, 30))
    others = without_victim(town)
    return Scene(vintages=(town,), truth=_truth(town), known={"values": (others["numerator"] / others["denominator"]).to_numpy()})


RESIDUALS: tuple[Case, ...] = (
    Case(name="a guess at the median of a cell of 9 to 12", scene=smallest_published, attack=guess_near),
    Case(name="all others of a cell of 9 to 30 against the last", scene=coalition_in_a_median, attack=everyone_else, scenes=400),
)


def narrowest_interval(scenes: int, sampler: Sampler, seed: int) -> float:
    """Return the least half-width, relative to its size, in which a reader can place the one plant behind a margin.

    The reader takes the published sums as exact, knows every withheld sum beforehand to within half of it, and solves two
    linear programmes per population: an audit written apart from the release's own.
    """
    made = [hole_in_the_table(np.random.default_rng([seed, number]), sampler) for number in range(scenes)]
    frames = [scene.vintages[0] for scene in made]
    views = protected([frames], True)[0]
    narrowest = math.inf
    for scene, frame, view in zip(made, frames, views, strict=True):
        regions = frame.assign(region=frame["province"].map(REGIONS)).groupby("region")["numerator"].sum() / 1000
        country = ("sector.country", "", "", ENERGY) in view and "total" in view["sector.country", "", "", ENERGY]
        country |= "total" in view.get(("all.country", "", "", ENERGY), {})
        bounds = []
        for place, total in regions.items():
            shown = any("total" in view.get((level, "", str(place), ENERGY), {}) for level in ("sector.region", "all.region"))
            bounds.append((total, total) if shown else (0.5 * total, 1.5 * total))
        equal = {"A_eq": np.ones((1, len(bounds))), "b_eq": [regions.sum()]} if country else {}
        goal = (regions.index == "R1").astype(float)
        low = linprog(goal, bounds=bounds, **equal).fun
        high = -linprog(-goal, bounds=bounds, **equal).fun
        narrowest = min(narrowest, (high - scene.truth) / scene.truth, (scene.truth - low) / scene.truth)
    return float(narrowest)


CASES: tuple[Case, ...] = (
    Case(name="temporal differencing", scene=joins_late, attack=difference_in_time, scenes=400),
    Case(name="filter and complement differencing", scene=alone_beside_many, attack=subtract_the_child),
    Case(name="a dominant plant", scene=giant, attack=ratio_of_sums, scenes=5000, totals=True),
    Case(name="the second largest subtracts itself", scene=two_giants, attack=subtract_oneself, scenes=400, totals=True),
    Case(name="a coalition of all others in a small cell", scene=small_town, attack=everyone_else, scenes=400),
    Case(name="homogeneous cells", scene=alike, attack=read_the_median),
    Case(name="percentiles that are records", scene=at_a_percentile, attack=read_the_percentile, scenes=6000),
    Case(name="small cells", scene=alone, attack=read_the_mean),
    Case(name="an outlier as identifier", scene=outlier, attack=solve_the_tail),
    Case(name="submit, withdraw, resubmit", scene=in_and_out, attack=difference_in_time),
    Case(name="invented contributors", scene=invented, attack=subtract_the_invented, scenes=8000, naive=by_facility),
    Case(name="linked indicators", scene=only_boiler, attack=link_the_totals, scenes=400, totals=True),
    Case(name="margins of suppressed cells", scene=hole_in_the_table, attack=read_the_margin, scenes=400, totals=True, naive=primary_only),
    Case(name="metadata", scene=few, attack=read_the_count, scenes=400),
    Case(name="free text", scene=named, attack=find_the_name, scenes=400),
    Case(name="public registers", scene=only_one_in_the_register, attack=subtract_the_child),
)
