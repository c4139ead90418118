"""Where to begin with a measure of the library: what to look at on site, and the quick check of the equipment it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.catalogue import Catalogue

Row = Mapping[str, Any]
OF_EQUIPMENT: Mapping[str, str] = {
    "boiler": "boiler_direct", "compressed_air": "air_leak", "refrigeration": "chiller", "motor": "motor", "pump": "pump",
    "lighting": "lighting", "electrical": "power_factor", "solar": "solar",
}  # fmt: skip
OF_MEASURE: Mapping[str, str | None] = {  # where the equipment alone would lead to another question than the measure's own
    "boiler_economiser": "economiser",
    "seafood_fishmeal_economiser": "economiser",
    "boiler_excess_air": "boiler_air",
    "burner_yearly_tuning": "boiler_air",
    "boiler_flue_gas_temperature": "boiler_indirect",
    "boiler_feedwater_temperature": "condensate",
    "boiler_blowdown_control": "blowdown",
    "boiler_makeup_meter": "condensate",
    "steam_trap_programme": "steam_trap",
    "steam_trap_repair": "steam_trap",
    "steam_insulation": "insulation",
    "steam_condensate_return": "condensate",
    "steam_condensate_water": "condensate",
    "garment_ironing_condensate": "condensate",
    "footwear_sole_condensate": "condensate",
    "footwear_sole_heat_recovery": "condensate",
    "air_pressure_bar": "air_pressure",
    "air_pressure_psi": "air_pressure",
    "bottled_water_blow_pressure": "air_pressure",
    "bottled_water_blow_air_recovery": None,
    "bottled_water_air_to_low_pressure": None,
    "air_cool_intake": None,
    "air_heat_recovery": "hot_water",
    "refrigeration_condensing": "cooling_lift",
    "refrigeration_evaporating": "cooling_lift",
    "refrigeration_door": "cold_store",
    "refrigeration_strip_curtain": "cold_store",
    "refrigeration_practice": "cold_store",
    "refrigeration_warehouse": "cold_store",
    "seafood_cold_store_setpoint": "cold_store",
    "seafood_blast_fan_speed": "fan",
    "seafood_cooling_recovery": None,
    "seafood_energy_discipline": None,
    "food_precool": None,
    "motor_voltage": None,
    "electric_housekeeping_vn": None,
    "paper_biomass_boiler": "boiler_direct",
}


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What comes before a measure: questions of the guided list that lead to it, and the key of a check of equipment."""

    questions: tuple[Row, ...]
    check: str | None


def beginning_of(book: Catalogue, row: Row, result: Row) -> Beginning:
    """Return where to begin with a measure of the library.

    The questions are those of the table of causes that name the measure and are asked at this site: of its own sectors or of
    utilities, and of streams that it has. They are ours, not the source's. The library keeps no steps of a source, so none are
    said here.

    Parameters
    ----------
    book : Catalogue
        The reference data.
    row : mapping
        A library row of ``result["opportunities"]``.
    result : mapping
        The result document.
    """
    key = str(row["option"])
    asked = {item["question"] for item in (result.get("portfolio") or {}).get("causes") or ()}
    questions = tuple(cause for cause in book.table("causes") if cause["id"] in asked and key in _words(cause["options"]))
    return Beginning(questions=questions, check=OF_MEASURE.get(key, OF_EQUIPMENT.get(str(row["equipment"] or ""))))


def _words(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple | list) else tuple(str(value or "").split())
