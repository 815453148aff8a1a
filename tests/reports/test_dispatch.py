"""The dispatcher: what waits is announced, and a broker that is down or hangs harms nobody."""

import datetime as dt
import logging
import socket
import time
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, connections
from django.urls import reverse
from kombu.exceptions import OperationalError

from reformtracker import dispatch
from reformtracker.celery import make_broker_folders
from reformtracker.channels import CHANNELS
from reformtracker.lib import clock
from reports.models import Report
from tests import factories
from tests.reports.factories import a_plan, a_report, a_running_report

GIVES_UP_WITHIN = 6.0


@pytest.fixture
def celery_settings() -> dict[str, object]:
    """What overrides the settings of the portal's Celery application; they are read when first asked for."""
    assert current_app.conf.broker_url
    return current_app.conf.changes


@pytest.fixture
def messages(tmp_path, monkeypatch, celery_settings) -> Path:
    """The folder of a file-system broker of this test's own."""
    folder = tmp_path / "messages"
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(tmp_path / "c"),
    }
    monkeypatch.setitem(celery_settings, "broker_url", "filesystem://")
    monkeypatch.setitem(celery_settings, "broker_transport_options", options)
    make_broker_folders()
    return folder


@pytest.fixture
def silent_broker(monkeypatch, celery_settings):
    """A Redis that takes the connection and then never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        address = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        monkeypatch.setitem(celery_settings, "broker_url", address)
        yield


@pytest.mark.django_db
def test_a_waiting_report_is_announced_once(messages):
    report = a_report()

    announced = [dispatch.tick(CHANNELS), dispatch.tick(CHANNELS)]

    report.refresh_from_db()
    assert (announced, len(list(messages.iterdir()))) == ([1, 0], 1)
    assert report.dispatched_at is not None


@pytest.mark.django_db
def test_a_message_that_got_lost_is_sent_again(messages):
    report = a_report()
    dispatch.tick(CHANNELS)
    [message.unlink() for message in messages.iterdir()]
    long_ago = clock.wall_now() - dt.timedelta(seconds=settings.QUEUE_LEASE_SECONDS)
    Report.objects.filter(pk=report.pk).update(dispatched_at=long_ago)

    announced = dispatch.tick(CHANNELS)

    assert (announced, len(list(messages.iterdir()))) == (1, 1)


@pytest.mark.django_db
def test_of_a_long_backlog_only_the_oldest_are_announced(messages):
    for _ in range(9):
        a_report()

    announced = [dispatch.tick(CHANNELS), dispatch.tick(CHANNELS)]

    assert announced == [2 * settings.QUEUE_WORKERS, 0]


@pytest.mark.django_db
def test_a_tick_ends_what_has_no_attempt_left(messages):
    report, _lease = a_running_report(expired=True, attempt=3)

    dispatch.tick(CHANNELS)

    report.refresh_from_db()
    assert (report.state, report.failure_code, list(messages.iterdir())) == ("failed", "worker_lost", [])


@pytest.mark.django_db
def test_a_broker_that_hangs_costs_seconds_and_the_report_still_waits(silent_broker):
    report = a_report()

    began = time.monotonic()
    with pytest.raises(OperationalError):
        dispatch.tick(CHANNELS)
    took = time.monotonic() - began

    report.refresh_from_db()
    assert took < GIVES_UP_WITHIN
    assert (report.state, report.dispatched_at) == ("queued", None)


@pytest.mark.django_db
def test_asking_for_a_report_does_not_wait_for_a_broker_that_hangs(silent_broker, client):
    plan = a_plan()
    client.force_login(factories.officer())
    form = {
        "kind": "progress",
        "plan": plan.slug,
        "as_of": "2018-10-31",
        "formats": ["csv"],
        "language": "en",
    }
    client.get(reverse("reports:list"))  # the first page of a process also compiles its templates

    began = time.monotonic()
    answer = client.post(reverse("reports:ask"), form)
    took = time.monotonic() - began

    assert answer.status_code == 302
    assert took < 1


@pytest.mark.django_db
def test_a_broken_broker_is_logged_when_it_breaks_and_not_every_second(monkeypatch, caplog):
    answers = iter([OSError("refused"), OSError("refused"), None, OSError("refused")])

    def tick(channels):
        if error := next(answers):
            raise error

    monkeypatch.setattr(dispatch, "tick", tick)
    dispatcher = dispatch.Dispatcher(CHANNELS)
    with caplog.at_level(logging.WARNING):
        for _ in range(4):
            dispatcher._look()

    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_while_one_dispatcher_works_a_second_one_does_not():
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [dispatch.LOCK_KEY])
        with dispatch._the_only_one() as alone_beside_the_other:
            pass
        cursor.execute("SELECT pg_advisory_unlock(%s)", [dispatch.LOCK_KEY])
    other.close()

    with dispatch._the_only_one() as alone:
        pass

    connection.close()
    assert (alone_beside_the_other, alone) == (False, True)
