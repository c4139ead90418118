"""The form of what a site says of itself: every field with what it is for, choices by name."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from app.components.about import about
from app.components.markup import join, tag
from app.editing import choices, facts
from app.typed import provinces
from app.words import sectors
from assessment.model import Assessment
from calculators.number import Notation
from data import messages

PARTS: Mapping[str, tuple[str, ...]] = {
    "who": ("facility.name", "facility.tax_code", "facility.organisation.name", "facility.organisation.tax_code"),
    "where": ("facility.province", "facility.commune", "facility.zone"),
    "what": ("facility.sector", "facility.employees", "facility.capacity.quantity", "facility.capacity.unit"),
    "when": ("reporting_period", "baseline_period"),
}


def site_form(document: Assessment, lang: str, waiting: Mapping[str, str]) -> Markup:
    """Return the form of a site's facts; `waiting` are texts that could not be kept yet, by field."""
    notation: Notation = "comma" if lang == "vi" else "dot"
    parts = (
        tag(
            "fieldset",
            tag("legend", tag("h2", messages.message(f"data.site.{part}", lang), style="margin:16px 0 8px")),
            tag("div", *(_field(document, name, lang, notation, waiting) for name in names), class_="grid two"),
            style="border:0;padding:0;margin:0",
        )
        for part, names in PARTS.items()
    )
    return tag("form", *parts, onsubmit="return false", autocomplete="off")


def _field(document: Assessment, name: str, lang: str, notation: Notation, waiting: Mapping[str, str]) -> Markup:
    text = waiting.get(name, facts.field_text(document, name, notation))
    label = messages.message(f"field.{name}.label", lang)
    needed = tag("span", " *", title=messages.message("data.needed", lang), aria_hidden="true") if name in facts.NEEDED else None
    told = f"help-{name}"
    return tag(
        "div",
        tag("label", label, needed, for_=f"in-{name}", class_="label", style="font-size:14px;font-weight:700"),
        _input(document, name, text, lang, told),
        tag("p", about(f"field.{name}", lang), class_="help", id=told, style="margin:2px 0 0"),
        tag("p", "", class_="fault", data_fault=name, role="alert", style="margin:2px 0 0"),
        class_="field",
    )


def _input(document: Assessment, name: str, text: str, lang: str, told: str) -> Markup:
    if name in ("facility.sector", "facility.province"):
        listed = sectors(lang) if name == "facility.sector" else provinces(lang)
        known = dict(listed)
        offered = listed if text in known else ((text, text), *listed)
        options = (tag("option", shown, value=key, selected=key == text) for key, shown in offered)
        return tag("select", *options, name=name, id=f"in-{name}", class_="pick", style="width:100%", aria_describedby=told)
    list_name = f"{name}-list" if name == "facility.capacity.unit" else None
    offered_units = tag("datalist", *(tag("option", value=unit) for unit in choices.options(document, "unit", lang)), id=list_name) if list_name else None
    needed = "true" if name in facts.NEEDED else None
    box = tag("input", type="text", name=name, id=f"in-{name}", value=text, list=list_name, aria_describedby=told, aria_required=needed)
    return join(box, offered_units)
