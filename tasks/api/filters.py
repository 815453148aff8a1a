"""Filters of the lists of the tasks app. Positions are filtered by at_…, so that a past day works too."""

import datetime as dt

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from agencies.filters import DayFilter, SearchFilter, Several, WholeNumberFilter
from reformtracker.lib import clock
from tasks.enums import Field, Mode, Move, PlanState
from tasks.filters import DutyFilter
from tasks.models import Assignment, Entry, Measure, Plan, ReformArea, Target, Task

ONE_DAY = dt.timedelta(days=1)


class PlanFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=PlanState.choices)
    jurisdiction = filters.CharFilter(field_name="jurisdiction__code")
    q = SearchFilter(("slug", "title", "title_en", "title_zh"))

    class Meta:
        model = Plan
        fields: list[str] = []


class AreaFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug")
    field = filters.ChoiceFilter(choices=Field.choices)

    class Meta:
        model = ReformArea
        fields: list[str] = []


class TaskFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="area__plan__slug")
    area = WholeNumberFilter(field_name="area__position", label="Position in the plan")
    field = filters.ChoiceFilter(field_name="area__field", choices=Field.choices)
    number = filters.CharFilter()
    q = SearchFilter(("number", "title_en", "title_zh", "text"))

    class Meta:
        model = Task
        fields: list[str] = []


class MeasureFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="task__area__plan__slug")
    task = WholeNumberFilter(field_name="task_id")
    mode = filters.ChoiceFilter(choices=Mode.choices)
    q = SearchFilter(("text", "clause"))

    class Meta:
        model = Measure
        fields: list[str] = []


class TargetFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="measure__task__area__plan__slug")
    measure = WholeNumberFilter(field_name="measure_id")
    q = SearchFilter(("text", "unit"))

    class Meta:
        model = Target
        fields: list[str] = []


class AssignmentFilter(DutyFilter):
    """What can be asked of duties everywhere, and what only programs ask."""

    task = WholeNumberFilter(field_name="measure__task_id")
    jurisdiction = filters.CharFilter(field_name="agency__jurisdiction__code")
    owes = filters.BooleanFilter()

    class Meta:
        model = Assignment
        fields: list[str] = []


class EntryFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug")
    assignment = WholeNumberFilter(field_name="assignment_id")
    move = Several(choices=Move.choices)
    agency = filters.CharFilter(field_name="assignment__agency__code")
    since = DayFilter(method="from_day", label="From this Shanghai day on")
    until = DayFilter(method="to_day", label="Up to this Shanghai day, itself included")
    after = WholeNumberFilter(
        field_name="n", lookup_expr="gt", label="With a greater number n: for following one plan"
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def from_day(self, rows: QuerySet, name: str, day) -> QuerySet:
        return rows.filter(at__gte=clock.end_of(day - ONE_DAY))

    def to_day(self, rows: QuerySet, name: str, day) -> QuerySet:
        return rows.filter(at__lt=clock.end_of(day))
