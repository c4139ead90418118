"""JSON to a tree: numbers stay text, every value keeps its line, a repeated name is refused."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from json import decoder

from assessment.intake.limits import MAX_DEPTH, SHOWN
from assessment.intake.tree import Group, Items, Leaf, Node, Tree, refused
from calculators.finding import Finding, Place

_BLANK = re.compile(r"[ \t\r\n]*")
_BLANKS = frozenset(" \t\r\n")
_BARE = re.compile(r"[^\s,\]}\[{:\"]+")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)

_scan_string = decoder.scanstring  # type: ignore[attr-defined]  # the standard library's own, which its stubs leave out


class _UnreadableError(Exception):
    """The text is no JSON from `at` on."""

    def __init__(self, at: int, code: str = "text.syntax", expected: str = "JSON") -> None:
        super().__init__(at, code, expected)
        self.at, self.code, self.expected = at, code, expected


def read_json(text: str, file: str) -> Tree:
    """Return the tree of a JSON text.

    Parameters
    ----------
    text : str
        The file's text.
    file : str
        Its name, for places.

    Returns
    -------
    Tree
        Its values with their lines; findings for repeated names, nesting that is too deep, and broken text.
    """
    scanner = _Scanner(text=text, file=file)
    try:
        root = scanner.read_all()
    except _UnreadableError as error:
        given = text[error.at :].split("\n", 1)[0].strip()[:SHOWN]
        found = Finding(code=error.code, severity="error", place=scanner.place(error.at), given=given, expected=error.expected)
        return Tree(root=None, findings=(*scanner.findings, found))
    return Tree(root=root, findings=tuple(scanner.findings))


@dataclass
class _Scanner:
    text: str
    file: str
    findings: list[Finding] = field(default_factory=list)
    line_starts: list[int] = field(init=False)
    places: dict[int, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, at: int) -> Place:
        line = bisect_right(self.line_starts, at)
        if line not in self.places:
            self.places[line] = Place(file=self.file, line=line)
        return self.places[line]

    def read_all(self) -> Node:
        node, end = self._value(self._skip(0), 0)
        end = self._skip(end)
        if end != len(self.text):
            raise _UnreadableError(end)
        return node

    def _skip(self, at: int) -> int:
        if self.text[at : at + 1] not in _BLANKS:
            return at
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def _value(self, at: int, depth: int) -> tuple[Node, int]:
        head = self.text[at : at + 1]
        if head in ("{", "["):
            if depth >= MAX_DEPTH:
                raise _UnreadableError(at, "text.too_deep", str(MAX_DEPTH))
            return self._group(at, depth + 1) if head == "{" else self._items(at, depth + 1)
        if head == '"':
            text, end = self._string(at)
            return Leaf(text=text, kind="text" if text else "empty", place=self.place(at)), end
        return self._bare(at)

    def _string(self, at: int) -> tuple[str, int]:
        try:
            text, end = _scan_string(self.text, at + 1, True)
        except decoder.JSONDecodeError as error:
            raise _UnreadableError(error.pos) from error
        return text, end

    def _bare(self, at: int) -> tuple[Leaf, int]:
        match = _BARE.match(self.text, at)
        if not match:
            raise _UnreadableError(at)
        word = match.group()
        place = self.place(at)
        if word == "null":
            return Leaf(text="", kind="empty", place=place), match.end()
        if word in ("true", "false") or _NUMBER.fullmatch(word):
            return Leaf(text=word, kind="word", place=place), match.end()
        raise _UnreadableError(at)

    def _items(self, at: int, depth: int) -> tuple[Items, int]:
        members: list[Node] = []
        end = self._skip(at + 1)
        if self.text[end : end + 1] == "]":
            return Items(members=(), place=self.place(at)), end + 1
        while True:
            node, end = self._value(end, depth)
            members.append(node)
            end, is_last = self._separator(end, "]")
            if is_last:
                return Items(members=tuple(members), place=self.place(at)), end

    def _group(self, at: int, depth: int) -> tuple[Group, int]:
        members: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        end = self._skip(at + 1)
        if self.text[end : end + 1] == "}":
            return Group(members={}, place=self.place(at)), end + 1
        while True:
            if self.text[end : end + 1] != '"':
                raise _UnreadableError(end)
            start = end
            key, end = self._string(start)
            end = self._skip(end)
            if self.text[end : end + 1] != ":":
                raise _UnreadableError(end)
            node, end = self._value(self._skip(end + 1), depth)
            members[key] = self._once(key, node, members, keys, start)
            keys[key] = self.place(start)
            end, is_last = self._separator(end, "}")
            if is_last:
                return Group(members=members, place=self.place(at), keys=keys), end

    def _once(self, key: str, node: Node, members: dict[str, Node], keys: dict[str, Place], at: int) -> Node:
        if key not in members:
            return node
        place = self.place(at)
        values = {"first": str(keys[key].line)}
        self.findings.append(Finding(code="key.duplicate", severity="error", place=place, given=key[:SHOWN], values=values))
        return refused(place)

    def _separator(self, at: int, closing: str) -> tuple[int, bool]:
        end = self._skip(at)
        mark = self.text[end : end + 1]
        if mark == closing:
            return end + 1, True
        if mark != ",":
            raise _UnreadableError(end)
        return self._skip(end + 1), False
