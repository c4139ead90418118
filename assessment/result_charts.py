"""The charts of a result document: which of its numbers are drawn, against what, and what each chart says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal

from assessment.charts import Band, Chart, Label, Series, pareto, waterfall
from assessment.standing_captions import said_of_standings
from calculators.errors import UnitError
from calculators.units import convert

Record = Mapping[str, Any]

BAND_ROLES: Mapping[str, Literal["norm", "typical", "best", "peers"]] = {
    "regulatory_limit": "norm",
    "best_practice": "best",
    "survey_percentile": "peers",
}
OWN_SCOPES = (1, 2)  # what the site emits and buys as energy; the supply chain stands apart
FLAT = 0.001  # share of the value; months that differ by less read the same
STILL = 0.05  # percent; smaller changes read as none with one decimal
COMPARED = ("within", "worse", "better_than_best", "expired")
CONTEXT = frozenset({"within", "worse", "better_than_best"})  # what a published figure, which nobody has to keep to, can be said to be
HIGHER = "higher_is_better"


def standing_bullet(item: Record, standings: Sequence[Record], title: Label, names: Mapping[str, Label] = MappingProxyType({})) -> Chart | None:
    """Return an indicator as a bullet among the ranges it was compared with, or None when it was compared with none.

    Parameters
    ----------
    item : Mapping
        An indicator of a result document.
    standings : sequence of Mapping
        The verdicts on it.
    title : Label
        The indicator's name.
    names : mapping of str to Label
        What the references are called, by the norm's id; one without a name is called by its id.

    Returns
    -------
    Chart or None
        The law's verdict speaks first; a published range is only context. All is in the indicator's own unit, that of the
        tables beside it; ranges in units that cannot be converted are left out.
    """
    unit = str(item["unit"])
    compared = sorted((row for row in standings if row["verdict"] in COMPARED), key=lambda row: not row.get("legal"))
    drawn = [(row, band) for row in compared if (band := _band(row, unit, names)) is not None]
    if not drawn:
        return None
    whole = Label(key="chart.you")
    value, low, high = item["value"], item["low"], item["high"]
    series = [Series(label=whole, values=(value,), unit=unit)]
    if low is not None and high is not None:
        series.append(Series(label=Label(key="chart.low"), values=(low,), unit=unit, role="low"))
        series.append(Series(label=Label(key="chart.high"), values=(high,), unit=unit, role="high"))
    return Chart(
        id=_file_name(item["id"]),
        kind="bullet",
        title=title,
        unit=unit,
        categories=(whole,),
        series=tuple(series),
        bands=tuple(band for _, band in drawn),
        sentence="chart.bullet.said",
        values={"value": value, "unit": Label(unit=unit), "parts": said_of_standings([row for row, _ in drawn], value, unit)},
    )


def context_verdict(row: Record) -> str:
    """Return the verdict on a published figure: a single one is no range to be within, only one not to be worse than."""
    ends = (row["norm_low"], row["norm_high"])
    is_range = None not in ends and ends[0] != ends[1]
    return "no_worse" if row["verdict"] == "within" and not is_range else str(row["verdict"])


def standing_key(row: Record) -> str:
    """Return the message key of a comparison's verdict.

    A law is kept or not, and what exceeds it depends on whether less or more is better; nobody has to keep to a survey's average.

    Examples
    --------
    >>> standing_key({"legal": True, "verdict": "worse", "direction": "higher_is_better"})
    'verdict.worse.higher_is_better'
    >>> standing_key({"legal": False, "verdict": "within", "norm_low": None, "norm_high": 3.0})
    'context.no_worse'
    """
    verdict = str(row["verdict"])
    if not row.get("legal") and verdict in CONTEXT:
        return f"context.{context_verdict(row)}"
    return f"verdict.{verdict}.{HIGHER}" if verdict == "worse" and row.get("direction") == HIGHER else f"verdict.{verdict}"


def _in_unit(value: float | None, given: str, wanted: str) -> float | None:
    if value is None or given == wanted:
        return value
    return float(convert(value, given, wanted))


def _called(row: Record, names: Mapping[str, Label]) -> Label:
    return names.get(str(row["norm"]), Label(text=str(row["norm"])))


def _band(row: Record, unit: str, names: Mapping[str, Label]) -> Band | None:
    try:
        low, middle, high = (_in_unit(row[f"norm_{part}"], row["unit"], unit) for part in ("low", "value", "high"))
    except UnitError:
        return None
    if low is None and high is None:
        low = high = middle
    if low is None and high is None:
        return None
    role = BAND_ROLES.get(str(row["statistic"]), "typical")
    label = Label(key=f"statistic.{row['statistic']}", values={"norm": _called(row, names)})
    return Band(label=label, low=low, high=high, role=role)


def _file_name(id: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in id)


def months_trend(item: Record, months: Sequence[Record], baseline: Record | None, title: Label) -> Chart | None:
    """Return an indicator's months with the period's value and the baseline's, or None with fewer than three months.

    Months that rest on estimated rows are drawn but no month is called the lowest or the highest: they were made, not read.
    """
    if len(months) < 3:
        return None
    values = tuple(float(month["value"]) for month in months)
    size = len(values)
    unit = str(item["unit"])
    series = [
        Series(label=Label(key="chart.months"), values=values, unit=unit),
        Series(
            label=Label(key="chart.period_value", values={"period": item["period"]}),
            values=(item["value"],) * size,
            unit=unit,
            role="total",
        ),
    ]
    if baseline is not None:
        label = Label(key="chart.baseline_value", values={"period": baseline["period"]})
        series.append(Series(label=label, values=(baseline["value"],) * size, unit=unit, role="baseline"))
    best, worst = values.index(min(values)), values.index(max(values))
    is_estimated = any(month["estimated"] for month in months)
    is_flat = values[worst] - values[best] <= FLAT * abs(values[worst])
    return Chart(
        id=f"{_file_name(item['id'])}-months",
        kind="trend",
        title=title,
        unit=unit,
        categories=tuple(Label(period=month["period"]) for month in months),
        series=tuple(series),
        sentence="chart.months.estimated" if is_estimated else "chart.months.flat" if is_flat else "chart.months.sentence",
        values={
            "low": values[best],
            "low_month": Label(period=months[best]["period"]),
            "high": values[worst],
            "high_month": Label(period=months[worst]["period"]),
            "unit": Label(unit=unit),
        },
    )


def target_path(target: Record, title: Label) -> Chart | None:
    """Return the straight path from the baseline to a target's deadline with where the site stands, or None without one."""
    if target["baseline_value"] is None or target["change_percent"] is None:
        return None
    start, now, end = int(target["baseline_period"][:4]), int(target["indicator"][-4:]), int(target["deadline"][:4])
    if end <= start:
        return None
    years = tuple(range(start, max(end, now) + 1))
    first = float(target["baseline_value"])

    def path(reduction: float) -> tuple[float, ...]:
        return tuple(first * (1 - reduction / 100 * min((year - start) / (end - start), 1.0)) for year in years)

    mine = tuple(first if year == start else target["value"] if year == now else None for year in years)
    unit = str(target["unit"])
    low, high = target["reduction_percent_low"], target["reduction_percent_high"]
    is_beyond = target["verdict"] == "on_track" and -float(target["change_percent"]) >= float(low)
    paths = [(low, "chart.path_low")] + ([(high, "chart.path_high")] if high is not None and high != low else [])
    return Chart(
        id=_file_name(f"{target['target']}-{target['kind']}"),
        kind="trend",
        title=title,
        unit=unit,
        categories=tuple(Label(text=str(year)) for year in years),
        series=(
            Series(label=Label(key="chart.you"), values=mine, unit=unit),
            *(
                Series(label=Label(key=key, values={"percent": float(cut)}), values=path(cut), unit=unit, role="target")
                for cut, key in paths
            ),
        ),
        sentence="chart.target.beyond" if is_beyond else f"chart.target.{target['verdict']}",
        values={"change": _moved(float(target["change_percent"])), "year": str(end), "reduction": float(low)},
    )


