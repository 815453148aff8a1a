"""Who is told of a scheduled report, once; and what schedules issue by themselves."""

import pytest
from django.urls import reverse
from django.utils import translation

from reports.models import Edition, Report
from reports.queue import queue
from reports.schedules.delivering import deliver_ready
from tasks.models import Notification, Reminder, ReminderWish
from tasks.reminders import wording
from tests import factories
from tests.factories import at
from tests.reports.schedules.scenes import DAY, ready, schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"


@pytest.fixture
def plan():
    return factories.plan("p")


def deliver(day: str = "2018-11-01") -> int:
    with at(day):
        return deliver_ready()


def lines(person) -> list[tuple[str, str, str]]:
    rows = wording.with_subjects(Reminder.objects.filter(user=person).order_by("pk"))
    return [(line.about, line.sentence, line.url) for line in wording.lines(list(rows), person)]


def test_each_recipient_is_told_once_however_often_the_job_runs(plan):
    officer, auditor = factories.officer(), factories.user("auditor")
    report = ready(schedule(plan, to=[officer, auditor]))

    told = [deliver(), deliver(), deliver("2018-11-02")]

    page = reverse("reports:detail", args=[report.public_id])
    said = [("Progress report", "is ready, as of the end of 2018-10-31", page)]
    assert told == [2, 0, 0]
    assert (lines(officer), lines(auditor)) == (said, said)
    assert Notification.objects.count() == 2


def test_the_sentence_follows_the_readers_language(plan):
    officer = factories.officer()
    ready(schedule(plan, to=[officer]))
    deliver()

    with translation.override("zh-hans"):
        about = lines(officer)[0][0]

    assert about == "进展情况报告"


def test_who_wishes_no_such_message_gets_none(plan):
    officer = factories.officer()
    ReminderWish.objects.create(user=officer, kind="report", inbox=False, mail=False)
    ready(schedule(plan, to=[officer]))

    assert deliver() == 0
    assert Reminder.objects.count() == 0


def test_mail_goes_to_who_asked_for_it_where_there_is_a_server(plan, settings):
    settings.EMAIL_HOST = "mail.example"
    officer = factories.officer()
    officer.email = "office@example.org"
    officer.save(update_fields=["email"])
    ReminderWish.objects.create(user=officer, kind="report", inbox=True, mail=True)
    ready(schedule(plan, to=[officer]))

    deliver()

    assert list(Notification.objects.values_list("user", "mail_wanted")) == [(officer.pk, True)]


def test_a_recipient_sees_the_report_and_a_colleague_does_not(plan):
    recipient, colleague = factories.officer(), factories.officer()
    report = ready(schedule(plan, to=[recipient]))

    seen = {person: list(Report.objects.visible_to(person)) for person in (recipient, colleague)}

    assert seen == {recipient: [report], colleague: []}


def test_an_unfinished_or_failed_report_is_not_told_of(plan):
    one = schedule(plan, to=[factories.officer()])
    Report.objects.create(
        kind="progress", plan=plan, as_of=DAY, parameters=one.parameters, schedule=one, schedule_key="k",
        requested_at=factories.clock.now(),
    )  # fmt: skip

    assert deliver() == 0


def test_a_report_that_nobody_was_told_of_for_a_week_is_no_news(plan):
    ready(schedule(plan, to=[factories.officer()]))

    assert deliver("2018-11-09") == 0


def test_a_schedule_that_issues_makes_an_edition_and_tells_of_it(plan):
    officer = factories.officer()
    report = ready(schedule(plan, to=[officer], issue=True))

    deliver()
    deliver()

    edition = Edition.objects.get()
    assert (edition.report, edition.number, edition.issued_by, edition.issued_label) == (report, 1, None, "")
    assert lines(officer) == [
        (
            "Progress report",
            "edition 1 is issued, as of the end of 2018-10-31",
            reverse("reports:edition", args=[report.public_id]),
        )
    ]
    assert list(Edition.objects.visible_to(officer)) == [edition]
    assert list(Edition.objects.visible_to(factories.officer())) == []


def test_without_that_wish_the_report_waits_for_the_secretariat(plan):
    ready(schedule(plan, to=[factories.officer()]))

    deliver()

    assert Edition.objects.count() == 0


def test_what_was_issued_by_hand_before_is_delivered_as_a_report(plan):
    officer = factories.officer()
    ready(schedule(plan, issue=True))
    deliver()
    second = ready(schedule(plan, to=[officer], issue=True))

    deliver()

    assert Edition.objects.count() == 1
    assert [url for _about, _sentence, url in lines(officer)] == [
        reverse("reports:detail", args=[second.public_id])
    ]


def test_a_cancelled_report_is_never_issued(plan):
    one = schedule(plan, issue=True)
    report = Report.objects.create(
        kind="progress", plan=plan, as_of=DAY, parameters=one.parameters | {"issue": True}, schedule=one,
        schedule_key="k", requested_at=factories.clock.now(),
    )  # fmt: skip
    queue.cancel(report.pk)

    deliver()

    assert Edition.objects.count() == 0
