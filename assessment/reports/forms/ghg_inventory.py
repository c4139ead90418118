"""Form 06 of Annex II, decree 06/2022: the result of a facility's greenhouse gas inventory, in its 3 parts and 11 items.

References
----------
.. [1] Nghị định 06/2022/NĐ-CP, Annex II, Mẫu số 06, in a transcription of the signed PDF (SHA-256 c3b7f52f…, page 43): an outline
   of 3 parts and 11 items without tables, unit, GWP set or split by gas. The tables here are ours, after circular 38/2023.
"""

from __future__ import annotations

from collections.abc import Mapping

from assessment.reports.basis import Record, joined, number
from assessment.reports.forms.form import Case, Form, Heading, Part
from assessment.reports.naming import called, place_in
from assessment.reports.report import Cell, Column, Number, Paragraph, Row, Table, Text, said, typed
from assessment.reports.sections.inventory import missing_errors

ITEMS = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "3.4")
GASES = ("co2_kg", "ch4_kg", "n2o_kg")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def fill(case: Case) -> Form:
    """Return the filled form."""
    parts: list[Part] = []
    contents = {
        "1.1": case.identity("name", "address", "tax_code", "business_licence"),
        "1.2": case.line("representative"),
        "1.3": case.identity("sector") + case.line("activity", _products(case)),
        "2.1": (*case.line("boundary", said("form.ghg_inventory.boundary_text")),),
        "2.2": (*case.line("technology", _steps(case)),),
        "2.3": (*_sources(case), *case.line("sinks")),
        "2.4": (*case.line("data_system", said("form.ghg_inventory.data_text")), *_limits(case)),
        "3.1": (Paragraph(text=said("form.ghg_inventory.method_text", gwp=case.result["emissions"]["gwp"])), _factors(case)),
        "3.2": (_activity(case),),
        "3.3": (_outcome(case),),
        "3.4": (*case.line("uncertainty", _uncertainty(case)), *_unknown_errors(case)),
    }
    for item in ITEMS:
        if item.endswith(".1"):
            parts.append(Heading(text=said(f"form.ghg_inventory.part.{item[0]}")))
        parts.append(Heading(text=said(f"form.ghg_inventory.item.{item}"), level=2))
        parts += contents[item]
    return case.form(tuple(parts), is_confirmed=True, signatories=("facility",))


def _products(case: Case) -> Cell:
    rows = [row for row in case.result["totals"]["output"] if row["product"] and row["per"] == "output"]
    return joined([said("form.amount_of", what=case.basis.product(row["product"]), amount=Number(value=row["value"], unit=row["unit"])) for row in rows], "; ")


def _steps(case: Case) -> Cell:
    process = case.document.assessment.process
    return joined([typed(step.name) for step in process.steps], " → ") if process and process.steps else None


def _sources(case: Case) -> tuple[Part, ...]:
    names: dict[int, list[Text]] = {1: [], 2: []}
    for row in case.result["emissions"]["by_source"]:
        name = case.basis.stream(row["stream"])
        if row["scope"] in names and name not in names[row["scope"]]:
            names[row["scope"]].append(name)
    return tuple(
        Paragraph(text=said(f"form.ghg_inventory.sources.{scope}", streams=joined(found)))
        for scope, found in names.items()
        if found
    )


def _limits(case: Case) -> tuple[Part, ...]:
    gaps = [row["id"].partition("/")[2] for row in case.result["withheld"] if row["id"].startswith("emissions.") and "scope3" not in row["id"]]
    if not gaps:
        return ()
    return (Paragraph(text=said("form.ghg_inventory.limits", streams=joined([case.basis.stream(key) for key in gaps]))),)


def _factors(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.source"), share=2),
        Column(title=said("form.column.factor"), share=2),
        Column(title=said("form.column.document"), share=3),
    )
    rows = []
    for row in _counted(case):
        nodes = [case.result["trace"].get(factor) or {} for factor in row["factors"]]
        cited = []
        for node in nodes:
            source = case.basis.source(node["source"]) if node.get("source") else None
            if source:
                cited.append(joined([called(source), place_in(str(node["locator"])) if node.get("locator") else None]))
        gases = {fact.id: gas for gas, fact in case.basis.book.combustion_factors(row["stream"], case.site.reporting.end).items()}
        figures = [_factor(factor, gases, node) for factor, node in zip(row["factors"], nodes, strict=True)]
        rows.append(Row(cells=(case.basis.stream(row["stream"]), joined(figures, "; "), joined([each for place, each in enumerate(cited) if each not in cited[:place]], "; "))))
    return Table(id="factors", title=said("form.ghg_inventory.factors"), columns=columns, rows=tuple(rows))


