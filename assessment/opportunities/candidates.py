"""The library's measures that suit this site: its streams, its equipment, its gaps; each with what it may save here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from assessment.evaluation.site import Site
from assessment.opportunities.usage import NO_HEAT_STEPS, Use, like_any, uses_of
from benchmarks.indicator import Standing
from calculators.errors import UnitError
from calculators.units import parse_unit

Row = Mapping[str, Any]
Presence = Literal["known", "likely", "to_check"]
EVERYWHERE = frozenset({"management", "water", "motor", "pump", "lighting", "electrical", "hvac", "solar", "waste"})
BY_STREAM = {
    "boiler": ("fuel/*", "steam/own"),
    "steam": ("fuel/*", "steam/purchased", "steam/own"),
    "refrigeration": ("refrigerant/r717", "refrigerant/r22", "refrigerant/r404a", "refrigerant/r507a", "refrigerant/r744", "ice/bought"),
    "wastewater": ("wastewater/*",),
}
ALL_HEAT_FUEL = frozenset({"boiler", "steam"})  # where no step is told apart, the site's fuel is taken as theirs, and said so
RAW = frozenset({"material", "chemical", "packaging"})  # what a sector makes its goods of: a percentage of another sector is none of theirs
NOT_CARRIED = {"case": "one_plant_only", "sector": "other_sector", "each": "per_piece"}  # figures that hold only where they were found
NEAR_NORM = {"norm_sec": ("electricity_intensity", "energy_intensity")}
TOTAL = 100.0


@dataclass(frozen=True, kw_only=True)
class Share:
    """What a measure saves of one stream: per cent of a base and the amount. [%, unit/year, VND/year, t CO2e/year]"""

    stream: str
    unit: str
    base: float
    percent_low: float | None
    percent_high: float | None
    price: float | None
    co2e: float | None


@dataclass(frozen=True, kw_only=True)
class Match:
    """A measure of the library that is worth a look at this site, and what called it up."""

    row: Row
    called_by: tuple[str, ...]
    presence: Presence
    shares: tuple[Share, ...]
    basis: str
    why_not: str | None

    @property
    def id(self) -> str:
        """The option's id in the library."""
        return str(self.row["id"])


def candidates_of(site: Site, standings: Iterable[Standing], uses: Mapping[str, Use] | None = None) -> tuple[Match, ...]:
    """Return the library's measures for a site, the surest and largest first.

    A survey of other plants is never proposed. A measure needs the site's sector (or any), and a stream it saves in
    the site's ledger; what is known of equipment and gaps to norms ranks it. A measure with a condition that the site
    does not state comes last and without an amount, and no percentage for all sectors is taken of a raw material.

    Parameters
    ----------
    site : Site
        The site.
    standings : iterable of Standing
        Verdicts on its indicators.
    uses : mapping of str to Use, optional
        What the site uses, where known already.

    Returns
    -------
    tuple of Match
        Candidates.
    """
    known = uses_of(site) if uses is None else uses
    worse = _worse_kinds(standings)
    sectors = {site.assessment.facility.sector, *(product.sector for product in site.assessment.products if product.sector)}
    places = _places(site)
    day = site.reporting.end
    found = []
    rows: tuple[Row, ...] = site.book.table("options")
    for row in rows:
        if row["option_kind"] == "survey" or row["sector"] not in {"cross_cutting", *sectors}:
            continue
        if (row["valid_from"] and row["valid_from"] > day) or (row["valid_to"] and row["valid_to"] < day):
            continue
        uses_saved = like_any(known.values(), _patterns(row["saves"]))
        if uses_saved:
            found.append(_match(site, row, uses_saved, worse, places, known))
    return tuple(sorted(found, key=_rank))


def _patterns(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, list | tuple) else tuple(str(text or "").split())


def _worse_kinds(standings: Iterable[Standing]) -> frozenset[str]:
    """Return the kinds of indicator that stand worse than a norm or range."""
    kinds: set[str] = set()
    for standing in standings:
        if standing.verdict == "worse":
            kind = standing.indicator.partition(":")[0].partition("@")[0].partition("/")[0]
            kinds |= {kind, *NEAR_NORM.get(kind, ())}
    return frozenset(kinds)


def _places(site: Site) -> frozenset[str]:
    """Return every word by which the site names its steps, meters and equipment."""
    assessment = site.assessment
    words = {entry.step for entry in site.columns.entries if entry.step}
    words |= {entry.meter for entry in site.columns.entries if entry.meter}
    words |= {step.id for step in assessment.process.steps} if assessment.process else set()
    words |= {field for sheet in assessment.worksheets if sheet.sheet == "equipment" for field in sheet.values}
    words |= {sheet.step for sheet in assessment.worksheets if sheet.step}
    return frozenset(words)


def _triggers(text: object) -> dict[str, tuple[str, ...]]:
    parts = (part.partition("=") for part in str(text or "").split(";") if part)
    return {key.strip(): tuple(values.split(",")) for key, _, values in parts}


