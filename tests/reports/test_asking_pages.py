"""The form to ask for a report: simple for the usual case, narrowed on demand, filled in by an address."""

import pytest
from django.urls import reverse

from reports.enums import Format, Kind
from reports.models import Report
from tasks import saved
from tasks.enums import Role
from tests import factories, places

pytestmark = pytest.mark.django_db
ASK, LIST = reverse("reports:ask"), reverse("reports:list")


@pytest.fixture
def officer(client):
    factories.plan("p")
    account = factories.officer()
    client.force_login(account)
    return account


def form_of(client, query: str = ""):
    return client.get(f"{LIST}{query}").context["form"]


def posted(form, **said) -> dict:
    """What a browser sends of the form as it stands, with some fields filled in."""
    fields = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in fields.items() if value is not None} | said


def test_an_overdue_report_takes_one_link_and_one_button(client, officer):
    link = f"{LIST}?kind=overdue"

    form = form_of(client, "?kind=overdue")
    client.post(ASK, posted(form, plan="p"))

    report = Report.objects.get()
    assert f'href="{link}#report-ask"' in client.get(LIST).content.decode()
    assert (report.kind, report.plan.slug, str(report.as_of)) == ("overdue", "p", "2018-11-21")
    assert (report.formats, report.filter) == (["xlsx", "pdf"], {})


def test_every_part_of_the_form_reaches_the_report(client, officer):
    view = saved.keep("Mine", "role=lead", by=officer)
    place = places.province("350000")
    said = {
        "plan": "p", "since": "2018-08-01", "as_of": "2018-10-31", "agency": "NHC", "area": "p/1",
        "field": "insurance", "saved": view.pk, "formats": ["csv"], "language": "zh-hans",
    }  # fmt: skip

    client.post(ASK, {"kind": "changes"} | said)

    report = Report.objects.get()
    query = "part=both&role=lead"
    assert report.filter == {
        "agency": "NHC", "area": "1", "field": "insurance", "named": "Mine", "query": query,
        "since": "2018-08-01",
    }  # fmt: skip
    assert place.code not in str(report.filter)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "changes"}, "since"),
        ({"kind": "changes", "since": "2018-10-31"}, "since"),
        ({"area": "q/1"}, "area"),
        ({"area": "p/7"}, "area"),
        ({"place": "420000"}, "place"),
        ({"saved": "999"}, "saved"),
        ({"kind": "extract"}, "kind"),
    ],
)
def test_a_fault_stands_at_its_field_and_what_was_entered_stays(client, officer, said, field):
    factories.plan("q")
    places.province("420000")
    usual = {"kind": "progress", "plan": "p", "as_of": "2018-10-31", "formats": ["csv"], "language": "en"}

    answer = client.post(ASK, usual | {"agency": "NHC"} | said)

    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (400, {field})
    assert (form["agency"].value(), form["as_of"].value(), form.is_narrowed) == ("NHC", "2018-10-31", True)
    assert Report.objects.count() == 0


def test_a_view_of_another_plan_is_refused_at_its_field(client, officer):
    factories.plan("q")
    view = saved.keep("Mine", "plan=q&role=lead", by=officer)

    form = form_of(client, "?kind=progress")
    answer = client.post(ASK, posted(form, plan="p", saved=view.pk))

    assert answer.context["form"].errors == {"saved": ["That view is about another plan."]}


def test_each_kind_asks_only_for_what_it_needs(client, officer):
    asked = {kind: set(form_of(client, f"?kind={kind.value}").fields) for kind in Kind}

    usual = {"kind", "plan", "as_of", "agency", "place", "area", "field", "saved", "formats", "language"}
    assert asked.pop(Kind.CHANGES) == usual | {"since"}
    # The ledger is not open to an officer: an extract is not offered, and the first kind is shown instead.
    assert set(map(frozenset, asked.values())) == {frozenset(usual)}
    assert [kind.value for kind in client.get(LIST).context["kinds"]] == Kind.values[:-1]


def test_an_extract_is_offered_to_the_auditor_in_its_own_formats(client, officer):
    client.force_login(factories.user("auditor"))

    form = form_of(client, "?kind=extract")

    offered = [value for value, _label in form.fields["formats"].choices]
    assert (form.chosen, Format.PDF in offered, "area" in form.fields) == (Kind.EXTRACT, False, False)
    assert [value for value, _ in form_of(client).fields["formats"].choices] == Format.values


def test_an_address_fills_the_form_in_and_what_is_not_offered_is_left_out(client, officer):
    view = saved.keep("Mine", "role=lead", by=officer)

    form = form_of(
        client,
        f"?kind=overdue&plan=p&as_of=2018-10-31&agency=NHC&area=1&field=drugs&saved={view.pk}&strange=1",
    )
    nonsense = client.get(f"{LIST}?kind=weather&plan=nope&as_of=soon&area=9&saved=x&agency=%3Cb%3E")

    values = {name: form[name].value() for name in ("plan", "as_of", "agency", "area", "field")}
    assert values == {
        "plan": "p", "as_of": "2018-10-31", "agency": "NHC", "area": "p/1", "field": "drugs",
    }  # fmt: skip
    assert (form.chosen, form["saved"].value(), form.is_narrowed) == (Kind.OVERDUE, str(view.pk), True)
    assert (nonsense.status_code, nonsense.context["form"].chosen) == (200, Kind.PROGRESS)


def test_a_province_is_offered_its_own_bodies_and_places_and_its_own_views(client):
    plan = factories.plan("p", others={"MOF": Role.LEAD})
    places.hand_out(plan, "350000", "420000")
    provincial, other = places.provincial("350000"), places.provincial("420000")
    saved.keep("Theirs", "role=lead", by=other)
    client.force_login(provincial)

    form = form_of(client)

    offered = {
        name: {str(row) for row in form.fields[name].queryset} for name in ("agency", "place", "saved")
    }
    assert offered == {"agency": {"NHC name", "MOF name", "FJ-RO name"}, "place": {"Fujian"}, "saved": set()}


def test_a_faulty_page_leads_back_to_the_list_of_kinds(client, officer):
    answer = client.post(ASK, {"kind": "overdue", "plan": "nope"})

    page = answer.content.decode()
    assert f'href="{LIST}?kind=targets#report-ask"' in page
    assert 'aria-current="true">Overdue report</a>' in page
