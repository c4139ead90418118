"""What is hard to believe in a ledger and its results: one registry of rules, each with a code, a severity and texts.

Rows that overlap, are missing or are given twice are told on reading (`assessment.intake.checks`, `FIRST_PASS`); the rules
here look at what was read. Every one can be accepted with a reason (`assessment.acceptance`).
"""

from __future__ import annotations

from assessment.plausibility import money, months, results, statements, streams
from assessment.plausibility.rule import Rule, Scene
from calculators.finding import Finding

RULES: tuple[Rule, ...] = (*results.RULES, *months.RULES, *money.RULES, *streams.RULES, *statements.RULES)
FIRST_PASS = (
    "flow.gap", "flow.overlap", "flow.duplicate_period", "flow.year_and_months", "period.implausible", "stock.single_reading",
)  # fmt: skip


def review(scene: Scene) -> tuple[Finding, ...]:
    """Return what the rules doubt in a site and its results, in the order of the registry."""
    return tuple(finding for rule in RULES for finding in rule.findings(scene))
