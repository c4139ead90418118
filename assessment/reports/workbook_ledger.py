"""The ledger sheet of a report workbook: every entry with what it adds to each total, by formula from a factor sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.evaluation.entries import Entry
from assessment.evaluation.indicators import Ratio, indicators_of
from assessment.evaluation.material import MATERIAL_GROUPS
from assessment.evaluation.measure import Measure
from assessment.evaluation.norm_basis import norm_indicators, read_norm_basis
from assessment.evaluation.site import Site
from calculators.period import Period

Floats = NDArray[np.float64]

NO_PRODUCT = "-"  # what stands in the product column of an entry that no product was named for
FIRST_ROW = 5  # of the entries, counted from 0
FIXED = ("number", "place", "stream_name", "stream", "role", "product", "start", "end", "quantity", "unit", "cost", "in_period", "in_baseline")


@dataclass(kw_only=True)
class LedgerColumn:
    """What each entry adds to one total. [unit]"""

    key: str
    unit: str
    values: Floats
    used: dict[int, tuple[Any, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Which column, and which of its rows, one total is the sum of; `condition` is a term for SUMPRODUCT."""

    column: str
    condition: str = ""


@dataclass(kw_only=True)
class Ledger:
    """The entries of a site as sheet rows, and the columns that its totals are summed from."""

    site: Site
    columns: dict[str, LedgerColumn] = field(default_factory=dict)
    parts: dict[int, Part] = field(default_factory=dict)
    kept: list[Measure] = field(default_factory=list)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries."""
        return self.site.columns.entries

    def part(self, measure: Measure) -> Part:
        """Return where a measure's contributions stand, giving it a column when it has none yet."""
        known = self.parts.get(id(measure))
        if known is None:
            column, condition = _place_of(measure)
            known = Part(column=self._put(column, measure, is_shared=bool(condition)), condition=condition)
            self.parts[id(measure)] = known
            self.kept.append(measure)  # an id is only a name as long as its object lives
        return known

    def _put(self, key: str, measure: Measure, *, is_shared: bool) -> str:
        """Return the column that holds a measure; without a condition it is summed whole, so it holds that measure alone."""
        name, number = key, 1
        while True:
            column = self.columns.setdefault(name, LedgerColumn(key=name, unit=measure.unit, values=np.full(len(self.entries), np.nan)))
            filled = ~np.isnan(column.values)
            there = filled & measure.belongs
            is_alone = is_shared or not filled.any() or bool(np.array_equal(filled, measure.belongs))
            if is_alone and bool(np.all(column.values[there] == measure.contribution[there])):
                break
            number += 1
            name = f"{key}{number}"
        column.values[measure.belongs] = measure.contribution[measure.belongs]
        column.used.update(measure.used)
        return name

    def quantity(self, index: int) -> float | None:
        """Return an entry's quantity in the unit that was typed, for the part of the row that the entry is."""
        entry = self.entries[index]
        if entry.amount is None:
            return None
        flow = self.site.assessment.flows[entry.row]
        whole = entry.row_days == entry.end_day - entry.start_day + 1
        if flow.role != "stock" and whole and flow.quantity is not None:
            return flow.quantity
        return entry.amount / _unit_factor(entry.unit)

    def straddles(self, measure: Measure, window: Period) -> bool:
        """Return whether an entry of a measure reaches over an edge of a window."""
        shares = self.site.columns.shares(window)
        return bool(np.any(measure.belongs & (shares > 0) & (shares < 1)))


def _unit_factor(unit: str) -> float:
    from calculators.units import parse_unit

    return parse_unit(unit).factor


def _place_of(measure: Measure) -> tuple[str, str]:
    stream = measure.stream
    if measure.kind == "output" and stream:
        return "product_output", f'--(ledger_stream="product/{stream}")'
    if measure.kind == "material" and stream in MATERIAL_GROUPS:
        return "material", f'--(LEFT(ledger_stream,{len(stream) + 1})="{stream}/")'
    if measure.kind == "material" and stream:
        return "stream_amount", f'--(ledger_stream="{stream}")'
    unit = "".join(letter for letter in measure.unit if letter.isascii() and letter.isalnum())
    return (f"output_{unit}" if measure.kind == "output" else measure.kind), ""


def ratios_of(site: Site, known: Iterable[str]) -> list[Ratio]:
    """Return the ratios of both periods whose indicators the result has, with the measures they were made of."""
    wanted = set(known)
    found: list[Ratio] = []
    for window in [period for period in (site.reporting, site.baseline) if period]:
        plain = indicators_of(site.view(window), site.measures)
        of_norm, _ = norm_indicators(site, read_norm_basis(site), window)
        found += [ratio for ratio in (*plain.ratios, *of_norm) if ratio.indicator.id in wanted]
    return found


def excel_day(ordinal: int) -> int:
    """Return the spreadsheet's number of a day."""
    return ordinal - date(1899, 12, 30).toordinal()
