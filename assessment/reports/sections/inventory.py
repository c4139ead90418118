"""How well the inventory is known, how it moved over the years, its base year, and energy sold."""

from __future__ import annotations

from assessment.reports.basis import Basis, Record, inside, joined, number
from assessment.reports.report import Block, Cell, Column, Number, Paragraph, Row, Table, Text, When, said

PARTS = ("scope1", "scope2", "total")


def inventory_blocks(basis: Basis, record: Record) -> list[Block]:
    """Return the tables and sentences of what stands beside the scopes."""
    is_stated = any(record["uncertainty"][name]["half_interval_percent"] is not None for name in PARTS)
    blocks: list[Block] = [_error(record["uncertainty"]) if is_stated else Paragraph(text=said("inventory.error.not_known"))]
    if any(row["lacks"] for row in record["uncertainty"]["rows"]):
        blocks.append(Paragraph(text=missing_errors(basis, record["uncertainty"]), role="note"))
    if len(record["years"]) > 1:
        blocks.append(_years(basis, record["years"]))
    if record["base_year"] is not None:
        blocks += [Paragraph(text=text) for text in base_year(basis, record["base_year"])]
    if record["sold_energy"]:
        blocks.append(_sold(basis, record["sold_energy"]))
    return blocks


def _error(record: Record) -> Table:
    columns = (
        Column(title=said("inventory.error.scope"), share=2),
        Column(title=said("inventory.error.half"), align="number"),
        Column(title=said("inventory.error.covers"), align="number"),
    )
    rows = []
    for name in PARTS:
        at, part = f"/emissions/uncertainty/{name}", record[name]
        half: Cell = number(part["half_interval_percent"], trace=f"{at}/half_interval_percent", style="percent") or said("inventory.error.none")
        rows.append(Row(cells=(said(f"inventory.error.{name}"), half, number(part["covers_percent"], trace=f"{at}/covers_percent", style="percent"))))
    return Table(id="inventory_error", title=said("inventory.error.title"), columns=columns, rows=tuple(rows), note=said("inventory.error.lead"))


def missing_errors(basis: Basis, record: Record) -> Text:
    """Return which sources state no error, and of what."""
    named = [
        said("inventory.error.lacks", stream=inside(basis.stream(row["stream"])), what=joined([said(f"inventory.error.{what}") for what in row["lacks"]]))
        for row in record["rows"]
        if row["lacks"]
    ]
    return said("inventory.error.missing", rows=joined(named, "; ")) if named else said("inventory.error.lead")


def _years(basis: Basis, years: list[Record]) -> Table:
    columns = (
        Column(title=said("inventory.years.year")),
        Column(title=said("report.scope.scope1"), align="number"),
        Column(title=said("report.scope.scope2_location"), align="number"),
        Column(title=said("inventory.years.total"), align="number"),
        Column(title=said("inventory.years.change"), align="number"),
        Column(title=said("inventory.years.remark"), share=2),
    )
    rows = []
    for index, year in enumerate(years):
        at = f"/emissions/years/{index}"
        figures = [number(year[name], "t CO2e", f"{at}/{name}") for name in ("scope1", "scope2_location", "total")]
        change = number(year["change_percent"], trace=f"{at}/change_percent", style="signed_percent")
        lacking = said("inventory.years.lacks", streams=basis.streams_inside(year["lacks"])) if year["lacks"] else None
        rows.append(Row(cells=(When(period=year["period"]), *figures, change, lacking)))
    return Table(id="inventory_years", title=said("inventory.years.title"), columns=columns, rows=tuple(rows))


def base_year(basis: Basis, record: Record) -> list[Text]:
    """Return what is to be said of the base year, a sentence each."""
    if record["total"] is None:
        return [said("inventory.base.not_known"), *_not_comparable(basis, record)]
    total = Number(value=record["total"], unit="t CO2e")
    texts = [said("inventory.base.as_entered", period=When(period=record["period"]), total=total)]
    if not any(change["counts"] for change in record["changes"]):
        texts.append(said("inventory.base.no_changes"))
    elif record["threshold_percent"] is None or record["effect_percent"] is None:
        texts.append(said("inventory.base.no_threshold"))
    else:
        values: dict[str, object] = {
            "effect": Number(value=record["effect"], unit="t CO2e"), "percent": Number(value=record["effect_percent"], style="signed_percent"),
            "threshold": Number(value=record["threshold_percent"], style="percent"),
        }  # fmt: skip
        if record["recalculated"]:
            values["total"] = Number(value=record["total_recalculated"], unit="t CO2e")
        texts.append(said(f"inventory.base.{'recalculated' if record['recalculated'] else 'kept'}", **values))
    texts += _not_comparable(basis, record)
    if not record["lacks"] and record["change_percent"] is not None:
        change, recalculated = (Number(value=record[key], style="signed_percent") for key in ("change_percent", "change_recalculated_percent"))
        if record["recalculated"]:
            texts.append(said("inventory.base.change", change=change, recalculated=recalculated))
        else:
            texts.append(said("inventory.base.change_as_entered", change=change))
    return texts


def _not_comparable(basis: Basis, record: Record) -> list[Text]:
    """Return of which sources the base year has fewer months, so that no change is given."""
    return [said("inventory.base.not_comparable", streams=basis.streams_inside(record["lacks"]))] if record["lacks"] else []


def _sold(basis: Basis, sold: list[Record]) -> Table:
    columns = (
        Column(title=said("inventory.sold.stream"), share=2),
        Column(title=said("inventory.sold.quantity"), align="number"),
        Column(title=said("inventory.sold.co2e"), align="number"),
    )
    rows = []
    for index, row in enumerate(sold):
        at = f"/emissions/sold_energy/{index}"
        emitted: Cell = number(row["co2e_t"], "t CO2e", f"{at}/co2e_t") or said("inventory.sold.not_stated")
        rows.append(Row(cells=(basis.stream(row["stream"]), number(row["quantity"], row["unit"], f"{at}/quantity"), emitted)))
    return Table(id="sold_energy", title=said("inventory.sold.title"), columns=columns, rows=tuple(rows), note=said("inventory.sold.lead"))
