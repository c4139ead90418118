"""A workbook, perhaps a hostile one, to its sheets: checked as an archive here, opened in a limited process."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from assessment.intake import limits
from assessment.intake.sheet import Sheet
from assessment.intake.sheets import read_sheets
from assessment.intake.tree import Tree
from calculators.finding import Finding, Place

_READER = Path(__file__).with_name("cells.py")
_ENCRYPTED_BIT = 0x1
_MB = 1024 * 1024


def read_workbook(data: bytes, name: str) -> Tree:
    """Return the tree of a workbook in the layout of the template.

    Parameters
    ----------
    data : bytes
        An .xlsx or .xlsm file.
    name : str
        Its name, for places.

    Returns
    -------
    Tree
        Its values with sheet and cell; findings for what cannot be read.
    """
    sheets = open_workbook(data, name)
    if isinstance(sheets, Finding):
        return Tree(root=None, findings=(sheets,))
    return read_sheets(sheets, name)


def open_workbook(data: bytes, name: str) -> tuple[Sheet, ...] | Finding:
    """Return the sheets of a workbook, or the finding that says why it was not opened.

    Parameters
    ----------
    data : bytes
        An .xlsx or .xlsm file.
    name : str
        Its name, for places.

    Returns
    -------
    tuple of Sheet or Finding
        The sheets in their order.
    """
    refusal = _weigh(data, name)
    if refusal is not None:
        return refusal
    given = {
        "bytes": limits.READER_BYTES,
        "seconds": limits.READER_SECONDS,
        "rows": limits.MAX_ROWS,
        "columns": limits.MAX_COLUMNS,
        "cells": limits.MAX_CELLS,
        "sheets": limits.MAX_SHEETS,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_READER), json.dumps(given)],
            input=data,
            capture_output=True,
            check=False,
            timeout=limits.READER_SECONDS,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return _heavy(name, f"> {limits.READER_SECONDS} s")
    if done.returncode != 0:
        return _heavy(name, f"{len(data) / _MB:.1f} MB")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        record = answer["refused"]
        place = Place(file=name, sheet=record["sheet"] or None)
        return Finding(code=record["code"], severity="error", place=place, given=record["given"], expected=record["expected"])
    return tuple(_sheet(record) for record in answer["sheets"])


def _sheet(record: dict[str, Any]) -> Sheet:
    return Sheet(
        name=record["name"],
        rows=tuple(tuple(row) for row in record["rows"]),
        merged=tuple((area[0], area[1], area[2], area[3]) for area in record["merged"]),
        unsaved=frozenset(record["unsaved"]),
        zeros=frozenset(record["zeros"]),
    )


def _heavy(name: str, given: str) -> Finding:
    expected = f"{limits.READER_BYTES // _MB} MB, {limits.READER_SECONDS} s"
    return Finding(code="file.too_heavy", severity="error", place=Place(file=name), given=given, expected=expected)


def _weigh(data: bytes, name: str) -> Finding | None:
    """Return a finding if the archive says that it would unpack into too much, or is locked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return Finding(code="file.truncated", severity="error", place=Place(file=name), given="ZIP", expected=".xlsx")
    if any(entry.flag_bits & _ENCRYPTED_BIT for entry in entries):
        return Finding(code="file.encrypted", severity="error", place=Place(file=name), given="ZIP", expected=".xlsx")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.MAX_ENTRIES:
        return _bomb(name, f"{len(entries)}", f"≤ {limits.MAX_ENTRIES}")
    if unpacked > limits.MAX_UNPACKED_BYTES:
        return _bomb(name, f"{unpacked / _MB:.0f} MB", f"≤ {limits.MAX_UNPACKED_BYTES // _MB} MB")
    for entry in entries:
        if entry.file_size > limits.RATIO_FROM_BYTES and entry.file_size > limits.MAX_RATIO * max(entry.compress_size, 1):
            ratio = entry.file_size / max(entry.compress_size, 1)
            return _bomb(name, f"{entry.filename[:40]}: {ratio:.0f} : 1", f"≤ {limits.MAX_RATIO} : 1")
    return None


def _bomb(name: str, given: str, expected: str) -> Finding:
    return Finding(code="file.bomb", severity="error", place=Place(file=name), given=given, expected=expected)
