"""Every period is one, and lies where a site's ledger can lie."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.intake.dates import EARLIEST_YEAR
from assessment.intake.rows import Remark, Row, Sheaf
from assessment.intake.vocabulary import Vocabulary
from assessment.model import Part
from calculators.errors import PeriodError
from calculators.finding import Finding
from calculators.period import Period, parse_period

EXPECTED = "2026 | 2026-03 | 2026-03-07 | 2026-01-07/2026-02-06"
YEARS_AHEAD = 1  # after the reporting period's end; readings of the next year may follow, later ones cannot exist yet
_MEMBERS = {
    "flows": "period",
    "relevant_variables": "period",
    "static_factors": "period",
    "streams": "period",
    "accepted": "period",
    "products": "commissioned",
    "options": "due",
}
_OF_THE_LEDGER = ("flows", "relevant_variables", "static_factors")


def check(sheaf: Sheaf, vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """Return a remark for each period that cannot be read, or that names a year no ledger can have."""
    latest = sheaf.reporting.end.year + YEARS_AHEAD
    return tuple(
        remark
        for section, member in _MEMBERS.items()
        for row in sheaf.rows[section]
        for remark in _period(row, member, latest if section in _OF_THE_LEDGER else None)
    )


def _period(row: Row[Part], member: str, latest: int | None) -> Iterator[Remark]:
    text = getattr(row.value, member)
    if text is None:
        return
    is_whole = member == "period"
    try:
        period = parse_period(text)
    except PeriodError:
        found = Finding(code="period.not_read", severity="error", place=row.at(member), given=text, expected=EXPECTED)
        yield Remark(finding=found, rows=(row,), member="" if is_whole else member)
        return
    if latest is not None and not _is_plausible(period, latest):
        expected = f"{EARLIEST_YEAR} … {latest}"
        found = Finding(code="period.implausible", severity="error", place=row.at(member), given=text, expected=expected)
        yield Remark(finding=found, rows=(row,))


def _is_plausible(period: Period, latest: int) -> bool:
    return period.start.year >= EARLIEST_YEAR and period.end.year <= latest
