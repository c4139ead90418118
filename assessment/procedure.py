"""The eight steps in order: from a document and an edition to a frozen result."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from typing import Any

from assessment.acceptance import mark_accepted
from assessment.duties import duties_of
from assessment.equipment.kept import equipment_of
from assessment.evaluation.emissions import emissions_of
from assessment.evaluation.indicators import PRODUCTIVITY, IndicatorSet, Ratio, indicators_of
from assessment.evaluation.inventory import take_inventory
from assessment.evaluation.inventory_error import inventory_error
from assessment.evaluation.inventory_years import base_year_of, years_of
from assessment.evaluation.losses import losses_of
from assessment.evaluation.norm_basis import NormBasis, norm_indicators, read_norm_basis
from assessment.evaluation.process_engineering import engineering_of
from assessment.evaluation.progress import decompositions_of, targets_of
from assessment.evaluation.remarks import remarks_of
from assessment.evaluation.scope3 import scope3_of
from assessment.evaluation.site import Site, open_site, treatment_of
from assessment.evaluation.sold_energy import sold_energy
from assessment.evaluation.subject import subject_of
from assessment.evaluation.totals import totals_of
from assessment.footprint.build import footprints_of
from assessment.footprint.trace import add_footprints
from assessment.model import Document, input_sha256
from assessment.opportunities.record import Measured, opportunities_of
from assessment.result import FORMAT, plain
from assessment.trace import add_emissions, add_engineering, add_inventory, add_losses, add_options, add_verdicts, trace_of
from benchmarks.indicator import Indicator, Standing
from benchmarks.norms import standings_of
from calculators.finding import Finding
from calculators.period import Period
from data import catalogue
from data.catalogue import Catalogue


def assess(document: Document, book: Catalogue | None = None) -> dict[str, Any]:
    """Return the result of an assessment document in one edition of the reference data.

    Parameters
    ----------
    document : Document
        As `assessment.intake.read` returns it.
    book : Catalogue, optional
        The edition; the latest when left out.

    Returns
    -------
    dict
        The result document of the contract, ready for `assessment.result.to_json`.
    """
    site = open_site(document, book or catalogue.open_edition())
    basis = read_norm_basis(site)
    sets = [_window(site, basis, window, is_month) for window, is_month in _windows(site)]
    ratios = [ratio for each in sets for ratio in each.ratios]
    withheld = [item for each in sets for item in each.withheld]
    subject = subject_of(site, ratios)
    standings = standings_of(subject, site.book)
    emissions, gaps = emissions_of(site.inventory, site.columns, site.reporting, site.document.unread)
    emissions["other_gwp"] = _other_gwp(site)
    base_year = base_year_of(site)
    emissions |= {
        "uncertainty": inventory_error(site, site.reporting), "years": years_of(site), "base_year": base_year.record, "sold_energy": sold_energy(site, site.reporting),
    }  # fmt: skip
    footprints = footprints_of(site)
    beyond, unknown = scope3_of(site, site.reporting, footprints.sold)
    emissions["by_source"] += beyond.pop("scope3_sources")
    emissions.update(beyond)
    targets = targets_of(site, ratios)
    totals = totals_of(site, site.reporting)
    losses = losses_of(site.columns, site.properties, site.reporting, _product_mass(site))
    yields = _yields(losses)
    engineering = engineering_of(site, targets)
    equipment, readings = equipment_of(site)
    measured = Measured(flow_cost=engineering.flow_cost, losses=losses, baseline_models=engineering.baseline_models)
    opportunities = opportunities_of(site, standings, targets, measured)
    if engineering.flow_cost is not None:
        losses["flow_cost"] = engineering.flow_cost
    if engineering.carbon_flows:
        losses["carbon_flows"] = engineering.carbon_flows
    remarks = remarks_of(site, ratios, withheld, standings, losses)
    findings = (*document.findings, *site.findings, *base_year.findings, *footprints.findings, *remarks, *engineering.findings, *readings, *opportunities.findings)
    record: dict[str, Any] = {
        "format": FORMAT,
        "edition": site.book.edition,
        "version": metadata.version("sachhon"),
        "input_sha256": input_sha256(document.assessment),
        "reporting_period": site.reporting.text,
        "facility": _facility_record(site),
        "subject": _subject_record(site),
        "choices": {key: {"value": c.value, "origin": c.origin, "source": c.source} for key, c in site.choices.items()},
        "indicators": [_ratio_record(ratio) for ratio in ratios] + [_indicator_record(item) for item in yields],
        "totals": totals,
        "baseline_totals": totals_of(site, site.baseline) if site.baseline else None,
        "standings": [_standing_record(item) for item in standings],
        "targets": targets,
        "emissions": emissions,
        "footprints": list(footprints.records),
        "duties": duties_of(site, totals, emissions, standings),
        "decompositions": decompositions_of(site, ratios),
        "balances": engineering.balances,
        "losses": losses,
        "opportunities": opportunities.rows,
        "portfolio": opportunities.portfolio,
        "baseline_models": engineering.baseline_models,
        "equipment": equipment,
        "findings": [finding.as_record() for finding in mark_accepted(_once(findings), document.assessment.accepted)],
        "withheld": [{"id": item.id, "finding": item.finding} for item in (*withheld, *gaps, *unknown, *footprints.withheld, *opportunities.withheld)],
    }
    trace = trace_of(site, ratios)
    add_losses(trace, site, losses, yields)
    add_emissions(trace, site, emissions)
    add_inventory(trace, site, emissions, footprints.records)
    add_engineering(trace, site, record)
    add_verdicts(trace, site, record["standings"], targets)
    add_footprints(trace, site, footprints.records)
    add_options(trace, site, record)
    record["trace"] = trace
    frozen: dict[str, Any] = plain(record)
    return frozen


def _other_gwp(site: Site) -> dict[str, Any]:
    """Return the scopes in the other set of global warming potentials, so that nobody is surprised by the choice."""
    other = "AR5" if site.inventory.gwp != "AR5" else "AR6"
    inventory = take_inventory(site.columns.entries, site.properties, site.book, other, treatment_of(site.choices))
    record, _ = emissions_of(inventory, site.columns, site.reporting, site.document.unread)
    return {key: record[key] for key in ("gwp", "scope1", "scope2_location", "scope2_market")}


def _windows(site: Site) -> list[tuple[Period, bool]]:
    """Return reporting period, baseline and each month with output; the flag says which are months."""
    periods = [period for period in (site.reporting, site.baseline) if period]
    months = [month for month in site.months() if month not in periods]
    return [(period, False) for period in periods] + [(month, True) for month in months]


def _window(site: Site, basis: NormBasis, window: Period, is_month: bool) -> IndicatorSet:
    found = indicators_of(site.view(window, is_month), site.measures)
    if is_month:
        return found
    ratios, withheld = norm_indicators(site, basis, window)
    return IndicatorSet(ratios=found.ratios + ratios, withheld=found.withheld + withheld)


def _product_mass(site: Site) -> Any:
    for denominator in site.output.site:
        if denominator.per == "mass" or (denominator.per == "output" and denominator.unit == "t"):
            return denominator.measure
    return None


def _yields(losses: dict[str, Any]) -> list[Indicator]:
    """Return yields and losses as indicators: product mass per mass of material, and what was lost of each."""
    period = losses["period"]
    found = []
    if "yield" in losses:
        found.append(Indicator(kind="yield", per="mass", period=period, value=losses["yield"], unit="kg/kg"))
    if "main_yield" in losses:
        stream = losses["main_material"]
        found.append(Indicator(kind="yield", stream=stream, per="mass", period=period, value=losses["main_yield"], unit="kg/kg"))
    lost: dict[str, float] = {}
    for row in losses["streams"]:
        if "share_of_material" in row:
            lost[row["of"]] = lost.get(row["of"], 0.0) + row["share_of_material"]
    found += [
        Indicator(kind="material_loss", stream=stream, per="mass", period=period, value=share, unit="kg/kg")
        for stream, share in lost.items()
    ]
    return found


def _indicator_record(item: Indicator) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "stream": item.stream,
        "product": item.product,
        "per": item.per,
        "period": item.period,
        "value": item.value,
        "unit": item.unit,
        "low": item.low,
        "high": item.high,
        "estimated": item.is_estimated,
    }


def _ratio_record(ratio: Ratio) -> dict[str, Any]:
    """Return an indicator with what it is the ratio of; a productivity is the same two the other way round."""
    above, below = ratio.amount, ratio.made
    if ratio.indicator.kind in PRODUCTIVITY.values():
        above, below = below, above
    return {**_indicator_record(ratio.indicator), "numerator": above, "denominator": below}


def _standing_record(item: Standing) -> dict[str, Any]:
    return {
        "indicator": item.indicator,
        "norm": item.norm,
        "statistic": item.statistic,
        "norm_low": item.norm_low,
        "norm_value": item.norm_value,
        "norm_high": item.norm_high,
        "unit": item.unit,
        "direction": item.direction,
        "confidence": item.confidence,
        "verdict": item.verdict,
        "distinguishable": item.distinguishable,
        "indicative": item.indicative,
        "gap_percent": item.gap_percent,
        "why": {"code": item.why.code, "values": item.why.values},
        "source": item.source,
        "legal": item.is_legal,
    }


def _subject_record(site: Site) -> dict[str, Any]:
    assessment = site.assessment
    return {
        "name": assessment.facility.name,
        "sector": assessment.facility.sector,
        "province": assessment.facility.province,
        "commune": assessment.facility.commune,
        "reporting_period": site.reporting.text,
        "baseline_period": site.baseline.text if site.baseline else None,
        "products": [{"id": p.id, "name": p.name, "unit": p.unit, "norm_product": p.norm_product} for p in assessment.products],
        "allocation": {"key": site.output.allocation, "origin": "document" if site.output.allocation_is_stated else "edition"},
        "equivalent_unit": site.output.equivalent_unit,
        "file": site.document.file,
    }


def _facility_record(site: Site) -> dict[str, Any]:
    """Return what statistics may know of the facility: closed keys and sizes, no name."""
    facility = site.assessment.facility
    norm_products = {(product.norm_product or "").partition(".")[0] for product in site.assessment.products}
    return {
        "sector": facility.sector,
        "province": facility.province,
        "norm_product": norm_products.pop() or None if len(norm_products) == 1 else None,
        "employees": facility.employees,
    }


def _once(findings: Iterable[Finding]) -> list[Finding]:
    seen: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.code, str(finding.place), finding.given), finding)
    return list(seen.values())
