"""The Celery jobs of the reports app.

They take primitives, call one function, and may run twice without harm.
"""

from celery import shared_task

from reports import building
from reports.artifacts import artifacts
from reports.models import Report
from reports.schedules import creating, delivering
from reports.sealing import checks, service


@shared_task(ignore_result=True)
def build(report_id: int) -> None:
    """Makes the report if it still waits; the message is only a hint, the row decides."""
    building.build(report_id)


@shared_task(ignore_result=True)
def schedule_due_reports() -> None:
    """Puts the reports of elapsed periods into the queue, each period once."""
    creating.create_due()


@shared_task(ignore_result=True)
def deliver_reports() -> None:
    """Issues what schedules issue by themselves, and tells recipients what is ready, each once."""
    delivering.deliver_ready()


@shared_task(ignore_result=True)
def sweep_artifacts() -> None:
    """Removes files that a crash left behind."""
    reports = Report.objects.values_list("artifacts", "data_sha256")
    named = {sha256 for files, data in reports for sha256 in (*(item["sha256"] for item in files), data)}
    artifacts.sweep(named)


@shared_task(ignore_result=True)
def seal_ledger() -> None:
    """Closes the days that are over, and seals what has moved since the last seal."""
    service.seal_due()


@shared_task(ignore_result=True)
def request_nightly_check() -> None:
    """Puts the check of the night into the queue, once a day."""
    checks.request_nightly()


@shared_task(ignore_result=True)
def check(check_id: int) -> None:
    """Makes the check if it still waits; the message is only a hint, the row decides."""
    checks.carry_out(check_id)
