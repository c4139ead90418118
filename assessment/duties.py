"""What the law asks of a site: which duties apply, why, in which form, to whom and by when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from assessment.evaluation.site import Site
from assessment.evaluation.subject import LEAST_YEAR, uncovered
from benchmarks.indicator import Standing
from calculators.period import Period, month_of

Applies = Literal["yes", "no", "likely", "unknown"]
SHEET = "duties"  # the worksheet on which a site confirms what only it or the authority knows
DAYS_PER_MONTH = 365.25 / 12  # where the figures do not cover whole months
FIRST_BIENNIAL_YEAR = 2025  # the first filing of ordinary listed facilities (Decree 119/2025)


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What the duties are judged on: the totals of the reporting period and what the site confirmed."""

    site: Site
    totals: Mapping[str, Any]
    emissions: Mapping[str, Any]
    standings: tuple[Standing, ...]

    def setting(self, key: str) -> float:
        """Return a threshold of the reference data."""
        return float(str(self.site.book.row("settings", key)["value"]))

    def confirmed(self, field: str) -> bool | None:
        """Return what the site said of itself (yes, no), or None where it said nothing."""
        for sheet in self.site.assessment.worksheets:
            if sheet.sheet == SHEET and field in sheet.values:
                return str(sheet.values[field]).strip().casefold() in {"yes", "có", "co", "true", "1", "1.0", "x"}
        return None

    def known_days(self, group: str = "") -> int:
        """Return on how many days of the reporting period the ledger has rows of a group, or of the group it has least of. [day]"""
        missing = self._missing
        return self.site.reporting.days - (missing.get(group, 0) if group else max(missing.values(), default=0))

    @cached_property
    def _missing(self) -> Mapping[str, int]:
        return uncovered(self.site)

    def not_emitted(self) -> list[str]:
        """Return the streams of the reporting period whose emission is not in the total of scopes 1 and 2."""
        shares = self.site.columns.shares(self.site.reporting)
        return sorted({self.site.columns.entries[index].stream for index in self.site.inventory.uncounted if shares[index] > 0})

    def not_in_toe(self) -> list[str]:
        """Return the bought carriers of the reporting period that the legal table has no factor for; power made here needs none."""
        return [name for name in dict.fromkeys(self.totals.get("toe_without_factor", ())) if not name.startswith("electricity/")]

    def below(self, code: str, values: Mapping[str, object]) -> Answer:
        """Return that a duty does not apply as a threshold of a year is not reached; of a part of a year that is not known.

        `not_counted` of the values are the streams that the total below the threshold lacks: with one of them nothing is known.
        """
        known = self.known_days()
        if values.get("not_counted"):
            return Answer(applies="unknown", code=f"{code}_incomplete", values=values)
        if known < LEAST_YEAR:
            return Answer(applies="unknown", code="duty.year_incomplete", values={**values, "days": known})
        return Answer(applies="no", code=code, values=values)

    def has_flow(self, group: str, keys: Iterable[str]) -> bool:
        """Return whether the reporting period has an entry of one of these streams."""
        wanted = set(keys)
        shares = self.site.columns.shares(self.site.reporting)
        return any(e.group == group and e.key in wanted and shares[i] > 0 for i, e in enumerate(self.site.columns.entries))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Whether a duty applies, and the code and values that say why."""

    applies: Applies
    code: str
    values: Mapping[str, object]


Rule = Callable[[Grounds], Answer]


def duties_of(
    site: Site, totals: Mapping[str, Any], emissions: Mapping[str, Any], standings: tuple[Standing, ...]
) -> list[dict[str, Any]]:
    """Return every duty the reference data knows that stands in or after the reporting period, with its answer."""
    grounds = Grounds(site=site, totals=totals, emissions=emissions, standings=standings)
    found = []
    for row in site.book.table("duties"):
        rule = RULES.get(str(row["id"]))
        ended = isinstance(row["valid_to"], date) and row["valid_to"] < site.reporting.end
        if rule is None or ended:
            continue
        answer = rule(grounds)
        starts = row["valid_from"] if isinstance(row["valid_from"], date) else None
        due = None if answer.applies == "no" else _deadline(str(row["deadline_rule"]), site.reporting, starts)
        found.append(
            {
                "duty": row["id"],
                "applies": answer.applies,
                "why": {"code": answer.code, "values": dict(answer.values)},
                "form": row["form_vi"],
                "addressee": row["addressee_vi"],
                "deadline": due,
                "source": row["source_id"],
                "locator": row["locator"],
                "confidence": row["confidence"],
            }
        )
    return found


def _deadline(rule: str, reporting: Period, starts: date | None) -> str | None:
    """Return the next day by which a report on the reporting period is due, or None where no day is fixed."""
    after = max(reporting.end, starts or reporting.end)
    year = reporting.end.year + 1
    if rule == "before_15_january":
        return date(year, 1, 15).isoformat()
    if rule == "before_31_january":
        return date(year, 1, 31).isoformat()
    if rule == "before_31_march":
        return date(max(year, after.year), 3, 31).isoformat()
    if rule == "before_31_march_odd_years":
        filing = max(year, FIRST_BIENNIAL_YEAR)
        return date(filing + (filing - FIRST_BIENNIAL_YEAR) % 2, 3, 31).isoformat()
    if rule == "day_20_after_quarter":
        quarter = (after.month - 1) // 3 + 1
        return date(after.year + (quarter == 4), 1 if quarter == 4 else 3 * quarter + 1, 20).isoformat()
    return None


def coming(row: Mapping[str, Any], today: date) -> date | None:
    """Return the first day from `today` on which a duty of the reference data is due again, or None where no day is fixed."""
    starts = row["valid_from"] if isinstance(row["valid_from"], date) else None
    months = [month_of(today.year - 2 + place // 12, place % 12 + 1) for place in range(2, 60, 3)]  # the last of each quarter
    days = [date.fromisoformat(day) for month in months if (day := _deadline(str(row["deadline_rule"]), month, starts))]
    return min((day for day in days if day >= today), default=None)


def _large_emitter(grounds: Grounds) -> Answer:
    """A facility must when it is named on the list; the thresholds say who is likely to be."""
    listed = grounds.confirmed("listed_ghg")
    emitted = _sum(grounds.emissions.get("scope1"), grounds.emissions.get("scope2_location"))
    toe, limits = grounds.totals.get("toe"), (grounds.setting("duties.ghg_emissions"), grounds.setting("duties.ghg_energy"))
    lacking = list(dict.fromkeys([*grounds.not_emitted(), *grounds.not_in_toe()]))
    values = {"emissions": emitted, "toe": toe, "limit_emissions": limits[0], "limit_toe": limits[1], "not_counted": lacking}
    if listed is not None:
        return Answer(applies="yes" if listed else "no", code="duty.listed" if listed else "duty.not_listed", values=values)
    if (emitted or 0.0) >= limits[0] or (toe or 0.0) >= limits[1]:
        return Answer(applies="likely", code="duty.above_ghg_threshold", values=values)
    if emitted is None or toe is None:
        return Answer(applies="unknown", code="duty.total_missing", values=values)
    if lacking and not grounds.not_emitted():
        return Answer(applies="unknown", code="duty.below_ghg_threshold_toe_incomplete", values=values)
    return grounds.below("duty.below_ghg_threshold", values)


def _key_energy_user(grounds: Grounds) -> Answer:
    listed = grounds.confirmed("listed_energy")
    toe, limit = grounds.totals.get("toe"), grounds.setting("duties.key_energy_user")
    values = {"toe": toe, "limit": limit, "not_counted": grounds.not_in_toe()}
    if listed is not None:
        return Answer(applies="yes" if listed else "no", code="duty.listed" if listed else "duty.not_listed", values=values)
    if toe is not None and toe >= limit:
        return Answer(applies="likely", code="duty.above_energy_threshold", values=values)
    if toe is None:
        return Answer(applies="unknown", code="duty.toe_incomplete" if values["not_counted"] else "duty.total_missing", values=values)
    return grounds.below("duty.below_energy_threshold", values)


def _sum(*parts: float | None) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _norm_report(families: tuple[str, ...], minimum: str | None = None) -> Rule:
    """Return the rule of a circular's report: products named, and the plant not below the circular's size."""

    def rule(grounds: Grounds) -> Answer:
        products = [p for p in grounds.site.assessment.products if (p.norm_product or "").partition(".")[0] in families]
        if not products:
            return Answer(applies="no", code="duty.no_such_product", values={"products": list(families)})
        small = [s for s in grounds.standings if s.is_legal and s.why.code == "norm.below_minimum_size"]
        if minimum and small:
            return Answer(applies="no", code="duty.below_size", values={"limit": grounds.setting(minimum)})
        if minimum and grounds.site.assessment.facility.capacity is None and (days := grounds.known_days()) < LEAST_YEAR:
            return Answer(applies="likely", code="duty.size_unknown", values={"limit": grounds.setting(minimum), "days": days})
        return Answer(applies="yes", code="duty.product_of_circular", values={"products": [p.id for p in products]})

    return rule


def _efficiency_plan(families: tuple[str, ...], minimum: str | None = None) -> Rule:
    """Return the rule of a circular's plan: due where a product of the circular is above its norm."""

    def rule(grounds: Grounds) -> Answer:
        made = [p.norm_product for p in grounds.site.assessment.products if (p.norm_product or "").partition(".")[0] in families]
        legal = [s for s in grounds.standings if s.is_legal] if made else []
        worse = [s for s in legal if s.verdict == "worse" and s.norm]
        if worse:
            applies: Applies = "likely" if worse[0].indicative else "yes"
            return Answer(applies=applies, code="duty.above_norm", values={"norm": worse[0].norm, "gap_percent": worse[0].gap_percent})
        if not made:
            return Answer(applies="no", code="duty.no_such_product", values={"products": list(families)})
        if any(s.verdict in ("within", "better_than_best") for s in legal):
            return Answer(applies="no", code="duty.within_norm", values={"products": list(families)})
        if minimum and any(s.why.code == "norm.below_minimum_size" for s in legal):
            return Answer(applies="no", code="duty.below_size", values={"limit": grounds.setting(minimum)})
        return Answer(applies="unknown", code="duty.norm_not_judged", values={"products": list(families)})

    return rule


