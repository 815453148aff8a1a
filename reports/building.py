"""Making one report: claim the row, read, lay out each format, store, finish.

The one path of job and command.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils.translation import override

from reformtracker.lib.errors import Refused
from reformtracker.lib.queue import Lease
from reformtracker.lib.working import work
from reports import collecting, exporting
from reports.artifacts import Made, artifacts
from reports.document import Document
from reports.editions import data, since
from reports.enums import Failure, Format, Kind
from reports.extract import making as extract
from reports.models import Report
from reports.queries import Sight
from reports.queue import queue
from reports.renderers import csv, docx, html, json, pdf, xlsx

RENDERERS: dict[str, Callable[[Document, Any], None]] = {
    Format.XLSX: xlsx.render,
    Format.PDF: pdf.render,
    Format.DOCX: docx.render,
    Format.HTML: html.render,
    Format.CSV: csv.render,
    Format.JSON: json.render,
}
# Progress after the data are read; the formats share the rest.
COLLECTED = 30
Listener = Callable[[int, str], None]


def build(report_id: int) -> bool:
    """Makes the report if nobody else does; False when there is nothing to do.

    Never raises for a failed report.
    """
    lease = queue.claim(report_id)
    if lease is None:
        return False
    make(lease)
    return True


def make(lease: Lease, *, listener: Listener | None = None, final: bool = False) -> None:
    """Makes the claimed report and writes how it ended into its row; `final`: a failure is not tried again.

    `listener` hears the progress (0-100) and the step.
    """
    heard = listener or (lambda progress, step: None)
    work(queue, lease, partial(_make, listener=heard), _failure, final=final)


def _failure(error: Exception) -> tuple[Failure, str, bool]:
    """The code, a detail for people, and whether another attempt would end the same way."""
    if isinstance(error, collecting.NoDuties):
        return Failure.NO_DUTIES, "", True
    if isinstance(error, Refused):
        return Failure.REFUSED, str(error.message), True
    if isinstance(error, SoftTimeLimitExceeded):
        return Failure.TOO_LONG, "", True
    if isinstance(error, OSError):
        return Failure.STORAGE, error.strerror or type(error).__name__, False
    return Failure.ERROR, f"{type(error).__name__}: {error}", False


def _make(lease: Lease, listener: Listener) -> None:
    report = Report.objects.select_related("plan", "requested_by").get(pk=lease.pk)
    listener(0, "collecting")

    def told(progress: int, step: str) -> None:
        queue.advance(lease, progress=progress, step=step)
        listener(progress, step)

    made = extract.make(report, told) if report.kind == Kind.EXTRACT else _from_document(report, told)
    with transaction.atomic():
        queue.finish(lease, artifacts=made.files, **made.facts)
        exporting.record_made(report, made)
    listener(100, "finished")


def _from_document(report: Report, told: Listener) -> Made:
    """The kinds that are first read as a whole and then laid out in each format."""
    moment = collecting.as_of_moment(report.as_of)
    sight = Sight(report.plan, report.as_of, report.requested_by, report.filter)
    document = since.shown_beside(collecting.collect(report.kind, sight, report.language), report)
    files = []
    for number, choice in enumerate(report.formats):
        told(COLLECTED + (100 - COLLECTED) * number // len(report.formats), choice)
        files.append(_file(document, choice))
    data.keep(document)
    facts = {
        "data_sha256": document.data_sha256,
        "rule_version": document.provenance.rule_version,
        "as_of_moment": moment,
        "ledger_n": document.provenance.ledger_n,
        "ledger_hash": document.provenance.ledger_hash,
    }
    return Made(files, len(document.table(document.full).rows), facts)


def _file(document: Document, choice: str) -> dict[str, Any]:
    """Lays the document out in one format and stores the file; gives its line for the report's row."""
    with override(document.language):
        kept = artifacts.keep(partial(RENDERERS[choice], document))
    about = document.provenance
    name = f"{about.plan_slug}-{document.kind}-{about.as_of}-{kept.sha256[:8]}.{choice}"
    return {"format": choice, "sha256": kept.sha256, "size": kept.size, "name": name}
