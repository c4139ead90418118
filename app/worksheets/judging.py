"""Worksheets 9 to 12: the first decision on each option, and its technical, economic and environmental feasibility."""

from __future__ import annotations

from types import MappingProxyType

from markupsafe import Markup

from app.changing import Edit
from app.components.form import area_field, pick_field, text_field
from app.components.icons import shape
from app.components.markup import Node, join, tag
from app.components.option import payback, verdict
from app.components.state import button, notice
from app.editing.fault import ChangeError
from app.reading import Record
from app.theme import Tone
from app.words import said, source_link
from app.worksheets.sheet import Fields, Sheet, View, number_field, read_number, read_text, within
from assessment.model import Assessment
from assessment.opportunities import appraisal, editing, environment, screening
from calculators.number import Notation
from data import catalogue, messages

HIGHEST_RATE = 50.0  # % a year, as the list of choices has it
MOST_YEARS = 100.0
PERCENTS = ("tax_percent", "subsidy_percent", "loan_percent", "saving_uncertainty_percent", "investment_uncertainty_percent")
RATES = ("loan_rate_percent",)
GROWTHS = ("price_growth_percent", "cost_growth_percent")
YEARS = ("depreciation_years", "loan_years")
TERMS = (*PERCENTS[:1], "depreciation_years", "subsidy_percent", "loan_percent", *RATES, "loan_years", *GROWTHS, *PERCENTS[3:])
DECISIONS = ("do_now", "study", "rejected")


def no_options(view: View) -> Markup:
    """Return what stands where there is no option yet, with the way to the worksheet of options."""
    go = button(view.say("options.go"), href=view.route.href(page="worksheet", focus="8"), kind="main")
    return join(tag("p", view.say("options.none")), tag("div", go, class_="actions"))


def _screened(view: View) -> Markup:
    rows: list[tuple[Node, ...]] = [(row["title"], view.money(row["investment_vnd"]), view.money(row["money_vnd"]), payback(row, view.lang), verdict(row, view.lang)) for row in view.own]
    heads = ("option", "investment", "money", "payback", "screening")
    return view.table(view.say("screening.table"), heads, rows, ("investment", "money", "payback")) if rows else no_options(view)


def _ask_screening(view: View) -> Markup:
    forms = [
        view.form(
            "decide",
            row["option"],
            pick_field("status", view.say("screening.decision"), (("", view.say("screening.open")), *((word, messages.message(f"options.decide.{word}", view.lang)) for word in DECISIONS)), row["status"] if row["status"] in DECISIONS else "", about=view.about("screening.decision")),
            area_field("reason", view.say("screening.reason"), row["reason"] or "", about=view.about("screening.reason")),
            title=str(row["title"]),
        )
        for row in view.own
        if row["status"] not in ("running", "done", "verified")
    ]
    return join(*forms)


def _decide(fields: Fields, _: Notation) -> Edit:
    status, reason = fields.get("status", "") or None, read_text(fields.get("reason", ""))
    if status not in (*DECISIONS, None):
        raise ChangeError("change.not_valid")
    if status == "rejected" and reason is None:
        raise ChangeError("change.reason_needed")
    return lambda assessment: editing.changed(assessment, fields.get("about", ""), {"status": status, "reason": reason})


def _technical(view: View) -> Markup:
    ranked = {row["option"]: row for row in (view.portfolio.get("ranking") or {}).get("rows") or ()}
    rows: list[tuple[Node, ...]] = [
        (row["title"], "–" if (found := ranked.get(row["option"])) is None or found["technical"] is None else view.number(screening.MOST_POINTS * found["technical"], 1))
        for row in view.own
    ]
    return join(tag("p", view.say("technical.lead"), class_="soft"), view.table(view.say("technical.table"), ("option", "points"), rows, ("points",))) if rows else no_options(view)


def _ask_technical(view: View) -> Markup:
    typed = view.typed(screening.TECHNICAL_SHEET)

    def box(name: str, criterion: str) -> Markup:
        value = typed.get(name)
        told = view.about(f"technical.{criterion}")
        return text_field(name, view.say(f"technical.{criterion}"), view.number(float(value)) if isinstance(value, int | float) else "", about=told, decimal=True)

    forms = [
        view.form("marks", row["option"], tag("div", *(box(f"{row['option']}.{name}", name) for name in screening.TECHNICAL), class_="marks"), title=str(row["title"]))
        for row in view.own
        if row["status"] != "rejected"
    ]
    weights = view.form("marks", "weight", tag("div", *(box(f"weight.{name}", name) for name in screening.TECHNICAL), class_="marks"))
    return join(*forms, tag("details", tag("summary", view.say("technical.weights")), weights)) if forms else Markup("")


