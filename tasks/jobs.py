"""The Celery jobs of the tasks app: primitives in, one function called, harmless when run twice."""

from celery import shared_task

from tasks import reading


@shared_task(ignore_result=True)
def read(intake_id: int) -> None:
    """Reads the document if it still waits; the message is only a hint, the row decides."""
    reading.read(intake_id)
