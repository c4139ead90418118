"""The annex of worksheets: nothing that was filled in is left out, and each field has words of the report's language."""

from __future__ import annotations

from plant_with_everything import PROCESS  # noqa: F401  (the plant whose worksheets are looked at)
