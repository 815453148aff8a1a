"""The pages of accounts: what they show of one's own and, to the administrators of access, of everybody's."""

import datetime as dt
import re

import pytest

from agencies.enums import UserRole
from agencies.models import ApiToken
from tests import factories

pytestmark = pytest.mark.django_db
SIGNED_IN = dt.datetime(2026, 3, 1, 18, 30, tzinfo=dt.UTC)  # 2 March, 02:30 in Shanghai


def heads(html):
    return re.findall(r'<th scope="col">([^<]+)</th>', html)


@pytest.mark.parametrize(
    ("portal_today", "head"), [(dt.date(2018, 11, 21), "Last sign-in (real time)"), (None, "Last sign-in")]
)
def test_a_sign_in_is_of_the_real_clock_and_says_so_where_the_portals_differs(
    client, settings, portal_today, head
):
    settings.PORTAL_TODAY = portal_today
    administrator = factories.user(UserRole.SYSTEM_ADMIN)
    client.force_login(administrator)
    type(administrator).objects.update(last_login=SIGNED_IN)

    html = client.get("/accounts/").content.decode()

    assert heads(html) == ["User name", "Office", "Acts as", head, "State"]
    assert re.findall(rf'data-label="{re.escape(head)}" class="nowrap">([^<]+)<', html) == [
        "2026-03-02 02:30"
    ]


@pytest.mark.parametrize(
    ("portal_today", "expected"),
    [
        (dt.date(2018, 11, 21), ["Made (real time)", "Last used (real time)"]),
        (None, ["Made", "Last used"]),
    ],
)
def test_so_is_the_use_of_a_key(client, settings, portal_today, expected):
    settings.PORTAL_TODAY = portal_today
    officer = factories.officer()
    ApiToken.issue(officer, "read")
    client.force_login(officer)

    assert heads(client.get("/account/").content.decode())[2:4] == expected
