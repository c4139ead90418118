"""Ed25519 signatures: who signs a contribution or a benchmark pack can be checked without being able to sign.

Written out here because no installed package offers an asymmetric signature, and a shared-key code would let
every factory that can check a pack also forge one. The arithmetic is not constant in time: sign on a machine
whose timing nobody else can measure (an operator's desk, a factory's own computer), not in answer to requests.
"""

from __future__ import annotations

import hashlib
import secrets

from calculators.errors import DomainError

# RFC 8032, section 5.1: the field, the group order, the curve constant
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)

SEED_BYTES = 32
SIGNATURE_BYTES = 64

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
_NEUTRAL: Point = (0, 1, 1, 0)


def _add(left: Point, right: Point) -> Point:
    a = (left[1] - left[0]) * (right[1] - right[0]) % _P
    b = (left[1] + left[0]) * (right[1] + right[0]) % _P
    c = 2 * left[3] * right[3] * _D % _P
    d = 2 * left[2] * right[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: Point) -> Point:
    total = _NEUTRAL
    for bit in bin(scalar)[2:]:
        total = _add(total, total)
        if bit == "1":
            total = _add(total, point)
    return total


def _x_of(y: int, sign: int) -> int | None:
    """Return the x of the curve point with this y and sign (RFC 8032, 5.1.3), or None if there is none."""
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    if square == 0:
        return None if sign else 0
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P:
        return None
    return _P - x if x & 1 != sign else x


def _base() -> Point:
    y = 4 * pow(5, -1, _P) % _P
    x = _x_of(y, 0)
    assert x is not None  # the base point is on the curve
    return x, y, 1, x * y % _P


_BASE = _base()


def _compress(point: Point) -> bytes:
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decompress(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = _x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % _P)


def _expand(seed: bytes) -> tuple[int, bytes]:
    if len(seed) != SEED_BYTES:
        raise DomainError(f"a signing seed of {SEED_BYTES} bytes was expected, {len(seed)} were given")
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return scalar & ((1 << 254) - 8) | 1 << 254, digest[32:]


def _digest(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % _L


def new_seed() -> bytes:
    """Return 32 random bytes from the operating system, to sign with."""
    return secrets.token_bytes(SEED_BYTES)


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
    return _compress(_times(_expand(seed)[0], _BASE))


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
    scalar, prefix = _expand(seed)
    key = _compress(_times(scalar, _BASE))
    r = _digest(prefix, message)
    point = _compress(_times(r, _BASE))
    s = (r + _digest(point, key, message) * scalar) % _L
    return point + s.to_bytes(32, "little")


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
        False for a wrong length, a point off the curve, or a scalar that is not reduced.

    References
    ----------
    .. [1] RFC 8032 (January 2017), section 5.1.7.
    """
    if len(key) != 32 or len(signature) != SIGNATURE_BYTES:
        return False
    owner, point = _decompress(key), _decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if owner is None or point is None or s >= _L:
        return False
    left = _times(s, _BASE)
    right = _add(point, _times(_digest(signature[:32], key, message), owner))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0
