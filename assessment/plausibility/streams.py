"""Rules between streams: what one of them makes impossible of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.evaluation.conversion import Missing, energy_mj, mass_kg
from assessment.evaluation.energy import OWN_POWER, is_bought_power
from assessment.evaluation.entries import Entry
from assessment.plausibility.limits import (
    ASH_FUELS_KG,
    CAPACITY_MARGIN,
    GENERATOR_EFFICIENCY,
    METER_MARGIN,
    MOVED,
    PEAK_SHARE,
    STILL_LOAD,
    WASTEWATER_LEAST,
)
from assessment.plausibility.rule import Doubt, Point, Rule, Scene, Series, amount_text, at
from calculators.energy import MJ_PER_KWH
from calculators.errors import UnitError
from calculators.units import convert, parse_unit

VEHICLES = frozenset({"diesel_vehicles", "gasoline_vehicles"})
ASHY = frozenset({"coal_anthracite", "coal_subbituminous", "rice_husk"})
ASH_WORDS = ("ash", "tro", "xi", "slag", "xỉ")
DRINKS = frozenset({"bottled_water", "soft_drinks", "beer", "spirits"})  # water leaves in the product
COLD = frozenset({"seafood", "beer"})
LEDGER_MOVES = frozenset({"electricity", "fuel", "water", "material", "steam"})


def _sum(amounts: Iterable[float]) -> float:
    return float(sum(amounts))


def _of(scene: Scene, group: str, role: str, keys: frozenset[str] | None = None) -> float:
    """Return the reporting period's total of a group in one role; only of some of its streams with `keys`. [canonical unit]"""
    return _sum(a for e, a in scene.amounts() if e.group == group and e.role == role and (keys is None or e.key in keys))


def solar_sold(scene: Scene) -> Iterator[Doubt]:
    """Doubt more solar power sold than was made."""
    solar = frozenset({"solar"})
    sold = _of(scene, "electricity", "out", solar)
    made = _of(scene, "electricity", "in", solar) + _of(scene, "electricity", "internal", solar)
    if sold > made:
        values = {"stream": "electricity/solar", "period": scene.site.reporting.text}
        yield Doubt(given=f"{sold / MJ_PER_KWH:.6g} kWh", expected=f"≤ {made / MJ_PER_KWH:.6g} kWh", values=values)


def power_sold(scene: Scene) -> Iterator[Doubt]:
    """Doubt more electricity sold than was bought and made."""
    sold = _of(scene, "electricity", "out")
    had = _of(scene, "electricity", "in") + _of(scene, "electricity", "internal", OWN_POWER | {"solar"})
    if sold > had:
        values = {"stream": "electricity/grid", "period": scene.site.reporting.text}
        yield Doubt(given=f"{sold / MJ_PER_KWH:.6g} kWh", expected=f"≤ {had / MJ_PER_KWH:.6g} kWh", values=values)


def submeters(scene: Scene) -> Iterator[Doubt]:
    """Doubt sub-meters that together read more than the main meter of their stream."""
    for group in ("electricity", "water"):
        apart = OWN_POWER | {"solar", "recycled", "sea"}
        main = _sum(a for e, a in scene.amounts() if e.group == group and e.role == "in" and e.key not in {"recycled", "sea"})
        made = _sum(a for e, a in scene.amounts() if e.group == group and e.role == "internal" and e.key in OWN_POWER)
        below = [(e, a) for e, a in scene.amounts() if e.group == group and e.role == "internal" and e.key not in apart]
        total = _sum(a for _, a in below)
        if below and main > 0 and total > (main + made) * (1 + METER_MARGIN):
            entry = below[0][0]
            values = {"stream": entry.stream, "period": scene.site.reporting.text}
            yield Doubt(path=entry.path, given=amount_text(entry, total), expected=f"≤ {amount_text(entry, main + made)}", values=values)


def recycled_water(scene: Scene) -> Iterator[Doubt]:
    """Doubt more recycled water than fresh water: what circulates in a loop is counted once, not each time round."""
    recycled = [(e, a) for e, a in scene.amounts() if e.group == "water" and e.key == "recycled"]
    fresh, total = scene.total("water"), _sum(a for _, a in recycled)
    if recycled and fresh is not None and total > fresh:
        values = {"stream": recycled[0][0].stream, "period": scene.site.reporting.text}
        yield Doubt(path=recycled[0][0].path, given=f"{total:.6g} m3", expected=f"≤ {fresh:.6g} m3", values=values)


