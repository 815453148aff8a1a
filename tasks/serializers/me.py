"""The account that asks. Output only."""

from rest_framework import serializers

from agencies.enums import Scope, UserRole
from agencies.models import ApiToken
from agencies.serializers import AgencyBriefSerializer, PostSerializer


class TokenSerializer(serializers.ModelSerializer):
    class Meta:
        model = ApiToken
        fields = ["hint", "scope", "created_at", "expires_at"]


class DeskSerializer(serializers.Serializer):
    """How many duties wait for this account; what others owe is not counted."""

    owed = serializers.IntegerField(help_text="Without a report in this reporting month.")
    overdue = serializers.IntegerField()
    returned = serializers.IntegerField(help_text="Sent back by the secretariat and not yet taken up.")


class MeSerializer(serializers.Serializer):
    username = serializers.CharField()
    display_name_en = serializers.CharField()
    display_name_zh = serializers.CharField()
    roles = serializers.ListField(child=serializers.ChoiceField(UserRole.choices))
    posts = PostSerializer(many=True)
    agency = AgencyBriefSerializer(allow_null=True, help_text="The body for which the account reports first.")
    token = TokenSerializer(
        allow_null=True, help_text="The token used for this request; null with a session."
    )
    scopes = serializers.ListField(
        child=serializers.ChoiceField(Scope.choices),
        allow_null=True,
        help_text="What the token may do; null with a session, where the roles alone decide.",
    )
    desk = DeskSerializer()
