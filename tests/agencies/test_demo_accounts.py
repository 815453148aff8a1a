"""The accounts of the demonstration: an office each, one password, nothing over real accounts."""

import stat

import pytest
from django.conf import settings
from django.contrib.auth import authenticate

from agencies import demonstration
from agencies.demonstration import accounts, load_accounts, password
from agencies.enums import ADMIN_ROLES, UserRole
from agencies.models import Agency, User
from agencies.reference import load_reference
from reformtracker.lib.errors import Impossible

OFFICERS = [
    f"{code}-officer"
    for code in "nhc nhsa natcm cdpf mof mohrss ndrc mara cbirc sta acftu nmpa most miit sasac mofcom samr"
    " moe gas gacc cod cmc-lsd-hb cpad mca nbs".split()
]
PROVINCIALS = [
    f"{code}-provincial"
    for code in "bj tj he he-qhd sx nm ln jl hl sh js zj ah jx sd ha hb hn gd gx hi cq sc gz yn xz sn gs qh"
    " nx xj bt".split()
]
PORTAL_ROLES = {
    "secretariat": {UserRole.SECRETARIAT},
    "auditor": {UserRole.AUDITOR},
    "sysadmin": {UserRole.SYSTEM_ADMIN},
    "secadmin": {UserRole.SECURITY_ADMIN},
    "auditadmin": {UserRole.AUDIT_ADMIN},
    "provincial": {UserRole.PROVINCIAL},
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference(db) -> None:
    load_reference(settings.DATA_DIR)


@pytest.fixture
def state_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")
    return tmp_path / "var"


def test_there_is_one_account_per_role_one_per_place_and_one_officer_per_body():
    load_accounts("long-enough-secret")

    roles = {user.username: set(user.roles) for user in User.objects.all()}
    officers = {name: {UserRole.OFFICER} for name in OFFICERS}
    assert roles == PORTAL_ROLES | {name: {UserRole.PROVINCIAL} for name in PROVINCIALS} | officers


def test_no_account_holds_two_administrator_roles_or_rights_of_the_framework():
    made = load_accounts("long-enough-secret")

    assert max(len(user.roles & ADMIN_ROLES) for user in made) == 1
    assert [user for user in made if user.is_staff or user.is_superuser] == []


def test_accounts_bear_the_name_of_an_office_in_both_languages():
    load_accounts("long-enough-secret")

    officer = User.objects.get(username="nhc-officer")
    names = (
        officer.display_name_en,
        officer.display_name_zh,
        officer.first_name,
        officer.last_name,
        officer.email,
    )
    assert names == ("Officer, National Health Commission", "国家卫生健康委员会经办", "", "", "")


def test_the_provincial_account_reports_for_the_reform_office_of_its_province():
    load_accounts("long-enough-secret")

    office = User.objects.get(username="provincial").agency
    assert (office.code, office.jurisdiction.code) == ("FJ-RO", "350000")
    assert office.name_en == "Health Reform Office of Fujian Province"


def test_the_list_names_each_account_with_role_and_office():
    load_accounts("long-enough-secret")

    listed = accounts()
    assert [account.username for account in listed] == [*PORTAL_ROLES, *PROVINCIALS, *OFFICERS]
    assert listed[len(PORTAL_ROLES) + len(PROVINCIALS)] == (
        "nhc-officer",
        "Ministry officer",
        "Officer, National Health Commission",
    )


def test_everybody_signs_in_with_the_one_password():
    made = load_accounts("long-enough-secret")

    signed_in = [authenticate(username=user.username, password="long-enough-secret") for user in made]
    assert signed_in == made


def test_the_same_password_again_changes_no_hash():
    load_accounts("long-enough-secret")
    before = list(User.objects.order_by("pk").values_list())

    load_accounts("long-enough-secret")

    assert list(User.objects.order_by("pk").values_list()) == before


def test_another_password_replaces_the_old_one():
    load_accounts("long-enough-secret")

    load_accounts("another-long-secret")

    old = authenticate(username="auditor", password="long-enough-secret")
    new = authenticate(username="auditor", password="another-long-secret")
    assert (old, new.username) == (None, "auditor")


def test_an_account_that_was_locked_stays_locked():
    load_accounts("long-enough-secret")
    User.objects.filter(username="auditor").update(is_active=False)

    load_accounts("another-long-secret")

    assert User.objects.get(username="auditor").is_active is False


def test_a_real_account_of_the_same_name_is_never_touched():
    real = User.objects.create_user("secretariat", password="real-and-secret")

    with pytest.raises(Impossible) as refusal:
        load_accounts("long-enough-secret")

    assert (
        str(refusal.value) == "There is an account “secretariat” that does not belong to the demonstration."
    )
    assert list(User.objects.values_list("username", "password")) == [("secretariat", real.password)]


def test_bodies_that_were_dissolved_get_no_account():
    load_accounts("long-enough-secret")

    former = {
        f"{code.lower()}-officer"
        for code in Agency.objects.exclude(dissolved_on=None).values_list("code", flat=True)
    }
    assert "cbrc-officer" in former
    assert User.objects.filter(username__in=former).count() == 0


def test_bodies_without_a_duty_in_a_plan_get_no_account():
    load_accounts("long-enough-secret")

    assert Agency.objects.filter(code="MOT", dissolved_on=None).count() == 1
    assert User.objects.filter(username="mot-officer").count() == 0


def test_the_password_is_the_one_that_is_given(monkeypatch, state_folder):
    monkeypatch.setenv("DEMO_PASSWORD", "given-by-hand")

    assert (password(), state_folder.exists()) == ("given-by-hand", False)


def test_the_password_is_made_once_and_kept_for_its_owner_only(state_folder):
    first, second = password(), password()

    kept = state_folder / "demo_password"
    assert (first, kept.read_text()) == (second, first)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(first) == 16


def test_an_empty_password_counts_as_none_given(monkeypatch, state_folder):
    monkeypatch.setenv("DEMO_PASSWORD", " ")

    assert (demonstration.given_password(), len(password())) == ("", 16)
