"""Enrolment: random tokens for a company and its facilities, issued by a registrar.

A token says nothing: it is drawn from the operating system's randomness, never derived from a name or a tax code.
Who is behind it stands in the registrar's own table, which neither the aggregator nor the department can read.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass

from benchmarks.peers.signature import new_seed, public_key
from calculators.errors import DomainError

FORMAT = "sachhon-enrolment/1"
COMPANY_TOKEN = re.compile(r"c-[0-9a-f]{32}", re.ASCII)
FACILITY_TOKEN = re.compile(r"f-[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What a factory keeps after enrolment: its two tokens and the seed that it signs with."""

    company: str
    facility: str
    seed: bytes

    def __repr__(self) -> str:
        return f"Tokens(company={self.company!r}, facility={self.facility!r})"  # never the seed


@dataclass(frozen=True, kw_only=True)
class Member:
    """What the pool knows of an enrolled facility: its company's token and the key that checks its signature."""

    company: str
    facility: str
    key: bytes
    is_revoked: bool = False


def new_company() -> str:
    """Return a fresh random token for a company or economic group."""
    return f"c-{secrets.token_hex(16)}"


def enrol(company: str) -> tuple[Tokens, Member]:
    """Return the tokens for a new facility of `company`, and what the pool has to know of it.

    Parameters
    ----------
    company : str
        The token of the company or economic group the facility belongs to.

    Returns
    -------
    tuple of Tokens and Member
        The first goes to the factory and is kept nowhere else; the second goes to the pool.

    Raises
    ------
    DomainError
        If `company` is not a company token.
    """
    if not COMPANY_TOKEN.fullmatch(company):
        raise DomainError("a company token of the form c- and 32 hexadecimal digits was expected")
    tokens = Tokens(company=company, facility=f"f-{secrets.token_hex(16)}", seed=new_seed())
    return tokens, Member(company=company, facility=tokens.facility, key=public_key(tokens.seed))


def write_tokens(tokens: Tokens) -> str:
    """Return the enrolment file that a factory keeps."""
    body = {"format": FORMAT, "company": tokens.company, "facility": tokens.facility, "seed": tokens.seed.hex()}
    return json.dumps(body, indent=2, sort_keys=True) + "\n"


def read_tokens(text: str) -> Tokens:
    """Return the tokens of an enrolment file.

    Parameters
    ----------
    text : str
        The file's content.

    Returns
    -------
    Tokens
        Tokens and signing seed.

    Raises
    ------
    DomainError
        If the text is not an enrolment file.
    """
    try:
        body = json.loads(text)
        tokens = Tokens(company=body["company"], facility=body["facility"], seed=bytes.fromhex(body["seed"]))
        right = body["format"] == FORMAT and COMPANY_TOKEN.fullmatch(tokens.company)
        if not (right and FACILITY_TOKEN.fullmatch(tokens.facility) and len(tokens.seed) == 32):
            raise ValueError
    except (ValueError, KeyError, TypeError) as wrong:
        raise DomainError("an enrolment file was expected; ask the registrar for a new one") from wrong
    return tokens
