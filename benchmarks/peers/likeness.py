"""Whether two contributions are one plant's: the same figures under two enrolments, copied, nudged or scaled.

What is found is for the operator alone. A sender who was told "that resembles another plant" could try figures until it is said.
"""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.peers.contribution import Contribution
from calculators.finding import Finding, Place

COPIED = 0.01  # both parts of every shared indicator this close: a copy, nudged at most
SCALED = 0.001  # the intensities of independent indicators this close: a copy of another size
INDEPENDENT = 2  # indicators that must agree before a scaled copy is supposed: one agrees by chance
_OF_ENERGY = frozenset({"energy_intensity", "electricity_intensity", "thermal_intensity", "ghg_intensity", "norm_sec"})

Parts = Mapping[tuple[str, str], tuple[int, int]]  # (indicator, unit) → numerator, denominator [thousandths of the unit]


def parts(made: Contribution) -> Parts:
    """Return what a contribution says, by indicator and unit."""
    return {(figure.indicator, figure.unit): (figure.numerator, figure.denominator) for figure in made.figures}


def is_alike(one: Parts, other: Parts) -> bool:
    """Return whether two plants' figures of one year are so near that one of them is a copy of the other.

    Parameters
    ----------
    one, other : mapping
        (indicator, unit) → numerator and denominator, all above zero. [thousandths of the unit]

    Returns
    -------
    bool
        True where both parts of every shared indicator are within 1 %, or where the intensities of at least two independent shared
        indicators are all within 0.1 %. The indicators made of energy count as one: of a plant that uses electricity alone they are
        proportional. Two plants that share no indicator are not alike. Both limits are choices of this software.
    """
    shared = one.keys() & other.keys()
    if not shared:
        return False
    pairs = [(one[key], other[key]) for key in shared]
    if all(_near(mine, theirs, COPIED) for a, b in pairs for mine, theirs in zip(a, b, strict=True)):
        return True
    independent = {"energy" if name in _OF_ENERGY else name for name, _ in shared}
    return len(independent) >= INDEPENDENT and all(_near(a[0] / a[1], b[0] / b[1], SCALED) for a, b in pairs)


def _near(one: float, other: float, limit: float) -> bool:
    return abs(one - other) <= limit * max(one, other)


def finding(made: Contribution, facility: str, file: str = "") -> Finding:
    """Return what the operator is told of a record that looks like another enrolment's."""
    return Finding(code="contribution.alike", severity="error", place=Place(file=file, path="figures"), given=made.facility, expected=facility)
