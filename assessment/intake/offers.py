"""What the drop-down list of each field offers: a key with its name, as ``Điện lưới [electricity/grid]``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from assessment.intake.vocabulary import Vocabulary
from assessment.model import PROPERTIES, RESERVED_STEPS, Role, Stage, Status, Technique
from data.messages import DEFAULT_LANGUAGE, message

# offered first to last; the parser takes many more
UNITS = (
    "kWh", "MWh", "kg", "tấn", "m3", "lít", "Nm3", "cái", "đôi", "m", "m2", "1000 cái", "MJ", "GJ", "tạ", "chai", "thùng",
    "cuộn", "hL", "kg/cái", "kg/m", "kg/m2", "kg/m3", "MJ/kg", "kg/lít", "mg/L", "%", "đồng", "triệu đồng",
)  # fmt: skip
UNITS_EN = (
    "kWh", "MWh", "kg", "t", "m3", "L", "Nm3", "piece", "pair", "m", "m2", "1000 piece", "MJ", "GJ", "hL", "kg/piece", "kg/m",
    "kg/m2", "kg/m3", "MJ/kg", "kg/L", "mg/L", "%", "VND",
)  # fmt: skip
_BOUNDARIES = ("cradle_to_gate", "cradle_to_grave")

# field -> the list it chooses from
LIST_OF: Mapping[str, str] = {
    "stream": "stream", "like": "stream", "of": "stream", "role": "role", "unit": "unit", "value_unit": "unit",
    "capacity.unit": "unit", "declared_unit.unit": "unit", "facility.capacity.unit": "unit", "sector": "sector",
    "facility.sector": "sector", "facility.province": "province", "norm_product": "norm_product", "property": "property",
    "technique": "technique", "status": "status", "stage": "stage", "boundary": "boundary", "estimated": "estimated",
    "step": "step", "from": "step", "to": "step",
}  # fmt: skip


def named(key: str, name: str) -> str:
    """Return a choice as the lists write it."""
    return f"{name} [{key}]"


def lists(vocabulary: Vocabulary, lang: str, sector: str = "") -> Mapping[str, Mapping[str, str]]:
    """Return for each list its choices by key, as a cell shows them.

    Parameters
    ----------
    vocabulary : Vocabulary
        The keys of the reference data.
    lang : str
        A language with texts.
    sector : str
        Norm products of this sector come first.

    Returns
    -------
    mapping of str to mapping of str to str
        List, key, text.
    """
    is_default = lang == DEFAULT_LANGUAGE
    labels = "label_vi" if is_default else "label_en"
    book = vocabulary.book
    units = UNITS if is_default else UNITS_EN
    found: dict[str, Mapping[str, str]] = {
        "stream": {key: named(key, getattr(stream, labels)) for key, stream in vocabulary.streams.items()},
        "unit": {unit: unit for unit in units},
        "estimated": {"true": message("template.yes", lang), "false": message("template.no", lang)},
        "step": {step: named(step, message(f"importing.step.{step}", lang)) for step in RESERVED_STEPS},
    }
    for name, keys in (
        ("role", get_args(Role)),
        ("technique", get_args(Technique)),
        ("status", get_args(Status)),
        ("stage", get_args(Stage)),
        ("boundary", _BOUNDARIES),
        ("property", PROPERTIES),
    ):
        found[name] = {key: named(key, message(f"{name}.{key}", lang)) for key in keys}
    if book is not None:
        for name, table in (("sector", "sectors"), ("province", "provinces")):
            rows = [row for row in book.table(table) if str(row["id"]) in getattr(vocabulary, table)]
            found[name] = {str(row["id"]): named(str(row["id"]), str(row[labels])) for row in rows}
        products = [row for row in book.table("products") if row["product_kind"] == "legal"]
        products.sort(key=lambda row: row["sector"] != sector)
        found["norm_product"] = {str(row["id"]): named(str(row["id"]), str(row[labels])) for row in products}
    return found
