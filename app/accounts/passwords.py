"""Passwords: long rather than strange, kept as argon2id, never told apart by how long a check takes."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from calculators.errors import SachhonError

SHORTEST = 12  # characters; between the 8 that OWASP ASVS 5.0 (6.2.1) asks for and the 15 it recommends
LONGEST = 200  # characters; a hash of a megabyte would be an attack on the server
_WORN_OUT = ("password", "matkhau", "sachhon", "qwerty", "123456", "abcdef", "iloveyou", "admin", "vietnam")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper

# argon2-cffi's own choice: argon2id, RFC 9106's second recommended option (64 MiB, 3 passes, 4 lanes)
_HASHER = PasswordHasher()


class PasswordError(SachhonError, ValueError):
    """A new password is too easy to guess; `key` names the message that says what to do."""

    def __init__(self, key: str) -> None:
        self.key = f"password.{key}"
        super().__init__(f"the password is {key.replace('_', ' ')}; choose {SHORTEST} characters or more, a sentence is easy to keep")


def check_new(password: str, *known: str) -> str:
    """Return a new password as it is compared later (Unicode NFC).

    Length is the only rule, and that it is not one of the first guesses: worn-out words, one letter repeated, a run of
    the keyboard, or what is `known` of its owner (name, login, company).

    Raises
    ------
    PasswordError
        If it is too easy to guess.
    """
    plain = unicodedata.normalize("NFC", password)
    if len(plain) < SHORTEST:
        raise PasswordError("too_short")
    if len(plain) > LONGEST:
        raise PasswordError("too_long")
    if len(set(plain)) < 5:
        raise PasswordError("too_plain")
    rest = _folded(plain)
    for guess in sorted({_folded(word) for word in (*_WORN_OUT, *known) if len(_folded(word)) >= 3}, key=len, reverse=True):
        rest = rest.replace(guess, "")
    if len(rest.strip("0123456789!@#$%^&*._- ")) < 5 and len(rest) < SHORTEST - 2:
        raise PasswordError("guessed_first")
    return plain


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter) and not letter.isspace())


def hashed(password: str) -> str:
    """Return the argon2id hash of a password, with its salt and settings."""
    return _HASHER.hash(unicodedata.normalize("NFC", password))


def matches(kept: str | None, password: str) -> bool:
    """Return whether a password is the one kept; without one, as much work is done and the answer is no."""
    try:
        _HASHER.verify(kept or _nobodys(), unicodedata.normalize("NFC", password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Return whether a hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_hex(16))


def first_password() -> str:
    """Return a password for somebody's first sign-in or after a reset: 20 letters in groups, about 98 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
