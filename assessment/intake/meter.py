"""Load curves: readings of any order and fault to kWh by month and tariff band, with profile, base load and peak."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from assessment.intake.evidence import mark
from assessment.intake.meter_bands import BANDS, MINUTES_PER_DAY, STREAMS, bands_of
from assessment.intake.meter_table import Column, MeterTable, read_table
from assessment.model import Flow
from calculators.finding import Finding, Place
from calculators.load_profile import base_load, load_factor
from calculators.number import Notation

Kind = Literal["interval", "power", "register"]
INTERVALS = (1, 5, 10, 15, 20, 30, 60)  # min
BASE_SHARE = 0.05  # of the time below the base load
_REGISTER_ROWS = 96  # readings that never fall: a counter, not a consumption
_UNIT = re.compile(r"(?<![a-z])([kmg]?)(wh|w|varh|var|vah|va)(?![a-z])")  # in a heading
_BARE = re.compile(r"[(\[]\s*(v|a|m3|m³|°c|%|hz|cos\s*[φϕf])\s*[)\]]|cos\s*[φϕ]|cosphi|hệ số công suất|power factor")
_PREFIX = {"": 1e-3, "k": 1.0, "m": 1e3, "g": 1e6}  # to kWh and kW
Numbers = npt.NDArray[np.float64]
Times = npt.NDArray[np.datetime64]


@dataclass(frozen=True, kw_only=True)
class MonthUse:
    """A month of a meter. [kWh by band of `BANDS`]; `missing` counts intervals without a reading."""

    month: str
    kwh: tuple[float, float, float]
    missing: int

    @property
    def is_complete(self) -> bool:
        """Whether every interval of the calendar month has a reading."""
        return self.missing == 0


@dataclass(frozen=True, kw_only=True)
class Meter:
    """A meter's load curve on its own even grid; where `is_known` is false nothing was measured. [min; kWh; kW]"""

    name: str
    kind: Kind
    interval: int
    begin: Times
    kwh: Numbers
    is_known: npt.NDArray[np.bool_]
    months: tuple[MonthUse, ...]
    profile_kw: tuple[float | None, ...]
    base_kw: float
    peak_kw: float
    peak_at: str
    load_factor: float | None


