"""The figures of the places over the API: the matrix of a plan as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import PortalView
from agencies.models import User
from reports.board import plans_in_sight
from reports.dashboard_views import named_plan
from reports.provinces.matrix import Cell, Column, Figures, Matrix, Row, matrix_of
from reports.provinces.reading import Local, read_local
from reports.provinces.returns import returns_by_place
from reports.provinces.sight import Sight
from reports.provinces.yardsticks import Rank, Yardstick, ranks
from tasks.api.asof import AS_OF, asked_day
from tasks.enums import Standing


class DetailSerializer(serializers.Serializer):
    """One duty in the reader's sight."""

    assignment = serializers.IntegerField()
    measure = serializers.CharField(help_text="Task and position, “2.5/2”.")
    standing = serializers.ChoiceField(choices=Standing.choices)
    reason = serializers.CharField(help_text="The sentence behind the standing.")
    percent = serializers.IntegerField(allow_null=True, help_text="As reported, 0-100; null: never reported.")
    due_on = serializers.DateField()
    reported_on = serializers.DateField(allow_null=True)


class CellSerializer(serializers.Serializer):
    """How a place stands in a task, by the worst of its duties there."""

    task = serializers.CharField()
    standing = serializers.ChoiceField(choices=Standing.choices)
    standing_so = serializers.IntegerField(help_text="How many of the duties stand as the worst does.")
    duties = serializers.IntegerField()
    reported = serializers.IntegerField(help_text="How many were ever reported on.")
    verified = serializers.IntegerField()
    details = DetailSerializer(many=True, required=False, help_text="Only of duties in your sight.")


class RankSerializer(serializers.Serializer):
    n = serializers.IntegerField(allow_null=True, help_text="Ties share a rank; null: no figure, no rank.")
    of = serializers.IntegerField(help_text="Places with a figure.")
    silent = serializers.IntegerField(help_text="Places that hold duties and have no figure.")


class PlaceFiguresSerializer(serializers.Serializer):
    """One place; shares are percent 0-100 and null where there is no figure, which is not a zero."""

    code = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    duties = serializers.IntegerField()
    reported = serializers.IntegerField()
    verified = serializers.IntegerField()
    overdue = serializers.IntegerField()
    standings = serializers.DictField(child=serializers.IntegerField())
    verified_share = serializers.FloatField(allow_null=True)
    overdue_share = serializers.FloatField(allow_null=True)
    returns_owed = serializers.IntegerField(allow_null=True)
    returns_on_time = serializers.IntegerField(allow_null=True)
    on_time_share = serializers.FloatField(allow_null=True)
    ranks = serializers.DictField(child=RankSerializer(), help_text="By yardstick.")
    cells = CellSerializer(many=True)


class TaskColumnSerializer(serializers.Serializer):
    task = serializers.CharField()
    title_en = serializers.CharField()
    title_zh = serializers.CharField()
    area = serializers.IntegerField(help_text="Position of the reform area.")
    measures = serializers.ListField(child=serializers.CharField())


class PlacesSerializer(serializers.Serializer):
    """What was handed to places under a plan, as it stood at the end of the day."""

    plan = serializers.CharField()
    as_of = serializers.DateField()
    tasks = TaskColumnSerializer(many=True)
    provinces = PlaceFiguresSerializer(many=True)


class PlanProvincesView(PortalView):
    """Places by tasks: figures of all provinces, details of those in sight."""

    @extend_schema(operation_id="plans_provinces_retrieve", responses=PlacesSerializer, parameters=[AS_OF])
    def get(self, request: Request, slug: str) -> Response:
        plan = named_plan(plans_in_sight(self.reader), slug)
        local = read_local(plan, asked_day(request))
        return Response(PlacesSerializer(places(local, self.reader)).data)


def places(local: Local, reader: User) -> dict[str, Any]:
    """The answer as plain values."""
    matrix = matrix_of(local, returns=returns_by_place(local))
    by_yardstick = {one.value: ranks(one, matrix.rows) for one in Yardstick}
    return {
        "plan": local.plan.slug,
        "as_of": local.day,
        "tasks": [_task(column) for column in matrix.columns],
        "provinces": [
            _place(row, {name: found.get(row.place.code) for name, found in by_yardstick.items()})
            | {"cells": _cells(row, matrix, local, Sight(reader))}
            for row in matrix.rows
        ],
    }


def _task(column: Column) -> dict[str, Any]:
    return {
        "task": column.key,
        "title_en": column.title_en,
        "title_zh": column.title_zh,
        "area": column.area,
        "measures": [measure.label for measure in column.measures],
    }


def _place(row: Row, placed: dict[str, Rank | None]) -> dict[str, Any]:
    place = row.place
    named = {"code": place.code, "name_en": place.name_en, "name_zh": place.name_zh}
    return named | _figures(row.figures) | {"ranks": {name: rank for name, rank in placed.items() if rank}}


def _figures(figures: Figures) -> dict[str, Any]:
    returns = figures.returns
    return {
        "duties": figures.duties,
        "reported": figures.heard,
        "verified": figures.verified,
        "overdue": figures.overdue,
        "standings": dict(figures.counts),
        "verified_share": _rounded(figures.verified_share),
        "overdue_share": _rounded(figures.overdue_share),
        "returns_owed": returns.owed if returns else None,
        "returns_on_time": returns.on_time if returns else None,
        "on_time_share": _rounded(figures.on_time_share),
    }


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 1)


def _cells(row: Row, matrix: Matrix, local: Local, seen: Sight) -> list[dict[str, Any]]:
    pairs = zip(matrix.columns, row.cells, strict=True)
    return [_cell(column, cell, local, seen) for column, cell in pairs if cell]


def _cell(column: Column, cell: Cell, local: Local, seen: Sight) -> dict[str, Any]:
    said: dict[str, Any] = {
        "task": column.key,
        "standing": cell.kind,
        "standing_so": cell.like_worst,
        "duties": cell.total,
        "reported": cell.heard,
        "verified": cell.verified,
    }
    labels = {measure.measure: measure.label for measure in column.measures}
    details = [
        {
            "assignment": duty.pk,
            "measure": labels[duty.measure],
            "standing": duty.kind,
            "reason": duty.reason(local.day),
            "percent": duty.said,
            "due_on": duty.due_on,
            "reported_on": duty.reported_on,
        }
        for duty in cell.duties
        if seen.place(duty.place)
    ]
    return said | ({"details": details} if details else {})