def _moved(percent: float) -> Label:
    if abs(percent) < STILL:
        return Label(key="chart.unmoved")
    return Label(key="chart.fell" if percent < 0 else "chart.rose", values={"percent": round(abs(percent), 1)})


def emission_pareto(emissions: Record, names: Mapping[str, Label]) -> Chart | None:
    """Return the sources of scopes 1 and 2 from the largest to the smallest, or None when nothing was emitted."""
    sizes: dict[str, float] = {}
    for row in emissions.get("by_source", ()):
        if row["scope"] not in OWN_SCOPES:
            continue
        sizes[row["stream"]] = sizes.get(row["stream"], 0.0) + row["co2e_t"]
    parts = tuple((names.get(stream, Label(text=stream)), size) for stream, size in sizes.items() if size > 0)
    if not parts:
        return None
    return pareto("emissions", Label(key="chart.emissions"), parts, "t CO2e", "chart.emissions.sentence")


def loss_pareto(losses: Record, names: Mapping[str, Label]) -> Chart | None:
    """Return what leaves as waste in million VND, the dearest first, or None when no cost is known."""
    parts = tuple(
        (names.get(row["stream"], Label(text=row["stream"])), row["cost_vnd"] / 1e6)
        for row in losses.get("streams", ())
        if (row.get("cost_vnd") or 0) > 0
    )
    return pareto("losses", Label(key="chart.losses"), parts, "million VND", "chart.losses.sentence") if parts else None


def decomposition_waterfall(parts: Record, title: Label) -> Chart:
    """Return how a consumption grew: from the baseline, by the change of output, by the change of intensity."""
    unit = str(parts["unit"])
    start = Series(label=Label(period=parts["baseline_period"]), values=(parts["baseline_amount"],), unit=unit)
    steps = (
        (Label(key="chart.by_activity"), parts["activity_effect"]),
        (Label(key="chart.by_intensity"), parts["intensity_effect"]),
    )
    drawn = waterfall(
        f"{_file_name(parts['kind'])}-decomposition",
        title,
        start,
        steps,
        Label(period=parts["reporting_period"]),
        "chart.decomposition",
    )
    said = {name: _effect(parts[f"{name}_effect"], unit) for name in ("activity", "intensity")}
    told = "factors" if parts["kind"] == "ghg_intensity" else _told(parts["intensity_effect"])  # an emission factor's change is nobody's better use
    return replace(drawn, values=said, sentence=f"chart.decomposition.{told}")


def _effect(effect: float, unit: str) -> Label:
    """Return what one part did to a consumption: it added so much, took so much off, or did not change it."""
    word = "down" if effect < 0 else "up" if effect > 0 else "still"
    return Label(key=f"chart.effect.{word}", values={"amount": abs(effect), "unit": Label(unit=unit)})


def _told(effect: float) -> str:
    return "less" if effect < 0 else "more" if effect > 0 else "same"
