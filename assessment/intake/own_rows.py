"""Rows of another document of ours, such as last year's workbook, into this one's ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assessment.intake.evidence import mark
from assessment.model import Assessment, Document, Flow
from calculators.finding import Finding, Place

_EVIDENCE = 500  # characters of the document's text


def document_rows(document: Document, file: str, sha256: str, assessment: Assessment) -> tuple[list[Flow], list[Finding]]:
    """Return the rows of a document, also of an older template, that this one's ledger does not have yet; see :func:`new_rows`."""
    return new_rows(document.assessment.flows, lambda number: document.place(f"flows[{number}]"), file, sha256, assessment)


def ledger_rows(flows: Sequence[Flow], file: str, sha256: str, assessment: Assessment) -> tuple[list[Flow], list[Finding]]:
    """Return the rows of a ledger that was written out as CSV and that this one does not have yet; see :func:`new_rows`."""
    return new_rows(flows, lambda number: Place(file=file, line=number + 2), file, sha256, assessment)


def new_rows(
    flows: Sequence[Flow], place_of: Callable[[int], Place], file: str, sha256: str, assessment: Assessment
) -> tuple[list[Flow], list[Finding]]:
    """Return the rows that a document's ledger does not have yet, each with the place it comes from.

    Parameters
    ----------
    flows : sequence of Flow
        The rows of the other document or ledger.
    place_of : callable
        Where a row stands in its file, by its number.
    file, sha256 : str
        Its file's name and the hash of its content.
    assessment : Assessment
        The document whose ledger takes the rows; products are told apart by their id.

    Returns
    -------
    tuple
        Rows, and findings on rows of products that this document does not have.
    """
    known = {f"product/{product.id}" for product in assessment.products}
    have = {_bare(flow) for flow in assessment.flows}
    rows: list[Flow] = []
    strangers: dict[str, int] = {}
    for number, flow in enumerate(flows):
        if flow.stream.startswith("product/") and flow.stream not in known:
            strangers[flow.stream] = strangers.get(flow.stream, 0) + 1
        elif _bare(flow) not in have:
            place = place_of(number)
            where = mark(file, sha256, sheet=place.sheet or "", cell=place.cell or "A1", line=place.line or 1)
            rows.append(flow.model_copy(update={"evidence": f"{(flow.evidence or '')[: _EVIDENCE - len(where) - 2]}; {where}".removeprefix("; ")}))
    findings = [
        Finding(code="import.product_unknown", severity="error", place=Place(file=file), given=stream, expected=", ".join(sorted(known)), values={"count": count})
        for stream, count in strangers.items()
    ]
    findings.append(Finding(code="import.document", severity="note", place=Place(file=file), given=file, values={"count": len(rows)}))
    return rows, findings


def _bare(flow: Flow) -> Flow:
    return flow.model_copy(update={"evidence": None})
