"""The Celery jobs of the agencies app: one function called, harmless when run twice."""

from celery import shared_task

from agencies import retention


@shared_task(ignore_result=True)
def purge_events() -> None:
    """Removes the access events that were kept long enough."""
    retention.purge()
