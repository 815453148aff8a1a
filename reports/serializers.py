"""How the API shows a report (output) and how one is asked for (input)."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from agencies.filters import LARGEST_ID
from reformtracker.lib import clock
from reformtracker.lib.errors import Invalid
from reformtracker.lib.queue import QueueState
from reports.enums import Failure, Format, Kind
from reports.models import Report
from reports.scopes import LARGEST_POSITION
from reports.services import LANGUAGES
from tasks.enums import Field
from tasks.models import Plan
from tasks.models.saved import LONGEST_QUERY
from tasks.saved import LONGEST_NAME
from tasks.validators import clean_day


class ArtifactSerializer(serializers.Serializer):
    format = serializers.ChoiceField(Format.choices)
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    url = serializers.CharField()


class FailureSerializer(serializers.Serializer):
    code = serializers.ChoiceField(Failure.choices)
    text = serializers.CharField(help_text="In the reader's language.")
    detail = serializers.CharField()


class FilterSerializer(serializers.Serializer):
    """The narrowing of a report. An extract is narrowed by the names of the filter of `entries`."""

    agency = serializers.CharField(required=False, max_length=24, help_text="Code of an agency.")
    place = serializers.CharField(
        required=False, max_length=12, help_text="Code of a place: what its bodies hold, and those in it."
    )
    area = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_POSITION, help_text="Position in the plan."
    )
    field = serializers.ChoiceField(Field.choices, required=False)
    saved = serializers.IntegerField(
        required=False,
        write_only=True,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="One of your own saved filters; it becomes its query at once.",
    )
    query = serializers.CharField(
        required=False, max_length=LONGEST_QUERY, help_text="As in the address of the task list."
    )
    named = serializers.CharField(
        required=False, max_length=LONGEST_NAME, help_text="Under which name the query is kept."
    )
    since = serializers.CharField(
        required=False, max_length=10, help_text="The first day; of changes alone, and there required."
    )

    def to_internal_value(self, data: Any) -> dict:
        """Names that are not known are handed on: the service refuses them, or an extract knows them."""
        known = super().to_internal_value(data)
        strange = {name: value for name, value in data.items() if name not in self.fields}
        return known | {str(name): _as_text(str(name), value) for name, value in strange.items()}

    def to_representation(self, instance: dict) -> dict:
        return dict(instance) | super().to_representation(instance)


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, str | int):
        return str(value)
    raise serializers.ValidationError({name: _("Every part of a filter is a text or a number.")})


class ReportSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    plan = serializers.CharField(source="plan.slug", read_only=True)
    formats = serializers.ListField(child=serializers.ChoiceField(Format.choices), read_only=True)
    language = serializers.ChoiceField(LANGUAGES, read_only=True)
    filter = FilterSerializer(read_only=True)
    requested_by = serializers.CharField(
        source="requested_by.username", default=None, read_only=True, allow_null=True
    )
    failure = serializers.SerializerMethodField()
    artifacts = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = [
            "id",
            "kind",
            "plan",
            "as_of",
            "formats",
            "language",
            "filter",
            "requested_by",
            "requested_at",
            "state",
            "step",
            "progress",
            "attempt",
            "failure",
            "finished_at",
            "artifacts",
            "data_sha256",
            "rule_version",
            "as_of_moment",
            "ledger_n",
            "ledger_hash",
        ]

    @extend_schema_field(FailureSerializer(allow_null=True))
    def get_failure(self, report: Report) -> dict | None:
        if report.state != QueueState.FAILED:
            return None
        code = Failure(report.failure_code)
        return {"code": code.value, "text": str(code.label), "detail": report.failure_detail}

    @extend_schema_field(ArtifactSerializer(many=True))
    def get_artifacts(self, report: Report) -> list[dict]:
        rows = [item | {"url": self._url(report, item["format"])} for item in report.artifacts]
        return list(ArtifactSerializer(rows, many=True).data)

    def _url(self, report: Report, kind: str) -> str:
        return reverse("api:report-file", args=[report.public_id, kind], request=None)


class PastDayField(serializers.DateField):
    def to_internal_value(self, data: Any) -> dt.date:
        try:
            return clean_day(super().to_internal_value(data), "as_of")
        except Invalid as refused:
            raise serializers.ValidationError(str(refused.message)) from refused


class AskInput(serializers.Serializer):
    """What is asked for. The day is a Shanghai day, shown as it was at its end."""

    kind = serializers.ChoiceField(Kind.choices)
    plan: "serializers.SlugRelatedField[Plan]" = serializers.SlugRelatedField(
        slug_field="slug", queryset=Plan.objects.none(), help_text="Slug."
    )
    as_of = PastDayField(required=False, help_text="Default: today.")
    formats = serializers.MultipleChoiceField(
        choices=Format.choices, required=False, allow_empty=False, help_text="Default: all of the kind."
    )
    language = serializers.ChoiceField(LANGUAGES, default=LANGUAGES[0])
    filter = FilterSerializer(required=False)

    def get_fields(self) -> dict:
        fields = super().get_fields()
        if "reader" in self.context:
            seen = Plan.objects.visible_to(self.context["reader"])
            fields["plan"] = serializers.SlugRelatedField(slug_field="slug", queryset=seen)
        return fields

    def asked(self) -> dict:
        """The arguments of `services.request_report`."""
        data = self.validated_data
        return {
            "kind": data["kind"],
            "plan": data["plan"],
            "as_of": data.get("as_of") or clock.today(),
            "formats": sorted(data["formats"]) if data.get("formats") else None,
            "language": data["language"],
            "filters": dict(data.get("filter") or {}),
        }