def waste_above_material(scene: Scene) -> Iterator[Doubt]:
    """Doubt more waste than material was bought."""
    waste, material = scene.total("waste"), scene.total("material")
    sludge = _sum(_kg(scene, e, a) for e, a in scene.amounts() if e.group == "waste" and e.key == "sludge")
    if waste is not None and material is not None and waste - sludge > material:
        values = {"stream": "waste", "period": scene.site.reporting.text}
        yield Doubt(given=f"{waste - sludge:.6g} kg", expected=f"≤ {material:.6g} kg", values=values)


def _kg(scene: Scene, entry: Entry, amount: float) -> float:
    """Return the mass of a part of an entry, 0 where it cannot be weighed (such a waste has no total anyway). [kg]"""
    mass = mass_kg(entry, scene.site.properties)
    return 0.0 if isinstance(mass, Missing) or not entry.amount else mass.value * amount / entry.amount


def wastewater_missing(scene: Scene) -> Iterator[Doubt]:
    """Ask where the water went, where a tenth or less of it leaves as wastewater."""
    water, left = scene.total("water"), scene.total("wastewater")
    if water and left is not None and left < WASTEWATER_LEAST * water and scene.site.assessment.facility.sector not in DRINKS:
        values = {"stream": "wastewater", "period": scene.site.reporting.text}
        yield Doubt(given=f"{left:.6g} m3", expected=f"> {WASTEWATER_LEAST * water:.6g} m3", values=values)


def wastewater_rose(scene: Scene) -> Iterator[Doubt]:
    """Doubt wastewater that grew by more than water did."""
    base = scene.site.baseline
    if base is None or abs(base.days - scene.site.reporting.days) > 1:
        return
    found = [scene.total(kind, window) for kind in ("wastewater", "water") for window in (base, scene.site.reporting)]
    if any(value is None for value in found):
        return
    waste_0, waste_1, water_0, water_1 = (value or 0.0 for value in found)
    grew, allowed = waste_1 - waste_0, scene.setting("plausibility.wastewater_to_water") * max(water_1 - water_0, 0.0)
    if grew > allowed and grew > 0.05 * max(waste_0, waste_1):
        values = {"stream": "wastewater", "period": scene.site.reporting.text}
        yield Doubt(given=f"+{grew:.6g} m3", expected=f"≤ {allowed:.6g} m3", values=values)


def no_ash(scene: Scene) -> Iterator[Doubt]:
    """Ask for the ash of coal and rice husk."""
    burnt = [(e, a) for e, a in scene.amounts() if e.group == "fuel" and e.key in ASHY and e.dimension == "mass"]
    if _sum(a for _, a in burnt) < ASH_FUELS_KG:
        return
    names = scene.site.properties.names
    out = [e.stream for e, _ in scene.amounts() if e.group in {"waste", "by_product", "hazardous_waste"}]
    if not any(word in f"{stream} {names.get(stream, '')}".lower() for stream in out for word in ASH_WORDS):
        entry = burnt[0][0]
        total = _sum(a for _, a in burnt)
        yield Doubt(path=entry.path, given=amount_text(entry, total), values={"stream": entry.stream, "period": scene.site.reporting.text})


def _made(scene: Scene) -> dict[tuple[int, int], float]:
    """Return the output of each month that has monthly rows of product; products of unlike units only count as made or not."""
    found: dict[tuple[int, int], float] = {}
    for series in scene.series:
        if series.group == "product" and series.role == "out":
            for point in series.points:
                found[point.month] = found.get(point.month, 0.0) + (point.amount or 0.0)
    return found


def _power(scene: Scene) -> Iterator[tuple[Series, Point]]:
    for series in scene.series:
        if series.group in {"electricity", "fuel"} and series.role == "in" and series.middle > 0:
            for point in series.points:
                yield series, point


def still_load(scene: Scene) -> Iterator[Doubt]:
    """Doubt a month without output that used half as much energy as usual, or more."""
    made = _made(scene)
    for series, point in _power(scene):
        if made.get(point.month) == 0 and (point.amount or 0.0) > STILL_LOAD * series.middle:
            yield at(point, f"{point.period}: {amount_text(point.entry, point.amount or 0.0)}")


