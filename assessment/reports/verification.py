"""Does a report say what its result says: hash, edition, and every figure that it took from the result.

Checked in a workbook are the cells themselves; in a Word document the figures it carries and the text of its table cells;
in a PDF the figures attached to it (its pages are drawn from the same data, but are not read back). A form is checked alike;
figures that it adds up itself are held against what it was made with.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.intake.sheet import Sheet
from assessment.intake.workbook import open_workbook
from assessment.reports.compose import result_sha256
from assessment.reports.extraction import mark_of_pdf, word_content
from assessment.reports.fingerprint import Fingerprint
from assessment.reports.forms.mark import OWN
from assessment.reports.forms.sheet import MARK_FORMAT, MARK_SHEET
from calculators.finding import Finding
from data import messages

TOLERANCE = 1e-9  # relative; a workbook that was recalculated elsewhere differs in the last digits
NEAR_ZERO = 1e-12
HASH = re.compile(r"[0-9a-f]{64}")
HASH_AT, EDITION_AT, VERSION_AT = (4, 2), (5, 2), (6, 2)  # rows and columns of the check sheet, from 1
FIGURES_FROM = 11
FORM_FIGURES_FROM = 6
CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing in which a report is not what its result says. `code` names a message under ``report.difference``."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    lang: str = messages.DEFAULT_LANGUAGE

    def __str__(self) -> str:
        return messages.message(f"report.difference.{self.code}", self.lang, **self.values)


def verify(report: bytes, name: str, result: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what a report says differently from a result; nothing when they agree.

    Parameters
    ----------
    report : bytes
        The file.
    name : str
        Its name; the ending says which format it is.
    result : Mapping
        The result document.

    Returns
    -------
    tuple of Difference
        What differs: the result's hash first, then figure by figure.
    """
    kind = name.rpartition(".")[2].lower()
    if kind == "xlsx":
        return _workbook(report, name, result)
    if kind == "docx":
        return _word(report, name, result)
    mark = mark_of_pdf(report) if kind == "pdf" else None
    return (_unreadable(name),) if mark is None else (*_stated(mark, result), *_figures(mark, result))


def _unreadable(name: str) -> Difference:
    return Difference(code="unreadable", values={"name": name})


def _stated(mark: Fingerprint, result: Mapping[str, Any]) -> Iterator[Difference]:
    expected = result_sha256(result)
    if mark.result_sha256 != expected:
        yield Difference(code="result", values={"said": mark.result_sha256[:16], "expected": expected[:16]}, lang=mark.lang)
    if mark.edition != result["edition"]:
        yield Difference(code="edition", values={"said": mark.edition, "expected": result["edition"]}, lang=mark.lang)


def _figures(mark: Fingerprint, result: Mapping[str, Any]) -> Iterator[Difference]:
    known = {item["id"]: item["value"] for item in result["indicators"]}
    for id, (value, _) in mark.figures.items():
        if id.startswith(OWN):
            continue
        yield from _compared(id, value, known, result, mark.lang)


def _compared(id: str, value: object, known: Mapping[str, float], result: Mapping[str, Any], lang: str) -> Iterator[Difference]:
    expected = known.get(id) if not id.startswith("/") else value_at(result, id)
    if expected is None:
        yield Difference(code="missing", values={"id": id, "said": _text(value)}, lang=lang)
    elif not isinstance(value, int | float) or not math.isclose(value, expected, rel_tol=TOLERANCE, abs_tol=NEAR_ZERO):
        yield Difference(code="figure", values={"id": id, "said": _text(value), "expected": _text(expected)}, lang=lang)


