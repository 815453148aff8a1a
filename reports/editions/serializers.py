"""How the API shows an edition, and what is said when a report is issued."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from reports.enums import Format
from reports.models import Edition
from tasks.validators import MAX_TEXT


class EditionFileSerializer(serializers.Serializer):
    format = serializers.ChoiceField(Format.choices)
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    url = serializers.CharField()


class EditionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="report.public_id", read_only=True, help_text="That of its report.")
    plan = serializers.CharField(source="plan.slug", read_only=True)
    language = serializers.CharField(source="report.language", read_only=True)
    corrects = serializers.UUIDField(source="corrects.report.public_id", default=None, read_only=True)
    corrected_by = serializers.UUIDField(source="corrected_by.report.public_id", default=None, read_only=True)
    issued_by = serializers.CharField(
        source="issued_by.username",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="Null: the portal.",
    )
    frozen = serializers.JSONField(
        read_only=True, help_text="Parameters, labels, versions, ledger position and hashes as they were."
    )
    files = serializers.SerializerMethodField()

    class Meta:
        model = Edition
        fields = [
            "id",
            "series",
            "number",
            "kind",
            "plan",
            "as_of",
            "language",
            "title",
            "data_sha256",
            "corrects",
            "corrected_by",
            "reason",
            "issued_by",
            "at",
            "files",
            "frozen",
        ]

    @extend_schema_field(EditionFileSerializer(many=True))
    def get_files(self, edition: Edition) -> list[dict[str, Any]]:
        key = edition.report.public_id
        rows = [
            item | {"url": reverse("api:edition-file", args=[key, item["format"]], request=None)}
            for item in edition.frozen["files"]
        ]
        return list(EditionFileSerializer(rows, many=True).data)


class IssueInput(serializers.Serializer):
    """Nothing for a first edition; for a correction the edition that it corrects, and why."""

    corrects = serializers.UUIDField(required=False, help_text="Id of the edition.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)
