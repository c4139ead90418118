"""What a factory calls itself, its products and its streams in English: a foreign buyer reads those names, not the Vietnamese ones.

The worksheet ``english`` holds them: ``facility``, ``product.ID``, ``stream.GROUP.KEY``, ``step.ID``, ``option.ID``,
``equipment.ID`` and ``variable.NAME``. What has no English name keeps the name that was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from assessment.model import Assessment, Document, Worksheet

SHEET = "english"
EQUIPMENT = "equipment"
NAMED = ("name", "title", "variable")  # members of a result that hold a name
LISTED = "variables"  # … and a list of names
SAID = ("given", "expected", "accepted")  # … and texts of findings that mention them


def in_language(result: Mapping[str, Any], document: Document, lang: str) -> tuple[Mapping[str, Any], Document]:
    """Return a result and its document with the names a language calls things by; the same two where there are none.

    Parameters
    ----------
    result : Mapping
        A result document. Its own file, and so its hash, keeps the names that were typed.
    document : Document
        The assessment it is of.
    lang : str
        The language of the reader.

    Returns
    -------
    tuple of Mapping and Document
        Both for reading only.
    """
    names = _english(document.assessment) if lang == "en" else {}
    if not names:
        return result, document
    words = dict(_pairs(document.assessment, names))
    longest = sorted(words, key=len, reverse=True)
    inside = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest)) if longest else None
    return _named(result, words, inside), replace(document, assessment=_renamed(document.assessment, names))


def _english(assessment: Assessment) -> dict[str, str]:
    return {key: str(value) for sheet in assessment.worksheets if sheet.sheet == SHEET for key, value in sheet.values.items() if isinstance(value, str)}


def _stream_field(stream: str) -> str:
    return f"stream.{stream.replace('/', '.', 1)}"


def _pairs(assessment: Assessment, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each name that was typed with its English one."""
    typed = [("facility", assessment.facility.name)]
    typed += [(f"product.{product.id}", product.name) for product in assessment.products]
    typed += [(_stream_field(note.stream), note.name) for note in assessment.streams if note.name]
    typed += [(f"step.{step.id}", step.name) for step in (assessment.process.steps if assessment.process else ())]
    typed += [(f"option.{option.id}", option.title) for option in assessment.options]
    typed += [(f"variable.{row.name}", row.name) for row in assessment.relevant_variables]
    typed += [(f"{EQUIPMENT}.{id}", name) for id, name in _equipment(assessment)]
    for field, name in typed:
        if field in names:
            yield name, names[field]


def _equipment(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for sheet in assessment.worksheets:
        for field, value in sheet.values.items():
            if sheet.sheet == EQUIPMENT and field.endswith(".name") and isinstance(value, str):
                yield field.removesuffix(".name"), value


def _named(value: Any, words: Mapping[str, str], inside: re.Pattern[str] | None, member: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _named(each, words, inside, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_named(each, words, inside, member if member == LISTED else "") for each in value]
    if not isinstance(value, str):
        return value
    if member in NAMED or member == LISTED:
        return words.get(value, value)
    return inside.sub(lambda match: words[match.group()], value) if inside and member in SAID else value


def _renamed(assessment: Assessment, names: Mapping[str, str]) -> Assessment:
    more: dict[str, Any] = {
        "facility": assessment.facility.model_copy(update={"name": names.get("facility", assessment.facility.name)}),
        "products": tuple(each.model_copy(update={"name": names.get(f"product.{each.id}", each.name)}) for each in assessment.products),
        "streams": tuple(each.model_copy(update={"name": names.get(_stream_field(each.stream), each.name)}) for each in assessment.streams),
        "options": tuple(each.model_copy(update={"title": names.get(f"option.{each.id}", each.title)}) for each in assessment.options),
        "relevant_variables": tuple(
            each.model_copy(update={"name": names.get(f"variable.{each.name}", each.name)}) for each in assessment.relevant_variables
        ),
        "worksheets": tuple(_sheet(each, names) for each in assessment.worksheets),
    }
    if assessment.process:
        steps = tuple(each.model_copy(update={"name": names.get(f"step.{each.id}", each.name)}) for each in assessment.process.steps)
        more["process"] = assessment.process.model_copy(update={"steps": steps})
    return assessment.model_copy(update=more)


def _sheet(sheet: Worksheet, names: Mapping[str, str]) -> Worksheet:
    if sheet.sheet != EQUIPMENT:
        return sheet
    values = {field: names.get(f"{EQUIPMENT}.{field.removesuffix('.name')}", value) if field.endswith(".name") else value for field, value in sheet.values.items()}
    return sheet.model_copy(update={"values": values})
