"""A group of the tree to a part of the document: values typed by their keys, then held against the model."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from assessment.intake.limits import SHOWN
from assessment.intake.scalar import (
    read_boolean,
    read_free,
    read_number,
    read_text_value,
    read_word_or_number,
    split_words,
)
from assessment.intake.shape import Shape, shapes
from assessment.intake.tree import Group, Items, Leaf, Node, is_blank, is_empty
from assessment.model import Measured, Part, StreamKey
from calculators.finding import Finding, Place

_STREAM_PATTERN = StreamKey.__metadata__[0].pattern  # type: ignore[attr-defined]
_NO_QUANTITY = {"quantity_or_cost": "flow.no_quantity", "unit_of_quantity": "flow.no_unit"}
_BOUNDS = {
    "greater_than": ("gt", ">"),
    "greater_than_equal": ("ge", "≥"),
    "less_than": ("lt", "<"),
    "less_than_equal": ("le", "≤"),
}


@dataclass(kw_only=True)
class Draft:
    """A part being read: its values, where each stood, and which members were lost, each with a finding's code.

    `places` is keyed by the path inside the part (``capacity.unit``).
    """

    path: str
    place: Place
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def at(self, member: str) -> Place:
        """Return where a member stood, or the part when the member has no place."""
        probe = member
        while probe and probe not in self.places:
            probe = probe[: max(probe.rfind("."), probe.rfind("["), 0)]
        return located(self.places.get(probe, self.place), join(self.path, member))

    def find(self, code: str, member: str, given: str = "", expected: str = "", **values: object) -> None:
        """Add an error about a member, and count the member as lost."""
        found = Finding(code=code, severity="error", place=self.at(member), given=given[:SHOWN], expected=expected, values=values)
        self.findings.append(found)
        self.lost.setdefault(re.split(r"[.\[]", member)[0], code)


def join(path: str, member: str) -> str:
    """Return the path of a member."""
    if not path or not member:
        return path or member
    return f"{path}{member}" if member.startswith("[") else f"{path}.{member}"


def located(place: Place, path: str) -> Place:
    """Return the place with the path of the value in the document."""
    return Place(file=place.file, sheet=place.sheet, cell=place.cell, line=place.line, path=path or None)


def near(key: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three known keys that look like `key`."""
    return tuple(difflib.get_close_matches(key, tuple(known), n=3, cutoff=0.6))


def read_part(node: Node, model: type[Part], path: str) -> Draft:
    """Return the draft of a part: every member typed by its key; what cannot be read is lost, with a finding."""
    draft = Draft(path=path, place=node.place)
    if not isinstance(node, Group):
        if not (isinstance(node, Leaf) and node.kind == "refused"):
            draft.find("value.not_group", "", given=_shown(node), expected=", ".join(shapes(model)))
        draft.lost.setdefault("", "value.not_group")
        return draft
    known = shapes(model)
    for key, member in node.members.items():
        draft.places[key] = member.place if not is_empty(member) else node.keys.get(key, member.place)
        if key not in known and isinstance(member, Leaf) and member.kind == "refused":
            draft.lost.setdefault(key, "key.unknown")
        elif key not in known:
            unknown_key(draft, key, known)
        elif not is_blank(member):
            _read_member(draft, key, member, known[key])
    return draft


def unknown_key(draft: Draft, key: str, known: Iterable[str]) -> None:
    """Add the finding of a key the document does not have, naming the keys most like it."""
    options = tuple(known)
    if key.isdigit():  # {quantity: 95.000,5, unit: t}: inside braces a comma ends the value
        draft.find("number.decimal_comma", key, given=f",{key}", expected="1234.5")
        return
    draft.find("key.unknown", key, given=key, expected=", ".join(near(key, options) or options))


def _read_member(draft: Draft, key: str, node: Node, shape: Shape) -> None:
    if isinstance(node, Leaf) and node.kind == "refused":
        draft.lost.setdefault(key, "refused")
    elif shape.takes == "part" and shape.part is not None:
        _take(draft, key, read_part(node, shape.part, join(draft.path, key)))
    elif shape.takes == "parts" and shape.part is not None:
        _read_list(draft, key, node, shape.part)
    elif shape.takes == "texts":
        _read_texts(draft, key, node)
    elif shape.takes in ("free", "named"):
        _read_named(draft, key, node, shape.takes == "free")
    elif isinstance(node, Leaf):
        _put(draft, key, key, _read_leaf(node, key, shape))
    else:
        draft.find("value.not_single", key, given=_shown(node))


def _read_leaf(leaf: Leaf, key: str, shape: Shape) -> str | float | bool | Finding:
    if shape.takes == "number":
        return read_number(leaf)
    if shape.takes == "boolean":
        return read_boolean(leaf)
    if shape.takes == "word_or_number":
        return read_word_or_number(leaf, shape.words)
    return read_text_value(leaf, key)


def _put(draft: Draft, key: str, member: str, value: Any) -> None:
    if isinstance(value, Finding):
        draft.find(value.code, member, given=value.given, expected=value.expected)
    else:
        draft.values[key] = value


def _take(draft: Draft, member: str, inner: Draft) -> None:
    """Put a nested part into its parent; a nested part with any loss is lost whole."""
    draft.places.update({join(member, name): place for name, place in inner.places.items()})
    draft.findings.extend(inner.findings)
    key = re.split(r"[.\[]", member)[0]
    if inner.lost:
        draft.lost.setdefault(key, next(iter(inner.lost.values())))
    elif member == key:
        draft.values[key] = inner.values
    else:
        draft.values[key].append(inner.values)


