"""Print how fast a product system is solved and drawn beside bw2calc's fastest paths, and that the answers agree.

One run of one process; bw2calc is given its matrices already built, so that only solving, or only drawing, is compared.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from assessment.footprint.what_if import Change, answer
from calculators.life_cycle import solve
from calculators.monte_carlo import lognormal_rows, simulate

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import bw2calc
    import bw_processing as bwp

Floats = NDArray[np.float64]
PROCESSES, INPUTS = 10_000, 10
ROWS, DRAWS, THEIR_DRAWS = 300, 10_000, 60
FLOOR_SPEED, FLOOR_DRAWS, CEILING_WHAT_IF = 1.0, 1000.0, 100.0  # times, times, ms of processor time


def supply_chain(seed: int) -> tuple[sparse.csr_array, Floats]:
    """Return a technosphere of skewed suppliers with loops, and what each process releases."""
    random = np.random.default_rng(seed)
    columns = np.repeat(np.arange(PROCESSES), INPUTS)
    rows = (PROCESSES * random.power(0.35, PROCESSES * INPUTS)).astype(int) % PROCESSES
    amounts = -random.lognormal(-1.0, 1.0, PROCESSES * INPUTS)
    amounts[rows == columns] = 0.0
    uses = sparse.csr_array((amounts, (rows, columns)), shape=(PROCESSES, PROCESSES))
    scale = 0.8 * random.uniform(0.3, 1.0, PROCESSES) / np.maximum(np.asarray(abs(uses).sum(axis=0)).ravel(), 1e-9)
    return sparse.csr_array(uses @ sparse.diags_array(scale) + sparse.eye_array(PROCESSES)), random.random(PROCESSES)


def package(matrix: sparse.csr_array, direct: Floats, uncertain: bool) -> bwp.Datapackage:
    """Return the same system as a bw_processing package."""
    made = bwp.create_datapackage(sum_intra_duplicates=False)
    entries = matrix.tocoo()
    size = direct.size
    flip = entries.data < 0
    distributions = np.zeros(entries.data.size, dtype=bwp.UNCERTAINTY_DTYPE)
    distributions["uncertainty_type"] = 2 if uncertain else 0
    distributions["loc"] = np.where(np.abs(entries.data) > 0, np.log(np.maximum(np.abs(entries.data), 1e-300)), 0.0)
    distributions["scale"] = np.log(1.2)
    distributions["minimum"] = distributions["maximum"] = distributions["shape"] = np.nan
    fixed = entries.row == entries.col
    distributions["uncertainty_type"][fixed] = 0
    distributions["loc"][fixed] = entries.data[fixed]
    made.add_persistent_vector(
        matrix="technosphere_matrix", indices_array=np.array(list(zip(entries.row, entries.col + size, strict=True)), dtype=bwp.INDICES_DTYPE),
        data_array=np.abs(entries.data), flip_array=flip, distributions_array=distributions if uncertain else None,
    )  # fmt: skip
    made.add_persistent_vector(
        matrix="biosphere_matrix", indices_array=np.array([(3 * size, size + process) for process in range(size)], dtype=bwp.INDICES_DTYPE),
        data_array=direct,
    )  # fmt: skip
    made.add_persistent_vector(
        matrix="characterization_matrix", indices_array=np.array([(3 * size, 3 * size)], dtype=bwp.INDICES_DTYPE), data_array=np.ones(1)
    )
    return made


def best(work: Callable[[], object], times: int) -> float:
    """Return the least processor time of several runs. [s]"""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def compare_solving() -> None:
    """Print the ratio of solving times, beside the direct and the iterative way of bw2calc, and the largest difference of the scores."""
    matrix, direct = supply_chain(1)
    made = package(matrix, direct, False)
    lca = bw2calc.LCA({7: 1.0}, data_objs=[made])
    lca.load_lci_data()
    lca.load_lcia_data()
    factorised = best(lca.decompose_technosphere, 1)
    demand = np.zeros(PROCESSES)
    demand[7] = 1.0
    ours = best(lambda: solve(matrix, demand), 5)
    iterative = bw2calc.IterativeLCA({7: 1.0}, data_objs=[made], rtol=1e-12, direct_first_solve=False)
    iterative.lci()
    others = (91, 77, 4_242, 13, 9_001)
    swept = sum(best(lambda product=product: _again(iterative, product), 1) for product in others) / len(others)  # type: ignore[misc]
    worst = 0.0
    for product in (7, 91, 4_242):
        demand = np.zeros(PROCESSES)
        demand[product] = 1.0
        score = float(direct @ solve(matrix, demand).scaling)
        lca.lci(demand={product: 1.0})
        lca.lcia()
        worst = max(worst, abs(score / lca.score - 1.0))
    print(f"solving {PROCESSES} processes, {matrix.nnz} entries, beside bw2calc:")
    print(f"  {factorised / ours:.0f} times as fast as one sparse factorisation, {swept / ours:.1f} times as fast as IterativeLCA, its fastest (floor {FLOOR_SPEED:g})")
    print(f"  largest difference of three scores {worst:.1e} (ceiling 1e-9)")
    assert min(factorised, swept) / ours >= FLOOR_SPEED
    assert worst <= 1e-9


def _again(lca: bw2calc.IterativeLCA, product: int) -> object:
    """Solve the system of an iterative LCA for another product."""
    lca.build_demand_array({product: 1.0})
    return lca.solve_linear_system()


def compare_draws() -> None:
    """Print the ratio of the time of one draw, and how far mean and spread differ."""
    random = np.random.default_rng(3)
    amount, factor = random.lognormal(0.0, 1.0, ROWS), random.lognormal(0.0, 1.0, ROWS)
    rows = lognormal_rows(amount.tolist(), [1.2] * ROWS, factor.tolist(), [1.0] * ROWS)
    ours = best(lambda: simulate(rows, DRAWS, 1), 3) / DRAWS
    size = ROWS + 1
    full = np.eye(size)
    full[1:, 0] = -amount
    lca = bw2calc.LCA({0: 1.0}, data_objs=[package(sparse.csr_array(full), np.concatenate([[0.0], factor]), True)], use_distributions=True, seed_override=5)
    lca.lci()
    lca.lcia()
    start = time.process_time()
    for _ in range(THEIR_DRAWS):
        next(lca)
    theirs = (time.process_time() - start) / THEIR_DRAWS
    scores = []
    for _ in range(1500):
        next(lca)
        scores.append(lca.score)
    found = simulate(rows, DRAWS, 1)
    print(f"one draw of {ROWS} rows: {theirs / ours:.0f} times as fast as bw2calc's (floor {FLOOR_DRAWS:g})")
    print(f"  mean differs by {100 * (found.mean / np.mean(scores) - 1):+.2f} %, spread by {100 * (found.deviation / np.std(scores, ddof=1) - 1):+.1f} %")
    assert theirs / ours >= FLOOR_DRAWS


def what_if() -> None:
    """Print the processor time of one answer on a model of 300 rows."""
    rows = [
        {"id": str(at), "stage": "raw_material", "quantity": 1.0, "per_unit": 1.0, "co2e": 1.0, "is_upstream": False} for at in range(ROWS)
    ]
    spent = best(lambda: answer(rows, [Change(row="7", times=0.5)]), 5) * 1000.0
    print(f"a what-if on {ROWS} rows: below {CEILING_WHAT_IF:g} ms of processor time: {spent < CEILING_WHAT_IF}")
    assert spent < CEILING_WHAT_IF


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compare_solving()
        compare_draws()
        what_if()
