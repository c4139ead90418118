"""Options: what each brings in technique, money and environment, what it takes, and which set is best."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.opportunities.screening import QUICK_PAYBACK_YEARS
from assessment.option_charts import abatement_chart, front_chart, gain_chart, tornado_chart
from assessment.reports.basis import Basis, Record, filled, joined, number, plural, said_or
from assessment.reports.naming import place_in
from assessment.reports.report import Block, Cell, Column, Figure, Number, Paragraph, Row, Section, Several, Style, Table, Text, said, typed
from calculators.errors import UnknownKeyError

CHARTS_OF = 4  # options whose present value is drawn, those that bring most
QUICK_OPTIONS = 3  # of a table in the report of four pages
LIBRARY_SHOWN = 12  # candidates of the library in the full report

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
            blocks += [_feasibility(basis, own), *_sensitivity(basis, own), *_portfolio(basis), *_ranking(basis), *_curves(basis, own)]
        else:
            blocks += _best(basis)
    else:
        blocks.append(Paragraph(text=said("report.option.none_own")))
    blocks += _causes(basis) if kind == "full" else []
    blocks += _library(basis, library, kind)
    return Section(id="options", title=said("report.section.options"), blocks=tuple(blocks))


def is_quick(row: Record) -> bool:
    """Return whether an option takes no investment or pays back within a year: no or low cost, against investment."""
    payback = row["appraisal"]["payback_years"]
    return row["investment_vnd"] == 0 or (payback is not None and payback <= QUICK_PAYBACK_YEARS)


def _benefits(basis: Basis, rows: Sequence[Numbered], hidden: int) -> Table:
    """Return the ministry's table: technical, economic and environmental benefit, no or low cost before investment."""
    columns = (
        Column(title=said("report.column.option"), share=2.2),
        Column(title=said("report.column.technical"), share=2.4),
        Column(title=said("report.column.economic"), share=2.2),
        Column(title=said("report.column.environmental"), share=1.8),
    )
    made: list[Row] = []
    for is_low in (True, False):
        group = [item for item in rows if is_quick(item[1]) is is_low]
        if group:
            title = said("report.option.low_cost" if is_low else "report.option.investment")
            made.append(Row(cells=(title, typed(""), typed(""), typed("")), total=True))
            made += [Row(cells=(title_of(basis, row), _technical(basis, row), _economic(row), _environmental(row))) for _, row in group]
    note = said("report.note.benefits", years=QUICK_PAYBACK_YEARS)
    if hidden:
        note = plural("report.note.more_options", hidden, count=hidden)
    return Table(id="benefits", title=said("report.table.benefits"), columns=columns, rows=tuple(made), note=note)


def title_of(basis: Basis, row: Record) -> Text:
    """Return an option's title: as the factory wrote it, or the library's."""
    if row["origin"] == "own":
        return typed(row["title"])
    try:
        known = basis.book.row("options", row["option"])
    except UnknownKeyError:
        return typed(row["option"])
    return Text(names={lang: str(known[f"title_{lang}"]) for lang in ("vi", "en")})


def _technical(basis: Basis, row: Record) -> Cell:
    parts: list[Cell] = [said_or(f"technique.{row['technique']}", row["technique"])]
    for line in row["savings"]:
        amount = Number(value=line["quantity"], unit=line["unit"])
        parts.append(said("report.option.saves", stream=basis.stream(line["stream"]), amount=amount, percent=_percent(line["percent"])))
    return joined(parts, "; ")


def _percent(value: float) -> Number:
    return Number(value=value, style="percent")


def _money(value: float) -> Number:
    return Number(value=value, style="money")


def _economic(row: Record) -> Cell:
    parts: list[Cell] = [said("report.option.invests", money=_money(row["investment_vnd"]))]
    if row["money_vnd"] is not None:
        parts.append(said("report.option.earns", money=_money(row["money_vnd"])))
    payback = row["appraisal"]["payback"]
    if payback and row["investment_vnd"]:
        parts.append(said("report.option.pays_back", time=time_of(payback)))
    return joined(parts, "; ")


