"""What a report says it is of: the result's hash, its edition, and the figures that can be held against the result."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import segno

from assessment.reports.report import Report
from assessment.reports.words import write

FORMAT = "sachhon-report/1"


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """A report's own statement of its result. `figures` are value and written text by id or JSON pointer."""

    result_sha256: str
    edition: str
    version: str
    lang: str
    kind: str
    figures: Mapping[str, tuple[float, str]]


def fingerprint_of(report: Report) -> Fingerprint:
    """Return the fingerprint of a report."""
    return Fingerprint(
        result_sha256=report.result_sha256,
        edition=report.edition,
        version=report.version,
        lang=report.lang,
        kind=report.kind,
        figures={id: (figure.value, write(figure, report.lang)) for id, figure in report.figures().items()},
    )


def to_json(mark: Fingerprint) -> str:
    """Return a fingerprint as JSON text."""
    record = {
        "format": FORMAT,
        "result_sha256": mark.result_sha256,
        "edition": mark.edition,
        "version": mark.version,
        "lang": mark.lang,
        "kind": mark.kind,
        "figures": {id: list(figure) for id, figure in mark.figures.items()},
    }
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str | bytes) -> Fingerprint | None:
    """Return the fingerprint that a JSON text holds, or None when it is none."""
    try:
        record: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        return None
    try:
        figures = {str(id): (float(value), str(shown)) for id, (value, shown) in record["figures"].items()}
        texts = {name: str(record[name]) for name in ("result_sha256", "edition", "version", "lang", "kind")}
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Fingerprint(figures=figures, **texts)


def qr_text(mark: Fingerprint) -> str:
    """Return what the report's QR code says: the format, the result's hash and its edition."""
    return f"sachhon:1:{mark.result_sha256}:{mark.edition}"


def qr_png(mark: Fingerprint) -> bytes:
    """Return the QR code as a PNG picture."""
    stream = io.BytesIO()
    segno.make(qr_text(mark), error="m").save(stream, kind="png", scale=6, border=2)
    return stream.getvalue()


def qr_svg(mark: Fingerprint) -> str:
    """Return the QR code as SVG text."""
    return segno.make(qr_text(mark), error="m").svg_inline(scale=4, border=2)