@dataclass(frozen=True, kw_only=True)
class LoadCurves:
    """The meters of a file and what was found."""

    meters: tuple[Meter, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_load_curves(
    data: bytes, file: str, schedule: str = "schedule_2019", kind: Kind | None = None, notation: Notation | None = None,
    stamp: Literal["begin", "end"] | None = None,
) -> LoadCurves:  # fmt: skip
    """Return the load curves of a CSV export with a time column and a column for each meter.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Its name, for places and evidence.
    schedule : str
        The choice ``tariff_hours``: which hours are peak and off-peak.
    kind : {"interval", "power", "register"}, optional
        What the numbers are: kWh of each interval, kW, or the counter's kWh. Seen in the heading and the numbers when
        left out, and said.
    notation : {"comma", "dot"}, optional
        The decimal mark where the file leaves two readings.
    stamp : {"begin", "end"}, optional
        Which end of its interval a time is; seen from the first and last time when left out, and said.

    Returns
    -------
    LoadCurves
        Gaps are not filled, but a counter's rise over a gap is spread over it. Every repair is a finding.
    """
    table = read_table(data, file, notation)
    if table.times.size < 2 or not table.columns:
        found = table.findings or (Finding(code="meter.no_readings", severity="error", place=Place(file=file), expected="≥ 2"),)
        return LoadCurves(findings=found)
    findings = list(table.findings)
    interval = _interval(table.times)
    if interval is None:
        step = int(np.median(np.abs(np.diff(table.times).astype(np.int64))))
        return LoadCurves(findings=(*findings, Finding(code="meter.interval", severity="error", place=Place(file=file), given=f"{step} min",
                                                       expected=", ".join(map(str, INTERVALS)) + " min")))  # fmt: skip
    slots, late = _slots(table, interval, file, findings, stamp)
    columns = [column for column in table.columns if _is_electricity(column, file, findings)]
    meters = [_meter(column, slots, late, table, interval, file, schedule, kind, findings) for column in columns]
    return LoadCurves(meters=tuple(meters), findings=tuple(findings))


def _heading(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is_electricity(column: Column, file: str, findings: list[Finding]) -> bool:
    """Return whether a column can be active energy or power; one of kvarh, kVA, V, A or cos φ is left out and named."""
    units = _UNIT.findall(_heading(column.name))
    bare = _BARE.search(_heading(column.name))
    if any(unit in ("wh", "w") for _, unit in units) or not (units or bare):
        return True
    findings.append(Finding(code="meter.not_energy", severity="warning", place=Place(file=file, cell=column.name), given=column.name, expected="kWh | kW"))
    return False


def _to_kilo(column: Column) -> float:
    """Return what makes a column's numbers kWh or kW: the prefix of the unit in its heading; without a unit they are kWh."""
    return next((_PREFIX[prefix] for prefix, unit in _UNIT.findall(_heading(column.name)) if unit in ("wh", "w")), 1.0)


def _interval(times: Times) -> int | None:
    steps = np.diff(np.sort(times.astype(np.int64)))
    steps = steps[(steps > 0) & (steps <= INTERVALS[-1])]
    if not steps.size:
        return None
    step = int(np.bincount(steps).argmax())
    return step if step in INTERVALS else None


def _slots(
    table: MeterTable, interval: int, file: str, findings: list[Finding], stamp: Literal["begin", "end"] | None
) -> tuple[npt.NDArray[np.int64], int]:
    """Return the number of each time's interval since 1970, and how many intervals before it its consumption lies."""
    minutes = table.times.astype(np.int64)
    offset = minutes % interval
    usual = int(np.bincount(offset).argmax())
    if usual or (offset != usual).any():
        bad = np.flatnonzero(offset != usual)
        line = int(table.lines[bad[0] if bad.size else 0])
        findings.append(Finding(code="meter.clock_shift", severity="warning" if bad.size else "note", place=Place(file=file, line=line),
                                given=f"+{int(offset[bad[0]]) if bad.size else usual} min", values={"count": int(bad.size or minutes.size)}))  # fmt: skip
    back = np.flatnonzero(np.diff(minutes) < 0)
    if back.size and not (np.diff(minutes) <= 0).all():
        first = int(back[0])
        findings.append(Finding(code="meter.clock_back", severity="warning", place=Place(file=file, line=int(table.lines[first + 1])),
                                given=str(table.times[first + 1]), expected=f"> {table.times[first]}", values={"count": int(back.size)}))  # fmt: skip
    numbers = (minutes - usual) // interval
    if stamp is None:
        per_day = MINUTES_PER_DAY // interval
        stamp = "end" if numbers.min() % per_day == 1 and numbers.max() % per_day == 0 else "begin"
        findings.append(Finding(code=f"meter.stamp_{stamp}", severity="note", place=Place(file=file), given=str(table.times[0])))
    return numbers, 1 if stamp == "end" else 0


def _kind(column: Column, order: npt.NDArray[np.int64], is_ordered: bool) -> Kind:
    name = _heading(column.name)
    units = {unit for _, unit in _UNIT.findall(name)}
    if "wh" not in units and ("w" in units or "kw" in name or "công suất" in name) and "kwh" not in name:
        return "power"
    if "chỉ số" in name or "register" in name or "index" in name:
        return "register"
    known = column.values if is_ordered else column.values[order]
    if not column.is_known.all():
        known = known[column.is_known if is_ordered else column.is_known[order]]
    steps = np.diff(known)
    rises = known.size >= _REGISTER_ROWS and (steps < 0).mean() < 0.01 and steps.size and np.median(known) > 20 * np.median(np.abs(steps))
    return "register" if rises and known[-1] > known[0] else "interval"


def _meter(
    column: Column, slots: npt.NDArray[np.int64], late: int, table: MeterTable, interval: int, file: str, schedule: str,
    kind: Kind | None, findings: list[Finding],
) -> Meter:  # fmt: skip
    is_ordered = bool((slots[1:] > slots[:-1]).all())
    order = np.arange(slots.size) if is_ordered else np.argsort(slots, kind="stable")
    chosen = kind or _kind(column, order, is_ordered)
    place = Place(file=file, cell=column.name)
    if kind is None:
        findings.append(Finding(code=f"meter.kind_{chosen}", severity="note", place=place, given=column.name))
    first, last = int(slots.min()), int(slots.max())
    kwh, is_known = _on_grid(column, slots, order, table, first, last, file, findings)
    scale = _to_kilo(column)
    if scale != 1:
        kwh = kwh * scale
        findings.append(Finding(code="meter.unit_converted", severity="note", place=place, given=column.name, expected=f"× {scale:g}"))
    if chosen == "register":
        kwh, is_known = _differences(kwh, is_known, place, findings)
    else:  # a counter's reading is of an instant, these are of the interval before or after their time
        first -= late
    if chosen == "power":
        kwh = kwh * (interval / 60)
    negative = is_known & (kwh < 0)
    if negative.any():
        when = np.datetime64((first + int(np.argmax(negative))) * interval, "m")
        findings.append(Finding(code="meter.negative", severity="warning", place=place, given=str(when), values={"count": int(negative.sum())}))
        is_known = is_known & ~negative
    kwh = kwh if is_known.all() else np.where(is_known, kwh, 0.0)
    _say_gaps(is_known, first, interval, place, findings)
    return _described(column.name, chosen, _grid(first * interval, interval, kwh.size, schedule), kwh, is_known)


def _on_grid(
    column: Column, slots: npt.NDArray[np.int64], order: npt.NDArray[np.int64], table: MeterTable, first: int, last: int, file: str,
    findings: list[Finding],
) -> tuple[Numbers, npt.NDArray[np.bool_]]:  # fmt: skip
    """Return the readings on an even grid; of two for one interval the first stands."""
    size = last - first + 1
    if order.size == size and (order == np.arange(size)).all() and int(slots[-1]) == last:  # whole and in order already
        return column.values, column.is_known
    order = order[column.is_known[order]]
    kept, begin, counts = np.unique(slots[order], return_index=True, return_counts=True)
    values = column.values[order]
    if (counts > 1).any():
        first_of = np.repeat(values[begin], counts)
        differs = np.flatnonzero(first_of != values)
        code = "meter.duplicate_differs" if differs.size else "meter.duplicate"
        extra = differs[0] if differs.size else begin[np.argmax(counts > 1)] + 1
        line = int(table.lines[order[extra]])
        findings.append(Finding(code=code, severity="warning" if differs.size else "note", place=Place(file=file, line=line),
                                given=column.name, values={"count": int((counts - 1).sum())}))  # fmt: skip
    kwh, is_known = np.zeros(last - first + 1), np.zeros(last - first + 1, dtype=bool)
    kwh[kept - first], is_known[kept - first] = values[begin], True
    return kwh, is_known


def _differences(
    register: Numbers, is_known: npt.NDArray[np.bool_], place: Place, findings: list[Finding]
) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Return the rise of a counter in each interval; a reading stands at its interval's begin, so the last has none."""
    at = np.flatnonzero(is_known)
    rises, lengths = np.diff(register[at]), np.diff(at)
    kwh, known = np.zeros(register.size - 1), np.zeros(register.size - 1, dtype=bool)
    good = rises >= 0
    spans = np.repeat(good, lengths)
    kwh[at[0] : at[-1]] = np.repeat(np.where(good, rises / lengths, 0.0), lengths)
    known[at[0] : at[-1]] = spans
    if not good.all():
        when = int(np.argmax(~good))
        findings.append(Finding(code="meter.reset", severity="warning", place=place, given=f"{register[at[when]]:g} → {register[at[when + 1]]:g}",
                                values={"count": int((~good).sum())}))  # fmt: skip
    if (lengths[good] > 1).any():
        findings.append(Finding(code="meter.spread", severity="note", place=place, given=f"{int((lengths[good] - 1).sum())}"))
    return kwh, known


def _say_gaps(is_known: npt.NDArray[np.bool_], first: int, interval: int, place: Place, findings: list[Finding]) -> None:
    if is_known.all():
        return
    when = np.datetime64((first + int(np.argmin(is_known))) * interval, "m")
    findings.append(Finding(code="meter.gap", severity="warning", place=place, given=str(when), values={"count": int((~is_known).sum())}))


def _described(name: str, kind: Kind, grid: _Grid, kwh: Numbers, is_known: npt.NDArray[np.bool_]) -> Meter:
    power = kwh * (60 / grid.interval)
    is_whole = bool(is_known.all())
    known = power if is_whole else power[is_known]
    sums = np.bincount(grid.hour, weights=power, minlength=24)  # what is not known is zero
    counts = grid.hours if is_whole else np.bincount(grid.hour[is_known], minlength=24)
    top = int(np.argmax(power)) if is_whole else int(np.argmax(np.where(is_known, power, -1.0)))
    return Meter(
        name=name, kind=kind, interval=grid.interval, begin=grid.begin, kwh=kwh, is_known=is_known, months=_months(grid, kwh, is_known, is_whole),
        profile_kw=tuple(float(total / count) if count else None for total, count in zip(sums, counts, strict=True)),
        base_kw=base_load(known, BASE_SHARE) if known.size else 0.0, peak_kw=float(known.max(initial=0.0)), peak_at=str(grid.begin[top]),
        load_factor=load_factor(known) if known.size else None,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """What the meters of a file share: of each interval its hour and its month and band, of each hour and month how many."""

    interval: int
    begin: Times
    hour: npt.NDArray[np.int64]
    hours: npt.NDArray[np.int64]
    months: tuple[str, ...]
    month: npt.NDArray[np.int64]
    month_band: npt.NDArray[np.int64]
    needed: tuple[int, ...]
    given: npt.NDArray[np.int64]


@lru_cache(maxsize=4)
def _grid(first: int, interval: int, size: int, schedule: str) -> _Grid:
    begin = (first + interval * np.arange(size)).astype("datetime64[m]")
    hour = (begin.astype(np.int64) % MINUTES_PER_DAY) // 60
    months = begin.astype("datetime64[M]").astype(np.int64)
    start = int(months[0])
    which = months - start
    named = np.arange(start, int(months[-1]) + 2).astype("datetime64[M]")
    days = np.diff(named.astype("datetime64[D]").astype(np.int64))
    begin.setflags(write=False)
    return _Grid(
        interval=interval, begin=begin, hour=hour, hours=np.bincount(hour, minlength=24), months=tuple(str(month) for month in named[:-1]), month=which,
        month_band=which * len(BANDS) + bands_of(begin, schedule), needed=tuple(int(day) * MINUTES_PER_DAY // interval for day in days),
        given=np.bincount(which),
    )  # fmt: skip


def _months(grid: _Grid, kwh: Numbers, is_known: npt.NDArray[np.bool_], is_whole: bool) -> tuple[MonthUse, ...]:
    size = len(grid.months)
    table = np.bincount(grid.month_band, weights=kwh, minlength=size * len(BANDS)).reshape(size, len(BANDS)).tolist()
    known = grid.given if is_whole else np.bincount(grid.month[is_known], minlength=size)
    return tuple(
        MonthUse(month=month, kwh=(normal, peak, low), missing=needed - count)
        for month, (normal, peak, low), needed, count in zip(grid.months, table, grid.needed, known.tolist(), strict=True)
    )


def meter_flows(
    meters: Iterable[Meter], file: str, role: Literal["in", "internal"] | None = None, step: str | None = None, sha256: str = ""
) -> tuple[tuple[Flow, ...], tuple[Finding, ...]]:
    """Return a ledger row for each complete month, meter and band; a month with gaps is left out and named.

    Parameters
    ----------
    meters : iterable of Meter
        The load curves.
    file : str
        The file's name, for the evidence.
    role : {"in", "internal"}, optional
        ``internal`` for a sub-meter: its kWh are in the main meter's already.
    step : str, optional
        The step a sub-meter measures.
    sha256 : str
        The hash of the file, for the evidence.

    Returns
    -------
    tuple
        Flows in kWh, and findings on the months left out.
    """
    flows, findings = [], []
    for meter in meters:
        for use in meter.months:
            if not use.is_complete:
                findings.append(Finding(code="meter.month_incomplete", severity="warning", place=Place(file=file, cell=meter.name), given=use.month,
                                        values={"missing": use.missing}))  # fmt: skip
                continue
            flows += [
                Flow(period=use.month, stream=STREAMS[band], quantity=float(f"{kwh:.12g}"), unit="kWh", role=role, step=step, meter=meter.name,
                     evidence=mark(file, sha256, line=1) + f" {meter.name}" if sha256 else f"{file}: {meter.name}")
                for band, kwh in zip(BANDS, use.kwh, strict=True)
            ]  # fmt: skip
    return tuple(flows), tuple(findings)
