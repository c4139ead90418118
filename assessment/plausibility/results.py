"""Rules on the results: numbers that no factory has, or that changed more than a factory can."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.evaluation.conversion import Missing, mass_kg
from assessment.plausibility.limits import INTENSITY_CHANGE, KWH_PER_EMPLOYEE, LOSS_SHARE, SURVEY_FAR
from assessment.plausibility.rule import Doubt, Rule, Scene
from calculators.units import parse_unit

DAYS_PER_YEAR = 365
WEIGHED = frozenset({"mass", "volume"})
WASTES = frozenset({"waste", "hazardous_waste"})
COAL, COAL_GRADES = "fuel/coal_anthracite", "vn.toe.coal_dust"
COMPARED = frozenset({"within", "worse", "better_than_best"})


def far_from_norm(scene: Scene) -> Iterator[Doubt]:
    """Doubt a value that is a fifth or five times its norm: more often a unit than a factory."""
    values = {row.indicator.id: row.indicator for row in scene.ratios}
    low, high = scene.setting("plausibility.norm_low"), scene.setting("plausibility.norm_high")
    for standing in scene.standings:
        item = values.get(standing.indicator)
        if item is None or standing.gap_percent is None or not standing.is_legal:
            continue
        ratio = 1.0 + standing.gap_percent / 100.0
        if ratio > high or ratio < low:
            yield Doubt(
                path="",
                given=f"{item.value:.6g} {item.unit}",
                expected=f"{standing.norm_value} {standing.unit}",
                values={"indicator": item.id, "norm": standing.norm, "ratio": round(ratio, 3)},
            )


def is_beyond(ratio: float, limit: float) -> bool:
    """Return whether a value is so many times its bound, or that part of it."""
    return ratio > limit or ratio < 1.0 / limit


def far_from_survey(scene: Scene) -> Iterator[Doubt]:
    """Doubt a value far outside the middle half of surveyed plants, where no law has a norm."""
    values = {row.indicator.id: row.indicator for row in scene.ratios}
    seen: set[str] = set()
    for standing in scene.standings:
        item = values.get(standing.indicator)
        if item is None or item.id in seen or standing.statistic != "survey_percentile" or standing.verdict not in COMPARED:
            continue
        if parse_unit(item.unit.rpartition("/")[2]).dimension not in WEIGHED:  # a piece is not a piece
            continue
        if standing.gap_percent is not None and is_beyond(1.0 + standing.gap_percent / 100.0, SURVEY_FAR):
            seen.add(item.id)
            yield Doubt(
                given=f"{item.value:.6g} {item.unit}",
                expected=f"{standing.norm_low}–{standing.norm_high} {standing.unit}",
                values={"indicator": item.id, "norm": standing.norm, "period": item.period},
            )


def power_per_employee(scene: Scene) -> Iterator[Doubt]:
    """Doubt a use of electricity per employee that hardly any plant has: kWh typed as MWh, or the reverse."""
    people, used = scene.site.assessment.facility.employees, scene.total("electricity")
    if not people or not used:
        return
    yearly = used / scene.site.reporting.days * DAYS_PER_YEAR / people
    low, high = KWH_PER_EMPLOYEE
    if not low <= yearly <= high:
        values = {"stream": "electricity", "period": scene.site.reporting.text}
        yield Doubt(given=f"{yearly:.4g} kWh/a", expected=f"{low:.0f}–{high:.0f} kWh/a", values=values)


def yield_above_one(scene: Scene) -> Iterator[Doubt]:
    """Doubt more product than material."""
    limit = scene.setting("plausibility.yield_max") / 100.0
    if scene.losses.get("yield", 0.0) > limit:
        values = {"product_kg": scene.losses["product_kg"], "input_kg": scene.losses["input_kg"]}
        yield Doubt(given=f"{scene.losses['yield']:.4g}", expected="≤ 1", values=values)


def output_changed(scene: Scene) -> Iterator[Doubt]:
    """Doubt an output that changed by more than half a year, every year."""
    base = scene.site.baseline
    if base is None:
        return
    before, after = scene.output(base), scene.output()
    if not before or not after or before <= 0 or after <= 0:
        return
    years = max(1, scene.site.reporting.end.year - base.end.year)
    yearly = 100.0 * (((after / scene.site.reporting.days) / (before / base.days)) ** (1 / years) - 1)
    limit = scene.setting("plausibility.output_change")
    if abs(yearly) > limit:
        yield Doubt(path="products", given=f"{yearly:+.0f} %", expected=f"± {limit:.0f} %")


def wastewater_beyond_water(scene: Scene) -> Iterator[Doubt]:
    """Doubt more wastewater than water."""
    used, left = scene.total("water"), scene.total("wastewater")
    if used is not None and left is not None and left > scene.setting("plausibility.wastewater_to_water") * used:
        yield Doubt(given=f"{left:.6g} m3", expected=f"≤ {used:.6g} m3")


def intensity_changed(scene: Scene) -> Iterator[Doubt]:
    """Doubt an intensity of the whole site that doubled or halved since the baseline."""
    base = scene.site.baseline
    if base is None:
        return
    values = {row.indicator.id: row.indicator for row in scene.ratios}
    for item in values.values():
        is_main = item.product is None and item.stream is None and item.kind in {"energy_intensity", "water_intensity", "waste_intensity"}
        before = values.get(f"{item.id.rpartition('/')[0]}/{base.text}") if is_main and item.period == scene.site.reporting.text else None
        if before is None or before.value <= 0 or item.value <= 0:
            continue
        ratio = item.value / before.value
        if ratio > INTENSITY_CHANGE or ratio < 1 / INTENSITY_CHANGE:
            yield Doubt(
                given=f"{before.value:.4g} → {item.value:.4g} {item.unit}",
                expected=f"× 1/{INTENSITY_CHANGE:.0f}–{INTENSITY_CHANGE:.0f}",
                values={"indicator": item.id, "ratio": ratio, "period": item.period},
            )


def loss_above_half(scene: Scene) -> Iterator[Doubt]:
    """Doubt a waste stream that is more than half of the material it is booked to: mixed scrap is often booked to one of its materials."""
    for row in scene.losses.get("streams", ()):
        share, is_waste = row.get("share_of_material", 0.0), row["stream"].partition("/")[0] in WASTES
        if is_waste and share > LOSS_SHARE:
            entry = next(entry for entry in scene.site.columns.entries if entry.stream == row["stream"] and entry.role == "out")
            yield Doubt(path=entry.path, given=f"{100.0 * share:.1f} %", expected=f"≤ {100.0 * LOSS_SHARE:.0f} %", values={"stream": row["stream"], "of": row["of"]})


def coal_without_grade(scene: Scene) -> Iterator[Doubt]:
    """Ask for the grade of coal: the legal table of TOE has coal by its grades only, so that the total leaves it out."""
    site = scene.site
    shares = site.columns.shares(site.reporting)
    bought = [(index, entry) for index, entry in enumerate(site.columns.entries) if entry.base == COAL and entry.role == "in" and shares[index] > 0]
    if not bought or site.book.legal_toe(COAL) is not None:
        return
    grades = [row for row in site.book.table("energy_conversion") if str(row["id"]).startswith(COAL_GRADES)]
    masses = [(mass_kg(entry, site.properties), shares[index]) for index, entry in bought]
    tonnes = sum(mass.value * share / 1000.0 for mass, share in masses if not isinstance(mass, Missing))
    factors = sorted(float(str(row["value"])) for row in grades)
    if not factors or tonnes <= 0:
        return
    values = {"stream": bought[0][1].stream, "least": factors[0], "most": factors[-1], "low": tonnes * factors[0], "high": tonnes * factors[-1]}
    yield Doubt(path=bought[0][1].path, given=bought[0][1].stream, expected=f"{factors[0]:g}–{factors[-1]:g} toe/t", values=values)


RULES = (
    Rule(code="intensity.far_from_norm", severity="warning", check=far_from_norm),
    Rule(code="intensity.far_from_survey", severity="note", check=far_from_survey),
    Rule(code="electricity.per_employee", severity="warning", check=power_per_employee),
    Rule(code="material.yield_above_one", severity="warning", check=yield_above_one),
    Rule(code="material.loss_above_half", severity="note", check=loss_above_half),
    Rule(code="energy.coal_without_grade", severity="note", check=coal_without_grade),
    Rule(code="output.changed_much", severity="warning", check=output_changed),
    Rule(code="wastewater.more_than_water", severity="warning", check=wastewater_beyond_water),
    Rule(code="intensity.changed_much", severity="warning", check=intensity_changed),
)
