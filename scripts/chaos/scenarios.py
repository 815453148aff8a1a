"""The faults, one function each: breaks something, waits for the end, gives the figures."""

import os
import signal
import time
from collections.abc import Callable

from celery import current_app

from reports import jobs
from reports.models import Report
from scripts.chaos import accounts, witness, world
from scripts.chaos.figures import Figure, at_least, at_most, exactly
from scripts.chaos.processes import wait_until
from scripts.chaos.stage import SLOTS, WORKERS, Stage
from tests import factories

# Ten of each beat.
TICKS = 2 * 10
Scenario = Callable[[Stage, world.World], list[Figure]]


def killed_workers(stage: Stage, portal: world.World) -> list[Figure]:
    """kill -9 at random: a whole worker, or one process of its pool as the kernel does when memory ends."""
    pks = world.reports(portal.plan, stage.timing.jobs)
    wait_until(lambda: witness.claims(pks), stage.timing.patience)
    for number in range(stage.timing.kills):
        time.sleep(stage.dice.uniform(0.5, 3.0))
        # The rule ends a report whose third worker dies; that is the poison's scenario, not this one's.
        wait_until(lambda: not accounts.last_attempts(pks), stage.timing.patience)
        _kill_one(stage, whole=number % 2 == 0)
    accounts.settle(stage, pks)
    longest = witness.longest_between_claims(pks)
    hit = [pk for pk, times in witness.claims(pks).items() if times > 1]
    return [
        at_least("kills", stage.timing.kills, number + 1),
        at_least("reports whose worker was killed at work", 1, len(hit)),
        at_most("running work taken by another", stage.timing.running, longest, " s"),
        *accounts.kept(pks),
    ]


def _kill_one(stage: Stage, *, whole: bool) -> None:
    worker = stage.dice.choice(stage.workers)
    if whole:
        worker.kill()
        stage.start_workers()
        return
    wait_until(worker.children, stage.timing.patience)
    os.kill(stage.dice.choice(worker.children()), signal.SIGKILL)


def poison(stage: Stage, portal: world.World) -> list[Figure]:
    """Reports that kill whoever makes them, among others that do not."""
    began = time.time()
    bad = world.reports(portal.plan, 2, die="claimed", attempts=1000)
    good = world.reports(portal.plan, stage.timing.backlog, seconds=0.1)
    accounts.settle(stage, good)
    waited = max(accounts.ended_after(good, began).values(), default=stage.timing.patience)
    accounts.settle(stage, bad)
    rows = Report.objects.filter(pk__in=bad)
    return [
        exactly("how the poison ended", "failed worker_lost", accounts.ways(rows)),
        exactly("attempts of the poison", 3, max(witness.claims(bad).values(), default=0)),
        at_most("the others were ready", stage.timing.delay, waited, " s"),
        *accounts.kept(good),
    ]


def emptied_broker(stage: Stage, portal: world.World) -> list[Figure]:
    """FLUSHALL while messages wait."""
    return _lost_messages(stage, portal, stage.broker.empty)


def killed_broker(stage: Stage, portal: world.World) -> list[Figure]:
    """kill -9 of Redis while messages wait, and later a new one that knows nothing."""

    def replace() -> None:
        stage.broker.kill()
        time.sleep(stage.timing.outage / 4)
        stage.broker.start()

    return _lost_messages(stage, portal, replace)


def _lost_messages(stage: Stage, portal: world.World, lose: Callable[[], None]) -> list[Figure]:
    _signal_workers(stage, signal.SIGSTOP)  # so that messages wait
    pks = world.reports(portal.plan, stage.timing.backlog, seconds=0.1)
    wait_until(lambda: stage.broker.messages() >= stage.window / 2, stage.timing.patience)
    time.sleep(2)  # time enough for a dispatcher without a window to announce them all
    told, messages = accounts.announced(pks), stage.broker.messages()
    line, moment = witness.mark(), time.time()
    lose()
    _signal_workers(stage, signal.SIGCONT)
    accounts.settle(stage, pks)
    waits = witness.waited_after(line, moment, told)
    return [
        at_least("messages lost", stage.window / 2, messages),
        at_most("messages for a backlog, twice the window", 2 * stage.window, messages),
        exactly("waiting reports announced again", len(told), len(waits)),
        at_most("waiting reports announced again", stage.timing.queued, max(waits.values(), default=0), " s"),
        *accounts.kept(pks),
    ]


def _signal_workers(stage: Stage, number: int) -> None:
    for worker in stage.workers:
        worker.signal(number)


def hung_broker(stage: Stage, portal: world.World) -> list[Figure]:
    """A Redis that accepts and never answers, for a while."""
    stage.broker.freeze()
    pks = world.reports(portal.plan, stage.timing.backlog, seconds=0.1)
    time.sleep(stage.timing.outage)
    line, moment = witness.mark(), time.time()
    stage.broker.thaw()
    accounts.settle(stage, pks)
    waits = witness.waited_after(line, moment, pks)
    first = min(waits.values(), default=stage.timing.patience)
    return [
        at_most("work goes on", stage.timing.queued, first, " s"),
        *accounts.kept(pks),
    ]


