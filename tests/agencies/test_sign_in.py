"""The door: it names the accounts of a demonstration, one per role, and never a password."""

import re

import pytest
from django.core.management import call_command

from agencies.demonstration import load_accounts
from agencies.enums import UserRole
from tests import factories

pytestmark = pytest.mark.django_db
SECRET = "Only-For-This-Test-1"


def page(client):
    return client.get("/account/sign-in/").content.decode()


def test_it_names_one_account_of_every_role_and_no_password(client):
    call_command("load_reference", verbosity=0)
    load_accounts(SECRET)

    html = page(client)

    listed = re.findall(r'<li><code>([^<]+)</code>.*?<span class="end small">([^<]+)</span>', html)
    assert [role for _name, role in listed] == [
        str(UserRole(role).label)
        for role in (
            UserRole.SECRETARIAT,
            UserRole.AUDITOR,
            UserRole.SYSTEM_ADMIN,
            UserRole.SECURITY_ADMIN,
            UserRole.AUDIT_ADMIN,
            UserRole.PROVINCIAL,
            UserRole.OFFICER,
        )
    ]
    assert (listed[0][0], SECRET in html) == ("secretariat", False)


def test_without_a_demonstration_it_names_nobody(client):
    factories.officer("NHC")

    html = page(client)

    assert ("Demonstration accounts" in html, "officer" in html) == (False, False)
