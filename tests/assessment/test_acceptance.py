"""A warning may be accepted with a reason, an error may not."""

from __future__ import annotations

import pytest

from assessment.acceptance import mark_accepted
from assessment.model import Acceptance
from calculators.finding import Finding

WARNING = Finding(code="flow.gap", severity="warning", given="water/municipal", values={"stream": "water/municipal", "period": "2025-03"})


@pytest.mark.parametrize(
    ("row", "accepted"),
    [
        ({"code": "flow.gap"}, True),
        ({"code": "flow.gap", "stream": "water/municipal"}, True),
        ({"code": "flow.gap", "stream": "water/groundwater"}, False),
        ({"code": "flow.gap", "period": "2025-03"}, True),
        ({"code": "flow.gap", "period": "2025-04"}, False),
        ({"code": "other.code"}, False),
    ],
)
def test_only_what_was_meant(row: dict[str, str], accepted: bool) -> None:
    (marked,) = mark_accepted([WARNING], (Acceptance(**row, reason="đồng hồ hỏng"),))
    assert (marked.values.get("accepted") == "đồng hồ hỏng") is accepted
    assert marked.severity == "warning"


def test_an_error_stays_an_error() -> None:
    error = Finding(code="unit.unknown", severity="error")
    assert mark_accepted([error], (Acceptance(code="unit.unknown", reason="thôi"),)) == (error,)
