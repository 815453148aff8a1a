"""Writing the hash chain of the ledger, one chain per plan; what is hashed and how says tasks/hashing.py.

The algorithm's name stands in every row, so that another (SM3, HMAC) can follow without touching what is
written.
"""

from collections.abc import Iterable
from typing import Any

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.canonical import as_text
from reformtracker.lib.canonical import canonical as canonical
from tasks.hashing import ALGORITHM as ALGORITHM
from tasks.hashing import CONTENT_FIELDS, hash_of
from tasks.hashing import GENESIS as GENESIS
from tasks.hashing import HASHED_FIELDS as HASHED_FIELDS
from tasks.models import Assignment, Chain, Entry
from tasks.models.assignment import POSITION_FIELDS

BATCH = 500
SUBJECT_LENGTH, LABEL_LENGTH = 120, 160  # as in the model; PostgreSQL refuses what is longer


def plain(value: object) -> str | int | None:
    """A value as an entry's details hold it: dates as ISO 8601 texts, yes and no as 1 and 0."""
    if value is None or isinstance(value, (str, int)):
        return int(value) if isinstance(value, bool) else value
    return as_text(value)


def digest(entry: Entry) -> str:
    """The hash that the entry must carry, by the algorithm that it names; KeyError when nobody knows it."""
    return hash_of({name: getattr(entry, name) for name in CONTENT_FIELDS}, entry.previous_hash)


def subject_of(assignment: Assignment) -> str:
    """The label by which an entry remembers its duty: "2018-h2 2.5/1 NHC lead"."""
    measure = assignment.measure
    place = f"{measure.task.number}/{measure.position}"
    return f"{assignment.plan.slug} {place} {assignment.agency.code} {assignment.role}"[:SUBJECT_LENGTH]


def append(assignment: Assignment, **said: Any) -> Entry:
    """Writes one entry with the assignment's present position; takes the chain's lock, so call it last.

    `said` holds move, note, reason, details, actor, on_behalf, command. Must run in a transaction.
    """
    chain = Chain.objects.select_for_update().get(plan_id=assignment.plan_id)
    entry = _next_entry(chain, assignment, said)
    entry.save(force_insert=True)
    chain.save(update_fields=["n", "hash", "at"])
    return entry


def append_all(plan_id: int, steps: Iterable[tuple[Assignment, dict[str, Any]]]) -> list[Entry]:
    """The same for many duties of one plan in one go, in the order given: (duty, what `append` is told)."""
    chain = Chain.objects.select_for_update().get(plan_id=plan_id)
    entries = [_next_entry(chain, assignment, said) for assignment, said in steps]
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    chain.save(update_fields=["n", "hash", "at"])
    return entries


def _next_entry(chain: Chain, assignment: Assignment, said: dict[str, Any]) -> Entry:
    """The entry that follows the chain's head, which moves on to it; nothing is saved."""
    now = clock.now()
    entry = Entry(
        plan_id=assignment.plan_id,
        n=chain.n + 1,
        assignment=assignment,
        subject=subject_of(assignment),
        **{name: getattr(assignment, name) for name in POSITION_FIELDS},
        **said,
        demonstration=assignment.plan.demonstration,
        # The clock may be set back; the ledger never runs backwards.
        at=max(now, chain.at) if chain.at else now,
        wall_at=clock.wall_now(),
        algorithm=ALGORITHM,
        previous_hash=chain.hash,
    )
    entry.actor_label = _actor_label(entry.actor)
    entry.hash = digest(entry)
    chain.n, chain.hash, chain.at = entry.n, entry.hash, entry.at
    return entry


def _actor_label(actor: User | None) -> str:
    """The office and the account, so that the entry can be read when both have changed; cut to its column."""
    return f"{actor.display_name_en or actor.username} ({actor.username})"[:LABEL_LENGTH] if actor else ""
