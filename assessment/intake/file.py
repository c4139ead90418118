"""Any file to a reading: what it is is seen in its first bytes, not in its name."""

from __future__ import annotations

from pathlib import Path

from assessment.intake.document import Reading, read_document
from assessment.intake.limits import MAX_FILE_BYTES, MAX_ROWS_OF_TABLE, MAX_STREAMS
from assessment.intake.signature import kind_of
from assessment.intake.text import legible, read_text
from assessment.intake.tree import Group, Items, Leaf, Tree
from assessment.intake.vocabulary import Vocabulary, read_vocabulary
from assessment.intake.workbook import read_workbook
from calculators.finding import Finding, Place


def read(source: Path | bytes, name: str | None = None, vocabulary: Vocabulary | None = None) -> Reading:
    """Return the assessment document that a file holds.

    Parameters
    ----------
    source : Path or bytes
        The file, or its content.
    name : str, optional
        The name that places carry; the path's own name when left out.
    vocabulary : Vocabulary, optional
        The keys of the reference data; the latest edition's when left out.

    Returns
    -------
    Reading
        The document, None when the file could not be read as one, and all findings.
    """
    label = name if name is not None else legible(source.name) if isinstance(source, Path) else ""
    data = read_content(source, label)
    if isinstance(data, Finding):
        return Reading(document=None, findings=(data,))
    tree = read_tree(data, label)
    if too_much := _too_much(tree, label):
        return Reading(document=None, findings=(*tree.findings, too_much))
    return read_document(tree, label, vocabulary or read_vocabulary())


def _too_much(tree: Tree, name: str) -> Finding | None:
    """Return the finding for more rows or streams than a site has: one file must not occupy the machine for minutes."""
    tables = tree.root.members if isinstance(tree.root, Group) else {}
    for table, node in tables.items():
        rows = node.members if isinstance(node, Items) else ()
        named = [row.members.get("stream") for row in rows if isinstance(row, Group)]
        streams = {leaf.text for leaf in named if isinstance(leaf, Leaf)}
        for count, most, what in ((len(rows), MAX_ROWS_OF_TABLE, "rows"), (len(streams), MAX_STREAMS, "streams")):
            if count > most:
                given = f"{table}: {count} {what}"
                return Finding(code="file.too_heavy", severity="error", place=Place(file=name), given=given, expected=f"{most} {what}")
    return None


def read_tree(data: bytes, name: str) -> Tree:
    """Return the untyped values of a file's content, by what kind of file it is."""
    kind = kind_of(data, name)
    if kind == "workbook":
        return read_workbook(data, name)
    if kind == "text" and name.lower().endswith((".csv", ".tsv")):
        found = Finding(code="file.table_only", severity="error", place=Place(file=name), given=name)
        return Tree(root=None, findings=(found,))
    if kind == "text":
        return read_text(data, name)
    return Tree(root=None, findings=(kind,))


def read_content(source: Path | bytes, name: str) -> bytes | Finding:
    """Return a file's content; one that is too large is refused by its size, without being read."""
    place = Place(file=name)
    limit = f"{MAX_FILE_BYTES // 2**20} MB"
    if isinstance(source, bytes):
        size = len(source)
    else:
        try:
            size = source.stat().st_size if source.is_file() else -1
        except OSError:
            size = -1
    if isinstance(source, Path) and source.is_dir():
        return Finding(code="file.is_folder", severity="error", place=place, given=name)
    if size < 0:
        return Finding(code="file.missing", severity="error", place=place, given=name)
    if size > MAX_FILE_BYTES:
        given = f"{size / 2**20:.1f} MB"
        return Finding(code="file.too_large", severity="error", place=place, given=given, expected=limit)
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        return Finding(code="file.missing", severity="error", place=place, given=error.strerror or name)
