"""Task 3: where to look first. Areas are scored on what the ledger knows of them and on what the team thinks of the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.evaluation.conversion import Missing, energy_mj
from assessment.evaluation.entries import Entry
from assessment.evaluation.site import Site
from assessment.model import Measured
from assessment.opportunities.usage import DAYS_OF_YEAR
from calculators.screening import weighted_scores

SHEET = "focus"  # the worksheet: weight.CRITERION, score.AREA.CRITERION (0 to 10), and the choice itself
COUNTED = {"loss": "VND", "cost": "VND", "energy": "MJ", "water": "m3", "waste": "kg"}
JUDGED = ("potential", "ease")
CRITERIA = (*COUNTED, *JUDGED)
MOST_POINTS = 10.0
RESERVED = frozenset({"other_use", "generator", "chp", "road"})
STREAM_AREAS: Mapping[str, frozenset[str]] = {
    "electricity": frozenset({"electricity"}),
    "fuel": frozenset({"fuel", "steam", "heat"}),
    "water": frozenset({"water", "wastewater"}),
    "material": frozenset({"material", "chemical", "packaging"}),
    "waste": frozenset({"waste", "hazardous_waste"}),
    "cold": frozenset({"refrigerant", "ice"}),
}


@dataclass(kw_only=True)
class _Area:
    """What the ledger knows of an area in a year."""

    id: str
    name: str | None
    amounts: dict[str, float] = field(default_factory=dict)

    def add(self, criterion: str, amount: float) -> None:
        self.amounts[criterion] = self.amounts.get(criterion, 0.0) + amount


def focus_of(site: Site, flow_cost: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the focus matrix: areas, their amounts and scores by criterion, weights, and the area that comes first.

    Areas are the process steps; where the ledger knows something of fewer than two of them, the groups of streams come
    first. A counted score is ten times the area's amount over the largest; one that the team typed stands
    in its place. Weights are equal where none are stated.

    Parameters
    ----------
    site : Site
        The site.
    flow_cost : mapping, optional
        The cost of losses by quantity centre, where there is a process map.

    Returns
    -------
    dict
        ``kind`` (``steps`` or ``streams``), ``criteria``, ``rows`` by rank, ``proposed`` and ``chosen``.
    """
    typed = _typed(site)
    steps = _steps(site)
    areas = _by_step(site, steps)
    for centre in (flow_cost or {}).get("centres", ()):
        if centre["step"] in areas:
            areas[centre["step"]].add("loss", float(centre["loss_vnd"]))
    kind = "steps" if sum(bool(area.amounts) for area in areas.values()) > 1 else "streams"
    if kind == "streams":  # steps that the ledger knows nothing of stay, for the team to score
        areas = _by_stream(site) | areas
    weights = {name: _number(typed.get(f"weight.{name}"), 0.0, 100.0) for name in CRITERIA}
    shares = {name: 1.0 if value is None else value for name, value in weights.items()}
    columns = {name: [_score(area, name, areas, typed) for area in areas.values()] for name in CRITERIA}
    known = {name: column for name, column in columns.items() if any(value is not None for value in column)}
    totals = _totals(known, shares, len(areas))
    rows = [
        {
            "area": area.id,
            "name": area.name,
            "amounts": {name: area.amounts.get(name) for name in COUNTED},
            "scores": {name: None if columns[name][place] is None else MOST_POINTS * float(columns[name][place] or 0.0) for name in CRITERIA},
            "typed": [name for name in CRITERIA if _number(typed.get(f"score.{area.id}.{name}"), 0.0, MOST_POINTS) is not None],
            "score": MOST_POINTS * totals[place],
        }
        for place, area in enumerate(areas.values())
    ]
    ranked = sorted(rows, key=lambda row: (-float(str(row["score"])), str(row["area"])))
    chosen = typed.get("step")
    return {
        "kind": kind,
        "criteria": [
            {"id": name, "unit": COUNTED.get(name), "counted": name in COUNTED, "weight": shares[name], "stated": weights[name] is not None}
            for name in CRITERIA
        ],
        "rows": [row | {"rank": place} for place, row in enumerate(ranked, start=1)],
        "proposed": ranked[0]["area"] if ranked and known else None,
        "chosen": chosen if isinstance(chosen, str) else None,
    }


def _typed(site: Site) -> dict[str, float | str | Measured]:
    values: dict[str, float | str | Measured] = {}
    for sheet in site.assessment.worksheets:
        if sheet.sheet == SHEET:
            values |= sheet.values
    return values


def _number(value: object, low: float, high: float) -> float | None:
    return float(value) if isinstance(value, int | float) and low <= value <= high else None


def _steps(site: Site) -> dict[str, str | None]:
    """Return the steps of the process map and of the ledger, with their names where they have one."""
    steps: dict[str, str | None] = {step.id: step.name for step in site.assessment.process.steps} if site.assessment.process else {}
    for entry in site.columns.entries:
        if entry.step and entry.step not in RESERVED:
            steps.setdefault(entry.step, None)
    return steps


def _by_step(site: Site, steps: Mapping[str, str | None]) -> dict[str, _Area]:
    areas = {key: _Area(id=key, name=name) for key, name in steps.items()}
    _fill(site, lambda entry: areas.get(entry.step or ""))
    return areas


def _by_stream(site: Site) -> dict[str, _Area]:
    areas = {key: _Area(id=key, name=None) for key in STREAM_AREAS}
    found = {group: areas[key] for key, groups in STREAM_AREAS.items() for group in groups}
    _fill(site, lambda entry: found.get(entry.group) if entry.role in {"in", "out"} else None)
    return {key: area for key, area in areas.items() if area.amounts}


def _fill(site: Site, area_of: Callable[[Entry], _Area | None]) -> None:
    """Add what each row of the reporting period brings to its area."""
    shares = site.columns.shares(site.reporting)
    yearly = 1.0 if site.reporting.is_calendar_year else DAYS_OF_YEAR / site.reporting.days
    for index, entry in enumerate(site.columns.entries):
        area = area_of(entry)
        if area is None or shares[index] <= 0:
            continue
        share = float(shares[index]) * yearly
        if entry.cost_vnd is not None and entry.cost_vnd > 0:
            area.add("cost", entry.cost_vnd * share)
        if entry.amount is None:
            continue
        if entry.group in {"electricity", "fuel", "steam", "heat"} and entry.role != "out":
            energy = energy_mj(entry, site.properties)
            if not isinstance(energy, Missing):
                area.add("energy", energy.value * share)
        elif entry.group in {"water", "wastewater"} and entry.dimension == "volume":
            area.add("water", entry.amount * share)
        elif entry.group in {"waste", "hazardous_waste"} and entry.dimension == "mass":
            area.add("waste", entry.amount * share)


def _score(area: _Area, name: str, areas: Mapping[str, _Area], typed: Mapping[str, object]) -> float | None:
    """Return a score between 0 and 1, or None where nothing is known of the criterion. [1]"""
    stated = _number(typed.get(f"score.{area.id}.{name}"), 0.0, MOST_POINTS)
    if stated is not None:
        return stated / MOST_POINTS
    largest = max((other.amounts.get(name, 0.0) for other in areas.values()), default=0.0)
    return max(area.amounts.get(name, 0.0), 0.0) / largest if largest > 0 else None


def _totals(columns: Mapping[str, list[float | None]], weights: Mapping[str, float], size: int) -> list[float]:
    if not columns or not sum(weights[name] for name in columns) > 0:
        return [0.0] * size
    return weighted_scores(columns, weights)
