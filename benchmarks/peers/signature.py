"""Signatures of contributions and benchmark packs: Ed25519 by the cryptography library, keys as plain bytes."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from calculators.errors import DomainError

SEED_BYTES = 32
SIGNATURE_BYTES = 64


def new_seed() -> bytes:
    """Return 32 random bytes from the operating system, to sign with."""
    return secrets.token_bytes(SEED_BYTES)


def _private(seed: bytes) -> Ed25519PrivateKey:
    if len(seed) != SEED_BYTES:
        raise DomainError(f"a seed of {SEED_BYTES} bytes was expected, {len(seed)} were given")
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key(seed: bytes) -> bytes:
    """Return the public key that checks what `seed` signs.

    Parameters
    ----------
    seed : bytes
        32 secret bytes.

    Returns
    -------
    bytes
        32 bytes that may be given to anyone.

    Raises
    ------
    DomainError
        If `seed` has another length.
    """
    return _private(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte signature of `message`; the same seed and message always give the same bytes.

    Parameters
    ----------
    seed : bytes
        32 secret bytes.
    message : bytes
        What is signed.

    Returns
    -------
    bytes
        The signature.

    Raises
    ------
    DomainError
        If `seed` has another length than 32 bytes.

    References
    ----------
    .. [1] RFC 8032 (January 2017), section 5.1.6.
    """
    return _private(seed).sign(message)


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether `signature` is the one that the owner of `key` gave to `message`.

    Parameters
    ----------
    key : bytes
        The signer's public key.
    message : bytes
        What was signed.
    signature : bytes
        What is checked; any bytes are allowed.

    Returns
    -------
    bool
        False for anything that is not a valid signature, whatever is wrong with it.

    References
    ----------
    .. [1] RFC 8032 (January 2017), section 5.1.7.
    """
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
