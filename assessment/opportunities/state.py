"""In which state an option is: one state for each, decided by the factory or proposed, and the words that say it everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

State = Literal[
    "study", "do_now", "running", "done", "verified", "rejected", "propose_do_now", "propose_study", "propose_reject", "survey", "check_site"
]
DECIDED = frozenset({"study", "do_now", "running", "done", "verified", "rejected"})


def state_of(row: Mapping[str, Any]) -> State:
    """Return the one state of an option; what the factory decided stands, else what screening proposes.

    Pages, reports and workbooks say an option's state by this function and :func:`state_key` only.

    Parameters
    ----------
    row : mapping
        A row of ``result["opportunities"]``.

    Returns
    -------
    str
        The factory's own ``status``; ``propose_…`` where it decided nothing; ``survey`` or ``check_site`` for a measure
        of the library, which nobody has looked at on site yet.
    """
    if row["origin"] == "library":
        return "check_site" if row["presence"] == "to_check" else "survey"
    return _state(row["status"], row["screening"]["verdict"])


def state_of_task(task: Mapping[str, Any]) -> State:
    """Return the state of a row of ``result["portfolio"]["plan"]``: what nobody decided is there because screening proposes it."""
    return _state(task["status"], "do_now")


def _state(status: str | None, verdict: str) -> State:
    decided: dict[str, State] = {
        "study": "study", "do_now": "do_now", "running": "running", "done": "done", "verified": "verified", "rejected": "rejected"
    }  # fmt: skip
    proposed: dict[str, State] = {"do_now": "propose_do_now", "study": "propose_study", "reject": "propose_reject"}
    return decided.get(status or "") or proposed[verdict]


def state_key(state: State) -> str:
    """Return the message key of a state's name."""
    return f"option_state.{state}"


def reason_of(row: Mapping[str, Any]) -> str | None:
    """Return the message key of why an option is in its state; None where the state says it already: decided, or of the library."""
    return None if row["origin"] == "library" or state_of(row) in DECIDED else str(row["screening"]["why"])
