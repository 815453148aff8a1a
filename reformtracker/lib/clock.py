"""The one clock of the portal, Asia/Shanghai.

With PORTAL_TODAY set (training, demonstration, tests) every day is that day while the time of day runs on;
see docs/adr/0002-one-portal-clock.md. Nothing else in the portal may ask the operating system what day it is.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
UTC = dt.UTC
_set_to: ContextVar[dt.datetime | None] = ContextVar("portal_clock_set_to", default=None)


def wall_now() -> dt.datetime:
    """The real moment, in Asia/Shanghai, whatever PORTAL_TODAY says."""
    return timezone.now().astimezone(SHANGHAI)


def now() -> dt.datetime:
    """The portal's moment, in Asia/Shanghai."""
    if held := _set_to.get():
        return held
    moment = wall_now()
    if settings.PORTAL_TODAY:
        return dt.datetime.combine(settings.PORTAL_TODAY, moment.timetz())
    return moment


def today() -> dt.date:
    """The portal's day in Asia/Shanghai."""
    return now().date()


@contextmanager
def set_to(moment: dt.datetime) -> Iterator[None]:
    """Holds the portal's clock at a moment: for writing demonstration history and for tests."""
    token = _set_to.set(moment.astimezone(SHANGHAI))
    try:
        yield
    finally:
        _set_to.reset(token)


def is_set() -> bool:
    """Whether the portal runs from a day of its own, so that a moment of the real clock has to say so."""
    return bool(settings.PORTAL_TODAY)


def day_of(moment: dt.datetime) -> dt.date:
    """The Shanghai day in which a moment falls."""
    return moment.astimezone(SHANGHAI).date()


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a Shanghai day."""
    return dt.datetime.combine(day, dt.time(), tzinfo=SHANGHAI)


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after a Shanghai day: what happened on or before `day` is strictly earlier."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=SHANGHAI)
