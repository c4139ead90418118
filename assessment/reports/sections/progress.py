"""Targets of programmes, and what moved consumption between the two periods."""

from __future__ import annotations

from assessment.reports.basis import Basis, Record, interval, joined, number, plural, said_or, verdict
from assessment.reports.counting import PROVINCIAL, UNJUDGED, not_compared, shown_targets, target_reason, verdict_key
from assessment.reports.naming import placed
from assessment.reports.report import (
    Block,
    Cell,
    Column,
    Figure,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    When,
    said,
)
from assessment.result_charts import decomposition_waterfall, target_path

WITH_REASONS = (2.2, 1.8, 1.3, 1.0, 1.5, 1.6, 3.4)  # widths of the table of targets
WITHOUT_REASONS = (3.5, 2.4, 1.4, 1.0, 1.7, 2.1, 1.4)
STILL = 0.001  # share of a consumption; where one of the two effects is smaller, the table tells all and a drawing nothing


def targets(basis: Basis, kind: str) -> Section:
    """Return every target with change, interval and verdict, and the decomposition of the change."""
    blocks: list[Block] = []
    if not basis.result["targets"]:
        blocks.append(Paragraph(text=said("report.none.targets")))
    else:
        blocks.append(_table(basis, shown_targets(basis, kind), kind))
        blocks += _paths(basis, kind)
    parts = basis.result["decompositions"]
    if parts:
        blocks.append(_decomposition(basis, kind))
        if kind == "full":
            blocks += [
                Figure(id=f"decomposition-{row['kind']}", chart=decomposition_waterfall(row, basis.label(_consumed(row))))
                for row in parts
                if min(abs(row["activity_effect"]), abs(row["intensity_effect"])) > STILL * abs(row["amount"])
            ]
    return Section(id="targets", title=said("report.section.targets"), blocks=tuple(blocks))


def _table(basis: Basis, rows: list[tuple[int, Record]], kind: str) -> Table:
    has_reasons = kind == "full"
    names = ("programme", "indicator", "reduction", "change", "change_interval", "verdict", "why" if has_reasons else "remark")
    columns = tuple(
        Column(title=said(f"report.column.{name}"), align="number" if 2 <= at <= 4 else "text", share=share, optional=name in ("change_interval", "remark"))
        for at, (name, share) in enumerate(zip(names, WITH_REASONS if has_reasons else WITHOUT_REASONS, strict=True))
    )
    table_rows = tuple(Row(cells=_cells(basis, index, row, kind)) for index, row in rows)
    hidden = len(basis.result["targets"]) - len(rows)
    note = said("report.note.targets")
    for reason in () if has_reasons else _reasons(basis, [row for _, row in rows]):
        note = said("report.note.and", first=note, second=reason)
    if hidden:
        note = said("report.note.and", first=note, second=plural("report.note.more_targets", hidden, count=hidden))
    return Table(id="targets", title=said("report.table.targets"), columns=columns, rows=table_rows, note=note)


def _reasons(basis: Basis, rows: list[Record]) -> list[Text]:
    """Return each verdict that judges nothing, once, with why and what next; what the figures alone say stands under the summary's table."""
    found = {(verdict_key(row), row["why"]["code"]): row for row in reversed(rows) if row["verdict"] in UNJUDGED}
    return [said("report.note.unjudged_targets", verdict=verdict(key), why=basis.why(row["why"])) for (key, _), row in found.items()]


def _cells(basis: Basis, index: int, row: Record, kind: str) -> tuple[Cell, ...]:
    change = number(row["change_percent"], trace=f"/targets/{index}/change_percent", style="signed_percent")
    reason = target_reason(basis, row) if kind == "full" else None
    why = joined([reason, said("report.by_analogy" if kind == "full" else "report.analogous") if row["by_analogy"] else None, _cited(basis, row) if kind == "full" else None], " ")
    programme = said("report.programme", programme=_programme(row["programme"]), deadline=When(period=row["deadline"]))
    return (
        programme,
        basis.kind(row["kind"]),
        reduction_of(row),
        change,
        interval(row, "change_low", "change_high", "signed_percent"),
        verdict(verdict_key(row)),
        why,
    )


