"""A folder, a zip or single files to a book of invoices: one file at a time, each taken whole or skipped with a reason."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assessment.intake.invoices.book import Adding, Book
from assessment.intake.invoices.facts import Invoice, Key
from assessment.intake.invoices.guard import MAX_INVOICE_BYTES, too_large
from assessment.intake.invoices.reading import read_invoice
from assessment.intake.text import legible
from calculators.finding import Finding, Place

MAX_ZIP_BYTES = 1024 * 1024 * 1024
MAX_ENTRIES = 200_000  # of one zip
NAMED = 5  # files of another kind that are named
MOST_NAMED = 60  # files that are named of one reason
MAX_NESTING = 2  # the portal packs each invoice in a zip, people pack these again
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe without a writer must not stop us
Progress = Callable[[int, str], None]


@dataclass(kw_only=True)
class Skip:
    """Files that were not taken for one reason, the first of them by name.

    The reason is the code of a finding, or ``invoice.known`` for files taken before.
    """

    reason: str
    count: int = 0
    files: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Count one more file; beyond the first of them it is not named."""
        self.count += 1
        if self.count <= MOST_NAMED:
            self.files.append(name)


@dataclass(kw_only=True)
class Gathered:
    """What a batch brought. `book` is the book before it, with the new invoices as one import of `taken` invoices."""

    book: Book
    taken: int = 0
    skipped: tuple[Skip, ...] = ()
    findings: tuple[Finding, ...] = ()
    others: int = 0

    def reasons(self) -> dict[str, int]:
        """Return how many files were skipped for each reason."""
        return {skip.reason: skip.count for skip in self.skipped}


@dataclass(kw_only=True)
class _Running:
    adding: Adding
    buyer: str | None
    elsewhere: tuple[str, ...] = ()
    cancels: list[Key] = field(default_factory=list)
    skipped: dict[str, Skip] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    others: Skip = field(default_factory=lambda: Skip(reason="invoice.other_files"))
    bare: Skip = field(default_factory=lambda: Skip(reason="invoice.signature_absent"))


def gather(sources: Iterable[Path], book: Book, buyer: str | None = None, progress: Progress | None = None, elsewhere: tuple[str, ...] = ()) -> Gathered:
    """Return the book with every invoice of the sources that is not in it yet.

    Parameters
    ----------
    sources : iterable of Path
        Folders, zips (also of zips), XML files. One file is in memory at a time.
    book : Book
        What was taken before: the same invoices again change nothing.
    buyer : str, optional
        The site's tax code; an invoice of another buyer is skipped.
    progress : callable, optional
        Called with the number of files so far and the file's name.
    elsewhere : tuple of str
        Endings of files inside zips that somebody else reads; of them nothing is said.

    Returns
    -------
    Gathered
        The new book, what was taken, what was skipped and why.
    """
    running = _Running(adding=Adding(book), buyer=buyer, elsewhere=elsewhere)
    number = 0
    asked = tuple(sources)
    for name, content in _files(asked, running):
        number += 1
        if progress:
            progress(number, name)
        if isinstance(content, Finding):
            _skip(running, name, content)
        else:
            _take(running, name, content)
    running.findings += _summed(running)
    if not number and not elsewhere:
        place = Place(file=", ".join(source.name for source in asked)[:120])
        running.findings.append(Finding(code="invoice.none_found", severity="error", place=place, expected="*.xml, *.zip"))
    return Gathered(
        book=running.adding.done(running.cancels), taken=running.adding.count, skipped=tuple(running.skipped.values()),
        findings=tuple(running.findings), others=running.others.count,
    )  # fmt: skip


def _summed(running: _Running) -> list[Finding]:
    """Return what is said once of all files: those of another kind, those without a signature, those of a second buyer."""
    found = []
    if running.others.count:
        found.append(_left(running.others))
    if running.bare.count:
        place = Place(file=running.bare.files[0])
        found.append(Finding(code="invoice.signature_absent", severity="note", place=place, given=f"{running.bare.count}"))
    return [*found, *_several_buyers(running)]


def _left(others: Skip) -> Finding:
    """Return the finding of the files that are neither XML nor a zip, the first of them by name."""
    first = ", ".join(others.files[:NAMED]) + (" …" if others.count > NAMED else "")
    return Finding(code="invoice.other_files", severity="note", place=Place(file=first), given=str(others.count), expected="*.xml")


def _several_buyers(running: _Running) -> list[Finding]:
    """Return the invoices of fewer than the most, where nobody said whose invoices they should be."""
    buyers = () if running.buyer else tuple(running.adding.buyers())
    if len(buyers) < 2:
        return []
    return [
        Finding(code="invoice.several_buyers", severity="warning", place=Place(file=invoice.file), given=invoice.buyer.tax_code or invoice.buyer.name, expected=buyers[0])
        for invoice in running.adding.each()
        if invoice.buyer.tax_code != buyers[0]
    ]


