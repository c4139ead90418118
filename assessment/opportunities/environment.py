"""Task 12: what leaves and is used before and after the chosen options, and discharge against the legal limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assessment.evaluation.site import Site
from assessment.opportunities.bundle import problem_of
from assessment.opportunities.own import OwnOption
from assessment.opportunities.usage import Use
from calculators.portfolio import outcome

SHEET = "environment"  # the worksheet: `class` A or B, and POLLUTANT.before, POLLUTANT.after in the limit's own unit
CHOSEN = frozenset({"do_now", "running", "done", "verified"})
PERCENT = 100.0


def environment_of(site: Site, options: tuple[OwnOption, ...], uses: Mapping[str, Use]) -> dict[str, Any]:
    """Return streams and emission before and after the options that are to be done, and discharge against its limits.

    Parameters
    ----------
    site : Site
        The site.
    options : tuple of OwnOption
        Its options; those decided on or begun are counted together, so that savings on one stream never add up beyond it.
    uses : mapping of str to Use
        What the site uses.

    Returns
    -------
    dict
        ``options`` counted, ``streams`` with before, after and change [unit/year], ``co2e_t`` avoided, and ``discharge``.
    """
    counted = tuple(own for own in options if own.option.status in CHOSEN and not own.problems)
    problem = problem_of(counted, uses, None)
    found = outcome(problem, [item.id for item in problem.candidates])
    streams = [
        {
            "stream": stream,
            "unit": uses[stream].unit,
            "before": uses[stream].amount,
            "after": uses[stream].amount - saved,
            "change_percent": -PERCENT * saved / uses[stream].amount,
        }
        for stream, saved in found.saved.items()
        if saved
    ]
    return {
        "options": list(found.chosen),
        "streams": streams,
        "co2e_t": found.co2e if streams else None,
        "discharge": _discharge(site),
    }


def _values(site: Site) -> dict[str, object]:
    values: dict[str, object] = {}
    for sheet in site.assessment.worksheets:
        if sheet.sheet == SHEET:
            values |= sheet.values
    return values


def _discharge(site: Site) -> dict[str, Any]:
    """Return measured concentrations beside the limits of the discharge class; which are in force on the period's last day is said."""
    values = _values(site)
    wanted = str(values.get("class", "")).strip().upper()
    limits = [row for row in site.book.table("limits") if row["discharge_class"] == wanted]
    rows = [_row(row, values, site) for row in limits]
    return {"class": wanted if limits else None, "rows": [row for row in rows if row["before"] is not None or row["after"] is not None]}


def _row(limit: Mapping[str, Any], values: Mapping[str, object], site: Site) -> dict[str, Any]:
    day = site.reporting.end
    before, after = (_number(values.get(f"{limit['pollutant']}.{name}")) for name in ("before", "after"))
    begun = limit["valid_from"] is None or limit["valid_from"] <= day
    return {
        "limit": str(limit["id"]),
        "pollutant": str(limit["pollutant"]),
        "bound": str(limit["bound"]),
        "value": float(limit["value"]),
        "unit": str(limit["unit"]),
        "in_force": bool(begun and (limit["valid_to"] is None or day <= limit["valid_to"])),
        "before": before,
        "after": after,
        "before_meets": _meets(limit, before),
        "after_meets": _meets(limit, after),
        "source": str(limit["source_id"]),
    }


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value >= 0 else None


def _meets(limit: Mapping[str, Any], value: float | None) -> bool | None:
    if value is None:
        return None
    return bool(value <= limit["value"]) if limit["bound"] == "max" else bool(value >= limit["value"])


def pollutants(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the pollutants that limits speak of, each once, in the table's order."""
    return tuple(dict.fromkeys(str(row["pollutant"]) for row in rows))
