"""Form 1.2 of circular 25/2020: a designated energy user's yearly plan and report on last year's plan, industry.

References
----------
.. [1] Thông tư 25/2020/TT-BCT, Mẫu 1.2, after the template of the reporting portal of 2020 (BC1.2.docx): that it is the
   circular's form is inferred from date and title; the annex was not read, nor what changed since.
"""

from __future__ import annotations

from assessment.evaluation.conversion import Missing, electricity_kwh
from assessment.model import Product
from assessment.opportunities.state import state_key, state_of_task
from assessment.reports.basis import Record, joined, number
from assessment.reports.forms.form import Case, Form, Heading, Part
from assessment.reports.report import Cell, Column, Number, Row, Table, Text, said, typed
from calculators.period import parse_period
from calculators.units import parse_unit

MILLION = 1e6
DONE = ("running", "done", "verified")
PLANNED = ("do_now", "study")
BOUGHT = ("electricity/grid", "electricity/grid_peak", "electricity/grid_off_peak", "electricity/green_contract")
MADE = ("electricity/solar", "electricity/generator", "electricity/chp")
TECHNOLOGIES: dict[str, tuple[str, ...]] = {"biomass": (), "biogas": (), "wind": (), "solar": ("electricity/solar",)}  # that the form names


def fill(case: Case) -> Form:
    """Return the filled form: the reporting period is the year reported on, the next one the year planned for."""
    plan_year = str(parse_period(case.year).end.year + 1)
    parts: list[Part] = [
        *case.line("plan_year", typed(plan_year)),
        *case.line("report_date"),
        *identity_of(case),
        Heading(text=said("form.energy_use_year.part.1")),
        _capacity(case),
        _measures(case, DONE, "done"),
        Heading(text=said("form.energy_use_year.part.2", year=plan_year)),
        _expected(case),
        _fuels(case),
        _electricity(case),
        _measures(case, PLANNED, "planned"),
        *case.line("commitment", said("form.energy_use_year.commitment")),
    ]
    return case.form(tuple(parts), is_confirmed=False, signatories=("planner", "head"))


def identity_of(case: Case) -> tuple[Part, ...]:
    """Return the block of the facility that forms 1.2 and 2.1 begin with."""
    of_company = ("organisation", "organisation_address", "organisation_phone", "organisation_fax", "organisation_email", "owner")
    return (
        *case.line("portal_id"), *case.line("received_date"), *case.line("processed_date"),
        *case.identity("branch", "name", "tax_code", "address", "responsible", "phone", "fax", "email", *of_company),
        *case.line("energy_management"),
    )  # fmt: skip


def _capacity(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.product"), share=2.2),
        Column(title=said("form.column.unit_of_measure"), share=0.8),
        Column(title=said("form.column.design"), align="number"),
        Column(title=said("form.column.output_now"), align="number", share=1.1),
        Column(title=said("form.column.energy_of_product"), align="number", share=1.4),
        Column(title=said("form.column.revenue"), align="number", share=1.2),
    )
    rows = []
    for product in case.document.assessment.products:
        made = output_of(case, product.id)
        rows.append(
            Row(
                cells=(
                    case.basis.product(product.id),
                    Text(unit=product.unit),
                    capacity_of(product),
                    made,
                    _energy_of(case, product.id),
                    _asked(case, f"revenue.{product.id}"),
                )
            )
        )
    title = said("form.energy_use_year.capacity", year=case.year)
    return Table(id="capacity", title=title, columns=columns, rows=tuple(rows))


def capacity_of(product: Product) -> Cell:
    """Return what a product's lines were designed for."""
    return Number(value=product.capacity.quantity, unit=product.capacity.unit) if product.capacity else None


def is_energy(line: Record) -> bool:
    """Return whether a saving is one of energy."""
    return str(line["stream"]).partition("/")[0] in ("electricity", "fuel", "steam", "heat")


def output_of(case: Case, product: str) -> Cell:
    """Return what was made of a product in the reporting period."""
    for index, row in enumerate(case.result["totals"]["output"]):
        if row["product"] == product and row["per"] == "output":
            return Number(value=row["value"], unit=row["unit"], bare=True, trace=f"/totals/output/{index}/value")
    return None


def _energy_of(case: Case, product: str) -> Cell:
    item = case.basis.by_id.get(f"energy_intensity@{product}:output/{case.year}")
    return None if item is None else Number(value=float(item["value"]), unit=item["unit"], trace=item["id"])


def _expected(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.product"), share=2.2),
        Column(title=said("form.column.unit_of_measure")),
        Column(title=said("form.column.design"), align="number"),
        Column(title=said("form.column.output_planned"), align="number"),
    )
    rows = tuple(
        Row(cells=(
            case.basis.product(product.id), Text(unit=product.unit),
            capacity_of(product),
            _asked(case, f"planned_output.{product.id}"),
        ))
        for product in case.document.assessment.products
    )  # fmt: skip
    return Table(id="expected", title=said("form.energy_use_year.expected"), columns=columns, rows=rows)


def _used(case: Case, groups: tuple[str, ...]) -> list[tuple[str, str, float]]:
    """Return what entered in the reporting period by stream and unit of the ledger."""
    shares = case.site.columns.shares(case.site.reporting)
    found: dict[tuple[str, str], float] = {}
    for index, entry in enumerate(case.site.columns.entries):
        if entry.group in groups and entry.role == "in" and entry.amount is not None and shares[index] > 0:
            key = (entry.stream, entry.unit)
            found[key] = found.get(key, 0.0) + entry.amount / parse_unit(entry.unit).factor * float(shares[index])
    return [(stream, unit, amount) for (stream, unit), amount in found.items()]


