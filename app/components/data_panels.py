"""The parts around the tables of the data page: tabs, the search for a new row, the form of a row's head."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from app.components.about import about
from app.components.form import field as labelled
from app.components.form import form, pick_field, text_field
from app.components.markup import join, tag
from app.components.state import button, notice
from app.editing import choices, life_cycle_rows
from app.editing.matrix import Line, years_of
from app.editing.own_items import OFFERED
from app.editing.views import ALL_YEARS, TABS, View
from app.route import Route
from app.words import source_short
from assessment.model import Assessment
from data import catalogue, messages
from data.locators import locator_in


def tabs(route: Route, view: View, document: Assessment, lang: str) -> Markup:
    """Return the tabs of the page and, over the table of months, its years and measure."""

    def say(key: str, **values: object) -> str:
        return messages.message(f"data.{key}", lang, **values)

    links = (
        tag("a", say(f"tab.{name}"), href=route.href(page="data", focus=name), aria_current="page" if name == view.tab else None) for name in TABS
    )
    row = tag("nav", *links, class_="tabs", aria_label=say("tabs"))
    if view.tab == "ledger" and view.stream:
        name = choices.label(document, "stream", view.stream, lang).partition("\n")[0]
        whole = button(say("ledger.all"), href=route.href(page="data", focus="ledger"), kind="quiet")
        return join(row, tag("p", say("ledger.of", name=name), " ", whole))
    if view.tab != "months":
        return row
    known = years_of(document)
    first, last = (int(known[0]), int(known[-1])) if known else (int(view.years[0]), int(view.years[0]))
    chosen = view.years[0] if len(view.years) == 1 else ALL_YEARS
    every = dict.fromkeys((str(first - 1), *known, str(last + 1), *(view.years if chosen != ALL_YEARS else ())))
    cost = ":cost" if view.measure == "cost_vnd" else ""
    years = [
        button(year if year in known else f"+ {year}", href=route.href(page="data", focus=f"months:{year}{cost}"), kind="quiet main" if year == chosen else "quiet")
        for year in sorted(every)
    ]
    if len(known) > 1:
        years.append(button(say("years.all"), href=route.href(page="data", focus=f"months:{ALL_YEARS}{cost}"), kind="quiet main" if chosen == ALL_YEARS else "quiet"))
    measures = (
        button(say(f"measure.{name}"), href=route.href(page="data", focus=f"months:{chosen}{mark}"), kind="quiet main" if name == view.measure else "quiet")
        for name, mark in (("quantity", ""), ("cost_vnd", ":cost"))
    )
    return join(
        row,
        tag(
            "div",
            tag("div", *years, class_="actions", role="group", aria_label=say("years"), style="gap:2px"),
            tag("div", *measures, class_="actions", role="group", aria_label=say("measures"), style="gap:2px"),
            class_="actions",
            style="justify-content:space-between",
        ),
    )


def unread_notice(count: int, route: Route, lang: str) -> Markup:
    """Return what is said where a file has rows that could not be read: mend the file, or go on without them."""
    say = messages.message
    look = button(say("data.unread.look", lang), href=route.href(page="findings"), kind="main")
    go_on = button(say("data.unread.anyway", lang, count=count), act="anyway")
    return notice(say("data.unread", lang, count=count), "bad", look, go_on)


def add_panel(is_open: bool, lang: str) -> Markup:
    """Return the button that adds a row and, opened, the search over the streams."""
    toggle = button(messages.message("data.add.close" if is_open else "data.add", lang), act="add", symbol="table")
    if not is_open:
        return tag("div", toggle, class_="actions")
    box = tag("input", type="search", name="find", data_find="find", autocomplete="off", aria_label=messages.message("data.add.find", lang), placeholder=messages.message("data.add.find", lang))
    return tag("div", tag("div", toggle, class_="actions"), tag("label", tag("span", messages.message("data.add.find", lang), class_="label"), box, class_="field"), class_="stack")


def own_stream(document: Assessment, sought: str, lang: str) -> Markup:
    """Return the streams found, each a button that adds its row, and the form of an item of the factory's own."""
    found = choices.found_streams(document, sought, lang)
    rows = (tag("li", button(name, act="line", value=key, kind="quiet")) for key, name in found)
    groups = [(group, messages.message(f"report.group.{group}", lang)) for group in OFFERED]
    own = form(
        "own",
        "",
        messages.message("data.own.add", lang),
        text_field("name", messages.message("data.own.name", lang), sought if not found else "", about=about("data.own.name", lang)),
        pick_field("group", messages.message("data.own.group", lang), groups, "material", about=about("data.own.group", lang)),
        text_field("unit", messages.message("data.column.unit", lang), "kg", about=about("field.unit", lang)),
    )
    return join(
        tag("p", messages.message("data.add.found", lang, count=len(found)), class_="soft small", role="status"),
        tag("ul", *rows, class_="actions", style="list-style:none;padding:0;gap:2px"),
        tag("details", tag("summary", messages.message("data.own", lang)), tag("p", messages.message("data.own.text", lang), class_="soft"), own, open=not found),
    )


