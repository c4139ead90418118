"""Where the site stands among published figures of its sector: a band with its interval, and at which level it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessment.charts import Label
from assessment.reports.basis import Basis
from assessment.reports.report import Block, Cell, Column, Figure, Number, Paragraph, Row, Section, Table, Text, Tone, said, typed
from calculators.errors import UnknownKeyError

if TYPE_CHECKING:
    from assessment.peer_standing import Compared

TONES: dict[str, Tone] = {"top_quarter": "good", "middle": "", "bottom_quarter": "bad", "undetermined": "unsure"}


def peers(basis: Basis, kind: str) -> Section | None:
    """Return the standing of each indicator that something comparable is published for; None where no pack was given."""
    if basis.pack is None:
        return None
    if not basis.compared:
        text = said("standing.nothing", year=typed(basis.reporting))
        return Section(id="peers", title=said("report.section.peers"), blocks=(Paragraph(text=text),))
    blocks: list[Block] = [Paragraph(text=said("standing.lead"), role="note"), _table(basis)]
    if kind == "full":
        from assessment.published_charts import distribution  # imports what only published figures need

        charts = (
            distribution(
                f"peers-{each.kind}", Label(key="report.chart.peers", values={"kind": Label(key=f"kind.{each.kind}")}), each.cell, own=each.value, synthetic=basis.pack.synthetic
            )
            for each in basis.compared
        )
        blocks += [Figure(id=chart.id, chart=chart) for chart in charts if chart is not None]
    return Section(id="peers", title=said("report.section.peers"), blocks=tuple(blocks))


def _table(basis: Basis) -> Table:
    columns = (
        Column(title=said("report.column.indicator"), share=1.7),
        Column(title=said("standing.own"), align="number", share=1.2),
        Column(title=said("report.column.median"), align="number", share=1.2),
        Column(title=said("report.column.lower_share"), align="number", share=1.3),
        Column(title=said("report.column.verdict"), share=1.3),
        Column(title=said("report.column.level"), share=2.2),
    )
    note = said("report.note.peers_made_up") if basis.pack is not None and basis.pack.synthetic else said("report.note.peers")
    rows = tuple(Row(cells=_cells(basis, each)) for each in basis.compared)
    return Table(id="peers", title=said("report.table.peers"), columns=columns, rows=rows, note=note)


def _cells(basis: Basis, each: Compared) -> tuple[Cell, ...]:
    stands = each.standing
    level = said(
        "standing.level",
        level=said(f"published.level.{stands.level.partition('.')[2]}"), place=_place(basis, stands.place),
        contributors=typed(stands.contributors), year=typed(str(each.year)), vintage=typed(stands.vintage),
    )  # fmt: skip
    low, high = (Number(value=round(value), style="count") for value in (stands.percentile_low, stands.percentile_high))
    share = said("report.peers.share", percent=Number(value=round(stands.percentile), style="count"), low=low, high=high)
    return (
        said(f"kind.{each.kind}"),
        Number(value=each.value, unit=each.unit),
        Number(value=stands.median, unit=each.unit),
        share,
        Text(key=f"standing.band.{stands.band}", tone=TONES[stands.band]),
        level,
    )


def _place(basis: Basis, code: str) -> Text:
    for table in ("regions", "provinces"):
        try:
            row = basis.book.row(table, code)
        except UnknownKeyError:
            continue
        return Text(names={"vi": str(row["label_vi"]), "en": str(row["label_en"])})
    rows = [row for row in basis.book.table("provinces") if row["code"] == code and not row["valid_to"]]
    return Text(names={lang: str(rows[0][f"label_{lang}"]) for lang in ("vi", "en")}) if rows else said("published.level.country")
