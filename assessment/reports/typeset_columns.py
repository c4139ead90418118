"""How wide the columns of a printed table are: no word is broken, and what wraps most gets what the others leave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assessment.reports.report import Table, Text
from assessment.reports.words import write

BREAKS = re.compile("[ \n\t\u200b]+")  # where a line may end; not at a space that holds a figure to its unit
LONGEST_WORD, PIECE = 24, 18  # letters that a column has room for on one line; a longer word is broken into pieces
SPARE = 1.06  # a typeface is a little wider than another
BOLD = 1.07
MARK = 1.2  # em: a verdict's shape and the space behind it
WIDEST = 0.55  # of the room: what one column's words may ask for before they wrap
SHORT, STEP, FEW = 9.0, 0.5, 0.7  # em: words as short as this stay on one line, less where such columns would take this part of the room
PARTS = 60  # of the room: steps in which columns give it to one another
REMEMBERED = 8192  # words whose breadth is not added up again
_CLASSES = (
    ("ijlt|'!,.:;\u202f", 0.28), (" \u00a0", 0.25), ("frI()[]-/", 0.34), ("sJ", 0.39), ("aceéz", 0.45), ("LSPFE", 0.58), ("BCRTZ", 0.67),
    ("AGHNOQDĐUVXYKw", 0.73), ("m", 0.78), ("MW%@●▲◆○…", 0.94),
)  # fmt: skip
_LETTERS = {letter: wide for letters, wide in _CLASSES for letter in letters}
_OTHER, _FULL_WIDTH, _FULL = 0.5, 0x2E80, 1.0


@lru_cache(maxsize=REMEMBERED)
def breadth(text: str) -> float:
    """Return about how wide words are in a book face. [em]"""
    letters = (each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))
    return SPARE * sum(_LETTERS.get(each) or (_OTHER if ord(each) < _FULL_WIDTH else _FULL) for each in letters)


def table_widths(table: Table, lang: str, room: float, size: float, padding: float) -> list[float]:
    """Return the widths of a table's columns.

    Parameters
    ----------
    table : Table
        Its columns' own shares hold where everything stands on one line anyway.
    lang : str
        The language it is written in.
    room : float
        Width of all columns. [pt]
    size : float
        Size of the type. [pt]
    padding : float
        What a cell leaves beside its words. [pt]

    Returns
    -------
    list of float
        One width per column, together `room`. [pt]
    """
    said: list[list[float]] = []  # how wide each cell's words are, by columns
    need: list[float] = []
    most: list[float] = []
    for at, column in enumerate(table.columns):
        title = write(column.title, lang)
        cells = [(write(row.cells[at], lang), _look(row.cells[at], row.total)) for row in table.rows]
        said.append([BOLD * breadth(title), *(more + strong * breadth(text) for text, (strong, more) in cells)])
        words = [BOLD * _longest_word(title), *(more + strong * _longest_word(text) for text, (strong, more) in cells)]
        lines = [BOLD * _on_two_lines(title), *said[-1][1:]]
        need.append(size * max(words) + padding)
        most.append(max(size * max(lines) + padding, need[-1]))
    least, short = need, SHORT
    while short > 0.0 and sum(least := [max(each, min(whole, short * size)) for each, whole in zip(need, most, strict=True)]) > FEW * room:
        short -= STEP
    least = need if short <= 0.0 else least
    widths = shared(least, most, [column.share for column in table.columns], room)
    return widths if sum(most) <= room else _levelled(widths, least, np.array(said).T * size, padding)


def shared(need: Sequence[float], most: Sequence[float], shares: Sequence[float], room: float) -> list[float]:
    """Return widths that fill a room: by shares where all that is wanted fits, else what each needs and by what each still wants."""
    if sum(need) >= room:
        return [room * each / sum(need) for each in need]
    if sum(most) <= room:
        return _filled(most, shares, room)
    asked = [max(min(want, WIDEST * room), least) for want, least in zip(most, need, strict=True)]
    if sum(asked) <= room:
        return _filled(asked, most, room)
    spare = (room - sum(need)) / (sum(asked) - sum(need))
    return [least + (want - least) * spare for want, least in zip(asked, need, strict=True)]


def _levelled(widths: list[float], least: Sequence[float], said: NDArray[np.float64], padding: float) -> list[float]:
    """Return widths that make the rows lower: the column with most lines takes from those that have room to give."""
    at_hand, floor, step = np.array(widths), np.array(least), sum(widths) / PARTS
    lines = np.maximum(said / (at_hand - padding), 1.0)
    for _ in range(PARTS):
        high = lines.max(axis=1).sum()
        taker = int(lines.sum(axis=0).argmax())
        best: tuple[float, NDArray[np.float64], NDArray[np.float64]] | None = None
        for giver in map(int, np.flatnonzero(at_hand - step >= floor)):
            if giver == taker:
                continue
            tried = at_hand.copy()
            tried[[giver, taker]] += (-step, step)
            made = np.maximum(said / (tried - padding), 1.0)
            if (total := float(made.max(axis=1).sum())) < high and (best is None or total < best[0]):
                best = (total, tried, made)
        if best is None:
            break
        _, at_hand, lines = best
    return [float(each) for each in at_hand]


def _filled(least: Sequence[float], shares: Sequence[float], room: float) -> list[float]:
    """Return widths by shares, none below its least."""
    fixed: dict[int, float] = {}
    while True:
        free = [at for at in range(len(least)) if at not in fixed]
        left, whole = room - sum(fixed.values()), sum(shares[at] for at in free)
        short = {at: least[at] for at in free if left * shares[at] / whole < least[at]}
        if not short:
            return [fixed[at] if at in fixed else left * shares[at] / whole for at in range(len(least))]
        fixed |= short
        if len(fixed) == len(least):
            return [room * each / sum(least) for each in least]


def _longest_word(text: str) -> float:
    return max(breadth(word if len(word) <= LONGEST_WORD else word[:PIECE]) for word in BREAKS.split(text))


def _on_two_lines(text: str) -> float:
    """Return how wide a text is on at most two lines. [em]"""
    words = BREAKS.split(text)
    return min(max(breadth(" ".join(words[:at])), breadth(" ".join(words[at:]))) for at in range((len(words) + 1) // 2, len(words) + 1))


def _look(cell: object, total: bool) -> tuple[float, float]:
    """Return by how much bold words are wider, and the room of a verdict's shape. [em]"""
    marked = isinstance(cell, Text) and cell.tone
    return (BOLD if total else 1.0), (MARK if marked else 0.0)