def _marks(fields: Fields, notation: Notation) -> Edit:
    about = fields.get("about", "")
    most = 100.0 if about == "weight" else screening.MOST_POINTS
    named = {f"{about}.{name}": fields[f"{about}.{name}"] for name in screening.TECHNICAL if f"{about}.{name}" in fields}
    values = {name: within(read_number(text, notation), 0.0, most) for name, text in named.items()}
    return lambda assessment: editing.noted(assessment, screening.TECHNICAL_SHEET, values)


def economic_table(view: View) -> Markup:
    """Return what each own option is worth on the stated terms; where a figure is missing, why."""
    rows: list[tuple[Node, ...]] = []
    for row in view.own:
        look = row["appraisal"]
        chance = look["probability_of_gain"]
        rows.append(
            (
                tag("a", str(row["title"]), href=view.route.href(page="options", focus=f"sheet:own.{row['option']}")),
                view.money(row["investment_vnd"]),
                view.money(row["money_vnd"]),
                payback(row, view.lang),
                _or_why(view, look, "npv", view.money(look["npv_vnd"]) if look["npv_vnd"] is not None else None),
                _or_why(view, look, "irr", messages.format_percent(look["irr_percent"], view.lang) if look["irr_percent"] is not None else None),
                _or_why(view, look, "probability", messages.format_percent(100 * chance, view.lang, 0) if chance is not None else None),
            )
        )
    heads = ("option", "investment", "money", "payback", "npv", "irr", "chance")
    return view.table(view.say("economic.table"), heads, rows, heads[1:]) if rows else no_options(view)


def _or_why(view: View, look: Record, figure: str, text: str | None) -> Node:
    return text if text is not None else tag("span", said(f"reason.{look['missing'].get(figure, '')}", view.lang, "–"), class_="soft small")


def terms_form(view: View) -> Markup:
    """Return the form with the discount rate, the budget, and what the law and the bank decide; all of it optional."""
    choices = view.reading.result["choices"]
    rate, budget = (choices.get(key, {}).get("value") for key in ("discount_rate", "budget_vnd"))
    typed = view.typed(appraisal.SHEET)
    fields = [
        number_field(view, "discount_rate", view.say("terms.discount_rate"), rate, view.about("terms.discount_rate")),
        number_field(view, "budget", view.say("terms.budget"), None if budget is None else budget / 1e6, view.about("terms.budget")),
        *(number_field(view, name, view.say(f"terms.{name}"), float(value) if isinstance(value := typed.get(name), int | float) else None, view.about(f"terms.{name}")) for name in TERMS),
    ]
    return join(tag("p", view.say("terms.lead"), class_="soft"), view.form("terms", appraisal.SHEET, *fields))


def terms(fields: Fields, notation: Notation) -> Edit:
    """Return the edit that states the terms; an empty field takes its term back.

    Raises
    ------
    ChangeError
        If one is no number or cannot be.
    """
    numbers = {name: read_number(fields.get(name, ""), notation) for name in ("discount_rate", "budget", *TERMS)}
    within(numbers["discount_rate"], 0.0, HIGHEST_RATE)
    within(numbers["budget"], 0.0, float("inf"))
    for names, low, high in ((PERCENTS, 0.0, 100.0), (RATES, 0.0, 100.0), (GROWTHS, -50.0, 100.0), (YEARS, 1.0, MOST_YEARS)):
        for name in names:
            within(numbers[name], low, high)
    if (numbers["loan_percent"] or 0.0) + (numbers["subsidy_percent"] or 0.0) > 100.0:
        raise ChangeError("change.loan_and_subsidy")
    if numbers["loan_percent"] and numbers["loan_years"] is None:
        raise ChangeError("change.loan_years")
    budget = None if numbers["budget"] is None else numbers["budget"] * 1e6

    def edit(assessment: Assessment) -> Assessment:
        made = editing.chosen(assessment, {"discount_rate": numbers["discount_rate"], "budget_vnd": budget})
        return editing.noted(made, appraisal.SHEET, {name: numbers[name] for name in TERMS})

    return edit


