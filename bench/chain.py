"""A ledger of any length, and what is asked of it. Runs inside `manage.py shell`; prints a table.

The entries are written past the services, with hashes that hold, so that a million take a minute.
"""

import datetime as dt
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from django.db import connection, connections, transaction
from django.test import override_settings

from agencies.enums import Level
from agencies.models import Jurisdiction, User
from bench import world
from reformtracker.lib import clock
from reports.enums import SealKind
from reports.sealing import keys, service
from reports.slices.bounds import Wanted
from reports.slices.writing import VERIFIER, write_slice
from tasks import ledger, services
from tasks.enums import Move, State
from tasks.hashing import ALGORITHM, CONTENT_FIELDS, hash_of
from tasks.ledger_filters import EntryFilter
from tasks.local import handing_out
from tasks.models import Assignment, Chain, Entry, Evidence, Measure, Plan
from tasks.reconciliation import balances
from tasks.rounds import life
from tasks.verification import verify
from tasks.views.stretches import counted, stretch

AT_ONCE = 5000
EVIDENCE_EVERY = 20
OPENINGS = (dt.date(2018, 7, 20), dt.date(2018, 8, 20))
# How the updates are measured: so many people, each on duties of their own, so many updates each; best of.
CLIENTS, UPDATES, TURNS = 8, 40, 3
FILTERED = (
    ("filtered by agency and day", {"agency": "NHC", "until": "2018-09-30"}),
    ("entries of nobody", {"actor": "nobody"}),
)


def build(slug: str, entries: int) -> None:
    """A plan handed to all places, two rounds of which nobody gives a return, and so many entries."""
    plan = world._issued(slug)
    places = list(Jurisdiction.objects.filter(level=Level.PROVINCE))
    with world.at(world.FIRST, 10):
        handing_out.hand_out(list(Measure.objects.filter(task__area__plan=plan)), places, by=None)
    for day in OPENINGS:
        with world.at(day, 8):
            life.tend()
    began = time.perf_counter()
    _fill(plan, entries)
    print(f"\n{entries:,} entries written in {time.perf_counter() - began:.0f} s ({connection.vendor})\n")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _fill(plan: Plan, entries: int) -> None:
    duties = list(
        Assignment.objects.filter(plan=plan, owes=True).select_related("agency", "plan", "measure__task")
    )
    chain, subjects = Chain.objects.get(plan=plan), [ledger.subject_of(duty) for duty in duties]
    for start in range(0, entries, AT_ONCE):
        with transaction.atomic():
            numbers = range(start, min(start + AT_ONCE, entries))
            rows = Entry.objects.bulk_create(list(_entries(chain, duties, subjects, numbers)))
            pieces = [(entry, entry.details["evidence"][0]) for entry in rows if entry.details]
            Evidence.objects.bulk_create(Evidence(entry=entry, **piece) for entry, piece in pieces)
            chain.save(update_fields=["n", "hash", "at"])
    Assignment.objects.bulk_update(duties, ["state", "percent", "version", "reported_on"], batch_size=500)


def _entries(chain: Chain, duties: list[Assignment], subjects: list[str], numbers: range) -> Iterator[Entry]:
    piece = {"sha256": "", "name": "", "media_type": "", "size": 0, "reference": "Document No. 1 (2018)"}
    for number in numbers:
        duty, at = duties[number % len(duties)], chain.at + dt.timedelta(seconds=1)
        duty.state, duty.percent, duty.reported_on = State.IN_PROGRESS, number % 100, clock.day_of(at)
        duty.version += 1
        entry = Entry(
            plan_id=chain.plan_id, n=chain.n + 1, assignment=duty, subject=subjects[number % len(duties)],
            move=Move.REPORT, note=f"第 {number} 次报送：工作正在推进。Work is under way.", reason="",
            details={} if number % EVIDENCE_EVERY else {"evidence": [piece]}, command=f"{number:064x}", at=at,
            wall_at=at, algorithm=ALGORITHM, previous_hash=chain.hash,
            **{name: getattr(duty, name) for name in ledger.POSITION_FIELDS},
        )  # fmt: skip
        entry.hash = hash_of({name: getattr(entry, name) for name in CONTENT_FIELDS}, chain.hash)
        chain.n, chain.hash, chain.at = entry.n, entry.hash, entry.at
        yield entry


def timed(what: str, work: Callable[[], object]) -> None:
    began, processor = time.perf_counter(), time.process_time()
    said = work()
    seconds, used = time.perf_counter() - began, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"| {what} | {seconds:.2f} | {used:.2f} | {peak} | {said if said is not None else ''} |", flush=True
    )


