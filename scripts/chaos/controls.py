"""Negative controls: each guard is switched off once, and the scenario that lives by it must fail then."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from django.db import connection

from reports.models import Report
from scripts.chaos import witness, world
from scripts.chaos.figures import Figure, table
from scripts.chaos.play import play, running
from scripts.chaos.roles import application_role
from scripts.chaos.timing import CONTROL

UNIQUE = """
SELECT conname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE conrelid = 'reports_report'::regclass AND contype = 'u' AND attname = 'schedule_key'
"""


@dataclass(frozen=True)
class Control:
    """Without `guard` (see hooks.py) the `scenario` must miss the figure whose name begins so."""

    guard: str
    scenario: str
    figure: str


CONTROLS = {
    control.guard: control
    for control in (
        Control("token", "frozen-worker", "done twice"),
        Control("heartbeat", "slow-work", "attempts"),
        Control("reaper", "poison", "how the poison ended"),
        Control("attempts", "poison", "attempts of the poison"),
        Control("window", "emptied-broker", "messages for a backlog"),
        Control("again", "emptied-broker", "waiting reports announced again"),
        Control("condition", "repeated-message", "attempts"),
        Control("file-first", "crashes", "reports called ready without their file"),
        Control("queue", "hung-broker", "the slowest"),
        Control("unique", "two-beats", "reports of them"),
    )
}


def judge(control: Control, portal: world.World, database: str) -> Figure:
    """Plays the scenario without the guard; met when the scenario noticed."""
    in_database = _without_unique_key() if control.guard == "unique" else nullcontext()
    without, web = control.guard.replace("unique", ""), control.guard == "queue"
    with in_database, running(CONTROL, portal, database, without=without, web=web) as (stage, probe):
        figures = play(stage, portal, probe, control.scenario)
    missed = [figure for figure in figures if not figure.met and figure.what.startswith(control.figure)]
    seen = missed[0].seen if missed else "nothing noticed"
    what = f"without {control.guard}: {control.scenario}, {control.figure}"
    return Figure(what, "missed", seen, bool(missed))


def play_controls(names: Sequence[str]) -> list[Figure]:
    """Each guard switched off in turn; a figure says whether its scenario noticed."""
    portal = world.make()
    witness.install()
    try:
        with application_role() as database:
            figures = [judge(CONTROLS[name], portal, database) for name in names]
    finally:
        witness.remove()
    print(table("negative controls: every figure above that was MISSED was to be missed", 0, figures))
    return figures


@contextmanager
def _without_unique_key() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(UNIQUE)
        (name,) = cursor.fetchone()
        cursor.execute(f'ALTER TABLE reports_report DROP CONSTRAINT "{name}"')
        yield
        Report.objects.update(schedule_key=None)
        cursor.execute(f'ALTER TABLE reports_report ADD CONSTRAINT "{name}" UNIQUE (schedule_key)')
