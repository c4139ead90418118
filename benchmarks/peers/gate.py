"""The gate before the pool: what a contribution file must be, or why it is refused. Nothing passes in part."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.peers.contribution import (
    DENOMINATORS,
    FORMAT,
    LARGEST_BAND,
    NUMERATORS,
    SIZE_BANDS,
    UNSPECIFIED,
    Contribution,
    Figure,
    signed_bytes,
)
from benchmarks.peers.enrolment import COMPANY_TOKEN, FACILITY_TOKEN, Member
from benchmarks.peers.signature import is_signed
from calculators.finding import Finding, Place, Severity

MAX_BYTES = 65_536  # a record of every indicator has about 3,000
MAX_DEPTH = 4  # record → figures → figure → value
LARGEST_PART = 10**17  # thousandths; more than a country uses of anything, and small enough to add up in 64 bits
RATIO_RANGE = (1e-6, 1e6)  # intensities of any factory in the units of `NUMERATORS` per unit of output
PEERS_NEEDED = 8  # comparable plants before a median says anything
SPREADS = 4.0  # R12: median ± 4 robust standard deviations of the logarithm
MAD_TO_SD = 1.4826  # the MAD of a normal distribution times this is its standard deviation
YEARS = range(2000, 2100)

_KEY = re.compile(r"[a-z0-9][a-z0-9_.]{0,39}", re.ASCII)
_SIZES = {band for _, band in SIZE_BANDS} | {LARGEST_BAND, "unknown"}
_TYPES: Mapping[str, type] = {
    "format": str, "company": str, "facility": str, "sector": str, "product": str, "province": str, "size_band": str,
    "year": int, "serial": int, "edition": str, "consent": str, "synthetic": bool, "confirmed": list, "figures": list,
    "signature": str,
}  # fmt: skip
_FIGURE_TYPES: Mapping[str, type] = {
    "indicator": str, "numerator": int, "numerator_unit": str, "denominator": int, "denominator_unit": str,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The closed lists a record may use."""

    sectors: frozenset[str]
    provinces: frozenset[str]
    products: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Pool:
    """What the gate has to know of the pool: members, the last serial per facility-year, and comparable ratios."""

    members: Mapping[str, Member]
    serials: Mapping[tuple[str, int], int] = field(default_factory=dict)
    peers: Mapping[tuple[str, str, str], Sequence[float]] = field(default_factory=dict)
    is_synthetic: bool = False


class _HostileError(ValueError):
    """The text is JSON that no honest program writes; the argument is the finding's code."""


def admit(data: bytes, pool: Pool, vocabulary: Vocabulary, file: str = "") -> tuple[Contribution | None, list[Finding]]:
    """Return the contribution in `data` if the pool may take it, and everything that speaks against it.

    The checks run from the cheapest to the dearest, and a record that fails one is not put to the next, so that a
    refusal tells a forger as little as possible. No finding names another plant's value or how many plants there are.

    Parameters
    ----------
    data : bytes
        The file as it arrived.
    pool : Pool
        Members, serials and comparable ratios.
    vocabulary : Vocabulary
        The closed lists.
    file : str
        The name shown in the findings' places.

    Returns
    -------
    tuple of (Contribution or None, list of Finding)
        The record, or None if any finding is an error; the findings.
    """
    try:
        body = _parse(data)
        made = _build(body)
    except _HostileError as refused:
        code, given = (*refused.args, "")[:2]
        return None, [_finding(code, file, given=str(given), expected=FORMAT)]
    for check in (_wording, _membership, _authenticity, _freshness, _ranges):
        findings = check(made, pool, vocabulary, file)
        if findings:
            return None, findings
    doubts = _plausibility(made, pool, file)
    return (None if any(doubt.severity == "error" for doubt in doubts) else made), doubts


def _finding(
    code: str, file: str, *, path: str | None = None, given: str = "", expected: str = "", severity: Severity = "error"
) -> Finding:
    place = Place(file=file, path=path)
    return Finding(code=f"contribution.{code}", severity=severity, place=place, given=given[:80], expected=expected)


def _parse(data: bytes) -> dict[str, Any]:
    """Return the JSON object in `data`; duplicate keys, NaN, floats where none belong and deep nesting are hostile."""
    if len(data) > MAX_BYTES:
        raise _HostileError("too_large")
    if data.count(b"[") + data.count(b"{") > 64:
        raise _HostileError("hostile")
    try:
        body = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_short)
    except UnicodeDecodeError as wrong:
        raise _HostileError("unreadable") from wrong
    except json.JSONDecodeError as wrong:
        raise _HostileError("unreadable") from wrong
    except RecursionError as wrong:
        raise _HostileError("hostile") from wrong
    if not isinstance(body, dict) or _depth(body) > MAX_DEPTH:
        raise _HostileError("hostile")
    return body


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _HostileError("hostile")
    return found


def _no_constant(text: str) -> float:
    raise _HostileError("hostile", text)


