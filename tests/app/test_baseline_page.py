"""The baseline page: the way of comparing is chosen, static factors are entered and taken away, sites are added up."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import program
from app.opening import open_document
from app.pages.baseline import BaselinePage
from app.session import AssessmentSession
from assessment import intake, procedure
from assessment.reports.compose import compose
from assessment.reports.words import write
from assessment.result import to_json
from assessment.rollup import rolled_up
from data import messages

MakeSession = Callable[..., AssessmentSession]
EXAMPLE = resources.files("data").joinpath("examples", "process_seafood.yaml")
WAYS = {"form": "ways", "baseline_method": "backcast", "baseline_meters": "together", "baseline_tests": "ashrae_14", "energy_baseline": "", "degree_day_base": ""}
FACTOR = {"form": "factor", "kind": "energy", "name": "Kho lạnh mới", "period": "2025-01/2025-12", "quantity": "5.000", "unit": "kWh"}


@pytest.fixture
def page(make_session: MakeSession) -> BaselinePage:
    """Return the page of a site of one's own."""
    session = make_session("baseline", "vi")
    session.opener = open_document  # the real one: what is kept has to come back
    session.receive(EXAMPLE.read_bytes(), "process_seafood.yaml")
    session.route = session.route.to(page="baseline")
    return BaselinePage(session)


def energy(page: BaselinePage) -> dict[str, object]:
    assert page.session.reading is not None
    return dict(page.session.reading.result["baseline_models"][0])


def test_the_way_of_comparing_is_chosen(page: BaselinePage) -> None:
    before = energy(page)
    assert page.act("submit", json.dumps(WAYS)) is not None
    after = energy(page)
    assert (before["method"], before["tests_from"]) == ("forecast", "enpi_lite")
    assert (after["method"], after["tests_from"], after["months_from"]) == ("backcast", "ashrae_14", "reporting_period")


def test_a_static_factor_is_entered_and_taken_away(page: BaselinePage) -> None:
    page.act("submit", json.dumps(FACTOR))
    assert [row["per_month"] for row in energy(page)["static_factors"]] == [pytest.approx(5000 * 3.6)]  # type: ignore[attr-defined]
    assert page.act("remove", "energy|2025-01/2025-12|Kho lạnh mới") is not None
    assert energy(page)["static_factors"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [({"quantity": "nhiều"}, "change.not_a_number"), ({"name": " "}, "change.fill_all"), ({"kind": "steam"}, "change.not_valid")],
)
def test_what_is_wrong_is_said(page: BaselinePage, change: dict[str, str], code: str) -> None:
    assert page.act("submit", json.dumps({**FACTOR, **change})) is None
    assert messages.message(code, "vi") in str(page.fault.object)
    assert energy(page)["static_factors"] == []


def result_of(text: str) -> tuple[intake.Reading, dict[str, object]]:
    reading = intake.read(text.encode(), "thu.yaml")
    assert reading.document is not None, [str(finding) for finding in reading.findings]
    return reading, procedure.assess(reading.document)


def test_the_report_says_how_periods_were_compared_and_adds_the_meters() -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace(
        "choices:\n", "static_factors: [{kind: energy, period: 2025-06/2025-12, name: Kho mới, quantity: 900, unit: kWh}]\nchoices:\n  baseline_meters: apart\n", 1
    )
    reading, result = result_of(text)
    assert reading.document is not None
    report = compose(result, reading.document, "vi", "full")
    (section,) = [section for section in report.sections if section.id == "baselines"]
    said = "\n".join(write(block.text, "vi") for block in section.blocks if hasattr(block, "text"))
    assert messages.message("baseline.method.forecast", "vi") in said
    assert "Kho mới" in said
    assert "2030" in said
    assert any(block.id == "meters-energy" for block in section.blocks if hasattr(block, "id"))


def test_two_sites_are_added_up(tmp_path: Path) -> None:
    _, result = result_of(EXAMPLE.read_text(encoding="utf-8"))
    (energy_row, _) = rolled_up([result, result])
    one = energy_row["sites"][0]["saving"]
    assert energy_row["whole"]["saving"] == pytest.approx(2 * one["saving"])
    assert energy_row["whole"]["standard_error"] == pytest.approx(2**0.5 * one["standard_error"])
    paths = [tmp_path / name for name in ("a.result.json", "b.result.json")]
    for path in paths:
        path.write_text(to_json(result), encoding="utf-8")
    done = CliRunner().invoke(program, ["rollup", *map(str, paths), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)[0]["whole"]["saving"] == pytest.approx(2 * one["saving"])
    spoken = CliRunner().invoke(program, ["rollup", *map(str, paths)])
    assert "2/2" in spoken.stdout
    paths[0].write_text("{}", encoding="utf-8")
    assert CliRunner().invoke(program, ["rollup", *map(str, paths)]).exit_code == 2


def test_equipment_on_the_command_line() -> None:
    run = CliRunner()
    listed = run.invoke(program, ["check", "equipment"])
    assert "air_leak" in listed.stdout
    fields = run.invoke(program, ["check", "air_leak", "--json"])
    assert [row["field"] for row in json.loads(fields.stdout)][:2] == ["load_time", "unload_time"]
    given = ["--load-time", "8 min", "--unload-time=48 min", "--air-capacity", "28.3", "--power", "144", "--hours", "6000"]
    done = run.invoke(program, ["check", "air_leak", *given, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["figures"][0]["value"] == pytest.approx(100 * 8 / 56)
    assert run.invoke(program, ["check", "air_leak", *given[:2]]).exit_code == 2
    assert run.invoke(program, ["check", "air_leak", "--colour", "5"]).exit_code == 2
    assert run.invoke(program, ["check", "air_leak", "--power"]).exit_code == 2
    assert run.invoke(program, ["check", "nothing.yaml", "--colour", "5"]).exit_code == 2
