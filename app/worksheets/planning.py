"""Worksheets 13 to 16: what is chosen, who does it by when, what was done and spent, and what it saved."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from markupsafe import Markup

from app.changing import Edit, day_of
from app.components.form import area_field, pick_field, text_field
from app.components.markup import Node, join, tag
from app.components.proof_files import file_links, file_part
from app.components.state import button
from app.editing.fault import ChangeError
from app.reading import Record
from app.worksheets.judging import no_options
from app.worksheets.sheet import Fields, Part, Sheet, View, number_field, read_number, read_text, within
from assessment.model import Assessment, Measured
from assessment.opportunities import editing, evidence, plan
from assessment.opportunities.best_set import meaning_of
from assessment.opportunities.state import state_key, state_of_task
from calculators.number import Notation
from data import messages

MILLION = 1e6
WEIGHTS = ("technical", "economic", "environmental")
NOTES = "selection"
OPEN = frozenset(plan.ACTIVE) | {"idea"}


def _selection(view: View) -> Markup:
    """Return the best set within the budget, and every option by rank."""
    titles = view.titles()
    if not titles:
        return no_options(view)
    best = view.portfolio.get("best")
    names = ", ".join(titles.get(key, key) for key in best["chosen"]) if best else ""
    lead = view.say("selection.none")
    if best and names:
        what = messages.message(f"best_set.title.{meaning_of(view.reading.result)}", view.lang)
        lead = view.say("selection.best", what=what, options=names, money=view.money(best["benefit_vnd"]), investment=view.money(best["investment_vnd"]))
    ranking = view.portfolio.get("ranking") or {}
    rows: list[tuple[Node, ...]] = [
        (f"{row['rank']}. {titles.get(row['option'], row['option'])}", *(_percent(view, row[name]) for name in (*WEIGHTS, "score"))) for row in ranking.get("rows") or ()
    ]
    rows += [(f"{titles.get(row['option'], row['option'])} ({messages.message('ranking.not_comparable.head', view.lang)})", *("–" for _ in (*WEIGHTS, "score"))) for row in ranking.get("unranked") or ()]
    made = view.table(view.say("selection.table"), ("option", *WEIGHTS, "score"), rows, (*WEIGHTS, "score")) if rows else None
    go = button(view.say("selection.go"), href=view.route.href(page="plan"), kind="quiet")
    return join(tag("p", lead, class_="lead"), made, tag("div", go, class_="actions"))


def _percent(view: View, value: float | None) -> str:
    return "–" if value is None else messages.format_percent(100 * value, view.lang, 0)


def _ask_selection(view: View) -> Markup:
    weights = (view.portfolio.get("ranking") or {}).get("weights_percent") or {}
    fields = [number_field(view, name, view.say(f"weight.{name}"), weights.get(name), view.about(f"weight.{name}")) for name in WEIGHTS]
    return join(
        view.form("weights", "weights", *fields, title=view.say("selection.weights")),
        view.form("notes", NOTES, area_field("note", view.say("selection.note"), view.text(NOTES, "note"), about=view.about("selection.note"))),
    )


def _weights(fields: Fields, notation: Notation) -> Edit:
    values = {f"weight_{name}": within(read_number(fields.get(name, ""), notation), 0.0, 100.0) for name in WEIGHTS}
    if all(value == 0 for value in values.values()):
        raise ChangeError("change.weights")
    return lambda assessment: editing.chosen(assessment, values)


def _note(fields: Fields, _: Notation) -> Edit:
    note = read_text(fields.get("note", ""))
    return lambda assessment: editing.noted(assessment, NOTES, {"note": note})


def plan_table(view: View) -> Markup:
    """Return who does what by when, with status and money; what a row still lacks stands below its name."""
    rows: list[tuple[Node, ...]] = []
    titles = view.titles()
    for row in view.portfolio.get("plan") or ():
        gaps = ", ".join(messages.message(f"plan.gap.{code.rpartition('.')[2]}", view.lang) for code in row["gaps"])
        rows.append(
            (
                join(titles.get(row["option"], row["title"]), tag("div", gaps, class_="bad small") if gaps else None, _proven_by(view, row)),
                row["owner"] or "–",
                _when(view, row["begin"]),
                _when(view, row["due"]),
                messages.message(state_key(state_of_task(row)), view.lang),
                view.money(row["investment_vnd"]),
                view.money(row["spent_vnd"]),
                row["monitoring"] or "–",
            )
        )
    heads = ("option", "owner", "begin", "due", "status", "investment", "spent", "monitoring")
    return view.table(view.say("plan.table"), heads, rows, ("investment", "spent")) if rows else nobody(view)


def _proven_by(view: View, row: Record) -> Markup | None:
    """Return the evidence of an option: what was written of it, and its files."""
    text = tag("div", f"{view.say('plan.evidence.short')}: {row['evidence']}", class_="small soft") if row["evidence"] else None
    return join(text, file_links(row["files"], view.route, view.role))


def nobody(view: View) -> Markup:
    """Return what stands where no option was chosen yet, with the way to the decision."""
    go = button(view.say("plan.go"), href=view.route.href(page="worksheet", focus="9"), kind="main")
    return join(tag("p", view.say("plan.none")), tag("div", go, class_="actions"))


def _when(view: View, text: str | None) -> str:
    return messages.format_period(text, view.lang) if text else "–"


def _typed_day(text: str | None) -> str:
    return messages.format_period(text, "vi") if text else ""


def prepare_form(view: View, row: Record) -> Markup:
    """Return the form that says who does an option, from when until when, and how it is followed."""
    return view.form(
        "prepare",
        row["option"],
        text_field("owner", view.say("column.owner"), row["owner"] or "", about=view.about("plan.owner")),
        text_field("begin", view.say("plan.begin"), _typed_day(row["begin"]), hint="31/12/2026", about=view.about("plan.begin")),
        text_field("due", view.say("plan.due"), _typed_day(row["due"]), hint="31/12/2026", about=view.about("plan.due")),
        area_field("monitoring", view.say("plan.monitoring"), row["monitoring"] or "", about=view.about("plan.monitoring")),
        title=str(row["title"]),
    )


def prepare(fields: Fields, _: Notation) -> Edit:
    """Return the edit that keeps owner, days and monitoring of an option."""
    key = fields.get("about", "")
    begin, due = (day_of(fields.get(name, "")) for name in ("begin", "due"))
    if begin is not None and due is not None and plan.is_after(begin, due):
        raise ChangeError("change.due_before_begin")
    owner, monitoring = read_text(fields.get("owner", "")), read_text(fields.get("monitoring", ""))

    def edit(assessment: Assessment) -> Assessment:
        made = editing.changed(assessment, key, {"owner": owner, "due": due})
        return editing.noted(made, evidence.SHEET, {f"{key}.begin": begin, f"{key}.monitoring": monitoring})

    return edit


def carry_form(view: View, row: Record) -> Markup:
    """Return the form that says how far an option is, what was spent, and with which evidence."""
    words = ((word, messages.message(f"option_status.{word}", view.lang)) for word in plan.ACTIVE)
    spent = None if row["spent_vnd"] is None else row["spent_vnd"] / MILLION
    made = view.form(
        "carry",
        row["option"],
        pick_field("status", view.say("column.status"), words, row["status"], about=view.about("plan.status")),
        number_field(view, "spent", view.say("plan.spent"), spent, view.about("plan.spent")),
        text_field("started", view.say("plan.started"), _typed_day(row["started"]), hint="31/12/2026", about=view.about("plan.started")),
        text_field("finished", view.say("plan.finished"), _typed_day(row["finished"]), hint="31/12/2026", about=view.about("plan.finished")),
        area_field("evidence", view.say("plan.evidence"), row["evidence"] or "", about=view.about("plan.evidence")),
        title=str(row["title"]),
    )
    return join(made, file_part(row["option"], str(row["title"]), row["files"], view.route, view.role))


def carry(fields: Fields, notation: Notation) -> Edit:
    """Return the edit that keeps status, spending, days and evidence of an option."""
    key, status = fields.get("about", ""), fields.get("status", "")
    if status not in plan.ACTIVE:
        raise ChangeError("change.not_valid")
    spent = within(read_number(fields.get("spent", ""), notation), 0.0, float("inf"))
    days = {f"{key}.{name}": day_of(fields.get(name, "")) for name in ("started", "finished")}
    started, finished = days[f"{key}.started"], days[f"{key}.finished"]
    if started is not None and finished is not None and plan.is_after(started, finished):
        raise ChangeError("change.due_before_begin")
    papers = read_text(fields.get("evidence", ""))
    money = None if spent is None else spent * MILLION

    def edit(assessment: Assessment) -> Assessment:
        made = editing.changed(assessment, key, {"status": status})
        return editing.noted(made, evidence.SHEET, {f"{key}.spent_vnd": money, f"{key}.evidence": papers, **days})

    return edit


def proof_table(view: View) -> Markup:
    """Return planned and verified savings, option by option and by the baseline of the whole site."""
    rows: list[tuple[Node, ...]] = []
    for row in view.portfolio.get("plan") or ():
        if row["status"] not in ("done", "verified"):
            continue
        rows.append((row["title"], view.say("plan.in_money"), view.money(row["planned_vnd"]), view.money(row["verified_vnd"]), _reached(view, row["verified_vnd"], row["planned_vnd"])))
        for line in row["savings"]:
            cells = ("–" if line[name] is None else messages.format_quantity(line[name], line["unit"], view.lang) for name in ("planned", "verified"))
            rows.append((row["title"], view.reading.stream_name(line["stream"], view.lang), *cells, _reached(view, line["verified"], line["planned"])))
    heads = ("option", "of", "planned", "verified", "reached")
    made = view.table(view.say("proof.table"), heads, rows, heads[2:]) if rows else tag("p", view.say("proof.none"))
    return join(made, by_baseline(view))


def _reached(view: View, found: float | None, planned: float | None) -> str:
    return "–" if found is None or not planned else messages.format_percent(100 * found / planned, view.lang, 0)


def by_baseline(view: View) -> Markup | None:
    """Return what the energy and water baselines say was saved since the first option was finished; why not where they do not."""
    proofs = view.portfolio.get("proofs") or ()
    if not proofs:
        return None
    lines = []
    for row in proofs:
        kind = view.say(f"proof.kind.{row['kind']}")
        if row["why"] is not None:
            lines.append(tag("li", view.say(row["why"], kind=kind)))
            continue
        amounts = {name: messages.format_quantity(row[name], row["unit"], view.lang) for name in ("saved", "saved_per_year", "planned_per_year")}
        words = {**amounts, "months": row["months"], "since": messages.format_period(row["since"], view.lang), "percent": messages.format_percent(row["reached_percent"] or 0.0, view.lang, 0)}
        text = view.say("proof.found", kind=kind, **words)
        if row["low"] is not None:
            text += " " + view.say("proof.interval", low=view.number(row["low"]), high=messages.format_quantity(row["high"], row["unit"], view.lang))
        lines.append(tag("li", text))
    return join(tag("h3", view.say("proof.baseline")), tag("ul", *lines), tag("p", view.say("proof.caution"), class_="soft small"))


def verify_form(view: View, row: Record) -> Markup:
    """Return the form that takes what was measured of an option."""
    typed = view.typed(plan.VERIFIED_SHEET)
    boxes = []
    for line in row["savings"]:
        name = f"{row['option']}.{line['stream'].replace('/', '.')}"
        value = typed.get(name)
        amount = value.value if isinstance(value, Measured) else value
        label = view.say("proof.amount", stream=view.reading.stream_name(line["stream"], view.lang), unit=messages.format_unit(line["unit"], view.lang))
        boxes.append(text_field(name, label, view.number(float(amount)) if isinstance(amount, int | float) else "", about=view.about("proof.amount"), decimal=True))
    money = None if row["verified_vnd"] is None else row["verified_vnd"] / MILLION
    return view.form("verify", row["option"], *boxes, number_field(view, "saved", view.say("proof.money"), money, view.about("proof.money")), title=str(row["title"]))


def verify(fields: Fields, notation: Notation) -> Edit:
    """Return the edit that keeps what was measured of an option."""
    key = fields.get("about", "")
    saved = read_number(fields.get("saved", ""), notation)
    amounts = {name: read_number(text, notation) for name, text in fields.items() if name.startswith(f"{key}.")}
    values = {**amounts, f"{key}.saved_vnd": None if saved is None else saved * MILLION}
    return lambda assessment: editing.noted(assessment, plan.VERIFIED_SHEET, values)


def _each(make: Callable[[View, Record], Markup], wanted: frozenset[str] = OPEN) -> Part:
    """Return a part with one form per row of the plan in a wanted status."""

    def part(view: View) -> Markup:
        return join(*(make(view, row) for row in view.portfolio.get("plan") or () if row["status"] in wanted))

    return part


SELECTION = Sheet(key="selection", shows=_selection, asks=_ask_selection, changes=MappingProxyType({"weights": _weights, "notes": _note}))
PREPARATION = Sheet(key="preparation", shows=plan_table, asks=_each(prepare_form), changes=MappingProxyType({"prepare": prepare}))
IMPLEMENTATION = Sheet(key="implementation", shows=plan_table, asks=_each(carry_form), changes=MappingProxyType({"carry": carry}))
MONITORING = Sheet(
    key="monitoring",
    shows=proof_table,
    asks=_each(verify_form, frozenset({"done", "verified"})),
    changes=MappingProxyType({"verify": verify}),
)
