"""Asking for a report, cancelling it, trying it again."""

import datetime as dt

import pytest

from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from reports import services
from reports.models import Report
from reports.queue import queue
from tests import factories
from tests.reports.factories import DAY, a_plan, a_report

pytestmark = pytest.mark.django_db


def ask(by, **said):
    return services.request_report(**{"kind": "progress", "plan": a_plan(), "as_of": DAY, "by": by} | said)


def test_a_request_becomes_a_waiting_row_and_nothing_else():
    officer = factories.officer()

    report = ask(officer, formats=["pdf", "xlsx"], language="zh-hans", filters={"agency": "NHC", "field": ""})

    assert (report.state, report.requested_by, report.attempt) == ("queued", officer, 0)
    assert report.parameters == {
        "language": "zh-hans",
        "formats": ["xlsx", "pdf"],
        "filter": {"agency": "NHC"},
    }


def test_the_same_request_twice_is_one_report():
    officer = factories.officer()

    first, second = ask(officer), ask(officer)

    assert first == second
    assert Report.objects.count() == 1


def test_another_persons_same_request_is_a_report_of_its_own():
    first, second = ask(factories.officer()), ask(factories.secretariat())

    assert first != second


def test_a_third_report_at_once_is_refused_with_a_time_to_wait():
    officer = factories.officer()
    ask(officer, formats=["csv"])
    ask(officer, formats=["pdf"])

    with pytest.raises(services.TooMany) as refusal:
        ask(officer, formats=["xlsx"])

    assert (refusal.value.status, dict(refusal.value.headers)) == (429, {"Retry-After": "60"})
    assert Report.objects.count() == 2


def test_more_than_twenty_reports_an_hour_are_refused():
    officer = factories.officer()
    for _ in range(services.MOST_PER_HOUR):
        queue.cancel(a_report(requested_by=officer).pk)

    with pytest.raises(services.TooMany) as refusal:
        ask(officer)

    assert dict(refusal.value.headers) == {"Retry-After": "3600"}


def test_the_portal_itself_is_not_limited():
    made = [ask(None, as_of=dt.date(2018, 10, day)) for day in range(1, 24)]

    assert len({report.pk for report in made}) == 23


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "weather"}, "kind"),
        ({"formats": []}, "formats"),
        ({"formats": ["exe"]}, "formats"),
        ({"language": "xx"}, "language"),
        ({"as_of": dt.date(2018, 11, 22)}, "as_of"),
        ({"filters": {"colour": "red"}}, "filter"),
        ({"filters": {"agency": "NOPE"}}, "agency"),
        ({"filters": {"field": "nope"}}, "field"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_name_of_the_field(said, field):
    with pytest.raises(Invalid) as refusal:
        ask(factories.secretariat(), **said)

    assert set(refusal.value.fields) == {field}
    assert Report.objects.count() == 0


def test_a_plan_out_of_sight_is_refused_like_one_that_does_not_exist():
    draft = factories.plan("draft", issued=False)

    with pytest.raises(Invalid) as refusal:
        ask(factories.officer(), plan=draft)

    assert set(refusal.value.fields) == {"plan"}


def test_only_the_person_who_asked_cancels_and_retries():
    report = ask(factories.officer())
    stranger = factories.user("secretariat")

    with pytest.raises(NotAllowed):
        services.cancel(report, by=stranger)
    with pytest.raises(NotAllowed):
        services.retry(report, by=stranger)

    report.refresh_from_db()
    assert (report.state, report.cancel_requested) == ("queued", False)


def test_the_secretariat_looks_after_the_portals_own_reports():
    report = ask(None)

    services.cancel(report, by=factories.secretariat())

    report.refresh_from_db()
    assert report.state == "cancelled"


def test_a_waiting_report_cannot_be_tried_again():
    officer = factories.officer()
    report = ask(officer)

    with pytest.raises(Impossible):
        services.retry(report, by=officer)


def test_trying_again_respects_the_limit_of_reports_at_once():
    officer = factories.officer()
    report = ask(officer)
    services.cancel(report, by=officer)
    ask(officer, formats=["csv"])
    ask(officer, formats=["pdf"])

    with pytest.raises(services.TooMany):
        services.retry(report, by=officer)

    report.refresh_from_db()
    assert report.state == "cancelled"


def test_each_role_sees_its_own_reports_and_only_those_who_see_everything_see_all():
    officer, colleague = factories.officer(), factories.officer()
    secretariat, auditor = factories.secretariat(), factories.user("auditor")
    mine, theirs, portals = ask(officer), ask(colleague), ask(None)

    seen = {
        user: set(Report.objects.visible_to(user))
        for user in (officer, colleague, secretariat, auditor, factories.user("system_admin"))
    }

    assert list(seen.values()) == [{mine}, {theirs}, {mine, theirs, portals}, {mine, theirs, portals}, set()]