def _surroundings(view: View) -> Markup:
    """Return streams before and after, and discharge beside its limits."""
    found: Record = view.portfolio.get("environment") or {}
    rows: list[tuple[Node, ...]] = [
        (
            view.reading.stream_name(row["stream"], view.lang),
            messages.format_quantity(row["before"], row["unit"], view.lang),
            messages.format_quantity(row["after"], row["unit"], view.lang),
            messages.format_percent(row["change_percent"], view.lang, signed=True),
        )
        for row in found.get("streams") or ()
    ]
    if rows:
        head = tag("p", view.say("environment.lead", count=len(found["options"]), co2e=messages.format_quantity(found["co2e_t"], "t CO2e", view.lang)), class_="lead")
        made = view.table(view.say("environment.table"), ("stream", "before", "after", "change"), rows, ("before", "after", "change"))
        return join(head, made, _discharge(view, found["discharge"]))
    return join(tag("p", view.say("environment.none")), _discharge(view, found["discharge"]) if found else None)


def _discharge(view: View, found: Record) -> Markup:
    rows: list[tuple[Node, ...]] = []
    for row in found["rows"]:
        limit = catalogue.open_edition().row("limits", row["limit"])
        unit = "" if row["unit"] == "1" else row["unit"]
        bound = f"{'≤' if row['bound'] == 'max' else '≥'} {view.number(row['value'])} {unit}".strip()
        cells = (_judged(view, row[f"{name}"], row[f"{name}_meets"]) for name in ("before", "after"))
        rows.append((str(limit[f"label_{view.lang}"]), bound, *cells))
    if not rows:
        return Markup("")
    expired = not all(row["in_force"] for row in found["rows"])
    return join(
        tag("h3", view.say("environment.discharge", discharge=found["class"])),
        notice(view.say("environment.expired")) if expired else None,
        view.table(view.say("environment.limits"), ("pollutant", "limit", "before", "after"), rows),
        tag("p", view.say("environment.factors"), class_="soft small"),
        tag("p", source_link(found["rows"][0]["source"], view.lang), class_="soft small"),
    )


def _judged(view: View, value: float | None, meets: bool | None) -> Node:
    if value is None:
        return "–"
    tone: Tone = "good" if meets else "bad"
    return join(view.number(value), " ", tag("span", shape(tone), view.say("environment.meets" if meets else "environment.beyond"), class_=f"chip {tone}"))


def _ask_environment(view: View) -> Markup:
    typed = view.typed(environment.SHEET)
    limits = catalogue.open_edition().table("limits")
    labels = {str(row["pollutant"]): (str(row[f"label_{view.lang}"]), str(row["unit"])) for row in limits}
    boxes = []
    for key in environment.pollutants(limits):
        label, unit = labels[key]
        for name in ("before", "after"):
            value = typed.get(f"{key}.{name}")
            text = view.number(float(value)) if isinstance(value, int | float) else ""
            words = f"{label}, {view.say('column.' + name)}" + (f" ({unit})" if unit != "1" else "")
            boxes.append(text_field(f"{key}.{name}", words, text, about=view.about("environment.amount"), decimal=True))
    classes = [("", view.say("environment.open")), ("A", view.say("environment.class.A")), ("B", view.say("environment.class.B"))]
    pick = pick_field("class", view.say("environment.class"), classes, view.text(environment.SHEET, "class"), about=view.about("environment.class"))
    return join(tag("h3", view.say("environment.ask")), tag("p", view.say("environment.ask.lead"), class_="soft"), view.form("environment", environment.SHEET, pick, *boxes))


def _environment(fields: Fields, notation: Notation) -> Edit:
    known = environment.pollutants(catalogue.open_edition().table("limits"))
    wanted = fields.get("class", "") or None
    if wanted not in (None, "A", "B"):
        raise ChangeError("change.not_valid")
    names = [f"{key}.{name}" for key in known for name in ("before", "after") if f"{key}.{name}" in fields]
    values = {name: within(read_number(fields[name], notation), 0.0, float("inf")) for name in names}
    return lambda assessment: editing.noted(assessment, environment.SHEET, {"class": wanted, **values})


SCREENING = Sheet(key="screening", shows=_screened, asks=_ask_screening, changes=MappingProxyType({"decide": _decide}))
TECHNICAL = Sheet(key="technical", shows=_technical, asks=_ask_technical, changes=MappingProxyType({"marks": _marks}))
ECONOMIC = Sheet(key="economic", shows=economic_table, asks=terms_form, changes=MappingProxyType({"terms": terms}))
ENVIRONMENT = Sheet(key="environment", shows=_surroundings, asks=_ask_environment, changes=MappingProxyType({"environment": _environment}))
