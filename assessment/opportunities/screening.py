"""Do now, study or reject: the first look at an option, with its reason, and the weighted score of those that stay."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from assessment.evaluation.site import Site
from assessment.model import Option
from assessment.opportunities.own import OwnOption
from calculators.screening import ranking_changes, weighted_scores

Verdict = Literal["do_now", "study", "reject"]
SHEET = "screening"  # the worksheet with technical scores of 0 to 5, one field per option
TECHNICAL_SHEET = "technical"  # the same by criterion: OPTION.CRITERION of 0 to 5, and weight.CRITERION
TECHNICAL = ("quality", "capacity", "space", "downtime", "compatibility", "maintenance", "training", "safety")
MOST_POINTS = 5.0
QUICK_PAYBACK_YEARS = 1.0  # a setting, not a norm: what costs little and returns within a year needs no study
MONTHS_PER_YEAR = 12.0
MOST_DIGITS = 4  # decimals of a payback in months
WEIGHTS = ("technical", "economic", "environmental")


def verdict_of(own: OwnOption, appraisal: Mapping[str, Any], money: float | None) -> tuple[Verdict, str]:
    """Return the screening of an option and the code of its reason; what the factory decided itself stands.

    Parameters
    ----------
    own : OwnOption
        The option.
    appraisal : mapping
        Of `assessment.opportunities.appraisal.appraise`.
    money : float or None
        Net money a year. [VND/year]

    Returns
    -------
    tuple of str and str
        ``do_now``, ``study`` or ``reject``, and why.
    """
    option = own.option
    if option.status in {"do_now", "study"}:
        return ("do_now" if option.status == "do_now" else "study"), "screening.decided"
    if option.status == "rejected":
        return "reject", "screening.decided"
    if option.status in {"running", "done", "verified"}:
        return "do_now", "screening.begun"
    if own.problems:
        return "study", "screening.not_counted"
    if money is None:
        return "study", "screening.price_missing"
    if option.investment_vnd == 0 and money > 0:
        return "do_now", "screening.free"
    payback = appraisal["payback_years"]
    if payback is None:
        return "reject", "screening.never_pays_back"
    if payback > option.lifetime_years:
        return "reject", "screening.outlives_not"
    if is_quick(payback):
        return "do_now", "screening.quick"
    if appraisal["npv_vnd"] is not None and appraisal["npv_vnd"] < 0:
        return "reject", "screening.worth_negative"
    return "study", "screening.investment"


def is_quick(payback_years: float | None) -> bool:
    """Return whether an option pays back within a year; 162 for 161 a year is more than a year."""
    return payback_years is not None and payback_years <= QUICK_PAYBACK_YEARS


def payback_shown(payback: Mapping[str, Any]) -> tuple[float, str, int]:
    """Return a payback as it is printed, with its unit and decimals: just over a year in months, so that it is seen to be over.

    Examples
    --------
    >>> payback_shown({"value": 1.006, "unit": "year"})
    (12.1, 'month', 1)
    >>> payback_shown({"value": 1.282, "unit": "year"})
    (1.3, 'year', 1)
    """
    value, unit = float(payback["value"]), str(payback["unit"])
    digits = 0 if unit == "day" else 1
    if unit == "year" and value > QUICK_PAYBACK_YEARS and round(value, digits) <= QUICK_PAYBACK_YEARS:
        value, unit = value * MONTHS_PER_YEAR, "month"
        digits = next((more for more in range(1, MOST_DIGITS) if round(value, more) > MONTHS_PER_YEAR), MOST_DIGITS)
    return round(value, digits), unit, digits


def ranking_of(site: Site, options: Sequence[Option], records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the options that stay, ranked by the weighted score, those not yet comparable, and how the ranking moves.

    The economic score is the rank by profitability index or, without a discount rate, by payback; the environmental
    one by avoided emission; the technical one is what the team gave (0 to 5). Scores are between 0 and 1. What is not known
    earns nothing: an option without its money is listed apart, as money has no lowest value; a technical mark or an
    avoided emission that others have and it has not counts as none. A criterion known of no option is left out for all.

    Returns
    -------
    dict
        ``rows`` by rank, each with what was `counted_as_none`; ``unranked`` with the code of what is missing and the
        streams without a price; ``weights_percent`` and ``moves``.

    References
    ----------
    .. [1] Jiménez, Mateos, Ríos-Insua (2009), Missing consequences in multiattribute utility theory, Omega 37, 395-410
       (abstract): the weight of what is missing is shared by the rest, or it stands for its whole range. Here its lowest end.
    """
    kept = [(o, r) for o, r in zip(options, records, strict=True) if r["screening"]["verdict"] != "reject"]
    worth = {option.id: _economy(record) for option, record in kept}
    unranked = [_unranked(option.id, record) for option, record in kept if worth[option.id] is None]
    ranked = [(option, record) for option, record in kept if worth[option.id] is not None]
    weights = weights_of(site)
    made: dict[str, Any] = {"weights_percent": weights, "rows": [], "unranked": unranked, "moves": {}}
    if not ranked:
        return made
    given = technical_points(site)
    known = {
        "technical": [given.get(option.id) for option, _ in ranked],
        "economic": [worth[option.id] for option, _ in ranked],
        "environmental": [record["co2e_t"] for _, record in ranked],
    }
    columns = {name: values if name == "technical" else _spread(values) for name, values in ((n, _floored(v)) for n, v in known.items())}
    keys = [option.id for option, _ in ranked]
    scores = weighted_scores(columns, weights)
    rows = {
        key: {"option": key, "score": score, **{name: None if known[name][at] is None else columns[name][at] for name in WEIGHTS}}
        | {"counted_as_none": [name for name in WEIGHTS if known[name][at] is None and columns[name][at] is not None]}
        for at, (key, score) in enumerate(zip(keys, scores, strict=True))
    }
    order = [key for _, key in sorted(zip((-score for score in scores), keys, strict=True))]
    return made | {"rows": [rows[key] | {"rank": 1 + order.index(key)} for key in order], "moves": ranking_changes(keys, columns, weights)}


