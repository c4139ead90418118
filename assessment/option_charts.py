"""The charts of options and of the plan: what moves a present value, how likely a gain is, sets of options, tonnes, quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from assessment.charts import Band, Chart, Label, Series

Record = Mapping[str, Any]
MILLION = 1e6
MONEY = "million VND"
TONNES = "t CO2e"


def tornado_chart(appraisal: Record, name: Label) -> Chart | None:
    """Return how far each input alone moves the net present value, the widest first; None without a present value."""
    rows = appraisal["tornado"]
    if appraisal["npv_vnd"] is None or not rows:
        return None
    turns = any(min(row["low_vnd"], row["high_vnd"]) < 0 < max(row["low_vnd"], row["high_vnd"]) for row in rows)
    return Chart(
        id="tornado",
        kind="tornado",
        title=Label(key="chart.tornado", values={"option": name}),
        unit=MONEY,
        categories=tuple(Label(key=f"options.input.{row['input']}") for row in rows),
        series=tuple(
            Series(label=Label(key=f"chart.tornado.{end}"), values=tuple(row[f"{end}_vnd"] / MILLION for row in rows), unit=MONEY)
            for end in ("low", "high")
        ),
        bands=(Band(label=Label(key="chart.tornado.middle"), low=appraisal["npv_vnd"] / MILLION, high=appraisal["npv_vnd"] / MILLION, role="you"),),
        sentence="chart.tornado.turns" if turns else "chart.tornado.holds",
        values={"input": Label(key=f"options.input.{rows[0]['input']}"), "npv": appraisal["npv_vnd"] / MILLION},
    )


def gain_chart(appraisal: Record, name: Label) -> Chart | None:
    """Return the spread of the net present value as upright bars; None where no uncertainty was stated."""
    spread = appraisal.get("npv_spread")
    if not spread:
        return None
    edges = [edge / MILLION for edge in spread["edges_vnd"]]
    middles = tuple(Label(key="chart.number", values={"value": round((low + high) / 2, 1)}) for low, high in pairwise(edges))
    zero = next((place for place, (low, high) in enumerate(pairwise(edges)) if low <= 0 < high), None)
    bands = () if zero is None else (Band(label=Label(key="chart.gain.zero"), low=None, high=None, role="norm", category=zero),)
    return Chart(
        id="gain",
        kind="columns",
        title=Label(key="chart.gain", values={"option": name}),
        unit="%",
        categories=middles,
        series=(Series(label=Label(key="chart.gain.share"), values=tuple(spread["shares_percent"]), unit="%"),),
        bands=bands,
        sentence="chart.gain.sentence",
        values={"percent": round(100 * appraisal["probability_of_gain"], 1), "low": spread["low_vnd"] / MILLION, "high": spread["high_vnd"] / MILLION},
    )


def _set_of(count: int) -> Label:
    return Label(key="chart.front.set.one" if count == 1 else "chart.front.set", values={"count": count})


def front_chart(portfolio: Record, titles: Mapping[str, str]) -> Chart | None:
    """Return the sets of which none brings both more money and less emission; None with fewer than two, or where they bring the same money."""
    points = portfolio.get("front") or []
    if len(points) < 2 or _is_level(points):
        return None
    first, last = points[0], points[-1]
    return Chart(
        id="front",
        kind="front",
        title=Label(key="chart.front"),
        unit=MONEY,
        categories=tuple(_set_of(len(point["chosen"])) for point in points),
        series=(
            Series(label=Label(key="chart.front.avoided"), values=tuple(point["co2e_t"] for point in points), unit=TONNES),
            Series(label=Label(key=f"plan.set.benefit.{portfolio['objective']}"), values=tuple(p["benefit_vnd"] / MILLION for p in points), unit=MONEY),
        ),
        sentence="chart.front.sentence",
        values={
            "money": (first["benefit_vnd"] - last["benefit_vnd"]) / MILLION,
            "tonnes": last["co2e_t"] - first["co2e_t"],
            "set": Label(text=", ".join(titles.get(key, key) for key in last["chosen"])),
        },
    )


def front_without_a_chart(portfolio: Record) -> Label | None:
    """Return why money is not drawn against emission: every set on the curve brings the same money (`money`, VND); None where it is drawn."""
    points = portfolio.get("front") or []
    if len(points) < 2 or not _is_level(points):
        return None
    return Label(key="chart.front.level", values={"money": points[0]["benefit_vnd"], "low": points[0]["co2e_t"], "high": points[-1]["co2e_t"]})


def _is_level(points: Sequence[Record]) -> bool:
    """Return whether sets differ in money by less than is printed, a million dong."""
    benefits = [point["benefit_vnd"] for point in points]
    return bool(max(benefits) - min(benefits) < MILLION)


def abatement_chart(curve: Sequence[Record], titles: Mapping[str, str]) -> Chart | None:
    """Return the marginal abatement cost curve; None where nothing is avoided or no discount rate was stated."""
    if not curve:
        return None
    paying = sum(step["co2e_t"] for step in curve if step["cost_vnd_per_t"] < 0)
    return Chart(
        id="abatement",
        kind="abatement",
        title=Label(key="chart.abatement"),
        unit=f"{MONEY}/t CO2e",
        categories=tuple(Label(text=titles.get(step["option"], step["option"])) for step in curve),
        series=(
            Series(label=Label(key="chart.abatement.avoided"), values=tuple(step["co2e_t"] for step in curve), unit=TONNES),
            Series(label=Label(key="chart.abatement.cost"), values=tuple(step["cost_vnd_per_t"] / MILLION for step in curve), unit=MONEY),
        ),
        sentence="chart.abatement.sentence",
        values={"paying": paying, "whole": curve[-1]["cumulative_t"]},
    )


def cash_chart(quarters: Sequence[Record]) -> Chart | None:
    """Return what is spent and what has come back, quarter by quarter; None without a due day."""
    if not quarters:
        return None
    lowest = min(quarters, key=lambda row: row["cumulative_vnd"])
    spent = sum(row["spend_vnd"] for row in quarters)
    return Chart(
        id="cash",
        kind="columns",
        title=Label(key="chart.cash"),
        unit=MONEY,
        categories=tuple(quarter_label(row["quarter"]) for row in quarters),
        series=tuple(
            Series(label=Label(key=f"chart.cash.{name}"), values=tuple(sign * row[f"{name}_vnd"] / MILLION for row in quarters), unit=MONEY)
            for name, sign in (("spend", -1.0), ("saved", 1.0), ("cumulative", 1.0))
        ),
        sentence="chart.cash.sentence",
        values={"spent": spent / MILLION, "lowest": lowest["cumulative_vnd"] / MILLION, "quarter": quarter_label(lowest["quarter"])},
    )


def quarter_label(quarter: str) -> Label:
    """Return the name of a quarter written as ``2026-Q3``."""
    return Label(key="plan.quarter", values={"number": quarter[-1], "year": quarter[:4]})