def time_of(payback: Record) -> Text:
    """Return a payback in its own unit: days, months or years."""
    value = round(float(payback["value"]), 0 if payback["unit"] == "day" else 1)
    return plural(f"report.time.{payback['unit']}", value, value=value)


def _environmental(row: Record) -> Cell:
    parts: list[Cell] = []
    if row["co2e_t"] is not None:
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
    return Table(id="feasibility", title=said("report.table.feasibility"), columns=columns, rows=made, note=said("report.note.feasibility"))


def _feasible(basis: Basis, index: int, row: Record) -> tuple[Cell, ...]:
    at, look = f"/opportunities/{index}", row["appraisal"]

    def figure(member: str, style: Style = "money", unit: str = "") -> Cell:
        return number(row[member], unit, f"{at}/{member}", style)

    screening = row["screening"]
    decided = joined([said_or(f"screening.verdict.{screening['verdict']}", screening["verdict"]), filled(str(screening["why"]), {}, "")], ": ")
    return (
        title_of(basis, row),
        figure("investment_vnd"),
        figure("money_vnd"),
        time_of(look["payback"]) if look["payback"] and row["investment_vnd"] else None,
        number(look["npv_vnd"], trace=f"{at}/appraisal/npv_vnd", style="money"),
        number(look["irr_percent"], trace=f"{at}/appraisal/irr_percent", style="percent"),
        figure("co2e_t", "plain", "t CO2e"),
        decided,
    )


def _sensitivity(basis: Basis, rows: Sequence[Numbered]) -> list[Block]:
    """Return, for the options that bring most, what moves their present value and how likely a gain is."""
    valued = sorted((row for _, row in rows if row["appraisal"]["npv_vnd"] is not None), key=lambda row: -row["appraisal"]["npv_vnd"])
    blocks: list[Block] = []
    for row in valued[:CHARTS_OF]:
        name = basis.label(title_of(basis, row))
        charts = (tornado_chart(row["appraisal"], name), gain_chart(row["appraisal"], name))
        blocks += [Figure(id=f"{chart.id}-{row['option']}", chart=chart) for chart in charts if chart is not None]
    return blocks


def _curves(basis: Basis, rows: Sequence[Numbered]) -> list[Block]:
    """Return money against emission over the best sets, and what an avoided tonne costs."""
    portfolio, titles = basis.result["portfolio"] or {}, {row["option"]: str(row["title"]) for _, row in rows}
    charts = (front_chart(portfolio, titles), abatement_chart(portfolio.get("curve") or (), titles))
    return [Figure(id=chart.id, chart=chart) for chart in charts if chart is not None]


def _names(basis: Basis, keys: Sequence[str]) -> Several:
    by_id = {row["option"]: row for row in basis.result["opportunities"]}
    return joined([title_of(basis, by_id[key]) if key in by_id else typed(key) for key in keys], "; ")


def _best(basis: Basis) -> list[Block]:
    best = (basis.result["portfolio"] or {}).get("best")
    if not best or not best["chosen"]:
        return []
    count, values = len(best["chosen"]), {"investment": _money(best["investment_vnd"]), "benefit": _money(best["benefit_vnd"])}
    if _is_unknown(basis, best):
        return [Paragraph(text=plural("report.option.best_money", count, count=count, **values))]
    return [Paragraph(text=plural("report.option.best", count, count=count, **values, co2e=Number(value=best["co2e_t"], unit="t CO2e")))]


def _is_unknown(basis: Basis, row: Record) -> bool:
    """Return whether nothing is known of what a set of options avoids: a sum of nothing would read as zero."""
    known = {each["option"]: each.get("co2e_t") for each in basis.result["opportunities"]}
    return all(known.get(key) is None for key in row["chosen"])


