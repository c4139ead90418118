"""YAML to a tree: every scalar stays text, and what makes YAML guess or grow (aliases, tags) is refused."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from assessment.intake.limits import MAX_DEPTH, MAX_NODES, SHOWN
from assessment.intake.tree import Group, Items, Leaf, Node, Tree, refused
from calculators.finding import Finding, Place

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C parser, 20 times faster, where PyYAML was built with it
_NOTHING = {"", "~", "null"}
_QUOTED = {"'", '"', "|", ">"}  # styles; of a plain scalar the C parser says "" and the other one None


def read_yaml(text: str, file: str) -> Tree:
    """Return the tree of a YAML text.

    Parameters
    ----------
    text : str
        The file's text.
    file : str
        Its name, for places.

    Returns
    -------
    Tree
        Its values as text with their lines; findings for duplicate keys, anchors, aliases, tags, several documents.
    """
    builder = _Builder(file=file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                return Tree(root=None, findings=tuple(builder.findings))
    except yaml.YAMLError as error:
        builder.findings.append(_syntax(error, text, file))
        return Tree(root=None, findings=tuple(builder.findings))
    return Tree(root=builder.root, findings=tuple(builder.findings))


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, given = None, ""
    if mark is not None:
        lines = text.splitlines()
        line = mark.line + 1
        given = lines[mark.line].strip()[:SHOWN] if mark.line < len(lines) else ""
    place = Place(file=file, line=line)
    return Finding(code="text.syntax", severity="error", place=place, given=given, expected="YAML")


@dataclass
class _Open:
    """A collection whose end has not come yet."""

    place: Place
    is_mapping: bool
    refused: bool = False
    key: Leaf | None = None
    members: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)

    def close(self) -> Node:
        if self.refused:
            return refused(self.place)
        if self.is_mapping:
            return Group(members=self.members, place=self.place, keys=self.keys)
        return Items(members=tuple(self.items), place=self.place)


@dataclass
class _Builder:
    """Puts the tree together, event by event; `take` returns False when reading must stop."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    root: Node | None = None
    stack: list[_Open] = field(default_factory=list)
    places: dict[int | None, Place] = field(default_factory=dict)
    documents: int = 0
    nodes: int = 0

    def take(self, event: yaml.Event) -> bool:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            return self.documents == 1 or self._stop("text.documents", event, expected="1")
        if isinstance(event, (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.AliasEvent)):
            self.nodes += 1
            if self.nodes > MAX_NODES:
                return self._stop("file.too_large", event, expected=str(MAX_NODES))
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if len(self.stack) >= MAX_DEPTH:
                return self._stop("text.too_deep", event, expected=str(MAX_DEPTH))
            is_refused = self._is_refused(event)
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            self.stack.append(_Open(place=self._place(event), is_mapping=is_mapping, refused=is_refused))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._add(self.stack.pop().close())
        elif isinstance(event, yaml.AliasEvent):
            self._find("text.alias", event, given=f"*{event.anchor}")
            self._add(refused(self._place(event)))
        elif isinstance(event, yaml.ScalarEvent):
            self._add(refused(self._place(event)) if self._is_refused(event) else self._leaf(event))
        return True

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        line = None if mark is None else mark.line + 1
        if line not in self.places:
            self.places[line] = Place(file=self.file, line=line)
        return self.places[line]

    def _find(self, code: str, event: yaml.Event, given: str = "", expected: str = "") -> None:
        found = Finding(code=code, severity="error", place=self._place(event), given=given[:SHOWN], expected=expected)
        self.findings.append(found)

    def _stop(self, code: str, event: yaml.Event, expected: str) -> bool:
        self._find(code, event, expected=expected)
        return False

    def _is_refused(self, event: yaml.NodeEvent) -> bool:
        if event.anchor is not None:
            self._find("text.alias", event, given=f"&{event.anchor}")
            return True
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self._find("text.tag", event, given=str(tag))
            return True
        return False

    def _leaf(self, event: yaml.ScalarEvent) -> Leaf:
        if event.style in _QUOTED:
            kind = "text" if event.value else "empty"
            return Leaf(text=event.value, kind=kind, place=self._place(event))  # type: ignore[arg-type]
        kind = "empty" if event.value in _NOTHING else "word"
        return Leaf(text=event.value, kind=kind, place=self._place(event))  # type: ignore[arg-type]

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if not top.is_mapping:
            top.items.append(node)
        elif top.key is None:
            top.key = self._key(node)
        else:
            self._member(top, top.key, node)
            top.key = None

    def _key(self, node: Node) -> Leaf:
        if isinstance(node, Leaf):
            return node
        self.findings.append(Finding(code="key.unknown", severity="error", place=node.place, given="{…}"))
        return refused(node.place)

    def _member(self, top: _Open, key: Leaf, node: Node) -> None:
        if key.kind == "refused":
            return
        if key.text in top.members:
            values = {"first": str(top.keys[key.text].line)}
            found = Finding(code="key.duplicate", severity="error", place=key.place, given=key.text[:SHOWN], values=values)
            self.findings.append(found)
            node = refused(key.place)
        top.members[key.text] = node
        top.keys[key.text] = key.place
