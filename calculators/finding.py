"""A finding: one thing in a user's data that is wrong or doubtful. A record, never raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a value was given: a workbook's cell, a text file's line, or a path inside the document."""

    file: str = ""
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    path: str | None = None

    def as_record(self) -> dict[str, object]:
        """Return the place as a JSON object without its empty members."""
        named = {"file": self.file, "sheet": self.sheet, "cell": self.cell, "line": self.line, "path": self.path}
        return {key: value for key, value in named.items() if value is not None}

    def __str__(self) -> str:
        where = ""
        if self.sheet:
            where = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        elif self.line is not None:
            where = str(self.line)
        head = ":".join(part for part in (self.file, where) if part)
        if self.path:
            return f"{head} ({self.path})" if head else self.path
        return head or "-"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One located remark on a user's data.

    `code` names the rule (``unit.unknown``); `given` is what stood there, as text; `expected` is what would
    have been right, as a value, a unit or a list of choices; `action` is the message key of what to do.
    `values` holds what a message needs to be filled in. No sentence of a language is stored here.
    """

    code: str
    severity: Severity
    place: Place = field(default_factory=Place)
    given: str = ""
    expected: str = ""
    action: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def as_record(self) -> dict[str, object]:
        """Return the finding as the JSON object of the contract."""
        return {
            "code": self.code,
            "severity": self.severity,
            "place": self.place.as_record(),
            "given": self.given,
            "expected": self.expected,
            "action": self.action or f"{self.code}.action",
            "values": {key: value.isoformat() if isinstance(value, date) else value for key, value in self.values.items()},
        }
