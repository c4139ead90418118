"""What every kind of file becomes first: a tree of untyped values, each with the place where it stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from calculators.finding import Finding, Place

# word: an unquoted text · text: a quoted text, or a text cell · number, boolean, day: what the file itself says it is
# · empty: nothing was given · refused: a value with a finding of its own
Kind = Literal["word", "text", "cell_text", "number", "boolean", "day", "month", "empty", "refused"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """One value as it was written; `number` is set where the file holds a number itself and not its text."""

    text: str
    kind: Kind
    place: Place
    number: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Named members; `keys` holds where each name stood."""

    members: Mapping[str, Node]
    place: Place
    keys: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Items:
    """A list."""

    members: tuple[Node, ...]
    place: Place


Node: TypeAlias = Leaf | Group | Items


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A file's content; `root` is None when the file could not be read at all."""

    root: Node | None
    findings: tuple[Finding, ...] = ()


def refused(place: Place) -> Leaf:
    """Return the stand-in for a value that already has its finding."""
    return Leaf(text="", kind="refused", place=place)


def is_empty(node: Node | None) -> bool:
    """Return whether nothing was given."""
    return node is None or (isinstance(node, Leaf) and node.kind == "empty")


def is_blank(node: Node | None) -> bool:
    """Return whether nothing was given, or a group of which every member is blank."""
    if isinstance(node, Group):
        return bool(node.members) and all(is_blank(member) for member in node.members.values())
    return is_empty(node)
