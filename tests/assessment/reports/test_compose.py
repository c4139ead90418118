"""A report as data: what is in it, in which order, and that every message of it exists in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from assessment.reports.compose import SECTIONS, Layout, compose, result_sha256
from assessment.reports.report import Number, Paragraph, Table
from assessment.reports.verification import value_at
from assessment.reports.words import clean, write
from assessment.result import to_json
from calculators.errors import UnknownKeyError

CASES = ("garment", "garments", "footwear", "bottled_water", "paper", "seafood", "everything")

MAY_BE_ABSENT = {"peers", "sheets", "baselines", "balances", "begun", "equipment", "footprints", "kept", "plan", "results"}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("kind", ["quick", "full"])
def test_every_figure_of_a_report_is_the_results(assessed, name, kind):
    document, result = assessed(name)
    report = compose(result, document, "vi", kind)
    known = {item["id"]: item["value"] for item in result["indicators"]}
    figures = report.figures()
    assert len(figures) > 20
    for id, figure in figures.items():
        expected = value_at(result, id) if id.startswith("/") else known[id]
        assert figure.value == expected


def test_full_report_gives_every_indicator_of_the_site(assessed):
    document, result = assessed("garment")
    figures = compose(result, document, "vi", "full").figures()
    missing = [i["id"] for i in result["indicators"] if i["period"] == "2025" and i["product"] is None and i["stream"] is None and i["id"] not in figures]
    assert missing == []


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", CASES)
def test_every_word_can_be_written(assessed, name, lang):
    document, result = assessed(name)
    report = compose(result, document, lang, "full")
    shown = [section.id for section in report.sections]
    assert shown == [key for key in SECTIONS if key in shown]
    assert set(SECTIONS) - set(shown) <= MAY_BE_ABSENT
    assert name != "everything" or set(SECTIONS) - set(shown) == {"peers"}
    for section in report.sections:
        assert section.blocks
        for block in section.blocks:
            if isinstance(block, Paragraph):
                assert "{" not in write(block.text, lang)
            elif isinstance(block, Table):
                texts = [write(cell, lang) for row in block.rows for cell in row.cells]
                assert not any("{" in text for text in texts)


def test_figures_by_hand_stand_in_the_main_table(assessed):
    """tests/golden: 4.947264 MJ/eq in 2025, 5.372190 in 2021, a change of -7.9097 % within -12.0952 ... -3.5250."""
    document, result = assessed("garment")
    report = compose(result, document, "vi", "quick")
    main = next(table for table in report.tables() if table.id == "main")
    energy = next(row for row in main.rows if any(isinstance(c, Number) and c.trace == "energy_intensity:equivalent/2025" for c in row.cells))
    assert [write(cell, "vi") for cell in energy.cells][2:6] == ["5,372", "4,947", "4,791 … 5,108", "\u22127,9\u202f%"]
    targets = next(table for table in report.tables() if table.id == "targets")
    assert any("\u221212,1\u202f% … \u22123,5\u202f%" in [write(cell, "vi") for cell in row.cells] for row in targets.rows)


def test_layout_leaves_out_reorders_and_annotates(assessed):
    document, result = assessed("garment")
    layout = Layout(sections=("targets", "summary"), notes={"summary": "Đã họp ngày 3."}, signatories=(("Giám đốc", "Ng. A"),))
    report = compose(result, document, "vi", "quick", layout=layout)
    assert [section.id for section in report.sections] == ["targets", "summary"]
    assert write(report.sections[1].blocks[-1].text, "vi") == "Đã họp ngày 3."
    assert [signatory.name for signatory in report.signatories] == ["Ng. A"]


def test_unknown_section_and_kind_are_named(assessed):
    document, result = assessed("garment")
    with pytest.raises(UnknownKeyError, match="epilogue"):
        compose(result, document, "vi", "quick", layout=Layout(sections=("epilogue",)))
    with pytest.raises(UnknownKeyError, match="longest"):
        compose(result, document, "vi", "longest")  # type: ignore[arg-type]


def test_hash_is_of_the_result_as_it_is_written(assessed, tmp_path: Path):
    import hashlib

    _, result = assessed("garment")
    assert result_sha256(result) == hashlib.sha256(to_json(result).encode()).hexdigest()
    assert result_sha256(json.loads(to_json(result))) == result_sha256(result)


def test_a_users_text_loses_what_disturbs_its_neighbours():
    assert clean("a\u202eb\x07c\u200d\n") == "abc "
    assert clean("e\u0302\u0301") == "ế"


def test_locales_have_the_same_keys_and_placeholders():
    root = Path(__file__).parents[3] / "data/locales"
    vi, en = (json.loads((root / lang / "report.json").read_text(encoding="utf-8")) for lang in ("vi", "en"))
    assert vi.keys() == en.keys()
    for key, text in vi.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", en[key])), key
