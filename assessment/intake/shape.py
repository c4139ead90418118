"""Which kind of value each key of the document takes, read once from the models so that it is written only there."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from assessment.model import Measured, Part

Takes = Literal["text", "number", "boolean", "word_or_number", "part", "parts", "texts", "named", "free"]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What one key takes: a single value, a part, a list of parts, a list of texts, or named values."""

    takes: Takes
    required: bool
    part: type[Part] | None = None
    words: tuple[str, ...] = ()


@cache
def shapes(model: type[Part]) -> Mapping[str, Shape]:
    """Return the shape of each key of `model`, by the name a document uses."""
    found = {}
    for name, info in model.model_fields.items():
        found[info.alias or name] = _shape(info.annotation, info.is_required())
    return found


def _shape(annotation: Any, required: bool) -> Shape:
    options = [option for option in _options(annotation) if option is not type(None)]
    words = tuple(word for option in options if get_origin(option) is Literal for word in get_args(option))
    rest = [option for option in options if get_origin(option) is not Literal]
    if words:
        return Shape(takes="word_or_number" if float in rest else "text", required=required, words=words)
    only = rest[0]
    if get_origin(only) is tuple:
        inner = _options(get_args(only)[0])[0]
        if isinstance(inner, type) and issubclass(inner, Part):
            return Shape(takes="parts", required=required, part=inner)
        return Shape(takes="texts", required=required)
    if get_origin(only) is dict:
        return Shape(takes="free" if Measured in _options(get_args(only)[1]) else "named", required=required)
    if issubclass(only, Part):
        return Shape(takes="part", required=required, part=only)
    simple: dict[type, Takes] = {str: "text", float: "number", bool: "boolean"}
    return Shape(takes=simple[only], required=required)


def _options(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _options(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [inner for option in get_args(annotation) for inner in _options(option)]
    return [annotation]
