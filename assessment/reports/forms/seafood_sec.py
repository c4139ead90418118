"""Annex IV of circular 52/2018: a seafood plant's yearly report of its specific electricity.

References
----------
.. [1] Thông tư 52/2018/TT-BCT, Annex I (definitions and SEC formula) and Annex IV (report tables), as extracted from the gazette
   file. Only the tables were read: the lines between them are those a report of this kind needs, and can be changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.evaluation.conversion import electricity_kwh
from assessment.evaluation.energy import BOUGHT_POWER
from assessment.evaluation.measure import MeasureBuilder
from assessment.evaluation.norm_basis import norm_families, read_norm_basis
from assessment.evaluation.output import mass_tonnes
from assessment.evaluation.site import Site
from assessment.reports.basis import first, joined, number
from assessment.reports.forms.form import Case, Form, Part
from assessment.reports.report import Cell, Column, Number, Paragraph, Row, Table, said, typed

KG_PER_T = 1000.0
FAMILIES = ("pangasius", "shrimp")  # in the order of the annex
ROUNDING = 1e-9  # of the invoice, below which what is left of a difference means nothing


@dataclass(frozen=True, kw_only=True)
class Electricity:
    """The lines of the first table [kWh]; None where a row of the ledger could not be read."""

    invoice: float | None
    other: float | None
    indirect: float | None
    counted: float | None


@dataclass(frozen=True, kw_only=True)
class Made:
    """What was made of a family: kg by group (and of what has no group), and equivalent kg or None. [kg]"""

    groups: dict[str, float]
    ungrouped: dict[str, float]
    equivalent: float | None


def fill(case: Case) -> Form:
    """Return the filled form."""
    power = electricity_of(case.site)
    made = {family: made_of(case.site, family) for family in FAMILIES}
    parts: list[Part] = [
        *case.identity("name", "tax_code", "address", "contact", "phone", "email"),
        *case.line("year", typed(case.year)),
        _power_table(case, power),
        *(_product_table(case, family, made[family]) for family in FAMILIES),
        *_sec(case, made),
    ]
    return case.form(tuple(parts), is_confirmed=False, signatories=("author", "company"), dated_first=True, data=_data(case, power, made))


def electricity_of(site: Site) -> Electricity:
    """Return the invoice, what the norm leaves out, bought cold, and what the norm counts: the engine's own figure. [1]"""
    entries, window = site.columns.entries, site.reporting
    invoice, other = MeasureBuilder(size=len(entries)), MeasureBuilder(size=len(entries))
    for index, entry in enumerate(entries):
        if entry.group == "electricity" and entry.key in BOUGHT_POWER:
            if entry.role == "in":
                invoice.add(index, electricity_kwh(entry))
            if entry.step == "other_use" and entry.role in ("in", "internal"):
                other.add(index, electricity_kwh(entry))
    measures = (invoice.build("norm", "kWh"), other.build("norm", "kWh"), read_norm_basis(site).load)
    hd, khac, cb = (None if each.blocked_in(site.columns, window) else each.total(site.columns, window) for each in measures)
    if hd is None or khac is None or cb is None:
        return Electricity(invoice=hd, other=khac, indirect=None, counted=cb)
    cold = cb - hd + khac
    return Electricity(invoice=hd, other=khac, indirect=0.0 if abs(cold) <= ROUNDING * max(hd, 1.0) else cold, counted=cb)


def made_of(site: Site, family: str) -> Made:
    """Return the output of a family by its groups. [kg]"""
    groups: dict[str, float] = {}
    ungrouped: dict[str, float] = {}
    for product in site.assessment.products:
        head, _, group = (product.norm_product or "").partition(".")
        if head != family:
            continue
        mass = mass_tonnes(site.columns.entries, product, site.properties)
        if mass.blocked_in(site.columns, site.reporting):
            continue
        kg = mass.total(site.columns, site.reporting) * KG_PER_T
        where, key = (groups, f"{family}.{group}") if group else (ungrouped, product.name)
        where[key] = where.get(key, 0.0) + kg
    known = read_norm_basis(site).by_family.get(family)
    whole = None if known is None or known.blocked_in(site.columns, site.reporting) else known.total(site.columns, site.reporting) * KG_PER_T
    return Made(groups=groups, ungrouped=ungrouped, equivalent=whole)


