"""A plan with rounds, and what its tests ask of them."""

import datetime as dt

from tasks import services
from tasks.enums import RoundPace
from tasks.models import Assignment, Return, Round, RoundRule
from tasks.rounds import life
from tests import factories
from tests.factories import at

RULE = {"pace": RoundPace.MONTHLY, "opens_day": 20, "due_day": 28, "grace": 5}


def ruled(*, tasks: int = 1, day: str = "2018-07-01", slug: str = "p", **said) -> RoundRule:
    """The rule of a new plan, set on its first day."""
    plan = factories.plan(slug, tasks=tasks)
    with at(day):
        return life.set_rule(plan, by=None, **RULE | said)


def tend(day: str, hour: int = 10) -> list:
    with at(day, hour):
        return life.tend()


def round_of(number: str = "2018-09", slug: str = "p") -> Round:
    return Round.objects.get(plan__slug=slug, number=number)


def returned(number: str = "2018-09", task: str = "1.1", code: str = "NHC") -> Return:
    return Return.objects.get(
        round__number=number, assignment__measure__task__number=task, assignment__agency__code=code
    )


def report(day: str, *, duty: Assignment | None = None, percent: int = 50, by=None) -> None:
    """The officer of the duty's agency reports on that day."""
    duty = duty or factories.duty()
    by = by or factories.officer(duty.agency.code)
    with at(day):
        services.report(duty, by=by, percent=percent, note=f"as of {day}", reason="late")


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
