"""A small site whose options can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from assessment import intake
from assessment.evaluation.site import Site, open_site
from assessment.opportunities.record import Opportunities, opportunities_of
from data import catalogue

MakeSite = Callable[..., Site]


def record(**changes: Any) -> dict[str, Any]:
    """Return a document: 100 MWh at 2000 VND/kWh, 1000 m3 without a price, 50 t of wood at the boiler."""
    document: dict[str, Any] = {
        "format": "sachhon-assessment/1",
        "facility": {"name": "Thử", "sector": "seafood", "province": "68"},
        "reporting_period": "2025",
        "products": [{"id": "p", "name": "Tôm", "unit": "t"}],
        "flows": [
            {"period": "2025", "stream": "product/p", "quantity": 10, "unit": "t"},
            {"period": "2025", "stream": "electricity/grid", "quantity": 100, "unit": "MWh", "cost_vnd": 200000000},
            {"period": "2025", "stream": "water/municipal", "quantity": 1000, "unit": "m3"},
            {"period": "2025", "stream": "fuel/wood", "quantity": 50, "unit": "t", "cost_vnd": 50000000, "step": "boiler"},
        ],
    }
    return {**document, **changes}


def option(**changes: Any) -> dict[str, Any]:
    """Return an option that saves a tenth of the electricity for 40 million."""
    saves = [{"stream": "electricity/grid", "percent": 10}]
    return {"id": "a", "title": "A", "technique": "EM", "saves": saves, "investment_vnd": 40000000, "lifetime_years": 5, **changes}


@pytest.fixture
def make_site() -> MakeSite:
    def make(**changes: Any) -> Site:
        read = intake.read(yaml.safe_dump(record(**changes), allow_unicode=True).encode(), "thu.yaml")
        assert read.document is not None
        return open_site(read.document, catalogue.open_edition("2026-11"))

    return make


@pytest.fixture
def look(make_site: MakeSite) -> Callable[..., Opportunities]:
    def look(**changes: Any) -> Opportunities:
        return opportunities_of(make_site(**changes))

    return look
