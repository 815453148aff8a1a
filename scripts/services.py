"""PostgreSQL, Redis and Chromium for the tests: what the environment names, else servers of our own.

Ours leave no trace. Missing programs come from Debian's packages, where we may install them.
"""

import ctypes
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server", "chromium": "chromium-headless-shell"}
# The shell has no windows to draw and is a fifth faster.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
STARTUP_SECONDS = 30
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1
Account = pwd.struct_passwd | None


class ServiceError(Exception):
    """One line that says which service is missing and what to do."""


def find_program(name: str) -> str | None:
    """The path of postgres, redis-server or chromium; Debian keeps PostgreSQL's programs off the PATH."""
    if name == "postgres":
        installed = glob.glob("/usr/lib/postgresql/*/bin/postgres")
        newest = max(installed, key=lambda path: float(path.split("/")[4]), default=None)
        return newest or shutil.which(name)
    if name == "chromium":
        return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return shutil.which(name)


def install(programs: list[str]) -> None:
    """Debian's packages for the missing programs; starts no server and makes no permanent cluster."""
    wanted = " ".join(PACKAGES[program] for program in programs)
    missing = ", ".join(programs) + " missing"
    if not shutil.which("apt-get"):
        raise ServiceError(f"{missing} and there is no apt-get; install them")
    admin: list[str] = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if admin and not _may_use_sudo():
        raise ServiceError(f"{missing}; run: sudo apt-get install --no-install-recommends {wanted}")
    print(f"installing {wanted} (Debian packages)", flush=True)
    with tempfile.TemporaryFile("w+") as log:
        _apt(admin, ["update"], log)  # one broken extra source must not matter: the installation decides
        with _QuietInstallation(admin, programs):
            code = _apt(admin, ["install", "-y", "--no-install-recommends", *wanted.split()], log)
        if code:
            log.seek(0)
            raise ServiceError(f"apt-get cannot install {wanted}: {_last_line(log.read())}")


def _may_use_sudo() -> bool:
    """Whether sudo is there and asks for no password."""
    probe = ["sudo", "-n", "true"]
    return bool(shutil.which("sudo")) and subprocess.run(probe, capture_output=True).returncode == 0


def _apt(admin: list[str], arguments: list[str], log) -> int:
    options = ["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Options::=--force-confold", "-qq"]
    command = [*admin, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *options, *arguments]
    return subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=False).returncode


class _QuietInstallation:
    """Keeps packages from starting their servers and PostgreSQL from making a cluster nobody asked for."""

    POLICY = Path("/usr/sbin/policy-rc.d")
    CLUSTER = Path("/etc/postgresql-common/createcluster.conf")

    def __init__(self, admin: list[str], programs: list[str]) -> None:
        self.admin = admin
        self.wants_policy = not self.POLICY.exists()
        self.wants_cluster = "postgres" in programs and not self.CLUSTER.exists()

    def __enter__(self) -> None:
        if self.wants_policy:
            self._write(self.POLICY, "#!/bin/sh\nexit 101\n", "755")
        if self.wants_cluster:
            self._write(self.CLUSTER, "create_main_cluster = false\n", "644")

    def __exit__(self, *exception: object) -> None:
        if self.wants_policy:
            subprocess.run([*self.admin, "rm", "-f", str(self.POLICY)], check=False)

    def _write(self, target: Path, text: str, mode: str) -> None:
        with tempfile.NamedTemporaryFile("w") as source:
            source.write(text)
            source.flush()
            subprocess.run([*self.admin, "install", "-D", "-m", mode, source.name, str(target)], check=True)


class Services:
    """The addresses of the services in `environment`; a context manager that ends what it started."""

    def __init__(self) -> None:
        self.environment: dict[str, str] = {}
        self._started: list[subprocess.Popen] = []
        # Not under a home folder: PostgreSQL refuses to run as root, and its own user cannot look in there.
        self._folder = Path(tempfile.mkdtemp(prefix="portal-services-", dir="/tmp"))
        self._folder.chmod(0o755)

    def __enter__(self) -> "Services":
        try:
            self._provide()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def _provide(self) -> None:
        named = {
            "postgres": os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://")),
            "redis-server": bool(os.environ.get("REDIS_URL")),
            "chromium": bool(os.environ.get("CHROMIUM")),
        }
        missing = [program for program, given in named.items() if not given and not find_program(program)]
        if missing:
            install(missing)
        makers = {
            "postgres": ("DATABASE_URL", self._postgres),
            "redis-server": ("REDIS_URL", self._redis),
            "chromium": ("CHROMIUM", lambda path: path),
        }
        for program, (variable, make) in makers.items():
            self.environment[variable] = os.environ[variable] if named[program] else make(self._path(program))
        if not os.access(self.environment["CHROMIUM"], os.X_OK):
            raise ServiceError(f"CHROMIUM={self.environment['CHROMIUM']} is not a program")

    @staticmethod
    def _path(program: str) -> str:
        if path := find_program(program):
            return path
        raise ServiceError(f"{program} is missing although its package was installed")

    def _postgres(self, program: str) -> str:
        programs, port = Path(program).parent, free_port()
        folder, account = self._folder / "postgresql", _unprivileged_account()
        folder.mkdir()
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        command = [programs / "initdb", "-D", folder / "data", "-U", "portal", "-A", "trust", "--no-sync"]
        self._finish([*command, "-E", "UTF8", "--locale", "C.UTF-8"], account)
        # Nothing here outlives the tests, so nothing needs to survive a power cut.
        settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", f"port={port}"]
        settings += ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "max_connections=100"]
        options = [part for setting in settings for part in ("-c", setting)]
        address = ["-h", "127.0.0.1", "-p", str(port), "-U", "portal"]
        probe = [str(programs / "pg_isready"), "-q", *address]
        self._start(
            [program, "-D", str(folder / "data"), *options],
            lambda: subprocess.run(probe, check=False).returncode == 0,
            account,
        )
        self._finish([programs / "createdb", *address, "portal"], account)
        return f"postgres://portal@127.0.0.1:{port}/portal"

    def _redis(self, program: str) -> str:
        port = free_port()
        options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
        self._start([program, *options, "--dir", str(self._folder)], lambda: _answers_ping(port), None)
        return f"redis://127.0.0.1:{port}/0"

    def _finish(self, command: list, account: Account) -> None:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False, **_as(account)
        )
        if done.returncode:
            raise ServiceError(f"{Path(command[0]).name} failed: {_last_line(done.stderr)}")

    def _start(self, command: list[str], ready: Callable[[], bool], account: Account) -> None:
        """A server in a session of its own (Ctrl-C must reach it last) that dies with us, even by kill -9."""
        name = Path(command[0]).name
        log = self._folder / f"{name}.log"
        with log.open("w") as output:
            server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent,
                **_as(account),
            )
        self._started.append(server)
        end = time.monotonic() + STARTUP_SECONDS
        while not ready():
            if server.poll() is not None or time.monotonic() > end:
                raise ServiceError(f"{name} does not start: {_last_line(log.read_text())}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends the servers that we started, by their own process id, and removes their files."""
        for server in reversed(self._started):
            with suppress(ProcessLookupError):
                server.send_signal(signal.SIGINT)  # to PostgreSQL: disconnect everybody and stop
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        self._started.clear()
        shutil.rmtree(self._folder, ignore_errors=True)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no output"])[-1]


def _answers_ping(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _unprivileged_account() -> Account:
    """Who runs PostgreSQL when we are root, which PostgreSQL refuses; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServiceError("PostgreSQL does not run as root and there is no account postgres or nobody")


def _as(account: Account) -> dict:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
