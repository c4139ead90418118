"""Worksheets 7 and 8: the questions that lead to causes, and the factory's own options."""

from __future__ import annotations

from types import MappingProxyType

from markupsafe import Markup

from app.changing import Edit
from app.components.form import area_field, pick_field, text_field
from app.components.markup import Node, join, tag
from app.components.option import emission, money, option_title, savings_lines
from app.components.state import button
from app.editing.fault import ChangeError
from app.reading import Record
from app.worksheets.sheet import Fields, Sheet, View, read_number, read_text, within
from assessment.opportunities import causes, editing
from calculators.number import Notation
from calculators.project import LONGEST_LIFETIME
from data import catalogue, messages

MILLION = 1e6  # money is typed in million VND
TECHNIQUES = ("GH", "IC", "PC", "EM", "TC", "OR", "BP", "PM")
WAYS = ("percent", "quantity", "money")
SHOWN = 6  # library options offered beside the own ones


def cause_table(view: View) -> Markup:
    """Return the questions with their answers, each cause, and the options it leads to or that none is known."""
    found = view.portfolio.get("causes") or ()
    asked = sorted(found, key=lambda item: (item["scope"] in causes.UTILITIES, item["question"]))  # a question stays where it is when it is answered
    if not asked:
        return tag("p", view.say("causes.none"))
    book = catalogue.open_edition()
    known = {row["option"] for row in view.reading.result.get("opportunities", ()) if row["origin"] == "library"}
    own = {row["library"]: row["option"] for row in view.own if row["library"]}
    rows: list[tuple[Node, ...]] = []
    for item in asked:
        row = book.row("causes", item["question"])
        cause = join(str(row[f"cause_{view.lang}"]), tag("div", messages.message(f"cause_class.{item['cause_class']}", view.lang), class_="soft small"))
        links = [_link(view, key, own.get(key)) for key in item["options"] if key in known or key in own]
        listed = tag("ul", *links, style="margin:0;padding-left:18px") if links else messages.message("options.causes.no_option", view.lang)
        rows.append((str(row[f"question_{view.lang}"]), _answer(view, item), cause, listed))
    answered = sum(item["answer"] is not None for item in asked)
    return join(
        tag("p", view.say("causes.count", answered=answered, all=len(asked)), class_="lead", aria_live="polite"),
        view.table(view.say("causes.table"), ("question", "answer", "cause", "options"), rows),
    )


def _link(view: View, key: str, own: str | None) -> Markup:
    title = str(catalogue.open_edition().row("options", key)[f"title_{view.lang}"])
    focus = f"sheet:own.{own}" if own else f"sheet:library.{key}"
    return tag("li", tag("a", title, href=view.route.href(page="options", focus=focus)))


def _answer(view: View, item: Record) -> Markup:
    """Return the two answers as buttons; the given one is taken back by pressing it again."""
    given = item["answer"]
    buttons = (
        tag(
            "button",
            messages.message(f"options.answer.{word}", view.lang),
            type="button",
            class_=f"button {'main' if given == word else ''}".strip(),
            data_act="answer",
            data_value=f"{item['question']}={'' if given == word else word}",
            aria_pressed="true" if given == word else "false",
        )
        for word in ("yes", "no")
    )
    name = messages.message(f"options.answer.{given or 'open'}", view.lang)
    return tag("div", *buttons, role="group", aria_label=name, style="display:flex;gap:6px")


def answer(value: str) -> Edit:
    """Return the edit that answers one question, or takes its answer back.

    Raises
    ------
    ChangeError
        If it is no answer.
    """
    key, _, word = value.rpartition("=")
    if word not in ("yes", "no", "") or not catalogue.open_edition().has("causes", key):
        raise ChangeError("change.not_valid")
    return lambda assessment: editing.noted(assessment, causes.SHEET, {key: word or None})


def _options(view: View) -> Markup:
    """Return the factory's own options, and the library's that suit best and are not among them yet."""
    rows: list[tuple[Node, ...]] = [
        (
            tag("a", option_title(row, view.lang), href=view.route.href(page="options", focus=f"sheet:own.{row['option']}")),
            messages.message(f"technique.{row['technique']}", view.lang),
            savings_lines(row, view.reading, view.lang),
            money(row, view.lang),
            emission(row, view.lang),
            tag("button", "×", type="button", class_="button quiet", data_act="remove", data_value=row["option"], aria_label=view.say("options.remove", option=row["title"])),
        )
        for row in view.own
    ]
    heads = ("option", "technique", "saves", "money", "emission", "remove")
    made = view.table(view.say("options.table"), heads, rows, ("money", "emission")) if rows else tag("p", view.say("options.none"))
    return join(made, _suggested(view))


