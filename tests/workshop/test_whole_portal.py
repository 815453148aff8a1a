"""A report asked for in the database is made by a real worker, told by the dispatcher in a real beat."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from tests.workshop.processes import SECRET, end, environment, run, start

DEMO = {"PORTAL_TODAY": "2018-11-21", "DJANGO_SETTINGS_MODULE": "reformtracker.settings"}
ASK_AND_WAIT = """
import hashlib, time
import django
django.setup()
from reformtracker.lib import clock
from reports import artifacts, services
from tasks.models import Plan
plan = Plan.objects.get(slug="2018-h2")
report = services.request_report(kind="progress", plan=plan, as_of=clock.today(), by=None, formats=["csv"])
end = time.monotonic() + 45
while report.state in ("queued", "running") and time.monotonic() < end:
    time.sleep(0.2)
    report.refresh_from_db()
files = [(artifacts.path_of(item["sha256"]), item["sha256"]) for item in report.artifacts]
print(report.state, report.attempt, [hashlib.sha256(path.read_bytes()).hexdigest() == sha for path, sha in files])
"""


def report_of(var: Path, **values: str) -> str:
    """State, attempts and whether each file is what its checksum says, of a report asked for in a portal."""
    portal = start(var, "--demo", **DEMO, **values)
    try:
        done = run("-c", ASK_AND_WAIT, env=environment(var, **DEMO, **values))
    finally:
        end(portal)
    assert done.returncode == 0, done.stderr + portal.log.read_text()
    return done.stdout.strip()


@pytest.fixture
def empty_database(request) -> Iterator[str]:
    """The address of a fresh database on the server of the tests."""
    name = f"whole_portal_{os.getpid()}"
    server = settings.DATABASES["default"]
    address = {
        key: server[key.upper()] for key in ("host", "port", "user", "password") if server[key.upper()]
    }
    connection = psycopg2.connect(dbname="postgres", **address)
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name}")
    yield f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}"
    connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def test_the_embedded_portal_makes_a_report(tmp_path):
    assert report_of(tmp_path / "var") == "done 1 [True]"


@pytest.mark.postgres
@pytest.mark.redis
def test_the_portal_makes_a_report_with_postgresql_and_redis(tmp_path, empty_database):
    services = {"DATABASE_URL": empty_database, "REDIS_URL": settings.REDIS_URL}
    training = {"PORTAL_TRAINING": "1", "SECRET_KEY": SECRET, "HTTPS": "0"}

    assert report_of(tmp_path / "var", **services, **training) == "done 1 [True]"
