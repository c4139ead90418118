"""What a report stands on: remarks on the data, sources with article and page, choices and method."""

from __future__ import annotations

from collections import defaultdict

from assessment.places import place_in_words
from assessment.reports.basis import Basis, Record, filled, joined, number, plural, said_or, shown_context, unit_of
from assessment.reports.counting import Gaps, gaps_of
from assessment.reports.naming import cited, place_in
from assessment.reports.report import (
    Block,
    Cell,
    Column,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    When,
    said,
    typed,
)
from assessment.reports.words import write
from calculators.finding import SEVERITIES
from data.amounts import finding_in
from data.messages import has_message
from data.sources import Source

AS_READ = {"primary": "A", "secondary": "B"}  # what the marks say: an original that was read, one that another quotes
QUICK_FINDINGS = 4  # the gravest, in the report of four pages
METHODS = ("boundary", "energy", "denominator", "norm", "uncertainty", "targets", "ghg", "losses")


def findings(basis: Basis, kind: str) -> Section:
    """Return what was found in the data, what was accepted and why, and the figures that are not given."""
    blocks: list[Block] = []
    found: list[Record] = [finding_in(row, basis.lang) for row in basis.result["findings"]]
    rows = sorted(found, key=lambda row: SEVERITIES.index(row["severity"]))
    if rows:
        shown = rows if kind == "full" else rows[:QUICK_FINDINGS]
        blocks.append(_findings(basis, shown, len(rows) - len(shown)))
    else:
        blocks.append(Paragraph(text=said("report.none.findings")))
    gaps = gaps_of(basis)
    if gaps.not_given:
        blocks.append(_not_given(basis, gaps, kind))
    if gaps.incomplete and kind == "full":  # the quick report names them beside the totals
        blocks.append(_incomplete(basis, gaps))
    accepted = basis.document.assessment.accepted
    if accepted:
        blocks.append(_accepted(basis))
    return Section(id="findings", title=said("report.section.findings"), blocks=tuple(blocks))


def _findings(basis: Basis, rows: list[Record], hidden: int) -> Table:
    columns = (
        Column(title=said("report.column.severity"), share=1.1),
        Column(title=said("report.column.finding"), share=2.4),
        Column(title=said("report.column.place"), share=1.7),
        Column(title=said("report.column.given"), share=1.3),
        Column(title=said("report.column.what_to_do"), share=2.5),
    )
    cells = tuple(
        Row(
            cells=(
                Text(key=f"severity.{row['severity']}", tone="bad" if row["severity"] == "error" else ""),
                basis.finding(row, "title"),
                _place(basis, row["place"]),
                _given(basis, str(row["given"])),
                basis.finding(row, "action"),
            )
        )
        for row in rows
    )
    note = plural("report.note.more_findings", hidden, count=hidden) if hidden else None
    return Table(id="findings", title=said("report.table.findings"), columns=columns, rows=cells, note=note)


def _given(basis: Basis, text: str) -> Cell:
    """Return what was given; a stream of the catalogue by its name."""
    key, space, rest = text.partition(" ")
    if has_message(f"amount.{text}"):
        return said(f"amount.{text}")
    if rest.startswith("[") and rest.endswith("]"):  # a stream with the unit it was given in
        return joined([basis.called(key), typed(" ["), unit_of(rest[1:-1]), typed("]")], "")
    return joined([basis.called(key), typed(f"{space}{rest}")], "")


def _place(basis: Basis, place: Record) -> Cell:
    def stream(key: str) -> str:
        return write(basis.stream(key), basis.lang)

    return typed(place_in_words(place, basis.lang, basis.document, stream) or str(place.get("file") or "–"))


def _not_given(basis: Basis, gaps: Gaps, kind: str) -> Table:
    """Return the figures that are not given, gathered by the finding that says why; the quick report names kinds, and how many."""
    columns = (
        Column(title=said("report.column.why_short"), share=1.6),
        Column(title=said("report.column.count"), align="number", share=0.5),
        Column(title=said("report.column.withheld"), share=3),
    )
    rows = tuple(
        Row(cells=(_reason(basis, code), Number(value=float(len(names)), style="count"), _names(basis, names, kind)))
        for code, names in gaps.not_given.items()
    )
    return Table(id="withheld", title=said("report.table.withheld"), columns=columns, rows=rows)


