"""An audit extract of a million rows: how long each format takes, how much memory, and how long its download.

`python -m bench exports`; the number of rows can be set by EXPORT_ROWS. The rows are copies of the
demonstration's entries, written by SQL (their hashes chain nothing: an extract copies them). Each format is
made in a process of its own, as by a worker; the table is then fetched from gunicorn.
"""

import json
import os
import subprocess
import time
import urllib.request

from services import free_port

from bench.portal import PYTHON, ROOT, Visitor, manage, memory, running

ROWS = int(os.environ.get("EXPORT_ROWS", 1_000_000))
SLUG = "2018-h2"
WANTED = "Wanted: CSV in 60 s, 150 MB resident in any format, first byte of a ready file within 1 s."

FILL = """
from django.db import connection
from tasks.models import Chain, Plan
plan = Plan.objects.get(slug="{slug}")
with connection.cursor() as cursor:
    cursor.execute('''
        INSERT INTO tasks_entry (plan_id, n, assignment_id, subject, move, state, percent, due_on,
            reported_on, objecting, version, note, reason, details, actor_id, actor_label, on_behalf_id,
            demonstration, command, at, wall_at, algorithm, previous_hash, hash)
        SELECT plan_id, head.n + number, assignment_id, subject, move, state, percent, due_on,
            reported_on, objecting, version, note || ' ' || number, reason, details, actor_id, actor_label,
            on_behalf_id, true, command, head.at, wall_at, algorithm, md5(number::text) || md5(number::text),
            md5((number + 1)::text) || md5((number + 1)::text)
        FROM generate_series(1, %s) AS number
        JOIN tasks_entry AS said ON said.plan_id = %s AND said.n = 1 + number %% %s
        CROSS JOIN (SELECT n, at FROM tasks_chain WHERE plan_id = %s) AS head
    ''', [{rows}, plan.pk, Chain.objects.get(plan=plan).n, plan.pk])
    cursor.execute("UPDATE tasks_chain SET n = n + %s WHERE plan_id = %s", [{rows}, plan.pk])
    cursor.execute("ANALYZE tasks_entry")
"""

BUILD = """
import json, resource, time
from reformtracker.lib import clock
from reports import building
from reports.enums import Kind
from reports.models import Report
from tasks.models import Plan
report = Report.objects.create(
    kind=Kind.EXTRACT, plan=Plan.objects.get(slug="{slug}"), as_of=clock.today(), requested_at=clock.now(),
    parameters={{"language": "zh-hans", "formats": ["{choice}"], "filter": {filter}}},
)
before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
building.build(report.pk)
seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
report.refresh_from_db()
print(json.dumps({{
    "id": str(report.public_id), "state": report.state, "why": report.failure_detail, "seconds": seconds,
    "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    "megabytes": after.ru_maxrss / 1024, "size": report.artifacts and report.artifacts[0]["size"] / 1024**2,
}}))
"""


CASES = (
    ("table (CSV), all rows", "csv", {}),
    ("table, one move", "csv", {"move": "report"}),
    ("table, one agency", "csv", {"agency": "NHC"}),
    ("workbook (XLSX), all rows", "xlsx", {}),
)


def measure(environment: dict[str, str]) -> None:
    began = time.perf_counter()
    manage(environment, "shell", "-v", "0", "-c", FILL.format(rows=ROWS, slug=SLUG))
    print(f"\n{ROWS:,} entries written in {time.perf_counter() - began:.0f} s\n")
    print("| extract | seconds | processor s | MB resident | MB file |\n|---|---:|---:|---:|---:|")
    made = [_build(environment, *case) for case in CASES]
    _fetch(environment, made[0]["id"])
    print(f"\n{WANTED}")


def _build(environment: dict[str, str], title: str, choice: str, asked: dict[str, str]) -> dict:
    """Makes the extract in a Django process of its own, whose last line is the answer."""
    script = BUILD.format(slug=SLUG, choice=choice, filter=asked)
    command = [PYTHON, "manage.py", "shell", "-v", "0", "-c", script]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    made = json.loads(done.stdout.strip().splitlines()[-1])
    assert made["state"] == "done", made
    figures = f"{made['seconds']:.1f} | {made['processor']:.1f} | {made['megabytes']:.0f}"
    print(f"| {title} | {figures} | {made['size']:.0f} |", flush=True)
    return made


def _fetch(environment: dict[str, str], public_id: str) -> None:
    """Prints how long the first byte takes, the first time and again, the whole file, and its second half."""
    port = free_port()
    gunicorn = [PYTHON, "-m", "gunicorn", "-w", "1", "-b", f"127.0.0.1:{port}", "reformtracker.wsgi"]
    print("\n| download | first byte s | all s | MB | MB of the web process |\n|---|---:|---:|---:|---:|")
    with running(environment, gunicorn, port) as server:
        visitor = Visitor(f"http://127.0.0.1:{port}", "auditor", environment["DEMO_PASSWORD"])
        address = f"{visitor.base}/reports/{public_id}/files/csv/"
        size = 0
        for title in ("whole, first time", "whole, again", "from the middle"):
            headers = {"Range": f"bytes={size // 2}-"} if title == "from the middle" else {}
            first, seconds, size = _timed(visitor, urllib.request.Request(address, headers=headers))
            figures = f"{first:.2f} | {seconds:.2f} | {size / 1024**2:.0f} | {memory(server.pid)[0]}"
            print(f"| {title} | {figures} |", flush=True)


def _timed(visitor: Visitor, request: urllib.request.Request) -> tuple[float, float, int]:
    """Seconds to the first byte and to the last, and the number of bytes."""
    began = time.perf_counter()
    with visitor.opener.open(request) as answer:
        size, first = len(answer.read(1)), time.perf_counter() - began
        while block := answer.read(1 << 20):
            size += len(block)
    return first, time.perf_counter() - began, size
