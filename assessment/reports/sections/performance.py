"""Intensities and productivities, month by month, by product and by material; and where they stand."""

from __future__ import annotations

import re
from dataclasses import replace

from assessment.reports.basis import (
    MAIN_KINDS,
    PER_ORDER,
    Basis,
    Record,
    bare,
    interval,
    joined,
    number,
    said_or,
    shown_context,
    unit_of,
    verdict,
)
from assessment.reports.naming import placed, reference_labels
from assessment.reports.report import (
    Block,
    Cell,
    Column,
    Figure,
    Number,
    Paragraph,
    Row,
    Section,
    Style,
    Table,
    Text,
    When,
    said,
    typed,
)
from assessment.reports.sections.months import DRAWN_IN_QUICK, ESTIMATED, MONTHLY, month_figure, month_table
from assessment.reports.sections.references import in_unit, of_other_products, other_products
from assessment.result_charts import COMPARED, standing_bullet, standing_key
from assessment.standing_captions import signed_gap

SHARES = ("yield", "material_loss")  # kg per kg, read as a percentage


def performance(basis: Basis, kind: str) -> Section:
    """Return the indicators of the reporting period beside the baseline's."""
    blocks: list[Block] = []
    rows = _site_rows(basis, kind)
    if next(basis.indicators(basis.reporting), None) is None:
        return Section(id="performance", title=said("report.section.performance"), blocks=(Paragraph(text=said("report.none.indicators")),))
    if rows:
        blocks.append(_table(basis, "site" if kind == "full" else "others", rows, said("report.note.productivity")))
    materials = [item for item in basis.indicators(basis.reporting) if item["stream"] and item["per"] == _fairest(basis)]
    materials += [i for i in basis.indicators(basis.reporting) if i["kind"] in SHARES]
    if materials:
        blocks.append(_table(basis, "materials", materials, _doubted(basis)))
    products = [i for i in basis.indicators(basis.reporting, of_site=False) if i["kind"] in MAIN_KINDS and not i["stream"]]
    if products and kind == "full" and len(basis.result["subject"]["products"]) > 1:  # one product's are the site's
        blocks.append(_by_product(basis, products))
    drawn = MONTHLY if kind == "full" else DRAWN_IN_QUICK
    figures = [figure for name in drawn if (figure := month_figure(basis, name))]
    blocks += [figure for figure in figures if figure.chart.sentence != ESTIMATED]  # months that were made, not read, tell nothing
    if kind == "full" and (table := month_table(basis)):
        blocks.append(table)
    return Section(id="performance", title=said("report.section.performance"), blocks=tuple(blocks))


def _doubted(basis: Basis) -> Text | None:
    """Return of which materials more than half is said to be lost, which asks to be looked at before it is believed."""
    found = [str(finding["values"]["of"]) for finding in basis.result["findings"] if finding["code"] == "material.loss_above_half"]
    return said("report.note.loss_doubted", streams=joined(basis.stream(key) for key in dict.fromkeys(found))) if found else None


def _fairest(basis: Basis) -> str:
    found = {item["per"] for item in basis.indicators(basis.reporting)}
    return next((per for per in PER_ORDER[1:] if per in found), "output")


def _site_rows(basis: Basis, kind: str) -> list[Record]:
    """Return the site's indicators; the quick report gives each kind once, by its fairest denominator."""
    items = [i for i in basis.indicators(basis.reporting) if not i["stream"] and i["kind"] not in SHARES]
    items += [i for i in basis.indicators(basis.reporting, of_site=False) if i["per"] == "norm"]
    if kind == "full":
        return sorted(items, key=lambda item: (_order(item["kind"]), PER_ORDER.index(item["per"])))
    others = [item for item in items if item["kind"] not in (*MAIN_KINDS, "norm_sec")]  # the summary gives these
    chosen = {item["kind"]: item for item in sorted(others, key=lambda item: -PER_ORDER.index(item["per"]))}
    return sorted(chosen.values(), key=lambda item: _order(item["kind"]))


def _order(kind: str) -> int:
    order = ("norm_sec", *MAIN_KINDS, "waste_disposed_intensity", "material_productivity", "energy_productivity", "water_productivity")
    return order.index(kind) if kind in order else len(order)


