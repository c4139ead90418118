"""What leaves the site: greenhouse gases, and money with the waste streams."""

from __future__ import annotations

from assessment.charts import Label
from assessment.reports.basis import Basis, Record, number, plural
from assessment.reports.counting import gaps_of
from assessment.reports.naming import factors
from assessment.reports.report import Block, Cell, Column, Figure, Number, Paragraph, Row, Section, Table, Text, said
from assessment.reports.sections.footprints import scope3
from assessment.reports.sections.inventory import inventory_blocks
from assessment.reports.sections.process import flow_cost
from assessment.result_charts import emission_pareto, loss_pareto

QUICK_SOURCES = 5  # the largest, in the report of four pages
MOST_LACKING = 3  # streams that a total lacks and that are named beside it
SCOPES = ("scope1", "scope2_location", "scope2_market", "scope3", "biogenic_co2")


def emissions(basis: Basis, kind: str) -> Section:
    """Return the inventory by scope and by source, with the factor of each."""
    record = basis.result["emissions"]
    blocks: list[Block] = []
    if not record["by_source"]:
        blocks.append(Paragraph(text=said("report.none.emissions")))
    else:
        blocks += [_scopes(basis, record, kind), _sources(basis, record, kind)]
        chart = emission_pareto(record, _labels(basis, [row["stream"] for row in record["by_source"]]))
        if chart and len(record["by_source"]) > 1 and kind == "full":
            blocks.append(Figure(id=chart.id, chart=chart))
    if kind == "full":
        blocks += scope3(basis, record)
        blocks += inventory_blocks(basis, record) if record["by_source"] else []
    return Section(id="emissions", title=said("report.section.emissions"), blocks=tuple(blocks))


def _labels(basis: Basis, streams: list[str]) -> dict[str, Label]:
    return {stream: basis.label(basis.stream(stream)) for stream in streams}


def _scopes(basis: Basis, record: Record, kind: str) -> Table:
    gaps = gaps_of(basis)
    columns = (Column(title=said("report.column.scope"), share=3), Column(title=said("report.column.emission"), align="number"))
    rows = tuple(
        Row(cells=(_scope(basis, name, gaps.lacks(name), kind), number(record[name], "t CO2" if name == "biogenic_co2" else "t CO2e", f"/emissions/{name}")), total=False)
        for name in SCOPES
        if record[name] is not None
    )
    return Table(id="scopes", title=said("report.table.scopes"), columns=columns, rows=rows, note=said("report.note.gwp", gwp=record["gwp"]))


def _scope(basis: Basis, name: str, lacking: tuple[str, ...], kind: str) -> Text:
    """Return a scope's name, with what its total lacks: by name where it is little or no table names it, else how many."""
    scope = said(f"report.scope.{name}")
    if not lacking:
        return scope
    if len(lacking) > MOST_LACKING and kind == "full":
        return said("report.scope.incomplete_count", scope=scope, count=len(lacking))
    return said("report.scope.incomplete", scope=scope, streams=basis.streams_inside(lacking))


def _sources(basis: Basis, record: Record, kind: str) -> Table:
    columns: tuple[Column, ...] = (
        Column(title=said("report.column.scope_short"), share=0.7),
        Column(title=said("report.column.source_stream"), share=2),
        Column(title=said("report.column.quantity"), align="number", share=1.3),
        Column(title=said("report.column.emission"), align="number", share=1.3),
        Column(title=said("report.column.biogenic"), align="number", share=1.3, optional=True),
        Column(title=said("report.column.factors"), share=2),
    )
    shown = len(columns) if kind == "full" else len(columns) - 1  # the factors are named in the full report
    columns = columns[:shown]
    numbered = list(enumerate(record["by_source"]))
    if kind == "quick":
        largest = sorted(numbered, key=lambda item: -abs(item[1]["co2e_t"]))[:QUICK_SOURCES]
        numbered = [item for item in numbered if item in largest]
    rows = tuple(Row(cells=_source_cells(basis, index, row)[:shown]) for index, row in numbered)
    hidden = len(record["by_source"]) - len(rows)
    is_biogenic = any(row.get("biogenic_co2_t") is not None for _, row in numbered)
    note = said("report.note.biogenic") if kind == "full" and is_biogenic else None
    if hidden:
        note = plural("report.note.more_sources", hidden, count=hidden)
    return Table(id="emission_sources", title=said("report.table.emission_sources"), columns=columns, rows=rows, note=note)


