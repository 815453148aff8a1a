"""How long access events are kept, and the removal of those that were kept long enough.

The law asks for six months of logs; below that no setting goes, and the database refuses the removal as well.
The ledger of a plan has no retention: it is never removed.
"""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agencies import events
from agencies.enums import EventKind, Outcome, UserRole
from agencies.models import AccessEvent, EventChain, Retention, User
from agencies.models.events import FEWEST_DAYS
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed

DEFAULT_DAYS = 1096  # three years, a leap day among them
MOST_DAYS = 36_525  # a century


def days_kept() -> int:
    """For how many days an event is kept: what the newest rule says, three years without one."""
    return Retention.objects.order_by("-pk").values_list("days", flat=True).first() or DEFAULT_DAYS


def set_days(days: int, *, by: User, reason: str) -> int:
    """Sets the rule; gives the days. Only the audit administrator does, and says why.

    Raises NotAllowed, Invalid (fewer days than the law asks for, no reason).
    """
    if UserRole.AUDIT_ADMIN not in by.roles:
        raise NotAllowed(_("Only the audit administrator says how long events are kept."))
    if days < FEWEST_DAYS:  # an attempt that has to be known, though it comes to nothing
        said = {"setting": "retention_days", "old": days_kept(), "asked": days}
        events.record(EventKind.SETTING, by=by, subject="retention", details=said, outcome=Outcome.REFUSED)
    _check(days, reason)
    with transaction.atomic():
        # One rule after the other, so that each event names the rule that it replaced.
        events.head()
        before = days_kept()
        if days != before:
            Retention.objects.create(
                days=days, reason=reason.strip(), by=by, at=clock.now(), wall_at=clock.wall_now()
            )
            said = {"setting": "retention_days", "old": before, "new": days, "reason": reason.strip()}
            events.record(EventKind.SETTING, by=by, subject="retention", details=said)
    return days


def _check(days: int, reason: str) -> None:
    wrong: dict[str, str] = {}
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        wrong["days"] = _("%(fewest)s to %(most)s days; the law asks for six months.") % {
            "fewest": FEWEST_DAYS, "most": MOST_DAYS,
        }  # fmt: skip
    if not reason.strip():
        wrong["reason"] = _("Please give a reason.")
    if wrong:
        raise Invalid(_("Please check what you entered."), fields=wrong)


def cut_off(days: int) -> dt.datetime:
    """The moment before which events were kept for that many whole Shanghai days, by the real clock."""
    midnight = dt.datetime.combine(clock.wall_now().date(), dt.time(), tzinfo=clock.SHANGHAI)
    return midnight - dt.timedelta(days=days)


def purge() -> AccessEvent | None:
    """The daily job: removes what was kept long enough; gives the event that tells of it, or None.

    All or nothing: the chain's start moves on, the rows go, an event says how many, up to which number and
    hash. Events that do not hold are evidence and stay: Impossible.
    """
    if fault := events.verify():
        raise Impossible(f"The access events do not hold at {fault.n} ({fault.code}); nothing is removed.")
    days = days_kept()
    before = cut_off(days)
    with transaction.atomic():
        chain = events.head()
        last = _last_before(before)
        return _remove(chain, last, days, before) if last else None


def _last_before(moment: dt.datetime) -> AccessEvent | None:
    """The last event before the first younger one: where the clock was set back, fewer go, never more."""
    younger = (
        AccessEvent.objects.filter(wall_at__gte=moment).order_by("n").values_list("n", flat=True).first()
    )
    old = AccessEvent.objects.all() if younger is None else AccessEvent.objects.filter(n__lt=younger)
    return old.order_by("n").last()


def _remove(chain: EventChain, last: AccessEvent, days: int, before: dt.datetime) -> AccessEvent:
    chain.start_n, chain.start_hash = last.n, last.hash
    chain.save(update_fields=["start_n", "start_hash"])
    removed, _each = AccessEvent.objects.filter(n__lte=last.n).delete()
    said = {
        "removed": removed, "up_to": last.n, "hash": last.hash, "days": days,
        "older_than": before.isoformat(),
    }  # fmt: skip
    return events.record(EventKind.RETENTION, by=None, subject="access_events", details=said)


def kept() -> tuple[int, dt.datetime | None]:
    """How many events are kept, and of when the oldest is (real time)."""
    count = EventChain.objects.filter(pk=1).values_list(F("n") - F("start_n"), flat=True).first() or 0
    oldest = AccessEvent.objects.order_by("n").values_list("wall_at", flat=True).first()
    return count, oldest
