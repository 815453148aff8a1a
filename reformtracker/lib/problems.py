"""Errors of the API as problem details (RFC 9457) with stable codes."""

from django.db import DataError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler
from rest_framework.views import set_rollback

from reformtracker.lib.errors import Refused

CONTENT_TYPE = "application/problem+json"


def _problem(status: int, code: str, title, detail, fields: dict, headers: dict | None = None) -> Response:
    body = {
        "type": f"urn:reform-portal:{code}",
        "status": status,
        "code": code,
        "title": str(title),
        "detail": detail,
    }
    if fields:
        body["fields"] = fields
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def exception_handler(error: Exception, context: dict) -> Response | None:
    """One answer shape for every refusal; an unknown exception stays a 500."""
    if isinstance(error, Refused):
        set_rollback()
        fields = {name: str(text) for name, text in error.fields.items()}
        return _problem(error.status, error.code, error.title, str(error.message), fields)
    if isinstance(error, (DataError, RecursionError)):
        set_rollback()
        error = exceptions.ParseError()
    response = default_handler(error, context)
    if response is None:
        return None
    headers = {name: response[name] for name in ("WWW-Authenticate", "Retry-After") if name in response}
    detail = getattr(error, "detail", str(error))
    code = getattr(error, "default_code", "not_found" if response.status_code == 404 else "error")
    if isinstance(error, exceptions.ValidationError):
        return _problem(
            response.status_code,
            "invalid",
            error.default_detail,
            str(error.default_detail),
            response.data,
            headers,
        )
    text = detail if isinstance(detail, str) else response.data.get("detail", str(detail))
    return _problem(response.status_code, code, text, str(text), {}, headers)
