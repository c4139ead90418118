"""The choices a document makes of how it is computed: one is changed at a time, each within its rule; unset is the edition's."""

from __future__ import annotations

from app.editing.cells import Fault, Read, number_text, read_number, read_period
from assessment.intake.vocabulary import ChoiceRule, read_vocabulary
from assessment.model import Assessment
from calculators.number import Notation
from data.catalogue import open_edition

PREFIX = "choices."


def rules() -> tuple[ChoiceRule, ...]:
    """Return the rules of the choices, in the order of the reference data."""
    return tuple(read_vocabulary().choices.values())


def usual() -> dict[str, str]:
    """Return the edition's own choices by key, empty where it has none."""
    return {str(row["id"]): "" if row["default"] is None else str(row["default"]) for row in open_edition().table("choices")}


def read_method(key: str, text: str, notation: Notation) -> Read:
    """Return what was typed or picked for a choice, or why it cannot stand."""
    rule = next(rule for rule in rules() if rule.key == key)
    clean = text.strip()
    if not clean or clean in rule.allowed:
        return Read(value=clean or None)
    if rule.kind == "period":
        return read_period(clean)
    if rule.kind != "number":
        return Read(fault=Fault(code="choice.value", given=clean[:60], expected=" | ".join(rule.allowed)))
    read = read_number(clean, notation, may_be_negative=True)
    if isinstance(read.value, float) and not (
        (rule.low is None or read.value >= rule.low) and (rule.high is None or read.value <= rule.high)
    ):
        bounds = " … ".join("" if bound is None else number_text(bound, notation) for bound in (rule.low, rule.high))
        return Read(fault=Fault(code="choice.value", given=clean[:60], expected=bounds))
    return read


def with_method(document: Assessment, key: str, value: object) -> Assessment:
    """Return the document with a choice set; None leaves it to the edition."""
    kept = {name: chosen for name, chosen in document.choices.items() if name != key}
    return document.model_copy(update={"choices": {**kept, key: value} if value is not None else kept})
