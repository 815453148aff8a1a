"""Asking after a duty by hand: told at once, at most once a day, the log for everybody in sight."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.core import mail

from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks import services
from tasks.models import Chase, Notification, Reminder
from tasks.reminders import chasing, mailing
from tests import factories, places
from tests.tasks.reminders.scenes import reader
from tests.tasks.test_races import at_once

pytestmark = pytest.mark.django_db


def asked(duty, by, note="Please report.", day="2018-11-21"):
    with factories.at(day):
        return chasing.chase(duty, by=by, note=note)


def test_everybody_who_reads_for_the_body_is_told_at_once():
    factories.plan()
    one, two, office = reader(username="one"), reader(username="two"), factories.secretariat()
    reader("MOF", "other")

    made = asked(factories.duty(), office)

    assert (made.by, made.note, made.told) == (office, "Please report.", 2)
    told = Reminder.objects.values_list("user", "key", "notification__kind", "said")
    said = {"on": "2018-11-21", "note": "Please report."}
    assert {(user, key, kind) for user, key, kind, _said in told} == {
        (one.pk, f"chase:{made.pk}", "chase"),
        (two.pk, f"chase:{made.pk}", "chase"),
    }
    assert [row[3] for row in told] == [said, said]


def test_once_a_day_is_enough_and_the_next_day_it_may_be_asked_again():
    factories.plan()
    office, duty = factories.secretariat(), factories.duty()
    asked(duty, office)

    with pytest.raises(Impossible) as refused:
        asked(duty, factories.secretariat(), "Again!")
    asked(duty, office, day="2018-11-22")

    assert (refused.value.code, Chase.objects.count()) == ("chased_today", 2)


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_only_the_secretariat_asks(role):
    factories.plan()

    with pytest.raises(NotAllowed):
        asked(factories.duty(), factories.user(role, "NHC"))
    assert Chase.objects.count() == 0


@pytest.mark.parametrize("fate", ["claimed", "suspended", "closed", "supporting", "draft"])
def test_nobody_is_asked_after_what_owes_nothing(fate):
    factories.plan(others={"MOF": "co_responsible"}, issued=fate != "draft")
    office, duty = factories.secretariat(), factories.duty("MOF" if fate == "supporting" else "NHC")
    with factories.at("2018-10-10"):
        if fate == "claimed":
            services.claim(duty, by=factories.officer(), note="x", reason="y", evidence=factories.evidence())
        elif fate == "suspended":
            services.suspend(duty, by=office, reason="x")
        elif fate == "closed":
            services.close_unimplemented(duty, by=office, reason="x")

    with pytest.raises(Impossible) as refused:
        asked(duty, office)

    assert (refused.value.code, Chase.objects.count()) == ("nothing_owed", 0)


@pytest.mark.parametrize("note", ["", "  ", "\u200b"])
def test_an_empty_question_is_none(note):
    factories.plan()

    with pytest.raises(Invalid) as refused:
        asked(factories.duty(), factories.secretariat(), note)
    assert set(refused.value.fields) == {"note"}


def test_it_is_mailed_where_mail_is_set_up(settings):
    settings.EMAIL_HOST = "mail.test"
    factories.plan()
    reader()

    asked(factories.duty(), factories.secretariat())
    mailing.send_waiting()

    assert [message.subject for message in mail.outbox] == [
        "Reform task portal: The office asks after a duty 1"
    ]
    assert "the office asked on 2018-11-21: Please report." in mail.outbox[0].body


def test_the_page_asks_and_says_how_many_were_told(client):
    factories.plan()
    reader()
    duty, office = factories.duty(), factories.secretariat()
    client.force_login(office)

    response = client.post(f"/duties/{duty.pk}/chase/", {"note": "Please <report>."}, follow=True)

    html = response.content.decode()
    assert response.redirect_chain == [(f"/plans/p/tasks/1.1/#duty-{duty.pk}", 302)]
    assert "1 person was told." in html
    assert "asked after 1 time; last on 2018-11-21: Please &lt;report&gt;." in html


def test_the_page_refuses_a_second_time_and_keeps_what_was_typed(client):
    factories.plan()
    duty, office = factories.duty(), factories.secretariat()
    client.force_login(office)
    client.post(f"/duties/{duty.pk}/chase/", {"note": "First."})

    response = client.post(f"/duties/{duty.pk}/chase/", {"note": "Second."})

    html = response.content.decode()
    assert (response.status_code, Chase.objects.count()) == (409, 1)
    assert ("once a day is enough" in html, ">\nSecond.</textarea>" in html) == (True, True)


def test_without_a_note_the_form_comes_back(client):
    factories.plan()
    client.force_login(factories.secretariat())

    assert client.post(f"/duties/{factories.duty().pk}/chase/", {"note": " "}).status_code == 400


def test_when_nobody_reads_the_asker_is_warned(client):
    factories.plan()
    client.force_login(factories.secretariat())

    response = client.post(f"/duties/{factories.duty().pk}/chase/", {"note": "x"}, follow=True)

    assert "nobody reads for NHC yet" in response.content.decode()
    assert (Chase.objects.get().told, Notification.objects.count()) == (0, 0)


def test_those_in_sight_read_the_log_and_only_the_secretariat_gets_the_form(client):
    factories.plan()
    duty = factories.duty()
    asked(duty, factories.secretariat())
    client.force_login(factories.officer("MOF"))

    page = client.get(f"/duties/{duty.pk}/chase/").content.decode()
    sent = client.post(f"/duties/{duty.pk}/chase/", {"note": "x"})

    assert re.findall(r'class="chase-note">([^<]+)<', page) == ["Please report."]
    assert ("<textarea" in page, sent.status_code, Chase.objects.count()) == (False, 403, 1)


def test_the_neighbours_log_is_not_there(client):
    plan = factories.plan()
    places.provincial("420000", "hubei")
    (duty,) = places.hand_out(plan, "420000")
    asked(duty, factories.secretariat())
    client.force_login(places.provincial("350000", "fujian"))

    assert client.get(f"/duties/{duty.pk}/chase/").status_code == 404
    assert client.post(f"/duties/{duty.pk}/chase/", {"note": "x"}).status_code == 404


def test_the_task_page_of_a_past_day_shows_only_what_had_been_asked(client):
    factories.plan()
    asked(factories.duty(), factories.secretariat(), day="2018-10-10")
    client.force_login(factories.officer())

    addresses = [f"/plans/p/tasks/1.1/?as_of=2018-10-{day}" for day in ("09", "10")]
    pages = [client.get(address).content.decode() for address in addresses]

    assert ["asked after 1 time" in page for page in pages] == [False, True]


def test_the_button_stands_only_where_it_may_be_pressed(client):
    factories.plan(others={"MOF": "co_responsible"})
    buttons = {}
    for name, account in (("office", factories.secretariat()), ("officer", factories.officer())):
        client.force_login(account)
        html = client.get("/plans/p/tasks/1.1/").content.decode()
        buttons[name] = re.findall(r'href="/duties/(\d+)/chase/"', html)

    assert buttons == {"office": [str(factories.duty().pk)], "officer": []}


@pytest.mark.parametrize("times", [1, 3])
def test_four_queries_however_often_it_was_asked(client, django_assert_num_queries, times):
    factories.plan()
    duty, office = factories.duty(), factories.secretariat()
    for n in range(times):
        asked(duty, office, day=dt.date(2018, 11, 1 + n))
    client.force_login(factories.officer())
    client.get(f"/duties/{duty.pk}/chase/")

    with django_assert_num_queries(4):  # session, user with posts; duty, its chases
        client.get(f"/duties/{duty.pk}/chase/")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_four_who_ask_at_once_one_is_heard():
    factories.plan()
    reader()
    duty = factories.duty()
    offices = [factories.secretariat() for _ in range(4)]

    got = at_once(*[lambda by=by: asked(duty, by) for by in offices])

    assert Counter(got) == {"made": 1, "chased_today": 3}
    assert (Chase.objects.count(), Reminder.objects.count()) == (1, 1)
