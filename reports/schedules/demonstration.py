"""A schedule for the demonstration, so that it shows an edition: the discipline of the last closed round."""

import datetime as dt

from agencies.enums import UserRole
from agencies.models import User
from reformtracker.lib import clock
from reports.enums import Every, Format, Kind
from reports.models import Schedule
from reports.schedules.changing import set_up
from tasks.models import Round

TOLD = (UserRole.AUDITOR, UserRole.PROVINCIAL)
A_DAY = dt.timedelta(days=1)


def schedule_story() -> bool:
    """Sets it up as the office did the day before that round closed; False where nothing is to do."""
    closed = Round.objects.filter(plan__demonstration=True, closed_at__isnull=False).select_related("plan")
    last = closed.order_by("-closed_at").first()
    office = _account(UserRole.SECRETARIAT)
    if last is None or last.closed_at is None or office is None or Schedule.objects.exists():
        return False
    with clock.set_to(last.closed_at - A_DAY):
        set_up(
            plan=last.plan,
            kind=Kind.DISCIPLINE,
            every=Every.ROUND,
            formats=[Format.DOCX, Format.PDF, Format.XLSX, Format.HTML],
            language="zh-hans",
            filters={},
            recipients=[person for role in TOLD if (person := _account(role))],
            issue=True,
            by=office,
        )
    return True


def _account(role: UserRole) -> User | None:
    """The first account of the demonstration with that role."""
    return User.objects.filter(memberships__role=role, is_active=True).order_by("pk").first()