def lacking_alike(unranked: Iterable[Mapping[str, Any]]) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """Return the options that are not comparable yet by what they lack: its code, the streams without a price, their ids."""
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for row in unranked:
        alike.setdefault((row["missing"], tuple(row["unpriced"])), []).append(row["option"])
    return [(missing, unpriced, keys) for (missing, unpriced), keys in alike.items()]


def _unranked(key: str, record: Mapping[str, Any]) -> dict[str, Any]:
    why = record["problems"][0] if record["problems"] else record["appraisal"]["missing"].get("payback", "option.price_missing")
    return {"option": key, "missing": why, "unpriced": list(record["unpriced"])}


def _economy(record: Mapping[str, Any]) -> float | None:
    """Return what options are compared by in money, one kind of figure for all of a site; None where it is not known."""
    look = record["appraisal"]
    if record["money_vnd"] is None or record["problems"] or look["missing"].get("payback") == "option.terms_wrong":
        return None
    if look["profitability_index"] is not None:
        return float(look["profitability_index"])
    if look["payback_years"] is None:
        return -math.inf
    return math.inf if look["npv_vnd"] is not None else -float(look["payback_years"])  # a value and nothing to spend: no index is higher


def _floored(values: Sequence[float | None]) -> list[float | None]:
    """Return values with none in the place of what is not known, where it is known of others."""
    return [0.0 if value is None else value for value in values] if any(value is not None for value in values) else list(values)


def _spread(values: Iterable[float | None]) -> list[float | None]:
    """Return values between 0 (worst) and 1 (best) of those known. [1]"""
    listed = list(values)
    known = [value for value in listed if value is not None and math.isfinite(value)]
    low, width = (min(known), max(known) - min(known)) if known else (0.0, 0.0)
    return [None if value is None else _place(value, low, width) for value in listed]


def _place(value: float, low: float, width: float) -> float:
    if math.isinf(value):
        return 1.0 if value > 0 else 0.0
    return 1.0 if width == 0 else (value - low) / width


def weights_of(site: Site) -> dict[str, float]:
    """Return the weights of the three criteria as the document or the edition has them. [%]"""
    return {name: float(site.choices[f"weight_{name}"].value or 0.0) for name in WEIGHTS}


def technical_points(site: Site) -> dict[str, float]:
    """Return the team's technical score of each option, between 0 and 1: one mark, or the weighted mean of several. [1]

    References
    ----------
    .. [1] Lao National Cleaner Production Centre, CP assessment, step 4: the aspects of technical feasibility.
    .. [2] Feasibility evaluation of cleaner production options, training session 10, slide 6: weight times score, summed.
    """
    points: dict[str, float] = {}
    by_criterion: dict[str, dict[str, float]] = {}
    weights: dict[str, float] = {}
    for sheet in site.assessment.worksheets:
        if sheet.sheet not in (SHEET, TECHNICAL_SHEET):
            continue
        for name, value in sheet.values.items():
            option, _, criterion = name.rpartition(".")
            if not isinstance(value, int | float) or value < 0:
                continue
            if sheet.sheet == SHEET and value <= MOST_POINTS:
                points[name] = float(value) / MOST_POINTS
            elif option == "weight" and criterion in TECHNICAL:
                weights[criterion] = float(value)
            elif criterion in TECHNICAL and value <= MOST_POINTS:
                by_criterion.setdefault(option, {})[criterion] = float(value) / MOST_POINTS
    return points | _weighted(by_criterion, weights)


def _weighted(marks: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weighted mean of each option's marks; criteria weigh the same where no weight was given. [1]"""
    shares = {name: weights.get(name, 1.0) for name in TECHNICAL}
    found = {}
    for option, known in marks.items():
        if sum(shares[name] for name in known) > 0:
            found[option] = weighted_scores({name: [value] for name, value in known.items()}, shares)[0]
    return found
