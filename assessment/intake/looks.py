"""How the template looks: cell styles, widths, heights. Colours as in the app: one green, everything else grey."""

from __future__ import annotations

from typing import Any

HEADING_HEIGHT = 78  # points: a bold line and its help in small letters
LINE_HEIGHT, FORM_HEIGHT = 17, 24  # points
GUIDE_LINE, HELP_LINE = 132, 92  # characters that fit on one line
WIDTH, MONTH_WIDTH = 15, 13  # characters
WIDTHS = {
    "name": 30, "title": 36, "stream": 54, "like": 34, "of": 34, "period": 22, "evidence": 26, "norm_product": 34, "reason": 36,
    "field": 26, "unit": 15, "year": 12, "role": 20, "id": 14, "property": 32, "technique": 26,
}  # fmt: skip

_GREEN, _PALE, _GREY, _LINE = "#1B5E20", "#E8F5E9", "#616161", "#BDBDBD"
_PLAIN = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
_CELL = {**_PLAIN, "border": 1, "border_color": _LINE, "locked": False}
STYLES: dict[str, dict[str, Any]] = {
    "text": {**_CELL, "num_format": "@"},
    "wrapped": {**_CELL, "num_format": "@", "text_wrap": True},
    "number": {**_CELL, "num_format": "#,##0.######"},
    "year": {**_CELL, "num_format": "0"},
    "note": {**_PLAIN, "locked": False, "font_color": _GREY, "italic": True},
    "heading": {**_PLAIN, "border": 1, "border_color": _LINE, "bg_color": _PALE, "text_wrap": True, "valign": "top"},
    "needed": {**_PLAIN, "border": 1, "border_color": _LINE, "bg_color": _GREEN, "text_wrap": True, "valign": "top"},
    "bold": {"bold": True, "font_color": _GREEN}, "bold_white": {"bold": True, "font_color": "white"},
    "small": {"font_size": 9, "font_color": _GREY}, "small_white": {"font_size": 9, "font_color": "#DCEDC8"},
    "example": {**_PLAIN, "italic": True, "font_color": _GREY, "bg_color": "#F5F5F5", "border": 1, "border_color": _LINE},
    "example_number": {**_PLAIN, "italic": True, "font_color": _GREY, "bg_color": "#F5F5F5", "border": 1,
                       "border_color": _LINE, "num_format": "#,##0.######"},
    "label": {**_PLAIN, "bold": True, "text_wrap": True, "border": 1, "border_color": _LINE, "bg_color": _PALE},
    "label_needed": {**_PLAIN, "bold": True, "text_wrap": True, "border": 1, "border_color": _LINE, "bg_color": _GREEN,
                     "font_color": "white"},
    "help": {**_PLAIN, "font_color": _GREY, "text_wrap": True, "font_size": 10},
    "title": {**_PLAIN, "bold": True, "font_size": 18, "font_color": _GREEN},
    "body": {**_PLAIN, "text_wrap": True, "valign": "top"},
    "link": {**_PLAIN, "font_color": "#1565C0", "underline": 1},
}  # fmt: skip
