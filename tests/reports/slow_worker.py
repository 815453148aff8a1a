"""The portal's Celery application in a worker that hangs in the middle of a report (HANG_SECONDS)."""

import os
import time
from pathlib import Path

from celery.signals import worker_process_init

from reformtracker.celery import app

__all__ = ["app"]


@worker_process_init.connect
def hang_in_the_table(**kwargs: object) -> None:
    from reports import building  # models may be imported only now, when Django is set up

    def hang(document: object, target: Path) -> None:
        time.sleep(float(os.environ["HANG_SECONDS"]))
        target.write_text("of the slow worker")

    building.RENDERERS["csv"] = hang
