"""The department's yearly document: what is asked, what is possible, how it stands."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import programme
from assessment.programme import Entry, Programme
from assessment.reports.programme import judged, target_of
from calculators.errors import DomainError

TODAY = date(2026, 11, 22)


def year(number: int, **entries: Entry) -> Programme:
    return Programme(year=number, province="68", entries=entries)


def states(document: Programme) -> dict[str, str]:
    return {item.goal.key: item.state for item in programme.judge(document)}


def test_the_goals_are_those_of_the_decision() -> None:  # 2091/QĐ-UBND, section II.2
    found = {goal.key: goal.targets for goal in programme.goals()}
    assert found == {
        "zones": {2025: (70.0, None), 2030: (100.0, None)},
        "models_built": {2025: (2.0, 3.0)},
        "models_replicated": {},
        "localities_reached": {2025: (100.0, None), 2030: (100.0, None)},
        "shops": {2025: (85.0, None), 2030: (100.0, None)},
        "localities_planned": {2025: (100.0, None), 2030: (100.0, None)},
        "departments_planned": {2025: (70.0, None), 2030: (100.0, None)},
        "localities_assigned": {2025: (100.0, None), 2030: (100.0, None)},
        "policies": {},
        "courses": {},
    }


@pytest.mark.parametrize(
    ("document", "state"),
    [
        pytest.param(year(2025, zones=Entry(count=14, whole=20)), "reached", id="exactly 70 % in 2025"),
        pytest.param(year(2025, zones=Entry(count=13, whole=20)), "not_reached", id="65 % in 2025"),
        pytest.param(year(2023, zones=Entry(count=13, whole=20)), "on_path", id="65 % before the year"),
        pytest.param(year(2026, zones=Entry(count=19, whole=20)), "on_path", id="95 % on the way to 2030"),
        pytest.param(year(2025), "not_entered", id="nothing entered"),
    ],
)
def test_a_share_is_judged_in_the_targets_year(document: Programme, state: str) -> None:
    assert states(document)["zones"] == state


def test_a_count_without_a_figure_is_followed() -> None:
    assert states(year(2025, policies=Entry(count=3)))["policies"] == "no_target"
    assert states(year(2025, models_built=Entry(count=2)))["models_built"] == "reached"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (year(2027), "programme.year"),
        (year(2019), "programme.year"),
        (year(2026), "programme.future"),
        (Programme(year=2025, province="99"), "programme.province"),
        (year(2025, zones=Entry(count=21, whole=20)), "programme.share"),
        (year(2025, zones=Entry(count=1, whole=0)), "programme.share"),
        (year(2025, zones=Entry(count=1)), "programme.share"),
        (year(2025, policies=Entry(count=-1)), "programme.range"),
        (year(2025, policies=Entry(count=10**7)), "programme.range"),
        (year(2025, policies=Entry(count=1, whole=2)), "programme.range"),
        (year(2025, other=Entry(count=1)), "programme.range"),
        (Programme(year=2025, province="68", note="x" * 2001), "programme.text"),
    ],
)
def test_what_cannot_be_is_found(document: Programme, code: str) -> None:
    assert [finding.code for finding in programme.check(document, TODAY)] == [code]


def test_a_good_document_has_no_findings() -> None:
    assert programme.check(year(2025, zones=Entry(count=18, whole=22)), TODAY) == []


@given(st.integers(0, 100), st.integers(1, 100), st.text(max_size=40))
def test_a_document_reads_back_as_it_was(count: int, whole: int, note: str) -> None:
    document = Programme(year=2025, province="68", office="Sở", note=note, entries={"zones": Entry(count=count, whole=whole)})
    assert programme.from_json(programme.to_json(document)) == document


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "sachhon-programme/1"}', programme.to_json(year(2025)).replace("2025", '"2025"'),
     programme.to_json(year(2025)).replace('"note"', '"remark"'), programme.to_json(year(2025, zones=Entry(count=1, whole=2))).replace(": 1", ": 1.5"),
     programme.to_json(year(2025)).replace("2025", "true")],
)  # fmt: skip
def test_another_document_is_refused(text: str) -> None:
    with pytest.raises(DomainError):
        programme.from_json(text)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(-9.0, -5.0, "achieved"), (-9.0, -4.9, "not_distinguishable"), (-4.9, -1.0, "not_achieved"), (-5.0, 0.0, "not_distinguishable")],
)
def test_a_reduction_is_reached_with_its_whole_interval(low: float, high: float, verdict: str) -> None:
    assert judged({"change_low": low, "change_high": high}, 5.0) == verdict


def test_targets_of_the_decisions_sectors() -> None:
    assert target_of("garments", 2024) == (5.0, 8.0, 2025)
    assert target_of("garments", 2026) == (7.0, 10.0, 2030)
    assert target_of("textile", 2025) is None  # the Decision does not name it
