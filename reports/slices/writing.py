"""Writing a slice: one line an entry, so that neither writer nor verifier ever holds more than a batch.

The file is JSON and nothing but: a header, the rows, the seal, and the SHA-256 of all lines before it. Every
line is canonical, so that a changed byte is a changed file.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from reformtracker.lib import clock
from reformtracker.lib.canonical import canonical
from reports.sealing import keys
from reports.sealing.leaves import chain_of
from reports.slices.bounds import Bounds, Wanted, bounds_of
from tasks.hashing import ALGORITHM, Row, content_digest, content_of
from tasks.ledger_filters import EntryFilter
from tasks.models import Entry, Plan
from tasks.walking import batches

FORMAT = "reform-task-portal/slice/v1"
VERIFIER = Path(__file__).resolve().parent.parent.parent / "verifier" / "verify_slice.py"


@dataclass(frozen=True, slots=True)
class Made:
    """What a slice holds: entries `first` to `last`, `given` of them in full; proved by seal number `seal`.

    `rows` counts the lines, the digests up to the sealed head included; with `sha256` the file ends.
    """

    first: int
    last: int
    given: int
    rows: int
    seal: int
    sha256: str


class _File:
    """A file that knows the SHA-256 of what was written."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.sha256 = file, hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self.sha256.update(piece)
        self.file.write(piece)


def _nothing(done: int, of: int) -> None:
    """Progress that nobody watches."""


def write_slice(
    plan: Plan, wanted: Wanted, target: Path, progress: Callable[[int, int], None] = _nothing
) -> Made:
    """Writes the slice as JSON; `progress` gets the entries written and how many there are, and may raise.

    Raises Invalid and Unsealed as `bounds_of`, OSError, and sealing's Malformed for a public key.
    """
    bounds = bounds_of(plan, wanted)
    with target.open("wb") as raw:
        file = _File(raw)
        file.write(b'{"header":' + canonical(_header(plan, wanted, bounds)) + b',\n"rows":[')
        given, done = 0, 0
        for lines, in_full in _rows(plan, wanted, bounds):
            file.write((b",\n" if done else b"\n") + b",\n".join(lines))
            given, done = given + in_full, done + len(lines)
            progress(done, bounds.leaf.n - bounds.first + 1)
        file.write(b'\n],\n"seal":' + canonical(_seal(bounds)) + b",\n")
        sha256 = file.sha256.hexdigest()
        file.write(b'"sha256":"' + sha256.encode() + b'"}\n')
    return Made(bounds.first, bounds.last, given, done, bounds.seal.number, sha256)


def _header(plan: Plan, wanted: Wanted, bounds: Bounds) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "chain": chain_of(plan.slug),
        "plan": plan.title,
        "asked": {
            "first": wanted.first,
            "last": wanted.last,
            "since": wanted.since,
            "until": wanted.until,
            "filter": dict(wanted.filter),
        },
        "first": bounds.first,
        "last": bounds.last,
        "before": bounds.before,
        "made": clock.wall_now(),
    }


def _seal(bounds: Bounds) -> dict[str, Any]:
    leaf, seal = bounds.leaf, bounds.seal
    return {
        "number": seal.number,
        "leaf": {"index": leaf.index, "n": leaf.n, "hash": leaf.hash},
        "proof": [step.hex() for step in bounds.proof()],
        "checkpoint": seal.checkpoint,
        "keys": [str(key) for key in keys.public_keys()],
    }


def _rows(plan: Plan, wanted: Wanted, bounds: Bounds) -> Iterator[tuple[list[bytes], int]]:
    """Batch by batch the lines, and how many of them hold an entry in full."""
    for rows in batches(plan.pk, bounds.first, bounds.leaf.n):
        picked = _picked(plan, wanted, rows[0].n, min(rows[-1].n, bounds.last))
        asked = range(bounds.first, bounds.last + 1) if picked is None else picked
        # What an older algorithm hashed can only be checked in full.
        in_full = [row.n in asked or row.algorithm != ALGORITHM for row in rows]
        lines = [_line(row, in_full=full) for row, full in zip(rows, in_full, strict=True)]
        yield lines, sum(in_full)


def _picked(plan: Plan, wanted: Wanted, first: int, last: int) -> set[int] | None:
    """The numbers of the entries that the filter picks; None for all."""
    if not wanted.filter:
        return None
    entries = Entry.objects.filter(plan=plan, n__gte=first, n__lte=last)
    return set(EntryFilter(wanted.filter, entries).qs.values_list("n", flat=True))


def _line(row: Row, *, in_full: bool) -> bytes:
    """An entry in full, or its digest, as canonical JSON; of this the content is canonical already."""
    content, written = content_of(row), canonical(row.hash)
    if in_full:
        return b'{"content":%b,"hash":%b}' % (content, written)
    return b'{"digest":"%b","hash":%b,"n":%d}' % (content_digest(content).encode(), written, row.n)
