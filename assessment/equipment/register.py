"""All checks, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.equipment.boilers import BOILER_CHECKS
from assessment.equipment.cold import COLD_CHECKS
from assessment.equipment.drives import DRIVE_CHECKS
from assessment.equipment.form import Check
from assessment.equipment.heat import HEAT_CHECKS
from assessment.equipment.supply import SUPPLY_CHECKS

CHECKS: Mapping[str, Check] = {
    check.key: check for check in (*BOILER_CHECKS, *HEAT_CHECKS, *COLD_CHECKS, *DRIVE_CHECKS, *SUPPLY_CHECKS)
}
