"""Holding the ledger against its seals: every leaf against its row, every root against the leaves.

A chain that was rewritten as a whole, cut, or added to in the middle holds by itself; what it cannot do is
give the hashes that were sealed. All roots are computed anew from the same leaves in one walk, which also
shows that each seal continues the one before.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from cryptography.exceptions import InvalidSignature
from django.db.models import Max, QuerySet

from agencies.models import AccessEvent, EventChain
from reports.models import Seal, SealLeaf
from reports.sealing import keys
from reports.sealing.checkpoint import Malformed, PublicKey, parse, verify
from reports.sealing.leaves import ACCESS, OF_PLAN, leaf_data
from reports.sealing.service import checkpoint_of
from reports.sealing.tree import Frontier, leaf_hash
from tasks.models import Entry

BATCH = 500
# The name under which faults of the seals themselves are told.
SEALS = "seals"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing found wrong in a chain ("plan:<slug>", "access", "seals").

    `n` is the number of its row (0 = none), for the seals the number of the seal; `code` is stable, `detail`
    says what was found.
    """

    chain: str
    n: int
    code: str
    detail: str

    def told(self) -> dict[str, str | int]:
        """As a check's row keeps it."""
        return asdict(self)


def _nothing() -> None:
    """Nobody listens."""


def seals_fault(last: Seal | None, heard: Callable[[], None] = _nothing) -> Fault | None:
    """The first seal, up to `last`, that is missing, not signed, or not the root over its leaves.

    `heard` is called now and then; it may raise to stop. Raises Malformed when SEAL_PUBLIC_KEYS is.
    """
    rows = Seal.objects.filter(number__lte=last.number if last else 0)
    size = rows.aggregate(largest=Max("size"))["largest"] or 0
    known, tree, leaves = keys.public_keys(), Frontier(), _leaves(size)
    for number, seal in enumerate(in_batches(rows, "number"), start=1):
        if seal.number != number:
            return Fault(SEALS, number, "missing", f"seal {number} is missing; the next is {seal.number}")
        if problem := _grow(tree, seal, leaves) or _unlike(tree, seal) or _unsigned(seal, known):
            return Fault(SEALS, number, *problem)
        if number % BATCH == 0:
            heard()
    return _beyond_fault(last, size)


def _beyond_fault(last: Seal | None, size: int) -> Fault | None:
    """Leaves behind the newest seal are there only together with a newer one."""
    if not SealLeaf.objects.filter(index__gte=size).exists():
        return None
    number = last.number + 1 if last else 1
    if Seal.objects.filter(number__gte=number).exists():
        return None
    return Fault(SEALS, number, "missing", f"there are leaves behind leaf {size}, but no seal of them")


def _leaves(size: int) -> Iterator[SealLeaf]:
    return in_batches(SealLeaf.objects.filter(index__lt=size), "index")


def in_batches(rows: QuerySet[Any], name: str) -> Iterator[Any]:
    """The rows in the order of a unique number, a batch at a time.

    Between two batches no reading is open: on SQLite a listener that writes meanwhile would be refused when
    somebody else has written since it began.
    """
    after = -1
    while some := list(rows.filter(**{f"{name}__gt": after}).order_by(name)[:BATCH]):
        yield from some
        after = getattr(some[-1], name)


def _grow(tree: Frontier, seal: Seal, leaves: Iterator[SealLeaf]) -> tuple[str, str] | None:
    """Adds the leaves of the seal to the tree."""
    if seal.size < tree.size:
        return "shrunk", f"it holds {seal.size} leaves, the one before it {tree.size}"
    for leaf in islice(leaves, seal.size - tree.size):
        if leaf.index != tree.size:
            return "leaf", f"leaf {tree.size} is missing; the next is {leaf.index}"
        tree.append(leaf_hash(leaf_data(leaf.chain, leaf.n, leaf.hash)))
    return None if tree.size == seal.size else ("leaf", f"leaf {tree.size} is missing")


