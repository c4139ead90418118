"""A Windows laptop: nothing of ours asks for what only Unix has, and the offline folder is put together as described."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
HOSTILE = ROOT / "tests" / "assessment" / "intake"
UNIX_ONLY = (
    "resource", "fcntl", "pwd", "grp", "termios", "tty", "pty", "syslog", "crypt", "spwd", "nis", "ossaudiodev",
    "readline", "curses", "_posixsubprocess", "_posixshmem",
)  # fmt: skip
NOT_ON_WINDOWS = {
    "os": (
        "fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "setuid", "setgid", "getpgid", "setsid", "killpg", "chown", "uname",
        "nice", "sched_getaffinity", "sysconf", "statvfs", "mkfifo", "wait3", "wait4", "getloadavg", "O_NONBLOCK", "O_CLOEXEC",
    ),
    "signal": ("SIGKILL", "SIGALRM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGPIPE", "alarm", "setitimer", "pthread_sigmask"),
    "time": ("tzset",),
    "socket": ("AF_UNIX",),
}  # fmt: skip
# asked of our own modules alone: what other packages do on Windows is in their wheels for it
BLOCKED = f"""
import builtins, sys
OURS = {{"calculators", "data", "benchmarks", "assessment", "app"}}
UNIX_ONLY, MISSING = {set(UNIX_ONLY)!r}, {NOT_ON_WINDOWS!r}
real = builtins.__import__
def guarded(name, globals=None, locals=None, fromlist=(), level=0):
    asking = (globals or {{}}).get("__name__", "").partition(".")[0]
    if asking in OURS and level == 0 and name.partition(".")[0] in UNIX_ONLY:
        raise ImportError(f"{{name}} is not on Windows (asked by {{globals['__name__']}})")
    module = real(name, globals, locals, fromlist, level)
    if asking in OURS and level == 0:
        for wanted in fromlist or ():
            if wanted in MISSING.get(name, ()):
                raise ImportError(f"{{name}}.{{wanted}} is not on Windows")
    return module
builtins.__import__ = guarded
"""
EVERYTHING = """
import importlib, json, pkgutil, warnings
warnings.simplefilter("ignore")
named = []
for name in sorted(OURS):
    package = importlib.import_module(name)
    named += [each.name for each in pkgutil.walk_packages(package.__path__, name + ".")]
skipped = {"app.migrations.env"}  # Alembic runs it, with a context
for name in named:
    if name not in skipped and "assessment.reports.templates" not in name:
        importlib.import_module(name)
