"""Transformers and power factor: losses over the load, capacitors."""

from __future__ import annotations

import math

from calculators.equipment.domain import require_not_negative, require_positive, require_share
from calculators.errors import DomainError


def transformer_loss_kw(no_load_kw: float, load_loss_kw: float, load_share: float) -> float:
    """Return the loss at a load: the iron's, always, and the windings', with the square of the load.

    Parameters
    ----------
    no_load_kw, load_loss_kw : float
        Loss without load, and loss of the windings at full load. [kW]
    load_share : float
        Apparent power over rated power. [1]

    Returns
    -------
    float
        Loss. [kW]

    Raises
    ------
    DomainError
        If a value is negative.
    """
    require_not_negative(no_load_kw=no_load_kw, load_loss_kw=load_loss_kw, load_share=load_share)
    return no_load_kw + load_loss_kw * load_share**2


def best_load_share(no_load_kw: float, load_loss_kw: float) -> float:
    """Return the load at which the efficiency is highest: where both losses are equal.

    Parameters
    ----------
    no_load_kw, load_loss_kw : float
        Loss without load, and loss of the windings at full load. [kW]

    Returns
    -------
    float
        Load. [1]

    Raises
    ------
    DomainError
        If a value is not positive.
    """
    require_positive(no_load_kw=no_load_kw, load_loss_kw=load_loss_kw)
    return math.sqrt(no_load_kw / load_loss_kw)


def power_factor(active_kwh: float, reactive_kvarh: float) -> float:
    """Return the mean power factor of a billing period.

    Parameters
    ----------
    active_kwh, reactive_kvarh : float
        Active and reactive energy of the period. [kWh, kvarh]

    Returns
    -------
    float
        Power factor. [1]

    Raises
    ------
    DomainError
        If the active energy is not positive or the reactive negative.
    """
    require_positive(active_kwh=active_kwh)
    require_not_negative(reactive_kvarh=reactive_kvarh)
    return active_kwh / math.hypot(active_kwh, reactive_kvarh)


def capacitor_kvar(active_kw: float, factor: float, wanted_factor: float) -> float:
    """Return the capacitors that raise the power factor: P·(tan φ₁ − tan φ₂).

    Parameters
    ----------
    active_kw : float
        Active power. [kW]
    factor, wanted_factor : float
        Power factor now and wanted. [1]

    Returns
    -------
    float
        Reactive power of the capacitors. [kvar]

    Raises
    ------
    DomainError
        If the wanted factor is below the present one, or a value is out of range.
    """
    require_positive(active_kw=active_kw)
    require_share(factor=factor, wanted_factor=wanted_factor)
    if wanted_factor < factor:
        raise DomainError("capacitors raise the power factor; a lower one was asked for")
    return active_kw * (math.tan(math.acos(factor)) - math.tan(math.acos(wanted_factor)))
