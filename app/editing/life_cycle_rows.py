"""The bill of a product's life cycle as one table over all products, and how a footprint is begun from the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from assessment.intake.layout import BY_KEY
from assessment.model import Amount, Assessment, Flow, InventoryRow, Key, LifeCycle, Part, Product, Stage, StreamKey, Text
from calculators.errors import PeriodError
from calculators.period import parse_period

SECTION, BILL = "life_cycle", "life_cycle.inventory"
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({SECTION: BY_KEY[SECTION].fields, BILL: BY_KEY[BILL].fields})
BASES = ("mass", "energy", "price", "equivalent", "stated")
STAGE_OF: Mapping[str, Stage] = MappingProxyType(
    {
        "material": "raw_material", "packaging": "packaging", "transport": "transport", "chemical": "manufacture", "electricity": "manufacture",
        "fuel": "manufacture", "steam": "manufacture", "heat": "manufacture", "refrigerant": "manufacture", "water": "manufacture",
        "wastewater": "manufacture", "waste": "manufacture", "hazardous_waste": "manufacture",
    }
)  # fmt: skip
LEAVING = frozenset({"wastewater", "waste", "hazardous_waste"})  # groups whose rows leave the site; of the others what is bought counts
_PATH = re.compile(r"life_cycle\[(\d+)\](?:\.inventory\[(\d+)\])?\.?(.*)")


class BillRow(Part):
    """A row of a product's bill; without a quantity it takes the product's part of the ledger."""

    product: Key
    stage: Stage
    stream: StreamKey | None = None
    factor: Text | None = None
    supplier_pcf: Text | None = None
    quantity: float | Literal["ledger"] | None = None
    unit: Text | None = None


PARTS: Mapping[str, type[Part]] = MappingProxyType({SECTION: LifeCycle, BILL: BillRow})


def parts_of(document: Assessment, section: str) -> tuple[Part, ...]:
    """Return the footprints of a document, or the rows of all their bills, product by product."""
    if section == SECTION:
        return document.life_cycle
    return tuple(BillRow(product=cycle.product, **row.model_dump()) for cycle in document.life_cycle for row in cycle.inventory)


def with_parts(document: Assessment, section: str, parts: Sequence[Part]) -> Assessment:
    """Return the document with its footprints, or all their bills, replaced; a bill of a product without a footprint begins one."""
    if section == SECTION:
        return document.model_copy(update={"life_cycle": tuple(parts)})
    bills: dict[str, list[InventoryRow]] = {cycle.product: [] for cycle in document.life_cycle}
    for part in parts:
        values = part.model_dump()
        values["quantity"] = None if values["quantity"] == "ledger" else values["quantity"]
        bills.setdefault(values.pop("product"), []).append(InventoryRow(**values))
    known = {cycle.product for cycle in document.life_cycle}
    begun = [cycle_of(product) for product in document.products if product.id in bills and product.id not in known]
    cycles = (cycle.model_copy(update={"inventory": tuple(bills.get(cycle.product, ()))}) for cycle in (*document.life_cycle, *begun))
    return document.model_copy(update={"life_cycle": tuple(cycles)})


def cycle_of(product: Product) -> LifeCycle:
    """Return an empty footprint of one unit of a product, to the gate, shared by mass: each of these can be changed."""
    return LifeCycle(product=product.id, declared_unit=Amount(quantity=1.0, unit=product.unit), boundary="cradle_to_gate", allocation="mass")


def without_footprint(document: Assessment) -> tuple[Product, ...]:
    """Return the products that have no footprint yet."""
    known = {cycle.product for cycle in document.life_cycle}
    return tuple(product for product in document.products if product.id not in known)


def begun(document: Assessment, product: str) -> Assessment:
    """Return the document with a footprint of a product whose rows are the ledger's streams: nothing is typed twice.

    A product that has a footprint, or that the document does not have, changes nothing.
    """
    found = next((each for each in without_footprint(document) if each.id == product), None)
    if found is None:
        return document
    streams = dict.fromkeys(flow.stream for flow in document.flows if _is_taken(document, flow, product))
    rows = sorted((InventoryRow(stage=STAGE_OF[stream.partition("/")[0]], stream=stream) for stream in streams), key=lambda row: _ORDER.index(row.stage))
    return document.model_copy(update={"life_cycle": (*document.life_cycle, cycle_of(found).model_copy(update={"inventory": tuple(rows)}))})


_ORDER = tuple(dict.fromkeys(STAGE_OF.values()))


def _is_taken(document: Assessment, flow: Flow, product: str) -> bool:
    """Return whether a row of the ledger belongs to a product's life up to the gate: bought, or let go, in the reporting period."""
    group = flow.stream.partition("/")[0]
    wanted = "out" if group in LEAVING else "in"
    if group not in STAGE_OF or flow.role not in (None, wanted) or flow.step == "other_use" or flow.product not in (None, product):
        return False
    try:
        return parse_period(flow.period).overlap_days(parse_period(document.reporting_period)) > 0
    except PeriodError:
        return False


def cell_of(document: Assessment, path: str) -> tuple[str, int, str] | None:
    """Return the table, row and field that a path into a footprint means; None for any other path."""
    found = _PATH.fullmatch(path)
    if not found or int(found[1]) >= len(document.life_cycle):
        return None
    cycle, field = int(found[1]), found[3]
    if found[2] is None:
        return SECTION, cycle, field if field in FIELDS[SECTION] else FIELDS[SECTION][0]
    row = sum(len(each.inventory) for each in document.life_cycle[:cycle]) + int(found[2])
    return BILL, row, field if field in FIELDS[BILL] else "stream"
