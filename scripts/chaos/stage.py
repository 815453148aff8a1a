"""Where a run takes place: database, broker, folder, and the portal's processes on them."""

import json
import os
import random
import subprocess
import sys
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.chaos.processes import ROOT, Process, wait_until
from scripts.chaos.servers import Broker
from scripts.chaos.timing import Timing
from scripts.services import ServiceError, free_port

WORKERS, SLOTS = 2, 2
START_SECONDS = 90
CELERY = ["-m", "celery", "--app", "scripts.chaos.portal", "--quiet"]
GUNICORN = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "scripts.chaos.web:application"]


@dataclass
class Stage:
    """Everything that a scenario may break; `close` ends it all.

    `database` is the address under which the portal works: of the application role, which owns nothing.
    """

    folder: Path
    var: Path
    database: str
    timing: Timing
    without: str = ""
    dice: random.Random = field(default_factory=lambda: random.Random(2018))
    workers: list[Process] = field(default_factory=list)
    beats: list[Process] = field(default_factory=list)
    web: Process | None = None
    _started: int = 0

    def __post_init__(self) -> None:
        self.broker = Broker(self.folder)
        self.port = free_port()
        self.journal = self.folder / "journal"
        self.journal.touch()
        self._static = self.var / "chaos-static"

    def notes(self, event: str) -> list[dict[str, Any]]:
        """What the processes noted of that kind, see hooks.py."""
        lines = map(json.loads, self.journal.read_text().splitlines())
        return [line for line in lines if line["event"] == event]

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return (
            kept
            | {
                "DATABASE_URL": self.database,
                "REDIS_URL": self.broker.url,
                "REFORM_VAR": str(self.var),
                "STATIC_ROOT": str(self._static),
                "SECRET_KEY": os.environ["SECRET_KEY"],
                "PORTAL_TODAY": "2018-11-21",
                "PORTAL_TRAINING": "1",
                "HTTPS": "0",
                "QUEUE_LEASE_SECONDS": str(self.timing.lease),
                "QUEUE_HEARTBEAT_SECONDS": str(self.timing.heartbeat),
                "QUEUE_WORKERS": str(WORKERS * SLOTS),
                "CHAOS_JOURNAL": str(self.journal),
                "CHAOS_WITHOUT": self.without,
                "BIND": f"127.0.0.1:{self.port}",
                "WEB_WORKERS": "2",
            }
            | more
        )

    @property
    def window(self) -> int:
        """How many rows the dispatcher announces at most: two for each slot of the workers."""
        return 2 * WORKERS * SLOTS

    def start_web(self) -> None:
        self._collect_static_files()
        self.web = self._start("web", GUNICORN)

    def wait_for_web(self) -> None:
        if self.web and not wait_until(self._answers, START_SECONDS):
            raise ServiceError(f"the web does not start: {self.web.log.read_text()[-2000:]}")

    def _collect_static_files(self) -> None:
        """As the embedded mode does it, without half a minute of compressing; once for a run."""
        if self._static.exists():
            return
        environment = self.environment()
        del environment["DATABASE_URL"]
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)

    def _answers(self) -> bool:
        with suppress(OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/livez", timeout=5).status == 200
        return False

    def _start_worker(self) -> Process:
        """One more worker with a pool of its own."""
        options = ["--concurrency", str(SLOTS), "--loglevel", "WARNING", "--without-gossip"]
        options += ["--without-mingle", "--hostname", f"worker-{self._started}@chaos"]
        worker = self._start(f"worker-{self._started}", [*CELERY, "worker", *options])
        self.workers.append(worker)
        return worker

    def start_workers(self) -> None:
        """As many as there should be; waits until the new ones take messages."""
        self.workers = [worker for worker in self.workers if worker.is_running()]
        fresh = {self._start_worker().pid for _ in range(WORKERS - len(self.workers))}
        if not wait_until(lambda: fresh <= {note["pid"] for note in self.notes("ready")}, START_SECONDS):
            raise ServiceError("the workers do not start")

    def stop_workers(self) -> None:
        for worker in self.workers:
            worker.kill()
        self.workers.clear()

    def start_beat(self, **more: str) -> Process:
        schedule = str(self.folder / f"beat-schedule-{self._started}")
        options = ["--schedule", schedule, "--pidfile", "", "--loglevel", "WARNING"]
        beat = self._start(f"beat-{self._started}", [*CELERY, "beat", *options], **more)
        self.beats.append(beat)
        return beat

    def stop_beats(self) -> None:
        for beat in self.beats:
            beat.kill()
        self.beats.clear()

    def _start(self, name: str, command: list[str], **more: str) -> Process:
        self._started += 1
        return Process(name, command, self.environment(**more), self.folder)

    def close(self) -> None:
        self.stop_workers()
        self.stop_beats()
        if self.web:
            self.web.stop()
        self.broker.kill()
