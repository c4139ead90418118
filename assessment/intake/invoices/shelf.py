"""Where a book's invoices lie: a temporary database that takes no more memory however many there are.

A book is a value that is never changed; its shelf only grows. Each import puts its invoices in under a number of its own, and
a book sees those of its own imports alone. The database has no name and is gone with the last book that refers to it.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property, lru_cache
from itertools import count
from operator import attrgetter

from assessment.intake.invoices.facts import Invoice, Key, Line, Party

_TABLES = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE invoice(
    id INTEGER PRIMARY KEY, step INTEGER, seller TEXT, series TEXT, number TEXT, buyer TEXT, kind TEXT, record BLOB,
    UNIQUE(seller, series, number, step));
CREATE INDEX changing ON invoice(id) WHERE kind <> 'original';
"""
_PUT = "INSERT OR IGNORE INTO invoice(step, seller, series, number, buyer, kind, record) VALUES(?, ?, ?, ?, ?, ?, ?)"


class Shelf:
    """Invoices by import and key."""

    def __init__(self) -> None:
        self._steps = count(1)

    @cached_property
    def _data(self) -> sqlite3.Connection:
        data = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # no name: on the disk, gone when closed
        data.executescript(_TABLES)
        data.execute("BEGIN")
        return data

    def new_step(self) -> int:
        """Return a number that no import has yet."""
        return next(self._steps)

    def put(self, step: int, invoice: Invoice) -> bool:
        """Put an invoice under an import; return False where the import has one of its key."""
        row = (step, *invoice.key, invoice.buyer.tax_code, invoice.kind, _packed(invoice))
        return self._data.execute(_PUT, row).rowcount == 1

    def move(self, key: Key, step: int, to: int) -> None:
        """Give an invoice of one import to another."""
        self._data.execute("UPDATE invoice SET step = ? WHERE seller = ? AND series = ? AND number = ? AND step = ?", (to, *key, step))

    def find(self, key: Key, steps: Collection[int]) -> Invoice | None:
        """Return the invoice of a key that one of the imports has."""
        rows = self._data.execute("SELECT step, record FROM invoice WHERE seller = ? AND series = ? AND number = ?", key)
        return next((_unpacked(record) for step, record in rows if step in steps), None)

    def each(self, steps: Collection[int], changing: bool = False) -> Iterator[Invoice]:
        """Yield the invoices of imports in the order they came; `changing` those alone that replace or adjust another."""
        which = " AND kind <> 'original'" if changing else ""
        return (_unpacked(record) for (record,) in self._data.execute(f"SELECT record FROM invoice WHERE step IN ({_list(steps)}){which} ORDER BY id"))

    def keys(self, step: int) -> Iterator[Key]:
        """Yield the keys of an import's invoices in the order they came."""
        return (Key(*row) for row in self._data.execute("SELECT seller, series, number FROM invoice WHERE step = ? ORDER BY id", (step,)))

    def count(self, steps: Collection[int]) -> int:
        """Return how many invoices imports have."""
        return int(self._data.execute(f"SELECT COUNT(*) FROM invoice WHERE step IN ({_list(steps)})").fetchone()[0])

    def buyers(self, steps: Collection[int]) -> dict[str, int]:
        """Return how many invoices each buyer's tax code has, the most first, of as many the one that came first."""
        sql = f"SELECT buyer, COUNT(*) FROM invoice WHERE step IN ({_list(steps)}) GROUP BY buyer ORDER BY COUNT(*) DESC, MIN(id)"
        return dict(self._data.execute(sql))


def _list(steps: Collection[int]) -> str:
    return ", ".join(str(int(step)) for step in steps)


_PARTY = attrgetter("name", "tax_code")
_LINE = attrgetter("row", "nature", "name", "unit", "quantity", "amount")
_REST = attrgetter("kind", "net", "supply", "meter", "signature", "file", "sha256")


def _packed(invoice: Invoice) -> bytes:
    """Return an invoice as bytes, for this process alone; a tenth of the time of JSON."""
    refers = None if invoice.refers is None else tuple(invoice.refers)
    parts = tuple(invoice.key), invoice.day.toordinal(), _PARTY(invoice.seller), _PARTY(invoice.buyer), refers
    return marshal.dumps((*parts, tuple(map(_LINE, invoice.lines)), *_REST(invoice)))


def _unpacked(record: bytes) -> Invoice:
    key, day, seller, buyer, refers, lines, kind, net, supply, meter, signature, file, sha256 = marshal.loads(record)
    return Invoice(
        key=Key(*key), day=date.fromordinal(day), seller=_party(*seller), buyer=_party(*buyer), refers=None if refers is None else Key(*refers),
        lines=tuple(Line(row=row, nature=nature, name=name, unit=unit, quantity=quantity, amount=amount) for row, nature, name, unit, quantity, amount in lines),
        kind=kind, net=net, supply=supply, meter=meter, signature=signature, file=file, sha256=sha256,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _party(name: str, tax_code: str) -> Party:
    return Party(name=name, tax_code=tax_code)
