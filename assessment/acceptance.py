"""Warnings a site has looked at and accepted with a reason; an error cannot be accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assessment.model import Acceptance
from calculators.finding import Finding


def mark_accepted(findings: Iterable[Finding], accepted: tuple[Acceptance, ...]) -> tuple[Finding, ...]:
    """Return the findings, those that were accepted carrying the reason in their values."""
    return tuple(_marked(finding, accepted) for finding in findings)


def _marked(finding: Finding, accepted: tuple[Acceptance, ...]) -> Finding:
    if finding.severity == "error":
        return finding
    for row in accepted:
        if _is_meant(row, finding):
            return replace(finding, values={**finding.values, "accepted": row.reason})
    return finding


def _is_meant(row: Acceptance, finding: Finding) -> bool:
    if row.code != finding.code:
        return False
    stream, period = finding.values.get("stream"), finding.values.get("period")
    if row.stream is not None and row.stream != stream and row.stream not in finding.given:
        return False
    return row.period is None or row.period == period or row.period in finding.given
