"""Each kind's figures: recounted by hand from the scene, or those of the page that shows the same."""

import datetime as dt

import pytest

from reformtracker.lib.errors import Impossible
from reports import collecting, discipline_rows
from reports.collecting import NoDuties
from reports.provinces.reading import read_local
from reports.queries import Sight
from tasks import services
from tasks.enums import Punctuality
from tasks.models import Plan
from tasks.targets import positions
from tests import factories, places
from tests.factories import at, duty
from tests.reports.kinds.scene import DAY, SINCE, scene

pytestmark = pytest.mark.django_db


def collect(kind: str, day: str = DAY, user=None, language: str = "en", **wanted: str):
    sight = Sight(Plan.objects.get(slug="p"), dt.date.fromisoformat(day), user, wanted)
    return collecting.collect(kind, sight, language)


def rows(document, table: str, *keys: str) -> list[tuple]:
    found = document.table(table)
    return [tuple(row[found.index(key)] for key in keys) for row in found.rows]


def figures(document) -> list[str]:
    return [figure.value for figure in document.figures]


def test_discipline_has_the_counts_of_its_page_by_province_agency_and_round():
    plan = scene()

    document = collect("discipline")

    page = discipline_rows.read(factories.secretariat(), plan, dt.date.fromisoformat(DAY))
    keys = ("name", "owed", Punctuality.ON_TIME, Punctuality.MISSING)
    shown = [(row.name, row.line.owed, row.line.on_time, row.line.missing) for row in page.rows]
    assert sorted(rows(document, "provinces", *keys)[:-1]) == sorted(shown)
    assert rows(document, "provinces", *keys)[-1] == ("All returns", 12, 4, 8)
    assert rows(document, "agencies", *keys)[:-1] == [
        ("NHC", 4, 2, 2), ("FJ-RO", 4, 2, 2), ("HB-RO", 4, 0, 4),
    ]  # fmt: skip
    assert rows(document, "rounds", *keys) == [("September 2018", 6, 2, 4), ("October 2018", 6, 2, 4)]
    assert len(document.table("returns").rows) == 12
    assert figures(document) == ["33.3%", "0", "8", "0"]


def test_discipline_of_a_past_day_has_the_returns_of_that_day():
    scene()

    document = collect("discipline", "2018-09-30")

    assert rows(document, "rounds", "name", "owed", Punctuality.ON_TIME) == [("September 2018", 6, 2)]
    assert rows(document, "returns", "agency", "measure", "punctuality")[:3] == [
        ("NHC", "1.1/1", "On time"), ("FJ-RO", "1.1/1", "On time"), ("HB-RO", "1.1/1", "Missing"),
    ]  # fmt: skip


def test_the_matrix_counts_what_places_hold_and_how_it_stands():
    scene()

    document = collect("matrix")

    keys = ("place", "duties", "heard", "overdue", "owed", "on_time", "task_1.1", "task_1.2")
    assert rows(document, "matrix", *keys) == [
        ("Fujian", 2, 1, 2, 4, 2, "Overdue; 50%", "Overdue"), ("Hubei", 2, 0, 2, 4, 0, "Overdue", "Overdue"),
    ]  # fmt: skip
    assert rows(document, "area_1", "place", "task_1.1") == [
        ("Fujian", "Overdue; 50%"), ("Hubei", "Overdue"),
    ]  # fmt: skip
    assert rows(document, "tasks", "task", "places", "heard", "duties", "overdue") == [
        ("1.1", 2, 1, 2, 2), ("1.2", 2, 0, 2, 2),
    ]  # fmt: skip
    assert figures(document) == ["1", "0", "4", "25.0%"]
    on_time = collect("matrix", "2018-10-31")
    assert rows(on_time, "matrix", "overdue") == [(0,), (0,)]


def test_the_targets_have_the_figures_of_their_page_and_every_place_with_its_value():
    plan = scene()

    document = collect("targets")

    page = positions.lines(plan, list(positions.of_plan(plan)), dt.date.fromisoformat(DAY))
    shown = [(line.total.numerator, line.total.denominator, len(line.total.given)) for line in page]
    assert rows(document, "targets", "numerator", "denominator", "given") == shown == [
        (30, 100, 1), (None, None, 0),
    ]  # fmt: skip
    assert rows(document, "values", "task", "place", "value", "state") == [
        ("1.1", "Fujian", 30, "Met"), ("1.1", "Hubei", None, "No reading"),
        ("1.2", "Fujian", None, "No reading"), ("1.2", "Hubei", None, "No reading"),
    ]  # fmt: skip
    before = collect("targets", "2018-10-21")
    assert {value for (value,) in rows(before, "values", "value")} == {None}


