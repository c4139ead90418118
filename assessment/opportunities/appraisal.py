"""What one option is worth by itself: payback, present value and the rest, each with the reason where it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessment.evaluation.site import Site
from assessment.model import Assessment, Option
from assessment.opportunities.own import OwnOption
from calculators.appraisal import (
    UndefinedAppraisalError,
    abatement_cost,
    discounted_payback,
    net_present_value,
    payback_in_words,
    profitability_index,
    simple_payback,
)
from calculators.errors import DomainError
from calculators.project import Loan, Project, cash_flows
from calculators.rate_of_return import internal_rates_of_return

SHEET = "appraisal"  # the worksheet with what the law and the bank decide; nothing of it has a default
PERCENT = 100.0
SWING = 0.2  # the tornado moves each input by a fifth up and down, the rate by a fifth of itself
SEED = 20_091  # of the random draws; any number, always the same one


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The terms of tax, loan, subsidy and prices that a site states for all its options. [fractions, year]"""

    rate: float | None = None
    tax_rate: float = 0.0
    depreciation_years: int | None = None
    subsidy_share: float = 0.0
    loan_share: float = 0.0
    loan_rate: float = 0.0
    loan_years: int | None = None
    saving_growth: float = 0.0
    cost_growth: float = 0.0
    saving_spread: float | None = None
    investment_spread: float | None = None


def terms_of(assessment: Assessment, rate: float | None) -> Terms:
    """Return the terms on the worksheet ``appraisal``: percentages and years; what is not stated is not there."""
    values: dict[str, float] = {}
    for sheet in assessment.worksheets:
        if sheet.sheet == SHEET:
            values |= {name: float(value) for name, value in sheet.values.items() if isinstance(value, int | float)}
    years, loan_years = values.get("depreciation_years"), values.get("loan_years")
    return Terms(
        rate=rate,
        tax_rate=values.get("tax_percent", 0.0) / PERCENT,
        depreciation_years=int(years) if years else None,
        subsidy_share=values.get("subsidy_percent", 0.0) / PERCENT,
        loan_share=values.get("loan_percent", 0.0) / PERCENT,
        loan_rate=values.get("loan_rate_percent", 0.0) / PERCENT,
        loan_years=int(loan_years) if loan_years else None,
        saving_growth=values.get("price_growth_percent", 0.0) / PERCENT,
        cost_growth=values.get("cost_growth_percent", 0.0) / PERCENT,
        saving_spread=_share(values.get("saving_uncertainty_percent")),
        investment_spread=_share(values.get("investment_uncertainty_percent")),
    )


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / PERCENT


def wrong_terms(terms: Terms) -> list[tuple[str, str]]:
    """Return the terms that cannot be, each with what was expected."""
    found = [(name, "0 … 100 %") for name in ("tax_rate", "subsidy_share", "loan_share") if not 0 <= getattr(terms, name) <= 1]
    found += [("loan_rate", "≥ 0 %")] if terms.loan_rate < 0 else []
    found += [(name, "-50 … 100 %") for name in ("saving_growth", "cost_growth") if not -0.5 <= getattr(terms, name) <= 1]
    found += [(name, "0 … 100 %") for name in ("saving_spread", "investment_spread") if not 0 <= (getattr(terms, name) or 0.0) <= 1]
    found += [("depreciation_years", "> 0")] if terms.depreciation_years is not None and terms.depreciation_years <= 0 else []
    found += [("loan_years", "> 0")] if terms.loan_share > 0 and not (terms.loan_years or 0) > 0 else []
    found += [("loan_share", "≤ 100 % - subsidy_share")] if terms.loan_share + terms.subsidy_share > 1 else []
    return found


def project_of(option: Option, saving: float, terms: Terms) -> Project:
    """Return an option as a project on the site's terms.

    Raises
    ------
    DomainError
        If a term cannot be: a lifetime of zero, a tax of more than the profit, a loan above the investment.
    """
    investment = option.investment_vnd
    loan = None
    if terms.loan_share > 0 and terms.loan_years:
        loan = Loan(amount=investment * terms.loan_share, rate=terms.loan_rate, years=terms.loan_years)
    return Project(
        investment=investment,
        saving=saving,
        cost=option.annual_cost_vnd or 0.0,
        lifetime=option.lifetime_years,
        subsidy=investment * terms.subsidy_share,
        tax_rate=terms.tax_rate,
        depreciation_years=terms.depreciation_years,
        saving_growth=terms.saving_growth,
        cost_growth=terms.cost_growth,
        loan=loan,
    )


