"""The checks in their order: what one rejects, the next does not see."""

from __future__ import annotations

from collections.abc import Callable

from assessment.intake.checks import facility, flows, overlaps, periods, products, references, streams, units
from assessment.intake.rows import Remark, Sheaf
from assessment.intake.vocabulary import Vocabulary
from assessment.model import UnreadRow
from calculators.finding import Finding

Check = Callable[[Sheaf, Vocabulary], tuple[Remark, ...]]

CHECKS: tuple[Check, ...] = (
    facility.check,
    products.check,
    periods.check,
    streams.check,
    units.check,
    references.check,
    overlaps.check,
    flows.check,
)


def run_checks(sheaf: Sheaf, vocabulary: Vocabulary) -> tuple[Sheaf, tuple[Finding, ...], tuple[UnreadRow, ...]]:
    """Return the rows that stand, all findings, and what was left out.

    Parameters
    ----------
    sheaf : Sheaf
        The rows as read.
    vocabulary : Vocabulary
        The keys of the reference data.

    Returns
    -------
    tuple
        The sheaf without rejected rows, the findings, the records of what was left out.
    """
    findings: list[Finding] = []
    unread: list[UnreadRow] = []
    for check in CHECKS:
        remarks = check(sheaf, vocabulary)
        findings += [remark.finding for remark in remarks]
        unread += [row for remark in remarks for row in remark.unread()]
        sheaf = sheaf.without(remarks)
    return sheaf, tuple(findings), tuple(unread)
