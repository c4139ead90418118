"""The second pass: what the results themselves make doubtful, and what had to be left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assessment.evaluation.indicators import Ratio, Withheld
from assessment.evaluation.site import Site
from benchmarks.indicator import Standing
from calculators.finding import Finding, Place

GRID_NOTE = "grid.factor_of_earlier_year"


def remarks_of(
    site: Site, ratios: Iterable[Ratio], withheld: Iterable[Withheld], standings: Iterable[Standing], losses: dict[str, Any]
) -> tuple[Finding, ...]:
    """Return findings on the results: each says which number it is about and where its input stood."""
    rows = list(ratios)
    return (
        *_withheld(site, withheld),
        *_output_problems(site),
        *_grid_years(site),
        *_uncounted(site),
        *_far_from_norm(site, standings, rows),
        *_impossible_yield(site, losses),
        *_output_change(site),
        *_wastewater_beyond_water(site, rows),
    )


def _withheld(site: Site, withheld: Iterable[Withheld]) -> Iterator[Finding]:
    """Say once per code and entry why indicators were withheld; rows that could not be read have said so already."""
    codes = {finding.code for finding in site.document.findings}
    touched: dict[tuple[str, int | None], list[str]] = {}
    for item in withheld:
        if item.finding in codes:
            continue
        for entry in item.entries or (None,):
            touched.setdefault((item.finding, entry), []).append(item.id)
    for (code, entry), names in touched.items():
        values: dict[str, object] = {"withheld": len(names), "example": names[0]}
        if entry is None:
            yield Finding(code=code, severity="warning", values=values)
            continue
        row = site.columns.entries[entry]
        missing = _missing(site, entry)
        yield Finding(
            code=code,
            severity="warning",
            place=site.document.place(row.path),
            given=f"{row.stream} [{row.unit}]",
            expected=missing,
            values=values | {"stream": row.stream, "unit": row.unit},
        )


def _missing(site: Site, entry: int) -> str:
    for measure in (*site.measures, *(denominator.measure for denominator in (*site.output.site, *site.output.by_product))):
        if entry in measure.blocked:
            return measure.blocked[entry].expected
    return ""


def _output_problems(site: Site) -> Iterator[Finding]:
    for code, given in site.output.problems:
        yield Finding(code=code, severity="warning", place=site.document.place("products"), given=given)


def _grid_years(site: Site) -> Iterator[Finding]:
    shares = site.columns.shares(site.reporting)
    late = [e for e in site.inventory.emissions if e.is_earlier_year and shares[e.index] > 0]
    if late:
        factor = late[0].factors[0]
        place = site.document.place(site.columns.entries[late[0].index].path)
        yield Finding(code=GRID_NOTE, severity="note", place=place, given=site.reporting.text, values={"factor": factor.factor})


def _uncounted(site: Site) -> Iterator[Finding]:
    """Name what crosses the boundary without a factor: on-site wastewater treatment, bought ice, waste sent away."""
    seen: set[str] = set()
    for index, entry in enumerate(site.columns.entries):
        if entry.stream in seen:
            continue
        if index in site.inventory.uncounted:
            seen.add(entry.stream)
            why = site.inventory.uncounted[index]
            place = site.document.place(entry.path)
            yield Finding(code=why.code, severity="note", place=place, given=entry.stream, expected=why.expected)
        elif entry.group == "ice" and entry.role == "in" and not site.energy.energy.belongs[site.columns.entries.index(entry)]:
            seen.add(entry.stream)
            yield Finding(code="ice.energy_not_counted", severity="note", place=site.document.place(entry.path), given=entry.stream)


def _setting(site: Site, key: str) -> float:
    return float(str(site.book.row("settings", key)["value"]))


def _far_from_norm(site: Site, standings: Iterable[Standing], rows: list[Ratio]) -> Iterator[Finding]:
    """Doubt a value that is a fifth or five times its norm: more often a unit than a factory."""
    values = {row.indicator.id: row.indicator for row in rows}
    low, high = _setting(site, "plausibility.norm_low"), _setting(site, "plausibility.norm_high")
    for standing in standings:
        item = values.get(standing.indicator)
        if item is None or standing.gap_percent is None or not standing.is_legal:
            continue
        ratio = 1.0 + standing.gap_percent / 100.0
        if ratio > high or ratio < low:
            yield Finding(
                code="intensity.far_from_norm",
                severity="warning",
                given=f"{item.value:.6g} {item.unit}",
                expected=f"{standing.norm_value} {standing.unit}",
                values={"indicator": item.id, "norm": standing.norm, "ratio": round(ratio, 3)},
            )


def _impossible_yield(site: Site, losses: dict[str, Any]) -> Iterator[Finding]:
    limit = _setting(site, "plausibility.yield_max") / 100.0
    if losses.get("yield", 0.0) > limit:
        yield Finding(
            code="material.yield_above_one",
            severity="warning",
            place=Place(file=site.document.file, path="flows"),
            given=f"{losses['yield']:.4g}",
            expected="≤ 1",
            values={"product_kg": losses["product_kg"], "input_kg": losses["input_kg"]},
        )


def _output_change(site: Site) -> Iterator[Finding]:
    if site.baseline is None or not site.output.site:
        return
    denominator = site.output.site[0]
    before = denominator.measure.total(site.columns, site.baseline) / site.baseline.days
    after = denominator.measure.total(site.columns, site.reporting) / site.reporting.days
    years = max(1, site.reporting.end.year - site.baseline.end.year)
    if before <= 0 or after <= 0:
        return
    yearly = 100.0 * ((after / before) ** (1 / years) - 1)
    if abs(yearly) > _setting(site, "plausibility.output_change"):
        yield Finding(
            code="output.changed_much",
            severity="warning",
            place=site.document.place("products"),
            given=f"{yearly:+.0f} %",
            expected=f"± {_setting(site, 'plausibility.output_change'):.0f} %",
        )


def _wastewater_beyond_water(site: Site, rows: list[Ratio]) -> Iterator[Finding]:
    water, waste = site.measure("water"), site.measure("wastewater")
    if water is None or waste is None or not waste.exists_in(site.columns, site.reporting) or not water.exists_in(site.columns, site.reporting):
        return
    if water.blocked_in(site.columns, site.reporting) or waste.blocked_in(site.columns, site.reporting):
        return
    used, left = water.total(site.columns, site.reporting), waste.total(site.columns, site.reporting)
    if left > _setting(site, "plausibility.wastewater_to_water") * used:
        yield Finding(
            code="wastewater.more_than_water",
            severity="warning",
            place=site.document.place("flows"),
            given=f"{left:.6g} m3",
            expected=f"≤ {used:.6g} m3",
        )
