"""`make chaos`: proves the queue of reports under fault, with real PostgreSQL, Redis, workers, beat and web.

Plays the scenarios one after the other while somebody uses the web, and compares what happened with what was
promised: nothing lost, nothing done twice, at most three attempts, waiting work announced again and running
work taken over in time, every page prompt. The exit code is 1 when a figure was missed. All servers are the
run's own, on the loopback interface; what was started ends with it.
"""

import argparse
import os
import signal
import sys
import tempfile
import time

import django

from scripts.chaos import timing
from scripts.chaos.servers import Database
from scripts.services import ServiceError

# A run must not depend on what somebody's shell holds.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "STATIC_ROOT", "DEBUG", "ALLOWED_HOSTS", "TRUST_PROXY", "LOG_LEVEL")
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "reformtracker.settings",
    "SECRET_KEY": "chaos-" * 8,
    "PORTAL_TODAY": "2018-11-21",
    "PORTAL_TRAINING": "1",
    "HTTPS": "0",
}


def main() -> int:
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit("stopped"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="portal-chaos-var-", dir="/tmp") as var, Database() as database:
        _prepare(var, database.environment["DATABASE_URL"])
        from scripts.chaos import controls, play, scenarios  # models may be imported only now

        names = asked.only or list(controls.CONTROLS if asked.controls else scenarios.SCENARIOS)
        if asked.controls:
            figures = controls.play_controls(names)
        else:
            figures = play.play_all(timing.SHORT if asked.short else timing.FULL, names)
    missed = [figure for figure in figures if not figure.met]
    print(f"\n{len(figures)} figures, {len(missed)} missed, in {time.monotonic() - began:.0f} s")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--short", action="store_true", help="short leases and few reports: two minutes")
    parser.add_argument("--controls", action="store_true", help="switches each guard off and wants a failure")
    parser.add_argument("only", nargs="*", metavar="NAME", help="scenarios (or guards); all by default")
    return parser.parse_args()


def _prepare(var: str, address: str) -> None:
    """The database with its tables, under the owner of them."""
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(SETTINGS | {"DATABASE_URL": address, "REFORM_VAR": var})
    django.setup()
    from django.core.management import call_command  # settings are there only now

    call_command("migrate", interactive=False, verbosity=0)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ServiceError as error:
        sys.exit(str(error))
