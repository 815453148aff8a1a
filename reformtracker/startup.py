"""What must be true, and what must be there, before the embedded portal starts.

Each step either passes or raises `NotReady` with one line that says what is wrong and what to do.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from typing import IO

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from reformtracker.celery import make_broker_folders
from reformtracker.checks import refusals

ROOM_BYTES = 200 * 1024 * 1024


class NotReady(Exception):
    """One line for the person who wanted to start the portal."""


def check_port(host: str, port: int) -> None:
    """Somebody must be able to listen at this address now."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise NotReady(f"cannot listen at {host}:{port} ({reason}); set PORT to a free one") from error


def check_room() -> None:
    """The state folder can be written and its disk has room for a working day."""
    try:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.VAR) as probe:
            probe.write(bytes(4096))
        free = shutil.disk_usage(settings.VAR).free
    except OSError as error:
        raise NotReady(f"cannot write to {settings.VAR}: {error.strerror}; see REFORM_VAR") from error
    if free < ROOM_BYTES:
        room, needed = free // 2**20, ROOM_BYTES // 2**20
        raise NotReady(f"the disk of {settings.VAR} is full: {room} MB are free, {needed} MB are needed")


def lock_state() -> IO[str]:
    """Keeps a second portal off the same state folder for as long as the returned file stays open."""
    # Not closed and inheritable: the supervisor takes this process's place and holds the lock on.
    file = (settings.VAR / "portal.lock").open("w")
    os.set_inheritable(file.fileno(), True)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise NotReady(f"a portal already runs on {settings.VAR}; stop it or set REFORM_VAR") from error
    return file


def check_database() -> None:
    """The database answers; an address that leads nowhere is named without its password."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM sqlite_master" if connection.vendor == "sqlite" else "SELECT 1")
    except DatabaseError as error:
        raise NotReady(f"the database does not answer ({_first_line(error)}); see DATABASE_URL") from error


def check_configuration() -> None:
    """Nothing forbids to serve: see the system checks in checks.py."""
    if lines := refusals():
        raise NotReady(" ".join(lines))


def prepare(say: Callable[[str], None], *, demo: bool) -> None:
    """Brings database, data, static files and broker folders up to date; quick where nothing is to do."""
    try:
        _migrate(say)
        _load(say, demo=demo)
        _collect_static(say)
        make_broker_folders()
    except (DatabaseError, OSError) as error:
        raise NotReady(f"cannot prepare the portal: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _migrate(say: Callable[[str], None]) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("preparing the database")
        call_command("migrate", interactive=False, verbosity=0)


def _load(say: Callable[[str], None], *, demo: bool) -> None:
    if not apps.get_model("agencies", "Jurisdiction").objects.exists():
        say("loading the reference data")
        call_command("load_reference")
    if demo:
        call_command("load_demo")
        # Their models may be imported only now.
        from reports.schedules.demonstration import schedule_story
        from reports.sealing.demonstration import seal_story

        schedule_story()
        seal_story()
    elif not apps.get_model("tasks", "Plan").objects.exists():
        for plan in sorted((settings.DATA_DIR / "plans").glob("*.json")):
            call_command("import_plan", str(plan))


def _collect_static(say: Callable[[str], None]) -> None:
    """Gathers the static files under their hashed names, when one of them changed since the last time."""
    stamp, state = settings.VAR / "static.stamp", _static_state()
    if stamp.exists() and stamp.read_text() == state and settings.STATIC_ROOT.is_dir():
        return
    say("gathering the static files")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state)


def _static_state() -> str:
    """A digest over name, size and time of every static file."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = os.stat(storage.path(path))
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
