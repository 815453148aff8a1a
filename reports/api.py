"""API of the reports app: ask for a report, watch it, take its files, cancel it, try it again."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, OpenApiTypes, extend_schema
from rest_framework.decorators import action
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import PortalView, ReadOnlyViewSet
from agencies.api.schema import ProblemSerializer
from agencies.enums import Scope
from reformtracker.lib.problems import CONTENT_TYPE
from reformtracker.lib.queue import QueueState
from reports import downloads, services
from reports.enums import MEDIA_TYPES, Format, Kind
from reports.models import Report
from reports.serializers import AskInput, ReportSerializer

ACCEPTED = {
    202: ReportSerializer,
    (429, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, description="See Retry-After."),
}
LOCATION = OpenApiParameter("Location", str, "header", response=[202])
RESUMED = [
    OpenApiParameter("Range", str, "header", description="One range: bytes=1000-"),
    OpenApiParameter("If-Range", str, "header", description="The ETag of the part that is already there."),
]


class ReportFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug")
    kind = filters.ChoiceFilter(choices=Kind.choices)
    state = filters.ChoiceFilter(choices=QueueState.choices)

    class Meta:
        model = Report
        fields: list[str] = []


class ReportViewSet(ReadOnlyViewSet):
    """One's own reports; secretariat and auditor see all. Ask, then read again until the state is done."""

    queryset = Report.objects.none()
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    scopes = {"create": Scope.EXPORT, "cancel": Scope.EXPORT, "retry": Scope.EXPORT}
    orderings = {"requested_at": "requested_at", "as_of": "as_of", "state": "state"}
    ordering = ("-created_at",)
    lookup_field = "public_id"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> QuerySet[Report]:
        return Report.objects.visible_to(self.reader).for_list()

    @extend_schema(request=AskInput, responses=ACCEPTED, parameters=[LOCATION])
    def create(self, request: Request) -> Response:
        """Puts a report into the queue. Asked for again while it is being made, it is the same report."""
        if not self.reader.sees_business:
            raise PermissionDenied
        asked = AskInput(data=request.data, context={"reader": self.reader})
        asked.is_valid(raise_exception=True)
        return self._accepted(services.request_report(**asked.asked(), by=self.reader))

    @extend_schema(request=None, responses=ACCEPTED, parameters=[LOCATION], filters=False)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: str) -> Response:
        """Cancels a waiting report, asks the worker of a running one to stop."""
        report = self.get_object()
        services.cancel(report, by=self.reader)
        return self._accepted(self.get_object())

    @extend_schema(request=None, responses=ACCEPTED, parameters=[LOCATION], filters=False)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, id: str) -> Response:
        """Puts a failed or cancelled report back into the queue."""
        report = self.get_object()
        services.retry(report, by=self.reader)
        return self._accepted(self.get_object())

    def _accepted(self, report: Report) -> Response:
        location = reverse("api:report-detail", args=[report.public_id])
        return Response(self.get_serializer(report).data, status=202, headers={"Location": location})


class AnyAccept(DefaultContentNegotiation):
    """A file is what it is: whoever asks for its address takes it, whatever their Accept header says."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class ReportFileView(PortalView):
    """One file of a finished report, as an attachment; its SHA-256 is the ETag and the Repr-Digest.

    A download that broke off goes on with Range and If-Range.
    """

    scopes = {"get": Scope.EXPORT, "head": Scope.EXPORT}
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="reports_files_retrieve",
        parameters=[OpenApiParameter("kind", str, "path", enum=Format.values), *RESUMED],
        responses={
            (status, media_type.partition(";")[0]): OpenApiTypes.BINARY
            for media_type in MEDIA_TYPES.values()
            for status in (200, 206)
        }
        | {416: OpenApiResponse(description="The file does not reach that far.")},
    )
    def get(self, request: Request, id: uuid.UUID, kind: str) -> HttpResponseBase:
        return downloads.download(request._request, public_id=id, kind=kind)