def frozen_worker(stage: Stage, portal: world.World) -> list[Figure]:
    """A worker frozen in the middle of its work until another one has done it, then thawed."""
    pks = world.reports(portal.plan, SLOTS, seconds=2.0)
    # While it reads, the database itself would end a transaction that stands still for a minute.
    reading = Report.objects.filter(pk__in=pks).exclude(step="csv")
    wait_until(lambda: not reading.exists(), stage.timing.patience)
    holders = _holders(stage)
    frozen = next(worker for worker in stage.workers if holders[pks[0]] in worker.children())
    held = [pk for pk in pks if holders[pk] in frozen.children()]
    frozen.signal(signal.SIGSTOP)
    accounts.settle(stage, pks)
    before = accounts.contents(held)
    frozen.signal(signal.SIGCONT)
    wait_until(lambda: len(accounts.fenced(stage, held)) == len(held), 10)
    time.sleep(1)
    after = accounts.contents(held)
    return [
        exactly("late writes refused", len(held), len(accounts.fenced(stage, held))),
        exactly("results overwritten", 0, len([pk for pk in held if after[pk] != before[pk]])),
        exactly("attempts", {2}, set(witness.claims(held).values())),
        *accounts.kept(pks),
    ]


def _holders(stage: Stage) -> dict[int, int]:
    """By report the process that claimed it last."""
    return {note["pk"]: note["pid"] for note in stage.notes("claimed")}


def slow_work(stage: Stage, portal: world.World) -> list[Figure]:
    """Work that takes longer than a lease, by workers that are alive."""
    pks = world.reports(portal.plan, SLOTS, seconds=1.6 * stage.timing.lease)
    accounts.settle(stage, pks)
    return [exactly("attempts", {1}, set(witness.claims(pks).values())), *accounts.kept(pks)]


def repeated_message(stage: Stage, portal: world.World) -> list[Figure]:
    """Every message ten times."""
    pks = world.reports(portal.plan, 2 * WORKERS * SLOTS, seconds=0.5)
    with current_app.connection_for_write(stage.broker.url) as broker:
        for pk in pks:
            for _ in range(10):
                jobs.build.apply_async((pk,), connection=broker)
    accounts.settle(stage, pks)
    wait_until(lambda: stage.broker.messages() == 0, stage.timing.patience)
    time.sleep(1)
    return [exactly("attempts", {1}, set(witness.claims(pks).values())), *accounts.kept(pks)]


def two_beats(stage: Stage, portal: world.World) -> list[Figure]:
    """Two more beats that tick all the time; what they said meets all workers at once."""
    plan = factories.plan(f"two-beats-{stage.port}", tasks=1)
    before = len(stage.notes("tick"))
    _signal_workers(stage, signal.SIGSTOP)
    beats = [stage.start_beat(CHAOS_TICK="0.5"), stage.start_beat(CHAOS_TICK="0.5")]
    wait_until(lambda: stage.broker.messages() >= TICKS, stage.timing.patience)
    _signal_workers(stage, signal.SIGCONT)
    wait_until(lambda: len(stage.notes("tick")) - before >= TICKS, stage.timing.patience)
    for beat in beats:
        beat.kill()
    rows = Report.objects.filter(plan=plan, schedule_key__isnull=False)
    pks = list(rows.values_list("pk", flat=True))
    accounts.settle(stage, pks)
    periods = set(rows.values_list("kind", "as_of"))
    return [
        at_least("ticks", TICKS, len(stage.notes("tick")) - before),
        at_least("periods that were due", 1, len(periods)),
        exactly("reports of them", len(periods), len(pks)),
        *accounts.kept(pks),
    ]


def crashes(stage: Stage, portal: world.World) -> list[Figure]:
    """A worker that dies after the claim, in the file, between file and commit, and after it."""
    pks = [pk for point in accounts.POINTS for pk in world.reports(portal.plan, 2, die=point)]
    accounts.settle(stage, pks)
    dangling = accounts.without_file(pks)
    orphans = accounts.orphans(stage)
    accounts.make_old(orphans)
    jobs.sweep_artifacts()
    return [
        exactly("reports that died on the way", len(pks), len(accounts.died(stage, pks))),
        exactly("reports called ready without their file", 0, len(dangling)),
        at_least("files that no report names, from crashes", 4, len(orphans)),
        exactly("of them left after the sweep", 0, len([path for path in orphans if path.exists()])),
        *accounts.kept(pks),
    ]


SCENARIOS: dict[str, Scenario] = {
    "killed-workers": killed_workers,
    "poison": poison,
    "emptied-broker": emptied_broker,
    "killed-broker": killed_broker,
    "hung-broker": hung_broker,
    "frozen-worker": frozen_worker,
    "slow-work": slow_work,
    "repeated-message": repeated_message,
    "two-beats": two_beats,
    "crashes": crashes,
}
