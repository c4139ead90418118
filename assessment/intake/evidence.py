"""The marks by which a row of the ledger names its paper: file, sheet and cell or line, and the hash of the content."""

from __future__ import annotations

import re
from dataclasses import dataclass

SHORT = 12  # hexadecimal digits of the hash: enough to be unique at one site
_MARK = re.compile(rf"([^;]*?)(?:!([^;!]*)!([A-Z]{{1,3}}\d{{1,7}})|:(\d[\d,]*))#([0-9a-f]{{{SHORT}}})")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One place of one paper. `lines` are line numbers from 1, of an XML or CSV file."""

    text: str
    sha256: str
    sheet: str = ""
    cell: str = ""
    lines: tuple[int, ...] = ()


def mark(file: str, sha256: str, *, sheet: str = "", cell: str = "", line: int | str | None = None) -> str:
    """Return the mark of a place, as it stands in a row's evidence.

    Examples
    --------
    >>> mark("so.xlsx", "0123456789abcdef", sheet="T1", cell="B3"), mark("a.xml", "0123456789abcdef", line="12,14")
    ('so.xlsx!T1!B3#0123456789ab', 'a.xml:12,14#0123456789ab')
    """
    plain = file.replace(";", " ").replace("#", " ")
    where = f"!{sheet.replace(';', ' ').replace('!', ' ')}!{cell}" if sheet else f":{line}"
    return f"{plain}{where}#{sha256[:SHORT]}"


def marks_in(evidence: str) -> tuple[Mark, ...]:
    """Return the papers that a row's evidence names, in order.

    Examples
    --------
    >>> [item.cell or item.lines for item in marks_in("A 1, 2025-01-02, a.xml:12,14#0123456789ab; so.xlsx!T1!B3#0123456789ab")]
    [(12, 14), 'B3']
    """
    found = []
    for item in _MARK.finditer(evidence):
        file, sheet, cell, lines, sha256 = item.groups()
        numbers = tuple(int(number) for number in (lines or "").split(",") if number)
        found.append(Mark(text=(file or "").strip(), sha256=sha256, sheet=sheet or "", cell=cell or "", lines=numbers))
    return tuple(found)
