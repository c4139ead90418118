"""Savings of several sites together, from their results: what each saved against its own baseline, with one interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from calculators.saving import Saving, roll_up

_MEMBERS = frozenset(Saving.__dataclass_fields__)


def rolled_up(results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the joint saving of energy and of water of several results, and which of them have none.

    Sites are independent of each other. Savings of different confidence are joined at that of the first.

    Parameters
    ----------
    results : sequence of Mapping
        Result documents.

    Returns
    -------
    list of dict
        One row a kind: ``kind``, ``unit``, ``sites`` (each with its saving or the code of why there is none), ``whole``
        (None with fewer than two savings). [MJ, m³]
    """
    rows = []
    for kind in ("energy", "water"):
        sites: list[dict[str, Any]] = []
        savings: list[Saving] = []
        unit = ""
        for result in results:
            model = next((one for one in result["baseline_models"] if one["kind"] == kind), None)
            record = (model or {}).get("saving")
            name, period = str(result["subject"]["name"]), str(result["reporting_period"])
            if model is None or not record:
                why = (model or {}).get("why") or "saving.no_periods"
                sites.append({"site": name, "period": period, "saving": None, "why": why})
                continue
            unit = str(model["unit"])
            savings.append(Saving(**{key: value for key, value in record.items() if key in _MEMBERS}))
            sites.append({"site": name, "period": period, "saving": record, "why": None})
        whole = roll_up(savings, savings[0].confidence).__dict__ if len(savings) > 1 else None
        if savings:
            rows.append({"kind": kind, "unit": unit, "sites": sites, "whole": whole})
    return rows
