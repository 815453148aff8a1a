"""The small portal that a run works on: a plan, accounts that ask for reports, and the reports themselves."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client

from agencies.enums import UserRole
from agencies.models import Membership, User
from reformtracker.lib import clock
from reports.models import Report
from tasks.models import Plan
from tests import factories  # the suite's own small plan: one description of what a plan needs is enough

PLAN = "chaos"
FIRST_DAY = dt.date(2018, 7, 2)
DAYS = 140
ASKERS = 60


@dataclass(frozen=True)
class World:
    """The plan, and the session cookies of the accounts."""

    plan: Plan
    sessions: list[str]


def make() -> World:
    plan = factories.plan(PLAN, tasks=6)
    return World(plan, [_session(_asker(number)) for number in range(ASKERS)])


def _asker(number: int) -> User:
    user = User(
        username=f"asker-{number}", display_name_en=f"Asker {number}", display_name_zh=f"用户{number}"
    )
    user.set_unusable_password()
    user.save()
    Membership.objects.create(user=user, role=UserRole.OFFICER, agency=factories.agency("NHC"))
    return user


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def reports(plan: Plan, number: int, **order: Any) -> list[int]:
    """Puts so many reports into the queue, of different days; `order` is what hooks.py does to them."""
    rows = [
        Report(
            kind="progress",
            plan=plan,
            as_of=FIRST_DAY + dt.timedelta(days=index % DAYS),
            parameters={"language": "en", "formats": ["csv"], "filter": {}, "chaos": order},
            requested_at=clock.now(),
            public_id=uuid.uuid4(),
        )
        for index in range(number)
    ]
    return [row.pk for row in Report.objects.bulk_create(rows)]


def states(pks: Iterable[int]) -> dict[int, str]:
    return dict(Report.objects.filter(pk__in=list(pks)).values_list("pk", "state"))
