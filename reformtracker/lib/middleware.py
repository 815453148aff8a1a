"""Middleware at the portal's edge."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from reformtracker.lib.errors import Refused
from reformtracker.lib.problems import TITLES, problem

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
            return self._refused(request)
        return self.get_response(request)

    def _refused(self, request: HttpRequest) -> HttpResponse:
        sentence = _("The address holds a character that is not allowed.")
        if request.path.startswith("/api/"):
            return problem(400, "invalid_character", TITLES[400], sentence)
        return HttpResponse(sentence, status=400, content_type="text/plain")


class PrivatePagesMiddleware:
    """Keeps what a signed-in person sees out of every cache, unless the view said otherwise."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response


class ExpiredSessionMiddleware:
    """Sends htmx to the sign-in page as a whole; a plain redirect would put that page into a table row.

    After signing in one is back on the page on which one was, not on the fragment's address.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sign_in = resolve_url(settings.LOGIN_URL)
        to_sign_in = response.status_code == 302 and urlsplit(response["Location"]).path == sign_in
        if not (to_sign_in and request.headers.get("HX-Request") == "true"):
            return response
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = (
            f"{sign_in}?{urlencode({'next': urlunsplit(('', '', page.path or '/', page.query, ''))})}"
        )
        return answer


class RefusalMiddleware:
    """Turns a refusal that a page did not handle itself into a page that says why (the API has its own)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        answer = render(request, "refused.html", {"refusal": exception}, status=exception.status)
        for name, value in exception.headers.items():
            answer[name] = value
        return answer
