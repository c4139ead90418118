"""Fields that several checks ask for, each with its unit and the range in which it can be true."""

from __future__ import annotations

from assessment.equipment.form import Field

ATMOSPHERE_BAR = 1.01325  # bar, standard atmosphere
HOURS_PER_YEAR = 8760.0  # h, non-leap year
PERCENT = 100.0


def share(key: str, default: float | None = None, *, low: float = 0.0, high: float = PERCENT, optional: bool = False) -> Field:
    """Return a field in per cent."""
    return Field(key=key, unit="%", low=low, high=high, default=default, is_optional=optional)


def amount(key: str, unit: str, *, default: float | None = None, low: float = 0.0, high: float = 1e12, optional: bool = False) -> Field:
    """Return a field in a unit."""
    return Field(key=key, unit=unit, low=low, high=high, default=default, is_optional=optional)


HOURS = amount("hours", "h", high=HOURS_PER_YEAR + 24)
PRESSURE = amount("steam_pressure", "bar", low=0.0, high=200.0)
FEEDWATER_C = amount("feedwater_c", "°C", low=1.0, high=250.0)
EFFICIENCY = share("boiler_efficiency", low=20.0)
MOTOR_EFFICIENCY = share("motor_efficiency", low=10.0)
STEAM_RATE = amount("steam_rate", "t/h", high=2000.0)
POWER = amount("power", "kW", high=1e6)
