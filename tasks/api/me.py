"""The account that asks."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import PortalView
from agencies.api.permissions import included
from agencies.models import ApiToken
from tasks.api.summary import desk_counts
from tasks.serializers.me import MeSerializer


class MeView(PortalView):
    """Who asks, as what, with which token, and how much waits for them."""

    @extend_schema(operation_id="me_retrieve", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        user = self.reader
        token = request.auth if isinstance(request.auth, ApiToken) else None
        shown = {
            "username": user.username,
            "display_name_en": user.display_name_en,
            "display_name_zh": user.display_name_zh,
            "roles": sorted(user.roles),
            "posts": user.posts,
            "agency": user.agency,
            "token": token,
            "scopes": included(token.scope) if token else None,
            "desk": desk_counts(user),
        }
        return Response(MeSerializer(shown).data)
