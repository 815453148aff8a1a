"""Filters of the lists of the tasks app. Positions are filtered by at_…, so that a past day works too."""

import datetime as dt

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from agencies.api.filters import DayFilter, SearchFilter, WholeNumberFilter
from reformtracker.lib import clock
from tasks.enums import Field, Mode, Move, PlanState, Role, Standing, State
from tasks.models import Assignment, Entry, Measure, Plan, ReformArea, Target, Task

ONE_DAY = dt.timedelta(days=1)
TITLES = ("measure__task__title_en", "measure__task__title_zh", "measure__task__text")


class Several(filters.MultipleChoiceFilter):
    """Any of the values: `state=assigned&state=in_progress`."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, distinct=False, **kwargs)


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
    area = extend_schema_field(int)(
        WholeNumberFilter(field_name="area__position", label="Position in the plan")
    )
    field = filters.ChoiceFilter(field_name="area__field", choices=Field.choices)
    number = filters.CharFilter()
    q = SearchFilter(("number", "title_en", "title_zh", "text"))

    class Meta:
        model = Task
        fields: list[str] = []


class MeasureFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="task__area__plan__slug")
    task = extend_schema_field(int)(WholeNumberFilter(field_name="task_id"))
    mode = filters.ChoiceFilter(choices=Mode.choices)
    q = SearchFilter(("text", "clause"))

    class Meta:
        model = Measure
        fields: list[str] = []


class TargetFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="measure__task__area__plan__slug")
    measure = extend_schema_field(int)(WholeNumberFilter(field_name="measure_id"))
    q = SearchFilter(("text", "unit"))

    class Meta:
        model = Target
        fields: list[str] = []


class AssignmentFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug")
    area = extend_schema_field(int)(
        WholeNumberFilter(field_name="measure__task__area__position", label="Position in the plan")
    )
    task = extend_schema_field(int)(WholeNumberFilter(field_name="measure__task_id"))
    agency = filters.CharFilter(field_name="agency__code")
    jurisdiction = filters.CharFilter(field_name="agency__jurisdiction__code")
    role = Several(choices=Role.choices)
    state = Several(field_name="at_state", choices=State.choices)
    standing = Several(field_name="at_standing", choices=Standing.choices)
    due_before = DayFilter(field_name="at_due_on", lookup_expr="lt")
    owes = filters.BooleanFilter()
    q = SearchFilter((*TITLES, "measure__task__number", "named", "agency__name_en", "agency__name_zh"))

    class Meta:
        model = Assignment
        fields: list[str] = []


class EntryFilter(filters.FilterSet):
    plan = filters.CharFilter(field_name="plan__slug")
    assignment = extend_schema_field(int)(WholeNumberFilter(field_name="assignment_id"))
    move = Several(choices=Move.choices)
    agency = filters.CharFilter(field_name="assignment__agency__code")
    since = DayFilter(method="from_day", label="From this Shanghai day on")
    until = DayFilter(method="to_day", label="Up to this Shanghai day, itself included")
    after = extend_schema_field(int)(
        WholeNumberFilter(
            field_name="n", lookup_expr="gt", label="With a greater number n: for following one plan"
        )
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def from_day(self, rows: QuerySet, name: str, day) -> QuerySet:
        return rows.filter(at__gte=clock.end_of(day - ONE_DAY))

    def to_day(self, rows: QuerySet, name: str, day) -> QuerySet:
        return rows.filter(at__lt=clock.end_of(day))
