"""Sealing: the heads of all chains become leaves, and the root over all leaves is signed.

One seal at a time; sizes only grow. What is sealed is what the chains' heads say, not "all rows up to now":
rows that are written but not yet committed are simply the next seal's.
"""

import datetime as dt
import logging
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from agencies.models import EventChain
from reformtracker.lib import clock
from reports.enums import SealKind
from reports.models import Seal, SealLeaf
from reports.sealing import keys
from reports.sealing.checkpoint import Checkpoint, public_of, sign
from reports.sealing.leaves import ACCESS, chain_of, leaf_data
from reports.sealing.tree import Frontier, leaf_hash
from tasks.models import Chain

logger = logging.getLogger(__name__)

# "seals" on a telephone's keys: the advisory lock under which one process seals at a time.
LOCK_KEY = 73257
ONE_DAY = dt.timedelta(days=1)
# How many missed days are made up for; what is older stays visibly unsealed.
LATEST_DAYS = 31
STALLED_AFTER = dt.timedelta(hours=1)


class Broken(Exception):
    """The leaves are not those of the newest seal; nothing is signed until somebody has looked."""


class Head(NamedTuple):
    """Number and hash of the newest row of a chain; the chain by its name in leaves."""

    chain: str
    n: int
    hash: str


def newest() -> Seal | None:
    """The seal made last."""
    return Seal.objects.order_by("-number").first()


def heads() -> list[Head]:
    """The heads of all chains that have a row, by name."""
    plans = Chain.objects.filter(n__gt=0).values_list("plan__slug", "n", "hash")
    access = EventChain.objects.filter(n__gt=0).values_list("n", "hash")
    found = [Head(chain_of(slug), n, head) for slug, n, head in plans]
    return sorted([*found, *(Head(ACCESS, n, head) for n, head in access)])


def seal(kind: str, *, day: dt.date | None = None) -> Seal | None:
    """Makes one seal; None when there is nothing to seal, or the day has its seal.

    An interval's seal is made only when a chain has moved. A daily one closes `day`, which must be over, with
    the tree as it is now, and says when that was. Raises NoKey, Broken, and ValueError for a day that is not
    over.
    """
    if (kind == SealKind.DAILY) != (day is not None) or (day and day >= clock.today()):
        raise ValueError("a daily seal closes a day that is over, an interval's seal none")
    return seal_heads(kind, day, None)


def seal_heads(kind: str, day: dt.date | None, given: Sequence[Head] | None) -> Seal | None:
    """The same with heads that are given instead of those of now: for telling a story of past days."""
    key = keys.signing_key()
    with transaction.atomic():
        _take_turns()
        last = newest()
        if day and Seal.objects.filter(day=day).exists():
            return None
        moved = _moved(heads() if given is None else given)
        if not moved and (kind == SealKind.INTERVAL or last is None):
            return None
        return _write(kind, day, _grown(last, moved), last, key)


def seal_due() -> list[Seal]:
    """What is due now: a seal for each elapsed day without one, and one for what has moved since."""
    made = [seal(SealKind.DAILY, day=day) for day in due_days(_last_day(), clock.today())]
    return [one for one in (*made, seal(SealKind.INTERVAL)) if one]


def due_days(last: dt.date | None, today: dt.date) -> list[dt.date]:
    """The elapsed days after the one sealed last, the latest of them; without any seal yet only yesterday.

    A clock that was set back gives none.
    """
    count = (today - last).days - 1 if last else 1
    return [today - ONE_DAY * back for back in range(min(count, LATEST_DAYS), 0, -1)]


def _last_day() -> dt.date | None:
    return Seal.objects.aggregate(last=Max("day"))["last"]


def _take_turns() -> None:
    """Whoever comes second waits until the first has committed; SQLite's transactions take turns anyhow."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])


def has_stalled() -> bool:
    """Whether something has moved, and yet nothing was sealed for longer than a healthy worker takes."""
    last = newest()
    since = last.wall_at if last else None
    return bool(since and clock.wall_now() - since > STALLED_AFTER and _moved(heads()))


def _moved(found: Sequence[Head]) -> list[Head]:
    """The heads that no leaf holds yet; one that went back is not sealed, the next check will name it."""
    sealed = dict(SealLeaf.objects.order_by().values_list("chain").annotate(Max("n")))
    for head in found:
        if head.n < sealed.get(head.chain, 0):
            logger.critical("%s is at %d, but was sealed at %d", head.chain, head.n, sealed[head.chain])
    return [head for head in found if head.n > sealed.get(head.chain, 0)]


def _grown(last: Seal | None, moved: Sequence[Head]) -> Frontier:
    """Writes the new leaves behind the old ones and gives the tree with them."""
    tree = _tree_of(last)
    leaves = [SealLeaf(index=tree.size + place, **head._asdict()) for place, head in enumerate(moved)]
    SealLeaf.objects.bulk_create(leaves)
    for head in moved:
        tree.append(leaf_hash(leaf_data(*head)))
    return tree


def _tree_of(last: Seal | None) -> Frontier:
    """The tree of the newest seal; raises Broken when its parts or the leaves do not fit it."""
    tree = Frontier(last.size, [bytes.fromhex(peak) for peak in last.frontier]) if last else Frontier()
    leaves = (SealLeaf.objects.aggregate(last=Max("index"))["last"] or 0) + SealLeaf.objects.exists()
    if leaves != tree.size or (last and tree.root().hex() != last.root):
        raise Broken(f"{last or 'no seal'}, but {leaves} leaves: nothing is sealed until this is cleared up")
    return tree


def _write(kind: str, day: dt.date | None, tree: Frontier, last: Seal | None, key: Ed25519PrivateKey) -> Seal:
    now = clock.now()
    made = Seal(
        number=last.number + 1 if last else 1,
        kind=kind,
        day=day,
        size=tree.size,
        root=tree.root().hex(),
        frontier=[peak.hex() for peak in tree.peaks],
        key_id=public_of(key, settings.SEAL_ORIGIN).id,
        # The clock may be set back; the seals never run backwards.
        at=max(now, last.at) if last else now,
        wall_at=clock.wall_now(),
    )
    made.checkpoint = sign(checkpoint_of(made, settings.SEAL_ORIGIN), key)
    made.save(force_insert=True)
    return made


def checkpoint_of(seal: Seal, origin: str) -> Checkpoint:
    """What the checkpoint of a seal must say: the row's own words, so that none of them can be changed."""
    closes = f" {seal.day}" if seal.day else ""
    remarks = (
        f"seal {seal.number} {seal.kind}{closes}",
        f"made {_moment(seal.at)}",
        f"clock {_moment(seal.wall_at)}",
    )
    return Checkpoint(origin, seal.size, bytes.fromhex(seal.root), remarks)


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(clock.UTC).isoformat(timespec="microseconds")
