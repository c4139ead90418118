"""The release rules R1–R13, secondary suppression and its audit, the ledger, the matched panel."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.peers import cube, disclosure, population, progress, totals
from benchmarks.peers.cube import ABOVE, LEVELS
from benchmarks.peers.disclosure import Rules, band, is_dominated, judge, protect_complements, rounded
from benchmarks.peers.percentile import CELL_KEYS, summarise
from benchmarks.peers.release import VintageError, changes, release, set_hashes
from benchmarks.peers.suppression import AdditiveCell, audit, protect
from calculators.errors import DomainError

RULES = Rules()
REGIONS = {"S0": "SR0", "S1": "SR0", "S2": "SR1"}


def rows(values: list[float], **more: object) -> pd.DataFrame:
    """Return plants of one sector: equal outputs, the intensities given."""
    base = {
        "sector": "food",
        "product": "unspecified",
        "province": "S0",
        "year": 2026,
        "indicator": "energy_intensity",
        "unit": "MJ/kg",
    }
    made = base | more
    frame = pd.DataFrame([made | {"numerator": round(value * 10**6), "denominator": 10**6} for value in values])
    names = [f"{made['province']}-{made['product']}-{i:03d}" for i in range(len(values))]
    return frame.assign(
        company=[f"c-{name}" for name in names],
        facility=[f"f-{name}" for name in names],
        size_band="small",
        region=frame["province"].map(REGIONS),
    )


def spread(n: int, start: float = 1.0) -> list[float]:
    return [start * 1.13**i for i in range(n)]


def verdict(values: list[float]) -> pd.Series:
    return judge(summarise(cube.compute(rows(values), LEVELS[:1])), RULES).iloc[0]


@pytest.mark.parametrize(
    ("n", "count", "median", "quartiles", "tails"),
    [(4, False, False, False, False), (5, True, False, False, False), (8, True, True, False, False),
     (10, True, True, True, False), (29, True, True, True, False), (30, True, True, True, True)],
)  # fmt: skip
def test_thresholds_of_contributors(n: int, count: bool, median: bool, quartiles: bool, tails: bool) -> None:
    cell = verdict([1.03**i for i in range(n)])
    assert [cell[f"may_{name}"] for name in ("count", "median", "quartiles", "tails")] == [
        count,
        median,
        quartiles,
        tails,
    ]


def test_plants_of_one_company_do_not_fill_a_cell() -> None:
    frame = rows(spread(12)).assign(company=[f"c-{i % 4}" for i in range(12)])
    assert not judge(summarise(cube.compute(frame, LEVELS[:1])), RULES).iloc[0]["may_count"]


@pytest.mark.parametrize(
    ("total", "first", "second", "expected"),
    [
        # p = 15: 100 − 45 − 48.25 = 6.75 = 15 % of 45: just enough; but two then hold 93.25 %
        pytest.param(100, 45, 30, False, id="25 left, 15 % of 45 is 6.75"),
        pytest.param(100, 51, 5, True, id="one above half"),
        pytest.param(100, 50, 35, False, id="both dominance limits just met: 15 left, 7.5 needed"),
        pytest.param(100, 45, 41, True, id="two above 85"),
        pytest.param(0, 0, 0, True, id="nothing"),
    ],
)
def test_dominance(total: float, first: float, second: float, expected: bool) -> None:
    assert bool(is_dominated(*(np.array([value]) for value in (total, first, second)), RULES)[0]) is expected


def test_the_p_percent_rule_alone() -> None:
    loose = replace(RULES, one_dominates=0.99, two_dominate=0.99)
    assert not is_dominated(np.array([100.0]), np.array([60.0]), np.array([31.0]), loose)[0]  # 9 left = 15 % of 60
    assert is_dominated(np.array([100.0]), np.array([60.0]), np.array([31.1]), loose)[0]


@pytest.mark.parametrize(
    "values",
    [[5.0] * 12, [5.0] * 7 + spread(5), [5.0 + 0.001 * i for i in range(12)]],
    ids=["equal", "most tie", "narrow"],
)
def test_homogeneous_cells_are_withheld_whole(values: list[float]) -> None:
    cell = verdict(values)
    assert cell["reason"] == "homogeneous"
    assert not any(cell[name] for name in ("may_count", "may_median", "may_quartiles", "may_mean"))


@pytest.mark.parametrize(("n", "text"), [(5, "5-9"), (9, "5-9"), (10, "10-19"), (49, "20-49"), (50, "50+"), (9999, "50+")])
def test_counts_are_bands(n: int, text: str) -> None:
    assert band(n) == text


def test_an_outlier_takes_the_tails_with_it_and_leaves_the_median() -> None:
    values = [1.05**i for i in range(30)]
    cell = verdict([*values[:-1], values[-1] * 30])
    assert not cell["may_tails"]
    assert cell["may_median"]
    assert cell["may_quartiles"]


@pytest.mark.parametrize(("times", "shown"), [(1.5, True), (30, False)])
def test_an_outlier_that_is_a_quarter_of_a_quartile_takes_the_quartiles_with_it(times: float, shown: bool) -> None:
    values = [1.05**i for i in range(12)]
    cell = verdict([*values[:-1], values[-1] * times])
    assert cell["may_quartiles"] is np.True_ if shown else not cell["may_quartiles"]
    assert cell["may_median"]


def test_tails_that_hang_on_one_contributor_are_withheld() -> None:
    """Equal steps of 3 % in the logarithm: without one contributor a percentile moves by one step, so by 3 %; of 10 % by 10."""
    narrow, wide = verdict([1.03**i for i in range(40)]), verdict([1.10**i for i in range(40)])
    assert narrow["p10_moves"] == pytest.approx(0.03, rel=0.1)
    assert wide["p90_moves"] == pytest.approx(0.10, rel=0.1)
    assert narrow["may_tails"]
    assert not wide["may_tails"]
    assert wide["may_quartiles"]


def test_a_small_count_has_no_band() -> None:
    with pytest.raises(DomainError):
        band(4)


@pytest.mark.parametrize(("value", "expected"), [(1234.0, 1200.0), (0.04567, 0.046), (9.96, 10.0), (5.0, 5.0)])
def test_two_significant_digits(value: float, expected: float) -> None:
    assert rounded(value, 2) == expected


@pytest.mark.parametrize(
    "weak", [{"contributors": 2}, {"median": 4}, {"changed": 1}, {"p_percent": 0.0}, {"digits": 5}, {"tail_moves": 0.0}]
)
def test_weaker_rules_are_refused(weak: dict[str, float]) -> None:
    with pytest.raises(DomainError):
        replace(RULES, **weak)


def test_the_secret_settings_do_not_print() -> None:
    for name in ("p_percent", "dominates", "dominate"):
        assert name not in repr(RULES)
        assert name not in str(RULES)


def test_a_child_that_leaves_a_few_is_withheld() -> None:
    # 12 plants in one region; province S0 has 10 of them, S1 two: region minus S0 would be two plants
    frame = pd.concat([rows(spread(10)), rows(spread(2, 1.5), province="S1")])
    judged = protect_complements(judge(summarise(cube.compute(frame)), RULES), REGIONS, RULES)
    cells = judged.set_index(["level", "place"])
    assert cells.loc[("sector.region", "SR0"), "may_median"]
    assert not cells.loc[("sector.province", "S0"), "may_count"]
    assert cells.loc[("sector.province", "S0"), "reason"] == "complement"


def test_a_child_that_leaves_nobody_or_enough_stays() -> None:
    frame = pd.concat([rows(spread(10)), rows(spread(9, 1.5), province="S1")])
    judged = protect_complements(judge(summarise(cube.compute(frame)), RULES), REGIONS, RULES)
    provinces = judged[judged["level"] == "sector.province"]
    assert provinces["may_median"].all()


def test_a_suppressed_cell_cannot_be_had_from_its_margin() -> None:
    # 10 + 20 + 30 = 60 with the first sensitive: the margin gives it away unless a second is withheld
    cells = [AdditiveCell(key=(str(i),), value=value, need=need) for i, (value, need) in enumerate([(10, 1.5), (20, 0), (30, 0), (60, 0)])]
    equation = {3: 1.0, 0: -1.0, 1: -1.0, 2: -1.0}
    assert audit(cells, [equation], frozenset({0})) == {0: 0.0}
    withheld = protect(cells, [equation])
    assert len(withheld) == 2
    assert 0 in withheld
    assert audit(cells, [equation], withheld)[0] >= 1


def test_the_audit_equals_the_interval_by_hand() -> None:
    # withheld 10 and 4: the 4 can move by ± 2, so can the 10, though it alone could move by ± 5; it needs 1.5
    cells = [AdditiveCell(key=(str(i),), value=value, need=need) for i, (value, need) in enumerate([(10, 1.5), (4, 0), (14, 0)])]
    assert audit(cells, [{2: 1.0, 0: -1.0, 1: -1.0}], frozenset({0, 1}))[0] == pytest.approx(2 / 1.5)


def test_suppression_against_every_choice_of_cells() -> None:
    """The heuristic's pattern is safe, and no larger than twice the best of all patterns of a small table."""
    values = np.array([[10.0, 20, 30], [15, 5, 40], [25, 35, 12]])
    cells, equations = [], []
    for (i, j), value in np.ndenumerate(values):
        cells.append(AdditiveCell(key=(str(i), str(j)), value=value, need=1.5 if (i, j) == (0, 0) else 0.0))
    for i in range(3):
        cells.append(AdditiveCell(key=("row", str(i)), value=values[i].sum(), weight=5))
        equations.append({9 + i: 1.0, **{3 * i + j: -1.0 for j in range(3)}})
    for j in range(3):
        cells.append(AdditiveCell(key=("column", str(j)), value=values[:, j].sum(), weight=5))
        equations.append({12 + j: 1.0, **{3 * i + j: -1.0 for i in range(3)}})
    cells.append(AdditiveCell(key=("all",), value=values.sum(), weight=25))
    equations.append({15: 1.0, 9: -1.0, 10: -1.0, 11: -1.0})
    equations.append({15: 1.0, 12: -1.0, 13: -1.0, 14: -1.0})
    found = protect(cells, equations)
    assert min(audit(cells, equations, found).values()) >= 1
    best = next(
        size for size in range(1, 6)
        if any(audit(cells, equations, frozenset({0, *more}))[0] >= 1 for more in itertools.combinations(range(1, 16), size - 1))
    )  # fmt: skip
    assert best == 4  # a rectangle: the classical answer
    assert len(found) <= 2 * best


