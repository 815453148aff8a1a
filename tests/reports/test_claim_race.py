"""Eight workers want one report: processes of their own sessions on PostgreSQL, started on one mark."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from reformtracker.lib.queue import QueueState
from reports.models import Report
from reports.queue import queue
from tests.reports.factories import a_report, a_running_report

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CLAIMANTS, ROUNDS = 8, 20


def all_at_once(claim: Callable[[int], object], report: Report) -> list[object]:
    """What each of the claimants got; every one has its own database session."""
    mark, results = threading.Barrier(CLAIMANTS), []

    def run() -> None:
        connection.ensure_connection()
        mark.wait()
        try:
            results.append(claim(report.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(CLAIMANTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def winners(claim: Callable[[int], object], make: Callable[[], Report]) -> list[int]:
    """How many of the claimants won, round by round."""
    return [sum(won is not None for won in all_at_once(claim, make())) for _ in range(ROUNDS)]


def test_of_eight_claimants_one_wins_a_waiting_report():
    assert winners(queue.claim, a_report) == [1] * ROUNDS


def test_of_eight_claimants_one_takes_over_a_forsaken_report():
    assert winners(queue.claim, lambda: a_running_report(expired=True)[0]) == [1] * ROUNDS


def look_then_write(report_id: int) -> bool | None:
    """The claim as it must not be: a look, and then a write that no longer asks."""
    report = Report.objects.get(pk=report_id)
    if report.state != QueueState.QUEUED:
        return None
    fields = {
        "state": QueueState.RUNNING,
        "lease_token": uuid.uuid4(),
        "lease_until": report.created_at,
    }
    Report.objects.filter(pk=report_id).update(**fields)
    return True


def test_without_the_conditional_update_several_would_win():
    assert max(winners(look_then_write, a_report)) > 1
