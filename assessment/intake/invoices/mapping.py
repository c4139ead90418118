"""What a seller's item is in the ledger: proposed by name and unit, said aloud, confirmed once, remembered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Literal, NamedTuple, get_args

from assessment.intake.invoices.facts import Invoice, Line
from assessment.intake.invoices.guard import MAX_INVOICE_BYTES
from assessment.intake.remembered import Remembered, rows_of, stream_of_words
from calculators.errors import SachhonError
from calculators.finding import Finding, Place
from calculators.units import fold
from data.catalogue import Catalogue

FORMAT = "sachhon-invoice-mapping/1"
When = Literal["supply", "day", "month", "month_before"]
_DATES = re.compile(r"(tu |den |ngay |thang |ky |nam )*\d{1,2}[/.-](\d{1,2}[/.-])?\d{4}|thang \d{1,2}( nam \d{4})?|\bky \d\b")
_SUPPLIED = ("electricity", "water", "wastewater", "steam")  # delivered through a meter over a period


class MappingError(SachhonError, ValueError):
    """A mapping document is not one, or a rule of it cannot be used."""


class Item(NamedTuple):
    """An item of a seller: what a mapping remembers."""

    seller: str
    name: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What an item is in the ledger.

    `unit` is what one unit of the item is where its own text does not say it: ``50 kg`` for a sack is `factor` 50 and
    `unit` ``kg``. `when` says whose period a row has: of the supply stated on the invoice, the invoice's day, its
    month, or the month before.
    """

    stream: str
    when: When = "day"
    unit: str = ""
    factor: float = 1.0
    role: str | None = None
    step: str | None = None
    product: str | None = None
    meter: str | None = None
    confirmed: bool = True


@dataclass(frozen=True, kw_only=True)
class ItemMapping(Remembered[Item, Rule]):
    """All that is remembered, by item."""

    def as_stream(self, rule: Rule, stream: str) -> Rule:
        """Return a rule confirmed as a stream; what comes through a meter belongs to its period of supply."""
        return replace(rule, stream=stream, when=rule.when if stream == rule.stream else _when(stream), confirmed=True)


def item_of(invoice: Invoice, line: Line) -> Item:
    """Return the item of a line: its name without accents, dates and months, its unit as written."""
    name = " ".join(_DATES.sub(" ", fold(line.name)).split()).strip(" -:,.()")
    return Item(invoice.key.seller, name or fold(line.name), line.unit.strip())


def counts(line: Line) -> bool:
    """Return whether a line brings goods: it has a quantity or an amount and is no note or discount."""
    return line.nature in ("goods", "promotion") and bool(line.quantity or line.amount)


def propose(items: Iterable[Item], book: Catalogue) -> dict[Item, Rule]:
    """Return an unconfirmed rule for each item; its stream is empty where no word of the name is known.

    Parameters
    ----------
    items : iterable of Item
        What is not mapped yet.
    book : Catalogue
        Says which dimensions a stream has: nothing is proposed whose unit cannot be.

    Returns
    -------
    dict of Item to Rule
        Proposals, for a person to confirm or correct.
    """
    return {item: _proposal(item, book) for item in items}


def _proposal(item: Item, book: Catalogue) -> Rule:
    stream = stream_of_words(item.name, item.unit, book)
    return Rule(stream=stream, when=_when(stream), confirmed=False)


def _when(stream: str) -> When:
    return "supply" if stream.partition("/")[0] in _SUPPLIED else "day"


def write_mapping(mapping: ItemMapping) -> bytes:
    """Return a mapping as JSON, sorted by seller and name."""
    rows = [
        {"seller": item.seller, "item": item.name, "item_unit": item.unit, **asdict(rule)} for item, rule in sorted(mapping.rules.items())
    ]
    return (json.dumps({"format": FORMAT, "items": rows}, ensure_ascii=False, indent=1) + "\n").encode()


def read_mapping(data: bytes) -> ItemMapping:
    """Return the mapping that a JSON document holds.

    Raises
    ------
    MappingError
        If it is no such document, or a row is not what a rule needs; the message names the row.
    """
    rows = rows_of(data, FORMAT, "items", MAX_INVOICE_BYTES, MappingError)
    return ItemMapping(rules=dict(_rule(row, number) for number, row in enumerate(rows, 1)))


def _rule(row: object, number: int) -> tuple[Item, Rule]:
    if not isinstance(row, dict):
        raise MappingError(f"items[{number}] is not an object")
    known = {"stream": str, "when": str, "unit": str, "factor": (int, float), "role": (str, type(None)), "step": (str, type(None)),
             "product": (str, type(None)), "meter": (str, type(None)), "confirmed": bool}  # fmt: skip
    item = {name: row.get(name) for name in ("seller", "item", "item_unit")}
    values = {name: value for name, value in row.items() if name not in item}
    wrong = [name for name, value in values.items() if name not in known or not isinstance(value, known[name])]  # type: ignore[arg-type]
    wrong += [name for name, value in item.items() if not isinstance(value, str)]
    if "stream" not in values:
        wrong.append("stream")
    if values.get("when", "day") not in get_args(When):
        wrong.append("when")
    if not 0 < float(values.get("factor", 1) or 0) < 1e12 or isinstance(values.get("factor"), bool):
        wrong.append("factor")
    if wrong:
        raise MappingError(f"items[{number}]: {', '.join(dict.fromkeys(wrong))} cannot be used")
    return Item(str(item["seller"]), str(item["item"]), str(item["item_unit"])), Rule(**values)


def unmapped_finding(invoice: Invoice, line: Line, rule: Rule | None) -> Finding:
    """Return the finding for a line whose item nobody confirmed; `expected` is the proposal."""
    return Finding(
        code="invoice.item_unmapped", severity="error", place=Place(file=invoice.file, line=line.row),
        given=f"{line.name} [{line.unit}]"[:120], expected=rule.stream if rule else "",
        values={"seller": invoice.seller.name or invoice.key.seller},
    )  # fmt: skip
