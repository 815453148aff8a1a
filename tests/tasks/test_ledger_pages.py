"""The ledger to read: everything for secretariat and auditor, the chain alone for the audit administrator."""

import re

import pytest
from django.utils import timezone

from agencies.enums import UserRole
from tasks import services
from tasks.models import Chain, Entry
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db


def page(client, account, query=""):
    client.force_login(account)
    return client.get(f"/ledger/p/{query}").content.decode()


def numbers(html):
    return [int(n) for n in re.findall(r'<th scope="row" class="num">(?:<a [^>]*>)?(\d+)', html)]


@pytest.fixture
def written():
    """Entries 1 and 2 issue, 3 reports, 4 claims."""
    factories.plan(tasks=2)
    with at("2018-11-10"):
        services.report(
            factories.duty(),
            by=factories.user(UserRole.OFFICER, "NHC", "zhang"),
            percent=80,
            note="A telling note",
        )
    services.claim(
        factories.duty(number="1.2"), by=factories.officer(), note="done", evidence=factories.evidence()
    )


def test_the_list_names_every_chain_with_its_head(client, written):
    chain = Chain.objects.get()
    client.force_login(factories.user(UserRole.AUDITOR))

    html = client.get("/ledger/").content.decode()

    assert (chain.hash in html, re.findall(r'Entries" class="num">(\d+)', html)) == (True, ["4"])


@pytest.mark.parametrize("role", [UserRole.AUDITOR, UserRole.SECRETARIAT])
def test_entries_stand_newest_first_with_what_was_said(client, written, role):
    html = page(client, factories.user(role))

    assert (numbers(html), "A telling note" in html) == ([4, 3, 2, 1], True)


def test_an_entry_opens_to_its_whole_note_its_reason_and_its_hash(client, written):
    long = "What was done, at length. " * 20
    entry = services.report(
        factories.duty(), by=factories.officer(), percent=81, note=long, reason="The rain"
    )

    html = page(client, factories.user(UserRole.AUDITOR), "?move=report&since=2018-11-21")

    [unfolding] = re.findall(r'<details class="unfolding">(.*?)</details>', html, re.S)
    assert re.findall(r"<(summary|p|dd|code)[^>]*>([^<]+)<", unfolding) == [
        ("summary", long.strip()), ("p", "The rain"), ("dd", "NHC"), ("dd", "In progress, 81%"),
        ("dd", f"{timezone.localtime(entry.wall_at):%Y-%m-%d %H:%M}"), ("code", entry.hash),
    ]  # fmt: skip


def test_an_entry_without_a_word_opens_all_the_same(client):
    factories.plan()

    html = page(client, factories.user(UserRole.AUDITOR))

    assert re.findall(r'<summary><span class="muted">([^<]+)<', html) == ["nothing said"]


def test_thirty_entries_to_a_page_and_the_rest_on_the_next(client):
    factories.plan(tasks=31)

    pages = [numbers(page(client, factories.user(UserRole.AUDITOR), f"?page={n}")) for n in (1, 2)]

    assert pages == [list(range(31, 1, -1)), [1]]


def test_the_audit_administrator_sees_the_chain_and_nothing_that_was_said(client, written):
    hashes = list(Entry.objects.order_by("-n").values_list("hash", flat=True))

    html = page(client, factories.user(UserRole.AUDIT_ADMIN))

    assert (numbers(html), [each in html for each in hashes]) == ([4, 3, 2, 1], [True] * 4)
    for secret in ("A telling note", "zhang", "NHC", "Report progress", "80%", "Task 1"):
        assert secret not in html


@pytest.mark.parametrize(
    "role", [UserRole.OFFICER, UserRole.PROVINCIAL, UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, None]
)
def test_it_is_closed_to_everybody_else(client, written, role):
    client.force_login(
        factories.user(role, "NHC" if role in (UserRole.OFFICER, UserRole.PROVINCIAL) else None)
    )

    assert [client.get(address).status_code for address in ("/ledger/", "/ledger/p/")] == [403, 403]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?move=claim", [4]),
        ("?actor=zhang", [3]),
        ("?agency=nhc&task=1.2", [4, 2]),
        ("?since=2018-11-10", [4, 3]),
        ("?until=2018-11-10&since=2018-11-10", [3]),
        ("?until=2018-11-09", [2, 1]),
        ("?actor=nobody", []),
        ("?move=evil&since=x&page=y", [4, 3, 2, 1]),
    ],
)
def test_filters_narrow_it(client, written, query, found):
    assert numbers(page(client, factories.user(UserRole.AUDITOR), query)) == found


def test_an_unknown_chain_is_404(client):
    client.force_login(factories.user(UserRole.AUDITOR))

    assert client.get("/ledger/none/").status_code == 404


@pytest.mark.parametrize("tasks", [1, 3])
def test_six_queries_however_many_entries(client, django_assert_num_queries, tasks):
    factories.plan(tasks=tasks)
    client.force_login(factories.user(UserRole.AUDITOR))
    client.get("/ledger/p/")

    # session, user, posts; chain, count, entries
    with django_assert_num_queries(6):
        client.get("/ledger/p/")


@pytest.mark.parametrize(("language", "heading"), [("en", "How to check it"), ("zh-hans", "核验方法")])
def test_it_speaks_both_languages(client, written, language, heading):
    client.cookies["django_language"] = language

    assert heading in page(client, factories.user(UserRole.AUDITOR))
