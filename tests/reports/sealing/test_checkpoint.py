"""Checkpoints as signed notes: what is written can be read, and nothing else passes."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reports.sealing.checkpoint import Checkpoint, Malformed, PublicKey, parse, public_of, sign, verify

# The key of the example in RFC 8032, section 7.1, test 1.
KEY = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SAID = Checkpoint("portal.example", 7, bytes(range(32)), ("seal 3 daily 2018-11-20",))
PUBLIC = public_of(KEY, "portal.example")
# Ed25519 gives the same signature every time, so the whole note can be written down.
NOTE = (
    "portal.example\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nseal 3 daily 2018-11-20\n\n"
    "— portal.example SIGNATURE\n"
)


def test_a_note_is_written_as_the_format_says():
    note = sign(SAID, KEY)

    text, _, line = note.rpartition("— portal.example ")
    assert text + "— portal.example " + "SIGNATURE\n" == NOTE
    assert (
        len(line) == len("\n") + 92
    )  # four bytes of the key's id and sixty-four of the signature, in base64


def test_what_was_signed_is_read_again_with_the_key_that_signed_it():
    assert verify(sign(SAID, KEY), [public_of(OTHER, "portal.example"), PUBLIC]) == (SAID, PUBLIC)


def test_a_public_key_is_read_as_it_is_written():
    assert PublicKey.parse(str(PUBLIC)) == PUBLIC
    assert PUBLIC.id == "portal.example+" + PUBLIC.key_hash.hex()


def test_every_changed_sign_of_a_note_is_noticed():
    note, passed = sign(SAID, KEY), []
    for position in range(len(note)):
        changed = note[:position] + ("x" if note[position] != "x" else "y") + note[position + 1 :]
        try:
            verify(changed, [PUBLIC])
        except (Malformed, InvalidSignature):
            continue
        passed.append(position)

    assert passed == []


def test_a_signature_of_a_stranger_counts_for_nothing():
    strange = sign(SAID, OTHER)

    with pytest.raises(InvalidSignature):
        verify(strange, [PUBLIC])
    with pytest.raises(InvalidSignature):
        verify(sign(SAID, KEY), [])


def test_a_key_signs_only_for_the_log_whose_name_it_bears():
    """Otherwise the key of a test portal could speak for the real one."""
    note = sign(SAID, KEY).replace("— portal.example ", "— another.example ")

    with pytest.raises(InvalidSignature):
        verify(note, [PublicKey("another.example", PUBLIC.raw), PUBLIC])


def test_a_further_signature_of_a_witness_does_no_harm():
    witness = sign(SAID, OTHER).rpartition("\n\n")[2].replace("portal.example", "witness.example")

    assert verify(sign(SAID, KEY) + witness, [PUBLIC]) == (SAID, PUBLIC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "portal.example\n7\n",
        "portal.example\n7\nAAAA\n\n— portal.example AAAA\n",
        NOTE,
        "portal.example\n07\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— portal.example AAAA\n",
        "portal.example\n" + "9" * 5000 + "\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— p AAAA\n",
        "portal.example\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n\n— portal.example AAAA\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(Malformed):
        parse(text)


@pytest.mark.parametrize("text", ["", "name", "name+00000000+AAAA", "na me+x+y", str(PUBLIC)[:-4] + "AAA="])
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(Malformed):
        PublicKey.parse(text)
