"""A report is read from one view of the database, whatever is written meanwhile."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection

from reports import collecting, queries
from reports.models import Report
from reports.queries import Sight
from tasks import services
from tasks.models import Plan
from tests import factories
from tests.factories import duty
from tests.reports.factories import a_report

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def meanwhile(act: Callable[[], object]) -> None:
    """Does it in another database session and waits until it is committed."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def percents(plan: Plan) -> list[int | None]:
    return [row.percent for row in queries.duties(Sight(plan, dt.date(2018, 11, 21), None, {}))]


def test_a_report_of_a_duty_made_meanwhile_is_not_in_the_snapshot_but_in_the_next():
    plan, officer = factories.plan("p"), factories.officer()

    with collecting.snapshot():
        before = percents(plan)
        meanwhile(lambda: services.report(duty(), by=officer, percent=40, note="n", reason="late"))
        during = percents(plan)

    assert (before, during, percents(plan)) == ([None], [None], [40])


def test_without_a_snapshot_the_same_reader_sees_two_states():
    plan, officer = factories.plan("p"), factories.officer()

    before = percents(plan)
    meanwhile(lambda: services.report(duty(), by=officer, percent=40, note="n", reason="late"))

    assert (before, percents(plan)) == ([None], [40])


def test_nothing_can_be_written_while_a_report_is_read():
    report = a_report()

    with pytest.raises(DatabaseError), collecting.snapshot():
        Report.objects.filter(pk=report.pk).update(progress=50)

    report.refresh_from_db()
    assert report.progress == 0