from pathlib import Path
from assessment import intake, procedure
from assessment import reports
path = Path("data/examples/garments.yaml")
document = intake.read(path).document
result = procedure.assess(document)
book = reports.render(result, document, "xlsx", "vi")
from assessment.intake import template
again = intake.read(template.write("garments", "vi"), "empty.xlsx")
print(json.dumps({"modules": len(named), "indicators": len(result["indicators"]), "book": len(book), "codes": [f.code for f in again.findings]}))
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_module_and_an_assessment_work_without_what_only_unix_has() -> None:
    done = run(BLOCKED + EVERYTHING)
    assert done.returncode == 0, done.stderr[-1500:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["modules"] > 300
    assert said["indicators"] > 10
    assert said["codes"]


def test_the_block_is_felt() -> None:
    probe = "\nmodule = type(sys)('app.probe'); exec('import fcntl', module.__dict__ | {'__name__': 'app.probe'})"
    assert "fcntl is not on Windows" in run(BLOCKED + probe).stderr
    probe = "\nexec('from os import fork', {'__name__': 'app.probe'})"
    assert "os.fork is not on Windows" in run(BLOCKED + probe).stderr


def attributes_of_unix() -> set[str]:
    """Return where our modules use an attribute that Windows lacks, unless the line before asks whether it is there."""
    found = set()
    for folder in ("calculators", "data", "benchmarks", "assessment", "app"):
        for path in (ROOT / folder).rglob("*.py"):
            lines = ["", *path.read_text(encoding="utf-8").splitlines()]
            for number, line in enumerate(lines[1:], 1):
                for module, names in NOT_ON_WINDOWS.items():
                    used = [name for name in names if re.search(rf"\b{module}\.{name}\b", line)]
                    if used and f'hasattr({module}, "{used[0]}")' not in lines[number - 1]:
                        found.add(f"{path.relative_to(ROOT)}:{number}")
    return found


def test_no_attribute_that_windows_lacks_is_used() -> None:
    assert attributes_of_unix() == set()


WITHOUT_RESOURCE = """
import sys
sys.modules["resource"] = None
sys.argv = ["cells.py", sys.argv[2]]
import runpy
try:
    runpy.run_path({reader!r}, run_name="__main__")
finally:
    from pathlib import Path
    with open({peaks!r}, "a") as peaks:
        (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
        print(line.split()[1], file=peaks)
"""
MOST_MEMORY = 400_000  # kB


def test_the_readers_limits_hold_without_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The far-reaching workbook, entities and a bomb are refused by what is read first, not by a limit of the system."""
    from io import BytesIO

    import xlsxwriter

    from assessment import intake
    from assessment.intake import workbook

    reader = tmp_path / "reader.py"
    peaks = tmp_path / "peaks"
    real = str(ROOT / "assessment" / "intake" / "cells.py")
    reader.write_text(WITHOUT_RESOURCE.format(reader=real, peaks=str(peaks)), encoding="utf-8")
    whole = subprocess.run

    def without(command: list[str], **given: object) -> object:
        assert command[2].endswith("cells.py")
        return whole([command[0], command[1], str(reader), "-", command[3]], **given)  # type: ignore[call-overload]

    monkeypatch.setattr(workbook.subprocess, "run", without)
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("flows")
    sheet.write("A1", 1)
    sheet.write("XFD1048576", 1)
    book.close()
    (found,) = intake.read(stream.getvalue(), "far.xlsx").findings
    assert found.code == "sheet.too_large"
    deep = BytesIO()
    with zipfile.ZipFile(BytesIO(stream.getvalue())) as old, zipfile.ZipFile(deep, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entity = b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' if name.endswith("sheet1.xml") else b"?>"
            new.writestr(name, old.read(name).replace(b"?>", entity, 1))
    (found,) = intake.read(deep.getvalue(), "entity.xlsx").findings
    assert found.code == "file.entity"
    measured = [int(peak) for peak in peaks.read_text().split()]
    assert measured
    assert max(measured) <= MOST_MEMORY, measured


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """Return the build script as a module."""
    spec = importlib.util.spec_from_file_location("windows_build", ROOT / "deploy" / "windows" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_everything_windows_needs_is_pinned(build: ModuleType) -> None:
    names = build.needed()
    assert {"panel", "numpy", "python-calamine", "typst", "colorama", "psycopg-binary", "tzdata"} <= set(names)
    assert "pytest" not in names
    lock = build.subset(names, build.pins())
    assert lock.count("--hash=sha256:") >= len(names)
    assert "://" not in lock
    with pytest.raises(SystemExit, match="not pinned"):
        build.subset(["nothing-of-the-kind"], build.pins())


@pytest.fixture
def folder(build: ModuleType, tmp_path: Path) -> Path:
    """Return a folder put together from a stand-in for Python's embeddable package and two small wheels."""
    with zipfile.ZipFile(tmp_path / "embed.zip", "w") as embedded:
        for name in ("python.exe", "python311._pth", "python311.zip"):
            embedded.writestr(name, b"x")
    (tmp_path / "wheels").mkdir()
    with zipfile.ZipFile(tmp_path / "wheels" / "one-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("one/__init__.py", "")
        wheel.writestr("one-1.data/purelib/two.py", "")
        wheel.writestr("one-1.data/scripts/one", "")
    build.assemble(tmp_path / "embed.zip", tmp_path / "wheels", tmp_path / "SachHon")
    return tmp_path / "SachHon"


def test_the_folder_holds_python_packages_and_what_is_clicked(folder: Path) -> None:
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {
        "python/python.exe", "python/python311._pth", "python/python311.zip", "packages/one/__init__.py", "packages/two.py",
        "SachHon.bat", "Uninstall.bat", "sachhon.py", "README.txt",
    }  # fmt: skip
    assert "..\\packages" in (folder / "python" / "python311._pth").read_text(encoding="ascii")
    start = (folder / "SachHon.bat").read_bytes()
    assert b"\r\n" in start
    assert not start.startswith(b"\xef\xbb\xbf")  # cmd.exe would run the mark as a command
    assert b"rmdir" in (folder / "Uninstall.bat").read_bytes()
    assert b"rmdir /s /q \"%LOCALAPPDATA%" not in (folder / "Uninstall.bat").read_bytes()


def test_what_is_no_embeddable_python_is_refused(build: ModuleType, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "music.zip", "w") as other:
        other.writestr("song.txt", b"x")
    with pytest.raises(SystemExit, match="embeddable"):
        build.assemble(tmp_path / "music.zip", tmp_path, tmp_path / "out")


def test_a_wheel_that_reaches_outside_is_refused(build: ModuleType, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("../../evil.py", "")
    with pytest.raises(SystemExit, match="outside"):
        build.unpack(tmp_path / "bad-1-py3-none-any.whl", tmp_path / "out")


def test_the_launcher_is_the_command_line() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "deploy" / "windows" / "sachhon.py"), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip()
