"""The JSON Schemas of both documents."""

from __future__ import annotations

from typing import Any

from assessment.inventory_schemas import BASE_YEAR, INVENTORY_ERROR, INVENTORY_YEAR, SOLD_ENERGY
from assessment.model import FORMAT as ASSESSMENT_FORMAT
from assessment.model import Assessment
from assessment.option_schemas import OPPORTUNITIES, PORTFOLIO
from assessment.result import FORMAT as RESULT_FORMAT

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_TEXT = {"type": "string"}
_NUMBER = {"type": "number"}
_MAYBE_TEXT = {"type": ["string", "null"]}
_MAYBE_NUMBER = {"type": ["number", "null"]}
_MAYBE_BOOL = {"type": ["boolean", "null"]}
_OBJECT = {"type": "object"}

VERDICTS = ["within", "worse", "better_than_best", "no_norm", "not_comparable", "expired", "not_applicable"]
TARGET_VERDICTS = ["achieved", "not_achieved", "not_distinguishable", "on_track", "behind", "no_baseline", "undetermined"]


def _closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": sorted(required),
        "additionalProperties": False,
    }


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_WHY = _closed({"code": _TEXT, "values": _OBJECT})
_PLACE = _closed({}, {"file": _TEXT, "sheet": _TEXT, "cell": _TEXT, "line": {"type": "integer"}, "path": _TEXT})
_INDICATOR = _closed(
    {
        "id": {"type": "string", "pattern": r"^[a-z_]+(/[^@:]+)?(@[^:]+)?:(output|equivalent|mass|norm)/[0-9].*$"},
        "kind": _TEXT,
        "stream": _MAYBE_TEXT,
        "product": _MAYBE_TEXT,
        "per": {"enum": ["output", "equivalent", "mass", "norm"]},
        "period": _TEXT,
        "value": _NUMBER,
        "unit": _TEXT,
        "low": _MAYBE_NUMBER,
        "high": _MAYBE_NUMBER,
    },
    {"numerator": _NUMBER, "denominator": _NUMBER, "estimated": {"type": "boolean"}},
)
_STANDING = _closed(
    {
        "indicator": _TEXT,
        "norm": _MAYBE_TEXT,
        "statistic": _MAYBE_TEXT,
        "norm_low": _MAYBE_NUMBER,
        "norm_value": _MAYBE_NUMBER,
        "norm_high": _MAYBE_NUMBER,
        "unit": _TEXT,
        "direction": {"enum": ["lower_is_better", "higher_is_better"]},
        "confidence": _MAYBE_TEXT,
        "verdict": {"enum": VERDICTS},
        "distinguishable": _MAYBE_BOOL,
        "indicative": {"type": "boolean"},
        "gap_percent": _MAYBE_NUMBER,
        "why": _WHY,
        "source": _MAYBE_TEXT,
        "legal": {"type": "boolean"},
    }
)
_TARGET = _closed(
    {
        "target": _TEXT,
        "programme": _TEXT,
        "kind": _TEXT,
        "indicator": _MAYBE_TEXT,
        "deadline": {"type": "string", "format": "date"},
        "reduction_percent_low": _NUMBER,
        "reduction_percent_high": _MAYBE_NUMBER,
        "baseline_period": _MAYBE_TEXT,
        "baseline_value": _MAYBE_NUMBER,
        "value": _MAYBE_NUMBER,
        "unit": _MAYBE_TEXT,
        "change_percent": _MAYBE_NUMBER,
        "change_low": _MAYBE_NUMBER,
        "change_high": _MAYBE_NUMBER,
        "path_percent": _MAYBE_NUMBER,
        "verdict": {"enum": TARGET_VERDICTS},
        "high_end_reached": _MAYBE_BOOL,
        "by_analogy": {"type": "boolean"},
        "why": _WHY,
        "source": _TEXT,
        "locator": _TEXT,
        "confidence": _TEXT,
    }
)
_SOURCE_ROW = _closed(
    {
        "scope": {"enum": [1, 2, 3]},
        "stream": _TEXT,
        "quantity": _NUMBER,
        "unit": _TEXT,
        "factor": _MAYBE_TEXT,
        "factors": _list(_TEXT),
        "co2e_t": _NUMBER,
    },
    {
        "co2_kg": _NUMBER,
        "ch4_kg": _NUMBER,
        "n2o_kg": _NUMBER,
        "biogenic_co2_t": _NUMBER,
        "category": {"type": "integer", "minimum": 1, "maximum": 15},
        "gwp_basis": _TEXT,
        "boundary": _TEXT,
    },
)
_EMISSIONS = _closed(
    {
        "period": _TEXT,
        "scope1": _MAYBE_NUMBER,
        "scope2_location": _MAYBE_NUMBER,
        "scope2_market": _MAYBE_NUMBER,
        "scope3": _MAYBE_NUMBER,
        "biogenic_co2": _NUMBER,
        "unit": {"const": "t CO2e"},
        "gwp": _TEXT,
        "by_source": _list(_SOURCE_ROW),
    },
    {
        "other_gwp": _OBJECT,
        "scope3_gwp": _list(_TEXT),
        "scope3_categories": _list(_OBJECT),
        "uncertainty": INVENTORY_ERROR,
        "years": _list(INVENTORY_YEAR),
        "base_year": {"anyOf": [{"type": "null"}, BASE_YEAR]},
        "sold_energy": _list(SOLD_ENERGY),
    },
)
_FINDING = _closed(
    {
        "code": _TEXT,
        "severity": {"enum": ["error", "warning", "note"]},
        "place": _PLACE,
        "given": _TEXT,
        "expected": _TEXT,
        "action": _TEXT,
        "values": _OBJECT,
    }
)
_DUTY = _closed(
    {
        "duty": _TEXT,
        "applies": {"enum": ["yes", "no", "likely", "unknown"]},
        "why": _WHY,
        "form": _MAYBE_TEXT,
        "addressee": _MAYBE_TEXT,
        "deadline": _MAYBE_TEXT,
        "source": _MAYBE_TEXT,
    },
    {"confidence": _MAYBE_TEXT, "locator": _MAYBE_TEXT},
)
_PROCESS_STREAM = _closed(
    {
        "index": {"type": "integer"},  # of process.streams
        "stream": _TEXT,
        "from": _MAYBE_TEXT,
        "to": _MAYBE_TEXT,
        "origin": {"enum": ["stated", "ledger", "ledger_empty", "unmeasured", "unreadable"]},
        "estimated": {"type": "boolean"},
        "measured": _MAYBE_NUMBER,
        "standard_deviation": _MAYBE_NUMBER,
        "deviation_assumed": {"type": "boolean"},
        "role": {"enum": ["redundant", "unchecked", "determined", "undetermined", None]},
        "flow": _MAYBE_NUMBER,
        "standard_error": _MAYBE_NUMBER,
        "adjustment": _MAYBE_NUMBER,
        "statistic": _MAYBE_NUMBER,
        "bias": _MAYBE_NUMBER,
        "suspect": {"type": "boolean"},
    }
)
_CLOSURE = _closed(
    {
        "step": _MAYBE_TEXT,  # null: the whole site
        "name": _MAYBE_TEXT,
        "inflow": _NUMBER,
        "product": _NUMBER,
        "by_product": _NUMBER,
        "loss": _NUMBER,
        "tolerance": _NUMBER,
        "unmeasured": _list({"type": "integer"}),
        "gap": _MAYBE_NUMBER,
        "error": _MAYBE_NUMBER,  # signed share of what entered
        "verdict": {"enum": ["closed", "open", "nothing_in", "unmeasured", "one_sided"]},
    }
)
_BALANCE = _closed(
    {
        "quantity": {"enum": ["mass", "dry_mass", "solvent", "water", "energy"]},
        "unit": {"enum": ["kg", "m3", "MJ"]},
        "period": _TEXT,
        "includes_water": {"type": "boolean"},
        "streams": _list(_PROCESS_STREAM),
        "steps": _list(_CLOSURE),
        "site": _CLOSURE,
        "significance": _NUMBER,
        "deviations_assumed": {"type": "boolean"},
        "global_test": {"type": ["object", "null"]},
        "critical_statistic": _MAYBE_NUMBER,
        "suspects": _list({"type": "integer"}),
    }
)
_WHOLE = {"type": "integer"}
_COST_CLASSES = _closed({"material_vnd": _WHOLE, "energy_vnd": _WHOLE, "system_vnd": _WHOLE, "waste_management_vnd": _WHOLE})
_CENTRE = _closed(
    {
        "step": _TEXT,
        "name": _MAYBE_TEXT,
        "input_kg": _NUMBER,
        "product_kg": _NUMBER,
        "loss_kg": _NUMBER,
        "recycled_kg": _NUMBER,
        "allocation_ratio": _NUMBER,  # product over target material, by mass
        "carried_in_vnd": _NUMBER,
        "new_vnd": _NUMBER,
        "product_vnd": _NUMBER,
        "loss": _COST_CLASSES,
        "loss_vnd": {"type": "integer"},
        "recycled_vnd": _NUMBER,
    }
)
_COST_FLOW = _closed(
    {
        "kind": {"enum": ["bought", "energy", "system", "waste_management", "product", "recycled", "loss"]},
        "from": _MAYBE_TEXT,
        "to": _MAYBE_TEXT,
        "stream": _MAYBE_TEXT,
        "vnd": _NUMBER,
    }
)
_FLOW_COST = _closed(
    {
        "period": _TEXT,
        "centres": _list(_CENTRE),
        "product": _COST_CLASSES,
        "loss": _COST_CLASSES,
        "product_vnd": {"type": "integer"},
        "loss_vnd": {"type": "integer"},
        "total_vnd": {"type": "integer"},  # product + loss, to the last đồng
        "closure_vnd": {"type": "integer"},
        "recycled_vnd": {"type": "integer"},
        "recycled": _list(_COST_FLOW),
        "flows": _list(_COST_FLOW),
        "revenue_vnd": {"type": "integer"},
        "loss_percent": _MAYBE_NUMBER,
        "loss_per_year_vnd": {"type": "integer"},
        "is_complete": {"type": "boolean"},
        "not_priced": _list(_TEXT),
        "services": _list(_OBJECT),
        "prices": _list(_OBJECT),
        "pareto_share": _NUMBER,
        "pareto": _list(_closed({"step": _TEXT, "cost_class": _TEXT, "vnd": _NUMBER})),
    }
)
_CARBON_FLOW = _closed({"from": _MAYBE_TEXT, "to": _MAYBE_TEXT, "stream": _MAYBE_TEXT, "kg": _NUMBER})
_LOSSES = {"type": "object", "properties": {"flow_cost": _FLOW_COST, "carbon_flows": _list(_CARBON_FLOW)}}
_TEST = _closed(
    {
        "code": _TEXT,
        "variable": _MAYBE_TEXT,
        "value": _MAYBE_NUMBER,
        "threshold": _NUMBER,
        "passed": {"type": "boolean"},
        "decides": {"type": "boolean"},  # false: a warning
    }
)
_BASELINE_MODEL = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["energy", "water"]},
        "unit": {"enum": ["MJ", "m3"]},
        "status": {"enum": ["regression", "ratio", "none"]},
        "why": _MAYBE_TEXT,  # code of the finding, where there is none
        "months_from": {"enum": ["choice", "baseline_period", "reporting_period", "between", "all_months"]},
        "method": {"enum": ["forecast", "backcast", "chaining"]},
        "static_factors": _list(_OBJECT),
        "meters": _list(_OBJECT),
        "rolled_up": {"type": ["object", "null"]},
        "period": _MAYBE_TEXT,
        "points": {"type": "integer"},
        "variables": _list(_OBJECT),
        "intercept": _NUMBER,
        "tests": _list(_TEST),
        "range_tests": _list(_TEST),
        "ranking": _list(_OBJECT),
        "months": _list(
            _closed(
                {"period": _TEXT, "actual": _NUMBER, "expected": _NUMBER, "cusum": _NUMBER, "fitted": {"type": "boolean"}}
            )
        ),
        "cusum": {"type": ["object", "null"]},
        "saving": {"type": ["object", "null"]},
        "chained": {"type": ["object", "null"]},
        "projection": {"type": ["object", "null"]},
    },
    "required": ["kind", "unit", "status", "why", "months_from", "period", "points"],
}
_EQUIPMENT = _closed(
    {
        "id": _TEXT,
        "check": _TEXT,
        "group": _TEXT,
        "name": _TEXT,
        "readings": _list(_closed({"field": _TEXT, "value": _NUMBER, "unit": _TEXT, "choice": _MAYBE_TEXT})),
        "figures": _list(_closed({"figure": _TEXT, "value": _NUMBER, "unit": _TEXT})),
        "savings": _list(_closed({"target": {"enum": ["electricity", "heat", "water"]}, "amount": _NUMBER, "unit": _TEXT})),
        "sources": _list(_TEXT),
        "option": _MAYBE_TEXT,
    }
)
_NODE = {
    "type": "object",
    "properties": {"formula": _TEXT, "inputs": _list(_TEXT), "factor": _MAYBE_TEXT, "source": _MAYBE_TEXT, "place": _PLACE},
    "required": ["formula", "inputs"],
}