def _table(basis: Basis, id: str, items: list[Record], note: Text | None) -> Table:
    columns = (
        Column(title=said("report.column.indicator"), share=2.8),
        Column(title=said("report.column.unit"), share=1.7),
        Column(title=said("report.column.baseline", period=_or_dash(basis.baseline)), align="number", share=1, optional=True),
        Column(title=said("report.column.period", period=When(period=basis.reporting)), align="number", share=1),
        Column(title=said("report.column.interval"), align="number", share=1.4, optional=True),
    )
    rows = []
    for item in items:
        before = basis.before(item)
        unit = unit_of("" if item["kind"] in SHARES else item["unit"])
        name = said("report.kind_of_all", kind=basis.kind(item["kind"])) if item["kind"] in SHARES and not item["stream"] else basis.indicator_name(item)
        cells = (name, unit, _figure(before), _figure(item), interval(item))
        rows.append(Row(cells=cells))
    return Table(id=id, title=said(f"report.table.{id}"), columns=columns, rows=tuple(rows), note=note)


def _figure(item: Record | None) -> Cell:
    if item is None:
        return None
    style: Style = "share" if item["kind"] in SHARES else "plain"
    return bare(item, style)


def _or_dash(period: str | None) -> object:
    return When(period=period) if period else typed("–")


def _by_product(basis: Basis, items: list[Record]) -> Table:
    kinds = [kind for kind in MAIN_KINDS if any(item["kind"] == kind for item in items)]
    columns = (
        Column(title=said("report.column.product"), share=1.8),
        *(Column(title=_titled(basis.kind(kind), items, kind), align="number", share=1.3) for kind in kinds),
    )
    rows = []
    for product in basis.result["subject"]["products"]:
        cells: list[Cell] = [basis.product(product["id"])]
        for kind in kinds:
            item = next((i for i in items if i["kind"] == kind and i["product"] == product["id"]), None)
            cells.append(_in_column(item, items, kind))
        rows.append(Row(cells=tuple(cells)))
    note = said("report.note.by_product", by=basis.allocation()) if len(rows) > 1 else None
    return Table(id="by_product", title=said("report.table.by_product"), columns=columns, rows=tuple(rows), note=note)


def _one_unit(items: list[Record], kind: str) -> str:
    """Return the unit that all products' indicators of a kind share, or nothing."""
    units = {item["unit"] for item in items if item["kind"] == kind}
    return units.pop() if len(units) == 1 else ""


def _titled(name: Text, items: list[Record], kind: str) -> Text:
    unit = _one_unit(items, kind)
    return said("report.with_unit", name=name, unit=unit_of(unit)) if unit else name


def _in_column(item: Record | None, items: list[Record], kind: str) -> Cell:
    if item is None:
        return None
    return bare(item) if _one_unit(items, kind) else number(item["value"], item["unit"], item["id"])


def standing(basis: Basis, kind: str) -> Section:
    """Return the verdicts against norms, ranges and surveys, each with why and from which article."""
    title = said("report.section.standing")
    verdicts = basis.result["standings"]
    if not verdicts:
        return Section(id="standing", title=title, blocks=(Paragraph(text=said("report.none.standings")),))
    legal = [row for row in verdicts if row["legal"]]
    context = shown_context(basis, kind)
    blocks: list[Block] = []
    silent = [row for row in legal if row["norm"] is None and row["verdict"] == "no_norm"]
    spoken = [row for row in legal if row not in silent]
    if silent:
        blocks += _silence(basis, silent, spoken)
    if spoken:
        blocks.append(_verdicts(basis, "legal", spoken))
    others = [row for row in context if of_other_products(row)]
    alike = [row for row in context if row not in others]
    if alike:
        blocks.append(_verdicts(basis, "context", alike))
    if others:
        blocks.append(other_products(basis, others))
    blocks += _bullets(basis, kind)
    return Section(id="standing", title=title, blocks=tuple(blocks))


def _silence(basis: Basis, silent: list[Record], spoken: list[Record]) -> list[Block]:
    """Return on what the law has no norm; what the norm in the table below judges on its own basis is not named."""
    judged = {row["norm"] for row in spoken}
    has_electric = any(norm.id in judged and norm.energy_basis == "electricity_only" for norm in basis.book.norms())
    kinds = dict.fromkeys(basis.by_id[row["indicator"]]["kind"] for row in silent if row["indicator"] in basis.by_id)
    named = [kind for kind in kinds if not (has_electric and kind == "electricity_intensity")]
    sector = basis.row_name("sectors", basis.result["subject"]["sector"])
    key = "report.silence_beside" if spoken else "report.silence"
    return [Paragraph(text=said(key, kinds=joined(basis.kind(kind) for kind in named), sector=sector))] if named else []


