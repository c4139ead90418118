"""Rules on money: the price that quantity and cost imply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from statistics import median

from assessment.plausibility.limits import LEAST_PRICE_VND, PRICE_JUMP, TARIFF_MARGIN
from assessment.plausibility.rule import Doubt, Point, Rule, Scene, at
from calculators.energy import MJ_PER_KWH

COMMON_UNIT = {"energy": MJ_PER_KWH, "mass": 1.0, "volume": 1.0}  # canonical units in one kWh, kg, m³
PRICED = frozenset({"electricity", "water", "fuel", "steam", "material", "chemical"})
FEWEST = 4  # months with money


def _price(point: Point) -> float | None:
    """Return the implied price per kWh, kg or m³, or None. [VND]"""
    unit = COMMON_UNIT.get(point.entry.dimension)
    if unit is None or not point.amount or not point.cost_vnd or point.cost_vnd < 0:
        return None
    return point.cost_vnd / point.amount * unit


def _bought(scene: Scene) -> Iterator[tuple[Point, float]]:
    for entry, _ in scene.amounts():
        flow = scene.site.assessment.flows[entry.row]
        point = Point(entry=entry, period=flow.period, amount=entry.amount, cost_vnd=entry.cost_vnd)
        price = _price(point) if entry.role == "in" and entry.group in PRICED else None
        if price is not None:
            yield point, price


def _unit(point: Point) -> str:
    return {"energy": "VND/kWh", "mass": "VND/kg", "volume": "VND/m3"}[point.entry.dimension]


def _is_thousandfold(point: Point, price: float) -> bool:
    is_liquid_fuel = point.entry.group == "fuel" and point.entry.dimension == "volume"
    return (
        price < LEAST_PRICE_VND * (1000.0 if is_liquid_fuel else 1.0)
        and point.entry.group in {"electricity", "water", "fuel"}
        and (point.entry.dimension != "energy" or point.entry.group == "electricity")
    )


def in_thousands(scene: Scene) -> Iterator[Doubt]:
    """Doubt prices so low that the money was typed in thousands or millions of đồng."""
    for point, price in _bought(scene):
        if _is_thousandfold(point, price):
            yield at(point, f"{price:.4g} {_unit(point)}", f"≥ {LEAST_PRICE_VND:.0f} {_unit(point)}")


def outside_tariff(scene: Scene) -> Iterator[Doubt]:
    """Doubt a price of electricity outside the band of all voltages and hours in force when it was used."""
    for point, price in _bought(scene):
        if point.entry.group != "electricity" or _is_thousandfold(point, price):
            continue
        band = _band(scene, point)
        if band and not band[0] * (1 - TARIFF_MARGIN) <= price <= band[1] * (1 + TARIFF_MARGIN):
            yield at(point, f"{price:.0f} VND/kWh", f"{band[0]:.0f}–{band[1]:.0f} VND/kWh", price=price)


def _band(scene: Scene, point: Point) -> tuple[float, float] | None:
    found = [
        float(str(row["value"]))
        for row in scene.site.book.table("tariffs")
        if str(row["stream"]).startswith("electricity/grid") and _is_in_force(row, point.entry.day)
    ]
    return (min(found), max(found)) if found else None


def _is_in_force(row: Mapping[str, object], day: date) -> bool:
    """Whether a row of the tariff is a price of energy that is billed on a day; a trial names no voltage."""
    start, end = row["valid_from"], row["valid_to"]
    is_price = row["tariff_kind"] == "energy" and row["level"] and row["unit"] == "VND/kWh" and row["value"] is not None
    if not is_price or not isinstance(start, date):
        return False
    return start <= day and (not isinstance(end, date) or day <= end)


def jumps(scene: Scene) -> Iterator[Doubt]:
    """Doubt a month whose price is three times that of its series, or a third."""
    for series in scene.series:
        prices = [(point, price) for point in series.points if (price := _price(point))]
        if len(prices) < FEWEST or series.role != "in":
            continue
        usual = median(price for _, price in prices)
        for point, price in prices:
            if price > PRICE_JUMP * usual or price < usual / PRICE_JUMP:
                yield at(point, f"{price:.4g} {_unit(point)}", f"~ {usual:.4g} {_unit(point)}")


def paid_to_buy(scene: Scene) -> Iterator[Doubt]:
    """Doubt money received for what was bought."""
    for index, flow in enumerate(scene.site.assessment.flows):
        group = flow.stream.partition("/")[0]
        is_bought = group in PRICED | {"packaging", "ice"} and flow.role in {None, "in"}
        if is_bought and flow.cost_vnd is not None and flow.cost_vnd < 0:
            values = {"stream": flow.stream, "period": flow.period}
            yield Doubt(path=f"flows[{index}].cost_vnd", given=f"{flow.cost_vnd:.10g} VND", expected="> 0", values=values)


def waste_dearer_than_material(scene: Scene) -> Iterator[Doubt]:
    """Doubt waste that was sold for more than the material it was made of cost."""
    for row in scene.losses.get("streams", ()):
        value, paid = row.get("purchase_value_vnd"), row.get("paid_vnd", 0.0)
        if value and -paid > value:
            values = {"stream": row["stream"], "period": scene.losses["period"]}
            yield Doubt(given=f"{row['stream']}: {-paid:.4g} VND", expected=f"≤ {value:.4g} VND", values=values)


def one_bill_for_all(scene: Scene) -> Iterator[Doubt]:
    """Doubt a series whose cost is the same every month while its quantity is not."""
    for series in scene.series:
        rows = [point for point in series.points if point.cost_vnd and point.amount and not point.entry.is_estimated]
        is_same = len(rows) >= FEWEST + 2 and len({point.cost_vnd for point in rows}) == 1
        if is_same and len({point.amount for point in rows}) > 1:
            yield at(rows[0], f"{len(rows)} × {rows[0].cost_vnd:.10g} VND")


RULES = (
    Rule(code="price.in_thousands", severity="warning", check=in_thousands),
    Rule(code="price.outside_tariff", severity="warning", check=outside_tariff),
    Rule(code="price.jumps", severity="warning", check=jumps),
    Rule(code="cost.received_for_purchase", severity="warning", check=paid_to_buy),
    Rule(code="cost.waste_dearer_than_material", severity="warning", check=waste_dearer_than_material),
    Rule(code="cost.same_every_month", severity="note", check=one_bill_for_all),
)
