"""How long 5,000 invoices and a year of ten meters take, against lxml and pandas alone on the same files.

Run: python tests/performance/bench_invoices.py [FILES]
Prints the ratios that issue 9 limits (3 and 5), and the memory of the command at its highest for 1,000 to 60,000 files: the
first run, which takes all, the second, which takes none, and of the same files in a zip.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
from lxml import etree

sys.path.insert(0, str(Path(__file__).parents[1] / "assessment" / "invoices"))
import make_examples as papers

from assessment.intake.invoices.batch import gather
from assessment.intake.invoices.book import Book
from assessment.intake.invoices.ledger import make_ledger
from assessment.intake.invoices.mapping import ItemMapping
from assessment.intake.meter import read_load_curves
from data import catalogue

ROUNDS = 7
COUNTS = (1_000, 5_000, 20_000, 60_000)
COMMAND = """
import atexit
atexit.register(lambda: print(open("/proc/self/status").read()))
from app.cli import main
main()
"""
PADDING = "QUJD" * 600  # as long as the certificates and signature values that real files carry


def write(folder: Path, count: int) -> None:
    """Write invoices of power companies with three bands and a block as long as a signature."""
    for number in range(1, count + 1):
        month = number % 12 + 1
        text = papers.invoice_xml(papers.POWER, number, f"2025-{month:02d}-28", papers.power_items(349_069, 610_521_681),
                                  extras={"TuNgay": f"01/{month:02d}/2025", "DenNgay": f"28/{month:02d}/2025", "SoCongTo": f"CT-{number % 7}"},
                                  signature=f"<DSCKS><NBan>{PADDING}</NBan></DSCKS>\n")  # fmt: skip
        (folder / f"{number:05d}.xml").write_text(text, encoding="utf-8")


def used(job) -> float:
    """Return the processor's time of one run: what else the machine does is not counted. [s]"""
    begin = time.process_time()
    job()
    return time.process_time() - begin


def compared(alone, ours) -> tuple[float, float, str]:
    """Return the shortest of each in pairs of runs, and how the pairs' ratios spread. [s]"""
    pairs = [(used(alone), used(ours)) for _ in range(ROUNDS)]
    ratios = sorted(second / first for first, second in pairs)
    return min(first for first, _ in pairs), min(second for _, second in pairs), f"pairs {ratios[0]:.2f} to {ratios[-1]:.2f}"


def parse_alone(folder: Path) -> None:
    """Parse every file and keep none."""
    for path in sorted(folder.iterdir()):
        etree.fromstring(path.read_bytes())


def invoices(count: int) -> None:
    """Print the ratio to lxml and the memory held for each file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, count)
        alone, ours, spread = compared(lambda: parse_alone(folder), lambda: gather([folder], Book()))
        print(f"{count} invoices: lxml {alone:.2f} s, gathered {ours:.2f} s, ratio {ours / alone:.2f} (limit 3), {spread}")
        book = gather([folder], Book()).book
        proposals = make_ledger(book, ItemMapping(), catalogue.open_edition()).proposals
        mapping = ItemMapping(rules=proposals).accepted()
        print(f"ledger of them: {used(lambda: make_ledger(book, mapping, catalogue.open_edition())):.2f} s")


def memory() -> None:
    """Print what the command needs at its highest, in a process of its own for each run. [MB]"""
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as name:
            folder, packed = Path(name) / "papers", Path(name) / "papers.zip"
            folder.mkdir()
            write(folder, count)
            with zipfile.ZipFile(packed, "w") as archive:
                for path in sorted(folder.iterdir()):
                    archive.write(path, path.name)
            runs = [highest(source, Path(name) / f"{source.suffix}ledger.csv") for source in (folder, folder, packed)]
        print(f"import invoices, {count:>6,} files: {runs[0]:.0f} MB at the highest, again {runs[1]:.0f} MB, from a zip {runs[2]:.0f} MB")


def highest(source: Path, ledger: Path) -> float:
    """Return the largest resident memory of a process that runs the command. [MB]"""
    done = subprocess.run([sys.executable, "-c", COMMAND, "import", "invoices", str(source), "-o", str(ledger), "--accept", "--quiet"],
                          capture_output=True, text=True, check=True, encoding="utf-8")  # fmt: skip
    return int(done.stdout.split("VmHWM:")[-1].split()[0]) / 1024


def meters() -> None:
    """Print the ratio to a pandas read of 35,040 rows of ten meters."""
    times = pd.date_range("2025-01-01", periods=35_040, freq="15min")
    frame = pd.DataFrame(np.random.default_rng(1).random((35_040, 10)).round(3) * 100, columns=[f"CT-{number} (kWh)" for number in range(10)])
    frame = frame.round(2)
    frame.insert(0, "Thời gian", times.strftime("%d/%m/%Y %H:%M"))
    for label, data in (("dot", frame.to_csv(index=False).encode()), ("comma", frame.to_csv(index=False, sep=";", decimal=",").encode())):
        separator, decimal = (",", ".") if label == "dot" else (";", ",")
        alone, ours, spread = compared(
            lambda data=data, separator=separator, decimal=decimal: pd.read_csv(BytesIO(data), sep=separator, decimal=decimal),
            lambda data=data: read_load_curves(data, "m.csv"),
        )
        print(f"35,040 x 10 meters ({label}): pandas {alone * 1000:.0f} ms, load curves {ours * 1000:.0f} ms, ratio {ours / alone:.2f} (limit 5), {spread}")


if __name__ == "__main__":
    invoices(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
    meters()
    memory()
