"""Three states of one document to one: what both changed apart from each other is kept, what both changed alike is asked about.

A document here is its tree of plain values. Rows are known by what makes them one row (contract, section 2), never by their
place in a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

Tree = Mapping[str, Any]
RowKey = tuple[str, ...]

IDENTITY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "products": ("id",),
        "streams": ("stream", "period"),
        "flows": ("period", "stream", "role", "meter", "step", "product"),
        "relevant_variables": ("period", "name"),
        "static_factors": ("kind", "period", "name"),
        "options": ("id",),
        "life_cycle": ("product",),
        "accepted": ("code", "stream", "period"),
        "worksheets": ("sheet", "step"),
        "process.steps": ("id",),
        "process.streams": ("from", "to", "stream"),
    }
)
NEEDED = frozenset({"products", "flows"})  # lists that a document has even where they are empty
_MEMBERWISE = ("facility", "choices", "process")  # objects whose members are merged one by one
_ABSENT: Any = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of one row or member: `before` is None when it is new, `after` when it is gone."""

    section: str
    key: RowKey
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True)
class Clash:
    """One row or member that two people changed differently: what it was, and what each made of it."""

    section: str
    key: RowKey
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, kw_only=True)
class Merge:
    """The merged document; where there are clashes it holds `theirs`, and somebody has to choose."""

    tree: dict[str, Any]
    clashes: tuple[Clash, ...]


def merge(base: Tree, mine: Tree, theirs: Tree) -> Merge:
    """Return what `mine` and `theirs` made of `base`, together.

    Parameters
    ----------
    base, mine, theirs : Mapping
        The document both began with, and what each made of it.

    Returns
    -------
    Merge
        The document with both people's changes, and what they did not agree on.
    """
    clashes: list[Clash] = []
    tree = _members("", base, mine, theirs, clashes)
    return Merge(tree=tree, clashes=tuple(clashes))


def _members(path: str, base: Tree, mine: Tree, theirs: Tree, clashes: list[Clash]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for name in dict.fromkeys((*theirs, *mine)):
        where = f"{path}.{name}" if path else name
        three = [tree.get(name) for tree in (base, mine, theirs)]
        if where in IDENTITY:
            value: Any = _rows(where, three[0] or (), three[1] or (), three[2] or (), clashes)
        elif where in _MEMBERWISE:
            value = _members(where, three[0] or {}, three[1] or {}, three[2] or {}, clashes)
        else:
            value = _one(path or where, (name,), three[0], three[1], three[2], clashes)
        if value is not None and (where in NEEDED or value not in ([], {})):
            merged[name] = value
    return merged


def _one(section: str, key: RowKey, base: Any, mine: Any, theirs: Any, clashes: list[Clash]) -> Any:
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    clashes.append(Clash(section=section, key=key, base=base, mine=mine, theirs=theirs))
    return theirs


def _rows(section: str, base: Sequence[Tree], mine: Sequence[Tree], theirs: Sequence[Tree], clashes: list[Clash]) -> list[Any]:
    before, ours, others = (_grouped(section, rows) for rows in (base, mine, theirs))
    merged: list[Any] = []
    for key in dict.fromkeys((*others, *ours)):
        rows = _one(section, key, before.get(key), ours.get(key), others.get(key), clashes)
        merged.extend(rows or ())
    return merged


def _grouped(section: str, rows: Iterable[Tree]) -> dict[RowKey, list[Tree]]:
    """Return the rows by their identity; rows of one identity (a double count, to be repaired) stay together."""
    fields = IDENTITY[section]
    grouped: dict[RowKey, list[Tree]] = {}
    for row in rows:
        grouped.setdefault(tuple(str(row.get(name) or "") for name in fields), []).append(row)
    return grouped


def changes(before: Tree, after: Tree) -> tuple[Change, ...]:
    """Return what makes `after` another document than `before`, row by row and member by member."""
    return tuple(_changes("", before, after))


def _changes(path: str, before: Tree, after: Tree) -> Iterable[Change]:
    for name in dict.fromkeys((*before, *after)):
        where = f"{path}.{name}" if path else name
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if where in _MEMBERWISE:
            yield from _changes(where, old or {}, new or {})
        elif where in IDENTITY:
            was, now = _grouped(where, old or ()), _grouped(where, new or ())
            for key in dict.fromkeys((*was, *now)):
                if was.get(key) != now.get(key):
                    yield Change(section=where, key=key, before=was.get(key), after=now.get(key))
        else:
            yield Change(section=path or where, key=(name,), before=old, after=new)


def summary(made: Iterable[Change]) -> dict[str, dict[str, int]]:
    """Return how many rows of each section were added, changed and removed."""
    counts: dict[str, dict[str, int]] = {}
    for change in made:
        kind = "added" if change.before is _ABSENT else "removed" if change.after is _ABSENT else "changed"
        section = counts.setdefault(change.section, {})
        section[kind] = section.get(kind, 0) + 1
    return counts
