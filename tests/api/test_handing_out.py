"""Handing measures to places through the API: the same service, the same permission."""

import pytest

from agencies.enums import UserRole
from tasks.models import Assignment, Measure, Plan
from tests import factories, places
from tests.api.calls import V1, post, signed_in, with_token

pytestmark = pytest.mark.django_db
PATH = "/plans/p/hand-out/"


@pytest.fixture
def measure() -> Measure:
    places.province("350000")
    places.province("420000")
    factories.plan()
    return Measure.objects.get()


def asked(measure: Measure, **more) -> dict:
    return {"measures": [measure.pk], "places": ["350000", "420000"]} | more


def test_the_secretariat_hands_out_once(office, measure):
    body = asked(measure, due_on="2018-11-30", note="Please begin")

    first, second = post(office, PATH, body), post(office, PATH, body)

    duties = list(Assignment.objects.local().order_by("position"))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == {"made": 2, "held": 0, "assignments": [duty.pk for duty in duties]}
    assert second.json() == {"made": 0, "held": 2, "assignments": []}
    assert {(str(duty.due_on), duty.entries.get().note) for duty in duties} == {
        ("2018-11-30", "Please begin")
    }


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"measures": []}, {"measures"}),
        ({"measures": [99999]}, {"measures"}),
        ({"measures": ["x"]}, {"measures.0"}),
        ({"measures": None}, {"measures"}),
        ({"places": []}, {"places"}),
        ({"places": ["CN"]}, {"places"}),
        ({"places": ["XX"]}, {"places"}),
        ({"places": "350000"}, {"places"}),
        ({"due_on": "2018-06-30"}, {"due_on"}),
        ({"due_on": "soon"}, {"due_on"}),
        ({"note": "x" * 4001}, {"note"}),
        ({"force": True}, {"force"}),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(office, measure, change, fields):
    answer = post(office, PATH, asked(measure) | change)

    assert (answer.status_code, set(answer.json()["fields"])) == (400, fields)
    assert not Assignment.objects.local().exists()


@pytest.mark.parametrize(
    ("role", "body"),
    [(UserRole.AUDITOR, None), (UserRole.OFFICER, "NHC"), (UserRole.PROVINCIAL, "FJ-RO")],
)
def test_others_hand_out_nothing(measure, role, body):
    answer = post(signed_in(factories.user(role, body)), PATH, asked(measure))

    assert (answer.status_code, Assignment.objects.local().count()) == (403, 0)


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("report", 201)])
def test_a_token_needs_the_scope_that_changes_duties(measure, scope, status):
    assert post(with_token(factories.secretariat(), scope), PATH, asked(measure)).status_code == status


def test_a_draft_cannot_be_handed_out_and_what_is_not_seen_is_not_there(office, measure):
    Plan.objects.update(state="draft")

    assert post(office, PATH, asked(measure)).status_code == 409
    assert post(signed_in(factories.officer()), PATH, asked(measure)).status_code == 404


def test_a_measure_says_which_places_its_words_call_on(office, measure):
    Measure.objects.update(reach="provinces", reach_words="Do thing")

    shown = office.get(f"{V1}/measures/{measure.pk}/").json()

    assert (shown["reach"], shown["reach_words"]) == ("provinces", "Do thing")