def test_changes_compare_the_two_days_as_their_own_reports_show_them():
    scene()

    document = collect("changes", since=SINCE)

    before, after = (rows(collect("progress", day), "areas", "reported", "behind") for day in (SINCE, DAY))
    assert (before, after) == ([(20, 2)], [(60, 1)])
    assert rows(document, "areas", "reported_before", "reported") == [(20, 60)]
    assert rows(document, "standings", "standing", "before", "after", "difference") == [
        ("Behind plan", 2, 1, -1), ("On track", 0, 1, 1),
    ]  # fmt: skip
    assert rows(document, "duties", "agency", "percent_before", "percent", "standing_before", "standing") == [
        ("NHC", 20, 60, "Behind plan", "On track")
    ]
    assert rows(document, "entries", "at", "move", "agency", "percent", "said") == [
        (dt.date(2018, 10, 22), "Report progress", "NHC", 60, "as of 2018-10-22")
    ]


def test_changes_hold_a_new_duty_and_what_was_done_on_the_last_day_but_not_on_the_first():
    factories.plan("p")
    for day, percent in (("2018-08-10", 10), ("2018-08-20", 30)):
        with at(day):
            services.report(duty(), by=factories.officer(), percent=percent, note=day, reason="late")

    between = collect("changes", "2018-08-20", since="2018-08-10")
    since_before = collect("changes", "2018-08-20", since="2018-06-30")

    assert rows(between, "entries", "percent") == [(30,)]
    assert rows(between, "duties", "percent_before", "percent") == [(10, 30)]
    assert rows(since_before, "duties", "standing_before", "percent_before") == [("not yet assigned", None)]
    assert rows(since_before, "entries", "percent") == [(10,), (30,)]


def test_days_on_which_nothing_changed_are_an_answer_not_a_failure():
    factories.plan("p")

    document = collect("changes", "2018-07-03", since="2018-07-02")

    assert figures(document) == ["0", "0", "0", "0"]
    assert [document.table(key).rows for key in ("duties", "entries")] == [(), ()]


def test_the_overdue_report_counts_places_beside_the_bodies():
    plan = scene()
    with at("2018-11-03"):
        services.escalate(
            places.local_duty("420000"),
            by=factories.secretariat(),
            colour="blue",
            reply_by=dt.date(2018, 11, 9),
            note="why?",
        )

    document = collect("overdue")

    late = [one for one in read_local(plan, dt.date.fromisoformat(DAY)).duties if one.kind == "overdue"]
    keys = ("place", "owing", "overdue", "share", "longest", "slips")
    assert rows(document, "places", *keys) == [("Fujian", 2, 2, 100, 5, 0), ("Hubei", 2, 2, 100, 5, 1)]
    assert (len(late), figures(document)[-1]) == (4, "4")
    assert rows(collect("overdue", "2018-11-02"), "places", "longest", "slips") == [(2, 0), (2, 0)]


@pytest.mark.parametrize(
    ("kind", "day", "sentence"),
    [
        ("discipline", "2018-09-19", "No round had begun by that day."),
        ("matrix", "2018-08-31", "Nothing that fits the filter had been handed to places by that day."),
    ],
)
def test_a_report_with_nothing_to_show_says_what_is_missing(kind, day, sentence):
    scene()

    with pytest.raises(Impossible) as refusal:
        collect(kind, day)

    assert str(refusal.value.message) == sentence


def test_a_plan_without_targets_and_a_day_before_the_plan_are_refused():
    factories.plan("p")

    with pytest.raises(Impossible):
        collect("targets")
    for kind, wanted in (("progress", {}), ("overdue", {}), ("changes", {"since": "2018-06-01"})):
        with pytest.raises(NoDuties):
            collect(kind, "2018-06-30", **wanted)


def test_both_languages_say_the_same_of_every_round():
    scene()

    named = [
        rows(collect("discipline", language=language), "rounds", "name") for language in ("en", "zh-hans")
    ]

    assert named == [[("September 2018",), ("October 2018",)], [("2018年9月",), ("2018年10月",)]]
