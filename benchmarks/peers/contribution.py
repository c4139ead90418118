"""The anonymised record of one facility and year: made from a result, shown before consent, signed, sent.

Every quantity is an integer count of *thousandths of its unit*: 12 MJ is 12000, 3 pairs are 3000. Integers make
sums independent of their order, so that every engine adds to the same total.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.peers.enrolment import Tokens
from benchmarks.peers.signature import sign
from calculators.errors import DomainError, SachhonError
from calculators.units import convert, parse_unit

FORMAT = "sachhon-contribution/1"
CONSENT = "consent-2026-11"  # version of the text that was agreed to
PARTS_PER_UNIT = 1000  # integers count thousandths of the unit

# indicator → (unit of the numerator, where the numerator stands in `totals`)
NUMERATORS: Mapping[str, tuple[str, str]] = {
    "energy_intensity": ("MJ", "energy"),
    "electricity_intensity": ("kWh", "electricity"),
    "thermal_intensity": ("MJ", "thermal"),
    "water_intensity": ("m3", "water"),
    "material_intensity": ("kg", "material"),
    "wastewater_intensity": ("m3", "wastewater"),
    "waste_intensity": ("kg", "waste"),
    "waste_disposed_intensity": ("kg", "waste_disposed"),
    "ghg_intensity": ("kg CO2e", "ghg"),
    "norm_sec": ("kWh", "norm_electricity"),
}
DENOMINATORS = ("kg", "m3", "piece", "pair", "eq", "m2", "m")
REPORTED_BY_NAME = frozenset({"norm_sec"})  # TT 52/2018 Annex IV goes to the department by name: only if ticked
UNSPECIFIED = "unspecified"  # a product that no norm names: the facility counts in its sector only

# people employed up to, band: the industrial classes of NĐ 80/2021/NĐ-CP, Art. 5
SIZE_BANDS = ((10, "micro"), (100, "small"), (200, "medium"))
LARGEST_BAND = "large"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One indicator of a facility and year, as two integers in thousandths of their units."""

    indicator: str
    numerator: int
    numerator_unit: str
    denominator: int
    denominator_unit: str

    @property
    def unit(self) -> str:
        """The unit of the intensity."""
        return f"{self.numerator_unit}/{self.denominator_unit}"

    @property
    def value(self) -> float:
        """The intensity. [unit]"""
        return self.numerator / self.denominator


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What leaves a factory, and nothing else."""

    company: str
    facility: str
    sector: str
    product: str
    province: str
    size_band: str
    year: int
    figures: tuple[Figure, ...]
    serial: int = 1
    edition: str = ""
    consent: str = CONSENT
    confirmed: tuple[str, ...] = ()
    synthetic: bool = False
    signature: str = ""

    def body(self) -> dict[str, Any]:
        """Return the record as a JSON object, without the signature."""
        figures = [
            {
                "indicator": figure.indicator,
                "numerator": figure.numerator,
                "numerator_unit": figure.numerator_unit,
                "denominator": figure.denominator,
                "denominator_unit": figure.denominator_unit,
            }
            for figure in self.figures
        ]
        named = {name: getattr(self, name) for name in _FIELDS}
        return {"format": FORMAT, **named, "confirmed": list(self.confirmed), "figures": figures}

    def as_record(self) -> dict[str, Any]:
        """Return the record as the JSON object that is sent."""
        return {**self.body(), "signature": self.signature}


_FIELDS = (
    "company", "facility", "sector", "product", "province", "size_band", "year", "serial", "edition", "consent", "synthetic",
)  # fmt: skip


def size_band(employees: int) -> str:
    """Return the size band of a factory by the number of people it employs.

    Parameters
    ----------
    employees : int
        People employed. [person]

    Returns
    -------
    str
        ``micro``, ``small``, ``medium`` or ``large``.

    Raises
    ------
    DomainError
        If the number is negative.

    References
    ----------
    .. [1] Nghị định 80/2021/NĐ-CP, Art. 5 (number of employees, industry).
    """
    if employees < 0:
        raise DomainError(f"a number of people of at least 0 was expected, {employees} was given")
    return next((band for limit, band in SIZE_BANDS if employees <= limit), LARGEST_BAND)


def record(
    result: Mapping[str, Any],
    tokens: Tokens | None,
    *,
    year: int | None = None,
    include: Collection[str] = (),
    serial: int = 1,
) -> Contribution:
    """Return the contribution that a result document makes for one year.

    Only closed keys and integers pass: whatever the result says in words, in money, of names or of a factory's own
    items stays behind. Without `tokens` the record is a preview: it can be read, and no pool accepts it.

    Parameters
    ----------
    result : mapping
        A document ``sachhon-result/1`` with `facility` (sector, province and, where known, product and employees).
    tokens : Tokens or None
        The enrolment, which also signs.
    year : int, optional
        A calendar year with indicators; the reporting period's when left out.
    include : collection of str
        Indicators that are also reported by name and that the factory ticks to contribute nevertheless.
    serial : int
        How often this facility-year was sent, counted from 1; a correction carries the next number.

    Returns
    -------
    Contribution
        The record, signed if `tokens` are given.

    Raises
    ------
    DomainError
        If the result names no sector, province or year, or no indicator can be contributed.
    """
    site = result.get("facility") or {}
    when = year if year is not None else _reporting_year(result)
    figures = tuple(_figures(result, when, include))
    if not site.get("sector") or not site.get("province"):
        raise DomainError("a result whose facility names sector and province was expected")
    if not figures:
        raise DomainError(f"indicators of {when} with numerator and denominator were expected, none was found")
    employees = site.get("employees")
    made = Contribution(
        company=tokens.company if tokens else "",
        facility=tokens.facility if tokens else "",
        sector=str(site["sector"]),
        product=str(site.get("norm_product") or UNSPECIFIED),
        province=str(site["province"]),
        size_band=str(site.get("size_band") or ("unknown" if employees is None else size_band(int(employees)))),
        year=when,
        figures=figures,
        serial=serial,
        edition=str(result.get("edition", "")),
    )
    return signed(made, tokens) if tokens else made


def signed(contribution: Contribution, tokens: Tokens) -> Contribution:
    """Return `contribution` with the signature of the facility's own key."""
    return replace(contribution, signature=sign(tokens.seed, signed_bytes(contribution)).hex())


