"""Rows of the ledger: add, replace and remove them, whoever brings them (a person, a paste, an import).

Every function takes an assessment and returns another; nothing is kept here. An import is one change: to undo it, give
what was before and after it to :func:`app.editing.history.taken_back`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from assessment.evaluation.entries import default_role
from assessment.model import Assessment, Flow

RowKey = tuple[str, ...]
Same = Literal["replace", "keep", "add"]


def row_key(flow: Flow) -> RowKey:
    """Return what makes rows of the ledger one row: stream, role, meter, step and product (contract 2.4)."""
    role = flow.role or default_role(flow.stream.partition("/")[0])
    return (flow.stream, role, flow.meter or "", flow.step or "", flow.product or "")


def entry_key(flow: Flow) -> RowKey:
    """Return what makes two entries one entry given twice: the row and the period."""
    return (*row_key(flow), flow.period)


def with_rows(document: Assessment, rows: Iterable[Flow | Mapping[str, Any]], same: Same = "replace") -> Assessment:
    """Return the document with rows of the ledger added.

    Parameters
    ----------
    document : Assessment
        The document's content.
    rows : iterable of Flow or mapping
        The new rows, as the contract writes them (``period``, ``stream``, ``quantity``, ``unit``, …).
    same : {"replace", "keep", "add"}
        What becomes of a new row whose stream, role, meter, step, product and period the ledger has already: it
        replaces that row, is left out, or stands beside it (a double count that the findings will name).

    Returns
    -------
    Assessment
        A new assessment; rows that are replaced keep their place, new ones follow at the end.

    Raises
    ------
    ValueError
        If a row is no row of a ledger.
    """
    flows = list(document.flows)
    at = {entry_key(flow): place for place, flow in enumerate(flows)} if same != "add" else {}
    for given in rows:
        flow = given if isinstance(given, Flow) else Flow.model_validate(dict(given))
        place = at.get(entry_key(flow))
        if place is None:
            if same != "add":
                at[entry_key(flow)] = len(flows)
            flows.append(flow)
        elif same == "replace":
            flows[place] = flow
    return document.model_copy(update={"flows": tuple(flows)})


def already_there(document: Assessment, rows: Iterable[Flow]) -> tuple[Flow, ...]:
    """Return the rows of the ledger that the given ones would replace, in the ledger's order."""
    wanted = {entry_key(flow) for flow in rows}
    return tuple(flow for flow in document.flows if entry_key(flow) in wanted)


def without_rows(document: Assessment, places: Iterable[int]) -> Assessment:
    """Return the document without the rows at some places of the ledger."""
    gone = frozenset(places)
    return document.model_copy(update={"flows": tuple(flow for place, flow in enumerate(document.flows) if place not in gone)})


def with_row(document: Assessment, place: int, **changes: Any) -> Assessment:
    """Return the document with members of one row changed; None takes a member away.

    Raises
    ------
    ValueError
        If what is left is no row of a ledger.
    LookupError
        If there is no such row.
    """
    flows = list(document.flows)
    flows[place] = Flow.model_validate({**flows[place].model_dump(), **changes})
    return document.model_copy(update={"flows": tuple(flows)})
