"""The document: plan, reform areas, numbered tasks, measures with their clauses, deadlines and targets."""

from functools import lru_cache

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from agencies.models import Jurisdiction
from agencies.permissions import sees_everything, within_sight
from reformtracker.lib.bilingual import Bilingual
from tasks.enums import Comparator, Direction, Field, Mode, PlanState, Reach, TargetKind


class PlanQuerySet(models.QuerySet):
    def issued(self) -> "PlanQuerySet":
        return self.filter(state=PlanState.ISSUED)

    def published(self) -> "PlanQuerySet":
        """What is no longer a draft; only issued plans assign duties."""
        return self.exclude(state=PlanState.DRAFT)

    def assigning(self) -> "PlanQuerySet":
        """What gives bodies their duties, or will when it is issued; not what is only kept on record."""
        return self.exclude(state=PlanState.RECORD)

    def newest_first(self) -> "PlanQuerySet":
        """By the beginning of the period; those without one stand last on either database engine."""
        return self.order_by(F("period_start").desc(nulls_last=True), "slug")

    def visible_to(self, user) -> "PlanQuerySet":
        """Published plans of one's own place and above; drafts only for the secretariat and the auditor."""
        if not user.sees_business:
            return self.none()
        if sees_everything(user):
            return self
        return self.published().filter(within_sight(user, "jurisdiction"))


class Plan(models.Model):
    """One issued document. Its texts never change after issue: a corrected text is a new edition."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.TextField()
    title_en = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200)
    language = models.CharField(max_length=8)
    issuer = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001  null: the text names none
    document_number = models.CharField(max_length=80, null=True, blank=True)  # noqa: DJ001  as above
    issued_on = models.DateField(null=True, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=PlanState, default=PlanState.DRAFT)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="plans")
    derived_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="derived_plans"
    )
    # The same document in another translation or print; its duties are those of the plan named here.
    edition_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="editions")
    # What the document says it rests on, as printed: a law, a decision, another notice.
    legal_basis = models.TextField(blank=True)
    warnings = models.JSONField(default=list, blank=True)
    notice_sha256 = models.CharField(max_length=64, blank=True)
    demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlanQuerySet.as_manager()

    short_title = Bilingual("title")
    other_title = Bilingual("title", other=True)

    class Meta:
        ordering = ["-period_start", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.CheckConstraint(
                condition=Q(period_start=None) | Q(period_end=None) | Q(period_end__gte=F("period_start")),
                name="plan_period_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.ISSUED)
                | Q(period_start__isnull=False, period_end__isnull=False),
                name="plan_issued_has_a_period",
            ),
            models.CheckConstraint(
                condition=Q(edition_of=None) | ~Q(state=PlanState.ISSUED), name="plan_edition_assigns_nothing"
            ),
        ]

    def __str__(self) -> str:
        return str(self.short_title)

    def get_absolute_url(self) -> str:
        return reverse("tasks:plan", args=[self.slug])


class ReformArea(models.Model):
    """A part of a plan; `number` as printed, `title` as printed."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="areas")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=16, null=True, blank=True)  # noqa: DJ001  null: none is printed
    title = models.TextField()
    title_en = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200)
    field = models.CharField(max_length=24, choices=Field, null=True, blank=True)  # noqa: DJ001  null: unknown

    short_title = Bilingual("title")
    other_title = Bilingual("title", other=True)

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="area_position_once"),
            models.CheckConstraint(
                condition=Q(field=None) | Q(field__in=Field.values), name="area_field_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.short_title}"

    def get_absolute_url(self) -> str:
        return reverse("reports:area", args=[self.plan.slug, self.position])


@lru_cache(maxsize=4096)
def _task_url(plan: str, number: str) -> str:
    return reverse("tasks:detail", args=[plan, number])


class Task(models.Model):
    """A numbered item: `number` is area.ordinal ("6.11"), `text` the official wording, never edited."""

    area = models.ForeignKey(ReformArea, models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=16)
    title = models.TextField(null=True, blank=True)  # noqa: DJ001  null: no title is printed
    title_en = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200)
    text = models.TextField()

    short_title = Bilingual("title")
    other_title = Bilingual("title", other=True)

    class Meta:
        ordering = ["area__position", "position"]
        constraints = [models.UniqueConstraint(fields=["area", "position"], name="task_position_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.short_title}"

    def get_absolute_url(self) -> str:
        return _task_url(self.area.plan.slug, self.number)


class Measure(models.Model):
    """The stretch of a task's text that one responsibility clause governs; both verbatim."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="measures")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    clause = models.TextField(null=True, blank=True)  # noqa: DJ001  null: the task has no clause
    mode = models.CharField(max_length=12, choices=Mode, null=True, blank=True)  # noqa: DJ001  null: not stated
    open_ended = models.BooleanField(default=False)
    # Whether the text calls on provinces or localities, and the words by which it does.
    reach = models.CharField(max_length=12, choices=Reach, blank=True)
    reach_words = models.TextField(blank=True)

    class Meta:
        ordering = ["task", "position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "position"], name="measure_position_once"),
            models.CheckConstraint(
                condition=Q(mode=None) | Q(mode__in=Mode.values), name="measure_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(reach="", reach_words="") | Q(reach__in=Reach.values) & ~Q(reach_words=""),
                name="measure_reach_has_its_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task.number}/{self.position}"


class Deadline(models.Model):
    """A date of a measure: its words in the text, and whether it was derived from the plan's period."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="deadlines")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    date = models.DateField(null=True, blank=True)
    derived = models.BooleanField(default=False)

    class Meta:
        ordering = ["measure", "position"]
        constraints = [models.UniqueConstraint(fields=["measure", "position"], name="deadline_position_once")]

    def __str__(self) -> str:
        return f"{self.date}"


class Target(models.Model):
    """A quantified aim of a measure. `value_to` is the upper end of a range; units are the text's own.

    The text gives the first block; the rest says how its readings are taken. Of a share, `numerator` and
    `denominator` say what is counted over what. An increase is measured from `baseline`. `cumulative`: each
    reading includes those before it, so it never falls. `per_place`: every place owes its own value. Without
    a value it is an indicator that is only followed.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="targets")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    value_to = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    comparator = models.CharField(max_length=12, choices=Comparator)

    title_en = models.CharField(max_length=200, blank=True)
    title_zh = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=TargetKind, default=TargetKind.LEVEL)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    cumulative = models.BooleanField(default=False)
    per_place = models.BooleanField(default=False)
    numerator_en = models.CharField(max_length=200, blank=True)
    numerator_zh = models.CharField(max_length=200, blank=True)
    denominator_en = models.CharField(max_length=200, blank=True)
    denominator_zh = models.CharField(max_length=200, blank=True)

    title = Bilingual("title")
    numerator = Bilingual("numerator")
    denominator = Bilingual("denominator")

    class Meta:
        ordering = ["measure", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TargetKind.values), name="target_kind_known"),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="target_direction_known"
            ),
            models.UniqueConstraint(fields=["measure", "position"], name="target_position_once"),
            models.CheckConstraint(
                condition=Q(comparator__in=Comparator.values), name="target_comparator_known"
            ),
            models.CheckConstraint(
                condition=(Q(comparator=Comparator.RANGE) & Q(value_to__isnull=False))
                | (~Q(comparator=Comparator.RANGE) & Q(value_to=None)),
                name="target_range_has_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.text
