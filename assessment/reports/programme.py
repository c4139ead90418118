"""The department's yearly report on its programme: published figures of all factories, and what it entered itself.

Nothing in it comes from a single factory: it is made of a benchmark pack, the department's own document and the numbers of the
public register.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from typing import Any, Literal

from assessment import programme as yearly
from assessment.charts import Label
from assessment.published_charts import distribution, progress
from assessment.reports.report import (
    Block,
    Cell,
    Column,
    Figure,
    Interval,
    Number,
    Paragraph,
    Report,
    Row,
    Section,
    Signatory,
    Table,
    Text,
    said,
    typed,
)
from assessment.reports.words import write
from benchmarks.peers import published
from benchmarks.peers.pack import Pack
from benchmarks.peers.published import Place
from calculators.errors import UnknownKeyError
from data import catalogue

FORMATS = ("pdf", "docx", "xlsx")
INDICATORS = ("energy_intensity", "water_intensity", "material_intensity")
Verdict = Literal["achieved", "not_achieved", "not_distinguishable"]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a yearly report is made of. `years` are the department's documents, that of the report's year among them.

    `register` is material → offers, wants, offers with a match in the same province; None where no register is kept here.
    """

    pack: Pack
    where: Place
    year: int
    years: Mapping[int, yearly.Programme]
    register: Mapping[str, tuple[int, int, int]] | None = None

    def own(self) -> yearly.Programme:
        """Return the report year's document; an empty one where nothing was entered."""
        return self.years.get(self.year) or yearly.Programme(year=self.year, province=self.where.province)


def render(ground: Ground, format: str, lang: str) -> bytes:
    """Return the yearly report as a file; the same bytes for the same arguments.

    Parameters
    ----------
    ground : Ground
        Published figures and the department's own document.
    format : str
        ``pdf``, ``docx`` or ``xlsx``.
    lang : str
        ``vi`` or ``en``.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    UnknownKeyError
        If the format is not known.
    """
    if format not in FORMATS:
        raise UnknownKeyError("report format", format, known=FORMATS)
    report = compose(ground, lang)
    if format == "pdf":
        from assessment.reports.document import render_document

        return render_document(report)
    if format == "docx":
        from assessment.reports.word import render_word

        return render_word(report)
    from assessment.reports.programme_workbook import render_workbook

    return render_workbook(report, ground.pack)


def compose(ground: Ground, lang: str) -> Report:
    """Return the yearly report as data."""
    own = ground.own()
    province = _province(ground.where.province)
    return Report(
        kind="programme",
        lang=lang,
        title=said("report.title.programme"),
        subject=typed(own.office) if own.office else province,
        period=str(ground.year),
        edition=ground.pack.edition,
        version=metadata.version("sachhon"),
        result_sha256=_hash(ground),
        sections=tuple(
            section
            for section in (
                _summary(ground),
                _goals(ground, lang),
                _reductions(ground, lang),
                _levels(ground, lang),
                _participation(ground),
                _register(ground),
                _method(ground),
            )
            if section.blocks
        ),
        signatories=(Signatory(role=said("report.signatory.author")), Signatory(role=said("yearly.signatory"))),
    )


def _hash(ground: Ground) -> str:
    """Return the SHA-256 of everything the report says something of."""
    said_of = [list(map(dict, table)) for table in (ground.pack.cells, ground.pack.totals, ground.pack.progress)]
    own = {year: yearly.to_json(document) for year, document in sorted(ground.years.items())}
    register = {key: list(value) for key, value in (ground.register or {}).items()}
    content = [ground.pack.vintage, ground.year, ground.where.province, said_of, own, register]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _province(code: str) -> Text:
    rows = [row for row in catalogue.open_edition().table("provinces") if row["code"] == code]
    return _named(rows[0]) if rows else typed(code)


def _sector(key: str) -> Text:
    book = catalogue.open_edition()
    return _named(book.row("sectors", key)) if book.has("sectors", key) else typed(key)


def _named(row: Mapping[str, Any]) -> Text:
    return Text(names={lang: str(row[f"label_{lang}"]) for lang in ("vi", "en")})


def _level(row: Mapping[str, Any]) -> Text:
    return said(f"published.level.{str(row['level']).partition('.')[2]}")


def judged(row: Mapping[str, Any], reduction_low: float) -> Verdict:
    """Return whether a published change, with its 90 % interval, reaches a reduction.

    Parameters
    ----------
    row : mapping
        A published progress figure. [%]
    reduction_low : float
        The smallest reduction that reaches the target. [%]

    Returns
    -------
    {"achieved", "not_achieved", "not_distinguishable"}
        Achieved where the whole interval lies at or beyond the reduction, not achieved where none of it does.
    """
    if row["change_high"] <= -reduction_low:
        return "achieved"
    return "not_achieved" if row["change_low"] > -reduction_low else "not_distinguishable"


