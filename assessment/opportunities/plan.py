"""Tasks 14 to 18: who does what by when, what was spent, and what was saved against what was planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from assessment.evaluation.site import Site
from assessment.model import Measured, Option
from assessment.opportunities.evidence import SHEET, proofs_in
from calculators.errors import PeriodError, UnitError
from calculators.period import parse_period
from calculators.units import parse_unit

VERIFIED_SHEET = "verification"  # OPTION.STREAM_KEY_WITH_DOT = saved a year, with its unit; money as OPTION.saved_vnd
ACTIVE = ("do_now", "running", "done", "verified")
PROVE_AFTER = 90  # days
QUARTERS = 4  # of a year
STEPS = ("idea", "study", "do_now", "running", "done", "verified", "rejected")


def plan_of(site: Site, options: Sequence[Option], records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the plan: each option to be done with owner, due day, status, spending, planned and verified savings.

    Parameters
    ----------
    site : Site
        The site.
    options : sequence of Option
        The document's options.
    records : sequence of mapping
        Their records, in the same order.

    Returns
    -------
    list of dict
        Rows by due day, those without one last: what was decided before what is proposed, then by money; `gaps` names what a row still lacks.
    """
    facts = _values(site, SHEET)
    verified = _values(site, VERIFIED_SHEET)
    rows = [
        _row(option, record, facts, verified)
        for option, record in zip(options, records, strict=True)
        if option.status in ACTIVE or (option.status in (None, "idea") and record["screening"]["verdict"] == "do_now")
    ]
    return sorted(rows, key=lambda row: (row["due"] is None, row["due"] or "", row["status"] == "idea", -(row["planned_vnd"] or 0.0), row["option"]))


def _values(site: Site, sheet: str) -> dict[str, float | str | Measured]:
    values: dict[str, float | str | Measured] = {}
    for item in site.assessment.worksheets:
        if item.sheet == sheet:
            values |= item.values
    return values


def _row(option: Option, record: Mapping[str, Any], facts: Mapping[str, object], verified: Mapping[str, object]) -> dict[str, Any]:
    due = _last_day(option.due)
    spent = facts.get(f"{option.id}.spent_vnd")
    proofs = [_proof(line, verified.get(f"{option.id}.{str(line['stream']).replace('/', '.')}")) for line in record["savings"]]
    money = verified.get(f"{option.id}.saved_vnd")
    status = option.status or "idea"
    return {
        "option": option.id,
        "title": option.title,
        "status": status,
        "owner": option.owner,
        "due": due.isoformat() if due else None,
        "investment_vnd": option.investment_vnd,
        "spent_vnd": float(spent) if isinstance(spent, int | float) else None,
        "planned_vnd": record["money_vnd"],
        "verified_vnd": float(money) if isinstance(money, int | float) else None,
        "savings": proofs,
        "begin": _day(facts.get(f"{option.id}.begin")),
        "monitoring": _text(facts.get(f"{option.id}.monitoring")),
        "started": _day(facts.get(f"{option.id}.started")),
        "finished": _day(facts.get(f"{option.id}.finished")),
        "evidence": _text(facts.get(f"{option.id}.evidence")),
        "files": [{"sha256": proof.sha256, "name": proof.name, "day": proof.day.isoformat()} for proof in proofs_in(facts, option.id)],
        "gaps": _gaps(option, due, status, proofs, money),
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _day(value: object) -> str | None:
    """Return a day or month of the worksheet as it was typed, None where it is neither."""
    text = _text(value)
    return text if _last_day(text) is not None else None


def _last_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return parse_period(text).end
    except PeriodError:
        return None


def is_after(first: str, second: str) -> bool:
    """Return whether a day or month lies wholly after another."""
    return parse_period(first).start > parse_period(second).end


def _proof(line: Mapping[str, Any], found: object) -> dict[str, Any]:
    """Return planned and verified savings of a stream in one unit; a unit that does not fit counts as not verified."""
    planned = line["quantity"]
    saved: float | None = None
    if isinstance(found, Measured):
        try:
            given, own = parse_unit(found.unit), parse_unit(str(line["unit"]))
            saved = found.value * given.factor / own.factor if given.dimension == own.dimension else None
        except UnitError:
            saved = None
    elif isinstance(found, int | float):
        saved = float(found)
    share = None if saved is None or not planned else 100.0 * saved / planned
    return {"stream": line["stream"], "unit": line["unit"], "planned": planned, "verified": saved, "reached_percent": share}


def _gaps(option: Option, due: date | None, status: str, proofs: Sequence[Mapping[str, Any]], money: object) -> list[str]:
    gaps = []
    if option.owner is None:
        gaps.append("plan.owner_missing")
    if due is None:
        gaps.append("plan.due_missing")
    if status in {"done", "verified"} and money is None and not any(row["verified"] is not None for row in proofs):
        gaps.append("plan.proof_missing")
    return gaps


QUARTERS_AFTER = 4  # shown after the last due day, so that what comes back is seen


def cash_by_quarter(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return, quarter by quarter, what is spent on due days, what then comes back, and the running sum; open rows only. [VND]

    An option's investment falls into the quarter of its due day; from the next quarter on a fourth of its yearly money
    comes back each quarter.
    """
    dated = [(_quarter(date.fromisoformat(row["due"])), row) for row in rows if row["due"] is not None and row["status"] not in {"done", "verified"}]
    if not dated:
        return []
    first, last = min(place for place, _ in dated), max(place for place, _ in dated)
    quarters: list[dict[str, Any]] = []
    running = 0.0
    for place in range(first, last + QUARTERS_AFTER + 1):
        due = [row for at, row in dated if at == place]
        spent = sum(float(row["investment_vnd"]) for row in due)
        saved = sum((row["planned_vnd"] or 0.0) / QUARTERS for at, row in dated if at < place)
        running += saved - spent
        quarters.append(
            {
                "quarter": f"{place // QUARTERS}-Q{place % QUARTERS + 1}",
                "spend_vnd": spent,
                "saving_begins_vnd": sum(float(row["planned_vnd"] or 0.0) for row in due),
                "saved_vnd": saved,
                "cumulative_vnd": running,
                "options": [row["option"] for row in due],
            }
        )
    return quarters


def _quarter(day: date) -> int:
    """Return how many quarters a day is after the year nought. [1]"""
    return QUARTERS * day.year + (day.month - 1) // 3


def reminders_of(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the days that somebody should be reminded of: begin, due, and, once finished, the day to measure what was saved.

    The latter is `PROVE_AFTER` days after the finish, a setting of ours: a full quarter of readings.
    """
    found: list[dict[str, Any]] = []
    for row in rows:
        is_done = row["status"] in {"done", "verified"}
        begin, finished = _last_day(row["begin"]), _last_day(row["finished"])
        days = [("begin", begin if row["status"] in {"idea", "do_now"} else None)]
        days += [("due", None if is_done or row["due"] is None else date.fromisoformat(row["due"]))]
        days += [("prove", finished + timedelta(days=PROVE_AFTER) if finished and is_done and "plan.proof_missing" in row["gaps"] else None)]
        found += [
            {"option": row["option"], "title": row["title"], "owner": row["owner"], "what": what, "day": day.isoformat()} for what, day in days if day
        ]
    return sorted(found, key=lambda item: (item["day"], item["option"], item["what"]))
