"""The portal's own Celery application, with the hooks of the chaos around its queue."""

import os

import django
from celery import Task
from celery.signals import task_prerun, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformtracker.settings")
django.setup()

from reformtracker.celery import app  # noqa: E402  models may be imported only now
from scripts.chaos import hooks  # noqa: E402

__all__ = ["app"]

TICKS = "reports.jobs.schedule_due_reports"


@task_prerun.connect
def count_ticks(task: Task, **kwargs: object) -> None:
    if task.name == TICKS:
        hooks.note("tick")


@worker_ready.connect
def say_ready(**kwargs: object) -> None:
    hooks.note("ready")


hooks.install()
if seconds := os.environ.get("CHAOS_TICK"):
    app.conf.beat_schedule = {"schedule-due-reports": {"task": TICKS, "schedule": float(seconds)}}
