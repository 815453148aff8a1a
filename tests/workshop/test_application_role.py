"""The main path of the portal on PostgreSQL under the role that owns nothing: it lacks no right it needs."""

import datetime as dt
import secrets

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from agencies import events, retention
from agencies.enums import EventKind
from agencies.models import AccessEvent
from reformtracker.lib import clock
from reports import building
from reports.enums import SealKind
from reports.models import Report
from reports.sealing import service
from tasks.enums import Move
from tasks.verification import verify
from tests import factories
from tests.reports.factories import a_report
from tests.tasks.scenes import make

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def role(transactional_db, monkeypatch):
    """From here on every connection of the test is one of the application role."""
    name, secret = f"portal_app_{secrets.token_hex(4)}", secrets.token_hex(8)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{secret}'")
    call_command("grant_application_role", name, verbosity=0)
    connection.close()
    with monkeypatch.context() as patch:
        # The settings of the connection, so that the side thread of a job logs in as the role as well.
        patch.setitem(connection.settings_dict, "USER", name)
        patch.setitem(connection.settings_dict, "PASSWORD", secret)
        yield name
        connection.close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {name}")
        cursor.execute(f"DROP ROLE {name}")


def whoami() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def test_a_plan_is_issued_reported_on_verified_and_sealed(role):
    plan = factories.plan()
    officer, secretariat = factories.officer(), factories.secretariat()

    make(Move.REPORT, factories.duty(), officer)
    make(Move.CLAIM, factories.duty(), officer)
    make(Move.ESCALATE, factories.duty(), secretariat)
    make(Move.VERIFY, factories.duty(), secretariat)
    seal = service.seal(SealKind.INTERVAL)

    assert whoami() == role
    assert (factories.duty().state, verify(plan)) == ("verified", None)
    assert seal is not None


def test_somebody_signs_in_reports_and_gets_a_report(role, client):
    factories.plan()
    user = factories.user("officer", "NHC", username="somebody")
    duty = factories.duty()

    client.post("/account/sign-in/", {"username": user.username, "password": "password"})
    move = client.post(
        f"/duties/{duty.pk}/report/", {"percent": 40, "note": "on", "reason": "r", "version": 1}
    )
    form = {"kind": "progress", "plan": "p", "as_of": "2018-11-20", "formats": ["csv"], "language": "en"}
    asked = client.post("/reports/ask/", form)
    report = Report.objects.get()
    building.build(report.pk)
    file = client.get(f"{report.get_absolute_url()}files/csv/")

    assert (move.status_code, asked.status_code, file.status_code) == (302, 302, 200)
    assert factories.duty().percent == 40
    kinds = AccessEvent.objects.order_by("n").values_list("kind", flat=True)
    assert list(kinds) == [EventKind.SIGN_IN, EventKind.EXPORT, EventKind.DOWNLOAD]


def test_a_report_of_the_portals_own_is_made_with_signs_of_life_from_a_second_connection(role, settings):
    settings.QUEUE_HEARTBEAT_SECONDS = 0.01
    report = a_report()

    building.build(report.pk)

    report.refresh_from_db()
    assert report.state == "done"


def test_of_events_only_those_kept_long_enough_can_be_removed(role, monkeypatch):
    long_ago = clock.wall_now() - dt.timedelta(days=2000)
    with monkeypatch.context() as patch:
        patch.setattr(events.clock, "wall_now", lambda: long_ago)
        events.record(EventKind.CHECK, by=None)
    events.record(EventKind.CHECK, by=None)

    retention.purge()
    with pytest.raises(DatabaseError, match="Append-only"), transaction.atomic():
        AccessEvent.objects.all()._raw_delete(using="default")

    assert list(AccessEvent.objects.values_list("n", flat=True)) == [2, 3]


def delete_all(table: str) -> None:
    """Past every rule of the portal; the database checks its foreign keys before it commits."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_what_an_entry_speaks_of_cannot_be_deleted_past_the_portal_either(role):
    factories.plan()
    make(Move.REPORT, factories.duty(), factories.officer())

    for table in ("tasks_plan", "tasks_assignment", "agencies_user", "agencies_agency"):
        with pytest.raises(DatabaseError, match="violates foreign key"):
            delete_all(table)
