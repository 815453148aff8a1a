"""The Merkle tree of RFC 6962 (section 2.1) over SHA-256: roots, and proofs that it only ever grew.

Everything works on hashes of leaves (32 bytes, from `leaf_hash`); sizes and indices count leaves from 0. Pure
Python, so that whoever doubts the portal can read and run it alone.
"""

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data); the prefix keeps leaves and nodes apart."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Frontier:
    """A tree that leaves are only ever added to: the roots of its complete subtrees from left to right.

    From them alone the next root is computed, without the old leaves. There is one for every 1 in the binary
    digits of `size`, the largest first.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Raises ValueError when there are not as many peaks as a tree of that size has."""
        self.size, self.peaks = size, list(peaks)
        if len(self.peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(self.peaks)}")

    def append(self, leaf: bytes) -> None:
        """Adds the hash of one leaf."""
        self.peaks.append(leaf)
        complete = self.size
        while complete & 1:
            right, left = self.peaks.pop(), self.peaks.pop()
            self.peaks.append(node_hash(left, right))
            complete >>= 1
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree; of an empty one SHA-256 of nothing."""
        return _bagged(self.peaks) if self.peaks else hashlib.sha256().digest()


def _bagged(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, from the smallest, on the right, to the largest."""
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these hashes of leaves."""
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def _split(size: int) -> int:
    """The largest power of two below `size` (at least 2): how many leaves stand on the left."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int, size: int) -> list[bytes]:
    """The audit path of leaf `index` in the tree of the first `size` leaves, from the leaf upwards.

    Raises ValueError when there is no such leaf.
    """
    if not 0 <= index < size <= len(leaves):
        raise ValueError(f"there is no leaf {index} among {size} of {len(leaves)}")
    return _path(leaves, index, 0, size)


def _path(leaves: Sequence[bytes], index: int, start: int, end: int) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(leaves, index, start, middle), root_of(leaves[middle:end])]
    return [*_path(leaves, index, middle, end), root_of(leaves[start:middle])]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf stands at `index` of the tree with that size and root.

    RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if not last:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(leaves: Sequence[bytes], old: int, new: int) -> list[bytes]:
    """The proof that the tree of the first `old` leaves is a beginning of the one of the first `new`.

    RFC 6962, section 2.1.2. Raises ValueError unless 0 < old <= new <= number of leaves.
    """
    if not 0 < old <= new <= len(leaves):
        raise ValueError(f"there is no tree of {old} within one of {new} of {len(leaves)} leaves")
    return _subproof(leaves, old, 0, new, whole=True)


def _subproof(leaves: Sequence[bytes], old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    """`old` counts from `start`; `whole`: this subtree is the old tree, whose root the verifier has."""
    size = end - start
    if old == size:
        return [] if whole else [root_of(leaves[start:end])]
    middle = _split(size)
    if old <= middle:
        left = _subproof(leaves, old, start, start + middle, whole=whole)
        return [*left, root_of(leaves[start + middle : end])]
    right = _subproof(leaves, old - middle, start + middle, end, whole=False)
    return [*right, root_of(leaves[start : start + middle])]


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the new tree only added leaves to the old one.

    RFC 9162, section 2.1.4.2. A tree is consistent with itself by an empty proof.
    """
    if not 0 < old <= new:
        return False
    if old == new:
        return old_root == new_root and not proof
    # Where the old tree is complete, its root is the first node and is left out.
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    return bool(path) and _climb(old, old_root, new, new_root, path)


def _climb(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    found_old = found_new = path[0]
    for step in path[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found_new = node_hash(found_new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and (found_old, found_new) == (old_root, new_root)
