"""The invoices a site has taken in, and their cancellations: what a ledger's invoice rows are derived from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, BinaryIO

from assessment.intake.invoices.facts import Invoice, Key, Line, Party
from assessment.intake.invoices.shelf import Shelf
from assessment.intake.json_parts import Parts
from assessment.model import Flow
from calculators.errors import SachhonError

FORMAT = "sachhon-invoices/1"
_PIECE = 1 << 16  # bytes written at once


class BookError(SachhonError, ValueError):
    """A file is no book of invoices."""


@dataclass(frozen=True, kw_only=True)
class Import:
    """What one import brought: its number on the shelf, and its cancellations, so that it can be undone as a whole."""

    step: int
    cancels: tuple[Key, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Book:
    """Every invoice taken in, kept on a shelf; `rows` are the ledger rows last derived from them.

    `loose` is the number of the invoices that no import brought, as a book written by hand may have.
    """

    shelf: Shelf = field(default_factory=Shelf, repr=False)
    loose: int | None = None
    cancelled: frozenset[Key] = frozenset()
    imports: tuple[Import, ...] = ()
    rows: tuple[Flow, ...] = ()

    @property
    def steps(self) -> frozenset[int]:
        """The numbers of the imports whose invoices are in the book."""
        return frozenset(step.step for step in self.imports) | (frozenset() if self.loose is None else {self.loose})

    def __len__(self) -> int:
        return self.shelf.count(self.steps) if self.steps else 0

    def find(self, key: Key) -> Invoice | None:
        """Return the invoice of a key."""
        return self.shelf.find(key, self.steps) if self.steps else None

    def each(self, changing: bool = False) -> Iterator[Invoice]:
        """Yield the invoices in the order they came; `changing` those alone that replace or adjust another."""
        return self.shelf.each(self.steps, changing) if self.steps else iter(())

    def since(self, before: Book) -> Iterator[Invoice]:
        """Yield the invoices that a book of the same shelf has not."""
        return self.shelf.each(steps) if (steps := self.steps - before.steps) else iter(())

    def buyers(self) -> dict[str, int]:
        """Return how many invoices each buyer's tax code has, the most first."""
        return self.shelf.buyers(self.steps) if self.steps else {}

    def with_import(self, invoices: Iterable[Invoice], cancels: Iterable[Key]) -> Book:
        """Return the book with one more import; the same book when it brings nothing new."""
        adding = Adding(self)
        for invoice in invoices:
            adding.put(invoice)
        return adding.done(cancels)

    def undone(self) -> Book:
        """Return the book as it was before its last import; the same book when there was none."""
        if not self.imports:
            return self
        return replace(self, cancelled=self.cancelled - set(self.imports[-1].cancels), imports=self.imports[:-1])


class Adding:
    """One import while it is made: nobody sees its invoices before it is done, and what is given up is never seen."""

    def __init__(self, before: Book) -> None:
        self.before = before
        self.count = 0
        self._has_before = len(before) > 0
        self._step = before.shelf.new_step()

    def known(self, key: Key) -> Invoice | None:
        """Return the invoice of a key that the book or this import has already."""
        return self.before.shelf.find(key, {*self.before.steps, self._step}) if self._has_before or self.count else None

    def put(self, invoice: Invoice) -> Invoice | None:
        """Put an invoice in, or return the one that is there already by its key."""
        known = self.before.find(invoice.key) if self._has_before else None
        if known is None and self.before.shelf.put(self._step, invoice):
            self.count += 1
            return None
        return known or self.known(invoice.key)

    def buyers(self) -> dict[str, int]:
        """Return how many invoices each buyer's tax code has, with those of this import, the most first."""
        return self.before.shelf.buyers({*self.before.steps, self._step}) if self._has_before or self.count else {}

    def each(self) -> Iterator[Invoice]:
        """Yield the invoices of this import."""
        return self.before.shelf.each({self._step}) if self.count else iter(())

    def done(self, cancels: Iterable[Key]) -> Book:
        """Return the book with this import; the same book when it brought nothing new."""
        ended = frozenset(cancels) - self.before.cancelled
        if not self.count and not ended:
            return self.before
        step = Import(step=self._step, cancels=tuple(sorted(ended)))
        return replace(self.before, cancelled=self.before.cancelled | ended, imports=(*self.before.imports, step))


