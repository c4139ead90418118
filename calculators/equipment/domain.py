"""The checks every equipment formula makes on what it is given."""

from __future__ import annotations

import math

from calculators.errors import DomainError


def require_positive(**values: float) -> None:
    """Raise unless every value is a finite number above zero.

    Parameters
    ----------
    **values : float
        Named values. [any unit]

    Raises
    ------
    DomainError
        Naming the first value that is not.
    """
    for name, value in values.items():
        if not (math.isfinite(value) and value > 0):
            raise DomainError(f"{name} must be above zero, {value} was given")


def require_not_negative(**values: float) -> None:
    """Raise unless every value is a finite number, zero or more.

    Parameters
    ----------
    **values : float
        Named values. [any unit]

    Raises
    ------
    DomainError
        Naming the first value that is not.
    """
    for name, value in values.items():
        if not (math.isfinite(value) and value >= 0):
            raise DomainError(f"{name} must not be negative, {value} was given")


def require_share(**values: float) -> None:
    """Raise unless every value lies above 0 and at most at 1.

    Parameters
    ----------
    **values : float
        Named shares. [1]

    Raises
    ------
    DomainError
        Naming the first value that does not.
    """
    for name, value in values.items():
        if not 0 < value <= 1:
            raise DomainError(f"{name} must be a share above 0 and at most 1, {value} was given (70 % is 0.7)")
