"""The locks: everything pinned and hashed, and no second PostgreSQL driver."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import is_psycopg3

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")


def entries(lock: str) -> list[str]:
    """The requirements of a lock, each with its hashes on one line, without comments."""
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / lock).read_text())
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def pinned(lock: str) -> dict[str, str]:
    found = (re.match(r"([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", line) for line in entries(lock))
    return {match[1].lower().replace("_", "-"): match[2] for match in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_version_and_a_hash(lock):
    bare = [line for line in entries(lock) if not re.search(r"==\S+.*--hash=sha256:[0-9a-f]{64}", line)]

    assert bare == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_what_its_source_asks_for(lock):
    asked = (ROOT / lock.replace(".txt", ".in")).read_text().splitlines()
    exact = [re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", line) for line in asked]
    wanted = {match[1].lower().replace("_", "-"): match[2] for match in exact if match}

    locked = pinned(lock)

    assert {name: locked.get(name) for name in wanted} == wanted


def test_both_locks_agree():
    runtime, development = (pinned(lock) for lock in LOCKS)
    shared = runtime.keys() & development.keys()

    assert {name: runtime[name] for name in shared} == {name: development[name] for name in shared}


def test_psycopg_3_is_not_there_since_django_would_silently_prefer_it():
    assert importlib.util.find_spec("psycopg") is None
    assert is_psycopg3 is False
