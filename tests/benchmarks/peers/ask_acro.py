"""Write acro_verdicts.csv: what ACRO, an independent disclosure checker, says of 150 sums; run in an environment of its own.

    python -m venv acro && acro/bin/pip install acro==1.0.2 && acro/bin/python tests/benchmarks/peers/ask_acro.py

ACRO wants pandas 2, so that it cannot be installed beside this project. It counts rows: here a row is a company.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

TABLE = Path(__file__).with_name("acro_verdicts.csv")
CHECKS = {"few": "MinimumThresholdCheck", "p_percent": "PPercentCheck", "two_dominate": "NKCheck"}
SETTINGS = {"safe_threshold": 5, "safe_nk_n": 2, "safe_nk_k": 0.85, "safe_pratio_p": 0.15}


def cells() -> dict[str, list[int]]:
    """Return companies' amounts by cell: even ones and dominated ones, of 2 to 13 companies."""
    rng = np.random.default_rng(20_261_122)
    sizes = rng.integers(2, 14, size=150)
    return {f"c{i:03d}": [int(x) for x in np.rint(np.exp(rng.normal(10, rng.uniform(0.1, 2.0), size=n)))] for i, n in enumerate(sizes)}


def main() -> None:
    from acro import ACRO

    made = cells()
    rows = pd.DataFrame([(name, "all", amount) for name, amounts in made.items() for amount in amounts], columns=["cell", "one", "amount"])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # it writes beside where it runs
        session = ACRO(suppress=False)
        session.config.update(SETTINGS)
        session.crosstab(rows["cell"], rows["one"], values=rows["amount"], aggfunc="sum")
        said = session.results.get_index(0).outcome.iloc[:, 0]
    table = pd.DataFrame({"cell": list(made), "amounts": [" ".join(map(str, amounts)) for amounts in made.values()]})
    for name, check in CHECKS.items():
        table[name] = [int(check in str(said.get(cell, ""))) for cell in made]
    table.to_csv(TABLE, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
