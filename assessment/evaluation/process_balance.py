"""Mass, water and energy balances of the process map: closure of each step, and readings made consistent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assessment.evaluation.conversion import Missing
from assessment.evaluation.process_streams import UNITS, WATER_GROUPS, ProcessStream, amount_of, carries, content_of, read_streams
from assessment.evaluation.site import Site
from calculators.balance import Accounts, Closure, close_balance
from calculators.finding import Finding, Severity
from calculators.flow_network import OUTSIDE, Network
from calculators.period import Period, parse_period
from calculators.reconciliation import Reconciliation, reconcile

QUANTITIES = ("mass", "dry_mass", "solvent", "water", "energy")
LOSS_GROUPS = frozenset({"waste", "hazardous_waste", "wastewater", "air"})


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One stream in one balance: its reading and standard deviation in the balance's unit, None where unmeasured."""

    stream: ProcessStream
    source: str | None
    target: str | None
    reading: float | None
    deviation: float | None
    is_assumed: bool
    missing: str = ""

    @property
    def id(self) -> str:
        """Its name in the network."""
        return f"s{self.stream.index}"


@dataclass(frozen=True, kw_only=True)
class Balance:
    """One conserved quantity over the process map."""

    quantity: str
    unit: str
    includes_water: bool
    flows: tuple[Flow, ...]
    outcome: Reconciliation
    record: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Balances:
    """The balances of a site and what had to be said about them."""

    period: Period
    streams: tuple[ProcessStream, ...]
    each: tuple[Balance, ...]
    findings: tuple[Finding, ...]

    @property
    def records(self) -> list[dict[str, Any]]:
        """The balances as the result holds them."""
        return [balance.record for balance in self.each]

    def of(self, quantity: str) -> Balance | None:
        """Return the balance of a quantity, or None."""
        return next((balance for balance in self.each if balance.quantity == quantity), None)


def balances_of(site: Site) -> Balances:
    """Return the balance of mass, water and energy of the process map, as far as its streams carry them.

    Mass leaves the water circuit (water, wastewater, ice, steam) out unless more product leaves than material enters:
    then water ends in the product and belongs to the balance. Energy is balanced where it enters *and* leaves a step,
    as in a boiler house; a step that only takes energy is an end use.
    """
    process = site.assessment.process
    period = parse_period(process.period) if process and process.period else site.reporting
    streams = read_streams(site, period)
    findings = [*_ledger_findings(site, streams, period)]
    each = []
    for quantity in QUANTITIES:
        if quantity == "dry_mass" and not all(_moisture_known(stream) for stream in streams):
            findings += _moisture_missing(site, streams)
            continue
        flows = _flows(site, streams, quantity)
        if any(flow.reading is not None for flow in flows) and any((flow.source and flow.target) or _passes(flows, flow) for flow in flows):
            balance, found = _balance(site, quantity, flows, period)
            each.append(balance)
            findings += found
    findings += _left_alone(site, streams, bool(each))
    return Balances(period=period, streams=streams, each=tuple(each), findings=tuple(findings))


def _left_alone(site: Site, streams: tuple[ProcessStream, ...], has_balance: bool) -> list[Finding]:
    """Say that nothing on the map is measured, and which steps no stream touches."""
    process, found = site.assessment.process, []
    if streams and not has_balance and all(stream.amount is None for stream in streams):
        given = ", ".join(dict.fromkeys(stream.stream for stream in streams))
        found.append(Finding(code="balance.all_unmeasured", severity="warning", place=site.document.place("process.streams"), given=given))
    touched = {step for stream in streams for step in (stream.source, stream.target)}
    for index, step in enumerate(process.steps if process and streams else ()):
        if step.id not in touched:
            place = site.document.place(f"process.steps[{index}]")
            found.append(Finding(code="balance.step_unconnected", severity="note", place=place, given=step.name, values={"step": step.name}))
    return found


def _moisture_known(stream: ProcessStream) -> bool:
    """Return whether a measured stream says how much of it is water; others are no obstacle."""
    if stream.amount is None or not carries(stream, "dry_mass", False):
        return True
    return stream.entry.basis == "dry" or content_of(stream, "dry_mass") is not None


