"""Do now, study or reject: the first look at an option, with its reason, and the weighted score of those that stay."""

from __future__ import annotations

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
    if payback <= QUICK_PAYBACK_YEARS:
        return "do_now", "screening.quick"
    if appraisal["npv_vnd"] is not None and appraisal["npv_vnd"] < 0:
        return "reject", "screening.worth_negative"
    return "study", "screening.investment"


def ranking_of(site: Site, options: Sequence[Option], records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the options that stay, ranked by the weighted score, and how the ranking moves with each weight.

    The economic score is the rank by profitability index or, without a discount rate, by payback; the environmental
    one by avoided emission; the technical one is what the team gave (0 to 5), and where it gave none the three
    weights are shared by the other two. Scores are between 0 and 1.
    """
    kept = [(o, r) for o, r in zip(options, records, strict=True) if r["screening"]["verdict"] != "reject" and not r["problems"]]
    if not kept:
        return {"weights_percent": weights_of(site), "rows": [], "moves": {}}
    given = technical_points(site)
    columns = {
        "technical": [given.get(option.id) for option, _ in kept],
        "economic": _spread([_economy(record) for _, record in kept]),
        "environmental": _spread([record["co2e_t"] for _, record in kept]),
    }
    weights = weights_of(site)
    keys = [option.id for option, _ in kept]
    scores = weighted_scores(columns, weights)
    rows = [
        {"option": key, "score": score, **{name: columns[name][index] for name in WEIGHTS}}
        for index, (key, score) in enumerate(zip(keys, scores, strict=True))
    ]
    order = {str(row["option"]): row for row in rows}
    ranked = [key for _, key in sorted(zip((-score for score in scores), keys, strict=True))]
    moves = ranking_changes(keys, columns, weights)
    return {"weights_percent": weights, "rows": [order[key] | {"rank": 1 + ranked.index(key)} for key in ranked], "moves": moves}


def _economy(record: Mapping[str, Any]) -> float | None:
    appraisal = record["appraisal"]
    if appraisal["profitability_index"] is not None:
        return float(appraisal["profitability_index"])
    payback = appraisal["payback_years"]
    return None if payback is None else -float(payback)


def _spread(values: Iterable[float | None]) -> list[float | None]:
    """Return values between 0 (worst) and 1 (best) of those known. [1]"""
    listed = list(values)
    known = [value for value in listed if value is not None]
    if not known:
        return [None for _ in listed]
    low, width = min(known), max(known) - min(known)
    return [None if value is None else 1.0 if width == 0 else (value - low) / width for value in listed]


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
