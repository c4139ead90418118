"""Steps and the streams between them: what the balances can tell before any number is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from calculators.errors import DomainError, ShapeError
from calculators.least_squares import BoolArray, FloatArray

Indices = npt.NDArray[np.intp]
OUTSIDE = -1  # where a stream comes from or goes to when that is not a step


@dataclass(frozen=True, kw_only=True)
class Network:
    """Named steps and streams; `source` and `target` are step positions, or ``OUTSIDE``."""

    steps: tuple[str, ...]
    streams: tuple[str, ...]
    source: Indices
    target: Indices

    def __post_init__(self) -> None:
        if not (len(self.streams) == self.source.size == self.target.size):
            raise ShapeError(f"{len(self.streams)} streams need a source and a target each")
        ends = np.concatenate([self.source, self.target])
        if ends.size and (ends.min() < OUTSIDE or ends.max() >= len(self.steps)):
            raise DomainError(f"a stream ends at a step that is none of the {len(self.steps)}")

    @property
    def nodes(self) -> int:
        """Number of steps plus one for the outside, which is the last node."""
        return len(self.steps) + 1

    @property
    def ends(self) -> tuple[Indices, Indices]:
        """Source and target as nodes: the outside is the last."""
        outside = len(self.steps)
        return np.where(self.source < 0, outside, self.source), np.where(self.target < 0, outside, self.target)


@dataclass(frozen=True, kw_only=True)
class Structure:
    """What can be known of each stream, from the network and the meters alone.

    `is_redundant`: a measured stream that other meters check. `is_determined`: measured, or unmeasured and following
    from the balances. `group` numbers nodes that unmeasured streams tie together; only balances around groups count.
    `open_steps`: steps with streams in but none out (or the reverse), whose balance is therefore left out.
    `closed_loops`: steps without any link to the outside.
    """

    is_measured: BoolArray
    is_redundant: BoolArray
    is_determined: BoolArray
    group: Indices
    open_steps: Indices
    closed_loops: Indices


def incidence(source: Indices, target: Indices, nodes: int) -> csr_array:
    """Return the node-by-stream matrix: +1 where a stream enters, −1 where it leaves, 0 if it does both.

    Parameters
    ----------
    source, target : ndarray of int
        Nodes that each stream leaves and enters. [1]
    nodes : int
        Number of nodes. [1]

    Returns
    -------
    csr_array
        Shape (nodes, streams). [1]
    """
    streams = np.arange(source.size)
    values = np.concatenate([np.ones(source.size), -np.ones(source.size)])
    where = (np.concatenate([target, source]), np.concatenate([streams, streams]))
    return csr_array(coo_array((values, where), shape=(nodes, source.size)))


def analyse(network: Network, is_measured: BoolArray, strays: Indices) -> Structure:
    """Return which streams the balances check, which they determine, and which nobody can know.

    Steps tied by unmeasured streams are merged; a measured stream between two different groups is redundant. An
    unmeasured stream is determined exactly when it lies on no loop of unmeasured streams, the outside being a node
    like the others.

    Parameters
    ----------
    network : Network
        The steps and streams.
    is_measured : ndarray of bool
        One per stream.
    strays : ndarray of int
        Steps whose balance is left out, see :func:`open_steps`. [1]

    Returns
    -------
    Structure
        The classification.

    Raises
    ------
    ShapeError
        If `is_measured` has another length than the streams.

    References
    ----------
    .. [1] S. Narasimhan, C. Jordache, Data Reconciliation and Gross Error Detection, Gulf 2000, ch. 3 (observability
       and redundancy by graphs).
    .. [2] F. V. Václavek, Chemical Engineering Science 24 (1969) 947–955.
    """
    if is_measured.shape != network.source.shape:
        raise ShapeError(f"{network.source.size} streams were given with {is_measured.size} flags")
    source, target = network.ends
    loose = ~is_measured
    # an open step gets one unmeasured stream to the outside: its balance can then always be closed
    tied_source = np.concatenate([source[loose], strays])
    tied_target = np.concatenate([target[loose], np.full(strays.size, network.nodes - 1)])
    group = _components(tied_source, tied_target, network.nodes)
    is_determined = is_measured.copy()
    is_determined[loose] = _bridges(tied_source, tied_target, network.nodes)[: int(loose.sum())]
    whole = _components(source, target, network.nodes)
    touched = np.zeros(network.nodes, dtype=bool)
    touched[source] = touched[target] = True
    return Structure(
        is_measured=is_measured,
        is_redundant=is_measured & (group[source] != group[target]),
        is_determined=is_determined,
        group=group,
        open_steps=strays,
        closed_loops=np.flatnonzero((whole != whole[-1]) & touched),
    )


def _components(source: Indices, target: Indices, nodes: int, *, strong: bool = False) -> Indices:
    links = coo_array((np.ones(source.size), (source, target)), shape=(nodes, nodes))
    _, label = connected_components(links, directed=strong, connection="strong")
    return np.asarray(label, dtype=np.intp)


def open_steps(network: Network) -> Indices:
    """Return the steps that only take in or only give out, alone or as a group.

    A steady flow runs in a circle, the outside included; where it cannot, a stream was forgotten.

    Parameters
    ----------
    network : Network
        Steps and streams.

    Returns
    -------
    ndarray of int
        Steps. [1]
    """
    source, target = network.ends
    label = _components(source, target, network.nodes, strong=True)
    crossing = label[source] != label[target]
    gives, takes = set(label[source[crossing]].tolist()), set(label[target[crossing]].tolist())
    ends = np.array(sorted((gives ^ takes) - {int(label[-1])}), dtype=np.intp)
    return np.flatnonzero(np.isin(label, ends))


def _bridges(source: Indices, target: Indices, nodes: int) -> BoolArray:
    # with unit resistors for streams, a bridge is a stream with a resistance of 1 between its ends
    matrix = incidence(source, target, nodes)
    resistance = leverage(matrix, np.ones(source.size))
    return np.asarray((source != target) & (resistance > 1 - 0.5 / nodes))


def leverage(matrix: csr_array, variance: FloatArray) -> FloatArray:
    """Return ``aᵀ(A·V·Aᵀ)⁺a`` for each column a of a network matrix.

    Parameters
    ----------
    matrix : csr_array
        Node-by-stream matrix whose columns sum to zero. [1]
    variance : ndarray
        Weight V of each stream. [unit of flow²]

    Returns
    -------
    ndarray
        One per stream. [1/unit of flow²]
    """
    kept = grounded(matrix)
    if kept.size == 0:
        return np.zeros(matrix.shape[1])
    rows = matrix[kept].toarray()
    solved = np.linalg.solve((rows * variance) @ rows.T, rows)
    return np.asarray(np.einsum("ij,ij->j", rows, solved))


def grounded(matrix: csr_array) -> Indices:
    """Return the rows that remain when one node of each connected part is left out, the outside if it is there.

    Their balances are independent, and imply the balances left out.

    Parameters
    ----------
    matrix : csr_array
        Node-by-stream matrix whose columns sum to zero. [1]

    Returns
    -------
    ndarray of int
        Rows to keep. [1]
    """
    links = abs(matrix) @ abs(matrix).T
    _, label = connected_components(links, directed=False)
    last = {int(part): row for row, part in enumerate(label)}
    return np.setdiff1d(np.arange(matrix.shape[0]), np.array(sorted(last.values()), dtype=np.intp))
