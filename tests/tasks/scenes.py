"""What several tests of the tasks app share: the words of each move, and a database without its guards."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tasks.enums import Move
from tasks.models import Assignment, Entry
from tasks.services import SERVICES
from tests import factories

DAY = "2018-10-10"
LATER = dt.date(2019, 1, 31)
GUARDED_TABLES = ("tasks_entry", "tasks_evidence", "tasks_slip")
# What else is append-only; some of it refers to entries.
ALSO_GUARDED = (
    "tasks_reading", "tasks_finding", "tasks_adoption", "tasks_chase", "tasks_roundevent",
    "agencies_accessevent", "agencies_retention", "reports_edition", "reports_publication", "reports_seal",
    "reports_sealleaf",
)  # fmt: skip


def words(move: Move, duty: Assignment | None = None) -> dict[str, object]:
    """Everything that the move must carry, and a reason for where lateness asks for one."""
    if move == Move.CLAIM:
        return {"note": "done", "reason": "reason", "evidence": factories.evidence()}
    if move == Move.CORRECT:
        first = duty.entries.order_by("n").first() if duty else None
        return {"corrects": first.n if first else 1, "reason": "reason"}
    return {
        Move.REPORT: {"percent": 70, "note": "progress", "reason": "reason"},
        Move.CONCUR: {},
        Move.OBJECT: {"note": "not yet"},
        Move.VERIFY: {"note": "seen"},
        Move.RETURN: {"reason": "reason"},
        Move.ASK_EXTENSION: {"new_due_on": LATER, "reason": "reason"},
        Move.GRANT: {},
        Move.REFUSE: {"reason": "reason"},
        Move.SUSPEND: {"reason": "reason"},
        Move.RESUME: {"reason": "reason"},
        Move.ESCALATE: {"colour": "yellow", "reply_by": LATER},
        Move.CLOSE_UNIMPLEMENTED: {"reason": "reason"},
        Move.REOPEN: {"reason": "reason"},
    }[move]


def make(move: Move, duty: Assignment, by, *, day: str = DAY, **said) -> Entry:
    """Makes the move on that day; what is not said comes from `words`."""
    with factories.at(day):
        return SERVICES[move](duty, by=by, **(words(move, duty) | said))


def now(duty: Assignment) -> Assignment:
    """The duty, read afresh."""
    return Assignment.objects.get(pk=duty.pk)


def position(duty: Assignment, *names: str) -> tuple:
    """These fields of the duty, read afresh."""
    found = now(duty)
    return tuple(getattr(found, name) for name in names)


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def entry_of(duty: Assignment) -> Entry:
    """The newest entry of the duty."""
    return duty.entries.order_by("-n").first()


@contextmanager
def unguarded() -> Iterator[None]:
    """Puts the append-only triggers to rest: what somebody with the owner's rights can do."""
    with connection.cursor() as cursor:
        waking = _rest(cursor)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in waking:
                cursor.execute(statement)


def _rest(cursor) -> list[str]:
    if connection.vendor == "postgresql":
        # Deferred checks of the same transaction would stand in the way of ALTER TABLE.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        guarded = GUARDED_TABLES + ALSO_GUARDED
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return ["SET CONSTRAINTS ALL IMMEDIATE"] + [
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{guard}"
            for table in guarded
            for guard in ("append_only", "no_truncate")
        ]
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    return [sql for _name, sql in triggers]


def tamper(statement: str, values: list | None = None) -> None:
    """Runs one statement past the guards."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement, values or [])
