"""The guided path: the 18 tasks of a cleaner-production assessment as stations over one result, quick and full."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

State = Literal["done", "next", "missing"]
Mode = Literal["quick", "full"]
Result = Mapping[str, Any]

ANSWERS_ENOUGH = 8  # questions answered: as many as each sector has at least
DECIDED = frozenset({"do_now", "study", "rejected", "running", "done", "verified"})
CHOSEN = frozenset({"do_now", "running", "done", "verified"})


@dataclass(frozen=True, kw_only=True)
class Task:
    """One of the 18 tasks: its step of the six, the page it is done on, the worksheet it fills, and whether quick mode asks it."""

    number: int
    step: int
    key: str
    page: str
    sheet: str | None = None
    in_quick: bool = False


@dataclass(frozen=True, kw_only=True)
class Station:
    """A task as it stands: done, next to do, or missing; what is missing, and how much there is."""

    task: Task
    state: State
    missing: tuple[str, ...] = ()
    count: int = 0


TASKS = (
    Task(number=1, step=1, key="team", page="worksheet", sheet="team", in_quick=True),
    Task(number=2, step=1, key="steps", page="data", sheet="process", in_quick=True),
    Task(number=3, step=1, key="focus", page="losses", sheet="focus", in_quick=True),
    Task(number=4, step=2, key="flow_chart", page="balance", sheet="process", in_quick=True),
    Task(number=5, step=2, key="balance", page="balance"),
    Task(number=6, step=2, key="loss_cost", page="losses", sheet="loss_cost", in_quick=True),
    Task(number=7, step=2, key="causes", page="options", sheet="causes", in_quick=True),
    Task(number=8, step=3, key="options", page="options", in_quick=True),
    Task(number=9, step=3, key="screening", page="options", in_quick=True),
    Task(number=10, step=4, key="technical", page="options", sheet="screening"),
    Task(number=11, step=4, key="economic", page="options", sheet="appraisal"),
    Task(number=12, step=4, key="environmental", page="options"),
    Task(number=13, step=4, key="selection", page="plan"),
    Task(number=14, step=5, key="preparation", page="plan", sheet="plan"),
    Task(number=15, step=5, key="implementation", page="plan", sheet="plan"),
    Task(number=16, step=5, key="monitoring", page="plan", sheet="verification"),
    Task(number=17, step=6, key="maintenance", page="worksheet", sheet="maintenance"),
    Task(number=18, step=6, key="next_focus", page="worksheet", sheet="next_focus"),
)


def stations_of(result: Result, mode: Mode = "full") -> tuple[Station, ...]:
    """Return the stations of a mode in order; the first that is not done is the next one.

    Parameters
    ----------
    result : mapping
        A result document.
    mode : {"quick", "full"}
        Quick asks for tasks 1 to 4, the value of losses, causes, options and their screening; an hour's work.

    Returns
    -------
    tuple of Station
        The stations.
    """
    stations: list[Station] = []
    is_next_taken = False
    for task in TASKS:
        if mode == "quick" and not task.in_quick:
            continue
        missing, count = _LOOKS[task.key](result)
        state: State = "done" if not missing else "missing" if is_next_taken else "next"
        is_next_taken = is_next_taken or bool(missing)
        stations.append(Station(task=task, state=state, missing=missing, count=count))
    return tuple(stations)


def _filled(result: Result) -> Mapping[str, Any]:
    return (result.get("portfolio") or {}).get("filled") or {}


def _own(result: Result) -> list[Mapping[str, Any]]:
    return [row for row in result.get("opportunities", ()) if row["origin"] == "own"]


def _plan(result: Result) -> list[Mapping[str, Any]]:
    return list((result.get("portfolio") or {}).get("plan") or ())


def _sheet(name: str) -> Callable[[Result], tuple[tuple[str, ...], int]]:
    """Return a look at a worksheet: done once a field of it is filled."""

    def look(result: Result) -> tuple[tuple[str, ...], int]:
        count = int(_filled(result).get("worksheets", {}).get(name, 0))
        return (() if count else (f"station.missing.{name}",)), count

    return look


def _steps(result: Result) -> tuple[tuple[str, ...], int]:
    count = int(_filled(result).get("steps", 0))
    missing = [] if count else ["station.missing.steps"]
    missing += [] if result.get("indicators") else ["station.missing.ledger"]
    return tuple(missing), count


def _flow_chart(result: Result) -> tuple[tuple[str, ...], int]:
    count = int(_filled(result).get("step_streams", 0))
    return (() if count else ("station.missing.step_streams",)), count


def _balance(result: Result) -> tuple[tuple[str, ...], int]:
    count = len(result.get("balances") or ())
    return (() if count else ("station.missing.balance",)), count


def _loss_cost(result: Result) -> tuple[tuple[str, ...], int]:
    losses = result.get("losses") or {}
    count = len(losses.get("streams") or ())
    value = (result.get("portfolio") or {}).get("loss_value") or {}
    has_cost = losses.get("cost_vnd") is not None or bool(losses.get("flow_cost")) or value.get("total_vnd") is not None
    return (() if has_cost else ("station.missing.loss_cost",)), count


def _causes(result: Result) -> tuple[tuple[str, ...], int]:
    asked = (result.get("portfolio") or {}).get("causes") or ()
    count = sum(row["answer"] is not None for row in asked)
    return (() if asked and count >= min(ANSWERS_ENOUGH, len(asked)) else ("station.missing.causes",)), count


def _options(result: Result) -> tuple[tuple[str, ...], int]:
    count = len(_own(result))
    return (() if count else ("station.missing.options",)), count


def _each(test: Callable[[Result, Mapping[str, Any]], bool], code: str) -> Callable[[Result], tuple[tuple[str, ...], int]]:
    """Return a look that is done when every own option that was not rejected passes, and there is one."""

    def look(result: Result) -> tuple[tuple[str, ...], int]:
        rows = [row for row in _own(result) if row["status"] != "rejected"]
        count = sum(test(result, row) for row in rows)
        return (() if rows and count == len(rows) else (code,)), count

    return look


def _screening(result: Result) -> tuple[tuple[str, ...], int]:
    rows = _own(result)
    count = sum(row["status"] in DECIDED for row in rows)
    return (() if rows and count == len(rows) else ("station.missing.screening",)), count


def _selection(result: Result) -> tuple[tuple[str, ...], int]:
    count = sum(row["status"] in CHOSEN for row in _own(result))
    return (() if count else ("station.missing.selection",)), count


def _preparation(result: Result) -> tuple[tuple[str, ...], int]:
    rows = _plan(result)
    count = sum(row["owner"] is not None and row["due"] is not None for row in rows)
    return (() if rows and count == len(rows) else ("station.missing.preparation",)), count


def _implementation(result: Result) -> tuple[tuple[str, ...], int]:
    count = sum(row["status"] in {"done", "verified"} for row in _plan(result))
    return (() if count else ("station.missing.implementation",)), count


def _monitoring(result: Result) -> tuple[tuple[str, ...], int]:
    done = [row for row in _plan(result) if row["status"] in {"done", "verified"}]
    count = sum("plan.proof_missing" not in row["gaps"] for row in done)
    return (() if done and count == len(done) else ("station.missing.monitoring",)), count


_LOOKS: Mapping[str, Callable[[Result], tuple[tuple[str, ...], int]]] = {
    "team": _sheet("team"),
    "steps": _steps,
    "focus": _sheet("focus"),
    "flow_chart": _flow_chart,
    "balance": _balance,
    "loss_cost": _loss_cost,
    "causes": _causes,
    "options": _options,
    "screening": _screening,
    "technical": _each(lambda result, row: row["option"] in _filled(result).get("technical_scores", ()), "station.missing.technical"),
    "economic": _each(lambda result, row: row["appraisal"]["npv_vnd"] is not None, "station.missing.economic"),
    "environmental": _each(lambda result, row: row["co2e_t"] is not None, "station.missing.environmental"),
    "selection": _selection,
    "preparation": _preparation,
    "implementation": _implementation,
    "monitoring": _monitoring,
    "maintenance": _sheet("maintenance"),
    "next_focus": _sheet("next_focus"),
}