def ask(slug: str) -> None:
    """Verification, reconciliation, the pages' questions, a slice, and the verifier on it."""
    plan = Plan.objects.get(slug=slug)
    entries = Entry.objects.filter(plan=plan)
    print("| asked of the ledger | seconds | processor s | peak MB | |\n|---|---:|---:|---:|---|")
    timed("verify every entry", lambda: verify(plan) or "holds")
    timed("reconciliation", lambda: sum(one.asked for one in balances()))
    middle = str(plan.chain.n // 2)
    for what, query in (("first page", {}), ("middle page", {"before": middle}), *FILTERED):
        rows = EntryFilter(query, entries).qs
        timed(what, lambda rows=rows, query=query: (len(stretch(rows, query).rows), counted(rows)))
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key.pem"
        with override_settings(SEAL_KEY_FILE=key, SEAL_PUBLIC_KEYS=[str(keys.make(key))]):
            service.seal(SealKind.INTERVAL)
            _slices(plan, Path(folder) / "slice.json")


def _slices(plan: Plan, path: Path) -> None:
    of_one = Wanted(filter={"agency": "NHC"})
    timed("write the whole as a slice", lambda: write_slice(plan, Wanted(), path).rows)
    timed("verify the slice alone", lambda: _alone(path))
    timed("write a slice of one agency", lambda: write_slice(plan, of_one, path).given)
    timed("verify it alone", lambda: _alone(path))


def _alone(path: Path) -> str:
    done = subprocess.run([sys.executable, "-I", str(VERIFIER), str(path)], capture_output=True, text=True)
    return f"{done.stdout.splitlines()[-1]}, {path.stat().st_size // 1024**2} MB"


def update(slug: str) -> None:
    """Updates a second with the chain, and, as a control, without its lock, its hash and its head."""
    duties: dict[int, list[int]] = {}
    for pk, place in (
        Assignment.objects.local().filter(plan__slug=slug).values_list("pk", "agency__jurisdiction")
    ):
        duties.setdefault(place, []).append(pk)
    people = {user.agency.jurisdiction_id: user.pk for user in world._provincials() if user.agency}
    places = [place for place in duties if place in people][:CLIENTS]
    print(f"\n| {CLIENTS} clients, updates a second | with the chain | without |\n|---|---:|---:|")
    found: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(TURNS):
        for chained in (True, False) if turn % 2 else (False, True):
            found[chained].append(_updates(turn, chained, [(people[p], duties[p]) for p in places]))
    for turn, (with_chain, without) in enumerate(zip(found[True], found[False], strict=True), start=1):
        print(f"| turn {turn} | {with_chain:.1f} | {without:.1f} |")
    print(f"| best | {max(found[True]):.1f} | {max(found[False]):.1f} |")
    print(f"\nAn update with the chain costs {100 * (max(found[False]) / max(found[True]) - 1):.0f} % more.")


def _updates(turn: int, chained: bool, clients: list[tuple[int, list[int]]]) -> float:
    connections.close_all()
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(len(clients) + 1)
    workers = [
        context.Process(target=_client, args=(number, turn, chained, *client, gate))
        for number, client in enumerate(clients)
    ]
    for worker in workers:
        worker.start()
    gate.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    assert not any(worker.exitcode for worker in workers), "a client failed: this measures nothing"
    return len(clients) * UPDATES / (time.perf_counter() - began)


def _client(number: int, turn: int, chained: bool, user: int, duties: list[int], gate) -> None:
    by = User.objects.get(pk=user)
    numbers = iter(range((number * TURNS + turn + 1) * 10**9, 10**12))
    gate.wait()
    with patch.object(
        ledger, "append", ledger.append if chained else lambda *a, **said: _bare(next(numbers), *a, **said)
    ):
        for count in range(UPDATES):
            duty = Assignment.objects.get(pk=duties[count % len(duties)])
            note = f"Under way: {turn} {chained} {count}."
            services.report(duty, by=by, percent=count % 100, note=note, reason="As planned.")


def _bare(n: int, duty: Assignment, **said) -> Entry:
    """The entry alone, as a table without a chain would take it."""
    now = clock.now()
    return Entry.objects.create(
        plan_id=duty.plan_id, n=n, assignment=duty, subject=ledger.subject_of(duty), **said,
        **{name: getattr(duty, name) for name in ledger.POSITION_FIELDS}, demonstration=True,
        actor_label=ledger._actor_label(said["actor"]), at=now, wall_at=clock.wall_now(),
        algorithm=ALGORITHM, previous_hash="", hash="",
    )  # fmt: skip
