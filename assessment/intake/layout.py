"""The workbook's sheets: one for each list of the document, and one form for its single values.

A sheet's name is its key, in every language. The first row (hidden) holds field names, the second headings, rows
follow. A form has its field names in the first column instead. `docs/decisions` says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

MONTHS = tuple(f"{month:02}" for month in range(1, 13))
HEADER_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3
ABOUT_SHEET, LISTS_SHEET, GUIDE_SHEET = "_about", "_lists", "_guide"
EXAMPLE_MARKS = ("vi du", "example")  # folded


@dataclass(frozen=True, kw_only=True)
class SheetLayout:
    """One sheet: its key, the section of the document it fills, its form, and its fields in order."""

    key: str
    section: str
    form: Literal["fields", "table", "months"]
    fields: tuple[str, ...]


def _sheet(key: str, form: Literal["fields", "table", "months"], fields: str, section: str = "") -> SheetLayout:
    return SheetLayout(key=key, section=section or key, form=form, fields=tuple(fields.split()))


LAYOUT: tuple[SheetLayout, ...] = (
    _sheet("facility", "fields",
           "facility.name facility.tax_code facility.organisation.name facility.organisation.tax_code facility.sector "
           "facility.province facility.commune facility.zone facility.employees facility.capacity.quantity "
           "facility.capacity.unit reporting_period baseline_period"),
    _sheet("products", "table",
           "id name unit norm_product sector equivalent capacity.quantity capacity.unit commissioned price_vnd"),
    _sheet("flows_monthly", "months",
           "stream year unit " + " ".join(MONTHS) + " role meter step product uncertainty_pct estimated evidence", "flows"),
    _sheet("flows", "table",
           "period stream quantity unit cost_vnd role meter step product uncertainty_pct estimated evidence"),
    _sheet("streams", "table", "stream name like of period property value unit uncertainty_pct evidence"),
    _sheet("relevant_variables", "table", "period name value unit"),
    _sheet("static_factors", "table", "kind period name quantity unit evidence"),
    _sheet("process.steps", "table", "id name system_cost_vnd waste_management_cost_vnd"),
    _sheet("process.streams", "table",
           "from to stream quantity unit uncertainty_pct property value value_unit value_uncertainty_pct value_evidence"),
    _sheet("options", "table",
           "id title technique step investment_vnd annual_cost_vnd lifetime_years status reason owner due library requires "
           "excludes"),
    _sheet("options.saves", "table", "option stream quantity percent cost_vnd unit uncertainty_pct"),
    _sheet("options.adds", "table", "option stream quantity percent cost_vnd unit uncertainty_pct"),
    _sheet("life_cycle", "table", "product declared_unit.quantity declared_unit.unit boundary allocation"),
    _sheet("life_cycle.inventory", "table", "product stage stream factor supplier_pcf quantity unit"),
    _sheet("choices", "fields", ""),
    _sheet("accepted", "table", "code stream period reason"),
    _sheet("worksheets", "table", "sheet step entry field value unit uncertainty_pct evidence"),
)  # fmt: skip
BY_KEY: Mapping[str, SheetLayout] = {sheet.key: sheet for sheet in LAYOUT}
NEEDED_SHEETS: Mapping[str, tuple[str, ...]] = {
    "facility": ("facility",),
    "products": ("products",),
    "flows": ("flows", "flows_monthly"),
}
FORM_EXTRA = ("format", "process.period")  # single values a form may carry beside those it shows

# sheet of a nested list -> the list it belongs to, the column naming the row there, that row's own key
NESTED: Mapping[str, tuple[str, str, str, str]] = {
    "options.saves": ("options", "saves", "option", "id"),
    "options.adds": ("options", "adds", "option", "id"),
    "life_cycle.inventory": ("life_cycle", "inventory", "product", "product"),
}
# fields whose text may be a choice of a drop-down list: "Điện lưới [electricity/grid]" names electricity/grid
CHOSEN = frozenset({
    "stream", "like", "of", "role", "property", "norm_product", "sector", "province", "technique", "status", "stage",
    "boundary", "sheet", "product", "option", "step", "from", "to",
})  # fmt: skip
PERIODS = frozenset({"period", "reporting_period", "baseline_period", "commissioned", "due", "year"})


def section_of(name: str) -> SheetLayout | None:
    """Return the layout that a sheet's name stands for: its key, or its key with something behind it (``flows (2)``)."""
    plain = name.strip().casefold()
    if plain in BY_KEY:
        return BY_KEY[plain]
    for key in sorted(BY_KEY, key=len, reverse=True):
        if plain.startswith(key) and plain[len(key)] in " _-(":
            return BY_KEY[key]
    return None
