"""Setting schedules up, changing, pausing and removing them; each leaves an event."""

import datetime as dt

import pytest

from agencies.models import AccessEvent
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from reports.models import Schedule
from reports.schedules import changing, creating, listing
from tests import factories
from tests.factories import at
from tests.reports.schedules.scenes import ready, schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"


@pytest.fixture
def office():
    return factories.secretariat()


def set_up(office, **said) -> Schedule:
    wanted = {
        "plan": factories.Plan.objects.filter(slug="p").first() or factories.plan("p"),
        "kind": "overdue", "every": "week", "formats": ["pdf", "csv"], "language": "zh-hans",
        "filters": {"agency": "NHC"}, "recipients": [], "issue": False, "by": office,
    }  # fmt: skip
    return changing.set_up(**wanted | said)


def events() -> list[tuple[str, str]]:
    rows = AccessEvent.objects.filter(kind="setting").order_by("n")
    return [(event.subject, event.details["what"]) for event in rows]


def test_a_schedule_begins_with_the_period_that_is_running(office):
    officer = factories.officer()

    made = set_up(office, recipients=[officer])

    assert (made.since, made.by, list(made.recipients.all())) == (dt.date(2018, 11, 21), office, [officer])
    assert made.parameters == {"language": "zh-hans", "formats": ["pdf", "csv"], "filter": {"agency": "NHC"}}
    assert creating.due_days(made, dt.date(2018, 11, 25)) == []
    assert creating.due_days(made, dt.date(2018, 11, 26)) == [dt.date(2018, 11, 25)]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "weather"}, "kind"),
        ({"kind": "extract"}, "kind"),
        ({"every": "hour"}, "every"),
        ({"formats": []}, "formats"),
        ({"formats": ["exe"]}, "formats"),
        ({"language": "xx"}, "language"),
        ({"filters": {"agency": "NOPE"}}, "agency"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_name_of_the_field(office, said, field):
    with pytest.raises(Invalid) as refusal:
        set_up(office, **said)

    assert set(refusal.value.fields) == {field}
    assert (Schedule.objects.count(), events()) == (0, [])


def test_an_account_without_business_receives_nothing(office):
    with pytest.raises(Invalid) as refusal:
        set_up(office, recipients=[factories.user("audit_admin")])

    assert set(refusal.value.fields) == {"recipients"}


@pytest.mark.parametrize("role", ["auditor", "officer", "system_admin"])
def test_only_the_secretariat_sets_up_and_changes(office, role):
    stranger = factories.user(role, "NHC" if role == "officer" else None)
    one = set_up(office)

    for door in (changing.pause, changing.resume, changing.remove):
        with pytest.raises(NotAllowed):
            door(one, by=stranger)
    with pytest.raises(NotAllowed):
        set_up(stranger)

    assert len(events()) == 1


def test_every_change_leaves_one_event_and_a_repeat_none(office):
    one = set_up(office)
    same = {
        "formats": ["pdf"],
        "language": "en",
        "filters": {},
        "recipients": [],
        "issue": True,
        "by": office,
    }

    for _time in range(2):
        changing.change(one, **same)
        changing.pause(one, by=office)
    changing.resume(one, by=office)
    changing.remove(one, by=office)

    said = ["set_up", "changed", "paused", "resumed", "removed"]
    assert events() == [(f"schedule:{one.pk}", what) for what in said[:3]] + [
        (f"schedule:{one.pk}", what) for what in said[3:]
    ]
    assert Schedule.objects.count() == 0


def test_an_event_of_a_change_tells_before_and_after(office):
    one = set_up(office)

    changing.pause(one, by=office)

    details = AccessEvent.objects.order_by("-n")[0].details
    assert (details["before"]["active"], details["after"]["active"]) == (True, False)
    assert {**details["before"], "active": False} == details["after"]


def test_what_ended_while_it_was_paused_is_not_made_up_for(office):
    one = set_up(office)
    changing.pause(one, by=office)

    with at("2019-01-15"):
        changing.resume(one, by=office)
        one.refresh_from_db()

    assert creating.due_days(one, dt.date(2019, 1, 20)) == []
    assert creating.due_days(one, dt.date(2019, 1, 21)) == [dt.date(2019, 1, 20)]


def test_a_schedule_that_has_made_a_report_stays_on_record(office):
    one = schedule(factories.plan("p"))
    ready(one)

    with pytest.raises(Impossible):
        changing.remove(one, by=office)

    assert list(Schedule.objects.all()) == [one]


def test_the_next_report_is_told_with_its_day_and_none_for_a_paused_one(office):
    running, paused = set_up(office), set_up(office)
    changing.pause(paused, by=office)
    today = dt.date(2018, 11, 21)

    nexts = listing.next_reports(listing.schedules(), today)

    assert nexts == {running.pk: listing.Next(on=dt.date(2018, 11, 26), as_of=dt.date(2018, 11, 25))}
