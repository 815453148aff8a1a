"""Whatever a forger changes in a slice, the verifier finds it and says what it found."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reports.models import Seal
from reports.sealing import keys
from reports.sealing.checkpoint import Checkpoint, public_of, sign
from reports.sealing.leaves import leaf_data
from reports.sealing.tree import leaf_hash
from tasks.hashing import CONTENT_FIELDS, content_digest
from tests.reports.slices.scenes import Loose, fails, line, program, sealed, verdict, written

HOLDS = (0, "HOLDS")


@pytest.fixture
def path(db, tmp_path) -> Path:
    """Entries 2 to 6, of which those of NHC in full; 4 and 7 are digests, 7 is the sealed head."""
    return written(sealed(), tmp_path, first=2, last=6, filter={"agency": "NHC"})[0]


@pytest.fixture
def whole(db, tmp_path) -> Path:
    return written(sealed(), tmp_path)[0]


def other_value(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return value | {"more": 1}
    return value + 1 if isinstance(value, int) else "~" + (value or "")


@pytest.mark.parametrize("name", sorted(set(CONTENT_FIELDS) - {"n", "algorithm"}))
def test_a_change_of_any_one_field_of_an_entry_is_found_and_its_entry_named(name, path, tmp_path):
    loose = Loose.read(path)
    loose.rows[1]["content"][name] = other_value(loose.rows[1]["content"][name])

    said = verdict(loose.write(tmp_path / "forged.json"))

    assert said == fails("entry 3 was altered, or does not follow entry 2")


def add_field(loose: Loose) -> None:
    loose.rows[1]["content"]["more"] = "x"


def change_hash(loose: Loose) -> None:
    loose.rows[1]["hash"] = "ab" * 32


def change_digest(loose: Loose) -> None:
    loose.rows[2]["digest"] = "ab" * 32


def cut_tail(loose: Loose) -> None:
    del loose.rows[-1]


def cut_head(loose: Loose) -> None:
    del loose.rows[0]


def swap(loose: Loose) -> None:
    loose.rows[1:3] = loose.rows[2:0:-1]


def swap_and_renumber(loose: Loose) -> None:
    swap(loose)
    loose.rows[1]["n"], loose.rows[2]["content"]["n"] = 3, 4


def repeat(loose: Loose) -> None:
    loose.rows.insert(1, loose.rows[1])


def renumber(loose: Loose) -> None:
    loose.rows[1]["content"]["n"] = 4


def number_by_a_word(loose: Loose) -> None:
    loose.rows[2]["n"] = "4"


def strange_algorithm(loose: Loose) -> None:
    loose.rows[1]["content"]["algorithm"] = "md5"


def drop_one(loose: Loose) -> None:
    del loose.rows[2]


def rechained(loose: Loose) -> None:
    loose.rows[1]["content"]["percent"] = 99
    loose.rechain()


def rechained_with_its_leaf(loose: Loose) -> None:
    rechained(loose)
    loose.seal["leaf"]["hash"] = loose.rows[-1]["hash"]


def other_before(loose: Loose) -> None:
    loose.header["before"] = "ab" * 32


def other_before_rechained(loose: Loose) -> None:
    other_before(loose)
    loose.rechain()


def change_root(loose: Loose) -> None:
    text = loose.seal["checkpoint"].split("\n")
    text[2] = "A" + text[2][1:] if text[2][0] != "A" else "B" + text[2][1:]
    loose.seal["checkpoint"] = "\n".join(text)


def change_remark(loose: Loose) -> None:
    loose.seal["checkpoint"] = loose.seal["checkpoint"].replace("seal 2", "seal 9")


def change_size(loose: Loose) -> None:
    text = loose.seal["checkpoint"].split("\n")
    loose.seal["checkpoint"] = "\n".join([text[0], "5", *text[2:]])


def other_key(loose: Loose) -> None:
    name = loose.seal["checkpoint"].split("\n")[0]
    loose.seal["keys"] = [str(public_of(Ed25519PrivateKey.generate(), name))]


def change_proof(loose: Loose) -> None:
    loose.seal["proof"][0] = "ab" * 32


def longer_proof(loose: Loose) -> None:
    loose.seal["proof"].append("ab" * 32)


def no_proof(loose: Loose) -> None:
    loose.seal["proof"] = []


def other_leaf(loose: Loose) -> None:
    loose.seal["leaf"]["index"] = 0


def other_chain(loose: Loose) -> None:
    loose.header["chain"] = "plan:q"


def altered(n: int) -> str:
    return f"entry {n} was altered, or does not follow entry {n - 1}"


NO_PROOF = "the proof does not lead from the sealed head to the root"
UNSIGNED = "no key that was given signed the checkpoint"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (add_field, altered(3)),
        (change_hash, altered(3)),
        (change_digest, altered(4)),
        (cut_tail, "the rows end at entry 6, the seal is on entry 7"),
        (cut_head, "entry 2 is expected, but entry 3 follows"),
        (drop_one, "entry 4 is expected, but entry 5 follows"),
        (swap, "entry 3 is expected, but entry 4 follows"),
        (swap_and_renumber, altered(3)),
        (repeat, "entry 4 is expected, but entry 3 follows"),
        (renumber, "entry 3 is expected, but entry 4 follows"),
        (number_by_a_word, "entry 4 is expected, but entry 4 follows"),
        (strange_algorithm, "entry 3 names an algorithm that is not known"),
        (rechained, "entry 7 is not the one that was sealed"),
        (rechained_with_its_leaf, NO_PROOF),
        (other_before, altered(2)),
        (other_before_rechained, "entry 7 is not the one that was sealed"),
        (change_root, NO_PROOF),
        (change_size, NO_PROOF),
        (change_remark, UNSIGNED),
        (other_key, UNSIGNED),
        (change_proof, NO_PROOF),
        (longer_proof, NO_PROOF),
        (no_proof, NO_PROOF),
        (other_leaf, NO_PROOF),
        (other_chain, NO_PROOF),
    ],
)
def test_a_forger_who_makes_the_checksum_fit_is_found(change, words, path, tmp_path):
    loose = Loose.read(path)
    change(loose)

    assert verdict(loose.write(tmp_path / "forged.json")) == fails(words)


def test_taking_a_slice_apart_and_putting_it_together_changes_nothing(path, tmp_path):
    """Without this, a forger's slice might fail because of how the tests write it."""
    assert Loose.read(path).write(tmp_path / "same.json").read_bytes() == path.read_bytes()


