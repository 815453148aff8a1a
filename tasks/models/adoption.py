"""How a local plan takes up the tasks of the national plan that it implements."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.permissions import sees_everything, within_sight
from tasks.enums import AdoptionKind
from tasks.models.plan import Plan, Task


class AdoptionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AdoptionQuerySet":
        if not user.sees_business:
            return self.none()
        return self if sees_everything(user) else self.filter(within_sight(user, "plan__jurisdiction"))


class Adoption(models.Model):
    """One decision on one national task: adopted, tightened, loosened or not adopted; append-only.

    The newest decision of a plan on a task counts. `local_tasks` are the plan's own tasks that take it up,
    none exactly when it is not adopted; those that no decision names are extras.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="adoptions")
    national_task = models.ForeignKey(Task, models.PROTECT, related_name="adoptions")
    local_tasks = models.ManyToManyField(Task, related_name="taken_up", blank=True)
    kind = models.CharField(max_length=16, choices=AdoptionKind)
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="adoptions"
    )
    at = models.DateTimeField()
    wall_at = models.DateTimeField()

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "national_task", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AdoptionKind.values), name="adoption_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.national_task_id} {self.kind}"
