"""How the API shows a schedule, and how one is set up and changed."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.models import User
from reports.enums import Every, Format
from reports.models import Schedule
from reports.schedules.changing import SCHEDULED_KINDS, possible_recipients
from reports.serializers import FilterSerializer
from reports.services import LANGUAGES
from tasks.models import Plan

KINDS = [(kind.value, kind.label) for kind in SCHEDULED_KINDS]


class ScheduleSerializer(serializers.ModelSerializer):
    plan = serializers.CharField(source="plan.slug", read_only=True)
    formats = serializers.ListField(
        child=serializers.ChoiceField(Format.choices), source="parameters.formats", read_only=True
    )
    language = serializers.ChoiceField(LANGUAGES, source="parameters.language", read_only=True)
    filter = FilterSerializer(source="parameters.filter", read_only=True)
    recipients = serializers.SlugRelatedField(slug_field="username", many=True, read_only=True)
    by = serializers.CharField(
        source="by.username", default=None, read_only=True, allow_null=True, help_text="Null: the portal."
    )
    next_on = serializers.SerializerMethodField(help_text="The day on which the next report is made.")

    class Meta:
        model = Schedule
        fields = [
            "id",
            "plan",
            "kind",
            "every",
            "formats",
            "language",
            "filter",
            "recipients",
            "issue",
            "is_active",
            "since",
            "by",
            "next_on",
        ]

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_next_on(self, schedule: Schedule) -> str | None:
        found = self.context.get("nexts", {}).get(schedule.pk)
        return found.on.isoformat() if found else None


class ScheduleChange(serializers.Serializer):
    """What can be changed; what is left out stays."""

    formats = serializers.ListField(child=serializers.ChoiceField(Format.choices), allow_empty=False)
    language = serializers.ChoiceField(LANGUAGES)
    filter = FilterSerializer(required=False)
    recipients: "serializers.SlugRelatedField[AbstractUser]" = serializers.SlugRelatedField(
        slug_field="username", many=True, queryset=User.objects.none(), required=False, help_text="Usernames."
    )
    issue = serializers.BooleanField(required=False)

    def get_fields(self) -> dict:
        fields = super().get_fields()
        fields["recipients"] = serializers.SlugRelatedField(
            slug_field="username",
            many=True,
            queryset=possible_recipients(),
            required=False,
            help_text="Usernames.",
        )
        return fields

    def said(self) -> dict[str, Any]:
        """The arguments of the doors of schedules, as far as they were given."""
        data = dict(self.validated_data)
        if "filter" in data:
            data["filters"] = dict(data.pop("filter"))
        return data


class ScheduleInput(ScheduleChange):
    """A new schedule; plan, kind and rhythm stay for ever."""

    plan: "serializers.SlugRelatedField[Plan]" = serializers.SlugRelatedField(
        slug_field="slug", queryset=Plan.objects.issued(), help_text="Slug."
    )
    kind = serializers.ChoiceField(KINDS)
    every = serializers.ChoiceField(Every.choices)
