"""Progress towards a reduction: three-valued at the deadline, the straight path before it."""

from __future__ import annotations

import pytest

from benchmarks.indicator import Indicator
from benchmarks.targets import progress, reason_of


def indicator(value: float, relative: float | None = 0.01) -> Indicator:
    return Indicator(kind="energy_intensity", per="equivalent", period="2025", value=value, unit="MJ/eq", relative=relative)


# with 1 % in each period the 90 % interval of the ratio is exp(+-1.645 x 1.41421 %) = +-2.35 %
@pytest.mark.parametrize(
    ("value", "verdict", "high_end"),
    [(90.0, "achieved", False), (94.0, "not_distinguishable", False), (98.0, "not_achieved", False), (85.0, "achieved", True)],
)
def test_in_the_deadline_year(value: float, verdict: str, high_end: bool) -> None:
    outcome = progress(indicator(100.0), indicator(value), 5, 8, (2021, 2025, 2025))
    assert outcome.verdict == verdict
    assert outcome.high_end_reached is high_end
    assert outcome.path_percent is None


# 2025 of 2021-2030 asks for 7 % x 4/9 = 3.11 %
@pytest.mark.parametrize(("value", "verdict"), [(96.0, "on_track"), (97.5, "behind"), (90.0, "achieved")])
def test_before_the_deadline_the_straight_path(value: float, verdict: str) -> None:
    outcome = progress(indicator(100.0), indicator(value), 7, 10, (2021, 2025, 2030))
    assert outcome.verdict == verdict
    assert outcome.path_percent == pytest.approx(-28 / 9)


def test_without_stated_errors_nothing_is_concluded() -> None:
    outcome = progress(indicator(100.0, None), indicator(80.0), 5, 8, (2021, 2025, 2025))
    assert (outcome.verdict, outcome.why.code) == ("undetermined", "target.uncertainty_unknown")
    assert outcome.change_percent == pytest.approx(-20)
    assert outcome.change_low is None
    assert outcome.high_end_reached is None


@pytest.mark.parametrize(("change", "told"), [(8.3, "short"), (-4.99, "short"), (-5.0, "reached"), (-7.2, "reached")])
def test_without_an_error_the_reason_says_what_the_figure_alone_says(change: float, told: str) -> None:
    row = {"why": {"code": "target.uncertainty_unknown"}, "change_percent": change, "reduction_percent_low": 5.0}
    assert reason_of(row) == f"target.uncertainty_unknown.{told}"
    assert reason_of({**row, "change_percent": None}) == "target.uncertainty_unknown"
    assert reason_of({**row, "why": {"code": "target.commune_needed"}}) == "target.commune_needed"


def test_no_baseline_and_no_value() -> None:
    assert progress(None, indicator(1), 5, 8, (2021, 2025, 2025)).verdict == "no_baseline"
    assert progress(indicator(1), None, 5, 8, (2021, 2025, 2025)).verdict == "undetermined"


def test_at_least_has_no_high_end() -> None:
    assert progress(indicator(100.0), indicator(80.0), 5, None, (2021, 2025, 2025)).high_end_reached is None
