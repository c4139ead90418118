"""All opportunities of a site as the result carries them: codes and numbers, no sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessment.evaluation.indicators import Withheld
from assessment.evaluation.site import Site
from assessment.opportunities.appraisal import Terms, appraise, terms_of, terms_record, wrong_terms
from assessment.opportunities.bundle import portfolio_of, problem_of, rate_of
from assessment.opportunities.candidates import Match, Share, candidates_of
from assessment.opportunities.causes import called_for, causes_of
from assessment.opportunities.environment import environment_of
from assessment.opportunities.filled import unread_fields
from assessment.opportunities.focus import focus_of
from assessment.opportunities.loss_value import loss_value_of
from assessment.opportunities.own import OwnOption, own_options, remarks
from assessment.opportunities.plan import cash_by_quarter, plan_of, reminders_of
from assessment.opportunities.proof import proofs_of
from assessment.opportunities.screening import ranking_of, technical_points, verdict_of
from assessment.opportunities.usage import Use, uses_of
from benchmarks.indicator import Standing
from calculators.finding import Finding
from calculators.portfolio import outcome

PERCENT = 100.0
WITHHOLDING = ("option.price_missing", "option.discount_rate_missing", "option.terms_wrong")  # what the user can mend


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the measuring part found: losses, their cost by quantity centre, and the baseline models."""

    flow_cost: Mapping[str, Any] | None = None
    losses: Mapping[str, Any] = field(default_factory=dict)
    baseline_models: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, kw_only=True)
class Opportunities:
    """The rows of ``result["opportunities"]``, ``result["portfolio"]``, and the findings on the document's options."""

    rows: list[dict[str, Any]]
    portfolio: dict[str, Any] | None
    findings: tuple[Finding, ...]
    withheld: tuple[Withheld, ...]


def opportunities_of(
    site: Site, standings: Iterable[Standing] = (), targets: Iterable[Mapping[str, Any]] = (), measured: Measured | None = None
) -> Opportunities:
    """Return the document's own options and the library's measures for a site, each quantified, and the best set.

    Parameters
    ----------
    site : Site
        The site.
    standings : iterable of Standing
        Verdicts on its indicators: a gap to a norm calls measures up.
    targets : iterable of mapping
        Targets as the result carries them.
    measured : Measured, optional
        The cost of losses and the baselines, where they were made: for the focus and for the proof.

    Returns
    -------
    Opportunities
        Own options in the document's order, then the library's candidates, the surest first.
    """
    uses = uses_of(site)
    own = own_options(site, uses)
    terms = terms_of(site.assessment, rate_of(site))
    causes = causes_of(site, uses)
    rows = [_own_record(site, item, uses, terms) for item in own]
    taken = {item.option.library for item in own if item.option.library}
    matches = candidates_of(site, standings, uses)
    called = called_for(causes)
    rows += [_library_record(match, match.id in called) for match in matches if match.id not in taken]
    options = site.assessment.options
    owned = rows[: len(own)]
    portfolio = portfolio_of(site, own, uses, targets)
    plan = plan_of(site, options, owned)
    measured = measured or Measured()
    portfolio = (portfolio or {"best": None, "options": []}) | {
        "terms": dict(terms_record(terms)),
        "ranking": ranking_of(site, options, owned),
        "plan": plan,
        "cash_by_quarter": cash_by_quarter(plan),
        "reminders": reminders_of(plan),
        "proofs": proofs_of(plan, measured.baseline_models, uses),
        "focus": focus_of(site, measured.flow_cost),
        "environment": environment_of(site, own, uses),
        "loss_value": loss_value_of(site, uses, measured.losses),
        "causes": causes,
        "filled": _filled(site),
        "streams": list(uses),
    }
    return Opportunities(
        rows=rows,
        portfolio=portfolio,
        findings=(*remarks(own), *_general(site, own, terms), *unread_fields(site, uses)),
        withheld=tuple(item for record in owned for item in _withheld(record)),
    )


def _filled(site: Site) -> dict[str, Any]:
    """Return how far worksheets and flow chart are filled in, for the guided path: names and counts, no contents."""
    process = site.assessment.process
    sheets: dict[str, int] = {}
    for sheet in site.assessment.worksheets:
        sheets[sheet.sheet] = sheets.get(sheet.sheet, 0) + len(sheet.values)
    return {
        "worksheets": sheets,
        "steps": len(process.steps) if process else 0,
        "step_streams": len(process.streams) if process else 0,
        "technical_scores": sorted(technical_points(site)),
    }


def _withheld(record: Mapping[str, Any]) -> Iterable[Withheld]:
    """Yield what of an option is not given, and the finding that says why."""
    name = f"opportunities/{record['option']}"
    if record["problems"]:
        yield Withheld(id=name, finding=record["problems"][0])
        return
    for figure, code in record["appraisal"]["missing"].items():
        if code in WITHHOLDING and figure != "probability":
            yield Withheld(id=f"{name}/{figure}", finding=code)


def _general(site: Site, own: tuple[OwnOption, ...], terms: Terms) -> tuple[Finding, ...]:
    """Return what is missing for all options at once."""
    if not own:
        return ()
    wrong = wrong_terms(terms)
    found = [
        Finding(code="option.terms_wrong", severity="error", place=site.document.place("worksheets"), given=name, expected=expected)
        for name, expected in wrong
    ]
    if terms.rate is not None:
        return tuple(found)
    place = site.document.place("choices.discount_rate")
    return (
        *found,
        Finding(code="option.discount_rate_missing", severity="note", place=place, expected="choices.discount_rate"),
    )


