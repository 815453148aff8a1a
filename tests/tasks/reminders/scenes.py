"""What tests of reminders are made of: a duty that is due on a day, its reader, a run, what was told."""

import datetime as dt

from agencies.models import User
from reformtracker.lib import clock
from tasks.enums import NotificationKind
from tasks.models import Assignment, Plan, Reminder, Return, Round
from tasks.reminders import running
from tasks.reminders.running import Outcome
from tests import factories

DUE = factories.END  # 2018-12-31, a holiday; Saturday the 29th was a working day, so the 25th is rung 5
OVERDUE_5 = "2019-01-08"


def run(day: str, *, hour: int = 9, dry: bool = False, plan: Plan | None = None) -> Outcome:
    """A run of the reminders in the morning of that day."""
    with factories.at(day, hour):
        return running.run(plan=plan, dry=dry)


def told(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Who was told what: name, kind, and the last part of the key (the rung, the entry)."""
    return sorted(
        (one.reader.username, one.finding.kind.value, one.finding.key.rsplit(":", 1)[1])
        for one in outcome.told
    )


def keys(user: User) -> list[str]:
    """What the sent log says that the user was told, in the order of its rows."""
    return list(Reminder.objects.filter(user=user).order_by("pk").values_list("key", flat=True))


def reader(code: str = "NHC", username: str = "reader", **fields: str) -> User:
    """The officer of that body, with an address."""
    account = factories.user("officer", code, username)
    User.objects.filter(pk=account.pk).update(email=f"{username}@example.cn", **fields)
    account.refresh_from_db()
    return account


def round_of(plan: Plan, *, number: str = "2018-09", due_on: dt.date = dt.date(2018, 9, 28)) -> Round:
    """An open round in which every owing duty of the plan owes a return."""
    made = Round.objects.create(
        plan=plan,
        number=number,
        period_start=due_on.replace(day=1),
        period_end=due_on,
        opens_on=due_on - dt.timedelta(8),
        due_on=due_on,
        closes_on=due_on + dt.timedelta(7),
        opened_at=dt.datetime.combine(due_on - dt.timedelta(8), dt.time(8), tzinfo=clock.SHANGHAI),
    )
    duties = Assignment.objects.of_plan(plan).owing()
    Return.objects.bulk_create(Return(round=made, assignment=duty) for duty in duties)
    return made


KINDS = {kind.value for kind in NotificationKind}
