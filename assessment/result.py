"""The result document `sachhon-result/1`: codes and values, the same bytes for the same input and version."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

FORMAT = "sachhon-result/1"
SIGNIFICANT_DIGITS = 12


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it: floats at 12 significant digits, dates as text, tuples as lists.

    Raises
    ------
    ValueError
        If a number is not finite: a result never says NaN.
    """
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a result holds finite numbers only")
        rounded = float(f"{value:.{SIGNIFICANT_DIGITS}g}")
        return 0.0 if rounded == 0 else rounded
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        return plain(value.item())
    raise TypeError(f"a result cannot hold {type(value).__name__}")


def to_json(result: Mapping[str, Any]) -> str:
    """Return a result as JSON text with sorted keys and a final newline."""
    return json.dumps(plain(result), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def read_result(path: Path) -> dict[str, Any]:
    """Return the result stored at `path`.

    Raises
    ------
    ValueError
        If the file is not a result of a format this version reads.
    """
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"{path.name} is not a result document: {FORMAT} was expected") from error
    if not isinstance(loaded, dict) or loaded.get("format") != FORMAT:
        raise ValueError(f"{path.name} is not a result document: {FORMAT} was expected")
    return loaded