def _plastics(grounds: Grounds) -> Answer:
    used, limit = grounds.totals.get("electricity"), grounds.setting("duties.plastics_norm")
    values = {"electricity": used, "limit": limit}
    if grounds.site.assessment.facility.sector != "plastics":
        return Answer(applies="no", code="duty.other_sector", values=values)
    if used is None:
        return Answer(applies="unknown", code="duty.total_missing", values=values)
    if used < limit:
        return grounds.below("duty.electricity_threshold", values)
    return Answer(applies="yes", code="duty.electricity_threshold", values=values)


def _sector_norm(sectors: tuple[str, ...]) -> Rule:
    def rule(grounds: Grounds) -> Answer:
        sector = grounds.site.assessment.facility.sector
        if sector not in sectors:
            return Answer(applies="no", code="duty.other_sector", values={"sector": sector})
        return Answer(applies="yes", code="duty.sector_of_circular", values={"sector": sector})

    return rule


def _wastewater(grounds: Grounds) -> Answer:
    if grounds.has_flow("wastewater", ("treated_on_site", "direct")):
        return Answer(applies="yes", code="duty.discharges", values={})
    if grounds.has_flow("wastewater", ("to_zone_plant",)):
        return Answer(applies="no", code="duty.zone_discharges", values={})
    return Answer(applies="unknown", code="duty.wastewater_unknown", values={})


