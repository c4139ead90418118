"""What a seller's item is in the ledger: proposed by name and unit, said aloud, confirmed once, remembered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, NamedTuple, get_args

from assessment.intake.invoices.facts import Invoice, Line
from assessment.intake.invoices.guard import MAX_INVOICE_BYTES
from calculators.errors import SachhonError, UnitError, UnknownKeyError
from calculators.finding import Finding, Place
from calculators.units import fold, parse_unit
from data.catalogue import Catalogue

FORMAT = "sachhon-invoice-mapping/1"
IGNORE = "ignore"  # the stream of an item that is no part of the ledger: a fee, a service, a rounding line
When = Literal["supply", "day", "month", "month_before"]
_DATES = re.compile(r"(tu |den |ngay |thang |ky |nam )*\d{1,2}[/.-](\d{1,2}[/.-])?\d{4}|thang \d{1,2}( nam \d{4})?|\bky \d\b")
_PROCESSED = r".*\b(iqf|block|dong lanh|hap|phi le|fillet|cat khuc|tam bot)\b"  # a product, not what it is made of
# folded words of an item -> stream; the first that fits, and whose dimension the unit has, is proposed
_WORDS: tuple[tuple[str, str], ...] = (
    (r"phan khang|kvarh|phi bao ve moi truong|thoat nuoc|van chuyen|boc xep|dich vu", IGNORE),
    (r"nuoc thai (da|sau) xu ly|xu ly tai cho|ra moi truong", "wastewater/treated_on_site"),
    (r"nuoc thai", "wastewater/to_zone_plant"),
    (r"mat troi|ap mai|\bsolar\b", "electricity/solar"),
    (r"may phat", "electricity/generator"),
    (r"cao diem", "electricity/grid_peak"),
    (r"thap diem", "electricity/grid_off_peak"),
    (r"\bdien\b|binh thuong", "electricity/grid"),
    (r"\bhoi (nuoc|bao hoa|nong)\b|\bsteam\b", "steam/purchased"),
    (r"da (cay|vay|lanh|xay)|nuoc da", "ice/bought"),
    (r"\bnuoc (sach|may|sinh hoat|san xuat|tieu thu|kinh doanh)|tien nuoc|^nuoc$", "water/municipal"),
    (r"\bdiesel\b|\bdau do\b|\bdo 0", "fuel/diesel"),
    (r"\bxang\b|ron ?9", "fuel/gasoline_vehicles"),
    (r"\bdau fo\b|mazut|fuel oil", "fuel/fuel_oil"),
    (r"\blpg\b|gas hoa long|khi hoa long|khi dot hoa long", "fuel/lpg"),
    (r"\bcng\b|\blng\b|khi thien nhien|khi tu nhien", "fuel/natural_gas"),
    (r"\btrau\b", "fuel/rice_husk"),
    (r"mun cua", "fuel/sawdust"),
    (r"\bcui\b", "fuel/wood"),
    (r"ba mia", "fuel/bagasse"),
    (r"than (cam|da|antraxit)|\bthan\b.*\bcam\b", "fuel/coal_anthracite"),
    (rf"^(?!{_PROCESSED}).*(tom (su|the|nguyen lieu|tuoi)|nguyen lieu tom)", "material/raw_shrimp"),
    (rf"^(?!{_PROCESSED}).*ca tra", "material/raw_pangasius"),
    (r"carton|thung giay", "packaging/carton"),
    (r"tui pe|bao pe|tui nhua pe", "packaging/pe_bag"),
    (r"chlorin|\bclo\b|javel", "chemical/chlorine"),
    (r"\bnh3\b|amoniac|ammonia", "refrigerant/r717"),
    (r"\br-?22\b", "refrigerant/r22"),
    (r"\br-?32\b", "refrigerant/r32"),
    (r"\br-?134a\b", "refrigerant/r134a"),
    (r"\br-?404a\b", "refrigerant/r404a"),
    (r"\br-?410a\b", "refrigerant/r410a"),
)
_FITTING: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(words), stream) for words, stream in _WORDS)
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
class ItemMapping:
    """All that is remembered, by item."""

    rules: Mapping[Item, Rule] = field(default_factory=dict)

    def of(self, item: Item) -> Rule | None:
        """Return the confirmed rule of an item."""
        rule = self.rules.get(item)
        return rule if rule is not None and rule.confirmed else None

    def with_rules(self, more: Mapping[Item, Rule]) -> ItemMapping:
        """Return the mapping with further rules; one that is confirmed already stays."""
        return ItemMapping(rules={**more, **{item: rule for item, rule in self.rules.items() if rule.confirmed or item not in more}})

    def accepted(self) -> ItemMapping:
        """Return the mapping with every proposal confirmed that names a stream."""
        return ItemMapping(
            rules={
                item: Rule(**{**asdict(rule), "confirmed": rule.confirmed or bool(rule.stream)}) for item, rule in self.rules.items()
            }
        )


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
    when: When = "supply" if stream.partition("/")[0] in _SUPPLIED else "day"
    return Rule(stream=stream, when=when, confirmed=False)


def stream_of_words(name: str, unit: str | None, book: Catalogue) -> str:
    """Return the first stream whose words a folded name has and whose dimension the unit has; empty where none is.

    With None for the unit (money) the words alone decide.
    """
    for pattern, stream in _FITTING:
        if pattern.search(name) and (stream == IGNORE or unit is None or fits(stream, unit, book)):
            return stream
    return ""


def fits(stream: str, unit: str, book: Catalogue) -> bool:
    """Return whether a unit's dimension is one that the stream has; a stream of the factory's own has any."""
    try:
        dimension = parse_unit(unit).dimension
    except UnitError:
        return False
    try:
        return dimension in book.stream(stream).dimensions
    except UnknownKeyError:
        return True


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
    try:
        record = json.loads(data.decode("utf-8-sig")) if len(data) <= MAX_INVOICE_BYTES else None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise MappingError(f"the mapping is not JSON: {error}") from error
    if not isinstance(record, dict) or record.get("format") != FORMAT or not isinstance(record.get("items"), list):
        raise MappingError(f"the mapping needs 'format': '{FORMAT}' and a list 'items'")
    return ItemMapping(rules=dict(_rule(row, number) for number, row in enumerate(record["items"], 1)))


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
