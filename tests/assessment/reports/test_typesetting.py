"""The typesetter: a process of its own, its faults told, nothing heavy in ours."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from assessment.reports import typesetting
from assessment.reports.glyphs import BOX
from assessment.reports.typesetting import Job, typeset
from calculators.errors import DomainError

ROOT = Path(__file__).parents[3]
WORDS = "#set document(title: \"t\", date: datetime(year: 2025, month: 1, day: 1))\n#json(bytes(sys.inputs.given)).at(\"words\")"
LIGHT = """
import sys
from pathlib import Path
from assessment import intake, procedure, reports
reading = intake.read(Path("tests/golden/garment.yaml"), "garment.yaml")
made = reports.render(procedure.assess(reading.document), reading.document, "pdf", "vi", "full")
assert made.startswith(b"%PDF")
print(*sorted({"typst", "pandas", "pyarrow", "duckdb", "ibis", "sqlalchemy", "matplotlib", "panel"} & set(sys.modules)))
"""


def job(words: str, ppi: float | None = None) -> Job:
    return Job(template=WORDS, name="given", content=f'{{"words": "{words}"}}', ppi=ppi)


def text_of(content: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_files_come_back_in_the_order_of_their_jobs() -> None:
    first, picture, last = typeset([job("một"), job("hai", ppi=72.0), job("ba")])
    assert (text_of(first), text_of(last)) == ("một", "ba")
    assert picture.startswith(b"\x89PNG")
    assert typeset([job("một")]) == [first]
    assert typeset([]) == []


def test_a_letter_without_a_shape_becomes_a_box() -> None:
    assert text_of(typeset([job("a\U00012000b")])[0]) == f"a{BOX}b"


def test_a_faulty_template_is_told_with_its_reason() -> None:
    with pytest.raises(DomainError, match="unknown variable: nonsense"):
        typeset([job("một"), Job(template="#nonsense", name="given", content="")])


def test_a_page_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "LONGEST", 0.5)
    endless = "#let turn(n) = { let i = 0\nwhile i < 9000 { let j = 0\nwhile j < 9000 { j += 1 }\ni += 1 } }\n#turn(1)"
    with pytest.raises(DomainError, match="could not be set"):
        typeset([Job(template=endless, name="given", content="")])


def test_a_report_needs_nothing_heavy_in_its_own_process() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
