"""Write the ledger and factor sheets: quantities as typed, converted columns as formulas that name their factor."""

from __future__ import annotations

from typing import Any

import numpy as np
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from assessment.reports.basis import Basis, said_or
from assessment.reports.naming import factors as named_factors
from assessment.reports.report import said
from assessment.reports.words import clean, write
from assessment.reports.workbook_ledger import FIRST_ROW, FIXED, NO_PRODUCT, Ledger, LedgerColumn, excel_day
from assessment.reports.workbook_page import row_height
from assessment.reports.workbook_style import Formats, decimals
from assessment.shown_units import shown_unit
from calculators.finding import Place
from data import messages

WIDTHS = (6, 14, 36, 28, 16, 15, 13, 13, 14, 12, 17, 10, 10)
FIGURES = {"number", "start", "end", "quantity", "cost", "in_period", "in_baseline"}  # columns with figures
ROLES = ("in", "out", "internal", "stock")
MADE_OF = 56  # characters: of the column that says what a factor is made of
MOST_DECIMALS = 2  # of a converted figure, as shown; the cell keeps all
LINE_MARK = "\0"  # where a line's number stands in its words
INPUT = "#FFF9E5"  # behind what was typed in
MAX_CELL = 32_767  # characters a cell holds


class FactorSheet:
    """Collects the distinct factors that the ledger's formulas name, a row each."""

    def __init__(self, sheet: Any, name: str) -> None:
        self.sheet = sheet
        self.name = name
        self.rows: dict[tuple[str, str, str, float], tuple[int, tuple[str, ...]]] = {}

    def cell(self, stream: str, unit: str, column: str, factor: float, made_of: tuple[str, ...]) -> str:
        """Return the reference to a factor's cell, on a new row when it is new."""
        key = (stream, unit, column, float(f"{factor:.14g}"))
        if key not in self.rows:
            self.rows[key] = (FIRST_ROW + len(self.rows), made_of)
        return f"{self.name}!$F${self.rows[key][0] + 1}"

    def exact(self, key: tuple[str, str, str, float]) -> float:
        """Return the factor of a key."""
        return key[3]


