"""Does what goes in come out: the signed closure of a step and of the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from calculators.finding import Finding
from calculators.flow_network import OUTSIDE, Network
from calculators.least_squares import FloatArray


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """One conserved quantity of one step over one period, all in the same unit (kg, kg dry, m³, MJ …)."""

    inflow: float
    product: float
    by_product: float
    loss: float
    opening_stock: float = 0.0
    closing_stock: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Closure:
    """How far a balance closes.

    `gap` is what came in and is not accounted for [unit of quantity]; negative: more came out than went in. `error`
    is the gap as a share of what was available [1], None when nothing was.
    """

    gap: float
    error: float | None
    verdict: Literal["closed", "open", "nothing_in"]
    findings: tuple[Finding, ...]


def close_balance(accounts: Accounts, tolerance: float) -> Closure:
    """Return the signed closure error of one balance.

    Parameters
    ----------
    accounts : Accounts
        What went in, came out, and lay in stock. [unit of quantity]
    tolerance : float
        Largest error called closed; customary are 0.05 for measured and 0.10 for estimated flows. [1]

    Returns
    -------
    Closure
        Gap and error, with findings `balance.gap`, `.more_out_than_in`, `.nothing_in`, `.negative_amount`.
    """
    out = accounts.product + accounts.by_product + accounts.loss
    available = accounts.inflow + accounts.opening_stock
    gap = available - out - accounts.closing_stock
    negative = [
        name
        for name in ("inflow", "product", "by_product", "loss", "opening_stock", "closing_stock")
        if getattr(accounts, name) < 0
    ]
    findings: tuple[Finding, ...] = ()
    if negative:
        findings = (Finding(code="balance.negative_amount", severity="error", values={"amounts": negative}),)
    if available <= 0:
        nothing = Finding(code="balance.nothing_in", severity="warning", values={"gap": gap})
        return Closure(gap=gap, error=None, verdict="nothing_in", findings=(*findings, nothing))
    error = gap / available
    if abs(error) <= tolerance:
        return Closure(gap=gap, error=error, verdict="closed", findings=findings)
    code = "balance.gap" if gap > 0 else "balance.more_out_than_in"
    values = {"error": error, "tolerance": tolerance, "gap": gap}
    found = Finding(code=code, severity="warning", values=values)
    return Closure(gap=gap, error=error, verdict="open", findings=(*findings, found))


def total(accounts: Sequence[Accounts]) -> Accounts:
    """Return the sum of several accounts, such as streams of one step. [unit of quantity]

    Steps that hand on to each other are not summed with this: their transfers would count twice. Use
    :func:`site_accounts`.

    Parameters
    ----------
    accounts : sequence of Accounts
        In one unit. [unit of quantity]

    Returns
    -------
    Accounts
        Member by member. [unit of quantity]
    """
    return Accounts(
        inflow=sum(one.inflow for one in accounts),
        product=sum(one.product for one in accounts),
        by_product=sum(one.by_product for one in accounts),
        loss=sum(one.loss for one in accounts),
        opening_stock=sum(one.opening_stock for one in accounts),
        closing_stock=sum(one.closing_stock for one in accounts),
    )


def step_accounts(network: Network, flow: FloatArray, step: int) -> Accounts:
    """Return what enters and leaves one step; everything that leaves counts as product.

    Parameters
    ----------
    network : Network
        Steps and streams.
    flow : ndarray
        One per stream. [unit of quantity]
    step : int
        Position of the step. [1]

    Returns
    -------
    Accounts
        Inflow and product. [unit of quantity]
    """
    entering, leaving = network.target == step, network.source == step
    through = entering & leaving
    return Accounts(
        inflow=float(flow[entering & ~through].sum()), product=float(flow[leaving & ~through].sum()),
        by_product=0.0, loss=0.0,
    )  # fmt: skip


def site_accounts(network: Network, flow: FloatArray) -> Accounts:
    """Return what crosses the site's boundary; streams between steps cancel.

    Parameters
    ----------
    network : Network
        Steps and streams.
    flow : ndarray
        One per stream. [unit of quantity]

    Returns
    -------
    Accounts
        Inflow and product of the site, whose gap is the sum of the steps' gaps. [unit of quantity]
    """
    outside = step_accounts(network, flow, OUTSIDE)
    return Accounts(inflow=outside.product, product=outside.inflow, by_product=0.0, loss=0.0)
