"""The files that prove what was done of an option: named in the document by hash, day and name, kept beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.intake.evidence import SHORT
from assessment.model import Assessment
from assessment.opportunities import editing

SHEET = "plan"  # the worksheet whose field OPTION.file_HASH says the day and the name of a file
FILE = "file_"
LONGEST_NAME = 120  # characters
FORM = f"OPTION.{FILE}{'0' * SHORT} = 2026-11-22 name.pdf"
_KEY = re.compile(rf"{FILE}([0-9a-f]{{{SHORT}}})")
_TEXT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\S.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One file of evidence of an option: the beginning of its hash, its name, and the day it was attached."""

    sha256: str
    name: str
    day: date


def proof_of(field: str, text: object) -> Proof | None:
    """Return the file that a field of an option names, None where it names none.

    Examples
    --------
    >>> proof_of("file_0123456789ab", "2026-11-22 meter.pdf").name
    'meter.pdf'
    """
    key = _KEY.fullmatch(field)
    said = _TEXT.fullmatch(text) if isinstance(text, str) else None
    if key is None or said is None:
        return None
    try:
        day = date.fromisoformat(said.group(1))
    except ValueError:
        return None
    return Proof(sha256=key.group(1), name=said.group(2), day=day)


def proofs_in(facts: Mapping[str, object], option: str) -> tuple[Proof, ...]:
    """Return the files of an option that the worksheet names, the first attached first."""
    return tuple(sorted(_found(facts, option), key=lambda proof: (proof.day, proof.name, proof.sha256)))


def _found(facts: Mapping[str, object], option: str) -> Iterator[Proof]:
    for name, text in facts.items():
        head, _, field = name.rpartition(".")
        proof = proof_of(field, text) if head == option else None
        if proof is not None:
            yield proof


def with_proof(assessment: Assessment, option: str, proof: Proof) -> Assessment:
    """Return the assessment with a file named as evidence of an option.

    Raises
    ------
    UnknownKeyError
        If there is no such option.
    """
    known = editing.changed(assessment, option, {})
    return editing.noted(known, SHEET, {_field(option, proof.sha256): f"{proof.day.isoformat()} {_short(proof.name)}"})


def without_proof(assessment: Assessment, option: str, sha256: str) -> Assessment:
    """Return the assessment without a file of an option; the file itself stays where it is kept, so that this can be undone."""
    return editing.noted(assessment, SHEET, {_field(option, sha256): None})


def _field(option: str, sha256: str) -> str:
    return f"{option}.{FILE}{sha256[:SHORT]}"


def _short(name: str) -> str:
    """Return a name of at most `LONGEST_NAME` characters; its ending stays."""
    stem, dot, ending = name.rpartition(".")
    return name if len(name) <= LONGEST_NAME else f"{stem[: LONGEST_NAME - len(ending) - 2]}…{dot}{ending}"
