"""The process map as quantity centres: which steps material passes, what each takes, hands on and gets back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from assessment.evaluation.process_balance import Balances
from assessment.evaluation.process_streams import ENERGY_GROUPS, WATER_GROUPS, ProcessStream
from assessment.model import Process
from assessment.opportunities.usage import Use
from calculators.energy import MJ_PER_KWH

PASSED_ON = frozenset({"material", "intermediate", "product", "packaging"})
TARGETS = frozenset({"material", "intermediate", "packaging"})


@dataclass(frozen=True, kw_only=True)
class Map:
    """Streams with their reconciled amounts by quantity, the order of the steps, and the loop each step is part of.

    `loop` numbers the steps so that two have one number exactly when material comes back from each to the other.
    """

    streams: tuple[ProcessStream, ...]
    amounts: Mapping[str, Mapping[int, float]]
    order: Mapping[str, int]
    loop: Mapping[str, int]
    centres: tuple[str, ...]
    uses: Mapping[str, Use]
    includes_water: bool

    def mass_kg(self, stream: ProcessStream) -> float | None:
        """Return a stream's mass, reconciled where it could be. [kg]"""
        return self.amounts.get("mass", {}).get(stream.index)

    def is_recycled(self, stream: ProcessStream) -> bool:
        """Whether a stream is a loss that returns to a process.

        That is waste which another quantity centre takes in, and material that closes a loop: it goes back to the step
        it came from or to one before it that it can come from again.
        """
        if stream.source is None or stream.target is None or self.mass_kg(stream) is None:
            return False
        if stream.group in PASSED_ON:
            return _goes_back(stream, self.order, self.loop)
        return stream.source in self.centres and stream.target in self.centres

    def cost_vnd(self, stream: ProcessStream) -> float | None:
        """Return what a stream costs at the price of the ledger, else of the dated tariff; None without one. [VND]

        A measured stream costs what was paid for it: reconciling its mass does not change the bill.
        """
        use, amount = self.uses.get(stream.stream), self.amount_in_use(stream)
        return None if use is None or use.price is None or amount is None else use.price * amount

    def amount_in_use(self, stream: ProcessStream) -> float | None:
        """Return a stream's amount in the unit of its price, as measured, else as the balance gives it; None where neither fits."""
        use = self.uses.get(stream.stream)
        if use is None:
            return None
        if stream.amount is None:
            mass = self.mass_kg(stream)
            return mass if mass is not None and use.dimension == "mass" else None
        if stream.entry.dimension != use.dimension:
            return None
        return stream.amount / (MJ_PER_KWH if use.unit == "kWh" else 1.0)


def read_map(process: Process, balances: Balances, uses: Mapping[str, Use]) -> Map:
    """Return the map with every flow that the balances know."""
    amounts: dict[str, dict[int, float]] = {}
    for balance in balances.each:
        solved = {one.stream: one.flow for one in balance.outcome.streams}
        known = {flow.stream.index: solved.get(flow.id, flow.reading) for flow in balance.flows}
        amounts[balance.quantity] = {index: value for index, value in known.items() if value is not None}
    mass = balances.of("mass")
    order = {step.id: position for position, step in enumerate(process.steps)}
    passing = [stream for stream in balances.streams if stream.group in PASSED_ON]
    loop = _loops(order, passing)
    touched = {step for stream in passing if not _goes_back(stream, order, loop) for step in (stream.source, stream.target) if step}
    return Map(
        streams=balances.streams,
        amounts=amounts,
        order=order,
        loop=loop,
        centres=tuple(sorted(touched, key=order.__getitem__)),
        uses=uses,
        includes_water=mass is not None and mass.includes_water,
    )


def _goes_back(stream: ProcessStream, order: Mapping[str, int], loop: Mapping[str, int]) -> bool:
    source, target = stream.source, stream.target
    return source is not None and target is not None and loop[source] == loop[target] and order[target] <= order[source]


def _loops(order: Mapping[str, int], passing: Iterable[ProcessStream]) -> dict[str, int]:
    ends = [(order[stream.source], order[stream.target]) for stream in passing if stream.source and stream.target]
    links = coo_array((np.ones(len(ends)), tuple(zip(*ends, strict=True)) or ([], [])), shape=(len(order), len(order)))
    _, label = connected_components(links, directed=True, connection="strong")
    return {step: int(label[place]) for step, place in order.items()}


def handed_on(plan: Map, step: str) -> tuple[ProcessStream, ...]:
    """Return what leaves a step as product or goes on to the next."""
    return tuple(s for s in plan.streams if s.source == step and s.group in PASSED_ON and not plan.is_recycled(s))


def recycled(plan: Map, step: str) -> tuple[ProcessStream, ...]:
    """Return the losses of a step that return to a process."""
    return tuple(s for s in plan.streams if s.source == step and plan.is_recycled(s))


def bought(plan: Map, step: str) -> tuple[ProcessStream, ...]:
    """Return what enters a step from outside the site."""
    return tuple(s for s in plan.streams if s.target == step and s.source is None)


def is_target(plan: Map, stream: ProcessStream) -> bool:
    """Whether a stream is meant to end in the product."""
    return stream.group in TARGETS or (plan.includes_water and stream.group == "water")


def is_energy(stream: ProcessStream) -> bool:
    """Whether a stream is bought for its energy."""
    return stream.group in ENERGY_GROUPS


def is_auxiliary(plan: Map, stream: ProcessStream) -> bool:
    """Whether a stream helps the process and does not end in the product."""
    return stream.group == "chemical" or (stream.group in WATER_GROUPS - ENERGY_GROUPS and not is_target(plan, stream))


def shares_of(plan: Map, links: Iterable[tuple[str, ProcessStream]]) -> dict[str, float] | None:
    """Return how a service step's cost divides over the steps it is linked to: by what flows between them. [1]

    Energy is looked at first, then water, then mass: the first in which every link has a flow.
    """
    rows = tuple(links)
    for quantity in ("energy", "water", "mass"):
        known = plan.amounts.get(quantity, {})
        if rows and all(stream.index in known for _, stream in rows):
            total = sum(known[stream.index] for _, stream in rows)
            if total > 0:
                found: dict[str, float] = {}
                for step, stream in rows:
                    found[step] = found.get(step, 0.0) + known[stream.index] / total
                return found
    return None


def unknown_mass(plan: Map, steps: Iterable[str]) -> tuple[ProcessStream, ...]:
    """Return the streams of quantity centres whose mass has to be known and is not."""
    wanted = set(steps)
    return tuple(
        s
        for s in plan.streams
        if (s.source in wanted or s.target in wanted) and s.group in PASSED_ON and plan.mass_kg(s) is None and s.amount != 0
    )
