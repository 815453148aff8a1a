"""Making one report: claim the row, read, lay out each format, store, finish.

The one path of job and command.
"""

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import override

from reformtracker.lib.errors import Refused
from reports import artifacts, collecting, queue
from reports.document import Document
from reports.enums import Failure, Format
from reports.models import Report
from reports.queries import Sight
from reports.queue import Cancelled, Lease, Replaced
from reports.renderers import csv, pdf, xlsx

logger = logging.getLogger(__name__)

RENDERERS: dict[str, Callable[[Document, Any], None]] = {
    Format.XLSX: xlsx.render,
    Format.PDF: pdf.render,
    Format.CSV: csv.render,
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
    work(lease)
    return True


def work(lease: Lease, *, listener: Listener | None = None, final: bool = False) -> None:
    """Makes the claimed report and writes how it ended into its row; `final`: a failure is not tried again.

    `listener` hears the progress (0-100) and the step.
    """
    with Heartbeat(lease):
        try:
            _make(lease, listener or (lambda progress, step: None))
        except Cancelled:
            queue.abandon(lease)
        except Replaced:
            logger.warning(
                "report %d: attempt %d was replaced, its result is dropped", lease.report_id, lease.attempt
            )
        except Exception as error:
            code, detail, hopeless = _failure(error)
            if not hopeless:
                logger.exception("report %d: attempt %d failed", lease.report_id, lease.attempt)
            queue.fail(lease, code, detail, final=final or hopeless)


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
    report = Report.objects.select_related("plan", "requested_by").get(pk=lease.report_id)
    listener(0, "collecting")
    moment = collecting.as_of_moment(report.as_of)
    sight = Sight(report.plan, report.as_of, report.requested_by, report.filter)
    document = collecting.collect(report.kind, sight, report.language)
    files = []
    for number, choice in enumerate(report.formats):
        progress = COLLECTED + (100 - COLLECTED) * number // len(report.formats)
        queue.advance(lease, progress=progress, step=choice)
        listener(progress, choice)
        files.append(_file(document, choice))
    queue.finish(
        lease,
        artifacts=files,
        data_sha256=document.data_sha256,
        rule_version=document.provenance.rule_version,
        as_of_moment=moment,
        ledger_n=document.provenance.ledger_n,
        ledger_hash=document.provenance.ledger_hash,
    )
    listener(100, "finished")


def _file(document: Document, choice: str) -> dict[str, Any]:
    """Lays the document out in one format and stores the file; gives its line for the report's row."""
    with override(document.language):
        kept = artifacts.keep(partial(RENDERERS[choice], document))
    about = document.provenance
    name = f"{about.plan_slug}-{document.kind}-{about.as_of}-{kept.sha256[:8]}.{choice}"
    return {"format": choice, "sha256": kept.sha256, "size": kept.size, "name": name}


class Heartbeat:
    """Prolongs the lease from a side thread with a connection of its own, while the work goes on."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._beat, name=f"heartbeat-{lease.report_id}", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self.thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop.set()
        self.thread.join()

    def _beat(self) -> None:
        try:
            while not self.stop.wait(settings.REPORT_HEARTBEAT_SECONDS):
                try:
                    if not queue.heartbeat(self.lease):
                        return
                except DatabaseError:
                    # The next beat tries anew; a lease that runs out meanwhile is somebody else's to take.
                    logger.warning("report %d: no heartbeat", self.lease.report_id, exc_info=True)
                    connection.close()
        finally:
            connection.close()
