"""Stream keys: a group that exists, a product that is declared, a fixed key, or an own item that says what it is like."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from assessment.intake.part import near
from assessment.intake.rows import Remark, Row, Sheaf
from assessment.intake.vocabulary import Vocabulary
from assessment.model import GROUPS, Part, StreamNote
from calculators.finding import Finding

TWIN = 0.85  # likeness of two names from which one is taken for the other misspelt
_SECTIONS = ("streams", "flows", "process.streams", "accepted")
_OWN_GROUPS = ("product", "by_product")  # keys of these are the document's own and need no likeness
# groups whose items count in energy, water or emissions: without a factor their totals would be short
_COUNTED = ("electricity", "fuel", "steam", "heat", "ice", "water", "wastewater", "refrigerant")


def check(sheaf: Sheaf, vocabulary: Vocabulary) -> tuple[Remark, ...]:
    """Return remarks on stream keys, wherever a row names one."""
    remarks = [remark for section in _SECTIONS for row in sheaf.rows[section] for remark in _key(row, sheaf)]
    remarks += [remark for row in sheaf.notes for remark in _note(row, sheaf, vocabulary)]
    return (*remarks, *_own_items(sheaf, vocabulary))


def _key(row: Row[Part], sheaf: Sheaf) -> Iterator[Remark]:
    key = getattr(row.value, "stream", None)
    if key is None:
        return
    group, _, name = key.partition("/")
    declared = tuple(product.value.id for product in sheaf.products)
    if group not in GROUPS:
        yield _error(row, "stream", "stream.unknown_group", key, near(group, GROUPS) or GROUPS)
    elif group == "product" and name not in declared:
        yield _error(row, "stream", "stream.unknown_product", key, near(name, declared) or declared)


def _error(row: Row[Part], member: str, code: str, given: str, expected: tuple[str, ...], at: str = "") -> Remark:
    found = Finding(
        code=code,
        severity="error",
        place=row.at(member),
        given=given,
        expected=", ".join(expected),
        values={"stream": given},
    )
    return Remark(finding=found, rows=(row,), member=at)


def _note(row: Row[StreamNote], sheaf: Sheaf, vocabulary: Vocabulary) -> Iterator[Remark]:
    like, of = row.value.like, row.value.of
    if like is not None and vocabulary.streams and like not in vocabulary.streams:
        group = like.partition("/")[0]
        same = tuple(key for key in vocabulary.streams if key.startswith(f"{group}/"))
        expected = near(like, vocabulary.streams) or same or tuple(vocabulary.streams)
        yield _error(row, "like", "stream.unknown_like", like, expected, at="like")
    if of is not None:
        present = {flow.value.stream for flow in sheaf.flows} | {note.value.stream for note in sheaf.notes}
        if of not in present and of not in vocabulary.streams:
            yield _error(row, "of", "stream.unknown_of", of, near(of, sorted(present)), at="of")


def _own_items(sheaf: Sheaf, vocabulary: Vocabulary) -> Iterator[Remark]:
    if not vocabulary.streams:
        return
    likened = {note.value.stream for note in sheaf.notes if note.value.like is not None}
    rejected: set[str] = set()
    for row in sheaf.flows:
        key = row.value.stream
        group = key.partition("/")[0]
        if key in vocabulary.streams or key in likened or key in rejected or group in _OWN_GROUPS or group not in GROUPS:
            continue
        rejected.add(key)
        alike = near(key, vocabulary.streams) if group in _COUNTED else _twins(key, vocabulary)
        severity = "warning" if alike or group in _COUNTED else "note"
        found = Finding(
            code="stream.no_like", severity=severity, place=row.at("stream"), given=key,  # type: ignore[arg-type]
            expected=", ".join(alike), values={"stream": key},
        )  # fmt: skip
        yield Remark(finding=found)


def _twins(key: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return fixed keys of the same group whose name is so close that `key` is more likely a typing error."""
    group, _, name = key.partition("/")
    names = [other.partition("/")[2] for other in vocabulary.streams if other.startswith(f"{group}/")]
    return tuple(f"{group}/{twin}" for twin in difflib.get_close_matches(name, names, n=3, cutoff=TWIN))
