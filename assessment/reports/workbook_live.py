"""The live sheets of a report workbook: indicators and months, recomputed from the ledger sheet by formula."""

from __future__ import annotations

from typing import Any

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from assessment.evaluation.indicators import PRODUCTIVITY, Ratio
from assessment.evaluation.measure import Measure
from assessment.reports.basis import Basis, Record, joined, said_or
from assessment.reports.report import Number, said
from assessment.reports.sections.months import MONTHLY
from assessment.reports.words import write
from assessment.reports.workbook_entries import factors_sheet_of
from assessment.reports.workbook_ledger import NO_PRODUCT, Ledger, excel_day, ratios_of
from assessment.reports.workbook_page import ROOM, row_height
from assessment.reports.workbook_style import Formats, number_format
from calculators.period import Period, parse_period
from calculators.uncertainty import Z_90
from data import messages

FIRST_ROW = 6  # of the indicators, counted from 0
TITLES = ("indicator", "of", "per", "period", "amount", "amount_unit", "output", "output_unit", "value", "unit", "share", "deviation", "low", "high", "id")
WIDTHS = (30, 24, 24, 9, 14, 10, 13, 19, 14, 26, 10, 10, 12, 12, 44)
FIGURES = ("amount", "output", "value", "share", "deviation", "low", "high")  # columns with figures
DAYS, MONTH_WIDTH, HEAD = (10.0, 12.0, 12.0), 14.0, 78.0  # characters: of a month and its days, of a figure; points: of the headings


def sum_formula(ledger: Ledger, measure: Measure, flag: str, extra: str = "") -> str:
    """Return the formula, without its equals sign, of a measure's total in the window of a flag column."""
    part = ledger.part(measure)
    terms = [f"ledger_{part.column}", flag, *(term for term in (part.condition, extra) if term)]
    return f"SUMPRODUCT({','.join(terms)})"


def _flag(ledger: Ledger, window: Period) -> str:
    return "ledger_in_period" if window == ledger.site.reporting else "ledger_in_baseline"


def amount_formula(ledger: Ledger, ratio: Ratio, share_cell: str) -> str:
    """Return the formula of what a ratio divides: all of it, or a product's own and its share of what is common."""
    flag = _flag(ledger, ratio.window)
    if ratio.share is None:
        return sum_formula(ledger, ratio.measure, flag)
    product = ratio.denominator.product or ""
    ids = [product] if ratio.denominator.per != "norm" else _family(ledger, product)
    own = "+".join(sum_formula(ledger, ratio.measure, flag, f'--(ledger_product="{id}")') for id in ids)
    common = sum_formula(ledger, ratio.measure, flag, f'--(ledger_product="{NO_PRODUCT}")')
    return f"{own}+{share_cell}*{common}"


def _family(ledger: Ledger, family: str) -> list[str]:
    products = ledger.site.assessment.products
    return [product.id for product in products if (product.norm_product or "").partition(".")[0] == family]


def share_formula(ledger: Ledger, ratio: Ratio) -> str | None:
    """Return the formula of a product's share of what is common, or None where it was stated or is a norm's own."""
    output = ledger.site.output
    if ratio.share is None or ratio.denominator.per == "norm" or output.allocation == "stated" or not output.weights:
        return None
    column = "allocation"
    if column not in ledger.columns:
        return None
    flag = _flag(ledger, ratio.window)
    whole = f"SUMPRODUCT(ledger_{column},{flag})"
    own = f'SUMPRODUCT(ledger_{column},{flag},--(ledger_stream="product/{ratio.denominator.product}"))'
    return f"{own}/{whole}"


def put_allocation(ledger: Ledger) -> None:
    """Give the ledger the column that common consumption is shared by, if the site shares it by output."""
    weights = ledger.site.output.weights
    if not weights:
        return
    values = np.sum([weight.contribution for weight in weights], axis=0)
    belongs = np.any([weight.belongs for weight in weights], axis=0)
    measure = Measure(kind="allocation", stream=None, unit=weights[0].unit, contribution=values, belongs=belongs)
    ledger.part(measure)


