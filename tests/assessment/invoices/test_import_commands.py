"""`sachhon import`: a new user's sitting, the second run, undo, and a ledger inside an assessment document."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from app.cli import program
from assessment import intake
from assessment.intake import table
from assessment.intake.evidence import marks_in

ROOT = Path(__file__).parents[3]
FOLDER = str(ROOT / "data" / "examples" / "invoices")


def run(*words):
    return CliRunner().invoke(program, ["import", *map(str, words)])


def test_a_new_users_sitting(tmp_path):
    ledger = tmp_path / "ledger.csv"
    first = run("invoices", FOLDER, "-o", ledger, "--buyer", "0000000099", "--lang", "en")
    assert first.exit_code == 2  # nothing is mapped yet
    assert "ledger.mapping.json" in first.output
    assert first.output.count("invoice.item_unmapped") == 12  # each item once, not each line
    assert table.read(ledger.read_bytes(), "l").flows == ()
    mapping = tmp_path / "ledger.mapping.json"
    record = json.loads(mapping.read_text(encoding="utf-8"))
    assert {item["confirmed"] for item in record["items"]} == {False}
    for item in record["items"]:
        item["confirmed"] = True
    mapping.write_text(json.dumps(record), encoding="utf-8")
    second = run("invoices", FOLDER, "-o", ledger, "--lang", "en")
    assert second.exit_code == 0, second.output  # without --buyer the stranger's invoice comes in too
    rows = table.read(ledger.read_bytes(), "l").flows
    assert len(rows) > 90
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    third = run("invoices", FOLDER, "-o", ledger, "--lang", "en")
    assert "Nothing changed" in third.output
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert run("invoices", "-o", ledger, "--undo").exit_code == 0
    assert run("invoices", "-o", ledger, "--undo").exit_code == 0
    assert table.read(ledger.read_bytes(), "l").flows == ()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_was_taken_and_skipped_is_told_with_file_and_line(tmp_path, lang):
    ledger = tmp_path / "ledger.csv"
    first = run("invoices", FOLDER, "-o", ledger, "--buyer", "0000000099", "--lang", lang)
    assert {"vi": "Sổ số liệu chưa đổi: 66 mục còn chờ", "en": "The ledger is as it was: 66 items wait"}[lang] in first.output
    told = run("invoices", FOLDER, "-o", ledger, "--buyer", "0000000099", "--accept", "--lang", lang).output
    assert "dien/1C25TEV_0001.xml:12 … dien/1C25TEV_0012.xml:12" in told  # rows of one stream, first and last paper and line
    assert {"vi": "Điện lưới giờ cao điểm (CT-001): 12 dòng", "en": "(CT-001): 12 rows"}[lang] in told
    assert "    dau/1C25TXD_0008_khach_khac.xml" in told
    assert "(0000000077)" in told  # a tax code keeps its zeros
    assert "dien/1C25TEV_0003.xml" in told.split("invoice.replaced")[0].splitlines()[-1]  # notes stand beside their paper too
    assert {"vi": "và 48 tệp khác", "en": "and 48 more files"}[lang] in told


def test_a_product_is_not_proposed_as_what_it_is_made_of(tmp_path):
    ledger = tmp_path / "ledger.csv"
    run("spreadsheet", ROOT / "data" / "examples" / "sheets" / "moi_truong.xlsx", "-o", ledger, "--accept")
    rows = [flow for flow in table.read(ledger.read_bytes(), "l").flows if flow.stream == "material/raw_shrimp"]
    assert [(flow.period, flow.quantity) for flow in rows] == [("2021", 4029.03)]


def test_into_a_document_nothing_counts_twice(tmp_path):
    document = tmp_path / "seafood.yaml"
    shutil.copy(ROOT / "data" / "examples" / "seafood.yaml", document)
    before = intake.read(document).document.assessment
    result = run("invoices", FOLDER, "-o", document, "--buyer", "0000000099", "--accept", "--lang", "en")
    assert result.exit_code == 2  # what the example has typed already is not taken again
    assert "invoice.overlaps_ledger" in result.output
    after = intake.read(document).document.assessment
    assert set(before.flows) <= set(after.flows)
    fresh = {flow.stream for flow in set(after.flows) - set(before.flows)}
    assert {"fuel/diesel", "fuel/rice_husk", "packaging/carton", "packaging/pe_bag"} <= fresh
    assert not fresh & {"electricity/grid", "electricity/grid_peak", "electricity/grid_off_peak", "water/municipal", "material/raw_shrimp", "refrigerant/r22"}
    assert (tmp_path / "seafood.yaml.bak").exists()
    run("invoices", "-o", document, "--undo")
    assert intake.read(document).document.assessment == before


@pytest.mark.parametrize(
    "words",
    [["-o", "x.csv"], ["nowhere", "-o", "x.txt"], ["nowhere", "-o", "missing.yaml"]],
)
def test_a_wrong_call_is_refused_and_writes_nothing(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    assert run("invoices", *words).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_broken_mapping_stops_before_anything_is_written(tmp_path):
    mapping = tmp_path / "m.json"
    mapping.write_text("{", encoding="utf-8")
    assert run("invoices", FOLDER, "-o", tmp_path / "l.csv", "--mapping", mapping).exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["m.json"]


def test_a_load_curve_twice_is_once(tmp_path):
    curve, ledger = tmp_path / "m.csv", tmp_path / "l.csv"
    rows = [f"{day:02d}/01/2025 {hour:02d}:{minute:02d};2,5" for day in range(1, 32) for hour in range(24) for minute in (0, 30)]
    curve.write_text("\n".join(["t;CT-1 kWh", *rows]), encoding="utf-8")
    assert run("meter", curve, "-o", ledger).exit_code == 0
    first = ledger.read_bytes()
    assert run("meter", curve, "-o", ledger).exit_code == 0
    assert ledger.read_bytes() == first
    assert sum(flow.quantity for flow in table.read(first, "l").flows) == 31 * 48 * 2.5
    assert run("meter", curve, "-o", ledger, "--tariff-hours", "never").exit_code == 2
    assert run("meter", tmp_path / "none.csv").exit_code == 2


def _taken_in(ledger, folder):
    """Take the example's whole year: 69 invoices, two workbooks, one load curve."""
    sheets = folder / "sheets"
    run("invoices", folder / "invoices", "-o", ledger, "--buyer", "0000000099", "--accept")
    run("spreadsheet", sheets / "san_luong_2025.xlsx", sheets / "moi_truong.xlsx", "-o", ledger, "--accept")
    run("meter", sheets / "may_nen_2025_01.csv", "-o", ledger, "--role", "internal", "--step", "freezing")


