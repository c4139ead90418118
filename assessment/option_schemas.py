"""The JSON Schemas of what a result says of options and of the plan."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
MAYBE_TEXT = {"type": ["string", "null"]}
MAYBE_NUMBER = {"type": ["number", "null"]}
MAYBE_BOOL = {"type": ["boolean", "null"]}
WHOLE = {"type": "integer"}
OBJECT = {"type": "object"}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _closed(required: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": required, "required": sorted(required), "additionalProperties": False}


def _open(required: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": required, "required": sorted(required)}


_TEXTS = _list(TEXT)
_SAVING = _closed(
    {
        "stream": TEXT, "unit": TEXT, "quantity": NUMBER, "base": NUMBER, "percent": NUMBER, "price_vnd": MAYBE_NUMBER,
        "price_origin": {"enum": ["ledger", "tariff", None]},
    }
)  # fmt: skip
_RANGE = _closed(
    {
        "stream": TEXT, "unit": TEXT, "base": NUMBER, "percent_low": MAYBE_NUMBER, "percent_high": MAYBE_NUMBER, "low": MAYBE_NUMBER,
        "high": MAYBE_NUMBER, "price_vnd": MAYBE_NUMBER,
    }
)  # fmt: skip
_SPREAD = {
    "anyOf": [
        {"type": "null"},
        _closed({"low_vnd": NUMBER, "high_vnd": NUMBER, "edges_vnd": _list(NUMBER), "shares_percent": _list(NUMBER)}),
    ]
}
_APPRAISAL = _closed(
    {
        "payback": {"anyOf": [{"type": "null"}, _closed({"value": NUMBER, "unit": {"enum": ["year", "month", "day"]}})]},
        **dict.fromkeys(
            (
                "payback_years", "discounted_payback_years", "npv_vnd", "irr_percent", "profitability_index", "abatement_vnd_per_t",
                "probability_of_gain",
            ),
            MAYBE_NUMBER,
        ),
        "irr_all_percent": _list(NUMBER),
        "tornado": _list(_closed({"input": TEXT, "low_vnd": NUMBER, "high_vnd": NUMBER})),
        "npv_spread": _SPREAD,
        "missing": {"type": "object", "additionalProperties": TEXT},
    }
)  # fmt: skip
_SCREENING = _closed({"verdict": {"enum": ["do_now", "study", "reject"]}, "why": TEXT})
_OWN = _closed(
    {
        "origin": {"const": "own"},
        **dict.fromkeys(("option", "title", "technique"), TEXT),
        **dict.fromkeys(("library", "step", "status", "reason", "owner", "due"), MAYBE_TEXT),
        **dict.fromkeys(("requires", "excludes", "unpriced", "problems"), _TEXTS),
        "savings": _list(_SAVING),
        "investment_vnd": NUMBER,
        "lifetime_years": NUMBER,
        **dict.fromkeys(("money_vnd", "annual_cost_vnd", "co2e_t"), MAYBE_NUMBER),
        "appraisal": _APPRAISAL,
        "screening": _SCREENING,
    }
)
_LIBRARY = _closed(
    {
        "origin": {"const": "library"},
        **dict.fromkeys(("option", "option_kind", "sector", "technique", "cause_class", "basis", "source", "locator", "confidence"), TEXT),
        **dict.fromkeys(("equipment", "process_area", "why_not"), MAYBE_TEXT),
        **dict.fromkeys(("requires", "excludes", "unpriced", "called_by"), _TEXTS),
        "presence": {"enum": ["known", "likely", "to_check"]},
        "savings": _list(_RANGE),
        **dict.fromkeys(
            ("money_low_vnd", "money_high_vnd", "co2e_low_t", "co2e_high_t", "payback_low_years", "payback_high_years"), MAYBE_NUMBER
        ),
        "screening": _SCREENING,
    }
)
OPPORTUNITIES = _list({"anyOf": [_OWN, _LIBRARY]})

_OUTCOME = {
    "chosen": _TEXTS,
    "investment_vnd": NUMBER,
    "benefit_vnd": NUMBER,
    "stream_money_vnd": NUMBER,
    "co2e_t": NUMBER,
    "saved": _list(_closed({"stream": TEXT, "quantity": NUMBER})),
}
_PROVEN = {**_OUTCOME, "bound_vnd": NUMBER, "is_proven": {"type": "boolean"}}
_PROOF = _closed({"stream": TEXT, "unit": TEXT, "planned": MAYBE_NUMBER, "verified": MAYBE_NUMBER, "reached_percent": MAYBE_NUMBER})
_PLAN = _closed(
    {
        **dict.fromkeys(("option", "title", "status"), TEXT),
        **dict.fromkeys(("owner", "due", "begin", "monitoring", "started", "finished", "evidence"), MAYBE_TEXT),
        "investment_vnd": NUMBER,
        **dict.fromkeys(("spent_vnd", "planned_vnd", "verified_vnd"), MAYBE_NUMBER),
        "savings": _list(_PROOF),
        "files": _list(_closed(dict.fromkeys(("sha256", "name", "day"), TEXT))),
        "gaps": _TEXTS,
    }
)
_QUARTER = _closed(
    {
        "quarter": {"type": "string", "pattern": r"^\d{4}-Q[1-4]$"},
        **dict.fromkeys(("spend_vnd", "saving_begins_vnd", "saved_vnd", "cumulative_vnd"), NUMBER),
        "options": _TEXTS,
    }
)
_REMINDER = _closed({"option": TEXT, "title": TEXT, "owner": MAYBE_TEXT, "what": {"enum": ["begin", "due", "prove"]}, "day": TEXT})
_SITE_PROOF = _closed(
    {
        "kind": {"enum": ["energy", "water"]},
        "unit": TEXT,
        "options": _TEXTS,
        "since": MAYBE_TEXT,
        "months": {"type": ["integer", "null"]},
        **dict.fromkeys(("saved", "saved_per_year", "low", "high", "planned_per_year", "reached_percent"), MAYBE_NUMBER),
        "why": MAYBE_TEXT,
    }
)
_CRITERION = _closed({"id": TEXT, "unit": MAYBE_TEXT, "counted": {"type": "boolean"}, "weight": NUMBER, "stated": {"type": "boolean"}})
_AREA = _closed({"area": TEXT, "name": MAYBE_TEXT, "amounts": OBJECT, "scores": OBJECT, "typed": _TEXTS, "score": NUMBER, "rank": WHOLE})
_FOCUS = _closed(
    {"kind": {"enum": ["steps", "streams"]}, "criteria": _list(_CRITERION), "rows": _list(_AREA), "proposed": MAYBE_TEXT, "chosen": MAYBE_TEXT}
)
_LIMIT = _closed(
    {
        **dict.fromkeys(("limit", "pollutant", "unit", "source"), TEXT),
        "bound": {"enum": ["min", "max"]},
        "value": NUMBER,
        "in_force": {"type": "boolean"},
        **dict.fromkeys(("before", "after"), MAYBE_NUMBER),
        **dict.fromkeys(("before_meets", "after_meets"), MAYBE_BOOL),
    }
)
_ENVIRONMENT = _closed(
    {
        "options": _TEXTS,
        "streams": _list(_closed({"stream": TEXT, "unit": TEXT, "before": NUMBER, "after": NUMBER, "change_percent": NUMBER})),
        "co2e_t": MAYBE_NUMBER,
        "discharge": _closed({"class": MAYBE_TEXT, "rows": _list(_LIMIT)}),
    }
)
_LOSS_VALUE = _closed(
    {
        "rows": _list(
            _closed(
                {
                    **dict.fromkeys(("stream", "of", "unit"), TEXT), "quantity": NUMBER, "price_vnd": MAYBE_NUMBER,
                    "origin": {"enum": ["ledger", "tariff", "worksheet", None]}, "vnd": MAYBE_NUMBER,
                }
            )
        ),
        "disposal_vnd": MAYBE_NUMBER,
        "total_vnd": MAYBE_NUMBER,
        "not_priced": _TEXTS,
        "heat_open": _TEXTS,
    }
)  # fmt: skip
_CAUSE = _closed(
    {
        "question": TEXT, "scope": TEXT, "losses": _TEXTS, "answer": {"enum": ["yes", "no", None]}, "cause_class": TEXT, "options": _TEXTS,
    }
)  # fmt: skip
PORTFOLIO = _open(
    {
        "best": {"anyOf": [{"type": "null"}, _closed(_PROVEN)]},
        "options": _TEXTS,
        "terms": OBJECT,
        "ranking": _open({"weights_percent": OBJECT, "rows": _list(OBJECT), "unranked": _list(OBJECT), "moves": OBJECT}),
        "plan": _list(_PLAN),
        "cash_by_quarter": _list(_QUARTER),
        "reminders": _list(_REMINDER),
        "proofs": _list(_SITE_PROOF),
        "focus": _FOCUS,
        "environment": _ENVIRONMENT,
        "loss_value": _LOSS_VALUE,
        "causes": _list(_CAUSE),
        "filled": OBJECT,
        "streams": _TEXTS,
    }
)
PORTFOLIO["properties"] |= {
    "by_budget": _list(_closed({"budget_vnd": NUMBER, **_PROVEN})),
    "front": _list(_closed({name: _OUTCOME[name] for name in ("chosen", "investment_vnd", "benefit_vnd", "co2e_t")})),
    "curve": _list(_closed({"option": TEXT, "co2e_t": NUMBER, "cost_vnd_per_t": NUMBER, "cumulative_t": NUMBER})),
    "goals": _list(
        _closed(
            {
                **dict.fromkeys(("programme", "deadline"), TEXT), "reduction_percent": NUMBER, "needed_percent": NUMBER,
                "counted_from": {"enum": ["baseline", "reporting_period"]}, "state": {"enum": ["reached", "within_reach", "out_of_reach"]},
                "set": {"anyOf": [{"type": "null"}, _closed(_PROVEN)]},
            }
        )
    ),
    "objective": {"enum": ["annual_saving", "annual_worth"]},
}  # fmt: skip
