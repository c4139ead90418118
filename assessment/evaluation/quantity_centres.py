"""The process map as quantity centres: which steps form a chain, what each takes, hands on and gets back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.evaluation.process_balance import Balances
from assessment.evaluation.process_streams import ENERGY_GROUPS, WATER_GROUPS, ProcessStream
from assessment.model import Process
from assessment.opportunities.usage import Use
from calculators.energy import MJ_PER_KWH

PASSED_ON = frozenset({"material", "intermediate", "product", "packaging"})
TARGETS = frozenset({"material", "intermediate", "packaging"})


@dataclass(frozen=True, kw_only=True)
class Map:
    """Streams with their reconciled amounts by quantity, and the order of the steps."""

    streams: tuple[ProcessStream, ...]
    amounts: Mapping[str, Mapping[int, float]]
    order: Mapping[str, int]
    uses: Mapping[str, Use]
    includes_water: bool

    def mass_kg(self, stream: ProcessStream) -> float | None:
        """Return a stream's mass, reconciled where it could be. [kg]"""
        return self.amounts.get("mass", {}).get(stream.index)

    def is_recycled(self, stream: ProcessStream) -> bool:
        """Whether a stream goes back to the step it came from or to one before it."""
        if stream.source is None or stream.target is None or self.mass_kg(stream) is None:
            return False
        return self.order[stream.target] <= self.order[stream.source]

    def cost_vnd(self, stream: ProcessStream) -> float | None:
        """Return what a stream costs at the price of the ledger, else of the dated tariff; None without one. [VND]

        A measured stream costs what was paid for it: reconciling its mass does not change the bill.
        """
        use = self.uses.get(stream.stream)
        if use is None or use.price is None:
            return None
        mass = self.mass_kg(stream)
        if stream.amount is None:
            return use.price * mass if mass is not None and use.dimension == "mass" else None
        if stream.entry.dimension != use.dimension:
            return None
        return use.price * stream.amount / (MJ_PER_KWH if use.unit == "kWh" else 1.0)


def read_map(process: Process, balances: Balances, uses: Mapping[str, Use]) -> Map:
    """Return the map with every flow that the balances know."""
    amounts: dict[str, dict[int, float]] = {}
    for balance in balances.each:
        solved = {one.stream: one.flow for one in balance.outcome.streams}
        known = {flow.stream.index: solved.get(flow.id, flow.reading) for flow in balance.flows}
        amounts[balance.quantity] = {index: value for index, value in known.items() if value is not None}
    mass = balances.of("mass")
    return Map(
        streams=balances.streams,
        amounts=amounts,
        order={step.id: position for position, step in enumerate(process.steps)},
        uses=uses,
        includes_water=mass is not None and mass.includes_water,
    )


def chains_of(plan: Map) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return the chains of steps that pass material on, and the steps at which they branch or meet.

    A chain is costed step by step; where material divides or joins, its cost cannot be followed by this method.
    """
    after: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    members: set[str] = set()
    leaving: set[str] = set()
    for stream in plan.streams:
        if stream.group not in PASSED_ON or plan.is_recycled(stream):
            continue
        members |= {step for step in (stream.source, stream.target) if step}
        if stream.source and stream.target:
            after.setdefault(stream.source, set()).add(stream.target)
            before.setdefault(stream.target, set()).add(stream.source)
        elif stream.source and stream.group == "product":
            leaving.add(stream.source)
    forks = {step for step in members if len(after.get(step, ())) + (step in leaving) > 1 or len(before.get(step, ())) > 1}
    if forks:
        return (), tuple(sorted(forks, key=plan.order.__getitem__))
    chains = []
    for first in sorted(members - set(before), key=plan.order.__getitem__):
        steps = [first]
        while following := after.get(steps[-1]):
            steps.append(next(iter(following)))
        chains.append(tuple(steps))
    return tuple(chains), ()


def handed_on(plan: Map, step: str) -> tuple[ProcessStream, ...]:
    """Return what leaves a step as product or goes on to the next."""
    return tuple(s for s in plan.streams if s.source == step and s.group in PASSED_ON and not plan.is_recycled(s))


def recycled(plan: Map, step: str) -> tuple[ProcessStream, ...]:
    """Return what a step gives back to itself or to a step before it."""
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
    """Return the streams of a chain whose mass has to be known and is not."""
    wanted = set(steps)
    return tuple(
        s
        for s in plan.streams
        if (s.source in wanted or s.target in wanted) and s.group in PASSED_ON and plan.mass_kg(s) is None and s.amount != 0
    )
