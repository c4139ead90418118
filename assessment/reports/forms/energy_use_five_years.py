"""Form 2.1 of circular 25/2020: a designated energy user's five-year plan, and the report on the five years before, industry.

References
----------
.. [1] Thông tư 25/2020/TT-BCT, Mẫu 2.1, after the template of the reporting portal of 2020 (BC2.1.DOCX, which prints "Mẫu 2.1"): the
   annex was not read, nor what changed since. What stands in the five yearly columns is taken from the yearly reports; the template
   does not name the rows, so that energy, energy intensity and money of energy are given here.
"""

from __future__ import annotations

from collections.abc import Mapping

from assessment.opportunities.state import state_key, state_of_task
from assessment.reports.basis import Record, joined, number
from assessment.reports.forms.energy_use_year import MILLION, PLANNED, capacity_of, identity_of, is_energy, output_of
from assessment.reports.forms.form import Case, Form, Heading, Part
from assessment.reports.report import Cell, Column, Number, Row, Table, Text, said, typed
from calculators.period import parse_period

YEARS = 5
GROUPS = ("electricity", "fuel", "steam", "heat")


def fill(case: Case) -> Form:
    """Return the filled form: the five years that end with the reporting period, and the five that follow."""
    last = parse_period(case.year).end.year
    parts: list[Part] = [
        *case.line("first_year", typed(str(last + 1))),
        *case.line("last_year", typed(str(last + YEARS))),
        *case.line("report_date"),
        *identity_of(case),
        Heading(text=said("form.energy_use_five_years.part.1", first=str(last - YEARS + 1), last=str(last))),
        _capacity(case),
        _years(case, last),
        Heading(text=said("form.energy_use_five_years.part.2", first=str(last + 1), last=str(last + YEARS))),
        _measures(case),
        *case.line("commitment", said("form.energy_use_year.commitment")),
    ]
    return case.form(tuple(parts), is_confirmed=False, signatories=("planner", "head"))


def _capacity(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.product"), share=2.2),
        Column(title=said("form.column.unit_of_measure"), share=0.8),
        Column(title=said("form.column.design"), align="number"),
        Column(title=said("form.column.output_now"), align="number", share=1.1),
    )
    rows = tuple(
        Row(cells=(case.basis.product(product.id), Text(unit=product.unit), capacity_of(product), output_of(case, product.id)))
        for product in case.document.assessment.products
    )
    return Table(id="capacity", title=said("form.energy_use_five_years.capacity"), columns=columns, rows=rows)


def _years(case: Case, last: int) -> Table:
    """Return what the two periods of the result say in the columns of their years; the other years are for the yearly reports."""
    years = [str(year) for year in range(last - YEARS + 1, last + 1)]
    columns = (
        Column(title=said("form.column.item"), share=2.4),
        *(Column(title=said("form.column.year", year=year), align="number", share=1.1) for year in years),
    )
    energy = said("form.energy_use_five_years.energy"), [_total(case, year) for year in years]
    item = case.basis.main("energy_intensity")
    intensity = said("form.energy_use_five_years.intensity"), [_intensity(case, item, year) for year in years]
    money = said("form.energy_use_five_years.money"), [_money(case, year) for year in years]
    rows = tuple(Row(cells=(title, *cells)) for title, cells in (energy, intensity, money))
    return Table(id="years", title=said("form.energy_use_five_years.years"), columns=columns, rows=rows, note=said("form.energy_use_five_years.years_note"))


def _totals(case: Case, year: str) -> tuple[str, Mapping[str, object]]:
    for name in ("totals", "baseline_totals"):
        found = case.result[name]
        if found and found["period"] == year:
            return name, found
    return "", {}


def _total(case: Case, year: str) -> Cell:
    name, found = _totals(case, year)
    value = found.get("energy")
    return number(value, "MJ", f"/{name}/energy") if isinstance(value, int | float) else None


def _money(case: Case, year: str) -> Cell:
    _, found = _totals(case, year)
    costs = found.get("cost_vnd")
    known = [float(costs[group]) for group in GROUPS if group in costs] if isinstance(costs, Mapping) else []
    return Number(value=sum(known) / MILLION) if known else None


def _intensity(case: Case, item: Record | None, year: str) -> Cell:
    found = case.basis.by_id.get(f"{item['id'].rpartition('/')[0]}/{year}") if item is not None else None
    return None if found is None else Number(value=float(found["value"]), unit=found["unit"], trace=found["id"])


def _measures(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.measure_planned"), share=2.0),
        Column(title=said("form.column.begin"), share=0.8),
        Column(title=said("form.column.end"), share=0.8),
        Column(title=said("form.column.fuel_kind"), share=1.0),
        Column(title=said("form.column.description"), share=1.1),
        Column(title=said("form.column.saved"), align="number", share=1.4),
        Column(title=said("form.column.saved_percent"), align="number", share=0.8),
        Column(title=said("form.column.saved_money"), align="number", share=1.0),
        Column(title=said("form.column.other_benefit"), share=1.0),
        Column(title=said("form.column.cost"), align="number", share=1.0),
        Column(title=said("form.column.payback_years"), align="number", share=0.8),
        Column(title=said("form.column.commitment"), share=1.2),
    )
    plan = {row["option"]: row for row in (case.result["portfolio"] or {}).get("plan") or ()}
    rows: list[Row] = []
    for index, row in enumerate(case.result["opportunities"]):
        if row["origin"] == "own" and row["status"] in PLANNED:
            rows += _rows(case, f"/opportunities/{index}", row, plan.get(row["option"]) or {})
    title = said("form.energy_use_five_years.measures")
    return Table(id="measures", title=title, columns=columns, rows=tuple(rows), note=said("form.energy_use_year.percent_note"))


def _rows(case: Case, at: str, row: Record, planned: Record) -> list[Row]:
    made = []
    for place, (index, line) in enumerate((index, line) for index, line in enumerate(row["savings"]) if is_energy(line)):
        of_option: tuple[Cell, ...] = (typed(""),) * 5
        if place == 0:
            money = None if row["money_vnd"] is None else Number(value=row["money_vnd"] / MILLION)
            other = None if row["co2e_t"] is None else joined([Number(value=row["co2e_t"], unit="t CO2e", trace=f"{at}/co2e_t")])
            years = row["appraisal"]["payback_years"]
            of_option = (
                money, other, Number(value=row["investment_vnd"] / MILLION),
                number(years, trace=f"{at}/appraisal/payback_years") if row["investment_vnd"] else None,
                said(state_key(state_of_task(row))),
            )  # fmt: skip
        made.append(
            Row(
                cells=(
                    typed(row["title"]) if place == 0 else typed(""),
                    _year(planned.get("begin")) if place == 0 else typed(""),
                    _year(planned.get("due") or row["due"]) if place == 0 else typed(""),
                    case.basis.stream(line["stream"]),
                    _description(case, row) if place == 0 else typed(""),
                    number(line["quantity"], line["unit"], f"{at}/savings/{index}/quantity"),
                    number(line["percent"], trace=f"{at}/savings/{index}/percent", style="percent"),
                    *of_option,
                )
            )
        )
    return made


def _description(case: Case, row: Record) -> Cell:
    own = case.own(f"description.{row['option']}")
    return typed(own) if own else None


def _year(day: object) -> Cell:
    return typed(str(day)[:4]) if day else None
