"""The inbox: one's own digests, unread first, in the reader's language; read by a button."""

import re

import pytest

from agencies.enums import UserRole
from agencies.models import Membership
from tasks import services
from tasks.models import Notification
from tests import factories, places
from tests.tasks.reminders.scenes import OVERDUE_5, reader, round_of, run

pytestmark = pytest.mark.django_db


def told_twice():
    """A reader with one digest of what was returned and one of what is overdue."""
    factories.plan(tasks=3)
    nhc, office = reader(), factories.secretariat()
    with factories.at("2018-12-20"):
        services.report(factories.duty(), by=nhc, percent=90, note="x")
        services.return_(factories.duty(), by=office, reason="No <b>figures</b>.")
    run(OVERDUE_5)
    return nhc


def shown(client, address="/inbox/"):
    html = client.get(address).content.decode()
    return re.findall(r'<h3><a href="/inbox/(\d+)/">([^<]+)</a>(<span class="badge hot">)?', html)


def test_it_lists_the_digests_with_their_first_lines(client):
    client.force_login(told_twice())

    html = client.get("/inbox/").content.decode()

    titles = [title for _pk, title, _badge in shown(client)]
    assert sorted(titles) == ["Overdue (3)", "Sent back to you (1)"]
    assert (
        html.count("<li>1.1 Task 1 · NHC: sent back on 2018-12-20: No &lt;b&gt;figures&lt;/b&gt;.</li>") == 1
    )
    assert html.count("<li>and 1 more</li>") == 1


def test_unread_ones_stand_first(client):
    client.force_login(told_twice())
    first = shown(client)[0][0]

    client.post(f"/inbox/{first}/read/")

    assert [(pk == first, bool(badge)) for pk, _title, badge in shown(client)] == [
        (False, True),
        (True, False),
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?kind=overdue", ["Overdue (3)"]),
        ("?kind=slip", []),
        ("?unread=on", ["Sent back to you (1)"]),
        ("?kind=nonsense", ["Overdue (3)", "Sent back to you (1)"]),
        ("?page=99", ["Overdue (3)", "Sent back to you (1)"]),
    ],
)
def test_it_can_be_filtered(client, query, titles):
    client.force_login(told_twice())
    Notification.objects.filter(kind="overdue").update(read_at="2019-01-09T00:00Z")

    assert sorted(title for _pk, title, _badge in shown(client, f"/inbox/{query}")) == titles


def test_one_digest_says_everything_and_leads_to_the_duties(client):
    client.force_login(told_twice())
    pk = Notification.objects.get(kind="overdue").pk

    html = client.get(f"/inbox/{pk}/").content.decode()

    lines = re.findall(r'<p><a href="([^"]+)">([^<]+)</a></p>\s*<p>([^<]+)</p>', html)
    duties = [factories.duty(number=f"1.{n}") for n in (1, 2, 3)]
    assert lines == [
        (f"/plans/p/tasks/1.{n}/#duty-{duty.pk}", f"1.{n} Task {n} · NHC", sentence)
        for n, duty, sentence in zip(
            (1, 2, 3),
            duties,
            [
                "due 2018-12-31, 8 days ago; last report 2018-12-20, 90%",
                "due 2018-12-31, 8 days ago; no report yet",
                "due 2018-12-31, 8 days ago; no report yet",
            ],
            strict=True,
        )
    ]


def test_the_sentence_is_that_of_the_day_on_which_it_was_told(client):
    nhc = told_twice()
    client.force_login(nhc)
    with factories.at("2019-02-01"):
        services.report(factories.duty(number="1.2"), by=nhc, percent=70, note="x", reason="late")

        html = client.get(f"/inbox/{Notification.objects.get(kind='overdue').pk}/").content.decode()

    assert html.count("8 days ago; no report yet") == 2


def test_it_speaks_chinese(client):
    client.force_login(told_twice())
    client.cookies["django_language"] = "zh-hans"

    html = client.get("/inbox/").content.decode()

    assert "1.1 任务1 · NHC简称" in html


def test_reading_changes_nothing_when_repeated_and_a_look_alone_reads_nothing(client):
    client.force_login(told_twice())
    pk = Notification.objects.get(kind="overdue").pk
    client.get(f"/inbox/{pk}/")
    assert Notification.objects.filter(read_at=None).count() == 2

    client.post(f"/inbox/{pk}/read/")
    first = Notification.objects.get(pk=pk).read_at
    client.post(f"/inbox/{pk}/read/")

    assert Notification.objects.get(pk=pk).read_at == first
    assert Notification.objects.filter(read_at=None).count() == 1


