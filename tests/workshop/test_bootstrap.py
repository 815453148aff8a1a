"""scripts/bootstrap.py: the stamp that makes a second run quick, and errors as one line."""

import ast
import hashlib
import importlib.util
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.own_environment

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "scripts" / "bootstrap.py"
_spec = importlib.util.spec_from_file_location("bootstrap", SOURCE)
bootstrap = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(bootstrap)


@pytest.fixture
def lock(tmp_path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text("thing==1 --hash=sha256:00\n")
    return path


@pytest.fixture
def installed(tmp_path, lock):
    """An environment that holds the lock."""
    environment = bootstrap.Environment(tmp_path / "venv")
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    environment.stamp(lock).write_text(bootstrap.lock_stamp(lock, sys.version))
    return environment


def fails_with(output: str) -> str:
    """The line that a command which prints this output and fails is turned into."""
    command = [sys.executable, "-c", f"print({output!r}); raise SystemExit(1)"]
    with pytest.raises(bootstrap.SetupError) as caught:
        bootstrap.run(command, None, "it cannot be installed")
    return str(caught.value)


def pip_index(folder: Path, link: str, monkeypatch) -> None:
    """A package index of files that names one address of the pip wheel."""
    (folder / "simple" / "pip").mkdir(parents=True)
    (folder / "simple" / "pip" / "index.html").write_text(f'<a href="{link}">pip</a>')
    page = (folder / "simple" / "pip" / "index.html").read_bytes()
    answers = {f"{folder.as_uri()}/simple/pip/": page}
    real = bootstrap._download
    monkeypatch.setenv("PIP_INDEX_URL", f"{folder.as_uri()}/simple/")
    monkeypatch.setattr(bootstrap, "_download", lambda address: answers.get(address) or real(address))


def test_an_environment_with_the_stamp_of_the_lock_needs_nothing(installed, lock):
    assert installed.holds(lock) is True


def test_a_changed_lock_is_installed_again(installed, lock):
    lock.write_text("thing==2 --hash=sha256:00\n")

    assert installed.holds(lock) is False


def test_another_python_makes_a_new_environment(installed, lock):
    installed.stamp(lock).write_text(bootstrap.lock_stamp(lock, "3.10.1"))

    assert installed.holds(lock) is False


def test_an_environment_without_its_python_is_made_again(installed, lock):
    installed.python.unlink()

    assert installed.holds(lock) is False


def test_an_interrupted_installation_is_not_taken_for_a_whole_one(installed, lock, monkeypatch):
    monkeypatch.setattr(bootstrap, "run", lambda *arguments: sys.exit("interrupted"))

    with pytest.raises(SystemExit):
        installed.install(lock)

    assert installed.holds(lock) is False


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("OSError: [Errno 28] No space left on device", "it cannot be installed: the disk is full"),
        (
            "Failed to establish a new connection: [Errno 111] Connection refused",
            "it cannot be installed: the package index cannot be reached (see PIP_INDEX_URL)",
        ),
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "it cannot be installed: a package differs from the locked checksum; the index may be wrong",
        ),
        ("first\nsomething else", "it cannot be installed: something else"),
    ],
)
def test_a_failed_command_becomes_one_line(output, line):
    assert fails_with(output) == line


def test_the_pip_wheel_may_have_a_relative_address(tmp_path, monkeypatch):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / bootstrap.PIP_WHEEL).write_bytes(b"a wheel")
    pip_index(tmp_path, f"../../files/{bootstrap.PIP_WHEEL}#sha256=1", monkeypatch)
    monkeypatch.setattr(bootstrap, "PIP_SHA256", hashlib.sha256(b"a wheel").hexdigest())

    assert bootstrap.fetch_pip_wheel() == b"a wheel"


def test_a_pip_wheel_with_another_checksum_is_refused(tmp_path, monkeypatch):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / bootstrap.PIP_WHEEL).write_bytes(b"something else")
    pip_index(tmp_path, f"../../files/{bootstrap.PIP_WHEEL}", monkeypatch)

    with pytest.raises(bootstrap.SetupError, match="does not match its checksum"):
        bootstrap.fetch_pip_wheel()


def test_an_index_without_the_pip_wheel_is_named(tmp_path, monkeypatch):
    pip_index(tmp_path, "../../files/pip-1.0-py3-none-any.whl", monkeypatch)

    with pytest.raises(bootstrap.SetupError, match=r"simple/pip/ has no pip-.*; install python3-venv"):
        bootstrap.fetch_pip_wheel()


def test_settings_of_pip_come_from_its_files_too(tmp_path, monkeypatch):
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://mirror.example/simple\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)

    assert bootstrap.configured("index-url") == "https://mirror.example/simple"


def test_an_older_python_can_read_the_script_that_turns_it_away():
    tree = ast.parse(SOURCE.read_text(), feature_version=(3, 7))

    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)][-1] == "main"
