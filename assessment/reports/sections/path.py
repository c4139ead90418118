"""What the team wrote on the worksheets of the guided path: who, where to look first, what came of it, what keeps it."""

from __future__ import annotations

from assessment.reports.basis import Basis, Record, joined, number, said_or
from assessment.reports.report import Block, Cell, Column, Number, Paragraph, Row, Section, Table, Text, When, said, typed
from assessment.reports.sections.option_words import group_of

TEAM = ("leader", "members", "commitment", "schedule")
KEPT = ("norms", "responsible", "training")
DONE = ("done", "verified")
WET = ("water", "wastewater", "waste", "hazardous_waste", "chemical", "air")


def _typed(basis: Basis, sheet: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for item in basis.document.assessment.worksheets:
        if item.sheet == sheet and item.step is None:
            values |= {name: value for name, value in item.values.items() if isinstance(value, str)}
    return values


def _texts(basis: Basis, id: str, sheet: str, label: str, names: tuple[str, ...]) -> Table | None:
    """Return a worksheet of texts as a table of what was filled in; None where nothing was."""
    values = _typed(basis, sheet)
    rows = tuple(Row(cells=(said(f"sheet.{label}.{name}"), typed(values[name]))) for name in names if name in values)
    if not rows:
        return None
    columns = (Column(title=said("report.column.item"), share=1), Column(title=said("report.column.content"), share=2.6))
    return Table(id=id, title=said(f"report.table.{id}"), columns=columns, rows=rows)


def begun(basis: Basis, kind: str) -> Section | None:
    """Return the team and the focus, with the matrix in the full report; None where neither was written down."""
    team = _texts(basis, "team", "team", "team", TEAM)
    chosen = _texts(basis, "focus", "focus", "focus", ("step", "reason", "others"))
    blocks: list[Block] = [table for table in (team, chosen) if table is not None]
    if not blocks:
        return None
    if kind == "full":
        blocks += _matrix(basis)
    return Section(id="begun", title=said("report.section.begun"), blocks=tuple(blocks))


def _matrix(basis: Basis) -> list[Block]:
    found: Record = (basis.result["portfolio"] or {}).get("focus") or {}
    rows = found.get("rows") or ()
    criteria = [item["id"] for item in found.get("criteria") or () if any(row["scores"][item["id"]] is not None for row in rows)]
    if not rows or not criteria:
        return []
    columns = (
        Column(title=said("report.column.item"), share=2),
        *(Column(title=said(f"sheet.criterion.{name}"), align="number") for name in criteria),
        Column(title=said("sheet.column.score"), align="number"),
    )
    made = []
    for place, row in enumerate(rows):
        at = f"/portfolio/focus/rows/{place}"
        name: Cell = typed(row["name"]) if row["name"] else said_or(f"sheet.area.{row['area']}", row["area"])
        made.append(Row(cells=(name, *(number(row["scores"][key], "1", f"{at}/scores/{key}") for key in criteria), number(row["score"], "1", f"{at}/score"))))
    note = said(f"sheet.focus.kind.{found['kind']}")
    return [Table(id="focus_matrix", title=said("sheet.focus.table"), columns=columns, rows=tuple(made), note=note)]


def results(basis: Basis, kind: str) -> Section | None:
    """Return the ministry's table of what was done: technical, economic, environmental result; and the proof by the baseline."""
    plan = [(place, row) for place, row in enumerate((basis.result["portfolio"] or {}).get("plan") or ()) if row["status"] in DONE]
    if not plan:
        return None
    by_key = {row["option"]: row for row in basis.result["opportunities"] if row["origin"] == "own"}
    columns = (
        Column(title=said("report.column.option"), share=2.0),
        Column(title=said("report.column.technical"), share=2.4),
        Column(title=said("report.column.economic"), share=2.2),
        Column(title=said("report.column.environmental"), share=1.8),
    )
    rows: list[Row] = []
    for name in ("low_cost", "investment", "unpriced"):
        group = [item for item in plan if group_of(by_key[item[1]["option"]]) == name]
        if group:
            head = said(f"report.option.{name}")
            rows.append(Row(cells=(head, typed(""), typed(""), typed("")), total=True))
            rows += [_result(basis, row, by_key[row["option"]]) for _, row in group]
    table = Table(id="results", title=said("report.table.results"), columns=columns, rows=tuple(rows), note=said("report.note.results"))
    proofs = _proofs(basis)
    return Section(id="results", title=said("report.section.results"), blocks=(table, *proofs, *(_surroundings(basis) if kind == "full" else ())))


def _result(basis: Basis, row: Record, option: Record) -> Row:
    technical: list[Cell] = []
    environmental: list[Cell] = []
    for line in row["savings"]:
        measured = line["verified"] is not None
        amount = Number(value=line["verified"] if measured else line["planned"], unit=line["unit"]) if measured or line["planned"] is not None else None
        if amount is not None:
            said_of = said("report.result.measured" if measured else "report.result.planned", stream=basis.stream(line["stream"]), amount=amount)
            (environmental if line["stream"].partition("/")[0] in WET else technical).append(said_of)
    if option["co2e_t"] is not None:
        environmental.append(said("report.option.avoids", amount=Number(value=option["co2e_t"], unit="t CO2e")))
    money = row["verified_vnd"] if row["verified_vnd"] is not None else row["planned_vnd"]
    economic: list[Cell] = []
    if row["spent_vnd"] is not None:
        economic.append(said("report.result.spent", money=Number(value=row["spent_vnd"], style="money")))
    if money is not None:
        key = "report.result.earned" if row["verified_vnd"] is not None else "report.result.expected"
        economic.append(said(key, money=Number(value=money, style="money")))
    cells = (joined(part, "; ") if part else said("report.option.not_counted") for part in (technical, economic, environmental))
    return Row(cells=(typed(row["title"]), *cells))


def _proofs(basis: Basis) -> list[Block]:
    blocks: list[Block] = []
    for row in (basis.result["portfolio"] or {}).get("proofs") or ():
        kind = said(f"sheet.proof.kind.{row['kind']}")
        if row["why"] is not None:
            blocks.append(Paragraph(text=said(f"sheet.{row['why']}", kind=kind), role="note"))
            continue
        amounts = {name: Number(value=row[name], unit=row["unit"]) for name in ("saved", "saved_per_year", "planned_per_year")}
        words = {"months": row["months"], "since": When(period=row["since"]), "percent": Number(value=row["reached_percent"] or 0.0, style="percent")}
        found = said("sheet.proof.found", kind=kind, **amounts, **words)
        bounds = {name: Number(value=row[name], unit=row["unit"]) for name in ("low", "high") if row[name] is not None}
        blocks.append(Paragraph(text=found))
        if len(bounds) == len(("low", "high")):
            blocks.append(Paragraph(text=said("sheet.proof.interval", **bounds)))
    if blocks:
        blocks.append(Paragraph(text=said("sheet.proof.caution"), role="note"))
    return blocks


def _surroundings(basis: Basis) -> list[Block]:
    """Return streams before and after the options that were chosen, and discharge beside its limits."""
    found: Record = (basis.result["portfolio"] or {}).get("environment") or {}
    blocks: list[Block] = []
    streams = found.get("streams") or ()
    if streams:
        names = ("before", "after")
        columns = (Column(title=said("report.column.stream"), share=2), *(Column(title=said(f"sheet.column.{name}"), align="number") for name in (*names, "change")))
        rows = []
        for place, row in enumerate(streams):
            at = f"/portfolio/environment/streams/{place}"
            cells = [number(row[name], row["unit"], f"{at}/{name}") for name in names]
            rows.append(Row(cells=(basis.stream(row["stream"]), *cells, number(row["change_percent"], trace=f"{at}/change_percent", style="signed_percent"))))
        blocks.append(Table(id="before_after", title=said("sheet.environment.table"), columns=columns, rows=tuple(rows)))
    limits = (found.get("discharge") or {}).get("rows") or ()
    if limits:
        columns = (Column(title=said("sheet.column.pollutant"), share=2), *(Column(title=said(f"sheet.column.{name}"), align="number") for name in ("limit", "before", "after")))
        rows = []
        for place, row in enumerate(limits):
            at = f"/portfolio/environment/discharge/rows/{place}"
            known = basis.book.row("limits", row["limit"])
            cells = [number(row[key], row["unit"], f"{at}/{key}") for key in ("value", "before", "after")]
            rows.append(Row(cells=(typed(str(known["label_vi"])) if known["label_vi"] == known["label_en"] else _label(known), *cells)))
        expired = None if all(row["in_force"] for row in limits) else said("sheet.environment.expired")
        blocks.append(Table(id="discharge", title=said("sheet.environment.limits"), columns=columns, rows=tuple(rows), note=expired or said("sheet.environment.factors")))
    return blocks


def _label(row: Record) -> Cell:
    return Text(names={lang: str(row[f"label_{lang}"]) for lang in ("vi", "en")})


def kept(basis: Basis, _: str) -> Section | None:
    """Return what keeps the gains, and the focus of the next round; None where neither was written down."""
    tables = (_texts(basis, "maintenance", "maintenance", "maintenance", KEPT), _texts(basis, "next_focus", "next_focus", "next_focus", ("step", "reason")))
    blocks = tuple(table for table in tables if table is not None)
    return Section(id="kept", title=said("report.section.kept"), blocks=blocks) if blocks else None
