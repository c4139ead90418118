"""Which options together: the best set and what it truly is, the ranking with what cannot be compared yet, the curves."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.opportunities.best_set import meaning_of
from assessment.opportunities.screening import lacking_alike
from assessment.option_charts import abatement_chart, front_chart, front_without_a_chart
from assessment.reports.basis import Basis, Record, joined, number, plural
from assessment.reports.report import Block, Cell, Column, Figure, Number, Paragraph, Row, Table, Text, said
from assessment.reports.sections.option_words import money, names_of, own_names, percent
from data import messages

CRITERIA = ("technical", "economic", "environmental")
NAMED = 6  # options of a best set that a sentence names; of more it says how many


def best(basis: Basis) -> list[Block]:
    """Return a sentence on the best set, said for what it is."""
    portfolio = basis.result["portfolio"] or {}
    found = portfolio.get("best")
    blocks: list[Block] = []
    if found and found["chosen"]:
        key, count = f"best_set.{meaning_of(basis.result)}", len(found["chosen"])
        budget = money(portfolio["budget_vnd"] or 0.0)
        blocks.append(Paragraph(text=said("best_set.is", what=plural(key, count, count=count, budget=budget), brings=_brings(basis, found))))
    return blocks


def unpriced(basis: Basis) -> list[Block]:
    """Return which options could not be looked at for want of a price; the full report says it with the ranking."""
    portfolio = basis.result["portfolio"] or {}
    chosen = (portfolio.get("best") or {}).get("chosen") or ()
    keys = [key for key in portfolio.get("unpriced") or () if key not in chosen]
    return [Paragraph(text=said("best_set.unpriced", options=names_of(basis, keys)), role="note")] if keys else []


def _brings(basis: Basis, found: Record) -> Text:
    values: dict[str, object] = {"investment": money(found["investment_vnd"]), "benefit": money(found["benefit_vnd"])}
    names = names_of(basis, found["chosen"]) if len(found["chosen"]) <= NAMED else None
    avoided = None if is_unknown(basis, found) else Number(value=found["co2e_t"], unit="t CO2e")
    parts = [said(f"best_set.brings.{basis.result['portfolio']['objective']}", **values)]
    parts.append(said("best_set.avoids", co2e=avoided) if avoided else said("best_set.emission_unknown"))
    return said("best_set.parts", parts=joined([names, joined(parts, "; ")], " – "))


def is_unknown(basis: Basis, row: Record) -> bool:
    """Return whether nothing is known of what a set of options avoids: a sum of nothing would read as zero."""
    known = {each["option"]: each.get("co2e_t") for each in basis.result["opportunities"]}
    return all(known.get(key) is None for key in row["chosen"])


def sets(basis: Basis) -> list[Block]:
    """Return the best set, and which set would be the best at smaller budgets, where there is more than one."""
    portfolio = basis.result["portfolio"] or {}
    rows = [(f"/portfolio/by_budget/{at}", row) for at, row in enumerate(portfolio.get("by_budget") or ()) if row["chosen"]]
    if len(rows) < 2:
        return best(basis)
    columns = (
        Column(title=said("report.column.budget"), align="number", share=1.1),
        Column(title=said("report.column.chosen"), share=3),
        Column(title=said("report.column.investment"), align="number", share=1.1),
        Column(title=said(f"report.column.benefit.{portfolio['objective']}"), align="number", share=1.2),
        Column(title=said("report.column.avoided"), align="number", share=1.1),
    )
    made = []
    for at, row in rows:
        paid = [number(row[name], trace=f"{at}/{name}", style="money") for name in ("budget_vnd", "investment_vnd", "benefit_vnd")]
        avoided = None if is_unknown(basis, row) else number(row["co2e_t"], "t CO2e", f"{at}/co2e_t")
        made.append(Row(cells=(paid[0], names_of(basis, row["chosen"]), paid[1], paid[2], avoided)))
    note = said("report.note.portfolio")
    return [*best(basis), Table(id="portfolio", title=said("report.table.portfolio"), columns=columns, rows=tuple(made), note=note)]


def ranking(basis: Basis) -> list[Block]:
    """Return the ranking where two options can be compared, and below it what is not comparable yet and what it lacks."""
    found = (basis.result["portfolio"] or {}).get("ranking") or {}
    apart = _not_comparable(basis, found.get("unranked") or ())
    if len(found.get("rows") or ()) < 2:
        return apart
    weights = found["weights_percent"]
    columns = (
        Column(title=said("report.column.rank"), align="number", share=0.5),
        Column(title=said("report.column.option"), share=3),
        *(Column(title=said("report.column.score_of", part=said(f"plan.weight.{name}"), weight=percent(weights[name])), align="number") for name in CRITERIA),
        Column(title=said("plan.weight.score"), align="number"),
    )
    made = []
    for index, row in enumerate(found["rows"]):
        at = f"/portfolio/ranking/rows/{index}"
        scores: list[Cell] = [_score(row, name, f"{at}/{name}") for name in (*CRITERIA, "score")]
        made.append(Row(cells=(Number(value=float(row["rank"]), style="count"), names_of(basis, [row["option"]]), *scores)))
    table = Table(id="ranking", title=said("report.table.ranking"), columns=columns, rows=tuple(made), note=_ranking_note(basis, found))
    return [table, *apart]


def _score(row: Record, name: str, trace: str) -> Cell:
    if row[name] is None and name in row["counted_as_none"]:
        return said("ranking.none")
    return number(row[name], trace=trace, style="share")


def _ranking_note(basis: Basis, found: Record) -> Text:
    moved = sorted({key for keys in found["moves"].values() for key in keys})
    unknown = [name for name in CRITERIA if all(row[name] is None for row in found["rows"])]
    parts = [said("ranking.scale")]
    parts += [said("ranking.left_out", criteria=joined([said(f"plan.weight.{name}") for name in unknown]))] if unknown else []
    parts += [said("ranking.counted_as_none")] if any(row["counted_as_none"] for row in found["rows"]) else []
    parts.append(said("plan.rank.moves", options=names_of(basis, moved)) if moved else said("plan.rank.firm"))
    return said("best_set.parts", parts=joined(parts, " "))


def _not_comparable(basis: Basis, rows: Sequence[Record]) -> list[Block]:
    """Return which figure options lack to be compared, and where it is given; those that lack the same in one sentence."""
    blocks: list[Block] = []
    for missing, unpriced, keys in lacking_alike(rows):
        values = {"option": names_of(basis, keys)}
        text = said("ranking.not_comparable", **values, why=_reason(missing))
        if missing == "option.price_missing" and unpriced:
            text = said("ranking.not_comparable.price", **values, streams=basis.streams_inside(unpriced))
        blocks.append(Paragraph(text=text, role="note"))
    return blocks


def _reason(code: str) -> Text:
    """Return why an option has no money, where that is one sentence; else where the report says it."""
    key = f"reason.{code}"
    return said(key if messages.has_message(key, messages.DEFAULT_LANGUAGE) else "ranking.problem")


def curves(basis: Basis) -> list[Block]:
    """Return money against emission over the best sets, and what an avoided tonne costs; a sentence where a chart would say nothing."""
    portfolio, titles = basis.result["portfolio"] or {}, own_names(basis)
    charts = (front_chart(portfolio, titles), abatement_chart(portfolio.get("curve") or (), titles))
    blocks: list[Block] = [Figure(id=chart.id, chart=chart) for chart in charts if chart is not None]
    instead = front_without_a_chart(portfolio)
    return blocks if instead is None else [Paragraph(text=said(instead.key, **{**instead.values, "money": money(float(str(instead.values["money"])))}), role="note"), *blocks]
