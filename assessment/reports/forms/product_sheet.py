"""The product sheet: one A4 page that says what one unit of a product carries, how well that is known, and what is not in it.

It is composed as the other reports are, so that its figures carry the same mark and `assessment.reports.verification` reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessment.footprint.row import STAGES
from assessment.model import Document
from assessment.reports.basis import Basis, Record, filled, interval, joined, number, said_or
from assessment.reports.compose import result_sha256
from assessment.reports.naming import geography
from assessment.reports.report import Cell, Column, Number, Paragraph, Report, Row, Section, Table, Text, When, said, typed
from calculators.errors import UnknownKeyError
from data import catalogue
from data.catalogue import Catalogue
from data.phrases import described

LISTED_ROWS = 6  # what one page holds beside the stages
LISTED_GAPS = 7
LISTED_SOURCES = 4
QUALITY = ("score", "primary_share_percent", "screening_share_percent", "uncertainty_covers_percent")


def product_sheet(
    result: Mapping[str, Any], document: Document, product: str = "", lang: str = "vi", book: Catalogue | None = None
) -> Report:
    """Return the sheet of one product's footprint.

    Parameters
    ----------
    result : Mapping
        A result document.
    document : Document
        The assessment it is of.
    product : str
        Whose sheet; the first footprint's when left out.
    lang : str
        ``vi`` or ``en``.
    book : Catalogue, optional
        The edition of the result; opened by its name when left out.

    Returns
    -------
    Report
        The sheet, for `assessment.reports.forms.render_product_sheet`.

    Raises
    ------
    UnknownKeyError
        If the result has no footprint of that product.
    """
    records = list(enumerate(result["footprints"]))
    found = next(((at, record) for at, record in records if product in ("", record["product"])), None)
    if found is None:
        raise UnknownKeyError("footprint", product[:60], known=tuple(record["product"] for _, record in records))
    basis = Basis(result=result, document=document, book=book or catalogue.open_edition(result["edition"]), lang=lang)
    at, record = found
    sections = (
        _section("facts", _facts(basis, at, record)),
        _section("stages", _stages(at, record)),
        _section("inputs", _inputs(basis, at, record)),
        Section(id="gaps", title=said("product_sheet.gaps"), blocks=tuple(_gaps(basis, record))),
        Section(id="method", title=said("product_sheet.method"), blocks=tuple(_method(basis, record))),
    )
    return Report(
        kind="product_sheet", lang=lang, title=basis.product(record["product"]), subject=typed(basis.document.assessment.facility.name),
        period=str(record["period"]), edition=result["edition"], version=result["version"], result_sha256=result_sha256(result), sections=sections,
    )  # fmt: skip


def _section(id: str, table: Table) -> Section:
    return Section(id=id, title=table.title, blocks=(table,))


def _facts(basis: Basis, at: int, record: Record) -> Table:
    """Return the declared unit, the result and how good it is, a line each; the first line is the result."""
    unit, quality = record["declared_unit"], record["data_quality"]
    declared = Number(value=unit["quantity"], unit=unit["unit"])
    span: Cell = interval(record) or said("footprint.quality.no_interval")
    lines: list[tuple[Text, Cell]] = [
        (said("footprint.per" if record["complete"] else "product_sheet.per_known", unit=declared), number(record["total"], record["unit"], f"/footprints/{at}/total")),
        (said("product_sheet.interval"), span),
        (said("product_sheet.whole"), said("product_sheet.complete") if record["complete"] else said("product_sheet.partial", count=len(record["gaps"]))),
        (said("product_sheet.declared_unit"), declared),
        (said("product_sheet.boundary"), said(f"footprint.boundary.{record['boundary']}")),
        (said("product_sheet.period"), When(period=record["period"])),
        (said("footprint.column.basis"), said_or(f"footprint.basis.{record['allocation']}", str(record["allocation"]))),
    ]
    for name in QUALITY:
        if quality.get(name) is not None:
            cell = number(quality[name], trace=f"/footprints/{at}/data_quality/{name}", style="plain" if name == "score" else "percent")
            lines.append((said(f"footprint.quality.{name}"), cell))
    columns = (Column(title=said("product_sheet.what"), share=1.5), Column(title=said("product_sheet.value")))
    return Table(id="facts", title=said("product_sheet.facts"), columns=columns, rows=tuple(Row(cells=line) for line in lines))


def _stages(at: int, record: Record) -> Table:
    columns = (
        Column(title=said("footprint.column.stage"), share=2),
        Column(title=said("footprint.column.co2e"), align="number"),
        Column(title=said("product_sheet.share"), align="number", share=0.7),
    )
    rows = []
    for member, prefix in (("by_stage", "footprint.stage"), ("by_scope", "footprint.scope")):
        parts = record[member]
        for name in sorted(parts, key=lambda name: STAGES.index(name) if name in STAGES else len(STAGES) + int(name[-1])):
            value = parts[name]
            cell = Number(value=value, unit=record["unit"], trace=f"/footprints/{at}/{member}/{name}", bare=True)
            rows.append(Row(cells=(said_or(f"{prefix}.{name}", name), cell, _share(value, record["total"]))))
    return Table(id="stages", title=said("product_sheet.stages"), columns=columns, rows=tuple(rows))


def _share(value: float, whole: float) -> Cell:
    return Number(value=100.0 * value / whole, style="percent") if whole else None


def _inputs(basis: Basis, at: int, record: Record) -> Table:
    """Return the rows that carry most, each with its amount and the document its factor is from."""
    columns = (
        Column(title=said("footprint.column.what"), share=2.2),
        Column(title=said("footprint.column.quantity"), align="number", share=1.1),
        Column(title=said("footprint.column.co2e"), align="number", share=0.8),
        Column(title=said("product_sheet.source"), share=3),
    )
    ranked = sorted(enumerate(record["rows"]), key=lambda pair: -abs(pair[1]["co2e"]))
    twice = Counter(row["stream"] for row in record["rows"] if not row["is_upstream"])
    rows = []
    for place, row in ranked[:LISTED_ROWS]:
        pointer = f"/footprints/{at}/rows/{place}"
        cells = (
            _name(basis, row, with_stage=twice[row["stream"]] > 1),
            number(row["quantity"], row["unit"], f"{pointer}/quantity"),
            Number(value=row["co2e"], unit=record["unit"], trace=f"{pointer}/co2e", bare=True),
            _origin(basis, row),
        )
        rows.append(Row(cells=cells))
    rest = sum(row["co2e"] for _, row in ranked[LISTED_ROWS:])
    if len(ranked) > LISTED_ROWS:
        other = said("product_sheet.other_rows", count=len(ranked) - LISTED_ROWS)
        rows.append(Row(cells=(other, typed(""), Number(value=rest, unit=record["unit"], bare=True), typed(""))))
    return Table(id="inputs", title=said("product_sheet.inputs"), columns=columns, rows=tuple(rows))


def _name(basis: Basis, row: Record, *, with_stage: bool = False) -> Text:
    """Return a row's name; the same stream in two stages is told apart by its stage."""
    name = basis.stream(row["stream"]) if row["stream"] else basis.row_name("life_cycle", str(row["factor"]))
    if with_stage and not row["is_upstream"]:
        return said("product_sheet.in_stage", name=name, stage=said(f"footprint.stage.{row['stage']}"))
    return said("footprint.upstream", name=name) if row["is_upstream"] else name


