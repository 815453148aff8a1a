"""A small ledger with seals over it, and what somebody who owns the database can do to it."""

from django.db import connection

from agencies import events
from agencies.enums import EventKind
from reports.enums import SealKind
from reports.models import Seal
from reports.sealing import service
from tasks import ledger
from tasks.enums import Move
from tasks.models import Chain, Entry, Plan
from tests import factories
from tests.conftest import _trigger_rest
from tests.tasks import scenes


def sealed_plan(slug: str = "p") -> Plan:
    """A plan with six entries, sealed after the second, the fourth and the sixth."""
    plan = factories.plan(slug)
    officer = factories.officer()
    duty = factories.duty(slug=slug)
    scenes.make(Move.REPORT, duty, officer, percent=10)
    interval_seal()
    for percent in (20, 30):
        scenes.make(Move.REPORT, duty, officer, percent=percent)
    interval_seal()
    for percent in (40, 50):
        scenes.make(Move.REPORT, duty, officer, percent=percent)
    interval_seal()
    return plan


def interval_seal() -> Seal:
    made = service.seal(SealKind.INTERVAL)
    assert made is not None
    return made


def access() -> None:
    """Somebody signs in."""
    events.record(EventKind.SIGN_IN, by=None, subject="sign-in")


def tamper(statement: str, values: list | None = None) -> None:
    """Runs one statement while the triggers rest, as they can for whoever owns the database."""
    before, after = _trigger_rest(connection)
    # Deferred checks of the same transaction would stand in the way of ALTER TABLE.
    now = ["SET CONSTRAINTS ALL IMMEDIATE"] if connection.vendor == "postgresql" else []
    with connection.cursor() as cursor:
        for one in [*now, *before]:
            cursor.execute(one)
        cursor.execute(statement, values or [])
        for one in [*now, *after]:
            cursor.execute(one)


def rechain(plan: Plan, first: int) -> None:
    """Gives every entry from `first` on the links and hashes that make the chain hold again, and the head."""
    last = Entry.objects.filter(plan=plan, n=first - 1).first()
    previous = last.hash if last else ledger.GENESIS
    for entry in Entry.objects.filter(plan=plan, n__gte=first).order_by("n"):
        entry.previous_hash = previous
        previous = ledger.digest(entry)
        tamper(
            "UPDATE tasks_entry SET previous_hash = %s, hash = %s WHERE id = %s",
            [entry.previous_hash, previous, entry.pk],
        )
    set_head(plan)


def set_head(plan: Plan) -> None:
    """Makes the chain end where its entries end, and the duty stand where its newest entry says."""
    last = Entry.objects.filter(plan=plan).order_by("-n")[0]
    Chain.objects.filter(plan=plan).update(n=last.n, hash=last.hash, at=last.at)
    last.assignment.__class__.objects.filter(pk=last.assignment_id).update(
        state=last.state, percent=last.percent, version=last.version, reported_on=last.reported_on
    )
