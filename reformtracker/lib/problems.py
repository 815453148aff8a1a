"""Errors of the API as problem details (RFC 9457) with stable codes, in the reader's language.

Every one has type, status, code, title and detail; `fields` maps the name of an input ("filter.agency") to a
sentence when single inputs are at fault.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import set_rollback

from reformtracker.lib.errors import Refused

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("Please check what you entered"),
    401: gettext_lazy("Not signed in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not allowed"),
    409: gettext_lazy("Not possible now"),
    406: gettext_lazy("No such format"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("Unsupported media type"),
    429: gettext_lazy("Too many requests"),
}


class TooLarge(exceptions.APIException):
    """The body is larger than the portal reads."""

    status_code = 413
    default_code = "too_large"
    default_detail = gettext_lazy("The request is larger than the portal accepts.")


def problem(
    status: int,
    code: str,
    title: object,
    detail: object,
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The answer itself; `more` are further members of the body, left out when empty."""
    body = {
        "type": f"urn:reform-portal:{code}",
        "status": status,
        "code": code,
        "title": title,
        "detail": detail,
    }
    body |= {name: value for name, value in more.items() if value}
    text = json.dumps(body, cls=JSONEncoder, ensure_ascii=False)
    # Sentences repeat what was sent, and JSON can hold halves of characters that UTF-8 cannot.
    content = text.encode("utf-8", "replace")
    # Not a Response of the framework's: that would be written in the format of the view (YAML, HTML).
    return HttpResponse(content, status=status, headers=dict(headers or {}), content_type=CONTENT_TYPE)


def refused(error: Refused, **more: Any) -> HttpResponse:
    """The answer to a refusal of the portal's own."""
    fields = {name: str(text) for name, text in error.fields.items()}
    return problem(
        error.status,
        error.code,
        error.title,
        str(error.message),
        headers=error.headers,
        fields=fields,
        **more,
    )


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """One answer shape for every refusal; an unknown exception stays a 500."""
    if isinstance(error, Refused):
        set_rollback()
        return refused(error)
    known = _known(error)
    if known is None:
        return None
    set_rollback()
    return _answer(known)


def _known(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    # What a database or a parser refuses although it passed every check of ours is bad input, not a fault.
    if isinstance(error, (DataError, OverflowError, RecursionError, SuspiciousOperation)):
        return exceptions.ParseError()
    # An encoding that does not exist; KeyError and IndexError are kinds of it and would be faults.
    if type(error) is LookupError:
        return exceptions.ParseError()
    return None


def _answer(error: exceptions.APIException) -> HttpResponse:
    status, headers = error.status_code, _headers(error)
    title = TITLES.get(status, error.default_detail)
    if isinstance(error, exceptions.ValidationError):
        fields = dict(_sentences(error.detail))
        detail = "; ".join(f"{name}: {text}" for name, text in fields.items())
        return problem(status, "invalid", title, detail, headers=headers, fields=fields)
    code = error.get_codes()
    return problem(
        status, code if isinstance(code, str) else error.default_code, title, _detail(error), headers=headers
    )


def _detail(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.NotFound) and error.detail == error.default_detail:
        return _("There is nothing at this address that you may see.")
    return str(error.detail)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _sentences(detail: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Flattens what serializers and filters complain of to (dotted name of the input, sentences)."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from _sentences(value, ".".join(filter(None, (name, own))))
    elif isinstance(detail, list) and any(isinstance(item, (Mapping, list)) for item in detail):
        for position, item in enumerate(detail):
            yield from _sentences(item, f"{name}.{position}")
    else:
        yield name or "body", " ".join(map(str, detail)) if isinstance(detail, list) else str(detail)
