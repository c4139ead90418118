"""Changes a person makes to the static factors of the document, each giving a new assessment."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.model import Assessment, StaticFactor


def key_of(factor: StaticFactor) -> str:
    """Return what tells a change from the others of its document."""
    return f"{factor.kind}|{factor.period}|{factor.name}"


def with_factor(assessment: Assessment, values: Mapping[str, object]) -> Assessment:
    """Return the assessment with a change of a static factor; one of the same kind, period and name is replaced.

    Raises
    ------
    ValueError
        If a member cannot take its value.
    """
    made = StaticFactor.model_validate(dict(values))
    others = tuple(factor for factor in assessment.static_factors if key_of(factor) != key_of(made))
    return assessment.model_copy(update={"static_factors": (*others, made)})


def without_factor(assessment: Assessment, key: str) -> Assessment:
    """Return the assessment without the change that a key names."""
    return assessment.model_copy(update={"static_factors": tuple(factor for factor in assessment.static_factors if key_of(factor) != key)})
