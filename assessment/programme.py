"""What the department reports of Decision 2091 each year, entered by itself: so many of so many, or a number of things.

The document (``sachhon-programme/1``) holds no figure of any factory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from calculators.errors import DomainError
from calculators.finding import Finding, Place
from data import catalogue

FORMAT = "sachhon-programme/1"
PROGRAMME = "2091"
YEARS = range(2021, 2031)  # of the programme
MOST = 1_000_000  # of anything a province can count
LONGEST_NOTE = 2000  # characters

State = Literal["reached", "not_reached", "on_path", "no_target", "not_entered"]


@dataclass(frozen=True, kw_only=True)
class Goal:
    """One thing the programme asks for, with its targets by year. `targets`: least value and, where stated, upper end. [% or 1]"""

    key: str
    kind: Literal["share", "count"]
    names: Mapping[str, str]
    wholes: Mapping[str, str]
    targets: Mapping[int, tuple[float, float | None]]
    source_id: str
    locators: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What was entered for a goal: how many, and of how many where it is a share."""

    count: int
    whole: int | None = None

    @property
    def value(self) -> float:
        """The share in per cent, or the count."""
        return float(self.count) if self.whole is None else 100.0 * self.count / self.whole


@dataclass(frozen=True, kw_only=True)
class Programme:
    """One year of a department's programme."""

    year: int
    province: str
    office: str = ""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A goal beside what was entered, and the target that counts in that year."""

    goal: Goal
    entry: Entry | None
    target_year: int | None
    target: tuple[float, float | None] | None
    state: State


def goals() -> tuple[Goal, ...]:
    """Return what Decision 2091 asks the department to report, in its order."""
    rows = [row for row in catalogue.open_edition().table("programme_goals") if row["programme"] == PROGRAMME]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["goal"]), []).append(row)
    return tuple(_goal(key, group) for key, group in found.items())


def _goal(key: str, rows: Sequence[Mapping[str, Any]]) -> Goal:
    first = rows[0]
    return Goal(
        key=key,
        kind="share" if first["goal_kind"] == "share" else "count",
        names={lang: str(first[f"label_{lang}"]) for lang in ("vi", "en")},
        wholes={lang: str(first[f"whole_{lang}"] or "") for lang in ("vi", "en")},
        targets={row["deadline"].year: (float(row["value"]), row["value_high"]) for row in rows if row["value"] is not None},
        source_id=str(first["source_id"]),
        locators={row["deadline"].year: str(row["locator"]) for row in rows},
    )


def judge(programme: Programme) -> tuple[Judged, ...]:
    """Return every goal with what was entered and how it stands to the next target.

    Before a target's year a value below it is ``on_path`` (nothing is late yet); in its year and later it is judged.
    """
    return tuple(_judged(goal, programme) for goal in goals())


def _judged(goal: Goal, programme: Programme) -> Judged:
    entry = programme.entries.get(goal.key)
    due = next((year for year in sorted(goal.targets) if year >= programme.year), max(goal.targets, default=None))
    target = goal.targets.get(due) if due is not None else None
    state: State
    if entry is None:
        state = "not_entered"
    elif target is None or due is None:
        state = "no_target"
    elif entry.value >= target[0]:
        state = "reached"
    else:
        state = "on_path" if programme.year < due else "not_reached"
    return Judged(goal=goal, entry=entry, target_year=due, target=target, state=state)


def check(programme: Programme, today: date) -> list[Finding]:
    """Return what is wrong or doubtful in a document, each with its place.

    Parameters
    ----------
    programme : Programme
        As it was entered.
    today : date
        The day it is entered on: a year that has not begun cannot be reported.

    Returns
    -------
    list of Finding
        Errors ``programme.year``, ``.province``, ``.share``, ``.range``, ``.text``; warnings ``programme.future``.
    """
    found: list[Finding] = []

    def say(code: str, path: str, given: object, expected: str = "", severity: Literal["error", "warning"] = "error") -> None:
        found.append(Finding(code=f"programme.{code}", severity=severity, place=Place(path=path), given=str(given)[:60], expected=expected))

    if programme.year not in YEARS or programme.year > today.year:
        say("year", "year", programme.year, f"{YEARS[0]}–{min(YEARS[-1], today.year)}")
    elif programme.year == today.year:
        say("future", "year", programme.year, severity="warning")
    if programme.province not in {str(row["code"]) for row in catalogue.open_edition().table("provinces")}:
        say("province", "province", programme.province)
    if len(programme.note) > LONGEST_NOTE or len(programme.office) > 200:
        say("text", "note", len(programme.note), str(LONGEST_NOTE))
    known = {goal.key: goal for goal in goals()}
    for key, entry in programme.entries.items():
        goal = known.get(key)
        if goal is None or not 0 <= entry.count <= MOST:
            say("range", f"entries/{key}", entry.count, f"0–{MOST}")
        elif goal.kind == "share" and (entry.whole is None or not 0 < entry.whole <= MOST or entry.count > entry.whole):
            say("share", f"entries/{key}", f"{entry.count}/{entry.whole}")
        elif goal.kind == "count" and entry.whole is not None:
            say("range", f"entries/{key}", entry.whole)
    return found


def to_json(programme: Programme) -> str:
    """Return the document as JSON text with sorted keys."""
    entries = {
        key: {"count": entry.count, **({} if entry.whole is None else {"whole": entry.whole})} for key, entry in programme.entries.items()
    }
    body = {"format": FORMAT, "year": programme.year, "province": programme.province, "office": programme.office, "note": programme.note}
    return json.dumps({**body, "entries": entries}, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def from_json(text: str) -> Programme:
    """Return the document of a JSON text.

    Raises
    ------
    DomainError
        If it is no such document: a member too many, too few, or of another kind.
    """
    try:
        body = json.loads(text)
        if set(body) != {"format", "year", "province", "office", "note", "entries"} or body["format"] != FORMAT:
            raise ValueError
        whole_numbers = [body["year"], *(number for entry in body["entries"].values() for number in entry.values())]
        if any(isinstance(number, bool) or not isinstance(number, int) for number in whole_numbers):
            raise ValueError
        entries = {str(key): Entry(**entry) for key, entry in body["entries"].items()}
        texts = {name: body[name] for name in ("province", "office", "note")}
        if not all(isinstance(value, str) for value in texts.values()):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise DomainError(f"a document {FORMAT} was expected") from wrong
    return Programme(year=body["year"], entries=entries, **texts)
