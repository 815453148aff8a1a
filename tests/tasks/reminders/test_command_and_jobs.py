"""The command that shows and the jobs that tell."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from reformtracker.celery import app
from tasks import jobs
from tasks.models import Notification, Reminder
from tests import factories
from tests.tasks.reminders.scenes import OVERDUE_5, reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def training(settings):
    settings.PORTAL_TRAINING = True


def printed(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("send_reminders", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_a_dry_run_prints_who_would_be_told_what_and_writes_nothing():
    factories.plan(tasks=2)
    reader()

    lines = printed("--dry-run", "--today", OVERDUE_5)

    assert lines == [
        "reader  overdue  rung 5  p 1.1/1 NHC  2018-12-31  inbox",
        "reader  overdue  rung 5  p 1.2/1 NHC  2018-12-31  inbox",
        "1 people, 1 digests, 2 lines (dry run: nothing was written)",
    ]
    assert (Notification.objects.count(), Reminder.objects.count()) == (0, 0)


def test_without_dry_run_it_tells_and_a_repeat_tells_nothing():
    factories.plan()
    reader()

    assert printed("--today", OVERDUE_5)[-1] == "1 people, 1 digests, 1 lines"
    assert printed("--today", OVERDUE_5) == ["0 people, 0 digests, 0 lines"]


def test_it_says_for_which_bodies_nobody_reads():
    factories.plan()

    assert printed("--today", OVERDUE_5) == ["nobody reads for NHC", "0 people, 0 digests, 0 lines"]


def test_only_one_plan_is_told_of_when_it_is_named():
    factories.plan("one")
    factories.plan("two")
    reader()

    lines = printed("--dry-run", "--today", OVERDUE_5, "--plan", "two")

    assert [line.split("  ")[3] for line in lines[:-1]] == ["two 1.1/1 NHC"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--today", "soon"], "--today must be a date such as 2018-10-31, not 'soon'."),
        (["--plan", "none"], "There is no plan none."),
    ],
)
def test_what_makes_no_sense_is_one_clear_line(arguments, sentence):
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        printed(*arguments)


def test_an_invented_day_never_reaches_the_sent_log_of_production(settings):
    settings.EMBEDDED = settings.PORTAL_TRAINING = False
    factories.plan()
    reader()

    with pytest.raises(CommandError, match="needs --dry-run"):
        printed("--today", OVERDUE_5)
    assert len(printed("--today", OVERDUE_5, "--dry-run")) == 2
    assert Reminder.objects.count() == 0


@pytest.mark.parametrize(("day", "count"), [("2019-01-06", 0), ("2019-01-07", 1)])
def test_the_job_tells_on_working_days_only(day, count):
    factories.plan()
    reader()

    with factories.at(day):
        jobs.send_reminders()

    assert Reminder.objects.count() == count


def test_the_job_also_mails_and_the_later_one_has_nothing_left(settings):
    settings.EMAIL_HOST = "mail.test"
    factories.plan()
    reader()

    with factories.at(OVERDUE_5):
        jobs.send_reminders()
        jobs.send_mails()

    assert len(mail.outbox) == 1


def test_beat_knows_both_jobs():
    planned = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert planned >= {jobs.send_reminders.name, jobs.send_mails.name}