def test_every_row_of_a_sitting_opens_its_source_and_the_same_papers_change_nothing(tmp_path):
    folder, ledger = ROOT / "data" / "examples", tmp_path / "ledger.csv"
    _taken_in(ledger, folder)
    rows = table.read(ledger.read_bytes(), "ledger.csv").flows
    assert len(rows) > 110
    papers = {hashlib.sha256(path.read_bytes()).hexdigest()[:12]: path for name in ("invoices", "sheets") for path in (folder / name).rglob("*") if path.is_file()}
    for row in rows:
        marks = marks_in(row.evidence or "")
        assert marks, row
        for mark in marks:
            paper = papers[mark.sha256]
            assert mark.text.endswith(paper.name)
            if mark.cell:
                assert openpyxl.load_workbook(paper, data_only=True)[mark.sheet][mark.cell].value is not None
            else:
                assert 1 <= max(mark.lines) <= len(paper.read_bytes().splitlines())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    _taken_in(ledger, folder)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_name_from_before_unicode_is_taken_and_shown(tmp_path):
    paper = tmp_path / "papers" / os.fsdecode(b"ho\xb8 \xae\xacn.xml")
    paper.parent.mkdir()
    paper.write_bytes((ROOT / "data" / "examples" / "invoices" / "dien" / "1C25TEV_0001.xml").read_bytes())
    assert run("invoices", paper.parent, "-o", tmp_path / "l.csv", "--accept").exit_code == 0
    assert "ho\ufffd \ufffd\ufffdn.xml:" in (table.read((tmp_path / "l.csv").read_bytes(), "l").flows[0].evidence or "")


