"""What an energy audit of circular 25/2020 asks of a factory, in the order of the reporting portal's data fields, for the auditor to finish.

References
----------
.. [1] The annex of Thông tư 25/2020/TT-BCT with the outline of the audit report was not read. The parts and fields are those of the
   portal's online entry (dataenergy.vn, 2020), which the circular names as the place to report; the statutory outline may differ.
"""

from __future__ import annotations

from collections.abc import Iterable

from assessment.reports.basis import Record, number
from assessment.reports.forms.energy_use_year import BOUGHT, MADE, MILLION, capacity_of, is_energy, output_of
from assessment.reports.forms.form import Case, Form, Heading, Part
from assessment.reports.report import Cell, Column, Number, Row, Table, Text, When, said, typed
from calculators.period import Period, parse_period
from calculators.units import parse_unit

THOUSAND = 1e3
PEAK = {"electricity/grid": "normal", "electricity/grid_peak": "peak", "electricity/grid_off_peak": "off_peak", "electricity/green_contract": "normal"}
LEFT_OUT = ("rejected",)
MACHINES = {  # and what the portal asks of each
    "compressor": ("count", "rated", "bar", "hours_a_day"), "boiler": ("fuel_kind", "count", "rated", "hours_a_day"),
    "furnace": ("fuel_kind", "count", "rated", "hours_a_day"), "motor": ("rated", "used_kw", "hours_a_day"),
}  # fmt: skip
LARGEST = 5  # motors


def fill(case: Case) -> Form:
    """Return the filled outline."""
    parts: list[Part] = [
        *_part(1), *case.line("auditor_company"), *case.line("auditor_tax_code"), *case.line("auditor_address"), *case.line("auditors"), *case.line("auditor_number"),
        *_part(2), *case.identity("name", "tax_code", "address", "sector"), *case.line("audit_scope"), *case.line("shifts"),
        *_part(3), *case.line("audit_year"), *case.line("base_year", typed(case.year)),
        *_part(4), _instruments(),
        *_part(5), _materials(case), _products(case),
        *_part(6), *case.line("operating_hours"),
        *_part(7), _machines(), *_equipment(case),
        *_part(8), _supply(case), *_power(case),
        *_part(9), _electricity(case), _fuels(case),
        *_part(10), _specific(case),
        *_part(11), _measures(case),
    ]  # fmt: skip
    return case.form(tuple(parts), is_confirmed=False, signatories=("auditor", "head"))


def _part(place: int) -> tuple[Heading]:
    return (Heading(text=said(f"form.energy_audit.part.{place}")),)


def _empty(columns: tuple[Column, ...]) -> Row:
    """Return a row to be written by hand."""
    return Row(cells=tuple(None for _ in columns))


def _instruments() -> Table:
    columns = tuple(Column(title=said(f"form.column.{name}")) for name in ("instrument", "count", "serial", "made_in"))
    return Table(id="instruments", title=said("form.energy_audit.instruments"), columns=columns, rows=(_empty(columns), _empty(columns)))


def _materials(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.material"), share=2.4),
        Column(title=said("form.column.unit")),
        Column(title=said("form.column.amount"), align="number"),
    )
    rows = tuple(
        Row(cells=(case.basis.stream(stream), Text(unit=unit), Number(value=amount, unit=unit, bare=True)))
        for (stream, unit), amount in _amounts(case, case.site.reporting, ("material", "chemical", "packaging")).items()
    )
    return Table(id="materials", title=said("form.energy_audit.materials", year=case.year), columns=columns, rows=rows or (_empty(columns),))


def _amounts(case: Case, window: Period, groups: tuple[str, ...]) -> dict[tuple[str, str], float]:
    """Return what entered in a period by stream and unit of the ledger."""
    shares, found = case.site.columns.shares(window), dict[tuple[str, str], float]()
    for index, entry in enumerate(case.site.columns.entries):
        if entry.group in groups and entry.role == "in" and entry.amount is not None and shares[index] > 0:
            key = (entry.stream, entry.unit)
            found[key] = found.get(key, 0.0) + entry.amount / parse_unit(entry.unit).factor * float(shares[index])
    return found


def _products(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.product"), share=2.4),
        Column(title=said("form.column.unit_of_measure")),
        Column(title=said("form.column.output_now"), align="number"),
        Column(title=said("form.column.design"), align="number"),
        Column(title=said("form.column.commissioned")),
    )
    rows = tuple(
        Row(cells=(
            case.basis.product(product.id), Text(unit=product.unit), output_of(case, product.id), capacity_of(product),
            When(period=product.commissioned) if product.commissioned else None,
        ))
        for product in case.document.assessment.products
    )  # fmt: skip
    return Table(id="products", title=said("form.energy_audit.products", year=case.year), columns=columns, rows=rows)


