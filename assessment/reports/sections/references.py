"""References that were made for other products than the site's: what was looked at and why it is not compared with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

from assessment.reports.basis import Basis, Record, in_words, joined, number, said_or
from assessment.reports.naming import placed
from assessment.reports.report import Cell, Column, Row, Table, said, typed
from calculators.errors import UnitError
from calculators.units import convert

OTHER_PRODUCT = "norm.product_differs"


def of_other_products(row: Record) -> bool:
    """Return whether a verdict only says that its reference is for another product."""
    return bool(row["verdict"] == "not_comparable" and row["why"]["code"] == OTHER_PRODUCT)


def other_products(basis: Basis, rows: Sequence[Record]) -> Table:
    """Return the references for other products, those of one product and one source together."""
    norms = {norm.id: norm for norm in basis.book.norms()}
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for row in rows:
        groups[str(row["why"]["values"].get("subject", "")), str(row["source"])].append(row)
    columns = (
        Column(title=said("report.column.made_for"), share=1.8),
        Column(title=said("report.column.reference"), share=3.4),
        Column(title=said("report.column.source"), share=2.6),
    )
    made = []
    for (subject, source_id), group in groups.items():
        source = basis.source(source_id)
        places = dict.fromkeys((norm.article or norm.locator) for row in group if (norm := norms.get(row["norm"] or "")))
        named = placed(source, *places) if source else typed(source_id)
        made.append(Row(cells=(in_words(subject), joined([_said(basis, row) for row in group], "; "), named)))
    note = said("report.note.other_products")
    return Table(id="other_products", title=said("report.table.other_products"), columns=columns, rows=tuple(made), note=note)


def in_unit(row: Record, wanted: str) -> tuple[float | None, float | None, float | None, str]:
    """Return a reference's low end, value and high end in the unit of the site's indicator, else in its own where it does not convert."""
    unit, scale = str(row["unit"]), 1.0
    if wanted and wanted != unit:
        with suppress(UnitError):
            scale, unit = float(convert(1.0, unit, wanted)), wanted
    low, middle, high = (None if row[name] is None else scale * row[name] for name in ("norm_low", "norm_value", "norm_high"))
    return low, middle, high, unit


def _said(basis: Basis, row: Record) -> Cell:
    item = basis.by_id.get(row["indicator"])
    low, middle, high, unit = in_unit(row, item["unit"] if item else "")
    figure: Cell = number(middle if middle is not None else high if high is not None else low, unit)
    if low is not None and high is not None:
        figure = said("report.range", low=number(low), high=number(high, unit))
    kind = said_or(f"report.statistic_short.{row['statistic']}", "") if row["statistic"] else None
    named = basis.kind(item["kind"] if item else re.split(r"[@:/]", row["indicator"])[0])
    return joined([named, joined([kind, figure], " ")], ": ")
