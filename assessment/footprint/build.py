"""Every product footprint of a document, as the result holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.evaluation.indicators import Withheld
from assessment.evaluation.site import Site
from assessment.footprint.circular import circular_total
from assessment.footprint.ledger import BASES
from assessment.footprint.quality import data_quality
from assessment.footprint.reading import Model, read_model
from assessment.footprint.row import ModelRow, as_record
from assessment.footprint.spread import drivers_of, spread_of
from assessment.footprint.system import System, solve_model, sums
from calculators.finding import Finding
from calculators.life_cycle import UnsolvableSystemError

OPEN = frozenset({"footprint.upstream_missing", "footprint.stage_missing"})  # gaps an export may have, if it says so


@dataclass(frozen=True, kw_only=True)
class Footprints:
    """The footprints, what was found on the way, what was withheld, and what sold products release at the end of their life."""

    records: tuple[dict[str, Any], ...]
    findings: tuple[Finding, ...]
    withheld: tuple[Withheld, ...]
    sold: tuple[tuple[str, float, str], ...]


def footprints_of(site: Site) -> Footprints:
    """Return the footprint of every `life_cycle` section; one without output or basis is withheld with the reason."""
    records: list[dict[str, Any]] = []
    findings: list[Finding] = []
    withheld: list[Withheld] = []
    sold: list[tuple[str, float, str]] = []
    for position, section in enumerate(site.assessment.life_cycle):
        model = read_model(site, section, position)
        findings += model.findings
        if model.blocked or model.ledger is None or not model.rows:
            withheld.append(Withheld(id=f"footprint@{section.product}", finding=model.blocked or "footprint.empty"))
            if not model.rows and not model.blocked:
                place = site.document.place(model.path)
                findings.append(Finding(code="footprint.empty", severity="warning", place=place, given=section.product))
            continue
        try:
            system = solve_model(model.rows)
        except UnsolvableSystemError as error:
            place = site.document.place(model.path)
            findings.append(Finding(code="footprint.unsolvable", severity="error", place=place, given=error.reason))
            withheld.append(Withheld(id=f"footprint@{section.product}", finding="footprint.unsolvable"))
            continue
        record, more = _record(site, model, system)
        findings += more
        records.append(record)
        made = model.ledger.output
        sold += [(section.product, row.co2e * made, row.factor.gwp_basis) for row in model.rows if row.stage == "end_of_life"]
    return Footprints(records=tuple(records), findings=tuple(findings), withheld=tuple(withheld), sold=tuple(sold))


def _record(site: Site, model: Model, system: System) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    section, year = model.section, site.reporting.start.year
    draws = int(float(str(site.book.row("settings", "uncertainty.draws")["value"])))
    spread, covered = spread_of(system.rows, system.parts, draws)
    ends, findings = circular_total(site, section.product, system.rows, system.total)
    quality = data_quality(system.rows, system.parts, year)
    circular = ends["declared"] == "circular_footprint"
    if circular and ends["circular_footprint"] is None:
        place = site.document.place("choices")
        findings = (*findings, Finding(code="footprint.circular_parameters", severity="warning", place=place, expected="worksheets: end_of_life"))
    declared = ends["circular_footprint"] if circular and ends["circular_footprint"] is not None else system.total
    shift = declared - system.total
    record = {
        "product": section.product,
        "declared_unit": {"quantity": section.declared_unit.quantity, "unit": section.declared_unit.unit},
        "boundary": section.boundary,
        "allocation": model.basis,
        "period": site.reporting.text,
        "total": declared,
        "low": spread.low + shift if spread else None,
        "high": spread.high + shift if spread else None,
        "unit": "kg CO2e",
        "complete": not model.gaps,
        **sums(system),
        "apart": _apart(system),
        "gwp": _gwp(system.rows, site.inventory.gwp),
        "data_quality": {**quality, "uncertainty_covers_percent": 100.0 * covered},
        "sensitivity": {
            "allocation": _by_basis(model.rows, model.basis),
            "end_of_life": ends,
            "drivers": drivers_of(spread, system.rows) if spread else [],
            "mean": spread.mean if spread else None,
            "draws": spread.draws if spread else 0,
        },
        "paths": list(system.paths),
        "rows": [as_record(row) for row in system.rows],
        "gaps": [gap.as_record() for gap in model.gaps],
        "mass_kg": model.ledger.mass_per_declared if model.ledger else None,
        "residual": system.solution.residual,
    }
    return record, findings


def _by_basis(rows: Sequence[ModelRow], chosen: str) -> dict[str, float | None]:
    """Return the total under every basis of allocation, None where the document does not allow it."""
    possible = {basis for row in rows for basis in row.by_basis} or {chosen}
    shared = [row for row in rows if row.by_basis]
    return {
        basis: sum(row.under(basis) for row in rows) if basis in possible and all(basis in row.by_basis for row in shared) else None
        for basis in BASES
    }


def _apart(system: System) -> dict[str, float | None]:
    """Return what standards want to see apart. Land use and biogenic uptake are in no factor used here, so they are not known."""
    pairs = list(zip(system.rows, system.parts, strict=True))
    return {
        "biogenic_co2_emission": sum(row.biogenic_co2 for row in system.rows),
        "biogenic_co2_uptake": None,
        "biogenic_non_co2": sum(part for row, part in pairs if row.scope == 1 and (row.biogenic_co2 > 0 or _is_wastewater(row))),
        "land_use_change": None,
        "aircraft": sum(part for row, part in pairs if (row.stream or "") == "transport/air"),
        "packaging": sum(part for row, part in pairs if row.stage == "packaging"),
        "outbound": sum(part for row, part in pairs if row.stage == "distribution"),
    }


def _is_wastewater(row: ModelRow) -> bool:
    return (row.stream or "").startswith("wastewater/")


def _gwp(rows: Sequence[ModelRow], declared: str) -> dict[str, Any]:
    """Return the sets of global warming potentials the rows were made with; a factor that names none is counted."""
    sets: set[str] = set()
    silent: set[str] = set()
    for row in rows:
        named = row.factor.gwp_sets or ((declared,) if row.factor.origin == "site" else ())
        sets.update(named)
        if not named:
            silent.add(row.factor.id)
    return {"sets": sorted(sets), "not_stated": sorted(silent)}


def is_exportable(record: Mapping[str, Any]) -> bool:
    """Return whether every row has its figure: a partial sum is not sent to a buyer as the whole."""
    return all(gap["code"] in OPEN for gap in record["gaps"])
