"""How an option is said in a report: its full title once, its name in lists, its money, its payback and its state."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.opportunities.first_step import FirstStep
from assessment.opportunities.naming import short_title, short_titles
from assessment.opportunities.screening import is_quick, payback_shown
from assessment.opportunities.state import reason_of, state_key, state_of
from assessment.reports.basis import Basis, Record, joined, plural, said_or
from assessment.reports.report import Cell, Number, Several, Style, Text, said, typed
from calculators.errors import UnknownKeyError

GROUPS = ("low_cost", "investment", "unpriced")


def group_of(row: Record) -> str:
    """Return an option's group in the ministry's table: no or low cost, an investment, or its money is not known."""
    if row["money_vnd"] is None and row["investment_vnd"]:
        return "unpriced"
    return "low_cost" if row["investment_vnd"] == 0 or is_quick(row["appraisal"]["payback_years"]) else "investment"


def title_of(basis: Basis, row: Record) -> Text:
    """Return an option's whole title, as the factory wrote it, or the library's; where the option is described."""
    if row["origin"] == "own":
        return typed(row["title"])
    try:
        known = basis.book.row("options", row["option"])
    except UnknownKeyError:
        return typed(row["option"])
    return Text(names={lang: str(known[f"title_{lang}"]) for lang in ("vi", "en")})


def name_of(basis: Basis, row: Record) -> Text:
    """Return an option's name in lists: without a long remark at its end, where that still tells it from the others."""
    return typed(own_names(basis).get(row["option"], row["title"])) if row["origin"] == "own" else title_of(basis, row)


def own_names(basis: Basis) -> dict[str, str]:
    """Return the names of the factory's own options in lists, by id."""
    return short_titles({row["option"]: str(row["title"]) for row in basis.result["opportunities"] if row["origin"] == "own"})


def names_of(basis: Basis, keys: Sequence[str]) -> Several:
    """Return the names of options by their ids."""
    by_id = {row["option"]: row for row in basis.result["opportunities"]}
    return joined([name_of(basis, by_id[key]) if key in by_id else typed(key) for key in keys], "; ")


def state_in_words(row: Record) -> Cell:
    """Return the one state of an option, with the reason where it is a proposal."""
    why = reason_of(row)
    return joined([said(state_key(state_of(row))), said_or(why, why) if why else None], ": ")


def time_of(payback: Record) -> Text:
    """Return a payback in its own unit: days, months or years."""
    value, unit, _ = payback_shown(payback)
    return plural(f"report.time.{unit}", value, value=value)


def percent(value: float) -> Number:
    """Return a share. [%]"""
    return Number(value=value, style="percent")


def money(value: float) -> Number:
    """Return an amount of money. [VND]"""
    return Number(value=value, style="money")


def range_of(low: float | None, high: float | None, style: Style = "plain", unit: str = "") -> Cell:
    """Return a range of the library, None where nothing is known or nothing is saved: "up to 0" says less than nothing."""
    ends = [None if end is None else Number(value=end, unit=unit, style=style) for end in (low, high)]
    if not low and not high:
        return None
    if ends[0] is None:
        return said("report.at_most", high=ends[1])
    if ends[1] is None:
        return said("report.at_least", low=ends[0])
    return ends[0] if low == high else said("report.range", low=ends[0], high=ends[1])


def step_in_words(basis: Basis, step: FirstStep) -> Text:
    """Return what to do first as a sentence without its stop: for the summary and the plan alike."""
    low, high = step.money or (None, None)
    name = step_name(basis, step)
    step_said = said(step.sentence, title=name, **({} if low is None else {"money": range_of(low, high, "money")}))
    return said("first_step.because", step=step_said, why=said(step.reason))


def step_name(basis: Basis, step: FirstStep) -> Text:
    """Return the name of the first step; a title that names an aim only keeps its remark, which says where it is from."""
    if step.act == "identify":
        return typed(step.option["title"])
    title = name_of(basis, step.option)
    return Text(names={lang: short_title(name) for lang, name in title.names.items()}) if title.names else title
