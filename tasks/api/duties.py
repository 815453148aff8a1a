"""Duties, their moves, and the ledger."""

import re
from collections.abc import Mapping

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import PortalView, ReadOnlyViewSet
from agencies.api.schema import ProblemSerializer
from agencies.enums import Scope
from reformtracker.lib import clock, problems
from reformtracker.lib.errors import Invalid, NotAllowed, Stale, VersionRequired
from tasks import permissions
from tasks.api.asof import AS_OF, asked_day
from tasks.api.filters import AssignmentFilter, EntryFilter
from tasks.enums import Move, State
from tasks.models import Assignment, Entry
from tasks.queries import duties
from tasks.serializers.duties import AssignmentSerializer, EntrySerializer
from tasks.serializers.moves import INPUTS, OfferedSerializer, RuleSerializer
from tasks.services import SERVICES
from tasks.standing import Limits
from tasks.workflow import RULES

# Weak tags are taken too: a proxy that compresses makes tags weak, and a version names a state, not bytes.
IF_MATCH = re.compile(r'(?:W/)?"(\d{1,9})"')
OF_MEASURE = ("measure__task__area__position", "measure__task__position", "measure__position", "position")


class StaleSerializer(ProblemSerializer):
    """A problem with the duty as it is now."""

    current = AssignmentSerializer()


class AssignmentViewSet(ReadOnlyViewSet):
    """Duties with position, standing and reason, now or `as_of` a day. A detail's ETag is its version."""

    queryset = Assignment.objects.none()
    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilter
    scopes = {"make": Scope.REPORT}
    orderings = {
        "id": "pk",
        "due_on": "at_due_on",
        "original_due_on": "original_due_on",
        "percent": "at_percent",
        "standing": "at_rank",
        "state": "at_state",
        "reported_on": "at_reported_on",
        "agency": "agency__position",
        "plan": "plan__slug",
        "area": "measure__task__area__position",
    }
    ordering = ("plan__slug", *OF_MEASURE)

    def get_queryset(self) -> QuerySet[Assignment]:
        return duties(self.reader, as_of=self._day()).for_list()

    def get_serializer_context(self) -> dict:
        limits = Limits.on(self._day() or clock.today())
        return {**super().get_serializer_context(), "limits": limits}

    def _day(self):
        """A move is made now, whatever day somebody looks at."""
        return asked_day(self.request) if self.action in ("list", "retrieve") else None

    @extend_schema(parameters=[AS_OF])
    def list(self, request: Request, *args, **kwargs) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(parameters=[AS_OF, OpenApiParameter("ETag", str, "header", response=[200])])
    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        duty = self.get_object()
        headers = {} if self._day() else {"ETag": f'"{duty.at_version}"'}
        return Response(self.get_serializer(duty).data, headers=headers)

    @extend_schema(
        operation_id="assignments_moves_list", responses=OfferedSerializer(many=True), filters=False
    )
    @action(detail=True, pagination_class=None)
    def moves(self, request: Request, pk: str) -> Response:
        """The moves that this user may make on the duty now, and what each must carry."""
        duty = self.get_object()
        offered = permissions.offered(self.reader, duty, _measure_of(duty), today=clock.today())
        rows = [
            described(move) | {"url": reverse("api:assignment-make", args=[pk, move])} for move in offered
        ]
        return Response(OfferedSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="assignments_moves_create",
        filters=False,
        parameters=[
            OpenApiParameter("move", str, "path", enum=[move.value for move in INPUTS]),
            OpenApiParameter(
                "If-Match",
                str,
                "header",
                required=True,
                description='The version that was read, in quotes: "3".',
            ),
            OpenApiParameter("ETag", str, "header", response=[200, 201]),
            OpenApiParameter("Location", str, "header", response=[200, 201]),
        ],
        request=PolymorphicProxySerializer(
            "Said", [*dict.fromkeys(INPUTS.values())], resource_type_field_name=None
        ),
        responses={
            201: EntrySerializer,
            200: OpenApiResponse(
                EntrySerializer, description="The same was said before; nothing is written."
            ),
            (412, problems.CONTENT_TYPE): StaleSerializer,
            (428, problems.CONTENT_TYPE): ProblemSerializer,
        },
    )
    @action(detail=True, methods=["post"], url_path=r"moves/(?P<move>[a-z_]+)")
    def make(self, request: Request, pk: str, move: str) -> HttpResponse:
        """Makes a move; the same as the button on the page. Moves and what they carry: GET /moves/."""
        duty = self.get_object()
        step = _move_named(move)
        if not permissions.may(self.reader, step, duty, _measure_of(duty)):
            raise NotAllowed(_("“%s” is not yours to make on this duty.") % step.label)
        version = version_in(request.headers)
        said = self._said(step, request)
        try:
            entry = SERVICES[step](duty, by=self.reader, version=version, **said)
        except Stale as stale:
            current = self.get_serializer(self.get_object()).data
            return problems.refused(stale, current=current)
        return _written(entry, repeated=entry.version == duty.version)

    def _said(self, move: Move, request: Request) -> dict:
        said = INPUTS[move](data=request.data, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        return said.said()


def _measure_of(duty: Assignment) -> list[Assignment]:
    return list(Assignment.objects.bound_with(duty).select_related("agency__jurisdiction"))


def _move_named(name: str) -> Move:
    if name not in Move.values:
        raise Http404
    return Move(name)


def _written(entry: Entry, *, repeated: bool) -> Response:
    """The entry just written, or written when the same was said before."""
    headers = {"ETag": f'"{entry.version}"', "Location": reverse("api:entry-detail", args=[entry.pk])}
    return Response(EntrySerializer(entry).data, status=200 if repeated else 201, headers=headers)


def version_in(headers: Mapping[str, str]) -> int:
    """The version in If-Match; raises VersionRequired when there is none, Invalid for what is no version."""
    tag = headers.get("If-Match", "").strip()
    if tag in ("", "*"):
        raise VersionRequired(_("Say in If-Match which version of the duty you have seen: its ETag."))
    match = IF_MATCH.fullmatch(tag)
    if match is None:
        sentence = _('If-Match must be one version in quotes, such as "3".')
        raise Invalid(sentence, fields={"If-Match": sentence})
    return int(match[1])


def described(move: Move) -> dict:
    """One row of the table of moves, as RuleSerializer shows it."""
    rule, inputs = RULES[move], INPUTS.get(move)
    fields = list(inputs().fields) if inputs else []
    return {
        "move": move,
        "label": move.label,
        "sources": [state for state in State if state in rule.sources],
        "target": rule.target,
        "who": rule.who.value,
        "carries": list(rule.carries),
        "may_carry": [name for name in fields if name not in rule.carries],
    }


class MovesView(PortalView):
    """The table of moves: from which states, to which, by whom, and what each must carry."""

    @extend_schema(operation_id="moves_list", responses=RuleSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(RuleSerializer([described(move) for move in RULES], many=True).data)


class EntryViewSet(ReadOnlyViewSet):
    """The ledger, newest first; one hash chain per plan. To follow one: `plan`, `after` and `ordering=n`."""

    queryset = Entry.objects.none()
    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    orderings = {"id": "pk", "n": "n", "at": "at", "plan": "plan__slug"}
    ordering = ("-at", "-n")

    def get_queryset(self) -> QuerySet[Entry]:
        seen = Entry.objects.visible_to(self.reader)
        return seen.select_related("plan", "on_behalf").prefetch_related("evidence")
