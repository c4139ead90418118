"""A folder as somebody drops it: sorted, planned, repeated, undone; the seafood example's whole ledger from its papers."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from assessment import intake
from assessment.intake.evidence import marks_in
from assessment.intake.imports import Imports, read_imports, write_imports
from assessment.intake.invoices.book import BookError
from assessment.intake.planning import Answers, make_plan, undo
from assessment.intake.sorting import sort_files
from assessment.model import Assessment
from calculators.units import convert
from data import catalogue

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
BOOK = catalogue.open_edition()
AT = "2026-11-22T09:00:00+07:00"
TOLD = Answers(meter_roles={"may_nen_2025_01.csv": "internal"})


@pytest.fixture(scope="module")
def example() -> Assessment:
    """Return the seafood example as it is shipped."""
    document = intake.read(EXAMPLES / "seafood.yaml").document
    assert document is not None
    return document.assessment


@pytest.fixture(scope="module")
def beginning(example: Assessment) -> Assessment:
    """Return the same site with nothing in its ledger: what a new user has after naming the products."""
    facility = example.facility.model_copy(update={"tax_code": "0000000099"})
    return example.model_copy(update={"facility": facility, "flows": (), "options": ()})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the example's papers: invoices in a zip, two spreadsheets, a load curve."""
    place = tmp_path_factory.mktemp("papers")
    with zipfile.ZipFile(place / "hoa_don.zip", "w") as archive:
        for path in sorted((EXAMPLES / "invoices").rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(EXAMPLES / "invoices").as_posix())
    for path in sorted((EXAMPLES / "sheets").iterdir()):
        shutil.copy(path, place / path.name)
    return place


def confirmed(plan, before):
    return replace(before, items=plan.imports.items.accepted(), sheets=plan.imports.sheets.accepted())


@pytest.fixture(scope="module")
def plan(folder, beginning):
    first = make_plan(folder, Imports(), beginning, TOLD, BOOK, AT)
    return make_plan(folder, confirmed(first, Imports()), beginning, TOLD, BOOK, AT)


def totals(flows, example):
    """Return the sum of each stream and year in the example's units; the three bands are one stream, sub-meters none."""
    units = {flow.stream: flow.unit for flow in example.flows}
    found = defaultdict(float)
    for flow in flows:
        stream = "electricity/grid" if flow.stream.startswith("electricity/grid") else flow.stream
        if flow.role != "internal" and flow.quantity is not None and stream in units:
            found[stream, flow.period[:4]] += convert(flow.quantity, flow.unit, units[stream])
    return dict(found)


def test_the_papers_make_the_whole_ledger_of_the_example(plan, example):
    assert totals(plan.flows, example) == pytest.approx(totals(example.flows, example), rel=1e-9)
    assert [finding.code for finding in plan.findings if finding.severity == "error"] == []
    assert "invoice.other_buyer" in {finding.code for finding in plan.findings}  # laid aside, nothing of ours is missing
    assert len([paper for paper in plan.papers if paper.kind == "invoice"]) >= 40


def test_nothing_is_proposed_silently(folder, beginning):
    first = make_plan(folder, Imports(), beginning, Answers(), BOOK, AT)
    assert {flow.stream.partition("/")[0] for flow in first.added} == set()
    asked = {finding.code for finding in first.questions}
    assert asked == {"invoice.item_unmapped", "spreadsheet.line_unmapped", "import.meter_role"}


def test_every_row_names_a_paper_that_is_kept(plan):
    hashes = {paper.sha256[:12] for paper in plan.papers}
    for flow in plan.added:
        marks = marks_in(flow.evidence or "")
        assert marks, flow
        assert {mark.sha256 for mark in marks} <= hashes


def test_the_same_folder_twice_changes_nothing(folder, beginning, plan):
    after = beginning.model_copy(update={"flows": plan.flows})
    again = make_plan(folder, read_imports(write_imports(plan.imports)), after, TOLD, BOOK, AT)
    assert not again.is_change
    assert again.flows == plan.flows
    assert {skip.reason for skip in again.skipped} == {"invoice.known", "invoice.other_buyer"}


def test_an_import_is_undone_as_a_whole(beginning, plan):
    after = beginning.model_copy(update={"flows": plan.flows})
    imports, step = undo(plan.imports, after, BOOK)
    assert step.flows == ()
    assert imports.steps == ()
    assert len(imports.book) == 0
    assert imports.items == plan.imports.items  # what was confirmed stays confirmed


def test_rows_typed_by_hand_are_never_touched(folder, example, beginning, plan):
    typed = tuple(flow for flow in example.flows if flow.stream == "electricity/grid" and flow.period == "2025-01")
    after = make_plan(folder, confirmed(plan, Imports()), beginning.model_copy(update={"flows": typed}), TOLD, BOOK, AT)
    assert set(typed) <= set(after.flows)
    assert "invoice.overlaps_ledger" in {finding.code for finding in after.findings}
    assert undo(after.imports, beginning.model_copy(update={"flows": after.flows}), BOOK)[1].flows == typed


