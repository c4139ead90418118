"""A withdrawn consent as a file: which facility, year and submission, signed with the facility's own key.

The serial number keeps an old file from withdrawing a consent that was given anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.peers.enrolment import FACILITY_TOKEN, Member, Tokens
from benchmarks.peers.signature import is_signed, sign
from calculators.finding import Finding, Place

FORMAT = "sachhon-withdrawal/1"
LARGEST = 10_000  # bytes


def write(tokens: Tokens, year: int, serial: int) -> str:
    """Return the file that withdraws a facility's contribution of a year, sent under this serial number."""
    body = {"format": FORMAT, "facility": tokens.facility, "year": year, "serial": serial}
    return json.dumps({**body, "signature": sign(tokens.seed, _bytes(body)).hex()}, sort_keys=True, indent=2) + "\n"


def read(
    data: bytes, members: Mapping[str, Member], serials: Mapping[tuple[str, int], int], file: str = ""
) -> tuple[tuple[str, int] | None, list[Finding]]:
    """Return the facility and year of a withdrawal that the facility itself signed, else why not.

    Parameters
    ----------
    data : bytes
        The file.
    members : mapping
        Facility → member, as the pool knows them.
    serials : mapping
        Facility and year → serial number of the last submission.
    file : str
        The name shown in a finding.

    Returns
    -------
    tuple of ((str, int) or None, list of Finding)
        Findings ``withdrawal.unreadable``, ``withdrawal.signature`` or ``withdrawal.replayed``.
    """
    place = Place(file=file)
    try:
        if len(data) > LARGEST:
            raise ValueError
        body: dict[str, Any] = json.loads(data.decode("utf-8"))
        signature = bytes.fromhex(body.pop("signature"))
        facility, year, serial = str(body["facility"]), body["year"], body["serial"]
        right = set(body) == {"format", "facility", "year", "serial"} and body["format"] == FORMAT
        if not right or not FACILITY_TOKEN.fullmatch(facility) or type(year) is not int or type(serial) is not int:
            raise ValueError
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None, [Finding(code="withdrawal.unreadable", severity="error", place=place, expected=FORMAT)]
    member = members.get(facility)
    if member is None or not is_signed(member.key, _bytes(body), signature):
        return None, [Finding(code="withdrawal.signature", severity="error", place=place)]
    if serials.get((facility, year)) != serial:
        return None, [Finding(code="withdrawal.replayed", severity="error", place=place)]
    return (facility, year), []


def _bytes(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
