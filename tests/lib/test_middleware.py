"""The portal's edge: broken characters, caches, expired sessions, refusals."""

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import reverse

from reformtracker.lib.errors import Impossible, Invalid, NotAllowed, Stale
from reformtracker.lib.middleware import ExpiredSessionMiddleware, PrivatePagesMiddleware, RefusalMiddleware
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/tasks/?q=a%00b", "/tasks/?a%00=b", "/plans/a%00b/", "/livez?x=%00", "/tasks/?q=ok&q=%00"]
)
def test_a_nul_in_an_address_is_refused_before_it_reaches_a_query(address, client):
    client.force_login(factories.secretariat())

    response = client.get(address)

    assert (response.status_code, response["Content-Type"]) == (400, "text/plain")
    assert response.content.decode() == "The address holds a character that is not allowed."


def test_in_the_api_the_same_is_a_problem(client):
    client.force_login(factories.secretariat())

    response = client.get("/api/v1/plans/?q=%00")

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["code"] == "invalid_character"


@pytest.mark.parametrize("address", ["/tasks/?q=%ff%fe", "/plans/%ff/", "/tasks/?q=%ed%a0%80"])
def test_bad_utf_8_is_no_fault_of_the_portal(address, client):
    client.force_login(factories.secretariat())

    assert client.get(address).status_code in (200, 400, 404)


def answering(**headers: str):
    return lambda request: HttpResponse(headers=headers)


@pytest.mark.parametrize(
    ("said", "kept"), [({}, {"no-store", "private"}), ({"Cache-Control": "max-age=60"}, {"max-age=60"})]
)
def test_what_a_view_says_nothing_about_is_kept_out_of_every_cache(said, kept):
    response = PrivatePagesMiddleware(answering(**said))(RequestFactory().get("/"))

    assert set(response["Cache-Control"].split(", ")) == kept


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Invalid("Please."), 400),
        (NotAllowed("Not yours."), 403),
        (Impossible("Not now."), 409),
        (Stale("Changed."), 412),
    ],
)
def test_a_refusal_that_a_page_did_not_handle_becomes_a_page_that_says_why(refusal, status):
    request = RequestFactory().get("/")
    request.user = factories.secretariat()
    request.htmx = False

    response = RefusalMiddleware(answering()).process_exception(request, refusal)

    assert response.status_code == status
    assert response.content.decode().count(str(refusal.message)) >= 1


def test_a_fault_is_no_refusal():
    assert RefusalMiddleware(answering()).process_exception(RequestFactory().get("/"), ValueError()) is None


@pytest.mark.parametrize(
    ("current", "back"),
    [
        ("http://testserver/tasks/?state=claimed", "%2Ftasks%2F%3Fstate%3Dclaimed"),
        ("https://elsewhere.example/x", "%2Fx"),
        ("", "%2F"),
    ],
)
def test_a_fragment_asked_for_after_the_session_ended_brings_the_whole_sign_in_page(current, back):
    sign_in = reverse("agencies:sign_in")
    middleware = ExpiredSessionMiddleware(lambda request: HttpResponseRedirect(f"{sign_in}?next=/rows/"))

    fragment = RequestFactory().get("/rows/", headers={"HX-Request": "true", "HX-Current-URL": current})
    page = RequestFactory().get("/rows/")

    assert middleware(fragment)["HX-Redirect"] == f"{sign_in}?next={back}"
    assert middleware(page).status_code == 302
