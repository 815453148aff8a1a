"""Views of the task list kept under a name: their owner's alone, on pages and in the API."""

import pytest
from django.urls import reverse

from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks import kept_filter, saved, services
from tasks.models import SavedFilter
from tests import factories
from tests.api.calls import V1, post, results, signed_in, with_token
from tests.factories import at, duty, officer

pytestmark = pytest.mark.django_db
QUERY = "plan=p&role=lead&standing=overdue"


@pytest.fixture
def reader(client):
    factories.plan("p")
    account = officer()
    client.force_login(account)
    return account


def named(user) -> list[tuple[str, str]]:
    return list(saved.views_of(user).values_list("name", "query"))


def test_a_query_is_kept_with_what_the_list_knows_and_nothing_else(reader):
    asked = f"page=3&as_of=2018-10-10&standing=overdue&q=&strange=1&ordering=-due_on&{QUERY}"

    view = saved.keep("  Late   leads ", asked, by=reader)

    assert (view.name, view.query) == ("Late leads", f"{QUERY}&ordering=-due_on")
    assert saved.keep("Late leads", asked, by=reader) == view


@pytest.mark.parametrize(
    ("name", "query", "field"),
    [
        ("", QUERY, "name"),
        ("x" * 81, QUERY, "name"),
        ("bell\x07", QUERY, "name"),
        ("late", "standing=sunny", "query"),
        ("late", "due_before=soon", "query"),
        ("late", "q=" + "x" * 101, "query"),
        ("late", "plan=draft", "query"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(reader, name, query, field):
    factories.plan("draft", issued=False)

    with pytest.raises(Invalid) as refusal:
        saved.keep(name, query, by=reader)

    assert (set(refusal.value.fields), named(reader)) == ({field}, [])


def test_a_name_is_given_once_for_each_person_whatever_its_case(reader):
    view = saved.keep("Late leads", QUERY, by=reader)
    other = saved.keep("Others", "role=lead", by=reader)
    saved.keep("late leads", QUERY, by=officer())

    with pytest.raises(Invalid):
        saved.keep("LATE LEADS", "role=lead", by=reader)
    with pytest.raises(Invalid):
        saved.rename(other, "late Leads", by=reader)
    saved.rename(view, "LATE leads", by=reader)

    assert named(reader) == [("LATE leads", QUERY), ("Others", "role=lead")]


def test_nobody_keeps_more_than_fifty(reader):
    SavedFilter.objects.bulk_create(
        SavedFilter(owner=reader, name=f"view {number}", query="") for number in range(saved.MOST)
    )

    with pytest.raises(Impossible):
        saved.keep("one more", QUERY, by=reader)

    assert saved.views_of(reader).count() == 50


def test_a_view_is_changed_by_its_owner_alone(reader):
    view = saved.keep("mine", QUERY, by=reader)
    stranger = factories.secretariat()

    for act in (saved.forget, lambda view, by: saved.rename(view, "x", by=by)):
        with pytest.raises(NotAllowed):
            act(view, by=stranger)
    with pytest.raises(NotAllowed):
        saved.change(view, "", by=stranger)

    assert named(reader) == [("mine", QUERY)]


def test_the_list_keeps_what_it_shows_and_offers_it_again(client, reader):
    answer = client.post(reverse("tasks:keep_view"), {"name": "Late <leads>", "query": QUERY})

    assert (answer.status_code, answer.url) == (302, f"/tasks/?{QUERY}")
    page = client.get(answer.url)
    assert page.context["views"] == [("Late <leads>", f"/tasks/?{QUERY}", True)]
    assert "Late &lt;leads&gt;</a>" in page.content.decode()
    assert client.get("/tasks/?plan=p").context["views"] == [("Late <leads>", f"/tasks/?{QUERY}", False)]


def test_a_faulty_name_comes_back_with_the_query_and_what_is_wrong(client, reader):
    saved.keep("late", QUERY, by=reader)

    answers = [
        client.post(reverse("tasks:keep_view"), {"name": name, "query": "role=lead"}) for name in ("", "Late")
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert [set(answer.context["form"].errors) for answer in answers] == [{"name"}, {"name"}]
    assert 'name="query" value="role=lead"' in answers[1].content.decode()
    assert named(reader) == [("late", QUERY)]


def test_the_page_says_each_view_in_words_renames_and_deletes(client, reader):
    view = saved.keep("late", f"{QUERY}&agency=NHC", by=reader)

    page = client.get(reverse("tasks:views"))
    words = page.context["lines"][0].words
    renamed = client.post(reverse("tasks:rename_view", args=[view.pk]), {f"view-{view.pk}-name": "Later"})
    between = named(reader)
    refused = client.post(reverse("tasks:rename_view", args=[view.pk]), {f"view-{view.pk}-name": " "})
    deleted = client.post(reverse("tasks:forget_view", args=[view.pk]))

    assert words == "Plan: p; Agency: NHC name; Role: Lead; Standing: Overdue"
    assert [answer.status_code for answer in (renamed, refused, deleted)] == [302, 400, 302]
    assert (between, named(reader)) == ([("Later", "plan=p&agency=NHC&role=lead&standing=overdue")], [])


def test_strangers_find_no_view_and_administrators_keep_none(client, reader):
    view = saved.keep("mine", QUERY, by=reader)
    paths = [reverse(f"tasks:{name}", args=[view.pk]) for name in ("rename_view", "forget_view")]
    client.force_login(officer())
    stranger = [client.post(path, {f"view-{view.pk}-name": "x"}).status_code for path in paths]
    client.force_login(factories.user("system_admin"))

    administrator = [
        client.get(reverse("tasks:views")).status_code,
        client.post(reverse("tasks:keep_view"), {"name": "x", "query": ""}).status_code,
        *(client.post(path).status_code for path in paths),
    ]

    assert (stranger, administrator) == ([404, 404], [403] * 4)
    assert named(reader) == [("mine", QUERY)]


def test_a_kept_query_asks_what_the_list_shows(client, reader):
    with at("2018-10-10"):
        services.report(duty(), by=reader, percent=10, note="n", reason="late")
    from tasks import queries

    for query in ("standing=behind", "state=assigned", "q=nothing", "task=1.1", "due_before=2019-01-01"):
        listed = client.get(f"/tasks/?{query}").context["total"]
        rows = queries.positions(reader)
        kept = kept_filter.narrowed(rows, query, user=reader, day=factories.clock.today())
        assert (query, kept.count()) == (query, listed)


def test_the_api_makes_lists_changes_and_deletes_ones_own(reader):
    client, stranger = signed_in(reader), signed_in(officer())

    made = post(client, "/saved-filters/", {"name": "late", "query": QUERY})
    row = made.json()
    change = client.patch(
        f"{V1}/saved-filters/{row['id']}/", '{"name": "later"}', content_type="application/json"
    )
    others = [
        stranger.get(f"{V1}/saved-filters/{row['id']}/").status_code,
        stranger.delete(f"{V1}/saved-filters/{row['id']}/").status_code,
    ]

    assert (made.status_code, row["name"], row["query"]) == (201, "late", QUERY)
    assert (change.status_code, change.json()["name"]) == (200, "later")
    assert (others, results(stranger, "/saved-filters/")) == ([404, 404], [])
    assert [one["name"] for one in results(client, "/saved-filters/")] == ["later"]
    assert client.delete(f"{V1}/saved-filters/{row['id']}/").status_code == 204
    assert named(reader) == []


def test_the_api_refuses_faults_with_their_fields_and_tokens_that_only_read(reader):
    client = signed_in(reader)

    faulty = [
        post(client, "/saved-filters/", {"name": "late", "query": "standing=sunny"}),
        post(client, "/saved-filters/", {"name": "", "query": ""}),
        post(client, "/saved-filters/", {}),
    ]
    denied = post(with_token(reader, "read"), "/saved-filters/", {"name": "late", "query": QUERY})

    assert [answer.status_code for answer in faulty] == [400, 400, 400]
    assert [set(answer.json()["fields"]) for answer in faulty] == [{"query"}, {"name"}, {"name", "query"}]
    assert (denied.status_code, named(reader)) == (403, [])
