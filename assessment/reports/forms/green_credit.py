"""The annex of a credit application: each measure with investment, saving, avoided emission and payback.

References
----------
.. [1] No bank's or law's layout was read: the columns are those the director and the bank ask for (measure, investment, saving, CO2e,
   payback). Whether a project is on the national list of green projects is for the bank and the authority to say.
"""

from __future__ import annotations

from assessment.reports.basis import joined, number
from assessment.reports.forms.form import Case, Form, Heading, Part
from assessment.reports.report import Cell, Column, Number, Paragraph, Row, Table, said, typed
from assessment.reports.sections.option_words import time_of, title_of

LEFT_OUT = ("rejected",)


def fill(case: Case) -> Form:
    """Return the filled annex: the factory's own measures but those it rejected."""
    parts: list[Part] = [
        *case.identity("name", "tax_code", "address", "sector", "representative"),
        *case.line("loan_amount"),
        *case.line("own_capital"),
        Heading(text=said("form.green_credit.part.1")),
        _measures(case),
        *_set(case),
        Heading(text=said("form.green_credit.part.2")),
        _basis(case),
        Paragraph(text=said("form.green_credit.disclaimer"), role="note"),
    ]
    return case.form(tuple(parts), is_confirmed=False, signatories=("author", "company"), is_official=False)


def _measures(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.number"), align="number", share=0.4),
        Column(title=said("form.column.option"), share=2.4),
        Column(title=said("form.column.investment"), align="number", share=1.2),
        Column(title=said("form.column.saving"), share=2),
        Column(title=said("form.column.money_a_year"), align="number", share=1.2),
        Column(title=said("form.column.co2e_a_year"), align="number", share=1.1),
        Column(title=said("form.column.payback"), align="number", share=0.9),
    )
    rows: list[Row] = []
    for index, row in enumerate(case.result["opportunities"]):
        if row["origin"] != "own" or row["status"] in LEFT_OUT:
            continue
        at = f"/opportunities/{index}"
        saved = joined([said("form.amount_of", what=case.basis.stream(line["stream"]), amount=Number(value=line["quantity"], unit=line["unit"])) for line in row["savings"]], "; ")
        payback: Cell = time_of(row["appraisal"]["payback"]) if row["appraisal"]["payback"] and row["investment_vnd"] else None
        cells: tuple[Cell, ...] = (
            Number(value=float(len(rows) + 1), style="count"),
            title_of(case.basis, row),
            number(row["investment_vnd"], trace=f"{at}/investment_vnd", style="money"),
            saved,
            number(row["money_vnd"], trace=f"{at}/money_vnd", style="money"),
            number(row["co2e_t"], "t CO2e", f"{at}/co2e_t"),
            payback,
        )
        rows.append(Row(cells=cells))
    return Table(id="measures", title=said("form.green_credit.measures"), columns=columns, rows=tuple(rows), note=said("form.green_credit.alone"))


def _set(case: Case) -> tuple[Part, ...]:
    best = (case.result["portfolio"] or {}).get("all")
    if not best or not best["chosen"]:
        return ()
    columns = (Column(title=said("form.column.item"), share=2.4), Column(title=said("form.column.value"), align="number"))
    rows = (
        Row(cells=(said("form.column.investment"), number(best["investment_vnd"], trace="/portfolio/all/investment_vnd", style="money"))),
        Row(cells=(said("form.column.money_a_year"), number(best["stream_money_vnd"], trace="/portfolio/all/stream_money_vnd", style="money"))),
        Row(cells=(said("form.column.co2e_a_year"), number(best["co2e_t"], "t CO2e", "/portfolio/all/co2e_t"))),
    )
    return (Table(id="together", title=said("form.green_credit.together", count=len(best["chosen"])), columns=columns, rows=rows, note=said("form.green_credit.multiplied")),)


def _basis(case: Case) -> Table:
    columns = (Column(title=said("form.column.item"), share=2), Column(title=said("form.column.value"), share=2))
    emissions = case.result["emissions"]
    facts: list[tuple[str, Cell]] = [
        ("energy", number(case.result["totals"].get("energy"), "MJ", "/totals/energy")),
        ("electricity", number(case.result["totals"].get("electricity"), "kWh", "/totals/electricity")),
        ("emissions", number(_sum(emissions["scope1"], emissions["scope2_location"]), "t CO2e")),
        ("gwp", typed(str(emissions["gwp"]))),
    ]
    rate = (case.result["portfolio"] or {}).get("discount_rate_percent")
    facts.append(("discount_rate", number(rate, trace="/portfolio/discount_rate_percent", style="percent")))
    rows = tuple(Row(cells=(said(f"form.green_credit.{name}"), value)) for name, value in facts)
    return Table(id="basis", title=said("form.green_credit.basis"), columns=columns, rows=rows)


def _sum(*parts: float | None) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None
