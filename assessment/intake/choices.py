"""The document's choices, each typed by its own rule: a named value, a number, or a period."""

from __future__ import annotations

from assessment.intake.part import Draft, near
from assessment.intake.scalar import read_free, read_number, read_text_value
from assessment.intake.tree import Group, Leaf, Node, is_empty
from assessment.intake.vocabulary import ChoiceRule, Vocabulary
from calculators.errors import PeriodError
from calculators.finding import Finding
from calculators.period import parse_period


def read_choices(node: Node | None, vocabulary: Vocabulary) -> Draft | None:
    """Return the choices that stand; `lost` names those that do not.

    Parameters
    ----------
    node : Node or None
        The group of choices.
    vocabulary : Vocabulary
        The rules.

    Returns
    -------
    Draft or None
        Values and places by choice; None when there are none.
    """
    if node is None or is_empty(node):
        return None
    draft = Draft(path="choices", place=node.place)
    if not isinstance(node, Group):
        if not (isinstance(node, Leaf) and node.kind == "refused"):
            draft.find("value.not_group", "", given=node.text if isinstance(node, Leaf) else "[…]")
        draft.lost.setdefault("", "value.not_group")
        return draft
    for key, member in node.members.items():
        draft.places[key] = member.place
        if isinstance(member, Leaf) and member.kind == "refused":
            draft.lost[key] = "refused"
        elif vocabulary.choices and key not in vocabulary.choices:
            expected = near(key, vocabulary.choices) or tuple(vocabulary.choices)
            draft.find("choice.unknown", key, given=key, expected=", ".join(expected))
        elif not isinstance(member, Leaf):
            draft.find("value.not_single", key, given="…")
        elif not is_empty(member):
            _put(draft, key, member, vocabulary.choices.get(key))
    return draft


def _put(draft: Draft, key: str, leaf: Leaf, rule: ChoiceRule | None) -> None:
    value = _value(leaf, rule)
    if isinstance(value, Finding):
        draft.find(value.code, key, given=value.given, expected=value.expected)
    else:
        draft.values[key] = value


def _value(leaf: Leaf, rule: ChoiceRule | None) -> str | float | Finding:
    if rule is None:
        return read_free(leaf)
    if rule.kind == "number":
        value = read_number(leaf)
        return value if isinstance(value, Finding) else _bounded(value, leaf, rule)
    text = read_text_value(leaf, "")
    if isinstance(text, Finding):
        return text
    if rule.kind == "period":
        return _period(text, leaf, rule)
    return text if text in rule.allowed else _refuse("choice.value", leaf, " | ".join(rule.allowed))


def _bounded(value: float, leaf: Leaf, rule: ChoiceRule) -> float | Finding:
    is_low = rule.low is not None and value < rule.low
    is_high = rule.high is not None and value > rule.high
    bounds = " … ".join("" if bound is None else f"{bound:g}" for bound in (rule.low, rule.high))
    return _refuse("choice.value", leaf, bounds) if is_low or is_high else value


def _period(text: str, leaf: Leaf, rule: ChoiceRule) -> str | Finding:
    if text in rule.allowed:
        return text
    try:
        parse_period(text)
    except PeriodError:
        return _refuse("period.not_read", leaf, "2026 | 2026-03 | 2026-01/2026-06")
    return text


def _refuse(code: str, leaf: Leaf, expected: str) -> Finding:
    return Finding(code=code, severity="error", place=leaf.place, given=leaf.text[:60], expected=expected)
