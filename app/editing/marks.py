"""Findings of a document, put where a person typed: on a row of the ledger, a row of another list, a field, or a stream."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.editing import inventory_rows, life_cycle_rows
from app.editing.cells import Fault
from app.words import said
from assessment.model import Assessment
from data.amounts import finding_in

Mark = tuple[str, str, str, str, str]  # severity, title, action, text that would mend it, what the button says
RANK = {"error": 0, "warning": 1, "note": 2}
_ROW = re.compile(r"(flows|products|relevant_variables|streams|options|process\.steps|process\.streams)\[(\d+)\]\.?(.*)")
_WORDS_OF_MEMBERS = {"from_": "from"}


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What the findings of one state of a document say, by where it stands.

    `flows` is by the identity of the row itself: a row that was changed since is another one, and the mark is gone.
    """

    of: Assessment | None = None
    flows: Mapping[int, Mapping[str, Mark]] = field(default_factory=dict)
    rows: Mapping[tuple[str, int], Mapping[str, Mark]] = field(default_factory=dict)
    streams: Mapping[tuple[str, str], Mark] = field(default_factory=dict)
    fields: Mapping[str, Mark] = field(default_factory=dict)


def said_of(code: str, lang: str, **values: object) -> tuple[str, str]:
    """Return a finding's title and what to do, in words."""
    return said(f"finding.{code}.title", lang, code, **values), said(f"finding.{code}.action", lang, "", **values)


def mark_of_fault(fault: Fault, lang: str, severity: str = "error") -> Mark:
    """Return the mark of a cell that could not be read, with what would mend it."""
    title, action = said_of(fault.code, lang, given=fault.given, expected=fault.expected, stream="")
    button = said("data.fix", lang, fault.fix, text=fault.fix) if fault.fix else ""
    return (severity, title, action, fault.fix, button)


def marks_of(document: Assessment, findings: Iterable[Mapping[str, Any]], lang: str) -> Marks:
    """Return the marks of a document's findings; accepted ones are left out, the gravest of a cell counts."""
    flows: dict[int, dict[str, Mark]] = {}
    rows: dict[tuple[str, int], dict[str, Mark]] = {}
    streams: dict[tuple[str, str], Mark] = {}
    fields: dict[str, Mark] = {}
    for finding in sorted(findings, key=lambda each: RANK.get(each["severity"], 3)):
        if "accepted" in finding["values"]:
            continue
        path = str((finding["place"] or {}).get("path") or "")
        told = finding_in(finding, lang)
        values = {"given": told["given"], "expected": told["expected"], **finding["values"]}
        mark: Mark = (finding["severity"], *said_of(str(finding["code"]), lang, **values), "", "")
        row = _ROW.fullmatch(path)
        cell = inventory_rows.cell_of(document, path) or life_cycle_rows.cell_of(document, path)
        stream = finding["values"].get("stream")
        if row and row[1] == "flows" and int(row[2]) < len(document.flows):
            flows.setdefault(id(document.flows[int(row[2])]), {}).setdefault(row[3], mark)
        elif row:
            rows.setdefault((row[1], int(row[2])), {}).setdefault(_WORDS_OF_MEMBERS.get(row[3], row[3]), mark)
        elif cell and cell[1] >= 0:
            rows.setdefault(cell[:2], {}).setdefault(cell[2], mark)
        elif cell:
            fields.setdefault(f"{cell[0]}.{cell[2]}" if cell[2] else cell[0], mark)
        elif isinstance(stream, str):
            period = finding["values"].get("period")
            streams.setdefault((stream, period if isinstance(period, str) else ""), mark)
        elif path:
            fields.setdefault(path, mark)
    return Marks(of=document, flows=flows, rows=rows, streams=streams, fields=fields)