class IndicatorSheet:
    """The indicators of both periods as rows of formulas; `cells` says where each figure of the result stands."""

    def __init__(self, ledger: Ledger, basis: Basis, sheet: Any, formats: Formats) -> None:
        self.ledger, self.basis, self.sheet, self.formats = ledger, basis, sheet, formats
        self.cells: dict[str, str] = {}
        self.amounts: dict[str, tuple[str, str]] = {}
        self.last_column = TITLES.index("unit")  # of what is printed: without shares or errors their columns are empty
        self.ratios = ratios_of(ledger.site, basis.by_id)
        put_allocation(ledger)
        for ratio in self.ratios:
            ledger.part(ratio.measure)
            ledger.part(ratio.denominator.measure)

    def write(self, row: int = FIRST_ROW) -> int:
        """Write the rows and return the next free one."""
        lang, formats = self.basis.lang, self.formats
        for column, name in enumerate(TITLES):
            self.sheet.write_string(row - 1, column, write(said(f"report.live.{name}"), lang), formats.column(name in FIGURES))
        self.sheet.set_row(row - 1, 32)
        for index, width in enumerate(WIDTHS):
            self.sheet.set_column(index, index, width)
        for ratio in self.ratios:
            self._ratio(row, ratio)
            row += 1
        for item in self.basis.result["indicators"]:
            if item["period"] in (self.basis.reporting, self.basis.baseline) and item["id"] not in self.cells:
                self._fixed(row, item)
                row += 1
        self.sheet.freeze_panes(FIRST_ROW, 1)
        self.sheet.autofilter(FIRST_ROW - 1, 0, row - 1, len(TITLES) - 1)
        return row

    def _names(self, row: int, item: Record) -> None:
        basis, lang, formats = self.basis, self.basis.lang, self.formats
        about = joined([basis.stream(item["stream"]) if item["stream"] else None, basis.product(item["product"]) if item["product"] else None])
        words = (write(basis.kind(item["kind"]), lang), write(about, lang), write(basis.per(item["per"]), lang))
        for column, text in enumerate(words):
            self.sheet.write_string(row, column, text, formats.text())
        self.sheet.set_row(row, row_height([(text, width, False) for text, width in zip(words, WIDTHS, strict=False)]))
        self.sheet.write_string(row, 3, messages.format_period(item["period"], lang), formats.text())
        self.sheet.write_string(row, 9, messages.format_unit(item["unit"], lang), formats.text())
        self.sheet.write_string(row, 14, item["id"], formats.note())
        self.cells[item["id"]] = f"{factors_sheet_of(self.sheet)}!$I${row + 1}"

    def _fixed(self, row: int, item: Record) -> None:
        self._names(row, item)
        self.sheet.write_number(row, 8, item["value"], self.formats.figure(item["value"], bold=True))

    def _ratio(self, row: int, ratio: Ratio) -> None:
        item = self.basis.by_id[ratio.indicator.id]
        ledger, sheet, formats, excel = self.ledger, self.sheet, self.formats, row + 1
        self._names(row, item)
        made = ratio.denominator.measure.total(ledger.site.columns, ratio.window)
        inverse = ratio.indicator.kind in PRODUCTIVITY.values()
        amount = made / item["value"] if inverse else made * item["value"]
        share = share_formula(ledger, ratio)
        if ratio.share is not None:
            self.last_column = max(self.last_column, TITLES.index("share"))
        if share is not None and ratio.share is not None:
            sheet.write_formula(row, 10, f"={share}", formats.figure(None, num_format="0.0000"), ratio.share)
        elif ratio.share is not None:
            sheet.write_number(row, 10, ratio.share, formats.figure(None, num_format="0.0000"))
        sheet.write_formula(row, 4, f"={amount_formula(ledger, ratio, f'$K${excel}')}", formats.figure(amount), amount)
        sheet.write_formula(row, 6, f"={sum_formula(ledger, ratio.denominator.measure, _flag(ledger, ratio.window))}", formats.figure(made), made)
        sheet.write_string(row, 5, messages.format_unit(ratio.measure.unit, self.basis.lang), formats.text())
        sheet.write_string(row, 7, messages.format_unit(self.basis.unit(ratio.denominator.unit), self.basis.lang), formats.text())
        value = f"=G{excel}/E{excel}" if inverse else f"=E{excel}/G{excel}"
        sheet.write_formula(row, 8, value, formats.figure(item["value"], bold=True), item["value"])
        self.amounts[item["id"]] = (self._at(row, 4), self._at(row, 6))
        if ratio.indicator.relative is not None:
            self.last_column = TITLES.index("high")
            sheet.write_number(row, 11, ratio.indicator.relative, formats.figure(None, num_format="0.00%"))
            for column, sign in ((12, "-"), (13, "")):
                bound = item["low" if sign else "high"]
                sheet.write_formula(row, column, f"=I{excel}*EXP({sign}{Z_90}*L{excel})", formats.figure(bound), bound)

    def _at(self, row: int, column: int) -> str:
        return f"{factors_sheet_of(self.sheet)}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"


