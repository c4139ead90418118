"""Take a change back without taking back what others, or oneself, changed since."""

from __future__ import annotations

from assessment.model import Assessment
from assessment.store.documents import tree_of
from assessment.store.merging import Clash, merge


def rebased(base: Assessment, mine: Assessment, theirs: Assessment) -> tuple[Assessment, tuple[Clash, ...]]:
    """Return what `mine` and `theirs` made of `base` together, and what they did not agree on (`theirs` holds there).

    Raises
    ------
    ValueError
        If the two together are no assessment (one removed what the other relies on).
    """
    if theirs is base or mine is theirs:
        return mine, ()
    if mine is base:
        return theirs, ()
    made = merge(tree_of(base), tree_of(mine), tree_of(theirs))
    return Assessment.model_validate(made.tree), made.clashes


def taken_back(now: Assessment, before: Assessment, after: Assessment) -> Assessment:
    """Return the assessment without the change that made `after` of `before`; later changes of other rows stay.

    Raises
    ------
    ValueError
        If the rest would be no assessment.
    """
    return rebased(after, before, now)[0]
