"""A withdrawn consent as a file: which facility and year, signed with the facility's own key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.peers.enrolment import FACILITY_TOKEN, Member, Tokens
from benchmarks.peers.signature import is_signed, sign
from calculators.finding import Finding, Place

FORMAT = "sachhon-withdrawal/1"
LARGEST = 10_000  # bytes


def write(tokens: Tokens, year: int) -> str:
    """Return the file that withdraws a facility's contribution of a year."""
    body = {"format": FORMAT, "facility": tokens.facility, "year": year}
    return json.dumps({**body, "signature": sign(tokens.seed, _bytes(body)).hex()}, sort_keys=True, indent=2) + "\n"


def read(data: bytes, members: Mapping[str, Member], file: str = "") -> tuple[tuple[str, int] | None, list[Finding]]:
    """Return the facility and year of a withdrawal that the facility itself signed, else why not.

    Parameters
    ----------
    data : bytes
        The file.
    members : mapping
        Facility → member, as the pool knows them.
    file : str
        The name shown in a finding.

    Returns
    -------
    tuple of ((str, int) or None, list of Finding)
        Findings ``withdrawal.unreadable`` or ``withdrawal.signature``.
    """
    place = Place(file=file)
    try:
        if len(data) > LARGEST:
            raise ValueError
        body: dict[str, Any] = json.loads(data.decode("utf-8"))
        signature = bytes.fromhex(body.pop("signature"))
        facility, year = str(body["facility"]), body["year"]
        right = set(body) == {"format", "facility", "year"} and body["format"] == FORMAT and isinstance(year, int)
        if not right or isinstance(year, bool) or not FACILITY_TOKEN.fullmatch(facility):
            raise ValueError
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None, [Finding(code="withdrawal.unreadable", severity="error", place=place, expected=FORMAT)]
    member = members.get(facility)
    if member is None or not is_signed(member.key, _bytes(body), signature):
        return None, [Finding(code="withdrawal.signature", severity="error", place=place)]
    return (facility, year), []


def _bytes(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
