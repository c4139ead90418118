"""How a server for several people is set up: its public address, the proxies before it, and who else may vouch for a sign-in."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from calculators.errors import SachhonError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_YES = frozenset({"1", "yes", "true", "on"})


class AccountSettingError(SachhonError, ValueError):
    """A setting of the sign-in cannot be honoured."""


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """An OpenID Connect provider that may vouch for people who have an account here."""

    address: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, kw_only=True)
class AccountSettings:
    """What a server with accounts is told.

    `public_url` is where browsers find it, empty on one machine; `proxies` are believed when they name the client.
    """

    public_url: str = ""
    proxies: tuple[Network, ...] = ()
    issuer: Issuer | None = None

    @property
    def is_secure(self) -> bool:
        """Return whether browsers come over TLS: then the cookie never leaves it."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """Return the name browsers use, without a port."""
        return (urlsplit(self.public_url).hostname or "").lower()


def wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether ``SACHHON_ACCOUNTS`` asks for accounts."""
    return environment.get("SACHHON_ACCOUNTS", "").strip().lower() in _YES


def read(environment: Mapping[str, str] = os.environ) -> AccountSettings:
    """Return the settings of the environment.

    Raises
    ------
    AccountSettingError
        If an address cannot be read, or passwords would cross a network unprotected.
    """
    given = environment.get("SACHHON_PUBLIC_URL", "").strip().rstrip("/")
    if given:
        _check_public(given)
    try:
        proxies = tuple(
            ipaddress.ip_network(part.strip(), strict=False) for part in environment.get("SACHHON_PROXIES", "").split(",") if part.strip()
        )
    except ValueError as problem:
        raise AccountSettingError(f"SACHHON_PROXIES: {problem}; expected addresses or networks, separated by commas") from problem
    return AccountSettings(public_url=given.lower(), proxies=proxies, issuer=_issuer(environment))


def _check_public(given: str) -> None:
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError as problem:
        raise AccountSettingError(f"SACHHON_PUBLIC_URL {given!r} cannot be read; expected https://NAME") from problem
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path or parts.query or parts.username:
        raise AccountSettingError(f"SACHHON_PUBLIC_URL {given!r} was given; expected https://NAME, without a path")
    if parts.scheme == "http" and not _is_here(parts.hostname):
        raise AccountSettingError(f"SACHHON_PUBLIC_URL {given!r} would send passwords in the clear; use https:// behind a proxy with TLS")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _issuer(environment: Mapping[str, str]) -> Issuer | None:
    address = environment.get("SACHHON_OIDC_ISSUER", "").strip().rstrip("/")
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname or "")):
        raise AccountSettingError(f"SACHHON_OIDC_ISSUER {address!r} was given; expected https://…")
    client_id, secret = environment.get("SACHHON_OIDC_CLIENT_ID", ""), environment.get("SACHHON_OIDC_CLIENT_SECRET", "")
    if file := environment.get("SACHHON_OIDC_CLIENT_SECRET_FILE"):
        try:
            secret = Path(file).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise AccountSettingError(f"SACHHON_OIDC_CLIENT_SECRET_FILE {file!r} cannot be read: {problem.strerror}") from problem
    if not client_id or not secret:
        raise AccountSettingError("SACHHON_OIDC_ISSUER needs SACHHON_OIDC_CLIENT_ID and SACHHON_OIDC_CLIENT_SECRET (or …_FILE)")
    return Issuer(address=address, client_id=client_id, client_secret=secret)