def target_of(sector: str, year: int) -> tuple[float, float | None, int] | None:
    """Return the provincial programme's reduction for a sector that is due next: least, upper end [%] and its year."""
    table: tuple[Mapping[str, Any], ...] = catalogue.open_edition().table("targets")
    rows = [row for row in table if row["programme"] == yearly.PROGRAMME and row["sector"] == sector]
    due = sorted((row["deadline"].year, row["reduction_low"], row["reduction_high"]) for row in rows)
    found = next((row for row in due if row[0] >= year), due[-1] if due else None)
    return (float(found[1]), found[2], found[0]) if found else None


def _columns(*titles: tuple[str, float]) -> tuple[Column, ...]:
    return tuple(Column(title=said(f"yearly.column.{name}"), align="number" if share < 1.2 else "text", share=share) for name, share in titles)


def _summary(ground: Ground) -> Section:
    """Say the main things: what the goals and the reductions come to."""
    states = [item.state for item in yearly.judge(ground.own())]
    rows = _progress_rows(ground)
    verdicts = [judged(row, target[0]) for row in rows if (target := target_of(row["sector"], ground.year))]
    lead = said(
        "yearly.summary.goals",
        reached=states.count("reached"),
        entered=len(states) - states.count("not_entered"),
        goals=len(states),
    )
    blocks: list[Block] = []
    if ground.pack.synthetic:
        blocks.append(Paragraph(text=said("published.synthetic"), role="lead"))
    blocks.append(Paragraph(text=lead, role="lead"))
    if verdicts:
        counts = {name: verdicts.count(name) for name in ("achieved", "not_achieved", "not_distinguishable")}
        blocks.append(Paragraph(text=said("yearly.summary.reductions", year=ground.year, sectors=len(verdicts), **counts)))
    else:
        blocks.append(Paragraph(text=said("yearly.summary.no_reductions", year=ground.year)))
    if ground.own().note:
        blocks.append(Paragraph(text=typed(ground.own().note), role="annotation"))
    return Section(id="summary", title=said("yearly.section.summary"), blocks=tuple(blocks))


def _goals(ground: Ground, lang: str) -> Section:
    years = sorted(year for year in ground.years if year <= ground.year)[-4:]
    earlier = [year for year in years if year != ground.year]
    rows = []
    for item in yearly.judge(ground.own()):
        past = tuple(_entered(ground.years[year].entries.get(item.goal.key)) for year in earlier)
        rows.append(
            Row(cells=(Text(names=item.goal.names), *past, _entered(item.entry), _target(item), said(f"yearly.state.{item.state}")))
        )
    columns = (
        Column(title=said("yearly.column.goal"), share=3.6),
        *(Column(title=typed(str(year)), align="number") for year in (*earlier, ground.year)),
        Column(title=said("yearly.column.target"), share=1.4),
        Column(title=said("yearly.column.state"), share=1.6),
    )
    table = Table(id="goals", title=said("yearly.table.goals"), columns=columns, rows=tuple(rows), note=said("yearly.table.goals.note"))
    return Section(id="goals", title=said("yearly.section.goals"), blocks=(table,))


def _entered(entry: yearly.Entry | None) -> Cell:
    if entry is None:
        return None
    if entry.whole is None:
        return Number(value=float(entry.count), style="count")
    return said("yearly.share", percent=Number(value=entry.value, style="percent"), count=entry.count, whole=entry.whole)


def _target(item: yearly.Judged) -> Cell:
    if item.target is None or item.target_year is None:
        return said("yearly.no_target")
    low, high = item.target
    amount: Cell = Interval(low=low, high=high) if high is not None else Number(value=low, style="percent" if item.goal.kind == "share" else "count")
    return said("yearly.target", amount=amount, year=item.target_year)


