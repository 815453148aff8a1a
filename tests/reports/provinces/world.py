"""Small worlds of places for the tests of this folder: who holds what, and what they said of it."""

import datetime as dt

from agencies.models import User
from reports.board import plans_in_sight
from reports.provinces.matrix import Matrix, Row, matrix_of
from reports.provinces.reading import Local, read_local
from tasks import services
from tasks.models import Assignment, Plan
from tests import factories, places
from tests.factories import at

FUJIAN, HUBEI, JIANGSU = "350000", "420000", "320000"


def handed(*codes: str, tasks: int = 2, due_on: dt.date | None = None) -> Plan:
    """A plan whose measures were all handed to these places."""
    plan = factories.plan(tasks=tasks)
    places.hand_out(plan, *codes, due_on=due_on)
    return plan


def say(
    code: str, percent: int, *, number: str = "1.1", day: str = "2018-11-15", note: str = "We tried."
) -> None:
    """The place's report of that day."""
    with at(day):
        services.report(
            places.local_duty(code, number), by=places.provincial(code), percent=percent, note=note,
            reason=note,
        )  # fmt: skip


def finish(code: str, *, number: str = "1.1", day: str = "2018-11-15") -> None:
    """The place claims completion, and the secretariat believes it."""
    with at(day):
        services.claim(
            places.local_duty(code, number), by=places.provincial(code), note="done", reason="late",
            evidence=factories.evidence(),
        )  # fmt: skip
        services.verify(places.local_duty(code, number), by=factories.secretariat(), note="seen")


def local(plan: Plan, as_of: dt.date | None = None, user: User | None = None) -> Local:
    """As a page reads it."""
    found = plans_in_sight(user or factories.secretariat())
    return read_local(next(one for one in found if one.pk == plan.pk), as_of)


def matrix(plan: Plan, as_of: dt.date | None = None) -> Matrix:
    return matrix_of(local(plan, as_of))


def row(found: Matrix, code: str) -> Row:
    return next(row for row in found.rows if row.place.code == code)


def duty(code: str, number: str = "1.1") -> Assignment:
    return places.local_duty(code, number)
