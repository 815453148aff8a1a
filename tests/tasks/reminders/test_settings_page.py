"""The settings: opt-out kind by kind, quiet by default; the calendar's address, shown once."""

import re

import pytest

from tasks.enums import NotificationKind
from tasks.models import CalendarFeed, ReminderWish
from tasks.reminders.wishes import MAILED, Wish, Wishes
from tests import factories
from tests.tasks.reminders.scenes import KINDS, reader

pytestmark = pytest.mark.django_db
PAGE, FEED = "/inbox/settings/", "/inbox/settings/feed/"


def ticked(client) -> set[str]:
    html = client.get(PAGE).content.decode()
    return set(re.findall(r'<input type="checkbox" name="(\w+)"[^>]* checked', html))


def test_without_a_mail_server_only_the_inbox_is_offered(client):
    client.force_login(reader())

    assert ticked(client) == {f"inbox_{kind}" for kind in KINDS}
    assert 'name="mail_' not in client.get(PAGE).content.decode()


def test_with_one_the_quiet_defaults_are_shown(client, settings):
    settings.EMAIL_HOST = "mail.test"
    client.force_login(reader())

    assert ticked(client) == {f"inbox_{kind}" for kind in KINDS} | {f"mail_{kind.value}" for kind in MAILED}


def test_only_what_differs_from_the_default_is_kept(client, settings):
    settings.EMAIL_HOST = "mail.test"
    nhc = reader()
    client.force_login(nhc)
    wanted = (ticked(client) | {"mail_due_soon"}) - {"inbox_slip", "mail_slip"}

    response = client.post(PAGE, dict.fromkeys(wanted, "on"))

    assert response.status_code == 302
    kept = ReminderWish.objects.values_list("user", "kind", "inbox", "mail").order_by("kind")
    assert list(kept) == [(nhc.pk, "due_soon", True, True), (nhc.pk, "slip", False, False)]
    assert ticked(client) == wanted


def test_going_back_to_the_default_keeps_no_row(client):
    client.force_login(reader())
    client.post(PAGE, {})
    assert ReminderWish.objects.count() == len(NotificationKind)

    client.post(PAGE, {f"inbox_{kind}": "on" for kind in KINDS})

    assert ReminderWish.objects.count() == 0


def test_the_choice_about_mail_outlives_a_time_without_a_server(client):
    nhc = reader()
    ReminderWish.objects.create(user=nhc, kind="slip", inbox=True, mail=False)
    client.force_login(nhc)

    client.post(PAGE, {f"inbox_{kind}": "on" for kind in KINDS})

    assert Wishes([nhc.pk]).of(nhc.pk, "slip") == Wish(inbox=True, mail=False)


def test_the_account_page_leads_here(client):
    client.force_login(reader())

    assert f'href="{PAGE}"' in client.get("/account/").content.decode()


def test_the_address_is_shown_once_and_only_its_digest_is_kept(client):
    nhc = reader()
    client.force_login(nhc)

    first = client.post(FEED, {"language": "zh-hans"}).content.decode()

    address = re.search(r'<code class="secret"[^>]*>([^<]+)</code>', first).group(1)
    assert re.fullmatch(r"https://portal\.test/calendar/[\w-]{43}\.ics", address)
    secret = address.split("/")[-1].removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert (feed.user, feed.language, feed.hint, feed.revoked_at) == (nhc, "zh-hans", secret[:6], None)
    assert secret not in str(list(CalendarFeed.objects.values()))
    assert secret not in client.get(PAGE).content.decode()


def test_a_new_address_ends_the_one_before(client):
    client.force_login(reader())
    client.post(FEED, {"language": "en"})

    client.post(FEED, {"language": "en"})

    feeds = list(CalendarFeed.objects.order_by("pk"))
    assert [feed.revoked_at is None for feed in feeds] == [False, True]


def test_it_can_be_revoked_and_revoking_twice_is_no_error(client):
    client.force_login(reader())
    client.post(FEED, {"language": "en"})

    for _time in range(2):
        assert client.post(FEED, {"revoke": "1"}).status_code == 302

    assert CalendarFeed.objects.filter(revoked_at=None).count() == 0


def test_a_language_that_is_not_offered_is_refused(client):
    client.force_login(reader())

    assert client.post(FEED, {"language": "xx"}).status_code == 400
    assert not CalendarFeed.objects.exists()


def test_nobody_changes_the_choice_of_another(client):
    other = reader(username="other")
    client.force_login(factories.officer())

    client.post(PAGE, {})
    client.post(FEED, {"language": "en"})

    assert not ReminderWish.objects.filter(user=other).exists()
    assert not CalendarFeed.objects.filter(user=other).exists()
