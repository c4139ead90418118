"""The second pass: what the results themselves make doubtful, and what had to be left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from assessment.evaluation.indicators import Ratio, Withheld
from assessment.evaluation.inventory_error import error_findings
from assessment.evaluation.site import Site
from assessment.evaluation.subject import uncovered
from assessment.plausibility import review
from assessment.plausibility.rule import Scene
from benchmarks.indicator import Standing
from calculators.finding import Finding

GRID_NOTE = "grid.factor_of_earlier_year"


def remarks_of(
    site: Site, ratios: Iterable[Ratio], withheld: Iterable[Withheld], standings: Iterable[Standing], losses: dict[str, Any]
) -> tuple[Finding, ...]:
    """Return findings on the results: each says which number it is about and where its input stood."""
    return (
        *_withheld(site, withheld),
        *_output_problems(site),
        *_grid_years(site),
        *_days_without_rows(site),
        *_uncounted(site),
        *error_findings(site),
        *review(Scene(site=site, ratios=tuple(ratios), standings=tuple(standings), losses=losses)),
    )


def _withheld(site: Site, withheld: Iterable[Withheld]) -> Iterator[Finding]:
    """Say once per code and entry why indicators were withheld; rows that could not be read have said so already."""
    codes = {finding.code for finding in (*site.document.findings, *site.findings)} | {code for code, _ in site.output.problems}
    touched: dict[tuple[str, int | None, str | None], list[str]] = {}
    for item in withheld:
        if item.finding in codes:
            continue
        for entry in item.entries or (None,):
            touched.setdefault((item.finding, entry, None if entry is not None else item.product), []).append(item.id)
    for (code, entry, product), names in touched.items():
        values: dict[str, object] = {"withheld": len(names), "example": names[0]}
        if entry is None:
            path, given = _of_product(site, product)
            yield Finding(code=code, severity="warning", place=site.document.place(path), given=given, values=values)
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


def _of_product(site: Site, product: str | None) -> tuple[str, str]:
    """Return the path of a product in the document and the name its factory gives it; the list of products for none."""
    for at, one in enumerate(site.assessment.products):
        if one.id == product:
            return f"products[{at}]", one.name or one.id
    return "products", ""


def _missing(site: Site, entry: int) -> str:
    for measure in (*site.measures, *(denominator.measure for denominator in (*site.output.site, *site.output.by_product))):
        if entry in measure.blocked:
            return measure.blocked[entry].expected
    return ""


def _output_problems(site: Site) -> Iterator[Finding]:
    for code, given in site.output.problems:
        yield Finding(code=code, severity="warning", place=site.document.place("products"), given=given)


def _days_without_rows(site: Site) -> Iterator[Finding]:
    """Say that output or electricity does not cover the whole reporting period: a verdict is then indicative."""
    for name, days in uncovered(site).items():
        yield Finding(
            code="period.not_covered",
            severity="warning",
            place=site.document.place("flows"),
            given=name,
            expected=site.reporting.text,
            values={"days": days, "group": name},
        )


def _grid_years(site: Site) -> Iterator[Finding]:
    shares = site.columns.shares(site.reporting)
    late = [e for e in site.inventory.emissions if e.is_earlier_year and shares[e.index] > 0]
    if late:
        factor = late[0].factors[0]
        place = site.document.place(site.columns.entries[late[0].index].path)
        yield Finding(code=GRID_NOTE, severity="note", place=place, given=site.reporting.text, values={"factor": factor.factor, "data_year": late[0].data_year})


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