def _read_list(draft: Draft, key: str, node: Node, model: type[Part]) -> None:
    if not isinstance(node, Items):
        draft.find("value.not_list", key, given=_shown(node))
        return
    draft.values[key] = []
    for index, member in enumerate(node.members):
        draft.places[f"{key}[{index}]"] = member.place
        _take(draft, f"{key}[{index}]", read_part(member, model, join(draft.path, f"{key}[{index}]")))


def _read_texts(draft: Draft, key: str, node: Node) -> None:
    if isinstance(node, Leaf) and node.kind == "cell_text":
        members: tuple[Node, ...] = split_words(node)
    elif isinstance(node, Items):
        members = node.members
    else:
        draft.find("value.not_list", key, given=_shown(node))
        return
    texts: list[str] = []
    for index, member in enumerate(members):
        if not isinstance(member, Leaf):
            draft.find("value.not_single", f"{key}[{index}]", given=_shown(member))
            continue
        text = read_text_value(member, key)
        draft.places[f"{key}[{index}]"] = member.place
        if isinstance(text, Finding):
            draft.find(text.code, f"{key}[{index}]", given=text.given)
        else:
            texts.append(text)
    draft.values[key] = texts


def _read_named(draft: Draft, key: str, node: Node, may_be_measured: bool) -> None:
    """Read named values whose names are free: a worksheet's fields, or choices."""
    if not isinstance(node, Group):
        draft.find("value.not_group", key, given=_shown(node))
        return
    values: dict[str, Any] = {}
    draft.values[key] = values
    for name, member in node.members.items():
        path = f"{key}.{name}"
        draft.places[path] = member.place
        if is_empty(member):
            continue
        if isinstance(member, Group) and may_be_measured:
            inner = read_part(member, Measured, join(draft.path, path))
            draft.findings.extend(inner.findings)
            draft.places.update({join(path, at): place for at, place in inner.places.items()})
            if inner.lost:
                draft.lost.setdefault(key, next(iter(inner.lost.values())))
            values[name] = inner.values
        elif isinstance(member, Leaf) and member.kind != "refused":
            value = read_free(member)
            if isinstance(value, Finding):
                draft.find(value.code, path, given=value.given)
            else:
                values[name] = value
        elif not isinstance(member, Leaf):
            draft.find("value.not_single", path, given=_shown(member))


def _shown(node: Node) -> str:
    return node.text if isinstance(node, Leaf) else "{…}" if isinstance(node, Group) else "[…]"


def validate(draft: Draft, model: type[Part], droppable: frozenset[str] = frozenset()) -> Part | None:
    """Return the part, or None where it lacks what it needs.

    Parameters
    ----------
    draft : Draft
        What was read. Findings of the model are added to it.
    model : type of Part
        The model.
    droppable : frozenset of str
        Members without which the part still says something true; the others, once lost, lose the part.

    Returns
    -------
    Part or None
        The part without the members that were lost.
    """
    for _ in range(2):
        if any(member not in droppable for member in draft.lost):
            _report(draft, model)
            return None
        values = {key: value for key, value in draft.values.items() if key not in draft.lost}
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                _add(draft, problem)
    return None


def _report(draft: Draft, model: type[Part]) -> None:
    """Add what the model has to say about the members that were read, so that all findings come at once."""
    if "" in draft.lost:
        return
    values = {key: value for key, value in draft.values.items() if key not in draft.lost}
    try:
        model.model_validate(values)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            if not problem["loc"] or problem["loc"][0] not in draft.lost:
                _add(draft, problem, is_partial=True)


def _add(draft: Draft, problem: Mapping[str, Any], is_partial: bool = False) -> None:
    member = _member(problem["loc"])
    kind, context = problem["type"], problem.get("ctx", {})
    given = "" if isinstance(problem.get("input"), dict) else str(problem.get("input", ""))
    if kind == "value_error":
        code = next((code for mark, code in _NO_QUANTITY.items() if mark in problem["msg"]), None)
        if code is None or not is_partial:
            draft.find(code or "value.not_accepted", "", given="")
            draft.lost.setdefault("", code or "value.not_accepted")
    elif kind == "missing":
        draft.find("key.missing", member, expected=member)
    elif kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        draft.find("value.not_listed", member, given=given, expected=", ".join(words))
    elif kind in _BOUNDS:
        is_flow = draft.path.startswith("flows[") and member == "quantity"
        name, sign = _BOUNDS[kind]
        code = "flow.negative_quantity" if is_flow else "number.out_of_range"
        draft.find(code, member, given=f"{problem['input']:.12g}", expected=f"{sign} {context[name]:g}")
    elif kind == "string_pattern_mismatch":
        is_stream = context.get("pattern") == _STREAM_PATTERN
        draft.find("stream.malformed" if is_stream else "key.malformed", member, given=given)
    elif kind in ("string_too_long", "string_too_short"):
        limit = context.get("max_length", context.get("min_length"))
        draft.find("text.wrong_length", member, given=given, expected=str(limit), length=len(given))
    else:
        draft.find("value.not_accepted", member, given=given)


def _member(loc: tuple[int | str, ...]) -> str:
    path = ""
    for step in loc:
        path = join(path, f"[{step}]" if isinstance(step, int) else step)
    return path
