"""Numbers typed into the table of months become an assessment document; what is no number is named, cell by cell."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.editing.cells import Fault, read_number
from assessment.intake.starter import example_product, starting_streams
from calculators.errors import SachhonError
from calculators.number import Notation
from data import catalogue

MONTHS = tuple(range(1, 13))
OUTPUT = "product/sp1"
LARGEST_FORM = 100_000  # characters; a full table has about ten thousand
NEEDED = ("name", "product")
PAID = ("electricity", "fuel", "water")  # groups whose bills say an amount of money
_YEAR = re.compile(r"(19|20)\d\d")


class FormError(SachhonError, ValueError):
    """What the browser sent is not the form of the entry page."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table: which stream, and the unit it begins with."""

    stream: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What became of a form: a document's text, or the names of the fields that must be mended first.

    `reasons` says of a cell that was not read why; a field that is only missing has none.
    """

    document: bytes | None
    is_empty: bool = False
    faults: tuple[str, ...] = ()
    reasons: Mapping[str, Fault] = field(default_factory=dict)


def rows_of(sector: str) -> tuple[Row, ...]:
    """Return the rows of a sector's table: output first, then its usual streams."""
    known = {stream.key for stream in catalogue.open_edition().streams()}
    streams = (Row(stream=stream, unit=unit) for stream, unit in starting_streams(sector) if stream in known)
    return (Row(stream=OUTPUT, unit=example_product(sector).unit), *streams)


def is_paid(row: Row) -> bool:
    """Return whether a row has a line of money of its own: what comes with a bill."""
    return row.stream.partition("/")[0] in PAID and row.stream != "electricity/solar"


def provinces(lang: str) -> tuple[tuple[str, str], ...]:
    """Return the provinces of today, code and name."""
    rows = catalogue.open_edition().table("provinces")
    return tuple((str(row["code"]), str(row[f"label_{lang}"])) for row in rows if not row["valid_to"])


def read_form(text: str) -> dict[str, str]:
    """Return the fields that the browser sent.

    Raises
    ------
    FormError
        If the text is too long or is no flat object of texts.
    """
    if len(text) > LARGEST_FORM:
        raise FormError(f"a form of at most {LARGEST_FORM} characters was expected, {len(text)} were sent")
    try:
        fields = json.loads(text)
    except ValueError as problem:
        raise FormError("the form is not JSON; reload the page and try again") from problem
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise FormError("the form is not an object of texts; reload the page and try again")
    return {str(key): value.strip() for key, value in fields.items()}


def document_of(fields: Mapping[str, str], sector: str, notation: Notation) -> Typed:
    """Return the assessment document of a form; empty cells are left out, never zero.

    Parameters
    ----------
    fields : Mapping
        Field name → what was typed; ``cell:ROW:MONTH`` are the cells, ``unit:ROW`` the units,
        ``cost:ROW:MONTH`` the money [VND].
    sector : str
        The sector whose table was shown.
    notation : {"comma", "dot"}
        The decimal mark of the page's language.

    Returns
    -------
    Typed
        The document as JSON text, or the fields to mend.
    """
    faults = [name for name in NEEDED if not fields.get(name)]
    year = fields.get("year", "")
    if not _YEAR.fullmatch(year):
        faults.append("year")
    flows: list[dict[str, Any]] = []
    reasons: dict[str, Fault] = {}
    rows = rows_of(sector)
    for place, row in enumerate(rows):
        for month in MONTHS:
            said: dict[str, Any] = {}
            for kind, member in (("cell", "quantity"), ("cost", "cost_vnd")):
                name = f"{kind}:{place}:{month}"
                if not fields.get(name) or (kind == "cost" and not is_paid(row)):
                    continue
                read = read_number(fields[name], notation, may_be_negative=kind == "cost")
                if read.fault is not None:
                    faults.append(name)
                    reasons[name] = read.fault
                elif isinstance(read.value, float):
                    said[member] = read.value
                    if kind == "cell":
                        said["unit"] = fields.get(f"unit:{place}") or row.unit
            if said:
                flows.append({"period": f"{year}-{month:02d}", "stream": row.stream, **said})
    has_numbers = bool(flows) or any(fault.startswith(("cell:", "cost:")) for fault in faults)  # without any, the table is filled on the data page
    if has_numbers and not any(flow["stream"] == OUTPUT for flow in flows) and not any(fault.startswith("cell:0:") for fault in faults):
        faults.append("cell:0:1")
    if faults:
        return Typed(document=None, faults=tuple(faults), reasons=reasons)
    document = {
        "format": "sachhon-assessment/1",
        "facility": {"name": fields["name"], "sector": sector, "province": fields.get("province", "")},
        "reporting_period": year,
        "products": [{"id": "sp1", "name": fields["product"], "unit": fields.get("unit:0") or rows[0].unit}],
        "flows": flows,
    }
    return Typed(document=json.dumps(document, ensure_ascii=False, indent=1).encode(), is_empty=not flows)
