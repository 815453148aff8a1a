"""The queue of reports: conditional updates on the report's own row, and nothing else.

Every change names in its WHERE what must still be true, so that of several workers exactly one wins and a
worker that was replaced cannot write any more (its token is no longer there). All comparisons of time use the
clock of the database. Works alike on PostgreSQL and SQLite; see docs/adr/0003-report-row-is-the-queue.md.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, Expression, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now

from reformtracker.lib import clock
from reports.enums import ACTIVE_STATES, RETRY_STATES, Failure, ReportState, Step
from reports.models import Report

MAX_ATTEMPTS = 3
# Seconds to wait before the first, second and third attempt.
BACK_OFF = (0, 60, 300)
DETAIL_LENGTH = 500


def lease_seconds() -> int:
    """How long a claim holds without a heartbeat; tests of dying workers shorten it."""
    return int(settings.REPORT_LEASE_SECONDS)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one report until it runs out; every write of the worker carries its token."""

    report_id: int
    token: uuid.UUID
    attempt: int


class Replaced(Exception):
    """The lease is no longer ours: another worker has the report, or it was ended.

    The result is thrown away.
    """


class Cancelled(Exception):
    """Somebody asked to stop the report."""


def _in(seconds: float) -> Expression:
    """The database's moment so many seconds from now."""
    return ExpressionWrapper(Now() + dt.timedelta(seconds=seconds), output_field=DateTimeField())


def _expired() -> Q:
    return Q(state=ReportState.RUNNING, lease_until__lt=Now())


def _due() -> Q:
    """Waiting and past its back-off."""
    return Q(state=ReportState.QUEUED, not_before__lte=Now())


def _held(lease: Lease) -> QuerySet[Report]:
    """The report, as long as the lease is the one that holds it."""
    return Report.objects.filter(pk=lease.report_id, lease_token=lease.token, state=ReportState.RUNNING)


def claim(report_id: int) -> Lease | None:
    """Takes the report for one attempt; None when somebody else has it, it is not due, or it is over.

    The attempt counts from here, so that a report that kills its worker counts as well.
    """
    token = uuid.uuid4()
    free = Report.objects.filter(_due() | _expired(), pk=report_id, cancel_requested=False)
    taken = free.filter(attempt__lt=MAX_ATTEMPTS).update(
        state=ReportState.RUNNING,
        attempt=F("attempt") + 1,
        lease_token=token,
        lease_until=_in(lease_seconds()),
        heartbeat_at=Now(),
        progress=0,
        step=Step.COLLECTING,
    )
    if not taken:
        return None
    attempt = Report.objects.filter(lease_token=token).values_list("attempt", flat=True).first()
    return Lease(report_id, token, attempt or 0)


def heartbeat(lease: Lease) -> bool:
    """Prolongs the lease; False when it is no longer ours."""
    return bool(_held(lease).update(heartbeat_at=Now(), lease_until=_in(lease_seconds())))


def advance(lease: Lease, *, progress: int, step: str) -> None:
    """Notes how far the work is (0-100) and asks whether to go on; raises Cancelled or Replaced."""
    if _held(lease).filter(cancel_requested=False).update(progress=progress, step=step):
        return
    raise Cancelled if _held(lease).exists() else Replaced


def finish(lease: Lease, *, artifacts: list[dict[str, Any]], **facts: Any) -> None:
    """Ends the report as ready. `facts`: data_sha256, rule_version, as_of_moment, ledger_n, ledger_hash.

    Raises Replaced when another worker took over, and Cancelled when a cancellation came first.
    """
    done = (
        _held(lease)
        .filter(cancel_requested=False)
        .update(
            **_released(ReportState.DONE),
            artifacts=artifacts,
            progress=100,
            step=Step.FINISHED,
            failure_code="",
            failure_detail="",
            **facts,
        )
    )
    if not done:
        raise Cancelled if _held(lease).exists() else Replaced


def fail(lease: Lease, code: Failure, detail: str = "", *, final: bool = False) -> None:
    """Notes why this attempt failed; tries again after the back-off unless attempts ran out or it is `final`.

    Does nothing when the lease is no longer ours.
    """
    said = {"failure_code": code, "failure_detail": detail[:DETAIL_LENGTH]}
    if final or lease.attempt >= MAX_ATTEMPTS:
        _held(lease).update(**_released(ReportState.FAILED), **said)
        return
    _held(lease).update(**_waiting(BACK_OFF[lease.attempt]), **said)


def abandon(lease: Lease) -> None:
    """Ends a report whose cancellation the worker has seen."""
    _held(lease).update(**_released(ReportState.CANCELLED))


def cancel(report_id: int) -> bool:
    """Cancels a waiting report at once and asks a running one to stop; False when it was over already."""
    waiting = Report.objects.filter(pk=report_id, state=ReportState.QUEUED)
    if waiting.update(cancel_requested=True, **_released(ReportState.CANCELLED)):
        return True
    running = Report.objects.filter(pk=report_id, state=ReportState.RUNNING)
    return bool(running.update(cancel_requested=True))


def retry(report_id: int) -> bool:
    """Puts a failed or cancelled report back into the queue with all its attempts.

    False when it is neither.
    """
    over = Report.objects.filter(pk=report_id, state__in=RETRY_STATES)
    return bool(
        over.update(
            **_waiting(0),
            attempt=0,
            cancel_requested=False,
            failure_code="",
            failure_detail="",
            finished_at=None,
        )
    )


def reap() -> int:
    """Ends what no worker will end: expired leases that were cancelled or have no attempt left.

    Gives their number.
    """
    gone = Report.objects.filter(_expired())
    cancelled = gone.filter(cancel_requested=True).update(**_released(ReportState.CANCELLED))
    lost = gone.filter(attempt__gte=MAX_ATTEMPTS).update(
        **_released(ReportState.FAILED), failure_code=Failure.WORKER_LOST, failure_detail=""
    )
    return cancelled + lost


def dispatchable(window: int) -> list[int]:
    """The oldest reports whose workers should be told, at most `window` of them.

    Of the oldest waiting or forsaken reports those that were not announced lately; the window keeps a long
    backlog from being announced over and over.
    """
    ready = Report.objects.filter(_due() | _expired(), attempt__lt=MAX_ATTEMPTS, cancel_requested=False)
    oldest = ready.order_by("created_at", "pk").values("pk")[:window]
    # Half a lease: a lost message, or a worker that was lost, costs at most that much more.
    lately = Q(dispatched_at__gte=_in(-lease_seconds() / 2))
    waiting = Report.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).exclude(lately)
    return list(waiting.order_by("created_at", "pk").values_list("pk", flat=True))


def mark_dispatched(report_id: int) -> None:
    Report.objects.filter(pk=report_id).update(dispatched_at=Now())


def active_of(user_id: int) -> QuerySet[Report]:
    """What the user has waiting or running."""
    return Report.objects.filter(requested_by=user_id, state__in=ACTIVE_STATES)


def asked_within(user_id: int, seconds: float) -> int:
    """How many reports the user asked for lately."""
    return Report.objects.filter(requested_by=user_id, created_at__gt=_in(-seconds)).count()


def _released(state: ReportState) -> dict[str, Any]:
    """The fields of a report that is over."""
    return {"state": state, "lease_token": None, "lease_until": None, "finished_at": clock.now()}


def _waiting(seconds: int) -> dict[str, Any]:
    """The fields of a report that waits for its next attempt."""
    return {
        "state": ReportState.QUEUED,
        "lease_token": None,
        "lease_until": None,
        "dispatched_at": None,
        "not_before": _in(seconds),
        "progress": 0,
        "step": Step.WAITING,
    }
