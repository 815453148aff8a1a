"""The portal's Celery application in a worker that hangs in the middle of a report, to be killed there."""

import time

from celery.signals import worker_process_init

from reformtracker.celery import app

__all__ = ["app"]


@worker_process_init.connect
def hang_in_the_table(**kwargs: object) -> None:
    from reports import building  # models may be imported only now, when Django is set up

    building.RENDERERS["csv"] = lambda document, target: time.sleep(600)