def head_form(document: Assessment, line: Line, lang: str) -> Markup:
    """Return the form of what stands at the head of a line."""

    def field(name: str, value: str) -> Markup:
        list_name = choices.list_of(name)
        text = choices.label(document, name, value, lang).partition("\n")[0]
        told = about(f"field.{name}", lang)
        if name in ("role", "product"):
            options = [*([("", "–")] if name == "product" else []), *((key, shown.partition(" [")[0]) for key, shown in choices.options(document, name, lang).items())]
            return pick_field(name, messages.message(f"field.{name}.label", lang), options, value, about=told)
        offered = tag("datalist", *(tag("option", value=shown) for shown in choices.options(document, name, lang).values()), id=f"head-{name}") if list_name else None
        box = tag("input", type="text", name=name, value=text, autocomplete="off", list=f"head-{name}" if list_name else None)
        return labelled(messages.message(f"field.{name}.label", lang), join(box, offered), told)

    names = ("stream", "meter", "step", "product", "role")
    return tag(
        "section",
        tag("h2", messages.message("data.head", lang)),
        tag("p", messages.message("data.head.text", lang), class_="soft"),
        tag("div", *(field(name, str(getattr(line, name))) for name in names), class_="grid"),
        tag("div", button(messages.message("data.head.close", lang), act="add_close"), class_="actions", style="margin-top:12px"),
    )


def conflict_choice(fields: Mapping[str, str]) -> dict[int, bool]:
    """Return whether this person's version counts, by the number of the clash."""
    return {int(name.partition(":")[2]): value == "mine" for name, value in fields.items() if name.startswith("clash:")}


def norm_sources(document: Assessment, lang: str) -> Markup | None:
    """Return which articles set the legal norms of the products that name one; None where none does."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for product in document.products:
        key = (product.norm_product or "").partition(".")[0]
        for row in catalogue.open_edition().table("norms"):
            if key and row["legal"] and row["norm_product"] == key:
                found.setdefault(product.name, {})[(str(row["source_id"]), str(row["article"] or ""))] = None
    if not found:
        return None
    rows = (
        tag("li", tag("strong", name), tag("ul", *(tag("li", source_short(source, lang), f", {locator_in(article, lang)}" if article else "") for source, article in places)))
        for name, places in found.items()
    )
    return join(tag("h3", messages.message("data.norms", lang), style="margin-top:16px"), tag("ul", *rows))


def start_buttons(document: Assessment, lang: str) -> Markup | None:
    """Return a button for each product without a footprint, that begins one from the ledger; None where every product has one."""
    waiting = life_cycle_rows.without_footprint(document)
    if not waiting:
        return None
    buttons = (button(product.name or product.id, act="footprint", value=product.id, kind="quiet main") for product in waiting)
    return tag("div", tag("span", messages.message("data.begin.lead", lang)), *buttons, class_="actions", style="margin:8px 0")
