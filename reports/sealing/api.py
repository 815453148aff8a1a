"""API of the seals: read them and the public keys, have the ledger checked."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import ReadOnlyViewSet
from agencies.enums import Scope
from agencies.models import User
from reformtracker.lib.queue import QueueState
from reports.enums import SealKind
from reports.models import Check, Seal
from reports.sealing import checks, keys, permissions
from reports.sealing.serializers import CheckInput, CheckSerializer, KeySerializer, SealSerializer

LOCATION = OpenApiParameter("Location", str, "header", response=[202])


class ForReaders(ReadOnlyViewSet):
    """Seals are open to the secretariat, the auditor and the audit administrator."""

    @property
    def reader(self) -> User:
        found = super().reader
        if not permissions.may_read(found):
            raise PermissionDenied
        return found


class SealFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=SealKind.choices)
    day = filters.DateFilter()

    class Meta:
        model = Seal
        fields: list[str] = []


class SealViewSet(ForReaders):
    """Signed checkpoints over the heads of all chains, newest first."""

    queryset = Seal.objects.none()
    serializer_class = SealSerializer
    filterset_class = SealFilter
    orderings = {"number": "number", "day": "day"}
    ordering = ("-number",)
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Seal]:
        assert self.reader
        return Seal.objects.select_related("publication__by")

    @extend_schema(responses=KeySerializer(many=True), filters=False)
    @action(detail=False, pagination_class=None, filterset_class=None)
    def keys(self, request: Request) -> Response:
        """The public keys of all seals, the old ones included. Get them from somewhere else as well."""
        assert self.reader
        return Response(KeySerializer(keys.public_keys(), many=True).data)


class CheckFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=QueueState.choices)

    class Meta:
        model = Check
        fields: list[str] = []


class CheckViewSet(ForReaders):
    """Checks of the whole ledger, newest first. Ask, then read again until the state is done."""

    queryset = Check.objects.none()
    serializer_class = CheckSerializer
    filterset_class = CheckFilter
    scopes = {"create": Scope.EXPORT, "cancel": Scope.EXPORT}
    orderings = {"requested_at": "requested_at"}
    ordering = ("-created_at",)
    lookup_field = "public_id"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> QuerySet[Check]:
        assert self.reader
        return Check.objects.select_related("plan", "requested_by", "seal")

    @extend_schema(request=CheckInput, responses={202: CheckSerializer}, parameters=[LOCATION])
    def create(self, request: Request) -> Response:
        """Puts a check into the queue. Asked for again while one's own is going on, it is that one."""
        asked = CheckInput(data=request.data)
        reader = self.reader
        asked.is_valid(raise_exception=True)
        return self._accepted(checks.request_check(by=reader, plan=asked.validated_data.get("plan")))

    @extend_schema(request=None, responses={202: CheckSerializer}, parameters=[LOCATION], filters=False)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: str) -> Response:
        """Stops a check that one has asked for."""
        checks.cancel(self.get_object(), by=self.reader)
        return self._accepted(self.get_object())

    def _accepted(self, check: Check) -> Response:
        location = reverse("api:seal-check-detail", args=[check.public_id])
        return Response(self.get_serializer(check).data, status=202, headers={"Location": location})
