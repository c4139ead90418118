"""The wheel that people install carries everything: tables, locales, examples, static files, migrations, templates."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("assessment", "benchmarks", "calculators", "app", "data")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True
    )
    (path,) = folder.glob("*.whl")
    return path


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(["git", "ls-files", *FOLDERS], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(tracked) > 100
    assert not [name for name in tracked if name not in inside and not name.endswith(".gitignore")]


def test_the_wheel_assesses_an_example_by_itself(wheel: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(unpacked)
    code = (
        "import data.catalogue as c, json, sys; from pathlib import Path; from importlib import resources;"
        "book = c.open_edition(); assert all(book.table(name) for name in book.names);"
        "assert str(c.__file__).startswith(sys.argv[1]), c.__file__;"
        "from assessment import intake, procedure;"
        "reading = intake.read(Path(str(resources.files('data') / 'examples' / 'seafood.yaml')));"
        "result = procedure.assess(reading.document); print(len(result['indicators']), len(book.names))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(unpacked)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(unpacked), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    indicators, tables = map(int, done.stdout.split())
    assert indicators > 50
    assert tables > 20


@pytest.mark.parametrize("package", FOLDERS)
def test_each_package_name_belongs_to_one_distribution(package: str) -> None:
    assert set(metadata.packages_distributions().get(package, [])) <= {"sachhon"}
