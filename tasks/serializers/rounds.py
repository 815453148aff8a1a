"""Reporting rounds and their returns; everything but CloseInput is output."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.serializers import AgencyBriefSerializer
from tasks.enums import Punctuality, RoundEventKind
from tasks.models import Return, Round, RoundEvent
from tasks.rounds.tallies import Line
from tasks.serializers.duties import TaskBriefSerializer
from tasks.validators import MAX_TEXT


class LineSerializer(serializers.Serializer):
    """Counts of returns: of rounds past their due day `owed`, in four parts; else `early` and `pending`."""

    asked = serializers.IntegerField()
    owed = serializers.IntegerField()
    on_time = serializers.IntegerField()
    late = serializers.IntegerField()
    missing = serializers.IntegerField()
    returned = serializers.IntegerField()
    early = serializers.IntegerField()
    pending = serializers.IntegerField()
    excused = serializers.IntegerField()


class RoundSerializer(serializers.ModelSerializer):
    """A round; planned until `opened_at`, open until `closed_at`. `returns` counts those of all bodies."""

    plan = serializers.CharField(source="plan.slug", read_only=True)
    returns = serializers.SerializerMethodField()

    class Meta:
        model = Round
        fields = [
            "id",
            "plan",
            "number",
            "period_start",
            "period_end",
            "opens_on",
            "due_on",
            "closes_on",
            "opened_at",
            "closed_at",
            "returns",
        ]

    @extend_schema_field(LineSerializer)
    def get_returns(self, round_: Round) -> dict:
        return LineSerializer(self.context["lines"].get(round_.pk, Line())).data


class ReturnSerializer(serializers.ModelSerializer):
    """What one duty owes in the round, and how it stands on the day asked for."""

    task = TaskBriefSerializer(source="assignment.measure.task", read_only=True)
    agency = AgencyBriefSerializer(source="assignment.agency", read_only=True)
    jurisdiction = serializers.CharField(source="assignment.agency.jurisdiction.code", read_only=True)
    punctuality = serializers.ChoiceField(Punctuality.choices, source="at_punctuality", read_only=True)

    class Meta:
        model = Return
        fields = [
            "assignment",
            "task",
            "agency",
            "jurisdiction",
            "punctuality",
            "given_on",
            "entry",
            "sent_back_on",
            "again_on",
            "times_sent_back",
            "corrected",
            "excused_on",
        ]


class RoundEventSerializer(serializers.ModelSerializer):
    """Who opened, closed or moved a round; `by` null is the portal itself."""

    kind = serializers.ChoiceField(RoundEventKind.choices, read_only=True)

    class Meta:
        model = RoundEvent
        fields = ["kind", "by", "note", "counts", "at", "wall_at"]


class CloseInput(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=MAX_TEXT)
