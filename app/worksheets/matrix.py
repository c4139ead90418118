"""Worksheets 3 and 18: the matrix that says where to look first, and where next."""

from __future__ import annotations

from types import MappingProxyType

from markupsafe import Markup

from app.changing import Edit
from app.components.form import area_field, pick_field, text_field
from app.components.markup import Node, join, tag
from app.components.state import button, notice
from app.components.table import Column, table
from app.editing.fault import ChangeError
from app.reading import Record
from app.worksheets.sheet import Change, Fields, Sheet, View, read_number, read_text, within
from assessment.model import Assessment
from assessment.opportunities import editing, focus
from calculators.number import Notation
from data import messages

MOST_WEIGHT = 100.0
NEXT = "next_focus"
TEXTS = ("step", "reason", "others")


def _area(view: View, row: Record) -> str:
    if row["name"]:
        return str(row["name"])
    key = f"sheet.area.{row['area']}"
    return messages.message(key, view.lang) if messages.has_message(key, view.lang) else str(row["area"])


def _rows(view: View) -> list[Record]:
    return list((view.portfolio.get("focus") or {}).get("rows") or ())


def _matrix(view: View, left_out: str = "") -> Markup:
    """Return amounts, scores and the weighted score of each area, the first one first."""
    found: Record = view.portfolio.get("focus") or {}
    rows = [row for row in _rows(view) if _area(view, row) != left_out and row["area"] != left_out]
    if not rows:
        return tag("p", view.say("focus.none"))
    criteria = [item for item in found["criteria"] if any(row["scores"][item["id"]] is not None for row in rows)]
    lines: list[tuple[Node, ...]] = []
    for place, row in enumerate(rows, start=1):
        cells = (_cell(view, row, item) for item in criteria)
        lines.append((f"{place}. {_area(view, row)}", *cells, tag("strong", view.number(row["score"], 1))))
    heads = [f"{view.say('criterion.' + item['id'])} (×{view.number(item['weight'])})" for item in criteria]
    made = _wide(view, heads, lines)
    proposed = view.say("focus.proposed", area=_area(view, rows[0]), score=view.number(rows[0]["score"], 1))
    kind = tag("p", view.say(f"focus.kind.{found['kind']}"), class_="soft")
    return join(tag("p", proposed, class_="lead"), kind, made)


def _wide(view: View, heads: list[str], lines: list[tuple[Node, ...]]) -> Markup:
    columns = [Column(heading=view.say("column.area")), *(Column(heading=head, numeric=True) for head in heads)]
    return table(view.say("focus.table"), [*columns, Column(heading=view.say("column.score"), numeric=True)], lines, titled=True)


def _cell(view: View, row: Record, item: Record) -> Node:
    score = row["scores"][item["id"]]
    if score is None:
        return "–"
    amount = row["amounts"].get(item["id"])
    below: Node = None
    if item["id"] in row["typed"]:
        below = tag("div", view.say("focus.typed"), class_="small soft")
    elif amount is not None:
        text = view.money(amount) if item["unit"] == "VND" else messages.format_quantity(amount, item["unit"], view.lang)
        below = tag("div", text, class_="small soft")
    return join(view.number(score, 1), below)


def _ask(view: View) -> Markup:
    rows = _rows(view)
    found: Record = view.portfolio.get("focus") or {}
    typed = view.typed(focus.SHEET)
    areas = [("", view.say("focus.open")), *((_area(view, row), _area(view, row)) for row in rows)]
    chosen = view.text(focus.SHEET, "step")
    if chosen and chosen not in {value for value, _ in areas}:
        areas.append((chosen, chosen))
    choice = view.form(
        "choice",
        focus.SHEET,
        pick_field("step", view.say("focus.step"), areas, chosen, about=view.about("focus.step")),
        area_field("reason", view.say("focus.reason"), view.text(focus.SHEET, "reason"), about=view.about("focus.reason")),
        area_field("others", view.say("focus.others"), view.text(focus.SHEET, "others"), about=view.about("focus.others")),
        title=view.say("focus.choice"),
    )
    weights = [_small(view, f"weight.{name}", name, _typed(view, typed.get(f"weight.{name}"))) for name in focus.CRITERIA]
    marks = [
        tag(
            "fieldset",
            tag("legend", _area(view, row)),
            tag(
                "div",
                *(
                    _small(view, f"score.{row['area']}.{name}", name, _typed(view, typed.get(f"score.{row['area']}.{name}")))
                    for name in focus.CRITERIA
                ),
                class_="marks",
            ),
        )
        for row in rows
    ]
    scores = view.form("scores", focus.SHEET, tag("div", *marks)) if marks else None
    return join(
        choice,
        tag("details", tag("summary", view.say("focus.weights")), tag("p", view.say("focus.weights.lead"), class_="soft"), view.form("weights", focus.SHEET, tag("div", *weights, class_="marks")), tag("p", view.say("focus.scores.lead"), class_="soft"), scores),
    ) if found else choice


