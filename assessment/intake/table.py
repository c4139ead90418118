"""The ledger as a CSV table: written without loss, read back as flows with the line of each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from assessment.intake.layout import BY_KEY, CHOSEN
from assessment.intake.part import near, read_part, validate
from assessment.intake.rows import DROPPABLE, unread_row
from assessment.intake.text import decode
from assessment.intake.tree import Group, Leaf, Node
from assessment.model import Flow, UnreadRow
from calculators.finding import Finding, Place

FIELDS = BY_KEY["flows"].fields
_SEPARATORS = (";", "\t", ",")
_RUNS = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet takes for a formula, apostrophes of ours before it


@dataclass(frozen=True, kw_only=True)
class FlowTable:
    """The flows of a table, what was found in it, and the rows that had to be left out."""

    flows: tuple[Flow, ...] = ()
    findings: tuple[Finding, ...] = ()
    unread: tuple[UnreadRow, ...] = ()


@dataclass(kw_only=True)
class _Reading:
    file: str
    is_comma: bool
    flows: list[Flow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: list[UnreadRow] = field(default_factory=list)


def write(flows: Iterable[Flow]) -> bytes:
    """Return flows as CSV: separated by commas, numbers with a dot, UTF-8 with its mark so that Excel sees it.

    A text that begins like a formula gets an apostrophe in front, which `read` takes off again: a table opened by double
    click must run nothing.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(FIELDS)
    for flow in flows:
        record = flow.model_dump(exclude_none=True)
        writer.writerow([_written(record.get(name)) for name in FIELDS])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value)
    text = str(value)
    return f"'{text}" if _RUNS.match(text) else text


def is_ledger(data: bytes) -> bool:
    """Return whether a file is a ledger that `write` wrote, also saved again by Excel: its first line holds the fields, in any order."""
    head = data[:2000].removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
    names = {name.strip().strip('"') for name in re.split("[,;\t]", head)}
    return {"period", "stream", "quantity", "unit"} <= names <= set(FIELDS)


def read(data: bytes, name: str) -> FlowTable:
    """Return the flows of a CSV table whose first line holds the contract's field names.

    Separated by commas its numbers have a dot; by semicolons or tabs, as Vietnamese Excel writes it, a comma.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for places.

    Returns
    -------
    FlowTable
        Flows, findings with lines, and what was left out.
    """
    text = decode(data, name)
    if isinstance(text, Finding):
        return FlowTable(findings=(text,))
    head = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    reading = _Reading(file=name, is_comma=separator != ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        columns = _columns(next(rows, []), reading)
        if columns:
            for cells in rows:
                if any(cell.strip() for cell in cells):
                    _row(columns, cells, rows.line_num, reading)
    except csv.Error as error:
        place = Place(file=name, line=rows.line_num)
        reading.findings.append(Finding(code="text.syntax", severity="error", place=place, given=str(error)[:60], expected="CSV"))
    return FlowTable(flows=tuple(reading.flows), findings=tuple(reading.findings), unread=tuple(reading.unread))


def _columns(head: list[str], reading: _Reading) -> dict[int, str]:
    found: dict[int, str] = {}
    place = Place(file=reading.file, line=1)
    for index, cell in enumerate(head):
        name = cell.strip()
        if name in found.values():
            reading.findings.append(Finding(code="column.duplicate", severity="error", place=place, given=name, values={"other": "1"}))
        elif name in FIELDS:
            found[index] = name
        elif name:
            expected = ", ".join(near(name, FIELDS) or FIELDS)
            reading.findings.append(Finding(code="column.unknown", severity="error", place=place, given=name[:60], expected=expected))
    if "stream" not in found.values():
        reading.findings.append(Finding(code="key.missing", severity="error", place=place, expected="stream"))
        return {}
    return found


def _row(columns: dict[int, str], cells: list[str], line: int, reading: _Reading) -> None:
    place = Place(file=reading.file, line=line)
    members: dict[str, Node] = {
        name: _leaf(cells[index] if index < len(cells) else "", name, place, reading.is_comma) for index, name in columns.items()
    }
    draft = read_part(Group(members=members, place=place), Flow, f"flows[{len(reading.flows) + len(reading.unread)}]")
    flow = validate(draft, Flow, DROPPABLE["flows"])
    reading.findings += draft.findings
    if isinstance(flow, Flow):
        reading.flows.append(flow)
    else:
        reading.unread.append(unread_row("flows", draft.values, next(iter(draft.lost.values()), "")))


def _leaf(cell: str, name: str, place: Place, is_comma: bool) -> Leaf:
    text = cell.strip()
    if text.startswith("'") and _RUNS.match(text[1:]):
        text = text[1:]
    if not text:
        return Leaf(text="", kind="empty", place=place)
    if name in CHOSEN and text.endswith("]") and "[" in text:
        text = text[text.rindex("[") + 1 : -1]
    return Leaf(text=text, kind="cell_text" if is_comma else "word", place=place)
