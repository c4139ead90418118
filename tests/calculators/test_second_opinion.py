"""Second opinions: the same figures found another way, by a method that shares no code with the calculator."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, linalg, optimize, sparse

from calculators.balance import close_balance, site_accounts
from calculators.baseline import fit_baseline
from calculators.contribution_analysis import paths
from calculators.equipment.compressed_air import pressure_saving_share
from calculators.equipment.steam import bare_pipe_loss_w_m
from calculators.equipment.transformer import best_load_share, transformer_loss_kw
from calculators.flow_cost import MaterialInput, QuantityCentre
from calculators.flow_cost_network import Link, cost_network
from calculators.flow_network import Network, analyse
from calculators.landfill import methane_of_year
from calculators.ledger import share_in_window
from calculators.load_profile import spread_bills, sum_months
from calculators.period import parse_period
from calculators.tariff import Tariff, cost_of_profile
from calculators.uncertainty import propagated_deviation, total_deviation

SEEDS = st.integers(0, 2**32 - 1)


def churchill_chu(diameter_m: float, surface_c: float, ambient_c: float) -> float:
    """Return free convection around a horizontal cylinder, with the air of a printed table. [W/(m²·K)]"""
    film = (surface_c + ambient_c) / 2
    table = [30.0, 50.0, 70.0]
    conductivity = np.interp(film, table, [0.02630, 0.02735, 0.02881])
    viscosity = np.interp(film, table, [1.589e-5, 1.798e-5, 1.995e-5])
    prandtl = np.interp(film, table, [0.7070, 0.7228, 0.7177])
    rayleigh = 9.81 / (film + 273.15) * (surface_c - ambient_c) * diameter_m**3 / viscosity**2 * prandtl
    nusselt = (0.60 + 0.387 * rayleigh ** (1 / 6) / (1 + (0.559 / prandtl) ** (9 / 16)) ** (8 / 27)) ** 2
    return float(nusselt * conductivity / diameter_m)


@pytest.mark.parametrize(
    ("diameter_mm", "surface_c", "loss_w_m"),
    [(17.2, 100, 78), (33.7, 50, 41), (33.7, 100, 139), (60.3, 50, 68), (60.3, 100, 230), (114.3, 50, 119), (114.3, 100, 405),
     (219.1, 50, 212), (219.1, 100, 722), (323.9, 50, 301), (323.9, 100, 1027)],
)  # fmt: skip
def test_bare_pipe_of_the_printed_table(diameter_mm: float, surface_c: float, loss_w_m: float) -> None:
    """roymech.org, thermal insulation tables: bare black steel pipe, horizontal, still air of 20 °C, emissivity 0.9.

    The table does not print its convection; by the correlation of Churchill and Chu the loss is within a tenth of it.
    """
    convection = churchill_chu(diameter_mm / 1000, surface_c, 20.0)
    assert bare_pipe_loss_w_m(diameter_mm, surface_c, 20.0, convection, 0.9) == pytest.approx(loss_w_m, rel=0.10)


@settings(deadline=None, max_examples=40)
@given(st.floats(0.8, 1.2), st.floats(2, 12), st.floats(1.01, 1.9), st.floats(1.05, 1.6), st.integers(1, 4))
def test_polytropic_compression_is_the_integral_of_v_dp(suction: float, ratio: float, fall: float, exponent: float, stages: int) -> None:
    discharge = suction * ratio
    lowered = max(discharge / fall, suction * 1.01)

    def work(end: float) -> float:
        """Return the work of equal stages, cooled back to the first temperature between them; v of 1 at suction."""
        step = (end / suction) ** (1 / stages)
        begins = [suction * step**number for number in range(stages)]
        # p·v is the same at the inlet of every stage, v = v_in·(p_in/p)^(1/n) inside one
        return sum(integrate.quad(lambda p, p_in=p_in: suction / p_in * (p_in / p) ** (1 / exponent), p_in, p_in * step)[0] for p_in in begins)

    assert pressure_saving_share(suction, discharge, lowered, exponent, stages) == pytest.approx(1 - work(lowered) / work(discharge), rel=1e-6, abs=1e-9)


@given(st.floats(0.01, 50), st.floats(0.01, 50))
def test_the_best_load_of_a_transformer_is_where_a_search_finds_it(no_load: float, load: float) -> None:
    found = optimize.minimize_scalar(lambda share: transformer_loss_kw(no_load, load, share) / share, bounds=(1e-3, 1e3), method="bounded", options={"xatol": 1e-9})
    best = best_load_share(no_load, load)
    assert transformer_loss_kw(no_load, load, best) / best <= found.fun * (1 + 1e-9)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 6), SEEDS)
def test_cost_of_losses_poured_from_centre_to_centre(size: int, seed: int) -> None:
    """Every cost class is poured along the links, round after round, until nothing moves: no system of equations."""
    draw = np.random.default_rng(seed)
    share = draw.dirichlet(np.ones(size + 2), size).T[:size]  # of each centre's throughput to each centre
    bought, money = draw.uniform(1, 1e4, size), draw.uniform(0, 1e9, (3, size))
    through = np.linalg.solve(np.eye(size) - share, bought)
    ways = [(s, t, float(share[t, s] * through[s]), t <= s) for s in range(size) for t in range(size)]
    handed = np.array([sum(mass for s, _, mass, back in ways if s == place and not back) for place in range(size)])
    returned = np.array([sum(mass for s, _, mass, back in ways if s == place and back) for place in range(size)])
    sold = 0.5 * (through - handed - returned)
    centres = [
        QuantityCentre(
            name=str(place), inputs=(MaterialInput(name="m", mass_kg=float(bought[place]), cost_vnd=float(money[0, place]), is_target=True),),
            product_mass_kg=float(handed[place] + sold[place]), recycled_mass_kg=float(returned[place]), energy_cost_vnd=float(money[1, place]),
            system_cost_vnd=float(money[2, place]), waste_management_cost_vnd=0.0,
        )
        for place in range(size)
    ]  # fmt: skip
    product = 0.0
    for kind in range(3):
        held = money[kind].copy()
        for _ in range(4000):
            product += float(np.sum(held * sold / through))
            moved = np.zeros(size)
            for s, t, mass, back in ways:
                moved[t] += held[s] * mass / through[s] if kind == 0 or not back else 0.0
            held = moved
            if held.sum() < 1e-9:
                break
    result = cost_network(centres, [Link(source=s, target=t, mass_kg=mass, is_recycled=back) for s, t, mass, back in ways])
    assert result.product is not None
    assert result.loss is not None
    assert result.product.total_vnd == pytest.approx(product, rel=1e-8, abs=1e-3)
    assert result.loss.total_vnd == pytest.approx(money.sum() - product, rel=1e-8, abs=1.0)


@settings(deadline=None, max_examples=40)
@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), SEEDS)
def test_cost_of_losses_has_no_unit(mass_unit: float, money_unit: float, seed: int) -> None:
    draw = np.random.default_rng(seed)
    bought, first, second = 100.0, *np.sort(draw.uniform(10, 99, 2))[::-1]

    def loss(kilograms: float, vnd: float) -> float:
        one = MaterialInput(name="m", mass_kg=bought * kilograms, cost_vnd=1e6 * vnd, is_target=True)
        centres = [
            QuantityCentre(name="a", inputs=(one,), product_mass_kg=first * kilograms, energy_cost_vnd=2e5 * vnd, system_cost_vnd=3e5 * vnd, waste_management_cost_vnd=1e4 * vnd),
            QuantityCentre(name="b", inputs=(), product_mass_kg=second * kilograms, energy_cost_vnd=5e5 * vnd, system_cost_vnd=0.0, waste_management_cost_vnd=0.0),
        ]
        result = cost_network(centres, [Link(source=0, target=1, mass_kg=first * kilograms)])
        assert result.loss is not None
        return result.loss.total_vnd

    assert loss(mass_unit, money_unit) == pytest.approx(loss(1.0, 1.0) * money_unit, rel=1e-9)


@settings(deadline=None, max_examples=80)
@given(st.integers(1, 5), st.integers(2, 10), SEEDS)
def test_what_balances_determine_is_what_linear_algebra_says(steps: int, streams: int, seed: int) -> None:
    """An unmeasured stream follows from the balances exactly where no vector of the null space of its columns moves it."""
    draw = np.random.default_rng(seed)
    source = draw.integers(-1, steps, streams)
    target = draw.integers(-1, steps, streams)
    measured = draw.random(streams) < 0.5
    network = Network(steps=tuple(map(str, range(steps))), streams=tuple(map(str, range(streams))), source=source, target=target)
    balances = np.zeros((steps, streams))
    for at in range(streams):
        if source[at] >= 0:
            balances[source[at], at] -= 1
        if target[at] >= 0:
            balances[target[at], at] += 1
    free = linalg.null_space(balances[:, ~measured]) if (~measured).any() else np.zeros((0, 0))
    known = measured.copy()
    known[~measured] = np.abs(free).max(axis=1, initial=0.0) < 1e-9
    assert analyse(network, measured, np.array([], dtype=np.intp)).is_determined.tolist() == known.tolist()


@settings(deadline=None)
@given(st.permutations(range(6)), SEEDS)
def test_a_balance_does_not_care_for_the_order_of_streams(order: list[int], seed: int) -> None:
    draw = np.random.default_rng(seed)
    source, target, flow = draw.integers(-1, 3, 6), draw.integers(-1, 3, 6), draw.uniform(0, 100, 6)
    names = ("a", "b", "c")
    plain = Network(steps=names, streams=tuple(map(str, range(6))), source=source, target=target)
    mixed = Network(steps=names, streams=tuple(str(at) for at in order), source=source[order], target=target[order])
    one, other = (close_balance(site_accounts(network, amounts), 0.05) for network, amounts in ((plain, flow), (mixed, flow[order])))
    assert (other.verdict, other.gap) == (one.verdict, pytest.approx(one.gap, abs=1e-9))


@settings(deadline=None, max_examples=30)
@given(st.permutations(range(18)), SEEDS)
def test_a_baseline_s_line_does_not_care_for_the_order_of_months(order: list[int], seed: int) -> None:
    """Coefficients and scatter; the autocorrelation is of the order and may change."""
    draw = np.random.default_rng(seed)
    drivers = draw.normal(100, 15, (18, 2))
    use = 50 + drivers @ [2.0, 1.0] + draw.normal(0, 5, 18)
    one, other = (fit_baseline(use[rows], drivers[rows], ["a", "b"]).baseline for rows in (np.arange(18), np.array(order)))
    assert one is not None
    assert other is not None
    assert other.coefficients == pytest.approx(one.coefficients, rel=1e-8)
    assert other.cv_rmse_leave_one_out == pytest.approx(one.cv_rmse_leave_one_out, rel=1e-8)


@given(st.integers(1, 8), SEEDS)
def test_errors_by_the_whole_covariance_matrix(rows: int, seed: int) -> None:
    """√(v·C·v) with a correlation of one between rows of one meter or one factor, none otherwise."""
    draw = np.random.default_rng(seed)
    value, error, factor = draw.normal(0, 100, rows), draw.uniform(0, 0.2, rows), draw.uniform(0, 0.2, rows)
    group = draw.integers(0, 3, rows)
    factor = factor[group % rows]  # one factor has one error
    same = (group[:, None] == group[None, :]).astype(float)
    signed = value * error
    assert total_deviation(value, error, group) == pytest.approx(math.sqrt(max(signed @ same @ signed, 0.0)), rel=1e-7, abs=1e-6)
    by_factor = value * factor
    both = math.sqrt(max(signed @ signed + by_factor @ same @ by_factor, 0.0))
    assert propagated_deviation(value, error, factor, group) == pytest.approx(both, rel=1e-7, abs=1e-6)


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(0, 400), st.sampled_from(["2023", "2024-02", "2025", "2024"]))
def test_days_counted_one_by_one(start: date, length: int, text: str) -> None:
    window = parse_period(text)
    days = [start + timedelta(days=at) for at in range(length + 1)]
    inside = sum(window.start <= day <= window.end for day in days) / len(days)
    first, last = (np.array([day.toordinal()]) for day in (days[0], days[-1]))
    assert share_in_window(first, last, window)[0] == pytest.approx(inside)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 70), min_size=1, max_size=8), SEEDS)
def test_bills_dealt_out_day_by_day(lengths: list[int], seed: int) -> None:
    quantity = np.random.default_rng(seed).uniform(0, 1e4, len(lengths))
    reads = [date(2025, 1, 10)]
    months: dict[str, float] = {}
    for length, amount in zip(lengths, quantity, strict=True):
        for day in (reads[-1] + timedelta(days=at) for at in range(1, length + 1)):
            months[f"{day:%Y-%m}"] = months.get(f"{day:%Y-%m}", 0.0) + amount / length
        reads.append(reads[-1] + timedelta(days=length))
    days = np.array(reads, dtype="datetime64[D]")
    use = sum_months(spread_bills(days[:-1], days[1:], quantity))
    assert dict(zip((str(month)[:7] for month in use.months), use.quantity, strict=True)) == pytest.approx(months)


@settings(deadline=None, max_examples=30)
@given(SEEDS)
def test_a_week_priced_hour_by_hour(seed: int) -> None:
    draw = np.random.default_rng(seed)
    bands, prices = draw.integers(0, 3, 168), draw.uniform(500, 5000, 3)
    tariff = Tariff(bands=("low", "normal", "peak"), price_vnd_kwh=tuple(prices.tolist()), band_of_hour=tuple(bands.tolist()))
    begin = datetime(2025, 3, 5, 7)
    times = [begin + timedelta(minutes=15 * at) for at in range(800)]
    energy = draw.uniform(0, 50, len(times))
    cost = sum(amount * prices[bands[time.weekday() * 24 + time.hour]] for time, amount in zip(times, energy, strict=True))
    assert cost_of_profile(tariff, np.array(times, dtype="datetime64[m]"), energy).total_vnd == pytest.approx(cost)


@given(st.floats(1, 1e4), st.floats(0.01, 0.5), st.integers(1, 40))
def test_decay_is_the_integral_of_its_rate(potential: float, rate: float, year: int) -> None:
    flow, _ = integrate.quad(lambda time: potential * rate * math.exp(-rate * time), year - 1, year)
    assert methane_of_year(potential, rate, year) == pytest.approx(flow, rel=1e-7)


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 6), SEEDS)
def test_paths_and_rest_are_the_power_series(size: int, seed: int) -> None:
    """f·(1 + A + A² + …)·y, added term by term."""
    draw = np.random.default_rng(seed)
    inputs, direct, demand = draw.uniform(0, 0.9 / size, (size, size)), draw.uniform(0, 5, size), np.eye(size)[0]
    np.fill_diagonal(inputs, 0.0)
    total, run = 0.0, demand.copy()
    for _ in range(2000):
        total += float(direct @ run)
        run = inputs @ run
    found = paths(sparse.csr_array(np.eye(size) - inputs), direct, demand, 1e-4)
    assert found.total == pytest.approx(total, rel=1e-9)
    assert sum(path.direct for path in found.paths) + found.rest == pytest.approx(total, rel=1e-9)

