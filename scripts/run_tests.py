"""Every check and every test of the portal, in order, up to the first failure. Usage: run_tests.py [--lint]

--lint runs only what needs no service. Services: see services.py; DATABASE_URL (a role that may create
databases), REDIS_URL and CHROMIUM win over servers of our own.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from services import ServiceError, Services

ROOT = Path(__file__).resolve().parent.parent
# What somebody's shell may hold and a test must not depend on.
FOREIGN = set(
    "DATABASE_URL REDIS_URL CHROMIUM SECRET_KEY SECRET_KEY_FALLBACKS DEBUG ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS"
    " HTTPS TRUST_PROXY HOST PORT PORTAL_TODAY PORTAL_TRAINING REFORM_VAR STATIC_ROOT LOG_LEVEL"
    " EVIDENCE_MAX_BYTES WORKBOOK_MAX_BYTES DEMO_PASSWORD DJANGO_SETTINGS_MODULE PYTEST_ADDOPTS PORTAL_URL"
    " EMAIL_HOST EMAIL_PORT EMAIL_HOST_USER EMAIL_HOST_PASSWORD EMAIL_USE_TLS EMAIL_FROM"
    " SEAL_ORIGIN SEAL_KEY_FILE SEAL_PUBLIC_KEYS".split()
)

PYTEST = ("pytest", "-q")
# A worker that is done takes over what the other one still has: no long tail of slow tests on one of them.
PARALLEL = ("-n", "2", "--dist", "worksteal")
LINT = {
    "ruff check": ("ruff", "check", "."),
    "ruff format": ("ruff", "format", "--check", "."),
    "templates (djlint)": ("djlint", "--quiet", "--lint", "templates"),
    "types (mypy)": ("mypy",),
    "import contracts": ("lint-imports",),
    "migrations complete": ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "translations compiled": ("python", "scripts/compile_messages.py", "--check"),
}
ON_SQLITE = {
    "tests on SQLite": (*PYTEST, *PARALLEL, "-m", "not postgres and not redis and not browser"),
}
WITH_SERVICES = {
    "tests on PostgreSQL with Redis and a worker": (
        *PYTEST,
        *PARALLEL,
        "-m",
        "not browser and not own_environment and not pure",
    ),
    "tests in a browser": (*PYTEST, *PARALLEL, "-m", "browser"),
}


class StageFailed(Exception):
    """A stage ended with an error; its own output has said why."""


def run(stages: Mapping[str, tuple[str, ...]], environment: dict[str, str]) -> None:
    """Runs the stages one after the other, each under a heading and with its time."""
    for title, command in stages.items():
        print(f"\n== {title}", flush=True)
        began = time.monotonic()
        # A process group of its own: Ctrl-C comes to us, and we pass it on and wait.
        program = Path(sys.executable).parent / command[0]
        stage = subprocess.Popen([program, *command[1:]], cwd=ROOT, env=environment, start_new_session=True)
        try:
            code = stage.wait()
        except BaseException:
            _end(stage)
            raise
        seconds = time.monotonic() - began
        if code:
            raise StageFailed(f"FAILED: {title} (after {seconds:.0f} s, exit code {code})")
        print(f"-- {title}: passed in {seconds:.1f} s", flush=True)


def _end(stage: subprocess.Popen) -> None:
    for number in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(stage.pid, number)
            stage.wait(15)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    signal.signal(signal.SIGTERM, _stop)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="portal-tests-") as folder:
        clean = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        clean |= {"REFORM_VAR": f"{folder}/var", "TMPDIR": folder}
        run(LINT, clean)
        if "--lint" in sys.argv[1:]:
            return
        run(ON_SQLITE, clean)
        print("\n== services", flush=True)
        with Services() as services:
            print("\n".join(f"{name}={value}" for name, value in services.environment.items()), flush=True)
            run(WITH_SERVICES, clean | services.environment)
    print(f"\nEvery check and test passed in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    try:
        main()
    except (StageFailed, ServiceError) as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        sys.exit("\nstopped")
