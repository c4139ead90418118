"""A product's rows as a product system: solved as a matrix, so that the total, the stages and the paths are one calculation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assessment.footprint.row import STAGES, ModelRow
from calculators.contribution_analysis import by_group, by_process, paths
from calculators.life_cycle import Exchange, Solution, solve, technosphere

TREATED = frozenset({"waste", "hazardous_waste", "wastewater"})
PATH_CUT_OFF = 0.005  # share of the total below which a path is not listed
LISTED_PATHS = 12


@dataclass(frozen=True, kw_only=True)
class System:
    """A solved model: what each row carries, in the order of the rows. [kg CO2e per declared unit]"""

    rows: tuple[ModelRow, ...]
    parts: tuple[float, ...]
    total: float
    solution: Solution
    paths: tuple[dict[str, Any], ...]


def solve_model(rows: Sequence[ModelRow]) -> System:
    """Return the solved system of a product: the product asks for its stages, each stage for its rows.

    What leaves to be treated is an output of its stage and an input of its treatment, whose own entry is negative.
    """
    stages = [stage for stage in STAGES if any(row.stage == stage for row in rows)]
    size = 1 + len(stages) + len(rows)
    exchanges = [Exchange(product=process, process=process, amount=_own(process, stages, rows)) for process in range(size)]
    exchanges += [Exchange(product=1 + index, process=0, amount=-1.0) for index in range(len(stages))]
    for index, row in enumerate(rows):
        stage, product = 1 + stages.index(row.stage), 1 + len(stages) + index
        exchanges.append(Exchange(product=product, process=stage, amount=row.quantity if _is_treated(row) else -row.quantity))
    matrix = technosphere(exchanges, size)
    demand = np.zeros(size)
    demand[0] = 1.0
    direct = np.zeros(size)
    direct[1 + len(stages) :] = [row.factor.value for row in rows]
    solution = solve(matrix, demand)
    parts = by_process(direct, solution.scaling)[1 + len(stages) :]
    found = paths(matrix, direct, demand, PATH_CUT_OFF) if rows else None
    names = ["product", *stages, *(row.id for row in rows)]
    listed = [] if found is None else [path for path in found.paths if path.direct][:LISTED_PATHS]
    return System(
        rows=tuple(rows),
        parts=tuple(float(part) for part in parts),
        total=float(np.sum(parts)),
        solution=solution,
        paths=tuple({"nodes": [names[process] for process in path.processes], "co2e": path.direct} for path in listed),
    )


def _is_treated(row: ModelRow) -> bool:
    return (row.stream or "").partition("/")[0] in TREATED


def _own(process: int, stages: list[str], rows: Sequence[ModelRow]) -> float:
    index = process - 1 - len(stages)
    return -1.0 if index >= 0 and _is_treated(rows[index]) else 1.0


def sums(system: System) -> dict[str, dict[str, float]]:
    """Return the parts by stage and by scope. [kg CO2e per declared unit]"""
    stages = by_group(system.parts, [row.stage for row in system.rows])
    scopes = by_group(system.parts, [f"scope{row.scope}" for row in system.rows])
    return {
        "by_stage": {stage: stages[stage] for stage in STAGES if stage in stages},
        "by_scope": {scope: scopes[scope] for scope in sorted(scopes)},
    }
