"""Seals for the demonstration: the last days of its story closed each as it stood at its end.

A real portal cannot do this, and must not: it seals what is there now and says when. Here the clock is held
at the morning after each day, and the heads are those of that day; the real time stands beside, as always.
"""

import datetime as dt

from agencies.enums import UserRole
from agencies.models import AccessEvent, User
from reformtracker.lib import clock
from reports.enums import SealKind
from reports.models import Seal
from reports.sealing import publishing, service
from reports.sealing.leaves import ACCESS, chain_of
from reports.sealing.service import Head
from tasks.models import Chain, Entry

DAYS = 20
WHERE = "Demonstration: printed and kept in the archive · 演示:已打印存档"
AFTER_MIDNIGHT = dt.timedelta(minutes=5)


def seal_story(days: int = DAYS) -> int:
    """Seals the last elapsed days; gives how many. Does nothing where something is sealed already."""
    if Seal.objects.exists():
        return 0
    today = clock.today()
    closed = sum(_close(today - service.ONE_DAY * back) for back in range(days, 0, -1))
    _publish_oldest()
    return closed


def _publish_oldest() -> None:
    """The first of them is published, so that the calendar shows what that looks like."""
    publisher = User.objects.filter(memberships__role=UserRole.AUDIT_ADMIN).order_by("pk").first()
    sealed = Seal.objects.order_by("number").first()
    if publisher and sealed:
        publishing.publish(sealed, by=publisher, where=WHERE)


def _close(day: dt.date) -> bool:
    with clock.set_to(clock.end_of(day) + AFTER_MIDNIGHT):
        return service.seal_heads(SealKind.DAILY, day, _heads_at_end_of(day)) is not None


def _heads_at_end_of(day: dt.date) -> list[Head]:
    """The newest row that each chain had when the day was over."""
    end, found = clock.end_of(day), []
    for chain in Chain.objects.select_related("plan"):
        newest = Entry.objects.filter(plan=chain.plan, at__lt=end).order_by("-n").first()
        found += [Head(chain_of(chain.plan.slug), newest.n, newest.hash)] if newest else []
    event = AccessEvent.objects.filter(at__lt=end).order_by("-n").first()
    return sorted([*found, *([Head(ACCESS, event.n, event.hash)] if event else [])])
