#!/usr/bin/env python3
"""Makes .venv and installs the locked requirements; a second run with the same locks ends at once.

Needs Python 3.11 and nothing else: where Debian's python3 has neither pip nor ensurepip, the pip wheel comes
from the package index and must match the checksum below. Older Pythons can still read this file, so that it
is they who say what is missing. Usage: bootstrap.py [--dev]
"""

import hashlib
import html.parser
import importlib.util
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
PUBLIC_INDEX = "https://pypi.org/simple"
# What pip prints, and what it means to the person in front of the screen.
FAULTS = (
    ("No space left on device", "the disk is full"),
    ("DO NOT MATCH THE HASHES", "a package differs from the locked checksum; the index may be wrong"),
    ("Permission denied", "a file or folder cannot be written"),
    ("CERTIFICATE_VERIFY_FAILED", "the package index shows a certificate that is not trusted (see PIP_CERT)"),
    ("Failed to establish a new connection", "the package index cannot be reached (see PIP_INDEX_URL)"),
    ("NameResolutionError", "the package index cannot be reached (see PIP_INDEX_URL)"),
    ("Connection to ", "the package index cannot be reached (see PIP_INDEX_URL)"),
    ("No matching distribution", "the package index lacks a locked package (see PIP_INDEX_URL)"),
)


class SetupError(Exception):
    """One line that says what is wrong and what to do."""


def lock_stamp(lock: Path, python: str) -> str:
    """What identifies an installed lock: the lock's SHA-256 and the Python it was installed for."""
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {python}"


class Environment:
    """A virtual environment and the stamps that say which locks it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.log = folder / "install.log"

    def stamp(self, lock: Path) -> Path:
        return self.folder / f".installed-{lock.stem}"

    def holds(self, lock: Path) -> bool:
        """Whether exactly this lock was installed to the end, for the Python that runs now."""
        try:
            return self.python.exists() and self.stamp(lock).read_text() == lock_stamp(lock, sys.version)
        except FileNotFoundError:
            return False

    def create(self) -> None:
        """The environment with pip inside; made anew when it is missing, broken or of another Python."""
        if self._works():
            return
        say(f"making {self.folder.name} with Python {sys.version.split()[0]}")
        bare = importlib.util.find_spec("ensurepip") is None
        flags = ["--clear", *(["--without-pip"] if bare else [])]
        run([sys.executable, "-m", "venv", *flags, self.folder], None, "no virtual environment can be made")
        if bare:
            self._install_pip_wheel()

    def _works(self) -> bool:
        code = f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
        try:
            return subprocess.run([self.python, "-c", code], capture_output=True).returncode == 0
        except OSError:
            return False

    def _install_pip_wheel(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            wheel = Path(folder) / PIP_WHEEL
            wheel.write_bytes(fetch_pip_wheel())
            # A wheel is a zip archive with the package inside, so pip can install itself from it.
            command = [self.python, f"{wheel}/pip", "install", "--no-index", "--quiet", wheel]
            run(command, self.log, "pip cannot be installed")

    def install(self, lock: Path) -> None:
        """Exactly the packages of a lock, each checked against its hash."""
        say(f"installing {lock.name}")
        self.stamp(lock).unlink(missing_ok=True)
        options = [
            "--require-hashes",
            "--disable-pip-version-check",
            "--no-input",
            "--retries",
            "2",
            "-r",
            lock,
        ]
        run([self.python, "-m", "pip", "install", *options], self.log, f"{lock.name} cannot be installed")
        self.stamp(lock).write_text(lock_stamp(lock, sys.version))


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


def run(command: list, log: "Path | None", fault: str) -> None:
    """Runs a command with its output in a log file; a failure becomes one line."""
    whole = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    done = subprocess.run([str(part) for part in command], **whole)
    if done.returncode == 0:
        return
    if log and shutil.disk_usage(log.parent).free > len(done.stdout):
        log.write_text(done.stdout)
    meanings = [meaning for sign, meaning in FAULTS if sign in done.stdout]
    lines = done.stdout.strip().splitlines() or [f"exit code {done.returncode}"]
    detail = meanings[0] if meanings else lines[-1]
    raise SetupError(f"{fault}: {detail}" + (f"; all output is in {log}" if log and log.exists() else ""))


class LinkParser(html.parser.HTMLParser):
    """The addresses on a page of the simple index (PEP 503), absolute or relative."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]


def configured(name: str) -> "str | None":
    """A setting of pip, from PIP_… or else from the nearest of pip's configuration files."""
    value = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    home = Path.home()
    own = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip/pip.conf"
    shared = ["/etc/xdg/pip/pip.conf", "/etc/pip.conf"]
    for file in filter(None, [os.environ.get("PIP_CONFIG_FILE"), own, home / ".pip/pip.conf", *shared]):
        value = value or _from_file(Path(file), name)
    return value


def _from_file(file: Path, name: str) -> "str | None":
    import configparser  # only bare machines come here

    parser = configparser.RawConfigParser()
    try:
        parser.read(file)
    except (configparser.Error, UnicodeDecodeError):
        return None
    for section in ("install", "global"):
        if parser.has_option(section, name):
            return parser.get(section, name).strip()
    return None


def fetch_pip_wheel() -> bytes:
    """The pinned pip wheel from the configured index; its checksum must be the one written above."""
    page = (configured("index-url") or PUBLIC_INDEX).rstrip("/") + "/pip/"
    parser = LinkParser()
    parser.feed(_download(page).decode("utf-8", "replace"))
    links = [link for link in parser.links if urllib.parse.urlsplit(link).path.endswith("/" + PIP_WHEEL)]
    if not links:
        raise SetupError(f"{page} has no {PIP_WHEEL}; install python3-venv or set PIP_INDEX_URL")
    content = _download(urllib.parse.urljoin(page, links[0]))
    if hashlib.sha256(content).hexdigest() != PIP_SHA256:
        raise SetupError(f"{PIP_WHEEL} from {page} does not match its checksum")
    return content


def _download(address: str) -> bytes:
    context = ssl.create_default_context(cafile=configured("cert"))
    try:
        with urllib.request.urlopen(address, timeout=30, context=context) as answer:
            return answer.read()
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise SetupError(f"the package index cannot be reached ({reason}); see PIP_INDEX_URL") from error


def use_newer_python() -> None:
    """Starts again with a Python that is new enough, where the one called python3 is not."""
    for name in ("python3.11", "python3.12", "python3.13"):
        probe = [name, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"]
        if shutil.which(name) and subprocess.run(probe, capture_output=True).returncode == 0:
            os.execvp(name, [name, *sys.argv])
    found = ".".join(map(str, sys.version_info[:3]))
    raise SetupError(f"Python 3.11 or newer is needed, this is {found}; install python3.11")


def main() -> None:
    if sys.version_info < OLDEST:
        use_newer_python()
    names = ["requirements.txt", *(["requirements-dev.txt"] if "--dev" in sys.argv[1:] else [])]
    environment = Environment(ROOT / ".venv")
    missing = [ROOT / name for name in names if not environment.holds(ROOT / name)]
    if missing:
        environment.create()
    for lock in missing:
        environment.install(lock)


if __name__ == "__main__":
    try:
        main()
    except (SetupError, OSError) as error:
        sys.exit(f"setup: error: {error}")
    except KeyboardInterrupt:
        sys.exit("setup: stopped; the next run takes up where this one ended")
