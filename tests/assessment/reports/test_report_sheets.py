"""The annex of worksheets: nothing that was filled in is left out, and each field has words of the report's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment import procedure
from assessment.reports.compose import compose
from assessment.reports.report import Table
from assessment.reports.words import write


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_filled_field_is_printed_by_task(assessed, lang):
    document, result = assessed("everything")
    annex = next(section for section in compose(result, document, lang, "full").sections if section.id == "sheets")
    rows = [row for block in annex.blocks if isinstance(block, Table) for row in block.rows]
    assert len(rows) == sum(len(sheet.values) for sheet in document.assessment.worksheets)
    said = {write(row.cells[0], lang): write(row.cells[1], lang) for row in rows}
    assert "Thay đèn LED khu sơ chế: " + {"vi": "Đã chi (đồng)", "en": "Spent (VND)"}[lang] in said
    assert "biên bản nghiệm thu" in said.values()
    assert "Anh Hùng" in said.values()
    numbers = [write(block.title, lang) for block in annex.blocks if isinstance(block, Table)]
    tasks = [int("".join(letter for letter in title.partition("·")[0] if letter.isdigit())) for title in numbers if "·" in title]
    assert tasks == sorted(tasks)
    assert {1, 3, 7, 14, 16, 17, 18} <= set(tasks)


def test_the_quick_report_and_a_plant_without_worksheets_have_no_annex(assessed):
    document, result = assessed("everything")
    assert "sheets" not in [section.id for section in compose(result, document, "vi", "quick").sections]
    document, result = assessed("seafood")
    assert "sheets" not in [section.id for section in compose(result, document, "vi", "full").sections]


def test_a_typed_text_is_printed_as_it_is(assessed):
    document, _ = assessed("everything")
    sheet = document.assessment.worksheets[1].model_copy(update={"values": {"leader": "<script>#set {name} " + "Ô" * 300}})
    changed = replace(document, assessment=document.assessment.model_copy(update={"worksheets": (sheet,)}))
    annex = next(section for section in compose(procedure.assess(changed), changed, "en", "full").sections if section.id == "sheets")
    assert "<script>#set {name} Ô" in write(annex.blocks[0].rows[0].cells[1], "en")