def _power_table(case: Case, power: Electricity) -> Table:
    columns = (Column(title=said("form.column.item"), share=3), Column(title=said("form.column.kwh"), align="number"))
    excluded = case.own("excluded_uses") or ", ".join(_excluded(case))
    rows = [
        Row(cells=(said("form.seafood_sec.invoice"), number(power.invoice))),
        Row(cells=(joined([said("form.seafood_sec.other"), typed(excluded) if excluded else None], ": "), number(power.other))),
        Row(cells=(said("form.seafood_sec.indirect"), number(power.indirect))),
        Row(cells=(said("form.seafood_sec.counted"), number(power.counted)), total=True),
    ]
    return Table(id="electricity", title=said("form.seafood_sec.electricity"), columns=columns, rows=tuple(rows), note=said("form.seafood_sec.identity"))


def _excluded(case: Case) -> list[str]:
    """Return the meters and evidence behind the uses that are left out."""
    rows = [flow for flow in case.document.assessment.flows if flow.step == "other_use"]
    return list(dict.fromkeys(text for flow in rows for text in (flow.meter, flow.evidence) if text))


def _product_table(case: Case, family: str, made: Made) -> Table:
    columns = (Column(title=said("form.column.product_group"), share=3), Column(title=said("form.column.kg"), align="number"))
    groups = [str(row["id"]) for row in case.basis.book.table("products") if str(row["id"]).startswith(f"{family}.")]
    rows = []
    for place, group in enumerate(groups, start=1):
        name = said("form.numbered", number=place, text=case.basis.row_name("products", group))
        rows.append(Row(cells=(name, number(made.groups.get(group)))))
    other = joined([said("form.seafood_sec.other_product"), typed(", ".join(made.ungrouped)) if made.ungrouped else None], ": ")
    rows.append(Row(cells=(other, number(sum(made.ungrouped.values())) if made.ungrouped else None)))
    rows.append(Row(cells=(said("form.seafood_sec.equivalent"), number(made.equivalent)), total=True))
    note = said("form.seafood_sec.no_coefficient") if made.ungrouped else None
    return Table(id=family, title=said(f"form.seafood_sec.{family}"), columns=columns, rows=tuple(rows), note=note)


def sec_of(case: Case, family: str) -> Cell:
    """Return the specific electricity of a family as the result has it. [kWh/t]"""
    item = case.basis.by_id.get(f"norm_sec@{family}:norm/{case.year}")
    return None if item is None else Number(value=float(item["value"]), unit="kWh/t", trace=item["id"])


def _sec(case: Case, made: dict[str, Made]) -> list[Part]:
    both = len(norm_families(case.site)) > 1
    parts: list[Part] = []
    for family in FAMILIES:
        if made[family].groups or made[family].ungrouped:
            parts += case.line(f"sec.{family}" if both else "sec", sec_of(case, family))
    if both:
        parts.append(Paragraph(text=said("form.seafood_sec.shared"), role="note"))
    return parts


def verdict_of(case: Case, family: str) -> str | None:
    """Return the legal verdict on a family's specific electricity, or None."""
    row = first([row for row in case.result["standings"] if row["legal"]], indicator=f"norm_sec@{family}:norm/{case.year}")
    return None if row is None else str(row["verdict"])


def _data(case: Case, power: Electricity, made: dict[str, Made]) -> dict[str, str | float | None]:
    facility = case.document.assessment.facility
    data: dict[str, str | float | None] = {
        "name": facility.name, "tax_code": facility.tax_code, "province": facility.province, "year": case.year, "electricity_kwh": power.counted,
    }  # fmt: skip
    for family in FAMILIES:
        mass = sum(made[family].groups.values()) + sum(made[family].ungrouped.values())
        item = case.basis.by_id.get(f"norm_sec@{family}:norm/{case.year}")
        if mass:
            share = None if item is None or made[family].equivalent is None else float(item["value"]) * (made[family].equivalent or 0.0) / KG_PER_T
            data |= {
                f"{family}.mass_kg": mass, f"{family}.equivalent_kg": made[family].equivalent, f"{family}.electricity_kwh": share,
                f"{family}.sec": float(item["value"]) if item else None, f"{family}.verdict": verdict_of(case, family),
            }  # fmt: skip
    return data
