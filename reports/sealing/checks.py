"""The doors of checks: ask for one, stop it, carry it out; the nightly one asks for itself."""

import time

from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import events
from agencies.enums import EventKind, Outcome
from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, NotAllowed
from reformtracker.lib.queue import ACTIVE_STATES, Lease, QueueState
from reformtracker.lib.working import work
from reports.enums import CheckFailure, CheckStep
from reports.models import Check
from reports.sealing.examination import Examination
from reports.sealing.leaves import chain_of
from reports.sealing.permissions import may_check
from reports.sealing.queue import queue
from tasks.models import Plan

# Progress is written at most this often: it is for people.
SECONDS_BETWEEN = 1.0
# The share of the bar that walking the chains takes; the seals take the rest.
CHAINS_PERCENT = 90


def request_check(*, by: User, plan: Plan | None = None) -> Check:
    """Puts a check into the queue; who has one waiting or running gets that one. Raises NotAllowed."""
    if not may_check(by):
        raise NotAllowed(_("Only the auditor and the audit administrator have the ledger checked."))
    active = Check.objects.filter(requested_by=by, state__in=ACTIVE_STATES, cancel_requested=False).first()
    return active or Check.objects.create(requested_by=by, plan=plan, requested_at=clock.now())


def request_nightly() -> Check | None:
    """The check of today, once; None when it is there."""
    key = clock.today().isoformat()
    if Check.objects.filter(schedule_key=key).exists():
        return None
    try:
        with transaction.atomic():
            return Check.objects.create(schedule_key=key, requested_at=clock.now())
    except IntegrityError:
        return None  # another beat was quicker


def cancel(check: Check, *, by: User) -> None:
    """Stops the check; one's own, and the portal's. Raises NotAllowed or Impossible."""
    if not may_check(by) or check.requested_by_id not in (by.pk, None):
        raise NotAllowed(_("Somebody else has asked for this check."))
    if not queue.cancel(check.pk):
        raise Impossible(_("The check is over."))


def last_finished() -> Check | None:
    """The newest check of the whole ledger that came to a result."""
    done = Check.objects.filter(state=QueueState.DONE, plan=None)
    return done.select_related("seal").order_by("-created_at", "-pk").first()


def carry_out(check_id: int) -> bool:
    """Makes the check if nobody else does; False when there is nothing to do.

    Never raises for a check that failed.
    """
    lease = queue.claim(check_id)
    if lease is None:
        return False
    work(queue, lease, _make, _failure)
    return True


def _make(lease: Lease) -> None:
    check = Check.objects.select_related("plan", "requested_by").get(pk=lease.pk)
    plans = [check.plan] if check.plan else list(Plan.objects.order_by("slug"))
    found = Examination(plans, everything=check.plan is None, heard=_Pace(lease).heard).run()
    with transaction.atomic():
        queue.finish(
            lease,
            checked=found.walked,
            of=found.of,
            faults=[fault.told() for fault in found.faults],
            seal=found.seal,
        )
        _record(check, found)


def _record(check: Check, found: Examination) -> None:
    told = {
        "rows": found.walked,
        "seal": found.seal.number if found.seal else None,
        "faults": [fault.told() for fault in found.faults],
    }
    subject = f"ledger:{chain_of(check.plan.slug) if check.plan else '*'}"
    outcome = Outcome.FAILED if found.faults else Outcome.DONE
    events.record(EventKind.CHECK, by=check.requested_by, subject=subject, details=told, outcome=outcome)


class _Pace:
    """Tells the row how far the check is, not for every entry; the row answers whether to go on."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.next = time.monotonic()

    def heard(self, step: CheckStep, walked: int, of: int) -> None:
        if (now := time.monotonic()) < self.next:
            return
        self.next = now + SECONDS_BETWEEN
        percent = CHAINS_PERCENT * walked // of if step == CheckStep.CHAINS and of else CHAINS_PERCENT
        queue.advance(self.lease, progress=percent, step=step)
        queue.held(self.lease).update(checked=walked, of=of)


def _failure(error: Exception) -> tuple[CheckFailure, str, bool]:
    """The code, a detail for people, and whether another attempt would end the same way."""
    if isinstance(error, SoftTimeLimitExceeded):
        return CheckFailure.TOO_LONG, "", True
    return CheckFailure.ERROR, f"{type(error).__name__}: {error}", False
