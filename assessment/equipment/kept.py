"""Checks kept in the document: one worksheet holds them all, each under its own name; what they find goes into the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assessment.equipment.form import Check, Checked, Field, Values, read_value, run
from assessment.equipment.register import CHECKS
from assessment.evaluation.site import Site
from assessment.model import Assessment, Measured, Option
from assessment.opportunities.editing import Value, noted
from calculators.errors import NumberError, UnitError, UnknownKeyError
from calculators.finding import Finding

SHEET = "equipment"
TECHNIQUE = "EM"  # cải tiến thiết bị
TARGET_GROUPS: Mapping[str, tuple[str, ...]] = {"electricity": ("electricity",), "heat": ("fuel", "steam", "heat"), "water": ("water",)}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One kept check: its id in the document, the form, what the factory calls the machine, and the raw readings."""

    id: str
    check: Check
    name: str
    given: Mapping[str, Value]


def kept_in(assessment: Assessment) -> tuple[Kept, ...]:
    """Return the checks of a document whose form is known, by id; unknown ones are named by :func:`equipment_of`."""
    return tuple(
        Kept(id=id, check=CHECKS[str(values["check"])], name=str(values.get("name", "")), given=values)
        for id, values in sorted(_grouped(assessment).items())
        if str(values.get("check")) in CHECKS
    )


def _grouped(assessment: Assessment) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    for sheet in assessment.worksheets:
        if sheet.sheet == SHEET:
            for key, value in sheet.values.items():
                id, dot, field = key.partition(".")
                if dot:
                    found.setdefault(id, {})[field] = value
    return found


def equipment_of(site: Site) -> tuple[list[dict[str, Any]], tuple[Finding, ...]]:
    """Return what the kept checks find, as the result holds it, and what is wrong with their readings."""
    records, findings = [], []
    place = site.document.place("worksheets")
    for id, values in sorted(_grouped(site.assessment).items()):
        key = str(values.get("check", ""))
        if key not in CHECKS:
            expected = ", ".join(CHECKS)
            findings.append(
                Finding(code="equipment.unknown_check", severity="warning", place=place, given=key or id, expected=expected, values={"id": id})
            )
    options = {option.id for option in site.assessment.options}
    for item in kept_in(site.assessment):
        checked = checked_of(item, site)
        findings += [replace(finding, place=place, values={**finding.values, "id": item.id}) for finding in checked.findings]
        record = record_of(item.id, item.name, checked)
        records.append({**record, "option": option_id(item.id) if option_id(item.id) in options else None})
    return records, tuple(findings)


def checked_of(item: Kept, site: Site) -> Checked:
    """Return the outcome of a kept check, or the findings on its readings."""
    values, faults = values_of(item.check, item.given)
    if faults:
        return Checked(check=item.check, values=values, outcome=None, findings=faults)
    return run(item.check, values, site.book, site.reporting.end)


def values_of(check: Check, given: Mapping[str, Value]) -> tuple[Values, tuple[Finding, ...]]:
    """Return readings as numbers in the fields' units, and a finding on each that cannot be read."""
    values: dict[str, float] = {}
    faults = []
    for field in check.fields:
        raw = given.get(field.key)
        if raw is None or raw == "":
            continue
        try:
            values[field.key] = _number(field, raw)
        except (NumberError, UnitError):
            about: dict[str, object] = {"check": check.key, "field": field.key}
            expected = " | ".join(field.options) or field.unit
            code = "equipment.unreadable"
            faults.append(Finding(code=code, severity="warning", given=str(raw)[:40], expected=expected, values=about))
    return values, tuple(faults)


def _number(field: Field, raw: Value) -> float:
    if isinstance(raw, Measured):
        return read_value(field, f"{raw.value!r} {raw.unit}", "dot")
    if isinstance(raw, str):
        return read_value(field, raw, "dot")
    if field.options:
        raise NumberError(f"{raw:g} is none of {', '.join(field.options)}")
    return raw


