"""What to do first: one answer for the overview, the plan, and the summary and the plan of the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assessment.opportunities.naming import says_what_to_do
from assessment.opportunities.state import State, state_of, state_of_task

Record = Mapping[str, Any]
Act = Literal["do", "finish", "study", "survey"]
OVER = frozenset({"done", "verified"})
ACTS: Mapping[str, Act] = {
    "do_now": "do", "propose_do_now": "do", "running": "finish", "study": "study", "propose_study": "study", "survey": "survey"
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """The measure to begin with, and what is to be done about it.

    `act` is ``do`` (decided, or worth doing at once), ``finish`` (under way), ``study`` (the factory's own, not decided yet)
    or ``survey`` (the library's: look at it on site). Say it by the message `sentence` with `title` and, where `money` is
    known, `money` (both ends: a range of the library's has two).
    """

    act: Act
    state: State
    option: Record  # its row of ``result["opportunities"]``
    task: Record | None  # its row of the plan, where it stands in the plan

    @property
    def money(self) -> tuple[float, float] | None:
        """Both ends of what it brings, None where no price is known. [VND/year]"""
        low, high = (self.option.get(name) for name in (("money_vnd",) * 2 if self.option["origin"] == "own" else ("money_low_vnd", "money_high_vnd")))
        return None if low is None else (float(low), float(low if high is None else high))

    @property
    def sentence(self) -> str:
        """The message key of what to do."""
        return f"first_step.{self.act}" if self.money is not None else f"first_step.{self.act}_unpriced"

    @property
    def key(self) -> str:
        """Where its card is: ``own.ID`` or ``library.ID``."""
        return f"{self.option['origin']}.{self.option['option']}"


def first_step(result: Record) -> FirstStep | None:
    """Return the measure to begin with, None where no option is known to bring money.

    The one place that says so. The first open task of the plan comes first; without one, an own option that says what to
    do and brings money, then a measure of the library that suits the site, then a package of its sector, then an own option
    whose title names an aim only; a package for all sectors, such as a full assessment, comes last. What nobody knows to suit the site (a step, equipment or kind of plant it did not state) is never the first.

    Parameters
    ----------
    result : mapping
        A result document.

    Returns
    -------
    FirstStep or None
        The first step. Its task, where there is one, is the first open row of ``result["portfolio"]["plan"]``.
    """
    rows = result.get("opportunities") or ()
    own = {row["option"]: row for row in rows if row["origin"] == "own"}
    for task in (result.get("portfolio") or {}).get("plan") or ():
        if task["status"] not in OVER and task["option"] in own:
            state = state_of_task(task)
            return FirstStep(act=ACTS[state], state=state, option=own[task["option"]], task=task)
    found = min((row for row in rows if state_of(row) in ACTS and money_of(row) > 0), key=_place, default=None)
    return None if found is None else FirstStep(act=ACTS[state_of(found)], state=state_of(found), option=found, task=None)


def money_of(row: Record) -> float:
    """Return what an option surely brings: its money, or the low end of the library's range. [VND/year]"""
    money = row.get("money_vnd") if row["origin"] == "own" else row.get("money_low_vnd")
    return float(money or 0.0)


def _place(row: Record) -> tuple[int, bool, float, str]:
    """Sort by tier; within one the sector's own before what is for all, then the most money."""
    return (_tier(row), row.get("sector") == "cross_cutting", -money_of(row), row["option"])


def _tier(row: Record) -> int:
    """Return 0 for an own option that says what to do, then a measure, the sector's package, an own aim, a package for all sectors."""
    if row["origin"] == "own":
        return 0 if says_what_to_do(row["title"]) else 3
    if row["option_kind"] != "package":
        return 1
    return 4 if row["sector"] == "cross_cutting" else 2
