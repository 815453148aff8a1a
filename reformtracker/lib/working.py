"""Working on a claimed row: signs of life meanwhile, and how it ended written into the row."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from reformtracker.lib.queue import Cancelled, Lease, Queue, Replaced

logger = logging.getLogger(__name__)

# The failure's code, a detail for people, and whether another attempt would end the same way.
Explain = Callable[[Exception], tuple[str, str, bool]]


def work(
    queue: Queue[Any], lease: Lease, make: Callable[[Lease], None], explain: Explain, *, final: bool = False
) -> None:
    """Lets `make` do the work of the claimed row; `final`: a failure is not tried again.

    Never raises for work that failed: the row says why.
    """
    name = f"{queue.model._meta.model_name} {lease.pk}: attempt {lease.attempt}"
    with Heartbeat(queue, lease):
        try:
            make(lease)
        except Cancelled:
            queue.abandon(lease)
        except Replaced:
            logger.warning("%s was replaced, its result is dropped", name)
        except Exception as error:
            code, detail, hopeless = explain(error)
            if not hopeless:
                logger.exception("%s failed", name)
            queue.fail(lease, code, detail, final=final or hopeless)


class Heartbeat:
    """Prolongs the lease from a side thread with a connection of its own, while the work goes on."""

    def __init__(self, queue: Queue[Any], lease: Lease) -> None:
        self.queue, self.lease = queue, lease
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._beat, name=f"heartbeat-{lease.pk}", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self.thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop.set()
        self.thread.join()

    def _beat(self) -> None:
        try:
            while not self.stop.wait(settings.QUEUE_HEARTBEAT_SECONDS):
                try:
                    if not self.queue.heartbeat(self.lease):
                        return
                except DatabaseError:
                    # The next beat tries anew; a lease that runs out meanwhile is somebody else's to take.
                    logger.warning("no heartbeat of %s", self.thread.name, exc_info=True)
                    connection.close()
        finally:
            connection.close()
