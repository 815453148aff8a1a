"""The matrix over the API: the same figures as the page, for a past day too."""

import pytest
from django.test import Client

from tests import factories, places
from tests.reports.provinces.world import FUJIAN, HUBEI, finish, handed, say

pytestmark = pytest.mark.django_db
API = "/api/v1/plans/p/provinces/"


def asked(query: str = "", user=None) -> dict:
    client = Client()
    client.force_login(user or factories.secretariat())
    return client.get(API + query).json()


def test_it_has_the_tasks_and_the_figures_of_every_province():
    handed(FUJIAN, HUBEI)
    finish(FUJIAN)

    found = asked()

    assert [task["task"] for task in found["tasks"]] == ["1.1", "1.2"]
    told = ("code", "duties", "reported", "verified", "verified_share", "on_time_share")
    assert [[place[name] for name in told] for place in found["provinces"]] == [
        [FUJIAN, 2, 1, 1, 50.0, None],
        [HUBEI, 2, 0, 0, None, None],
    ]
    assert found["provinces"][1]["ranks"]["verified"] == {"n": None, "of": 1, "silent": 1}


def test_details_are_there_for_what_is_in_sight_and_the_key_is_not_there_for_the_rest():
    handed(FUJIAN, HUBEI, tasks=1)
    say(FUJIAN, 30)

    found = asked(user=places.provincial(FUJIAN))

    cells = {place["code"]: place["cells"][0] for place in found["provinces"]}
    assert [detail["percent"] for detail in cells[FUJIAN]["details"]] == [30]
    assert sorted(cells[HUBEI]) == ["duties", "reported", "standing", "standing_so", "task", "verified"]


def test_a_past_day_is_what_was_on_record():
    handed(FUJIAN, tasks=1)
    say(FUJIAN, 30, day="2018-09-10")

    found = [asked(f"?as_of={day}") for day in ("2018-09-09", "2018-09-10")]

    assert [answer["as_of"] for answer in found] == ["2018-09-09", "2018-09-10"]
    assert [answer["provinces"][0]["reported"] for answer in found] == [0, 1]
