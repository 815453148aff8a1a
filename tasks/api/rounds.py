"""Reporting rounds: what each asked of whom; the secretariat opens and closes them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import ReadOnlyViewSet
from agencies.enums import Scope
from reformtracker.lib import clock
from tasks.api.asof import AS_OF, asked_day
from tasks.enums import Punctuality
from tasks.models import Return, Round
from tasks.rounds import life
from tasks.rounds.filters import ReturnFilter, ordered, returns_in_sight
from tasks.rounds.tallies import counted
from tasks.serializers.rounds import CloseInput, ReturnSerializer, RoundEventSerializer, RoundSerializer

NARROWING = [
    OpenApiParameter("place", str, description="Code of a place; what lies in it counts too."),
    OpenApiParameter("agency", str, description="Code of an agency."),
    OpenApiParameter("punctuality", str, many=True, enum=Punctuality.values),
]


class RoundFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug")
    number = filters.CharFilter()
    open = filters.BooleanFilter(method="opened", label="Whether it is open now")

    class Meta:
        model = Round
        fields: list[str] = []

    def opened(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        is_open = {"opened_at__isnull": False, "closed_at": None}
        return rows.filter(**is_open) if value else rows.exclude(**is_open)


class RoundViewSet(ReadOnlyViewSet):
    """Reporting rounds of the plans in sight, newest first, with the figures of all bodies."""

    queryset = Round.objects.none()
    serializer_class = RoundSerializer
    filterset_class = RoundFilter
    scopes = {"open": Scope.ADMIN, "close": Scope.ADMIN}
    orderings = {"plan": "plan__slug", "number": "number", "opens_on": "opens_on", "due_on": "due_on"}
    ordering = ("-opens_on", "plan__slug")
    shown: Iterable[Round] = ()

    def get_queryset(self) -> QuerySet[Round]:
        return Round.objects.visible_to(self.reader).select_related("plan")

    def paginate_queryset(self, queryset: Any) -> Any:
        self.shown = super().paginate_queryset(queryset) or []
        return self.shown

    def get_object(self) -> Round:
        found = super().get_object()
        self.shown = [found]
        return found

    def get_serializer_context(self) -> dict:
        """Only the rounds that are shown are counted."""
        returns = Return.objects.filter(round__in=[one.pk for one in self.shown])
        day = (asked_day(self.request) if self.request else None) or clock.today()
        lines = {pk: line for (pk,), line in counted(returns, day, "round").items()} if self.shown else {}
        return {**super().get_serializer_context(), "lines": lines}

    @extend_schema(parameters=[AS_OF])
    def list(self, request: Request, *args, **kwargs) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(parameters=[AS_OF])
    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(responses=ReturnSerializer(many=True), parameters=[AS_OF, *NARROWING], filters=False)
    @action(detail=True)
    def returns(self, request: Request, pk: str) -> Response:
        """What the round asks of the bodies in the reader's sight, in the order of the plan."""
        day = asked_day(request) or clock.today()
        asked = ReturnFilter(
            request.query_params, queryset=returns_in_sight(self.reader, self.get_object(), day)
        )
        if not asked.is_valid():
            raise ValidationError(asked.errors)
        page = super().paginate_queryset(ordered(asked.qs, ""))
        return self.get_paginated_response(ReturnSerializer(page, many=True).data)

    @extend_schema(responses=RoundEventSerializer(many=True), filters=False)
    @action(detail=True)
    def events(self, request: Request, pk: str) -> Response:
        """What happened to the round, oldest first."""
        page = super().paginate_queryset(self.get_object().events.order_by("pk"))
        return self.get_paginated_response(RoundEventSerializer(page, many=True).data)

    @extend_schema(request=None, responses=RoundSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str) -> Response:
        """Opens the plan's next round before its day; twice changes nothing more. The secretariat only."""
        return self._acted(life.open_early(self.get_object(), by=self.reader))

    @extend_schema(request=CloseInput, responses=RoundSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Closes an open round before its day; twice changes nothing more. The secretariat only."""
        found = self.get_object()
        said = CloseInput(data=request.data)
        said.is_valid(raise_exception=True)
        return self._acted(life.close(found, by=self.reader, **said.validated_data))

    def _acted(self, found: Round) -> Response:
        self.shown = [found]
        return Response(self.get_serializer(found).data)