def write_entries(ledger: Ledger, basis: Basis, sheet: Any, factors: FactorSheet, formats: Formats, names: dict[str, str]) -> None:
    """Write one row per entry; a converted figure is the quantity times its factor."""
    lang = basis.lang
    columns = list(ledger.columns.values())
    titles = [write(said(f"report.ledger.{name}"), lang) for name in FIXED]
    equivalent_unit = basis.result["subject"].get("equivalent_unit")
    titles += [column_title(column, lang, equivalent_unit) for column in columns]
    for at, title in enumerate(titles):
        sheet.write_string(FIRST_ROW - 1, at, title, formats.column(at >= len(FIXED) or FIXED[at] in FIGURES))
    sheet.set_row(FIRST_ROW - 1, 64)
    is_tagged = any(entry.product for entry in ledger.entries)
    for index, width in enumerate((*WIDTHS, *(15 for _ in columns))):
        name = FIXED[index] if index < len(FIXED) else ""
        sheet.set_column(index, index, width, None, {"hidden": name == "stream" or (name == "product" and not is_tagged)})
    plain, count, day = formats.get(align="left", indent=1), formats.get(align="right", indent=1), formats.day()
    converted = [formats.get(num_format=_converted_format(column), align="right", indent=1) for column in columns]
    number, typed_in = _digits(formats), _digits(formats, bg_color=INPUT)
    share = formats.get(num_format="0.00", align="right", font_color="#5C6966", indent=1)
    roles = {role: messages.message(f"role.{role}", lang) for role in ROLES}
    shares = [
        ledger.site.columns.shares(window) if window else np.zeros(len(ledger.entries))
        for window in (ledger.site.reporting, ledger.site.baseline)
    ]
    stream_names = {stream: write(basis.stream(stream), lang) for stream in {entry.stream for entry in ledger.entries}}
    at_line = messages.message("report.place_line", lang, line=LINE_MARK)
    unit_names = {unit: messages.format_unit(unit, lang) for unit in {entry.unit for entry in ledger.entries if entry.amount is not None}}
    for index, entry in enumerate(ledger.entries):
        row = FIRST_ROW + index
        quantity = ledger.quantity(index)
        sheet.write_number(row, 0, index + 1, count)
        sheet.write_string(row, 1, _place(ledger.site.document.place(entry.path), at_line), plain)
        sheet.write_string(row, 2, stream_names[entry.stream][:MAX_CELL], plain)
        sheet.write_string(row, 3, entry.stream, plain)
        sheet.write_string(row, 4, roles[entry.role], plain)
        sheet.write_string(row, 5, entry.product or NO_PRODUCT, plain)
        sheet.write_number(row, 6, excel_day(entry.start_day), day)
        sheet.write_number(row, 7, excel_day(entry.end_day), day)
        if quantity is not None:
            sheet.write_number(row, 8, quantity, typed_in[quantity.is_integer()])
            sheet.write_string(row, 9, unit_names[entry.unit], plain)
        if entry.cost_vnd is not None:
            sheet.write_number(row, 10, entry.cost_vnd, number[float(entry.cost_vnd).is_integer()])
        excel = row + 1
        for place, (start, end) in enumerate((("period_start", "period_end"), ("baseline_start", "baseline_end"))):
            if place and ledger.site.baseline is None:
                continue
            formula = f"=MAX(0,MIN(H{excel},{end})-MAX(G{excel},{start})+1)/(H{excel}-G{excel}+1)"
            sheet.write_formula(row, 11 + place, formula, share, float(shares[place][index]))
        for at, column in enumerate(columns, start=len(FIXED)):
            value = column.values[index]
            if not np.isnan(value):
                _write_converted(sheet, row, at, column, index, entry, quantity, float(value), factors, converted[at - len(FIXED)])
    last = FIRST_ROW + max(len(ledger.entries), 1)
    for at, name in enumerate((*FIXED, *(column.key for column in columns))):
        letter = xl_col_to_name(at)
        names[f"ledger_{name}"] = f"={factors_sheet_of(sheet)}!${letter}${FIRST_ROW + 1}:${letter}${last}"
    _guard(sheet, last - 1, lang)
    sheet.freeze_panes(FIRST_ROW, 4)
    sheet.autofilter(FIRST_ROW - 1, 0, last - 1, len(FIXED) + len(columns) - 1)


def _digits(formats: Formats, **look: Any) -> tuple[Any, Any]:
    """Return the formats of a broken and of a whole figure: a format of both would leave a separator behind the whole one."""
    broken, whole = (formats.get(num_format=form, align="right", indent=1, **look) for form in ("#,##0.######", "#,##0"))
    return broken, whole


def _converted_format(column: LedgerColumn) -> str:
    """Return one number format for a whole column, so that its points stand below each other: two decimals at most, if they say anything."""
    sizes = np.abs(column.values[np.isfinite(column.values) & (column.values != 0)])
    if not sizes.size or bool(np.all(sizes == np.round(sizes))):
        return "#,##0"
    return "#,##0." + "0" * min(max(decimals(float(sizes.min())), 1), MOST_DECIMALS)


def factors_sheet_of(sheet: Any) -> str:
    """Return a sheet's name as formulas write it."""
    return "'" + str(sheet.get_name()).replace("'", "''") + "'"


def _write_converted(
    sheet: Any, row: int, at: int, column: LedgerColumn, index: int, entry: Any, quantity: float | None, value: float,
    factors: FactorSheet, number: Any,
) -> None:  # fmt: skip
    if not quantity:
        sheet.write_number(row, at, value, number)
        return
    made_of = tuple(known.factor for known in column.used.get(index, ()))
    reference = factors.cell(entry.stream, entry.unit, column.key, value / quantity, made_of)
    sheet.write_formula(row, at, f"={xl_rowcol_to_cell(row, 8)}*{reference}", number, value)


