"""Open a site's document: read it, assess it, and hand over what the pages show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.reading import Facts, Reading

if TYPE_CHECKING:
    from assessment.model import Document

Opener = Callable[[bytes, str], "Opened"]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A document that was opened. Without a reading it could not be read; the findings then say why."""

    findings: tuple[Mapping[str, Any], ...]
    reading: Reading | None = None


def facts(document: Document) -> Facts:
    """Return the names and periods of a document."""
    assessment = document.assessment
    return Facts(
        name=assessment.facility.name,
        sector=assessment.facility.sector,
        reporting_period=assessment.reporting_period,
        baseline_period=assessment.baseline_period,
        products={product.id: product.name for product in assessment.products},
        product_units={product.id: product.unit for product in assessment.products},
        streams={
            **{f"product/{product.id}": product.name for product in assessment.products},
            **{note.stream: note.name for note in assessment.streams if note.name},
        },
    )


def open_document(content: bytes, filename: str) -> Opened:
    """Return a document's findings and, where it could be read, its result."""
    from assessment import intake, procedure  # loads pandas and pydantic models: only when a document is opened

    read = intake.read(content, filename)
    if read.document is None:
        return Opened(findings=tuple(finding.as_record() for finding in read.findings))
    result = procedure.assess(read.document)
    return Opened(findings=tuple(result["findings"]), reading=Reading(result=result, facts=facts(read.document)))
