"""The two fields over the inventory's tables: the base year, and from which change on it is recalculated."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from app.components.about import about
from app.components.markup import tag
from app.editing import facts
from app.editing.inventory_rows import THRESHOLD
from app.editing.marks import Marks
from assessment.model import Assessment
from calculators.number import Notation
from data import messages

FIELDS = ("baseline_period", THRESHOLD)


def inventory_form(document: Assessment, lang: str, waiting: Mapping[str, str], marks: Marks) -> Markup:
    """Return the form; `waiting` are texts that could not be kept yet, by field."""
    fields = (_field(document, name, lang, waiting, marks) for name in FIELDS)
    return tag("form", tag("div", *fields, class_="grid two"), onsubmit="return false", autocomplete="off")


def fault_of(name: str, marks: Marks) -> str:
    """Return what the findings say of a field of the form; empty for nothing."""
    found = marks.fields.get(name) or (marks.fields.get("base_year") if name == "baseline_period" else None)
    return f"{found[1]}. {found[2]}" if found else ""


def _field(document: Assessment, name: str, lang: str, waiting: Mapping[str, str], marks: Marks) -> Markup:
    notation: Notation = "comma" if lang == "vi" else "dot"
    text = waiting.get(name, facts.field_text(document, name, notation))
    return tag(
        "div",
        tag("label", messages.message(f"field.{name}.label", lang), for_=f"in-{name}", class_="label", style="font-size:14px;font-weight:700"),
        tag("input", type="text", name=name, id=f"in-{name}", value=text, aria_describedby=f"help-{name}"),
        tag("p", about(f"field.{name}", lang), class_="help", id=f"help-{name}", style="margin:2px 0 0"),
        tag("p", fault_of(name, marks), class_="fault", data_fault=name, role="alert", style="margin:2px 0 0"),
        class_="field",
    )
