"""/livez and /readyz, asked by machines that have no account."""

import socket
import time

import pytest
from django.core.management import call_command

from reformtracker import health
from tests.workshop.processes import environment, production, run

ASK = (
    "import django; django.setup()\n"
    "from django.test import Client\n"
    "for path in ('/livez', '/readyz'):\n"
    "    answer = Client(headers={'host': 'portal.example.gov.cn'}).get(path)\n"
    "    print(answer.status_code, answer.content.decode())\n"
)


def ask(env: dict[str, str]) -> list[str]:
    """Both answers of a portal in a process of its own."""
    done = run("-c", ASK, env=env | {"DJANGO_SETTINGS_MODULE": "reformtracker.settings"})
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_livez_answers_without_the_database(client):
    answer = client.get("/livez")  # a test without the mark django_db may not touch it

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_is_ready_with_database_and_migrations(client, settings):
    settings.REDIS_URL = ""

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "broker": "embedded"}


@pytest.mark.django_db
def test_readyz_is_degraded_but_ready_without_redis(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "database": "ok", "broker": "down"}


@pytest.mark.django_db(transaction=True)
def test_readyz_is_not_ready_while_a_migration_is_missing(client, settings):
    settings.REDIS_URL = ""
    call_command("migrate", "sessions", "zero", verbosity=0)

    answer = client.get("/readyz")

    call_command("migrate", "sessions", verbosity=0)
    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "database": "unmigrated", "broker": "embedded"}


def test_readyz_is_not_ready_without_its_database(tmp_path):
    assert ask(production(tmp_path)) == [
        '200 {"status": "ok"}',
        '503 {"status": "down", "database": "down", "broker": "down"}',
    ]


def test_readyz_is_not_ready_on_an_empty_database(tmp_path):
    assert ask(environment(tmp_path, ALLOWED_HOSTS="portal.example.gov.cn")) == [
        '200 {"status": "ok"}',
        '503 {"status": "down", "database": "unmigrated", "broker": "embedded"}',
    ]


def test_a_broker_that_never_answers_is_given_up_within_a_second(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        began = time.monotonic()

        state = health.broker_state()

    assert state == "down"
    assert time.monotonic() - began < 1.0


@pytest.mark.redis
def test_a_broker_that_answers_is_ok():
    assert health.broker_state() == "ok"
