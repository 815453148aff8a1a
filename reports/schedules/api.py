"""API of schedules: read by those who see everything, written by the secretariat."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import ReadOnlyViewSet
from agencies.enums import Scope
from agencies.events import source_of
from agencies.permissions import sees_everything
from reformtracker.lib import clock
from reports.models import Schedule
from reports.schedules import changing, listing
from reports.schedules.serializers import ScheduleChange, ScheduleInput, ScheduleSerializer


class ScheduleViewSet(ReadOnlyViewSet):
    """Reports that come by themselves."""

    queryset = Schedule.objects.none()
    serializer_class = ScheduleSerializer
    scopes = dict.fromkeys(("create", "partial_update", "destroy", "pause", "resume"), Scope.EXPORT)
    orderings = {"plan": "plan__slug", "kind": "kind", "since": "since"}
    ordering = ("plan__slug", "kind", "every")
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Schedule]:
        return listing.schedules() if sees_everything(self.reader) else Schedule.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        reads = self.action in ("list", "retrieve") and self.request is not None
        rows = self.get_queryset() if reads else []
        nexts = listing.next_reports(rows, clock.today())
        return {**super().get_serializer_context(), "nexts": nexts}

    @extend_schema(request=ScheduleInput, responses={201: ScheduleSerializer})
    def create(self, request: Request) -> Response:
        """Sets one up; its first period is the one that ends today or later."""
        said = ScheduleInput(data=request.data)
        said.is_valid(raise_exception=True)
        usual: dict[str, Any] = {"filters": {}, "recipients": [], "issue": False}
        made = changing.set_up(**usual | said.said(), **self._by())
        return Response(self.get_serializer(made).data, status=201)

    @extend_schema(request=ScheduleChange, responses=ScheduleSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Changes what its next reports are like and who gets them."""
        schedule = self.get_object()
        said = ScheduleChange(data=request.data, partial=True)
        said.is_valid(raise_exception=True)
        changing.change(schedule, **_now(schedule) | said.said(), **self._by())
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses={204: OpenApiResponse(description="Removed.")})
    def destroy(self, request: Request, pk: int) -> Response:
        """Removes one that has made nothing yet; any other can only be paused (409)."""
        changing.remove(self.get_object(), **self._by())
        return Response(status=204)

    @extend_schema(request=None, responses=ScheduleSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: int) -> Response:
        """No more reports until it is resumed."""
        changing.pause(self.get_object(), **self._by())
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=ScheduleSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: int) -> Response:
        """Goes on with the period that ends today or later."""
        changing.resume(self.get_object(), **self._by())
        return Response(self.get_serializer(self.get_object()).data)

    def _by(self) -> dict[str, Any]:
        return {"by": self.reader, "source": source_of(self.request._request)}


def _now(schedule: Schedule) -> dict[str, Any]:
    """The schedule as the door that changes it takes it."""
    return {
        "formats": schedule.parameters["formats"],
        "language": schedule.parameters["language"],
        "filters": schedule.parameters["filter"],
        "recipients": list(schedule.recipients.all()),
        "issue": schedule.issue,
    }
