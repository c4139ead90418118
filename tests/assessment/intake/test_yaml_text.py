"""YAML stays text: nothing is guessed, nothing grows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.intake.limits import MAX_DEPTH
from assessment.intake.tree import Group, Items, Leaf, Node
from assessment.intake.yaml_text import read_yaml


def plain(node: Node | None) -> object:
    """Return a tree as dictionaries, lists and texts."""
    if isinstance(node, Group):
        return {key: plain(member) for key, member in node.members.items()}
    if isinstance(node, Items):
        return [plain(member) for member in node.members]
    assert isinstance(node, Leaf)
    return (node.text, node.kind)


def test_scalars_stay_as_written() -> None:
    tree = read_yaml("tax_code: 0301234567\nprovince: 01\ntime: 22:00\nyes: no\nsum: 1_000\nhex: 0x1F\nnone: ~\ntext: '5'\n", "a.yaml")
    assert plain(tree.root) == {
        "tax_code": ("0301234567", "word"),
        "province": ("01", "word"),
        "time": ("22:00", "word"),
        "yes": ("no", "word"),
        "sum": ("1_000", "word"),
        "hex": ("0x1F", "word"),
        "none": ("~", "empty"),
        "text": ("5", "text"),
    }
    assert tree.findings == ()


def test_places_are_lines() -> None:
    tree = read_yaml("# a comment\nflows:\n  - {period: 2025,\n     quantity: 3}\n", "a.yaml")
    assert isinstance(tree.root, Group)
    rows = tree.root.members["flows"]
    assert isinstance(rows, Items)
    row = rows.members[0]
    assert isinstance(row, Group)
    assert row.place.line == 3
    assert row.members["quantity"].place.line == 4


@pytest.mark.parametrize(
    ("text", "code", "line", "given"),
    [
        pytest.param("a: 1\nb: 2\na: 3\n", "key.duplicate", 3, "a", id="duplicate key"),
        pytest.param("a: &x 1\n", "text.alias", 1, "&x", id="anchor"),
        pytest.param("a: 1\nb: !!python/object:os.system x\n", "text.tag", 2, "tag:yaml.org,2002:python/object:os.system", id="tag"),
        pytest.param("a: 1\n---\nb: 2\n", "text.documents", 2, "", id="two documents"),
        pytest.param("a: [1, 2\nb: 3\n", "text.syntax", 2, "b: 3", id="open bracket"),
        pytest.param("a:\n\t- 1\n", "text.syntax", 2, "- 1", id="tab"),
        pytest.param("? [a, b]\n: 1\n", "key.unknown", 1, "{…}", id="a list as key"),
        pytest.param("a: \x01\n", "text.syntax", None, "", id="control character"),
    ],
)
def test_what_is_refused(text: str, code: str, line: int | None, given: str) -> None:
    findings = read_yaml(text, "a.yaml").findings
    assert [(found.code, found.place.line, found.given) for found in findings] == [(code, line, given)]
    assert findings[0].place.file == "a.yaml"


def test_an_alias_costs_its_value_only() -> None:
    tree = read_yaml("a: &x {b: 1}\nc: *x\nd: 4\n", "a.yaml")
    assert plain(tree.root) == {"a": ("", "refused"), "c": ("", "refused"), "d": ("4", "word")}
    assert [found.code for found in tree.findings] == ["text.alias", "text.alias"]


def test_a_billion_laughs_stay_small() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    tree = read_yaml("\n".join(lines), "bomb.yaml")
    assert len(tree.findings) == 91
    assert isinstance(tree.root, Group)
    assert all(isinstance(member, Leaf) for member in tree.root.members.values())


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_stops(opening: str) -> None:
    tree = read_yaml(opening * 100_000, "deep.yaml")
    assert tree.root is None
    assert tree.findings[-1].code == "text.too_deep"
    assert tree.findings[-1].expected == str(MAX_DEPTH)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    tree = read_yaml(text, "any.yaml")
    assert all(found.severity == "error" for found in tree.findings)
