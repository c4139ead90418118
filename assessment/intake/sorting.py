"""A folder of whatever somebody dropped: which file is an invoice, a load curve, a table, a picture, a document of ours."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assessment.intake import limits, table
from assessment.intake.file import read, read_content
from assessment.intake.imports import Kind
from assessment.intake.meter import LoadCurves, read_load_curves
from assessment.intake.sheets import layout_of
from assessment.intake.spreadsheet.reading import Read, read_tables
from assessment.model import FORMAT, Document, Flow
from calculators.finding import Finding, Place

TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".json", ".txt")
PICTURES = (".pdf", ".jpg", ".jpeg", ".png")
OURS = (".yaml", ".yml")
_HEAD = 4096  # bytes in which a document says what it is
_UNPACKED = "unpacked"
_MOST = 500  # tables and pictures of one zip


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that is no invoice, read once."""

    name: str
    path: Path
    sha256: str
    kind: Kind
    curves: LoadCurves | None = None
    tables: Read | None = None
    document: Document | None = None
    ledger: tuple[Flow, ...] | None = None


@dataclass(kw_only=True)
class Sorted:
    """What a folder holds. `invoices` are XML files and zips, which are read one by one later."""

    invoices: list[Path] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def sort_files(folder: Path, curve_options: dict[str, str] | None = None) -> Sorted:
    """Return what the files of a folder are, by their content.

    Parameters
    ----------
    folder : Path
        The folder; tables and pictures inside zips are unpacked into it.
    curve_options : dict, optional
        ``notation``, ``kind`` and ``stamp`` of load curves where their files leave two readings.
    """
    found = Sorted()
    unpacked = folder / _UNPACKED
    for path in _files(folder):
        ending = path.suffix.lower()
        if ending == ".zip":
            found.invoices.append(path)
            if unpacked not in path.parents:
                _unpack(path, unpacked / path.name, found)
        elif ending == ".xml":
            found.invoices.append(path)
    for path in _files(folder):
        if path.suffix.lower() not in (".xml", ".zip"):
            _sort(path, _name(path, folder), found, curve_options or {})
    return found


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and not path.name.startswith("."))


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder / _UNPACKED if folder / _UNPACKED in path.parents else folder).as_posix()


def _sort(path: Path, name: str, found: Sorted, options: dict[str, str]) -> None:
    ending = path.suffix.lower()
    if ending not in TABLES + PICTURES + OURS:
        expected = ", ".join((".xml", ".zip", *TABLES, *PICTURES, *OURS))
        found.findings.append(Finding(code="import.kind_unknown", severity="warning", place=Place(file=name), given=name, expected=expected))
        return
    data = read_content(path, name)
    if isinstance(data, Finding):
        found.findings.append(data)
        return
    sha256 = hashlib.sha256(data).hexdigest()
    if ending in PICTURES:
        found.files.append(File(name=name, path=path, sha256=sha256, kind="picture"))
        return
    if ending in OURS or (ending == ".json" and FORMAT.encode() in data[:_HEAD]):
        _add_document(data, name, path, sha256, found)
        return
    if ending in (".csv", ".tsv", ".txt") and table.is_ledger(data):
        written = table.read(data, name)
        found.findings += written.findings
        found.files.append(File(name=name, path=path, sha256=sha256, kind="table", ledger=written.flows))
        return
    curves = _curves(data, name, options) if ending in (".csv", ".tsv", ".txt") else None
    if curves is not None and (curves.meters or any(item.code == "meter.notation" for item in curves.findings)):
        found.files.append(File(name=name, path=path, sha256=sha256, kind="meter", curves=curves))
        return
    tables = read_tables(data, name)
    if tables.findings:
        found.findings += tables.findings
    elif any(layout_of(sheet.name) is not None for sheet in tables.sheets) and not tables.tool:
        _add_document(data, name, path, sha256, found)
    else:
        found.files.append(File(name=name, path=path, sha256=sha256, kind="table", tables=tables))


def _add_document(data: bytes, name: str, path: Path, sha256: str, found: Sorted) -> None:
    """Keep a document of ours, such as last year's workbook: its rows may be taken, also from an older template."""
    reading = read(data, name)
    found.findings += [finding for finding in reading.findings if finding.severity == "error"]
    if reading.document is not None:
        found.files.append(File(name=name, path=path, sha256=sha256, kind="table", document=reading.document))


def _curves(data: bytes, name: str, options: dict[str, str]) -> LoadCurves | None:
    """Return a load curve where the file is one: even steps of an hour or less."""
    curves = read_load_curves(data, name, options.get("schedule", "schedule_2019"), options.get("kind") or None,  # type: ignore[arg-type]
                              options.get("notation") or None, options.get("stamp") or None)  # type: ignore[arg-type]  # fmt: skip
    return None if any(item.code in ("meter.no_readings", "meter.interval", "meter.ragged") for item in curves.findings) else curves


def _unpack(path: Path, target: Path, found: Sorted) -> None:
    """Unpack the tables and pictures of a zip; what its directory says of sizes may be a lie, so bytes are counted."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if not item.is_dir() and item.filename.lower().endswith(TABLES + PICTURES)]
            if len(members) > _MOST:
                found.findings.append(Finding(code="import.many_in_zip", severity="warning", place=Place(file=path.name), given=str(len(members)), expected=str(_MOST)))
            for number, item in enumerate(members[:_MOST]):
                place = target / f"{number:03d}" / (Path(item.filename.replace("\\", "/")).name or "file")
                if place.exists():
                    continue
                with archive.open(item) as stream:
                    data = stream.read(limits.MAX_FILE_BYTES + 1)
                if len(data) > limits.MAX_FILE_BYTES:
                    found.findings.append(Finding(code="file.too_large", severity="error", place=Place(file=item.filename),
                                                  given=f"{item.file_size / 2**20:.0f} MB", expected=f"{limits.MAX_FILE_BYTES // 2**20} MB"))  # fmt: skip
                    continue
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, RuntimeError, zlib.error):
        return  # the reader of invoices says what is wrong with it