def _names(basis: Basis, names: tuple[str, ...], kind: str) -> Cell:
    """Return figures by their names; those of one option behind its title."""
    of_options: dict[str, list[Cell]] = {}
    others: dict[str, Cell] = {}
    for name in names:
        head, _, rest = name.partition("/")
        option, _, figure = rest.partition("/")
        if head == "opportunities" and figure and kind == "full":
            of_options.setdefault(option, []).append(said_or(f"report.withheld.{figure}", figure))
        else:
            shown = name if kind == "full" else name.partition("@")[0].partition("/")[0]
            others[shown] = _withheld_name(basis, shown)
    grouped = [said("report.kind_of", kind=_option_title(basis, option), of=joined(figures)) for option, figures in of_options.items()]
    return joined([*others.values(), *grouped], "; ")


def _incomplete(basis: Basis, gaps: Gaps) -> Table:
    """Return the totals that are given without a part, with what they lack."""
    columns = (
        Column(title=said("report.column.figure"), share=1.5),
        Column(title=said("report.column.value"), align="number", share=1),
        Column(title=said("report.column.without"), share=2.2),
        Column(title=said("report.column.why_short"), share=1.8),
    )
    rows = tuple(
        Row(
            cells=(
                said(f"report.kind.emissions.{member}"),
                number(basis.result["emissions"][member], "t CO2e", f"/emissions/{member}"),
                joined(basis.stream(key) for key in streams),
                _reason(basis, code),
            )
        )
        for (member, code), streams in gaps.incomplete.items()
    )
    return Table(id="incomplete", title=said("report.table.incomplete"), columns=columns, rows=rows)


