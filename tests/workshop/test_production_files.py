"""The files of the production shape, as far as they can be judged without containers."""

import re
from pathlib import Path

import pytest
import yaml

from tests.workshop.processes import production, run

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = ("-m", "gunicorn", "--check-config", "--config", "deploy/gunicorn.conf.py", "reformtracker.wsgi")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
PORTAL = ("migrate", "web", "worker", "beat")


def test_the_services_are_those_of_the_runbook():
    assert sorted(COMPOSE) == ["beat", "migrate", "postgres", "proxy", "redis", "web", "worker"]


@pytest.mark.parametrize("name", sorted(COMPOSE))
def test_no_container_may_gain_privileges(name):
    assert COMPOSE[name]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", PORTAL)
def test_the_portals_containers_can_write_nowhere_but_into_their_state(name):
    service = COMPOSE[name]

    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["volumes"] == ["state:/var/lib/portal"]
    assert service["stop_grace_period"] == "60s"


def test_only_the_worker_has_the_key_that_seals():
    assert [name for name in COMPOSE if "secrets" in COMPOSE[name]] == ["worker"]
    assert COMPOSE["worker"]["environment"] == {"SEAL_KEY_FILE": "/run/secrets/seal_key"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_serves_before_the_migrations_are_applied(name):
    assert COMPOSE[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_the_image_runs_as_nobody_in_particular_and_gets_its_signals_itself():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    last = {line.split()[0]: line for line in lines if line[:1].isupper()}

    assert last["USER"] == "USER portal"
    assert last["ENTRYPOINT"] == 'ENTRYPOINT ["python", "-m"]'


def test_gunicorn_takes_its_configuration(tmp_path):
    done = run(*GUNICORN, env=production(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")


def test_gunicorn_does_not_start_with_debug_pages(tmp_path):
    done = run(*GUNICORN, env=production(tmp_path, DEBUG="1"))

    assert done.returncode != 0
    assert "error: DEBUG is on in production." in done.stderr


def test_only_the_migrations_know_the_owner_of_the_tables():
    read = {name: COMPOSE[name]["env_file"] for name in PORTAL}
    kept_out = [(ROOT / name).read_text().splitlines() for name in (".dockerignore", ".gitignore")]

    own = dict.fromkeys(PORTAL, "deploy/env")
    assert read == own | {"migrate": ["deploy/env", "deploy/migrate.env"]}
    assert ["deploy/migrate.env" in lines for lines in kept_out] == [True, True]


def test_every_migration_is_followed_by_the_grants_for_the_role_of_the_addresses():
    (command,) = COMPOSE["migrate"]["command"]
    steps = re.findall(r"manage\.py ([\w ]+)", command)

    assert steps == ["migrate ", "grant_application_role portal_app", "load_reference"]
    assert "\nDATABASE_URL=postgres://portal_app:" in (ROOT / "deploy/env.example").read_text()
    assert "\nCREATE ROLE portal_app " in (ROOT / "deploy/postgres-roles.sh").read_text()
