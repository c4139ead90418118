"""Recycled content and end of life of a material: the cut-off rule and the circular footprint formula."""

from __future__ import annotations

from dataclasses import dataclass, fields

from calculators.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class MaterialLife:
    """One material's shares and what each of its ways releases, per kilogram of material.

    Shares [1]: `recycled_content` R1, `recycled_at_end` R2, `energy_recovered` R3, `material_factor` A (0.2 to 0.8 in the
    European tables), `energy_factor` B, `quality_in` Qsin/Qp, `quality_out` Qsout/Qp.
    Releases [kg CO2e/kg]: `virgin` Ev, `recycled` Erecycled, `recycling` ErecyclingEoL, `replaced` E*v, `recovery` EER,
    `recovery_credit` (heat and power replaced), `disposal` ED.
    """

    recycled_content: float
    recycled_at_end: float
    energy_recovered: float
    material_factor: float
    energy_factor: float
    quality_in: float
    quality_out: float
    virgin: float
    recycled: float
    recycling: float
    replaced: float
    recovery: float
    recovery_credit: float
    disposal: float

    def __post_init__(self) -> None:
        shares = [field.name for field in fields(self)][:7]
        for name in shares:
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise DomainError(f"{name} is {getattr(self, name)}: a share between 0 and 1 was expected")
        if self.recycled_at_end + self.energy_recovered > 1.0 + 1e-12:
            raise DomainError("more is recycled and recovered at the end of life than there is")


def cut_off(life: MaterialLife) -> float:
    """Return what a kilogram of material carries when burdens end where recycling begins.

    Recycled content carries its own reprocessing and nothing else; what goes to recycling at the end leaves without
    burden or credit; the rest is recovered or disposed of by the one who used it.

    Parameters
    ----------
    life : MaterialLife
        Shares and releases. [1, kg CO2e/kg]

    Returns
    -------
    float
        Release. [kg CO2e/kg]

    References
    ----------
    .. [1] ISO 14067:2018, annex D (open-loop recycling); GHG Protocol Product Standard (2011), ch. 9, recycled content method.
    """
    made = (1.0 - life.recycled_content) * life.virgin + life.recycled_content * life.recycled
    ended = life.energy_recovered * life.recovery + (1.0 - life.recycled_at_end - life.energy_recovered) * life.disposal
    return made + ended


def circular_footprint(life: MaterialLife) -> float:
    """Return what a kilogram of material carries by the circular footprint formula.

    Parameters
    ----------
    life : MaterialLife
        Shares and releases. [1, kg CO2e/kg]

    Returns
    -------
    float
        Release, credits included. [kg CO2e/kg]

    References
    ----------
    .. [1] L. Zampori and R. Pant, Suggestions for updating the Product Environmental Footprint method, JRC 2019,
       equation 3 (material, energy and disposal part).
    """
    a, r1, r2, r3 = life.material_factor, life.recycled_content, life.recycled_at_end, life.energy_recovered
    material = (
        (1.0 - r1) * life.virgin
        + r1 * (a * life.recycled + (1.0 - a) * life.virgin * life.quality_in)
        + (1.0 - a) * r2 * (life.recycling - life.replaced * life.quality_out)
    )
    energy = (1.0 - life.energy_factor) * r3 * (life.recovery - life.recovery_credit)
    return material + energy + (1.0 - r2 - r3) * life.disposal