def _machines() -> Table:
    """Return the machines whose fields the portal asks for, to be filled in on the spot; a dash where it does not ask."""
    names = ("fuel_kind", "count", "rated", "used_kw", "bar", "hours_a_day")
    columns = (Column(title=said("form.column.equipment"), share=2.2), *(Column(title=said(f"form.column.{name}")) for name in names))
    rows = []
    for machine, asked in MACHINES.items():
        cells = [typed("") if name in asked else None for name in names]
        for place in range(1, LARGEST + 1) if machine == "motor" else (0,):
            rows.append(Row(cells=(said(f"form.energy_audit.machine.{machine}", place=place), *cells)))
    return Table(id="machines", title=said("form.energy_audit.machines"), columns=columns, rows=tuple(rows), note=said("form.energy_audit.machines_note"))


def _supply(case: Case) -> Table:
    """Return transformers and generators, with the year's electricity where the ledger has it."""
    names = ("kva", "kv", "cos", "load")
    columns = (
        Column(title=said("form.column.equipment"), share=1.4), *(Column(title=said(f"form.column.{name}")) for name in names),
        Column(title=said("form.column.kwh_of"), align="number", share=1.3), Column(title=said("form.column.efficiency")),
    )  # fmt: skip
    found = _kwh(case, case.site.reporting)
    bought = [found[name] for name in ("normal", "peak", "off_peak") if name in found]
    made = {"transformer": number(sum(bought)) if bought else typed(""), "generator": number(found["made"]) if "made" in found else typed("")}
    blank = typed("")
    rows = tuple(Row(cells=(said(f"form.energy_audit.supply.{name}"), *(blank for _ in names), kwh, blank)) for name, kwh in made.items())
    return Table(id="supply", title=said("form.energy_audit.supply"), columns=columns, rows=rows, note=said("form.energy_audit.machines_note"))


def _equipment(case: Case) -> tuple[Table, ...]:
    """Return the kept checks of equipment that is not electrical supply, with what was read on them."""
    records = [record for record in case.result.get("equipment") or () if record["check"] not in ("transformer", "power_factor", "tariff_hours", "solar")]
    return _readings(case, records, "equipment")


def _power(case: Case) -> tuple[Table, ...]:
    return _readings(case, [record for record in case.result.get("equipment") or () if record["check"] in ("transformer", "power_factor", "solar")], "power")


def _readings(case: Case, records: Iterable[Record], id: str) -> tuple[Table, ...]:
    columns = (
        Column(title=said("form.column.equipment"), share=1.8),
        Column(title=said("form.column.reading"), share=2.4),
        Column(title=said("form.column.value"), align="number", share=1.2),
    )
    rows = []
    for record in records:
        for place, row in enumerate(record["readings"]):
            title = said("form.amount_of", what=said(f"equipment.check.{record['check']}"), amount=typed(record["name"])) if record["name"] else said(f"equipment.check.{record['check']}")
            value: Cell = said(f"equipment.choice.{row['choice']}") if row["choice"] else number(row["value"], "" if row["unit"] == "1" else row["unit"])
            rows.append(Row(cells=(title if place == 0 else typed(""), said(f"equipment.field.{row['field']}"), value)))
    if not rows:
        return ()
    return (Table(id=id, title=said(f"form.energy_audit.{id}"), columns=columns, rows=tuple(rows), note=said(f"form.energy_audit.{id}_note")),)


def _months(case: Case) -> list[Period]:
    return list(parse_period(case.year).months())


def _electricity(case: Case) -> Table:
    """Return electricity by month: bought by hours of the tariff, its cost, and what was made on the site."""
    columns = (
        Column(title=said("form.column.month"), share=0.9),
        *(Column(title=said(f"form.column.{name}"), align="number") for name in ("normal", "peak", "off_peak", "total_kwh", "bill", "made_kwh")),
    )
    rows = []
    sums = dict.fromkeys(("normal", "peak", "off_peak", "bill", "made"), 0.0)
    for month in _months(case):
        found = _kwh(case, month)
        if found:
            for name, value in found.items():
                sums[name] += value
            rows.append(_hours(When(period=month.text), found, total=False))
    if rows:
        rows.append(_hours(said("form.total"), {name: value for name, value in sums.items() if value}, total=True))
    title = said("form.energy_audit.electricity", year=case.year)
    return Table(id="months", title=title, columns=columns, rows=tuple(rows) or (_empty(columns),), note=said("form.energy_audit.electricity_note"))


def _hours(first: Cell, found: dict[str, float], *, total: bool) -> Row:
    hours = [found[name] for name in ("normal", "peak", "off_peak") if name in found]
    bill, made = found.get("bill"), found.get("made")
    return Row(
        cells=(
            first,
            *(Number(value=found[name]) if name in found else None for name in ("normal", "peak", "off_peak")),
            Number(value=sum(hours)) if hours else None,
            None if bill is None else Number(value=bill / THOUSAND),
            None if made is None else Number(value=made),
        ),
        total=total,
    )


