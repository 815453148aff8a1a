"""Reading the rows of an extract: in order, a batch at a time, each batch a short question of its own.

No long transaction is needed for one consistent view: entries never change, and what is written meanwhile has
a number beyond the head that was read first.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from agencies.models import Agency
from reformtracker.lib import clock
from reformtracker.lib.canonical import canonical
from reports import queries
from reports.document import Value, clean
from reports.queries import Sight
from tasks.enums import Move, Role, State
from tasks.ledger_filters import EntryFilter
from tasks.models import Assignment, Entry

DOMAIN = b"reform-task-portal/extract/v1\n"
BATCH = 5000
# What is read of an entry, in the order in which `line` takes it.
FIELDS = (
    "n", "at", "wall_at", "move", "subject", "assignment_id", "state", "percent", "due_on", "note", "reason",
    "actor_label", "on_behalf_id", "details", "algorithm", "previous_hash", "hash",
)  # fmt: skip
_compact = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Survey:
    """How many rows there are and what they are: `sha256` as `survey` defines it; `head` ends the chain."""

    head: Entry | None
    rows: int
    sha256: str


def chosen(sight: Sight, head: Entry | None) -> QuerySet[Entry]:
    """The entries of the plan that the reader may see and the filter leaves, up to the head."""
    seen = Entry.objects.all() if sight.user is None else Entry.objects.visible_to(sight.user)
    up_to = seen.filter(plan=sight.plan, n__lte=head.n if head else 0)
    return EntryFilter(sight.filter, queryset=up_to).qs


def batches(rows: QuerySet[Entry], *fields: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows by number, at most BATCH at a time; "n" must be the first of the fields."""
    last = 0
    while batch := list(rows.filter(n__gt=last).order_by("n").values_list(*fields)[:BATCH]):
        yield batch
        last = batch[-1][0]


def survey(sight: Sight, told: Told) -> Survey:
    """Counts the rows and digests them; `told` hears how many were read so far.

    The SHA-256 of an extract is over DOMAIN, the canonical JSON of what was asked (plan, day, whose sight,
    filter, number and hash of the head) and a line "n hash" for each row. It is the same in every language
    and format.
    """
    head = queries.newest_entry(sight.plan, sight.day)
    asked = {
        "plan": sight.plan.slug,
        "as_of": sight.day,
        "sight": sight.user.get_username() if sight.user else None,
        "filter": sight.filter,
        "ledger": [head.n, head.hash] if head else None,
    }
    digest, count = hashlib.sha256(DOMAIN + canonical(asked) + b"\n"), 0
    for batch in batches(chosen(sight, head), "n", "hash"):
        digest.update("".join(f"{n} {sha256}\n" for n, sha256 in batch).encode())
        count += len(batch)
        told(count)
    return Survey(head, count, digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Names:
    """What the rows refer to, read once, in the active language: (task, measure, agency, role) of a duty."""

    plan: str
    duties: dict[int, tuple[str, str, str, str]]
    bodies: dict[int, str]
    moves: dict[str, str]
    states: dict[str, str]


def names_of(sight: Sight) -> Names:
    """The names of one plan's duties; the strings are shared, so that many duties take little memory."""
    bodies = {body.pk: clean(body.short) for body in Agency.objects.all()}
    roles = {value: str(label) for value, label in Role.choices}
    tasks: dict[str, str] = {}
    columns = ("pk", "measure__task__number", "measure__position", "agency_id", "role")
    found = Assignment.objects.filter(plan=sight.plan).order_by().values_list(*columns)
    duties = {}
    for pk, number, position, agency_id, role in found.iterator(chunk_size=BATCH):
        task = tasks.setdefault(number, clean(number))
        measure = tasks.setdefault(f"{number}/{position}", f"{task}/{position}")
        duties[pk] = (task, measure, bodies[agency_id], roles[role])
    return Names(
        sight.plan.slug,
        duties,
        bodies,
        {value: str(label) for value, label in Move.choices},
        {value: str(label) for value, label in State.choices},
    )


def line(names: Names, entry: tuple[Any, ...]) -> tuple[Value, ...]:
    """One row of the file, in the order of `columns.columns()`, from what FIELDS read."""
    (n, at, wall_at, move, subject, duty, state, percent, due_on, note, reason, actor, on_behalf, details,
     algorithm, previous_hash, sha256) = entry  # fmt: skip
    return (
        n,
        _moment(at),
        _moment(wall_at),
        names.moves[move],
        clean(subject),
        names.plan,
        *names.duties[duty],
        names.states[state],
        percent,
        due_on,
        clean(note),
        clean(reason),
        clean(actor),
        names.bodies[on_behalf] if on_behalf else "",
        clean(_compact(details)) if details else "",
        algorithm,
        previous_hash,
        sha256,
    )


def _moment(at: dt.datetime) -> str:
    """To the microsecond, with its distance from UTC: the hash depends on all of it."""
    return at.astimezone(clock.SHANGHAI).isoformat(timespec="microseconds")
