"""Where one factory stands among published figures: a band with its interval, and the level it was read at.

Only published figures enter (R11). A cell of few contributors is drawn towards the wider cell above it, never towards
a legal limit: the conjugate log-normal model with a prior worth four plants.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scipy import optimize, stats

from calculators.errors import DomainError

PRIOR_PLANTS = 4.0  # κ₀ and ν₀ of method.md, section 7: what the wider cell counts for
QUARTILE_TO_SD = 2 * stats.norm.ppf(0.75)  # an interquartile range of a normal distribution, in standard deviations
# three published percentiles say less than the plants: asymptotic efficiencies under a normal distribution
MEDIAN_EFFICIENCY = 2 / math.pi
QUARTILES_EFFICIENCY = 0.3675  # of the spread from the interquartile range: 1 / (2 · 1.3606)
CONFIDENCE = 0.90  # two-sided
LEAST = {"5-9": 8, "10-19": 10, "20-49": 20, "50+": 50}  # a band counts as its smallest number with such figures

Band = Literal["top_quarter", "middle", "bottom_quarter", "undetermined"]


@dataclass(frozen=True, kw_only=True)
class PeerStanding:
    """A factory among its peers. `percentile` is the share of plants with a lower intensity. [%]"""

    band: Band
    percentile: float
    percentile_low: float
    percentile_high: float
    level: str
    place: str
    contributors: str
    vintage: str
    median: float
    is_shrunk: bool


def stand(value: float, cells: Sequence[Mapping[str, Any]]) -> PeerStanding | None:
    """Return the standing of an intensity among published cells, or None where no cell with quartiles is published.

    Parameters
    ----------
    value : float
        The factory's intensity, lower being better. [unit of the cells]
    cells : sequence of mapping
        The factory's published cells, the nearest first, as :func:`benchmarks.peers.pack.cells_above` returns them.

    Returns
    -------
    PeerStanding or None
        The band is ``undetermined`` where the interval reaches over a quartile.

    Raises
    ------
    DomainError
        If `value` is not above zero.

    References
    ----------
    .. [1] Gelman et al., Bayesian Data Analysis, 3rd ed. (2013), section 3.3: conjugate normal model, predictive t.
    .. [2] Non-central t interval of a normal quantile: Hahn and Meeker, Statistical Intervals (1991), section 4.4.
    """
    if not value > 0 or not math.isfinite(value):
        raise DomainError(f"an intensity above zero was expected, {value} was given")
    useful = [cell for cell in cells if "p25" in cell and "p75" in cell and cell["p75"] > cell["p25"] > 0]
    if not useful:
        return None
    near, wider = useful[0], useful[1] if len(useful) > 1 else None
    centre, spread, plants = _shrunk(near, wider)
    standard = (math.log(value) - centre) / spread
    percentile = float(stats.t.cdf(standard / math.sqrt(1 + 1 / plants), plants - 1))
    low, high = _interval(standard, _effective(plants, standard))
    return PeerStanding(
        band=_band(low, high),
        percentile=100 * percentile,
        percentile_low=100 * min(low, percentile),
        percentile_high=100 * max(high, percentile),
        level=str(near["level"]),
        place=str(near.get("place", "")),
        contributors=str(near["contributors"]),
        vintage=str(near["vintage"]),
        median=float(near["median"]),
        is_shrunk=wider is not None,
    )


def _moments(cell: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return centre and spread of the logarithm, and the number of plants the cell stands for at least."""
    spread = (math.log(cell["p75"]) - math.log(cell["p25"])) / QUARTILE_TO_SD
    return math.log(cell["median"]), spread, float(LEAST[str(cell["contributors"])])


def _shrunk(near: Mapping[str, Any], wider: Mapping[str, Any] | None) -> tuple[float, float, float]:
    """Return centre, spread and effective number after the wider cell spoke with the weight of four plants."""
    centre, spread, plants = _moments(near)
    if wider is None:
        return centre, spread, plants
    prior_centre, prior_spread, _ = _moments(wider)
    total = PRIOR_PLANTS + plants
    apart = PRIOR_PLANTS * plants / total * (centre - prior_centre) ** 2
    squares = PRIOR_PLANTS * prior_spread**2 + (plants - 1) * spread**2 + apart
    return (PRIOR_PLANTS * prior_centre + plants * centre) / total, math.sqrt(squares / (total - 1)), total


def _effective(plants: float, standard: float) -> float:
    """Return the number of plants whose own values would place this one as closely as the percentiles do."""
    own = 1 + standard**2 / 2
    published = 1 / MEDIAN_EFFICIENCY + standard**2 / (2 * QUARTILES_EFFICIENCY)
    return max(plants * own / published, 3.0)


def _interval(standard: float, plants: float) -> tuple[float, float]:
    """Return the interval of the share of plants below a value so many sample deviations from the mean.

    The share Φ(z) fits the sample if the non-central t distribution with n − 1 degrees of freedom and non-centrality
    √n·z puts √n·`standard` at neither edge.
    """
    root = math.sqrt(plants)
    edge = (1 - CONFIDENCE) / 2
    at = root * standard

    def below(z: float) -> float:
        found = float(stats.nct.cdf(at, plants - 1, root * z))
        return found if math.isfinite(found) else float(at > root * z)  # scipy gives NaN far in the tails

    def share(probability: float) -> float:
        error = math.sqrt(1 / plants + standard**2 / (2 * plants))
        near = standard - float(stats.norm.ppf(probability)) * error
        z = optimize.brentq(lambda z: below(z) - probability, near - 3 * error, near + 3 * error, xtol=1e-6)
        return float(stats.norm.cdf(z))

    return share(1 - edge), share(edge)


def _band(low: float, high: float) -> Band:
    if high <= 0.25:
        return "top_quarter"
    if low >= 0.75:
        return "bottom_quarter"
    if low >= 0.25 and high <= 0.75:
        return "middle"
    return "undetermined"
