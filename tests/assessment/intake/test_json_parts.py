"""JSON read part by part says what the whole would say, wherever a piece ends."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.intake import json_parts
from assessment.intake.json_parts import Parts

VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(), st.lists, max_leaves=8)


def walked(data):
    parts = Parts(BytesIO(data))
    found = {}
    for name in parts.members():
        found[name] = [parts.value() for _ in parts.items()]
    parts.end()
    return found


@given(document=st.dictionaries(st.text(), st.lists(VALUES)), indent=st.sampled_from([None, 1]), piece=st.integers(1, 40))
def test_the_parts_are_the_whole(document, indent, piece):
    before, json_parts._PIECE = json_parts._PIECE, piece
    try:
        assert walked(json.dumps(document, indent=indent, ensure_ascii=False).encode()) == document
    finally:
        json_parts._PIECE = before


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"a"}', b'{"a":[1 2]}', b'{"a":[1,]}', b'{"a":[1],}', b'{"a":[1]} x', b'{1:[2]}', b'{"a":[1', b'{"a":[\xff]}', b'{"a":[1e]}'])
def test_what_is_no_json_is_refused(data):
    with pytest.raises(ValueError):
        walked(data)
