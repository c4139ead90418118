"""What a template of a sector starts with: the ledger rows most plants have, and one example product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.intake.filling import Cells
from assessment.intake.layout import MONTHS
from assessment.intake.vocabulary import Vocabulary
from calculators.units import parse_unit
from data.messages import DEFAULT_LANGUAGE


@dataclass(frozen=True, kw_only=True)
class ExampleProduct:
    """The product of the example row."""

    id: str
    name_vi: str
    name_en: str
    unit: str
    norm_product: str = ""
    quantity: float = 100.0


# stream -> unit people read it in; rows every plant has, then those of its sector
_COMMON: tuple[tuple[str, str], ...] = (("electricity/grid", "kWh"), ("water/municipal", "m3"))
_CLOSING: tuple[tuple[str, str], ...] = (
    ("wastewater/to_zone_plant", "m3"),
    ("waste/recycled", "kg"),
    ("waste/landfill", "kg"),
    ("hazardous_waste/mixed", "kg"),
)
_BY_SECTOR: Mapping[str, tuple[tuple[str, str], ...]] = {
    "garments": (
        ("fuel/biomass_other", "kg"), ("material/fabric_knit", "kg"), ("material/fabric_woven", "m"), ("packaging/carton", "piece"),
    ),
    "footwear": (("fuel/diesel", "L"), ("material/leather", "m2"), ("material/synthetic_leather", "m2"), ("material/eva", "kg")),
    "bottled_water": (
        ("electricity/solar", "kWh"), ("water/groundwater", "m3"), ("packaging/pet_preform", "kg"), ("packaging/cap_hdpe", "kg"),
    ),
    "paper": (("fuel/coal_anthracite", "t"), ("material/recovered_paper", "t"), ("material/pulp", "t"), ("water/surface", "m3")),
    "seafood": (("material/raw_shrimp", "t"), ("ice/bought", "t"), ("fuel/diesel", "L"), ("water/groundwater", "m3")),
    "beer": (("fuel/coal_anthracite", "t"), ("material/malt", "t"), ("material/rice", "t")),
    "soft_drinks": (("fuel/diesel", "L"), ("material/sugar", "t"), ("packaging/pet_preform", "kg")),
    "plastics": (("material/pe_resin", "t"), ("material/pp_resin", "t"), ("packaging/carton", "piece")),
    "leather": (("material/raw_hide", "t"), ("chemical/chrome_salt", "kg"), ("fuel/wood", "t")),
    "textile": (("fuel/coal_anthracite", "t"), ("material/yarn_cotton", "t"), ("chemical/dye_reactive", "kg")),
    "wood_furniture": (("material/sawn_wood", "m3"), ("material/mdf", "m3"), ("chemical/paint", "kg")),
    "building_materials": (("fuel/coal_anthracite", "t"), ("material/clay", "t"), ("material/cement", "t")),
    "steel": (("fuel/natural_gas", "Nm3"), ("material/steel_scrap", "t")),
}  # fmt: skip
_PRODUCTS: Mapping[str, ExampleProduct] = {
    "garments": ExampleProduct(id="ao_thun", name_vi="Áo thun", name_en="T-shirt", unit="piece", quantity=95_000),
    "footwear": ExampleProduct(id="giay", name_vi="Giày thể thao", name_en="Sports shoes", unit="pair", quantity=120_000),
    "bottled_water": ExampleProduct(id="nuoc", name_vi="Nước đóng chai", name_en="Bottled water", unit="m3", quantity=2_400),
    "paper": ExampleProduct(
        id="bao_bi", name_vi="Giấy bao bì", name_en="Packaging paper", unit="t", norm_product="packaging_paper", quantity=3_100
    ),
    "seafood": ExampleProduct(
        id="tom_iqf", name_vi="Tôm tươi IQF", name_en="Raw IQF shrimp", unit="t", norm_product="shrimp.s01", quantity=180
    ),
    "beer": ExampleProduct(id="bia", name_vi="Bia", name_en="Beer", unit="hL", norm_product="beer", quantity=40_000),
}
_ANY_PRODUCT = ExampleProduct(id="sp1", name_vi="Sản phẩm 1", name_en="Product 1", unit="t")


def starting_streams(sector: str) -> tuple[tuple[str, str], ...]:
    """Return the ledger rows a sector's template begins with: stream and unit."""
    return (*_COMMON, *_BY_SECTOR.get(sector, (("fuel/diesel", "L"),)), *_CLOSING)


def example_product(sector: str) -> ExampleProduct:
    """Return the product of a sector's example row."""
    return _PRODUCTS.get(sector, _ANY_PRODUCT)


def starting_rows(sector: str, lang: str, vocabulary: Vocabulary) -> list[Cells]:
    streams = [item for item in starting_streams(sector) if item[0] in vocabulary.streams or not vocabulary.streams]
    rows: list[Cells] = []
    for stream, unit in streams:
        rows.append({"stream": stream, "unit": shown_unit(unit, lang)})
        if stream == "electricity/grid":
            rows.append({"stream": stream, "unit": shown_unit("VND", lang)})
    return rows


def shown_unit(unit: str, lang: str) -> str:
    """Return a unit as people of the language type it, where the parser reads that as the same unit."""
    if lang != DEFAULT_LANGUAGE:
        return unit
    typed = {"t": "tấn", "L": "lít", "piece": "cái", "pair": "đôi", "VND": "đồng"}.get(unit, unit)
    return typed if parse_unit(typed).canonical == parse_unit(unit).canonical else unit


def example_rows(sector: str, lang: str) -> Mapping[str, Cells]:
    """Return the example row of each sheet that has one."""
    product = example_product(sector)
    stream, unit = f"product/{product.id}", shown_unit(product.unit, lang)
    name = product.name_vi if lang == DEFAULT_LANGUAGE else product.name_en
    months: Cells = dict.fromkeys(MONTHS, product.quantity)
    norm: Cells = {"norm_product": product.norm_product} if product.norm_product else {}
    return {
        "products": {"id": product.id, "name": name, "unit": unit, **norm},
        "flows_monthly": {"stream": stream, "year": 2025.0, "unit": unit, **months},
        "flows": {
            "period": "2025-01-07/2025-02-06", "stream": "electricity/grid", "quantity": 128_000.0, "unit": "kWh",
            "cost_vnd": 250_880_000.0, "meter": "CT-1", "evidence": "HĐ 0001234",
        },
        "streams": {"stream": stream, "property": "mass_per_unit", "value": 0.16, "unit": "kg/piece"},
        "relevant_variables": {"period": "2025-01", "name": "…", "value": 26.0, "unit": shown_unit("day", lang)},
    }  # fmt: skip
