"""Signatures: the published vectors, and that nothing else passes."""

from __future__ import annotations

import pytest

from benchmarks.peers.signature import is_signed, new_seed, public_key, sign
from calculators.errors import DomainError

# RFC 8032, section 7.1, tests 1 and 2
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("seed", "key", "message", "signature"), VECTORS)
def test_published_vector(seed: str, key: str, message: str, signature: str) -> None:
    assert public_key(bytes.fromhex(seed)).hex() == key
    assert sign(bytes.fromhex(seed), bytes.fromhex(message)).hex() == signature
    assert is_signed(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))


def test_anything_changed_is_not_signed() -> None:
    seed = new_seed()
    key, signature = public_key(seed), sign(seed, b"record")
    assert is_signed(key, b"record", signature)
    assert not is_signed(key, b"recorD", signature)
    assert not is_signed(public_key(new_seed()), b"record", signature)
    assert not is_signed(key, b"record", signature[:-1] + bytes([signature[-1] ^ 1]))


@pytest.mark.parametrize(("key", "signature"), [(b"", b""), (b"\xff" * 32, b"\x00" * 64), (b"x" * 31, b"y" * 64), (b"\x00" * 32, b"")])
def test_rubbish_is_not_signed_and_raises_nothing(key: bytes, signature: bytes) -> None:
    assert not is_signed(key, b"record", signature)


def test_a_seed_has_32_bytes() -> None:
    with pytest.raises(DomainError):
        sign(b"short", b"record")