def output_without_power(scene: Scene) -> Iterator[Doubt]:
    """Doubt months with output and without electricity, where other months have it."""
    made = {month for month, amount in _made(scene).items() if amount > 0}
    powered = {point.month for series, point in _power(scene) if series.group == "electricity"}
    if not powered or any(e.group == "electricity" and e.row_days > 35 for e, _ in scene.amounts()):
        return
    years = {year for year, _ in powered}
    missing = sorted(month for month in made - powered if month[0] in years)
    if missing:
        texts = [f"{year}-{month:02d}" for year, month in missing]
        yield Doubt(given=", ".join(texts), values={"stream": "electricity/grid", "period": texts[0]})


def above_capacity(scene: Scene) -> Iterator[Doubt]:
    """Doubt a year's output above the capacity that was stated."""
    if not scene.site.reporting.is_calendar_year:
        return
    for index, product in enumerate(scene.site.assessment.products):
        if product.capacity is None:
            continue
        stream = f"product/{product.id}"
        made = [(e, a) for e, a in scene.amounts() if e.stream == stream and e.role == "out"]
        try:
            capacity = float(convert(product.capacity.quantity, product.capacity.unit, made[0][0].unit)) if made else 0.0
            total = float(convert(_sum(a for _, a in made), _canonical(made[0][0]), made[0][0].unit)) if made else 0.0
        except UnitError:
            continue
        if made and total > CAPACITY_MARGIN * capacity:
            values = {"stream": stream, "period": scene.site.reporting.text}
            unit = made[0][0].unit
            yield Doubt(path=f"products[{index}].capacity", given=f"{total:.6g} {unit}", expected=f"≤ {capacity:.6g} {unit}", values=values)


def _canonical(entry: Entry) -> str:
    return parse_unit(entry.unit).canonical


def no_power(scene: Scene) -> Iterator[Doubt]:
    """Ask for the electricity of a site that makes something."""
    made = any(e.group == "product" and a > 0 for e, a in scene.amounts())
    if made and not any(e.group == "electricity" for e, _ in scene.amounts()) and any(e.group == "fuel" for e, _ in scene.amounts()):
        yield Doubt(given=scene.site.reporting.text, values={"stream": "electricity/grid", "period": scene.site.reporting.text})


def no_waste(scene: Scene) -> Iterator[Doubt]:
    """Ask for the waste of a site that weighs its material month by month."""
    groups = {e.group for e, _ in scene.amounts()}
    if {"material", "product"} <= groups and not groups & {"waste", "hazardous_waste", "by_product"}:
        yield Doubt(given=scene.site.reporting.text, values={"stream": "waste", "period": scene.site.reporting.text})


def steam_above_fuel(scene: Scene) -> Iterator[Doubt]:
    """Doubt more heat in own steam than there was in the fuel."""
    steam = [(e, _mj(scene, e, a)) for e, a in scene.amounts() if e.stream == "steam/own" and e.role == "internal"]
    fuel = [_mj(scene, e, a) for e, a in scene.amounts() if e.group == "fuel" and e.key not in VEHICLES and e.role != "out"]
    if not steam or not fuel or any(value is None for _, value in steam) or any(value is None for value in fuel):
        return
    made, burnt = _sum(v or 0.0 for _, v in steam), _sum(v or 0.0 for v in fuel)
    if made > burnt:
        values = {"stream": "steam/own", "period": scene.site.reporting.text}
        yield Doubt(path=steam[0][0].path, given=f"{made:.6g} MJ", expected=f"< {burnt:.6g} MJ", values=values)


def _mj(scene: Scene, entry: Entry, amount: float) -> float | None:
    found = energy_mj(entry, scene.site.properties)
    return None if isinstance(found, Missing) or not entry.amount else found.value * amount / entry.amount


def generator_above_fuel(scene: Scene) -> Iterator[Doubt]:
    """Doubt more power from the generator than any engine makes of its fuel."""
    made = [(e, a) for e, a in scene.amounts() if e.group == "electricity" and e.key == "generator"]
    fuel = [_mj(scene, e, a) for e, a in scene.amounts() if e.group == "fuel" and e.step == "generator"]
    if not made or not fuel or any(value is None for value in fuel):
        return
    power, burnt = _sum(a for _, a in made), _sum(value or 0.0 for value in fuel)
    if power > GENERATOR_EFFICIENCY * burnt:
        values = {"stream": made[0][0].stream, "period": scene.site.reporting.text}
        most = GENERATOR_EFFICIENCY * burnt / MJ_PER_KWH
        yield Doubt(path=made[0][0].path, given=f"{power / MJ_PER_KWH:.6g} kWh", expected=f"≤ {most:.6g} kWh", values=values)


