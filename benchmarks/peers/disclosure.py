"""Disclosure rules: which figures of a cell may be published. Works on the cell table, wherever that was computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calculators.errors import DomainError

VERSION = "2"  # of the rules; raised whenever a default or a formula changes
BANDS = ((50, "50+"), (20, "20-49"), (10, "10-19"), (5, "5-9"))  # R6


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The release rules' settings. The dominance settings are secrets of a deployment: `repr` does not show them."""

    contributors: int = 5  # R2
    median: int = 8  # R3
    quartiles: int = 10  # R3
    tails: int = 30  # R3
    p_percent: float = field(default=15.0, repr=False)  # R4
    one_dominates: float = field(default=0.50, repr=False)  # R4
    two_dominate: float = field(default=0.85, repr=False)  # R4
    record_share: float = 0.50  # of one contributor's weighted value in a median or quartile
    quartile_share: float = 0.25  # of the largest value in the quartiles: chosen by running the outlier's attacker
    tail_share: float = 0.15  # of the largest value in p10 and p90: likewise
    tail_moves: float = 0.04  # by how much of itself a p10 or p90 may depend on one contributor: likewise
    quartile_ratio: float = 1.05  # R5
    digits: int = 2  # R6
    changed: int = 3  # R9
    version: str = VERSION

    def __post_init__(self) -> None:
        """Refuse settings weaker than counting to three: a release must never depend on one or two contributors."""
        ordered = 3 <= self.contributors <= self.median <= self.quartiles <= self.tails
        shares = 0 < self.p_percent < 100 and 0 < self.one_dominates < 1 and 0 < self.two_dominate < 1
        if not (
            ordered
            and shares
            and self.changed >= 3
            and 0 < self.tail_share <= self.quartile_share <= self.record_share <= 0.5
            and self.quartile_ratio > 1
            and 0 < self.tail_moves < 1
            and self.digits in (1, 2)
        ):
            raise DomainError("release rules at least as strict as three contributors were expected")


Bools = NDArray[np.bool_]


def is_dominated(total: NDArray[np.float64], largest: NDArray[np.float64], second: NDArray[np.float64], rules: Rules) -> Bools:
    """Return whether a sum would let one of its two largest contributors be estimated too closely (R4).

    Parameters
    ----------
    total, largest, second : ndarray
        The sum, its largest and second largest contribution, none negative. [one unit for all]
    rules : Rules
        The p % and dominance settings.

    Returns
    -------
    ndarray of bool
        True where the sum, or a ratio with it, must be withheld.

    References
    ----------
    .. [1] EU Handbook on Statistical Disclosure Control, 2nd ed. (2024), ch. 4: p % rule (total − x₁ − x₂ < p/100·x₁)
       and (n, k) dominance rule.
    """
    remainder = total - largest - second
    by_p = remainder < rules.p_percent / 100 * largest
    by_one = largest > rules.one_dominates * total
    by_two = largest + second > rules.two_dominate * total
    return np.asarray(by_p | by_one | by_two | (total <= 0), dtype=bool)


def is_sum_dominated(cells: pd.DataFrame, quantity: str, rules: Rules) -> Bools:
    """Return :func:`is_dominated` for the cells' sums of ``numerator`` or ``denominator``."""
    total, largest, second = (cells[f"{quantity}{suffix}"].to_numpy(dtype=np.float64) for suffix in ("", "_1", "_2"))
    return is_dominated(total, largest, second, rules)


