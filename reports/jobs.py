"""The Celery jobs of the reports app.

They take primitives, call one function, and may run twice without harm.
"""

from celery import shared_task

from reports import building, schedule
from reports.artifacts import artifacts
from reports.models import Report


@shared_task(ignore_result=True)
def build(report_id: int) -> None:
    """Makes the report if it still waits; the message is only a hint, the row decides."""
    building.build(report_id)


@shared_task(ignore_result=True)
def schedule_due_reports() -> None:
    """Puts the reports of elapsed periods into the queue, each period once."""
    schedule.create_due()


@shared_task(ignore_result=True)
def sweep_artifacts() -> None:
    """Removes files that a crash left behind."""
    named = {item["sha256"] for files in Report.objects.values_list("artifacts", flat=True) for item in files}
    artifacts.sweep(named)
