"""The document: plans, areas, tasks and measures, read only."""

from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, OpenApiTypes, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import ReadOnlyViewSet
from agencies.enums import Scope
from reformtracker.lib import clock
from reformtracker.lib.errors import NotAllowed
from tasks.api.asof import AS_OF, asked_day
from tasks.api.filters import AreaFilter, MeasureFilter, PlanFilter, TaskFilter
from tasks.api.summary import summary_of
from tasks.local import handing_out
from tasks.models import Assignment, Measure, Plan, ReformArea, Task
from tasks.notices import read_plan
from tasks.queries import TaskSummary, duties, task_summaries
from tasks.serializers.handing_out import HandedOutSerializer, HandOutInput
from tasks.serializers.plans import (
    AreaSerializer,
    MeasureSerializer,
    PlanSerializer,
    PlanSummarySerializer,
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
    scopes = {"hand_out": Scope.REPORT}

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

    @extend_schema(
        request=HandOutInput,
        filters=False,
        responses={
            201: HandedOutSerializer,
            200: OpenApiResponse(
                HandedOutSerializer, description="All of it was handed out already; nothing is written."
            ),
        },
    )
    @action(detail=True, methods=["post"], url_path="hand-out", pagination_class=None)
    def hand_out(self, request: Request, slug: str) -> Response:
        """Hands measures to places: each place gets a duty for each measure. The secretariat's."""
        plan = self.get_object()
        if not self.reader.is_secretariat:
            raise NotAllowed(_("Only the secretariat hands measures to places."))
        asked = HandOutInput(data=request.data)
        asked.is_valid(raise_exception=True)
        measures, places, due_on, note = asked.asked(plan)
        done = handing_out.hand_out(measures, places, by=self.reader, due_on=due_on, note=note)
        made = [duty.pk for duty in done.duties]
        shown = HandedOutSerializer({"made": len(made), "held": done.held, "assignments": made})
        return Response(shown.data, status=201 if made else 200)


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
    """What belongs to measures ("" or "measures__" leads to them); the clause's duties that the user sees."""
    seen = Assignment.objects.visible_to(user).central().select_related("agency").order_by("position", "pk")
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
