"""Worksheets 1, 5, 6 and 17: the team, the balances, what losses cost, and what keeps the gains."""

from __future__ import annotations

from types import MappingProxyType

from markupsafe import Markup

from app.changing import Edit
from app.components.form import area_field
from app.components.markup import Node, join, tag
from app.components.state import button
from app.components.unpriced import unpriced
from app.reading import Record, as_sequence
from app.worksheets.sheet import Fields, Sheet, View, number_field, read_number, read_text, text_sheet, within
from assessment.opportunities import editing
from calculators.number import Notation
from data import messages

MOST_PRICE = 1e12  # VND/kg
MOST_LINES = 12  # rows of what costs most


def _balances(view: View) -> Markup:
    """Return the closure of each step and quantity."""
    rows: list[tuple[Node, ...]] = []
    for balance in as_sequence(view.reading.result.get("balances")):
        for row in (*balance["steps"], balance["site"]):
            error = row["error"]
            rows.append(
                (
                    messages.message(f"balance.quantity.{balance['quantity']}", view.lang),
                    row.get("name") or row.get("step") or view.say("whole_site"),
                    "–" if error is None else messages.format_percent(100 * error, view.lang, signed=True),
                    view.say(f"closure.{row['verdict']}") if row["verdict"] in ("closed", "open") else view.say("closure.unknown"),
                )
            )
    if not rows:
        go = button(view.say("balance.go"), href=view.route.href(page="worksheet", focus="4"))
        return join(tag("p", view.say("balance.none")), tag("div", go, class_="actions"))
    return view.table(view.say("balance.table"), ("quantity", "where", "error", "closure"), rows, ("error",))


def _simple(view: View) -> list[Markup]:
    """Return the losses at purchase value, and what their disposal costs."""
    value: Record = view.portfolio.get("loss_value") or {}
    rows: list[tuple[Node, ...]] = []
    for row in value.get("rows") or ():
        origin = view.say(f"losses.origin.{row['origin']}") if row["origin"] else view.say("losses.origin.none")
        price = "–" if row["price_vnd"] is None else messages.format_quantity(row["price_vnd"], f"VND/{row['unit']}", view.lang)
        names = (view.reading.stream_name(row[name], view.lang) for name in ("stream", "of"))
        amount = messages.format_quantity(row["quantity"], row["unit"], view.lang)
        rows.append((*names, amount, join(price, tag("div", origin, class_="small soft")), view.money(row["vnd"])))
    if value.get("disposal_vnd") is not None:
        rows.append((view.say("losses.disposal"), "–", "–", "–", view.money(value["disposal_vnd"])))
    if not rows:
        return []
    lead = view.say("losses.simple", money=view.money(value["total_vnd"])) if value["total_vnd"] is not None else view.say("losses.not_priced")
    heads = ("stream", "was", "amount", "price", "loss")
    missing = unpriced(view.reading, view.route, view.role, asks=False)
    return [tag("p", lead, class_="lead"), *([missing] if missing else []), view.table(view.say("losses.streams"), heads, rows, heads[2:]), *_open_heat(view, value)]


def _open_heat(view: View, value: Record) -> list[Markup]:
    """Return the sentence that names the fuels of whose lost heat nobody has said a share."""
    fuels = [view.reading.stream_name(stream, view.lang) for stream in value.get("heat_open") or ()]
    return [tag("p", view.say("losses.no_heat", fuels=", ".join(fuels)), class_="soft small")] if fuels else []