def test_a_book_that_is_cut_off_stops_before_anything_is_written(tmp_path):
    ledger = tmp_path / "l.csv"
    run("invoices", FOLDER, "-o", ledger, "--accept")
    book = tmp_path / "l.invoices.json"
    whole = book.read_bytes()
    for data in (whole[:-40], whole + b"x"):
        book.write_bytes(data)
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert run("invoices", FOLDER, "-o", ledger, "--undo").exit_code == 2
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


TOLD = ("Tôm tươi IQF=product/iqf_raw", "Tôm tươi block=product/block", "Tôm hấp IQF=product/iqf_cooked", "Đầu vỏ tôm=by_product/shrimp_shell")


def test_one_sitting_by_command_alone_ends_well_in_three_commands(tmp_path):
    """Everything a person has to say is said in the commands: no file is edited, another's invoice is laid aside, nothing waits."""
    ledger, sheets = tmp_path / "so.csv", ROOT / "data" / "examples" / "sheets"
    answers = [word for told in TOLD for word in ("--as", told)]
    first = run("invoices", FOLDER, "-o", ledger, "--buyer", "0000000099", "--accept", "--lang", "en")
    second = run("spreadsheet", sheets / "san_luong_2025.xlsx", sheets / "moi_truong.xlsx", "-o", ledger, "--accept", *answers, "--lang", "en")
    third = run("meter", sheets / "may_nen_2025_01.csv", "-o", ledger, "--role", "internal", "--step", "freezing")
    assert [first.exit_code, second.exit_code, third.exit_code] == [0, 0, 0], first.output + second.output
    assert "Please check invoice.other_buyer" in first.output
    rows = table.read(ledger.read_bytes(), "l").flows
    made = [flow.quantity for flow in rows if flow.stream == "product/iqf_raw" and flow.period.startswith("2025-")]
    assert len(made) == 12
    shells = [flow for flow in rows if flow.stream == "by_product/shrimp_shell"]
    assert all(flow.quantity > 0 and flow.cost_vnd < 0 for flow in shells)  # sold: money received is negative


@pytest.mark.parametrize(
    ("told", "what"),
    [("Tôm tươi IQF", "LINE=STREAM"), ("=product/a", "LINE=STREAM"), ("Tôm tươi IQF=shrimp", "LINE=STREAM"), ("Không có=product/a", "no line has that name; the lines: tra")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["invoices", "spreadsheet"])
def test_an_answer_that_is_for_nothing_writes_nothing(tmp_path, kind, told, what):
    if kind == "spreadsheet":
        (tmp_path / "a.csv").write_text("Tháng;Trấu (kg)\n01/2025;5\n02/2025;6\n", encoding="utf-8")
    source = FOLDER + "/trau" if kind == "invoices" else tmp_path / "a.csv"
    before = sorted(tmp_path.iterdir())
    result = run(kind, source, "-o", tmp_path / "l.csv", "--as", told, "--lang", "en")
    assert result.exit_code == 2
    assert what in result.output
    assert sorted(tmp_path.iterdir()) == before


def test_an_answer_means_a_line_by_its_name_or_by_words_of_one_nobody_knows():
    from assessment.intake.invoices.mapping import Item, ItemMapping, Rule

    rules = {Item("1", name, "kWh"): Rule(stream=stream, confirmed=False) for name, stream in
             (("dien", "electricity/grid"), ("dien gio cao diem", "electricity/grid_peak"), ("phu gia tom", ""))}  # fmt: skip
    told, heard = ItemMapping(rules=rules).told([("Điện", "electricity/green_contract"), ("Phụ gia", "chemical/phu-gia"), ("Nước", "water/municipal")])
    assert heard == {"Điện": 1, "Phụ gia": 1, "Nước": 0}
    assert told.rules[Item("1", "dien", "kWh")] == Rule(stream="electricity/green_contract", when="supply")
    assert told.rules[Item("1", "dien gio cao diem", "kWh")].confirmed is False
    assert told.rules[Item("1", "phu gia tom", "kWh")].stream == "chemical/phu-gia"
