"""What the law asks of the site: which duties apply, why, in which form, to whom, by when, and where that is written."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.duties import coming
from assessment.reports.basis import Basis, Record, day_of, filled, joined
from assessment.reports.naming import called, place_in
from assessment.reports.report import Block, Cell, Column, Paragraph, Row, Section, Table, Text, Tone, When, said, typed
from calculators.errors import UnknownKeyError

ORDER = ("yes", "likely", "unknown", "no")
TONES: Mapping[str, Tone] = {"yes": "", "likely": "unsure", "unknown": "unsure", "no": "quiet"}
IN_QUICK = ("yes", "likely")
OTHER_TRADES = ("duty.no_such_product", "duty.other_sector")  # one sentence names these circulars: a row each would say the same
QUARTERLY = "day_20_after_quarter"
QUICK_COLUMNS = (0, 1, 3, 4)  # of the report of four pages


def duties(basis: Basis, kind: str) -> Section | None:
    """Return the duties of the site, those that apply first; None where the result carries none."""
    rows = sorted(basis.result["duties"], key=lambda row: ORDER.index(row["applies"]))
    if not rows:
        return None
    others = [row for row in rows if row["applies"] == "no" and row["why"]["code"] in OTHER_TRADES]
    shown = [row for row in rows if row["applies"] in IN_QUICK] if kind == "quick" else [row for row in rows if row not in others]
    blocks: list[Block] = []
    if shown:
        blocks.append(_table(basis, shown, kind))
    else:
        blocks.append(Paragraph(text=said("report.duty.none")))
    if others and kind == "full":
        names = joined([basis.row_name("duties", row["duty"]) for row in others], "; ")
        blocks.append(Paragraph(text=said("report.duty.other_trades", duties=names), role="note"))
    open_ones = [basis.row_name("duties", row["duty"]) for row in rows if row["applies"] == "unknown" and row not in shown]
    if open_ones:
        blocks.append(Paragraph(text=said("report.duty.unknown", duties=joined(open_ones, "; ")), role="note"))
    return Section(id="duties", title=said("report.section.duties"), blocks=tuple(blocks))


def _table(basis: Basis, rows: list[Record], kind: str) -> Table:
    columns: tuple[Column, ...] = (
        Column(title=said("report.column.duty"), share=2.0),
        Column(title=said("report.column.applies"), share=1.0),
        Column(title=said("report.column.why_short"), share=2.3),
        Column(title=said("report.column.form"), share=2.0),
        Column(title=said("report.column.deadline"), share=1.0),
        Column(title=said("report.column.basis"), share=2.4),
    )
    if kind == "quick":
        columns = tuple(columns[at] for at in QUICK_COLUMNS)
    cells = tuple(Row(cells=_cells(basis, row, kind)) for row in rows)
    note = said("report.note.and", first=said("report.note.duties_day", day=When(period=basis.day.isoformat())), second=said("report.note.duties_short" if kind == "quick" else "report.note.duties"))
    return Table(id="duties", title=said("report.table.duties"), columns=columns, rows=cells, note=note)


def _cells(basis: Basis, row: Record, kind: str) -> tuple[Cell, ...]:
    applies = Text(key=f"report.applies.{row['applies']}", tone=TONES[row["applies"]])
    form = joined([_named(basis, row, "form"), _named(basis, row, "addressee")], " → ")
    deadline = _deadline(basis, row)
    cells = (basis.row_name("duties", row["duty"]), applies, why(basis, row["why"]), form, deadline, _source(basis, row))
    return tuple(cells[at] for at in QUICK_COLUMNS) if kind == "quick" else cells


def _deadline(basis: Basis, row: Record) -> Cell:
    """Return the next day a duty is due, seen from the day of the report; with the day of this period's where that has passed."""
    due = day_of(row["deadline"] or "")
    if due is None:
        return None
    known = basis.book.row("duties", row["duty"])
    again = coming(known, basis.day)
    if known["deadline_rule"] == QUARTERLY:
        return joined([When(period=(again or due).isoformat()), said("report.duty.quarterly")], " ")
    if due >= basis.day:
        return When(period=due.isoformat())
    passed = said("report.duty.passed", period=When(period=basis.reporting), day=When(period=due.isoformat()))
    return joined([When(period=again.isoformat()) if again else None, passed], " ")


def why(basis: Basis, record: Record) -> Text:
    """Return why a duty applies or not, with streams and products by their names."""
    values: dict[str, object] = {}
    for name, value in record["values"].items():
        if name == "products":
            values[name] = joined(basis.product(str(key)) for key in value)
        elif name == "not_counted":
            values[name] = basis.streams_inside(str(key) for key in value)
        else:
            values[name] = typed(value) if isinstance(value, str) else value
    return filled(f"why.{record['code']}", values, record["code"])


def _named(basis: Basis, row: Record, member: str) -> Text:
    try:
        known = basis.book.row("duties", row["duty"])
    except UnknownKeyError:
        return typed(row[member])
    return Text(names={lang: str(known[f"{member}_{lang}"] or row[member] or "–") for lang in ("vi", "en")})


def _source(basis: Basis, row: Record) -> Cell:
    source = basis.source(row["source"]) if row["source"] else None
    if source is None:
        return None
    mark = f" [{row['confidence']}]" if row.get("confidence") else ""
    locator = place_in(row["locator"]) if row.get("locator") else None
    return joined([joined([called(source), locator]), typed(mark)], "")
