"""Share what several products of one process have in common. Four bases, four functions; none is the right one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calculators.errors import DomainError, ShapeError

Floats = NDArray[np.float64]
STATED_TOLERANCE = 1e-6  # by which stated factors may miss one: typed with six decimals


def allocate_by_mass(mass: Floats) -> Floats:
    """Return each product's share of what they have in common, by mass.

    Parameters
    ----------
    mass : ndarray, shape (n,)
        Mass of each product made in the period. [kg]

    Returns
    -------
    ndarray, shape (n,)
        Shares that add up to one. [1]

    Raises
    ------
    DomainError
        If a mass is negative, or nothing was made.

    References
    ----------
    .. [1] ISO 14044:2006, 4.3.4.2: after subdivision, allocate by an underlying physical relationship.

    Examples
    --------
    >>> allocate_by_mass(np.array([600.0, 200.0])).tolist()
    [0.75, 0.25]
    """
    return _shares(mass, "mass")


def allocate_by_energy(amount: Floats, energy_content: Floats) -> Floats:
    """Return each product's share of what they have in common, by the energy it holds.

    Parameters
    ----------
    amount : ndarray, shape (n,)
        Amount of each product made in the period. [kg]
    energy_content : ndarray, shape (n,)
        Net calorific or food energy. [MJ/kg]

    Returns
    -------
    ndarray, shape (n,)
        Shares that add up to one. [1]

    Raises
    ------
    DomainError
        If a value is negative, or all are zero.
    ShapeError
        If the arrays have different lengths.

    References
    ----------
    .. [1] ISO 14044:2006, 4.3.4.2.
    """
    return _shares(_paired(amount, energy_content), "energy")


def allocate_by_price(amount: Floats, price: Floats) -> Floats:
    """Return each product's share of what they have in common, by what it sells for.

    Parameters
    ----------
    amount : ndarray, shape (n,)
        Amount of each product made in the period. [unit of the product]
    price : ndarray, shape (n,)
        Price at the gate. [VND per unit of the product]

    Returns
    -------
    ndarray, shape (n,)
        Shares that add up to one. [1]

    Raises
    ------
    DomainError
        If a value is negative, or all are zero.
    ShapeError
        If the arrays have different lengths.

    References
    ----------
    .. [1] ISO 14044:2006, 4.3.4.2: where no physical relationship can be found, by economic value.
    """
    return _shares(_paired(amount, price), "value")


def allocate_as_stated(factors: Floats) -> Floats:
    """Return stated factors after checking that they share out the whole.

    Parameters
    ----------
    factors : ndarray, shape (n,)
        Share of each product. [1]

    Returns
    -------
    ndarray, shape (n,)
        The factors, scaled by less than 1e-6 to add up to one exactly. [1]

    Raises
    ------
    DomainError
        If a factor is negative or they do not add up to one.
    """
    whole = float(np.sum(factors))
    if abs(whole - 1.0) > STATED_TOLERANCE:
        raise DomainError(f"stated factors add up to {whole:.6g}: 1 was expected")
    return _shares(factors, "factor")


def _paired(amount: Floats, per_unit: Floats) -> Floats:
    if amount.shape != per_unit.shape:
        raise ShapeError(f"{amount.size} amounts but {per_unit.size} values per unit: one for each product")
    if np.any(amount < 0) or np.any(per_unit < 0):
        raise DomainError("an amount or a value per unit is negative: shares of a whole were expected")
    return amount * per_unit


def _shares(weight: Floats, name: str) -> Floats:
    whole = float(np.sum(weight))
    if not np.all(np.isfinite(weight)) or np.any(weight < 0):
        raise DomainError(f"a {name} is negative or not finite: shares of a whole were expected")
    if whole <= 0:
        raise DomainError(f"every {name} is zero: there is nothing to share by")
    shares: Floats = weight / whole
    return shares