def _origin(basis: Basis, row: Record) -> Cell:
    """Return where a row's factor is from: the supplier, the factory, the site's own inventory, or a document and its year."""
    if row["origin"] == "supplier":
        return joined([said("footprint.covers.supplier"), typed(str(row["factor"]).removeprefix("supplier:"))], ": ")
    if row["origin"] == "own":
        return said("footprint.covers.own")
    if row["origin"] == "site":
        covers = said(f"footprint.covers.{row['boundary']}")
        return joined([covers, typed(publisher)], "; ") if (publisher := _publisher(basis, str(row["factor"]))) else covers
    source = basis.source(str(row["source"]))
    year = typed(str(row["data_year"])) if row.get("data_year") else None
    named = described(source.publisher or source.title, basis.lang) if source else str(row["source"])
    return joined([typed(named), geography(str(row["geography"])) if row["geography"] else None, year])


def _publisher(basis: Basis, factor: str) -> str:
    """Return who published the factor that the site's own inventory used for a stream; empty where the edition has no row of it."""
    table = next((table for table in ("grid", "fuels") if basis.book.has(table, factor)), "")
    source = basis.source(str(basis.book.row(table, factor)["source_id"])) if table else None
    return described(source.publisher or source.title, basis.lang) if source else ""


def _gaps(basis: Basis, record: Record) -> Iterator[Paragraph]:
    gaps = record["gaps"]
    if not gaps:
        yield Paragraph(text=said("product_sheet.no_gaps"))
    for gap in gaps[:LISTED_GAPS]:
        yield Paragraph(text=said("product_sheet.gap", what=_about(basis, gap), why=filled(f"finding.{gap['code']}.title", {}, str(gap["code"])), span=_span(gap)))
    if len(gaps) > LISTED_GAPS:
        yield Paragraph(text=said("product_sheet.other_gaps", count=len(gaps) - LISTED_GAPS))


