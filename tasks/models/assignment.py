"""Assignments: one agency's duty under one measure, its present position, and what lists ask of it."""

import datetime as dt
from urllib.parse import urlencode

from django.db import models
from django.db.models import Case, CharField, F, Func, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from agencies.models import Agency
from agencies.permissions import sees_everything, within_sight
from reformtracker.lib import clock
from tasks.enums import CLOSED_STATES, REPORTING_STATES, STANDING_ORDER, PlanState, Role, Standing, State
from tasks.models.plan import Measure, Plan
from tasks.standing import BEHIND_POINTS, Facts, Limits

# What an entry records of the position after its move; the same names on Assignment hold the newest.
POSITION_FIELDS = (
    "state",
    "percent",
    "due_on",
    "reported_on",
    "completed_on",
    "objecting",
    "asked_due_on",
    "version",
)
# What rows of duties do not show of their documents; reading it took half the time of reading the rows.
UNSHOWN = (
    "measure__text",
    "measure__clause",
    "measure__task__text",
    "measure__task__title",
    "measure__task__area__title",
    "measure__task__area__plan__title",
    "measure__task__area__plan__warnings",
)
# What the first entry records of the duty itself and no move changes.
ISSUED_FIELDS = ("role", "owes", "named", "start_on", "original_due_on")


class DaysBetween(Func):
    """Whole days from the second date to the first."""

    arity = 2
    output_field = IntegerField()

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **context)

    def as_sqlite(self, compiler, connection, **context):
        template = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AssignmentQuerySet":
        """Duties in sight of the user, in plans that the user may see."""
        if not user.sees_business:
            return self.none()
        if sees_everything(user):
            return self.exclude(plan__state=PlanState.RECORD)
        body, document = within_sight(user, "agency__jurisdiction"), within_sight(user, "plan__jurisdiction")
        return self.filter(body, document, plan__state=PlanState.ISSUED)

    def owing(self) -> "AssignmentQuerySet":
        """Those whose agency owes reports: leads, implementers, and everybody in a joint measure."""
        return self.filter(owes=True)

    def central(self) -> "AssignmentQuerySet":
        """Those that the clauses give; not what was handed to places."""
        return self.exclude(role=Role.IMPLEMENTING)

    def local(self) -> "AssignmentQuerySet":
        """Those handed to places, which carry the measures out."""
        return self.filter(role=Role.IMPLEMENTING)

    def bound_with(self, duty: "Assignment") -> "AssignmentQuerySet":
        """The duties that one clause binds together, this one among them.

        An implementing duty stands alone: no clause binds the places to one another.
        """
        if duty.role == Role.IMPLEMENTING:
            return self.filter(pk=duty.pk)
        return self.central().filter(measure_id=duty.measure_id)

    def of_plan(self, plan) -> "AssignmentQuerySet":
        return self.filter(plan=plan)

    def at(self, day: dt.date | None = None) -> "AssignmentQuerySet":
        """Adds at_state, at_percent, at_due_on … : the position now, or at the end of a past Shanghai day.

        With a day, duties that did not exist yet are left out.
        """
        if day is None:
            return self.annotate(**{f"at_{name}": F(name) for name in POSITION_FIELDS})
        from tasks.models.ledger import Entry  # the ledger refers to assignments

        newest = Entry.objects.filter(assignment=OuterRef("pk"), at__lt=clock.end_of(day)).order_by("-n")
        # One join to one entry; a subquery for each field would be repeated wherever a rule names the field.
        joined = self.filter(entries=Subquery(newest.values("pk")[:1]))
        return joined.annotate(**{f"at_{name}": F(f"entries__{name}") for name in POSITION_FIELDS})

    def with_standing(self, today: dt.date) -> "AssignmentQuerySet":
        """Adds at_standing by the rule of tasks.standing; needs `at()` first.

        `order_by("at_rank")` (0 = worst) works too; it is not selected, because most questions need no rank.
        """
        rules = _standing_rules(Limits.on(today))
        ranked = [When(condition, then=Value(STANDING_ORDER.index(kind))) for condition, kind in rules]
        return self.annotate(
            at_standing=Case(
                *[When(condition, then=Value(kind.value)) for condition, kind in rules],
                default=Value(Standing.ON_TRACK.value),
                output_field=CharField(),
            )
        ).alias(
            at_rank=Case(
                *ranked, default=Value(STANDING_ORDER.index(Standing.ON_TRACK)), output_field=IntegerField()
            )
        )

    def open(self) -> "AssignmentQuerySet":
        return self.exclude(at_state__in=CLOSED_STATES)

    def awaiting_report_since(self, day: dt.date) -> "AssignmentQuerySet":
        """Owing duties in a reporting state without a report on or after `day`."""
        return self.filter(awaits_report_since(day))

    def for_list(self) -> "AssignmentQuerySet":
        """What one row of a list shows, in one query."""
        return self.select_related("agency", "measure__task__area__plan")

    def for_rows(self) -> "AssignmentQuerySet":
        """The same for a page full of rows that tasks.queries.explain() goes through.

        The long texts, which no row shows, are not read, nor is the standing, which is explained.
        """
        rows = self.for_list().defer(*UNSHOWN)
        return rows.alias(at_standing=F("at_standing")) if "at_standing" in rows.query.annotations else rows


