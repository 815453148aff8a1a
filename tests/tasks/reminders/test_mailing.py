"""Mails: one per person and run, in the person's language, never in the way of a run."""

import re

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from agencies.models import User
from tasks import services
from tasks.models import CalendarFeed, Notification, ReminderWish
from tasks.reminders import mailing
from tasks.reminders.alone import alone
from tests import factories
from tests.tasks.reminders.scenes import OVERDUE_5, reader, run
from tests.tasks.test_races import at_once

pytestmark = pytest.mark.django_db


class Broken(EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody answers")


class Closed(EmailBackend):
    """A mail server that cannot even be reached."""

    def open(self):
        raise TimeoutError("no route")


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_HOST = "mail.test"


def returned_and_overdue():
    """A reader with something returned and something overdue, and what a run told of them."""
    factories.plan(tasks=2)
    nhc, office = reader(), factories.secretariat()
    with factories.at("2018-12-20"):
        services.report(factories.duty(), by=nhc, percent=90, note="x")
        services.return_(factories.duty(), by=office, reason="No figures.")
    return nhc, run(OVERDUE_5)


def test_all_digests_of_one_run_are_one_mail():
    returned_and_overdue()

    with factories.at(OVERDUE_5):
        assert mailing.send_waiting() == 1

    message = mail.outbox[0]
    assert (message.to, message.subject) == (
        ["reader@example.cn"],
        "Reform task portal: Sent back to you 1, Overdue 2",
    )
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert re.findall(r"^- (.*)\n  (.*)\n", message.body, re.M) == [
        ("1.1 Task 1 · NHC", "sent back on 2018-12-20: No figures."),
        (
            "1.1 Task 1 · NHC",
            "due 2018-12-31, 8 days ago; last report 2018-12-20, 90%",
        ),
        ("1.2 Task 2 · NHC", "due 2018-12-31, 8 days ago; no report yet"),
    ]
    assert set(re.findall(r"\S+://\S+", message.body)) == {
        f"https://portal.test/plans/p/tasks/1.1/#duty-{factories.duty().pk}",
        f"https://portal.test/plans/p/tasks/1.2/#duty-{factories.duty(number='1.2').pk}",
        "https://portal.test/inbox/",
        "https://portal.test/inbox/settings/",
    }


def test_what_was_sent_is_not_sent_again():
    returned_and_overdue()
    mailing.send_waiting()

    assert (mailing.send_waiting(), len(mail.outbox)) == (0, 1)
    assert set(Notification.objects.values_list("mail_attempts", "mail_error")) == {(1, "")}
    assert not Notification.objects.filter(mailed_at=None).exists()


def test_quiet_kinds_stay_in_the_inbox_until_somebody_wants_them_by_mail():
    factories.plan()
    nhc = reader()
    run("2018-12-25")
    assert mailing.send_waiting() == 0

    ReminderWish.objects.create(user=nhc, kind="due_soon", inbox=False, mail=True)
    run("2018-12-29")

    assert mailing.send_waiting() == 1
    digests = Notification.objects.order_by("pk").values_list("in_inbox", "mail_wanted")
    assert list(digests) == [(True, False), (False, True)]


@pytest.mark.parametrize("lacking", ["server", "address"])
def test_without_a_server_or_an_address_no_mail_is_wanted(lacking, settings):
    factories.plan()
    nhc = reader()
    if lacking == "server":
        settings.EMAIL_HOST = ""
    else:
        User.objects.filter(pk=nhc.pk).update(email="")

    run(OVERDUE_5)

    assert list(Notification.objects.values_list("in_inbox", "mail_wanted")) == [(True, False)]
    assert (mailing.send_waiting(), mail.outbox) == (0, [])


def test_the_mail_speaks_the_language_of_the_calendar_feed():
    nhc, _outcome = returned_and_overdue()
    CalendarFeed.objects.create(user=nhc, digest="d", hint="h", language="zh-hans")

    mailing.send_waiting()

    assert "任务1" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("server", "error"),
    [("Broken", "ConnectionRefusedError: nobody answers"), ("Closed", "TimeoutError: no route")],
)
def test_a_broken_server_costs_three_attempts_and_its_error_is_kept(server, error, settings):
    settings.EMAIL_BACKEND = f"{__name__}.{server}"
    returned_and_overdue()

    for _attempt in range(5):
        assert mailing.send_waiting() == 0

    digests = Notification.objects.values_list("mail_attempts", "mail_error", "mailed_at")
    assert set(digests) == {(3, error, None)}


def test_a_server_that_comes_back_gets_what_waits(settings):
    good = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    returned_and_overdue()
    mailing.send_waiting()

    settings.EMAIL_BACKEND = good

    assert mailing.send_waiting() == 1
    assert set(Notification.objects.values_list("mail_attempts", "mail_error")) == {(2, "")}


@pytest.mark.parametrize("address", ["a@example.cn\nBcc: all@example.cn", "no address", "a@b@c"])
def test_an_address_that_is_none_is_noted_and_nothing_is_sent(address):
    factories.plan(tasks=1)
    nhc = reader()
    run(OVERDUE_5)
    User.objects.filter(pk=nhc.pk).update(email=address)

    assert (mailing.send_waiting(), mail.outbox) == (0, [])
    assert Notification.objects.get().mail_error.startswith("ValidationError")


def test_no_text_of_people_reaches_a_header():
    plan = factories.plan()
    reader()
    plan.areas.get().tasks.update(title_en="Title\nBcc: all@example.cn")

    run(OVERDUE_5)
    mailing.send_waiting()

    sent = mail.outbox[0].message()
    assert sorted(sent.keys()) == sorted(
        "Content-Type MIME-Version Content-Transfer-Encoding Subject From To Date Message-ID"
        " Auto-Submitted".split()
    )


def test_one_bad_address_does_not_keep_the_mails_of_others():
    factories.plan()
    bad = reader(username="bad")
    reader(username="good")
    run(OVERDUE_5)
    User.objects.filter(pk=bad.pk).update(email="broken")

    assert mailing.send_waiting() == 1
    assert [message.to for message in mail.outbox] == [["good@example.cn"]]


def test_who_can_no_longer_sign_in_gets_no_mail():
    nhc, _outcome = returned_and_overdue()
    User.objects.filter(pk=nhc.pk).update(is_active=False)

    assert (mailing.send_waiting(), mail.outbox) == (0, [])


def test_what_has_gone_out_of_sight_is_not_mailed():
    nhc, _outcome = returned_and_overdue()
    nhc.memberships.all().delete()

    mailing.send_waiting()

    assert mail.outbox == []
    assert not Notification.objects.filter(mail_wanted=True).exists()


def test_a_long_digest_is_cut_in_the_mail_and_says_so():
    factories.plan(tasks=mailing.LINES + 2)
    reader()

    run(OVERDUE_5)
    mailing.send_waiting()

    body = mail.outbox[0].body
    assert (body.count("\n- "), "and 2 more in your inbox" in body) == (mailing.LINES, True)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_three_jobs_at_once_send_every_mail_once():
    factories.plan()
    for n in range(5):
        reader(username=f"reader{n}")
    run(OVERDUE_5)

    got = at_once(*[mailing.send_waiting] * 3)

    assert got == ["made"] * 3
    assert sorted(message.to[0] for message in mail.outbox) == [f"reader{n}@example.cn" for n in range(5)]


def test_the_lock_of_the_mails_is_held_by_one_and_freed_afterwards():
    with alone("mail-test", 1) as first:
        pass
    with alone("mail-test", 1) as again:
        pass

    assert (first, again) == (True, True)
