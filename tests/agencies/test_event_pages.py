"""The page of access events: who sees which, what can be asked, and that the file is what the page shows."""

import csv
import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from agencies import events
from agencies.enums import EventKind, Outcome
from agencies.event_list import SECURITY_KINDS
from agencies.event_views import PER_PAGE
from agencies.models import AccessEvent, User
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
PAGE = "/events/"


@pytest.fixture
def auditor(client: Client) -> User:
    """Signed in, and with no event but those of the test: signing in is one too."""
    reader = factories.user("auditor", username="reader")
    client.force_login(reader)
    return reader


def one_of_each_kind(by: User | None = None) -> None:
    for kind in EventKind:
        events.record(kind, by=by, subject=f"about {kind}", source="10.0.0.5", details={"rows": 3})


def shown(client: Client, query: str = "") -> list[int]:
    return [event.n for event in client.get(PAGE + query).context["events"]]


def subjects(client: Client, query: str) -> list[str]:
    return [event.subject for event in client.get(PAGE + query).context["events"]]


@pytest.mark.parametrize("role", ["audit_admin", "auditor"])
def test_the_audit_administrator_and_the_auditor_see_every_kind(client, role):
    client.force_login(factories.user(role))
    one_of_each_kind()

    assert {event.kind for event in client.get(PAGE).context["events"]} == set(EventKind.values)


def test_the_security_administrator_sees_the_doors_and_the_roles_alone(client):
    client.force_login(factories.user("security_admin"))
    one_of_each_kind()

    page = client.get(PAGE)

    assert {event.kind for event in page.context["events"]} == {str(kind) for kind in SECURITY_KINDS}
    assert {str(value) for value, _label in page.context["filter"].form.fields["kind"].choices} == {
        "", *SECURITY_KINDS,
    }  # fmt: skip


@pytest.mark.parametrize("role", ["system_admin", "secretariat", "officer", "provincial", None])
@pytest.mark.parametrize("page", [PAGE, "/events/export/csv/", "/api/v1/events/"])
def test_nobody_else_sees_any(client, role, page):
    client.force_login(factories.user(role, "NHC" if role in ("officer", "provincial") else None))

    assert client.get(page).status_code == 403


@pytest.mark.parametrize(
    ("role", "there"),
    [
        ("audit_admin", True),
        ("auditor", True),
        ("security_admin", True),
        ("system_admin", False),
        ("secretariat", False),
    ],
)
def test_the_navigation_leads_there_for_those_who_may_read(client, role, there):
    client.force_login(factories.user(role))

    assert (f'href="{PAGE}"' in client.get("/account/").content.decode()) is there


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_of_three_events_as_of_one(client, auditor, rows, django_assert_num_queries):
    """The session, the account with its posts, the events."""
    for _each in range(rows - 1):
        events.record(EventKind.EXPORT, by=auditor, details={"rows": 1})
    client.get(PAGE)

    with django_assert_num_queries(3):
        page = client.get(PAGE)

    assert len(page.context["events"]) == rows


FILTERS = {
    "?kind=export": ["list"],
    "?outcome=failed": ["account:eve"],
    "?outcome=refused": ["GET /x/"],
    "?who=EV": ["account:eve"],
    "?who=reader": ["list", "account:reader"],
    "?source=10.0.": ["GET /x/", "list"],
    "?since=2018-11-21": ["account:eve"],
    "?until=2018-11-20&source=1": ["GET /x/", "list"],
    "?since=2018-11-20&until=2018-11-20": ["GET /x/"],
    "?kind=nonsense&source=10.0.0.1": ["list"],
    "?kind=seal": [],
}


@pytest.mark.parametrize("query", FILTERS)
def test_each_filter_finds_what_it_asks_for(client, query):
    reader = factories.user("auditor", username="reader")
    with at("2018-11-19"):
        client.force_login(reader)
        events.record(EventKind.EXPORT, by=reader, subject="list", source="10.0.0.1")
    with at("2018-11-20"):
        events.record(
            EventKind.REFUSED, by=None, subject="GET /x/", outcome=Outcome.REFUSED, source="10.0.3.1"
        )
    with at("2018-11-21", hour=0):
        events.record(
            EventKind.SIGN_IN, by=None, subject="account:eve", outcome=Outcome.FAILED, source="9.9.9.9"
        )

    assert subjects(client, query) == FILTERS[query]


@pytest.mark.parametrize("query", ["?before=0", "?before=1"])
def test_below_the_first_there_is_nothing(client, auditor, query):
    assert shown(client, query) == []


@pytest.mark.parametrize("before", ["x", "-1", "٣", "9" * 30, "", "1.5"])
def test_a_number_that_is_none_is_passed_over(client, auditor, before):
    assert shown(client, f"?before={before}") == [1]


def test_pages_go_from_the_newest_down_and_miss_none_while_others_come(client, auditor):
    for _each in range(PER_PAGE + 1):
        events.record(EventKind.CHECK, by=None)
    first = client.get(PAGE + "?source=")
    events.record(EventKind.CHECK, by=None)

    second = shown(client, f"?before={first.context['older']}")

    assert [event.n for event in first.context["events"]] == list(range(PER_PAGE + 2, 2, -1))
    assert second == [2, 1]


def test_the_details_unfold_in_words_and_nothing_in_them_is_markup(client, auditor):
    events.record(
        EventKind.ACCOUNT, by=auditor, subject="<b>x</b>",
        details={"change": "locked", "role": "auditor", "filter": {"q": ["<i>"]}, "odd": None,
                 "new": {"a": 1}},
    )  # fmt: skip

    event = client.get(PAGE).context["events"][0]
    page = client.get(PAGE).content.decode()

    assert dict(event.words) == {
        "What changed": "locked", "Role": "Auditor", "Filter": "q: <i>", "New": "a: 1",
    }  # fmt: skip
    assert ("<b>x" in page, "<i>" in page, "&lt;b&gt;x" in page) == (False, False, True)


def test_the_table_is_what_the_page_shows_and_taking_it_is_an_event(client, auditor):
    one_of_each_kind(auditor)
    events.record(EventKind.EXPORT, by=None, subject="=1+1", source="10.0.0.5")

    answer = client.get("/events/export/csv/?kind=export&source=10.")

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["What it was about"], row["Who"]) for row in rows] == [
        ("'=1+1", ""), ("about export", "reader (reader)"),
    ]  # fmt: skip
    taken = AccessEvent.objects.latest("n")
    assert (taken.kind, taken.actor, taken.subject) == ("export", auditor, "access-events:-")
    assert (taken.details["rows"], taken.details["filter"]) == (2, {"kind": ["export"], "source": ["10."]})


def test_the_workbook_opens_and_holds_the_same_rows(client, auditor):
    one_of_each_kind(auditor)

    answer = client.get("/events/export/xlsx/")

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    texts = {str(cell) for sheet in sheets for row in sheet for cell in row}
    assert {f"about {kind}" for kind in EventKind} - texts == set()


def test_there_is_no_other_format(client, auditor):
    assert client.get("/events/export/pdf/").status_code == 404
