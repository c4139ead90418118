"""Baselines of energy and water: the model, every test of it, the saving with its interval, and where the trend leads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assessment.evaluation.measure import Measure
from assessment.evaluation.monthly_data import OUTPUT, Months, drivers_of, months_of
from assessment.evaluation.relevant_variables import Driver
from assessment.evaluation.site import Site
from assessment.evaluation.static_factors import factors_of
from calculators.baseline import Baseline, expected_consumption
from calculators.baseline_selection import Selection, select_baseline
from calculators.baseline_validity import STRICT, Thresholds, ValidityTest, range_tests
from calculators.cusum import change_point, cumulative_difference, drift_alarm
from calculators.errors import PeriodError
from calculators.finding import Finding
from calculators.least_squares import FloatArray
from calculators.period import Period, parse_period
from calculators.projection import project_intensity
from calculators.saving import Saving, StaticFactorChange, chained_enpi, forecast_saving, roll_up

KINDS = ("energy", "water")
MOST_CANDIDATES = 8  # [1] all subsets of up to four of eight are 162 models
SHOWN_MODELS = 5  # [1] of the ranking
PROJECTION_YEAR = 2030
ALLOWANCE, LIMIT = 0.5, 5.0  # standard deviations; Montgomery, Introduction to Statistical Quality Control, 7th ed., section 9.1.2
SERIOUS = frozenset({"baseline.no_valid_model", "baseline.exact_fit", "saving.expected_not_positive"})


@dataclass(frozen=True, kw_only=True)
class _Model:
    """A chosen baseline with the months and drivers it was made of."""

    months: Months
    fitted: tuple[str, ...]
    baseline: Baseline
    drivers: Mapping[str, Driver]
    sd: float
    added: Mapping[str, float]

    def rows(self, months: Iterable[str]) -> FloatArray:
        """Return the drivers of some months. [unit of each driver]"""
        return np.array([[self.drivers[name].values[month] for name in self.baseline.variables] for month in months], dtype=np.float64)

    def used(self, months: Iterable[str]) -> FloatArray:
        """Return the consumption of some months. [unit]"""
        return np.array([self.months.consumption[month] for month in months], dtype=np.float64)

    def expected(self, months: tuple[str, ...]) -> FloatArray:
        """Return what the baseline expects of some months, changes of static factors included. [unit]"""
        return expected_consumption(self.baseline, self.rows(months)) + self.plus(months)

    def plus(self, months: Iterable[str]) -> FloatArray:
        """Return what changes of static factors add to some months. [unit]"""
        return np.array([self.added.get(month, 0.0) for month in months], dtype=np.float64)

    def changes(self, months: tuple[str, ...]) -> tuple[StaticFactorChange, ...]:
        """Return the same as adjustments of a saving, month by month."""
        amounts = ((place, self.added[month]) for place, month in enumerate(months) if month in self.added)
        return tuple(StaticFactorChange(name=months[place], first=place, last=place, amount_per_period=by) for place, by in amounts)


def baselines_of(site: Site, targets: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], tuple[Finding, ...]]:
    """Return the baseline models of the result, and why there is none where there is none.

    The months are those of `choices.energy_baseline`; where none is stated those of the baseline period if they make a
    full year, else all there are. Months that were estimated, or spread from longer rows, are never regressed on.
    """
    wanted = list(targets)
    records, findings = [], []
    for kind in KINDS:
        measure = site.measure(kind)
        if measure is None or not measure.belongs.any():
            continue
        months = months_of(site, measure)
        if not months.consumption and not months.unusable:
            continue
        added, factors, faults = factors_of(site, kind)
        record, found = _baseline(site, months, wanted, added)
        record |= {"static_factors": factors, **_apart(site, measure, added)}
        records.append(record)
        findings += faults
        findings += [_located(site, finding, kind) for finding in found]
    return records, tuple(findings)


def _located(site: Site, finding: Finding, kind: str) -> Finding:
    """Return a calculator's finding as one on the ledger; a missing model keeps no number back but its own."""
    values = {key: ", ".join(map(str, v)) if isinstance(v, list | tuple) else v for key, v in finding.values.items()}
    severity = "warning" if finding.code in SERIOUS else "note"
    given = finding.given or str(values.get("variable") or values.get("variables") or kind)
    values = {"kind": kind, "period": str(values.get("period", site.reporting.text))} | values
    return replace(finding, severity=severity, place=site.document.place("flows"), given=given, values=values)  # type: ignore[arg-type]


