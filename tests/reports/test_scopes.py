"""What a report may be narrowed to: cleaned when it is asked for, refused with the field that is wrong."""

import datetime as dt

import pytest

from reformtracker.lib.errors import Invalid
from reports import scopes, services
from reports.enums import Format, Kind
from reports.models import Report
from tasks import saved
from tests import factories, places

pytestmark = pytest.mark.django_db
DAY = dt.date(2018, 10, 31)
VIEW = "plan=p&role=lead&standing=overdue&standing=behind&ordering=-due_on"


def clean(by=None, kind: str = "progress", slug: str = "p", **given: object) -> dict[str, str]:
    plan = factories.Plan.objects.filter(slug=slug).first() or factories.plan(slug)
    return scopes.clean(given, kind=kind, plan=plan, as_of=DAY, by=by)


def test_empty_parts_are_left_out_and_the_rest_is_kept_as_texts():
    factories.agency("NHC")

    assert clean(agency="NHC", area=1, field="", place=None) == {"agency": "NHC", "area": "1"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"colour": "red"}, "filter"),
        ({"agency": "NOPE"}, "agency"),
        ({"area": "2"}, "area"),
        ({"area": "one"}, "area"),
        ({"area": "9" * 30}, "area"),
        ({"area": "-1"}, "area"),
        ({"field": "weather"}, "field"),
        ({"place": "999999"}, "place"),
        ({"saved": "1"}, "saved"),
        ({"saved": "x"}, "saved"),
        ({"query": "standing=sunny"}, "query"),
        ({"query": "agency=NOPE"}, "query"),
        ({"query": "plan=nope"}, "query"),
        ({"query": "ordering=beauty"}, "query"),
        ({"query": "round=own"}, "query"),
        ({"query": "role=lead", "named": "x" * 81}, "named"),
        ({"named": "x"}, "named"),
        ({"since": "2018-10-01"}, "since"),
    ],
)
def test_what_does_not_exist_is_refused_with_its_field(given, field):
    with pytest.raises(Invalid) as refusal:
        clean(**given)

    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize("since", [None, "", "soon", "2018-10-31", "2018-11-01", "1999-12-31"])
def test_changes_need_a_first_day_before_the_second(since):
    with pytest.raises(Invalid) as refusal:
        clean(kind="changes", since=since)

    assert set(refusal.value.fields) == {"since"}
    assert clean(kind="changes", since="2018-10-30") == {"since": "2018-10-30"}


def test_ones_own_view_becomes_its_query_and_stays_it_when_the_view_changes():
    officer = factories.officer()
    factories.plan("p")
    view = saved.keep("Late leads", VIEW, by=officer)

    report = ask(officer, filters={"saved": str(view.pk)})
    saved.change(view, "role=participating", by=officer)

    report.refresh_from_db()
    query = "part=both&role=lead&standing=overdue&standing=behind"
    assert report.filter == {"named": "Late leads", "query": query}
    assert report.narrowed_to == "view “Late leads”"
    assert scopes.clean(report.filter, kind="progress", plan=report.plan, as_of=DAY, by=None) == report.filter


def test_nobody_asks_with_the_view_of_another():
    view = saved.keep("Mine", VIEW, by=_with_plan(factories.officer()))

    for by in (factories.officer(), factories.secretariat(), None):
        with pytest.raises(Invalid) as refusal:
            clean(by, saved=view.pk)
        assert set(refusal.value.fields) == {"saved"}


def test_a_view_of_another_plan_is_refused_and_one_of_all_plans_fits():
    officer = _with_plan(factories.officer())
    view = saved.keep("Mine", VIEW, by=officer)
    everywhere = saved.keep("All", "plan=all&role=lead", by=officer)

    with pytest.raises(Invalid) as refusal:
        clean(officer, slug="other", saved=view.pk)

    assert (set(refusal.value.fields), refusal.value.message) == (
        {"saved"},
        "That view is about another plan.",
    )
    assert clean(officer, slug="other", saved=everywhere.pk)["named"] == "All"


def test_a_province_asks_of_neighbours_only_what_is_shown_to_everybody():
    factories.plan("p")
    neighbour = places.province("420000")
    provincial = places.provincial("350000")

    for kind in ("progress", "overdue", "changes"):
        with pytest.raises(Invalid) as refusal:
            clean(
                provincial, kind=kind, place=neighbour.code, since="2018-10-01" if kind == "changes" else ""
            )
        assert set(refusal.value.fields) == {"place"}
    public = [clean(provincial, kind=kind, place=neighbour.code) for kind in sorted(scopes.OF_ALL_PLACES)]
    assert public == [{"place": "420000"}] * 3
    with pytest.raises(Invalid) as refusal:
        clean(provincial, agency="HB-RO")
    assert set(refusal.value.fields) == {"agency"}
    assert clean(provincial, agency="NHC") == {"agency": "NHC"}


def test_whose_duties_a_view_means_does_not_depend_on_who_asks_later():
    _with_plan(None)

    asked = [clean(by, query="state=claimed")["query"] for by in (None, places.provincial("350000"))]
    matrix = clean(kind="matrix", query="standing=overdue")["query"]

    assert asked == ["part=bodies&state=claimed", "part=both&state=claimed"]
    assert matrix == "part=places&standing=overdue"


def test_each_kind_comes_in_its_formats_and_others_are_refused():
    auditor = factories.user("auditor")
    factories.plan("p")

    every = ask(auditor, formats=None)

    assert every.formats == Format.values
    with pytest.raises(Invalid) as refusal:
        ask(auditor, kind=Kind.EXTRACT, formats=["pdf"])
    assert set(refusal.value.fields) == {"formats"}


def test_the_words_in_the_list_name_every_part():
    places.province("350000")
    parts = {"agency": "NHC", "place": "350000", "area": "2", "field": "drugs", "since": "2018-10-01"}
    factories.agency("NHC")

    report = Report(kind="changes", parameters={"filter": parts})

    assert report.narrowed_to == "NHC, Fujian, reform area 2, Drug supply, changes since 2018-10-01"


def ask(by, **said) -> Report:
    plan = factories.Plan.objects.get(slug="p")
    return services.request_report(**{"kind": "progress", "plan": plan, "as_of": DAY, "by": by} | said)


def _with_plan(user):
    factories.plan("p")
    return user