def contents(sources: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of every file that :func:`gather` reads, one at a time."""
    for name, content in _files(sources, _Running(adding=Adding(Book()), buyer=None)):
        if isinstance(content, bytes):
            yield name, content


def _skip(running: _Running, name: str, finding: Finding) -> None:
    running.findings.append(finding)
    _leave(running, name, finding.code)


def _leave(running: _Running, name: str, reason: str) -> None:
    running.skipped.setdefault(reason, Skip(reason=reason)).add(name)


def _take(running: _Running, name: str, content: bytes) -> None:
    read = read_invoice(content, name)
    running.cancels += read.cancels
    running.findings += read.findings if len(read.invoices) != 1 else ()
    if not read.invoices and read.findings:
        _leave(running, name, read.findings[0].code)
    for invoice in read.invoices:
        _add(running, name, invoice, read.findings if len(read.invoices) == 1 else ())


def _add(running: _Running, name: str, invoice: Invoice, doubts: Iterable[Finding]) -> None:
    is_foreign = bool(running.buyer) and invoice.buyer.tax_code != running.buyer
    known = running.adding.known(invoice.key) if is_foreign else running.adding.put(invoice)
    if known is not None:
        if known.sha256 == invoice.sha256 or _says_the_same(known, invoice):
            _leave(running, name, "invoice.known")
        else:
            _skip(running, name, Finding(code="invoice.conflict", severity="error", place=Place(file=name), given=str(invoice.key),
                                         expected=known.file))  # fmt: skip
    elif is_foreign:
        _skip(running, name, Finding(code="invoice.other_buyer", severity="warning", place=Place(file=name),
                                     given=invoice.buyer.tax_code or invoice.buyer.name, expected=running.buyer or ""))  # fmt: skip
    else:
        running.findings += doubts
        if invoice.signature == "absent":
            running.bare.add(name)


def _says_the_same(one: Invoice, other: Invoice) -> bool:
    return (one.day, one.kind, one.refers, one.net, one.buyer.tax_code) == (
        other.day, other.kind, other.refers, other.net, other.buyer.tax_code,
    ) and [(line.name, line.unit, line.quantity, line.amount) for line in one.lines] == [
        (line.name, line.unit, line.quantity, line.amount) for line in other.lines
    ]  # fmt: skip


def _files(sources: Iterable[Path], running: _Running) -> Iterator[tuple[str, bytes | Finding]]:
    for source in sources:
        if source.is_dir():
            head = len(os.path.join(source, ""))
            for path in _walk(source):
                yield from _file(path, legible(path[head:]), running)
        else:
            yield from _file(str(source), legible(source.name), running, is_named=True)


def _walk(folder: Path) -> Iterator[str]:
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        head = os.path.join(parent, "")
        yield from (head + name for name in sorted(names))


def _file(path: str, name: str, running: _Running, is_named: bool = False) -> Iterator[tuple[str, bytes | Finding]]:
    kind = path[-4:].lower()
    if kind not in (".xml", ".zip") and not is_named:
        running.others.add(name)
        return
    try:
        content = _read(path, name, kind)
        if content is not None:
            yield name, content
            return
        with open(path, "rb") as stream:
            yield from _unzip(stream, name, running, 1)
    except OSError as error:
        yield name, Finding(code="file.missing", severity="error", place=Place(file=name), given=error.strerror or name)


def _read(path: str, name: str, kind: str) -> bytes | Finding | None:
    """Return a regular file's bytes, read through one descriptor; None for a zip, which is not read whole."""
    handle = os.open(path, _OPEN)
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            return Finding(code="file.missing", severity="error", place=Place(file=name), given=name)
        if kind == ".zip" and state.st_size <= MAX_ZIP_BYTES:
            return None
        if state.st_size > MAX_INVOICE_BYTES:
            return too_large(name, state.st_size)
        return os.read(handle, state.st_size + 1)  # a larger buffer costs more than the parsing
    finally:
        os.close(handle)


def _unzip(stream: object, name: str, running: _Running, depth: int) -> Iterator[tuple[str, bytes | Finding]]:
    try:
        with zipfile.ZipFile(stream) as archive:  # type: ignore[call-overload]
            members = [item for item in archive.infolist() if not item.is_dir()]
            if len(members) > MAX_ENTRIES:
                yield name, Finding(code="file.bomb", severity="error", place=Place(file=name), given=f"{len(members)}",
                                    expected=f"{MAX_ENTRIES}")  # fmt: skip
                return
            for item in members:
                yield from _member(archive, item, f"{name}/{item.filename}", running, depth)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        yield name, Finding(code="invoice.broken_zip", severity="error", place=Place(file=name), given=str(error)[:60])


def _member(
    archive: zipfile.ZipFile, item: zipfile.ZipInfo, name: str, running: _Running, depth: int
) -> Iterator[tuple[str, bytes | Finding]]:
    kind = os.path.splitext(item.filename)[1].lower()
    if kind in running.elsewhere:
        return
    if kind not in (".xml", ".zip") or (kind == ".zip" and depth >= MAX_NESTING):
        running.others.add(name)
        return
    if item.flag_bits & 1:
        yield name, Finding(code="invoice.zip_password", severity="error", place=Place(file=name))
        return
    limit = MAX_INVOICE_BYTES * (4 if kind == ".zip" else 1)
    try:
        with archive.open(item) as stream:
            content = stream.read(limit + 1)  # what the directory says of the size may be a lie
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        yield name, Finding(code="invoice.broken_zip", severity="error", place=Place(file=name), given=str(error)[:60])
        return
    if len(content) > limit:
        yield name, too_large(name, max(item.file_size, len(content)))
    elif kind == ".zip":
        yield from _unzip(io.BytesIO(content), name, running, depth + 1)
    else:
        yield name, content
