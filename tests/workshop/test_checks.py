"""checks.py: what must never reach production stops the web server and every command."""

import pytest

from reformtracker.checks import refusals
from tests.workshop.processes import production, run

pytestmark = pytest.mark.own_environment

SERVE = ("-c", "import reformtracker.wsgi")
BAD = {
    "no secret": ({"SECRET_KEY": ""}, "portal.E001"),
    "short secret": ({"SECRET_KEY": "abcdefghijklmnop"}, "portal.E001"),
    "example secret": ({"SECRET_KEY": "django-insecure-0123456789-0123456789-0123456789"}, "portal.E001"),
    "debug pages": ({"DEBUG": "1"}, "portal.E002"),
    "every host": ({"ALLOWED_HOSTS": "*"}, "portal.E003"),
    "no host": ({"ALLOWED_HOSTS": ""}, "portal.E003"),
    "invented day": ({"PORTAL_TODAY": "2018-11-21"}, "portal.E004"),
    "broken key": ({"SEAL_PUBLIC_KEYS": "portal+00000000+AAAA"}, "portal.E006"),
}


@pytest.mark.parametrize(("values", "fault"), BAD.values(), ids=BAD)
def test_the_web_server_refuses_to_start_with_one_line(tmp_path, values, fault):
    done = run(*SERVE, env=production(tmp_path, **values))

    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert done.stderr.startswith("error: ")
    assert done.stderr.endswith(f"({fault})\n")


def test_the_web_server_starts_in_a_proper_environment(tmp_path):
    done = run(*SERVE, env=production(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")


def test_a_training_installation_may_stop_the_clock(tmp_path):
    done = run(*SERVE, env=production(tmp_path, PORTAL_TODAY="2018-11-21", PORTAL_TRAINING="1"))

    assert (done.returncode, done.stderr) == (0, "")


def test_commands_refuse_as_well(tmp_path):
    done = run("manage.py", "check", env=production(tmp_path, DEBUG="1"))

    assert done.returncode == 1
    assert "portal.E002" in done.stderr


def test_a_proper_environment_passes_the_deployment_check_without_a_warning(tmp_path):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", env=production(tmp_path))

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), (
        done.stderr
    )


def test_a_deployment_that_seals_nothing_is_warned(tmp_path):
    done = run("manage.py", "check", "--deploy", env=production(tmp_path, SEAL_PUBLIC_KEYS=""))

    assert done.returncode == 0
    assert "(portal.W003) SEAL_PUBLIC_KEYS is empty: the ledger is not sealed." in done.stderr


def test_a_state_folder_that_cannot_be_made_is_refused(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.EMBEDDED, settings.VAR = True, tmp_path / "file" / "var"

    assert refusals() == [
        f"The state folder {settings.VAR} cannot be written. Give the portal's account the folder, "
        "or name another one in REFORM_VAR. (portal.E005)"
    ]


def test_the_embedded_mode_needs_none_of_it(settings):
    settings.EMBEDDED, settings.DEBUG, settings.ALLOWED_HOSTS, settings.SECRET_KEY = (
        True,
        True,
        ["*"],
        "short",
    )

    assert refusals() == []
