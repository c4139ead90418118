"""A text file to a tree: its encoding, then YAML or JSON."""

from __future__ import annotations

import codecs

from assessment.intake.json_text import read_json
from assessment.intake.tree import Tree
from assessment.intake.yaml_text import read_yaml
from calculators.finding import Finding, Place

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, file: str) -> str | Finding:
    """Return the text of a file in UTF-8, or in UTF-16 with its mark; else the finding that says so."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        given = data[error.start : error.start + 8].hex(" ")
        place = Place(file=file, line=line)
        return Finding(code="file.encoding", severity="error", place=place, given=given, expected="UTF-8")
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        place = Place(file=file, line=line)
        return Finding(code="file.encoding", severity="error", place=place, given="00", expected="UTF-8")
    return text


def read_text(data: bytes, file: str) -> Tree:
    """Return the tree of a YAML or JSON file; the name ending in ``.json``, or a first brace, says which.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Its name.

    Returns
    -------
    Tree
        Its values with their lines, and the findings of reading.
    """
    text = decode(data, file)
    if isinstance(text, Finding):
        return Tree(root=None, findings=(text,))
    if file.lower().endswith(".json") or (text.lstrip()[:1] == "{" and not file.lower().endswith((".yaml", ".yml"))):
        return read_json(text, file)
    return read_yaml(text, file)


def legible(name: str) -> str:
    r"""Return a file's name with a mark for each byte that is no text, as in names from before Unicode.

    Examples
    --------
    >>> legible(b"ho\xb8.xml".decode("utf-8", "surrogateescape")) == "ho\N{REPLACEMENT CHARACTER}.xml"
    True
    """
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
