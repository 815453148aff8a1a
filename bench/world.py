"""A plan at full size: all 66 measures handed to all 32 places, four rounds of reports by every one of them.

Runs inside `manage.py shell`; prints how long the rounds and the reminders took, as a table.
"""

import datetime as dt
import json
import time
from collections.abc import Callable

from django.conf import settings

from agencies.enums import Level, UserRole
from agencies.models import Jurisdiction, User
from reformtracker.lib import clock
from tasks import services
from tasks.issuing import issue_plan
from tasks.local import handing_out
from tasks.models import Assignment, Measure, Plan
from tasks.notices import write_plan
from tasks.reminders import running
from tasks.rounds import life

FIRST = dt.date(2018, 7, 2)
# A round's opening day and the day on which all places report.
ROUNDS = ((20, 7), (20, 8), (20, 9), (19, 10))
# The first day on which the ladder tells of the plan's end: every duty is a line in somebody's digest.
ALL_DUE_SOON = dt.date(2018, 12, 18)
REPORT_AFTER = dt.timedelta(days=5)


def at(day: dt.date, hour: int = 9):
    return clock.set_to(dt.datetime.combine(day, dt.time(hour), tzinfo=clock.SHANGHAI))


def timed(what: str, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    print(f"| {what} | {time.perf_counter() - began:.2f} |", flush=True)


def build(slug: str) -> None:
    print("\n| at full size | seconds |\n|---|---:|")
    plan = _issued(slug)
    places = list(Jurisdiction.objects.filter(level=Level.PROVINCE))
    measures = list(Measure.objects.filter(task__area__plan=plan).select_related("task__area"))
    with at(FIRST, 10):
        timed(
            f"hand out {len(measures)} × {len(places)}",
            lambda: handing_out.hand_out(measures, places, by=None),
        )
    duties = list(Assignment.objects.local().filter(plan=plan).select_related("agency__jurisdiction"))
    people = {user.agency.jurisdiction_id: user for user in _provincials() if user.agency}
    for number, (opens, month) in enumerate(ROUNDS, start=1):
        day = dt.date(2018, month, opens)
        with at(day, 8):
            timed(f"open round {number}", life.tend)
        with at(day + REPORT_AFTER):
            timed(f"{len(duties)} reports", lambda n=number: _report(duties, people, 20 * n))
    with at(dt.date(2018, 11, 6)):
        life.tend()
    with at(ALL_DUE_SOON):
        timed(f"reminders for {len(duties)} duties", lambda: _remind(plan, len(duties)))


def _remind(plan: Plan, duties: int) -> None:
    told = running.run(plan=plan).told
    assert len(told) >= duties, f"only {len(told)} told: this measures nothing"


def _issued(slug: str) -> Plan:
    notice = json.loads((settings.DATA_DIR / "plans" / "2018-h2.json").read_text(encoding="utf-8"))
    plan, _written = write_plan(notice | {"slug": slug})
    with at(FIRST):
        issue_plan(plan, by=None)
        plan.refresh_from_db()
        life.set_rule(plan, by=None, pace="monthly", opens_day=20, due_day=28, grace=5)
    return plan


def _provincials() -> list[User]:
    return list(User.objects.filter(memberships__role=UserRole.PROVINCIAL))


def _report(duties: list[Assignment], people: dict[int, User], percent: int) -> None:
    for duty in duties:
        by = people[duty.agency.jurisdiction_id]
        services.report(duty, by=by, percent=percent, note="Under way.", reason="As planned.")