def awaits_report_since(day: dt.date) -> Q:
    """What AssignmentQuerySet.awaiting_report_since asks, for counts and annotations; needs `at()`."""
    silent = Q(at_reported_on=None) | Q(at_reported_on__lt=day)
    return Q(owes=True, at_state__in=REPORTING_STATES) & silent


def _shortfall(today: dt.date):
    """Negative exactly when tasks.standing.is_behind, for a span of at least a day.

    percent + tolerance < floor(100 * elapsed / span), without the division, on which engines differ.
    """
    day = Value(today, output_field=models.DateField())
    span, elapsed = DaysBetween(F("at_due_on"), F("start_on")), DaysBetween(day, F("start_on"))
    return (F("at_percent") + Value(BEHIND_POINTS + 1)) * span - Value(100) * elapsed - Value(1)


def _standing_rules(limits: Limits) -> list[tuple[Q, Standing]]:
    """tasks.standing.kind_of in SQL, rule by rule in the same order; what no rule catches is on track."""
    late_claim = Q(at_completed_on__gt=F("at_due_on"))
    behind = LessThan(_shortfall(limits.today), Value(0))
    last_word = Coalesce("at_reported_on", "start_on")
    return [
        (Q(at_state=State.CLOSED_UNIMPLEMENTED), Standing.CLOSED_UNIMPLEMENTED),
        (Q(at_state=State.VERIFIED) & late_claim, Standing.DONE_LATE),
        (Q(at_state=State.VERIFIED), Standing.DONE_ON_TIME),
        (Q(at_state=State.SUSPENDED), Standing.BLOCKED),
        (Q(at_state=State.CLAIMED) & late_claim, Standing.OVERDUE),
        (Q(at_state=State.CLAIMED) & ~Q(at_objecting=""), Standing.BLOCKED),
        (Q(at_state=State.CLAIMED), Standing.ON_TRACK),
        (Q(at_due_on__lt=limits.today), Standing.OVERDUE),
        (Q(at_due_on__lte=limits.due_soon_until), Standing.DUE_SOON),
        (Q(owes=True) & Q(behind), Standing.BEHIND),
        (Q(owes=True) & Q(LessThan(last_word, Value(limits.stale_before))), Standing.STALE),
    ]


class Assignment(models.Model):
    """One agency's duty under one measure. The position fields repeat the newest entry of the ledger.

    `named` is the name as printed in the clause; `original_due_on` and `start_on` never change. Nothing but
    tasks.services writes the position.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="assignments")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="assignments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=16, choices=Role)
    owes = models.BooleanField()
    position = models.PositiveSmallIntegerField()
    named = models.CharField(max_length=200)
    start_on = models.DateField()
    original_due_on = models.DateField()

    state = models.CharField(max_length=24, choices=State, default=State.ASSIGNED)
    percent = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField()
    reported_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    objecting = models.CharField(max_length=400, blank=True)
    asked_due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    # Given by AssignmentQuerySet.at() and with_standing(); the last three by tasks.queries.explain().
    at_state: str
    at_percent: int
    at_due_on: dt.date
    at_reported_on: dt.date | None
    at_completed_on: dt.date | None
    at_objecting: str
    at_asked_due_on: dt.date | None
    at_version: int
    at_standing: str
    light: Standing
    reason: str
    objectors: str

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = [
            "measure__task__area__position",
            "measure__task__position",
            "measure__position",
            "position",
        ]
        constraints = [
            models.UniqueConstraint(fields=["measure", "agency"], name="assignment_once_per_agency"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="assignment_state_known"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="assignment_role_known"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="assignment_percent_at_most_100"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.CLAIMED, State.VERIFIED]) | Q(completed_on__isnull=False),
                name="assignment_claimed_has_a_completion_day",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("start_on")), name="assignment_due_after_start"),
        ]
        indexes = [
            # Lists, desk and dashboards: the owing duties of a plan, by due date.
            models.Index(fields=["plan", "owes", "state", "due_on"], name="assignment_by_plan_and_due"),
            # Agency page and desk.
            models.Index(fields=["agency", "state"], name="assignment_by_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.agency.code} ({self.role})"

    def get_absolute_url(self) -> str:
        return self.address()

    def address(self, as_of: dt.date | None = None) -> str:
        """Its place on the page of its task, now or on a past day.

        What a place carries out is shown there only when it is asked for.
        """
        asked: dict[str, object] = {"as_of": as_of} if as_of else {}
        if self.role == Role.IMPLEMENTING:
            asked["duty"] = self.pk
        query = f"?{urlencode(asked)}" if asked else ""
        return f"{self.measure.task.get_absolute_url()}{query}#duty-{self.pk}"

    # Django's own look-up translates every choice for each row of a list.
    def get_role_display(self) -> str:  # type: ignore[no-redef]  # the plugin adds Django's own
        return str(Role(self.role).label)

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # as above
        return str(State(self.state).label)

    @property
    def facts(self) -> Facts:
        """The facts of the position asked for by `at()`, else of the present one."""
        seen = {name: getattr(self, f"at_{name}", getattr(self, name)) for name in _FACT_FIELDS}
        return Facts(start_on=self.start_on, original_due_on=self.original_due_on, owes=self.owes, **seen)


_FACT_FIELDS = ("state", "percent", "due_on", "reported_on", "completed_on", "objecting")
