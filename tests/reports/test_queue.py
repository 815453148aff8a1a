"""The queue of reports on any database."""

import pytest

from agencies.enums import UserRole
from reformtracker.lib.queue import MAX_ATTEMPTS, Cancelled, QueueState, Replaced
from reports.enums import Failure
from reports.models import Report
from reports.queue import queue
from tests import factories
from tests.reports.factories import a_report, a_running_report, finish, wait_over

pytestmark = pytest.mark.django_db


def state(report: Report) -> str:
    report.refresh_from_db()
    return report.state


def test_a_waiting_report_is_claimed_once():
    report = a_report()

    first, second = queue.claim(report.pk), queue.claim(report.pk)

    assert (first.attempt, second) == (1, None)
    assert state(report) == QueueState.RUNNING


def test_a_report_whose_lease_ran_out_goes_to_the_next_worker_with_a_new_token():
    report, lost = a_running_report(expired=True)

    lease = queue.claim(report.pk)

    assert lease.attempt == 2
    assert lease.token != lost.token


def test_a_report_whose_lease_holds_is_left_to_its_worker():
    report, _lease = a_running_report()

    assert queue.claim(report.pk) is None


def test_a_worker_that_was_replaced_cannot_finish_any_more():
    report, late = a_running_report(expired=True)
    current = queue.claim(report.pk)

    with pytest.raises(Replaced):
        finish(late)
    finish(current)

    assert state(report) == QueueState.DONE


def test_a_worker_that_was_replaced_cannot_fail_or_prolong_the_report_of_another():
    report, late = a_running_report(expired=True)
    current = queue.claim(report.pk)

    queue.fail(late, Failure.ERROR, "late", final=True)
    prolonged = queue.heartbeat(late)

    report.refresh_from_db()
    assert (report.state, report.lease_token, report.failure_detail) == ("running", current.token, "")
    assert prolonged is False


def test_a_heartbeat_moves_the_end_of_the_lease():
    report, lease = a_running_report(expired=True)

    alive = queue.heartbeat(lease)

    assert alive is True
    assert queue.claim(report.pk) is None


def test_a_failed_attempt_waits_for_its_back_off_before_the_next():
    report = a_report()
    queue.fail(queue.claim(report.pk), Failure.ERROR, "first")

    too_early = queue.claim(report.pk)
    wait_over(report)
    later = queue.claim(report.pk)

    assert (too_early, later.attempt) == (None, 2)


def test_the_third_failure_is_the_last():
    report = a_report()
    for _attempt in range(3):
        wait_over(report)
        queue.fail(queue.claim(report.pk), Failure.ERROR, "again")

    report.refresh_from_db()

    assert (report.state, report.attempt, report.failure_code) == ("failed", 3, "error")
    assert report.lease_token is None


def test_a_final_failure_is_not_tried_again():
    report = a_report()

    queue.fail(queue.claim(report.pk), Failure.NO_DUTIES, final=True)

    report.refresh_from_db()
    assert (report.state, report.attempt, report.failure_code) == ("failed", 1, "no_duties")


def test_a_report_that_killed_every_worker_is_failed_without_another():
    report, _lease = a_running_report(expired=True, attempt=MAX_ATTEMPTS)

    claimed, ended = queue.claim(report.pk), queue.reap()

    report.refresh_from_db()
    assert (claimed, ended) == (None, 1)
    assert (report.state, report.failure_code) == ("failed", "worker_lost")


def test_the_reaper_leaves_living_and_retriable_reports_alone():
    living, _lease = a_running_report(attempt=MAX_ATTEMPTS)
    retriable, _lost = a_running_report(expired=True, attempt=2)

    ended = queue.reap()

    assert (ended, state(living), state(retriable)) == (0, "running", "running")


def test_cancelling_a_waiting_report_ends_it_at_once():
    report = a_report()

    cancelled = queue.cancel(report.pk)

    assert (cancelled, state(report)) == (True, "cancelled")
    assert queue.claim(report.pk) is None


def test_cancelling_a_running_report_stops_its_worker_at_the_next_step():
    report = a_report()
    lease = queue.claim(report.pk)
    queue.cancel(report.pk)

    with pytest.raises(Cancelled):
        queue.advance(lease, progress=50, step="pdf")
    queue.abandon(lease)

    assert state(report) == "cancelled"


def test_a_cancelled_report_does_not_become_ready():
    report = a_report()
    lease = queue.claim(report.pk)
    queue.cancel(report.pk)

    with pytest.raises(Cancelled):
        finish(lease)

    assert state(report) == "running"


def test_a_cancelled_report_whose_worker_died_is_ended_by_the_reaper():
    report, _lease = a_running_report(expired=True, cancel_requested=True)

    queue.reap()

    assert state(report) == "cancelled"


def test_a_ready_report_can_neither_be_cancelled_nor_tried_again():
    report = a_report()
    finish(queue.claim(report.pk))

    assert (queue.cancel(report.pk), queue.retry(report.pk)) == (False, False)
    assert state(report) == "done"


def test_trying_again_starts_with_fresh_attempts_and_without_the_old_reason():
    report = a_report()
    queue.fail(queue.claim(report.pk), Failure.ERROR, "boom", final=True)

    again = queue.retry(report.pk)

    report.refresh_from_db()
    assert (again, report.state, report.attempt, report.failure_code) == (True, "queued", 0, "")
    assert queue.claim(report.pk).attempt == 1


def test_the_oldest_reports_are_announced_first_and_no_more_than_the_window():
    reports = [a_report() for _ in range(4)]

    assert queue.dispatchable(2) == [reports[0].pk, reports[1].pk]


def test_what_people_ask_for_comes_before_what_the_portal_makes_by_itself():
    own = a_report(requested_by=None)
    asked = a_report(requested_by=factories.user(UserRole.AUDITOR))

    assert queue.dispatchable(1) == [asked.pk]
    assert queue.dispatchable(2) == [asked.pk, own.pk]


def test_an_announced_report_is_not_announced_again_at_once_nor_does_it_let_younger_ones_pass():
    old, young = a_report(), a_report()
    queue.mark_dispatched(old.pk)

    assert queue.dispatchable(1) == []
    assert queue.dispatchable(2) == [young.pk]


def test_a_report_whose_worker_went_silent_is_announced_again():
    report, _lease = a_running_report(expired=True)

    assert queue.dispatchable(2) == [report.pk]


def test_running_cancelled_and_waiting_out_reports_are_not_announced():
    a_running_report()
    a_running_report(expired=True, attempt=MAX_ATTEMPTS)
    queue.cancel(a_report().pk)
    queue.fail(queue.claim(a_report().pk), Failure.ERROR)

    assert queue.dispatchable(10) == []
