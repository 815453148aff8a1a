"""Reports and documents for the tests of this folder."""

import datetime as dt
import uuid

from reformtracker.lib import clock
from reformtracker.lib.queue import Lease, QueueState
from reports.document import Column, Document, Figure, Provenance, Table
from reports.models import Report
from reports.queue import queue
from tasks.models import Plan
from tests import factories

DAY = dt.date(2018, 10, 31)
HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://example.org","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\u3000=1",
    "\u200b=1",
    "\ufeff=1",
    "＝1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "{=1}",
    "_x003D_1",
)


def a_plan() -> Plan:
    return Plan.objects.filter(slug="p").first() or factories.plan("p")


def a_report(**said) -> Report:
    """A waiting report."""
    parameters = {"language": "en", "formats": ["csv"], "filter": {}}
    values = {"kind": "progress", "plan": a_plan(), "as_of": DAY, "parameters": parameters}
    return Report.objects.create(**values | {"requested_at": clock.now()} | said)


def a_running_report(*, expired: bool = False, **said) -> tuple[Report, Lease]:
    """A report that somebody works on, or has silently stopped working on."""
    token = uuid.uuid4()
    now = clock.wall_now()
    until = now - dt.timedelta(seconds=1) if expired else now + dt.timedelta(seconds=60)
    values = {"state": QueueState.RUNNING, "attempt": 1, "lease_token": token, "lease_until": until}
    report = a_report(**values | said)
    return report, Lease(report.pk, token, report.attempt)


def wait_over(report: Report) -> None:
    """Lets the back-off of a waiting report pass."""
    Report.objects.filter(pk=report.pk).update(not_before=clock.wall_now() - dt.timedelta(seconds=1))


def finish(lease: Lease) -> None:
    queue.finish(
        lease, artifacts=[{"format": "csv", "sha256": "0" * 64, "size": 1, "name": "x.csv"}], **FACTS
    )


FACTS = {
    "data_sha256": "1" * 64,
    "rule_version": "1",
    "as_of_moment": None,
    "ledger_n": 1,
    "ledger_hash": "2" * 64,
}


def a_document(
    *rows: tuple, columns: tuple[Column, ...] | None = None, language: str = "zh-hans"
) -> Document:
    """A small document whose one table holds the rows: a text, a number, a percentage and a day each."""
    heads = columns or (
        Column("name", "名称", width=30),
        Column("count", "Count", "int"),
        Column("share", "Share", "percent"),
        Column("on", "On", "date"),
    )
    provenance = Provenance("p", "方案", DAY, True, "整个方案", "2018.1", 7, "a" * 64, None, True)
    return Document(
        kind="progress",
        language=language,
        title="进展报告",
        subtitle="深化医药卫生体制改革",
        provenance=provenance,
        figures=(Figure("总体进展", "62%", "58 of 66 reported"),),
        tables=(Table("list", "List", heads, tuple(rows), bars="" if columns else "count"),),
        full="list",
        notes=("说明",),
        marks=("演示",),
        meta=(("As of", "2018-10-31"), ("SHA-256 of the data", "f" * 64)),
        data_sha256="f" * 64,
    )