def _moisture_missing(site: Site, streams: tuple[ProcessStream, ...]) -> list[Finding]:
    """Say which streams keep a balance of dry mass from being made, where it was begun: two streams or more state their moisture."""
    lacking = [stream for stream in streams if not _moisture_known(stream)]
    stated = [s for s in streams if s.amount is not None and carries(s, "dry_mass", False) and _moisture_known(s)]
    if len(stated) < 2:
        return []
    given = ", ".join(dict.fromkeys(stream.stream for stream in lacking))
    return [Finding(code="balance.moisture_missing", severity="note", place=site.document.place(lacking[0].path), given=given)]


def _passes(flows: tuple[Flow, ...], flow: Flow) -> bool:
    """Return whether a stream enters a step that something leaves, so that there is a balance at all."""
    return flow.target is not None and any(other.source == flow.target for other in flows)


def takes_up_water(streams: Iterable[ProcessStream]) -> bool:
    """Return whether more product leaves the site than material enters, by mass: the rest can only be water."""
    inside = outside = 0.0
    for stream in streams:
        if not carries(stream, "mass", False) or stream.amount is None:
            continue
        mass = amount_of(stream, "mass")
        if isinstance(mass, Missing):
            continue
        if stream.source is None:
            inside += mass.value
        if stream.target is None and stream.group == "product":
            outside += mass.value
    return outside > inside


def _flows(site: Site, streams: tuple[ProcessStream, ...], quantity: str) -> tuple[Flow, ...]:
    wet = quantity == "mass" and takes_up_water(streams)
    flows = [_flow(site, stream, quantity) for stream in streams if carries(stream, quantity, wet)]
    flows = [flow for flow in flows if flow.reading != 0.0]  # nothing flowed: the balance does without it
    return tuple(_end_uses(flows)) if quantity == "energy" else tuple(flows)


def _end_uses(flows: list[Flow]) -> list[Flow]:
    """Return the flows with steps that only take energy as part of the outside."""
    giving = {flow.source for flow in flows if flow.source}
    ended = [replace(flow, target=flow.target if flow.target in giving else None) for flow in flows]
    return [flow for flow in ended if flow.source or flow.target]


def _flow(site: Site, stream: ProcessStream, quantity: str) -> Flow:
    if stream.amount is None:
        return Flow(stream=stream, source=stream.source, target=stream.target, reading=None, deviation=None, is_assumed=False)
    found = amount_of(stream, quantity)
    if isinstance(found, Missing):
        return Flow(
            stream=stream, source=stream.source, target=stream.target, reading=None, deviation=None, is_assumed=False,
            missing=found.expected,
        )  # fmt: skip
    assumed = stream.relative is None or stream.relative == 0
    relative = _tolerance(site, stream.is_estimated) if assumed else stream.relative or 0.0
    return Flow(
        stream=stream, source=stream.source, target=stream.target, reading=found.value,
        deviation=abs(found.value) * relative, is_assumed=assumed,
    )  # fmt: skip


def _tolerance(site: Site, is_estimated: bool) -> float:
    key = "balance.closure_estimated" if is_estimated else "balance.closure_measured"
    return float(str(site.book.row("settings", key)["value"])) / 100.0


def _significance(site: Site) -> float:
    return 1.0 - float(str(site.book.row("settings", "uncertainty.interval")["value"])) / 100.0


def _network(flows: tuple[Flow, ...]) -> Network:
    steps = tuple(dict.fromkeys(step for flow in flows for step in (flow.source, flow.target) if step))
    place = {step: position for position, step in enumerate(steps)}

    def ends(names: list[str | None]) -> np.ndarray[Any, np.dtype[np.intp]]:
        return np.array([place[name] if name else OUTSIDE for name in names], dtype=np.intp)

    return Network(
        steps=steps, streams=tuple(flow.id for flow in flows), source=ends([flow.source for flow in flows]),
        target=ends([flow.target for flow in flows]),
    )  # fmt: skip