class MonthSheet:
    """The months as rows of formulas, and where their columns stand for the native charts."""

    def __init__(self, ledger: Ledger, basis: Basis, sheet: Any, formats: Formats) -> None:
        self.ledger, self.basis, self.sheet, self.formats = ledger, basis, sheet, formats
        self.cells: dict[str, str] = {}
        self.series: list[tuple[Record, int]] = []
        self.items = [item for kind in MONTHLY if (item := basis.main(kind)) and len(basis.months(item)) > 1]
        self.months = sorted({month["period"] for item in self.items for month in basis.months(item)})
        self.rows = (FIRST_ROW, FIRST_ROW + len(self.months) - 1)
        self.columns = 3 + 3 * max(len(self.items), 3)  # of what is printed
        self.width = max(ROOM, sum(DAYS) + MONTH_WIDTH * (self.columns - 3))
        self.head = HEAD

    def write(self, ratios: list[Ratio]) -> None:
        """Write one row per month: its days, then amount, output and intensity of each kind."""
        lang, sheet, formats = self.basis.lang, self.sheet, self.formats
        titles = [write(said(f"report.live.{name}"), lang) for name in ("month", "start", "end")]
        for at, width in enumerate(DAYS):
            sheet.set_column(at, at, width)
        for row, month in enumerate(self.months, start=FIRST_ROW):
            window = parse_period(month)
            sheet.write_string(row, 0, messages.format_period(month, lang), formats.text())
            sheet.write_number(row, 1, excel_day(window.start.toordinal()), formats.day())
            sheet.write_number(row, 2, excel_day(window.end.toordinal()), formats.day())
        column = 3
        for item in self.items:
            ratio = next((ratio for ratio in ratios if ratio.indicator.id == item["id"]), None)
            name = write(self.basis.indicator_name(item), lang)
            kind = item["kind"].removesuffix("_intensity")
            unit = messages.format_unit(ratio.measure.unit if ratio else "", lang)
            titles += [
                f"{write(said_or(f'report.total.{kind}', kind), lang)} [{unit}]",
                f"{write(said('report.live.output'), lang)} [{messages.format_unit(self.basis.unit(ratio.denominator.unit) if ratio else '', lang)}]",
                f"{name} [{messages.format_unit(item['unit'], lang)}]",
            ]
            for row, month in enumerate(self.months, start=FIRST_ROW):
                self._month(row, column, item, ratio, month)
            self.series.append((item, column + 2))
            column += 3
        for at, title in enumerate(titles):
            sheet.write_string(FIRST_ROW - 1, at, title, formats.column(at > 0))
        sheet.set_row(FIRST_ROW - 1, HEAD)
        sheet.set_column(3, max(column - 1, 3), MONTH_WIDTH)
        sheet.freeze_panes(FIRST_ROW, 1)

    def _month(self, row: int, column: int, item: Record, ratio: Ratio | None, month: str) -> None:
        record = self.basis.by_id.get(f"{item['id'].rpartition('/')[0]}/{month}")
        if record is None:
            return
        sheet, formats = self.sheet, self.formats
        cell = xl_rowcol_to_cell(row, column + 2, row_abs=True, col_abs=True)
        self.cells[record["id"]] = f"{factors_sheet_of(sheet)}!{cell}"
        if ratio is None or ratio.share is not None:
            sheet.write_number(row, column + 2, record["value"], formats.figure(record["value"], bold=True))
            return
        window = parse_period(month)
        for at, measure in ((column, ratio.measure), (column + 1, ratio.denominator.measure)):
            total = measure.total(self.ledger.site.columns, window)
            sheet.write_formula(row, at, f"={self._sum(measure, window, row)}", formats.figure(total), total)
        value = f"={xl_rowcol_to_cell(row, column)}/{xl_rowcol_to_cell(row, column + 1)}"
        sheet.write_formula(row, column + 2, value, formats.figure(record["value"], bold=True), record["value"])

    def _sum(self, measure: Measure, window: Period, row: int) -> str:
        """Return the formula of a month's total: rows inside the month, by days where one reaches over its edge."""
        part = self.ledger.part(measure)
        start, end = f"$B{row + 1}", f"$C{row + 1}"
        if not self.ledger.straddles(measure, window) and not part.condition:
            return f'SUMIFS(ledger_{part.column},ledger_start,">="&{start},ledger_end,"<="&{end})'
        days = f"((ledger_end+{end}-ABS(ledger_end-{end}))-(ledger_start+{start}+ABS(ledger_start-{start})))/2+1"
        inside = f"(({days})+ABS({days}))/2/(ledger_end-ledger_start+1)"
        terms = [f"ledger_{part.column}", inside, *([part.condition] if part.condition else [])]
        return f"SUMPRODUCT({','.join(terms)})"


