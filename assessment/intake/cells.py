"""Run as a process of its own: a workbook on standard input becomes its cells as JSON on standard output.

calamine keeps the whole rectangle of a sheet in memory and aborts the process when it is too large, so the XML is
looked through first, and memory and time are limited where the system can. Nothing of this project is imported here.
"""

from __future__ import annotations

import io
import json
import math
import posixpath
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_CHUNK = 1 << 16
_MONTH_YEAR = 17  # built-in number format mmm-yy, which Excel gives to a typed 2026-03
_NOT_A_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


class RefusedError(Exception):
    """The workbook is not read on: a finding's code, what was given, what is expected, the sheet."""

    def __init__(self, code: str, given: str = "", expected: str = "", sheet: str = "") -> None:
        super().__init__(code)
        self.record = {"code": code, "given": given, "expected": expected, "sheet": sheet}


@dataclass
class Scan:
    """What the XML of a sheet says that its values do not."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    unsaved: list[str] = field(default_factory=list)
    zeros: list[str] = field(default_factory=list)
    styles: dict[str, int] = field(default_factory=dict)


def main() -> None:
    """Read standard input, write standard output."""
    limits = json.loads(sys.argv[1])
    _limit(limits)
    data = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": read(data, limits)}
    except RefusedError as refusal:
        answer = {"refused": refusal.record}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _limit(limits: dict[str, int]) -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits["bytes"], limits["bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes, limits: dict[str, int]) -> list[dict[str, Any]]:
    """Return the sheets: name, rows of cells, merged ranges, error cells, formulas without a saved value."""
    import python_calamine

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        paths = _sheet_paths(archive)
        if len(paths) > limits["sheets"]:
            raise RefusedError("file.too_heavy", f"{len(paths)} sheets", str(limits["sheets"]))
        for name in archive.namelist():
            if name.endswith("sharedStrings.xml"):
                _parse(archive, name, {})
        month_styles = _month_styles(archive)
        is_computed = any(name.endswith("calcChain.xml") for name in archive.namelist())
        scans = {name: _scan(archive, path, name, limits) for name, path in paths.items()}
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_sheet(book, name, scans.get(name, Scan()), month_styles, is_computed) for name in book.sheet_names if name in scans]
    except python_calamine.CalamineError as error:
        raise RefusedError("file.truncated", str(error)[:80], ".xlsx") from error


def _parse(archive: zipfile.ZipFile, path: str, handlers: Mapping[str, Callable[..., None]]) -> None:
    """Parse one XML file of the workbook in pieces; a document type, which could bring entities, is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise RefusedError("file.entity", path, ".xlsx")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    try:
        with archive.open(path) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except (
        expat.ExpatError,
        zipfile.BadZipFile,
        KeyError,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
    ) as error:
        raise RefusedError("file.truncated", f"{path}: {error}"[:80], ".xlsx") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise RefusedError("file.truncated", f"{path}: {error}"[:80], ".xlsx") from error


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the path inside the archive of each worksheet by its name."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id" and " " in key), "")
            sheets[attributes.get("name", "")] = relation

    def target(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            goal = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = goal.lstrip("/") if goal.startswith("/") else posixpath.normpath(f"xl/{goal}")

    _parse(archive, "xl/workbook.xml", {"StartElementHandler": sheet})
    _parse(archive, "xl/_rels/workbook.xml.rels", {"StartElementHandler": target})
    return {name: targets[relation] for name, relation in sheets.items() if relation in targets}


def _month_styles(archive: zipfile.ZipFile) -> set[int]:
    """Return the cell styles that show a date as month and year, without the day."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "numFmt" and attributes.get("numFmtId", "").isdigit():
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        if local == "xf" and "cellXfs" in inside:
            number = attributes.get("numFmtId", "0")
            formats.append(int(number) if number.isdigit() else 0)
        inside.append(local)

    def end(name: str) -> None:
        inside.pop()

    _parse(archive, "xl/styles.xml", {"StartElementHandler": start, "EndElementHandler": end})
    return {index for index, number in enumerate(formats) if number == _MONTH_YEAR or _is_month(codes.get(number, ""))}


def _is_month(code: str) -> bool:
    plain = _NOT_A_CODE.sub("", code.split(";")[0]).lower()
    return "m" in plain and "y" in plain and not set("dhs") & set(plain)


def _scan(archive: zipfile.ZipFile, path: str, sheet: str, limits: dict[str, int]) -> Scan:
    """Look through a sheet's XML: how far it reaches, errors, formulas, styles."""
    scan = Scan()
    state = {"row": 0, "column": 0, "reference": "", "type": "", "value": "", "formula": False, "in_value": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "row":
            given = attributes.get("r", "")
            state["row"] = int(given) if given.isdigit() and len(given) < 8 else state["row"] + 1  # type: ignore[operator]
            state["column"] = 0
        elif local == "c":
            _place(attributes.get("r", ""), state)
            scan.cells += 1
            scan.rows, scan.columns = max(scan.rows, state["row"]), max(scan.columns, state["column"])  # type: ignore[call-overload]
            _bound(scan, sheet, limits)
            state.update(type=attributes.get("t", ""), value="", formula=False)
            style = attributes.get("s", "")
            if style.isdigit():
                scan.styles[str(state["reference"])] = int(style)
        elif local == "f":
            state["formula"] = True
        elif local == "v":
            state["in_value"] = True

    def text(data: str) -> None:
        if state["in_value"]:
            state["value"] = f"{state['value']}{data}"[:80]

    def end(name: str) -> None:
        local = _local(name)
        if local == "v":
            state["in_value"] = False
        elif local == "c":
            reference, value = str(state["reference"]), str(state["value"])
            if state["type"] == "e":
                scan.errors[reference] = value
            elif state["formula"] and not value:
                scan.unsaved.append(reference)
            elif state["formula"] and value == "0":
                scan.zeros.append(reference)

    handlers: dict[str, Callable[..., None]] = {
        "StartElementHandler": start,
        "EndElementHandler": end,
        "CharacterDataHandler": text,
    }
    _parse(archive, path, handlers)
    return scan


def _place(reference: str, state: dict[str, Any]) -> None:
    match = _CELL.fullmatch(reference.upper())
    if match:
        column = 0
        for letter in match.group(1):
            column = column * 26 + ord(letter) - 64
        state.update(column=column, row=int(match.group(2)), reference=reference.upper())
    else:
        state["column"] += 1
        state["reference"] = f"{_letters(state['column'])}{state['row']}"


def _bound(scan: Scan, sheet: str, limits: dict[str, int]) -> None:
    if scan.rows > limits["rows"] or scan.columns > limits["columns"] or scan.rows * scan.columns > limits["cells"]:
        given = f"A1:{_letters(scan.columns)}{scan.rows}"
        raise RefusedError("sheet.too_large", given, f"{limits['rows']} x {limits['columns']}", sheet)


def _letters(column: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheet(book: Any, name: str, scan: Scan, month_styles: set[int], is_computed: bool) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    months = {reference for reference, style in scan.styles.items() if style in month_styles}
    rows = [
        [_cell(value, row, column, scan, months) for column, value in enumerate(values, 1)]
        for row, values in enumerate(sheet.to_python(skip_empty_area=False), 1)
    ]
    return {
        "name": name,
        "rows": rows,
        "merged": [[*start, *end] for start, end in sheet.merged_cell_ranges or ()],
        "unsaved": scan.unsaved,
        "zeros": [] if is_computed else scan.zeros,
    }


def _cell(value: Any, row: int, column: int, scan: Scan, months: set[str]) -> Any:
    if scan.errors:
        error = scan.errors.get(f"{_letters(column)}{row}")
        if error is not None:
            return {"error": error}
    if value is None or value == "":
        return None
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else {"error": str(value)}
    if isinstance(value, (datetime, date)):
        day = value.date() if isinstance(value, datetime) else value
        is_month = day.day == 1 and f"{_letters(column)}{row}" in months
        return {"month": f"{day:%Y-%m}"} if is_month else {"day": day.isoformat()}
    if isinstance(value, (time, timedelta)):
        return {"error": str(value)}
    return str(value)


if __name__ == "__main__":
    main()
