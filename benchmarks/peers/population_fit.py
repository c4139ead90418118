"""What real plants look like, as a few numbers per sector: the shape of the synthetic province.

Fitted once to US DOE ITAC plants (assessments of fiscal years 1981–2026; sectors by SIC group, production in the unit
named, fuels at higher heating value). Medians are of the plants, spreads are interquartile range / 1.349 of the natural
logarithm, the correlation is 2·sin(π·ρ/6) of Spearman's ρ between output and energy per output; records more than four
spreads from the median were taken as unit errors and left out. These are shapes of US plants: never a norm.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SectorFit:
    """Log-normal output and intensities of one sector.

    `output` is the median yearly output [unit], `energy` the median energy intensity [MJ/unit], `electricity_share` the
    median share of electricity in energy [1], `water` the median water intensity [m3/unit] or None where fewer than 15
    plants gave it. `plants` were fitted; `listed` plants of the sector are in the source and give its weight.
    """

    sector: str
    unit: str
    listed: int
    plants: int
    output: float
    output_spread: float
    energy: float
    energy_spread: float
    correlation: float
    electricity_share: float
    water: float | None
    water_spread: float | None


_ROWS: tuple[tuple[str, str, int, int, float, float, float, float, float, float, float | None, float | None], ...] = (
    ("garments", "piece", 268, 205, 1.30e6, 1.67, 7.22, 1.51, -0.867, 0.528, 0.0119, 2.20),
    ("textile", "kg", 443, 180, 5.44e6, 1.07, 15.5, 1.10, -0.518, 0.498, 0.0087, 2.36),
    ("packaging", "kg", 666, 210, 1.64e7, 1.35, 2.23, 1.14, -0.485, 0.523, 0.000547, 1.15),
    ("paper", "kg", 130, 91, 2.72e7, 1.40, 14.7, 0.497, -0.472, 0.220, 0.00256, 2.21),
    ("food", "kg", 1484, 950, 2.27e7, 1.48, 2.90, 1.23, -0.621, 0.353, 0.00236, 1.87),
    ("soft_drinks", "m3", 203, 30, 1.82e5, 0.942, 326.0, 0.403, -0.143, 0.543, 1.25, 0.678),
    ("seafood", "kg", 68, 56, 6.13e6, 1.02, 3.24, 0.987, -0.594, 0.807, 0.0129, 1.68),
    ("footwear", "pair", 39, 36, 6.86e5, 0.790, 12.0, 0.906, -0.786, 0.704, None, None),
    ("plastics", "kg", 1361, 615, 4.54e6, 1.61, 6.42, 1.17, -0.735, 0.892, 0.00223, 1.70),
    ("wood_furniture", "piece", 1166, 496, 1.31e5, 2.36, 116.0, 2.24, -0.868, 0.516, 0.0676, 2.53),
    ("building_materials", "kg", 613, 262, 6.17e7, 2.64, 1.64, 2.98, -0.716, 0.251, 0.000372, 2.78),
    ("chemicals", "kg", 908, 477, 1.54e7, 2.18, 5.40, 1.93, -0.663, 0.343, 0.00246, 2.36),
    ("steel", "kg", 445, 342, 8.84e6, 2.18, 6.91, 1.69, -0.769, 0.478, 0.00210, 1.78),
    ("other", "kg", 2052, 624, 5.90e6, 1.89, 4.69, 1.80, -0.732, 0.426, 0.00188, 2.17),
)  # fmt: skip

SOURCE = "US DOE Industrial Assessment Centers database (ITAC), plants of fiscal years 1981–2026"
FITS: tuple[SectorFit, ...] = tuple(
    SectorFit(
        sector=row[0], unit=row[1], listed=row[2], plants=row[3], output=row[4], output_spread=row[5], energy=row[6],
        energy_spread=row[7], correlation=row[8], electricity_share=row[9], water=row[10], water_spread=row[11],
    )
    for row in _ROWS
)  # fmt: skip
