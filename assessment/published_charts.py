"""Charts of published benchmark figures: how a sector is distributed, how it moves, and how the years compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessment.charts import Band, Chart, Label, Series
from benchmarks.peers.published import PERCENTILES, range_of, shares

Row = Mapping[str, Any]


def _note(synthetic: bool) -> Label:
    return Label(key="published.synthetic_mark") if synthetic else Label(text="")


def distribution(id: str, title: Label, cell: Row, *, own: float | None = None, synthetic: bool = False) -> Chart | None:
    """Return the chart of how many factories lie between the published percentiles, with one's own place if given.

    Parameters
    ----------
    id : str
        What the chart is called in links and files.
    title : Label
        Its title.
    cell : mapping
        A published cell.
    own : float, optional
        A factory's own intensity. [the cell's unit]
    synthetic : bool
        Whether the figures are made up; the sentence says so.

    Returns
    -------
    Chart or None
        None where the cell publishes no quartiles: a median alone is no distribution.
    """
    ranges = shares(cell)
    if len(ranges) < 4:
        return None
    if len(ranges) < 6 and own is None:  # four equal quarters say nothing as columns until somebody stands among them
        return _quarters(id, title, cell, synthetic)
    labels = tuple(_range(low, high) for low, high, _ in ranges)
    place = None if own is None else range_of(own, ranges)
    you = () if place is None else (Band(label=Label(key="published.you"), low=None, high=None, role="you", category=place),)
    return Chart(
        id=id,
        kind="distribution",
        title=title,
        unit=str(cell["unit"]),
        categories=labels,
        series=(Series(label=Label(key="published.share"), values=tuple(share for _, _, share in ranges), unit="%"),),
        bands=you,
        sentence="published.distribution.you" if own is not None else "published.distribution",
        values=_values(cell, own, synthetic),
    )


def _quarters(id: str, title: Label, cell: Row, synthetic: bool) -> Chart:
    """Return the middle half as a range on an axis, with the median in it."""
    unit, median = str(cell["unit"]), float(cell["median"])
    half = Band(label=Label(key="published.half"), low=float(cell["p25"]), high=float(cell["p75"]), role="peers")
    shown = Series(label=Label(key="published.median"), values=(median,), unit=unit)
    return Chart(
        id=id,
        kind="bullet",
        title=title,
        unit=unit,
        categories=(shown.label,),
        series=(shown,),
        bands=(half,),
        sentence="published.distribution",
        values=_values(cell, None, synthetic),
    )


def _values(cell: Row, own: float | None, synthetic: bool) -> Mapping[str, object]:
    """Return what a distribution's sentence is filled with."""
    edges = {"median": float(cell["median"]), "low": float(cell["p25"]), "high": float(cell["p75"])}
    return {**edges, "unit": Label(unit=str(cell["unit"])), "own": 0.0 if own is None else own, "mark": _note(synthetic)}


def _range(low: float | None, high: float | None) -> Label:
    if low is None:
        return Label(key="published.range.below", values={"high": high})
    return Label(key="published.range.above", values={"low": low}) if high is None else Label(key="published.range", values={"low": low, "high": high})


def progress(id: str, title: Label, rows: Sequence[tuple[Label, Row]], *, synthetic: bool = False) -> Chart | None:
    """Return the chart of reductions since the baseline with their 90 % intervals, one bar per sector.

    Parameters
    ----------
    id : str
        What the chart is called in links and files.
    title : Label
        Its title.
    rows : sequence of (Label, mapping)
        A sector's name and its published progress figure.
    synthetic : bool
        Whether the figures are made up.

    Returns
    -------
    Chart or None
        None where nothing is published, or nothing was reduced anywhere.
    """
    if not rows or max(-row["change_low"] for _, row in rows) <= 0:
        return None
    best = max(rows, key=lambda item: -item[1]["change_percent"])
    return Chart(
        id=id,
        kind="stage_bars",
        title=title,
        unit="%",
        categories=tuple(name for name, _ in rows),
        series=(
            Series(label=Label(key="published.reduction"), values=tuple(-row["change_percent"] for _, row in rows), unit="%"),
            Series(label=Label(key="published.reduction.low"), values=tuple(-row["change_high"] for _, row in rows), unit="%", role="low"),
            Series(label=Label(key="published.reduction.high"), values=tuple(-row["change_low"] for _, row in rows), unit="%", role="high"),
        ),
        sentence="published.progress.sentence",
        values={"sector": best[0], "percent": float(-best[1]["change_percent"]), "count": len(rows), "mark": _note(synthetic)},
    )


def years(id: str, title: Label, cells: Mapping[int, Row], unit: str, *, synthetic: bool = False) -> Chart | None:
    """Return the chart of the published median and quartiles of several years; None with fewer than two.

    Not a measure of progress: other factories may stand behind each year. Use the matched panel's figures for that.
    """
    known = {year: cell for year, cell in sorted(cells.items()) if cell.get("median") is not None}
    if len(known) < 2:
        return None
    wanted = [name for name in PERCENTILES if name not in ("p10", "p90") and all(cell.get(name) is not None for cell in known.values())]
    first, last = (known[year]["median"] for year in (min(known), max(known)))
    return Chart(
        id=id,
        kind="trend",
        title=title,
        unit=unit,
        categories=tuple(Label(period=str(year)) for year in known),
        series=tuple(
            Series(
                label=Label(key=f"published.{name}"),
                values=tuple(float(cell[name]) for cell in known.values()),
                unit=unit,
                role="value" if name == "median" else "baseline",
            )
            for name in sorted(wanted, key=lambda name: name != "median")
        ),
        sentence="published.years.sentence",
        values={"first": float(first), "last": float(last), "unit": Label(unit=unit), "mark": _note(synthetic)},
    )
