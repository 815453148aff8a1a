"""Rows that are their own queue: conditional updates on the row itself, and nothing else.

Every change names in its WHERE what must still be true, so that of several workers exactly one wins and a
worker that was replaced cannot write any more (its token is no longer there). All comparisons of time use the
clock of the database. Works alike on PostgreSQL and SQLite; see docs/adr/0003-report-row-is-the-queue.md.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Case, DateTimeField, Expression, ExpressionWrapper, F, Q, QuerySet, When
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from reformtracker.lib import clock

MAX_ATTEMPTS = 3
# Seconds to wait before the first, second and third attempt.
BACK_OFF = (0, 60, 300)
DETAIL_LENGTH = 500
WAITING, FINISHED, WORKER_LOST = "waiting", "finished", "worker_lost"


class QueueState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("queue state", "Waiting")
    RUNNING = "running", pgettext_lazy("queue state", "Being made")
    DONE = "done", pgettext_lazy("queue state", "Ready")
    FAILED = "failed", pgettext_lazy("queue state", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("queue state", "Cancelled")


ACTIVE_STATES = frozenset({QueueState.QUEUED, QueueState.RUNNING})
# From these a person may ask for the same work once more.
RETRY_STATES = frozenset({QueueState.FAILED, QueueState.CANCELLED})


class QueuedRow(models.Model):
    """What a row needs to be its own queue; moments are the database's clock, `finished_at` the portal's.

    Models add a `step` and a `failure_code`, each with the choices of its own work; the steps begin with
    "waiting" and end with "finished", the failures know "worker_lost".
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=12, choices=QueueState, default=QueueState.QUEUED)
    created_at = models.DateTimeField(db_default=Now())
    attempt = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(db_default=Now())
    dispatched_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    progress = models.PositiveSmallIntegerField(default=0)
    failure_detail = models.CharField(max_length=DETAIL_LENGTH, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES


def sound_queue(name: str) -> list[models.CheckConstraint]:
    """The constraints of a queued model; `name` begins their names."""
    running, failed = Q(state=QueueState.RUNNING), Q(state=QueueState.FAILED)
    return [
        models.CheckConstraint(condition=Q(state__in=QueueState.values), name=f"{name}_state_known"),
        models.CheckConstraint(condition=Q(progress__lte=100), name=f"{name}_progress_at_most_100"),
        models.CheckConstraint(
            condition=~running | Q(lease_token__isnull=False, lease_until__isnull=False),
            name=f"{name}_running_has_a_lease",
        ),
        models.CheckConstraint(condition=~failed | ~Q(failure_code=""), name=f"{name}_failed_says_why"),
    ]


def active_by_age(name: str) -> models.Index:
    """The index of a queued model for the dispatcher's look each second: what waits or runs, oldest first."""
    active = Q(state__in=sorted(ACTIVE_STATES))
    return models.Index(F("created_at"), condition=active, name=f"{name}_active_by_age")


def lease_seconds() -> int:
    """How long a claim holds without a heartbeat; tests of dying workers shorten it."""
    return int(settings.QUEUE_LEASE_SECONDS)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one row until it runs out; every write of the worker carries its token."""

    pk: int
    token: uuid.UUID
    attempt: int


class Replaced(Exception):
    """The lease is no longer ours: another worker has the row, or it was ended.

    The result is thrown away.
    """


class Cancelled(Exception):
    """Somebody asked to stop the work."""


def moment_in(seconds: float) -> Expression:
    """The database's moment so many seconds from now."""
    return ExpressionWrapper(Now() + dt.timedelta(seconds=seconds), output_field=DateTimeField())


def _expired() -> Q:
    return Q(state=QueueState.RUNNING, lease_until__lt=Now())


def _due() -> Q:
    """Waiting and past its back-off."""
    return Q(state=QueueState.QUEUED, not_before__lte=Now())


Row = TypeVar("Row", bound=QueuedRow)


@dataclass(frozen=True)
class Queue(Generic[Row]):
    """The queue that the rows of a model are; a claimed row begins with `first_step`.

    Rows that fit `patient` let all others pass: nobody waits for them in front of a page.
    """

    model: type[Row]
    first_step: str
    patient: Q | None = None

    @property
    def rows(self) -> QuerySet[Row]:
        return self.model._default_manager.all()

    def held(self, lease: Lease) -> QuerySet[Row]:
        """The row, as long as the lease is the one that holds it."""
        return self.rows.filter(pk=lease.pk, lease_token=lease.token, state=QueueState.RUNNING)

    def claim(self, pk: int) -> Lease | None:
        """Takes the row for one attempt; None when somebody else has it, it is not due, or it is over.

        The attempt counts from here, so that work that kills its worker counts as well.
        """
        token = uuid.uuid4()
        free = self.rows.filter(_due() | _expired(), pk=pk, cancel_requested=False)
        taken = free.filter(attempt__lt=MAX_ATTEMPTS).update(
            state=QueueState.RUNNING,
            attempt=F("attempt") + 1,
            lease_token=token,
            lease_until=moment_in(lease_seconds()),
            heartbeat_at=Now(),
            progress=0,
            step=self.first_step,
        )
        if not taken:
            return None
        attempt = self.rows.filter(lease_token=token).values_list("attempt", flat=True).first()
        return Lease(pk, token, attempt or 0)

    def heartbeat(self, lease: Lease) -> bool:
        """Prolongs the lease; False when it is no longer ours."""
        return bool(self.held(lease).update(heartbeat_at=Now(), lease_until=moment_in(lease_seconds())))

    def advance(self, lease: Lease, *, progress: int, step: str) -> None:
        """Notes how far the work is (0-100) and asks whether to go on; raises Cancelled or Replaced."""
        if self.held(lease).filter(cancel_requested=False).update(progress=progress, step=step):
            return
        raise Cancelled if self.held(lease).exists() else Replaced

    def finish(self, lease: Lease, **facts: Any) -> None:
        """Ends the work well; `facts` are fields of the row.

        Raises Replaced when another worker took over, and Cancelled when a cancellation came first.
        """
        done = (
            self.held(lease)
            .filter(cancel_requested=False)
            .update(
                **_released(QueueState.DONE),
                progress=100,
                step=FINISHED,
                failure_code="",
                failure_detail="",
                **facts,
            )
        )
        if not done:
            raise Cancelled if self.held(lease).exists() else Replaced

    def fail(self, lease: Lease, code: str, detail: str = "", *, final: bool = False) -> None:
        """Notes why this attempt failed, and waits for the next one after the back-off.

        It is over when attempts ran out or the failure is `final`; a lost lease writes nothing.
        """
        said = {"failure_code": code, "failure_detail": detail[:DETAIL_LENGTH]}
        if final or lease.attempt >= MAX_ATTEMPTS:
            self.held(lease).update(**_released(QueueState.FAILED), **said)
            return
        self.held(lease).update(**_waiting(BACK_OFF[lease.attempt]), **said)

    def abandon(self, lease: Lease) -> None:
        """Ends a row whose cancellation the worker has seen."""
        self.held(lease).update(**_released(QueueState.CANCELLED))

    def cancel(self, pk: int) -> bool:
        """Cancels a waiting row at once and asks a running one to stop; False when it was over already."""
        waiting = self.rows.filter(pk=pk, state=QueueState.QUEUED)
        if waiting.update(cancel_requested=True, **_released(QueueState.CANCELLED)):
            return True
        running = self.rows.filter(pk=pk, state=QueueState.RUNNING)
        return bool(running.update(cancel_requested=True))

    def retry(self, pk: int) -> bool:
        """Puts a failed or cancelled row back into the queue with all its attempts.

        False when it is neither.
        """
        over = self.rows.filter(pk=pk, state__in=RETRY_STATES)
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

    def reap(self) -> int:
        """Ends what no worker will end: expired leases that were cancelled or have no attempt left.

        Gives their number.
        """
        gone = self.rows.filter(_expired())
        cancelled = gone.filter(cancel_requested=True).update(**_released(QueueState.CANCELLED))
        lost = gone.filter(attempt__gte=MAX_ATTEMPTS).update(
            **_released(QueueState.FAILED), failure_code=WORKER_LOST, failure_detail=""
        )
        return cancelled + lost

    def dispatchable(self, window: int) -> list[int]:
        """The oldest rows whose workers should be told, at most `window` of them.

        Of the oldest waiting or forsaken rows those that were not announced lately; the window keeps a long
        backlog from being announced over and over.
        """
        ready = self.rows.filter(_due() | _expired(), attempt__lt=MAX_ATTEMPTS, cancel_requested=False)
        oldest = ready.order_by(*self._in_turn()).values("pk")[:window]
        # Half a lease: a lost message, or a worker that was lost, costs at most that much more.
        lately = Q(dispatched_at__gte=moment_in(-lease_seconds() / 2))
        waiting = self.rows.filter(pk__in=list(oldest.values_list("pk", flat=True))).exclude(lately)
        return list(waiting.order_by(*self._in_turn()).values_list("pk", flat=True))

    def _in_turn(self) -> tuple[Case | str, ...]:
        turn = (Case(When(self.patient, then=1), default=0),) if self.patient else ()
        return *turn, "created_at", "pk"

    def mark_dispatched(self, pk: int) -> None:
        self.rows.filter(pk=pk).update(dispatched_at=Now())


def _released(state: QueueState) -> dict[str, Any]:
    """The fields of a row that is over."""
    return {"state": state, "lease_token": None, "lease_until": None, "finished_at": clock.now()}


def _waiting(seconds: int) -> dict[str, Any]:
    """The fields of a row that waits for its next attempt."""
    return {
        "state": QueueState.QUEUED,
        "lease_token": None,
        "lease_until": None,
        "dispatched_at": None,
        "not_before": moment_in(seconds),
        "progress": 0,
        "step": WAITING,
    }
