"""Worksheets 2 and 4: the process steps with production and inputs, and the streams between the steps."""

from __future__ import annotations

from types import MappingProxyType

from markupsafe import Markup

from app.changing import Edit
from app.components.about import about
from app.components.form import area_field, pick_field, text_field
from app.components.markup import Node, join, tag
from app.components.state import button
from app.editing.fault import ChangeError
from app.reading import Record
from app.worksheets.sheet import Fields, Sheet, View, read_number, read_text
from assessment.opportunities import editing
from calculators.number import Notation
from data import messages

TOTALS = ("energy", "electricity", "thermal", "water", "material", "wastewater", "waste", "ghg")
OUTSIDE = ""


def _production(view: View) -> Markup:
    """Return output and totals of both periods, as the ledger has them, and the norms they stand against."""
    result = view.reading.result
    now, then = result["totals"], result.get("baseline_totals") or {}
    rows: list[tuple[Node, ...]] = []
    for row in now["output"]:
        name = view.reading.product_name(row["product"], view.lang)
        before = next((other for other in then.get("output", ()) if (other["product"], other["per"]) == (row["product"], row["per"])), None)
        rows.append((name, _amount(view, before, "value"), _amount(view, row, "value")))
    for kind in TOTALS:
        if now.get(kind) is not None:
            values = (then.get(kind), now[kind])
            cells = ("–" if value is None else messages.format_quantity(value, now["units"][kind], view.lang) for value in values)
            rows.append((messages.message(f"report.total.{kind}", view.lang), *cells))
    period = {name: view.reading.facts.__dict__[name] for name in ("baseline_period", "reporting_period")}
    head = tag("p", view.say("steps.periods", **{key: messages.format_period(value, view.lang) if value else "–" for key, value in period.items()}))
    go = button(view.say("steps.go"), href=view.route.href(page="intensities"), kind="quiet")
    return join(head, view.table(view.say("steps.table"), ("what", "before", "now"), rows, ("before", "now")), tag("div", go, class_="actions"))


def _amount(view: View, row: Record | None, name: str) -> str:
    return "–" if row is None else messages.format_quantity(row[name], row["unit"], view.lang)


def _ask_steps(view: View) -> Markup:
    process = view.assessment.process
    names = "\n".join(step.name for step in process.steps) if process else ""
    return join(
        tag("p", view.say("steps.lead"), class_="soft"),
        view.form("steps", "process", area_field("names", view.say("steps.names"), names, rows=6, about=view.about("steps.names")), area_field("norms", view.say("steps.norms"), view.text("norms", "norms"), about=view.about("steps.norms"))),
    )


def _steps(fields: Fields, _: Notation) -> Edit:
    names, norms = fields.get("names", "").splitlines(), read_text(fields.get("norms", ""))
    return lambda assessment: editing.noted(editing.with_steps(assessment, names), "norms", {"norms": norms})


def _chart(view: View) -> Markup:
    """Return the flow chart as a table: what goes into each step and what comes out, with a button that takes a stream off."""
    process = view.assessment.process
    if process is None or not process.steps:
        go = button(view.say("flow_chart.go"), href=view.route.href(page="worksheet", focus="2"), kind="main")
        return join(tag("p", view.say("flow_chart.no_steps")), tag("div", go, class_="actions"))
    names = {step.id: step.name for step in process.steps}
    rows: list[tuple[Node, ...]] = []
    for step in process.steps:
        ways = [(place, stream) for place, stream in enumerate(process.streams) if step.id in (stream.from_, stream.to)]
        inward = [_line(view, place, stream, names, stream.from_) for place, stream in ways if stream.to == step.id]
        outward = [_line(view, place, stream, names, stream.to) for place, stream in ways if stream.from_ == step.id]
        rows.append((step.name, join(*inward) if inward else "–", join(*outward) if outward else "–"))
    go = button(view.say("flow_chart.balance"), href=view.route.href(page="balance"), kind="quiet")
    return join(view.table(view.say("flow_chart.table"), ("step", "inputs", "outputs"), rows), tag("div", go, class_="actions"))


def _line(view: View, place: int, stream: object, names: dict[str, str], other: str | None) -> Markup:
    quantity, unit = getattr(stream, "quantity", None), getattr(stream, "unit", None)
    name = view.reading.stream_name(str(getattr(stream, "stream", "")), view.lang)
    amount = view.say("flow_chart.ledger") if quantity == "ledger" else f"{view.number(quantity)} {unit or ''}".strip() if quantity is not None else view.say("flow_chart.unmeasured")
    where = names.get(other or "", view.say("flow_chart.outside"))
    off = tag("button", "×", type="button", class_="button quiet", data_act="take_off", data_value=str(place), aria_label=view.say("flow_chart.take_off", stream=name))
    return tag("div", tag("strong", name), f" · {where} · {amount} ", off, class_="line")


def _ask_stream(view: View) -> Markup:
    process = view.assessment.process
    if process is None or not process.steps:
        return Markup("")
    ends = [(OUTSIDE, view.say("flow_chart.outside")), *((step.id, step.name) for step in process.steps)]
    keys = dict.fromkeys(flow.stream for flow in view.assessment.flows)
    streams = [(key, view.reading.stream_name(key, view.lang)) for key in keys]
    return join(
        tag("h3", view.say("flow_chart.add")),
        tag("p", view.say("flow_chart.lead"), class_="soft"),
        view.form(
            "stream",
            "process",
            pick_field("from", view.say("flow_chart.from"), ends, OUTSIDE, about=view.about("flow_chart.from")),
            pick_field("to", view.say("flow_chart.to"), ends, process.steps[0].id, about=view.about("flow_chart.to")),
            pick_field("stream", view.say("flow_chart.stream"), streams, "", about=view.about("flow_chart.stream")),
            text_field("quantity", view.say("flow_chart.quantity"), hint=view.say("flow_chart.ledger"), about=view.about("flow_chart.quantity")),
            text_field("unit", view.say("flow_chart.unit"), hint="t", about=about("field.unit", view.lang)),
            send=view.say("flow_chart.send"),
        ),
    )


def _stream(fields: Fields, notation: Notation) -> Edit:
    quantity = read_number(fields.get("quantity", ""), notation)
    unit = read_text(fields.get("unit", ""))
    if quantity is not None and unit is None:
        raise ChangeError("change.unit_needed")
    values = {"from": fields.get("from") or None, "to": fields.get("to") or None, "stream": fields.get("stream", "")}
    amount = {"quantity": "ledger"} if quantity is None else {"quantity": quantity, "unit": unit}
    return lambda assessment: editing.with_stream(assessment, {**values, **amount})


def _take_off(value: str) -> Edit:
    if not value.isdigit():
        raise ChangeError("change.not_valid")
    return lambda assessment: editing.without_stream(assessment, int(value))


STEPS = Sheet(key="steps", shows=_production, asks=_ask_steps, changes=MappingProxyType({"steps": _steps}))
FLOW_CHART = Sheet(
    key="flow_chart", shows=_chart, asks=_ask_stream, changes=MappingProxyType({"stream": _stream}), acts=MappingProxyType({"take_off": _take_off})
)
