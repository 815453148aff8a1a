"""Checks as a queue: asked for, carried out, stopped, and once a night by the portal itself."""

import pytest

from agencies.models import AccessEvent
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, NotAllowed
from reports import jobs
from reports.enums import CheckFailure, CheckStep
from reports.models import Check
from reports.sealing import checks
from reports.sealing.queue import queue
from tasks.models import Plan
from tests import factories
from tests.reports.sealing import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return scenes.sealed_plan()


def asked(**said) -> Check:
    return checks.request_check(by=factories.user("auditor"), **said)


def events() -> list[tuple]:
    rows = AccessEvent.objects.filter(kind="check").order_by("n")
    return [(event.subject, event.outcome, event.actor and event.actor.username) for event in rows]


def test_a_check_that_finds_nothing_says_what_it_walked_and_against_which_seal(plan):
    check = asked()

    jobs.check(check.pk)

    check.refresh_from_db()
    assert (check.state, check.progress, check.step) == ("done", 100, "finished")
    assert (check.checked, check.of, check.faults, check.seal.number) == (6, 6, [], 3)
    assert events() == [("ledger:*", "done", check.requested_by.username)]


def test_a_check_that_finds_something_is_a_result_and_an_event_that_tells(plan):
    scenes.tamper("UPDATE tasks_entry SET note = 'other' WHERE n = 3")
    check = asked(plan=plan)

    jobs.check(check.pk)

    check.refresh_from_db()
    said = {"chain": "plan:p", "n": 3, "code": "altered", "detail": "its content does not give its hash"}
    assert (check.state, check.faults) == ("done", [said])
    assert events() == [("ledger:plan:p", "failed", check.requested_by.username)]
    assert AccessEvent.objects.get(kind="check").details["faults"] == [said]


def test_the_same_message_ten_times_makes_one_check(plan):
    check = asked()

    made = [checks.carry_out(check.pk) for _message in range(10)]

    assert made == [True] + [False] * 9
    assert len(events()) == 1


def test_who_waits_for_a_check_gets_the_same_again(plan):
    by, other = factories.user("auditor"), factories.user("audit_admin")

    first, again, another = (checks.request_check(by=who) for who in (by, by, other))

    assert (first.pk == again.pk, first.pk == another.pk) == (True, False)
    jobs.check(first.pk)
    assert checks.request_check(by=by).pk != first.pk


@pytest.mark.parametrize("role", ["secretariat", "officer", "provincial", "system_admin", "security_admin"])
def test_nobody_else_has_the_ledger_checked(role):
    body = "NHC" if role in ("officer", "provincial") else None

    with pytest.raises(NotAllowed):
        checks.request_check(by=factories.user(role, body))

    assert not Check.objects.exists()


def test_a_waiting_check_is_stopped_by_who_asked_and_by_nobody_else(plan):
    check = asked()

    with pytest.raises(NotAllowed):
        checks.cancel(check, by=factories.user("auditor"))
    checks.cancel(check, by=check.requested_by)

    check.refresh_from_db()
    assert check.state == "cancelled"
    with pytest.raises(Impossible):
        checks.cancel(check, by=check.requested_by)


def test_a_running_check_stops_at_its_next_sign_of_progress(plan, monkeypatch):
    monkeypatch.setattr(checks, "SECONDS_BETWEEN", 0)
    check = asked()
    heard = checks._Pace.heard

    def cancelled_meanwhile(pace, step, walked, of):
        queue.cancel(check.pk)
        heard(pace, step, walked, of)

    monkeypatch.setattr(checks._Pace, "heard", cancelled_meanwhile)
    jobs.check(check.pk)

    check.refresh_from_db()
    assert (check.state, events()) == ("cancelled", [])


def test_progress_is_written_into_the_row(plan, monkeypatch):
    monkeypatch.setattr(checks, "SECONDS_BETWEEN", 0)
    seen, told = [], queue.__class__.advance

    def listen(self, lease, *, progress, step):
        told(self, lease, progress=progress, step=step)
        seen.append((progress, str(step)))

    monkeypatch.setattr(queue.__class__, "advance", listen)
    jobs.check(asked().pk)

    assert (seen[0], seen[-1]) == ((0, "chains"), (90, "seals"))
    assert sorted(seen) == seen


def test_keys_that_cannot_be_read_are_a_failure_and_no_finding(plan, settings):
    settings.SEAL_PUBLIC_KEYS = ["broken"]
    check = asked()

    jobs.check(check.pk)

    check.refresh_from_db()
    assert (check.state, check.failure_code, check.faults) == ("queued", CheckFailure.ERROR, [])
    assert check.failure_detail == "Malformed: 'broken' is not a public key as name+id+key"


def test_two_beats_ask_for_one_check_a_night(plan):
    jobs.request_nightly_check()
    jobs.request_nightly_check()
    with factories.at("2018-11-22", hour=2):
        jobs.request_nightly_check()

    found = Check.objects.order_by("pk").values_list("schedule_key", "requested_by", "step")
    assert list(found) == [("2018-11-21", None, CheckStep.WAITING), ("2018-11-22", None, CheckStep.WAITING)]


def test_the_last_result_is_that_of_the_newest_whole_check(plan):
    whole = asked()
    jobs.check(whole.pk)
    of_one_plan = asked(plan=plan)
    jobs.check(of_one_plan.pk)
    asked()

    assert checks.last_finished() == whole
    assert clock.day_of(checks.last_finished().finished_at) == clock.today()
