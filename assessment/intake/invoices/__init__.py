"""Vietnamese e-invoices into ledger rows: read (hardened), kept in a book, mapped item by item, merged, undone."""

from assessment.intake.invoices.facts import Invoice, Key, Line, Party
from assessment.intake.invoices.reading import Read, read_invoice

__all__ = ["Invoice", "Key", "Line", "Party", "Read", "read_invoice"]
