"""The OpenAPI document and its page: complete, offline, for those who are signed in."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from tests.api.calls import signed_in
from tests.factories import user

RESOURCES = {
    "agencies",
    "areas",
    "assignments",
    "editions",
    "entries",
    "events",
    "jurisdictions",
    "me",
    "measures",
    "moves",
    "plans",
    "reports",
    "rounds",
    "saved-filters",
    "schedules",
    "seals",
    "targets",
    "tasks",
}


def test_the_document_is_valid_and_was_made_without_a_guess():
    out = StringIO()

    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)

    assert out.getvalue().startswith("openapi: 3")


@pytest.mark.django_db
def test_the_document_names_every_resource_and_what_each_may_refuse():
    document = signed_in(user(None)).get("/api/schema/", {"format": "json"}).json()

    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert {path.split("/")[3] for path in document["paths"]} == RESOURCES
    assert [
        op["operationId"] for op in operations if not {"400", "401", "403", "404"} <= set(op["responses"])
    ] == []
    move = document["paths"]["/api/v1/assignments/{id}/moves/{move}/"]["post"]
    assert {"200", "201", "409", "412", "428"} <= set(move["responses"])


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["zz", "../../etc", "x" * 5000, "zh-hans"])
def test_the_document_can_be_asked_for_in_any_language(lang):
    assert signed_in(user(None)).get("/api/schema/", {"lang": lang}).status_code == 200


@pytest.mark.django_db
def test_the_page_is_for_those_who_are_signed_in():
    answer = Client().get("/api/docs/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/sign-in/?next=/api/docs/")


@pytest.mark.django_db
def test_the_page_loads_nothing_from_elsewhere_and_runs_no_script_of_its_own():
    answer = signed_in(user(None)).get("/api/docs/")

    text = answer.content.decode()
    addresses = re.findall(r'(?:src|href)="([^"]*)"', text)
    scripts = re.findall(r"<script(.*?)>(.*?)</script>", text, re.DOTALL)
    assert [address for address in addresses if not address.startswith("/")] == []
    assert [body for attributes, body in scripts if body.strip() or "src=" not in attributes] == []
    assert "/api/docs/?script=" in addresses


@pytest.mark.django_db
def test_only_the_page_itself_may_style_inline():
    client = signed_in(user(None))

    policies = {path: client.get(path)["Content-Security-Policy"] for path in ("/api/docs/", "/account/")}

    assert {path: "'unsafe-inline'" in policy for path, policy in policies.items()} == {
        "/api/docs/": True,
        "/account/": False,
    }
    directives = dict(part.strip().split(" ", 1) for part in policies["/api/docs/"].split(";"))
    assert (directives["script-src"], directives["connect-src"]) == ("'self'", "'self'")


@pytest.mark.django_db
def test_the_script_of_the_page_names_our_document():
    answer = signed_in(user(None)).get("/api/docs/", {"script": ""})

    assert answer["Content-Type"].startswith("application/javascript")
    assert 'url: "/api/schema/"' in answer.content.decode()
    assert '"validatorUrl": null' in answer.content.decode()


def test_every_address_of_the_api_is_under_a_name():
    api = next(pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "api/")

    assert api.namespace == "api"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_shows_the_document_and_gives_the_browser_nothing_to_complain_about(page, live_server):
    session = signed_in(user(None)).cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))

    page.goto("/api/docs/")
    page.locator("#operations-assignments-assignments_moves_create").click()
    page.get_by_role("button", name="Try it out").click()

    assert page.locator("#operations-assignments-assignments_moves_create button.execute").count() == 1
    assert complaints == []
