"""What a token is good for."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from agencies.enums import Scope
from agencies.models import ApiToken

RANKS = {scope: rank for rank, scope in enumerate(Scope)}


def included(scope: str) -> list[str]:
    """The scope and every one before it: "report" includes "read"."""
    return [str(other) for other in Scope if RANKS[other] <= RANKS[Scope(scope)]]


class HasScope(BasePermission):
    """Whether the token's scope reaches: reading for GET, else what the view's `scopes` says of the action.

    A person signed in with a session has no scope: what they may do is decided by their role alone.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        needed = self._needed(request, view)
        if RANKS[Scope(request.auth.scope)] >= RANKS[needed]:
            return True
        sentence = _("This token's scope is “%(scope)s”; this needs “%(needed)s”.")
        raise PermissionDenied(
            sentence % {"scope": request.auth.scope, "needed": needed}, code="scope_missing"
        )

    def _needed(self, request: Request, view: Any) -> Scope:
        default = Scope.READ if request.method in SAFE_METHODS else Scope.ADMIN
        return view.scopes.get(getattr(view, "action", None) or str(request.method).lower(), default)
