"""A site's document with every row that was typed, also those that speak of the same time twice.

A reader leaves out rows that clash, for nothing can be worked out from them. Who mends them needs them in sight: leaving one
out would lose what somebody typed.
"""

from __future__ import annotations

from pydantic import ValidationError

from assessment import intake
from assessment.model import Assessment

CLASHES = frozenset({"flow.duplicate_period", "flow.year_and_months", "flow.overlap"})


def document_of(content: bytes, filename: str) -> tuple[Assessment | None, int]:
    """Return a document as it can be edited, and how many places of it could not be read; None where nothing could.

    Parameters
    ----------
    content : bytes
        The file.
    filename : str
        Its name.
    """
    document = intake.read(content, filename).document
    if document is None:
        return None, 0
    if document.unread and all(row.code in CLASHES and row.member is None for row in document.unread):
        whole = _as_written(content)
        if whole is not None:
            return whole, 0
    return document.assessment, len(document.unread)


def _as_written(content: bytes) -> Assessment | None:
    """Return a document that was written by the application itself; None for any other file."""
    try:
        return Assessment.model_validate_json(content)
    except ValidationError:
        return None
