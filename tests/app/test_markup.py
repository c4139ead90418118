"""Markup is built, never pasted together: what a user typed stays text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from app.components.markup import join, tag


class Reader(HTMLParser):
    """Collect elements and text of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.values: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += [value for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=("Cs",))))
def test_typed_text_stays_text(typed: str) -> None:
    reader = Reader()
    reader.feed(tag("p", typed, title=typed))
    reader.close()
    assert reader.tags == ["p"]
    assert reader.text == typed
    assert reader.values == [typed]


def test_attributes() -> None:
    assert tag("a", "x", class_="b", aria_label="c", hidden=True, title=None, download=False) == Markup(
        '<a class="b" aria-label="c" hidden>x</a>'
    )
    assert tag("input", type="file") == Markup('<input type="file">')


def test_join_leaves_out_what_is_not_there() -> None:
    assert join("<", None, tag("br")) == Markup("&lt;<br>")
