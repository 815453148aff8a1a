"""The Celery jobs of the tasks app: primitives in, one function called, harmless when run twice."""

from celery import shared_task

from reformtracker.lib import clock, workdays
from tasks import reading
from tasks.reminders import mailing, running
from tasks.rounds import life


@shared_task(ignore_result=True)
def read(intake_id: int) -> None:
    """Reads the document if it still waits; the message is only a hint, the row decides."""
    reading.read(intake_id)


@shared_task(ignore_result=True)
def send_reminders() -> None:
    """Tells everybody what this working day asks for and has not been told; on other days nobody reads it."""
    if workdays.is_workday(clock.today()):
        running.run()
        mailing.send_waiting()


@shared_task(ignore_result=True)
def send_mails() -> None:
    """Sends the mails that pages and earlier runs have left, and tries again what failed."""
    mailing.send_waiting()


@shared_task(ignore_result=True)
def tend_rounds() -> None:
    """Opens and closes the reporting rounds whose day has come."""
    life.tend()
