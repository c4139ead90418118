"""One row of the ledger while it grows: its sum to the last digit and what proves it, however many invoices it has."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from calculators.units import convert, parse_unit

EVIDENCE_LENGTH = 500  # characters of the document's text
_DIGITS = 12  # significant digits that a sum of read numbers keeps
_END = 12  # characters kept for the count of the papers that are not named


class Row:
    """The sum of parts. `unit` is that of the first quantity, `kinds` the dimensions of all. [unit; VND without VAT]"""

    def __init__(self) -> None:
        self.first_unit = ""
        self.unit: str | None = None
        self.kinds: set[object] = set()
        self._count = 0
        self._quantity = Fraction()  # exact, as a sum in any order is
        self._cost: Fraction | None = Fraction()
        self._whole = self._short = ""

    def add(self, quantity: float | None, unit: str, cost_vnd: float | None, sources: tuple[str, str]) -> None:
        """Add a part; without its cost the row has none."""
        self.first_unit = self.first_unit if self._count else unit
        if quantity is not None:
            self.unit = self.unit or unit
            self.kinds.add(kind_of_unit(unit))
            self._quantity += Fraction(convert(quantity, unit, self.unit))
        self._cost = None if cost_vnd is None or self._cost is None else self._cost + Fraction(cost_vnd)
        mark = "; " if self._count else ""
        if len(self._whole) <= EVIDENCE_LENGTH:
            self._whole += mark + sources[0]
        if len(self._short) <= EVIDENCE_LENGTH:
            self._short += mark + sources[1]
        self._count += 1

    @property
    def quantity(self) -> float | None:
        """The sum of the quantities, none where no part has one. [unit]"""
        return _rounded(self._quantity) if self.unit else None

    @property
    def cost_vnd(self) -> float | None:
        """The sum of the costs, none where a part has none. [VND]"""
        return None if self._cost is None else _rounded(self._cost)

    @property
    def evidence(self) -> str:
        """What proves the row: of each part the paper and its seller, else the file and line, else of the first of them."""
        if len(self._whole) <= EVIDENCE_LENGTH:
            return self._whole
        if len(self._short) <= EVIDENCE_LENGTH:
            return self._short
        end = self._short.rfind(";", 0, EVIDENCE_LENGTH - _END)
        return f"{self._short[: end if end > 0 else EVIDENCE_LENGTH - _END]}; … ({self._count})"


@lru_cache(maxsize=1024)
def kind_of_unit(unit: str) -> object:
    """Return the dimension and basis of a unit: what two quantities need in common to be added."""
    parsed = parse_unit(unit)
    return parsed.dimension, parsed.basis


def _rounded(value: Fraction) -> float:
    return float(f"{float(value):.{_DIGITS}g}")
