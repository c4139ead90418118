"""How cells of a report workbook look: formats by meaning, number formats with their unit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import IO, Any

import xlsxwriter

from assessment.reports.report import Number, Tone
from data import messages

ACCENT, INK, SOFT, LINE = "#1B6E4B", "#1C2321", "#5C6966", "#C9D3CF"
TONES: dict[Tone, str] = {"": INK, "good": "#1B6E4B", "bad": "#A4262C", "unsure": "#8A5A00", "quiet": SOFT}
FONT = "Arial"
SIGNIFICANT = 4  # digits shown; the cell keeps them all
MAX_DECIMALS = 12
TINY = 1e-6  # below which a figure is written by its power of ten


def new_book(stream: IO[bytes]) -> xlsxwriter.Workbook:
    """Return an empty workbook; column widths are counted in digits of the default face, so it is the one that is used."""
    return xlsxwriter.Workbook(stream, {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
    })  # fmt: skip


@dataclass(kw_only=True)
class Formats:
    """The formats of one workbook, each made once."""

    book: xlsxwriter.Workbook
    lang: str
    made: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def get(self, **properties: Any) -> Any:
        """Return the format of some properties over the house's own."""
        whole = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(whole)
        return self.made[key]

    def title(self) -> Any:
        """Return the format of a sheet's title."""
        return self.get(bold=True, font_size=16, font_color=ACCENT)

    def heading(self) -> Any:
        """Return the format of a table's title."""
        return self.get(bold=True, font_size=11)

    def column(self, is_number: bool = False) -> Any:
        """Return the format of a column's title."""
        align = "right" if is_number else "left"
        return self.get(bold=True, font_color="#FFFFFF", bg_color=ACCENT, text_wrap=True, align=align, valign="vcenter", indent=1)

    def text(self, tone: Tone = "", total: bool = False, to_right: bool = False) -> Any:
        """Return the format of words."""
        strong = total or bool(tone and tone != "quiet")
        align = "right" if to_right else "left"
        return self.get(text_wrap=True, font_color=TONES[tone], bold=strong, bottom=1, bottom_color=LINE, align=align, indent=1)

    def plain(self) -> Any:
        """Return the format of a paragraph."""
        return self.get(text_wrap=True)

    def note(self) -> Any:
        """Return the format of a note."""
        return self.get(text_wrap=True, italic=True, font_color=SOFT)

    def number(self, number: Number, total: bool = False, to_right: bool = True) -> Any:
        """Return the format of a figure, its unit inside the format so that the cell stays a number."""
        align = "right" if to_right else "left"
        return self.get(num_format=number_format(number, self.lang), align=align, bold=total, bottom=1, bottom_color=LINE, indent=1)

    def figure(self, value: float | None, **more: Any) -> Any:
        """Return the format of a bare figure."""
        look = {"num_format": _body(value or 0.0), "align": "right", "bottom": 1, "bottom_color": LINE, "indent": 1, **more}
        return self.get(**look)

    def day(self) -> Any:
        """Return the format of a date."""
        return self.get(num_format=day_format(self.lang), align="right", indent=1)


def day_format(lang: str) -> str:
    """Return the spreadsheet's format of a date, as the language writes it."""
    return "dd/mm/yyyy" if lang == "vi" else "d mmm yyyy"


def number_format(number: Number, lang: str) -> str:
    """Return the spreadsheet's format of a figure: four significant digits of the value it had, and its unit."""
    if number.style == "money":
        return f'#,##0 "{messages.format_unit("VND", lang)}"'
    if number.style == "percent":
        return '#,##0.0" %"'
    if number.style == "signed_percent":
        return '[>=0.05]+#,##0.0" %";[<=-0.05]\u2212#,##0.0" %";0.0" %"'  # what rounds to nothing has no sign
    if number.style == "share":
        return "0.0%"
    if number.style == "count":
        return "#,##0"
    unit = messages.format_unit(number.unit, lang, number.value) if number.unit and number.unit != "1" and not number.bare else ""
    tail = ' "' + unit.replace('"', "''") + '"' if unit else ""
    return f"{_body(number.value)}{tail}"


def decimals(value: float) -> int:
    """Return how many digits behind the point a figure is shown with."""
    if float(value).is_integer():
        return 0
    return min(max(SIGNIFICANT - 1 - math.floor(math.log10(abs(value))), 0), MAX_DECIMALS)


def is_tiny(value: float) -> bool:
    """Return whether a figure is written by its power of ten: a probability of 10⁻²⁰ is no 0.000000000000."""
    return 0.0 < abs(value) < TINY


def _body(value: float) -> str:
    if is_tiny(value):
        return "0.0E+00"
    count = decimals(value)
    return "#,##0." + "0" * count if count else "#,##0"