def test_a_meter_may_be_only_looked_at(folder, beginning, plan):
    looked = make_plan(folder, confirmed(plan, Imports()), beginning, Answers(meter_roles={"may_nen_2025_01.csv": "none"}), BOOK, AT)
    assert not any(flow.role == "internal" for flow in looked.flows)
    (curve,) = looked.curves["may_nen_2025_01.csv"].meters
    assert (curve.interval, curve.months[0].missing) == (60, 0)
    assert curve.base_kw < curve.peak_kw


def test_the_record_refuses_what_is_none():
    for data in (b"", b"{}", b'{"format": "other"}', b"\xff"):
        with pytest.raises(BookError):
            read_imports(data)


def test_a_directory_of_photos_brings_no_numbers(tmp_path, beginning):
    for number in range(5):
        (tmp_path / f"IMG_{number}.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes([number]))
    (tmp_path / "setup.exe").write_bytes(b"MZ")
    made = make_plan(tmp_path, Imports(), beginning, Answers(), BOOK, AT)
    assert made.flows == ()
    assert sorted(finding.code for finding in made.findings) == ["import.kind_unknown", *["import.picture"] * 5]
    assert [paper.kind for paper in made.papers] == ["picture"] * 5


def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path, monkeypatch):
    for name in ("so.xlsx", "so.csv", "hoa_don.xml"):
        with (tmp_path / name).open("wb") as stream:
            stream.truncate(2**30)  # sparse: nothing is written, and nothing may be read
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail(f"{self} was read"))
    found = sort_files(tmp_path)
    assert [finding.code for finding in found.findings] == ["file.too_large"] * 2
    from assessment.intake.invoices.batch import gather
    from assessment.intake.invoices.book import Book

    asked, read = [], os.read
    with monkeypatch.context() as patch:
        patch.setattr(os, "read", lambda handle, size: asked.append(size) or read(handle, min(size, 2**16)))
        assert [finding.code for finding in gather(found.invoices, Book()).findings] == ["invoice.too_large"]
    assert max(asked, default=0) < 2**23


def older(content: bytes) -> bytes:
    """Return a workbook as an older template would have written it: fewer sheets, fewer columns."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    for name in ("life_cycle", "accepted"):
        for sheet in [sheet for sheet in book.worksheets if sheet.title == name]:
            book.remove(sheet)
    for sheet in book.worksheets:
        for cell in [cell for cell in sheet[1] if cell.value == "uncertainty_pct"]:
            sheet.delete_cols(cell.column)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_last_years_workbook_brings_its_rows(tmp_path, example, beginning):
    from assessment.intake.template import fill

    last = example.model_copy(update={"options": (), "flows": tuple(flow for flow in example.flows if flow.period == "2021")})
    (tmp_path / "nam_ngoai.xlsx").write_bytes(older(fill(last)))
    made = make_plan(tmp_path, Imports(), beginning, Answers(), BOOK, AT)
    assert [finding.code for finding in made.findings if finding.severity != "note"] == []
    assert totals(made.flows, example) == pytest.approx(totals(last.flows, example))
    assert all(marks_in(flow.evidence or "")[-1].sheet for flow in made.flows)
    after = beginning.model_copy(update={"flows": example.flows})
    assert make_plan(tmp_path, Imports(), after, Answers(), BOOK, AT).added == ()  # they are there already


def test_a_ledger_that_was_written_out_comes_back_row_by_row(tmp_path, example, beginning):
    from assessment.intake import table

    (tmp_path / "so_so_lieu.csv").write_bytes(table.write(example.flows))
    made = make_plan(tmp_path, Imports(), beginning, Answers(), BOOK, AT)
    assert [finding.code for finding in made.findings if finding.severity != "note"] == []
    assert [flow.model_copy(update={"evidence": None}) for flow in made.added] == [flow.model_copy(update={"evidence": None}) for flow in example.flows]
    assert "so_so_lieu.csv:2#" in str(made.added[0].evidence)
    there = beginning.model_copy(update={"flows": example.flows})
    assert make_plan(tmp_path, Imports(), there, Answers(), BOOK, AT).added == ()


def test_rows_of_a_product_that_is_not_here_wait(tmp_path, example, beginning):
    (tmp_path / "seafood.yaml").write_bytes((EXAMPLES / "seafood.yaml").read_bytes())
    other = beginning.model_copy(update={"products": beginning.products[:1]})
    made = make_plan(tmp_path, Imports(), other, Answers(), BOOK, AT)
    assert sorted(finding.given for finding in made.findings if finding.code == "import.product_unknown") == ["product/block", "product/iqf_cooked"]
    assert {flow.stream for flow in made.added if flow.stream.startswith("product/")} == {"product/iqf_raw"}
    assert totals(example.flows, example)["water/municipal", "2025"] == totals(made.flows, example)["water/municipal", "2025"]


def test_tables_inside_a_zip_are_found(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(EXAMPLES / "sheets" / "moi_truong.xlsx", "2025/moi_truong.xlsx")
        archive.writestr("../../escape.csv", "Tháng;Điện (kWh)\n01/2025;5\n02/2025;6\n")
    found = sort_files(tmp_path)
    assert sorted(file.kind for file in found.files) == ["table", "table"]
    assert all(tmp_path in file.path.parents for file in found.files)
    assert not (tmp_path.parent.parent / "escape.csv").exists()
