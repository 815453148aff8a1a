"""Targets with their figures and readings, read only; readings are given with a report or a claim."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from reformtracker.lib import clock
from tasks.api.asof import AS_OF, asked_day
from tasks.api.filters import TargetFilter
from tasks.api.plans import PartViewSet
from tasks.models import Reading, Target
from tasks.serializers.targets import ReadingSerializer, TargetFiguresSerializer, TargetSerializer
from tasks.targets import pages, positions
from tasks.targets.pages import TargetPage

PLACE = OpenApiParameter("place", str, description="Code of one place.")


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

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("measure__deadlines")

    @extend_schema(responses=ReadingSerializer(many=True), parameters=[AS_OF, PLACE], filters=False)
    @action(detail=True)
    def readings(self, request: Request, pk: str) -> Response:
        """All values, the newest day first; of one place and day the first counts, the others were put right.

        Values of every place; what was said with them only of places in the reader's sight.
        """
        known = positions.readings_of([self.get_object()], asked_day(request))
        if place := request.query_params.get("place"):
            known = known.filter(jurisdiction__code=place)
        seen = Reading.objects.visible_to(self.reader).filter(pk=OuterRef("pk"))
        rows = known.annotate(in_sight=Exists(seen)).select_related("jurisdiction")
        page = self.paginate_queryset(rows.order_by("-on", "jurisdiction__position", "-pk"))
        return self.get_paginated_response(ReadingSerializer(page, many=True).data)

    @extend_schema(responses=TargetFiguresSerializer, parameters=[AS_OF], filters=False)
    @action(detail=True, pagination_class=None)
    def figures(self, request: Request, pk: str) -> Response:
        """How the target stands: all places together, and each; now or at the end of a past day."""
        target, as_of = self.get_object(), asked_day(request)
        plan = target.measure.task.area.plan
        page = pages.page_of(self.reader, plan, target, as_of)
        return Response(TargetFiguresSerializer(_figures(page, as_of or clock.today())).data)


def _figures(page: TargetPage, day: dt.date) -> dict:
    total, told = page.line.total, page.row.told
    codes = {row.place.pk: row.place.code for row in page.places}
    return {
        "target": page.line.target.pk,
        "as_of": day,
        "state": told.state,
        "reason": told.sentence,
        **{
            name: getattr(total, name)
            for name in ("figure", "numerator", "denominator", "low", "middle", "high", "asked", "meeting")
        },
        "given": len(total.given),
        "missing": [codes[place] for place in total.missing],
        "stale": [codes[place] for place in total.stale],
        "for_whole": total.national is not None,
        "places": [_place(row) for row in page.places],
    }


def _place(row: pages.PlaceRow) -> dict:
    value = row.line.value
    return {
        "place": row.place.code,
        "on": value.on if value else None,
        "value": value.value if value else None,
        "figure": row.line.standing.figure,
        "state": row.told.state,
        "reason": row.told.sentence,
        "stale": row.line.is_stale,
    }
