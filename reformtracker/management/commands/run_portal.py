"""Web, worker and beat of the embedded portal in one foreground process group."""

import json
import os
import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies.demonstration import Listed, accounts, given_password, password
from reformtracker import startup

SUPERVISOR = settings.BASE_DIR / "reformtracker" / "supervisor.py"
STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


class Command(BaseCommand):
    requires_system_checks = ()  # startup asks the portal's own ones, after what is likelier to be wrong
    help = "Starts web, worker and beat in the foreground; Ctrl-C or SIGTERM stops them. Port: PORT (8000)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demonstration first")

    def handle(self, *args: object, **options: Any) -> None:
        host, port = os.environ.get("HOST") or "127.0.0.1", settings.PORT
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            startup.check_port(host, port)
            startup.check_room()
            lock = startup.lock_state()
            startup.check_database()
            startup.check_configuration()
            startup.prepare(self._say, demo=options["demo"])
        except startup.NotReady as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as interrupt:
            raise CommandError("stopped before the portal was ready", returncode=130) from interrupt
        self._say("starting")
        self._become_supervisor(host, port, lock.fileno())

    def _say(self, text: str) -> None:
        self.stdout.write(f"portal: {text}")
        self.stdout.flush()

    def _become_supervisor(self, host: str, port: int, lock: int) -> None:
        """Puts the supervisor in the place of this process: same process id, a tenth of the memory."""
        os.environ["REFORM_VAR"] = str(settings.VAR)
        # The children import the portal from whatever folder this command was called in.
        os.environ["PYTHONPATH"] = os.pathsep.join([str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")])
        ready = f"portal: ready at http://{host}:{port}/ (Ctrl-C stops it)"
        specification = {
            "address": [host, port],
            "banner": [ready, *demonstration_accounts()],
            "commands": commands(f"{host}:{port}"),
        }
        # From here on a signal waits until the supervisor can answer it.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        sys.stdout.flush()
        source = str(_pipe_with(json.dumps(specification).encode()))
        os.execv(sys.executable, [sys.executable, "-P", str(SUPERVISOR), source])


def _pipe_with(content: bytes) -> int:
    """A descriptor to read from, which outlives execv; a password has no place in the list of processes."""
    source, target = os.pipe()
    os.write(target, content)
    os.close(target)
    os.set_inheritable(source, True)
    return source


def demonstration_accounts() -> list[str]:
    """Lines that name one account of each role and their password; none without a demonstration."""
    by_role: dict[str, Listed] = {}
    for account in accounts():
        by_role.setdefault(account.role, account)
    if not by_role:
        return []
    secret = "as set in DEMO_PASSWORD" if given_password() else password()
    lines = [f"  {account.username:<16}{role}, {account.office}" for role, account in by_role.items()]
    return [f"portal: demonstration accounts, password {secret}", *lines]


def commands(address: str) -> dict[str, list[str]]:
    """The three processes of the embedded portal, by name."""
    celery = "-m celery --quiet --app reformtracker"
    # There is no second worker to talk to.
    single = "--concurrency 1 --without-mingle --without-gossip --without-heartbeat"
    arguments = {
        "web": "-m gunicorn reformtracker.wsgi --worker-class gthread --workers 1 --threads 8 --timeout 120"
        f" --graceful-timeout 10 --no-control-socket --log-level warning --bind {address}",
        # Celery warns root because of pickled messages; ours are JSON.
        "worker": f"-W ignore::UserWarning:celery.platforms {celery} worker --pool prefork {single}"
        " --loglevel WARNING",
        "beat": f"{celery} beat --loglevel WARNING --schedule",
    }
    found = {name: [sys.executable, *text.split()] for name, text in arguments.items()}
    found["beat"].append(str(settings.VAR / "beat-schedule"))  # apart, since a path may hold blanks
    return found


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt
