"""Ledger rows as columns: coded, in canonical units, and summed over any window by days.

The columns are plain NumPy arrays, so that a million rows cost what the same arithmetic costs in bare NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from calculators.errors import DomainError, ShapeError
from calculators.period import Period

Codes = NDArray[np.intp]
Floats = NDArray[np.float64]
Days = NDArray[np.int64]


def encode(texts: Sequence[str] | NDArray[np.object_]) -> tuple[Codes, tuple[str, ...]]:
    """Return a code for each text and the texts the codes stand for, in order of appearance.

    Parameters
    ----------
    texts : sequence of str, shape (n,)
        A text column.

    Returns
    -------
    codes : ndarray of int, shape (n,)
        Index into `categories`. [1]
    categories : tuple of str
        Each distinct text once.
    """
    import pandas  # only a text column needs it; the command line must start without

    codes, categories = pandas.factorize(np.asarray(texts, dtype=object))
    return codes.astype(np.intp, copy=False), tuple(str(text) for text in categories)


def to_canonical(quantity: Floats, unit: Codes, factor_of_unit: Floats) -> Floats:
    """Return quantities in canonical units, one factor for each category of unit.

    Parameters
    ----------
    quantity : ndarray, shape (n,)
        Quantities as given. [unit]
    unit : ndarray of int, shape (n,)
        Which unit each was given in. [1]
    factor_of_unit : ndarray, shape (u,)
        Canonical units in one of that unit. [canonical/unit]

    Returns
    -------
    ndarray, shape (n,)
        Quantities. [canonical]

    Raises
    ------
    ShapeError
        If the columns have different lengths.
    """
    if quantity.shape != unit.shape:
        raise ShapeError(f"{quantity.size} quantities but {unit.size} unit codes: one code for each quantity")
    return quantity * factor_of_unit[unit]


def share_in_window(start_day: Days, end_day: Days, window: Period) -> Floats:
    """Return the share of each row's days that lies inside `window`.

    A row that reaches over an edge counts by days, both of its ends included.

    Parameters
    ----------
    start_day, end_day : ndarray of int, shape (n,)
        First and last day of each row, as proleptic ordinals. [day]
    window : Period
        The window.

    Returns
    -------
    ndarray, shape (n,)
        Shares between 0 and 1. [1]
    """
    first, last = window.start.toordinal(), window.end.toordinal()
    overlap = np.minimum(end_day, last) - np.maximum(start_day, first) + 1
    inside: Floats = np.maximum(overlap, 0).astype(np.float64)
    return inside / (end_day - start_day + 1)


def period_sums(amount: Floats, group: Codes, period: Codes, groups: int, periods: int) -> Floats:
    """Return the sum of `amount` for every group and period.

    Parameters
    ----------
    amount : ndarray, shape (n,)
        Amounts. [canonical]
    group, period : ndarray of int, shape (n,)
        Codes of each row. [1]
    groups, periods : int
        How many codes there are. [1]

    Returns
    -------
    ndarray, shape (groups, periods)
        Sums. [canonical]
    """
    flat: Floats = np.bincount(group * periods + period, weights=amount, minlength=groups * periods).astype(np.float64, copy=False)
    return flat.reshape((groups, periods))


@dataclass(frozen=True, kw_only=True)
class Slice:
    """A part of a row that lies between two edges, with its share of the row's days."""

    start_day: int
    end_day: int
    share: float


def split_row(start_day: int, end_day: int, edges: Sequence[int]) -> tuple[Slice, ...]:
    """Return the parts of a row between edges (each edge is the first day of what comes after it).

    Parameters
    ----------
    start_day, end_day : int
        First and last day of the row. [day]
    edges : sequence of int
        Days on which something changes: a year begins, a property's period begins or has ended. [day]

    Returns
    -------
    tuple of Slice
        In order; the shares add up to one.

    Raises
    ------
    DomainError
        If the row ends before it begins.
    """
    if end_day < start_day:
        raise DomainError(f"a row from day {start_day} to day {end_day} ends before it begins")
    cuts = [start_day, *sorted({edge for edge in edges if start_day < edge <= end_day}), end_day + 1]
    days = end_day - start_day + 1
    return tuple(
        Slice(start_day=first, end_day=after - 1, share=(after - first) / days)
        for first, after in pairwise(cuts)
    )