def _short(digits: str) -> int:
    if len(digits) > 19:  # 64 bits
        raise _HostileError("hostile")
    return int(digits)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max((_depth(part) for part in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((_depth(part) for part in value), default=0)
    return 0


def _build(body: dict[str, Any]) -> Contribution:
    if body.get("format") != FORMAT:
        raise _HostileError("format", body.get("format", ""))
    _typed(body, _TYPES)
    figures = []
    for row in body["figures"]:
        if not isinstance(row, dict):
            raise _HostileError("shape")
        _typed(row, _FIGURE_TYPES)
        figures.append(Figure(**row))
    if not figures or not all(isinstance(name, str) for name in body["confirmed"]):
        raise _HostileError("shape")
    rest = {name: value for name, value in body.items() if name not in ("format", "figures", "confirmed")}
    return Contribution(**rest, figures=tuple(figures), confirmed=tuple(body["confirmed"]))


def _typed(body: dict[str, Any], types: Mapping[str, type]) -> None:
    """Refuse a member that is missing, unknown (a name, a free text) or of another type."""
    odd = sorted(set(body) ^ set(types))
    if odd:
        raise _HostileError("shape", odd[0])
    wrong = [name for name, value in body.items() if type(value) is not types[name]]
    if wrong:
        raise _HostileError("shape", wrong[0])


def _wording(made: Contribution, pool: Pool, vocabulary: Vocabulary, file: str) -> list[Finding]:
    """Refuse every text that is not from a closed list: what is free could name someone."""
    checks = (
        ("sector", made.sector in vocabulary.sectors),
        ("province", made.province in vocabulary.provinces),
        ("product", made.product == UNSPECIFIED or made.product in vocabulary.products),
        ("size_band", made.size_band in _SIZES),
        ("year", made.year in YEARS),
        ("serial", 0 < made.serial < 1000),
        ("edition", made.edition == "" or re.fullmatch(r"\d{4}-\d{2}", made.edition, re.ASCII) is not None),
        ("confirmed", all(name in NUMERATORS for name in made.confirmed)),
    )
    findings = [_finding("vocabulary", file, path=name) for name, is_right in checks if not is_right]
    if not re.fullmatch(r"consent-\d{4}-\d{2}", made.consent, re.ASCII):
        findings.append(_finding("no_consent", file, path="consent"))
    names = [figure.indicator for figure in made.figures]
    for place, figure in enumerate(made.figures):
        unit = NUMERATORS.get(figure.indicator, ("", ""))[0]
        if figure.indicator not in NUMERATORS or names.count(figure.indicator) > 1:
            findings.append(_finding("vocabulary", file, path=f"figures/{place}/indicator"))
        elif figure.numerator_unit != unit or figure.denominator_unit not in DENOMINATORS:
            expected = f"{unit} / {', '.join(DENOMINATORS)}"
            findings.append(_finding("unit", file, path=f"figures/{place}", given=figure.unit, expected=expected))
    return findings


def _membership(made: Contribution, pool: Pool, vocabulary: Vocabulary, file: str) -> list[Finding]:
    if not (made.company and made.facility and made.signature):
        return [_finding("no_token", file, path="facility")]
    member = pool.members.get(made.facility)
    well_formed = COMPANY_TOKEN.fullmatch(made.company) and FACILITY_TOKEN.fullmatch(made.facility)
    if not well_formed or member is None or member.is_revoked or member.company != made.company:
        return [_finding("not_enrolled", file, path="facility")]
    return []


def _authenticity(made: Contribution, pool: Pool, vocabulary: Vocabulary, file: str) -> list[Finding]:
    try:
        signature = bytes.fromhex(made.signature)
    except ValueError:
        return [_finding("signature", file, path="signature")]
    key = pool.members[made.facility].key
    if not is_signed(key, signed_bytes(made), signature):
        return [_finding("signature", file, path="signature")]
    return []


def _freshness(made: Contribution, pool: Pool, vocabulary: Vocabulary, file: str) -> list[Finding]:
    last = pool.serials.get((made.facility, made.year), 0)
    if made.serial <= last:
        return [_finding("replayed", file, path="serial", given=str(made.serial), expected=f"{last + 1}")]
    if made.synthetic != pool.is_synthetic:
        return [_finding("synthetic", file, path="synthetic")]
    return []


def _ranges(made: Contribution, pool: Pool, vocabulary: Vocabulary, file: str) -> list[Finding]:
    findings = []
    for place, figure in enumerate(made.figures):
        parts = (figure.numerator, figure.denominator)
        if not all(0 < part <= LARGEST_PART for part in parts):
            findings.append(_finding("range", file, path=f"figures/{place}", expected=f"1 … {LARGEST_PART}"))
        elif not RATIO_RANGE[0] <= figure.value <= RATIO_RANGE[1]:
            given = f"{figure.value:.3g} {figure.unit}"
            findings.append(_finding("range", file, path=f"figures/{place}", given=given, expected=figure.unit))
    return findings


def _plausibility(made: Contribution, pool: Pool, file: str) -> list[Finding]:
    """Ask for confirmation of a figure far from comparable plants (R12); once confirmed it is a note."""
    findings = []
    for place, figure in enumerate(made.figures):
        peers = pool.peers.get((made.sector, figure.indicator, figure.unit), ())
        if is_far(figure.value, peers):
            confirmed = figure.indicator in made.confirmed
            severity: Severity = "note" if confirmed else "error"
            given = f"{figure.value:.3g} {figure.unit}"
            findings.append(_finding("implausible", file, path=f"figures/{place}", given=given, severity=severity))
    return findings


def is_far(value: float, peers: Sequence[float]) -> bool:
    """Return whether the logarithm of `value` is more than four robust standard deviations from its peers' median.

    Parameters
    ----------
    value : float
        An intensity above zero. [unit of the indicator]
    peers : sequence of float
        The same intensity of comparable plants. [unit of the indicator]

    Returns
    -------
    bool
        False also when there are fewer than eight peers: too few to doubt anybody by.

    References
    ----------
    .. [1] Leys et al. (2013), Journal of Experimental Social Psychology 49(4), 764–766: median ± k·1.4826·MAD.
    """
    if len(peers) < PEERS_NEEDED:
        return False
    logs = sorted(math.log(peer) for peer in peers)
    median = _middle(logs)
    spread = MAD_TO_SD * _middle(sorted(abs(log - median) for log in logs))
    return abs(math.log(value) - median) > SPREADS * spread


def _middle(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