def _text(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def value_at(result: Mapping[str, Any], pointer: str) -> float | None:
    """Return the number a JSON pointer names in a result, or None where there is none."""
    node: Any = result
    for part in pointer.strip("/").split("/"):
        if isinstance(node, Mapping):
            node = node.get(part)
        elif isinstance(node, list) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
        else:
            return None
    return float(node) if isinstance(node, int | float) and not isinstance(node, bool) else None


def _workbook(report: bytes, name: str, result: Mapping[str, Any]) -> tuple[Difference, ...]:
    sheets = open_workbook(report, name)
    if isinstance(sheets, Finding):
        return (_unreadable(name),)
    by_name = {sheet.name: sheet for sheet in sheets}
    if MARK_SHEET in by_name:
        return _form(by_name, name, result)
    check = next((sheet for sheet in reversed(sheets) if HASH.fullmatch(sheet.text(*HASH_AT))), None)
    if check is None:
        return (_unreadable(name),)
    mark = Fingerprint(
        result_sha256=check.text(*HASH_AT), edition=check.text(*EDITION_AT), version=check.text(*VERSION_AT),
        lang=messages.DEFAULT_LANGUAGE, kind="", figures={},
    )  # fmt: skip
    known = {item["id"]: item["value"] for item in result["indicators"]}
    found = list(_stated(mark, result))
    seen = set()
    for row in range(FIGURES_FROM, len(check.rows) + 1):
        id = check.text(row, 1)
        if id:
            seen.add(id)
            found += _compared(id, _cell(by_name, check.text(row, 2), check.text(row, 3)), known, result, mark.lang)
    periods = (result["subject"]["reporting_period"], result["subject"]["baseline_period"])
    for item in result["indicators"]:
        if item["period"] in periods and item["id"] not in seen:
            found.append(Difference(code="text", values={"id": item["id"], "expected": _text(item["value"])}))
    return tuple(found)


def _form(sheets: Mapping[str, Sheet], name: str, result: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what a form's sheet says differently from what it was made with, and that from the result."""
    marks = sheets[MARK_SHEET]
    if marks.text(1, 2) != MARK_FORMAT:
        return (_unreadable(name),)
    mark = Fingerprint(
        result_sha256=marks.text(3, 2), edition=marks.text(4, 2), version="",
        lang=messages.DEFAULT_LANGUAGE, kind=f"form:{marks.text(2, 2)}", figures={},
    )  # fmt: skip
    known = {item["id"]: item["value"] for item in result["indicators"]}
    found = list(_stated(mark, result))
    for row in range(FORM_FIGURES_FROM, len(marks.rows) + 1):
        id, made, shown = marks.text(row, 1), marks.cell(row, 3), marks.text(row, 4)
        if not id or not isinstance(made, int | float):
            continue
        now = _cell(sheets, marks.text(5, 2), marks.text(row, 2))
        is_number = isinstance(now, int | float) and not isinstance(now, bool)
        if is_number and not id.startswith(OWN):
            found += _compared(id, now, known, result, mark.lang)
        elif is_number and not math.isclose(float(str(now)), made, rel_tol=TOLERANCE, abs_tol=NEAR_ZERO):
            found.append(Difference(code="figure", values={"id": id, "said": _text(now), "expected": _text(made)}))
        elif not is_number:
            found += () if str(now).rpartition(": ")[2].strip() == shown else (Difference(code="text", values={"id": id, "expected": shown}),)
            found += () if id.startswith(OWN) else _compared(id, made, known, result, mark.lang)
    return tuple(found)


def _cell(sheets: Mapping[str, Sheet], name: str, at: str) -> object:
    place = CELL.fullmatch(at)
    if place is None or name not in sheets:
        return "–"
    column = 0
    for letter in place.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    value: object = sheets[name].cell(int(place.group(2)), column)
    return value


def _word(report: bytes, name: str, result: Mapping[str, Any]) -> tuple[Difference, ...]:
    content = word_content(report)
    if content is None:
        return (_unreadable(name),)
    mark, cells = content
    found = [*_stated(mark, result), *_figures(mark, result)]
    wanted = Counter(shown for _, shown in mark.figures.values())
    there = Counter(cells)
    for id, (_, shown) in mark.figures.items():
        if there[shown] < wanted[shown]:
            found.append(Difference(code="text", values={"id": id, "expected": shown}, lang=mark.lang))
    return tuple(found)
