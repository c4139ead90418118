"""An import before it is made: what would be taken, what waits for an answer, what is skipped and why, and the ledger after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from assessment.intake.imports import Imports, Paper, Step, names_in
from assessment.intake.invoices.batch import Skip, gather
from assessment.intake.invoices.book import Book
from assessment.intake.invoices.ledger import Ledger, make_ledger
from assessment.intake.invoices.mapping import ItemMapping
from assessment.intake.invoices.merging import Merge, merge
from assessment.intake.meter import LoadCurves, meter_flows
from assessment.intake.own_rows import document_rows, ledger_rows
from assessment.intake.sorting import PICTURES, TABLES, File, sort_files
from assessment.intake.spreadsheet.rows import Taken, take
from assessment.intake.spreadsheet.rules import SheetMapping, names_of, propose
from assessment.intake.spreadsheet.tables import Table
from assessment.model import Assessment, Flow
from calculators.finding import Finding, Place
from data.catalogue import Catalogue

Progress = Callable[[int, str], None]
QUESTIONS = frozenset({"invoice.item_unmapped", "spreadsheet.line_unmapped", "spreadsheet.year_missing", "spreadsheet.notation",
                       "spreadsheet.notation_mixed", "spreadsheet.unit_missing", "import.meter_role", "meter.notation"})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the person said: whose invoices are taken, what sub-meters measure, how load curves are written."""

    buyer: str = ""
    curve_options: Mapping[str, str] = field(default_factory=dict)
    meter_roles: Mapping[str, str] = field(default_factory=dict)  # file name -> "in" | "internal" | "" (not yet said)
    meter_steps: Mapping[str, str] = field(default_factory=dict)  # file name -> the step its meters measure


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An import that could be made. `flows` is the ledger after it; `imports` what is remembered then."""

    imports: Imports
    flows: tuple[Flow, ...]
    added: tuple[Flow, ...] = ()
    removed: tuple[Flow, ...] = ()
    papers: tuple[Paper, ...] = ()
    skipped: tuple[Skip, ...] = ()
    findings: tuple[Finding, ...] = ()
    buyers: Mapping[str, int] = field(default_factory=dict)
    tables: Mapping[str, tuple[Table, ...]] = field(default_factory=dict)
    taken: Mapping[str, Taken] = field(default_factory=dict)
    curves: Mapping[str, LoadCurves] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    book: Book = field(default_factory=Book)
    contents: Mapping[str, Path] = field(default_factory=dict)
    sources: tuple[Path, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether making the import changes the ledger or keeps a new paper."""
        return bool(self.added or self.removed or self.papers)

    @property
    def questions(self) -> tuple[Finding, ...]:
        """What waits for an answer before it can be taken."""
        return tuple(finding for finding in self.findings if finding.code in QUESTIONS)


def make_plan(
    folder: Path, before: Imports, assessment: Assessment, answers: Answers, book: Catalogue, at: str, progress: Progress | None = None
) -> Plan:
    """Return what importing a folder would do; nothing is changed.

    Parameters
    ----------
    folder : Path
        The files as they came.
    before : Imports
        What the site brought in so far, and the rules it confirmed.
    assessment : Assessment
        The document whose ledger takes the rows.
    answers : Answers
        What the person said.
    book : Catalogue
        Streams and dimensions.
    at : str
        The time, for the record.
    progress : callable, optional
        Called with the number of files so far and a name.
    """
    found = sort_files(folder, dict(answers.curve_options))
    buyer = answers.buyer or (assessment.facility.tax_code or "")
    gathered = gather(found.invoices, before.book, buyer or None, progress, TABLES + PICTURES) if found.invoices else None
    invoice_book = gathered.book if gathered else before.book
    ledger = make_ledger(invoice_book, before.items, book)
    items = before.items.with_rules(ledger.proposals)
    step = merge(assessment.flows, before.book.rows, ledger.flows)
    old = () if invoice_book is not before.book else ("note",)  # what was cancelled and replaced long ago is not said again
    findings = [*found.findings, *(gathered.findings if gathered else ()), *(item for item in ledger.findings if item.severity not in old), *step.findings]
    fresh = [file for file in found.files if before.paper(file.sha256) is None]
    skipped = {skip.reason: skip for skip in (gathered.skipped if gathered else ())}
    for file in found.files:
        if file not in fresh:
            skipped.setdefault("invoice.known", Skip(reason="invoice.known")).add(file.name)
    sheets, taken = _take_tables(fresh, before.sheets, assessment, book)
    rows, more = _rows(fresh, taken, answers, assessment)
    second = merge(step.flows if step.is_change else assessment.flows, (), rows)
    findings += [*more, *second.findings]
    papers = _papers(invoice_book, before.book, fresh)
    is_new = invoice_book is not before.book
    steps = (*before.steps, Step(at=at, papers=papers, rows=second.rows, has_invoices=is_new)) if papers else before.steps
    after = Imports(book=replace(invoice_book, rows=step.rows), items=items, sheets=sheets, steps=steps)
    return Plan(
        imports=after, flows=second.flows, added=(*step.added, *second.added), removed=step.removed, papers=papers, skipped=tuple(skipped.values()),
        findings=tuple(findings), buyers=Counter(invoice.buyer.tax_code for invoice in invoice_book.since(before.book)) + _others(findings),
        tables={file.name: file.tables.tables for file in fresh if file.tables}, taken=taken,
        curves={file.name: file.curves for file in fresh if file.curves}, ledger=ledger, book=invoice_book,
        contents={file.sha256: file.path for file in fresh}, sources=tuple(found.invoices),
    )  # fmt: skip


