"""The one unit registry, and the allow-list that reads what people type as a unit.

pint never sees a user's text: a text is looked up token by token in a table of names, so that ``ton`` cannot
become the US short ton, ``MT`` cannot become megatesla, and ``9**9**9`` costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pint

from calculators.errors import AmbiguousUnitError, NumberError, UnitError
from calculators.number import Notation, parse_number

MAX_LENGTH = 40  # characters; no unit people type is longer

ureg: pint.UnitRegistry[Any] = pint.UnitRegistry(autoconvert_offset_to_baseunit=False, cache_folder=None)
for _definition in (
    "piece = [count]",
    "pair = [pairs]",
    "equivalent = [equivalent_product]",
    "VND = [currency]",
    "USD = [currency_usd]",
    "CO2e = [co2e]",
    "kilogram_co2e = [co2e_mass]",
    "normal_cubic_metre = [normal_volume]",
    "toe_energy = 41.868 * gigajoule",  # IEA and ISO definition of the tonne of oil equivalent as a unit of energy
    "hour_of_work = [work_time]",
    "head = [people]",
    "teu = [container]",
):
    ureg.define(_definition)
Quantity = ureg.Quantity

# canonical unit of each dimension: (name, pint expression, symbol)
_CANONICAL: tuple[tuple[str, str, str], ...] = (
    ("mass", "kilogram", "kg"),
    ("volume", "meter**3", "m3"),
    ("normal_volume", "normal_cubic_metre", "Nm3"),
    ("energy", "megajoule", "MJ"),
    ("count", "piece", "piece"),
    ("pair", "pair", "pair"),
    ("equivalent", "equivalent", "eq"),
    ("area", "meter**2", "m2"),
    ("length", "meter", "m"),
    ("time", "hour", "h"),
    ("power", "kilowatt", "kW"),
    ("money", "VND", "VND"),
    ("money_usd", "USD", "USD"),
    ("co2e", "kilogram_co2e", "kg CO2e"),
    ("freight", "kilogram*kilometer", "kg*km"),
    ("temperature", "kelvin", "K"),
    ("pressure", "pascal", "Pa"),
    ("people", "head", "person"),
    ("container", "teu", "TEU"),
)

# symbol we write -> pint expression. The symbol is what results, reports and tables carry.
_ATOMS: dict[str, str] = {
    "kg": "kilogram", "t": "metric_ton", "g": "gram", "mg": "milligram", "µg": "microgram", "kt": "kilometric_ton",
    "Gg": "gigagram", "quintal": "100*kilogram", "yen": "10*kilogram", "lb": "pound",
    "m3": "meter**3", "L": "liter", "mL": "milliliter", "hL": "hectoliter", "dm3": "liter", "cm3": "centimeter**3",
    "Nm3": "normal_cubic_metre", "mm3": "millimeter**3", "gal_us": "3.785411784*liter",
    "kWh": "kilowatt_hour", "MWh": "megawatt_hour", "GWh": "gigawatt_hour", "Wh": "watt_hour", "TWh": "terawatt_hour",
    "J": "joule", "kJ": "kilojoule", "MJ": "megajoule", "GJ": "gigajoule", "TJ": "terajoule", "PJ": "petajoule",
    "kcal": "4.1868*kilojoule", "Mcal": "4.1868*megajoule", "Gcal": "4.1868*gigajoule",  # IT calorie
    "BTU": "1055.05585262*joule", "MMBTU": "1055.05585262*megajoule",  # IT BTU
    "toe": "toe_energy", "kgoe": "toe_energy/1000", "ktoe": "1000*toe_energy",
    "piece": "piece", "pair": "pair", "dozen": "12*piece", "eq": "equivalent",
    "m2": "meter**2", "ha": "hectare", "cm2": "centimeter**2", "ft2": "foot**2",
    "m": "meter", "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "yd": "yard",
    "h": "hour", "day": "day", "min": "minute", "s": "second", "year": "year", "month": "month",
    "kW": "kilowatt", "MW": "megawatt", "W": "watt", "hp": "745.69987158227022*watt", "kVA": "kilowatt",
    "kWp": "kilowatt", "MWp": "megawatt",
    "VND": "VND", "kVND": "1000*VND", "MVND": "1000000*VND", "GVND": "1000000000*VND", "USD": "USD",
    "kg CO2e": "kilogram_co2e", "t CO2e": "1000*kilogram_co2e", "g CO2e": "0.001*kilogram_co2e",
    "K": "kelvin", "°C": "delta_degree_Celsius", "bar": "bar", "kPa": "kilopascal", "MPa": "megapascal", "Pa": "pascal",
    "person": "head", "TEU": "teu",
    "%": "percent", "1": "dimensionless", "ppm": "ppm", "‰": "permille",
    "t*km": "metric_ton*kilometer", "kg*km": "kilogram*kilometer",
}  # fmt: skip

_PURE_NUMBERS = {"1": 1.0, "%": 1e-2, "‰": 1e-3, "ppm": 1e-6}

# what people type -> symbol, case kept
_EXACT: dict[str, str] = {
    "tấn": "t", "T": "t", "Tấn": "t", "tạ": "quintal", "yến": "yen", "µg": "µg",
    "m³": "m3", "M3": "m3", "Nm³": "Nm3", "m^3": "m3", "m²": "m2", "m^2": "m2", "Sm3": "Nm3", "dm³": "dm3",
    "l": "L", "lít": "L", "ℓ": "L", "hl": "hL", "khối": "m3", "mét khối": "m3", "ml": "mL",
    "số điện": "kWh", "chữ điện": "kWh", "kí điện": "kWh", "ký điện": "kWh", "số nước": "m3", "khối nước": "m3",
    "cái": "piece", "chiếc": "piece", "sản phẩm": "piece", "sp": "piece", "chai": "piece", "thùng": "piece",
    "bao": "piece", "hộp": "piece", "cuộn": "piece", "bộ": "piece", "con": "piece", "lon": "piece", "tá": "dozen",
    "đôi": "pair", "mét": "m", "mét vuông": "m2", "mét tới": "m",
    "đ": "VND", "đồng": "VND", "₫": "VND", "vnđ": "VND", "VNĐ": "VND", "giờ": "h", "ngày": "day", "phút": "min",
    "năm": "year", "tháng": "month",
    "người": "person", "lao động": "person", "kí": "kg", "ký": "kg", "cân": "kg", "kilogram": "kg",
    "t.km": "t*km", "tkm": "t*km", "tấn.km": "t*km", "t·km": "t*km", "tấn km": "t*km", "t km": "t*km",
    "kg.km": "kg*km", "quy đổi": "eq", "sản phẩm quy đổi": "eq", "t eq": "eq", "tấn sản phẩm quy đổi": "eq",
    "CO2e": "kg CO2e", "kgCO2e": "kg CO2e", "tCO2e": "t CO2e", "gCO2e": "g CO2e", "kgCO2": "kg", "tCO2": "t", "gCO2": "g",
    "kg CO2": "kg", "t CO2": "t", "g CO2": "g", "tấn CO2e": "t CO2e", "tấn CO2": "t", "tấn CO2 tương đương": "t CO2e",
    "kg CO2-eq": "kg CO2e", "kg CO2eq": "kg CO2e", "t CO2eq": "t CO2e", "tCO2eq": "t CO2e", "kgCO2eq": "kg CO2e",
    "MWH": "MWh", "Mwh": "MWh", "KWH": "kWh", "degC": "°C", "oC": "°C", "độ C": "°C",
}  # fmt: skip

# the same, where neither case nor accents can change the meaning
_FOLDED: dict[str, str] = {
    "kg": "kg", "kgs": "kg", "kilogram": "kg", "kilograms": "kg", "tan": "t", "ton": "t", "tons": "t", "tonne": "t",
    "tonnes": "t", "metric ton": "t", "metric tons": "t", "gram": "g", "grams": "g", "lb": "lb", "lbs": "lb",
    "nm3": "Nm3", "m3": "m3", "m2": "m2", "lit": "L", "liter": "L", "litre": "L", "litres": "L", "liters": "L", "cbm": "m3",
    "hectolitre": "hL", "hectoliter": "hL", "met khoi": "m3", "met vuong": "m2", "khoi": "m3",
    "kwh": "kWh", "gwh": "GWh", "wh": "Wh", "so dien": "kWh", "chu dien": "kWh", "so nuoc": "m3",
    "kj": "kJ", "gj": "GJ", "tj": "TJ", "kcal": "kcal", "gcal": "Gcal", "btu": "BTU", "mmbtu": "MMBTU", "toe": "toe",
    "kgoe": "kgoe", "koe": "kgoe", "ktoe": "ktoe", "megajoule": "MJ", "gigajoule": "GJ", "megawatt hour": "MWh",
    "cai": "piece", "chiec": "piece", "piece": "piece", "pieces": "piece", "pcs": "piece", "pc": "piece", "unit": "piece",
    "units": "piece", "san pham": "piece", "sp": "piece", "chai": "piece", "bottle": "piece", "bottles": "piece",
    "thung": "piece", "hop": "piece", "cuon": "piece", "dozen": "dozen", "doi": "pair", "pair": "pair", "pairs": "pair",
    "prs": "pair", "eq": "eq", "equivalent": "eq", "metre": "m", "meter": "m", "metres": "m", "meters": "m", "met": "m",
    "yard": "yd", "yards": "yd", "km": "km", "vnd": "VND", "dong": "VND", "usd": "USD", "gio": "h", "hour": "h",
    "hours": "h", "ngay": "day", "day": "day", "days": "day", "year": "year", "month": "month", "kw": "kW", "kva": "kVA",
    "kwp": "kWp", "person": "person", "people": "person", "employee": "person", "nguoi": "person", "teu": "TEU",
    "kg co2e": "kg CO2e", "t co2e": "t CO2e", "tco2e": "t CO2e", "kgco2e": "kg CO2e", "g co2e": "g CO2e",
    "phan tram": "%", "percent": "%", "do c": "°C",
}  # fmt: skip

_AMBIGUOUS: dict[str, tuple[str, ...]] = {
    "MT": ("t", "kt"), "Mt": ("t", "kt"), "mt": ("t", "kt"), "mT": ("t", "kt"), "mts": ("t", "m"),
    "mWh": ("kWh", "MWh"), "mwh": ("kWh", "MWh"), "MwH": ("kWh", "MWh"),
    "mJ": ("kJ", "MJ"), "mj": ("kJ", "MJ"), "mW": ("kW", "MW"), "mw": ("kW", "MW"), "ML": ("mL", "m3"), "Ml": ("mL", "m3"),
    "số": ("số điện", "số nước"), "so": ("số điện", "số nước"), "Số": ("số điện", "số nước"),
    "M": ("m", "m3"), "cal": ("kcal", "Mcal"), "Cal": ("kcal", "Mcal"), "gal": ("L", "m3"), "gallon": ("L", "m3"),
    "short ton": ("t", "lb"), "long ton": ("t", "kg"), "us ton": ("t", "lb"), "k": ("kg", "1000 piece"), "K": ("kg", "kWh"),
    "G": ("g", "GJ"), "ta": ("tạ", "tá"), "bo": ("cái", "đôi"), "N": ("Nm3", "piece"), "cubic": ("m3", "Nm3"),
    "mcal": ("kcal", "Mcal"), "P": ("piece", "pair"), "p": ("piece", "pair"), "oz": ("g", "kg"),
}  # fmt: skip

_MULTIPLIERS: dict[str, float] = {
    "trăm": 1e2, "nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9,
    "nghin": 1e3, "ngan": 1e3, "trieu": 1e6, "ty": 1e9, "tr": 1e6, "thousand": 1e3, "million": 1e6, "billion": 1e9,
    "10^2": 1e2, "10^3": 1e3, "10^6": 1e6, "10^9": 1e9, "10³": 1e3, "10⁶": 1e6,
}  # fmt: skip
_MULTIPLIER_NUMBERS = {10.0, 12.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e9}

_BASES: dict[str, str] = {
    "dry": "dry", "khô": "dry", "kho": "dry", "bone dry": "dry", "khô tuyệt đối": "dry", "bdt": "dry", "od": "dry",
    "wet": "", "ướt": "", "as received": "", "ar": "", "lhv": "", "ncv": "", "net": "",
    "hhv": "HHV", "gcv": "HHV", "gross": "HHV",
}  # fmt: skip

_ALLOWED = re.compile(r"[\w %/.*·^°³²⁶µℓ₫‰,₂()-]+")
_LEADING_NUMBER = re.compile(r"(\d[\d.,]*)\s*(?=\S)")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit that was read: its canonical text, and how to reach the canonical unit of its dimension.

    `factor` times a value in this unit is the value in the `canonical` unit. `basis` is ``"dry"`` for dry mass,
    ``"HHV"`` for gross calorific energy, else empty; pint cannot see it, so whoever converts must look at it.
    """

    text: str
    dimension: str
    canonical: str
    factor: float
    basis: str = ""

    def __str__(self) -> str:
        return self.text


