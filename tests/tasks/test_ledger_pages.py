"""The ledger to read: everything for secretariat and auditor, the chain alone for the audit administrator."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from agencies.enums import UserRole
from reports.models import Report
from reports.slices.writing import VERIFIER
from tasks import services
from tasks.enums import TargetKind
from tasks.models import Chain, Entry, Target
from tasks.targets.readings import ReadingGiven
from tasks.views import ledger, stretches
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


TOLD = r"<(summary|p|dd|code)[^>]*>([^<]+)<"


def test_an_entry_opens_to_its_whole_note_its_reason_and_its_hash(client, written):
    long = "What was done, at length. " * 20
    entry = services.report(
        factories.duty(), by=factories.officer(), percent=81, note=long, reason="The rain"
    )

    html = page(client, factories.user(UserRole.AUDITOR), "?move=report&since=2018-11-21")

    [unfolding] = re.findall(r'<details class="unfolding">(.*?)</details>', html, re.S)
    assert [(tag, " ".join(words.split())) for tag, words in re.findall(TOLD, unfolding)] == [
        ("summary", long.strip()), ("p", "The rain"), ("dd", "NHC"),
        ("dd", "In progress, 80%, due 2018-12-31"), ("dd", "In progress, 81%, due 2018-12-31"),
        ("dd", f"{timezone.localtime(entry.wall_at):%Y-%m-%d %H:%M}"), ("code", entry.hash),
    ]  # fmt: skip


def test_an_entry_without_a_word_opens_all_the_same(client):
    factories.plan()

    html = page(client, factories.user(UserRole.AUDITOR))

    assert re.findall(r'<summary><span class="muted">([^<]+)<', html) == ["nothing said"]


def pages(client, account, query=""):
    """The numbers of one page after the other, as its links to older or newer entries lead."""
    address, rel, found = f"/ledger/p/{query}", "next", []
    client.force_login(account)
    while address:
        html = client.get(address).content.decode()
        found.append(numbers(html))
        link = re.search(rf'rel="{rel}" href="([^"]+)"', html)
        address = link and link[1].replace("&amp;", "&")
    return found


@pytest.mark.parametrize("role", [UserRole.AUDITOR, UserRole.AUDIT_ADMIN])
def test_thirty_entries_to_a_page_and_older_ones_on_the_next(client, role):
    factories.plan(tasks=65)

    found = pages(client, factories.user(role))

    assert found == [list(range(65, 35, -1)), list(range(35, 5, -1)), [5, 4, 3, 2, 1]]


def test_the_oldest_can_come_first(client):
    factories.plan(tasks=31)

    found = pages(client, factories.user(UserRole.AUDITOR), "?order=oldest&move=issue")

    assert found == [list(range(1, 31)), [31]]


def test_the_way_back_leads_over_the_same_pages(client):
    factories.plan(tasks=65)
    auditor = factories.user(UserRole.AUDITOR)

    middle = page(client, auditor, "?before=36")
    newest = page(client, auditor, "?after=35")
    short = page(client, auditor, "?after=60")

    assert numbers(middle) == list(range(35, 5, -1))
    assert re.findall(r'rel="(prev|next)" href="/ledger/p/\?(\w+=\d+)"', middle) == [
        ("prev", "after=35"),
        ("next", "before=6"),
    ]
    assert numbers(newest) == numbers(short) == list(range(65, 35, -1))


@pytest.mark.parametrize(
    "query", ["?before=x", "?after=", "?before=" + "9" * 40, "?before=-1", "?order=none"]
)
def test_a_place_that_is_no_number_is_the_beginning(query, client, written):
    assert numbers(page(client, factories.user(UserRole.AUDITOR), query)) == [4, 3, 2, 1]


def test_how_many_entries_fit_is_counted_up_to_a_limit(client, written, monkeypatch):
    auditor = factories.user(UserRole.AUDITOR)
    whole, some = page(client, auditor), page(client, auditor, "?move=issue")
    monkeypatch.setattr(stretches, "COUNTED", 1)
    monkeypatch.setattr(ledger, "COUNTED", 1)

    many = page(client, auditor, "?move=issue")

    said = [re.search(r'<span class="muted">([^<]*fit[^<]*)</span>', html)[1] for html in (whole, some, many)]
    assert said == ["4 entries fit", "2 entries fit", "more than 1 entries fit"]


def facts(html, n):
    """What the unfolding of an entry says, label by label."""
    row = re.search(rf'#entry-{n}">{n}</a>.*?</tr>', html, re.S)[0]
    found = re.findall(r"<dt>([^<]+)</dt>(.*?)</div>", row, re.S)
    return {label: " ".join(re.sub(r"<[^>]+>", " ", words).split()) for label, words in found}


def test_an_entry_tells_what_was_before_and_after_it(client, written):
    with at("2018-11-12"):
        services.ask_extension(
            factories.duty(), by=factories.officer(), new_due_on=dt.date(2019, 1, 31), reason="rain"
        )
    services.grant(factories.duty(), by=factories.secretariat())

    html = page(client, factories.user(UserRole.AUDITOR))

    told = [(facts(html, n)["Before it"], facts(html, n)["After it"]) for n in (1, 3, 6)]
    assert told == [
        ("the duty was not there yet", "Assigned, 0%, due 2018-12-31"),
        ("Assigned, 0%, due 2018-12-31", "In progress, 80%, due 2018-12-31"),
        ("In progress, 80%, due 2018-12-31", "In progress, 80%, due 2019-01-31"),
    ]


def test_an_entry_tells_its_evidence_and_its_readings(client):
    factories.plan()
    target = Target.objects.create(
        measure=factories.duty().measure, position=1, text="Ten hospitals", value=10, comparator=">=",
        unit="hospitals", kind=TargetKind.COUNT,
    )  # fmt: skip
    given = [ReadingGiven(target.pk, dt.date(2018, 11, 20), value=4)]
    services.claim(
        factories.duty(), by=factories.officer(), note="done", evidence=factories.evidence(), readings=given
    )

    found = facts(page(client, factories.user(UserRole.AUDITOR)), 2)

    assert (found["Evidence"], found["Readings"]) == (
        "Document No. 1 (2018)",
        "2018-11-20 · China · Ten hospitals: 4 hospitals",
    )


EXTRACT = {"kind": "extract", "plan": "p", "as_of": "2018-11-21", "language": "en"}


def test_what_is_shown_can_be_taken_out_with_the_same_filter(client, written):
    html = page(client, factories.user(UserRole.AUDITOR), "?move=report&agency=nhc&before=4&order=oldest")

    form = re.search(r'<form method="post" action="/reports/ask/".*?</form>', html, re.S)[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    del fields["csrfmiddlewaretoken"], fields["formats"]
    assert fields == EXTRACT | {"move": "report", "agency": "nhc"}
    assert re.findall(r'name="formats" value="(\w+)"', form) == ["csv", "xlsx", "json"]


def test_taking_it_out_asks_for_an_extract_of_just_that(client, written):
    client.force_login(factories.user(UserRole.AUDITOR))
    asked = {
        "kind": "extract",
        "plan": "p",
        "as_of": "2018-11-21",
        "language": "en",
        "formats": "csv",
        "move": "claim",
    }

    client.post("/reports/ask/", asked)

    report = Report.objects.get()
    assert (report.kind, report.formats, report.filter) == ("extract", ["csv"], {"move": "claim"})


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
        ("?n_from=2&n_to=3", [3, 2]),
        ("?unit=nhc", [4, 3]),
        ("?place=CN", [4, 3, 2, 1]),
        ("?move=evil&since=x&page=y", [4, 3, 2, 1]),
    ],
)
def test_filters_narrow_it(client, written, query, found):
    assert numbers(page(client, factories.user(UserRole.AUDITOR), query)) == found


def test_an_unknown_chain_is_404(client):
    client.force_login(factories.user(UserRole.AUDITOR))

    assert client.get("/ledger/none/").status_code == 404


@pytest.mark.parametrize("tasks", [1, 3])
def test_eight_queries_however_many_entries(client, django_assert_num_queries, tasks):
    factories.plan(tasks=tasks)
    services.report(factories.duty(), by=factories.officer(), percent=90, note="on the way")
    client.force_login(factories.user(UserRole.AUDITOR))
    client.get("/ledger/p/")

    # session, user with posts; chain, places; entries, those before them, evidence, readings
    with django_assert_num_queries(8):
        client.get("/ledger/p/")


@pytest.mark.parametrize(("role", "status"), [(UserRole.AUDITOR, 200), (UserRole.OFFICER, 403)])
def test_the_program_that_checks_slices_can_be_taken_along(client, role, status):
    client.force_login(factories.user(role, "NHC" if role == UserRole.OFFICER else None))

    answer = client.get("/slices/verify_slice.py")

    assert answer.status_code == status
    if status == 200:
        assert b"".join(answer.streaming_content) == VERIFIER.read_bytes()
        assert answer["Content-Disposition"] == 'attachment; filename="verify_slice.py"'


@pytest.mark.parametrize(("language", "heading"), [("en", "How to check it"), ("zh-hans", "核验方法")])
def test_it_speaks_both_languages(client, written, language, heading):
    client.cookies["django_language"] = language

    assert heading in page(client, factories.user(UserRole.AUDITOR))
