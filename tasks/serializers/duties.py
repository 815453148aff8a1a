"""Duties and their ledger. Everything here is output; positions are those of the day asked for."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.serializers import AgencyBriefSerializer
from tasks.enums import Standing, State
from tasks.models import Assignment, Entry, Evidence, Task
from tasks.queries import named
from tasks.standing import standing


class TaskBriefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Task
        fields = ["id", "number", "title_en", "title_zh"]


class AssignmentSerializer(serializers.ModelSerializer):
    """A duty with its position, its standing and the sentence behind it; needs rows of `queries.duties`."""

    plan = serializers.CharField(source="measure.task.area.plan.slug", read_only=True)
    area_position = serializers.IntegerField(source="measure.task.area.position", read_only=True)
    field = serializers.CharField(source="measure.task.area.field", read_only=True, allow_null=True)
    task = TaskBriefSerializer(source="measure.task", read_only=True)
    measure_position = serializers.IntegerField(source="measure.position", read_only=True)
    agency = AgencyBriefSerializer(read_only=True)
    state = serializers.ChoiceField(State.choices, source="at_state", read_only=True)
    percent = serializers.IntegerField(source="at_percent", read_only=True, help_text="0-100, self-reported.")
    due_on = serializers.DateField(source="at_due_on", read_only=True)
    reported_on = serializers.DateField(source="at_reported_on", read_only=True, allow_null=True)
    completed_on = serializers.DateField(
        source="at_completed_on",
        read_only=True,
        allow_null=True,
        help_text="The day of the claim that stands.",
    )
    objecting = serializers.SerializerMethodField(help_text="Codes of the agencies whose objection stands.")
    asked_due_on = serializers.DateField(
        source="at_asked_due_on",
        read_only=True,
        allow_null=True,
        help_text="An extension asked for, not yet decided.",
    )
    version = serializers.IntegerField(
        source="at_version", read_only=True, help_text="Also the ETag of the detail."
    )
    standing = serializers.ChoiceField(Standing.choices, source="at_standing", read_only=True)
    reason = serializers.SerializerMethodField(
        help_text="Why the standing is what it is, in the reader's language."
    )

    class Meta:
        model = Assignment
        fields = [
            "id",
            "plan",
            "area_position",
            "field",
            "task",
            "measure",
            "measure_position",
            "agency",
            "role",
            "owes",
            "named",
            "start_on",
            "original_due_on",
            "due_on",
            "state",
            "percent",
            "reported_on",
            "completed_on",
            "objecting",
            "asked_due_on",
            "standing",
            "reason",
            "version",
        ]

    def get_objecting(self, duty: Assignment) -> list[str]:
        return duty.at_objecting.split()

    def get_reason(self, duty: Assignment) -> str:
        return standing(named(duty.facts), self.context["limits"])[1]


class EvidenceSerializer(serializers.ModelSerializer):
    """A file (sha256, name, media_type, size in bytes) or a document reference."""

    class Meta:
        model = Evidence
        fields = ["id", "sha256", "name", "media_type", "size", "reference"]


class EntrySerializer(serializers.ModelSerializer):
    """A row of the ledger: the move, the complete position after it, and the chain.

    The keys (`plan_id`, `assignment`, `actor_id`, `on_behalf_id`) are there because the hash covers them.
    """

    plan = serializers.CharField(source="plan.slug", read_only=True)
    plan_id = serializers.IntegerField(read_only=True)
    objecting = serializers.SerializerMethodField()
    actor_id = serializers.IntegerField(read_only=True, allow_null=True)
    on_behalf = serializers.CharField(source="on_behalf.code", allow_null=True, default=None, read_only=True)
    on_behalf_id = serializers.IntegerField(read_only=True, allow_null=True)
    details = serializers.SerializerMethodField(help_text="What the move carried beyond the columns.")
    evidence = EvidenceSerializer(many=True, read_only=True)

    class Meta:
        model = Entry
        fields = [
            "id",
            "plan",
            "plan_id",
            "n",
            "assignment",
            "subject",
            "move",
            "state",
            "percent",
            "due_on",
            "reported_on",
            "completed_on",
            "objecting",
            "asked_due_on",
            "version",
            "note",
            "reason",
            "details",
            "actor_id",
            "actor_label",
            "on_behalf",
            "on_behalf_id",
            "evidence",
            "demonstration",
            "at",
            "wall_at",
            "command",
            "algorithm",
            "previous_hash",
            "hash",
        ]

    def get_objecting(self, entry: Entry) -> list[str]:
        return entry.objecting.split()

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_details(self, entry: Entry) -> dict:
        return entry.details
