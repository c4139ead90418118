"""The process map: do its balances close, which meter is under suspicion, and what the losses cost along it."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.charts import Label
from assessment.process_charts import drawn_streams, sankeys
from assessment.reports.basis import Basis, Record, joined, number, said_or
from assessment.reports.report import Block, Column, Figure, Number, Paragraph, Row, Section, Table, Text, Tone, said, typed
from assessment.reports.words import write

TONES: Mapping[str, Tone] = {"closed": "good", "open": "bad", "unmeasured": "unsure", "one_sided": "unsure", "nothing_in": "quiet"}
CLASSES = ("material_vnd", "energy_vnd", "system_vnd", "waste_management_vnd")


def balances(basis: Basis, kind: str) -> Section | None:
    """Return the balances of mass, water and energy by step; None where no process was described."""
    records = list(enumerate(basis.result["balances"]))
    if not records:
        return None
    blocks: list[Block] = []
    for index, record in records:
        blocks += [_steps(basis, index, record, kind), Paragraph(text=_test(basis, record))]
        if kind == "full":
            blocks.append(_streams(basis, index, record))
    if kind == "full":
        names = {stream: Label(text=write(basis.stream(stream), basis.lang)) for stream in drawn_streams(basis.result)}
        blocks += [Figure(id=f"sankey-{key}", chart=chart) for key, chart in sankeys(basis.result, names).items()]
    return Section(id="balances", title=said("report.section.balances"), blocks=tuple(blocks))


def _of(record: Record) -> Text:
    return said(f"balance.quantity.{record['quantity']}")


def _step(basis: Basis, id: str | None, otherwise: str) -> Text:
    process = basis.document.assessment.process
    known = {step.id: step.name for step in process.steps} if process else {}
    return said(otherwise) if id is None else typed(known.get(id, id))


def _steps(basis: Basis, index: int, record: Record, kind: str) -> Table:
    columns = (
        Column(title=said("balance.column.step"), share=1.8),
        *(Column(title=said(f"balance.column.{name}"), align="number", share=1.1) for name in ("inflow", "product", "by_product", "loss", "gap")),
        Column(title=said("balance.column.error"), align="number", share=0.9),
        Column(title=said("balance.column.verdict"), share=1.4),
    )
    rows = [_closure(basis, f"/balances/{index}/steps/{at}", row, record["unit"], is_site=False) for at, row in enumerate(record["steps"])]
    shown = rows if kind == "full" else []
    shown.append(_closure(basis, f"/balances/{index}/site", record["site"], record["unit"], is_site=True))
    title = said("report.table.balance", quantity=_of(record))
    return Table(id=f"balance-{record['quantity']}", title=title, columns=columns, rows=tuple(shown), note=said("report.note.balance"))


def _closure(basis: Basis, at: str, row: Record, unit: str, *, is_site: bool) -> Row:
    figures = [number(row[name], unit, f"{at}/{name}") for name in ("inflow", "product", "by_product", "loss", "gap")]
    error = None if row["error"] is None else Number(value=100.0 * row["error"], style="signed_percent")
    verdict = Text(key=f"balance.verdict.{row['verdict']}", tone=TONES.get(row["verdict"], ""))
    return Row(cells=(_step(basis, None if is_site else row["step"], "balance.site"), *figures, error, verdict), total=is_site)


def _test(basis: Basis, record: Record) -> Text:
    """Return what the global test and the measurement test say."""
    test, suspects = record["global_test"], record["suspects"]
    if test is None:
        return said("balance.test.none")
    names = {stream["index"]: basis.stream(stream["stream"]) for stream in record["streams"]}
    outcome = said("balance.test.passed" if test["passed"] else "balance.test.failed", statistic=float(test["statistic"]), critical=float(test["critical"]))
    if not suspects:
        return outcome
    return said("report.balance_suspects", test=outcome, streams=joined(names[index] for index in suspects))


def _streams(basis: Basis, index: int, record: Record) -> Table:
    columns = (
        Column(title=said("balance.column.stream"), share=1.6),
        Column(title=said("balance.column.way"), share=1.8),
        Column(title=said("balance.column.measured"), align="number", share=1.1),
        Column(title=said("balance.column.flow"), align="number", share=1.1),
        Column(title=said("balance.column.adjustment"), align="number", share=1.1),
        Column(title=said("balance.column.role"), share=1.5),
    )
    rows = []
    for at, row in enumerate(record["streams"]):
        place = f"/balances/{index}/streams/{at}"
        way = joined([_step(basis, row["from"], "balance.outside"), _step(basis, row["to"], "balance.outside")], " → ")
        figures = [number(row[name], record["unit"], f"{place}/{name}") for name in ("measured", "flow", "adjustment")]
        role = Text(key="balance.suspect", tone="bad") if row["suspect"] else said_or(f"balance.role.{row['role']}", "–")
        rows.append(Row(cells=(basis.stream(row["stream"]), way, *figures, role)))
    note = said("balance.assumed") if record["deviations_assumed"] else None
    title = said("report.table.balance_streams", quantity=_of(record))
    return Table(id=f"balance-streams-{record['quantity']}", title=title, columns=columns, rows=tuple(rows), note=note)


def flow_cost(basis: Basis, record: Record) -> list[Block]:
    """Return what losses cost by quantity centre and cost class: material flow cost accounting, closed to the last dong."""
    classes = tuple(Column(title=said(f"losses.column.{name.removesuffix('_vnd')}"), align="number", share=1.2) for name in CLASSES)
    columns = (
        Column(title=said("losses.column.centre"), share=1.6),
        Column(title=said("losses.column.ratio"), align="number", share=0.9),
        Column(title=said("losses.column.loss_kg"), align="number", share=1.1),
        *classes,
        Column(title=said("losses.column.loss"), align="number", share=1.3),
    )
    rows = []
    for index, row in enumerate(record["centres"]):
        at = f"/losses/flow_cost/centres/{index}"
        ratio = number(row["allocation_ratio"], trace=f"{at}/allocation_ratio", style="share")
        mass = number(row["loss_kg"], "kg", f"{at}/loss_kg")
        money = [number(row["loss"][name], trace=f"{at}/loss/{name}", style="money") for name in CLASSES]
        rows.append(Row(cells=(_step(basis, row["step"], "balance.site"), ratio, mass, *money, number(row["loss_vnd"], trace=f"{at}/loss_vnd", style="money"))))
    total = [number(record["loss"][name], trace=f"/losses/flow_cost/loss/{name}", style="money") for name in CLASSES]
    whole = number(record["loss_vnd"], trace="/losses/flow_cost/loss_vnd", style="money")
    rows.append(Row(cells=(said("report.total_row"), None, None, *total, whole), total=True))
    made = [number(record["product"][name], trace=f"/losses/flow_cost/product/{name}", style="money") for name in CLASSES]
    rows.append(Row(cells=(said("losses.column.product"), None, None, *made, number(record["product_vnd"], trace="/losses/flow_cost/product_vnd", style="money")), total=True))
    note = said("report.note.flow_cost")
    blocks: list[Block] = [Table(id="flow_cost", title=said("report.table.flow_cost"), columns=columns, rows=tuple(rows), note=note)]
    if record["recycled"]:
        blocks.append(_recycled(basis, record))
    if record["not_priced"]:
        blocks.append(Paragraph(text=said("losses.incomplete", streams=basis.streams_inside(record["not_priced"])), role="note"))
    return blocks


def _recycled(basis: Basis, record: Record) -> Table:
    """Return the losses that return to a process, each on its own line."""
    columns = (
        Column(title=said("losses.column.stream"), share=1.8),
        Column(title=said("losses.column.way"), share=2.2),
        Column(title=said("losses.column.value"), align="number", share=1.2),
    )
    rows = []
    for at, row in enumerate(record["recycled"]):
        way = joined([_step(basis, row["from"], "balance.outside"), _step(basis, row["to"], "balance.outside")], " → ")
        money = number(row["vnd"], trace=f"/losses/flow_cost/recycled/{at}/vnd", style="money")
        rows.append(Row(cells=(basis.stream(row["stream"]), way, money)))
    return Table(id="recycled", title=said("losses.recycled_lines"), columns=columns, rows=tuple(rows))