def _balance(site: Site, quantity: str, flows: tuple[Flow, ...], period: Period) -> tuple[Balance, list[Finding]]:
    network = _network(flows)
    readings = np.array([np.nan if flow.reading is None else flow.reading for flow in flows])
    deviations = np.array([np.nan if flow.deviation is None else flow.deviation for flow in flows])
    outcome = reconcile(network, readings, deviations, ~np.isnan(readings), _significance(site))
    steps = [_closure(site, flows, step) for step in network.steps]
    whole = _closure(site, flows, None)
    unit, wet = UNITS[quantity], any(flow.stream.group in WATER_GROUPS for flow in flows)
    record = {
        "quantity": quantity,
        "unit": unit,
        "period": period.text,
        "includes_water": quantity == "mass" and wet,
        "streams": [_stream_record(flow, outcome) for flow in flows],
        "steps": [row for row, _ in steps],
        "site": whole[0],
        "significance": _significance(site),
        "deviations_assumed": any(flow.is_assumed for flow in flows),
        "global_test": outcome.global_test,
        "critical_statistic": outcome.critical_statistic,
        "suspects": [int(name[1:]) for name in outcome.suspects],
    }
    findings = _findings(site, quantity, flows, period, (*steps, whole), outcome)
    balance = Balance(
        quantity=quantity, unit=unit, includes_water=bool(record["includes_water"]), flows=flows, outcome=outcome, record=record
    )
    return balance, findings


def _stream_record(flow: Flow, outcome: Reconciliation) -> dict[str, Any]:
    solved = next((one for one in outcome.streams if one.stream == flow.id), None)
    stream = flow.stream
    return {
        "index": stream.index,
        "stream": stream.stream,
        "from": flow.source,
        "to": flow.target,
        "origin": stream.origin,
        "estimated": stream.is_estimated,
        "measured": flow.reading,
        "standard_deviation": flow.deviation,
        "deviation_assumed": flow.is_assumed,
        "role": solved.role if solved else None,
        "flow": solved.flow if solved else None,
        "standard_error": solved.standard_error if solved else None,
        "adjustment": solved.adjustment if solved else None,
        "statistic": solved.statistic if solved else None,
        "bias": solved.bias if solved else None,
        "suspect": flow.id in outcome.suspects,
    }


def _closure(site: Site, flows: tuple[Flow, ...], step: str | None) -> tuple[dict[str, Any], Closure | None]:
    """Return the closure of a step, of the site where `step` is None; none where a stream of it is not measured."""
    entering = [flow for flow in flows if (flow.target == step if step else flow.source is None) and flow.source != flow.target]
    leaving = [flow for flow in flows if (flow.source == step if step else flow.target is None) and flow.source != flow.target]
    unmeasured = [flow.stream.index for flow in (*entering, *leaving) if flow.reading is None]
    estimated = any(flow.stream.is_estimated for flow in (*entering, *leaving))
    tolerance = _tolerance(site, estimated)
    accounts = Accounts(
        inflow=_sum(entering),
        product=_sum(flow for flow in leaving if flow.stream.group not in LOSS_GROUPS | {"by_product"}),
        by_product=_sum(flow for flow in leaving if flow.stream.group == "by_product"),
        loss=_sum(flow for flow in leaving if flow.stream.group in LOSS_GROUPS),
    )
    row: dict[str, Any] = {
        "step": step, "name": step_name(site, step), "inflow": accounts.inflow, "product": accounts.product, "by_product": accounts.by_product,
        "loss": accounts.loss, "tolerance": tolerance, "unmeasured": unmeasured,
    }  # fmt: skip
    if unmeasured or not entering or not leaving:
        return {**row, "gap": None, "error": None, "verdict": "unmeasured" if unmeasured else "one_sided"}, None
    closure = close_balance(accounts, tolerance)
    return {**row, "gap": closure.gap, "error": closure.error, "verdict": closure.verdict}, closure


def step_name(site: Site, step: str | None) -> str | None:
    """Return what the factory calls a step; None for the whole site."""
    process = site.assessment.process
    return next((one.name for one in process.steps if one.id == step), step) if process else step


def _sum(flows: Iterable[Flow]) -> float:
    return float(sum(flow.reading or 0.0 for flow in flows))


def _ledger_findings(site: Site, streams: tuple[ProcessStream, ...], period: Period) -> list[Finding]:
    return [
        Finding(
            code="balance.ledger_empty", severity="warning", place=site.document.place(f"{stream.path}.quantity"),
            given=stream.stream, values={"stream": stream.stream, "period": period.text},
        )
        for stream in streams
        if stream.origin == "ledger_empty"
    ]  # fmt: skip


