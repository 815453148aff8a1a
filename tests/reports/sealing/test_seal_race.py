"""Several beats seal at the same moment: sessions of their own on PostgreSQL, started on one mark."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection

from reports.enums import SealKind
from reports.models import Seal, SealLeaf
from reports.sealing import service
from reports.sealing.examination import Examination
from tasks.models import Plan
from tests import factories
from tests.reports.sealing import scenes

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BEATS, ROUNDS = 4, 5
DAY = dt.date(2018, 11, 1)


def all_at_once(act: Callable[[], object]) -> list[object]:
    """What each of the beats got, or the error that it met."""
    mark, results = threading.Barrier(BEATS), []

    def run() -> None:
        connection.ensure_connection()
        mark.wait()
        try:
            results.append(act())
        except (DatabaseError, service.Broken) as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _beat in range(BEATS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def days_sealed_at_once() -> list[list[object]]:
    found = []
    for turn in range(ROUNDS):
        scenes.access()
        day = DAY + service.ONE_DAY * turn
        found.append(all_at_once(lambda day=day: service.seal(SealKind.DAILY, day=day)))
    return found


def test_of_several_beats_one_seals_the_day_and_the_others_see_that_it_is_done():
    rounds = days_sealed_at_once()

    assert [sum(isinstance(one, Seal) for one in found) for found in rounds] == [1] * ROUNDS
    assert [found.count(None) for found in rounds] == [BEATS - 1] * ROUNDS


def test_without_taking_turns_the_database_itself_has_to_refuse(monkeypatch):
    """The negative control: only the constraints are left, and the losers end with an error."""
    monkeypatch.setattr(service, "_take_turns", lambda: None)

    rounds = days_sealed_at_once()

    assert any(isinstance(one, (DatabaseError, service.Broken)) for found in rounds for one in found)
    assert Seal.objects.filter(day__isnull=False).count() <= ROUNDS


def test_what_is_written_while_it_is_sealed_is_sealed_now_or_next_and_holds():
    factories.plan("p")
    writing = threading.Event()

    def write() -> None:
        while not writing.is_set():
            scenes.access()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _turn in range(10):
            service.seal(SealKind.INTERVAL)
    finally:
        writing.set()
        writer.join()
    scenes.access()
    scenes.interval_seal()

    numbers = list(SealLeaf.objects.filter(chain="access").order_by("index").values_list("n", flat=True))
    assert numbers == sorted(set(numbers))
    assert Examination(list(Plan.objects.all())).run().faults == []
