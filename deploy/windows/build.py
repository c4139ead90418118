"""Build the offline folder for a factory's Windows laptop, on any machine that reaches a package index.

    python deploy/windows/build.py python-3.11.9-embed-amd64.zip -o build/SachHon

The first argument is Python's own "embeddable package (64-bit)" of python.org, downloaded by hand. The folder that is made
needs nothing of the laptop: no installation, no administrator, no network. It holds Python, the packages of
`requirements.lock` as wheels for win_amd64 (checked against the lock's hashes), the application, and three files to click on.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
LOCKS = (ROOT / "requirements.lock", HERE / "extra.lock")
TARGET = {
    "sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64", "python_version": "3.11",
    "python_full_version": "3.11.9", "implementation_name": "cpython", "platform_python_implementation": "CPython",
}  # fmt: skip
WHEELS = ("--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp", "--abi", "cp311", "--abi", "abi3", "--abi", "none")
CLICKED = ("SachHon.bat", "Uninstall.bat", "sachhon.py", "README.txt")


def plain(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(name: str = "sachhon", extras: tuple[str, ...] = (), found: dict[str, None] | None = None) -> tuple[str, ...]:
    """Return every package the application needs on Windows, itself left out, by the markers of what is installed here."""
    found = {} if found is None else found
    try:
        requires = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        requires = []  # not installed on this system: its own needs, if any, show when the folder is tried
    for text in requires:
        wanted = Requirement(text)
        holds = wanted.marker is None or any(wanted.marker.evaluate({**TARGET, "extra": extra}) for extra in ("", *extras))
        if holds and (plain(wanted.name) not in found or wanted.extras):
            is_new = plain(wanted.name) not in found
            found[plain(wanted.name)] = None
            if is_new or wanted.extras:
                needed(wanted.name, tuple(sorted(wanted.extras)), found)
    return tuple(found)


def pins(paths: Iterable[Path] = LOCKS) -> dict[str, str]:
    """Return the lines of the lock files by package: version and hashes."""
    found = {}
    for path in paths:
        for block in re.findall(r"^[A-Za-z0-9][^\n]*==(?:[^\n]*\\\n)*[^\n]*$", path.read_text(encoding="utf-8"), re.MULTILINE):
            found[plain(block.partition("==")[0].partition("[")[0])] = block
    return found


def subset(names: Iterable[str], pinned: dict[str, str]) -> str:
    """Return the lock of these packages alone.

    Raises
    ------
    SystemExit
        If one of them is pinned nowhere.
    """
    missing = sorted(set(names) - set(pinned))
    if missing:
        raise SystemExit(f"not pinned in requirements.lock or deploy/windows/extra.lock: {', '.join(missing)}")
    return "\n".join(pinned[name] for name in sorted(names)) + "\n"


def download(lock: str, target: Path) -> None:
    """Fetch the wheels for Windows, each checked against its hash; a package without such a wheel stops the build."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "windows.lock"
        file.write_text(lock, encoding="utf-8")
        options = ("--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:", *WHEELS, "-d", str(target), "-r", str(file))
        subprocess.run([sys.executable, "-m", "pip", "download", *options], check=True)


def own_wheel(target: Path) -> None:
    """Make the application's own wheel."""
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)], check=True)


def unpack(wheel: Path, target: Path) -> None:
    """Put the modules of a wheel where Python finds them; its scripts are not needed.

    Raises
    ------
    SystemExit
        If the wheel names a place outside the folder.
    """
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            path = PurePosixPath(entry.filename)
            if path.parts and path.parts[0].endswith(".data"):
                if len(path.parts) < 3 or path.parts[1] not in ("purelib", "platlib"):
                    continue
                path = PurePosixPath(*path.parts[2:])
            if path.is_absolute() or ".." in path.parts:
                raise SystemExit(f"{wheel.name}: {entry.filename} lies outside")
            place = target.joinpath(*path.parts)
            if entry.is_dir():
                place.mkdir(parents=True, exist_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(archive.read(entry))


def assemble(embedded: Path, wheels: Path, output: Path) -> None:
    """Put the folder together: Python, packages, and what is clicked on.

    Raises
    ------
    SystemExit
        If the first is not Python's embeddable package.
    """
    if output.exists():
        shutil.rmtree(output)
    with zipfile.ZipFile(embedded) as archive:
        paths = [name for name in archive.namelist() if re.fullmatch(r"python3\d+\._pth", name)]
        if "python.exe" not in archive.namelist() or len(paths) != 1:
            raise SystemExit(f"{embedded} is not the embeddable package of python.org")
        archive.extractall(output / "python")
    # the search path is this file alone: what else is installed on the laptop changes nothing
    library = paths[0].removesuffix("._pth") + ".zip"
    (output / "python" / paths[0]).write_text(f"{library}\n.\n..\\packages\n", encoding="ascii")
    for wheel in sorted(wheels.glob("*.whl")):
        unpack(wheel, output / "packages")
    for name in CLICKED:
        text = (HERE / name).read_text(encoding="utf-8")
        ending = "\n" if name.endswith(".py") else "\r\n"
        (output / name).write_bytes(text.replace("\n", ending).encode("utf-8-sig" if name.endswith(".txt") else "utf-8"))


def main() -> None:
    """Build the folder and pack it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("embedded", type=Path, help="python-3.11.*-embed-amd64.zip of python.org")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "build" / "SachHon")
    parser.add_argument("--wheels", type=Path, help="a folder to keep the wheels in; what lies there is not fetched again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheels = given.wheels or Path(folder)
        if not list(wheels.glob("*.whl")):
            download(subset(needed(), pins()), wheels)
        own_wheel(wheels)
        assemble(given.embedded, wheels, given.output)
    shutil.make_archive(str(given.output), "zip", given.output.parent, given.output.name)
    sys.stdout.write(f"{given.output}.zip\n")


if __name__ == "__main__":
    main()
