"""Accept a warning with a reason, and take that back: changes of the document itself, so that they travel with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.editing.fault import ChangeError
from assessment.acceptance import mark_accepted
from assessment.model import Acceptance, Assessment
from calculators.finding import Finding, Place

Record = Mapping[str, Any]
SHORTEST_REASON = 3  # letters; a reason that says nothing is none
LONGEST_REASON = 500  # letters

_STREAM = re.compile(r"[a-z_]+/[\w.\-]{1,80}")


def accept(assessment: Assessment, finding: Record, reason: str) -> Assessment:
    """Return the assessment with a warning accepted.

    Parameters
    ----------
    assessment : Assessment
        The document's content.
    finding : mapping
        A warning of its result.
    reason : str
        Why it is right all the same.

    Returns
    -------
    Assessment
        The same with one acceptance more, as narrow as the warning allows: its rule, stream and period.

    Raises
    ------
    ChangeError
        If the reason is missing or too long, or the finding is an error, which nobody can accept.
    """
    said = " ".join(reason.split())
    if finding["severity"] == "error" or not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise ChangeError("findings.refused")
    stream, period = finding["values"].get("stream"), finding["values"].get("period")
    if not isinstance(stream, str):
        found = _STREAM.search(str(finding["given"]))
        stream = found.group() if found else None
    made = Acceptance(code=finding["code"], stream=stream, period=period if isinstance(period, str) else None, reason=said)
    return assessment.model_copy(update={"accepted": (*assessment.accepted, made)})


def withdraw(assessment: Assessment, finding: Record) -> Assessment:
    """Return the assessment without the acceptances that cover a finding."""
    bare = Finding(
        code=finding["code"],
        severity=finding["severity"],
        place=Place(),
        given=finding["given"],
        expected="",
        values={name: value for name, value in finding["values"].items() if name != "accepted"},
    )
    kept = tuple(row for row in assessment.accepted if "accepted" not in mark_accepted([bare], (row,))[0].values)
    return assessment.model_copy(update={"accepted": kept})