def test_all_can_be_read_at_once_and_only_ones_own(client):
    client.force_login(told_twice())
    other = reader(username="other")
    run(OVERDUE_5)

    client.post("/inbox/read/")

    unread = Notification.objects.filter(read_at=None)
    assert {digest.user_id for digest in unread} == {other.pk}


@pytest.mark.parametrize("address", ["", "read/"])
def test_the_digest_of_somebody_else_is_not_there(client, address):
    told_twice()
    pk = Notification.objects.first().pk
    client.force_login(factories.secretariat())

    response = client.post(f"/inbox/{pk}/{address}") if address else client.get(f"/inbox/{pk}/")

    assert response.status_code == 404
    assert Notification.objects.get(pk=pk).read_at is None


def test_a_digest_that_is_only_mailed_does_not_stand_in_the_inbox(client):
    client.force_login(told_twice())
    Notification.objects.filter(kind="overdue").update(in_inbox=False)

    assert [title for _pk, title, _badge in shown(client)] == ["Sent back to you (1)"]
    assert client.get(f"/inbox/{Notification.objects.get(kind='overdue').pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/inbox/", "/inbox/settings/", "/slips/"])
@pytest.mark.parametrize("role", [UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, UserRole.AUDIT_ADMIN, None])
def test_who_has_no_business_with_plans_has_none_of_it(client, address, role):
    client.force_login(factories.user(role))

    assert client.get(address).status_code == 403
    assert "icons.svg#inbox" not in client.get("/account/").content.decode()


def test_who_has_changed_the_province_reads_no_duties_of_the_old_one(client):
    plan = factories.plan()
    someone = places.provincial("350000", "someone")
    places.province("420000")
    places.hand_out(plan, "350000")
    run(OVERDUE_5)
    Membership.objects.filter(user=someone).update(agency=places.office_of("420000"))
    client.force_login(someone)

    page, digest = client.get("/inbox/"), client.get(f"/inbox/{Notification.objects.get().pk}/")

    assert "Task 1" not in page.content.decode() + digest.content.decode()
    assert "1 line is about a duty that is no longer in your sight." in digest.content.decode()


def test_a_round_and_a_body_without_readers_are_said_too(client):
    round_of(factories.plan(tasks=2))
    office = factories.user(UserRole.SECRETARIAT, username="office")
    nhc = reader("MOF")
    factories.plan("second", lead="MOF")
    round_of(factories.plan("third", lead="MOF"))
    run("2018-09-20")

    client.force_login(office)
    assert (
        "NHC: nobody reads for this body: 1 reminder found no reader"
        in client.get("/inbox/").content.decode()
    )
    client.force_login(nhc)
    assert "Round 2018-09: 1 return is owed by 2018-09-28" in client.get("/inbox/").content.decode()


def test_the_bar_counts_what_is_unread(client):
    client.force_login(told_twice())

    assert "Inbox: 2 unread" in client.get("/desk/").content.decode()

    client.post("/inbox/read/")
    assert "Inbox: 0 unread" in client.get("/desk/").content.decode()


@pytest.mark.parametrize("runs", [1, 3])
def test_six_queries_however_many_digests(client, django_assert_num_queries, runs):
    factories.plan(tasks=runs)
    nhc = reader()
    for day in ("2018-12-18", "2018-12-25", "2018-12-29")[:runs]:
        run(day)
    client.force_login(nhc)
    client.get("/inbox/")

    # session, user with posts and unread; digests, their number, first lines, sight; anything unread
    with django_assert_num_queries(7):
        client.get("/inbox/")
    assert len(shown(client)) == runs


@pytest.mark.parametrize("tasks", [1, 3])
def test_five_queries_for_one_digest_however_many_lines(client, django_assert_num_queries, tasks):
    factories.plan(tasks=tasks)
    client.force_login(reader())
    run("2018-12-25")
    pk = Notification.objects.get().pk
    client.get(f"/inbox/{pk}/")

    # session, user with posts; the digest, its lines, sight
    with django_assert_num_queries(5):
        client.get(f"/inbox/{pk}/")


def test_an_account_that_is_disabled_is_signed_out_at_once(client):
    someone = factories.officer()
    client.force_login(someone)
    type(someone).objects.filter(pk=someone.pk).update(is_active=False)

    response = client.get("/inbox/")

    assert (response.status_code, response.url) == (302, "/account/sign-in/?next=/inbox/")
