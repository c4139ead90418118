"""Take others' figures into a document: a supplier's footprints, and the rows a person picks of the factor table they have a licence for.

A supplier's footprint goes to the rows of the bill of materials that buy the stream; a factor of one's own becomes what the factory
states of the stream (`emission_factor`), with table, line and licence as its evidence. The table itself stays where it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.footprint.importing import KNOWN, FactorTable
from assessment.intake.workbook import open_workbook
from assessment.model import Assessment, InventoryRow, LifeCycle, Measured, StreamNote
from calculators.finding import Finding, Place
from calculators.units import fold

BOUGHT = frozenset({"material", "chemical", "packaging", "intermediate", "transport", "service", "water", "waste", "hazardous_waste", "by_product", "heat", "steam"})
LONGEST_EVIDENCE = 500
WORDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "material", "activity", "process", "ten", "vat lieu", "vat tu"),
    "value": ("value", "factor", "ef", "gwp", "co2e", "gia tri", "he so"),
    "unit": ("unit", "don vi"),
    "stream": ("stream", "dong"),
    "boundary": ("boundary", "ranh gioi"),
    "gwp_basis": ("gwp basis", "gwp set", "method"),
    "gsd": ("gsd", "gsd2"),
    "year": ("year", "reference year", "nam"),
    "geography": ("geography", "location", "region", "quoc gia"),
    "locator": ("uuid", "id", "ma"),
}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One figure that may be taken: a supplier's (`supplier_pcf`) or one of the user's own table (`factor`)."""

    id: str
    name: str
    figure: str
    stream: str = ""
    supplier_pcf: str = ""
    factor: Measured | None = None


def table_text(data: bytes, name: str) -> str | Finding:
    """Return a table's text as CSV: of a CSV file as it is, of a workbook its first sheet."""
    if name.lower().endswith((".xlsx", ".xlsm")):
        sheets = open_workbook(data, name)
        if isinstance(sheets, Finding):
            return sheets
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        for at in range(1, len(sheets[0].rows) + 1):
            writer.writerow([_cell(sheets[0].cell(at, place), sheets[0].text(at, place)) for place in range(1, len(sheets[0].rows[at - 1]) + 1)])
        return out.getvalue()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Finding(code="file.encoding", severity="error", place=Place(file=name), expected="UTF-8")


def _cell(value: object, text: str) -> str:
    return repr(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else text


def headings_of(text: str) -> tuple[str, ...]:
    """Return the headings of a table."""
    return tuple(heading.strip() for heading in next(csv.reader(io.StringIO(text)), []))


def proposed_columns(headings: Iterable[str]) -> dict[str, str]:
    """Return which heading is probably which of our columns; a person confirms it."""
    found: dict[str, str] = {}
    folded = {heading: fold(heading) for heading in headings}
    for column in KNOWN:
        for word in WORDS.get(column, ()):
            match = next((heading for heading, plain in folded.items() if plain == word and heading not in found.values()), None)
            match = match or next((heading for heading, plain in folded.items() if len(word) > 3 and word in plain and heading not in found.values()), None)
            if match:
                found[column] = match
                break
    return found


def table_offers(table: FactorTable, source: Mapping[str, str]) -> tuple[Offer, ...]:
    """Return the rows of a read factor table as figures to pick from."""
    rows = csv.DictReader(io.StringIO(table.files["life_cycle.csv"]))
    return tuple(_table_offer(row, source) for row in rows)


def _table_offer(row: Mapping[str, str], source: Mapping[str, str]) -> Offer:
    parts = (source["title"], source.get("publisher", ""), row["label_vi"], row["locator"], row["boundary"], row["gwp_basis"], source.get("licence", ""))
    evidence = "; ".join(part for part in parts if part)[:LONGEST_EVIDENCE]
    factor = Measured(value=float(row["value"]), unit=row["unit"], evidence=evidence)
    return Offer(id=row["id"], name=row["label_vi"], figure=f"{factor.value:g} {factor.unit}", stream=row["stream"], factor=factor)


def buyable_streams(assessment: Assessment) -> tuple[str, ...]:
    """Return the streams of the bills of materials that a supplier's or own figure may stand for, in their order."""
    rows = (row.stream for section in assessment.life_cycle for row in section.inventory if row.stream)
    return tuple(dict.fromkeys(stream for stream in rows if stream.partition("/")[0] in BOUGHT))


def with_offers(assessment: Assessment, chosen: Mapping[str, Offer]) -> Assessment:
    """Return the assessment with each stream's figure put in.

    Raises
    ------
    KeyError
        If no bill of materials has a row of a stream.
    """
    known = buyable_streams(assessment)
    for stream in chosen:
        if stream not in known:
            raise KeyError(stream)
    sections = tuple(_section(section, chosen) for section in assessment.life_cycle)
    notes = assessment.streams
    for stream, offer in chosen.items():
        if offer.factor is not None:
            notes = _noted(notes, stream, offer.factor)
    return assessment.model_copy(update={"life_cycle": sections, "streams": notes})


def _section(section: LifeCycle, chosen: Mapping[str, Offer]) -> LifeCycle:
    rows = tuple(_row(row, chosen[row.stream]) if row.stream and row.stream in chosen else row for row in section.inventory)
    return section.model_copy(update={"inventory": rows})


def _row(row: InventoryRow, offer: Offer) -> InventoryRow:
    return row.model_copy(update={"supplier_pcf": offer.supplier_pcf or None, "factor": None})


def _noted(notes: tuple[StreamNote, ...], stream: str, factor: Measured) -> tuple[StreamNote, ...]:
    """Return the notes with the factor in the one of all periods, which is made where there is none."""
    for at, note in enumerate(notes):
        if note.stream == stream and note.period is None:
            return (*notes[:at], note.model_copy(update={"emission_factor": factor}), *notes[at + 1 :])
    return (*notes, StreamNote(stream=stream, emission_factor=factor))