def _kwh(case: Case, month: Period) -> dict[str, float]:
    shares, found = case.site.columns.shares(month), dict[str, float]()
    for index, entry in enumerate(case.site.columns.entries):
        share = float(shares[index])
        if entry.group != "electricity" or share <= 0:
            continue
        if entry.base in BOUGHT and entry.role == "in":
            if entry.cost_vnd is not None:
                found["bill"] = found.get("bill", 0.0) + entry.cost_vnd * share
            name = PEAK[entry.base]
        elif entry.base in MADE and entry.role in ("in", "internal"):
            name = "made"
        else:
            continue
        if entry.amount is not None and entry.dimension == "energy":
            found[name] = found.get(name, 0.0) + entry.amount / parse_unit("kWh").factor * share
    return found


def _fuels(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.month"), share=0.9),
        Column(title=said("form.column.energy_kind"), share=2),
        Column(title=said("form.column.unit"), share=0.8),
        Column(title=said("form.column.amount"), align="number"),
        Column(title=said("form.column.cost_thousand"), align="number"),
    )
    rows = []
    for month in _months(case):
        costs = _costs(case, month)
        for (stream, unit), amount in _amounts(case, month, ("fuel", "steam", "heat")).items():
            cost = costs.get((stream, unit))
            rows.append(
                Row(cells=(
                    When(period=month.text), case.basis.stream(stream), Text(unit=unit), Number(value=amount, unit=unit, bare=True),
                    None if cost is None else Number(value=cost / THOUSAND),
                ))
            )  # fmt: skip
    return Table(id="fuels", title=said("form.energy_audit.fuels", year=case.year), columns=columns, rows=tuple(rows) or (_empty(columns),))


def _costs(case: Case, window: Period) -> dict[tuple[str, str], float]:
    shares, found = case.site.columns.shares(window), dict[tuple[str, str], float]()
    for index, entry in enumerate(case.site.columns.entries):
        if entry.group in ("fuel", "steam", "heat") and entry.role == "in" and entry.cost_vnd is not None and shares[index] > 0:
            key = (entry.stream, entry.unit)
            found[key] = found.get(key, 0.0) + entry.cost_vnd * float(shares[index])
    return found


def _specific(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.product"), share=2),
        Column(title=said("form.column.indicator"), share=2),
        Column(title=said("form.column.value"), align="number"),
    )
    rows = []
    for product in case.document.assessment.products:
        for kind in ("energy_intensity", "electricity_intensity", "thermal_intensity"):
            item = case.basis.by_id.get(f"{kind}@{product.id}:output/{case.year}")
            if item is not None:
                rows.append(Row(cells=(case.basis.product(product.id), case.basis.kind(kind), Number(value=float(item["value"]), unit=item["unit"], trace=item["id"]))))
    return Table(id="specific", title=said("form.energy_audit.specific", year=case.year), columns=columns, rows=tuple(rows) or (_empty(columns),))


def _measures(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.measure"), share=2.2),
        Column(title=said("form.column.energy_kind"), share=1.4),
        Column(title=said("form.column.saved"), align="number", share=1.2),
        Column(title=said("form.column.saved_toe"), align="number"),
        Column(title=said("form.column.cost"), align="number"),
        Column(title=said("form.column.payback_years"), align="number"),
    )
    rows = []
    for index, row in enumerate(case.result["opportunities"]):
        if row["origin"] != "own" or row["status"] in LEFT_OUT:
            continue
        at = f"/opportunities/{index}"
        for place, (line_at, line) in enumerate((each, line) for each, line in enumerate(row["savings"]) if is_energy(line)):
            toe = _toe(case, line)
            years = row["appraisal"]["payback_years"] if row["investment_vnd"] else None
            rows.append(
                Row(cells=(
                    typed(row["title"]) if place == 0 else typed(""), case.basis.stream(line["stream"]),
                    number(line["quantity"], line["unit"], f"{at}/savings/{line_at}/quantity"), number(toe, "toe"),
                    Number(value=row["investment_vnd"] / MILLION) if place == 0 else typed(""),
                    number(years, trace=f"{at}/appraisal/payback_years") if place == 0 else typed(""),
                ))
            )  # fmt: skip
    return Table(id="measures", title=said("form.energy_audit.measures"), columns=columns, rows=tuple(rows) or (_empty(columns),), note=said("form.energy_audit.toe_note"))


def _toe(case: Case, line: Record) -> float | None:
    """Return a saving by the legal carrier table [toe]; None where the table has no row in the saving's own dimension."""
    own = parse_unit(line["unit"])
    fact = case.basis.book.legal_toe(line["stream"], own.dimension)
    if fact is None or line["quantity"] is None:
        return None
    unit = parse_unit(fact.unit)
    if unit.dimension.partition("/")[2] != own.dimension:
        return None
    return float(line["quantity"] * own.factor * fact.value * unit.factor / parse_unit("toe").factor)