def _time_of_use(grounds: Grounds) -> Answer:
    used, limit = grounds.totals.get("electricity"), grounds.setting("duties.time_of_use_energy")
    values = {"limit": limit}
    if used is None:
        return Answer(applies="unknown", code="duty.total_missing", values=values)
    monthly = used / max(1.0, _months(grounds.site.reporting, grounds.known_days("electricity")))
    return Answer(
        applies="yes" if monthly >= limit else "unknown", code="duty.monthly_electricity", values={"monthly": monthly, "limit": limit}
    )


def _months(period: Period, days: int) -> float:
    """Return how many months of a period are known; a period of whole months that is known whole has their number. [month]"""
    months = period.months()
    is_whole = days == period.days == sum(month.days for month in months)
    return float(len(months)) if is_whole else days / DAYS_PER_MONTH


RULES: Mapping[str, Rule] = {
    "ghg_inventory": _large_emitter,
    "ghg_mitigation_report": _large_emitter,
    "key_energy_user_report": _key_energy_user,
    "energy_audit": _key_energy_user,
    "seafood_sec_report": _norm_report(("shrimp", "pangasius"), "duties.seafood_norm"),
    "seafood_efficiency_plan": _efficiency_plan(("shrimp", "pangasius"), "duties.seafood_norm"),
    "paper_sec_report": _norm_report(("packaging_paper", "tissue", "printing_paper")),
    "paper_efficiency_plan": _efficiency_plan(("packaging_paper", "tissue", "printing_paper")),
    "beverage_sec_report": _sector_norm(("beer", "soft_drinks")),
    "steel_sec_report": _sector_norm(("steel",)),
    "plastics_sec_report": _plastics,
    "wastewater_fee": _wastewater,
    "wastewater_standard": _wastewater,
    "time_of_use_tariff": _time_of_use,
}