def _ask_losses(view: View) -> Markup:
    """Return fields for the prices that the ledger does not have, and for remarks."""
    value: Record = view.portfolio.get("loss_value") or {}
    missing = [row for row in value.get("rows") or () if row["origin"] in (None, "worksheet") and row["unit"] == "kg"]
    known = view.typed("loss_cost")
    prices = []
    for stream in dict.fromkeys(str(row["of"]) for row in missing):
        key = f"price.{stream.replace('/', '.')}"
        typed = known.get(key)
        label = view.say("losses.price", stream=view.reading.stream_name(stream, view.lang))
        prices.append(number_field(view, key, label, float(typed) if isinstance(typed, int | float) else None, view.about("losses.price")))
    form = view.form("prices", "loss_cost", *prices, title=view.say("losses.prices")) if prices else None
    return join(form, _ask_heat(view), view.form("texts", "loss_cost", area_field("notes", view.say("losses.notes"), view.text("loss_cost", "notes"), about=view.about("losses.notes"))))


def _ask_heat(view: View) -> Markup | None:
    """Return fields for the share of each fuel's heat that is lost, as a boiler check or an audit found it."""
    value: Record = view.portfolio.get("loss_value") or {}
    known = view.typed("loss_cost")
    shown = {key.removeprefix("heat.").replace(".", "/", 1) for key in known if key.startswith("heat.")} | set(value.get("heat_open") or ())
    asked = []
    for stream in sorted(shown):
        key = f"heat.{stream.replace('/', '.')}"
        typed = known.get(key)
        label = view.say("losses.heat", stream=view.reading.stream_name(stream, view.lang))
        asked.append(number_field(view, key, label, float(typed) if isinstance(typed, int | float) else None, view.about("losses.heat")))
    return view.form("heat", "loss_cost", *asked, title=view.say("losses.heats")) if asked else None


def _heats(fields: Fields, notation: Notation) -> Edit:
    values = {name: within(read_number(text, notation), 0.0, 100.0) for name, text in fields.items() if name.startswith("heat.")}
    return lambda assessment: editing.noted(assessment, "loss_cost", values)


def _prices(fields: Fields, notation: Notation) -> Edit:
    values = {name: within(read_number(text, notation), 0.0, MOST_PRICE) for name, text in fields.items() if name.startswith("price.")}
    return lambda assessment: editing.noted(assessment, "loss_cost", values)


def _notes(fields: Fields, _: Notation) -> Edit:
    notes = read_text(fields.get("notes", ""))
    return lambda assessment: editing.noted(assessment, "loss_cost", {"notes": notes})


def _losses(view: View) -> Markup:
    """Return what is lost by stream, or by centre, in money where it is known, and what the site pays by group."""
    losses = view.reading.result.get("losses") or {}
    account = losses.get("flow_cost")
    parts: list[Markup] = []
    if account:
        rows: list[tuple[Node, ...]] = [(row["name"], view.money(row["loss_vnd"])) for row in account["centres"]]
        parts += [tag("p", view.say("losses.account", money=view.money(account["loss_per_year_vnd"])), class_="lead")]
        parts += [view.table(view.say("losses.centres"), ("where", "loss"), rows, ("loss",))]
    parts += _simple(view) if not account else []
    costs = (view.reading.result["totals"].get("cost_vnd") or {}).items()
    paid: list[tuple[Node, ...]] = [
        (messages.message(f"report.group.{group}", view.lang), view.money(cost)) for group, cost in sorted(costs, key=lambda item: -item[1])[:MOST_LINES]
    ]
    if paid:
        parts += [tag("h3", view.say("losses.paid")), view.table(view.say("losses.paid"), ("group", "paid"), paid, ("paid",))]
    go = button(view.say("losses.go"), href=view.route.href(page="losses"), kind="quiet")
    return join(*parts, tag("div", go, class_="actions")) if parts else tag("p", view.say("losses.none"))


TEAM = text_sheet("team", "team", ("leader", "members", "commitment", "schedule"))
BALANCE = text_sheet("balance", "balance", ("notes",), _balances)
LOSSES = Sheet(key="losses", shows=_losses, asks=_ask_losses, changes=MappingProxyType({"prices": _prices, "heat": _heats, "texts": _notes}))
MAINTENANCE = text_sheet("maintenance", "maintenance", ("norms", "responsible", "training"))