def _note(code: str, **values: object) -> Finding:
    return Finding(code=code, severity="note", values=values)


def _setting(site: Site, key: str) -> float:
    return float(str(site.book.row("settings", key)["value"]))


def _thresholds(site: Site) -> tuple[str, Thresholds]:
    """Return the set of tests that was chosen, with the edition's figures."""
    chosen = str(site.choices["baseline_tests"].value)
    plain = Thresholds(
        f_p_value=_setting(site, "baseline.f_p_max"),
        every_p_value=_setting(site, "baseline.variable_p_max"),
        one_p_value=_setting(site, "baseline.one_variable_p_max"),
        r2=_setting(site, "baseline.r2_min"),
        cv_rmse=None,
        t=None,
        points=int(_setting(site, "baseline.points_min")),
        points_per_coefficient=STRICT.points_per_coefficient,
        periods_per_year=STRICT.periods_per_year,
        range_sd=_setting(site, "baseline.range_sigmas"),
        variance_inflation=STRICT.variance_inflation,
    )
    if chosen == "ipmvp":
        error = _setting(site, "baseline.ipmvp_cv_rmse_max") / 100.0
        return chosen, replace(plain, r2=_setting(site, "baseline.ipmvp_r2_min"), t=_setting(site, "baseline.ipmvp_t_min"), cv_rmse=error)
    if chosen == "ashrae_14":
        return chosen, replace(plain, cv_rmse=_setting(site, "baseline.ashrae_cv_rmse_max") / 100.0)
    return chosen, plain


def _fitted_months(site: Site, months: Months) -> tuple[str, tuple[str, ...], str | None]:
    """Return where the model's months come from, the months, and why they cannot be used."""
    stated, method = site.choices["energy_baseline"].value, str(site.choices["baseline_method"].value)
    if method == "backcast" and not stated:
        found = months.of(site.reporting)
        why = months.reason(site.reporting) or (None if len(found) == len(site.reporting.months()) else "baseline.months_missing")
        return "reporting_period", found, why
    if method == "chaining" and not stated and site.baseline is not None:
        found = tuple(m for m in months.consumption if parse_period(m).start > site.baseline.end and parse_period(m).end < site.reporting.start)
        return "between", found, None if len(found) >= 12 else "baseline.months_missing"
    if stated:
        try:
            period = parse_period(str(stated))
        except PeriodError:
            return "choice", (), "baseline.period_unreadable"
        found = months.of(period)
        return "choice", found, months.reason(period) or (None if len(found) == len(period.months()) else "baseline.months_missing")
    if site.baseline and len(months.of(site.baseline)) >= 12 and months.reason(site.baseline) is None:
        return "baseline_period", months.of(site.baseline), None
    found = months.of(None)
    return "all_months", found, months.reason(None) if len(found) < 12 else None


