"""Several documents at once: a broken one stops nobody else's, a cancelled batch begins nothing more, the archive holds what was made."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import program
from assessment.reports.batch import Order, make_all
from data.messages import message

GARMENT = Path(__file__).parents[2] / "golden/garment.yaml"
RUNNER = CliRunner()


class EndsItsProcess:
    """Ends the process that unpacks it, as a crash in native code would."""

    def __reduce__(self):
        return os._exit, (1,)


def _order(stem, source=None, formats=("json",)):
    return Order(source=source or GARMENT.read_bytes(), name=f"{stem}.yaml", stem=stem, formats=formats, lang="vi")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_broken_document_stops_nobody_else(jobs):
    orders = [_order("a"), _order("b", b"x: ["), _order("c", formats=("json", "docx"))]
    made = list(make_all(orders, jobs))
    assert [(each.order.stem, each.fault, sorted(each.files)) for each in made] == [
        ("a", "", ["a.result.json"]),
        ("b", "unread", []),
        ("c", "", ["c.docx", "c.result.json"]),
    ]
    assert made[1].findings


def test_a_process_that_ends_early_costs_its_own_order_only():
    orders = [_order("a"), _order("b", EndsItsProcess()), _order("c"), _order("d")]
    made = {each.order.stem: each.fault for each in make_all(orders, 2)}
    assert made == {"a": "", "b": "stopped", "c": "", "d": ""}


def test_an_unforeseen_error_is_told_with_its_order():
    made = list(make_all([_order("a", 5), _order("b")], 1))
    assert [bool(each.fault) for each in made] == [True, False]


def test_a_cancelled_batch_begins_nothing_more():
    seen = []
    for each in make_all([_order(name) for name in "abcdef"], 1, lambda: bool(seen)):
        seen.append(each.order.stem)
    assert seen == ["a"]


def test_command_writes_an_archive_and_says_what_failed(tmp_path):
    bad, again = tmp_path / "bad.yaml", tmp_path / "garment.yaml"
    bad.write_text("x: [", encoding="utf-8")
    again.write_bytes(GARMENT.read_bytes())
    out = tmp_path / "all.zip"
    done = RUNNER.invoke(program, ["assess", str(GARMENT), str(bad), str(again), "-o", str(out), "--formats", "json", "--jobs", "2", "--lang", "en", "--quiet"])
    assert done.exit_code == 2
    assert "2 of 3 files done." in done.stderr
    assert "bad.yaml: cannot be read: " in done.stderr
    with zipfile.ZipFile(out) as archive:
        assert sorted(archive.namelist()) == ["garment-2.result.json", "garment.result.json"]


def test_layout_chooses_sections_notes_and_signatures(tmp_path):
    layout = tmp_path / "layout.json"
    layout.write_text(
        json.dumps({"sections": ["targets", "summary"], "notes": {"summary": "Đã kiểm tra"}, "signatories": [["Giám đốc", "Lê Văn A"]], "place": "Huế", "signed_on": "2026-11-22"}),
        encoding="utf-8",
    )
    done = RUNNER.invoke(program, ["assess", str(GARMENT), "-o", str(tmp_path), "--format", "docx", "--kind", "full", "--layout", str(layout), "--quiet"])
    assert done.exit_code == 0, done.stderr
    import docx

    document = docx.Document(str(tmp_path / "garment.docx"))
    text = "\n".join([*(p.text for p in document.paragraphs), *(c.text for t in document.tables for r in t.rows for c in r.cells)])
    assert text.index("Tiến độ") < text.index("Đã kiểm tra")
    assert "Huế, ngày 22 tháng 11 năm 2026" in text
    assert "Lê Văn A" in text


WRONG_LAYOUTS = {
    "section": {"sections": ["nothing"]}, "date": {"signed_on": "22/11/2026"}, "signatories": {"signatories": [["only role"]]},
    "logo_missing": {"logo": "no.png"}, "logo_unfit": {"logo": "layout.json"}, "key": {"colour": "red"}, "no_json": None,
}  # fmt: skip


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("what", [*WRONG_LAYOUTS, "missing", "template_missing"])
def test_wrong_layout_is_refused_with_a_finding(tmp_path, what, lang):
    """Where it stands, what was given and what to do are said in the language asked for, and nothing of the system's English."""
    layout = tmp_path / "layout.json"
    if what != "missing":
        layout.write_text("{" if what == "no_json" else json.dumps(WRONG_LAYOUTS.get(what, {})), encoding="utf-8")
    extra = ["--template", str(tmp_path / "no.docx")] if what == "template_missing" else []
    done = RUNNER.invoke(program, ["assess", str(GARMENT), "-o", str(tmp_path / "out"), "--layout", str(layout), *extra, "--lang", lang, "--quiet"])
    assert done.exit_code == 2
    assert not (tmp_path / "out").exists()
    said = done.stderr
    assert f"layout.{what}" in said
    assert message(f"finding.layout.{what}.title", lang) in said
    assert message(f"finding.layout.{what}.action", lang) in said
    assert str(tmp_path) in said
    assert "No such file" not in said
    for given in {"logo_missing": ["no.png", "logo"], "date": ["22/11/2026", "signed_on"], "key": ["colour"], "section": ["nothing"]}.get(what, []):
        assert given in said


@pytest.mark.parametrize("record", [{"notes": {"nothing": "x"}}, {"notes": {"summary": 3}}, {"sections": "summary"}, ["list"]])
def test_layout_of_another_shape_is_refused(tmp_path, record):
    layout = tmp_path / "layout.json"
    layout.write_text(json.dumps(record), encoding="utf-8")
    done = RUNNER.invoke(program, ["assess", str(GARMENT), "-o", str(tmp_path / "out"), "--layout", str(layout), "--quiet"])
    assert done.exit_code == 2
    assert str(layout) in done.stderr
    assert not (tmp_path / "out").exists()


def test_broken_word_template_is_refused_with_a_finding(tmp_path):
    template = tmp_path / "own.docx"
    template.write_bytes(b"PK nothing")
    done = RUNNER.invoke(program, ["assess", str(GARMENT), "-o", str(tmp_path / "out"), "--template", str(template), "--quiet"])
    assert done.exit_code == 2
    assert "word_template.unreadable" in done.stderr
