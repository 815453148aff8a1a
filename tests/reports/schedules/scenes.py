"""Scenes of schedules: one that somebody set up, and a report of it that is ready."""

import datetime as dt

from reports import building
from reports.models import Report, Schedule
from tests import factories
from tests.factories import at

DAY = dt.date(2018, 10, 31)


def schedule(plan, kind="progress", every="month", *, since="2018-10-01", to=(), issue=False, **parameters):
    """A schedule of the secretariat."""
    asked = {"language": "en", "formats": ["csv"], "filter": {}} | parameters
    made = Schedule.objects.create(
        plan=plan, kind=kind, every=every, parameters=asked, issue=issue,
        since=dt.date.fromisoformat(since), by=factories.secretariat(),
    )  # fmt: skip
    made.recipients.set(to)
    return made


def ready(one: Schedule, day: dt.date = DAY, *, on: str = "2018-11-01") -> Report:
    """The schedule's report of that day, built on another."""
    parameters = dict(one.parameters) | ({"issue": True} if one.issue else {})
    with at(on):
        report = Report.objects.create(
            kind=one.kind, plan=one.plan, as_of=day, parameters=parameters, schedule=one,
            schedule_key=f"{one.pk}:{day}", requested_at=factories.clock.now(),
        )  # fmt: skip
        building.build(report.pk)
    return Report.objects.get(pk=report.pk)
