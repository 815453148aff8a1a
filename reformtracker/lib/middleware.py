"""Middleware at the portal's edge."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from reformtracker.lib.errors import Refused

Handler = Callable[[HttpRequest], HttpResponse]


def _is_unclean(text: str) -> bool:
    """NUL, which PostgreSQL refuses in text, or what was no UTF-8 (kept by Django as surrogates)."""
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


class CleanInputMiddleware:
    """Answers 400 to a NUL or a broken character in path or query, before either reaches a query."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_unclean(request.path) or any(
            _is_unclean(key) or any(map(_is_unclean, values)) for key, values in request.GET.lists()
        ):
            return HttpResponse(
                _("The address holds a character that is not allowed."), status=400, content_type="text/plain"
            )
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Keeps what a signed-in person sees out of every cache, unless the view said otherwise."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response


class RefusalMiddleware:
    """Turns a refusal that a page did not handle itself into a page that says why (the API has its own)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return render(request, "refused.html", {"refusal": exception}, status=exception.status)
