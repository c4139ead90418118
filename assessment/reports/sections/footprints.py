"""Footprints of products by stage, with their interval, quality and gaps; and scope 3 by category."""

from __future__ import annotations

from assessment.reports.basis import Basis, Record, filled, interval, joined, number, said_or
from assessment.reports.naming import factors
from assessment.reports.report import Block, Cell, Column, Number, Paragraph, Row, Section, Table, Text, said, typed
from data import messages
from data.phrases import phrase

QUALITY = ("score", "primary_share_percent", "screening_share_percent", "uncertainty_covers_percent")


def footprints(basis: Basis, kind: str) -> Section | None:
    """Return the footprint of each product; None where none was asked for."""
    records = list(enumerate(basis.result["footprints"]))
    if not records:
        return None
    blocks: list[Block] = [_totals(basis, records)]
    for index, record in records:
        if kind == "full":
            blocks += [_stages(basis, index, record), _rows(basis, index, record), _bases(basis, index, record)]
        if record["gaps"]:
            blocks.append(Paragraph(text=said("report.footprint.gaps", product=basis.product(record["product"]), gaps=_gaps(basis, record)), role="note"))
    return Section(id="footprints", title=said("report.section.footprints"), blocks=tuple(blocks))


def _totals(basis: Basis, records: list[tuple[int, Record]]) -> Table:
    columns = (
        Column(title=said("report.column.product"), share=2),
        Column(title=said("report.column.per_unit"), share=1.2),
        Column(title=said("report.column.boundary"), share=1.8),
        Column(title=said("footprint.column.basis"), share=1.2),
        Column(title=said("report.column.footprint"), align="number", share=1.3),
        Column(title=said("report.column.interval"), align="number", share=1.4, optional=True),
    )
    rows = []
    for index, record in records:
        unit = record["declared_unit"]
        cells: tuple[Cell, ...] = (
            basis.product(record["product"]),
            Number(value=unit["quantity"], unit=unit["unit"]),
            said(f"footprint.boundary.{record['boundary']}"),
            said_or(f"footprint.basis.{record['allocation']}", str(record["allocation"])),
            number(record["total"], record["unit"], f"/footprints/{index}/total"),
            interval(record),
        )
        rows.append(Row(cells=cells))
    note = said("report.note.footprint")
    return Table(id="footprints", title=said("report.table.footprints"), columns=columns, rows=tuple(rows), note=note)


def _stages(basis: Basis, index: int, record: Record) -> Table:
    columns = (Column(title=said("footprint.column.stage"), share=2.4), Column(title=said("report.column.footprint"), align="number"))
    rows = []
    for member, prefix in (("by_stage", "footprint.stage"), ("by_scope", "footprint.scope")):
        for name, value in record[member].items():
            rows.append(Row(cells=(said_or(f"{prefix}.{name}", name), number(value, record["unit"], f"/footprints/{index}/{member}/{name}"))))
    quality = record["data_quality"]
    for name in QUALITY:
        if quality.get(name) is not None:
            style = "plain" if name == "score" else "percent"
            cell = number(quality[name], trace=f"/footprints/{index}/data_quality/{name}", style=style)  # type: ignore[arg-type]
            rows.append(Row(cells=(said(f"footprint.quality.{name}"), cell)))
    sets = record["gwp"]
    note = said("footprint.gwp", sets=typed(", ".join(sets["sets"]) or "–"), silent=len(sets["not_stated"]))
    title = said("report.table.footprint_stages", product=basis.product(record["product"]))
    return Table(id=f"stages-{record['product']}", title=title, columns=columns, rows=tuple(rows), note=note)


def _rows(basis: Basis, index: int, record: Record) -> Table:
    columns = (
        Column(title=said("footprint.column.stage"), share=1.3),
        Column(title=said("footprint.column.what"), share=2),
        Column(title=said("footprint.column.quantity"), align="number", share=1.2),
        Column(title=said("report.column.footprint"), align="number", share=1.2),
        Column(title=said("footprint.column.factor"), share=2.6),
    )
    rows = []
    for place, row in enumerate(record["rows"]):
        at = f"/footprints/{index}/rows/{place}"
        named = joined([factors(basis, [str(row["factor"])]), _covers(str(row.get("boundary") or ""))], "; ")
        amount = number(row.get("quantity"), str(row.get("unit") or ""), f"{at}/quantity")
        emitted = number(row.get("co2e"), record["unit"], f"{at}/co2e")
        what = basis.stream(row["stream"]) if row.get("stream") else basis.row_name("life_cycle", str(row["factor"]))
        rows.append(Row(cells=(said_or(f"footprint.stage.{row['stage']}", row["stage"]), what, amount, emitted, named)))
    title = said("report.table.footprint_rows", product=basis.product(record["product"]))
    return Table(id=f"inventory-{record['product']}", title=title, columns=columns, rows=tuple(rows))


def _covers(boundary: str) -> Cell:
    """Return what a factor covers: our words for the factory's own figures, else the source's in the reader's language."""
    if messages.has_message(f"footprint.covers.{boundary}"):
        return said(f"footprint.covers.{boundary}")
    return Text(names={lang: phrase(boundary, lang) for lang in messages.languages()}) if boundary else None


def _bases(basis: Basis, index: int, record: Record) -> Table:
    columns = (Column(title=said("footprint.column.basis"), share=2), Column(title=said("report.column.footprint"), align="number"))
    rows = []
    for name, total in record["sensitivity"]["allocation"].items():
        label = said_or(f"footprint.basis.{name}", name)
        shown: Cell = said("footprint.not_possible") if total is None else number(total, record["unit"], f"/footprints/{index}/sensitivity/allocation/{name}")
        rows.append(Row(cells=(label, shown), total=name == record["allocation"]))
    title = said("report.table.footprint_bases", product=basis.product(record["product"]))
    return Table(id=f"bases-{record['product']}", title=title, columns=columns, rows=tuple(rows), note=said("footprint.bases.lead"))


def _gaps(basis: Basis, record: Record) -> Cell:
    return joined([_gap(basis, gap) for gap in record["gaps"]], "; ")


def _gap(basis: Basis, gap: Record) -> Text:
    about = gap.get("stream") or gap.get("stage")
    name = basis.stream(str(gap["stream"])) if gap.get("stream") else said_or(f"footprint.stage.{about}", str(about or "–"))
    return said("report.footprint.gap", what=name, why=filled(f"finding.{gap.get('code')}.title", {}, str(gap.get("code") or "–")))


def scope3(basis: Basis, record: Record) -> list[Block]:
    """Return scope 3 by category: what was counted, what lacks a factor, and why others are not reported."""
    categories = record.get("scope3_categories") or []
    if record["scope3"] is None and not any(row["missing"] for row in categories):
        return []
    columns = (
        Column(title=said("report.column.category"), share=2.6),
        Column(title=said("report.column.emission"), align="number", share=1.1),
        Column(title=said("report.column.remark"), share=3),
    )
    rows = []
    for index, row in enumerate(categories):
        missing = said("report.scope3.missing", streams=basis.streams_inside(row["missing"])) if row["missing"] else None
        reason = said(f"report.scope3.{row['reason']}") if row["reason"] and not (missing and row["reason"] == "factor_missing") else None
        emitted = number(row["co2e_t"], "t CO2e", f"/emissions/scope3_categories/{index}/co2e_t")
        rows.append(Row(cells=(said(f"report.scope3_category.{row['category']}"), emitted, joined([reason, missing], " "))))
    note = said("report.note.scope3")
    return [Table(id="scope3", title=said("report.table.scope3"), columns=columns, rows=tuple(rows), note=note)]
