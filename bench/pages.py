"""Every page at one client: PostgreSQL, demonstration data, gunicorn; and its database queries."""

import statistics

from services import free_port

from bench.portal import PYTHON, Visitor, manage, running

TIMES = 40
PAGES = {
    "nhc-officer": ["/desk/"],
    "secretariat": [
        "/desk/",
        "/tasks/",
        "/tasks/?as_of=2018-10-10",
        "/plans/",
        "/plans/2018-h2/",
        "/plans/2018-h2/dashboard/",
        "/plans/2018-h2/dashboard/?as_of=2018-10-10",
        "/plans/2018-h2/areas/6/",
        "/plans/2018-h2/tasks/2.5/",
        "/plans/2018-h2/tasks/7.5/",
        "/agencies/",
        "/agencies/NHC/",
        "/reports/",
        "/ledger/2018-h2/",
        "/api/v1/assignments/",
    ],
}
COUNTING = """
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.db import connection
from agencies.models import User
client = Client()
client.force_login(User.objects.get(username={username!r}))
for path in {paths!r}:
    client.get(path)
    with CaptureQueriesContext(connection, ) as queries:
        assert client.get(path).status_code == 200, path
    print(path, len(queries))
"""


def prepare(environment: dict[str, str]) -> None:
    """Fills the database with the demonstration."""
    for command in (["migrate"], ["load_demo"], ["collectstatic", "--noinput"]):
        manage(environment, *command)
    analyze(environment)


def analyze(environment: dict[str, str]) -> None:
    """Gathers the statistics that autovacuum gathers a minute after so much was loaded."""
    statement = "from django.db import connection; connection.cursor().execute('ANALYZE')"
    manage(environment, "shell", "-v", "0", "-c", statement)


def measure(environment: dict[str, str]) -> None:
    measure_pages(environment, PAGES)


def measure_pages(environment: dict[str, str], pages: dict[str, list[str]]) -> None:
    """Prints how long each account waits for each of its pages, and the queries of the page."""
    port = free_port()
    gunicorn = [PYTHON, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "reformtracker.wsgi"]
    counts = _query_counts(environment, pages)
    print("\n| page | who | p50 ms | p95 ms | queries |\n|---|---|---:|---:|---:|")
    with running(environment, gunicorn, port):
        for username, paths in pages.items():
            visitor = Visitor(f"http://127.0.0.1:{port}", username, environment["DEMO_PASSWORD"])
            for path in paths:
                taken = visitor.seconds(path, TIMES)
                p50, p95 = statistics.median(taken) * 1000, taken[int(len(taken) * 0.95) - 1] * 1000
                print(
                    f"| {path} | {username} | {p50:.0f} | {p95:.0f} | {counts[username, path]} |", flush=True
                )


def _query_counts(environment: dict[str, str], pages: dict[str, list[str]]) -> dict[tuple[str, str], str]:
    counts = {}
    for username, paths in pages.items():
        allowed = environment | {"ALLOWED_HOSTS": "testserver"}
        printed = manage(allowed, "shell", "-v", "0", "-c", COUNTING.format(username=username, paths=paths))
        for line in printed.splitlines():
            path, count = line.rsplit(" ", 1)
            counts[username, path] = count
    return counts
