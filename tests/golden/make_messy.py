"""Make the messy workbooks of `data/examples/messy_cases.md`: five examples, each with the alterations A to G.

Run as ``python tests/golden/make_messy.py FOLDER``; the tables of that page are read, so the page stays the authority.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from assessment import intake
from assessment.intake import template
from assessment.model import Assessment, Flow
from data import messages

EXAMPLES = Path(messages.__file__).parent / "examples"
SECTORS = ("garments", "footwear", "bottled_water", "paper", "seafood")
GRID = "electricity/grid"
SHARE = 0.6  # of the first meter
_ROW = re.compile(r"\| ([C-G]) \| (\S+) ([a-z_]+/[\w-]+)(?:, (\S+))? \| (.*?) \| (.*?) \| (.*?) \|")


@dataclass(frozen=True, kw_only=True)
class Alteration:
    """One line of a sector's table."""

    letter: str
    period: str
    stream: str
    meter: str | None
    workbook: str


def alterations(sector: str) -> list[Alteration]:
    """Return the alterations C to G of a sector, as the page lists them."""
    page = (EXAMPLES / "messy_cases.md").read_text(encoding="utf-8")
    part = page.split(f"\n## {sector}\n", 1)[1].split("\n## ", 1)[0]
    return [
        Alteration(letter=match[1], period=match[2], stream=match[3], meter=match[4], workbook=match[6]) for match in _ROW.finditer(part)
    ]


def bills() -> list[str]:
    """Return the thirteen bills from the 7th to the 6th that touch 2025."""
    ends = [(2025, month) for month in range(1, 13)] + [(2026, 1)]
    starts = [(2024, 12), *ends[:-1]]
    return [f"{a}-{b:02}-07/{c}-{d:02}-06" for (a, b), (c, d) in zip(starts, ends, strict=True)]


def messy(sector: str) -> bytes:
    """Return the messy workbook of a sector."""
    reading = intake.read(EXAMPLES / f"{sector}.yaml")
    assert reading.document is not None
    assessment = reading.document.assessment
    flows = list(_two_meters(assessment))
    text_cell: Alteration | None = None
    for alteration in alterations(sector):
        if alteration.letter == "F":
            text_cell = alteration
        elif alteration.letter == "G":
            twin = next(f for f in flows if (f.stream, f.period, f.meter) == (GRID, alteration.period, alteration.meter))
            flows.append(twin)
        else:
            flows = [new for flow in flows for new in _altered(flow, alteration)]
    data = template.fill(assessment.model_copy(update={"flows": tuple(flows)}))
    return data if text_cell is None else _put_text(data, text_cell)


def _two_meters(assessment: Assessment) -> Iterator[Flow]:
    """A and B: the grid's months become thirteen bills of two meters; the third bill of CT-1 is in MWh."""
    months = [flow for flow in assessment.flows if flow.stream == GRID and flow.period.startswith("2025-")]
    for flow in assessment.flows:
        if flow not in months:
            yield flow
    for meter in ("CT-1", "CT-2"):
        for number, period in enumerate(bills()):
            month = months[number % 12]
            first = round(SHARE * (month.quantity or 0))
            quantity = float(first if meter == "CT-1" else (month.quantity or 0) - first)
            update: dict[str, object] = {"period": period, "meter": meter, "quantity": quantity, "cost_vnd": None}
            if meter == "CT-1" and number == 2:
                update |= {"quantity": quantity / 1000, "unit": "MWh"}
            yield month.model_copy(update=update)


def _altered(flow: Flow, alteration: Alteration) -> Iterator[Flow]:
    if (flow.stream, flow.period) != (alteration.stream, alteration.period):
        yield flow
    elif alteration.letter != "D":
        number, _, unit = alteration.workbook.replace("`", "").partition(" ")
        yield flow.model_copy(update={"quantity": float(number), "unit": unit})


def _put_text(data: bytes, alteration: Alteration) -> bytes:
    text = re.findall("`([^`]*)`", alteration.workbook)[0]
    book = openpyxl.load_workbook(io.BytesIO(data))
    year, _, month = alteration.period.partition("-")
    sheet_name, when, field = ("flows_monthly", year, month) if month else ("flows", alteration.period, "quantity")
    sheet = book[sheet_name]
    columns = {cell.value: cell.column for cell in sheet[1]}
    time = columns["year" if month else "period"]
    for row in range(3, sheet.max_row + 1):
        given = (str(sheet.cell(row, columns["stream"]).value), str(sheet.cell(row, time).value))
        if f"[{alteration.stream}]" in given[0] and given[1] == when:
            sheet.cell(row, columns[field]).value = text
            break
    else:
        raise LookupError(f"{alteration.stream} has no row of {alteration.period} in the sheet {sheet_name}")
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


if __name__ == "__main__":
    for name in SECTORS:
        (Path(sys.argv[1]) / f"{name}_messy.xlsx").write_bytes(messy(name))