def _reason(basis: Basis, code: str) -> Text:
    """Return the title of the findings of a code, with what all of them name."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in basis.result["findings"]:
        if row["code"] == code:
            for name, value in {**row["values"], "given": row["given"], "expected": row["expected"]}.items():
                found[name][str(value)] = None
    values = {name: joined([basis.called(text) for text in texts]) for name, texts in found.items()}
    return filled(f"finding.{code}.title", values, code)


def _withheld_name(basis: Basis, name: str) -> Text:
    head, _, product = name.partition("@")
    kind, _, stream = head.partition("/")
    if kind == "opportunities":
        return said("report.withheld.options")
    if not product and not stream:
        return said_or(f"report.kind.{kind}", kind)
    record = {"kind": kind, "stream": stream or None, "product": product or None}
    return basis.indicator_name(record)


def _option_title(basis: Basis, option: str) -> Text:
    return typed(next((item.title for item in basis.document.assessment.options if item.id == option), option))


def _accepted(basis: Basis) -> Table:
    columns = (
        Column(title=said("report.column.finding"), share=2),
        Column(title=said("report.column.stream"), share=1.3),
        Column(title=said("report.column.when")),
        Column(title=said("report.column.reason"), share=3),
    )
    rows = tuple(
        Row(
            cells=(
                basis.finding({"code": item.code, "action": "", "values": {}}, "title"),
                basis.stream(item.stream) if item.stream else None,
                When(period=item.period) if item.period else None,
                typed(item.reason),
            )
        )
        for item in basis.document.assessment.accepted
    )
    return Table(id="accepted", title=said("report.table.accepted"), columns=columns, rows=rows)


def sources(basis: Basis, kind: str) -> Section:
    """Return every document that a figure of the result rests on, with where in it."""
    columns = (
        Column(title=said("report.column.number"), align="number", share=0.4),
        Column(title=said("report.column.source"), share=3.6),
        Column(title=said("report.column.locator"), share=2.0),
        Column(title=said("report.column.confidence"), share=0.8),
    )
    rows = []
    for index, (id, (places, confidence)) in enumerate(_cited(basis, kind).items(), start=1):
        source = basis.source(id)
        cells: tuple[Cell, ...] = (
            Number(value=float(index), style="count"),
            cited(source) if source else typed(id),
            joined([place_in(place) for place in places], "; ") if places else None,
            typed(", ".join(sorted(confidence))) if confidence else _as_read(source),
        )
        rows.append(Row(cells=cells))
    table = Table(id="sources", title=said("report.table.sources"), columns=columns, rows=tuple(rows), note=said("report.note.confidence"))
    blocks: tuple[Block, ...] = (table,) if rows else (Paragraph(text=said("report.none.sources")),)
    return Section(id="sources", title=said("report.section.sources"), blocks=blocks)


def _as_read(source: Source | None) -> Cell:
    """Return the confidence mark of a document whose figures carry none of their own: whether it was read itself."""
    mark = AS_READ.get(source.access) if source else None
    return typed(mark) if mark else None


def _cited(basis: Basis, kind: str) -> dict[str, tuple[dict[str, None], set[str]]]:
    """Return each source with its places and confidence marks: factors first, then norms and targets."""
    found: dict[str, tuple[dict[str, None], set[str]]] = {}

    def cite_at(id: str | None, place: str | None, confidence: str | None) -> None:
        if not id:
            return
        places, marks = found.setdefault(id, ({}, set()))
        if place:
            places[place] = None
        if confidence:
            marks.add(confidence)

    used = _factors_used(basis) if kind == "quick" else None
    for name, node in basis.result["trace"].items():
        if node["formula"] == "reference" and (used is None or name in used):
            cite_at(node.get("source"), node.get("locator"), node.get("confidence"))
    norms = {norm.id: norm for norm in basis.book.norms()}
    legal = [row for row in basis.result["standings"] if row["legal"]]
    for row in (*legal, *shown_context(basis, kind)):
        norm = norms.get(row["norm"] or "")
        cite_at(row["source"], (norm.article or norm.locator) if norm else None, row["confidence"])
    for row in basis.result["targets"]:
        cite_at(row["source"], row["locator"], row["confidence"])
    for choice in basis.result["choices"].values():
        if choice["origin"] == "edition" and kind == "full":
            cite_at(choice["source"], None, None)
    return found


def _factors_used(basis: Basis) -> set[str]:
    """Return the reference rows behind the indicators of the reporting period."""
    trace = basis.result["trace"]
    waiting = [item["id"] for item in basis.indicators(basis.reporting) if item["id"] in trace]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [below for below in trace[name]["inputs"] if below in trace]
    return seen


def method(basis: Basis, kind: str) -> Section:
    """Return how it was calculated: the rules in a few sentences, and every choice with where it came from."""
    blocks: list[Block] = [Paragraph(text=said("report.method.edition", edition=basis.result["edition"], version=basis.result["version"]))]
    if kind == "full":
        blocks += [Paragraph(text=said(f"report.method.{name}")) for name in METHODS]
    blocks.append(_choices(basis, kind))
    return Section(id="method", title=said("report.section.method"), blocks=tuple(blocks))


QUICK_CHOICES = ("gwp", "electricity", "product_allocation")


def _choices(basis: Basis, kind: str) -> Table:
    columns = (
        Column(title=said("report.column.choice"), share=2.2),
        Column(title=said("report.column.value"), share=1.6),
        Column(title=said("report.column.origin"), share=1.4),
    )
    rows, unset = [], list[Text]()
    for key, choice in basis.result["choices"].items():
        if kind == "quick" and key not in QUICK_CHOICES:
            continue
        if key == "product_allocation":  # unset, a rule decides: what it decided is said, as in the tables
            is_shared = len(basis.result["subject"]["products"]) > 1
            origin = said(f"report.origin.{'rule' if choice['origin'] == 'unset' else choice['origin']}") if is_shared else None
            rows.append(Row(cells=(said_or(f"report.choice.{key}", key), basis.allocation(), origin)))
            continue
        if choice["origin"] == "unset":
            unset.append(said_or(f"report.choice.{key}", key))
            continue
        if isinstance(choice["value"], int | float):
            value: Cell = Number(value=float(choice["value"]))
        else:
            value = said_or(f"report.choice_value.{choice['value']}", str(choice["value"]))
        rows.append(Row(cells=(said_or(f"report.choice.{key}", key), value, said(f"report.origin.{choice['origin']}"))))
    note = said("report.note.unset", choices=joined(unset, "; ")) if unset else None
    return Table(id="choices", title=said("report.table.choices"), columns=columns, rows=tuple(rows), note=note)
