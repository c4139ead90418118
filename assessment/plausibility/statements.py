"""Rules on what the factory states beside the ledger: properties, uncertainties, options."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.model import Measured, StreamNote
from assessment.plausibility.limits import DENSITY_KG_PER_M3, MOISTURE_MOST, NCV_DIFFERENCE, UNCERTAINTY_PCT
from assessment.plausibility.rule import Doubt, Rule, Scene
from calculators.errors import UnitError
from calculators.units import convert, parse_unit


def _stated(scene: Scene, name: str) -> Iterator[tuple[str, StreamNote, Measured]]:
    for index, note in enumerate(scene.site.assessment.streams):
        value: Measured | None = getattr(note, name)
        if value is not None:
            yield f"streams[{index}].{name}", note, value


def _values(scene: Scene, note: StreamNote) -> dict[str, object]:
    return {"stream": note.stream, "period": note.period or scene.site.reporting.text}


def _in(value: Measured, unit: str) -> float | None:
    try:
        return float(convert(value.value, value.unit, unit))
    except UnitError:
        return None


def ncv_far(scene: Scene) -> Iterator[Doubt]:
    """Doubt a calorific value a third or more away from the edition's for that fuel."""
    for path, note, value in _stated(scene, "ncv"):
        fact = scene.site.book.property(scene.site.properties.base(note.stream), "ncv", scene.site.reporting.end)
        own = _in(value, fact.unit) if fact else None
        if fact and own is not None and abs(own / fact.value - 1) > NCV_DIFFERENCE:
            yield Doubt(path=path, given=f"{own:.4g} {fact.unit}", expected=f"~ {fact.value:.4g} {fact.unit}", values=_values(scene, note))


def moisture_range(scene: Scene) -> Iterator[Doubt]:
    """Doubt a moisture that leaves next to nothing dry: per cent typed as a share, or the reverse."""
    for path, note, value in _stated(scene, "moisture"):
        try:
            share = value.value * parse_unit(value.unit).factor
        except UnitError:
            continue
        if share > MOISTURE_MOST:
            expected = f"< {100 * MOISTURE_MOST:.0f} %"
            yield Doubt(path=path, given=f"{value.value:.6g} {value.unit}", expected=expected, values=_values(scene, note))


def cod_order(scene: Scene) -> Iterator[Doubt]:
    """Doubt wastewater that is dirtier after treatment than before."""
    before = {note.stream: value for _, note, value in _stated(scene, "cod_in")}
    for path, note, value in _stated(scene, "cod_out"):
        first = before.get(note.stream)
        after = _in(value, first.unit) if first else None
        if first and after is not None and after > first.value:
            yield Doubt(
                path=path, given=f"{after:.6g} {first.unit}", expected=f"≤ {first.value:.6g} {first.unit}", values=_values(scene, note)
            )


def density_range(scene: Scene) -> Iterator[Doubt]:
    """Doubt a density that no liquid a factory buys has."""
    low, high = DENSITY_KG_PER_M3
    for path, note, value in _stated(scene, "density"):
        density = _in(value, "kg/m3")
        is_gas = note.stream.startswith("fuel/") and scene.site.properties.base(note.stream) in {
            "fuel/natural_gas",
            "fuel/biogas",
            "fuel/lpg",
        }
        if density is not None and not is_gas and not low <= density <= high:
            yield Doubt(path=path, given=f"{density:.6g} kg/m3", expected=f"{low:.0f}–{high:.0f} kg/m3", values=_values(scene, note))


def uncertainty_range(scene: Scene) -> Iterator[Doubt]:
    """Doubt an uncertainty better than any meter's, or so large that it is a guess."""
    low, high = UNCERTAINTY_PCT
    seen: set[tuple[str, float]] = set()
    for index, flow in enumerate(scene.site.assessment.flows):
        stated = flow.uncertainty_pct
        is_count = flow.stream.startswith("product/") and stated == 0
        if stated is None or low <= stated <= high or is_count or (flow.stream, stated) in seen:
            continue
        seen.add((flow.stream, stated))
        values = {"stream": flow.stream, "period": flow.period}
        yield Doubt(path=f"flows[{index}].uncertainty_pct", given=f"{stated:g} %", expected=f"{low:g}–{high:g} %", values=values)


def payback_range(scene: Scene) -> Iterator[Doubt]:
    """Doubt an option that pays back within days or not within a lifetime."""
    low, high = scene.setting("plausibility.payback_min"), scene.setting("plausibility.payback_max")
    for index, option in enumerate(scene.site.assessment.options):
        costs = [saving.cost_vnd for saving in option.saves]
        if not costs or any(cost is None for cost in costs) or option.investment_vnd <= 0:
            continue
        saved = sum(cost or 0.0 for cost in costs) - (option.annual_cost_vnd or 0.0)
        payback = option.investment_vnd / saved if saved > 0 else float("inf")
        if not low <= payback <= high:
            given = f"{payback:.3g} a" if saved > 0 else f"{saved:.4g} VND/a"
            yield Doubt(path=f"options[{index}]", given=given, expected=f"{low:g}–{high:g} a", values={"option": option.id})


def saves_too_much(scene: Scene) -> Iterator[Doubt]:
    """Doubt an option that saves all of a stream or more."""
    for index, option in enumerate(scene.site.assessment.options):
        for place, saving in enumerate(option.saves):
            if saving.percent is not None and saving.percent >= 100:
                values = {"option": option.id, "stream": saving.stream}
                yield Doubt(
                    path=f"options[{index}].saves[{place}].percent", given=f"{saving.percent:g} %", expected="< 100 %", values=values
                )


def percents_on_one_base(scene: Scene) -> Iterator[Doubt]:
    """Doubt options whose shares of one stream at one step add up to all of it: each was meant of what the others leave."""
    shares: dict[tuple[str, str], float] = {}
    for option in scene.site.assessment.options:
        if option.status == "rejected":
            continue
        for saving in option.saves:
            key = (saving.stream, option.step or "")
            shares[key] = shares.get(key, 0.0) + (saving.percent or 0.0)
    for (stream, step), total in shares.items():
        if total > 100:
            yield Doubt(path="options", given=f"{stream} {step}: {total:g} %", expected="≤ 100 %", values={"stream": stream})


RULES = (
    Rule(code="property.ncv_far", severity="warning", check=ncv_far),
    Rule(code="property.moisture_range", severity="warning", check=moisture_range),
    Rule(code="property.cod_rises", severity="warning", check=cod_order),
    Rule(code="property.density_range", severity="warning", check=density_range),
    Rule(code="uncertainty.range", severity="note", check=uncertainty_range),
    Rule(code="option.payback_range", severity="warning", check=payback_range),
    Rule(code="option.saves_all", severity="warning", check=saves_too_much),
    Rule(code="option.shares_above_all", severity="warning", check=percents_on_one_base),
)
