"""The Celery application: jobs live in each app's jobs.py, the beat schedule stands here."""

import os
from pathlib import Path

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformtracker.settings")

app = Celery("reformtracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")
# Each tick only inserts rows for the periods that have none yet, so a missed or repeated tick does no harm.
app.conf.beat_schedule = {
    "schedule-due-reports": {"task": "reports.jobs.schedule_due_reports", "schedule": crontab(minute="*/10")},
    "deliver-reports": {"task": "reports.jobs.deliver_reports", "schedule": crontab()},
    # Once each working morning; the later runs of the day tell what has come since, or catch up.
    "send-reminders": {"task": "tasks.jobs.send_reminders", "schedule": crontab(hour="8-18", minute=30)},
    "send-mails": {"task": "tasks.jobs.send_mails", "schedule": crontab(minute="*/10")},
    "tend-rounds": {"task": "tasks.jobs.tend_rounds", "schedule": crontab(minute="*/10")},
    "purge-events": {"task": "agencies.jobs.purge_events", "schedule": crontab(hour=4, minute=20)},
    # What is not sealed yet can be altered unseen: at most these ten minutes.
    "seal-ledger": {"task": "reports.jobs.seal_ledger", "schedule": crontab(minute="*/10")},
    "check-ledger": {"task": "reports.jobs.request_nightly_check", "schedule": crontab(hour=2, minute=15)},
    "sweep-artifacts": {"task": "reports.jobs.sweep_artifacts", "schedule": crontab(hour=3, minute=40)},
}


def make_broker_folders() -> None:
    """The file-system broker of the embedded mode expects its folders to be there."""
    options = app.conf.broker_transport_options
    for key in ("data_folder_in", "control_folder"):
        if key in options:
            Path(options[key]).mkdir(parents=True, exist_ok=True)


@beat_init.connect
def start_dispatcher(**kwargs: object) -> None:
    """The beat's process also carries the dispatcher, which tells the workers what waits in the database."""
    from reformtracker import channels, dispatch  # models may be imported only now, when Django is set up

    make_broker_folders()
    dispatch.start_dispatcher(channels.CHANNELS)
