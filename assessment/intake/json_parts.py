"""JSON read part by part: a list of any length costs the memory of one of its items."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

_PIECE = 1 << 16  # characters
_SPACE = " \t\n\r"
_NUMBER = "0123456789+-.eE"


class Parts:
    """One JSON document, walked from its beginning. Whoever asks for a member or an item reads its value before the next."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = io.TextIOWrapper(stream, encoding="utf-8")
        self._text = ""
        self._at = 0
        self._decode = json.JSONDecoder().raw_decode

    def members(self) -> Iterator[str]:
        """Yield the name of each member of the object that stands here.

        Raises
        ------
        ValueError
            Here and below, if the text is not that JSON.
        """
        for _ in self._between("{", "}"):
            name = self.value()
            if not isinstance(name, str):
                raise ValueError("a member without a name")
            self._take(":")
            yield name

    def items(self) -> Iterator[None]:
        """Stop at each item of the list that stands here."""
        yield from self._between("[", "]")

    def value(self) -> Any:
        """Return the value that stands here, whole."""
        self._mark()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError:
                if not self._more():
                    raise
                continue
            length = end - self._at
            if self._text[end : end + 1].strip(_NUMBER) or not self._more():  # a number at the end of a piece may go on
                self._at += length
                return value

    def end(self) -> None:
        """Hold that nothing follows; let go of the stream."""
        if self._mark():
            raise ValueError("something follows the document")
        self._stream.detach()

    def _between(self, first: str, last: str) -> Iterator[None]:
        self._take(first)
        if self._mark() == last:
            self._at += 1
            return
        while True:
            yield
            mark = self._mark()
            if mark not in (",", last):
                raise ValueError(f"{mark!r} instead of a comma")
            self._at += 1
            if mark == last:
                return

    def _take(self, mark: str) -> None:
        if self._mark() != mark:
            raise ValueError(f"{self._mark()!r} instead of {mark!r}")
        self._at += 1

    def _mark(self) -> str:
        """Return the next mark that is no space, empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on, as much as is not yet used and at least a piece; return whether there was more."""
        rest = self._text[self._at :]
        piece = self._stream.read(max(_PIECE, len(rest)))
        self._text, self._at = rest + piece, 0
        return bool(piece)