def _programme(key: str) -> Text:
    return said_or(f"report.programme.{key}", key)


def _cited(basis: Basis, row: Record) -> Cell:
    source = basis.source(row["source"]) if row["source"] else None
    if source is None:
        return None
    return said("report.cited", source=placed(source, row["locator"]))


def reduction_of(row: Record) -> Text:
    """Return what a target asks for, as a share or a range of shares. [%]"""
    low, high = row["reduction_percent_low"], row["reduction_percent_high"]
    if high is None or high == low:
        return said("report.reduction", low=number(low))
    return said("report.reduction_range", low=number(low), high=number(high))


def _paths(basis: Basis, kind: str) -> list[Block]:
    """Return the path to a target for each kind: the province's programme before others, its last deadline."""
    chosen: dict[str, Record] = {}
    for row in basis.result["targets"]:
        if row["by_analogy"] or row["change_percent"] is None:
            continue
        known = chosen.get(row["kind"])
        if known is None or _rank(row) > _rank(known):
            chosen[row["kind"]] = row
    figures: list[Block] = []
    for row in chosen.values():
        title = said("report.target_of", kind=basis.kind(row["kind"]), programme=_programme(row["programme"]))
        chart = target_path(row, basis.label(title))
        if chart and (kind == "full" or row["kind"] == "energy_intensity"):
            figures.append(Figure(id=chart.id, chart=chart))
    return figures


def _rank(row: Record) -> tuple[bool, str]:
    return row["programme"] == PROVINCIAL, row["deadline"]


def _consumed(row: Record) -> Text:
    return said_or(f"report.total.{row['kind'].removesuffix('_intensity')}", row["kind"])


def _new_materials(basis: Basis) -> list[str]:
    """Return the materials that the baseline has no figure of: what is used of them now reads as an increase by intensity."""
    streams = [
        {item["stream"]: None for item in basis.indicators(period) if item["kind"] == "material_intensity" and "/" in (item["stream"] or "")}
        for period in (basis.reporting, basis.baseline or "")
    ]
    return [stream for stream in streams[0] if stream not in streams[1]]


def _decomposition(basis: Basis, kind: str) -> Table:
    columns = (
        Column(title=said("report.column.consumption"), share=1.8),
        Column(title=said("report.column.before"), align="number", share=1.2),
        Column(title=said("report.column.by_activity"), align="number", share=1.2),
        Column(title=said("report.column.by_intensity"), align="number", share=1.2),
        Column(title=said("report.column.now"), align="number", share=1.2),
    )
    rows = []
    for index, row in enumerate(basis.result["decompositions"]):
        at = f"/decompositions/{index}"
        name = _consumed(row)
        members = ("baseline_amount", "activity_effect", "intensity_effect", "amount")
        cells: tuple[Cell, ...] = (name, *(number(row[member], row["unit"], f"{at}/{member}") for member in members))
        rows.append(Row(cells=cells))
    note, lacking = said("report.note.decomposition"), not_compared(basis)
    if lacking:
        reason = said("report.note.ghg_not_compared", streams=basis.streams_inside(lacking))
        note = said("report.note.and", first=note, second=reason)
    kinds = {row["kind"] for row in basis.result["decompositions"]} if kind == "full" else set()
    if "ghg_intensity" in kinds:
        note = said("report.note.and", first=note, second=said("report.note.ghg_factors"))
    if "material_intensity" in kinds and (new := _new_materials(basis)):
        note = said("report.note.and", first=note, second=said("report.note.new_materials", streams=basis.streams_inside(new)))
    return Table(id="decomposition", title=said("report.table.decomposition"), columns=columns, rows=tuple(rows), note=note)
