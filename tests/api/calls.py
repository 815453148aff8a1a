"""How the tests of the API call it: with a session or with a token, JSON in and out."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from agencies.models import ApiToken, User
from tasks import services
from tasks.models import Assignment
from tests.factories import at, duty, officer

V1 = "/api/v1"
REPORT = {"percent": 60, "note": "Half the counties joined.", "reason": "Funds came late."}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def with_token(user: User, scope: str) -> Client:
    return Client(headers={"Authorization": f"Token {ApiToken.issue(user, scope)[1]}"})


def results(client: Client, path: str, **query: Any) -> list[dict]:
    """The rows of a list's first page."""
    return client.get(V1 + path, query).json()["results"]


def reported(day: str, percent: int, number: str = "1.1") -> None:
    """NHC's officer reports on that day."""
    with at(day):
        services.report(duty(number=number), by=officer(), percent=percent, note="as it is", reason="hard")


def post(client: Client, path: str, body: Any = None, **headers: str) -> HttpResponse:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body or {})
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(V1 + path, text, content_type="application/json", headers=named)


def move(
    client: Client, duty: Assignment, name: str, body: Any = None, version: int | None = None
) -> HttpResponse:
    """Makes a move based on the version the duty has now, or on another one."""
    seen = duty.version if version is None else version
    return post(client, f"/assignments/{duty.pk}/moves/{name}/", body, If_Match=f'"{seen}"')
