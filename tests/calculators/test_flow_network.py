import numpy as np
import pytest

from calculators.errors import DomainError, ShapeError
from calculators.flow_network import Network, analyse, grounded, incidence, open_steps


def network(steps: str, *streams: str) -> Network:
    """Return a network from texts such as ``"-a"`` (outside to a) and ``"ab"``."""
    where = {"-": -1} | {step: number for number, step in enumerate(steps)}
    return Network(
        steps=tuple(steps),
        streams=streams,
        source=np.array([where[one[0]] for one in streams], dtype=np.intp),
        target=np.array([where[one[1]] for one in streams], dtype=np.intp),
    )


def names(plant: Network, where: np.ndarray) -> list[str]:
    return [plant.streams[position] for position in np.flatnonzero(where)]


def test_incidence() -> None:
    assert incidence(np.array([2, 0]), np.array([0, 1]), 3).toarray().tolist() == [[1, -1], [0, 1], [-1, 0]]
    assert incidence(np.array([1]), np.array([1]), 2).toarray().tolist() == [[0], [0]]


def test_one_unmeasured_stream_of_a_chain_is_determined() -> None:
    plant = network("ab", "-a", "ab", "b-")
    structure = analyse(plant, np.array([True, False, True]), open_steps(plant))
    assert structure.is_determined.all()
    assert names(plant, structure.is_redundant) == ["-a", "b-"]
    assert structure.group[0] == structure.group[1]


def test_two_unmeasured_parallel_streams_are_undetermined() -> None:
    plant = network("ab", "-a", "ab", "ab", "b-")
    structure = analyse(plant, np.array([True, False, False, True]), open_steps(plant))
    assert structure.is_determined.tolist() == [True, False, False, True]
    assert structure.is_redundant.tolist() == [True, False, False, True]


def test_a_loop_without_meters_is_undetermined_and_makes_its_meters_unchecked() -> None:
    plant = network("ab", "-a", "ab", "ba", "b-")
    structure = analyse(plant, np.array([True, False, False, True]), open_steps(plant))
    assert structure.is_determined.tolist() == [True, False, False, True]
    structure = analyse(plant, np.array([False, True, True, False]), open_steps(plant))
    assert structure.is_determined.all()  # what enters is the difference of the two meters, and so is what leaves
    assert not structure.is_redundant.any()


def test_a_dead_end_is_an_open_step_not_a_zero_flow() -> None:
    plant = network("abc", "-a", "ab", "b-", "ac")
    assert open_steps(plant).tolist() == [2]
    structure = analyse(plant, np.ones(4, dtype=bool), open_steps(plant))
    assert names(plant, structure.is_redundant) == ["-a", "ab", "b-", "ac"]
    assert structure.group[2] == structure.group[3]  # tied to the outside


def test_a_circuit_of_its_own_is_named() -> None:
    plant = network("abc", "-a", "a-", "bc", "cb")
    structure = analyse(plant, np.ones(4, dtype=bool), open_steps(plant))
    assert open_steps(plant).size == 0
    assert structure.closed_loops.tolist() == [1, 2]
    assert structure.is_redundant.all()  # what goes round one way comes back the other


def test_grounded_keeps_independent_balances() -> None:
    matrix = incidence(np.array([3, 0, 1]), np.array([0, 3, 2]), 4)
    assert grounded(matrix).tolist() == [0, 1]


def test_misuse_raises() -> None:
    plant = network("a", "-a", "a-")
    with pytest.raises(ShapeError):
        analyse(plant, np.ones(3, dtype=bool), open_steps(plant))
    with pytest.raises(ShapeError):
        Network(steps=("a",), streams=("x",), source=np.array([0, 0]), target=np.array([-1, -1]))
    with pytest.raises(DomainError):
        Network(steps=("a",), streams=("x",), source=np.array([0]), target=np.array([1]))
