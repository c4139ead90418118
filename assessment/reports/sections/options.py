"""Options: what each brings in technique, money and environment, what it takes, and which set is best."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.opportunities.screening import QUICK_PAYBACK_YEARS
from assessment.option_charts import gain_chart, tornado_chart
from assessment.reports.basis import Basis, Record, inside, joined, number, plural, said_or
from assessment.reports.report import Block, Cell, Column, Figure, Number, Paragraph, Row, Section, Style, Table, Text, said, typed
from assessment.reports.sections.option_choice import best, curves, ranking, sets, unpriced
from assessment.reports.sections.option_library import measures
from assessment.reports.sections.option_words import GROUPS, group_of, money, name_of, names_of, percent, state_in_words, time_of, title_of

CHARTS_OF = 4  # options whose present value is drawn, those that bring most
QUICK_OPTIONS = 3  # of a table in the report of four pages

Numbered = tuple[int, Record]


def options(basis: Basis, kind: str) -> Section | None:
    """Return the factory's own options with their three benefits, the best set, and what the library calls up."""
    every = list(enumerate(basis.result["opportunities"]))
    own = [item for item in every if item[1]["origin"] == "own"]
    library = [item for item in every if item[1]["origin"] == "library"]
    if not every:
        return None
    blocks: list[Block] = []
    if own:
        shown = own if kind == "full" else own[:QUICK_OPTIONS]
        blocks += [_benefits(basis, shown, len(own) - len(shown))]
        if kind == "full":
            blocks += [_feasibility(basis, own), *_sensitivity(basis, own), *sets(basis), *ranking(basis), *curves(basis)]
        else:
            blocks += [*best(basis), *unpriced(basis)]
    else:
        blocks.append(Paragraph(text=said("report.option.none_own")))
    blocks += _causes(basis) if kind == "full" else []
    blocks += measures(basis, library, kind)
    return Section(id="options", title=said("report.section.options"), blocks=tuple(blocks))


def _benefits(basis: Basis, rows: Sequence[Numbered], hidden: int) -> Table:
    """Return the ministry's table: technical, economic and environmental benefit, no or low cost before investment."""
    columns = (
        Column(title=said("report.column.option"), share=2.2),
        Column(title=said("report.column.technical"), share=2.4),
        Column(title=said("report.column.economic"), share=2.2),
        Column(title=said("report.column.environmental"), share=1.8),
    )
    made: list[Row] = []
    for name in GROUPS:
        group = [item for item in rows if group_of(item[1]) == name]
        if group:
            made.append(Row(cells=(said(f"report.option.{name}"), typed(""), typed(""), typed("")), total=True))
            made += [Row(cells=(title_of(basis, row), _technical(basis, row), _economic(basis, row), _environmental(row))) for _, row in group]
    note = said("report.note.benefits", years=QUICK_PAYBACK_YEARS)
    if hidden:
        note = plural("report.note.more_options", hidden, count=hidden)
    return Table(id="benefits", title=said("report.table.benefits"), columns=columns, rows=tuple(made), note=note)


def _technical(basis: Basis, row: Record) -> Cell:
    parts: list[Cell] = [said_or(f"technique.{row['technique']}", row["technique"])]
    for line in row["savings"]:
        amount = Number(value=line["quantity"], unit=line["unit"])
        parts.append(said("report.option.saves", stream=inside(basis.stream(line["stream"])), amount=amount, percent=percent(line["percent"])))
    return joined(parts, "; ")


def _economic(basis: Basis, row: Record) -> Cell:
    parts: list[Cell] = [said("report.option.invests", money=money(row["investment_vnd"]))]
    if row["money_vnd"] is not None:
        key = "report.option.earns" if row["savings"] else "report.option.earns_stated"
        parts.append(said(key, money=money(row["money_vnd"])))
    elif row["unpriced"]:
        parts.append(said("report.option.price_missing", streams=basis.streams_inside(row["unpriced"])))
    payback = row["appraisal"]["payback"]
    if payback and row["investment_vnd"]:
        parts.append(said("report.option.pays_back", time=time_of(payback)))
    return joined(parts, "; ")


def _environmental(row: Record) -> Cell:
    parts: list[Cell] = []
    if row["co2e_t"]:
        parts.append(said("report.option.avoids", amount=Number(value=row["co2e_t"], unit="t CO2e")))
    wet = [line for line in row["savings"] if line["stream"].partition("/")[0] in ("water", "wastewater", "waste", "hazardous_waste", "chemical")]
    parts += [said("report.option.less", stream=Text(key=f"report.group.{line['stream'].partition('/')[0]}"), amount=Number(value=line["quantity"], unit=line["unit"])) for line in wet]
    return joined(parts, "; ") if parts else said("report.option.not_counted")