def live_formulas(ledger: Ledger, basis: Basis, cells: dict[str, str], amounts: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Return the formula, without its equals sign, of every figure of the result that the sheets recompute."""
    formulas = dict(cells)
    _add_totals(ledger, basis, formulas)
    for index, row in enumerate(basis.result["targets"]):
        before = f"{str(row['indicator']).rpartition('/')[0]}/{row['baseline_period']}"
        if row["change_percent"] is not None and row["indicator"] in cells and before in cells:
            formulas[f"/targets/{index}/change_percent"] = f"100*({cells[row['indicator']]}/{cells[before]}-1)"
    for index, row in enumerate(basis.result["decompositions"]):
        _add_decomposition(basis, index, row, amounts, formulas)
    _add_emissions(ledger, basis, formulas)
    return formulas


def _add_totals(ledger: Ledger, basis: Basis, formulas: dict[str, str]) -> None:
    site = ledger.site
    for name, window in (("totals", site.reporting), ("baseline_totals", site.baseline)):
        totals = basis.result[name]
        if window is None or not totals:
            continue
        for kind in totals["units"]:
            measure = site.measure(kind)
            if measure is not None and totals.get(kind) is not None and id(measure) in ledger.parts:
                formulas[f"/{name}/{kind}"] = sum_formula(ledger, measure, _flag(ledger, window))
        for index, row in enumerate(totals["output"]):
            denominators = (*site.output.site, *site.output.by_product)
            found = next((d for d in denominators if d.per == row["per"] and d.product == row["product"]), None)
            if found is not None and id(found.measure) in ledger.parts:
                formulas[f"/{name}/output/{index}/value"] = sum_formula(ledger, found.measure, _flag(ledger, window))


def _add_decomposition(basis: Basis, index: int, row: Record, amounts: dict[str, tuple[str, str]], formulas: dict[str, str]) -> None:
    now = amounts.get(f"{row['kind']}:{row['per']}/{row['reporting_period']}")
    then = amounts.get(f"{row['kind']}:{row['per']}/{row['baseline_period']}")
    if now is None or then is None:
        return
    at = f"/decompositions/{index}"
    formulas[f"{at}/baseline_amount"], formulas[f"{at}/amount"] = then[0], now[0]
    formulas[f"{at}/activity_effect"] = f"{then[0]}/{then[1]}*({now[1]}-{then[1]})"
    formulas[f"{at}/intensity_effect"] = f"{now[1]}*({now[0]}/{now[1]}-{then[0]}/{then[1]})"


def _add_emissions(ledger: Ledger, basis: Basis, formulas: dict[str, str]) -> None:
    """Add the inventory's sources where the ledger's column of emissions is the one they were summed from."""
    measure = ledger.site.measure("ghg")
    if measure is None or id(measure) not in ledger.parts or basis.result["choices"]["electricity"]["value"] == "market":
        return
    rows = basis.result["emissions"]["by_source"]
    streams = [row["stream"] for row in rows if row["scope"] != 3]
    by_scope: dict[int, list[str]] = {1: [], 2: []}
    for index, row in enumerate(rows):
        if row["scope"] == 3:  # by life-cycle factors, not the ledger's column
            continue
        if streams.count(row["stream"]) > 1:
            return
        formula = sum_formula(ledger, measure, "ledger_in_period", f'--(ledger_stream="{row["stream"]}")') + "/1000"
        formulas[f"/emissions/by_source/{index}/co2e_t"] = formula
        by_scope.setdefault(row["scope"], []).append(formula)
    for name, scope in (("scope1", 1), ("scope2_location", 2)):
        if by_scope[scope] and basis.result["emissions"][name] is not None:
            formulas[f"/emissions/{name}"] = "+".join(by_scope[scope])


def shown_format(formats: Formats, value: float, unit: str, lang: str) -> Any:
    """Return the format of a figure with its unit."""
    return formats.get(num_format=number_format(Number(value=value, unit=unit), lang), align="right")