def test_without_a_filter_no_entry_of_the_part_may_be_a_digest(whole, tmp_path):
    loose = Loose.read(whole)
    row = loose.rows[3]
    loose.rows[3] = {"digest": content_digest(line(row["content"]).encode()), "hash": row["hash"], "n": 4}

    said = verdict(loose.write(tmp_path / "forged.json"))

    assert said == fails("entry 4 was asked for, but only its digest is given")


def test_the_first_entry_of_a_chain_continues_nothing(whole, tmp_path):
    loose = Loose.read(whole)
    loose.header["before"] = "ab" * 32
    loose.rechain()

    said = verdict(loose.write(tmp_path / "forged.json"))

    assert said == fails("the first entry of a chain continues nothing")


def test_a_forger_with_a_tree_and_a_key_of_his_own_is_stopped_by_the_published_root_or_key(whole, tmp_path):
    """What the warning is about: alone, such a file cannot be told from a genuine one."""
    loose, [right] = Loose.read(whole), keys.public_keys()
    rechained(loose)
    key, head = Ed25519PrivateKey.generate(), loose.rows[-1]["hash"]
    root = leaf_hash(leaf_data("plan:p", 7, head))
    loose.seal |= {
        "leaf": {"index": 0, "n": 7, "hash": head},
        "proof": [],
        "checkpoint": sign(Checkpoint(right.name, 1, root), key),
        "keys": [str(public_of(key, right.name))],
    }
    path = loose.write(tmp_path / "forged.json")

    assert verdict(path) == HOLDS
    assert verdict(path, "--root", Seal.objects.get(number=2).root) == fails(
        "the root differs from the one that was given"
    )
    assert verdict(path, "--key", str(right)) == fails(UNSIGNED)


def holds(module, lines: list[bytes]) -> bool:
    try:
        module.check(iter(lines), None, None, lambda what, **facts: None)
    except (module.Fails, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def test_no_single_changed_byte_of_the_file_holds(db, tmp_path):
    path, _made = written(sealed(), tmp_path, first=6, last=6)
    content, module = path.read_bytes(), program()

    held = [
        (at, flip)
        for at in range(len(content))
        for flip in (1, 32)
        if holds(module, _flipped(content, at, flip).splitlines(keepends=True))
    ]

    assert held == []
    assert holds(module, content.splitlines(keepends=True))


def _flipped(content: bytes, at: int, flip: int) -> bytes:
    return content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :]