def record_of(id: str, name: str, checked: Checked) -> dict[str, Any]:
    """Return a check as the result document and the command line print it."""
    outcome = checked.outcome
    return {
        "id": id,
        "check": checked.check.key,
        "group": checked.check.group,
        "name": name,
        "readings": [_reading(field, checked.values[field.key]) for field in checked.check.fields if field.key in checked.values],
        "figures": [{"figure": one.key, "value": one.value, "unit": one.unit} for one in (outcome.figures if outcome else ())],
        "savings": [{"target": one.target, "amount": one.amount, "unit": one.unit} for one in (outcome.savings if outcome else ())],
        "sources": list(checked.check.sources),
    }


def _reading(field: Field, value: float) -> dict[str, Any]:
    chosen = field.options[int(value)] if field.options else None
    return {"field": field.key, "value": value, "unit": field.unit, "choice": chosen}


def option_id(id: str) -> str:
    """Return the id of the option made of a kept check."""
    return f"equipment-{id}"


def with_check(assessment: Assessment, id: str, check: Check, name: str, given: Mapping[str, Value]) -> Assessment:
    """Return the assessment with a check kept under `id`; what stood there before is replaced."""
    cleared = without_check(assessment, id)
    fields: dict[str, Value | None] = {f"{id}.check": check.key, f"{id}.name": name}
    fields |= {f"{id}.{field.key}": given.get(field.key) for field in check.fields}
    return noted(cleared, SHEET, fields)


def without_check(assessment: Assessment, id: str) -> Assessment:
    """Return the assessment without a kept check; an option made of it stays."""
    return noted(assessment, SHEET, {f"{id}.{field}": None for field in _grouped(assessment).get(id, {})})


def free_id(assessment: Assessment, check: Check) -> str:
    """Return an id that no kept check has: the form's key with a number."""
    taken = set(_grouped(assessment))
    return next(f"{check.key}-{number}" for number in range(1, len(taken) + 2) if f"{check.key}-{number}" not in taken)


def streams_for(assessment: Assessment, target: str) -> tuple[str, ...]:
    """Return the purchases of a document that a saving can lower, in the order of the ledger."""
    groups = TARGET_GROUPS[target]
    rows = (flow.stream for flow in assessment.flows if flow.stream.partition("/")[0] in groups and flow.role in (None, "in"))
    found = tuple(dict.fromkeys(rows))
    if target == "electricity" and "electricity/grid" in found:
        return ("electricity/grid", *(stream for stream in found if stream != "electricity/grid"))
    return found


def with_option(assessment: Assessment, id: str, checked: Checked, title: str, heat: str, investment_vnd: float, lifetime: float) -> Assessment:
    """Return the assessment with an option that saves what a check found; one made of it before is replaced.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    id : str
        Id of the kept check.
    checked : Checked
        Its outcome.
    title : str
        What the option is called.
    heat : str
        Fuel or steam that a saving of heat lowers.
    investment_vnd : float
        What it costs. [VND]
    lifetime : float
        How long it lasts. [year]

    Returns
    -------
    Assessment
        A new assessment.

    Raises
    ------
    UnknownKeyError
        If nothing is saved, or the document buys nothing that the saving could lower.
    """
    saves = []
    for saving in checked.outcome.savings if checked.outcome else ():
        known = streams_for(assessment, saving.target)
        if known:
            wanted = heat if saving.target == "heat" else saving.stream
            stream = wanted if wanted in known else known[0]
            saves.append({"stream": stream, "quantity": saving.amount, "unit": saving.unit})
    if not saves:
        raise UnknownKeyError("saving of check", id)
    made = Option.model_validate(
        {
            "id": option_id(id), "title": title, "technique": TECHNIQUE, "saves": saves, "investment_vnd": investment_vnd,
            "lifetime_years": lifetime, "status": "study",
        }
    )  # fmt: skip
    others = tuple(option for option in assessment.options if option.id != made.id)
    return assessment.model_copy(update={"options": (*others, made)})
