"""API of editions: list, one, its files; a report is issued, an edition is made again."""

import uuid

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import PortalView, ReadOnlyViewSet
from agencies.enums import Scope
from agencies.events import source_of
from agencies.models import User
from reports.api import LOCATION, RESUMED, AnyAccept
from reports.editions import views
from reports.editions.issuing import issue
from reports.editions.listing import for_list
from reports.editions.reproducing import make_again
from reports.editions.serializers import EditionSerializer, IssueInput
from reports.enums import MEDIA_TYPES, Format, Kind
from reports.models import Edition, Report
from reports.serializers import ReportSerializer


class EditionFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug")
    kind = filters.ChoiceFilter(choices=Kind.choices)
    as_of = filters.DateFilter()
    series = filters.CharFilter(max_length=64)
    current = filters.BooleanFilter(
        field_name="corrected_by", lookup_expr="isnull", label="Only those that were not corrected."
    )

    class Meta:
        model = Edition
        fields: list[str] = []


class EditionViewSet(ReadOnlyViewSet):
    """What was issued: frozen and numbered; a correction is the next number and both stay."""

    queryset = Edition.objects.none()
    serializer_class = EditionSerializer
    filterset_class = EditionFilter
    scopes = {"again": Scope.EXPORT}
    orderings = {"at": "at", "as_of": "as_of", "number": "number"}
    ordering = ("-at",)
    lookup_field = "report__public_id"
    lookup_url_kwarg = "id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Edition]:
        return for_list(Edition.objects.visible_to(self.reader))

    @extend_schema(request=None, responses={202: ReportSerializer}, parameters=[LOCATION], filters=False)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, id: uuid.UUID) -> Response:
        """Puts the same question into the queue once more; the same data give the same `data_sha256`."""
        report = make_again(self.get_object(), by=self.reader)
        location = reverse("api:report-detail", args=[report.public_id])
        return Response(ReportSerializer(report).data, status=202, headers={"Location": location})


class IssueView(PortalView):
    """A finished report becomes an edition, or the correction of one."""

    scopes = {"post": Scope.EXPORT}

    @extend_schema(
        operation_id="reports_issue_create", request=IssueInput, responses={201: EditionSerializer}
    )
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Issued again it is the same edition; 409 when it cannot stand in its series."""
        report = get_object_or_404(Report.objects.visible_to(self.reader).for_list(), public_id=id)
        said = IssueInput(data=request.data)
        said.is_valid(raise_exception=True)
        made = issue(
            report,
            by=self.reader,
            corrects=_named(self.reader, said.validated_data.get("corrects")),
            reason=said.validated_data.get("reason", ""),
            source=source_of(request._request),
        )
        location = reverse("api:edition-detail", args=[report.public_id])
        return Response(EditionSerializer(made).data, status=201, headers={"Location": location})


def _named(user: User, key: uuid.UUID | None) -> Edition | None:
    if key is None:
        return None
    return get_object_or_404(Edition.objects.visible_to(user), report__public_id=key)


class EditionFileView(PortalView):
    """One file of an edition as it was frozen; like the files of reports, with its SHA-256 as the ETag."""

    scopes = {"get": Scope.EXPORT, "head": Scope.EXPORT}
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="editions_files_retrieve",
        parameters=[OpenApiParameter("kind", str, "path", enum=Format.values), *RESUMED],
        responses={
            (status, media_type.partition(";")[0]): OpenApiTypes.BINARY
            for media_type in MEDIA_TYPES.values()
            for status in (200, 206)
        },
    )
    def get(self, request: Request, id: uuid.UUID, kind: str) -> HttpResponseBase:
        return views.file(request._request, public_id=id, kind=kind)
