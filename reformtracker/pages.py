"""Pages that belong to no app: the front door, language and theme."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from reformtracker.context import THEMES
from reformtracker.styleguide import styleguide

__all__ = ["home", "set_language", "set_theme", "styleguide"]
YEAR = 365 * 24 * 60 * 60


def home(request: HttpRequest) -> HttpResponse:
    """Those who report start at their desk, those who watch at the dashboard, administrators at tools."""
    user = request.user
    if user.reporting_posts:
        return redirect("tasks:desk")
    if user.sees_business:
        return redirect("reports:overview")
    if "audit_admin" in user.roles:
        return redirect("tasks:ledgers")
    return redirect("agencies:accounts" if user.roles else "agencies:profile")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the form stood on, if it is one of ours."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


def _remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


@login_not_required  # the sign-in page offers both languages
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    response = _back(request)
    if check_for_language(language) and language in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@login_not_required  # the sign-in page offers both themes
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    response = _back(request)
    if theme in THEMES:
        return _remember(response, "theme", theme)
    response.delete_cookie("theme")
    return response
