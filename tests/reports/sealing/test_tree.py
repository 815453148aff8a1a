"""The tree against the vectors of Certificate Transparency, and its proofs against every small tree."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.sealing import tree

# The leaves and roots with which implementations of RFC 6962 are tested.
DATA = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
VECTORS = [tree.leaf_hash(bytes.fromhex(digits)) for digits in DATA]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LARGEST = 40
LEAVES = [tree.leaf_hash(str(number).encode()) for number in range(LARGEST)]
ROOT = [tree.root_of(LEAVES[:size]) for size in range(LARGEST + 1)]


def flipped(value: bytes, bit: int) -> bytes:
    position, mask = bit // 8 % len(value), 1 << bit % 8
    return value[:position] + bytes([value[position] ^ mask]) + value[position + 1 :]


def test_the_roots_are_those_of_the_published_vectors():
    found = [tree.root_of(VECTORS[:size]).hex() for size in range(9)]

    assert found == list(ROOTS)


def test_a_leaf_is_no_node():
    left, right = tree.leaf_hash(b"a"), tree.leaf_hash(b"b")

    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)
    assert tree.leaf_hash(b"") == hashlib.sha256(b"\0").digest()


def test_a_kept_frontier_goes_on_as_if_it_had_never_been_put_down():
    for size in range(LARGEST):
        before = tree.Frontier()
        for leaf in LEAVES[:size]:
            before.append(leaf)
        kept = tree.Frontier(before.size, before.peaks)
        for leaf in LEAVES[size:]:
            kept.append(leaf)

        assert (before.root(), kept.root(), kept.size) == (ROOT[size], ROOT[LARGEST], LARGEST)


@pytest.mark.parametrize(("size", "peaks"), [(1, []), (0, [bytes(32)]), (3, [bytes(32)]), (1, [bytes(31)])])
def test_a_frontier_that_cannot_be_one_is_refused(size, peaks):
    with pytest.raises(ValueError):
        tree.Frontier(size, peaks)


def test_every_leaf_of_every_small_tree_has_a_proof_that_holds_for_it_alone():
    proved = 0
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = tree.inclusion_proof(LEAVES, index, size)
            held = [
                other
                for other in range(size)
                if tree.verify_inclusion(LEAVES[index], other, size, proof, ROOT[size])
            ]
            proved += held == [index]

    assert proved == LARGEST * (LARGEST + 1) // 2


def test_every_small_tree_is_proved_to_be_the_beginning_of_every_larger_one():
    proved = 0
    for new in range(1, LARGEST + 1):
        for old in range(1, new + 1):
            proof = tree.consistency_proof(LEAVES, old, new)
            proved += tree.verify_consistency(old, ROOT[old], new, ROOT[new], proof)

    assert proved == LARGEST * (LARGEST + 1) // 2


@given(data=st.data())
def test_an_inclusion_proof_fails_with_any_bit_changed(data):
    size = data.draw(st.integers(1, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(LEAVES, index, size)
    parts = [LEAVES[index], ROOT[size], *proof]
    part, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))

    parts[part] = flipped(parts[part], bit)

    assert not tree.verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@given(data=st.data())
def test_a_consistency_proof_fails_with_any_bit_changed(data):
    new = data.draw(st.integers(1, LARGEST))
    old = data.draw(st.integers(1, new))
    parts = [ROOT[old], ROOT[new], *tree.consistency_proof(LEAVES, old, new)]
    part, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))

    parts[part] = flipped(parts[part], bit)

    assert not tree.verify_consistency(old, parts[0], new, parts[1], parts[2:])


@given(data=st.data())
def test_a_proof_that_is_too_short_or_too_long_fails(data):
    new = data.draw(st.integers(2, LARGEST))
    old = data.draw(st.integers(1, new - 1))
    within = tree.inclusion_proof(LEAVES, old, new)
    grown = tree.consistency_proof(LEAVES, old, new)

    assert not tree.verify_inclusion(LEAVES[old], old, new, within[:-1], ROOT[new])
    assert not tree.verify_inclusion(LEAVES[old], old, new, [*within, bytes(32)], ROOT[new])
    assert not tree.verify_consistency(old, ROOT[old], new, ROOT[new], grown[:-1])
    assert not tree.verify_consistency(old, ROOT[old], new, ROOT[new], [*grown, bytes(32)])


def test_a_tree_that_lost_or_swapped_leaves_is_no_continuation():
    swapped = [LEAVES[1], LEAVES[0], *LEAVES[2:8]]
    shorter = LEAVES[:3] + LEAVES[4:9]

    for other in (swapped, shorter):
        proof = tree.consistency_proof(other, 5, 8)
        assert not tree.verify_consistency(5, ROOT[5], 8, tree.root_of(other), proof)


def test_what_is_no_tree_is_refused():
    with pytest.raises(ValueError):
        tree.inclusion_proof(LEAVES, 5, 5)
    with pytest.raises(ValueError):
        tree.inclusion_proof(LEAVES, 0, LARGEST + 1)
    with pytest.raises(ValueError):
        tree.consistency_proof(LEAVES, 6, 5)
    assert not tree.verify_inclusion(LEAVES[0], 1, 1, [], ROOT[1])
    assert not tree.verify_consistency(0, ROOT[0], 5, ROOT[5], [])
    assert not tree.verify_consistency(5, ROOT[5], 4, ROOT[4], [])