def _about(basis: Basis, gap: Record) -> Text:
    return basis.stream(str(gap["stream"])) if gap["stream"] else said(f"footprint.stage.{gap['stage']}")


def _span(gap: Record) -> Text:
    """Return the open figures for comparison that a gap offers, so that a buyer sees how large it may be."""
    low, high = gap["values"].get("lowest"), gap["values"].get("highest")
    if low is None or high is None:
        return typed("")
    span = said("product_sheet.span", low=Number(value=low), high=Number(value=high))
    kilograms = gap["values"].get("kilograms")
    if not kilograms:
        return span
    amount = Number(value=kilograms, unit="kg")
    return said("product_sheet.span_of", span=span, amount=amount, low=Number(value=low * kilograms), high=Number(value=high * kilograms))


def _method(basis: Basis, record: Record) -> Iterator[Paragraph]:
    ends, sets = record["sensitivity"]["end_of_life"]["declared"], ", ".join(record["gwp"]["sets"]) or "–"
    draws = int(record["sensitivity"]["draws"])
    spread = said("product_sheet.method_draws", draws=draws) if draws else said("product_sheet.method_no_draws")
    yield Paragraph(text=said("product_sheet.method_text", end=said(f"footprint.end.{ends}"), spread=spread))
    silent = len(record["gwp"]["not_stated"])
    yield Paragraph(text=said("footprint.gwp", sets=typed(sets), silent=silent) if silent else said("footprint.gwp_all", sets=typed(sets)))
    listed = _sources(basis, record["rows"])
    if listed:
        more = len(listed) - LISTED_SOURCES
        cited = joined([typed(text) for text in listed[:LISTED_SOURCES]], "; ")
        yield Paragraph(text=said("product_sheet.sources_more", sources=cited, count=more) if more > 0 else said("product_sheet.sources", sources=cited))
    yield Paragraph(text=said("product_sheet.not_verified"), role="note")


def _sources(basis: Basis, rows: Sequence[Record]) -> list[str]:
    """Return the documents of the factors, those that carry most first."""
    found: dict[str, None] = {}
    for row in sorted(rows, key=lambda row: -abs(row["co2e"])):
        source = basis.source(str(row["source"])) if row["source"] else None
        if source is not None:
            found.setdefault(described(source.title, basis.lang))
    return list(found)
