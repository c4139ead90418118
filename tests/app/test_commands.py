"""The command line as a person meets it: exit codes, files, findings, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
GARMENT = ROOT / "tests" / "golden" / "garment.yaml"
SACHHON = [sys.executable, "-c", "from app.cli import main; main()"]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SACHHON, *map(str, words)], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=120, check=False)


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("out")
    done = run("assess", GARMENT, "-o", folder, "--format", "json")
    assert done.returncode == 0, done.stderr
    path = folder / "garment.result.json"
    return path, json.loads(path.read_text(encoding="utf-8"))


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv=['sachhon','--help']\nfrom app.cli import main\n"
        "try:\n main()\nexcept SystemExit: pass\n"
        "print([m for m in ('panel','scipy','pandas','pint','bokeh') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=60, check=True)
    assert done.stdout.strip().endswith("[]")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["--load-time", "abc"], ["equipment.unreadable"]),
        (["--air-capacity", "8 kWh"], ["equipment.unreadable"]),
        (["--load-time", "0", "--unload-time", "0", "--air-capacity", "20", "--power", "110", "--hours", "7200"], ["equipment.out_of_range"]),
    ],
)
def test_a_reading_that_cannot_be_is_said_in_vietnamese_with_its_field(words: list[str], codes: list[str]) -> None:
    done = run("check", "air_leak", *words)
    assert done.returncode == 2
    assert f"air_leak {words[0]}: " in done.stderr
    assert codes == [code for code in ("equipment.unreadable", "equipment.out_of_range", "equipment.impossible") if code in done.stderr]
    assert not any(word in done.stderr for word in ("must", "number", "measure", "given"))


def test_result_fits_its_schema(assessed: tuple[Path, dict[str, Any]]) -> None:
    schema = json.loads(run("schema", "result").stdout)
    jsonschema.Draft202012Validator(schema).validate(assessed[1])
    assert json.loads(run("schema", "assessment").stdout)["required"]


def test_the_same_input_gives_the_same_bytes(assessed: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    assert run("assess", GARMENT, "-o", tmp_path, "--format", "json").returncode == 0
    assert (tmp_path / "garment.result.json").read_bytes() == assessed[0].read_bytes()


def test_trace_goes_down_to_line_factor_and_source(assessed: tuple[Path, dict[str, Any]]) -> None:
    done = run("trace", assessed[0], "energy_intensity:output/2025")
    assert done.returncode == 0
    assert "garment.yaml:" in done.stdout
    assert "ipcc.ncv.117487" in done.stdout
    assert "IPCC" in done.stdout


@pytest.mark.parametrize("number", ["/indicators/0/value", "/totals/energy"])
def test_trace_takes_a_json_pointer(assessed: tuple[Path, dict[str, Any]], number: str) -> None:
    assert run("trace", assessed[0], number).returncode == 0


def test_trace_of_an_unknown_number_names_near_ones(assessed: tuple[Path, dict[str, Any]]) -> None:
    done = run("trace", assessed[0], "energy_intensity:outputt/2025")
    assert done.returncode == 2
    assert "energy_intensity:output/2025" in done.stderr


def test_bad_units_and_numbers_exit_2_and_still_give_the_rest(tmp_path: Path) -> None:
    text = GARMENT.read_text(encoding="utf-8").replace("quantity: 128000, unit: kWh", "quantity: 128.000, unit: mWh", 1)
    bad = tmp_path / "bad.yaml"
    bad.write_text(text, encoding="utf-8")
    done = run("assess", bad, "-o", tmp_path, "--format", "json", "--json")
    assert done.returncode == 2
    findings = json.loads(done.stdout)
    wrong = [row for row in findings if row["severity"] == "error"]
    assert wrong
    assert all(row["place"]["file"] == "bad.yaml" and row["place"]["line"] for row in wrong)
    result = json.loads((tmp_path / "bad.result.json").read_text(encoding="utf-8"))
    kinds = {item["kind"] for item in result["indicators"] if item["period"] == "2025"}
    assert "water_intensity" in kinds
    assert "energy_intensity" not in kinds
    assert any(item["id"] == "energy_intensity:output/2025" for item in result["withheld"])


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n0000", b"{not yaml: [", b"just words", b"\xff\xfe\x00"], ids=["empty", "photo", "broken", "words", "bytes"])
def test_what_is_no_document_writes_no_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    done = run("assess", path, "-o", tmp_path / "out", "--format", "json")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    done = run("check", tmp_path / "none.yaml", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)[0]["code"] == "file.missing"


def test_several_files_are_all_processed_and_the_worst_counts(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("nothing", encoding="utf-8")
    done = run("assess", tmp_path / "bad.yaml", GARMENT, "-o", tmp_path / "out", "--format", "json", "--quiet")
    assert done.returncode == 2
    assert (tmp_path / "out" / "garment.result.json").exists()


@pytest.mark.parametrize(
    "words",
    [["assess", "x.yaml", "-o", "y", "--format", "doc"], ["reference", "nothing"], ["reference", "norms", "--sector", "seafod"],
     ["reference", "norms", "--on", "30/06/2026"], ["serve", "--host", "0.0.0.0", "--no-browser"], ["schema", "x"], ["nonsense"]],
)  # fmt: skip
def test_wrong_usage_exits_2(words: list[str]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_seafood_norms_of_2026() -> None:
    rows = json.loads(run("reference", "norms", "--sector", "seafood", "--on", "2026-06-30", "--json").stdout)
    legal = {row["norm_product"]: row for row in rows if row["legal"]}
    assert (legal["pangasius"]["value"], legal["shrimp"]["value"]) == (900, 1625)
    for row in legal.values():
        assert row["unit"] == "kWh/t"
        assert "52/2018" in row["circular"]
        assert row["article"]
        assert row["confidence"] == "A"
        assert "EQUIVALENT" in row["denominator"]
        assert row["energy_basis"] == "electricity_only"


@pytest.mark.parametrize(
    "topic", ["sectors", "products", "streams", "properties", "units", "norms", "factors", "targets", "options", "sources", "provinces", "choices", "findings"]
)
def test_every_topic_lists_rows(topic: str) -> None:
    done = run("reference", topic, "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) > 5 if topic != "choices" else json.loads(done.stdout)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_findings_are_said_in_the_language_asked_for(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(GARMENT.read_text(encoding="utf-8").replace("unit: kWh", "unit: MT", 1), encoding="utf-8")
    done = run("check", path, "--lang", lang)
    assert done.returncode == 2
    assert ("cần làm" if lang == "vi" else "to do") in done.stderr
    assert ".action" not in done.stderr
    assert ".title" not in done.stderr
