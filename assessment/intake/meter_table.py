"""A meter's CSV export to times and numbers: separator, heading, dates and decimal marks are seen, not asked, where one
reading is left; where two are, it is asked."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.intake.dates import possible_years
from assessment.intake.limits import MAX_COLUMNS, MAX_FILE_BYTES
from assessment.intake.text import decode
from calculators.errors import NumberError
from calculators.finding import Finding, Place
from calculators.number import Notation, parse_number

SAMPLE_LINES = 300  # that settle the decimal mark
HEAD_LINES = 60  # a heading block of an export is shorter
_STAMP = re.compile(r"\s*\"?(\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:[ T]+(\d{1,2}:\d{2}(:\d{2})?))?\"?\s*")
_TIME = re.compile(r"\s*\"?\d{1,2}:\d{2}(:\d{2})?\"?\s*")
_GROUPED = {".": re.compile(r"[1-9]\d{0,2}(\.\d{3})+"), ",": re.compile(r"[1-9]\d{0,2}(,\d{3})+")}
_PLAIN_LENGTH = len("31/01/2025 23:45")
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One meter's values; `is_known` is false where a cell was empty or could not be read."""

    name: str
    values: npt.NDArray[np.float64]
    is_known: npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class MeterTable:
    """A table of readings in the order of the file; `lines` is where each row stood."""

    times: npt.NDArray[np.datetime64] = field(default_factory=lambda: np.empty(0, dtype="datetime64[m]"))
    lines: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    columns: tuple[Column, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Shape:
    separator: str
    first: int  # line of the first reading, from 0
    names: tuple[str, ...]
    is_time_apart: bool

    @property
    def used(self) -> int:
        """How many columns hold the time."""
        return 2 if self.is_time_apart else 1


def read_table(data: bytes, file: str, notation: Notation | None = None) -> MeterTable:
    """Return the readings of a CSV export.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Its name, for places.
    notation : {"comma", "dot"}, optional
        The decimal mark, where the file itself leaves two readings.

    Returns
    -------
    MeterTable
        Times in minutes; faulty cells are left out and named.
    """
    if len(data) > MAX_FILE_BYTES:
        return _nothing("meter.too_large", file, given=f"{len(data) / 2**20:.0f} MB", expected=f"{MAX_FILE_BYTES // 2**20} MB")
    text = decode(data, file)
    if isinstance(text, Finding):
        return MeterTable(findings=(text,))
    shape = _shape(text)
    if shape is None:
        return _nothing("meter.no_readings", file, expected="dd/mm/yyyy hh:mm; kWh")
    body = text.split("\n", shape.first)[shape.first] if shape.first else text
    try:
        seen = _settled(body, shape, notation)
        times = _stamped(body, shape) if seen else None
        frame = _parse(body, shape, seen, is_timed=times is not None)
        is_odd = any(not pd.api.types.is_numeric_dtype(frame[index]) for index in range(shape.used, len(shape.names)))
        if seen and (is_odd or (times is not None and times.size != len(frame))):
            times, frame = None, _parse(body, shape, None)
    except (pd.errors.ParserError, pd.errors.ParserWarning, ValueError) as error:
        return _nothing("meter.ragged", file, given=str(error)[:60])
    return _table(frame, shape, file, notation, times)


def _parse(body: str, shape: _Shape, notation: Notation | None, is_timed: bool = False) -> pd.DataFrame:
    """Return the table, as texts without a notation; with one its numbers, as fast as pandas reads them.

    `is_timed` leaves the column of times out: they were read from the bytes.
    """
    names = list(range(len(shape.names)))
    if notation is None:
        return pd.read_csv(io.StringIO(body), sep=shape.separator, header=None, dtype=object, na_filter=False,
                           skip_blank_lines=False, names=names, index_col=False)  # fmt: skip
    return pd.read_csv(io.StringIO(body), sep=shape.separator, header=None, dtype=dict.fromkeys(range(shape.used), object),
                       usecols=names[shape.used :] if is_timed else None,
                       keep_default_na=False, na_values=[""], low_memory=False,
                       decimal="," if notation == "comma" else ".", skip_blank_lines=False, names=names, index_col=False)  # fmt: skip


def _settled(body: str, shape: _Shape, notation: Notation | None) -> Notation | None:
    """Return the one decimal mark of all columns where the first rows leave no doubt of any, else None: read as texts."""
    rows = [line.rstrip("\r").split(shape.separator) for line in body.split("\n", SAMPLE_LINES)[:SAMPLE_LINES]]
    found: set[Notation | None] = set()
    for index in range(shape.used, len(shape.names)):
        cells = np.array([row[index] for row in rows if index < len(row)], dtype=object)
        has_mark = any("." in cell or "," in cell for cell in cells)
        found.add(notation or ("dot" if shape.separator == "," else _notation(cells, "".join(cells)) if has_mark else None))
    return found.pop() if len(found) == 1 and '"' not in body[:10_000] else None


def _nothing(code: str, file: str, given: str = "", expected: str = "") -> MeterTable:
    found = Finding(code=code, severity="error", place=Place(file=file), given=given, expected=expected)
    return MeterTable(findings=(found,))


def _shape(text: str) -> _Shape | None:
    head = text.split("\n", HEAD_LINES)[:HEAD_LINES]
    for number, line in enumerate(head):
        if not _STAMP.match(line):
            continue
        separator = next((mark for mark in (";", "\t") if mark in line), ",")
        cells = line.rstrip("\r").split(separator)
        if len(cells) < 2 or len(cells) > MAX_COLUMNS or not _STAMP.fullmatch(cells[0]):
            continue
        is_apart = ":" not in cells[0] and bool(_TIME.fullmatch(cells[1]))
        above = head[number - 1].rstrip("\r").split(separator) if number else []
        names = [above[index].strip().strip('"') if index < len(above) else "" for index in range(len(cells))]
        named = tuple(name or f"{index + 1}" for index, name in enumerate(names))
        return _Shape(separator=separator, first=number, names=named, is_time_apart=is_apart)
    return None


def _stamped(body: str, shape: _Shape) -> npt.NDArray[np.datetime64] | None:
    """Return the times of lines that all begin with ``31/01/2025 23:45``, read from the bytes; None where any does not."""
    if shape.is_time_apart or not body.isascii():
        return None
    raw = np.frombuffer(body.encode(), dtype=np.uint8)
    begins = np.flatnonzero(raw[:-1] == ord("\n")) + 1
    begins = np.concatenate((np.zeros(1, dtype=begins.dtype), begins))
    if begins[-1] + _PLAIN_LENGTH >= raw.size or (raw[begins + _PLAIN_LENGTH] != ord(shape.separator)).any():
        return None
    return _clock_of(raw[begins[:, None] + np.arange(_PLAIN_LENGTH)])


def _table(
    frame: pd.DataFrame, shape: _Shape, file: str, notation: Notation | None, read: npt.NDArray[np.datetime64] | None
) -> MeterTable:
    findings: list[Finding] = []
    if read is not None:
        times = read
    else:
        stamps: Texts = frame[0].to_numpy(dtype=object)
        if shape.is_time_apart:
            stamps = (frame[0] + " " + frame[1]).to_numpy(dtype=object)
        times = _times(stamps, file, shape.first, findings)
    is_row = ~np.isnat(times) & _is_possible(times, file, shape.first, findings)
    lines = (np.flatnonzero(is_row) + shape.first + 1).astype(np.int64)
    columns = []
    for index in range(shape.used, len(shape.names)):
        if pd.api.types.is_numeric_dtype(frame[index]):
            values = frame[index].to_numpy(dtype=np.float64)[is_row]
            is_known = np.isfinite(values)
            if is_known.any():
                kept = values if is_known.all() else np.where(is_known, values, 0.0)
                columns.append(Column(name=shape.names[index], values=kept, is_known=is_known))
            continue
        cells: Texts = frame[index].to_numpy(dtype=object)[is_row]
        column = _column(cells, shape.names[index], lines, file, notation or ("dot" if shape.separator == "," else None), findings)
        if column is not None:
            columns.append(column)
    return MeterTable(times=times[is_row].astype("datetime64[m]"), lines=lines, columns=tuple(columns), findings=tuple(findings))


def _is_possible(times: npt.NDArray[np.datetime64], file: str, first: int, findings: list[Finding]) -> npt.NDArray[np.bool_]:
    """Return which times are of a year that can be; the others, a clock's fault, are named."""
    earliest, latest = possible_years()
    begin, end = np.datetime64(f"{earliest}-01-01"), np.datetime64(f"{latest + 1}-01-01")
    is_odd = ~np.isnat(times) & ((times < begin) | (times >= end))
    if is_odd.any():
        place = Place(file=file, line=int(np.argmax(is_odd)) + first + 1)
        findings.append(Finding(code="period.implausible", severity="error", place=place, given=str(times[is_odd][0]), expected=f"{earliest} … {latest}"))
    return ~is_odd


def _times(stamps: Texts, file: str, first: int, findings: list[Finding]) -> npt.NDArray[np.datetime64]:
    """Return the times; a day written 24:00 is the next one's begin; day before month unless that cannot be."""
    plain = _plain_times(stamps)
    if plain is not None:
        return plain
    series = pd.Series(stamps, dtype=object)
    late = np.array([isinstance(text, str) and " 24:00" in text for text in stamps], dtype=bool)
    if late.any():
        series[late] = [text.replace(" 24:00", " 00:00") for text in stamps[late]]
    sample = str(stamps[0]).strip()
    mark = "/" if "/" in sample[:10] else "." if "." in sample[:10] else "-"
    clock = " %H:%M:%S" if sample.count(":") == 2 else " %H:%M" if ":" in sample else ""
    clock = clock.replace(" ", "T") if "T" in sample else clock
    is_year_first = bool(re.match(r"\d{4}", sample))
    shapes = [f"%Y{mark}%m{mark}%d"] if is_year_first else [f"%d{mark}%m{mark}%Y", f"%m{mark}%d{mark}%Y"]
    read = [pd.to_datetime(series, format=shapes[0] + clock, errors="coerce")]
    if len(shapes) > 1 and read[0].isna().any():
        read.append(pd.to_datetime(series, format=shapes[1] + clock, errors="coerce"))
    best = min(read, key=lambda one: int(one.isna().sum()))
    if best is not read[0]:
        findings.append(Finding(code="meter.month_first", severity="note", place=Place(file=file), given=sample))
    times = best.to_numpy(dtype="datetime64[s]").copy()
    times[late] += np.timedelta64(1, "D")
    bad = np.flatnonzero(np.isnat(times) & np.array([bool(str(text).strip()) for text in stamps]))
    if bad.size:
        place = Place(file=file, line=int(bad[0]) + first + 1)
        findings.append(Finding(code="meter.time_unread", severity="warning", place=place, given=str(stamps[bad[0]])[:40],
                                expected=sample, values={"count": int(bad.size)}))  # fmt: skip
    return times


def _plain_times(stamps: Texts) -> npt.NDArray[np.datetime64] | None:
    """Return times all written ``31/01/2025 23:45``, read as digits; None where any is not."""
    try:
        if set(map(len, stamps)) != {_PLAIN_LENGTH}:
            return None
    except TypeError:  # a blank cell
        return None
    return _clock_of(np.array(stamps, dtype=f"U{_PLAIN_LENGTH}").view(np.uint32).reshape(-1, _PLAIN_LENGTH))


def _clock_of(codes: npt.NDArray[Any]) -> npt.NDArray[np.datetime64] | None:
    """Return the times of letters' codes, a row for each time; None where any is no time."""
    digits = codes[:, [0, 1, 3, 4, 6, 7, 8, 9, 11, 12, 14, 15]].astype(np.int64) - ord("0")
    marks = codes[:, [2, 5, 10, 13]]
    if ((digits < 0) | (digits > 9)).any() or (marks != np.array([ord(mark) for mark in "// :"])).any():
        return None
    day, month = digits[:, 0] * 10 + digits[:, 1], digits[:, 2] * 10 + digits[:, 3]
    year = digits[:, 4:8] @ np.array([1000, 100, 10, 1])
    hour, minute = digits[:, 8] * 10 + digits[:, 9], digits[:, 10] * 10 + digits[:, 11]
    if ((month < 1) | (month > 12) | (hour > 23) | (minute > 59) | (day < 1)).any():
        return None
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    if (days.astype("datetime64[M]") != months).any():
        return None
    times: npt.NDArray[np.datetime64] = (days.astype("datetime64[m]") + (hour * 60 + minute)).astype("datetime64[s]")
    return times


def _column(
    cells: Texts, name: str, lines: npt.NDArray[np.int64], file: str, notation: Notation | None, findings: list[Finding]
) -> Column | None:
    """Return a column's numbers, None where its decimal mark has two readings or nothing in it is a number."""
    place = Place(file=file, cell=name)
    try:
        if not (joined := "".join(cells)).strip():
            return None
    except TypeError:  # a short row: pandas fills it
        cells = np.array([cell if isinstance(cell, str) else "" for cell in cells], dtype=object)
        joined = "".join(cells)
    seen = _notation(cells, joined)
    if seen is None:
        seen = notation
    if seen is None:
        example = next(cell for cell in cells if "." in cell or "," in cell)
        findings.append(Finding(code="meter.notation", severity="error", place=place, given=example[:40], expected="1.234,5 | 1,234.5",
                                values={"column": name}))  # fmt: skip
        return None
    values, is_known, bad = _numbers(cells, seen)
    if not is_known.any():
        return None
    if bad:
        place = Place(file=file, line=int(lines[bad[0]]))
        findings.append(Finding(code="meter.number", severity="warning", place=place, given=str(cells[bad[0]])[:40],
                                expected="1.234,5" if seen == "comma" else "1,234.5", values={"column": name, "count": len(bad)}))  # fmt: skip
    return Column(name=name, values=values, is_known=is_known)


def _notation(cells: Texts, joined: str) -> Notation | None:
    """Return the decimal mark of a column, None where every number could be a thousand or have three decimals."""
    has_dot, has_comma = "." in joined, "," in joined
    if not has_dot and not has_comma:
        return "dot"
    if has_dot and has_comma:
        both = next((cell for cell in cells if "." in cell and "," in cell), None)
        if both is not None:
            return "dot" if both.rfind(".") > both.rfind(",") else "comma"
        dots = all(_GROUPED["."].fullmatch(cell.strip()) for cell in cells if "." in cell)
        commas = all(_GROUPED[","].fullmatch(cell.strip()) for cell in cells if "," in cell)
        return None if dots == commas else "comma" if dots else "dot"
    mark = "." if has_dot else ","
    if all(_GROUPED[mark].fullmatch(cell.strip().lstrip("-")) for cell in cells if mark in cell):
        return None
    return "dot" if has_dot else "comma"


def _numbers(cells: Texts, notation: Notation) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], Sequence[int]]:
    if notation == "dot":
        try:
            values = cells.astype(np.float64)
            if np.isfinite(values).all():
                return values, np.ones(values.size, dtype=bool), ()
        except ValueError:
            pass
    values, is_known, bad = np.zeros(cells.size), np.zeros(cells.size, dtype=bool), []
    for index, cell in enumerate(cells):
        text = cell.strip()
        if not text:
            continue
        try:
            values[index] = parse_number(text, notation)
            is_known[index] = True
        except NumberError:
            bad.append(index)
    return values, is_known, bad
