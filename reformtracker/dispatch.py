"""The dispatcher tells the workers which rows wait: one thread beside the beat, with its own connection.

The web only inserts rows; what it never does is talk to a broker. Here a broker that is down or hangs costs a
few seconds of a thread that nobody waits for: the rows stay, and the next look publishes them.
"""

import atexit
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from celery import Task, current_app
from django.conf import settings
from django.db import DatabaseError, connection

from reformtracker.lib.queue import Queue

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
# "reports" on a telephone's keys: the key of the advisory lock that lets one dispatcher work at a time.
LOCK_KEY = 7376787
# Announce at most this many of the oldest rows per worker slot.
PER_SLOT = 2
BROKER_SECONDS = 2
# Kombu waits for ever by default; with these a broker that does not answer costs one attempt of a few
# seconds.
TRANSPORT_OPTIONS = {
    "socket_timeout": BROKER_SECONDS,
    "socket_connect_timeout": BROKER_SECONDS,
    "retry_on_timeout": False,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "connect_retries_timeout": BROKER_SECONDS,
}


@dataclass(frozen=True)
class Channel:
    """A queue, and the job that its rows wait for; the job takes the row's key."""

    queue: Queue
    job: Task


def tick(channels: Sequence[Channel]) -> int:
    """One look at the queues: ends what is lost, announces what waits. Gives the number of messages.

    Raises what the broker raises; the rows then stay unannounced and the next tick tries again.
    """
    return sum(map(_announce, channels))


def _announce(channel: Channel) -> int:
    channel.queue.reap()
    waiting = channel.queue.dispatchable(PER_SLOT * settings.QUEUE_WORKERS)
    if waiting:
        publish(channel, waiting)
    return len(waiting)


def publish(channel: Channel, keys: Sequence[int]) -> None:
    """One message per row, each noted in the row once the broker has taken it."""
    with current_app.connection_for_write(
        connect_timeout=BROKER_SECONDS, transport_options=TRANSPORT_OPTIONS
    ) as broker:
        for key in keys:
            channel.job.apply_async((key,), connection=broker, retry=False)
            channel.queue.mark_dispatched(key)


class Dispatcher:
    """The loop as a daemon thread; `stop` ends it and closes its connection."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self.channels = channels
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, name="dispatcher", daemon=True)
        self._said = ""

    def start(self) -> None:
        self.thread.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join(BROKER_SECONDS)

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                with _the_only_one() as alone:
                    while alone and not self.stopped.wait(POLL_SECONDS):
                        self._look()
            except DatabaseError as error:
                self._say_once(f"the queue cannot be read: {error}")
            finally:
                connection.close()
            self.stopped.wait(POLL_SECONDS)

    def _look(self) -> None:
        try:
            tick(self.channels)
        except DatabaseError:
            raise
        except Exception as error:
            # Whatever the broker's library raises, the rows are safe and the loop must go on.
            self._say_once(f"the broker does not take messages, work waits: {type(error).__name__}: {error}")
        else:
            self._said = ""

    def _say_once(self, sentence: str) -> None:
        """Logs a fault when it begins, not every second while it lasts."""
        if sentence != self._said:
            logger.warning("%s", sentence)
        self._said = sentence


@contextmanager
def _the_only_one() -> Iterator[bool]:
    """Whether this process is the one that dispatches; on SQLite there is only one anyhow.

    The lock belongs to the database session: when the process dies, another takes over.
    """
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
        yield bool(cursor.fetchone()[0])


def start_dispatcher(channels: Sequence[Channel]) -> Dispatcher:
    """Starts the thread; called when the beat has started."""
    dispatcher = Dispatcher(channels)
    dispatcher.start()
    return dispatcher