def test_totals_of_a_synthetic_country_pass_the_audit() -> None:
    frame = population.generate(3, population.Plan(facilities=900, years=(2026,)))
    cells = summarise(cube.compute(frame, LEVELS[:3] + ABOVE))
    judged = totals.withhold_totals(cells, RULES)
    additive, number = totals._cells(judged, RULES)
    equations = totals._equations(judged, number)
    values = np.array([cell.value for cell in additive])
    for equation in equations:  # the equations hold on the true values, so a reader may use them
        assert abs(sum(values[i] * k for i, k in equation.items())) <= 1e-6 * max(values[i] for i in equation)
    withheld = frozenset(cell for (row, _), cell in number.items() if not judged["may_total"].iloc[row])
    doubts = audit(additive, equations, withheld)
    assert doubts
    assert min(doubts.values()) >= 1 - 1e-5
    assert 0 < judged["may_total"].mean() < 1


def country(seed: int = 1) -> pd.DataFrame:
    plan = population.Plan(facilities=400, regions=REGIONS, fits=population.FITS[4:6])
    return population.generate(seed, plan)


def make(frame: pd.DataFrame, vintage: str, earlier: tuple[object, ...] = ()) -> object:
    return release(frame, REGIONS, vintage=vintage, released="2026-11-22", rules=RULES, earlier=earlier, panels=[(2021, 2026)])


def test_a_release_holds_only_what_the_rules_let_out() -> None:
    made = make(country(), "2026")
    assert not made.cells.duplicated(CELL_KEYS).any()
    assert set(made.cells["contributors"]) <= {"5-9", "10-19", "20-49", "50+"}
    for column in ("median", "p25", "p75", "p10", "p90"):
        values = [value for value in made.cells[column] if value is not None and value == value]
        assert values
        assert all(value == rounded(value, 2) for value in values)
    hidden = made.cells.merge(made.audit[made.audit["reason"].isin(["contributors", "homogeneous"])], on=CELL_KEYS)
    assert hidden.empty


def test_the_same_pool_gives_the_same_release() -> None:
    first, second = make(country(), "2026"), make(country().sample(frac=1, random_state=1), "2026")
    for table in ("cells", "totals", "progress"):
        pd.testing.assert_frame_equal(getattr(first, table), getattr(second, table))


def test_one_or_two_changes_repeat_the_old_number_and_three_do_not() -> None:
    frame = country()
    first = make(frame, "2026")
    members = sorted(frame.loc[(frame["sector"] == "soft_drinks") & (frame["province"] == "S0"), "company"].unique())
    for gone, expected in ((1, "2026"), (2, "2026"), (3, "2027")):
        second = make(frame[~frame["company"].isin(members[:gone])], "2027", (first,))
        cell = second.cells[
            (second.cells["level"] == "sector.country") & (second.cells["sector"] == "soft_drinks") & (second.cells["year"] == 2026)
        ]
        assert set(cell["vintage"]) <= {expected} if gone != 3 else expected in set(cell["vintage"])
        pd.testing.assert_frame_equal(second.totals, first.totals)


