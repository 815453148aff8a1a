"""Counting what became of the reports: from the database, the files and the journal."""

import os
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from django.db import connection
from django.db.models import QuerySet

from agencies.enums import EventKind
from agencies.models import AccessEvent
from reformtracker.lib.queue import ACTIVE_STATES, MAX_ATTEMPTS
from reports.artifacts import artifacts
from reports.models import Report
from scripts.chaos import witness
from scripts.chaos.figures import Figure, at_most, exactly
from scripts.chaos.processes import wait_until
from scripts.chaos.stage import Stage

# Where a worker may be told to die (hooks.py): after the claim, in the middle of the file, between file and
# commit, after the commit.
POINTS = ("claimed", "writing", "between", "finished")
TWO_DAYS = 2 * 24 * 3600


def settle(stage: Stage, pks: Collection[int]) -> None:
    """Waits until none of the reports waits or runs any more, or the patience is over."""
    rows = Report.objects.filter(pk__in=pks, state__in=ACTIVE_STATES)
    wait_until(lambda: not rows.exists(), stage.timing.patience, every=0.25)


def kept(pks: Collection[int]) -> list[Figure]:
    """The promises that hold under every fault."""
    done = witness.times_done(pks)
    counted = Report.objects.filter(pk__in=pks).values_list("attempt", flat=True)
    attempts = [*witness.claims(pks).values(), *counted]
    return [
        exactly(f"lost, of {len(pks)} reports", 0, len([pk for pk in pks if not done[pk]])),
        exactly("done twice", 0, len([pk for pk in pks if done[pk] > 1])),
        at_most("most attempts", MAX_ATTEMPTS, max(attempts, default=0)),
        exactly("ready, but not with the files as they were made", 0, len(without_file(pks))),
        exactly("ready, but not with exactly one event that says so", 0, len(without_event(pks))),
    ]


def without_file(pks: Collection[int]) -> list[int]:
    """The reports that are called ready while a file of theirs is missing or another."""
    rows = Report.objects.filter(pk__in=pks, state="done")
    return [row.pk for row in rows if not all(map(artifacts.is_intact, _named(row)))]


def _named(row: Report) -> list[str]:
    """The files that a report names: of its data and of each format."""
    return [row.data_sha256, *(item["sha256"] for item in row.artifacts)]


def without_event(pks: Collection[int]) -> list[int]:
    """The reports that are called ready while the chain of events tells of it never, or more than once."""
    exports = AccessEvent.objects.filter(kind=EventKind.EXPORT).values_list("details__report", flat=True)
    told = Counter(exports)
    rows = Report.objects.filter(pk__in=pks, state="done").values_list("pk", "public_id")
    return [pk for pk, public_id in rows if told[str(public_id)] != 1]


def ways(rows: QuerySet[Report]) -> str:
    """How the reports ended, each way once."""
    found = {f"{state} {code}".strip() for state, code in rows.values_list("state", "failure_code")}
    return ", ".join(sorted(found))


def announced(pks: Collection[int]) -> list[int]:
    """The waiting reports that a message was sent for."""
    rows = Report.objects.filter(pk__in=pks, state="queued", dispatched_at__isnull=False)
    return list(rows.values_list("pk", flat=True))


def last_attempts(pks: Collection[int]) -> bool:
    """Whether one of the reports is in its last attempt."""
    return Report.objects.filter(pk__in=pks, state="running", attempt=MAX_ATTEMPTS).exists()


def ended_after(pks: Collection[int], moment: float) -> dict[int, float]:
    """For each report the seconds from a moment (Unix time) until it was done."""
    sql = """
        SELECT pk, extract(epoch FROM min(at)) FROM chaos_witness
        WHERE event = 'done' AND pk = ANY(%s) GROUP BY pk
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(pks)])
        return {pk: float(at) - moment for pk, at in cursor.fetchall()}


def contents(pks: Collection[int]) -> dict[int, tuple]:
    """What a late writer would overwrite."""
    rows = Report.objects.filter(pk__in=pks).values_list("pk", "state", "attempt", "finished_at", "progress")
    return {pk: rest for pk, *rest in rows}


def fenced(stage: Stage, pks: Collection[int]) -> set[int]:
    """The reports of which a late write was refused."""
    return {note["pk"] for note in stage.notes("fenced")} & set(pks)


def died(stage: Stage, pks: Collection[int]) -> set[int]:
    """The reports whose maker died where it was told to."""
    return {note["pk"] for point in POINTS for note in stage.notes(f"died {point}")} & set(pks)


def orphans(stage: Stage) -> set[Path]:
    """The files in the store that no report names, nor will name when it is ready."""
    found, active = _unnamed(), Report.objects.filter(state__in=ACTIVE_STATES).values_list("pk", flat=True)
    settle(stage, list(active))
    return found & _unnamed()


def _unnamed() -> set[Path]:
    named = {sha256 for row in Report.objects.all() for sha256 in _named(row)}
    return {path for path in artifacts.root.rglob("*") if path.is_file() and path.name not in named}


def make_old(files: Collection[Path]) -> None:
    """The sweep leaves files alone that are younger than a day: somebody may be writing them."""
    before = time.time() - TWO_DAYS
    for path in files:
        os.utime(path, (before, before))
