"""Eight people correct the same edition at the same moment: sessions of their own on PostgreSQL."""

import threading

import pytest
from django.db import IntegrityError, connection

from agencies.models import AccessEvent
from reformtracker.lib.errors import Impossible
from reports.editions import issuing
from reports.editions.issuing import issue
from reports.models import Edition, Report
from tasks.models import Plan
from tests import factories
from tests.factories import at
from tests.reports.editions.scenes import again, edition, made, office, reported

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CLAIMANTS = 8


@pytest.fixture(autouse=True)
def _scene(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"
    factories.plan("p")
    reported("2018-10-10", 40)


def corrections() -> tuple[Edition, list[Report]]:
    """An edition of a day that was not over, and eight reports that could each correct it."""
    with at("2018-11-21", 11):
        first = edition(as_of=factories.clock.today())
        reported("2018-11-21", 70, hour=12)
    with at("2018-11-21", 13):
        one = again(first)
        return first, [one] + [made(as_of=one.as_of) for _time in range(CLAIMANTS - 1)]


def all_at_once(first: Edition, reports: list[Report]) -> list[str]:
    """What became of each correction."""
    mark, results, person = threading.Barrier(CLAIMANTS), [], office()

    def run(report: Report) -> None:
        connection.ensure_connection()
        mark.wait()
        try:
            issue(report, by=person, corrects=first, reason="late")
            results.append("issued")
        except (Impossible, IntegrityError) as error:
            results.append(getattr(error, "code", type(error).__name__))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[report]) for report in reports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def test_of_eight_corrections_one_is_issued_and_seven_are_told_so():
    first, reports = corrections()

    results = all_at_once(first, reports)

    assert results == ["issued"] + ["not_the_newest"] * 7
    assert list(Edition.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert AccessEvent.objects.filter(kind="edition").count() == 2


def test_without_the_lock_the_others_would_only_meet_the_constraint(monkeypatch):
    first, reports = corrections()
    looked = threading.Barrier(CLAIMANTS)
    newest_of = issuing.newest_of
    monkeypatch.setattr(issuing, "newest_of", lambda series: (newest_of(series), looked.wait(10))[0])
    rows = Plan.objects.all()
    monkeypatch.setattr(Plan.objects, "select_for_update", lambda **how: rows)

    results = all_at_once(first, reports)

    assert results == ["IntegrityError"] * 7 + ["issued"]


def test_eight_clicks_on_one_report_make_one_edition():
    report = made()
    mark, found, person = threading.Barrier(CLAIMANTS), [], office()

    def run() -> None:
        connection.ensure_connection()
        mark.wait()
        try:
            found.append(issue(report, by=person).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _time in range(CLAIMANTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(found), len(set(found)), Edition.objects.count()) == (8, 1, 1)
