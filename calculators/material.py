"""Material: yield and loss of what a product is made from."""

from __future__ import annotations

from calculators.errors import DomainError


def material_yield(product_mass: float, material_mass: float) -> float:
    """Return the product mass per mass of the material it is made from.

    Parameters
    ----------
    product_mass, material_mass : float
        Masses of one period on the same basis (both as received, or both dry). [kg]

    Returns
    -------
    float
        Yield; above one where water or another material is taken up. [kg/kg]

    Raises
    ------
    DomainError
        If the material's mass is not positive.

    Examples
    --------
    >>> round(material_yield(470_400.0, 542_640.0), 6)
    0.866873
    """
    if material_mass <= 0:
        raise DomainError(f"a yield on {material_mass} kg of material does not exist")
    return product_mass / material_mass


def input_per_good_unit(reject_rate: float) -> float:
    """Return the input needed for one good unit at a reject rate.

    Parameters
    ----------
    reject_rate : float
        Rejected share of what is started. [1]

    Returns
    -------
    float
        Units to start for one good one. [1]

    Raises
    ------
    DomainError
        If the rate is not in [0, 1).
    """
    if not 0 <= reject_rate < 1:
        raise DomainError(f"a reject rate of {reject_rate} is not a share below one")
    return 1.0 / (1.0 - reject_rate)


def loss_value(loss_mass: float, material_cost: float, material_mass: float, disposal: float, revenue: float) -> float:
    """Return what a loss stream costs: the material at purchase price, its disposal, less what it was sold for.

    Parameters
    ----------
    loss_mass, material_mass : float
        Mass lost, and mass bought, of the same material in the same period. [kg]
    material_cost : float
        What the material bought cost, without VAT. [VND]
    disposal, revenue : float
        Paid to be rid of the loss, received for it. [VND]

    Returns
    -------
    float
        Cost of the loss. [VND]

    Raises
    ------
    DomainError
        If no material was bought: a price does not exist.

    References
    ----------
    .. [1] ISO 14051:2011, cost of material losses.
    """
    if material_mass <= 0:
        raise DomainError("a price needs a bought quantity")
    return loss_mass * (material_cost / material_mass) + disposal - revenue
