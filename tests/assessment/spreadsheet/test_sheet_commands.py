"""`sachhon import spreadsheet` and `sachhon export` as a person types them; the examples are what their script makes."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

from typer.testing import CliRunner

from app.cli import program
from assessment import intake
from assessment.intake import table
from assessment.model import input_sha256

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
SHEET = EXAMPLES / "sheets" / "moi_truong.xlsx"


def run(*words):
    return CliRunner().invoke(program, list(map(str, words)))


def test_the_first_run_asks_the_second_takes_the_third_changes_nothing(tmp_path):
    ledger = tmp_path / "so.csv"
    first = run("import", "spreadsheet", SHEET, "-o", ledger)
    assert first.exit_code == 2
    assert table.read(ledger.read_bytes(), "l").flows == ()
    place = tmp_path / "so.sheets.json"
    record = json.loads(place.read_text(encoding="utf-8"))
    for line in (line for one in record["tables"] for line in one["lines"]):
        assert line["confirmed"] is False
        line.update(confirmed=True, stream=line["stream"] or "by_product/vo")
    place.write_text(json.dumps(record), encoding="utf-8")
    second = run("import", "spreadsheet", SHEET, "-o", ledger)
    assert second.exit_code == 0, second.output
    kept = ledger.read_bytes()
    flows = table.read(kept, "l").flows
    assert sum(flow.quantity or 0 for flow in flows if flow.stream == "refrigerant/r717") == 420
    assert run("import", "spreadsheet", SHEET, "-o", ledger).exit_code == 0
    assert ledger.read_bytes() == kept


def test_a_wrong_call_writes_nothing(tmp_path):
    (tmp_path / "m.json").write_text("[]")
    assert run("import", "spreadsheet", SHEET, "-o", tmp_path / "so.csv", "--mapping", tmp_path / "m.json").exit_code == 2
    assert run("import", "spreadsheet", tmp_path / "no.xlsx", "-o", tmp_path / "so.csv").exit_code == 2
    assert run("export", EXAMPLES / "seafood.yaml", "-o", tmp_path / "so.pdf").exit_code == 2
    assert not (tmp_path / "so.pdf").exists()


def test_export_and_back_is_the_same_document(tmp_path):
    whole = intake.read(EXAMPLES / "seafood.yaml").document
    assert whole is not None
    for kind in ("xlsx", "json", "yaml"):
        out = tmp_path / f"out.{kind}"
        assert run("export", EXAMPLES / "seafood.yaml", "-o", out).exit_code == 0
        back = intake.read(out).document
        assert back is not None
        assert input_sha256(back.assessment) == input_sha256(whole.assessment)
    out = tmp_path / "out.csv"
    assert run("export", EXAMPLES / "seafood.yaml", "-o", out).exit_code == 0
    assert table.read(out.read_bytes(), "out.csv").flows == whole.assessment.flows


def test_the_examples_are_what_their_script_makes():
    path = Path(__file__).with_name("make_sheets.py")
    spec = importlib.util.spec_from_file_location("make_sheets", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = {"san_luong_2025.xlsx": module.production(), "moi_truong.xlsx": module.environment(), "may_nen_2025_01.csv": module.load_curve()}
    assert {path.name: path.read_bytes() for path in (EXAMPLES / "sheets").iterdir()} == made


def test_a_ledger_that_was_written_out_comes_in_again_whole_and_once(tmp_path):
    out, back = tmp_path / "out.csv", tmp_path / "back.csv"
    assert run("export", EXAMPLES / "process_seafood.yaml", "-o", out).exit_code == 0
    for _ in range(2):
        taken = run("import", "spreadsheet", out, "-o", back)
        assert taken.exit_code == 0, taken.output
        assert back.read_bytes() == out.read_bytes()  # steps, meters and roles too
