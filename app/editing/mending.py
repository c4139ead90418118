"""Which cell or field of the data page mends a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

INVENTORY_CODES = ("refrigerant.life_cycle", "refrigerant.counted_twice", "base_year.", "inventory.")  # findings on the worksheets that are tables of the data page
_ROW = re.compile(r"(flows|products|streams|relevant_variables|process\.steps|process\.streams)\[\d+\].*")


def focus_of(finding: Mapping[str, Any]) -> str:
    """Return what the data page is to look at to mend a finding; empty where nothing typed there would.

    The finding's own path says it best (``flows[3].unit``); else its stream, and period where it names one.
    """
    path = str((finding["place"] or {}).get("path") or "")
    if _ROW.fullmatch(path):
        return path
    is_inventory = path.startswith("worksheets[") and str(finding["code"]).startswith(INVENTORY_CODES)
    if is_inventory or path.startswith(("facility", "choices.", "life_cycle[")) or path in ("reporting_period", "baseline_period"):
        return path
    stream, period = (finding["values"].get(name) for name in ("stream", "period"))
    if isinstance(stream, str) and "/" in stream:
        return f"{stream}@{period}" if isinstance(period, str) else stream
    return "process" if path.startswith("process") else ""
