"""The rates of return of a series of cash flows: none, one or several, and all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from calculators.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class RatesOfReturn:
    """Every rate above −1 at which the present value is zero, smallest first. [1/year]

    `sign_changes` counts the changes of sign in the flows: at most so many rates exist (Descartes).
    """

    rates: tuple[float, ...]
    sign_changes: int

    @property
    def single(self) -> float | None:
        """The internal rate of return where there is exactly one. [1/year]"""
        return self.rates[0] if len(self.rates) == 1 else None


def internal_rates_of_return(flows: Sequence[float]) -> RatesOfReturn:
    """Return all real rates at which the net present value is zero; none and several are answers too.

    With x = 1/(1+r) the present value is a polynomial in x. Between two coefficients of unlike sign, p(x)/x^k has a
    derivative with one change of sign less; its zeros separate those of p, so that the recursion of Descartes' rule
    finds every simple zero in as many steps as there are changes of sign, and a double zero as a touching point.

    Parameters
    ----------
    flows : sequence of float, shape (n + 1,)
        Cash flow of year 0, 1, … n. [VND]

    Returns
    -------
    RatesOfReturn
        The rates. [1/year]

    Raises
    ------
    DomainError
        If all flows are zero or one is not finite.

    References
    ----------
    .. [1] D. Newnan, T. Eschenbach, J. Lavelle, Engineering Economic Analysis, 9th ed., appendix 7A, p. 235.

    Examples
    --------
    >>> [round(rate, 4) for rate in internal_rates_of_return([-180, 50, 50, 50, 50, 50, 50, -70]).rates]
    [-0.3829, 0.1045]
    """
    if not all(math.isfinite(flow) for flow in flows) or not any(flows):
        raise DomainError("cash flows must be finite amounts of which one at least is not zero")
    terms = [(float(year), flow) for year, flow in enumerate(flows) if flow != 0]
    logs = _zeros(terms)
    rates = sorted(math.expm1(-log) for log in logs)
    return RatesOfReturn(rates=tuple(rates), sign_changes=_sign_changes(terms))


def _zeros(terms: list[tuple[float, float]]) -> list[float]:
    """Return the logarithms of the positive zeros of Σ c·x^e, in order."""
    if _sign_changes(terms) == 0:
        return []
    turn = next(index for index in range(1, len(terms)) if terms[index - 1][1] * terms[index][1] < 0)
    middle = (terms[turn - 1][0] + terms[turn][0]) / 2.0
    between = _zeros([(exponent, (exponent - middle) * amount) for exponent, amount in terms])
    edges = [-_reach(terms), *between, _reach(terms)]
    found: list[float] = []
    for low, high in pairwise(edges):
        if _touches(terms, low):
            found.append(low)
        elif not _touches(terms, high) and _at(terms, low) * _at(terms, high) < 0:
            found.append(_bisect(terms, low, high))
    return found


def _reach(terms: list[tuple[float, float]]) -> float:
    """Return a logarithm beyond which no zero lies on either side (Cauchy's bound)."""
    sizes = [math.log(abs(amount)) for _, amount in terms]
    gap = min(later[0] - earlier[0] for earlier, later in pairwise(terms))
    return (max(sizes) - min(sizes[0], sizes[-1]) + math.log(len(terms)) + 1.0) / gap


def _at(terms: list[tuple[float, float]], log: float) -> float:
    """Return Σ c·x^e at x = exp(log), over its largest term: of the right sign and never too large to hold."""
    logs = [exponent * log + math.log(abs(amount)) for exponent, amount in terms]
    top = max(logs)
    return math.fsum(math.copysign(math.exp(size - top), amount) for size, (_, amount) in zip(logs, terms, strict=True))


def _touches(terms: list[tuple[float, float]], log: float) -> bool:
    return abs(_at(terms, log)) < 1e-13 * len(terms)


def _bisect(terms: list[tuple[float, float]], low: float, high: float) -> float:
    rising = _at(terms, low) < 0
    for _ in range(200):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        if (_at(terms, middle) < 0) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _sign_changes(terms: list[tuple[float, float]]) -> int:
    return sum(earlier[1] * later[1] < 0 for earlier, later in pairwise(terms))
