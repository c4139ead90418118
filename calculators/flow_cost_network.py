"""What losses cost along a directed network of quantity centres that branch, join and feed back (ISO 14051)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calculators.errors import DomainError
from calculators.finding import Finding
from calculators.flow_cost import CentreCost, Costs, FlowCost, QuantityCentre
from calculators.least_squares import FloatArray

_CARRIED = ("material_vnd", "energy_vnd", "system_vnd")  # classes that a product carries on; waste management is loss where it arises
_ROUNDING = 1e-9  # [1] share of an input by which masses may exceed it through rounding
_SINGULAR = 1e-12  # [1] share of what circulates that must leave a loop


@dataclass(frozen=True, kw_only=True)
class Link:
    """Material that one centre hands to another, by their positions; `is_recycled`: a loss that returns to a process."""

    source: int
    target: int
    mass_kg: float
    is_recycled: bool = False


def cost_network(centres: Sequence[QuantityCentre], links: Sequence[Link]) -> FlowCost:
    """Return the cost of products and of losses along a network of quantity centres.

    Every centre splits what it received, bought and carried in, by mass: to each product it hands on, to what leaves
    the site as product (`product_mass_kg` less the links), and to its loss. A recycled loss takes its material value
    with it to where it is fed in; the energy and system cost spent on it stay in the loss of the centre that made it.
    Branches, joints and loops make one linear system per cost class, ``x = new + W·x``, which is solved at once.

    Parameters
    ----------
    centres : sequence of QuantityCentre
        In any order. Inputs do not repeat what links bring. [kg, VND]
    links : sequence of Link
        Material between centres. [kg]

    Returns
    -------
    FlowCost
        Costs; `product`, `loss` and the recycled value that is fed in nowhere add up to all that was bought. Findings
        `flow_cost.no_centres`, `.negative_amount`, `.no_target_material`, `.product_exceeds_input`,
        `.recycled_exceeds_loss`, `.closed_loop` stand in the place of the sums.

    Raises
    ------
    DomainError
        If a link names a centre that does not exist.

    References
    ----------
    .. [1] ISO 14051:2011, clauses 5.2 and 5.3 (quantity centres, cost classes, allocation), as taught in H. Tachikawa
       (ed.), Manual on Material Flow Cost Accounting: ISO 14051, Asian Productivity Organization 2014, modules 5, 6.
       The simultaneous solution of loops is the reciprocal method of cost accounting.
    """
    size = len(centres)
    if any(not (0 <= link.source < size and 0 <= link.target < size) for link in links):
        raise DomainError(f"a link joins centres that are none of the {size}")
    if not centres:
        return _stopped(Finding(code="flow_cost.no_centres", severity="error"))
    incoming = np.zeros(size)
    np.add.at(incoming, [link.target for link in links], [link.mass_kg for link in links])
    available = np.array([_own_target_kg(centre) for centre in centres]) + incoming
    for place, centre in enumerate(centres):
        fault = _fault(centre, float(available[place]), [link for link in links if link.source == place])
        if fault is not None:
            return _stopped(fault)
    return _solved(centres, links, available)


def _stopped(fault: Finding) -> FlowCost:
    return FlowCost(centres=(), product=None, loss=None, recycled_vnd=None, findings=(fault,))


def _own_target_kg(centre: QuantityCentre) -> float:
    return math.fsum(one.mass_kg for one in centre.inputs if one.is_target)


def _fault(centre: QuantityCentre, available: float, leaving: Sequence[Link]) -> Finding | None:
    amounts = [centre.product_mass_kg, centre.recycled_mass_kg, centre.energy_cost_vnd, centre.system_cost_vnd]
    amounts += [centre.waste_management_cost_vnd, *(one.mass_kg for one in centre.inputs), *(link.mass_kg for link in leaving)]
    amounts += [one.cost_vnd for one in centre.inputs]
    handed, returned = (math.fsum(link.mass_kg for link in leaving if link.is_recycled is way) for way in (False, True))
    room = available * _ROUNDING
    values: dict[str, object] = {"centre": centre.name, "input_kg": available, "product_kg": centre.product_mass_kg}
    if not all(math.isfinite(amount) and amount >= 0 for amount in amounts) or not math.isfinite(available):
        what = "negative_amount"
    elif available <= 0:
        what = "no_target_material"
    elif max(centre.product_mass_kg, handed) > available + room or handed > centre.product_mass_kg + room:
        what = "product_exceeds_input"
    elif centre.recycled_mass_kg > available - centre.product_mass_kg + room or returned > centre.recycled_mass_kg + room:
        what = "recycled_exceeds_loss"
    else:
        return None
    return Finding(code=f"flow_cost.{what}", severity="error", values=values)


def _solved(centres: Sequence[QuantityCentre], links: Sequence[Link], available: FloatArray) -> FlowCost:
    pools: dict[str, FloatArray] = {}
    for name in _CARRIED:
        ways = [link for link in links if name == "material_vnd" or not link.is_recycled]
        found = _circulate(np.array([_new(centre, name) for centre in centres]), ways, available)
        if found is None:
            loop = ", ".join(dict.fromkeys(centres[link.source].name for link in ways))
            return _stopped(Finding(code="flow_cost.closed_loop", severity="error", values={"centre": loop}))
        pools[name] = found
    done = tuple(_cost(centre, place, links, pools, float(available[place])) for place, centre in enumerate(centres))
    handed = np.zeros(len(centres))
    np.add.at(handed, [link.source for link in links if not link.is_recycled], [link.mass_kg for link in links if not link.is_recycled])
    product, loss, loose = Costs(), Costs(), 0.0
    fed_in = {place: math.fsum(link.mass_kg for link in links if link.is_recycled and link.source == place) for place in range(len(centres))}
    for place, (centre, cost) in enumerate(zip(centres, done, strict=True)):
        sold = max(centre.product_mass_kg - float(handed[place]), 0.0)
        product = product + (cost.product.scaled(sold / centre.product_mass_kg) if centre.product_mass_kg else Costs())
        loss = loss + cost.loss
        left = max(centre.recycled_mass_kg - fed_in[place], 0.0)
        loose += cost.recycled_vnd * (left / centre.recycled_mass_kg) if centre.recycled_mass_kg else 0.0
    return FlowCost(centres=done, product=product, loss=loss, recycled_vnd=loose, findings=())


def _new(centre: QuantityCentre, name: str) -> float:
    if name == "material_vnd":
        return math.fsum(one.cost_vnd for one in centre.inputs if one.is_target)
    return centre.energy_cost_vnd if name == "energy_vnd" else centre.system_cost_vnd


def _circulate(new: FloatArray, ways: Sequence[Link], available: FloatArray) -> FloatArray | None:
    """Return what each centre holds of a class: new cost and the share of what the centres before it hold; None in a closed loop."""
    passed = np.zeros((new.size, new.size))
    for link in ways:
        passed[link.target, link.source] += link.mass_kg / available[link.source]
    system = np.eye(new.size) - passed
    if np.linalg.cond(system, 1) > 1.0 / _SINGULAR:
        return None
    return np.asarray(np.linalg.solve(system, new))


def _cost(centre: QuantityCentre, place: int, links: Sequence[Link], pools: Mapping[str, FloatArray], available: float) -> CentreCost:
    pool = Costs(**{name: float(values[place]) for name, values in pools.items()})
    own = Costs(**{name: _new(centre, name) for name in _CARRIED})
    auxiliary = math.fsum(one.cost_vnd for one in centre.inputs if not one.is_target)
    wholly_lost = Costs(material_vnd=auxiliary, waste_management_vnd=centre.waste_management_cost_vnd)
    ratio = min(centre.product_mass_kg / available, 1.0)
    product = pool.scaled(ratio)
    recycled = pool.material_vnd * min(centre.recycled_mass_kg / available, 1.0 - ratio)
    return CentreCost(
        name=centre.name, allocation_ratio=ratio, carried_in=pool - own, new=own + wholly_lost, product=product,
        # the loss is what is left over, so that nothing is lost to rounding
        loss=pool - product + wholly_lost - Costs(material_vnd=recycled), recycled_vnd=recycled,
    )  # fmt: skip