def _findings(
    site: Site,
    quantity: str,
    flows: tuple[Flow, ...],
    period: Period,
    closures: Iterable[tuple[Mapping[str, Any], Closure | None]],
    outcome: Reconciliation,
) -> list[Finding]:
    unit = UNITS[quantity]
    common = {"quantity": quantity, "unit": unit, "period": period.text}
    found = [_not_converted(site, flow, common) for flow in flows if flow.missing]
    names = _step_names(site)
    for row, closure in closures:
        for finding in closure.findings if closure else ():
            step = names.get(row["step"], row["step"]) if row["step"] else site.assessment.facility.name
            error = "–" if row["error"] is None else f"{100 * row['error']:+.1f} %"
            given = f"{step}: {row['gap']:+.4g} {unit} / {row['inflow']:.4g} {unit} = {error}"
            values = {**common, "step": step, "error_percent": 100 * (row["error"] or 0.0), "tolerance_percent": 100 * row["tolerance"]}
            found.append(
                replace(
                    finding,
                    severity=_softened(finding),
                    place=_step_place(site, row["step"]),
                    given=given,
                    expected=_limit(row),
                    values=values,
                )
            )
    for finding in outcome.findings:
        found.append(_located(site, finding, flows, common))
    if any(flow.is_assumed for flow in flows) and outcome.global_test is not None:
        assumed = ", ".join(flow.stream.stream for flow in flows if flow.is_assumed)
        found.append(
            Finding(
                code="balance.deviation_assumed",
                severity="note",
                place=site.document.place("process.streams"),
                given=assumed,
                values={**common, "percent": 100 * _tolerance(site, False), "percent_estimated": 100 * _tolerance(site, True)},
            )
        )
    return found


def _limit(row: Mapping[str, Any]) -> str:
    return f"± {100 * row['tolerance']:.0f} %"


def _not_converted(site: Site, flow: Flow, common: Mapping[str, object]) -> Finding:
    stream = flow.stream
    return Finding(
        code="balance.not_converted", severity="warning", place=site.document.place(stream.path), given=f"{stream.stream} [{stream.entry.unit}]",
        expected=flow.missing, values={**common, "stream": stream.stream},
    )  # fmt: skip


def _step_place(site: Site, step: str | None) -> Any:
    process = site.assessment.process
    for index, one in enumerate(process.steps if process else ()):
        if one.id == step:
            return site.document.place(f"process.steps[{index}]")
    return site.document.place("process")


def _step_names(site: Site) -> dict[str | None, str]:
    """Return what the factory calls each step."""
    return {step.id: step.name or step.id for step in site.assessment.process.steps} if site.assessment.process else {}


def _located(site: Site, finding: Finding, flows: tuple[Flow, ...], common: Mapping[str, object]) -> Finding:
    """Return a finding of the reconciliation with streams and steps named as the factory names them, and its place."""
    raw = finding.values
    streams = [flow for flow in flows if flow.id in _names(raw.get("streams"))]
    steps = _names(raw.get("steps"))
    values: dict[str, object] = {key: value for key, value in raw.items() if key not in {"streams", "steps"}} | dict(common)
    place = site.document.place("process")
    given = ""
    called = _step_names(site)
    if streams:
        own = {note.stream: note.name for note in site.assessment.streams if note.name}
        given = ", ".join(
            f"{own.get(flow.stream.stream, flow.stream.stream)} ({called.get(flow.source, '…')} → {called.get(flow.target, '…')})"
            for flow in streams
        )
        place = site.document.place(streams[0].stream.path)
        values["stream"] = streams[0].stream.stream
    elif steps:
        given = ", ".join(called.get(step, step) for step in steps)
        place = _step_place(site, steps[0])
    return replace(finding, severity=_softened(finding), place=place, given=given or f"[{common['unit']}]", values=values)


def _softened(finding: Finding) -> Severity:
    """Return the severity of a calculator's finding: a balance that cannot be made keeps no other number back."""
    return "warning" if finding.severity == "error" else finding.severity


def _names(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []
