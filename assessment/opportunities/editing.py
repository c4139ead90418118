"""Changes a person makes on the guided path: answers, decisions, plans and worksheets, each giving a new assessment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assessment.model import RESERVED_STEPS, Assessment, Measured, Option, Process, Saving, Step, StepStream, Worksheet
from calculators.errors import UnknownKeyError
from calculators.units import fold
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
            "excludes": _ruled_out(assessment, row),
        }
    )
    others = tuple(option for option in assessment.options if option.library != row["id"])
    return assessment.model_copy(update={"options": (*others, made)})


def _ruled_out(assessment: Assessment, row: Row) -> tuple[str, ...]:
    """Return the own options whose library rows the library says cannot go together with a row."""
    listed = row["excludes"]
    named = {str(key) for key in listed} if isinstance(listed, tuple | list) else set(str(listed or "").split())
    return tuple(option.id for option in assessment.options if option.library in named)


def chosen(assessment: Assessment, choices: Mapping[str, float | str | None]) -> Assessment:
    """Return the assessment with choices set; one given None goes back to the edition's."""
    stated = {**assessment.choices, **{key: value for key, value in choices.items() if value is not None}}
    for key, value in choices.items():
        if value is None:
            stated.pop(key, None)
    return assessment.model_copy(update={"choices": stated})


def key_of(title: str, taken: Iterable[str]) -> str:
    """Return an id made of a title: its letters and digits without accents, and a number where it is taken."""
    plain = "_".join(re.findall(r"[a-z0-9]+", fold(title)))[:MOST_ID].strip("_") or "muc"
    used = set(taken)
    number = 2
    key = plain
    while key in used:
        key, number = f"{plain}_{number}", number + 1
    return key


def added(assessment: Assessment, title: str, values: Mapping[str, object]) -> Assessment:
    """Return the assessment with an option of the factory's own; its id is made of its title.

    Raises
    ------
    ValueError
        If a member cannot take its value.
    """
    key = key_of(title, (option.id for option in assessment.options))
    made = Option.model_validate({"status": "study", **values, "id": key, "title": title})
    return assessment.model_copy(update={"options": (*assessment.options, made)})


def removed(assessment: Assessment, key: str) -> Assessment:
    """Return the assessment without an option, and without the links of others to it.

    Raises
    ------
    UnknownKeyError
        If there is no such option.
    """
    if key not in {option.id for option in assessment.options}:
        raise unknown_key("option", key, [option.id for option in assessment.options])
    kept = tuple(
        _revised(option, {name: tuple(other for other in getattr(option, name) if other != key) for name in ("requires", "excludes")})
        for option in assessment.options
        if option.id != key
    )
    return assessment.model_copy(update={"options": kept})


def with_steps(assessment: Assessment, names: Sequence[str]) -> Assessment:
    """Return the assessment with process steps of these names in this order; a step that stays keeps its id and its costs.

    Raises
    ------
    ValueError
        If a step that is left out still has streams on the process map.
    """
    process = assessment.process or Process()
    known = {step.name: step for step in process.steps}
    taken = [step.id for step in process.steps]
    steps: list[Step] = []
    for name in dict.fromkeys(name.strip() for name in names if name.strip()):
        step = known.get(name) or Step(id=key_of(name, [*taken, *RESERVED_STEPS]), name=name)
        taken.append(step.id)
        steps.append(step)
    left = {step.id for step in process.steps} - {step.id for step in steps}
    if any(stream.from_ in left or stream.to in left for stream in process.streams):
        raise ValueError("a step that has streams on the process map cannot be left out: take its streams off first")
    return assessment.model_copy(update={"process": process.model_copy(update={"steps": tuple(steps)})})


def with_stream(assessment: Assessment, values: Mapping[str, object]) -> Assessment:
    """Return the assessment with one more stream on the process map.

    Raises
    ------
    ValueError
        If it leads from nowhere to nowhere, or a member cannot take its value.
    """
    process = assessment.process or Process()
    steps = {step.id for step in process.steps}
    stream = StepStream.model_validate(values)
    ends = {end for end in (stream.from_, stream.to) if end is not None}
    if not ends or not ends <= steps or len(ends) < sum(end is not None for end in (stream.from_, stream.to)):
        raise ValueError("a stream needs a step at one end at least, and two different ends")
    return assessment.model_copy(update={"process": process.model_copy(update={"streams": (*process.streams, stream)})})


def without_stream(assessment: Assessment, place: int) -> Assessment:
    """Return the assessment with one stream less on the process map, by its place in the list; another place changes nothing."""
    if assessment.process is None:
        return assessment
    streams = tuple(stream for number, stream in enumerate(assessment.process.streams) if number != place)
    return assessment.model_copy(update={"process": assessment.process.model_copy(update={"streams": streams})})
