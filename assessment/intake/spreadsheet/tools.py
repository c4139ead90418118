"""Exports of other tools, known by their sheets or members, to the same tables as any spreadsheet.

References
----------
.. [1] ORNL-AMO, VERIFI, export-to-excel-template-v3.service.ts, backup-data.service.ts, idbModels/utilityMeter.ts and
   utilityMeterData.ts (github.com/ORNL-AMO/VERIFI, read November 2026): sheets, columns from row 3 on, members of a backup.
.. [2] LBNL, better-lbnl-os, constants/template_parsing.py and its Portfolio Manager reader (read November 2026): the headings of
   ``Meter Consumption Data`` in a Portfolio Manager custom download. No such download itself was at hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from assessment.intake.sheet import Sheet
from assessment.intake.spreadsheet.headings import folded, period_of
from assessment.intake.spreadsheet.numbers import amount_of
from assessment.intake.spreadsheet.tables import Cell, Series, Table
from calculators.errors import PeriodError
from calculators.period import Period, month_of, parse_period

Tool = Literal["verifi", "portfolio_manager"]
_VERIFI = {"Electricity Meters": "Electricity", "Stationary Fuel Meters": "Stationary Fuel", "Mobile Fuel Meters": "Mobile Fuel",
           "Other Energy Meters": "Other Energy", "Water Meters": "Water"}  # fmt: skip
_VERIFI_UNIT = {"Electricity Meters": 6, "Stationary Fuel Meters": 8, "Mobile Fuel Meters": 8, "Other Energy Meters": 7, "Water Meters": 8}
_VERIFI_KIND = {"Stationary Fuel Meters": (7,), "Mobile Fuel Meters": (7,), "Other Energy Meters": (6,), "Water Meters": (6, 7)}
_VERIFI_FIRST = 3  # row of the first record, below two rows of headings
_APPLIED = {"backward": "yes", "fullMonth": "no", "fullYear": "evenly distribute"}
_PORTFOLIO = "meter consumption data"
_PORTFOLIO_HEADS = ("start date", "end date", "usage/quantity", "usage units")
# words of the tools, in the words that proposals are made from
_WORDS = {"electric": "Điện", "electricity": "Điện", "natural gas": "Khí thiên nhiên", "diesel": "Dầu diesel", "fuel oil": "Dầu FO",
          "propane": "LPG", "water": "Nước sạch", "intake": "Nước sạch", "discharge": "Nước thải", "gasoline": "Xăng", "coal": "Than cám",
          "wood": "Củi"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Meter:
    number: str
    name: str
    what: str
    unit: str
    applied: str


def tool_of(sheets: tuple[Sheet, ...]) -> Tool | None:
    """Return which tool wrote a workbook, None where it is nobody's we know."""
    names = {sheet.name for sheet in sheets}
    if {"Electricity Meters", "Electricity"} <= names:
        return "verifi"
    return "portfolio_manager" if any(folded(sheet.name) == _PORTFOLIO and _portfolio_head(sheet) for sheet in sheets) else None


def tables_of_tool(tool: Tool, sheets: tuple[Sheet, ...]) -> tuple[Table, ...]:
    """Return the tables of a tool's workbook. Costs are left out: they are in the currency of the tool's user."""
    if tool == "portfolio_manager":
        return tuple(table for sheet in sheets if folded(sheet.name) == _PORTFOLIO and (table := _portfolio(sheet)) is not None)
    return tuple(table for heads, data in _VERIFI.items() if (table := _verifi(heads, data, sheets)) is not None)


def _word(text: str) -> str:
    plain = folded(text)
    return next((f"{ours} ({text})" for theirs, ours in _WORDS.items() if plain.startswith(theirs)), text)


def _portfolio_head(sheet: Sheet) -> int | None:
    for row in range(1, min(len(sheet.rows), 30) + 1):
        texts = {folded(sheet.text(row, column)) for column in range(1, len(sheet.rows[row - 1]) + 1)}
        if set(_PORTFOLIO_HEADS) <= texts:
            return row
    return None


def _portfolio(sheet: Sheet) -> Table | None:
    head = _portfolio_head(sheet) or 0
    at = {folded(sheet.text(head, column)): column for column in range(len(sheet.rows[head - 1]), 0, -1)}
    meter = next((at[name] for name in ("portfolio manager meter id", "meter id", "meter name") if name in at), None)
    groups: dict[tuple[str, str, str], list[Cell]] = {}
    for row in range(head + 1, len(sheet.rows) + 1):
        ends = [period_of(sheet.cell(row, at[name]), None, True) for name in ("start date", "end date")]
        if ends[0] is None and "delivery date" in at:
            ends = [period_of(sheet.cell(row, at["delivery date"]), None, True)] * 2
        value = sheet.cell(row, at["usage/quantity"])
        span = _span(ends[0], ends[1]) if ends[0] and ends[1] else None
        if span is None or amount_of(value) is None:
            continue
        unit = sheet.text(row, at["usage units"]).partition(" (")[0]
        key = (_word(sheet.text(row, at.get("meter type", 0))), unit, sheet.text(row, meter) if meter else "")
        groups.setdefault(key, []).append(Cell(span, row, at["usage/quantity"], value))
    return _made(sheet.name, head, _PORTFOLIO, groups)


