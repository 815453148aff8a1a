"""The doors tell of themselves: who signed in or tried to, who signed out, who was refused.

Signing in is recorded or does not happen. A refusal and a sign-out stand whether they can be recorded or not;
what could not be recorded is an error in the log.
"""

import datetime as dt
import json
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from agencies import events
from agencies.enums import EventKind, Outcome
from agencies.models import AccessEvent, User
from reformtracker.lib import clock
from reformtracker.lib.problems import CONTENT_TYPE

logger = logging.getLogger(__name__)
# The same refusal of the same person is recorded once in this time.
QUIET = dt.timedelta(minutes=1)
# How far back one looks for it: more addresses than anybody is refused at by hand within a minute.
LOOKED_AT = 200
LONGEST_NAME = 150
# A part of an address where the pattern is a regular expression, as in the API.
NAMED_PART = re.compile(r"\(\?P<(\w+)>[^)]*\)")
# A calendar's address.
SECRET_PARTS = frozenset({"secret"})


def connect() -> None:
    """Listens to Django's doors."""
    user_logged_in.connect(_signed_in, dispatch_uid="portal-signed-in")
    user_logged_out.connect(_signed_out, dispatch_uid="portal-signed-out")
    user_login_failed.connect(_not_signed_in, dispatch_uid="portal-not-signed-in")


def _signed_in(sender: object, user: User, **more: object) -> None:
    events.record(EventKind.SIGN_IN, by=user, subject=f"account:{user.username}", source=_source(more))


def _signed_out(sender: object, user: User | None, **more: object) -> None:
    if user is not None:
        _try(EventKind.SIGN_OUT, by=user, subject=f"account:{user.username}", source=_source(more))


def _not_signed_in(sender: object, credentials: Mapping[str, object], **more: object) -> None:
    """The user name as typed: it may be nobody's, so the event has no actor. Never the password."""
    typed = str(credentials.get("username", ""))[:LONGEST_NAME]
    subject = f"account:{typed}"
    _try(EventKind.SIGN_IN, by=None, subject=subject, outcome=Outcome.FAILED, source=_source(more))


def _source(said: Mapping[str, object]) -> str:
    request = said.get("request")
    return events.source_of(request) if isinstance(request, HttpRequest) else ""


def _try(kind: EventKind, **said: Any) -> None:
    try:
        events.record(kind, **said)
    except Exception:
        logger.exception("an access event could not be recorded: %s %s", kind, said.get("subject"))


class DoorsMiddleware:
    """Records every answer 403, on pages and in the API, and says where what is recorded inside came from.

    A refusal names the address's pattern with what stood for its parts, never the query. The same refusal of
    the same person (of the same source, where nobody is signed in: a form without its token) is recorded once
    in QUIET, so that hammering at a closed door fills no table.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with events.asked_from(events.source_of(request)):
            response = self.get_response(request)
            if response.status_code == 403:
                self._refused(request, response)
        return response

    def _refused(self, request: HttpRequest, response: HttpResponse) -> None:
        asker = getattr(request, "user", None)
        by = asker if isinstance(asker, User) else None
        try:
            subject = _subject(request)
            if not _just_recorded(by, subject, events.source_of(request)):
                details = {"path": _parts(request.resolver_match), "code": _code(request, response)}
                events.record(
                    EventKind.REFUSED, by=by, subject=subject, details=details, outcome=Outcome.REFUSED
                )
        except Exception:
            logger.exception("a refusal could not be recorded: %s by %s", request.path, by)


def _subject(request: HttpRequest) -> str:
    """The method and the pattern of the address: "GET /plans/<slug:slug>/ledger/"."""
    route = request.resolver_match.route if request.resolver_match else request.path
    plain = NAMED_PART.sub(r"<\1>", route).replace("^", "").removesuffix("$")
    return f"{request.method} /{plain.lstrip('/')}"[: events.SUBJECT_LENGTH]


def _parts(match: ResolverMatch | None) -> dict[str, str]:
    """What stood for the parts of the address, but for those that are a key themselves."""
    parts = match.kwargs.items() if match else ()
    return {name: str(value)[:LONGEST_NAME] for name, value in parts if name not in SECRET_PARTS}


def _code(request: HttpRequest, response: HttpResponse) -> str:
    """Why, in a word for programs: the problem's own code, or that a form came without its token."""
    if response.headers.get("Content-Type") == CONTENT_TYPE:
        return str(json.loads(response.content).get("code", ""))
    checked = request.method in ("GET", "HEAD") or getattr(request, "csrf_processing_done", False)
    return "not_allowed" if checked else "csrf"


def _just_recorded(by: User | None, subject: str, source: str) -> bool:
    since = clock.wall_now() - QUIET
    newest = AccessEvent.objects.filter(actor=by, kind=EventKind.REFUSED).order_by("-n")
    rows = newest.values_list("subject", "source", "wall_at")[:LOOKED_AT]
    return any(
        told == subject and at > since and (by is not None or came_from == source)
        for told, came_from, at in rows
    )
