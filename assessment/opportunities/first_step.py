"""What to do first: one answer for the overview, the plan, and the summary and the plan of the reports."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assessment.opportunities.naming import says_what_to_do
from assessment.opportunities.state import State, state_of, state_of_task

Record = Mapping[str, Any]
Act = Literal["do", "finish", "study", "identify", "survey"]
Why = Literal["plan", "decided", "only", "soonest_and_most", "soonest", "most", "ranked", "sooner", "measure", "package"]
DECIDED = frozenset({"do_now", "running"})
OVER = frozenset({"done", "verified"})
ACTS: Mapping[str, Act] = {
    "do_now": "do", "propose_do_now": "do", "running": "finish", "study": "study", "propose_study": "study", "survey": "survey"
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """The measure to begin with, and what is to be done about it.

    `act` is ``do`` (decided, or worth doing at once), ``finish`` (under way), ``study`` (the factory's own, not decided yet),
    ``identify`` (the factory's own, which names an aim only: find out what the measure is) or ``survey`` (the library's: look
    at it on site). Say it by the message `sentence` with `title` and, where `money` is known, `money` (both ends: a range of
    the library's has two), and why it is the first by `reason`.
    """

    act: Act
    state: State
    why: Why
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
    def reason(self) -> str:
        """The message key of why it is the first."""
        return f"first_step.why.{self.why}"

    @property
    def key(self) -> str:
        """Where its card is: ``own.ID`` or ``library.ID``."""
        return f"{self.option['origin']}.{self.option['option']}"


def first_step(result: Record) -> FirstStep | None:
    """Return the measure to begin with, None where no option is known to bring money.

    The one place that says so. The first open task of the plan comes first. Without one, the factory's own options whose money
    is known: what was decided before the rest, then as the ranking has them. A measure of the library comes before them only
    where its source gives a shorter payback and it surely brings money here; a package, an assessment or a programme (whose
    figure may be a target or a mean of others) never does. What nobody knows to suit the site (a step, equipment or kind of
    plant it did not state) is never the first.

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
            return _step(own[task["option"]], state_of_task(task), "plan", task)
    worth = [row for row in rows if state_of(row) in ACTS and money_of(row) > 0]
    mine = sorted((row for row in worth if row["origin"] == "own"), key=lambda row: _place_of_own(row, result))
    found = min((row for row in worth if row["origin"] != "own"), key=_place, default=None)
    if mine and not (found is not None and _is_sooner(found, mine)):
        return _step(mine[0], state_of(mine[0]), _why_own(mine))
    if found is None:
        return None
    return _step(found, state_of(found), "sooner" if mine else "package" if found["option_kind"] == "package" else "measure")


def _step(option: Record, state: State, why: Why, task: Record | None = None) -> FirstStep:
    act = ACTS[state]
    unnamed = option["origin"] == "own" and state not in DECIDED and act in ("do", "study") and not says_what_to_do(option["title"])
    return FirstStep(act="identify" if unnamed else act, state=state, why=why, option=option, task=task)


def money_of(row: Record) -> float:
    """Return what an option surely brings: its money, or the low end of the library's range. [VND/year]"""
    money = row.get("money_vnd") if row["origin"] == "own" else row.get("money_low_vnd")
    return float(money or 0.0)


def _place_of_own(row: Record, result: Record) -> tuple[bool, float, float, float, str]:
    """Sort what was decided before the rest, then by rank, by payback and by money."""
    ranking = ((result.get("portfolio") or {}).get("ranking") or {}).get("rows") or ()
    rank = next((float(found["rank"]) for found in ranking if found["option"] == row["option"]), math.inf)
    return (state_of(row) not in DECIDED, rank, _payback(row), -money_of(row), row["option"])


def _payback(row: Record) -> float:
    """Return an own option's payback, or the longest that the source of the library gives; without one none is short. [year]"""
    years = row["appraisal"]["payback_years"] if row["origin"] == "own" else row.get("payback_high_years")
    return math.inf if years is None else float(years)


def _is_sooner(found: Record, mine: Sequence[Record]) -> bool:
    """Return whether a single measure of the library pays back sooner than every own option, of which none was decided."""
    if found["option_kind"] == "package" or any(state_of(row) in DECIDED for row in mine):
        return False
    return _payback(found) < min(_payback(row) for row in mine)


def _why_own(mine: Sequence[Record]) -> Why:
    first = mine[0]
    if state_of(first) in DECIDED:
        return "decided"
    if len(mine) == 1:
        return "only"
    soonest, most = _payback(first) <= min(map(_payback, mine)), money_of(first) >= max(map(money_of, mine))
    if soonest and most:
        return "soonest_and_most"
    return "soonest" if soonest else "most" if most else "ranked"


def _place(row: Record) -> tuple[int, bool, float, str]:
    """Sort the library's rows: a measure, the sector's package, a package for all sectors; within one the sector's own, then the most money."""
    general = row["sector"] == "cross_cutting"
    tier = 0 if row["option_kind"] != "package" else 2 if general else 1
    return (tier, general, -money_of(row), row["option"])