def _verdicts(basis: Basis, id: str, rows: list[Record]) -> Table:
    columns = (
        Column(title=said("report.column.indicator"), share=1.7),
        Column(title=said("report.column.value"), align="number", share=1.2),
        Column(title=said("report.column.reference"), share=1.7),
        Column(title=said("report.column.verdict"), share=1.2),
        Column(title=said("report.column.gap"), align="number", share=0.8),
        Column(title=said("report.column.why"), share=3.8),
    )
    note = said("report.note.gap")
    cells = tuple(Row(cells=_verdict_cells(basis, row, index)) for index, row in _numbered(basis, rows))
    return Table(id=id, title=said(f"report.table.{id}"), columns=columns, rows=cells, note=note)


def _numbered(basis: Basis, rows: list[Record]) -> list[tuple[int, Record]]:
    return [(index, row) for index, row in enumerate(basis.result["standings"]) if any(row is other for other in rows)]


def _verdict_cells(basis: Basis, row: Record, index: int) -> tuple[Cell, ...]:
    item = basis.by_id.get(row["indicator"])
    name: Cell = basis.indicator_name(item) if item else basis.kind(re.split(r"[@:/]", row["indicator"])[0])
    value = number(item["value"], item["unit"], item["id"]) if item else None
    shown = _gap(row, item, index)
    said_why: list[Cell] = [basis.why(row["why"]), _norm_source(basis, row)]
    if row["indicative"]:
        said_why.append(said("report.indicative"))
    if row["distinguishable"] is False:
        said_why.append(said("report.within_error"))
    key = standing_key(row)
    if key == "context.no_worse" and isinstance(shown, Number) and shown.value < 0:
        key = "context.better_than_best"
    shown_verdict = said(key) if key.startswith("context.") else replace(verdict(row["verdict"]), key=key)
    return (name, value, reference(row, item["unit"] if item else ""), shown_verdict, shown, joined(said_why, " "))


def _gap(row: Record, item: Record | None, index: int) -> Cell:
    """Return how far a value is from a single figure, else from the end of a range that it left; only the latter is the result's own."""
    if row["gap_percent"] is None:
        return None
    if row["gap_percent"] == 0 and item is not None:
        gap = signed_gap(row, item["value"], item["unit"])
        return said("report.gap.inside") if gap is None else Number(value=gap, style="signed_percent")
    return Number(value=row["gap_percent"], style="signed_percent", trace=f"/standings/{index}/gap_percent")


def reference(row: Record, wanted: str = "") -> Cell:
    """Return what a verdict compares with, in the unit of the value beside it where it converts."""
    low, middle, high, unit = in_unit(row, wanted)
    kind = said_or(f"report.statistic.{row['statistic']}", "") if row["statistic"] else None
    figure: Cell = None
    if low is not None and high is not None:
        figure = said("report.range", low=number(low), high=number(high, unit))
    elif middle is not None or high is not None:
        figure = number(middle if middle is not None else high, unit)
    elif low is not None:
        figure = said("report.at_least", low=number(low, unit))
    return joined([kind, figure], " ") if kind or figure else None


def _norm_source(basis: Basis, row: Record) -> Cell:
    if not row["source"]:
        return None
    source = basis.source(row["source"])
    norm = next((n for n in basis.book.norms() if n.id == row["norm"]), None)
    place = (norm.article or norm.locator) if norm else ""
    return said("report.cited", source=placed(source, place) if source else typed(row["source"]))


def _bullets(basis: Basis, kind: str) -> list[Block]:
    """Return each indicator among its references as a figure; the quick report has one: the law's, else that of energy."""
    figures: list[tuple[bool, bool, Figure]] = []
    shown = [row for row in basis.result["standings"] if row["legal"]] + shown_context(basis, kind)  # what the tables above hold
    for item in basis.result["indicators"]:
        if item["period"] != basis.reporting:
            continue
        rows = [row for row in shown if row["indicator"] == item["id"]]
        chart = standing_bullet(item, rows, basis.label(basis.indicator_name(item)), reference_labels(basis.book, basis.lang, rows)) if rows else None
        if chart:
            is_legal = any(row["legal"] and row["verdict"] in COMPARED for row in rows)
            figures.append((not is_legal, item["kind"] != "energy_intensity", Figure(id=chart.id, chart=chart)))
    chosen = figures if kind == "full" else sorted(figures, key=lambda each: each[:2])[:1]
    return [figure for *_, figure in chosen]