def _typed(view: View, value: object) -> str:
    return view.number(float(value)) if isinstance(value, int | float) else ""


def _small(view: View, name: str, criterion: str, value: str) -> Markup:
    return text_field(name, view.say(f"criterion.{criterion}"), value, about=view.about(f"criterion.{criterion}"), decimal=True)


def _choice(fields: Fields, _: Notation) -> Edit:
    values = {name: read_text(fields.get(name, "")) for name in TEXTS}
    return lambda assessment: editing.noted(assessment, focus.SHEET, values)


def _numbers(head: str, most: float) -> Change:
    """Return the change that keeps numbers whose names begin alike."""

    def change(fields: Fields, notation: Notation) -> Edit:
        named = {name: text for name, text in fields.items() if name.startswith(head) and name.rpartition(".")[2] in focus.CRITERIA}
        values = {name: within(read_number(text, notation), 0.0, most) for name, text in named.items()}
        return lambda assessment: editing.noted(assessment, focus.SHEET, values)

    return change


def _ask_next(view: View) -> Markup:
    rows = [row for row in _rows(view) if _area(view, row) != view.text(focus.SHEET, "step")]
    areas = [("", view.say("focus.open")), *((_area(view, row), _area(view, row)) for row in rows)]
    chosen = view.text(NEXT, "step")
    if chosen and chosen not in {value for value, _ in areas}:
        areas.append((chosen, chosen))
    fields = (pick_field("step", view.say("next_focus.step"), areas, chosen, about=view.about("next_focus.step")), area_field("reason", view.say("next_focus.reason"), view.text(NEXT, "reason"), about=view.about("next_focus.reason")))
    begin = tag("div", button(view.say("next_focus.begin"), act="next_cycle", value="1"), class_="actions")
    return join(view.form("next", NEXT, *fields), notice(view.say("next_focus.cycle"), "", begin))


def _next(fields: Fields, _: Notation) -> Edit:
    values = {name: read_text(fields.get(name, "")) for name in ("step", "reason")}
    return lambda assessment: editing.noted(assessment, NEXT, values)


def _cycle(_: str) -> Edit:
    """Make the next focus the focus; what the last one was stays among the compared ones."""

    def edit(assessment: Assessment) -> Assessment:
        sheets = {item.sheet: item.values for item in assessment.worksheets if item.step is None}
        chosen, old = sheets.get(NEXT, {}), sheets.get(focus.SHEET, {})
        if not isinstance(chosen.get("step"), str):
            raise ChangeError("change.next_focus_missing")
        made = editing.noted(assessment, focus.SHEET, {"step": chosen["step"], "reason": chosen.get("reason"), "others": old.get("step")})
        return editing.noted(made, NEXT, dict.fromkeys(chosen))

    return edit


FOCUS = Sheet(
    key="focus",
    shows=_matrix,
    asks=_ask,
    changes=MappingProxyType({"choice": _choice, "weights": _numbers("weight.", MOST_WEIGHT), "scores": _numbers("score.", focus.MOST_POINTS)}),
)
NEXT_FOCUS = Sheet(
    key="next_focus",
    shows=lambda view: _matrix(view, view.text(focus.SHEET, "step")),
    asks=_ask_next,
    changes=MappingProxyType({"next": _next}),
    acts=MappingProxyType({"next_cycle": _cycle}),
)
