"""The form of how a document is computed: every choice with what it decides and what holds while nothing is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from app.components.about import about
from app.components.markup import tag
from app.editing import facts, method
from assessment.intake.vocabulary import ChoiceRule
from assessment.model import Assessment
from calculators.number import Notation
from data import messages

PARTS: Mapping[str, tuple[str, ...]] = {
    "footprint": ("gwp", "electricity", "wastewater_treatment", "landfill", "product_allocation", "end_of_life"),
    "baseline": ("energy_baseline", "baseline_method", "baseline_tests", "baseline_meters", "degree_day_base"),
    "money": ("discount_rate", "budget_vnd", "minimum_saving", "voltage", "tariff_hours", "weight_technical", "weight_economic", "weight_environmental"),
}


def method_form(document: Assessment, lang: str, waiting: Mapping[str, str]) -> Markup:
    """Return the form of a document's choices; `waiting` are texts that could not be kept yet, by field."""
    rules = {rule.key: rule for rule in method.rules()}
    others = tuple(key for key in rules if not any(key in names for names in PARTS.values()))
    parts = (
        tag(
            "fieldset",
            tag("legend", tag("h2", messages.message(f"data.method.{part}", lang), style="margin:16px 0 8px")),
            tag("div", *(_field(document, rules[key], lang, waiting) for key in names if key in rules), class_="grid two"),
            style="border:0;padding:0;margin:0",
        )
        for part, names in {**PARTS, "money": (*PARTS["money"], *others)}.items()
    )
    return tag("form", *parts, onsubmit="return false", autocomplete="off")


def value_name(value: str, lang: str) -> str:
    """Return what a choice's value is called."""
    key = f"report.choice_value.{value}"
    return messages.message(key, lang) if messages.has_message(key, lang) else value


def _field(document: Assessment, rule: ChoiceRule, lang: str, waiting: Mapping[str, str]) -> Markup:
    notation: Notation = "comma" if lang == "vi" else "dot"
    name = f"{method.PREFIX}{rule.key}"
    text = waiting.get(name, facts.field_text(document, name, notation))
    usual = method.usual().get(rule.key, "")
    unset = messages.message("data.method.usual", lang, value=value_name(usual, lang)) if usual else messages.message("data.method.unset", lang)
    if rule.kind == "one_of":
        options = (tag("option", unset, value="", selected=not text), *(tag("option", value_name(key, lang), value=key, selected=key == text) for key in rule.allowed))
        box = tag("select", *options, name=name, id=f"in-{name}", class_="pick", style="width:100%", aria_describedby=f"help-{name}")
    else:
        box = tag("input", type="text", name=name, id=f"in-{name}", value=text, placeholder=unset, aria_describedby=f"help-{name}")
    return tag(
        "div",
        tag("label", messages.message(f"field.{name}.label", lang), for_=f"in-{name}", class_="label", style="font-size:14px;font-weight:700"),
        box,
        tag("p", about(f"field.{name}", lang), class_="help", id=f"help-{name}", style="margin:2px 0 0"),
        tag("p", "", class_="fault", data_fault=name, role="alert", style="margin:2px 0 0"),
        class_="field",
    )
