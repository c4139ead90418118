"""Real plants for the attackers: those of the US DOE ITAC database that report energy and a mass of products.

    python tests/attacks/audited_plants.py plants.csv

makes `audited_plants.csv` beside this file anew from the database's table of assessments.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

TABLE = Path(__file__).with_suffix(".csv")
MJ_PER_KWH = 3.6  # by definition
MJ_PER_MMBTU = 1055.05585262  # IT; fuels are at higher heating value
KG = {2: 0.45359237, 3: 907.18474}  # pounds, short tons: the codes of the database's units of mass


def read() -> pd.DataFrame:
    """Return the plants: state, SIC group, energy [MJ/year] and output [kg/year]."""
    return pd.read_csv(TABLE, dtype={"state": "str"}, keep_default_na=False)


def select(table: pd.DataFrame) -> pd.DataFrame:
    """Return the plants of a table of assessments whose energy per mass is within four spreads of its group's median."""
    fuels = [f"e{i}_plant_usage" for i in range(2, 13)]
    energy = table["ec_plant_usage"] * MJ_PER_KWH + table[fuels].fillna(0).sum(axis=1) * MJ_PER_MMBTU
    plants = pd.DataFrame(
        {"state": table["state"], "sic": table["sic"], "energy_mj": energy, "output_kg": table["prodlevel"] * table["produnits"].map(KG)}
    )
    plants = plants[plants["sic"].between(2000, 3999) & (plants["energy_mj"] > 0) & (plants["output_kg"] > 1) & plants["state"].notna()]
    logs = np.log(plants["energy_mj"] / plants["output_kg"])
    group = logs.groupby(plants["sic"] // 100)
    spread = (group.transform(lambda part: part.quantile(0.75)) - group.transform(lambda part: part.quantile(0.25))) / 1.349
    plants = plants[(logs - group.transform("median")).abs() < 4 * spread]  # the rest are unit errors
    return plants.assign(sic=plants["sic"].astype(int)).reset_index(drop=True)


if __name__ == "__main__":
    select(pd.read_csv(sys.argv[1], low_memory=False)).to_csv(TABLE, index=False, float_format="%.5g", lineterminator="\n")
