"""What a person sent with the form of an import, to rules: read strictly, faults named by their field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.components.importing_forms import CURVE_OPTIONS, WHENS, items_of, lines_of, stream_key, undated
from assessment.intake.imports import Imports
from assessment.intake.invoices.mapping import Item, ItemMapping, Rule
from assessment.intake.planning import Answers, Plan
from assessment.intake.remembered import IGNORE, is_stream
from assessment.intake.spreadsheet.rules import Item as Line
from assessment.intake.spreadsheet.rules import Rule as LineRule
from assessment.intake.spreadsheet.rules import SheetMapping
from calculators.errors import NumberError
from calculators.number import Notation, parse_number


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the form says, and the names of the fields that cannot be used."""

    imports: Imports
    answers: Answers
    faults: tuple[str, ...] = ()


def told_by(fields: Mapping[str, str], made: Plan, known: Imports, answers: Answers, notation: Notation) -> Told:
    """Return the rules that a form confirms; a line left empty stays unconfirmed.

    Parameters
    ----------
    fields : Mapping
        Field name → what was typed.
    made : Plan
        The plan that the form showed.
    known : Imports
        What is remembered so far.
    answers : Answers
        What was said before.
    notation : {"comma", "dot"}
        The decimal mark of the page's language.
    """
    faults: list[str] = []
    items: dict[Item, Rule] = {}
    for number, (item, proposal) in enumerate(items_of(made)):
        stream = _stream(fields, f"item:{number}", faults)
        factor = _number(fields.get(f"factor:{number}", ""), notation, f"factor:{number}", faults)
        if stream and factor and factor > 0:
            when = fields.get(f"when:{number}", proposal.when)
            items[item] = replace(proposal, stream=stream, factor=factor, unit=fields.get(f"unit:{number}", "").strip(),
                                  meter=fields.get(f"meter:{number}", "").strip()[:80] or None,
                                  when=when if when in WHENS else proposal.when, confirmed=True)  # type: ignore[arg-type]  # fmt: skip
    lines: dict[Line, LineRule] = {}
    for number, (_, _, line, guess, _) in enumerate(lines_of(made)):
        stream = _stream(fields, f"line:{number}", faults)
        factor = _number(fields.get(f"linefactor:{number}", ""), notation, f"linefactor:{number}", faults)
        mark = fields.get(f"notation:{number}", "")
        if stream and factor:
            lines[line] = replace(guess, stream=stream, factor=factor, unit=fields.get(f"lineunit:{number}", guess.unit).strip(),
                                  meter=fields.get(f"linemeter:{number}", "").strip() or None, notation=mark or None, confirmed=True)  # fmt: skip
    years = dict(known.sheets.years)
    for table, _ in undated(made):
        text = fields.get(f"year:{table}", "").strip()
        if text.isdigit() and 1980 <= int(text) <= 2099:
            years[table] = int(text)
        elif text:
            faults.append(f"year:{table}")
    roles = {file: fields.get(f"role:{number}", "") for number, file in enumerate(made.curves)}
    steps = {file: fields.get(f"step:{number}", "").strip() for number, file in enumerate(made.curves)}
    steps = {file: step for file, step in steps.items() if re.fullmatch(r"[\w.\-]{1,80}", step)}
    written = {name: fields.get(f"curve_{name}", "") for name in CURVE_OPTIONS}
    options = {**answers.curve_options, **({"notation": fields["curve_notation"]} if fields.get("curve_notation") in ("comma", "dot") else {})}
    for name, choice in written.items():
        if choice in CURVE_OPTIONS[name]:
            options[name] = choice
        elif f"curve_{name}" in fields:
            options.pop(name, None)
    sheets = SheetMapping(rules={**known.sheets.rules, **lines}, years=years)
    return Told(
        imports=replace(known, items=ItemMapping(rules={**known.items.rules, **items}), sheets=sheets),
        answers=Answers(buyer=fields.get("buyer", answers.buyer).strip(), curve_options=options, meter_roles={**answers.meter_roles, **roles},
                        meter_steps={**{file: step for file, step in answers.meter_steps.items() if file not in made.curves}, **steps}),
        faults=tuple(faults),
    )  # fmt: skip


def answers_of(record: Mapping[str, object]) -> Answers:
    """Return answers as they were kept; what is no answer is left out."""
    options, roles, steps = (record.get(name) for name in ("curve_options", "meter_roles", "meter_steps"))
    texts = [{str(key): str(value) for key, value in part.items()} if isinstance(part, dict) else {} for part in (options, roles, steps)]
    return Answers(buyer=str(record.get("buyer") or ""), curve_options=texts[0], meter_roles=texts[1], meter_steps=texts[2])


def _stream(fields: Mapping[str, str], name: str, faults: list[str]) -> str:
    key = stream_key(fields.get(name, ""))
    if not key or key == IGNORE:
        return key
    if not is_stream(key):
        faults.append(name)
        return ""
    return key


def _number(text: str, notation: Notation, name: str, faults: list[str]) -> float | None:
    if not text.strip():
        return 1.0
    try:
        return parse_number(text, notation) or None
    except NumberError:
        faults.append(name)
        return None
