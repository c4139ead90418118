"""Rows of another document of ours, such as last year's workbook, into this one's ledger."""

from __future__ import annotations

from assessment.intake.evidence import mark
from assessment.model import Assessment, Document, Flow
from calculators.finding import Finding, Place

_EVIDENCE = 500  # characters of the document's text


def document_rows(document: Document, file: str, sha256: str, assessment: Assessment) -> tuple[list[Flow], list[Finding]]:
    """Return the rows of a document that this one's ledger does not have yet, each with the place it comes from.

    Parameters
    ----------
    document : Document
        The other document, also of an older template: columns and sheets that it lacks are simply not there.
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
    for number, flow in enumerate(document.assessment.flows):
        if flow.stream.startswith("product/") and flow.stream not in known:
            strangers[flow.stream] = strangers.get(flow.stream, 0) + 1
        elif _bare(flow) not in have:
            place = document.place(f"flows[{number}]")
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
