"""manage.py run_portal as a real process: it starts, mends itself, stops cleanly and leaves nobody behind."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from reformtracker import startup
from tests.workshop.processes import (
    START_SECONDS,
    STOP_SECONDS,
    Portal,
    end,
    environment,
    free_port,
    living,
    run,
    start,
    wait_for,
)

pytestmark = pytest.mark.own_environment


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[Portal]:
    """A portal for all tests that leave it running."""
    running = start(tmp_path_factory.mktemp("portal") / "var")
    yield running
    end(running)


@pytest.fixture
def own_portal(portal, tmp_path_factory) -> Iterator[Portal]:
    """A portal that the test may end; it starts on a copy of the prepared state."""
    var = tmp_path_factory.mktemp("own") / "var"
    subprocess.run(["cp", "-r", portal.var, var], check=True)
    running = start(var)
    yield running
    end(running)


def refusal(var: Path, **values: str) -> tuple[int, str]:
    """Exit code and messages of a portal that cannot start."""
    done = run("manage.py", "run_portal", env=environment(var, PORT=str(free_port())) | values)
    return done.returncode, done.stderr


def test_it_answers_and_is_ready(portal):
    assert portal.get("/livez").status == 200
    assert portal.get("/readyz").read() == b'{"status": "ok", "database": "ok", "broker": "embedded"}'


def test_static_files_carry_their_hash_and_may_be_kept_for_ever(portal):
    names = {path.name for path in (portal.var / "static" / "css").glob("base.*.css")}
    answers = [portal.get(f"/static/css/{name}").headers["Cache-Control"] for name in names]

    assert [bool(re.fullmatch(r"base\.[0-9a-f]{12}\.css", name)) for name in names] == [True]
    assert answers == ["max-age=315360000, public, immutable"]


def test_web_worker_and_beat_are_one_each(portal):
    # Worker and beat follow once the web answers.
    assert wait_for(
        lambda: [len(portal.children(name)) for name in ("gunicorn", "worker", "beat")] == [1, 1, 1],
        START_SECONDS,
    )


def test_a_killed_process_is_started_again(portal):
    assert wait_for(lambda: portal.children("beat"), START_SECONDS)
    (before,) = portal.children("beat")

    os.kill(before, signal.SIGKILL)

    assert wait_for(lambda: portal.children("beat") not in ([], [before]), START_SECONDS)


def test_a_second_portal_on_the_same_folder_is_refused(portal):
    code, message = refusal(portal.var)

    assert (code, message.count("\n")) == (1, 1)
    assert f"a portal already runs on {portal.var}" in message


def test_a_busy_port_is_one_line(portal, tmp_path):
    code, message = refusal(tmp_path / "var", PORT=str(portal.port))

    assert (code, message.count("\n")) == (1, 1)
    assert f"cannot listen at 127.0.0.1:{portal.port} (Address already in use)" in message


def test_it_stops_cleanly_and_starts_again_from_what_it_kept(own_portal):
    own_portal.process.send_signal(signal.SIGTERM)
    stopped = own_portal.process.wait(STOP_SECONDS), living(own_portal.var)

    again = start(own_portal.var)
    lines = again.log.read_text().splitlines()
    again.process.send_signal(signal.SIGINT)
    stopped_again = again.process.wait(STOP_SECONDS), living(own_portal.var)

    end(again)
    assert (stopped, stopped_again) == ((0, []), (0, []))
    assert lines == [
        "portal: starting",
        f"portal: ready at http://127.0.0.1:{again.port}/ (Ctrl-C stops it)",
    ]


def test_nobody_is_left_when_the_supervisor_is_killed(own_portal):
    wait_for(lambda: own_portal.children("worker"), START_SECONDS)

    own_portal.process.kill()

    assert wait_for(lambda: living(own_portal.var) == [], STOP_SECONDS)


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"DATABASE_URL": "nonsense"}, "error: DATABASE_URL must name PostgreSQL"),
        ({"DATABASE_URL": "postgres://u:hidden@127.0.0.1:1/x"}, "CommandError: the database does not answer"),
        ({"DATABASE_URL": "sqlite:////proc/no/such/folder"}, "CommandError: the database does not answer"),
        ({"REFORM_VAR": "/proc/no/such/folder"}, "error: Cannot keep the portal's state under /proc/"),
        ({"PORT": "eighty"}, "error: PORT must be a whole number"),
        ({"PORT": "99999"}, "CommandError: cannot listen at 127.0.0.1:99999"),
    ],
)
def test_what_keeps_it_from_starting_is_one_line_without_secrets(tmp_path, values, line):
    code, message = refusal(tmp_path / "var", **values)

    assert (code, message.count("\n"), message[: len(line)]) == (1, 1, line)
    assert "hidden" not in message


def test_a_full_disk_is_named(settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    monkeypatch.setattr(startup, "ROOM_BYTES", 2**60)

    with pytest.raises(startup.NotReady, match=rf"^the disk of {tmp_path} is full: \d+ MB are free"):
        startup.check_room()