def co2_of_coal(scene: Scene) -> Iterator[Doubt]:
    """Doubt more carbon dioxide from a tonne of coal than its carbon can make."""
    entries = scene.site.columns.entries
    most, seen = scene.setting("plausibility.co2_per_coal"), set[str]()
    for emission in scene.site.inventory.emissions:
        entry = entries[emission.index]
        if not entry.key.startswith("coal") or entry.stream in seen or entry.dimension != "mass" or not entry.amount:
            continue
        ratio = emission.gas_kg.get("CO2", emission.co2e_kg) / entry.amount
        if ratio > most:
            seen.add(entry.stream)
            values = {"stream": entry.stream, "period": scene.site.reporting.text}
            yield Doubt(path=entry.path, given=f"{ratio:.3g} t CO2/t", expected=f"≤ {most:g} t CO2/t", values=values)


def moved_without_output(scene: Scene) -> Iterator[Doubt]:
    """Doubt a stream that changed threefold against output since the baseline."""
    base = scene.site.baseline
    if base is None or abs(base.days - scene.site.reporting.days) > 1:
        return
    before, after = scene.output(base), scene.output()
    if not before or not after:
        return
    totals: dict[tuple[str, str], list[float]] = {}
    for place, window in enumerate((base, scene.site.reporting)):
        for entry, amount in scene.amounts(window):
            if entry.group in LEDGER_MOVES and entry.role == "in":
                totals.setdefault((entry.stream, entry.dimension), [0.0, 0.0])[place] += amount
    for (stream, _), (old, new) in totals.items():
        if old > 0 and new > 0:
            ratio = (new / old) / (after / before)
            if ratio > MOVED or ratio < 1 / MOVED:
                values = {"stream": stream, "period": scene.site.reporting.text, "ratio": ratio}
                yield Doubt(given=f"{stream}: × {ratio:.2f}", expected=f"1/{MOVED:.0f}–{MOVED:.0f}", values=values)


def no_refrigerant(scene: Scene) -> Iterator[Doubt]:
    """Ask for the refrigerant that a cold store's plant was topped up with."""
    if scene.site.assessment.facility.sector in COLD and not any(e.group == "refrigerant" for e in scene.site.columns.entries):
        yield Doubt(given=scene.site.reporting.text, values={"stream": "refrigerant", "period": scene.site.reporting.text})


def peak_hours(scene: Scene) -> Iterator[Doubt]:
    """Doubt more than half of the electricity in peak hours."""
    bought = [(e, a) for e, a in scene.amounts() if is_bought_power(e)]
    peak = [(e, a) for e, a in bought if e.key == "grid_peak" or e.stream == "electricity/grid_peak"]
    total, top = _sum(a for _, a in bought), _sum(a for _, a in peak)
    if peak and len(bought) > len(peak) and top > PEAK_SHARE * total:
        entry = peak[0][0]
        values = {"stream": entry.stream, "period": scene.site.reporting.text}
        yield Doubt(path=entry.path, given=f"{100 * top / total:.0f} %", expected=f"≤ {100 * PEAK_SHARE:.0f} %", values=values)


RULES = (
    Rule(code="solar.sold_more_than_made", severity="warning", check=solar_sold),
    Rule(code="electricity.sold_more_than_had", severity="warning", check=power_sold),
    Rule(code="meter.sub_above_main", severity="warning", check=submeters),
    Rule(code="water.recycled_above_fresh", severity="note", check=recycled_water),
    Rule(code="waste.above_material", severity="warning", check=waste_above_material),
    Rule(code="wastewater.far_below_water", severity="note", check=wastewater_missing),
    Rule(code="wastewater.rose_more_than_water", severity="warning", check=wastewater_rose),
    Rule(code="fuel.no_ash", severity="note", check=no_ash),
    Rule(code="energy.without_output", severity="warning", check=still_load),
    Rule(code="output.without_electricity", severity="warning", check=output_without_power),
    Rule(code="output.above_capacity", severity="warning", check=above_capacity),
    Rule(code="electricity.none", severity="note", check=no_power),
    Rule(code="waste.none", severity="note", check=no_waste),
    Rule(code="steam.above_fuel", severity="warning", check=steam_above_fuel),
    Rule(code="generator.above_fuel", severity="warning", check=generator_above_fuel),
    Rule(code="fuel.co2_per_tonne", severity="warning", check=co2_of_coal),
    Rule(code="stream.moved_without_output", severity="warning", check=moved_without_output),
    Rule(code="refrigerant.none", severity="note", check=no_refrigerant),
    Rule(code="electricity.mostly_peak", severity="note", check=peak_hours),
)
