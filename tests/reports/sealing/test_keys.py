"""Where the keys come from, and that no page needs the private one."""

import datetime as dt
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.test import Client

from reports.enums import SealKind
from reports.sealing import keys, service
from tests import factories
from tests.reports.sealing import scenes


@pytest.fixture
def embedded(settings, tmp_path):
    """The state folder of an embedded portal that has not sealed yet."""
    settings.EMBEDDED, settings.SEAL_PUBLIC_KEYS = True, []
    settings.SEAL_KEY_FILE = str(tmp_path / "var" / "seal_key.pem")
    settings.SEAL_NOTED_KEYS = tmp_path / "var" / "seal_keys.txt"
    return settings


@pytest.fixture
def production(settings, tmp_path):
    settings.EMBEDDED = False
    settings.SEAL_NOTED_KEYS = tmp_path / "seal_keys.txt"
    return settings


def test_the_embedded_mode_makes_its_key_once_for_its_owner_alone(embedded):
    first, again = keys.signing_key(), keys.signing_key()

    assert stat.S_IMODE(Path(embedded.SEAL_KEY_FILE).stat().st_mode) == 0o600
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert [key.raw for key in keys.public_keys()] == [first.public_key().public_bytes_raw()]


def test_a_key_put_in_the_place_of_the_old_one_is_noted_beside_it(embedded):
    keys.signing_key()
    Path(embedded.SEAL_KEY_FILE).unlink()
    new = keys.signing_key()

    assert len(keys.public_keys()) == 2
    assert keys.public_keys()[1].raw == new.public_key().public_bytes_raw()


def test_production_makes_no_key_and_says_what_is_missing(production):
    production.SEAL_KEY_FILE = ""
    with pytest.raises(keys.NoKey, match="SEAL_KEY_FILE is not set"):
        keys.signing_key()
    production.SEAL_KEY_FILE = "/nowhere/seal.pem"
    with pytest.raises(keys.NoKey, match=r"/nowhere/seal\.pem cannot be read: No such file"):
        keys.signing_key()


def test_production_signs_nothing_that_nobody_could_check(production, tmp_path):
    production.SEAL_KEY_FILE = str(tmp_path / "other.pem")
    public = keys.make(tmp_path / "other.pem")

    with pytest.raises(keys.NoKey) as refused:
        keys.signing_key()

    assert str(refused.value).endswith(f"does not list the key's public half {public}")


def test_production_believes_the_setting_alone_and_no_file_of_its_state(production):
    production.SEAL_NOTED_KEYS.write_text("somebody+00000000+AAAA\n")

    assert [str(key) for key in keys.public_keys()] == production.SEAL_PUBLIC_KEYS


@pytest.mark.parametrize("content", ["", "no key", "another kind"])
def test_a_file_that_holds_no_such_key_is_named(content, production, tmp_path):
    path = tmp_path / "strange.pem"
    path.write_bytes(_elliptic() if content == "another kind" else content.encode())
    production.SEAL_KEY_FILE = str(path)

    with pytest.raises(keys.NoKey, match=r"strange\.pem"):
        keys.signing_key()


def _elliptic() -> bytes:
    return generate_private_key(SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.django_db
def test_no_page_and_no_check_needs_the_private_key(settings, tmp_path):
    scenes.sealed_plan()
    service.seal(SealKind.DAILY, day=dt.date(2018, 11, 20))
    settings.SEAL_KEY_FILE = str(tmp_path)  # a folder cannot be read as a file, not even by root
    client = Client()
    client.force_login(factories.user("auditor"))
    pages = ("", "1/", "4/", "4/checkpoint/", "4/sheet/", "4/code.svg")

    answers = [client.get(f"/seals/{page}").status_code for page in pages]

    assert answers == [200] * len(pages)
    assert client.post("/seals/checks/").status_code == 302
    with pytest.raises(keys.NoKey):  # the negative control: it is really out of reach
        service.seal(SealKind.INTERVAL)
