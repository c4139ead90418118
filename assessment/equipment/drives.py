"""Checks of what electricity drives: motors, pumps, fans, lamps."""

from __future__ import annotations

from datetime import date

from assessment.equipment.fields import HOURS, MOTOR_EFFICIENCY, PERCENT, POWER, amount, share
from assessment.equipment.form import Check, Field, Figure, NeededError, Outcome, Saving, Values
from calculators.equipment import fan, lighting, motor, pump
from calculators.errors import DomainError
from data.catalogue import Catalogue

CLASSES = ("nameplate", "IE1", "IE2", "IE3", "IE4")
WATT_PER_KW = 1000.0


def class_efficiency(book: Catalogue, name: str, rated_kw: float) -> float:
    """Return the efficiency that a class asks of a four-pole 50 Hz motor, at the next rating not above its own. [%]

    Raises
    ------
    DomainError
        If the table does not reach down to the rating, or is left far behind by it.
    """
    rows = [(float(str(row["rated_kw"])), float(str(row["value"]))) for row in book.table("motor_classes") if row["ie_class"] == name]
    known = [(rating, value) for rating, value in rows if rating <= rated_kw * (1 + 1e-9)]
    if not known or rated_kw > max(rating for rating, _ in rows):
        raise DomainError(f"the table of efficiency classes reaches from {min(rows)[0]:g} to {max(rows)[0]:g} kW")
    return max(known)[1]


def _from_classes(values: Values, book: Catalogue, on: date) -> Values:
    found = {}
    for field, name in (("motor_efficiency", "motor_class"), ("wanted_efficiency", "wanted_class")):
        chosen = CLASSES[int(values.get(name, 0))]
        if chosen == "nameplate" or field in values:
            continue
        try:
            found[field] = class_efficiency(book, chosen, values["rated_power"])
        except DomainError as problem:
            raise NeededError(field) from problem
    return found


def _motor(values: Values) -> Outcome:
    if "motor_efficiency" not in values:
        raise NeededError("motor_efficiency")
    drawn = motor.input_power_kw(values["voltage"], values["current"], values["power_factor"])
    load = motor.load_share(drawn, values["rated_power"], values["motor_efficiency"] / PERCENT)
    figures = [
        Figure(key="drawn_power", value=drawn, unit="kW"),
        Figure(key="motor_load", value=PERCENT * load, unit="%"),
        Figure(key="energy_now", value=drawn * values["hours"], unit="kWh"),
    ]
    wanted = values.get("wanted_efficiency")
    savings: tuple[Saving, ...] = ()
    if wanted is not None and wanted > values["motor_efficiency"]:
        efficiencies = values["motor_efficiency"] / PERCENT, wanted / PERCENT
        saved = motor.replacement_saving_kwh(values["rated_power"], load, values["hours"], *efficiencies)
        savings = (Saving(target="electricity", amount=saved),)
    return Outcome(figures=tuple(figures), savings=savings)


def _slower(values: Values, duty: pump.Duty, figures: tuple[Figure, ...]) -> Outcome:
    """Return what running slower would save, where the form says how much slower."""
    ratio = values.get("speed")
    if ratio is None or "hours" not in values:
        return Outcome(figures=figures)
    after = pump.at_speed(duty, ratio / PERCENT)
    saved = pump.speed_saving_kwh(duty, ratio / PERCENT, values["hours"], values["drive_efficiency"] / PERCENT)
    more = (Figure(key="flow_after", value=after.flow_m3_h, unit="m3/h"), Figure(key="power_after", value=after.power_kw, unit="kW"))
    return Outcome(figures=(*figures, *more), savings=(Saving(target="electricity", amount=saved),) if saved > 0 else ())


def _pump(values: Values) -> Outcome:
    useful = pump.hydraulic_power_kw(values["liquid_flow"], values["head"], values["density"])
    efficiency = pump.pump_efficiency(useful, values["power"], values["motor_efficiency"] / PERCENT)
    figures = (Figure(key="useful_power", value=useful, unit="kW"), Figure(key="pump_efficiency", value=PERCENT * efficiency, unit="%"))
    return _slower(values, pump.Duty(flow_m3_h=values["liquid_flow"], head=values["head"], power_kw=values["power"]), figures)


def _fan(values: Values) -> Outcome:
    useful = fan.air_power_kw(values["air_flow"], values["fan_pressure"])
    efficiency = fan.fan_efficiency(useful, values["power"], values["motor_efficiency"] / PERCENT)
    figures = (Figure(key="useful_power", value=useful, unit="kW"), Figure(key="fan_efficiency", value=PERCENT * efficiency, unit="%"))
    return _slower(values, pump.Duty(flow_m3_h=values["air_flow"], head=values["fan_pressure"], power_kw=values["power"]), figures)


def _lighting(values: Values) -> Outcome:
    now = values["lamps"] * values["lamp_power"]
    figures = [Figure(key="energy_now", value=now * values["hours"] / WATT_PER_KW, unit="kWh")]
    if "area" in values:
        figures.append(Figure(key="power_density", value=lighting.power_density_w_m2(now, values["area"]), unit="W/m2"))
        if "lamp_flux" in values:
            bright = lighting.illuminance_lx(
                values["lamps"] * values["lamp_flux"], values["area"], values["utilisation"] / PERCENT, values["maintenance"] / PERCENT
            )
            figures.append(Figure(key="illuminance", value=bright, unit="lx"))
    saved = lighting.replacement_saving_kwh(values["lamps"], values["lamp_power"], values["new_lamp_power"], values["hours"])
    return Outcome(figures=tuple(figures), savings=(Saving(target="electricity", amount=saved),) if saved > 0 else ())


SLOWER = (
    share("speed", low=20.0, optional=True), amount("hours", "h", high=8784.0, optional=True), share("drive_efficiency", 96.0, low=50.0)
)  # fmt: skip
DRIVE_CHECKS = (
    Check(key="motor", group="drive", work_out=_motor, complete=_from_classes, sources=("doe.motor_load", "iec.60034_30_1"), fields=(
        amount("voltage", "V", low=50.0, high=20000.0), amount("current", "A", high=10000.0), amount("power_factor", "1", low=0.05, high=1.0),
        amount("rated_power", "kW", low=0.05, high=20000.0), Field(key="motor_class", options=CLASSES, high=4.0, default=0.0),
        share("motor_efficiency", low=10.0, optional=True), HOURS, Field(key="wanted_class", options=CLASSES, high=4.0, default=0.0),
        share("wanted_efficiency", low=10.0, optional=True))),
    Check(key="pump", group="drive", work_out=_pump, sources=("doe.pump_sourcebook",), fields=(
        amount("liquid_flow", "m3/h"), amount("head", "m", high=5000.0), amount("density", "kg/m3", default=1000.0, low=100.0, high=20000.0), POWER,
        MOTOR_EFFICIENCY, *SLOWER)),
    Check(key="fan", group="drive", work_out=_fan, sources=("us.fan_rule", "doe.pump_sourcebook"), fields=(
        amount("air_flow", "m3/h"), amount("fan_pressure", "Pa", high=3000.0), POWER, MOTOR_EFFICIENCY, *SLOWER)),
    Check(key="lighting", group="drive", work_out=_lighting, sources=("lumen_method",), fields=(
        amount("lamps", "1", low=1.0), amount("lamp_power", "W", high=5000.0), amount("new_lamp_power", "W", high=5000.0), HOURS,
        amount("area", "m2", low=0.1, optional=True), amount("lamp_flux", "lm", optional=True), share("utilisation", 60.0, low=1.0),
        share("maintenance", 80.0, low=1.0))),
)  # fmt: skip
