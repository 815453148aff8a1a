"""Rounds and returns in the API."""

import pytest

from tasks.rounds import life
from tests import factories, places
from tests.api.calls import V1, post, results, signed_in, with_token
from tests.factories import at
from tests.tasks.rounds.scenes import RULE, report, round_of, tend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def handed():
    """A task handed to Fujian and Hubei; the round of September is open and Hubei has reported."""
    plan = factories.plan()
    places.hand_out(plan, "350000", "420000", day="2018-09-01")
    with at("2018-09-01"):
        life.set_rule(plan, by=None, **RULE)
    tend("2018-09-20")
    report("2018-09-25", duty=places.local_duty("420000"), by=places.provincial("420000"))


def address(number: str = "2018-09", rest: str = "") -> str:
    return f"/rounds/{round_of(number).pk}/{rest}"


def test_the_rounds_of_a_plan_are_listed_newest_first(office):
    rows = results(office, "/rounds/", plan="p")

    assert [row["number"] for row in rows] == ["2018-12", "2018-11", "2018-10", "2018-09"]
    assert [row["number"] for row in results(office, "/rounds/", open="true")] == ["2018-09"]


def test_a_round_counts_the_returns_of_all_bodies_for_every_reader():
    fujian = signed_in(places.provincial("350000"))

    with at("2018-09-26"):
        now = fujian.get(V1 + address()).json()["returns"]
        before = fujian.get(V1 + address(), {"as_of": "2018-09-24"}).json()["returns"]

    counts = ("asked", "owed", "on_time", "late", "missing", "returned", "early", "pending", "excused")
    assert now == dict(zip(counts, (3, 0, 0, 0, 0, 0, 1, 2, 0), strict=True))
    assert before == dict(zip(counts, (3, 0, 0, 0, 0, 0, 0, 3, 0), strict=True))


def test_returns_are_those_in_sight_and_can_be_narrowed(office):
    fujian = signed_in(places.provincial("350000"))

    with at("2018-09-26"):
        own = results(fujian, address(rest="returns/"))
        given = results(office, address(rest="returns/"), punctuality="on_time")
        none = results(fujian, address(rest="returns/"), place="420000")

    assert [(row["agency"]["code"], row["punctuality"]) for row in own] == [
        ("NHC", "owed"),
        ("FJ-RO", "owed"),
    ]
    assert [(row["jurisdiction"], row["given_on"]) for row in given] == [("420000", "2018-09-25")]
    assert none == []


def test_what_cannot_be_asked_is_refused(office):
    answer = office.get(V1 + address(rest="returns/"), {"punctuality": "perhaps"})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["punctuality"])


def test_the_office_closes_a_round_and_opens_the_next_and_the_log_says_so(office):
    with at("2018-10-15"):
        closed = post(office, address(rest="close/"), {"note": "done"})
        opened = post(office, address("2018-10", "open/"))

    assert (closed.status_code, opened.status_code) == (200, 200)
    assert opened.json()["opened_at"].startswith("2018-10-15T10:00")
    events = results(office, address(rest="events/"))
    assert [(event["kind"], event["note"]) for event in events] == [("opened", ""), ("closed", "")]


def test_a_note_is_kept_with_the_closing(office):
    with at("2018-09-26"):
        post(office, address(rest="close/"), {"note": "done"})

    events = results(office, address(rest="events/"))
    assert [(event["kind"], event["note"]) for event in events] == [("opened", ""), ("closed", "done")]


def test_nobody_else_opens_or_closes_and_a_reading_token_does_not_either():
    provincial = signed_in(places.provincial("350000"))
    reading = with_token(factories.secretariat(), "report")

    with at("2018-09-26"):
        answers = [post(client, address(rest="close/")).status_code for client in (provincial, reading)]

    assert answers == [403, 403]
    assert round_of().is_open


def test_what_is_impossible_now_is_a_conflict(office):
    with at("2018-09-26"):
        answer = post(office, address("2018-11", "open/"))

    assert (answer.status_code, answer.json()["code"]) == (409, "not_the_next")


def test_lists_take_the_same_queries_however_many_rows(django_assert_num_queries, office):
    returns = V1 + address(rest="returns/")
    with at("2018-09-26"):
        # session, user with posts; count, rounds, returns
        with django_assert_num_queries(5):
            office.get(f"{V1}/rounds/")
        # session, user with posts; round, count, returns
        with django_assert_num_queries(5):
            office.get(returns)
