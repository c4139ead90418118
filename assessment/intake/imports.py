"""What a site has brought in: every import with its papers and rows, so that each can be undone and none counts twice."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from io import BytesIO
from typing import Any, Literal

from assessment.intake.invoices.book import Book, BookError, read_book, write_book
from assessment.intake.invoices.mapping import ItemMapping
from assessment.intake.invoices.mapping import read_mapping as read_items
from assessment.intake.invoices.mapping import write_mapping as write_items
from assessment.intake.json_parts import Parts
from assessment.intake.spreadsheet.rules import SheetMapping
from assessment.intake.spreadsheet.rules import read_mapping as read_sheets
from assessment.intake.spreadsheet.rules import write_mapping as write_sheets
from assessment.model import Assessment, Flow

FORMAT = "sachhon-imports/1"
Kind = Literal["invoice", "table", "meter", "picture"]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One file that was taken: its name, the hash of its content, and what it is."""

    name: str
    sha256: str
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Step:
    """One import: its papers, the rows of its tables and meters, and whether it brought invoices."""

    at: str
    papers: tuple[Paper, ...] = ()
    rows: tuple[Flow, ...] = ()
    has_invoices: bool = False


@dataclass(frozen=True, kw_only=True)
class Imports:
    """All imports of a site, and what it was told about items and lines."""

    book: Book = field(default_factory=Book)
    items: ItemMapping = field(default_factory=ItemMapping)
    sheets: SheetMapping = field(default_factory=SheetMapping)
    steps: tuple[Step, ...] = ()

    def paper(self, sha256: str) -> Paper | None:
        """Return the paper of a hash, or of its beginning."""
        return next((paper for step in self.steps for paper in step.papers if paper.sha256.startswith(sha256)), None) if sha256 else None

    def undone(self) -> tuple[Imports, tuple[Flow, ...]]:
        """Return the imports without the last one, and the rows of its tables and meters that leave the ledger."""
        if not self.steps:
            return self, ()
        last = self.steps[-1]
        book = self.book.undone() if last.has_invoices else self.book
        return replace(self, book=book, steps=self.steps[:-1]), last.rows


def names_in(assessment: Assessment | None) -> tuple[tuple[str, str], ...]:
    """Return the streams that a document names itself, with their names."""
    if assessment is None:
        return ()
    products = tuple((f"product/{product.id}", product.name) for product in assessment.products)
    return products + tuple((note.stream, note.name) for note in assessment.streams if note.name)


def write_imports(imports: Imports) -> bytes:
    """Return the imports as JSON."""
    stream = BytesIO()
    stream.write(f'{{"format":"{FORMAT}","book":'.encode())
    write_book(imports.book, stream)
    rest = {
        "items": json.loads(write_items(imports.items)),
        "sheets": json.loads(write_sheets(imports.sheets)),
        "steps": [_step_record(step) for step in imports.steps],
    }
    stream.write(b"," + json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode()[1:])
    return stream.getvalue()


def _step_record(step: Step) -> dict[str, Any]:
    papers = [asdict(paper) for paper in step.papers]
    rows = [flow.model_dump(exclude_none=True) for flow in step.rows]
    return {"at": step.at, "papers": papers, "rows": rows, "has_invoices": step.has_invoices}


def read_imports(data: bytes) -> Imports:
    """Return the imports that JSON holds.

    Raises
    ------
    BookError
        If it is none.
    """
    try:
        parts = Parts(BytesIO(data))
        record: dict[str, Any] = {name: read_book(parts) if name == "book" else parts.value() for name in parts.members()}
        parts.end()
        if record["format"] != FORMAT:
            raise BookError(f"imports say 'format': '{FORMAT}', these {record['format']!r}")
        return Imports(
            book=record["book"], items=read_items(_bytes(record["items"])), sheets=read_sheets(_bytes(record["sheets"])),
            steps=tuple(_step(item) for item in record["steps"]),
        )  # fmt: skip
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BookError(f"these are no imports: {error}") from error


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _step(record: dict[str, Any]) -> Step:
    papers = tuple(Paper(**item) for item in record["papers"])
    return Step(at=record["at"], papers=papers, rows=_rows(record["rows"]), has_invoices=record["has_invoices"])


def _rows(records: Iterable[dict[str, Any]]) -> tuple[Flow, ...]:
    return tuple(Flow(**row) for row in records)
