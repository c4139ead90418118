"""Amounts inside a text that the program wrote, in a language's typography: ``5e+09 kWh`` becomes ``5.000.000.000 kWh``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from calculators.errors import UnitError
from calculators.units import parse_unit
from data.messages import format_number, format_unit

# Findings of these say what somebody typed; it is quoted as it stands, a decimal comma or point included.
TYPED = frozenset({"boolean", "cell", "choice", "column", "content", "file", "invoice", "key", "number", "period", "row", "sheet", "spreadsheet", "text", "value"})
# … but these speak of a month's amount as the program worked it out.
WORKED_OUT = frozenset({"row.far_from_few", "row.far_from_series", "row.out_of_scatter", "row.unit_slip", "row.zero_month", "row.doubled"})
GROUPED_FROM = 5  # digits: a whole number of fewer may be a year or a place in a list
MOST_WORDS = 3  # of a unit: "kg CO2e/t"
_NUMBER = re.compile(r"(?<![\w.,/:\-])([+\u2212-]?)(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w.,:/]|-\d)", re.IGNORECASE)
_COMPARED = re.compile(r"[\u2264\u2265<>~\u00b1]\s?$")


def written(text: str, lang: str) -> str:
    """Return a text with its amounts as a language writes them; years, dates, keys and names stay as they are.

    Parameters
    ----------
    text : str
        What the program wrote, numbers with a point.
    lang : str
        A language of the application.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> written("5e+09 kWh, 1234.5 MJ, 2025, 2025-01", "vi")
    '5.000.000.000 kWh, 1.234,5 MJ, 2025, 2025-01'
    """
    parts, done = [], 0
    for match in _NUMBER.finditer(text):
        unit = _unit_after(text[match.end() :])
        if not _is_amount(match.group(2), text[: match.start()], unit):
            continue
        parts += [text[done : match.start()], _number(match, lang)]
        done = match.end()
        if unit:
            space = text[done : done + 1] if text[done : done + 1].isspace() else ""
            parts += [space, format_unit(unit, lang, float(match.group(2)))]
            done += len(space) + len(unit)
    return "".join(parts) + text[done:]


def _number(match: re.Match[str], lang: str) -> str:
    sign, digits = match.groups()
    decimals = None if "e" in digits.lower() else len(digits.partition(".")[2])
    return ("\u2212" if sign == "-" else sign) + format_number(float(digits), lang, decimals)


def _is_amount(number: str, before: str, unit: str) -> bool:
    if number.isdigit() and len(number) > 1 and number.startswith("0"):
        return False  # a tax code, a number on a paper
    return bool(unit) or not number.isdigit() or len(number) >= GROUPED_FROM or bool(_COMPARED.search(before))


def _unit_after(rest: str) -> str:
    """Return the unit that a text begins with, nothing where it begins with none."""
    words = re.match(r"\s?([^\s;,()\u2192\u2264\u2265<>=|]+(?: [^\s;,()\u2192\u2264\u2265<>=|]+){0,2})", rest)
    tokens = words.group(1).split(" ") if words else []
    for count in range(min(len(tokens), MOST_WORDS), 0, -1):
        unit = " ".join(tokens[:count])
        try:
            parse_unit(unit)
        except UnitError:
            continue
        return unit
    return ""


def finding_in(finding: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return a finding's record with what was given and expected as a language writes it; what somebody typed is quoted as it stands."""
    code = str(finding["code"])
    if code.partition(".")[0] in TYPED and code not in WORKED_OUT:
        return dict(finding)
    return {**finding, **{name: written(str(finding[name]), lang) for name in ("given", "expected") if finding.get(name)}}