def write_book(book: Book, stream: BinaryIO) -> None:
    """Write a book as JSON, one invoice after the other."""
    piece: list[str] = []
    length = 0
    for text in _texts(book):
        piece.append(text)
        length += len(text)
        if length > _PIECE:
            stream.write("".join(piece).encode())
            piece, length = [], 0
    stream.write("".join(piece).encode())


def _texts(book: Book) -> Iterator[str]:
    yield f'{{"format":"{FORMAT}","invoices":['
    yield from _listed(_text(_record(invoice)) for invoice in book.each())
    yield f'],"cancelled":{_text(sorted(book.cancelled))},"imports":['
    for number, step in enumerate(book.imports):
        yield f'{"," if number else ""}{{"invoices":['
        yield from _listed(_text(key) for key in book.shelf.keys(step.step))
        yield f'],"cancels":{_text(step.cancels)}}}'
    yield f'],"rows":{_text([flow.model_dump(exclude_none=True) for flow in book.rows])}}}\n'


def _listed(texts: Iterable[str]) -> Iterator[str]:
    mark = ""
    for text in texts:
        yield mark
        yield text
        mark = ","


_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _record(invoice: Invoice) -> dict[str, Any]:
    lines = [
        {"row": line.row, "nature": line.nature, "name": line.name, "unit": line.unit, "quantity": line.quantity, "amount": line.amount}
        for line in invoice.lines
    ]
    seller, buyer = ({"name": party.name, "tax_code": party.tax_code} for party in (invoice.seller, invoice.buyer))
    return {
        "key": invoice.key, "day": invoice.day.isoformat(), "seller": seller, "buyer": buyer, "lines": lines, "kind": invoice.kind,
        "refers": invoice.refers, "net": invoice.net, "supply": invoice.supply, "meter": invoice.meter, "signature": invoice.signature,
        "file": invoice.file, "sha256": invoice.sha256,
    }  # fmt: skip


def _invoice(record: dict[str, Any]) -> Invoice:
    refers = record["refers"]
    parts = {
        "key": Key(*record["key"]), "refers": None if refers is None else Key(*refers), "day": date.fromisoformat(record["day"]),
        "seller": Party(**record["seller"]), "buyer": Party(**record["buyer"]),
        "lines": tuple(Line(**line) for line in record["lines"]),
    }  # fmt: skip
    return Invoice(**{**record, **parts})


def read_book(parts: Parts) -> Book:
    """Return the book that stands in a JSON document.

    Raises
    ------
    BookError
        If it is none.
    """
    try:
        return _book(parts)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BookError(f"this is no book of invoices: {error}") from error


def _book(parts: Parts) -> Book:
    shelf = Shelf()
    loose = shelf.new_step()
    found: dict[str, Any] = {}
    for name in parts.members():
        if name == "invoices":
            for _ in parts.items():
                shelf.put(loose, _invoice(parts.value()))
            found[name] = True
        elif name == "imports":
            found[name] = tuple(_import(parts, shelf, loose) for _ in parts.items())
        else:
            found[name] = parts.value()
            if name == "format" and found[name] != FORMAT:
                raise BookError(f"a book of invoices says 'format': '{FORMAT}', this one {found[name]!r}")
    if missing := {"format", "invoices", "cancelled", "imports", "rows"} - set(found):
        raise BookError(f"a book of invoices needs {', '.join(sorted(missing))}")
    return Book(
        shelf=shelf, loose=loose if shelf.count({loose}) else None, cancelled=frozenset(_keys(found["cancelled"])), imports=found["imports"],
        rows=tuple(Flow(**row) for row in found["rows"]),
    )  # fmt: skip


def _import(parts: Parts, shelf: Shelf, loose: int) -> Import:
    step = shelf.new_step()
    cancels: tuple[Key, ...] = ()
    for name in parts.members():
        if name == "invoices":
            for _ in parts.items():
                shelf.move(Key(*parts.value()), loose, step)
        elif name == "cancels":
            cancels = _keys(parts.value())
        else:
            parts.value()
    return Import(step=step, cancels=cancels)


def _keys(rows: Iterable[Iterable[str]]) -> tuple[Key, ...]:
    return tuple(Key(*row) for row in rows)