def _others(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.given for finding in findings if finding.code == "invoice.other_buyer")


def _take_tables(files: Iterable[File], known: SheetMapping, assessment: Assessment, book: Catalogue) -> tuple[SheetMapping, dict[str, Taken]]:
    names = names_of(names_in(assessment), book)
    taken: dict[str, Taken] = {}
    for file in files:
        if file.tables is not None:
            known = known.with_rules(propose(file.tables.tables, names, book))
            taken[file.name] = take(file.tables.tables, known, book, file.name, file.sha256, file.tables.sheets)
    return known, taken


def _rows(files: Iterable[File], taken: Mapping[str, Taken], answers: Answers, assessment: Assessment) -> tuple[list[Flow], list[Finding]]:
    rows: list[Flow] = []
    findings: list[Finding] = []
    for file in files:
        if file.document is not None:
            own, faults = document_rows(file.document, file.name, file.sha256, assessment)
            rows += own
            findings += faults
        elif file.ledger is not None:
            own, faults = ledger_rows(file.ledger, file.name, file.sha256, assessment)
            rows += own
            findings += faults
        elif file.kind == "table":
            rows += taken[file.name].flows
            findings += taken[file.name].findings
        elif file.curves is not None:
            role = answers.meter_roles.get(file.name, "")
            findings += file.curves.findings
            if role in ("in", "internal"):
                flows, gaps = meter_flows(file.curves.meters, file.name, None if role == "in" else "internal",
                                          answers.meter_steps.get(file.name) or None, file.sha256)  # fmt: skip
                rows += flows
                findings += gaps
            elif role != "none":
                findings.append(Finding(code="import.meter_role", severity="error", place=Place(file=file.name), given=file.name))
        elif file.kind == "picture":
            findings.append(Finding(code="import.picture", severity="note", place=Place(file=file.name), given=file.name))
    return rows, findings


def _papers(after: Book, before: Book, files: Iterable[File]) -> tuple[Paper, ...]:
    invoices = (Paper(name=item.file, sha256=item.sha256, kind="invoice") for item in after.since(before))
    return (*dict.fromkeys(invoices), *(Paper(name=file.name, sha256=file.sha256, kind=file.kind) for file in files))


def undo(before: Imports, assessment: Assessment, book: Catalogue) -> tuple[Imports, Merge]:
    """Return the imports without the last one, and the ledger without its rows."""
    after, rows = before.undone()
    ledger = make_ledger(after.book, after.items, book)
    step = merge(assessment.flows, (*before.book.rows, *rows), ledger.flows)
    return replace(after, book=replace(after.book, rows=step.rows)), step


def confirmed(items: ItemMapping, sheets: SheetMapping, before: Imports) -> Imports:
    """Return the imports with what a person confirmed about items and lines."""
    return replace(before, items=items, sheets=sheets)