def _source_cells(basis: Basis, index: int, row: Record) -> tuple[Cell, ...]:
    at = f"/emissions/by_source/{index}"
    return (
        number(row["scope"], style="count"),
        basis.stream(row["stream"]),
        number(row["quantity"], row["unit"], f"{at}/quantity"),
        number(row["co2e_t"], "t CO2e", f"{at}/co2e_t"),
        number(row.get("biogenic_co2_t"), "t CO2", f"{at}/biogenic_co2_t"),
        factors(basis, row["factors"]),
    )


def losses(basis: Basis, kind: str) -> Section:
    """Return what the waste streams cost, and what of the material was never seen."""
    record = basis.result["losses"]
    blocks: list[Block] = []
    if not record["streams"] and "input_kg" not in record and not record.get("flow_cost"):
        return Section(id="losses", title=said("report.section.losses"), blocks=(Paragraph(text=said("report.none.losses")),))
    if "input_kg" in record:
        blocks.append(_balance(record))
    if record["streams"]:
        blocks.append(_streams(basis, record))
        chart = loss_pareto(record, _labels(basis, [row["stream"] for row in record["streams"]]))
        if chart:
            blocks.append(Figure(id=chart.id, chart=chart))
    if record.get("flow_cost") and kind == "full":
        blocks += flow_cost(basis, record["flow_cost"])
    if record["gaps"]:
        blocks.append(Paragraph(text=said("report.loss_gaps", streams=basis.streams_inside(record["gaps"])), role="note"))
    return Section(id="losses", title=said("report.section.losses"), blocks=tuple(blocks))


def _balance(record: Record) -> Table:
    columns = (Column(title=said("report.column.item"), share=3), Column(title=said("report.column.value"), align="number"))
    names = ("input_kg", "product_kg", "loss_kg", "seen_kg", "unseen_kg")
    rows = [Row(cells=(said(f"report.loss.{name}"), number(record[name], "kg", f"/losses/{name}"))) for name in names]
    rows.append(Row(cells=(said("report.loss.unseen_percent"), number(record["unseen_percent"], trace="/losses/unseen_percent", style="percent"))))
    return Table(id="material_balance", title=said("report.table.material_balance"), columns=columns, rows=tuple(rows))


def _streams(basis: Basis, record: Record) -> Table:
    columns = (
        Column(title=said("report.column.stream"), share=2),
        Column(title=said("report.column.of_material"), share=1.6),
        Column(title=said("report.column.mass"), align="number", share=1.1, optional=True),
        Column(title=said("report.column.purchase_value"), align="number", share=1.3, optional=True),
        Column(title=said("report.column.paid"), align="number", share=1.3, optional=True),
        Column(title=said("report.column.loss_cost"), align="number", share=1.3, optional=True),
    )
    rows = []
    for index, row in enumerate(record["streams"]):
        at = f"/losses/streams/{index}"
        money = [number(row.get(name), trace=f"{at}/{name}", style="money") for name in ("purchase_value_vnd", "paid_vnd", "cost_vnd")]
        mass = number(row.get("mass_kg"), "kg", f"{at}/mass_kg")
        rows.append(Row(cells=(basis.stream(row["stream"]), basis.stream(row["of"]), mass, *money)))
    if "cost_vnd" in record:
        total = Number(value=record["cost_vnd"], style="money", trace="/losses/cost_vnd")
        rows.append(Row(cells=(said("report.total_row"), None, None, None, None, total), total=True))
    note = said("report.note.losses")
    unpriced = dict.fromkeys(row["of"] for row in record["streams"] if "cost_vnd" not in row)
    if unpriced:
        priced = any("cost_vnd" in row for row in record["streams"])
        second = said("report.note.losses_unpriced" if priced else "report.note.losses_none_priced", streams=basis.streams_inside(unpriced))
        note = said("report.note.and", first=note, second=second) if priced else second
    return Table(id="losses", title=said("report.table.losses"), columns=columns, rows=tuple(rows), note=note)
