"""A report asked for in the database is made by a real worker, told by the dispatcher in a real beat."""

import os
import signal
import subprocess
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from reformtracker.management.commands.run_portal import commands
from reports import services
from reports.artifacts import artifacts
from reports.models import Report
from tasks import handing_in
from tasks.models import Intake
from tests import factories
from tests.workshop.processes import ROOT, SECRET, end, environment, run, start, wait_for

DEMO = {"PORTAL_TODAY": "2018-11-21", "DJANGO_SETTINGS_MODULE": "reformtracker.settings"}
# Early in the story there is less of it to load.
EARLY = DEMO | {"PORTAL_TODAY": "2018-07-20"}
PATIENCE_SECONDS = 60
ASK_AND_WAIT = f"""
import time
import django
django.setup()
from reformtracker.lib import clock
from reports import services
from reports.artifacts import artifacts
from tasks.models import Plan
plan = Plan.objects.get(slug="2018-h2")
report = services.request_report(kind="progress", plan=plan, as_of=clock.today(), by=None, formats=["csv"])
end = time.monotonic() + {PATIENCE_SECONDS}
while report.state in ("queued", "running") and time.monotonic() < end:
    time.sleep(0.2)
    report.refresh_from_db()
print(report.state, report.attempt, [artifacts.is_intact(file["sha256"]) for file in report.artifacts])
"""


@pytest.mark.own_environment
def test_the_embedded_portal_makes_a_report(tmp_path):
    portal = start(tmp_path / "var", "--demo", **EARLY)

    done = run("-c", ASK_AND_WAIT, env=environment(portal.var, **EARLY))

    end(portal)
    assert (done.stdout, done.stderr) == ("done 1 [True]\n", "")


@pytest.fixture
def worker_and_beat() -> Iterator[None]:
    """Both as production runs them, on the database and the Redis of this test."""
    host, name = os.environ["DATABASE_URL"].rsplit("/", 1)[0], connection.settings_dict["NAME"]
    training = {"PORTAL_TRAINING": "1", "SECRET_KEY": SECRET, "HTTPS": "0"} | DEMO
    services = {"DATABASE_URL": f"{host}/{name}", "REDIS_URL": settings.REDIS_URL}
    env, wanted = environment(settings.VAR, **training, **services), commands("")
    started = [
        subprocess.Popen(wanted[name], cwd=ROOT, env=env, start_new_session=True)
        for name in ("worker", "beat")
    ]
    yield
    for process in started:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_worker_and_beat_make_a_report_and_read_a_notice_with_postgresql_and_redis(worker_and_beat):
    plan = factories.plan()
    notice, _new = handing_in.hand_in(by=None, text="I. Drugs\n1. Improve the list. (NHC is responsible)\n")

    report = services.request_report(
        kind="progress", plan=plan, as_of=settings.PORTAL_TODAY, by=None, formats=["csv", "xlsx"]
    )

    assert wait_for(lambda: Report.objects.get().state in ("done", "failed"), PATIENCE_SECONDS)
    assert wait_for(lambda: Intake.objects.get().state in ("done", "failed"), PATIENCE_SECONDS)
    report.refresh_from_db()
    notice.refresh_from_db()
    assert (notice.state, notice.attempt, len(notice.draft["areas"])) == ("done", 1, 1)
    assert (report.state, report.attempt) == ("done", 1)
    assert {file["format"]: artifacts.is_intact(file["sha256"]) for file in report.artifacts} == {
        "csv": True,
        "xlsx": True,
    }
