"""Sign-in, one's own account, and the list of accounts for the administrators of access."""

from typing import Any

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator

from agencies import demonstration
from agencies.models import User
from reformtracker.lib import clock


@method_decorator(login_not_required, name="dispatch")  # the door itself
class SignIn(auth_views.LoginView):
    template_name = "registration/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(demo_accounts=_one_per_role(demonstration.accounts()), **context)


def _one_per_role(listed: list[demonstration.Listed]) -> list[demonstration.Listed]:
    """The first account of every role: enough to choose from at the door."""
    return list({account.role: account for account in reversed(listed)}.values())[::-1]


def profile(request: HttpRequest) -> HttpResponse:
    tokens = request.user.api_tokens.order_by("-created_at")
    context = {"posts": request.user.posts, "tokens": tokens, "clock_is_set": clock.is_set()}
    return render(request, "agencies/profile.html", context)


def accounts(request: HttpRequest) -> HttpResponse:
    """Who has an account and as what; for the system and the security administrator only."""
    if not request.user.roles & {"system_admin", "security_admin"}:
        raise PermissionDenied
    users = User.objects.prefetch_related("memberships__agency").order_by("username")
    return render(request, "agencies/accounts.html", {"users": users, "clock_is_set": clock.is_set()})