def _baseline(
    site: Site, months: Months, targets: list[Mapping[str, Any]], added: Mapping[str, float]
) -> tuple[dict[str, Any], list[Finding]]:
    origin, fitted, why = _fitted_months(site, months)
    chosen, thresholds = _thresholds(site)
    record: dict[str, Any] = {
        "kind": months.kind, "unit": months.unit, "status": "none", "why": why, "months_from": origin, "tests_from": chosen,
        "period": f"{fitted[0]}/{fitted[-1]}" if fitted else None, "points": len(fitted), "method": str(site.choices["baseline_method"].value),
    }  # fmt: skip
    if why:
        return record, [_note(why, months=len(months.unusable))]
    every = tuple(months.consumption)
    drivers, gaps = drivers_of(site, every)
    findings = [_note("baseline.driver_incomplete", variable=name) for name in gaps]
    if len(drivers) > MOST_CANDIDATES:
        left = ", ".join(driver.name for driver in drivers[MOST_CANDIDATES:])
        findings.append(_note("baseline.too_many_drivers", variables=left))
    known = {driver.name: driver for driver in drivers[:MOST_CANDIDATES]}
    output = next((name for name in known if name == OUTPUT or name.startswith("product/")), None)
    selection = select_baseline(
        np.array([months.consumption[m] - added.get(m, 0.0) for m in fitted], dtype=np.float64),
        {name: np.array([driver.values[m] for m in fitted], dtype=np.float64) for name, driver in known.items()},
        thresholds,
        max_candidates=MOST_CANDIDATES,
        max_variables=int(_setting(site, "baseline.variables_max")),
        output=output,
    )
    tried = any(selection.ranked.variables)
    findings += [f if tried or f.code != "baseline.no_valid_model" else _note("baseline.too_few_periods") for f in selection.findings]
    record |= {"candidates": [{"name": d.name, "unit": d.unit} for d in known.values()], "ranking": _ranking(selection)}
    if selection.baseline is None:
        reason = next((f.code for f in selection.findings if f.severity == "error"), "baseline.no_valid_model")
        return {**record, "why": reason, "tests": _tests(selection.tests)}, findings
    sd = selection.baseline.residual_sd
    model = _Model(months=months, fitted=fitted, baseline=selection.baseline, drivers=known, sd=sd, added=added)
    record |= {"status": selection.baseline.kind, **_card(model, selection)}
    found = _applied(site, model, thresholds, record)
    return record, findings + found + _project(site, model, targets, record)


def _ranking(selection: Selection) -> list[dict[str, Any]]:
    ranked = selection.ranked
    return [
        {
            "variables": list(ranked.variables[place]),
            "cv_rmse_leave_one_out": float(ranked.cv_rmse_leave_one_out[place]),
            "r2": float(ranked.r2[place]),
            "valid": bool(ranked.valid[place]),
        }
        for place in range(min(SHOWN_MODELS, len(ranked.variables)))
        if math.isfinite(float(ranked.cv_rmse_leave_one_out[place]))
    ]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _tests(tests: Iterable[ValidityTest]) -> list[dict[str, Any]]:
    return [
        {
            "code": t.code,
            "variable": t.variable,
            "value": _finite(t.value),
            "threshold": t.threshold,
            "passed": t.passed,
            "decides": t.decides,
        }
        for t in tests
    ]


def _card(model: _Model, selection: Selection) -> dict[str, Any]:
    """Return the model's card: coefficients with their errors, statistics, tests."""
    it = model.baseline
    variables = [
        {
            "name": name,
            "unit": model.drivers[name].unit,
            "coefficient": it.coefficients[place + 1],
            "standard_error": _finite(it.standard_errors[place + 1]),
            "p_value": _finite(it.p_values[place + 1]) if it.p_values else None,
            "variance_inflation": _finite(it.variance_inflation[place]),
            "minimum": it.driver_minimum[place],
            "maximum": it.driver_maximum[place],
            "mean": it.driver_mean[place],
        }
        for place, name in enumerate(it.variables)
    ]
    return {
        "variables": variables,
        "intercept": it.coefficients[0],
        "intercept_standard_error": _finite(it.standard_errors[0]),
        "models_tried": len(selection.ranked.variables),
        "degrees_of_freedom": it.degrees_of_freedom,
        "residual_sd": it.residual_sd,
        "mean_consumption": it.mean_consumption,
        "tests": _tests(selection.tests),
        **{
            name: _finite(getattr(it, name))
            for name in ("r2", "adjusted_r2", "f_p_value", "cv_rmse", "cv_rmse_leave_one_out", "durbin_watson", "autocorrelation")
        },
    }