def fold(text: str) -> str:
    """Return `text` in lower case without Vietnamese accents, blanks collapsed."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(mark for mark in plain if not unicodedata.combining(mark)).casefold().split())


def _symbol(token: str) -> str:
    token = token.strip()
    if token in _ATOMS:
        return token
    if token in _EXACT:
        return _EXACT[token]
    if token in _AMBIGUOUS:
        raise AmbiguousUnitError(token, _AMBIGUOUS[token])
    lowered = token.lower()
    if lowered in _EXACT:
        return _EXACT[lowered]
    folded = fold(token)
    if folded in _FOLDED:
        return _FOLDED[folded]
    if folded in _AMBIGUOUS:
        raise AmbiguousUnitError(token, _AMBIGUOUS[folded])
    raise UnitError(f"unit {token!r} is not known")


def _factor_and_symbol(text: str) -> tuple[float, str, str]:
    """Return the multiplier, the symbol and the basis of one side of a ratio."""
    text = " ".join(text.split())
    words = text.split(" ")
    basis = ""
    for size in (3, 2, 1):
        tail = " ".join(words[-size:]).casefold().strip("()")
        if len(words) > size and tail in _BASES:
            basis, text = _BASES[tail], " ".join(words[:-size])
            break
    multiplier = 1.0
    words = text.split(" ")
    if len(words) > 1 and words[0].casefold() in _MULTIPLIERS:
        multiplier, text = _MULTIPLIERS[words[0].casefold()], " ".join(words[1:])
    else:
        number = _LEADING_NUMBER.match(text)
        if number and text not in _ATOMS and number.group(1) != text:
            multiplier = _multiplier_number(number.group(1), text)
            text = text[number.end() :]
    return multiplier, _symbol(text), basis


def _multiplier_number(digits: str, text: str) -> float:
    notations: tuple[Notation, ...] = ("comma", "dot")
    for notation in notations:
        try:
            value = parse_number(digits, notation)
        except NumberError:
            continue
        if value in _MULTIPLIER_NUMBERS:
            return value
    raise UnitError(f"unit {text!r} begins with a number that is not 10, 100, 1000 …")


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """Return the unit that a person's `text` names.

    Accepts the names of the allow-list in Vietnamese or English, with or without accents and capitals where
    that is safe, a multiplier in front (``1000 sản phẩm``, ``triệu đồng``), a basis behind (``t dry``,
    ``MJ HHV``) and one division (``kg/piece``). It never evaluates an expression.

    Parameters
    ----------
    text : str
        At most 40 characters.

    Returns
    -------
    Unit
        Canonical text, dimension, canonical unit, and the factor to it.

    Raises
    ------
    AmbiguousUnitError
        If the text has two honest readings (``MT``, ``mWh``); `choices` names them.
    UnitError
        If the text is too long, empty, or names nothing known.

    Examples
    --------
    >>> parse_unit("tấn").factor, parse_unit("tấn").canonical
    (1000.0, 'kg')
    >>> parse_unit("1000 sản phẩm").factor
    1000.0
    """
    if len(text) > MAX_LENGTH:
        raise UnitError(f"a unit of at most {MAX_LENGTH} characters was expected, {len(text)} were given")
    clean = unicodedata.normalize("NFC", text).strip()
    if not clean:
        raise UnitError("a unit was expected, nothing was given")
    if "**" in clean or not _ALLOWED.fullmatch(clean):
        raise UnitError(f"unit {clean!r} is not known")
    head, slash, tail = clean.partition("/")
    if slash and clean not in _EXACT:
        if "/" in tail:
            raise UnitError(f"unit {clean!r} has more than one division")
        top, bottom = _factor_and_symbol(head), _factor_and_symbol(tail.strip("() "))
        return _build(top[0] / bottom[0], top[1], bottom[1], " ".join(part for part in (top[2], bottom[2]) if part))
    multiplier, symbol, basis = _factor_and_symbol(clean)
    return _build(multiplier, symbol, None, basis)


def _build(multiplier: float, symbol: str, below: str | None, basis: str) -> Unit:
    dimension, canonical, factor = _resolve(symbol)
    text = symbol
    if below is not None:
        below_dimension, below_canonical, below_factor = _resolve(below)
        dimension, canonical = f"{dimension}/{below_dimension}", f"{canonical}/{below_canonical}"
        factor, text = factor / below_factor, f"{symbol}/{below}"
    if multiplier != 1.0:
        text = f"{multiplier:.12g} {text}"
    if basis:
        text = f"{text} {basis}"
    return Unit(text=text, dimension=dimension, canonical=canonical, factor=multiplier * factor, basis=basis)


@lru_cache(maxsize=512)
def _resolve(symbol: str) -> tuple[str, str, float]:
    if symbol in _PURE_NUMBERS:
        return "dimensionless", "1", _PURE_NUMBERS[symbol]
    quantity = Quantity(1, "dimensionless") * ureg.parse_expression(_ATOMS[symbol])
    for name, expression, canonical in _CANONICAL:
        if quantity.check(ureg.get_dimensionality(expression)):
            return name, canonical, float(quantity.to(expression).magnitude)
    raise UnitError(f"unit {symbol!r} has a dimension without a canonical unit")


def convert(value: float, source: str, target: str) -> float:
    """Return `value` given in unit `source` as a number in unit `target`.

    Parameters
    ----------
    value : float
        The number. [source]
    source, target : str
        Unit texts of the allow-list.

    Returns
    -------
    float
        The number. [target]

    Raises
    ------
    UnitError
        If the two have another dimension or another basis (dry or as received, net or gross).
    """
    start, end = parse_unit(source), parse_unit(target)
    if start.dimension != end.dimension or start.basis != end.basis:
        raise UnitError(f"{source!r} ({start.dimension}) does not convert to {target!r} ({end.dimension})")
    return value * (start.factor / end.factor)


def known_units() -> tuple[str, ...]:
    """Return the canonical texts of every unit the parser knows."""
    return tuple(_ATOMS)


def aliases_of(symbol: str) -> tuple[str, ...]:
    """Return what people may type for the unit `symbol`."""
    exact = [name for name, value in _EXACT.items() if value == symbol]
    return tuple(dict.fromkeys(exact + [name for name, value in _FOLDED.items() if value == symbol]))