def _portfolio(basis: Basis) -> list[Block]:
    portfolio = basis.result["portfolio"] or {}
    rows = [(f"/portfolio/by_budget/{at}", row) for at, row in enumerate(portfolio.get("by_budget") or ()) if row["chosen"]]
    if not rows:
        return []
    columns = (
        Column(title=said("report.column.budget"), align="number", share=1.1),
        Column(title=said("report.column.chosen"), share=3),
        Column(title=said("report.column.investment"), align="number", share=1.1),
        Column(title=said(f"report.column.benefit.{portfolio['objective']}"), align="number", share=1.2),
        Column(title=said("report.column.avoided"), align="number", share=1.1),
    )
    made = []
    for at, row in rows:
        money = [number(row[name], trace=f"{at}/{name}", style="money") for name in ("budget_vnd", "investment_vnd", "benefit_vnd")]
        avoided = None if _is_unknown(basis, row) else number(row["co2e_t"], "t CO2e", f"{at}/co2e_t")
        made.append(Row(cells=(money[0], _names(basis, row["chosen"]), money[1], money[2], avoided)))
    note = said("report.note.portfolio")
    return [*_best(basis), Table(id="portfolio", title=said("report.table.portfolio"), columns=columns, rows=tuple(made), note=note)]


def _ranking(basis: Basis) -> list[Block]:
    ranking = (basis.result["portfolio"] or {}).get("ranking") or {}
    if len(ranking.get("rows") or ()) < 2:
        return []
    weights = ranking["weights_percent"]
    names = ("technical", "economic", "environmental")
    columns = (
        Column(title=said("report.column.rank"), align="number", share=0.5),
        Column(title=said("report.column.option"), share=3),
        *(Column(title=said("report.column.score_of", part=said(f"plan.weight.{name}"), weight=_percent(weights[name])), align="number") for name in names),
        Column(title=said("plan.weight.score"), align="number"),
    )
    made = []
    for index, row in enumerate(ranking["rows"]):
        at = f"/portfolio/ranking/rows/{index}"
        scores = [number(row[name], "1", f"{at}/{name}") for name in (*names, "score")]
        made.append(Row(cells=(Number(value=float(row["rank"]), style="count"), _names(basis, [row["option"]]), *scores)))
    moved = sorted({key for keys in ranking["moves"].values() for key in keys})
    note = said("plan.rank.moves", options=_names(basis, moved)) if moved else said("plan.rank.firm")
    return [Table(id="ranking", title=said("report.table.ranking"), columns=columns, rows=tuple(made), note=note)]


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


def _library(basis: Basis, rows: Sequence[Numbered], kind: str) -> list[Block]:
    counted = [item for item in rows if item[1]["why_not"] is None and item[1]["presence"] != "to_check"]
    if kind == "quick" or not counted:
        return [Paragraph(text=plural("report.option.library", len(rows), count=len(rows)), role="note")] if rows else []
    columns = (
        Column(title=said("report.column.option"), share=2.8),
        Column(title=said("report.column.saving"), share=2.0),
        Column(title=said("report.column.yearly_money"), share=1.5),
        Column(title=said("report.column.avoided"), share=1.3),
        Column(title=said("report.column.source"), share=2.6),
    )
    made = tuple(Row(cells=_candidate(basis, row)) for _, row in counted[:LIBRARY_SHOWN])
    note = plural("report.note.library", len(rows), count=len(rows))
    return [Table(id="library", title=said("report.table.library"), columns=columns, rows=made, note=note)]


def _candidate(basis: Basis, row: Record) -> tuple[Cell, ...]:
    saved = [said("report.option.of_stream", range=_range(line["percent_low"], line["percent_high"], style="percent"), stream=basis.stream(line["stream"])) for line in row["savings"]]
    source = basis.source(row["source"])
    money = _range(row["money_low_vnd"], row["money_high_vnd"], style="money")
    avoided = _range(row["co2e_low_t"], row["co2e_high_t"], unit="t CO2e")
    cited = joined([joined([typed(source.title), place_in(row["locator"])]), typed(f"[{row['confidence']}]")], " ") if source else typed(row["source"])
    return (title_of(basis, row), joined(saved, "; "), money, avoided, cited)


def _range(low: float | None, high: float | None, style: Style = "plain", unit: str = "") -> Cell:
    ends = [None if end is None else Number(value=end, unit=unit, style=style) for end in (low, high)]
    if ends[0] is None and ends[1] is None:
        return None
    if ends[0] is None:
        return said("report.at_most", high=ends[1])
    if ends[1] is None:
        return said("report.at_least", low=ends[0])
    return ends[0] if low == high else said("report.range", low=ends[0], high=ends[1])
