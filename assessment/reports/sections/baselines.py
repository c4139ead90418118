"""Baselines of energy and water: which model, which tests it passed, and what was saved against it."""

from __future__ import annotations

from assessment.process_charts import cusum_chart, expected_chart
from assessment.reports.basis import Basis, Record, filled, joined, number, said_or, unit_of
from assessment.reports.report import (
    Block,
    Cell,
    Column,
    Figure,
    Interval,
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


def baselines(basis: Basis, kind: str) -> Section | None:
    """Return the models and the saving of the reporting period; one sentence each where there is no model; the quick report gives savings only."""
    records = list(enumerate(basis.result["baseline_models"]))
    if kind == "quick":
        records = [item for item in records if item[1]["status"] != "none" and item[1]["saving"]]
    if not records:
        return None
    blocks: list[Block] = []
    for index, record in records:
        name = said(f"baseline.kind.{record['kind']}")
        if record["status"] == "none":
            why = filled(f"finding.{record['why']}.title", {}, str(record["why"] or "–"))
            action = filled(f"finding.{record['why']}.action", {}, "")
            blocks.append(Paragraph(text=said("report.note.and", first=said("report.baseline.none", kind=name, why=why), second=action)))
            continue
        blocks.append(Paragraph(text=_sentence(basis, record, name)))
        saving = record["saving"]
        if saving:
            blocks.append(_saving(index, record, saving, name))
        blocks += _together(index, record, name)
        if kind == "full":
            charts = (expected_chart(record), cusum_chart(record))
            blocks += [Figure(id=chart.id, chart=chart) for chart in charts if chart is not None]
            blocks += _remarks(record)
            blocks += _by_meter(basis, index, record, name)
            blocks += [_variables(basis, index, record, name), _tests(basis, index, record, name)]
    return Section(id="baselines", title=said("report.section.baselines"), blocks=tuple(blocks))


def _sentence(basis: Basis, record: Record, name: Text) -> Text:
    origin = said(f"baseline.from.{record['months_from']}")
    status = said(f"baseline.status.{record['status']}")
    return said("report.baseline.model", kind=name, status=status, points=record["points"], origin=origin, period=When(period=record["period"]))


def _saving(index: int, record: Record, saving: Record, name: Text) -> Table:
    columns = (Column(title=said("report.column.item"), share=2), Column(title=said("report.column.value"), align="number", share=1.4))
    at, unit = f"/baseline_models/{index}/saving", record["unit"]
    rows: list[Row] = []
    for member in ("expected", "actual", "saving"):
        if saving.get(member) is not None:
            rows.append(Row(cells=(said(f"report.saving.{member}"), number(saving[member], unit, f"{at}/{member}")), total=member == "saving"))
    if saving.get("low") is not None and saving.get("high") is not None:
        rows.append(Row(cells=(said("report.saving.interval"), Interval(low=saving["low"], high=saving["high"], unit=unit))))
    title = said("report.table.saving", kind=name, period=When(period=saving["period"]))
    return Table(id=f"saving-{record['kind']}", title=title, columns=columns, rows=tuple(rows))


def _together(index: int, record: Record, name: Text) -> list[Block]:
    """Return the savings of all meters together, where they were asked for apart."""
    whole = record.get("rolled_up")
    if not whole:
        return []
    at, unit = f"/baseline_models/{index}/rolled_up", record["unit"]
    amounts = {member: number(whole[member], unit, f"{at}/{member}") for member in ("saving", "low", "high")}
    counts = {member: whole[member] for member in ("meters", "of")}
    percent = Number(value=100.0 * whole["improvement"], style="signed_percent")
    return [Paragraph(text=said("report.baseline.rolled_up", kind=name, **amounts, **counts, percent=percent))]


def _remarks(record: Record) -> list[Block]:
    """Return how periods were compared, what was adjusted for, when the level changed, and where it leads."""
    lines: list[Text] = [said(f"baseline.method.{record['method']}")]
    for row in record["static_factors"]:
        amount = Number(value=row["per_month"], unit=record["unit"])
        lines.append(said("report.baseline.factor", name=typed(row["name"]), period=When(period=row["period"]), amount=amount))
    chained, cusum, ahead = record.get("chained"), record.get("cusum") or {}, record.get("projection")
    if chained:
        before, after = When(period=chained["baseline_period"]), When(period=chained["reporting_period"])
        lines.append(said("baseline.chained", percent=Number(value=100.0 * chained["improvement"], style="signed_percent"), before=before, after=after))
    change = cusum.get("change")
    if change:
        p = Number(value=change["p_value"], style="probability")
        lines.append(said("baseline.change", month=When(period=change["period"]), p=p) if change["is_change"] else said("baseline.change.none"))
    lines += [said(f"baseline.alarm.{way}", month=When(period=cusum[f"since_{way}"])) for way in ("up", "down") if cusum.get(f"alarm_{way}")]
    if ahead:
        shares = {member: Number(value=100.0 * ahead[member], style="signed_percent") for member in ("change", "low", "high")}
        numbers = {"year": ahead["target_year"], "reduction": 100.0 * ahead["reduction"], "probability": round(100.0 * ahead["probability"])}
        lines.append(said("baseline.projection", **shares, **numbers))
    return [Paragraph(text=line) for line in lines]


def _by_meter(basis: Basis, index: int, record: Record, name: Text) -> list[Block]:
    """Return the saving of each meter's own model."""
    if not record["meters"]:
        return []
    columns = (
        Column(title=said("baseline.column.meter"), share=2),
        Column(title=said("baseline.column.model"), share=1.4),
        Column(title=said("baseline.column.saving"), align="number", share=1.2),
        Column(title=said("baseline.column.interval"), align="number", share=1.6),
    )
    rows = []
    for place, row in enumerate(record["meters"]):
        saving, at = row["saving"], f"/baseline_models/{index}/meters/{place}/saving"
        meter = joined([basis.stream(row["stream"]), typed(row["meter"]) if row["meter"] else None], " · ")
        status = said("baseline.meters.none") if row["status"] == "none" else said(f"baseline.status.{row['status']}")
        figures: tuple[Cell, Cell] = (None, None)
        if saving:
            span = Interval(low=saving["low"], high=saving["high"], unit=record["unit"])
            figures = (number(saving["saving"], record["unit"], f"{at}/saving"), span)
        rows.append(Row(cells=(meter, status, *figures)))
    return [Table(id=f"meters-{record['kind']}", title=said("report.table.baseline_meters", kind=name), columns=columns, rows=tuple(rows))]


def _variables(basis: Basis, index: int, record: Record, name: Text) -> Table:
    columns = (
        Column(title=said("baseline.column.driver"), share=2),
        Column(title=said("report.column.unit"), share=1),
        Column(title=said("baseline.column.coefficient"), align="number"),
        Column(title=said("baseline.column.error"), align="number"),
        Column(title=said("baseline.column.p"), align="number"),
    )
    at = f"/baseline_models/{index}"
    intercept = (
        said("baseline.base_load"), unit_of(record["unit"]), number(record["intercept"], trace=f"{at}/intercept"),
        number(record["intercept_standard_error"], trace=f"{at}/intercept_standard_error"), None,
    )  # fmt: skip
    rows = [Row(cells=intercept)]
    for place, row in enumerate(record["variables"]):
        figures = [number(row[member], trace=f"{at}/variables/{place}/{member}") for member in ("coefficient", "standard_error")]
        figures.append(number(row["p_value"], trace=f"{at}/variables/{place}/p_value", style="probability"))
        rows.append(Row(cells=(_driver(basis, row["name"]), unit_of(row["unit"]), *figures)))
    note = said("report.note.baseline_fit", r2=_plain(record["r2"]), cv=_plain(record["cv_rmse"]), dw=_plain(record["durbin_watson"]), models=record["models_tried"])
    title = said("report.table.baseline_variables", kind=name)
    return Table(id=f"variables-{record['kind']}", title=title, columns=columns, rows=tuple(rows), note=note)


def _plain(value: float | None) -> object:
    return typed("–") if value is None else Number(value=value)


def _driver(basis: Basis, name: str) -> Text:
    return basis.stream(name) if name.startswith("product/") else said_or(f"report.driver.{name}", name)


def _tests(basis: Basis, index: int, record: Record, name: Text) -> Table:
    columns = (
        Column(title=said("baseline.column.test"), share=2.4),
        Column(title=said("baseline.column.value"), align="number"),
        Column(title=said("baseline.column.threshold"), align="number"),
        Column(title=said("baseline.column.passed"), share=0.9),
    )
    rows = []
    for member in ("tests", "range_tests"):
        for place, row in enumerate(record.get(member) or ()):
            at = f"/baseline_models/{index}/{member}/{place}"
            what: Cell = joined([said_or(f"baseline.test.{row['code'].rpartition('.')[2]}", row["code"]), _driver(basis, row["variable"]) if row["variable"] else None], ": ")
            style: Style = "probability" if row["code"].endswith("p_value") else "plain"
            figures = [number(row["value"], trace=f"{at}/value", style=style), number(row["threshold"], trace=f"{at}/threshold")]
            passed = "passed" if row["passed"] else "failed" if row["decides"] else "warns"
            tone = "good" if row["passed"] else "bad" if row["decides"] else "unsure"
            rows.append(Row(cells=(what, *figures, Text(key=f"baseline.{passed}", tone=tone))))  # type: ignore[arg-type]
    title = said("report.table.baseline_tests", kind=name)
    return Table(id=f"tests-{record['kind']}", title=title, columns=columns, rows=tuple(rows))