def _unlike(tree: Frontier, seal: Seal) -> tuple[str, str] | None:
    if tree.root().hex() != seal.root or [peak.hex() for peak in tree.peaks] != seal.frontier:
        return "root", f"its {seal.size} leaves do not give its root {seal.root}"
    return None


def _unsigned(seal: Seal, known: list[PublicKey]) -> tuple[str, str] | None:
    """What is wrong with the checkpoint, if it is not the row's own words signed by a key of ours."""
    try:
        said, key = verify(seal.checkpoint, known)
    except Malformed as error:
        return "checkpoint", f"its checkpoint cannot be read: {error}"
    except InvalidSignature:
        return "signature", f"its checkpoint is not signed by a key that is listed ({seal.key_id})"
    if said != checkpoint_of(seal, said.origin) or key.id != seal.key_id:
        return "checkpoint", "its checkpoint says something else than its row"
    return None


def rows_fault(chain: str, last: Seal | None, heard: Callable[[], None] = _nothing) -> Fault | None:
    """The first leaf of the chain whose row is gone or has another hash than was sealed.

    Between two leaves a seal does not tell rows apart, so all of them are named.
    """
    before, leaves = 0, SealLeaf.objects.filter(chain=chain, index__lt=last.size if last else 0)
    rows = in_batches(leaves, "index")
    while some := [(leaf.n, leaf.hash) for leaf in islice(rows, BATCH)]:
        found = _hashes(chain, some)
        for n, sealed in some:
            if n <= before:
                return Fault(chain, n, "backwards", f"it was sealed after {before}")
            if found.get(n) != sealed:
                return Fault(chain, n, *_differs(before + 1, n, found.get(n)))
            before = n
        heard()
    return None


def _differs(first: int, n: int, found: str | None) -> tuple[str, str]:
    if found is None:
        return "sealed_row_gone", f"it was sealed and is not there; something from {first} on was cut"
    among = f"one of the rows {first} to {n} is" if first < n else "it is"
    return "not_as_sealed", f"{among} not what was sealed"


def _hashes(chain: str, sealed: list[tuple[int, str]]) -> dict[int, str]:
    """The hashes that those rows of the chain have today, by number."""
    numbers = [n for n, _hash in sealed]
    if chain.startswith(OF_PLAN):
        rows = Entry.objects.filter(plan__slug=chain.removeprefix(OF_PLAN), n__in=numbers)
        return dict(rows.values_list("n", "hash"))
    if chain != ACCESS:
        return {}
    found = dict(AccessEvent.objects.filter(n__in=numbers).values_list("n", "hash"))
    # Asked afterwards: what retention removes meanwhile is then no fault. Of what is gone the chain keeps the
    # last hash, and the walk over the events has shown that an event of retention says the same.
    start_n, start_hash = EventChain.objects.values_list("start_n", "start_hash").first() or (0, "")
    gone = {n: seal for n, seal in sealed if n < start_n}
    return gone | {start_n: start_hash} | found


def sealed_chains(last: Seal | None) -> list[str]:
    """The names of all chains that the seals know."""
    leaves = SealLeaf.objects.filter(index__lt=last.size if last else 0)
    return sorted(leaves.order_by().values_list("chain", flat=True).distinct())


def published_fault(published: str, last: Seal | None) -> Fault | None:
    """Whether a root or a checkpoint from outside the portal is that of one of its seals.

    `published` is a root in hexadecimal digits or the text of a checkpoint. Call it after `seals_fault`,
    which shows that the seals are sound. Raises Malformed.
    """
    if not all(sign in "0123456789abcdef" for sign in published.strip().lower()):
        said, _key = _trusted(published)
        size, root = said.size, said.root.hex()
    else:
        size, root = None, published.strip().lower()
    found = Seal.objects.filter(root=root, number__lte=last.number if last else 0).first()
    if found is None or (size is not None and found.size != size):
        return Fault(SEALS, 0, "published", f"no seal has the published root {root}")
    return None


def _trusted(note: str) -> tuple:
    parse(note)
    try:
        return verify(note, keys.public_keys())
    except InvalidSignature as error:
        raise Malformed("the checkpoint is not signed by a key that is listed") from error
