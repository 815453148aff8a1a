"""Plays scenarios on a stage and adds what holds for all of them: the web answers, and promptly."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from reports.models import Report
from scripts.chaos import accounts, witness, world
from scripts.chaos.figures import Figure, at_least, at_most, exactly, table
from scripts.chaos.probe import Answer, Probe
from scripts.chaos.roles import application_role
from scripts.chaos.scenarios import SCENARIOS
from scripts.chaos.stage import Stage
from scripts.chaos.timing import Timing

# What the web may answer: a page, "queued", or "you have two already".
GOOD = {200, 302, 429}


@contextmanager
def running(
    timing: Timing, portal: world.World, database: str, *, without: str = "", web: bool = True
) -> Iterator[tuple[Stage, Probe | None]]:
    """A stage with its broker, beat and workers; with the web, also somebody who uses it."""
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="portal-chaos-", dir="/tmp")))
        stage = Stage(folder, Path(settings.VAR), database, timing, without)
        ends.callback(stage.close)
        stage.broker.start()
        stage.start_beat()
        if web:
            stage.start_web()
        stage.start_workers()
        if not web:
            yield stage, None
            return
        stage.wait_for_web()
        probe = Probe(stage.port, portal.sessions)
        probe.start()
        ends.callback(probe.stop)
        yield stage, probe


def play(stage: Stage, portal: world.World, probe: Probe | None, name: str) -> list[Figure]:
    """One scenario; prints and gives its figures."""
    stage.start_workers()
    if probe:
        probe.seen()
    began = time.monotonic()
    figures = SCENARIOS[name](stage, portal)
    if probe:
        figures += _of_web(probe.seen(), stage.timing)
    print(table(name, time.monotonic() - began, figures), flush=True)
    return figures


def _of_web(answers: Sequence[Answer], timing: Timing) -> list[Figure]:
    bad = [answer.status for answer in answers if answer.status not in GOOD]
    slowest = max((answer.seconds for answer in answers), default=0.0)
    return [
        at_least("answers of the web meanwhile", 5, len(answers)),
        exactly("of them errors", [], bad),
        at_most("the slowest", timing.slowest_answer, slowest, " s"),
    ]


def _asked_through_the_web(stage: Stage) -> list[Figure]:
    """Nothing that a person asked for meanwhile is lost either."""
    pks = list(Report.objects.filter(requested_by__isnull=False).values_list("pk", flat=True))
    accounts.settle(stage, pks)
    figures = accounts.kept(pks)
    print(table("what was asked for through the web", 0, figures), flush=True)
    return figures


def play_all(timing: Timing, names: Sequence[str]) -> list[Figure]:
    """The scenarios one after the other on one stage; every figure of them."""
    portal = world.make()
    witness.install()
    try:
        with application_role() as database, running(timing, portal, database) as (stage, probe):
            figures = [figure for name in names for figure in play(stage, portal, probe, name)]
            if probe:
                probe.stop()
            return figures + _asked_through_the_web(stage)
    finally:
        witness.remove()