def _progress_rows(ground: Ground) -> list[Mapping[str, Any]]:
    """Return the figures that speak for the report's year, in energy, from the earliest baseline."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for indicator in INDICATORS:
        for row in published.progress(ground.pack, ground.where, indicator):
            if row["year"] == ground.year:
                found.setdefault((row["sector"], indicator), row)
    return list(found.values())


def _reductions(ground: Ground, lang: str) -> Section:
    rows = _progress_rows(ground)
    if not rows:
        return Section(id="reductions", title=said("yearly.section.reductions"), blocks=(Paragraph(text=said("published.withheld.long")),))
    cells = []
    for row in rows:
        target = target_of(row["sector"], ground.year)
        aim: Cell = Interval(low=-target[0], high=-(target[1] or target[0]), style="signed_percent") if target else None
        cells.append(
            Row(
                cells=(
                    _sector(row["sector"]),
                    said(f"kind.{row['indicator']}"),
                    _level(row),
                    Number(value=row["change_percent"], style="signed_percent"),
                    Interval(low=row["change_low"], high=row["change_high"], style="signed_percent"),
                    Number(value=row["median_percent"], style="signed_percent"),
                    Number(value=row["mix_percent"], style="signed_percent"),
                    typed(row["contributors"]),
                    aim,
                    said(f"verdict.{judged(row, target[0])}") if target else None,
                )
            )
        )
    columns = _columns(
        ("sector", 1.7), ("indicator", 1.8), ("level", 1.2), ("change", 1.0), ("interval", 1.35), ("median", 1.0), ("mix", 1.0),
        ("band", 0.9), ("target", 1.35), ("verdict", 1.6),
    )  # fmt: skip
    table = Table(id="reductions", title=said("yearly.table.reductions"), columns=columns, rows=tuple(cells), note=said("yearly.table.reductions.note"))
    energy = [(_label(_sector(row["sector"]), lang), row) for row in rows if row["indicator"] == "energy_intensity"]
    chart = progress("reductions", Label(key="yearly.chart.reductions"), energy, synthetic=ground.pack.synthetic)
    figure: Sequence[Block] = (Figure(id="reductions", chart=chart),) if chart else ()
    return Section(id="reductions", title=said("yearly.section.reductions"), blocks=(table, *figure))


def _label(text: Text, lang: str) -> Label:
    return Label(text=write(text, lang))


def _levels(ground: Ground, lang: str) -> Section:
    rows, first = [], None
    for sector in published.values(ground.pack, "sector"):
        for indicator in INDICATORS:
            for unit in published.units(ground.pack, sector, indicator)[:1]:
                row = published.nearest(ground.pack, ground.where, sector=sector, year=ground.year, indicator=indicator, unit=unit)
                if row is None or row.get("median") is None:
                    continue
                first = first or row
                spread = Interval(low=row["p25"], high=row["p75"], unit=unit) if row.get("p25") is not None else said("published.withheld")
                median = Number(value=row["median"], unit=unit)
                rows.append(Row(cells=(_sector(sector), said(f"kind.{indicator}"), median, spread, _level(row), typed(row["contributors"]))))
    if not rows:
        return Section(id="levels", title=said("yearly.section.levels"), blocks=(Paragraph(text=said("published.withheld.long")),))
    columns = _columns(("sector", 1.8), ("indicator", 2.0), ("median", 1.1), ("quartiles", 1.4), ("level", 1.3), ("band", 0.9))
    table = Table(id="levels", title=said("yearly.table.levels"), columns=columns, rows=tuple(rows), note=said("published.withheld.long"))
    name = Label(key="published.of", values={"kind": Label(key=f"kind.{first['indicator']}"), "sector": _label(_sector(first["sector"]), lang)}) if first else None
    chart = distribution("levels", name, first, synthetic=ground.pack.synthetic) if first and name else None
    return Section(id="levels", title=said("yearly.section.levels"), blocks=(table, *((Figure(id="levels", chart=chart),) if chart else ())))


def _participation(ground: Ground) -> Section:
    bands = published.bands(ground.pack, ground.where, ground.year)
    rows = [
        Row(cells=(_sector(sector), *(typed(known[level]) if level in known else said("published.withheld") for level in ("province", "region", "country"))))
        for sector, known in bands.items()
    ]
    columns = _columns(("sector", 2.2), ("province", 1.4), ("region", 1.4), ("country", 1.4))
    table = Table(id="participation", title=said("yearly.table.participation"), columns=columns, rows=tuple(rows), note=said("yearly.table.participation.note"))
    return Section(id="participation", title=said("yearly.section.participation"), blocks=(table,) if rows else ())


def _register(ground: Ground) -> Section:
    if not ground.register:
        return Section(id="register", title=said("yearly.section.register"), blocks=())
    book = catalogue.open_edition()
    rows = tuple(
        Row(cells=(_named(book.row("exchange_materials", material)), *(Number(value=float(count), style="count") for count in counts)))
        for material, counts in ground.register.items()
    )
    columns = _columns(("material", 2.6), ("offers", 1.0), ("wants", 1.0), ("matched", 1.0))
    table = Table(id="register", title=said("yearly.table.register"), columns=columns, rows=rows, note=said("yearly.table.register.note"))
    return Section(id="register", title=said("yearly.section.register"), blocks=(table,))


def _method(ground: Ground) -> Section:
    facts = {"vintage": ground.pack.vintage, "released": date.fromisoformat(ground.pack.released)}
    keys = ("vintage", "panel", "rules", "withheld", "own", "area")
    return Section(
        id="method", title=said("yearly.section.method"), blocks=tuple(Paragraph(text=said(f"yearly.method.{key}", **facts)) for key in keys)
    )
