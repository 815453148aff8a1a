"""The stand-alone verifier: holds what the portal wrote, and nothing that anybody changed."""

import ast
import gzip
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reports.models import Seal
from reports.sealing import keys
from reports.sealing.checkpoint import public_of
from reports.slices.writing import VERIFIER
from tests.reports.slices.scenes import fails, sealed, verdict, verified, written

HOLDS = (0, "HOLDS")


@pytest.fixture
def path(db, tmp_path) -> Path:
    """Entries 2 to 6, of which those of NHC in full; 4 and 7 are digests, 7 is the sealed head."""
    return written(sealed(), tmp_path, first=2, last=6, filter={"agency": "NHC"})[0]


@pytest.fixture
def whole(db, tmp_path) -> Path:
    return written(sealed(), tmp_path)[0]


def test_it_needs_nothing_but_an_old_python_and_is_short_enough_to_be_read():
    text = VERIFIER.read_text(encoding="utf-8")

    tree = ast.parse(text, feature_version=(3, 8))

    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"argparse", "base64", "gzip", "hashlib", "json", "sys"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert len(text.splitlines()) < 250


def test_what_the_portal_wrote_holds_and_the_words_say_what_was_checked(path):
    seal = Seal.objects.get(number=2)

    code, words = verified(path, "--root", seal.root)

    [key] = keys.public_keys()
    assert code == 0
    assert words.splitlines() == [
        "Slice of plan:p: entries 2 to 6",
        '- asked for, as the portal states it: {"filter":{"agency":"NHC"},"first":2,"last":6,"since":null,'
        '"until":null}',
        "- 3 entries in full; 3 as digests, unseen",
        "- every link holds, up to entry 7",
        "- entry 7 is sealed: leaf 1 of 2",
        f"- root of the tree: {seal.root}",
        f"- signed by {key.name}; SHA-256 of the key: {key.fingerprint.replace(' ', '')}",
        "- the root is the one that was given",
        "HOLDS",
    ]


def test_without_a_root_or_a_key_from_outside_it_warns_loudly(whole):
    code, words = verified(whole)

    assert code == 0
    assert words.splitlines()[-3:] == [
        "WARNING: HELD AGAINST NOTHING OUTSIDE THE FILE.",
        "A forged file brings a forged key: give the published --root or --key.",
        "HOLDS",
    ]


def test_it_speaks_chinese(whole):
    assert verdict(whole, "--zh") == (0, "核验通过")


def test_a_compressed_slice_holds_too(whole, tmp_path):
    packed = tmp_path / "slice.json.gz"
    packed.write_bytes(gzip.compress(whole.read_bytes()))

    assert verdict(packed) == HOLDS


def test_the_right_key_given_by_hand_holds_and_another_does_not(whole):
    [right] = keys.public_keys()
    other = public_of(Ed25519PrivateKey.generate(), right.name)

    assert verdict(whole, "--key", str(right)) == HOLDS
    assert verdict(whole, "--key", str(other)) == fails("no key that was given signed the checkpoint")


@pytest.mark.parametrize("root", ["00" * 32, "nonsense"])
def test_another_root_given_by_hand_does_not_hold(root, whole):
    assert verdict(whole, "--root", root) == fails("the root differs from the one that was given")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff\xfe", b'{"header":{},\n', b'{"header":[],\n"rows":[\n']
)
def test_what_is_no_slice_cannot_be_checked(content, tmp_path):
    path = tmp_path / "other.json"
    path.write_bytes(content)

    assert verified(path)[0] == 2


def test_a_file_that_is_not_there_cannot_be_checked(tmp_path):
    assert verified(tmp_path / "none.json")[0] == 2


def test_the_same_data_written_differently_do_not_pass_for_the_file(whole):
    path, found = whole, json.loads(whole.read_text(encoding="utf-8"))
    path.write_text(json.dumps(found), encoding="utf-8")

    assert verified(path)[0] == 2