def _feasibility(basis: Basis, rows: Sequence[Numbered]) -> Table:
    columns = (
        Column(title=said("report.column.option"), share=2.2),
        Column(title=said("report.column.investment"), align="number", share=1.2),
        Column(title=said("report.column.yearly_money"), align="number", share=1.2),
        Column(title=said("report.column.payback"), align="number", share=1.0),
        Column(title=said("report.column.npv"), align="number", share=1.1),
        Column(title=said("report.column.irr"), align="number", share=0.8),
        Column(title=said("report.column.avoided"), align="number", share=1.2),
        Column(title=said("report.column.screening"), share=1.7),
    )
    made = tuple(Row(cells=_feasible(basis, index, row)) for index, row in rows)
    return Table(id="feasibility", title=said("report.table.feasibility"), columns=columns, rows=made, note=_feasibility_note(basis, rows))


def _feasibility_note(basis: Basis, rows: Sequence[Numbered]) -> Text:
    """Return how the figures are meant, and the lifetime of each option that has an internal rate of return."""
    rated = [row for _, row in rows if row["appraisal"]["irr_percent"] is not None]
    note = said("report.note.feasibility")
    if not rated:
        return note
    of = {float(row["lifetime_years"]): plural("report.time.year", row["lifetime_years"], value=row["lifetime_years"]) for row in rated}
    keys = {years: [row["option"] for row in rated if row["lifetime_years"] == years] for years in sorted(of)}
    each = [of[years] if len(of) == 1 else said("report.note.lifetime.of", options=names_of(basis, keys[years]), years=of[years]) for years in keys]
    return said("report.note.and", first=note, second=said("report.note.lifetime", lifetimes=joined(each)))


def _feasible(basis: Basis, index: int, row: Record) -> tuple[Cell, ...]:
    at, look = f"/opportunities/{index}", row["appraisal"]

    def figure(member: str, style: Style = "money", unit: str = "") -> Cell:
        return number(row[member], unit, f"{at}/{member}", style)

    return (
        name_of(basis, row),
        figure("investment_vnd"),
        figure("money_vnd"),
        time_of(look["payback"]) if look["payback"] and row["investment_vnd"] else None,
        number(look["npv_vnd"], trace=f"{at}/appraisal/npv_vnd", style="money"),
        number(look["irr_percent"], trace=f"{at}/appraisal/irr_percent", style="percent"),
        figure("co2e_t", "plain", "t CO2e"),
        state_in_words(row),
    )


def _sensitivity(basis: Basis, rows: Sequence[Numbered]) -> list[Block]:
    """Return, for the options that bring most, what moves their present value and how likely a gain is."""
    valued = sorted((row for _, row in rows if row["appraisal"]["npv_vnd"] is not None), key=lambda row: -row["appraisal"]["npv_vnd"])
    blocks: list[Block] = []
    for row in valued[:CHARTS_OF]:
        name = basis.label(name_of(basis, row))
        charts = (tornado_chart(row["appraisal"], name), gain_chart(row["appraisal"], name))
        blocks += [Figure(id=f"{chart.id}-{row['option']}", chart=chart) for chart in charts if chart is not None]
    return blocks


def _causes(basis: Basis) -> list[Block]:
    """Return the causes that the factory has confirmed on its worksheet."""
    rows = [row for row in (basis.result["portfolio"] or {}).get("causes") or () if row["answer"] in (True, "yes")]
    known = {str(row["id"]): row for row in basis.book.table("causes")}
    made = []
    for row in rows:
        cause = known.get(row["question"])
        name = Text(names={lang: str(cause[f"cause_{lang}"]) for lang in ("vi", "en")}) if cause else typed(row["question"])
        made.append(Row(cells=(joined(basis.stream(key) for key in row["losses"]), name, said_or(f"cause_class.{row['cause_class']}", row["cause_class"]))))
    if not made:
        return []
    columns = (
        Column(title=said("report.column.stream"), share=1.2),
        Column(title=said("report.column.cause"), share=3),
        Column(title=said("report.column.cause_class"), share=1.2),
    )
    return [Table(id="causes", title=said("report.table.causes"), columns=columns, rows=tuple(made))]
