"""The workbook a factory fills in, and the workbook that carries a document: one layout, written with xlsxwriter."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from assessment.intake.filling import Cells, Filling, Value, fill_sheets
from assessment.intake.layout import (
    ABOUT_SHEET,
    FIRST_ROW,
    FORM_EXTRA,
    GUIDE_SHEET,
    HEADER_ROW,
    HEADING_ROW,
    LAYOUT,
    LISTS_SHEET,
    MONTHS,
    NEEDED_SHEETS,
    SheetLayout,
)
from assessment.intake.looks import FORM_HEIGHT, GUIDE_LINE, HEADING_HEIGHT, HELP_LINE, LINE_HEIGHT, MONTH_WIDTH, STYLES, WIDTH, WIDTHS
from assessment.intake.offers import LIST_OF, lists
from assessment.intake.part import near
from assessment.intake.rows import SECTIONS
from assessment.intake.shape import shapes
from assessment.intake.starter import example_rows, shown_unit, starting_rows
from assessment.intake.tables import example_digest
from assessment.intake.vocabulary import Vocabulary, read_vocabulary
from assessment.model import Assessment
from calculators.errors import UnknownKeyError
from calculators.number import MAX_LENGTH
from data.messages import DEFAULT_LANGUAGE, has_message, message

LAST_ROW = 2000  # row down to which lists and number checks reach
A3, A4 = 8, 9  # paper sizes by Excel's numbers
_FIXED = datetime(2026, 1, 1)  # a workbook's date of creation would make each copy another file
_NUMBER_LIMIT = 1e15


def write(sector: str, lang: str = DEFAULT_LANGUAGE, vocabulary: Vocabulary | None = None) -> bytes:
    """Return an empty workbook for a factory of a sector.

    Parameters
    ----------
    sector : str
        A sector's key: its usual ledger rows and an example are put in.
    lang : str
        Language of headings, help and lists.
    vocabulary : Vocabulary, optional
        The keys of the reference data; the latest edition's when left out.

    Returns
    -------
    bytes
        An .xlsx file.

    Raises
    ------
    UnknownKeyError
        If there is no such sector.
    """
    known = vocabulary or read_vocabulary()
    if known.sectors and sector not in known.sectors:
        raise UnknownKeyError("sector", sector, near(sector, known.sectors), known.sectors)
    rows = {"flows_monthly": starting_rows(sector, lang, known)}
    filling = Filling(rows=rows, values={"facility.sector": sector})
    return _Book(lang=lang, vocabulary=known, sector=sector, filling=filling, examples=example_rows(sector, lang)).bytes()


def fill(assessment: Assessment, lang: str = DEFAULT_LANGUAGE, vocabulary: Vocabulary | None = None) -> bytes:
    """Return the workbook that carries a document; read back, it is the same document.

    Parameters
    ----------
    assessment : Assessment
        The document.
    lang : str
        Language of headings, help and lists.
    vocabulary : Vocabulary, optional
        The keys of the reference data; the latest edition's when left out.

    Returns
    -------
    bytes
        An .xlsx file.
    """
    known = vocabulary or read_vocabulary()
    sector = assessment.facility.sector
    return _Book(lang=lang, vocabulary=known, sector=sector, filling=fill_sheets(assessment), examples={}).bytes()


@dataclass(kw_only=True)
class _Book:
    """One workbook while it is written."""

    lang: str
    vocabulary: Vocabulary
    sector: str
    filling: Filling
    examples: Mapping[str, Cells]
    offers: Mapping[str, Mapping[str, str]] = field(init=False)
    formats: dict[str, Any] = field(init=False, default_factory=dict)
    book: Any = field(init=False, default=None)
    marks: list[tuple[str, int, str]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.offers = lists(self.vocabulary, self.lang, self.sector)

    def text(self, key: str, **values: object) -> str:
        return message(key, self.lang, **values)

    def bytes(self) -> bytes:
        buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self.book.set_properties({"title": self.text("template.title"), "created": _FIXED})
        self._make_formats()
        self._guide()
        for layout in LAYOUT:
            if layout.form == "fields":
                self._form(layout)
            else:
                self._table(layout)
        self._lists()
        self._about()
        self.book.close()
        return buffer.getvalue()

    def _make_formats(self) -> None:
        self.formats = {name: self.book.add_format(style) for name, style in STYLES.items()}

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(self.text(f"sheet.{GUIDE_SHEET}.title"))
        sheet.hide_gridlines(2)
        for column, width in enumerate((4, 30, 22, 78)):
            sheet.set_column(column, column, width)
        sheet.set_row(1, 30)
        sheet.write_string(1, 1, self.text("template.title"), self.formats["title"])
        sector = self.offers.get("sector", {}).get(self.sector, self.sector)
        sheet.write_string(2, 1, self.text("template.sector", sector=sector), self.formats["help"])
        row = 4
        while has_message(f"template.guide.{row - 3}", self.lang):
            text = self.text(f"template.guide.{row - 3}")
            sheet.write_string(row, 0, f"{row - 3}.", self.formats["body"])
            sheet.merge_range(row, 1, row, 3, text, self.formats["body"])
            sheet.set_row(row, LINE_HEIGHT * (1 if len(text) <= GUIDE_LINE else 2))
            row += 1
        for column, name in enumerate(("open", "sheet", "what"), 1):
            sheet.write_string(row + 1, column, self.text(f"template.guide.{name}"), self.formats["label"])
        needed = {key for keys in NEEDED_SHEETS.values() for key in keys}
        for line, layout in enumerate(LAYOUT, row + 2):
            title, help_text = (self.text(f"sheet.{layout.key}.{name}") for name in ("title", "help"))
            sheet.write_string(line, 0, "●" if layout.key in needed else "○", self.formats["body"])
            sheet.write_url(line, 1, f"internal:'{layout.key}'!A1", self.formats["link"], title)
            sheet.write_string(line, 2, layout.key, self.formats["help"])
            sheet.write_string(line, 3, help_text, self.formats["body"])
            sheet.set_row(line, LINE_HEIGHT * (1 if len(help_text) <= HELP_LINE else 2))
        sheet.protect("", {"select_locked_cells": True})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 1)

    def _common(self, sheet: Any, is_wide: bool = False) -> None:
        sheet.protect("", {"insert_rows": True, "delete_rows": True, "format_columns": True, "format_rows": True,
                           "format_cells": True, "sort": True, "autofilter": True})  # fmt: skip
        sheet.set_landscape()
        sheet.set_paper(A3 if is_wide else A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_row(HEADER_ROW - 1, None, None, {"hidden": True})

    def _back(self, sheet: Any, row: int, format_name: str) -> None:
        guide = self.text(f"sheet.{GUIDE_SHEET}.title")
        sheet.write_url(row, 0, f"internal:'{guide}'!A1", self.formats[format_name], self.text("template.back"))

    def _form(self, layout: SheetLayout) -> None:
        """Write a sheet of single values: field names in a hidden first column."""
        sheet = self.book.add_worksheet(layout.key)
        self._common(sheet)
        for column, (name, width) in enumerate((("field", 6), ("", 34), ("value", 46), ("", 62), ("", 30))):
            sheet.write_string(0, column, name)
            sheet.set_column(column, column, width, None, {"hidden": column == 0})
        heads = ("label", "value", "help", "example")
        for column, name in enumerate(heads, 1):
            sheet.write_string(HEADING_ROW - 1, column, self.text(f"template.form.{name}"), self.formats["label"])
        fields = layout.fields or tuple(f"choices.{key}" for key in self.vocabulary.choices)
        if layout.fields:  # the facility's form also carries the period of the process map, where one was stated
            fields += tuple(name for name in FORM_EXTRA if self.filling.values.get(name) is not None)
        for row, name in enumerate(fields, FIRST_ROW - 1):
            self._form_row(sheet, row, name)
        guide = self.text(f"sheet.{GUIDE_SHEET}.title")
        row = FIRST_ROW + len(fields)
        sheet.write_url(row, 1, f"internal:'{guide}'!A1", self.formats["link"], self.text("template.back"))
        sheet.freeze_panes(HEADING_ROW, 2)

    def _form_row(self, sheet: Any, row: int, name: str) -> None:
        needed = name in ("facility.name", "facility.sector", "facility.province", "reporting_period")
        known = has_message(f"field.{name}.label", self.lang)
        label = self.text(f"field.{name}.label") if known else name.removeprefix("choices.")
        sheet.set_row(row, FORM_HEIGHT)
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, label, self.formats["label_needed" if needed else "label"])
        is_number = name in ("facility.employees", "facility.capacity.quantity") or self._is_number_choice(name)
        value = self.filling.values.get(name)
        self._put(sheet, row, 2, name, value, "number" if is_number else "wrapped")
        help_text = self.text(f"field.{name}.help") if known else ""
        sheet.write_string(row, 3, help_text, self.formats["help"])
        example = self._form_example(name)
        sheet.write_string(row, 4, example, self.formats["example"])
        rule = self.vocabulary.choices.get(name.removeprefix("choices."))
        if rule is not None and rule.allowed:
            sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": list(rule.allowed), **self._list_hint()})
        elif is_number:
            sheet.data_validation(row, 2, row, 2, self._number_rule())
        elif name in LIST_OF and self.offers.get(LIST_OF[name]):
            sheet.data_validation(row, 2, row, 2, self._list_rule(LIST_OF[name]))

    def _is_number_choice(self, name: str) -> bool:
        rule = self.vocabulary.choices.get(name.removeprefix("choices."))
        return name.startswith("choices.") and rule is not None and rule.kind == "number"

    def _form_example(self, name: str) -> str:
        shown = {
            "facility.name": "Công ty TNHH … – nhà máy …", "facility.tax_code": "0301234567", "facility.employees": "850",
            "facility.capacity.quantity": "2.600.000" if self.lang == DEFAULT_LANGUAGE else "2,600,000",
            "facility.capacity.unit": shown_unit("piece", self.lang), "reporting_period": "2025", "baseline_period": "2021",
            "facility.commune": "Phường Hàm Thắng",
            "facility.province": self.offers.get("province", {}).get("68", ""),
        }  # fmt: skip
        return shown.get(name, "")

    def _table(self, layout: SheetLayout) -> None:
        """Write a sheet of rows, the example row first where there is one."""
        sheet = self.book.add_worksheet(layout.key)
        self._common(sheet, is_wide=layout.form == "months")
        sheet.set_row(HEADING_ROW - 1, HEADING_HEIGHT)
        sheet.set_column(0, 0, 11, self.formats["note"])
        self._back(sheet, HEADING_ROW - 1, "link")
        for column, name in enumerate(layout.fields, 1):
            self._column(sheet, layout, column, name)
        row = FIRST_ROW - 1
        if layout.key in self.examples:
            self.marks.append((layout.key, row + 1, self._example(sheet, row, layout)))
            row += 1
        for cells in self.filling.rows.get(layout.key, ()):
            for column, name in enumerate(layout.fields, 1):
                if name in cells:
                    self._put(sheet, row, column, name, cells[name], self._style(layout, name))
            row += 1
        sheet.freeze_panes(HEADING_ROW, 2)
        sheet.repeat_rows(HEADING_ROW - 1)

    def _column(self, sheet: Any, layout: SheetLayout, column: int, name: str) -> None:
        sheet.write_string(HEADER_ROW - 1, column, name)
        width = MONTH_WIDTH if name in MONTHS else WIDTHS.get(name, WIDTH)
        sheet.set_column(column, column, width, self.formats[self._style(layout, name)])
        self._heading(sheet, layout, column, name)
        if name == "year":
            rule = {"validate": "integer", "criteria": "between", "minimum": 1990, "maximum": 2199,
                    "error_message": self.text("template.year.message")}  # fmt: skip
            sheet.data_validation(FIRST_ROW - 1, column, LAST_ROW, column, rule)
        elif self._style(layout, name) == "number":
            sheet.data_validation(FIRST_ROW - 1, column, LAST_ROW, column, self._number_rule())
        elif name in LIST_OF and self.offers.get(LIST_OF[name]):
            sheet.data_validation(FIRST_ROW - 1, column, LAST_ROW, column, self._list_rule(LIST_OF[name]))

    def _heading(self, sheet: Any, layout: SheetLayout, column: int, name: str) -> None:
        needed = self._is_needed(layout, name)
        specific = f"field.{layout.key}.{name}"
        key = specific if has_message(f"{specific}.label", self.lang) else f"field.{name}"
        bold, small = ("bold_white", "small_white") if needed else ("bold", "small")
        style = self.formats["needed" if needed else "heading"]
        label = self.text(f"{key}.label")
        if not has_message(f"{key}.help", self.lang):
            sheet.write_rich_string(HEADING_ROW - 1, column, self.formats[bold], label, " ", style)
            return
        help_text = f"\n{self.text(f'{key}.help')}"
        sheet.write_rich_string(HEADING_ROW - 1, column, self.formats[bold], label, self.formats[small], help_text, style)

    def _is_needed(self, layout: SheetLayout, name: str) -> bool:
        if layout.form == "months":
            return name in ("stream", "unit")
        if layout.key == "flows" and name in ("quantity", "unit"):
            return True
        model = SECTIONS.get(layout.section)
        return model is not None and name in shapes(model) and shapes(model)[name].required

    def _style(self, layout: SheetLayout, name: str) -> str:
        if name == "year":
            return "year"
        if name in MONTHS:
            return "number"
        if layout.key == "worksheets":
            return "number" if name in ("entry", "uncertainty_pct") else "wrapped"
        last = name.rpartition(".")[2]
        is_number = last in ("quantity", "value", "percent", "equivalent", "lifetime_years") or last.endswith(("_vnd", "_pct"))
        if layout.key == "process.streams" and name == "quantity":
            return "text"  # also takes the word ledger
        if last in ("name", "reason"):
            return "wrapped"
        return "number" if is_number else "text"

    def _example(self, sheet: Any, row: int, layout: SheetLayout) -> str:
        cells = self.examples[layout.key]
        shown = [self.text("template.example")]
        sheet.write_string(row, 0, shown[0], self.formats["example"])
        for column, name in enumerate(layout.fields, 1):
            value = cells.get(name)
            if isinstance(value, (int, float)):
                sheet.write_number(row, column, value, self.formats["year" if name == "year" else "example_number"])
                shown.append(str(int(value)) if float(value).is_integer() else str(value))
            else:
                text = self._offered(name, str(value)) if value is not None else ""
                sheet.write_string(row, column, text, self.formats["example"])
                shown.append(text)
        return example_digest(tuple(shown[1:]))

    def _offered(self, name: str, value: str) -> str:
        """Return a key as its list shows it."""
        return self.offers.get(LIST_OF.get(name, ""), {}).get(value, value)

    def _put(self, sheet: Any, row: int, column: int, name: str, value: Value | None, style: str) -> None:
        """Write a value; a text is always written as a text, also one that begins like a formula."""
        if value is None:
            sheet.write_blank(row, column, None, self.formats[style])
        elif isinstance(value, bool):
            sheet.write_string(row, column, self.text("template.yes" if value else "template.no"), self.formats[style])
        elif isinstance(value, (int, float)):
            exact = f"{Decimal(repr(float(value))):f}".replace(".", ",")
            if float(f"{value:.16G}") == value or len(exact) > MAX_LENGTH or style == "wrapped":
                sheet.write_number(row, column, value, self.formats["number" if style in ("text", "wrapped") else style])
            else:  # a cell keeps 16 digits; the seventeenth survives as text, except where a text would stay one
                sheet.write_string(row, column, exact, self.formats[style])
        else:
            sheet.write_string(row, column, self._offered(name, value), self.formats[style])

    def _list_hint(self) -> dict[str, Any]:
        return {"error_type": "information", "error_title": self.text("template.list.title"),
                "error_message": self.text("template.list.message")}  # fmt: skip

    def _list_rule(self, name: str) -> dict[str, Any]:
        return {"validate": "list", "source": f"=list_{name}", **self._list_hint()}

    def _number_rule(self) -> dict[str, Any]:
        return {"validate": "decimal", "criteria": "between", "minimum": -_NUMBER_LIMIT, "maximum": _NUMBER_LIMIT,
                "error_title": self.text("template.number.title"),
                "error_message": self.text("template.number.message")}  # fmt: skip

    def _lists(self) -> None:
        sheet = self.book.add_worksheet(LISTS_SHEET)
        for column, (name, choices) in enumerate(self.offers.items()):
            sheet.write_string(0, column, name)
            for row, text in enumerate(choices.values(), 1):
                sheet.write_string(row, column, text)
            letter = xlsxwriter.utility.xl_col_to_name(column)
            if choices:
                self.book.define_name(f"list_{name}", f"={LISTS_SHEET}!${letter}$2:${letter}${len(choices) + 1}")
        sheet.protect()
        sheet.very_hidden()

    def _about(self) -> None:
        """Note which rows are examples and how they look unchanged, so that one written over counts."""
        sheet = self.book.add_worksheet(ABOUT_SHEET)
        for column, name in enumerate(("sheet", "row", "digest")):
            sheet.write_string(0, column, name)
        for row, (key, number, digest) in enumerate(self.marks, FIRST_ROW - 1):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, str(number))
            sheet.write_string(row, 2, digest)
        sheet.protect()
        sheet.very_hidden()
