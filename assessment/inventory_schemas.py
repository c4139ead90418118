"""The JSON Schemas of what a result says of an inventory beside its scopes: its error, its years, its base year, energy sold."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
MAYBE_NUMBER = {"type": ["number", "null"]}


def _closed(required: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": required, "required": sorted(required), "additionalProperties": False}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_COMBINED = _closed({"covered_t": {"type": "number"}, "covers_percent": MAYBE_NUMBER, "half_interval_percent": MAYBE_NUMBER})
INVENTORY_ERROR = _closed(
    {
        "method": {"const": "ipcc_2006_approach_1"},
        "electricity": {"enum": ["location", "market"]},
        "coverage": {"const": 0.95},
        "scope1": _COMBINED,
        "scope2": _COMBINED,
        "total": _COMBINED,
        "rows": _list(
            _closed(
                {
                    "scope": {"enum": [1, 2]},
                    "stream": TEXT,
                    "co2e_t": {"type": "number"},
                    "activity_percent": MAYBE_NUMBER,
                    "factor_percent": MAYBE_NUMBER,
                    "lacks": _list({"enum": ["activity", "factor"]}),
                }
            )
        ),
    }
)
_SCOPES = {"scope1": MAYBE_NUMBER, "scope2_location": MAYBE_NUMBER, "scope2_market": MAYBE_NUMBER, "total": MAYBE_NUMBER, "lacks": _list(TEXT)}
INVENTORY_YEAR = _closed(
    {"period": TEXT, **_SCOPES, "biogenic_co2": {"type": "number"}, "sources": {"type": "integer"}, "change_percent": MAYBE_NUMBER}
)
BASE_YEAR = _closed(
    {
        "period": TEXT,
        **_SCOPES,
        "threshold_percent": MAYBE_NUMBER,
        "changes": _list(
            _closed({"id": TEXT, "reason": TEXT, "scope1": {"type": "number"}, "scope2": {"type": "number"}, "counts": {"type": "boolean"}})
        ),
        "effect": {"type": "number"},
        "effect_percent": MAYBE_NUMBER,
        "recalculated": {"type": "boolean"},
        "total_recalculated": MAYBE_NUMBER,
        "change_percent": MAYBE_NUMBER,
        "change_recalculated_percent": MAYBE_NUMBER,
    }
)
SOLD_ENERGY = _closed({"stream": TEXT, "quantity": {"type": "number"}, "unit": TEXT, "co2e_t": MAYBE_NUMBER})
