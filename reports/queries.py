"""Reading duties for a report: the position of every duty at the end of a day, as the ledger has it."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agencies.models import User
from agencies.permissions import within_own_place
from agencies.then import Bodies
from reformtracker.lib import clock
from reports import scopes
from reports.document import clean
from tasks.enums import Move, Role, SlipColour, Standing, State
from tasks.models import Assignment, Entry, Plan, Slip
from tasks.models.assignment import AssignmentQuerySet
from tasks.queries import named
from tasks.standing import Limits, days_late, planned_percent, standing


@dataclass(frozen=True, slots=True)
class Sight:
    """Which duties a report is about: a plan, a day, whose sight (None: the whole plan) and a filter.

    The filter is as `scopes.clean` gives it.
    """

    plan: Plan
    day: dt.date
    user: User | None
    filter: dict[str, str]

    @property
    def since(self) -> dt.date | None:
        """Of changes between two days the first: what was so at its end is compared with the end of `day`."""
        since = self.filter.get("since")
        return dt.date.fromisoformat(since) if since else None

    @property
    def names_somebody(self) -> bool:
        """Whether the filter says whose duties are meant: those of places are not left out then."""
        return bool({"agency", "place", "query"} & set(self.filter))


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty on the day of the report, with texts in the active language and short names.

    `percent` is what the agency reported, None when it never did. `late` and `late_original` are calendar
    days past the present and the original due date (0: none). `heads`: whether progress is measured on this
    duty (the lead of the measure, or each agency of a joint one).
    """

    pk: int
    area_position: int
    area: str
    task: str
    task_title: str
    measure: int
    agency_code: str
    agency: str
    role: str
    heads: bool
    owes: bool
    state: str
    percent: int | None
    planned: int
    start_on: dt.date
    due_on: dt.date
    original_due_on: dt.date
    reported_on: dt.date | None
    completed_on: dt.date | None
    standing: str
    reason: str
    late: int
    late_original: int
    note: str
    cause: str
    slips: int
    slip: str

    @property
    def is_verified(self) -> bool:
        return self.state == State.VERIFIED

    @property
    def measure_label(self) -> str:
        return f"{self.task}/{self.measure}"


def newest_entry(plan: Plan, day: dt.date) -> Entry | None:
    """The last entry of the plan's chain that counts at the end of the day."""
    return Entry.objects.filter(plan=plan, at__lt=clock.end_of(day)).order_by("-n").first()


def is_demonstration(plan: Plan, day: dt.date) -> bool:
    """Whether anything the report shows is invented for demonstration."""
    return (
        plan.demonstration
        or Entry.objects.filter(plan=plan, at__lt=clock.end_of(day), demonstration=True).exists()
    )


def duties(sight: Sight, only: Collection[int] | None = None) -> list[Duty]:
    """The duties that the report is about, in the order of the plan, with their standing on that day.

    `only`: exactly these instead, by their keys, as far as they existed on that day.
    """
    limits, bodies = Limits.on(sight.day), Bodies(sight.day)
    found = spoken_of(sight) if only is None else Assignment.objects.filter(pk__in=only).at(sight.day)
    return [_duty(row, limits, bodies) for row in _rows(found, sight.day)]


def in_scope(sight: Sight) -> AssignmentQuerySet:
    """The duties in sight that fit the filter, with their position on the day, those of places among them."""
    found = Assignment.objects.all() if sight.user is None else Assignment.objects.visible_to(sight.user)
    return scopes.narrowed(found.of_plan(sight.plan).at(sight.day), sight.filter, sight.user, sight.day)


def spoken_of(sight: Sight) -> AssignmentQuerySet:
    """Of these what the clauses give, and what the reader's own place carries out; of one named all."""
    found = in_scope(sight)
    if sight.names_somebody:
        return found
    own = within_own_place(sight.user, "agency__jurisdiction") if sight.user else Q(pk__in=[])
    return found.filter(~Q(role=Role.IMPLEMENTING) | own)


def _rows(found: AssignmentQuerySet, day: dt.date) -> Iterator[Any]:
    """Assignments with the annotations that `_duty` reads."""
    return _with_words(found.for_rows(), day).order_by(*ORDER).iterator(chunk_size=2000)


ORDER = ("measure__task__area__position", "measure__task__position", "measure__position", "position", "pk")


def _with_words(found: QuerySet, day: dt.date) -> QuerySet:
    """Adds the last report's note, the last reason given, and the slips, all as of the day."""
    entries = Entry.objects.filter(assignment=OuterRef("pk"), at__lt=clock.end_of(day)).order_by("-n")
    said = entries.filter(move__in=(Move.REPORT, Move.CLAIM)).exclude(note="")
    given = entries.filter(move__in=(Move.REPORT, Move.CLAIM, Move.ASK_EXTENSION)).exclude(reason="")
    slips = Slip.objects.filter(assignment=OuterRef("pk"), entry__at__lt=clock.end_of(day))
    counted = slips.order_by().values("assignment").annotate(count=Count("pk")).values("count")
    return found.annotate(
        last_note=Subquery(said.values("note")[:1]),
        last_cause=Subquery(given.values("reason")[:1]),
        slip_count=Coalesce(Subquery(counted), 0),
        slip_colour=Subquery(slips.order_by("-entry__n").values("colour")[:1]),
        area_position=F("measure__task__area__position"),
    )


def _duty(row: Any, limits: Limits, bodies: Bodies) -> Duty:
    kind, reason = standing(named(row.facts), limits)
    task, area = row.measure.task, row.measure.task.area
    body = bodies.answering(row.agency, row.named)
    return Duty(
        pk=row.pk,
        area_position=area.position,
        area=clean(f"{area.position}. {area.short_title}"),
        task=clean(task.number),
        task_title=clean(task.short_title),
        measure=row.measure.position,
        agency_code=row.agency.code,
        agency=clean(body.short or body.name),
        role=str(Role(row.role).label),
        heads=row.owes and row.role != Role.IMPLEMENTING,
        owes=row.owes,
        state=row.at_state,
        percent=row.at_percent if row.at_reported_on else None,
        planned=planned_percent(row.start_on, row.at_due_on, limits.today),
        start_on=row.start_on,
        due_on=row.at_due_on,
        original_due_on=row.original_due_on,
        reported_on=row.at_reported_on,
        completed_on=row.at_completed_on,
        standing=Standing(kind).value,
        reason=clean(reason),
        late=days_late(row.facts, limits.today),
        late_original=days_late(row.facts, limits.today, original=True),
        note=clean(row.last_note or ""),
        cause=clean(row.last_cause or ""),
        slips=row.slip_count,
        slip=str(SlipColour(row.slip_colour).label) if row.slip_colour else "",
    )
