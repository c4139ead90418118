"""Changes a person makes on the guided path: answers, decisions, plans and worksheets, each giving a new assessment."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.model import Assessment, Measured, Option, Saving, Worksheet
from calculators.errors import UnknownKeyError
from data.catalogue import unknown_key
from data.table import Row

Value = float | str | Measured
MOST_ID = 40  # characters of an own option's id made from the library's


def noted(assessment: Assessment, sheet: str, values: Mapping[str, Value | None]) -> Assessment:
    """Return the assessment with fields of a worksheet set; a field given None or an empty text is taken off it.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    sheet : str
        The worksheet's key.
    values : mapping of str to float, str, Measured or None
        Fields.

    Returns
    -------
    Assessment
        A new assessment; the other worksheets stand as they were.
    """
    kept = [item for item in assessment.worksheets if item.sheet != sheet or item.step is not None]
    mine: dict[str, Value] = {}
    for item in assessment.worksheets:
        if item.sheet == sheet and item.step is None:
            mine |= item.values
    for name, value in values.items():
        if value is None or value == "":
            mine.pop(name, None)
        else:
            mine[name] = value
    sheets = [*kept, Worksheet(sheet=sheet, values=mine)] if mine else kept
    return assessment.model_copy(update={"worksheets": tuple(sheets)})


def changed(assessment: Assessment, key: str, changes: Mapping[str, object]) -> Assessment:
    """Return the assessment with members of one option changed.

    Raises
    ------
    UnknownKeyError
        If there is no such option.
    ValueError
        If a member cannot take its value.
    """
    if key not in {option.id for option in assessment.options}:
        raise unknown_key("option", key, [option.id for option in assessment.options])
    options = tuple(_revised(option, changes) if option.id == key else option for option in assessment.options)
    return assessment.model_copy(update={"options": options})


def _revised(option: Option, changes: Mapping[str, object]) -> Option:
    return Option.model_validate({**option.model_dump(exclude_none=True), **changes})


def adopted(assessment: Assessment, row: Row, title: str, saves: tuple[Saving, ...], investment: float, lifetime: float) -> Assessment:
    """Return the assessment with a measure of the library as an own option.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    row : Row
        The library's row.
    title : str
        Its title in the factory's language.
    saves : tuple of Saving
        What the factory expects of it.
    investment : float
        What it costs here. [VND]
    lifetime : float
        How long it lasts. [year]

    Returns
    -------
    Assessment
        A new assessment; an option made from the same row before is replaced.
    """
    key = str(row["id"])[:MOST_ID]
    taken = {option.id for option in assessment.options if option.library != row["id"]}
    if key in taken:
        raise UnknownKeyError("free option id", key)
    made = Option.model_validate(
        {
            "id": key,
            "title": title,
            "library": str(row["id"]),
            "technique": str(row["technique"]),
            "saves": [saving.model_dump(exclude_none=True) for saving in saves],
            "investment_vnd": investment,
            "lifetime_years": lifetime,
            "status": "study",
        }
    )
    others = tuple(option for option in assessment.options if option.library != row["id"])
    return assessment.model_copy(update={"options": (*others, made)})


def chosen(assessment: Assessment, choices: Mapping[str, float | str | None]) -> Assessment:
    """Return the assessment with choices set; one given None goes back to the edition's."""
    stated = {**assessment.choices, **{key: value for key, value in choices.items() if value is not None}}
    for key, value in choices.items():
        if value is None:
            stated.pop(key, None)
    return assessment.model_copy(update={"choices": stated})
