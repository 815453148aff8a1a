"""The document: plans, areas, tasks, measures, targets. Everything here is output."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.serializers import AgencyBriefSerializer
from tasks.enums import Standing, State
from tasks.models import Assignment, Deadline, Measure, Plan, ReformArea, Target, Task


class PlanSerializer(serializers.ModelSerializer):
    jurisdiction = serializers.CharField(source="jurisdiction.code", read_only=True)
    derived_from = serializers.CharField(
        source="derived_from.slug", allow_null=True, default=None, read_only=True
    )

    class Meta:
        model = Plan
        fields = [
            "slug",
            "title",
            "title_en",
            "title_zh",
            "language",
            "issuer",
            "document_number",
            "issued_on",
            "period_start",
            "period_end",
            "state",
            "jurisdiction",
            "derived_from",
            "demonstration",
        ]


class AreaSerializer(serializers.ModelSerializer):
    plan = serializers.CharField(source="plan.slug", read_only=True)

    class Meta:
        model = ReformArea
        fields = ["id", "plan", "position", "number", "title", "title_en", "title_zh", "field"]


class DeadlineSerializer(serializers.ModelSerializer):
    class Meta:
        model = Deadline
        fields = ["text", "date", "derived"]


class PlainTargetSerializer(serializers.ModelSerializer):
    """A target inside its measure."""

    value = serializers.DecimalField(20, 4, normalize_output=True, read_only=True, allow_null=True)
    value_to = serializers.DecimalField(20, 4, normalize_output=True, read_only=True, allow_null=True)

    class Meta:
        model = Target
        fields = ["id", "text", "value", "value_to", "unit", "comparator"]


class ResponsibilitySerializer(serializers.ModelSerializer):
    """Who is named in a clause, and as what; `assignment` is the duty that follows from it."""

    assignment = serializers.IntegerField(source="pk", read_only=True)
    agency = AgencyBriefSerializer(read_only=True)

    class Meta:
        model = Assignment
        fields = ["assignment", "agency", "named", "role", "owes", "position"]


class PlainMeasureSerializer(serializers.ModelSerializer):
    """A measure inside its task."""

    responsibilities = ResponsibilitySerializer(source="assignments", many=True, read_only=True)
    deadlines = DeadlineSerializer(many=True, read_only=True)
    targets = PlainTargetSerializer(many=True, read_only=True)

    class Meta:
        model = Measure
        fields = [
            "id",
            "position",
            "text",
            "clause",
            "mode",
            "open_ended",
            "reach",
            "reach_words",
            "responsibilities",
            "deadlines",
            "targets",
        ]


class MeasureSerializer(PlainMeasureSerializer):
    plan = serializers.CharField(source="task.area.plan.slug", read_only=True)
    task_number = serializers.CharField(source="task.number", read_only=True)

    class Meta(PlainMeasureSerializer.Meta):
        fields = ["id", "plan", "task", "task_number", *PlainMeasureSerializer.Meta.fields[1:]]


class SummarySerializer(serializers.Serializer):
    """A task rolled up from the duties that owe reports and that the reader may see."""

    state = serializers.ChoiceField(State.choices, help_text="The worst of its lead duties.")
    standing = serializers.ChoiceField(Standing.choices, help_text="The worst of its lead duties.")
    percent = serializers.IntegerField(
        allow_null=True,
        help_text="Mean over measures of the mean over the leads that reported; 0-100; null: none has.",
    )
    planned = serializers.IntegerField(help_text="The same mean of the linear plan, 0-100.")
    due_on = serializers.DateField(help_text="The earliest open due date, else the latest.")
    reported_on = serializers.DateField(allow_null=True)
    measures = serializers.IntegerField()
    verified = serializers.IntegerField(help_text="Measures whose leads are all verified.")
    leads = serializers.IntegerField()
    reported = serializers.IntegerField(help_text="Leads that have reported at least once.")
    lead_codes = serializers.ListField(child=serializers.CharField())


class TaskSerializer(serializers.ModelSerializer):
    plan = serializers.CharField(source="area.plan.slug", read_only=True)
    area_position = serializers.IntegerField(source="area.position", read_only=True)
    measures = PlainMeasureSerializer(many=True, read_only=True)
    progress = serializers.SerializerMethodField()

    class Meta:
        model = Task
        fields = [
            "id",
            "plan",
            "area",
            "area_position",
            "number",
            "title",
            "title_en",
            "title_zh",
            "text",
            "measures",
            "progress",
        ]

    @extend_schema_field(SummarySerializer(allow_null=True))
    def get_progress(self, task: Task) -> dict | None:
        summary = self.context["summaries"].get(task.pk)
        return SummarySerializer(summary).data if summary else None


class StandingCountSerializer(serializers.Serializer):
    standing = serializers.ChoiceField(Standing.choices)
    duties = serializers.IntegerField()


class PlanSummarySerializer(serializers.Serializer):
    """Counts over the duties that owe reports and that the reader may see; supporting agencies owe none.

    The duties are those of the bodies in the clauses; what was handed to places is not among them.
    """

    plan = serializers.CharField()
    as_of = serializers.DateField(help_text="The Shanghai day at whose end the ledger is read.")
    rule_version = serializers.CharField(help_text="Of the rule behind the standings.")
    duties = serializers.IntegerField()
    standings = StandingCountSerializer(many=True)
    tasks = serializers.IntegerField()
    measures = serializers.IntegerField()
    verified = serializers.IntegerField(help_text="Measures whose leads are all verified.")
    leads = serializers.IntegerField()
    reported = serializers.IntegerField(help_text="Leads that have reported at least once.")