def _fuels(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.number"), align="number", share=0.4),
        Column(title=said("form.column.energy_kind"), share=2),
        Column(title=said("form.column.unit_counted"), share=0.8),
        Column(title=said("form.column.amount_planned"), align="number", share=1.2),
        Column(title=said("form.column.remark"), share=2),
    )
    rows = []
    for place, (stream, unit, amount) in enumerate(_used(case, ("fuel", "steam", "heat")), start=1):
        remark = said("form.energy_use_year.last_year", year=case.year, amount=Number(value=amount, unit=unit))
        planned = _asked(case, f"planned.{stream.replace('/', '.')}")
        rows.append(Row(cells=(Number(value=float(place), style="count"), case.basis.stream(stream), Text(unit=unit), planned, remark)))
    return Table(id="fuels", title=said("form.energy_use_year.fuels"), columns=columns, rows=tuple(rows))


def _electricity(case: Case) -> Table:
    """Return the three blocks of the form; the year reported on stands in the column beside the plan."""
    columns = (
        Column(title=said("form.column.item"), share=2.6),
        Column(title=said("form.column.power"), align="number"),
        Column(title=said("form.column.energy_planned"), align="number", share=1.2),
        Column(title=said("form.column.energy_before", year=case.year), align="number", share=1.2),
    )
    kwh = _kwh(case)
    rows = [Row(cells=(said("form.energy_use_year.bought"), _asked(case, "power.bought"), _asked(case, "energy.bought"), _millions(kwh, BOUGHT)))]
    rows.append(Row(cells=(said("form.energy_use_year.made"), _asked(case, "power.made"), _asked(case, "energy.made"), _millions(kwh, MADE))))
    for name, streams in TECHNOLOGIES.items():
        asked = [_asked(case, f"{what}.made.{name}") for what in ("power", "energy")]
        rows.append(Row(cells=(said(f"form.energy_use_year.by.{name}"), *asked, _millions(kwh, streams))))
    for stream in MADE:
        if stream in kwh and not any(stream in streams for streams in TECHNOLOGIES.values()):
            rows.append(Row(cells=(said("form.energy_use_year.by.other", stream=case.basis.stream(stream)), None, None, _millions(kwh, (stream,)))))
    rows.append(Row(cells=(said("form.energy_use_year.sold"), _asked(case, "power.sold"), _asked(case, "energy.sold"), _millions(kwh, ("sold",)))))
    return Table(id="power", title=said("form.energy_use_year.power"), columns=columns, rows=tuple(rows))


def _asked(case: Case, field: str) -> Cell:
    own = case.own(field)
    return typed(own) if own else None


def _kwh(case: Case) -> dict[str, float]:
    shares = case.site.columns.shares(case.site.reporting)
    found: dict[str, float] = {}
    for index, entry in enumerate(case.site.columns.entries):
        if entry.group != "electricity" or shares[index] <= 0:
            continue
        amount = electricity_kwh(entry)
        if isinstance(amount, Missing):
            continue
        own = entry.role == "internal" and entry.stream in MADE
        key = "sold" if entry.role == "out" else entry.base if entry.role == "in" or own else ""
        if key:
            found[key] = found.get(key, 0.0) + amount.value * float(shares[index])
    return found


def _millions(kwh: dict[str, float], streams: tuple[str, ...]) -> Cell:
    """Return the sum of streams, or None where none was entered. [10⁶ kWh]"""
    known = [kwh[stream] for stream in streams if stream in kwh]
    return Number(value=sum(known) / MILLION) if known else None


def _measures(case: Case, statuses: tuple[str, ...], which: str) -> Table:
    columns = (
        Column(title=said(f"form.column.measure_{which}"), share=2.2),
        Column(title=said("form.column.fuel_kind"), share=1.1),
        Column(title=said("form.column.system"), share=1.1),
        Column(title=said("form.column.description"), share=1.2),
        Column(title=said("form.column.saved"), align="number", share=1.4),
        Column(title=said("form.column.saved_percent"), align="number", share=0.9),
        Column(title=said("form.column.saved_money"), align="number", share=1.1),
        Column(title=said("form.column.other_benefit"), share=1.1),
        Column(title=said("form.column.cost"), align="number", share=1.1),
        Column(title=said("form.column.remark"), share=1.1),
    )
    rows = []
    for row in case.result["opportunities"]:
        if row["origin"] == "own" and row["status"] in statuses:
            rows += _measure_rows(case, row)
    title = said(f"form.energy_use_year.measures_{which}")
    return Table(id=f"measures_{which}", title=title, columns=columns, rows=tuple(rows), note=said("form.energy_use_year.percent_note"))


def _measure_rows(case: Case, row: Record) -> list[Row]:
    energy = [line for line in row["savings"] if is_energy(line)]
    made = []
    for place, line in enumerate(energy):
        is_first = place == 0
        made.append(
            Row(
                cells=(
                    typed(row["title"]) if is_first else typed(""),
                    case.basis.stream(line["stream"]),
                    typed(row["step"]) if row["step"] else None,
                    _asked(case, f"description.{row['option']}") if is_first else typed(""),
                    number(line["quantity"], line["unit"]),
                    number(line["percent"], style="percent"),
                    *(_of_option(row) if is_first else (typed(""), typed(""), typed(""))),
                    said(state_key(state_of_task(row))),
                )
            )
        )
    return made


def _of_option(row: Record) -> tuple[Cell, Cell, Cell]:
    """Return what stands once for a measure: money saved, emissions avoided, what it costs."""
    money, avoided = row["money_vnd"], row["co2e_t"]
    return (
        None if money is None else Number(value=money / MILLION),
        None if avoided is None else joined([Number(value=avoided, unit="t CO2e")]),
        Number(value=row["investment_vnd"] / MILLION),
    )
