"""The first pages: what the report says in short, who it is about, what was made and used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from assessment.first_thing import first_thing
from assessment.model import Product
from assessment.reports.basis import (
    MAIN_KINDS,
    Basis,
    Record,
    bare,
    first,
    inside,
    interval,
    joined,
    number,
    plural,
    said_or,
    unit_of,
    verdict,
)
from assessment.reports.counting import UNJUDGED, gaps_of, judged, not_compared, severities, verdict_key
from assessment.reports.report import (
    Block,
    Cell,
    Column,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    When,
    said,
    typed,
)
from assessment.reports.sections.option_words import step_in_words
from assessment.reports.sections.progress import reduction_of
from benchmarks.targets import reason_of
from calculators.intensity import change_percent
from calculators.period import parse_period
from data import messages

Asked = tuple[float, float | None, str]  # what a target asks at least and at most [%], and the year by which
COAL_WITHOUT_GRADE = "energy.coal_without_grade"
TOTALS = ("energy", "electricity", "thermal", "toe", "material", "water", "wastewater", "waste", "waste_disposed", "ghg")


def summary(basis: Basis, kind: str) -> Section:
    """Return the summary: a few sentences, and the main indicators with change and verdict."""
    blocks: list[Block] = [Paragraph(text=text, role="lead") for text in (_made(basis),) if text]
    blocks += [Paragraph(text=text) for text in (_law(basis), _aims(basis), _lost(basis), _emitted(basis), _doubts(basis), _first(basis)) if text]
    table = _main_table(basis)
    if table.rows:
        blocks.append(table)
    return Section(id="summary", title=said("report.section.summary"), blocks=tuple(blocks))


def _made(basis: Basis) -> Text | None:
    totals = basis.result["totals"]
    made = [row for row in totals["output"] if row["product"] is None] or totals["output"][:1]
    if not made:
        return said("report.lead.no_output", name=typed(basis.result["subject"]["name"]), period=When(period=basis.reporting))
    used = [
        said(f"report.lead.used.{kind}", amount=number(totals[kind], totals["units"][kind]))
        for kind in ("energy", "water", "material")
        if totals.get(kind) is not None
    ]
    output = Number(value=made[0]["value"], unit=made[0]["unit"])
    name, period = typed(basis.result["subject"]["name"]), When(period=basis.reporting)
    if not used:
        return said("report.lead.made_only", name=name, period=period, output=output)
    return said("report.lead.made", name=name, period=period, output=output, used=_one_and_another(used))


def _one_and_another(parts: Sequence[Text]) -> Cell:
    """Return what a sentence lists, the last behind an "and"."""
    if len(parts) < 2:
        return joined(parts)
    return said("report.lead.used.and", first=joined(parts[:-1]), last=parts[-1])


def _law(basis: Basis) -> Text | None:
    legal = [row for row in basis.result["standings"] if row["legal"]]
    for key in ("worse", "within", "better_than_best", "expired", "not_comparable", "not_applicable"):
        row = first(legal, verdict=key)
        if row and row["norm"]:
            item = basis.by_id.get(row["indicator"])
            values = {"value": number(item["value"], item["unit"]) if item else typed("–"), "gap": _percent(row["gap_percent"])}
            return said(f"report.lead.norm.{key}", **values, why=basis.why(row["why"]))
        if row:
            return said("report.lead.norm.other", why=basis.why(row["why"]))
    return said("report.lead.norm.no_norm") if legal else None


def _percent(value: float | None) -> object:
    return typed("–") if value is None else Number(value=abs(value), style="percent")


def _aims(basis: Basis) -> Text | None:
    counted = judged(basis)
    if not counted:
        return None
    parts = joined([said("report.lead.target_count", verdict=verdict(key), count=count) for key, count in counted.items()], "; ")
    by_analogy = sum(row["by_analogy"] for row in basis.result["targets"])
    key = "report.lead.targets_by_analogy" if by_analogy else "report.lead.targets"
    return said(key, parts=parts, count=sum(counted.values()), **({"by_analogy": by_analogy} if by_analogy else {}))


def _lost(basis: Basis) -> Text | None:
    cost = basis.result["losses"].get("cost_vnd")
    return None if cost is None else said("report.lead.losses", cost=Number(value=cost, style="money"))


def _emitted(basis: Basis) -> Text | None:
    emissions = basis.result["emissions"]
    scope1, scope2 = emissions["scope1"], emissions["scope2_location"]
    if scope1 is None or scope2 is None or not emissions["by_source"]:
        return None
    values = {"scope1": Number(value=scope1, unit="t CO2e"), "scope2": Number(value=scope2, unit="t CO2e"), "gwp": emissions["gwp"]}
    whole = said("report.lead.emissions", **values)
    if emissions["scope3"] is not None:
        whole = said("report.note.and", first=whole, second=said("report.lead.scope3", scope3=Number(value=emissions["scope3"], unit="t CO2e")))
    lacking = gaps_of(basis).lacks("scope1")
    if not lacking:
        return whole
    return said("report.note.and", first=whole, second=said("report.lead.scope1_incomplete", streams=basis.streams_inside(lacking)))


def _doubts(basis: Basis) -> Text:
    counted, gaps = severities(basis), gaps_of(basis)
    withheld = gaps.count
    key = "report.lead.findings" if withheld else "report.lead.findings_none_withheld"
    parts = {"errors": counted["error"], "warnings": counted["warning"], "notes": counted["note"], "withheld": withheld}
    text = said(key, **{name: _counted(name, count) for name, count in parts.items()})
    partial = len(gaps.incomplete)
    return said("report.note.and", first=text, second=plural("report.lead.incomplete", partial, count=partial)) if partial else text


def _counted(name: str, count: int) -> Text:
    """Return how many there are in words: nobody writes "0 errors"."""
    none = f"report.count.{name}.none"
    if not count and messages.has_message(none):
        return said(none)
    return plural(f"report.count.{name}", count, count=Number(value=float(count), style="count"))


def _first(basis: Basis) -> Text | None:
    """Return the first thing to do: the same that the overview names."""
    thing = first_thing(basis.result)
    if thing is None:
        return None
    words: Cell = None
    if thing.kind == "errors":
        words = plural("report.first.errors", thing.count, count=thing.count)
    elif thing.step is not None:
        words = said("report.first.option", what=step_in_words(basis, thing.step))
    elif thing.row is not None and thing.kind == "loss":
        words = said("report.first.loss", stream=inside(basis.stream(thing.row["stream"])), money=Number(value=thing.row["cost_vnd"], style="money"))
    elif thing.row is not None and thing.kind == "norm":
        item = basis.by_id.get(thing.row["indicator"])
        words = said("report.first.norm", name=basis.indicator_name(item) if item else typed("–"))
    elif thing.row is not None:
        words = basis.finding(thing.row, "action")
    return said("report.lead.first", what=words)


def _main_table(basis: Basis) -> Table:
    items = [item for kind in ("norm_sec", *MAIN_KINDS) if (item := basis.main(kind)) is not None]
    rows_of_targets = [target for item in items if (target := first(basis.result["targets"], kind=item["kind"]))]
    asked = {(row["reduction_percent_low"], row["reduction_percent_high"], row["deadline"][:4]): row for row in rows_of_targets}
    columns = (
        Column(title=said("report.column.indicator"), share=2.2),
        Column(title=said("report.column.unit"), share=1.7),
        Column(title=_baseline_title(basis.baseline), align="number", share=0.9),
        Column(title=_period_title(basis.reporting), align="number", share=0.9),
        Column(title=said("report.column.interval"), align="number", share=1.3, optional=True),
        Column(title=said("report.column.change"), align="number", share=0.8),
        Column(title=_target_title(asked), share=1.7),
    )
    rows = tuple(_main_row(basis, item, len(asked) > 1) for item in items)
    return Table(id="main", title=said("report.table.main"), columns=columns, rows=rows, note=_main_note(basis, any(row.cells[4] for row in rows)))


def _target_title(asked: Mapping[Asked, Record]) -> Text:
    """Return the heading over the verdicts: with the target and its year where all are of one."""
    if len(asked) != 1:
        return said("report.column.target_verdict")
    return said("report.column.target_verdict_of", **_aim(next(iter(asked.values()))))


def _aim(target: Record) -> dict[str, object]:
    return {"reduction": reduction_of(target), "year": target["deadline"][:4]}


def _main_note(basis: Basis, has_intervals: bool) -> Text:
    """Return what the dashes mean, and why and what next where a target could not be judged or a change is not given."""
    note = said("report.note.interval" if has_intervals else "report.note.no_interval")
    targets = {kind: target for kind in MAIN_KINDS if basis.main(kind) and (target := first(basis.result["targets"], kind=kind))}
    unjudged: dict[str, dict[str, Record]] = {}
    for kind, target in targets.items():
        if target["verdict"] in UNJUDGED:
            unjudged.setdefault(target["why"]["code"], {})[kind] = target
    for found in unjudged.values():
        target, kinds = next(iter(found.values())), joined(basis.kind(kind) for kind in found)
        reason = said("report.note.unjudged", verdict=verdict(verdict_key(target)), kinds=kinds, why=basis.why(target["why"]))
        for text in (reason, *_by_value(basis, found)):
            note = said("report.note.and", first=note, second=text)
    lacking = not_compared(basis)
    if lacking and basis.main("ghg_intensity"):
        reason = said("report.note.ghg_not_compared", streams=basis.streams_inside(lacking))
        note = said("report.note.and", first=note, second=reason)
    return note


def _by_value(basis: Basis, found: Mapping[str, Record]) -> list[Text]:
    """Return which kinds reach their reduction by the figure alone and which do not, where only the error is missing."""
    told = []
    for way in ("reached", "short"):
        if kinds := [kind for kind, target in found.items() if reason_of(target).endswith(f".{way}")]:
            is_all = len(kinds) == len(found)
            told.append(said(f"report.note.by_value.{way}.all") if is_all else said(f"report.note.by_value.{way}", kinds=joined(basis.kind(kind) for kind in kinds)))
    return told


def _baseline_title(period: str | None) -> Text:
    return said("report.column.no_baseline") if period is None else said("report.column.baseline", period=When(period=period))


def _period_title(period: str) -> Text:
    return said("report.column.period", period=When(period=period))


def _main_row(basis: Basis, item: Record, is_mixed: bool) -> Row:
    before = basis.before(item)
    target = first(basis.result["targets"], kind=item["kind"])
    change: Cell = None
    is_whole = item["kind"] != "ghg_intensity" or not not_compared(basis)
    if before and before["value"] > 0 and is_whole:
        change = Number(value=change_percent(before["value"], item["value"]), style="signed_percent")
    cells = (
        basis.indicator_name(item),
        unit_of(item["unit"]),
        bare(before),
        bare(item),
        interval(item),
        change,
        _judgement(target, is_mixed) if target else None,
    )
    return Row(cells=cells)


def _judgement(target: Record, is_mixed: bool) -> Text:
    """Return the verdict on a target; with what the target asks where the rows are held against several."""
    told = verdict(verdict_key(target))
    return said("report.verdict_of", verdict=told, **_aim(target)) if is_mixed else told


def company(basis: Basis, kind: str) -> Section:
    """Return who was assessed, what was made, and the totals of both periods."""
    totals = _totals(basis)
    blocks: list[Block] = [_identity(basis), _production(basis, kind), totals if totals.rows else Paragraph(text=said("report.none.totals"))]
    if kind == "full" and basis.result["totals"]["cost_vnd"]:
        blocks.append(_costs(basis))
    return Section(id="company", title=said("report.section.company"), blocks=tuple(blocks))


def _identity(basis: Basis) -> Table:
    facility = basis.document.assessment.facility
    capacity = facility.capacity
    facts: list[tuple[str, Cell]] = [
        ("name", typed(facility.name)),
        ("tax_code", typed(facility.tax_code) if facility.tax_code else None),
        ("organisation", typed(facility.organisation.name) if facility.organisation else None),
        ("sector", basis.row_name("sectors", facility.sector)),
        ("place", joined([typed(facility.commune) if facility.commune else None, basis.province()])),
        ("zone", typed(facility.zone) if facility.zone else None),
        ("employees", number(facility.employees, style="count")),
        ("capacity", number(capacity.quantity, f"{capacity.unit}") if capacity else None),
        ("reporting_period", When(period=basis.reporting)),
        ("baseline_period", When(period=basis.baseline) if basis.baseline else said("report.none_declared")),
    ]
    columns = (Column(title=said("report.column.item"), share=1), Column(title=said("report.column.content"), share=2.4))
    rows = tuple(Row(cells=(said(f"report.facility.{key}"), value)) for key, value in facts if value is not None)
    return Table(id="identity", title=said("report.table.identity"), columns=columns, rows=rows)


QUICK_PRODUCTS = 6  # rows of a table of products in the quick report, which has four pages


def _production(basis: Basis, kind: str) -> Table:
    columns = (
        Column(title=said("report.column.product"), share=2.4),
        Column(title=_baseline_title(basis.baseline), align="number", share=1.3),
        Column(title=_period_title(basis.reporting), align="number", share=1.3),
        Column(title=said("report.column.equivalent"), align="number", optional=True),
    )
    now, then = basis.result["totals"], basis.result["baseline_totals"]
    products = basis.document.assessment.products
    shown = products if kind == "full" else products[:QUICK_PRODUCTS]
    rows = [_product_row(basis, now, then, product.id, _coefficient(basis, product)) for product in shown]
    rows += [_output_row(basis, row, then, index) for index, row in enumerate(now["output"]) if row["product"] is None and (row["per"] != "output" or len(products) > 1)]
    hidden = len(products) - len(shown)
    is_shared = len(basis.result["subject"]["products"]) > 1
    note = said("report.note.allocation", by=basis.allocation()) if is_shared else None
    if hidden:
        note = plural("report.note.more_products", hidden, count=hidden)
    return Table(id="production", title=said("report.table.production"), columns=columns, rows=tuple(rows), note=note)


def _coefficient(basis: Basis, product: Product) -> float | None:
    """Return what a unit of a product counts for: the law's coefficient where it has one, else the factory's."""
    legal = basis.book.coefficient(product.norm_product, parse_period(basis.reporting).end) if product.norm_product else None
    return product.equivalent if legal is None else legal.value


def _product_row(basis: Basis, now: Record, then: Record | None, id: str, equivalent: float | None) -> Row:
    cells = [basis.product(id)]
    values: list[Cell] = []
    for name, totals in (("baseline_totals", then), ("totals", now)):
        rows = totals["output"] if totals else []
        index = next((i for i, row in enumerate(rows) if row["product"] == id), None)
        values.append(None if index is None else number(rows[index]["value"], rows[index]["unit"], f"/{name}/output/{index}/value"))
    return Row(cells=(*cells, *values, number(equivalent)))


def _output_row(basis: Basis, row: Record, then: Record | None, index: int) -> Row:
    rows = then["output"] if then else []
    at = next((i for i, other in enumerate(rows) if other["product"] is None and other["per"] == row["per"]), None)
    before = None if at is None else number(rows[at]["value"], rows[at]["unit"], f"/baseline_totals/output/{at}/value")
    now = number(row["value"], row["unit"], f"/totals/output/{index}/value")
    return Row(cells=(said(f"report.output.{row['per']}"), before, now, None), total=True)


def _totals(basis: Basis) -> Table:
    columns = (
        Column(title=said("report.column.total"), share=2.4),
        Column(title=_baseline_title(basis.baseline), align="number", share=1.3),
        Column(title=_period_title(basis.reporting), align="number", share=1.3),
    )
    now, then = basis.result["totals"], basis.result["baseline_totals"] or {}
    rows = tuple(
        Row(
            cells=(
                _total_name(basis, kind, now),
                number(then.get(kind), _unit(then, kind), f"/baseline_totals/{kind}"),
                number(now.get(kind), _unit(now, kind), f"/totals/{kind}"),
            )
        )
        for kind in TOTALS
        if now.get(kind) is not None or then.get(kind) is not None
    )
    return Table(id="totals", title=said("report.table.totals"), columns=columns, rows=rows, note=_toe_note(basis, now))


def _toe_note(basis: Basis, now: Record) -> Text | None:
    """Return what the total of TOE leaves out: coal whose grade is not stated with what is to be added by grade, others for want of a factor."""
    without = list(dict.fromkeys(now.get("toe_without_factor") or ()))
    coal = {row["values"]["stream"]: row["values"] for row in basis.result["findings"] if row["code"] == COAL_WITHOUT_GRADE}
    told = [
        said("report.note.toe_by_grade", stream=basis.stream(key), low=number(coal[key]["low"]), high=number(coal[key]["high"]))
        for key in without if key in coal
    ]  # fmt: skip
    if others := [key for key in without if key not in coal]:
        told.append(said("report.note.toe_without", streams=basis.streams_inside(others)))
    return reduce(lambda first, second: said("report.note.and", first=first, second=second), told) if told else None


def _total_name(basis: Basis, kind: str, now: Record) -> Text:
    """Return a total's name; of TOE and of emissions with what they lack."""
    name, without = said(f"report.total.{kind}"), list(dict.fromkeys(now.get("toe_without_factor") or ()))
    if kind == "ghg":
        without = list(gaps_of(basis).lacks("scope1"))
    if kind not in ("toe", "ghg") or not without:
        return name
    return said("report.scope.incomplete", scope=name, streams=basis.streams_inside(without))


def _unit(totals: Record, kind: str) -> str:
    return str((totals.get("units") or {}).get(kind) or "")


def _costs(basis: Basis) -> Table:
    columns = (Column(title=said("report.column.group"), share=2), Column(title=said("report.column.cost"), align="number"))
    costs = basis.result["totals"]["cost_vnd"]
    rows = tuple(
        Row(cells=(said_or(f"report.group.{group}", group), number(cost, trace=f"/totals/cost_vnd/{group}", style="money")))
        for group, cost in sorted(costs.items(), key=lambda item: -item[1])
    )
    return Table(id="costs", title=said("report.table.costs"), columns=columns, rows=rows, note=said("report.note.costs"))