def _applied(site: Site, model: _Model, thresholds: Thresholds, record: dict[str, Any]) -> list[Finding]:
    """Add months, cumulative sum, range tests and saving to the record."""
    every = tuple(model.months.consumption)
    expected, used = model.expected(every), model.used(every)
    running = cumulative_difference(expected, used)
    record["months"] = [
        {"period": m, "actual": float(a), "expected": float(e), "cusum": float(s), "fitted": m in model.fitted}
        for m, a, e, s in zip(every, used, expected, running, strict=True)
    ]
    record["cusum"] = _changes(site, model, every)
    is_back = record["method"] == "backcast"
    judged = site.baseline if is_back and site.baseline is not None else site.reporting
    later = tuple(m for m in model.months.of(judged) if m not in model.fitted)
    record["range_tests"] = _tests(range_tests(model.baseline, model.rows(later), thresholds)) if later else []
    record["saving"], record["chained"] = None, _chained(site, model)
    if record["method"] == "chaining" or not later or not _is_whole(model.months, judged, later):
        return []
    confidence = _setting(site, "uncertainty.interval") / 100.0
    outcome = forecast_saving(model.baseline, model.rows(later), model.used(later), confidence, model.changes(later))
    saving = _turned(outcome.saving) if is_back and outcome.saving else outcome.saving
    record["saving"] = {"period": judged.text, "method": record["method"], **saving.__dict__} if saving else None
    outside = [row["variable"] for row in record["range_tests"] if not row["passed"]]
    return [*outcome.findings, *(_note("baseline.out_of_range", variable=name) for name in outside)]


def _turned(saving: Saving) -> Saving:
    """Return a backcast: what the baseline period used beyond what the reporting period's way of working would have used."""
    return replace(
        saving, saving=-saving.saving, low=-saving.high, high=-saving.low, enpi=saving.expected / saving.actual,
        improvement=1.0 - saving.expected / saving.actual,
    )  # fmt: skip


def _apart(site: Site, measure: Measure, added: Mapping[str, float]) -> dict[str, Any]:
    """Return a model for each meter and their savings rolled up, where the document asks for it."""
    entries = site.columns.entries
    meters = dict.fromkeys((e.stream, e.meter) for i, e in enumerate(entries) if measure.belongs[i] and measure.contribution[i] > 0)
    if str(site.choices["baseline_meters"].value) != "apart" or len(meters) < 2:
        return {"meters": [], "rolled_up": None}
    rows, savings = [], []
    for stream, meter in meters:
        mine = measure.belongs & np.array([(e.stream, e.meter) == (stream, meter) for e in entries], dtype=np.bool_)
        months = months_of(site, replace(measure, belongs=mine, contribution=np.where(mine, measure.contribution, 0.0)))
        record, _ = _baseline(site, months, [], {})
        saving = record.get("saving")
        if saving:
            savings.append(Saving(**{name: value for name, value in saving.items() if name not in {"period", "method"}}))
        rows.append({"stream": stream, "meter": meter, **{name: record[name] for name in ("status", "why", "points")}, "saving": saving})
    if len(savings) < 2 or added:
        return {"meters": rows, "rolled_up": None}
    whole = roll_up(savings, _setting(site, "uncertainty.interval") / 100.0)
    return {"meters": rows, "rolled_up": {**whole.__dict__, "meters": len(savings), "of": len(rows)}}


def _is_whole(months: Months, period: Period, found: tuple[str, ...]) -> bool:
    return months.reason(period) is None and len(found) == len(period.months())


