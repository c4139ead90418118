"""Task 16: what the baseline says was saved since options were finished, against what was planned of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assessment.opportunities.usage import Use
from calculators.errors import PeriodError
from calculators.period import parse_period

MONTHS_PER_YEAR = 12
PERCENT = 100.0
DONE = frozenset({"done", "verified"})


def proofs_of(plan: Sequence[Mapping[str, Any]], models: Iterable[Mapping[str, Any]], uses: Mapping[str, Use]) -> list[dict[str, Any]]:
    """Return, for energy and for water, what was saved against the baseline since the first option was finished.

    The saving is Σ(expected − actual) over the months after the first finished option that the baseline was not made
    of. It is of the whole site: whatever else changed is in it, and options cannot be told apart. The interval is the
    baseline's own where those months are the reporting period's.

    Parameters
    ----------
    plan : sequence of mapping
        Rows of the plan.
    models : iterable of mapping
        The result's baseline models.
    uses : mapping of str to Use
        What the site uses: planned savings are counted in the baseline's unit.

    Returns
    -------
    list of dict
        One row per kind with finished options; ``why`` says why there is no figure.
    """
    finished = {row["option"]: month for row in plan if row["status"] in DONE and (month := _month(row["finished"])) is not None}
    undated = [row["option"] for row in plan if row["status"] in DONE and row["option"] not in finished]
    rows = []
    for model in models:
        ours = [row for row in plan if row["option"] in finished and _planned(row, str(model["kind"]), uses) > 0]
        if ours:
            rows.append(_row(model, ours, min(finished[row["option"]] for row in ours), uses))
        elif undated:
            rows.append(_empty(model, undated, "proof.not_dated"))
    return rows


def _month(text: str | None) -> str | None:
    """Return the month of a day or month as the document writes it, or None."""
    try:
        return None if text is None else f"{parse_period(text).end:%Y-%m}"
    except PeriodError:
        return None


def _planned(row: Mapping[str, Any], kind: str, uses: Mapping[str, Use]) -> float:
    """Return what an option was planned to save of energy [MJ/year] or of water [m3/year]."""
    total = 0.0
    for line in row["savings"]:
        use = uses.get(line["stream"])
        if use is None or line["planned"] is None:
            continue
        if kind == "energy" and use.energy:
            total += line["planned"] * use.energy
        elif kind == "water" and use.group == "water" and use.dimension == "volume":
            total += line["planned"]
    return total


def _empty(model: Mapping[str, Any], options: list[str], why: str) -> dict[str, Any]:
    none = dict.fromkeys(("since", "months", "saved", "saved_per_year", "low", "high", "planned_per_year", "reached_percent"))
    return {"kind": model["kind"], "unit": model["unit"], "options": options, **none, "why": why}


def _row(model: Mapping[str, Any], ours: list[Mapping[str, Any]], since: str, uses: Mapping[str, Use]) -> dict[str, Any]:
    names = [row["option"] for row in ours]
    planned = sum(_planned(row, str(model["kind"]), uses) for row in ours)
    if model["status"] == "none":
        return _empty(model, names, "proof.no_baseline") | {"since": since, "planned_per_year": planned}
    months = [month for month in model["months"] if month["period"] > since and not month["fitted"]]
    if not months:
        return _empty(model, names, "proof.no_months") | {"since": since, "planned_per_year": planned}
    saved = sum(month["expected"] - month["actual"] for month in months)
    yearly = saved * MONTHS_PER_YEAR / len(months)
    whole = model.get("saving") or {}
    same = bool(whole) and _covers(str(whole["period"]), [month["period"] for month in months])
    return {
        "kind": model["kind"],
        "unit": model["unit"],
        "options": names,
        "since": since,
        "months": len(months),
        "saved": saved,
        "saved_per_year": yearly,
        "low": whole.get("low") if same else None,
        "high": whole.get("high") if same else None,
        "planned_per_year": planned,
        "reached_percent": PERCENT * yearly / planned if planned else None,
        "why": None,
    }


def _covers(period: str, months: list[str]) -> bool:
    return [f"{month.start:%Y-%m}" for month in parse_period(period).months()] == months