def signed_bytes(contribution: Contribution) -> bytes:
    """Return the bytes a signature covers: the record without its signature, sorted, in one line."""
    text = json.dumps(contribution.body(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def write(contribution: Contribution) -> str:
    """Return the record file, in full, as it is shown before consent and as it is sent."""
    return json.dumps(contribution.as_record(), sort_keys=True, ensure_ascii=False, indent=2) + "\n"


def _reporting_year(result: Mapping[str, Any]) -> int:
    stated = result.get("reporting_period")
    periods = [stated] if stated is not None else [row.get("period") for row in result.get("indicators", ())]
    years = [int(str(period)) for period in periods if str(period).isdigit() and len(str(period)) == 4]
    if not years:
        raise DomainError("a result with indicators of a full calendar year was expected")
    return max(years)


def _figures(result: Mapping[str, Any], year: int, include: Collection[str]) -> list[Figure]:
    """Return the site's own figures of the year: one per indicator, no stream and no single product."""
    found: dict[str, Figure] = {}
    for row in result.get("indicators", ()):
        kind = row.get("kind")
        if kind not in NUMERATORS or (kind in REPORTED_BY_NAME and kind not in include):
            continue
        if str(row.get("period")) != str(year) or row.get("stream") is not None:
            continue
        if row.get("product") is not None and kind != "norm_sec":
            continue
        figure = _figure(row, result)
        if figure is not None and (kind not in found or row.get("per") == "equivalent"):
            found[kind] = figure  # per equivalent product where there is one: a changed mix is not a saving
    return [found[kind] for kind in sorted(found)]


def _figure(row: Mapping[str, Any], result: Mapping[str, Any]) -> Figure | None:
    """Return the row as integers, or None where numerator or denominator cannot be had."""
    numerator_unit = NUMERATORS[row["kind"]][0]
    above, slash, below = str(row.get("unit", "")).rpartition("/")
    try:
        value = float(row["value"])
        numerator = _numerator(row, above, result)
        if numerator is None or not slash or value <= 0:
            return None
        denominator = float(row["denominator"]) if row.get("denominator") is not None else numerator / value
        denominator_unit = parse_unit(below).canonical
        if denominator_unit not in DENOMINATORS or parse_unit(below).basis:
            return None
        parts = round(convert(numerator, above, numerator_unit) * PARTS_PER_UNIT)
        denominator_parts = round(convert(denominator, below, denominator_unit) * PARTS_PER_UNIT)
    except (SachhonError, TypeError, ValueError, KeyError):
        return None
    if parts <= 0 or denominator_parts <= 0:
        return None
    return Figure(
        indicator=row["kind"],
        numerator=parts,
        numerator_unit=numerator_unit,
        denominator=denominator_parts,
        denominator_unit=denominator_unit,
    )


def _numerator(row: Mapping[str, Any], unit: str, result: Mapping[str, Any]) -> float | None:
    """Return the row's own numerator, else the total of the reporting period. [unit]"""
    if row.get("numerator") is not None:
        return float(row["numerator"])
    if str(row.get("period")) != str(result.get("reporting_period", row.get("period"))):
        return None
    base, key = NUMERATORS[row["kind"]]
    if key == "ghg":
        return _emissions(result, unit)
    total = (result.get("totals") or {}).get(key)
    if isinstance(total, Mapping):
        return convert(float(total["value"]), str(total["unit"]), unit)
    return None if total is None else convert(float(total), base, unit)


def _emissions(result: Mapping[str, Any], unit: str) -> float | None:
    emissions = result.get("emissions")
    if not emissions:
        return None
    chosen = (result.get("choices") or {}).get("electricity", "location")
    basis = chosen.get("value", "location") if isinstance(chosen, Mapping) else chosen
    scope2 = emissions.get(f"scope2_{basis}")
    if emissions.get("scope1") is None or scope2 is None:
        return None
    return convert(float(emissions["scope1"]) + float(scope2), "t CO2e", unit)