def judge(cells: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return the cells with one column per figure saying whether rules R2–R5 let it out, and why not.

    Parameters
    ----------
    cells : DataFrame
        As :func:`benchmarks.peers.percentile.summarise` returns them.
    rules : Rules
        The settings.

    Returns
    -------
    DataFrame
        With `may_count`, `may_median`, `may_quartiles`, `may_tails`, `may_mean`, and `reason`: for the operator's audit
        only, never for a reader.
    """
    n = cells["n"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        narrow = cells["p75"].to_numpy() < rules.quartile_ratio * cells["p25"].to_numpy()
    homogeneous = cells["ties"].to_numpy() | narrow
    dominated = np.zeros(len(cells), dtype=bool)
    for name in ("numerator", "denominator"):
        dominated |= is_sum_dominated(cells, name, rules)
    few = n < rules.contributors
    outlier = _stands_out(cells, ("p25_1", "p75_1"), rules.record_share) | _stands_out(cells, ("p75_top",), rules.quartile_share)
    loose = _stands_out(cells, ("p10_top", "p90_top"), rules.tail_share) | _stands_out(cells, ("p10_moves", "p90_moves"), rules.tail_moves)
    judged = cells.assign(
        may_count=~few & ~homogeneous,
        may_median=(n >= rules.median) & ~homogeneous & ~_stands_out(cells, ("p50_1",), rules.record_share),
        may_quartiles=(n >= rules.quartiles) & ~homogeneous & ~outlier,
        may_tails=(n >= rules.tails) & ~homogeneous & ~loose,
        may_mean=(n >= rules.quartiles) & ~homogeneous & ~dominated,
    )
    conditions = [few, homogeneous, n < rules.median, dominated]
    return judged.assign(reason=np.select(conditions, ["contributors", "homogeneous", "median", "dominance"], ""))


def _stands_out(cells: pd.DataFrame, shares: tuple[str, ...], limit: float) -> Bools:
    """Return whether one contributor's weighted value makes up most of a percentile.

    A percentile by weights is a sum too: an outlier thirty times the others is most of a 90th percentile of thirty plants
    and could be solved for, so its share of the percentile is bounded, in quartiles more closely and most in the tails.
    In the tails, where contributors lie far apart, the percentile must not move far with one of them either.
    """
    return np.asarray((cells[list(shares)].to_numpy() > limit).any(axis=1), dtype=bool)


def protect_complements(judged: pd.DataFrame, regions: Mapping[str, str], rules: Rules) -> pd.DataFrame:
    """Return the cells with children withheld wherever parent minus published children would be a few plants (R10).

    A reader who knows a parent and its children can subtract. So what is left of a published parent must be nobody, or at
    least as many contributors as a cell needs; else the smallest published child is withheld, until it is so. A child of
    a withheld parent is withheld too: it could be subtracted from the grandparent.

    Parameters
    ----------
    judged : DataFrame
        As :func:`judge` returns them.
    regions : mapping
        Province → region.
    rules : Rules
        The settings.

    Returns
    -------
    DataFrame
        The same cells with more of them withheld (`reason` says ``complement``).
    """
    judged = judged.reset_index(drop=True)
    published = judged["may_count"].to_numpy().copy()
    within = judged["place"].map(dict(regions)).fillna("").to_numpy()
    for child_level, (parent_level, joined) in _PARENTS.items():
        child, parent = _pairs(judged.assign(within=within), child_level, parent_level, joined)
        published[child] &= published[parent]
        _thin_out(judged, published, child, parent, rules.contributors)
    return _withhold(judged, judged["may_count"].to_numpy() & ~published, "complement")


def _pairs(judged: pd.DataFrame, child_level: str, parent_level: str, joined: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the row numbers of each child that has a parent row, and of that parent."""
    table = judged.assign(row=np.arange(len(judged)))
    parents = table[table["level"] == parent_level]
    if "within" in joined:
        parents = parents.assign(within=parents["place"])
    keys = [*joined, "year", "indicator", "unit"]
    children = table[table["level"] == child_level]
    pairs = children[[*keys, "row"]].merge(parents[[*keys, "row"]], on=keys, suffixes=("", "_parent"))
    return pairs["row"].to_numpy(), pairs["row_parent"].to_numpy()


def _thin_out(judged: pd.DataFrame, published: Bools, child: NDArray[np.int64], parent: NDArray[np.int64], least: int) -> None:
    """Withhold the smallest children, one per parent and turn, until no parent leaves a remainder of a few."""
    n, plants = judged["n"].to_numpy(), judged["plants"].to_numpy()
    while True:
        shown = published[child]
        rest, rest_plants = n.copy(), plants.copy()
        np.subtract.at(rest, parent[shown], n[child[shown]])
        np.subtract.at(rest_plants, parent[shown], plants[child[shown]])
        unsafe = shown & (rest_plants[parent] > 0) & (rest[parent] < least)
        if not unsafe.any():
            return
        order = np.lexsort((child[unsafe], n[child[unsafe]], parent[unsafe]))
        _, first = np.unique(parent[unsafe][order], return_index=True)
        published[child[unsafe][order][first]] = False


def _withhold(judged: pd.DataFrame, withheld: Bools, reason: str) -> pd.DataFrame:
    flags = [name for name in judged.columns if name.startswith("may_")]
    return judged.assign(
        **{name: judged[name].to_numpy() & ~withheld for name in flags},
        reason=np.where(withheld, reason, judged["reason"]),
    )


# child level → (parent level, what joins them), coarse levels first
_PARENTS = {
    "product.country": ("sector.country", ["sector"]),
    "sector.region": ("sector.country", ["sector"]),
    "product.region": ("product.country", ["sector", "product"]),
    "sector.province": ("sector.region", ["sector", "within"]),
    "product.province": ("product.region", ["sector", "product", "within"]),
}


def band(n: int) -> str:
    """Return the band that stands for a number of contributors (R6).

    Raises
    ------
    DomainError
        If the number is below every band: such a count is not published at all.
    """
    found = next((text for least, text in BANDS if n >= least), None)
    if found is None:
        raise DomainError("a count that may be published was expected")
    return found


def rounded(value: float, digits: int) -> float:
    """Return `value` with so many significant digits (R6)."""
    return float(f"{value:.{digits - 1}e}")
