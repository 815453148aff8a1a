"""How the OpenAPI document describes what all views share: the token, the problems."""

from typing import Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from reformtracker.lib.problems import CONTENT_TYPE, TITLES


class ProblemSerializer(serializers.Serializer):
    """Problem details, RFC 9457."""

    type = serializers.CharField(help_text="“urn:reform-portal:” and the code.")
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable; for programs.")
    title = serializers.CharField()
    detail = serializers.CharField(help_text="A sentence for people, in the language of Accept-Language.")
    fields = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="Name of an input: what is wrong with it."
    )


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "agencies.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Token rtp_… (made by create_token; scopes: read, report, export, admin)",
        }


class PortalSchema(AutoSchema):
    """Adds to every operation the problems that it may answer with."""

    always = ("400", "401", "403", "404")
    on_change = ("409", "413", "415")

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict:
        bodies = super()._get_response_bodies(direction)
        for status in self.always + (() if self.method == "GET" else self.on_change):
            bodies.setdefault(status, self.problem(status))
        return bodies

    def problem(self, status: str) -> dict:
        said = OpenApiResponse(ProblemSerializer, description=str(TITLES[int(status)]))
        return self._get_response_for_code(said, status, [CONTENT_TYPE])
