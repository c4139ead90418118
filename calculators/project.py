"""The cash flows of a measure, year by year, with tax, subsidy, loan and price growth where they are stated."""

from __future__ import annotations

import math
from dataclasses import dataclass

from calculators.appraisal import annuity_factor
from calculators.errors import DomainError

LONGEST_LIFETIME = 100  # year; a longer one is a slip of the pen, and would only fill memory


@dataclass(frozen=True, kw_only=True)
class Loan:
    """Money borrowed at the start and repaid in equal yearly amounts. [VND, 1/year, year]"""

    amount: float
    rate: float
    years: int


@dataclass(frozen=True, kw_only=True)
class Project:
    """One measure as an investor sees it. Money is in VND, rates are fractions per year.

    `saving` and `cost` are of the first year at today's prices; from the second year on they grow by `saving_growth`
    and `cost_growth`. Taxes are on what the measure adds to profit: saving less cost, straight-line depreciation and
    interest; a year with a loss lowers the tax on the firm's other profit. A subsidy lowers both what is spent and
    what is depreciated. `residual` comes in at the end and is taxed as profit beyond the book value, which is zero.
    """

    investment: float
    saving: float
    cost: float = 0.0
    lifetime: float
    residual: float = 0.0
    subsidy: float = 0.0
    tax_rate: float = 0.0
    depreciation_years: int | None = None
    saving_growth: float = 0.0
    cost_growth: float = 0.0
    loan: Loan | None = None

    def __post_init__(self) -> None:
        for name in ("investment", "residual", "subsidy"):
            _require(getattr(self, name) >= 0, name, getattr(self, name), "zero or more VND")
        _require(0 < self.lifetime <= LONGEST_LIFETIME, "lifetime", self.lifetime, f"above 0 and at most {LONGEST_LIFETIME} years")
        _require(self.subsidy <= self.investment, "subsidy", self.subsidy, "at most the investment")
        _require(0 <= self.tax_rate < 1, "tax_rate", self.tax_rate, "a fraction from 0 to below 1")
        for name in ("saving", "cost"):
            _require(math.isfinite(getattr(self, name)), name, getattr(self, name), "a finite amount")
        for name in ("saving_growth", "cost_growth"):
            _require(-1 < getattr(self, name) < 10, name, getattr(self, name), "a fraction per year, 0.03 for 3 %")
        if self.depreciation_years is not None:
            _require(self.depreciation_years > 0, "depreciation_years", self.depreciation_years, "one or more years")
        if self.loan is not None:
            _require(0 <= self.loan.amount <= self.investment, "loan.amount", self.loan.amount, "at most the investment")
            _require(self.loan.rate >= 0 and self.loan.years > 0, "loan", self.loan.years, "a rate of 0 or more and years above 0")

    @property
    def years(self) -> int:
        """The number of years with cash flows; a broken last year counts as its share. [year]"""
        return math.ceil(self.lifetime)


def _require(is_right: bool, name: str, given: float, expected: str) -> None:
    if not is_right:
        raise DomainError(f"{name} {given} was given; expected {expected}")


def cash_flows(project: Project) -> tuple[float, ...]:
    """Return the money that a project costs and brings, of the start and of each year of its lifetime.

    Parameters
    ----------
    project : Project
        The measure.

    Returns
    -------
    tuple of float
        Cash flow of year 0, 1, … n. With a loan it is the owner's: own money out, repayments after. [VND]

    References
    ----------
    .. [1] UNEP DTIE, Profiting from Cleaner Production: incremental cash flows of a project.
    .. [2] L. Blank, A. Tarquin, Engineering Economy, 8th ed., McGraw-Hill 2018, ch. 17 (after-tax cash flow).

    Examples
    --------
    >>> cash_flows(Project(investment=100.0, saving=60.0, cost=10.0, lifetime=2))
    (-100.0, 50.0, 50.0)
    """
    spent = project.investment - project.subsidy
    borrowed = project.loan.amount if project.loan else 0.0
    flows = [-spent + borrowed]
    owed = borrowed
    for year in range(1, project.years + 1):
        share = min(1.0, project.lifetime - (year - 1))
        before = share * (
            project.saving * (1 + project.saving_growth) ** (year - 1) - project.cost * (1 + project.cost_growth) ** (year - 1)
        )
        interest, repaid = _service(project.loan, owed, year, project.years)
        owed -= repaid
        end = project.residual if year == project.years else 0.0
        tax = project.tax_rate * (before + end - _depreciation(project, spent, year) - interest)
        flows.append(before + end - tax - interest - repaid)
    return tuple(flows)


def _depreciation(project: Project, spent: float, year: int) -> float:
    """Return what is written off in a year, evenly; what is left at the end of the lifetime goes with the last year."""
    term = project.depreciation_years or project.years
    yearly = spent / term
    if year == project.years and term > project.years:
        return yearly * (term - year + 1)
    return yearly if year <= term else 0.0


def _service(loan: Loan | None, owed: float, year: int, last: int) -> tuple[float, float]:
    """Return interest and repayment of a year; a loan longer than the project is repaid at its end."""
    if loan is None or year > loan.years:
        return 0.0, 0.0
    interest = owed * loan.rate
    if year in (last, loan.years):
        return interest, owed
    return interest, loan.amount * annuity_factor(loan.rate, loan.years) - interest
