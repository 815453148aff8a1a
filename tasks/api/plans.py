"""The document: plans, areas, tasks, measures and targets, read only."""

from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import ReadOnlyViewSet
from reformtracker.lib import clock
from tasks.api.asof import AS_OF, asked_day
from tasks.api.filters import AreaFilter, MeasureFilter, PlanFilter, TargetFilter, TaskFilter
from tasks.api.summary import summary_of
from tasks.models import Assignment, Measure, Plan, ReformArea, Target, Task
from tasks.notices import read_plan
from tasks.queries import TaskSummary, duties, task_summaries
from tasks.serializers.plans import (
    AreaSerializer,
    MeasureSerializer,
    PlanSerializer,
    PlanSummarySerializer,
    TargetSerializer,
    TaskSerializer,
)


class PlanViewSet(ReadOnlyViewSet):
    """Issued documents, national and local."""

    queryset = Plan.objects.none()
    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    orderings = {
        "slug": "slug",
        "issued_on": "issued_on",
        "period_start": "period_start",
        "period_end": "period_end",
    }
    ordering = ("-period_start", "slug")
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Plan]:
        return Plan.objects.visible_to(self.reader).select_related("jurisdiction", "derived_from")

    @extend_schema(responses=OpenApiTypes.OBJECT, filters=False)
    @action(detail=True, pagination_class=None)
    def notice(self, request: Request, slug: str) -> Response:
        """The whole plan in the notice schema, as `import_plan` reads it."""
        return Response(read_plan(self.get_object()))

    @extend_schema(responses=PlanSummarySerializer, parameters=[AS_OF], filters=False)
    @action(detail=True, pagination_class=None)
    def summary(self, request: Request, slug: str) -> Response:
        """How the plan stands, now or at the end of a past day."""
        summary = summary_of(self.get_object(), self.reader, asked_day(request))
        return Response(PlanSummarySerializer(summary).data)


class PartViewSet(ReadOnlyViewSet):
    """Parts of plans; `to_plan` is the lookup from the part to its plan."""

    model: type[Model]
    to_plan = "plan"

    def get_queryset(self) -> QuerySet:
        seen = Plan.objects.visible_to(self.reader)
        parts = self.model._default_manager.filter(**{f"{self.to_plan}__in": seen})
        return parts.select_related(self.to_plan)


class AreaViewSet(PartViewSet):
    """Reform areas of plans."""

    model, queryset = ReformArea, ReformArea.objects.none()
    serializer_class = AreaSerializer
    filterset_class = AreaFilter
    orderings = {"plan": "plan__slug", "position": "position"}
    ordering = ("plan__slug", "position")


def named_in(measures: str, user) -> list[Prefetch | str]:
    """What belongs to measures ("" or "measures__" leads to them); duties only where the user sees them."""
    seen = Assignment.objects.visible_to(user).select_related("agency").order_by("position", "pk")
    return [Prefetch(f"{measures}assignments", seen), f"{measures}deadlines", f"{measures}targets"]


@extend_schema(parameters=[AS_OF])
class TaskViewSet(PartViewSet):
    """Numbered tasks: the official wording, the measures, and how far it has come (now, or `as_of` a day)."""

    model, queryset = Task, Task.objects.none()
    serializer_class = TaskSerializer
    filterset_class = TaskFilter
    to_plan = "area__plan"
    shown: list[Task] = []
    orderings = {"plan": "area__plan__slug", "area": "area__position", "position": "position"}
    ordering = ("area__plan__slug", "area__position", "position")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related(*named_in("measures__", self.reader))

    def paginate_queryset(self, queryset: Any) -> Any:
        self.shown = super().paginate_queryset(queryset) or []
        return self.shown

    def get_object(self) -> Task:
        self.shown = [super().get_object()]
        return self.shown[0]

    def get_serializer_context(self) -> dict:
        return {**super().get_serializer_context(), "summaries": self._summaries()}

    def _summaries(self) -> dict[int, TaskSummary]:
        """Only the tasks that are shown are rolled up."""
        tasks, day = self.shown, asked_day(self.request)
        if not tasks:
            return {}
        rows = duties(self.reader, as_of=day).filter(measure__task__in=[task.pk for task in tasks])
        return {summary.task_id: summary for summary in task_summaries(rows, day or clock.today())}


class MeasureViewSet(PartViewSet):
    """Measures: the stretch of text under one responsibility clause, and who is named in it."""

    model, queryset = Measure, Measure.objects.none()
    serializer_class = MeasureSerializer
    filterset_class = MeasureFilter
    to_plan = "task__area__plan"
    orderings = {"plan": "task__area__plan__slug", "task": "task__position", "position": "position"}
    ordering = ("task__area__plan__slug", "task__area__position", "task__position", "position")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related(*named_in("", self.reader))


class TargetViewSet(PartViewSet):
    """Quantified aims of measures; `value_to` is the upper end of a range."""

    model, queryset = Target, Target.objects.none()
    serializer_class = TargetSerializer
    filterset_class = TargetFilter
    to_plan = "measure__task__area__plan"
    orderings = {"plan": "measure__task__area__plan__slug", "measure": "measure", "position": "position"}
    ordering = (
        "measure__task__area__plan__slug",
        "measure__task__area__position",
        "measure__task__position",
        "measure__position",
        "position",
    )