def _span(start: str, end: str) -> str | None:
    try:
        first, last = parse_period(start).start, parse_period(end).end
    except PeriodError:
        return None
    return Period(start=first, end=last).text if first <= last else None


def _made(sheet: str, top: int, title: str, groups: Mapping[tuple[str, str, str], list[Cell]]) -> Table | None:
    series = tuple(Series(label=what, unit=unit, measure="quantity", cells=tuple(cells), meter=meter) for (what, unit, meter), cells in groups.items())
    return Table(sheet=sheet, shape="list", top=top, left=1, title=title, headings=(title,), year=None, series=series) if series else None


def _verifi(heads: str, data: str, sheets: tuple[Sheet, ...]) -> Table | None:
    by_name = {sheet.name: sheet for sheet in sheets}
    if heads not in by_name or data not in by_name:
        return None
    sheet, readings = by_name[heads], by_name[data]
    meters = {}
    for row in range(_VERIFI_FIRST, len(sheet.rows) + 1):
        what = " ".join(sheet.text(row, column) for column in _VERIFI_KIND.get(heads, ())).strip() or data
        meters[sheet.text(row, 2)] = _Meter(number=sheet.text(row, 2), name=sheet.text(row, 3), what=what,
                                            unit=sheet.text(row, _VERIFI_UNIT[heads]), applied=folded(sheet.text(row, 5)))  # fmt: skip
    found: dict[str, list[tuple[date, int, Any]]] = {}
    for row in range(_VERIFI_FIRST, len(readings.rows) + 1):
        when = period_of(readings.cell(row, 2), None, True)
        if when and readings.text(row, 1) in meters and amount_of(readings.cell(row, 3)) is not None:
            found.setdefault(readings.text(row, 1), []).append((parse_period(when).end, row, readings.cell(row, 3)))
    return _made(data, 2, f"VERIFI {data}", _by_meter(meters, found, 3))


def _by_meter(meters: Mapping[str, _Meter], found: Mapping[str, list[tuple[date, int, Any]]], column: int) -> dict[tuple[str, str, str], list[Cell]]:
    groups: dict[tuple[str, str, str], list[Cell]] = {}
    for number, rows in found.items():
        meter = meters[number]
        before: date | None = None
        for day, row, value in sorted(rows, key=lambda item: item[:2]):
            period = _applied(meter.applied, before, day)
            before = day
            if period:
                groups.setdefault((_word(meter.what), meter.unit, meter.name or number), []).append(Cell(period, row, column, value))
    return groups


def _applied(applied: str, before: date | None, day: date) -> str | None:
    """Return the days of a reading: its month, its year, or those since the reading before; the first has no begin then."""
    if applied == "evenly distribute":
        return str(day.year)
    if applied != "yes":
        return month_of(day.year, day.month).text
    return Period(start=before + timedelta(days=1), end=day).text if before is not None and before < day else None


def verifi_backup(data: bytes) -> tuple[Table, ...] | None:
    """Return the tables of a VERIFI backup in JSON; None where the file is none."""
    try:
        record = json.loads(data.decode("utf-8-sig"))
        if record.get("origin") != "VERIFI":
            return None
        meters = {
            str(item["guid"]): _Meter(
                number=str(item.get("meterNumber") or item["guid"]), name=str(item.get("name") or ""),
                what=str(item.get("fuel") or item.get("waterIntakeType") or item.get("source") or ""), unit=str(item.get("startingUnit") or ""),
                applied=_APPLIED.get(str(item.get("meterReadingDataApplication")), "no"))
            for item in record["meters"]
        }  # fmt: skip
        found: dict[str, list[tuple[date, int, Any]]] = {}
        for row, item in enumerate(record["meterData"], 1):
            value = item.get("totalVolume") or item.get("totalEnergyUse")
            if str(item["meterId"]) in meters and isinstance(value, (int, float)):
                found.setdefault(str(item["meterId"]), []).append((_day(item), row, float(value)))
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    table = _made("", 1, "VERIFI", _by_meter(meters, found, 1))
    return (table,) if table else ()


def _day(item: Mapping[str, Any]) -> date:
    """Return a reading's day: later versions keep year, month and day, earlier ones a time as JSON writes it."""
    if item.get("year"):
        return date(int(item["year"]), int(item["month"]), int(item.get("day") or 1))
    return date.fromisoformat(str(item["readDate"])[:10])
