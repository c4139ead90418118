"""What the best set of options truly is: the best within a stated budget, or every measure that pays for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Record = Mapping[str, Any]
Meaning = Literal["within_budget", "paying", "most"]


def meaning_of(result: Record) -> Meaning:
    """Return what may be said of ``result["portfolio"]["best"]``.

    Pages, reports and workbooks head the best set by the message ``best_set.<meaning>`` only.

    Parameters
    ----------
    result : mapping
        A result document whose portfolio has a best set.

    Returns
    -------
    str
        ``within_budget`` where a budget was stated; ``paying`` where none was and the set is every option that could be
        counted and pays back within its lifetime; ``most`` otherwise (some exclude each other, or the money of a year
        does not pay the investment back): the set that brings most a year, and no more than that.
    """
    portfolio = result["portfolio"]
    if portfolio.get("budget_vnd") is not None:
        return "within_budget"
    counted = {row["option"]: row for row in result["opportunities"] if row["origin"] == "own" and row["option"] in portfolio["options"]}
    paying = {key for key, row in counted.items() if pays_for_itself(row)}
    return "paying" if set(portfolio["best"]["chosen"]) == paying else "most"


def pays_for_itself(row: Record) -> bool:
    """Return whether an own option brings back its investment within its lifetime, with a discount rate also its interest."""
    look = row["appraisal"]
    if look["npv_vnd"] is not None:
        return bool(look["npv_vnd"] > 0)
    return look["payback_years"] is not None and bool(look["payback_years"] <= row["lifetime_years"])
