"""The library's measures in a report: what each may save here, where its figure is from, and where to begin."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.opportunities.beginning import beginning_of
from assessment.reports.basis import Basis, Record, inside, joined, plural
from assessment.reports.naming import placed
from assessment.reports.report import Block, Cell, Column, Paragraph, Row, Table, Text, said, typed
from assessment.reports.sections.option_words import range_of, title_of
from data.phrases import phrase

LIBRARY_SHOWN = 12  # candidates of the library in the full report

Numbered = tuple[int, Record]


def measures(basis: Basis, rows: Sequence[Numbered], kind: str) -> list[Block]:
    """Return the measures that could be counted, the surest first; the quick report says how many there are."""
    counted = [item for item in rows if item[1]["why_not"] is None and item[1]["presence"] != "to_check"]
    if kind == "quick" or not counted:
        return [Paragraph(text=plural("report.option.library", len(rows), count=len(rows)), role="note")] if rows else []
    columns = (
        Column(title=said("report.column.option"), share=2.8),
        Column(title=said("report.column.saving"), share=2.0),
        Column(title=said("report.column.yearly_money"), share=1.5),
        Column(title=said("report.column.avoided"), share=1.3),
        Column(title=said("report.column.source"), share=2.6),
    )
    made = tuple(Row(cells=_candidate(basis, row)) for _, row in counted[:LIBRARY_SHOWN])
    note = plural("report.note.library", len(rows), count=len(rows), shown=len(made))
    return [Table(id="library", title=said("report.table.library"), columns=columns, rows=made, note=note), *_beginnings(basis, counted[:LIBRARY_SHOWN])]


def _beginnings(basis: Basis, rows: Sequence[Numbered]) -> list[Block]:
    """Return what to look at on site before a measure is decided, and the quick check of its equipment, where there are any."""
    made = []
    for _, row in rows:
        found = beginning_of(basis.book, row, basis.result)
        if found.questions or found.check:
            made.append(Row(cells=(title_of(basis, row), _asked(found.questions), said(f"equipment.check.{found.check}") if found.check else None)))
    if not made:
        return []
    columns = (
        Column(title=said("report.column.option"), share=2.2),
        Column(title=said("beginning.questions"), share=3.4),
        Column(title=said("beginning.check"), share=1.4),
    )
    return [Table(id="beginning", title=said("beginning.table"), columns=columns, rows=tuple(made), note=said("beginning.note"))]


def _asked(questions: Sequence[Record]) -> Cell:
    """Return what to check, without the Vietnamese tag that a row of questions would repeat; None where nothing is asked."""
    each = [Text(names={"vi": str(row["question_vi"]).replace(" phải không?", "?"), "en": str(row["question_en"])}) for row in questions]
    return said("beginning.check_that", questions=joined(each, " ")) if each else None


def _of(basis: Basis, row: Record, line: Record) -> Text:
    """Return what a share is of: a stream, or what is paid for it."""
    name = inside(basis.stream(line["stream"]))
    return said("report.option.bill", stream=name) if row["basis"] == "bill" else name


def _money(basis: Basis, row: Record) -> Cell:
    """Return the money; where some of the streams have no price, of which it is and whose price is missing."""
    found = range_of(row["money_low_vnd"], row["money_high_vnd"], style="money")
    priced = [line["stream"] for line in row["savings"] if line["stream"] not in row["unpriced"]]
    if found is None or not row["unpriced"]:
        return found
    return said("report.option.part_priced", money=found, priced=basis.streams_inside(priced), unpriced=basis.streams_inside(row["unpriced"]))


def _candidate(basis: Basis, row: Record) -> tuple[Cell, ...]:
    saved: list[Cell] = [said("report.option.of_stream", range=range_of(line["percent_low"], line["percent_high"], style="percent"), stream=_of(basis, row, line)) for line in row["savings"]]
    source = basis.source(row["source"])
    note = str(basis.book.row("options", row["option"])["note"] or "") if basis.book.has("options", row["option"]) else ""
    saved += [Text(names={"vi": phrase(note, "vi"), "en": note})] if note else []
    money = _money(basis, row)
    avoided = range_of(row["co2e_low_t"], row["co2e_high_t"], unit="t CO2e")
    cited = joined([placed(source, row["locator"], by_title=True), typed(f"[{row['confidence']}]")], " ") if source else typed(row["source"])
    return (title_of(basis, row), joined(saved, "; "), money, avoided, cited)


