"""A factory that a test changes in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessment import intake, procedure

HEAD = """
format: sachhon-assessment/1
facility: {{name: Nhà máy thử, sector: {sector}, province: "68", commune: Phường Phan Thiết{facility}}}
reporting_period: {period}
{extra}
"""

Assess = Callable[..., dict[str, Any]]


@pytest.fixture
def assess() -> Assess:
    """Return a function from the parts of a document to its result."""

    def run(
        flows: list[str],
        products: str = "- {id: p, name: P, unit: t}",
        sector: str = "other",
        period: str = "2025",
        extra: str = "",
        facility: str = "",
    ) -> dict[str, Any]:
        text = HEAD.format(sector=sector, period=period, extra=extra, facility=facility)
        text += "products:\n  " + products.replace("\n", "\n  ") + "\nflows:\n" + "".join(f"  - {{{flow}}}\n" for flow in flows)
        reading = intake.read(text.encode(), "thu.yaml")
        assert reading.document is not None, [str(finding) for finding in reading.findings]
        return procedure.assess(reading.document)

    return run


@pytest.fixture
def value() -> Callable[[dict[str, Any], str], float]:
    """Return a function that reads one indicator of a result."""

    def read(result: dict[str, Any], name: str) -> float:
        found = {item["id"]: item["value"] for item in result["indicators"]}
        assert name in found, f"{name} not in {sorted(found)}; withheld {result['withheld']}"
        number: float = found[name]
        return number

    return read
