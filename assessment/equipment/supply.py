"""Checks of the electricity supply: transformer, power factor, hours of the tariff, solar power."""

from __future__ import annotations

from datetime import date

import numpy as np

from assessment.equipment.fields import HOURS_PER_YEAR, PERCENT, amount, share
from assessment.equipment.form import Check, Field, Figure, Outcome, Saving, Values
from calculators.equipment import solar, transformer
from calculators.errors import DomainError
from calculators.tariff import Tariff, cost_of_bands, power_factor_surcharge
from data.catalogue import Catalogue

VOLTAGES = ("lt_6kv", "6_to_22kv", "22_to_110kv", "ge_110kv")
BANDS = ("normal", "peak", "off_peak")
STREAM_OF = {"normal": "electricity/grid", "peak": "electricity/grid_peak", "off_peak": "electricity/grid_off_peak"}
REQUIRED_FACTOR, LOWEST_FACTOR = 0.9, 0.6  # [1] source `vn.tt15_2014`
WEEK = 168  # h


def _transformer(values: Values) -> Outcome:
    def loss(load: float) -> float:
        return transformer.transformer_loss_kw(values["no_load_loss"], values["load_loss"], load / PERCENT)

    best = transformer.best_load_share(values["no_load_loss"], values["load_loss"])
    now = loss(values["load"]) * HOURS_PER_YEAR
    figures = (
        Figure(key="transformer_loss", value=loss(values["load"]), unit="kW"),
        Figure(key="energy_lost", value=now, unit="kWh"),
        Figure(key="best_load", value=PERCENT * best, unit="%"),
    )
    if "new_no_load_loss" not in values or "new_load_loss" not in values:
        return Outcome(figures=figures)
    after = transformer.transformer_loss_kw(values["new_no_load_loss"], values["new_load_loss"], values["load"] / PERCENT)
    saved = now - after * HOURS_PER_YEAR
    return Outcome(figures=figures, savings=(Saving(target="electricity", amount=saved),) if saved > 0 else ())


def _power_factor(values: Values) -> Outcome:
    factor = transformer.power_factor(values["active_energy"], values["reactive_energy"])
    surcharge = power_factor_surcharge(factor, REQUIRED_FACTOR, LOWEST_FACTOR)
    figures = [
        Figure(key="power_factor", value=factor),
        Figure(key="surcharge_share", value=PERCENT * surcharge, unit="%"),
        Figure(key="surcharge", value=surcharge * values["energy_bill"], unit="VND"),
    ]
    if factor < values["wanted_factor"]:
        power = values["active_energy"] / values["month_hours"]
        figures.append(Figure(key="capacitors", value=transformer.capacitor_kvar(power, factor, values["wanted_factor"]), unit="kvar"))
    return Outcome(figures=tuple(figures))


def _prices(values: Values, book: Catalogue, on: date) -> Values:
    level = VOLTAGES[int(values.get("voltage_level", 0))]
    found = {}
    for band in BANDS:
        fact = book.price(STREAM_OF[band], on, level, "")
        if fact is not None:
            found[f"price_{band}"] = fact.value
    return found


def _hours(values: Values) -> Outcome:
    missing = [band for band in BANDS if f"price_{band}" not in values]
    if missing:
        raise DomainError(f"no dated tariff was found for {', '.join(missing)}: type the prices of the bill")
    tariff = Tariff(bands=BANDS, price_vnd_kwh=tuple(values[f"price_{band}"] for band in BANDS), band_of_hour=(0,) * WEEK)
    cost = cost_of_bands(tariff, {band: values[f"energy_{band}"] for band in BANDS})
    figures = [Figure(key="energy_cost", value=cost.total_vnd, unit="VND")]
    if cost.mean_price_vnd_kwh is not None:
        figures.append(Figure(key="mean_price", value=cost.mean_price_vnd_kwh, unit="VND/kWh"))
    saved = cost_of_bands(tariff, {band: values[f"saved_{band}"] for band in BANDS})
    if saved.mean_price_vnd_kwh is not None:
        figures.append(Figure(key="saved_price", value=saved.mean_price_vnd_kwh, unit="VND/kWh"))
        figures.append(Figure(key="saved_money", value=saved.total_vnd, unit="VND"))
    moved = values["moved"]
    if moved > 0:
        gain = moved * (values["price_peak"] - values["price_off_peak"])
        figures.append(Figure(key="moved_money", value=gain, unit="VND"))
    parts = ((STREAM_OF[band], values[f"saved_{band}"]) for band in BANDS)
    savings = tuple(Saving(target="electricity", amount=kwh, stream=stream) for stream, kwh in parts if kwh > 0)
    return Outcome(figures=tuple(figures), savings=savings)


def _solar(values: Values) -> Outcome:
    made = solar.yield_kwh(values["peak_power"], values["irradiation"], values["performance_ratio"] / PERCENT)
    shape = _clear_day()
    demand = np.full(shape.size, values["day_demand"])
    off = values["days_off"] / HOURS_PER_YEAR * 24.0
    daily = solar.own_use(made / 365.0 * shape, demand)
    used = daily.used_kwh * 365.0 * (1.0 - off)
    figures = [
        Figure(key="solar_yield", value=made, unit="kWh"),
        Figure(key="own_use", value=used, unit="kWh"),
        Figure(key="own_use_share", value=PERCENT * used / made, unit="%"),
        Figure(key="exported", value=made - used, unit="kWh"),
    ]
    return Outcome(figures=tuple(figures), savings=(Saving(target="electricity", amount=used),))


def _clear_day() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the share of a day's yield in each hour from 6 to 18, as the sine of the sun's height in the tropics; sums to 1."""
    height = np.sin(np.pi * (np.arange(12) + 0.5) / 12.0)
    return np.asarray(height / height.sum())


SUPPLY_CHECKS = (
    Check(key="transformer", group="power", work_out=_transformer, sources=("transformer_rule",), fields=(
        amount("no_load_loss", "kW", low=1e-6, high=1000.0), amount("load_loss", "kW", low=1e-6, high=10000.0), share("load", high=150.0),
        amount("new_no_load_loss", "kW", high=1000.0, optional=True), amount("new_load_loss", "kW", high=10000.0, optional=True))),
    Check(key="power_factor", group="power", work_out=_power_factor, sources=("vn.tt15_2014",), fields=(
        amount("active_energy", "kWh"), amount("reactive_energy", "kvarh"), amount("energy_bill", "VND"),
        amount("wanted_factor", "1", default=0.95, low=0.5, high=1.0), amount("month_hours", "h", low=1.0, high=744.0))),
    Check(key="tariff_hours", group="power", work_out=_hours, complete=_prices, sources=("vn.qd1279_2025",), fields=(
        *(amount(f"energy_{band}", "kWh") for band in BANDS), Field(key="voltage_level", options=VOLTAGES, high=3.0, default=1.0),
        *(amount(f"price_{band}", "VND/kWh", high=1e5, optional=True) for band in BANDS),
        *(amount(f"saved_{band}", "kWh", default=0.0) for band in BANDS), amount("moved", "kWh", default=0.0))),
    Check(key="solar", group="sun", work_out=_solar, sources=("enact.performance_ratio",), fields=(
        amount("peak_power", "kWp", low=0.1, high=1e5), amount("irradiation", "kWh/m2", low=500.0, high=3000.0),
        share("performance_ratio", low=20.0), amount("day_demand", "kW", high=1e6), amount("days_off", "day", default=0.0, high=365.0))),
)  # fmt: skip