def column_title(column: LedgerColumn, lang: str, equivalent_unit: str | None = None) -> str:
    """Return what a converted column is called, with its unit."""
    key = column.key.rstrip("0123456789")
    known = key.partition("_")[0] if key.startswith("output_") else key
    if known == "output" and key != column.key:
        known = "output_of_norm"  # the norm's own: equivalents by its coefficients, or a part of the products
    name = write(said_or(f"report.ledger.{known}", key), lang)
    if key in ("stream_amount", "product_output"):
        return name
    return f"{name} [{messages.format_unit(shown_unit(column.unit, equivalent_unit), lang)}]"


def write_factors(ledger: Ledger, basis: Basis, factors: FactorSheet, formats: Formats) -> None:
    """Write the factor sheet, once the ledger has named all its factors."""
    sheet, lang = factors.sheet, basis.lang
    titles = [write(said(f"report.factor.{name}"), lang) for name in ("number", "stream", "from", "to", "unit", "value", "made_of")]
    for at, title in enumerate(titles):
        sheet.write_string(FIRST_ROW - 1, at, title, formats.column(at in (0, 5)))
    for index, width in enumerate((6, 36, 18, 34, 22, 20, MADE_OF)):
        sheet.set_column(index, index, width)
    plain, wrapped = formats.get(align="left", indent=1), formats.get(text_wrap=True, align="left", indent=1)
    count = formats.get(align="right", indent=1)
    values = [formats.get(num_format=form, align="right", bg_color=INPUT, indent=1) for form in ("#,##0.##########", "#,##0")]
    for (stream, unit, key, factor), (row, made_of) in factors.rows.items():
        column = ledger.columns[key]
        sheet.write_number(row, 0, row - FIRST_ROW + 1, count)
        sheet.write_string(row, 1, write(basis.stream(stream), lang)[:MAX_CELL], plain)
        sheet.write_string(row, 2, messages.format_unit(unit, lang), plain)
        sheet.write_string(row, 3, column_title(column, lang).partition(" [")[0], plain)
        unit_shown = shown_unit(column.unit, basis.result["subject"].get("equivalent_unit"))
        sheet.write_string(row, 4, messages.format_unit(unit_shown, lang) if key not in ("stream_amount", "product_output") else "", plain)
        sheet.write_number(row, 5, factor, values[factor.is_integer()])
        documents = write(named_factors(basis, made_of), lang)
        sheet.write_string(row, 6, documents, wrapped)
        sheet.set_row(row, row_height([(documents, MADE_OF, False)]))
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.print_area(0, 0, FIRST_ROW + len(factors.rows) - 1, 6)


def _place(place: Place, at_line: str) -> str:
    if place.sheet:
        return clean(f"{place.sheet}!{place.cell}" if place.cell else place.sheet)[:200]
    if place.line is not None:
        return at_line.replace(LINE_MARK, str(place.line))
    return str(place.path or "-")[:200]


def _guard(sheet: Any, last: int, lang: str) -> None:
    """Let a cell take only what it can mean."""
    wrong = {"error_title": write(said("report.guard.title"), lang)}
    sheet.data_validation(FIRST_ROW, 4, last, 4, {"validate": "list", "source": [messages.message(f"role.{role}", lang) for role in ROLES], **wrong})
    dates = {"validate": "date", "criteria": ">", "value": 1, "error_message": write(said("report.guard.date"), lang), **wrong}
    sheet.data_validation(FIRST_ROW, 6, last, 7, dates)
    amounts = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
    sheet.data_validation(FIRST_ROW, 8, last, 8, {**amounts, "error_message": write(said("report.guard.number"), lang), **wrong})