def _own_record(site: Site, own: OwnOption, uses: Mapping[str, Use], terms: Terms) -> dict[str, Any]:
    """Return one option alone: what it saves, its money, its emission, its appraisal and its screening."""
    option = own.option
    alone = problem_of([_single(own)], uses, None)
    savings: list[dict[str, Any]] = []
    stream_money: float | None = 0.0
    co2e: float | None = 0.0
    if alone.candidates:
        found = outcome(alone, [option.id])
        for stream, amount in found.saved.items():
            if amount == 0:
                continue  # money is stated of it, no amount
            use = uses[stream]
            savings.append(_saving(use, amount))
            stream_money = None if stream_money is None or (use.price is None and amount) else stream_money + (use.price or 0.0) * amount
            co2e = None if co2e is None or (use.co2e is None and amount) else co2e + (use.co2e or 0.0) * amount
    direct = sum(effect.money for effect in own.effects)
    if own.unpriced and direct:
        stream_money = sum((uses[line["stream"]].price or 0.0) * line["quantity"] for line in savings)  # the document says the money itself
    gross = None if stream_money is None or own.problems else stream_money + direct
    net = None if gross is None else gross - (option.annual_cost_vnd or 0.0)
    co2e = None if own.problems or not savings else co2e
    appraisal = appraise(site, own, gross, co2e, terms)
    verdict, why = verdict_of(own, appraisal, net)
    return {
        "origin": "own",
        "option": option.id,
        "title": option.title,
        "library": option.library,
        "technique": option.technique,
        "step": option.step,
        "requires": list(option.requires),
        "excludes": list(option.excludes),
        "savings": [] if own.problems else savings,
        "money_vnd": net,
        "annual_cost_vnd": option.annual_cost_vnd,
        "investment_vnd": option.investment_vnd,
        "lifetime_years": option.lifetime_years,
        "co2e_t": co2e,
        "unpriced": list(own.unpriced),
        "problems": list(own.problems),
        "appraisal": appraisal,
        "screening": {"verdict": verdict, "why": why},
        "status": option.status,
        "reason": option.reason,
        "owner": option.owner,
        "due": option.due,
    }


def _single(own: OwnOption) -> OwnOption:
    """Return the option by itself: what it requires is not looked at when it is counted alone."""
    alone = own.option.model_copy(update={"requires": (), "excludes": ()})
    return OwnOption(index=own.index, option=alone, effects=own.effects, problems=own.problems)


def _saving(use: Use, amount: float) -> dict[str, Any]:
    return {
        "stream": use.stream,
        "unit": use.unit,
        "quantity": amount,
        "base": use.amount,
        "percent": PERCENT * amount / use.amount,
        "price_vnd": use.price,
        "price_origin": use.price_origin,
    }


def _library_record(match: Match, is_called: bool) -> dict[str, Any]:
    """Return one candidate of the library with the range its source gives, on this site's own amounts and prices."""
    row = match.row
    low, high = _money(match.shares, "percent_low"), _money(match.shares, "percent_high")
    return {
        "origin": "library",
        "option": match.id,
        "option_kind": str(row["option_kind"]),
        "sector": str(row["sector"]),
        "technique": str(row["technique"]),
        "cause_class": str(row["cause_class"]),
        "equipment": str(row["equipment"] or "") or None,
        "process_area": str(row["process_area"] or "") or None,
        "called_by": [*match.called_by, *(["cause"] if is_called else [])],
        "presence": match.presence,
        "basis": match.basis,
        "why_not": match.why_not,
        "requires": _words(row["requires"]),
        "excludes": _words(row["excludes"]),
        "savings": [_range(share, match.basis) for share in match.shares],
        "money_low_vnd": low,
        "money_high_vnd": high,
        "unpriced": [share.stream for share in match.shares if share.price is None],
        "co2e_low_t": _emission(match.shares, "percent_low"),
        "co2e_high_t": _emission(match.shares, "percent_high"),
        "payback_low_years": row["payback_low"],
        "payback_high_years": row["payback_high"],
        "source": str(row["source_id"]),
        "locator": str(row["locator"] or ""),
        "confidence": str(row["confidence"]),
        "screening": {"verdict": "study", "why": "screening.library" if match.presence != "to_check" else "screening.to_check"},
    }


def _words(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, tuple | list) else str(value or "").split()


def _range(share: Share, basis: str) -> dict[str, Any]:
    """Return what is saved of a stream; a share of its bill is money and no amount."""
    ends = {
        name: None if percent is None or basis == "bill" else share.base * percent / PERCENT
        for name, percent in (("low", share.percent_low), ("high", share.percent_high))
    }
    return {
        "stream": share.stream,
        "unit": share.unit,
        "base": share.base,
        "percent_low": share.percent_low,
        "percent_high": share.percent_high,
        **ends,
        "price_vnd": share.price,
    }


def _money(shares: tuple[Share, ...], end: str) -> float | None:
    """Return the money of all streams that have a price, or None where none has one or the end is not given. [VND/year]"""
    parts = [
        share.base * getattr(share, end) / PERCENT * share.price
        for share in shares
        if share.price is not None and getattr(share, end) is not None
    ]
    return sum(parts) if parts else None


def _emission(shares: tuple[Share, ...], end: str) -> float | None:
    parts = [
        share.base * getattr(share, end) / PERCENT * share.co2e
        for share in shares
        if share.co2e is not None and getattr(share, end) is not None
    ]
    return sum(parts) if parts else None
