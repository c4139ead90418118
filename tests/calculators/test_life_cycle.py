"""Product systems: hand-solved conventions, loops, waste, avoided products, and brightway as a second opinion."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from calculators.errors import ShapeError
from calculators.life_cycle import (
    Exchange,
    UnsolvableSystemError,
    intensities,
    inventory,
    residual,
    solve,
    technosphere,
)

Floats = NDArray[np.float64]


def system(rows: list[tuple[int, int, float]], size: int) -> sparse.csr_array:
    return technosphere([Exchange(product=p, process=c, amount=a) for p, c, a in rows], size)


def wanting(product: int, size: int, amount: float = 1.0) -> Floats:
    demand = np.zeros(size)
    demand[product] = amount
    return demand


def brightway(matrix: sparse.csr_array, direct: Floats, demand: Floats) -> float:
    """Return the score of bw2calc for the same system."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bw2calc
        import bw_processing as bwp
    package = bwp.create_datapackage()
    entries = matrix.tocoo()
    size = demand.size
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        indices_array=np.array(list(zip(entries.row, entries.col + 1000, strict=True)), dtype=bwp.INDICES_DTYPE),
        data_array=entries.data,
    )
    package.add_persistent_vector(
        matrix="biosphere_matrix",
        indices_array=np.array([(9000, 1000 + process) for process in range(size)], dtype=bwp.INDICES_DTYPE),
        data_array=direct,
    )
    package.add_persistent_vector(
        matrix="characterization_matrix",
        indices_array=np.array([(9000, 9000)], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([1.0]),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = {int(product): float(demand[product]) for product in np.flatnonzero(demand)}
        lca = bw2calc.LCA(wanted, data_objs=[package])
        lca.lci()
        lca.lcia()
    return float(lca.score)


def test_chain_by_hand() -> None:
    # 1 shirt takes 0.3 kg yarn; 1 kg yarn takes 1.1 kg fibre. Fibre emits 2, yarn 3, shirt 0.5 kg CO2e per unit.
    matrix = system([(0, 0, 1), (1, 0, -0.3), (1, 1, 1), (2, 1, -1.1), (2, 2, 1)], 3)
    found = solve(matrix, wanting(0, 3, 10.0))
    assert found.scaling.tolist() == pytest.approx([10.0, 3.0, 3.3])
    released = inventory(sparse.csr_array(np.array([[0.5, 3.0, 2.0]])), found.scaling)
    assert released[0] == pytest.approx(10 * 0.5 + 3 * 3 + 3.3 * 2)
    assert intensities(matrix, np.array([0.5, 3.0, 2.0])).tolist() == pytest.approx([2.06, 5.2, 2.0])


def test_loop_by_hand() -> None:
    # Power takes 0.2 t coal per MWh, coal takes 0.5 MWh per t: s = 1 / (1 - 0.1), 0.2 / 0.9
    matrix = system([(0, 0, 1), (1, 0, -0.2), (1, 1, 1), (0, 1, -0.5)], 2)
    assert solve(matrix, wanting(0, 2)).scaling.tolist() == pytest.approx([1 / 0.9, 0.2 / 0.9])


def test_waste_is_taken_in_by_its_treatment() -> None:
    # A dyer makes 4 kg sludge per t of cloth (positive output); incineration takes in 1 kg (its own entry is -1) and uses 0.1 kWh.
    matrix = system([(0, 0, 1), (1, 0, 4.0), (1, 1, -1.0), (2, 1, -0.1), (2, 2, 1)], 3)
    found = solve(matrix, wanting(0, 3))
    assert found.scaling.tolist() == pytest.approx([1.0, 4.0, 0.4])
    assert found.residual < 1e-12


def test_demand_for_treating_waste() -> None:
    matrix = system([(0, 0, -1.0), (1, 0, -0.1), (1, 1, 1.0)], 2)
    assert solve(matrix, wanting(0, 2, -5.0)).scaling.tolist() == pytest.approx([5.0, 0.5])


def test_avoided_product_by_hand() -> None:
    # Burning 1 kg of waste delivers 0.5 kWh beside it, which runs the grid 0.5 kWh less.
    matrix = system([(0, 0, -1.0), (1, 0, 0.5), (1, 1, 1.0)], 2)
    found = solve(matrix, wanting(0, 2, -1.0))
    assert found.scaling.tolist() == pytest.approx([1.0, -0.5])
    direct = np.array([2.0, 0.7])
    assert float(direct @ found.scaling) == pytest.approx(2.0 - 0.35)


def test_avoided_product_larger_than_its_maker_is_solved_all_the_same() -> None:
    matrix = system([(0, 0, 1), (1, 0, -3.0), (1, 1, 1), (0, 1, 0.9)], 2)
    found = solve(matrix, wanting(0, 2))
    assert residual(matrix, found.scaling, wanting(0, 2)) < 1e-12
    assert found.scaling.tolist() == pytest.approx([1 / 3.7, 3 / 3.7])


@pytest.mark.parametrize(
    ("rows", "size", "reason", "processes"),
    [
        pytest.param([(0, 0, 1), (1, 0, -2.0), (1, 1, 1), (0, 1, -0.5)], 2, "singular", (0, 1), id="a loop that uses what it makes"),
        pytest.param([(0, 0, 1), (1, 0, -4.0), (1, 1, 1), (0, 1, -0.5)], 2, "not_productive", (0, 1), id="a loop that uses more"),
        pytest.param([(0, 0, 1), (1, 0, -1.0)], 2, "no_reference_flow", (1,), id="a process without output"),
    ],
)
def test_systems_without_meaning_are_explained(
    rows: list[tuple[int, int, float]], size: int, reason: str, processes: tuple[int, ...]
) -> None:
    with pytest.raises(UnsolvableSystemError) as caught:
        solve(system(rows, size), wanting(0, size))
    assert caught.value.reason == reason
    assert caught.value.processes == processes


def test_an_exchange_outside_the_system_is_refused() -> None:
    with pytest.raises(ShapeError, match="outside 0 to 1"):
        system([(2, 0, 1.0)], 2)
    with pytest.raises(ShapeError, match="square"):
        solve(sparse.csr_array(np.ones((2, 3))), np.ones(2))
    with pytest.raises(ShapeError, match="columns of releases"):
        inventory(sparse.csr_array(np.ones((1, 3))), np.ones(2))


def test_nothing_asked_for_runs_nothing() -> None:
    assert solve(system([(0, 0, 1)], 1), np.zeros(1)).scaling.tolist() == [0.0]
    assert intensities(system([(0, 0, 1)], 1), np.zeros(1)).tolist() == [0.0]


@st.composite
def systems(draw: st.DrawFn) -> tuple[sparse.csr_array, Floats, Floats]:
    """Draw a system with loops, waste treatment and avoided products."""
    size = draw(st.integers(2, 25))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    reach = draw(st.sampled_from([0.3, 0.9, 2.5]))
    full = np.where(random.random((size, size)) < 0.25, -random.random((size, size)), 0.0)
    full *= reach / max(1.0, float(np.abs(full).sum(axis=0).max()))
    np.fill_diagonal(full, 1.0)
    for process in range(size):
        kind = random.random()
        if kind < 0.15:  # a treatment: what others put out of it is positive
            full[process, :] = -full[process, :]
        elif kind < 0.25:
            full[int(random.integers(size)), process] += 0.2
    demand = np.zeros(size)
    demand[int(random.integers(size))] = float(random.uniform(0.5, 20.0))
    return sparse.csr_array(full), random.random(size) * 10.0, demand


@settings(max_examples=60, deadline=None)
@given(systems())
def test_brightway_agrees(drawn: tuple[sparse.csr_array, Floats, Floats]) -> None:
    matrix, direct, demand = drawn
    assume(np.linalg.cond(matrix.toarray()) < 1e6)
    try:
        found = solve(matrix, demand)
    except UnsolvableSystemError:
        reject()
    score = float(direct @ found.scaling)
    scale = float(np.abs(direct) @ np.abs(found.scaling))
    assert score == pytest.approx(brightway(matrix, direct, demand), rel=1e-9, abs=1e-9 * scale)
    assert score == pytest.approx(float(intensities(matrix, direct) @ demand), rel=1e-9, abs=1e-9 * scale)


@given(st.floats(0.01, 100.0), st.floats(0.0, 0.9))
def test_twice_the_demand_is_twice_the_footprint(amount: float, loop: float) -> None:
    matrix = system([(0, 0, 1), (1, 0, -0.5), (1, 1, 1), (0, 1, -loop)], 2)
    one, two = solve(matrix, wanting(0, 2, amount)), solve(matrix, wanting(0, 2, 2 * amount))
    assert two.scaling.tolist() == pytest.approx((2 * one.scaling).tolist(), rel=1e-12)


def test_processes_in_another_order_are_solved_directly() -> None:
    # Process 1 makes product 0 and uses 0.5 of product 1, which process 0 makes: no pivot stands on the diagonal.
    found = solve(system([(0, 1, 1.0), (1, 1, -0.5), (1, 0, 1.0)], 2), wanting(0, 2))
    assert found.method == "sparse"
    assert found.scaling.tolist() == pytest.approx([0.5, 1.0])


def test_a_deep_chain_is_solved_whatever_the_way() -> None:
    size = 60
    rows = [(product, product, 1.0) for product in range(size)] + [(product + 1, product, -0.9) for product in range(size - 1)]
    found = solve(system(rows, size), wanting(0, size))
    assert found.residual < 1e-12
    assert found.scaling.tolist() == pytest.approx([0.9**step for step in range(size)], rel=1e-9, abs=1e-12)


def test_a_large_supply_chain_is_finished_by_the_krylov_method() -> None:
    random = np.random.default_rng(1)
    size = 400
    full = -np.where(random.random((size, size)) < 0.02, random.random((size, size)), 0.0)
    full *= 0.8 / np.abs(full).sum(axis=0).max()
    np.fill_diagonal(full, 1.0)
    found = solve(sparse.csr_array(full), wanting(3, size))
    assert found.method == "iterative"
    assert found.scaling.tolist() == pytest.approx(np.linalg.solve(full, wanting(3, size)).tolist(), rel=1e-9, abs=1e-12)


def test_waste_taken_back_runs_its_treatment_less() -> None:
    # A stage that takes in 0.5 kg of waste others made runs the treatment 0.5 kg less.
    found = solve(system([(0, 0, 1.0), (1, 0, -0.5), (1, 1, -1.0)], 2), wanting(0, 2))
    assert found.scaling.tolist() == pytest.approx([1.0, -0.5])


@pytest.mark.parametrize("amount", [1e9, 1e-9])
def test_amounts_of_any_size_are_solved(amount: float) -> None:
    matrix = system([(0, 0, 1.0), (1, 0, -1.0), (1, 1, 1.0), (2, 1, -amount), (2, 2, 1.0), (3, 1, -0.3), (3, 3, 1.0)], 4)
    direct = np.array([0.0, 0.0, 2.7, 1.3])
    assert float(direct @ solve(matrix, wanting(0, 4)).scaling) == pytest.approx(2.7 * amount + 0.39, rel=1e-12)
    assert intensities(matrix, direct)[0] == pytest.approx(2.7 * amount + 0.39, rel=1e-12)


def test_a_loop_that_is_singular_but_for_rounding_is_explained() -> None:
    with pytest.raises(UnsolvableSystemError) as caught:
        solve(system([(0, 0, 1), (1, 0, -0.1), (1, 1, 1), (0, 1, -10.0 * (1 - 1e-16))], 2), wanting(0, 2))
    assert caught.value.processes == (0, 1)