def test_a_new_release_is_compared_with_every_earlier_one() -> None:
    """Three leave, then two of them return: against the second vintage two changed, against the first one did."""
    frame = country()
    members = sorted(frame.loc[frame["sector"] == "soft_drinks", "company"].unique())[:3]
    first = make(frame, "2026")
    second = make(frame[~frame["company"].isin(members)], "2027", (first,))
    third = make(frame[~frame["company"].isin(members[:1])], "2028", (first, second))
    assert "2028" not in set(third.cells["vintage"])


def test_vintages_are_frozen() -> None:
    first = make(country(), "2026")
    with pytest.raises(VintageError):
        make(country(), "2026", (first,))


def test_changes_and_hashes_see_the_same_cells() -> None:
    frame = country()
    edited = frame.copy()
    edited.loc[edited.index[0], "numerator"] += 1
    counts = changes(edited, frame)
    assert counts.max() == 1
    before, after = set_hashes(frame, "0123456789abcdef"), set_hashes(edited, "0123456789abcdef")
    assert {key for key in before if before[key] != after[key]} == set(counts.index)
    salted = set_hashes(frame, "another salt 016")
    assert not any(salted[key] == before[key] for key in before)


def test_progress_by_hand() -> None:
    """Eleven plants each save what is said at their own baseline intensity; outputs double, so the mix stays apart."""
    then = rows(spread(11), year=2021)
    saved = np.linspace(0.02, 0.12, 11)
    now = then.assign(year=2026, denominator=then["denominator"] * 2)
    now["numerator"] = np.rint(then["numerator"] * 2 * (1 - saved)).astype(int)
    measured = progress.measure(progress.compute(pd.concat([then, now]), 2021, 2026), RULES)
    cell = measured[measured["level"] == "sector.country"].iloc[0]
    expected = -100 * (then["numerator"] * saved).sum() / then["numerator"].sum()
    assert cell["change_percent"] == pytest.approx(expected, abs=0.1)
    assert cell["median_percent"] == pytest.approx(-7.0, abs=0.1)
    assert cell["mix_percent"] == 0.0
    assert cell["change_low"] < cell["change_percent"] < cell["change_high"]


def test_a_few_plants_outside_the_panel_stop_the_progress() -> None:
    frame = country()
    both = frame.groupby("facility")["year"].transform("nunique") == 2
    matched = frame[both]
    whole = progress.measure(progress.compute(matched, 2021, 2026), RULES)
    newcomer = frame[~both & (frame["year"] == 2026) & (frame["sector"] == "food")]
    one = pd.concat([matched, newcomer[newcomer["company"] == newcomer["company"].iloc[0]]])
    fewer = progress.measure(progress.compute(one, 2021, 2026), RULES)
    country_food = "level == 'sector.country' and sector == 'food'"
    assert len(whole.query(country_food)) > 0
    assert len(fewer.query(country_food)) < len(whole.query(country_food))


def test_a_dominant_saver_stops_the_progress() -> None:
    then = rows(spread(11), year=2021)
    now = then.assign(year=2026)
    now.loc[now.index[3], "numerator"] = int(now["numerator"].iloc[3] * 0.5)
    assert progress.measure(progress.compute(pd.concat([then, now]), 2021, 2026), RULES).empty


def test_changes_that_are_alike_but_for_rounding_stop_the_progress() -> None:
    then = rows(spread(11), year=2021)
    now = then.assign(year=2026)
    now["numerator"] = then["numerator"] + np.arange(11) % 3  # thousandths: nobody prints them
    assert progress.measure(progress.compute(pd.concat([then, now]), 2021, 2026), RULES).empty


def test_rules_carry_their_version() -> None:
    assert make(country(), "2026").rules_version == disclosure.VERSION
