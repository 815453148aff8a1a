"""Redis as the chaos needs it: killed, frozen, emptied; and PostgreSQL without anything beside it."""

import os
import signal
import subprocess
import time
from pathlib import Path

import redis

from scripts.chaos.processes import die_with_parent
from scripts.services import ServiceError, Services, find_program, free_port, install

START_SECONDS = 15


class Database(Services):
    """A PostgreSQL of the run's own; its address stands in `environment`, for the owner of all tables."""

    def _provide(self) -> None:
        if not find_program("postgres"):
            install(["postgres"])
        self.environment["DATABASE_URL"] = self._postgres(self._path("postgres"))


class Broker:
    """A Redis that keeps nothing: what is in it when it dies is gone."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis.from_url(self.url, socket_timeout=2)
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        if not find_program("redis-server"):
            install(["redis-server"])
        command = [str(find_program("redis-server")), "--bind", "127.0.0.1", "--port", str(self.port)]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        with (self.folder / "redis.log").open("a") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, preexec_fn=die_with_parent
            )
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > end:
                raise ServiceError("redis-server does not start")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False

    def empty(self) -> None:
        self.client.flushall()

    def messages(self) -> int:
        """How many messages wait for the workers."""
        return int(self.client.llen("celery"))

    def kill(self) -> None:
        if self._process and self._process.poll() is None:
            # A frozen process dies as well.
            self._process.kill()
            self._process.wait()

    def freeze(self) -> None:
        """From now on it takes connections (the kernel does) and never answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._process:
            os.kill(self._process.pid, number)
