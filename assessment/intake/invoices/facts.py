"""What one e-invoice says, as facts: who sold what to whom, when, and which other invoice it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Nature = Literal["goods", "promotion", "discount", "note"]
Kind = Literal["original", "replaces", "adjusts"]
# absent: no signature at all · intact: the content is what was signed · broken: it is not, or the signature cannot be
# read. Who signed (the chain of certificates) is not judged.
Signature = Literal["absent", "intact", "broken"]


class Key(NamedTuple):
    """What makes an invoice the same invoice: seller's tax code, series with its form, number without leading zeros."""

    seller: str
    series: str
    number: str

    def __str__(self) -> str:
        return "/".join(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """A seller or buyer."""

    name: str
    tax_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of an invoice; `row` is its line in the file, `amount` is without VAT. [unit; VND]"""

    row: int
    nature: Nature
    name: str
    unit: str = ""
    quantity: float | None = None
    amount: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Invoice:
    """One e-invoice as it was read.

    `supply` is the period of supply as the contract writes periods, empty where the invoice does not say it; `meter`
    the customer or meter number, likewise. `net` is the invoice's own total without VAT. [VND]
    """

    key: Key
    day: date
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    kind: Kind = "original"
    refers: Key | None = None
    net: float | None = None
    supply: str = ""
    meter: str = ""
    signature: Signature = "absent"
    file: str = ""
    sha256: str = ""
