"""What the chaos does inside the portal's own processes: dying at chosen points, and guards switched off.

The portal knows nothing of it. These hooks are put around the queue from outside, by the modules portal.py
(worker, beat) and web.py. A row says in parameters["chaos"] what is to happen to whoever makes it: "die", one
of accounts.POINTS, in the first "attempts" attempts, and the "seconds" that making it takes.
"""

import hashlib
import json
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models.signals import pre_save

from reformtracker.lib import filestore
from reformtracker.lib import queue as queues
from reformtracker.lib.filestore import FileStore
from reformtracker.lib.queue import Lease, Queue, QueueState, Replaced

# What a report takes when its row says nothing: long enough for a kill to hit it.
SECONDS = (0.1, 0.9)
# The guards that this run takes away, to show that something fails then.
WITHOUT = tuple(filter(None, os.environ.get("CHAOS_WITHOUT", "").split(",")))
ORDERS: dict[int, dict[str, Any]] = {}
_current: list[Lease] = []


def install() -> None:
    """Puts the hooks around the queue of this process, then takes away the guards that the run names."""
    for name in WITHOUT:
        GUARDS[name]()
    _hook_claim()
    _hook_advance()
    _hook_keep()
    _hook_finish()
    pre_save.connect(_take_time, weak=False)


def note(event: str, lease: Lease | None = None) -> None:
    """One line of the journal; a single write, so that lines of several processes stay whole."""
    line: dict[str, Any] = {"event": event, "pid": os.getpid()}
    if lease:
        line |= {"pk": lease.pk, "attempt": lease.attempt}
    handle = os.open(os.environ["CHAOS_JOURNAL"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, (json.dumps(line) + "\n").encode())
    os.close(handle)


def _die_at(point: str, lease: Lease) -> None:
    order = ORDERS.get(lease.pk, {})
    if order.get("die") == point and lease.attempt <= order.get("attempts", 1):
        note(f"died {point}", lease)
        os.kill(os.getpid(), signal.SIGKILL)


def _order(queue: Queue, pk: int) -> dict[str, Any]:
    """What the row says; checks of the ledger and intakes, which wait in queues of their own, say nothing."""
    return getattr(queue.rows.get(pk=pk), "parameters", {}).get("chaos", {})


def _hook_claim() -> None:
    claim = Queue.claim

    def hooked(self: Queue, pk: int) -> Lease | None:
        lease = claim(self, pk)
        if lease:
            ORDERS[pk] = _order(self, pk)
            _current[:] = [lease]
            note("claimed", lease)
            _die_at("claimed", lease)
        return lease

    Queue.claim = hooked


def _hook_advance() -> None:
    advance = Queue.advance

    def hooked(self: Queue, lease: Lease, *, progress: int, step: str) -> None:
        _watch(lambda: advance(self, lease, progress=progress, step=step), lease)
        ORDERS.setdefault(lease.pk, {})["laid out"] = True
        time.sleep(ORDERS.get(lease.pk, {}).get("seconds", random.uniform(*SECONDS)))

    Queue.advance = hooked


def _hook_keep() -> None:
    keep = FileStore.keep

    def hooked(self: FileStore, write: Any) -> filestore.Kept:
        def half(path: Path) -> None:
            lease = _current[0]
            point = ORDERS[lease.pk].get("die")
            if point == "writing":
                path.write_text("the first half of a")
                _die_at("writing", lease)
            write(path)
            # Every attempt lays out a file of its own, so that the file of a lost one is an orphan.
            if point == "between" and "laid out" in ORDERS[lease.pk]:
                with path.open("a") as file:
                    file.write(f"{lease.token}\n")

        return keep(self, half if _current else write)

    FileStore.keep = hooked


def _hook_finish() -> None:
    finish = Queue.finish

    def hooked(self: Queue, lease: Lease, **facts: Any) -> None:
        if "file-first" not in WITHOUT:
            _die_at("between", lease)
        _watch(lambda: finish(self, lease, **facts), lease)
        transaction.on_commit(lambda: _die_at("finished", lease))

    Queue.finish = hooked


def _take_time(instance: Any, **said: object) -> None:
    """Between the look whether a period has its report and the report: here two beats would collide."""
    if getattr(instance, "schedule_key", None) and instance.pk is None:
        time.sleep(0.1)


def _watch(write: Any, lease: Lease) -> None:
    """Notes a write that the fence refused."""
    try:
        write()
    except Replaced:
        note("fenced", lease)
        raise


def _without_token() -> None:
    Queue.held = lambda self, lease: self.rows.filter(pk=lease.pk)


def _without_heartbeat() -> None:
    Queue.heartbeat = lambda self, lease: True


def _without_reaper() -> None:
    Queue.reap = lambda self: 0


def _without_attempts() -> None:
    queues.MAX_ATTEMPTS = 1000


def _without_window() -> None:
    dispatchable = Queue.dispatchable
    Queue.dispatchable = lambda self, window: dispatchable(self, 1_000_000)


def _without_announcing_again() -> None:
    dispatchable = Queue.dispatchable

    def once(self: Queue, window: int) -> list[int]:
        told = set(self.rows.filter(dispatched_at__isnull=False).values_list("pk", flat=True))
        return [pk for pk in dispatchable(self, window) if pk not in told]

    Queue.dispatchable = once


def _without_condition() -> None:
    """A claim that looks first and then writes, without asking again."""
    claim = Queue.claim

    def careless(self: Queue, pk: int) -> Lease | None:
        self.rows.filter(pk=pk).update(state=QueueState.QUEUED, lease_token=None, lease_until=None)
        return claim(self, pk)

    Queue.claim = careless


def _without_file_first() -> None:
    """The row says "done" before its file is there."""
    keep, finish, later = FileStore.keep, Queue.finish, []

    def promise(self: FileStore, write: Any) -> filestore.Kept:
        path = Path(os.environ["REFORM_VAR"]) / f"promised-{os.getpid()}"
        write(path)
        later[:] = [path.read_bytes()]
        path.unlink()
        return filestore.Kept(hashlib.sha256(later[0]).hexdigest(), len(later[0]))

    def careless(self: Queue, lease: Lease, **facts: Any) -> None:
        def keep_at_last() -> None:
            _die_at("between", lease)
            keep(FileStore("ARTIFACT_DIR"), lambda path: path.write_bytes(later[0]))

        finish(self, lease, **facts)
        transaction.on_commit(keep_at_last)

    FileStore.keep, Queue.finish = promise, careless


def _without_queue() -> None:
    """The web tells the broker itself, as most portals do."""
    from reports import jobs, services  # models may be imported only now, when Django is set up

    ask = services.request_report

    def ask_and_publish(**said: Any) -> Any:
        report = ask(**said)
        jobs.build.delay(report.pk)
        return report

    services.request_report = ask_and_publish


GUARDS = {
    "token": _without_token,
    "heartbeat": _without_heartbeat,
    "reaper": _without_reaper,
    "attempts": _without_attempts,
    "window": _without_window,
    "again": _without_announcing_again,
    "condition": _without_condition,
    "file-first": _without_file_first,
    "queue": _without_queue,
}
