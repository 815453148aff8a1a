"""Asking for an extract: on the page of the ledger, by form and by the API; who may, and what is refused."""

import pytest

from agencies.models import ApiToken
from reformtracker.lib.errors import Invalid, NotAllowed
from reports import services
from reports.models import Report
from tests import factories
from tests.reports.extract.ledgers import a_ledger
from tests.reports.factories import DAY, a_plan

pytestmark = pytest.mark.django_db
FORM = {"kind": "extract", "plan": "p", "as_of": "2018-10-31", "formats": ["csv"], "language": "en"}


def ask(by, **said):
    return services.request_report(
        **{"kind": "extract", "plan": a_plan(), "as_of": DAY, "by": by, "formats": ["csv"]} | said
    )


def test_the_ledgers_filter_is_kept_with_the_request():
    auditor = factories.user("auditor")
    a_ledger()

    report = ask(
        auditor, filters={"actor": "hao", "since": "2018-10-01", "n_from": 2, "move": "", "task": None}
    )

    assert report.filter == {"actor": "hao", "n_from": "2", "since": "2018-10-01"}


@pytest.mark.parametrize(
    ("filters", "fields"),
    [
        ({"colour": "red"}, {"colour"}),
        ({"move": "dance"}, {"move"}),
        ({"since": "yesterday"}, {"since"}),
        ({"n_from": "-1"}, {"n_from"}),
        ({"agency": "NOPE", "task": "9.9"}, {"agency", "task"}),
        ({"place": "999999"}, {"place"}),
        ({"unit": "NOPE"}, {"unit"}),
        ({"actor": "nobody"}, {"actor"}),
    ],
)
def test_what_does_not_exist_is_refused_with_the_name_of_the_field(filters, fields):
    with pytest.raises(Invalid) as refusal:
        ask(factories.secretariat(), filters=filters)

    assert set(refusal.value.fields) == fields
    assert Report.objects.count() == 0


@pytest.mark.parametrize("formats", [["pdf"], ["csv", "docx"]])
def test_it_is_made_as_table_workbook_or_data_alone(formats):
    with pytest.raises(Invalid) as refusal:
        ask(factories.secretariat(), formats=formats)

    assert set(refusal.value.fields) == {"formats"}


@pytest.mark.parametrize("role", ["officer", "provincial"])
def test_only_those_to_whom_the_ledger_is_open_get_an_extract(role):
    with pytest.raises(NotAllowed):
        ask(factories.user(role, "NHC"))

    assert Report.objects.count() == 0


def test_the_page_of_the_ledger_hands_its_filter_over(client):
    a_ledger()
    client.force_login(factories.user("auditor"))

    answer = client.post("/reports/ask/", FORM | {"actor": "hao", "n_from": "2", "move": ""})

    report = Report.objects.get()
    assert (answer.status_code, answer.url) == (302, report.get_absolute_url())
    assert report.parameters == {
        "language": "en",
        "formats": ["csv"],
        "filter": {"actor": "hao", "n_from": "2"},
    }


def test_an_officer_who_asks_by_hand_is_refused(client):
    a_ledger()
    client.force_login(factories.officer())

    assert client.post("/reports/ask/", FORM).status_code in (400, 403)
    assert Report.objects.count() == 0


def test_the_api_takes_the_filter_and_gives_it_back(client):
    a_ledger()
    key = ApiToken.issue(factories.user("auditor"), "export")[1]
    said = {"kind": "extract", "plan": "p", "filter": {"actor": "hao", "n_from": 2, "place": "CN"}}

    answer = client.post(
        "/api/v1/reports/", said, content_type="application/json", headers={"Authorization": f"Token {key}"}
    )

    found = answer.json()
    assert (answer.status_code, found["formats"]) == (202, ["xlsx", "csv"])
    assert found["filter"] == {"actor": "hao", "n_from": "2", "place": "CN"}


def test_the_report_says_in_words_what_it_is_limited_to(client):
    a_ledger()
    auditor = factories.user("auditor")
    ask(auditor, filters={"agency": "NHC", "n_from": "2"})
    client.force_login(auditor)

    page = client.get("/reports/").content.decode()

    assert page.count("Agency code: NHC") == 1
