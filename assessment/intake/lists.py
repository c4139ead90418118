"""Rows of sheets to the lists of a document: nested members, properties written one a row, rows that belong to others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assessment.intake.layout import NESTED
from assessment.intake.months import fold_months
from assessment.intake.sheet import CellReader
from assessment.intake.tables import TableRow
from assessment.intake.tree import Group, Items, Leaf, Node, is_empty

_MEASURE = ("value", "unit", "uncertainty_pct", "evidence")
_STEP_MEASURE = {
    "value": "value",
    "unit": "value_unit",
    "uncertainty_pct": "value_uncertainty_pct",
    "evidence": "value_evidence",
}


def rows_of(tables: Mapping[str, list[TableRow]], reader: CellReader, default_year: str = "") -> dict[str, list[Node]]:
    """Return the document's lists.

    Parameters
    ----------
    tables : mapping of str to list of TableRow
        The rows of each sheet.
    reader : CellReader
        Collects findings.
    default_year : str
        The year of monthly rows that name none.

    Returns
    -------
    dict of str to list of Node
        By section: ``flows``, ``process.steps``.
    """
    special: Mapping[str, Callable[[list[TableRow], CellReader], list[Node]]] = {
        "streams": _notes,
        "process.streams": _step_streams,
        "worksheets": _worksheets,
    }
    lists: dict[str, list[Node]] = {}
    for key, rows in tables.items():
        if key in NESTED or key in ("flows", "flows_monthly"):
            continue
        lists[key] = special[key](rows, reader) if key in special else [_group(row.cells, row) for row in rows]
    if "flows" in tables or "flows_monthly" in tables:
        lists["flows"] = fold_months([*tables.get("flows_monthly", ()), *tables.get("flows", ())], default_year)
    for key in NESTED:
        _nest(key, tables.get(key, []), lists, reader)
    return lists


def _group(cells: Mapping[str, Leaf], row: TableRow) -> Group:
    """Return a group with dotted names (``capacity.unit``) as groups inside it."""
    members: dict[str, Node] = {}
    inner: dict[str, dict[str, Node]] = {}
    for field, leaf in cells.items():
        head, dot, tail = field.partition(".")
        if dot:
            inner.setdefault(head, {})[tail] = leaf
        else:
            members[field] = leaf
    for head, leaves in inner.items():
        place = next(iter(leaves.values())).place
        members[head] = Group(members=leaves, place=place)
    return Group(members=members, place=row.place)


def _notes(rows: list[TableRow], reader: CellReader) -> list[Node]:
    found: list[Node] = []
    for row in rows:
        plain = {field: leaf for field, leaf in row.cells.items() if field not in ("property", *_MEASURE)}
        measure = {name: row.cells[name] for name in _MEASURE if name in row.cells}
        found.append(_group(plain, row))
        _add_property(found[-1], row, measure, reader)
    return found


def _step_streams(rows: list[TableRow], reader: CellReader) -> list[Node]:
    """Return the streams between steps; a row that repeats the ends and only adds a property belongs to the one above."""
    found: list[Node] = []
    last: tuple[str, ...] | None = None
    for row in rows:
        aside = {"property", *_STEP_MEASURE.values()}
        plain = {field: leaf for field, leaf in row.cells.items() if field not in aside}
        measure = {name: row.cells[field] for name, field in _STEP_MEASURE.items() if field in row.cells}
        ends = tuple(row.cells[name].text if name in row.cells else "" for name in ("from", "to", "stream"))
        is_more = not is_empty(row.cells.get("property")) and all(
            is_empty(row.cells.get(name)) for name in ("quantity", "unit", "uncertainty_pct")
        )
        if not (found and ends == last and is_more):
            found.append(_group(plain, row))
        _add_property(found[-1], row, measure, reader)
        last = ends
    return found


def _add_property(node: Node, row: TableRow, measure: Mapping[str, Leaf], reader: CellReader) -> None:
    name = row.cells.get("property")
    if not isinstance(node, Group) or all(is_empty(leaf) for leaf in measure.values()):
        return
    if name is None or name.kind == "empty":
        reader.find("key.missing", name.place if name else row.place, expected="property")
        return
    if name.kind != "refused":
        node.members[name.text.strip()] = Group(members=dict(measure), place=name.place)  # type: ignore[index]


def _worksheets(rows: list[TableRow], reader: CellReader) -> list[Node]:
    found: dict[tuple[str, ...], Group] = {}
    for row in rows:
        key = tuple(row.cells[name].text if name in row.cells else "" for name in ("sheet", "step", "entry"))
        if key not in found:
            members: dict[str, Node] = {name: row.cells[name] for name in ("sheet", "step") if name in row.cells}
            members["values"] = Group(members={}, place=row.place)
            found[key] = Group(members=members, place=row.place)
        values = found[key].members["values"]
        field, value, unit = (row.cells.get(name) for name in ("field", "value", "unit"))
        if not isinstance(values, Group) or value is None or value.kind == "empty":
            continue
        if field is None or field.kind == "empty":
            reader.find("key.missing", field.place if field else row.place, expected="field")
            continue
        measure = {name: row.cells[name] for name in _MEASURE if name in row.cells}
        node: Node = value if is_empty(unit) else Group(members=measure, place=value.place)
        values.members[field.text.strip()] = node  # type: ignore[index]
    return list(found.values())


def _nest(key: str, rows: list[TableRow], lists: Mapping[str, list[Node]], reader: CellReader) -> None:
    parent, member, column, own = NESTED[key]
    parents = {
        node.members[own].text: node  # type: ignore[union-attr]
        for node in lists.get(parent, ())
        if isinstance(node, Group) and isinstance(node.members.get(own), Leaf)
    }
    children: dict[str, list[Node]] = {}
    for row in rows:
        name = row.cells.get(column)
        if name is None or name.text not in parents:
            place = name.place if name else row.place
            reader.find("row.no_parent", place, given=name.text if name else "", expected=", ".join(list(parents)[:20]))
            continue
        rest = {field: leaf for field, leaf in row.cells.items() if field != column}
        children.setdefault(name.text, []).append(_group(rest, row))
    for name_text, nodes in children.items():
        parents[name_text].members[member] = Items(members=tuple(nodes), place=nodes[0].place)  # type: ignore[index]