def _match(site: Site, row: Row, uses: tuple[Use, ...], worse: frozenset[str], places: frozenset[str], known: Mapping[str, Use]) -> Match:
    trigger = _triggers(row["trigger"])
    called = []
    if like_any(uses, trigger.get("streams", ())):
        called.append("stream")
    presence = _presence(row, places, known)
    if presence == "known":
        called.append("equipment")
    if any(kind in worse for kind in trigger.get("indicator", ())):
        called.append("gap")
    shares, basis, why_not = _shares(site, row, uses)
    if not _meets(trigger, places):
        presence, shares, why_not = "to_check", (), "condition_unknown"
    return Match(row=row, called_by=tuple(called), presence=presence, shares=shares, basis=basis, why_not=why_not)


def _meets(trigger: Mapping[str, tuple[str, ...]], places: frozenset[str]) -> bool:
    """Return whether the site states what a measure is made for (a cluster, a cannery); what is not stated does not hold."""
    return set(trigger.get("condition", ())) <= places


def _presence(row: Row, places: frozenset[str], known: Mapping[str, Use]) -> Presence:
    """Return how sure it is that the site has what the measure is about."""
    area, equipment = str(row["process_area"] or ""), str(row["equipment"] or "")
    if {area, equipment} & places:
        return "known"
    if equipment in BY_STREAM:
        has = like_any(known.values(), BY_STREAM[equipment])
        return ("to_check" if area else "likely") if has else "to_check"
    if area or equipment == "compressed_air":
        return "to_check"
    return "likely" if equipment in EVERYWHERE or row["sector"] != "cross_cutting" else "to_check"


def _shares(site: Site, row: Row, uses: tuple[Use, ...]) -> tuple[tuple[Share, ...], str, str | None]:
    """Return what is saved of each stream, what it was counted on, and why no amount where there is none."""
    base, low, high = str(row["base"]), _number(row["saving_low"]), _number(row["saving_high"])
    if base == "none" or (low is None and high is None):
        return (), base, "no_figure"
    if base in NOT_CARRIED:
        return (), base, NOT_CARRIED[base]
    if base == "output":
        return _by_output(site, row, uses, low, high)
    if row["saving_unit"] != "%":
        return (), base, "no_figure"
    if row["sector"] == "cross_cutting":
        uses = tuple(use for use in uses if use.group not in RAW)
    bases, basis = _bases(row, uses, base)
    if not bases:
        return (), base, "not_metered_apart"
    shares = (_share(use, amount, low, high) for use, amount in bases)
    return tuple(replace(share, co2e=None) if base == "bill" else share for share in shares), basis, None


def _bases(row: Row, uses: tuple[Use, ...], base: str) -> tuple[list[tuple[Use, float]], str]:
    if base in {"site", "bill"}:
        return [(use, use.amount) for use in uses], base
    place = str(row["equipment"] if base == "equipment" else row["process_area"])
    apart = [(use, use.steps[place]) for use in uses if place in use.steps]
    if apart:
        return apart, base
    if base == "equipment" and place in ALL_HEAT_FUEL and not row["process_area"]:
        heat = [(use, use.amount - sum(use.steps.get(step, 0.0) for step in NO_HEAT_STEPS)) for use in uses]
        fuel = [(use, amount) for use, amount in heat if amount > 0 and use.group in {"fuel", "steam"}]
        return fuel, "all_heat_fuel"
    return [], base


def _share(use: Use, amount: float, low: float | None, high: float | None) -> Share:
    return Share(stream=use.stream, unit=use.unit, base=amount, percent_low=low, percent_high=high, price=use.price, co2e=use.co2e)


def _by_output(
    site: Site, row: Row, uses: tuple[Use, ...], low: float | None, high: float | None
) -> tuple[tuple[Share, ...], str, str | None]:
    """Return a saving per unit of product as per cent of the streams together, where output and units allow it."""
    try:
        unit = parse_unit(str(row["saving_unit"]))
    except UnitError:
        return (), "output", "no_figure"
    saved, _, per = unit.dimension.partition("/")
    made = _output(site, per)
    energies = [use.energy for use in uses]
    if made is None:
        return (), "output", "other_output_unit"
    if saved != "energy" or not energies or any(energy is None for energy in energies):
        return (), "output", "other_stream_unit"
    whole = sum(use.amount * (use.energy or 0.0) for use in uses)
    scale = TOTAL * made * unit.factor / whole
    ends = tuple(None if end is None else end * scale for end in (low, high))
    if any(end is not None and end > TOTAL for end in ends):
        return (), "output", "beyond_stream"
    return tuple(_share(use, use.amount, *ends) for use in uses), "output", None


def _output(site: Site, dimension: str) -> float | None:
    """Return what the site makes in a year in the canonical unit of a dimension, or None."""
    for denominator in site.output.site:
        unit = parse_unit(denominator.unit)
        if denominator.per in {"output", "mass"} and unit.dimension == dimension:
            if denominator.measure.blocked_in(site.columns, site.reporting):
                return None
            made = denominator.measure.total(site.columns, site.reporting) * unit.factor
            return made if made > 0 else None
    return None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _rank(match: Match) -> tuple[int, int, int, int, float, str]:
    """Sort the quantified before the others, gaps first, then what is surely there, the site's own sector, the money."""
    money = sum(share.base * (share.percent_high or share.percent_low or 0.0) * (share.price or 0.0) for share in match.shares)
    surest = {"known": 0, "likely": 1, "to_check": 2}[match.presence]
    return (match.why_not is not None, surest, "gap" not in match.called_by, match.row["sector"] == "cross_cutting", -money, match.id)
