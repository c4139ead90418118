"""The invoices a site has taken in, and their cancellations: what a ledger's invoice rows are derived from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from assessment.intake.invoices.facts import Invoice, Key, Line, Party
from assessment.model import Flow
from calculators.errors import SachhonError

FORMAT = "sachhon-invoices/1"


class BookError(SachhonError, ValueError):
    """A file is no book of invoices."""


@dataclass(frozen=True, kw_only=True)
class Import:
    """What one import brought: its invoices and cancellations, so that it can be undone as a whole."""

    invoices: tuple[Key, ...] = ()
    cancels: tuple[Key, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Book:
    """Every invoice taken in, by its key; `rows` are the ledger rows last derived from them."""

    invoices: Mapping[Key, Invoice] = field(default_factory=dict)
    cancelled: frozenset[Key] = frozenset()
    imports: tuple[Import, ...] = ()
    rows: tuple[Flow, ...] = ()

    def with_import(self, invoices: Iterable[Invoice], cancels: Iterable[Key]) -> Book:
        """Return the book with one more import; the same book when it brings nothing new."""
        fresh = {invoice.key: invoice for invoice in invoices if invoice.key not in self.invoices}
        ended = frozenset(cancels) - self.cancelled
        if not fresh and not ended:
            return self
        step = Import(invoices=tuple(fresh), cancels=tuple(sorted(ended)))
        return replace(
            self, invoices={**self.invoices, **fresh}, cancelled=self.cancelled | ended, imports=(*self.imports, step)
        )

    def undone(self) -> Book:
        """Return the book as it was before its last import; the same book when there was none."""
        if not self.imports:
            return self
        last = self.imports[-1]
        kept = {key: invoice for key, invoice in self.invoices.items() if key not in set(last.invoices)}
        return replace(self, invoices=kept, cancelled=self.cancelled - set(last.cancels), imports=self.imports[:-1])


def write_book(book: Book) -> bytes:
    """Return a book as JSON."""
    record = {
        "format": FORMAT,
        "invoices": [_invoice_record(invoice) for invoice in book.invoices.values()],
        "cancelled": sorted(book.cancelled),
        "imports": [{"invoices": step.invoices, "cancels": step.cancels} for step in book.imports],
        "rows": [flow.model_dump(exclude_none=True) for flow in book.rows],
    }
    return (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _invoice_record(invoice: Invoice) -> dict[str, Any]:
    record = asdict(invoice)
    record["day"] = invoice.day.isoformat()
    return record


def read_book(data: bytes) -> Book:
    """Return the book that JSON holds.

    Raises
    ------
    BookError
        If it is none.
    """
    try:
        record = json.loads(data)
        if record["format"] != FORMAT:
            raise BookError(f"a book of invoices says 'format': '{FORMAT}', this one {record['format']!r}")
        invoices = [_invoice(item) for item in record["invoices"]]
        steps = tuple(
            Import(invoices=_keys(step["invoices"]), cancels=_keys(step["cancels"])) for step in record["imports"]
        )
        return Book(
            invoices={invoice.key: invoice for invoice in invoices}, cancelled=frozenset(_keys(record["cancelled"])),
            imports=steps, rows=tuple(Flow(**row) for row in record["rows"]),
        )  # fmt: skip
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BookError(f"this is no book of invoices: {error}") from error


def _keys(rows: Iterable[Iterable[str]]) -> tuple[Key, ...]:
    return tuple(Key(*row) for row in rows)


def _invoice(record: dict[str, Any]) -> Invoice:
    refers = record["refers"]
    parts = {
        "key": Key(*record["key"]), "refers": None if refers is None else Key(*refers), "day": date.fromisoformat(record["day"]),
        "seller": Party(**record["seller"]), "buyer": Party(**record["buyer"]),
        "lines": tuple(Line(**line) for line in record["lines"]),
    }  # fmt: skip
    return Invoice(**{**record, **parts})
