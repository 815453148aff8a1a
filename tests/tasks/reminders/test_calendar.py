"""The calendar feed: the owner's deadlines for whoever holds the address, and nothing for anybody else."""

import datetime as dt

import pytest
from icalendar import Calendar

from agencies.models import Membership, User
from tasks import services
from tasks.models import CalendarFeed
from tasks.reminders import feeds
from tests import factories, places
from tests.tasks.reminders.scenes import reader, round_of

pytestmark = pytest.mark.django_db


def address_of(user: User, language: str = "en") -> str:
    return f"/calendar/{feeds.create(user, language)[1]}.ics"


def events(client, address: str) -> list[tuple[str, dt.date]]:
    """Summary and day of every event, as a calendar program reads them."""
    calendar = Calendar.from_ical(client.get(address).content)
    return [(str(event["summary"]), event["dtstart"].dt) for event in calendar.walk("VEVENT")]


def test_it_holds_the_due_dates_of_open_duties_and_the_due_days_of_rounds(client):
    plan = factories.plan(tasks=3)
    nhc = reader()
    round_of(plan)
    with factories.at("2018-10-10"):
        services.close_unimplemented(factories.duty(), by=factories.secretariat(), reason="x")

    assert events(client, address_of(nhc)) == [
        ("Due: 1.2 Task 2", dt.date(2018, 12, 31)),
        ("Due: 1.3 Task 3", dt.date(2018, 12, 31)),
        ("Returns of round 2018-09 are due", dt.date(2018, 9, 28)),
    ]


def test_an_event_is_a_whole_day_with_a_name_of_its_own_and_a_link(client):
    factories.plan()
    duty = factories.duty()

    response = client.get(address_of(reader()))

    event = Calendar.from_ical(response.content).walk("VEVENT")[0]
    link = f"https://portal.test/plans/p/tasks/1.1/#duty-{duty.pk}"
    assert (str(event["uid"]), str(event["url"])) == (f"duty-{duty.pk}@reform-task-portal", link)
    assert (event["dtend"].dt - event["dtstart"].dt, event["sequence"]) == (dt.timedelta(1), 1)
    assert str(event["description"]) == f"Plan p; NHC; Lead; Assigned\n{link}"
    assert event["dtstamp"].dt == duty.entries.get().at.replace(microsecond=0)
    assert (response["Content-Type"], response["Cache-Control"]) == (
        "text/calendar; charset=utf-8",
        "private, no-cache",
    )


def test_it_speaks_the_language_of_the_feed_whatever_the_program_asks(client):
    factories.plan()

    found = events(client, address_of(reader(), "zh-hans"))

    assert [summary.split("1.1 ")[1] for summary, _day in found] == ["任务1"]


def test_no_line_is_longer_than_the_standard_allows(client):
    plan = factories.plan()
    plan.areas.get().tasks.update(title_en="深化改革" * 40)

    content = client.get(address_of(reader())).content

    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_a_text_cannot_add_an_event(client):
    plan = factories.plan()
    plan.areas.get().tasks.update(title_en="x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:planted")

    assert len(events(client, address_of(reader()))) == 1


def test_it_is_not_sent_again_until_something_changes(client):
    factories.plan()
    nhc = reader()
    address = address_of(nhc)
    etag = client.get(address)["ETag"]

    unchanged = client.get(address, headers={"If-None-Match": etag})
    with factories.at("2018-10-10"):
        services.report(factories.duty(), by=nhc, percent=50, note="x", reason="late")
    changed = client.get(address, headers={"If-None-Match": etag})

    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", etag)
    assert (changed.status_code, changed["ETag"] == etag) == (200, False)


def test_head_is_answered_and_nothing_else_but_get(client):
    address = address_of(reader())

    assert [getattr(client, method)(address).status_code for method in ("head", "post", "delete")] == [
        200,
        405,
        405,
    ]


@pytest.mark.parametrize("fate", ["unknown", "revoked", "replaced", "disabled", "without a role"])
def test_what_is_no_living_address_gets_one_and_the_same_answer(client, fate):
    nhc = reader()
    address = address_of(nhc)
    if fate == "unknown":
        address = "/calendar/nothing.ics"
    elif fate == "revoked":
        feeds.revoke(nhc)
    elif fate == "replaced":
        feeds.create(nhc, "en")
    elif fate == "disabled":
        User.objects.update(is_active=False)
    else:
        Membership.objects.all().delete()

    response = client.get(address)

    assert (response.status_code, response.content) == (404, b"")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_a_province_reads_nothing_of_another(client):
    plan = factories.plan(tasks=2)
    fujian = places.provincial("350000", "fujian")
    places.provincial("420000", "hubei")
    local = factories.plan("local", lead="HB-RO")
    type(local).objects.filter(pk=local.pk).update(jurisdiction=places.province("420000"))
    places.hand_out(plan, "350000", due_on=dt.date(2018, 11, 30))
    places.hand_out(plan, "420000", due_on=dt.date(2018, 12, 14))
    round_of(local, due_on=dt.date(2018, 10, 26))

    found = events(client, address_of(fujian))

    assert found == [("Due: 1.1 Task 1", dt.date(2018, 11, 30)), ("Due: 1.2 Task 2", dt.date(2018, 11, 30))]


def test_those_who_owe_nothing_get_the_rounds_of_all_plans(client):
    round_of(factories.plan())

    assert events(client, address_of(factories.secretariat())) == [
        ("Returns of round 2018-09 are due", dt.date(2018, 9, 28))
    ]


def test_rounds_of_plans_under_which_one_owes_nothing_are_left_out(client):
    round_of(factories.plan(lead="MOF"))

    assert events(client, address_of(reader("NHC"))) == []


def test_its_use_is_noted_but_not_at_every_request(client):
    address = address_of(reader())
    client.get(address)
    first = CalendarFeed.objects.get().last_used_at

    client.get(address)

    assert first is not None
    assert CalendarFeed.objects.get().last_used_at == first


@pytest.mark.parametrize("tasks", [1, 3])
def test_four_queries_however_many_duties(client, django_assert_num_queries, tasks):
    round_of(factories.plan(tasks=tasks))
    address = address_of(reader())
    client.get(address)

    with django_assert_num_queries(4):  # the feed with its owner, posts; duties, rounds
        client.get(address)
