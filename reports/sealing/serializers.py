"""How the API shows seals, keys and checks."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reformtracker.lib.queue import QueueState
from reports.enums import CheckFailure, SealKind
from reports.models import Check, Publication, Seal
from tasks.models import Plan


class PublicationSerializer(serializers.ModelSerializer):
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = Publication
        fields = ["where", "by", "at"]


class SealSerializer(serializers.ModelSerializer):
    publication = PublicationSerializer(read_only=True, allow_null=True)
    kind = serializers.ChoiceField(SealKind.choices, read_only=True)
    size = serializers.IntegerField(read_only=True, help_text="Leaves of the tree.")
    root = serializers.CharField(read_only=True, help_text="RFC 6962 root, hexadecimal.")
    checkpoint = serializers.CharField(
        read_only=True, help_text="Signed note in the format c2sp.org/tlog-checkpoint."
    )

    class Meta:
        model = Seal
        fields = [
            "number", "kind", "day", "size", "root", "checkpoint", "key_id", "at", "wall_at", "publication",
        ]  # fmt: skip


class KeySerializer(serializers.Serializer):
    id = serializers.CharField(help_text="Name and hash, as a seal's key_id says it.")
    key = serializers.CharField(source="__str__", help_text="name+id+key, as verifiers take it.")
    fingerprint = serializers.CharField(help_text="SHA-256 of the key.")


class FaultSerializer(serializers.Serializer):
    chain = serializers.CharField(help_text='"plan:<slug>", "access" or "seals".')
    n = serializers.IntegerField(help_text="Number of the row, or of the seal.")
    code = serializers.CharField()
    detail = serializers.CharField()


class CheckFailureSerializer(serializers.Serializer):
    code = serializers.ChoiceField(CheckFailure.choices)
    text = serializers.CharField(help_text="In the reader's language.")
    detail = serializers.CharField()


class CheckSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    plan = serializers.CharField(source="plan.slug", default=None, read_only=True, allow_null=True)
    requested_by = serializers.CharField(
        source="requested_by.username", default=None, read_only=True, allow_null=True
    )
    seal = serializers.IntegerField(
        source="seal.number", default=None, read_only=True, allow_null=True, help_text="Its number."
    )
    faults = FaultSerializer(many=True, read_only=True)
    holds = serializers.SerializerMethodField(help_text="Null as long as there is no result.")
    failure = serializers.SerializerMethodField()

    class Meta:
        model = Check
        fields = [
            "id", "plan", "requested_by", "requested_at", "state", "step", "progress", "attempt",
            "checked", "of", "holds", "faults", "seal", "failure", "finished_at",
        ]  # fmt: skip

    def get_holds(self, check: Check) -> bool | None:
        return not check.faults if check.state == QueueState.DONE else None

    @extend_schema_field(CheckFailureSerializer(allow_null=True))
    def get_failure(self, check: Check) -> dict | None:
        if check.state != QueueState.FAILED:
            return None
        code = CheckFailure(check.failure_code)
        return {"code": code.value, "text": str(code.label), "detail": check.failure_detail}


class CheckInput(serializers.Serializer):
    """What is to be checked; without a plan everything."""

    plan: "serializers.SlugRelatedField[Plan]" = serializers.SlugRelatedField(
        slug_field="slug", queryset=Plan.objects.all(), required=False, allow_null=True, help_text="Slug."
    )