def _suggested(view: View) -> Markup:
    found = [row for row in view.reading.result.get("opportunities", ()) if row["origin"] == "library" and row["why_not"] is None]
    called = sorted(found, key=lambda row: "cause" not in row["called_by"])[:SHOWN]
    if not called:
        return Markup("")
    items = (
        tag("li", tag("a", option_title(row, view.lang), href=view.route.href(page="options", focus=f"sheet:library.{row['option']}")), f" · {money(row, view.lang)}")
        for row in called
    )
    go = button(view.say("options.library"), href=view.route.href(page="options"), kind="quiet")
    return join(tag("h3", view.say("options.suggested")), tag("ul", *items), tag("div", go, class_="actions"))


def own_form(view: View) -> Markup:
    """Return the form that adds an option of the factory's own."""
    streams = [(key, view.reading.stream_name(key, view.lang)) for key in view.portfolio.get("streams", ())]
    others = [("", "–"), *((row["option"], str(row["title"])) for row in view.own)]
    return view.form(
        "own",
        "new",
        area_field("title", view.say("options.title_of"), about=view.about("options.title_of")),
        pick_field("technique", view.say("column.technique"), ((key, messages.message(f"technique.{key}", view.lang)) for key in TECHNIQUES), "GH", about=view.about("options.technique")),
        pick_field("stream", view.say("options.stream"), streams, "", about=view.about("options.stream")),
        pick_field("way", view.say("options.way"), ((way, view.say(f"options.way.{way}")) for way in WAYS), "percent", about=view.about("options.way")),
        text_field("amount", view.say("options.amount"), about=view.about("options.amount")),
        text_field("unit", view.say("options.unit"), hint="kWh, m3, kg", about=view.about("options.unit")),
        text_field("uncertainty", view.say("options.uncertainty"), about=view.about("options.uncertainty")),
        text_field("investment", view.say("options.investment"), about=view.about("options.investment")),
        text_field("cost", view.say("options.cost"), about=view.about("options.cost")),
        text_field("lifetime", view.say("options.lifetime"), about=view.about("options.lifetime")),
        pick_field("requires", view.say("options.requires"), others, "", about=view.about("options.requires")),
        pick_field("excludes", view.say("options.excludes"), others, "", about=view.about("options.excludes")),
        send=view.say("options.send"),
    )


def _ask_options(view: View) -> Markup:
    return join(tag("h3", view.say("options.add")), own_form(view))


def own_option(fields: Fields, notation: Notation) -> Edit:
    """Return the edit that adds an option as the form describes it.

    Raises
    ------
    ChangeError
        If something needed is missing or no number, or a saving is negative or beyond the whole stream.
    """
    title = read_text(fields.get("title", ""))
    names = ("amount", "investment", "lifetime", "cost", "uncertainty")
    amount, investment, lifetime, cost, uncertainty = (read_number(fields.get(name, ""), notation) for name in names)
    if title is None or amount is None or investment is None or lifetime is None:
        raise ChangeError("change.fill_needed")
    way, stream = fields.get("way", "percent"), fields.get("stream", "")
    within(amount, 0.0, 100.0 if way == "percent" else float("inf"))
    within(investment, 0.0, float("inf"))
    within(uncertainty, 0.0, 100.0)
    if not 0 < lifetime <= LONGEST_LIFETIME:
        raise ChangeError("change.lifetime")
    saving: dict[str, object] = {"stream": stream, "uncertainty_pct": uncertainty}
    saving |= {"percent": amount} if way == "percent" else {"cost_vnd": amount * MILLION} if way == "money" else {"quantity": amount, "unit": read_text(fields.get("unit", ""))}
    values: dict[str, object] = {
        "technique": fields.get("technique", ""),
        "saves": [{name: value for name, value in saving.items() if value is not None}],
        "investment_vnd": investment * MILLION,
        "lifetime_years": lifetime,
        "annual_cost_vnd": None if cost is None else cost * MILLION,
        **{name: [fields[name]] for name in ("requires", "excludes") if fields.get(name)},
    }
    return lambda assessment: editing.added(assessment, title, {name: value for name, value in values.items() if value is not None})


def _remove(key: str) -> Edit:
    return lambda assessment: editing.removed(assessment, key)


CAUSES = Sheet(key="causes", shows=cause_table, acts=MappingProxyType({"answer": answer}))
OPTIONS = Sheet(
    key="options", shows=_options, asks=_ask_options, changes=MappingProxyType({"own": own_option}), acts=MappingProxyType({"remove": _remove})
)
