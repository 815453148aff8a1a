"""The end of a review: a preview that tells the truth, one transaction, the plan with its source."""

import pytest
from django.urls import reverse

from tasks import reviewing
from tasks.models import Assignment, Entry, Plan
from tests import factories
from tests.tasks.reviews import TEXT, address, again, doubt, in_review, leaf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.DOCUMENT_DIR = tmp_path / "documents"


@pytest.fixture
def intake():
    return in_review()


@pytest.fixture
def secretariat(client):
    account = factories.secretariat()
    client.force_login(account)
    return account


def settled(intake, **meta):
    """Everything that stands in the way of issuing is out of the way."""
    missing = leaf(intake, "responsibilities", "Village Doctors")
    operations = [{"op": "set", "node": missing["id"], "field": "agency", "value": "MOF"}]
    for each in intake.draft["warnings"]:
        operations.append({"op": "settle", "node": each["id"], "how": "ticked"})
    for field, value in ({"slug": "clinics"} | meta).items():
        operations.append({"op": "set", "node": "meta", "field": field, "value": value})
    reviewing.decide_all(intake, operations, by=None)
    return again(intake)


def send(client, intake, version: int | None = None):
    seen = again(intake).version if version is None else version
    return client.post(address("intake_issue", intake), {"version": seen})


def test_the_preview_shows_figures_tasks_and_what_stands_in_the_way(client, secretariat, intake):
    page = client.get(address("intake_preview", intake))

    preview, shown = page.context["preview"], page.context["shown"]
    assert [(row.number, row.leads, row.due, row.targets) for row in preview.rows()] == [
        ("1.1", "NHC", "2019-03-31", 1),
        ("1.2", "NHC", "2019-04-30", 0),
        ("2.1", "NHC", "2019-06-30", 1),
    ]
    assert [(str(role), count) for role, count in preview.roles] == [("Lead", 3), ("Co-responsible", 2)]
    assert [(point.code, point.node) for point, _said in shown.obstacles] == [
        ("no_agency", leaf(intake, "responsibilities", "Village Doctors")["id"])
    ]
    assert f'action="{address("intake_issue", intake)}"' not in page.content.decode()


def test_issuing_is_refused_while_something_stands_in_the_way(client, secretariat, intake):
    answer = send(client, intake)

    assert answer.status_code == 409
    assert "2 open points stand in the way of issuing." in answer.content.decode()
    assert not Plan.objects.exists()


def test_a_settled_draft_becomes_an_issued_plan(client, secretariat, intake):
    answer = send(client, settled(intake))

    plan = Plan.objects.get()
    assert (answer.url, plan.slug, plan.state) == (plan.get_absolute_url(), "clinics", "issued")
    assert (again(intake).plan, Entry.objects.count()) == (plan, 5)


def test_issuing_twice_makes_one_plan(client, secretariat, intake):
    version = settled(intake).version
    send(client, intake, version)

    answer = send(client, intake, version)

    assert (answer.status_code, Plan.objects.count()) == (409, 1)


def test_a_draft_that_changed_since_the_preview_is_not_issued(client, secretariat, intake):
    version = settled(intake).version
    reviewing.decide(again(intake), {"op": "set", "node": "t1", "field": "title", "value": "T"}, by=None)

    answer = send(client, intake, version)

    assert (answer.status_code, Plan.objects.exists()) == (412, False)
    assert "Somebody else changed the draft since this preview was made." in answer.content.decode()


def test_an_address_that_is_taken_leaves_nothing_half_made(client, secretariat, intake):
    factories.plan("clinics")
    duties = Assignment.objects.count()

    answer = send(client, settled(intake))

    assert (answer.status_code, again(intake).plan, Assignment.objects.count()) == (409, None, duties)


def test_another_edition_is_kept_on_record_and_owes_nothing(client, secretariat, intake):
    original = factories.plan("original")
    reviewing.decide(settled(intake), {"op": "accept_edition", "slug": "original"}, by=None)
    said = client.get(address("intake_preview", intake)).content.decode()

    send(client, intake)

    plan = Plan.objects.get(slug="clinics")
    assert "As another edition of original this document is kept on record" in said
    assert (plan.state, plan.edition_of, plan.assignments.filter(owes=True).count()) == (
        "record",
        original,
        0,
    )


def test_a_document_without_duties_is_kept_on_record(client, secretariat):
    intake = in_review("Aims for 2019\n\nI. Aims\n1. Be kind. Be kind to patients by the end of June 2019.\n")
    operations = [{"op": "settle", "node": each["id"], "how": "ticked"} for each in intake.draft["warnings"]]
    for field, value in (("slug", "aims"), ("period_start", "2019-01-01"), ("period_end", "2019-12-31")):
        operations.append({"op": "set", "node": "meta", "field": field, "value": value})
    reviewing.decide_all(intake, operations, by=None)

    send(client, intake)

    assert [(plan.slug, plan.state) for plan in Plan.objects.all()] == [("aims", "record")]


def test_the_source_of_a_derived_plan_is_kept(client, secretariat, intake):
    national = factories.plan("national")

    send(client, settled(intake, derived_from="national"))

    assert Plan.objects.get(slug="clinics").derived_from == national


def test_after_issue_the_review_can_only_be_read(client, secretariat, intake):
    send(client, settled(intake))

    page = client.get(intake.get_absolute_url()).content.decode()
    answer = client.post(address("intake_undo", intake), {"version": 99})
    assert reverse("tasks:plan", args=["clinics"]) in page
    assert "edit/" not in page
    assert answer.status_code == 409


def test_a_plan_shows_its_source_its_decisions_and_its_editions(client, secretariat, intake):
    factories.plan("original")
    reviewing.decide(settled(intake), {"op": "accept_edition", "slug": "original"}, by=None)
    send(client, intake)

    edition = client.get(reverse("tasks:plan", args=["clinics"])).content.decode()
    original = client.get(reverse("tasks:plan", args=["original"])).content.decode()
    assert intake.sha256 in edition
    assert address("intake_decisions", intake) in edition
    assert f'<a href="{reverse("tasks:plan", args=["original"])}">' in edition
    assert f'<a href="{reverse("tasks:plan", args=["clinics"])}">' in original


def test_who_sees_the_plan_may_have_its_source_but_not_its_review(client, intake):
    reviewing.issue(settled(intake), by=None)
    client.force_login(factories.officer())

    source = client.get(reverse("tasks:plan_source", args=["clinics"]))
    page = client.get(reverse("tasks:plan", args=["clinics"])).content.decode()
    assert b"".join(source.streaming_content).decode() == TEXT
    assert address("intake_decisions", intake) not in page


def test_a_discarded_document_becomes_no_plan(client, secretariat, intake):
    client.post(address("intake_discard", intake))

    assert (again(intake).discarded, send(client, intake).status_code, Plan.objects.exists()) == (
        True,
        409,
        False,
    )


def test_a_recognised_plan_is_offered_and_accepted(client, secretariat, intake):
    reviewing.issue(settled(intake), by=None)
    other = in_review(TEXT.replace("Watch what", "Look at what"))

    page = client.get(other.get_absolute_url()).content.decode()
    client.post(address("intake_edit", other, "meta"), {"version": 0, "act": "edition", "slug": "clinics"})

    assert "This text nearly equals a plan that is already here" in page
    assert again(other).draft["meta"]["edition_of"] == "clinics"
    assert doubt(again(other), "resembles_plan")["settled"] == "resolved"
