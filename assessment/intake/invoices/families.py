"""Which invoices of a book count: without the cancelled and the replaced, each with its adjustments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.intake.invoices.book import Book
from assessment.intake.invoices.facts import Invoice, Key
from assessment.intake.invoices.mapping import counts
from calculators.finding import Finding, Place
from calculators.units import fold

_LESS = "dieu chinh giam"


@dataclass(frozen=True, kw_only=True)
class Family:
    """An invoice and those that adjust it, in the order of their dates."""

    head: Invoice
    adjustments: tuple[Invoice, ...] = ()

    @property
    def members(self) -> tuple[Invoice, ...]:
        """The head first."""
        return (self.head, *self.adjustments)


def families(book: Book) -> tuple[Iterator[Family], tuple[Finding, ...]]:
    """Return what counts of a book, one after the other, and what is found on the rest.

    A cancelled invoice, and one that a standing invoice replaces, does not count, nor what adjusts them. An adjustment
    whose original is not in the book cannot be added to anything: it is held back.
    """
    changing = [invoice for invoice in book.each(changing=True) if invoice.key not in book.cancelled]
    replaced = {invoice.refers: invoice.key for invoice in changing if invoice.kind == "replaces" and invoice.refers}
    findings = [_note("invoice.cancelled", known, "") for key in sorted(book.cancelled) if (known := book.find(key))]
    findings += [_note("invoice.replaced", known, str(by)) for key, by in replaced.items() if key not in book.cancelled and (known := book.find(key))]
    children: dict[Key, list[Invoice]] = {}
    for invoice in changing:
        if invoice.kind != "adjusts":
            continue
        if not any(counts(line) for line in invoice.lines):
            continue  # it changes a tax rate or a name: no goods, no money before tax
        root = _root(invoice, book)
        if root is None:
            findings.append(_held("invoice.original_missing", invoice, str(invoice.refers or "")))
        elif root in replaced or root in book.cancelled:
            findings.append(_note("invoice.adjusts_nothing", invoice, str(root)))
        elif _is_sign_unclear(invoice):
            findings.append(_held("invoice.adjustment_sign", invoice, "-"))
        else:
            children.setdefault(root, []).append(invoice)
    found = (
        Family(head=head, adjustments=tuple(sorted(children.get(head.key, ()), key=lambda item: (item.day, item.key))))
        for head in book.each()
        if head.kind != "adjusts" and head.key not in book.cancelled and head.key not in replaced
    )
    return found, tuple(findings)


def _root(invoice: Invoice, book: Book) -> Key | None:
    """Return the invoice that a chain of adjustments begins with, or None where a link is not in the book."""
    seen: set[Key] = set()
    current: Invoice | None = invoice
    while current is not None and current.kind == "adjusts" and current.key not in seen and current.refers is not None:
        seen.add(current.key)
        current = book.find(current.refers)
    return current.key if current is not None and current.kind != "adjusts" else None


def _is_sign_unclear(invoice: Invoice) -> bool:
    """Return whether the words say less, the numbers say more: some providers leave the minus out, others write it."""
    numbers = [value for line in invoice.lines for value in (line.quantity, line.amount) if value]
    return any(_LESS in fold(line.name) for line in invoice.lines) and any(value > 0 for value in numbers)


def _note(code: str, invoice: Invoice, other: str) -> Finding:
    return Finding(code=code, severity="note", place=Place(file=invoice.file), given=str(invoice.key), expected=other)


def _held(code: str, invoice: Invoice, other: str) -> Finding:
    return Finding(code=code, severity="error", place=Place(file=invoice.file), given=str(invoice.key), expected=other)