def appraise(site: Site, own: OwnOption, saving: float | None, co2e: float | None, terms: Terms) -> dict[str, Any]:
    """Return the appraisal of an option: figures, and under `missing` the code that says why one is not there.

    Parameters
    ----------
    site : Site
        The site.
    own : OwnOption
        The option.
    saving : float or None
        Money it brings in the first year before its running cost; None where a price is missing. [VND/year]
    co2e : float or None
        Emission it avoids. [t CO2e/year]
    terms : Terms
        The site's terms.

    Returns
    -------
    dict
        ``payback``, ``npv_vnd``, ``irr_percent`` and the others, and ``missing``.
    """
    record: dict[str, Any] = {
        "payback": None,
        "payback_years": None,
        "discounted_payback_years": None,
        "npv_vnd": None,
        "irr_percent": None,
        "irr_all_percent": [],
        "profitability_index": None,
        "abatement_vnd_per_t": None,
        "probability_of_gain": None,
        "tornado": [],
        "npv_spread": None,
        "missing": {},
    }
    if own.problems:
        return record | {"missing": dict.fromkeys(("payback", "npv", "irr", "abatement"), own.problems[0])}
    if saving is None:
        return record | {"missing": dict.fromkeys(("payback", "npv", "irr", "abatement"), "option.price_missing")}
    try:
        if wrong_terms(terms):
            raise DomainError("a term of the worksheet cannot be")
        project = project_of(own.option, saving, terms)
    except DomainError:
        return record | {"missing": dict.fromkeys(("payback", "npv", "irr", "abatement"), "option.terms_wrong")}
    net = saving - project.cost
    spent = project.investment - project.subsidy
    missing: dict[str, str] = {}
    try:
        years = simple_payback(spent, net)
        value, unit = payback_in_words(years)
        record |= {"payback": {"value": value, "unit": unit}, "payback_years": years}
    except UndefinedAppraisalError:
        missing["payback"] = "option.never_pays_back"
    flows = cash_flows(project)
    _add_rates(record, missing, flows)
    if terms.rate is None:
        missing |= dict.fromkeys(("npv", "discounted_payback", "abatement", "probability"), "option.discount_rate_missing")
    else:
        _add_values(record, missing, _deviations(own, terms), project, flows, net, co2e, terms.rate)
    record["missing"] = missing
    return record


def _add_rates(record: dict[str, Any], missing: dict[str, str], flows: tuple[float, ...]) -> None:
    if not any(flows):
        missing["irr"] = "option.irr_none"
        return
    rates = internal_rates_of_return(flows)
    record["irr_all_percent"] = [PERCENT * rate for rate in rates.rates]
    if rates.single is not None:
        record["irr_percent"] = PERCENT * rates.single
    else:
        missing["irr"] = "option.irr_several" if rates.rates else "option.irr_none"


def _add_values(
    record: dict[str, Any],
    missing: dict[str, str],
    deviations: Mapping[str, float],
    project: Project,
    flows: tuple[float, ...],
    net: float,
    co2e: float | None,
    rate: float,
) -> None:
    """Add what needs a discount rate."""
    from calculators.appraisal_risk import probability_of_gain, value_spread

    value = net_present_value(flows, rate)
    spent = project.investment - project.subsidy
    record["npv_vnd"] = value
    try:
        record["discounted_payback_years"] = discounted_payback(spent, net, rate)
    except UndefinedAppraisalError:
        missing["discounted_payback"] = "option.never_pays_back"
    if spent > 0:
        record["profitability_index"] = profitability_index(value, spent)
    try:
        record["abatement_vnd_per_t"] = abatement_cost(spent, net, co2e or 0.0, rate, project.lifetime)
    except UndefinedAppraisalError:
        missing["abatement"] = "option.avoids_nothing" if co2e is not None else "option.emission_missing"
    if deviations and project.saving > 0:
        record["probability_of_gain"] = probability_of_gain(project, rate, deviations, SEED)
        spread = value_spread(project, rate, deviations, SEED)
        record["npv_spread"] = {
            "low_vnd": spread.low,
            "high_vnd": spread.high,
            "edges_vnd": list(spread.edges),
            "shares_percent": [PERCENT * share for share in spread.shares],
        }
    else:
        missing["probability"] = "option.uncertainty_missing"
    record["tornado"] = _tornado(project, rate)


def _deviations(own: OwnOption, terms: Terms) -> dict[str, float]:
    """Return the relative deviations that were stated: of the option's own saving, else the site's for all. [1]"""
    stated = [effect.uncertainty for effect in own.effects if effect.uncertainty is not None]
    found = {"saving": max(stated) if stated else terms.saving_spread, "investment": terms.investment_spread}
    return {name: spread for name, spread in found.items() if spread is not None}


def _tornado(project: Project, rate: float) -> list[dict[str, Any]]:
    from calculators.appraisal_risk import tornado

    spans = {
        name: (amount * (1 - SWING), amount * (1 + SWING))
        for name, amount in (("investment", project.investment), ("saving", project.saving), ("cost", project.cost))
        if amount
    }
    if project.subsidy > spans.get("investment", (project.subsidy, 0.0))[0]:
        spans.pop("investment", None)
    spans |= {"lifetime": (project.lifetime * (1 - SWING), min(project.lifetime * (1 + SWING), 100.0))}
    spans |= {"rate": (rate * (1 - SWING), rate * (1 + SWING))} if rate else {}
    return [{"input": swing.name, "low_vnd": swing.at_low, "high_vnd": swing.at_high} for swing in tornado(project, rate, spans)]


def terms_record(terms: Terms) -> Mapping[str, Any]:
    """Return the terms that were stated, for printing beside the figures."""
    return {name: value for name, value in terms.__dict__.items() if value}
