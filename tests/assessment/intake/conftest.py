"""The garment example as text, as a document and as a workbook that a test may spoil."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assessment import intake
from assessment.intake import template
from assessment.intake.vocabulary import Vocabulary, read_vocabulary
from assessment.model import Document

GARMENT = Path(__file__).parents[2] / "golden" / "garment.yaml"
Spoil = Callable[[Any], None]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return read_vocabulary()


@pytest.fixture(scope="session")
def garment_text() -> str:
    return GARMENT.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def garment() -> Document:
    reading = intake.read(GARMENT)
    assert reading.document is not None
    return reading.document


@pytest.fixture(scope="session")
def garment_workbook(garment: Document) -> bytes:
    return template.fill(garment.assessment, "vi")


@pytest.fixture
def spoiled(garment_workbook: bytes) -> Callable[[Spoil], intake.Reading]:
    """Read the garment workbook after a test has changed it."""

    def read(spoil: Spoil) -> intake.Reading:
        book = openpyxl.load_workbook(io.BytesIO(garment_workbook))
        spoil(book)
        saved = io.BytesIO()
        book.save(saved)
        return intake.read(saved.getvalue(), "may.xlsx")

    return read


@pytest.fixture
def read_yaml_document(vocabulary: Vocabulary) -> Callable[..., intake.Reading]:
    """Read a small document whose parts a test chooses."""

    def read(
        flows: str = "- {period: 2025, stream: product/p, quantity: 10, unit: t}",
        products: str = "- {id: p, name: P, unit: t}",
        facility: str = '{name: Nhà máy, sector: seafood, province: "68"}',
        extra: str = "",
        period: str = "2025",
    ) -> intake.Reading:
        text = "\n".join((
            "format: sachhon-assessment/1", f"facility: {facility}", f"reporting_period: {period}",
            f"products:\n  {products}", f"flows:\n  {flows}", extra,
        ))  # fmt: skip
        return intake.read(text.encode(), "a.yaml", vocabulary)

    return read
