"""What of the data page an address looks at: a tab, years, a stream, and the cell or field to go to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.editing import inventory_rows, life_cycle_rows
from app.editing.inventory_rows import THRESHOLD
from app.editing.matrix import Measure, line_of, years_of
from assessment.model import Assessment
from calculators.errors import PeriodError
from calculators.period import parse_period

Tab = Literal["months", "ledger", "site", "products", "process", "streams", "variables", "inventory", "life_cycle", "choices"]
TABS: tuple[Tab, ...] = ("months", "ledger", "site", "products", "process", "streams", "variables", "inventory", "life_cycle", "choices")
ALL_YEARS = "all"
MOST_YEARS = 5  # shown side by side
SECTIONS: dict[Tab, tuple[str, ...]] = {
    "ledger": ("flows",),
    "products": ("products",),
    "process": ("process.steps", "process.streams"),
    "streams": ("streams",),
    "variables": ("relevant_variables",),
    "inventory": ("refrigerants", "base_year", "inventory"),
    "life_cycle": ("life_cycle", "life_cycle.inventory"),
}
_PATH = re.compile(r"(flows|products|streams|relevant_variables|process\.steps|process\.streams)\[(\d+)\]\.?(.*)")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, kw_only=True)
class View:
    """What is shown: the tab, its years and measure, the stream it is narrowed to, and where to put the cursor.

    `row` is a line's id in the table of months, else the place in the section; `column` a period or a field.
    """

    tab: Tab = "months"
    years: tuple[str, ...] = ()
    measure: Measure = "quantity"
    stream: str = ""
    section: str = ""
    row: str = ""
    column: str = ""

    @property
    def focus(self) -> str:
        """Return the address' `focus` of this view, without the cursor."""
        if self.tab == "months":
            years = self.years[0] if len(self.years) == 1 else ALL_YEARS
            return f"months:{years}" + (":cost" if self.measure == "cost_vnd" else "")
        return f"{self.tab}:{self.stream}" if self.stream else self.tab


def view_of(focus: str, document: Assessment) -> View:
    """Return what an address' `focus` asks for; what is not understood falls back to the reporting year's months.

    Understood are a tab (``months:2025``, ``months:all``, ``months:2025:cost``, ``ledger``, ``ledger:fuel/diesel``, ``site``),
    a path of the document (``flows[3].unit``, ``facility.tax_code``) and a stream with or without a period
    (``electricity/grid@2025-03``).
    """
    head, _, rest = focus.partition(":")
    if head in TABS:
        return _of_tab(head, rest, document)
    path = _PATH.fullmatch(focus)
    if path and path[1] == "flows":
        return _of_flow(int(path[2]), path[3], document)
    if path:
        tab = next(tab for tab, sections in SECTIONS.items() if path[1] in sections)
        return View(tab=tab, section=path[1], row=path[2], column=path[3])
    if focus.startswith("facility") or focus in ("reporting_period", "baseline_period"):
        return View(tab="site", column=focus)
    if focus.startswith("choices."):
        return View(tab="choices", column=focus)
    made = life_cycle_rows.cell_of(document, focus)
    if made:
        return View(tab="life_cycle", section=made[0], row=str(made[1]), column=made[2])
    cell = inventory_rows.cell_of(document, focus)
    if cell:
        section, place, field = cell
        is_field = section == "base_year" and place < 0
        return View(tab="inventory", section="" if is_field else section, row="" if is_field else str(place), column=THRESHOLD if is_field else field)
    stream, _, period = focus.partition("@")
    if any(flow.stream == stream for flow in document.flows):
        return _of_stream(stream, period, document)
    return View(years=(_first_year(document),))


def _of_tab(tab: Tab, rest: str, document: Assessment) -> View:
    if tab != "months":
        return View(tab=tab, stream=rest)
    years, _, measure = rest.partition(":")
    shown = (years,) if _YEAR.fullmatch(years) else years_of(document)[-MOST_YEARS:] if years == ALL_YEARS else (_first_year(document),)
    return View(years=shown or (_first_year(document),), measure="cost_vnd" if measure == "cost" else "quantity")


def _first_year(document: Assessment) -> str:
    try:
        return str(parse_period(document.reporting_period).end.year)
    except PeriodError:
        return (years_of(document) or ("2025",))[-1]


def _of_flow(place: int, member: str, document: Assessment) -> View:
    if place >= len(document.flows):
        return View(years=(_first_year(document),))
    flow = document.flows[place]
    is_cell = bool(re.fullmatch(r"\d{4}(-\d{2})?", flow.period)) and member in ("", "quantity", "unit", "cost_vnd")
    if not is_cell:
        return View(tab="ledger", section="flows", row=str(place), column=member or "quantity")
    measure: Measure = "cost_vnd" if member == "cost_vnd" else "quantity"
    return View(years=(flow.period[:4],), measure=measure, row=line_of(flow).id, column="unit" if member == "unit" else flow.period)


def _of_stream(stream: str, period: str, document: Assessment) -> View:
    rows = [flow for flow in document.flows if flow.stream == stream]
    flow = next((row for row in rows if row.period == period), rows[0])
    year = period[:4] if _YEAR.fullmatch(period[:4]) else _first_year(document)
    column = period if re.fullmatch(r"\d{4}(-\d{2})?", period) else f"{year}-01"
    return View(years=(year,), row=line_of(flow).id, column=column)
