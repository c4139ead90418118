"""What losses cost: the facts of material flow cost accounting (ISO 14051), whole đồng, and the largest losses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calculators.errors import DomainError
from calculators.finding import Finding


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Money by the four cost classes of ISO 14051. [VND]"""

    material_vnd: float = 0.0
    energy_vnd: float = 0.0
    system_vnd: float = 0.0
    waste_management_vnd: float = 0.0

    @property
    def total_vnd(self) -> float:
        """Sum of the four classes. [VND]"""
        return self.material_vnd + self.energy_vnd + self.system_vnd + self.waste_management_vnd

    def __add__(self, other: Costs) -> Costs:
        return Costs(
            material_vnd=self.material_vnd + other.material_vnd,
            energy_vnd=self.energy_vnd + other.energy_vnd,
            system_vnd=self.system_vnd + other.system_vnd,
            waste_management_vnd=self.waste_management_vnd + other.waste_management_vnd,
        )

    def __sub__(self, other: Costs) -> Costs:
        return self + other.scaled(-1.0)

    def scaled(self, factor: float) -> Costs:
        """Return every class times `factor`. [VND]"""
        return Costs(
            material_vnd=self.material_vnd * factor,
            energy_vnd=self.energy_vnd * factor,
            system_vnd=self.system_vnd * factor,
            waste_management_vnd=self.waste_management_vnd * factor,
        )


@dataclass(frozen=True, kw_only=True)
class MaterialInput:
    """A material that enters a centre; only target materials are meant to end in the product."""

    name: str
    mass_kg: float
    cost_vnd: float
    is_target: bool


@dataclass(frozen=True, kw_only=True)
class QuantityCentre:
    """A part of the process for which inputs and outputs are known.

    `product_mass_kg` is what goes on or leaves the site as product (target material in it); `recycled_mass_kg` is the
    part of the loss that returns to a process of the site. Inputs do not repeat what other centres hand on.
    """

    name: str
    inputs: tuple[MaterialInput, ...]
    product_mass_kg: float
    energy_cost_vnd: float
    system_cost_vnd: float
    waste_management_cost_vnd: float
    recycled_mass_kg: float = 0.0


@dataclass(frozen=True, kw_only=True)
class CentreCost:
    """Where the money of one centre goes: product + loss + recycled = carried in + new.

    `allocation_ratio` is product over target input by mass [1], unrounded. `recycled_vnd` is the material value of the
    loss that returns; its energy and system cost stay in the loss.
    """

    name: str
    allocation_ratio: float
    carried_in: Costs
    new: Costs
    product: Costs
    loss: Costs
    recycled_vnd: float


@dataclass(frozen=True, kw_only=True)
class FlowCost:
    """Each centre, and the site's product, loss and the recycled value that is fed in nowhere. [VND]

    With an error among the findings there are no centres and the site's sums are None.
    """

    centres: tuple[CentreCost, ...]
    product: Costs | None
    loss: Costs | None
    recycled_vnd: float | None
    findings: tuple[Finding, ...]


def round_to_dong(parts_vnd: Sequence[float]) -> tuple[int, ...]:
    """Return whole đồng that add up to the rounded sum of the parts.

    The đồng that rounding leaves over go to the parts with the largest remainders (Hare's method).

    Parameters
    ----------
    parts_vnd : sequence of float
        Amounts. [VND]

    Returns
    -------
    tuple of int
        Whole amounts, in the same order. [VND]

    Raises
    ------
    DomainError
        If an amount is not finite.
    """
    if not all(math.isfinite(part) for part in parts_vnd):
        raise DomainError("amounts of money must be finite to be rounded")
    floors = [math.floor(part) for part in parts_vnd]
    left = round(math.fsum(parts_vnd)) - sum(floors)
    order = sorted(range(len(floors)), key=lambda place: (floors[place] - parts_vnd[place], place))
    for place in order[:left]:
        floors[place] += 1
    return tuple(floors)


def pareto(losses_vnd: Mapping[str, float], share: float) -> tuple[str, ...]:
    """Return the largest losses that together reach a share of all.

    Parameters
    ----------
    losses_vnd : mapping of str to float
        Cost of each loss. [VND]
    share : float
        Share to reach, such as 0.8. [1]

    Returns
    -------
    tuple of str
        Names, largest first; empty when nothing is lost.

    Raises
    ------
    DomainError
        If the share is not above 0 and at most 1.
    """
    if not 0 < share <= 1:
        raise DomainError(f"a share above 0 and at most 1 was expected, {share} was given")
    ranked = sorted(((cost, name) for name, cost in losses_vnd.items() if cost > 0), key=lambda one: (-one[0], one[1]))
    total, reached, chosen = math.fsum(cost for cost, _ in ranked), 0.0, []
    for cost, name in ranked:
        if reached >= share * total * (1 - 1e-12):
            break
        chosen.append(name)
        reached += cost
    return tuple(chosen)
