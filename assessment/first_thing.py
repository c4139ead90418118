"""The first thing to do at a site: one answer for the overview and for the summary of every report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assessment.opportunities.first_step import FirstStep, first_step

Record = Mapping[str, Any]
Kind = Literal["errors", "option", "loss", "norm", "figure"]
OPTIONS = "opportunities"  # how the id of an option's figure begins


@dataclass(frozen=True, kw_only=True)
class FirstThing:
    """What to do first, and what it is about.

    `kind` is ``errors`` (`count` of them keep figures back), ``option`` (`step`), ``loss`` (`row` of the losses: the dearest
    stream), ``norm`` (`row` of the standings: beyond the law's norm) or ``figure`` (`row` of the findings: what is missing
    before anything can be said to be worth doing).
    """

    kind: Kind
    count: int = 0
    step: FirstStep | None = None
    row: Record | None = None


def first_thing(result: Record) -> FirstThing | None:
    """Return the first thing to do, None where nothing is wrong, worth doing or missing.

    Errors come first: what rests on them cannot be trusted. Then the first task of the plan or the first option worth
    doing; without one the dearest loss; then the norm that is exceeded; then the first missing figure that would decide.
    """
    errors = sum(row["severity"] == "error" for row in result.get("findings") or ())
    if errors:
        return FirstThing(kind="errors", count=errors)
    step = first_step(result)
    if step is not None:
        return FirstThing(kind="option", step=step)
    lost = max((result.get("losses") or {}).get("streams") or (), key=lambda row: row.get("cost_vnd") or 0.0, default=None)
    if lost is not None and (lost.get("cost_vnd") or 0.0) > 0:
        return FirstThing(kind="loss", row=lost)
    worse = next((row for row in result.get("standings") or () if row["verdict"] == "worse" and row.get("legal")), None)
    if worse is not None:
        return FirstThing(kind="norm", row=worse)
    missing = _missing(result)
    return None if missing is None else FirstThing(kind="figure", row=missing)


def _missing(result: Record) -> Record | None:
    """Return the finding that keeps a figure back, one that keeps an option from being counted before others."""
    withheld = sorted(result.get("withheld") or (), key=lambda row: not str(row["id"]).startswith(OPTIONS))
    found = {row["code"]: row for row in reversed(list(result.get("findings") or ()))}
    return next((found[row["finding"]] for row in withheld if row["finding"] in found), None)
