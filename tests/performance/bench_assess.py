"""`sachhon assess` of an example to JSON, against importing pandas, scipy.stats and pint; whole processes, in turn."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
REPEATS = 7


def processor_seconds(*words: str) -> float:
    """Return the processor time of one whole process. [s]"""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the median ratio over several pairs of runs."""
    with tempfile.TemporaryDirectory() as folder:
        assess = ("-c", "from app.cli import main; main()", "assess", "data/examples/seafood.yaml", "-o", folder, "--format", "json")
        imports = ("-c", "import pandas, scipy.stats, pint")
        processor_seconds(*assess)
        processor_seconds(*imports)
        ratios = [processor_seconds(*assess) / processor_seconds(*imports) for _ in range(REPEATS)]
    print(f"assess the seafood example to JSON: {statistics.median(ratios):.2f} x importing pandas, scipy.stats and pint (at most 2)")
    print(f"  over {REPEATS} pairs: {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