def assessment_schema() -> dict[str, Any]:
    """Return the JSON Schema of the assessment document."""
    return {"$schema": DRAFT, "$id": ASSESSMENT_FORMAT, **Assessment.model_json_schema(by_alias=True)}


def result_schema() -> dict[str, Any]:
    """Return the JSON Schema of the result document."""
    body = _closed(
        {
            "format": {"const": RESULT_FORMAT},
            "edition": _TEXT,
            "version": _TEXT,
            "input_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "reporting_period": _TEXT,
            "facility": _OBJECT,
            "subject": _OBJECT,
            "choices": {
                "type": "object",
                "additionalProperties": _closed(
                    {"value": {"type": ["string", "number", "null"]}, "origin": _TEXT, "source": _MAYBE_TEXT}
                ),
            },
            "indicators": _list(_INDICATOR),
            "totals": _OBJECT,
            "baseline_totals": {"type": ["object", "null"]},
            "standings": _list(_STANDING),
            "targets": _list(_TARGET),
            "emissions": _EMISSIONS,
            "footprints": _list(_OBJECT),
            "duties": _list(_DUTY),
            "decompositions": _list(_OBJECT),
            "balances": _list(_BALANCE),
            "losses": _LOSSES,
            "opportunities": OPPORTUNITIES,
            "portfolio": {"anyOf": [{"type": "null"}, PORTFOLIO]},
            "baseline_models": _list(_BASELINE_MODEL),
            "equipment": _list(_EQUIPMENT),
            "findings": _list(_FINDING),
            "withheld": _list(_closed({"id": _TEXT, "finding": _TEXT})),
            "trace": {"type": "object", "additionalProperties": _NODE},
        }
    )
    return {"$schema": DRAFT, "$id": RESULT_FORMAT, **body}
