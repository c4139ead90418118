"""A synthetic release to look at the department's pages with: made-up factories under the names of today's provinces.

Everything made from it says that it is synthetic; the pack is signed with a key that anybody can compute, so that it can never
pass for a deployment's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from benchmarks.peers import pack, population
from benchmarks.peers.disclosure import Rules
from benchmarks.peers.population_fit import FITS
from benchmarks.peers.release import Release, release
from benchmarks.peers.signature import public_key

SEED = sha256(b"sachhon demonstration: synthetic, anybody can sign this").digest()
KEY = public_key(SEED)
SECTORS = ("garments", "footwear", "paper", "seafood", "soft_drinks", "textile", "food", "packaging")
YEARS = (2021, 2024, 2025)
PANELS = ((2021, 2024), (2021, 2025))
VINTAGE = "2026-demo"
FACILITIES = 2400
CROWDING = 0.4  # so that a dozen provinces have figures to look at
POPULATION_SEED = 2091


def plan(regions: Mapping[str, str], home: str) -> population.Plan:
    """Return the plan of a made-up country of eight sectors, most crowded in the province `home`."""
    ordered = {home: regions[home], **regions}
    fits = tuple(replace(fit, listed=1) for fit in FITS if fit.sector in SECTORS)
    return population.Plan(facilities=FACILITIES, years=YEARS, regions=ordered, fits=fits, yearly_change=-0.016, crowding=CROWDING)


def make(regions: Mapping[str, str], *, home: str, released: str) -> Release:
    """Return the synthetic release: the same for the same provinces.

    Parameters
    ----------
    regions : mapping
        Province → region, of the whole country.
    home : str
        The province to be looked at first, where most of the made-up factories stand.
    released : str
        The day it says it was released on.

    Returns
    -------
    Release
        Published figures under the same rules as any other release.
    """
    observations = population.generate(POPULATION_SEED, plan(regions, home))
    return release(observations, regions, vintage=VINTAGE, released=released, rules=Rules(), panels=PANELS)


def text(regions: Mapping[str, str], *, home: str, released: str, edition: str) -> str:
    """Return the demonstration's pack as signed text; it is marked synthetic."""
    return pack.write(make(regions, home=home, released=released), SEED, edition=edition, synthetic=True)
