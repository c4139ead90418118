"""JSON to the same tree as YAML, with lines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.intake.json_text import read_json
from assessment.intake.tree import Group, Items, Leaf, Node

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(min_size=1, max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def value_of(node: Node | None) -> object:
    """Return a tree as the json module would read it."""
    if isinstance(node, Group):
        return {key: value_of(member) for key, member in node.members.items()}
    if isinstance(node, Items):
        return [value_of(member) for member in node.members]
    assert isinstance(node, Leaf)
    if node.kind == "empty":
        return None
    return node.text if node.kind == "text" else json.loads(node.text)


def depth(value: object) -> int:
    """Return how deep a value is nested."""
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@settings(max_examples=200, deadline=None)
@given(JSON.filter(lambda value: depth(value) < 12), st.sampled_from([None, 2]))
def test_agrees_with_the_standard_library(value: object, indent: int | None) -> None:
    tree = read_json(json.dumps(value, indent=indent), "a.json")
    assert tree.findings == ()
    assert value_of(tree.root) == value


def test_numbers_stay_text() -> None:
    tree = read_json('{"a": 0.10, "b": 1e3, "c": "01"}', "a.json")
    assert isinstance(tree.root, Group)
    texts = [leaf.text for leaf in tree.root.members.values() if isinstance(leaf, Leaf)]
    assert texts == ["0.10", "1e3", "01"]


@pytest.mark.parametrize(
    ("text", "code", "line", "given"),
    [
        pytest.param('{"a": 1,\n "b": 2,\n "a": 3}', "key.duplicate", 3, "a", id="duplicate key"),
        pytest.param('{"a": 01}', "text.syntax", 1, "01}", id="leading zero"),
        pytest.param('{"a": NaN}', "text.syntax", 1, "NaN}", id="not a number"),
        pytest.param('{"a": 1,}', "text.syntax", 1, "}", id="trailing comma"),
        pytest.param('{\n"a": "x', "text.syntax", 2, '"x', id="open text"),
        pytest.param('{"a": 1} x', "text.syntax", 1, "x", id="something behind"),
        pytest.param("", "text.syntax", 1, "", id="nothing"),
        pytest.param("{'a': 1}", "text.syntax", 1, "'a': 1}", id="single quotes"),
    ],
)
def test_what_is_refused(text: str, code: str, line: int, given: str) -> None:
    found = read_json(text, "a.json").findings
    assert [(item.code, item.place.line, item.given) for item in found] == [(code, line, given)]


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_deep_nesting_stops(opening: str) -> None:
    tree = read_json(opening * 100_000, "deep.json")
    assert tree.root is None
    assert tree.findings[0].code == "text.too_deep"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsnl \n\\', max_size=60))
def test_reads_exactly_what_json_is(text: str) -> None:
    tree = read_json(text, "a.json")
    try:
        json.loads(text, parse_constant=lambda name: pytest.fail(name), object_pairs_hook=dict)
    except (json.JSONDecodeError, ValueError):
        assert tree.findings
    else:
        assert [found.code for found in tree.findings if found.code == "text.syntax"] == []