def _factor(id: str, gases: Mapping[str, str], node: Record) -> Text | None:
    """Return a factor's figure, with the gas it is of."""
    if node.get("value") is None:
        return None
    value = Number(value=node["value"], unit=node.get("unit") or "")
    if node.get("formula") == "own figure":
        return said("form.ghg_inventory.own", value=value)
    head, _, name = id.partition(".")
    gas = name.rpartition(".")[2].partition("_")[0] if head == "gwp" else gases.get(id, "")
    key = "form.ghg_inventory.gwp_of" if head == "gwp" else "form.amount_of"
    formula = gas.translate(SUBSCRIPTS)
    return said(key, gas=formula, what=typed(formula), amount=value, value=value) if gas else said("form.ghg_inventory.figure", value=value)


def _counted(case: Case) -> list[Record]:
    return [row for row in case.result["emissions"]["by_source"] if row["scope"] in (1, 2)]


def _activity(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.scope"), align="number", share=0.6),
        Column(title=said("form.column.source"), share=2.4),
        Column(title=said("form.column.unit")),
        Column(title=said("form.column.amount"), align="number", share=1.2),
    )
    rows = []
    for index, row in enumerate(case.result["emissions"]["by_source"]):
        if row["scope"] in (1, 2):
            amount = Number(value=row["quantity"], unit=row["unit"], bare=True, trace=f"/emissions/by_source/{index}/quantity")
            rows.append(Row(cells=(Number(value=float(row["scope"]), style="count"), case.basis.stream(row["stream"]), Text(unit=row["unit"]), amount)))
    title = said("form.ghg_inventory.activity", year=case.year)
    return Table(id="activity", title=title, columns=columns, rows=tuple(rows), note=said("form.ghg_inventory.second_year"))


def _outcome(case: Case) -> Table:
    columns = (
        Column(title=said("form.column.source"), share=2.0),
        Column(title=said("form.column.co2"), align="number", share=1.25),
        Column(title=said("form.column.ch4"), align="number"),
        Column(title=said("form.column.n2o"), align="number", share=0.9),
        Column(title=said("form.column.co2e"), align="number", share=1.2),
    )
    emissions = case.result["emissions"]
    rows = []
    for index, row in enumerate(emissions["by_source"]):
        if row["scope"] in (1, 2):
            at = f"/emissions/by_source/{index}"
            gases = [number(row.get(name), "kg", f"{at}/{name}") for name in GASES]
            rows.append(Row(cells=(case.basis.stream(row["stream"]), *gases, number(row["co2e_t"], "t CO2e", f"{at}/co2e_t"))))
    for scope, name in ((1, "scope1"), (2, "scope2_location")):
        rows.append(Row(cells=(said(f"report.scope.{name}"), *_gases(emissions, (scope,)), number(emissions[name], "t CO2e", f"/emissions/{name}")), total=True))
    if emissions["scope1"] is not None and emissions["scope2_location"] is not None:
        whole = Number(value=emissions["scope1"] + emissions["scope2_location"], unit="t CO2e")
        rows.append(Row(cells=(said("form.total"), *_gases(emissions, (1, 2)), whole), total=True))
    title = said("form.ghg_inventory.outcome", year=case.year, gwp=emissions["gwp"])
    return Table(id="outcome", title=title, columns=columns, rows=tuple(rows), note=said("form.ghg_inventory.biogenic", amount=Number(value=emissions["biogenic_co2"], unit="t CO2")))


def _gases(emissions: Record, scopes: tuple[int, ...]) -> list[Cell]:
    """Return the sums of the gases that are known by themselves. [kg]"""
    rows = [row for row in emissions["by_source"] if row["scope"] in scopes]
    known = {name: [row[name] for row in rows if row.get(name) is not None] for name in GASES}
    return [number(sum(values), "kg") if values else None for values in known.values()]


def _uncertainty(case: Case) -> Cell:
    known = case.result["emissions"]["uncertainty"]["total"]
    if known["half_interval_percent"] is None:
        return said("form.ghg_inventory.uncertainty_unknown")
    half = Number(value=known["half_interval_percent"], style="percent", trace="/emissions/uncertainty/total/half_interval_percent")
    return said("form.ghg_inventory.uncertainty_text", percent=half, covers=Number(value=known["covers_percent"], style="percent"))


def _unknown_errors(case: Case) -> tuple[Part, ...]:
    """Name the sources whose errors nobody stated: no default stands in their place."""
    record = case.result["emissions"]["uncertainty"]
    return (Paragraph(text=missing_errors(case.basis, record), role="note"),) if any(row["lacks"] for row in record["rows"]) else ()
