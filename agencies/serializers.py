"""How the API shows agencies, places and accounts. Everything here is output."""

from rest_framework import serializers

from agencies.models import AccessEvent, Agency, AgencyName, Jurisdiction, Membership, Succession


class JurisdictionSerializer(serializers.ModelSerializer):
    parent = serializers.CharField(source="parent.code", allow_null=True, default=None, read_only=True)

    class Meta:
        model = Jurisdiction
        fields = [
            "code",
            "level",
            "parent",
            "name_en",
            "name_zh",
            "short_en",
            "short_zh",
            "tile_column",
            "tile_row",
        ]


class AgencySerializer(serializers.ModelSerializer):
    jurisdiction = serializers.CharField(source="jurisdiction.code", read_only=True)

    class Meta:
        model = Agency
        fields = [
            "code",
            "name_en",
            "name_zh",
            "short_en",
            "short_zh",
            "jurisdiction",
            "kind",
            "founded_on",
            "dissolved_on",
        ]


class AgencyNameSerializer(serializers.ModelSerializer):
    class Meta:
        model = AgencyName
        fields = ["name", "language", "kind"]


class SuccessionSerializer(serializers.ModelSerializer):
    predecessor = serializers.CharField(source="predecessor.code", read_only=True)
    successor = serializers.CharField(source="successor.code", read_only=True)

    class Meta:
        model = Succession
        fields = ["predecessor", "successor", "on", "note_en", "note_zh"]


class AgencyDetailSerializer(AgencySerializer):
    names = AgencyNameSerializer(many=True, read_only=True)
    successions = SuccessionSerializer(many=True, read_only=True)
    inheritances = SuccessionSerializer(many=True, read_only=True)

    class Meta(AgencySerializer.Meta):
        fields = [*AgencySerializer.Meta.fields, "names", "successions", "inheritances"]


class AgencyBriefSerializer(serializers.ModelSerializer):
    """An agency where something else is the subject."""

    class Meta:
        model = Agency
        fields = ["code", "name_en", "name_zh"]


class PostSerializer(serializers.ModelSerializer):
    agency = serializers.CharField(source="agency.code", allow_null=True, default=None, read_only=True)

    class Meta:
        model = Membership
        fields = ["role", "agency"]


class AccessEventSerializer(serializers.ModelSerializer):
    """An access event with everything that its hash covers."""

    actor = serializers.CharField(
        source="actor.username",
        allow_null=True,
        default=None,
        read_only=True,
        help_text="The account, if any.",
    )
    details = serializers.DictField(read_only=True, help_text="What belongs to an event of this kind.")

    class Meta:
        model = AccessEvent
        fields = [
            "n", "kind", "outcome", "actor", "actor_label", "source", "subject", "details", "at", "wall_at",
            "algorithm", "previous_hash", "hash",
        ]  # fmt: skip
        read_only_fields = fields
