"""The quick reports of the five examples as plain text, Vietnamese and English: what a reader reads, line by line.

Run this file when a change of them is meant, read the difference, and say in the commit why it is right:

    python tests/golden/report_text.py
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.table import Table

from assessment import intake, procedure, reports

FOLDER = Path(__file__).with_name("reports")
EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
NAMES = ("garments", "footwear", "bottled_water", "paper", "seafood")
LANGUAGES = ("vi", "en")
HASH = re.compile(r"\b[0-9a-f]{16,64}\b")
VERSION = re.compile(r"Sạch Hơn \d+(\.\w+)+")


def lines_of(content: bytes) -> Iterator[str]:
    """Yield the lines of a Word report, its tables row by row; hash and version, which change with every change, are masked."""
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield _masked(" | ".join(" ".join(cell.text.split()) for cell in row.cells))
        elif text := " ".join(block.text.split()):
            yield _masked(text)


def _masked(text: str) -> str:
    return VERSION.sub("Sạch Hơn ⟨version⟩", HASH.sub("⟨hash⟩", text)).rstrip()


def text_of(document: Any, result: Any, lang: str) -> str:
    """Return the text of a quick report."""
    return "\n".join(lines_of(reports.render(result, document, "docx", lang, "quick"))) + "\n"


def main() -> None:
    """Write every text anew."""
    FOLDER.mkdir(exist_ok=True)
    for name in NAMES:
        path = EXAMPLES / f"{name}.yaml"
        document = intake.read(path, path.name).document
        assert document is not None
        result = procedure.assess(document)
        for lang in LANGUAGES:
            (FOLDER / f"{name}.{lang}.txt").write_text(text_of(document, result, lang), encoding="utf-8")


if __name__ == "__main__":
    main()
