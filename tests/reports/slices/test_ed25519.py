"""Ed25519 as the verifier checks it, against another library and the examples of the standard."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.slices.scenes import program

MODULE = program()
BYTES = st.binary(max_size=40)


@given(seed=st.binary(min_size=32, max_size=32), message=BYTES)
@settings(max_examples=25)
def test_signatures_that_cryptography_makes_are_held_for_good(seed, message):
    key = Ed25519PrivateKey.from_private_bytes(seed)

    assert MODULE.is_signed(key.public_key().public_bytes_raw(), message, key.sign(message))


@given(seed=st.binary(min_size=32, max_size=32), message=BYTES, at=st.integers(0, 95), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_of_changed_keys_and_signatures_both_say_the_same(seed, message, at, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    both = bytearray(key.public_key().public_bytes_raw() + key.sign(message))
    both[at] ^= 1 << bit
    public, signature = bytes(both[:32]), bytes(both[32:])

    assert MODULE.is_signed(public, message, signature) == _by_cryptography(public, message, signature)


def _by_cryptography(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


# RFC 8032, 7.1, tests 1 to 3: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_examples_of_the_standard_hold(public, message, signature):
    given_ = [bytes.fromhex(text) for text in (public, message, signature)]
    larger = given_[2][:32] + (int.from_bytes(given_[2][32:], "little") + MODULE.Q).to_bytes(32, "little")

    assert MODULE.is_signed(*given_)
    assert not MODULE.is_signed(given_[0], given_[1], larger)
    assert not MODULE.is_signed(given_[0], given_[1] + b"x", given_[2])
