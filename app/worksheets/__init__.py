"""The worksheets (phiếu) of the 18 tasks: what each asks and shows, and what typing into it changes in the document."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.worksheets import ground, judging, matrix, planning, process, questions
from app.worksheets.sheet import Sheet

SHEETS: Mapping[int, Sheet] = MappingProxyType(
    {
        1: ground.TEAM,
        2: process.STEPS,
        3: matrix.FOCUS,
        4: process.FLOW_CHART,
        5: ground.BALANCE,
        6: ground.LOSSES,
        7: questions.CAUSES,
        8: questions.OPTIONS,
        9: judging.SCREENING,
        10: judging.TECHNICAL,
        11: judging.ECONOMIC,
        12: judging.ENVIRONMENT,
        13: planning.SELECTION,
        14: planning.PREPARATION,
        15: planning.IMPLEMENTATION,
        16: planning.MONITORING,
        17: ground.MAINTENANCE,
        18: matrix.NEXT_FOCUS,
    }
)