def _changes(site: Site, model: _Model, every: tuple[str, ...]) -> dict[str, Any] | None:
    """Return when consumption left its level, and the alarm of a drift after the model's months."""
    if model.sd <= 1e-9 * model.baseline.mean_consumption:
        return None
    significance = 1.0 - _setting(site, "uncertainty.interval") / 100.0
    point = change_point(model.expected(every) - model.used(every), model.sd, significance)
    later = tuple(m for m in every if m > model.fitted[-1])
    record: dict[str, Any] = {"change": None, "alarm_up": None, "alarm_down": None, "since_up": None, "since_down": None}
    if point is not None:
        record["change"] = {
            "period": every[point.index], "before": point.before, "after": point.after, "p_value": point.p_value, "is_change": point.is_change,
        }  # fmt: skip
    if later:
        alarm = drift_alarm((model.used(later) - model.expected(later)) / model.sd, ALLOWANCE, LIMIT)
        for name in ("alarm_up", "alarm_down", "since_up", "since_down"):
            place = getattr(alarm, name)
            record[name] = None if place is None else later[place]
    return record


def _chained(site: Site, model: _Model) -> dict[str, Any] | None:
    """Return the improvement between both periods through a model of other months than the baseline period's."""
    if site.baseline is None:
        return None
    before, after = model.months.of(site.baseline), model.months.of(site.reporting)
    if not (_is_whole(model.months, site.baseline, before) and _is_whole(model.months, site.reporting, after)) or set(before) <= set(
        model.fitted
    ):
        return None
    actual = (float(model.used(before).sum()), float(model.used(after).sum()))
    expected = (float(model.expected(before).sum()), float(model.expected(after).sum()))
    if min(*actual, *expected) <= 0:
        return None
    enpi = chained_enpi(actual, expected)
    return {"baseline_period": site.baseline.text, "reporting_period": site.reporting.text, "enpi": enpi, "improvement": 1.0 - enpi}


def _project(site: Site, model: _Model, targets: list[Mapping[str, Any]], record: dict[str, Any]) -> list[Finding]:
    """Add where the yearly ratio of actual to expected consumption leads until 2030."""
    record["projection"] = None
    asked = _reduction(targets, f"{model.months.kind}_intensity")
    years = _years(model)
    if asked is None or not years or max(years) >= PROJECTION_YEAR:
        return []
    measure = site.measure(model.months.kind)
    known = measure.relative_deviation(site.columns, site.reporting) if measure else None
    programme, reduction = asked
    outcome = project_intensity(
        np.array(sorted(years), dtype=np.float64),
        np.array([years[year] for year in sorted(years)], dtype=np.float64),
        known or 0.0,
        PROJECTION_YEAR,
        reduction,
        _setting(site, "uncertainty.interval") / 100.0,
    )
    if outcome.projection is not None:
        found = outcome.projection.__dict__
        record["projection"] = {**found, "years": sorted(years), "programme": programme, "reduction": reduction}
    return list(outcome.findings)


def _reduction(targets: list[Mapping[str, Any]], kind: str) -> tuple[str, float] | None:
    """Return the programme and the least reduction it asks for by 2030, the province's own before the national ones. [1]"""
    rows = [row for row in targets if row["kind"] == kind and str(row["deadline"])[:4] == str(PROJECTION_YEAR)]
    row = min(rows, key=lambda one: (one["programme"] != "2091", str(one["programme"])), default=None)
    return None if row is None else (str(row["programme"]), float(row["reduction_percent_low"]) / 100.0)


def _years(model: _Model) -> dict[int, float]:
    """Return actual over expected consumption of every calendar year with all its months. [1]"""
    by_year: dict[int, list[str]] = {}
    for month in model.months.consumption:
        by_year.setdefault(int(month[:4]), []).append(month)
    found = {}
    for year, months in by_year.items():
        expected = float(model.expected(tuple(months)).sum())
        if len(months) == 12 and expected > 0:
            found[year] = float(model.used(months).sum()) / expected
    return found
