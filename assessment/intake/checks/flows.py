"""Months that are missing from a row of the ledger that otherwise runs through the year."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.intake.checks.overlaps import rows_by_key
from assessment.intake.part import located
from assessment.intake.rows import Remark, Row, Sheaf
from assessment.intake.vocabulary import Vocabulary
from assessment.model import Flow
from calculators.finding import Finding
from calculators.period import Period

RUNS_THROUGH = 0.5  # share of a year's days from which a row is taken to run through it, not to be a single purchase


def check(sheaf: Sheaf, vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """Return a warning for each thing whose ledger covers more than half of a period, but not all of it."""
    remarks: list[Remark] = []
    for key, rows in rows_by_key(sheaf).items():
        if key[1] == "stock" or key[0] in sheaf.troubled:
            continue
        for year in filter(None, (sheaf.baseline, sheaf.reporting)):
            remarks += _gap(rows, year)
    if not sheaf.flows:
        place = located(sheaf.top["flows"], "flows")
        remarks.append(Remark(finding=Finding(code="flow.none", severity="error", place=place)))
    return tuple(remarks)


def _gap(rows: list[tuple[Period, Row[Flow]]], year: Period) -> Iterator[Remark]:
    inside = [(period, row) for period, row in rows if period.start <= year.end and year.start <= period.end]
    covered = sum(period.overlap_days(year) for period, _ in inside)
    if covered == year.days or covered < RUNS_THROUGH * year.days:
        return
    missing = [month.text for month in year.months() if _days(month, inside, year) < month.overlap_days(year)]
    row = inside[0][1]
    found = Finding(
        code="flow.gap", severity="warning", place=row.at("period"), given=", ".join(missing), expected=year.text,
        values={"stream": row.value.stream, "missing_days": year.days - covered},
    )  # fmt: skip
    yield Remark(finding=found)


def _days(month: Period, rows: list[tuple[Period, Row[Flow]]], year: Period) -> int:
    start, end = max(month.start, year.start), min(month.end, year.end)
    part = Period(start=start, end=end)
    return sum(period.overlap_days(part) for period, _ in rows)
